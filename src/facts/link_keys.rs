//! What the links of a document say, as hashes that can be looked up: the article that a web
//! address is of, and the words of the text that leads there.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use serde::Deserialize;
use serde::Serialize;

use crate::facts::Destination;
use crate::facts::OutgoingLink;
use crate::facts::canonical_source;
use crate::facts::links::starts_with_ignoring_case;
use crate::syntax::Definition;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::syntax::Tree;
use crate::text::Text;

/// The keys of a document's links. They hold no ranges, so that they stay good as long as the
/// links say the same, wherever they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkKeys {
    /// One for each link of `Tree::links`, in order.
    pub links: Box<[LinkKey]>,
    /// [`LinkKey::url`] of each definition of `Tree::definitions`, in order.
    pub definitions: Box<[u64]>,
}

/// What one link says. Two links that agree have equal keys; 0 stands for nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkKey {
    /// Of the article ([`canonical_source`]) that the link leads to on the web.
    pub url: u64,
    /// Of the words of its text, where it is a text and not the address itself.
    pub text: u64,
    /// Of the address as it is written.
    pub written: u64,
}

/// The links of one document that are read. Whoever changes one of them waits until all are read
/// again, and an article has not so many.
const MOST: usize = 4000;

impl LinkKeys {
    pub(crate) fn read(text: &Text, tree: &Tree) -> LinkKeys {
        let links = tree.links().take(MOST).map(|link| LinkKey::of(text, &link));
        let definitions = tree.definitions().take(MOST).map(|it| definition_key(text, &it));
        LinkKeys { links: links.collect(), definitions: definitions.collect() }
    }

    /// The keys of all articles that are linked.
    pub fn urls(&self) -> impl Iterator<Item = u64> {
        let links = self.links.iter().map(|link| link.url);
        links.chain(self.definitions.iter().copied()).filter(|&url| url != 0)
    }

    /// The links with a text.
    pub fn texts(&self) -> impl Iterator<Item = &LinkKey> {
        self.links.iter().filter(|link| link.text != 0)
    }
}

impl LinkKey {
    fn of(text: &Text, link: &Link) -> LinkKey {
        let Some(url) = web_address(text, link) else { return LinkKey::default() };
        let own_text = link.kind == LinkKind::Inline;
        LinkKey {
            url: url_key(&url).unwrap_or_default(),
            text: if own_text { text_key(&text.slice(link.text)).unwrap_or_default() } else { 0 },
            written: hash(url.trim()),
        }
    }
}

/// The address that `link` leads to on the web, decoded; none for images, which are no articles.
pub fn web_address(text: &Text, link: &Link) -> Option<Box<str>> {
    let is_own = matches!(link.kind, LinkKind::Inline | LinkKind::Autolink | LinkKind::Bare);
    if !is_own || link.image {
        return None;
    }
    let source = match link.decoded.clone() {
        Some(decoded) => decoded,
        None => Box::from(&*text.slice(link.destination)),
    };
    let is_plain = || {
        let link = OutgoingLink::of(text, link);
        link.is_some_and(|it| matches!(it.destination, Destination::Url { fault: None, .. }))
    };
    (is_web(&source) && (link.web || is_plain())).then_some(source)
}

fn definition_key(text: &Text, definition: &Definition) -> u64 {
    let url = match definition.decoded.as_deref() {
        Some(decoded) => url_key(decoded),
        None => url_key(&text.slice(definition.destination)),
    };
    url.unwrap_or_default()
}

fn is_web(destination: &str) -> bool {
    ["http://", "https://"].iter().any(|it| starts_with_ignoring_case(destination.trim(), it))
}

/// The key of the article that `url` is the address of.
pub fn url_key(url: &str) -> Option<u64> {
    if !is_web(url) {
        return None;
    }
    canonical_source(url).map(|url| hash(&url))
}

/// The key of the words of `text`.
pub fn text_key(text: &str) -> Option<u64> {
    words_of(text).map(|words| hash(&words))
}

/// What two spellings of one title, or of one link's text, have in common: its words in lower
/// case.
pub fn words_of(title: &str) -> Option<String> {
    let mut key = String::with_capacity(title.len());
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().flat_map(char::to_lowercase));
    }
    (!key.is_empty()).then_some(key)
}

/// Never 0.
pub fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text).max(1)
}

#[cfg(test)]
mod tests {
    use super::LinkKeys;
    use super::url_key;
    use super::words_of;
    use crate::facts::Document;
    use crate::text::Text;
    use crate::text::TextEdit;
    use crate::text::TextRange;
    use crate::text::size;

    fn keys(text: &str) -> LinkKeys {
        (**Document::new(Text::new(text)).link_keys()).clone()
    }

    #[test]
    fn titles_are_compared_by_their_words() {
        let key = words_of("Pilots: “A Year On”");
        assert_eq!(key.as_deref(), Some("pilots a year on"));
        assert_eq!(words_of("  *pilots*  a\nyear on!"), key);
        assert_eq!(words_of("—"), None);
    }

    #[test]
    fn every_way_to_write_a_link_to_an_article_has_one_key() {
        let key = url_key("https://news.example/a").expect("a URL");
        let written = keys(
            "[a](http://www.news.example/a/) <https://news.example/a#b> \
             https://news.example/a?utm_source=x and [b](<HTTPS://news.example/a>)\n\n\
             [c]: https://news.example/a\n",
        );
        assert_eq!(written.urls().collect::<Vec<u64>>(), [key; 5]);
        assert_eq!(written.texts().count(), 2);
    }

    #[test]
    fn what_leads_to_no_article_has_no_key() {
        let written =
            keys("[a](b.txt) ![c](https://news.example/c.png) [d](#) [e](https:/f) <g@h.i>");
        assert_eq!(written.urls().count(), 0);
        assert_eq!(written.texts().count(), 0);
    }

    #[test]
    fn keys_outlive_edits_of_the_text_around_them() {
        let source =
            "Pilots\n\nThe [pilots](https://news.example/a) wait.\n\n[b]: https://b.example\n";
        let document = Document::new(Text::new(source));
        let _ = document.link_keys();
        for (at, insert) in [(0, "New\n\n"), (12, "b"), (20, "x"), (45, "y"), (70, "c"), (13, "[")]
        {
            let range = TextRange::empty(size(at));
            let edited = document.edit(&TextEdit::replace(range, insert));
            let fresh = Document::new(edited.text().clone());
            assert_eq!(edited.link_keys(), fresh.link_keys(), "{insert} at {at}");
        }
    }
}
