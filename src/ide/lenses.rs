//! Lenses: lines above the title that tell who links to the seed, and who holds the same article.

use crate::facts::Document;
use crate::ide::Reference;
use crate::ide::references;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::FieldName;
use crate::text::TextRange;
use crate::text::TextSize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The line that it stands above.
    pub range: TextRange,
    pub kind: LensKind,
    /// `3 seeds link here`
    pub title: String,
    /// What it shows when it is chosen; never empty.
    pub places: Vec<Reference>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LensKind {
    Links,
    Duplicates,
}

/// The lenses of `file` that have something to show.
pub fn lenses(snapshot: &Snapshot, file: FileId) -> Vec<Lens> {
    let kinds = [LensKind::Links, LensKind::Duplicates];
    kinds.into_iter().filter_map(|kind| lens(snapshot, file, kind)).collect()
}

/// One of them; none where there is nothing to show.
pub fn lens(snapshot: &Snapshot, file: FileId, kind: LensKind) -> Option<Lens> {
    let document = snapshot.document(file)?;
    let range = first_line(document);
    let mut places = match kind {
        LensKind::Links => {
            let title = document.metadata().first(FieldName::Title)?;
            references(snapshot, file, title.source.start(), false)
        }
        LensKind::Duplicates => {
            let seeds = snapshot.with_source(document.metadata().source()?);
            let place =
                |seed| Some(Reference { file: seed, range: first_line(snapshot.document(seed)?) });
            seeds.into_iter().filter_map(place).collect()
        }
    };
    // Who holds the same article has a lens of its own.
    let same = document.metadata().source().map(|source| snapshot.with_source(source));
    let is_same = |place: &Reference| same.as_ref().is_some_and(|it| it.contains(&place.file));
    let wants_same = kind == LensKind::Duplicates;
    places.retain(|place| place.file != file && is_same(place) == wants_same);
    let mut seeds: Vec<FileId> = places.iter().map(|place| place.file).collect();
    seeds.dedup();
    let title = match (kind, seeds.len()) {
        (_, 0) => return None,
        (LensKind::Links, 1) => "1 seed links here".to_owned(),
        (LensKind::Links, count) => format!("{count} seeds link here"),
        (LensKind::Duplicates, 1) => "1 other seed holds this article".to_owned(),
        (LensKind::Duplicates, count) => format!("{count} other seeds hold this article"),
    };
    Some(Lens { range, kind, title, places })
}

/// The line of the title, or else the first.
fn first_line(document: &Document) -> TextRange {
    let title = document.metadata().first(FieldName::Title);
    let at = title.map_or(TextSize::from(0), |title| title.source.start());
    let text = document.text();
    text.line_range(text.line_at(at))
}

#[cfg(test)]
mod tests {
    use super::lenses;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let snapshot = Fixture::parse(fixture).snapshot();
        let file = snapshot.file_at("/seeds/a.seed").expect("the file");
        let text = snapshot.document(file).expect("its document").text();
        let shown: Vec<String> = lenses(&snapshot, file)
            .iter()
            .map(|lens| {
                let places: Vec<&str> =
                    lens.places.iter().filter_map(|it| snapshot.path(it.file)).collect();
                format!("{} | {} | {}", text.slice(lens.range), lens.title, places.join(" "))
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn who_links_here_and_who_holds_the_same() {
        check(
            "
//- /seeds/a.seed

The Ships

By A. Writer

They came. See [me](a.seed).

Original url: <https://news.example/ships>
//- /seeds/b.seed
One

They saw [it](a.seed) and [it](a.seed). Ah.
//- /seeds/c.seed
Two

They read [it](https://www.news.example/ships/). Ah.
//- /seeds/d.seed
The Ships Again

They came. And left.

Original url: <http://news.example/ships>
",
            &[
                "The Ships | 2 seeds link here | /seeds/b.seed /seeds/b.seed /seeds/c.seed",
                "The Ships | 1 other seed holds this article | /seeds/d.seed",
            ],
        );
    }

    #[test]
    fn nothing_to_show_is_no_lens() {
        check("The Ships\n\nThey came. See [me](a.seed).\n", &[]);
        check("//- /seeds/a.seed\n", &[]);
    }
}
