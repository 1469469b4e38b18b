//! What the environment says of terminals.

use std::ffi::OsString;

/// Whether colours are asked for, or asked to be left out, by `FORCE_COLOR`; `NO_COLOR` counts
/// first.
pub fn force_color() -> Option<bool> {
    forced(std::env::var_os("NO_COLOR"), std::env::var_os("FORCE_COLOR"))
}

/// Nobody looks at what is written, though it may look like a terminal: a run in CI.
pub fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|it| !it.is_empty() && it != "false" && it != "0")
}

/// The terminal says of itself that it can do nothing but print.
pub fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|it| it == "dumb")
}

fn forced(no_color: Option<OsString>, force_color: Option<OsString>) -> Option<bool> {
    if no_color.is_some_and(|it| !it.is_empty()) {
        return Some(false);
    }
    let force = force_color.filter(|it| !it.is_empty())?;
    Some(force != "0" && force != "false")
}

#[cfg(test)]
mod tests {
    use super::forced;

    #[test]
    fn no_color_counts_before_force_color() {
        let check = |no: Option<&str>, force: Option<&str>| {
            forced(no.map(Into::into), force.map(Into::into))
        };
        assert_eq!(check(None, None), None);
        assert_eq!(check(None, Some("")), None);
        assert_eq!(check(None, Some("1")), Some(true));
        assert_eq!(check(Some(""), Some("3")), Some(true));
        assert_eq!(check(None, Some("0")), Some(false));
        assert_eq!(check(None, Some("false")), Some(false));
        assert_eq!(check(Some("1"), Some("1")), Some(false));
    }
}
