//! `text`: for people, what is linked most, what stands alone and what is there twice.

use std::cmp::Reverse;
use std::io;
use std::io::Write;

use super::Graph;
use super::Node;
use crate::export::Corpus;
use crate::export::Format;
use crate::export::columns::BOLD;
use crate::export::columns::DIM;
use crate::export::columns::PLAIN;
use crate::export::columns::clipped;
use crate::export::columns::columns;
use crate::export::columns::one_line;

pub(super) static FORMAT: Format = Format {
    name: "text",
    summary: "for people: what is linked most, what stands alone, what is there twice",
    is_for_people: true,
    write,
};

/// Lines of one list; who needs all of a long one takes `json`.
const MOST: usize = 20;

/// What seeds of a list are ranked by.
type Count = fn(&Node<'_>) -> usize;

/// Seeds of those that are linked most.
const HUBS: usize = 10;

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = Graph::new(corpus);
    let orphans: Vec<&Node<'_>> = graph.orphans().collect();
    let twice = graph.nodes.iter().filter(|node| node.is_duplicate).count();
    let near = graph.nodes.iter().filter(|node| node.is_near).count();
    writeln!(
        out,
        "{BOLD}{}{PLAIN}, {} between them, {}, {} with the source of another, \
         {} nearly the same as another, {} to missing files",
        counted(graph.nodes.len(), "seed"),
        counted(graph.edges.iter().map(|edge| edge.count).sum(), "link"),
        counted(orphans.len(), "orphan"),
        twice,
        near,
        counted(graph.missing(), "link"),
    )?;
    let hubs = |count: Count| {
        let mut nodes: Vec<&Node<'_>> = graph.nodes.iter().filter(|it| 0 < count(it)).collect();
        // Stable: equally linked ones stay in the order of their paths.
        nodes.sort_by_key(|node| Reverse(count(node)));
        nodes.truncate(HUBS);
        nodes
    };
    let lists: [(&str, Count); 3] = [
        ("Linked from most seeds", |node| node.links_in),
        ("Linking to most seeds", |node| node.links_out),
        ("Links to missing files", |node| node.missing.len()),
    ];
    for (heading, count) in lists {
        let nodes = hubs(count);
        if !nodes.is_empty() {
            writeln!(out, "\n{BOLD}{heading}{PLAIN}")?;
        }
        for node in nodes {
            write_node(&format!("{:7}  ", count(node)), node, corpus.width, out)?;
        }
    }
    if !orphans.is_empty() {
        writeln!(out, "\n{BOLD}Orphans: nothing links to or from them{PLAIN}")?;
    }
    for node in orphans.iter().take(MOST) {
        write_node("  ", node, corpus.width, out)?;
    }
    write_rest(orphans.len(), out)?;
    if !graph.duplicates.is_empty() {
        writeln!(out, "\n{BOLD}The same source{PLAIN}")?;
    }
    for group in graph.duplicates.iter().take(MOST) {
        writeln!(out, "  {}", clipped(group.source, corpus.width.saturating_sub(2)))?;
        for node in group.nodes.iter().take(MOST).filter_map(|&at| graph.nodes.get(at)) {
            write_node("    ", node, corpus.width, out)?;
        }
        write_rest(group.nodes.len(), out)?;
    }
    write_rest(graph.duplicates.len(), out)?;
    if !graph.near.is_empty() {
        writeln!(out, "\n{BOLD}Nearly the same, under different sources{PLAIN}")?;
    }
    for (index, group) in graph.near.iter().take(MOST).enumerate() {
        if 0 < index {
            writeln!(out)?;
        }
        for node in group.iter().take(MOST).filter_map(|&at| graph.nodes.get(at)) {
            write_node("  ", node, corpus.width, out)?;
        }
        write_rest(group.len(), out)?;
    }
    write_rest(graph.near.len(), out)
}

fn write_node(margin: &str, node: &Node<'_>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    // A path is whole, so that it can be copied; the title takes what is left.
    let file = one_line(node.file);
    write!(out, "{margin}{file}")?;
    let room = width.saturating_sub(columns(margin) + columns(&file) + 2);
    if let Some(title) = node.title.as_deref().filter(|_| 10 <= room) {
        write!(out, "  {DIM}{}{PLAIN}", clipped(title, room))?;
    }
    writeln!(out)
}

/// Says how many of `all` were not written.
fn write_rest(all: usize, out: &mut dyn Write) -> io::Result<()> {
    match all.saturating_sub(MOST) {
        0 => Ok(()),
        rest => writeln!(out, "  {DIM}… and {rest} more, which `--format json` lists{PLAIN}"),
    }
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
