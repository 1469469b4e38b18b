//! `missing-source`: a seed that does not say where it comes from.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::Value;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing;
use crate::syntax::FaultKind;
use crate::syntax::FieldName;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "missing-source",
    code: 204,
    level: Level::Error,
    summary: "a seed does not tell the URL of the original",
    docs: r#"
Without the address of the original nobody can look up what the source said.
It stands behind `Original url:` or `Source:` at the end or the beginning of the file, in a sentence such as *originally published at …* at the end, or in the `source` (`url`, `link`, …) of front matter or key lines.

```seed bad
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.
```

The fix adds the line where the address belongs, and leaves the address to you.

```seed to-fill
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url:
```

Where the address of an archived copy holds that of the original, the fix takes it.

```seed bad
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
archive: https://web.archive.org/web/20210304/https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
```

```seed fixed
---
title: Harbour Pilots Vote to Strike
author: A. Writer
date: 2021-03-03
archive: https://web.archive.org/web/20210304/https://news.example/harbour-pilots-vote
source: https://news.example/harbour-pilots-vote
---
The pilots voted on Tuesday.
```

```seed good
Harbour Pilots Vote to Strike

By A. Writer

March 3, 2021

The pilots voted on Tuesday.

Original url:

<https://news.example/2021/03/03/harbour-pilots-vote>
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    // A broken autolink at the end is the source, and reported as what it is.
    let end = document.text().len();
    let footer = TextRange::new(end.checked_sub(TextSize::from(600)).unwrap_or_default(), end);
    if missing::is_told(document, FieldName::Source)
        || !config.requires(FieldName::Source.as_str())
        || missing::is_unknowable(document)
        || ends_with_broken_autolink(document, footer)
    {
        return;
    }
    // The key is there and names who published it: a second one would contradict it.
    if let Some(site) =
        document.metadata().all(FieldName::Site).find(|it| says_source(document, it))
    {
        let name = document.text().slice(site.source);
        let message = format!("`{name}` is no address, and this seed names no other source");
        let finding = Finding::new(site.source, message);
        out.push(Finding { field: Some(FieldName::Source), ..finding });
        return;
    }
    let mut finding = missing::finding(document, FieldName::Source);
    if let Some(url) = archived(document) {
        let title = "Add the address that was archived";
        let value = Value::Link { url, text: None };
        finding.fixes.extend(missing::fix(document, FieldName::Source, title, &[value]));
    }
    let title = "Add a line for the source";
    finding.fixes.extend(missing::fix(document, FieldName::Source, title, &[]));
    out.push(finding);
}

/// `source: parks-service`
fn says_source(document: &Document, site: &Field) -> bool {
    let label = site.label.map(|it| document.text().slice(it));
    label.is_some_and(|it| document.tree().labels().field(&it) == Some(FieldName::Source))
}

/// A broken autolink in `footer` is all that its line holds, behind a label or not.
fn ends_with_broken_autolink(document: &Document, footer: TextRange) -> bool {
    let is_autolink =
        |kind| matches!(kind, FaultKind::BrokenAutolink | FaultKind::UnclosedAutolink);
    let mut faults = document.tree().faults().filter(|it| is_autolink(it.kind));
    faults.any(|it| {
        let start = it.extent.start();
        let before = TextRange::new(footer.start().min(start), start);
        let before = document.text().slice(before);
        let line = before.rsplit('\n').next().unwrap_or_default().trim();
        let label = line.is_empty() || line.ends_with([':', '：']) && !line.starts_with('[');
        footer.contains(start) && label
    })
}

/// The address that the archive's address holds.
fn archived(document: &Document) -> Option<String> {
    let Value::Link { url, .. } = &document.metadata().first(FieldName::Archive)?.value else {
        return None;
    };
    let at = url.rfind("/http://").or_else(|| url.rfind("/https://"))?;
    let inner = url.get(at + 1..)?;
    // It is written between quotation marks or angle brackets.
    (!inner.contains(['"', '\'', '<', '>', ' ', '\\'])).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::config::Config;
    use crate::facts::Document;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;
    use crate::text::Text;

    #[test]
    fn points_at_the_end_where_it_would_stand() {
        check(
            &RULE,
            "
Pilots Vote

They voted. They want sleep.
                      ^^^^^^ this seed does not name a source

",
        );
        check(
            &RULE,
            "
---
title: Pilots Vote
---
^^^ this seed does not name a source
They voted.
",
        );
    }

    #[test]
    fn an_organisation_in_its_place_is_pointed_at() {
        check(
            &RULE,
            "
---
title: Pilots Vote
source: parks-service
        ^^^^^^^^^^^^^ `parks-service` is no address, and this seed names no other source
---
They voted.
",
        );
    }

    #[test]
    fn a_label_without_a_value_is_not_missing() {
        check(&RULE, "Pilots Vote\n\nThey voted.\n\nOriginal url:\n");
    }

    #[test]
    fn a_broken_autolink_at_the_end_is_the_source_and_one_in_a_sentence_is_not() {
        check(&RULE, "Pilots Vote\n\nThey voted.\n\n<https://news.example/a\n");
        check(&RULE, "Pilots Vote\n\nThey voted.\n\nSource: <https://news.example/a\n");
        check(
            &RULE,
            "
Pilots Vote

They wrote of it at <https://news.example/a
                    ^^^^^^^^^^^^^^^^^^^^^^^ this seed does not name a source
",
        );
    }

    #[test]
    fn no_line_is_offered_where_it_would_be_code() {
        let mut findings = Vec::new();
        let document = Document::new(Text::new("Pilots Vote\n\nThey voted.\n\n```\nnorth 4.2\n"));
        super::check(&document, &Config::default(), &mut findings);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].fixes.is_empty());
    }

    #[test]
    fn the_line_is_added_behind_the_last_block() {
        check_fix(
            &RULE,
            "Pilots Vote\n\nThey voted.",
            "Pilots Vote\n\nThey voted.\n\nOriginal url:",
        );
        check_fix(
            &RULE,
            "Pilots Vote\n\nThey voted.\n\n\n",
            "Pilots Vote\n\nThey voted.\n\nOriginal url:\n\n\n",
        );
    }
}
