//! The layouts that clippers and sites really write, each whole.

use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Value;
use crate::text::Text;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let document = Document::new(Text::new(text));
    let fields = document.metadata().fields.iter();
    let actual: Vec<String> = fields
        .map(|field| {
            let value = match &field.value {
                Value::Empty => "-".to_owned(),
                Value::Text(text) => text.clone(),
                Value::Author { name, .. } => name.clone(),
                Value::Date(DateReading::Date(date)) => date.to_string(),
                Value::Date(_) => "?".to_owned(),
                Value::Link { url, .. } => url.clone(),
            };
            format!("{}: {value}", field.name.as_str())
        })
        .collect();
    assert_eq!(actual, expected);
}

#[test]
fn a_header_in_a_quote() {
    check(
        r##"The Bell
========

> Categories: Bells, Ice  
> Time: 2011-05-07  
> Original url: <https://news.example/bell>

The bell rang. Nobody had rung it.
"##,
        &[
            "title: The Bell",
            "tags: Bells",
            "tags: Ice",
            "date: 2011-05-07",
            "source: https://news.example/bell",
        ],
    );
}

#[test]
fn a_header_in_a_list() {
    check(
        r##"# The Bell

- Source: News Example
- Original URL: https://news.example/bell
- Author: Ida Coll
- Published At: unknown
- Collected At: 2021-03-04T10:00:00Z

The bell rang. Nobody had rung it.
"##,
        &[
            "title: The Bell",
            "source: https://news.example/bell",
            "author: Ida Coll",
            "date: ?",
            "retrieved: 2021-03-04T10:00:00Z",
        ],
    );
}

#[test]
fn omnivore_front_matter() {
    check(
        r##"---
id: 1234
title: The Bell
author: Ida Coll
tags:
  - bells
date_saved: 2021-03-04 10:00:00
date_published: 2021-03-03
---

# The Bell
#Omnivore

[Read on Omnivore](https://omnivore.app/me/the-bell-123)
[Read Original](https://news.example/bell)

The bell rang.
"##,
        &[
            "title: The Bell",
            "author: Ida Coll",
            "tags: bells",
            "retrieved: 2021-03-04T10:00:00",
            "date: 2021-03-03",
            "source: https://news.example/bell",
        ],
    );
}

#[test]
fn omnivore_without_front_matter() {
    check(
        r##"# The Bell
#Omnivore

[Read on Omnivore](https://omnivore.app/me/the-bell-123)
[Read Original](https://news.example/bell)

## Highlights

> The bell rang.
"##,
        &["title: The Bell", "source: https://news.example/bell"],
    );
}

#[test]
fn keys_with_an_alias() {
    check(
        r##"---
author::creator: Ida Coll
title::name: The Bell
date_published::published: 2021-03-03
original_url::link: https://news.example/bell
---
The bell rang.
"##,
        &[
            "author: Ida Coll",
            "title: The Bell",
            "date: 2021-03-03",
            "source: https://news.example/bell",
        ],
    );
}

#[test]
fn a_block_of_json() {
    check(
        r##"```json
{
  "title": "The Bell",
  "author": "Ida Coll",
  "site": "News Example",
  "published": "2021-03-03T00:00:00+00:00"
}
```

The bell rang. Nobody had rung it.
"##,
        &[
            "title: The Bell",
            "author: Ida Coll",
            "site: News Example",
            "date: 2021-03-03T00:00:00Z",
        ],
    );
}

#[test]
fn gold_miner_quotes_its_sources() {
    check(
        r##"> * 原文地址：[The Bell](https://news.example/bell)
> * 原文作者：[Ida Coll](https://news.example/ida)
> * 译文出自：[掘金翻译计划](https://github.com/xitu/gold-miner)
> * 译者：[Wang](https://github.com/wang)
> * 校对者：[Li](https://github.com/li)

# 钟

钟响了。没有人敲它。
"##,
        &["source: https://news.example/bell", "author: Ida Coll", "title: 钟"],
    );
}

#[test]
fn joplin() {
    check(
        r##"---
title: The Bell
updated: 2021-03-05 10:00:00Z
created: 2021-03-04 10:00:00Z
source: https://news.example/bell
author: Ida Coll
latitude: 1.0
longitude: 2.0
altitude: 0.0
completed?: no
due: 2021-01-01 00:00:00Z
tags:
  - bells
---

The bell rang.
"##,
        &[
            "title: The Bell",
            "updated: 2021-03-05T10:00:00Z",
            "retrieved: 2021-03-04T10:00:00Z",
            "source: https://news.example/bell",
            "author: Ida Coll",
            "tags: bells",
        ],
    );
}

#[test]
fn markdownload() {
    check(
        r##"---
created: 2021-03-04T10:00:00 (UTC +01:00)
tags: [bells,ice]
source: https://news.example/bell
author: Ida Coll
---

# The Bell

> ## Excerpt
> The bell rang once.

---
The bell rang. Nobody had rung it.
"##,
        &[
            "retrieved: 2021-03-04T10:00:00+01:00",
            "tags: bells",
            "tags: ice",
            "source: https://news.example/bell",
            "author: Ida Coll",
            "title: The Bell",
        ],
    );
}

#[test]
fn notesnook_tells_it_below() {
    check(
        r##"# The Bell

By Ida Coll

3 March 2021

The bell rang. Nobody had rung it.

---

Clipped from [The Bell](https://news.example/bell)

Date clipped: 04-03-2021 10:00 AM
"##,
        &[
            "title: The Bell",
            "author: Ida Coll",
            "date: 2021-03-03",
            "source: https://news.example/bell",
            "retrieved: ?",
        ],
    );
}

#[test]
fn a_sentence_in_italics() {
    check(
        r##"# The Bell

By Ida Coll, 3 March 2021

The bell rang.

*This article was originally published at [News](https://news.example/bell) on March 2, 2021.*
"##,
        &[
            "title: The Bell",
            "author: Ida Coll",
            "date: 2021-03-03",
            "source: https://news.example/bell",
        ],
    );
}

#[test]
fn the_address_first() {
    check(
        r##"Original URL: <https://news.example/bell>

# The Bell

The bell rang.
"##,
        &["source: https://news.example/bell", "title: The Bell"],
    );
}

#[test]
fn evernote() {
    check(
        r##"---
title: 'The Bell'
created: '2021-03-04 10:00:00 +0000 UTC'
updated: '2021-03-04 10:00:00 +0000 UTC'
tag: bells
source: web.clip
source-url: https://news.example/bell
author: Ida Coll
---
The bell rang.
"##,
        &[
            "title: The Bell",
            "retrieved: 2021-03-04T10:00:00Z",
            "updated: 2021-03-04T10:00:00Z",
            "tags: bells",
            "source: https://news.example/bell",
            "author: Ida Coll",
        ],
    );
}

#[test]
fn trafilatura() {
    check(
        r##"---
title: The Bell
author: Ida Coll; Max Moor
url: https://news.example/bell
hostname: news.example
description: It rang.
sitename: News Example
date: 2021-03-03
fingerprint: 0a1b
license: CC BY
---
The bell rang.
"##,
        &[
            "title: The Bell",
            "author: Ida Coll",
            "author: Max Moor",
            "source: https://news.example/bell",
            "summary: It rang.",
            "site: News Example",
            "date: 2021-03-03",
            "license: CC BY",
        ],
    );
}

#[test]
fn reader_services() {
    check(
        r##"Title: The Bell

URL Source: https://news.example/bell

Published Time: Thu, 16 Apr 2026 17:00:33 GMT

Number of Pages: 3

Markdown Content:
The Bell
========

The bell rang.
"##,
        &["title: The Bell", "source: https://news.example/bell", "date: 2026-04-16T17:00:33Z"],
    );
}

#[test]
fn keys_that_mean_something_else() {
    check(
        r##"---
title: The Bell
published: false
url: /2021/bell/
source: dept-of-bells
created: 2021-03-03
author: Ida Coll
---
The bell rang.
"##,
        &["title: The Bell", "site: dept-of-bells", "date: 2021-03-03", "author: Ida Coll"],
    );
}

#[test]
fn notes_of_a_vault() {
    check(
        "---\ndate created: 2023-03-13 10:00\ntags: [ice]\n---\n\n# The Bell\n\nIt rang.\n",
        &["date: 2023-03-13T10:00:00", "tags: ice", "title: The Bell"],
    );
}

/// `header` above, and `footer` below, an article tell its four fields.
#[track_caller]
fn check_all(header: &str, footer: &str) {
    let text = format!("{header}\n\nThe bell rang. Nobody had rung it.\n\nThey left.\n\n{footer}");
    let document = Document::new(Text::new(&text));
    let mut fields = document.metadata().fields.clone();
    // Whichever order they stand in.
    fields.sort_by_key(|it| it.name);
    let names: Vec<_> = fields.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["title", "author", "date", "source"], "{text}");
    let metadata = document.metadata();
    assert_eq!(metadata.title(), Some("The Bell"), "{text}");
    let author = metadata.authors().next().map(|it| &it.value);
    assert!(matches!(author, Some(Value::Author { name, .. }) if name == "Ida Coll"), "{author:?}");
    assert_eq!(metadata.date().map(ToString::to_string).as_deref(), Some("2021-03-03"), "{text}");
    assert_eq!(metadata.source(), Some("https://news.example/bell"), "{text}");
}

const FOOTER: &str = "Original url: <https://news.example/bell>\n";

#[test]
fn labels_in_bold() {
    let source = "https://news.example/bell";
    for header in [
        format!(
            "# The Bell\n\n**Author:** Ida Coll  \n**Date:** 2021-03-03  \n**Source:** {source}"
        ),
        format!(
            "# The Bell\n\n**Author**: Ida Coll\n\n**Published**: 2021-03-03\n\n**Source**: {source}"
        ),
        format!(
            "# The Bell\n\n**Version:** 2\n**Author:** Ida Coll\n**Status:** draft\n**Published:** 2021-03-03\n**Source:** {source}"
        ),
    ] {
        check_all(&header, "");
    }
    check_all(
        "# The Bell\n\n**By** Ida Coll\n\n*March 3, 2021*",
        "**Source:** [News](https://news.example/bell)\n",
    );
}

#[test]
fn title_blocks_of_other_programs() {
    check_all("% The Bell\n% Ida Coll\n% March 3, 2021", FOOTER);
    check_all("#+TITLE: The Bell\n#+AUTHOR: Ida Coll\n#+DATE: 2021-03-03", FOOTER);
    check(
        "% The Bell\n% Ida Coll; Max Moor\n\nThe bell rang.\n",
        &["title: The Bell", "author: Ida Coll", "author: Max Moor"],
    );
    check("% is the sign for a hundredth. It rang.\n\nThe bell rang.\n", &[]);
}

#[test]
fn json_without_fences() {
    check_all(
        "{\n  \"title\": \"The Bell\",\n\n  \"author\": \"Ida Coll\",\n  \"date\": \"2021-03-03\",\n  \"source\": \"https://news.example/bell\"\n}",
        "",
    );
    check_all(
        "{ \"title\": \"The Bell\", \"author\": \"Ida Coll\", \"date\": \"2021-03-03\" }",
        FOOTER,
    );
}

#[test]
fn key_lines_between_long_rules() {
    check_all(
        "------------\ntitle: The Bell\nauthor: Ida Coll\ndate: 2021-03-03\nsource: https://news.example/bell\n------------",
        "",
    );
}

#[test]
fn a_header_in_a_table() {
    check_all(
        "# The Bell\n\n| | |\n|---|---|\n| Author | Ida Coll |\n| Status | draft |\n| Date | 2021-03-03 |\n| Source | https://news.example/bell |",
        "",
    );
    check(
        "# The Bell\n\n| Author | Born |\n|---|---|\n| Ida Coll | 1970 |\n\nThe bell rang.\n",
        &["title: The Bell"],
    );
}

#[test]
fn a_list_of_fields_at_the_top() {
    check_all(
        "- Feature Name: The Bell\n- Tracking: none\n- Start Date: 2021-03-03\n- Author: Ida Coll\n- Source: https://news.example/bell",
        "",
    );
    check("- Bells: two\n- Ropes: one\n\nThe bell rang.\n", &[]);
}

#[test]
fn names_that_no_word_leads_to() {
    for line in [
        "Ida Coll | March 3, 2021",
        "Ida Coll · 3 March 2021",
        "March 3, 2021 — Ida Coll",
        "-- Ida Coll, March 3, 2021",
        "— By Ida Coll — March 3, 2021",
        "Ida Coll\nMarch 3, 2021",
        "By Ida Coll Follow @ida\n\nMarch 3, 2021",
        "Author\n\nIda Coll\n\nPublished\n\nMarch 3, 2021",
        "Ida Coll | Staff Writer | Wednesday, 3 March 2021",
    ] {
        check_all(&format!("The Bell\n\n{line}"), FOOTER);
    }
    // A title, and the place where something happened.
    check(
        "The Week | March 3, 2021\n\nThe bell rang. It did.\n",
        &["title: The Week | March 3, 2021"],
    );
    check(
        "The Bell\n\nSan Francisco — March 3, 2021\n\nThe bell rang. It did.\n",
        &["title: The Bell"],
    );
}

#[test]
fn titles_below_what_says_nothing() {
    for above in [
        "import Tabs from '@theme/Tabs'; import x from \"y\";",
        "<a id=\"bell\"></a>\n<a id=\"the-bell\"></a>",
        "<!-- written for print -->",
        "![A bell](bell.jpg)",
    ] {
        check_all(&format!("{above}\n\n# The Bell\n\nBy Ida Coll\n\nMarch 3, 2021"), FOOTER);
    }
    check_all("<h1 class=\"title\">The <em>Bell</em></h1>\n\nBy Ida Coll\n\nMarch 3, 2021", FOOTER);
    check(
        "**Note**: this holds for bells of iron only. Others ring.\n\n# The Bell\n\nIt rang.\n",
        &["title: The Bell"],
    );
    check("It rang, and it rang. So they left.\n\n# One\n\nIt rang.\n\n# Two\n", &[]);
}

#[test]
fn a_section_is_no_title() {
    check("---\ntags: [ice]\n---\n# Introduction\n\nIt rang.\n", &["tags: ice"]);
    check("---\ntags: [ice]\n---\n**The Bell**\n\nIt rang.\n", &["tags: ice", "title: The Bell"]);
    check("---\ntags: [ice]\n---\n**It rang, and nobody came.**\n\nIt rang.\n", &["tags: ice"]);
}

#[test]
fn links_that_say_where_it_comes_from() {
    let header = "# The Bell\n\nBy Ida Coll\n\nMarch 3, 2021";
    for footer in [
        "[Source](https://news.example/bell)\n",
        "(via <https://news.example/bell>)\n",
        "via [News](https://news.example/bell)\n",
        "*[Originally posted on News](https://news.example/bell)*\n",
        "*Cross-posted from [News](https://news.example/bell) by Ida Coll.*\n",
        "[Link to original doc](https://news.example/bell)\n",
    ] {
        check_all(header, footer);
    }
    let dated = "By Ida Coll\n\nMarch 3, 2021";
    let more = "It rang again.\n\n".repeat(12);
    check_all(&format!("# [The Bell](https://news.example/bell)\n\n{dated}"), &more);
    check_all(&format!("# The Bell\n[The Bell](https://news.example/bell)\n\n{dated}"), &more);
    check_all(
        &format!(
            "{header}\n\n*This post was originally published on [News](https://news.example/bell).*"
        ),
        &more,
    );
    check(
        &format!(
            "# The Bell\n\nThe study, first published in [News](https://news.example/a), rang.\n\n{more}"
        ),
        &["title: The Bell"],
    );
}

#[test]
fn other_places_contradict_no_explicit_source() {
    check(
        "---\ntitle: The Bell\nsource: https://news.example/bell\n---\nIt rang.\n\n*Cross-posted from [B](https://b.example/bell).*\n",
        &["title: The Bell", "source: https://news.example/bell"],
    );
}

#[test]
fn an_empty_text_is_no_date() {
    check(
        "+++\ntitle = \"The Bell\"\ncreated = 2021-03-03\npublished = \"\"\n+++\nIt rang.\n",
        &["title: The Bell", "date: 2021-03-03", "date: -"],
    );
}

#[test]
fn days_of_a_change_or_an_event() {
    check(
        "---\ntitle: The Bell\ntimestamp: 2021-03-03T10:00:00Z\n---\nIt rang.\n",
        &["title: The Bell", "date: 2021-03-03T10:00:00Z"],
    );
    check(
        "---\ntitle: The Bell\ndate: 2021-03-01\ntimestamp: 2021-03-03\nstart_date: 2021-04-01\n---\nIt rang.\n",
        &["title: The Bell", "date: 2021-03-01", "updated: 2021-03-03"],
    );
    check(
        "---\ntitle: The Bell\ntimestamp: 2021-03-03\ncreated: 2021-03-02\n---\n# The Bell\n\n**Date:** 2021-03-01\n\nIt rang. They left.\n",
        &[
            "title: The Bell",
            "updated: 2021-03-03",
            "retrieved: 2021-03-02",
            "title: The Bell",
            "date: 2021-03-01",
        ],
    );
}

#[test]
fn names_beside_front_matter() {
    check(
        "---\ntitle: The Bell\nauthor: Ida Coll\n---\nThe Gazette • 3 March 2021\n\nIt rang. They left.\n",
        &["title: The Bell", "author: Ida Coll", "date: 2021-03-03"],
    );
}

#[test]
fn the_title_of_a_page_holds_author_and_date() {
    check(
        "# The Bell | by Ida Coll | Mar, 2021 | News Example\n\nThe bell rang.\n",
        &[
            "title: The Bell | by Ida Coll | Mar, 2021 | News Example",
            "author: Ida Coll",
            "date: 2021-03",
        ],
    );
    check("# The Bell | by the sea\n\nThe bell rang.\n", &["title: The Bell | by the sea"]);
    check(
        "# The Bell | by Ida Coll | News Example\n\nBy Ned Hale\n\nThe bell rang.\n",
        &["title: The Bell | by Ida Coll | News Example", "author: Ned Hale"],
    );
}

#[test]
fn minutes_titled_with_their_day() {
    check("# March 3, 2021\n\n* The bell rang.\n", &["title: March 3, 2021", "date: 2021-03-03"]);
    check("# 1984\n\nThe bell rang.\n", &["title: 1984"]);
}

#[test]
fn a_title_in_tags_for_strong_words() {
    check(
        "<p align=\"center\"><img src=\"a.png\"></p>\n<p align=\"center\"><b>Ida Coll</b></p>\n\nI run.\n",
        &["title: Ida Coll"],
    );
    check("<p>The <b>bell</b></p>\n\nIt rang.\n", &[]);
}

#[test]
fn labels_of_other_languages() {
    check(
        "# The Bell\n\n**Status:** ciornă\n**Data:** 2026-01-18\n\nThe bell rang.\n",
        &["title: The Bell", "date: 2026-01-18"],
    );
    check(
        "# The Bell\n\n작성일: 2026-07-09\n저장소: <https://news.example/bells>\n\nThe bell rang.\n",
        &["title: The Bell", "date: 2026-07-09"],
    );
    check(
        "The Bell\n===\n\nThe bell rang. It was late.\n\n来自: https://news.example/bell\n",
        &["title: The Bell", "source: https://news.example/bell"],
    );
}

#[test]
fn notes_between_the_items_of_a_header() {
    check(
        "- Feature Name: `bell`[^1]\n\n[^1]: It was *gong* at first.\n\n- Start Date: 2024-06-25\n\n## Summary\n\nRing.\n",
        &["title: `bell`[^1]", "date: 2024-06-25"],
    );
}

#[test]
fn the_name_of_an_account_keeps_its_underscores() {
    check(
        "---\ntitle: The Bell\nauthor:\n  - \"[[@Bell_Ringers_]]\"\n---\n",
        &["title: The Bell", "author: @Bell_Ringers_"],
    );
}

#[test]
fn a_labelled_byline_among_other_lines() {
    check(
        "# Retrospective\n\n# Summary\n\n[Team](https://news.example/team)\nAuthors: Ida Coll and Ned Hale\n\n# Overview\n",
        &["title: Retrospective", "author: Ida Coll", "author: Ned Hale"],
    );
    check(
        "# The Bell\n\nIt rings\nby and by: so it goes\n\nNobody had rung it.\n",
        &["title: The Bell"],
    );
}
