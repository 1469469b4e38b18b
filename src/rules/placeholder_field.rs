//! `placeholder-field`: a value that stands for one that is not there.

use crate::config::Config;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing::with_article;
use crate::rules::placeholder::is_placeholder;
use crate::syntax::FieldName;

pub(crate) static RULE: Rule = Rule {
    name: "placeholder-field",
    code: 218,
    level: Level::Warning,
    summary: "a field holds a placeholder",
    docs: r#"
`TODO`, an unfilled template or a lone `#` tell nothing. Placeholder links in the text are `placeholder-link`.

```seed bad
---
title: Harbour Pilots Vote to Strike
author: TODO
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
```

```seed good
---
title: Harbour Pilots Vote to Strike
author: Unknown
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    for field in &document.metadata().fields {
        let word_counts = !matches!(field.name, FieldName::Tags | FieldName::Summary);
        if is_link(document, field) || !word_counts || is_heading(field) {
            continue;
        }
        let written = document.text().slice(field.source);
        let value = match &field.value {
            Value::Text(text) => text,
            Value::Author { name, .. } => name,
            Value::Link { url, .. } => url,
            Value::Date(DateReading::NotADate) => written.trim(),
            Value::Date(_) | Value::Empty => continue,
        };
        if is_placeholder(value) {
            let name = field.name.as_str();
            let message = format!("`{value}` stands for {} that is not there", with_article(name));
            out.push(Finding::new(field.source, message));
        }
    }
}

/// A list of what is to do may well be called so.
fn is_heading(field: &Field) -> bool {
    field.name == FieldName::Title && !field.style.is_explicit()
}

/// Links of the text have a rule of their own.
fn is_link(document: &Document, field: &Field) -> bool {
    let link = matches!(field.value, Value::Link { .. });
    link && !field.style.is_explicit() && document.tree().links_in(field.source).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_value() {
        check(
            &RULE,
            "
---
title: A
date: \"{{date}}\"
       ^^^^^^^^ `{{date}}` stands for a date that is not there
source: \"#\"
         ^ `#` stands for a source that is not there
---
They voted.
",
        );
    }

    #[test]
    fn placeholder_links_and_odd_names_are_left_alone() {
        check(&RULE, "A\n\nBy [Reuters](#)\n\nThey voted.\n\nOriginal url: [News](#)\n");
        check(&RULE, "A Todo List for Pilots\n\nBy Xaver Null\n\nThey voted.\n");
    }
}
