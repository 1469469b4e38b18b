//! The chunks of a document in a persistent B-tree with summed lengths and counts.
//!
//! Nodes never change: an edit makes new ones along one path and shares the rest, and no offset
//! behind the edit is written anew.

use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::slice;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::boundary::State;
use super::chunk::BlockKind;
use super::label::Label;
use super::parse::Outcome;
use super::parts::Parts;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// A run of whole lines and what is in them. Its parts are a function of its text, its state,
/// whether its last block goes on behind it, and which of the labels it asks for are defined.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Length of the first line, with its line break even where the document has none. The
    /// boundary at the chunk's start depends on nothing behind that line.
    pub(super) first_line: TextSize,
    pub(super) state: State,
    pub(super) parts: Parts,
    /// Sorted.
    pub(super) asked: Box<[Label]>,
    /// The labels of `parts.definitions`, then those of footnote definitions.
    pub(super) defined: Box<[Label]>,
    pub(super) summary: Summary,
}

/// What a chunk holds some of; an index into [`Summary::counts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Blocks,
    Labelled,
    Fences,
    UnclosedFences,
    Html,
    Headings,
    Links,
    LinksToCheck,
    Definitions,
    DefinitionsToCheck,
    Footnotes,
    Anchors,
    Undefined,
    Directives,
    Spans,
    Faults,
    Residues,
    Passages,
    /// Chunks that do not lie wholly in the middle of one block.
    Edges,
}

const COUNTS: usize = Count::Edges as usize + 1;

/// Sums over a chunk, or over all chunks below a node.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Summary {
    pub(super) len: TextSize,
    pub(super) chunks: usize,
    counts: [u32; COUNTS],
    pub(super) headings: Fingerprint,
    pub(super) anchors: Fingerprint,
    /// Of the sources of texts and destinations.
    pub(super) links: Fingerprint,
    pub(super) definitions: Fingerprint,
    /// Bits of the labels asked for and defined; a clear bit means that a label is not among them.
    asked: u128,
    defined: u128,
}

/// A hash of a sequence that can be put together from those of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint {
    hash: u64,
    /// `BASE` to the power of the sequence's length.
    power: u64,
}

impl Default for Fingerprint {
    fn default() -> Fingerprint {
        Fingerprint { hash: 0, power: 1 }
    }
}

impl Fingerprint {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

    fn push(&mut self, item: impl std::hash::Hash) {
        // A hash of zero would not tell no item from one.
        let hash = FxBuildHasher.hash_one(item) | 1 << 63;
        self.append(Fingerprint { hash, power: Fingerprint::BASE });
    }

    fn append(&mut self, other: Fingerprint) {
        self.hash = self.hash.wrapping_mul(other.power).wrapping_add(other.hash);
        self.power = self.power.wrapping_mul(other.power);
    }

    pub(super) fn value(self) -> u64 {
        self.hash
    }
}

impl Summary {
    pub(super) fn count(&self, of: Count) -> u32 {
        self.counts[of as usize]
    }

    fn append(&mut self, other: &Summary) {
        self.len += other.len;
        self.chunks += other.chunks;
        for (sum, count) in self.counts.iter_mut().zip(other.counts) {
            *sum = sum.saturating_add(count);
        }
        self.headings.append(other.headings);
        self.anchors.append(other.anchors);
        self.links.append(other.links);
        self.definitions.append(other.definitions);
        self.asked |= other.asked;
        self.defined |= other.defined;
    }
}

impl Chunk {
    pub(super) fn new(text: &str, state: State, outcome: Outcome, more_asked: Vec<Label>) -> Chunk {
        let mut asked: Vec<Label> =
            outcome.asked.into_iter().map(|(_, label)| label).chain(more_asked).collect();
        asked.sort();
        asked.dedup();
        let first_line = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len()) + 1;
        let mut chunk = Chunk {
            first_line: size(first_line),
            state,
            parts: outcome.parts,
            asked: asked.into(),
            defined: outcome.defined.into(),
            summary: Summary::default(),
        };
        chunk.summary = chunk.summarise(text);
        chunk
    }

    pub(super) fn len(&self) -> TextSize {
        self.summary.len
    }

    fn summarise(&self, text: &str) -> Summary {
        let parts = &self.parts;
        let len = size(text.len());
        let mut summary = Summary { len, chunks: 1, ..Summary::default() };
        let mut set = |of: Count, count: usize| {
            summary.counts[of as usize] = u32::try_from(count).unwrap_or(u32::MAX);
        };
        let open = BlockKind::Fence { closed: false };
        let middle = parts.blocks.first().is_some_and(|block| block.continued && block.continues);
        set(Count::Blocks, parts.blocks.len());
        set(Count::Labelled, parts.blocks.iter().filter(|it| it.label.is_some()).count());
        let begun = || parts.blocks.iter().filter(|it| !it.continued);
        let is_fence = |kind: BlockKind| matches!(kind, BlockKind::Fence { .. });
        set(Count::Fences, begun().filter(|it| is_fence(it.kind)).count());
        set(Count::Html, begun().filter(|it| it.kind == BlockKind::Html).count());
        set(
            Count::UnclosedFences,
            parts.blocks.iter().filter(|it| it.kind == open && !it.continues).count(),
        );
        set(Count::Headings, parts.headings.len());
        set(Count::Links, parts.links.len());
        set(Count::LinksToCheck, parts.links.iter().filter(|it| !it.web).count());
        set(Count::Definitions, parts.definitions.len());
        set(Count::DefinitionsToCheck, parts.definitions.iter().filter(|it| !it.web).count());
        set(Count::Footnotes, parts.footnotes.len());
        set(Count::Anchors, parts.anchors.len());
        set(Count::Undefined, parts.undefined.len());
        set(Count::Directives, parts.directives.len());
        set(Count::Spans, parts.spans.len());
        set(Count::Faults, parts.faults.len());
        set(Count::Residues, parts.residues.len());
        set(Count::Passages, parts.passages.len());
        set(Count::Edges, usize::from(!middle));
        for heading in &parts.headings {
            summary.headings.push((heading.level, &*heading.text, heading.bare.as_deref()));
        }
        for anchor in &parts.anchors {
            summary.anchors.push(&*anchor.name);
        }
        let source =
            |range: TextRange| text.get(std::ops::Range::<usize>::from(range)).unwrap_or_default();
        for link in &parts.links {
            let what = (link.kind, link.image, source(link.text), source(link.destination));
            summary.links.push(what);
        }
        for definition in &parts.definitions {
            let what = (source(definition.label), source(definition.destination));
            summary.definitions.push(what);
        }
        summary.asked = self.asked.iter().fold(0, |bits, label| bits | label.bit());
        summary.defined = self.defined.iter().fold(0, |bits, label| bits | label.bit());
        summary
    }
}

/// A sequence of chunks; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Chunks(Arc<Node>);

#[derive(Debug)]
struct Node {
    summary: Summary,
    /// 0 for leaves.
    height: u8,
    children: Children,
}

#[derive(Debug)]
enum Children {
    Chunks(Vec<Arc<Chunk>>),
    Nodes(Vec<Arc<Node>>),
}

/// A chunk with its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) index: usize,
    pub(super) start: TextSize,
    pub(super) chunk: &'a Arc<Chunk>,
}

impl Place<'_> {
    pub(super) fn end(&self) -> TextSize {
        self.start + self.chunk.len()
    }
}

const MOST: usize = 24;
const FEWEST: usize = 8;

impl Chunks {
    pub(super) fn new(chunks: Vec<Arc<Chunk>>) -> Chunks {
        let mut level: Vec<Arc<Node>> = groups(chunks).map(Node::leaf).collect();
        while level.len() > 1 {
            level = groups(level).map(Node::inner).collect();
        }
        Chunks(level.pop().unwrap_or_else(|| Node::leaf(Vec::new())))
    }

    pub(super) fn summary(&self) -> &Summary {
        &self.0.summary
    }

    /// The chunk that holds the byte at `offset`; the last one for offsets at or past the end.
    pub(super) fn at(&self, offset: TextSize) -> Option<Place<'_>> {
        self.find(|before, here| offset < before.len + here.len)
    }

    pub(super) fn get(&self, index: usize) -> Option<Place<'_>> {
        (index < self.0.summary.chunks)
            .then(|| self.find(|before, here| index < before.chunks + here.chunks))
            .flatten()
    }

    /// The first chunk at or after `index` that counts any `of`.
    pub(super) fn next(&self, index: usize, of: Count) -> Option<Place<'_>> {
        let before = self.count_before(index, of);
        (before < self.0.summary.count(of))
            .then(|| self.find(|sum, here| before < sum.count(of) + here.count(of)))
            .flatten()
    }

    /// The last chunk before `index` that counts any `of`.
    pub(super) fn previous(&self, index: usize, of: Count) -> Option<Place<'_>> {
        let before = self.count_before(index, of);
        (before > 0)
            .then(|| self.find(|sum, here| before <= sum.count(of) + here.count(of)))
            .flatten()
    }

    fn count_before(&self, mut index: usize, of: Count) -> u32 {
        let mut count = 0u32;
        let mut node = &self.0;
        loop {
            match &node.children {
                Children::Nodes(nodes) => {
                    let (child, rest) = child_at(nodes, index);
                    let passed = nodes.iter().take(child);
                    count += passed.map(|node| node.summary.count(of)).sum::<u32>();
                    let Some(next) = nodes.get(child) else { return count };
                    (node, index) = (next, rest);
                }
                Children::Chunks(chunks) => {
                    let passed = chunks.iter().take(index);
                    return count + passed.map(|chunk| chunk.summary.count(of)).sum::<u32>();
                }
            }
        }
    }

    /// The first chunk for which `found` holds, asked with the sums of all before it and its own;
    /// the last chunk where it holds nowhere. Once true it must stay true.
    fn find(&self, found: impl Fn(&Sums, &Summary) -> bool) -> Option<Place<'_>> {
        let mut before = Sums::default();
        let mut node = &self.0;
        loop {
            match &node.children {
                Children::Nodes(nodes) => {
                    let passed = before.pass(nodes.iter().map(|it| &it.summary), &found);
                    node = nodes.get(passed)?;
                }
                Children::Chunks(chunks) => {
                    let passed = before.pass(chunks.iter().map(|it| &it.summary), &found);
                    let chunk = chunks.get(passed)?;
                    return Some(Place { index: before.chunks, start: before.len, chunk });
                }
            }
        }
    }

    /// All chunks.
    pub(super) fn iter(&self) -> Walk<'_> {
        Walk::new(&self.0, 0, None)
    }

    pub(super) fn from(&self, index: usize) -> Walk<'_> {
        Walk::new(&self.0, index, None)
    }

    /// The chunks from `index` on that count any `of`.
    pub(super) fn with(&self, of: Count, index: usize) -> Walk<'_> {
        Walk::new(&self.0, index, Some(of))
    }

    /// The chunks that ask for any of `labels`.
    pub(super) fn asking(&self, labels: &[Label]) -> Vec<Place<'_>> {
        let bits = labels.iter().fold(0, |bits, label| bits | label.bit());
        let mut found = Vec::new();
        self.0.select(&mut Sums::default(), &|it| it.asked & bits != 0, &mut |place| {
            if labels.iter().any(|label| place.chunk.asked.binary_search(label).is_ok()) {
                found.push(place);
            }
            false
        });
        found
    }

    /// The first chunk that defines `label`.
    pub(super) fn defining(&self, label: &Label) -> Option<Place<'_>> {
        let bit = label.bit();
        let mut found = None;
        self.0.select(&mut Sums::default(), &|it| it.defined & bit != 0, &mut |place| {
            let defines = place.chunk.defined.contains(label);
            if defines {
                found = Some(place);
            }
            defines
        });
        found
    }

    /// These chunks with those in `start..end` replaced by `new`.
    pub(super) fn splice(&self, start: usize, end: usize, new: Vec<Arc<Chunk>>) -> Chunks {
        if end == start + 1
            && let [chunk] = new.as_slice()
        {
            return self.set(start, chunk.clone());
        }
        let (front, rest) = split(&self.0, start);
        let (_, back) = split(&rest, end - start);
        Chunks(concat(concat(front, Chunks::new(new).0), back))
    }

    pub(super) fn set(&self, index: usize, chunk: Arc<Chunk>) -> Chunks {
        Chunks(self.0.set(index, chunk))
    }
}

/// Sums over what a search has passed.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    len: TextSize,
    chunks: usize,
    counts: [u32; COUNTS],
}

impl Sums {
    fn count(&self, of: Count) -> u32 {
        self.counts[of as usize]
    }

    /// Adds up `summaries` as long as `found` says no, but never the last one; how many it added.
    fn pass<'a>(
        &mut self,
        summaries: impl ExactSizeIterator<Item = &'a Summary>,
        found: &impl Fn(&Sums, &Summary) -> bool,
    ) -> usize {
        let last = summaries.len().saturating_sub(1);
        for (at, summary) in summaries.take(last).enumerate() {
            if found(self, summary) {
                return at;
            }
            self.add(summary);
        }
        last
    }

    fn add(&mut self, summary: &Summary) {
        self.len += summary.len;
        self.chunks += summary.chunks;
        for (sum, count) in self.counts.iter_mut().zip(summary.counts) {
            *sum = sum.saturating_add(count);
        }
    }
}

/// An iterator over chunks; passes over nodes that count none of what is asked for.
#[derive(Debug, Clone)]
pub(super) struct Walk<'a> {
    of: Option<Count>,
    nodes: Vec<slice::Iter<'a, Arc<Node>>>,
    chunks: slice::Iter<'a, Arc<Chunk>>,
    index: usize,
    start: TextSize,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Arc<Node>, skip: usize, of: Option<Count>) -> Walk<'a> {
        let mut walk =
            Walk { of, nodes: Vec::new(), chunks: [].iter(), index: 0, start: TextSize::from(0) };
        let mut node = root;
        loop {
            match &node.children {
                Children::Nodes(nodes) => {
                    let (child, _) = child_at(nodes, skip - walk.index);
                    let (passed, rest) = nodes.split_at(child);
                    passed.iter().for_each(|node| walk.pass(&node.summary));
                    let mut rest = rest.iter();
                    let next = rest.next();
                    walk.nodes.push(rest);
                    let Some(next) = next else { return walk };
                    node = next;
                }
                Children::Chunks(chunks) => {
                    let skip = (skip - walk.index).min(chunks.len());
                    let (passed, rest) = chunks.split_at(skip);
                    passed.iter().for_each(|chunk| walk.pass(&chunk.summary));
                    walk.chunks = rest.iter();
                    return walk;
                }
            }
        }
    }

    fn pass(&mut self, summary: &Summary) {
        self.index += summary.chunks;
        self.start += summary.len;
    }

    fn wants(&self, summary: &Summary) -> bool {
        self.of.is_none_or(|of| summary.count(of) > 0)
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Place<'a>;

    fn next(&mut self) -> Option<Place<'a>> {
        loop {
            if let Some(chunk) = self.chunks.next() {
                let place = Place { index: self.index, start: self.start, chunk };
                self.pass(&chunk.summary);
                if self.wants(&chunk.summary) {
                    return Some(place);
                }
                continue;
            }
            let Some(node) = self.nodes.last_mut()?.next() else {
                self.nodes.pop();
                continue;
            };
            if !self.wants(&node.summary) {
                self.pass(&node.summary);
                continue;
            }
            match &node.children {
                Children::Nodes(nodes) => self.nodes.push(nodes.iter()),
                Children::Chunks(chunks) => self.chunks = chunks.iter(),
            }
        }
    }
}

impl Node {
    fn leaf(chunks: Vec<Arc<Chunk>>) -> Arc<Node> {
        let mut summary = Summary::default();
        chunks.iter().for_each(|chunk| summary.append(&chunk.summary));
        Arc::new(Node { summary, height: 0, children: Children::Chunks(chunks) })
    }

    fn inner(nodes: Vec<Arc<Node>>) -> Arc<Node> {
        let mut summary = Summary::default();
        nodes.iter().for_each(|node| summary.append(&node.summary));
        let height = nodes.first().map_or(0, |node| node.height) + 1;
        Arc::new(Node { summary, height, children: Children::Nodes(nodes) })
    }

    fn set(&self, index: usize, chunk: Arc<Chunk>) -> Arc<Node> {
        match &self.children {
            Children::Chunks(chunks) => {
                let mut chunks = chunks.clone();
                if let Some(old) = chunks.get_mut(index) {
                    *old = chunk;
                }
                Node::leaf(chunks)
            }
            Children::Nodes(nodes) => {
                let (child, rest) = child_at(nodes, index);
                let mut nodes = nodes.clone();
                if let Some(node) = nodes.get_mut(child) {
                    *node = node.set(rest, chunk);
                }
                Node::inner(nodes)
            }
        }
    }

    /// Visits the chunks below nodes that `may` match, in order, until `visit` says stop.
    fn select<'a>(
        self: &'a Arc<Node>,
        before: &mut Sums,
        may: &dyn Fn(&Summary) -> bool,
        visit: &mut dyn FnMut(Place<'a>) -> bool,
    ) -> bool {
        if !may(&self.summary) {
            before.add(&self.summary);
            return false;
        }
        match &self.children {
            Children::Nodes(nodes) => nodes.iter().any(|node| node.select(before, may, visit)),
            Children::Chunks(chunks) => chunks.iter().any(|chunk| {
                let place = Place { index: before.chunks, start: before.len, chunk };
                before.add(&chunk.summary);
                may(&chunk.summary) && visit(place)
            }),
        }
    }
}

/// The child of a node with `nodes` that holds the chunk `index`, and its index there.
fn child_at(nodes: &[Arc<Node>], mut index: usize) -> (usize, usize) {
    for (at, node) in nodes.iter().enumerate() {
        if index < node.summary.chunks {
            return (at, index);
        }
        index -= node.summary.chunks;
    }
    (nodes.len(), 0)
}

/// `all` cut evenly into lists that make good nodes.
fn groups<T>(all: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let total = all.len();
    let count = if total <= MOST { usize::from(total > 0) } else { total.div_ceil(MOST - 4) };
    let mut all = all.into_iter();
    (0..count).map(move |group| {
        let len = total * (group + 1) / count - total * group / count;
        all.by_ref().take(len).collect()
    })
}

/// One node of `children`, or two below a new one where they are too many.
fn node_of<T>(mut children: Vec<T>, make: impl Fn(Vec<T>) -> Arc<Node>) -> Arc<Node> {
    if children.len() <= MOST {
        return make(children);
    }
    let back = children.split_off(children.len() / 2);
    Node::inner(vec![make(children), make(back)])
}

/// All chunks of `front`, then those of `back`.
fn concat(front: Arc<Node>, back: Arc<Node>) -> Arc<Node> {
    if front.summary.chunks == 0 {
        return back;
    }
    if back.summary.chunks == 0 {
        return front;
    }
    let order = front.height.cmp(&back.height);
    match (&front.children, &back.children, order) {
        (Children::Chunks(a), Children::Chunks(b), _) => {
            if a.len() >= FEWEST && b.len() >= FEWEST && a.len() + b.len() > MOST {
                return Node::inner(vec![front.clone(), back.clone()]);
            }
            node_of(a.iter().chain(b).cloned().collect(), Node::leaf)
        }
        (Children::Nodes(a), Children::Nodes(b), Ordering::Equal) => {
            if a.len() >= FEWEST && b.len() >= FEWEST && a.len() + b.len() > MOST {
                return Node::inner(vec![front.clone(), back.clone()]);
            }
            node_of(a.iter().chain(b).cloned().collect(), Node::inner)
        }
        (Children::Nodes(a), _, Ordering::Greater) => {
            let mut nodes = a.clone();
            if let Some(last) = nodes.pop() {
                push_joined(&mut nodes, last.height, concat(last, back.clone()));
            }
            node_of(nodes, Node::inner)
        }
        (_, Children::Nodes(b), _) => {
            let mut nodes = Vec::with_capacity(b.len() + 1);
            if let Some((first, rest)) = b.split_first() {
                push_joined(&mut nodes, first.height, concat(front.clone(), first.clone()));
                nodes.extend(rest.iter().cloned());
            }
            node_of(nodes, Node::inner)
        }
        // Leaves are the lowest nodes, so nothing is lower than one.
        (Children::Nodes(_), Children::Chunks(_), _) => front.clone(),
    }
}

/// Appends `joined`, or its children where it has grown above `height`.
fn push_joined(nodes: &mut Vec<Arc<Node>>, height: u8, joined: Arc<Node>) {
    match &joined.children {
        Children::Nodes(children) if joined.height > height => {
            nodes.extend(children.iter().cloned())
        }
        _ => nodes.push(joined),
    }
}

/// The chunks before `index`, and the others.
fn split(node: &Arc<Node>, index: usize) -> (Arc<Node>, Arc<Node>) {
    if index == 0 {
        return (Node::leaf(Vec::new()), node.clone());
    }
    if index >= node.summary.chunks {
        return (node.clone(), Node::leaf(Vec::new()));
    }
    match &node.children {
        Children::Chunks(chunks) => {
            let (front, back) = chunks.split_at(index.min(chunks.len()));
            (Node::leaf(front.to_vec()), Node::leaf(back.to_vec()))
        }
        Children::Nodes(nodes) => {
            let (child, rest) = child_at(nodes, index);
            let (before, from) = nodes.split_at(child);
            let Some((middle, after)) = from.split_first() else {
                return (node.clone(), Node::leaf(Vec::new()));
            };
            let (front, back) = split(middle, rest);
            (concat(some_nodes(before), front), concat(back, some_nodes(after)))
        }
    }
}

fn some_nodes(nodes: &[Arc<Node>]) -> Arc<Node> {
    match nodes {
        [] => Node::leaf(Vec::new()),
        [node] => node.clone(),
        _ => Node::inner(nodes.to_vec()),
    }
}
