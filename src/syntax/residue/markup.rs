//! Entities, tags and shortcodes of the page that a capture came from.

use std::ops::Range;

use crate::syntax::chunk::Residue;
use crate::syntax::chunk::ResidueKind;
use crate::syntax::html;
use crate::text::TextRange;
use crate::text::size;

fn residue(range: Range<usize>, kind: ResidueKind) -> Residue {
    let range = TextRange::new(size(range.start), size(range.end));
    Residue { range, kind, first: false, insert: None, exact: false }
}

/// The residue that a character reference is, which the grammar reads as `decoded`. Those of marks
/// that mean something in Markdown are how one writes the mark itself.
pub(in crate::syntax) fn entity(decoded: &str, range: TextRange) -> Option<Residue> {
    let mut chars = decoded.chars();
    let first = chars.next()?;
    if first == '\u{fffd}' || first.is_ascii() && !matches!(first, '"' | '\'') {
        return None;
    }
    Some(Residue {
        range,
        kind: ResidueKind::Entity,
        first: false,
        insert: Some(decoded.into()),
        exact: !first.is_whitespace(),
    })
}

/// `&amp;#8217;`: a reference that was escaped once more. `rest` stands behind the `&amp;` at
/// `amp`.
pub(super) fn doubled_entity(rest: &str, amp: TextRange, out: &mut Vec<Residue>) {
    let Some((name, _)) = rest.split_once(';') else { return };
    let Some(decoded) = decode(name) else { return };
    let end = usize::from(amp.end()) + name.len() + 1;
    let mut found = residue(usize::from(amp.start())..end, ResidueKind::Entity);
    found.insert = Some(decoded.to_string().into());
    out.push(found);
}

/// What a reference with `name` stands for, if it is one that nobody would write about.
fn decode(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|&(_, c)| c)
}

/// The references that captures leave. Not `lt` and `gt`, which texts about HTML show.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("bull", '•'),
    ("eacute", 'é'),
    ("hellip", '…'),
    ("laquo", '«'),
    ("ldquo", '“'),
    ("lsquo", '‘'),
    ("mdash", '—'),
    ("middot", '·'),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rdquo", '”'),
    ("rsquo", '’'),
];

/// What `&` or `[` begins at `at`: a reference without its semicolon, or a shortcode; how much of
/// `rest` it is.
pub(super) fn in_text(rest: &str, at: usize, out: &mut Vec<Residue>) -> usize {
    let (len, kind, insert) = if rest.starts_with('&') {
        match bare_entity(rest) {
            Some((len, c)) => (len, ResidueKind::Entity, Some(c)),
            None => return 1,
        }
    } else {
        match shortcode(rest) {
            Some(len) => (len, ResidueKind::Shortcode, None),
            None => return 1,
        }
    };
    let mut found = residue(at..at + len, kind);
    found.insert = insert.map(|c| c.to_string().into());
    out.push(found);
    len
}

/// `&nbsp` and `&#8217` without a semicolon, which browsers read all the same.
fn bare_entity(rest: &str) -> Option<(usize, char)> {
    let name = rest.strip_prefix('&')?;
    let len = match name.strip_prefix('#') {
        Some(number) => 1 + number.bytes().take_while(u8::is_ascii_digit).count(),
        None if name.starts_with("nbsp") => 4,
        None => return None,
    };
    let after = name.as_bytes().get(len);
    let ends = after.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !b"=&;".contains(byte));
    if !ends || !(4..=6).contains(&len) {
        return None;
    }
    Some((1 + len, decode(&name[..len])?))
}

/// `[caption id="x"]`, `[/caption]`: a shortcode of a publishing program.
fn shortcode(rest: &str) -> Option<usize> {
    const LONGEST: usize = 400;
    let inside = rest.strip_prefix('[')?;
    let closes = inside.starts_with('/');
    let word = inside.strip_prefix('/').unwrap_or(inside);
    let len =
        word.bytes().take_while(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'-')).count();
    let name = &word[..len];
    let known = SHORTCODES.contains(&name) || name.starts_with("vc_") || name.starts_with("et_pb_");
    if !known {
        return None;
    }
    let end = word.bytes().take(LONGEST).position(|byte| byte == b']')?;
    let arguments = word[..end].get(len..)?;
    // `[video]` may be what somebody wrote.
    let is_code = if closes {
        arguments.is_empty()
    } else {
        arguments.starts_with([' ', '=']) && arguments.contains('=')
    };
    is_code.then_some(1 + usize::from(closes) + end + 1)
}

const SHORTCODES: &[&str] = &[
    "audio",
    "caption",
    "contact-form",
    "embed",
    "gallery",
    "playlist",
    "soundcloud",
    "sourcecode",
    "tweet",
    "video",
    "vimeo",
    "wp_caption",
    "youtube",
];

/// The residue that `tag` is, if it opens an element that means nothing in a captured text.
pub(super) fn tag(tag: &str, range: TextRange, out: &mut Vec<Residue>) {
    if is_leftover(tag) {
        out.push(residue(Range::from(range), ResidueKind::Tag));
    }
}

/// The tag at the start of `block`, a block of HTML, if it is left over.
pub(in crate::syntax) fn block_tag(block: &str) -> Option<usize> {
    let end = block.find('>').map_or(block.len(), |at| at + 1);
    let line = block.find(['\n', '\r']).unwrap_or(block.len());
    is_leftover(block).then_some(end.min(line))
}

/// Elements that lay out a page, style its letters or make it do things. Others say something that
/// Markdown cannot.
fn is_leftover(tag: &str) -> bool {
    const NAMES: &[&str] = &[
        "article", "aside", "button", "center", "div", "fieldset", "font", "footer", "form",
        "header", "input", "label", "link", "main", "meta", "nav", "noscript", "o:p", "p",
        "script", "section", "select", "span", "style",
    ];
    let Some(inside) = tag.strip_prefix('<') else { return false };
    let name = html::tag_name(inside);
    // `<div className="…">` is code of a page that somebody writes, and a language is worth saying.
    let tag = inside.split('>').next().unwrap_or_default();
    if tag.contains(" className=") || tag.contains(" lang=") {
        return false;
    }
    // `<span id="top">` is a place that links lead to.
    let styled = tag.contains(" class=") || tag.contains(" style=");
    if name.eq_ignore_ascii_case("span") && tag.contains(" id=") && !styled {
        return false;
    }
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}
