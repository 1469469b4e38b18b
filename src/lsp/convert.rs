//! Conversions between the protocol's words and ours: positions, addresses, findings.

use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::percent_decode_str;
use percent_encoding::utf8_percent_encode;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::config::ConfigError;
use crate::ide;
use crate::lsp::state::View;
use crate::rules;
use crate::rules::Fingerprint;
use crate::rules::Level;
use crate::text::Encoding;
use crate::text::LineCol;
use crate::text::Text;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;

/// The path of a `file:` address, with `/` as separator; any other address stands for itself, as
/// the name of a document that is on no disk.
pub(super) fn path(uri: &str) -> String {
    let Some(rest) = strip_scheme(uri, "file:") else { return uri.to_owned() };
    let rest = match rest.strip_prefix("//") {
        // A host other than this one is part of the path, as Windows writes it.
        Some(rest) if rest.starts_with('/') => rest,
        Some(rest) => rest.strip_prefix("localhost").unwrap_or(&uri["file:".len()..]),
        None => rest,
    };
    let path = percent_decode_str(rest).decode_utf8_lossy().replace('\\', "/");
    if cfg!(windows) { drive(&path) } else { path }
}

/// `/c:/x` as Windows writes it.
fn drive(path: &str) -> String {
    match path.as_bytes() {
        [b'/', letter, b':', ..] if letter.is_ascii_alphabetic() => {
            format!("{}{}", letter.to_ascii_uppercase() as char, &path[2..])
        }
        _ => path.to_owned(),
    }
}

fn strip_scheme<'a>(uri: &'a str, scheme: &str) -> Option<&'a str> {
    let found = uri.get(..scheme.len())?;
    found.eq_ignore_ascii_case(scheme).then(|| &uri[scheme.len()..])
}

/// What RFC 3986 lets stand in a path, and editors do not encode either.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of `path`, for documents whose address the client has not told.
pub(super) fn uri(path: &str) -> lsp::Uri {
    if path.starts_with("//") {
        return lsp::Uri(format!("file:{}", utf8_percent_encode(path, PATH)));
    }
    if path.starts_with('/') {
        return lsp::Uri(format!("file://{}", utf8_percent_encode(path, PATH)));
    }
    if path.as_bytes().get(1) == Some(&b':') {
        return lsp::Uri(format!("file:///{}", utf8_percent_encode(path, PATH)));
    }
    lsp::Uri(path.to_owned())
}

pub(super) fn offset(view: &View, position: lsp::Position) -> Option<TextSize> {
    let text = view.snapshot.document(view.file)?.text();
    let position = LineCol { line: position.line, column: position.character };
    Some(text.offset(position, view.session.encoding))
}

pub(super) fn text_range(view: &View, range: lsp::Range) -> Option<TextRange> {
    let (start, end) = (offset(view, range.start)?, offset(view, range.end)?);
    Some(TextRange::new(start.min(end), start.max(end)))
}

pub(super) fn range(view: &View, text: &Text, range: TextRange) -> lsp::Range {
    range_in(text, range, view.session.encoding)
}

fn range_in(text: &Text, range: TextRange, encoding: Encoding) -> lsp::Range {
    let position = |offset| {
        let LineCol { line, column } = text.line_col(offset, encoding);
        lsp::Position { line, character: column }
    };
    lsp::Range { start: position(range.start()), end: position(range.end()) }
}

/// What is wrong in a configuration whose text is `text`.
pub(super) fn config_fault(
    text: &Text,
    error: &ConfigError,
    encoding: Encoding,
) -> lsp::Diagnostic {
    let offset = |at: usize| TextSize::try_from(at).unwrap_or(text.len()).min(text.len());
    let range = TextRange::new(offset(error.range.start), offset(error.range.end));
    let range = range_in(text, range, encoding);
    config_diagnostic(range, lsp::DiagnosticSeverity::Error, error.message.clone())
}

/// A configuration that is not read, since `first` lies in the same folder.
pub(super) fn shadowed(first: &str) -> lsp::Diagnostic {
    let message = format!("this file is not read, since `{first}` of the same folder comes first");
    config_diagnostic(lsp::Range::default(), lsp::DiagnosticSeverity::Warning, message)
}

fn config_diagnostic(
    range: lsp::Range,
    severity: lsp::DiagnosticSeverity,
    message: String,
) -> lsp::Diagnostic {
    lsp::Diagnostic {
        range,
        severity: Some(severity),
        code: Some(lsp::Code::String("invalid-config".to_owned())),
        source: Some("seedls".to_owned()),
        message: message.into(),
        ..lsp::Diagnostic::default()
    }
}

/// Rules that find what could be left out, and does no harm where it is seen less.
const UNNECESSARY: &[&str] =
    &["unused-definition", "unused-suppression", "leftover-boilerplate", "repeated-paragraph"];

/// `print` is what the finding is known by, if by anything.
pub(super) fn diagnostic(
    view: &View,
    text: &Text,
    found: &rules::Diagnostic,
    print: Option<Fingerprint>,
) -> lsp::Diagnostic {
    let can = &view.session.findings;
    let rule = found.rule.name;
    let is_unnecessary = can.unnecessary && UNNECESSARY.contains(&rule);
    let page = view.session.pages.as_ref().map(|folder| lsp::Uri(format!("{folder}{rule}.md")));
    let data = print.filter(|_| can.data).map(|print| {
        let fixes: Vec<&str> = found.finding.fixes.iter().map(|it| it.title.as_str()).collect();
        json!({ "fingerprint": print.to_string(), "fixes": fixes })
    });
    let finding = &found.finding;
    let severity = match found.level {
        Level::Error => lsp::DiagnosticSeverity::Error,
        Level::Warning => lsp::DiagnosticSeverity::Warning,
        Level::Info | Level::Off => lsp::DiagnosticSeverity::Information,
    };
    let related = finding.related.iter().filter_map(|related| {
        let file = related.file.unwrap_or(view.file);
        let text = view.snapshot.document(file)?.text();
        let location =
            lsp::Location { uri: view.uri(file)?, range: range(view, text, related.range) };
        Some(lsp::DiagnosticRelatedInformation { location, message: related.message.clone() })
    });
    let related: Option<Vec<_>> = can.related_information.then(|| related.collect());
    let message = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    lsp::Diagnostic {
        range: range(view, text, finding.range),
        severity: Some(severity),
        code: Some(lsp::Code::String(rule.to_owned())),
        source: Some("seedls".to_owned()),
        message: message.into(),
        related_information: related.filter(|related| !related.is_empty()),
        code_description: page.map(|href| lsp::CodeDescription { href }),
        tags: is_unnecessary.then(|| vec![lsp::DiagnosticTag::Unnecessary]),
        data,
    }
}

/// One fix of a finding as something to choose; `likeliest` where it is the finding's first.
/// `answered` holds the finding where the client has sent it with its request.
pub(super) fn quick_fix(
    view: &View,
    text: &Text,
    fix: &rules::Fix,
    likeliest: bool,
    answered: Vec<lsp::Diagnostic>,
) -> Option<lsp::CodeAction> {
    Some(lsp::CodeAction {
        title: fix.title.clone(),
        kind: Some(lsp::CodeActionKind::QuickFix),
        diagnostics: (!answered.is_empty()).then_some(answered),
        is_preferred: (view.session.preferred_actions && fix.safe && likeliest).then_some(true),
        edit: Some(workspace_edit(view, text, &fix.edit)?),
        ..lsp::CodeAction::default()
    })
}

pub(super) fn text_edits(view: &View, text: &Text, edit: &TextEdit) -> Vec<lsp::TextEdit> {
    let edits = edit.parts().iter().map(|part| lsp::TextEdit {
        range: range(view, text, part.range),
        new_text: part.insert.clone(),
    });
    edits.collect()
}

/// `edit` of the document that the view is of.
pub(super) fn workspace_edit(
    view: &View,
    text: &Text,
    edit: &TextEdit,
) -> Option<lsp::WorkspaceEdit> {
    let uri = view.uri(view.file)?;
    let edits = text_edits(view, text, edit).into_iter();
    Some(if view.session.versioned_edits {
        let text_document = lsp::OptionalVersionedTextDocumentIdentifier {
            version: view.version,
            text_document_identifier: lsp::TextDocumentIdentifier { uri },
        };
        let edits = edits.map(lsp::Edit::TextEdit).collect();
        let change = lsp::TextDocumentEdit { text_document, edits };
        lsp::WorkspaceEdit {
            document_changes: Some(vec![lsp::DocumentChange::TextDocumentEdit(change)]),
            ..lsp::WorkspaceEdit::default()
        }
    } else {
        lsp::WorkspaceEdit {
            changes: Some([(uri, edits.collect())].into()),
            ..lsp::WorkspaceEdit::default()
        }
    })
}

pub(super) fn hover(view: &View, text: &Text, hover: ide::HoverResult) -> lsp::Hover {
    let kind = match view.session.markdown {
        true => lsp::MarkupKind::Markdown,
        false => lsp::MarkupKind::PlainText,
    };
    let more = hover.rules.iter().map(|rule| match (&view.session.pages, view.session.markdown) {
        (Some(folder), true) => format!("\n\n[More about `{rule}`]({folder}{rule}.md)"),
        (_, true) => format!("\n\nMore: `seedls explain {rule}`"),
        (_, false) => format!("\nMore: seedls explain {rule}"),
    });
    let mut value = if view.session.markdown { hover.markdown } else { hover.plain };
    value.extend(more);
    lsp::Hover {
        contents: lsp::MarkupContent { kind, value }.into(),
        range: Some(range(view, text, hover.range)),
    }
}

/// The outline as a tree.
pub(super) fn symbol(view: &View, text: &Text, symbol: &ide::Symbol) -> lsp::DocumentSymbol {
    let children = symbol.children.iter().map(|child| self::symbol(view, text, child)).collect();
    lsp::DocumentSymbol::new(
        symbol.name.clone(),
        symbol.detail.clone(),
        symbol_kind(symbol.kind),
        None,
        None,
        range(view, text, symbol.range),
        range(view, text, symbol.selection),
        Some(children),
    )
}

/// The outline as a list, for clients that know no trees.
pub(super) fn flat_symbols(
    view: &View,
    text: &Text,
    uri: &lsp::Uri,
    symbols: &[ide::Symbol],
    container: Option<&str>,
    out: &mut Vec<lsp::SymbolInformation>,
) {
    for symbol in symbols {
        let location = lsp::Location { uri: uri.clone(), range: range(view, text, symbol.range) };
        let base = lsp::BaseSymbolInformation {
            name: symbol.name.clone(),
            kind: symbol_kind(symbol.kind),
            tags: None,
            container_name: container.map(str::to_owned),
        };
        out.push(lsp::SymbolInformation::new(None, location, base));
        flat_symbols(view, text, uri, &symbol.children, Some(&symbol.name), out);
    }
}

/// The protocol's kinds are those of programs; these are the nearest.
fn symbol_kind(kind: ide::SymbolKind) -> lsp::SymbolKind {
    match kind {
        ide::SymbolKind::Title => lsp::SymbolKind::File,
        ide::SymbolKind::Part => lsp::SymbolKind::Namespace,
        ide::SymbolKind::Field => lsp::SymbolKind::Property,
        ide::SymbolKind::Section => lsp::SymbolKind::String,
        ide::SymbolKind::Paragraph => lsp::SymbolKind::Constant,
    }
}

#[cfg(test)]
mod tests {
    use super::UNNECESSARY;
    use super::path;
    use super::uri;
    use crate::rules::Rule;

    #[test]
    fn what_is_unnecessary_is_told_by_rules() {
        assert!(UNNECESSARY.iter().all(|name| Rule::find(name).is_some()));
    }

    #[test]
    fn addresses_become_paths() {
        for (uri, expected) in [
            ("file:///a/b.seed", "/a/b.seed"),
            ("FILE:///a/%5Bid%5D%20%C3%A9.md", "/a/[id] é.md"),
            ("file:///a/[id] é|.md", "/a/[id] é|.md"),
            ("file:///a/50%.md", "/a/50%.md"),
            ("file://localhost/a.md", "/a.md"),
            ("file://server/share/a.md", "//server/share/a.md"),
            ("file:/a.md", "/a.md"),
            ("untitled:Untitled-1", "untitled:Untitled-1"),
            ("", ""),
        ] {
            assert_eq!(path(uri), expected, "{uri}");
        }
    }

    #[test]
    fn paths_become_addresses() {
        for (path, expected) in [
            ("/a/[id] é.md", "file:///a/%5Bid%5D%20%C3%A9.md"),
            ("//server/share/a.md", "file://server/share/a.md"),
            ("C:/a.md", "file:///C%3A/a.md"),
            ("untitled:Untitled-1", "untitled:Untitled-1"),
        ] {
            assert_eq!(uri(path).0, expected, "{path}");
        }
    }
}
