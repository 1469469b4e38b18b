//! Holding a finding back with a comment, where a comment does no harm: never in a header, a line of
//! code or a table.

use crate::facts::Document;
use crate::ide::action;
use crate::ide::action::Action;
use crate::ide::action::ActionKind;
use crate::syntax::BlockKind;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// The ways to hold back what the rule called `rule` found at `range`: here, and in the whole file.
pub fn suppressions(document: &Document, rule: &str, range: TextRange) -> Vec<Action> {
    let line = document.text().line_at(range.start());
    let is_body = document.metadata().body_start() <= range.start();
    let here = [
        extended(document, "seedls-disable-next-line", rule, Some(line)),
        before(document, rule, line),
        behind(document, rule, line),
    ];
    let here = here.into_iter().flatten().filter(|_| is_body);
    let file = [extended(document, "seedls-disable-file", rule, None), at_end(document, rule)];
    // In code, or behind what is never closed, a comment is none.
    let named = |document: &Document| {
        let comments = document.tree().directives();
        comments.map(|range| document.text().slice(range).matches(rule).count()).sum::<usize>()
    };
    let harmless = |edit: &TextEdit| {
        action::harmless(document, edit).is_some_and(|after| named(document) < named(&after))
    };
    let suppress = |title: String, edit| Action { title, kind: ActionKind::Quick, edit };
    let here = here.into_iter().find(harmless);
    let file = file.into_iter().flatten().find(harmless);
    let here = here.map(|edit| suppress(format!("Disable `{rule}` here with a comment"), edit));
    let file = file.map(|edit| suppress(format!("Disable `{rule}` in this file"), edit));
    here.into_iter().chain(file).collect()
}

/// The comment that is there already, with one more rule; `line` is the line it has to be about.
fn extended(document: &Document, order: &str, rule: &str, line: Option<u32>) -> Option<TextEdit> {
    let text = document.text();
    document.tree().directives().find_map(|range| {
        let comment = text.slice(range);
        let words = comment.strip_prefix("<!--")?.strip_suffix("-->")?;
        let first = words.split_whitespace().next()?;
        if first != order || line.is_some_and(|line| !is_next(document, range.end(), line)) {
            return None;
        }
        let names = words.split(" -- ").next().unwrap_or(words).trim_end();
        let at = range.start() + size("<!--".len() + names.len());
        Some(TextEdit::insert(at, format!(" {rule}")))
    })
}

/// Between `offset` and `line` nothing stands.
fn is_next(document: &Document, offset: TextSize, line: u32) -> bool {
    let text = document.text();
    let start = text.line_start(line);
    // Blank lines are passed over, and nobody leaves many.
    offset <= start
        && start - offset < TextSize::from(200)
        && text.line_at(offset) < line
        && text.slice(TextRange::new(offset, start)).trim().is_empty()
}

/// A comment above the block that begins in `line`.
fn before(document: &Document, rule: &str, line: u32) -> Option<TextEdit> {
    let (text, start) = (document.text(), document.text().line_start(line));
    let block = document.tree().top_blocks_from(start).next()?;
    // Between two items a comment would end the list.
    let splits = matches!(block.kind, BlockKind::Item | BlockKind::IndentedCode);
    if text.line_at(block.range.start()) != line || splits {
        return None;
    }
    let line_break = action::line_break(document);
    let comment = format!("<!-- seedls-disable-next-line {rule} -->{line_break}");
    Some(TextEdit::insert(start, comment))
}

/// A comment at the end of `line`.
fn behind(document: &Document, rule: &str, line: u32) -> Option<TextEdit> {
    let range = document.text().line_range(line);
    let in_text = |kind| matches!(kind, BlockKind::Paragraph | BlockKind::Item | BlockKind::Quote);
    let mut blocks = document.tree().blocks_around(range.start()).peekable();
    if blocks.peek().is_none() || !blocks.all(|block| in_text(block.kind)) {
        return None;
    }
    let line = document.text().slice(range);
    // Blanks at a line's end break it, and so does a backslash.
    let words = line.trim_end();
    let at = range.start() + size(words.len());
    let comment = format!(" <!-- seedls-disable-line {rule} -->");
    (!words.is_empty() && !words.ends_with('\\')).then(|| TextEdit::insert(at, comment))
}

fn at_end(document: &Document, rule: &str) -> Option<TextEdit> {
    let gap = action::gap_at_end(document);
    let comment =
        format!("{gap}<!-- seedls-disable-file {rule} -->{}", action::line_break(document));
    Some(TextEdit::insert(document.text().len(), comment))
}

#[cfg(test)]
mod tests {
    use super::suppressions;
    use crate::fixture::Fixture;
    use crate::rules;

    /// What becomes of the seed when the finding in the cursor's line is held back in each way.
    #[track_caller]
    fn check(rule: &str, body: &str, here: Option<&str>, in_file: Option<&str>) {
        let fixture = Fixture::parse(body);
        let (file, offset) = fixture.cursor();
        let snapshot = fixture.snapshot();
        let document = snapshot.document(file).expect("a document");
        let line = document.text().line_range(document.text().line_at(offset));
        let count = |snapshot: &crate::index::Snapshot| {
            let found = rules::check(snapshot, file);
            (found.len(), found.iter().filter(|it| it.rule.name == rule).count())
        };
        let found = rules::check(&snapshot, file)
            .into_iter()
            .find(|it| it.rule.name == rule && line.contains_inclusive(it.finding.range.start()));
        let actions = suppressions(document, rule, found.expect("a finding").finding.range);
        let mut ways = [None, None];
        for action in actions {
            let is_file = usize::from(action.title.ends_with("in this file"));
            ways[is_file] = Some(document.text().edit(&action.edit).to_string());
            let after = count(&snapshot.edited(file, &action.edit));
            let before = count(&snapshot);
            assert!(after.1 < before.1 && after.0 < before.0, "{before:?} {after:?}");
        }
        assert_eq!(ways, [here.map(str::to_owned), in_file.map(str::to_owned)]);
    }

    const END: &str = "\n\nOriginal url: <https://news.example/2021/03/03/a>\n";

    #[test]
    fn a_comment_stands_above_the_block_or_at_the_end_of_the_line() {
        let header = "Title\n\nBy A. Writer\n\nMarch 3, 2021\n\n";
        let end = format!("{END}\n<!-- seedls-disable-file placeholder-link -->\n");
        check(
            "placeholder-link",
            &format!("{header}They $0left [it](#).\nAnd came.{END}"),
            Some(&format!(
                "{header}<!-- seedls-disable-next-line placeholder-link -->\nThey left [it](#).\nAnd came.{END}"
            )),
            Some(&format!("{header}They left [it](#).\nAnd came.{end}")),
        );
        check(
            "placeholder-link",
            &format!("{header}- They came.\n- They $0left [it](#).{END}"),
            Some(&format!(
                "{header}- They came.\n- They left [it](#). <!-- seedls-disable-line placeholder-link -->{END}"
            )),
            Some(&format!("{header}- They came.\n- They left [it](#).{end}")),
        );
    }

    #[test]
    fn a_comment_that_is_there_names_one_more_rule() {
        let header = "Title\n\nBy A. Writer\n\nMarch 3, 2021\n\n";
        check(
            "placeholder-link",
            &format!(
                "{header}<!-- seedls-disable-next-line mojibake -- as printed -->\nThey $0left [it](#).{END}"
            ),
            Some(&format!(
                "{header}<!-- seedls-disable-next-line mojibake placeholder-link -- as printed -->\nThey left [it](#).{END}"
            )),
            Some(&format!(
                "{header}<!-- seedls-disable-next-line mojibake -- as printed -->\nThey left [it](#).{END}\n<!-- seedls-disable-file placeholder-link -->\n"
            )),
        );
    }

    #[test]
    fn nothing_is_written_into_a_header() {
        check(
            "missing-author",
            &format!("$0Title\n\nMarch 3, 2021\n\nThey left. And came.{END}"),
            None,
            Some(&format!(
                "Title\n\nMarch 3, 2021\n\nThey left. And came.{END}\n<!-- seedls-disable-file missing-author -->\n"
            )),
        );
    }
}
