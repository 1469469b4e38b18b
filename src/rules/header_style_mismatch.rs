//! `header-style-mismatch`: a header that is written in another way than the configuration asks for.

use crate::config;
use crate::config::Config;
use crate::facts::Document;
use crate::facts::HeaderForm;
use crate::facts::convert;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing;
use crate::syntax::HeaderStyle;
use crate::text::TextSize;

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

The fix is that of `seedls convert`: it loses nothing, and is not offered where something would be lost.

```seed fixed
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
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
    // A conversion reads the text again, and a rule runs at every keystroke.
    const LONGEST: TextSize = TextSize::new(256 << 10);
    let Some(wanted) = config.header_style else { return };
    let (wanted, form) = match wanted {
        config::HeaderStyle::Newspaper => (HeaderStyle::None, HeaderForm::Newspaper),
        config::HeaderStyle::Yaml => (HeaderStyle::Yaml, HeaderForm::Yaml),
        config::HeaderStyle::Toml => (HeaderStyle::Toml, HeaderForm::Toml),
        config::HeaderStyle::Keys => (HeaderStyle::KeyLines, HeaderForm::KeyLines),
    };
    let found = document.tree().header().style;
    if found == wanted || missing::is_untold(document) {
        return;
    }
    let message = format!("this header is {}, not {}", described(found), described(wanted));
    let mut finding = Finding::new(missing::top(document), message);
    if document.text().len() <= LONGEST
        && let Ok(Some(edit)) = convert(document, form)
    {
        let title = format!("Convert the header to {}", form.title());
        finding.fixes.push(Fix { title, edit, safe: false });
    }
    out.push(finding);
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
    use crate::fixture::Fixture;
    use crate::rules::run;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

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
    fn the_fix_converts_to_each_style() {
        const NEWSPAPER: &str = "Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\nThey voted.\n";
        let after = [
            (
                "yaml",
                "---\ntitle: Pilots Vote\nauthor: A. Writer\ndate: 2021-03-03\n---\n\nThey voted.\n",
            ),
            (
                "toml",
                "+++\ntitle = \"Pilots Vote\"\nauthor = \"A. Writer\"\ndate = 2021-03-03\n+++\n\nThey voted.\n",
            ),
            ("keys", "Title: Pilots Vote\nAuthor: A. Writer\nDate: 2021-03-03\n\nThey voted.\n"),
        ];
        for (style, after) in after {
            let settings = format!("//- /seedls.toml\nheader-style = \"{style}\"\n");
            check_fix(&RULE, &format!("{NEWSPAPER}{settings}"), after);
        }
    }

    #[test]
    fn what_would_be_lost_is_not_offered() {
        let text = "---\ntitle: A\nauthor: B\n date: [\n---\n\nThey voted.\n//- /seedls.toml\nheader-style = \"keys\"\n";
        let fixture = Fixture::parse(text);
        let snapshot = fixture.snapshot();
        let file = snapshot.files().next().expect("a file");
        let findings = run(&RULE, &snapshot, file);
        assert_eq!(findings.iter().map(|it| it.fixes.len()).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn every_style_is_right_unless_configured() {
        check(&RULE, "---\ntitle: A\n---\nThey voted.\n");
        check(&RULE, "Title: A\n\nThey voted.\n//- /seedls.toml\nheader-style = \"keys\"\n");
        check(&RULE, "//- /seeds/a.seed\n\n//- /seedls.toml\nheader-style = \"keys\"\n");
    }
}
