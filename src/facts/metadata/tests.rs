//! What is read from whole documents, each field with its place.

use expect_test::Expect;
use expect_test::expect;

use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::Metadata;
use crate::facts::Value;
use crate::syntax::FieldName;
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
        assert!(field.range.contains_range(field.source) || field.source.is_empty(), "{field:?}");
        if let Some(label) = field.label {
            assert!(field.range.contains_range(label), "{field:?}");
        }
    }
}

fn show(document: &Document, field: &Field) -> String {
    let text = document.text();
    let value = match &field.value {
        Value::Empty => "nothing".to_owned(),
        Value::Text(text) => format!("{text:?}"),
        Value::Author { name, link, organisation } => {
            let link = link.as_ref().map_or(String::new(), |it| format!(" <{it}>"));
            let organisation = organisation.as_ref().map_or(String::new(), |it| format!(" ({it})"));
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
fn who_is_named_twice_is_one_author() {
    let text =
        "Pilots Vote\n\nBy A. Writer\n\nAuthor: [A. Writer](#)\n\nMarch 3, 2021\n\nThey voted.\n";
    let document = Document::new(Text::new(text));
    assert_eq!(document.metadata().all(FieldName::Author).count(), 2);
    assert_eq!(document.metadata().authors().count(), 1);
}

#[test]
fn what_says_nothing_of_a_picture_is_no_credit() {
    for line in [
        "103",
        "•",
        "{{< quote text=\"They left\" >}}",
        "EDIT: Who cannot come to the harbour on Tuesday finds the questions of the pilots in the office, and sends the answers via mail to the pilots.",
    ] {
        let text = format!("Pilots Vote\n\nMarch 3, 2021\n\n{line}\n\nThey voted. They left.\n");
        let document = Document::new(Text::new(&text));
        assert_eq!(document.metadata().credit(), None);
    }
}

#[test]
fn a_url_on_top_is_a_part_of_the_header() {
    check(
        "https://news.example/a\n\nThey voted. They left.\n",
        expect![[r#"
            1 source Footer `https://news.example/a`: <https://news.example/a>
            header ends in line 1"#]],
    );
}

#[test]
fn a_paragraph_with_a_note_is_no_credit() {
    check(
        "Pilots Vote\n\nMarch 3, 2021\n\nThey vote again[^b]\n\n[^b]: On Monday.\n",
        expect![[r#"
            1 title Newspaper `Pilots Vote`: "Pilots Vote"
            3 date Newspaper `March 3, 2021`: 2021-03-03
            header ends in line 3"#]],
    );
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
    assert_eq!(Document::new(Text::new(&text)).metadata().source(), Some("https://news.example/a"));
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

#[test]
fn yaml_front_matter_of_a_clipper() {
    check(
        "---\ntitle: \"Über die Föhre\"\nsource: \"https://news.example/a\"\nauthor:\n  - \"[[Jane Doe]]\"\n  - A. Writer\n\
         published: 2016-01-02\ncreated: 2016-05-26\ndescription: \"\"\ntags:\n  - \"clippings\"\n  - sea\n---\n\nThey voted.\n",
        expect![[r#"
            2 title Yaml `title:` `Über die Föhre`: "Über die Föhre"
            3 source Yaml `source:` `https://news.example/a`: <https://news.example/a>
            5 author Yaml `author:` `[[Jane Doe]]`: Jane Doe
            6 author Yaml `author:` `A. Writer`: A. Writer
            7 date Yaml `published:` `2016-01-02`: 2016-01-02
            8 retrieved Yaml `created:` `2016-05-26`: 2016-05-26
            9 summary Yaml `description:` ``: nothing
            11 tags Yaml `tags:` `clippings`: "clippings"
            12 tags Yaml `tags:` `sea`: "sea"
            header ends in line 14"#]],
    );
}

#[test]
fn yaml_scalars_of_every_style() {
    check(
        "---\ntitle: >\n  Pilots vote\n  to strike\nauthor: 'O''Neill, Example Agency'\ndate: 2016-01-02 # noted\n\
         summary: \"a \\\"b\\\" c\"\ntags: [a, \"b c\"]\nsource: https://news.example/a\n---\nThey voted.\n",
        expect![[r#"
            3 title Yaml `title:` `Pilots vote
              to strike`: "Pilots vote to strike"
            5 author Yaml `author:` `O''Neill, Example Agency`: O'Neill (Example Agency)
            6 date Yaml `date:` `2016-01-02`: 2016-01-02
            7 summary Yaml `summary:` `a \"b\" c`: "a \"b\" c"
            8 tags Yaml `tags:` `a`: "a"
            8 tags Yaml `tags:` `b c`: "b c"
            9 source Yaml `source:` `https://news.example/a`: <https://news.example/a>
            header ends in line 11"#]],
    );
}

#[test]
fn yaml_with_crlf_keeps_its_places() {
    check(
        "---\r\ntitle: Füchse\r\nauthor: Ä. Ö\r\ndate: 2016-02-30\r\n---\r\nThey voted.\r\n",
        expect![[r#"
            2 title Yaml `title:` `Füchse`: "Füchse"
            3 author Yaml `author:` `Ä. Ö`: Ä. Ö
            4 date Yaml `date:` `2016-02-30`: Impossible { part: 8..10, why: "February 2016 has 29 days" }
            header ends in line 6"#]],
    );
}

#[test]
fn keys_that_mean_something_else_here() {
    check(
        "---\ntitle: A\npublished: false\nurl: /blog/a\nimage: /img/a.png\nsource: parks-service\nlayout: post\nextra: {a: b}\n---\nThey voted.\n",
        expect![[r#"
            2 title Yaml `title:` `A`: "A"
            6 site Yaml `source:` `parks-service`: "parks-service"
            header ends in line 10"#]],
    );
    check(
        "---\ntitle: A\nauthor: Doe, Jane\ncreated: 2016-01-02\n---\nThey voted.\n",
        expect![[r#"
            2 title Yaml `title:` `A`: "A"
            3 author Yaml `author:` `Doe, Jane`: Doe, Jane
            4 date Yaml `created:` `2016-01-02`: 2016-01-02
            header ends in line 6"#]],
    );
    check(
        "---\ntitle: A\nauthor: {name: Jane Doe, url: 'https://a.example'}\nauthors: [{name: B Bee}, {name: C Cee}]\n---\n",
        expect![[r#"
            2 title Yaml `title:` `A`: "A"
            3 author Yaml `author:` `Jane Doe`: Jane Doe
            4 author Yaml `authors:` `B Bee`: B Bee
            4 author Yaml `authors:` `C Cee`: C Cee
            header ends in line 6"#]],
    );
}

#[test]
fn front_matter_that_does_not_parse_is_read_by_lines() {
    check(
        "---\ntitle: Pilots: they vote: again\nauthor: \"A. Writer\"\ntags: [a\ndate: 2016-01-02\n---\nThey voted.\n",
        expect![[r#"
            2 title Yaml `title:` `Pilots: they vote: again`: "Pilots: they vote: again"
            3 author Yaml `author:` `A. Writer`: A. Writer
            4 tags Yaml `tags:` `[a`: "[a"
            5 date Yaml `date:` `2016-01-02`: 2016-01-02
            header ends in line 7"#]],
    );
}

#[test]
fn toml_front_matter() {
    check(
        "+++\ntitle = \"Along the Salt Road\"\nauthors = [\"Marta Vidal\", \"Jan de Wit\"]\ndate = 2015-04-12T08:00:00Z\n\
         source = \"https://walks.example/salt\"\n[taxonomies]\ntags = [\"sea\"]\n[other]\ntitle = \"B\"\n+++\nThey voted.\n",
        expect![[r#"
            2 title Toml `title =` `Along the Salt Road`: "Along the Salt Road"
            3 author Toml `authors =` `Marta Vidal`: Marta Vidal
            3 author Toml `authors =` `Jan de Wit`: Jan de Wit
            4 date Toml `date =` `2015-04-12T08:00:00Z`: 2015-04-12T08:00:00Z
            5 source Toml `source =` `https://walks.example/salt`: <https://walks.example/salt>
            7 tags Toml `tags =` `sea`: "sea"
            header ends in line 11"#]],
    );
    check(
        "+++\ntitle = \"A\"\ndate = 2015-02-30\n+++\nThey voted.\n",
        expect![[r#"
        2 title Toml `title =` `A`: "A"
        3 date Toml `date =` `2015-02-30`: Impossible { part: 8..10, why: "February 2015 has 28 days" }
        header ends in line 5"#]],
    );
}

#[test]
fn key_lines_of_every_kind() {
    check(
        "Title: Small Dams: Come Down\n\nURL Source: https://rivers.example/dams\n\nPublished Time: Thu, 16 Apr 2026 17:00:33 GMT\n\n\
         Markdown Content:\nJanuary 22, 2014\n\nThey voted.\n",
        expect![[r#"
            1 title KeyLine `Title:` `Small Dams: Come Down`: "Small Dams: Come Down"
            3 source KeyLine `URL Source:` `https://rivers.example/dams`: <https://rivers.example/dams>
            5 date KeyLine `Published Time:` `Thu, 16 Apr 2026 17:00:33 GMT`: 2026-04-16T17:00:33Z
            header ends in line 8"#]],
    );
    check(
        "Title: Bread\nDate: 2017-06-30 07:45\nModified: 2017-07-02\nAuthors: Nadia Brooke; Piet Smit\nSummary: A loaf\n  that waits.\n\nThey voted.\n",
        expect![[r#"
            1 title KeyLine `Title:` `Bread`: "Bread"
            2 date KeyLine `Date:` `2017-06-30 07:45`: 2017-06-30T07:45:00
            3 updated KeyLine `Modified:` `2017-07-02`: 2017-07-02
            4 author KeyLine `Authors:` `Nadia Brooke`: Nadia Brooke
            4 author KeyLine `Authors:` `Piet Smit`: Piet Smit
            5 summary KeyLine `Summary:` `A loaf
              that waits.`: "A loaf that waits."
            header ends in line 7"#]],
    );
    check(
        "[#]: subject: (A Compiler)\n[#]: via: (https://looms.example/a)\n[#]: author: \"Yuki Arden https://looms.example/yuki\"\n\nA Compiler\n==========\n\nThey voted.\n",
        expect![[r#"
            1 title KeyLine `subject:` `A Compiler`: "A Compiler"
            2 source KeyLine `via:` `https://looms.example/a`: <https://looms.example/a>
            3 author KeyLine `author:` `Yuki Arden`: Yuki Arden <https://looms.example/yuki>
            header ends in line 4"#]],
    );
    check(
        "Title: A\nAuthor:\nDate: 2017-06-30\n\nThey voted.\n",
        expect![[r#"
        1 title KeyLine `Title:` `A`: "A"
        2 author KeyLine `Author:` ``: nothing
        3 date KeyLine `Date:` `2017-06-30`: 2017-06-30
        header ends in line 4"#]],
    );
}

#[test]
fn front_matter_and_newspaper_may_mix() {
    check(
        "---\nsource: https://dispatch.example/census\nretrieved: 2014-03-01\n---\n\nThe Snow Census\n\nBy Amal Haddad\n\nFebruary 20, 2014\n\nThey measured.\n",
        expect![[r#"
            2 source Yaml `source:` `https://dispatch.example/census`: <https://dispatch.example/census>
            3 retrieved Yaml `retrieved:` `2014-03-01`: 2014-03-01
            6 title Newspaper `The Snow Census`: "The Snow Census"
            8 author Newspaper `By` `Amal Haddad`: Amal Haddad
            10 date Newspaper `February 20, 2014`: 2014-02-20
            header ends in line 10"#]],
    );
    check(
        "---\ntags: [a]\n---\n\nA short first line\n\nThey measured it.\n",
        expect![[r#"
        2 tags Yaml `tags:` `a`: "a"
        header ends in line 4"#]],
    );
}

#[test]
fn related_articles_in_a_list() {
    check(
        "A\n\nThey voted.\n\nRelated articles:\n\n- [B](b.seed)\n- [C](c.seed)\n\nSource: https://a.example/\n",
        expect![[r#"
            1 title Newspaper `A`: "A"
            7 related Footer `Related articles:` `[B](b.seed)`: <b.seed> "B"
            8 related Footer `[C](c.seed)`: <c.seed> "C"
            10 source Footer `Source:` `https://a.example/`: <https://a.example/>
            header ends in line 1"#]],
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
fn a_title_may_begin_with_a_number() {
    check(
        "100. Birthday: a Survivor Turns 100\n\nBy A. Writer\n\nJuly 18, 2019\n",
        expect![[r#"
            1 title Newspaper `100. Birthday: a Survivor Turns 100`: "100. Birthday: a Survivor Turns 100"
            3 author Newspaper `By` `A. Writer`: A. Writer
            5 date Newspaper `July 18, 2019`: 2019-07-18
            header ends in line 5"#]],
    );
}

#[test]
fn the_clearest_key_tells_the_source() {
    check(
        "[#]: collector: (jane)\n[#]: url: (https://mirror.example/a)\n[#]: subject: (Remove (Delete) Links)\n[#]: via: (https://looms.example/a)\n\nThey voted.\n",
        expect![[r#"
            3 title KeyLine `subject:` `Remove (Delete) Links`: "Remove (Delete) Links"
            4 source KeyLine `via:` `https://looms.example/a`: <https://looms.example/a>
            header ends in line 5"#]],
    );
}

#[test]
fn a_quoted_value_may_go_on_in_the_first_column() {
    let text = "---\ntitle: \"Five tweaks\nthat work\"\ndate: 2016-01-02\n---\nThey voted.\n";
    let metadata = Document::new(Text::new(text)).metadata().clone();
    assert_eq!(metadata.title(), Some("Five tweaks that work"));
    assert_eq!(metadata.fault, None);
}

#[test]
fn a_note_behind_a_date_label_is_no_date() {
    check(
        "A\n\nUpdate: we added a link to the report.\n\nThey voted.\n",
        expect![[r#"
        1 title Newspaper `A`: "A"
        header ends in line 1"#]],
    );
}

#[test]
fn a_quotation_mark_in_a_key_line_holds_nothing_together() {
    check(
        "Title: 'Tis the Season\nAuthor: \"Old\" Jane Doe\nDate: 2017-06-30\n\nThey voted.\n",
        expect![[r#"
            1 title KeyLine `Title:` `'Tis the Season`: "'Tis the Season"
            2 author KeyLine `Author:` `Old" Jane Doe`: Old" Jane Doe
            3 date KeyLine `Date:` `2017-06-30`: 2017-06-30
            header ends in line 4"#]],
    );
}

#[test]
fn a_malformed_address_is_told_all_the_same() {
    let source = |text: &str| Document::new(Text::new(text)).metadata().source().map(str::to_owned);
    assert_eq!(
        source("A\n\nText.\n\nOriginal url:\n<https//a.example/b>\n").as_deref(),
        Some("https//a.example/b")
    );
    assert_eq!(
        source("Original URL: <https//a.example/b>\n\n# A\n\nText.\n").as_deref(),
        Some("https//a.example/b")
    );
}
