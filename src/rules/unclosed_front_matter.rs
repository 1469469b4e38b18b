//! `unclosed-front-matter`: front matter that lacks its closing line.

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
    name: "unclosed-front-matter",
    code: 117,
    level: Level::Error,
    summary: "front matter is never closed",
    docs: r#"
Front matter that begins with `---` ends with `---` or `...`, and one that begins with `+++` with
`+++`. Without the closing line its fields are read as text.

```seed bad
---
title: Pilots Print Their Log
author: A. Writer
date: 2021-03-03
source: https://news.example/2021/03/03/log

They printed it.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let text = document.text();
    for fault in document.tree().faults().take(1) {
        if fault.kind != FaultKind::UnclosedFrontMatter {
            return;
        }
        let fence = text.slice(fault.range);
        let message = format!("front matter opened here is never closed by another `{fence}`");
        let mut finding = Finding::new(fault.range, message);
        let Some(repair) = fault.repair else { return };
        let lines = |end| {
            let matter = text.slice(TextRange::new(fault.range.end(), end));
            matter.lines().filter(|line| !line.trim().is_empty()).count()
        };
        // The fields that stand together, then those too that follow behind a blank line.
        let [first, last] = [repair.range.end(), fault.extent.end()];
        let places = if first < last { vec![first, last] } else { vec![first] };
        finding.help = Some(match lines(last) {
            1 => "without it, the line after it is read as text of the article".to_owned(),
            count => format!("without it, {count} lines are read as text of the article"),
        });
        for at in places {
            finding.related.push(Related {
                file: None,
                range: TextRange::empty(at),
                message: "it may have been meant to end here".to_owned(),
            });
            let title = match at == first {
                true => "Close the front matter".to_owned(),
                false => "Close the front matter after its last field".to_owned(),
            };
            let edit = TextEdit::insert(at, &*repair.insert);
            finding.fixes.push(Fix { title, edit, safe: false });
        }
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;
    use crate::rules::tests::check_fixes;

    #[test]
    fn points_at_the_opening_line() {
        check(
            &RULE,
            "
---
^^^ front matter opened here is never closed by another `---`
title: Pilots Print Their Log
author: A. Writer

They printed it.
",
        );
        check(
            &RULE,
            "
+++
^^^ front matter opened here is never closed by another `+++`
title = \"Pilots Print Their Log\"
date = 2021-03-03

They printed it.
",
        );
    }

    #[test]
    fn a_rule_at_the_top_is_none() {
        check(&RULE, "---\n\nThey printed it: twice.\n\n---\n");
    }

    #[test]
    fn the_closing_line_stands_after_the_last_field() {
        check_fix(
            &RULE,
            "---\ntitle: A\nauthor: B\n\nThey left.\n",
            "---\ntitle: A\nauthor: B\n---\n\nThey left.\n",
        );
    }

    #[test]
    fn fields_behind_a_blank_line_may_belong_to_it() {
        check_fixes(
            &RULE,
            "---\ntitle: A\n\ndate: 2021-03-03\n\nThey left.\n\n---\n",
            &[
                "---\ntitle: A\n---\n\ndate: 2021-03-03\n\nThey left.\n\n---\n",
                "---\ntitle: A\n\ndate: 2021-03-03\n---\n\nThey left.\n\n---\n",
            ],
        );
    }
}
