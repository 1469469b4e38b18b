//! The forms in which fields are told: by which label, and how dates are written.

use std::collections::BTreeMap;

use super::Form;
use super::Spot;
use super::Surveyed;
use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::syntax::FieldName;

/// The forms in which `documents` tell `name`, the most common first; a file counts once for each.
pub(super) fn forms<'a>(documents: &[Surveyed<'a>], name: FieldName) -> Vec<Form<'a>> {
    let mut forms: BTreeMap<String, Vec<Spot<'a>>> = BTreeMap::new();
    for surveyed in documents {
        for field in surveyed.told(name) {
            let spots = forms.entry(form(surveyed.document, field)).or_default();
            if spots.last().is_none_or(|last| last.file != surveyed.file) {
                spots.push(surveyed.spot(field.source));
            }
        }
    }
    let mut forms: Vec<Form<'a>> =
        forms.into_iter().map(|(form, spots)| Form { form, spots }).collect();
    forms.sort_by_key(|it| std::cmp::Reverse(it.spots.len()));
    forms
}

fn form(document: &Document, field: &Field) -> String {
    let text = document.text();
    let label = field.label.map(|label| text.slice(label).into_owned()).unwrap_or_default();
    let edge =
        |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '=' | '"' | '\'' | '*' | '_');
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    let label = label.trim_start_matches("[#]:").trim_matches(edge);
    let place = match field.style {
        FieldStyle::Yaml | FieldStyle::Toml => "front matter",
        FieldStyle::KeyLine => "key line",
        FieldStyle::Footer if label.is_empty() => "footer, without a label",
        FieldStyle::Footer => "footer",
        FieldStyle::Newspaper if field.name == FieldName::Title => {
            let heading = text.slice(field.range).trim_start().starts_with('#');
            if heading { "heading" } else { "first line" }
        }
        FieldStyle::Newspaper if label.is_empty() => "by its place",
        FieldStyle::Newspaper => "line",
    };
    let mut form = place.to_owned();
    if !label.is_empty() {
        form.push_str(&format!(" `{label}`"));
    }
    if let Value::Date(reading) = &field.value {
        form.push_str(&format!(", {}", pattern(&text.slice(field.source), reading)));
    }
    form
}

/// How a date is written, in the letters of calendars: `Month D, YYYY`.
pub(super) fn pattern(written: &str, reading: &DateReading) -> String {
    match reading {
        DateReading::Date(date) => pattern_of(written, date),
        DateReading::Ambiguous { readings } => {
            let mut patterns: Vec<String> =
                readings.iter().map(|date| pattern_of(written, date)).collect();
            patterns.dedup();
            patterns.join(" or ")
        }
        DateReading::Impossible { .. } => "no such date".to_owned(),
        DateReading::NotADate => "not a date".to_owned(),
    }
}

fn pattern_of(written: &str, date: &Date) -> String {
    let (mut year, mut month, mut day) = (false, false, false);
    // `8` and `18` are one way of writing, `08` is another.
    let mut padded = false;
    let mut pattern = String::new();
    // Where words begin and end in the pattern, and where the day stands in it.
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut day_at = None;
    let mut rest = written.trim();
    while let Some(char) = rest.chars().next() {
        let same = |c: char| match char.is_ascii_digit() {
            true => c.is_ascii_digit(),
            false => c.is_alphabetic() == char.is_alphabetic() && !c.is_ascii_digit(),
        };
        let run = rest.split(|c| !same(c)).next().unwrap_or_default();
        let number = run.parse::<i64>().ok().filter(|_| char.is_ascii_digit());
        rest = &rest[run.len()..];
        let is = |value: Option<u8>| number.is_some() && number == value.map(i64::from);
        if run.len() == 4 && !year && number == Some(i64::from(date.year)) {
            year = true;
            pattern.push_str("YYYY");
        } else if run.len() == 8 && !year && number.is_some() {
            (year, month, day) = (true, true, true);
            pattern.push_str("YYYYMMDD");
        } else if year && month && day && number.is_some() {
            // What follows the date is its time and zone.
            pattern.push_str(&"0".repeat(run.len()));
        } else if is(date.day) && run.len() <= 2 && !day && !(year && !month && is(date.month)) {
            day = true;
            day_at = Some(pattern.len());
            padded = run.starts_with('0');
            pattern.push_str(if run.len() == 2 { "DD" } else { "D" });
        } else if is(date.month) && run.len() <= 2 && !month {
            month = true;
            pattern.push_str(if run.len() == 2 { "MM" } else { "M" });
        } else if number.is_some() {
            pattern.push_str(&"0".repeat(run.len()));
        } else if char.is_alphabetic() && 2 < run.chars().count() {
            words.push((pattern.len(), pattern.len() + "Word".len()));
            pattern.push_str("Word");
        } else {
            pattern.push_str(run);
        }
    }
    // The name of the month stands beside the day.
    let beside = |&(start, end): &(usize, usize)| {
        day_at.map_or(start, |at| if end <= at { at - end } else { start.saturating_sub(at) })
    };
    if date.month.is_some()
        && !month
        && let Some((start, end)) = words.iter().copied().min_by_key(|it| beside(it))
    {
        pattern.replace_range(start..end, "Month");
        if !padded {
            pattern = pattern.replacen("DD", "D", 1);
        }
    }
    // Times differ in every file; that there is one is what counts.
    squeezed(&pattern)
}

/// `pattern` with times and fractions of seconds made one word.
fn squeezed(pattern: &str) -> String {
    let Some(at) = pattern.find("0:00").or_else(|| pattern.find("0.00")) else {
        return pattern.to_owned();
    };
    let start = pattern[..at].rfind(|c| c != '0').map_or(0, |it| it + 1);
    format!("{}time", &pattern[..start])
}

#[cfg(test)]
mod tests {
    use super::pattern;
    use crate::facts::Date;

    #[track_caller]
    fn check(written: &str, expected: &str) {
        assert_eq!(pattern(written, &Date::read(written)), expected, "{written}");
    }

    #[test]
    fn dates_have_patterns() {
        check("July 18, 2019", "Month D, YYYY");
        check("July 08, 2019", "Month DD, YYYY");
        check("3 March 2021", "D Month YYYY");
        check("Thursday, July 18, 2019", "Word, Month D, YYYY");
        check("2019-07-18", "YYYY-MM-DD");
        check("2019-07-07", "YYYY-MM-DD");
        check("18.07.2019", "DD.MM.YYYY");
        check("20190718", "YYYYMMDD");
        check("2019-07", "YYYY-MM");
        check("2019", "YYYY");
        check("2019-07-18T16:05:00+03:00", "YYYY-MM-DDTtime");
        check("July 18, 2019 4:05 PM", "Month D, YYYY time");
        check("03/04/2019", "DD/MM/YYYY or MM/DD/YYYY");
        check("31 June 2019", "no such date");
        check("soon", "not a date");
    }
}
