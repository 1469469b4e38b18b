//! What helps while somebody writes: actions and commands.

use serde_json::Value;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Result;

use crate::ide;
use crate::lsp::Server;
use crate::lsp::completion;
use crate::lsp::convert;
use crate::lsp::diagnostics;
use crate::lsp::links;
use crate::lsp::pool::Cancel;
use crate::lsp::pool::Lane;
use crate::lsp::requests::Row;

pub(super) const ROWS: &[Row] = &[
    Row {
        route: |it| it.custom_method("textDocument/completion", Server::completion),
        announce: |it, _| it.completion_provider = Some(completion::options()),
    },
    Row {
        route: |it| it.custom_method("completionItem/resolve", Server::resolve_completion),
        announce: |_, _| {},
    },
    Row {
        route: |it| it.custom_method("textDocument/codeAction", Server::code_action),
        announce: |it, session| {
            it.code_action_provider = session.code_actions.then(|| {
                let options = lsp::CodeActionOptions {
                    code_action_kinds: Some(vec![
                        lsp::CodeActionKind::QuickFix,
                        lsp::CodeActionKind::RefactorRewrite,
                    ]),
                    ..lsp::CodeActionOptions::default()
                };
                options.into()
            });
        },
    },
    Row {
        route: |it| it.custom_method("workspace/executeCommand", Server::execute_command),
        announce: |it, _| {
            it.execute_command_provider = Some(lsp::ExecuteCommandOptions {
                commands: vec![links::CHECK_LINKS.to_owned()],
                ..lsp::ExecuteCommandOptions::default()
            });
        },
    },
];

impl Server {
    async fn completion(
        &self,
        params: lsp::CompletionParams,
    ) -> Result<Option<lsp::CompletionList>> {
        let view = self.shared.state.view(&params.text_document_position_params.text_document.uri);
        let position = params.text_document_position_params.position;
        self.about(view, Lane::Typing, "completion", move |view, document| {
            completion::list(view, document.text(), position)
        })
        .await
    }

    async fn resolve_completion(&self, item: lsp::CompletionItem) -> Result<lsp::CompletionItem> {
        let (snapshot, session) = self.shared.state.everything();
        let resolve = move |_: &Cancel| completion::resolve(&snapshot, &session, item);
        self.shared.pool.run(Lane::Typing, "completion", resolve).await
    }

    async fn code_action(
        &self,
        params: lsp::CodeActionParams,
    ) -> Result<Option<Vec<lsp::CodeAction>>> {
        let view = self.shared.state.view(&params.text_document.uri);
        // A kind asks for all kinds below it: `refactor` for `refactor.rewrite`.
        let only = params.context.only;
        let wanted = |kinds: &[lsp::CodeActionKind]| {
            only.as_ref().is_none_or(|only| only.iter().any(|it| kinds.contains(it)))
        };
        let fixes = wanted(&[lsp::CodeActionKind::Empty, lsp::CodeActionKind::QuickFix]);
        let rewrites = wanted(&[
            lsp::CodeActionKind::Empty,
            lsp::CodeActionKind::Refactor,
            lsp::CodeActionKind::RefactorRewrite,
        ]);
        if !fixes && !rewrites {
            return Ok(None);
        }
        let (range, told) = (params.range, params.context.diagnostics);
        self.about(view, Lane::Typing, "code actions", move |view, document| {
            let range = convert::text_range(view, range)?;
            let mut actions = Vec::new();
            if fixes {
                actions = diagnostics::quick_fixes(view, document.text(), range, &told);
            }
            if rewrites {
                let conversions = ide::header_conversions(document, range);
                let conversions = conversions.iter();
                actions.extend(
                    conversions.filter_map(|it| convert::conversion(view, document.text(), it)),
                );
            }
            Some(actions)
        })
        .await
    }

    async fn execute_command(&self, params: lsp::ExecuteCommandParams) -> Result<Option<Value>> {
        let snapshot = self.shared.state.world().host.snapshot();
        links::check(&self.shared, snapshot, params).await
    }
}
