//! Random texts and edits that stress the seams of the incremental parser, and the comparison of
//! two trees in everything that can be seen. Shared with the fuzz target.

use std::fmt::Write;

use seedls::syntax::Tree;
use seedls::syntax::Tuning;
use seedls::text::Text;
use seedls::text::TextRange;
use seedls::text::TextSize;
use seedls::text::size;

/// A small generator of numbers (xorshift64*), so that a failure can be had again from its seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11;
        (number % end.max(1) as u64) as usize
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

#[rustfmt::skip]
const TOKENS: &[&str] = &[
    "\n", "\n", "\n", "\n\n", "\n\n", "\r\n", "\r\n\r\n", "\r", " ", "  ", "    ", "\t", "a", "foo",
    "bar baz", "é", "日本", "😀", "\u{feff}", "\u{2028}", "\u{85}",
    "- ", "* ", "+ ", "1. ", "2) ", "10. ", "-\n", "- [ ] ", "- [x] ", "> ", ">", ">\n", "> > ",
    "# ", "## h\n", "###### ", "#", "---\n", "***\n", "===\n", "- - -\n", "--", "_ _ _\n",
    "```\n", "```rust\n", "~~~\n", "````\n", "``", "`", "~~", "~~~~ x\n", "<!--", "-->",
    "<!-- x -->\n", "<!-- seedls-disable 110 -->", "<div>\n", "</div>\n", "<pre>\n", "</pre>\n", "<script>\n", "</script>",
    "<?php ", "?>", "<![CDATA[", "]]>", "<!X ", ">", "<a>\n", "<a id=\"x\">", "<a name='y'/>", "<b",
    "</a>", "<textarea>\n", "</textarea>\n", "<style ",
    "[", "]", "](", "](u)", "(", ")", "[foo]", "[foo][bar]", "[foo][]", "![foo]", "![",
    "[bar]: /u\n", "[foo]: /url 'title'\n", "[foo]:\n", "[FOO]: <x y>\n", "[é]: x\n", "[É]",
    "[foo]: /u \"a\nb\"\n", "[foo]: <a\\>b> (t)\n", "[b\nar]: /&amp;\n", "[^1]", "[^1]: note\n",
    "[^1]:\n", "[^x y]: z\n", "[^x  y]", "[^1][foo]", "![^1]", "[^a|b]", "[^é]: q\n",
    "**", "*", "_", "__", "\"", "'", "\\", "\\[", "&amp;", "&", "<http://x.y>", "<http",
    "https://x", " http://a.b/c_(d).", "<a@b.c>", "| a | b |\n|---|---|\n| c | d |\n", "|",
    "|a|\n|-|\n", "---|---\n", ":--", "| [foo] | [^1] |\n", "(text)[url]", "    code\n", "\u{b}",
    "\u{c}", "[!NOTE]\n", "> [!NOTE]\n", "> a\n>\n> b\n", "- a\n\n- b\n", "- a\n  - b\n",
    "\u{200b}", "Ã©", "â€™", "Â\u{a0}", "&#8217;", "&amp;", "#8217;", "&nbsp;", "<span class=\"x\">",
    "</span>", "<code>", "</code>", "[caption id=\"x\"]", "Read more\n", "\u{fffd}",
    "\n\nThe pilots of the harbour voted on Tuesday to strike, and the ferries stayed where they were.\n\n",
    "The pilots of the harbour voted on Tuesday to strike, and the [foo] stayed where it was at noon.\n",
    "term\n: def\n", "$x$", "\\\n", "  \n", "![a](b \"c\")", "[a](<b c>)", "x.\n\ny ",
    "![a [b](c) d](e)", "[a\n> b]: c\n", "By: x\n", "Original url:\n",
];

/// What matters at the top of a text.
#[rustfmt::skip]
const HEADERS: &[&str] = &[
    "\u{feff}", "---\n", "---\ntitle: x\n", "---\r\ntitle: x\r\n---\r\n", "+++\n", "+++\ntitle = 1\n",
    "Title: x\n", "Title: x\nDate: y\n\n", "URL Source: http://a.b\n\n", "Markdown Content:\n",
    "[#]: author: (A)\n", "Photo: x\n", "...\n", "...", "\n", "By: a\n", "Date: b\n", "key: value\n",
];

fn soup(random: &mut Random, tokens: usize) -> String {
    (0..tokens).map(|_| random.pick(TOKENS)).collect()
}

fn block(random: &mut Random) -> String {
    let k = random.below(6);
    match random.below(11) {
        0 => format!("# h{k}\n\n"),
        1 => format!("para [foo] and [b{k}] *x* [^1]\nmore\n\n"),
        2 => "- a\n- b [l](u)\n\n  c\n- d\n\n".to_owned(),
        3 => "```rust\nlet x = [y](z);\n\n# no\n```\n\n".to_owned(),
        4 => "> q\n>\n> r [foo]\n\n".to_owned(),
        5 => format!("[b{k}]: /u{k}\n\n"),
        6 => "<div>\n<b>x</b>\n\ntext\n\n</div>\n\n".to_owned(),
        7 => "<!-- c\n\nd -->\n\n".to_owned(),
        8 => "| a | b |\n|---|---|\n| 1 | [foo] |\n| 2 | x |\n\n".to_owned(),
        9 => format!("Label {k}: <https://a.b/{k}>\n\n"),
        _ => format!("[^{k}]: note\n\n    more\n\n"),
    }
}

/// A text of up to about 40 blocks.
pub(crate) fn text(random: &mut Random) -> String {
    let mut text = String::new();
    if random.below(3) == 0 {
        for _ in 0..=random.below(5) {
            text.push_str(random.pick(HEADERS));
        }
    }
    for _ in 0..=random.below(40) {
        if random.below(4) == 0 {
            let tokens = 1 + random.below(6);
            text.push_str(&soup(random, tokens));
        } else {
            text.push_str(&block(random));
        }
        if random.below(3) == 0 {
            text.push('\n');
        }
    }
    if random.below(6) == 0 { text.replace('\n', "\r\n") } else { text }
}

/// What to replace in `text` by what.
pub(crate) fn edit(random: &mut Random, text: &str) -> (TextRange, String) {
    let at_top = random.below(8) == 0;
    let mut start = random.below(if at_top { 60.min(text.len() + 1) } else { text.len() + 1 });
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let len = match random.below(5) {
        0 | 1 => 0,
        2 => 1,
        3 => random.below(12),
        _ if random.below(8) == 0 => random.below(300),
        _ => random.below(4),
    };
    let mut end = (start + len).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let insert = match random.below(8) {
        0 => String::new(),
        1..=5 if at_top => random.pick(HEADERS).to_owned(),
        1..=5 => random.pick(TOKENS).to_owned(),
        6 => {
            let tokens = random.below(5);
            soup(random, tokens)
        }
        _ => block(random),
    };
    (TextRange::new(size(start), size(end)), insert)
}

/// Cuts so small that there are seams everywhere.
pub(crate) fn tuning(random: &mut Random) -> Tuning {
    match random.below(4) {
        0 => Tuning { chunk: 1, window: 16, first_window: 16, piece: 1 },
        1 => Tuning { chunk: 1, window: 64, first_window: 1, piece: 8 },
        2 => Tuning { chunk: 40, window: 200, first_window: 100, piece: 16 },
        _ => Tuning { chunk: 200, window: 4096, first_window: 4096, piece: 64 },
    }
}

/// The first difference between two trees of `text`, in anything that can be seen.
pub(crate) fn difference(text: &Text, tree: &Tree, truth: &Tree) -> Option<String> {
    let mut out = String::new();
    if tree.header() != truth.header() {
        let _ = writeln!(out, "header: {:?}, not {:?}", tree.header(), truth.header());
    }
    list("blocks", tree.blocks(), truth.blocks(), &mut out);
    list("labelled", tree.labelled(), truth.labelled(), &mut out);
    list("unclosed fences", tree.unclosed_fences(), truth.unclosed_fences(), &mut out);
    list("headings", tree.headings(), truth.headings(), &mut out);
    list("links", tree.links(), truth.links(), &mut out);
    list("links to check", tree.links_to_check(), truth.links_to_check(), &mut out);
    list("definitions", tree.definitions(), truth.definitions(), &mut out);
    let definitions = (tree.definitions_to_check(), truth.definitions_to_check());
    list("definitions to check", definitions.0, definitions.1, &mut out);
    list("footnotes", tree.footnotes(), truth.footnotes(), &mut out);
    list("anchors", tree.anchors(), truth.anchors(), &mut out);
    list("undefined", tree.undefined_references(), truth.undefined_references(), &mut out);
    list("spans", tree.spans(), truth.spans(), &mut out);
    list("faults", tree.faults(), truth.faults(), &mut out);
    list("residues", tree.residues(), truth.residues(), &mut out);
    list("passages", tree.passages(|_| true), truth.passages(|_| true), &mut out);
    list("repeated", tree.repeated_paragraphs(), truth.repeated_paragraphs(), &mut out);
    for passage in truth.passages(|_| true) {
        if tree.says(passage.key) != truth.says(passage.key) {
            let _ = writeln!(out, "{:?} is said {} times", passage, tree.says(passage.key));
        }
    }
    list("directives", tree.directives(), truth.directives(), &mut out);
    if tree.headings_fingerprint() != truth.headings_fingerprint()
        || tree.links_fingerprint() != truth.links_fingerprint()
    {
        out.push_str("fingerprints\n");
    }
    for link in truth.links() {
        let label = text.slice(link.destination);
        if tree.definition(&label) != truth.definition(&label) {
            let _ = writeln!(out, "definition of {label:?}: {:?}", tree.definition(&label));
        }
    }
    (!out.is_empty()).then_some(out)
}

/// The first way in which the seeking methods of `tree` disagree with the plain lists, asked at
/// `offset`.
pub(crate) fn bad_seek(tree: &Tree, offset: TextSize) -> Option<String> {
    let mut out = String::new();
    let top = || tree.blocks().filter(|block| block.depth == 0);
    let from = top().filter(|block| offset < block.range.end());
    list("blocks from", tree.top_blocks_from(offset), from, &mut out);
    let mut before: Vec<_> = top().filter(|block| block.range.start() < offset).collect();
    before.reverse();
    list("blocks before", tree.top_blocks_before(offset), before.into_iter(), &mut out);
    let range = TextRange::at(offset, TextSize::from(5));
    let links = tree.links().filter(|link| link.range.intersect(range).is_some());
    list("links in", tree.links_in(range), links, &mut out);
    (!out.is_empty()).then_some(out)
}

fn list<T: PartialEq + std::fmt::Debug>(
    name: &str,
    found: impl Iterator<Item = T>,
    truth: impl Iterator<Item = T>,
    out: &mut String,
) {
    let (found, truth) = (found.collect::<Vec<_>>(), truth.collect::<Vec<_>>());
    if found == truth {
        return;
    }
    let _ = writeln!(out, "{name}:");
    for item in found.iter().filter(|item| !truth.contains(item)) {
        let _ = writeln!(out, "  wrong   {item:?}");
    }
    for item in truth.iter().filter(|item| !found.contains(item)) {
        let _ = writeln!(out, "  missing {item:?}");
    }
}
