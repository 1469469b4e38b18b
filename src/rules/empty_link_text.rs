//! `empty-link-text`: a link that nobody can see.

use crate::config::Config;
use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::OutgoingKind;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::outgoing::Faults;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "empty-link-text",
    code: 311,
    level: Level::Warning,
    summary: "a link has no text",
    docs: r#"
`[](https://…)` shows nothing, so readers cannot follow it. Captures make such links of pictures and
buttons. An image without a description is another thing, and so is `[](#here)`, which pages put
behind their headings: neither is reported.

```body bad
They read [](https://news.example/report) and left.
```

```body good
They read [it](https://news.example/report). [![](https://news.example/a.png)](https://news.example)
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let faults = Faults::of(Some(document));
    for link in document.links() {
        let is_blank = || document.text().slice(link.text).trim().is_empty();
        // A placeholder has a finding of its own.
        let leads_elsewhere = matches!(
            link.destination,
            Destination::Url { .. } | Destination::Path { .. } | Destination::Template
        );
        if link.kind == OutgoingKind::Link
            && leads_elsewhere
            && is_blank()
            && !faults.meet(link.range)
        {
            // The brackets: there is nothing between them to point at.
            let end = link.text.end() + TextSize::from(1);
            let range = TextRange::new(link.range.start(), end.min(link.range.end()));
            out.push(Finding::new(range, "this link has no text"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn blanks_are_no_text() {
        check(
            &RULE,
            "
[](https://news.example) [ ](a.txt) ![](a.png) [](#) [](#a) [\u{a0}](/b)
^^ this link has no text
                         ^^^ this link has no text
                                                            ^^^ this link has no text
",
        );
    }
}
