//! Completion: what can stand at the cursor: a path, an anchor, a seed by its title, a label, a
//! field or its value. Which of them is read off the line before the cursor; see `context`.

mod context;
mod fields;
mod links;
mod values;

use crate::facts::Document;
use crate::ide::hover;
use crate::ide::render::Answer;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::text::TextRange;
use crate::text::TextSize;
use context::Context;
use context::Line;

/// Items that are listed at once; a workspace may hold a hundred thousand seeds.
const MOST: usize = 200;

/// What is offered at one place. All of it replaces the same text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    /// The best first.
    pub items: Vec<Completion>,
    /// What is replaced; reaches to the cursor, and further only over marks that an editor has
    /// closed by itself.
    pub insert: TextRange,
    /// As `insert`, with the rest of the word behind the cursor.
    pub replace: TextRange,
    /// There are more, and the list is worth another question when more has been typed.
    pub incomplete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is shown.
    pub label: String,
    pub kind: CompletionKind,
    /// A few words beside the label.
    pub detail: Option<String>,
    /// What has been typed is a part of this.
    pub filter: String,
    pub text: String,
    /// As `text`, with the places to fill in marked as snippets have them.
    pub snippet: Option<String>,
    /// The document that it leads to.
    pub seed: Option<FileId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    Seed,
    File,
    Folder,
    Anchor,
    Reference,
    Field,
    Value,
    Rule,
}

/// What can stand at `offset`; nothing in code.
pub fn completions(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Completions {
    let Some(document) = snapshot.document(file) else { return Completions::default() };
    let offset = document.text().floor(offset);
    let line = Line::at(document.text(), offset);
    let Some(context) = context::read(document, &line) else { return Completions::default() };
    let at = Place { snapshot, file, document, line: &line };
    let mut completions = match context {
        Context::Path { start, directory } => links::paths(&at, start, &directory),
        Context::Anchor { start, path } => links::anchors(&at, start, &path),
        Context::Wiki { start } => links::wiki(&at, start),
        Context::Text { start } => links::texts(&at, start),
        Context::Reference { start } => links::references(&at, start),
        Context::Footnote { start } => links::footnotes(&at, start),
        Context::Seed { start } => links::seeds_at(&at, start),
        Context::Label { start, is_header } => fields::labels(&at, start, is_header),
        Context::Key { start } => fields::keys(&at, start),
        Context::Value { start, field, style } => values::values(&at, start, field, style),
        Context::Directive { start } => fields::directives(&at, start),
        Context::Rule { start } => fields::rules(&at, start),
    };
    if MOST < completions.items.len() {
        let typed = at.typed(completions.insert.start()).to_owned();
        completions.items.retain(|item| rank(&typed, &item.filter).is_some());
        completions.items.truncate(MOST);
        completions.incomplete = true;
    }
    completions
}

/// The directory whose listing [`completions`] at `offset` would like to have.
pub fn completion_directory(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Option<String> {
    let document = snapshot.document(file)?;
    let line = Line::at(document.text(), document.text().floor(offset));
    match context::read(document, &line)? {
        Context::Path { directory, .. } => links::absolute(snapshot, file, &directory),
        _ => None,
    }
}

/// What is told of a seed beside its entry in the list: as Markdown, and plain.
pub fn completion_documentation(snapshot: &Snapshot, seed: FileId) -> Option<(String, String)> {
    let document = snapshot.document(seed)?;
    let mut answer = Answer::default();
    if let Some(title) = document.metadata().title() {
        answer.heading(title);
    }
    hover::add_metadata(document, &mut answer);
    answer.code("File", hover::path_of(snapshot, seed));
    hover::add_excerpt(document, document.metadata().body_start(), &mut answer);
    Some((answer.markdown(), answer.plain()))
}

/// Where something is asked for.
struct Place<'a> {
    snapshot: &'a Snapshot,
    file: FileId,
    document: &'a Document,
    line: &'a Line,
}

impl Place<'_> {
    /// The list of what replaces the text from `start` to the cursor; `closers` are marks behind
    /// the cursor that go with it, `is_word` tells how far the word goes on there.
    fn list(
        &self,
        start: TextSize,
        closers: &str,
        is_word: impl Fn(char) -> bool,
        items: Vec<Completion>,
    ) -> Completions {
        let after = &self.line.after;
        let word = after.len() - after.trim_start_matches(is_word).len();
        let closed = |rest: &str| if rest.starts_with(closers) { closers.len() } else { 0 };
        let insert = closed(after);
        let replace = (word + closed(after.get(word..).unwrap_or_default())).max(insert);
        let cursor = self.line.cursor;
        Completions {
            items,
            insert: TextRange::new(start, cursor + crate::text::size(insert)),
            replace: TextRange::new(start, cursor + crate::text::size(replace)),
            incomplete: false,
        }
    }

    /// As [`Place::list`], for what ends with a bracket; what stands before that goes with it.
    fn list_in_brackets(&self, start: TextSize, items: Vec<Completion>) -> Completions {
        let after = &self.line.after;
        let end = after.find(['[', ']', '(']).filter(|&at| after[at..].starts_with(']'));
        let mut completions = self.list(start, "]", |_| false, items);
        if let Some(end) = end {
            let end = self.line.cursor + crate::text::size(end + 1);
            completions.replace = TextRange::new(start, end);
        }
        completions
    }

    /// What has been typed since `start`.
    fn typed(&self, start: TextSize) -> &str {
        let from = usize::from(start.checked_sub(self.line.start).unwrap_or_default());
        self.line.before.get(from..).unwrap_or_default()
    }
}

impl Completion {
    fn new(label: impl Into<String>, kind: CompletionKind) -> Completion {
        let label = label.into();
        Completion {
            filter: label.clone(),
            text: label.clone(),
            label,
            kind,
            detail: None,
            snippet: None,
            seed: None,
        }
    }
}

/// Every word of `typed` is somewhere in `text`; `None` where one is not. Smaller is better.
fn rank(typed: &str, text: &str) -> Option<u8> {
    let (typed, text) = (typed.trim().to_lowercase(), text.to_lowercase());
    if text.starts_with(&typed) {
        return Some(0);
    }
    typed.split_whitespace().all(|word| text.contains(word)).then_some(1)
}

#[cfg(test)]
mod tests;
