//! Names as bibliographies want them: taken apart only where that is safe.

use crate::facts::is_organisation;

/// An author's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    Person {
        family: String,
        given: String,
        /// `Jr.`
        suffix: Option<String>,
    },
    Organisation(String),
    /// As it is written: which part is the family's cannot be told.
    Whole(String),
}

/// Languages that put the family's name first. A name in another language's text may do so too;
/// there it is written in the order of that text more often than not.
const FAMILY_FIRST: &[&str] = &["hu", "ja", "ko", "vi", "zh"];

/// The last labels of hosts in countries of those languages.
const FAMILY_FIRST_HOSTS: &[&str] = &["cn", "hk", "hu", "jp", "kr", "mo", "tw", "vn"];

/// Without their stops.
const SUFFIXES: &[&str] = &["Jr", "Sr", "II", "III", "IV", "PhD", "MD", "Esq"];

/// Names of newspapers begin with them, and hardly those of persons.
const ARTICLES: &[&str] =
    &["Das", "De", "Der", "Die", "El", "Gli", "Het", "Il", "La", "Las", "Le", "Les", "Los", "O"];

/// What stands behind the names of firms.
const FIRM_SUFFIXES: &[&str] = &["Inc", "Ltd", "LLC"];

/// Whether names beside `language` (a BCP 47 tag) and on `host` may begin with the family's.
pub(super) fn is_family_first(language: Option<&str>, host: Option<&str>) -> bool {
    let primary = language.map(|it| it.split(['-', '_']).next().unwrap_or_default().to_lowercase());
    let country = host.and_then(|it| it.rsplit('.').next()).map(str::to_lowercase);
    primary.is_some_and(|it| FAMILY_FIRST.contains(&it.as_str()))
        || country.is_some_and(|it| FAMILY_FIRST_HOSTS.contains(&it.as_str()))
}

impl Name {
    /// Takes `written` apart where one reading only is likely: `Doe, Jane`, and a first name or
    /// initials before one last name. Particles (`van`), three full words, capitals throughout and
    /// other scripts leave doubt.
    pub(super) fn read(written: &str, family_first: bool) -> Name {
        let written = written.trim();
        // `A. Post` is a person, `The Post` is none.
        let first = written.split_whitespace().next().unwrap_or_default();
        let initials = first != written && first.ends_with('.') && is_initials(first);
        if is_organisation(written) && !initials || written.contains(|c: char| c.is_ascii_digit()) {
            return Name::Organisation(written.to_owned());
        }
        let whole = || Name::Whole(written.to_owned());
        let (base, suffix) = match written.rsplit_once(',') {
            Some((_, suffix)) if is_one_of(FIRM_SUFFIXES, suffix) => {
                return Name::Organisation(written.to_owned());
            }
            Some((base, suffix)) if is_one_of(SUFFIXES, suffix) => {
                (base.trim(), Some(suffix.trim().to_owned()))
            }
            _ => (written, None),
        };
        if let Some((family, given)) = base.split_once(',') {
            let (family, given) = (family.trim(), given.trim());
            let plain = |part: &str| {
                !part.is_empty() && part.split_whitespace().all(|it| is_word(it) || is_initials(it))
            };
            if plain(family) && plain(given) {
                return Name::Person { family: family.to_owned(), given: given.to_owned(), suffix };
            }
            return whole();
        }
        let words: Vec<&str> = base.split_whitespace().collect();
        let Some((family, given)) = words.split_last().filter(|_| !family_first) else {
            return whole();
        };
        let safe = match given {
            [] => false,
            [first] => is_word(first) || is_initials(first),
            [first, middle @ ..] => {
                (is_word(first) || is_initials(first)) && middle.iter().all(|it| is_initials(it))
            }
        };
        // `Le Matin` is a newspaper, and `Le Minh` somebody.
        let article = given.first().is_some_and(|it| ARTICLES.contains(it));
        if !safe || article || !is_word(family) {
            return whole();
        }
        Name::Person { family: (*family).to_owned(), given: given.join(" "), suffix }
    }

    /// What a list is sorted by.
    pub(super) fn family(&self) -> &str {
        match self {
            Name::Person { family, .. } => family,
            Name::Organisation(name) | Name::Whole(name) => name,
        }
    }
}

/// `suffix` without its stops is one of `list`.
fn is_one_of(list: &[&str], suffix: &str) -> bool {
    list.contains(&suffix.replace('.', "").trim())
}

/// `Doe`, `O’Neill`, `García-Márquez`: Latin letters, a capital first and small ones too.
fn is_word(word: &str) -> bool {
    let latin = |c: char| c.is_alphabetic() && c < '\u{250}';
    word.chars().all(|c| latin(c) || matches!(c, '-' | '\'' | '’'))
        && word.starts_with(char::is_uppercase)
        && word.contains(char::is_lowercase)
}

/// `J.`, `J.R.`, `J.-P.`, `J`
fn is_initials(word: &str) -> bool {
    let letters: Vec<&str> = word.split(['.', '-']).filter(|it| !it.is_empty()).collect();
    let capital = |it: &&str| it.chars().count() == 1 && it.starts_with(char::is_uppercase);
    !letters.is_empty() && letters.iter().all(capital)
}

#[cfg(test)]
mod tests {
    use super::Name;
    use super::is_family_first;

    #[track_caller]
    fn check(written: &str, expected: &str) {
        let shown = match Name::read(written, false) {
            Name::Person { family, given, suffix: None } => format!("{family} | {given}"),
            Name::Person { family, given, suffix: Some(suffix) } => {
                format!("{family} | {given} | {suffix}")
            }
            Name::Organisation(name) => format!("[{name}]"),
            Name::Whole(name) => name,
        };
        assert_eq!(shown, expected, "{written}");
    }

    #[test]
    fn names_are_taken_apart_where_it_is_safe() {
        check("Jane Doe", "Doe | Jane");
        check("J. R. Doe", "Doe | J. R.");
        check("Jane Q. Doe", "Doe | Jane Q.");
        check("A. Writer", "Writer | A.");
        check("Jean-Pierre Müller", "Müller | Jean-Pierre");
        check("Doe, Jane", "Doe | Jane");
        check("García Márquez, Gabriel", "García Márquez | Gabriel");
        check("John Doe, Jr.", "Doe | John | Jr.");
        check("Grant Tinsley, Ph.D.", "Tinsley | Grant | Ph.D.");
    }

    #[test]
    fn names_stay_whole_where_it_is_not() {
        check("Gabriel García Márquez", "Gabriel García Márquez");
        check("Lauren del Valle", "Lauren del Valle");
        check("ALLY MUTNICK", "ALLY MUTNICK");
        check("王小明", "王小明");
        check("Иван Петров", "Иван Петров");
        check("Nguyễn Minh", "Nguyễn Minh");
        check("Sandra", "Sandra");
        check("Le Matin", "Le Matin");
        check("Die Glocke", "Die Glocke");
        check("", "");
        check(",", ",");
    }

    #[test]
    fn organisations_are_no_persons() {
        check("Example News Agency", "[Example News Agency]");
        check("BBC", "[BBC]");
        check("Harbour Works, Ltd.", "[Harbour Works, Ltd.]");
        check("ABC13 Houston", "[ABC13 Houston]");
        check("Harbour Documentation", "[Harbour Documentation]");
        check("Leadership Council", "[Leadership Council]");
    }

    #[test]
    fn some_languages_put_the_family_first() {
        assert!(is_family_first(Some("zh-Hans"), None));
        assert!(is_family_first(None, Some("news.example.hu")));
        assert!(!is_family_first(Some("de"), Some("news.example")));
        assert_eq!(Name::read("Kovács Anna", true), Name::Whole("Kovács Anna".to_owned()));
    }
}
