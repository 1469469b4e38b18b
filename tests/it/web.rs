//! A web server on loopback that behaves as badly as it is told to.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;

/// Ends with the test process.
pub(crate) struct Server {
    port: u16,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct Log {
    requests: Vec<Request>,
    active: usize,
    most_active: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// With the query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// Requests for this path before this one.
    pub(crate) nth: usize,
}

/// What the server does after a request.
pub(crate) enum Reply {
    /// Sends these bytes and ends the connection.
    Bytes(Vec<u8>),
    /// Sends these bytes and then nothing, until the client has had enough.
    Hang(Vec<u8>),
    /// Ends the connection without a word, before the request was read.
    Cut,
    /// Sends these bytes, and then one more letter for ever.
    Flood(Vec<u8>),
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of loopback");
        let port = listener.local_addr().expect("an address").port();
        let log: Arc<Mutex<Log>> = Arc::default();
        let answer = Arc::new(answer);
        let shared = log.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (log, answer) = (shared.clone(), answer.clone());
                thread::spawn(move || serve(stream.ok()?, &log, &*answer));
            }
        });
        Server { port, log }
    }

    /// `127.0.0.1:PORT`
    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// All requests, in the order in which they came.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.log().requests.clone()
    }

    /// The methods of the requests for `path`.
    pub(crate) fn methods(&self, path: &str) -> Vec<String> {
        let requests = self.requests().into_iter().filter(|request| request.path == path);
        requests.map(|request| request.method).collect()
    }

    /// How many requests were under way at once.
    pub(crate) fn most_active(&self) -> usize {
        self.log().most_active
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server of secure connections on loopback whose certificate, for `name`, it has signed itself; its
/// address. Nothing that is not of the connection ever comes through.
pub(crate) fn untrusted(name: &str) -> String {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    let key = made.signing_key.serialize_der().try_into().expect("a private key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions that the provider has")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a certificate with its key");
    let config = Arc::new(config);
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of loopback");
    let address = listener.local_addr().expect("an address").to_string();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let config = config.clone();
            thread::spawn(move || {
                let mut connection = rustls::ServerConnection::new(config).ok()?;
                while connection.is_handshaking() {
                    connection.complete_io(&mut stream).ok()?;
                }
                Some(())
            });
        }
    });
    address
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

impl Reply {
    /// An answer with `status` and these further lines of its header.
    pub(crate) fn status(status: u16, header: &str) -> Reply {
        Reply::Bytes(head(status, &format!("{header}Content-Length: 0\r\n")))
    }
}

/// The head of an answer, without a length.
pub(crate) fn head(status: u16, header: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Whatever\r\nConnection: close\r\n{header}\r\n").into_bytes()
}

fn serve(
    mut stream: TcpStream,
    log: &Mutex<Log>,
    answer: &(dyn Fn(&Request) -> Reply + Send + Sync),
) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    // A client that begins a secure connection is answered as plain servers do.
    if reader.fill_buf().ok()?.first() == Some(&0x16) {
        return stream.write_all(&head(400, "")).ok();
    }
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let request = {
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        let nth = log.requests.iter().filter(|it| it.path == path).count();
        let request = Request { method, path, headers, nth };
        log.requests.push(request.clone());
        log.active += 1;
        log.most_active = log.most_active.max(log.active);
        request
    };
    let reply = answer(&request);
    // Before the client can know the answer, and begin another request.
    log.lock().unwrap_or_else(PoisonError::into_inner).active -= 1;
    match reply {
        Reply::Bytes(bytes) => stream.write_all(&bytes).ok()?,
        Reply::Hang(bytes) => {
            stream.write_all(&bytes).ok()?;
            // Until the client closes.
            let _ = reader.read(&mut [0]);
        }
        Reply::Cut => {}
        Reply::Flood(bytes) => {
            stream.write_all(&bytes).ok()?;
            while stream.write_all(&[b'a'; 1000]).is_ok() {}
        }
    }
    Some(())
}
