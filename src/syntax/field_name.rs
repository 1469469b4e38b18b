//! The fields of a seed and the words that name them. It stands in `syntax` because a key-line
//! header is recognised by a known key; what the fields mean is the business of `facts`.

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

impl FieldName {
    /// The field that `label` names, without regard to case, spaces, `-` and `_`; a colon at the
    /// end is ignored.
    pub fn of(label: &str) -> Option<FieldName> {
        let label = label.trim_end_matches([':', '：', ' ']);
        let plain: String = label
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
            .flat_map(char::to_lowercase)
            .collect();
        FIELDS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|&(field, _)| field)
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
