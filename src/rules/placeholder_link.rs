//! `placeholder-link`: a link whose destination stands for one that is not there.

use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
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

Where a seed of the workspace has the link's text as its title, a fix makes the link lead there.

```body bad
Related article: [Why the Harbour Is Short of Pilots](#)
//- /seeds/0002_pilots.txt
Why the Harbour Is Short of Pilots

By A. Writer
```

```body fixed
Related article: [Why the Harbour Is Short of Pilots](0002_pilots.txt)
```

```body bad
The [union]() said on Tuesday that it would go on.
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
        finding.fixes.extend(titled_seed(snapshot, file, link));
        finding.help = Some(match finding.fixes.as_slice() {
            [_, ..] => "a seed of the workspace has this title".to_owned(),
            [] => format!("write the address that the {what} had in the original"),
        });
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

fn titled_seed(snapshot: &Snapshot, file: FileId, link: &OutgoingLink) -> Option<Fix> {
    let document = snapshot.document(file)?;
    let mut seeds = snapshot.titled(&document.text().slice(link.text));
    seeds.retain(|&seed| seed != file);
    let [seed] = seeds[..] else { return None };
    let directory = paths::parent(snapshot.path(file)?);
    let path = paths::relative(directory, snapshot.path(seed)?);
    let title = format!("Link to `{path}`");
    if link.destination_range.is_empty() {
        let is_inline = matches!(link.kind, OutgoingKind::Link | OutgoingKind::Image);
        return is_inline.then(|| redirect(title, place(link), &format!("({path})")));
    }
    Some(redirect(title, link.destination_range, &path))
}

#[cfg(test)]
mod tests {
    use super::RULE;
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

    #[test]
    fn no_fix_is_offered_where_two_seeds_have_the_title() {
        check(
            &RULE,
            "
//- /seeds/a.seed
[Pilots](#)
         ^ `#` is a placeholder, not a destination
//- /seeds/b.seed
Pilots
//- /seeds/c.seed
Pilots
",
        );
    }
}
