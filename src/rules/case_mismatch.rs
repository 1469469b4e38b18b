//! `case-mismatch`: a path that differs from the file on the disk in case only.

use crate::facts::Destination;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::index::stem;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing_file::rewritten;
use crate::rules::outgoing::redirect;
use crate::rules::outgoing::targets;

pub(crate) static RULE: Rule = Rule {
    name: "case-mismatch",
    code: 309,
    level: Level::Warning,
    summary: "a path differs from the file on the disk in upper and lower case",
    docs: r#"
Such a link works on a system that does not tell upper from lower case (macOS, Windows) and breaks
on every other, on a web server too. The names that the disk gives are compared, so the answer is
the same everywhere.

```body bad
The pilots voted on Tuesday.

Related article: [Why the Harbour Is Short of Pilots](0002_Pilots.txt#causes)
//- /seeds/0002_pilots.txt
# Causes
```

```body fixed
The pilots voted on Tuesday.

Related article: [Why the Harbour Is Short of Pilots](0002_pilots.txt#causes)
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    for (link, target) in targets(snapshot, file) {
        let Target::Local(target) = target else { continue };
        if target.exact {
            continue;
        }
        let (path, actual) = match &link.destination {
            Destination::Path { path, .. } => (path, rewritten(snapshot, file, path, &target.path)),
            Destination::Page { name, .. } => (name, respelt(&name.text, &target.path)),
            _ => continue,
        };
        let mut finding = Finding::new(path.range, format!("on the disk this is `{actual}`"));
        let title = format!("Change the destination to `{actual}`");
        finding.fixes.push(redirect(title, path.range, &actual));
        out.push(finding);
    }
}

/// The wiki link's `name` with the letters of `path`, at the end of which it stands.
fn respelt(name: &str, path: &str) -> String {
    let path = if stem(name) == name { stem(path) } else { path };
    let actual: Vec<&str> = path.rsplit('/').collect();
    let mut actual = actual.into_iter();
    let parts = name.rsplit('/').map(|part| match part {
        "" | "." | ".." => part,
        part => actual.next().unwrap_or(part),
    });
    let mut parts: Vec<&str> = parts.collect();
    parts.reverse();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn every_name_on_the_way_counts() {
        check(
            &RULE,
            "
[a](../Docs/b.md) [a](../docs/b.md#x) [a](/docs/B.MD) ![a](Ö.png) [a](../docs/B.html)
    ^^^^^^^^^^^^ on the disk this is `../docs/b.md`
                                          ^^^^^^^^^^ on the disk this is `/docs/b.md`
                                                           ^^^^^ on the disk this is `ö.png`
//- /docs/b.md
//- /seeds/ö.png
",
        );
    }

    #[test]
    fn wiki_links_are_spelt_as_the_file_is() {
        let files = "//- /docs/Harbour Pilots.md\n//- /seedls.toml\nwiki-links = true\n";
        for (before, after) in [
            ("[[harbour pilots#x|a]]", "[[Harbour Pilots#x|a]]"),
            ("[[Docs/harbour pilots.md]]", "[[docs/Harbour Pilots.md]]"),
            ("[[../Docs/Harbour Pilots]]", "[[../docs/Harbour Pilots]]"),
            ("[[/docs/Harbour pilots]]", "[[/docs/Harbour Pilots]]"),
        ] {
            check_fix(&RULE, &format!("{before}\n{files}"), &format!("{after}\n"));
        }
    }

    #[test]
    fn a_trailing_slash_stays() {
        check_fix(&RULE, "[a](/Docs/)\n//- /docs/b.md\n", "[a](/docs/)\n");
    }
}
