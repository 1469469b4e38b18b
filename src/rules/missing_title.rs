//! `missing-title`: a seed that does not say what it is called.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::syntax::FieldName;
use crate::text::TextEdit;
use crate::text::TextRange;

pub(crate) static RULE: Rule = Rule {
    name: "missing-title",
    code: 201,
    level: Level::Error,
    summary: "a seed has no title",
    docs: r#"
A seed without a title cannot be listed, or found by what it is called.

```seed bad
The pilots voted on Tuesday. They will stop work at noon, and nobody knows for how long.

Original url: <https://news.example/pilots>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    if document.metadata().first(FieldName::Title).is_some() {
        return;
    }
    let at = document.tree().header().range.end();
    let mut finding = Finding::new(TextRange::empty(at), "this seed has no title");
    finding.fix = Some(Fix {
        title: "Add a title".to_owned(),
        edit: TextEdit::insert(at, "Title\n\n"),
        safe: false,
    });
    out.push(finding);
}
