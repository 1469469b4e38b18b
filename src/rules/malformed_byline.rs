//! `malformed-byline`: a byline that breaks off.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::syntax::FieldName;
use crate::text::TextRange;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "malformed-byline",
    code: 219,
    level: Level::Warning,
    summary: "a byline lacks a name",
    docs: r#"
A separator or the word *by* promises a name that does not come.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer and

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer, B. Scribe and C. Clerk, Example Agency

March 3, 2021

The pilots voted on Tuesday.

Original url: <https://news.example/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let mut last = None;
    for field in &document.metadata().fields {
        let Some(label) = field
            .label
            .filter(|_| field.name == FieldName::Author && field.style == FieldStyle::Newspaper)
        else {
            continue;
        };
        // The authors of one byline are one telling.
        if last.replace(label) == Some(label) {
            continue;
        }
        if field.value == Value::Empty {
            let word = document.text().slice(label);
            out.push(Finding::new(label, format!("no name follows `{word}`")));
            continue;
        }
        let all = TextRange::new(label.end().min(field.source.start()), field.range.end());
        let written = document.text().slice(all);
        if let Some(dangling) = dangling(&written) {
            let range = TextRange::new(
                all.start() + size(dangling.start),
                all.start() + size(dangling.end),
            );
            let sign = written.get(dangling).unwrap_or_default();
            out.push(Finding::new(range, format!("`{sign}` joins no name to the byline")));
        }
    }
}

/// The separator that stands at an end of `names`, or behind another one.
fn dangling(names: &str) -> Option<std::ops::Range<usize>> {
    let is_sign = |c: char| matches!(c, ',' | ';' | '&' | '|');
    let trimmed = names.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':'));
    let start = names.find(trimmed)?;
    let last = trimmed.rsplit(char::is_whitespace).next()?;
    if matches!(last, "and" | "und" | "et" | "&") && last.len() < trimmed.len() {
        let end = start + trimmed.len();
        return Some(end - last.len()..end);
    }
    if trimmed.ends_with(is_sign) {
        return Some(start + trimmed.len() - 1..start + trimmed.len());
    }
    if trimmed.starts_with(is_sign) {
        return Some(start..start + 1);
    }
    let mut before: Option<usize> = None;
    for (at, char) in trimmed.char_indices() {
        if matches!(char, ',' | ';') {
            if before.is_some() {
                return Some(start + at..start + at + 1);
            }
            before = Some(at);
        } else if !char.is_whitespace() {
            before = None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_word_or_the_separator() {
        check(
            &RULE,
            "
Pilots Vote

By
^^ no name follows `By`

March 3, 2021
",
        );
        check(
            &RULE,
            "
Pilots Vote

By A. Writer, , B. Scribe
              ^ `,` joins no name to the byline

March 3, 2021
",
        );
        check(
            &RULE,
            "
Pilots Vote

By A. Writer,
            ^ `,` joins no name to the byline

March 3, 2021
",
        );
    }

    #[test]
    fn whole_bylines_are_left_alone() {
        check(&RULE, "Pilots\n\nBy [Reuters](#)\n\nMarch 3, 2021\n");
        check(&RULE, "Pilots\n\nBy A. Writer | March 3, 2021\n\nThey voted.\n");
        check(&RULE, "Pilots\n\n*By A and B, Example & Sons*\n\nMarch 3, 2021\n");
    }
}
