//! The settings as the extension for VS Code declares them, so that their names are completed and
//! explained where they are written.

use serde_json::Value;
use serde_json::json;

use crate::config::Setting;
use crate::config::Shape;
use crate::config::level_names;
use crate::config::settings;
use crate::rules::names;

/// A line for each setting, as it stands among the `properties` of the extension's `package.json`.
pub fn vscode_settings() -> String {
    // Only a file can extend others.
    let settings = settings().into_iter().filter(|it| it.name != "extend");
    settings
        .map(|it| format!("        \"seedls.{}\": {},\n", camel(it.name), declared(&it)))
        .collect()
}

/// `date-order` as VS Code has it.
fn camel(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        format!("{all}{}{tail}", head.to_uppercase())
    })
}

/// Nothing is the default of each: a default would count as something that the user has set.
fn declared(setting: &Setting) -> Value {
    let mut about = setting.about.to_owned();
    if let Some(default) = setting.default.to_toml() {
        about.push_str(&format!(" Default: `{default}`."));
    }
    let words = |items: Value| json!({ "type": ["array", "null"], "items": items });
    let mut schema = match &setting.shape {
        Shape::Words | Shape::Patterns | Shape::Files => words(json!({ "type": "string" })),
        Shape::SomeOf(some) => words(json!({ "enum": some() })),
        Shape::Fields => words(json!({ "enum": names().fields })),
        Shape::Overrides => words(json!({ "type": "object" })),
        Shape::OneOf(one) => {
            let mut values: Vec<Value> = one().iter().map(|it| json!(it)).collect();
            let mut labels = values.clone();
            values.push(Value::Null);
            labels.push(json!("not set here"));
            json!({ "enum": values, "enumItemLabels": labels })
        }
        Shape::Levels => json!({
            "type": ["object", "null"],
            "additionalProperties": { "enum": level_names() },
        }),
        Shape::Labels | Shape::Table(_) => json!({ "type": ["object", "null"] }),
        Shape::Time | Shape::Text => json!({ "type": ["string", "null"] }),
        Shape::Count { least, most } => {
            json!({ "type": ["integer", "null"], "minimum": least, "maximum": most })
        }
        Shape::Flag => json!({ "type": ["boolean", "null"] }),
    };
    schema["default"] = Value::Null;
    schema["markdownDescription"] = json!(about);
    schema
}
