//! Anchors: the names that a `#fragment` can point at, made as GitHub makes them.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use crate::syntax::Tree;
use crate::syntax::page_anchors;
use crate::text::TextRange;

/// The anchors of one document.
///
/// They hold no ranges, so that they stay good as long as the headings say the same and the same
/// explicit anchors are there, wherever all these stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    // Of two places with one name the first counts, as in a browser.
    by_name: FxHashMap<String, Place>,
    /// In order of position, headings before explicit anchors.
    names: Vec<String>,
}

/// Where a fragment leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorPlace {
    /// Into every document: to its top, or to a place that only a program for notes can tell.
    Everywhere,
    /// To a heading, or to the name of an explicit anchor.
    At(TextRange),
}

/// The place by its number among its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Heading(usize),
    Explicit(usize),
    /// In a page of HTML, which is never edited.
    Fixed(TextRange),
}

impl Anchors {
    pub(crate) fn read(tree: &Tree) -> Anchors {
        let mut anchors = Anchors::default();
        let mut slugger = Slugger::default();
        let mut sections = Slugger::default();
        let mut aliases = Vec::new();
        for (index, heading) in tree.headings().enumerate() {
            if let Some((text, id)) = heading_attribute(&heading.text) {
                anchors.add(id.to_owned(), Place::Heading(index));
                anchors.add(slug(text), Place::Heading(index));
            }
            if slug(&heading.text).is_empty() {
                // Pandoc and the generators like it call a heading without letters so; GitHub does
                // not, and so nobody is told the name.
                aliases.push((sections.slug("section"), index));
            }
            match &heading.bare {
                None => anchors.add(slugger.slug(&heading.text), Place::Heading(index)),
                Some(bare) => {
                    // To GitHub an image is no text; to others its description is.
                    anchors.add(slugger.slug(bare), Place::Heading(index));
                    aliases.push((slug(&heading.text), index));
                }
            }
        }
        for (index, anchor) in tree.anchors().enumerate() {
            anchors.add(anchor.name.into(), Place::Explicit(index));
        }
        for (name, index) in aliases {
            anchors.by_name.entry(name).or_insert(Place::Heading(index));
        }
        anchors
    }

    /// The ids of `page`, a document of HTML.
    pub(crate) fn of_html(page: &str) -> Anchors {
        let mut anchors = Anchors::default();
        for anchor in page_anchors(page) {
            anchors.add(anchor.name.into(), Place::Fixed(anchor.range));
        }
        anchors
    }

    fn add(&mut self, name: String, place: Place) {
        if name.is_empty() || self.by_name.contains_key(&name) {
            return;
        }
        self.by_name.insert(name.clone(), place);
        self.names.push(name);
    }

    /// Where a reader of `tree` (the one these anchors were read from) gets who follows
    /// `fragment`, which is percent-decoded.
    pub fn find(&self, tree: &Tree, fragment: &str) -> Option<AnchorPlace> {
        if is_everywhere(fragment) {
            return Some(AnchorPlace::Everywhere);
        }
        let place = match self.place(fragment) {
            Some(Place::Heading(index)) => tree.headings().nth(index).map(|it| it.range),
            Some(Place::Fixed(range)) => Some(range),
            Some(Place::Explicit(index)) => tree.anchors().nth(index).map(|it| it.range),
            None => heading_with_words(tree, fragment),
        };
        place.map(AnchorPlace::At)
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The first name of the heading or explicit anchor at `range` of `tree` (the one these anchors
    /// were read from).
    pub fn name_at(&self, tree: &Tree, range: TextRange) -> Option<&str> {
        let heading = tree.headings().position(|it| it.range == range).map(Place::Heading);
        let explicit = || tree.anchors().position(|it| it.range == range).map(Place::Explicit);
        let place = heading.or_else(explicit)?;
        self.names().find(|name| self.by_name.get(*name) == Some(&place))
    }

    fn place(&self, fragment: &str) -> Option<Place> {
        let exact = |name: &str| self.by_name.get(name).copied();
        // GitHub puts this before the ids of a document, and takes links with and without.
        exact(fragment).or_else(|| exact(fragment.strip_prefix("user-content-")?))
    }
}

/// The heading whose words `fragment` is made of. Other programs than GitHub join them in other
/// ways (`what-s_new`), and note-taking programs write the heading as it is (`What's New?`).
fn heading_with_words(tree: &Tree, fragment: &str) -> Option<TextRange> {
    // Of a path of headings (`Part#Chapter`) the last counts.
    let fragment = fragment.rsplit('#').next().unwrap_or(fragment);
    // Where it is no longer the heading itself, case counts in a browser.
    let wanted: Vec<String> = words(fragment)
        .map(|word| if fragment.contains(' ') { word.to_lowercase() } else { word.to_owned() })
        .collect();
    if wanted.is_empty() {
        return None;
    }
    let has_words =
        |text: &str| words(text).map(str::to_lowercase).eq(wanted.iter().map(String::as_str));
    let mut headings = tree.headings();
    let heading = headings.find(|heading| {
        has_words(&heading.text) || heading.bare.as_deref().is_some_and(has_words)
    })?;
    Some(heading.range)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Fragments that lead somewhere in any document: its top, a passage of its text (WICG "Text
/// Fragments"), a block of a note, a line of a listing.
fn is_everywhere(fragment: &str) -> bool {
    fragment.is_empty()
        || fragment.eq_ignore_ascii_case("top")
        || fragment.starts_with(":~:")
        || fragment.starts_with('^')
}

/// Names of headings, a number added to those that come again (as the library `github-slugger`
/// does it, also where a heading is called `name-1` itself).
#[derive(Debug, Default)]
struct Slugger {
    used: FxHashMap<String, u32>,
}

impl Slugger {
    fn slug(&mut self, heading: &str) -> String {
        let original = slug(heading);
        let mut name = original.clone();
        while self.used.contains_key(&name) {
            let count = self.used.entry(original.clone()).or_default();
            *count += 1;
            name = format!("{original}-{count}");
        }
        self.used.insert(name.clone(), 0);
        name
    }
}

/// Lower case, spaces to `-`, and of the rest only letters, marks, numbers, `-` and `_` kept.
fn slug(heading: &str) -> String {
    // `\w` holds letters, marks, decimal numbers and connectors (Unicode TR 18, annex C), and two
    // joiners that GitHub drops.
    static DROPPED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[^\w\- ]|\p{Join_Control}").expect("the pattern is well-formed")
    });
    let lower = heading.to_lowercase();
    if lower.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'_')) {
        return lower.replace(' ', "-");
    }
    DROPPED.replace_all(&lower, "").replace(' ', "-")
}

/// `Title {#id}`, as several site generators have it: the title, and the id.
fn heading_attribute(heading: &str) -> Option<(&str, &str)> {
    let (text, attributes) = heading.strip_suffix('}')?.rsplit_once('{')?;
    let id = attributes.split_whitespace().find_map(|it| it.strip_prefix('#'))?;
    (!id.is_empty()).then_some((text.trim_end(), id))
}

#[cfg(test)]
mod tests {
    use super::AnchorPlace;
    use super::Slugger;
    use super::slug;
    use crate::facts::Document;
    use crate::text::Text;

    #[test]
    fn slugs_are_those_of_github() {
        for (heading, expected) in [
            ("The End", "the-end"),
            ("C++ & C#: what's new?", "c--c-whats-new"),
            ("snake_case — and a dash", "snake_case--and-a-dash"),
            ("🚀 Getting started", "-getting-started"),
            (":rocket: Getting started", "rocket-getting-started"),
            ("Größe ÄÖÜ", "größe-äöü"),
            ("日本語の見出し、テスト", "日本語の見出しテスト"),
            ("हिन्दी में", "हिन्दी-में"),
            ("x² and ½", "x-and-"),
            ("1. First", "1-first"),
            ("Ⅷ Kings", "ⅷ-kings"),
            ("a\u{200d}b", "ab"),
        ] {
            assert_eq!(slug(heading), expected, "{heading}");
        }
    }

    #[test]
    fn repeats_are_numbered_around_names_already_taken() {
        let mut slugger = Slugger::default();
        let names = ["a", "a", "a-1", "a", "b-1", "b", "b"].map(|it| slugger.slug(it));
        assert_eq!(names, ["a", "a-1", "a-1-1", "a-2", "b-1", "b", "b-2"]);
    }

    #[track_caller]
    fn check(text: &str, fragment: &str, expected: Option<&str>) {
        let document = Document::new(Text::new(text));
        let found = match document.anchors().find(document.tree(), fragment) {
            Some(AnchorPlace::At(range)) => Some(&text[range]),
            Some(AnchorPlace::Everywhere) => Some(""),
            None => None,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_fragment_leads_to_its_heading() {
        check(
            "# A\n\n## *The* `end`, [really](x)\n",
            "the-end-really",
            Some("## *The* `end`, [really](x)"),
        );
        check("# A\n\n# A\n", "a-1", Some("# A"));
        check("# A\n", "A", None);
        for fragment in ["-pilots", "pilots", "a-map-pilots"] {
            check("# ![A map](m.png) Pilots\n", fragment, Some("# ![A map](m.png) Pilots"));
        }
        check("# ![](m.png) Pilots\n", "-pilots", Some("# ![](m.png) Pilots"));
        check("# A {#b}\n", "b", Some("# A {#b}"));
        check("# `$?`\n\n# `$^`\n", "section", Some("# `$?`"));
        check("# `$?`\n\n# `$^`\n", "section-1", Some("# `$^`"));
        check("# A\n", "top", Some(""));
        check("# A\n", "^block", Some(""));
    }

    #[test]
    fn other_programs_join_the_words_in_other_ways() {
        let text = "# What's new: `a --b`?\n";
        for fragment in ["whats-new-a---b", "what-s-new-a-b", "what_s_new_a_b", "What's new: a b"] {
            check(text, fragment, Some(text.trim_end()));
        }
        check(text, "Part#What's new: `a --b`?", Some(text.trim_end()));
        check(text, "What-s-New-A-B", None);
        check(text, "what-s-new-ab", None);
        check("# …\n", "-", None);
    }

    #[test]
    fn a_fragment_leads_to_an_explicit_anchor() {
        check("A\n\n<a id=\"here\"></a>B\n", "here", Some("here"));
        check("A\n\n<a name='here'></a>B\n", "user-content-here", Some("here"));
    }
}
