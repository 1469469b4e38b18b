//! What looks like the target of a link, where a link broke: the shape of URLs and paths.

use std::ops::Range;

use super::reading::CODE;
use super::reading::ENTITY;
use super::reading::ESCAPED;
use super::reading::HTML;
use super::reading::LINK;

/// How sure it is that a piece of text was meant as a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// Nothing speaks for it.
    None,
    /// A path or fragment: `notes/a.md`, `../a`, `#part`.
    Path,
    /// An address with a scheme, or `www.`.
    Web,
}

/// Judges `text`, which holds no blanks.
pub(super) fn target(text: &str) -> Target {
    let text = text.strip_prefix('<').unwrap_or(text);
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Target::None;
    }
    if has_scheme(text) || starts_with_ignoring_case(text, "www.") {
        return Target::Web;
    }
    let mut chars = text.chars();
    let first = chars.next();
    let second = chars.next();
    let path = match first {
        Some('/') => {
            second.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '_' | '.' | '-'))
        }
        // A lone `#` stands for a link that the capture lost.
        Some('#') => second.is_none_or(|c| {
            c.is_alphabetic() || matches!(c, '_' | '-' | '%') || text.contains('-')
        }),
        Some('.') => text.starts_with("./") || text.starts_with("../"),
        _ => {
            // Where the destination is not closed, the sentence goes on behind it.
            let path = text.trim_end_matches([',', ';', ':', '.', '!', '?']);
            has_extension(path) || is_deep_path(path) || is_slug(path) || is_folder(path)
        }
    };
    if path { Target::Path } else { Target::None }
}

/// `https://`, `mailto:` and kin.
pub(super) fn has_scheme(text: &str) -> bool {
    const OPAQUE: &[&str] = &["mailto", "tel", "javascript", "data"];
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let len = text.bytes().take_while(plain).count();
    let (scheme, rest) = text.split_at(len);
    let opaque = || OPAQUE.iter().any(|it| scheme.eq_ignore_ascii_case(it));
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && (rest.starts_with("://") || rest.starts_with(':') && opaque())
}

pub(super) fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// The name of a file of a kind that articles link to, with or without a fragment.
fn has_extension(text: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        "md", "markdown", "mdx", "txt", "seed", "htm", "html", "xhtml", "php", "asp", "aspx",
        "jsp", "pdf", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "mp3", "mp4", "webm",
        "csv", "json", "yaml", "yml", "toml", "xml", "zip", "doc", "docx", "ppt", "pptx", "xls",
        "xlsx", "rs", "py", "com", "org", "net", "io", "gov", "edu",
    ];
    let path = text.split(['#', '?']).next().unwrap_or(text);
    path.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && EXTENSIONS.iter().any(|it| extension.eq_ignore_ascii_case(it))
    })
}

/// Words joined by `/`, as `guide/first-steps`; not `1/2` nor `and/or`.
fn is_deep_path(text: &str) -> bool {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '%' | '#' | '~');
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text.contains('/')
        && letters * 2 > text.len()
        && text.chars().all(plain)
        && (text.matches('/').count() > 1
            || text.contains(['-', '_', '.', '%', '#'])
            || text.len() > 12)
}

/// `contact/`
fn is_folder(text: &str) -> bool {
    let name = text.strip_suffix('/').unwrap_or_default();
    3 < name.len() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// A page's name as sites make it (`first-steps-at-sea`), with a fragment or not.
fn is_slug(text: &str) -> bool {
    let (page, fragment) = text.split_once('#').unwrap_or((text, ""));
    let plain =
        |part: &str| part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '%'));
    let named = page.starts_with(char::is_alphabetic)
        && (fragment.starts_with(char::is_alphabetic) || page.matches('-').count() > 1);
    named && plain(page) && plain(fragment) && !page.contains(char::is_uppercase)
}

/// The end of the bare URL whose scheme ends at `from`, as GFM's extended autolinks end: at a
/// blank or `<`, without trailing punctuation and without a `)` that nothing in it opens.
pub(super) fn bare_url_end(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let stop = |byte: &u8| {
        byte.is_ascii_whitespace()
            || matches!(byte, b'<' | b'>' | b'"' | b'`' | b'[' | b']' | b'{' | b'}' | b'|')
            || byte.is_ascii_control() && !matches!(*byte, ESCAPED | ENTITY)
    };
    let len = bytes[from..].iter().take_while(|byte| !stop(byte)).count();
    // CJK prose follows a URL without a blank.
    let len = text[from..from + len].find(is_wide_punctuation).unwrap_or(len);
    trim_url(text, from..from + len)
}

/// The end of the URL in `range` without the punctuation that belongs to the sentence.
pub(super) fn trim_url(text: &str, range: Range<usize>) -> usize {
    let bytes = text.as_bytes();
    let mut end = range.end;
    let url = &bytes[range.clone()];
    let mut surplus = url
        .iter()
        .filter(|&&byte| byte == b')')
        .count()
        .saturating_sub(url.iter().filter(|&&byte| byte == b'(').count());
    while range.start < end {
        match bytes[end - 1] {
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'"' | b'*' | b'_' | b'~' => end -= 1,
            b')' if surplus > 0 => {
                surplus -= 1;
                end -= 1;
            }
            _ => {
                let last = text.get(range.start..end).and_then(|url| url.chars().next_back());
                match last {
                    Some(c @ ('”' | '’' | '»' | '…')) => end -= c.len_utf8(),
                    _ => break,
                }
            }
        }
    }
    end
}

/// `url`, which blanks break, in one piece: a blank stays as `%20`, a line break and what cannot be
/// in a host's name goes.
pub(super) fn in_one_piece(url: &str) -> String {
    let mut whole = String::with_capacity(url.len());
    for line in url.split('\n') {
        for (number, word) in line.split_whitespace().enumerate() {
            let is_host =
                whole.split_once("://").is_some_and(|(_, rest)| !rest.contains(['/', '?', '#']));
            if 0 < number && !is_host {
                whole.push_str("%20");
            }
            whole.push_str(word);
        }
    }
    whole
}

pub(super) fn is_wide_punctuation(c: char) -> bool {
    matches!(
        c,
        '。' | '，'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '（'
            | '）'
            | '「'
            | '」'
            | '『'
            | '』'
            | '【'
            | '】'
            | '《'
            | '》'
            | '\u{3000}'
    )
}

/// Blots out `{{ … }}`, `{% … %}` and `<% … %>`: template tags of site generators.
pub(super) fn blot_templates(text: &mut String) {
    for (open, close) in [("{{", "}}"), ("{%", "%}"), ("<%", "%>")] {
        if !text.contains(open) {
            continue;
        }
        let mut from = 0;
        while let Some(start) = text[from..].find(open).map(|at| from + at) {
            let Some(end) = text[start..].find(close).map(|at| start + at + close.len()) else {
                break;
            };
            blot(text, start..end);
            from = end;
        }
    }
}

/// Blots out `$…$` and `$$…$$`, told from prices as Pandoc tells them: no blank inside the marks,
/// and no digit after the closing one.
pub(super) fn blot_formulas(text: &mut String) {
    let mut from = 0;
    while let Some(start) = text[from..].find('$').map(|at| from + at) {
        let double = text[start..].starts_with("$$");
        let mark = if double { "$$" } else { "$" };
        let inside = start + mark.len();
        from = inside;
        let Some(len) = text[inside..].find(mark) else {
            if double {
                continue;
            }
            return;
        };
        let close = inside + len;
        let content = &text[inside..close];
        let fits = double
            || !content.is_empty()
                && !content.contains([char::from(LINK), char::from(HTML), char::from(CODE)])
                && !content.starts_with(char::is_whitespace)
                && !content.ends_with(char::is_whitespace)
                && !text[close + 1..].starts_with(|c: char| c.is_ascii_digit());
        if fits {
            let end = close + mark.len();
            blot(text, start..end);
            from = end;
        }
    }
}

fn blot(text: &mut String, range: Range<usize>) {
    let filler: String = text[range.clone()]
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { char::from(CODE) })
        .collect();
    text.replace_range(range, &filler);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_told_from_words() {
        for web in
            ["https://x", "http://a.example/b", "mailto:a@b.example", "www.a.example", "<https://x"]
        {
            assert_eq!(target(web), Target::Web, "{web}");
        }
        for path in [
            "/a",
            "./a",
            "../a",
            "#part",
            "a.md",
            "a/b.html#c",
            "guide/first-steps",
            "a/b/c",
            "#",
            "image#source",
            "first-steps-at-sea",
            "contact/",
        ] {
            assert_eq!(target(path), Target::Path, "{path}");
        }
        for none in
            ["", "i", "1", "1/2", "and/or", "sic", "#4", "a b.md", "...", "2019", "sub-title"]
        {
            assert_eq!(target(none), Target::None, "{none}");
        }
    }

    #[test]
    fn a_host_loses_its_blanks_and_a_path_keeps_them() {
        assert_eq!(in_one_piece("https://a. example/b c\n  d"), "https://a.example/b%20cd");
        assert_eq!(in_one_piece("notes/a b.md"), "notes/a%20b.md");
    }

    #[test]
    fn prices_are_no_formulas() {
        let mut text = "from $5 (now) to $6, but $x(i$ is one".to_owned();
        blot_formulas(&mut text);
        assert_eq!(text, "from $5 (now) to $6, but \u{2}\u{2}\u{2}\u{2}\u{2} is one");
    }
}
