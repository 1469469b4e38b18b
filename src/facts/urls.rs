//! URLs: what is wrong with the way one is written, and whether two name the same article.

use std::ops::Range;

use serde::Deserialize;
use serde::Serialize;
use url::Url;

use crate::facts::links::starts_with_ignoring_case;
use crate::text::TextRange;

/// What makes a URL malformed, and the part of it that a user must change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UrlFault {
    pub kind: UrlFaultKind,
    pub range: TextRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UrlFaultKind {
    /// `https//host`
    MissingColon,
    /// `https:/host` or `https:host`
    MissingSlash,
    /// `https:\\host`
    Backslash,
    /// `https;//host`, `https.//host`
    WrongColon,
    /// `www.host.example/path`
    MissingScheme,
    /// `https://https://host`
    DoubledScheme,
    /// `https://` and nothing to follow
    MissingHost,
    BadHost,
    BadPort,
    /// `%` that no two hexadecimal digits follow
    BadPercentEncoding,
}

/// A fault of a URL, and the bytes of it that are wrong.
type Wrong = (UrlFaultKind, Range<usize>);

/// The scheme of `written` in lower case, and what is wrong with it; `None` where it is no URL and
/// was not meant as one. Ranges count bytes of `written`.
pub(super) fn read(written: &str) -> Option<(String, Option<Wrong>)> {
    if let Some(fault) = misspelt(written) {
        let scheme = if starts_with_ignoring_case(written, "http:") { "http" } else { "https" };
        return Some((scheme.to_owned(), Some(fault)));
    }
    if written.starts_with("//") {
        return Some((String::new(), None));
    }
    let colon = written.find(':')?;
    let scheme = &written[..colon];
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !is_scheme {
        return None;
    }
    let scheme = scheme.to_ascii_lowercase();
    let fault = match scheme.as_str() {
        "http" | "https" => web_fault(written, colon + 1),
        _ => None,
    };
    Some((scheme, fault))
}

/// A web address whose beginning is misspelt.
fn misspelt(written: &str) -> Option<Wrong> {
    if starts_with_ignoring_case(written, "www.") {
        let host = &written[..written.find(['/', '?', '#', ':']).unwrap_or(written.len())];
        let labels = host.split('.').filter(|label| !label.is_empty()).count();
        return (3 <= labels).then_some((UrlFaultKind::MissingScheme, 0..4));
    }
    let scheme = ["https", "http"]
        .into_iter()
        .find(|scheme| starts_with_ignoring_case(written, scheme))?
        .len();
    let rest = &written[scheme..];
    let fault = |kind, len: usize| Some((kind, 0..scheme + len));
    if rest.starts_with("//") {
        return fault(UrlFaultKind::MissingColon, 2);
    }
    if [";//", ".//", "::/", "//:"].iter().any(|wrong| rest.starts_with(wrong)) {
        return fault(UrlFaultKind::WrongColon, 3);
    }
    let rest = rest.strip_prefix(':')?;
    match rest.bytes().take_while(|&b| b == b'/').count() {
        _ if rest.starts_with('\\') => {
            fault(UrlFaultKind::Backslash, 1 + rest.len() - rest.trim_start_matches('\\').len())
        }
        _ if rest.is_empty() => fault(UrlFaultKind::MissingHost, 1),
        slashes @ (0 | 1) if rest.len() == slashes => fault(UrlFaultKind::MissingHost, 1 + slashes),
        slashes @ (0 | 1) => fault(UrlFaultKind::MissingSlash, 1 + slashes),
        _ => None,
    }
}

/// What is wrong with the http(s) URL `written`, whose colon ends at `colon_end`.
fn web_fault(written: &str, colon_end: usize) -> Option<Wrong> {
    let start = colon_end + 2;
    let rest = written.get(start..)?;
    let end = start + rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let authority = &written[start..end];
    // Dots stand for something left out, here and in `https://…`.
    if !authority.is_empty() && authority.trim_start_matches(['.', '…']).is_empty() {
        return None;
    }
    let host_start = authority.rfind('@').map_or(start, |at| start + at + 1);
    let host = &written[host_start..end];
    let port_start = host.rfind(':').filter(|&at| !host[at..].contains(']'));
    let (host, port) = match port_start {
        Some(at) => (&host[..at], Some(host_start + at + 1..end)),
        None => (host, None),
    };
    let host_range = host_start..host_start + host.len();
    if host.is_empty() {
        return Some((UrlFaultKind::MissingHost, 0..end));
    }
    if (host.eq_ignore_ascii_case("http") || host.eq_ignore_ascii_case("https"))
        && written[end..].starts_with('/')
    {
        let slashes = written[end..].bytes().take_while(|&b| b == b'/').count();
        return Some((UrlFaultKind::DoubledScheme, 0..end + slashes));
    }
    if !host_is_sound(host) {
        return Some((UrlFaultKind::BadHost, host_range));
    }
    if let Some(port) = port {
        let digits = &written[port.clone()];
        if !digits.is_empty() && digits.parse::<u16>().is_err() {
            return Some((UrlFaultKind::BadPort, port));
        }
    }
    bad_percent_encoding(&written[end..])
        .map(|at| (UrlFaultKind::BadPercentEncoding, end + at.start..end + at.end))
}

fn host_is_sound(host: &str) -> bool {
    if host.starts_with('[') {
        return url::Host::parse(host).is_ok();
    }
    let Ok(url::Host::Domain(ascii)) = url::Host::parse(host) else {
        // Numbers that are no address are refused too.
        return matches!(url::Host::parse(host), Ok(url::Host::Ipv4(_)));
    };
    let labels = ascii.strip_suffix('.').unwrap_or(&ascii);
    labels.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    })
}

/// The first `%` that does not begin an encoded byte, with the digits it has. `%u2019`, which old
/// servers made and read, is let pass.
fn bad_percent_encoding(text: &str) -> Option<Range<usize>> {
    let is_hex =
        |text: Option<&str>| text.is_some_and(|text| text.bytes().all(|b| b.is_ascii_hexdigit()));
    text.match_indices('%').map(|(at, _)| at).find_map(|at| {
        let rest = &text[at + 1..];
        let legacy = rest.starts_with('u') && is_hex(rest.get(1..5));
        if is_hex(rest.get(..2)) || legacy {
            return None;
        }
        let digits = rest.bytes().take(2).take_while(u8::is_ascii_hexdigit).count();
        Some(at..at + 1 + digits)
    })
}

/// The address that a program asks when it follows `written`: of the web, without the fragment,
/// which servers are not told, and without a user's name and password. `None` where `written` is
/// no absolute address of the web.
pub fn request_url(written: &str) -> Option<String> {
    let written = written.trim();
    let absolute = written.starts_with("//").then(|| format!("https:{written}"));
    let mut url = Url::parse(absolute.as_deref().unwrap_or(written)).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url.into())
}

/// A form of `url` that is equal for all addresses of one article: without scheme, `www.` and its
/// kin, default port, trailing slash, fragment and tracking parameters, the remaining parameters
/// sorted. `None` for what is no absolute http(s) URL.
pub fn canonical_source(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let mut host = url.host_str()?;
    while let Some(rest) = ["www.", "m.", "amp."].iter().find_map(|it| host.strip_prefix(it))
        && rest.contains('.')
    {
        host = rest;
    }
    let mut canonical = host.to_owned();
    if let Some(port) = url.port() {
        canonical.push_str(&format!(":{port}"));
    }
    canonical.push_str(url.path().trim_end_matches('/'));
    let mut parameters: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|parameter| !parameter.is_empty() && !is_tracking(parameter))
        .collect();
    parameters.sort_unstable();
    if !parameters.is_empty() {
        canonical.push('?');
        canonical.push_str(&parameters.join("&"));
    }
    Some(canonical)
}

/// Parameters that say who sent a reader, and never which article to show.
fn is_tracking(parameter: &str) -> bool {
    const NAMES: &[&str] = &[
        "_ga", "cmpid", "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igshid", "mc_cid",
        "mc_eid", "mkt_tok", "msclkid", "ref_src", "twclid", "wbraid", "yclid",
    ];
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_") || NAMES.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::UrlFaultKind;
    use super::canonical_source;
    use super::read;
    use super::request_url;

    #[track_caller]
    fn check(written: &str, expected: Option<(UrlFaultKind, &str)>) {
        let (_, fault) = read(written).expect("a URL");
        assert_eq!(fault.map(|(kind, range)| (kind, &written[range])), expected, "{written}");
    }

    #[test]
    fn malformed_web_addresses_are_told_apart() {
        check("https//news.example", Some((UrlFaultKind::MissingColon, "https//")));
        check("http:/news.example", Some((UrlFaultKind::MissingSlash, "http:/")));
        check("http:news.example", Some((UrlFaultKind::MissingSlash, "http:")));
        check(r"http:\\news.example", Some((UrlFaultKind::Backslash, r"http:\\")));
        check("https;//news.example", Some((UrlFaultKind::WrongColon, "https;//")));
        check("www.news.example/a", Some((UrlFaultKind::MissingScheme, "www.")));
        check(
            "https://https://news.example",
            Some((UrlFaultKind::DoubledScheme, "https://https://")),
        );
        check("http://http//news.example", Some((UrlFaultKind::DoubledScheme, "http://http//")));
        check("https://", Some((UrlFaultKind::MissingHost, "https://")));
        check("https:///a", Some((UrlFaultKind::MissingHost, "https://")));
        check("https:", Some((UrlFaultKind::MissingHost, "https:")));
        check("https://news..example/a", Some((UrlFaultKind::BadHost, "news..example")));
        check("https://news,example/a", Some((UrlFaultKind::BadHost, "news,example")));
        check("https://192.0.2.999/", Some((UrlFaultKind::BadHost, "192.0.2.999")));
        check("https://[2001:db8::1/", Some((UrlFaultKind::BadHost, "[2001:db8:")));
        check("https://news.example:80a/", Some((UrlFaultKind::BadPort, "80a")));
        check("https://news.example:99999/", Some((UrlFaultKind::BadPort, "99999")));
        check("https://news.example/100%/a", Some((UrlFaultKind::BadPercentEncoding, "%")));
        check("https://news.example/?a=%E2%8", Some((UrlFaultKind::BadPercentEncoding, "%8")));
    }

    #[test]
    fn well_formed_addresses_have_no_fault() {
        for written in [
            "https://news.example",
            "HTTPS://News.Example:443/a",
            "http://localhost:8080/",
            "http://192.0.2.1/a",
            "http://[2001:db8::1]:80/",
            "http://user:pass@news.example/",
            "https://bücher.example/größe",
            "https://web.archive.org/web/2019/http:/news.example/a",
            "https://a_b.news.example/",
            "https://news.example/a%u2019s",
            "https://…",
            "//news.example/a",
            "mailto:a@news.example",
            "tel:+1-201-555-0123",
        ] {
            check(written, None);
        }
    }

    #[test]
    fn paths_are_no_urls() {
        for written in ["a.txt", "a/b:c.txt", "#a:b", "www.txt", "http.txt", "/www.a.b/c"] {
            assert_eq!(read(written), None, "{written}");
        }
    }

    #[test]
    fn addresses_of_one_article_have_one_canonical_form() {
        let canonical = canonical_source("https://news.example/a?id=1&page=2");
        for url in [
            "http://www.news.example/a?page=2&id=1",
            "https://m.news.example:443/a/?id=1&page=2#comments",
            "https://amp.news.example/a?utm_source=x&id=1&fbclid=abc&page=2",
            " HTTPS://WWW.NEWS.EXAMPLE/a?id=1&page=2 ",
        ] {
            assert_eq!(canonical_source(url), canonical, "{url}");
        }
        assert_ne!(canonical_source("https://news.example/A?id=1&page=2"), canonical);
        assert_eq!(canonical_source("https://m.example/"), Some("m.example".to_owned()));
        assert_eq!(canonical_source("ftp://news.example/a"), None);
        assert_eq!(canonical_source("news.example/a"), None);
    }

    #[test]
    fn a_request_tells_no_more_than_it_must() {
        for (written, expected) in [
            ("HTTPS://user:pass@News.Example:443/A?b=c#d", "https://news.example/A?b=c"),
            (" http://news.example ", "http://news.example/"),
            ("//news.example/a", "https://news.example/a"),
            ("https://bücher.example/größe", "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe"),
        ] {
            assert_eq!(request_url(written).as_deref(), Some(expected));
        }
        for written in ["ftp://news.example/a", "mailto:a@news.example", "a.txt", "/a", "https://"]
        {
            assert_eq!(request_url(written), None, "{written}");
        }
    }
}
