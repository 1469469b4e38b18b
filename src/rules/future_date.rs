//! `future-date`: a date that is still to come.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Value;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;

pub(crate) static RULE: Rule = Rule {
    name: "future-date",
    code: 214,
    level: Level::Warning,
    summary: "a date lies in the future",
    docs: r#"
An article cannot have been published or saved tomorrow. One day of grace is left for other time zones.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2121

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    let (Some(document), Some(today)) = (snapshot.document(file), snapshot.today()) else { return };
    for field in &document.metadata().fields {
        let Value::Date(reading) = &field.value else { continue };
        let to_come = match reading {
            DateReading::Date(date) => is_to_come(today, date),
            DateReading::Ambiguous { readings } => {
                readings.iter().all(|date| is_to_come(today, date))
            }
            DateReading::Impossible { .. } | DateReading::NotADate => false,
        };
        if to_come {
            let written = document.text().slice(field.source);
            out.push(Finding::new(field.source, format!("`{written}` is still to come")));
        }
    }
}

/// `date` lies after `today` wherever on earth it was written.
pub(super) fn is_to_come(today: &Date, date: &Date) -> bool {
    match today.days_until(date) {
        Some(days) => 1 < days,
        None => (today.year, today.month) < (date.year, date.month.or(today.month)),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_date() {
        // Fixtures are checked on 24 November 2026.
        check(
            &RULE,
            "
Pilots Vote

November 26, 2026
^^^^^^^^^^^^^^^^^ `November 26, 2026` is still to come

They voted.
",
        );
    }

    #[test]
    fn a_day_of_grace_for_other_time_zones() {
        check(&RULE, "Pilots Vote\n\nNovember 25, 2026\n\nThey voted.\n");
        check(&RULE, "---\ntitle: A\ndate: 2026\n---\nThey voted.\n");
    }
}
