//! `unclosed-front-matter`: front matter that lacks its closing line.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::report_faults;
use crate::syntax::FaultKind;

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
    let message =
        |words: &str| format!("front matter opened here is never closed by another `{words}`");
    report_faults(
        document,
        FaultKind::UnclosedFrontMatter,
        message,
        "Close the front matter",
        false,
        out,
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

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
}
