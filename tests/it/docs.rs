//! The documents that are made of the code, and the commands that documents promise.

#[test]
fn links_inside_the_rules_page_lead_somewhere() {
    let page = seedls::rules::index_page();
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    for rule in seedls::rules::RULES {
        assert!(page.contains(&format!("](#{})", rule.name)), "{}", rule.name);
        assert_eq!(headings.iter().filter(|it| **it == rule.name).count(), 1, "{}", rule.name);
    }
}
