//! `empty-body`: a header and a footer with nothing between them.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::body;
use crate::rules::missing;
use crate::syntax::FieldName;

pub(crate) static RULE: Rule = Rule {
    name: "empty-body",
    code: 505,
    level: Level::Warning,
    summary: "a seed has a header or a footer, and no body",
    docs: r#"
The capture took the title and where it stood, but not the article: the page loaded its text later,
or asked for a subscription first.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let has_body = |document: &Document| body::first_block(document).is_some();
    let swallowed = || document.revealed().is_some_and(has_body);
    if missing::is_untold(document) || has_body(document) || swallowed() {
        return;
    }
    let Some(field) = document.metadata().fields.first() else { return };
    let title = document.metadata().first(FieldName::Title);
    let range = title.map_or(field.range, |it| it.source);
    out.push(Finding::new(range, "this seed has no body"));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn stands_at_the_title() {
        check(
            &RULE,
            "
---
title: Pilots
       ^^^^^^ this seed has no body
author: A. Writer
---

---

<!-- captured by hand -->
",
        );
    }

    #[test]
    fn anything_is_a_body() {
        check(&RULE, "Pilots\n\nBy A. Writer\n\n![The harbour](https://x.example/a.jpg)\n");
        check(&RULE, "---\ntitle: Pilots\n---\n\n- one\n");
        check(&RULE, "");
    }
}
