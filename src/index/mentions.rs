//! Which documents name an author or lead to an article: inverse look-ups for whoever follows them.

use std::collections::BTreeSet;

use crate::facts::hash;
use crate::facts::url_key;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::summary::author_words;

impl Snapshot {
    /// Documents by an author of this name, however it is spelt, sorted by path.
    pub fn by_author(&self, name: &str) -> Vec<FileId> {
        let Some(words) = author_words(name) else { return Vec::new() };
        let files: BTreeSet<FileId> = self.maps().authors.get(hash(&words)).collect();
        let is_it = |name: &String| author_words(name).is_some_and(|it| it == words);
        let names = |file| self.summary(file).is_some_and(|it| it.authors.iter().any(is_it));
        self.sorted(files.into_iter().filter(|&file| names(file)).collect())
    }

    /// Documents with a link, definition or field that leads to the article at `url`, which may not
    /// be their source, sorted by path. Some may be none: who needs to be sure looks at their links.
    pub fn leading_to(&self, url: &str) -> Vec<FileId> {
        let Some(key) = url_key(url) else { return Vec::new() };
        self.sorted(self.maps().urls.get(key).collect())
    }
}

/// Two names are spellings of one: the same words, whatever their order, case and punctuation.
pub(crate) fn is_same_author(a: &str, b: &str) -> bool {
    a == b || author_words(a).is_some_and(|words| author_words(b).is_some_and(|it| it == words))
}

#[cfg(test)]
mod tests {
    use crate::index::Host;
    use crate::text::Text;

    #[test]
    fn documents_are_found_by_author_and_by_where_they_lead() {
        let mut host = Host::default();
        let seed = |by: &str, url: &str| Text::new(&format!("One\n\nBy {by}\n\nA [b]({url}).\n"));
        let a = host.set_document("/a.seed", seed("Jane Doe", "https://news.example/x"));
        let b = host.set_document("/b.seed", seed("JANE DOE", "http://www.news.example/x/"));
        host.set_document("/c.seed", seed("J. Roe", "https://news.example/y"));
        let snapshot = host.snapshot();
        assert_eq!(snapshot.by_author("Doe, Jane"), [a, b]);
        assert_eq!(snapshot.by_author("…"), []);
        assert_eq!(snapshot.leading_to("https://news.example/x"), [a, b]);
        assert_eq!(snapshot.leading_to("here.seed"), []);
    }
}
