//! Summaries: what of one document the findings in others can depend on, and what its own findings
//! take from others.

use std::sync::Arc;
use std::sync::OnceLock;

use crate::facts::Destination;
use crate::facts::LinkKeys;
use crate::facts::Value;
use crate::facts::canonical_source;
use crate::facts::hash;
use crate::facts::text_key;
use crate::facts::url_key;
use crate::facts::words_of;
use crate::index::FileId;
use crate::index::Snapshot;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Its words.
    pub title: Option<String>,
    /// As [`canonical_source`] makes it; none where it is the first page of a site.
    pub source: Option<String>,
    /// Changes whenever the document's anchors or headings do.
    pub anchors: u64,
    /// Paths that its links name, absolute, sorted.
    pub links: Vec<String>,
    /// Keys of what its wiki links name, sorted.
    pub pages: Vec<String>,
    /// Keys of the texts of links without a destination, sorted.
    pub placeholders: Vec<u64>,
    /// The articles on the web and the texts that its links name.
    pub keys: Arc<LinkKeys>,
    /// Keys of the articles on the web that its fields name as related.
    pub related: Vec<u64>,
    /// The names of its authors, as they are spelt.
    pub authors: Vec<String>,
}

pub(super) type LazySummary = Arc<OnceLock<Arc<Summary>>>;

impl Summary {
    /// Keys of the articles on the web that it leads to.
    pub(super) fn urls(&self) -> impl Iterator<Item = u64> {
        self.keys.urls().chain(self.related.iter().copied())
    }

    pub(super) fn title_key(&self) -> Option<u64> {
        self.title.as_deref().map(hash)
    }

    pub(super) fn source_key(&self) -> Option<u64> {
        self.source.as_deref().map(hash)
    }
}

/// What the spellings of one author's name have in common: its words, whatever their order, case
/// and punctuation, without initials between others (`Doe, JANE Q.`).
pub(crate) fn author_words(name: &str) -> Option<String> {
    let words = words_of(name)?;
    let mut words: Vec<&str> = words.split(' ').collect();
    let is_initial = |word: &&str| word.chars().count() == 1;
    if 2 <= words.iter().filter(|word| !is_initial(word)).count() {
        words.retain(|word| !is_initial(word));
    }
    words.sort_unstable();
    Some(words.join(" "))
}

/// The canonical source names more than a site or its list of articles ("first published on our
/// blog"), from which nobody takes one article.
fn is_article(source: &str) -> bool {
    const LISTS: &[&str] =
        &["articles", "blog", "blogs", "home", "news", "newsroom", "posts", "press", "stories"];
    match source.split_once('/') {
        Some((_, path)) => !LISTS.iter().any(|it| it.eq_ignore_ascii_case(path)),
        None => source.contains('?'),
    }
}

impl Snapshot {
    /// What findings elsewhere can depend on; `None` when `file` is not in this snapshot.
    pub fn summary(&self, file: FileId) -> Option<&Arc<Summary>> {
        let entry = self.files.get(&file)?;
        Some(entry.summary.get_or_init(|| Arc::new(self.summarise(file))))
    }

    pub(super) fn checked_summary(&self, file: FileId) -> Option<Arc<Summary>> {
        self.summary(file).filter(|_| self.is_checked(file)).cloned()
    }

    fn summarise(&self, file: FileId) -> Summary {
        let Some(document) = self.document(file) else { return Summary::default() };
        let metadata = document.metadata();
        let authors = metadata.authors().filter_map(|field| match &field.value {
            Value::Author { name, .. } => Some(name.clone()),
            _ => None,
        });
        let related = metadata.related().filter_map(|field| match &field.value {
            Value::Link { url, .. } => url_key(url),
            _ => None,
        });
        let mut summary = Summary {
            title: metadata.title().and_then(words_of),
            source: metadata.source().and_then(canonical_source).filter(|it| is_article(it)),
            anchors: document.anchors_key(),
            links: Vec::new(),
            pages: self.page_keys(file),
            placeholders: Vec::new(),
            keys: document.link_keys().clone(),
            related: related.collect(),
            authors: authors.collect(),
        };
        for link in document.links() {
            match &link.destination {
                // A path too, where the configuration says so.
                _ if self.is_placeholder(file, link) => {
                    summary.placeholders.extend(text_key(&document.text().slice(link.text)));
                }
                Destination::Path { path, .. } => {
                    summary.links.extend(self.absolute(file, &path.text));
                }
                _ => (),
            }
        }
        summary.links.sort();
        summary.links.dedup();
        for keys in [&mut summary.placeholders, &mut summary.related] {
            keys.sort_unstable();
            keys.dedup();
        }
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::author_words;
    use super::is_article;

    #[test]
    fn a_site_and_its_list_of_articles_are_no_article() {
        for source in ["news.example", "news.example/blog", "news.example/News"] {
            assert!(!is_article(source), "{source}");
        }
        for source in
            ["news.example/blog/1", "news.example/?p=1", "news.example?p=1", "a.example/b"]
        {
            assert!(is_article(source), "{source}");
        }
    }

    #[test]
    fn spellings_of_one_name_have_the_same_words() {
        let words = author_words("Jane Doe");
        for name in ["JANE DOE", "Doe, Jane", "Jane Q. Doe", "jane  doe "] {
            assert_eq!(author_words(name), words, "{name}");
        }
        assert_ne!(author_words("J. Doe"), words);
        assert_ne!(author_words("Jane Roe"), words);
        assert_eq!(author_words("…"), None);
    }
}
