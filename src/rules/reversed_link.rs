//! `reversed-link`: a link written `(text)[destination]`.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "reversed-link",
    code: 104,
    level: Level::Error,
    summary: "a link has its brackets the wrong way round",
    docs: r#"
The brackets hold the text and the parentheses the destination; the other way round it is no link.

```body bad
They read (the report)[https://news.example/report] and left.
```

```body fixed
They read [the report](https://news.example/report) and left.
```

```body good
They read the report (a draft)[1] and f(x)[0].
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    report_faults(
        document,
        FaultKind::ReversedLink,
        |_| "the brackets and parentheses of this link are the wrong way round".to_owned(),
        "Swap them",
        true,
        out,
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn covers_the_link() {
        check(
            &RULE,
            "
They read (the report)[https://news.example/report] and left.
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the brackets and parentheses of this link are the wrong way round
",
        );
    }

    #[test]
    fn leaves_notes_and_code_alone() {
        check(
            &RULE,
            "
Pilots (three of them)[3], f(x)[i/2], (a)[^1], (sic)[and/or].
",
        );
    }
}
