//! Progress: tells the client how far long work is, where it wants to know, and hears from it that
//! it is enough.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use serde_json::Value;
use serde_json::json;

use crate::lsp::Shared;

pub(super) struct Progress {
    shared: Arc<Shared>,
    /// `None`: the client does not want to know.
    token: Option<Value>,
    /// The client knows the token, or is told of it first.
    known: bool,
    cancelled: Arc<AtomicBool>,
}

impl Progress {
    /// `token` is the client's own, where it has sent one with a request.
    pub(super) fn new(shared: &Arc<Shared>, token: Option<Value>) -> Progress {
        let known = token.is_some();
        let own = || {
            let wanted = shared.state.session().progress;
            wanted.then(|| Value::from(format!("seedls-work-{}", shared.state.next_work())))
        };
        let token = token.or_else(own);
        let cancelled = Arc::<AtomicBool>::default();
        if let Some(token) = &token {
            shared.state.begin_work(token.to_string(), cancelled.clone());
        }
        Progress { shared: shared.clone(), token, known, cancelled }
    }

    pub(super) fn begin(&self, title: &str) {
        if let Some(token) = self.token.as_ref().filter(|_| !self.known) {
            let params = json!({ "token": token });
            self.shared.outbox.request("window/workDoneProgress/create", params);
        }
        self.tell(json!({ "kind": "begin", "title": title, "cancellable": true, "percentage": 0 }));
    }

    /// `done` of `all`, and something about it where there is something to say.
    pub(super) fn report(&self, done: usize, all: usize, about: &str) {
        let percentage = done * 100 / all.max(1);
        let colon = if about.is_empty() { "" } else { ": " };
        let message = format!("{done} of {all}{colon}{about}");
        self.tell(json!({ "kind": "report", "message": message, "percentage": percentage }));
    }

    pub(super) fn end(&self, message: &str) {
        self.tell(json!({ "kind": "end", "message": message }));
    }

    fn tell(&self, value: Value) {
        if let Some(token) = &self.token {
            self.shared.outbox.notify("$/progress", json!({ "token": token, "value": value }));
        }
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(token) = &self.token {
            self.shared.state.end_work(&token.to_string());
        }
    }
}
