//! `space-in-link`: a link with a blank between text and destination.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "space-in-link",
    code: 105,
    level: Level::Warning,
    summary: "a blank parts the two halves of a link",
    docs: r#"
With a blank between `]` and `(` the link is plain text.

```body bad
They read [the report] (https://news.example/report) and left.
```

```body fixed
They read [the report](https://news.example/report) and left.
```

```body good
They read [the report](https://news.example/report), a note [1] (https://news.example/a) and [sic] (see below).
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let message = |_: &str| "this blank parts the link's text from its destination".to_owned();
    report_faults(document, FaultKind::SpaceInLink, message, "Delete the blank", false, out);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_blank() {
        check(
            &RULE,
            "
They read [the report] (https://news.example/report) and left.
                      ^ this blank parts the link's text from its destination

They read [the report] (xref:Pilots.Report) and left.
                      ^ this blank parts the link's text from its destination
",
        );
    }

    #[test]
    fn leaves_notes_alone() {
        check(
            &RULE,
            "
A note [1] (https://news.example/a), [x] (a.md), [sic] (see below), [see] (https://news.example/a for more).
",
        );
    }
}
