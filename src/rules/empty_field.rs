//! `empty-field`: a label or a key with nothing after it.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::breaks_autolink;
use crate::syntax::FieldName;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "empty-field",
    code: 206,
    level: Level::Warning,
    summary: "a field has a label but no value",
    docs: r#"
Somebody meant to fill it in, or the capture lost it. Fields that clippers leave empty by habit, such as a description or tags, are not reported.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url:
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

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    let metadata = document.metadata();
    for field in metadata.fields.iter().filter(|it| it.value == Value::Empty && counts(it, config))
    {
        // A template's key left empty does no harm where the field is told in another way.
        if field.style.is_explicit() && metadata.first(field.name).is_some() {
            continue;
        }
        let range = field.label.unwrap_or(field.range);
        // The URL is there, and broken.
        if breaks_autolink(document, TextRange::at(range.end(), TextSize::from(32))) {
            continue;
        }
        let label = document.text().slice(range);
        out.push(Finding::new(range, format!("`{}` has no value", label.trim())));
    }
}

/// Fields that nobody leaves empty on purpose. A byline without a name has a rule of its own.
fn counts(field: &Field, config: &Config) -> bool {
    let byline = field.name == FieldName::Author && field.style == FieldStyle::Newspaper;
    let by_habit = matches!(
        field.name,
        FieldName::Summary
            | FieldName::Tags
            | FieldName::Language
            | FieldName::License
            | FieldName::Site
    );
    !byline && (!by_habit || config.requires(field.name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_label() {
        check(
            &RULE,
            "
Pilots Vote

They voted.

Original url:
^^^^^^^^^^^^^ `Original url:` has no value
",
        );
    }

    #[test]
    fn what_is_required_is_not_left_empty_by_habit() {
        check(
            &RULE,
            "
Title: Pilots Vote
License:
^^^^^^^^ `License:` has no value
Tags:

They voted.
//- /seedls.toml
required = [\"license\"]
",
        );
    }

    #[test]
    fn a_value_in_the_next_line_or_block_is_a_value() {
        check(&RULE, "Pilots\n\nThey voted.\n\nOriginal url:\nhttps://news.example/a\n");
        check(&RULE, "Pilots\n\nThey voted.\n\nOriginal url:\n\n\n<https://news.example/a>");
    }
}
