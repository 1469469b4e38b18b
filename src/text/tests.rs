//! The rope against a plain `String`, which is slow and surely right.

use super::Encoding;
use super::LineCol;
use super::Replacement;
use super::Text;
use super::TextEdit;
use super::TextRange;
use super::TextSize;
use super::size;

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

/// The bytes of each line of `text`, without and with its line break.
fn lines(text: &str) -> Vec<(usize, usize, usize)> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        let len = match bytes[at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        at += len.max(1);
        if len > 0 {
            lines.push((start, at - len, at));
            start = at;
        }
    }
    lines.push((start, text.len(), text.len()));
    lines
}

fn units(text: &str, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => text.len(),
        Encoding::Utf16 => text.encode_utf16().count(),
        Encoding::Utf32 => text.chars().count(),
    }
}

fn line_col(text: &str, offset: usize, encoding: Encoding) -> LineCol {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let lines = lines(text);
    let line = lines.iter().rposition(|&(start, ..)| start <= offset).unwrap();
    let (start, ..) = lines[line];
    let column = units(&text[start..offset], encoding);
    LineCol { line: line as u32, column: column as u32 }
}

fn offset(text: &str, position: LineCol, encoding: Encoding) -> usize {
    let lines = lines(text);
    let Some(&(start, end, _)) = lines.get(position.line as usize) else { return text.len() };
    let mut at = start;
    for c in text[start..end].chars() {
        let next = at + c.len_utf8();
        if units(&text[start..next], encoding) > position.column as usize {
            break;
        }
        at = next;
    }
    at
}

#[track_caller]
fn agree(rope: &Text, text: &str, random: &mut Random) {
    assert_eq!(rope.to_string(), text);
    assert_eq!(usize::from(rope.len()), text.len());
    assert_eq!(rope.is_empty(), text.is_empty());
    assert_eq!(rope.pieces().collect::<String>(), text);
    let lines = lines(text);
    assert_eq!(rope.line_count() as usize, lines.len(), "{text:?}");
    for _ in 0..4 {
        let line = random.below(lines.len() + 2);
        let (start, end, _) = lines.get(line).copied().unwrap_or((text.len(), text.len(), 0));
        assert_eq!(usize::from(rope.line_start(line as u32)), start, "{text:?} {line}");
        let range = TextRange::new(size(start), size(end));
        assert_eq!(rope.line_range(line as u32), range, "{text:?} {line}");
        let at = random.below(text.len() + 3);
        for encoding in ENCODINGS {
            let expected = line_col(text, at, encoding);
            let found = rope.line_col(size(at), encoding);
            assert_eq!(found, expected, "{text:?} {at} {encoding:?}");
            let position = LineCol { line: line as u32, column: random.below(12) as u32 };
            let expected = offset(text, position, encoding);
            let found = usize::from(rope.offset(position, encoding));
            assert_eq!(found, expected, "{text:?} {position:?} {encoding:?}");
            assert_eq!(usize::from(rope.offset(rope.line_col(size(at), encoding), encoding)), {
                let place = line_col(text, at, encoding);
                offset(text, place, encoding)
            });
        }
        let range = some_range(text, random);
        assert_eq!(rope.slice(range), text[range]);
        let mut read = "before ".to_owned();
        rope.read(range, &mut read);
        assert_eq!(read, format!("before {}", &text[range]));
    }
}

fn some_range(text: &str, random: &mut Random) -> TextRange {
    let mut start = random.below(text.len() + 1);
    let longest = if random.below(5) == 0 { 4000 } else { 6 };
    let mut end = (start + random.below(longest)).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    TextRange::new(size(start), size(end))
}

fn some_text(random: &mut Random) -> String {
    const TOKENS: &[&str] = &[
        "a",
        "word ",
        "\n",
        "\r",
        "\r\n",
        "é",
        "日本",
        "😀",
        "\u{2028}",
        "\u{85}",
        "\u{b}",
        "\u{c}",
        "\u{feff}",
        "e\u{301}",
        "👩‍👩‍👧",
    ];
    (0..random.below(7)).map(|_| TOKENS[random.below(TOKENS.len())]).collect()
}

#[test]
fn random_edits_do_what_they_do_to_a_string() {
    let mut random = Random(0x5eed);
    for _ in 0..12 {
        let mut text: String = (0..random.below(250)).map(|_| some_text(&mut random)).collect();
        let mut rope = Text::new(&text);
        let snapshot = (rope.clone(), text.clone());
        agree(&rope, &text, &mut random);
        for _ in 0..20 {
            let range = some_range(&text, &mut random);
            let insert = some_text(&mut random);
            rope = rope.replace(range, &insert);
            text.replace_range(std::ops::Range::<usize>::from(range), &insert);
            agree(&rope, &text, &mut random);
        }
        agree(&snapshot.0, &snapshot.1, &mut random);
    }
}

#[test]
fn parts_of_an_edit_are_applied_all_at_once() {
    let mut random = Random(7);
    for _ in 0..200 {
        let text: String = (0..40).map(|_| some_text(&mut random)).collect();
        let mut parts = Vec::new();
        let mut expected = String::new();
        let mut at = 0;
        while parts.len() < 5 {
            let range = some_range(&text[at..], &mut random) + size(at);
            let insert = some_text(&mut random);
            expected.push_str(&text[at..usize::from(range.start())]);
            expected.push_str(&insert);
            at = usize::from(range.end());
            parts.push(Replacement { range, insert });
        }
        expected.push_str(&text[at..]);
        parts.reverse();
        let edit = TextEdit::new(parts);
        // Two insertions at one place would stand in the order of their ranges alone.
        let Some(edit) =
            edit.filter(|it| it.parts().windows(2).all(|it| it[0].range != it[1].range))
        else {
            continue;
        };
        assert_eq!(Text::new(&text).edit(&edit).to_string(), expected);
    }
}

/// An edit of `text` with few or many parts, some of which touch.
fn some_edit(text: &str, random: &mut Random) -> TextEdit {
    let mut ranges: Vec<TextRange> =
        (0..random.below(6)).map(|_| some_range(text, random)).collect();
    ranges.sort_by_key(|it| (it.start(), it.end()));
    let mut parts: Vec<Replacement> = Vec::new();
    for range in ranges {
        // Two insertions at one place would stand in the order of their ranges alone.
        let fits = |last: &Replacement| {
            last.range.end() <= range.start() && last.range.start() < range.end()
        };
        if parts.last().is_none_or(fits) {
            let insert = (0..random.below(3)).map(|_| some_text(random)).collect();
            parts.push(Replacement { range, insert });
        }
    }
    TextEdit::new(parts).expect("they are disjoint")
}

#[test]
fn two_edits_are_one_edit() {
    let mut random = Random(0xed17);
    let mut many = 0;
    for _ in 0..4000 {
        let text: String = (0..random.below(25)).map(|_| some_text(&mut random)).collect();
        let text = Text::new(&text);
        let first = some_edit(&text.to_string(), &mut random);
        let between = text.edit(&first);
        let second = some_edit(&between.to_string(), &mut random);
        let both = first.then(&second);
        assert_eq!(text.edit(&both), between.edit(&second), "{text:?} {first:?} {second:?}");
        let parts = both.parts();
        assert!(TextEdit::new(parts.to_vec()).is_some(), "{both:?} is not sorted and disjoint");
        many += usize::from(1 < parts.len());
    }
    assert!(500 < many, "only {many} edits have several parts");
}

#[test]
fn what_an_edit_leaves_is_found_after_it() {
    let mut random = Random(0x3013);
    for _ in 0..500 {
        let text: String = (0..30).map(|_| some_text(&mut random)).collect();
        let edit = some_edit(&text, &mut random);
        let after = Text::new(&text).edit(&edit).to_string();
        let mut moved = edit.moved();
        for (at, c) in text.char_indices() {
            let touched =
                |part: &Replacement| part.range.start() <= size(at) && size(at) <= part.range.end();
            let (first, last) = moved.places(size(at));
            assert!(first <= last && usize::from(last) <= after.len(), "{first:?} {last:?}");
            if !edit.parts().iter().any(touched) {
                assert_eq!(first, last);
                assert!(after[usize::from(first)..].starts_with(c), "{text:?} {edit:?} {at}");
            }
        }
    }
}

#[test]
fn overlapping_parts_are_no_edit() {
    let part = |start, end| Replacement {
        range: TextRange::new(TextSize::from(start), TextSize::from(end)),
        insert: String::new(),
    };
    assert!(TextEdit::new(vec![part(3, 5), part(0, 4)]).is_none());
    assert!(TextEdit::new(vec![part(3, 5), part(0, 3)]).is_some());
}

#[test]
fn a_carriage_return_and_its_line_feed_can_be_parted_and_joined() {
    let text = Text::new("a\r\nb");
    let inside = TextRange::empty(TextSize::from(2));
    let parted = text.replace(inside, "x");
    assert_eq!((text.line_count(), parted.line_count()), (2, 3));
    let joined = parted.replace(TextRange::at(TextSize::from(2), TextSize::from(1)), "");
    assert_eq!(joined, text);
    assert_eq!(joined.line_count(), 2);
}

#[test]
fn positions_outside_of_the_text_are_moved_into_it() {
    let text = Text::new("é😀\r\nb");
    let offset =
        |line, column, encoding| u32::from(text.offset(LineCol { line, column }, encoding));
    assert_eq!(offset(0, 2, Encoding::Utf16), 2, "inside a surrogate pair");
    assert_eq!(offset(0, 3, Encoding::Utf8), 2, "inside a character");
    assert_eq!(offset(0, 99, Encoding::Utf32), 6, "before the line break");
    assert_eq!(offset(7, 0, Encoding::Utf16), 9, "past the last line");
    let past = text.line_col(TextSize::from(99), Encoding::Utf16);
    assert_eq!(past, LineCol { line: 1, column: 1 });
}

#[test]
fn ranges_past_the_end_or_inside_a_character_are_moved() {
    let text = Text::new("aé");
    let range = |start, end| TextRange::new(TextSize::from(start), TextSize::from(end));
    assert_eq!(text.slice(range(2, 2)), "é");
    assert_eq!(text.slice(range(1, 99)), "é");
    assert_eq!(text.replace(range(5, 9), "b").to_string(), "aéb");
}

#[test]
fn a_byte_order_mark_is_kept() {
    let text = Text::new("\u{feff}a");
    assert_eq!(text.replace(TextRange::empty(text.len()), "b").to_string(), "\u{feff}ab");
    assert_eq!(text.line_col(text.len(), Encoding::Utf16), LineCol { line: 0, column: 2 });
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as usize % end.max(1)
    }
}
