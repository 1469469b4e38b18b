//! `malformed-table`: a table whose delimiter row does not fit its header.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::syntax::FaultKind;
use crate::text::TextEdit;
use crate::text::TextRange;

pub(crate) static RULE: Rule = Rule {
    name: "malformed-table",
    code: 122,
    level: Level::Info,
    summary: "a table's delimiter row does not fit its header",
    docs: r#"
The row of dashes below a table's header needs a cell for each of the header's, else all of the
table is read as one paragraph.

```body bad
| ship | berth | hour |
| --- | --- |
| Ada | 4 | noon |
```

```body fixed
| ship | berth | hour |
| --- | --- | --- |
| Ada | 4 | noon |
```

```body good
| ship | berth |
| --- | --- |
| Ada | 4 | noon |
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    for fault in document.tree().faults().filter(|it| it.kind == FaultKind::MalformedTable) {
        let message = "this row has not as many cells as the header above it".to_owned();
        let mut finding = Finding::new(fault.range, message);
        finding.related.push(Related {
            file: None,
            range: TextRange::empty(fault.extent.start()),
            message: "the header begins here".to_owned(),
        });
        finding.help = Some("without a row that fits, this is no table".to_owned());
        finding.fixes.extend(fault.repair.map(|repair| Fix {
            title: "Fit the row to the header".to_owned(),
            edit: TextEdit::replace(repair.range, repair.insert),
            safe: false,
        }));
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_row_of_dashes() {
        check(
            &RULE,
            "
| a | b |
|---|---|---|
^^^^^^^^^^^^^ this row has not as many cells as the header above it
| c | d |

> a | b | c
> :-|-:
  ^^^^^ this row has not as many cells as the header above it
",
        );
    }

    #[test]
    fn leaves_tables_and_bars_alone() {
        check(
            &RULE,
            "
| a \\| b | c |
| --- | --- |
| d | e | f |

a | b
---

Home | About | Contact
and |---| more
",
        );
    }

    #[test]
    fn alignments_are_kept() {
        check_fix(&RULE, "a|b|c\n:-|-:\n", "a|b|c\n| :- | -: | --- |\n");
    }
}
