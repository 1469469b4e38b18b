//! `duplicate-source`: two seeds hold one article.

use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::paths;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::syntax::FieldName;

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-source",
    code: 401,
    level: Level::Warning,
    summary: "two seeds have the same source",
    docs: r#"
The same article was captured twice, or a source was copied from one seed into another and never
changed. Addresses of one article are known by what they have in common: `http` or `https`, `www.`,
`m.` and `amp.` before the host, the default port, a trailing slash, the fragment and parameters
that only say who sent the reader (`utm_source`, `fbclid`) make no difference. The first page of a
site is no article, so that many seeds can have it as their source.

```body bad
The pilots of the northern harbour voted on Tuesday.
//- /seeds/0002_pilots.txt
Harbour Pilots Vote

By A. Writer

March 4, 2021

They voted.

Original url: <http://www.news.example/2021/03/03/harbour-pilots/?utm_source=feed>
```

```body good
The pilots of the northern harbour voted on Tuesday.
//- /seeds/0002_pilots.txt
Harbour Pilots Vote

By A. Writer

March 4, 2021

They voted.

Original url: <https://news.example/2021/03/04/harbour-pilots>
```
"#,
    check: Check::Workspace(check),
};

/// Others that are shown; a finding with hundreds of places helps nobody.
const MOST: usize = 5;

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    let Some(metadata) = snapshot.document(file).map(|document| document.metadata()) else {
        return;
    };
    let (Some(field), Some(source)) = (metadata.first(FieldName::Source), metadata.source()) else {
        return;
    };
    let mut others = snapshot.with_source(source);
    others.retain(|&other| other != file);
    let Some(&first) = others.first() else { return };
    let own = snapshot.path(file).unwrap_or_default();
    let name = snapshot.path(first).unwrap_or_default();
    let name = paths::shown_from(paths::parent(own), name);
    let message = match others.len() {
        1 => format!("`{name}` has the same source"),
        2 => format!("`{name}` and one other seed have the same source"),
        count => format!("`{name}` and {} other seeds have the same source", count - 1),
    };
    let mut finding = Finding::new(field.source, message);
    finding.related = others
        .into_iter()
        .take(MOST)
        .filter_map(|other| {
            let source = snapshot.document(other)?.metadata().first(FieldName::Source)?;
            Some(Related {
                file: Some(other),
                range: source.source,
                message: "the same article".to_owned(),
            })
        })
        .collect();
    out.push(finding);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use super::check as run;
    use crate::fixture::Fixture;
    use crate::rules::tests::check;

    #[test]
    fn all_that_share_a_source_are_told_of_each_other() {
        check(
            &RULE,
            "
//- /seeds/a.seed
---
source: https://news.example/a
        ^^^^^^^^^^^^^^^^^^^^^^ `old/b.seed` and one other seed have the same source
---
//- /seeds/old/b.seed
Pilots

Original url: <http://m.news.example/a/#top>
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `../a.seed` and one other seed have the same source
//- /seeds/old/c.seed
URL Source: https://news.example/a?fbclid=x
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `../a.seed` and one other seed have the same source
//- /seeds/d.seed
URL Source: https://news.example/b
//- /seeds/e.seed
URL Source: https://news.example/
//- /seeds/f.seed
URL Source: https://news.example
",
        );
    }

    #[test]
    fn the_other_place_is_the_source_in_the_other_file() {
        let fixture = Fixture::parse(
            "
//- /seeds/a.seed
URL Source: https://news.example/a
//- /seeds/b.seed
Title: Pilots
URL Source: https://news.example/a
",
        );
        let snapshot = fixture.snapshot();
        let file = snapshot.file_at("/seeds/a.seed").expect("a document");
        let mut findings = Vec::new();
        run(&snapshot, file, &mut findings);
        let related = &findings[0].related[0];
        let other = related.file.and_then(|file| snapshot.document(file)).expect("the other");
        assert_eq!(&*other.text().slice(related.range), "https://news.example/a");
        assert_eq!(usize::from(related.range.start()), "Title: Pilots\nURL Source: ".len());
    }
}
