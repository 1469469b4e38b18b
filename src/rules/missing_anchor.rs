//! `missing-anchor`: a link to a place that its document does not have.

use crate::facts::Anchors;
use crate::facts::Destination;
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

pub(crate) static RULE: Rule = Rule {
    name: "missing-anchor",
    code: 303,
    level: Level::Error,
    summary: "a link names a place that its document does not have",
    docs: r##"
What stands behind `#` names a heading, made as GitHub makes it (lower case, punctuation dropped,
spaces to `-`, `-1`, `-2` for repeats), or an `id` or `name` in the text. The words of a heading
joined in another way, the heading itself, and `{#id}` behind a heading are taken too, since other
programs make such names. Documents that cannot be read as Markdown are not asked.

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

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    for (link, target) in targets(snapshot, file) {
        let Target::Local(target) = target else { continue };
        let (Destination::Path { fragment: Some(fragment), .. } | Destination::Fragment(fragment)) =
            &link.destination
        else {
            continue;
        };
        let Some(other) = target.file.and_then(|other| snapshot.document(other)) else { continue };
        if target.anchor != AnchorTarget::Missing || is_note(&fragment.text) {
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
        if let Some(near) = nearest_anchor(&fragment.text, other.anchors()) {
            finding.help = Some(format!("did you mean `#{near}`?"));
            let title = format!("Change the fragment to `#{near}`");
            finding.fixes.push(redirect(title, fragment.range, &paths::encode(near)));
        }
        out.push(finding);
    }
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
    fn other_case_is_the_nearest() {
        check_fix(
            &RULE,
            "[1](#Größe)\n\n# Große\n\n# Größe\n",
            "[1](#größe)\n\n# Große\n\n# Größe\n",
        );
    }
}
