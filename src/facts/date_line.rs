//! Date lines: a line that holds dates and nothing else but the words that lead to them.

use crate::facts::DateReading;
use crate::facts::date_scan;
use crate::facts::passage::Passage;
use crate::syntax::FieldName;
use crate::syntax::Labels;

/// One date of a date line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineDate<'a> {
    pub(super) name: FieldName,
    /// `Published`, `Last modified:`
    pub(super) label: Option<Passage<'a>>,
    pub(super) source: Passage<'a>,
    pub(super) reading: DateReading,
}

/// Words that may stand before a date, and the field that they make of it; `None` where they
/// decide nothing.
const LEADS: &[(&str, Option<FieldName>)] = &[
    ("published", Some(FieldName::Date)),
    ("publication", Some(FieldName::Date)),
    ("posted", Some(FieldName::Date)),
    ("issued", Some(FieldName::Date)),
    ("released", Some(FieldName::Date)),
    ("filed", Some(FieldName::Date)),
    ("written", Some(FieldName::Date)),
    ("created", Some(FieldName::Date)),
    ("originally", Some(FieldName::Date)),
    ("first", Some(FieldName::Date)),
    ("pubdate", Some(FieldName::Date)),
    ("updated", Some(FieldName::Updated)),
    ("update", Some(FieldName::Updated)),
    ("modified", Some(FieldName::Updated)),
    ("edited", Some(FieldName::Updated)),
    ("retrieved", Some(FieldName::Retrieved)),
    ("accessed", Some(FieldName::Retrieved)),
    ("clipped", Some(FieldName::Retrieved)),
    ("saved", Some(FieldName::Retrieved)),
    ("captured", Some(FieldName::Retrieved)),
    ("date", None),
    ("last", None),
    ("on", None),
    ("at", None),
    ("time", None),
    ("the", None),
    ("and", None),
    // German
    ("veröffentlicht", Some(FieldName::Date)),
    ("publiziert", Some(FieldName::Date)),
    ("erschienen", Some(FieldName::Date)),
    ("erstellt", Some(FieldName::Date)),
    ("aktualisiert", Some(FieldName::Updated)),
    ("stand", Some(FieldName::Updated)),
    ("zuletzt", None),
    ("datum", None),
    ("am", None),
    ("vom", None),
    ("den", None),
    // French
    ("publié", Some(FieldName::Date)),
    ("mis", Some(FieldName::Updated)),
    ("modifié", Some(FieldName::Updated)),
    ("à", None),
    ("jour", None),
    ("le", None),
    // Spanish, Portuguese, Italian
    ("publicado", Some(FieldName::Date)),
    ("publicada", Some(FieldName::Date)),
    ("pubblicato", Some(FieldName::Date)),
    ("actualizado", Some(FieldName::Updated)),
    ("actualizada", Some(FieldName::Updated)),
    ("atualizado", Some(FieldName::Updated)),
    ("aggiornato", Some(FieldName::Updated)),
    ("fecha", None),
    ("data", None),
    ("el", None),
    ("em", None),
    ("il", None),
    // Dutch, Polish, Russian
    ("gepubliceerd", Some(FieldName::Date)),
    ("bijgewerkt", Some(FieldName::Updated)),
    ("op", None),
    ("opublikowano", Some(FieldName::Date)),
    ("zaktualizowano", Some(FieldName::Updated)),
    ("aktualizacja", Some(FieldName::Updated)),
    ("dnia", None),
    ("опубликовано", Some(FieldName::Date)),
    ("обновлено", Some(FieldName::Updated)),
    ("дата", None),
    // Chinese, Japanese, Korean
    ("发布", Some(FieldName::Date)),
    ("发布时间", Some(FieldName::Date)),
    ("发表于", Some(FieldName::Date)),
    ("本文发表于", Some(FieldName::Date)),
    ("本文最初发表于", Some(FieldName::Date)),
    ("最后更新于", Some(FieldName::Updated)),
    ("最后的更新日期为", Some(FieldName::Updated)),
    ("日期", Some(FieldName::Date)),
    ("公開日", Some(FieldName::Date)),
    ("投稿日", Some(FieldName::Date)),
    ("更新", Some(FieldName::Updated)),
    ("更新日", Some(FieldName::Updated)),
    ("更新时间", Some(FieldName::Updated)),
    ("작성일", Some(FieldName::Date)),
    ("수정일", Some(FieldName::Updated)),
];

/// `This article was first published on`: words of a sentence, where one of the others follows.
const SENTENCE: &[&str] = &["this", "article", "post", "story", "was"];

/// A lead has no more words than `This article was first published on`.
const MOST_LEAD_WORDS: usize = 6;

/// The dates of `line`; `None` where anything else stands in it.
pub(super) fn read<'a>(line: Passage<'a>, labels: &Labels) -> Option<Vec<LineDate<'a>>> {
    let mut dates: Vec<LineDate<'a>> = Vec::new();
    if !date_scan::has_digit(line.text) {
        return None;
    }
    let mut rest = line.without_emphasis();
    loop {
        rest = unseparated(rest);
        if rest.is_empty() || (!dates.is_empty() && is_reading_time(rest.text)) {
            break;
        }
        let default = if dates.is_empty() { FieldName::Date } else { FieldName::Updated };
        let (date, after) = first(rest, default, labels)?;
        dates.push(date);
        rest = after;
    }
    (!dates.is_empty()).then_some(dates)
}

/// The date with which `line` begins, and what follows it.
pub(super) fn first<'a>(
    line: Passage<'a>,
    default: FieldName,
    labels: &Labels,
) -> Option<(LineDate<'a>, Passage<'a>)> {
    if !date_scan::has_digit(line.text) {
        return None;
    }
    let (name, label_length) = lead(line.text, labels)?;
    let value = line.from(label_length);
    let found = date_scan::scan(value.text)?;
    // `scan` skips the blanks before a date.
    let blank = value.text.len() - value.text.trim_start().len();
    let reading = match found.reading {
        DateReading::Impossible { part, why } => DateReading::Impossible {
            part: part.start.saturating_sub(blank)..part.end.saturating_sub(blank),
            why,
        },
        reading => reading,
    };
    let label = line.part(0..label_length).trim();
    let date = LineDate {
        name: name.unwrap_or(default),
        label: (!label.is_empty()).then_some(label),
        source: value.part(blank..found.end),
        reading,
    };
    Some((date, value.from(found.end)))
}

/// The field that the words at the start of `text` name, and their length.
fn lead(text: &str, labels: &Labels) -> Option<(Option<FieldName>, usize)> {
    let (mut name, mut at) = added_lead(text, labels).unwrap_or_default();
    let mut in_sentence = false;
    for _ in 0..=MOST_LEAD_WORDS {
        let rest = &text[at..];
        let blank = rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    c.is_whitespace() || matches!(c, ':' | '：' | '_' | '*')
                })
                .len();
        let word_at = at + blank;
        let word = text[word_at..].split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let lower = word.to_lowercase();
        let found = LEADS.iter().find(|(lead, _)| *lead == lower).map(|(_, field)| *field);
        let is_sentence = SENTENCE.contains(&lower.as_str());
        in_sentence |= is_sentence;
        let Some(field) = found.or(is_sentence.then_some(None)) else {
            return (name.is_some() || !in_sentence).then_some((name, word_at));
        };
        // `Last updated`, but `Published … Updated` are two leads.
        name = name.or(field);
        at = word_at + word.len();
    }
    None
}

/// The added label of a date with which `text` begins, and its length.
fn added_lead(text: &str, labels: &Labels) -> Option<(Option<FieldName>, usize)> {
    let is_date =
        |name| matches!(name, FieldName::Date | FieldName::Updated | FieldName::Retrieved);
    let added = labels.added().filter(|&(name, _)| is_date(name));
    let leads = added.filter_map(|(name, words)| Some((words_length(text, words)?, name)));
    leads.max_by_key(|&(length, _)| length).map(|(length, name)| (Some(name), length))
}

/// Length of `words` (in lower case) at the start of `text`, if no letter follows.
pub(super) fn words_length(text: &str, words: &str) -> Option<usize> {
    let mut end = 0;
    let mut lower = words.chars();
    for char in text.chars() {
        if lower.as_str().is_empty() {
            return (!char.is_alphanumeric()).then_some(end);
        }
        let mut expected = char.to_lowercase();
        if !expected.all(|it| lower.next() == Some(it)) {
            return None;
        }
        end += char.len_utf8();
    }
    lower.as_str().is_empty().then_some(end)
}

/// Without separators around it; `2021年3月3日(水)` keeps what it opened.
fn unseparated(rest: Passage<'_>) -> Passage<'_> {
    let bare = rest.trim_matches(is_separator);
    let end = bare.start - rest.start + bare.text.len();
    let opened = bare.text.rfind('(').filter(|at| !bare.text[*at..].contains(')'));
    if opened.is_none() || !rest.text[end..].starts_with(')') {
        return bare;
    }
    rest.part(bare.start - rest.start..end + 1)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '|' | '·'
                | '•'
                | ','
                | '，'
                | '。'
                | ';'
                | '–'
                | '—'
                | '-'
                | '/'
                | '('
                | ')'
                | '.'
                | '*'
                | '_'
        )
}

/// `3 min read`
fn is_reading_time(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let number = words.next().is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()));
    number && words.next().is_some_and(|it| it.starts_with("min")) && words.count() <= 1
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::facts::Date;
    use crate::facts::passage::Passage;
    use crate::syntax::FieldName;
    use crate::syntax::Labels;

    #[test]
    fn added_labels_lead_to_dates() {
        let added = [(FieldName::Date, "Julkaistu"), (FieldName::Retrieved, "Abgerufen am:")];
        let labels = Labels::new(added.into_iter());
        let read = |line| {
            let dates = read(Passage::new(line, 0), &labels).unwrap_or_default();
            dates.iter().map(|it| (it.name, it.label.map(|it| it.text))).collect::<Vec<_>>()
        };
        assert_eq!(read("Julkaistu 18.7.2019"), [(FieldName::Date, Some("Julkaistu"))]);
        assert_eq!(
            read("ABGERUFEN AM: 18.7.2019"),
            [(FieldName::Retrieved, Some("ABGERUFEN AM:"))]
        );
        assert_eq!(read("Julkaistus 18.7.2019"), []);
    }

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let dates = read(Passage::new(line, 0), &Labels::default()).unwrap_or_default();
        let actual: Vec<_> = dates
            .iter()
            .map(|it| {
                let date = it.reading.date().map_or("?".to_owned(), Date::to_string);
                format!("{} {date} {}", it.name.as_str(), it.source.text)
            })
            .collect();
        assert_eq!(actual, expected, "{line}");
    }

    #[test]
    fn a_weekday_in_brackets_keeps_its_bracket() {
        check("2021年3月3日(水曜日)", &["date 2021-03-03 2021年3月3日(水曜日)"]);
        check("(July 18, 2019)", &["date 2019-07-18 July 18, 2019"]);
    }

    #[test]
    fn a_date_and_the_words_that_lead_to_it() {
        check("July 18, 2019", &["date 2019-07-18 July 18, 2019"]);
        check("**Published: July 18, 2019**", &["date 2019-07-18 July 18, 2019"]);
        check(
            "Posted on Thursday, July 18, 2019 at 4:05 PM",
            &["date 2019-07-18T16:05:00 Thursday, July 18, 2019 at 4:05 PM"],
        );
        check("Last modified 2019-07-18", &["updated 2019-07-18 2019-07-18"]);
        check("Stand: 18.07.2019", &["updated 2019-07-18 18.07.2019"]);
        check("发布时间：2019年7月18日", &["date 2019-07-18 2019年7月18日"]);
        check(
            "This article was first published on July 18, 2019.",
            &["date 2019-07-18 July 18, 2019"],
        );
        check(
            "本文最初发表于 2019 年 7 月 18 日，最后的更新日期为 2020 年 3 月 2 日。",
            &["date 2019-07-18 2019 年 7 月 18 日", "updated 2020-03-02 2020 年 3 月 2 日"],
        );
        check("July 18, 2019 · 3 min read", &["date 2019-07-18 July 18, 2019"]);
    }

    #[test]
    fn several_dates_in_one_line() {
        check(
            "Published July 18, 2019 | Updated July 19, 2019",
            &["date 2019-07-18 July 18, 2019", "updated 2019-07-19 July 19, 2019"],
        );
        check(
            "18.07.2019 (aktualisiert am 19.07.2019)",
            &["date 2019-07-18 18.07.2019", "updated 2019-07-19 19.07.2019"],
        );
    }

    #[test]
    fn a_line_with_anything_else_is_no_date_line() {
        check("July 18, 2019 was a Thursday", &[]);
        check("This was 2019.", &[]);
        check("The date", &[]);
        check("Published", &[]);
        check("", &[]);
    }
}
