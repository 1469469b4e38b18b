//! `stray-link-delimiter`: a bracket too many at a link.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "stray-link-delimiter",
    code: 106,
    level: Level::Warning,
    summary: "a link has a bracket too many",
    docs: r#"
A bracket or parenthesis that touches a link and belongs to nothing is left from an edit or a capture.

```body bad
They read [the report](https://news.example/report)) and left.
```

```body fixed
They read [the report](https://news.example/report) and left.
```

```body good
They left ([the report](https://news.example/report)) [see [the map](https://news.example/map)].
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let message = |words: &str| format!("`{words}` belongs to nothing: this link has one too many");
    report_faults(document, FaultKind::StrayLinkDelimiter, message, "Delete it", false, out);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_surplus() {
        check(
            &RULE,
            "
[a](https://news.example/a))
                           ^ `)` belongs to nothing: this link has one too many

[[b](https://news.example/b)
^ `[` belongs to nothing: this link has one too many

[c]](https://news.example/c)
   ^ `]` belongs to nothing: this link has one too many

[d]((https://news.example/d)
    ^ `(` belongs to nothing: this link has one too many
",
        );
    }

    #[test]
    fn knows_links_in_brackets() {
        check(
            &RULE,
            "
([a](https://news.example/a)) [[b](https://news.example/b)] (see [c](https://news.example/c))
",
        );
    }

    #[test]
    fn an_aside_may_end_behind_a_link() {
        const ASIDES: &str = "
They left (

[a](https://news.example/a))

(They came back.

They said so [b](https://news.example/b))
";
        check(&RULE, ASIDES);
        check(&crate::rules::unbalanced_bracket::RULE, ASIDES);
    }
}
