//! `unclosed-link-destination`: a link whose `(` is never closed.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-link-destination",
    code: 102,
    level: Level::Error,
    summary: "a link's destination is never closed",
    docs: r#"
Without its `)` the link is plain text: readers see the brackets and cannot follow it.

```body bad
They read [the report](https://news.example/report and left.
```

```body fixed
They read [the report](https://news.example/report) and left.
```

```body good
They read [the report](https://news.example/report) and left.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    report_faults(
        document,
        FaultKind::UnclosedLinkDestination,
        |words| format!("`{words}` opened here is never closed"),
        "Close the destination",
        true,
        out,
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn a_wide_parenthesis_closes_no_destination() {
        check(
            &RULE,
            "
参见[报告](https://news.example/report）。
      ^ `(` opened here is never closed
",
        );
        check_fix(
            &RULE,
            "参见[报告](https://news.example/report）。\n",
            "参见[报告](https://news.example/report)。\n",
        );
    }

    #[test]
    fn the_parenthesis_of_an_aside_closes_no_destination() {
        const ASIDE: &str = "
They left (so the [harbour log](https://news.example/log has it) at noon.
";
        check(
            &RULE,
            "
They left (so the [harbour log](https://news.example/log has it) at noon.
                               ^ `(` opened here is never closed
",
        );
        check(&crate::rules::broken_destination::RULE, ASIDE);
        check(&crate::rules::unbalanced_bracket::RULE, ASIDE);
    }

    #[test]
    fn a_lone_word_may_be_a_destination() {
        check(
            &RULE,
            "
[Home](/
      ^ `(` opened here is never closed

- [The harbour](harbour
               ^ `(` opened here is never closed
- f[i](x and [sic](see the note in the book).
",
        );
    }

    #[test]
    fn points_at_the_parenthesis() {
        check(
            &RULE,
            "
They read [the report](https://news.example/report and left.
                      ^ `(` opened here is never closed
",
        );
    }

    #[test]
    fn the_text_may_be_the_label_of_a_definition_too() {
        check(
            &RULE,
            "
They read [the report](https://news.example/report and left; [the report](in short) is long.
                      ^ `(` opened here is never closed

[the report]: https://news.example/report
",
        );
    }

    #[test]
    fn a_template_in_the_destination_is_not_judged() {
        check(
            &RULE,
            "
They read [the report]({{ page }} and left, [one]({{ page }}), [two]({{ page }} \"2\").
                      ^ `(` opened here is never closed

They read [the report]({{ page }} \"The report\", and left.
                      ^ `(` opened here is never closed
",
        );
    }

    #[test]
    fn a_destination_in_angle_brackets_is_no_autolink() {
        check(
            &RULE,
            "
They read [the report](<https://news.example/report> and left ([one](<https://news.example/1>)).
                      ^ `(` opened here is never closed
",
        );
    }
}
