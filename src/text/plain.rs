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
