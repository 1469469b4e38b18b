//! `invisible-character`: a character that shows nothing, where nothing needs it.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::residues;
use crate::syntax::ResidueKind;

pub(crate) static RULE: Rule = Rule {
    name: "invisible-character",
    code: 502,
    level: Level::Warning,
    summary: "a character shows nothing, and nothing needs it",
    docs: "
Zero-width spaces, marks of writing direction, soft hyphens and control characters come along when a
page is copied. Nobody sees them, but a search for the word does not find it. Where a script or an
emoji needs them they are right: joiners in Persian, Hindi or a family of emoji, marks of direction
beside Arabic or Hebrew, zero-width spaces in Thai or Khmer. A byte-order mark at the start of a file
is right, and so is a space that does not break.

```body bad
The pilots voted on\u{200b} Tuesday, after a har\u{ad}bour meeting.
```

```body fixed
The pilots voted on Tuesday, after a harbour meeting.
```

```body good
The families \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} came, «\u{a0}all of them\u{a0}», and said نمی\u{200c}خواهیم.
```
",
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    for group in residues::by_paragraph(document, |kind| kind == ResidueKind::Invisible) {
        let Some(first) = group.first() else { continue };
        let source = document.text().slice(first.range);
        let Some(c) = source.chars().next() else { continue };
        let message = match (source.chars().count(), name(c)) {
            (1, name) => format!("`{}`, {name}, shows nothing here", residues::code(c)),
            (count, name) => format!(
                "{count} characters show nothing here, the first is `{}`, {name}",
                residues::code(c)
            ),
        };
        let mut finding = Finding::new(first.range, message);
        finding.help = residues::others(&group);
        let title = if group.len() == 1 { "Remove it" } else { "Remove them" };
        finding.fixes.extend(residues::fix(title, &group));
        out.push(finding);
    }
}

fn name(c: char) -> &'static str {
    match c {
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner",
        '\u{2060}' => "a word joiner",
        '\u{feff}' => "a byte-order mark",
        '\u{2028}' | '\u{2029}' => "a separator of lines",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark of writing direction"
        }
        '\u{e0001}'..='\u{e007f}' => "a tag",
        c if c.is_control() => "a control character",
        _ => "an invisible character",
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn one_finding_stands_for_a_paragraph() {
        check(
            &RULE,
            "
The pi\u{ad}lots of the har\u{ad}bour
      ^ `U+00AD`, a soft hyphen, shows nothing here

\u{202a}They voted.\u{202c}
^ `U+202A`, a mark of writing direction, shows nothing here

Voted\u{200b}\u{200b} again.
     ^^ 2 characters show nothing here, the first is `U+200B`, a zero-width space
",
        );
    }

    #[test]
    fn what_a_script_or_an_emoji_needs_is_right() {
        check(
            &RULE,
            "\u{feff}Title

👨\u{200d}👩\u{200d}👧 and 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}, ❤️\u{200d}🔥, 👩🏽\u{200d}⚕️

نمی\u{200c}خواهم, ه\u{200d}. and क्\u{200d}ष

שלום\u{200f}! and \u{202b}עברית\u{202c} 1

ภาษา\u{200b}ไทย, 100\u{a0}km, 5\u{202f}%
",
        );
    }

    #[test]
    fn removing_keeps_words_apart() {
        check_fix(&RULE, "The pi\u{ad}lots\u{200b} voted.\n", "The pilots voted.\n");
        check_fix(&RULE, "They voted.\u{2028}Again.\n", "They voted. Again.\n");
        check_fix(&RULE, "They\u{8} voted.\n", "They voted.\n");
    }

    #[test]
    fn code_is_left_alone() {
        check(&RULE, "`a\u{200b}b`\n\n    a\u{200b}b\n");
    }
}
