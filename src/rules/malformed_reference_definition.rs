//! `malformed-reference-definition`: a line that was meant to define a label and does not.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::defined_by;
use crate::rules::faults::fault_finding;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "malformed-reference-definition",
    code: 121,
    level: Level::Warning,
    summary: "a link reference definition is malformed",
    docs: r#"
A definition is a line of its own, `[label]: https://…`, with a title in quotes at most. It cannot
follow a line of text. One that is broken shows as text, and every reference to its label with it:
the references themselves are not reported again.

```body bad
They read [the report][1] and left.

[1] https://news.example/report
```

```body fixed
They read [the report][1] and left.

[1]: https://news.example/report
```

```body good
They read the report [1] and [the map][2].

[1] https://news.example/report

[2]: https://news.example/map "the map"
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let kind = FaultKind::MalformedReferenceDefinition;
    let text = document.text();
    for fault in document.tree().faults().filter(|it| it.kind == kind) {
        let words = text.slice(fault.range);
        let is_run = fault.range.end() < fault.extent.end();
        let (message, title) = match &*words {
            "[" => ("`[` opened here is never closed", "Close the label"),
            "]" => ("`]` needs a `:` after it to define this label", "Add the colon"),
            ":" => ("this definition leads nowhere", ""),
            ")" => ("`)` closes nothing in this definition's URL", "Delete it"),
            words if words.starts_with('[') && is_run => {
                ("no definition can follow a line of text", "Put a blank line before it")
            }
            _ => ("this blank breaks the definition's destination", "Write the URL in one piece"),
        };
        // Numbers before URLs and speakers before colons are right, unless the text refers to them.
        let doubtful = matches!(&*words, "]" | ":");
        if doubtful && !is_referred_to(document, &defined_by(&text.slice(fault.extent))) {
            continue;
        }
        out.push(fault_finding(fault, message.to_owned(), title, false));
    }
}

fn is_referred_to(document: &Document, labels: &[String]) -> bool {
    let mut references = document.tree().undefined_references();
    references.any(|it| {
        let label = document.text().slice(it.label).to_lowercase();
        labels.contains(&label)
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_what_breaks_the_definition() {
        check(
            &RULE,
            "
They read [the report][a], [b][b], [c][c] and [d][d].
[a]: https://news.example/a
^^^^ no definition can follow a line of text
[d]: https://news.example/d

[b: https://news.example/b
^ `[` opened here is never closed

[c]: https://news.example/c d.html
                           ^ this blank breaks the definition's destination

[d] https://news.example/d
  ^ `]` needs a `:` after it to define this label

[a]:
   ^ this definition leads nowhere
[b]: https://news.example/b

[c]: https://news.example/c)
                           ^ `)` closes nothing in this definition's URL
[d]: https://news.example/d
",
        );
    }

    #[test]
    fn leaves_notes_and_speakers_alone() {
        check(
            &RULE,
            "
[1] https://news.example/a

[Anna]:

[Anna]: https://news.example/a is what I read.

[the report]: a b

[2]: https://news.example/a \"The map\"
",
        );
    }

    #[test]
    fn repairs_mend() {
        check_fix(&RULE, "[b: https://a.example/b\n", "[b]: https://a.example/b\n");
        check_fix(
            &RULE,
            "[b]: https://a.example/b c.html\n",
            "[b]: https://a.example/b%20c.html\n",
        );
        check_fix(
            &RULE,
            "[b]: https://a.example/index. html\n",
            "[b]: https://a.example/index.html\n",
        );
        check_fix(
            &RULE,
            "Text.\n[b]: https://a.example/b\n",
            "Text.\n\n[b]: https://a.example/b\n",
        );
    }
}
