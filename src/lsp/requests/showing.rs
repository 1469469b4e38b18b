//! What is shown in and above the text: tokens, hints and lenses.

use serde_json::Value;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Result;

use crate::lsp::Server;
use crate::lsp::pool::Cancel;
use crate::lsp::pool::Lane;
use crate::lsp::requests::Row;
use crate::lsp::shown;

pub(super) const ROWS: &[Row] = &[
    Row {
        route: |it| it.custom_method("textDocument/semanticTokens/full", Server::tokens),
        announce: |it, _| {
            it.semantic_tokens_provider = Some(shown::tokens_options().into());
        },
    },
    Row {
        route: |it| it.custom_method("textDocument/semanticTokens/full/delta", Server::new_tokens),
        announce: |_, _| {},
    },
    Row {
        route: |it| it.custom_method("textDocument/semanticTokens/range", Server::tokens_in),
        announce: |_, _| {},
    },
    Row {
        route: |it| it.custom_method("textDocument/inlayHint", Server::hints),
        announce: |it, _| {
            let resolve_provider = Some(true);
            let options =
                lsp::InlayHintOptions { resolve_provider, ..lsp::InlayHintOptions::default() };
            it.inlay_hint_provider = Some(options.into());
        },
    },
    Row {
        route: |it| it.custom_method("inlayHint/resolve", Server::resolve_hint),
        announce: |_, _| {},
    },
    Row {
        route: |it| it.custom_method("textDocument/codeLens", Server::lenses),
        announce: |it, _| {
            let resolve_provider = Some(true);
            let options =
                lsp::CodeLensOptions { resolve_provider, ..lsp::CodeLensOptions::default() };
            it.code_lens_provider = Some(options);
        },
    },
    Row {
        route: |it| it.custom_method("codeLens/resolve", Server::resolve_lens),
        announce: |_, _| {},
    },
];

impl Server {
    async fn tokens(&self, params: lsp::SemanticTokensParams) -> Result<Option<Value>> {
        let view = self.shared.state.view(&params.text_document.uri);
        let shared = self.shared.clone();
        self.about(view, Lane::Checks, "semantic tokens", move |view, document| {
            Some(shown::tokens(&shared, view, document, None))
        })
        .await
    }

    async fn new_tokens(&self, params: lsp::SemanticTokensDeltaParams) -> Result<Option<Value>> {
        let view = self.shared.state.view(&params.text_document.uri);
        let shared = self.shared.clone();
        let previous = params.previous_result_id;
        self.about(view, Lane::Checks, "semantic tokens", move |view, document| {
            Some(shown::tokens(&shared, view, document, Some(&previous)))
        })
        .await
    }

    async fn tokens_in(&self, params: lsp::SemanticTokensRangeParams) -> Result<Option<Value>> {
        let view = self.shared.state.view(&params.text_document.uri);
        let range = params.range;
        self.about(view, Lane::Checks, "semantic tokens", move |view, document| {
            shown::tokens_in(view, document, range)
        })
        .await
    }

    async fn hints(&self, params: lsp::InlayHintParams) -> Result<Option<Vec<lsp::InlayHint>>> {
        let view = self.shared.state.view(&params.text_document.uri);
        let range = params.range;
        self.about(view, Lane::Checks, "inlay hints", move |view, document| {
            shown::hints(view, document, range)
        })
        .await
    }

    async fn resolve_hint(&self, mut hint: lsp::InlayHint) -> Result<lsp::InlayHint> {
        let (snapshot, session) = self.shared.state.everything();
        let resolve = move |_: &Cancel| {
            shown::resolve_hint(&snapshot, &session, &mut hint);
            hint
        };
        self.shared.pool.run(Lane::Typing, "inlay hint", resolve).await
    }

    async fn lenses(&self, params: lsp::CodeLensParams) -> Result<Option<Vec<lsp::CodeLens>>> {
        let view = self.shared.state.view(&params.text_document.uri);
        self.about(view, Lane::Checks, "code lenses", shown::lenses).await
    }

    async fn resolve_lens(&self, lens: lsp::CodeLens) -> Result<lsp::CodeLens> {
        let view = shown::document_of(&lens).and_then(|uri| self.shared.state.view(&uri));
        let asked = lens.clone();
        let command = self.about(view, Lane::Checks, "code lens", move |view, _| {
            shown::lens_command(view, &asked)
        });
        // A lens without a command is one that the client would ask for again.
        let gone =
            || lsp::Command { title: "no seed any more".to_owned(), ..lsp::Command::default() };
        let command = Some(command.await?.unwrap_or_else(gone));
        Ok(lsp::CodeLens { command, ..lens })
    }
}
