//! The text of a converted header, in the ways that may do: the first that is read as it was meant
//! is taken.

use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::facts::convert::HeaderForm;
use crate::facts::convert::Refusal;
use crate::facts::convert::same;
use crate::facts::convert::told;
use crate::facts::convert::told::Line;
use crate::facts::data::Comment;
use crate::facts::data::Data;
use crate::facts::data::HeaderData;
use crate::facts::data::Item;
use crate::facts::write;
use crate::facts::write::Pen;
use crate::facts::write::Told;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::text::Replacement;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// The order of fields in a header that is written anew.
const ORDER: &[FieldName] = &[
    FieldName::Title,
    FieldName::Author,
    FieldName::Date,
    FieldName::Updated,
    FieldName::Retrieved,
    FieldName::Source,
    FieldName::Archive,
    FieldName::Site,
    FieldName::Credit,
    FieldName::Language,
    FieldName::License,
    FieldName::Summary,
    FieldName::Tags,
];

/// A longer line in front of the body is no deck.
const LONGEST_DECK: usize = 240;

/// The top of a document in pieces, from behind a byte-order mark and blank lines.
struct Top {
    start: TextSize,
    end: TextSize,
    /// The explicit header as it is.
    explicit: String,
    /// What stands between it and the body, without the lines that have gone into the new header.
    kept: String,
    line_break: &'static str,
}

impl Top {
    fn new(document: &Document, gone: &[TextRange]) -> Top {
        let text = document.text();
        let metadata = document.metadata();
        let header = document.tree().header();
        let start = skip_blank_lines(document, header.range.start() + bom(document));
        let explicit_end = match header.style {
            HeaderStyle::None => start,
            _ => header.range.end(),
        };
        let header_end = metadata.header.end().max(explicit_end);
        let end = match header_end == start {
            true => start,
            false => skip_blank_lines(document, line_after(document, header_end)),
        };
        let mut kept = String::new();
        let mut goes = false;
        let mut at = explicit_end;
        while at < end {
            let line = TextRange::new(at, told::next_line(document, at).min(end));
            let source = text.slice(line);
            if !source.trim().is_empty() {
                goes = gone.iter().any(|it| it.start() < line.end() && line.start() < it.end());
            }
            if !goes {
                kept.push_str(&source);
            }
            at = line.end();
        }
        Top {
            start,
            end,
            explicit: text.slice(TextRange::new(start, explicit_end)).into_owned(),
            kept,
            line_break: write::line_break(document),
        }
    }

    /// The edit that puts `header` before what is kept, and `footer` where it says.
    fn edit(
        &self,
        document: &Document,
        top: String,
        footer: Option<Replacement>,
    ) -> Option<TextEdit> {
        let range = TextRange::new(self.start, self.end);
        let mut parts = Vec::new();
        if document.text().slice(range) != top {
            parts.push(Replacement { range, insert: top });
        }
        parts.extend(footer);
        TextEdit::new(parts).filter(|it| !it.parts().is_empty())
    }
}

/// Where the line that `at` lies in ends; `at` itself at the start of a line.
fn line_after(document: &Document, at: TextSize) -> TextSize {
    let text = document.text();
    let starts = text.line_start(text.line_at(at)) == at;
    if starts { at } else { told::next_line(document, at) }
}

fn bom(document: &Document) -> TextSize {
    let start = document.text().slice(TextRange::up_to(size(3)));
    if start.starts_with('\u{feff}') { size(3) } else { size(0) }
}

/// The start of the first line from `at` on that is not blank.
fn skip_blank_lines(document: &Document, at: TextSize) -> TextSize {
    let text = document.text();
    let mut at = at;
    while at < text.len() {
        let next = told::next_line(document, at);
        if !text.slice(TextRange::new(at, next)).trim().is_empty() {
            break;
        }
        at = next;
    }
    at
}

/// The ways to write an explicit header of `form`.
pub(super) fn explicit(
    document: &Document,
    items: &HeaderData,
    form: HeaderForm,
) -> Result<Vec<TextEdit>, Refusal> {
    let own = HeaderForm::of(document) == form;
    let old_pen = Pen::of(document);
    let pen =
        Pen { style: form.style(), in_comments: own && old_pen.in_comments, ..old_pen.clone() };
    let lines = told::header_lines(document);
    let sources = told::source_lines(document);

    // What only position told so far.
    let mut added: Vec<(FieldName, String)> = Vec::new();
    let mut added_fields: Vec<&Field> = Vec::new();
    let explicit_tells = |name| {
        let mut fields = document.metadata().fields.iter();
        fields.any(|it| it.name == name && it.style.is_explicit() && it.value != Value::Empty)
    };
    for &name in ORDER.iter().filter(|&&name| !explicit_tells(name)) {
        let fields: Vec<&Field> = lines
            .iter()
            .chain(&sources)
            .flat_map(|line| &line.fields)
            // A label without a value belongs to what stands around it.
            .filter(|it| it.name == name && it.value != Value::Empty)
            .collect();
        let fields = telling(name, &fields);
        let Some(first) = fields.first() else { continue };
        if let Some(entry) = pen.field(&told(document, &fields, first)) {
            added.push((name, entry));
            added_fields.extend(fields);
        }
    }
    let is_new = |name: FieldName| added.iter().any(|it| it.0 == name);
    let own_fields = document.metadata().fields.iter().filter(|it| it.style.is_explicit());
    let told_now: Vec<&Field> = added_fields.into_iter().chain(own_fields).collect();
    let tells = |field: &Field| {
        told_now.iter().any(|it| it.name == field.name && same_value(&it.value, &field.value))
    };
    let goes = |line: &&Line| {
        line.is_whole
            && line.fields.iter().any(|it| is_new(it.name))
            && line.fields.iter().all(tells)
    };
    let gone: Vec<TextRange> = lines.iter().filter(goes).map(|it| it.range).collect();
    let top = Top::new(document, &gone);
    if own && added.is_empty() {
        return Ok(Vec::new());
    }

    let written = match own {
        true => merged(document, items, &top, &added),
        false => translated(document, items, &pen, &added)?,
    };
    let Some(written) = written else { return Ok(Vec::new()) };
    let removal = sources.iter().rfind(goes).and_then(|it| footer_removal(document, it));
    let break_ = top.line_break;
    let body = top.end < document.text().len() || !top.kept.trim().is_empty();
    // What stands behind a footer may be read in its stead: then it stays.
    let footers = if removal.is_some() { vec![removal, None] } else { vec![None] };
    let markers: &[&str] = match form {
        HeaderForm::KeyLines if !own => &["", "Markdown Content:"],
        _ => &[""],
    };
    let untouched = gone.is_empty() && HeaderForm::of(document) != HeaderForm::Newspaper;
    let kept = if untouched { &top.kept } else { strip_blank_lines(&top.kept) };
    let has_gap = untouched && kept.lines().next().is_some_and(|it| it.trim().is_empty());
    let wants_gap = form == HeaderForm::KeyLines || !untouched || was_marked(document);
    let mut ways = Vec::new();
    for footer in &footers {
        for marker in markers {
            let mut text = written.clone();
            if body && wants_gap && !has_gap {
                text.push_str(break_);
            }
            if !marker.is_empty() {
                text.push_str(marker);
                text.push_str(break_);
            }
            text.push_str(kept);
            ways.extend(top.edit(document, text, footer.clone()));
        }
    }
    Ok(ways)
}

/// Key lines that end with `Markdown Content:`.
fn was_marked(document: &Document) -> bool {
    let header = document.tree().header();
    let behind = TextRange::new(header.content.end(), header.range.end());
    header.style == HeaderStyle::KeyLines && !document.text().slice(behind).trim().is_empty()
}

/// The fields that count as the telling of `name`: all authors and tags, else the first.
fn telling<'a>(name: FieldName, fields: &[&'a Field]) -> Vec<&'a Field> {
    let several = matches!(name, FieldName::Author | FieldName::Tags);
    let mut distinct: Vec<&Field> = Vec::new();
    for &field in fields {
        if !distinct.iter().any(|it| it.value == field.value) && (several || distinct.is_empty()) {
            distinct.push(field);
        }
    }
    distinct
}

/// What a pen needs to know of `fields`, all of one name.
fn told(document: &Document, fields: &[&Field], first: &Field) -> Told {
    let values = fields.iter().map(|it| it.value.clone()).filter(|it| *it != Value::Empty);
    let written = document.text().slice(first.source).into_owned();
    let written = matches!(first.value, Value::Date(_)).then_some(written);
    let key = first.label.map(|label| document.text().slice(label).into_owned());
    Told { name: first.name, values: values.collect(), written, key }
}

/// The header as it is, with `added` where the style has new entries.
fn merged(
    document: &Document,
    items: &HeaderData,
    top: &Top,
    added: &[(FieldName, String)],
) -> Option<String> {
    let header = document.tree().header();
    let content = document.text().slice(header.content).into_owned();
    let break_ = top.line_break;
    // An entry that was left empty is filled.
    let empty = |item: &&Item| {
        let fields = told::item_fields(document, item);
        matches!(fields.as_slice(), [field] if added.iter().any(|it| it.0 == field.name))
    };
    let emptied: Vec<&Item> = items.items.iter().filter(empty).collect();
    let mut text = String::new();
    let mut at = 0;
    for item in &emptied {
        text.push_str(content.get(at..item.lines.start)?);
        at = item.lines.end;
    }
    text.push_str(content.get(at..)?);
    let entries: Vec<&str> = added.iter().map(|it| it.1.as_str()).collect();
    let entries = entries.join(break_);
    match header.style {
        HeaderStyle::KeyLines => {
            text = text.trim_end_matches(['\n', '\r']).to_owned();
            text.push_str(break_);
            text.push_str(&entries);
        }
        HeaderStyle::Toml => {
            let at = write::toml_tables(&text);
            text.insert_str(at, &format!("{entries}{break_}"));
        }
        _ => text.push_str(&format!("{entries}{break_}")),
    }
    let start = usize::from(header.content.start() - top.start);
    let end = start + content.len();
    Some(format!("{}{text}{}", top.explicit.get(..start)?, top.explicit.get(end..)?))
}

/// The header in another syntax, with `added` after it; `None` where there is nothing to say.
fn translated(
    document: &Document,
    items: &HeaderData,
    pen: &Pen<'_>,
    added: &[(FieldName, String)],
) -> Result<Option<String>, Refusal> {
    let break_ = pen.line_break;
    let mut comments = items.comments.iter().peekable();
    // Entries in order; those of tables stand at the end of TOML.
    let mut entries: Vec<(bool, String)> = Vec::new();
    let mut leads = false;
    for item in &items.items {
        let fields = told::item_fields(document, item);
        let is_field = fields.iter().any(|it| it.value != Value::Empty);
        let replaced =
            !is_field && fields.iter().any(|it| added.iter().any(|new| new.0 == it.name));
        let mut above = String::new();
        let mut behind = String::new();
        while let Some(comment) = comments.next_if(|it| it.at < item.lines.end) {
            place_comment(document, pen, comment, &mut above, &mut behind)?;
        }
        if replaced {
            if !above.is_empty() || !behind.is_empty() {
                entries.push((false, format!("{above}{}", behind.trim_start())));
            }
            continue;
        }
        let key = match (pen.style, fields.first()) {
            (FieldStyle::KeyLine, Some(_)) => write::capitalised(&item.key),
            (_, Some(field)) if field.style == FieldStyle::KeyLine => {
                let word = item.key.chars().all(char::is_alphanumeric);
                if word { item.key.to_lowercase() } else { field.name.as_str().to_owned() }
            }
            _ => item.key.clone(),
        };
        let lists = pen.style == FieldStyle::KeyLine && matches!(item.data, Data::List(_));
        let entry = match is_field {
            true if lists => pen.entry_of_fields(&key, &item.data, &fields),
            true => pen
                .entry(&key, &item.data)
                .or_else(|| pen.entry_of_fields(&key, &item.data, &fields)),
            // `author: [""]` says no more than `author:` does.
            false if !fields.is_empty() => {
                pen.entry(&key, &item.data).or_else(|| pen.entry(&key, &Data::Nothing))
            }
            false => pen.entry(&key, &item.data),
        };
        let Some(entry) = entry else { return Err(same::lost_item(document, item)) };
        let is_table = pen.style == FieldStyle::Toml && matches!(item.data, Data::Table(_));
        let one_line = !entry.contains(['\n', '\r']);
        let entry = match one_line {
            true => format!("{above}{entry}{behind}"),
            // Behind the head of a list a comment would belong to nothing.
            false if behind.is_empty() => format!("{above}{entry}"),
            false => format!("{above}{}{break_}{entry}", behind.trim_start()),
        };
        // Key lines are known by the first of them.
        let is_title = fields.iter().any(|it| it.name == FieldName::Title) && is_field;
        if pen.style == FieldStyle::KeyLine && is_title && !leads {
            leads = true;
            entries.insert(0, (false, entry));
        } else {
            entries.push((is_table, entry));
        }
    }
    let title = added.iter().filter(|it| it.0 == FieldName::Title);
    for (_, entry) in title {
        entries.insert(0, (false, entry.clone()));
    }
    let rest = added.iter().filter(|it| it.0 != FieldName::Title);
    // New entries follow the fields that are there, and stand before all else.
    let at = entries.len();
    entries.splice(at..at, rest.map(|(_, entry)| (false, entry.clone())));
    entries.sort_by_key(|it| it.0);
    let mut end = String::new();
    for comment in comments {
        let mut behind = String::new();
        place_comment(document, pen, comment, &mut end, &mut behind)?;
        end.push_str(behind.trim_start());
    }
    if entries.is_empty() {
        return Ok(None);
    }
    if pen.style == FieldStyle::KeyLine {
        known_first(pen, &mut entries);
    }
    let entries: Vec<String> = entries.into_iter().map(|it| it.1).collect();
    let content = format!("{}{break_}{end}", entries.join(break_));
    let fence = fence(pen.style);
    Ok(Some(match fence {
        "" => content,
        fence => format!("{fence}{break_}{content}{fence}{break_}"),
    }))
}

/// Key lines are a header only where the first of them is known.
fn known_first(pen: &Pen<'_>, entries: &mut [(bool, String)]) {
    let known = entries.iter().position(|(_, entry)| !pen.read(entry).is_empty());
    if let Some(at) = known {
        entries[..=at].rotate_right(1);
    }
}

fn fence(style: FieldStyle) -> &'static str {
    match style {
        FieldStyle::Yaml => "---",
        FieldStyle::Toml => "+++",
        _ => "",
    }
}

/// Adds `comment` to what stands `above` an entry or `behind` it.
fn place_comment(
    document: &Document,
    pen: &Pen<'_>,
    comment: &Comment,
    above: &mut String,
    behind: &mut String,
) -> Result<(), Refusal> {
    if !matches!(pen.style, FieldStyle::Yaml | FieldStyle::Toml) {
        return Err(homeless_comment(document, comment));
    }
    if comment.is_alone || !behind.is_empty() {
        above.push_str(&comment.text);
        above.push_str(pen.line_break);
    } else {
        behind.push(' ');
        behind.push_str(&comment.text);
    }
    Ok(())
}

fn homeless_comment(document: &Document, comment: &Comment) -> Refusal {
    let start = document.tree().header().content.start() + size(comment.at);
    let range = TextRange::at(start, size(comment.text.len()));
    Refusal { range, reason: "the new style has no place for this comment".to_owned() }
}

/// The ways to write a newspaper header.
pub(super) fn newspaper(document: &Document, items: &HeaderData) -> Result<Vec<TextEdit>, Refusal> {
    if HeaderForm::of(document) == HeaderForm::Newspaper {
        return Ok(Vec::new());
    }
    let pen = Pen { style: FieldStyle::Newspaper, in_comments: false, ..Pen::of(document) };
    let there = |field: &Field| {
        let mut fields = document.metadata().fields.iter();
        fields.any(|it| {
            !it.style.is_explicit() && it.name == field.name && same_value(&it.value, &field.value)
        })
    };
    let is_told = |name| {
        let mut fields = document.metadata().fields.iter();
        fields.any(|it| !it.style.is_explicit() && it.name == name && it.value != Value::Empty)
    };
    let mut moved: Vec<&Item> = Vec::new();
    let mut titles: Vec<String> = Vec::new();
    let mut lines: Vec<(FieldName, String)> = Vec::new();
    for item in &items.items {
        let fields = told::item_fields(document, item);
        let Some(first) = fields.first().filter(|it| it.value != Value::Empty) else { continue };
        let commented = items.comments.iter().any(|it| item.lines.contains(&it.at) && !it.is_alone);
        if commented || !told::is_whole_item(document, item, &fields) {
            continue;
        }
        let name = first.name;
        // `categories` and `tags`, `description` and `excerpt`: where one stays, both do.
        let has_kin = matches!(name, FieldName::Tags | FieldName::Summary);
        if has_kin && told_by_several(document, items, name) {
            continue;
        }
        if fields.iter().all(|it| there(it)) {
            moved.push(item);
            continue;
        }
        let again = lines.iter().any(|it| it.0 == name) || is_told(name);
        if again && name != FieldName::Related || name == FieldName::Title && !titles.is_empty() {
            continue;
        }
        let ways = if name == FieldName::Related {
            let each = fields.iter().map(|it| pen.field(&told(document, &[*it], it)));
            each.collect::<Option<Vec<String>>>()
                .map(|it| it.join(&pen.line_break.repeat(2)))
                .into_iter()
                .collect()
        } else {
            pen.fields(&told(document, &fields, first))
        };
        let Some(way) = ways.first() else { continue };
        moved.push(item);
        if name == FieldName::Title {
            titles = ways;
        } else {
            lines.push((name, way.clone()));
        }
    }
    if moved.is_empty() {
        return Ok(Vec::new());
    }
    let Some(rest) = residue(document, items, &moved, pen.line_break)? else {
        return Ok(Vec::new());
    };
    lines.sort_by_key(|(name, _)| ORDER.iter().position(|it| it == name));
    let top = Top::new(document, &[]);
    let mut ways = Vec::new();
    // Where the text tells the title, the new lines stand below it.
    let below = titles.is_empty() && is_told(FieldName::Title);
    let titles = if titles.is_empty() { vec![String::new()] } else { titles };
    for footer in [true, false] {
        for title in &titles {
            for deck in if below { [1, 0] } else { [0, 1] } {
                ways.extend(newspaper_way(document, &top, &rest, title, &lines, footer, deck));
            }
        }
    }
    ways.dedup();
    Ok(ways)
}

fn told_by_several(document: &Document, items: &HeaderData, name: FieldName) -> bool {
    let tells = |item: &&Item| told::item_fields(document, item).iter().any(|it| it.name == name);
    items.items.iter().filter(tells).nth(1).is_some()
}

fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Link { url: a, .. }, Value::Link { url: b, .. }) => a == b,
        (a, b) => a == b,
    }
}

/// What is left of the explicit header without `moved`, as front matter; empty where nothing is.
fn residue(
    document: &Document,
    items: &HeaderData,
    moved: &[&Item],
    break_: &str,
) -> Result<Option<String>, Refusal> {
    let left: Vec<&Item> = items.items.iter().filter(|it| !moved.contains(it)).collect();
    if left.is_empty() {
        return match items.comments.first() {
            Some(comment) => Err(homeless_comment(document, comment)),
            None => Ok(Some(String::new())),
        };
    }
    let header = document.tree().header();
    let content = document.text().slice(header.content).into_owned();
    if header.style == HeaderStyle::KeyLines {
        let pen = Pen { style: FieldStyle::Yaml, in_comments: false, ..Pen::of(document) };
        let mut text = String::new();
        for item in left {
            let entry = pen.entry(&item.key, &item.data);
            let entry = entry.ok_or_else(|| same::lost_item(document, item))?;
            text.push_str(&format!("{entry}{break_}"));
        }
        return Ok(Some(format!("---{break_}{text}---{break_}")));
    }
    let mut text = String::new();
    let mut at = 0;
    for item in moved {
        let Some(part) = content.get(at..item.lines.start) else { return Ok(None) };
        text.push_str(part);
        at = item.lines.end;
    }
    let Some(part) = content.get(at..) else { return Ok(None) };
    text.push_str(part);
    let start = Top::new(document, &[]).start;
    let before = document.text().slice(TextRange::new(start, header.content.start()));
    let behind = document.text().slice(TextRange::new(header.content.end(), header.range.end()));
    Ok(Some(format!("{before}{text}{behind}")))
}

/// One way: the lines stand behind the first `deck` blocks of what is there.
fn newspaper_way(
    document: &Document,
    top: &Top,
    rest: &str,
    title: &str,
    lines: &[(FieldName, String)],
    footer: bool,
    deck: usize,
) -> Option<TextEdit> {
    let text = document.text();
    let break_ = top.line_break;
    let blank = break_.repeat(2);
    let is_footer =
        |name: FieldName| name == FieldName::Related || footer && name == FieldName::Source;
    let header_lines: Vec<&str> =
        lines.iter().filter(|it| !is_footer(it.0)).map(|it| it.1.as_str()).collect();
    let in_footer: Vec<&str> = {
        let mut lines: Vec<&(FieldName, String)> =
            lines.iter().filter(|it| is_footer(it.0)).collect();
        // Related articles stand before the source.
        lines.sort_by_key(|it| it.0 == FieldName::Source);
        lines.iter().map(|it| it.1.as_str()).collect()
    };
    // The blocks behind the header, until there are enough.
    let mut flow = strip_blank_lines(&top.kept).to_owned();
    let mut end = top.end;
    while blocks(&flow).len() < deck && end < text.len() {
        let mut next = end;
        while next < text.len() {
            let line_end = told::next_line(document, next);
            let line = text.slice(TextRange::new(next, line_end));
            if LONGEST_DECK < line.len() {
                return None;
            }
            next = line_end;
            if line.trim().is_empty() {
                break;
            }
        }
        next = skip_blank_lines(document, next);
        flow.push_str(&text.slice(TextRange::new(end, next)));
        end = next;
    }
    let pieces = blocks(&flow);
    let is_deck = |it: &&str| it.trim().lines().nth(1).is_none() && it.len() <= LONGEST_DECK;
    let in_header = |it: &&str| it.len() <= strip_blank_lines(&top.kept).len();
    if !pieces.iter().take(deck).all(|it| is_deck(it) || in_header(it)) {
        return None;
    }
    let before = pieces.get(..deck)?.concat();
    let after = pieces.get(deck..)?.concat();
    let mut out = rest.to_owned();
    if !rest.is_empty() {
        out.push_str(break_);
    }
    if !title.is_empty() {
        out.push_str(title);
        out.push_str(&blank);
    }
    if !before.is_empty() {
        out.push_str(before.trim_end());
        out.push_str(&blank);
    }
    for line in header_lines {
        out.push_str(line);
        out.push_str(&blank);
    }
    out.push_str(&after);
    let mut replaced = Top { end, kept: String::new(), explicit: String::new(), ..*top };
    let body = end < text.len();
    if !body {
        // The file ends as it did: with a line break or without.
        let tail = text.slice(TextRange::new(trimmed_end(document), text.len())).into_owned();
        out.truncate(out.trim_end().len());
        for line in &in_footer {
            out.push_str(&blank);
            out.push_str(line);
        }
        out.push_str(&tail);
        replaced.end = text.len();
        return replaced.edit(document, out, None);
    }
    let footer = (!in_footer.is_empty()).then(|| Replacement {
        range: TextRange::empty(trimmed_end(document)),
        insert: format!("{blank}{}", in_footer.join(&blank)),
    });
    replaced.edit(document, out, footer)
}

/// Where the last thing ends that is no blank.
fn trimmed_end(document: &Document) -> TextSize {
    end_before(document, document.text().len())
}

/// Where the last thing before `limit` ends that is no blank.
fn end_before(document: &Document, limit: TextSize) -> TextSize {
    let text = document.text();
    let block = document.tree().top_blocks_before(limit).next().map(|block| block.range.start());
    let start = block.unwrap_or_default().min(limit);
    start + TextSize::of(text.slice(TextRange::new(start, limit)).trim_end())
}

/// Paragraphs with the blank lines behind them.
fn blocks(text: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut blank = false;
    for line in text.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        if blank && !is_blank {
            blocks.push(&text[start..at]);
            start = at;
        }
        blank = is_blank;
        at += line.len();
    }
    if start < text.len() {
        blocks.push(&text[start..]);
    }
    blocks
}

fn strip_blank_lines(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        if !line.trim().is_empty() {
            break;
        }
        at += line.len();
    }
    &text[at..]
}

/// Takes the lines of a footer away, with the blank lines before them.
fn footer_removal(document: &Document, line: &Line) -> Option<Replacement> {
    let (start, end) = told::whole_lines(document, line.range);
    let last = trimmed_end(document);
    if last <= end {
        let from = end_before(document, start);
        return Some(Replacement { range: TextRange::new(from, last), insert: String::new() });
    }
    // Other lines follow: the blank lines before this one are theirs now.
    let next = skip_blank_lines(document, end);
    Some(Replacement { range: TextRange::new(start, next), insert: String::new() })
}
