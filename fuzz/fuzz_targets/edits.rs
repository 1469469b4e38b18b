//! Incremental parsing is invisible: `cargo +nightly fuzz run edits` for as long as you like.
//!
//! The input is a tuning, a text, and edits of it. The same comparison without a nightly compiler:
//! `SEEDLS_FUZZ_EDITS=1000000 cargo test --release --test it incremental`.

#![no_main]

#[path = "../../tests/it/soup.rs"]
mod soup;

use libfuzzer_sys::fuzz_target;
use seedls::syntax::Tree;
use seedls::text::Text;
use seedls::text::TextRange;
use seedls::text::size;

fuzz_target!(|data: &[u8]| {
    let mut random = soup::Random::new(data.len() as u64);
    let tuning = soup::tuning(&mut random);
    // Parts are divided by a byte that no UTF-8 holds: the text, then for each edit two bytes that
    // say where, one that says how much, and what is inserted.
    let mut parts = data.split(|&byte| byte == 0xff);
    let source = parts.next().unwrap_or_default();
    let mut text = Text::new(&String::from_utf8_lossy(source));
    let mut tree = Tree::tuned(&text, tuning);
    check(&text, &tree);
    for part in parts {
        let [low, high, len, insert @ ..] = part else { continue };
        let at = u16::from_le_bytes([*low, *high]).into();
        let start = text.floor(size(at));
        let end = text.floor(size(usize::from(start) + usize::from(*len)).min(text.len()));
        let range = TextRange::new(start, end.max(start));
        let insert = String::from_utf8_lossy(insert);
        text = text.replace(range, &insert);
        tree = tree.edit(&text, range, size(insert.len()));
        check(&text, &tree);
    }
});

fn check(text: &Text, tree: &Tree) {
    if let Some(difference) = soup::difference(text, tree, &Tree::whole(text)) {
        panic!("{difference}");
    }
}
