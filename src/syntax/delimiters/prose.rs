//! Brackets and quotation marks of prose that have no partner in their paragraph.
//!
//! A bracket or quotation may run on into the next paragraph, which cannot be seen from here: what
//! is open at the end of the container has an extent that reaches to its end, and what closes
//! something opened before has an extent from its beginning. The rules look at both.

use std::ops::Range;

use super::reading::EMPHASIS;
use super::reading::ENTITY;
use super::reading::ESCAPED;
use super::reading::LINK;
use super::reading::PREFIX;
use super::reading::Reading;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;
use crate::syntax::chunk::Repair;
use crate::text::TextRange;

/// More than this many marks without a partner in one container are no accidents: a drawing, a
/// transcript of code, a list of smileys.
const MOST_FAULTS: usize = 2;

const COMMENT: FaultKind = FaultKind::UnclosedComment;

/// The faults of this container begin at `first` in `out`.
pub(super) fn check(reading: &Reading<'_>, first: usize, out: &mut Vec<Fault>) {
    // A code span left open spills its code into the prose.
    let spilt = out[first..].iter().any(|fault| fault.kind == FaultKind::UnclosedCodeSpan);
    if spilt || reading.is_code {
        return;
    }
    let explained: Vec<TextRange> = out[first..]
        .iter()
        .filter(|fault| {
            use FaultKind::DoubtfulEmphasis;
            use FaultKind::UnclosedEmphasis;
            !matches!(fault.kind, UnclosedEmphasis | DoubtfulEmphasis | COMMENT)
        })
        .map(|fault| fault.extent)
        .collect();
    let hidden = out[first..].iter().filter(|fault| fault.kind == COMMENT);
    let hidden: Vec<TextRange> = hidden.map(|fault| fault.extent).collect();
    let mut tokens = tokens(reading);
    let is_in = |token: &Token, extents: &[TextRange]| {
        let range = reading.range(token.range.clone());
        extents.iter().any(|it| it.contains_range(range))
    };
    if !explained.is_empty() {
        tokens.retain(|token| !is_in(token, &explained));
    }
    if tokens.is_empty() {
        return;
    }
    drop_intervals(reading, &mut tokens);
    let mut left = Vec::new();
    for shape in [Shape::Round, Shape::Square, Shape::Curly, Shape::Lens] {
        brackets(reading, &tokens, shape, &mut left);
    }
    // What a comment without its end was to hide may close what stands before it.
    left.retain(|left| !is_in(&tokens[left.token], &hidden));
    report(reading, FaultKind::UnbalancedBracket, &left, &tokens, out);
    left.clear();
    quotations(reading, &tokens, &mut left);
    left.retain(|left| !is_in(&tokens[left.token], &hidden));
    report(reading, FaultKind::UnclosedQuotation, &left, &tokens, out);
}

#[derive(Debug, Clone)]
struct Token {
    range: Range<usize>,
    mark: char,
    shape: Shape,
    before: char,
    after: char,
    /// Neither escaped nor a character reference.
    plain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// `( )` and the full-width forms
    Round,
    /// `[ ]` and the full-width forms
    Square,
    /// `{ }` and the full-width forms
    Curly,
    /// `【 】`
    Lens,
    /// `“ ”`, `„ “`, `" "`: they close each other in one language or another
    Double,
    /// `‘ ’`, `‚ ‘`
    Single,
    /// `« »`, `» «`
    Guillemet,
    /// `「 」`
    Corner,
    /// `『 』`
    WhiteCorner,
    /// `《 》`
    Angle,
}

fn shape(mark: char) -> Option<Shape> {
    Some(match mark {
        '(' | ')' | '（' | '）' => Shape::Round,
        '[' | ']' | '［' | '］' => Shape::Square,
        '{' | '}' | '｛' | '｝' => Shape::Curly,
        '【' | '】' => Shape::Lens,
        '“' | '”' | '„' | '‟' | '"' | '″' => Shape::Double,
        '‘' | '’' | '‚' => Shape::Single,
        '«' | '»' => Shape::Guillemet,
        '「' | '」' => Shape::Corner,
        '『' | '』' => Shape::WhiteCorner,
        '《' | '》' => Shape::Angle,
        _ => return None,
    })
}

fn tokens(reading: &Reading<'_>) -> Vec<Token> {
    let text = &reading.text;
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut marks = reading.marks.iter().peekable();
    let mut before = '\n';
    let mut at = 0;
    while at < bytes.len() {
        let c = text[at..].chars().next().unwrap_or('\n');
        let mut len = c.len_utf8();
        let mut mark = c;
        let mut plain = true;
        if c == char::from(ENTITY) {
            let run = bytes[at..].iter().take_while(|&&byte| byte == ENTITY).count();
            let source = reading.source_of(at..at + run);
            len = source.find(';').map_or(run, |end| end + 1);
            mark = entity(&source[..len]);
            plain = false;
        } else if c == char::from(ESCAPED) {
            mark = reading.source_of(at..bytes.len()).chars().next().unwrap_or(' ');
            len = mark.len_utf8();
            plain = false;
        }
        if let Some(shape) = shape(mark) {
            let range = at..at + len;
            while marks.next_if(|mark| mark.end <= at).is_some() {}
            let known = marks.peek().filter(|mark| mark.start == at);
            let in_url = known.is_some_and(|mark| mark.in_url);
            let used = plain && known.is_some_and(|mark| mark.used);
            if !in_url && !used {
                let after = text[range.end..].chars().next().unwrap_or('\n');
                tokens.push(Token { range, mark, shape, before, after, plain });
            }
        }
        before = if plain { c } else { mark };
        at += len;
    }
    tokens
}

/// The character that a character reference stands for, where it matters here.
fn entity(source: &str) -> char {
    let name = source.trim_start_matches('&').trim_end_matches(';');
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    if let Some(number) = number {
        return char::from_u32(number).unwrap_or(' ');
    }
    match name {
        "quot" => '"',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "lsquo" => '‘',
        "rsquo" => '’',
        "sbquo" => '‚',
        "laquo" => '«',
        "raquo" => '»',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        _ => char::from(ENTITY),
    }
}

/// A mark without a partner.
#[derive(Debug, Clone, Copy)]
struct Left {
    token: usize,
    opens: bool,
}

fn brackets(reading: &Reading<'_>, tokens: &[Token], shape: Shape, left: &mut Vec<Left>) {
    let mut open: Vec<usize> = Vec::new();
    // `:)` in parentheses may close them or not: which, is seen when another closer comes.
    let mut smileys = 0usize;
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.shape == shape) {
        if is_quoted(token) {
            continue;
        }
        if matches!(token.mark, '(' | '[' | '{' | '（' | '［' | '｛' | '【') {
            if !is_smiley(reading, token) {
                open.push(index);
            }
        } else if open.pop().is_some() {
            smileys += usize::from(reading.text[..token.range.start].ends_with([':', ';']));
        } else if smileys > 0 {
            smileys -= 1;
        } else if !is_label_or_smiley(reading, tokens, index)
            && (token.mark != '}' || token.before.is_alphabetic())
        {
            left.push(Left { token: index, opens: false });
        }
    }
    for index in open {
        let token = &tokens[index];
        let rest = &reading.text[token.range.end..];
        // `[` at the end is a link that a blank line cut in two.
        let dangling = rest.trim().is_empty();
        let named = !matches!(token.mark, '[' | '{') || token.after.is_alphabetic();
        if !dangling && named && !is_glued(reading, token) {
            left.push(Left { token: index, opens: true });
        }
    }
    left.sort_by_key(|left| left.token);
}

/// `f(x` is code or a formula, but `word(s` is a plural.
fn is_glued(reading: &Reading<'_>, token: &Token) -> bool {
    let to_sign = "]_$\\@&^|/.".contains(token.before);
    let to_word = token.before.is_ascii_alphanumeric() && token.after.is_ascii();
    if !to_sign && !to_word {
        return false;
    }
    let rest = reading.ahead(token.range.end, 60);
    let suffix = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let plural = ["s", "S", "es", "en", "in", "innen"].contains(&suffix);
    !plural && (to_sign || !rest.contains(is_wide))
}

/// The bracket as a thing that is talked about: `'('`.
fn is_quoted(token: &Token) -> bool {
    let quote = |c: char| matches!(c, '\'' | '"' | '‘' | '’' | '“' | '”' | '`' | '「' | '」');
    quote(token.before) && quote(token.after)
}

/// `:(`, `:-(`, `(:`
fn is_smiley(reading: &Reading<'_>, token: &Token) -> bool {
    // As the Japanese laugh and doubt.
    if token.mark == '（' && matches!(token.after, '？' | '！' | '笑' | '爆' | '汗' | '泣' | '苦')
    {
        return true;
    }
    if token.mark != '(' {
        return false;
    }
    let before = reading.text[..token.range.start].trim_end_matches(['-', '\'', '´']);
    let apart = is_blank(token.after) || matches!(token.after, '(' | '.' | ',' | '!' | '?' | ')');
    before.ends_with([':', ';', '=']) && apart
        || matches!(token.after, ':' | ';') && is_blank(token.before)
}

/// `a)`, `12)`, `iv)` that number things, and `:)`.
fn is_label_or_smiley(reading: &Reading<'_>, tokens: &[Token], index: usize) -> bool {
    let token = &tokens[index];
    if matches!(token.mark, ']' | '］' | '}' | '｝' | '】') {
        return false;
    }
    let text = &reading.text[..token.range.start];
    if text.ends_with([':', ';', '=', '^', '-', '\'', '´', '\u{2}', '：', '；'])
        || text.ends_with("xD")
    {
        return true;
    }
    // Repeated, as Russians laugh.
    let neighbour = |other: Option<&Token>| {
        other.is_some_and(|it| {
            it.mark == token.mark
                && (it.range.end == token.range.start || it.range.start == token.range.end)
        })
    };
    if neighbour(index.checked_sub(1).and_then(|it| tokens.get(it)))
        || neighbour(tokens.get(index + 1))
    {
        return true;
    }
    let word_start = text
        .char_indices()
        .rev()
        .take(12)
        .take_while(|(_, c)| {
            !c.is_whitespace()
                && !matches!(c, '(' | '（' | '，' | '、' | '。' | '；' | '：' | ',' | '“' | '"')
                && *c != char::from(PREFIX)
        })
        .last()
        .map_or(text.len(), |(at, _)| at);
    let word = text[word_start..].trim_end_matches(['.', '*', '_', '\u{5}']);
    // `（？）` and `（笑）`: the opener was told from others already.
    if ["（？", "（！", "（笑", "（爆", "（汗", "（泣", "（苦"].iter().any(|it| text.ends_with(it))
    {
        return true;
    }
    // A label begins a line or comes behind a pause, or others like it stand around it.
    let before = text[..word_start].trim_end_matches(' ');
    let apart = before.is_empty()
        || text.ends_with('.') && word.len() < text.len() - word_start
        || text[..word_start].ends_with("  ")
        || before.ends_with(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '\u{5}'))
        || ["and", "or", "und", "oder", "et", "ou", "y", "o", "e", "и", "или"].iter().any(|it| {
            let rest = before.strip_suffix(it);
            rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        });
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let count = word.chars().count();
    let roman = word.chars().all(|c| "ivxlcIVXLC".contains(c));
    let is_short = word.chars().all(char::is_alphanumeric) && (count <= 2 || roman && count <= 5);
    let is_number = word.chars().all(|c| c.is_ascii_digit() || c == '.');
    if word.is_empty() {
        return text.ends_with(char::is_whitespace);
    }
    (is_short || is_number) && (apart || is_label_elsewhere(reading, tokens, index))
}

/// Another closer of the container stands behind a letter or number of its own: `a) … b) …`.
fn is_label_elsewhere(reading: &Reading<'_>, tokens: &[Token], index: usize) -> bool {
    let mark = tokens[index].mark;
    tokens.iter().enumerate().any(|(other, token)| {
        other != index && token.mark == mark && token.before.is_alphanumeric() && {
            let before = reading.text[..token.range.start].chars().rev().skip(1);
            let run = before.take(2).take_while(|c| c.is_ascii_digit()).count();
            let gap = reading.text[..token.range.start].chars().rev().nth(run + 1);
            gap.is_none_or(|c| is_blank(c) || c == char::from(EMPHASIS))
        }
    })
}

/// Drops the brackets of `[0, 1)` and `(0, 1]`, which are right as they are.
fn drop_intervals(reading: &Reading<'_>, tokens: &mut Vec<Token>) {
    let is_interval = |first: &Token, second: &Token| {
        let inside = reading.text.get(first.range.end..second.range.start).unwrap_or_default();
        matches!((first.mark, second.mark), ('[', ')') | ('(', ']'))
            && inside.len() <= 24
            && inside.split(',').count() == 2
            && inside.split_whitespace().all(|word| word.len() <= 8)
    };
    let mut kept = Vec::with_capacity(tokens.len());
    let mut all = tokens.drain(..).peekable();
    while let Some(first) = all.next() {
        if all.next_if(|second| is_interval(&first, second)).is_none() {
            kept.push(first);
        }
    }
    drop(all);
    *tokens = kept;
}

/// Drops two that stand side by side and belong together.
fn drop_pairs(left: &mut Vec<Left>, belong: impl Fn(&Left, &Left) -> bool) {
    let mut kept = Vec::with_capacity(left.len());
    let mut all = left.drain(..).peekable();
    while let Some(first) = all.next() {
        let pair = all.next_if(|second| second.token == first.token + 1 && belong(&first, second));
        if pair.is_none() {
            kept.push(first);
        }
    }
    drop(all);
    *left = kept;
}

fn quotations(reading: &Reading<'_>, tokens: &[Token], left: &mut Vec<Left>) {
    double(reading, tokens, left);
    paired(tokens, Shape::Corner, '「', left);
    paired(tokens, Shape::WhiteCorner, '『', left);
    paired(tokens, Shape::Angle, '《', left);
    guillemets(reading, tokens, left);
    single(reading, tokens, left);
    // `‘word”`: both marks are there, and the one that does not fit is to blame.
    let misfit = left
        .iter()
        .filter(|it| !it.opens && tokens[it.token].mark == '”')
        .max_by_key(|it| it.token);
    if let Some(last) = misfit.map(|it| it.token) {
        left.retain(|it| !(it.opens && it.token < last && tokens[it.token].mark == '‘'));
    }
    left.sort_by_key(|left| left.token);
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == char::from(PREFIX)
}

/// A quotation can begin here: it stands apart from the word before, and something follows.
fn can_open(token: &Token) -> bool {
    let apart = !token.before.is_alphanumeric() && !is_closing(token.before);
    let ends = is_closing(token.after) && token.after != '…' && !is_blank(token.before);
    apart && !is_blank(token.after) && !ends
}

fn can_close(token: &Token) -> bool {
    let apart = !token.after.is_alphanumeric() && !matches!(token.after, '[' | '{');
    // `href="…"` begins the value of an attribute.
    apart && !is_blank(token.before) && !is_opening(token.before) && token.before != '='
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | '!'
            | '?'
            | ';'
            | ')'
            | ']'
            | '}'
            | '…'
            | '%'
            | '。'
            | '，'
            | '！'
            | '？'
            | '）'
            | '」'
            | '』'
    )
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '（' | '「' | '『')
}

/// `“ ”`, `„ “`, `„ ”`, `” ”` and `" "`, in all the ways of using them.
fn double(reading: &Reading<'_>, tokens: &[Token], left: &mut Vec<Left>) {
    let mut open: Vec<usize> = Vec::new();
    let mut straight = 0usize;
    let mut doubtful = false;
    let mut lefts = Vec::new();
    for (index, token) in tokens.iter().enumerate().filter(|(_, it)| it.shape == Shape::Double) {
        if matches!((token.before, token.after), ('(', ')') | ('（', '）') | ('\'', '\'')) {
            continue;
        }
        let last = open.last().map(|&it| tokens[it].mark);
        let straight_mark = matches!(token.mark, '"' | '″');
        let measure = token.before.is_numeric()
            && match last {
                None => token.mark != '“',
                Some('"') => false,
                // `“5' 10" tall”`: the quotation has a mark of its own kind to close it.
                Some(_) => straight_mark && is_closed_later(&tokens[index + 1..]),
            };
        if measure {
            continue;
        }
        match token.mark {
            '„' | '‟' | '“' => {
                let begins_nothing = begins_nothing(reading, token);
                let closes_low = last == Some('„') && token.mark == '“';
                if closes_low || last.is_some() && can_close(token) && !can_open(token) {
                    open.pop();
                } else if last.is_none() && token.mark == '“' && (begins_nothing || ends(token)) {
                    lefts.push(Left { token: index, opens: false });
                } else {
                    open.push(index);
                }
            }
            '”' => {
                if last.is_some() {
                    open.pop();
                } else if can_open(token) && !can_close(token) {
                    open.push(index);
                } else {
                    lefts.push(Left { token: index, opens: false });
                }
            }
            _ => {
                let inside_word = token.before.is_alphanumeric() && token.after.is_alphanumeric();
                let alone = is_blank(token.before) && is_blank(token.after);
                doubtful |= inside_word || alone || token.before.is_numeric();
                if alone || token.mark == '″' && last.is_none() {
                    continue;
                }
                // Paragraphs of one speech run together: each opens it again, and the last of them
                // is the one that the next paragraph may go on with.
                let again = last == Some('"')
                    && previous_double(tokens, index) == open.last().copied()
                    && open.last().is_some_and(|&it| begins_speech(reading, &tokens[it]));
                if again && can_open(token) && is_after_sentence(reading, token) {
                    open.pop();
                    open.push(index);
                    continue;
                }
                straight += 1;
                if last.is_some() && (can_close(token) || inside_word || !can_open(token)) {
                    open.pop();
                } else if can_open(token) || inside_word {
                    open.push(index);
                } else {
                    lefts.push(Left { token: index, opens: false });
                }
            }
        }
    }
    lefts.extend(open.into_iter().map(|token| Left { token, opens: true }));
    lefts.sort_by_key(|left| left.token);
    // `”word”` and `”word“`: not as it should be, but both marks are there.
    drop_pairs(&mut lefts, |first, second| {
        let marks = (tokens[first.token].mark, tokens[second.token].mark);
        !first.opens && matches!(marks, ('”', '”' | '“'))
    });
    let is_straight = |left: &Left| tokens[left.token].mark == '"';
    if doubtful || straight.is_multiple_of(2) {
        lefts.retain(|left| !is_straight(left));
    } else if let Some(first) = lefts.iter().position(is_straight) {
        let first = lefts[first].token;
        lefts.retain(|left| !is_straight(left) || left.token == first);
    }
    left.append(&mut lefts);
}

/// The next mark of a pair closes.
fn is_closed_later(tokens: &[Token]) -> bool {
    let next = tokens.iter().find(|it| matches!(it.mark, '“' | '”' | '„' | '‟'));
    next.is_some_and(|it| it.mark == '”' || it.mark == '“' && can_close(it) && !can_open(it))
}

/// The last mark before `index` that can be half of a quotation.
fn previous_double(tokens: &[Token], index: usize) -> Option<usize> {
    tokens[..index].iter().rposition(|it| it.shape == Shape::Double)
}

/// What `token` opens is more than a few words in a sentence of another.
fn begins_speech(reading: &Reading<'_>, token: &Token) -> bool {
    let before = reading.text[..token.range.start].trim_end();
    before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric())
}

fn is_after_sentence(reading: &Reading<'_>, token: &Token) -> bool {
    let before = reading.text[..token.range.start].trim_end();
    is_blank(token.before) && before.ends_with(['.', '!', '?', '"', '\''])
}

/// `“` where nothing is quoted after it: `“ sagt er` at the start, or `word“, `.
fn begins_nothing(reading: &Reading<'_>, token: &Token) -> bool {
    let first = token.range.start == 0;
    if token.after == ' ' {
        return first || !is_blank(token.before) && !is_wide(token.before);
    }
    let rest = &reading.text[token.range.end..];
    let quoted = rest.chars().nth(1).is_some_and(|c| matches!(c, '”' | '“'));
    token.after != '…' && is_closing(token.after) && !quoted && (first || !is_blank(token.before))
}

/// `“` that can only end a quotation, as in „word“.
fn ends(token: &Token) -> bool {
    let word = token.before.is_alphanumeric() || matches!(token.before, '.' | '!' | '?');
    word && !is_wide(token.before) && !can_open(token) && can_close(token)
}

fn is_wide(c: char) -> bool {
    ('\u{2e80}'..'\u{fb00}').contains(&c) || '\u{fe30}' <= c
}

/// Marks of which one only opens and the other only closes.
fn paired(tokens: &[Token], shape: Shape, opener: char, left: &mut Vec<Left>) {
    let mut open: Vec<usize> = Vec::new();
    for (index, token) in tokens.iter().enumerate().filter(|(_, it)| it.shape == shape) {
        if token.mark == opener {
            open.push(index);
        } else if open.pop().is_none() {
            left.push(Left { token: index, opens: false });
        }
    }
    left.extend(open.into_iter().map(|token| Left { token, opens: true }));
}

/// `« »` as the French and Russians write, `» «` as Germans and Danes do. A lone one of them is an
/// arrow more often than not.
fn guillemets(reading: &Reading<'_>, tokens: &[Token], left: &mut Vec<Left>) {
    let mut open: Vec<usize> = Vec::new();
    let mut stray: Vec<usize> = Vec::new();
    let mut first = None;
    for (index, token) in tokens.iter().enumerate().filter(|(_, it)| it.shape == Shape::Guillemet) {
        first.get_or_insert(token.mark);
        if Some(token.mark) == first {
            open.push(index);
        } else if open.pop().is_none() {
            stray.push(index);
        }
    }
    // A lone `»` is an arrow, unless its neighbours say otherwise.
    let others = tokens.iter().filter(|it| it.shape == Shape::Guillemet).count();
    let is_paragraph =
        |token: &Token| reading.text.len() - token.range.end > 40 && token.range.start > 0;
    let is_sentence = reading.text.trim_end().ends_with(['.', '!', '?', '…', ':', ')']);
    for index in open {
        let token = &tokens[index];
        // `« Back`
        let apart = !token.before.is_alphanumeric() && !is_closing(token.before);
        let spaced = is_sentence
            && token.mark == '«'
            && apart
            && is_blank(token.after)
            && (0 < token.range.start || 80 < reading.text.len());
        let glued = can_open(token)
            && (is_paragraph(token)
                || is_sentence && token.mark == '«' && token.after.is_alphabetic());
        // `demain », dit-il`: no arrow stands before a comma.
        let pause = matches!(token.after, ',' | ';');
        if others == 1 && token.mark == '»' && pause && is_sentence && is_paragraph(token) {
            left.push(Left { token: index, opens: false });
            continue;
        }
        let sure = token.mark == '«' || 2 < others || is_sentence && token.after.is_alphanumeric();
        if (spaced || glued) && Some(token.mark) == first && sure {
            left.push(Left { token: index, opens: true });
        }
    }
    for index in stray {
        let token = &tokens[index];
        let word = token.before.is_alphanumeric() || matches!(token.before, ',' | '.' | '!' | '?');
        if is_paragraph(token) && word && can_close(token) && 2 < others {
            left.push(Left { token: index, opens: false });
        }
    }
}

/// `‘ ’` and `‚ ‘`: an opener is left over where no mark behind it can close it. A closer by itself
/// is an apostrophe.
fn single(reading: &Reading<'_>, tokens: &[Token], left: &mut Vec<Left>) {
    const ELIDED: &[&str] =
        &["tis", "twas", "em ", "til", "cause", "n", "bout", "round", "cos", "cuz", "s ", "re "];
    // Some write the mark that closes as `'`.
    let typed = reading.text.rfind('\'');
    let (mut low_closes, mut high_closes) = (false, false);
    for (index, token) in tokens.iter().enumerate().rev() {
        if token.shape != Shape::Single {
            continue;
        }
        let closed = if token.mark == '‚' { low_closes } else { high_closes };
        let rest = reading.ahead(token.range.end, 12).to_lowercase();
        let elided = ELIDED.iter().any(|it| rest.starts_with(it));
        let opens = token.mark != '’'
            && can_open(token)
            && (is_blank(token.before) || is_opening(token.before) || token.before == '“')
            && token.after.is_alphabetic()
            && !is_wide(token.after);
        if opens && !elided && !closed && typed.is_none_or(|at| at < token.range.start) {
            left.push(Left { token: index, opens: true });
        }
        let closes =
            (!token.after.is_alphanumeric() || is_wide(token.after)) && !is_blank(token.before);
        low_closes |= closes && token.mark != '‚';
        high_closes |= closes && token.mark == '’';
    }
}

fn report(
    reading: &Reading<'_>,
    kind: FaultKind,
    left: &[Left],
    tokens: &[Token],
    out: &mut Vec<Fault>,
) {
    if MOST_FAULTS < left.len() {
        return;
    }
    let end = reading.end();
    let cut = reading.text[..end].ends_with(['…', '‥']) || reading.text[..end].ends_with("...");
    for left in left {
        let token = &tokens[left.token];
        if !token.plain || left.opens && (cut || is_cut_short(reading, token)) {
            continue;
        }
        // What follows a single mark may be apostrophes.
        let next = tokens[left.token + 1..].iter().find(|it| it.shape == token.shape);
        let next = next.filter(|_| token.shape != Shape::Single);
        let extent = match (left.opens, next) {
            (true, None) => token.range.start..end.max(token.range.end),
            (true, Some(next)) if holds_quotation(reading, token, next) => token.range.start..end,
            (true, Some(next)) => token.range.start..next.range.start,
            (false, _) => 0..token.range.end,
        };
        out.push(Fault {
            range: reading.range(token.range.clone()),
            kind,
            extent: reading.range(extent),
            repair: match kind {
                FaultKind::UnclosedQuotation => other_mark(reading, tokens, left),
                _ => None,
            },
        });
    }
}

/// `next` may quote a few words in the speech that `token` opens, with the same mark.
fn holds_quotation(reading: &Reading<'_>, token: &Token, next: &Token) -> bool {
    token.mark == '"' && begins_speech(reading, token) && !begins_speech(reading, next)
}

/// The mark that the quotation lacks: behind all that it can hold, or before its sentence.
fn other_mark(reading: &Reading<'_>, tokens: &[Token], left: &Left) -> Option<Repair> {
    let token = &tokens[left.token];
    let alike = |it: &&Token| it.shape == token.shape && !matches!(it.mark, '\'' | '’');
    let mark = partner(token.mark, left.opens, tokens)?;
    if left.opens {
        let next = tokens[left.token + 1..].iter().find(alike).map(|it| it.range.start);
        let end = reading.text[..next.unwrap_or(reading.end())].trim_end().len();
        let blank = Some(token.after).filter(|&it| is_blank(it) && token.mark == '«');
        let insert: String = blank.into_iter().chain([mark]).collect();
        return (token.range.end < end).then(|| reading.repair(end..end, insert)).flatten();
    }
    let last = tokens[..left.token].iter().rfind(alike).map_or(0, |it| it.range.end);
    let before = reading.text.get(last..token.range.start)?;
    // `‘word”`: the opener is there, and is of another kind.
    if token.shape == Shape::Double && before.contains('‘') {
        return None;
    }
    let sentence = [". ", "! ", "? ", ": ", ".\n", "!\n", "?\n"]
        .iter()
        .filter_map(|it| before.trim_end().rfind(it).map(|at| at + it.len()))
        .max()
        .unwrap_or(0);
    let blank = |c: char| is_blank(c) || is_closing(c);
    let start = last + sentence;
    let start = start
        + (reading.text[start..].len() - reading.text[start..].trim_start_matches(blank).len());
    (start < token.range.start).then(|| reading.repair(start..start, mark.to_string())).flatten()
}

/// The mark that closes what `mark` opens, or that opens what it closes.
fn partner(mark: char, opens: bool, tokens: &[Token]) -> Option<char> {
    Some(match (mark, opens) {
        ('“', true) | ('‟', true) => '”',
        ('„', true) if tokens.iter().any(|it| it.mark == '”') => '”',
        ('„', true) => '“',
        ('”', false) => '“',
        ('“', false) => '„',
        ('"', _) => '"',
        ('‘', true) => '’',
        ('‚', true) => '‘',
        ('«', _) => '»',
        ('»', _) => '«',
        ('「', _) => '」',
        ('」', _) => '「',
        ('『', _) => '』',
        ('』', _) => '『',
        ('《', _) => '》',
        ('》', _) => '《',
        _ => return None,
    })
}

/// What `token` opens is a preview: it breaks off (`…`) where a link begins or ends.
fn is_cut_short(reading: &Reading<'_>, token: &Token) -> bool {
    let rest = reading.ahead(token.range.end, LONGEST_PREVIEW);
    let link = |c: char| c == '[' || c == char::from(LINK);
    ["…", "..."].iter().any(|cut| {
        rest.match_indices(cut).any(|(at, cut)| rest[at + cut.len()..].starts_with(link))
    })
}

/// Previews are hardly longer.
const LONGEST_PREVIEW: usize = 200;
