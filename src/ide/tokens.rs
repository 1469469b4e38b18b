//! Tokens: what each word of a seed is, for editors that colour by meaning.

use std::collections::BTreeMap;

use crate::facts::Document;
use crate::facts::Value;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::LinkKind;
use crate::syntax::SpanKind;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// One word, or several in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub range: TextRange,
    pub kind: TokenKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// `By`, `date:`, `Original url:`
    FieldLabel,
    Title,
    Author,
    Date,
    Heading,
    LinkText,
    Destination,
    /// The label of a reference link or definition.
    ReferenceLabel,
    Footnote,
    Code,
    Comment,
    /// A comment to seedls.
    Suppression,
}

/// The tokens that meet `range`, in order; no two overlap, and none goes over a line's end.
pub fn tokens(document: &Document, range: TextRange) -> Vec<Token> {
    // In whole lines, so that what is painted over in the whole is painted over in a part.
    let text = document.text();
    let first = text.line_range(text.line_at(range.start()));
    let range = first.cover(text.line_range(text.line_at(range.end())));
    let mut painting = Painting { text, range, taken: BTreeMap::new() };
    // What is painted first stays on top.
    let tree = document.tree();
    for comment in tree.directives().filter(|it| it.intersect(range).is_some()) {
        painting.paint(comment, TokenKind::Suppression);
    }
    let fences = tree.fences().chain(tree.html_blocks());
    for block in fences.filter(|it| it.range.intersect(range).is_some()) {
        match block.kind {
            BlockKind::Fence { .. } => painting.paint(block.range, TokenKind::Code),
            _ if is_comment(document.text(), block.range) => {
                painting.paint(block.range, TokenKind::Comment);
            }
            _ => {}
        }
    }
    for span in tree.spans_in(range) {
        match span.kind {
            SpanKind::Code => painting.paint(span.range, TokenKind::Code),
            SpanKind::Html if is_comment(document.text(), span.range) => {
                painting.paint(span.range, TokenKind::Comment);
            }
            _ => {}
        }
    }
    for footnote in tree.footnotes() {
        painting.paint(footnote.range, TokenKind::Footnote);
    }
    for link in tree.links_in(range) {
        match link.kind {
            LinkKind::Inline | LinkKind::Wiki => {
                painting.paint(link.destination, TokenKind::Destination)
            }
            LinkKind::Reference => painting.paint(link.destination, TokenKind::ReferenceLabel),
            LinkKind::Autolink | LinkKind::Email | LinkKind::Bare => {
                painting.paint(link.text, TokenKind::Destination);
            }
            LinkKind::Collapsed | LinkKind::Shortcut => {}
        }
    }
    paint_fields(document, &mut painting);
    for link in tree.links_in(range) {
        painting.paint(link.text, TokenKind::LinkText);
    }
    for definition in tree.definitions() {
        painting.paint(definition.label, TokenKind::ReferenceLabel);
        painting.paint(definition.destination, TokenKind::Destination);
    }
    for heading in tree.headings() {
        painting.paint(heading.content, TokenKind::Heading);
    }
    let tokens = painting.taken.into_iter();
    tokens.map(|(start, (end, kind))| Token { range: TextRange::new(start, end), kind }).collect()
}

fn paint_fields(document: &Document, painting: &mut Painting<'_>) {
    for field in &document.metadata().fields {
        if let Some(label) = field.label {
            painting.paint(label, TokenKind::FieldLabel);
        }
        let kind = match (&field.value, field.name) {
            (Value::Empty, _) => continue,
            (Value::Author { .. }, _) => TokenKind::Author,
            (Value::Date(_), _) => TokenKind::Date,
            (Value::Text(_), FieldName::Title) => TokenKind::Title,
            (Value::Link { .. }, _) if field.style.is_explicit() => TokenKind::Destination,
            _ => continue,
        };
        painting.paint(field.source, kind);
    }
}

fn is_comment(text: &Text, range: TextRange) -> bool {
    let start = TextRange::at(range.start(), TextSize::from(4).min(range.len()));
    text.slice(start) == "<!--"
}

struct Painting<'a> {
    text: &'a Text,
    range: TextRange,
    /// Ends and kinds by starts; disjoint.
    taken: BTreeMap<TextSize, (TextSize, TokenKind)>,
}

impl Painting<'_> {
    /// Paints what of `range` has no colour yet.
    fn paint(&mut self, range: TextRange, kind: TokenKind) {
        // No token is cut: what begins before the range that was asked for is told as a whole.
        if range.is_empty() || range.intersect(self.range).is_none() {
            return;
        }
        let (first, last) = (self.text.line_at(range.start()), self.text.line_at(range.end()));
        for line in first..=last {
            let line = self.text.line_range(line);
            if let Some(piece) = line.intersect(range).filter(|it| !it.is_empty()) {
                self.paint_in_line(piece, kind);
            }
        }
    }

    fn paint_in_line(&mut self, range: TextRange, kind: TokenKind) {
        let mut start = range.start();
        if let Some((_, &(end, _))) = self.taken.range(..=start).next_back() {
            start = start.max(end);
        }
        while start < range.end() {
            let next = self.taken.range(start..range.end()).next();
            let (end, resume) = match next {
                Some((&at, &(end, _))) => (at, end),
                None => (range.end(), range.end()),
            };
            if start < end {
                self.taken.insert(start, (end, kind));
            }
            start = resume;
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::tokens;
    use crate::facts::Document;
    use crate::text::Text;
    use crate::text::TextRange;

    fn shown(document: &Document, range: TextRange) -> String {
        let tokens = tokens(document, range);
        for pair in tokens.windows(2) {
            assert!(pair[0].range.end() <= pair[1].range.start(), "{pair:?}");
        }
        let line =
            |it: &super::Token| format!("{:?} {}\n", it.kind, document.text().slice(it.range));
        tokens.iter().map(line).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let document = Document::new(Text::new(text));
        expected.assert_eq(&shown(&document, document.text().range()));
    }

    #[test]
    fn a_newspaper_header_and_its_footer() {
        check(
            "Title\n\nBy [A. Writer](https://a.example) and B\n\nMarch 3, 2021\n\nThey left.\n\nOriginal url:\n\n<https://news.example/a>\n",
            expect![[r#"
                Title Title
                FieldLabel By
                Author [A. Writer](
                Destination https://a.example
                Author ) and B
                Date March 3, 2021
                FieldLabel Original url:
                Destination https://news.example/a
            "#]],
        );
    }

    #[test]
    fn front_matter() {
        check(
            "---\ntitle: A\ndate: 2021-03-03\nurl: https://a.example\n---\n\n# B\n",
            expect![[r#"
                FieldLabel title:
                Title A
                FieldLabel date:
                Date 2021-03-03
                FieldLabel url:
                Destination https://a.example
                Heading B
            "#]],
        );
    }

    #[test]
    fn links_code_and_comments() {
        check(
            "T\n\nSee [a `b` c](d), [e][f], [g], <https://h.example> and[^i].\n\n[f]: j\n[g]: k\n\n[^i]: l\n\n```\nm\nn\n```\n\n<!-- o -->\n\n<!-- seedls-disable-file mojibake -->\n\n## p *q*\n",
            expect![[r#"
                Title T
                LinkText a 
                Code `b`
                LinkText  c
                Destination d
                LinkText e
                ReferenceLabel f
                LinkText g
                Destination https://h.example
                Footnote [^i]
                ReferenceLabel f
                Destination j
                ReferenceLabel g
                Destination k
                Footnote [^i]:
                Code ```
                Code m
                Code n
                Code ```
                Comment <!-- o -->
                Suppression <!-- seedls-disable-file mojibake -->
                Heading p *q*
            "#]],
        );
    }

    #[test]
    fn a_part_has_the_tokens_of_the_whole_that_meet_it() {
        let text = "T\n\nSee [a `b` c](d).\n\n```\nm\n```\n\n## p\n\nSee [a](b).\n";
        let document = Document::new(Text::new(text));
        let all = tokens(&document, document.text().range());
        for start in 0..text.len() {
            for end in start + 1..=text.len() {
                let range = TextRange::new((start as u32).into(), (end as u32).into());
                let part = tokens(&document, range);
                let met = |list: &[super::Token]| -> Vec<super::Token> {
                    let meets = list
                        .iter()
                        .filter(|it| it.range.intersect(range).is_some_and(|it| !it.is_empty()));
                    meets.copied().collect()
                };
                assert_eq!(met(&part), met(&all), "{start}..{end}");
            }
        }
    }
}
