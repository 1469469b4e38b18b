//! Links that change their form: an address moves into a definition, or back into its link. No
//! link leads elsewhere then.

use crate::facts::Document;
use crate::facts::label_key;
use crate::ide::action;
use crate::ide::action::Action;
use crate::ide::action::ActionKind;
use crate::syntax::Definition;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::text::Replacement;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// A label that is longer is no help to who reads the text.
const LONGEST_LABEL: usize = 40;

/// The other forms that the link or definition at `range` can have.
pub fn link_rewrites(document: &Document, range: TextRange) -> Vec<Action> {
    let at = range.start();
    if let Some(definition) = definition_at(document, at) {
        return inline_all(document, &definition).into_iter().collect();
    }
    let links = document.tree().links_in(TextRange::at(at, 1.into()));
    let link = links.filter(|link| link.range.contains(at)).min_by_key(|link| link.range.len());
    let Some(link) = link else { return Vec::new() };
    let action = match link.kind {
        LinkKind::Inline => extract(document, &link),
        LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut => inline(document, &link),
        LinkKind::Autolink | LinkKind::Email | LinkKind::Bare | LinkKind::Wiki => None,
    };
    action.into_iter().collect()
}

fn definition_at(document: &Document, at: TextSize) -> Option<Definition> {
    document
        .tree()
        .definitions()
        .take_while(|it| it.range.start() <= at)
        .find(|it| it.range.contains_inclusive(at))
}

/// `[text](address)` to `[text][label]` and `[label]: address`.
fn extract(document: &Document, link: &Link) -> Option<Action> {
    let text = document.text();
    let tail = TextRange::new(link.text.end() + TextSize::of(']'), link.range.end());
    let source = text.slice(tail);
    // The address as it is written, with a title where there is one.
    let written = source.strip_prefix('(')?.strip_suffix(')')?.trim();
    if written.is_empty() || written == "<>" || written.contains(['\n', '\r']) {
        return None;
    }
    let known = document.tree().definitions().find(|it| address(document, it) == written);
    let (label, definition) = match known {
        Some(definition) => (text.slice(definition.label).into_owned(), None),
        None => {
            let label = new_label(document, &text.slice(link.text));
            let definition = format!("[{label}]: {written}");
            (label, Some(definition))
        }
    };
    let reference = match label_key(&label) == label_key(&text.slice(link.text)) {
        true => "[]".to_owned(),
        false => format!("[{label}]"),
    };
    let mut parts = vec![Replacement { range: tail, insert: reference }];
    parts.extend(definition.map(|definition| define(document, &definition)));
    checked(
        document,
        link,
        Action {
            title: "Move the address into a definition".to_owned(),
            kind: ActionKind::Extract,
            edit: TextEdit::new(parts)?,
        },
    )
}

/// `text` where it makes a label, else the first number that no definition has.
fn new_label(document: &Document, text: &str) -> String {
    let is_known = |label: &str| document.tree().definition(label).is_some();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '\'' | '’');
    if !text.trim().is_empty()
        && text.chars().count() <= LONGEST_LABEL
        && text.chars().all(is_plain)
        && !is_known(text)
    {
        return text.to_owned();
    }
    let mut number = 1_u32;
    while is_known(&number.to_string()) {
        number += 1;
    }
    number.to_string()
}

/// The new line with `definition`: behind the last one, or else at the end.
fn define(document: &Document, definition: &str) -> Replacement {
    let text = document.text();
    let line_break = action::line_break(document);
    // A definition in a quote is none for what stands outside.
    let is_top = |it: &Definition| {
        text.line_start(text.line_at(it.range.start())) == it.range.start()
            && text.slice(it.label).contains(char::is_alphanumeric)
    };
    match document.tree().definitions().filter(is_top).last() {
        Some(last) => {
            let end = text.line_range(text.line_at(last.range.end())).end();
            Replacement {
                range: TextRange::empty(end),
                insert: format!("{line_break}{definition}"),
            }
        }
        None => {
            let gap = action::gap_at_end(document);
            let insert = format!("{gap}{definition}{line_break}");
            Replacement { range: TextRange::empty(text.len()), insert }
        }
    }
}

/// The address of a definition as it is written, with its title.
fn address(document: &Document, definition: &Definition) -> String {
    let start = definition.label.end() + size("]:".len());
    let range = TextRange::new(start.min(definition.range.end()), definition.range.end());
    document.text().slice(range).trim().to_owned()
}

/// `[text][label]` to `[text](address)`.
fn inline(document: &Document, link: &Link) -> Option<Action> {
    let label = document.text().slice(link.destination);
    let definition = document.tree().definition(&label)?;
    let edit = TextEdit::new(vec![written_out(document, link, &definition)?])?;
    let title = "Write the address into the link".to_owned();
    checked(document, link, Action { title, kind: ActionKind::Inline, edit })
}

fn written_out(document: &Document, link: &Link, definition: &Definition) -> Option<Replacement> {
    let address = address(document, definition);
    if address.contains(['\n', '\r']) {
        return None;
    }
    let start = link.text.end() + TextSize::of(']');
    let range = match link.kind {
        LinkKind::Shortcut => TextRange::empty(link.range.end()),
        _ => TextRange::new(start, link.range.end()),
    };
    Some(Replacement { range, insert: format!("({address})") })
}

/// All links to a definition get its address, and the definition goes.
fn inline_all(document: &Document, definition: &Definition) -> Option<Action> {
    let text = document.text();
    let key = label_key(&text.slice(definition.label));
    // Of two that have one label the first counts.
    if document.tree().definition(&text.slice(definition.label))?.range != definition.range {
        return None;
    }
    let references = document.tree().links().filter(|link| {
        matches!(link.kind, LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut)
            && label_key(&text.slice(link.destination)) == key
    });
    let references: Vec<Link> = references.collect();
    let mut parts: Option<Vec<Replacement>> =
        references.iter().map(|link| written_out(document, link, definition)).collect();
    let count = references.len();
    if count == 0 {
        return None;
    }
    // The line goes with it, unless it stands in a quote or an item.
    let line = text.line_at(definition.range.start());
    let (start, next) =
        (text.line_start(line), text.line_start(text.line_at(definition.range.end()) + 1));
    let range = match start == definition.range.start() {
        true => TextRange::new(start, next),
        false => definition.range,
    };
    parts.as_mut()?.push(Replacement { range, insert: String::new() });
    let links = if count == 1 { "the link".to_owned() } else { format!("{count} links") };
    let edit = TextEdit::new(parts?)?;
    action::harmless(document, &edit)?;
    let title = format!("Write the address into {links} and remove the definition");
    Some(Action { title, kind: ActionKind::Inline, edit })
}

/// `action`, if `link` leads where it did.
fn checked(document: &Document, link: &Link, action: Action) -> Option<Action> {
    let after = action::harmless(document, &action.edit)?;
    let before = destination(document, link)?;
    let start = TextRange::at(link.range.start(), 1.into());
    let mut links = after.tree().links_in(start);
    let new = links.find(|it| it.range.start() == link.range.start())?;
    (destination(&after, &new)? == before).then_some(action)
}

fn destination(document: &Document, link: &Link) -> Option<String> {
    let source = document.text().slice(link.destination);
    Some(match link.kind {
        LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut => {
            document.definition(&source)?.written.into()
        }
        _ => link.decoded.as_deref().unwrap_or(&source).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::link_rewrites;
    use crate::fixture::Fixture;
    use crate::text::TextRange;

    /// The only rewriting at the cursor, and what it makes of the text; empty where there is none.
    #[track_caller]
    fn check(before: &str, title: &str, after: &str) {
        let fixture = Fixture::parse(before);
        let (file, offset) = fixture.cursor();
        let snapshot = fixture.snapshot();
        let document = snapshot.document(file).expect("a document");
        let actions = link_rewrites(document, TextRange::empty(offset));
        let shown: Vec<(&str, String)> = actions
            .iter()
            .map(|it| (it.title.as_str(), document.text().edit(&it.edit).to_string()))
            .collect();
        let expected = (!title.is_empty()).then(|| (title, after.to_owned()));
        assert_eq!(shown, expected.into_iter().collect::<Vec<_>>());
    }

    const EXTRACT: &str = "Move the address into a definition";
    const INLINE: &str = "Write the address into the link";

    #[test]
    fn an_address_moves_into_a_definition() {
        check("They [le$0ft](a.txt \"b\").", EXTRACT, "They [left][].\n\n[left]: a.txt \"b\"\n");
        check(
            "They ![`a`$0](<a b.txt>) left.\n\n[1]: c.txt\n\nThen.\n",
            EXTRACT,
            "They ![`a`][2] left.\n\n[1]: c.txt\n[2]: <a b.txt>\n\nThen.\n",
        );
        check("They [left$0](c).\r\n\r\n[X]: c\r\n", EXTRACT, "They [left][X].\r\n\r\n[X]: c\r\n");
    }

    #[test]
    fn an_address_moves_back_into_its_link() {
        check("It [a][B$0].\n\n[b]: <c d> 'e'\n", INLINE, "It [a](<c d> 'e').\n\n[b]: <c d> 'e'\n");
        check("It [b$0][].\n\n[b]: c\n", INLINE, "It [b](c).\n\n[b]: c\n");
        check("It [b$0].\n\n[b]: c\n", INLINE, "It [b](c).\n\n[b]: c\n");
    }

    #[test]
    fn a_definition_goes_into_all_its_links() {
        check(
            "[a][b] and [B].\n\n[b]: c$0\n\nEnd.\n",
            "Write the address into 2 links and remove the definition",
            "[a](c) and [B](c).\n\n\nEnd.\n",
        );
        check("[a](b)\n\n[b]: c$0\n", "", "");
    }

    #[test]
    fn what_is_no_such_link_stays() {
        check("<https://a.exam$0ple>", "", "");
        check("[a]($0)", "", "");
        check("[a$0][b]", "", "");
        check("No$0thing.", "", "");
    }
}
