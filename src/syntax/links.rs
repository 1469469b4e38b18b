//! Where the parts of a link lie in its source, and bare URLs in literal text.

use std::ops::Range;

use pulldown_cmark::LinkType;
use pulldown_cmark::Parser;

use super::chunk::Link;
use super::chunk::LinkKind;
use super::chunk::UndefinedReference;
use super::delimiters::Piece;
use super::delimiters::PieceKind;
use crate::text::TextRange;
use crate::text::size;

/// The link or image at `range` of `text`, whose inner elements end at `inner_end`. `url` is the
/// destination as the grammar decoded it; of no interest for references.
pub(super) fn link(
    text: &str,
    kind: LinkKind,
    image: bool,
    url: &str,
    mut range: Range<usize>,
    inner_end: usize,
) -> Link {
    let open = range.start + if image { 2 } else { 1 };
    // Everything between the brackets belongs to an inner element, so that the next `]` is ours.
    let close = find(text, inner_end.max(open)..range.end, b']').unwrap_or(range.end);
    let inside = open..close.max(open);
    let (inner, destination) = match kind {
        LinkKind::Autolink | LinkKind::Email | LinkKind::Bare => {
            let inside = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
            (inside.clone(), inside)
        }
        LinkKind::Inline => (inside, inline_destination(text, close + 2..range.end, url)),
        LinkKind::Reference => {
            let label = close + 2..range.end.saturating_sub(1).max(close + 2);
            (inside, label)
        }
        // To the grammar these are literal text.
        LinkKind::Wiki => (inside.clone(), inside),
        LinkKind::Collapsed => {
            // The grammar leaves the empty brackets out of the range.
            range.end = range.end.max((close + "][]".len()).min(text.len()));
            (inside.clone(), inside)
        }
        LinkKind::Shortcut => (inside.clone(), inside),
    };
    let own = matches!(kind, LinkKind::Inline | LinkKind::Autolink);
    let decoded = own && text.get(destination.clone()) != Some(url);
    Link {
        range: text_range(&range),
        kind,
        image,
        text: text_range(&inner),
        destination: text_range(&destination),
        decoded: decoded.then(|| url.into()),
        web: (!own || is_plain_web_url(url)) && !inner.is_empty(),
    }
}

/// The reference at `range` of `text` whose label nothing defines.
pub(super) fn undefined(
    text: &str,
    mut range: Range<usize>,
    kind: LinkType,
) -> Option<UndefinedReference> {
    let source = text.get(range.clone())?;
    let label = match kind {
        // The grammar leaves the empty brackets out of the range.
        LinkType::Collapsed => {
            let open = source.find('[')? + 1;
            let label = range.start + open..range.end.checked_sub(1)?;
            range.end = (range.end + "[]".len()).min(text.len());
            label
        }
        // A label holds no bracket that is not escaped.
        _ => range.start + last_open(source)? + 1..range.end.checked_sub(1)?,
    };
    text.get(label.clone())?;
    Some(UndefinedReference { range: text_range(&range), label: text_range(&label) })
}

/// The last `[` in `source` that no backslash escapes.
fn last_open(source: &str) -> Option<usize> {
    memchr::memrchr_iter(b'[', source.as_bytes()).find(|&at| {
        let before = source.as_bytes().get(..at).unwrap_or_default();
        before.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 0
    })
}

/// The source of the destination `url` that begins in `range` behind white space.
fn inline_destination(text: &str, range: Range<usize>, url: &str) -> Range<usize> {
    let says_url = |found: &Range<usize>| {
        let source = text.get(found.clone()).unwrap_or_default();
        source == url || decode(source).as_deref() == Some(url)
    };
    let found = destination(text, range.clone());
    if says_url(&found) {
        return found;
    }
    // A `>` at the start of a line may be the first byte of the destination.
    let skipped = text.as_bytes().get(range.start..found.start).unwrap_or_default();
    let marks = memchr::memrchr_iter(b'>', skipped);
    marks
        .map(|at| destination_at(text, range.start + at..range.end))
        .find(says_url)
        // In a table `\|` stands for `|`, which only the grammar knows.
        .unwrap_or(found)
}

/// The source of the destination that begins in `range` behind white space, without `<` and `>`.
/// The grammar has accepted one there.
pub(super) fn destination(text: &str, range: Range<usize>) -> Range<usize> {
    let start = skip_space(text, range.clone());
    destination_at(text, start..range.end.max(start))
}

fn destination_at(text: &str, range: Range<usize>) -> Range<usize> {
    let start = range.start;
    let source = text.as_bytes().get(range).unwrap_or_default();
    if source.first() == Some(&b'<') {
        let inside = source.get(1..).unwrap_or_default();
        return start + 1..start + 1 + unescaped(inside, |byte| byte == b'>');
    }
    let mut depth = 0u32;
    let len = unescaped(source, |byte| match byte {
        b'(' => {
            depth += 1;
            false
        }
        b')' if depth == 0 => true,
        b')' => {
            depth -= 1;
            false
        }
        byte => byte <= b' ',
    });
    start..start + len
}

/// The first byte in `range` that is neither white space nor, after a line break, the mark of a
/// quote.
pub(super) fn skip_space(text: &str, range: Range<usize>) -> usize {
    let mut space = Space::default();
    let bytes = text.as_bytes().get(range.clone()).unwrap_or_default();
    let len = bytes.iter().take_while(|&&byte| space.goes_on(byte)).count();
    range.start + len
}

/// White space inside a construct, to which the marks of quotes at the start of a line belong.
///
/// Which marks there are depends on the containers around. Here a mark is a `>` with an indent of
/// at most three columns, which is right but for a quote deep inside of a list.
#[derive(Debug, Default)]
pub(super) struct Space {
    /// Columns since the line or the text behind the last mark began; `None` before a line break.
    indent: Option<usize>,
}

impl Space {
    /// Whether `byte` belongs to the white space that has come so far.
    pub(super) fn goes_on(&mut self, byte: u8) -> bool {
        self.indent = match (byte, self.indent) {
            (b'\n' | b'\r', _) => Some(0),
            (b' ', indent) => indent.map(|indent| indent + 1),
            (b'\t' | 0x0b | 0x0c, indent) => indent.map(|indent| indent + 4),
            (b'>', Some(0..=3)) => Some(0),
            _ => return false,
        };
        true
    }
}

/// Bytes before the first one that `stop` accepts and no backslash escapes.
pub(super) fn unescaped(source: &[u8], mut stop: impl FnMut(u8) -> bool) -> usize {
    let mut at = 0;
    while let Some(&byte) = source.get(at) {
        if byte == b'\\' && source.get(at + 1).is_some_and(u8::is_ascii_punctuation) {
            at += 2;
            continue;
        }
        if stop(byte) {
            return at;
        }
        at += 1;
    }
    source.len()
}

/// What a destination says once its escapes and entities are decoded; `None` where it is its
/// source.
pub(super) fn decode(source: &str) -> Option<Box<str>> {
    if !source.bytes().any(|byte| matches!(byte, b'\\' | b'&' | b'\r')) {
        return None;
    }
    // The grammar decodes it, as the pointy destination of a definition.
    let mut definition = String::from("[a]: <");
    let mut escaped = false;
    for c in source.chars() {
        if matches!(c, '<' | '>') && !escaped {
            definition.push('\\');
        }
        definition.push(c);
        escaped = c == '\\' && !escaped;
    }
    definition.push_str(">\n");
    let parser = Parser::new(&definition);
    let (_, definition) = parser.reference_definitions().iter().next()?;
    (*definition.dest != *source).then(|| (*definition.dest).into())
}

/// Finds URLs in the literal text of one inline container, by the rules of GFM's extended
/// autolinks; ranges count bytes of `source`.
pub(super) fn bare(source: &str, pieces: &[Piece], out: &mut Vec<Link>) {
    let mut links = 0usize;
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        at += 1;
        match piece.kind {
            PieceKind::LinkStart => links += 1,
            PieceKind::LinkEnd => links = links.saturating_sub(1),
            PieceKind::Text | PieceKind::EscapedText if links == 0 => {
                // An ampersand in a URL may be written as an entity: one run with the text.
                let start = usize::from(piece.range.start());
                let mut end = usize::from(piece.range.end());
                while let Some(next) = pieces.get(at).filter(|next| {
                    matches!(next.kind, PieceKind::Text | PieceKind::Entity)
                        && usize::from(next.range.start()) == end
                }) {
                    end = usize::from(next.range.end());
                    at += 1;
                }
                bare_in(source, start..end, out);
            }
            _ => (),
        }
    }
}

fn bare_in(source: &str, run: Range<usize>, out: &mut Vec<Link>) {
    let Some(text) = source.get(run.clone()) else { return };
    let mut from = 0;
    while let Some(slashes) = memchr::memmem::find(&text.as_bytes()[from..], b"//") {
        let slashes = from + slashes;
        from = slashes + 2;
        let Some((start, is_slip)) = scheme_before(text, slashes) else { continue };
        // GFM: at the start of a line, or after white space or one of `*`, `_`, `~`, `(`. Other
        // punctuation is let pass, since writers glue quotation marks and brackets to URLs; but a
        // word, `](` or `<` before it makes it a part of something that is broken.
        let previous = source[..run.start + start].chars().next_back();
        let part_of_word = previous.is_some_and(|c| c.is_ascii_alphanumeric());
        if part_of_word || previous == Some('<') || source[..run.start + start].ends_with("](") {
            continue;
        }
        let len = url_length(&text[start..]);
        let url = &text[start..start + len];
        from = (start + len).max(from);
        let Some(rest) = text.get(slashes + 2..start + len).filter(|it| !it.is_empty()) else {
            continue;
        };
        if is_slip && !begins_with_host(rest) {
            continue;
        }
        let range = text_range(&(run.start + start..run.start + start + len));
        let decoded = decode_entities(url);
        out.push(Link {
            range,
            kind: LinkKind::Bare,
            image: false,
            text: range,
            destination: range,
            web: is_plain_web_url(decoded.as_deref().unwrap_or(url)),
            decoded,
        });
    }
}

/// Where the scheme of a web address begins whose slashes are at `slashes`, and whether it is a slip of
/// the pen: a letter too many or too few, or no colon.
fn scheme_before(text: &str, slashes: usize) -> Option<(usize, bool)> {
    const SLIPS: &[&str] = &[
        "hhtp", "hhtps", "hhttp", "hhttps", "hptt", "hptts", "htp", "htps", "htpp", "htpps",
        "htttp", "htttps", "httpp", "httpps", "httpss", "httsp", "htt", "htts", "thtp", "thtps",
        "ttp", "ttps",
    ];
    let before = text.get(..slashes)?;
    let (before, colon) = match before.strip_suffix(':') {
        Some(before) => (before, true),
        None => (before, false),
    };
    let len = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let word = &before[before.len() - len..];
    let is = |it: &&str| it.eq_ignore_ascii_case(word);
    let is_known = ["http", "https"].iter().any(is);
    let is_slip = !(is_known && colon);
    (is_known || colon && SLIPS.iter().any(is)).then_some((before.len() - len, is_slip))
}

/// `news.example/a`
fn begins_with_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    host.contains('.') && host.split('.').all(is_label)
}

/// Length of the URL at the start of `text`, without the punctuation that ends a sentence.
fn url_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || c == '<' || is_closing(c));
    let mut url = &text[..end.unwrap_or(text.len())];
    // A broken link's text may be a URL.
    url = &url[..url.find("](").unwrap_or(url.len())];
    let count = |mark: u8| url.bytes().filter(|&byte| byte == mark).count();
    let mut round = (count(b'('), count(b')'));
    let mut square = (count(b'['), count(b']'));
    loop {
        let Some(last) = url.chars().next_back() else { return 0 };
        let cut = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' => 1,
            '(' => {
                round.0 -= 1;
                1
            }
            ')' if round.1 > round.0 => {
                round.1 -= 1;
                1
            }
            '[' => {
                square.0 -= 1;
                1
            }
            ']' if square.1 > square.0 => {
                square.1 -= 1;
                1
            }
            ';' => {
                // What looks like an entity at the end belongs to the text.
                let name =
                    url[..url.len() - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                if name.ends_with('&') { url.len() - name.len() + 1 } else { 1 }
            }
            _ => return url.len(),
        };
        url = &url[..url.len() - cut];
    }
}

/// Marks that no writer means as a part of a URL: closing quotation marks and the full-width
/// punctuation of East Asian texts.
fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '”'
            | '’'
            | '»'
            | '›'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '。'
            | '，'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
    )
}

fn decode_entities(url: &str) -> Option<Box<str>> {
    url.contains('&')
        .then(|| decode(&url.replace('\\', "\\\\")))
        .flatten()
        .filter(|it| **it != *url)
}

/// Finds wiki links in the literal text of one inline container; ranges count bytes of `source`.
pub(super) fn wiki(source: &str, pieces: &[Piece], out: &mut Vec<Link>) {
    if memchr::memmem::find(source.as_bytes(), b"[[").is_none() {
        return;
    }
    let mut links = 0usize;
    let mut from = 0;
    for (index, piece) in pieces.iter().enumerate() {
        let escape = match piece.kind {
            PieceKind::LinkStart => {
                links += 1;
                continue;
            }
            PieceKind::LinkEnd => {
                links = links.saturating_sub(1);
                continue;
            }
            PieceKind::Text if links == 0 => 0,
            PieceKind::EscapedText if links == 0 => 1,
            _ => continue,
        };
        let start = usize::from(piece.range.start()) + escape;
        from = from.max(start);
        let end = usize::from(piece.range.end());
        while let Some(at) =
            source.get(from..end).and_then(|text| memchr::memmem::find(text.as_bytes(), b"[["))
        {
            let open = from + at;
            from = open + 1;
            let behind = pieces.get(index + 1..).unwrap_or_default();
            if let Some(link) = wiki_link(source, start, open, behind) {
                from = usize::from(link.range.end());
                out.push(link);
            }
        }
    }
}

/// The references in literal text to footnotes that nothing defines, `[^label]`.
pub(super) fn undefined_footnotes(
    source: &str,
    pieces: &[Piece],
    out: &mut Vec<UndefinedReference>,
) {
    if memchr::memmem::find(source.as_bytes(), b"[^").is_none() {
        return;
    }
    for piece in pieces {
        let escape = match piece.kind {
            PieceKind::Text => 0,
            PieceKind::EscapedText => 1,
            _ => continue,
        };
        let start = usize::from(piece.range.start()) + escape;
        let text = source.get(start..piece.range.end().into()).unwrap_or_default();
        for open in memchr::memmem::find_iter(text.as_bytes(), b"[^") {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
            let behind = text.get(open + 2..).unwrap_or_default();
            let len = behind.len() - behind.trim_start_matches(is_part).len();
            let after = behind.get(len..).and_then(|it| it.strip_prefix(']'));
            let glued = text.get(..open).is_some_and(|it| it.ends_with([']', '[', '\\']));
            let Some(after) = after.filter(|_| 0 < len && !glued) else { continue };
            if after.starts_with(['(', '[', ':', ']']) {
                continue;
            }
            let label = start + open + 2..start + open + 2 + len;
            let range = text_range(&(start + open..label.end + 1));
            out.push(UndefinedReference { range, label: text_range(&label) });
        }
    }
}

/// The wiki link whose brackets open at `open`, in a run of text that begins at `start` and is
/// followed by the pieces `behind`.
fn wiki_link(source: &str, start: usize, open: usize, behind: &[Piece]) -> Option<Link> {
    let rest = source.get(open + 2..)?;
    // No further than to what cannot stand in it: brackets without an end are read once.
    let inside = &rest[..rest.find(['[', ']', '\n', '\r'])?];
    let close = open + 2 + inside.len();
    if !source[close..].starts_with("]]") {
        return None;
    }
    let is_text = |piece: &Piece| {
        use PieceKind::EmphasisEnd;
        use PieceKind::EmphasisStart;
        use PieceKind::Entity;
        use PieceKind::EscapedText;
        use PieceKind::Text;
        matches!(piece.kind, Text | EscapedText | Entity | EmphasisStart | EmphasisEnd)
    };
    let mut inner = behind.iter().take_while(|piece| usize::from(piece.range.start()) < close + 2);
    if !inner.all(is_text) {
        return None;
    }
    let bar = inside.find('|');
    let name = &inside[..bar.unwrap_or(inside.len())];
    // In a table the bar has to be escaped.
    let name = name.strip_suffix('\\').filter(|_| bar.is_some()).unwrap_or(name);
    if name.trim().is_empty() {
        return None;
    }
    let part = |part: &str, at: usize| {
        let indent = part.len() - part.trim_start().len();
        text_range(&(at + indent..at + indent + part.trim().len()))
    };
    let destination = part(name, open + 2);
    let text = bar.map_or(destination, |bar| part(&inside[bar + 1..], open + 2 + bar + 1));
    let before = source.get(start..open).unwrap_or_default();
    let image = before.ends_with('!');
    Some(Link {
        range: text_range(&(open - usize::from(image)..close + 2)),
        kind: LinkKind::Wiki,
        image,
        text,
        destination,
        decoded: None,
        web: false,
    })
}

/// A cheap test that accepts most well-formed web addresses and no malformed one; the rules ask a
/// real URL parser about the rest.
pub(super) fn is_plain_web_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else {
        return false;
    };
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let top_is_word =
        host.rsplit('.').next().is_some_and(|top| top.bytes().all(|b| b.is_ascii_alphabetic()));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?#".contains(&byte);
    host.contains('.')
        && host.split('.').all(is_label)
        && top_is_word
        && path.bytes().all(plain)
        && path.bytes().filter(|&byte| byte == b'#').count() <= 1
}

fn find(text: &str, range: Range<usize>, byte: u8) -> Option<usize> {
    let bytes = text.as_bytes().get(range.clone())?;
    memchr::memchr(byte, bytes).map(|at| range.start + at)
}

pub(super) fn text_range(range: &Range<usize>) -> TextRange {
    TextRange::new(size(range.start), size(range.end.max(range.start)))
}

#[cfg(test)]
mod tests {
    use crate::syntax::LinkKind;
    use crate::syntax::Tree;
    use crate::text::Text;

    /// Each wiki link in `text` as what it names and what it shows.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let tree = Tree::new(&Text::new(text));
        assert!(tree.links().all(|link| link.kind != LinkKind::Wiki), "they have to be asked for");
        let tree = tree.with_wiki_links(true);
        let links: Vec<_> = tree.links().filter(|it| it.kind == LinkKind::Wiki).collect();
        let shown: Vec<(&str, &str, &str)> = links
            .iter()
            .map(|link| (&text[link.range], &text[link.destination], &text[link.text]))
            .collect();
        assert_eq!(shown, expected);
        for link in &links {
            assert_eq!(link.image, text[link.range].starts_with('!'));
        }
    }

    #[test]
    fn wiki_links_name_a_page_and_may_show_a_text() {
        check(
            "See [[a]], [[ b c | the b ]] and ![[d.png|300]].",
            &[
                ("[[a]]", "a", "a"),
                ("[[ b c | the b ]]", "b c", "the b"),
                ("![[d.png|300]]", "d.png", "300"),
            ],
        );
        check("- **[[_a_ b#c]]**", &[("[[_a_ b#c]]", "_a_ b#c", "_a_ b#c")]);
        check("|x|y|\n|-|-|\n|[[a\\|b]]|c|\n", &[("[[a\\|b]]", "a", "b")]);
        check(
            "[[[a]]] [[b&c]][[d]]",
            &[("[[a]]", "a", "a"), ("[[b&c]]", "b&c", "b&c"), ("[[d]]", "d", "d")],
        );
    }

    #[test]
    fn what_the_grammar_reads_otherwise_is_no_wiki_link() {
        check("`[[a]]` [[b]](c) \\[[d]] [[`e`]] [[]] [[|f]] [[^1]]\n\n    [[g]]\n\n[^1]: x\n", &[]);
        check("[[a\nb]] [[c] d]] [[e[f]]]", &[]);
        check("[[a]]\n\n[a]: b\n", &[]);
    }
}
