//! One round of asking: what the cache still knows is not asked again, and what is learnt goes into
//! it. Files are read and written through `io`.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use super::Answered;
use super::Cache;
use super::Ending;
use super::ask;
use super::is_skipped;
use crate::config::Online;
use crate::facts::request_url;
use crate::index::FileId;
use crate::index::Host;
use crate::index::Snapshot;
use crate::index::UrlState;
use crate::io;

/// The addresses of some documents, and what is known of them.
#[derive(Debug)]
pub struct Round {
    online: Online,
    path: Option<PathBuf>,
    cache: Cache,
    /// As it was read.
    old_cache: Cache,
    wanted: BTreeSet<String>,
    /// Sorted by address.
    known: Vec<(String, UrlState)>,
    /// To be asked.
    missing: BTreeSet<String>,
    from_cache: usize,
}

/// How much what is in the cache is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Until it is too old.
    Young,
    /// For ever: two runs with one cache give the same findings.
    All,
}

/// Addresses, by what is known of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub alive: usize,
    pub moved: usize,
    pub gone: usize,
    pub blocked: usize,
    pub unknown: usize,
}

impl Round {
    /// A round for the addresses in `files`. The cache is the file at `path`, which need not be
    /// there yet; the error says why it cannot be read.
    pub fn new(
        snapshot: &Snapshot,
        files: impl Iterator<Item = FileId>,
        online: Online,
        path: Option<PathBuf>,
        trust: Trust,
    ) -> Result<Round, io::ReadError> {
        let cache = match path.as_deref().map(io::read) {
            None => Cache::default(),
            Some(Ok(text)) => Cache::read(&text),
            Some(Err(error)) if error.is_not_found() && trust == Trust::Young => Cache::default(),
            Some(Err(error)) => return Err(error),
        };
        let wanted: BTreeSet<String> = files
            .flat_map(|file| snapshot.web_addresses(file))
            .filter_map(|address| request_url(&address.written))
            .filter(|url| !is_skipped(url, &online))
            .collect();
        let now = io::now();
        let mut known = Vec::new();
        let mut missing = BTreeSet::new();
        for url in &wanted {
            let state = match trust {
                Trust::Young => cache.fresh(url, now, &online.max_age),
                Trust::All => cache.state(url),
            };
            match state {
                Some(state) => known.push((url.clone(), state.clone())),
                None => _ = missing.insert(url.clone()),
            }
        }
        let from_cache = known.len();
        let old_cache = cache.clone();
        Ok(Round { online, path, cache, old_cache, wanted, known, missing, from_cache })
    }

    /// How many addresses there are.
    pub fn len(&self) -> usize {
        self.wanted.len()
    }

    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    pub fn from_cache(&self) -> usize {
        self.from_cache
    }

    /// How many addresses nothing is known of yet.
    pub fn missing(&self) -> usize {
        self.missing.len()
    }

    /// Asks what is missing; see [`ask`]. `tell` is called whenever something is known.
    pub fn ask(&mut self, stop: &dyn Fn() -> bool, mut tell: impl FnMut(&Answered)) -> Ending {
        let Round { online, cache, known, missing, .. } = self;
        let ending = ask(missing.clone(), online, stop, |answered| {
            tell(&answered);
            let Answered { url, state, lasting } = answered;
            if lasting {
                cache.set(&url, io::now(), state.clone());
            }
            missing.remove(&url);
            known.push((url, state));
        });
        known.sort_by(|(a, _), (b, _)| a.cmp(b));
        ending
    }

    /// Tells `host` what is known.
    pub fn set(&self, host: &mut Host) {
        for (url, state) in &self.known {
            host.set_url(url, Some(state.clone()));
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.known.iter().for_each(|(_, state)| tally.count(state));
        tally
    }

    /// Writes the cache where it is to be kept, and tells which file could not be written and why.
    /// With `whole`, the round was over all documents, and addresses that are in none of them are
    /// forgotten.
    pub fn save(mut self, whole: bool) -> Result<(), (PathBuf, std::io::Error)> {
        let Some(path) = self.path else { return Ok(()) };
        // A file of the user's own is theirs to tidy; the common one is for all workspaces.
        if self.online.cache.is_none() {
            self.cache.forget_old(io::now(), &self.online.max_age);
        } else if whole {
            self.cache.forget_others(|url| self.wanted.contains(url));
        }
        if self.cache == self.old_cache {
            return Ok(());
        }
        let text = self.cache.write();
        io::write(&path, &text).map_err(|error| (path, error))
    }
}

impl Tally {
    pub fn count(&mut self, state: &UrlState) {
        *match state {
            UrlState::Alive => &mut self.alive,
            UrlState::Moved { .. } => &mut self.moved,
            UrlState::Gone { .. } => &mut self.gone,
            UrlState::Blocked { .. } => &mut self.blocked,
            UrlState::Unknown { .. } => &mut self.unknown,
        } += 1;
    }

    /// "3 alive, 1 gone"
    pub fn in_words(&self) -> String {
        let words = [
            (self.alive, "alive"),
            (self.moved, "moved"),
            (self.gone, "gone"),
            (self.blocked, "blocked"),
            (self.unknown, "unknown"),
        ];
        let counted = words.iter().filter(|(count, _)| 0 < *count);
        counted.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }
}

/// Where the states of addresses are kept: the file that the configuration names, from `root`, or
/// else one that all workspaces of this user share.
pub fn cache_path(online: &Online, root: Option<&str>) -> Option<PathBuf> {
    match &online.cache {
        Some(path) => Some(Path::new(root.unwrap_or_default()).join(path)),
        None => io::cache_folder().map(|folder| folder.join("web-addresses.txt")),
    }
}
