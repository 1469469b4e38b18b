//! `text`: findings for people, with the source line, carets and colours.

use std::io;
use std::io::Write;
use std::ops::Range;

use annotate_snippets::AnnotationKind;
use annotate_snippets::Group;
use annotate_snippets::Level as Label;
use annotate_snippets::Origin;
use annotate_snippets::Renderer;
use annotate_snippets::Snippet;
use annotate_snippets::Title;
use unicode_width::UnicodeWidthChar;

use super::Entry;
use super::Format;
use super::Report;
use crate::config::ConfigError;
use crate::rules::Level;
use crate::rules::Related;
use crate::text::Place;
use crate::text::Places;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

pub(super) static FORMAT: Format = Format {
    name: "text",
    summary: "for people, with the source and colours",
    fixes: false,
    write,
};

/// How many columns of a source line are shown, if there is room.
const WIDTH: usize = 100;

/// How many are shown however narrow the terminal.
const LEAST_WIDTH: usize = 40;

/// How many columns a tab takes in what the renderer prints.
const TAB: usize = 4;

/// How many bytes on either side of a finding are looked at; more than [`WIDTH`] columns need,
/// and little enough not to mind lines of megabytes.
const REACH: u32 = 2048;

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for entry in report.entries() {
        writeln!(out, "{}\n", render(report, &entry))?;
    }
    Ok(())
}

/// The errors of a configuration, shown as findings are.
pub(crate) fn config_errors(path: &str, text: &str, errors: &[ConfigError]) -> String {
    let text = Text::new(text);
    let mut places = Places::new(&text);
    let shown: Vec<String> = errors
        .iter()
        .map(|error| {
            let range = TextRange::new(size(error.range.start), size(error.range.end));
            let title = Label::ERROR.primary_title(error.message.clone()).id("invalid-config");
            let extract = Extract::new(&text, range, WIDTH);
            print(vec![Part::new(title, path, places.place(range), extract, Vec::new())])
        })
        .collect();
    shown.join("\n\n")
}

fn render(report: &Report, entry: &Entry<'_>) -> String {
    let Entry { checked, place, diagnostic, .. } = *entry;
    let Some(text) = report.text(checked) else { return String::new() };
    let finding = &diagnostic.finding;
    let title =
        label(diagnostic.level).primary_title(finding.message.clone()).id(diagnostic.rule.name);
    if checked.unread.as_ref().is_some_and(Text::is_empty) {
        let mut group = title.element(Origin::path(checked.shown.clone()));
        if let Some(help) = &finding.help {
            group = group.element(Label::HELP.message(help.clone()));
        }
        return renderer().render(&[group]);
    }
    let room = room(report, place.line);
    let extract = Extract::new(text, finding.range, room);
    // What lies in the same extract is shown in it, all else in one of its own.
    let mut inside = Vec::new();
    let mut outside = Vec::new();
    for related in &finding.related {
        let here = related.file.is_none_or(|it| it == checked.file);
        match extract.span(text, related.range).filter(|_| here) {
            Some(span) => inside.push((span, related.message.clone())),
            None => outside.push(related),
        }
    }
    let mut first = Part::new(title, &checked.shown, place, extract, inside);
    if let Some(help) = &finding.help {
        first.group = first.group.element(Label::HELP.message(help.clone()));
    } else if let Some(fix) = finding.fixes.first() {
        first.group = first.group.element(Label::HELP.message(lower_first(&fix.title)));
    }
    let mut parts = vec![first];
    parts.extend(outside.into_iter().filter_map(|it| related_part(report, entry, it)));
    print(parts)
}

fn related_part(report: &Report, entry: &Entry<'_>, related: &Related) -> Option<Part> {
    let (file, place) = report.related(entry, related)?;
    let text = report.snapshot.document(file)?.text();
    let title = Label::NOTE.secondary_title(related.message.clone());
    let extract = Extract::new(text, related.range, room(report, place.line));
    Some(Part::new(title, &report.shown(file), place, extract, Vec::new()))
}

/// A message with its extract.
struct Part {
    group: Group<'static>,
    /// The place as the renderer works it out from the extract, and as it is in the file: they
    /// differ where the line was cut on its left.
    place: (String, String),
}

impl Part {
    fn new(
        title: Title<'static>,
        path: &str,
        place: Place,
        extract: Extract,
        inside: Vec<(Range<usize>, String)>,
    ) -> Part {
        let Place { line, column, .. } = place;
        let before = extract.shown.get(..extract.span.start).unwrap_or_default();
        let shown_column = before.chars().count() + 1;
        let snippet = Snippet::source(extract.shown)
            .path(path.to_owned())
            .line_start(line as usize)
            .annotation(AnnotationKind::Primary.span(extract.span))
            .annotations(
                inside
                    .into_iter()
                    .map(|(span, message)| AnnotationKind::Context.span(span).label(message)),
            );
        Part {
            group: title.element(snippet),
            place: (format!("{path}:{line}:{shown_column}\n"), format!("{path}:{line}:{column}\n")),
        }
    }
}

fn print(parts: Vec<Part>) -> String {
    let (groups, places): (Vec<_>, Vec<_>) =
        parts.into_iter().map(|part| (part.group, part.place)).unzip();
    let mut rest = &*renderer().render(&groups);
    let mut printed = String::new();
    for (shown, place) in places {
        let Some((before, after)) = rest.split_once(&shown) else { continue };
        printed.push_str(before);
        printed.push_str(&place);
        rest = after;
    }
    printed + rest
}

fn renderer() -> Renderer {
    // Extracts are cut to size already; cut again, carets and text could part
    // (the width is not the largest there is since the renderer multiplies it).
    Renderer::styled().term_width(100 * WIDTH)
}

/// Columns of line number `line` for which there is room beside the number and the marks of cuts.
fn room(report: &Report, line: u32) -> usize {
    let beside = line.to_string().len() + " | ".len() + 2 * "…".chars().count();
    let room = |columns: usize| columns.saturating_sub(beside).clamp(LEAST_WIDTH, WIDTH);
    report.columns.map_or(WIDTH, room)
}

fn label(level: Level) -> Label<'static> {
    match level {
        Level::Error => Label::ERROR,
        Level::Warning => Label::WARNING,
        Level::Info | Level::Off => Label::INFO,
    }
}

fn lower_first(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// The part of one line that a finding is shown in.
struct Extract {
    /// What is printed, with `…` where the line was cut.
    shown: String,
    /// The finding in `shown`.
    span: Range<usize>,
    /// The part of the text that `shown` holds, without the marks of the cuts.
    range: TextRange,
    /// Length of the mark before it.
    mark: usize,
}

impl Extract {
    /// The line that `range` begins in, or what of it fits into `room` columns around the range. A range of several
    /// lines is shown by its first.
    fn new(text: &Text, range: TextRange, room: usize) -> Extract {
        let line = text.line_range(text.line_at(range.start()));
        let start = text.floor(range.start().clamp(line.start(), line.end()));
        let end = text.floor(range.end().clamp(start, line.end()));
        let reach = TextSize::from(REACH);
        let near = TextRange::new(
            text.floor(start.checked_sub(reach).unwrap_or_default().max(line.start())),
            text.floor((start + reach).min(line.end())),
        );
        let source = text.slice(near);
        let middle = usize::from(start - near.start()).min(source.len());
        let (before, after) = source.split_at(middle);
        let span_width = columns(&after[..usize::from(end - start).min(after.len())]).min(room);

        // The finding first; then as much as fits before it as after it; then what is left.
        let tail = columns(after).saturating_sub(span_width);
        let free = room - span_width;
        let left_room = (free / 2).max(free.saturating_sub(tail));
        let left = fitting(before.chars().rev(), left_room);
        let left_width = columns(&before[before.len() - left..]);
        let right = fitting(after.chars(), room - left_width);

        let shown_range = TextRange::new(start - size(left), start + size(right));
        let mark = if line.start() < shown_range.start() { "…" } else { "" };
        let end_mark = if shown_range.end() < line.end() { "…" } else { "" };
        let shown = &source[middle - left..middle + right];
        let span_start = mark.len() + left;
        Extract {
            shown: format!("{mark}{shown}{end_mark}"),
            span: span_start..span_start + usize::from(end - start).min(right),
            range: shown_range,
            mark: mark.len(),
        }
    }

    /// `range` in `shown`, if it lies there.
    fn span(&self, text: &Text, range: TextRange) -> Option<Range<usize>> {
        if !self.range.contains_range(range) {
            return None;
        }
        // The extract never ends inside a character, nor does the clamped range.
        let start = usize::from(text.floor(range.start()) - self.range.start()) + self.mark;
        let end = usize::from(text.floor(range.end()) - self.range.start()) + self.mark;
        Some(start..end)
    }
}

/// How many bytes of `chars` fit into `room` columns.
fn fitting(chars: impl Iterator<Item = char>, mut room: usize) -> usize {
    let mut bytes = 0;
    for char in chars {
        let Some(left) = room.checked_sub(width(char)) else { break };
        room = left;
        bytes += char.len_utf8();
    }
    bytes
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(char: char) -> usize {
    if char == '\t' { TAB } else { char.width().unwrap_or(1) }
}

#[cfg(test)]
mod tests {
    use annotate_snippets::Level as Label;

    use super::Extract;
    use super::LEAST_WIDTH;
    use super::Part;
    use super::WIDTH;
    use super::columns;
    use super::print;
    use crate::text::Places;
    use crate::text::Text;
    use crate::text::TextRange;
    use crate::text::size;

    /// Renders every range of `text`.
    fn check_all(text: &str) {
        let text = Text::new(text);
        let len = usize::from(text.len());
        for start in 0..=len {
            for end in start..=len {
                let range = TextRange::new(size(start), size(end));
                let narrow = Extract::new(&text, range, LEAST_WIDTH);
                assert!(columns(&narrow.shown) <= LEAST_WIDTH + 2, "{}", narrow.shown);
                assert!(narrow.shown.get(narrow.span.clone()).is_some(), "{range:?}");
                let extract = Extract::new(&text, range, WIDTH);
                assert!(columns(&extract.shown) <= WIDTH + 2, "{}", extract.shown);
                assert!(extract.shown.get(extract.span.clone()).is_some(), "{range:?}");
                let place = Places::new(&text).place(range);
                let expected = format!("--> a.seed:{}:{}\n", place.line, place.column);
                let title = Label::ERROR.primary_title("message");
                let printed = print(vec![Part::new(title, "a.seed", place, extract, Vec::new())]);
                assert!(printed.replace("\x1b[1m\x1b[94m--> \x1b[0m", "--> ").contains(&expected));
                assert!(printed.contains('^'), "{printed}");
            }
        }
    }

    #[test]
    fn every_range_can_be_shown() {
        check_all("");
        check_all("a\r\n\u{feff}b\rc\td\n\n");
        check_all("日本\u{301}\u{200d}👩\u{200d}👩 שלום \u{202e}x\u{1b}[31m\u{7f}");
    }

    #[test]
    fn every_range_of_a_long_line_can_be_shown() {
        let line: String = (0..130).map(|it| ['a', '語', '\t', '\u{301}'][it % 4]).collect();
        check_all(&format!("x\n{line}\ny"));
    }

    #[test]
    fn a_cut_line_has_marks_where_it_was_cut() {
        let shown = |start: usize| {
            let text = Text::new(&"0123456789".repeat(30));
            let range = TextRange::new(size(start), size(start + 1));
            let extract = Extract::new(&text, range, WIDTH);
            assert_eq!(extract.shown.get(extract.span.clone()), Some("5"), "{start}");
            (extract.shown.starts_with('…'), extract.shown.ends_with('…'))
        };
        assert_eq!(shown(5), (false, true));
        assert_eq!(shown(155), (true, true));
        assert_eq!(shown(295), (true, false));
    }
}
