//! `dublin-core`: Dublin Core terms as RDF/XML, as repositories and libraries read them.

use std::io;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::BytesDecl;
use quick_xml::events::BytesEnd;
use quick_xml::events::BytesStart;
use quick_xml::events::BytesText;
use quick_xml::events::Event;

use super::Corpus;
use super::Format;
use super::work::Work;
use super::work::works;
use crate::text::valid_in_xml;

pub(super) static FORMAT: Format = Format {
    name: "dublin-core",
    summary: "Dublin Core terms as RDF/XML",
    is_for_people: false,
    write,
};

const NAMESPACES: [(&str, &str); 3] = [
    ("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:dcterms", "http://purl.org/dc/terms/"),
];

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = BytesStart::new("rdf:RDF").with_attributes(NAMESPACES);
    xml.write_event(Event::Start(root))?;
    for work in works(corpus) {
        write_work(&work, &mut xml)?;
    }
    xml.write_event(Event::End(BytesEnd::new("rdf:RDF")))?;
    writeln!(xml.get_mut())
}

fn write_work(work: &Work<'_>, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    // The original where it is known, else the seed, which is all there is.
    let about = work.url.map_or_else(|| path_reference(work.file), reference);
    let description = BytesStart::new("rdf:Description").with_attributes([("rdf:about", &*about)]);
    xml.write_event(Event::Start(description))?;
    let mut literal = |name: &str, text: &str, attribute: Option<(&str, &str)>| {
        let start = BytesStart::new(name).with_attributes(attribute);
        xml.write_event(Event::Start(start))?;
        xml.write_event(Event::Text(BytesText::new(&valid_in_xml(text))))?;
        xml.write_event(Event::End(BytesEnd::new(name)))
    };
    if let Some(title) = work.title {
        // A tag that is none would make the document no RDF.
        let language = work.language.filter(|it| is_language_tag(it));
        literal("dc:title", title, language.map(|it| ("xml:lang", it)))?;
    }
    for author in &work.authors {
        literal("dc:creator", author.written, None)?;
    }
    for (name, date) in [("dcterms:issued", work.issued), ("dcterms:modified", work.updated)] {
        if let Some(date) = date {
            let text = super::iso_8601(date);
            let kind = match (date.month, date.day, date.time) {
                (None, ..) => "gYear",
                (_, None, _) => "gYearMonth",
                (.., None) => "date",
                _ => "dateTime",
            };
            literal(name, &text, Some(("rdf:datatype", &format!("{XSD}{kind}"))))?;
        }
    }
    let texts = [
        ("dc:identifier", work.url),
        ("dc:publisher", work.site),
        ("dc:language", work.language),
        ("dc:rights", work.license),
        ("dcterms:abstract", work.summary),
        ("dc:contributor", work.credit),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            literal(name, text, None)?;
        }
    }
    for tag in &work.tags {
        literal("dc:subject", tag, None)?;
    }
    let mut resource = |name: &str, reference: &str| {
        let element = BytesStart::new(name).with_attributes([("rdf:resource", reference)]);
        xml.write_event(Event::Empty(element))
    };
    resource("dcterms:type", "http://purl.org/dc/dcmitype/Text")?;
    if work.url.is_some() {
        resource("dcterms:hasFormat", &path_reference(work.file))?;
    }
    if let Some(archive) = work.archive {
        resource("dcterms:hasVersion", &reference(archive))?;
    }
    xml.write_event(Event::End(BytesEnd::new("rdf:Description")))
}

/// `url` without characters that a reference cannot hold (RFC 3987).
fn reference(url: &str) -> String {
    percent_encoded(url, |c| matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`'))
}

/// The path of a file as a reference, relative where the path is.
fn path_reference(path: &str) -> String {
    let path = path.replace('\\', "/");
    let reference = percent_encoded(&path, |c| {
        matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '%' | '?' | '#' | '[' | ']')
    });
    // What stands before a colon in the first part would be a scheme.
    let first = reference.split('/').next().unwrap_or_default();
    if first.contains(':') { format!("./{reference}") } else { reference }
}

fn percent_encoded(text: &str, is_forbidden: impl Fn(char) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_whitespace() || char.is_control() || is_forbidden(char) {
            for byte in char.encode_utf8(&mut [0; 4]).bytes() {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        } else {
            encoded.push(char);
        }
    }
    encoded
}

/// The shape of BCP 47: letters, then letters and digits, in parts of at most eight.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let part = |it: &str| {
        (1..=8).contains(&it.len()) && it.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let first = parts.next().unwrap_or_default();
    part(first)
        && 2 <= first.len()
        && first.bytes().all(|it| it.is_ascii_alphabetic())
        && parts.all(part)
}

#[cfg(test)]
mod tests {
    use super::is_language_tag;
    use super::path_reference;
    use super::reference;

    #[test]
    fn references_hold_what_references_may() {
        assert_eq!(reference("https://a.example/a b%20{ü}"), "https://a.example/a%20b%20%7Bü%7D");
        assert_eq!(path_reference("a b/100%.seed"), "a%20b/100%25.seed");
        assert_eq!(path_reference("what: a story.seed"), "./what:%20a%20story.seed");
    }

    #[test]
    fn a_language_tag_is_told_from_words() {
        assert!(is_language_tag("en"));
        assert!(is_language_tag("zh-Hant-TW"));
        for tag in ["", "e", "deutsch!", "English (US)", "en-", "1a", "verylonglanguage"] {
            assert!(!is_language_tag(tag), "{tag}");
        }
    }
}
