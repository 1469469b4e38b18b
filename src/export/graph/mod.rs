//! Who links to whom among the seeds of a corpus, which stand alone, and which have one source.

mod build;
mod dot;
mod html;
mod json;
mod mermaid;
mod text;

use super::Format;

/// What `seedls graph` writes.
pub static FORMATS: &[&Format] =
    &[&text::FORMAT, &dot::FORMAT, &mermaid::FORMAT, &json::FORMAT, &html::FORMAT];

struct Graph<'a> {
    /// In the corpus's order; edges and groups name them by their place here.
    nodes: Vec<Node<'a>>,
    /// Sorted, at most one of a kind between two nodes, none from a node to itself.
    edges: Vec<Edge>,
    /// Each with at least two nodes, sorted by its first.
    duplicates: Vec<Duplicates<'a>>,
    /// Seeds that say nearly the same as one of the others, under different sources; as `duplicates`.
    near: Vec<Vec<usize>>,
}

/// A seed.
struct Node<'a> {
    file: &'a str,
    title: Option<String>,
    /// As it is written.
    source: Option<&'a str>,
    /// ISO 8601.
    date: Option<String>,
    /// Seeds that link to it.
    links_in: usize,
    /// Seeds that it links to.
    links_out: usize,
    /// Destinations, as they are written, of its links to files that are not there; sorted, each
    /// once.
    missing: Vec<&'a str>,
    /// Another seed has the same source.
    is_duplicate: bool,
    /// Another seed says nearly the same under another source.
    is_near: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: usize,
    to: usize,
    kind: EdgeKind,
    /// Links of this kind from the one to the other.
    count: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum EdgeKind {
    /// A link to the file.
    Link,
    /// A field that names a related article, by its file or its address.
    Related,
    /// A link to a page on the web that the other seed holds.
    Source,
}

/// Seeds with one source.
struct Duplicates<'a> {
    /// As the first of them writes it.
    source: &'a str,
    nodes: Vec<usize>,
}

impl<'a> Graph<'a> {
    /// Pairs of seeds with one source.
    fn same(&self) -> impl Iterator<Item = (usize, usize)> {
        self.duplicates.iter().flat_map(|group| pairs(&group.nodes))
    }

    /// Pairs of seeds that say nearly the same.
    fn alike(&self) -> impl Iterator<Item = (usize, usize)> {
        self.near.iter().flat_map(|group| pairs(group))
    }

    fn orphans(&self) -> impl Iterator<Item = &Node<'a>> {
        self.nodes.iter().filter(|node| node.is_orphan())
    }
}

/// The first of `group` with each of the others: of hundreds, all pairs would be a picture of nothing
/// else.
fn pairs(group: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    let first = group.first().copied();
    group.iter().skip(1).filter_map(move |&other| Some((first?, other)))
}

impl Node<'_> {
    /// Nothing links to or from it.
    fn is_orphan(&self) -> bool {
        self.links_in == 0 && self.links_out == 0
    }

    /// What it is called in a picture.
    fn label(&self) -> &str {
        self.title.as_deref().unwrap_or(self.file)
    }
}

impl EdgeKind {
    fn as_str(self) -> &'static str {
        match self {
            EdgeKind::Link => "link",
            EdgeKind::Related => "related",
            EdgeKind::Source => "source",
        }
    }
}
