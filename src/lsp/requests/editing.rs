//! What helps while somebody writes: actions and commands.

use serde_json::Value;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Result;

use crate::ide;
use crate::lsp::Server;
use crate::lsp::actions;
use crate::lsp::actions::Asked;
use crate::lsp::baselines;
use crate::lsp::completion;
use crate::lsp::convert;
use crate::lsp::links;
use crate::lsp::pool::Cancel;
use crate::lsp::pool::Lane;
use crate::lsp::requests::Row;
use crate::lsp::shown;

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
        route: |it| it.custom_method("textDocument/formatting", Server::format),
        announce: |it, _| it.document_formatting_provider = Some(true.into()),
    },
    Row {
        route: |it| it.custom_method("textDocument/rangeFormatting", Server::format_range),
        announce: |it, _| it.document_range_formatting_provider = Some(true.into()),
    },
    Row {
        route: |it| it.custom_method("textDocument/onTypeFormatting", Server::format_typed),
        announce: |it, _| {
            it.document_on_type_formatting_provider = Some(lsp::DocumentOnTypeFormattingOptions {
                first_trigger_character: "\n".to_owned(),
                more_trigger_character: None,
            });
        },
    },
    Row {
        route: |it| it.custom_method("workspace/executeCommand", Server::execute_command),
        announce: |it, session| {
            let mut commands = vec![links::CHECK_LINKS.to_owned(), baselines::ACCEPT.to_owned()];
            if !session.shows_references {
                commands.push(shown::SHOW_REFERENCES.to_owned());
            }
            it.execute_command_provider = Some(lsp::ExecuteCommandOptions {
                commands,
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

    async fn format(
        &self,
        params: lsp::DocumentFormattingParams,
    ) -> Result<Option<Vec<lsp::TextEdit>>> {
        let view = self.shared.state.view(&params.text_document.uri);
        self.about(view, Lane::Checks, "formatting", move |view, document| {
            let parts = &view.snapshot.config_of(view.file).format;
            let edit = ide::format(document, parts, document.text().range())?;
            Some(convert::text_edits(view, document.text(), &edit))
        })
        .await
    }

    async fn format_range(
        &self,
        params: lsp::DocumentRangeFormattingParams,
    ) -> Result<Option<Vec<lsp::TextEdit>>> {
        let view = self.shared.state.view(&params.text_document.uri);
        let range = params.range;
        self.about(view, Lane::Checks, "formatting", move |view, document| {
            let parts = &view.snapshot.config_of(view.file).format;
            let edit = ide::format(document, parts, convert::text_range(view, range)?)?;
            Some(convert::text_edits(view, document.text(), &edit))
        })
        .await
    }

    async fn format_typed(
        &self,
        params: lsp::DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<lsp::TextEdit>>> {
        let view = self.shared.state.view(&params.text_document.uri);
        let position = params.position;
        self.about(view, Lane::Typing, "formatting", move |view, document| {
            let parts = &view.snapshot.config_of(view.file).format;
            let edit = ide::format_typed(document, parts, convert::offset(view, position)?)?;
            Some(convert::text_edits(view, document.text(), &edit))
        })
        .await
    }

    async fn execute_command(&self, params: lsp::ExecuteCommandParams) -> Result<Option<Value>> {
        let snapshot = self.shared.state.world().host.snapshot();
        if params.command == shown::SHOW_REFERENCES {
            shown::show_references(&self.shared, &params);
            return Ok(None);
        }
        if params.command == baselines::ACCEPT {
            let arguments = params.arguments.unwrap_or_default();
            return baselines::accept(&self.shared, &arguments).await;
        }
        links::check(&self.shared, snapshot, params).await
    }
}
