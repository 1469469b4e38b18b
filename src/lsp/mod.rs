//! The editor's protocol: transport, routes, conversions. The only code that names its types.

mod actions;
mod ahead;
mod baselines;
mod completion;
mod convert;
mod diagnostics;
mod editor_settings;
mod framing;
mod links;
mod pages;
mod places;
mod pool;
mod progress;
mod requests;
mod session;
mod settings;
mod shown;
mod state;
mod status;
mod survey;
mod transport;
mod unread;
mod workspace;

use std::io;
use std::io::Read;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tower_lsp::Client;
use tower_lsp::LspService;

use crate::lsp::pool::Pool;
use crate::lsp::state::State;
use crate::lsp::transport::Connection;
use crate::lsp::transport::Hangup;
use crate::lsp::transport::Outbox;

pub(crate) use unread::said_of;

/// What every handler and every job has in common.
pub(crate) struct Shared {
    state: State,
    tokens: shown::SentTokens,
    ledger: survey::Ledger,
    pool: Pool,
    outbox: Outbox,
    /// For requests whose answers count; only in handlers, which can wait.
    client: Client,
}

pub(crate) struct Server {
    shared: Arc<Shared>,
}

/// How often it is looked whether the editor's process is still there.
const LOOK: Duration = Duration::from_millis(500);

/// Serves one editor over standard input and output until it ends the session. The exit code is 0
/// after an orderly end and 1 after any other.
///
/// `client` is the editor's process, where the command line names it: when it ends, so does this.
pub fn run(client: Option<u32>) -> ExitCode {
    match serve(io::stdin(), io::stdout(), client) {
        // Not by returning: work that is under way, and documents to be freed, hold up nobody.
        Ok(code) => std::process::exit(code.into()),
        Err(_) => ExitCode::from(2),
    }
}

/// The error is that of starting threads.
fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    client: Option<u32>,
) -> io::Result<u8> {
    // One thread: the loop and the handlers only wait. Work is done by the pool.
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (outbox, outgoings) = Outbox::new();
    let builder = LspService::build_with_lifecycle_methods(|client| {
        let shared = Arc::new(Shared {
            state: State::default(),
            tokens: shown::SentTokens::default(),
            ledger: survey::Ledger::default(),
            pool: Pool::new(outbox.clone()),
            outbox: outbox.clone(),
            client,
        });
        Server { shared }
    });
    let (service, socket) = requests::route(builder).finish();
    let connection = Connection { input, output, outbox, outgoings };
    Ok(runtime.block_on(transport::serve(service, socket, connection, client, watch)))
}

/// Hangs up when `process` ends. A number that no process has is that of a client that runs
/// elsewhere, in another container: nothing can be said about that one.
fn watch(process: u32, hangup: Hangup) {
    if crate::io::process_exists(process) != Some(true) {
        return;
    }
    thread::spawn(move || {
        while crate::io::process_exists(process) == Some(true) {
            thread::sleep(LOOK);
        }
        hangup.hang_up();
    });
}
