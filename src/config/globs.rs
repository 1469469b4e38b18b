//! Globs as a value: what a configuration's `include` and `exclude` hold.

use globset::GlobBuilder;
use globset::GlobSet;
use globset::GlobSetBuilder;

/// File patterns. A pattern with a `/` counts from the workspace's root, one without matches a
/// file or folder of that name anywhere.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    // Invariant: `set` is made of `patterns`.
    patterns: Vec<String>,
    set: GlobSet,
}

impl Globs {
    /// The first pattern that is not a glob, by its index, and why.
    pub fn new(patterns: Vec<String>) -> Result<Globs, (usize, String)> {
        let mut set = GlobSetBuilder::new();
        for (index, pattern) in patterns.iter().enumerate() {
            // A trailing `/` names a folder; folders are matched like files.
            let pattern = pattern.trim_end_matches('/');
            let anywhere = format!("**/{pattern}");
            let rooted = pattern.trim_start_matches('/');
            let pattern = if pattern.contains('/') { rooted } else { &anywhere };
            let glob = GlobBuilder::new(pattern.trim_end_matches('/'))
                .literal_separator(true)
                .build()
                .map_err(|error| (index, error.kind().to_string()))?;
            set.add(glob);
        }
        let last = patterns.len().saturating_sub(1);
        let set = set.build().map_err(|error| (last, error.kind().to_string()))?;
        Ok(Globs { patterns, set })
    }

    pub(super) fn built_in(patterns: &[&str]) -> Globs {
        Globs::new(patterns.iter().map(|&pattern| pattern.to_owned()).collect())
            .expect("built-in patterns are globs, a test builds them")
    }

    /// `path` is relative to the workspace's root, with `/` as separator.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }
}

impl PartialEq for Globs {
    fn eq(&self, other: &Globs) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for Globs {}

#[cfg(test)]
mod tests {
    use super::Globs;

    fn matches(pattern: &str, path: &str) -> bool {
        Globs::new(vec![pattern.to_owned()]).expect("a glob").matches(path)
    }

    #[test]
    fn a_plain_name_matches_anywhere() {
        assert!(matches("drafts", "drafts"));
        assert!(matches("drafts/", "news/drafts"));
        assert!(matches("*.txt", "news/a.txt"));
        assert!(!matches("drafts", "drafts.seed"));
    }

    #[test]
    fn a_pattern_with_a_slash_counts_from_the_root() {
        assert!(matches("news/*.txt", "news/a.txt"));
        assert!(matches("/news/*.txt", "news/a.txt"));
        assert!(!matches("news/*.txt", "old/news/a.txt"));
        assert!(!matches("news/*.txt", "news/2021/a.txt"));
        assert!(matches("news/**/*.{txt,md}", "news/2021/a.md"));
    }

    #[test]
    fn a_broken_pattern_is_named_by_its_index() {
        let broken = Globs::new(vec!["a".to_owned(), "b[".to_owned()]);
        assert_eq!(broken.map_err(|(index, _)| index), Err(1));
    }
}
