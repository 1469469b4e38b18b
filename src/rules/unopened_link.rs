//! `unopened-link`: a link that lacks its `[`.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::report_faults;
use crate::syntax::FaultKind;

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
    let message = |_: &str| "`]` closes nothing: this paragraph has no `[` for it".to_owned();
    report_faults(document, FaultKind::UnopenedLink, message, "Open the link", false, out);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

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
}
