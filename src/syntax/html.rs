//! What matters of HTML: explicit anchors, and elements whose text is no prose.

use std::ops::Range;

use super::chunk::Anchor;
use super::links::text_range;

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
