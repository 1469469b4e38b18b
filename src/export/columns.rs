//! Text for people in columns: how wide it is, and how it is made to fit.

use unicode_width::UnicodeWidthChar;

pub(super) const BOLD: &str = "\x1b[1m";
pub(super) const DIM: &str = "\x1b[2m";
pub(super) const CYAN: &str = "\x1b[36m";
pub(super) const PLAIN: &str = "\x1b[0m";

/// How many columns of a terminal `text` takes.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|char| char.width().unwrap_or_default()).sum()
}

/// `text` on one line and safe to print, cut to `width` columns.
pub(super) fn clipped(text: &str, width: usize) -> String {
    let line = one_line(text);
    if columns(&line) <= width {
        return line;
    }
    let mut clipped = String::new();
    let mut room = width.saturating_sub(1);
    for char in line.chars() {
        let Some(left) = room.checked_sub(char.width().unwrap_or_default()) else { break };
        room = left;
        clipped.push(char);
    }
    clipped.truncate(clipped.trim_end().len());
    clipped.push('…');
    clipped
}

/// The end of `path` with `…` before it, where all of it is wider than `width` columns: its first
/// folders go, and where that is not enough, the beginning of its name.
pub(super) fn clipped_path(path: &str, width: usize) -> String {
    if columns(path) <= width {
        return path.to_owned();
    }
    let fits = |rest: &&str| columns(rest) < width;
    let below = path.match_indices('/').map(|(at, _)| &path[at..]).find(fits);
    let by_characters = || path.char_indices().map(|(at, _)| &path[at..]).find(fits);
    format!("…{}", below.or_else(by_characters).unwrap_or_default())
}

/// `text` with its white space made single blanks, safe to print.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    crate::text::plain(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::clipped;
    use super::clipped_path;
    use super::columns;

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(columns("日本 a"), 6);
    }

    #[test]
    fn what_is_too_long_is_cut_to_the_width() {
        assert_eq!(clipped("a\n b", 3), "a b");
        assert_eq!(clipped("harbour pilots", 9), "harbour…");
        assert_eq!(clipped("日本日本", 6), "日本…");
        assert_eq!(clipped("a\u{1b}[31m", 20), "a\\u{1b}[31m");
        assert_eq!(clipped("abc", 0), "…");
    }

    #[test]
    fn the_end_of_a_path_stays() {
        assert_eq!(clipped_path("north/seeds/a.md:3", 18), "north/seeds/a.md:3");
        assert_eq!(clipped_path("north/seeds/a.md:3", 17), "…/seeds/a.md:3");
        assert_eq!(clipped_path("north/seeds/a.md:3", 9), "…/a.md:3");
        assert_eq!(clipped_path("north/港口港口.md", 8), "…港口.md");
        assert_eq!(clipped_path("a.md", 0), "…");
    }
}
