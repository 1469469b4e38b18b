//! Renamed files: every link to and from files and folders that move is made to lead where it led.

use std::collections::BTreeSet;

use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::OutgoingLink;
use crate::ide::rename::Edits;
use crate::ide::subject;
use crate::ide::wiki;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::index::paths;
use crate::text::Replacement;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::size;

/// A file or folder that moves. Paths are absolute, with `/` as separator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMove {
    pub from: String,
    pub to: String,
}

/// The edits, made before `moves`, after which all links lead where they led; sorted by path.
pub fn rename_files(
    snapshot: &Snapshot,
    moves: &[FileMove],
    is_cancelled: impl Fn() -> bool,
) -> Edits {
    let moves = Moves(moves);
    let mut files: BTreeSet<FileId> = BTreeSet::new();
    for FileMove { from, .. } in moves.0 {
        files.extend(snapshot.linking_to(from));
    }
    let wiki_links = |file: FileId| snapshot.config_of(file).wiki_links;
    let concerned = |&file: &FileId| {
        let path = snapshot.path(file).unwrap_or_default();
        wiki_links(file) || moves.moved(path).is_some() || names_files(snapshot, file)
    };
    files.extend(snapshot.files().filter(concerned));
    let mut edits = Vec::new();
    for file in files {
        if is_cancelled() {
            return Vec::new();
        }
        let Some(document) = snapshot.document(file) else { continue };
        let mut parts = Vec::new();
        add_links(snapshot, file, document, &moves, &mut parts);
        add_fields(snapshot, file, document, &moves, &mut parts);
        if wiki_links(file) {
            add_wiki_links(snapshot, file, document, &moves, &mut parts);
        }
        if let Some(edit) = TextEdit::new(parts).filter(|it| !it.parts().is_empty()) {
            edits.push((file, edit));
        }
    }
    edits.sort_by_key(|(file, _)| snapshot.path(*file));
    edits
}

struct Moves<'a>(&'a [FileMove]);

impl Moves<'_> {
    /// Where what lies at `path` will lie; `None` where it stays.
    fn moved(&self, path: &str) -> Option<String> {
        let around =
            self.0.iter().filter(|it| paths::is_below(path, it.from.trim_end_matches('/')));
        let innermost = around.max_by_key(|it| it.from.len())?;
        let rest = path.get(innermost.from.trim_end_matches('/').len()..)?;
        Some(format!("{}{rest}", innermost.to.trim_end_matches('/')))
    }
}

/// A field outside of the grammar's reach names a file.
fn names_files(snapshot: &Snapshot, file: FileId) -> bool {
    let Some(document) = snapshot.document(file) else { return false };
    document.metadata().fields.iter().any(|field| subject::path_in(field).is_some())
}

fn add_links(
    snapshot: &Snapshot,
    file: FileId,
    document: &Document,
    moves: &Moves<'_>,
    parts: &mut Vec<Replacement>,
) {
    for link in document.links() {
        let Destination::Path { path, .. } = &link.destination else { continue };
        if snapshot.is_placeholder(file, link) {
            continue;
        }
        let target = snapshot.resolve_outgoing(file, link);
        if let Some(new) = rewritten(snapshot, file, &path.text, &target, moves) {
            parts.push(Replacement { range: path.range, insert: paths::encode(&new) });
        }
    }
}

/// Paths in front matter, which is no Markdown.
fn add_fields(
    snapshot: &Snapshot,
    file: FileId,
    document: &Document,
    moves: &Moves<'_>,
    parts: &mut Vec<Replacement>,
) {
    for field in &document.metadata().fields {
        let Some(written) = subject::path_in(field) else { continue };
        let is_link = document.links().iter().any(|it: &OutgoingLink| {
            it.range.intersect(field.source).is_some_and(|it| !it.is_empty())
        });
        let source = document.text().slice(field.source);
        let Some(at) = source.find(written).filter(|_| !is_link) else { continue };
        let path = written.split(['#', '?']).next().unwrap_or_default();
        let Some(absolute) = snapshot.absolute(file, path) else { continue };
        let target = Target::Missing { path: absolute };
        if let Some(insert) = rewritten(snapshot, file, path, &target, moves) {
            let range = TextRange::at(size(at), size(path.len())) + field.source.start();
            parts.push(Replacement { range, insert });
        }
    }
}

/// What a link of `file` has to write for `written`, which leads to `target`; `None` where it need
/// not change.
fn rewritten(
    snapshot: &Snapshot,
    file: FileId,
    written: &str,
    target: &Target,
    moves: &Moves<'_>,
) -> Option<String> {
    let own = snapshot.path(file)?;
    let own_after = moves.moved(own).unwrap_or_else(|| own.to_owned());
    let named = snapshot.absolute(file, written)?;
    let (at, exact) = match target {
        Target::Local(target) => (target.path.as_str(), target.exact),
        Target::Missing { path } => (path.as_str(), true),
        _ => (named.as_str(), true),
    };
    let at_after = moves.moved(at).unwrap_or_else(|| at.to_owned());
    if at_after == at && own_after == own {
        return None;
    }
    // A link can name the page that a site makes of the file.
    let goal = if exact && at != named { as_page(&named, &at_after) } else { at_after };
    let directory = paths::parent(&own_after);
    let led = match written.strip_prefix('/') {
        Some(path) => snapshot.root_above(&own_after).and_then(|root| paths::join(root, path)),
        None => paths::join(directory, written),
    };
    // Where the case was wrong before it may stay so.
    if led.is_some_and(|led| led == goal || !exact && led.to_lowercase() == goal.to_lowercase()) {
        return None;
    }
    let root = snapshot.root_above(&own_after).filter(|root| paths::is_below(&goal, root));
    let mut new = match root.filter(|_| written.starts_with('/')) {
        Some(root) => goal.get(root.len()..)?.to_owned(),
        None => {
            let relative = paths::shown_from(directory, &goal);
            let dotted = written.starts_with("./") && !relative.starts_with("../");
            if dotted { format!("./{relative}") } else { relative }
        }
    };
    if written.ends_with('/') {
        new.push('/');
    }
    (new != written).then_some(new)
}

/// `path` with its extension as `page` has it: none, or that of a page.
fn as_page(page: &str, path: &str) -> String {
    let without = |path: &str| match paths::extension(path) {
        Some(extension) => path.len() - extension.len() - 1,
        None => path.len(),
    };
    let stem = path.get(..without(path)).unwrap_or(path);
    format!("{stem}{}", page.get(without(page)..).unwrap_or_default())
}

fn add_wiki_links(
    snapshot: &Snapshot,
    file: FileId,
    document: &Document,
    moves: &Moves<'_>,
    parts: &mut Vec<Replacement>,
) {
    for link in wiki::wiki_links(document) {
        let written = document.text().slice(link.name);
        let target = wiki::target(snapshot, file, &link).and_then(|it| snapshot.path(it));
        let Some(target) = target.filter(|_| !written.is_empty()) else { continue };
        let Some(after) = moves.moved(target) else { continue };
        // A title goes on to name the seed.
        let (old, new) = (paths::name(target), paths::name(&after));
        let stem = |name: &str| name.rsplit_once('.').map_or(name, |it| it.0).to_owned();
        let by_name = written.rsplit('/').next().unwrap_or_default().to_lowercase();
        let insert = if by_name == old.to_lowercase() {
            new.to_owned()
        } else if by_name == stem(old).to_lowercase() {
            stem(new)
        } else {
            continue;
        };
        if insert.to_lowercase() != by_name {
            parts.push(Replacement { range: link.name, insert });
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::FileMove;
    use super::rename_files;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, moves: &[(&str, &str)], expected: Expect) {
        let snapshot = Fixture::parse(fixture).snapshot();
        let moves: Vec<FileMove> = moves
            .iter()
            .map(|(from, to)| FileMove { from: (*from).to_owned(), to: (*to).to_owned() })
            .collect();
        let mut shown = String::new();
        for (file, edit) in rename_files(&snapshot, &moves, || false) {
            let document = snapshot.document(file).expect("a document");
            shown += &format!("{}\n", snapshot.path(file).expect("a path"));
            for part in edit.parts() {
                let old = document.text().slice(part.range);
                shown += &format!("  {old} -> {}\n", part.insert);
            }
        }
        expected.assert_eq(&shown);
    }

    const FILES: &str = "//- /seedls.toml
wiki-links = true
//- /seeds/a.seed
One

[a](b.seed#x) [b](./deck/c.seed?q#y) [c](/seeds/b.seed) [d](deck/) ![e](x%20y.png) [f](no.seed)

[g](B.SEED) [h](b.html) [i](b) [j](#z) [k](https://x.example/b.seed) [l](#) [[b]] [[Two]] [[b.seed#x]]

[m]: <deck/c.seed>
//- /seeds/b.seed
---
title: Two
related: deck/c.seed
---

[a](a.seed)
//- /seeds/deck/c.seed
Three

[a](../b.seed) [b](d.seed) [c](/seeds/deck/d.seed) [d](../x%20y.png)
//- /seeds/deck/d.seed
Four
//- /seeds/x y.png
";

    #[test]
    fn a_file_that_moves() {
        check(
            FILES,
            &[("/seeds/b.seed", "/seeds/old (1)/two é.seed")],
            expect![[r#"
                /seeds/a.seed
                  b.seed -> old%20%281%29/two%20é.seed
                  /seeds/b.seed -> /seeds/old%20%281%29/two%20é.seed
                  B.SEED -> old%20%281%29/two%20é.seed
                  b.html -> old%20%281%29/two%20é.html
                  b -> old%20%281%29/two%20é
                  b -> two é
                  b.seed -> two é.seed
                /seeds/b.seed
                  deck/c.seed -> ../deck/c.seed
                  a.seed -> ../a.seed
                /seeds/deck/c.seed
                  ../b.seed -> ../old%20%281%29/two%20é.seed
            "#]],
        );
    }

    #[test]
    fn a_folder_that_moves() {
        check(
            FILES,
            &[("/seeds/deck", "/pack")],
            expect![[r#"
                /seeds/a.seed
                  ./deck/c.seed -> ../pack/c.seed
                  deck/ -> ../pack/
                  deck/c.seed -> ../pack/c.seed
                /seeds/b.seed
                  deck/c.seed -> ../pack/c.seed
                /seeds/deck/c.seed
                  ../b.seed -> ../seeds/b.seed
                  /seeds/deck/d.seed -> /pack/d.seed
                  ../x%20y.png -> ../seeds/x%20y.png
            "#]],
        );
        check(
            FILES,
            &[("/seeds/", "/s")],
            expect![[r#"
                /seeds/a.seed
                  /seeds/b.seed -> /s/b.seed
                /seeds/deck/c.seed
                  /seeds/deck/d.seed -> /s/deck/d.seed
            "#]],
        );
    }

    #[test]
    fn two_that_change_places() {
        check(
            FILES,
            &[("/seeds/deck/d.seed", "/seeds/b.seed"), ("/seeds/b.seed", "/seeds/deck/d.seed")],
            expect![[r#"
                /seeds/a.seed
                  b.seed -> deck/d.seed
                  /seeds/b.seed -> /seeds/deck/d.seed
                  B.SEED -> deck/d.seed
                  b.html -> deck/d.html
                  b -> deck/d
                  b -> d
                  b.seed -> d.seed
                /seeds/b.seed
                  deck/c.seed -> c.seed
                  a.seed -> ../a.seed
                /seeds/deck/c.seed
                  ../b.seed -> d.seed
                  d.seed -> ../b.seed
                  /seeds/deck/d.seed -> /seeds/b.seed
            "#]],
        );
    }

    #[test]
    fn an_image_that_moves() {
        check(
            FILES,
            &[("/seeds/x y.png", "/seeds/deck/z.png")],
            expect![[r#"
            /seeds/a.seed
              x%20y.png -> deck/z.png
            /seeds/deck/c.seed
              ../x%20y.png -> z.png
        "#]],
        );
    }
}
