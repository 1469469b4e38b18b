//! Text in a wrong encoding where no letter of UTF-8 was taken apart into Latin ones: Cyrillic that
//! was read as Latin-1, and single letters that became Chinese, Japanese or Cyrillic ones, or signs,
//! within a Latin word. Looks at characters only, as `mojibake` does.

use encoding_rs::BIG5;
use encoding_rs::EUC_KR;
use encoding_rs::Encoding;
use encoding_rs::GBK;
use encoding_rs::MACINTOSH;
use encoding_rs::SHIFT_JIS;
use encoding_rs::WINDOWS_1250;
use encoding_rs::WINDOWS_1251;
use encoding_rs::WINDOWS_1252;

use super::mojibake::Run;

/// The run that begins with `rest`, behind `before`.
pub(super) fn run(before: &str, rest: &str) -> Option<Run> {
    let first = rest.chars().next()?;
    match first {
        'À'..='ÿ' => cyrillic(before, rest),
        '³' | '¹' => sign(before, rest, WINDOWS_1252, WINDOWS_1250),
        '¸' | 'ˆ' | '˙' | '˜' => sign(before, rest, MACINTOSH, WINDOWS_1252),
        'Г' | 'Д' | 'Е' => letter(before, rest, &[WINDOWS_1251]),
        'ﾂ'..='ﾅ' => letter(before, rest, &[SHIFT_JIS]),
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            letter(before, rest, &[GBK, BIG5, EUC_KR])
        }
        _ => None,
    }
}

/// Words of Windows-1251 that were read as Latin-1: `Ïðèâåò`. No language has words without any
/// plain letter, but for those of one letter; so those of several words are mended together.
fn cyrillic(before: &str, rest: &str) -> Option<Run> {
    /// More is not read at once, in bytes.
    const LONGEST: usize = 1 << 12;
    if before.chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let mut len = 0;
    let mut letters = 0;
    let mut longest = 0;
    let mut at = 0;
    while at < rest.len().min(LONGEST) {
        let word = rest[at..].split(|c: char| !is_cyrillic(c)).next().unwrap_or_default();
        let end = at + word.len();
        let next = rest[end..].chars().next();
        let count = word.chars().count();
        let lower = word.chars().skip(1).all(|c| 'à' <= c || c == '¸');
        if 0 < count && (!lower || next.is_some_and(char::is_alphanumeric)) {
            break;
        }
        if 0 < count {
            (len, letters, longest) = (end, letters + count, longest.max(count));
        }
        let Some(next) = next else { break };
        if next.is_ascii_alphanumeric() || !next.is_ascii() && !matches!(next, '«' | '»' | '\u{a0}')
        {
            break;
        }
        at = end + next.len_utf8();
    }
    // `åäöåäö` is no word.
    let mut distinct: Vec<char> = rest[..len].chars().filter(|&c| is_cyrillic(c)).collect();
    distinct.sort_unstable();
    distinct.dedup();
    if longest < 5 || letters < 8 || distinct.len() < 5 {
        return None;
    }
    let bytes = rest[..len].chars().map(|c| u8::try_from(u32::from(c)).ok());
    let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    let (text, _) = WINDOWS_1251.decode_without_bom_handling(&bytes);
    Some(Run { len, text: Some(text.into_owned()), exact: true, sure: true })
}

/// What a Cyrillic letter becomes in Latin-1.
fn is_cyrillic(c: char) -> bool {
    matches!(c, 'À'..='ÿ' | '¸' | '¨')
}

/// A letter of UTF-8 between Latin letters that one of `encodings` reads as one or two others:
/// `vot茅s`, `garГ§on`.
fn letter(before: &str, rest: &str, encodings: &[&'static Encoding]) -> Option<Run> {
    if !before.ends_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    encodings.iter().find_map(|encoding| {
        let mut bytes = Vec::new();
        let mut len = 0;
        for c in rest.chars().take(2) {
            let mut buffer = [0; 4];
            let (encoded, _, wrong) = encoding.encode(c.encode_utf8(&mut buffer));
            if wrong || c.is_ascii() {
                return None;
            }
            bytes.extend_from_slice(&encoded);
            len += c.len_utf8();
            if bytes.len() == 2 {
                break;
            }
        }
        let text = std::str::from_utf8(&bytes).ok().filter(|_| bytes.len() == 2)?;
        let latin = text.chars().all(|c| matches!(c, 'ß'..='ž') && c.is_lowercase());
        let inside = rest[len..].starts_with(|c: char| c.is_ascii_lowercase());
        let text = (latin && inside).then(|| text.to_owned())?;
        Some(Run { len, text: Some(text), exact: true, sure: true })
    })
}

/// A sign within a word, whose byte `right` reads as a letter: `g³osowali`, `nˆrdlich`.
fn sign(
    before: &str,
    rest: &str,
    wrong: &'static Encoding,
    right: &'static Encoding,
) -> Option<Run> {
    let sign = rest.chars().next()?;
    let len = sign.len_utf8();
    let mut after = rest[len..].chars();
    let follows = (0..2).all(|_| after.next().is_some_and(|c| c.is_ascii_lowercase()));
    if !follows || !before.ends_with(char::is_lowercase) {
        return None;
    }
    let (bytes, _, unmappable) = wrong.encode(&rest[..len]);
    let (text, _) = right.decode_without_bom_handling(&bytes);
    // A note behind a word may lack its blank.
    let sure = sign != '¹';
    let letter = !unmappable && text.chars().all(char::is_lowercase);
    letter.then(|| Run { len, text: Some(text.into_owned()), exact: true, sure })
}

#[cfg(test)]
mod tests {
    use super::run;

    /// `source` with each run mended.
    fn mended(source: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            match run(&source[..at], &source[at..]) {
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

    #[test]
    fn cyrillic_read_as_latin_comes_back() {
        let text = "Лоцманы северной гавани во вторник, «чёрным» утром, сказали: мы и они.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        let latin: String = bytes.iter().map(|&it| char::from(it)).collect();
        assert_eq!(mended(&latin), text, "{latin}");
    }

    #[test]
    fn letters_that_became_foreign_ones_come_back() {
        assert_eq!(mended("Los pr谩cticos del puerto"), "Los prácticos del puerto");
        assert_eq!(mended("des n枚rdlichen Hafens"), "des nördlichen Hafens");
        assert_eq!(mended("prﾃ｡cticos"), "prácticos");
        assert_eq!(mended("prГЎcticos"), "prácticos");
        assert_eq!(mended("pr獺cticos, pr찼cticos"), "prácticos, prácticos");
    }

    #[test]
    fn signs_that_were_letters_come_back() {
        assert_eq!(mended("pó³nocnego portu g³osowali"), "północnego portu głosowali");
        assert_eq!(mended("des nˆrdlichen Hafens"), "des nördlichen Hafens");
    }

    #[test]
    fn what_people_write_is_right() {
        for text in [
            "À Ã Ä, où, été, ÅÄÖ, åäö åäöåäö",
            "ça à é, ÀÉÈÙ",
            "app没有, iPhone每天, wifi没有, ein 枚 zwei",
            "10 m³s, 5 m³ und km³, noch¹ ein, so¹und anders",
            "ДГЕ, Гарри, в Google Еда",
            "ﾃﾚﾋﾞ, ﾊﾟｰﾃｨｰ, aﾃｨ",
            "þæð, ïîê, ÿ",
        ] {
            assert_eq!(run_is_sure(text), None, "{text}");
        }
    }

    fn run_is_sure(text: &str) -> Option<&str> {
        let sure = |at: usize| run(&text[..at], &text[at..]).is_some_and(|run| run.sure);
        text.char_indices().find(|&(at, _)| sure(at)).map(|(at, _)| &text[at..])
    }
}
