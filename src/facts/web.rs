//! Web addresses: every place of a document where one stands that a program can ask. Whether it
//! answers is not known here.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
use crate::facts::Value;
use crate::facts::request_url;
use crate::syntax::FieldName;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::size;

/// A web address in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress {
    pub place: AddressPlace,
    /// Its source and nothing around it.
    pub range: TextRange,
    /// With escapes and entities decoded.
    pub written: Box<str>,
}

/// What a web address stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressPlace {
    Link(OutgoingKind),
    /// A field of front matter or of key lines.
    Field(FieldName),
}

/// The addresses that the links of a document lead to, as hashes. They hold no ranges, so that they
/// stay good as long as the links say the same, wherever they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebKeys {
    /// One for each of `Tree::links`, in order; 0 where there is nothing to ask.
    links: Box<[u64]>,
    /// The same for `Tree::definitions`.
    definitions: Box<[u64]>,
}

impl WebKeys {
    pub(crate) fn read(text: &Text, tree: &Tree) -> WebKeys {
        let key = |link: Option<OutgoingLink>| {
            let address = link.and_then(of_link);
            address.and_then(|address| address_key(&address.written)).unwrap_or_default()
        };
        let links = tree.links().map(|link| key(OutgoingLink::of(text, &link)));
        let definitions =
            tree.definitions().map(|it| key(Some(OutgoingLink::of_definition(text, &it))));
        WebKeys { links: links.collect(), definitions: definitions.collect() }
    }
}

/// A word for the address that a program asks when it follows `written`, never 0; `None` where it
/// is no address of the web. Two addresses hardly ever have the same.
pub fn address_key(written: &str) -> Option<u64> {
    Some(FxBuildHasher.hash_one(request_url(written)?).max(1))
}

impl WebAddress {
    /// Those of `document` whose [`address_key`] is `wanted`, in order of position. Left out are
    /// addresses that are malformed or to be filled in, and definitions that no link uses.
    pub(crate) fn read(document: &Document, wanted: impl Fn(u64) -> bool) -> Vec<WebAddress> {
        let (text, tree) = (document.text(), document.tree());
        let keys = document.web_keys();
        let wanted = |key: u64| key != 0 && wanted(key);
        let mut addresses = fields(document);
        addresses.retain(|address| address_key(&address.written).is_some_and(wanted));
        // The links of a large document are walked only when there is one to be found.
        if keys.links.iter().any(|&key| wanted(key)) {
            let links = tree.links().zip(&keys.links).filter(|&(_, &key)| wanted(key));
            addresses.extend(links.filter_map(|(link, _)| of_link(OutgoingLink::of(text, &link)?)));
        }
        if keys.definitions.iter().any(|&key| wanted(key)) {
            let definitions =
                tree.definitions().zip(&keys.definitions).filter(|&(_, &key)| wanted(key));
            addresses.extend(
                definitions
                    .filter(|(it, _)| document.uses_label(&text.slice(it.label)))
                    .filter_map(|(it, _)| of_link(OutgoingLink::of_definition(text, &it))),
            );
        }
        addresses.sort_by_key(|address| (address.range.start(), address.range.end()));
        addresses
    }
}

fn of_link(link: OutgoingLink) -> Option<WebAddress> {
    let Destination::Url { fault: None, .. } = link.destination else { return None };
    // In literal text the end of an address is a guess, and may take in what follows it.
    let is_guess = link.kind == OutgoingKind::Bare && !link.written.is_ascii();
    (!is_guess).then_some(WebAddress {
        place: AddressPlace::Link(link.kind),
        range: link.destination_range,
        written: link.written,
    })
}

/// The addresses that are told by keys; those in other fields are links of the text.
fn fields(document: &Document) -> Vec<WebAddress> {
    let told = document.metadata().fields.iter().filter(|field| field.style.is_explicit());
    told.filter_map(|field| {
        let url = match &field.value {
            Value::Link { url, .. } | Value::Author { link: Some(url), .. } => url,
            _ => return None,
        };
        let Destination::Url { fault: None, .. } =
            Destination::read(url, None, field.source.start())
        else {
            return None;
        };
        let source = document.text().slice(field.source);
        let start = field.source.start() + size(source.find(url.as_str())?);
        Some(WebAddress {
            place: AddressPlace::Field(field.name),
            range: TextRange::at(start, size(url.len())),
            written: url.as_str().into(),
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::WebAddress;
    use super::address_key;
    use crate::facts::Document;
    use crate::text::Text;
    use crate::text::TextEdit;
    use crate::text::TextRange;
    use crate::text::size;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let document = Document::new(Text::new(text));
        let mut shown = String::new();
        for address in WebAddress::read(&document, |_| true) {
            let source = document.text().slice(address.range);
            shown.push_str(&format!("{:?} {source}\n", address.place));
            assert!(*source == *address.written || source.contains(['&', '\\']), "{address:?}");
        }
        expect.assert_eq(&shown);
    }

    #[test]
    fn every_place_of_an_address_is_found() {
        check(
            "---
title: A
author: \"[B. Writer](https://news.example/b)\"
source: \"https://news.example/a\"
---
[1](https://news.example/1?a=b&amp;c) ![2](<//news.example/2> \"t\") <https://news.example/3>
https://news.example/4. And [5] [6](mailto:a@news.example) [7](7.txt) [8](#8).

[5]: https://news.example/5#e
[9]: https://news.example/9
",
            expect![[r#"
                Field(Author) https://news.example/b
                Field(Source) https://news.example/a
                Link(Link) https://news.example/1?a=b&amp;c
                Link(Image) //news.example/2
                Link(Autolink) https://news.example/3
                Link(Bare) https://news.example/4
                Link(Definition) https://news.example/5#e
            "#]],
        );
    }

    #[test]
    fn an_address_in_the_footer_is_found_once() {
        check(
            "A\n\nThey voted.\n\nOriginal url:\n\n<https://news.example/a>\n",
            expect![[r#"
                Link(Autolink) https://news.example/a
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_asked_is_left_out() {
        check(
            "[1](https//news.example) [2](https://news.example/{id}) [3](https://a..b) [4](ftp://a.example)
https://news.example/新闻。<https://…>
",
            expect![""],
        );
    }

    #[test]
    fn addresses_are_found_by_their_keys() {
        let text = "[1](https://news.example/1#a) [2](https://news.example/2) [3]\n\n[3]: https://news.example/1\n";
        let document = Document::new(Text::new(text));
        let key = address_key("https://news.example/1");
        let found = WebAddress::read(&document, |it| Some(it) == key);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|it| it.written.starts_with("https://news.example/1")));
    }

    /// The keys are kept while the links say the same, and found anew when they do not.
    #[test]
    fn an_edited_document_has_the_addresses_of_a_fresh_one() {
        let text = "One\n\n[1](https://news.example/1) and [2][a]\n\n[a]: https://news.example/2\n";
        for (from, to) in [
            ("One", "Three"),
            ("example/1", "example/3"),
            ("[a]:", "[b]:"),
            ("[1]", "<https://news.example/4> [1]"),
            ("and", "`and"),
            ("(", ""),
        ] {
            let at = text.find(from).expect("it is there");
            let range = TextRange::at(size(at), size(from.len()));
            let document = Document::new(Text::new(text));
            document.web_keys();
            let edited = document.edit(&TextEdit::replace(range, to));
            let fresh = Document::new(Text::new(&text.replacen(from, to, 1)));
            let all = |document| WebAddress::read(document, |_| true);
            assert_eq!(all(&edited), all(&fresh), "{from} -> {to}");
        }
    }
}
