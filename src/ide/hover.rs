//! Hover: what stands behind the word under the cursor: where a link leads, how a field was read,
//! which rule found something.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::OutgoingKind;
use crate::facts::Value;
use crate::facts::label_key;
use crate::ide::prose::prose;
use crate::ide::render::Answer;
use crate::ide::render::Piece;
use crate::ide::render::one_line;
use crate::index::AnchorTarget;
use crate::index::FileId;
use crate::index::LocalTarget;
use crate::index::Snapshot;
use crate::index::Target;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::Footnote;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::text::TextRange;
use crate::text::TextSize;

/// Characters of another text that are shown: about four lines.
const EXCERPT: usize = 280;

/// Blocks of it that are shown.
const MOST_LINES: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoverResult {
    /// What the answer is about.
    pub range: TextRange,
    pub markdown: String,
    /// The same for editors that do not render Markdown.
    pub plain: String,
    /// The rules that it tells of, by name; their pages say more.
    pub rules: Vec<&'static str>,
}

/// What is known of the place at `offset`.
pub fn hover(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Option<HoverResult> {
    let document = snapshot.document(file)?;
    let mut answer = Answer::default();
    let (mut ranges, mut rules) = (Vec::new(), Vec::new());

    let link = link_at(document, offset);
    if let Some(field) = field_at(document, offset) {
        ranges.push(field.source);
        // What the link shows is the field's value.
        add_field(snapshot, document, field, link.is_some(), &mut answer);
    }
    if let Some(link) = &link {
        ranges.push(link.range);
        add_link(snapshot, file, document, link, &mut answer);
    }
    if let Some(footnote) = document.tree().footnotes().find(|it| it.range.contains(offset)) {
        ranges.push(footnote.range);
        add_footnote(document, &footnote, &mut answer);
    }
    for found in crate::rules::check_at(snapshot, file, offset) {
        let range = found.finding.range;
        let at_empty = range.is_empty() && range.start() == offset;
        if !(contains(range, offset) || at_empty) {
            continue;
        }
        ranges.push(range);
        answer.next();
        let message = one_line(&found.finding.message, 200);
        answer.pieces.push(Piece::Finding(found.rule.name, message));
        if let Some(help) = &found.finding.help {
            answer.note(one_line(help, 200));
        }
        if !rules.contains(&found.rule.name) {
            rules.push(found.rule.name);
            answer.pieces.push(Piece::Page(found.rule.reason()));
        }
    }
    if answer.pieces.is_empty() {
        return None;
    }
    let around = ranges.into_iter().filter(|range| range.contains_inclusive(offset));
    let range = around.min_by_key(|range| range.len())?;
    Some(HoverResult { range, markdown: answer.markdown(), plain: answer.plain(), rules })
}

fn contains(range: TextRange, offset: TextSize) -> bool {
    range.contains(offset)
}

/// The innermost link, or the definition, at `offset`.
fn link_at(document: &Document, offset: TextSize) -> Option<Link> {
    let at = TextRange::at(offset, TextSize::from(1));
    let links = document.tree().links_in(at).filter(|link| contains(link.range, offset));
    links.min_by_key(|link| link.range.len())
}

/// The field whose value stands at `offset`, or else whose label does.
fn field_at(document: &Document, offset: TextSize) -> Option<&Field> {
    let fields = &document.metadata().fields;
    let value = fields.iter().find(|field| contains(field.source, offset));
    value.or_else(|| fields.iter().find(|field| contains(field.range, offset)))
}

fn add_field(
    snapshot: &Snapshot,
    document: &Document,
    field: &Field,
    linked: bool,
    answer: &mut Answer,
) {
    let label = label(field.name);
    match &field.value {
        Value::Empty => answer.note(format!("{label}: nothing is told")),
        // The title stands for the whole: this is how the seed is read.
        Value::Text(title) if field.name == FieldName::Title => {
            answer.heading(&title_of(document).unwrap_or_else(|| title.clone()));
            add_metadata(document, answer);
        }
        Value::Text(text) => answer.fact(label, text),
        Value::Author { name, link, organisation } => {
            answer.fact(label, name);
            if let Some(organisation) = organisation {
                answer.fact("Organisation", organisation);
            }
            if let Some(link) = link.as_ref().filter(|_| !linked) {
                answer.code("Link", link);
            }
        }
        Value::Date(reading) => add_date(label, reading, answer),
        Value::Link { .. } if linked => answer.note(label),
        Value::Link { url, .. } => {
            answer.code(label, url);
            add_url(snapshot, None, url, answer);
        }
    }
}

/// The fields by which a seed is known, besides its title.
pub(super) fn add_metadata(document: &Document, answer: &mut Answer) {
    let metadata = document.metadata();
    let authors = metadata.authors().filter_map(|field| match &field.value {
        Value::Author { name, .. } => Some(name.as_str()),
        _ => None,
    });
    let authors: Vec<&str> = authors.collect();
    if !authors.is_empty() {
        answer.fact("By", &authors.join(", "));
    }
    if let Some(date) = metadata.date() {
        answer.fact("Date", &date.to_string());
    }
    if let Some(source) = metadata.source() {
        answer.code("Source", source);
    }
}

fn add_date(label: &'static str, reading: &DateReading, answer: &mut Answer) {
    match reading {
        DateReading::Date(date) => {
            let iso = date.to_string();
            match weekday(date) {
                Some(weekday) => answer.fact(label, &format!("{iso} ({weekday})")),
                None => answer.fact(label, &iso),
            }
        }
        DateReading::Ambiguous { readings } => {
            let readings: Vec<String> = readings.iter().map(Date::to_string).collect();
            answer.fact(label, &readings.join(" or "));
        }
        DateReading::Impossible { why, .. } => {
            answer.note(format!("{label}: there is no such date: {why}"));
        }
        DateReading::NotADate => answer.note(format!("{label}: this is not a date")),
    }
}

/// `None` for dates that are coarser than a day.
fn weekday(date: &Date) -> Option<&'static str> {
    const WEEKDAYS: [&str; 7] =
        ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    // The first day of 1970 was a Thursday.
    let days = Date::day(1970, 1, 1).days_until(date)?;
    WEEKDAYS.get(usize::try_from(days.rem_euclid(7)).ok()?).copied()
}

fn add_link(
    snapshot: &Snapshot,
    file: FileId,
    document: &Document,
    link: &Link,
    answer: &mut Answer,
) {
    match snapshot.resolve(file, link) {
        Target::Url => {
            let url = written(document, link);
            answer.code(if link.kind == LinkKind::Email { "Mail" } else { "Link" }, &url);
            add_url(snapshot, Some(file), &url, answer);
        }
        Target::Placeholder => {
            answer.note("A placeholder: where this link led is lost.");
            let text = document.text().slice(link.text);
            for seed in snapshot.titled(&text).into_iter().filter(|&it| it != file).take(3) {
                answer.code("A seed with this title", path_of(snapshot, seed));
            }
        }
        Target::Template => answer.note("To be filled in by a program."),
        Target::Local(target) => add_local(snapshot, file, &target, answer),
        Target::Missing { path } if link.kind == LinkKind::Wiki => {
            answer.code("No file and no seed is called", &path);
        }
        Target::Missing { path } => answer.code("Nothing lies at", from_root(snapshot, &path)),
        Target::Unknown => answer.code("Link", &written(document, link)),
        Target::Undefined => answer.note("No definition has this label."),
    }
}

/// Of a reference what its note says, of a note who refers to it.
fn add_footnote(document: &Document, footnote: &Footnote, answer: &mut Answer) {
    let key = label_key(&footnote.label);
    let same = || document.tree().footnotes().filter(|it| label_key(&it.label) == key);
    if footnote.definition {
        let count = same().filter(|it| !it.definition).count();
        return answer.note(match count {
            0 => "Nothing refers to this note.".to_owned(),
            1 => "1 reference to this note.".to_owned(),
            _ => format!("{count} references to this note."),
        });
    }
    let Some(note) = same().find(|it| it.definition) else { return };
    let around = document.tree().blocks_around(note.range.end());
    let block = around.filter(|it| it.kind == BlockKind::FootnoteDefinition).last();
    let end = block.map_or(note.range.end(), |it| it.range.end());
    match excerpt(document, note.range.end(), end) {
        Some(excerpt) => answer.pieces.push(Piece::Excerpt(excerpt)),
        None => answer.note("The note is empty."),
    }
}

/// The destination of a link, for reference links that of their definition.
fn written(document: &Document, link: &Link) -> String {
    let source = document.text().slice(link.destination);
    match link.kind {
        LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut => document
            .definition(&source)
            .filter(|it| it.kind == OutgoingKind::Definition)
            .map(|definition| definition.written.into())
            .unwrap_or_default(),
        LinkKind::Inline
        | LinkKind::Autolink
        | LinkKind::Email
        | LinkKind::Bare
        | LinkKind::Wiki => link.decoded.as_deref().unwrap_or(&source).to_owned(),
    }
}

/// An address taken apart, as far as its parts say more than the whole.
fn add_url(snapshot: &Snapshot, from: Option<FileId>, written: &str, answer: &mut Answer) {
    let Ok(url) = url::Url::parse(written.trim()) else { return };
    let Some(host) = url.host_str() else { return };
    answer.fact("Host", host.strip_prefix("www.").unwrap_or(host));
    if let Some(date) = Date::in_url(written) {
        answer.fact("Date in the path", &date.to_string());
    }
    for (key, value) in url.query_pairs().take(8) {
        answer.code("Parameter", &format!("{key} = {value}"));
    }
    if let Some(fragment) = url.fragment().filter(|it| !it.is_empty()) {
        answer.code("Fragment", fragment);
    }
    for seed in snapshot.with_source(written).into_iter().filter(|&it| Some(it) != from).take(3) {
        answer.code("Kept here as", path_of(snapshot, seed));
    }
}

fn add_local(snapshot: &Snapshot, from: FileId, target: &LocalTarget, answer: &mut Answer) {
    let document = target.file.and_then(|file| snapshot.document(file));
    let Some(document) = document else {
        let label = if target.directory { "Folder" } else { "File" };
        return answer.code(label, from_root(snapshot, &target.path));
    };
    if let AnchorTarget::At(place) = target.anchor {
        let heading = prose(document, place).join(" ");
        if !heading.is_empty() {
            answer.heading(&heading);
        }
        add_excerpt(document, place.end(), answer);
    }
    if target.file == Some(from) {
        if target.anchor == AnchorTarget::Missing {
            answer.note("No heading or anchor here has this name.");
        }
        return;
    }
    match title_of(document) {
        Some(title) if matches!(target.anchor, AnchorTarget::At(_)) => answer.fact("In", &title),
        Some(title) => answer.heading(&title),
        None => {}
    }
    if let Some(date) = document.metadata().date() {
        answer.fact("Date", &date.to_string());
    }
    answer.code("File", from_root(snapshot, &target.path));
    match target.anchor {
        AnchorTarget::Missing => answer.note("No heading or anchor there has this name."),
        AnchorTarget::At(_) => {}
        AnchorTarget::Whole | AnchorTarget::Unknown => {
            add_excerpt(document, document.metadata().body_start(), answer);
        }
    }
}

/// The title as a reader sees it.
fn title_of(document: &Document) -> Option<String> {
    let title = document.metadata().title()?;
    let source = document.metadata().first(FieldName::Title)?.source;
    // What was read in another way than it stands there has no marks left.
    let is_whole = document.text().slice(source) == title;
    let words = if is_whole { prose(document, source).join(" ") } else { String::new() };
    Some(if words.is_empty() { title.to_owned() } else { words })
}

/// The path of `file` as people name it.
pub(super) fn path_of(snapshot: &Snapshot, file: FileId) -> &str {
    from_root(snapshot, snapshot.path(file).unwrap_or_default())
}

/// `path` from the workspace's root; as it is where it lies in none.
fn from_root<'a>(snapshot: &Snapshot, path: &'a str) -> &'a str {
    let root = snapshot.root_above(path).map(|root| root.trim_end_matches('/'));
    let below = root.and_then(|root| path.strip_prefix(root)?.strip_prefix('/'));
    below.unwrap_or(path)
}

/// The first lines of `document` after `start`.
pub(super) fn add_excerpt(document: &Document, start: TextSize, answer: &mut Answer) {
    // Tags are not for reading.
    if document.is_html() {
        return;
    }
    let fields = document.metadata().fields.iter();
    let footer =
        fields.filter(|field| field.style == FieldStyle::Footer).map(|it| it.range.start());
    let end = footer.filter(|&it| start <= it).min().unwrap_or(document.text().len());
    answer.pieces.extend(excerpt(document, start, end).map(Piece::Excerpt));
}

/// What stands between `start` and `end`, as much of it as is shown; `None`: nothing.
fn excerpt(document: &Document, start: TextSize, end: TextSize) -> Option<String> {
    // A character has at most four bytes, marks of Markdown may be as long, and more is not shown.
    let longest = TextSize::from(8 * EXCERPT as u32);
    let range = TextRange::at(start.min(end), longest.min(end - start.min(end)));
    let (mut lines, mut left) = (Vec::new(), EXCERPT);
    for line in prose(document, range).into_iter().take(MOST_LINES) {
        let line = one_line(&line, left);
        left = left.saturating_sub(line.chars().count());
        lines.push(line);
        if left == 0 {
            break;
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn label(name: FieldName) -> &'static str {
    match name {
        FieldName::Title => "Title",
        FieldName::Author => "Author",
        FieldName::Date => "Date",
        FieldName::Updated => "Updated",
        FieldName::Retrieved => "Retrieved",
        FieldName::Source => "Source",
        FieldName::Credit => "Credit",
        FieldName::Related => "Related article",
        FieldName::Site => "Site",
        FieldName::Language => "Language",
        FieldName::License => "Licence",
        FieldName::Summary => "Summary",
        FieldName::Tags => "Tags",
        FieldName::Archive => "Archived copy",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::hover;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::parse(fixture);
        let snapshot = fixture.snapshot();
        let (file, offset) = fixture.cursor();
        let document = snapshot.document(file).expect("the file with the cursor");
        let shown = match hover(&snapshot, file, offset) {
            None => "nothing\n".to_owned(),
            Some(it) => {
                assert!(it.range.contains_inclusive(offset), "{it:?}");
                let range = document.text().slice(it.range);
                format!("{}\n=====\n{}\n", range.trim_end(), it.markdown)
            }
        };
        expected.assert_eq(&shown);
    }

    /// A whole seed with `passage` in it, and another beside it.
    fn with_passage(passage: &str) -> String {
        format!(
            "//- /seeds/a.seed
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

{passage}

Original url: <https://news.example/2021/03/03/harbour-pilots>
//- /seeds/there.seed
Why the Harbour Is *Short* of Pilots

By [J. Doe](https://news.example/j-doe), Example Agency

4 March 2021

# 1 reason: there are few.

## How it began

- In the [port](https://port.example).

Original url: <https://www.news.example/2021/03/04/why/>
//- /seeds/picture.png
"
        )
    }

    #[test]
    fn a_link_shows_the_seed_it_leads_to() {
        check(
            &with_passage("See [w$0hy](there.seed)."),
            expect![[r#"
                [why](there.seed)
                =====
                **Why the Harbour Is Short of Pilots**

                Date: 2021-03-04  
                File: `seeds/there.seed`

                > 1 reason: there are few.  
                > How it began  
                > In the port.
            "#]],
        );
    }

    #[test]
    fn a_link_into_a_seed_shows_the_place() {
        check(
            &with_passage("See [why](there.seed#how-it-be$0gan)."),
            expect![[r#"
                [why](there.seed#how-it-began)
                =====
                **How it began**

                > In the port.

                In: Why the Harbour Is Short of Pilots  
                Date: 2021-03-04  
                File: `seeds/there.seed`
            "#]],
        );
        check(
            &with_passage("See [why](there.seed#no$0where)."),
            expect![[r#"
                nowhere
                =====
                **Why the Harbour Is Short of Pilots**

                Date: 2021-03-04  
                File: `seeds/there.seed`

                No heading or anchor there has this name.

                ---

                **missing-anchor**: no heading or anchor in `there.seed` is called `nowhere`

                What stands behind `#` names a heading, made as GitHub makes it (lower case, punctuation dropped,
                spaces to `-`, `-1`, `-2` for repeats), or an `id` or `name` in the text. The words of a heading
                joined in another way, the heading itself, and `{#id}` behind a heading are taken too, since other
                programs make such names. A page of HTML has its ids; what is neither that nor Markdown is not asked.
            "#]],
        );
        check(
            &with_passage("See [be$0low](#part-two).\n\n# Part two\n\nMore of it.\n"),
            expect![[r#"
                [below](#part-two)
                =====
                **Part two**

                > More of it.
            "#]],
        );
    }

    #[test]
    fn a_footnote_shows_its_note() {
        let notes = "\n\n[^a]: The *union*.\n    Not the port.\n\n[^b]:\n\nMore.";
        check(
            &with_passage(&format!("They said so.[^$0A] They[^b] left.{notes}")),
            expect![[r#"
                [^A]
                =====
                > The union. Not the port.
            "#]],
        );
        check(
            &with_passage(
                &format!("They said so.[^a] They[^a] left.{notes}").replace("[^a]:", "[^a$0]:"),
            ),
            expect![[r#"
                [^a]:
                =====
                2 references to this note.
            "#]],
        );
    }

    #[test]
    fn files_that_are_no_text_have_a_name_only() {
        check(
            &with_passage("![A boat](pic$0ture.png)"),
            expect![[r#"
                ![A boat](picture.png)
                =====
                File: `seeds/picture.png`
            "#]],
        );
    }

    #[test]
    fn addresses_are_taken_apart() {
        check(
            &with_passage(
                "See <https://www.press.example/a/2020/1$02/31/b?id=7&utm_source=x%20y#top>.",
            ),
            expect![[r#"
                <https://www.press.example/a/2020/12/31/b?id=7&utm_source=x%20y#top>
                =====
                Link: `https://www.press.example/a/2020/12/31/b?id=7&utm_source=x%20y#top`  
                Host: press.example  
                Date in the path: 2020-12-31  
                Parameter: `id = 7`  
                Parameter: `utm_source = x y`  
                Fragment: `top`
            "#]],
        );
        check(
            &with_passage("See [it][on$0e].\n\n[one]: http://news.example/2021/03/04/why\n"),
            expect![[r#"
                [it][one]
                =====
                Link: `http://news.example/2021/03/04/why`  
                Host: news.example  
                Date in the path: 2021-03-04  
                Kept here as: `seeds/there.seed`
            "#]],
        );
    }

    #[test]
    fn fields_are_shown_as_they_were_read() {
        let at = |place: &str| {
            let marked = format!("{}$0{}", &place[..1], &place[1..]);
            with_passage("They left.").replacen(place, &marked, 1)
        };
        check(
            &at("March 3, 2021"),
            expect![[r#"
            March 3, 2021
            =====
            Date: 2021-03-03 (Wednesday)
        "#]],
        );
        check(
            &at("A. Writer"),
            expect![[r#"
            A. Writer
            =====
            Author: A. Writer
        "#]],
        );
        check(
            &at("https://news.example/2021"),
            expect![[r#"
                <https://news.example/2021/03/03/harbour-pilots>
                =====
                Source

                Link: `https://news.example/2021/03/03/harbour-pilots`  
                Host: news.example  
                Date in the path: 2021-03-03
            "#]],
        );
        check(
            &at("Harbour Pilots"),
            expect![[r#"
            Harbour Pilots Vote to Strike
            =====
            **Harbour Pilots Vote to Strike**

            By: A. Writer  
            Date: 2021-03-03  
            Source: `https://news.example/2021/03/03/harbour-pilots`
        "#]],
        );
    }

    #[test]
    fn a_finding_shows_its_rule() {
        check(
            &with_passage("See [it]$0(https://news.example/a and so on."),
            expect![[r#"
                (
                =====
                **unclosed-link-destination**: `(` opened here is never closed

                Without its `)` the link is plain text: readers see the brackets and cannot follow it.
            "#]],
        );
    }

    #[test]
    fn a_placeholder_shows_the_seed_with_that_title() {
        check(
            &with_passage("See [Why the Harbour is *short* of pi$0lots](#)."),
            expect![[r#"
                [Why the Harbour is *short* of pilots](#)
                =====
                A placeholder: where this link led is lost.

                A seed with this title: `seeds/there.seed`
            "#]],
        );
    }

    #[test]
    fn plain_words_have_nothing_to_show() {
        check(
            &with_passage("They le$0ft."),
            expect![[r#"
            nothing
        "#]],
        );
    }
}
