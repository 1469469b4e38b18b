//! `coarse-date`: a date that is less precise than the configuration asks for.

use crate::config::Config;
use crate::config::DatePrecision;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;

pub(crate) static RULE: Rule = Rule {
    name: "coarse-date",
    code: 221,
    level: Level::Warning,
    summary: "a date is coarser than the configuration asks for",
    docs: r#"
Where `date-precision` in `seedls.toml` is `"day"` or `"month"`, a year or a month alone is not good enough. Without it, every date is as precise as its source.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
//- /seedls.toml
date-precision = "day"
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

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    for field in &document.metadata().fields {
        let Value::Date(DateReading::Date(date)) = &field.value else { continue };
        let missing = match (date.month, date.day) {
            (_, Some(_)) => continue,
            (Some(_), None) if config.date_precision == DatePrecision::Day => "day",
            (None, None) if config.date_precision == DatePrecision::Day => "month and no day",
            (None, None) if config.date_precision == DatePrecision::Month => "month",
            _ => continue,
        };
        let written = document.text().slice(field.source);
        out.push(Finding::new(field.source, format!("`{written}` tells no {missing}")));
    }
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
---
title: A
date: 2021
      ^^^^ `2021` tells no month and no day
updated: 2021-04
         ^^^^^^^ `2021-04` tells no day
---
They voted.
//- /seedls.toml
date-precision = \"day\"
",
        );
        check(
            &RULE,
            "
---
title: A
date: 2021
      ^^^^ `2021` tells no month
updated: 2021-04
---
They voted.
//- /seedls.toml
date-precision = \"month\"
",
        );
    }

    #[test]
    fn every_date_is_precise_enough_unless_configured() {
        check(&RULE, "---\ntitle: A\ndate: 2021\n---\nThey voted.\n");
    }
}
