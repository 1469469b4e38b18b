//! Telling the `Host` what its links need to know of the disk.

use std::path::Path;

use rayon::prelude::*;

use super::read;
use super::read_folder;
use crate::index::Entry;
use crate::index::Host;
use crate::index::Wanted;
use crate::text::Text;

/// What was wanted of the disk, and what there is. What cannot be read is told as that, so that
/// nothing is wanted twice.
#[derive(Debug, Clone, Default)]
pub struct Fetched {
    directories: Vec<(String, Option<Vec<Entry>>)>,
    targets: Vec<(String, Option<Text>)>,
}

/// Sets on `host` the listings and the texts that the links of its documents lead to.
pub fn feed(host: &mut Host) {
    loop {
        let wanted = host.snapshot().wanted();
        if wanted.is_empty() {
            return;
        }
        fetch(wanted).set(host);
    }
}

/// What lies in the directory at `path`, as the host spells it.
pub fn list(path: &str) -> Option<Vec<Entry>> {
    // The host spells the root of the disk as nothing before a `/`.
    read_folder(Path::new(if path.is_empty() { "/" } else { path }))
}

/// Reads what is wanted. More may be wanted once that is set.
pub fn fetch(wanted: Wanted) -> Fetched {
    let directories = wanted.directories.into_par_iter().map(|path| {
        let entries = list(&path);
        (path, entries)
    });
    let targets = wanted.targets.into_par_iter().map(|path| {
        let text = read(Path::new(&path)).ok().map(|text| Text::new(&text));
        (path, text)
    });
    Fetched { directories: directories.collect(), targets: targets.collect() }
}

impl Fetched {
    pub fn set(self, host: &mut Host) {
        for (path, entries) in self.directories {
            host.set_directory(&path, entries);
        }
        for (path, text) in self.targets {
            host.set_target(&path, text);
        }
    }
}
