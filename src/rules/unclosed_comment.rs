//! `unclosed-comment`: a comment that hides what comes after it.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::faulty_comment;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::rules::faults::fault_finding;
use crate::rules::faults::swallowed;
use crate::syntax::FaultKind;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-comment",
    code: 115,
    level: Level::Error,
    summary: "a comment is never closed",
    docs: r#"
Without its `-->` a comment that begins a line hides the rest of the file, or everything up to the
end of the next comment; one inside a line shows as text.

```seed bad
Pilots Print Their Log

By A. Writer

March 3, 2021

Original url: <https://news.example/2021/03/03/log>

<!-- checked twice

They printed it.
```

```seed good
Pilots Print Their Log

By A. Writer

March 3, 2021

Original url: <https://news.example/2021/03/03/log>

<!-- checked
twice -->

They printed it.
```
"#,
    check: Check::Document(check),
};

const TITLE: &str = "Close the comment";

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let message = "`<!--` opened here is never closed";
    let too_late = "`<!--` opened here is closed too late, by the end of another comment";
    for fault in document.tree().faults().filter(|it| it.kind == FaultKind::UnclosedComment) {
        let extent = document.text().slice(fault.extent);
        if extent.ends_with("-->") {
            let end = fault.range.end() + first_line(&extent[4..]);
            out.push(finding(fault.range, too_late, end, fault.extent.end()));
            continue;
        }
        let range = fault.range;
        let mut finding = fault_finding(fault, message.to_owned(), TITLE, false);
        let line = first_line(&extent[4..]);
        // A word or two are a mark for a program; where more were to end, nobody can tell.
        let fix = match extent[4..].lines().next().unwrap_or_default().split_whitespace().count() {
            0..=2 => (TITLE, TextEdit::insert(range.end() + line, " -->")),
            _ => {
                let blank = size(usize::from(extent[4..].starts_with(' ')));
                let mark = TextRange::new(range.start(), range.end() + blank);
                ("Delete the mark", TextEdit::delete(mark))
            }
        };
        finding.fixes.push(Fix { title: fix.0.to_owned(), edit: fix.1, safe: false });
        out.push(finding);
    }
    for block in document.tree().html_blocks() {
        let source = document.text().slice(block.range);
        let Some((open, close)) = faulty_comment(&source) else { continue };
        let at = block.range.start() + size(open);
        let range = TextRange::at(at, TextSize::from(4));
        let end = at + first_line(&source[open..]);
        let (message, close) = match close {
            None => (message, block.range.end()),
            Some(close) => (too_late, block.range.start() + size(close)),
        };
        let mut finding = finding(range, message, end, close);
        let hidden = document.text().slice(TextRange::new(end, close));
        finding.help = swallowed(&hidden).map(|lines| format!("it hides {lines}"));
        out.push(finding);
    }
}

/// The length of the first line of `source` without blanks at its end.
fn first_line(source: &str) -> TextSize {
    size(source.split(['\n', '\r']).next().unwrap_or_default().trim_end().len())
}

fn finding(range: TextRange, message: &str, end_of_line: TextSize, hidden_to: TextSize) -> Finding {
    let mut finding = Finding::new(range, message);
    finding.related.push(Related {
        file: None,
        range: TextRange::empty(hidden_to),
        message: "everything up to here is hidden".to_owned(),
    });
    let edit = TextEdit::insert(end_of_line, " -->");
    finding.fixes.push(Fix { title: TITLE.to_owned(), edit, safe: false });
    finding
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_opener() {
        check(
            &RULE,
            "
Text.

<!-- a note
^^^^ `<!--` opened here is never closed

More text.
",
        );
    }

    #[test]
    fn a_comment_closed_by_the_next_is_blamed() {
        check(
            &RULE,
            "
<!-- a note
^^^^ `<!--` opened here is closed too late, by the end of another comment

Text.

<!-- another -->
",
        );
    }

    #[test]
    fn a_comment_in_a_line_is_contained() {
        check(
            &RULE,
            "
They left <!-- at noon
          ^^^^ `<!--` opened here is never closed

and <!-- not --> later.

They left <!-- at noon
          ^^^^ `<!--` opened here is closed too late, by the end of another comment
and came <!-- later --> back.
",
        );
        check_fix(
            &RULE,
            "They left <!-- more\nand came.\n",
            "They left <!-- more -->\nand came.\n",
        );
        check_fix(&RULE, "They <!-- left at noon\nand so.\n", "They left at noon\nand so.\n");
    }

    #[test]
    fn the_end_is_put_on_the_first_line() {
        check_fix(&RULE, "<!-- a note\n\nText.\n", "<!-- a note -->\n\nText.\n");
    }
}
