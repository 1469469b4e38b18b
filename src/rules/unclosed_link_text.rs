//! `unclosed-link-text`: a link whose text lacks its `]`.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-link-text",
    code: 101,
    level: Level::Error,
    summary: "a link's text is never closed",
    docs: r#"
Without the `]` between text and destination the link is plain text, and nobody can follow it.

```body bad
They read [the report(https://news.example/report) and left.
```

```body fixed
They read [the report](https://news.example/report) and left.
```

```body good
They read [the report](https://news.example/report) [in draft] (see https://news.example/why).
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    report_faults(
        document,
        FaultKind::UnclosedLinkText,
        |words| format!("`{words}` opened here is never closed"),
        "Close the text",
        true,
        out,
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_bracket() {
        check(
            &RULE,
            "
They read [the report(https://news.example/report) and left.
          ^ `[` opened here is never closed
",
        );
    }

    #[test]
    fn knows_paths_and_images() {
        check(
            &RULE,
            "
See [the map(maps/harbour.md#north), and ![a pilot(pilot.png).
    ^ `[` opened here is never closed
                                          ^ `[` opened here is never closed
",
        );
    }

    #[test]
    fn leaves_prose_and_code_alone() {
        check(
            &RULE,
            "
A gap [of years (2019) and [f(x), and array[i(1/2)], and [see (https://news.example/a).
",
        );
    }
}
