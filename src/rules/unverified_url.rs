//! `unverified-url`: a web address of which asking did not tell whether it still holds its page.

use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::UrlState;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::online::ailing;

pub(crate) static RULE: Rule = Rule {
    name: "unverified-url",
    code: 315,
    level: Level::Off,
    summary: "a web address could not be verified",
    docs: r#"
Its server refuses to answer a program, or gave no answer that says anything about the page: it
timed out, failed, cannot be found, or must not be asked. A reader may see the page all the same, and
tomorrow's answer may be another one, so this rule is off unless you ask for it:

```toml
[rules]
unverified-url = "info"
```

Only `seedls check --online` and the editor's command to check links ask; without them this rule says
nothing. In the example, the line behind the seed says what the server answered.

```body bad
They read [the report](https://news.example/report).
//- https://news.example/report blocked its server answers 403 (forbidden)
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    for (address, state) in ailing(snapshot, file) {
        let (UrlState::Blocked { why } | UrlState::Unknown { why }) = state else { continue };
        out.push(Finding::new(address.range, format!("this address is not verified: {why}")));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn blocked_and_unknown_addresses_are_reported() {
        check(
            &RULE,
            "
[a](https://news.example/a) [b](https://news.example/b) [c](https://news.example/c)
    ^^^^^^^^^^^^^^^^^^^^^^ this address is not verified: its server answers 403 (forbidden)
                                ^^^^^^^^^^^^^^^^^^^^^^ this address is not verified: no answer within 20s
//- https://news.example/a blocked its server answers 403 (forbidden)
//- https://news.example/b unknown no answer within 20s
//- https://news.example/c gone 404
",
        );
    }
}
