//! Every message we answer: one row in a table, one short function below it. The first statement
//! of each takes the state as it is, or changes it; nothing may be awaited before.

mod editing;
mod navigation;
mod renaming;
mod showing;
mod structure;

use serde_json::Value;
use serde_json::json;
use tower_lsp::LanguageServer;
use tower_lsp::LspServiceBuilder;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Result;

use crate::facts::Document;
use crate::ide;
use crate::lsp::Server;
use crate::lsp::convert;
use crate::lsp::diagnostics;
use crate::lsp::pool::Cancel;
use crate::lsp::pool::Lane;
use crate::lsp::session::Session;
use crate::lsp::settings;
use crate::lsp::state::Changed;
use crate::lsp::state::Closed;
use crate::lsp::state::Opened;
use crate::lsp::state::View;
use crate::lsp::status;
use crate::lsp::survey;
use crate::lsp::survey::Pull;
use crate::lsp::workspace;

/// A method: how it is called, and what is said of it in `initialize`.
struct Row {
    route: fn(LspServiceBuilder<Server>) -> LspServiceBuilder<Server>,
    announce: fn(&mut lsp::ServerCapabilities, &Session),
}

/// Documents, findings, and what is read: the other rows stand in the files below `requests/`.
const ROWS: &[Row] = &[
    Row {
        route: |it| it.custom_method("textDocument/didOpen", Server::did_open),
        announce: |it, _| it.text_document_sync = Some(sync()),
    },
    Row {
        route: |it| it.custom_method("textDocument/didChange", Server::did_change),
        announce: |_, _| {},
    },
    Row {
        route: |it| it.custom_method("textDocument/didClose", Server::did_close),
        announce: |_, _| {},
    },
    Row {
        route: |it| {
            it.custom_method("workspace/didChangeWatchedFiles", Server::did_change_watched_files)
        },
        announce: |_, _| {},
    },
    Row {
        route: |it| {
            it.custom_method("workspace/didChangeWorkspaceFolders", Server::did_change_folders)
        },
        announce: |it, session| {
            if session.folders_change {
                let folders = lsp::WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(true.into()),
                };
                it.workspace.get_or_insert_default().workspace_folders = Some(folders);
            }
        },
    },
    Row {
        route: |it| it.custom_method("textDocument/diagnostic", Server::diagnostic),
        announce: |it, session| {
            // Others are told when it is known what there is to ask for.
            if session.findings.pulls && !session.findings.registers {
                it.diagnostic_provider = Some(diagnostics::options(session.all_findings).into());
            }
        },
    },
    Row {
        route: |it| it.custom_method("workspace/diagnostic", Server::workspace_diagnostic),
        announce: |_, _| {},
    },
    Row {
        route: |it| {
            it.custom_method("workspace/didChangeConfiguration", Server::did_change_configuration)
        },
        announce: |_, _| {},
    },
    Row { route: |it| it.custom_method("seedls/status", Server::status), announce: |_, _| {} },
    Row {
        route: |it| it.custom_method("textDocument/hover", Server::hover),
        announce: |it, _| it.hover_provider = Some(true.into()),
    },
    Row {
        route: |it| it.custom_method("textDocument/documentSymbol", Server::document_symbol),
        announce: |it, _| it.document_symbol_provider = Some(true.into()),
    },
    Row {
        route: |it| it.custom_method("window/workDoneProgress/cancel", Server::cancel_work),
        announce: |_, _| {},
    },
];

fn rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter()
        .chain(navigation::ROWS)
        .chain(structure::ROWS)
        .chain(editing::ROWS)
        .chain(showing::ROWS)
        .chain(renaming::ROWS)
}

pub(super) fn route(builder: LspServiceBuilder<Server>) -> LspServiceBuilder<Server> {
    rows().fold(builder, |builder, row| (row.route)(builder))
}

fn sync() -> lsp::TextDocumentSync {
    lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        ..lsp::TextDocumentSyncOptions::default()
    }
    .into()
}

impl LanguageServer for Server {
    async fn initialize(&self, params: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
        self.shared.state.begin(Session::new(&params).with_pages());
        // For clients that have no other way to tell them.
        if let Some(told) = params.initialization_options.as_ref().and_then(|it| it.get("settings"))
        {
            settings::begin_editor(&self.shared, told);
        }
        let mut session = Session::clone(&self.shared.state.session());
        session.all_findings = settings::begin(&self.shared, &session);
        let mut capabilities = lsp::ServerCapabilities {
            position_encoding: Some(session.encoding_kind()),
            ..lsp::ServerCapabilities::default()
        };
        for row in rows() {
            (row.announce)(&mut capabilities, &session);
        }
        let server_info = lsp::ServerInfo {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        };
        Ok(lsp::InitializeResult { capabilities, server_info: Some(server_info) })
    }

    async fn initialized(&self, _: lsp::InitializedParams) {
        let _ = self.shared.state.session();
        workspace::begin(&self.shared);
        let session = self.shared.state.session();
        if session.watches_settings {
            let method = "workspace/didChangeConfiguration";
            let options = json!({ "section": "seedls" });
            let registration =
                json!({ "id": "settings", "method": method, "registerOptions": options });
            let params = json!({ "registrations": [registration] });
            self.shared.outbox.request("client/registerCapability", params);
        }
        if session.tells_settings {
            settings::ask_editor(self.shared.clone()).await;
        }
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

impl Server {
    async fn did_open(&self, params: Value) {
        let opened = self.shared.state.did_open(params);
        match opened {
            Ok(Opened::Document(file, path)) => {
                diagnostics::schedule(&self.shared, file);
                survey::opened(&self.shared, &path);
                settings::opened(&self.shared, &path);
            }
            Ok(Opened::Config) => settings::edited(&self.shared),
            Err(why) => self.shared.outbox.log_error(&why),
        }
    }

    async fn did_change(&self, params: Value) {
        let changed = self.shared.state.did_change(params);
        match changed {
            Changed::Document(file) => diagnostics::schedule(&self.shared, file),
            Changed::OutOfStep(file, why) => {
                self.shared.outbox.log_error(&format!("{why}; reopen the document"));
                diagnostics::schedule(&self.shared, file);
            }
            Changed::Config => settings::edited(&self.shared),
            Changed::Nothing(why) => self.shared.outbox.log_error(&why),
        }
    }

    async fn did_close(&self, params: lsp::DidCloseTextDocumentParams) {
        let closed = self.shared.state.did_close(&params.text_document.uri);
        match closed {
            Some(Closed::Document(uri)) => {
                diagnostics::clear(&self.shared, &uri);
                let path = convert::path(&uri.0);
                self.shared.tokens.forget(&path);
                workspace::closed(&self.shared, path);
            }
            Some(Closed::Config) => settings::edited(&self.shared),
            None => {}
        }
    }

    async fn did_change_watched_files(&self, params: lsp::DidChangeWatchedFilesParams) {
        let _ = self.shared.state.session();
        workspace::files_changed(&self.shared, workspace::changes(params));
    }

    async fn did_change_folders(&self, params: lsp::DidChangeWorkspaceFoldersParams) {
        self.shared.state.change_folders(&params.event);
        workspace::folders_changed(&self.shared);
    }

    async fn diagnostic(
        &self,
        params: lsp::DocumentDiagnosticParams,
    ) -> Result<lsp::DocumentDiagnosticReport> {
        let view = self.shared.state.view_of_any(&params.text_document.uri);
        let Some(view) = view.filter(|view| survey::is_shown(view, view.file)) else {
            let view = self.shared.state.overview();
            return Ok(diagnostics::report_of_no_document(&view, &params.text_document.uri));
        };
        let (shared, previous) = (self.shared.clone(), params.previous_result_id);
        let report =
            move |cancel: &Cancel| diagnostics::report(&shared, &view, previous.as_deref(), cancel);
        self.shared.pool.run(Lane::Checks, "diagnostic", report).await
    }

    async fn workspace_diagnostic(
        &self,
        params: lsp::WorkspaceDiagnosticParams,
    ) -> Result<lsp::WorkspaceDiagnosticReport> {
        let _ = self.shared.state.session();
        Pull::new(&self.shared, params).answer(&self.shared).await
    }

    async fn did_change_configuration(&self, params: Value) {
        let session = self.shared.state.session();
        if session.tells_settings {
            return settings::ask_editor(self.shared.clone()).await;
        }
        settings::set_editor(&self.shared, &params["settings"]);
    }

    async fn status(&self, _: Value) -> Result<Option<Value>> {
        let _ = self.shared.state.session();
        let shared = self.shared.clone();
        let answer = move |_: &Cancel| status::status(&shared);
        self.shared.pool.run(Lane::Checks, "status", answer).await.map(Some)
    }

    async fn hover(&self, params: lsp::HoverParams) -> Result<Option<lsp::Hover>> {
        let view = self.shared.state.view(&params.text_document_position_params.text_document.uri);
        let position = params.text_document_position_params.position;
        self.about(view, Lane::Typing, "hover", move |view, document| {
            let offset = convert::offset(view, position)?;
            let hover = ide::hover(&view.snapshot, view.file, offset)?;
            Some(convert::hover(view, document.text(), hover))
        })
        .await
    }

    async fn document_symbol(
        &self,
        params: lsp::DocumentSymbolParams,
    ) -> Result<Option<lsp::DocumentSymbolResponse>> {
        let view = self.shared.state.view(&params.text_document.uri);
        let uri = params.text_document.uri;
        self.about(view, Lane::Checks, "document symbols", move |view, document| {
            let symbols = ide::symbols(&view.snapshot, view.file);
            if view.session.hierarchical_symbols {
                let symbols = symbols.iter();
                let tree = symbols.map(|it| convert::symbol(view, document.text(), it));
                return Some(lsp::DocumentSymbolResponse::DocumentSymbolList(tree.collect()));
            }
            let mut list = Vec::new();
            convert::flat_symbols(view, document.text(), &uri, &symbols, None, &mut list);
            Some(lsp::DocumentSymbolResponse::SymbolInformationList(list))
        })
        .await
    }

    async fn cancel_work(&self, params: Value) {
        self.shared.state.cancel_work(&params["token"].to_string());
    }

    /// What `answer` makes of the document that was asked about, on a thread of `lane`; nothing
    /// where there is no `view` of it. A panic there costs this answer only, and is logged.
    fn about<T: Send + 'static>(
        &self,
        view: Option<View>,
        lane: Lane,
        name: &'static str,
        answer: impl FnOnce(&View, &Document) -> Option<T> + Send + 'static,
    ) -> impl Future<Output = Result<Option<T>>> + Send {
        let shared = self.shared.clone();
        async move {
            let Some(view) = view else { return Ok(None) };
            let job = move |_: &Cancel| answer(&view, view.snapshot.document(view.file)?);
            shared.pool.run(lane, name, job).await
        }
    }
}
