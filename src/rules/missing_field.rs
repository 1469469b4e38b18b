//! `missing-field`: a field that the configuration asks for and a seed does not tell.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing;
use crate::syntax::FieldName;

pub(crate) static RULE: Rule = Rule {
    name: "missing-field",
    code: 205,
    level: Level::Warning,
    summary: "a field that the configuration requires is not told",
    docs: r#"
The `required` of `seedls.toml` names the fields that every seed has to tell. Title, author, date and source have rules of their own; this one is for all others.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
//- /seedls.toml
required = ["title", "author", "date", "source", "site"]
```

The fix adds the field, in the file's own style and where it belongs. The site is taken from the source's address; any other value is left to you.

```seed fixed
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

Site: news.example

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```

```seed good
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
publisher: The Example News
---

The pilots voted on Tuesday.
```
"#,
    check: Check::Document(check),
};

/// Fields that have a rule of their own.
const OTHERS: &[FieldName] =
    &[FieldName::Title, FieldName::Author, FieldName::Date, FieldName::Source];

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    if missing::is_unknowable(document) {
        return;
    }
    let required = config.required.iter().filter_map(|name| FieldName::named(name));
    for name in required.filter(|name| !OTHERS.contains(name)) {
        if missing::is_told(document, name) {
            continue;
        }
        let mut finding = missing::finding(document, name);
        let site = document.metadata().site().filter(|_| name == FieldName::Site);
        let values: Vec<Value> = site.map(|it| Value::Text(it.to_owned())).into_iter().collect();
        let title = format!("Add a line for the {}", name.as_str());
        finding.fixes.extend(missing::fix(document, name, &title, &values));
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    const CONFIG: &str = "//- /seedls.toml\nrequired = [\"language\", \"archive\"]\n";

    #[test]
    fn stands_where_the_field_would_be_told() {
        check(
            &RULE,
            &format!(
                "
Pilots Vote

March 3, 2021
^^^^^^^^^^^^^ this seed does not name a language

They voted.
     ^^^^^^ this seed does not name an archived copy
{CONFIG}"
            ),
        );
        check(
            &RULE,
            &format!(
                "
---
title: Pilots Vote
lang: en
---
^^^ this seed does not name an archived copy
They voted.
{CONFIG}"
            ),
        );
    }

    #[test]
    fn nothing_is_asked_for_without_a_configuration() {
        check(&RULE, "Pilots Vote\n\nThey voted.\n");
    }

    #[test]
    fn the_line_is_added_behind_the_header() {
        check_fix(
            &RULE,
            &format!("Pilots Vote\n\nBy A\n\nMarch 3, 2021\n\nThey voted.\n{CONFIG}"),
            "Pilots Vote\n\nBy A\n\nMarch 3, 2021\n\nLanguage:\n\nThey voted.\n",
        );
    }
}
