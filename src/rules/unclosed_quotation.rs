//! `unclosed-quotation`: a quotation that is opened and not closed, or the other way round.

use std::cell::OnceCell;

use crate::config::Config;
use crate::config::QuotationStyle;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_prose_faults;
use crate::syntax::FaultKind;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-quotation",
    code: 118,
    level: Level::Warning,
    summary: "a quotation lacks its opening or closing mark",
    docs: r#"
A quotation without its closing mark leaves open where the words of another end. One that runs over
several paragraphs repeats the opening mark before each and has a closing mark after the last only:
that is right.

Where „this“ is how a document quotes throughout, a lone “ opens nothing in it. `quotations` in the
configuration names the styles to be told of; without it, each document shows its own.

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

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    let is_low = OnceCell::new();
    let is_expected = |mark: &str, opens: bool| {
        let styles = styles(mark, opens);
        match &config.quotations {
            Some(expected) => styles.is_empty() || styles.iter().any(|it| expected.contains(it)),
            None => {
                styles != [QuotationStyle::Curly] || !*is_low.get_or_init(|| quotes_low(document))
            }
        }
    };
    report_prose_faults(document, FaultKind::UnclosedQuotation, is_expected, out);
}

/// The styles in which `mark` opens or closes a quotation.
fn styles(mark: &str, opens: bool) -> &'static [QuotationStyle] {
    match (mark, opens) {
        ("“", true) | ("”", true) => &[QuotationStyle::Curly],
        ("“", false) => &[QuotationStyle::Low, QuotationStyle::Curly],
        ("”", false) => &[QuotationStyle::Curly, QuotationStyle::Low],
        ("„" | "‟", _) => &[QuotationStyle::Low],
        ("\"" | "″", _) => &[QuotationStyle::Straight],
        ("«" | "»", _) => &[QuotationStyle::Guillemets],
        ("「" | "」" | "『" | "』" | "《" | "》", _) => &[QuotationStyle::Corner],
        _ => &[],
    }
}

/// So much of a document shows how it quotes; more is not read at each keystroke.
const SAMPLE: TextSize = TextSize::new(32 << 10);

/// So many quotations say that the others are written so too.
const ENOUGH: usize = 3;

/// The document quotes `„so“` throughout: a `“` opens nothing in it. Marks that are the same in no
/// two styles tell nothing of each other: a lone one is worth a look in any document.
fn quotes_low(document: &Document) -> bool {
    let start = document.tree().header().range.end();
    let sample = document.text().slice(TextRange::at(start, SAMPLE));
    let mut low = 0;
    let mut open = None;
    for c in sample.chars() {
        match (c, open) {
            ('„' | '‟', _) => open = Some(c),
            ('“' | '”', Some('„' | '‟')) => {
                low += 1;
                open = None;
            }
            ('“', _) => open = Some(c),
            ('”', Some(_)) => return false,
            _ => (),
        }
    }
    ENOUGH <= low
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::config::Config;
    use crate::facts::Document;
    use crate::fixture::files;
    use crate::fixture::workspace;
    use crate::rules::parse_config;
    use crate::rules::run;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;
    use crate::text::Text;

    const MIXED: &str = "“They left, he said.\n\n„Sie gingen, sagte er.\n";

    #[track_caller]
    fn check_config(config: &str, messages: &[&str]) {
        let mut host = workspace(&files(MIXED));
        let (config, errors) = parse_config(config);
        assert!(errors.is_empty(), "{errors:?}");
        host.set_config(config);
        let snapshot = host.snapshot();
        let file = snapshot.files().next().expect("a document");
        let found: Vec<String> =
            run(&RULE, &snapshot, file).into_iter().map(|it| it.message).collect();
        assert_eq!(found, messages);
    }

    #[test]
    fn only_the_styles_that_are_expected_are_told() {
        let curly = "`“` opened here is never closed";
        let low = "`„` opened here is never closed";
        check_config("", &[curly, low]);
        check_config("quotations = [\"curly\"]", &[curly]);
        check_config("quotations = [\"low\", \"corner\"]", &[low]);
        check_config("quotations = []", &[]);
    }

    #[test]
    fn a_document_shows_how_it_quotes() {
        check(
            &RULE,
            "
„Sie gingen“, sagte er. „Sie kamen“, sagte er. „Sie blieben“, sagte er.

Am Tor steht: “GESCHLOSSEN, und darunter “offen.

„Sie lachten, sagte er.
^ `„` opened here is never closed
",
        );
    }

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

He said: \"They left for the \"north of the world\" and did not come back.

\"They never will,\" he said.
",
        );
    }

    #[test]
    fn attributes_and_raw_strings_are_no_quotations() {
        check(
            &RULE,
            "
“<a title=\"Pilots Leave\" href=\"{{< ref \"pilots\" >}}\" target=\"_blank\">Pilots Leave</a>,” they read.

A mark (\") in brackets, and one ('\"') in others.

E0409: r##\"
A \"pattern\" was used where it may not be.
",
        );
    }

    #[test]
    fn a_few_quoted_words_are_no_speech_that_goes_on() {
        check(
            &RULE,
            "
They wanted a \"time and place of their own. \"We left,\" he said.
              ^ `\"` opened here is never closed
",
        );
    }

    #[test]
    fn guillemets_stand_apart_from_what_they_enclose() {
        check(
            &RULE,
            "
Ils ont dit « nous partons demain.
            ^ `«` opened here is never closed
",
        );
        check(
            &RULE,
            "
« Nous partons demain à midi, disait le pilote, et personne ne le croyait dans tout le port.
^ `«` opened here is never closed

Ella dijo: «No, y se fue del puerto.
           ^ `«` opened here is never closed
",
        );
        check(
            &RULE,
            "
Il a dit nous partons demain », et il est parti du port avec tous les autres.
                             ^ `»` closes nothing in this paragraph
",
        );
        check(
            &RULE,
            "« Retour\n\nOpen File » Print », then leave the harbour with all the others.\n",
        );
    }

    #[test]
    fn the_other_mark_is_offered() {
        check_fix(&RULE, "“They left, he said.\n", "“They left, he said.”\n");
        check_fix(
            &RULE,
            "“They left. “They came,” he said.\n",
            "“They left.” “They came,” he said.\n",
        );
        check_fix(&RULE, "They left. They came,” he said.\n", "They left. “They came,” he said.\n");
        check_fix(&RULE, "Er sagt: „Sie gingen.\n", "Er sagt: „Sie gingen.“\n");
        check_fix(
            &RULE,
            "Ils disent « nous partons demain.\n",
            "Ils disent « nous partons demain. »\n",
        );
        check_fix(&RULE, "彼は「行った、と言った。\n", "彼は「行った、と言った。」\n");
    }

    #[test]
    fn no_mark_is_offered_that_would_lack_a_partner_itself() {
        check_fix(
            &RULE,
            "“多少次？”，产品手册会被查阅吗？”这些都是问题。\n",
            "“多少次？”，“产品手册会被查阅吗？”这些都是问题。\n",
        );
        let document = Document::new(Text::new("They said ‘we left at noon.”\n"));
        let mut findings = Vec::new();
        super::check(&document, &Config::default(), &mut findings);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].fixes.is_empty());
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
