//! `seedls check --online` against a server on loopback. No test asks anything of any other.

#![expect(clippy::disallowed_methods, reason = "tests read what was written")]

use std::fs;
use std::net::TcpListener;
use std::sync::Barrier;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use seedls::io::now;
use seedls::io::written_time;

use crate::folder::Answer;
use crate::folder::Folder;
use crate::web::Reply;
use crate::web::Server;
use crate::web::head;
use crate::web::untrusted;

/// Waits are as short as can be, and nothing times out unless a test means it to.
const FAST: &str = "delay = \"0ms\"\nback-off = \"1ms\"\ntimeout = \"60s\"\n";

/// A seed with a link to each of `urls`, from line 7 on.
fn seed(urls: &[String]) -> String {
    let mut text = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n".to_owned();
    for url in urls {
        text.push_str(&format!("They [read]({url}).\n"));
    }
    text + "\nOriginal url: <https://news.example/pilots>\n"
}

/// A folder with one seed that links to `urls`, which may ask `server`.
fn folder(server: &Server, settings: &str, urls: &[String]) -> Folder {
    let config = format!(
        "[rules]\nunverified-url = \"info\"\n[online]\nskip = [\"news.example\"]\n\
        private-hosts = [\"{}\"]\n{settings}",
        server.host()
    );
    Folder::new(&[("seedls.toml", &config), ("a.seed", &seed(urls))])
}

const CHECK: &[&str] = &["check", "--online", "--cache", "cache.txt", "--format", "concise"];

/// The findings, without their places, which are checked to be those of the addresses.
#[track_caller]
fn findings(answer: &Answer) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in answer.out.lines().enumerate() {
        let (place, finding) = line.split_once(": ").expect("a place and a finding");
        assert!(place.starts_with("a.seed:") && place.ends_with(":13"), "{index}: {line}");
        findings.push(finding.to_owned());
    }
    findings
}

/// What is found about one address at which the server gives `reply`, with `ADDRESS` for the
/// server's own, and the methods of the requests for it.
#[track_caller]
fn check(
    reply: impl Fn(usize) -> Reply + Send + Sync + 'static,
    settings: &str,
    expected: &str,
    methods: &[&str],
) {
    let server = Server::start(move |request| match request.path.as_str() {
        "/page" => reply(request.nth),
        "/alive" => Reply::status(200, ""),
        _ => Reply::status(404, ""),
    });
    let url = format!("http://{}/page", server.host());
    let folder = folder(&server, settings, &[url]);
    let answer = folder.run(CHECK);
    let found = answer.out.replace(&server.host(), "ADDRESS");
    let expected = match expected {
        "" => String::new(),
        expected => format!("a.seed:7:13: {expected}\n"),
    };
    assert_eq!(found, expected, "{}", answer.err);
    assert_eq!(server.methods("/page"), methods, "{found}");
}

const GONE: &str = "warning[dead-url] this page is gone: its server answers 404 (not found)";

#[test]
fn what_is_there_is_asked_once() {
    check(|_| Reply::status(200, ""), FAST, "", &["HEAD"]);
    check(|_| Reply::status(204, ""), FAST, "", &["HEAD"]);
}

#[test]
fn gone_is_what_is_gone_on_a_second_try() {
    check(|_| Reply::status(404, ""), FAST, GONE, &["HEAD", "GET", "GET"]);
    check(
        |_| Reply::status(410, ""),
        FAST,
        "warning[dead-url] this page is gone: its server answers 410 (gone)",
        &["HEAD", "GET", "GET"],
    );
    let once = |nth| Reply::status(if nth < 2 { 404 } else { 200 }, "");
    check(once, FAST, "", &["HEAD", "GET", "GET"]);
}

#[test]
fn a_server_that_knows_no_head_is_asked_with_get() {
    for status in [400, 403, 404, 405, 501] {
        let reply = move |nth| Reply::status(if nth == 0 { status } else { 200 }, "");
        check(reply, FAST, "", &["HEAD", "GET"]);
    }
}

#[test]
fn bodies_are_not_waited_for() {
    let reply = |nth| match nth {
        0 => Reply::status(405, ""),
        _ => Reply::Hang(head(200, "Content-Length: 1000000\r\n")),
    };
    check(reply, FAST, "", &["HEAD", "GET"]);
    let endless = |nth| match nth {
        0 => Reply::status(405, ""),
        _ => Reply::Hang(head(200, "Transfer-Encoding: chunked\r\n")),
    };
    check(endless, FAST, "", &["HEAD", "GET"]);
}

#[test]
fn moved_for_good_is_told_from_moved_for_now() {
    let to = |status| move |_| Reply::status(status, "Location: /alive\r\n");
    for status in [301, 308] {
        let moved = "info[moved-url] this page has moved for good to `http://ADDRESS/alive`";
        check(to(status), FAST, moved, &["HEAD"]);
    }
    for status in [302, 303, 307] {
        check(to(status), FAST, "", &["HEAD"]);
    }
    let to_nothing = |_| Reply::status(301, "Location: /nothing\r\n");
    check(to_nothing, FAST, GONE, &["HEAD"]);
}

#[test]
fn redirects_that_lead_nowhere_are_told() {
    let to =
        |location: &'static str| move |_| Reply::status(302, &format!("Location: {location}\r\n"));
    let unverified =
        |why: &str| format!("info[unverified-url] this address is not verified: {why}");
    check(to("/page"), FAST, &unverified("its server redirects in a circle"), &["HEAD"]);
    check(
        to("ftp://news.example/"),
        FAST,
        &unverified("its server redirects to a `ftp:` address"),
        &["HEAD"],
    );
    check(
        |_| Reply::status(301, ""),
        FAST,
        &unverified("its server redirects, and does not say where"),
        &["HEAD"],
    );
}

#[test]
fn redirects_without_end_are_left() {
    let server = Server::start(|request| {
        let page: u32 = request.path.trim_start_matches('/').parse().expect("a number");
        Reply::status(302, &format!("Location: /{}\r\n", page + 1))
    });
    let settings = format!("{FAST}max-redirects = 4\n");
    let folder = folder(&server, &settings, &[format!("http://{}/0", server.host())]);
    let found = findings(&folder.run(CHECK));
    assert_eq!(
        found,
        [
            "info[unverified-url] this address is not verified: it leads through more than 4 redirects"
        ]
    );
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn what_may_pass_is_asked_again() {
    let then_well = |status: u16, header: &'static str| {
        move |nth| {
            Reply::status(if nth == 0 { status } else { 200 }, if nth == 0 { header } else { "" })
        }
    };
    for status in [408, 429, 500, 502, 503, 504] {
        check(then_well(status, ""), FAST, "", &["HEAD", "GET"]);
    }
    for header in ["Retry-After: 0\r\n", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"] {
        check(then_well(429, header), FAST, "", &["HEAD", "GET"]);
        check(then_well(503, header), FAST, "", &["HEAD", "GET"]);
    }
    let cut = |nth| if nth == 0 { Reply::Cut } else { Reply::status(200, "") };
    check(cut, FAST, "", &["HEAD", "GET"]);
}

#[test]
fn what_does_not_pass_is_told() {
    let unverified =
        |why: &str| format!("info[unverified-url] this address is not verified: {why}");
    for (status, why) in [
        (503, "its server answers 503 (service unavailable)"),
        (429, "its server answers 429 (too many requests)"),
    ] {
        check(move |_| Reply::status(status, ""), FAST, &unverified(why), &["HEAD", "GET", "GET"]);
    }
    check(
        |_| Reply::status(403, ""),
        FAST,
        &unverified("its server answers 403 (forbidden)"),
        &["HEAD", "GET"],
    );
    let cut = unverified("its server cuts the connection");
    check(|_| Reply::Cut, &format!("{FAST}retries = 1\n"), &cut, &["HEAD", "GET"]);
    let garbage = unverified("its server's answer is no HTTP");
    check(
        |_| Reply::Bytes(b"\0\x01hello\r\nworld\r\n\r\n".to_vec()),
        &format!("{FAST}retries = 1\n"),
        &garbage,
        &["HEAD", "GET"],
    );
    let header = unverified("its server's answer has a header without end");
    let flood = |_| Reply::Flood(b"HTTP/1.1 200 OK\r\nX-Line: ".to_vec());
    check(flood, &format!("{FAST}retries = 0\n"), &header, &["HEAD"]);
}

#[test]
fn silence_comes_to_an_end() {
    let settings = "delay = \"0ms\"\nback-off = \"1ms\"\ntimeout = \"200ms\"\nretries = 1\n";
    let timed_out = "info[unverified-url] this address is not verified: no answer within 200ms";
    check(|_| Reply::Hang(Vec::new()), settings, timed_out, &["HEAD", "GET"]);
    let half = |_| Reply::Hang(b"HTTP/1.1 200 OK\r\nX-A: ".to_vec());
    check(half, settings, timed_out, &["HEAD", "GET"]);
    let once = |nth| if nth == 0 { Reply::Hang(Vec::new()) } else { Reply::status(200, "") };
    check(once, "delay = \"0ms\"\nback-off = \"1ms\"\ntimeout = \"3s\"\n", "", &["HEAD", "GET"]);
}

#[test]
fn a_host_that_wants_to_be_left_alone_is() {
    let server = Server::start(|_| Reply::status(429, "Retry-After: 3600\r\n"));
    let urls: Vec<String> = (1..=4).map(|n| format!("http://{}/{n}", server.host())).collect();
    let folder = folder(&server, &format!("{FAST}per-host = 1\n"), &urls);
    let found = findings(&folder.run(CHECK));
    let why = "info[unverified-url] this address is not verified: its server answers 429 \
        (too many requests), and asks for a pause of 1h";
    assert_eq!(found, [why; 4]);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn there_are_no_more_requests_at_once_than_a_host_may_have() {
    // Both of a pair of requests must be there before either is answered.
    let pair = Barrier::new(2);
    let server = Server::start(move |_| {
        pair.wait();
        Reply::status(200, "")
    });
    let urls: Vec<String> = (1..=6).map(|n| format!("http://{}/{n}", server.host())).collect();
    let folder = folder(&server, &format!("{FAST}per-host = 2\n"), &urls);
    folder.run(CHECK).expect(0, "", "6 web addresses: 6 alive\nno findings in 1 file\n");
    assert_eq!((server.requests().len(), server.most_active()), (6, 2));
}

#[test]
fn several_hosts_are_asked_at_once() {
    let four = Barrier::new(4);
    let server = Server::start(move |_| {
        four.wait();
        Reply::status(200, "")
    });
    let hosts = [server.host(), format!("localhost:{}", server.port())];
    let urls: Vec<String> =
        hosts.iter().flat_map(|host| (1..=4).map(move |n| format!("http://{host}/{n}"))).collect();
    let settings = format!("{FAST}per-host = 2\n");
    let folder = folder(&server, &settings, &urls);
    let config = fs::read_to_string(folder.path("seedls.toml")).expect("the configuration");
    let config = config.replace("private-hosts = [", "private-hosts = [\"localhost\", ");
    folder.write("seedls.toml", config.as_bytes());
    folder.run(CHECK).expect(0, "", "8 web addresses: 8 alive\nno findings in 1 file\n");
    assert_eq!(server.most_active(), 4);
}

#[test]
fn all_hosts_together_are_limited_too() {
    let server = Server::start(|_| Reply::status(200, ""));
    let urls: Vec<String> = (1..=6).map(|n| format!("http://{}/{n}", server.host())).collect();
    let folder = folder(&server, &format!("{FAST}per-host = 6\nconcurrency = 1\n"), &urls);
    assert_eq!(folder.run(CHECK).code, Some(0));
    assert_eq!((server.requests().len(), server.most_active()), (6, 1));
}

#[test]
fn an_address_is_asked_once_however_often_and_with_whatever_fragment_it_stands_there() {
    let server = Server::start(|_| Reply::status(404, ""));
    let url = format!("http://{}/a", server.host());
    let urls = [url.clone(), format!("{url}#b"), url];
    let folder = folder(&server, FAST, &urls);
    assert_eq!(findings(&folder.run(CHECK)), [GONE; 3]);
    assert_eq!(server.methods("/a"), ["HEAD", "GET", "GET"]);
}

#[test]
fn a_request_says_who_asks_and_nothing_else() {
    let server = Server::start(|request| match request.path.as_str() {
        "/a?b=c" => {
            let to = format!(
                "Location: http://user:secret@{}/d\r\nSet-Cookie: crumb=1\r\n",
                request.header("host").unwrap_or_default()
            );
            Reply::status(302, &to)
        }
        _ => Reply::status(200, ""),
    });
    let url = format!("http://user:secret@{}/a?b=c#d", server.host());
    let folder =
        folder(&server, &format!("{FAST}contact = \"https://news.example/who\"\n"), &[url]);
    assert_eq!(folder.run(CHECK).code, Some(0));
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| &**name).collect();
        names.sort();
        assert_eq!(names, ["accept", "host", "user-agent"], "{request:?}");
        let agent = request.header("user-agent").unwrap_or_default();
        assert!(
            agent.starts_with("seedls/") && agent.contains("https://news.example/who"),
            "{agent}"
        );
    }
}

#[test]
fn private_hosts_are_not_asked_unless_configured() {
    let server = Server::start(|_| Reply::status(200, ""));
    let urls = [
        format!("http://localhost:{}/a", server.port()),
        format!("http://127.0.0.1.:{}/a", server.port()),
        "http://10.0.0.1/".to_owned(),
        "http://[::1]/".to_owned(),
        "http://0x7f.1/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
    ];
    // A configured host is this one on this port, and no other name or number of it.
    let settings = FAST;
    let folder = folder(&server, settings, &urls);
    let config = fs::read_to_string(folder.path("seedls.toml")).expect("the configuration");
    folder.write("seedls.toml", config.replace("127.0.0.1:", "127.0.0.9:").as_bytes());
    let answer = folder.run(CHECK);
    let found = findings(&answer);
    assert_eq!(found.len(), urls.len(), "{found:#?}");
    for finding in &found {
        assert!(finding.starts_with("info[unverified-url]"), "{finding}");
        assert!(finding.ends_with("which is not asked"), "{finding}");
    }
    assert_eq!(server.requests().len(), 0);
    // Another configuration may say otherwise, so it is not remembered.
    assert!(!folder.path("cache.txt").exists());
}

#[test]
fn redirects_do_not_lead_to_private_hosts() {
    for location in
        ["http://10.0.0.1/", "http://localhost:PORT/alive", "http://[::ffff:127.0.0.1]:PORT/alive"]
    {
        let server = Server::start(move |request| {
            let port =
                request.header("host").and_then(|it| it.rsplit(':').next()).unwrap_or_default();
            match request.path.as_str() {
                "/page" => {
                    Reply::status(301, &format!("Location: {}\r\n", location.replace("PORT", port)))
                }
                _ => Reply::status(200, ""),
            }
        });
        let folder = folder(&server, FAST, &[format!("http://{}/page", server.host())]);
        let found = findings(&folder.run(CHECK));
        assert_eq!(found.len(), 1, "{location}: {found:?}");
        assert!(found[0].ends_with("which is not asked"), "{found:?}");
        assert_eq!(server.requests().len(), 1, "{location}");
    }
}

#[test]
fn connections_that_fail_are_told() {
    let server = Server::start(|_| Reply::status(200, ""));
    let closed = TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr());
    let closed = closed.expect("an address that nobody listens at any more");
    let urls = [format!("https://{}/", server.host()), format!("http://{closed}/")];
    let folder = folder(&server, &format!("{FAST}retries = 1\n"), &urls);
    let config = fs::read_to_string(folder.path("seedls.toml")).expect("the configuration");
    let config = config.replace("private-hosts = [", "private-hosts = [\"127.0.0.1\", ");
    folder.write("seedls.toml", config.as_bytes());
    let found = findings(&folder.run(CHECK));
    assert!(
        found[0].ends_with("no secure connection: its server does not answer in TLS"),
        "{found:?}"
    );
    assert!(found[1].ends_with("is not verified: its server refuses the connection"), "{found:?}");
}

#[test]
fn a_certificate_that_nobody_trusts_leaves_an_address_unverified() {
    let address = untrusted("127.0.0.1");
    let config = format!(
        "[rules]\nunverified-url = \"info\"\n[online]\nskip = [\"news.example\"]\n\
        private-hosts = [\"{address}\"]\n{FAST}"
    );
    let seed = seed(&[format!("https://{address}/page")]);
    let folder = Folder::new(&[("seedls.toml", &config), ("a.seed", &seed)]);
    let found = findings(&folder.run(CHECK));
    assert_eq!(
        found,
        ["info[unverified-url] this address is not verified: its certificate is not valid: \
          nobody who is trusted has signed it"]
    );
    let cache = fs::read_to_string(folder.path("cache.txt")).expect("the cache");
    assert!(cache.contains(&format!(" unknown https://{address}/page its certificate")), "{cache}");
}

#[test]
fn what_is_known_is_not_asked_again() {
    let server = Server::start(|request| match request.path.as_str() {
        "/gone" => Reply::status(404, ""),
        "/moved" => Reply::status(301, "Location: /alive\r\n"),
        _ => Reply::status(200, ""),
    });
    let url = |path: &str| format!("http://{}/{path}", server.host());
    let folder = folder(&server, FAST, &[url("alive"), url("gone"), url("moved")]);
    let first = folder.run(CHECK);
    let asked = server.requests().len();
    let cache = fs::read_to_string(folder.path("cache.txt")).expect("the cache");
    let lines: Vec<Vec<&str>> =
        cache.lines().skip(1).map(|line| line.split_whitespace().skip(1).collect()).collect();
    assert_eq!(
        lines,
        [
            vec!["alive", &url("alive")],
            vec!["gone", &url("gone"), "404"],
            vec!["moved", &url("moved"), &url("alive")],
        ]
    );
    let second = folder.run(CHECK);
    assert_eq!(second.out, first.out);
    assert_eq!(second.code, Some(1));
    assert!(
        second.err.starts_with("3 web addresses, 3 from the cache: 1 alive, 1 moved, 1 gone\n")
    );
    assert_eq!(server.requests().len(), asked);
    assert_eq!(fs::read_to_string(folder.path("cache.txt")).expect("the cache"), cache);
}

#[test]
fn what_is_too_old_is_asked_again_and_errors_are_sooner() {
    let server = Server::start(|_| Reply::status(200, ""));
    let url = |path: &str| format!("http://{}/{path}", server.host());
    let folder = folder(&server, FAST, &[url("a"), url("b"), url("c"), url("d")]);
    let hours_ago = |hours: i64| written_time(now() - hours * 60 * 60);
    let cache = format!(
        "{two} alive {a}\n{two} unknown {b} no answer\n{month} alive {c}\n{two} gone {d} 404\n{two} gone {e} 404\n",
        two = hours_ago(2),
        month = hours_ago(24 * 30),
        a = url("a"),
        b = url("b"),
        c = url("c"),
        d = url("d"),
        e = url("e"),
    );
    folder.write("cache.txt", cache.as_bytes());
    let answer = folder.run(CHECK);
    assert!(answer.err.starts_with("4 web addresses, 2 from the cache: 3 alive, 1 gone\n"));
    let mut asked: Vec<String> = server.requests().into_iter().map(|it| it.path).collect();
    asked.sort();
    assert_eq!(asked, ["/b", "/c"]);
    // It was over the whole folder, in which nothing links to `/e`.
    let cache = fs::read_to_string(folder.path("cache.txt")).expect("the cache");
    assert!(cache.contains(&url("d")) && !cache.contains(&url("e")), "{cache}");
}

#[test]
fn the_cache_alone_can_be_believed() {
    let server = Server::start(|_| Reply::status(200, ""));
    let url = |path: &str| format!("http://{}/{path}", server.host());
    let folder = folder(&server, FAST, &[url("a"), url("b")]);
    let arguments = ["check", "--online=cached", "--cache", "cache.txt", "--format", "concise"];
    let answer = folder.run(&arguments);
    assert_eq!(answer.code, Some(2), "there is no cache yet");
    assert!(
        answer.err.starts_with("error: ") && answer.err.contains("cache.txt"),
        "{}",
        answer.err
    );
    let cache = format!("2001-01-01T00:00:00Z gone {} 404\n", url("a"));
    folder.write("cache.txt", cache.as_bytes());
    for _ in 0..2 {
        let answer = folder.run(&arguments);
        assert_eq!(findings(&answer), [GONE]);
        assert!(
            answer
                .err
                .starts_with("2 web addresses, 1 from the cache: 1 gone; nothing is known of 1\n"),
            "{}",
            answer.err
        );
    }
    assert_eq!(server.requests().len(), 0);
    assert_eq!(fs::read_to_string(folder.path("cache.txt")).expect("the cache"), cache);
}

#[test]
fn nothing_is_asked_unasked() {
    let server = Server::start(|_| Reply::status(404, ""));
    let folder = folder(&server, FAST, &[format!("http://{}/a", server.host())]);
    folder.run(&["check"]).expect(0, "", "no findings in 1 file\n");
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn without_a_file_to_keep_it_in_the_users_own_cache_is_used() {
    let server = Server::start(|_| Reply::status(404, ""));
    let folder = folder(&server, FAST, &[format!("http://{}/a", server.host())]);
    for _ in 0..2 {
        assert_eq!(findings(&folder.run(&["check", "--online", "--format", "concise"])), [GONE]);
    }
    assert_eq!(server.requests().len(), 3);
    assert!(folder.path("cache-home/seedls/web-addresses.txt").is_file());
}

#[test]
fn the_configuration_can_name_the_cache() {
    let server = Server::start(|_| Reply::status(404, ""));
    let settings = format!("{FAST}cache = \"kept/links.txt\"\n");
    let folder = folder(&server, &settings, &[format!("http://{}/a", server.host())]);
    assert_eq!(findings(&folder.run(&["check", "--online", "--format", "concise"])), [GONE]);
    assert!(folder.path("kept/links.txt").is_file());
}

#[test]
fn a_time_limit_ends_it_and_keeps_what_is_known() {
    let server = Server::start(|_| Reply::Hang(Vec::new()));
    let url = |path: &str| format!("http://{}/{path}", server.host());
    let folder = folder(&server, FAST, &[url("a"), url("b")]);
    folder
        .write("cache.txt", format!("{} gone {} 404\n", written_time(now()), url("a")).as_bytes());
    let answer = folder.run(&[CHECK, &["--time-limit", "200ms"]].concat());
    assert_eq!(findings(&answer), [GONE]);
    assert_eq!(answer.code, Some(2));
    assert_eq!(
        answer.err,
        "error: the time limit of 200ms was reached with 1 web address not asked to the end\n\
        2 web addresses, 1 from the cache: 1 gone; nothing is known of 1\n1 warning in 1 file\n"
    );
}

/// How many requests are made, before a short time is over, for two addresses of a server that
/// answers the first request with `first` and all others with 200.
#[track_caller]
fn requests_before_the_end(first: fn() -> Reply, settings: &str) -> usize {
    let began = AtomicBool::new(false);
    let server = Server::start(move |_| match began.swap(true, Ordering::SeqCst) {
        false => first(),
        true => Reply::status(200, ""),
    });
    let urls: Vec<String> = (1..=2).map(|n| format!("http://{}/{n}", server.host())).collect();
    let folder = folder(&server, &format!("per-host = 1\n{settings}"), &urls);
    let answer = folder.run(&[CHECK, &["--time-limit", "2s"]].concat());
    assert!(answer.err.starts_with("error: the time limit of 2s"), "{}", answer.err);
    server.requests().len()
}

#[test]
fn requests_wait_for_each_other_for_a_retry_and_for_a_pause() {
    let well = || Reply::status(200, "");
    let later = "delay = \"1h\"\n";
    assert_eq!(requests_before_the_end(well, later), 1, "the delay between two requests");
    // The other address is asked meanwhile, unless the server wants a pause from all.
    let failing = || Reply::status(503, "");
    let later = "delay = \"0ms\"\nback-off = \"1h\"\n";
    assert_eq!(requests_before_the_end(failing, later), 2, "the time before a retry");
    let pausing = || Reply::status(429, "Retry-After: 50\r\n");
    assert_eq!(requests_before_the_end(pausing, FAST), 1, "the pause that a server asks for");
}

#[test]
fn the_five_states_are_told_apart_and_kept() {
    let server = Server::start(|request| match request.path.as_str() {
        "/1-alive" | "/new" => Reply::status(200, ""),
        "/2-moved" => Reply::status(308, "Location: /new\r\n"),
        "/3-gone" => Reply::status(410, ""),
        "/4-blocked" => Reply::status(401, ""),
        _ => Reply::status(500, ""),
    });
    let url = |path: &str| format!("http://{}/{path}", server.host());
    let paths = ["1-alive", "2-moved", "3-gone", "4-blocked", "5-unknown"];
    let folder = folder(&server, FAST, &paths.map(url));
    let answer = folder.run(CHECK);
    let found: Vec<&str> =
        answer.out.lines().filter_map(|it| it.split(['[', ']']).nth(1)).collect();
    assert_eq!(found, ["moved-url", "dead-url", "unverified-url", "unverified-url"]);
    let tally = "5 web addresses: 1 alive, 1 moved, 1 gone, 1 blocked, 1 unknown\n";
    assert!(answer.err.starts_with(tally), "{}", answer.err);
    let cache = fs::read_to_string(folder.path("cache.txt")).expect("the cache");
    let states: Vec<&str> =
        cache.lines().skip(1).filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert_eq!(states, ["alive", "moved", "gone", "blocked", "unknown"], "{cache}");
}

#[test]
fn redirects_are_for_good_as_far_as_all_before_them_are() {
    let server = Server::start(|request| match request.path.as_str() {
        "/a" => Reply::status(301, "Location: /b\r\n"),
        "/b" => Reply::status(302, "Location: /c\r\n"),
        "/c" => Reply::status(301, "Location: /d\r\n"),
        _ => Reply::status(200, ""),
    });
    let urls = ["a", "b"].map(|path| format!("http://{}/{path}", server.host()));
    let folder = folder(&server, FAST, &urls);
    let moved =
        format!("info[moved-url] this page has moved for good to `http://{}/b`", server.host());
    assert_eq!(findings(&folder.run(CHECK)), [moved]);
}

#[test]
fn only_addresses_of_the_web_are_asked() {
    let server = Server::start(|_| Reply::status(200, ""));
    let schemes = ["ftp", "ws", "gopher", "file"];
    let urls = schemes.map(|scheme| format!("{scheme}://{}/a", server.host()));
    let folder = folder(&server, FAST, &urls);
    let answer = folder.run(CHECK);
    assert!(answer.err.starts_with("0 web addresses\n"), "{}", answer.err);
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn what_the_environment_says_of_proxies_does_not_count() {
    let server = Server::start(|_| Reply::status(200, ""));
    let proxy = Server::start(|_| Reply::status(404, ""));
    let folder = folder(&server, FAST, &[format!("http://{}/a", server.host())]);
    let mut command = folder.command(CHECK);
    for name in ["http_proxy", "HTTP_PROXY", "ALL_PROXY"] {
        command.env(name, format!("http://{}", proxy.host()));
    }
    let answer = crate::folder::answer(&mut command);
    answer.expect(0, "", "1 web address: 1 alive\nno findings in 1 file\n");
    assert_eq!((server.requests().len(), proxy.requests().len()), (1, 0));
}

#[test]
fn a_page_that_is_gone_can_be_replaced_by_a_copy_of_the_articles_time() {
    let server = Server::start(|_| Reply::status(404, ""));
    let url = format!("http://{}/a", server.host());
    let folder = folder(&server, FAST, std::slice::from_ref(&url));
    let answer = folder.run(&[CHECK, &["--fix", "--unsafe-fixes"]].concat());
    assert_eq!(answer.code, Some(0), "{}{}", answer.out, answer.err);
    let seed = fs::read_to_string(folder.path("a.seed")).expect("the seed");
    let copy = format!("They [read](https://web.archive.org/web/20210303/{url}).\n");
    assert!(seed.contains(&copy), "{seed}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_and_keeps_what_was_found() {
    use std::process::Command;
    use std::process::Stdio;
    use std::sync::Mutex;
    use std::sync::mpsc;

    let (sender, silent) = mpsc::channel();
    let sender = Mutex::new(sender);
    let server = Server::start(move |request| match request.path.as_str() {
        "/a" => Reply::status(200, ""),
        _ => {
            sender.lock().expect("no panic").send(()).expect("the test waits");
            Reply::Hang(Vec::new())
        }
    });
    let url = |path: &str| format!("http://{}/{path}", server.host());
    let folder = folder(&server, &format!("{FAST}concurrency = 1\n"), &[url("a"), url("b")]);
    let mut command = folder.command(CHECK);
    let process =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let process = process.expect("the program runs");
    silent.recv().expect("the second address is asked");
    let killed = Command::new("kill").args(["-INT", &process.id().to_string()]).status();
    assert!(killed.expect("`kill` runs").success());
    let output = process.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        err.starts_with("error: interrupted with 1 web address not asked to the end\n"),
        "{err}"
    );
    let cache = fs::read_to_string(folder.path("cache.txt")).expect("the cache");
    assert!(
        cache.contains(&format!("alive   {}", url("a"))) && !cache.contains(&url("b")),
        "{cache}"
    );
}
