//! `unknown-rule`: a comment that is to hold findings back names a rule that does not exist.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::suppression;

pub(super) static RULE: Rule = Rule {
    name: "unknown-rule",
    code: 901,
    level: Level::Warning,
    summary: "a comment to seedls names a rule or an order that does not exist",
    docs: r#"
A comment holds findings back where a defect belongs to the original: `seedls-disable-next-line`,
`seedls-disable-line`, `seedls-disable-file`, and `seedls-disable` up to `seedls-enable`, each with
the rules it is for, and behind ` -- ` the reason. A name that no rule has, or no name at all, does
nothing.

```body bad
<!-- seedls-disable-next-line unclosed-emphasys -- so in the print -->

The pilots **voted** on Tuesday.
```

```body good
<!-- seedls-disable-next-line unclosed-emphasis -- so in the print -->

The pilots **voted on Tuesday.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    suppression::report_unknown(document, out);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_name() {
        check(
            &RULE,
            "
Pilots Vote

<!-- seedls-disable-line missing-titel, 201 999 -->
                         ^^^^^^^^^^^^^ no rule is called `missing-titel`
                                            ^^^ no rule is called `999`
",
        );
    }

    #[test]
    fn an_order_that_does_not_exist_and_one_without_rules() {
        check(
            &RULE,
            "
Pilots Vote

<!-- seedls-disabel missing-title -->
     ^^^^^^^^^^^^^^ `seedls-disabel` orders nothing

They <!--seedls-disable-line--> voted.
         ^^^^^^^^^^^^^^^^^^^ `seedls-disable-line` names no rule, and so has no effect
",
        );
    }

    #[test]
    fn a_near_name_is_offered() {
        check_fix(
            &RULE,
            "Pilots\n\n<!-- seedls-disable mising-title -- why -->\n",
            "Pilots\n\n<!-- seedls-disable missing-title -- why -->\n",
        );
    }

    #[test]
    fn other_comments_and_code_are_nobodys_business() {
        check(
            &RULE,
            "
Pilots Vote

<!-- markdownlint-disable MD013 -->

`<!-- seedls-disable x -->`

    <!-- seedls-disable x -->
",
        );
    }
}
