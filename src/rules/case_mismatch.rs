//! `case-mismatch`: a path that differs from the file on the disk in case only.

use crate::facts::Destination;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
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
        let Destination::Path { path, .. } = &link.destination else { continue };
        if target.exact {
            continue;
        }
        let actual = rewritten(snapshot, file, path, &target.path);
        let mut finding = Finding::new(path.range, format!("on the disk this is `{actual}`"));
        let title = format!("Change the destination to `{actual}`");
        finding.fixes.push(redirect(title, path.range, &actual));
        out.push(finding);
    }
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
    fn a_trailing_slash_stays() {
        check_fix(&RULE, "[a](/Docs/)\n//- /docs/b.md\n", "[a](/docs/)\n");
    }
}
