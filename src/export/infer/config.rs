//! The configuration that fits a corpus, as the text of a `seedls.toml`.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::Corpus;
use super::Survey;
use super::Surveyed;
use super::Unknown;
use super::reaches;
use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Value;
use crate::index::FileId;
use crate::index::Target;
use crate::syntax::FieldName;

/// A header that fewer in a hundred have is no rule.
const UNIFORM: usize = 98;

/// A destination that does not exist marks lost links where links in that many files lead to it,
/// and with that many texts.
const PLACEHOLDER_FILES: usize = 3;
const PLACEHOLDER_TEXTS: usize = 5;

pub(super) fn config(
    corpus: &Corpus<'_>,
    survey: &Survey<'_>,
    documents: &[Surveyed<'_>],
) -> String {
    let mut config =
        format!("# What fits {}, as `seedls infer` found them.\n", seeds(survey.files));
    if survey.files == 0 {
        return config;
    }
    if let Some(pattern) = include(corpus) {
        config.push_str("\n# So that they count as seeds without being named.\n");
        let list = array(["**/seeds/**/*.{txt,md}", &pattern].into_iter());
        config.push_str(&format!("include = {list}\n"));
    }
    let placeholders = placeholders(corpus);
    if !placeholders.is_empty() {
        config.push_str("\n# Nothing lies there, and links with various texts lead to it.\n");
        let list = array(placeholders.iter().map(String::as_str));
        config.push_str(&format!("placeholders = {list}\n"));
    }

    let shares: Vec<String> = survey
        .fields
        .iter()
        .filter(|it| reaches(it.told, survey.files, 50))
        .map(|it| format!("{} {}", it.name.as_str(), super::text::share(it.told, survey.files)))
        .collect();
    let shares =
        if shares.is_empty() { "no field in half of them".to_owned() } else { shares.join(", ") };
    config.push_str(&format!("\n# Told: {shares}.\n"));
    let required = survey.fields.iter().filter(|it| it.is_required(survey.files));
    let required = array(required.map(|it| it.name.as_str()));
    config.push_str(&format!("required = {required}\n"));

    let order = DateOrders::count(documents);
    if let Some((name, count)) = order.only() {
        let ambiguous = order.ambiguous;
        config.push_str(&format!(
            "\n# {} only this way round; {ambiguous} could be read both ways.\ndate-order = {}\n",
            dates(count),
            string(name)
        ));
    }
    if let Some(precision) = precision(documents) {
        config.push_str(&format!("\ndate-precision = {}\n", string(precision)));
    }
    if let Some(&(style, count)) = survey.headers.first()
        && style != "none"
        && reaches(count, survey.files, UNIFORM)
    {
        let share = super::text::share(count, survey.files);
        config
            .push_str(&format!("\n# In {share} of the seeds.\nheader-style = {}\n", string(style)));
    }

    for (field, labels) in labels(survey) {
        let field = field.as_str();
        let list = array(labels.iter().map(|it| it.label.as_str()));
        // What few use is told, and left to who knows what they mean.
        let most = labels.iter().any(|it| reaches(it.files, survey.files, 50));
        let mark = if most { "" } else { "# " };
        config.push_str(&format!(
            "\n# To judge by its values; look whether that is meant.\n\
             {mark}[fields.{field}]\n{mark}labels = {list}\n"
        ));
    }
    config
}

/// The labels that may name a field, by field.
fn labels<'a>(survey: &'a Survey<'_>) -> BTreeMap<FieldName, Vec<&'a Unknown>> {
    let mut labels: BTreeMap<FieldName, Vec<&Unknown>> = BTreeMap::new();
    for unknown in &survey.unknown {
        if let Some(field) = unknown.suggests {
            labels.entry(field).or_default().push(unknown);
        }
    }
    labels
}

fn seeds(count: usize) -> String {
    if count == 1 { "1 seed".to_owned() } else { format!("{count} seeds") }
}

fn dates(count: usize) -> String {
    if count == 1 { "1 date is told".to_owned() } else { format!("{count} dates are told") }
}

/// The pattern that takes in all files that are no seeds by their name yet; `None` where there are
/// none, or they have no folder of their own.
fn include(corpus: &Corpus<'_>) -> Option<String> {
    let snapshot = corpus.snapshot;
    let mut folder: Option<&str> = None;
    let mut extensions = BTreeSet::new();
    for &(_, file) in corpus.files {
        let path = snapshot.path(file)?;
        let root = snapshot.roots().iter().find(|root| path.starts_with(&format!("{root}/")))?;
        if snapshot.config_of(file).is_seed(path) {
            continue;
        }
        let path = path.get(root.len() + 1..)?;
        let (above, name) = path.rsplit_once('/')?;
        extensions.insert(name.rsplit_once('.')?.1);
        folder = Some(match folder {
            None => above,
            Some(folder) => common(folder, above)?,
        });
    }
    let folder = folder?;
    let plain = |text: &str| !text.contains(['*', '?', '[', ']', '{', '}', '!', '\\', ',']);
    if !plain(folder) || !extensions.iter().all(|it| plain(it)) {
        return None;
    }
    let extensions: Vec<&str> = extensions.into_iter().collect();
    Some(match extensions.as_slice() {
        [one] => format!("{folder}/**/*.{one}"),
        several => format!("{folder}/**/*.{{{}}}", several.join(",")),
    })
}

/// The folder that `first` and `second` lie in, or are; `None` where that is the root.
fn common<'a>(first: &'a str, second: &str) -> Option<&'a str> {
    let ends = first.match_indices('/').map(|(at, _)| at).chain([first.len()]);
    let fits = |end: &usize| {
        first.get(..*end).is_some_and(|it| second == it || second.starts_with(&format!("{it}/")))
    };
    first.get(..ends.filter(fits).max()?)
}

/// Destinations at which nothing lies, and that links lead to whose texts have nothing in common
/// with each other or with it.
fn placeholders(corpus: &Corpus<'_>) -> Vec<String> {
    #[derive(Default)]
    struct Links {
        count: usize,
        files: BTreeSet<FileId>,
        texts: BTreeSet<String>,
    }
    let mut by_destination: BTreeMap<String, Links> = BTreeMap::new();
    for &(_, file) in corpus.files {
        let Some(document) = corpus.snapshot.document(file) else { continue };
        for link in document.links() {
            let target = corpus.snapshot.resolve_outgoing(file, link);
            let written = link.written.trim();
            if written.is_empty() || !matches!(target, Target::Missing { .. }) {
                continue;
            }
            let links = by_destination.entry(written.to_owned()).or_default();
            links.count += 1;
            links.files.insert(file);
            links.texts.insert(document.text().slice(link.text).to_lowercase());
        }
    }
    let is_placeholder = |destination: &str, links: &Links| {
        let destination = destination.to_lowercase();
        let words = destination.split(|c: char| !c.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| 3 < word.len()).collect();
        // `about_Arrays.md` below `array` and `arrays in general` is lost, but means one place.
        let named = |text: &&String| words.iter().any(|word| text.contains(word));
        PLACEHOLDER_FILES <= links.files.len()
            && PLACEHOLDER_TEXTS <= links.texts.len()
            && reaches(links.texts.len(), links.count, 80)
            && !reaches(links.texts.iter().filter(named).count(), links.texts.len(), 20)
    };
    by_destination
        .into_iter()
        .filter(|(destination, links)| is_placeholder(destination, links))
        .map(|(destination, _)| destination)
        .collect()
}

/// How often dates in numbers say which of them is the day.
#[derive(Default)]
struct DateOrders {
    day_first: usize,
    month_first: usize,
    ambiguous: usize,
}

impl DateOrders {
    fn count(documents: &[Surveyed<'_>]) -> DateOrders {
        let mut orders = DateOrders::default();
        for (surveyed, name) in with_dates(documents) {
            for field in surveyed.told(name) {
                let written = surveyed.document.text().slice(field.source);
                match &field.value {
                    Value::Date(DateReading::Date(date)) => match order(&written, date) {
                        Some(Order::DayFirst) => orders.day_first += 1,
                        Some(Order::MonthFirst) => orders.month_first += 1,
                        None => {}
                    },
                    Value::Date(DateReading::Ambiguous { readings })
                        if readings.iter().any(|it| order(&written, it).is_some()) =>
                    {
                        orders.ambiguous += 1;
                    }
                    _ => {}
                }
            }
        }
        orders
    }

    /// The order of all dates that tell one, and how many they are.
    fn only(&self) -> Option<(&'static str, usize)> {
        match (self.day_first, self.month_first) {
            (count, 0) if 0 < count => Some(("day-first", count)),
            (0, count) if 0 < count => Some(("month-first", count)),
            _ => None,
        }
    }
}

enum Order {
    DayFirst,
    MonthFirst,
}

/// Which comes first in `written`, where that is a date in numbers with a slash or hyphen. With
/// stops the day comes first always, and two numbers that are equal tell nothing.
fn order(written: &str, date: &Date) -> Option<Order> {
    let mut parts = written.trim().split(['/', '-']);
    let first: u8 = parts.next()?.trim().parse().ok()?;
    let second: u8 = parts.next()?.trim().parse().ok()?;
    let (month, day) = (date.month?, date.day?);
    match (first, second) {
        _ if month == day => None,
        _ if (first, second) == (day, month) => Some(Order::DayFirst),
        _ if (first, second) == (month, day) => Some(Order::MonthFirst),
        _ => None,
    }
}

fn with_dates<'s, 'a>(
    documents: &'s [Surveyed<'a>],
) -> impl Iterator<Item = (&'s Surveyed<'a>, FieldName)> {
    let names = [FieldName::Date, FieldName::Updated, FieldName::Retrieved];
    documents.iter().flat_map(move |it| names.map(|name| (it, name)))
}

/// The coarsest precision that all dates but a few have; `None` where it is the default, a year.
fn precision(documents: &[Surveyed<'_>]) -> Option<&'static str> {
    let mut count = 0;
    let mut days = 0;
    let mut months = 0;
    for surveyed in documents {
        for field in surveyed.told(FieldName::Date) {
            if let Value::Date(DateReading::Date(date)) = &field.value {
                count += 1;
                days += usize::from(date.day.is_some());
                months += usize::from(date.month.is_some());
            }
        }
    }
    if reaches(days, count, UNIFORM) {
        Some("day")
    } else if reaches(months, count, UNIFORM) {
        Some("month")
    } else {
        None
    }
}

fn array<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.map(string).collect();
    format!("[{}]", words.join(", "))
}

/// A basic string of TOML 1.0.
fn string(text: &str) -> String {
    let mut string = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => string.extend(['\\', char]),
            _ if char.is_control() => string.push_str(&format!("\\u{:04x}", u32::from(char))),
            _ => string.push(char),
        }
    }
    string.push('"');
    string
}

#[cfg(test)]
mod tests {
    use super::common;
    use super::string;

    #[test]
    fn folders_have_a_folder_in_common() {
        assert_eq!(common("a/b/c", "a/b/d"), Some("a/b"));
        assert_eq!(common("a/b", "a/b/d"), Some("a/b"));
        assert_eq!(common("a/bc", "a/bd"), Some("a"));
        assert_eq!(common("a", "b"), None);
    }

    #[test]
    fn strings_are_escaped() {
        assert_eq!(string("a\"b\\c\n"), r#""a\"b\\c\u000a""#);
    }
}
