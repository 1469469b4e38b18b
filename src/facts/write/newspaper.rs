//! Fields as lines of a newspaper header or footer. Several wordings are tried elsewhere until one
//! is read as it was meant, so they stand here in the order of beauty.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Value;
use crate::facts::write::Told;
use crate::syntax::FieldName;

/// The wordings for `told`, whose label is `key` where it needs one.
pub(super) fn wordings(told: &Told, key: &str) -> Vec<String> {
    let Told { values, written, .. } = told;
    let written = written.as_deref();
    match told.name {
        FieldName::Title => texts(values).next().map(titles).unwrap_or_default(),
        FieldName::Author => bylines(values),
        FieldName::Date => dates(values, written, "", "Date: "),
        FieldName::Updated => dates(values, written, "Updated ", "Updated: "),
        FieldName::Retrieved => dates(values, written, "Retrieved ", "Retrieved: "),
        FieldName::Source => labelled("Original url", &links(values).collect::<Vec<_>>()),
        FieldName::Related => labelled("Related article", &links(values).collect::<Vec<_>>()),
        FieldName::Archive => labelled(key, &links(values).collect::<Vec<_>>()),
        FieldName::Credit => {
            let text = texts(values).next().unwrap_or_default();
            let begins = text.starts_with(|c: char| c.is_alphanumeric() || "©(“\"".contains(c));
            let plain = begins.then(|| text.to_owned());
            plain.into_iter().chain([format!("Credit: {text}")]).collect()
        }
        FieldName::Site
        | FieldName::Language
        | FieldName::License
        | FieldName::Summary
        | FieldName::Tags => labelled(key, &texts(values).collect::<Vec<_>>()),
    }
}

fn texts(values: &[Value]) -> impl Iterator<Item = &str> {
    values.iter().filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

fn labelled(label: &str, values: &[impl AsRef<str>]) -> Vec<String> {
    let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    if values.is_empty() {
        return vec![format!("{label}:")];
    }
    let mut ways = vec![format!("{label}: {}", values.join(", "))];
    if 1 < values.len() {
        ways.push(format!("{label}: {}", values.join("; ")));
    }
    ways
}

/// A title as a line of its own, or as a heading.
fn titles(title: &str) -> Vec<String> {
    if title.contains(['\n', '\r']) {
        return Vec::new();
    }
    let mut escaped = String::new();
    for c in title.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '&' | '#' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    let mut ways =
        vec![title.to_owned(), escaped.clone(), format!("# {title}"), format!("# {escaped}")];
    ways.dedup();
    ways
}

fn bylines(values: &[Value]) -> Vec<String> {
    if values.is_empty() {
        return vec!["By".to_owned()];
    }
    let lists = name_lists(values);
    lists.iter().flat_map(|list| [format!("By {list}"), format!("Author: {list}")]).collect()
}

/// All authors in one line.
pub(super) fn name_lists(values: &[Value]) -> Vec<String> {
    let mut names: Vec<(String, Option<&str>)> = Vec::new();
    for value in values {
        let Value::Author { name, link, organisation } = value else { return Vec::new() };
        names.push((linked(name, link.as_deref()), organisation.as_deref()));
    }
    let Some((last, first)) = names.split_last() else { return Vec::new() };
    let plain: Vec<&str> = names.iter().map(|it| it.0.as_str()).collect();
    let mut ways = Vec::new();
    let shared = first.iter().all(|it| it.1 == last.1);
    if shared {
        let list = match plain.as_slice() {
            [] => String::new(),
            [name] => (*name).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        };
        let semicolons = plain.join("; ");
        match last.1 {
            None => ways.extend([list, semicolons]),
            Some(organisation) => {
                ways.push(format!("{list}, {organisation}"));
                ways.push(format!("{list} | {organisation}"));
                ways.push(format!("{semicolons} | {organisation}"));
            }
        }
    }
    let each = authors(values);
    ways.extend([each.join(", "), each.join("; ")]);
    ways
}

/// Each author as a text of its own, organisation included.
pub(super) fn authors(values: &[Value]) -> Vec<String> {
    let author = |value: &Value| match value {
        Value::Author { name, link, organisation } => {
            let name = linked(name, link.as_deref());
            match organisation {
                Some(organisation) => format!("{name} | {organisation}"),
                None => name,
            }
        }
        Value::Text(text) => text.clone(),
        _ => String::new(),
    };
    values.iter().map(author).collect()
}

fn linked(name: &str, link: Option<&str>) -> String {
    link.map_or(name.to_owned(), |link| format!("[{name}]({})", destination(link)))
}

/// A destination that holds blanks needs brackets.
fn destination(url: &str) -> String {
    if url.contains([' ', '(', ')']) { format!("<{url}>") } else { url.to_owned() }
}

/// Each link as Markdown writes it.
pub(super) fn links(values: &[Value]) -> impl Iterator<Item = String> {
    values.iter().filter_map(|value| match value {
        Value::Link { url, text: Some(text) } if url == text => Some(format!("[[{text}]]")),
        Value::Link { url, text: Some(text) } => Some(format!("[{text}]({})", destination(url))),
        Value::Link { url, text: None } if is_web(url) => Some(format!("<{url}>")),
        Value::Link { url, text: None } => Some(url.clone()),
        Value::Text(text) => Some(text.clone()),
        _ => None,
    })
}

fn is_web(url: &str) -> bool {
    let scheme = url.starts_with("http://") || url.starts_with("https://");
    scheme && !url.contains([' ', '<', '>'])
}

fn dates(values: &[Value], written: Option<&str>, lead: &str, label: &str) -> Vec<String> {
    if values.is_empty() {
        return vec![label.trim_end().to_owned()];
    }
    let [Value::Date(reading)] = values else { return Vec::new() };
    let mut ways = Vec::new();
    let written = written.filter(|it| !it.contains(['\n', '\r']));
    let is_words = written.is_some_and(|it| !it.starts_with(|c: char| c.is_ascii_digit()));
    if let (true, Some(written)) = (is_words, written) {
        ways.push(format!("{lead}{written}"));
    }
    if let DateReading::Date(date) = reading
        && !written.is_some_and(has_fraction)
    {
        ways.push(format!("{lead}{}", in_words(date)));
        ways.push(format!("{lead}{date}"));
    }
    if let Some(written) = written {
        ways.push(format!("{lead}{written}"));
        ways.push(format!("{label}{written}"));
    }
    ways
}

/// Parts of a second, which the model does not keep.
fn has_fraction(written: &str) -> bool {
    let behind = written.rsplit_once(':').and_then(|(_, seconds)| seconds.split_once('.'));
    behind.is_some_and(|(_, part)| {
        part.chars().take_while(char::is_ascii_digit).any(|digit| digit != '0')
    })
}

/// `July 18, 2019, 16:05 +03:00`
fn in_words(date: &Date) -> String {
    let day = date.in_words();
    let Some((hour, minute, second)) = date.time else { return day };
    let iso = date.to_string();
    let mut words = format!("{day}, {hour:02}:{minute:02}");
    if second != 0 {
        words.push_str(&format!(":{second:02}"));
    }
    match (date.offset, &date.zone) {
        (Some(0), _) => words.push_str(" UTC"),
        (Some(_), _) => {
            words.push(' ');
            words.push_str(&iso[iso.len() - "+00:00".len()..]);
        }
        (None, Some(zone)) => {
            words.push(' ');
            words.push_str(zone);
        }
        (None, None) => {}
    }
    words
}
