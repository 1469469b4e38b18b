//! A seed as a work that can be cited: what the formats for bibliographies have in common.

use std::collections::BTreeMap;

use deunicode::deunicode;

use super::Corpus;
use super::name::Name;
use super::name::is_family_first;
use crate::facts::Date;
use crate::facts::Document;
use crate::facts::Metadata;
use crate::facts::Value;
use crate::facts::canonical_source;
use crate::index::FileId;
use crate::syntax::FieldName;

/// One work. What is not told, or told with doubt, is not there.
pub(super) struct Work<'a> {
    /// Unique in the corpus, of small letters, digits and hyphens; the same in every run, whatever
    /// other works stand beside it, as long as those do not have its author, year and title.
    pub(super) key: String,
    pub(super) file: &'a str,
    pub(super) kind: Kind,
    pub(super) title: Option<&'a str>,
    pub(super) authors: Vec<Author<'a>>,
    pub(super) issued: Option<&'a Date>,
    pub(super) updated: Option<&'a Date>,
    pub(super) retrieved: Option<&'a Date>,
    /// Begins with `http://` or `https://`.
    pub(super) url: Option<&'a str>,
    pub(super) archive: Option<&'a str>,
    /// The name of the site, or the host of the source.
    pub(super) site: Option<&'a str>,
    pub(super) language: Option<&'a str>,
    pub(super) license: Option<&'a str>,
    pub(super) summary: Option<&'a str>,
    pub(super) credit: Option<&'a str>,
    pub(super) tags: Vec<&'a str>,
}

/// What it is, as far as its metadata show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Published on a day, by somebody.
    Article,
    Page,
}

pub(super) struct Author<'a> {
    pub(super) name: Name,
    /// As it is written.
    pub(super) written: &'a str,
    pub(super) link: Option<&'a str>,
    pub(super) organisation: Option<&'a str>,
}

/// The works of `corpus`, in its order.
pub(super) fn works<'a>(corpus: &'a Corpus<'_>) -> Vec<Work<'a>> {
    let mut works = Vec::new();
    let mut with_key: BTreeMap<String, usize> = BTreeMap::new();
    for (shown, file) in corpus.files {
        let Some(document) = corpus.snapshot.document(*file) else { continue };
        let work = Work::new(shown, document);
        *with_key.entry(work.key.clone()).or_default() += 1;
        works.push((work, *file));
    }
    // All that would share a key are told apart, so that their order leaves no trace.
    for (work, file) in &mut works {
        if with_key.get(&work.key).is_some_and(|&count| 1 < count) {
            let hash = hash(corpus, work, *file);
            work.key.push_str(&format!("-{hash:08x}"));
        }
    }
    works.into_iter().map(|(work, _)| work).collect()
}

impl<'a> Work<'a> {
    fn new(file: &'a str, document: &'a Document) -> Work<'a> {
        let metadata = document.metadata();
        let url = address(metadata, FieldName::Source);
        let language = text(metadata, FieldName::Language);
        let host = url.and_then(|it| it.split('/').nth(2)).and_then(|it| it.split(':').next());
        let family_first = is_family_first(language, host);
        let told_site = text(metadata, FieldName::Site);
        let authors: Vec<Author<'a>> = metadata
            .authors()
            .filter_map(|field| match &field.value {
                Value::Author { name, link, organisation } => Some(Author {
                    // The site that names itself as the author.
                    name: match told_site == Some(name) {
                        true => Name::Organisation(name.clone()),
                        false => Name::read(name, family_first),
                    },
                    written: name,
                    link: link.as_deref().filter(|it| is_web(it)),
                    organisation: organisation.as_deref(),
                }),
                _ => None,
            })
            .collect();
        let issued = date(metadata, FieldName::Date);
        let title = metadata.title();
        let credit = metadata.credit();
        let signed = !authors.is_empty() || credit.is_some();
        let on_a_day = issued.is_some_and(|it| it.day.is_some());
        Work {
            key: key(authors.first().map(|it| it.name.family()), issued, title),
            file,
            kind: if signed && on_a_day { Kind::Article } else { Kind::Page },
            title,
            authors,
            issued,
            updated: date(metadata, FieldName::Updated),
            retrieved: date(metadata, FieldName::Retrieved),
            url,
            archive: address(metadata, FieldName::Archive),
            site: metadata.site(),
            language,
            license: text(metadata, FieldName::License),
            summary: text(metadata, FieldName::Summary),
            credit,
            tags: metadata
                .all(FieldName::Tags)
                .filter_map(|field| match &field.value {
                    Value::Text(tag) => Some(tag.as_str()),
                    _ => None,
                })
                .collect(),
        }
    }
}

fn text(metadata: &Metadata, name: FieldName) -> Option<&str> {
    match &metadata.first(name)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn date(metadata: &Metadata, name: FieldName) -> Option<&Date> {
    match &metadata.first(name)?.value {
        Value::Date(reading) => reading.date(),
        _ => None,
    }
}

fn address(metadata: &Metadata, name: FieldName) -> Option<&str> {
    match &metadata.first(name)?.value {
        Value::Link { url, .. } => Some(url.as_str()).filter(|it| is_web(it)),
        _ => None,
    }
}

pub(super) fn is_web(url: &str) -> bool {
    let scheme = url.split("://").next().unwrap_or_default();
    url.contains("://") && ["http", "https"].iter().any(|it| it.eq_ignore_ascii_case(scheme))
}

/// `writer2021-harbour-pilots-vote`
fn key(author: Option<&str>, issued: Option<&Date>, title: Option<&str>) -> String {
    /// In bytes, so that a name that is a sentence makes no key of a line.
    const LONGEST_AUTHOR: usize = 24;
    let author: String = words(author.unwrap_or_default()).concat();
    let author = author.get(..LONGEST_AUTHOR.min(author.len())).unwrap_or_default();
    let year = issued.map_or(String::new(), |it| it.year.to_string());
    // Short words are mostly articles and prepositions.
    let title_words = words(title.unwrap_or_default());
    let long: Vec<&String> = title_words.iter().filter(|it| 3 < it.len()).take(3).collect();
    let long = if long.len() < 2 { title_words.iter().take(3).collect() } else { long };
    let parts = std::iter::once(format!("{author}{year}")).chain(long.into_iter().cloned());
    let key = parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("-");
    // Programs differ in what a key may begin with; none minds a letter.
    if key.starts_with(|c: char| c.is_ascii_lowercase()) { key } else { format!("anon{key}") }
}

/// The words of `text` in small Latin letters and digits.
fn words(text: &str) -> Vec<String> {
    deunicode(text)
        .replace(['\'', '’'], "")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

/// Of where the work comes from and where it is kept; FNV-1a, which is the same everywhere.
fn hash(corpus: &Corpus<'_>, work: &Work<'_>, file: FileId) -> u32 {
    let path = corpus.snapshot.path(file).unwrap_or_default();
    let root = corpus.snapshot.roots().iter().find_map(|root| path.strip_prefix(root.as_str()));
    let source = work.url.and_then(canonical_source).unwrap_or_default();
    let identity = format!("{source} {}", root.unwrap_or(path));
    identity
        .bytes()
        .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::key;
    use crate::facts::Date;

    #[test]
    fn keys_are_plain_words() {
        let date = Date::day(2021, 3, 3);
        let check = |author, title, expected: &str| {
            assert_eq!(key(author, Some(&date), title), expected);
        };
        check(Some("Writer"), Some("The Pilots Vote to Strike"), "writer2021-pilots-vote-strike");
        check(Some("Müller"), Some("Wörter — und mehr!"), "muller2021-worter-mehr");
        check(Some("王"), Some("北京"), "wang2021-bei-jing");
        check(None, Some("A or B"), "anon2021-a-or-b");
        check(None, None, "anon2021");
        assert_eq!(key(None, None, None), "anon");
        assert_eq!(key(None, None, Some("…")), "anon");
    }
}
