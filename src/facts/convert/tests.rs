//! Headers in each style, and what is done about what a style cannot say.

use expect_test::Expect;
use expect_test::expect;

use super::HeaderForm;
use super::convert;
use crate::facts::Document;
use crate::text::Text;

fn to(text: &str, form: HeaderForm) -> String {
    let document = Document::new(Text::new(text));
    match convert(&document, form) {
        Ok(Some(edit)) => document.text().edit(&edit).to_string(),
        Ok(None) => "nothing to do".to_owned(),
        Err(refusal) => {
            let line = document.text().line_at(refusal.range.start()) + 1;
            let shown = document.text().slice(refusal.range);
            format!("refused at `{shown}` in line {line}: {}", refusal.reason)
        }
    }
}

#[track_caller]
fn check(text: &str, form: HeaderForm, expected: Expect) {
    expected.assert_eq(&to(text, form));
}

const NEWSPAPER: &str = "\n\nHarbour Pilots: a Strike\n\nBy [A. Writer](#) and B. Scribe, Example Agency\n\n\
    Thursday, July 18, 2019\n\nJ. Doe / Example Agency\n\nThe pilots voted.\n\n\
    Related article: [Short of Pilots](0002.txt)\n\nThey left.\n\nOriginal url:\n\n<https://news.example/pilots>";

#[test]
fn a_newspaper_header_in_each_style() {
    check(
        NEWSPAPER,
        HeaderForm::Yaml,
        expect![[r#"


        ---
        title: "Harbour Pilots: a Strike"
        author:
          - "[A. Writer](#), Example Agency"
          - B. Scribe, Example Agency
        date: 2019-07-18
        source: https://news.example/pilots
        credit: J. Doe / Example Agency
        ---

        The pilots voted.

        Related article: [Short of Pilots](0002.txt)

        They left."#]],
    );
    check(
        NEWSPAPER,
        HeaderForm::Toml,
        expect![[r#"


        +++
        title = "Harbour Pilots: a Strike"
        author = ["[A. Writer](#), Example Agency", "B. Scribe, Example Agency"]
        date = 2019-07-18
        source = "https://news.example/pilots"
        credit = "J. Doe / Example Agency"
        +++

        The pilots voted.

        Related article: [Short of Pilots](0002.txt)

        They left."#]],
    );
    check(
        NEWSPAPER,
        HeaderForm::KeyLines,
        expect![[r#"


            Title: Harbour Pilots: a Strike
            Author: [A. Writer](#) and B. Scribe, Example Agency
            Date: 2019-07-18
            Source: https://news.example/pilots
            Credit: J. Doe / Example Agency

            The pilots voted.

            Related article: [Short of Pilots](0002.txt)

            They left."#]],
    );
    check(NEWSPAPER, HeaderForm::Newspaper, expect![["nothing to do"]]);
}

const CLIPPING: &str = "---\ntitle: \"Pilots \\\"vote\\\"\"\nsource: \"https://news.example/pilots\"\nauthor:\n  - \"[[Jane Doe]]\"\n  \
    - Kay\npublished: 2016-01-02\ncreated: 2016-05-26\ndescription: \"They vote: again.\"\ntags:\n  - \"clippings\"\n  - sea\n---\n#### Deck\n\nThey voted.\n";

#[test]
fn a_clipping_in_each_style() {
    check(
        CLIPPING,
        HeaderForm::Newspaper,
        expect![[r#"
        Pilots "vote"

        By Jane Doe and Kay

        January 2, 2016

        Retrieved May 26, 2016

        Description: They vote: again.

        Tags: clippings, sea

        #### Deck

        They voted.

        Original url: <https://news.example/pilots>
    "#]],
    );
    check(
        CLIPPING,
        HeaderForm::Toml,
        expect![[r#"
        +++
        title = 'Pilots "vote"'
        source = "https://news.example/pilots"
        author = ["[[Jane Doe]]", "Kay"]
        published = 2016-01-02
        created = 2016-05-26
        description = "They vote: again."
        tags = ["clippings", "sea"]
        +++
        #### Deck

        They voted.
    "#]],
    );
    check(
        CLIPPING,
        HeaderForm::KeyLines,
        expect![[r#"
            Title: Pilots "vote"
            Source: https://news.example/pilots
            Author:
              - [[Jane Doe]]
              - Kay
            Published: 2016-01-02
            Created: 2016-05-26
            Description: They vote: again.
            Tags: clippings, sea

            #### Deck

            They voted.
        "#]],
    );
    check(CLIPPING, HeaderForm::Yaml, expect![["nothing to do"]]);
}

#[test]
fn key_lines_of_a_reader_service() {
    let text = "Title: Dams\n\nURL Source: https://rivers.example/dams\n\nPublished Time: 2026-04-16T17:00:33Z\n\n\
        Number of Pages: 3\n\nMarkdown Content:\nThey voted.\n";
    check(
        text,
        HeaderForm::Yaml,
        expect![[r#"
            ---
            title: Dams
            source: https://rivers.example/dams
            date: 2026-04-16T17:00:33Z
            Number of Pages: 3
            ---

            They voted.
        "#]],
    );
    check(
        text,
        HeaderForm::Newspaper,
        expect![[r#"
            ---
            Number of Pages: 3
            ---

            Dams

            April 16, 2026, 17:00:33 UTC

            They voted.

            Original url: <https://rivers.example/dams>
        "#]],
    );
    check(
        text,
        HeaderForm::Toml,
        expect![[r#"
            +++
            title = "Dams"
            source = "https://rivers.example/dams"
            date = 2026-04-16T17:00:33Z
            "Number of Pages" = 3
            +++

            They voted.
        "#]],
    );
}

#[test]
fn key_lines_in_comments() {
    let text = "[#]: subject: (A Compiler)\n[#]: collector: (jane)\n[#]: via: (https://looms.example/a)\n\nThey voted.\n";
    check(
        text,
        HeaderForm::Yaml,
        expect![[r#"
        ---
        subject: A Compiler
        collector: jane
        via: https://looms.example/a
        ---

        They voted.
    "#]],
    );
    check(
        text,
        HeaderForm::Newspaper,
        expect![[r#"
        ---
        collector: jane
        ---

        # A Compiler

        They voted.

        Original url: <https://looms.example/a>
    "#]],
    );
}

#[test]
fn unknown_keys_nested_values_and_comments_are_kept() {
    let text = "---\n# From the archive.\nlayout: post\ntitle: A  # short\ndraft: false\nweight: 10\nmenu:\n  main:\n    name: \"x: y\"\n    # inner\n    items: [1, two]\n\
        date: 2016-01-02\n# the end\n---\n\nThey voted.\n";
    check(
        text,
        HeaderForm::Toml,
        expect![[r#"
        +++
        # From the archive.
        layout = "post"
        title = "A" # short
        draft = false
        weight = 10
        date = 2016-01-02
        # inner
        [menu]
        main = { name = "x: y", items = [1, "two"] }
        # the end
        +++

        They voted.
    "#]],
    );
    check(
        text,
        HeaderForm::Newspaper,
        expect![[r#"
        ---
        # From the archive.
        layout: post
        title: A  # short
        draft: false
        weight: 10
        menu:
          main:
            name: "x: y"
            # inner
            items: [1, two]
        # the end
        ---

        January 2, 2016

        They voted.
    "#]],
    );
    check(
        text,
        HeaderForm::KeyLines,
        expect![
            "refused at `# From the archive.` in line 2: the new style has no place for this comment"
        ],
    );
    let toml = to(text, HeaderForm::Toml);
    check(
        &toml,
        HeaderForm::Yaml,
        expect![[r#"
        ---
        # From the archive.
        layout: post
        title: A # short
        draft: false
        weight: 10
        date: 2016-01-02
        # inner
        menu:
          main:
            name: "x: y"
            items:
              - 1
              - two
        # the end
        ---

        They voted.
    "#]],
    );
}

#[test]
fn what_a_line_says_beside_its_field_stays() {
    check(
        "# The *Old* Pilots\n\nBy A. Writer | a@news.example\n\nJuly 18, 2019 · 3 min read\n\nThey voted.\n",
        HeaderForm::Yaml,
        expect![[r#"
            ---
            title: The Old Pilots
            author: A. Writer
            date: 2019-07-18
            ---

            # The *Old* Pilots

            By A. Writer | a@news.example

            July 18, 2019 · 3 min read

            They voted.
        "#]],
    );
    check(
        "# Pilots\n\nBy [A. Writer][1]\n\nJuly 18, 2019\n\nBack to [the top](#pilots).\n\n[1]: https://news.example/a\n",
        HeaderForm::Yaml,
        expect![[r#"
            ---
            title: Pilots
            author: A. Writer
            date: 2019-07-18
            ---

            # Pilots

            By [A. Writer][1]

            Back to [the top](#pilots).

            [1]: https://news.example/a
        "#]],
    );
    check(
        "Pilots\n\nThey have had enough of it\n\nBy A. Writer\n\nJuly 18, 2019\n\nThey voted.\n\n*First published at <https://news.example/a>*\n",
        HeaderForm::Yaml,
        expect![[r#"
            ---
            title: Pilots
            author: A. Writer
            date: 2019-07-18
            source: https://news.example/a
            ---

            They have had enough of it

            They voted.

            *First published at <https://news.example/a>*
        "#]],
    );
}

#[test]
fn a_deck_goes_there_and_back() {
    let text = "Pilots\n\nThey have had enough\n\nBy A. Writer\n\nJuly 18, 2019\n\nThey voted.\n";
    let yaml = to(text, HeaderForm::Yaml);
    assert_eq!(to(&yaml, HeaderForm::Newspaper), text);
}

#[test]
fn mixtures_become_one() {
    check(
        "---\ntags: [a]\nauthor:\n---\n\n# Pilots\n\nBy A. Writer\n\nThey voted.\n",
        HeaderForm::Yaml,
        expect![[r#"
            ---
            tags: [a]
            title: Pilots
            author: A. Writer
            ---

            They voted.
        "#]],
    );
    check(
        "---\ntitle: Pilots\ndate: 2016-01-02\n---\n\n# Pilots\n\nThey voted.\n",
        HeaderForm::Toml,
        expect![[r#"
            +++
            title = "Pilots"
            date = 2016-01-02
            +++

            # Pilots

            They voted.
        "#]],
    );
    check(
        "---\ntitle: Pilots\ndate: 2016-01-02\n---\n\n# Pilots\n\nBy A. Writer\n\nThey voted.\n",
        HeaderForm::Newspaper,
        expect![[r#"
            # Pilots

            January 2, 2016

            By A. Writer

            They voted.
        "#]],
    );
}

#[test]
fn tellings_that_disagree_both_stay() {
    check(
        "---\ntitle: Pilots\ndate: 2016-01-02\n---\n\nBy A. Writer\n\nMarch 3, 2021\n\nThey voted.\n",
        HeaderForm::Newspaper,
        expect![[r#"
            ---
            date: 2016-01-02
            ---

            Pilots

            By A. Writer

            March 3, 2021

            They voted.
        "#]],
    );
}

#[test]
fn dates_that_leave_doubt_stay_as_they_are_written() {
    check(
        "A\n\nBy B\n\n03/04/2019\n\nThey voted.\n",
        HeaderForm::Yaml,
        expect![[r#"
        ---
        title: A
        author: B
        date: "03/04/2019"
        ---

        They voted.
    "#]],
    );
    check(
        "A\n\nBy B\n\nJuly 2019\n\nThey voted.\n",
        HeaderForm::Toml,
        expect![[r#"
        +++
        title = "A"
        author = "B"
        date = "2019-07"
        +++

        They voted.
    "#]],
    );
    check(
        "A\n\nBy B\n\nJuly 38, 2019\n\nThey voted.\n",
        HeaderForm::KeyLines,
        expect![[r#"
        Title: A
        Author: B
        Date: July 38, 2019

        They voted.
    "#]],
    );
    check(
        "---\ntitle: A\ndate: long ago\n---\n\nThey voted.\n",
        HeaderForm::Newspaper,
        expect![[r#"
            A

            Date: long ago

            They voted.
        "#]],
    );
}

#[test]
fn titles_that_look_like_something_else() {
    check(
        "---\ntitle: By the Numbers.\ndate: 2016-01-02\n---\n\nThey voted.\n",
        HeaderForm::Newspaper,
        expect![[r#"
            By the Numbers.

            January 2, 2016

            They voted.
        "#]],
    );
    check(
        "---\ntitle: \"1. Snake_case *and [more\"\ndate: 2016-01-02\n---\n\nThey voted.\n",
        HeaderForm::Newspaper,
        expect![[r#"
            1. Snake\_case \*and \[more

            January 2, 2016

            They voted.
        "#]],
    );
}

#[test]
fn line_endings_marks_and_the_end_of_the_file_stay() {
    let text = "\u{feff}\r\nPilots\r\n\r\nBy A. Writer\r\n\r\nThey voted.\r\nAll.";
    let yaml =
        "\u{feff}\r\n---\r\ntitle: Pilots\r\nauthor: A. Writer\r\n---\r\n\r\nThey voted.\r\nAll.";
    assert_eq!(to(text, HeaderForm::Yaml), yaml);
    assert_eq!(to(yaml, HeaderForm::Newspaper), text);
    let text = "Pilots\r\rBy A. Writer\r\rThey voted.\r";
    let yaml = "---\rtitle: Pilots\rauthor: A. Writer\r---\r\rThey voted.\r";
    assert_eq!(to(text, HeaderForm::Yaml), yaml);
    assert_eq!(to(yaml, HeaderForm::Newspaper), text);
}

#[test]
fn a_header_without_a_body() {
    let text = "Pilots\n\nBy A. Writer\n\nOriginal url: <https://news.example/a>\n";
    let keys = "Title: Pilots\nAuthor: A. Writer\nSource: https://news.example/a\n";
    assert_eq!(to(text, HeaderForm::KeyLines), keys);
    assert_eq!(to(keys, HeaderForm::Newspaper), text);
}

#[test]
fn what_cannot_be_done_is_refused() {
    check(
        "---\ntitle: A\n\nThey voted.\n",
        HeaderForm::Toml,
        expect!["refused at `---` in line 1: the front matter is never closed"],
    );
    check(
        "---\ntitle: [A\n---\n\nThey voted.\n",
        HeaderForm::Toml,
        expect![
            "refused at `title: [A` in line 2: the front matter does not parse: while parsing a flow sequence, expected ',' or ']'"
        ],
    );
    check(
        "---\ntitle: &a A\nb: *a\n---\n\nThey voted.\n",
        HeaderForm::Toml,
        expect!["refused at `&a A` in line 2: an anchor or alias has no match in other styles"],
    );
    check("---\n{title: A}\n---\n\nThey voted.\n", HeaderForm::Toml, expect!["nothing to do"]);
    check(
        "---\ntitle: A\nsummary: \"a\\nb\"\n---\n\nThey voted.\n",
        HeaderForm::KeyLines,
        expect![
            "refused at `summary` in line 3: `summary` holds several lines, which the new style cannot say"
        ],
    );
    check(
        "---\n# c\ntitle: A\n---\n\nThey voted.\n",
        HeaderForm::Newspaper,
        expect!["refused at `# c` in line 2: the new style has no place for this comment"],
    );
    check(
        "Title: A\n\nURL Source: https://a.example/\n\nMarkdown Content:\nJanuary 22, 2014\n\nThey voted.\n",
        HeaderForm::Yaml,
        expect![
            "refused at `Title: A` in line 1: in the new style `2014-01-22` in the text would be read as the `date`"
        ],
    );
    check("They voted. And left.\n", HeaderForm::Yaml, expect![["nothing to do"]]);
    check("", HeaderForm::Yaml, expect![["nothing to do"]]);
}

#[test]
fn two_keys_of_one_field_stay_together() {
    check(
        "---\ntitle: A\ndescription: They voted.\nexcerpt: They left.\n---\nThey voted. They left.\n",
        HeaderForm::Newspaper,
        expect![[r#"
            ---
            description: They voted.
            excerpt: They left.
            ---

            # A

            They voted. They left.
        "#]],
    );
    check(
        "---\ntitle: A\ncategories: sea\ntags: [pilots]\n---\nThey voted. They left.\n",
        HeaderForm::Newspaper,
        expect![[r#"
            ---
            categories: sea
            tags: [pilots]
            ---

            # A

            They voted. They left.
        "#]],
    );
}

#[test]
fn a_list_of_an_empty_name_is_an_empty_field() {
    check(
        "---\ntitle: A\nauthor:\n  - \"\"\ndate: 2021-03-03\n---\nThey voted.\n",
        HeaderForm::KeyLines,
        expect![[r#"
            Title: A
            Author:
            Date: 2021-03-03

            They voted.
        "#]],
    );
}

#[test]
fn keys_that_toml_needs_to_quote() {
    check(
        "---\ntitle: A\nchanges:\n  v0.2 (2026-05-17): More\n  v0.1 (2026-05-16): Draft\n---\nThey voted.\n",
        HeaderForm::Toml,
        expect![[r#"
            +++
            title = "A"
            [changes]
            "v0.2 (2026-05-17)" = "More"
            "v0.1 (2026-05-16)" = "Draft"
            +++
            They voted.
        "#]],
    );
}

#[test]
fn a_url_on_top_becomes_the_source() {
    check(
        "---\n---\n\nhttps://news.example/a\n\nThey voted. They left.\n",
        HeaderForm::Yaml,
        expect![[r#"
            ---
            source: https://news.example/a
            ---

            They voted. They left.
        "#]],
    );
}
