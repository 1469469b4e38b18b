//! What leads from place to place: definitions, references, highlights.

use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Result;

use crate::ide;
use crate::lsp::Server;
use crate::lsp::convert;
use crate::lsp::places;
use crate::lsp::pool::Lane;
use crate::lsp::requests::Row;

pub(super) const ROWS: &[Row] = &[
    Row {
        route: |it| it.custom_method("textDocument/definition", Server::definition),
        announce: |it, _| it.definition_provider = Some(true.into()),
    },
    Row {
        route: |it| it.custom_method("textDocument/references", Server::references),
        announce: |it, _| it.references_provider = Some(true.into()),
    },
    Row {
        route: |it| it.custom_method("textDocument/documentHighlight", Server::highlights),
        announce: |it, _| it.document_highlight_provider = Some(true.into()),
    },
];

impl Server {
    async fn definition(
        &self,
        params: lsp::DefinitionParams,
    ) -> Result<Option<lsp::DefinitionResponse>> {
        let view = self.shared.state.view(&params.text_document_position_params.text_document.uri);
        let position = params.text_document_position_params.position;
        self.about(view, Lane::Typing, "definition", move |view, _| {
            let offset = convert::offset(view, position)?;
            let found = ide::definition(&view.snapshot, view.file, offset)?;
            places::definition(view, &found)
        })
        .await
    }

    async fn references(&self, params: lsp::ReferenceParams) -> Result<Option<Vec<lsp::Location>>> {
        let view = self.shared.state.view(&params.text_document_position_params.text_document.uri);
        let position = params.text_document_position_params.position;
        let declarations = params.context.include_declaration;
        self.about(view, Lane::Checks, "references", move |view, _| {
            let offset = convert::offset(view, position)?;
            let found = ide::references(&view.snapshot, view.file, offset, declarations);
            let found = found.iter().filter_map(|it| places::location(view, it.file, it.range));
            Some(found.collect())
        })
        .await
    }

    async fn highlights(
        &self,
        params: lsp::DocumentHighlightParams,
    ) -> Result<Option<Vec<lsp::DocumentHighlight>>> {
        let view = self.shared.state.view(&params.text_document_position_params.text_document.uri);
        let position = params.text_document_position_params.position;
        self.about(view, Lane::Typing, "highlights", move |view, document| {
            let offset = convert::offset(view, position)?;
            let found = ide::highlights(&view.snapshot, view.file, offset);
            let found = found.iter().map(|it| lsp::DocumentHighlight {
                range: convert::range(view, document.text(), it.range),
                kind: Some(match it.declares {
                    true => lsp::DocumentHighlightKind::Write,
                    false => lsp::DocumentHighlightKind::Read,
                }),
            });
            Some(found.collect())
        })
        .await
    }
}
