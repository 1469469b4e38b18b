//! Keeps what client and server said to each other, a file a session, for `.ci/protocol.py`, which
//! holds every message of the server against the protocol's meta-model. Only where
//! `SEEDLS_RECORD` names a folder.

use std::env;
use std::fs;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use serde_json::Value;

#[derive(Clone)]
pub(crate) struct Record(Option<Arc<Mutex<File>>>);

impl Record {
    pub(crate) fn new() -> Record {
        static SESSIONS: AtomicUsize = AtomicUsize::new(0);
        let Some(folder) = env::var_os("SEEDLS_RECORD").map(PathBuf::from) else {
            return Record(None);
        };
        fs::create_dir_all(&folder).expect("a folder can be made");
        let number = SESSIONS.fetch_add(1, Ordering::Relaxed);
        let file = folder.join(format!("{}-{number}.jsonl", process::id()));
        Record(Some(Arc::new(Mutex::new(File::create(file).expect("a file can be made")))))
    }

    /// What the client is about to send: messages in their frames, or anything else.
    pub(crate) fn sent(&self, mut bytes: &[u8]) {
        if self.0.is_none() {
            return;
        }
        while !bytes.is_empty() {
            let Some((body, rest)) = split(bytes) else { return self.line("garbled", b"true") };
            match serde_json::from_slice::<Value>(body) {
                Ok(message) => self.line("client", message.to_string().as_bytes()),
                Err(_) => self.line("garbled", b"true"),
            }
            bytes = rest;
        }
    }

    /// A message of the server, byte for byte.
    pub(crate) fn received(&self, body: &[u8]) {
        self.line("server", body);
    }

    fn line(&self, from: &str, json: &[u8]) {
        let Some(file) = &self.0 else { return };
        let mut line = format!("{{\"{from}\":").into_bytes();
        line.extend_from_slice(json);
        line.extend_from_slice(b"}\n");
        file.lock().expect("nobody panics with it").write_all(&line).expect("there is room");
    }
}

/// The body of the first message, and what follows it.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
    let header = str::from_utf8(&bytes[..head]).ok()?;
    let length: usize = header.strip_prefix("Content-Length: ")?.parse().ok()?;
    bytes[head + 4..].split_at_checked(length)
}
