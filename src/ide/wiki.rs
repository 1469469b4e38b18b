//! Wiki links (`[[name]]`, `[[name#heading|text]]`), for who has switched them on. The grammar does
//! not know them, so they are looked for in the text, and only where somebody asks.

use crate::facts::Document;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::BlockKind;
use crate::syntax::Span;
use crate::syntax::SpanKind;
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

/// The wiki links of `document`, in order.
pub(super) fn wiki_links(document: &Document) -> Vec<WikiLink> {
    read(document, document.text().range())
}

/// The wiki link at `offset`.
pub(super) fn wiki_link_at(document: &Document, offset: TextSize) -> Option<WikiLink> {
    let text = document.text();
    let links = read(document, text.line_range(text.line_at(offset)));
    links.into_iter().find(|link| link.range.contains(offset))
}

fn read(document: &Document, range: TextRange) -> Vec<WikiLink> {
    let source = document.text().slice(range);
    let mut links = Vec::new();
    for (open, _) in source.match_indices("[[") {
        let Some(rest) = source.get(open + 2..) else { continue };
        let Some(close) = rest.find(['[', ']', '\n', '\r']) else { continue };
        let inside = rest.get(..close).unwrap_or_default();
        if !rest.get(close..).is_some_and(|it| it.starts_with("]]")) || inside.trim().is_empty() {
            continue;
        }
        let target = inside.split('|').next().unwrap_or_default();
        let part = |start: usize, text: &str| {
            let lead = text.len() - text.trim_start().len();
            TextRange::at(size(open + 2 + start + lead), size(text.trim().len())) + range.start()
        };
        let (name, fragment) = match target.split_once('#') {
            Some((name, fragment)) => (name, Some(part(name.len() + 1, fragment))),
            None => (target, None),
        };
        let whole = TextRange::at(size(open), size(close + 4)) + range.start();
        links.push(WikiLink { range: whole, name: part(0, name), fragment });
    }
    if !links.is_empty() {
        let code = code(document);
        links.retain(|link| !code.iter().any(|it| it.contains_range(link.range)));
    }
    links
}

/// What is shown as it stands.
fn code(document: &Document) -> Vec<TextRange> {
    let tree = document.tree();
    let spans = tree.spans().filter(|Span { kind, .. }| *kind == SpanKind::Code);
    let is_code =
        |kind| matches!(kind, BlockKind::Fence { .. } | BlockKind::IndentedCode | BlockKind::Html);
    let blocks = tree.blocks().filter(|block| is_code(block.kind));
    spans.map(|it| it.range).chain(blocks.map(|it| it.range)).collect()
}

/// The document that `link` of `file` names: by its file's name, with or without what follows the
/// last dot, or by its title. Of several the first by path.
pub(super) fn target(snapshot: &Snapshot, file: FileId, link: &WikiLink) -> Option<FileId> {
    let document = snapshot.document(file)?;
    let name = document.text().slice(link.name);
    if name.is_empty() {
        return Some(file);
    }
    let wanted = name.to_lowercase();
    let is_named = |&it: &FileId| {
        let path = snapshot.path(it).unwrap_or_default().to_lowercase();
        let stem = path.rsplit_once('.').map_or(&*path, |(stem, _)| stem);
        [&*path, stem]
            .iter()
            .any(|path| path.strip_suffix(&*wanted).is_some_and(|before| before.ends_with('/')))
    };
    let by_name = snapshot.files().find(is_named);
    by_name.or_else(|| snapshot.titled(&name).first().copied())
}

#[cfg(test)]
mod tests {
    use super::target;
    use super::wiki_links;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, Option<&str>, Option<&str>)]) {
        let fixture = format!(
            "//- /seeds/a.seed\n{text}\n//- /seeds/harbour pilots.txt\nWhy So Few\n\nText.\n"
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
