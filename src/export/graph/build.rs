//! From a corpus to its graph.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::Duplicates;
use super::Edge;
use super::EdgeKind;
use super::Graph;
use super::Node;
use crate::export::Corpus;
use crate::export::columns::one_line;
use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
use crate::facts::Value;
use crate::index::FileId;
use crate::index::Target;
use crate::rules::outgoing::targets;
use crate::text::TextRange;

impl<'a> Graph<'a> {
    pub(super) fn new(corpus: &'a Corpus<'_>) -> Graph<'a> {
        let documents: Vec<(&str, FileId, &Document)> = corpus
            .files
            .iter()
            .filter_map(|(shown, file)| {
                Some((shown.as_str(), *file, corpus.snapshot.document(*file)?))
            })
            .collect();
        let places = documents.iter().enumerate().map(|(at, &(_, file, _))| (file, at)).collect();
        let mut links = Links { corpus, places, counts: BTreeMap::new() };
        let mut nodes: Vec<Node<'_>> = Vec::with_capacity(documents.len());
        for (at, &(shown, file, document)) in documents.iter().enumerate() {
            let missing = links.add_all(at, file, document);
            nodes.push(node(shown, document, missing));
        }
        let edges: Vec<Edge> = links
            .counts
            .into_iter()
            .map(|((from, to, kind), count)| Edge { from, to, kind, count })
            .collect();
        // Whatever the kinds, one seed counts once.
        let pairs: BTreeSet<(usize, usize)> = edges.iter().map(|it| (it.from, it.to)).collect();
        for (from, to) in pairs {
            if let Some(node) = nodes.get_mut(from) {
                node.links_out += 1;
            }
            if let Some(node) = nodes.get_mut(to) {
                node.links_in += 1;
            }
        }
        let duplicates = duplicates(corpus, &documents);
        for &at in duplicates.iter().flat_map(|it| &it.nodes) {
            if let Some(node) = nodes.get_mut(at) {
                node.is_duplicate = true;
            }
        }
        let near = near(corpus, &documents);
        for &at in near.iter().flatten() {
            if let Some(node) = nodes.get_mut(at) {
                node.is_near = true;
            }
        }
        Graph { nodes, edges, duplicates, near }
    }

    /// Links to files that are not there.
    pub(super) fn missing(&self) -> usize {
        self.nodes.iter().map(|node| node.missing.len()).sum()
    }
}

fn node<'a>(file: &'a str, document: &'a Document, missing: Vec<&'a str>) -> Node<'a> {
    let metadata = document.metadata();
    Node {
        file,
        title: metadata.title().map(one_line).filter(|title| !title.is_empty()),
        source: metadata.source(),
        date: metadata.date().map(crate::export::iso_8601),
        links_in: 0,
        links_out: 0,
        missing,
        is_duplicate: false,
        is_near: false,
    }
}

struct Links<'a, 'c> {
    corpus: &'a Corpus<'c>,
    places: BTreeMap<FileId, usize>,
    counts: BTreeMap<(usize, usize, EdgeKind), usize>,
}

impl<'a> Links<'a, '_> {
    /// Adds the links of the document at `from`, and returns those to nothing.
    fn add_all(&mut self, from: usize, file: FileId, document: &'a Document) -> Vec<&'a str> {
        let snapshot = self.corpus.snapshot;
        let (explicit, in_text): (Vec<&Field>, Vec<&Field>) =
            document.metadata().related().partition(|field| field.style.is_explicit());
        let kind = |range: TextRange, otherwise: EdgeKind| {
            let is_related = in_text.iter().any(|field| field.range.contains_range(range));
            if is_related { EdgeKind::Related } else { otherwise }
        };
        let mut missing: BTreeSet<&str> = BTreeSet::new();
        for (link, target) in targets(snapshot, file) {
            match target {
                Target::Local(target) => {
                    self.add(from, target.file, kind(link.range, EdgeKind::Link));
                }
                Target::Missing { .. } => _ = missing.insert(&link.written),
                _ => {}
            }
        }
        for held in snapshot.held_links(file) {
            let kind = kind(held.link.range, EdgeKind::Source);
            for seed in held.seeds {
                self.add(from, Some(seed), kind);
            }
        }
        // What a header of its own tells is no Markdown, so that no link stands there.
        for field in explicit {
            let Value::Link { url, .. } = &field.value else { continue };
            let link = OutgoingLink {
                kind: OutgoingKind::Link,
                range: field.range,
                text: field.source,
                destination_range: field.source,
                written: url.as_str().into(),
                destination: Destination::read(url, None, field.source.start()),
            };
            match snapshot.resolve_outgoing(file, &link) {
                Target::Local(target) => self.add(from, target.file, EdgeKind::Related),
                Target::Url => {
                    for seed in snapshot.with_source(url) {
                        self.add(from, Some(seed), EdgeKind::Related);
                    }
                }
                Target::Missing { .. } => _ = missing.insert(url),
                _ => {}
            }
        }
        missing.into_iter().collect()
    }

    fn add(&mut self, from: usize, to: Option<FileId>, kind: EdgeKind) {
        let Some(&to) = to.and_then(|to| self.places.get(&to)) else { return };
        if from != to {
            *self.counts.entry((from, to, kind)).or_default() += 1;
        }
    }
}

/// The seeds that say nearly the same as another, in groups in which each is near to some other one.
fn near(corpus: &Corpus<'_>, documents: &[(&str, FileId, &Document)]) -> Vec<Vec<usize>> {
    let places: BTreeMap<FileId, usize> =
        documents.iter().enumerate().map(|(at, &(_, file, _))| (file, at)).collect();
    let mut grouped: BTreeSet<usize> = BTreeSet::new();
    let mut groups = Vec::new();
    for at in 0..documents.len() {
        let mut group = BTreeSet::new();
        let mut waiting = vec![at];
        while let Some(at) = waiting.pop() {
            if !grouped.insert(at) {
                continue;
            }
            group.insert(at);
            if let Some(&(_, file, _)) = documents.get(at) {
                let others = corpus.snapshot.near_duplicates(file);
                waiting.extend(others.iter().filter_map(|other| places.get(other)));
            }
        }
        if 1 < group.len() {
            groups.push(group.into_iter().collect());
        }
    }
    groups
}

fn duplicates<'a>(
    corpus: &'a Corpus<'_>,
    documents: &[(&'a str, FileId, &'a Document)],
) -> Vec<Duplicates<'a>> {
    let mut by_source: BTreeMap<&str, Duplicates<'_>> = BTreeMap::new();
    for (at, &(_, file, document)) in documents.iter().enumerate() {
        let canonical = corpus.snapshot.summary(file).and_then(|it| it.source.as_deref());
        let (Some(canonical), Some(source)) = (canonical, document.metadata().source()) else {
            continue;
        };
        let group = by_source.entry(canonical);
        group.or_insert_with(|| Duplicates { source, nodes: Vec::new() }).nodes.push(at);
    }
    let mut groups: Vec<Duplicates<'_>> =
        by_source.into_values().filter(|group| 1 < group.nodes.len()).collect();
    groups.sort_by(|a, b| a.nodes.cmp(&b.nodes));
    groups
}
