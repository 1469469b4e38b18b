//! What `seedls check` keeps from one run to the next: of each text its facts and what the rules of
//! one document find in it. What depends on others, on the disk, on today or on the web is never
//! kept, so that a run with the cache tells what one without it does.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use xxhash_rust::xxh3::Xxh3Default;
use xxhash_rust::xxh3::xxh3_128;

use crate::config::Config;
use crate::config::Globs;
use crate::config::Online;
use crate::facts::Document;
use crate::facts::KeptFacts;
use crate::index::conventions;
use crate::io::Problem;
use crate::io::Store;
use crate::io::absolute;
use crate::io::cache_folder;
use crate::rules::Alone;
use crate::text::Text;

/// Whether and where something is kept for the next run.
#[derive(clap::Args)]
pub(super) struct CacheArguments {
    /// Work out everything anew; keep nothing.
    ///
    /// Otherwise what is found in a text is kept in the user's cache folder, or in the folder that
    /// the variable `SEEDLS_CACHE_DIR` names, for as long as text, configuration and seedls are the
    /// same. It never changes what is found. What came of asking web addresses is kept apart; see
    /// `--cache`.
    #[arg(long)]
    no_cache: bool,
    /// The folder that keeps what was found for the next run [default: in the user's cache folder].
    #[arg(long, value_name = "FOLDER", conflicts_with = "no_cache", hide_short_help = true)]
    cache_dir: Option<PathBuf>,
}

/// What earlier runs have kept, and what this one will.
pub(super) struct Cache {
    store: Store,
    folder: PathBuf,
    /// The user has named the folder, and wants to know when it does not serve.
    is_named: bool,
    /// Configurations that were met, with their hashes.
    configs: Mutex<Vec<(Arc<Config>, u128)>>,
}

/// What one text and configuration are known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(u128);

/// The version, and its sources, since a build between two versions finds other things.
const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("SEEDLS_BUILD"));

impl CacheArguments {
    /// `None` where nothing is to be kept.
    pub(super) fn open(&self) -> Option<Cache> {
        if self.no_cache {
            return None;
        }
        let folder = match &self.cache_dir {
            Some(folder) => absolute(folder),
            None => cache_folder()?,
        };
        Some(Cache::open(&folder, self.cache_dir.is_some()))
    }
}

impl Cache {
    fn open(folder: &Path, is_named: bool) -> Cache {
        let folder = folder.join("results");
        Cache { store: Store::open(&folder), folder, is_named, configs: Mutex::default() }
    }

    pub(super) fn key(&self, config: &Arc<Config>, text: &str) -> Key {
        let mut hash = Xxh3Default::new();
        hash.update(&self.hash_of(config).to_be_bytes());
        hash.update(text.as_bytes());
        Key(hash.digest128())
    }

    /// The document and what is found in it alone, where they are known.
    pub(super) fn recall(
        &self,
        key: Key,
        config: &Config,
        text: &str,
    ) -> Option<(Document, Alone)> {
        let kept = postcard::from_bytes::<(KeptFacts, Alone)>(self.store.get(key.0)?);
        let (facts, alone) = kept.ok()?;
        Some((Document::recalled(Text::new(text), conventions(config), facts), alone))
    }

    pub(super) fn keep(&self, key: Key, document: &Document, alone: &Alone) {
        if let Ok(bytes) = postcard::to_stdvec(&(document.facts(), alone)) {
            self.store.add(key.0, bytes);
        }
    }

    /// Writes what was kept. A cache that cannot be written costs time only, so that it is told where
    /// somebody has asked for it in so many words.
    pub(super) fn save(&self) -> Option<Problem> {
        let error = self.store.save().err().filter(|_| self.is_named)?;
        let path = self.folder.to_string_lossy().into_owned();
        Some(Problem { path, message: format!("nothing is kept there: {error}") })
    }

    /// A hash of this program and what counts for a file.
    fn hash_of(&self, config: &Arc<Config>) -> u128 {
        let mut known = self.configs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, hash)) = known.iter().find(|(it, _)| Arc::ptr_eq(it, config)) {
            return *hash;
        }
        // Which files are seeds, and what is asked of the web, says nothing about one document, and the
        // former holds paths of this machine.
        let counts = Config {
            include: Globs::default(),
            exclude: Globs::default(),
            online: Online::default(),
            format: Vec::new(),
            ..Config::clone(config)
        };
        let hash = xxh3_128(format!("{BUILD}\n{counts:?}").as_bytes());
        known.push((config.clone(), hash));
        hash
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::sync::Arc;

    use super::Cache;
    use crate::config::Config;
    use crate::config::LevelSetting;
    use crate::facts::Document;
    use crate::fixture::files;
    use crate::fixture::workspace;
    use crate::index::conventions;
    use crate::rules::check;
    use crate::rules::check_alone;
    use crate::rules::check_with;
    use crate::text::Text;

    const SEED: &str = "Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
        They read [it](https://a.example/1 and left.\n\nSee [this](none.seed) <!-- seedls-disable-line --> [x]().\n\n\
        [d]: none.seed\n[e]: none.seed\n\nAs [e] says.\n\nOriginal url: <https://news.example/2021/03/03/a>\n";

    fn config(text: &str) -> Arc<Config> {
        let (config, errors) = crate::rules::parse_config(text);
        assert!(errors.is_empty(), "{errors:?}");
        Arc::new(config)
    }

    fn keep(folder: &Path, config: &Arc<Config>, text: &str) {
        let cache = Cache::open(folder, true);
        let document = Document::new(Text::new(text)).with_conventions(&conventions(config));
        cache.keep(cache.key(config, text), &document, &check_alone(&document, config));
        assert_eq!(cache.save(), None);
    }

    #[test]
    fn a_text_that_is_known_is_checked_without_being_parsed() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = config("");
        keep(folder.path(), &config, SEED);
        let cache = Cache::open(folder.path(), true);
        let key = cache.key(&config, SEED);
        let (document, alone) = cache.recall(key, &config, SEED).expect("it was kept");
        let mut host = workspace(&files(SEED));
        let fresh = host.snapshot();
        let file = fresh.files().next().expect("a file");
        let path = fresh.path(file).expect("its path").to_owned();
        host.set_parsed(&path, document);
        let snapshot = host.snapshot();
        let recalled = format!("{:?}", check_with(&snapshot, file, alone));
        assert!(snapshot.document(file).expect("it is there").is_unparsed());
        assert_eq!(recalled, format!("{:?}", check(&fresh, file)));
        assert!(recalled.contains("`none.seed`"), "{recalled}");
        assert_eq!(snapshot.summary(file), fresh.summary(file));
    }

    #[test]
    fn another_text_or_configuration_is_not_known() {
        let folder = tempfile::tempdir().expect("a folder");
        keep(folder.path(), &config(""), SEED);
        let cache = Cache::open(folder.path(), true);
        let is_known = |config: &Arc<Config>, text: &str| {
            cache.recall(cache.key(config, text), config, text).is_some()
        };
        assert!(is_known(&config(""), SEED));
        assert!(is_known(&config("exclude = [\"a/\"]\n"), SEED));
        assert!(!is_known(&config(""), &SEED.replace("They", "We")));
        let levels = BTreeMap::from([("missing-title".to_owned(), LevelSetting::Off)]);
        assert!(!is_known(&Arc::new(Config { levels, ..Config::default() }), SEED));
        for key in [
            "wiki-links = true",
            "date-order = \"day-first\"",
            "required = [\"title\"]",
            "schemes = [\"zotero\"]",
            "placeholders = [\"x\"]",
            "boilerplate = [\"Subscribe\"]",
            "quotations = [\"curly\"]",
            "header-style = \"yaml\"",
            "date-precision = \"day\"",
            "fields = { source = { labels = [\"Quelle\"] } }",
        ] {
            assert!(!is_known(&config(key), SEED), "{key}");
        }
    }
}
