//! What an editor shows in and above the text, as the protocol has it: tokens, hints and lenses.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::facts::Document;
use crate::ide;
use crate::ide::LensKind;
use crate::ide::TokenKind;
use crate::index::Snapshot;
use crate::lsp::Shared;
use crate::lsp::convert;
use crate::lsp::places;
use crate::lsp::session::Session;
use crate::lsp::state::View;
use crate::text::LineCol;
use crate::text::TextRange;

/// Shows a list of places. Clients with a command of this name say so in `initializationOptions`
/// (`"showReferences": true`) and are called themselves; for others the server does what it can.
pub(super) const SHOW_REFERENCES: &str = "seedls.showReferences";

/// Our kinds and the types that themes have a colour for.
const TYPES: &[(TokenKind, &str)] = &[
    (TokenKind::FieldLabel, "property"),
    (TokenKind::Title, "class"),
    (TokenKind::Author, "variable"),
    (TokenKind::Date, "number"),
    (TokenKind::Heading, "namespace"),
    (TokenKind::LinkText, "function"),
    (TokenKind::Destination, "string"),
    (TokenKind::ReferenceLabel, "enumMember"),
    (TokenKind::Footnote, "parameter"),
    (TokenKind::Code, "macro"),
    (TokenKind::Comment, "comment"),
    (TokenKind::Suppression, "decorator"),
];

pub(super) fn tokens_options() -> lsp::SemanticTokensOptions {
    lsp::SemanticTokensOptions {
        legend: lsp::SemanticTokensLegend {
            token_types: TYPES.iter().map(|&(_, name)| name.to_owned()).collect(),
            token_modifiers: Vec::new(),
        },
        range: Some(true.into()),
        full: Some(lsp::SemanticTokensFullDelta { delta: Some(true) }.into()),
        ..lsp::SemanticTokensOptions::default()
    }
}

/// The tokens that a client has of each document, so that it can be told what has changed.
#[derive(Default)]
pub(super) struct SentTokens(Mutex<Sent>);

#[derive(Default)]
struct Sent {
    count: u64,
    /// By path.
    of: BTreeMap<String, (String, Arc<[u32]>)>,
}

impl SentTokens {
    fn lock(&self) -> MutexGuard<'_, Sent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what the client has of the document at `path`.
    pub(super) fn forget(&self, path: &str) {
        self.lock().of.remove(path);
    }

    /// Keeps what the client gets now; gives its name, and what it had under the name `previous`.
    fn replace(
        &self,
        path: &str,
        tokens: &Arc<[u32]>,
        previous: Option<&str>,
    ) -> (String, Option<Arc<[u32]>>) {
        let mut sent = self.lock();
        sent.count += 1;
        let id = sent.count.to_string();
        let old = sent.of.insert(path.to_owned(), (id.clone(), tokens.clone()));
        let old = old.filter(|(id, _)| Some(&**id) == previous).map(|(_, tokens)| tokens);
        (id, old)
    }
}

/// All tokens, or what has changed since `previous` where the client has that.
pub(super) fn tokens(
    shared: &Shared,
    view: &View,
    document: &Document,
    previous: Option<&str>,
) -> Value {
    let data: Arc<[u32]> = encoded(view, document, document.text().range()).into();
    let path = view.snapshot.path(view.file).unwrap_or_default();
    let (id, old) = shared.tokens.replace(path, &data, previous);
    match old {
        None => json!({ "resultId": id, "data": &*data }),
        Some(old) => json!({ "resultId": id, "edits": edits(&old, &data) }),
    }
}

pub(super) fn tokens_in(view: &View, document: &Document, range: lsp::Range) -> Option<Value> {
    let range = convert::text_range(view, range)?;
    Some(json!({ "data": encoded(view, document, range) }))
}

/// Five numbers a token, each place counted from the one before: LSP 3.17, "Semantic Tokens".
fn encoded(view: &View, document: &Document, range: TextRange) -> Vec<u32> {
    let text = document.text();
    let mut data = Vec::new();
    let mut last = LineCol { line: 0, column: 0 };
    for token in ide::tokens(document, range) {
        let start = text.line_col(token.range.start(), view.session.encoding);
        let end = text.line_col(token.range.end(), view.session.encoding);
        let kind = TYPES.iter().position(|&(kind, _)| kind == token.kind).unwrap_or_default();
        let column =
            if start.line == last.line { start.column - last.column } else { start.column };
        data.extend([start.line - last.line, column, end.column - start.column, kind as u32, 0]);
        last = start;
    }
    data
}

/// The one edit that turns `old` into `new`, in whole tokens; none where they are equal.
fn edits(old: &[u32], new: &[u32]) -> Vec<Value> {
    if old == new {
        return Vec::new();
    }
    let same = |(a, b): &(&u32, &u32)| a == b;
    let start = old.iter().zip(new).take_while(same).count() / 5 * 5;
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count() / 5 * 5;
    let (deleted, inserted) = (old_rest.len() - end, &new_rest[..new_rest.len() - end]);
    vec![json!({ "start": start, "deleteCount": deleted, "data": inserted })]
}

pub(super) fn hints(
    view: &View,
    document: &Document,
    range: lsp::Range,
) -> Option<Vec<lsp::InlayHint>> {
    let range = convert::text_range(view, range)?;
    let hints = ide::inlay_hints(&view.snapshot, view.file, range).into_iter().map(|hint| {
        let at = convert::range(view, document.text(), TextRange::empty(hint.at)).start;
        let seed = hint.seed.and_then(|seed| view.snapshot.path(seed));
        let mut shown =
            lsp::InlayHint::new(at, hint.label.into(), None, None, None, None, None, None);
        shown.padding_left = Some(true);
        shown.data = seed.map(|path| json!({ "seed": path }));
        shown
    });
    Some(hints.collect())
}

/// `hint` with what is known of the seed that it names.
pub(super) fn resolve_hint(snapshot: &Snapshot, session: &Session, hint: &mut lsp::InlayHint) {
    let path = hint.data.as_ref().and_then(|data| data.get("seed")).and_then(Value::as_str);
    let seed = path.and_then(|path| snapshot.known_at(path));
    let told = seed.and_then(|seed| ide::completion_documentation(snapshot, seed));
    let Some((markdown, plain)) = told else { return };
    hint.tooltip = Some(match session.markdown {
        true => lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown }.into(),
        false => plain.into(),
    });
}

const LENSES: &[(LensKind, &str)] =
    &[(LensKind::Links, "links"), (LensKind::Duplicates, "duplicates")];

pub(super) fn lenses(view: &View, document: &Document) -> Option<Vec<lsp::CodeLens>> {
    let uri = view.uri(view.file)?;
    let lenses = ide::lenses(&view.snapshot, view.file).into_iter().map(|lens| {
        let name = LENSES.iter().find(|(kind, _)| *kind == lens.kind).map(|(_, name)| name);
        lsp::CodeLens {
            range: convert::range(view, document.text(), lens.range),
            data: Some(json!({ "uri": uri, "kind": name })),
            ..lsp::CodeLens::default()
        }
    });
    Some(lenses.collect())
}

/// The document that a lens is of.
pub(super) fn document_of(lens: &lsp::CodeLens) -> Option<lsp::Uri> {
    Some(lsp::Uri(lens.data.as_ref()?.get("uri")?.as_str()?.to_owned()))
}

/// What stands in the lens and what it does. A lens must not be without words, even if there is
/// nothing to show any more.
pub(super) fn lens_command(view: &View, lens: &lsp::CodeLens) -> Option<lsp::Command> {
    let name = lens.data.as_ref()?.get("kind")?.as_str()?;
    let (kind, _) = LENSES.iter().find(|(_, it)| *it == name)?;
    let found = ide::lens(&view.snapshot, view.file, *kind)?;
    let places: Vec<lsp::Location> = found
        .places
        .iter()
        .filter_map(|place| places::location(view, place.file, place.range))
        .collect();
    let arguments = json!([view.uri(view.file)?, lens.range.start, places]);
    Some(lsp::Command {
        title: found.title,
        command: SHOW_REFERENCES.to_owned(),
        arguments: arguments.as_array().cloned(),
        ..lsp::Command::default()
    })
}

/// For clients without such a command: shows the first place, and tells of the others.
pub(super) fn show_references(shared: &Shared, params: &lsp::ExecuteCommandParams) {
    let places = params.arguments.as_ref().and_then(|it| it.get(2)).and_then(Value::as_array);
    let places = places.map(Vec::as_slice).unwrap_or_default();
    let shows = shared.state.session().shows_documents;
    if let Some(first) = places.first().filter(|_| shows) {
        let params = json!({ "uri": first["uri"], "takeFocus": true, "selection": first["range"] });
        shared.outbox.request("window/showDocument", params);
    }
    let line = |place: &Value| {
        let path = convert::path(place["uri"].as_str().unwrap_or_default());
        let line = place["range"]["start"]["line"].as_u64().unwrap_or_default();
        format!("{path}:{}", line.saturating_add(1))
    };
    if 1 < places.len() || !shows && !places.is_empty() {
        let list: Vec<String> = places.iter().take(20).map(line).collect();
        shared.outbox.show_info(&list.join("\n"));
    }
}

/// Has the client ask again for what depends on other documents.
pub(super) fn refresh(shared: &Shared) {
    let session = shared.state.session();
    if session.refresh_lenses {
        shared.outbox.request("workspace/codeLens/refresh", Value::Null);
    }
    if session.refresh_hints {
        shared.outbox.request("workspace/inlayHint/refresh", Value::Null);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::edits;

    #[test]
    fn edits_are_of_whole_tokens_and_as_small_as_can_be() {
        let old: Vec<u32> = (0..15).collect();
        let mut new = old.clone();
        assert!(edits(&old, &new).is_empty());
        new[7] = 99;
        let expected = json!([{ "start": 5, "deleteCount": 5, "data": [5, 6, 99, 8, 9] }]);
        assert_eq!(json!(edits(&old, &new)), expected);
        let expected = json!([{ "start": 5, "deleteCount": 0, "data": [0, 1, 2, 3, 4] }]);
        assert_eq!(json!(edits(&[0, 1, 2, 3, 4], &[0, 1, 2, 3, 4, 0, 1, 2, 3, 4])), expected);
        let expected = json!([{ "start": 0, "deleteCount": 15, "data": [] }]);
        assert_eq!(json!(edits(&old, &[])), expected);
    }
}
