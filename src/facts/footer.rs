//! Labelled lines in and after the body: `Original url:`, `Related article:`, and the sentence
//! that tells where an article was first published.

use crate::facts::DateReading;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Misspelt;
use crate::facts::Value;
use crate::facts::header_line;
use crate::facts::inline;
use crate::facts::newspaper;
use crate::facts::passage::Passage;
use crate::facts::value;
use crate::facts::value::Telling;
use crate::syntax::Block;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::Labels;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// A footer has no more blocks.
const MOST_BLOCKS: usize = 10;

/// So many labelled paragraphs of a body are looked at: a reading follows each keystroke, and a
/// text may be a conversation in which every paragraph begins with a name and a colon.
const MOST_LABELLED: usize = 64;

/// Of the blocks of the body, so many may tell where it was first published.
const MOST_ON_TOP: usize = 3;

/// A line of a footer is no longer, in bytes.
const LONGEST_LINE: u32 = 200;

/// A block of a footer is no longer, in bytes.
const LONGEST_BLOCK: u32 = 1200;

/// Labels that mean the source and nothing else, wherever they stand.
const SOURCE_LABELS: &[&str] = &["originalurl", "sourceurl", "urlsource", "originallypublishedat"];

/// Labels that mean a related article, wherever they stand.
const RELATED_LABELS: &[&str] =
    &["related", "relatedarticle", "relatedarticles", "seealso", "readmore"];

/// What sentences say about where an article stood first.
const PHRASES: &[&str] = &[
    "originally published",
    "originally appeared",
    "first published",
    "first appeared",
    "was published at",
    "clipped from",
    "read the original",
    "read original",
    "view original",
    "original article",
    "republished from",
    "ursprünglich erschienen",
    "zuerst erschienen",
    "publié à l’origine",
    "publicado originalmente",
    "原文链接",
    "原文地址",
    "本文转载自",
];

/// What else is said so. It may be one of several places: an explicit header tells the better one.
const WEAK_PHRASES: &[&str] = &[
    "originally posted",
    "cross-posted from",
    "crossposted from",
    "reposted from",
    "link to original",
    "link to the original",
];

/// What was found behind the header.
#[derive(Default)]
pub(super) struct Found {
    pub(super) fields: Vec<Field>,
    /// Lines of the footer whose labels are misspelt.
    pub(super) misspelt: Vec<Misspelt>,
    /// Bylines in the last blocks.
    pub(super) misplaced: Vec<Field>,
}

/// Reads the fields that stand behind `body`, the end of the header.
pub(super) fn read(text: &Text, tree: &Tree, body: TextSize, told: &[Field]) -> Found {
    let mut found = Found::default();
    let fields = &mut found.fields;
    let last: Vec<Block> = tree
        .top_blocks_before(text.len())
        .take(MOST_BLOCKS)
        .take_while(|block| body <= block.range.start())
        .collect();
    let last = match last.first() {
        Some(block) if swallows_the_rest(text, block) => swallowed(text, block),
        _ => last,
    };
    let zone = last.last().map_or(text.len(), |block| block.range.start());
    for block in tree.labelled().take(MOST_LABELLED) {
        if body <= block.range.start() && block.range.start() < zone {
            labelled_in_body(text, tree, &block, fields);
        }
    }
    for block in tree.top_blocks_from(body).take(MOST_ON_TOP) {
        let mut reader = Footer { text, labels: tree.labels(), told, is_last: false, fields };
        if zone <= block.range.start() || reader.sentence_on_top(&block) {
            break;
        }
    }
    let mut blocks = last.iter().rev().peekable();
    while let Some(block) = blocks.next() {
        let next = blocks.peek().copied();
        let mut reader =
            Footer { text, labels: tree.labels(), told, is_last: next.is_none(), fields };
        if reader.block(block, next) {
            blocks.next();
            while blocks.next_if(|item| reader.further_item(item)).is_some() {}
        }
    }
    keep_the_clearest_source(text, fields);
    if !told.iter().chain(&*fields).any(|it| it.name == FieldName::Source) {
        fields.extend(lone_url(text, tree, &last));
    }
    for block in &last {
        let short = block.range.len() <= TextSize::from(LONGEST_LINE);
        if !short || !matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote) {
            continue;
        }
        let source = text.slice(block.range);
        let line = unmarked(Passage::new(&source, block.range.start().into()));
        found.misspelt.extend(newspaper::misspelt(line, tree.labels()));
        if line.lines().nth(1).is_none() {
            let fields = header_line::line_fields(line, tree.labels());
            found.misplaced.extend(fields.into_iter().filter(newspaper::is_byline));
        }
    }
    found
}

/// `Source:` and sentences also tell where a picture or a table comes from. The last of them counts,
/// and none where `Original url:` is told.
fn keep_the_clearest_source(text: &Text, fields: &mut Vec<Field>) {
    let strong = |field: &Field| {
        let label = field.label.map(|it| plain(&text.slice(it))).unwrap_or_default();
        SOURCE_LABELS.contains(&label.as_str())
    };
    let is_source = |field: &Field| field.name == FieldName::Source;
    let any_strong = fields.iter().any(|it| is_source(it) && strong(it));
    let last = fields.iter().filter(|it| is_source(it)).map(|it| it.range.start()).max();
    fields.retain(|it| {
        !is_source(it) || if any_strong { strong(it) } else { Some(it.range.start()) == last }
    });
}

/// A fence or comment that is never closed takes the footer into itself. Its own finding is enough.
fn swallows_the_rest(text: &Text, block: &Block) -> bool {
    match block.kind {
        BlockKind::Fence { closed } => !closed,
        BlockKind::Html => {
            let end = TextRange::new(
                block.range.end().checked_sub(TextSize::from(4)).unwrap_or_default(),
                block.range.end(),
            );
            let starts = TextRange::at(block.range.start(), TextSize::from(4));
            text.slice(starts) == "<!--" && !text.slice(end).trim_end().ends_with("-->")
        }
        _ => false,
    }
}

/// The paragraphs at the end of `block`, last first, as if they stood outside of it.
fn swallowed(text: &Text, block: &Block) -> Vec<Block> {
    let from = block.range.end().checked_sub(TextSize::from(LONGEST_BLOCK));
    let start = from.unwrap_or_default().max(block.range.start());
    let source = text.slice(TextRange::new(start, block.range.end()));
    let passage = Passage::new(&source, start.into());
    let mut paragraphs: Vec<TextRange> = Vec::new();
    let mut blank = true;
    for line in passage.lines() {
        let is_blank = line.trim().is_empty();
        match paragraphs.last_mut() {
            Some(last) if !is_blank && !blank => *last = last.cover(line.range()),
            _ if !is_blank => paragraphs.push(line.range()),
            _ => {}
        }
        blank = is_blank;
    }
    let paragraph = |range| Block { range, kind: BlockKind::Paragraph, ..block.clone() };
    paragraphs.into_iter().rev().take(MOST_BLOCKS).map(paragraph).collect()
}

/// A labelled paragraph in the middle of the body.
fn labelled_in_body(text: &Text, tree: &Tree, block: &Block, fields: &mut Vec<Field>) {
    let Some(length) = block.label else { return };
    let label = text.slice(TextRange::at(block.range.start(), length));
    let plain = plain(&label);
    let is_related = RELATED_LABELS.contains(&plain.as_str());
    if !is_related && !SOURCE_LABELS.contains(&plain.as_str())
        || TextSize::from(LONGEST_BLOCK) < block.range.len()
    {
        return;
    }
    let next = tree.top_blocks_from(block.range.end()).next();
    let mut reader =
        Footer { text, labels: tree.labels(), told: &[], is_last: next.is_none(), fields };
    if let Some(next) = next
        && reader.block(block, Some(&next))
    {
        let mut items = tree.top_blocks_from(next.range.end());
        while items.next().is_some_and(|item| reader.further_item(&item)) {}
    }
}

struct Footer<'a> {
    text: &'a Text,
    labels: &'a Labels,
    told: &'a [Field],
    is_last: bool,
    fields: &'a mut Vec<Field>,
}

impl Footer<'_> {
    /// Reads `block`; true if `next` holds its value.
    fn block(&mut self, block: &Block, next: Option<&Block>) -> bool {
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote | BlockKind::Item) {
            return false;
        }
        // Prose may follow a label in the lines below it; its end is of no interest then.
        let short = block.range.len() <= TextSize::from(LONGEST_BLOCK);
        let length = block.range.len().min(TextSize::from(LONGEST_BLOCK));
        let source = self.text.slice(TextRange::at(block.range.start(), length));
        let mut source = Passage::new(&source, block.range.start().into()).trim();
        if !short {
            let Some((cut, _)) =
                source.text.char_indices().rfind(|&(_, c)| matches!(c, '\n' | '\r'))
            else {
                return false;
            };
            source = source.part(0..cut);
        }
        if short && self.sentence(source) {
            return false;
        }
        let mut lines = source.lines().map(unmarked).filter(|it| !it.is_empty()).peekable();
        while let Some(line) = lines.next() {
            if self.named_link(line) {
                continue;
            }
            let Some((label, rest)) = header_line::split_label(line.without_emphasis()) else {
                continue;
            };
            let Some(name) = self.labels.field(label.text) else { continue };
            if !self.belongs_here(name, &plain(label.text)) {
                continue;
            }
            let mut telling = Telling {
                name,
                style: FieldStyle::Footer,
                range: line.range(),
                label: Some(label.range()),
                value: rest.trim(),
            };
            if telling.value.is_empty()
                && let Some(&below) = lines.peek()
                && (!inline::links(below).is_empty() || inline::looks_like_url(below.text))
            {
                telling.value = below;
                telling.range = telling.range.cover(below.range());
                lines.next();
            }
            if telling.value.is_empty() && lines.peek().is_none() {
                return self.value_in_next(telling, next);
            }
            self.add(telling);
        }
        false
    }

    /// The value of a label at the end of its block stands in the next, or nowhere.
    fn value_in_next(&mut self, telling: Telling<'_>, next: Option<&Block>) -> bool {
        let strong = SOURCE_LABELS
            .contains(&plain(&self.text.slice(telling.label.unwrap_or_default())).as_str());
        if let Some(next) = next
            && matches!(next.kind, BlockKind::Paragraph | BlockKind::Item)
            && next.range.len() <= TextSize::from(LONGEST_BLOCK)
        {
            let source = self.text.slice(next.range);
            let value = unmarked(Passage::new(&source, next.range.start().into()).trim());
            let single = value.lines().nth(1).is_none();
            let link = inline::only_link(value).is_some()
                || (strong && single && inline::looks_like_url(value.text));
            if single && link {
                let range = telling.range.cover(value.range());
                self.fields.extend(value::fields(Telling { value, range, ..telling }));
                return true;
            }
        }
        // `Read more:` and its kin introduce other things too; only at the very end do they
        // promise a value that is missing.
        if strong || self.is_last || telling.name == FieldName::Related && next.is_none() {
            self.fields.push(value::field(telling, telling.value.range(), Value::Empty));
        }
        false
    }

    /// One more item of the list of links that a label introduced; false if `item` is none.
    fn further_item(&mut self, item: &Block) -> bool {
        let Some(first) = self.fields.last().cloned() else { return false };
        if item.kind != BlockKind::Item
            || first.name != FieldName::Related
            || TextSize::from(LONGEST_BLOCK) < item.range.len()
        {
            return false;
        }
        let source = self.text.slice(item.range);
        let value = unmarked(Passage::new(&source, item.range.start().into()).trim());
        if inline::only_link(value).is_none() {
            return false;
        }
        let (range, label) = (value.range(), None);
        let (name, style) = (first.name, first.style);
        self.fields.extend(value::fields(Telling { name, style, range, label, value }));
        true
    }

    fn belongs_here(&self, name: FieldName, label: &str) -> bool {
        let told = |name| self.told.iter().any(|it| it.name == name);
        match name {
            // `Source:` in a text is that of a table, a picture or a quotation.
            FieldName::Source if !SOURCE_LABELS.contains(&label) => {
                !self.told.iter().any(|it| it.name == name && it.style.is_explicit())
            }
            FieldName::Source | FieldName::Related | FieldName::Archive => true,
            FieldName::Retrieved | FieldName::Updated => true,
            FieldName::Author | FieldName::Date => !told(name),
            FieldName::Credit => label == "photocredit" || label == "credit",
            _ => false,
        }
    }

    fn add(&mut self, telling: Telling<'_>) {
        let label = telling.label.map(|it| plain(&self.text.slice(it))).unwrap_or_default();
        let links = inline::links(telling.value);
        let strong = SOURCE_LABELS.contains(&label.as_str());
        let fits = match telling.name {
            FieldName::Source | FieldName::Archive => {
                strong
                    || links.iter().any(|it| it.destination.is_some())
                    || inline::looks_like_url(telling.value.text)
            }
            FieldName::Related => {
                !links.is_empty()
                    || RELATED_LABELS[..3].contains(&label.as_str())
                    || inline::looks_like_url(telling.value.text)
            }
            FieldName::Author => telling.value.text.len() <= 200,
            FieldName::Date | FieldName::Updated | FieldName::Retrieved => {
                telling.value.text.len() <= 60
            }
            _ => true,
        };
        let mut fields = if fits { value::fields(telling) } else { Vec::new() };
        // A date label in a footer counts only if a date follows.
        if matches!(telling.name, FieldName::Date | FieldName::Updated | FieldName::Retrieved) {
            fields.retain(
                |it| matches!(&it.value, Value::Date(date) if *date != DateReading::NotADate),
            );
        }
        self.fields.extend(fields);
    }

    /// `[Source](https://…)`, `(via [News](https://…))`
    fn named_link(&mut self, line: Passage<'_>) -> bool {
        let inner = line.without_emphasis();
        let inner = match inner.text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
            Some(text) => inner.part(1..1 + text.len()).trim(),
            None => inner,
        };
        let via = inner.text.get(..4).filter(|it| it.eq_ignore_ascii_case("via "));
        let link = inline::only_link(inner.from(via.map_or(0, str::len)));
        let Some(link) = link else { return false };
        let Some(url) = link.destination.filter(|it| inline::is_web(it.text)) else { return false };
        let is_label = link.text.is_some_and(|it| {
            let source = self.labels.field(it.text) == Some(FieldName::Source);
            source && !it.text.ends_with(':')
        });
        if via.is_none() && !is_label || !self.belongs_here(FieldName::Source, "source") {
            return false;
        }
        self.fields.push(Field {
            name: FieldName::Source,
            style: FieldStyle::Footer,
            range: line.range(),
            label: None,
            source: line.range(),
            value: Value::Link {
                url: url.text.to_owned(),
                text: link.text.map(|it| it.text.to_owned()),
            },
        });
        true
    }

    /// A sentence at the top of the body says where the article was first published: it is about
    /// the article, since it says nothing before that.
    fn sentence_on_top(&mut self, block: &Block) -> bool {
        const LONGEST: u32 = 400;
        let is_sentence = matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote);
        if !is_sentence || TextSize::from(LONGEST) < block.range.len() {
            return false;
        }
        let source = self.text.slice(block.range);
        let source = Passage::new(&source, block.range.start().into()).trim();
        let lower = source.text.to_lowercase();
        let bare = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
        let about_it = ["this article", "this post", "this story", "this piece", "this essay"];
        let said = about_it.iter().find_map(|it| bare.strip_prefix(it)).unwrap_or(bare);
        let said =
            ["was", "is"].iter().find_map(|it| said.trim_start().strip_prefix(it)).unwrap_or(said);
        self.phrases().any(|phrase| said.trim_start().starts_with(phrase)) && self.sentence(source)
    }

    /// The phrases that count here.
    fn phrases(&self) -> impl Iterator<Item = &'static str> + use<> {
        let explicit = |it: &Field| it.name == FieldName::Source && it.style.is_explicit();
        let weak = if self.told.iter().any(explicit) { &[] } else { WEAK_PHRASES };
        PHRASES.iter().chain(weak).copied()
    }

    /// `*This article was originally published at <URL>*`, `[Read the original](URL)`
    fn sentence(&mut self, source: Passage<'_>) -> bool {
        let lower = source.text.to_lowercase();
        let Some(phrase) = self.phrases().find(|phrase| lower.contains(phrase)) else {
            return false;
        };
        if self.labels.field(phrase).is_some() || 600 < source.text.len() {
            return false;
        }
        // `[Read on …](…)` may stand before `[Read original](…)`.
        let links: Vec<_> = inline::links(source)
            .into_iter()
            .filter_map(|link| Some((link.destination.filter(|it| inline::is_web(it.text))?, link)))
            .collect();
        let says_it = |text: Passage<'_>| text.text.to_lowercase().contains(phrase);
        let named = links.iter().find(|(_, link)| link.text.is_some_and(says_it));
        let Some((destination, link)) = named.or(links.first()) else { return false };
        self.fields.push(Field {
            name: FieldName::Source,
            style: FieldStyle::Footer,
            range: source.range(),
            label: None,
            source: source.part(link.range.clone()).range(),
            value: Value::Link {
                url: destination.text.to_owned(),
                text: link.text.map(|it| it.text.to_owned()),
            },
        });
        true
    }
}

/// A URL alone at the very end, or at the very start, with no label at all.
fn lone_url(text: &Text, tree: &Tree, last: &[Block]) -> Option<Field> {
    let first = tree.top_blocks_from(tree.header().range.end()).next();
    last.first().into_iter().chain(&first).find_map(|block| {
        if block.kind != BlockKind::Paragraph || TextSize::from(LONGEST_BLOCK) < block.range.len() {
            return None;
        }
        let source = text.slice(block.range);
        let passage = Passage::new(&source, block.range.start().into()).trim();
        let link = inline::only_link(passage).filter(|it| it.text.is_none())?;
        let url = link.destination?.text.to_owned();
        let range = passage.range();
        let source = passage.part(link.range).range();
        let value = Value::Link { url, text: None };
        Some(Field {
            name: FieldName::Source,
            style: FieldStyle::Footer,
            range,
            label: None,
            source,
            value,
        })
    })
}

/// `line` without the marks of a quote or an item.
fn unmarked(line: Passage<'_>) -> Passage<'_> {
    let mut line = line.trim();
    for marker in ["> ", ">", "- ", "* ", "+ "] {
        if line.text.starts_with(marker) {
            line = line.from(marker.len()).trim();
        }
    }
    line
}

/// A label in lower case, without its colon, separators and blanks.
fn plain(label: &str) -> String {
    label
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | ':' | '：'))
        .flat_map(char::to_lowercase)
        .collect()
}
