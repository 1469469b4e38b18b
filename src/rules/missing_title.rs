//! `missing-title`: a seed that does not say what it is called.

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
    name: "missing-title",
    code: 201,
    level: Level::Error,
    summary: "a seed has no title",
    docs: r#"
A seed without a title cannot be listed, nor found by its name.
The title is the first block, if it is one line, or a heading, or the `title` of front matter or key lines.

```seed bad
By A. Writer

March 3, 2021

The pilots voted on Tuesday. They will stop work at noon, and nobody knows for how long.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```

The fix takes the words of the source's address, which are often those of the title. Put the right ones in their place.

```seed fixed
Harbour pilots vote

By A. Writer

March 3, 2021

The pilots voted on Tuesday. They will stop work at noon, and nobody knows for how long.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```

```seed good
# Harbour Pilots Vote

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/2021/03/03/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    let metadata = document.metadata();
    if missing::is_told(document, FieldName::Title)
        || !config.requires(FieldName::Title.as_str())
        || missing::is_header_unreadable(document)
    {
        return;
    }
    let mut finding = missing::finding(document, FieldName::Title);
    let fix = metadata.source().and_then(words_of_url).and_then(|title| {
        missing::fix(document, FieldName::Title, "Add a title", &[Value::Text(title)])
    });
    finding.fixes.extend(fix);
    out.push(finding);
}

/// `harbour-pilots-vote` in a URL's path as a title.
fn words_of_url(url: &str) -> Option<String> {
    let path = url.split_once("://")?.1.split(['?', '#']).next()?;
    let last = path.trim_end_matches('/').split('/').skip(1).last()?;
    let stem = last.split_once('.').map_or(last, |(stem, _)| stem);
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(char::is_alphabetic);
    let words: Vec<&str> = stem.split(['-', '_']).filter(is_word).collect();
    let title = words.join(" ");
    let mut chars = title.chars();
    let first = chars.next()?;
    (2 <= words.len()).then(|| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_first_word() {
        check(
            &RULE,
            "
By A. Writer
^^ this seed has no title

The pilots voted on Tuesday.
",
        );
        check(
            &RULE,
            "
The pilots voted on Tuesday.
^^^ this seed has no title
",
        );
    }

    #[test]
    fn any_heading_at_the_top_is_a_title() {
        check(&RULE, "## Pilots Vote.\n\nThe pilots voted on Tuesday.\n");
        check(&RULE, "Pilots Vote\n===========\n\nThe pilots voted on Tuesday.\n");
    }

    #[test]
    fn the_fix_uses_the_files_line_breaks() {
        check_fix(
            &RULE,
            "They voted.\r\n\r\nSource: https://news.example/pilots-vote.html\r\n",
            "Pilots vote\r\n\r\nThey voted.\r\n\r\nSource: https://news.example/pilots-vote.html\r\n",
        );
    }
}
