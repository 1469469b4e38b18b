//! What leads from place to place: definitions, references, highlights, links, symbols of all seeds.

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
    Row {
        route: |it| it.custom_method("textDocument/documentLink", Server::document_links),
        announce: |it, _| {
            it.document_link_provider = Some(lsp::DocumentLinkOptions {
                resolve_provider: Some(true),
                ..lsp::DocumentLinkOptions::default()
            });
        },
    },
    Row {
        route: |it| it.custom_method("documentLink/resolve", Server::resolve_document_link),
        announce: |_, _| {},
    },
    Row {
        route: |it| it.custom_method("workspace/symbol", Server::workspace_symbols),
        announce: |it, session| {
            let options = lsp::WorkspaceSymbolOptions {
                resolve_provider: session.navigation.resolves_symbols.then_some(true),
                ..lsp::WorkspaceSymbolOptions::default()
            };
            it.workspace_symbol_provider = Some(options.into());
        },
    },
    Row {
        route: |it| it.custom_method("workspaceSymbol/resolve", Server::resolve_workspace_symbol),
        announce: |_, _| {},
    },
];

/// More symbols than this are more than anybody reads; the client asks again with every letter.
const MOST_SYMBOLS: usize = 500;

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

    async fn document_links(
        &self,
        params: lsp::DocumentLinkParams,
    ) -> Result<Option<Vec<lsp::DocumentLink>>> {
        let view = self.shared.state.view(&params.text_document.uri);
        self.about(view, Lane::Checks, "links", move |view, document| {
            let links = ide::document_links(&view.snapshot, view.file);
            Some(links.iter().map(|it| places::document_link(view, document.text(), it)).collect())
        })
        .await
    }

    async fn resolve_document_link(
        &self,
        mut link: lsp::DocumentLink,
    ) -> Result<lsp::DocumentLink> {
        let view = self.shared.state.view(&places::document_of(link.data.as_ref()));
        let start = link.range.start;
        let goal = self.about(view, Lane::Typing, "link", move |view, _| {
            let offset = convert::offset(view, start)?;
            let goal = ide::local_goal(&view.snapshot, view.file, offset)?;
            Some((places::goal_uri(view, &goal), goal.title, view.session.navigation.link_tooltips))
        });
        if let Some((uri, title, tooltips)) = goal.await? {
            link.target = Some(uri);
            link.tooltip = title.filter(|_| tooltips);
        }
        Ok(link)
    }

    async fn workspace_symbols(
        &self,
        params: lsp::WorkspaceSymbolParams,
    ) -> Result<Option<lsp::WorkspaceSymbolResponse>> {
        let view = self.shared.state.overview();
        self.shared
            .pool
            .run(Lane::Checks, "symbols of the workspace", move |cancel| {
                let cancelled = || cancel.is_cancelled();
                let found =
                    ide::workspace_symbols(&view.snapshot, &params.query, MOST_SYMBOLS, cancelled);
                Some(places::workspace_symbols(&view, &found))
            })
            .await
    }

    async fn resolve_workspace_symbol(
        &self,
        symbol: lsp::WorkspaceSymbol,
    ) -> Result<lsp::WorkspaceSymbol> {
        let view = self.shared.state.overview();
        self.shared
            .pool
            .run(Lane::Typing, "symbol", move |_| places::resolved_symbol(&view, symbol))
            .await
    }
}
