//! `unknown-field`: a key or label that is one slip away from one that is known.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    name: "unknown-field",
    code: 209,
    level: Level::Info,
    summary: "a key or label is nearly a known one",
    docs: r#"
What stands behind a misspelt key is found by no program. A key of which nobody would think that another was meant is never reported, nor is one whose field is told elsewhere.

```seed bad
---
title: Harbour Pilots Vote to Strike
auhtor: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
```

```seed fixed
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
```

If the key is right, name it under `[fields]` in `seedls.toml`.

```seed good
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
weight: 3
---
The pilots voted on Tuesday.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    for misspelt in &document.metadata().misspelt {
        let written = document.text().slice(misspelt.label);
        let meant = in_case_of(&written, &misspelt.word);
        let message = format!("no field is called `{written}`; did you mean `{meant}`?");
        let mut finding = Finding::new(misspelt.label, message);
        finding.fixes.push(Fix {
            title: format!("Write `{meant}`"),
            edit: TextEdit::replace(misspelt.label, meant),
            safe: false,
        });
        out.push(finding);
    }
}

/// `word` with a capital where `written` has one, and its separators.
fn in_case_of(written: &str, word: &str) -> String {
    let separator = written.chars().find(|c| matches!(c, '-' | '_'));
    let word = separator.map_or(word.to_owned(), |it| word.replace(' ', &it.to_string()));
    let mut chars = word.chars();
    match chars.next() {
        Some(first) if written.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_key() {
        check(
            &RULE,
            "
+++
titel = \"Pilots Vote\"
autor = \"A. Writer\"
publised = 2021-03-03
^^^^^^^^ no field is called `publised`; did you mean `published`?
+++
They voted.
",
        );
        check(
            &RULE,
            "
Pilots Vote

They voted.

Orignal url: <https://news.example/pilots-vote>
^^^^^^^^^^^ no field is called `Orignal url`; did you mean `Original url`?
",
        );
    }

    #[test]
    fn a_field_that_is_told_is_not_meant_again() {
        check(&RULE, "---\ntitle: A\nauthor: B\nauthro: C\n---\nThey voted.\n");
    }

    #[test]
    fn the_fix_keeps_case_and_separators() {
        check_fix(
            &RULE,
            "Title: A\nUrl_Sorce: https://news.example/a\n\nThey voted.\n",
            "Title: A\nUrl_source: https://news.example/a\n\nThey voted.\n",
        );
    }

    #[test]
    fn a_line_of_the_body_is_no_label() {
        check(&RULE, "Pilots Vote\n\nThey voted.\n\nAuthro: nobody knows who that is.\n");
    }
}
