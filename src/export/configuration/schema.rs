//! The JSON schema of a configuration, for editors and for tests of examples.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::config::Setting;
use crate::config::Shape;
use crate::config::Shown;
use crate::config::level_names;
use crate::config::settings;
use crate::rules::RULES;
use crate::rules::names;

/// JSON Schema, draft 7, which editors of TOML know; ends with a line break.
pub fn configuration_schema() -> String {
    let settings = settings();
    // What can stand in an override too is described once.
    let shared = settings.iter().filter(|it| it.in_overrides);
    let definitions: Map<String, Value> =
        shared.clone().map(|it| (it.name.to_owned(), described(it))).collect();
    let reference = |it: &Setting| json!({ "$ref": format!("#/definitions/{}", it.name) });
    let mut properties: Map<String, Value> = settings
        .iter()
        .map(|it| (it.name.to_owned(), if it.in_overrides { reference(it) } else { described(it) }))
        .collect();
    if let Some(overrides) = properties.get_mut("overrides") {
        let mut inner: Map<String, Value> =
            shared.map(|it| (it.name.to_owned(), reference(it))).collect();
        let about = "The files that these settings count for: patterns as in `include`.";
        inner.insert("files".to_owned(), with_description(words(), about));
        overrides["items"] = json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["files"],
            "properties": inner,
        });
    }
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of seedls",
        "description": "`seedls.toml`, `.seedls.toml` or `.config/seedls.toml`: the nearest one above a file counts.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "definitions": definitions,
    });
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn described(setting: &Setting) -> Value {
    let mut about = setting.about.to_owned();
    if let Some(default) = setting.default.to_toml() {
        about.push_str(&format!("\n\nDefault: `{default}`."));
    }
    about.push_str(&format!("\n\n```toml\n{} = {}\n```", setting.name, setting.example));
    let mut schema = with_description(shape(&setting.shape), &about);
    match &setting.default {
        Shown::Unset => {}
        Shown::Text(text) => schema["default"] = json!(text),
        Shown::Words(words) => schema["default"] = json!(words),
        Shown::Number(number) => schema["default"] = json!(number),
        Shown::Flag(flag) => schema["default"] = json!(flag),
    }
    schema
}

fn with_description(mut schema: Value, about: &str) -> Value {
    schema["description"] = json!(about);
    schema
}

fn words() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Words | Shape::Patterns => words(),
        Shape::Files => json!({ "anyOf": [{ "type": "string" }, words()] }),
        Shape::OneOf(words) => json!({ "enum": words() }),
        Shape::SomeOf(words) => json!({ "type": "array", "items": { "enum": words() } }),
        Shape::Fields => json!({ "type": "array", "items": { "enum": names().fields } }),
        Shape::Levels => levels(),
        Shape::Labels => labels(),
        Shape::Time => json!({
            "type": "string",
            "pattern": "^\\s*([0-9]+\\.?[0-9]*|\\.[0-9]+)\\s*(ms|s|m|min|h|d)\\s*$",
        }),
        Shape::Count { least, most } => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Shape::Text => json!({ "type": "string", "pattern": "\\S" }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Table(settings) => {
            let properties: Map<String, Value> =
                settings().iter().map(|it| (it.name.to_owned(), described(it))).collect();
            json!({ "type": "object", "additionalProperties": false, "properties": properties })
        }
        Shape::Overrides => json!({ "type": "array" }),
    }
}

fn levels() -> Value {
    let mut properties = Map::new();
    for rule in RULES {
        let (name, code, level) = (rule.name, rule.code, rule.level.as_str());
        for (key, other) in
            [(name.to_owned(), code.to_string()), (code.to_string(), name.to_owned())]
        {
            let about = format!("`{other}`: {}.\n\nDefault: `\"{level}\"`.", rule.summary);
            let schema = json!({ "enum": level_names(), "default": level, "description": about });
            properties.insert(key, schema);
        }
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn labels() -> Value {
    let about = "Keys and labels of one to four words, beside the built-in ones.";
    let field = |name: &&str| {
        let labels = json!({
            "type": "array",
            "items": { "type": "string", "minLength": 1 },
            "description": about,
        });
        let schema = json!({
            "type": "object",
            "additionalProperties": false,
            "properties": { "labels": labels },
            "description": format!("What else names the field `{name}`."),
        });
        ((*name).to_owned(), schema)
    };
    let properties: Map<String, Value> = names().fields.iter().map(field).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}
