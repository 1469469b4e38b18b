//! `dot`: for Graphviz.

use std::io;
use std::io::Write;

use super::EdgeKind;
use super::Graph;
use crate::export::Corpus;
use crate::export::Format;

pub(super) static FORMAT: Format =
    Format { name: "dot", summary: "a picture for Graphviz", is_for_people: false, write };

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = Graph::new(corpus);
    writeln!(out, "digraph seeds {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=box, style=\"rounded,filled\", fillcolor=white];")?;
    for (at, node) in graph.nodes.iter().enumerate() {
        write!(out, "  n{at} [label={}, tooltip={}", quoted(node.label()), quoted(node.file))?;
        if node.is_duplicate || node.is_near {
            write!(out, ", fillcolor=\"#ffe0b2\"")?;
        } else if node.is_orphan() {
            write!(out, ", fillcolor=\"#e0e0e0\"")?;
        }
        writeln!(out, "];")?;
    }
    for edge in &graph.edges {
        let look = match edge.kind {
            EdgeKind::Link => "",
            EdgeKind::Related => " [style=bold, tooltip=\"related article\"]",
            EdgeKind::Source => " [style=dashed, tooltip=\"by its address on the web\"]",
        };
        writeln!(out, "  n{} -> n{}{look};", edge.from, edge.to)?;
    }
    let same = graph.same().map(|pair| (pair, "the same source"));
    for ((first, other), why) in
        same.chain(graph.alike().map(|pair| (pair, "nearly the same text")))
    {
        writeln!(
            out,
            "  n{first} -> n{other} [dir=none, style=dotted, color=\"#e65100\", \
             constraint=false, tooltip=\"{why}\"];"
        )?;
    }
    writeln!(out, "}}")
}

/// `text` as a string in which Graphviz reads no escape and no entity.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '&' => quoted.push_str("&amp;"),
            char if char.is_control() => quoted.push(' '),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_in_a_name_ends_its_string_or_is_read_as_an_escape() {
        assert_eq!(quoted(r#"a "b" \n c\"#), r#""a \"b\" \\n c\\""#);
        assert_eq!(quoted("a&lt;b\nc\0"), "\"a&amp;lt;b c \"");
    }
}
