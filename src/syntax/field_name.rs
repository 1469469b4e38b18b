//! The fields of a seed and the words that name them. It stands in `syntax` because a key-line
//! header is recognised by a known key; what the fields mean is the business of `facts`.

use std::sync::Arc;

use serde::Deserialize;
use serde::Serialize;
/// A field of the metadata model (the seed format's table of fields).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// Every field with the keys and labels that name it, in lower case, one blank between words.
pub const FIELDS: &[(FieldName, &[&str])] = &[
    (
        FieldName::Title,
        &[
            "title",
            "headline",
            "subject",
            "name",
            "feature name",
            "titel",
            "titre",
            "título",
            "titulo",
            "titolo",
            "tytuł",
            "заголовок",
            "标题",
            "タイトル",
            "제목",
        ],
    ),
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
            "autor",
            "autorin",
            "autoren",
            "autores",
            "autora",
            "auteur",
            "auteurs",
            "autore",
            "autori",
            "autorka",
            "autorzy",
            "автор",
            "авторы",
            "作者",
            "原文作者",
            "著者",
            "작성자",
        ],
    ),
    (
        FieldName::Date,
        &[
            "date",
            "published",
            "published time",
            "publish date",
            "pub date",
            "posted",
            "posted on",
            "date published",
            "published at",
            "published on",
            "article:published time",
            "ms.date",
            "start date",
            "datum",
            "fecha",
            "дата",
            "日期",
            "发布时间",
            "公開日",
            "投稿日",
            "작성일",
        ],
    ),
    (
        FieldName::Updated,
        &[
            "updated",
            "modified",
            "last modified",
            "lastmod",
            "last updated",
            "timestamp",
            "date modified",
            "updated at",
            "article:modified time",
        ],
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
            "date created",
            "created at",
            "date clipped",
            "date saved",
            "date accessed",
            "captured at",
            "collected at",
            "clipped at",
            "saved at",
            "retrieved on",
            "accessed on",
        ],
    ),
    (
        FieldName::Source,
        &[
            "original url",
            "source",
            "source url",
            "url",
            "url source",
            "link",
            "permalink",
            "canonical",
            "canonical url",
            "via",
            "originally published at",
            "original",
            "online version",
            "tumblr url",
            "quelle",
            "fuente",
            "fonte",
            "bron",
            "источник",
            "źródło",
            "来源",
            "来自",
            "出典",
            "출처",
            "原文地址",
            "原文链接",
        ],
    ),
    (FieldName::Credit, &["credit", "photo", "photo credit", "image", "picture"]),
    (
        FieldName::Related,
        &[
            "related",
            "related article",
            "related articles",
            "see also",
            "read more",
            "more",
            "siehe auch",
            "voir aussi",
            "véase también",
            "leggi anche",
            "zie ook",
        ],
    ),
    (FieldName::Site, &["site", "site name", "publisher", "hostname"]),
    (FieldName::Language, &["language", "lang", "locale"]),
    (FieldName::License, &["license", "licence", "rights", "copyright"]),
    (FieldName::Summary, &["summary", "description", "excerpt"]),
    (FieldName::Tags, &["tags", "tag", "keywords", "categories", "category", "topics"]),
    (FieldName::Archive, &["archive", "archived", "archive url"]),
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
    /// end is ignored. Of `key::alias`, either may be the one that is known.
    pub fn field(&self, label: &str) -> Option<FieldName> {
        if let Some((key, alias)) = label.split_once("::") {
            return self.field(key).or_else(|| self.field(alias));
        }
        let label = plain(label.trim_end_matches([':', '：', ' ']));
        let added = self.added.iter().find(|it| *it.plain == label).map(|it| it.field);
        let is_name = |name: &&str| name.chars().filter(|c| *c != ' ').eq(label.chars());
        let built_in = || FIELDS.iter().find(|(_, names)| names.iter().any(is_name));
        added.or_else(|| built_in().map(|&(field, _)| field))
    }

    /// The label that `label` was probably meant to be, and its field. A known label is none.
    pub fn nearest(&self, label: &str) -> Option<(FieldName, &str)> {
        let label = plain(label.trim_end_matches([':', '：', ' ']));
        let length = label.chars().count();
        // Too many short words are one letter away from another.
        if length < 5 || self.field(&label).is_some() {
            return None;
        }
        let limit = if length < 8 { 1 } else { 2 };
        let built_in =
            FIELDS.iter().flat_map(|(field, names)| names.iter().map(|it| (*field, *it)));
        let near = self.added().chain(built_in).filter_map(|(field, name)| {
            let name_plain = plain(name);
            // Hardly anybody gets the first letter wrong, and other words differ in it.
            if name_plain.chars().next() != label.chars().next() || name_plain.chars().count() < 4 {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&label, &name_plain);
            // `dates` and `links` are words of their own.
            let plural = label.strip_suffix('s') == Some(&name_plain);
            (distance <= limit && !plural).then_some((distance, field, name))
        });
        near.min_by_key(|(distance, ..)| *distance).map(|(_, field, name)| (field, name))
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
        assert_eq!(labels.field("Harbour"), None);
        assert_eq!(labels.field("original_url::link"), Some(FieldName::Source));
    }

    #[test]
    fn a_misspelt_label_is_near_to_the_right_one() {
        let labels = Labels::new([(FieldName::Source, "Gefunden bei")].into_iter());
        assert_eq!(labels.nearest("Orignal url:"), Some((FieldName::Source, "original url")));
        assert_eq!(labels.nearest("auhtor"), Some((FieldName::Author, "author")));
        assert_eq!(labels.nearest("gefunden bie"), Some((FieldName::Source, "gefunden bei")));
        for other in ["title", "dates", "cite", "mode", "layout", "id", "slug", "weight", "draft"] {
            assert_eq!(labels.nearest(other), None, "{other}");
        }
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
