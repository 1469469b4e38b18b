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
