//! Fixing all findings of one rule in a document at once.

use crate::index::FileId;
use crate::index::Snapshot;
use crate::rules;
use crate::rules::Diagnostic;
use crate::rules::Fix;
use crate::text::Replacement;
use crate::text::TextEdit;
use crate::text::TextSize;

/// The fixes of all findings of the rule called `rule` in `file`, where those that can be made
/// together are two or more, and leave fewer findings. Between several ways only a person can
/// choose, so that such findings are left out.
pub fn fix_rule(snapshot: &Snapshot, file: FileId, rule: &str) -> Option<TextEdit> {
    let found = rules::check(snapshot, file);
    let mut fixes: Vec<&Fix> = fixes_of(found.iter(), rule).collect();
    fixes.sort_by_key(|fix| fix.edit.parts().first().map(|part| part.range.start()));
    let mut parts: Vec<Replacement> = Vec::new();
    let (mut end, mut count) = (None::<TextSize>, 0);
    for fix in fixes {
        let Some(first) = fix.edit.parts().first() else { continue };
        // Which of two insertions at one place comes first is not said.
        if end.is_some_and(|end| first.range.start() <= end) {
            continue;
        }
        end = fix.edit.parts().iter().map(|part| part.range.end()).max();
        parts.extend(fix.edit.parts().iter().cloned());
        count += 1;
    }
    let edit = TextEdit::new(parts).filter(|_| 2 <= count)?;
    let left = rules::check(&snapshot.edited(file, &edit), file);
    (left.len() < found.len()).then_some(edit)
}

/// The rules, by name, of which several of `found` can be fixed at once.
pub fn rules_to_fix<'a>(found: impl Iterator<Item = &'a Diagnostic> + Clone) -> Vec<&'static str> {
    let mut rules: Vec<&'static str> = found.clone().map(|it| it.rule.name).collect();
    rules.sort_unstable();
    rules.dedup();
    rules.retain(|rule| 2 <= fixes_of(found.clone(), rule).count());
    rules
}

fn fixes_of<'a>(
    found: impl Iterator<Item = &'a Diagnostic>,
    rule: &str,
) -> impl Iterator<Item = &'a Fix> {
    let of_rule = found.filter(move |it| it.rule.name == rule);
    of_rule.filter_map(|it| match it.finding.fixes.as_slice() {
        [fix] => Some(fix),
        [first, ..] if first.safe => Some(first),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::fix_rule;
    use super::rules_to_fix;
    use crate::fixture::Fixture;
    use crate::rules;

    #[track_caller]
    fn check(rule: &str, before: &str, after: Option<&str>) {
        let whole = |body: &str| {
            format!(
                "Title\n\nBy A. Writer\n\nMarch 3, 2021\n\n{body}\n\n\
                 Original url: <https://news.example/2021/03/03/a>\n"
            )
        };
        let snapshot = Fixture::parse(&whole(before)).snapshot();
        let file = snapshot.files().next().expect("a file");
        let text = snapshot.document(file).expect("its document").text();
        let edit = fix_rule(&snapshot, file, rule);
        assert_eq!(edit.map(|it| text.edit(&it).to_string()), after.map(whole));
        let offered = rules_to_fix(rules::check(&snapshot, file).iter());
        assert_eq!(offered.contains(&rule), after.is_some());
    }

    #[test]
    fn all_of_one_rule_are_fixed_and_no_other() {
        check(
            "reversed-link",
            "The (clerk)[https://a.example/1] and (he)[https://a.example/2] read [it](https://a.example/3 there.",
            Some(
                "The [clerk](https://a.example/1) and [he](https://a.example/2) read [it](https://a.example/3 there.",
            ),
        );
    }

    #[test]
    fn one_finding_has_its_own_fix() {
        check("reversed-link", "The (clerk)[https://a.example/1] left.", None);
    }
}
