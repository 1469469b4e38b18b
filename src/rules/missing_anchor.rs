//! `missing-anchor`: a link to a place that its document does not have.

use crate::facts::Anchors;
use crate::facts::Destination;
use crate::facts::Document;
use crate::index::AnchorTarget;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::index::paths;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::outgoing::nearest;
use crate::rules::outgoing::redirect;
use crate::rules::outgoing::targets;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "missing-anchor",
    code: 303,
    level: Level::Error,
    summary: "a link names a place that its document does not have",
    docs: r##"
What stands behind `#` names a heading, made as GitHub makes it (lower case, punctuation dropped,
spaces to `-`, `-1`, `-2` for repeats), or an `id` or `name` in the text. The words of a heading
joined in another way, the heading itself, and `{#id}` behind a heading are taken too, since other
programs make such names. A page of HTML has its ids; what is neither that nor Markdown is not asked.

Notes of a captured page (`#fn1`, `#cite_note-2`) are let pass: their other end has lost its name
in the same way, and each such text would have a finding for each note.

```body bad
As [told below](#the-pilot), the pilots wait.

# The Pilots
```

```body fixed
As [told below](#the-pilots), the pilots wait.

# The Pilots
```

```body good
[1](#the-pilots) [2](#here) [Top](#top)

# The Pilots

<a id="here"></a> The pilots wait.
```
"##,
    check: Check::Workspace(check),
};

/// How much of a document is looked through for what it is assembled from.
const TOP: TextSize = TextSize::new(4096);

/// Letters that may differ between a name and what was meant for sure.
const SLIP: usize = 2;

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    for (link, target) in targets(snapshot, file) {
        let Target::Local(target) = target else { continue };
        let (Destination::Path { fragment: Some(fragment), .. }
        | Destination::Page { fragment: Some(fragment), .. }
        | Destination::Fragment(fragment)) = &link.destination
        else {
            continue;
        };
        let Some(other) = target.file.and_then(|other| snapshot.document(other)) else { continue };
        if target.anchor != AnchorTarget::Missing || is_note(&fragment.text) {
            continue;
        }
        let near = nearest_anchor(&fragment.text, other.anchors());
        // A slip is one wherever the other headings come from.
        let is_slip = near.is_some_and(|near| strsim::osa_distance(&fragment.text, near) <= SLIP);
        if is_assembled(other) && !is_slip {
            continue;
        }
        let here = target.file == Some(file);
        let swallowed = other.revealed().filter(|_| here);
        if swallowed.is_some_and(|it| it.anchors().find(it.tree(), &fragment.text).is_some()) {
            continue;
        }
        let message = if here {
            format!("no heading or anchor here is called `{}`", fragment.text)
        } else {
            let name = paths::name(&target.path);
            format!("no heading or anchor in `{name}` is called `{}`", fragment.text)
        };
        let mut finding = Finding::new(fragment.range, message);
        if let Some(near) = near {
            finding.help = Some(format!("did you mean `#{near}`?"));
            let title = format!("Change the fragment to `#{near}`");
            finding.fixes.push(redirect(title, fragment.range, &paths::encode(near)));
        }
        out.push(finding);
    }
}

/// Parts of the document are written elsewhere and put in by a program (`import A from './a.md'`),
/// so that nobody can tell which headings it will have.
fn is_assembled(document: &Document) -> bool {
    // Such lines stand at the top.
    let top = document.text().slice(TextRange::up_to(document.text().len().min(TOP)));
    top.lines().any(|line| {
        let mut files = line.split(['\'', '"']).skip(1).step_by(2);
        line.starts_with("import ") && files.any(|it| it.ends_with(".md") || it.ends_with(".mdx"))
    })
}

/// A name that programs give to a note or to the place that it belongs to.
fn is_note(fragment: &str) -> bool {
    const STEMS: &[&str] = &[
        "cite_note",
        "cite_ref",
        "easy-footnote",
        "edn",
        "ednref",
        "endnote",
        "fn",
        "fnref",
        "footnote",
        "footnoteref",
        "ftn",
        "ftnref",
        "note",
        "noteref",
        "sdfootnote",
    ];
    let name = fragment.to_ascii_lowercase();
    let name = name.trim_start_matches('_');
    name.bytes().any(|b| b.is_ascii_digit())
        && STEMS.iter().any(|stem| {
            name.strip_prefix(stem).is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | ':' | '.'))
            })
        })
}

/// The name that differs in case only, or else the nearest.
fn nearest_anchor<'a>(fragment: &str, anchors: &'a Anchors) -> Option<&'a str> {
    let lower = fragment.to_lowercase();
    let same = anchors.names().find(|name| name.to_lowercase() == lower);
    same.or_else(|| nearest(&lower, anchors.names()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn places_are_looked_for_in_the_right_document() {
        check(
            &RULE,
            "
//- /seeds/a.seed
[1](#a) [2](#b) [3](b.txt#a) [4](b.txt#b) [5](/README.md#c%20d) [6](/README.md#c-d)
             ^ no heading or anchor here is called `b`
                          ^ no heading or anchor in `b.txt` is called `a`

# A
//- /seeds/b.txt
# B
//- /README.md
# C d
",
        );
    }

    #[test]
    fn wiki_links_name_headings() {
        check(
            &RULE,
            "
//- /seeds/a.seed
[[#A]] [[#b]] [[b#b c]] [[b#A]] [[b#One#B c?]] [[b#^note]]
          ^ no heading or anchor here is called `b`
                            ^ no heading or anchor in `b.md` is called `A`

# A
//- /docs/b.md
# B c
//- /seedls.toml
wiki-links = true
",
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_asked() {
        check(
            &RULE,
            "
//- /seeds/a.seed
[1](b.pdf#page=2) [2](/docs#x) [3](none.txt#y) [4](#:~:text=pilots) [5](#^note)
[6](#fn1) [7](#_ftnref2) [8](#cite_note-pilots-3)
//- /seeds/b.pdf
//- /docs/c.md
",
        );
    }

    #[test]
    fn documents_that_a_program_puts_together_are_not_asked() {
        check(
            &RULE,
            "
//- /seeds/a.seed
[1](/b.md#told-elsewhere) [2](/c.md#told-elsewhere) [3](/b.md#the-pilto)
                                    ^^^^^^^^^^^^^^ no heading or anchor in `c.md` is called `told-elsewhere`
                                                              ^^^^^^^^^ no heading or anchor in `b.md` is called `the-pilto`
//- /b.md
import Tabs from '@theme/Tabs'; import More from './_more.md';

# The pilot
//- /c.md
import Tabs from '@theme/Tabs';
",
        );
    }

    #[test]
    fn other_case_is_the_nearest() {
        check_fix(
            &RULE,
            "[1](#Größe)\n\n# Große\n\n# Größe\n",
            "[1](#größe)\n\n# Große\n\n# Größe\n",
        );
    }
}
