//! `unclosed-code-span`: a code span that lacks one of its backticks.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-code-span",
    code: 111,
    level: Level::Warning,
    summary: "a code span lacks a backtick",
    docs: r#"
A code span ends with as many backticks as it began with. One that is left over shows, and may have
turned every span before it inside out.

```body bad
They typed `north and left.
```

```body fixed
They typed `north` and left.
```

```body good
They typed `north`, the ` key, rock `n' roll, and ``it's`` said.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let message = |words: &str| {
        let what = if words.len() == 1 { "this backtick has" } else { "these backticks have" };
        format!("{what} no partner in this paragraph")
    };
    report_faults(
        document,
        FaultKind::UnclosedCodeSpan,
        message,
        "Close the code span",
        false,
        out,
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::config::Config;
    use crate::facts::Document;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;
    use crate::text::Text;

    #[test]
    fn an_apostrophe_that_opens_closes_no_backtick() {
        check(
            &RULE,
            "
They left `north and other 'great' places.
          ^ this backtick has no partner in this paragraph
",
        );
    }

    #[test]
    fn points_at_the_backtick() {
        check(
            &RULE,
            "
They typed `north and left.
           ^ this backtick has no partner in this paragraph

They typed north`, and left.
                ^ this backtick has no partner in this paragraph

They typed ``north` and left.
           ^^ these backticks have no partner in this paragraph
",
        );
    }

    #[test]
    fn a_bracket_of_wide_letters_stays_outside() {
        check_fix(&RULE, "他们走了（`north）。\n", "他们走了（`north`）。\n");
    }

    #[test]
    fn no_place_is_offered_behind_which_a_mark_lacks_its_partner() {
        let document = Document::new(Text::new("It begins with `ntn_... and goes on.\n"));
        let mut findings = Vec::new();
        super::check(&document, &Config::default(), &mut findings);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].fixes.is_empty());
    }

    #[test]
    fn leaves_quotations_and_apostrophes_alone() {
        check(
            &RULE,
            "
The `harbour' and ``the pilots'' of it.

They don`t vote.

Press the ` key.

用`north`和 `south`。
",
        );
    }
}
