//! `leftover-markup`: entities, tags and shortcodes of the page that a capture came from.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::residues;
use crate::syntax::Residue;
use crate::syntax::ResidueKind;

pub(crate) static RULE: Rule = Rule {
    name: "leftover-markup",
    code: 503,
    level: Level::Info,
    summary: "an entity, a tag or a shortcode of the original page is left in the text",
    docs: r#"
A seed is read as plain text, where `&#8217;` is no apostrophe and `<div>` says nothing. Reported are
entities for characters that can be written as they are, elements that only lay out or style a page,
shortcodes of publishing programs, and letters of private fonts, such as icons. Entities that keep
Markdown from reading a mark (`&lt;`, `&amp;`) are right, and so are elements for what Markdown
cannot say (`<sup>`, `<br>`, `<figure>`).

```body bad
It&#8217;s the strike, said the pilots &mdash; all of them.
```

```body fixed
It’s the strike, said the pilots — all of them.
```

```body bad
[caption id="attachment_12" width="300"]The harbour[/caption]

They <span class="highlight">voted</span>.
```

```body good
`&nbsp;`, 5 &lt; 6, E = mc<sup>2</sup> and [caption] are right.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let wanted = |kind| {
        matches!(
            kind,
            ResidueKind::Entity
                | ResidueKind::Tag
                | ResidueKind::Shortcode
                | ResidueKind::PrivateLetter
        )
    };
    for group in residues::by_paragraph(document, wanted) {
        let Some(first) = group.first() else { continue };
        let mut finding = Finding::new(first.range, message(document, first));
        finding.help = residues::others(&group);
        let title = if group.len() == 1 { "Write the character" } else { "Write the characters" };
        finding.fixes.extend(residues::fix(title, &group));
        out.push(finding);
    }
}

fn message(document: &Document, residue: &Residue) -> String {
    const LONGEST: usize = 60;
    let source = document.text().slice(residue.range);
    let shown = residues::visible(&source);
    match residue.kind {
        ResidueKind::Tag => {
            let cut = shown.char_indices().nth(LONGEST).map_or(shown.len(), |(at, _)| at);
            let dots = if cut < shown.len() { "…" } else { "" };
            format!("`{}{dots}` is left of the original page", &shown[..cut])
        }
        ResidueKind::Shortcode => {
            let name = shown.split([' ', '=', ']']).next().unwrap_or_default();
            format!("the shortcode `{name}]` is left of the original page")
        }
        ResidueKind::PrivateLetter if source.starts_with('\u{fffc}') => {
            format!("`{shown}` stands for something that the capture lost")
        }
        ResidueKind::PrivateLetter => {
            format!("`{shown}` is a letter of a private font, such as an icon")
        }
        _ => match residue.insert.as_deref() {
            Some(text) if text.trim().is_empty() => format!("`{shown}` is an entity for a space"),
            Some(text) => format!("`{shown}` is an entity for `{}`", residues::visible(text)),
            None => format!("`{shown}` is an entity"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn entities_are_told_once_a_paragraph() {
        check(
            &RULE,
            "
It&#8217;s &ldquo;open&rdquo;.
  ^^^^^^^ `&#8217;` is an entity for `’`

## A&nbsp;B
    ^^^^^^ `&nbsp;` is an entity for a space

Tom &amp;amp; Jerry&nbsp, and &amp;#8217;
    ^^^^^^^^^ `&amp;amp;` is an entity for `&`
",
        );
    }

    #[test]
    fn entities_that_mean_their_mark_are_right() {
        check(
            &RULE,
            "
5 &lt; 6 &amp; 7 &#42;, &amp;lt; and https://x.example/?a=1&nbsp=2&#8217=3

`&nbsp;` and <code>&nbsp;</code>
",
        );
    }

    #[test]
    fn tags_that_only_style_are_left_over() {
        check(
            &RULE,
            r#"
<div class="a">
^^^^^^^^^^^^^^^ `<div class="a">` is left of the original page

A <span style="x">b</span> <span>c</span> H<sub>2</sub>O<br>
  ^^^^^^^^^^^^^^^^ `<span style="x">` is left of the original page

</div>

<kbd>a</kbd> <a id="x"></a> <span lang="zh">钟</span>

<div className="label">iOS</div>
"#,
        );
    }

    #[test]
    fn shortcodes_have_arguments_or_are_closers() {
        check(
            &RULE,
            r#"
[caption id="x"]A[/caption]
^^^^^^^^^^^^^^^^ the shortcode `[caption]` is left of the original page

See [video] and [the gallery](https://x.example/).
"#,
        );
    }

    #[test]
    fn letters_of_private_fonts_are_told() {
        check(
            &RULE,
            "
\u{f0b7} a \u{f0b7} b
^ `U+F0B7` is a letter of a private font, such as an icon

See \u{fffc}
    ^ `U+FFFC` stands for something that the capture lost
",
        );
    }

    #[test]
    fn the_fix_writes_the_characters() {
        check_fix(&RULE, "It&#8217;s caf&eacute;&nbsp;x.\n", "It’s café\u{a0}x.\n");
        check_fix(&RULE, "It&amp;#8217;s\n", "It’s\n");
    }
}
