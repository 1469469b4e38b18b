//! Data in the syntax of YAML, TOML and key lines. Whether a reader makes the same of it is not
//! known here.

use toml::de::DeValue;

use crate::facts::data::Data;

/// `key: value`, a list or a table in lines of its own. No line break at the end.
pub(super) fn yaml(key: &str, data: &Data, line_break: &str) -> String {
    let mut out = String::new();
    yaml_entry(&mut out, &yaml_text(key), data, 0, line_break);
    out
}

fn yaml_entry(out: &mut String, head: &str, data: &Data, indent: usize, line_break: &str) {
    let pad = "  ".repeat(indent);
    match data {
        Data::Nothing => out.push_str(&format!("{pad}{head}:")),
        Data::List(values) if !values.is_empty() => {
            out.push_str(&format!("{pad}{head}:"));
            for value in values {
                let value = yaml_inline(value);
                out.push_str(&format!("{line_break}{pad}  - {value}"));
            }
        }
        Data::Table(entries) if !entries.is_empty() => {
            out.push_str(&format!("{pad}{head}:"));
            for (key, value) in entries {
                out.push_str(line_break);
                yaml_entry(out, &yaml_text(key), value, indent + 1, line_break);
            }
        }
        data => out.push_str(&format!("{pad}{head}: {}", yaml_inline(data))),
    }
}

/// A value in one line.
fn yaml_inline(data: &Data) -> String {
    match data {
        Data::Nothing => "null".to_owned(),
        Data::Word(word) => word.clone(),
        Data::Text(text) => yaml_text(text),
        Data::List(values) => {
            let values: Vec<String> = values.iter().map(yaml_flow).collect();
            format!("[{}]", values.join(", "))
        }
        Data::Table(entries) => {
            let pair = |(key, value): &(String, Data)| {
                format!("{}: {}", yaml_flow_text(key), yaml_flow(value))
            };
            let pairs: Vec<String> = entries.iter().map(pair).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

/// A value between the brackets of `[…]` and `{…}`.
fn yaml_flow(data: &Data) -> String {
    match data {
        Data::Text(text) => yaml_flow_text(text),
        data => yaml_inline(data),
    }
}

fn yaml_flow_text(text: &str) -> String {
    let marks = text.contains([',', '[', ']', '{', '}', ':']);
    if marks { double_quoted(text) } else { yaml_text(text) }
}

/// A text as a YAML scalar: plain where no reader, of YAML 1.1 or 1.2, could take it for anything
/// else.
fn yaml_text(text: &str) -> String {
    const WORDS: &[&str] =
        &["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"];
    let starts = text.starts_with(|c: char| c.is_alphabetic() || c == '/');
    let lower = text.to_lowercase();
    let marks = text.contains(": ")
        || text.contains(" #")
        || text.contains(['\t', '"', '\\'])
        || text.ends_with([':', ' '])
        || text.chars().any(is_special);
    if starts && !marks && !WORDS.contains(&lower.as_str()) {
        return text.to_owned();
    }
    let single = text.contains(['"', '\\']) && !text.chars().any(|c| is_special(c) || c == '\t');
    if single { format!("'{}'", text.replace('\'', "''")) } else { double_quoted(text) }
}

/// What must not stand in a value as it is.
fn is_special(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// A string between `"`, which YAML and TOML write alike.
fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_special(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `key = value`; a table gets a head of its own, below which nothing else may follow.
pub(super) fn toml(key: &str, data: &Data, line_break: &str) -> String {
    if let Data::Table(entries) = data {
        let mut out = format!("[{}]", toml_key(key));
        for (key, value) in entries {
            out.push_str(&format!("{line_break}{} = {}", toml_key(key), toml_value(value)));
        }
        return out;
    }
    format!("{} = {}", toml_key(key), toml_value(data))
}

fn toml_key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { toml_text(key) }
}

fn toml_value(data: &Data) -> String {
    match data {
        // TOML has no nothing.
        Data::Nothing => "\"\"".to_owned(),
        Data::Word(word) if DeValue::parse(word).is_ok() => word.clone(),
        Data::Word(text) | Data::Text(text) => toml_text(text),
        Data::List(values) => {
            let values: Vec<String> = values.iter().map(toml_value).collect();
            format!("[{}]", values.join(", "))
        }
        Data::Table(entries) if entries.is_empty() => "{}".to_owned(),
        Data::Table(entries) => {
            let pair = |(key, value): &(String, Data)| {
                format!("{} = {}", toml_key(key), toml_value(value))
            };
            let pairs: Vec<String> = entries.iter().map(pair).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

fn toml_text(text: &str) -> String {
    let literal = text.contains(['"', '\\'])
        && !text.contains('\'')
        && !text.chars().any(|c| is_special(c) || c == '\t');
    if literal { format!("'{text}'") } else { double_quoted(text) }
}

/// The ways to write `data` as a key line, the nicest first; none where it has no place in a line.
pub(super) fn key_lines(
    key: &str,
    data: &Data,
    in_comments: bool,
    line_break: &str,
) -> Vec<String> {
    let fits = |text: &str| !text.contains(['\n', '\r']) && text.trim() == text;
    let line = |value: &str| match (in_comments, value.is_empty()) {
        (false, true) => format!("{key}:"),
        (false, false) => format!("{key}: {value}"),
        (true, _) => format!("[#]: {key}: ({value})"),
    };
    if let Some(text) = data.text() {
        return if fits(text) { vec![line(text)] } else { Vec::new() };
    }
    let Data::List(values) = data else { return Vec::new() };
    let Some(values) = values.iter().map(Data::text).collect::<Option<Vec<&str>>>() else {
        return Vec::new();
    };
    if values.is_empty() || !values.iter().all(|it| fits(it) && !it.is_empty()) {
        return Vec::new();
    }
    let mut ways = vec![line(&values.join(", ")), line(&values.join("; "))];
    if !in_comments {
        let items: String = values.iter().map(|value| format!("{line_break}  - {value}")).collect();
        ways.push(format!("{key}:{items}"));
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::toml;
    use super::yaml;
    use crate::facts::data;
    use crate::facts::data::Data;

    /// Texts that a syntax could take for something else.
    const TEXTS: &[&str] = &[
        "Pilots vote",
        "",
        " ",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "'a'",
        "\"a\" b",
        "a \"b\"",
        "it's",
        "'tis \"a\"",
        "a\\b",
        "C:\\new",
        "true",
        "No",
        "null",
        "~",
        "12",
        "1.5",
        "2019-07-18",
        "2019",
        "007",
        "1_000",
        "0xff",
        "+1",
        ".5",
        "[a]",
        "[[A]]",
        "{a: b}",
        "{{date}}",
        "@a",
        "`a`",
        "%a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "a,b",
        "a:",
        ":a",
        "a\nb",
        "a\r\nb\n",
        "\ta",
        "a\tb",
        "ü: ö",
        "日本：語",
        "\u{feff}a",
        "a\u{85}b",
        "a\u{2028}b",
        "\u{7f}",
        "---",
        "...",
        "+++",
        "= a",
        "a = b",
        "? a",
        "<a>",
        "https://a.example/#b?c=d: e",
        "“a”",
        "😀 a",
        "y",
        "1:30",
        "12e03",
        "-",
        "'",
        "\"",
        "''' \"\"\"",
    ];

    #[track_caller]
    fn check(data: &Data) {
        let item = |header: Result<data::HeaderData, data::Tangle>| {
            let mut items = header.expect("it parses").items;
            assert_eq!(items.len(), 2, "{items:?}");
            let after = items.pop().expect("two");
            assert_eq!((after.key.as_str(), after.data), ("b", Data::Text("c".to_owned())));
            items.pop().expect("two").data
        };
        let written = format!("{}\nb: c\n", yaml("a", data, "\n"));
        assert_eq!(item(data::yaml(&written)), *data, "{written}");
        let written = format!("b = \"c\"\n{}\n", toml("~a", data, "\n"));
        let mut items = data::toml(&written).expect("it parses").items;
        let read = items.pop().map(|it| it.data);
        assert!(read.as_ref().is_some_and(|it| it.agrees(data)), "{written} {read:?}");
    }

    #[test]
    fn every_text_is_read_as_it_was() {
        for text in TEXTS {
            let text = Data::Text((*text).to_owned());
            check(&text);
            check(&Data::List(vec![text.clone(), text.clone()]));
            check(&Data::Table(vec![("k: v".to_owned(), text.clone())]));
            let inner = Data::Table(vec![("k".to_owned(), text.clone())]);
            check(&Data::Table(vec![("~k".to_owned(), inner.clone())]));
            check(&Data::List(vec![inner, Data::List(vec![text])]));
        }
    }

    #[test]
    fn words_stay_words() {
        for word in ["12", "-1", "1.5", "true", "false", "2019-07-18", "2019-07-18T16:05:00Z"] {
            check(&Data::Word(word.to_owned()));
        }
    }
}
