//! `dead-url`: a web address whose server says that there is nothing there any more.

use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::UrlState;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::online::ailing;
use crate::rules::online::suggest_archive;

pub(crate) static RULE: Rule = Rule {
    name: "dead-url",
    code: 313,
    level: Level::Warning,
    summary: "a web address is gone",
    docs: r#"
Its server answered 404 (not found) or 410 (gone), and did so again when asked a second time. Only
`seedls check --online` and the editor's command to check links ask; without them this rule says
nothing. A page that is gone is no fault of the seed: the fix links to the Internet Archive's copy
from about the article's date. The archive is not asked whether it has one, so look before you take
the fix. The article's own source is never replaced.

In the examples, the line behind the seed says what the server answered.

```body bad
They read [the report](https://news.example/report).
//- https://news.example/report gone 404
```

```body fixed
They read [the report](https://web.archive.org/web/20210303/https://news.example/report).
```

```body good
They read [the report](https://news.example/report).
//- https://news.example/report alive
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    for (address, state) in ailing(snapshot, file) {
        let UrlState::Gone { status } = state else { continue };
        let meaning = if *status == 410 { "gone" } else { "not found" };
        let message = format!("this page is gone: its server answers {status} ({meaning})");
        let mut finding = Finding::new(address.range, message);
        suggest_archive(snapshot, file, &address, &mut finding);
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::RULE;
    use crate::fixture::Fixture;
    use crate::rules::Finding;
    use crate::rules::run;
    use crate::rules::tests::check;

    #[test]
    fn every_place_of_the_address_is_reported() {
        check(
            &RULE,
            "
[a](https://news.example/a#b) <https://news.example/a> [c] [d](https://news.example/d)
    ^^^^^^^^^^^^^^^^^^^^^^^^ this page is gone: its server answers 410 (gone)
                               ^^^^^^^^^^^^^^^^^^^^^^ this page is gone: its server answers 410 (gone)

[c]: https://news.example/a
     ^^^^^^^^^^^^^^^^^^^^^^ this page is gone: its server answers 410 (gone)
//- https://news.example/a gone 410
//- https://news.example/d blocked the server answers 403 (forbidden)
",
        );
    }

    #[test]
    fn what_a_malformed_delimiter_may_have_lengthened_is_left_alone() {
        check(
            &RULE,
            "[a](https://news.example/a[b](https://news.example/b)\n//- https://news.example/a[b](https://news.example/b gone 404\n",
        );
    }

    fn findings(fixture: &str) -> Vec<Finding> {
        let snapshot = Fixture::parse(fixture).snapshot();
        let file = snapshot.files().next().expect("a seed");
        run(&RULE, &snapshot, file)
    }

    #[test]
    fn the_copy_is_from_the_date_of_the_article() {
        let gone = "//- https://news.example/a gone 404\n";
        let help = |seed: &str| findings(&format!("{seed}{gone}")).remove(0).help;
        expect!["a copy from about July 18, 2019 may be at https://web.archive.org/web/20190718/https://news.example/a"].assert_eq(
            &help("---\ntitle: A\ndate: 2019-07-18\n---\n[a](https://news.example/a)\n").unwrap_or_default(),
        );
        expect!["a copy from about 2019-07 may be at https://web.archive.org/web/201907/https://news.example/a"].assert_eq(
            &help("---\ntitle: A\ndate: July 2019\n---\n[a](https://news.example/a)\n").unwrap_or_default(),
        );
        expect![
            "archived copies, if any, are at https://web.archive.org/web/*/https://news.example/a"
        ]
        .assert_eq(&help("[a](https://news.example/a)\n").unwrap_or_default());
    }

    #[test]
    fn the_source_and_copies_in_archives_are_not_replaced() {
        for seed in [
            "---\ntitle: A\ndate: 2019-07-18\nsource: https://news.example/a\n---\n[a](b.txt)\n//- https://news.example/a gone 404\n",
            "A\n\nJuly 18, 2019\n\nThey voted.\n\nOriginal url: <https://news.example/a>\n//- https://news.example/a gone 404\n",
            "A\n\nJuly 18, 2019\n\n[a](https://web.archive.org/web/2019/https://a.example/)\n//- https://web.archive.org/web/2019/https://a.example/ gone 404\n",
        ] {
            let findings = findings(seed);
            assert!(findings.len() == 1 && findings[0].fixes.is_empty(), "{findings:#?}");
        }
    }
}
