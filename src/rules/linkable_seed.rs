//! `linkable-seed`: a link to a page on the web that a seed of the workspace was made of.

use crate::facts::OutgoingKind;
use crate::facts::Value;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::paths;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::outgoing::redirect;
use crate::text::TextRange;

pub(crate) static RULE: Rule = Rule {
    name: "linkable-seed",
    code: 403,
    level: Level::Info,
    summary: "a link leads to a web page that a seed of the workspace holds",
    docs: r#"
The article that the link leads to is here: a link to the seed still works when the page is gone.
Addresses are compared as `duplicate-source` does it. The fix leads to the file; where the address
stands alone it becomes a link with the seed's title as its text. Nothing is wrong with such a link,
so this is only a note, and the fix is only offered.

```body bad
The pilots voted on Tuesday.

Related article: [Why the Harbour Is Short of Pilots](https://www.news.example/short-of-pilots)
//- /seeds/0002_pilots.txt
Why the Harbour Is Short of Pilots

Original url: <https://news.example/short-of-pilots/>
```

```body fixed
The pilots voted on Tuesday.

Related article: [Why the Harbour Is Short of Pilots](0002_pilots.txt)
```

```body bad
The pilots voted on Tuesday.

Related article: <https://news.example/short-of-pilots>
//- /seeds/0002_pilots.txt
Why the Harbour Is Short of Pilots

Original url: <https://news.example/short-of-pilots/>
```

```body fixed
The pilots voted on Tuesday.

Related article: [Why the Harbour Is Short of Pilots](0002_pilots.txt)
```
"#,
    check: Check::Workspace(check),
};

/// Seeds that are offered where several hold one article.
const MOST: usize = 3;

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    let Some(document) = snapshot.document(file) else { return };
    for held in snapshot.held_links(file) {
        let stands_alone = matches!(held.link.kind, OutgoingKind::Autolink | OutgoingKind::Bare);
        let range = held.link.destination_range;
        let mut finding = finding(snapshot, file, range, &held.seeds);
        finding.fixes.extend(held.seeds.iter().take(MOST).filter_map(|&seed| {
            let path = relative(snapshot, file, seed)?;
            if stands_alone {
                let text = link_text(snapshot, seed);
                let edit_range = held.link.range;
                let title = format!("Link to `{path}`");
                return Some(redirect(title, edit_range, &format!("[{text}]({path})")));
            }
            Some(redirect_to(path, range))
        }));
        out.push(finding);
    }
    // What a header of its own tells is no Markdown, so that no link stands there.
    for field in document.metadata().related().filter(|field| field.style.is_explicit()) {
        let Value::Link { url, .. } = &field.value else { continue };
        let mut seeds = snapshot.with_source(url);
        seeds.retain(|&seed| seed != file);
        if seeds.is_empty() || *document.text().slice(field.source) != **url {
            continue;
        }
        let mut finding = finding(snapshot, file, field.source, &seeds);
        finding.fixes.extend(
            seeds.iter().take(MOST).filter_map(|&seed| {
                Some(redirect_to(relative(snapshot, file, seed)?, field.source))
            }),
        );
        out.push(finding);
    }
}

fn finding(snapshot: &Snapshot, file: FileId, range: TextRange, seeds: &[FileId]) -> Finding {
    let own = snapshot.path(file).unwrap_or_default();
    let first = seeds.first().and_then(|&seed| snapshot.path(seed)).unwrap_or_default();
    let name = paths::shown_from(paths::parent(own), first);
    Finding::new(range, format!("`{name}` holds this article"))
}

fn redirect_to(path: String, range: TextRange) -> Fix {
    redirect(format!("Link to `{path}`"), range, &path)
}

fn relative(snapshot: &Snapshot, file: FileId, seed: FileId) -> Option<String> {
    Some(paths::relative(paths::parent(snapshot.path(file)?), snapshot.path(seed)?))
}

/// The title of `seed`, or else its name, as the text of a link.
fn link_text(snapshot: &Snapshot, seed: FileId) -> String {
    let title = snapshot.document(seed).and_then(|seed| seed.metadata().title());
    let name = snapshot.path(seed).map(paths::name).unwrap_or_default();
    let text = title.filter(|title| !title.trim().is_empty()).unwrap_or(name);
    let mut escaped = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<&str>>().join(" ").chars() {
        if matches!(c, '[' | ']' | '\\' | '*' | '_' | '`' | '<') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    const HELD: &str =
        "//- /seeds/old/b c.seed\n# The [*Vote*]\n\nOriginal url: <https://news.example/b>\n";

    #[test]
    fn every_link_to_an_article_that_is_here_is_told() {
        check(
            &RULE,
            &format!(
                "
//- /seeds/a.seed
---
source: https://news.example/a
related: https://news.example/b
         ^^^^^^^^^^^^^^^^^^^^^^ `old/b c.seed` holds this article
---
[a](http://news.example/b#c) [d](https://news.example/c) [own](https://news.example/a) [b]
    ^^^^^^^^^^^^^^^^^^^^^^^ `old/b c.seed` holds this article
![no](https://news.example/b)

[b]: <https://m.news.example/b/>
      ^^^^^^^^^^^^^^^^^^^^^^^^^ `old/b c.seed` holds this article
{HELD}"
            ),
        );
    }

    #[test]
    fn the_fix_changes_the_destination_alone() {
        for (before, after) in [
            ("[a](https://news.example/b \"t\")", "[a](old/b%20c.seed \"t\")"),
            ("[a](<https://news.example/b>)", "[a](<old/b%20c.seed>)"),
            ("[a]\n\n[a]: https://news.example/b 't'", "[a]\n\n[a]: old/b%20c.seed 't'"),
            ("See https://news.example/b.", "See [The \\[Vote\\]](old/b%20c.seed)."),
            ("See <https://news.example/b>.", "See [The \\[Vote\\]](old/b%20c.seed)."),
            ("---\nrelated: https://news.example/b\n---\n", "---\nrelated: old/b%20c.seed\n---\n"),
        ] {
            check_fix(&RULE, &format!("{before}\n{HELD}"), &format!("{after}\n"));
        }
    }
}
