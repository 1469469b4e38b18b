//! The newspaper header: title, byline, date line and credit, told by position and shape.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Misspelt;
use crate::facts::Value;
use crate::facts::byline;
use crate::facts::date_line;
use crate::facts::date_line::LineDate;
use crate::facts::date_scan;
use crate::facts::inline;
use crate::facts::passage::Passage;
use crate::facts::value;
use crate::facts::value::Telling;
use crate::syntax::Block;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::syntax::Labels;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// A header has no more blocks, decks and pictures included.
const MOST_BLOCKS: usize = 14;

/// A block of a header is no longer, in bytes.
const LONGEST_BLOCK: usize = 1200;

/// A line of fields is no longer, in bytes; what is longer is prose.
const LONGEST_LINE: usize = 400;

/// What was found, and where the body begins.
pub(super) struct Header {
    pub(super) fields: Vec<Field>,
    pub(super) end: TextSize,
    /// Lines of the header and of the first blocks behind it whose labels are misspelt.
    pub(super) misspelt: Vec<Misspelt>,
    /// Bylines and dates in the first blocks of the body.
    pub(super) misplaced: Vec<Field>,
}

/// Reads the header that stands behind the explicit one, which ends at `from` and told `told`.
pub(super) fn read(text: &Text, tree: &Tree, from: TextSize, told: &[Field]) -> Header {
    let blocks: Vec<Block> = tree.top_blocks_from(from).take(MOST_BLOCKS).collect();
    let Some(start) = blocks.first().map(|block| block.range.start()) else {
        return Header {
            fields: Vec::new(),
            end: from,
            misspelt: Vec::new(),
            misplaced: Vec::new(),
        };
    };
    let fits = |block: &&Block| usize::from(block.range.len()) <= LONGEST_BLOCK;
    // Long blocks are body: nothing behind the second of them is looked at.
    let end = blocks.iter().filter(fits).map(|it| it.range.end()).max().unwrap_or(start);
    let limit = blocks.iter().filter(|it| !fits(it)).nth(1).map_or(end, |it| it.range.start());
    let source = text.slice(TextRange::new(start, end.min(limit).max(start)));
    let all = Passage::new(&source, usize::from(start));
    let blocks: Vec<HeaderBlock<'_>> = blocks
        .iter()
        .take_while(|block| block.range.start() < limit)
        .map(|block| HeaderBlock::new(block, all, tree))
        .collect();
    let mut reader = Reader {
        blocks: &blocks,
        told,
        place: place(text, tree, told),
        fields: Vec::new(),
        end: from,
    };
    reader.read();
    let Reader { fields, end, .. } = reader;
    let behind = blocks.iter().filter(|block| end <= block.range.start());
    let misplaced = behind.filter_map(HeaderBlock::only_line).flat_map(|line| {
        let fields = line.fields.iter();
        fields.filter(|field| is_byline(field) || is_date_line(field, line)).cloned()
    });
    let misspelt = blocks.iter().flat_map(HeaderBlock::lines).filter_map(|line| {
        line.fields.is_empty().then(|| misspelt(line.source, tree.labels())).flatten()
    });
    Header { misspelt: misspelt.collect(), misplaced: misplaced.collect(), fields, end }
}

/// `field` is told by the word that leads to it.
pub(super) fn is_byline(field: &Field) -> bool {
    field.name == FieldName::Author && field.label.is_some() && field.value != Value::Empty
}

/// `line` is a date and nothing else.
fn is_date_line(field: &Field, line: &Line<'_>) -> bool {
    field.name == FieldName::Date
        && matches!(&field.value, Value::Date(DateReading::Date(date)) if date.day.is_some())
        && date_line::read(line.source, &Labels::default()).is_some()
}

/// The misspelt label of `line`, if what follows is what the right one would promise.
pub(super) fn misspelt(line: Passage<'_>, labels: &Labels) -> Option<Misspelt> {
    let (label, value) = split_label(line.without_emphasis())?;
    let (meant, word) = labels.nearest(label.text)?;
    let value = value.trim();
    let fits = match meant {
        FieldName::Source | FieldName::Archive => {
            let link = inline::only_link(value).and_then(|it| it.destination);
            link.is_some_and(|it| inline::is_web(it.text))
        }
        FieldName::Related => inline::only_link(value).is_some(),
        FieldName::Date | FieldName::Updated | FieldName::Retrieved => {
            matches!(Date::read(value.text), DateReading::Date(_))
        }
        FieldName::Author => is_lone_name(value),
        _ => false,
    };
    let label = label.trim_matches(|c| matches!(c, ':' | '：') || c.is_whitespace());
    fits.then(|| Misspelt { label: label.range(), meant, word: word.to_owned() })
}

/// What an explicit header leaves open for the blocks behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// There is no explicit header, or key lines that may lack anything.
    Free,
    /// Behind front matter: the body follows, unless a byline or a date shows that it does not.
    FrontMatter,
    /// Behind `Markdown Content:`, which begins the body.
    Body,
}

fn place(text: &Text, tree: &Tree, told: &[Field]) -> Place {
    let header = tree.header();
    match header.style {
        HeaderStyle::None if !told.is_empty() => Place::FrontMatter,
        HeaderStyle::None => Place::Free,
        HeaderStyle::Yaml | HeaderStyle::Toml => Place::FrontMatter,
        HeaderStyle::KeyLines => {
            let behind = TextRange::new(header.content.end(), header.range.end());
            if text.slice(behind).trim().is_empty() { Place::Free } else { Place::Body }
        }
    }
}

/// A block with what it could be.
struct HeaderBlock<'a> {
    range: TextRange,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Heading {
        level: u8,
        content: Passage<'a>,
        title: Box<str>,
    },
    Lines(Vec<Line<'a>>),
    /// A quote or an item that holds labelled lines, at least one of a known label.
    Labelled(Vec<Line<'a>>),
    /// One line that the grammar takes for an item, since it begins with `1.`
    Numbered(Passage<'a>),
    /// A picture or a comment: stands anywhere and says nothing.
    Silent,
    /// Anything that only a body has.
    Body,
}

struct Line<'a> {
    source: Passage<'a>,
    fields: Vec<Field>,
}

impl<'a> HeaderBlock<'a> {
    fn new(block: &Block, all: Passage<'a>, tree: &Tree) -> HeaderBlock<'a> {
        let start = usize::from(block.range.start()) - all.start;
        let source = all.part(start..start + usize::from(block.range.len()));
        let kind = if source.is_empty() { Kind::Body } else { kind(block, source, tree) };
        let trimmed = source.trim();
        HeaderBlock { range: if trimmed.is_empty() { block.range } else { trimmed.range() }, kind }
    }

    /// It holds a byline or a date line, so that the header is not over before it.
    fn tells_more(&self) -> bool {
        self.fields()
            .any(|it| matches!(it.name, FieldName::Author | FieldName::Date | FieldName::Updated))
    }

    fn has_date(&self) -> bool {
        self.fields().any(|it| matches!(it.name, FieldName::Date | FieldName::Updated))
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.lines().iter().flat_map(|line| &line.fields)
    }

    fn lines(&self) -> &[Line<'a>] {
        match &self.kind {
            Kind::Lines(lines) | Kind::Labelled(lines) => lines,
            _ => &[],
        }
    }

    /// Several sentences.
    fn is_prose(&self) -> bool {
        let is_end = |c: char| matches!(c, '.' | '!' | '?' | '。');
        let ends = |word: &str| {
            let word = word.trim_end_matches(['”', '"', '’', '*', '_', ')', '“', '»']);
            let title = matches!(word, "Dr." | "Mr." | "Mrs." | "Ms." | "St." | "Jr." | "Sr.");
            word.ends_with(is_end) && 2 < word.chars().count() && !title
        };
        let lines = self.lines().iter().filter(|line| line.fields.is_empty());
        let words = lines.flat_map(|line| line.source.text.split_whitespace());
        1 < words.filter(|word| ends(word)).count()
    }

    fn only_line(&self) -> Option<&Line<'a>> {
        match self.lines() {
            [line] => Some(line),
            _ => None,
        }
    }
}

fn kind<'a>(block: &Block, source: Passage<'a>, tree: &Tree) -> Kind<'a> {
    let labels = tree.labels();
    match block.kind {
        BlockKind::Heading => {
            let heading = tree
                .headings()
                .take_while(|it| it.range.start() < block.range.end())
                .find(|it| it.range.start() == block.range.start());
            let Some(heading) = heading else { return Kind::Body };
            let start = usize::from(heading.content.start()).saturating_sub(source.start);
            let content = source.part(start..start + usize::from(heading.content.len()));
            Kind::Heading { level: heading.level, content, title: heading.text }
        }
        BlockKind::Paragraph if is_picture(source) => Kind::Silent,
        BlockKind::Html if source.text.starts_with("<!--") => Kind::Silent,
        BlockKind::Paragraph => Kind::Lines(lines(source, labels)),
        BlockKind::Quote => labelled_lines(source, labels, &[">"]),
        // To Markdown, `18. Juli 2019` is the eighteenth item of a list.
        BlockKind::Item if date_line::read(source.trim(), labels).is_some() => {
            Kind::Lines(lines(source, labels))
        }
        BlockKind::Item if source.text.starts_with(|c: char| c.is_ascii_digit()) => {
            let one_line = source.trim().lines().nth(1).is_none();
            if one_line { Kind::Numbered(source.trim()) } else { Kind::Body }
        }
        BlockKind::Item => labelled_lines(source, labels, &["- ", "* ", "+ "]),
        _ => Kind::Body,
    }
}

fn lines<'a>(source: Passage<'a>, labels: &Labels) -> Vec<Line<'a>> {
    let lines = source.lines().map(Passage::trim).filter(|line| !line.is_empty());
    lines.map(|line| Line { source: line, fields: line_fields(line, labels) }).collect()
}

/// A quote or an item that holds labelled lines only: `> Original url: <…>`, `- Source: …`.
fn labelled_lines<'a>(source: Passage<'a>, labels: &Labels, markers: &[&str]) -> Kind<'a> {
    let mut lines = Vec::new();
    let mut known = false;
    for line in source.lines() {
        let mut line = line.trim();
        // `> * 原文地址：…`
        for marker in markers.iter().chain(&["* ", "- "]) {
            if line.text.starts_with(marker) {
                line = line.from(marker.len()).trim();
            }
        }
        if line.is_empty() {
            continue;
        }
        let Some((label, _)) = split_label(line) else { return Kind::Body };
        known |= labels.field(label.text).is_some();
        lines.push(Line { source: line, fields: line_fields(line, labels) });
    }
    if known { Kind::Labelled(lines) } else { Kind::Body }
}

fn is_picture(source: Passage<'_>) -> bool {
    let text = source.text.trim();
    let mut rest = text;
    while let Some(after) = rest.strip_prefix("![").or_else(|| rest.strip_prefix("[![")) {
        let Some(close) = after.find("](") else { return false };
        let Some(end) = after[close..].find(')') else { return false };
        rest = after[close + end + 1..].trim_start();
        if let Some(linked) = rest.strip_prefix("](") {
            let Some(end) = linked.find(')') else { return false };
            rest = linked[end + 1..].trim_start();
        }
    }
    rest.is_empty() && !text.is_empty()
}

/// A label with its colon, and what follows.
pub(super) fn split_label(line: Passage<'_>) -> Option<(Passage<'_>, Passage<'_>)> {
    const LONGEST_LABEL: usize = 40;
    let (at, colon) =
        line.text.char_indices().take(LONGEST_LABEL).find(|&(_, c)| c == ':' || c == '：')?;
    let after = at + colon.len_utf8();
    let label = &line.text[..at];
    let words = label.split_whitespace().count();
    let fits = (1..=5).contains(&words)
        && !line.text[after..].starts_with("//")
        && !label.contains(['[', '<', '.']);
    fits.then(|| (line.part(0..after), line.from(after)))
}

/// The fields of one line, if it holds fields and nothing else.
pub(super) fn line_fields(line: Passage<'_>, labels: &Labels) -> Vec<Field> {
    let telling = |name, label, value| Telling {
        name,
        style: FieldStyle::Newspaper,
        range: line.range(),
        label,
        value,
    };
    let mut fields = Vec::new();
    if LONGEST_LINE < line.text.len() {
        return fields;
    }
    if let Some(dates) = date_line::read(line, labels) {
        return dates.into_iter().map(|date| date_field(line, date)).collect();
    }
    if let Some((label, rest)) = byline::split(line, labels) {
        let (names, dates) = split_dates(rest, labels);
        fields.extend(value::fields(telling(FieldName::Author, Some(label.range()), names)));
        fields.extend(dates.into_iter().map(|date| date_field(line, date)));
        return fields;
    }
    if let Some((dates, rest)) = dates_before_byline(line, labels)
        && let Some((label, names)) = byline::split(rest, labels)
        && !names.is_empty()
    {
        fields.extend(dates.into_iter().map(|date| date_field(line, date)));
        fields.extend(value::fields(telling(FieldName::Author, Some(label.range()), names)));
        return fields;
    }
    if let Some((label, rest)) = split_label(line.without_emphasis())
        && let Some(name) = labels.field(label.text)
    {
        return labelled(telling(name, Some(label.range()), rest));
    }
    fields
}

fn date_field(line: Passage<'_>, date: LineDate<'_>) -> Field {
    let telling = Telling {
        name: date.name,
        style: FieldStyle::Newspaper,
        range: line.range(),
        label: date.label.map(Passage::range),
        value: date.source,
    };
    value::field(telling, date.source.range(), Value::Date(date.reading))
}

/// A labelled line counts where its value is of the kind that its label promises.
fn labelled(telling: Telling<'_>) -> Vec<Field> {
    let value = telling.value.trim();
    let fits = match telling.name {
        FieldName::Source | FieldName::Archive => {
            value.is_empty()
                || inline::links(value).iter().any(|it| it.destination.is_some())
                || inline::looks_like_url(value.text)
        }
        FieldName::Related => !inline::links(value).is_empty(),
        FieldName::Title | FieldName::Summary | FieldName::Tags => !value.is_empty(),
        // `Update: we added a link` is a note.
        FieldName::Updated | FieldName::Retrieved => {
            matches!(Date::read(value.text), DateReading::Date(_) | DateReading::Impossible { .. })
        }
        FieldName::Date => value.text.len() <= 40,
        _ => value.text.len() <= 200,
    };
    if fits { value::fields(telling) } else { Vec::new() }
}

/// Cuts the dates off the end of a byline: `A. Writer | July 18, 2019`.
fn split_dates<'a>(rest: Passage<'a>, labels: &Labels) -> (Passage<'a>, Vec<LineDate<'a>>) {
    let is_break = |c: char| c.is_whitespace() || matches!(c, ',' | '|' | '·' | '•' | ';');
    if !date_scan::has_digit(rest.text) {
        return (rest, Vec::new());
    }
    let starts =
        rest.text.char_indices().filter(|&(_, c)| is_break(c)).map(|(at, c)| at + c.len_utf8());
    for start in starts {
        let tail = rest.from(start);
        let begins = tail.text.starts_with(|c: char| c.is_alphanumeric());
        if begins && let Some(dates) = date_line::read(tail, labels) {
            let names = rest
                .part(0..start)
                .trim_matches(|c| is_break(c) || matches!(c, '-' | '–' | '—' | '/' | '('));
            return (names, dates);
        }
    }
    (rest, Vec::new())
}

/// `July 18, 2019 by A. Writer`, `July 18, 2019 | By A. Writer`
fn dates_before_byline<'a>(
    line: Passage<'a>,
    labels: &Labels,
) -> Option<(Vec<LineDate<'a>>, Passage<'a>)> {
    let is_break = |c: char| {
        c.is_whitespace() || matches!(c, '|' | '·' | '•' | '-' | '–' | '—' | ',' | '*' | '_')
    };
    let mut rest = line.without_emphasis();
    let mut dates = Vec::new();
    loop {
        let default = if dates.is_empty() { FieldName::Date } else { FieldName::Updated };
        let Some((date, after)) = date_line::first(rest, default, labels) else { break };
        dates.push(date);
        rest = after.trim_matches(is_break);
    }
    (!dates.is_empty()).then_some((dates, rest))
}

struct Reader<'a> {
    blocks: &'a [HeaderBlock<'a>],
    told: &'a [Field],
    place: Place,
    fields: Vec<Field>,
    end: TextSize,
}

impl Reader<'_> {
    fn read(&mut self) {
        let blocks = self.blocks;
        let mut titled = self.told.iter().any(|it| it.name == FieldName::Title);
        for (at, block) in blocks.iter().enumerate() {
            let goes_on = match &block.kind {
                Kind::Silent => continue,
                Kind::Body => false,
                Kind::Heading { level: 1, content, title }
                    if self.place == Place::Body && !titled =>
                {
                    self.heading(at, 1, *content, title);
                    false
                }
                _ if self.place == Place::Body => false,
                Kind::Numbered(line) => {
                    let is_title = !titled && self.fields.is_empty() && self.more_follows(at, 1);
                    if is_title {
                        self.title(block.range, line.range(), value::unescaped(line.text));
                        titled = true;
                    }
                    is_title
                }
                Kind::Heading { level, content, title } if !titled => {
                    titled = self.heading(at, *level, *content, title);
                    titled
                }
                Kind::Heading { level, content, title } => {
                    self.later_heading(at, *level, *content, title)
                }
                Kind::Labelled(lines) => {
                    self.add_lines(lines);
                    true
                }
                Kind::Lines(lines) if !titled => match self.untitled_lines(at, lines) {
                    Untitled::Title => {
                        titled = true;
                        true
                    }
                    Untitled::Fields => true,
                    Untitled::Body => false,
                },
                Kind::Lines(lines) => self.lines(at, lines),
            };
            if !goes_on {
                break;
            }
        }
    }

    fn has(&self, name: FieldName) -> bool {
        self.fields.iter().chain(self.told).any(|it| it.name == name)
    }

    /// The next block that says something tells the author or a date.
    fn more_follows(&self, at: usize, within: usize) -> bool {
        let speaking = self.blocks[at + 1..].iter().filter(|it| !matches!(it.kind, Kind::Silent));
        speaking.take(within).any(HeaderBlock::tells_more)
    }

    fn title(&mut self, range: TextRange, source: TextRange, text: String) {
        self.fields.push(Field {
            name: FieldName::Title,
            style: FieldStyle::Newspaper,
            range,
            label: None,
            source,
            value: Value::Text(text),
        });
        self.end = self.end.max(range.end());
    }

    fn heading(&mut self, at: usize, level: u8, content: Passage<'_>, title: &str) -> bool {
        let first = self.fields.is_empty() && self.place == Place::Free;
        if title.trim().is_empty() || !(first || level == 1 || self.more_follows(at, 1)) {
            return false;
        }
        self.title(self.blocks[at].range, content.trim().range(), title.trim().to_owned());
        true
    }

    /// A heading after the title was told: a deck, or the body.
    fn later_heading(&mut self, at: usize, level: u8, content: Passage<'_>, title: &str) -> bool {
        let first = self.fields.is_empty();
        if first && level == 1 && self.more_follows(at, 2) {
            // An explicit header told the title, and the newspaper header tells it again.
            self.title(self.blocks[at].range, content.trim().range(), title.trim().to_owned());
            return true;
        }
        self.wants_more() && self.more_follows(at, 2)
    }

    /// `line` says the title of the explicit header once more.
    fn is_told_title(&self, line: Passage<'_>) -> bool {
        let words = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let title = self.told.iter().find(|it| it.name == FieldName::Title);
        matches!(title.map(|it| &it.value), Some(Value::Text(title)) if words(title) == words(line.text))
    }

    /// Author or date are still to come.
    fn wants_more(&self) -> bool {
        !(self.has(FieldName::Author) && self.has(FieldName::Date))
    }

    fn untitled_lines(&mut self, at: usize, lines: &[Line<'_>]) -> Untitled {
        let Some(first) = lines.first() else { return Untitled::Body };
        let all_fields = lines.iter().all(|line| !line.fields.is_empty());
        // `By the Numbers` with a byline below it is a title.
        let twice = lines.len() == 1
            && self.fields.is_empty()
            && first.fields.iter().any(|it| it.name == FieldName::Author)
            && self
                .blocks
                .get(at + 1)
                .is_some_and(|next| next.fields().any(|it| it.name == FieldName::Author));
        if all_fields && !twice {
            self.add_lines(lines);
            return Untitled::Fields;
        }
        if !twice && !lines[1..].iter().all(|line| !line.fields.is_empty()) {
            return Untitled::Body;
        }
        let followed = 1 < lines.len() || self.more_follows(at, 1);
        let after_byline = !self.fields.is_empty();
        let untitled = after_byline && (!followed || credit_mark(first.source.text));
        if untitled && lines.len() == 1 && self.credit(first) {
            return Untitled::Fields;
        }
        let body = self.place == Place::FrontMatter && !followed;
        if untitled || body || !is_title(first.source, followed) {
            return Untitled::Body;
        }
        let source = first.source.without_emphasis();
        self.title(first.source.range(), source.range(), value::unescaped(source.text));
        self.add_lines(&lines[1..]);
        Untitled::Title
    }

    fn add_lines(&mut self, lines: &[Line<'_>]) {
        for line in lines {
            self.fields.extend(line.fields.iter().cloned());
            self.end = self.end.max(line.source.range().end());
        }
    }

    fn lines(&mut self, at: usize, lines: &[Line<'_>]) -> bool {
        // Below the byline an editor may be named.
        let is_known = |line: &&Line<'_>| !line.fields.is_empty() || byline::is_role(line.source);
        let known = lines.iter().take_while(is_known).count();
        self.add_lines(&lines[..known]);
        if known == lines.len() {
            return true;
        }
        let ([line], 0) = (lines, known) else { return 0 == known && self.deck(at) };
        let told_again =
            self.fields.is_empty() && self.told.iter().any(|it| it.name == FieldName::Title);
        if told_again && self.more_follows(at, 1) && self.is_told_title(line.source) {
            let source = line.source.without_emphasis();
            self.title(line.source.range(), source.range(), value::unescaped(source.text));
            return true;
        }
        let dated_next = self.blocks.get(at + 1).is_some_and(HeaderBlock::has_date);
        if dated_next && !self.has(FieldName::Author) && is_lone_name(line.source) {
            let source = line.source.without_emphasis();
            self.fields.extend(value::fields(Telling {
                name: FieldName::Author,
                style: FieldStyle::Newspaper,
                range: line.source.range(),
                label: None,
                value: source,
            }));
            self.end = self.end.max(line.source.range().end());
            return true;
        }
        if self.credit(line) {
            return true;
        }
        self.deck(at)
    }

    fn credit(&mut self, line: &Line<'_>) -> bool {
        let placed =
            self.fields.iter().any(|it| matches!(it.name, FieldName::Author | FieldName::Date));
        if !placed || self.has(FieldName::Credit) || !is_credit(line.source.text) {
            return false;
        }
        self.fields.push(Field {
            name: FieldName::Credit,
            style: FieldStyle::Newspaper,
            range: line.source.range(),
            label: None,
            source: line.source.range(),
            value: Value::Text(value::unescaped(line.source.without_emphasis().text)),
        });
        self.end = self.end.max(line.source.range().end());
        true
    }

    /// A deck may stand between the title and what is still to come: one paragraph of sentences,
    /// but no two.
    fn deck(&self, at: usize) -> bool {
        let prose = self.blocks[..=at].iter().filter(|block| block.is_prose()).count();
        prose < 2 && self.wants_more() && self.more_follows(at, 2)
    }
}

enum Untitled {
    Title,
    Fields,
    Body,
}

/// `line` has the shape of a title. What a byline or a date follows may look like a sentence.
fn is_title(line: Passage<'_>, followed: bool) -> bool {
    let text = line.text;
    let longest = if followed { 400 } else { 200 };
    let sentence = text.ends_with(['.', '。', ':', ',', ';']) && !text.ends_with("...");
    text.len() <= longest
        && (followed || !sentence)
        && inline::only_link(line).is_none_or(|it| it.text.is_some())
}

/// A linked name, or a few capitalised words.
fn is_lone_name(line: Passage<'_>) -> bool {
    let links = inline::links(line);
    if !links.is_empty() {
        let mut at = 0;
        let mut around = String::new();
        for link in &links {
            around.push_str(line.part(at..link.range.start).text);
            at = link.range.end;
        }
        around.push_str(line.from(at).text);
        let joins = |it: &str| {
            matches!(it, "," | ";" | "|" | "&" | "and" | "und" | "et" | "y" | "e" | "*" | "**")
        };
        return around.split_whitespace().all(joins) && links.iter().all(|it| it.text.is_some());
    }
    // `A. Writer | Example Agency`, `A. Writer, Example Agency`
    let name = line.text.split_once([',', '|']).filter(|(name, rest)| {
        let rest = rest.trim();
        2 <= name.split_whitespace().count()
            && (byline::is_organisation(rest) || rest.contains('@') && !rest.contains(' '))
    });
    let words: Vec<&str> = name.map_or(line.text, |(name, _)| name).split_whitespace().collect();
    let is_name_word = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
    };
    (2..=4).contains(&words.len()) && words.iter().all(is_name_word) && !line.text.ends_with('.')
}

/// Words and signs that only credits have.
fn credit_mark(text: &str) -> bool {
    const MARKS: &[&str] = &[
        "©",
        "&copy;",
        "(c) ",
        " / ",
        "Getty",
        "Foto:",
        "Photo:",
        "Credit:",
        "Bild:",
        "Image:",
        "Picture:",
        "Illustration:",
        "/Reuters",
        "/AP",
        "/AFP",
        "via ",
    ];
    MARKS.iter().any(|mark| text.contains(mark))
}

pub(super) fn is_credit(text: &str) -> bool {
    if credit_mark(text) {
        return text.len() <= 320;
    }
    let sentence = text.ends_with(['.', '!', '?', ':', '…', '。', ',', ';']);
    let markup = text.starts_with(['*', '_', '[', '!', '<', '|', '`', '“', '"', '„', '«']);
    !sentence && !markup && text.len() <= 120
}
