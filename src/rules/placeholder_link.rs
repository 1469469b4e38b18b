//! `placeholder-link`: a link whose destination stands for one that is not there.

use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
use crate::facts::canonical_source;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::index::paths;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::outgoing::redirect;
use crate::rules::outgoing::targets;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "placeholder-link",
    code: 301,
    level: Level::Warning,
    summary: "a link's destination is empty or a placeholder",
    docs: r##"
Programs that capture articles write `#`, `about:blank`, `javascript:…` or nothing where they could
not tell where a link led. Its readers cannot follow it, and nobody can look it up later.
Configuration can name more placeholders.

Where a seed of the workspace has the link's text as its title, fixes make the link lead there or to
the address that the seed was captured from; where links with the same text lead to the web, in this
seed or in another, fixes make this one lead there too.

```body bad
The pilots voted on Tuesday.

Related article: [Why the Harbour Is Short of Pilots](#)
//- /seeds/0002_pilots.txt
Why the Harbour Is Short of Pilots

By A. Writer
```

```body fixed
The pilots voted on Tuesday.

Related article: [Why the Harbour Is Short of Pilots](0002_pilots.txt)
```

```body bad
The [union]() said on Tuesday that it would go on.
```

```body bad
The [union](#) said on Tuesday that it would go on.
//- /seeds/0002_pilots.txt
Why the Harbour Is Short of Pilots

The [Union](https://union.example) warned of it.
```

```body fixed
The [union](https://union.example) said on Tuesday that it would go on.
```

```body good
The [union](https://union.example) said on Tuesday that it would go on. See [above](#union).

# Union
```
"##,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    for (link, target) in targets(snapshot, file) {
        if target != Target::Placeholder {
            continue;
        }
        let range = place(link);
        let what = match link.kind {
            OutgoingKind::Image => "image",
            OutgoingKind::Definition => "definition",
            _ => "link",
        };
        let mut finding = if link.written.trim().is_empty() {
            Finding::new(range, format!("this {what} has no destination"))
        } else {
            let written = shortened(link.written.trim());
            Finding::new(range, format!("`{written}` is a placeholder, not a destination"))
        };
        let Candidates { seeds, addresses } = destinations(snapshot, file, link);
        finding.help = Some(match (seeds.as_slice(), addresses.as_slice()) {
            ([seed], _) => format!("the seed `{seed}` has this title"),
            ([_, ..], _) => format!("{} seeds have this title", seeds.len()),
            ([], [address]) => format!("the same text leads to `{address}` elsewhere"),
            ([], [_, ..]) => "links with the same text lead to several addresses".to_owned(),
            ([], []) => format!("write the address that the {what} had in the original"),
        });
        let all = seeds.iter().chain(&addresses);
        finding.fixes.extend(all.filter_map(|destination| lead(link, destination)));
        out.push(finding);
    }
}

/// Scripts can be long, and nobody reads them in a message.
fn shortened(written: &str) -> String {
    const LONGEST: usize = 40;
    match written.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written.to_owned(),
    }
}

/// The destination, or the parentheses that hold none.
fn place(link: &OutgoingLink) -> TextRange {
    let is_inline = matches!(link.kind, OutgoingKind::Link | OutgoingKind::Image);
    if !link.destination_range.is_empty() || !is_inline {
        return link.destination_range;
    }
    // The text's bracket closes first.
    let start = link.text.end() + TextSize::from(1);
    if start < link.range.end() { TextRange::new(start, link.range.end()) } else { link.range }
}

/// Where the link may have led, the likeliest first: the seeds with its text as their title, the
/// addresses that these were captured from, and the addresses that the same text leads to
/// elsewhere.
fn destinations(snapshot: &Snapshot, file: FileId, link: &OutgoingLink) -> Candidates {
    let mut candidates = Candidates::default();
    // What an article or its page is called says nothing about a picture.
    let document = snapshot.document(file).filter(|_| !link.is_image());
    let Some(document) = document else { return candidates };
    let text = document.text().slice(link.text);
    let mut seeds = snapshot.titled(&text);
    seeds.retain(|&seed| seed != file);
    if seeds.len() <= MOST {
        let directory = paths::parent(snapshot.path(file).unwrap_or_default());
        let paths = seeds.iter().filter_map(|&seed| snapshot.path(seed));
        candidates.seeds.extend(paths.map(|path| paths::relative(directory, path)));
        let sources = seeds.iter().filter_map(|&seed| snapshot.document(seed)?.metadata().source());
        sources.for_each(|source| candidates.add_address(source));
    }
    let elsewhere = snapshot.addresses_of(&text, MOST);
    elsewhere.iter().for_each(|address| candidates.add_address(address));
    candidates
}

/// Seeds or addresses that are offered. What more places are called says nothing about this one.
const MOST: usize = 3;

#[derive(Default)]
struct Candidates {
    seeds: Vec<String>,
    addresses: Vec<String>,
}

impl Candidates {
    fn add_address(&mut self, address: &str) {
        let article = canonical_source(address);
        let known = self.addresses.iter().any(|known| canonical_source(known) == article);
        if article.is_some() && !known && is_plain(address) {
            self.addresses.push(address.to_owned());
        }
    }
}

/// Neither white space nor a bracket ends it early where it is written as a destination.
fn is_plain(address: &str) -> bool {
    !address.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '\\'))
}

/// The fix that makes `link` lead to `destination`.
fn lead(link: &OutgoingLink, destination: &str) -> Option<Fix> {
    let title = format!("Link to `{destination}`");
    if link.destination_range.is_empty() {
        let is_inline = matches!(link.kind, OutgoingKind::Link | OutgoingKind::Image);
        return is_inline.then(|| redirect(title, place(link), &format!("({destination})")));
    }
    Some(redirect(title, link.destination_range, destination))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::fixture::Fixture;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn all_that_leads_nowhere_is_reported() {
        check(
            &RULE,
            "
By [Agency](#)
            ^ `#` is a placeholder, not a destination

An [empty]() one, a [blank](<>) one.
          ^^ this link has no destination
                           ^^^^ this link has no destination

![Photo](about:blank \"By A. Writer\")
         ^^^^^^^^^^^ `about:blank` is a placeholder, not a destination

[a](javascript:void(0)) and [b]
    ^^^^^^^^^^^^^^^^^^ `javascript:void(0)` is a placeholder, not a destination

[b]: TODO
     ^^^^ `TODO` is a placeholder, not a destination
[//]: # (a comment)
",
        );
    }

    #[test]
    fn a_title_is_found_in_other_words_of_punctuation() {
        check_fix(
            &RULE,
            "
[*Pilots*: “a year on”]()
//- /seeds/old/two words.seed
Pilots: \"A Year On\"
"
            .trim_start(),
            "[*Pilots*: “a year on”](old/two%20words.seed)\n",
        );
    }

    /// The titles of the fixes of the first finding in the first file.
    #[track_caller]
    fn check_fixes(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::parse(fixture);
        let snapshot = fixture.snapshot();
        let file = snapshot.file_at("/seeds/a.seed").expect("the first file");
        let mut findings = Vec::new();
        super::check(&snapshot, file, &mut findings);
        let document = snapshot.document(file).expect("a document");
        let fixed: Vec<String> = findings[0]
            .fixes
            .iter()
            .map(|fix| document.text().edit(&fix.edit).to_string())
            .collect();
        let fixed: Vec<&str> = fixed.iter().filter_map(|it| it.lines().next()).collect();
        assert_eq!(fixed, expected);
    }

    #[test]
    fn the_seed_its_source_and_other_addresses_are_offered_in_this_order() {
        check_fixes(
            "
//- /seeds/a.seed
[Pilots](# \"t\")
//- /seeds/b.seed
Pilots

Original url: <https://news.example/pilots>
//- /seeds/c.seed
[Pilots](https://other.example/p) [*pilots*](http://www.news.example/pilots/)
",
            &[
                "[Pilots](b.seed \"t\")",
                "[Pilots](https://news.example/pilots \"t\")",
                "[Pilots](https://other.example/p \"t\")",
            ],
        );
    }

    #[test]
    fn no_article_is_offered_for_a_picture() {
        check_fixes(
            "
//- /seeds/a.seed
![Pilots](#) [Pilots](https://other.example/p)
//- /seeds/b.seed
Pilots
",
            &[],
        );
    }

    #[test]
    fn a_text_that_leads_to_many_places_says_nothing() {
        let links = |hosts: &[&str]| -> String {
            hosts.iter().map(|host| format!(" [more](https://{host}.example)")).collect()
        };
        check_fixes(&format!("[more]() {}\n", links(&["a", "b", "c", "d"])), &[]);
        let two = links(&["b", "a"]);
        let fixed = ["a", "b"].map(|host| format!("[more](https://{host}.example) {two}"));
        check_fixes(&format!("[more]() {two}\n"), &[&*fixed[0], &*fixed[1]]);
    }

    #[test]
    fn a_title_that_several_seeds_have_offers_each() {
        let others = "//- /seeds/b.seed\nPilots\n//- /seeds/c.seed\nPilots\n";
        check_fixes(&format!("[Pilots](#)\n{others}"), &["[Pilots](b.seed)", "[Pilots](c.seed)"]);
    }

    #[test]
    fn a_fault_in_the_words_hides_no_placeholder() {
        check(
            &RULE,
            "
The [\"clerk](#), the [may (or](#) and the [**band](#) left.
             ^ `#` is a placeholder, not a destination
                               ^ `#` is a placeholder, not a destination
                                                   ^ `#` is a placeholder, not a destination
",
        );
    }
}
