//! Characters that nobody sees, where no script and no emoji needs them.

use crate::syntax::chunk::ResidueKind;

/// Characters side by side that show nothing.
pub(super) struct Run {
    /// In bytes.
    pub(super) len: usize,
    /// A script or an emoji needs them.
    pub(super) is_right: bool,
    pub(super) kind: ResidueKind,
    /// What takes its place, where that is known.
    pub(super) insert: Option<&'static str>,
    /// Nobody could mind the change.
    pub(super) exact: bool,
}

/// The run at the start of `rest`, behind `before`; `is_rtl` tells whether right-to-left letters
/// stand near.
pub(super) fn run(before: &str, rest: &str, mut is_rtl: impl FnMut() -> bool) -> Option<Run> {
    let first = rest.chars().next()?;
    let kind = kind(first)?;
    let len = rest.len() - rest.trim_start_matches(|c| self::kind(c) == Some(kind)).len();
    let previous = before.chars().next_back();
    let next = rest[len..].chars().next();
    let single = first.len_utf8() == len;
    let is_right = match first {
        '\u{200b}' => single && is_unspaced(previous) | is_unspaced(next),
        '\u{200c}' => single && is_letter(previous) && is_letter(next),
        '\u{200d}' => single && (joins(previous) || joins(next)),
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            is_rtl()
        }
        '\u{34f}' | '\u{180e}' => is_letter(previous) && is_letter(next),
        '\u{e0020}'..='\u{e007f}' => previous == Some('\u{1f3f4}'),
        _ => false,
    };
    let run = &rest[..len];
    let separates = run.contains(['\u{2028}', '\u{2029}', '\u{b}', '\u{c}']);
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let insert = match kind {
        ResidueKind::Invisible if separates && !is_blank(previous) && !is_blank(next) => Some(" "),
        ResidueKind::Invisible => Some(""),
        _ => None,
    };
    // At the start of a line, or beside a mark, it may keep Markdown from reading markup.
    let plain = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() || c == ' ');
    let exact = !separates && !first.is_control() && plain(previous) && plain(next);
    Some(Run { len, is_right, kind, insert, exact })
}

fn kind(c: char) -> Option<ResidueKind> {
    Some(match c {
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0001}'
        | '\u{e0020}'..='\u{e007f}' => ResidueKind::Invisible,
        '\t' | '\n' | '\r' => return None,
        '\0'..='\u{1f}' | '\u{7f}' | '\u{85}' => ResidueKind::Invisible,
        // Not the apple that a keyboard types.
        '\u{e000}'..='\u{f8fe}' | '\u{fffc}' => ResidueKind::PrivateLetter,
        _ => return None,
    })
}

/// A letter of a script that joins its letters or writes signs above them, or a part of an emoji.
fn joins(c: Option<char>) -> bool {
    let Some(c) = c else { return false };
    match u32::from(c) {
        0..=0x2ff | 0x370..=0x58f | 0x1e00..=0x1fff | 0x2010..=0x206f | 0x3000..=0x303f => false,
        // Symbols may be emoji.
        _ => !c.is_whitespace() && kind(c).is_none(),
    }
}

fn is_letter(c: Option<char>) -> bool {
    // Marks of Indic scripts are no letters to the standard, but to a reader they end one.
    c.is_some_and(char::is_alphabetic) || joins(c)
}

/// A letter of a script that is written without spaces, where a zero-width one tells where a line
/// may break.
fn is_unspaced(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        matches!(
            u32::from(c),
            0xe00..=0xeff | 0xf00..=0xfff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x1950..=0x1aaf | 0xa980..=0xaadf
        )
    })
}

pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x10800..=0x10fff | 0x1e800..=0x1efff)
}
