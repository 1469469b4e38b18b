//! What the client can do with findings, and how they reach it.

use tower_lsp::gen_lsp_types as lsp;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::lsp) struct Findings {
    /// The client asks for findings; it is not sent them unasked too.
    ///
    /// One that cannot be told to ask again would show what is not true any more of every document
    /// but the one that is edited, so it is sent them where it says that it takes them.
    pub(in crate::lsp) pulls: bool,
    /// It can be told later what to ask for.
    pub(in crate::lsp) registers: bool,
    /// It can be told to ask again.
    pub(in crate::lsp) refresh: bool,
    /// It takes the findings of other documents with those that it asked for.
    pub(in crate::lsp) related_documents: bool,
    pub(in crate::lsp) related_information: bool,
    /// It shows what could be left out in another way.
    pub(in crate::lsp) unnecessary: bool,
    /// It leads from a finding to a page about its rule.
    pub(in crate::lsp) code_description: bool,
    /// It sends back with a finding what was sent to it.
    pub(in crate::lsp) data: bool,
}

impl Findings {
    pub(super) fn new(capabilities: &lsp::ClientCapabilities) -> Findings {
        let document = capabilities.text_document.clone().unwrap_or_default();
        let workspace = capabilities.workspace.clone().unwrap_or_default();
        let asked = document.diagnostic;
        let refresh = workspace.diagnostics.and_then(|it| it.refresh_support).unwrap_or(false);
        let pulls = asked.is_some() && (refresh || document.publish_diagnostics.is_none());
        let sent = document.publish_diagnostics.unwrap_or_default().diagnostics_capabilities;
        // Before 3.18 a client could say this only of findings that it is sent, and meant both.
        let can = |of: fn(&lsp::DiagnosticsCapabilities) -> bool| {
            of(&sent) || asked.as_ref().is_some_and(|it| of(&it.diagnostics_capabilities))
        };
        let unnecessary = |it: &lsp::DiagnosticsCapabilities| {
            let tags = it.tag_support.as_ref().map(|it| it.value_set.as_slice());
            tags.unwrap_or_default().contains(&lsp::DiagnosticTag::Unnecessary)
        };
        Findings {
            pulls,
            registers: asked.as_ref().and_then(|it| it.dynamic_registration).unwrap_or(false),
            refresh,
            related_documents: asked
                .as_ref()
                .and_then(|it| it.related_document_support)
                .unwrap_or(false),
            related_information: can(|it| it.related_information.unwrap_or(false)),
            unnecessary: can(unnecessary),
            code_description: can(|it| it.code_description_support.unwrap_or(false)),
            data: can(|it| it.data_support.unwrap_or(false)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use serde_json::json;

    use super::Findings;

    fn pulls(document: Value, refresh: bool) -> bool {
        let workspace = json!({ "diagnostics": { "refreshSupport": refresh } });
        let capabilities = json!({ "textDocument": document, "workspace": workspace });
        let capabilities = serde_json::from_value(capabilities).expect("capabilities");
        Findings::new(&capabilities).pulls
    }

    #[test]
    fn who_asks_and_can_be_told_to_ask_again_is_sent_nothing() {
        let both = json!({ "diagnostic": {}, "publishDiagnostics": {} });
        assert!(pulls(both.clone(), true));
        assert!(!pulls(both, false));
        for refresh in [true, false] {
            assert!(pulls(json!({ "diagnostic": {} }), refresh));
            assert!(!pulls(json!({ "publishDiagnostics": {} }), refresh));
            assert!(!pulls(json!({}), refresh));
        }
    }
}
