//! The course that asking one address takes: from an answer to the next question or the end. Makes
//! no request and reads no clock.

use std::time::Duration;

use url::Url;

use super::client::Answer;
use super::client::Method;
use crate::config::Online;
use crate::config::written_duration;
use crate::index::UrlState;

/// Nobody waits longer for a server that asks for a pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// One address on its way to a verdict.
#[derive(Debug, Clone)]
pub(super) struct Task {
    /// As it stands in the documents.
    pub(super) url: String,
    /// To be asked next.
    pub(super) at: Url,
    pub(super) method: Method,
    retries: u32,
    /// Where redirects have led from.
    passed: Vec<Url>,
    /// Where the redirects that are for good led, up to the first that is not.
    moved_to: Option<Url>,
    /// A redirect was not for good.
    detour: bool,
    /// It was said once that there is no such page.
    missed: bool,
}

#[derive(Debug)]
pub(super) enum Next {
    Ask {
        task: Task,
        after: Duration,
    },
    /// As `Ask`, and the host is asked nothing at all before.
    Pause {
        task: Task,
        pause: Duration,
    },
    Done(UrlState),
    /// No request was made to the end; the state is not worth remembering.
    Refused(UrlState),
    /// As `Done`, and the host wants to be asked nothing for so long that nobody waits.
    Closed(UrlState),
}

impl Task {
    /// `None` where `url` is no address.
    pub(super) fn new(url: &str) -> Option<Task> {
        Some(Task {
            url: url.to_owned(),
            at: Url::parse(url).ok()?,
            method: Method::Head,
            retries: 0,
            passed: Vec::new(),
            moved_to: None,
            detour: false,
            missed: false,
        })
    }

    /// What `answer` leads to. `pause` is what it says of how long to wait.
    pub(super) fn next(self, answer: Answer, pause: Option<Duration>, online: &Online) -> Next {
        let (code, location) = match answer {
            Answer::Status { code, location, .. } => (code, location),
            Answer::TimedOut => {
                let why = format!("no answer within {}", written_duration(online.timeout));
                return self.retry(None, unknown(why), online);
            }
            Answer::Failed(why) => return self.retry(None, unknown(why), online),
            Answer::Hopeless(why) => return Next::Done(unknown(why)),
            Answer::Private(why) => return Next::Refused(unknown(why)),
        };
        let says = format!("its server answers {}", status(code));
        match code {
            200..=299 | 304 => Next::Done(match self.moved_to {
                Some(to) => UrlState::Moved { to: to.into() },
                None => UrlState::Alive,
            }),
            301 | 302 | 303 | 307 | 308 => {
                self.redirect(matches!(code, 301 | 308), location.as_deref(), online)
            }
            // Only a second question with the method that browsers use counts.
            400..=499 | 501 if code != 429 && self.method == Method::Head => {
                Next::Ask { task: Task { method: Method::Get, ..self }, after: Duration::ZERO }
            }
            404 | 410 if self.missed => Next::Done(UrlState::Gone { status: code }),
            404 | 410 => Next::Ask { task: Task { missed: true, ..self }, after: online.back_off },
            429 => self.retry(pause, UrlState::Blocked { why: says }, online),
            // What sites answer to programs of which they do not know what they want.
            401..=403 | 405..=407 | 418 | 451 | 999 => Next::Done(UrlState::Blocked { why: says }),
            408 | 425 | 500..=599 => self.retry(pause, unknown(says), online),
            _ => Next::Done(unknown(says)),
        }
    }

    /// Another moment may change what came of it, which was `state`.
    fn retry(self, pause: Option<Duration>, state: UrlState, online: &Online) -> Next {
        if let Some(pause) = pause.filter(|&pause| LONGEST_PAUSE < pause) {
            let seconds = Duration::from_secs(pause.as_secs());
            let tail = format!(", and asks for a pause of {}", written_duration(seconds));
            return Next::Closed(match state {
                UrlState::Blocked { why } => UrlState::Blocked { why: why + &tail },
                UrlState::Unknown { why } => UrlState::Unknown { why: why + &tail },
                other => other,
            });
        }
        if online.retries <= self.retries {
            return Next::Done(state);
        }
        let after = online.back_off.saturating_mul(1 << self.retries.min(16));
        // What fails may be the method.
        let task = Task { retries: self.retries + 1, method: Method::Get, ..self };
        match pause {
            Some(pause) => Next::Pause { task, pause },
            None => Next::Ask { task, after: after.min(LONGEST_PAUSE) },
        }
    }

    fn redirect(mut self, for_good: bool, location: Option<&str>, online: &Online) -> Next {
        let Some(location) = location else {
            return Next::Done(unknown("its server redirects, and does not say where"));
        };
        let Ok(mut to) = self.at.join(location) else {
            return Next::Done(unknown("its server redirects to what is no address"));
        };
        if !matches!(to.scheme(), "http" | "https") {
            let why = format!("its server redirects to a `{}:` address", to.scheme());
            return Next::Done(unknown(why));
        }
        // A server does not choose whom we say we are, and is not told which part we look at. An
        // address of the web can be without both, so neither can fail.
        let _ = (to.set_username(""), to.set_password(None));
        if for_good && !self.detour {
            self.moved_to = Some(to.clone());
        }
        self.detour |= !for_good;
        to.set_fragment(None);
        self.passed.push(std::mem::replace(&mut self.at, to));
        if self.passed.contains(&self.at) {
            return Next::Done(unknown("its server redirects in a circle"));
        }
        if (online.max_redirects as usize) < self.passed.len() {
            let why = format!("it leads through more than {} redirects", online.max_redirects);
            return Next::Done(unknown(why));
        }
        Next::Ask { task: self, after: Duration::ZERO }
    }
}

fn unknown(why: impl Into<String>) -> UrlState {
    UrlState::Unknown { why: why.into() }
}

/// `403 (forbidden)`
fn status(code: u16) -> String {
    match super::client::reason(code) {
        Some(reason) => format!("{code} ({})", reason.to_lowercase()),
        None => code.to_string(),
    }
}

/// How long the header `Retry-After` asks to wait, `now` as `io` counts.
pub(super) fn pause(retry_after: &str, now: i64) -> Option<Duration> {
    let written = retry_after.trim();
    if !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(written.parse().unwrap_or(u64::MAX)));
    }
    let until = crate::io::read_http_time(written)?;
    Some(Duration::from_secs(u64::try_from(until - now).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use expect_test::Expect;
    use expect_test::expect;

    use super::Next;
    use super::Task;
    use super::pause;
    use crate::config::Online;
    use crate::net::client::Answer;

    fn answer(code: u16, location: Option<&str>) -> Answer {
        Answer::Status { code, location: location.map(str::to_owned), retry_after: None }
    }

    /// Asks `http://a.example/a` of a server that gives `answers` in turn, and shows each question
    /// and what came of it.
    #[track_caller]
    fn check(answers: Vec<(Answer, Option<u64>)>, expect: Expect) {
        let online = Online { max_redirects: 3, ..Online::default() };
        let mut task = Task::new("http://a.example/a").expect("an address");
        let mut shown = String::new();
        let mut answers = answers.into_iter();
        loop {
            let (answer, pause) = answers.next().expect("asking comes to an end");
            shown.push_str(&format!("{} {}\n", task.method.name(), task.at));
            match task.next(answer, pause.map(Duration::from_secs), &online) {
                Next::Ask { task: next, after } => {
                    if !after.is_zero() {
                        shown.push_str(&format!("  after {after:?}\n"));
                    }
                    task = next;
                }
                Next::Pause { task: next, pause } => {
                    shown.push_str(&format!("  after a pause of {pause:?}\n"));
                    task = next;
                }
                Next::Done(state) => break shown.push_str(&format!("{state}\n")),
                Next::Refused(state) => break shown.push_str(&format!("refused: {state}\n")),
                Next::Closed(state) => break shown.push_str(&format!("closed: {state}\n")),
            }
        }
        assert!(answers.next().is_none(), "not all answers were asked for:\n{shown}");
        expect.assert_eq(&shown);
    }

    fn codes(codes: &[u16]) -> Vec<(Answer, Option<u64>)> {
        codes.iter().map(|&code| (answer(code, None), None)).collect()
    }

    fn moves(moves: &[(u16, &str)]) -> Vec<(Answer, Option<u64>)> {
        moves.iter().map(|&(code, to)| (answer(code, Some(to)), None)).collect()
    }

    #[test]
    fn gone_is_what_is_gone_twice() {
        check(
            codes(&[200]),
            expect![[r#"
            HEAD http://a.example/a
            alive
        "#]],
        );
        check(
            codes(&[404, 404, 410]),
            expect![[r#"
            HEAD http://a.example/a
            GET http://a.example/a
              after 2s
            GET http://a.example/a
            gone 410
        "#]],
        );
        check(
            codes(&[404, 404, 200]),
            expect![[r#"
            HEAD http://a.example/a
            GET http://a.example/a
              after 2s
            GET http://a.example/a
            alive
        "#]],
        );
        check(
            codes(&[404, 200]),
            expect![[r#"
            HEAD http://a.example/a
            GET http://a.example/a
            alive
        "#]],
        );
    }

    #[test]
    fn a_refused_head_is_followed_by_a_get() {
        check(
            codes(&[405, 200]),
            expect![[r#"
            HEAD http://a.example/a
            GET http://a.example/a
            alive
        "#]],
        );
        check(
            codes(&[501, 403]),
            expect![[r#"
            HEAD http://a.example/a
            GET http://a.example/a
            blocked its server answers 403 (forbidden)
        "#]],
        );
    }

    #[test]
    fn what_may_pass_is_asked_again_more_and_more_slowly() {
        check(
            codes(&[503, 503, 503]),
            expect![[r#"
            HEAD http://a.example/a
              after 2s
            GET http://a.example/a
              after 4s
            GET http://a.example/a
            unknown its server answers 503 (service unavailable)
        "#]],
        );
        check(
            vec![(Answer::TimedOut, None), (answer(200, None), None)],
            expect![[r#"
            HEAD http://a.example/a
              after 2s
            GET http://a.example/a
            alive
        "#]],
        );
        check(
            vec![(answer(429, None), Some(7)), (answer(200, None), None)],
            expect![[r#"
            HEAD http://a.example/a
              after a pause of 7s
            GET http://a.example/a
            alive
        "#]],
        );
        check(
            vec![(answer(429, None), Some(3600))],
            expect![[r#"
            HEAD http://a.example/a
            closed: blocked its server answers 429 (too many requests), and asks for a pause of 1h
        "#]],
        );
    }

    #[test]
    fn some_failures_are_final() {
        check(
            vec![(Answer::Hopeless("its certificate is not valid".into()), None)],
            expect![[r#"
            HEAD http://a.example/a
            unknown its certificate is not valid
        "#]],
        );
        check(
            vec![(Answer::Private("it is private".into()), None)],
            expect![[r#"
            HEAD http://a.example/a
            refused: unknown it is private
        "#]],
        );
    }

    #[test]
    fn redirects_for_good_are_told_from_others() {
        let end = || vec![(answer(200, None), None)];
        let then = |mut before: Vec<_>| {
            before.extend(end());
            before
        };
        check(
            then(moves(&[(301, "/b"), (308, "https://u:p@b.example/c#d")])),
            expect![[r#"
            HEAD http://a.example/a
            HEAD http://a.example/b
            HEAD https://b.example/c
            moved https://b.example/c#d
        "#]],
        );
        check(
            then(moves(&[(301, "/b"), (302, "/login"), (301, "/in")])),
            expect![[r#"
            HEAD http://a.example/a
            HEAD http://a.example/b
            HEAD http://a.example/login
            HEAD http://a.example/in
            moved http://a.example/b
        "#]],
        );
        check(
            then(moves(&[(303, "/b"), (301, "/c")])),
            expect![[r#"
            HEAD http://a.example/a
            HEAD http://a.example/b
            HEAD http://a.example/c
            alive
        "#]],
        );
    }

    #[test]
    fn redirects_come_to_an_end() {
        check(
            moves(&[(301, "/b"), (301, "/a#b")]),
            expect![[r#"
            HEAD http://a.example/a
            HEAD http://a.example/b
            unknown its server redirects in a circle
        "#]],
        );
        check(
            moves(&[(302, "/1"), (302, "/2"), (302, "/3"), (302, "/4")]),
            expect![[r#"
            HEAD http://a.example/a
            HEAD http://a.example/1
            HEAD http://a.example/2
            HEAD http://a.example/3
            unknown it leads through more than 3 redirects
        "#]],
        );
        check(
            moves(&[(302, "ftp://a.example/")]),
            expect![[r#"
            HEAD http://a.example/a
            unknown its server redirects to a `ftp:` address
        "#]],
        );
        check(
            moves(&[(302, "https://[")]),
            expect![[r#"
            HEAD http://a.example/a
            unknown its server redirects to what is no address
        "#]],
        );
        check(
            codes(&[302]),
            expect![[r#"
            HEAD http://a.example/a
            unknown its server redirects, and does not say where
        "#]],
        );
    }

    #[test]
    fn a_pause_is_told_in_seconds_or_as_a_time() {
        for (written, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Sun, 06 Nov 1994 08:48:37 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("", None),
        ] {
            assert_eq!(pause(written, 784_111_740), expected.map(Duration::from_secs), "{written}");
        }
    }
}
