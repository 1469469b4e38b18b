//! Each field in each style, read back as it was meant.

use super::Pen;
use super::Told;
use super::insertion;
use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::syntax::FieldName;
use crate::syntax::Labels;
use crate::text::Text;

fn author(name: &str, link: Option<&str>, organisation: Option<&str>) -> Value {
    let owned = |it: &str| it.to_owned();
    Value::Author {
        name: owned(name),
        link: link.map(owned),
        organisation: organisation.map(owned),
    }
}

/// How each style writes `values`: newspaper, YAML, TOML, key lines; `-` where it cannot.
#[track_caller]
fn check(name: FieldName, values: &[Value], written: Option<&str>, expected: [&str; 4]) {
    let styles = [FieldStyle::Newspaper, FieldStyle::Yaml, FieldStyle::Toml, FieldStyle::KeyLine];
    let labels = Labels::default();
    let actual = styles.map(|style| {
        let pen = Pen { style, in_comments: false, line_break: "\n", labels: &labels };
        let written = written.map(str::to_owned);
        let told = Told { name, values: values.to_vec(), written, key: None };
        pen.field(&told).unwrap_or("-".to_owned())
    });
    assert_eq!(actual, expected);
}

#[test]
fn names() {
    check(
        FieldName::Author,
        &[author("A. Writer", None, None)],
        None,
        ["By A. Writer", "author: A. Writer", "author = \"A. Writer\"", "Author: A. Writer"],
    );
    check(
        FieldName::Author,
        &[author("A. Writer", Some("#"), None), author("B. Scribe", None, None)],
        None,
        [
            "By [A. Writer](#) and B. Scribe",
            "author:\n  - \"[A. Writer](#)\"\n  - B. Scribe",
            "author = [\"[A. Writer](#)\", \"B. Scribe\"]",
            "Author: [A. Writer](#) and B. Scribe",
        ],
    );
    check(
        FieldName::Author,
        &[author("Jane Doe", None, Some("Daily Tide")), author("Kay", None, Some("Daily Tide"))],
        None,
        [
            "By Jane Doe and Kay, Daily Tide",
            "author:\n  - Jane Doe, Daily Tide\n  - Kay, Daily Tide",
            "author = [\"Jane Doe, Daily Tide\", \"Kay, Daily Tide\"]",
            "Author: Jane Doe and Kay, Daily Tide",
        ],
    );
    check(
        FieldName::Author,
        &[author("Jane Doe", None, Some("Harbour"))],
        None,
        [
            "By Jane Doe, Harbour",
            "author: Jane Doe, Harbour",
            "author = \"Jane Doe, Harbour\"",
            "Author: Jane Doe, Harbour",
        ],
    );
}

#[test]
fn dates_are_iso_for_programs_and_words_for_readers() {
    let date = |written: &str| [Value::Date(Date::read(written))];
    let check_date = |written: &str, expected: [&str; 4]| {
        check(FieldName::Date, &date(written), Some(written), expected);
    };
    check_date(
        "2019-07-18",
        ["July 18, 2019", "date: 2019-07-18", "date = 2019-07-18", "Date: 2019-07-18"],
    );
    check_date(
        "July 18, 2019 at 4:05 PM EDT",
        [
            "July 18, 2019 at 4:05 PM EDT",
            "date: July 18, 2019 at 4:05 PM EDT",
            "date = \"July 18, 2019 at 4:05 PM EDT\"",
            "Date: July 18, 2019 at 4:05 PM EDT",
        ],
    );
    check_date(
        "2019-07-18T16:05:00+03:00",
        [
            "July 18, 2019, 16:05 +03:00",
            "date: 2019-07-18T16:05:00+03:00",
            "date = 2019-07-18T16:05:00+03:00",
            "Date: 2019-07-18T16:05:00+03:00",
        ],
    );
    check_date(
        "03/04/2019",
        ["03/04/2019", "date: \"03/04/2019\"", "date = \"03/04/2019\"", "Date: 03/04/2019"],
    );
    check_date(
        "July 2019",
        ["July 2019", "date: \"2019-07\"", "date = \"2019-07\"", "Date: 2019-07"],
    );
    check_date(
        "2019-07-18T16:05:30.5Z",
        [
            "2019-07-18T16:05:30.5Z",
            "date: 2019-07-18T16:05:30Z",
            "date = 2019-07-18T16:05:30Z",
            "Date: 2019-07-18T16:05:30Z",
        ],
    );
    check_date(
        "18. Juli 2019",
        ["July 18, 2019", "date: 2019-07-18", "date = 2019-07-18", "Date: 2019-07-18"],
    );
    let unknown = [Value::Date(DateReading::NotADate)];
    check(
        FieldName::Date,
        &unknown,
        Some("long ago"),
        ["Date: long ago", "date: long ago", "date = \"long ago\"", "Date: long ago"],
    );
}

#[test]
fn texts_and_lists() {
    let text = |it: &str| Value::Text(it.to_owned());
    check(
        FieldName::Tags,
        &[text("sea"), text("ports, docks")],
        None,
        [
            "-",
            "tags:\n  - sea\n  - ports, docks",
            "tags = [\"sea\", \"ports, docks\"]",
            "Tags:\n  - sea\n  - ports, docks",
        ],
    );
    check(
        FieldName::Tags,
        &[text("sea"), text("docks")],
        None,
        [
            "Tags: sea, docks",
            "tags:\n  - sea\n  - docks",
            "tags = [\"sea\", \"docks\"]",
            "Tags: sea, docks",
        ],
    );
    check(
        FieldName::Summary,
        &[text("One.\nTwo: \"three\"")],
        None,
        [
            "-",
            "summary: \"One.\\nTwo: \\\"three\\\"\"",
            "summary = \"One.\\nTwo: \\\"three\\\"\"",
            "-",
        ],
    );
    check(
        FieldName::Credit,
        &[text("J. Doe / Example Agency")],
        None,
        [
            "J. Doe / Example Agency",
            "credit: J. Doe / Example Agency",
            "credit = \"J. Doe / Example Agency\"",
            "Credit: J. Doe / Example Agency",
        ],
    );
    check(
        FieldName::Title,
        &[text("\"Stop\": the pilots")],
        None,
        [
            "\"Stop\": the pilots",
            "title: '\"Stop\": the pilots'",
            "title = '\"Stop\": the pilots'",
            "Title: \"Stop\": the pilots",
        ],
    );
}

#[test]
fn links() {
    let link = |url: &str, text: Option<&str>| Value::Link {
        url: url.to_owned(),
        text: text.map(str::to_owned),
    };
    check(
        FieldName::Source,
        &[link("https://a.example/b#c", None)],
        None,
        [
            "Original url: <https://a.example/b#c>",
            "source: https://a.example/b#c",
            "source = \"https://a.example/b#c\"",
            "Source: https://a.example/b#c",
        ],
    );
    check(
        FieldName::Related,
        &[link("b.seed", Some("B (2)")), link("https://c.example/", Some("C"))],
        None,
        [
            "Related article: [B (2)](b.seed), [C](https://c.example/)",
            "related:\n  - \"[B (2)](b.seed)\"\n  - \"[C](https://c.example/)\"",
            "related = [\"[B (2)](b.seed)\", \"[C](https://c.example/)\"]",
            "Related: [B (2)](b.seed), [C](https://c.example/)",
        ],
    );
    check(FieldName::Source, &[], None, ["Original url:", "source:", "source = \"\"", "Source:"]);
}

#[test]
fn key_lines_in_comments_stay_in_comments() {
    let text = "[#]: subject: (A)\n[#]: via: (https://a.example/)\n\nThey voted.\n";
    let document = Document::new(Text::new(text));
    let edit = insertion(&document, FieldName::Author, &[author("A. Writer", None, None)]);
    let edited = document.edit(&edit.expect("it can be said"));
    assert_eq!(
        edited.text().to_string(),
        "[#]: subject: (A)\n[#]: via: (https://a.example/)\n[#]: author: (A. Writer)\n\nThey voted.\n"
    );
    assert_eq!(edited.metadata().authors().count(), 1);
}

#[test]
fn a_line_among_labelled_lines_parts_them_not() {
    let added = |text: &str| {
        let document = Document::new(Text::new(text));
        let edit = insertion(&document, FieldName::Author, &[author("A. Writer", None, None)]);
        let edited = document.edit(&edit.expect("it can be said"));
        assert_eq!(edited.metadata().authors().count(), 1, "{}", edited.text());
        assert_eq!(edited.metadata().title(), document.metadata().title());
        edited.text().to_string()
    };
    assert_eq!(
        added("----\nname: Pilots Vote\nID: 5\n----\n\nThey voted.\n"),
        "----\nname: Pilots Vote\nauthor: A. Writer\nID: 5\n----\n\nThey voted.\n"
    );
    assert_eq!(
        added("----\r\nTitle: Pilots Vote\r\nPlaces:\r\n- North\r\n----\r\n\r\nThey voted.\r\n"),
        "----\r\nTitle: Pilots Vote\r\nAuthor: A. Writer\r\nPlaces:\r\n- North\r\n----\r\n\r\nThey voted.\r\n"
    );
}
