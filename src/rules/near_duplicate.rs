//! `near-duplicate`: two seeds say nearly the same under different sources.

use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::paths;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::rules::missing;
use crate::text::TextRange;

pub(crate) static RULE: Rule = Rule {
    name: "near-duplicate",
    code: 402,
    level: Level::Info,
    summary: "another seed says nearly the same under another source",
    docs: r#"
An agency's article in two papers, or one article before and after it was corrected: who counts or
cites has it twice. Bodies are compared by the runs of four words that they share; punctuation, case
and layout make no difference. Four of five runs have to be the same, give or take, and texts of
fewer than some sixty words are left out, and so are passages that more than 256 seeds share, which
make a form and not an article. Two seeds with the same source are for `duplicate-source`.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots of the northern harbour voted on Tuesday to stop work from noon on Friday, for the first
time in forty years. It takes eight years to become a pilot, and the harbour needs nineteen of them.
It has twelve, and four of those are older than sixty. Ships will have to wait outside the bar until
the tide, the weather and the union allow them in. The port said that it would talk to everybody who
came to its door, and that it had not been told of the vote before it read of it in the newspaper.

Original url: <https://news.example/2021/03/03/harbour-pilots>
//- /seeds/0002_pilots.txt
Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots of the northern harbour voted on Tuesday to stop work from noon on Friday, for the first
time in forty years. It takes eight years to become a pilot, and the harbour needs nineteen of them.
It has twelve, and four of those are older than sixty. Ships will have to wait outside the bar until
the tide, the weather and the union allow them in. The port said that it would talk to everybody who
came to its door, and that it had not been told of the vote before it read of it in the gazette.

Original url: <https://gazette.example/pilots>
```
"#,
    check: Check::Contents(check),
};

/// Others that are shown.
const MOST: usize = 5;

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    let Some(document) = snapshot.document(file) else { return };
    let others = snapshot.near_duplicates(file);
    let Some(&first) = others.first() else { return };
    let own = snapshot.path(file).unwrap_or_default();
    let name = paths::shown_from(paths::parent(own), snapshot.path(first).unwrap_or_default());
    let message = match others.len() {
        1 => format!("`{name}` says nearly the same"),
        2 => format!("`{name}` and one other seed say nearly the same"),
        count => format!("`{name}` and {} other seeds say nearly the same", count - 1),
    };
    let mut finding = Finding::new(missing::place(document), message);
    let related = others.into_iter().take(MOST).map(|other| Related {
        file: Some(other),
        // Its beginning, whatever stands there.
        range: TextRange::default(),
        message: "nearly the same".to_owned(),
    });
    finding.related.extend(related);
    out.push(finding);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn what_is_short_or_has_the_same_source_is_left_alone() {
        let body: String = (0..90).map(|number| format!("word{number} ")).collect();
        let seed = |source: &str, body: &str| {
            format!(
                "Pilots\n\n{body} They left.\n\nOriginal url: <https://news.example/{source}>\n"
            )
        };
        let told =
            seed("a", &body).replace("Pilots\n", "Pilots\n^^^^^^ `c.seed` says nearly the same\n");
        let told_too = seed("c", &body).replace(
            "Pilots\n",
            "Pilots\n^^^^^^ `a.seed` and one other seed say nearly the same\n",
        );
        let same =
            seed("a", &body).replace("Pilots\n", "Pilots\n^^^^^^ `c.seed` says nearly the same\n");
        check(
            &RULE,
            &format!(
                "//- /seeds/a.seed\n{told}//- /seeds/b.seed\n{same}//- /seeds/c.seed\n{told_too}\
                 //- /seeds/d.seed\n{}//- /seeds/e.seed\n{}",
                seed("d", "They voted."),
                seed("e", "They voted."),
            ),
        );
    }
}
