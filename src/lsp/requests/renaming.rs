//! What changes names, of things in documents and of files.

use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Error;
use tower_lsp::jsonrpc::ErrorCode;
use tower_lsp::jsonrpc::Result;

use crate::ide;
use crate::lsp::Server;
use crate::lsp::convert;
use crate::lsp::places;
use crate::lsp::pool::Lane;
use crate::lsp::requests::Row;
use crate::lsp::session::FileOperations;
use crate::lsp::workspace;

pub(super) const ROWS: &[Row] = &[
    Row {
        route: |it| it.custom_method("textDocument/prepareRename", Server::prepare_rename),
        announce: |_, _| {},
    },
    Row {
        route: |it| it.custom_method("textDocument/rename", Server::rename),
        announce: |it, session| {
            it.rename_provider = Some(match session.navigation.prepares_renames {
                true => {
                    let prepare_provider = Some(true);
                    lsp::RenameOptions { prepare_provider, ..lsp::RenameOptions::default() }.into()
                }
                false => true.into(),
            });
        },
    },
    Row {
        route: |it| it.custom_method("workspace/willRenameFiles", Server::will_rename_files),
        announce: |it, session| {
            let told = session.navigation.file_operations;
            let all = |wanted: bool| wanted.then(everything);
            if told != FileOperations::default() {
                let workspace = it.workspace.get_or_insert_default();
                workspace.file_operations = Some(lsp::FileOperationOptions {
                    will_rename: all(told.will_rename),
                    did_rename: all(told.did_rename),
                    did_create: all(told.did_create),
                    did_delete: all(told.did_delete),
                    ..lsp::FileOperationOptions::default()
                });
            }
        },
    },
    Row {
        route: |it| it.custom_method("workspace/didRenameFiles", Server::did_rename_files),
        announce: |_, _| {},
    },
    Row {
        route: |it| it.custom_method("workspace/didCreateFiles", Server::did_create_files),
        announce: |_, _| {},
    },
    Row {
        route: |it| it.custom_method("workspace/didDeleteFiles", Server::did_delete_files),
        announce: |_, _| {},
    },
];

/// All files and folders: whatever moves, links may lead there.
fn everything() -> lsp::FileOperationRegistrationOptions {
    let pattern = lsp::FileOperationPattern {
        glob: "**/*".to_owned(),
        ..lsp::FileOperationPattern::default()
    };
    let filter = lsp::FileOperationFilter { scheme: Some("file".to_owned()), pattern };
    lsp::FileOperationRegistrationOptions { filters: vec![filter] }
}

/// The protocol's `RequestFailed`: nothing is wrong with the request, and its answer is no.
fn refusal(why: String) -> Error {
    const REQUEST_FAILED: i64 = -32803;
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: why.into(), data: None }
}

impl Server {
    async fn prepare_rename(
        &self,
        params: lsp::PrepareRenameParams,
    ) -> Result<Option<lsp::PrepareRenameResult>> {
        let view = self.shared.state.view(&params.text_document_position_params.text_document.uri);
        let position = params.text_document_position_params.position;
        let answer = self.about(view, Lane::Typing, "rename", move |view, document| {
            let offset = convert::offset(view, position)?;
            Some(ide::prepare_rename(&view.snapshot, view.file, offset).map(|found| {
                let range = convert::range(view, document.text(), found.range);
                lsp::PrepareRenamePlaceholder { range, placeholder: found.name }
            }))
        });
        let Some(found) = answer.await? else { return Ok(None) };
        found.map(|it| Some(lsp::PrepareRenameResult::from(it))).map_err(refusal)
    }

    async fn rename(&self, params: lsp::RenameParams) -> Result<Option<lsp::WorkspaceEdit>> {
        let view = self.shared.state.view(&params.text_document_position_params.text_document.uri);
        let position = params.text_document_position_params.position;
        let answer = self.about(view, Lane::Checks, "rename", move |view, _| {
            let offset = convert::offset(view, position)?;
            let edits = ide::rename(&view.snapshot, view.file, offset, &params.new_name);
            Some(edits.map(|it| places::workspace_edit(view, &it)))
        });
        let Some(edit) = answer.await? else { return Ok(None) };
        edit.map(Some).map_err(refusal)
    }

    async fn will_rename_files(
        &self,
        params: lsp::RenameFilesParams,
    ) -> Result<Option<lsp::WorkspaceEdit>> {
        let view = self.shared.state.overview();
        let moves: Vec<ide::FileMove> = params
            .files
            .iter()
            .map(|it| ide::FileMove {
                from: convert::path(&it.old_uri.0),
                to: convert::path(&it.new_uri.0),
            })
            .collect();
        self.shared
            .pool
            .run(Lane::Checks, "renaming files", move |cancel| {
                let cancelled = || cancel.is_cancelled();
                let edits = ide::rename_files(&view.snapshot, &moves, cancelled);
                (!edits.is_empty()).then(|| places::workspace_edit(&view, &edits))
            })
            .await
    }

    async fn did_rename_files(&self, params: lsp::RenameFilesParams) {
        let _ = self.shared.state.session();
        let old = params.files.iter().map(|it| (&it.old_uri, lsp::FileChangeType::Deleted));
        let new = params.files.iter().map(|it| (&it.new_uri, lsp::FileChangeType::Created));
        let changes = old.chain(new).map(|(uri, kind)| (convert::path(&uri.0), kind));
        workspace::files_changed(&self.shared, changes.collect());
    }

    async fn did_create_files(&self, params: lsp::CreateFilesParams) {
        let _ = self.shared.state.session();
        let paths = params.files.iter().map(|it| convert::path(&it.uri.0));
        let changes = paths.map(|path| (path, lsp::FileChangeType::Created));
        workspace::files_changed(&self.shared, changes.collect());
    }

    async fn did_delete_files(&self, params: lsp::DeleteFilesParams) {
        let _ = self.shared.state.session();
        let paths = params.files.iter().map(|it| convert::path(&it.uri.0));
        let changes = paths.map(|path| (path, lsp::FileChangeType::Deleted));
        workspace::files_changed(&self.shared, changes.collect());
    }
}
