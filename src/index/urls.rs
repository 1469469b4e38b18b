//! What came of asking web addresses, as somebody set it. Nobody is asked here.

use std::fmt;
use std::sync::Arc;

use rpds::RedBlackTreeMapSync;
use rpds::RedBlackTreeSetSync;

use crate::facts::WebAddress;
use crate::facts::address_key;
use crate::facts::request_url;
use crate::index::FileId;
use crate::index::Host;
use crate::index::Snapshot;

/// What came of asking a web address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlState {
    /// It answers, be it by way of redirects that are not for good.
    Alive,
    /// It has moved for good, and answers at `to`.
    Moved { to: String },
    /// Its server says, asked twice, that there is no such page: 404 or 410.
    Gone { status: u16 },
    /// Its server does not answer a program.
    Blocked { why: String },
    /// No answer that says anything about the page.
    Unknown { why: String },
}

/// What is known. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Urls {
    /// By address as [`request_url`] writes it.
    states: RedBlackTreeMapSync<Arc<str>, Arc<UrlState>>,
    /// The [`address_key`] of each address of which there ever was something to tell, so that documents
    /// without any are not searched.
    told: RedBlackTreeSetSync<u64>,
}

impl UrlState {
    /// Reads what `Display` writes.
    pub fn read(written: &str) -> Option<UrlState> {
        let (word, rest) = written.split_once(' ').unwrap_or((written, ""));
        let why = || (!rest.is_empty()).then(|| rest.to_owned());
        Some(match word {
            "alive" if rest.is_empty() => UrlState::Alive,
            "moved" => UrlState::Moved { to: why()? },
            "gone" => UrlState::Gone { status: rest.parse().ok()? },
            "blocked" => UrlState::Blocked { why: why()? },
            "unknown" => UrlState::Unknown { why: why()? },
            _ => return None,
        })
    }
}

/// One word, and what goes with it.
impl fmt::Display for UrlState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UrlState::Alive => write!(f, "alive"),
            UrlState::Moved { to } => write!(f, "moved {to}"),
            UrlState::Gone { status } => write!(f, "gone {status}"),
            UrlState::Blocked { why } => write!(f, "blocked {why}"),
            UrlState::Unknown { why } => write!(f, "unknown {why}"),
        }
    }
}

impl Host {
    /// Sets what came of asking `url`, an address as [`request_url`] writes it; `None` forgets it.
    pub fn set_url(&mut self, url: &str, state: Option<UrlState>) {
        let Urls { states, told } = &mut self.change().urls;
        let Some(state) = state else {
            states.remove_mut(url);
            return;
        };
        if state != UrlState::Alive
            && let Some(key) = address_key(url)
        {
            told.insert_mut(key);
        }
        states.insert_mut(url.into(), Arc::new(state));
    }
}

impl Snapshot {
    /// The web addresses in `file` that can be asked, in order of position.
    pub fn web_addresses(&self, file: FileId) -> Vec<WebAddress> {
        self.addresses(file, |_| true)
    }

    /// The web addresses in `file` that were asked and are not alive where they are, and what came
    /// of it, in order of position.
    pub fn ailing_addresses(&self, file: FileId) -> Vec<(WebAddress, &UrlState)> {
        if self.urls.told.is_empty() {
            return Vec::new();
        }
        self.addresses(file, |key| self.urls.told.contains(&key))
            .into_iter()
            .filter_map(|address| {
                let state = self.url_state(&address.written)?;
                (*state != UrlState::Alive).then_some((address, state))
            })
            .collect()
    }

    fn addresses(&self, file: FileId, wanted: impl Fn(u64) -> bool) -> Vec<WebAddress> {
        let Some(document) = self.document(file) else { return Vec::new() };
        let mut addresses = WebAddress::read(document, wanted);
        addresses.retain(|address| {
            let placeholders = &self.config_of(file).placeholders;
            !placeholders.iter().any(|it| it.eq_ignore_ascii_case(address.written.trim()))
        });
        addresses
    }

    /// What came of asking `written`, a web address as it stands in a document; `None` where
    /// nobody has asked.
    pub fn url_state(&self, written: &str) -> Option<&UrlState> {
        self.urls.states.get(request_url(written)?.as_str()).map(|state| &**state)
    }
}

#[cfg(test)]
mod tests {
    use super::UrlState;
    use crate::index::Host;
    use crate::text::Text;

    #[test]
    fn states_are_read_as_they_are_written() {
        for written in [
            "alive",
            "moved https://news.example/b",
            "gone 410",
            "blocked the server answers 403 (forbidden)",
            "unknown no answer within 20s",
        ] {
            let state = UrlState::read(written).expect("a state");
            assert_eq!(state.to_string(), written);
        }
        for written in ["", "alive and well", "moved", "gone", "gone away", "unknown", "dead 404"] {
            assert_eq!(UrlState::read(written), None, "{written}");
        }
    }

    #[test]
    fn an_address_is_found_however_it_is_written() {
        let mut host = Host::default();
        host.set_url("https://news.example/a", Some(UrlState::Gone { status: 404 }));
        let before = host.snapshot();
        host.set_url("https://news.example/a", None);
        for written in ["https://news.example/a#b", " HTTPS://u:p@News.Example:443/a"] {
            assert_eq!(before.url_state(written), Some(&UrlState::Gone { status: 404 }));
        }
        assert_eq!(before.url_state("https://news.example/a?b"), None);
        assert_eq!(host.snapshot().url_state("https://news.example/a"), None);
    }

    #[test]
    fn only_what_ails_is_told() {
        let mut host = Host::default();
        let text =
            "[a](https://news.example/a) [b](https://news.example/b) [c](https://news.example/c)";
        let file = host.set_document("/a.seed", Text::new(text));
        let ailing = |host: &Host| -> Vec<String> {
            let snapshot = host.snapshot();
            let ailing = snapshot.ailing_addresses(file);
            ailing.iter().map(|(address, state)| format!("{} {state}", address.written)).collect()
        };
        assert!(ailing(&host).is_empty());
        host.set_url("https://news.example/a", Some(UrlState::Alive));
        host.set_url("https://news.example/b", Some(UrlState::Gone { status: 404 }));
        assert_eq!(ailing(&host), ["https://news.example/b gone 404"]);
        host.set_url("https://news.example/b", Some(UrlState::Alive));
        assert!(ailing(&host).is_empty());
    }
}
