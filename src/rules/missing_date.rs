//! `missing-date`: a seed that does not say when it was published.

use crate::config::Config;
use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;

pub(crate) static RULE: Rule = Rule {
    name: "missing-date",
    code: 203,
    level: Level::Warning,
    summary: "a seed has no date of publication",
    docs: r#"
Without a date nobody can tell which day the article means by *today*.
The date is a line of its own before the body, or the `date` (`published`, …) of front matter or key lines. The day of capture (`retrieved`, `created`) is another date.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```

Where the source's address holds a date, the fix takes it.

```seed fixed
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

Published Wednesday, 3 March 2021 at 4:05 p.m.

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    let metadata = document.metadata();
    // A newspaper that prints one date only may call it `Updated`.
    let printed = |field: &crate::facts::Field| {
        field.name == FieldName::Updated && field.style == FieldStyle::Newspaper
    };
    if missing::is_told(document, FieldName::Date)
        || metadata.fields.iter().any(printed)
        || !config.requires(FieldName::Date.as_str())
        || missing::is_unknowable(document)
    {
        return;
    }
    let mut finding = missing::finding(document, FieldName::Date);
    let in_source = metadata.source().and_then(Date::in_url);
    let in_source = in_source.map(|date| (date, "Add the date of the source's address"));
    let dated = in_source
        .or_else(|| Some((date_of_path(document)?, "Add the date of the page's own path")));
    let fix = dated.and_then(|(date, title)| {
        let value = Value::Date(DateReading::Date(date));
        missing::fix(document, FieldName::Date, title, &[value])
    });
    finding.fixes.extend(fix);
    out.push(finding);
}

/// The date in the path that front matter gives to the page: `path = "2021/03/03/pilots-vote"`.
fn date_of_path(document: &Document) -> Option<Date> {
    let header = document.tree().header();
    if !matches!(header.style, HeaderStyle::Yaml | HeaderStyle::Toml) {
        return None;
    }
    document.text().slice(header.content).lines().find_map(|line| {
        let (key, value) = line.split_once([':', '='])?;
        let is_path = matches!(key.trim(), "path" | "permalink" | "slug" | "url");
        is_path.then(|| Date::in_path(value.trim().trim_matches(['"', '\'', '/'])))?
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_line_that_it_would_follow() {
        check(
            &RULE,
            "
Pilots Vote

By A. Writer
^^^^^^^^^^^^ this seed does not name a date

The pilots voted on Tuesday.
",
        );
    }

    #[test]
    fn the_path_of_the_page_may_hold_it() {
        check_fix(
            &RULE,
            "+++\npath = \"2021/03/03/pilots-vote\"\ntitle = \"Pilots Vote\"\n+++\nThey voted.\n",
            "+++\npath = \"2021/03/03/pilots-vote\"\ntitle = \"Pilots Vote\"\ndate = 2021-03-03\n+++\nThey voted.\n",
        );
    }

    #[test]
    fn a_date_in_the_body_is_not_the_date() {
        check(
            &RULE,
            "
Pilots Vote

By A. Writer
^^^^^^^^^^^^ this seed does not name a date

The pilots voted on March 2, 2021, the union said.

They went home. March 3, 2021
",
        );
    }

    #[test]
    fn an_impossible_date_is_not_missing() {
        check(&RULE, "Pilots Vote\n\nBy A. Writer\n\nMarch 38, 2021\n\nThey voted.\n");
    }
}
