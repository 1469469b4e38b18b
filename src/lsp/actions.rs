//! Code actions as the protocol has them: fixes, what holds findings back, and what rewrites. Those
//! that take long to make are made when the client has chosen one, where it can ask for that.

use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::facts::Document;
use crate::ide;
use crate::ide::ActionKind;
use crate::index::FileId;
use crate::index::Host;
use crate::io;
use crate::lsp::baselines;
use crate::lsp::convert;
use crate::lsp::diagnostics;
use crate::lsp::state::View;
use crate::rules;
use crate::rules::Extent;
use crate::rules::Fingerprint;
use crate::text::TextEdit;
use crate::text::TextRange;

/// All safe fixes in a document, for clients that run it when they save.
const FIX_ALL: &str = "source.fixAll.seedls";

/// Findings in a range of which each has its actions. Who chooses everything wants no longer list.
const MOST: usize = 20;

pub(super) fn options() -> lsp::CodeActionOptions {
    lsp::CodeActionOptions {
        code_action_kinds: Some(vec![
            lsp::CodeActionKind::QuickFix,
            lsp::CodeActionKind::RefactorExtract,
            lsp::CodeActionKind::RefactorInline,
            lsp::CodeActionKind::RefactorRewrite,
            FIX_ALL.to_owned().into(),
        ]),
        resolve_provider: Some(true),
        ..lsp::CodeActionOptions::default()
    }
}

/// What was asked for.
pub(super) struct Asked {
    pub(super) range: lsp::Range,
    /// The findings that the client shows there.
    told: Vec<lsp::Diagnostic>,
    /// Kinds; one of them asks for all kinds below it. `None`: all of them.
    only: Option<Vec<String>>,
}

impl Asked {
    pub(super) fn new(range: lsp::Range, context: lsp::CodeActionContext) -> Asked {
        let only = context.only.map(|only| only.into_iter().map(String::from).collect());
        Asked { range, told: context.diagnostics, only }
    }

    fn wants(&self, kind: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|asked| is_below(kind, asked)))
    }
}

/// The kind `asked` is that of `kind`, or one above it: `refactor` for `refactor.rewrite`.
fn is_below(kind: &str, asked: &str) -> bool {
    let rest = kind.strip_prefix(asked);
    rest.is_some_and(|rest| asked.is_empty() || rest.is_empty() || rest.starts_with('.'))
}

/// Everything that can be done in the range that is asked about.
pub(super) fn list(
    view: &View,
    document: &Document,
    asked: &Asked,
) -> Option<Vec<lsp::CodeAction>> {
    let range = convert::text_range(view, asked.range)?;
    let mut actions = Vec::new();
    let found = match asked.wants("quickfix") || asked.wants(FIX_ALL) {
        true => diagnostics::found_to_fix(view, range, &supply),
        false => Vec::new(),
    };
    if asked.wants("quickfix") {
        quick(view, document, asked, range, &found, &mut actions);
    }
    let rewrites = ide::link_rewrites(document, range).into_iter();
    let fillings = ide::fill(document, range).into_iter();
    // What is missing and has to be there has been offered already.
    let is_new =
        |title: &str, actions: &[lsp::CodeAction]| actions.iter().all(|it| it.title != title);
    for action in rewrites.chain(fillings) {
        if asked.wants(&String::from(kind(action.kind))) && is_new(&action.title, &actions) {
            actions.extend(whole(view, document, &action.title, kind(action.kind), &action.edit));
        }
    }
    if asked.wants("refactor.rewrite") {
        let conversions = ide::header_conversions(document, range);
        let rewrite = lsp::CodeActionKind::RefactorRewrite;
        actions.extend(
            conversions
                .iter()
                .filter_map(|it| whole(view, document, &it.title, rewrite.clone(), &it.edit)),
        );
    }
    let is_fixable =
        || found.iter().any(|(it, _)| it.finding.fixes.first().is_some_and(|fix| fix.safe));
    if asked.wants(FIX_ALL) && is_fixable() {
        let kind = FIX_ALL.to_owned().into();
        actions.extend(late(
            view,
            document,
            "Fix all that is safe to fix",
            kind,
            &Work::Everything,
        ));
    }
    Some(actions)
}

/// The fixes of what is found in `range`, and the ways to hold it back.
fn quick(
    view: &View,
    document: &Document,
    asked: &Asked,
    range: TextRange,
    found: &[(rules::Diagnostic, Fingerprint)],
    actions: &mut Vec<lsp::CodeAction>,
) {
    let here = || {
        let here = found.iter().filter(|(it, _)| it.finding.range.intersect(range).is_some());
        here.take(MOST)
    };
    // The findings that the client has sent, each beside ours.
    let answered: Vec<Vec<lsp::Diagnostic>> = here()
        .map(|(it, print)| {
            let diagnostic = convert::diagnostic(view, document.text(), it, Some(*print));
            // Two findings of one rule at one place differ in what they are known by.
            let print = |it: &lsp::Diagnostic| it.data.as_ref()?.get("fingerprint").cloned();
            let same = |told: &&lsp::Diagnostic| {
                (&told.code, told.range) == (&diagnostic.code, diagnostic.range)
                    && (print(told).is_none() || print(told) == print(&diagnostic))
            };
            asked.told.iter().filter(same).cloned().collect()
        })
        .collect();
    for ((it, _), answered) in here().zip(&answered) {
        let fixes = it.finding.fixes.iter().enumerate();
        actions.extend(fixes.filter_map(|(at, fix)| {
            convert::quick_fix(view, document.text(), fix, at == 0, answered.clone())
        }));
    }
    let several = ide::rules_to_fix(found.iter().map(|(it, _)| it));
    let mut seen: Vec<&str> = Vec::new();
    for (it, _) in here() {
        let rule = it.rule.name;
        if several.contains(&rule) && !seen.contains(&rule) {
            seen.push(rule);
            let title = format!("Fix all `{rule}` in this file");
            let work = Work::Rule(rule.to_owned());
            actions.extend(late(view, document, &title, lsp::CodeActionKind::QuickFix, &work));
        }
    }
    for ((it, print), answered) in here().zip(&answered) {
        for action in ide::suppressions(document, it.rule.name, it.finding.range) {
            let kind = kind(action.kind);
            let Some(mut made) = whole(view, document, &action.title, kind, &action.edit) else {
                continue;
            };
            // Two findings of one rule are held back together.
            if actions.iter().any(|other| other.title == made.title && other.edit == made.edit) {
                continue;
            }
            made.diagnostics = (!answered.is_empty()).then(|| answered.clone());
            actions.push(made);
        }
        actions.extend(baselines::action(view, it.rule, *print, answered));
    }
}

fn kind(kind: ActionKind) -> lsp::CodeActionKind {
    match kind {
        ActionKind::Quick => lsp::CodeActionKind::QuickFix,
        ActionKind::Extract => lsp::CodeActionKind::RefactorExtract,
        ActionKind::Inline => lsp::CodeActionKind::RefactorInline,
        ActionKind::Rewrite => lsp::CodeActionKind::RefactorRewrite,
    }
}

/// An action with its edit.
fn whole(
    view: &View,
    document: &Document,
    title: &str,
    kind: lsp::CodeActionKind,
    edit: &TextEdit,
) -> Option<lsp::CodeAction> {
    Some(lsp::CodeAction {
        title: title.to_owned(),
        kind: Some(kind),
        edit: Some(convert::workspace_edit(view, document.text(), edit)?),
        ..lsp::CodeAction::default()
    })
}

/// What takes long to find out.
enum Work {
    /// All safe fixes of a document, repeated until nothing changes.
    Everything,
    /// All fixes of the rule.
    Rule(String),
}

impl Work {
    fn edit(&self, view: &View) -> Option<TextEdit> {
        match self {
            Work::Everything => {
                let repaired = rules::repair(&view.snapshot, view.file, Extent::Safe, &supply);
                repaired.map(|it| it.edit)
            }
            Work::Rule(rule) => rules::repair_rule(&view.snapshot, view.file, rule, &supply),
        }
    }
}

/// Reads what the links of a mended document lead to.
fn supply(host: &mut Host, file: FileId) {
    loop {
        let wanted = host.snapshot().wants(file);
        if wanted.is_empty() {
            return;
        }
        io::fetch(wanted).set(host);
    }
}

/// An action whose edit is made when it is chosen, where the client can ask for it then.
fn late(
    view: &View,
    document: &Document,
    title: &str,
    kind: lsp::CodeActionKind,
    work: &Work,
) -> Option<lsp::CodeAction> {
    if !view.session.late_actions {
        return whole(view, document, title, kind, &work.edit(view)?);
    }
    let rule = match work {
        Work::Everything => Value::Null,
        Work::Rule(rule) => json!(rule),
    };
    let uri = view.uri(view.file)?;
    let data = json!({ "uri": uri, "version": view.version, "rule": rule });
    Some(lsp::CodeAction {
        title: title.to_owned(),
        kind: Some(kind),
        data: Some(data),
        ..lsp::CodeAction::default()
    })
}

/// The document that an action from [`late`] is about.
pub(super) fn document_of(action: &lsp::CodeAction) -> Option<lsp::Uri> {
    Some(lsp::Uri(action.data.as_ref()?.get("uri")?.as_str()?.to_owned()))
}

/// `action` with its edit. Of a text that has changed meanwhile it has none.
pub(super) fn resolve(
    view: &View,
    document: &Document,
    action: &mut lsp::CodeAction,
) -> Option<()> {
    let data = action.data.as_ref()?;
    if data.get("version") != Some(&json!(view.version)) {
        return None;
    }
    let work = match data.get("rule").and_then(Value::as_str) {
        Some(rule) => Work::Rule(rule.to_owned()),
        None => Work::Everything,
    };
    action.edit = convert::workspace_edit(view, document.text(), &work.edit(view)?);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn a_kind_asks_for_all_below_it() {
        assert!(is_below("source.fixAll.seedls", "source.fixAll"));
        assert!(is_below("source.fixAll.seedls", "source"));
        assert!(is_below("quickfix", ""));
        assert!(!is_below("refactor.rewrite", "refactor.re"));
        assert!(!is_below("source", "source.fixAll"));
    }
}
