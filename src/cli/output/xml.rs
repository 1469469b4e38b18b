//! What the XML formats share.

use std::io;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::BytesDecl;
use quick_xml::events::Event;

/// A writer that has written the declaration.
pub(super) fn writer(out: &mut dyn Write) -> io::Result<Writer<&mut dyn Write>> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(writer)
}

/// `text` with those characters replaced that no XML document can hold, even escaped.
pub(super) fn valid(text: &str) -> String {
    let is_valid = |char: char| match char {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => ' ' <= char,
    };
    text.chars().map(|char| if is_valid(char) { char } else { '\u{fffd}' }).collect()
}
