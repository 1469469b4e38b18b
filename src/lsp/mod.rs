//! The editor's protocol: transport, routes, conversions. The only code that names its types.

mod convert;
mod diagnostics;
mod framing;
mod pool;
mod requests;
mod session;
mod state;
mod transport;

use std::io;
use std::io::Read;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use tower_lsp::LspService;

use crate::lsp::pool::Pool;
use crate::lsp::state::State;
use crate::lsp::transport::Outbox;

/// What every handler and every job has in common.
pub(crate) struct Shared {
    state: State,
    pool: Pool,
    outbox: Outbox,
}

pub(crate) struct Server {
    shared: Arc<Shared>,
}

/// Serves one editor over standard input and output until it ends the session. The exit code is 0
/// after an orderly end and 1 after any other.
///
/// `client` is the editor's process, where the command line names it: when it ends, so does this.
pub fn run(client: Option<u32>) -> ExitCode {
    let _ = client;
    match serve(io::stdin(), io::stdout()) {
        Ok(code) => ExitCode::from(code),
        Err(_) => ExitCode::from(2),
    }
}

/// The error is that of starting threads.
fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> io::Result<u8> {
    // One thread: the loop and the handlers only wait. Work is done by the pool.
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (outbox, outgoings) = Outbox::new();
    let shared = Arc::new(Shared {
        state: State::default(),
        pool: Pool::new(outbox.clone()),
        outbox: outbox.clone(),
    });
    let builder = LspService::build_with_lifecycle_methods(|_| Server { shared });
    let (service, socket) = requests::route(builder).finish();
    Ok(runtime.block_on(transport::serve(
        service,
        socket,
        outbox,
        outgoings,
        input,
        output,
        |_, _| {},
    )))
}
