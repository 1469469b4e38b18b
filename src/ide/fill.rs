//! Filling in metadata from the source's address, without asking the network.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::facts::insertion;
use crate::ide::action::Action;
use crate::ide::action::ActionKind;
use crate::syntax::FieldName;
use crate::text::TextRange;

/// What the source's address tells that the seed does not, if `range` touches header or source.
pub fn fill(document: &Document, range: TextRange) -> Vec<Action> {
    let metadata = document.metadata();
    let Some(source) = metadata.first(FieldName::Source) else { return Vec::new() };
    let near = [metadata.header, source.range];
    if !near.iter().any(|place| place.intersect(range).is_some()) {
        return Vec::new();
    }
    let date = metadata.source().and_then(Date::in_url).map(DateReading::Date).map(Value::Date);
    // A newspaper names its site in no place of its own.
    let has_keys = metadata.fields.iter().any(|field| {
        matches!(field.style, FieldStyle::Yaml | FieldStyle::Toml | FieldStyle::KeyLine)
    });
    let site = metadata.site().filter(|_| has_keys).map(|it| Value::Text(it.to_owned()));
    let fields = [
        (FieldName::Date, date, "Add the date of the source's address"),
        (FieldName::Site, site, "Add the site of the source's address"),
    ];
    let mut actions = Vec::new();
    for (field, value, title) in fields {
        let Some(value) = value.filter(|_| !metadata.tells(field)) else { continue };
        let Some(edit) = insertion(document, field, std::slice::from_ref(&value)) else { continue };
        let after = document.edit(&edit);
        // Only if it is read as it was meant.
        if after.metadata().first(field).is_some_and(|field| field.value == value) {
            actions.push(Action { title: title.to_owned(), kind: ActionKind::Rewrite, edit });
        }
    }
    actions
}

#[cfg(test)]
mod tests {
    use super::fill;
    use crate::fixture::Fixture;
    use crate::text::TextRange;

    /// What each action at the cursor makes of the seed.
    #[track_caller]
    fn check(before: &str, after: &[&str]) {
        let fixture = Fixture::parse(before);
        let (file, offset) = fixture.cursor();
        let snapshot = fixture.snapshot();
        let document = snapshot.document(file).expect("a document");
        let actions = fill(document, TextRange::empty(offset));
        let texts: Vec<String> =
            actions.iter().map(|it| document.text().edit(&it.edit).to_string()).collect();
        assert_eq!(texts, after);
    }

    #[test]
    fn the_address_tells_the_day_and_the_site() {
        check(
            "---\ntitle: A$0\nsource: https://www.news.example/2021/03/03/a\n---\n\nThey left.\n",
            &[
                "---\ntitle: A\nsource: https://www.news.example/2021/03/03/a\ndate: 2021-03-03\n---\n\nThey left.\n",
                "---\ntitle: A\nsource: https://www.news.example/2021/03/03/a\nsite: news.example\n---\n\nThey left.\n",
            ],
        );
        check(
            "A\n\nBy B. C$0\n\nThey left. They came.\n\nOriginal url: <https://news.example/2021/03/03/a>\n",
            &[
                "A\n\nBy B. C\n\nMarch 3, 2021\n\nThey left. They came.\n\nOriginal url: <https://news.example/2021/03/03/a>\n",
            ],
        );
    }

    #[test]
    fn nothing_is_told_twice_or_elsewhere() {
        check(
            "A\n\nMarch 3, 2021\n\nThey left. Ah.\n\nOriginal url: <https://news.example/2021/03/03/$0a>\n",
            &[],
        );
        check("A\n\nThey le$0ft. Ah.\n\nOriginal url: <https://news.example/2021/03/03/a>\n", &[]);
    }
}
