//! `unopened-link`: a link that lacks its `[`.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::rules::faults::fault_finding;
use crate::syntax::FaultKind;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "unopened-link",
    code: 103,
    level: Level::Error,
    summary: "a link lacks the bracket that opens it",
    docs: r#"
Without the `[` the link is plain text. The fix puts it where the text may have begun; look at the place.

```body bad
They read:
The report](https://news.example/report) and left.
```

```body fixed
They read:
[The report](https://news.example/report) and left.
```

```body good
They read [the report](https://news.example/report).
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    for fault in document.tree().faults().filter(|it| it.kind == FaultKind::UnopenedLink) {
        let bracket = fault.range;
        out.push(cut(document, bracket).unwrap_or_else(|| {
            let message = "`]` closes nothing: this paragraph has no `[` for it".to_owned();
            fault_finding(fault, message, "Open the link", false)
        }));
    }
}

/// The link whose text ends at `bracket` began before a blank line.
fn cut(document: &Document, bracket: TextRange) -> Option<Finding> {
    let from = bracket.start() - LONGEST_TEXT.min(bracket.start());
    let before = document.text().slice(TextRange::new(from, bracket.start()));
    let mut depth = 0;
    let at = before.bytes().enumerate().rev().find_map(|(at, byte)| {
        match byte {
            b']' => depth += 1,
            b'[' if depth == 0 => return Some(at),
            b'[' => depth -= 1,
            _ => (),
        }
        None
    })?;
    let text = before.get(at + 1..)?;
    let is_cut = text.lines().skip(1).any(|line| line.trim_matches(['>', ' ', '\t']).is_empty());
    if !is_cut || before.get(..at)?.ends_with('\\') {
        return None;
    }
    let open = TextRange::at(bracket.start() - size(before.len()) + size(at), size(1));
    let before = TextRange::new(bracket.start() - size(before.len()), bracket.start());
    let mut faults = document.tree().faults_in(before);
    if faults.any(|it| is_link(it.kind) && it.extent.contains(open.start())) {
        return None;
    }
    let mut finding =
        Finding::new(bracket, "`]` closes nothing: a blank line parts it from its `[`");
    finding.related.push(Related {
        file: None,
        range: open,
        message: "the link begins here".to_owned(),
    });
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_block = |line: &str| {
        line.starts_with(['#', '>', '|', '-', '+', '*', '`', '~', '<', '='])
            || line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(['.', ')'])
    };
    if lines().next().is_some() && !lines().any(is_block) {
        let range = TextRange::new(open.end(), bracket.start());
        let joined = lines().collect::<Vec<_>>().join(" ");
        finding.fixes.push(Fix {
            title: "Join the parts of the link's text".to_owned(),
            edit: TextEdit::replace(range, joined),
            safe: false,
        });
    }
    Some(finding)
}

/// The fault of another link, which has a use for its own `[`.
fn is_link(kind: FaultKind) -> bool {
    use FaultKind::BrokenDestination;
    use FaultKind::MalformedReferenceDefinition;
    use FaultKind::NestedLink;
    use FaultKind::SpaceInLink;
    use FaultKind::StrayLinkDelimiter;
    use FaultKind::UnclosedLinkDestination;
    use FaultKind::UnclosedLinkText;
    use FaultKind::UnclosedWikiLink;
    matches!(
        kind,
        BrokenDestination
            | MalformedReferenceDefinition
            | NestedLink
            | SpaceInLink
            | StrayLinkDelimiter
            | UnclosedLinkDestination
            | UnclosedLinkText
            | UnclosedWikiLink
    )
}

/// Bytes between `[` and `]` beyond which the two were never meant for each other.
const LONGEST_TEXT: TextSize = TextSize::new(2000);

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_closing_bracket() {
        check(
            &RULE,
            "
They read the report](https://news.example/report) and left.
                    ^ `]` closes nothing: this paragraph has no `[` for it
",
        );
    }

    #[test]
    fn leaves_code_alone() {
        check(
            &RULE,
            "
x](y), a[1](2), ](see), 3](https://news.example/a
",
        );
    }

    #[test]
    fn the_bracket_of_another_broken_link_is_not_taken() {
        check(
            &RULE,
            "
See [the map(https://news.example/map) and left.

They read the report](https://news.example/report).
                    ^ `]` closes nothing: this paragraph has no `[` for it
",
        );
    }

    #[test]
    fn a_blank_line_cuts_a_link_in_two() {
        check(
            &RULE,
            "
They read [

The report

](https://news.example/report).
^ `]` closes nothing: a blank line parts it from its `[`

They read [

- The report

](https://news.example/report).
^ `]` closes nothing: a blank line parts it from its `[`
",
        );
        check_fix(
            &RULE,
            "Read [\n\nThe report\n\nof it](https://news.example/a).\n",
            "Read [The report of it](https://news.example/a).\n",
        );
    }
}
