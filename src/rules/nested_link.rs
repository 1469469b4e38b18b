//! `nested-link`: a link in the text of another.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "nested-link",
    code: 108,
    level: Level::Warning,
    summary: "a link lies in the text of another",
    docs: r#"
A link cannot hold a link: only the inner one works, and the brackets of the outer one show.

```body bad
They read [the [first](https://news.example/1) report](https://news.example/2) and left.
```

```body good
They read the report [see [the first](https://news.example/1)].
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let message = |_: &str| "`[` opens a link that holds another link".to_owned();
    let before = out.len();
    report_faults(document, FaultKind::NestedLink, message, "", false, out);
    for finding in &mut out[before..] {
        finding.help = Some("a link cannot hold a link: only the inner one works".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_outer_link() {
        check(
            &RULE,
            "
They read [the [first](https://news.example/1) report](https://news.example/2).
          ^ `[` opens a link that holds another link
",
        );
    }

    #[test]
    fn images_may_lie_in_links() {
        check(
            &RULE,
            "
[![the map](https://news.example/map.png)](https://news.example/map)
",
        );
    }
}
