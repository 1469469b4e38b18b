//! The table `[online]`: how web addresses are asked, where they are asked at all.

use std::time::Duration;

use super::ConfigError;
use super::parse::Value;
use super::parse::expected;
use super::parse::strings;
use super::parse::unknown;

/// How web addresses are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Online {
    /// The file that keeps what came of it, from the workspace's root; `None`: one of the user's own.
    pub cache: Option<String>,
    /// Requests under way at once, and to one host; both at least 1.
    pub concurrency: usize,
    pub per_host: usize,
    /// From the beginning of one request to a host to that of the next.
    pub delay: Duration,
    /// For one request, from looking up its host to the end of the answer's header.
    pub timeout: Duration,
    /// For all requests together.
    pub time_limit: Duration,
    /// After answers that another moment may change.
    pub retries: u32,
    /// Before the first retry; twice as long before each further one.
    pub back_off: Duration,
    pub max_redirects: u32,
    /// Hosts, with a port or for all ports, that are asked although they are private.
    pub private_hosts: Vec<String>,
    /// Beginnings of addresses, and hosts with all below them, that are not asked.
    pub skip: Vec<String>,
    /// How whoever runs a server reaches the user: a web address or mail address.
    pub contact: Option<String>,
    pub max_age: MaxAge,
}

/// After how long a state is asked for again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxAge {
    pub alive: Duration,
    pub moved: Duration,
    pub gone: Duration,
    pub blocked: Duration,
    pub unknown: Duration,
}

impl Default for Online {
    fn default() -> Online {
        Online {
            cache: None,
            concurrency: 16,
            per_host: 2,
            delay: Duration::from_millis(500),
            timeout: Duration::from_secs(20),
            time_limit: Duration::from_secs(10 * 60),
            retries: 2,
            back_off: Duration::from_secs(2),
            max_redirects: 10,
            private_hosts: Vec::new(),
            skip: Vec::new(),
            contact: None,
            max_age: MaxAge {
                alive: days(14),
                moved: days(14),
                gone: days(3),
                blocked: days(1),
                // What failed is the likeliest to be otherwise soon.
                unknown: Duration::from_secs(60 * 60),
            },
        }
    }
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

type Read<T> = fn(&mut T, &Value<'_>, &mut Vec<ConfigError>);

const KEYS: &[(&str, Read<Online>)] = &[
    ("cache", |it, value, errors| set(&mut it.cache, text(value, errors).map(Some))),
    ("concurrency", |it, value, errors| set(&mut it.concurrency, at_least_one(value, errors))),
    ("per-host", |it, value, errors| set(&mut it.per_host, at_least_one(value, errors))),
    ("delay", |it, value, errors| set(&mut it.delay, time(value, errors))),
    ("timeout", |it, value, errors| set(&mut it.timeout, time(value, errors))),
    ("time-limit", |it, value, errors| set(&mut it.time_limit, time(value, errors))),
    ("retries", |it, value, errors| set(&mut it.retries, count(value, errors))),
    ("back-off", |it, value, errors| set(&mut it.back_off, time(value, errors))),
    ("max-redirects", |it, value, errors| set(&mut it.max_redirects, count(value, errors))),
    ("private-hosts", |it, value, errors| it.private_hosts = words(value, errors)),
    ("skip", |it, value, errors| it.skip = words(value, errors)),
    ("contact", |it, value, errors| set(&mut it.contact, text(value, errors).map(Some))),
    ("max-age", |it, value, errors| table(AGES, &mut it.max_age, value, errors)),
];

const AGES: &[(&str, Read<MaxAge>)] = &[
    ("alive", |it, value, errors| set(&mut it.alive, time(value, errors))),
    ("moved", |it, value, errors| set(&mut it.moved, time(value, errors))),
    ("gone", |it, value, errors| set(&mut it.gone, time(value, errors))),
    ("blocked", |it, value, errors| set(&mut it.blocked, time(value, errors))),
    ("unknown", |it, value, errors| set(&mut it.unknown, time(value, errors))),
];

pub(super) fn read(online: &mut Online, value: &Value<'_>, errors: &mut Vec<ConfigError>) {
    table(KEYS, online, value, errors);
}

fn table<T>(
    keys: &[(&'static str, Read<T>)],
    into: &mut T,
    value: &Value<'_>,
    errors: &mut Vec<ConfigError>,
) {
    let Some(table) = value.get_ref().as_table() else {
        return errors.push(expected("a table", value));
    };
    for (key, value) in table {
        match keys.iter().find(|(name, _)| name == key.get_ref()) {
            Some((_, read)) => read(into, value, errors),
            None => errors.push(unknown("key", key, keys.iter().map(|&(name, _)| name))),
        }
    }
}

fn set<T>(into: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *into = value;
    }
}

/// `20s`, `1.5h`, `500 ms`.
pub fn duration(written: &str) -> Option<Duration> {
    let written = written.trim();
    let unit_at = written.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = written.split_at_checked(unit_at)?;
    let seconds = match unit.trim() {
        "ms" => 0.001,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 60.0 * 60.0,
        "d" => 24.0 * 60.0 * 60.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()
}

/// As [`duration`] reads it, in the largest unit that gives a whole number.
pub fn written_duration(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];
    match units.into_iter().find(|(_, unit)| 0 < milliseconds && milliseconds.is_multiple_of(*unit))
    {
        Some((name, unit)) => format!("{}{name}", milliseconds / unit),
        None => format!("{milliseconds}ms"),
    }
}

fn time(value: &Value<'_>, errors: &mut Vec<ConfigError>) -> Option<Duration> {
    let time = value.get_ref().as_str().and_then(duration);
    if time.is_none() {
        let what = "a time such as `\"500ms\"`, `\"20s\"`, `\"10m\"`, `\"1h\"` or `\"14d\"`";
        errors.push(expected(what, value));
    }
    time
}

fn count(value: &Value<'_>, errors: &mut Vec<ConfigError>) -> Option<u32> {
    let count = integer(value);
    if count.is_none() {
        errors.push(expected("a number from 0 to 1000", value));
    }
    count
}

fn at_least_one(value: &Value<'_>, errors: &mut Vec<ConfigError>) -> Option<usize> {
    let count = integer(value).filter(|&count| 0 < count);
    if count.is_none() {
        errors.push(expected("a number from 1 to 1000", value));
    }
    count.map(|count| count as usize)
}

fn integer(value: &Value<'_>) -> Option<u32> {
    let integer = value.get_ref().as_integer()?;
    let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok()?;
    (number <= 1000).then_some(number)
}

fn text(value: &Value<'_>, errors: &mut Vec<ConfigError>) -> Option<String> {
    let text = value.get_ref().as_str().filter(|text| !text.trim().is_empty());
    if text.is_none() {
        errors.push(expected("a string", value));
    }
    text.map(str::to_owned)
}

fn words(value: &Value<'_>, errors: &mut Vec<ConfigError>) -> Vec<String> {
    strings(value, errors).into_iter().map(|it| it.text).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use expect_test::expect;

    use super::duration;
    use super::written_duration;
    use crate::config::Names;
    use crate::config::Online;
    use crate::config::parse;

    const NAMES: Names = Names { rules: &[], fields: &[] };

    #[test]
    fn every_key_is_read() {
        let (config, errors) = parse(
            r#"
[online]
cache = "links.txt"
concurrency = 4
per-host = 1
delay = "10ms"
timeout = "1s"
time-limit = "2m"
retries = 0
back-off = "1.5s"
max-redirects = 3
private-hosts = ["wiki.local"]
skip = ["https://news.example/private/"]
contact = "https://news.example/contact"
max-age = { alive = "1d", moved = "2d", gone = "3h", blocked = "4m", unknown = "5s" }
"#,
            NAMES,
        );
        assert_eq!(errors, []);
        let online = config.online;
        let fresh = Online::default();
        expect![[r#"
            Online {
                cache: Some(
                    "links.txt",
                ),
                concurrency: 4,
                per_host: 1,
                delay: 10ms,
                timeout: 1s,
                time_limit: 120s,
                retries: 0,
                back_off: 1.5s,
                max_redirects: 3,
                private_hosts: [
                    "wiki.local",
                ],
                skip: [
                    "https://news.example/private/",
                ],
                contact: Some(
                    "https://news.example/contact",
                ),
                max_age: MaxAge {
                    alive: 86400s,
                    moved: 172800s,
                    gone: 10800s,
                    blocked: 240s,
                    unknown: 5s,
                },
            }
        "#]]
        .assert_debug_eq(&online);
        assert!(fresh.cache.is_none() && fresh.max_age.unknown < fresh.max_age.alive);
    }

    #[test]
    fn mistakes_are_told_at_their_place() {
        let text = "[online]\ndelay = 5\nper-host = 0\nretrys = 1\nskip = \"a\"\nmax-age = { dead = \"1d\", gone = \"1 year\" }\n";
        let (config, errors) = parse(text, NAMES);
        let shown: Vec<String> = errors
            .iter()
            .map(|it| format!("{} -> {}\n", &text[it.range.clone()], it.message))
            .collect();
        expect![[r#"
            5 -> expected a time such as `"500ms"`, `"20s"`, `"10m"`, `"1h"` or `"14d"`, found an integer
            0 -> expected a number from 1 to 1000, found an integer
            retrys -> unknown key `retrys`; did you mean `retries`?
            "a" -> expected a list of strings, found `"a"`
            dead -> unknown key `dead`
            "1 year" -> expected a time such as `"500ms"`, `"20s"`, `"10m"`, `"1h"` or `"14d"`, found `"1 year"`
        "#]].assert_eq(&shown.concat());
        assert_eq!(config.online, Online::default());
    }

    #[test]
    fn times_have_units() {
        for (written, milliseconds, again) in [
            ("500ms", 500, "500ms"),
            ("20 s", 20_000, "20s"),
            ("1.5h", 5_400_000, "90m"),
            ("7d", 604_800_000, "7d"),
            ("0s", 0, "0ms"),
        ] {
            let duration = duration(written).expect("a time");
            assert_eq!(duration, Duration::from_millis(milliseconds));
            assert_eq!(written_duration(duration), again);
        }
        for written in ["", "5", "s", "-1s", "1.2.3s", "5 weeks", "1e9s", "99999999999999999999d"] {
            assert_eq!(duration(written), None, "{written}");
        }
    }
}
