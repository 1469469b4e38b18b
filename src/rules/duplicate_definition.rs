//! `duplicate-definition`: a label that two lines define.

use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::facts::Document;
use crate::facts::label_key;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::syntax::Definition;

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-definition",
    code: 306,
    level: Level::Warning,
    summary: "a label is defined twice, with different destinations",
    docs: r#"
Of several lines `[label]: …` only the first counts, so links that were meant to lead to another
destination lead to the first one. Labels are compared without regard to case. Lines that say the
same, labels that no link uses, and comments (`[//]: # (…)`) are let pass.

```body bad
They read [the report][1], and [the answer][1].

[1]: https://news.example/report
[1]: https://news.example/answer
```

```body good
They read [the report][1], and [the answer][2].

[1]: https://news.example/report
[2]: https://news.example/answer
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let text = document.text();
    let destination = |definition: &Definition| match &definition.decoded {
        Some(decoded) => decoded.to_string(),
        None => text.slice(definition.destination).into_owned(),
    };
    let mut first: FxHashMap<String, Definition> = FxHashMap::default();
    for definition in document.tree().definitions() {
        let label = text.slice(definition.label);
        if !label.contains(char::is_alphanumeric) {
            continue;
        }
        let Some(earlier) = first.get(&label_key(&label)) else {
            first.insert(label_key(&label), definition);
            continue;
        };
        if destination(earlier) == destination(&definition) || !document.uses_label(&label) {
            continue;
        }
        let mut finding = Finding::new(definition.label, format!("`{label}` is already defined"));
        finding.related.push(Related {
            file: None,
            range: earlier.label,
            message: "this definition counts".to_owned(),
        });
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn only_a_definition_that_takes_a_link_elsewhere_is_reported() {
        check(
            &RULE,
            "
[a] [b  c] [d]

[a]: x
[B C]: x
[A]: y
 ^ `A` is already defined
[b
c]: z
[d]: x
[d]: <x>
[//]: # (one)
[//]: # (two)
"
            .replace("[b\nc]: z", "[b C]: z\n ^^^ `b C` is already defined")
            .as_str(),
        );
    }
}
