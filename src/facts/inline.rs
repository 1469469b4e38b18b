//! Links in one line of metadata. Front matter and key lines are no Markdown to the grammar, and a
//! link in a byline counts as one even where a delimiter of it is missing, so that one defect is
//! not reported twice. Hence this small reader of our own, which is used for metadata only.

use std::ops::Range;

use crate::facts::passage::Passage;

/// A link, in any of the ways that metadata is written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InlineLink<'a> {
    /// Bytes of the passage that was read.
    pub(super) range: Range<usize>,
    /// The link's text; `None` for a URL that stands for itself.
    pub(super) text: Option<Passage<'a>>,
    /// `None` for a wiki link, or a reference whose definition stands elsewhere.
    pub(super) destination: Option<Passage<'a>>,
}

/// The links of `passage` in order.
pub(super) fn links<'a>(passage: Passage<'a>) -> Vec<InlineLink<'a>> {
    let mut links = Vec::new();
    let mut at = 0;
    while let Some(found) =
        passage.text.get(at..).and_then(|rest| rest.find(['[', '<', '(', 'h', 'H', '!']))
    {
        at += found;
        match link_at(passage, at) {
            Some(link) if link.range.start < link.range.end => {
                at = link.range.end;
                links.push(link);
            }
            _ => at += 1,
        }
    }
    links
}

/// The link that is all of `passage`, but for blanks, emphasis and a full stop.
pub(super) fn only_link<'a>(passage: Passage<'a>) -> Option<InlineLink<'a>> {
    let links = links(passage);
    let [link] = links.as_slice() else { return None };
    let around = [passage.part(0..link.range.start), passage.from(link.range.end)];
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '.' | '>');
    around.iter().all(|it| it.text.chars().all(is_mark)).then(|| link.clone())
}

/// `text` begins with a scheme of the web.
pub(super) fn is_web(text: &str) -> bool {
    let start =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
    start("http://") || start("https://")
}

/// One word with a dot and a slash in it, or a scheme: what somebody means as an address.
pub(super) fn looks_like_url(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && !text.contains(char::is_whitespace)
        && (text.contains("://")
            || text.contains(":/")
            || (text.contains('.') && text.contains('/'))
            || text.starts_with("www."))
}

fn link_at(passage: Passage<'_>, at: usize) -> Option<InlineLink<'_>> {
    let rest = passage.text.get(at..)?;
    if rest.starts_with("[[") {
        return wiki_link(passage, at);
    }
    if rest.starts_with('[') {
        return bracketed(passage, at);
    }
    if rest.starts_with('(') {
        return reversed(passage, at);
    }
    if rest.starts_with('<') && is_web(&rest[1..]) {
        // Without its `>` the URL ends at the next blank.
        let length = rest[1..].find(|c: char| c == '>' || c.is_whitespace());
        let end = at + 1 + length.unwrap_or(rest.len() - 1);
        let closed = usize::from(passage.text[end..].starts_with('>'));
        let destination = Some(passage.part(at + 1..end));
        return Some(InlineLink { range: at..end + closed, text: None, destination });
    }
    if is_web(rest) {
        let end = at + bare_length(rest);
        let destination = Some(passage.part(at..end));
        return Some(InlineLink { range: at..end, text: None, destination });
    }
    None
}

/// Length of the URL with which `text` begins, without what punctuates the sentence around it.
fn bare_length(text: &str) -> usize {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
        .unwrap_or(text.len());
    let mut url = &text[..end];
    loop {
        let unopened = url.ends_with(')') && url.matches('(').count() < url.matches(')').count();
        let shorter = url.strip_suffix(['.', ',', ';', ':', '!', '?', '*', '_', '\'', ']']);
        match shorter.or(if unopened { url.strip_suffix(')') } else { None }) {
            Some(shorter) => url = shorter,
            None => return url.len(),
        }
    }
}

/// `[[name]]`, `[[name|text]]`
fn wiki_link(passage: Passage<'_>, at: usize) -> Option<InlineLink<'_>> {
    let inner = passage.text.get(at + 2..)?;
    let length = inner.find("]]")?;
    let shown = inner[..length].rfind('|').map_or(0, |bar| bar + 1);
    let text = Some(passage.part(at + 2 + shown..at + 2 + length));
    Some(InlineLink { range: at..at + length + 4, text, destination: None })
}

/// `[text](destination "title")`, `[text][label]`, `[text]`; the last parenthesis may be missing.
fn bracketed(passage: Passage<'_>, at: usize) -> Option<InlineLink<'_>> {
    let inside = passage.text.get(at + 1..)?;
    let Some(length) = closing(inside, '[', ']') else { return unclosed(passage, at) };
    let close = at + 1 + length;
    let text = Some(passage.part(at + 1..close));
    let after = passage.text.get(close + 1..)?;
    let gap = after.len() - after.trim_start_matches(' ').len();
    if let Some(inside) = after[gap..].strip_prefix('(')
        && (gap == 0 || is_web(inside) || inside.starts_with('#'))
    {
        let start = close + 1 + gap + 1;
        let end = closing(inside, '(', ')').map(|length| start + length);
        let destination = destination(passage.part(start..end.unwrap_or(passage.text.len())));
        let end = end.map_or(passage.text.len(), |end| end + 1);
        return Some(InlineLink { range: at..end, text, destination: Some(destination) });
    }
    if let Some(inside) = after.strip_prefix('[')
        && let Some(length) = inside.find(']')
    {
        return Some(InlineLink { range: at..close + length + 3, text, destination: None });
    }
    Some(InlineLink { range: at..close + 1, text, destination: None })
}

/// `[text(destination)`: the text is never closed.
fn unclosed(passage: Passage<'_>, at: usize) -> Option<InlineLink<'_>> {
    let inside = passage.text.get(at + 1..)?;
    let open = inside.find("(http").or_else(|| inside.find("(#"))?;
    let start = at + 1 + open + 1;
    let length = closing(passage.text.get(start..)?, '(', ')')?;
    let text = Some(passage.part(at + 1..start - 1));
    let destination = Some(destination(passage.part(start..start + length)));
    Some(InlineLink { range: at..start + length + 1, text, destination })
}

/// `(text)[destination]`: the brackets were mixed up.
fn reversed(passage: Passage<'_>, at: usize) -> Option<InlineLink<'_>> {
    let close = at + 1 + closing(passage.text.get(at + 1..)?, '(', ')')?;
    let inside = passage.text.get(close + 1..)?.strip_prefix('[')?;
    let length = inside.find(']')?;
    let destination = passage.part(close + 2..close + 2 + length);
    (is_web(destination.text) || destination.text == "#").then(|| InlineLink {
        range: at..close + length + 3,
        text: Some(passage.part(at + 1..close)),
        destination: Some(destination),
    })
}

/// What stands between the parentheses of a link, without `<`, `>` and a title.
fn destination(inside: Passage<'_>) -> Passage<'_> {
    let inside = inside.trim();
    if inside.text.starts_with('<')
        && let Some(end) = inside.text.find('>')
    {
        return inside.part(1..end);
    }
    let end = inside.text.find(char::is_whitespace).unwrap_or(inside.text.len());
    inside.part(0..end)
}

/// Where the partner of an opener that stands before `text` is.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if char == '\\' {
            escaped = true;
        } else if char == open {
            depth += 1;
        } else if char == close {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::links;
    use crate::facts::passage::Passage;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let passage = Passage::new(text, 0);
        let links = links(passage);
        let actual: Vec<_> = links
            .iter()
            .map(|link| {
                let part = |it: Option<Passage<'_>>| {
                    it.map_or("-", |it| &text[it.start..it.start + it.text.len()])
                };
                (&text[link.range.clone()], part(link.text), part(link.destination))
            })
            .collect();
        assert_eq!(actual, expected);
    }

    #[test]
    fn well_formed_links() {
        check(
            "by [A](#) and [B](<u v> \"t\")",
            &[("[A](#)", "A", "#"), ("[B](<u v> \"t\")", "B", "u v")],
        );
        check(
            "at <https://a.example/x>.",
            &[("<https://a.example/x>", "-", "https://a.example/x")],
        );
        check(
            "see http://a.example/(x).",
            &[("http://a.example/(x)", "-", "http://a.example/(x)")],
        );
        check("(http://a.example/x)", &[("http://a.example/x", "-", "http://a.example/x")]);
        check("[[Jane|J]]", &[("[[Jane|J]]", "J", "-")]);
        check("[A][1] and [B]", &[("[A][1]", "A", "-"), ("[B]", "B", "-")]);
        check("[a](x_(y))", &[("[a](x_(y))", "a", "x_(y)")]);
    }

    #[test]
    fn malformed_links_are_links_too() {
        check("[A](https://a.example", &[("[A](https://a.example", "A", "https://a.example")]);
        check("(A)[https://a.example]", &[("(A)[https://a.example]", "A", "https://a.example")]);
        check("[A] (https://a.example)", &[("[A] (https://a.example)", "A", "https://a.example")]);
        check("<https://a.example b", &[("<https://a.example", "-", "https://a.example")]);
        check("[A(https://a.example)", &[("[A(https://a.example)", "A", "https://a.example")]);
        check("[A", &[]);
    }
}
