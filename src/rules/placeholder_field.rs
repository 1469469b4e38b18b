//! `placeholder-field`: a value that stands for one that is not there.

use crate::config::Config;
use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing::with_article;
use crate::rules::placeholder::is_placeholder;
use crate::syntax::FieldName;
use crate::text::TextEdit;

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

The fix says that an author is not known, and takes a date from the source's address.

```seed fixed
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
            let mut finding = Finding::new(field.source, message);
            finding.fixes.extend(fix(document, field));
            out.push(finding);
        }
    }
}

/// What can be said in the place of `field` without guessing.
fn fix(document: &Document, field: &Field) -> Option<Fix> {
    let (title, text) = match field.name {
        FieldName::Author => ("Say that the author is unknown", "Unknown".to_owned()),
        FieldName::Date => {
            let date = Date::in_url(document.metadata().source()?)?;
            let is_newspaper = field.style == FieldStyle::Newspaper;
            let text = if is_newspaper { date.in_words() } else { date.to_string() };
            ("Take the date of the source's address", text)
        }
        _ => return None,
    };
    let edit = TextEdit::replace(field.source, text);
    Some(Fix { title: title.to_owned(), edit, safe: false })
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
    use crate::rules::tests::check_fix;

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
    fn the_date_of_the_address_takes_its_place() {
        let url = "https://news.example/2021/03/03/pilots-vote";
        check_fix(
            &RULE,
            &format!("---\ntitle: A\ndate: \"{{{{date}}}}\"\nsource: {url}\n---\nThey voted.\n"),
            &format!("---\ntitle: A\ndate: \"2021-03-03\"\nsource: {url}\n---\nThey voted.\n"),
        );
    }

    #[test]
    fn placeholder_links_and_odd_names_are_left_alone() {
        check(&RULE, "A\n\nBy [Reuters](#)\n\nThey voted.\n\nOriginal url: [News](#)\n");
        check(&RULE, "A Todo List for Pilots\n\nBy Xaver Null\n\nThey voted.\n");
    }
}
