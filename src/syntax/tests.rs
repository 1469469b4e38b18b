//! What the parser tells of small texts: each list printed, one entry a line.

use expect_test::Expect;
use expect_test::expect;

use super::BlockKind;
use super::Tree;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

fn parse(source: &str) -> Tree {
    Tree::new(&Text::new(source))
}

#[track_caller]
fn check_blocks(source: &str, expected: Expect) {
    let mut out = String::new();
    for block in parse(source).blocks() {
        let indent = "  ".repeat(usize::from(block.depth));
        out.push_str(&format!("{indent}{:?} {:?}", block.kind, &source[block.range]));
        if let Some(label) = block.label {
            let label = TextRange::at(block.range.start(), label);
            out.push_str(&format!(" labelled {:?}", &source[label]));
        }
        out.push('\n');
    }
    expected.assert_eq(&out);
}

#[track_caller]
fn check_links(source: &str, expected: Expect) {
    let mut out = String::new();
    for link in parse(source).links() {
        let image = if link.image { "image " } else { "" };
        let (text, destination) = (&source[link.text], &source[link.destination]);
        out.push_str(&format!("{image}{:?} {:?}: ", link.kind, &source[link.range]));
        out.push_str(&format!("{text:?} to {destination:?}"));
        if let Some(decoded) = &link.decoded {
            out.push_str(&format!(" which is {decoded:?}"));
        }
        out.push('\n');
    }
    expected.assert_eq(&out);
}

#[track_caller]
fn check_headings(source: &str, expected: Expect) {
    let mut out = String::new();
    for heading in parse(source).headings() {
        let top = if heading.top { "" } else { " inside" };
        let (level, content) = (heading.level, &source[heading.content]);
        out.push_str(&format!("{level}{top} {content:?}: {:?}\n", heading.text));
        assert!(heading.range.contains_range(heading.content));
    }
    expected.assert_eq(&out);
}

#[test]
fn top_level_items_have_depth_0() {
    check_blocks(
        "- a\n  - b\n\n    c\n- > d\n",
        expect![[r#"
        Item "- a\n  - b\n\n    c"
          Item "- b\n\n    c"
        Item "- > d"
          Quote "> d"
            Paragraph "d"
    "#]],
    );
}

#[test]
fn tight_and_loose_lists_look_alike() {
    check_blocks(
        "- a\n- b\n",
        expect![[r#"
        Item "- a"
        Item "- b"
    "#]],
    );
    check_blocks(
        "- a\n\n- b\n",
        expect![[r#"
        Item "- a"
        Item "- b"
    "#]],
    );
}

#[test]
fn items_end_alike_whether_their_list_is_tight() {
    let last = |source: &str| {
        let last = parse(source).blocks().last().expect("an item");
        source[last.range].to_owned()
    };
    assert_eq!(last("[a]: b\n\n- x\n\n- [a][]\n"), "- [a][]");
    assert_eq!(last("[a]: b\n\n- x\n- [a][]\n"), "- [a][]");
}

#[test]
fn containers_end_with_the_last_thing_in_them() {
    check_blocks(
        "> a\n>\n\n[^1]: b\n\n    c\n\n1.\n\n> [d]: e\n\nf",
        expect![[r#"
        Quote "> a"
          Paragraph "a"
        FootnoteDefinition "[^1]: b\n\n    c"
          Paragraph "b"
          Paragraph "c"
        Item "1."
        Quote "> [d]: e"
        Paragraph "f"
    "#]],
    );
}

#[test]
fn fences_know_whether_they_are_closed() {
    check_blocks(
        "```\na\n```  \n\n~~~~\nb\n~~~\n",
        expect![[r#"
        Fence { closed: true } "```\na\n```  "
        Fence { closed: false } "~~~~\nb\n~~~"
    "#]],
    );
    check_blocks(
        "> ```\n> a\n\n- ```\n  b\n  ```\n- ~~~\n\n  c\n",
        expect![[r#"
        Quote "> ```\n> a"
          Fence { closed: false } "```\n> a"
        Item "- ```\n  b\n  ```"
          Fence { closed: true } "```\n  b\n  ```"
        Item "- ~~~\n\n  c"
          Fence { closed: false } "~~~\n\n  c"
    "#]],
    );
    check_blocks(
        "```\na\n    ```",
        expect![[r#"
        Fence { closed: false } "```\na\n    ```"
    "#]],
    );
    check_blocks(
        "```\na\n```",
        expect![[r#"
        Fence { closed: true } "```\na\n```"
    "#]],
    );
    check_blocks(
        "```",
        expect![[r#"
        Fence { closed: false } "```"
    "#]],
    );
}

#[test]
fn labels_are_short_and_at_top_level() {
    check_blocks(
        "Original url:\n\nBy: A\n\nhttps://a.example/\n\nOne two three four five: b\n\n- c: d\n\n出典：e\n",
        expect![[r#"
            Paragraph "Original url:" labelled "Original url:"
            Paragraph "By: A" labelled "By:"
            Paragraph "https://a.example/"
            Paragraph "One two three four five: b"
            Item "- c: d"
            Paragraph "出典：e" labelled "出典："
        "#]],
    );
}

#[test]
fn the_content_of_a_heading_is_its_source_without_marks() {
    check_headings(
        "# **A** `b` #\n\n## [c](d) \\#\n\n> Setext &amp; two\n> lines\n> ---\n",
        expect![[r#"
            1 "**A** `b`": "A b"
            2 "[c](d) \\#": "c #"
            2 inside "Setext &amp; two\n> lines": "Setext & two lines"
        "#]],
    );
    check_headings(
        "#\n\n###   \n\n# \\# a \\*b\n",
        expect![[r##"
        1 "": ""
        3 "": ""
        1 "\\# a \\*b": "# a *b"
    "##]],
    );
}

#[test]
fn links_have_the_ranges_of_their_parts() {
    check_links(
        r#"[a](b) [c](<d e> "f") ![g](h) [i\]](j\)k) [l](m(n)o) [](p) [q]()"#,
        expect![[r#"
            Inline "[a](b)": "a" to "b"
            Inline "[c](<d e> \"f\")": "c" to "d e"
            image Inline "![g](h)": "g" to "h"
            Inline "[i\\]](j\\)k)": "i\\]" to "j\\)k" which is "j)k"
            Inline "[l](m(n)o)": "l" to "m(n)o"
            Inline "[](p)": "" to "p"
            Inline "[q]()": "q" to ""
        "#]],
    );
    check_links(
        "[![a](b)](c) ![d [e](f) g](h)",
        expect![[r#"
        Inline "[![a](b)](c)": "![a](b)" to "c"
        image Inline "![a](b)": "a" to "b"
        image Inline "![d [e](f) g](h)": "d [e](f) g" to "h"
        Inline "[e](f)": "e" to "f"
    "#]],
    );
    check_links(
        "[a](\n    >b)",
        expect![[r#"
        Inline "[a](\n    >b)": "a" to ">b"
    "#]],
    );
    check_links(
        "![a [b][] ](c)\n\n[b]: d",
        expect![[r#"
        image Inline "![a [b][] ](c)": "a [b][] " to "c"
        Collapsed "[b][]": "b" to "b"
    "#]],
    );
    check_links(
        "> [a\n> b](\n> c\n> 'd')",
        expect![[r#"
        Inline "[a\n> b](\n> c\n> 'd')": "a\n> b" to "c"
    "#]],
    );
    check_links(
        "| [a](b\\|c) | [d\\|e](f) |\n|---|---|\n",
        expect![[r#"
        Inline "[a](b\\|c)": "a" to "b\\|c" which is "b|c"
        Inline "[d\\|e](f)": "d\\|e" to "f"
    "#]],
    );
    check_links(
        "[a](b&amp;c) [d](\\*e) <http://f.example/?g&amp;h> <i@j.example>",
        expect![[r#"
            Inline "[a](b&amp;c)": "a" to "b&amp;c" which is "b&c"
            Inline "[d](\\*e)": "d" to "\\*e" which is "*e"
            Autolink "<http://f.example/?g&amp;h>": "http://f.example/?g&amp;h" to "http://f.example/?g&amp;h"
            Email "<i@j.example>": "i@j.example" to "i@j.example"
        "#]],
    );
}

#[test]
fn references_have_their_labels() {
    check_links(
        "[a][b] [b][] [b] ![c [d] e][b] [f\\]][B]\n\n[b]: <g h>\n",
        expect![[r#"
        Reference "[a][b]": "a" to "b"
        Collapsed "[b][]": "b" to "b"
        Shortcut "[b]": "b" to "b"
        image Reference "![c [d] e][b]": "c [d] e" to "b"
        Reference "[f\\]][B]": "f\\]" to "B"
    "#]],
    );
}

#[test]
fn bare_urls_end_before_the_sentence_does() {
    check_links(
        "See https://a.example/b_c, (http://d.example/e_(f)) and “HTTPS://g.example/”. https://h.example/?i&amp;j;",
        expect![[r#"
            Bare "https://a.example/b_c": "https://a.example/b_c" to "https://a.example/b_c"
            Bare "http://d.example/e_(f)": "http://d.example/e_(f)" to "http://d.example/e_(f)"
            Bare "HTTPS://g.example/": "HTTPS://g.example/" to "HTTPS://g.example/"
            Bare "https://h.example/?i&amp;j": "https://h.example/?i&amp;j" to "https://h.example/?i&amp;j" which is "https://h.example/?i&j"
        "#]],
    );
    check_links(
        "详见https://a.example/b。 [https://c.example] https://d.example/*e*",
        expect![[r#"
            Bare "https://a.example/b": "https://a.example/b" to "https://a.example/b"
            Bare "https://c.example": "https://c.example" to "https://c.example"
            Bare "https://d.example/": "https://d.example/" to "https://d.example/"
        "#]],
    );
}

#[test]
fn bare_urls_are_not_found_in_links_or_broken_ones() {
    check_links(
        "[https://a.example](b) `https://c.example` <https://d.example/",
        expect![[r#"
        Inline "[https://a.example](b)": "https://a.example" to "b"
    "#]],
    );
    check_links("[a](https://b.example", expect![[r#""#]]);
    check_links(
        "[https://a.example](b c)",
        expect![[r#"
        Bare "https://a.example": "https://a.example" to "https://a.example"
    "#]],
    );
    check_links("xhttps://a.example https:// http://.", expect![[r#""#]]);
}

#[test]
fn every_definition_is_told_also_useless_ones() {
    let source =
        "[a]: b 'c'\n[A]: d\n> [e\n> f]:\n> <g h>\n\n[i]: j&amp;k\n\"l\nm\"\n\n[^n]: [o]: p\n";
    let mut out = String::new();
    let tree = parse(source);
    for definition in tree.definitions() {
        let (label, destination) = (&source[definition.label], &source[definition.destination]);
        out.push_str(&format!("{:?}: {label:?} to {destination:?}", &source[definition.range]));
        out.push_str(&format!(" {:?}\n", definition.decoded));
    }
    expect![[r#"
        "[a]: b 'c'": "a" to "b" None
        "[A]: d": "A" to "d" None
        "[e\n> f]:\n> <g h>": "e\n> f" to "g h" None
        "[i]: j&amp;k\n\"l\nm\"": "i" to "j&amp;k" Some("j&k")
        "[o]: p": "o" to "p" None
    "#]]
    .assert_eq(&out);
    let first = tree.definition(" a ").expect("a definition");
    assert_eq!(&source[first.destination], "b");
    assert_eq!(tree.definition("E f"), tree.definitions().nth(2));
    assert_eq!(tree.definition("n"), None);
    assert!(parse("[a\n\u{c}> b]: c\n").definition("a > b").is_some());
}

#[test]
fn undefined_references_are_told_once() {
    let source = "[a][b] [c][] [d] [e [f][g]](h) ![i][j\\[k] [l][m]\n\n[m]: n\n";
    let told: Vec<_> = parse(source)
        .undefined_references()
        .map(|it| (source[it.range].to_owned(), source[it.label].to_owned()))
        .collect();
    expect![[r#"
        [
            (
                "[a][b]",
                "b",
            ),
            (
                "[c][]",
                "c",
            ),
            (
                "[f][g]",
                "g",
            ),
            (
                "![i][j\\[k]",
                "j\\[k",
            ),
        ]"#]]
    .assert_eq(&format!("{told:#?}"));
}

#[test]
fn footnotes_are_told_with_their_label() {
    let source = "a[^1] b[^x y] ![^1] [^z]\n\n[^1]: c\n\n> [^X  Y]: d\n";
    let told: Vec<_> = parse(source)
        .footnotes()
        .map(|it| format!("{:?} {:?} {}", &source[it.range], it.label, it.definition))
        .collect();
    expect![[r#"
        "[^1]" "1" false
        "[^x y]" "x y" false
        "[^1]" "1" false
        "[^1]:" "1" true
        "[^X  Y]:" "X Y" true"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn explicit_anchors_are_attributes_of_tags() {
    let source = "<a id=\"a\">x</a> <a name='b' id=c/> id=\"d\" <b data-id=\"e\">\n\n<div\nid=\"f\" class=\"x\" name=\"g\">\nid=\"h\"\n</div>\n\n<!-- <a id=\"i\"> -->\n\n`<a id=\"j\">`\n";
    let told: Vec<_> = parse(source)
        .anchors()
        .map(|it| {
            assert_eq!(&source[it.range], &*it.name);
            it.name
        })
        .collect();
    expect![[r#"["a", "b", "c/", "f", "g", "h"]"#]].assert_eq(&format!("{told:?}"));
}

#[test]
fn a_block_in_many_chunks_is_one_block() {
    let lines = "code [a](b) of the harbour\n".repeat(4000);
    let source = format!("A\n\n```\n{lines}```\n\nB\n");
    let tree = parse(&source);
    let blocks: Vec<_> = tree.blocks().collect();
    assert_eq!(blocks.len(), 3);
    assert_eq!(blocks[1].kind, BlockKind::Fence { closed: true });
    assert_eq!(usize::from(blocks[1].range.len()), lines.len() + 7);
    let middle = size(source.len() / 2);
    assert_eq!(tree.top_blocks_from(middle).collect::<Vec<_>>(), blocks[1..]);
    assert_eq!(tree.top_blocks_before(middle).next().as_ref(), Some(&blocks[1]));
    assert_eq!(tree.unclosed_fences().count(), 0);
    let open = parse(&source.replace("```\n\nB", ""));
    let fence = open.unclosed_fences().next().expect("a fence");
    assert_eq!(usize::from(fence.range.start()), 3);
}

#[test]
fn the_blocks_of_one_kind_are_those_among_all_blocks() {
    let lines = "code of the harbour\n".repeat(4000);
    let part = format!("A\n\n```\n{lines}```\n\n<div>\n{lines}</div>\n\n> ~~~\n> a\n> ~~~\n\n");
    let tree = parse(&part.repeat(3));
    let fences: Vec<_> = tree.fences().collect();
    let html: Vec<_> = tree.html_blocks().collect();
    assert_eq!((fences.len(), html.len()), (6, 3));
    let is_fence = |kind| matches!(kind, BlockKind::Fence { closed: true });
    assert_eq!(fences, tree.blocks().filter(|it| is_fence(it.kind)).collect::<Vec<_>>());
    assert_eq!(html, tree.blocks().filter(|it| it.kind == BlockKind::Html).collect::<Vec<_>>());
}

#[test]
fn the_fingerprint_of_headings_follows_headings_alone() {
    let print = |source: &str| parse(source).headings_fingerprint();
    let base = print("# A\n\ntext\n\n## B\n");
    assert_eq!(base, print("\n# A\n\nother *text*\n\n## **B**\n\nmore\n"));
    assert_ne!(base, print("# A\n\ntext\n\n# B\n"));
    assert_ne!(base, print("## B\n\ntext\n\n# A\n"));
    assert_ne!(base, print("# A\n\n<a id=\"c\"></a>\n\n## B\n"));
    assert_ne!(base, print("# A\n\n## ![](c.png) B\n"));
}

#[test]
fn deep_nesting_takes_no_stack() {
    for open in ["> ", "- ", "[", "*a **a ", "![a](", "<a id=", "[^\\", "[a]: ", "`", "a_"] {
        let source = open.repeat(3000);
        let tree = parse(&source);
        assert!(tree.blocks().all(|block| block.range.end() <= TextSize::of(source.as_str())));
        assert_eq!(tree.blocks().next().map(|block| block.depth), Some(0));
    }
}
