//! Conversions of answers that lead to places, be it in other documents.

use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::ide;
use crate::index::FileId;
use crate::lsp::convert;
use crate::lsp::state::View;
use crate::text::LineCol;
use crate::text::Text;
use crate::text::TextRange;

pub(super) fn location(view: &View, file: FileId, range: TextRange) -> Option<lsp::Location> {
    let text = view.snapshot.document(file)?.text();
    Some(lsp::Location { uri: view.uri(file)?, range: convert::range(view, text, range) })
}

/// With what led there, for clients that can show it.
pub(super) fn definition(
    view: &View,
    found: &ide::DefinitionResult,
) -> Option<lsp::DefinitionResponse> {
    let text = view.snapshot.document(view.file)?.text();
    let origin = convert::range(view, text, found.origin);
    let links = found.goals.iter().filter_map(|goal| link(view, goal, origin));
    if view.session.navigation.definition_links {
        return Some(lsp::DefinitionResponse::DefinitionLinkList(links.collect()));
    }
    let locations =
        links.map(|it| lsp::Location { uri: it.target_uri, range: it.target_selection_range });
    Some(lsp::DefinitionResponse::Definition(lsp::Definition::LocationList(locations.collect())))
}

fn link(view: &View, goal: &ide::Goal, origin: lsp::Range) -> Option<lsp::LocationLink> {
    let (uri, range, selection) = match goal {
        ide::Goal::Place { file, range, selection } => {
            let text = view.snapshot.document(*file)?.text();
            let range = convert::range(view, text, *range);
            (view.uri(*file)?, range, convert::range(view, text, *selection))
        }
        ide::Goal::File { path } => {
            (convert::uri(path), lsp::Range::default(), lsp::Range::default())
        }
    };
    Some(lsp::LocationLink {
        origin_selection_range: Some(origin),
        target_uri: uri,
        target_range: range,
        target_selection_range: selection,
    })
}

/// A link to a file is left to be resolved when somebody follows it.
pub(super) fn document_link(
    view: &View,
    text: &Text,
    link: &ide::DocumentLink,
) -> lsp::DocumentLink {
    let data = link.url.is_none().then(|| view.uri(view.file).map(|uri| json!({ "uri": uri.0 })));
    lsp::DocumentLink {
        range: convert::range(view, text, link.range),
        target: link.url.clone().map(lsp::Uri),
        tooltip: None,
        data: data.flatten(),
    }
}

/// The document that `data` of an answer of ours names.
pub(super) fn document_of(data: Option<&Value>) -> lsp::Uri {
    let uri = data.and_then(|data| data.get("uri")?.as_str());
    lsp::Uri(uri.unwrap_or_default().to_owned())
}

/// The line is told as `#L12`, as editors and code hosts read it.
pub(super) fn goal_uri(view: &View, goal: &ide::LocalGoal) -> lsp::Uri {
    let place = goal.place.and_then(|(file, range)| {
        let text = view.snapshot.document(file)?.text();
        let LineCol { line, .. } = text.line_col(range.start(), view.session.encoding);
        Some(lsp::Uri(format!("{}#L{}", view.uri(file)?.0, line + 1)))
    });
    place.unwrap_or_else(|| {
        let file = view.snapshot.file_at(&goal.path);
        file.and_then(|file| view.uri(file)).unwrap_or_else(|| convert::uri(&goal.path))
    })
}

pub(super) fn workspace_symbols(
    view: &View,
    symbols: &[ide::WorkspaceSymbol],
) -> lsp::WorkspaceSymbolResponse {
    if !view.session.navigation.resolves_symbols {
        let symbols = symbols.iter().filter_map(|symbol| {
            let location = location(view, symbol.file, symbol.range)?;
            Some(lsp::SymbolInformation::new(None, location, base_symbol(view, symbol)))
        });
        return lsp::WorkspaceSymbolResponse::SymbolInformationList(symbols.collect());
    }
    let symbols = symbols.iter().filter_map(|symbol| {
        let uri = view.uri(symbol.file)?;
        let number = KINDS.iter().position(|(kind, ..)| *kind == symbol.kind)?;
        Some(lsp::WorkspaceSymbol {
            location: lsp::WorkspaceSymbolLocation::LocationUriOnly(lsp::LocationUriOnly { uri }),
            data: Some(json!([number, symbol.index])),
            base_symbol_information: base_symbol(view, symbol),
        })
    });
    lsp::WorkspaceSymbolResponse::WorkspaceSymbolList(symbols.collect())
}

/// `symbol` with its place, as far as it still has one.
pub(super) fn resolved_symbol(
    view: &View,
    mut symbol: lsp::WorkspaceSymbol,
) -> lsp::WorkspaceSymbol {
    let uri = match &symbol.location {
        lsp::WorkspaceSymbolLocation::Location(_) => return symbol,
        lsp::WorkspaceSymbolLocation::LocationUriOnly(location) => location.uri.clone(),
    };
    let number = |at: usize| -> Option<usize> {
        usize::try_from(symbol.data.as_ref()?.get(at)?.as_u64()?).ok()
    };
    let found = || {
        let file = view.snapshot.file_at(&convert::path(&uri.0))?;
        let (kind, ..) = *KINDS.get(number(0)?)?;
        let range = ide::symbol_range(&view.snapshot, file, kind, number(1)?)?;
        location(view, file, range)
    };
    // What has gone meanwhile is where its document begins.
    let location = found().unwrap_or(lsp::Location { uri, range: lsp::Range::default() });
    symbol.location = lsp::WorkspaceSymbolLocation::Location(location);
    symbol
}

/// The protocol's kinds are those of programs; these are the nearest.
const KINDS: &[(ide::WorkspaceSymbolKind, lsp::SymbolKind)] = &[
    (ide::WorkspaceSymbolKind::Title, lsp::SymbolKind::File),
    (ide::WorkspaceSymbolKind::Heading, lsp::SymbolKind::String),
    (ide::WorkspaceSymbolKind::Author, lsp::SymbolKind::Class),
    (ide::WorkspaceSymbolKind::Date, lsp::SymbolKind::Event),
];

fn base_symbol(view: &View, symbol: &ide::WorkspaceSymbol) -> lsp::BaseSymbolInformation {
    let kind = KINDS.iter().find(|(kind, _)| *kind == symbol.kind).map(|(_, kind)| *kind);
    let kind = match kind {
        Some(lsp::SymbolKind::Event) if !view.session.navigation.event_symbols => {
            Some(lsp::SymbolKind::Number)
        }
        kind => kind,
    };
    lsp::BaseSymbolInformation {
        name: symbol.name.clone(),
        kind: kind.unwrap_or(lsp::SymbolKind::String),
        tags: None,
        container_name: symbol.container.clone(),
    }
}

/// Edits of several documents, each with the version that it is for where the client can use that.
pub(super) fn workspace_edit(view: &View, edits: &ide::Edits) -> lsp::WorkspaceEdit {
    let edits = edits.iter().filter_map(|(file, edit)| {
        let text = view.snapshot.document(*file)?.text();
        let parts: Vec<lsp::TextEdit> = edit
            .parts()
            .iter()
            .map(|part| lsp::TextEdit {
                range: convert::range(view, text, part.range),
                new_text: part.insert.clone(),
            })
            .collect();
        Some((*file, view.uri(*file)?, parts))
    });
    if !view.session.versioned_edits {
        let changes = edits.map(|(_, uri, parts)| (uri, parts)).collect();
        return lsp::WorkspaceEdit { changes: Some(changes), ..lsp::WorkspaceEdit::default() };
    }
    let changes = edits.map(|(file, uri, parts)| {
        let text_document = lsp::OptionalVersionedTextDocumentIdentifier {
            version: view.version_of(file),
            text_document_identifier: lsp::TextDocumentIdentifier { uri },
        };
        let edits = parts.into_iter().map(lsp::Edit::TextEdit).collect();
        lsp::DocumentChange::TextDocumentEdit(lsp::TextDocumentEdit { text_document, edits })
    });
    let document_changes = Some(changes.collect());
    lsp::WorkspaceEdit { document_changes, ..lsp::WorkspaceEdit::default() }
}
