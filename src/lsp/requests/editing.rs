//! What helps while somebody writes: actions and commands.

use serde_json::Value;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Result;

use crate::lsp::Server;
use crate::lsp::actions;
use crate::lsp::actions::Asked;
use crate::lsp::completion;
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
            it.code_action_provider = session.code_actions.then(|| actions::options().into());
        },
    },
    Row {
        route: |it| it.custom_method("codeAction/resolve", Server::resolve_action),
        announce: |_, _| {},
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
        let asked = Asked::new(params.range, params.context);
        self.about(view, Lane::Typing, "code actions", move |view, document| {
            actions::list(view, document, &asked)
        })
        .await
    }

    async fn resolve_action(&self, mut action: lsp::CodeAction) -> Result<lsp::CodeAction> {
        let view = actions::document_of(&action).and_then(|uri| self.shared.state.view(&uri));
        let whole = action.clone();
        let made = self.about(view, Lane::Checks, "code action", move |view, document| {
            actions::resolve(view, document, &mut action)?;
            Some(action)
        });
        Ok(made.await?.unwrap_or(whole))
    }

    async fn execute_command(&self, params: lsp::ExecuteCommandParams) -> Result<Option<Value>> {
        let snapshot = self.shared.state.world().host.snapshot();
        links::check(&self.shared, snapshot, params).await
    }
}
