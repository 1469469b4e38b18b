//! `conflicting-field`: a field told in two ways that do not agree.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::Value;
use crate::facts::canonical_source;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::syntax::FieldName;

pub(crate) static RULE: Rule = Rule {
    name: "conflicting-field",
    code: 208,
    level: Level::Warning,
    summary: "a field is told in two ways that disagree",
    docs: r#"
Where front matter or key lines say one thing and the text another, programs go by the former, and
what the text says is lost.

```seed bad
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
---

Harbour Pilots Vote to Strike

By A. Writer

March 13, 2021

The pilots voted on Tuesday.
```

```seed good
---
source: https://news.example/harbour-pilots-vote
retrieved: 2021-03-04
---

Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let metadata = document.metadata();
    for name in [FieldName::Title, FieldName::Author, FieldName::Date, FieldName::Source] {
        let Some(first) = metadata.first(name) else { continue };
        let ours = keys(metadata.all(name).filter(|it| it.style == first.style));
        let others: Vec<&Field> = metadata.all(name).filter(|it| it.style != first.style).collect();
        let theirs = keys(others.iter().copied());
        let Some(other) = others.first() else { continue };
        if ours.is_empty() || theirs.is_empty() || theirs.iter().any(|it| ours.contains(it)) {
            continue;
        }
        let name = name.as_str();
        let message = format!("this {name} is not the one told elsewhere");
        let mut finding = Finding::new(other.source, message);
        finding.related.push(Related {
            file: None,
            range: first.source,
            message: format!("the {name} that counts"),
        });
        out.push(finding);
    }
}

/// What is compared: words without case and punctuation, the day of a date, the article of a URL.
fn keys<'a>(fields: impl Iterator<Item = &'a Field>) -> Vec<String> {
    fields.filter_map(|field| key(&field.value)).collect()
}

fn key(value: &Value) -> Option<String> {
    let words = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        Some(letters.collect()).filter(|it: &String| !it.is_empty())
    };
    match value {
        Value::Text(text) => words(text),
        Value::Author { name, .. } => words(name),
        Value::Date(reading) => {
            let date = reading.date()?;
            Some(format!("{}-{:?}-{:?}", date.year, date.month?, date.day?))
        }
        Value::Link { url, .. } => canonical_source(url),
        Value::Empty => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_telling_that_does_not_count() {
        check(
            &RULE,
            "
---
title: Pilots Vote
date: 2021-03-03
---

# Pilots Vote

By A. Writer

March 13, 2021
^^^^^^^^^^^^^^ this date is not the one told elsewhere

They voted.
",
        );
    }

    #[test]
    fn another_spelling_is_no_conflict() {
        check(
            &RULE,
            "---\ntitle: \"Pilots vote!\"\ndate: 2021-03-03T08:00:00Z\nsource: https://news.example/a\n---\n\n# Pilots Vote\n\nMarch 3, 2021\n\nThey voted.\n\nSource: http://www.news.example/a/\n",
        );
    }

    #[test]
    fn a_heading_of_the_body_is_no_title() {
        check(&RULE, "---\ntitle: Pilots Vote\n---\n\n# What They Want\n\nThey want sleep.\n");
    }
}
