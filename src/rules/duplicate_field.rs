//! `duplicate-field`: a field told twice in one way.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::Field;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::syntax::FieldName;

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-field",
    code: 207,
    level: Level::Warning,
    summary: "a field is told twice",
    docs: r#"
Programs take the first or the last of the two, and no two programs agree on which.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>

Original url: <https://news.example/pilots>
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

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let mut told: Vec<&Field> = Vec::new();
    for field in document.metadata().fields.iter().filter(|it| is_single(it.name)) {
        let Some(label) = field.label else { continue };
        let same_label = |it: &&&Field| {
            it.name == field.name
                && it.style == field.style
                && it.label.is_some_and(|it| it != label && same_words(document, it, label))
        };
        let Some(first) = told.iter().find(same_label) else {
            told.push(field);
            continue;
        };
        // The authors of one byline are one telling.
        if first.label == field.label || told.iter().any(|it| it.label == field.label) {
            continue;
        }
        let name = field.name.as_str();
        let mut finding = Finding::new(label, format!("the {name} is told a second time"));
        finding.related.push(Related {
            file: None,
            range: first.range,
            message: format!("the {name} is told here"),
        });
        told.push(field);
        out.push(finding);
    }
}

fn is_single(name: FieldName) -> bool {
    !matches!(name, FieldName::Related | FieldName::Tags | FieldName::Credit)
}

fn same_words(
    document: &Document,
    one: crate::text::TextRange,
    other: crate::text::TextRange,
) -> bool {
    let words = |range| {
        let label = document.text().slice(range).to_lowercase();
        label.trim_matches(['"', '\'', ':', '：', '=', ' ']).to_owned()
    };
    words(one) == words(other)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_second_label() {
        check(
            &RULE,
            "
---
title: A
date: 2021-03-03
title: B
^^^^^^ the title is told a second time
---
They voted.
",
        );
    }

    #[test]
    fn several_authors_and_two_dates_are_no_duplicates() {
        check(
            &RULE,
            "A\n\nBy B and C\n\nPublished March 3, 2021, updated March 4, 2021\n\nThey voted.\n",
        );
        check(&RULE, "---\ntitle: A\nauthors: [B, C]\ntags: [d, e]\n---\nThey voted.\n");
    }
}
