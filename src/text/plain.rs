//! Text that may be printed as it is.

use std::borrow::Cow;

/// `text` without characters that could steer a terminal: those are spelt out.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return text.into();
    }
    let spell = |char: char| match char.is_control() {
        true => char.escape_default().to_string(),
        false => char.to_string(),
    };
    text.chars().map(spell).collect::<String>().into()
}

/// `text` with those characters replaced that no document in XML 1.0 can hold (section 2.2), even
/// escaped.
pub fn valid_in_xml(text: &str) -> String {
    let is_valid = |char: char| match char {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => ' ' <= char,
    };
    text.chars().map(|char| if is_valid(char) { char } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::valid_in_xml;

    #[test]
    fn characters_that_xml_has_not_are_replaced() {
        let text = "a\u{1}b\u{c}\tc\u{fffe}<";
        assert_eq!(valid_in_xml(text), "a\u{fffd}b\u{fffd}\tc\u{fffd}<");
    }
}
