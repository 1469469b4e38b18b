//! Telling the `Host` what its links need to know of the disk.

use std::path::Path;

use rayon::prelude::*;

use super::read;
use super::read_folder;
use crate::index::Host;
use crate::text::Text;

/// Sets on `host` the listings and the texts that the links of its documents lead to. What cannot
/// be read is set as that, so that nothing is wanted twice.
pub fn feed(host: &mut Host) {
    loop {
        let wanted = host.snapshot().wanted();
        if wanted.is_empty() {
            return;
        }
        let directories: Vec<_> = wanted
            .directories
            .into_par_iter()
            .map(|path| {
                // The host spells the root of the disk as nothing before a `/`.
                let entries = read_folder(Path::new(if path.is_empty() { "/" } else { &path }));
                (path, entries)
            })
            .collect();
        for (path, entries) in directories {
            host.set_directory(&path, entries);
        }
        let targets: Vec<_> = wanted
            .targets
            .into_par_iter()
            .map(|path| {
                let text = read(Path::new(&path)).ok().map(|text| Text::new(&text));
                (path, text)
            })
            .collect();
        for (path, text) in targets {
            host.set_target(&path, text);
        }
    }
}
