//! One document: its text, its tree, and what follows from them.

use std::sync::Arc;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::facts::Anchors;
use crate::facts::Conventions;
use crate::facts::DateOrder;
use crate::facts::Fence;
use crate::facts::LinkKeys;
use crate::facts::Metadata;
use crate::facts::OutgoingLink;
use crate::facts::Sketch;
use crate::facts::WebKeys;
use crate::facts::fences;
use crate::facts::swallowed;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextEdit;
use crate::text::size;

/// A parsed document. Immutable; facts beyond the tree are made when first asked for.
#[derive(Debug, Clone)]
pub struct Document {
    text: Text,
    // It knows the labels that the fields are read with.
    tree: Tree,
    date_order: Option<DateOrder>,
    /// It is a page of HTML, of which the tree knows nothing.
    html: bool,
    metadata: OnceLock<Arc<Metadata>>,
    anchors: OnceLock<Arc<Anchors>>,
    links: OnceLock<Arc<[OutgoingLink]>>,
    link_keys: OnceLock<Arc<LinkKeys>>,
    web_keys: OnceLock<Arc<WebKeys>>,
    sketch: OnceLock<Option<Arc<Sketch>>>,
    // By [`label_key`].
    used_labels: OnceLock<Arc<FxHashSet<String>>>,
    faulty_fences: OnceLock<Arc<[Fence]>>,
    revealed: OnceLock<Option<Arc<Document>>>,
}

impl Document {
    /// Read with the built-in conventions.
    pub fn new(text: Text) -> Document {
        let tree = Tree::new(&text);
        Document::of_tree(text, tree)
    }

    /// A page of HTML, which is known for its anchors alone.
    pub fn html(text: Text) -> Document {
        Document { html: true, ..Document::of_tree(text, Tree::new(&Text::new(""))) }
    }

    fn of_tree(text: Text, tree: Tree) -> Document {
        Document {
            text,
            tree,
            date_order: None,
            html: false,
            metadata: OnceLock::new(),
            anchors: OnceLock::new(),
            links: OnceLock::new(),
            link_keys: OnceLock::new(),
            web_keys: OnceLock::new(),
            sketch: OnceLock::new(),
            used_labels: OnceLock::new(),
            faulty_fences: OnceLock::new(),
            revealed: OnceLock::new(),
        }
    }

    /// The document of the same text, read with `conventions`.
    pub fn with_conventions(self, conventions: &Conventions) -> Document {
        if self.html {
            return self;
        }
        let Conventions { labels, date_order, wiki_links } = conventions;
        let is_read_so = self.tree.labels() == labels
            && self.tree.has_wiki_links() == *wiki_links
            && self.date_order == *date_order;
        if is_read_so {
            return self;
        }
        let tree = self.tree.with_labels(&self.text, labels).with_wiki_links(*wiki_links);
        Document { date_order: *date_order, ..Document::of_tree(self.text, tree) }
    }

    /// This document after `edit`; equal to a new document of the edited text, read alike.
    pub fn edit(&self, edit: &TextEdit) -> Document {
        let mut text = self.text.clone();
        let mut tree = self.tree.clone();
        // From the last replacement to the first, so that the ranges before it stay true.
        for part in edit.parts().iter().rev() {
            text = text.replace(part.range, &part.insert);
            tree = tree.edit(&text, part.range, size(part.insert.len()));
        }
        let anchors = OnceLock::new();
        if let Some(old) = self.anchors.get()
            && tree.headings_fingerprint() == self.tree.headings_fingerprint()
            && tree.anchors().map(|it| it.name).eq(self.tree.anchors().map(|it| it.name))
        {
            let _ = anchors.set(old.clone());
        }
        let mut link_keys = OnceLock::new();
        let mut web_keys = OnceLock::new();
        if tree.links_fingerprint() == self.tree.links_fingerprint() {
            link_keys = self.link_keys.clone();
            web_keys = self.web_keys.clone();
        }
        let date_order = self.date_order;
        Document { anchors, link_keys, web_keys, date_order, ..Document::of_tree(text, tree) }
    }

    pub fn is_html(&self) -> bool {
        self.html
    }

    pub fn text(&self) -> &Text {
        &self.text
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    pub fn metadata(&self) -> &Metadata {
        self.metadata
            .get_or_init(|| Arc::new(Metadata::read(&self.text, &self.tree, self.date_order)))
    }

    pub(crate) fn web_keys(&self) -> &WebKeys {
        self.web_keys.get_or_init(|| Arc::new(WebKeys::read(&self.text, &self.tree)))
    }

    /// The places in this document that a fragment can name.
    pub fn anchors(&self) -> &Anchors {
        let read = || match self.html {
            true => Anchors::of_html(&self.text.to_string()),
            false => Anchors::read(&self.tree),
        };
        self.anchors.get_or_init(|| Arc::new(read()))
    }

    /// The links, images and definitions that may lead to other files or nowhere, in order: all
    /// but those that are beyond doubt well-formed web addresses.
    pub fn links(&self) -> &[OutgoingLink] {
        self.links.get_or_init(|| OutgoingLink::read(&self.text, &self.tree).into())
    }

    /// The code fences that lack their closing one.
    pub fn faulty_fences(&self) -> &[Fence] {
        self.faulty_fences.get_or_init(|| fences::faulty(&self.text, &self.tree).into())
    }

    /// A sample of this document as it would be if no fence or comment without its end swallowed a
    /// part of it: what is found there is not missing. `None` if nothing is swallowed. Its ranges
    /// are its own.
    pub fn revealed(&self) -> Option<&Document> {
        let read = || {
            let text = swallowed::revealed(&self.text, &self.tree, self.faulty_fences())?;
            let conventions = Conventions {
                labels: self.tree.labels().clone(),
                date_order: self.date_order,
                wiki_links: self.tree.has_wiki_links(),
            };
            Some(Arc::new(Document::new(text).with_conventions(&conventions)))
        };
        self.revealed.get_or_init(read).as_deref()
    }

    /// What the words of the body come to; none where these are few.
    pub fn sketch(&self) -> Option<Arc<Sketch>> {
        let read = || Sketch::read(&self.text, self.metadata().body_start()).map(Arc::new);
        self.sketch.get_or_init(read).clone()
    }

    /// What the links say to other documents.
    pub fn link_keys(&self) -> &Arc<LinkKeys> {
        self.link_keys.get_or_init(|| Arc::new(LinkKeys::read(&self.text, &self.tree)))
    }

    /// A reference names `label`.
    pub fn uses_label(&self, label: &str) -> bool {
        let used = self.used_labels.get_or_init(|| {
            let is_reference = |link: &Link| {
                matches!(link.kind, LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut)
            };
            let links = self.tree.links().filter(is_reference);
            Arc::new(links.map(|link| label_key(&self.text.slice(link.destination))).collect())
        });
        used.contains(&label_key(label))
    }

    /// The definition that a reference to `label` means: the first that has it.
    pub fn definition(&self, label: &str) -> Option<OutgoingLink> {
        let key = label_key(label);
        self.tree
            .definitions()
            .find(|definition| label_key(&self.text.slice(definition.label)) == key)
            .map(|definition| OutgoingLink::of_definition(&self.text, &definition))
    }
}

/// What two spellings of one label have in common: CommonMark 0.31, "matches".
pub(crate) fn label_key(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    unicase::UniCase::new(words.join(" ")).to_folded_case()
}
