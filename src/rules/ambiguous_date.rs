//! `ambiguous-date`: a date that can be read in more than one way.

use crate::config::Config;
use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    name: "ambiguous-date",
    code: 213,
    level: Level::Warning,
    summary: "a date can be read in two ways",
    docs: r#"
Nothing tells which number is the day and which the month, or which century is meant. Write the month as a word, or the year first (`2021-03-04`). `date-order` in the configuration tells it for all seeds.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

03/04/2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/04/03/harbour-pilots-vote>
```

Each reading is offered as a fix. Where the source's address settles it, that date comes first.

```seed fixed
Harbour Pilots Vote to Strike

By A. Writer

April 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/04/03/harbour-pilots-vote>
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

13/04/2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let metadata = document.metadata();
    let in_url = metadata.source().and_then(Date::in_url);
    for field in &metadata.fields {
        let Value::Date(DateReading::Ambiguous { readings }) = &field.value else { continue };
        let written = document.text().slice(field.source);
        let possible: Vec<String> = readings.iter().map(ToString::to_string).collect();
        let message = format!("`{written}` can be read as {}", possible.join(" or "));
        let mut finding = Finding::new(field.source, message);
        let is_settled =
            |date: &Date| in_url.as_ref().and_then(|it| it.days_until(date)) == Some(0);
        // The one that the source's address has goes first.
        let (settled, others): (Vec<&Date>, Vec<&Date>) =
            readings.iter().partition(|date| is_settled(date));
        for date in settled.into_iter().chain(others) {
            let why = if is_settled(date) { ", as the source's address has it" } else { "" };
            let written =
                if field.style.is_explicit() { date.to_string() } else { date.in_words() };
            finding.fixes.push(Fix {
                title: format!("Write `{written}`{why}"),
                edit: TextEdit::replace(field.source, written),
                safe: false,
            });
        }
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::fixture::Fixture;
    use crate::rules::run;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_date() {
        check(
            &RULE,
            "
Pilots Vote

Published 03/04/2021
          ^^^^^^^^^^ `03/04/2021` can be read as 2021-04-03 or 2021-03-04

They voted.
",
        );
    }

    #[test]
    fn every_reading_is_offered() {
        let fixture = Fixture::parse("---\ntitle: A\ndate: 03/04/2021\n---\nText\n");
        let snapshot = fixture.snapshot();
        let file = snapshot.files().next().expect("a file");
        let findings = run(&RULE, &snapshot, file);
        let titles: Vec<&str> =
            findings.iter().flat_map(|it| &it.fixes).map(|it| &*it.title).collect();
        assert_eq!(titles, ["Write `2021-04-03`", "Write `2021-03-04`"]);
    }

    #[test]
    fn a_known_order_settles_it() {
        check(
            &RULE,
            "Pilots Vote\n\n03/04/2021\n\nText.\n//- /seedls.toml\ndate-order = \"day-first\"\n",
        );
    }

    #[test]
    fn one_possible_reading_is_enough() {
        check(&RULE, "Pilots Vote\n\n13/04/2021\n\nThey voted.\n");
        check(&RULE, "Pilots Vote\n\n03.04.2021\n\nThey voted.\n");
    }
}
