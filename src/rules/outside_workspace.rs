//! `outside-workspace`: a path that leads out of the workspace.

use crate::facts::Destination;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing_file::is_page;
use crate::rules::outgoing::targets;

pub(crate) static RULE: Rule = Rule {
    name: "outside-workspace",
    code: 310,
    // Where a folder of a larger tree is opened or checked, such links are as good as others.
    level: Level::Off,
    summary: "a path leads out of the workspace",
    docs: r#"
The link breaks as soon as the folder is moved, copied or published without what lies around it.
Off by default, because a part of a larger tree can be checked too; turn it on for a collection
that has to stand alone. Pages of a site (`../../news/`) are let pass, as by `missing-file`.

```body bad
They read [the report](../../report.txt).
```

```body good
They read [the report](../report.txt).
//- /report.txt
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    let has_root = snapshot.path(file).is_some_and(|path| snapshot.root_above(path).is_some());
    if !has_root {
        return;
    }
    for (link, target) in targets(snapshot, file) {
        let Destination::Path { path, .. } = &link.destination else { continue };
        // What is not there at all is said to be missing.
        if matches!(target, Target::Missing { .. }) {
            continue;
        }
        let absolute = snapshot.absolute(file, &path.text);
        let is_inside = absolute.is_some_and(|path| snapshot.root_above(&path).is_some());
        if !is_inside && !is_page(&path.text) && !snapshot.is_placeholder(file, link) {
            out.push(Finding::new(path.range, "this path leads out of the workspace"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::index::Host;
    use crate::text::Text;

    #[test]
    fn the_root_is_the_border() {
        let mut host = Host::default();
        let text = "[a](../b.txt) [a](../../x/b.txt) [a](../../wx/b.txt) [a](../../news/)";
        let file = host.set_document("/w/seeds/a.seed", Text::new(text));
        let found = |host: &Host| {
            let mut findings = Vec::new();
            check(&host.snapshot(), file, &mut findings);
            findings.iter().map(|it| text[it.range].to_owned()).collect::<Vec<String>>().join(" ")
        };
        assert_eq!(found(&host), "");
        host.set_roots(&["/w"]);
        assert_eq!(found(&host), "../../x/b.txt ../../wx/b.txt");
        host.set_roots(&["/w", "/x"]);
        assert_eq!(found(&host), "../../wx/b.txt");
    }
}
