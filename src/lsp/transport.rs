//! Transport: the ordered loop between a byte stream and the service. Knows no method but those
//! that begin and end a session.
//!
//! The library's own loop keeps the order of messages only up to a handler's first `.await`, ends
//! on one undecodable message, and lets four slow requests hold up all others. Here each message is
//! handed to the service and its handler polled *once*, in the order of arrival; what is left of it
//! runs beside the loop. So everything that a handler does before its first `.await` is ordered.

use std::any::Any;
use std::collections::BTreeSet;
use std::io::BufReader;
use std::io::BufWriter;
use std::io::Read;
use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::task::Poll;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::SinkExt;
use futures_util::StreamExt;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use tokio::sync::mpsc as tokio_mpsc;
use tower::Service;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::Error;
use tower_lsp::jsonrpc::ErrorCode;
use tower_lsp::jsonrpc::Id;
use tower_lsp::jsonrpc::Request;
use tower_lsp::jsonrpc::Response;

use crate::lsp::framing;
use crate::lsp::framing::Incoming;

/// Messages that may wait for the loop; the reader stops reading beyond them.
const INCOMING_WAITING: usize = 1024;

/// Different failures that are told; whatever goes on failing after them is only counted.
const MOST_FAILURES: usize = 100;

/// How long the end of a session waits for a client that does not read.
const LAST_FLUSH: Duration = Duration::from_secs(1);

/// The way to the client: a queue without a bound, so that a client that does not read can never
/// hold up whoever writes to it.
#[derive(Debug, Clone)]
pub(super) struct Outbox {
    queue: mpsc::Sender<Outgoing>,
    failures: Arc<Failures>,
}

/// What went wrong in the server itself.
#[derive(Debug, Default)]
struct Failures {
    count: AtomicU64,
    /// What was told already: nobody needs to read it again with every letter that is typed.
    told: Mutex<BTreeSet<String>>,
}

#[derive(Debug)]
enum Outgoing {
    Body(Vec<u8>),
    Flush(mpsc::Sender<()>),
}

/// A message that is ready to be sent.
pub(super) struct Letter(Vec<u8>);

impl Letter {
    pub(super) fn notification(method: &str, params: impl Serialize) -> Letter {
        #[derive(Serialize)]
        struct Notification<'a, P> {
            jsonrpc: &'a str,
            method: &'a str,
            params: P,
        }
        let body = serde_json::to_vec(&Notification { jsonrpc: "2.0", method, params });
        Letter(body.expect("our parameters have no keys but strings"))
    }
}

/// The other end of an [`Outbox`]; `serve` takes it.
#[derive(Debug)]
pub(super) struct Outgoings(mpsc::Receiver<Outgoing>);

impl Outbox {
    pub(super) fn new() -> (Outbox, Outgoings) {
        let (sender, receiver) = mpsc::channel();
        (Outbox { queue: sender, failures: Arc::default() }, Outgoings(receiver))
    }

    pub(super) fn notify(&self, method: &str, params: impl Serialize) {
        self.post(Letter::notification(method, params));
    }

    /// Sends what was written before; takes no longer for a long letter than for a short one.
    pub(super) fn post(&self, letter: Letter) {
        let _ = self.queue.send(Outgoing::Body(letter.0));
    }

    /// Sends a request whose answer does not matter; null for `params` where it has none.
    pub(super) fn request(&self, method: &str, params: Value) {
        #[derive(Serialize)]
        struct Request<'a> {
            jsonrpc: &'a str,
            id: String,
            method: &'a str,
            #[serde(skip_serializing_if = "Value::is_null")]
            params: Value,
        }
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let id = format!("seedls-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.send(&Request { jsonrpc: "2.0", id, method, params });
    }

    /// Counts a panic of `what`, and tells of it in the editor's log, but of the same only once.
    /// Gives what is to be said of it.
    pub(super) fn failed(&self, what: &str, panic: &(dyn Any + Send)) -> String {
        let message = format!("{what} failed: {}", panic_message(panic));
        self.failures.count.fetch_add(1, Ordering::Relaxed);
        let mut told = self.failures.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < MOST_FAILURES && told.insert(message.clone()) {
            let please = "please report it, with what the request `seedls/status` says";
            self.log_error(&format!("{message}; {please}"));
        }
        message
    }

    /// How many panics there were so far.
    pub(super) fn failures(&self) -> u64 {
        self.failures.count.load(Ordering::Relaxed)
    }

    /// Writes `message` to the editor's log as an error.
    pub(super) fn log_error(&self, message: &str) {
        self.notify("window/logMessage", json!({ "type": 1, "message": message }));
    }

    pub(super) fn log_info(&self, message: &str) {
        self.notify("window/logMessage", json!({ "type": 3, "message": message }));
    }

    /// Shows an error to the user, who alone can do something about it.
    pub(super) fn show_error(&self, message: &str) {
        self.notify("window/showMessage", json!({ "type": 1, "message": message }));
    }

    /// Shows what the user has asked for.
    pub(super) fn show_info(&self, message: &str) {
        self.notify("window/showMessage", json!({ "type": 3, "message": message }));
    }

    fn send(&self, message: &impl Serialize) {
        // A message that cannot be written as JSON, or a closed queue, costs that message only.
        if let Ok(body) = serde_json::to_vec(message) {
            let _ = self.queue.send(Outgoing::Body(body));
        }
    }

    fn flush(&self) {
        let (done, flushed) = mpsc::channel();
        if self.queue.send(Outgoing::Flush(done)).is_ok() {
            let _ = flushed.recv_timeout(LAST_FLUSH);
        }
    }
}

/// What the loop hears from the threads around it.
enum Event {
    Message(Incoming),
    /// The client is gone: its end of a pipe was closed, or its process ended.
    Gone,
}

/// Ends the loop from outside, for whoever learns that the client is gone.
#[derive(Clone)]
pub(super) struct Hangup(tokio_mpsc::Sender<Event>);

impl Hangup {
    pub(super) fn hang_up(&self) {
        let _ = self.0.blocking_send(Event::Gone);
    }
}

/// The byte streams, and the queue before the one that is written to.
pub(super) struct Connection<R, W> {
    pub(super) input: R,
    pub(super) output: W,
    pub(super) outbox: Outbox,
    pub(super) outgoings: Outgoings,
}

/// Runs a session until it ends; the exit code is 0 only after an accepted `shutdown`.
///
/// `watch` is called with the client's process: `client`, or the one that `initialize` names.
pub(super) async fn serve<S>(
    mut service: S,
    socket: ClientSocket,
    connection: Connection<impl Read + Send + 'static, impl Write + Send + 'static>,
    client: Option<u32>,
    watch: impl Fn(u32, Hangup),
) -> u8
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    let Connection { input, output, outbox, outgoings } = connection;
    let (events, mut incoming) = tokio_mpsc::channel(INCOMING_WAITING);
    let hangup = Hangup(events.clone());
    let writer = hangup.clone();
    if let Some(process) = client {
        watch(process, hangup.clone());
    }
    std::thread::spawn(move || {
        read_all(input, &events);
        let _ = events.blocking_send(Event::Gone);
    });
    std::thread::spawn(move || {
        write_all(output, &outgoings.0);
        writer.hang_up();
    });
    let (mut requests, mut responses) = socket.split();
    let to_client = outbox.clone();
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            to_client.send(&request);
        }
    });

    let mut shut_down = false;
    loop {
        let request = match incoming.recv().await {
            None | Some(Event::Gone) => break,
            Some(Event::Message(Incoming::Bad { id, error })) => {
                outbox.send(&json!({ "jsonrpc": "2.0", "id": id, "error": error }));
                continue;
            }
            Some(Event::Message(Incoming::Response(response))) => {
                let _ = responses.send(response).await;
                continue;
            }
            Some(Event::Message(Incoming::Request(request))) => tolerable(request),
        };
        let method = request.method().to_owned();
        if method == "exit" {
            break;
        }
        if method == "initialize"
            && let Some(process) = process(&request)
            && client.is_none()
        {
            watch(process, hangup.clone());
        }
        if std::future::poll_fn(|context| service.poll_ready(context)).await.is_err() {
            break;
        }
        let answer = Answer { id: request.id().cloned(), method, outbox: outbox.clone() };
        let mut handler = Box::pin(AssertUnwindSafe(service.call(request)).catch_unwind());
        // Nothing may run before the session is set up, though it may stand in the pipe already.
        if answer.method == "initialize" {
            answer.send(handler.await);
            continue;
        }
        match futures_util::poll!(&mut handler) {
            Poll::Ready(result) => {
                let ok = answer.send(result);
                shut_down |= answer.method == "shutdown" && ok;
            }
            Poll::Pending => {
                tokio::spawn(async move { answer.send(handler.await) });
            }
        }
    }
    outbox.flush();
    u8::from(!shut_down)
}

/// The client's process, as `initialize` names it.
fn process(request: &Request) -> Option<u32> {
    let process = request.params()?.get("processId")?.as_u64()?;
    u32::try_from(process).ok()
}

/// `request` as the service can read it: some clients send `shutdown` with parameters of `{}`.
fn tolerable(request: Request) -> Request {
    if request.method() != "shutdown" {
        return request;
    }
    let (method, id, _) = request.into_parts();
    match id {
        Some(id) => Request::build(method).id(id).finish(),
        None => Request::build(method).finish(),
    }
}

/// Where the result of a handler goes.
struct Answer {
    /// `None` for notifications.
    id: Option<Id>,
    method: String,
    outbox: Outbox,
}

impl Answer {
    /// Sends what the handler came to; tells whether that was a success.
    fn send<E>(&self, result: Result<Result<Option<Response>, E>, Box<dyn Any + Send>>) -> bool {
        let response = match result {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => None,
            Err(panic) => {
                let message = self.outbox.failed(&self.method, &*panic);
                let error =
                    Error { code: ErrorCode::InternalError, message: message.into(), data: None };
                self.id.clone().map(|id| Response::from_error(id, error))
            }
        };
        match (response, &self.id) {
            (Some(response), _) => {
                self.outbox.send(&response);
                response.is_ok()
            }
            // The library answers no unknown `$/` message; but a request must have its answer.
            (None, Some(id)) => {
                let error = Error::method_not_found();
                self.outbox.send(&Response::from_error(id.clone(), error));
                false
            }
            (None, None) => true,
        }
    }
}

/// What a panic said.
fn panic_message(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(message), _) => message,
        (_, Some(message)) => message,
        _ => "unknown cause",
    }
}

fn read_all(input: impl Read, events: &tokio_mpsc::Sender<Event>) {
    let mut input = BufReader::with_capacity(1 << 16, input);
    while let Ok(Some(message)) = framing::read(&mut input) {
        if events.blocking_send(Event::Message(message)).is_err() {
            return;
        }
    }
}

/// Writes until the queue or the stream is closed; flushes whenever the queue runs empty.
fn write_all(output: impl Write, outgoings: &mpsc::Receiver<Outgoing>) {
    let mut output = BufWriter::with_capacity(1 << 16, output);
    loop {
        let outgoing = match outgoings.try_recv() {
            Ok(outgoing) => outgoing,
            Err(_) => {
                if output.flush().is_err() {
                    return;
                }
                let Ok(outgoing) = outgoings.recv() else { return };
                outgoing
            }
        };
        let written = match outgoing {
            Outgoing::Body(body) => write!(output, "Content-Length: {}\r\n\r\n", body.len())
                .and_then(|()| output.write_all(&body)),
            Outgoing::Flush(done) => {
                let flushed = output.flush();
                let _ = done.send(());
                flushed
            }
        };
        if written.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufRead;
    use std::io::BufReader;
    use std::io::PipeReader;
    use std::io::PipeWriter;
    use std::io::Read;
    use std::io::Write;
    use std::thread;
    use std::thread::JoinHandle;

    use serde_json::Value;
    use serde_json::json;
    use tower_lsp::LanguageServer;
    use tower_lsp::LspService;
    use tower_lsp::gen_lsp_types as lsp;
    use tower_lsp::jsonrpc::Result;

    use super::Connection;
    use super::Outbox;
    use super::serve;

    /// A server whose handlers fail in every way that ours could.
    struct Faulty;

    impl LanguageServer for Faulty {
        async fn initialize(&self, _: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
            Ok(lsp::InitializeResult::default())
        }

        async fn shutdown(&self) -> Result<()> {
            Ok(())
        }
    }

    impl Faulty {
        async fn panic_at_once(&self, _: Value) -> Result<()> {
            panic!("at once")
        }

        async fn panic_later(&self, _: Value) -> Result<()> {
            tokio::task::yield_now().await;
            panic!("{}", "later")
        }

        async fn panic_on_notice(&self, _: Value) {
            panic!("on notice")
        }

        async fn never(&self, _: Value) -> Result<()> {
            std::future::pending().await
        }

        async fn echo(&self, value: Value) -> Result<Value> {
            tokio::task::yield_now().await;
            Ok(value)
        }
    }

    struct Client {
        input: PipeWriter,
        output: BufReader<PipeReader>,
        server: JoinHandle<u8>,
    }

    impl Client {
        fn start() -> Client {
            let (server_input, input) = std::io::pipe().expect("a pipe");
            let (output, server_output) = std::io::pipe().expect("a pipe");
            let server = thread::spawn(move || {
                let (outbox, outgoings) = Outbox::new();
                let (service, socket) = LspService::build_with_lifecycle_methods(|_| Faulty)
                    .custom_method("panicAtOnce", Faulty::panic_at_once)
                    .custom_method("panicLater", Faulty::panic_later)
                    .custom_method("panicOnNotice", Faulty::panic_on_notice)
                    .custom_method("never", Faulty::never)
                    .custom_method("echo", Faulty::echo)
                    .finish();
                let runtime = tokio::runtime::Builder::new_current_thread().build();
                let connection =
                    Connection { input: server_input, output: server_output, outbox, outgoings };
                runtime.expect("a runtime").block_on(serve(
                    service,
                    socket,
                    connection,
                    None,
                    |_, _| {},
                ))
            });
            let mut client = Client { input, output: BufReader::new(output), server };
            client
                .send(json!({ "id": 0, "method": "initialize", "params": { "capabilities": {} } }));
            assert_eq!(client.read()["id"], 0);
            client
        }

        fn send(&mut self, mut message: Value) {
            message["jsonrpc"] = json!("2.0");
            let body = message.to_string();
            write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("written");
        }

        fn read(&mut self) -> Value {
            let mut header = String::new();
            self.output.read_line(&mut header).expect("a header");
            let length = header.trim().strip_prefix("Content-Length: ").expect("a length");
            let mut body = vec![0; length.parse().expect("a number")];
            self.output.read_line(&mut header).expect("an empty line");
            self.output.read_exact(&mut body).expect("a body");
            serde_json::from_slice(&body).expect("JSON")
        }

        #[track_caller]
        fn expect_answer(&mut self) {
            self.send(json!({ "id": "alive", "method": "echo", "params": { "a": 1 } }));
            assert_eq!(
                self.read(),
                json!({ "jsonrpc": "2.0", "id": "alive", "result": { "a": 1 } })
            );
        }

        fn end(self) -> u8 {
            drop(self.input);
            self.server.join().expect("the server ends")
        }
    }

    #[test]
    fn a_panic_costs_one_answer() {
        let mut client = Client::start();
        for (id, method, why) in [(1, "panicAtOnce", "at once"), (2, "panicLater", "later")] {
            client.send(json!({ "id": id, "method": method, "params": {} }));
            let log = client.read();
            assert_eq!(log["method"], "window/logMessage");
            let message = log["params"]["message"].as_str().expect("a message");
            assert!(message.starts_with(&format!("{method} failed: {why}; please")), "{message}");
            let answer = client.read();
            assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(id), &json!(-32603)));
            client.expect_answer();
            // The same again is answered, and is no news.
            client.send(json!({ "id": id + 10, "method": method, "params": {} }));
            let answer = client.read();
            let expected = (&json!(id + 10), &json!(-32603));
            assert_eq!((&answer["id"], &answer["error"]["code"]), expected);
        }
        client.send(json!({ "method": "panicOnNotice", "params": {} }));
        assert_eq!(client.read()["method"], "window/logMessage");
        client.expect_answer();
        assert_eq!(client.end(), 1);
    }

    #[test]
    fn any_number_of_waiting_requests_hold_up_no_other_and_no_cancelling() {
        let mut client = Client::start();
        for id in 1..100 {
            client.send(json!({ "id": id, "method": "never", "params": {} }));
        }
        client.expect_answer();
        client.send(json!({ "method": "$/cancelRequest", "params": { "id": 50 } }));
        let answer = client.read();
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(50), &json!(-32800)));
        // The end waits for none of them.
        client.send(json!({ "id": 0, "method": "shutdown" }));
        assert_eq!(client.read()["result"], Value::Null);
        assert_eq!(client.end(), 0);
    }

    #[test]
    fn a_client_that_closes_its_end_ends_the_session() {
        let mut client = Client::start();
        client.send(json!({ "id": 1, "method": "never", "params": {} }));
        let Client { mut input, output, server } = client;
        drop(output);
        let body = r#"{"jsonrpc":"2.0","id":1,"method":"unknown"}"#;
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("still read");
        assert_eq!(server.join().expect("the server ends"), 1);
    }
}
