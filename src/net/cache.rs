//! What came of asking web addresses, as a text to keep: one line each, sorted by address, so that
//! it can be read by people and lies well in a repository.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use crate::config::MaxAge;
use crate::index::UrlState;
use crate::io;

/// States by address, and when each was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cache {
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// As `io` counts.
    time: i64,
    state: UrlState,
}

const TITLE: &str =
    "# What seedls found when it asked web addresses: time, state, address, details.\n";

impl Cache {
    /// Reads what [`Cache::write`] has written. Lines that say nothing, such as the marks of a
    /// conflict, are passed over; of two for one address the later counts.
    pub fn read(text: &str) -> Cache {
        let mut cache = Cache::default();
        for line in text.lines() {
            if let Some((url, entry)) = Entry::read(line)
                && cache.entries.get(url).is_none_or(|old| old.time <= entry.time)
            {
                cache.entries.insert(url.to_owned(), entry);
            }
        }
        cache
    }

    pub fn write(&self) -> String {
        let mut text = TITLE.to_owned();
        for (url, Entry { time, state }) in &self.entries {
            let time = io::written_time(*time);
            let state = state.to_string().replace(char::is_control, " ");
            let (word, details) = state.split_once(' ').unwrap_or((&state, ""));
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}", format!("{time} {word:7} {url} {details}").trim_end());
        }
        text
    }

    /// What is known of `url`, however long ago it was found.
    pub fn state(&self, url: &str) -> Option<&UrlState> {
        self.entries.get(url).map(|entry| &entry.state)
    }

    /// What is known of `url` and at `now` not too old to count.
    pub fn fresh(&self, url: &str, now: i64, max_age: &MaxAge) -> Option<&UrlState> {
        self.entries.get(url).filter(|entry| entry.is_fresh(now, max_age)).map(|it| &it.state)
    }

    pub fn set(&mut self, url: &str, time: i64, state: UrlState) {
        self.entries.insert(url.to_owned(), Entry { time, state });
    }

    /// Forgets what is too old to count.
    pub fn forget_old(&mut self, now: i64, max_age: &MaxAge) {
        self.entries.retain(|_, entry| entry.is_fresh(now, max_age));
    }

    /// Forgets all addresses but those that `wanted` names.
    pub fn forget_others(&mut self, wanted: impl Fn(&str) -> bool) {
        self.entries.retain(|url, _| wanted(url));
    }
}

impl Entry {
    fn read(line: &str) -> Option<(&str, Entry)> {
        let (time, rest) = line.split_once(' ')?;
        let (word, rest) = rest.trim_start().split_once(' ')?;
        let rest = rest.trim();
        let (url, details) = rest.split_once(' ').unwrap_or((rest, ""));
        let state = UrlState::read(format!("{word} {details}").trim_end())?;
        (!url.is_empty()).then_some((url, Entry { time: io::read_time(time)?, state }))
    }

    fn is_fresh(&self, now: i64, max_age: &MaxAge) -> bool {
        let max_age = match self.state {
            UrlState::Alive => max_age.alive,
            UrlState::Moved { .. } => max_age.moved,
            UrlState::Gone { .. } => max_age.gone,
            UrlState::Blocked { .. } => max_age.blocked,
            UrlState::Unknown { .. } => max_age.unknown,
        };
        // What seems to come from the future was written by a clock that was wrong.
        u64::try_from(now - self.time).is_ok_and(|age| Duration::from_secs(age) < max_age)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::Cache;
    use crate::config::Online;
    use crate::index::UrlState;

    const NOW: i64 = 1_795_568_400;
    const DAY: i64 = 24 * 60 * 60;

    fn cache() -> Cache {
        let mut cache = Cache::default();
        let unknown = UrlState::Unknown { why: "no\nanswer".to_owned() };
        cache.set("https://news.example/d", NOW - DAY, unknown);
        cache.set("https://news.example/a", NOW, UrlState::Alive);
        let to = "https://news.example/c".to_owned();
        cache.set("https://news.example/b", NOW - 20 * DAY, UrlState::Moved { to });
        cache.set("https://news.example/c", NOW - DAY, UrlState::Gone { status: 404 });
        cache
    }

    #[test]
    fn the_text_is_sorted_and_says_all() {
        let text = cache().write();
        expect![[r#"
            # What seedls found when it asked web addresses: time, state, address, details.
            2026-11-25T01:00:00Z alive   https://news.example/a
            2026-11-05T01:00:00Z moved   https://news.example/b https://news.example/c
            2026-11-24T01:00:00Z gone    https://news.example/c 404
            2026-11-24T01:00:00Z unknown https://news.example/d no answer
        "#]]
        .assert_eq(&text);
        assert_eq!(Cache::read(&text).write(), text);
    }

    #[test]
    fn a_conflict_costs_no_more_than_its_lines() {
        let text = "<<<<<<< ours\n2026-11-25T01:00:00Z alive   https://a.example/\n=======\n2026-11-24T01:00:00Z gone    https://a.example/ 404\n>>>>>>> theirs\n2026-11-24 alive https://b.example/\n2026-11-24T01:00:00Z dead https://c.example/\n";
        let cache = Cache::read(text);
        assert_eq!(cache.state("https://a.example/"), Some(&UrlState::Alive));
        assert_eq!(cache.entries.len(), 1);
    }

    #[test]
    fn states_age_each_in_its_time() {
        let max_age = Online::default().max_age;
        let mut cache = cache();
        let fresh = |cache: &Cache, name: &str| {
            cache.fresh(&format!("https://news.example/{name}"), NOW, &max_age).is_some()
        };
        assert!(fresh(&cache, "a") && fresh(&cache, "c"));
        assert!(!fresh(&cache, "b") && !fresh(&cache, "d") && !fresh(&cache, "e"));
        cache.set("https://news.example/a", NOW + DAY, UrlState::Alive);
        assert!(!fresh(&cache, "a"));
        cache.forget_old(NOW, &max_age);
        assert_eq!(cache.entries.len(), 1);
        cache.forget_others(|_| false);
        assert_eq!(cache, Cache::default());
    }
}
