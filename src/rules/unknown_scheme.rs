//! `unknown-scheme`: a URL whose scheme is misspelt, or one that nobody knows.

use crate::config::Config;
use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::OutgoingLink;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::outgoing::Faults;
use crate::rules::outgoing::nearest;
use crate::rules::outgoing::redirect;
use crate::text::TextRange;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "unknown-scheme",
    code: 308,
    level: Level::Warning,
    summary: "a URL's scheme is unknown",
    docs: r#"
No program opens `htp://…`. The well-known schemes are built in; the configuration can name more:
`schemes = ["zotero"]`. What stands before a colon without `//` is only reported where it is like
the scheme of a web or mail address, because notes use such prefixes for other things.

```body bad
They read [the report](htps://news.example/report).
```

```body fixed
They read [the report](https://news.example/report).
```

```body good
[1](ftp://news.example) [2](obsidian://open?vault=a) [3](tel:+1-201-555-0123) [4](wiki:Pilots)
```
"#,
    check: Check::Document(check),
};

/// Those of the web and of mail, in order of how often they are meant.
const COMMON: &[&str] = &["https", "http", "mailto", "ftp"];

/// Of IANA's register ("Uniform Resource Identifier (URI) Schemes") and of programs that people
/// link to from notes.
const KNOWN: &[&str] = &[
    "about",
    "acct",
    "adiumxtra",
    "app",
    "apt",
    "at",
    "bitcoin",
    "blob",
    "bolt",
    "calculator",
    "callto",
    "chrome",
    "chrome-extension",
    "cid",
    "content",
    "cvs",
    "dat",
    "data",
    "dav",
    "davs",
    "devonthink",
    "dict",
    "discord",
    "dns",
    "docker",
    "doi",
    "drive",
    "ed2k",
    "edge",
    "ethereum",
    "evernote",
    "exp",
    "facetime",
    "facetime-audio",
    "feed",
    "file",
    "finger",
    "fish",
    "ftps",
    "gemini",
    "geo",
    "git",
    "github-mac",
    "gopher",
    "gs",
    "gtalk",
    "hdfs",
    "hdl",
    "hook",
    "imap",
    "imaps",
    "info",
    "intent",
    "ipfs",
    "ipns",
    "ipp",
    "irc",
    "irc6",
    "ircs",
    "isbn",
    "itms",
    "itms-apps",
    "jabber",
    "jar",
    "javascript",
    "jdbc",
    "joplin",
    "keybase",
    "ldap",
    "ldaps",
    "logseq",
    "magnet",
    "maps",
    "market",
    "matrix",
    "message",
    "mid",
    "mms",
    "mongodb",
    "ms-settings",
    "msteams",
    "mysql",
    "news",
    "nfs",
    "nntp",
    "notes",
    "notion",
    "obsidian",
    "omnifocus",
    "oci",
    "onenote",
    "openpgp4fpr",
    "palm",
    "pkg",
    "pop",
    "postgres",
    "postgresql",
    "raycast",
    "redis",
    "rediss",
    "resource",
    "rmi",
    "rsync",
    "rtmp",
    "rtmps",
    "rtsp",
    "rtsps",
    "s3",
    "sftp",
    "sgn",
    "shortcuts",
    "shttp",
    "signal",
    "sip",
    "sips",
    "skype",
    "slack",
    "smb",
    "sms",
    "smtp",
    "snmp",
    "soap.beep",
    "spotify",
    "sqlite",
    "ssh",
    "steam",
    "stun",
    "svn",
    "svn+ssh",
    "swift",
    "tag",
    "tcp",
    "teams",
    "tel",
    "telnet",
    "tftp",
    "tg",
    "things",
    "tor",
    "turn",
    "udp",
    "unix",
    "unsafe",
    "urn",
    "vbscript",
    "view-source",
    "viber",
    "vnc",
    "vscode",
    "vscode-insiders",
    "webcal",
    "wechat",
    "whatsapp",
    "ws",
    "wss",
    "x-apple",
    "x-devonthink-item",
    "xmpp",
    "xri",
    "zed",
    "zoommtg",
    "zoomus",
    "zotero",
    "git+https",
    "git+ssh",
    "hxxp",
    "hxxps",
];

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    let faults = Faults::of(Some(document));
    for link in document.links() {
        let Destination::Url { scheme, fault: None } = &link.destination else { continue };
        let is_known = |scheme: &str| {
            COMMON.contains(&scheme)
                || KNOWN.contains(&scheme)
                || config.schemes.iter().any(|it| it.eq_ignore_ascii_case(scheme))
        };
        // A single letter is a drive of Windows.
        if scheme.len() < 2 || is_known(scheme) || faults.meet(link.range) {
            continue;
        }
        out.extend(finding(document, link, scheme));
    }
}

fn finding(document: &Document, link: &OutgoingLink, scheme: &str) -> Option<Finding> {
    let near = nearest(scheme, COMMON.iter().copied())
        .or_else(|| (scheme == "ttp" || scheme == "ttps").then_some(COMMON[1]))
        .map(|near| if near == "http" && scheme.ends_with('s') { "https" } else { near });
    let rest = link.written.get(scheme.len() + 1..)?;
    if !rest.starts_with("//") && near.is_none() {
        return None;
    }
    // Escapes in a scheme would move its end; such a thing is no slip of the pen.
    let start = link.destination_range.start();
    let range = TextRange::at(start, size(scheme.len()));
    let written = document.text().slice(range);
    if !written.eq_ignore_ascii_case(scheme) {
        return None;
    }
    let mut finding = Finding::new(range, format!("`{written}` is no known scheme"));
    match near {
        Some(near) => {
            finding.help = Some(format!("did you mean `{near}`?"));
            finding.fixes.push(redirect(format!("Change the scheme to `{near}`"), range, near));
        }
        None => {
            let help = format!("if a program of yours opens it, add `{written}` to `schemes`");
            finding.help = Some(help);
        }
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn a_misspelt_address_in_prose_is_one_too() {
        check(
            &RULE,
            "
See htp://news.example/a (or hhttps://news.example), not hxxp://bad.example, my://a.b or ttp://x.
    ^^^ `htp` is no known scheme
                             ^^^^^^ `hhttps` is no known scheme
",
        );
    }

    #[test]
    fn schemes_that_nobody_knows_are_reported() {
        check(
            &RULE,
            "
[a](htp://news.example) <hhtps://news.example> [a](mialto:a@news.example) [a](ftps://a.example)
    ^^^ `htp` is no known scheme
                         ^^^^^ `hhtps` is no known scheme
                                                   ^^^^^^ `mialto` is no known scheme

[a](myapp://open/a) [a](Category:Pilots) [a](C:/a.txt) <std::vector> [a](HTTPS://news.example/%41)
    ^^^^^ `myapp` is no known scheme
",
        );
    }

    #[test]
    fn the_scheme_that_was_meant_is_offered() {
        for (before, after) in [
            ("htp", "http"),
            ("htps", "https"),
            ("hhtps", "https"),
            ("ttps", "https"),
            ("ttp", "http"),
            ("htttp", "http"),
            ("HTPS", "https"),
            ("httsp", "https"),
        ] {
            check_fix(
                &RULE,
                &format!("[a]({before}://b.example)"),
                &format!("[a]({after}://b.example)"),
            );
        }
    }
}
