//! Converting the header, offered where the cursor is in it.

use crate::facts::Document;
use crate::facts::HeaderForm;
use crate::facts::convert;
use crate::text::TextEdit;
use crate::text::TextRange;

/// A conversion that can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderConversion {
    /// An order: "Convert the header to YAML front matter".
    pub title: String,
    pub edit: TextEdit,
}

/// The conversions of the header of `document`, if `range` touches it: to each style that it has
/// not, and that can say all of it.
pub fn header_conversions(document: &Document, range: TextRange) -> Vec<HeaderConversion> {
    let header = document.metadata().header;
    if header.is_empty() || header.end() < range.start() {
        return Vec::new();
    }
    let own = HeaderForm::of(document);
    let mut conversions = Vec::new();
    for form in HeaderForm::ALL {
        // What cannot be done is not offered; the command line says why.
        let Ok(Some(edit)) = convert(document, form) else { continue };
        let title = match form == own {
            true => format!("Move all metadata into the {}", form.title()),
            false => format!("Convert the header to {}", form.title()),
        };
        conversions.push(HeaderConversion { title, edit });
    }
    conversions
}

#[cfg(test)]
mod tests {
    use super::header_conversions;
    use crate::fixture::Fixture;
    use crate::text::TextRange;

    /// The conversions that are offered at the cursor.
    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::parse(fixture);
        let (file, offset) = fixture.cursor();
        let snapshot = fixture.snapshot();
        let document = snapshot.document(file).expect("a document");
        let conversions = header_conversions(document, TextRange::empty(offset));
        let titles: Vec<&str> = conversions.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles, expected);
    }

    #[test]
    fn every_other_style_is_offered_in_the_header() {
        check(
            "Pilots\n\nBy $0A. Writer\n\nJuly 18, 2019\n\nThey voted.\n",
            &[
                "Convert the header to YAML front matter",
                "Convert the header to TOML front matter",
                "Convert the header to key lines",
            ],
        );
        check(
            "---\n$0title: Pilots\ndate: 2019-07-18\n---\n\nThey voted.\n",
            &[
                "Convert the header to newspaper style",
                "Convert the header to TOML front matter",
                "Convert the header to key lines",
            ],
        );
    }

    #[test]
    fn a_mixture_can_be_made_one() {
        check(
            "---\nx: {b: c}\n---\n\n# Pi$0lots\n\nBy A. Writer\n\nThey voted.\n",
            &[
                "Move all metadata into the YAML front matter",
                "Convert the header to TOML front matter",
            ],
        );
    }

    #[test]
    fn nothing_is_offered_elsewhere() {
        check("Pilots\n\nBy A. Writer\n\nJuly 18, 2019\n\nThey $0voted.\n", &[]);
        check("$0", &[]);
        check("They voted. And left.$0\n", &[]);
        check("---\n$0title: Pilots\n\nThey voted.\n", &[]);
    }
}
