//! `invalid-utf8`: a file whose bytes are no text in UTF-8. Told by whoever reads files, for no
//! document can show it.

use crate::rules::Check;
use crate::rules::Diagnostic;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::text::TextRange;

pub(super) static RULE: Rule = Rule {
    name: "invalid-utf8",
    code: 904,
    level: Level::Error,
    summary: "a file is not written in UTF-8",
    docs: r#"
The first byte that is not UTF-8 is told at its place. Most often the file was saved by an old program in Latin-1 or Windows-1252, or in UTF-16. Save it as UTF-8: a guess at the encoding could turn the author's words into others, so none is made, and nothing else is said of the file.

Since the file could not be checked, the command line ends with 2. No configuration turns this off; `exclude` passes the file over.
"#,
    check: Check::Elsewhere,
};

/// What is told of the bytes at `range`, the first of which is `byte`.
pub(crate) fn diagnostic(range: TextRange, byte: u8) -> Diagnostic {
    let message = format!("the byte 0x{byte:02X} is not UTF-8 here");
    let mut finding = Finding::new(range, message);
    // The printable half of Latin-1 is that of Windows-1252 too.
    let latin = Some(char::from(byte)).filter(|_| 0xa1 <= byte);
    let latin = latin.map(|it| format!("; in Latin-1 and Windows-1252 the byte is `{it}`"));
    finding.help = Some(format!("save the file as UTF-8{}", latin.unwrap_or_default()));
    Diagnostic { rule: &RULE, level: RULE.level, finding }
}

/// What is told of a file that begins as UTF-16 does.
pub(crate) fn of_utf16() -> Diagnostic {
    let mut finding = Finding::new(TextRange::default(), "the file is encoded in UTF-16");
    finding.help = Some("save the file as UTF-8".to_owned());
    Diagnostic { rule: &RULE, level: RULE.level, finding }
}

#[cfg(test)]
mod tests {
    use super::diagnostic;
    use crate::text::TextRange;

    #[test]
    fn the_letter_that_was_meant_is_told_where_there_is_one() {
        let help = |byte| diagnostic(TextRange::default(), byte).finding.help;
        let latin = "save the file as UTF-8; in Latin-1 and Windows-1252 the byte is `é`";
        assert_eq!(help(0xe9).as_deref(), Some(latin));
        assert_eq!(help(0x93).as_deref(), Some("save the file as UTF-8"));
    }
}
