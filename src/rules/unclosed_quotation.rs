//! `unclosed-quotation`: a quotation that is opened and not closed, or the other way round.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_prose_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-quotation",
    code: 118,
    level: Level::Warning,
    summary: "a quotation lacks its opening or closing mark",
    docs: r#"
A quotation without its closing mark leaves open where the words of another end. One that runs over
several paragraphs repeats the opening mark before each and has a closing mark after the last only:
that is right.

```body bad
“They left, he said.
```

```body good
“They left," he said. „Sie gingen“, sagte er.

“They left,

“and came back,” he said; it was 5' 10" high.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    report_prose_faults(document, FaultKind::UnclosedQuotation, out);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_mark_without_a_partner() {
        check(
            &RULE,
            "
They left,” he said.
          ^ `”` closes nothing in this paragraph

“They left, he said.
^ `“` opened here is never closed

\"They left, he said, and \"came back.\"
^ `\"` opened here is never closed

Er sagt: „Sie gingen, und lachte.
         ^ `„` opened here is never closed

«Ils sont partis», dit-elle, et «ils sont revenus à minuit avec le pilote.
                                ^ `«` opened here is never closed

彼は「行った、と言った。
  ^ `「` opened here is never closed
",
        );
    }

    #[test]
    fn knows_how_many_languages_quote() {
        check(
            &RULE,
            "
“They ‘left’,” he said. „Sie gingen“, sagte er. „Poszli”, powiedział. ”De gick”, sa han.

»Sie gingen«, sagte er. « Ils sont partis », dit-il. «Ушли», сказал он. „Sie „gingen“ nicht“.

他说：“走了”，然后“回来了”。「行った」と『彼』は言った。《新闻》。

\"They left,\" he said, \"at 5' 10\".\" It was 10\" wide. “It was 5' 10\" wide.” &ldquo;Left&rdquo;, &quot;left\".
",
        );
    }

    #[test]
    fn a_quotation_may_run_over_paragraphs() {
        check(
            &RULE,
            "
“They left.

“They came back,” he said.

\"They left.

\"They came back,\" he said.

“They left.

They came back.”

‘They’ve left.

‘They’ve come back.’

*“They left.*

*“They came back.”*
",
        );
    }

    #[test]
    fn a_quotation_closed_by_the_next_opener_is_blamed() {
        check(
            &RULE,
            "
“They left, he said. “They came back.”
^ `“` opened here is never closed
",
        );
    }

    #[test]
    fn knows_single_marks_and_apostrophes() {
        check(
            &RULE,
            "
She called it ‘the harbour and left for the pilots’s.
              ^ `‘` opened here is never closed

Sie nannte es ‚den Hafen und ging.
              ^ `‚` opened here is never closed

They said ‘we left at noon.”
                           ^ `”` closes nothing in this paragraph

It was ‘noon’, the ’90s, ‘tis said; the pilots’ own, ‚so‘, and rock ‘n’ roll. 他说‘走’了。
",
        );
    }

    #[test]
    fn guillemets_go_both_ways() {
        check(
            &RULE,
            "
Er sagte: »Sie gingen«, und dann: »Sie kamen wieder, alle zusammen, am Mittag des Tages.
                                  ^ `»` opened here is never closed
",
        );
        check(
            &RULE,
            "
«Ушли», сказал он, и вернулись», сказала она, «все вместе», в полдень того же самого дня.
                              ^ `»` closes nothing in this paragraph
",
        );
    }

    #[test]
    fn leaves_arrows_and_code_alone() {
        check(
            &RULE,
            "
Read more »

« Back

let x = \"a + b; f(\\\"x\\\") => y
",
        );
    }
}
