//! `html`: one page that needs nothing else, with a picture to search and zoom.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Edge;
use super::Graph;
use super::Node;
use crate::export::Corpus;
use crate::export::Format;

pub(super) static FORMAT: Format = Format {
    name: "html",
    summary: "one page with a picture to search and zoom",
    is_for_people: false,
    write,
};

const PAGE: &str = include_str!("page.html");

/// What stands at marks of the page, in the page's order, but for the data.
const PARTS: [(&str, &str); 2] =
    [("/*style*/", include_str!("page.css")), ("/*script*/", include_str!("page.js"))];

/// Names are short because a page holds thousands of them.
#[derive(Serialize)]
struct Data<'a> {
    nodes: Vec<NodeData<'a>>,
    /// From, to, and the kind: `l`, `r` or `s`.
    edges: Vec<(usize, usize, char)>,
    duplicates: Vec<&'a [usize]>,
    near: Vec<&'a [usize]>,
}

#[derive(Serialize)]
struct NodeData<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    missing: &'a [&'a str],
}

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = Graph::new(corpus);
    let data = serde_json::to_string(&Data::new(&graph))?;
    let mut rest = PAGE;
    for (mark, part) in PARTS.into_iter().chain([("/*data*/", &*in_script(&data))]) {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        out.write_all(before.as_bytes())?;
        out.write_all(part.trim_end().as_bytes())?;
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

impl<'a> Data<'a> {
    fn new(graph: &'a Graph<'_>) -> Data<'a> {
        Data {
            nodes: graph.nodes.iter().map(NodeData::new).collect(),
            edges: graph.edges.iter().map(edge).collect(),
            duplicates: graph.duplicates.iter().map(|group| &*group.nodes).collect(),
            near: graph.near.iter().map(|group| &**group).collect(),
        }
    }
}

impl<'a> NodeData<'a> {
    fn new(node: &'a Node<'_>) -> NodeData<'a> {
        NodeData {
            file: node.file,
            title: node.title.as_deref(),
            source: node.source,
            date: node.date.as_deref(),
            missing: &node.missing,
        }
    }
}

fn edge(edge: &Edge) -> (usize, usize, char) {
    (edge.from, edge.to, edge.kind.as_str().chars().next().unwrap_or('l'))
}

/// `json` in which nothing ends the script element that holds it or begins a comment there; it
/// stays the same JSON, where `<` stands only in strings.
fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::PAGE;
    use super::PARTS;
    use super::in_script;

    #[test]
    fn the_page_has_each_mark_once_in_order() {
        let mut rest = PAGE;
        for mark in PARTS.map(|(mark, _)| mark).into_iter().chain(["/*data*/"]) {
            assert_eq!(PAGE.matches(mark).count(), 1, "{mark}");
            rest = rest.split_once(mark).expect("in this order").1;
        }
    }

    #[test]
    fn nothing_ends_the_script() {
        assert_eq!(in_script("[\"</script><!--\"]"), "[\"\\u003c/script>\\u003c!--\"]");
        for (_, part) in PARTS {
            assert!(!part.contains("</") && !part.contains("<!--"));
        }
    }
}
