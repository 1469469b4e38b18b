//! Wiki links (`[[name]]`, `[[name#heading|text]]`) as one name and one heading, for who has switched
//! them on.

use crate::facts::Document;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WikiLink {
    /// With the brackets.
    pub(super) range: TextRange,
    /// Of the file or seed; empty for a place in the same document.
    pub(super) name: TextRange,
    /// Without its `#`.
    pub(super) fragment: Option<TextRange>,
}

/// The wiki links of `document`, in order; none where nobody has switched them on.
pub(super) fn wiki_links(document: &Document) -> Vec<WikiLink> {
    let links = document.tree().links().filter(|link| link.kind == LinkKind::Wiki);
    links.map(|link| wiki_link(document, &link)).collect()
}

/// The wiki link at `offset`.
pub(super) fn wiki_link_at(document: &Document, offset: TextSize) -> Option<WikiLink> {
    let at = TextRange::at(offset, TextSize::from(1));
    let mut links = document.tree().links_in(at).filter(|link| link.kind == LinkKind::Wiki);
    links.find(|link| link.range.contains(offset)).map(|link| wiki_link(document, &link))
}

fn wiki_link(document: &Document, link: &Link) -> WikiLink {
    let source = document.text().slice(link.destination);
    let part = |start: usize, text: &str| {
        let lead = text.len() - text.trim_start().len();
        TextRange::at(size(start + lead), size(text.trim().len())) + link.destination.start()
    };
    let (name, fragment) = match source.split_once('#') {
        Some((name, fragment)) => (name, Some(part(name.len() + 1, fragment))),
        None => (&*source, None),
    };
    WikiLink { range: link.range, name: part(0, name), fragment }
}

/// The document that `link` of `file` names.
pub(super) fn target(snapshot: &Snapshot, file: FileId, link: &WikiLink) -> Option<FileId> {
    let document = snapshot.document(file)?;
    let name = document.text().slice(link.name);
    if name.is_empty() {
        return Some(file);
    }
    snapshot.page_named(file, &name)
}

#[cfg(test)]
mod tests {
    use super::target;
    use super::wiki_links;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, Option<&str>, Option<&str>)]) {
        let fixture = format!(
            "//- /seeds/a.seed\n{text}\n//- /seeds/harbour pilots.txt\nWhy So Few\n\nText.\n\
            //- /seedls.toml\nwiki-links = true\n"
        );
        let snapshot = Fixture::parse(&fixture).snapshot();
        let file = snapshot.file_at("/seeds/a.seed").expect("it is there");
        let document = snapshot.document(file).expect("its document");
        let slice = |range| document.text().slice(range).into_owned();
        let found: Vec<_> = wiki_links(document)
            .iter()
            .map(|it| {
                let path = target(&snapshot, file, it).and_then(|it| snapshot.path(it));
                (slice(it.range), slice(it.name), it.fragment.map(slice), path.map(str::to_owned))
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(range, name, fragment, path)| {
                (
                    (*range).to_owned(),
                    (*name).to_owned(),
                    fragment.map(str::to_owned),
                    path.map(str::to_owned),
                )
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_are_of_files_or_titles() {
        let pilots = Some("/seeds/harbour pilots.txt");
        check(
            "T\n\nSee [[Harbour Pilots]], [[harbour pilots.txt#Why|é]] and [[why so few]].",
            &[
                ("[[Harbour Pilots]]", "Harbour Pilots", None, pilots),
                ("[[harbour pilots.txt#Why|é]]", "harbour pilots.txt", Some("Why"), pilots),
                ("[[why so few]]", "why so few", None, pilots),
            ],
        );
        check(
            "T\n\n[[#There]] and [[nobody]].",
            &[
                ("[[#There]]", "", Some("There"), Some("/seeds/a.seed")),
                ("[[nobody]]", "nobody", None, None),
            ],
        );
    }

    #[test]
    fn code_and_broken_ones_are_none() {
        check("T\n\nSee `[[a]]`, [[a], [[]] and [[a\nb]].\n\n```\n[[a]]\n```", &[]);
    }
}
