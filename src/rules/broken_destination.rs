//! `broken-destination`: a blank or line break in a destination.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "broken-destination",
    code: 107,
    level: Level::Error,
    summary: "a blank breaks a link's destination",
    docs: r#"
A destination ends at the first blank. Write `%20` for a blank that belongs to the address.

```body bad
They read [the report](https://news.example/the report.pdf) and left.
```

```body fixed
They read [the report](https://news.example/the%20report.pdf) and left.
```

```body good
They read [the report](https://news.example/report "the first") and left.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let message = |words: &str| match words {
        "(" => "a tag breaks the destination that begins here".to_owned(),
        words if words.contains('\n') => "this line break breaks the link's destination".to_owned(),
        _ => "this blank breaks the link's destination".to_owned(),
    };
    report_faults(
        document,
        FaultKind::BrokenDestination,
        message,
        "Write the destination in one piece",
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
    fn points_at_the_blank() {
        check(
            &RULE,
            "
[the report](https://news.example/the report.pdf)
                                     ^ this blank breaks the link's destination
[the map](maps/the map.png)
                  ^ this blank breaks the link's destination
",
        );
    }

    #[test]
    fn the_text_before_a_web_address_may_be_long() {
        let text = "The pilots voted on Tuesday. ".repeat(20);
        check_fix(
            &RULE,
            &format!("[{text}](https://news.example/the report.pdf)\n"),
            &format!("[{text}](https://news.example/the%20report.pdf)\n"),
        );
    }

    #[test]
    fn the_text_may_be_the_label_of_a_definition_too() {
        check(
            &RULE,
            "
Read [the report](https://news.example/the report.pdf) and [the report](it is long).
                                          ^ this blank breaks the link's destination

[the report]: https://news.example/report
",
        );
    }

    #[test]
    fn leaves_prose_alone() {
        check(
            &RULE,
            "
[see](below and above), a[i](x y), [the report](https://news.example/a, the second)
",
        );
    }
}
