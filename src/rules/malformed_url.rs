//! `malformed-url`: a web address that no program can follow as it is written.

use crate::config::Config;
use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::OutgoingKind;
use crate::facts::UrlFault;
use crate::facts::UrlFaultKind;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::outgoing::Faults;
use crate::text::TextEdit;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "malformed-url",
    code: 307,
    level: Level::Error,
    summary: "a web address is malformed",
    docs: r#"
A slip in the first characters (`https//`, `http:/`, `https:\\`, a doubled `https://`), no host or
one that cannot be, a port that is no number up to 65535, or a `%` without its two digits.
Addresses that a program or a reader is to fill in (`{{ … }}`, `{id}`) are let pass.

```body bad
They read [the report](https//news.example/report).
```

```body fixed
They read [the report](https://news.example/report).
```

```body bad
They read [the report](https://news..example:99999/report).
```

```body good
[1](https://bücher.example) [2](http://localhost:8080) [3](http://[::1]/) [4](mailto:a@b.example)
[5](https://web.archive.org/web/2019/http:/news.example) [6](https://api.example/{id})
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    let faults = Faults::of(Some(document));
    for link in document.links() {
        let Destination::Url { fault: Some(fault), .. } = &link.destination else { continue };
        let written = link.written.trim();
        if faults.meet(link.range)
            || config.placeholders.iter().any(|it| it.eq_ignore_ascii_case(written))
        {
            continue;
        }
        let is_ascii = written.is_ascii();
        // In literal text the end of an address is a guess, and may take in what follows it.
        if link.kind == OutgoingKind::Bare && fault.kind == UrlFaultKind::BadHost && !is_ascii {
            continue;
        }
        let wrong = document.text().slice(fault.range);
        let mut finding = Finding::new(fault.range, message(fault.kind, &wrong));
        finding.fixes.extend(fix(fault, &wrong));
        out.push(finding);
    }
}

fn message(kind: UrlFaultKind, wrong: &str) -> String {
    match kind {
        UrlFaultKind::MissingColon => format!("`{wrong}` lacks its colon"),
        UrlFaultKind::MissingSlash => format!("`{wrong}` lacks a slash"),
        UrlFaultKind::Backslash => format!("`{wrong}` is written with backslashes"),
        UrlFaultKind::WrongColon => format!("`{wrong}` is no beginning of a web address"),
        UrlFaultKind::MissingScheme => {
            "this web address lacks its `https://`, so it names a file".to_owned()
        }
        UrlFaultKind::DoubledScheme => format!("`{wrong}` begins the address twice"),
        UrlFaultKind::MissingHost => "this web address names no host".to_owned(),
        UrlFaultKind::BadHost => format!("there can be no host `{wrong}`"),
        UrlFaultKind::BadPort => format!("`{wrong}` is no port number"),
        UrlFaultKind::BadPercentEncoding => {
            format!("`{wrong}` is no encoded byte: `%` needs two hexadecimal digits")
        }
    }
}

fn fix(fault: &UrlFault, wrong: &str) -> Option<Fix> {
    let scheme = if wrong.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("https")) {
        "https://"
    } else {
        "http://"
    };
    let (title, edit, safe) = match fault.kind {
        UrlFaultKind::MissingColon
        | UrlFaultKind::MissingSlash
        | UrlFaultKind::Backslash
        | UrlFaultKind::WrongColon => {
            (format!("Write `{scheme}`"), TextEdit::replace(fault.range, scheme), true)
        }
        UrlFaultKind::MissingScheme => (
            "Write `https://` before it".to_owned(),
            TextEdit::insert(fault.range.start(), "https://"),
            false,
        ),
        UrlFaultKind::DoubledScheme => {
            // The second one is the one that its writer copied.
            let second = wrong.to_ascii_lowercase().rfind("http")?;
            let scheme = if wrong[second..].len() < 5
                || !wrong[second..].to_ascii_lowercase().starts_with("https")
            {
                "http://"
            } else {
                "https://"
            };
            (format!("Write `{scheme}` once"), TextEdit::replace(fault.range, scheme), true)
        }
        UrlFaultKind::BadPercentEncoding => {
            let at = fault.range.start() + TextSize::from(1);
            ("Write `%25` for the percent sign".to_owned(), TextEdit::insert(at, "25"), false)
        }
        UrlFaultKind::MissingHost | UrlFaultKind::BadHost | UrlFaultKind::BadPort => return None,
    };
    Some(Fix { title, edit, safe })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn an_address_in_prose_may_lack_its_colon() {
        check(
            &RULE,
            "
See https//news.example/a, and http//localhost or and//or.
    ^^^^^^^ `https//` lacks its colon
",
        );
    }

    #[test]
    fn one_finding_covers_what_is_wrong() {
        check(
            &RULE,
            "
[a](http:/news.example/http//b) <https:/news.example> [b]: [c](https://)
    ^^^^^^ `http:/` lacks a slash
                                 ^^^^^^^ `https:/` lacks a slash
                                                               ^^^^^^^^ this web address names no host

![a](https://news.example:port/a.png) [a](www.news.example) [a](https://news.example/%zz)
                          ^^^^ `port` is no port number
                                          ^^^^ this web address lacks its `https://`, so it names a file
                                                                                     ^ `%` is no encoded byte: `%` needs two hexadecimal digits

[a]: https://https://news.example
     ^^^^^^^^^^^^^^^^ `https://https://` begins the address twice
",
        );
    }

    #[test]
    fn slips_are_mended() {
        for (before, after) in [
            ("https//news.example", "https://news.example"),
            (r"http:\\news.example", "http://news.example"),
            ("http://https//news.example", "https://news.example"),
            ("https://http://news.example", "http://news.example"),
            ("www.news.example/a", "https://www.news.example/a"),
            ("https://news.example/100%", "https://news.example/100%25"),
        ] {
            check_fix(&RULE, &format!("[a]({before})"), &format!("[a]({after})"));
        }
    }
}
