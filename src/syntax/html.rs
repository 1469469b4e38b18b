//! What matters of HTML: explicit anchors, and elements whose text is no prose.

use std::ops::Range;

use super::chunk::Anchor;
use super::links::text_range;

/// The values of `id` and `name` attributes in `page`, a whole document of HTML.
pub fn page_anchors(page: &str) -> Vec<Anchor> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < page.len() {
        let hidden = hidden(page, from).unwrap_or(page.len()..page.len());
        found.extend(anchors(page, &(from..hidden.start)));
        from = hidden.end;
    }
    found
}

/// The next part of `page` from `from` on whose text is no HTML: a comment, a script or a style.
fn hidden(page: &str, from: usize) -> Option<Range<usize>> {
    const VERBATIM: [&str; 2] = ["script", "style"];
    memchr::memchr_iter(b'<', page.get(from..)?.as_bytes()).find_map(|at| {
        let start = from + at;
        let tag = page.get(start..)?;
        if tag.starts_with("<!--") {
            let end = tag.find("-->").map_or(page.len(), |len| start + len + "-->".len());
            return Some(start..end);
        }
        let name = tag_name(&tag[1..]);
        let name = VERBATIM.into_iter().find(|it| it.eq_ignore_ascii_case(name))?;
        let inside = tag.find('>')? + 1;
        let mut ends = memchr::memmem::find_iter(tag.as_bytes(), b"</");
        let is_end = |end: &usize| inside <= *end && is_end_tag(&tag[*end..], name);
        Some(start + inside..start + ends.find(is_end).unwrap_or(tag.len()))
    })
}

/// The values of `id` and `name` attributes in the HTML at `range` of `text`: a tag in a
/// paragraph, or one line of an HTML block.
pub(super) fn anchors(text: &str, range: &Range<usize>) -> impl Iterator<Item = Anchor> {
    let source = text.get(range.clone()).unwrap_or_default();
    let base = range.start;
    let mut from = 0;
    // A line of a block may go on with a tag that the line before opened.
    let mut in_tag = true;
    std::iter::from_fn(move || {
        loop {
            let seen = from;
            let equals = from + memchr::memchr(b'=', source.as_bytes().get(from..)?)?;
            from = equals + 1;
            let between = source.as_bytes().get(seen..equals)?;
            if let Some(angle) = memchr::memrchr2(b'<', b'>', between) {
                in_tag = between.get(angle) == Some(&b'<');
            }
            if !in_tag {
                continue;
            }
            let value = source.get(from..)?.trim_start();
            let start = source.len() - value.len();
            let quote = value.chars().next().filter(|&c| c == '"' || c == '\'');
            let inside = start + usize::from(quote.is_some());
            let rest = source.get(inside..)?;
            let len = match quote {
                Some(quote) => rest.find(quote),
                None => {
                    Some(rest.find(|c: char| c == '>' || c.is_whitespace()).unwrap_or(rest.len()))
                }
            };
            let Some(len) = len else { continue };
            from = inside + len;
            if len > 0 && names_anchor(source.get(seen..equals)?) {
                let range = text_range(&(base + inside..base + inside + len));
                return Some(Anchor { range, name: source.get(inside..inside + len)?.into() });
            }
        }
    })
}

/// Whether `before` ends with the attribute name `id` or `name`.
fn names_anchor(before: &str) -> bool {
    let before = before.trim_end();
    let rest = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let name = &before[rest.len()..];
    let named = name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("name");
    named
        && (rest.is_empty() || rest.ends_with(|c: char| c.is_whitespace() || c == '"' || c == '\''))
}

/// The name of an element whose text is no prose, if `tag` opens one.
pub(super) fn verbatim_tag(tag: &str) -> Option<&'static str> {
    const NAMES: &[&str] =
        &["code", "pre", "kbd", "samp", "tt", "var", "script", "style", "math", "svg", "textarea"];
    let inside = tag.strip_prefix('<')?;
    if inside.ends_with("/>") {
        return None;
    }
    let tag = tag_name(inside);
    NAMES.iter().copied().find(|name| tag.eq_ignore_ascii_case(name))
}

/// The name with which `inside`, a tag without its `<`, begins.
pub(super) fn tag_name(inside: &str) -> &str {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-');
    &inside[..inside.bytes().take_while(is_name).count()]
}

pub(super) fn is_end_tag(tag: &str, name: &str) -> bool {
    tag.strip_prefix("</")
        .and_then(|inside| inside.get(..name.len()))
        .is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// The name of the tag that `rest`, what follows a `<`, begins and that was meant to go on: an
/// attribute follows, or nothing.
pub(crate) fn cut_tag(rest: &str) -> Option<&str> {
    const NAMES: &str = "a abbr article aside b blockquote br button caption center cite code dd del \
        details div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6 header \
        hr i iframe img input ins kbd label li link main mark meta nav ol p picture pre \
        q s script section small source span strong style sub summary sup svg table \
        tbody td tfoot th thead tr u ul video";
    let len = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, rest) = rest.split_at(len);
    let known = NAMES.split(' ').any(|it| it.eq_ignore_ascii_case(name));
    let inside = rest.trim_start();
    let attribute = inside.bytes().take_while(|&it| it.is_ascii_alphabetic() || it == b'-').count();
    let goes_on =
        inside.len() < rest.len() && 0 < attribute && inside[attribute..].starts_with('=');
    (known && (goes_on || inside.is_empty() && 1 < len)).then_some(name)
}

/// The name of the element that `tag` opens, if it is one of the text's own that needs an end.
pub(super) fn opened(tag: &str) -> Option<&str> {
    const NAMES: &[&str] = &[
        "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark",
        "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u",
    ];
    let inside = tag.strip_prefix('<')?;
    let name = tag_name(inside);
    let needs_end = NAMES.iter().any(|it| it.eq_ignore_ascii_case(name));
    // `<a name="x">` marks a place, as people write it without an end.
    let marks_place = name.eq_ignore_ascii_case("a") && !inside.contains("href");
    (needs_end && !marks_place && !inside.ends_with("/>")).then_some(name)
}

/// A tag of an element that holds blocks, and whose end HTML requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockTag<'a> {
    /// Offset of its `<`.
    pub(crate) start: usize,
    /// Offset after its `>`.
    pub(crate) end: usize,
    pub(crate) name: &'a str,
    pub(crate) opens: bool,
}

/// The tags in `html`, without those in comments and in what is no markup.
pub(crate) fn block_tags(html: &str) -> Vec<BlockTag<'_>> {
    const NAMES: &[&str] = &[
        "article",
        "aside",
        "audio",
        "blockquote",
        "center",
        "details",
        "div",
        "dl",
        "figure",
        "footer",
        "form",
        "header",
        "iframe",
        "nav",
        "ol",
        "section",
        "table",
        "ul",
        "video",
    ];
    const VERBATIM: &[(&str, &str)] = &[
        ("!--", "-->"),
        ("script", "</script"),
        ("style", "</style"),
        ("textarea", "</textarea"),
        ("title", "</title"),
    ];
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = memchr::memchr(b'<', &html.as_bytes()[from..]).map(|at| from + at) {
        let inside = &html[start + 1..];
        from = start + 1;
        let begins =
            |it: &str| inside.get(..it.len()).is_some_and(|at| at.eq_ignore_ascii_case(it));
        if let Some((_, end)) = VERBATIM.iter().find(|(name, _)| begins(name)) {
            from += inside.find(end).unwrap_or(inside.len());
            continue;
        }
        let ends = inside.starts_with('/');
        let name = tag_name(&inside[usize::from(ends)..]);
        let Some(len) = tag_len(inside) else { continue };
        from += len;
        if NAMES.iter().any(|it| it.eq_ignore_ascii_case(name)) && !inside[..len].ends_with("/>") {
            tags.push(BlockTag { start, end: from, name, opens: !ends });
        }
    }
    tags
}

/// The length of a tag up to its `>`, which may stand in a value before.
fn tag_len(inside: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return Some(at + 1),
            (None, b'<') => return None,
            _ => (),
        }
    }
    None
}

/// The name of the element that `tag` ends.
pub(super) fn closed(tag: &str) -> Option<&str> {
    tag.strip_prefix("</").map(tag_name)
}

/// The comment to seedls with which `html` begins, in its first line.
pub(super) fn directive(html: &str) -> Option<Range<usize>> {
    let line = html.lines().next()?;
    let start = line.len() - line.trim_start_matches(' ').len();
    let inside = line[start..].strip_prefix("<!--")?;
    let end = start + 4 + inside.find("-->")? + 3;
    inside.trim_start().starts_with("seedls-").then_some(start..end)
}
