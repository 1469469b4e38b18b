//! Text in a wrong encoding: bytes of UTF-8 that somebody read as Latin-1 or one of its kin. Looks
//! at characters only; whether they stand in code is not known here.
//!
//! Nearly every such character is right somewhere (`Ã` in Portuguese, `é »` in French, `Ş”` at the
//! end of a quotation). So a run counts only if it turns back into UTF-8, and holds something that
//! no language writes there.

use encoding_rs::Encoding;
use encoding_rs::MACINTOSH;
use encoding_rs::WINDOWS_1251;
use encoding_rs::WINDOWS_1252;

/// Characters side by side that are one mistake.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// In bytes.
    pub(super) len: usize,
    /// What it was, where that can be known.
    pub(super) text: Option<String>,
    /// No byte is lost: `text` is what stood there.
    pub(super) exact: bool,
    /// Wrong whatever stands around it; else only beside something that is.
    pub(super) sure: bool,
}

/// The run that begins with `rest`, behind `before`.
pub(super) fn run(before: &str, rest: &str) -> Option<Run> {
    let first = rest.chars().next()?;
    match first {
        '\u{80}'..='\u{9f}' => controls(rest),
        '\u{fffd}' => lost(before, rest),
        'Â'..='ô' => latin(before, rest, first),
        '‚' | '√' => macintosh(before, rest),
        'в' | 'Р' | 'С' => cyrillic(rest),
        _ => None,
    }
}

/// One character for all that begin the letters of one alphabet.
pub(super) fn alphabet(lead: char) -> char {
    match lead {
        'Ð' | 'Ñ' => 'Ð',
        'Î' | 'Ï' => 'Î',
        'Ø'..='Û' => 'Ø',
        'ã'..='é' => 'ã',
        '¹' => '³',
        _ => lead,
    }
}

/// Windows-1252 that was read as Latin-1: its quotation marks became control characters.
fn controls(rest: &str) -> Option<Run> {
    let run: String = rest.chars().take_while(|c| ('\u{80}'..='\u{9f}').contains(c)).collect();
    // A line end on some machines.
    if run == "\u{85}" {
        return None;
    }
    let bytes: Vec<u8> = run.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    let known = !text.chars().any(char::is_control);
    let text = known.then(|| text.into_owned());
    Some(Run { len: run.len(), exact: known, text, sure: true })
}

/// The mark that a program writes for bytes that it cannot read.
fn lost(before: &str, rest: &str) -> Option<Run> {
    let len = rest.len() - rest.trim_start_matches('\u{fffd}').len();
    // `(�)`: somebody writes about it.
    let encloses = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    if before.chars().next_back().is_some_and(encloses)
        && rest[len..].chars().next().is_some_and(encloses)
    {
        return None;
    }
    Some(Run { len, text: None, exact: false, sure: true })
}

/// One character of UTF-8, read as two to four.
struct Sequence {
    /// In bytes of the text as it is.
    len: usize,
    lead: char,
    /// All but the first.
    rest: Vec<char>,
    decoded: char,
}

fn sequence(text: &str, encoding: &'static Encoding) -> Option<Sequence> {
    let mut chars = text.chars();
    let lead = chars.next()?;
    let mut bytes = vec![byte(lead, encoding)?];
    let count = match bytes[0] {
        0xc2..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf4 => 3,
        _ => return None,
    };
    let mut rest = Vec::with_capacity(count);
    for c in chars.take(count) {
        let byte = byte(c, encoding).filter(|byte| (0x80..0xc0).contains(byte))?;
        bytes.push(byte);
        rest.push(c);
    }
    let decoded = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    let len = lead.len_utf8() + rest.iter().map(|c| c.len_utf8()).sum::<usize>();
    Some(Sequence { len, lead, rest, decoded })
}

/// The byte that `c` was read from.
fn byte(c: char, encoding: &'static Encoding) -> Option<u8> {
    if encoding == WINDOWS_1252
        && let 0x80..=0xff = u32::from(c)
    {
        return u8::try_from(u32::from(c)).ok();
    }
    if c.is_ascii() {
        return None;
    }
    let mut buffer = [0; 4];
    let (bytes, _, wrong) = encoding.encode(c.encode_utf8(&mut buffer));
    match *bytes {
        [byte] if !wrong => Some(byte),
        _ => None,
    }
}

/// The sequences that stand at the start of `rest`, and their length.
fn sequences(rest: &str, encoding: &'static Encoding) -> (Vec<Sequence>, usize) {
    let mut found = Vec::new();
    let mut len = 0;
    while let Some(sequence) = rest.get(len..).and_then(|rest| sequence(rest, encoding)) {
        len += sequence.len;
        found.push(sequence);
    }
    (found, len)
}

fn latin(before: &str, rest: &str, first: char) -> Option<Run> {
    let second = rest[first.len_utf8()..].chars().next()?;
    if second.is_ascii() {
        return lost_space(before, first, second);
    }
    let (found, len) = sequences(rest, WINDOWS_1252);
    if found.is_empty() {
        return lost_byte(rest);
    }
    // `ÔŽ` and its kin are capitals side by side.
    let quiet = |it: &Sequence| it.rest.iter().all(|&c| is_letter(c));
    let mut sure = 2 < found.len() && !found.iter().all(quiet)
        || found.len() == 2 && found.iter().any(|it| it.rest.iter().any(|&c| is_odd(c)));
    let mut at = 0;
    let mut previous = before.chars().next_back();
    for sequence in &found {
        at += sequence.len;
        let next = rest[at..].chars().next();
        sure = sure || is_sure(sequence, previous, next);
        previous = sequence.rest.last().copied();
    }
    let text = decoded(&found, WINDOWS_1252)?;
    // The last byte of a quotation mark is often lost.
    if let Some(tail) = lost_byte(&rest[len..]) {
        return Some(Run { len: len + tail.len, text: None, exact: false, sure: true });
    }
    Some(Run { len, text: Some(text), exact: true, sure })
}

/// `found` as it was, after as many wrong readings as there were.
fn decoded(found: &[Sequence], encoding: &'static Encoding) -> Option<String> {
    let mut text: String = found.iter().map(|it| it.decoded).collect();
    for _ in 0..2 {
        let (again, len) = sequences(&text, encoding);
        if again.is_empty() || len < text.len() {
            break;
        }
        text = again.iter().map(|it| it.decoded).collect();
    }
    let is_text = |c: char| {
        !c.is_control() && !matches!(u32::from(c), 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xfffe..)
            || ('\u{1f000}'..='\u{1fbff}').contains(&c)
            || ('\u{20000}'..='\u{323af}').contains(&c)
    };
    text.chars().all(is_text).then_some(text)
}

/// `Â` where a space that does not break was, of which only the second byte became a space.
fn lost_space(before: &str, first: char, second: char) -> Option<Run> {
    let previous = before.chars().next_back()?;
    let glued = previous.is_lowercase()
        || matches!(previous, '.' | ',' | ';' | ':' | '!' | '?' | '0'..='9');
    if !glued || !matches!(second, ' ' | '\n' | '\r') {
        return None;
    }
    match first {
        'Â' => Some(Run { len: 2, text: Some(String::new()), exact: false, sure: true }),
        'Ã' if previous.is_lowercase() => {
            Some(Run { len: 2, text: Some("à".to_owned()), exact: false, sure: true })
        }
        _ => None,
    }
}

/// `â€` without its third character, which may have been any mark.
fn lost_byte(rest: &str) -> Option<Run> {
    let after = rest.strip_prefix("â€")?;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
    let text = match quote {
        Some('\'') => Some("’".to_owned()),
        Some(_) => None,
        None => Some("”".to_owned()),
    };
    let len = "â€".len() + quote.map_or(0, char::len_utf8);
    Some(Run { len, text, exact: false, sure: true })
}

/// No language writes `sequence` between `previous` and `next`.
fn is_sure(sequence: &Sequence, previous: Option<char>, next: Option<char>) -> bool {
    let rest = &sequence.rest;
    let all_quiet = rest.iter().all(|&c| is_mark(c) || is_letter(c));
    // A capital letter within a word.
    let inside = previous.is_some_and(char::is_lowercase) && sequence.lead.is_uppercase();
    let before_word = next.is_some_and(char::is_lowercase);
    let apart = !previous.is_some_and(char::is_alphanumeric);
    let word = next.is_some_and(char::is_alphabetic);
    let capitals = previous.is_some_and(char::is_uppercase);
    match sequence.lead {
        'Â' => {
            let mark =
                matches!(previous, Some('.' | ',' | ';' | ':' | '!' | '?' | ')' | '0'..='9'));
            inside || !capitals && (mark || !rest.iter().all(|&c| is_mark(c)))
        }
        'Ã' => {
            let quoted = previous.is_some_and(|c| matches!(c, '“' | '‘' | '«' | '„' | '"' | '\''));
            inside
                || rest.iter().any(|&c| is_odd(c) || is_letter(c))
                || !rest.iter().all(|&c| is_mark(c)) && (!capitals || word)
                || before_word && !quoted
        }
        'Ä'..='Ï' => {
            inside && !rest.iter().all(|&c| is_letter(c))
                || apart && before_word && !rest.iter().all(|&c| is_mark(c) || is_letter(c))
        }
        'â' => rest.first() == Some(&'€') || !all_quiet && !rest.iter().all(|&c| is_note(c)),
        'ï' => !rest.iter().all(|&c| is_mark(c) || is_note(c)) || rest.first() == Some(&'»'),
        'á' => {
            rest.iter().any(|&c| is_odd(c)) && (word || previous.is_some_and(char::is_alphabetic))
        }
        'ð' => '\u{1f000}' <= sequence.decoded,
        _ => false,
    }
}

/// Stands behind words in some language: quotation marks, dashes, blanks.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{a0}'
            | '\u{ad}'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '‘'
            | '’'
            | '‚'
            | '“'
            | '”'
            | '„'
            | '–'
            | '—'
            | '…'
            | '·'
            | '´'
    )
}

/// Is set behind words: notes, trade marks, units.
fn is_note(c: char) -> bool {
    matches!(
        c,
        '¹' | '²'
            | '³'
            | '†'
            | '‡'
            | '®'
            | '™'
            | '©'
            | 'ª'
            | 'º'
            | '°'
            | '§'
            | '•'
            | '€'
            | '£'
    )
}

/// A letter of a language, though windows-1252 has it among the signs.
fn is_letter(c: char) -> bool {
    matches!(c, 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ' | 'Ÿ' | 'ƒ')
}

/// Nothing that stands beside a letter in any language.
fn is_odd(c: char) -> bool {
    !is_mark(c) && !is_note(c) && !is_letter(c)
}

/// UTF-8 that was read as the Macintosh's encoding: `‚Äô`, `√©`.
fn macintosh(before: &str, rest: &str) -> Option<Run> {
    let (found, len) = sequences(rest, MACINTOSH);
    let first = found.first()?;
    let word = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let sure = match first.lead {
        '‚' => first.rest.first() == Some(&'Ä'),
        _ => {
            let letter = first.decoded.is_alphabetic() && !first.rest.iter().any(|c| is_mark(*c));
            letter && (word(before.chars().next_back()) || word(rest[len..].chars().next()))
        }
    };
    let text = decoded(&found, MACINTOSH)?;
    sure.then_some(Run { len, text: Some(text), exact: true, sure })
}

/// UTF-8 that was read as Windows' Cyrillic encoding: `вЂ™`, `РџСЂРёРІРµС‚`.
fn cyrillic(rest: &str) -> Option<Run> {
    let second = rest.chars().nth(1)?;
    if second.is_ascii() || matches!(second, 'А'..='я') {
        return None;
    }
    let (found, len) = sequences(rest, WINDOWS_1251);
    let first = found.first()?;
    let sure = first.lead == 'в' && first.rest.first() == Some(&'Ђ')
        || 3 <= found.len() && found.iter().filter(|it| it.decoded.is_alphabetic()).count() >= 3;
    let text = decoded(&found, WINDOWS_1251)?;
    sure.then_some(Run { len, text: Some(text), exact: true, sure })
}

#[cfg(test)]
mod tests {
    use super::run;

    /// `source` with each run mended, if one of them is sure.
    fn mended(source: &str) -> String {
        let run = |at: usize| run(&source[..at], &source[at..]);
        if !source.char_indices().any(|(at, _)| run(at).is_some_and(|run| run.sure)) {
            return source.to_owned();
        }
        let mut out = String::new();
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            match run(at) {
                Some(run) => {
                    out.push_str(run.text.as_deref().unwrap_or("<?>"));
                    at += run.len;
                }
                None => {
                    out.push(c);
                    at += c.len_utf8();
                }
            }
        }
        out
    }

    /// `text` as a program shows it that reads UTF-8 as Latin-1.
    fn scrambled(text: &str) -> String {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn what_was_scrambled_once_or_twice_comes_back() {
        for text in [
            "It’s “fine” – or not… — 5° and 3½",
            "déjà-vu, naïf, Österreich, garçon, año, ÉTÉ",
            "FRANÇAIS et MÜNCHEN",
            "Пётр уехал в Москву",
            "Καλημέρα κόσμε",
            "日本語のテキスト",
            "中文内容",
            "Xin chào Việt Nam",
            "Paweł kupił książkę",
            "a 👍 b",
            "שלום עולם",
            "→ 100 € ™",
        ] {
            assert_eq!(mended(&scrambled(text)), text, "{}", scrambled(text));
            let twice = scrambled(&scrambled(text));
            assert_eq!(mended(&twice), text, "{twice}");
        }
    }

    #[test]
    fn other_encodings_come_back() {
        let decode = |encoding: &'static encoding_rs::Encoding, text: &str| {
            encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
        };
        for text in ["It’s “fine” – no", "caférie, garçon"] {
            assert_eq!(mended(&decode(encoding_rs::MACINTOSH, text)), text);
        }
        for text in ["Привет тебе", "it’s"] {
            assert_eq!(mended(&decode(encoding_rs::WINDOWS_1251, text)), text);
        }
        assert_eq!(mended("It\u{92}s \u{93}fine\u{94}"), "It’s “fine”");
    }

    #[test]
    fn what_lost_a_byte_is_told_all_the_same() {
        assert_eq!(mended("tall.Â  Next thanÂ more"), "tall.  Next than more");
        assert_eq!(mended("voilÃ  tout"), "voilà  tout");
        assert_eq!(mended("â€œfineâ€, he said"), "“fine”, he said");
        assert_eq!(mended("a \u{fffd}\u{fffd} b"), "a <?> b");
    }

    #[test]
    fn languages_that_write_such_letters_are_right() {
        for text in [
            "Não, irmã. A MANHÃ… AMANHÃ” e “IRMû",
            "la vérité\u{a0}», le café\u{a0}— à\u{a0}«\u{a0}Paris\u{a0}»",
            "salarié·e·s, passé¹² et côté†",
            "VÝŠKA, MÔŽETE, prohlížeče, váš účet, můžete",
            "Viñales, Bjørn, Ðiện Biên Phủ, lâ”, coada „â”",
            "Fuß², Maß®, NESTLÉ®, CITROËN™, É…, MENÜ…, SPAß”",
            "20 Å², 3×½, 5×²",
            "Đà Nẵng, tiếng Việt, thế giới",
            "“Ã”, ‘Â’ and Ñ",
            "the character U+FFFD (\u{fffd}) or '?'",
            "в «Р» и «С», СССР, Рёв, Ёлка, в„",
            "√2 and √x, ‚Älter‘, ‚Ärger‘",
            "Þór, Ísland, Æ»",
            "PhD… É» À» Ô» Ù»",
        ] {
            assert_eq!(mended(text), text);
        }
    }
}
