//! The command that asks web addresses. What came of it is set on the `Host`, and the findings go
//! the way of all others.

use std::sync::Arc;

use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Error;
use tower_lsp::jsonrpc::Result;

use crate::index::FileId;
use crate::index::Snapshot;
use crate::lsp::Shared;
use crate::lsp::convert;
use crate::lsp::diagnostics;
use crate::lsp::pool::Cancel;
use crate::lsp::pool::Lane;
use crate::lsp::progress::Progress;
use crate::net::Ending;
use crate::net::Round;
use crate::net::Tally;
use crate::net::Trust;
use crate::net::cache_path;

/// Its arguments: the address of a document, or none for all documents.
pub(super) const CHECK_LINKS: &str = "seedls.checkLinks";

/// Asks the web addresses in `snapshot`, and answers with how many there are and what came of it.
pub(super) async fn check(
    shared: &Arc<Shared>,
    snapshot: Snapshot,
    params: lsp::ExecuteCommandParams,
) -> Result<Option<Value>> {
    if params.command != CHECK_LINKS {
        return Err(Error::invalid_params(format!("there is no command `{}`", params.command)));
    }
    let files = files(&snapshot, params.arguments.as_deref().unwrap_or_default())?;
    let token = params.work_done_progress_params.work_done_token;
    let progress = Progress::new(shared, token.and_then(|it| serde_json::to_value(it).ok()));
    let job = shared.clone();
    let work = move |cancel: &Cancel| ask(&job, &snapshot, &files, &progress, cancel);
    shared.pool.run(Lane::Net, "checking links", work).await
}

fn files(snapshot: &Snapshot, arguments: &[Value]) -> Result<Vec<FileId>> {
    match arguments {
        [] | [Value::Null] => Ok(snapshot.files().collect()),
        [Value::String(uri)] => match snapshot.file_at(&convert::path(uri)) {
            Some(file) => Ok(vec![file]),
            None => Err(Error::invalid_params(format!("`{uri}` is no seed"))),
        },
        _ => Err(Error::invalid_params("expected the address of a document, or nothing")),
    }
}

fn ask(
    shared: &Arc<Shared>,
    snapshot: &Snapshot,
    files: &[FileId],
    progress: &Progress,
    cancel: &Cancel,
) -> Option<Value> {
    let online = snapshot.config().online.clone();
    let path = cache_path(&online, snapshot.roots().first().map(String::as_str));
    let round = Round::new(snapshot, files.iter().copied(), online, path.clone(), Trust::Young);
    let mut round = match round {
        Ok(round) => round,
        Err(error) => {
            let path = path.unwrap_or_default();
            shared.outbox.show_error(&format!("{}: {error}", path.display()));
            return None;
        }
    };

    progress.begin("Checking web addresses");
    let all = round.missing();
    let mut asked = 0;
    let mut tally = Tally::default();
    let stop = || cancel.is_cancelled() || progress.is_cancelled();
    let ending = round.ask(&stop, |answered| {
        asked += 1;
        tally.count(&answered.state);
        progress.report(asked, all, &tally.in_words());
    });
    let Tally { alive, moved, gone, blocked, unknown } = round.tally();
    let summary = format!("{} web addresses: {}", round.len(), round.tally().in_words());
    let result = json!({
        "addresses": round.len(),
        "alive": alive,
        "moved": moved,
        "gone": gone,
        "blocked": blocked,
        "unknown": unknown,
        "complete": ending == Ending::Complete,
    });
    round.set(&mut shared.state.world().host);
    diagnostics::all_changed(shared);
    // A document that is open may differ from the one on the disk, so nothing is forgotten.
    if let Err((path, error)) = round.save(false) {
        shared.outbox.show_error(&format!("{}: cannot be written: {error}", path.display()));
    }
    progress.end(&summary);
    Some(result)
}
