//! `seedls check --fix`: mend what can be mended, or show how.

use std::collections::BTreeMap;
use std::io;
use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use super::Terminal;
use super::load::Loaded;
use super::load::guarded;
use super::output::diff;
use super::progress::Meter;
use super::verdict::counted;
use crate::index::FileId;
use crate::index::Host;
use crate::index::Snapshot;
use crate::io::Problem;
use crate::io::feed;
use crate::io::fetch;
use crate::io::replace;
use crate::rules;
use crate::rules::Extent;
use crate::rules::Repaired;
use crate::rules::go_together;
use crate::rules::repair;
use crate::text::Text;

/// Whether findings are mended, and how.
#[derive(clap::Args)]
#[command(next_help_heading = "Mending")]
pub(super) struct FixArguments {
    /// Mend what no reader could mind, and tell what is left.
    ///
    /// A fix is applied only if then there is one finding less, none that is new in any of the
    /// files, and every other field is told as before. With `--stdin` the mended text is printed,
    /// and what is left is told on standard error.
    #[arg(long)]
    fix: bool,
    /// Apply fixes that change what a seed says, too.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what `--fix` would change, and change nothing.
    ///
    /// Exits with 1 where there is anything, else with 0.
    #[arg(long)]
    diff: bool,
}

/// What mending came to, before anything is written.
pub(super) struct Mended {
    extent: Extent,
    /// By the place of the file in the list of those that are checked.
    files: BTreeMap<usize, MendedFile>,
}

struct MendedFile {
    old: Text,
    mended: usize,
}

impl FixArguments {
    /// What is to be mended, if anything.
    pub(super) fn extent(&self) -> Option<Extent> {
        let extent = if self.unsafe_fixes { Extent::All } else { Extent::Safe };
        (self.fix || self.diff).then_some(extent)
    }

    /// Changes are shown, and not made.
    pub(super) fn shows(&self) -> bool {
        self.diff
    }

    /// Why these arguments do not go together.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let lost = self.unsafe_fixes && self.extent().is_none();
        lost.then_some("`--unsafe-fixes` says what `--fix` or `--diff` does; give one of them too")
    }
}

/// Mends what was loaded, in memory: round for round, until no document changes. Each round leaves
/// fewer findings than the one before.
pub(super) fn mend(loaded: &mut Loaded, extent: Extent, meter: Meter) -> Mended {
    feed(&mut loaded.host);
    let mut files: BTreeMap<usize, MendedFile> = BTreeMap::new();
    let places: BTreeMap<FileId, usize> =
        loaded.files.iter().enumerate().map(|(at, (_, file))| (*file, at)).collect();
    let mut waiting: Vec<FileId> = loaded.files.iter().map(|(_, file)| *file).collect();
    let snapshot = loaded.host.snapshot();
    snapshot.prepare();
    let recalled = &loaded.recalled;
    // What is known to have nothing to mend need not even be parsed.
    waiting.retain(|file| {
        let Some(alone) = recalled.get(file) else { return true };
        let check = || rules::check_with(&snapshot, *file, alone.clone());
        guarded("", check).is_ok_and(|found| extent.mends(&found))
    });
    while !waiting.is_empty() {
        let before = loaded.host.snapshot();
        before.prepare();
        let repaired = one_round(loaded, &before, &waiting, extent, meter);
        let mut paths = Vec::new();
        for (file, mended) in repaired {
            let Some(place) = places.get(&file) else { continue };
            let Some(document) = before.document(file) else { continue };
            let old = || MendedFile { old: document.text().clone(), mended: 0 };
            files.entry(*place).or_insert_with(old).mended += mended;
            paths.extend(before.path(file));
        }
        waiting = loaded.host.snapshot().affected_since(&before, &paths);
        waiting.retain(|file| places.contains_key(file));
    }
    for file in files.keys().filter_map(|&place| Some(loaded.files.get(place)?.1)) {
        loaded.recalled.remove(&file);
        loaded.fresh.remove(&file);
    }
    Mended { extent, files }
}

/// Mends each of `waiting`, on the host; those that were, and how many findings fewer they have.
fn one_round(
    loaded: &mut Loaded,
    before: &Snapshot,
    waiting: &[FileId],
    extent: Extent,
    meter: Meter,
) -> Vec<(FileId, usize)> {
    let progress = meter.start("mending", waiting.len());
    let alone = |snapshot: &Snapshot, file: FileId| {
        // A fault of ours in a rule is told when the file is checked.
        guarded("", || repair(snapshot, file, extent, &feed_one)).ok().flatten()
    };
    let stepping = |file: FileId| {
        let repaired = alone(before, file);
        progress.step();
        repaired
    };
    let mut repaired: Vec<(FileId, Repaired)> =
        waiting.par_iter().filter_map(|&file| Some((file, stepping(file)?))).collect();
    let edits: Vec<_> = repaired.iter().map(|(file, it)| (*file, &it.edit)).collect();
    let mut together = Host::of(before.clone());
    edits.iter().for_each(|(file, edit)| together.edit_document(*file, edit));
    feed(&mut together);
    if guarded("", || go_together(before, &together.snapshot(), &edits)).unwrap_or(false) {
        loaded.host = together;
    } else {
        // One after the other, each proven where those before it are mended.
        repaired.retain_mut(|(file, repaired)| {
            let Some(now) = alone(&loaded.host.snapshot(), *file) else { return false };
            loaded.host.edit_document(*file, &now.edit);
            feed_one(&mut loaded.host, *file);
            *repaired = now;
            true
        });
    }
    repaired.into_iter().map(|(file, it)| (file, it.mended)).collect()
}

/// Sets on `host` what the links of one document lead to.
pub(super) fn feed_one(host: &mut Host, file: FileId) {
    loop {
        let wanted = host.snapshot().wants(file);
        if wanted.is_empty() {
            return;
        }
        fetch(wanted).set(host);
    }
}

impl Mended {
    /// Writes the files. Those that cannot be written are again on the host what they were.
    pub(super) fn write(&mut self, loaded: &mut Loaded) {
        let snapshot = loaded.host.snapshot();
        self.files.retain(|&place, mended| {
            let Some((shown, file)) = loaded.files.get(place) else { return false };
            let Some(document) = snapshot.document(*file) else { return false };
            let (old, new) = (mended.old.to_string(), document.text().to_string());
            let Err(error) = replace(Path::new(shown), &old, &new) else { return true };
            loaded.problems.push(Problem { path: shown.clone(), message: error.to_string() });
            if let Some(path) = snapshot.path(*file) {
                loaded.host.set_document(path, mended.old.clone());
            }
            false
        });
    }

    /// Prints the changes as one diff.
    pub(super) fn show(&self, loaded: &Loaded, terminal: &mut Terminal) -> io::Result<()> {
        let snapshot = loaded.host.snapshot();
        for (&place, mended) in &self.files {
            let Some((shown, file)) = loaded.files.get(place) else { continue };
            let Some(document) = snapshot.document(*file) else { continue };
            let (old, new) = (mended.old.to_string(), document.text().to_string());
            diff::write(&mut terminal.data, terminal.colored, (shown, &old, &new))?;
        }
        terminal.data.flush()
    }

    /// Prints the text of the one document that came by standard input.
    pub(super) fn print(&self, loaded: &Loaded, terminal: &mut Terminal) -> io::Result<()> {
        let snapshot = loaded.host.snapshot();
        let document = loaded.files.first().and_then(|(_, file)| snapshot.document(*file));
        if let Some(document) = document {
            document.text().pieces().try_for_each(|it| terminal.data.write_all(it.as_bytes()))?;
        }
        terminal.data.flush()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// "12 findings fixed in 3 files, 4 left"
    pub(super) fn summary(&self, left: usize) -> String {
        format!("{} fixed in {}, {left} left", self.findings(), counted(self.files.len(), "file"))
    }

    /// "12 findings would be fixed in 3 files"
    pub(super) fn prospect(&self) -> String {
        let files = counted(self.files.len(), "file");
        let hint = match self.extent {
            _ if self.is_empty() => "",
            Extent::Safe => "; `--fix` does it",
            Extent::All => "; `--fix --unsafe-fixes` does it",
        };
        format!("{} would be fixed in {files}{hint}", self.findings())
    }

    fn findings(&self) -> String {
        counted(self.files.values().map(|it| it.mended).sum(), "finding")
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::mend;
    use crate::cli::load::Loaded;
    use crate::cli::progress::Meter;
    use crate::index::Host;
    use crate::io::host_path;
    use crate::io::read;
    use crate::io::write;
    use crate::rules::Extent;
    use crate::text::Text;

    const BROKEN: &str = "Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
        They read [it](https://a.example/1 and left.\n\n\
        Original url: <https://news.example/2021/03/03/a>\n";

    #[test]
    fn a_file_that_has_changed_since_it_was_read_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["a.seed", "b.seed"];
        let paths: Vec<PathBuf> = names.iter().map(|name| folder.path().join(name)).collect();
        let text = |name: &str| BROKEN.replace("/a>", &format!("/{name}>"));
        let mut host = Host::default();
        let files = paths.iter().zip(names).map(|(path, name)| {
            let shown = path.to_string_lossy().into_owned();
            let path = host_path(path).expect("a path in UTF-8");
            (shown, host.set_document(&path, Text::new(&text(name))))
        });
        let files = files.collect();
        let current = folder.path().to_owned();
        let mut loaded = Loaded { host, files, current, ..Loaded::default() };
        write(&paths[0], &text("a.seed")).expect("it can be written");
        write(&paths[1], "Somebody else wrote this.\n").expect("it can be written");

        let mut mended = mend(&mut loaded, Extent::Safe, Meter::default());
        mended.write(&mut loaded);
        let fixed = text("a.seed").replace("/1 and", "/1) and");
        assert_eq!(read(&paths[0]).expect("a text"), fixed);
        assert_eq!(read(&paths[1]).expect("a text"), "Somebody else wrote this.\n");
        let messages: Vec<&str> = loaded.problems.iter().map(|it| &*it.message).collect();
        assert_eq!(messages, ["not written: it has changed since it was read"]);
        assert_eq!(mended.summary(1), "1 finding fixed in 1 file, 1 left");
        // What is told next is told of the text that was read.
        let snapshot = loaded.host.snapshot();
        let document = snapshot.document(loaded.files[1].1).expect("it is there");
        assert_eq!(document.text().to_string(), text("b.seed"));
    }
}
