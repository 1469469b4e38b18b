//! What the client can do with answers that lead from place to place.

use tower_lsp::gen_lsp_types as lsp;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::lsp) struct Navigation {
    /// A definition may say what led to it.
    pub(in crate::lsp) definition_links: bool,
    /// Links may say more than their target.
    pub(in crate::lsp) link_tooltips: bool,
    /// More folds than this are not wanted. `None`: any number.
    pub(in crate::lsp) most_folds: Option<usize>,
    /// Symbols of the workspace may come without their range, which is asked for later.
    pub(in crate::lsp) resolves_symbols: bool,
    /// A date may be shown as an event: older clients know no such kind of symbol.
    pub(in crate::lsp) event_symbols: bool,
    /// It asks whether something can be renamed before it asks for a name.
    pub(in crate::lsp) prepares_renames: bool,
    pub(in crate::lsp) file_operations: FileOperations,
}

/// What the client tells of files that it renames, creates and deletes itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::lsp) struct FileOperations {
    pub(in crate::lsp) will_rename: bool,
    pub(in crate::lsp) did_rename: bool,
    pub(in crate::lsp) did_create: bool,
    pub(in crate::lsp) did_delete: bool,
}

impl Navigation {
    pub(super) fn new(capabilities: &lsp::ClientCapabilities) -> Navigation {
        let document = capabilities.text_document.clone().unwrap_or_default();
        let workspace = capabilities.workspace.clone().unwrap_or_default();
        let most_folds = document.folding_range.and_then(|it| it.range_limit);
        let operations = workspace.file_operations.unwrap_or_default();
        let symbol = workspace.symbol.unwrap_or_default();
        let kinds = symbol.symbol_kind.and_then(|it| it.value_set).unwrap_or_default();
        Navigation {
            definition_links: document.definition.and_then(|it| it.link_support).unwrap_or(false),
            link_tooltips: document
                .document_link
                .and_then(|it| it.tooltip_support)
                .unwrap_or(false),
            most_folds: most_folds.and_then(|it| usize::try_from(it).ok()),
            event_symbols: kinds.contains(&lsp::SymbolKind::Event),
            resolves_symbols: symbol
                .resolve_support
                .is_some_and(|it| it.properties.iter().any(|it| it == "location.range")),
            file_operations: FileOperations {
                will_rename: operations.will_rename.unwrap_or(false),
                did_rename: operations.did_rename.unwrap_or(false),
                did_create: operations.did_create.unwrap_or(false),
                did_delete: operations.did_delete.unwrap_or(false),
            },
            prepares_renames: document.rename.and_then(|it| it.prepare_support).unwrap_or(false),
        }
    }
}
