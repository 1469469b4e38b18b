//! `misplaced-field`: a byline or a date that the header should hold, or a title below its byline.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;

pub(crate) static RULE: Rule = Rule {
    name: "misplaced-field",
    code: 210,
    level: Level::Warning,
    summary: "a byline, a date or the title stands in the wrong place",
    docs: r#"
The header ends where the body begins. A byline or a date further down is a part of the text to every program, and below its byline a title is taken for a heading.

```seed bad
Harbour Pilots Vote to Strike

March 3, 2021

The pilots voted on Tuesday. They will stop work at noon.

Nobody knows for how long. The harbour is silent.

By A. Writer

Original url: <https://news.example/harbour-pilots-vote>
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday. They will stop work at noon.

Nobody knows for how long. The harbour is silent.

Original url: <https://news.example/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    let metadata = document.metadata();
    for name in [FieldName::Author, FieldName::Date] {
        if !config.requires(name.as_str()) {
            continue;
        }
        // The authors of one byline are one, and of several bylines the first will do.
        let Some(field) = metadata.misplaced.iter().find(|it| it.name == name) else { continue };
        let what = if name == FieldName::Author { "byline" } else { "date" };
        let message = format!("this {what} stands outside of the header");
        let mut finding = Finding::new(field.range, message);
        let help = match document.tree().header().style {
            HeaderStyle::None => "move it above the first paragraph",
            HeaderStyle::KeyLines => "tell it in the key lines at the top too",
            HeaderStyle::Yaml | HeaderStyle::Toml => "tell it in the front matter too",
        };
        finding.help = Some(help.to_owned());
        out.push(finding);
    }
    let title = metadata.first(FieldName::Title).filter(|it| it.style == FieldStyle::Newspaper);
    // A line such as `Author: A. Writer` belongs to a list of fields, which may stand anywhere.
    let is_byline = |it: &&Field| {
        let label = it.label.map(|it| document.text().slice(it));
        it.name == FieldName::Author && label.is_some_and(|it| !it.ends_with([':', '：']))
    };
    let byline = metadata.fields.iter().find(is_byline);
    if let (Some(title), Some(byline)) = (title, byline)
        && byline.style == FieldStyle::Newspaper
        && byline.range.end() <= title.range.start()
    {
        let mut finding = Finding::new(title.range, "the title stands below its byline");
        finding.related.push(Related {
            file: None,
            range: byline.range,
            message: "the byline".to_owned(),
        });
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_what_stands_in_the_wrong_place() {
        check(
            &RULE,
            "
Pilots Vote

The pilots voted on Tuesday. They will stop work at noon.

Nobody knows for how long. The harbour is silent.

By A. Writer
^^^^^^^^^^^^ this byline stands outside of the header

March 3, 2021
^^^^^^^^^^^^^ this date stands outside of the header

They want sleep.
",
        );
        check(
            &RULE,
            "
By A. Writer

# Pilots Vote
^^^^^^^^^^^^^ the title stands below its byline

March 3, 2021

They want sleep.
",
        );
    }

    #[test]
    fn what_the_header_tells_may_stand_in_the_body_again() {
        check(
            &RULE,
            "Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\nThe pilots voted. They want sleep, and more of it.\n\nBy B. Scribe\n\nMarch 2, 2021\n\nThey voted.\n",
        );
    }

    #[test]
    fn a_label_tells_it_among_other_lines() {
        let header = "
# Retrospective

The summit was long. It was worth it.

Nobody knows for how long. The harbour is silent.

[Project Team](https://news.example/team)
Authors: A. Hale and I. Coll
^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this byline stands outside of the header

It is safe
by being kept to: the harbour

";
        let body = "They want sleep. They said so, and nobody minds.\n\n".repeat(40);
        check(&RULE, &format!("{header}{body}"));
    }

    #[test]
    fn front_matter_can_lack_it_too() {
        check(
            &RULE,
            "
---
title: Pilots Vote
date: 2021-03-03
---

The pilots voted. They want sleep, and more of it.

Nobody knows for how long. The harbour is silent.

By A. Writer
^^^^^^^^^^^^ this byline stands outside of the header
",
        );
    }

    #[test]
    fn prose_is_no_byline() {
        check(
            &RULE,
            "Pilots Vote\n\nThe pilots voted on Tuesday. They want sleep.\n\nBy noon, all of them had left.\n",
        );
    }
}
