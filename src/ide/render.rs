//! Rendering: what was found out, as Markdown and as plain text. What comes from a seed is shown as
//! it is written there and never becomes markup itself.

/// An answer in pieces, so that it can be written in more than one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Heading(String),
    /// A rule's name, and what it says here, with words of the seed in backticks.
    Finding(&'static str, String),
    /// A line that says what something is, and a value.
    Fact(&'static str, String),
    /// As `Fact`, for values that are code: paths, addresses.
    Code(&'static str, String),
    /// A sentence of ours.
    Note(String),
    /// The beginning of a text, in lines.
    Excerpt(String),
    /// Markdown of ours.
    Page(String),
    /// What follows is about something else.
    Rule,
}

impl Answer {
    pub(super) fn heading(&mut self, text: &str) {
        self.pieces.push(Piece::Heading(one_line(text, 200)));
    }

    pub(super) fn fact(&mut self, label: &'static str, value: &str) {
        self.pieces.push(Piece::Fact(label, one_line(value, 200)));
    }

    pub(super) fn code(&mut self, label: &'static str, value: &str) {
        self.pieces.push(Piece::Code(label, one_line(value, 300)));
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.pieces.push(Piece::Note(text.into()));
    }

    /// Begins something else, unless nothing has been said yet.
    pub(super) fn next(&mut self) {
        if !matches!(self.pieces.last(), None | Some(Piece::Rule)) {
            self.pieces.push(Piece::Rule);
        }
    }

    pub(super) fn markdown(&self) -> String {
        let mut out = String::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let text = match piece {
                Piece::Heading(text) => format!("**{}**", escape(text)),
                Piece::Finding(rule, message) => format!("**{rule}**: {}", quoting(message)),
                Piece::Fact(label, value) => format!("{label}: {}", escape(value)),
                Piece::Code(label, value) => format!("{label}: {}", code(value)),
                Piece::Note(text) => escape(text),
                Piece::Excerpt(text) => {
                    let lines: Vec<String> =
                        text.lines().map(|it| format!("> {}", escape_line(it))).collect();
                    lines.join("  \n")
                }
                Piece::Page(page) => page.trim_end().to_owned(),
                Piece::Rule => "---".to_owned(),
            };
            out.push_str(&text);
            // Facts make a list without bullets: two blanks at a line's end break it.
            let facts = |it: &Piece| matches!(it, Piece::Fact(..) | Piece::Code(..));
            match self.pieces.get(index + 1) {
                None => {}
                Some(next) if facts(piece) && facts(next) => out.push_str("  \n"),
                Some(_) => out.push_str("\n\n"),
            }
        }
        out
    }

    pub(super) fn plain(&self) -> String {
        let mut lines = Vec::new();
        for piece in &self.pieces {
            lines.push(match piece {
                Piece::Heading(text) | Piece::Note(text) | Piece::Excerpt(text) => text.clone(),
                Piece::Fact(label, value)
                | Piece::Code(label, value)
                | Piece::Finding(label, value) => format!("{label}: {value}"),
                Piece::Page(page) => page.trim_end().to_owned(),
                Piece::Rule => String::new(),
            });
        }
        lines.join("\n")
    }
}

/// `text` as Markdown that shows it unchanged in the middle of a line.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '&' | '|' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// `message` with what it quotes in backticks as code, where they have partners.
fn quoting(message: &str) -> String {
    let parts: Vec<&str> = message.split('`').collect();
    let quotes = |at: usize| !at.is_multiple_of(2);
    if parts.len().is_multiple_of(2)
        || parts.iter().enumerate().any(|(at, it)| quotes(at) && it.is_empty())
    {
        return escape(message);
    }
    let parts = parts.iter().enumerate();
    parts.map(|(at, part)| if quotes(at) { code(part) } else { escape(part) }).collect()
}

/// As [`escape`], at the beginning of a line, where more begins something.
fn escape_line(text: &str) -> String {
    let escaped = escape(text);
    let digits = escaped.len() - escaped.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let begins = match escaped[digits..].chars().next() {
        Some('.' | ')') => 0 < digits,
        Some('#' | '-' | '+' | '=' | ':') => digits == 0,
        _ => false,
    };
    if begins { format!("{}\\{}", &escaped[..digits], &escaped[digits..]) } else { escaped }
}

/// A code span that holds any text (CommonMark 0.31, 6.1).
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// `text` with all white space made single blanks, cut between words after about `longest`
/// characters.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word_length = word.chars().count();
        if longest < length + word_length {
            // A word is cut only where it alone is too long.
            if length == 0 {
                line.extend(word.chars().take(longest));
            }
            line.push('…');
            return line;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        length += word_length + 1;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::code;
    use super::escape;
    use super::escape_line;
    use super::one_line;
    use super::quoting;

    #[test]
    fn names_are_one_short_line() {
        assert_eq!(one_line("  a\n b\t c ", 80), "a b c");
        let long = "word ".repeat(40);
        assert_eq!(one_line(&long, 80).chars().count(), 80);
        assert!(one_line(&long, 80).ends_with("word…"));
        assert_eq!(one_line(&"ü".repeat(200), 80).chars().count(), 81);
    }

    #[test]
    fn what_a_seed_says_is_no_markup() {
        assert_eq!(escape("[a](b) *c* <d> &amp; `e`"), r"\[a\](b) \*c\* \<d\> \&amp; \`e\`");
        assert_eq!(escape_line("# a"), r"\# a");
        assert_eq!(escape_line("12. a"), r"12\. a");
        assert_eq!(escape_line("- a"), r"\- a");
        assert_eq!(escape_line("2021 - a"), "2021 - a");
        assert_eq!(quoting("`[` opens *a* `b`"), r"`[` opens \*a\* `b`");
        assert_eq!(quoting("``` opens `a`"), r"\`\`\` opens \`a\`");
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b``"), "``` a`b`` ```");
    }
}
