//! What the client can do with answers that lead from place to place.

use tower_lsp::gen_lsp_types as lsp;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::lsp) struct Navigation {
    /// A definition may say what led to it.
    pub(in crate::lsp) definition_links: bool,
}

impl Navigation {
    pub(super) fn new(capabilities: &lsp::ClientCapabilities) -> Navigation {
        let document = capabilities.text_document.clone().unwrap_or_default();
        Navigation {
            definition_links: document.definition.and_then(|it| it.link_support).unwrap_or(false),
        }
    }
}
