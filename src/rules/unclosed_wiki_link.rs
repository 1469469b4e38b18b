//! `unclosed-wiki-link`: a wiki link that lacks one of its brackets.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-wiki-link",
    code: 120,
    level: Level::Warning,
    summary: "a wiki link lacks a bracket",
    docs: r#"
A wiki link stands in two pairs of brackets.

```body bad
They read [[the report] and left.
```

```body fixed
They read [[the report]] and left.
```

```body good
They read [[the report]], [[1], [2]] and [sic].
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let message = |words: &str| match words {
        "[[" => "`[[` opened here is never closed".to_owned(),
        _ => "`]]` closes nothing: no `[[` is open".to_owned(),
    };
    report_faults(
        document,
        FaultKind::UnclosedWikiLink,
        message,
        "Complete the brackets",
        false,
        out,
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_brackets() {
        check(
            &RULE,
            "
They read [[the report] and left.
          ^^ `[[` opened here is never closed

They read [the report]] and left.
                     ^^ `]]` closes nothing: no `[[` is open

They read [[the report and left.
          ^^ `[[` opened here is never closed
",
        );
    }

    #[test]
    fn leaves_lists_of_numbers_alone() {
        check(
            &RULE,
            "
[[1], [2]] and a[[1] and ![[image.png]] and [[a|b]].
",
        );
    }
}
