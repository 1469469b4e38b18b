//! Links: where each link, image and definition leads, as it is written. Knows no other file and
//! not whether the place exists.

use std::ops::Range;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::Serialize;

use crate::facts::urls;
use crate::facts::urls::UrlFault;
use crate::syntax::Definition;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// A link, image or definition with a destination of its own that leads somewhere else than to a
/// plainly well-formed web address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingLink {
    pub kind: OutgoingKind,
    /// The whole construct.
    pub range: TextRange,
    /// Source of what a reader sees; of a definition's label.
    pub text: TextRange,
    /// Source of the destination without `<` and `>`; empty where none is written.
    pub destination_range: TextRange,
    /// The destination with escapes and entities decoded.
    pub written: Box<str>,
    pub destination: Destination,
}

/// What carries a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OutgoingKind {
    Link,
    Image,
    /// `<https://…>`
    Autolink,
    /// A URL in literal text.
    Bare,
    /// `[label]: destination`
    Definition,
    /// `[[name]]`
    Wiki,
    /// `![[name]]`: a picture, or a passage from another text
    Embed,
}

/// Where a link leads, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Destination {
    /// It names a scheme, or was meant to: an absolute URL, or a malformed one.
    Url {
        /// In lower case; empty for `//host/path`.
        scheme: Box<str>,
        fault: Option<UrlFault>,
    },
    /// A file, by its path from this one or, with a leading `/`, from the workspace's root.
    Path { path: Part, query: Option<TextRange>, fragment: Option<Part> },
    /// What a wiki link names: a file by the end of its path or a seed by its title, wherever it
    /// lies. Nothing in it is encoded.
    Page { name: Part, fragment: Option<Part> },
    /// `#…`: a place in the same document.
    Fragment(Part),
    /// Nothing, or what stands for nothing: `#`, `about:blank`, `javascript:…`, `TODO`.
    Placeholder,
    /// To be filled in by a program: `{{ … }}`, `{% … %}`, `<%…%>`, `${…}`.
    Template,
}

/// A piece of a destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its source, without the `#` of a fragment.
    pub range: TextRange,
    /// Percent-decoded.
    pub text: Box<str>,
}

impl OutgoingLink {
    /// All of `tree`'s links and definitions but those that are beyond doubt well-formed web
    /// addresses, in order of position.
    pub(crate) fn read(text: &Text, tree: &Tree) -> Vec<OutgoingLink> {
        let links = tree.links_to_check().filter_map(|link| OutgoingLink::of(text, &link));
        let definitions = tree
            .definitions_to_check()
            .map(|definition| OutgoingLink::of_definition(text, &definition));
        let mut links: Vec<OutgoingLink> = links.chain(definitions).collect();
        links.sort_by_key(|link| (link.range.start(), link.range.end()));
        links
    }

    /// `link` with its destination; `None` for reference links, whose destination stands in their
    /// definition, and for mail addresses.
    pub fn of(text: &Text, link: &Link) -> Option<OutgoingLink> {
        let kind = match link.kind {
            LinkKind::Inline if link.image => OutgoingKind::Image,
            LinkKind::Inline => OutgoingKind::Link,
            LinkKind::Autolink => OutgoingKind::Autolink,
            LinkKind::Bare => OutgoingKind::Bare,
            LinkKind::Wiki if link.image => OutgoingKind::Embed,
            LinkKind::Wiki => OutgoingKind::Wiki,
            LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut | LinkKind::Email => {
                return None;
            }
        };
        let decoded = link.decoded.as_deref();
        Some(OutgoingLink::new(text, kind, link.range, link.text, link.destination, decoded))
    }

    pub(crate) fn of_definition(text: &Text, definition: &Definition) -> OutgoingLink {
        OutgoingLink::new(
            text,
            OutgoingKind::Definition,
            definition.range,
            definition.label,
            definition.destination,
            definition.decoded.as_deref(),
        )
    }

    fn new(
        text: &Text,
        kind: OutgoingKind,
        range: TextRange,
        label: TextRange,
        destination: TextRange,
        decoded: Option<&str>,
    ) -> OutgoingLink {
        let source = text.slice(destination);
        let read = match kind {
            OutgoingKind::Wiki | OutgoingKind::Embed => Destination::read_page,
            _ => Destination::read,
        };
        OutgoingLink {
            kind,
            range,
            text: label,
            destination_range: destination,
            written: decoded.unwrap_or(&source).into(),
            destination: read(&source, decoded, destination.start()),
        }
    }

    /// What it leads to is shown in its place, and is no text.
    pub fn is_image(&self) -> bool {
        match (&self.destination, self.kind) {
            (_, OutgoingKind::Image) => true,
            (Destination::Page { name, .. }, OutgoingKind::Embed) => !is_page_name(&name.text),
            _ => false,
        }
    }
}

impl Destination {
    /// Reads a destination whose source is `source`, at `start` of its document, and whose value
    /// is `decoded` where escapes or entities make it differ from the source.
    pub fn read(source: &str, decoded: Option<&str>, start: TextSize) -> Destination {
        let value = decoded.unwrap_or(source);
        if is_placeholder(value) {
            return Destination::Placeholder;
        }
        if is_template(value) {
            return Destination::Template;
        }
        let range = |part: Range<usize>| -> TextRange {
            let Some(decoded) = decoded else {
                return TextRange::new(size(part.start), size(part.end)) + start;
            };
            let at = |offset| size(source_offset(source, decoded, offset));
            TextRange::new(at(part.start), at(part.end)) + start
        };
        if let Some((scheme, fault)) = urls::read(value) {
            let fault = fault.map(|(kind, part)| UrlFault { kind, range: range(part) });
            return Destination::Url { scheme: scheme.into(), fault };
        }
        let part = |part: Range<usize>| Part {
            text: percent_decode_str(&value[part.clone()]).decode_utf8_lossy().into(),
            range: range(part),
        };
        let fragment_start = value.find('#');
        let path_end = value.find(['?', '#']).unwrap_or(value.len());
        let fragment = fragment_start.map(|at| part(at + 1..value.len()));
        if path_end == 0
            && let Some(fragment) = fragment
        {
            return Destination::Fragment(fragment);
        }
        let query_end = fragment_start.unwrap_or(value.len());
        let query = (path_end < query_end).then(|| range(path_end..query_end));
        Destination::Path { path: part(0..path_end), query, fragment }
    }
}

impl Destination {
    /// As [`Destination::read`], for a wiki link.
    fn read_page(source: &str, decoded: Option<&str>, start: TextSize) -> Destination {
        if is_template(source) {
            return Destination::Template;
        }
        if source.contains("://") {
            return Destination::read(source, decoded, start);
        }
        let part = |from: usize, part: &str| {
            let indent = part.len() - part.trim_start().len();
            let text = part.trim();
            let range = TextRange::at(start + size(from + indent), TextSize::of(text));
            Part { range, text: text.into() }
        };
        let hash = source.find('#');
        let fragment = hash.map(|hash| part(hash + 1, &source[hash + 1..]));
        let name = part(0, &source[..hash.unwrap_or(source.len())]);
        match fragment {
            Some(fragment) if name.text.is_empty() => Destination::Fragment(fragment),
            fragment => Destination::Page { name, fragment },
        }
    }
}

/// A wiki link to `name` leads to a text: it has no extension, or one of a text.
fn is_page_name(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let extension = last.rsplit_once('.').map_or("", |(_, extension)| extension);
    // What follows the point in `Mr. Smith` is none.
    let is_extension = (1..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    !is_extension || ["md", "markdown", "seed", "txt"].contains(&&*extension.to_ascii_lowercase())
}

/// `written` stands for a destination that is not there. Configuration may know more of them.
fn is_placeholder(written: &str) -> bool {
    const WORDS: &[&str] = &["", "#", "#!", "about:blank", "todo", "tbd", "fixme"];
    let written = written.trim();
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(written))
        || starts_with_ignoring_case(written, "javascript:")
}

/// Part of `written` is to be filled in by a template engine or a reader.
fn is_template(written: &str) -> bool {
    const MARKS: &[&str] = &["{{", "}}", "{%", "%}", "<%", "${", "$("];
    let between = |open, close| {
        written
            .find(open)
            .is_some_and(|open| written[open..].find(close).is_some_and(|close| 1 < close))
    };
    MARKS.iter().any(|mark| written.contains(mark)) || between('{', '}') || between('<', '>')
}

pub(super) fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// The offset in `source` of the character that became the one at `offset` of `decoded`.
fn source_offset(source: &str, decoded: &str, offset: usize) -> usize {
    let mut at = 0;
    let mut chars = decoded.char_indices().peekable();
    while let Some(&(decoded_at, c)) = chars.peek() {
        if offset <= decoded_at {
            return at;
        }
        let rest = &source[at..];
        let entity_end = rest.find(';').filter(|_| rest.starts_with('&'));
        let escaped = rest
            .strip_prefix('\\')
            .is_some_and(|rest| rest.starts_with(c) && c.is_ascii_punctuation());
        if escaped {
            at += 1 + c.len_utf8();
        } else if let Some(end) = entity_end
            && !decoded[decoded_at..].starts_with(&rest[..=end])
        {
            at += end + 1;
            chars.next();
            // A few entities stand for two characters: skip those that the source goes on without.
            while let Some(&(_, c)) = chars.peek()
                && !c.is_alphanumeric()
                && !source[at..].starts_with([c, '\\', '&'])
            {
                chars.next();
            }
            continue;
        } else {
            at += rest.chars().next().map_or(0, char::len_utf8);
        }
        chars.next();
    }
    source.len()
}

#[cfg(test)]
mod tests {
    use super::Destination;
    use crate::text::TextSize;
    use expect_test::Expect;
    use expect_test::expect;

    #[track_caller]
    fn check(source: &str, decoded: Option<&str>, expect: Expect) {
        let start = 100;
        let destination = Destination::read(source, decoded, TextSize::from(start));
        let show = |range: crate::text::TextRange| {
            let range = range - TextSize::from(start);
            format!("{:?} {:?}", range, &source[range])
        };
        let shown = match destination {
            Destination::Url { scheme, fault: None } => format!("url {scheme:?}"),
            Destination::Url { scheme, fault: Some(fault) } => {
                format!("url {scheme:?} {:?} at {}", fault.kind, show(fault.range))
            }
            Destination::Path { path, query, fragment } => {
                let mut shown = format!("path {:?} at {}", path.text, show(path.range));
                if let Some(query) = query {
                    shown += &format!(", query at {}", show(query));
                }
                if let Some(fragment) = fragment {
                    shown += &format!(", fragment {:?} at {}", fragment.text, show(fragment.range));
                }
                shown
            }
            Destination::Fragment(fragment) => {
                format!("fragment {:?} at {}", fragment.text, show(fragment.range))
            }
            Destination::Placeholder => "placeholder".to_owned(),
            Destination::Template => "template".to_owned(),
            Destination::Page { name, .. } => format!("page {:?}", name.text),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn paths_are_decoded_and_taken_apart() {
        check("a%20b.txt", None, expect![[r#"path "a b.txt" at 0..9 "a%20b.txt""#]]);
        check(
            "../a.md?raw=1#the-end",
            None,
            expect![[
                r#"path "../a.md" at 0..7 "../a.md", query at 7..13 "?raw=1", fragment "the-end" at 14..21 "the-end""#
            ]],
        );
        check("a.md#", None, expect![[r#"path "a.md" at 0..4 "a.md", fragment "" at 5..5 """#]]);
        check("#caf%C3%A9", None, expect![[r#"fragment "café" at 1..10 "caf%C3%A9""#]]);
        check(
            "C#/a.md",
            None,
            expect![[r#"path "C" at 0..1 "C", fragment "/a.md" at 2..7 "/a.md""#]],
        );
    }

    #[test]
    fn ranges_count_the_source_also_behind_escapes_and_entities() {
        check(
            r"a\_b&amp;c.md#d&auml;e",
            Some("a_b&c.md#däe"),
            expect![[
                r#"path "a_b&c.md" at 0..13 "a\\_b&amp;c.md", fragment "däe" at 14..22 "d&auml;e""#
            ]],
        );
        check(
            r"a\#b#c",
            Some("a#b#c"),
            expect![[r#"path "a" at 0..1 "a", fragment "b#c" at 3..6 "b#c""#]],
        );
    }

    #[test]
    fn placeholders_are_told_from_fragments() {
        for source in ["", "#", "about:blank", "javascript:void(0)", "JavaScript:;", "TODO"] {
            check(source, None, expect!["placeholder"]);
        }
        check("#todo", None, expect![[r#"fragment "todo" at 1..5 "todo""#]]);
    }

    #[test]
    fn templates_are_told_from_paths() {
        for source in [
            "{{< ref a.md >}}",
            "{% link a.md %}",
            "<%= url %>",
            "https://news.example/{id}",
            "${BASE}/a.md",
            "https://<host>/a",
        ] {
            check(source, None, expect!["template"]);
        }
    }
}
