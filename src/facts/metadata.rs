//! The metadata model: one list of fields, whichever header style told them.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::footer;
use crate::facts::newspaper;
use crate::syntax::FieldName;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// What a document says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// In order of position. A field told several times stands here several times.
    pub fields: Vec<Field>,
    /// Front matter or key lines and the blocks of a newspaper header, up to the first block of
    /// the body.
    pub header: TextRange,
}

/// One telling of one field; a byline with two names is two fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: FieldName,
    pub style: FieldStyle,
    /// All of it: label, value, and the marks around them.
    pub range: TextRange,
    /// `Original url:`, `By`, `date:`, where it has one.
    pub label: Option<TextRange>,
    /// Source of the value; empty, at the place where it would stand, for an empty field.
    pub source: TextRange,
    pub value: Value,
}

/// Where a field was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldStyle {
    Newspaper,
    Yaml,
    Toml,
    KeyLine,
    /// A labelled paragraph in or after the body (`Original url:`, `Related article:`).
    Footer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// The label or key is there and nothing after it.
    Empty,
    Text(String),
    Author {
        name: String,
        link: Option<String>,
        organisation: Option<String>,
    },
    Date(DateReading),
    /// A URL or path, and the link's text where it was written as a link.
    Link {
        url: String,
        text: Option<String>,
    },
}

impl Metadata {
    pub(crate) fn read(text: &Text, tree: &Tree) -> Metadata {
        let mut fields = Vec::new();
        let explicit = tree.header().range;
        let newspaper = newspaper::read(text, tree, explicit.end(), &fields);
        fields.extend(newspaper.fields);
        let footer = footer::read(text, tree, newspaper.end, &fields);
        fields.extend(footer);
        // Stable, so that the authors of one byline keep their order.
        fields.sort_by_key(|field| (field.source.start(), field.source.end()));
        Metadata { fields, header: TextRange::new(explicit.start(), newspaper.end) }
    }

    /// The tellings of `name` that are not empty, in order.
    pub fn all(&self, name: FieldName) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.name == name && field.value != Value::Empty)
    }

    /// The telling of `name` that counts: explicit header before the others.
    pub fn first(&self, name: FieldName) -> Option<&Field> {
        self.all(name).find(|field| field.style.is_explicit()).or_else(|| self.all(name).next())
    }

    /// `name` is told, be it without a value.
    pub fn tells(&self, name: FieldName) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    pub fn title(&self) -> Option<&str> {
        self.text(FieldName::Title)
    }

    /// The tellings of the authors that count, in order; their values are [`Value::Author`].
    pub fn authors(&self) -> impl Iterator<Item = &Field> {
        let style = self.first(FieldName::Author).map(|field| field.style);
        self.all(FieldName::Author).filter(move |field| Some(field.style) == style)
    }

    /// When it was published, where that is told without doubt.
    pub fn date(&self) -> Option<&Date> {
        match &self.first(FieldName::Date)?.value {
            Value::Date(reading) => reading.date(),
            _ => None,
        }
    }

    /// The absolute URL of the original.
    pub fn source(&self) -> Option<&str> {
        match &self.first(FieldName::Source)?.value {
            Value::Link { url, .. } => Some(url),
            _ => None,
        }
    }

    pub fn credit(&self) -> Option<&str> {
        self.text(FieldName::Credit)
    }

    /// The links to related articles.
    pub fn related(&self) -> impl Iterator<Item = &Field> {
        self.all(FieldName::Related)
    }

    /// The name of the site, or the host of the source where no name is told.
    pub fn site(&self) -> Option<&str> {
        if let Some(site) = self.text(FieldName::Site) {
            return Some(site);
        }
        let (_, address) = self.source()?.split_once("://")?;
        let host = address.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        (!host.is_empty()).then_some(host)
    }

    /// Where the body begins, give or take the blanks before it.
    pub fn body_start(&self) -> TextSize {
        self.header.end()
    }

    fn text(&self, name: FieldName) -> Option<&str> {
        match &self.first(name)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl FieldStyle {
    /// The field is told by a key in a header of its own, not by where it stands.
    pub fn is_explicit(self) -> bool {
        matches!(self, FieldStyle::Yaml | FieldStyle::Toml | FieldStyle::KeyLine)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::Metadata;
    use super::Value;
    use crate::facts::DateReading;
    use crate::facts::Document;
    use crate::text::Text;

    /// Shows each field with its style, the line and the source of its value, and the value.
    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let document = Document::new(Text::new(text));
        let metadata = document.metadata();
        let mut shown: Vec<String> = metadata.fields.iter().map(|it| show(&document, it)).collect();
        let line = document.text().line_at(metadata.body_start()) + 1;
        shown.push(format!("header ends in line {line}"));
        expected.assert_eq(&shown.join("\n"));
        for field in &metadata.fields {
            assert!(
                field.range.contains_range(field.source) || field.source.is_empty(),
                "{field:?}"
            );
            if let Some(label) = field.label {
                assert!(field.range.contains_range(label), "{field:?}");
            }
        }
    }

    fn show(document: &Document, field: &super::Field) -> String {
        let text = document.text();
        let value = match &field.value {
            Value::Empty => "nothing".to_owned(),
            Value::Text(text) => format!("{text:?}"),
            Value::Author { name, link, organisation } => {
                let link = link.as_ref().map_or(String::new(), |it| format!(" <{it}>"));
                let organisation =
                    organisation.as_ref().map_or(String::new(), |it| format!(" ({it})"));
                format!("{name}{link}{organisation}")
            }
            Value::Date(DateReading::Date(date)) => date.to_string(),
            Value::Date(reading) => format!("{reading:?}"),
            Value::Link { url, text } => {
                let text = text.as_ref().map_or(String::new(), |it| format!(" {it:?}"));
                format!("<{url}>{text}")
            }
        };
        let label = field.label.map_or(String::new(), |it| format!(" `{}`", text.slice(it)));
        let source = text.slice(field.source);
        let line = text.line_at(field.source.start()) + 1;
        format!("{line} {} {:?}{label} `{source}`: {value}", field.name.as_str(), field.style)
    }

    const SAMPLE: &str = " \n\n\nHarbour Pilots Vote to Strike\n\nBy [Example Agency](#)\n\nJuly 18, 2019\n\n\n\n\
        Jane Roe / Moskva Pictures\n\nThe pilots of the northern harbour voted on Tuesday to stop work \
        at noon, the union said.\n\nNobody knows for how long.\n\n\
        Related article: [Why the Harbour Is Short of Pilots](#)\n\nThe port declined to comment.\n\n\
        Original url:\n\n<https://news.example/2019/07/18/harbour-pilots-vote-a66465>";

    #[test]
    fn the_newspaper_layout_is_read_whole() {
        check(
            SAMPLE,
            expect![[r#"
            4 title Newspaper `Harbour Pilots Vote to Strike`: "Harbour Pilots Vote to Strike"
            6 author Newspaper `By` `[Example Agency](#)`: Example Agency <#>
            8 date Newspaper `July 18, 2019`: 2019-07-18
            12 credit Newspaper `Jane Roe / Moskva Pictures`: "Jane Roe / Moskva Pictures"
            18 related Footer `Related article:` `[Why the Harbour Is Short of Pilots](#)`: <#> "Why the Harbour Is Short of Pilots"
            24 source Footer `Original url:` `<https://news.example/2019/07/18/harbour-pilots-vote-a66465>`: <https://news.example/2019/07/18/harbour-pilots-vote-a66465>
            header ends in line 12"#]],
        );
    }

    #[test]
    fn crlf_changes_nothing_but_places() {
        let values = |text: &str| -> Vec<Value> {
            let metadata = Document::new(Text::new(text)).metadata().clone();
            metadata.fields.into_iter().map(|it| it.value).collect()
        };
        assert_eq!(values(&SAMPLE.replace('\n', "\r\n")), values(SAMPLE));
    }

    #[test]
    fn every_prefix_of_a_seed_can_be_read() {
        for (end, _) in SAMPLE.char_indices() {
            let _: &Metadata = Document::new(Text::new(&SAMPLE[..end])).metadata();
        }
    }

    #[test]
    fn byline_and_date_may_share_a_paragraph_or_a_line() {
        check(
            "# Pilots\n\nby A. Writer\n2019-05-08\n\nThe pilots voted on Tuesday.\n",
            expect![[r#"
                1 title Newspaper `Pilots`: "Pilots"
                3 author Newspaper `by` `A. Writer`: A. Writer
                4 date Newspaper `2019-05-08`: 2019-05-08
                header ends in line 4"#]],
        );
        check(
            "Pilots\n\nBy A. Writer | July 18, 2019\n\nThe pilots voted on Tuesday.\n",
            expect![[r#"
                1 title Newspaper `Pilots`: "Pilots"
                3 author Newspaper `By` `A. Writer`: A. Writer
                3 date Newspaper `July 18, 2019`: 2019-07-18
                header ends in line 3"#]],
        );
        check(
            "Pilots\n\nAuthor: A. Writer\nPublished: July 18, 2019\n\nThey voted.\n",
            expect![[r#"
                1 title Newspaper `Pilots`: "Pilots"
                3 author Newspaper `Author:` `A. Writer`: A. Writer
                4 date Newspaper `Published:` `July 18, 2019`: 2019-07-18
                header ends in line 4"#]],
        );
        check(
            "Pilots\n\nPosted on July 18, 2019 by A. Writer\n\nThey voted.\n",
            expect![[r#"
            1 title Newspaper `Pilots`: "Pilots"
            3 date Newspaper `Posted on` `July 18, 2019`: 2019-07-18
            3 author Newspaper `by` `A. Writer`: A. Writer
            header ends in line 3"#]],
        );
    }

    #[test]
    fn a_date_may_look_like_an_item_of_a_list() {
        check(
            "Die Lotsen\n\nVon A. Writer\n\n18. Juli 2019\n\nSie gingen nach Hause.\n",
            expect![[r#"
                1 title Newspaper `Die Lotsen`: "Die Lotsen"
                3 author Newspaper `Von` `A. Writer`: A. Writer
                5 date Newspaper `18. Juli 2019`: 2019-07-18
                header ends in line 5"#]],
        );
    }

    #[test]
    fn a_lone_linked_name_between_title_and_date_is_the_author() {
        check(
            "Pilots\n\n[A. Writer](https://news.example/w)\n\nJuly 18, 2019\n\nThey voted.\n",
            expect![[r#"
                1 title Newspaper `Pilots`: "Pilots"
                3 author Newspaper `[A. Writer](https://news.example/w)`: A. Writer <https://news.example/w>
                5 date Newspaper `July 18, 2019`: 2019-07-18
                header ends in line 5"#]],
        );
    }

    #[test]
    fn a_deck_or_a_picture_may_stand_before_the_byline() {
        check(
            "# Pilots\n\n![](a.jpg)\n\nThey have had enough of it, they say.\n\nBy A. Writer\n\nJuly 18, 2019\n\nThey voted.\n",
            expect![[r#"
                1 title Newspaper `Pilots`: "Pilots"
                7 author Newspaper `By` `A. Writer`: A. Writer
                9 date Newspaper `July 18, 2019`: 2019-07-18
                header ends in line 9"#]],
        );
    }

    #[test]
    fn a_title_may_be_a_sentence_where_a_byline_follows() {
        check(
            "They voted. What now.\n\nBy A. Writer\n\nJuly 18, 2019\n",
            expect![[r#"
            1 title Newspaper `They voted. What now.`: "They voted. What now."
            3 author Newspaper `By` `A. Writer`: A. Writer
            5 date Newspaper `July 18, 2019`: 2019-07-18
            header ends in line 5"#]],
        );
        check("They voted. What now.\n\nThe pilots went home.\n", expect!["header ends in line 1"]);
    }

    #[test]
    fn without_a_title_nothing_else_becomes_one() {
        check(
            "By A. Writer\n\nJuly 18, 2019\n\nJane Roe / Agency\n\nThey voted.\n",
            expect![[r#"
                1 author Newspaper `By` `A. Writer`: A. Writer
                3 date Newspaper `July 18, 2019`: 2019-07-18
                5 credit Newspaper `Jane Roe / Agency`: "Jane Roe / Agency"
                header ends in line 5"#]],
        );
        check("The pilots voted on Tuesday.\nThey went home.\n", expect!["header ends in line 1"]);
    }

    #[test]
    fn an_unclosed_fence_or_comment_hides_no_footer() {
        check(
            "A\n\n```\ncode\n\nOriginal url:\n\n<https://news.example/a>\n",
            expect![[r#"
            1 title Newspaper `A`: "A"
            8 source Footer `Original url:` `<https://news.example/a>`: <https://news.example/a>
            header ends in line 1"#]],
        );
        check(
            "A\n\n<!-- note\n\nOriginal url: <https://news.example/a>\n",
            expect![[r#"
            1 title Newspaper `A`: "A"
            5 source Footer `Original url:` `<https://news.example/a>`: <https://news.example/a>
            header ends in line 1"#]],
        );
        check(
            "A\n\n```\nSource: https://news.example/a\n```\n",
            expect![[r#"
            1 title Newspaper `A`: "A"
            header ends in line 1"#]],
        );
    }

    #[test]
    fn prose_below_a_label_hides_it_not() {
        let prose = "word ".repeat(10_000);
        let text = format!("A\n\nOriginal url: <https://news.example/a>\n{prose}\n");
        assert_eq!(
            Document::new(Text::new(&text)).metadata().source(),
            Some("https://news.example/a")
        );
    }

    #[test]
    fn footers_in_every_form() {
        check(
            "A\n\nThey voted.\n\nSource: https://news.example/a\n",
            expect![[r#"
            1 title Newspaper `A`: "A"
            5 source Footer `Source:` `https://news.example/a`: <https://news.example/a>
            header ends in line 1"#]],
        );
        check(
            "A\n\nThey voted.\n\nOriginal url:\n<https://news.example/a>\n",
            expect![[r#"
            1 title Newspaper `A`: "A"
            6 source Footer `Original url:` `<https://news.example/a>`: <https://news.example/a>
            header ends in line 1"#]],
        );
        check(
            "A\n\nThey voted.\n\nOriginal url: [News](https://news.example/a)\n",
            expect![[r#"
                1 title Newspaper `A`: "A"
                5 source Footer `Original url:` `[News](https://news.example/a)`: <https://news.example/a> "News"
                header ends in line 1"#]],
        );
        check(
            "A\n\nThey voted.\n\n---\n\n*This article was originally published at <https://news.example/a>*\n",
            expect![[r#"
                1 title Newspaper `A`: "A"
                7 source Footer `<https://news.example/a>`: <https://news.example/a>
                header ends in line 1"#]],
        );
        check(
            "A\n\nThey voted.\n\nOriginal url:\n",
            expect![[r#"
            1 title Newspaper `A`: "A"
            5 source Footer `Original url:` ``: nothing
            header ends in line 1"#]],
        );
        check(
            "A\n\nThey voted.\n\n<https://news.example/a>\n",
            expect![[r#"
            1 title Newspaper `A`: "A"
            5 source Footer `<https://news.example/a>`: <https://news.example/a>
            header ends in line 1"#]],
        );
        check(
            "Original URL: <https://news.example/a>\n\n# A\n\nThey voted.\n",
            expect![[r#"
            1 source Newspaper `Original URL:` `<https://news.example/a>`: <https://news.example/a>
            3 title Newspaper `A`: "A"
            header ends in line 3"#]],
        );
        check(
            "# A\n\n> Categories: Sea\n> Original url: <https://news.example/a>\n\nThey voted.\n",
            expect![[r#"
                1 title Newspaper `A`: "A"
                3 tags Newspaper `Categories:` `Sea`: "Sea"
                4 source Newspaper `Original url:` `<https://news.example/a>`: <https://news.example/a>
                header ends in line 4"#]],
        );
    }
}
