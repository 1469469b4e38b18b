//! `unclosed-html-tag`: a tag without its `>`, or an element without its end.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::rules::faults::fault_finding;
use crate::syntax::FaultKind;
use crate::syntax::block_tags;
use crate::syntax::cut_tag;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-html-tag",
    code: 116,
    level: Level::Warning,
    summary: "an HTML tag or element is never closed",
    docs: r#"
A tag without its `>` swallows text or shows as text. An element such as `<b>` without its end goes
on through all of the article that follows, and so does a `<div>` or `<details>` around paragraphs.
Told are elements whose end HTML requires; `<p>`, `<li>`, `<td>` and their like may do without, and
`<br>` or `<img>` never have one. Where more than two lack their end, the text is a piece of a page
that was cut, and nothing is said.

```body bad
They read <b>the report and left.
```

```body bad
They read <a href="https://news.example/report" and left.
```

```body bad
<details>

They read the report and left.
```

```body good
They read <b>the report</b> on Tuesday, where 3 <b or so, and left for the harbour at noon.<br>
```
"#,
    check: Check::Document(check),
};

/// In this many bytes behind its paragraph an element may still end.
const LONGEST_ELEMENT: TextSize = TextSize::new(8000);

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let text = document.text();
    for fault in document.tree().faults().filter(|it| it.kind == FaultKind::UnclosedHtmlTag) {
        let tag = text.slice(fault.range).into_owned();
        if !tag.ends_with('>') {
            out.push(fault_finding(fault, unclosed(&tag), "", false));
            continue;
        }
        let len = tag[1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = &tag[1..1 + len];
        let behind = text.slice(TextRange::at(fault.extent.end(), LONGEST_ELEMENT));
        if !behind.to_ascii_lowercase().contains(&format!("</{}", name.to_ascii_lowercase())) {
            out.push(fault_finding(fault, endless(name), "", false));
        }
    }
    elements_of_blocks(document, out);
    for block in document.tree().html_blocks() {
        let source = text.slice(block.range);
        let raw = ["<!", "<?", "<script", "<style", "<pre", "<textarea"];
        let open = source.rfind('<').filter(|&at| !source[at..].contains('>'));
        let Some(open) = open else { continue };
        let is_raw = raw.iter().any(|it| {
            source.trim_start().get(..it.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(it))
        });
        let Some(name) = cut_tag(&source[open + 1..]).filter(|_| !is_raw) else { continue };
        let range = TextRange::at(block.range.start() + size(open), size(1 + name.len()));
        let mut finding = Finding::new(range, unclosed(&source[open..open + 1 + name.len()]));
        finding.related.push(Related {
            file: None,
            range: TextRange::empty(block.range.end()),
            message: "nothing up to here closes it".to_owned(),
        });
        out.push(finding);
    }
}

/// More elements without an end are a piece of a page.
const MOST_OPEN: usize = 2;

/// `<div>` that holds blocks, and whose end stands nowhere behind it.
fn elements_of_blocks(document: &Document, out: &mut Vec<Finding>) {
    let text = document.text();
    let mut open: Vec<(TextRange, String)> = Vec::new();
    let mut ends: Vec<(TextSize, String)> = Vec::new();
    for block in document.tree().html_blocks() {
        let source = text.slice(block.range);
        for tag in block_tags(&source) {
            let start = block.range.start() + size(tag.start);
            let name = tag.name.to_ascii_lowercase();
            if tag.opens {
                open.push((TextRange::at(start, size(tag.end - tag.start)), name));
                continue;
            }
            if let Some(at) = open.iter().rposition(|(_, it)| *it == name) {
                open.remove(at);
            }
            ends.push((start, name));
        }
    }
    if MOST_OPEN < open.len() {
        return;
    }
    for (range, name) in open {
        // It may end in a paragraph.
        let behind = text.slice(TextRange::new(range.end(), text.len())).to_ascii_lowercase();
        let in_blocks = ends.iter().filter(|(at, it)| range.end() <= *at && *it == name).count();
        if in_blocks < behind.matches(&format!("</{name}")).count() {
            continue;
        }
        let mut finding = Finding::new(range, endless(&name));
        finding.related.push(Related {
            file: None,
            range: TextRange::empty(text.len()),
            message: "nothing up to here ends it".to_owned(),
        });
        out.push(finding);
    }
}

fn endless(name: &str) -> String {
    format!("the element that `<{name}>` opens has no end: `</{name}>` is missing")
}

fn unclosed(tag: &str) -> String {
    format!("the tag `{tag}` is never closed by `>`")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_tag() {
        check(
            &RULE,
            "
They read <a href=\"x\" and left.
          ^^ the tag `<a` is never closed by `>`

They read <b>the report and left.
          ^^^ the element that `<b>` opens has no end: `</b>` is missing

They <b>read<b> the report.
     ^^^ the element that `<b>` opens has no end: `</b>` is missing

<div class=\"a\"
^^^^ the tag `<div` is never closed by `>`
and text.
",
        );
    }

    #[test]
    fn elements_around_blocks_end_somewhere_behind() {
        check(
            &RULE,
            "
<div class=\"a > b\">
^^^^^^^^^^^^^^^^^^^ the element that `<div>` opens has no end: `</div>` is missing
<details>
<summary>They read it</summary>

Text.

</details>
",
        );
        check(
            &RULE,
            "
<div>

<!-- <div> --> <div/>

Text in `<div>`.</div>

<script>
document.write(\"<div>\")
</script>
",
        );
        check(&RULE, "<div>\n\n<div>\n\n<table>\n");
    }

    #[test]
    fn leaves_elements_that_end_alone() {
        check(
            &RULE,
            "
They <b>read</b> the <a name=\"x\"> report<br> where 3 <b and a < b.

They <i>read the report

and left</i>.

<div
class=\"a\">

</div>

`<b>` and <img src=\"a\">
",
        );
    }
}
