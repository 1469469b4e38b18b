//! What of a configuration changes how a document is read.

use std::sync::Arc;

use crate::config::Config;
use crate::config::DateOrder;
use crate::facts;
use crate::facts::Conventions;
use crate::facts::Document;
use crate::syntax::FieldName;
use crate::syntax::Labels;

/// A configuration and what follows from it for reading.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) config: Arc<Config>,
    // Invariant: made of `config`.
    pub(super) conventions: Conventions,
}

impl Settings {
    pub(super) fn new(config: Arc<Config>) -> Settings {
        let conventions = conventions(&config);
        Settings { config, conventions }
    }

    /// `document`, which was read with `old`, read with these.
    pub(super) fn read(&self, document: Arc<Document>, old: &Settings) -> Arc<Document> {
        if self.conventions == old.conventions {
            return document;
        }
        Arc::new(Document::clone(&document).with_conventions(&self.conventions))
    }

    /// A document read with `other`, and its summary, are those that these make.
    pub(super) fn reads_like(&self, other: &Settings) -> bool {
        // A summary says which links are placeholders.
        self.conventions == other.conventions
            && self.config.placeholders == other.config.placeholders
    }
}

/// What documents under `config` are read with.
pub fn conventions(config: &Config) -> Conventions {
    let added = config.labels.iter().filter_map(|(name, labels)| {
        FieldName::named(name).map(|field| labels.iter().map(move |label| (field, label.as_str())))
    });
    let date_order = config.date_order.map(|order| match order {
        DateOrder::DayFirst => facts::DateOrder::DayFirst,
        DateOrder::MonthFirst => facts::DateOrder::MonthFirst,
    });
    let wiki_links = config.wiki_links;
    Conventions { labels: Labels::new(added.flatten()), date_order, wiki_links }
}
