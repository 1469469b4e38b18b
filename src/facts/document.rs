//! One document: its text, its tree, and what follows from them.

use std::hash::Hash;
use std::hash::Hasher;
use std::sync::Arc;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;
use rustc_hash::FxHasher;

use crate::facts::Anchors;
use crate::facts::Conventions;
use crate::facts::Fence;
use crate::facts::KeptFacts;
use crate::facts::LinkKeys;
use crate::facts::Metadata;
use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
use crate::facts::Sketch;
use crate::facts::WebKeys;
use crate::facts::fences;
use crate::facts::swallowed;
use crate::syntax::FaultKind;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::size;

/// A parsed document. Immutable; facts beyond the tree are made when first asked for.
#[derive(Debug, Clone)]
pub struct Document {
    text: Text,
    conventions: Conventions,
    // Read with `conventions`. Made at once, but for a document of which facts were kept: these often
    // are all that is asked for.
    tree: OnceLock<Tree>,
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
    anchors_key: OnceLock<u64>,
    fault_places: OnceLock<Arc<[(FaultKind, TextRange)]>>,
    directives: OnceLock<Arc<[TextRange]>>,
}

impl Document {
    /// Read with the built-in conventions.
    pub fn new(text: Text) -> Document {
        let tree = Tree::new(&text);
        Document::of_tree(text, tree, Conventions::default())
    }

    /// A page of HTML, which is known for its anchors alone.
    pub fn html(text: Text) -> Document {
        let tree = Tree::new(&Text::new(""));
        Document { html: true, ..Document::of_tree(text, tree, Conventions::default()) }
    }

    // Invariant: `tree` was read with `conventions`.
    fn of_tree(text: Text, tree: Tree, conventions: Conventions) -> Document {
        let document = Document::unread(text, conventions);
        let _ = document.tree.set(tree);
        document
    }

    fn unread(text: Text, conventions: Conventions) -> Document {
        Document {
            text,
            conventions,
            tree: OnceLock::new(),
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
            anchors_key: OnceLock::new(),
            fault_places: OnceLock::new(),
            directives: OnceLock::new(),
        }
    }

    /// The document of `text`, read with `conventions`, of which `facts` were kept. It is parsed when
    /// something else is asked for.
    pub fn recalled(text: Text, conventions: Conventions, facts: KeptFacts) -> Document {
        let labels = facts.used_labels.into_iter().collect();
        Document {
            metadata: OnceLock::from(Arc::new(facts.metadata)),
            links: OnceLock::from(Arc::from(facts.links)),
            link_keys: OnceLock::from(Arc::new(facts.link_keys)),
            sketch: OnceLock::from(facts.sketch.map(Arc::new)),
            used_labels: OnceLock::from(Arc::new(labels)),
            anchors_key: OnceLock::from(facts.anchors_key),
            fault_places: OnceLock::from(Arc::from(facts.fault_places)),
            directives: OnceLock::from(Arc::from(facts.directives)),
            ..Document::unread(text, conventions)
        }
    }

    /// What is worth keeping for [`Document::recalled`].
    pub fn facts(&self) -> KeptFacts {
        let mut used_labels: Vec<String> = Vec::new();
        // Nobody asks where there is nothing that a label could name.
        if self.links().iter().any(|it| it.kind == OutgoingKind::Definition) {
            used_labels.extend(self.used_labels().iter().cloned());
            used_labels.sort();
        }
        KeptFacts {
            metadata: self.metadata().clone(),
            links: self.links().to_vec(),
            link_keys: (**self.link_keys()).clone(),
            sketch: self.sketch().map(|it| (*it).clone()),
            used_labels,
            anchors_key: self.anchors_key(),
            fault_places: self.fault_places().to_vec(),
            directives: self.directives().to_vec(),
        }
    }

    /// It has not been parsed, since nothing was asked that was not kept.
    pub fn is_unparsed(&self) -> bool {
        self.tree.get().is_none()
    }

    /// The document of the same text, read with `conventions`.
    pub fn with_conventions(self, conventions: &Conventions) -> Document {
        if self.html || self.conventions == *conventions {
            return self;
        }
        let Conventions { labels, wiki_links, .. } = conventions;
        let tree = self.tree().with_labels(&self.text, labels).with_wiki_links(*wiki_links);
        Document::of_tree(self.text, tree, conventions.clone())
    }

    /// This document after `edit`; equal to a new document of the edited text, read alike.
    pub fn edit(&self, edit: &TextEdit) -> Document {
        let mut text = self.text.clone();
        let mut tree = self.tree().clone();
        // From the last replacement to the first, so that the ranges before it stay true.
        for part in edit.parts().iter().rev() {
            text = text.replace(part.range, &part.insert);
            tree = tree.edit(&text, part.range, size(part.insert.len()));
        }
        let anchors = OnceLock::new();
        if let Some(old) = self.anchors.get()
            && tree.headings_fingerprint() == self.tree().headings_fingerprint()
            && tree.anchors().map(|it| it.name).eq(self.tree().anchors().map(|it| it.name))
        {
            let _ = anchors.set(old.clone());
        }
        let mut link_keys = OnceLock::new();
        let mut web_keys = OnceLock::new();
        if tree.links_fingerprint() == self.tree().links_fingerprint() {
            link_keys = self.link_keys.clone();
            web_keys = self.web_keys.clone();
        }
        let rest = Document::of_tree(text, tree, self.conventions.clone());
        Document { anchors, link_keys, web_keys, ..rest }
    }

    pub fn is_html(&self) -> bool {
        self.html
    }

    pub fn text(&self) -> &Text {
        &self.text
    }

    pub fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| {
            let Conventions { labels, wiki_links, .. } = &self.conventions;
            Tree::new(&self.text).with_labels(&self.text, labels).with_wiki_links(*wiki_links)
        })
    }

    pub fn metadata(&self) -> &Metadata {
        self.metadata.get_or_init(|| {
            Arc::new(Metadata::read(&self.text, self.tree(), self.conventions.date_order))
        })
    }

    pub(crate) fn web_keys(&self) -> &WebKeys {
        self.web_keys.get_or_init(|| Arc::new(WebKeys::read(&self.text, self.tree())))
    }

    /// The places in this document that a fragment can name.
    pub fn anchors(&self) -> &Anchors {
        let read = || match self.html {
            true => Anchors::of_html(&self.text.to_string()),
            false => Anchors::read(self.tree()),
        };
        self.anchors.get_or_init(|| Arc::new(read()))
    }

    /// The links, images and definitions that may lead to other files or nowhere, in order: all
    /// but those that are beyond doubt well-formed web addresses.
    pub fn links(&self) -> &[OutgoingLink] {
        self.links.get_or_init(|| OutgoingLink::read(&self.text, self.tree()).into())
    }

    /// The code fences that lack their closing one.
    pub fn faulty_fences(&self) -> &[Fence] {
        self.faulty_fences.get_or_init(|| fences::faulty(&self.text, self.tree()).into())
    }

    /// A sample of this document as it would be if no fence or comment without its end swallowed a
    /// part of it, or its front matter had its end: what is found there is not missing. `None` if
    /// nothing is swallowed. Its ranges are its own.
    pub fn revealed(&self) -> Option<&Document> {
        let read = || {
            if let Some(edit) = swallowed::closed_front_matter(self.tree()) {
                return Some(Arc::new(self.edit(&edit)));
            }
            let text = swallowed::revealed(&self.text, self.tree(), self.faulty_fences())?;
            Some(Arc::new(Document::new(text).with_conventions(&self.conventions)))
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
        self.link_keys.get_or_init(|| Arc::new(LinkKeys::read(&self.text, self.tree())))
    }

    /// Changes whenever the anchors or headings do.
    pub fn anchors_key(&self) -> u64 {
        *self.anchors_key.get_or_init(|| {
            let mut hasher = FxHasher::default();
            self.tree().headings_fingerprint().hash(&mut hasher);
            self.anchors().names().for_each(|name| name.hash(&mut hasher));
            hasher.finish()
        })
    }

    /// The malformed delimiters with what the user must change, in order.
    pub fn fault_places(&self) -> &[(FaultKind, TextRange)] {
        self.fault_places
            .get_or_init(|| self.tree().faults().map(|it| (it.kind, it.range)).collect())
    }

    /// The comments to seedls, in order.
    pub fn directives(&self) -> &[TextRange] {
        self.directives.get_or_init(|| self.tree().directives().collect())
    }

    /// A reference names `label`.
    pub fn uses_label(&self, label: &str) -> bool {
        self.used_labels().contains(&label_key(label))
    }

    /// What references name, by [`label_key`].
    fn used_labels(&self) -> &FxHashSet<String> {
        self.used_labels.get_or_init(|| {
            let is_reference = |link: &Link| {
                matches!(link.kind, LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut)
            };
            let links = self.tree().links().filter(is_reference);
            Arc::new(links.map(|link| label_key(&self.text.slice(link.destination))).collect())
        })
    }

    /// The definition that a reference to `label` means: the first that has it.
    pub fn definition(&self, label: &str) -> Option<OutgoingLink> {
        let key = label_key(label);
        self.tree()
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
