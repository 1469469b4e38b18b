//! `moved-url`: a web address whose server says that its page has moved for good.

use url::Url;

use crate::facts::canonical_source;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::UrlState;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::online::ailing;
use crate::rules::online::suggest_archive;
use crate::rules::online::write;

pub(crate) static RULE: Rule = Rule {
    name: "moved-url",
    code: 314,
    level: Level::Info,
    summary: "a web address has moved for good",
    docs: r#"
Its server answered 301 or 308, and the new address answers. Only `seedls check --online` and the
editor's command to check links ask; without them this rule says nothing. Redirects that are not for
good (302, 303, 307) are no finding.

In the examples, the line behind the seed says what the server answered.

```body bad
They read [the report](http://news.example/report#results).
//- http://news.example/report moved https://news.example/reports/2021
```

```body fixed
They read [the report](https://news.example/reports/2021#results).
```

Many sites send the readers of pages that are gone to their front page. That is told, and no fix
offered.

```body bad
They read [the report](https://news.example/report).
//- https://news.example/report moved https://news.example/
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    for (address, state) in ailing(snapshot, file) {
        let UrlState::Moved { to } = state else { continue };
        if leads_to_front_page(&address.written, to) {
            let message = format!("this address now leads to a front page, `{to}`");
            let mut finding = Finding::new(address.range, message);
            suggest_archive(snapshot, file, &address, &mut finding);
            finding.fixes.clear();
            out.push(finding);
            continue;
        }
        let mut new = to.clone();
        if let Some((_, fragment)) = address.written.split_once('#')
            && !to.contains('#')
        {
            new.push('#');
            new.push_str(fragment);
        }
        let message = format!("this page has moved for good to `{to}`");
        let mut finding = Finding::new(address.range, message);
        // Between `http` and `https`, or with and without `www.`, nobody could mind.
        let safe = canonical_source(&address.written) == canonical_source(to);
        finding.fixes.push(write("Write the new address".to_owned(), &address, &new, safe));
        out.push(finding);
    }
}

/// `to` is the root of a site, and `from` names a page.
fn leads_to_front_page(from: &str, to: &str) -> bool {
    let is_root =
        |url: &str| Url::parse(url).is_ok_and(|url| url.path().len() <= 1 && url.query().is_none());
    is_root(to) && !is_root(from.trim())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::fixture::Fixture;
    use crate::rules::run;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn a_front_page_is_told_from_a_new_place() {
        check(
            &RULE,
            "
[a](http://news.example) [b](http://news.example/b)
    ^^^^^^^^^^^^^^^^^^^ this page has moved for good to `https://news.example/`
                             ^^^^^^^^^^^^^^^^^^^^^ this address now leads to a front page, `https://news.example/`
//- http://news.example/ moved https://news.example/
//- http://news.example/b moved https://news.example/
",
        );
    }

    #[test]
    fn the_new_address_is_written_so_that_nothing_ends_it_early() {
        let moved = "//- http://news.example/a moved https://news.example/b_(c)\n";
        for (before, after) in [
            ("[a](http://news.example/a 't')\n", "[a](https://news.example/b_%28c%29 't')\n"),
            ("<http://news.example/a#d>\n", "<https://news.example/b_(c)#d>\n"),
        ] {
            check_fix(&RULE, &format!("{before}{moved}"), after);
        }
    }

    #[test]
    fn only_another_spelling_of_the_same_address_is_safe_to_write() {
        for (to, safe) in [("https://www.news.example/a/", true), ("https://news.example/b", false)]
        {
            let moved =
                format!("[a](http://news.example/a)\n//- http://news.example/a moved {to}\n");
            let snapshot = Fixture::parse(&moved).snapshot();
            let file = snapshot.files().next().expect("a seed");
            let fixes = run(&RULE, &snapshot, file).remove(0).fixes;
            assert_eq!(fixes.iter().map(|fix| fix.safe).collect::<Vec<_>>(), [safe]);
        }
    }
}
