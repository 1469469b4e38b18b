//! The newspaper header: title, byline, date line and credit, told by position and shape.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Misspelt;
use crate::facts::Value;
use crate::facts::byline;
use crate::facts::date_line;
use crate::facts::header_block;
use crate::facts::header_block::HeaderBlock;
use crate::facts::header_block::Kind;
use crate::facts::header_block::Line;
use crate::facts::header_line::is_lone_name;
use crate::facts::header_line::split_label;
use crate::facts::inline;
use crate::facts::passage::Passage;
use crate::facts::title_line;
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

/// What was found, and where the body begins.
pub(super) struct Header {
    pub(super) fields: Vec<Field>,
    /// Where the title leads to: the source, if nothing else tells it.
    pub(super) title_link: Option<Field>,
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
            title_link: None,
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
    let ruled = blocks.first().is_some_and(|it| it.kind == BlockKind::ThematicBreak);
    let mut blocks: Vec<HeaderBlock<'_>> = blocks
        .iter()
        .take_while(|block| block.range.start() < limit)
        .map(|block| HeaderBlock::new(block, all, tree))
        .collect();
    let place = place(text, tree, told);
    if place == Place::Free {
        header_block::read_top(&mut blocks, ruled, tree.labels());
    }
    header_block::pair_labels(&mut blocks, tree.labels());
    let mut reader =
        Reader { blocks: &blocks, told, place, fields: Vec::new(), title_link: None, end: from };
    let titled = reader.read();
    if !titled && place != Place::Body {
        reader.only_heading(tree);
    }
    let more = title_line::fields(all, &reader.fields, told, tree.labels());
    reader.fields.extend(more);
    let Reader { fields, title_link, end, .. } = reader;
    let behind = blocks.iter().filter(|block| end <= block.range.start());
    let misplaced = behind.flat_map(|block| {
        let alone = block.only_line().is_some();
        block.lines().iter().flat_map(move |line| {
            let fields = line.fields.iter();
            let tells = move |field: &&Field| {
                is_labelled_byline(field, line)
                    || alone && is_byline(field)
                    || alone && is_date_line(field, line)
            };
            fields.filter(tells).cloned()
        })
    });
    let misspelt = blocks.iter().flat_map(HeaderBlock::lines).filter_map(|line| {
        line.fields.is_empty().then(|| misspelt(line.source, tree.labels())).flatten()
    });
    let (misspelt, misplaced) = (misspelt.collect(), misplaced.collect());
    Header { misspelt, misplaced, fields, title_link, end }
}

/// `field` is told by the word that leads to it.
pub(super) fn is_byline(field: &Field) -> bool {
    field.name == FieldName::Author && field.label.is_some() && field.value != Value::Empty
}

/// `Authors: …`, not `by and by …`
fn is_labelled_byline(field: &Field, line: &Line<'_>) -> bool {
    if !is_byline(field) {
        return false;
    }
    let end = field.label.map_or(0, |it| usize::from(it.end()).saturating_sub(line.source.start));
    line.source.text.get(..end).is_some_and(|it| it.trim_end().ends_with([':', '：']))
}

/// `line` is a date and nothing else.
fn is_date_line(field: &Field, line: &Line<'_>) -> bool {
    field.name == FieldName::Date
        && matches!(&field.value, Value::Date(DateReading::Date(date)) if date.day.is_some())
        // Its label may stand in the block above it.
        && (field.range != line.source.range()
            || date_line::read(line.source, &Labels::default()).is_some())
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

struct Reader<'a> {
    blocks: &'a [HeaderBlock<'a>],
    told: &'a [Field],
    place: Place,
    fields: Vec<Field>,
    title_link: Option<Field>,
    end: TextSize,
}

impl Reader<'_> {
    /// True if a title is told.
    fn read(&mut self) -> bool {
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
                Kind::Labelled(_) if !self.goes_on_labelled(at) => false,
                Kind::Labelled(lines) => {
                    self.add_lines(lines);
                    titled |= self.has(FieldName::Title);
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
        titled
    }

    /// The title may stand below a note on the text: it is the only heading of its level then.
    fn only_heading(&mut self, tree: &Tree) {
        // Of a book it is no matter what the later ones say.
        const MOST_HEADINGS: usize = 200;
        const MOST_ABOVE: usize = 3;
        let first = self.blocks.iter().take(MOST_ABOVE).enumerate().find_map(|(at, block)| {
            let Kind::Heading { level: 1, content, title } = &block.kind else { return None };
            Some((at, *content, title))
        });
        let others = tree.headings().take(MOST_HEADINGS).filter(|it| it.top && it.level == 1);
        if let Some((at, content, title)) = first
            && !title.trim().is_empty()
            && !is_introduction(title)
            && others.take(2).count() == 1
        {
            self.title(self.blocks[at].range, content.trim().range(), title.trim().to_owned());
        }
    }

    fn has(&self, name: FieldName) -> bool {
        self.fields.iter().chain(self.told).any(|it| it.name == name)
    }

    /// The labelled lines of block `at` tell something, or the labelled blocks behind it do.
    fn goes_on_labelled(&self, at: usize) -> bool {
        let labelled =
            self.blocks[at..].iter().take_while(|it| matches!(it.kind, Kind::Labelled(_)));
        labelled.flat_map(HeaderBlock::fields).next().is_some()
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

    /// The link that all of `line` is, if it leads anywhere.
    fn link_of_title(&mut self, line: Passage<'_>) {
        let Some(link) = inline::only_link(line) else { return };
        let Some(url) = link.destination.filter(|it| inline::is_web(it.text)) else { return };
        let telling = Telling {
            name: FieldName::Source,
            style: FieldStyle::Newspaper,
            range: line.range(),
            label: None,
            value: line,
        };
        let text = link.text.map(|it| it.text.to_owned());
        let value = Value::Link { url: url.text.to_owned(), text };
        self.title_link.get_or_insert(value::field(telling, line.part(link.range).range(), value));
    }

    fn heading(&mut self, at: usize, level: u8, content: Passage<'_>, title: &str) -> bool {
        let first = self.fields.is_empty() && self.place == Place::Free;
        if title.trim().is_empty() || !(first || level == 1 || self.more_follows(at, 1)) {
            return false;
        }
        // Front matter without a title, and the text begins with its first section.
        if self.place == Place::FrontMatter && is_introduction(title) {
            return false;
        }
        self.link_of_title(content);
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

    /// `line` says the title once more.
    fn is_told_title(&self, line: Passage<'_>) -> bool {
        let words = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let title = self.told.iter().chain(&self.fields).find(|it| it.name == FieldName::Title);
        matches!(title.map(|it| &it.value), Some(Value::Text(title)) if words(title) == words(line.text))
    }

    /// Author or date are still to come.
    fn wants_more(&self) -> bool {
        !(self.has(FieldName::Author) && self.has(FieldName::Date))
    }

    fn untitled_lines(&mut self, at: usize, lines: &[Line<'_>]) -> Untitled {
        let Some(first) = lines.first() else { return Untitled::Body };
        // `The Week | July 18, 2019`, unless it says what kind of writer that is.
        let is_unled = self.fields.is_empty()
            && first.fields.iter().any(|it| {
                let organised = matches!(&it.value, Value::Author { organisation: Some(_), .. });
                it.name == FieldName::Author && it.label.is_none() && !organised
            });
        let all_fields = !is_unled && lines.iter().all(|line| !line.fields.is_empty());
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
        let strong =
            first.source.text.starts_with("**") && is_title(first.source.without_emphasis(), false);
        let body = self.place == Place::FrontMatter && !followed && !strong;
        if untitled || body || !is_title(first.source, followed) {
            return Untitled::Body;
        }
        let source = first.source.without_emphasis();
        self.title(first.source.range(), source.range(), value::unescaped(source.text));
        self.add_lines(&lines[1..]);
        Untitled::Title
    }

    fn add_lines(&mut self, lines: &[Line<'_>]) {
        // No word says that these are names, and the front matter tells better ones.
        let named = self.told.iter().any(|it| it.name == FieldName::Author);
        let is_sure = |it: &&Field| !(named && it.name == FieldName::Author && it.label.is_none());
        for line in lines {
            self.fields.extend(line.fields.iter().filter(is_sure).cloned());
            // The value of a label may stand in the next block.
            let ends = line.fields.iter().map(|it| it.range.end());
            self.end = ends.fold(self.end.max(line.source.range().end()), TextSize::max);
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
        if let ([name, date], 0) = (lines, known)
            && date.fields.iter().any(|it| it.name == FieldName::Date)
            && self.lone_name(name)
        {
            self.add_lines(&lines[1..]);
            return true;
        }
        let ([line], 0) = (lines, known) else {
            return 0 == known && (self.labelled_byline(lines) || self.deck(at));
        };
        let told_again =
            self.fields.is_empty() && self.told.iter().any(|it| it.name == FieldName::Title);
        if told_again && self.more_follows(at, 1) && self.is_told_title(line.source) {
            let source = line.source.without_emphasis();
            self.title(line.source.range(), source.range(), value::unescaped(source.text));
            return true;
        }
        // `[The title](https://…)` below the title.
        let text = inline::only_link(line.source).and_then(|it| it.text);
        if text.is_some_and(|it| self.is_told_title(it)) {
            self.link_of_title(line.source);
            self.end = self.end.max(line.source.range().end());
            return true;
        }
        let dated_next = self.blocks.get(at + 1).is_some_and(HeaderBlock::has_date);
        if dated_next && self.lone_name(line) {
            return true;
        }
        if self.credit(line) {
            return true;
        }
        self.deck(at)
    }

    /// A line that says who wrote it, among others that tell nothing.
    fn labelled_byline(&mut self, lines: &[Line<'_>]) -> bool {
        let tells = |it: &&Line<'_>| it.fields.iter().any(|field| is_labelled_byline(field, it));
        let Some(line) = lines.iter().find(tells) else { return false };
        let is_told = self.has(FieldName::Author);
        if !is_told {
            self.add_lines(std::slice::from_ref(line));
        }
        !is_told
    }

    /// `line` is a name, and so the author if nobody else is.
    fn lone_name(&mut self, line: &Line<'_>) -> bool {
        if self.has(FieldName::Author) || !is_lone_name(line.source) {
            return false;
        }
        self.fields.extend(value::fields(Telling {
            name: FieldName::Author,
            style: FieldStyle::Newspaper,
            range: line.source.range(),
            label: None,
            value: line.source.without_emphasis(),
        }));
        self.end = self.end.max(line.source.range().end());
        true
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

/// What first sections are called.
fn is_introduction(title: &str) -> bool {
    const WORDS: &[&str] = &[
        "introduction",
        "intro",
        "contents",
        "table of contents",
        "einleitung",
        "inhalt",
        "introducción",
        "introduzione",
        "introdução",
        "inleiding",
        "wstęp",
        "введение",
        "前言",
        "引言",
        "はじめに",
        "目次",
    ];
    WORDS.contains(&title.trim().to_lowercase().as_str())
}

/// Words and signs that only credits have, or hardly anything else.
fn credit_mark(text: &str) -> bool {
    const MARKS: &[&str] = &[
        "©",
        "&copy;",
        "(c) ",
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
    ];
    MARKS.iter().any(|mark| text.contains(mark)) || weak_mark(text)
}

/// Marks of credits that sentences hold as well.
fn weak_mark(text: &str) -> bool {
    [" / ", "via "].iter().any(|mark| text.contains(mark))
}

pub(super) fn is_credit(text: &str) -> bool {
    // A note belongs to a text, and `{{< … >}}` calls a template.
    let says = text.contains(char::is_alphabetic) && !text.contains("[^");
    if !says || text.starts_with("{{") {
        return false;
    }
    const LONGEST: usize = 120;
    const LONGEST_MARKED: usize = 320;
    let sentence = text.ends_with(['.', '!', '?', ':', '…', '。', ',', ';']);
    if credit_mark(text) {
        let prose = sentence && weak_mark(text) && LONGEST < text.len();
        return text.len() <= LONGEST_MARKED && !prose;
    }
    let markup = text.starts_with(['*', '_', '[', '!', '<', '|', '`', '“', '"', '„', '«']);
    !sentence && !markup && text.len() <= LONGEST
}
