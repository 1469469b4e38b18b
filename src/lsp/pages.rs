//! Pages about the rules, for editors that lead from a finding to one. They lie among the user's
//! caches, so that nobody has to ask the network.

use crate::io;
use crate::lsp::convert;
use crate::rules::RULES;

/// The address of the folder that holds the page of each rule, with a `/` at its end. The pages are
/// written where they are not there yet; `None` where they cannot be.
///
/// They are Markdown: an editor shows what a link to a file leads to in itself, as text.
pub(super) fn folder() -> Option<String> {
    let page = |name: &str, page: &str| format!("# {name}\n\n{page}");
    let pages: Vec<(&str, String)> =
        RULES.iter().map(|rule| (rule.name, page(rule.name, &rule.page()))).collect();
    // Programs of one version differ while they are worked on.
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    pages.iter().for_each(|(_, page)| hash.update(page.as_bytes()));
    let version = env!("CARGO_PKG_VERSION");
    let name = format!("rules-{version}-{:08x}", hash.digest() as u32);
    let folder = io::cache_folder()?.join(name);
    for (name, page) in pages {
        let file = folder.join(format!("{name}.md"));
        if !io::is_file(&file) {
            io::write(&file, &page).ok()?;
        }
    }
    let path = io::host_path(&folder)?;
    Some(format!("{}/", convert::uri(&path).0))
}
