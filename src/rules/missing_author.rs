//! `missing-author`: a seed that does not say who wrote it.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing;
use crate::syntax::FieldName;

pub(crate) static RULE: Rule = Rule {
    name: "missing-author",
    code: 202,
    level: Level::Warning,
    summary: "a seed names no author",
    docs: r#"
Without its author an article cannot be cited. An agency or a site counts as an author too.
The byline is a line of its own before the body (`By …`, `Author: …`, or a linked name between title and date), or the `author` of front matter or key lines.

```seed bad
Harbour Pilots Vote to Strike

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```

The fix says that the author is not known. If the original names one, write that name.

```seed fixed
Harbour Pilots Vote to Strike

By Unknown

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```

```seed good
Harbour Pilots Vote to Strike

By [A. Writer](https://news.example/a-writer) and B. Scribe, Example Agency

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    if missing::is_told(document, FieldName::Author)
        || !config.requires(FieldName::Author.as_str())
        || missing::is_unknowable(document)
    {
        return;
    }
    let mut finding = missing::finding(document, FieldName::Author);
    let unknown = Value::Author { name: "Unknown".to_owned(), link: None, organisation: None };
    finding.fixes.extend(missing::fix(document, FieldName::Author, "Add a byline", &[unknown]));
    out.push(finding);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn a_new_byline_joins_no_paragraph() {
        check_fix(
            &RULE,
            "# Pilots Vote\nThe pilots voted on Tuesday.\n",
            "# Pilots Vote\n\nBy Unknown\n\nThe pilots voted on Tuesday.\n",
        );
    }

    #[test]
    fn points_at_the_title() {
        check(
            &RULE,
            "
# Pilots Vote
^^^^^^^^^^^^^ this seed does not name an author

The pilots voted on Tuesday.
",
        );
    }

    #[test]
    fn a_byline_behind_a_deck_or_a_picture_is_seen() {
        check(
            &RULE,
            "# Pilots Vote\n\n## They want sleep\n\n![](a.jpg)\n\nBy A. Writer\n\nThey voted.\n",
        );
    }

    #[test]
    fn a_byline_without_a_name_is_not_missing() {
        check(&RULE, "# Pilots Vote\n\nBy\n\nThey voted.\n");
    }
}
