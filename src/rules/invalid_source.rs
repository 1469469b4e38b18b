//! `invalid-source`: a source that is no web address.

use crate::config::Config;
use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::breaks_autolink;
use crate::syntax::FieldName;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "invalid-source",
    code: 217,
    level: Level::Error,
    summary: "the source is not an absolute http or https URL",
    docs: r#"
Only an absolute address of the web leads a reader of the seed back to the original.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: www.news.example/harbour-pilots-vote
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    for field in document.metadata().all(FieldName::Source) {
        let Value::Link { url, .. } = &field.value else { continue };
        // What is wrong with a link of the text is the business of the rules about links.
        if is_link(document, field) {
            continue;
        }
        let reason = match Destination::read(url, None, field.source.start()) {
            Destination::Placeholder | Destination::Template => continue,
            Destination::Url { fault: Some(_), .. } => "is malformed",
            Destination::Url { scheme, .. } if matches!(&*scheme, "http" | "https") => continue,
            Destination::Url { .. } => "is no address of the web",
            Destination::Path { .. } | Destination::Page { .. } | Destination::Fragment(_) => {
                "is no absolute URL"
            }
        };
        let range = place(document, field, url);
        let from = range.start().checked_sub(TextSize::from(1)).unwrap_or_default();
        if breaks_autolink(document, TextRange::new(from, range.end())) {
            continue;
        }
        out.push(Finding::new(range, format!("the source `{url}` {reason}")));
    }
}

fn is_link(document: &Document, field: &Field) -> bool {
    !field.style.is_explicit() && document.tree().links_in(field.source).next().is_some()
}

/// The URL itself, without a link's text around it.
fn place(document: &Document, field: &Field, url: &str) -> TextRange {
    let source = document.text().slice(field.source);
    let at = source.rfind(url).map(|at| field.source.start() + crate::text::size(at));
    at.map_or(field.source, |at| TextRange::at(at, crate::text::size(url.len())))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_address() {
        check(
            &RULE,
            "
---
title: A
source: htps://news.example/a
        ^^^^^^^^^^^^^^^^^^^^^ the source `htps://news.example/a` is no address of the web
---
They voted.
",
        );
        check(
            &RULE,
            "
A

They voted.

Original url: /pilots/a.html
              ^^^^^^^^^^^^^^ the source `/pilots/a.html` is no absolute URL
",
        );
    }

    #[test]
    fn a_malformed_link_is_reported_once_and_by_another_rule() {
        check(&RULE, "A\n\nThey voted.\n\nOriginal url: [News](https//news.example/a)\n");
    }

    #[test]
    fn an_organisation_is_no_address() {
        check(&RULE, "---\ntitle: A\nsource: parks-service\n---\nThey voted.\n");
    }
}
