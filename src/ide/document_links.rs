//! Document links: what can be clicked, and where that leads.

use crate::facts::Document;
use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
use crate::facts::Value;
use crate::ide::subject;
use crate::index::AnchorTarget;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::text::TextRange;
use crate::text::TextSize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLink {
    /// Of the destination, or of the label that stands for it. They do not overlap.
    pub range: TextRange,
    /// An address on the web or of a mail box. `None`: a file, of which [`local_goal`] knows more.
    pub url: Option<String>,
}

/// Where a link to a file leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalGoal {
    /// Absolute.
    pub path: String,
    /// The document there, and the heading or anchor that is meant.
    pub place: Option<(FileId, TextRange)>,
    /// Of the seed or heading.
    pub title: Option<String>,
}

/// The links of `file` that lead somewhere, in order.
pub fn document_links(snapshot: &Snapshot, file: FileId) -> Vec<DocumentLink> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let mut links: Vec<DocumentLink> =
        document.tree().links().filter_map(|it| of_link(snapshot, file, document, &it)).collect();
    for definition in document.tree().definitions() {
        let link = OutgoingLink::of_definition(document.text(), &definition);
        let target = snapshot.resolve_outgoing(file, &link);
        let range = link.destination_range;
        links.extend(link_to(&target, &link.written).map(|url| DocumentLink { range, url }));
    }
    for field in &document.metadata().fields {
        if let Value::Link { url, .. } = &field.value
            && is_address(url)
        {
            links.push(DocumentLink { range: field.source, url: Some(url.trim().to_owned()) });
        }
    }
    links.retain(|link| !link.range.is_empty());
    // Of a field that is a link of its own the link is kept, which is shorter.
    links.sort_by_key(|link| (link.range.start(), link.range.end()));
    let mut apart: Vec<DocumentLink> = Vec::new();
    for link in links {
        match apart.last_mut().filter(|it| link.range.start() < it.range.end()) {
            Some(last) if link.range.len() < last.range.len() => *last = link,
            Some(_) => {}
            None => apart.push(link),
        }
    }
    apart
}

fn of_link(
    snapshot: &Snapshot,
    file: FileId,
    document: &Document,
    link: &Link,
) -> Option<DocumentLink> {
    let range = link.destination;
    if link.kind == LinkKind::Email {
        let address = document.text().slice(range);
        return Some(DocumentLink { range, url: Some(format!("mailto:{address}")) });
    }
    let target = snapshot.resolve(file, link);
    let written = match OutgoingLink::of(document.text(), link) {
        Some(outgoing) => outgoing.written,
        None => {
            let definition = document.definition(&document.text().slice(range))?;
            (definition.kind == OutgoingKind::Definition).then_some(definition.written)?
        }
    };
    Some(DocumentLink { range, url: link_to(&target, &written)? })
}

/// `Some(None)` for files.
#[expect(clippy::option_option, reason = "whether it leads anywhere, and to what address")]
fn link_to(target: &Target, written: &str) -> Option<Option<String>> {
    match target {
        Target::Url => is_address(written).then(|| Some(written.trim().to_owned())),
        Target::Local(_) => Some(None),
        _ => None,
    }
}

fn is_address(url: &str) -> bool {
    url::Url::parse(url.trim()).is_ok_and(|it| it.has_host() || it.cannot_be_a_base())
}

/// Where the link to a file that stands at `offset` leads.
pub fn local_goal(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Option<LocalGoal> {
    let document = snapshot.document(file)?;
    let target = match subject::link_at(document, offset) {
        Some(link) => snapshot.resolve(file, &link),
        None => {
            let definition = document.tree().definitions().find(|it| it.range.contains(offset))?;
            let link = OutgoingLink::of_definition(document.text(), &definition);
            snapshot.resolve_outgoing(file, &link)
        }
    };
    let Target::Local(target) = target else { return None };
    let there = target.file.and_then(|file| Some((file, snapshot.document(file)?)));
    let title = there.and_then(|(_, document)| match target.anchor {
        AnchorTarget::At(range) => {
            document.tree().headings().find(|it| it.range == range).map(|it| it.text.to_string())
        }
        _ => document.metadata().title().map(str::to_owned),
    });
    let place = there.and_then(|(file, _)| match target.anchor {
        AnchorTarget::At(range) => Some((file, range)),
        _ => None,
    });
    Some(LocalGoal { path: target.path, place, title })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::document_links;
    use super::local_goal;
    use crate::fixture::Fixture;

    #[test]
    fn everything_that_leads_somewhere() {
        let fixture = Fixture::parse(
            "//- /seeds/a.seed
---
title: One
source: https://news.example/one
---

[a](b.seed#two) [b](<b.seed>) [c][d] ![e](x.png) [f](no.seed) [g](#) <https://x.example/>

https://y.example/ j@doe.example <j@doe.example> [h](https//broken) [![i](x.png)](https://z.example/)

[d]: /seeds/b.seed
//- /seeds/b.seed
Two

# Two
//- /seeds/x.png
",
        );
        let snapshot = fixture.snapshot();
        let file = snapshot.file_at("/seeds/a.seed").expect("it is there");
        let document = snapshot.document(file).expect("its document");
        let mut shown = String::new();
        for link in document_links(&snapshot, file) {
            let goal = link.url.unwrap_or_else(|| {
                let goal = local_goal(&snapshot, file, link.range.start()).expect("a goal");
                let place = goal.place.map(|(_, range)| range.start());
                format!("{} {place:?} {:?}", goal.path, goal.title)
            });
            shown += &format!("{} -> {goal}\n", document.text().slice(link.range));
        }
        expect![[r#"
            https://news.example/one -> https://news.example/one
            b.seed#two -> /seeds/b.seed Some(5) Some("Two")
            b.seed -> /seeds/b.seed None Some("Two")
            d -> /seeds/b.seed None Some("Two")
            x.png -> /seeds/x.png None None
            https://x.example/ -> https://x.example/
            https://y.example/ -> https://y.example/
            j@doe.example -> mailto:j@doe.example
            x.png -> /seeds/x.png None None
            https://z.example/ -> https://z.example/
            /seeds/b.seed -> /seeds/b.seed None Some("Two")
        "#]]
        .assert_eq(&shown);
    }
}
