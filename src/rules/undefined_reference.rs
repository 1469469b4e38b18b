//! `undefined-reference`: a reference whose label no definition has.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::badly_defined;
use crate::rules::outgoing::Faults;
use crate::rules::outgoing::nearest;
use crate::rules::outgoing::redirect;
use crate::syntax::UndefinedReference;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "undefined-reference",
    code: 304,
    level: Level::Warning,
    summary: "a reference has no definition",
    docs: r#"
`[text][label]` is a link only if a line `[label]: destination` stands somewhere in the document;
without one, readers see the brackets. Captures lose such lines, since they often stand at the end.

So it is with `[^label]`, which is reported where the document defines a footnote with a label like
it: a number, or one that differs in a letter or two.

Brackets that come one after the other for another reason are let pass: task boxes, `a[i][j]`,
`[1][2]`.

```body bad
They read [the report][repotr] and left.

[report]: https://news.example/report
```

```body fixed
They read [the report][report] and left.

[report]: https://news.example/report
```

```body good
They read [the report][report] [1][2] and left [sic]; see `a[i][j]` and a[i][j].

[report]: https://news.example/report
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let text = document.text();
    let faults = Faults::of(Some(document));
    let broken = badly_defined(document);
    for reference in document.tree().undefined_references() {
        if faults.meet(reference.range) || !is_reference(document, &reference) {
            continue;
        }
        let label = text.slice(reference.label);
        let swallowed = || document.revealed().is_some_and(|it| it.definition(&label).is_some());
        if broken.contains(&label.to_lowercase()) || swallowed() {
            continue;
        }
        let is_footnote = reference.is_footnote();
        let labels = if is_footnote { footnotes(document) } else { labels(document) };
        let message = match is_footnote {
            true => format!("the footnote `{label}` is not defined"),
            false => format!("`{label}` is not defined"),
        };
        let mut finding = Finding::new(reference.label, message);
        match nearest(&label, labels.iter().map(String::as_str)) {
            Some(near) => {
                finding.help = Some(format!("did you mean `{near}`?"));
                let title = format!("Change the label to `{near}`");
                finding.fixes.push(redirect(title, reference.label, near));
            }
            None if is_footnote => {
                finding.help = Some(format!("add a line `[^{label}]: …` with its text"));
            }
            None => finding.help = Some(format!("add a line `[{label}]: …` with its destination")),
        }
        out.push(finding);
    }
}

/// A reference of `document` has no definition, so that no other end of it need be reported.
pub(super) fn is_reported(document: &Document) -> bool {
    let mut undefined = document.tree().undefined_references();
    undefined.any(|reference| is_reference(document, &reference))
}

/// The brackets were meant as a reference, and are not prose or program code.
fn is_reference(document: &Document, reference: &UndefinedReference) -> bool {
    let text = document.text();
    let source = text.slice(reference.range);
    let label = text.slice(reference.label);
    if reference.is_footnote() {
        // A set of characters in a pattern (`[^a-z]`) looks the same.
        return is_like_one_of(&label, &footnotes(document));
    }
    let before = TextRange::up_to(reference.range.start());
    let start = before.end().checked_sub(TextSize::from(4)).unwrap_or_default();
    let before = text.slice(TextRange::new(start, before.end()));
    // `a[i][j]`, `f(x)[i][j]`, the third pair of brackets in a row, and a link of another program,
    // `[[a][b]]`; but a bracket with a backslash is one to be shown.
    let is_index = !before.ends_with("\\[")
        && before.ends_with(|c: char| {
            c.is_ascii_alphanumeric() || matches!(c, '_' | ']' | ')' | '[' | '\\')
        });
    // `[note][text](destination)`: the second pair is a link.
    let after = TextRange::at(reference.range.end(), TextSize::from(1));
    let is_link = after.end() <= text.len() && text.slice(after).starts_with('(');
    let first = source.strip_prefix('!').unwrap_or(&source).strip_prefix('[').unwrap_or_default();
    let first = first.split("][").next().unwrap_or_default().trim_end_matches(']');
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    // A task box, an ellipsis, a mark of an editor.
    let is_empty = |text: &str| matches!(text.trim(), "" | "x" | "X" | "…" | "..." | "sic");
    let is_code = |text: &str| text.starts_with(['$', '^', '!', '@', '&', ':']);
    let is_quoted = |text: &str| text.starts_with(['"', '\'']);
    let is_prose = is_index || is_link || is_empty(first) || is_empty(&label);
    let is_program = is_code(first)
        || is_code(&label)
        || is_quoted(first) && is_quoted(&label)
        || first.len().max(label.len()) <= 2;
    let is_numbers = is_number(first) && is_number(&label);
    if is_prose || is_numbers {
        return false;
    }
    // What is program code by its looks is a reference where the document defines one like it.
    !is_program || is_like_one_of(&label, &labels(document))
}

/// `label` is a number as one of `labels` is, or differs from one in a letter or two.
fn is_like_one_of(label: &str, labels: &[String]) -> bool {
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    is_number(label) && labels.iter().any(|it| is_number(it))
        || nearest(label, labels.iter().map(String::as_str)).is_some()
}

/// The labels of the footnotes that the document defines.
fn footnotes(document: &Document) -> Vec<String> {
    let footnotes = document.tree().footnotes().filter(|it| it.definition);
    footnotes.map(|it| it.label.into()).collect()
}

/// What the document defines.
fn labels(document: &Document) -> Vec<String> {
    let text = document.text();
    let definitions = document.tree().definitions();
    definitions.map(|definition| text.slice(definition.label).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn a_label_without_a_definition_is_reported() {
        check(
            &RULE,
            "
[the report][a], [the report][], ![photo][1], 见[报告][乙]
             ^ `a` is not defined
                  ^^^^^^^^^^ `the report` is not defined
                                          ^ `1` is not defined
                                                    ^ `乙` is not defined
[\"Pilots\"][b] \\[[2][pilots]\\]
           ^ `b` is not defined
                    ^^^^^^ `pilots` is not defined
",
        );
    }

    #[test]
    fn labels_match_without_regard_to_case_and_spaces() {
        check(&RULE, "[a report][The  Report]\n\n[the report]: https://news.example\n");
    }

    #[test]
    fn what_looks_like_code_is_a_reference_where_another_like_it_is_defined() {
        check(
            &RULE,
            "
[C][20] and [@writer's `cfg`][cofnig]; [@media][all]
    ^^ `20` is not defined
                              ^^^^^^ `cofnig` is not defined

[2]: https://news.example
[config]: https://news.example
",
        );
    }

    #[test]
    fn a_footnote_without_a_definition_is_reported_where_another_is_like_it() {
        check(
            &RULE,
            "
One[^1], two[^2], *three[^4]*, [four[^pilto]](https://news.example), five\\[^6], six[^x-y] and `[^7]`.
              ^ the footnote `2` is not defined
                          ^ the footnote `4` is not defined
                                      ^^^^^ the footnote `pilto` is not defined

[^1]: A note.
[^pilot]: Another[^3].
                   ^ the footnote `3` is not defined
",
        );
        check(&RULE, "One[^1], and the pattern [^a-z].\n\n[^note]: A note.\n");
    }

    #[test]
    fn other_brackets_are_let_pass() {
        check(
            &RULE,
            "
- [ ][x] [x][ ] [note][^1] [^1][note]

a[first][second], f(x)[first][second], [i][j], [10][2], [\"first\"][\"second\"], int[][] [[first][second]]

[note][text](https://news.example) [sic][but true] [...][and so on]
",
        );
    }
}
