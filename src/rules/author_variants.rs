//! `author-variants`: one author whose name is spelt in several ways over the workspace.

use std::collections::BTreeSet;

use crate::facts::Value;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "author-variants",
    code: 404,
    level: Level::Off,
    summary: "an author's name is spelt otherwise in most seeds of the workspace",
    docs: r#"
Who looks for all articles of one author finds a part of them. Names are the same where their words
are, in whatever order and case, initials between others left out: `JANE DOE`, `Doe, Jane` and
`Jane Q. Doe` are `Jane Doe`, but `J. Doe` may be another. The spelling that most seeds have is
offered.

Off by default: a seed keeps what its source said, and two people can have one name.

```body bad
The pilots of the northern harbour voted on Tuesday.
//- /seeds/0002_pilots.txt
Harbour Pilots Vote

By A. WRITER
//- /seeds/0003_pilots.txt
Why the Harbour Is Short of Pilots

By A. WRITER
```

```body good
The pilots of the northern harbour voted on Tuesday.
//- /seeds/0002_pilots.txt
Harbour Pilots Vote

By A. Writer
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    let Some(document) = snapshot.document(file) else { return };
    let mut told = BTreeSet::new();
    for field in document.metadata().authors() {
        let Value::Author { name, .. } = &field.value else { continue };
        let Some(usual) = snapshot.usual_spelling(name) else { continue };
        if usual == name || !told.insert(name) {
            continue;
        }
        let message = format!("other seeds spell `{name}` as `{usual}`");
        let source = document.text().slice(field.source);
        // A value can hold a link or an organisation too.
        let mut finding = Finding::new(field.source, message);
        if let Some(at) = source.find(name.as_str()) {
            let start = field.source.start() + size(at);
            finding.range = TextRange::at(start, TextSize::of(name.as_str()));
            finding.fixes.push(Fix {
                title: format!("Spell it `{usual}`"),
                edit: TextEdit::replace(finding.range, usual),
                safe: false,
            });
        }
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    const OTHERS: &str =
        "//- /seeds/b.seed\nauthor: Jane Doe\n//- /seeds/c.seed\nauthor: Jane Doe, Abe Roe\n";

    #[test]
    fn the_spelling_that_most_have_is_right() {
        check(
            &RULE,
            &format!(
                "
//- /seeds/a.seed
By [jane Doe](https://news.example/jane) and Abe Roe
    ^^^^^^^^ other seeds spell `jane Doe` as `Jane Doe`
{OTHERS}"
            ),
        );
    }

    #[test]
    fn nobody_is_called_in_capitals() {
        check(
            &RULE,
            "
//- /seeds/a.seed
By Jane DOE and A. Roe
   ^^^^^^^^ other seeds spell `Jane DOE` as `Jane Doe`
//- /seeds/b.seed
By Jane Doe
",
        );
    }

    #[test]
    fn the_fix_changes_the_name_alone() {
        check_fix(
            &RULE,
            &format!("By [Jane Q. Doe](https://news.example/jane)\n{OTHERS}"),
            "By [Jane Doe](https://news.example/jane)\n",
        );
    }
}
