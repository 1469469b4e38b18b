//! The settings of the editor's user: those of `seedls.toml`, as JSON. They are written as such a
//! file, so that there is one reader, and count below the files of a project, so that whoever works
//! on it is told the same.

use serde_json::Value;

use crate::config::read_layer;
use crate::config::toml_string;
use crate::rules;

/// Settings that are the editor's extension's own.
const NOT_OURS: &[&str] = &["path", "trace"];

/// A configuration's text, and what is wrong in it, by the names that the user knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct EditorSettings {
    pub(super) text: String,
    pub(super) errors: Vec<String>,
}

impl EditorSettings {
    /// `value` is the section `seedls`, or holds it.
    pub(super) fn read(value: &Value) -> EditorSettings {
        let section = value.get("seedls").filter(|it| it.is_object()).unwrap_or(value);
        let (mut text, mut names) = (String::new(), Vec::new());
        for (name, value) in section.as_object().into_iter().flatten() {
            if NOT_OURS.contains(&name.as_str()) || value.is_null() {
                continue;
            }
            // Empty is how an editor shows that nobody has set anything.
            if value.as_object().is_some_and(serde_json::Map::is_empty) {
                continue;
            }
            if let Some(value) = toml(value) {
                text.push_str(&format!("{} = {value}\n", key(name)));
                names.push(name.as_str());
            }
        }
        let (extended, faults) = read_layer(&text, rules::names());
        let line = |at: usize| text.get(..at).unwrap_or(&text).matches('\n').count();
        let mut errors: Vec<String> = faults
            .iter()
            .map(|fault| {
                let name = names.get(line(fault.range.start)).copied().unwrap_or_default();
                format!("the setting `seedls.{name}`: {}", fault.message)
            })
            .collect();
        if !extended.is_empty() {
            errors.push("the setting `seedls.extend`: only files can extend others".to_owned());
        }
        EditorSettings { text, errors }
    }
}

/// `dateOrder` or `date-order` as TOML has it.
fn key(name: &str) -> String {
    let mut key = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !key.is_empty() {
            key.push('-');
        }
        key.push(c.to_ascii_lowercase());
    }
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if is_bare { key } else { toml_string(&key) }
}

/// `value` on one line; nothing for what TOML does not have.
fn toml(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => toml_string(text),
        Value::Array(values) => {
            let values: Vec<String> = values.iter().filter_map(toml).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Object(object) => {
            let entry = |(name, value): (&String, &Value)| {
                toml(value).map(|value| format!("{} = {value}", key(name)))
            };
            let entries: Vec<String> = object.iter().filter_map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::EditorSettings;

    #[test]
    fn settings_are_those_of_the_configuration_file() {
        let settings = EditorSettings::read(&json!({ "seedls": {
            "path": "/bin/seedls",
            "dateOrder": "day-first",
            "rules": { "missing-author": "off", "301": "error" },
            "required": ["title"],
            "online": { "perHost": 3, "delay": null },
            "fields": {},
            "headerStyle": null,
        }}));
        let mut lines: Vec<&str> = settings.text.lines().collect();
        lines.sort_unstable();
        assert_eq!(
            lines,
            [
                "date-order = \"day-first\"",
                "online = { per-host = 3 }",
                "required = [\"title\"]",
                "rules = { 301 = \"error\", missing-author = \"off\" }",
            ]
        );
        assert_eq!(settings.errors, Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_is_told_by_its_name() {
        let settings = EditorSettings::read(&json!({ "dateOrder": "dayfirst", "rulez": {"a": 1} }));
        assert_eq!(
            settings.errors,
            [
                "the setting `seedls.dateOrder`: expected `\"day-first\"` or `\"month-first\"`, found `\"dayfirst\"`; did you mean `day-first`?",
                "the setting `seedls.rulez`: unknown key `rulez`; did you mean `rules`?",
            ]
        );
        for lie in [json!(null), json!([1]), json!("x"), json!({ "seedls": 3 })] {
            EditorSettings::read(&lie);
        }
    }
}
