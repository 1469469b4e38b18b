//! `too-many-findings`: a file with more findings than anybody reads. Decided where findings are
//! shown, since whoever mends or accepts findings needs all of them.

use crate::config::Config;
use crate::rules::Check;
use crate::rules::Diagnostic;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::level;
use crate::text::TextRange;

pub(super) static RULE: Rule = Rule {
    name: "too-many-findings",
    code: 905,
    level: Level::Warning,
    summary: "a file has more findings than are shown",
    docs: r#"
A file that is no article, or that was captured altogether wrong, can have thousands of findings, and nobody reads them. Of one file `max-findings` are shown, the worst of them, and this one at the top tells how many more there are. `--fix`, baselines, the summary and the exit code count all of them.

Mend what is shown, or have the file passed over with `exclude`. Where this rule is off, all findings are shown.
"#,
    check: Check::Elsewhere,
};

/// Leaves of `found`, all findings of a file, as many as `config` shows: the worst, in the order in
/// which they were. Returns what tells of those that are gone.
pub(crate) fn cap<T>(
    found: &mut Vec<T>,
    config: &Config,
    level_of: impl Fn(&T) -> Level,
) -> Option<Diagnostic> {
    let (level, most) = (level(&RULE, config), config.max_findings);
    let more = found.len().checked_sub(most).filter(|&more| 0 < more)?;
    if level == Level::Off {
        return None;
    }
    let mut levels: Vec<Level> = found.iter().map(&level_of).collect();
    levels.sort_by_key(|&it| std::cmp::Reverse(it));
    // The last level that is shown, and how many of that.
    let last = *levels.get(most.checked_sub(1)?)?;
    let mut left = levels.iter().take(most).filter(|&&it| it == last).count();
    found.retain(|it| {
        let level = level_of(it);
        let is_last = level == last && 0 < left;
        left -= usize::from(is_last);
        last < level || is_last
    });
    let are = if more == 1 {
        "1 more finding is".to_owned()
    } else {
        format!("{more} more findings are")
    };
    let mut finding = Finding::new(TextRange::default(), format!("{are} not shown"));
    finding.help =
        Some(format!("the worst {most} are; `max-findings` in the configuration shows more"));
    Some(Diagnostic { rule: &RULE, level, finding })
}

#[cfg(test)]
mod tests {
    use super::cap;
    use crate::config::Config;
    use crate::config::LevelSetting;
    use crate::rules::Level;

    use Level::Error;
    use Level::Info;
    use Level::Warning;

    #[track_caller]
    fn check(most: usize, levels: &[Level], left: &[Level], message: Option<&str>) {
        let config = Config { max_findings: most, ..Config::default() };
        let mut found: Vec<(usize, Level)> = levels.iter().copied().enumerate().collect();
        let told = cap(&mut found, &config, |it| it.1);
        assert!(found.is_sorted(), "{found:?}");
        assert_eq!(found.iter().map(|it| it.1).collect::<Vec<_>>(), left);
        assert_eq!(told.map(|it| it.finding.message).as_deref(), message);
    }

    #[test]
    fn the_worst_are_kept_in_their_order() {
        let all = [Info, Warning, Error, Warning, Info, Error];
        check(6, &all, &all, None);
        check(
            5,
            &all,
            &[Info, Warning, Error, Warning, Error],
            Some("1 more finding is not shown"),
        );
        check(3, &all, &[Warning, Error, Error], Some("3 more findings are not shown"));
        check(1, &all, &[Error], Some("5 more findings are not shown"));
        check(1, &[], &[], None);
    }

    #[test]
    fn the_first_of_one_level_are_kept() {
        let config = Config { max_findings: 2, ..Config::default() };
        let mut found = vec![(0, Error), (1, Error), (2, Error)];
        assert!(cap(&mut found, &config, |it| it.1).is_some());
        assert_eq!(found, [(0, Error), (1, Error)]);
    }

    #[test]
    fn turned_off_it_hides_nothing() {
        let mut config = Config { max_findings: 1, ..Config::default() };
        config.levels.insert("too-many-findings".to_owned(), LevelSetting::Off);
        let mut found = vec![Error; 3];
        assert!(cap(&mut found, &config, |it| *it).is_none());
        assert_eq!(found.len(), 3);
    }
}
