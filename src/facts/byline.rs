//! Bylines: who wrote it, in the words of several languages. Names are kept as they are written.

use crate::facts::date_line;
use crate::facts::inline;
use crate::facts::passage::Passage;
use crate::syntax::FieldName;
use crate::syntax::Labels;
use crate::text::TextRange;

/// One author of a byline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Author {
    /// All of the author, with link and organisation.
    pub(super) source: TextRange,
    pub(super) name: String,
    pub(super) link: Option<String>,
    pub(super) organisation: Option<String>,
}

/// Words that lead to names; those of the second list only with a colon after them.
const LEADS: &[&str] = &[
    "by",
    "written by",
    "words by",
    "text by",
    "story by",
    "posted by",
    "published by",
    "reported by",
    "reporting by",
    "article by",
    "compiled by",
    "words and pictures by",
    "von",
    "ein beitrag von",
    "text von",
    "geschrieben von",
    "par",
    "écrit par",
    "por",
    "escrito por",
    "publicado por",
    "di",
    "scritto da",
    "a cura di",
    "door",
    "af",
    "av",
    "от",
    "作者",
    "文",
    "记者",
    "撰文",
    "執筆",
    "著者",
    "記者",
    "取材・文",
];
const COLON_LEADS: &[&str] = &[
    "author",
    "authors",
    "byline",
    "writer",
    "words",
    "text",
    "autor",
    "autorin",
    "autoren",
    "autor/in",
    "auteur",
    "auteurs",
    "autora",
    "autore",
    "autori",
    "texte",
    "texto",
    "tekst",
    "автор",
    "авторы",
    "текст",
    "原文作者",
    "责任编辑",
    "编辑",
];
/// No lead is longer, in bytes.
const LONGEST_LEAD: usize = 32;

/// A byline is no longer, in bytes; what is longer is prose.
const LONGEST: usize = 400;

/// Splits a byline into its lead and what follows; `None` where `line` is none. Added labels of the
/// author are leads too.
pub(super) fn split<'a>(line: Passage<'a>, labels: &Labels) -> Option<(Passage<'a>, Passage<'a>)> {
    let inner = line.without_emphasis();
    if LONGEST < inner.text.len() {
        return None;
    }
    // `[By A. Writer](#)`
    let start = inner.text.len() - inner.text.trim_start_matches(['[', '*', '_']).len();
    let bare = inner.from(start);
    let length = lead_length(bare.text, labels)?;
    let label = bare.part(0..length);
    // `**By** A. Writer`
    let marks = bare.text.len() - length - bare.text[length..].trim_start_matches('*').len();
    let names = if start == 0 || 0 < marks || bare.text[length..].trim().is_empty() {
        bare.from(length + marks).trim()
    } else {
        // The lead lies inside the link, so the names are read with the link around them.
        inner.trim()
    };
    (names.is_empty() || could_be_names(label.text, bare.text[length + marks..].trim()))
        .then_some((label, names))
}

fn lead_length(text: &str, labels: &Labels) -> Option<usize> {
    let mut end = LONGEST_LEAD.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].to_lowercase();
    // Lower case may change the length of a text, so the length is counted in characters.
    let fits =
        |lead: &&&str| {
            let after = head.strip_prefix(**lead)?.chars().next();
            Some(after.is_none_or(|c| {
                c.is_whitespace() || matches!(c, ':' | '：' | '/' | '／' | '[' | '*')
            }))
        };
    let colon = |lead: &&&str| {
        let after = head.strip_prefix(**lead)?.trim_start();
        Some(after.starts_with([':', '：', '/', '／']))
    };
    let longest = |leads: &[&'static str], fits: &dyn Fn(&&&str) -> Option<bool>| {
        leads.iter().filter(|lead| fits(lead) == Some(true)).map(|lead| lead.chars().count()).max()
    };
    let characters = longest(LEADS, &fits).max(longest(COLON_LEADS, &colon));
    let built_in: usize = text.chars().take(characters.unwrap_or(0)).map(char::len_utf8).sum();
    let added = labels.added().filter(|&(name, _)| name == FieldName::Author);
    let added = added.filter_map(|(_, words)| date_line::words_length(text, words)).max();
    let end = built_in.max(added.unwrap_or(0)).max(reporter_lead(text).unwrap_or(0));
    if end == 0 {
        return None;
    }
    let rest = &text[end..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
    let mark = rest[blank..].chars().next().filter(|c| matches!(c, ':' | '：' | '/' | '／'));
    Some(mark.map_or(end, |mark| end + blank + mark.len_utf8()))
}

/// `半月谈记者 王小明`: the paper, the word for its reporter, and a blank; in bytes.
fn reporter_lead(text: &str) -> Option<usize> {
    const LONGEST_PAPER: usize = 8;
    const LONGEST_NAME: usize = 4;
    let words = ["记者", "記者"];
    let (at, word) = words.iter().find_map(|word| Some((text.find(word)?, *word)))?;
    let paper = &text[..at];
    let names = &text[at + word.len()..];
    let is_short = |name: &str| (2..=LONGEST_NAME).contains(&name.chars().count());
    let is_word = |text: &str| text.chars().all(|c| c.is_alphanumeric() && !c.is_ascii());
    let mut each =
        names.split(|c: char| c.is_whitespace() || c == '、').filter(|it| !it.is_empty());
    let fits = paper.chars().count() <= LONGEST_PAPER
        && is_word(paper)
        && names.starts_with(char::is_whitespace)
        && each.clone().next().is_some()
        && each.all(|it| is_short(it) && is_word(it));
    fits.then_some(at + word.len())
}

/// What follows a lead looks like names and not like a sentence.
fn could_be_names(lead: &str, rest: &str) -> bool {
    let mut at = 0;
    let mut words_between = 0;
    let links = inline::links(Passage::new(rest, 0));
    for link in &links {
        words_between += rest[at..link.range.start].split_whitespace().count();
        at = link.range.end;
    }
    if !links.is_empty() {
        // `By default, [the docs](…) build all of it`
        let words_after = rest[at..].split_whitespace().count();
        return rest.starts_with(['[', '<']) && words_after <= 12
            || !rest.starts_with(char::is_lowercase) && words_between + words_after <= 12;
    }
    let lead = lead.to_lowercase();
    let sentence = rest.ends_with(['?', '!', '…', '。']) || rest.contains(". ") && rest.len() > 120;
    // `Jr.`, `Dr.`, an initial: a stop after a short word ends no sentence.
    let last = rest.rsplit(char::is_whitespace).next().unwrap_or_default();
    let stopped = rest.ends_with('.') && last.chars().count() > 4;
    let breaks_off = rest.ends_with(',') && 6 < rest.split_whitespace().count();
    if sentence || stopped || breaks_off {
        return false;
    }
    if lead.ends_with([':', '：', '/', '／']) {
        return true;
    }
    let words = rest.split_whitespace().count();
    let lower = rest.starts_with(char::is_lowercase);
    match lead.as_str() {
        "by" | "written by" | "words by" | "text by" | "posted by" => {
            words <= 24 && (!lower || words <= 4)
        }
        _ => words <= 12 && !lower,
    }
}

/// Words before the names of those who did not write it.
const ROLES: &[&str] = &[
    // `A. Writer Follow @writer`
    "follow @",
    "edited by",
    "editing by",
    "translated by",
    "photographs by",
    "photography by",
    "photos by",
    "photo by",
    "illustrated by",
    "illustrations by",
    "illustration by",
    "reviewed by",
    "medically reviewed by",
    "fact checked by",
    "übersetzt von",
    "redaktion:",
    "fotos:",
    "foto:",
    "fotos von",
    "bilder:",
    "illustration:",
    "traduit par",
    "photos :",
    "traducido por",
    "traducción de",
    "fotos de",
    "foto di",
    "traduzione di",
    "vertaling:",
    "перевод:",
    "фото:",
    "译者",
    "校对",
    "编辑：",
    "責任編集",
    "写真：",
    "撮影：",
];

/// `line` names an editor, a translator, a photographer.
pub(super) fn is_role(line: Passage<'_>) -> bool {
    let line = line.without_emphasis();
    let lower = line.text.to_lowercase();
    line.text.len() <= LONGEST && ROLES.iter().any(|role| lower.starts_with(role))
}

/// Where in `names` the first other role begins: `A. Writer | Photos by B. Lens`.
fn other_role(names: &str) -> Option<usize> {
    // Lower case of the same length, so that places in it are places in `names`.
    let lower: String = names
        .chars()
        .map(|c| c.to_lowercase().next().filter(|it| it.len_utf8() == c.len_utf8()).unwrap_or(c))
        .collect();
    let starts = |at: &usize| {
        let before = lower[..*at].chars().next_back();
        before.is_some_and(|c| c.is_whitespace() || matches!(c, '|' | ',' | ';' | '('))
    };
    let places = ROLES.iter().flat_map(|role| lower.match_indices(role).map(|(at, _)| at));
    places.filter(starts).min()
}

/// Reads the names of a byline; `lead` is its lead where that lies inside `passage`.
pub(super) fn names(passage: Passage<'_>, lead: Option<TextRange>) -> Vec<Author> {
    let all = passage;
    let passage = other_role(all.text).map_or(all, |at| all.part(0..at));
    let mut list = NameList::default();
    let mut at = 0;
    for link in inline::links(passage) {
        list.text(passage.part(at..link.range.start), None);
        at = link.range.end;
        // A URL that stands for itself is where the name before it leads: `A. Writer https://…`.
        let Some(mut text) = link.text else {
            if let (Some(last), Some(destination)) = (list.pieces.last_mut(), link.destination) {
                last.link.get_or_insert(destination.text.to_owned());
            }
            continue;
        };
        if let Some(lead) = lead.filter(|it| text.range().contains_range(*it)) {
            text = text.from(usize::from(lead.end()) - text.start);
        }
        let destination = link.destination.map(|it| it.text.to_owned()).unwrap_or_default();
        list.text(text, Some((destination, passage.part(link.range.clone()).range())));
    }
    list.text(passage.from(at), None);
    let unlinked = list.pieces.iter().all(|it| it.link.is_none());
    let authors = list.finish();
    // No name has so many words: it is a sentence, or an organisation's, and no list.
    let too_long = |it: &Author| LONGEST_NAME < it.name.split_whitespace().count();
    let whole = passage.trim_matches(is_wrapping);
    if unlinked
        && 1 < authors.len() + usize::from(authors.iter().any(|it| it.organisation.is_some()))
        && (authors.iter().any(too_long) || is_institution(whole.text))
    {
        // Quotation marks in it belong to it.
        let whole = passage.trim();
        let words: Vec<&str> = whole.text.split_whitespace().collect();
        let (source, name) = (whole.range(), words.join(" "));
        return vec![Author { source, name, link: None, organisation: None }];
    }
    authors
}

/// In words.
const LONGEST_NAME: usize = 8;

/// `Department of Health and Human Services`: one name, although it holds an `and`.
fn is_institution(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "association",
        "board",
        "bundesministerium",
        "bureau",
        "center",
        "centre",
        "committee",
        "council",
        "department",
        "institut",
        "institute",
        "ministerio",
        "ministerium",
        "ministry",
        "ministère",
        "office",
        "society",
    ];
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default().to_lowercase();
    let second = words.next().unwrap_or_default();
    WORDS.contains(&first.as_str())
        && matches!(second, "of" | "for" | "für" | "de" | "des" | "of the" | "zur" | "der")
        && !text.contains([',', ';', '|', '/'])
}

/// What stands between two names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Comma,
    /// A word or sign that joins the last name to a list.
    And,
    /// `|`, ` / `: the organisation follows.
    Bar,
}

struct Piece {
    /// What stands before it; `None` for the first.
    before: Option<Separator>,
    source: TextRange,
    name: String,
    link: Option<String>,
}

#[derive(Default)]
struct NameList {
    pieces: Vec<Piece>,
    separator: Option<Separator>,
    /// The next text goes on with the last piece: no separator came in between.
    joins: bool,
}

impl NameList {
    /// Adds `text`, which may hold several names; `link` is the destination and the whole link.
    fn text(&mut self, text: Passage<'_>, link: Option<(String, TextRange)>) {
        let mut rest = text;
        loop {
            let next = match &link {
                Some(_) if is_institution(rest.text) => None,
                _ => separator(rest.text, link.is_some()),
            };
            let (end, length, kind) = match next {
                Some((at, length, kind)) => (at, length, Some(kind)),
                None => (rest.text.len(), 0, None),
            };
            let name = rest.part(0..end);
            // A link around a single name belongs to the author's source.
            let whole = link.as_ref().filter(|_| kind.is_none() && rest == text).map(|it| it.1);
            self.name(name, whole, link.as_ref().map(|it| it.0.clone()));
            let Some(kind) = kind else { break };
            self.separator = Some(kind);
            self.joins = false;
            rest = rest.from(end + length);
        }
    }

    fn name(&mut self, name: Passage<'_>, whole: Option<TextRange>, link: Option<String>) {
        let tidy = unwrapped(name);
        if tidy.is_empty() {
            return;
        }
        let source = whole.unwrap_or(tidy.range());
        let link = link.filter(|it| !it.is_empty());
        if self.joins
            && let Some(last) = self.pieces.last_mut()
        {
            // `Dr. [Jane Doe](#)`, `[Jane Doe](#) of Reuters`
            if last.link.is_none() && link.is_some() {
                last.name = format!("{} {}", last.name, clean(tidy.text));
                last.link = link;
                last.source = last.source.cover(source);
                return;
            }
            if let Some(organisation) = of_organisation(tidy) {
                self.pieces.push(Piece {
                    before: Some(Separator::Bar),
                    source: organisation.range(),
                    name: clean(organisation.text),
                    link: None,
                });
                return;
            }
            if tidy.text.starts_with(['(', ')']) || tidy.text.contains('@') {
                return;
            }
            last.name = format!("{} {}", last.name, clean(tidy.text));
            last.source = last.source.cover(source);
            return;
        }
        let before = if self.pieces.is_empty() { None } else { self.separator };
        // `Jane Doe for Example News`
        if link.is_none()
            && let Some((at, _)) = tidy.text.match_indices(" for ").next()
            && 2 <= tidy.text[..at].split_whitespace().count()
            && tidy.text[at + 5..].starts_with(char::is_uppercase)
            && !is_organisation(&tidy.text[..at])
        {
            let (name, place) = (tidy.part(0..at), tidy.from(at + 5));
            let before = if self.pieces.is_empty() { None } else { self.separator };
            self.pieces.push(Piece { before, source: name.range(), name: clean(name.text), link });
            let (source, name) = (place.range(), clean(place.text));
            self.pieces.push(Piece { before: Some(Separator::Bar), source, name, link: None });
            self.joins = true;
            return;
        }
        self.pieces.push(Piece { before, source, name: clean(tidy.text), link });
        self.joins = true;
    }

    fn finish(self) -> Vec<Author> {
        let mut authors: Vec<Author> = Vec::new();
        // Authors from here on have no organisation yet.
        let mut open = 0;
        let mut listed = false;
        let count = self.pieces.len();
        let is_word = |piece: &Piece| !piece.name.contains(' ') && piece.link.is_none();
        // `Jane Doe, Berlin`: where everybody else has two names, a lone word is none.
        let word_at_end = 1 < count
            && self.pieces.last().is_some_and(is_word)
            && !self.pieces[..count - 1].iter().any(is_word);
        for (at, piece) in self.pieces.into_iter().enumerate() {
            // `Jane Doe, @jane` is one, `@jane and @john` are two.
            let by_accounts = authors.last().is_none_or(|it| it.name.starts_with('@'));
            let own = by_accounts || piece.before == Some(Separator::And);
            if piece.name.is_empty() || piece.name.contains('@') && !own {
                continue;
            }
            if let Some(last) = authors.last_mut()
                && piece.before == Some(Separator::Comma)
                && is_suffix(&piece.name)
            {
                last.name = format!("{}, {}", last.name, piece.name);
                last.source = last.source.cover(piece.source);
                continue;
            }
            let organisation = match piece.before {
                Some(Separator::Bar) => true,
                Some(Separator::Comma) => {
                    let lone = word_at_end && at + 1 == count;
                    listed || lone || is_organisation(&piece.name)
                }
                _ => false,
            };
            if organisation && piece.link.is_none() && open < authors.len() {
                for author in &mut authors[open..] {
                    author.organisation = Some(piece.name.clone());
                }
                if let Some(last) = authors.last_mut() {
                    last.source = last.source.cover(piece.source);
                }
                open = authors.len();
                listed = false;
                continue;
            }
            listed = piece.before == Some(Separator::And);
            authors.push(Author {
                source: piece.source,
                name: piece.name,
                link: piece.link,
                organisation: None,
            });
        }
        authors
    }
}

/// A name as a reader sees it: no emphasis, no escapes, one blank between words.
fn clean(name: &str) -> String {
    let mut name = name.replace('\\', "");
    if let Some(at) = name.find("](").or_else(|| name.find("(http")) {
        name.truncate(at);
    }
    if let Some(open) = name.find(['<', '('])
        && name[open..].contains('@')
    {
        name.truncate(open);
    }
    // `Jane Doe@jane`: the name that she has elsewhere.
    if let Some(at) = name.find('@')
        && 0 < at
        && !name[at..].contains('.')
    {
        name.truncate(at);
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let name = words.join(" ");
    unwrapped(Passage::new(&name, 0)).text.to_owned()
}

fn is_wrapping(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_' | '"' | '“' | '”' | '[' | ']' | ':' | '：')
}

/// A name without the marks around it. `@pilot_` ends with its own underscore.
fn unwrapped(name: Passage<'_>) -> Passage<'_> {
    let tidy = name.trim_matches(is_wrapping);
    if !tidy.text.starts_with('@') || name.text.trim_start().starts_with('_') {
        return tidy;
    }
    let start = tidy.start - name.start;
    let end = start + tidy.text.len();
    let own = name.text[end..].bytes().take_while(|it| *it == b'_').count();
    name.part(start..end + own)
}

/// The first separator of `text` and its length. Inside of a link a bar is a part of the name.
fn separator(text: &str, linked: bool) -> Option<(usize, usize, Separator)> {
    let mut word_start = true;
    for (at, char) in text.char_indices() {
        let rest = &text[at..];
        match char {
            // `1,4 Millionen`
            ',' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {}
            ',' | ';' | '、' | '，' | '；' => {
                return Some((at, char.len_utf8(), Separator::Comma));
            }
            '&' if !rest.starts_with("&#") && !is_entity(rest) => {
                return Some((at, 1, Separator::And));
            }
            '|' | '·' | '•' if !linked => return Some((at, char.len_utf8(), Separator::Bar)),
            '/' if word_start && rest[1..].starts_with(' ') && !linked => {
                return Some((at, 1, Separator::Bar));
            }
            _ if word_start && 0 < at => {
                let word = rest.split(char::is_whitespace).next().unwrap_or_default();
                let follows = rest[word.len()..].trim_start();
                let two_words = 2 <= text[..at].split_whitespace().count();
                let weak = WEAK_AND.contains(&word) && two_words && has_word(follows);
                if (weak || AND.contains(&word) && (has_word(follows) || has_initial(follows)))
                    && follows.starts_with(|c: char| !c.is_lowercase())
                {
                    return Some((at, word.len(), Separator::And));
                }
            }
            _ => {}
        }
        word_start = char.is_whitespace();
    }
    None
}

const AND: &[&str] =
    &["and", "AND", "And", "und", "et", "og", "och", "и", "та", "和", "与", "with"];

/// Words that join names too, but are short or mean other things as well: they count only behind a
/// name of two words (`María José y Pedro Gil`).
const WEAK_AND: &[&str] = &["y", "e", "i", "en"];

/// `e V.` is an abbreviation, `e Maria` a name.
fn has_word(text: &str) -> bool {
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    2 <= word.chars().filter(|c| c.is_alphabetic()).count() || word.starts_with('[')
}

/// `B. Reader`
fn has_initial(text: &str) -> bool {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    first.ends_with('.') && has_word(rest.trim_start())
}

fn is_entity(text: &str) -> bool {
    let name = text[1..].split(';').next().unwrap_or_default();
    name.len() < 10
        && name.len() + 1 < text.len()
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// `of Reuters` without its first word.
fn of_organisation(text: Passage<'_>) -> Option<Passage<'_>> {
    let word = text.text.split(' ').next()?;
    matches!(word, "of" | "for" | "at" | "from" | "für" | "de" | "pour" | "para")
        .then(|| text.from(word.len()).trim())
        .filter(|it| !it.is_empty())
}

fn is_suffix(name: &str) -> bool {
    matches!(
        name.trim_end_matches('.'),
        "Jr" | "Sr"
            | "II"
            | "III"
            | "IV"
            | "PhD"
            | "Ph.D"
            | "MD"
            | "M.D"
            | "Esq"
            | "Inc"
            | "Ltd"
            | "LLC"
    )
}

/// Words that only the names of organisations have.
const ORGANISATION_WORDS: &[&str] = &[
    "agence",
    "agency",
    "agentur",
    "association",
    "authority",
    "axios",
    "bbc",
    "bistum",
    "bloomberg",
    "board",
    "bureau",
    "chronicle",
    "commission",
    "committee",
    "community",
    "company",
    "consortium",
    "contributors",
    "correspondent",
    "correspondents",
    "council",
    "daily",
    "department",
    "developer",
    "developers",
    "dispatch",
    "documentation",
    "editor",
    "editors",
    "erzbistum",
    "federation",
    "forum",
    "foundation",
    "gazette",
    "gmbh",
    "group",
    "gruppe",
    "guardian",
    "herald",
    "institut",
    "institute",
    "journal",
    "labs",
    "library",
    "magazin",
    "magazine",
    "media",
    "ministerium",
    "ministry",
    "museum",
    "network",
    "news",
    "newspaper",
    "newsroom",
    "organisation",
    "organization",
    "partners",
    "podcast",
    "post",
    "press",
    "radio",
    "redaktion",
    "reporter",
    "reporters",
    "reuters",
    "review",
    "society",
    "staff",
    "stiftung",
    "studio",
    "studios",
    "team",
    "technologies",
    "times",
    "tribune",
    "tv",
    "university",
    "universität",
    "université",
    "verband",
    "verein",
    "verlag",
    "weekly",
    "wiki",
    "writer",
    "zeitung",
];

/// `name` is that of no person, by its words or its shape.
pub(crate) fn is_organisation(name: &str) -> bool {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    let single = words.next().is_none();
    let capitals = first.chars().filter(|c| c.is_uppercase()).count();
    let shouted = single && 2 <= capitals && first.chars().all(|c| !c.is_lowercase());
    let domain = single && first.trim_end_matches('.').contains('.') && 4 < first.len();
    let word = |it: &str| ORGANISATION_WORDS.contains(&it.to_lowercase().as_str());
    shouted || domain || name.starts_with("The ") || name.split_whitespace().any(word)
}

#[cfg(test)]
mod tests;
