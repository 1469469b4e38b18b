//! Session: what client and server agreed on in `initialize`. Never changes afterwards.

mod findings;
mod navigation;

use tower_lsp::gen_lsp_types as lsp;

use crate::lsp::convert;
use crate::lsp::pages;
use crate::text::Encoding;

pub(super) use findings::Findings;
pub(super) use navigation::FileOperations;
pub(super) use navigation::Navigation;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) encoding: Encoding,
    pub(super) findings: Findings,
    /// The findings of the whole workspace are to be shown. Known while the session is announced.
    pub(super) all_findings: bool,
    /// The address of the folder with a page for each rule, where the client leads to them.
    pub(super) pages: Option<String>,
    /// Hovers may be Markdown.
    pub(super) markdown: bool,
    /// The outline may be a tree.
    pub(super) hierarchical_symbols: bool,
    /// It takes edits together with the version that they are for.
    pub(super) versioned_edits: bool,
    /// It takes code actions that say what they change, not only commands.
    pub(super) code_actions: bool,
    /// It tells its user which of them is the one to take.
    pub(super) preferred_actions: bool,
    /// Its name and version, as it tells them.
    pub(super) client: String,
    /// It tells its user's settings when it is asked for them.
    pub(super) tells_settings: bool,
    /// It tells that settings have changed, if it is asked to.
    pub(super) watches_settings: bool,
    /// It has a command of its own that shows places: `showReferences` among its options.
    pub(super) shows_references: bool,
    /// It opens a document when it is told to.
    pub(super) shows_documents: bool,
    /// It asks again when it is told to.
    pub(super) refresh_lenses: bool,
    pub(super) refresh_hints: bool,
    /// It asks for the edit of a code action when that has been chosen.
    pub(super) late_actions: bool,
    pub(super) completion: Completion,
    /// It shows how far long work has come.
    pub(super) progress: bool,
    /// It watches files when asked to.
    pub(super) watches: bool,
    /// It can be told which folder a pattern counts from.
    pub(super) relative_patterns: bool,
    /// Folders can be added and removed while it runs.
    pub(super) folders_change: bool,
    pub(super) navigation: Navigation,
    /// The folders that were open when it began, as paths; later ones are part of the state.
    pub(super) roots: Vec<String>,
}

fn client(params: &lsp::InitializeParams) -> String {
    match &params.client_info {
        Some(client) => {
            let version = client.version.as_deref().unwrap_or_default();
            format!("{} {version}", client.name).trim_end().to_owned()
        }
        None => Session::default().client,
    }
}

/// Whether `initializationOptions` sets `name`.
fn options(params: &lsp::InitializeParams, name: &str) -> bool {
    let options = params.initialization_options.as_ref();
    options.and_then(|it| it.get(name)?.as_bool()).unwrap_or(false)
}

fn late_actions(client: &lsp::CodeActionClientCapabilities) -> bool {
    let edits =
        |it: &lsp::ClientCodeActionResolveOptions| it.properties.iter().any(|it| it == "edit");
    client.data_support.unwrap_or(false) && client.resolve_support.as_ref().is_some_and(edits)
}

/// What a client can do with a completion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Completion {
    /// It lets its user fill in places in what was inserted.
    pub(super) snippets: bool,
    /// It lets its user choose whether the rest of a word goes.
    pub(super) insert_replace: bool,
    /// Documentation may be Markdown.
    pub(super) markdown: bool,
    /// It knows the kinds that the protocol did not have at first.
    pub(super) late_kinds: bool,
    /// It has VS Code's command that lists completions.
    pub(super) suggests_again: bool,
}

impl Completion {
    fn new(params: &lsp::InitializeParams) -> Completion {
        let document = params.capabilities.text_document.as_ref();
        let item = document.and_then(|it| it.completion.as_ref()?.completion_item.as_ref());
        let client = params.client_info.as_ref().map(|it| it.name.as_str()).unwrap_or_default();
        Completion {
            snippets: item.and_then(|it| it.snippet_support).unwrap_or(false),
            insert_replace: item.and_then(|it| it.insert_replace_support).unwrap_or(false),
            markdown: item
                .and_then(|it| it.documentation_format.as_ref())
                .is_some_and(|formats| formats.contains(&lsp::MarkupKind::Markdown)),
            late_kinds: document
                .and_then(|it| it.completion.as_ref()?.completion_item_kind.as_ref())
                .and_then(|it| it.value_set.as_ref())
                .is_some_and(|known| {
                    let late =
                        [lsp::CompletionItemKind::Folder, lsp::CompletionItemKind::EnumMember];
                    late.iter().all(|it| known.contains(it))
                }),
            suggests_again: ["Visual Studio Code", "VSCodium", "code-server"]
                .iter()
                .any(|name| client.starts_with(name)),
        }
    }
}

/// A client that declares nothing.
impl Default for Session {
    fn default() -> Session {
        Session {
            encoding: Encoding::Utf16,
            findings: Findings::default(),
            all_findings: false,
            pages: None,
            markdown: false,
            hierarchical_symbols: false,
            versioned_edits: false,
            code_actions: false,
            preferred_actions: false,
            client: "one that does not tell its name".to_owned(),
            tells_settings: false,
            watches_settings: false,
            shows_references: false,
            shows_documents: false,
            refresh_lenses: false,
            refresh_hints: false,
            late_actions: false,
            completion: Completion::default(),
            progress: false,
            watches: false,
            relative_patterns: false,
            folders_change: false,
            navigation: Navigation::default(),
            roots: Vec::new(),
        }
    }
}

impl Session {
    pub(super) fn new(params: &lsp::InitializeParams) -> Session {
        let capabilities = &params.capabilities;
        let document = capabilities.text_document.clone().unwrap_or_default();
        let workspace = capabilities.workspace.clone().unwrap_or_default();
        let general = capabilities.general.clone().unwrap_or_default();
        Session {
            encoding: encoding(general.position_encodings.as_deref().unwrap_or_default()),
            findings: Findings::new(capabilities),
            all_findings: false,
            pages: None,
            markdown: document
                .hover
                .and_then(|it| it.content_format)
                .is_some_and(|formats| formats.contains(&lsp::MarkupKind::Markdown)),
            hierarchical_symbols: document
                .document_symbol
                .and_then(|it| it.hierarchical_document_symbol_support)
                .unwrap_or(false),
            versioned_edits: workspace
                .workspace_edit
                .and_then(|it| it.document_changes)
                .unwrap_or(false),
            code_actions: document
                .code_action
                .as_ref()
                .is_some_and(|it| it.code_action_literal_support.is_some()),
            preferred_actions: document
                .code_action
                .as_ref()
                .and_then(|it| it.is_preferred_support)
                .unwrap_or(false),
            client: client(params),
            tells_settings: workspace.configuration.unwrap_or(false),
            watches_settings: workspace
                .did_change_configuration
                .and_then(|it| it.dynamic_registration)
                .unwrap_or(false),
            shows_references: options(params, "showReferences"),
            shows_documents: capabilities
                .window
                .as_ref()
                .and_then(|it| it.show_document.as_ref())
                .is_some_and(|it| it.support),
            refresh_lenses: workspace.code_lens.and_then(|it| it.refresh_support).unwrap_or(false),
            refresh_hints: workspace.inlay_hint.and_then(|it| it.refresh_support).unwrap_or(false),
            late_actions: document.code_action.as_ref().is_some_and(late_actions),
            completion: Completion::new(params),
            progress: capabilities
                .window
                .as_ref()
                .and_then(|it| it.work_done_progress)
                .unwrap_or(false),
            relative_patterns: workspace
                .did_change_watched_files
                .as_ref()
                .and_then(|it| it.relative_pattern_support)
                .unwrap_or(false),
            folders_change: workspace.workspace_folders.unwrap_or(false),
            watches: workspace
                .did_change_watched_files
                .and_then(|it| it.dynamic_registration)
                .unwrap_or(false),
            navigation: Navigation::new(capabilities),
            roots: roots(params),
        }
    }

    /// With pages about the rules, where the client leads to them and they can be written.
    pub(super) fn with_pages(self) -> Session {
        let pages = self.findings.code_description.then(pages::folder).flatten();
        Session { pages, ..self }
    }

    /// The protocol's name of [`Session::encoding`].
    pub(super) fn encoding_kind(&self) -> lsp::PositionEncodingKind {
        match self.encoding {
            Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
            Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
            Encoding::Utf32 => lsp::PositionEncodingKind::UTF32,
        }
    }
}

/// Bytes if the client can count them, since texts are held as UTF-8; else what every client can.
fn encoding(offered: &[lsp::PositionEncodingKind]) -> Encoding {
    if offered.contains(&lsp::PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if !offered.contains(&lsp::PositionEncodingKind::UTF16)
        && offered.contains(&lsp::PositionEncodingKind::UTF32)
    {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

fn roots(params: &lsp::InitializeParams) -> Vec<String> {
    if let Some(lsp::WorkspaceFolders::WorkspaceFolderList(folders)) =
        &params.workspace_folders_initialize_params.workspace_folders
    {
        return folders.iter().map(|folder| convert::path(&folder.uri.0)).collect();
    }
    #[expect(deprecated, reason = "older clients tell nothing else")]
    let root = &params.root_uri;
    root.iter().map(|uri| convert::path(&uri.0)).collect()
}
