//! What stands for a value that is not there. Shared by the rules about fields.

/// `value` was to be filled in, by a person or by a program.
pub(super) fn is_placeholder(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "#",
        "about:blank",
        "todo",
        "tbd",
        "fixme",
        "tba",
        "undefined",
        "[object object]",
        "lorem ipsum",
        "???",
        "…",
        "...",
    ];
    const MARKS: &[&str] = &["{{", "{%", "<%", "${", "{$"];
    let value = value.trim();
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(value))
        || MARKS.iter().any(|mark| value.contains(mark))
}
