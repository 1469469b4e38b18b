//! `header-style-mismatch`: a header that is written in another way than the configuration asks for.

use crate::config;
use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing;
use crate::syntax::HeaderStyle;

pub(crate) static RULE: Rule = Rule {
    name: "header-style-mismatch",
    code: 222,
    level: Level::Warning,
    summary: "a header is not of the style that the configuration asks for",
    docs: r#"
Where `header-style` in `seedls.toml` is `"newspaper"`, `"yaml"`, `"toml"` or `"keys"`, all seeds have that header. Without it, every seed has the header it has.

```seed bad
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
//- /seedls.toml
header-style = "newspaper"
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    let Some(wanted) = config.header_style else { return };
    let wanted = match wanted {
        config::HeaderStyle::Newspaper => HeaderStyle::None,
        config::HeaderStyle::Yaml => HeaderStyle::Yaml,
        config::HeaderStyle::Toml => HeaderStyle::Toml,
        config::HeaderStyle::Keys => HeaderStyle::KeyLines,
    };
    let found = document.tree().header().style;
    if found == wanted || missing::is_untold(document) {
        return;
    }
    let message = format!("this header is {}, not {}", described(found), described(wanted));
    out.push(Finding::new(missing::top(document), message));
}

fn described(style: HeaderStyle) -> &'static str {
    match style {
        HeaderStyle::None => "in newspaper style",
        HeaderStyle::Yaml => "YAML front matter",
        HeaderStyle::Toml => "TOML front matter",
        HeaderStyle::KeyLines => "made of key lines",
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_first_line() {
        check(
            &RULE,
            "
---
^^^ this header is YAML front matter, not made of key lines
title: A
---
They voted.
//- /seedls.toml
header-style = \"keys\"
",
        );
        check(
            &RULE,
            "
Pilots Vote
^^^^^^^^^^^ this header is in newspaper style, not TOML front matter

They voted.
//- /seedls.toml
header-style = \"toml\"
",
        );
    }

    #[test]
    fn every_style_is_right_unless_configured() {
        check(&RULE, "---\ntitle: A\n---\nThey voted.\n");
        check(&RULE, "Title: A\n\nThey voted.\n//- /seedls.toml\nheader-style = \"keys\"\n");
        check(&RULE, "//- /seeds/a.seed\n\n//- /seedls.toml\nheader-style = \"keys\"\n");
    }
}
