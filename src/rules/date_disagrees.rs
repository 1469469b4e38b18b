//! `date-disagrees`: a date that is not the one in the address.

use crate::facts::Date;
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
    name: "date-disagrees",
    code: 216,
    level: Level::Warning,
    summary: "the date is not the one in the source's address",
    docs: r#"
Many sites put the day of publication into the address. If the two are more than a day apart, one of them is wrong.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

May 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

March 4, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    let Some(document) = snapshot.document(file) else { return };
    let metadata = document.metadata();
    let Some(field) = metadata.first(FieldName::Date) else { return };
    let Value::Date(reading) = &field.value else { return };
    let in_url = metadata.source().and_then(Date::in_url);
    let (Some(date), Some(in_url)) = (reading.date(), in_url) else { return };
    // A date that is to come has its own finding.
    let to_come = snapshot.today().is_some_and(|today| is_to_come(today, date));
    if to_come || in_url.days_until(date).is_none_or(|days| days.abs() <= 1) {
        return;
    }
    let written = document.text().slice(field.source);
    let message = format!("`{written}` is not the date in the source's address, {in_url}");
    let mut finding = Finding::new(field.source, message);
    if let Some(source) = metadata.first(FieldName::Source) {
        finding.related.push(Related {
            file: None,
            range: source.source,
            message: "the source's address".to_owned(),
        });
    }
    out.push(finding);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_date() {
        check(
            &RULE,
            "
Pilots Vote

May 3, 2021
^^^^^^^^^^^ `May 3, 2021` is not the date in the source's address, 2021-03-03

They voted.

Source: https://news.example/2021-03-03-pilots
",
        );
    }

    #[test]
    fn a_date_to_come_has_its_own_finding() {
        check(
            &RULE,
            "Pilots\n\nMay 3, 2099\n\nThey voted.\n\nSource: https://news.example/2021/03/03/pilots\n",
        );
    }

    #[test]
    fn a_month_or_a_number_in_the_address_is_no_date() {
        check(
            &RULE,
            "Pilots\n\nMay 3, 2021\n\nThey voted.\n\nSource: https://news.example/2021/03/pilots\n",
        );
        check(
            &RULE,
            "Pilots\n\nMay 3, 2021\n\nThey voted.\n\nSource: https://news.example/1234/56/78/x\n",
        );
    }
}
