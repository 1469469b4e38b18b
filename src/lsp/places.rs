//! Conversions of answers that lead to places, be it in other documents.

use tower_lsp::gen_lsp_types as lsp;

use crate::ide;
use crate::index::FileId;
use crate::lsp::convert;
use crate::lsp::state::View;
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
