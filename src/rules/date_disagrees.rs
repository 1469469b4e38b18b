//! `date-disagrees`: a date that is not the one in the address.

use crate::config::Config;
use crate::facts::Date;
use crate::facts::Document;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
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
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let metadata = document.metadata();
    let Some(field) = metadata.first(FieldName::Date) else { return };
    let Value::Date(reading) = &field.value else { return };
    let in_url = metadata.source().and_then(Date::in_url);
    let (Some(date), Some(in_url)) = (reading.date(), in_url) else { return };
    if in_url.days_until(date).is_none_or(|days| days.abs() <= 1) {
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
