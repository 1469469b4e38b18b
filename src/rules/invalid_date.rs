//! `invalid-date`: a date that no calendar has, or no date in a date's place.

use crate::config::Config;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::placeholder::is_placeholder;
use crate::text::TextRange;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "invalid-date",
    code: 212,
    level: Level::Error,
    summary: "a date does not exist, or is no date",
    docs: r#"
Programs that read the seed would drop the date or guess another one.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 38, 2021

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
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    for field in &document.metadata().fields {
        match &field.value {
            Value::Date(DateReading::Impossible { part, why }) => {
                let start = field.source.start() + size(part.start);
                let range = TextRange::new(start, field.source.start() + size(part.end));
                out.push(Finding::new(range, format!("there is no such date: {why}")));
            }
            Value::Date(DateReading::NotADate) => {
                let written = document.text().slice(field.source);
                if is_placeholder(&written) || is_unknown(&written) {
                    continue;
                }
                out.push(Finding::new(field.source, format!("`{written}` is not a date")));
            }
            _ => {}
        }
    }
}

/// The seed says that nobody knows.
fn is_unknown(written: &str) -> bool {
    const WORDS: &[&str] = &[
        "unknown",
        "undated",
        "n.d.",
        "n. d.",
        "n/a",
        "none",
        "unbekannt",
        "o. d.",
        "o.d.",
        "inconnue",
        "s.d.",
        "desconocida",
        "未知",
        "不明",
    ];
    WORDS.contains(&written.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_wrong_part() {
        check(
            &RULE,
            "
Pilots Vote

By A. Writer

Published: Tuesday, February 30, 2021
                             ^^ there is no such date: February 2021 has 28 days

They voted.
",
        );
    }

    #[test]
    fn what_stands_behind_a_date_label_must_be_a_date() {
        check(
            &RULE,
            "
Pilots Vote

By A. Writer

Date: someday
      ^^^^^^^ `someday` is not a date

They voted.
",
        );
    }

    #[test]
    fn a_date_that_nobody_knows_is_no_fault() {
        check(&RULE, "---\ntitle: A\ndate: unknown\nupdated: n.d.\n---\nThey voted.\n");
    }

    #[test]
    fn dates_in_the_body_are_the_sources_business() {
        check(&RULE, "Pilots Vote\n\nBy A. Writer\n\nThe vote of February 30, 2021 was a joke.\n");
    }
}
