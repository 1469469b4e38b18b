//! `unbalanced-bracket`: a bracket in prose that has no partner.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_prose_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "unbalanced-bracket",
    code: 119,
    level: Level::Warning,
    summary: "a bracket in prose has no partner",
    docs: r#"
A parenthesis that is opened and not closed leaves open where the aside ends.

```body bad
They left (at noon, he said.
```

```body good
They left (at noon), he said :) and these stay: a) one, b) two, [0, 1).
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    report_prose_faults(document, FaultKind::UnbalancedBracket, |_, _| true, out);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_bracket_without_a_partner() {
        check(
            &RULE,
            "
) They left.
^ `)` closes nothing in this paragraph

They left at noon), he said.
                 ^ `)` closes nothing in this paragraph

They left (at noon, he said.
          ^ `(` opened here is never closed

They [the pilots left.
     ^ `[` opened here is never closed

They read the note(s.
                  ^ `(` opened here is never closed

他们（领航员走了。
  ^ `（` opened here is never closed

They {the pilots left.
     ^ `{` opened here is never closed

They left for it) at noon.
                ^ `)` closes nothing in this paragraph

Nobody had seen it since 2015).
                             ^ `)` closes nothing in this paragraph

Man nannte es „Not und Elend“) in der Stadt.
                             ^ `)` closes nothing in this paragraph
",
        );
    }

    #[test]
    fn knows_labels_smileys_and_intervals() {
        check(
            &RULE,
            "
a) north, b) south, 12) west, iv) east. 1.) One. They left :) and :-) and :( and ;-)) again.

They want to 1) leave and to 2) come back, and to 1.) stay. 他们走了：） 体验（？）。

They left (at noon :) and (at one :) too). From [0, 1) to (0, 1]. The aspect(s) of it (word(s)). Press '(' now. f(x and g[i.
",
        );
    }

    #[test]
    fn an_aside_may_run_over_paragraphs() {
        check(
            &RULE,
            "
(They left.

They came back.)
",
        );
    }

    #[test]
    fn an_escaped_bracket_is_a_partner() {
        check(
            &RULE,
            "
\\[They left] and (came back\\).
",
        );
    }

    #[test]
    fn text_that_is_cut_off_is_no_fault() {
        check(
            &RULE,
            "
They left (at noon …
",
        );
    }
}
