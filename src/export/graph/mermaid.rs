//! `mermaid`: a flowchart for Markdown pages.

use std::io;
use std::io::Write;

use super::EdgeKind;
use super::Graph;
use super::Node;
use crate::export::Corpus;
use crate::export::Format;

pub(super) static FORMAT: Format = Format {
    name: "mermaid",
    summary: "a flowchart for Markdown pages; most show up to 500 links",
    is_for_people: false,
    write,
};

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = Graph::new(corpus);
    writeln!(out, "flowchart LR")?;
    for (at, node) in graph.nodes.iter().enumerate() {
        writeln!(out, "  n{at}[\"{}\"]", escaped(node.label()))?;
    }
    for edge in &graph.edges {
        let arrow = match edge.kind {
            EdgeKind::Link => "-->",
            EdgeKind::Related => "==>",
            EdgeKind::Source => "-.->",
        };
        writeln!(out, "  n{} {arrow} n{}", edge.from, edge.to)?;
    }
    for (first, other) in graph.same() {
        writeln!(out, "  n{first} -.-|same source| n{other}")?;
    }
    for (first, other) in graph.alike() {
        writeln!(out, "  n{first} -.-|nearly the same| n{other}")?;
    }
    write_class(&graph, "orphan", "fill:#e0e0e0,color:#212121", |it| it.is_orphan(), out)?;
    let is_twice = |node: &Node<'_>| node.is_duplicate || node.is_near;
    write_class(&graph, "duplicate", "fill:#ffe0b2,color:#212121", is_twice, out)
}

fn write_class(
    graph: &Graph<'_>,
    name: &str,
    look: &str,
    is_in: impl Fn(&Node<'_>) -> bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let nodes = graph.nodes.iter().enumerate().filter(|(_, node)| is_in(node));
    let names: Vec<String> = nodes.map(|(at, _)| format!("n{at}")).collect();
    if names.is_empty() {
        return Ok(());
    }
    writeln!(out, "  classDef {name} {look}")?;
    writeln!(out, "  class {} {name}", names.join(","))
}

/// `text` in which Mermaid reads neither its own syntax nor Markdown nor HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            ' ' | ',' | '\'' => escaped.push(char),
            char if char.is_control() => escaped.push(' '),
            char if char.is_ascii_punctuation() => {
                escaped.push_str(&format!("#{};", u32::from(char)));
            }
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_in_a_title_is_syntax() {
        assert_eq!(
            escaped("1. \"A\" <b>`c`</b>; d's\n%%"),
            "1#46; #34;A#34; #60;b#62;#96;c#96;#60;#47;b#62;#59; d's #37;#37;"
        );
    }
}
