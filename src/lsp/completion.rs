//! Completion as the protocol has it: edits that the client can make, and no more than it asked for.

use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::ide;
use crate::ide::CompletionKind;
use crate::index::Snapshot;
use crate::io;
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::lsp::state::View;
use crate::text::Text;

pub(super) fn options() -> lsp::CompletionOptions {
    let characters = ["[", "(", "/", "#", "<", "^", "-", " "];
    lsp::CompletionOptions {
        trigger_characters: Some(characters.map(str::to_owned).into()),
        resolve_provider: Some(true),
        ..lsp::CompletionOptions::default()
    }
}

/// What can stand at `position`. The folder that a path is in is listed anew for it.
pub(super) fn list(
    view: &View,
    text: &Text,
    position: lsp::Position,
) -> Option<lsp::CompletionList> {
    let offset = convert::offset(view, position)?;
    let directory = ide::completion_directory(&view.snapshot, view.file, offset);
    let snapshot = match directory {
        Some(path) => {
            let entries = io::list(&path);
            view.snapshot.with_directory(&path, entries)
        }
        None => view.snapshot.clone(),
    };
    let found = ide::completions(&snapshot, view.file, offset);
    let insert = convert::range(view, text, found.insert);
    let replace = convert::range(view, text, found.replace);
    let items = found.items.into_iter().enumerate();
    let items = items.map(|(rank, it)| item(view, it, rank, insert, replace));
    Some(lsp::CompletionList {
        is_incomplete: found.incomplete,
        items: items.collect(),
        ..lsp::CompletionList::default()
    })
}

fn item(
    view: &View,
    item: ide::Completion,
    rank: usize,
    insert: lsp::Range,
    replace: lsp::Range,
) -> lsp::CompletionItem {
    let session = &view.session;
    let snippet = item.snippet.filter(|_| session.completion.snippets);
    let format = snippet.is_some().then_some(lsp::InsertTextFormat::Snippet);
    let new_text = snippet.unwrap_or(item.text);
    let edit: lsp::CompletionItemTextEdit = match session.completion.insert_replace {
        true => lsp::InsertReplaceEdit { new_text, insert, replace }.into(),
        false => lsp::TextEdit { range: insert, new_text }.into(),
    };
    let path = item.seed.and_then(|seed| view.snapshot.path(seed));
    let is_folder = item.kind == CompletionKind::Folder;
    lsp::CompletionItem {
        kind: Some(kind(item.kind, view.session.completion.late_kinds)),
        detail: item.detail,
        sort_text: Some(format!("{rank:04}")),
        filter_text: (item.filter != item.label).then_some(item.filter),
        insert_text_format: format,
        text_edit: Some(edit),
        data: path.map(|path| json!({ "seed": path })),
        command: (is_folder && session.completion.suggests_again).then(again),
        label: item.label,
        ..lsp::CompletionItem::default()
    }
}

/// After a folder comes what is in it. The command is the editor's own: others have none for it.
fn again() -> lsp::Command {
    lsp::Command {
        title: "Go on".to_owned(),
        command: "editor.action.triggerSuggest".to_owned(),
        ..lsp::Command::default()
    }
}

fn kind(kind: CompletionKind, late: bool) -> lsp::CompletionItemKind {
    match kind {
        CompletionKind::Seed | CompletionKind::File => lsp::CompletionItemKind::File,
        // A client that does not list kinds knows those up to `Reference` (LSP 3.17).
        CompletionKind::Folder if !late => lsp::CompletionItemKind::File,
        CompletionKind::Rule if !late => lsp::CompletionItemKind::Value,
        CompletionKind::Folder => lsp::CompletionItemKind::Folder,
        CompletionKind::Anchor | CompletionKind::Reference => lsp::CompletionItemKind::Reference,
        CompletionKind::Field => lsp::CompletionItemKind::Property,
        CompletionKind::Value => lsp::CompletionItemKind::Value,
        CompletionKind::Rule => lsp::CompletionItemKind::EnumMember,
    }
}

/// `item` with what is known of the seed that it leads to.
pub(super) fn resolve(
    snapshot: &Snapshot,
    session: &Session,
    mut item: lsp::CompletionItem,
) -> lsp::CompletionItem {
    let path = item.data.as_ref().and_then(|data| data.get("seed")).and_then(Value::as_str);
    let seed = path.and_then(|path| snapshot.known_at(path));
    let Some((markdown, plain)) =
        seed.and_then(|seed| ide::completion_documentation(snapshot, seed))
    else {
        return item;
    };
    let content = match session.completion.markdown {
        true => lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown },
        false => lsp::MarkupContent { kind: lsp::MarkupKind::PlainText, value: plain },
    };
    item.documentation = Some(content.into());
    item
}
