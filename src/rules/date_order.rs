//! `date-order`: dates in an order that cannot be.

use crate::facts::Date;
use crate::facts::Field;
use crate::facts::Value;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::rules::future_date::is_to_come;
use crate::syntax::FieldName;

pub(crate) static RULE: Rule = Rule {
    name: "date-order",
    code: 215,
    level: Level::Warning,
    summary: "dates stand in an order that cannot be",
    docs: r#"
What was updated or saved before it was published has a wrong date somewhere. One day of grace is left for other time zones.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

Published March 3, 2021, updated March 1, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

Published March 3, 2021, updated March 4, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    let Some(document) = snapshot.document(file) else { return };
    let metadata = document.metadata();
    let Some(published) = metadata.first(FieldName::Date) else { return };
    let Some(date) = date(published) else { return };
    // A date that is to come has its own finding.
    if snapshot.today().is_some_and(|today| is_to_come(today, date)) {
        return;
    }
    for (name, done) in [(FieldName::Updated, "updated"), (FieldName::Retrieved, "saved")] {
        let Some(field) = metadata.first(name) else { continue };
        let days = self::date(field).and_then(|later| date.days_until(later));
        if days.is_none_or(|days| -1 <= days) {
            continue;
        }
        let mut finding = Finding::new(field.source, format!("{done} before it was published"));
        finding.related.push(Related {
            file: None,
            range: published.source,
            message: "published here".to_owned(),
        });
        out.push(finding);
    }
}

fn date(field: &Field) -> Option<&Date> {
    match &field.value {
        Value::Date(reading) => reading.date(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_earlier_date() {
        check(
            &RULE,
            "
---
title: A
published: 2021-03-03
created: 2021-02-03
         ^^^^^^^^^^ saved before it was published
source: https://news.example/a
---
They voted.
",
        );
    }

    #[test]
    fn coarse_and_equal_dates_are_in_order() {
        check(&RULE, "---\ntitle: A\ndate: 2021\nupdated: 2021-01-01\n---\nThey voted.\n");
        check(&RULE, "---\ntitle: A\ndate: 2021-01-02\nupdated: 2021-01-01\n---\nThey voted.\n");
    }
}
