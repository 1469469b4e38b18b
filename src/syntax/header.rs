//! The header chunk: a byte-order mark, front matter or key lines at the top of a file, found by a
//! bounded scan of our own, since none of them is Markdown.

use std::ops::Range;

use super::chunk::Fault;
use super::chunk::FaultKind;
use super::chunk::Repair;
use super::chunk::Residue;
use super::chunk::ResidueKind;
use super::field_name::FieldName;
use super::field_name::Labels;
use super::parts::Entry;
use super::residue;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// What stands before the Markdown. Offsets are bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// All bytes that are not parsed as Markdown: byte-order mark, blank lines and the header
    /// itself with its closing line. Without a header, the byte-order mark alone.
    pub range: TextRange,
    pub style: HeaderStyle,
    /// The source between the fences, or all key lines; empty for [`HeaderStyle::None`].
    pub content: TextRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeaderStyle {
    /// No explicit header: the newspaper style, or none at all.
    None,
    /// `---` … `---` or `...`
    Yaml,
    /// `+++` … `+++`
    Toml,
    /// `Key: value` lines, or `[#]: key: (value)` comments.
    KeyLines,
}

/// A header, and what was learned on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) header: Header,
    /// Nothing at or behind this offset had a say, so that edits there leave the header as it is.
    pub(super) seen: TextSize,
    /// Front matter that is not closed. It is parsed as Markdown then.
    pub(super) fault: Option<Fault>,
    /// Of the header's content. A header has no markup: what looks like it is left alone.
    pub(super) residues: Vec<Residue>,
}

/// A header is looked for in that many bytes at the top of a file. Front matter that is not closed
/// before is held to be unclosed.
const LIMIT: u32 = 64 << 10;

/// Reads the header of `text`, whose keys are known by `labels`.
pub(super) fn scan(text: &Text, labels: &Labels) -> Scan {
    let top = text.slice(TextRange::up_to(TextSize::from(LIMIT)));
    let bom = if top.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    let mut lines = Lines { text: &top, at: bom, seen: BOM.len_utf8() };
    let mut fault = None;
    let header = read(&mut lines, labels, &mut fault).unwrap_or(Header {
        range: TextRange::up_to(size(bom)),
        style: HeaderStyle::None,
        content: TextRange::empty(size(bom)),
    });
    let residues = residues(&top, header.content);
    Scan { header, seen: size(lines.seen), fault, residues }
}

fn residues(top: &str, content: TextRange) -> Vec<Residue> {
    let mut found = Vec::new();
    let mut at = content.start();
    for line in top.get(Range::from(content)).unwrap_or_default().split_inclusive('\n') {
        let from = found.len();
        residue::check_line(line, &mut found);
        found[from..].iter_mut().for_each(|it| it.shift(at));
        at += size(line.len());
    }
    found.retain(|it| it.kind != ResidueKind::Shortcode);
    found
}

const BOM: char = '\u{feff}';

fn read(lines: &mut Lines<'_>, labels: &Labels, fault: &mut Option<Fault>) -> Option<Header> {
    let first = lines.find(|line| !line.is_blank())?;
    match first.text.trim_end() {
        "---" => front_matter(HeaderStyle::Yaml, first, lines, labels, fault),
        "+++" => front_matter(HeaderStyle::Toml, first, lines, labels, fault),
        text if comment_key(text).is_some() => comments(first, lines, labels),
        text => key_lines(key_line(text)?, first, lines, labels),
    }
}

/// Front matter that `opener` opens.
///
/// It must look like what it is: its first line is a key, and where the article begins it ends. So
/// neither an article that begins with a rule nor a rule far below unclosed front matter is taken
/// for a fence.
fn front_matter(
    style: HeaderStyle,
    opener: Line<'_>,
    lines: &mut Lines<'_>,
    labels: &Labels,
    fault: &mut Option<Fault>,
) -> Option<Header> {
    let mut matter = Matter::new(style, opener, labels);
    while let Some(line) = lines.next() {
        if closes(style, line.text) {
            if matter.goes_over_into_an_article() {
                break;
            }
            let blank = lines.text[opener.next..line.start].trim().is_empty();
            return (matter.keys > 0 || blank).then(|| Header {
                range: TextRange::up_to(size(line.next)),
                style,
                content: TextRange::new(size(opener.next), size(line.start)),
            });
        }
        matter.read(line)?;
    }
    if matter.keys < 2 && !matter.known {
        return None;
    }
    let fence = opener.text.trim_end();
    let [first, last] = [matter.first_run, matter.last].map(|line| size(line.end()));
    *fault = Some(Fault {
        range: TextRange::at(size(opener.start), size(fence.len())),
        kind: FaultKind::UnclosedFrontMatter,
        extent: TextRange::new(size(opener.start), last),
        repair: Some(Repair {
            range: TextRange::empty(first),
            insert: format!("{}{fence}", opener.line_break).into(),
        }),
    });
    None
}

/// What has been read of front matter.
struct Matter<'a> {
    style: HeaderStyle,
    labels: &'a Labels,
    /// The last lines that surely belong to it: before its first blank line, and at all.
    first_run: Line<'a>,
    last: Line<'a>,
    in_first_run: bool,
    keys: usize,
    /// One of the keys is that of a field.
    known: bool,
    after_blank: bool,
    /// The mark of a quoted value that goes on in the next line.
    quoted: Option<char>,
    /// Since the last key, a line came that is no part of front matter: the article, or a mistake.
    stray: Option<Stray>,
    /// Lines after the last key and a blank line that stand in articles rather than here.
    marks: usize,
    /// The article has begun; how many keys of fields have come all the same.
    article: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stray {
    /// Perhaps a key without its colon.
    Word,
    Prose,
}

impl<'a> Matter<'a> {
    fn new(style: HeaderStyle, opener: Line<'a>, labels: &'a Labels) -> Matter<'a> {
        Matter {
            style,
            labels,
            first_run: opener,
            last: opener,
            in_first_run: true,
            keys: 0,
            known: false,
            after_blank: false,
            quoted: None,
            stray: None,
            marks: 0,
            article: None,
        }
    }

    /// Reads one more line; `None` if it shows that all this is no front matter.
    fn read(&mut self, line: Line<'a>) -> Option<()> {
        if line.is_blank() {
            if self.stray.is_some() && self.quoted.is_none() {
                self.article.get_or_insert(0);
            }
            self.after_blank = true;
            self.in_first_run &= self.keys == 0;
            return Some(());
        }
        if let Some(mark) = self.quoted {
            if line.text.trim_end().ends_with(mark) {
                self.quoted = None;
            }
            self.belongs(line);
            return Some(());
        }
        let shape = shape(self.style, line.text);
        if self.keys == 0 && !matches!(shape, Shape::Key(_)) && !line.text.starts_with(['#', '[']) {
            return None;
        }
        match shape {
            Shape::Key(name) if self.article.is_some() => {
                let lower = !name.contains(|c: char| c.is_uppercase() || c.is_whitespace());
                let again = usize::from(lower && self.labels.field(name).is_some());
                self.article = self.article.map(|keys| keys + again);
            }
            Shape::Key(name) => {
                self.keys += 1;
                self.known |= self.labels.field(name).is_some();
                self.quoted = open_quote(line.text);
                self.stray = None;
                self.marks = 0;
                self.belongs(line);
            }
            // A line that is wrong is a fault of the front matter, but one that begins a paragraph
            // is the article.
            Shape::Other if self.after_blank => {
                self.article.get_or_insert(0);
            }
            Shape::Other => {
                let prose = reads_like_prose(line.text) || self.stray == Some(Stray::Prose);
                self.stray = Some(if prose { Stray::Prose } else { Stray::Word });
                self.after_blank = false;
            }
            Shape::Nested if self.after_blank || 0 < self.marks => {
                self.marks += is_markdown(line.text);
                if self.marks == 0 {
                    self.belongs(line);
                }
            }
            Shape::Nested if self.stray.is_some() => (),
            Shape::Nested if line.text.starts_with('[') && line.text.contains("](") => {
                self.stray = Some(Stray::Prose);
            }
            Shape::Nested => self.belongs(line),
        }
        Some(())
    }

    fn belongs(&mut self, line: Line<'a>) {
        self.after_blank = false;
        if self.article.is_some() {
            return;
        }
        self.last = line;
        if self.in_first_run {
            self.first_run = line;
        }
    }

    /// The article has begun before the line that looks like the closing one.
    fn goes_over_into_an_article(&self) -> bool {
        match self.article {
            Some(keys) => keys < 2,
            None => self.stray == Some(Stray::Prose) || 2 <= self.marks,
        }
    }
}

/// `line` is no key that lacks its colon.
fn reads_like_prose(line: &str) -> bool {
    let line = line.trim_end();
    let wide = |c: char| ('\u{2e80}'..'\u{fb00}').contains(&c);
    12 < line.split_whitespace().count()
        || 20 < line.chars().filter(|&c| wide(c)).count()
        || line.starts_with(['>', '|', '<', '*', '!'])
        || line.contains("](")
        || line.ends_with(['.', '!', '?', '。', '！', '？', '…'])
}

/// How sure it is that `line`, which follows a blank line, is Markdown: 0, 1 or 2.
fn is_markdown(line: &str) -> usize {
    let line = line.trim_start();
    let heading = line.trim_start_matches('#');
    let level = line.len() - heading.len();
    let key = heading.split_once(':').is_some_and(|(key, _)| is_key(key));
    let task = ["- [ ] ", "- [x] "].iter().any(|it| line.starts_with(it));
    if 1 < level && heading.starts_with(' ') || task || line.starts_with('[') && line.contains("](")
    {
        return 2;
    }
    usize::from(level == 1 && heading.starts_with(' ') && !key || line.starts_with("- "))
}

/// The mark that opens the value of a key line and is not in it again.
fn open_quote(line: &str) -> Option<char> {
    let value = line.split_once([':', '='])?.1.trim();
    let mark = value.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    (!value[1..].contains(mark)).then_some(mark)
}

fn closes(style: HeaderStyle, line: &str) -> bool {
    match line.trim_end() {
        "---" | "..." => style == HeaderStyle::Yaml,
        "+++" => style == HeaderStyle::Toml,
        _ => false,
    }
}

enum Shape<'a> {
    Key(&'a str),
    /// What else front matter may hold: nested lines, list items, tables, comments.
    Nested,
    Other,
}

fn shape(style: HeaderStyle, line: &str) -> Shape<'_> {
    let nested = [' ', '\t', '#', '[', ']', '{', '}'];
    if line.starts_with(nested) {
        return Shape::Nested;
    }
    let key = match style {
        HeaderStyle::Toml => line.split_once('=').map(|(key, _)| key),
        _ if line.starts_with("- ") || line.trim_end() == "-" => return Shape::Nested,
        _ => {
            let ends =
                |at: &usize| line[at + 1..].is_empty() || line[at + 1..].starts_with([' ', '\t']);
            line.match_indices(':').map(|(at, _)| at).find(ends).map(|at| &line[..at])
        }
    };
    // Between quotation marks a key of TOML may hold anything.
    let quoted = |key: &str| style == HeaderStyle::Toml && key.trim().starts_with(['"', '\'']);
    if let Some(key) = key.filter(|it| quoted(it)) {
        return Shape::Key(key.trim().trim_matches(['"', '\'']));
    }
    // `original_url::link`, as one program writes its keys.
    let fits = |key: &&str| is_key(&key.replacen("::", "", 1));
    match key.map(|key| key.trim().trim_matches(['"', '\''])).filter(fits) {
        Some(key) => Shape::Key(key),
        None => Shape::Other,
    }
}

/// The header that begins with the key line `first`.
///
/// A title may have the shape of a key line (`Photo: the harbour`). So two keys are needed, or one
/// that leaves no doubt: `Title:`, or a source that is a URL. `Photo:`, `Related article:` and
/// their like, which stand in the newspaper style as well, count for nothing.
fn key_lines(
    (first_key, first_value): (&str, &str),
    first: Line<'_>,
    lines: &mut Lines<'_>,
    labels: &Labels,
) -> Option<Header> {
    let first_field = labels.field(first_key)?;
    let mut weight = weight(first_field, first_key, first_value);
    let mut last = first;
    let mut end = first.next;
    let mut after_blank = false;
    // The last of the lines that belong to the header only if `Markdown Content:` follows them.
    let mut doubtful: Option<Line<'_>> = None;
    for line in lines {
        if line.is_blank() {
            after_blank = true;
            continue;
        }
        let nested = line.text.starts_with([' ', '\t']);
        if let Some((key, value)) = key_line(line.text).filter(|_| !nested) {
            if key.eq_ignore_ascii_case("markdown content") {
                weight = ENOUGH;
                last = doubtful.unwrap_or(last);
                end = line.next;
                break;
            }
            match labels.field(key) {
                // `Number of Pages: 3`
                None if after_blank => doubtful = Some(line),
                Some(field) if doubtful.is_none() => weight += self::weight(field, key, value),
                _ => (),
            }
            if doubtful.is_some() {
                doubtful = Some(line);
                after_blank = false;
                continue;
            }
        } else if after_blank || !nested {
            break;
        }
        last = line;
        end = line.next;
        after_blank = false;
    }
    (weight >= ENOUGH).then(|| Header {
        range: TextRange::up_to(size(end)),
        style: HeaderStyle::KeyLines,
        content: TextRange::new(size(first.start), size(last.end())),
    })
}

const ENOUGH: u32 = 2;

fn weight(field: FieldName, key: &str, value: &str) -> u32 {
    // An autolink (`<https://…>`) is Markdown, and so perhaps all of the line.
    let is_url = value.starts_with("http://") || value.starts_with("https://");
    match field {
        FieldName::Credit | FieldName::Related => 0,
        _ if value.is_empty() => 0,
        FieldName::Source | FieldName::Archive if is_url => ENOUGH,
        FieldName::Title if key.eq_ignore_ascii_case("title") => ENOUGH,
        _ => 1,
    }
}

/// Key and value of a line such as `Published Time: 2024-05-06`.
fn key_line(line: &str) -> Option<(&str, &str)> {
    let (at, colon) = line.char_indices().find(|&(_, c)| matches!(c, ':' | '：'))?;
    let (key, value) = (&line[..at], &line[at + colon.len_utf8()..]);
    let separate = colon != ':' || value.is_empty() || value.starts_with([' ', '\t']);
    (separate && is_key(key)).then(|| (key.trim(), value.trim()))
}

fn is_key(key: &str) -> bool {
    /// In bytes, and in words.
    const LONGEST: (usize, usize) = (60, 4);
    let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    let words = key.split_whitespace().count();
    // `- Title: A` is an item.
    let item = key.starts_with('-');
    !item && key.len() <= LONGEST.0 && (1..=LONGEST.1).contains(&words) && key.chars().all(word)
}

/// The header of `[#]: key: (value)` lines that begins with `first`; one of them has a known key.
fn comments(first: Line<'_>, lines: &mut Lines<'_>, labels: &Labels) -> Option<Header> {
    let mut last = first;
    let is_known =
        |line: Line<'_>| comment_key(line.text).and_then(|key| labels.field(key)).is_some();
    let mut known = is_known(first);
    for line in lines {
        if line.is_blank() {
            continue;
        }
        if comment_key(line.text).is_none() {
            break;
        }
        known |= is_known(line);
        last = line;
    }
    known.then(|| Header {
        range: TextRange::up_to(size(last.next)),
        style: HeaderStyle::KeyLines,
        content: TextRange::new(size(first.start), size(last.end())),
    })
}

/// The key of a line such as `[#]: author: (A. Writer)`.
fn comment_key(line: &str) -> Option<&str> {
    Some(key_line(line.strip_prefix("[#]:")?.trim_start())?.0)
}

#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    start: usize,
    /// Without its line break.
    text: &'a str,
    line_break: &'a str,
    /// Where the next line starts.
    next: usize,
}

impl Line<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The lines of a text, which may end with `\n`, `\r\n` or a lone `\r`.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    /// Bytes before this offset have been looked at.
    seen: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = self.text.get(self.at..)?;
        // One more than the line: a `\n` may follow `\r`, or more text the end.
        self.seen = self.seen.max(self.at + 1);
        if rest.is_empty() {
            return None;
        }
        let len = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(len);
        let break_len = match behind.as_bytes() {
            [] => 0,
            [b'\r', b'\n', ..] => 2,
            _ => 1,
        };
        let start = self.at;
        self.at += len + break_len;
        self.seen = self.seen.max(self.at + 1);
        Some(Line { start, text, line_break: &behind[..break_len], next: self.at })
    }
}

#[cfg(test)]
mod tests {
    use super::HeaderStyle;
    use crate::syntax::Labels;
    use crate::text::Text;

    fn scan(source: &str) -> super::Scan {
        super::scan(&Text::new(source), &Labels::default())
    }

    #[track_caller]
    fn check(source: &str, style: HeaderStyle, range: usize, content: &str) {
        let scan = scan(source);
        let found = (scan.header.style, usize::from(scan.header.range.end()));
        assert_eq!(found, (style, range), "{source:?}");
        assert_eq!(&source[scan.header.content], content, "{source:?}");
        assert_eq!(scan.fault, None, "{source:?}");
    }

    #[track_caller]
    fn check_none(source: &str) {
        check(source, HeaderStyle::None, 0, "");
    }

    #[track_caller]
    fn check_unclosed(source: &str, closed: &str) {
        let scan = scan(source);
        assert_eq!(scan.header.style, HeaderStyle::None, "{source:?}");
        let fault = scan.fault.expect("a fault");
        let opener = &source[fault.range];
        assert!(opener == "---" || opener == "+++", "{opener:?}");
        let repair = fault.repair.expect("a repair");
        let mut repaired = source.to_owned();
        repaired.replace_range(std::ops::Range::<usize>::from(repair.range), &repair.insert);
        assert_eq!(repaired, closed);
    }

    #[test]
    fn a_quoted_value_may_hold_paragraphs() {
        let content = "title: A\nexcerpt: \"One.\n\nTwo, and more.\"\ndate: 2021-03-03\n";
        let source = format!("---\n{content}---\nText\n");
        check(&source, HeaderStyle::Yaml, content.len() + 8, content);
        check_unclosed(
            "---\ntitle: \"A\" or B\n\nIt rained.\n\n---\n",
            "---\ntitle: \"A\" or B\n---\n\nIt rained.\n\n---\n",
        );
    }

    #[test]
    fn front_matter_ends_at_its_fence() {
        check("---\ntitle: A\n---\nText\n", HeaderStyle::Yaml, 17, "title: A\n");
        check("---\ntitle: A\n...\nText\n", HeaderStyle::Yaml, 17, "title: A\n");
        check("---\r\ntitle: A\r\n--- \r\nText", HeaderStyle::Yaml, 21, "title: A\r\n");
        check("---\rtitle: A\r---\rText", HeaderStyle::Yaml, 17, "title: A\r");
        check("+++\ntitle = \"A\"\n+++\n", HeaderStyle::Toml, 20, "title = \"A\"\n");
        check(
            "---\ntags:\n- a\n\n# x\nb:\n  c\n---",
            HeaderStyle::Yaml,
            29,
            "tags:\n- a\n\n# x\nb:\n  c\n",
        );
        check("---\n---\n", HeaderStyle::Yaml, 8, "");
    }

    #[test]
    fn keys_may_have_an_alias() {
        check("---\ntitle::name: A\n---\n", HeaderStyle::Yaml, 23, "title::name: A\n");
        check_none("---\nThey voted:: all of them\nand left.\n");
    }

    #[test]
    fn a_byte_order_mark_and_blank_lines_may_stand_before_it() {
        check("\u{feff}\n \n---\na: b\n---\n", HeaderStyle::Yaml, 19, "a: b\n");
        check("\u{feff}\nText\n", HeaderStyle::None, 3, "");
    }

    #[test]
    fn a_broken_line_does_not_end_front_matter() {
        check("---\ntitle: A\nauthor B\n---\n", HeaderStyle::Yaml, 26, "title: A\nauthor B\n");
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        check_none("---\n\nThey voted.\n\n---\n");
        check_none("---\nThey voted: all of them, at noon\nand left.\n");
        check_none("---\n# Heading\n---\n");
        check_none("---\n");
        check_none("----\ntitle: A\n----\n");
        check_none("+++\nThey voted.\n+++\n");
    }

    #[test]
    fn unclosed_front_matter_is_a_fault_at_its_opener() {
        check_unclosed(
            "---\ntitle: A\ndate: B\n\nThey voted.\n",
            "---\ntitle: A\ndate: B\n---\n\nThey voted.\n",
        );
        check_unclosed("---\r\ntitle: A\r\n\r\n# A\r\n", "---\r\ntitle: A\r\n---\r\n\r\n# A\r\n");
        check_unclosed("+++\ntitle = 1", "+++\ntitle = 1\n+++");
    }

    #[test]
    fn a_rule_in_the_article_does_not_close_front_matter() {
        check_unclosed(
            "---\ntitle: A\n\nThey voted.\n\n---\n\nMore.\n",
            "---\ntitle: A\n---\n\nThey voted.\n\n---\n\nMore.\n",
        );
        check_unclosed(
            "---\ntitle: A\n\nThey voted\n---\n",
            "---\ntitle: A\n---\n\nThey voted\n---\n",
        );
    }

    #[test]
    fn an_article_without_a_blank_line_before_it_does_not_close_it() {
        for article in [
            "They voted on Tuesday to strike.\n\nMore.",
            "[They](https://a.example/) voted",
            "> They voted\n> and left",
            "To strike or not\nis what they voted on.\n",
            "他们星期二投票决定罢工。他们星期二投票决定罢工。",
            "\n# They voted\n\n## At noon\n\n- [ ] Read the minutes",
            "Not a key\n",
        ] {
            check_unclosed(
                &format!("---\ntitle: A\ntags:\n- b\n{article}\n---\n\nMore.\n"),
                &format!("---\ntitle: A\ntags:\n- b\n---\n{article}\n---\n\nMore.\n"),
            );
        }
    }

    #[test]
    fn keys_after_a_stray_paragraph_show_that_front_matter_goes_on() {
        let content = "title: A\n\nThey voted.\n\nauthors:\n- B\n\ntags:\n- c\n\n";
        let source = format!("---\n{content}---\nText\n");
        check(&source, HeaderStyle::Yaml, content.len() + 8, content);
        let content = "title: A\n\n# date: B\n# tags: c\n";
        let source = format!("---\n{content}---\nText\n");
        check(&source, HeaderStyle::Yaml, content.len() + 8, content);
    }

    #[test]
    fn front_matter_is_closed_within_a_bound() {
        let long = format!("---\ntitle: A\n{}---\n", "key: value\n".repeat(6000));
        assert!(scan(&long).fault.is_some());
        let short = format!("---\ntitle: A\n{}---\n", "key: value\n".repeat(5000));
        assert_eq!(scan(&short).header.style, HeaderStyle::Yaml);
    }

    #[test]
    fn key_lines_end_at_the_blank_line_that_no_key_follows() {
        check("Title: A\nDate: B\n\nThey: voted\n", HeaderStyle::KeyLines, 17, "Title: A\nDate: B");
        let reader = "Title: A\n\nURL Source: https://a.example/\n\nMarkdown Content:\nText\n";
        let content = "Title: A\n\nURL Source: https://a.example/";
        check(reader, HeaderStyle::KeyLines, 60, content);
        let content = "Title: A\n\nPages: 3\n\nDate: B\n\nX: y";
        let reader = format!("{content}\n\nMarkdown Content:\nText\n");
        check(&reader, HeaderStyle::KeyLines, content.len() + 20, content);
        check(
            "Author: A\nSlug: b\nDate: c\nText\n",
            HeaderStyle::KeyLines,
            26,
            "Author: A\nSlug: b\nDate: c",
        );
        check(
            "Title: A\n  long one\nBy: B\n",
            HeaderStyle::KeyLines,
            26,
            "Title: A\n  long one\nBy: B",
        );
    }

    #[test]
    fn one_key_is_enough_where_it_leaves_no_doubt() {
        check("Title: A\n\nThey voted.\n", HeaderStyle::KeyLines, 9, "Title: A");
        check(
            "URL: https://a.example/\n\nText\n",
            HeaderStyle::KeyLines,
            24,
            "URL: https://a.example/",
        );
    }

    #[test]
    fn a_title_with_a_colon_is_no_header() {
        check_none("Photo: the harbour\n\nBy A. Writer\n");
        check_none("Source: the river\n\nThey went up.\n");
        check_none("Photo: the harbour\n\nRelated article: [A](b.txt)\n\nText\n");
        check_none("Original url: <https://a.example/>\n\n# A\n");
        check_none("Harbour: pilots strike\nDate: B\n");
        check_none("https://a.example/\n");
    }

    #[test]
    fn comments_are_key_lines() {
        let source = "[#]: title: (A)\n\n[#]: author: (B)\n\n# A\n";
        check(source, HeaderStyle::KeyLines, 34, "[#]: title: (A)\n\n[#]: author: (B)");
        check_none("[#]: /url\n\nText [#]\n");
    }
}
