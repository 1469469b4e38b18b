//! One line of a header: the fields that it tells, if it holds fields and nothing else.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::facts::byline;
use crate::facts::date_line;
use crate::facts::date_line::LineDate;
use crate::facts::date_scan;
use crate::facts::inline;
use crate::facts::passage::Passage;
use crate::facts::value;
use crate::facts::value::Telling;
use crate::syntax::FieldName;
use crate::syntax::Labels;

/// A line of fields is no longer, in bytes; what is longer is prose.
const LONGEST_LINE: usize = 400;

/// The fields of one line, if it holds fields and nothing else.
pub(super) fn line_fields(line: Passage<'_>, labels: &Labels) -> Vec<Field> {
    let telling = |name, label, value| Telling {
        name,
        style: FieldStyle::Newspaper,
        range: line.range(),
        label,
        value,
    };
    let mut fields = Vec::new();
    if LONGEST_LINE < line.text.len() {
        return fields;
    }
    // `-- By A. Writer`
    let inner = undashed(line);
    if let Some(dates) = date_line::read(inner, labels) {
        return dates.into_iter().map(|date| date_field(line, date)).collect();
    }
    let marked = marked_label(inner)
        .and_then(|(label, rest)| Some((label, rest, labels.field(label.text)?)));
    let byline = match marked {
        Some((label, rest, FieldName::Author)) => Some((label, rest.trim())),
        Some(_) => None,
        None => byline::split(inner, labels),
    };
    if let Some((label, rest)) = byline {
        let (names, dates) = split_dates(rest, labels);
        fields.extend(value::fields(telling(FieldName::Author, Some(label.range()), names)));
        fields.extend(dates.into_iter().map(|date| date_field(line, date)));
        return fields;
    }
    if let Some((dates, rest)) = dates_before_byline(inner, labels)
        && let Some((label, names)) = byline::split(rest, labels)
        && !names.is_empty()
    {
        fields.extend(dates.into_iter().map(|date| date_field(line, date)));
        fields.extend(value::fields(telling(FieldName::Author, Some(label.range()), names)));
        return fields;
    }
    if let Some((label, rest)) = split_label(inner.without_emphasis())
        && let Some(name) = labels.field(label.text)
    {
        return labelled(telling(name, Some(label.range()), rest));
    }
    let is_signed = inner != line;
    if let Some((names, dates)) = names_and_dates(inner, labels, is_signed) {
        fields.extend(value::fields(telling(FieldName::Author, None, names)));
        fields.extend(dates.into_iter().map(|date| date_field(line, date)));
    }
    fields
}

/// Names that no word leads to, and a date: `A. Writer | Staff Writer | July 18, 2019`,
/// `July 18, 2019 — A. Writer`. With a comma between them the line is as often the place where
/// something happened, so that one counts only where a dash signs the names.
fn names_and_dates<'a>(
    line: Passage<'a>,
    labels: &Labels,
    is_signed: bool,
) -> Option<(Passage<'a>, Vec<LineDate<'a>>)> {
    let line = line.without_emphasis();
    if !date_scan::has_digit(line.text) {
        return None;
    }
    let is_bar =
        |c: char| matches!(c, '|' | '·' | '•') || is_signed && matches!(c, ',' | '—' | '–');
    for (at, bar) in line.text.char_indices().filter(|&(_, c)| is_bar(c)) {
        let names = line.part(0..at).trim();
        if let Some(dates) = date_line::read(line.from(at + bar.len_utf8()).trim(), labels) {
            return is_lone_name(names).then_some((names, dates));
        }
    }
    let (date, rest) = date_line::first(line, FieldName::Date, labels)?;
    let rest = rest.trim();
    let names =
        rest.trim_matches(|c| c.is_whitespace() || matches!(c, '|' | '·' | '•' | '—' | '–'));
    (names != rest && is_lone_name(names)).then(|| (names, vec![date]))
}

/// Without a dash that stands before all of it: `-- A. Writer`, `— A. Writer`.
fn undashed(line: Passage<'_>) -> Passage<'_> {
    let rest = line.text.trim_start_matches(['-', '–', '—', '―']);
    let dashes = line.text.len() - rest.len();
    // A single `-` begins an item.
    if 1 < dashes && rest.starts_with([' ', '\u{a0}']) { line.from(dashes).trim() } else { line }
}

/// A label that is emphasised, without the marks, and what follows: `**Author:** A. Writer`,
/// `**Author**: A. Writer`.
fn marked_label(line: Passage<'_>) -> Option<(Passage<'_>, Passage<'_>)> {
    let mark = ["***", "**", "__", "*", "_"].into_iter().find(|it| line.text.starts_with(it))?;
    let length = line.text.get(mark.len()..)?.find(mark)?;
    let label = line.part(mark.len()..mark.len() + length);
    let rest = line.from(2 * mark.len() + length);
    let colon = |text: &str| text.chars().next().filter(|c| matches!(c, ':' | '：'));
    if label.text.trim_end().ends_with([':', '：']) {
        return Some((label.trim(), rest));
    }
    Some((label.trim(), rest.from(colon(rest.text)?.len_utf8())))
}

fn date_field(line: Passage<'_>, date: LineDate<'_>) -> Field {
    let telling = Telling {
        name: date.name,
        style: FieldStyle::Newspaper,
        range: line.range(),
        label: date.label.map(Passage::range),
        value: date.source,
    };
    value::field(telling, date.source.range(), Value::Date(date.reading))
}

/// The field that `label` names, if `value` is of its kind; `line` is all of it.
pub(super) fn labelled_fields(
    line: Passage<'_>,
    label: Passage<'_>,
    value: Passage<'_>,
    labels: &Labels,
) -> Vec<Field> {
    let Some(name) = labels.field(label.text) else { return Vec::new() };
    let (style, range) = (FieldStyle::Newspaper, line.range());
    labelled(Telling { name, style, range, label: Some(label.range()), value: value.trim() })
}

/// A labelled line counts where its value is of the kind that its label promises.
fn labelled(telling: Telling<'_>) -> Vec<Field> {
    let value = telling.value.trim();
    let fits = match telling.name {
        FieldName::Source | FieldName::Archive => {
            value.is_empty()
                || inline::links(value).iter().any(|it| it.destination.is_some())
                || inline::looks_like_url(value.text)
        }
        FieldName::Related => !inline::links(value).is_empty(),
        FieldName::Title => !value.is_empty(),
        // `Update: we added a link` is a note.
        FieldName::Updated | FieldName::Retrieved => {
            value.is_empty()
                || matches!(
                    Date::read(value.text),
                    DateReading::Date(_) | DateReading::Impossible { .. }
                )
        }
        FieldName::Date => value.text.len() <= 40,
        _ => value.text.len() <= 200,
    };
    if fits { value::fields(telling) } else { Vec::new() }
}

/// Cuts the dates off the end of a byline: `A. Writer | July 18, 2019`.
fn split_dates<'a>(rest: Passage<'a>, labels: &Labels) -> (Passage<'a>, Vec<LineDate<'a>>) {
    let is_break = |c: char| c.is_whitespace() || matches!(c, ',' | '|' | '·' | '•' | ';');
    if !date_scan::has_digit(rest.text) {
        return (rest, Vec::new());
    }
    let starts =
        rest.text.char_indices().filter(|&(_, c)| is_break(c)).map(|(at, c)| at + c.len_utf8());
    for start in starts {
        let tail = rest.from(start);
        let begins = tail.text.starts_with(|c: char| c.is_alphanumeric());
        if begins && let Some(dates) = date_line::read(tail, labels) {
            let names = rest
                .part(0..start)
                .trim_matches(|c| is_break(c) || matches!(c, '-' | '–' | '—' | '/' | '('));
            return (names, dates);
        }
    }
    (rest, Vec::new())
}

/// `July 18, 2019 by A. Writer`, `July 18, 2019 | By A. Writer`
fn dates_before_byline<'a>(
    line: Passage<'a>,
    labels: &Labels,
) -> Option<(Vec<LineDate<'a>>, Passage<'a>)> {
    let is_break = |c: char| {
        c.is_whitespace() || matches!(c, '|' | '·' | '•' | '-' | '–' | '—' | ',' | '*' | '_')
    };
    let mut rest = line.without_emphasis();
    let mut dates = Vec::new();
    loop {
        let default = if dates.is_empty() { FieldName::Date } else { FieldName::Updated };
        let Some((date, after)) = date_line::first(rest, default, labels) else { break };
        dates.push(date);
        rest = after.trim_matches(is_break);
    }
    (!dates.is_empty()).then_some((dates, rest))
}

/// A label with its colon, and what follows.
pub(super) fn split_label(line: Passage<'_>) -> Option<(Passage<'_>, Passage<'_>)> {
    const LONGEST_LABEL: usize = 40;
    if let Some((label, rest)) = marked_label(line) {
        let words = label.text.split_whitespace().count();
        return ((1..=5).contains(&words) && label.text.len() <= LONGEST_LABEL)
            .then_some((label, rest));
    }
    let (at, colon) =
        line.text.char_indices().take(LONGEST_LABEL).find(|&(_, c)| c == ':' || c == '：')?;
    let after = at + colon.len_utf8();
    let label = &line.text[..at];
    let words = label.split_whitespace().count();
    let fits = (1..=5).contains(&words)
        && !line.text[after..].starts_with("//")
        && !label.contains(['[', '<', '.']);
    fits.then(|| (line.part(0..after), line.from(after)))
}

/// A linked name, or a few capitalised words.
pub(super) fn is_lone_name(line: Passage<'_>) -> bool {
    let links = inline::links(line);
    if !links.is_empty() {
        let mut at = 0;
        let mut around = String::new();
        for link in &links {
            around.push_str(line.part(at..link.range.start).text);
            at = link.range.end;
        }
        around.push_str(line.from(at).text);
        let joins = |it: &str| {
            matches!(it, "," | ";" | "|" | "&" | "and" | "und" | "et" | "y" | "e" | "*" | "**")
        };
        return around.split_whitespace().all(joins) && links.iter().all(|it| it.text.is_some());
    }
    // `A. Writer | Example Agency`, `A. Writer, Example Agency`
    let name = line.text.split_once([',', '|']).filter(|(name, rest)| {
        let rest = rest.trim();
        2 <= name.split_whitespace().count()
            && (byline::is_organisation(rest) || rest.contains('@') && !rest.contains(' '))
    });
    let words: Vec<&str> = name.map_or(line.text, |(name, _)| name).split_whitespace().collect();
    let is_name_word = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
    };
    (2..=4).contains(&words.len()) && words.iter().all(is_name_word) && !line.text.ends_with('.')
}
