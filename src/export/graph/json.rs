//! `json`: the graph as one JSON document.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Graph;
use crate::export::Corpus;
use crate::export::Format;

pub(super) static FORMAT: Format =
    Format { name: "json", summary: "all of it as one JSON document", is_for_people: false, write };

#[derive(Serialize)]
struct Whole<'a> {
    /// Of this document's shape; grows when a field is taken away or changes its meaning.
    version: u32,
    nodes: Vec<NodeJson<'a>>,
    edges: Vec<EdgeJson<'a>>,
    orphans: Vec<&'a str>,
    duplicates: Vec<DuplicatesJson<'a>>,
    near_duplicates: Vec<Vec<&'a str>>,
}

#[derive(Serialize)]
struct NodeJson<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    links_in: usize,
    links_out: usize,
    missing: &'a [&'a str],
}

#[derive(Serialize)]
struct EdgeJson<'a> {
    from: &'a str,
    to: &'a str,
    kind: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct DuplicatesJson<'a> {
    source: &'a str,
    files: Vec<&'a str>,
}

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = Graph::new(corpus);
    let file = |at: usize| graph.nodes.get(at).map(|node| node.file).unwrap_or_default();
    let nodes = graph.nodes.iter().map(|node| NodeJson {
        file: node.file,
        title: node.title.as_deref(),
        source: node.source,
        date: node.date.as_deref(),
        links_in: node.links_in,
        links_out: node.links_out,
        missing: &node.missing,
    });
    let edges = graph.edges.iter().map(|edge| EdgeJson {
        from: file(edge.from),
        to: file(edge.to),
        kind: edge.kind.as_str(),
        count: edge.count,
    });
    let duplicates = graph.duplicates.iter().map(|group| DuplicatesJson {
        source: group.source,
        files: group.nodes.iter().map(|&at| file(at)).collect(),
    });
    let near = graph.near.iter().map(|group| group.iter().map(|&at| file(at)).collect());
    let whole = Whole {
        version: 1,
        nodes: nodes.collect(),
        edges: edges.collect(),
        orphans: graph.orphans().map(|node| node.file).collect(),
        duplicates: duplicates.collect(),
        near_duplicates: near.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}
