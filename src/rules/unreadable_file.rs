//! `unreadable-file`: a file that is no text, or that the system does not let us read. Told by
//! whoever reads files, for no document can show it.

use crate::rules::Check;
use crate::rules::Diagnostic;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::text::TextRange;

pub(super) static RULE: Rule = Rule {
    name: "unreadable-file",
    code: 906,
    level: Level::Error,
    summary: "a file cannot be read",
    docs: r#"
A seed that may not be opened, a link that leads nowhere or round in a circle, a pipe, a file with zero bytes in it as programs and pictures have them, one over 4 GiB: each is told with what the system says of it, and all other files are checked.

Since the file could not be checked, the command line ends with 2. No configuration turns this off; `exclude` passes the file over.
"#,
    check: Check::Elsewhere,
};

/// What is told of a file that cannot be read because of `reason`.
pub(crate) fn diagnostic(reason: String) -> Diagnostic {
    let finding = Finding::new(TextRange::default(), reason);
    Diagnostic { rule: &RULE, level: RULE.level, finding }
}

#[cfg(test)]
mod tests {
    use super::diagnostic;

    #[test]
    fn the_reason_is_the_message() {
        let diagnostic = diagnostic("neither a file nor a folder".to_owned());
        assert_eq!(diagnostic.finding.message, "neither a file nor a folder");
        assert_eq!(diagnostic.rule.code, 906);
    }
}
