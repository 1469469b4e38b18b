//! Web addresses: every place of a document where one stands that a program can ask. Whether it
//! answers is not known here.

use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
use crate::facts::Value;
use crate::facts::request_url;
use crate::syntax::FieldName;
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

impl WebAddress {
    /// All of `document`, in order of position. Left out are those that are malformed or to be
    /// filled in, and definitions that no link uses.
    pub fn read(document: &Document) -> Vec<WebAddress> {
        let (text, tree) = (document.text(), document.tree());
        let links = tree.links().filter_map(|link| OutgoingLink::of(text, &link));
        let definitions = tree
            .definitions()
            .filter(|definition| document.uses_label(&text.slice(definition.label)))
            .map(|definition| OutgoingLink::of_definition(text, &definition));
        let mut addresses: Vec<WebAddress> = fields(document);
        addresses.extend(links.chain(definitions).filter_map(of_link));
        addresses.retain(|address| request_url(&address.written).is_some());
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
    use crate::facts::Document;
    use crate::text::Text;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let document = Document::new(Text::new(text));
        let mut shown = String::new();
        for address in WebAddress::read(&document) {
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
}
