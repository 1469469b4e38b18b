//! Rename: headings with every link to them, labels, footnotes, and authors over the corpus. What a
//! rename would break is not renamed, and it is told why.

use std::collections::BTreeMap;

use crate::facts::AnchorPlace;
use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::Value;
use crate::facts::label_key;
use crate::ide::subject;
use crate::ide::subject::Found;
use crate::ide::subject::Subject;
use crate::ide::wiki;
use crate::index::AnchorTarget;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::index::paths;
use crate::syntax::LinkKind;
use crate::text::Replacement;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;

/// What can be renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamable {
    /// Around the place that was asked about.
    pub range: TextRange,
    /// The name it has.
    pub name: String,
}

/// An edit of each document, sorted by path.
pub type Edits = Vec<(FileId, TextEdit)>;

/// Why something is not renamed: a sentence for people, without a full stop.
type Refusal = String;

/// What at `offset` can be renamed.
pub fn prepare_rename(
    snapshot: &Snapshot,
    file: FileId,
    offset: TextSize,
) -> Result<Renamable, String> {
    let found = found(snapshot, file, offset)?;
    let name = name(snapshot, &found)?;
    Ok(Renamable { range: found.range, name })
}

/// Renames what stands at `offset`, with all that names it.
pub fn rename(
    snapshot: &Snapshot,
    file: FileId,
    offset: TextSize,
    new: &str,
) -> Result<Edits, String> {
    let found = found(snapshot, file, offset)?;
    let old = name(snapshot, &found)?;
    let new = new.trim();
    if new.is_empty() {
        return Err("a name needs at least one letter".to_owned());
    }
    if new.contains(['\n', '\r']) {
        return Err("a name is one line".to_owned());
    }
    if old == new {
        return Ok(Vec::new());
    }
    match found.subjects.first() {
        Some(Subject::Place { file, range }) => rename_place(snapshot, *file, *range, new),
        Some(Subject::Label { file, key }) => rename_label(snapshot, *file, key, new),
        Some(Subject::Footnote { file, key }) => rename_footnote(snapshot, *file, key, new),
        Some(Subject::Author { name }) => rename_author(snapshot, name, new),
        Some(Subject::Whole { .. }) | None => Err(NOTHING.to_owned()),
    }
}

const NOTHING: &str = "there is nothing here that has a name: headings, labels of links and \
    footnotes, and authors can be renamed";

fn found(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Result<Found, Refusal> {
    let mut found = subject::at(snapshot, file, offset).ok_or(NOTHING)?;
    // The text of `[text][label]` is no name.
    let names_label = found.subjects.iter().any(|it| matches!(it, Subject::Label { .. }));
    let link = snapshot.document(file).and_then(|it| subject::link_at(it, found.range.start()));
    if names_label && link.is_some_and(|it| it.destination != found.range) {
        return Err("the text of a link is changed in place; its label can be renamed".to_owned());
    }
    if let Some(Subject::Place { file: of, range }) = found.subjects.first() {
        // On a link to it, what is renamed in it is its fragment.
        let is_itself = *of == file && range.contains_inclusive(offset);
        let document = snapshot.document(file).ok_or(NOTHING)?;
        if !is_itself && let Some(link) = subject::link_at(document, offset) {
            found.range = fragment(document, link.range).unwrap_or(found.range);
        }
    }
    Ok(found)
}

/// The fragment of the link at `range`.
fn fragment(document: &Document, range: TextRange) -> Option<TextRange> {
    let link = document.links().iter().find(|it| it.range == range)?;
    match &link.destination {
        Destination::Fragment(part) | Destination::Path { fragment: Some(part), .. } => {
            Some(part.range)
        }
        _ => None,
    }
}

fn name(snapshot: &Snapshot, found: &Found) -> Result<String, Refusal> {
    match found.subjects.first() {
        Some(Subject::Place { file, range }) => {
            let document = snapshot.document(*file).ok_or(NOTHING)?;
            let text = document.text();
            match document.tree().headings().find(|it| it.range == *range) {
                Some(heading) => Ok(text.slice(heading.content).into_owned()),
                None => {
                    let anchor = document.tree().anchors().find(|it| it.range == *range);
                    let anchor = anchor.ok_or(NOTHING)?;
                    match *text.slice(anchor.range) == *anchor.name {
                        true => Ok(anchor.name.into()),
                        false => Err("an anchor in HTML is changed where it stands".to_owned()),
                    }
                }
            }
        }
        Some(Subject::Label { file, .. } | Subject::Footnote { file, .. }) => {
            let document = snapshot.document(*file).ok_or(NOTHING)?;
            Ok(document.text().slice(found.range).into_owned())
        }
        Some(Subject::Author { name }) => Ok(name.clone()),
        Some(Subject::Whole { paths, .. }) if paths.is_empty() => {
            Err("an address names a page of the web, and is not ours to rename".to_owned())
        }
        Some(Subject::Whole { .. }) => Err("a seed is renamed as a file, and every link to it \
            follows; its title is changed in place"
            .to_owned()),
        None => Err(NOTHING.to_owned()),
    }
}

/// The edits of all documents, before they are known to be good.
#[derive(Default)]
struct Changes(BTreeMap<FileId, Vec<Replacement>>);

impl Changes {
    fn replace(&mut self, file: FileId, range: TextRange, insert: impl Into<String>) {
        let parts = self.0.entry(file).or_default();
        let part = Replacement { range, insert: insert.into() };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }

    fn edits(self, snapshot: &Snapshot) -> Result<Edits, Refusal> {
        let mut edits = Vec::new();
        for (file, parts) in self.0 {
            let edit = TextEdit::new(parts).ok_or("two changes would overlap")?;
            edits.push((file, edit));
        }
        edits.sort_by_key(|(file, _)| snapshot.path(*file));
        Ok(edits)
    }
}

fn rename_place(
    snapshot: &Snapshot,
    file: FileId,
    range: TextRange,
    new: &str,
) -> Result<Edits, Refusal> {
    let document = snapshot.document(file).ok_or(NOTHING)?;
    let heading = document.tree().headings().find(|it| it.range == range);
    let own = heading.map_or(range, |it| it.content);
    let edit = TextEdit::replace(own, new);
    let edited = document.edit(&edit);
    let anchors: Vec<TextRange> = places(document);
    let moved = places(&edited);
    let path = snapshot.path(file).unwrap_or_default();
    let headings = |document: &Document| -> Vec<u8> {
        document.tree().headings().map(|it| it.level).collect()
    };
    if anchors.len() != moved.len() || headings(document) != headings(&edited) {
        return Err(format!("`{new}` would change more than the name: it is markup of its own"));
    }
    let mut changes = Changes::default();
    changes.replace(file, own, new);
    let mut linking = snapshot.linking_to(path);
    linking.push(file);
    linking.sort();
    linking.dedup();
    for from in linking {
        let Some(source) = snapshot.document(from) else { continue };
        for link in source.links() {
            let Target::Local(target) = snapshot.resolve_outgoing(from, link) else { continue };
            let (Some(to), AnchorTarget::At(place)) = (target.file, target.anchor) else {
                continue;
            };
            let Some(index) = anchors.iter().position(|it| *it == place) else { continue };
            let part = match &link.destination {
                Destination::Fragment(part) => part,
                Destination::Path { fragment: Some(part), .. } => part,
                _ => continue,
            };
            let inside = from == file && own.contains_range(part.range);
            // Names of other headings can change too: they are numbered where they are equal.
            let leads = edited.anchors().find(edited.tree(), &part.text);
            let leads_there = leads == moved.get(index).map(|it| AnchorPlace::At(*it));
            if to != file || inside || leads_there {
                continue;
            }
            let name = edited.anchors().name_at(edited.tree(), moved[index]);
            let name = name.ok_or_else(|| {
                format!("a heading `{new}` has no anchor, and links lead to this one")
            })?;
            changes.replace(from, part.range, paths::encode(name));
        }
    }
    rename_in_wiki_links(snapshot, file, range, new, &mut changes);
    changes.edits(snapshot)
}

/// The headings, then the explicit anchors.
fn places(document: &Document) -> Vec<TextRange> {
    let headings = document.tree().headings().map(|it| it.range);
    headings.chain(document.tree().anchors().map(|it| it.range)).collect()
}

fn rename_in_wiki_links(
    snapshot: &Snapshot,
    file: FileId,
    range: TextRange,
    new: &str,
    changes: &mut Changes,
) {
    let linking = snapshot.files().filter(|&from| snapshot.config_of(from).wiki_links);
    for from in linking {
        let Some(document) = snapshot.document(from) else { continue };
        for link in wiki::wiki_links(document) {
            let Some(fragment) = link.fragment else { continue };
            let named = document.text().slice(fragment);
            if wiki::target(snapshot, from, &link) == Some(file)
                && snapshot.place_named(file, &named) == Some(range)
            {
                changes.replace(from, fragment, new.replace(['[', ']', '|', '#'], " "));
            }
        }
    }
}

fn rename_label(snapshot: &Snapshot, file: FileId, key: &str, new: &str) -> Result<Edits, Refusal> {
    let document = snapshot.document(file).ok_or(NOTHING)?;
    let tree = document.tree();
    let new_key = label_key(new);
    let text = document.text();
    if new_key != *key && tree.definitions().any(|it| label_key(&text.slice(it.label)) == new_key) {
        return Err(format!("`{new}` is the label of another definition"));
    }
    let mut changes = Changes::default();
    for link in tree.links().filter(subject::is_reference) {
        if label_key(&text.slice(link.destination)) != *key {
            continue;
        }
        match link.kind {
            // What a reader sees stays as it is, so the label moves behind it.
            LinkKind::Shortcut => {
                changes.replace(file, TextRange::empty(link.range.end()), format!("[{new}]"));
            }
            LinkKind::Collapsed => {
                let at = link.range.end() - TextSize::from(1);
                changes.replace(file, TextRange::empty(at), new);
            }
            _ => changes.replace(file, link.destination, new),
        }
    }
    let labels = tree.definitions().map(|it| it.label);
    let labels = labels.chain(tree.undefined_references().map(|it| it.label));
    for label in labels.filter(|it| label_key(&text.slice(*it)) == *key) {
        changes.replace(file, label, new);
    }
    let edits = changes.edits(snapshot)?;
    let count = |document: &Document| {
        let tree = document.tree();
        (tree.links().count(), tree.definitions().count(), tree.undefined_references().count())
    };
    for (_, edit) in &edits {
        if count(&document.edit(edit)) != count(document) {
            return Err(format!("`{new}` cannot be a label here: other links would change by it"));
        }
    }
    Ok(edits)
}

fn rename_footnote(
    snapshot: &Snapshot,
    file: FileId,
    key: &str,
    new: &str,
) -> Result<Edits, Refusal> {
    let document = snapshot.document(file).ok_or(NOTHING)?;
    let new_key = label_key(new);
    let footnotes = || document.tree().footnotes();
    if new_key != *key && footnotes().any(|it| label_key(&it.label) == new_key) {
        return Err(format!("`{new}` is the label of another footnote"));
    }
    let mut changes = Changes::default();
    for footnote in footnotes().filter(|it| label_key(&it.label) == *key) {
        changes.replace(file, subject::footnote_label(document, &footnote), new);
    }
    let edits = changes.edits(snapshot)?;
    let count = |document: &Document, key: &str| {
        let all = document.tree().footnotes().count();
        (all, document.tree().footnotes().filter(|it| label_key(&it.label) == *key).count())
    };
    for (_, edit) in &edits {
        if count(&document.edit(edit), &new_key) != count(document, key) {
            return Err(format!("`{new}` cannot be the label of a footnote"));
        }
    }
    Ok(edits)
}

/// Renames those who are called exactly `old`: another spelling may be another person.
fn rename_author(snapshot: &Snapshot, old: &str, new: &str) -> Result<Edits, Refusal> {
    let mut changes = Changes::default();
    let is_it = |field: &&Field| matches!(&field.value, Value::Author { name, .. } if name == old);
    for file in snapshot.by_author(old) {
        let Some(document) = snapshot.document(file) else { continue };
        for field in document.metadata().fields.iter().filter(is_it) {
            let range = subject::name_range(document, field).ok_or_else(|| {
                let path = snapshot.path(file).unwrap_or_default();
                format!("`{old}` is written in a way of its own in {path}; change it there first")
            })?;
            changes.replace(file, range, new);
        }
    }
    let edits = changes.edits(snapshot)?;
    for (file, edit) in &edits {
        let Some(document) = snapshot.document(*file) else { continue };
        let expected = authors(document).map(|it| if it == old { new } else { it });
        if !authors(&document.edit(edit)).eq(expected) {
            let path = snapshot.path(*file).unwrap_or_default();
            return Err(format!("`{new}` would not be read as the name of one author in {path}"));
        }
    }
    Ok(edits)
}

fn authors(document: &Document) -> impl Iterator<Item = &str> {
    document.metadata().fields.iter().filter_map(|field| match &field.value {
        Value::Author { name, .. } => Some(name.as_str()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::prepare_rename;
    use super::rename;
    use crate::fixture::Fixture;

    /// Shows the changed files whole.
    #[track_caller]
    fn check(fixture: &str, new: &str, expected: Expect) {
        let fixture = Fixture::parse(fixture);
        let snapshot = fixture.snapshot();
        let (file, offset) = fixture.cursor();
        let prepared = prepare_rename(&snapshot, file, offset);
        if let Ok(it) = &prepared {
            assert!(it.range.contains_inclusive(offset), "{it:?}");
        }
        let shown = match rename(&snapshot, file, offset, new) {
            Err(why) => format!("no: {why}\n"),
            Ok(edits) => {
                let name = prepared.expect("it can be renamed").name;
                let mut shown = format!("{name} -> {new}\n");
                for (file, edit) in edits {
                    let path = snapshot.path(file).expect("a path");
                    let text = snapshot.document(file).expect("a document").text().edit(&edit);
                    shown += &format!("//- {path}\n{text}");
                }
                shown
            }
        };
        expected.assert_eq(&shown);
    }

    const SEEDS: &str = "//- /seeds/a.seed
One

# How it goes

# How it goes

[a](#how-it-goes) [b](#how-it-goes-1) [c](<a.seed#How it goes>) [d][e]

[e]: <a.seed#how-it-goes>
//- /seeds/b.seed
Two

[a](a.seed#how-it-goes-1) [b](a.seed) [c](A.seed#how-it-goes) [d](#how-it-goes)

## How it goes
";

    fn with_cursor(text: &str, mark: &str) -> String {
        let at = text.find(mark).expect("the mark") + 2;
        format!("{}$0{}", &text[..at], &text[at..])
    }

    #[test]
    fn a_heading_takes_every_link_along() {
        check(
            &with_cursor(SEEDS, "# How it goes"),
            "What's *New*?",
            expect![[r#"
                How it goes -> What's *New*?
                //- /seeds/a.seed
                One

                # What's *New*?

                # How it goes

                [a](#whats-new) [b](#how-it-goes) [c](<a.seed#whats-new>) [d][e]

                [e]: <a.seed#whats-new>
                //- /seeds/b.seed
                Two

                [a](a.seed#how-it-goes) [b](a.seed) [c](A.seed#whats-new) [d](#how-it-goes)

                ## How it goes
            "#]],
        );
    }

    #[test]
    fn a_link_renames_its_heading() {
        check(
            &with_cursor(SEEDS, "#how-it-goes-1)"),
            "Why",
            expect![[r#"
            How it goes -> Why
            //- /seeds/a.seed
            One

            # How it goes

            # Why

            [a](#how-it-goes) [b](#why) [c](<a.seed#How it goes>) [d][e]

            [e]: <a.seed#how-it-goes>
            //- /seeds/b.seed
            Two

            [a](a.seed#why) [b](a.seed) [c](A.seed#how-it-goes) [d](#how-it-goes)

            ## How it goes
        "#]],
        );
    }

    #[test]
    fn a_heading_stays_one() {
        check(
            &with_cursor(SEEDS, "# How it goes"),
            "…",
            expect![[r#"
            no: a heading `…` has no anchor, and links lead to this one
        "#]],
        );
        check(
            &with_cursor(SEEDS, "# How it goes"),
            " ",
            expect![[r#"
            no: a name needs at least one letter
        "#]],
        );
        check(
            &with_cursor(SEEDS, "# How it goes"),
            "a\n# b",
            expect![[r#"
            no: a name is one line
        "#]],
        );
        check(
            &with_cursor(SEEDS, "# How it goes"),
            "<a id=\"x\"></a> b",
            expect![[r#"
            no: `<a id="x"></a> b` would change more than the name: it is markup of its own
        "#]],
        );
    }

    #[test]
    fn a_label_leaves_what_a_reader_sees() {
        check(
            "One\n\n[a][po$0rt], [Port], [port][], ![port].\n\n[PORT]: x.seed\n",
            "quay",
            expect![[r#"
                port -> quay
                //- /seeds/a.seed
                One

                [a][quay], [Port][quay], [port][quay], ![port][quay].

                [quay]: x.seed
            "#]],
        );
        check(
            "One\n\n[a][po$0rt] [quay].\n\n[port]: x.seed\n",
            "quay",
            expect![[r#"
            no: `quay` cannot be a label here: other links would change by it
        "#]],
        );
        check(
            "One\n\n[a][po$0rt]\n\n[port]: x.seed\n[quay]: y.seed\n",
            "Quay",
            expect![[r#"
            no: `Quay` is the label of another definition
        "#]],
        );
        check(
            "One\n\n[a][po$0rt]\n\n[port]: x.seed\n",
            "a]b",
            expect![[r#"
            no: `a]b` cannot be a label here: other links would change by it
        "#]],
        );
        check(
            "One\n\n[a$0][port]\n\n[port]: x.seed\n",
            "b",
            expect![[r#"
            no: the text of a link is changed in place; its label can be renamed
        "#]],
        );
    }

    #[test]
    fn a_footnote_is_renamed_with_its_references() {
        check(
            "One\n\nA.[^1] B.[^1]\n\n[^$01]: Note.\n",
            "first",
            expect![[r#"
            1 -> first
            //- /seeds/a.seed
            One

            A.[^first] B.[^first]

            [^first]: Note.
        "#]],
        );
        check(
            "One\n\nA.[^$01] B.[^2]\n\n[^1]: N.\n[^2]: M.\n",
            "2",
            expect![[r#"
            no: `2` is the label of another footnote
        "#]],
        );
        check(
            "One\n\nA.[^$01]\n\n[^1]: Note.\n",
            "a]b",
            expect![[r#"
            no: `a]b` cannot be the label of a footnote
        "#]],
        );
    }

    #[test]
    fn an_author_is_renamed_in_all_seeds() {
        let seeds = "//- /seeds/a.seed\nOne\n\nBy [Jane $0Doe](https://x.example/jane-doe) and J. Roe\n\nText of Jane Doe.\n//- /seeds/b.seed\n---\ntitle: Two\nauthors:\n  - \"Jane Doe\"\n  - Jane Doe\n---\n\nText.\n//- /seeds/c.seed\nThree\n\nBy JANE DOE\n\nText.\n";
        check(
            seeds,
            "Jane Q. Doe",
            expect![[r#"
            Jane Doe -> Jane Q. Doe
            //- /seeds/a.seed
            One

            By [Jane Q. Doe](https://x.example/jane-doe) and J. Roe

            Text of Jane Doe.
            //- /seeds/b.seed
            ---
            title: Two
            authors:
              - "Jane Q. Doe"
              - Jane Q. Doe
            ---

            Text.
        "#]],
        );
        check(
            seeds,
            "Jane and Joe Doe",
            expect![[r#"
            no: `Jane and Joe Doe` would not be read as the name of one author in /seeds/a.seed
        "#]],
        );
    }

    #[test]
    fn what_has_no_name_says_so() {
        check(
            "One$0\n\nText.\n",
            "x",
            expect![[r#"
            no: a seed is renamed as a file, and every link to it follows; its title is changed in place
        "#]],
        );
        check(
            "One\n\nTe$0xt.\n",
            "x",
            expect![[r#"
            no: there is nothing here that has a name: headings, labels of links and footnotes, and authors can be renamed
        "#]],
        );
        check(
            "One\n\n[a](https://x.exam$0ple/)\n",
            "x",
            expect![[r#"
            no: an address names a page of the web, and is not ours to rename
        "#]],
        );
        check(
            "//- /seeds/a.seed\nOne\n\n[a](b.se$0ed)\n//- /seeds/b.seed\nTwo\n",
            "x",
            expect![[r#"
                no: a seed is renamed as a file, and every link to it follows; its title is changed in place
            "#]],
        );
    }
}
