//! Globs as a value: what a configuration's `include` and `exclude` hold.

use globset::GlobBuilder;
use globset::GlobSet;
use globset::GlobSetBuilder;

/// File patterns. A pattern with a `/` counts from the folder `base`, one without matches a file or
/// folder of that name anywhere.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    // Invariant: `set` is made of `patterns`.
    patterns: Vec<String>,
    set: GlobSet,
    /// Absolute, with `/`; empty where the paths that are asked about count from it already.
    base: String,
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
        Ok(Globs { patterns, set, base: String::new() })
    }

    /// As [`Globs::new`], for patterns that count from the folder `base`.
    pub(super) fn below(base: &str, patterns: Vec<String>) -> Result<Globs, (usize, String)> {
        let mut globs = Globs::new(patterns)?;
        globs.base = base.trim_end_matches('/').to_owned();
        Ok(globs)
    }

    /// The same patterns, counted from the folder `base`.
    pub(super) fn moved_to(&mut self, base: &str) {
        self.base = base.trim_end_matches('/').to_owned();
    }

    pub(super) fn built_in(patterns: &[&str]) -> Globs {
        Globs::new(patterns.iter().map(|&pattern| pattern.to_owned()).collect())
            .expect("built-in patterns are globs, a test builds them")
    }

    /// `path` has `/` as separator, and is absolute where `base` is.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(self.inner(path))
    }

    /// Whether `path`, or a folder above it, is one of these.
    pub fn matches_at_or_above(&self, path: &str) -> bool {
        let path = self.inner(path);
        let above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        above.chain([path]).any(|it| self.set.is_match(it))
    }

    /// What of `path` lies below the base; all of it where it lies elsewhere.
    fn inner<'a>(&self, path: &'a str) -> &'a str {
        if self.base.is_empty() {
            return path.strip_prefix('/').unwrap_or(path);
        }
        path.strip_prefix(&*self.base).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
    }

    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }
}

impl PartialEq for Globs {
    fn eq(&self, other: &Globs) -> bool {
        (&self.patterns, &self.base) == (&other.patterns, &other.base)
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
    fn patterns_count_from_their_base() {
        let globs = Globs::below("/home/w/", vec!["news/*.txt".to_owned(), "w".to_owned()]);
        let globs = globs.expect("globs");
        assert!(globs.matches("/home/w/news/a.txt"));
        assert!(!globs.matches("/home/w/old/news/a.txt"));
        assert!(!globs.matches("/news/a.txt"));
        assert!(!globs.matches_at_or_above("/home/w/a.seed"), "what lies above is not asked");
        assert!(globs.matches_at_or_above("/home/w/x/w/a.seed"));
    }

    #[test]
    fn a_broken_pattern_is_named_by_its_index() {
        let broken = Globs::new(vec!["a".to_owned(), "b[".to_owned()]);
        assert_eq!(broken.map_err(|(index, _)| index), Err(1));
    }
}
