//! `unused-suppression`: a comment holds back what is not found.

use crate::rules::Check;
use crate::rules::Level;
use crate::rules::Rule;

pub(super) static RULE: Rule = Rule {
    name: "unused-suppression",
    code: 902,
    level: Level::Warning,
    summary: "a comment disables a rule that finds nothing there",
    docs: r#"
The defect was mended, or the comment stands in the wrong place. Left alone it would hold back the
next defect. A rule that is off has nothing to say of it.

```body bad
<!-- seedls-disable-next-line unclosed-emphasis -- so in the print -->
The pilots **voted** on Tuesday.
```

```body fixed
The pilots **voted** on Tuesday.
```

```body good
<!-- seedls-disable-next-line unclosed-emphasis -- so in the print -->
The pilots **voted on Tuesday.
```
"#,
    check: Check::Suppressions,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_rule() {
        check(
            &RULE,
            "
Pilots Vote

<!-- seedls-disable-next-line unclosed-emphasis, placeholder-link -->
                              ^^^^^^^^^^^^^^^^^ `unclosed-emphasis` is not found where this comment disables it

They [voted](#).
",
        );
    }

    #[test]
    fn a_rule_that_was_never_disabled_cannot_be_enabled() {
        check(
            &RULE,
            "
Pilots Vote

<!-- seedls-disable placeholder-link -->

They [voted](#).

<!-- seedls-enable placeholder-link -->

They voted.

<!-- seedls-enable placeholder-link -->
                   ^^^^^^^^^^^^^^^^ `placeholder-link` is not disabled here
",
        );
    }

    #[test]
    fn a_name_is_taken_out_with_its_comma() {
        check_fix(
            &RULE,
            "Pilots\n\n<!-- seedls-disable 301, 110 -- why -->\n\nThey [voted](#).\n",
            "Pilots\n\n<!-- seedls-disable 301 -- why -->\n\nThey [voted](#).\n",
        );
    }

    #[test]
    fn each_order_reaches_as_far_as_it_says() {
        let used = [
            "<!-- seedls-disable-file 301 -->\n\nThey [voted](#).",
            "They [voted](#).\n\n<!-- seedls-disable-file 301 -->",
            "They [voted](#). <!-- seedls-disable-line 301 -->",
            "<!-- seedls-disable-next-line 301 -->\nThey [voted](#).",
            "<!-- seedls-disable-next-line 301 -->\n\n\nThey [voted](#).",
            "- a\n  <!-- seedls-disable-next-line 301 -->\n  They [voted](#).",
            "> <!-- seedls-disable 301 -->\n>\n> Then.\n\nThey [voted](#).",
        ];
        for body in used {
            check(&RULE, &format!("Pilots Vote\n\n{body}\n"));
        }
    }
}
