//! The fields of a seed and the words that name them. It stands in `syntax` because a key-line
//! header is recognised by a known key; what the fields mean is the business of `facts`.

use std::sync::Arc;

/// A field of the metadata model (the seed format's table of fields).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldName {
    Title,
    Author,
    Date,
    Updated,
    Retrieved,
    Source,
    Credit,
    Related,
    Site,
    Language,
    License,
    Summary,
    Tags,
    Archive,
}

/// Every field with the keys and labels that name it, written in lower case without separators.
pub const FIELDS: &[(FieldName, &[&str])] = &[
    (FieldName::Title, &["title", "headline", "subject", "name"]),
    (
        FieldName::Author,
        &[
            "author",
            "authors",
            "by",
            "byline",
            "writer",
            "creator",
            "ms.author",
            "作者",
            "原文作者",
        ],
    ),
    (
        FieldName::Date,
        &[
            "date",
            "published",
            "publishedtime",
            "publishdate",
            "pubdate",
            "posted",
            "datepublished",
            "publishedat",
            "publishedon",
            "ms.date",
        ],
    ),
    (
        FieldName::Updated,
        &["updated", "modified", "lastmodified", "lastmod", "lastupdated", "datemodified"],
    ),
    (
        FieldName::Retrieved,
        &[
            "retrieved",
            "accessed",
            "clipped",
            "saved",
            "captured",
            "created",
            "dateclipped",
            "datesaved",
            "dateaccessed",
            "capturedat",
            "collectedat",
        ],
    ),
    (
        FieldName::Source,
        &[
            "originalurl",
            "source",
            "sourceurl",
            "url",
            "urlsource",
            "link",
            "permalink",
            "canonical",
            "via",
            "originallypublishedat",
            "original",
            "原文地址",
            "原文链接",
        ],
    ),
    (FieldName::Credit, &["credit", "photo", "photocredit", "image", "picture"]),
    (
        FieldName::Related,
        &["related", "relatedarticle", "relatedarticles", "seealso", "readmore", "more"],
    ),
    (FieldName::Site, &["site", "sitename", "publisher"]),
    (FieldName::Language, &["language", "lang"]),
    (FieldName::License, &["license", "licence", "rights"]),
    (FieldName::Summary, &["summary", "description", "excerpt"]),
    (FieldName::Tags, &["tags", "keywords", "categories"]),
    (FieldName::Archive, &["archive", "archived"]),
];

/// The words that name fields: [`FIELDS`], and those that somebody adds. They are an input of
/// parsing, since key lines are a header only where a key is known. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    added: Arc<[AddedLabel]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct AddedLabel {
    field: FieldName,
    /// In lower case, one blank between words.
    words: Box<str>,
    /// As [`plain`] makes it.
    plain: Box<str>,
}

impl Labels {
    /// The built-in words and `added`, which go before them. The order of `added` counts only
    /// where one word names two fields: the first does.
    pub fn new<'a>(added: impl Iterator<Item = (FieldName, &'a str)>) -> Labels {
        let added = added.filter_map(|(field, label)| {
            let label = label.trim_end_matches([':', '：', ' ']).to_lowercase();
            let words: Vec<&str> = label.split_whitespace().collect();
            let plain = plain(&label);
            (!plain.is_empty()).then(|| AddedLabel {
                field,
                words: words.join(" ").into(),
                plain: plain.into(),
            })
        });
        Labels { added: added.collect() }
    }

    /// The field that `label` names, without regard to case, spaces, `-` and `_`; a colon at the
    /// end is ignored.
    pub fn field(&self, label: &str) -> Option<FieldName> {
        let label = plain(label.trim_end_matches([':', '：', ' ']));
        let added = self.added.iter().find(|it| *it.plain == label).map(|it| it.field);
        let built_in = || FIELDS.iter().find(|(_, names)| names.contains(&label.as_str()));
        added.or_else(|| built_in().map(|&(field, _)| field))
    }

    /// The added labels: the field, and the words in lower case with one blank between them.
    pub fn added(&self) -> impl Iterator<Item = (FieldName, &str)> {
        self.added.iter().map(|it| (it.field, &*it.words))
    }
}

fn plain(label: &str) -> String {
    label
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

impl FieldName {
    /// The field called `name` in configuration and output.
    pub fn named(name: &str) -> Option<FieldName> {
        FIELDS.iter().map(|&(field, _)| field).find(|field| field.as_str() == name)
    }

    /// The name in configuration and output.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldName::Title => "title",
            FieldName::Author => "author",
            FieldName::Date => "date",
            FieldName::Updated => "updated",
            FieldName::Retrieved => "retrieved",
            FieldName::Source => "source",
            FieldName::Credit => "credit",
            FieldName::Related => "related",
            FieldName::Site => "site",
            FieldName::Language => "language",
            FieldName::License => "license",
            FieldName::Summary => "summary",
            FieldName::Tags => "tags",
            FieldName::Archive => "archive",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FieldName;
    use super::Labels;

    #[test]
    fn labels_are_matched_without_regard_to_case_blanks_and_dashes() {
        let labels = Labels::default();
        assert_eq!(labels.field("Published Time:"), Some(FieldName::Date));
        assert_eq!(labels.field("last-modified"), Some(FieldName::Updated));
        assert_eq!(labels.field("Quelle"), None);
    }

    #[test]
    fn added_labels_go_before_the_built_in_ones() {
        let added = [(FieldName::Source, "Quelle:"), (FieldName::Date, "created")];
        let labels = Labels::new(added.into_iter());
        assert_eq!(labels.field("QUELLE："), Some(FieldName::Source));
        assert_eq!(labels.field("Created"), Some(FieldName::Date));
        assert_eq!(labels.field("url"), Some(FieldName::Source));
    }
}
