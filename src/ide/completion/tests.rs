//! Tests of completion: a fixture with a cursor, and what is offered there.

use expect_test::Expect;
use expect_test::expect;

use super::completions;
use crate::fixture::Fixture;

/// The first `most` items at the cursor, and the line after the first is taken.
#[track_caller]
fn check_first(fixture: &str, most: usize, expected: Expect) {
    let fixture = Fixture::parse(fixture);
    let snapshot = fixture.snapshot();
    let (file, offset) = fixture.cursor();
    let text = snapshot.document(file).expect("the file with the cursor").text();
    let found = completions(&snapshot, file, offset);
    let mut shown = String::new();
    for item in found.items.iter().take(most) {
        let detail = item.detail.as_deref().unwrap_or_default();
        shown.push_str(&format!("{} | {detail}\n", item.label));
        let typed = text.slice(crate::text::TextRange::new(found.insert.start(), offset));
        let is_found = super::rank(&typed, &item.filter).is_some();
        assert!(is_found || !typed.trim().is_empty(), "{typed} finds {}", item.filter);
    }
    if let Some(first) = found.items.first() {
        for range in [found.insert, found.replace] {
            assert!(range.contains_inclusive(offset), "{range:?}");
        }
        let after = text.replace(found.replace, &first.text);
        let line = after.slice(after.line_range(after.line_at(found.replace.start())));
        shown.push_str(&format!("=> {line}\n"));
    }
    expected.assert_eq(&shown);
}

#[track_caller]
fn check(fixture: &str, expected: Expect) {
    check_first(fixture, 8, expected);
}

const OTHERS: &str = "
//- /seeds/0002 pilots.txt
Why the Harbour Is Short of Pilots

By J. Doe and A. Writer

Tags: harbour, work

They retire. Nobody follows.

## The Long Way

Years.
//- /seeds/2021/ships.seed
Ships [Again]

By J. Doe

They came. They left.
//- /docs/notes.md
# Notes
";

#[track_caller]
fn check_beside_others(body: &str, expected: Expect) {
    check(&format!("Title\n\nBy A. Writer\n\nThey left. We too.\n\n{body}\n{OTHERS}"), expected);
}

#[test]
fn paths_go_one_directory_at_a_time() {
    check_beside_others(
        "See [a]($0).",
        expect![[r#"
        0002 pilots.txt | Why the Harbour Is Short of Pilots
        2021/ | 
        ../ | the folder above
        => See [a](0002%20pilots.txt).
    "#]],
    );
    check_beside_others(
        "See [a](0$0old.txt).",
        expect![[r#"
        0002 pilots.txt | Why the Harbour Is Short of Pilots
        2021/ | 
        ../ | the folder above
        => See [a](0002%20pilots.txt).
    "#]],
    );
    check_beside_others(
        "See [a](2021/s$0).",
        expect![[r#"
        ships.seed | Ships [Again]
        => See [a](2021/ships.seed).
    "#]],
    );
    check_beside_others(
        "See ![a](<../$0>).",
        expect![[r#"
        docs/ | 
        seeds/ | 
        ../ | the folder above
        => See ![a](<../docs/>).
    "#]],
    );
    check_beside_others(
        "See [a](/docs/$0",
        expect![[r#"
        notes.md | Notes
        => See [a](/docs/notes.md
    "#]],
    );
    check_beside_others(
        "[a]: $0",
        expect![[r#"
        0002 pilots.txt | Why the Harbour Is Short of Pilots
        2021/ | 
        ../ | the folder above
        => [a]: 0002%20pilots.txt
    "#]],
    );
    check_beside_others("See [a](https://$0).", expect![[""]]);
    check_beside_others("See [a](b.txt \"$0\").", expect![[""]]);
}

#[test]
fn anchors_of_this_and_other_files() {
    check_beside_others(
        "## Größe x\n\nSee [a](#$0).",
        expect![[r#"
        größe-x | ## Größe x
        => See [a](#größe-x).
    "#]],
    );
    check_beside_others(
        "See [a](0002%20pilots.txt#t$0).",
        expect![[r#"
        the-long-way | ## The Long Way
        => See [a](0002%20pilots.txt#the-long-way).
    "#]],
    );
}

#[test]
fn seeds_by_title_become_links() {
    check_beside_others(
        "See [[$0]].",
        expect![[r#"
        Ships [Again] | 2021/ships.seed
        Why the Harbour Is Short of Pilots | 0002 pilots.txt
        => See [Ships \[Again\]](2021/ships.seed).
    "#]],
    );
    check_beside_others(
        "See [[ag$0",
        expect![[r#"
        Ships [Again] | 2021/ships.seed
        => See [Ships \[Again\]](2021/ships.seed)
    "#]],
    );
    check_beside_others(
        "See [pilots sh$0] there.",
        expect![[r#"
        Why the Harbour Is Short of Pilots | 0002 pilots.txt
        => See [Why the Harbour Is Short of Pilots](0002%20pilots.txt) there.
    "#]],
    );
    check_beside_others(
        "Related article: $0",
        expect![[r#"
        Ships [Again] | 2021/ships.seed
        Why the Harbour Is Short of Pilots | 0002 pilots.txt
        => Related article: [Ships \[Again\]](2021/ships.seed)
    "#]],
    );
}

#[test]
fn labels_of_references_and_footnotes() {
    let end = "\n\n[One Two]: a.txt\n[#]: b\n\n[^n]: A note.";
    check_beside_others(
        &format!("See [a][$0].{end}"),
        expect![[r#"
        One Two | a.txt
        => See [a][One Two].
    "#]],
    );
    check_beside_others(
        &format!("See [one$0].{end}"),
        expect![[r#"
        One Two | a.txt
        => See [One Two].
    "#]],
    );
    check_beside_others(
        &format!("See [^$0.{end}"),
        expect![[r#"
            n | footnote that nothing refers to yet
            => See [^n].
        "#]],
    );
}

#[test]
fn fields_by_their_labels() {
    check(
        "Title\n\n$0\n",
        expect![[r#"
            November 24, 2026 | today
            By | author
            Original url: | source
            Related article: | related
            Photo: | credit
            Updated | updated
            Archived: | archive
            Tags: | tags
            => November 24, 2026
        "#]],
    );
    check(
        "Title\n\nBy A. Writer\n\nThey left. We too.\n\nO$0\n",
        expect![[r#"
            Original url: | source
            => Original url: 
        "#]],
    );
    check("Title\n\nThey left. We too.\n\nO$0\n\nThey came. And left.\n", expect![[""]]);
}

#[test]
fn fields_by_their_keys() {
    check(
        "---\ntitle: A\n$0\n---\n",
        expect![[r#"
        author | required
        date | required
        source | required
        updated | 
        retrieved | 
        credit | 
        related | 
        site | 
        => author: 
    "#]],
    );
    check_first(
        "+++\ntitle = \"A\"\nda$0\n+++\n",
        2,
        expect![[r#"
        author | required
        date | required
        => author = 
    "#]],
    );
    check_first(
        "Title: A\nUr$0\n",
        2,
        expect![[r#"
        Author | required
        Date | required
        => Author: 
    "#]],
    );
}

#[test]
fn values_are_those_of_the_corpus() {
    check(
        &format!("Title\n\nBy $0\n{OTHERS}"),
        expect![[r#"
            J. Doe | 2 seeds
            A. Writer | 1 seed
            => By J. Doe
        "#]],
    );
    check(
        &format!("---\nauthor: J. Doe, A$0\n---\n{OTHERS}"),
        expect![[r#"
        J. Doe | 2 seeds
        A. Writer | 1 seed
        => author: J. Doe, J. Doe
    "#]],
    );
    check(
        &format!("---\ntags:\n  - $0\n---\n{OTHERS}"),
        expect![[r#"
        harbour | 1 seed
        work | 1 seed
        =>   - harbour
    "#]],
    );
    check(
        &format!("---\ntags: [work, $0]\n---\n{OTHERS}"),
        expect![[r#"
            harbour | 1 seed
            => tags: [work, harbour]
        "#]],
    );
    check(
        &format!("+++\nauthor = $0\n+++\n{OTHERS}"),
        expect![[r#"
        J. Doe | 2 seeds
        A. Writer | 1 seed
        => author = "J. Doe"
    "#]],
    );
}

#[test]
fn dates_languages_and_licences() {
    check(
        "---\ndate: $0\nsource: https://news.example/2021/03/03/harbour\n---\n",
        expect![[r#"
        2021-03-03 | the day in the source's address
        2026-11-24 | today
        => date: 2021-03-03
    "#]],
    );
    check_first(
        "---\nlang: $0\n---\n",
        2,
        expect![[r#"
        en | English
        en-GB | English (United Kingdom)
        => lang: en
    "#]],
    );
    check_first(
        "Title: A\nLicense: C$0\n",
        2,
        expect![[r#"
        CC BY 4.0 | Creative Commons, with attribution
        CC BY-SA 4.0 | Creative Commons, with attribution, under the same terms
        => License: CC BY 4.0
    "#]],
    );
}

#[test]
fn comments_to_seedls() {
    check_beside_others(
        "<!-- s$0",
        expect![[r#"
        seedls-disable-next-line | for the next line that is not blank
        seedls-disable-line | for this line
        seedls-disable-file | for the whole file
        seedls-disable | from here on
        seedls-enable | no longer
        => <!-- seedls-disable-next-line 
    "#]],
    );
    check_first(
        "Title\n\nThey left [a]().\n\n<!-- seedls-disable-file $0 -->\n",
        2,
        expect![[r#"
        missing-author | a seed names no author
        missing-date | a seed has no date of publication
        => <!-- seedls-disable-file missing-author -->
    "#]],
    );
    check_beside_others("<!-- [a]($0) -->", expect![[""]]);
}

#[test]
fn nothing_is_offered_in_code() {
    check_beside_others("```\n[a]($0)\n```", expect![[""]]);
    check_beside_others("- x\n\n  ~~~\n  [[$0\n", expect![[""]]);
    check_beside_others("    [a]($0)", expect![[""]]);
    check_beside_others("It is `[a]($0)`.", expect![[""]]);
    check_beside_others("They left.$0", expect![""]);
}
