//! `invalid-front-matter`: YAML or TOML that does not parse.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::syntax::HeaderStyle;

pub(crate) static RULE: Rule = Rule {
    name: "invalid-front-matter",
    code: 211,
    level: Level::Error,
    summary: "front matter does not parse",
    docs: r#"
A program that reads the front matter sees none of its fields. A value that holds `: ` or begins with `[`, `{`, `*`, `&`, `@` or a quotation mark must be quoted.

```seed bad
---
title: Harbour Pilots: They Vote
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
```

```seed good
---
title: "Harbour Pilots: They Vote"
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let Some(fault) = &document.metadata().fault else { return };
    let language = match document.tree().header().style {
        HeaderStyle::Toml => "TOML",
        _ => "YAML",
    };
    let message = fault.message.trim_end_matches('.');
    out.push(Finding::new(fault.range, format!("this is not valid {language}: {message}")));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_parsers_place() {
        check(
            &RULE,
            "
+++
title = \"A\"
date = 2021-03-03
source = https://news.example/a
         ^^^^^^^^^^^^^^^^^^^^^^ this is not valid TOML: string values must be quoted, expected literal string
+++
They voted.
",
        );
    }

    #[test]
    fn points_at_a_quotation_mark_that_was_forgotten() {
        check(
            &RULE,
            "
---
title: \"The Harbour
       ^ this is not valid YAML: `\"` opened here is never closed
author: \"A. Writer\"
summary: \"It is long,

and goes on.\"
source: https://news.example/a
---
They voted.
",
        );
    }

    #[test]
    fn unknown_keys_are_no_fault() {
        check(&RULE, "---\ntitle: A\nlayout: {a: [b, c]}\nx-y: ~\n---\nThey voted.\n");
    }
}
