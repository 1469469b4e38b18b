//! Subjects: what the word under the cursor stands for (a file, a heading, a label, an author, an
//! article), and every place that names the same. Definitions, references and highlights are all
//! made of this.

use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
use crate::facts::Value;
use crate::facts::canonical_source;
use crate::facts::label_key;
use crate::ide::wiki;
use crate::index::AnchorTarget;
use crate::index::FileId;
use crate::index::LocalTarget;
use crate::index::Snapshot;
use crate::index::Target;
use crate::index::is_same_author;
use crate::syntax::FieldName;
use crate::syntax::Footnote;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// Files, and the article that those among them hold which are seeds.
    Whole {
        paths: Vec<String>,
        article: Option<String>,
    },
    /// A heading or explicit anchor.
    Place {
        file: FileId,
        range: TextRange,
    },
    /// Of link definitions.
    Label {
        file: FileId,
        key: String,
    },
    Footnote {
        file: FileId,
        key: String,
    },
    Author {
        name: String,
    },
}

/// One place where a subject is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) file: FileId,
    pub(super) range: TextRange,
    /// It is the subject itself, or what defines it, and not a way there.
    pub(super) declares: bool,
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// What in the document names the subjects.
    pub(super) range: TextRange,
    /// The likeliest first.
    pub(super) subjects: Vec<Subject>,
}

/// What stands at `offset`, or else just before it.
pub(super) fn at(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Option<Found> {
    let text = snapshot.document(file)?.text();
    let before = offset.checked_sub(TextSize::from(1)).map(|it| text.floor(it));
    let before = before.filter(|&it| text.line_at(it) == text.line_at(offset));
    strictly_at(snapshot, file, offset).or_else(|| strictly_at(snapshot, file, before?))
}

fn strictly_at(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Option<Found> {
    let document = snapshot.document(file)?;
    let found = |range: TextRange, subject: Subject| Some(Found { range, subjects: vec![subject] });
    if let Some(footnote) = document.tree().footnotes().find(|it| it.range.contains(offset)) {
        let key = label_key(&footnote.label);
        return found(footnote_label(document, &footnote), Subject::Footnote { file, key });
    }
    let field = document.metadata().fields.iter().find(|field| field.source.contains(offset));
    if let Some(field) = field
        && let Value::Author { name, .. } = &field.value
        && let Some(range) = name_range(document, field)
        && range.contains(offset)
    {
        return found(range, Subject::Author { name: name.clone() });
    }
    if let Some(link) = wiki::wiki_link_at(document, offset) {
        return found(link.range, of_wiki_link(snapshot, file, &link)?);
    }
    if let Some(link) = link_at(document, offset) {
        return of_link(snapshot, file, &link, offset);
    }
    if let Some(definition) = document.tree().definitions().find(|it| it.range.contains(offset)) {
        let link = OutgoingLink::of_definition(document.text(), &definition);
        if definition.label.contains_inclusive(offset) {
            let key = label_key(&document.text().slice(definition.label));
            return found(definition.label, Subject::Label { file, key });
        }
        let target = snapshot.resolve_outgoing(file, &link);
        let range = link.destination_range;
        return found(range, of_target(snapshot, &target, &link.written)?);
    }
    let undefined = document.tree().undefined_references().find(|it| it.range.contains(offset));
    if let Some(reference) = undefined {
        let key = label_key(&document.text().slice(reference.label));
        return found(reference.label, Subject::Label { file, key });
    }
    let mut at = Found { range: TextRange::empty(offset), subjects: Vec::new() };
    if let Some(heading) = document.tree().headings().find(|it| it.range.contains(offset)) {
        at.range = heading.content;
        at.subjects.push(Subject::Place { file, range: heading.range });
    } else if let Some(anchor) = document.tree().anchors().find(|it| it.range.contains(offset)) {
        at.range = anchor.range;
        at.subjects.push(Subject::Place { file, range: anchor.range });
    }
    if let Some(field) = field
        && let Some(subject) = of_field(snapshot, file, field)
    {
        if at.subjects.is_empty() {
            at.range = field.source;
        }
        at.subjects.push(subject);
    }
    (!at.subjects.is_empty()).then_some(at)
}

/// The innermost link at `offset`.
pub(super) fn link_at(document: &Document, offset: TextSize) -> Option<Link> {
    let at = TextRange::at(offset, TextSize::from(1));
    let links = document.tree().links_in(at).filter(|link| link.range.contains(offset));
    links.min_by_key(|link| link.range.len())
}

pub(super) fn is_reference(link: &Link) -> bool {
    matches!(link.kind, LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut)
}

/// The label of `footnote`, without brackets and `^`.
pub(super) fn footnote_label(document: &Document, footnote: &Footnote) -> TextRange {
    let source = document.text().slice(footnote.range);
    let end = source.rfind(']').unwrap_or(source.len());
    let start = if source.starts_with("[^") { 2 } else { 0 };
    TextRange::new(size(start), size(end.max(start))) + footnote.range.start()
}

/// The source of an author's name, without link and organisation; `None` where it is written in
/// another way than it is read.
pub(super) fn name_range(document: &Document, field: &Field) -> Option<TextRange> {
    let Value::Author { name, .. } = &field.value else { return None };
    let source = document.text().slice(field.source);
    let start = source.find(name.as_str()).filter(|_| !name.is_empty())?;
    Some(TextRange::at(size(start), size(name.len())) + field.source.start())
}

fn of_link(snapshot: &Snapshot, file: FileId, link: &Link, offset: TextSize) -> Option<Found> {
    let document = snapshot.document(file)?;
    let target = snapshot.resolve(file, link);
    let outgoing = OutgoingLink::of(document.text(), link);
    if is_reference(link) {
        let label = document.text().slice(link.destination);
        let label = Subject::Label { file, key: label_key(&label) };
        // Behind the text of `[text][label]` stands what the definition leads to.
        let in_label =
            link.destination.contains_inclusive(offset) || link.kind != LinkKind::Reference;
        let definition = document.definition(&document.text().slice(link.destination));
        let leads_to = definition.and_then(|it| of_target(snapshot, &target, &it.written));
        let subjects = leads_to.filter(|_| !in_label).into_iter().chain([label]).collect();
        let range = if in_label { link.destination } else { link.text };
        return Some(Found { range, subjects });
    }
    let outgoing = outgoing?;
    let subject = of_target(snapshot, &target, &outgoing.written)?;
    Some(Found { range: link.range, subjects: vec![subject] })
}

fn of_wiki_link(snapshot: &Snapshot, file: FileId, link: &wiki::WikiLink) -> Option<Subject> {
    let target = wiki::target(snapshot, file, link)?;
    let anchor = link.fragment.and_then(|fragment| {
        let fragment = snapshot.document(file)?.text().slice(fragment).into_owned();
        snapshot.place_named(target, &fragment)
    });
    Some(match anchor {
        Some(range) => Subject::Place { file: target, range },
        None => whole(snapshot, snapshot.path(target)?.to_owned()),
    })
}

fn of_field(snapshot: &Snapshot, file: FileId, field: &Field) -> Option<Subject> {
    match &field.value {
        Value::Text(_) if field.name == FieldName::Title => {
            Some(whole(snapshot, snapshot.path(file)?.to_owned()))
        }
        Value::Author { name, .. } => Some(Subject::Author { name: name.clone() }),
        Value::Link { url, .. } if canonical_source(url).is_some() => {
            Some(of_article(snapshot, url))
        }
        _ => {
            let written = path_in(field)?.split('#').next().unwrap_or_default();
            let path = snapshot.absolute(file, written)?;
            snapshot.file_at(&path).map(|_| whole(snapshot, path))
        }
    }
}

/// The path that a field's value is or may be: front matter knows no links.
pub(super) fn path_in(field: &Field) -> Option<&str> {
    match &field.value {
        Value::Link { url, .. } if url::Url::parse(url).is_err() && !url.starts_with('#') => {
            Some(url)
        }
        Value::Text(text) if field.name == FieldName::Related && !text.contains(' ') => Some(text),
        _ => None,
    }
}

/// The subject of a link that leads to `target` and is written as `written`.
fn of_target(snapshot: &Snapshot, target: &Target, written: &str) -> Option<Subject> {
    match target {
        Target::Url => canonical_source(written).map(|_| of_article(snapshot, written)),
        Target::Local(LocalTarget {
            file: Some(file), anchor: AnchorTarget::At(range), ..
        }) => Some(Subject::Place { file: *file, range: *range }),
        Target::Local(target) => Some(whole(snapshot, target.path.clone())),
        _ => None,
    }
}

/// The file at `path`, and the article that it holds.
fn whole(snapshot: &Snapshot, path: String) -> Subject {
    let document = snapshot.file_at(&path).and_then(|file| snapshot.document(file));
    let source = document.and_then(|it| it.metadata().source());
    Subject::Whole { paths: vec![path], article: source.map(str::to_owned) }
}

/// The article at `url`, and the files that hold it.
fn of_article(snapshot: &Snapshot, url: &str) -> Subject {
    let holders = snapshot.with_source(url);
    let paths = holders.into_iter().filter_map(|it| Some(snapshot.path(it)?.to_owned()));
    Subject::Whole { paths: paths.collect(), article: Some(url.to_owned()) }
}

/// Every place in all documents where `subject` is named, sorted by path and position.
pub(super) fn mentions(snapshot: &Snapshot, subject: &Subject) -> Vec<Mention> {
    let mut files = match subject {
        Subject::Label { file, .. } | Subject::Footnote { file, .. } => vec![*file],
        Subject::Author { name } => snapshot.by_author(name),
        Subject::Place { file, .. } => {
            let path = snapshot.path(*file).unwrap_or_default();
            let mut files = snapshot.linking_to(path);
            files.push(*file);
            files
        }
        Subject::Whole { paths, article } => {
            let mut files = Vec::new();
            for path in paths {
                files.extend(snapshot.linking_to(path));
                files.extend(snapshot.file_at(path));
            }
            if let Some(article) = article {
                files.extend(snapshot.leading_to(article));
                files.extend(snapshot.with_source(article));
            }
            files
        }
    };
    files.sort_by_key(|&file| snapshot.path(file));
    files.dedup();
    files.into_iter().flat_map(|file| mentions_in(snapshot, subject, file)).collect()
}

/// As [`mentions`], in one document.
pub(super) fn mentions_in(snapshot: &Snapshot, subject: &Subject, file: FileId) -> Vec<Mention> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let mut found: Vec<(TextRange, bool)> = match subject {
        Subject::Label { file: of, key } if *of == file => label_mentions(document, key),
        Subject::Footnote { file: of, key } if *of == file => {
            let footnotes = document.tree().footnotes().filter(|it| label_key(&it.label) == *key);
            footnotes.map(|it| (footnote_label(document, &it), it.definition)).collect()
        }
        Subject::Label { .. } | Subject::Footnote { .. } => Vec::new(),
        Subject::Author { name } => {
            let is_it = |field: &&Field| match &field.value {
                Value::Author { name: other, .. } => is_same_author(other, name),
                _ => false,
            };
            let fields = document.metadata().fields.iter().filter(is_it);
            let range = |it: &Field| name_range(document, it).unwrap_or(it.source);
            fields.map(|field| (range(field), false)).collect()
        }
        Subject::Place { file: of, range } => place_mentions(snapshot, file, *of, *range),
        Subject::Whole { paths, article } => {
            whole_mentions(snapshot, file, paths, article.as_deref())
        }
    };
    found.sort_by_key(|(range, declares)| (range.start(), range.end(), !declares));
    found.dedup_by_key(|(range, _)| *range);
    found.into_iter().map(|(range, declares)| Mention { file, range, declares }).collect()
}

fn label_mentions(document: &Document, key: &str) -> Vec<(TextRange, bool)> {
    let text = document.text();
    let tree = document.tree();
    let is_it = |range: &TextRange| label_key(&text.slice(*range)) == *key;
    let uses = tree.links().filter(is_reference).map(|link| link.destination);
    let uses = uses.chain(tree.undefined_references().map(|it| it.label)).filter(is_it);
    let definitions = tree.definitions().map(|it| it.label).filter(is_it);
    uses.map(|it| (it, false)).chain(definitions.map(|it| (it, true))).collect()
}

fn place_mentions(
    snapshot: &Snapshot,
    file: FileId,
    of: FileId,
    range: TextRange,
) -> Vec<(TextRange, bool)> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let mut found = Vec::new();
    if file == of {
        let heading = document.tree().headings().find(|it| it.range == range);
        found.push((heading.map_or(range, |it| it.content), true));
    }
    for link in document.links().iter().filter(|link| !is_wiki(link)) {
        if let Target::Local(target) = snapshot.resolve_outgoing(file, link)
            && target.file == Some(of)
            && target.anchor == AnchorTarget::At(range)
        {
            found.push((shown(link), false));
        }
    }
    if snapshot.config_of(file).wiki_links {
        let subject = Subject::Place { file: of, range };
        found.extend(wiki_mentions(snapshot, file, document, &subject));
    }
    found
}

fn whole_mentions(
    snapshot: &Snapshot,
    file: FileId,
    paths: &[String],
    article: Option<&str>,
) -> Vec<(TextRange, bool)> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let own = snapshot.path(file).unwrap_or_default();
    let mut found = Vec::new();
    if paths.iter().any(|path| path == own) {
        found.push((start_of(document), true));
    }
    for link in document.links().iter().filter(|link| !is_wiki(link)) {
        if let Target::Local(target) = snapshot.resolve_outgoing(file, link)
            && paths.contains(&target.path)
            && link.destination_range.start() < link.destination_range.end()
            && !matches!(link.destination, Destination::Fragment(_))
        {
            found.push((shown(link), false));
        }
    }
    if let Some(article) = article.and_then(canonical_source) {
        let leads_there = |url: &str| canonical_source(url).is_some_and(|it| it == article);
        let tree = document.tree();
        let links = tree.links().filter_map(|link| OutgoingLink::of(document.text(), &link));
        let definitions = tree.definitions();
        let definitions = definitions.map(|it| OutgoingLink::of_definition(document.text(), &it));
        let all = links.chain(definitions).filter(|link| leads_there(&link.written));
        found.extend(all.map(|link| (shown(&link), false)));
        for field in &document.metadata().fields {
            let Value::Link { url, .. } = &field.value else { continue };
            // Where the field is a link of its own, that has been found.
            let is_new = !found.iter().any(|(range, _)| range.intersect(field.source).is_some());
            if is_new && leads_there(url) {
                found.push((field.source, false));
            }
        }
    }
    if snapshot.config_of(file).wiki_links {
        for path in paths {
            let subject = whole(snapshot, path.clone());
            found.extend(wiki_mentions(snapshot, file, document, &subject));
        }
    }
    found
}

fn wiki_mentions(
    snapshot: &Snapshot,
    file: FileId,
    document: &Document,
    subject: &Subject,
) -> Vec<(TextRange, bool)> {
    let links = wiki::wiki_links(document);
    let is_it = |it: &wiki::WikiLink| of_wiki_link(snapshot, file, it).as_ref() == Some(subject);
    links.iter().filter(|it| is_it(it)).map(|it| (it.range, false)).collect()
}

/// These are told as a whole, by `wiki_mentions`.
fn is_wiki(link: &OutgoingLink) -> bool {
    matches!(link.kind, OutgoingKind::Wiki | OutgoingKind::Embed)
}

/// The destination of a link, or all of it where none is written.
fn shown(link: &OutgoingLink) -> TextRange {
    if link.destination_range.is_empty() { link.range } else { link.destination_range }
}

/// Where who goes to a document arrives: at its title.
pub(super) fn start_of(document: &Document) -> TextRange {
    let title = document.metadata().first(FieldName::Title);
    title.map_or(TextRange::empty(TextSize::from(0)), |title| title.source)
}
