//! The table `[online]`: how web addresses are asked, where they are asked at all.

use std::time::Duration;

use super::keys::Key;
use super::keys::Setting;
use super::keys::Shape;
use super::keys::Shown;
use super::keys::described;
use super::keys::read_table;
use super::value::Context;
use super::value::Value;
use super::value::count;
use super::value::expected;
use super::value::text;
use super::value::words;

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
            max_age: MaxAge::default(),
        }
    }
}

impl Default for MaxAge {
    fn default() -> MaxAge {
        MaxAge {
            alive: days(14),
            moved: days(14),
            gone: days(3),
            blocked: days(1),
            // What failed is the likeliest to be otherwise soon.
            unknown: Duration::from_secs(60 * 60),
        }
    }
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

/// No count is larger.
const MOST: u32 = 1000;

const KEYS: &[Key<Online>] = &[
    Key {
        name: "cache",
        about: "The file that keeps what came of asking, from the workspace's root; without it, \
            one among the user's caches.",
        shape: Shape::Text,
        example: "\"web-addresses.txt\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.cache, text(value, context).map(Some)),
        show: |it| Shown::text(it.cache.as_ref()),
    },
    Key {
        name: "skip",
        about: "Beginnings of addresses, and hosts with all below them, that are not asked.",
        shape: Shape::Words,
        example: "[\"https://news.example/login\", \"social.example\"]",
        in_overrides: false,
        read: |it, value, context| it.skip = words(value, context),
        show: |it| Shown::Words(it.skip.clone()),
    },
    Key {
        name: "private-hosts",
        about: "Hosts, with a port or for all ports, that are asked although they are private.",
        shape: Shape::Words,
        example: "[\"wiki.corp.example\", \"127.0.0.1:8080\"]",
        in_overrides: false,
        read: |it, value, context| it.private_hosts = words(value, context),
        show: |it| Shown::Words(it.private_hosts.clone()),
    },
    Key {
        name: "contact",
        about: "A web or mail address that servers are told, so that who runs them can complain.",
        shape: Shape::Text,
        example: "\"https://you.example\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.contact, text(value, context).map(Some)),
        show: |it| Shown::text(it.contact.as_ref()),
    },
    Key {
        name: "concurrency",
        about: "Requests at once.",
        shape: Shape::Count { least: 1, most: MOST },
        example: "8",
        in_overrides: false,
        read: |it, value, context| {
            set(&mut it.concurrency, count(1, MOST, value, context).map(|it| it as usize))
        },
        show: |it| Shown::Number(it.concurrency as u64),
    },
    Key {
        name: "per-host",
        about: "Requests at once to one host.",
        shape: Shape::Count { least: 1, most: MOST },
        example: "1",
        in_overrides: false,
        read: |it, value, context| {
            set(&mut it.per_host, count(1, MOST, value, context).map(|it| it as usize))
        },
        show: |it| Shown::Number(it.per_host as u64),
    },
    Key {
        name: "delay",
        about: "The time between the beginnings of two requests to one host.",
        shape: Shape::Time,
        example: "\"1s\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.delay, time(value, context)),
        show: |it| shown(it.delay),
    },
    Key {
        name: "timeout",
        about: "For one request, up to the end of the answer's header.",
        shape: Shape::Time,
        example: "\"10s\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.timeout, time(value, context)),
        show: |it| shown(it.timeout),
    },
    Key {
        name: "time-limit",
        about: "For all requests together; also `--time-limit`.",
        shape: Shape::Time,
        example: "\"1h\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.time_limit, time(value, context)),
        show: |it| shown(it.time_limit),
    },
    Key {
        name: "retries",
        about: "How often is asked again after an answer that another moment may change.",
        shape: Shape::Count { least: 0, most: MOST },
        example: "3",
        in_overrides: false,
        read: |it, value, context| set(&mut it.retries, count(0, MOST, value, context)),
        show: |it| Shown::Number(it.retries.into()),
    },
    Key {
        name: "back-off",
        about: "The time before the first retry; then twice as long each time.",
        shape: Shape::Time,
        example: "\"5s\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.back_off, time(value, context)),
        show: |it| shown(it.back_off),
    },
    Key {
        name: "max-redirects",
        about: "How many redirects are followed.",
        shape: Shape::Count { least: 0, most: MOST },
        example: "5",
        in_overrides: false,
        read: |it, value, context| set(&mut it.max_redirects, count(0, MOST, value, context)),
        show: |it| Shown::Number(it.max_redirects.into()),
    },
    Key {
        name: "max-age",
        about: "After how long an address is asked again, by what came of it.",
        shape: Shape::Table(|| described(AGES, &MaxAge::default())),
        example: "{ alive = \"30d\", unknown = \"10m\" }",
        in_overrides: false,
        read: |it, value, context| table(AGES, &mut it.max_age, value, context),
        show: |_| Shown::Unset,
    },
];

const AGES: &[Key<MaxAge>] = &[
    Key {
        name: "alive",
        about: "The page is where the address leads.",
        shape: Shape::Time,
        example: "\"30d\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.alive, time(value, context)),
        show: |it| shown(it.alive),
    },
    Key {
        name: "moved",
        about: "The page has moved for good.",
        shape: Shape::Time,
        example: "\"30d\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.moved, time(value, context)),
        show: |it| shown(it.moved),
    },
    Key {
        name: "gone",
        about: "The page is gone.",
        shape: Shape::Time,
        example: "\"7d\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.gone, time(value, context)),
        show: |it| shown(it.gone),
    },
    Key {
        name: "blocked",
        about: "The server refuses programs.",
        shape: Shape::Time,
        example: "\"7d\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.blocked, time(value, context)),
        show: |it| shown(it.blocked),
    },
    Key {
        name: "unknown",
        about: "It could not be found out.",
        shape: Shape::Time,
        example: "\"10m\"",
        in_overrides: false,
        read: |it, value, context| set(&mut it.unknown, time(value, context)),
        show: |it| shown(it.unknown),
    },
];

/// The keys of `[online]`.
pub(super) fn settings() -> Vec<Setting> {
    described(KEYS, &Online::default())
}

/// Every key of `[online]` with its value.
pub(super) fn effective(online: &Online) -> Vec<(String, Shown)> {
    let mut all = Vec::new();
    for key in KEYS {
        match key.shape {
            Shape::Table(_) => all
                .extend(AGES.iter().map(|age| {
                    (format!("{}.{}", key.name, age.name), (age.show)(&online.max_age))
                })),
            _ => all.push((key.name.to_owned(), (key.show)(online))),
        }
    }
    all
}

pub(super) fn read(online: &mut Online, value: &Value<'_>, context: &mut Context<'_>) {
    table(KEYS, online, value, context);
}

fn table<T>(keys: &[Key<T>], into: &mut T, value: &Value<'_>, context: &mut Context<'_>) {
    match value.get_ref().as_table() {
        Some(table) => read_table(keys, into, table, context),
        None => context.errors.push(expected("a table", value)),
    }
}

fn set<T>(into: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *into = value;
    }
}

fn shown(time: Duration) -> Shown {
    Shown::Text(written_duration(time))
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

fn time(value: &Value<'_>, context: &mut Context<'_>) -> Option<Duration> {
    let time = value.get_ref().as_str().and_then(duration);
    if time.is_none() {
        let what = "a time such as `\"500ms\"`, `\"20s\"`, `\"10m\"`, `\"1h\"` or `\"14d\"`";
        context.errors.push(expected(what, value));
    }
    time
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
