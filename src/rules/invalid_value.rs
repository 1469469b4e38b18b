//! `invalid-value`: a value that is not of the kind that its field holds.

use crate::config::Config;
use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::placeholder::is_placeholder;
use crate::syntax::FieldName;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "invalid-value",
    code: 220,
    level: Level::Warning,
    summary: "a language, a list of tags or an address is not what it should be",
    docs: r#"
A language is a tag such as `en` or `pt-BR` (BCP 47). A list of tags has no empty place. The address of an archived copy is an absolute `http` or `https` URL, and that of a related article is no malformed one. Dates and the source have rules of their own.

```seed bad
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
language: pt_BR
---
The pilots voted on Tuesday.
```

```seed fixed
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
language: pt-BR
---
The pilots voted on Tuesday.
```

```seed good
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
source: https://news.example/harbour-pilots-vote
language: zh-Hant-TW
tags: harbour, strikes
archive: https://archive.example/1/https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let mut list = None;
    for field in &document.metadata().fields {
        match (field.name, &field.value) {
            (FieldName::Language, Value::Text(tag)) if !is_placeholder(tag) => {
                language(field, tag, out);
            }
            // All tags of a list have its label.
            (FieldName::Tags, _) if list.replace(field.label) != Some(field.label) => {
                tags(document, field, out);
            }
            (FieldName::Archive, Value::Link { url, .. }) => archive(document, field, url, out),
            (FieldName::Related, Value::Text(text)) => related(field, text, out),
            _ => {}
        }
    }
}

fn language(field: &Field, tag: &str, out: &mut Vec<Finding>) {
    if tag.split([',', ' ']).filter(|it| !it.is_empty()).all(is_language_tag) {
        return;
    }
    let message = format!("`{tag}` is no language tag such as `en` or `pt-BR`");
    let mut finding = Finding::new(field.source, message);
    let dashed = tag.replace('_', "-");
    // `en_US.UTF-8` is the locale of a program.
    let dashed = dashed.split('.').next().unwrap_or_default();
    if dashed != tag && is_language_tag(dashed) {
        finding.fixes.push(Fix {
            title: format!("Write `{dashed}`"),
            edit: TextEdit::replace(field.source, dashed),
            safe: false,
        });
    }
    out.push(finding);
}

/// `tag` has the form that RFC 5646 gives to language tags.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let of = |part: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&part.len()) && part.bytes().all(|it| it.is_ascii_alphanumeric())
    };
    let letters = primary.bytes().all(|it| it.is_ascii_alphabetic());
    // Longer first parts are kept free for later.
    let private = matches!(primary, "x" | "X" | "i" | "I");
    letters && (of(primary, 2..=3) || private) && parts.all(|part| of(part, 1..=8))
}

fn tags(document: &Document, field: &Field, out: &mut Vec<Finding>) {
    let Some(label) = field.label else { return };
    let list = TextRange::new(label.end().min(field.range.end()), field.range.end());
    let written = document.text().slice(list);
    let mut start = 0;
    for tag in written.split(',') {
        let nothing =
            tag.trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | '"' | '\''));
        if nothing.is_empty() && written.contains(',') {
            // The comma that parts nothing: the one before the gap, or the first of all.
            let comma = if start == 0 { tag.len() } else { start - 1 };
            let range = TextRange::at(list.start() + size(comma), size(1));
            out.push(Finding::new(range, "no tag stands beside this `,`"));
        }
        start += tag.len() + 1;
    }
}

fn archive(document: &Document, field: &Field, url: &str, out: &mut Vec<Finding>) {
    let link = document.tree().links_in(field.source).next();
    let fits = match Destination::read(url, None, field.source.start()) {
        Destination::Placeholder | Destination::Template => true,
        Destination::Url { scheme, fault, .. } => {
            fault.is_none() && matches!(&*scheme, "http" | "https")
        }
        Destination::Path { .. } | Destination::Page { .. } | Destination::Fragment(_) => false,
    };
    // What is wrong with a link of the text is the business of the rules about links.
    if !fits && link.is_none() {
        let message = format!("the archived copy `{url}` has no absolute URL");
        out.push(Finding::new(field.source, message));
    }
}

/// What was meant as an address is read as text where it is malformed.
fn related(field: &Field, text: &str, out: &mut Vec<Finding>) {
    let text = text.trim_matches(|c| matches!(c, '<' | '>'));
    let is_address = text.starts_with("http") && text.contains('/') && !text.contains(' ');
    if is_address {
        let message = format!("the address `{text}` of a related article is malformed");
        out.push(Finding::new(field.source, message));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use super::is_language_tag;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_value() {
        check(
            &RULE,
            "
---
title: A
language: English
          ^^^^^^^ `English` is no language tag such as `en` or `pt-BR`
tags: harbour,, strikes
             ^ no tag stands beside this `,`
archive: copies/a.html
         ^^^^^^^^^^^^^ the archived copy `copies/a.html` has no absolute URL
---
They voted.
",
        );
    }

    #[test]
    fn a_malformed_address_of_a_related_article_is_no_text() {
        check(
            &RULE,
            "
Pilots Vote

They voted.

Read more: <https//news.example/pilots>
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the address `https//news.example/pilots` of a related article is malformed

See also: The Pilots of the North
",
        );
    }

    #[test]
    fn tags_may_be_one_or_a_list() {
        check(&RULE, "---\ntitle: A\ntags: [a, b]\n---\nThey voted.\n");
        check(&RULE, "---\ntitle: A\ntags: \"a\"\n---\nThey voted.\n");
        check(&RULE, "---\ntitle: A\ntags: \"a, b\"\n---\nThey voted.\n");
        check(&RULE, "---\ntitle: A\ntags:\n  - a\n  - b\n---\nThey voted.\n");
        check(&RULE, "---\ntitle: A\ntags:\n---\nThey voted.\n");
    }

    #[test]
    fn language_tags() {
        for tag in ["en", "deu", "pt-BR", "zh-Hant-TW", "sl-rozaj-biske-1994", "x-private"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in ["", "English", "e", "en-", "en_US", "en-US.UTF-8", "12"] {
            assert!(!is_language_tag(tag), "{tag}");
        }
        check_fix(
            &RULE,
            "Title: A\nLang: en_US.UTF-8\n\nThey voted.\n",
            "Title: A\nLang: en-US\n\nThey voted.\n",
        );
    }
}
