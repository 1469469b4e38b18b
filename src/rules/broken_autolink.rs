//! `broken-autolink`: a blank or line break between angle brackets.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::faults::report_faults;
use crate::syntax::FaultKind;

pub(crate) static RULE: Rule = Rule {
    name: "broken-autolink",
    code: 114,
    level: Level::Error,
    summary: "a blank breaks a URL between angle brackets",
    docs: r#"
A URL between `<` and `>` holds no blank; with one it is plain text.

```body bad
They quote <https://news.example/the report> and others.
```

```body fixed
They quote <https://news.example/the%20report> and others.
```

```body good
They quote <https://news.example/report>, 3 < 4 and 5 > 4.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let message = |words: &str| {
        if words.contains('/') {
            return format!("`{words}` lacks the colon that makes this a link");
        }
        let what = if words.contains('\n') { "line break" } else { "blank" };
        format!("this {what} breaks the link")
    };
    report_faults(
        document,
        FaultKind::BrokenAutolink,
        message,
        "Write the URL in one piece",
        false,
        out,
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn points_at_the_blank() {
        check(
            &RULE,
            "
They quote <https://news.example/the report> and others.
                                    ^ this blank breaks the link

They quote < https://news.example/report>.
            ^ this blank breaks the link

They quote <https://news.example. com/a_ report>.
                                 ^ this blank breaks the link

They quote <https//news.example/report>.
            ^^^^^^^ `https//` lacks the colon that makes this a link
",
        );
    }

    #[test]
    fn the_colon_is_added() {
        check_fix(&RULE, "See <https//news.example/a>.\n", "See <https://news.example/a>.\n");
    }

    #[test]
    fn leaves_comparisons_alone() {
        check(
            &RULE,
            "
<https://news.example/a and 3 < 4, 5 > 4

<https://news.example/a|the report>
",
        );
    }
}
