//! `bibtex`: entries for BibTeX, BibLaTeX and reference managers. Text is UTF-8, as all of them
//! read it today; characters that TeX takes for commands are escaped.

use std::io;
use std::io::Write;

use super::Corpus;
use super::Format;
use super::name::Name;
use super::work::Kind;
use super::work::Work;
use super::work::works;

pub(super) static FORMAT: Format = Format {
    name: "bibtex",
    summary: "for BibTeX, BibLaTeX and reference managers",
    is_for_people: false,
    write,
};

/// The macros that every style defines.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (at, work) in works(corpus).iter().enumerate() {
        if 0 < at {
            writeln!(out)?;
        }
        write_entry(work, out)?;
    }
    Ok(())
}

fn write_entry(work: &Work<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (kind, container) = match work.kind {
        Kind::Article => ("article", "journal"),
        // Styles that are older than the web take it for `@misc`.
        Kind::Page => ("online", "organization"),
    };
    writeln!(out, "@{kind}{{{},", work.key)?;
    let mut field = |name: &str, value: String| writeln!(out, "  {name} = {value},");
    let authors: Vec<String> = work.authors.iter().map(|author| name(&author.name)).collect();
    if !authors.is_empty() {
        field("author", format!("{{{}}}", authors.join(" and ")))?;
    }
    if let Some(title) = work.title {
        // In braces of its own: styles would write it small.
        field("title", format!("{{{{{}}}}}", escaped(title)))?;
    }
    if let Some(site) = work.site {
        field(container, format!("{{{}}}", escaped(site)))?;
    }
    if let Some(date) = work.issued {
        field("year", format!("{{{:04}}}", date.year))?;
        if let Some(month) = date.month.and_then(|it| MONTHS.get(usize::from(it).wrapping_sub(1))) {
            field("month", (*month).to_owned())?;
        }
        if let Some(day) = date.day {
            field("day", format!("{{{day}}}"))?;
        }
    }
    if let Some(url) = work.url {
        field("url", format!("{{{}}}", address(url)))?;
    }
    if let Some(retrieved) = work.retrieved {
        let day = retrieved.to_string();
        let day = day.split('T').next().unwrap_or_default();
        field("urldate", format!("{{{day}}}"))?;
    }
    if let Some(archive) = work.archive {
        field("note", format!("{{Archived at \\url{{{}}}}}", address(archive)))?;
    }
    let texts =
        [("language", work.language), ("abstract", work.summary), ("copyright", work.license)];
    for (name, text) in texts {
        if let Some(text) = text {
            field(name, format!("{{{}}}", escaped(text)))?;
        }
    }
    if !work.tags.is_empty() {
        field("keywords", format!("{{{}}}", escaped(&work.tags.join(", "))))?;
    }
    // Reference managers attach it. They differ in how these characters would be escaped.
    if !work.file.contains(['{', '}', '\\', ':', ';']) {
        field("file", format!("{{{}}}", work.file))?;
    }
    writeln!(out, "}}")
}

/// `Doe, Jane`; in braces, within which nothing is taken apart, where it is one piece.
fn name(name: &Name) -> String {
    match name {
        Name::Person { family, given, suffix: None } => {
            format!("{}, {}", family_escaped(family), escaped(given))
        }
        Name::Person { family, given, suffix: Some(suffix) } => {
            format!("{}, {}, {}", family_escaped(family), escaped(suffix), escaped(given))
        }
        Name::Organisation(name) | Name::Whole(name) => format!("{{{}}}", escaped(name)),
    }
}

/// A family's name of several words stays one.
fn family_escaped(family: &str) -> String {
    let escaped = escaped(family);
    if escaped.contains(' ') { format!("{{{escaped}}}") } else { escaped }
}

/// `text` with all white space made single blanks and without characters that TeX takes for
/// commands. BibTeX counts braces even where they are escaped, so those are spelt out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !escaped.is_empty() {
            escaped.push(' ');
        }
        for char in word.chars() {
            match char {
                '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', char]),
                '{' => escaped.push_str("\\textbraceleft{}"),
                '}' => escaped.push_str("\\textbraceright{}"),
                '\\' => escaped.push_str("\\textbackslash{}"),
                '~' => escaped.push_str("\\textasciitilde{}"),
                '^' => escaped.push_str("\\textasciicircum{}"),
                _ if char.is_control() => {}
                _ => escaped.push(char),
            }
        }
    }
    escaped
}

/// A URL, which is read as it is, without what would end the field.
fn address(url: &str) -> String {
    let mut address = String::with_capacity(url.len());
    for char in url.chars() {
        match char {
            '{' => address.push_str("%7B"),
            '}' => address.push_str("%7D"),
            '\\' => address.push_str("%5C"),
            _ if char.is_whitespace() || char.is_control() => address.push_str("%20"),
            _ => address.push(char),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::address;
    use super::escaped;
    use super::name;
    use crate::export::name::Name;

    #[test]
    fn what_tex_takes_for_commands_is_escaped() {
        assert_eq!(escaped("50 % & $5 #1 a_b"), r"50 \% \& \$5 \#1 a\_b");
        assert_eq!(escaped(r"a\b ~ ^"), r"a\textbackslash{}b \textasciitilde{} \textasciicircum{}");
        assert_eq!(escaped("{ open"), r"\textbraceleft{} open");
        assert_eq!(escaped(" a\n\tb\u{1} "), "a b");
        assert_eq!(escaped("Größe “x” 北京"), "Größe “x” 北京");
        assert_eq!(address("https://a.example/%20_#{x\\}"), "https://a.example/%20_#%7Bx%5C%7D");
    }

    #[test]
    fn what_is_one_name_stays_one() {
        let read = |written| name(&Name::read(written, false));
        assert_eq!(read("Jane Doe"), "Doe, Jane");
        assert_eq!(read("John Doe, Jr."), "Doe, Jr., John");
        assert_eq!(read("García Márquez, Gabriel"), "{García Márquez}, Gabriel");
        assert_eq!(read("Smith and Sons News"), "{Smith and Sons News}");
    }
}
