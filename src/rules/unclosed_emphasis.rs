//! `unclosed-emphasis`: emphasis that is opened and not closed, or the other way round.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::rules::faults::fault_finding;
use crate::syntax::Fault;
use crate::syntax::FaultKind;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-emphasis",
    code: 110,
    level: Level::Warning,
    summary: "emphasis lacks its opener or closer",
    docs: r#"
Marks of emphasis without a partner show as stars or tildes.

```body bad
They voted **no, and left.
```

```body good
They voted **no**, 2 ** 3 is 8, and `f(**options)` is code.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let text = document.text();
    let doubtful = [b'*', b'_'].map(|mark| are_emphasis(document, mark));
    let faults = document.tree().faults().filter(|it| match it.kind {
        FaultKind::UnclosedEmphasis => true,
        FaultKind::DoubtfulEmphasis => doubtful[usize::from(&*text.slice(it.range) == "_")],
        _ => false,
    });
    let mut faults = faults.peekable();
    while let Some(fault) = faults.next() {
        let mark = text.slice(fault.range).into_owned();
        if let Some(closer) = faults.next_if(|next| is_parted(document, &fault, next)) {
            let message = format!("`{mark}` opened here ends with its block, before its partner");
            let mut finding = Finding::new(fault.range, message);
            finding.related.push(Related {
                file: None,
                range: closer.range,
                message: "this was meant to close it".to_owned(),
            });
            out.push(finding);
            continue;
        }
        let extent = text.slice(fault.extent);
        let mark_size = fault.range.len();
        let opens = fault.range.start() == fault.extent.start();
        let both =
            extent.len() > 2 * mark.len() && extent.starts_with(&*mark) && extent.ends_with(&*mark);
        if mark.len() == 2 && !both && begins_note(document, &mark) {
            continue;
        }
        let message = match (opens, both) {
            (true, false) => format!("`{mark}` opened here is never closed"),
            (false, false) => format!("`{mark}` closes nothing: no `{mark}` is open"),
            (true, true) => {
                format!("`{mark}` cannot open here, so the `{mark}` that follows closes nothing")
            }
            (false, true) => {
                format!("`{mark}` cannot close here, so the `{mark}` before it stays open")
            }
        };
        let title = if mark.len() == 1 { "Delete the mark" } else { "Add the other mark" };
        let other = match opens {
            true => TextRange::new(fault.extent.end() - mark_size, fault.extent.end()),
            false => TextRange::at(fault.extent.start(), mark_size),
        };
        let mut finding = fault_finding(fault, message, title, false);
        if both {
            finding.help = Some("marks of emphasis stand against the words they enclose, with a blank or punctuation on their other side".to_owned());
            let message = "this is the other mark".to_owned();
            finding.related = vec![Related { file: None, range: other, message }];
        }
        out.push(finding);
    }
}

/// More lone marks than these are a way of writing.
const MOST_LONE: usize = 2;

/// So much of a document shows how it emphasises; more is not read at each keystroke.
const SAMPLE: TextSize = TextSize::new(32 << 10);

/// Lone marks of this kind are emphasis here and no signs of notes: there are few of them, none
/// stands behind a word while another begins a paragraph, and the document emphasises with them.
fn are_emphasis(document: &Document, mark: u8) -> bool {
    let text = document.text();
    let (mut closing, mut beginning) = (0, 0);
    for fault in document.tree().faults().filter(|it| it.kind == FaultKind::DoubtfulEmphasis) {
        if text.slice(fault.range).as_bytes() != [mark] {
            continue;
        }
        match fault.range.start() == fault.extent.start() {
            true => beginning += 1,
            false => closing += 1,
        }
    }
    0 < beginning + closing
        && beginning + closing <= MOST_LONE
        && (beginning == 0 || closing == 0)
        && emphasises(document, char::from(mark))
}

/// The document has `*words*`, as far as a sample shows.
fn emphasises(document: &Document, mark: char) -> bool {
    let start = document.tree().header().range.end();
    let len = SAMPLE.min(document.text().len() - start);
    let sample = document.text().slice(TextRange::at(start, len));
    sample.lines().any(|line| {
        let mut open = None;
        let mut last = ' ';
        for (at, c) in line.char_indices() {
            let next = line[at + c.len_utf8()..].chars().next().unwrap_or(' ');
            if c == mark && last != mark && next != mark {
                if !last.is_alphanumeric() && !next.is_whitespace() {
                    open = Some(at);
                } else if open.take().is_some() && !last.is_whitespace() && !next.is_alphanumeric()
                {
                    return true;
                }
            }
            last = c;
        }
        false
    })
}

/// A line of the document begins with `mark` as the sign of a note, so a lone one may refer to it.
fn begins_note(document: &Document, mark: &str) -> bool {
    let start = document.tree().header().range.end();
    let len = SAMPLE.min(document.text().len() - start);
    document.text().slice(TextRange::at(start, len)).lines().any(|line| {
        let note = line.trim_start().strip_prefix(mark).unwrap_or_default();
        note.starts_with(' ') && !note.trim().is_empty() && !note.contains(mark)
    })
}

/// `closer` was to close what `opener` opens, and stands on the next line, in another block.
fn is_parted(document: &Document, opener: &Fault, closer: &Fault) -> bool {
    let text = document.text();
    let [opener_opens, closer_closes] = [
        opener.range.start() == opener.extent.start() && opener.range.end() < opener.extent.end(),
        closer.range.end() == closer.extent.end() && closer.extent.start() < closer.range.start(),
    ];
    if !opener_opens || !closer_closes || closer.extent.start() < opener.extent.end() {
        return false;
    }
    let between = TextRange::new(opener.extent.end(), closer.extent.start());
    between.len() <= TextSize::from(16)
        && text.slice(opener.range) == text.slice(closer.range)
        && text.slice(between).trim_matches(['#', '>', '-', ' ', '\n', '\r']).is_empty()
        && text.slice(between).matches('\n').count() == 1
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn points_at_the_opener() {
        check(
            &RULE,
            "
They voted **no, and left.
           ^^ `**` opened here is never closed
",
        );
    }

    #[test]
    fn points_at_the_closer() {
        check(
            &RULE,
            "
They voted no**, and left.
             ^^ `**` closes nothing: no `**` is open
",
        );
    }

    #[test]
    fn emphasis_that_is_whole_shares_no_blame() {
        check(
            &RULE,
            "
_The pilots_ left at noon, they said_
                                    ^ `_` closes nothing: no `_` is open

*The pilots* left at noon, they said.**
                                     ^^ `**` closes nothing: no `**` is open

They **left at noon and **came back**.
     ^^ `**` opened here is never closed

They *left at noon and *came back*
     ^ `*` opened here is never closed
",
        );
    }

    #[test]
    fn knows_strikethrough() {
        check(
            &RULE,
            "
They voted ~~no, and left.
           ^^ `~~` opened here is never closed
",
        );
    }

    #[test]
    fn one_star_or_bar_opens_in_a_line() {
        check(
            &RULE,
            "
They voted *no, and left.
           ^ `*` opened here is never closed

They voted _never to return, and left.
           ^ `_` opened here is never closed

*Prices may vary. A pilot* and an _id, like *nix and 3 * 4.
",
        );
    }

    #[test]
    fn a_lone_mark_behind_a_word_or_before_a_paragraph_is_emphasis_where_it_is_usual() {
        check(
            &RULE,
            "
They *left* at noon, and the pilots* came back.
                                   ^ `*` closes nothing: no `*` is open

They _left_ at noon, as the swarm_ of pilots had said.
                                 ^ `_` closes nothing: no `_` is open
",
        );
        check(
            &RULE,
            "
*The pilots left at noon.
^ `*` opened here is never closed

They *came* back.
",
        );
    }

    #[test]
    fn the_sign_of_a_note_is_no_emphasis() {
        check(
            &RULE,
            "
They *left* at noon for the pilots* and came back.

*Of the northern harbour.
",
        );
        check(&RULE, "They left at noon for the pilots* and came back.\n");
        check(&RULE, "They left at noon **alone and came back.\n\n** Without a pilot.\n");
        check(
            &RULE,
            "A *star* for north*.\n\nOne for south*.\n\nOne for west*.\n\nTo the east* too.\n\nAll the others* as well.\n",
        );
    }

    #[test]
    fn a_block_that_ends_parts_two_marks() {
        check(
            &RULE,
            "
## **The pilots
   ^^ `**` opened here ends with its block, before its partner
vote to strike**
",
        );
    }

    #[test]
    fn leaves_code_and_stars_alone() {
        check(
            &RULE,
            "
2**3, **/*.rs, f(**options), a * b, fare*, ***, __asm and __init, use '**' instead.

They _left_. It lies in _default.py at noon.

They asked for the _IOC at noon.
",
        );
    }

    #[test]
    fn two_marks_that_cannot_pair_are_one_finding() {
        check(
            &RULE,
            "
**The pilots left at noon.
**They came back at one.
^^ `**` cannot close here, so the `**` before it stays open

They voted **no **at noon.
                ^^ `**` cannot close here, so the `**` before it stays open
A ** note ** in bold.
  ^^ `**` cannot open here, so the `**` that follows closes nothing
",
        );
    }
}
