//! `unclosed-code-fence`: a code fence that swallows what comes after the code.

use crate::config::Config;
use crate::facts::Document;
use crate::facts::Fence;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::rules::faults::swallowed;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "unclosed-code-fence",
    code: 112,
    level: Level::Error,
    summary: "a code fence is never closed",
    docs: r#"
Without its closing fence a code block goes on to the end of the file, or to the next fence, and
swallows the text between. A closing fence is made of the character that opened the block, is at
least as long, and has nothing after it.

````body bad
The pilots printed this:

```text
north 4.2
````

`````seed bad
Pilots Print Their Log

By A. Writer

March 3, 2021

Original url: <https://news.example/2021/03/03/log>

They printed this:

````text
north 4.2
```
`````

````body good
The pilots printed this:

```text
north 4.2
```
````
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    out.extend(document.faulty_fences().iter().map(|fence| finding(document, fence)));
}

fn finding(document: &Document, fence: &Fence) -> Finding {
    let text = document.text();
    let mut finding = if fence.closed {
        Finding::new(fence.opening, "this code fence is closed too late, by the fence of another")
    } else {
        Finding::new(fence.opening, "this code fence is never closed")
    };
    if let Some((range, why)) = fence.near_miss.filter(|_| !fence.closed) {
        let message = format!("this does not close it: {why}");
        finding.related.push(Related { file: None, range, message });
    }
    let block = text.slice(fence.range);
    finding.help = swallowed(&block).map(|lines| format!("it takes {lines} for code"));
    let marks = text.slice(fence.opening);
    if let Some((range, _)) = fence.near_miss.filter(|_| !fence.closed) {
        let title = "Make this the closing fence".to_owned();
        finding.fixes.push(Fix {
            title,
            edit: TextEdit::replace(range, marks.clone()),
            safe: false,
        });
    }
    let prefix = line_prefix(document, fence.range.start());
    let line_break = if block.contains("\r\n") { "\r\n" } else { "\n" };
    let near = fence.near_miss.filter(|_| !fence.closed).map(|(range, _)| range.end());
    for (at, title) in places(fence, &block).into_iter().filter(|(at, _)| Some(*at) != near) {
        if at < fence.range.end() {
            finding.related.push(Related {
                file: None,
                range: TextRange::empty(at),
                message: "it may have been meant to end here".to_owned(),
            });
        }
        let edit = TextEdit::insert(at, format!("{line_break}{prefix}{marks}"));
        finding.fixes.push(Fix { title: title.to_owned(), edit, safe: false });
    }
    finding
}

/// Where a closing fence could stand, the likeliest first: always the end of a line.
fn places(fence: &Fence, block: &str) -> Vec<(TextSize, &'static str)> {
    let start = fence.range.start();
    let end_before = |at: TextSize| {
        let before = block.get(..usize::from(at - start)).unwrap_or_default();
        let line = before.rfind('\n').unwrap_or_default();
        start + size(before[..line].trim_end_matches(['>', ' ', '\t', '\r', '\n']).len())
    };
    let mut places = vec![(fence.likely_end, "Close the code block before the text")];
    let first_line = start + size(block.find('\n').unwrap_or_default());
    if let Some(next) = fence.swallowed {
        let at = end_before(next.start());
        if first_line < at {
            places.push((at, "Close the code block before the next fence"));
        }
    }
    // Not behind the article's footer or its definitions, which would be code then.
    let is_text = |line: &str| Fence::is_footer(line) || is_definition(line);
    if !fence.closed && !block.lines().any(is_text) {
        places.push((start + size(block.trim_end().len()), "Close the code block at its end"));
    }
    let mut kept: Vec<(TextSize, &'static str)> = Vec::new();
    for place in places {
        if !kept.iter().any(|it| it.0 == place.0) {
            kept.push(place);
        }
    }
    if let [only] = kept.as_mut_slice() {
        only.1 = "Close the code block";
    }
    kept
}

/// `[label]: https://x`
fn is_definition(line: &str) -> bool {
    let label = line.trim_start_matches(['>', ' ']).strip_prefix('[');
    let rest = label.and_then(|label| label.split_once("]: ")).map(|(_, rest)| rest.trim());
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(' '))
}

/// What must stand before a line for it to lie in the same quote or item as the fence at `start`.
fn line_prefix(document: &Document, start: TextSize) -> String {
    let from = start - TextSize::from(200).min(start);
    let before = document.text().slice(TextRange::new(from, start));
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;
    use crate::rules::tests::check_fixes;

    #[test]
    fn points_at_the_opening_fence() {
        check(
            &RULE,
            "
Text.

```text
^^^ this code fence is never closed
north 4.2
",
        );
    }

    #[test]
    fn closed_fences_are_fine() {
        check(
            &RULE,
            "
```text
north 4.2
```

~~~
```text
~~~

- ````
  ```text
  ````
",
        );
    }

    #[test]
    fn a_fence_that_swallows_the_next_one_is_blamed() {
        check(
            &RULE,
            "
```text
^^^ this code fence is closed too late, by the fence of another
north 4.2

Then they printed this.

```text
south 2.1
```
",
        );
    }

    #[test]
    fn the_first_of_a_chain_turned_round_is_blamed() {
        check(
            &RULE,
            "
```text
^^^ this code fence is closed too late, by the fence of another
north 4.2

Then they printed this.

```
south 2.1
```

And at last this.

```
west 0.3
```
",
        );
    }

    #[test]
    fn the_fence_is_put_before_the_footer() {
        check_fix(
            &RULE,
            "```text\nnorth 4.2\n\nOriginal url: <https://news.example/a>\n",
            "```text\nnorth 4.2\n```\n\nOriginal url: <https://news.example/a>\n",
        );
    }

    #[test]
    fn a_block_of_code_shown_as_code_is_no_near_miss() {
        check_fix(
            &RULE,
            "````md\n```\ncode\n```\n\nOriginal url: <https://a.example>\n",
            "````md\n```\ncode\n```\n````\n\nOriginal url: <https://a.example>\n",
        );
    }

    #[test]
    fn a_near_miss_is_mended() {
        check_fix(&RULE, "````\nnorth\n```\n\nText.\n", "````\nnorth\n````\n\nText.\n");
        check_fix(&RULE, "```\nnorth\n~~~\n", "```\nnorth\n```\n");
    }

    #[test]
    fn several_places_are_offered() {
        check_fixes(
            &RULE,
            "```\nnorth\n\nThey left all of it at noon.\n\n```text\nsouth\n",
            &[
                "```\nnorth\n```\n\nThey left all of it at noon.\n\n```text\nsouth\n",
                "```\nnorth\n\nThey left all of it at noon.\n```\n\n```text\nsouth\n",
                "```\nnorth\n\nThey left all of it at noon.\n\n```text\nsouth\n```\n",
            ],
        );
    }

    #[test]
    fn quotes_and_items_keep_their_prefix() {
        check_fix(&RULE, "- ```\n  north\n", "- ```\n  north\n  ```\n");
        check_fix(&RULE, "> ```\n> north\n\nText.\n", "> ```\n> north\n> ```\n\nText.\n");
    }

    #[test]
    fn line_endings_are_kept() {
        check_fix(&RULE, "```\r\nnorth\r\n", "```\r\nnorth\r\n```\r\n");
    }
}
