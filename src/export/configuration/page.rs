//! `docs/configuration.md`: every key with what it holds, its default and an example.

use crate::config::Setting;
use crate::config::Shape;
use crate::config::rules_of;
use crate::config::settings;
use crate::rules::names;

const HEAD: &str = r#"# Configuration

Made of the program, as `seedls config` prints what counts for one file and `seedls config --schema`
the JSON schema ([seedls.schema.json](seedls.schema.json)), by which editors complete and explain
keys. With Taplo and Even Better TOML, a first line in the file tells where it lies:

```toml
#:schema ./path/to/seedls.schema.json
```

## Which files count

For each seed one file counts: the nearest one in its folder or above. In a folder it is called

1. `seedls.toml`, or else
2. `.seedls.toml`, or else
3. `.config/seedls.toml`, which counts for the folder that `.config` lies in.

Where two lie in one folder, the later one is not read, and that is told. Files farther up do not count,
unless the nearest one names them with `extend`.

Below it lies your own file, `seedls/seedls.toml` in `$XDG_CONFIG_HOME` (`~/.config` where that is not
set; `~/Library/Application Support` on macOS, `%APPDATA%` on Windows). What it sets counts wherever
the nearest file says nothing.

`--config FILE` takes one file for all seeds, and what it extends, but neither the nearest ones nor your
own; `--no-config` takes none at all. `--select` and `--ignore` of `seedls check` stand above all files.
A text from standard input has the configuration of the path that `--stdin-filename` gives it. Editors
follow the same files as the command line, changes in them too.

What is wrong in a file (a key that there is not, a value of another kind, a rule or field that does not
exist, a file to extend that cannot be read, files that extend each other in a circle) is told at its place.
The command line then ends with 2 and checks nothing; an editor goes on with the rest of the file.

## Which value counts

From the weakest to the strongest: the default; your own file; what the nearest file extends, in that
order; the nearest file; its overrides, in their order; the command line. Each file is laid over the ones
before it key by key. In `rules`, `fields`, `online` and `online.max-age` each entry is a key of its
own; a list takes the place of the other list as a whole.

## Where patterns count from

A pattern is a glob: `*` stands for anything but `/`, `**` for folders, `{txt,md}` for one of several,
`[a-z]` for a letter. One without a `/` is the name of a file or folder anywhere; one with a `/` counts
from the folder of the file that it stands in (for `.config/seedls.toml` from the folder above). In a
file that lies elsewhere than the seed, such as your own, it counts from the workspace's root: the topmost
folder with a configuration, up to the nearest one with a `.git`; else the folder with the `.git`; else
the folder that the command is run in, or that the editor has opened.

"#;

/// The page, in Markdown.
pub fn configuration_page() -> String {
    let mut page = String::from(HEAD);
    page.push_str("## Keys\n\n| key | holds | default |\n| --- | --- | --- |\n");
    for setting in settings() {
        let name = setting.name;
        let (kind, default) = (kind(&setting), default(&setting));
        page.push_str(&format!("| [`{name}`](#{name}) | {kind} | {default} |\n"));
    }
    for setting in settings() {
        page.push_str(&section(&setting));
    }
    page
}

fn section(setting: &Setting) -> String {
    let Setting { name, about, example, .. } = setting;
    let mut section = format!("\n### {name}\n\n{about}\n\n");
    match setting.shape {
        Shape::Fields | Shape::Labels => {
            let fields: Vec<String> = names().fields.iter().map(|it| format!("`{it}`")).collect();
            section.push_str(&format!("Fields: {}.\n\n", fields.join(", ")));
        }
        Shape::Levels => section.push_str(
            "Levels: `\"off\"`, `\"info\"`, `\"warning\"` and `\"error\"`. \
             [rules.md](rules.md) lists all rules and their levels.\n\n",
        ),
        Shape::Table(settings) => {
            section.push_str("| key | holds | default | |\n| --- | --- | --- | --- |\n");
            rows(&settings(), "", &mut section);
            section.push('\n');
        }
        Shape::Overrides => {
            let keys: Vec<String> = settings()
                .iter()
                .filter(|it| it.in_overrides)
                .map(|it| format!("[`{0}`](#{0})", it.name))
                .collect();
            section.push_str(&format!("Keys beside `files`: {}.\n\n", keys.join(", ")));
        }
        _ => {}
    }
    let rules = rules_of(name).iter().map(|it| format!("[`{it}`](rules.md#{it})"));
    let rules: Vec<String> = rules.collect();
    if !rules.is_empty() {
        section.push_str(&format!("Heeded by {}.\n\n", rules.join(", ")));
    }
    section.push_str(&format!("```toml\n{name} = {example}\n```\n"));
    section
}

fn rows(settings: &[Setting], prefix: &str, out: &mut String) {
    for setting in settings {
        let name = format!("{prefix}{}", setting.name);
        if let Shape::Table(inner) = setting.shape {
            rows(&inner(), &format!("{name}."), out);
            continue;
        }
        let (kind, default) = (kind(setting), default(setting));
        out.push_str(&format!("| `{name}` | {kind} | {default} | {} |\n", setting.about));
    }
}

fn default(setting: &Setting) -> String {
    setting.default.to_toml().map_or_else(String::new, |default| format!("`{default}`"))
}

fn kind(setting: &Setting) -> String {
    let words = |words: Vec<&str>| {
        let words: Vec<String> = words.iter().map(|it| format!("`\"{it}\"`")).collect();
        words.join(", ")
    };
    match setting.shape {
        Shape::Words => "a list of strings".to_owned(),
        Shape::Patterns => "a list of patterns".to_owned(),
        Shape::Files => "a file, or a list of files".to_owned(),
        Shape::OneOf(choices) => format!("one of {}", words(choices())),
        Shape::SomeOf(choices) => format!("a list of {}", words(choices())),
        Shape::Fields => "a list of fields".to_owned(),
        Shape::Levels => "a table from rules to levels".to_owned(),
        Shape::Labels => "a table from fields to tables with `labels`".to_owned(),
        Shape::Time => "a time: `\"500ms\"`, `\"20s\"`, `\"10m\"`, `\"1h\"`, `\"14d\"`".to_owned(),
        Shape::Count { least, most } => format!("a number from {least} to {most}"),
        Shape::Text => "a string".to_owned(),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Table(_) => "a table".to_owned(),
        Shape::Overrides => "a list of tables".to_owned(),
    }
}
