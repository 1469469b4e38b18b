//! Metadata that is missing, empty or impossible.
//!
//! The fields are found here by the plainest shapes only, so that the program under test does not
//! choose what it is asked.

use std::ops::Range;

use super::Class;
use super::Mutant;
use super::Original;
use super::Proof;
use super::Random;
use super::Scope;

pub(super) const CLASSES: &[Class] = &[
    removed("title-removed", &["missing-title"], |it, random| remove(it, random, Field::Title)),
    removed("author-removed", &["missing-author"], |it, random| remove(it, random, Field::Author)),
    removed("date-removed", &["missing-date"], |it, random| remove(it, random, Field::Date)),
    removed("source-removed", &["missing-source"], |it, random| remove(it, random, Field::Source)),
    removed("title-emptied", &["empty-field", "missing-title"], |it, _| empty(it, Field::Title)),
    removed("author-emptied", &["empty-field", "malformed-byline", "missing-author"], |it, _| {
        empty(it, Field::Author)
    }),
    removed("date-emptied", &["empty-field", "missing-date"], |it, _| empty(it, Field::Date)),
    removed("source-emptied", &["empty-field", "missing-source"], |it, _| empty(it, Field::Source)),
    made("author-impossible", &["malformed-byline"], dangling_author),
    made("date-impossible", &["invalid-date"], impossible_dates),
    made("date-future", &["future-date"], future_dates),
    made("date-after-retrieved", &["date-order"], dates_after_retrieval),
    made("date-not-that-of-url", &["date-disagrees"], dates_unlike_url),
    made(
        "source-impossible",
        &["invalid-source", "malformed-url", "missing-source"],
        impossible_sources,
    ),
    made("front-matter-invalid", &["invalid-front-matter"], broken_quotes),
];

type Candidates = fn(&Original, &mut Random) -> Vec<Mutant>;

const fn removed(
    name: &'static str,
    rules: &'static [&'static str],
    candidates: Candidates,
) -> Class {
    Class { name, rules, scope: Scope::Document, proof: Proof::Given, candidates }
}

const fn made(name: &'static str, rules: &'static [&'static str], candidates: Candidates) -> Class {
    Class { name, rules, scope: Scope::Paragraph, proof: Proof::Given, candidates }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Author,
    Date,
    Retrieved,
    Source,
}

/// One telling of one field.
#[derive(Debug, Clone)]
struct Telling {
    field: Field,
    /// The lines that tell it.
    lines: Range<usize>,
    /// Empty where the value stands on lines of its own.
    value: Range<usize>,
    /// Only its place says what it is.
    implicit: bool,
}

const KEYS: &[(Field, &[&str])] = &[
    (Field::Title, &["title", "headline"]),
    (Field::Author, &["author", "authors", "by", "byline"]),
    (Field::Date, &["date", "published", "published time", "pubdate"]),
    (Field::Retrieved, &["clipped", "saved", "accessed", "retrieved", "captured"]),
    (Field::Source, &["source", "source_url", "url", "url source", "original url", "via"]),
];

fn field(key: &str) -> Option<Field> {
    let key = key.trim().trim_matches(['*', '"']).to_lowercase();
    KEYS.iter().find(|(_, names)| names.contains(&key.as_str())).map(|&(field, _)| field)
}

fn tellings(original: &Original) -> Vec<Telling> {
    let head = &original.text[..original.body];
    let mut tellings = if head.trim_start_matches('\u{feff}').is_empty() {
        newspaper(&original.text)
    } else {
        keyed(head)
    };
    tellings.extend(footer(original));
    tellings
}

/// The lines of `text` with their breaks, and where they begin.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        start += line.len();
        (start - line.len(), line)
    })
}

/// `key: value` and `key = value`, with the lines that go on with it.
fn keyed(head: &str) -> Vec<Telling> {
    let mut tellings: Vec<Telling> = Vec::new();
    let mut in_value = false;
    for (start, line) in lines(head) {
        let goes_on = line.starts_with([' ', '\t']) || line.starts_with("- ");
        if goes_on && in_value {
            if let Some(last) = tellings.last_mut() {
                last.lines.end = start + line.len();
            }
            continue;
        }
        in_value = false;
        let Some(colon) = line.find([':', '=']) else { continue };
        let Some(field) = field(&line[..colon]) else { continue };
        let value = line[colon + 1..].trim();
        let at =
            start + colon + 1 + (line[colon + 1..].len() - line[colon + 1..].trim_start().len());
        let value = if value.is_empty() { at..at } else { at..at + value.len() };
        let lines = start..start + line.len();
        tellings.push(Telling { field, lines, value, implicit: false });
        in_value = true;
    }
    tellings
}

/// The blocks of one line at the top: title, byline, date.
fn newspaper(text: &str) -> Vec<Telling> {
    let mut tellings: Vec<Telling> = Vec::new();
    let mut blank = true;
    for (start, line) in lines(text) {
        let content = line.trim_start_matches('\u{feff}').trim();
        let alone = blank
            && text[start + line.len()..].lines().next().is_none_or(|it| it.trim().is_empty());
        blank = content.is_empty();
        if blank {
            continue;
        }
        if !alone || 120 < content.len() {
            break;
        }
        let field = if is_byline(content) {
            Field::Author
        } else if content.len() < 60 && !content.contains("://") && date(content).is_some() {
            Field::Date
        } else if tellings.is_empty() {
            Field::Title
        } else {
            continue;
        };
        let at = start + line.find(content).unwrap_or(0);
        let lead = match field {
            Field::Author => content.find(' ').map_or(0, |it| it + 1),
            _ => 0,
        };
        let value = at + lead..at + content.len();
        // The blank lines behind it go with it.
        let rest = &text[start + line.len()..];
        let blanks: usize =
            rest.split_inclusive('\n').take_while(|it| it.trim().is_empty()).map(str::len).sum();
        let lines = start..start + line.len() + blanks;
        tellings.push(Telling { field, lines, value, implicit: true });
    }
    tellings
}

fn is_byline(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["by ", "written by ", "von ", "par ", "por "].iter().any(|lead| lower.starts_with(lead))
        && line.split_whitespace().count() < 12
        && !line.ends_with(['.', '!', '?'])
}

/// `Original url: <…>`, the value on the same line or in the next block.
fn footer(original: &Original) -> Option<Telling> {
    let text = &original.prose;
    let (start, line) = lines(text)
        .filter(|(_, line)| {
            let label = line.split(':').next().unwrap_or_default();
            label.len() < 20 && matches!(field(label), Some(Field::Source)) && line.contains(':')
        })
        .last()?;
    let after = start + line.find(':')? + 1;
    let url = after + text[after..].find("http")?;
    let between = text[after..url].trim_start_matches([' ', '\t', '\r', '\n']);
    if !matches!(between, "" | "<") {
        return None;
    }
    let end = url + text[url..].find(|c: char| c.is_whitespace()).unwrap_or(text.len() - url);
    let begins = url - between.len();
    Some(Telling { field: Field::Source, lines: start..end, value: begins..end, implicit: false })
}

/// The only telling of `field`, if nothing else in the document could be taken for it.
fn only(original: &Original, field: Field) -> Option<Telling> {
    let tellings = tellings(original);
    let mut of_field = tellings.iter().filter(|it| it.field == field);
    let telling = of_field.next()?.clone();
    let value = original.text[telling.value.clone()].trim_matches(['"', '\'', '<', '>', '#', ' ']);
    let told_again = match field {
        Field::Source => {
            let rest = [&original.text[..telling.lines.start], &original.text[telling.lines.end..]];
            rest.iter().any(|it| !value.is_empty() && it.contains(value))
        }
        Field::Title => original
            .constructs
            .iter()
            .any(|it| it.target == "h1" && !telling.lines.contains(&it.range.start)),
        _ => false,
    };
    (of_field.next().is_none() && !told_again).then_some(telling)
}

fn remove(original: &Original, _: &mut Random, field: Field) -> Vec<Mutant> {
    let Some(telling) = only(original, field) else { return Vec::new() };
    // Without its title, a newspaper's header must begin with what is surely no title.
    let next = newspaper(&original.text[telling.lines.end..]);
    if telling.implicit
        && field == Field::Title
        && next.first().is_none_or(|it| it.field == Field::Title)
    {
        return Vec::new();
    }
    vec![Mutant::delete(telling.lines)]
}

fn empty(original: &Original, field: Field) -> Vec<Mutant> {
    let Some(telling) = only(original, field) else { return Vec::new() };
    let whole = telling.implicit && field != Field::Author;
    if telling.value.is_empty()
        || whole
        || original.text[telling.value.clone()].starts_with(['[', '|', '>'])
    {
        return Vec::new();
    }
    let start = if telling.implicit { telling.value.start - 1 } else { telling.value.start };
    vec![Mutant::delete(start..telling.value.end).at(telling.lines.start)]
}

fn dangling_author(original: &Original, _: &mut Random) -> Vec<Mutant> {
    let author = only(original, Field::Author).filter(|it| it.implicit);
    author.map(|it| Mutant::replace(it.value.end..it.value.end, " and")).into_iter().collect()
}

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date, and where its numbers stand.
#[derive(Debug, Clone)]
struct Written {
    year: (u32, Range<usize>),
    month: (u32, Option<Range<usize>>),
    day: (u32, Range<usize>),
}

/// The first date in `text` that is written `2021-03-04`, `March 4, 2021` or `4 March 2021`.
fn date(text: &str) -> Option<Written> {
    iso(text).or_else(|| worded(text))
}

/// The runs of digits in `text`.
fn numbers(text: &str) -> Vec<(u32, Range<usize>)> {
    let mut numbers: Vec<(u32, Range<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(digit) = c.to_digit(10) else { continue };
        match numbers.last_mut() {
            Some((number, range)) if range.end == at => {
                *number = number.saturating_mul(10).saturating_add(digit);
                range.end = at + 1;
            }
            _ => numbers.push((digit, at..at + 1)),
        }
    }
    numbers
}

fn is_year((number, range): &(u32, Range<usize>)) -> bool {
    range.len() == 4 && (1800..2027).contains(number)
}

fn iso(text: &str) -> Option<Written> {
    let numbers = numbers(text);
    let parts = numbers.windows(3).find(|parts| {
        let [year, month, day] = parts else { return false };
        let separator = &text[year.1.end..month.1.start];
        is_year(year)
            && ["-", "/", "."].contains(&separator)
            && separator == &text[month.1.end..day.1.start]
            && month.1.len() == 2
            && day.1.len() == 2
            && (1..=12).contains(&month.0)
            && (1..=31).contains(&day.0)
    })?;
    let [year, month, day] = parts else { return None };
    Some(Written { year: year.clone(), month: (month.0, Some(month.1.clone())), day: day.clone() })
}

fn worded(text: &str) -> Option<Written> {
    let (month, name) = (1..).zip(MONTHS).find_map(|(month, name)| {
        Some((month, text.match_indices(name).next().map(|(at, _)| at..at + name.len())?))
    })?;
    let numbers = numbers(text);
    let day = numbers.iter().find(|(number, range)| {
        let beside = range.start == name.end + 1 || range.end + 1 == name.start;
        beside && (1..=31).contains(number)
    })?;
    let year = numbers.iter().find(|number| is_year(number) && number.1.start > name.start)?;
    Some(Written { year: year.clone(), month: (month, None), day: day.clone() })
}

/// The document's date, counted in its text.
fn written(original: &Original, field: Field) -> Option<Written> {
    let telling = only(original, field)?;
    let start = telling.value.start;
    let written = date(&original.text[telling.value])?;
    let moved = |range: Range<usize>| range.start + start..range.end + start;
    Some(Written {
        year: (written.year.0, moved(written.year.1)),
        month: (written.month.0, written.month.1.map(moved)),
        day: (written.day.0, moved(written.day.1)),
    })
}

fn impossible_dates(original: &Original, random: &mut Random) -> Vec<Mutant> {
    let Some(written) = written(original, Field::Date) else { return Vec::new() };
    let beyond = match written.month.0 {
        2 => "30",
        4 | 6 | 9 | 11 => "31",
        _ => ["32", "33", "38", "45"][random.below(4)],
    };
    let mut mutants = vec![Mutant::replace(written.day.1, beyond)];
    if let Some(month) = written.month.1 {
        mutants.push(Mutant::replace(month, ["13", "14", "17"][random.below(3)]));
    }
    mutants
}

fn future_dates(original: &Original, random: &mut Random) -> Vec<Mutant> {
    let Some(written) = written(original, Field::Date) else { return Vec::new() };
    if written.month.0 == 2 && written.day.0 == 29 {
        return Vec::new();
    }
    let year = ["2031", "2047", "2099"][random.below(3)];
    vec![Mutant::replace(written.year.1, year)]
}

fn dates_after_retrieval(original: &Original, _: &mut Random) -> Vec<Mutant> {
    let (Some(published), Some(retrieved)) =
        (written(original, Field::Date), written(original, Field::Retrieved))
    else {
        return Vec::new();
    };
    let year = retrieved.year.0 + 1;
    let leap = published.month.0 == 2 && published.day.0 == 29;
    if 2025 < year || leap || published.year.0 == year {
        return Vec::new();
    }
    vec![Mutant::replace(published.year.1, year.to_string())]
}

fn dates_unlike_url(original: &Original, _: &mut Random) -> Vec<Mutant> {
    let (Some(published), Some(source)) =
        (written(original, Field::Date), only(original, Field::Source))
    else {
        return Vec::new();
    };
    let url = &original.text[source.value];
    let dated = format!("/{}/{:02}/{:02}/", published.year.0, published.month.0, published.day.0);
    let leap = published.month.0 == 2 && published.day.0 == 29;
    if !url.contains(&dated) || leap {
        return Vec::new();
    }
    vec![Mutant::replace(published.year.1, (published.year.0 - 1).to_string())]
}

fn impossible_sources(original: &Original, _: &mut Random) -> Vec<Mutant> {
    let Some(source) = only(original, Field::Source) else { return Vec::new() };
    let url = &original.text[source.value.clone()];
    let Some(host) = url.find("://").map(|at| at + 3) else { return Vec::new() };
    let len = url[host..].find(['/', '>', '"', '\'']).unwrap_or(url.len() - host);
    let start = source.value.start;
    let mut mutants = vec![Mutant::delete(start + host..start + host + len)];
    if !url.starts_with(['<', '"', '\'', '[']) {
        mutants.push(Mutant::replace(source.value, "the paper of that day"));
    }
    mutants
}

fn broken_quotes(original: &Original, _: &mut Random) -> Vec<Mutant> {
    let head = &original.text[..original.body];
    let plain = head.starts_with("---")
        && !head.contains(['\'', '\\'])
        && head.matches('"').count().is_multiple_of(2);
    if !plain {
        return Vec::new();
    }
    let quoted = keyed(head).into_iter().filter(|it| {
        let value = &head[it.value.clone()];
        2 < value.len() && value.starts_with('"') && value.ends_with('"')
    });
    quoted.map(|it| Mutant::delete(it.value.end - 1..it.value.end).at(it.lines.start)).collect()
}
