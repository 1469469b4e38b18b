//! `unclosed-autolink`: an address that lacks its `<` or `>`.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-autolink",
    code: 113,
    level: Level::Error,
    summary: "a URL has only one of its angle brackets",
    docs: r#"
An address between `<` and `>` is a link. With one of them missing it is text, and whoever reads the source from it gets the bracket too.

```body bad
They quote <https://news.example/report and others.
```

```body fixed
They quote <https://news.example/report> and others.
```

```body good
They quote <https://news.example/report>, 3 < 4 and https://news.example/report.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let message = |words: &str| match words {
        "<" => "`<` opened here is never closed".to_owned(),
        _ => "`>` closes nothing: the URL before it has no `<`".to_owned(),
    };
    let title = "Add the other angle bracket";
    report_faults(document, FaultKind::UnclosedAutolink, message, title, true, out);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_opener() {
        check(
            &RULE,
            "
They quote <https://news.example/report and others.
           ^ `<` opened here is never closed

They wrote to <mailto:pilots@news.example and others.
              ^ `<` opened here is never closed
",
        );
    }

    #[test]
    fn points_at_the_closer() {
        check(
            &RULE,
            "
Original url:

https://news.example/report>
                           ^ `>` closes nothing: the URL before it has no `<`
",
        );
    }

    #[test]
    fn leaves_comparisons_and_arrows_alone() {
        check(
            &RULE,
            "
3 <4, a -> b, <https://news.example/a b>, x=https://news.example/a>
",
        );
    }
}
