//! Fixing all findings of one rule in a document at once: of which rules that can be offered.

use crate::rules::Diagnostic;
use crate::rules::only_fix;

/// The rules, by name, of which several of `found` can be fixed at once.
pub fn rules_to_fix<'a>(found: impl Iterator<Item = &'a Diagnostic>) -> Vec<&'static str> {
    let fixable = found.filter(|it| only_fix(it).is_some());
    let mut rules: Vec<&'static str> = fixable.map(|it| it.rule.name).collect();
    rules.sort_unstable();
    rules
        .chunk_by(|a, b| a == b)
        .filter(|it| 2 <= it.len())
        .filter_map(|it| it.first().copied())
        .collect()
}

#[cfg(test)]
mod tests {
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
        let edit = rules::repair_rule(&snapshot, file, rule, &|_, _| ());
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
