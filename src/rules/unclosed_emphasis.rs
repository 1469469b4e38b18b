//! `unclosed-emphasis`: emphasis that is opened and not closed, or the other way round.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::fault_finding;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-emphasis",
    code: 110,
    level: Level::Warning,
    summary: "emphasis lacks its opener or closer",
    docs: r#"
Marks of emphasis without a partner show as stars or tildes.

```body bad
They voted **no, and left.
```

```body good
They voted **no**, 2 ** 3 is 8, and `f(**options)` is code.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let text = document.text();
    for fault in document.tree().faults().filter(|it| it.kind == FaultKind::UnclosedEmphasis) {
        let mark = text.slice(fault.range).into_owned();
        let extent = text.slice(fault.extent);
        let opens = fault.range.start() == fault.extent.start();
        let both =
            extent.len() > 2 * mark.len() && extent.starts_with(&*mark) && extent.ends_with(&*mark);
        let message = match (opens, both) {
            (true, false) => format!("`{mark}` opened here is never closed"),
            (false, false) => format!("`{mark}` closes nothing: no `{mark}` is open"),
            (true, true) => {
                format!("`{mark}` cannot open here, so the `{mark}` that follows closes nothing")
            }
            (false, true) => {
                format!("`{mark}` cannot close here, so the `{mark}` before it stays open")
            }
        };
        let mut finding = fault_finding(fault, message, "Add the other mark", false);
        if both {
            finding.help = Some("marks of emphasis stand against the words they enclose, with a blank or punctuation on their other side".to_owned());
        }
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_opener() {
        check(
            &RULE,
            "
They voted **no, and left.
           ^^ `**` opened here is never closed
",
        );
    }

    #[test]
    fn points_at_the_closer() {
        check(
            &RULE,
            "
They voted no**, and left.
             ^^ `**` closes nothing: no `**` is open
",
        );
    }

    #[test]
    fn knows_strikethrough() {
        check(
            &RULE,
            "
They voted ~~no, and left.
           ^^ `~~` opened here is never closed
",
        );
    }

    #[test]
    fn leaves_code_and_stars_alone() {
        check(
            &RULE,
            "
2**3, **/*.rs, f(**options), a * b, fare*, ***, __asm and __init.
",
        );
    }

    #[test]
    fn two_marks_that_cannot_pair_are_one_finding() {
        check(
            &RULE,
            "
They voted **no **at noon.
                ^^ `**` cannot close here, so the `**` before it stays open
A ** note ** in bold.
  ^^ `**` cannot open here, so the `**` that follows closes nothing
",
        );
    }
}
