//! `unused-definition`: a definition that no link uses.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::undefined_reference::is_reported;
use crate::text::TextEdit;
use crate::text::TextRange;

pub(crate) static RULE: Rule = Rule {
    name: "unused-definition",
    code: 305,
    // Captured articles keep numbered definitions by the dozen, and their owner may not change them.
    level: Level::Off,
    summary: "no link uses a definition",
    docs: r#"
A line `[label]: destination` shows nothing by itself. Where no link uses it, its reference was lost
or misspelt. Where `undefined-reference` has reported the other end, nothing more is said. Off by
default, because a captured page often brings definitions that nothing uses; turn it on for texts
that you write yourself.

Comments in the form of a definition (`[//]: # (…)`) are let pass, and so are names of places in the
text itself (`[causes]: #causes`), which some writers give every heading.

```body bad
They read the report and left.

[report]: https://news.example/report
```

```body good
They read [the report][report] and left.

[report]: https://news.example/report
[//]: # (Captured in March.)
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let text = document.text();
    // A slip in a label leaves both ends alone, and is one defect.
    if is_reported(document) {
        return;
    }
    for definition in document.tree().definitions() {
        let label = text.slice(definition.label);
        let destination = text.slice(definition.destination);
        let is_comment = destination.is_empty()
            || destination.starts_with('#')
            || !label.contains(char::is_alphanumeric)
            || label.eq_ignore_ascii_case("comment");
        if is_comment || document.uses_label(&label) {
            continue;
        }
        let mut finding = Finding::new(definition.label, format!("no link uses `{label}`"));
        finding.fixes.push(Fix {
            title: "Remove the definition".to_owned(),
            edit: TextEdit::delete(with_line_break(document, definition.range)),
            safe: false,
        });
        out.push(finding);
    }
}

/// `range` and the end of its line.
fn with_line_break(document: &Document, range: TextRange) -> TextRange {
    let text = document.text();
    let line = text.line_at(range.end());
    let next = text.line_start(line + 1);
    let rest = text.slice(TextRange::new(range.end(), next.max(range.end())));
    if rest.trim().is_empty() {
        TextRange::new(range.start(), next.max(range.end()))
    } else {
        range
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn a_use_is_found_whichever_way_it_is_written() {
        check(
            &RULE,
            "
[a], [b][], [text][c  C], ![text][d]

[A]: x
[b]: x
[c c]: x
[d]: x
[e]: x
 ^ no link uses `e`
[//]: <> (comment)
[comment]: x
",
        );
    }

    #[test]
    fn the_whole_line_is_removed() {
        check_fix(&RULE, "[a]\n\n[b]: x \"title\"\r\n[a]: y\n", "[a]\n\n[a]: y\n");
        check_fix(&RULE, "a\n\n[b]: x", "a\n\n");
    }
}
