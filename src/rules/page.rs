//! Rules as pages to read: the same text for `explain`, an editor's hover and `docs/rules.md`.

use crate::config::keys_of;
use crate::rules::Level;
use crate::rules::RULES;
use crate::rules::Rule;

impl Level {
    /// The word in output and configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

impl Rule {
    /// The first paragraph of the page: why this is told at all.
    pub fn reason(&self) -> String {
        self.docs.trim().split("\n\n").next().unwrap_or_default().to_owned()
    }

    /// The rule's page below its heading, in Markdown: what it says, why, and examples under
    /// captions.
    pub fn page(&self) -> String {
        let mut page = format!("{}, {} by default: {}.\n\n", self.code, self.level(), self.summary);
        let mut open: Option<&str> = None;
        for line in self.docs.trim().lines() {
            let ticks = line.len() - line.trim_start_matches('`').len();
            let (fence, info) = line.split_at(ticks);
            match open {
                None if 3 <= ticks => {
                    open = Some(fence);
                    let tag = info.rsplit(' ').next().unwrap_or_default();
                    page.push_str(&format!("{}\n\n{fence}text", caption(tag)));
                }
                Some(opener) if line == opener => {
                    open = None;
                    page.push_str(line);
                }
                _ => page.push_str(line),
            }
            page.push('\n');
        }
        let keys = keys_of(self.name);
        if !keys.is_empty() {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            page.push_str(&format!("\nConfigured by {}.\n", keys.join(" and ")));
        }
        page
    }

    /// The name of the rule's family, `Delimiters`.
    pub fn family(&self) -> &'static str {
        let family = FAMILIES.iter().find(|(digit, _)| *digit == self.code / 100);
        family.map_or("", |(_, name)| name)
    }

    fn level(&self) -> &'static str {
        self.level.as_str()
    }
}

/// What a reader is told of an example with `tag`.
fn caption(tag: &str) -> &'static str {
    match tag {
        "bad" => "Found in:",
        "fixed" => "After the fix:",
        "to-fill" => "After the fix, and yours to go on with:",
        "good" => "Right:",
        _ => "",
    }
}

/// The families of rules by the first digit of their numbers.
const FAMILIES: &[(u16, &str)] = &[
    (1, "Delimiters"),
    (2, "Metadata"),
    (3, "Links"),
    (4, "Corpus"),
    (5, "Capture"),
    (9, "The tool's own"),
];

/// `docs/rules.md`: a table of all rules, and each rule's page under a heading of its name.
pub fn index_page() -> String {
    let mut page = String::from(
        "# Rules\n\n\
        Every finding carries the name and the number of its rule. Both are permanent, and either \
        names the rule in the configuration and after `seedls explain`.\n\n\
        This page is made of the rules' own documentation: `UPDATE_DOCS=1 cargo test` writes it.\n",
    );
    for (digit, family) in FAMILIES {
        let mut rules = RULES.iter().filter(|rule| rule.code / 100 == *digit).peekable();
        if rules.peek().is_none() {
            continue;
        }
        page.push_str(&format!("\n## {family}\n\n"));
        page.push_str("| number | name | level | finds |\n| --- | --- | --- | --- |\n");
        for rule in rules {
            page.push_str(&format!(
                "| {} | [`{name}`](#{name}) | {} | {} |\n",
                rule.code,
                rule.level(),
                rule.summary.replace('|', "\\|"),
                name = rule.name,
            ));
        }
    }
    for rule in RULES {
        page.push_str(&format!("\n## {}\n\n{}", rule.name, rule.page()));
    }
    page
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::FAMILIES;
    use crate::rules::Check;
    use crate::rules::Level;
    use crate::rules::RULES;
    use crate::rules::Rule;

    #[test]
    fn tags_become_captions() {
        let rule = Rule {
            name: "some-fault",
            code: 199,
            level: Level::Warning,
            summary: "something is wrong",
            docs: "\nBecause.\n\n````body bad\n```\nx\n```\n````\n\n```seed good\ny\n```\n",
            check: Check::Document(|_, _, _| {}),
        };
        expect![[r#"
            199, warning by default: something is wrong.

            Because.

            Found in:

            ````text
            ```
            x
            ```
            ````

            Right:

            ```text
            y
            ```
        "#]]
        .assert_eq(&rule.page());
    }

    #[test]
    fn every_rule_belongs_to_a_family() {
        for rule in RULES {
            let digit = rule.code / 100;
            assert!(FAMILIES.iter().any(|(known, _)| *known == digit), "{}", rule.name);
        }
    }
}
