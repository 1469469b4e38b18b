//! What the rules share that tell what came of asking web addresses. No rule stands here.

use crate::facts::AddressPlace;
use crate::facts::Date;
use crate::facts::OutgoingKind;
use crate::facts::WebAddress;
use crate::facts::request_url;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::UrlState;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::outgoing::Faults;
use crate::syntax::FieldName;
use crate::text::TextEdit;

/// The addresses of `file` that were asked and are not alive, and what came of it. Left out are
/// those in links in which a delimiter is malformed, since they may not end where they seem to.
pub(super) fn ailing(snapshot: &Snapshot, file: FileId) -> Vec<(WebAddress, &UrlState)> {
    let mut ailing = snapshot.ailing_addresses(file);
    if !ailing.is_empty() {
        let faults = Faults::of(snapshot.document(file));
        ailing.retain(|(address, _)| !faults.meet(address.range));
    }
    ailing
}

/// Tells in `finding` where the Internet Archive may have what `address` held when the article was
/// written, and offers to link to that. The archive was not asked.
pub(super) fn suggest_archive(
    snapshot: &Snapshot,
    file: FileId,
    address: &WebAddress,
    finding: &mut Finding,
) {
    let Some(url) = request_url(&address.written) else { return };
    if is_archive(&url) {
        return;
    }
    let Some(date) = article_date(snapshot, file) else {
        finding.help =
            Some(format!("archived copies, if any, are at https://web.archive.org/web/*/{url}"));
        return;
    };
    let mut digits = format!("{:04}", date.year);
    for part in [date.month, date.day].into_iter().flatten() {
        digits.push_str(&format!("{part:02}"));
    }
    let copy = format!("https://web.archive.org/web/{digits}/{url}");
    finding.help = Some(format!("a copy from about {} may be at {copy}", date.in_words()));
    // What tells an article from all others stays what it is, gone or not.
    if address.place != AddressPlace::Field(FieldName::Source) && !is_source(snapshot, file, &url) {
        let title = format!("Link to the archived copy of about {}", date.in_words());
        finding.fixes.push(write(title, address, &copy, false));
    }
}

/// A fix that writes `url` for `address`.
pub(super) fn write(title: String, address: &WebAddress, url: &str, safe: bool) -> Fix {
    let bare = matches!(
        address.place,
        AddressPlace::Link(OutgoingKind::Link | OutgoingKind::Image | OutgoingKind::Bare)
    );
    // There a parenthesis may end the destination.
    let url = match bare {
        true => url.replace('(', "%28").replace(')', "%29"),
        false => url.to_owned(),
    };
    Fix { title, edit: TextEdit::replace(address.range, url), safe }
}

fn is_archive(url: &str) -> bool {
    let host = url.split_once("://").map_or("", |(_, rest)| rest);
    ["web.archive.org/", "archive.org/", "archive.ph/", "archive.today/", "archive.is/"]
        .iter()
        .any(|archive| host.starts_with(archive))
}

fn is_source(snapshot: &Snapshot, file: FileId, url: &str) -> bool {
    let document = snapshot.document(file);
    let source = document.and_then(|document| document.metadata().source());
    source.and_then(request_url).is_some_and(|source| source == url)
}

/// When the article was published, else when it was captured.
fn article_date(snapshot: &Snapshot, file: FileId) -> Option<Date> {
    let metadata = snapshot.document(file)?.metadata();
    let retrieved = metadata.first(FieldName::Retrieved).and_then(|field| match &field.value {
        crate::facts::Value::Date(reading) => reading.date(),
        _ => None,
    });
    metadata
        .date()
        .cloned()
        .or_else(|| Date::in_url(metadata.source()?))
        .or_else(|| retrieved.cloned())
}
