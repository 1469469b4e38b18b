//! A store of bytes by key, from one run of the program to the next. Everything in it can be made
//! again, so that whatever is wrong with it is passed over, and another process at work in the same
//! folder costs entries at most.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::SystemTime;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

/// A folder of files that hold entries by the first byte of their keys. A file is only ever replaced
/// as a whole, so that no lock is needed.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// Days since 1970.
    today: u32,
    /// As many as a byte has values; each read when it is first asked for.
    shards: Vec<OnceLock<Shard>>,
}

#[derive(Debug, Default)]
struct Shard {
    bytes: Vec<u8>,
    entries: HashMap<u128, Entry>,
    added: Mutex<Vec<(u128, Vec<u8>)>>,
    /// It is to be written although nothing was added, so that what is used is not thrown away.
    outdated: AtomicBool,
    /// Something that is not of this program lies in its place.
    foreign: bool,
}

#[derive(Debug)]
struct Entry {
    /// In the bytes of the shard.
    range: Range<usize>,
    /// When it was last used.
    day: AtomicU32,
}

/// How a file begins. What it says of the format changes with that.
const MAGIC: &[u8] = b"seedls store 1\n\0";

/// [`MAGIC`] and a hash of what follows.
const HEAD: usize = MAGIC.len() + 8;

/// Key, day and length, before the bytes of an entry.
const ENTRY_HEAD: usize = 16 + 4 + 4;

/// Bytes of the longest file: 256 of them are 192 MiB.
const LONGEST: usize = 768 << 10;

/// An entry that nobody used for so many days is thrown away when its file is next written.
const KEEP: u32 = 60;

/// A use is noted again after so many days.
const NOTE: u32 = 7;

impl Store {
    /// The store in `folder`, which need not be there.
    pub fn open(folder: &Path) -> Store {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let today = u32::try_from(since.as_secs() / (24 * 60 * 60)).unwrap_or_default();
        let shards = (0..=u8::MAX).map(|_| OnceLock::new()).collect();
        Store { folder: folder.to_owned(), today, shards }
    }

    pub fn get(&self, key: u128) -> Option<&[u8]> {
        let shard = self.shard(key)?;
        let entry = shard.entries.get(&key)?;
        let day = entry.day.swap(self.today, Ordering::Relaxed);
        if day.saturating_add(NOTE) <= self.today {
            shard.outdated.store(true, Ordering::Relaxed);
        }
        shard.bytes.get(entry.range.clone())
    }

    /// Adds an entry, which is there in the next run if [`Store::save`] is called in this one.
    pub fn add(&self, key: u128, bytes: Vec<u8>) {
        if let Some(shard) = self.shard(key) {
            shard.added.lock().unwrap_or_else(PoisonError::into_inner).push((key, bytes));
        }
    }

    /// Writes what was added.
    pub fn save(&self) -> io::Result<()> {
        let shards = self.shards.par_iter().enumerate();
        let mut changed: Vec<(usize, &Shard)> =
            shards.filter_map(|(at, shard)| Some((at, shard.get()?))).collect();
        changed.retain(|(_, shard)| shard.is_changed() && !shard.foreign);
        if changed.is_empty() {
            return Ok(());
        }
        self.make_folder()?;
        changed.into_par_iter().try_for_each(|(at, shard)| {
            let path = self.path(at);
            // What others have written since it was read.
            let now = Shard::read(&path);
            put(&path, &shard.merged(&now, self.today))
        })
    }

    fn shard(&self, key: u128) -> Option<&Shard> {
        let at = usize::from(key.to_be_bytes()[0]);
        Some(self.shards.get(at)?.get_or_init(|| Shard::read(&self.path(at))))
    }

    fn path(&self, at: usize) -> PathBuf {
        self.folder.join(format!("{at:02x}"))
    }

    /// Makes the folder, told to be left out by backups and by git, and clears what processes that
    /// were killed have left there.
    fn make_folder(&self) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        for (name, text) in [
            ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# Made by seedls.\n"),
            (".gitignore", "# Made by seedls.\n*\n"),
        ] {
            let path = self.folder.join(name);
            if fs::symlink_metadata(&path).is_err() {
                put(&path, text.as_bytes())?;
            }
        }
        let day = Duration::from_secs(24 * 60 * 60);
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let name = entry.file_name();
            let is_unfinished =
                name.to_str().is_some_and(|it| it.starts_with(PREFIX) && it.ends_with(SUFFIX));
            let modified = || entry.metadata().and_then(|it| it.modified());
            if is_unfinished && modified().is_ok_and(|it| it.elapsed().is_ok_and(|it| day < it)) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }
}

impl Shard {
    /// The file at `path`; nothing where it is not there, or not whole.
    fn read(path: &Path) -> Shard {
        let bytes = match fs::metadata(path) {
            // A pipe that nobody writes to would never open.
            Ok(metadata) if !metadata.is_file() => {
                return Shard { foreign: true, ..Shard::default() };
            }
            Ok(metadata) if (LONGEST as u64) < metadata.len() => None,
            _ => fs::read(path).ok(),
        };
        let Some(bytes) = bytes else { return Shard::default() };
        let begins = bytes.iter().zip(MAGIC).all(|(a, b)| a == b);
        if !begins {
            return Shard { foreign: true, ..Shard::default() };
        }
        let entries = entries(&bytes).unwrap_or_default();
        Shard { bytes, entries, ..Shard::default() }
    }

    fn is_changed(&self) -> bool {
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        !added.is_empty() || self.outdated.load(Ordering::Relaxed)
    }

    /// The bytes of a file with what was added to this shard, and with what is there `now`, the most
    /// lately used first for as long as there is room.
    fn merged(&self, now: &Shard, today: u32) -> Vec<u8> {
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: HashMap<u128, (u32, &[u8])> = HashMap::new();
        for (&key, entry) in &now.entries {
            let own = self.entries.get(&key).map_or(0, |it| it.day.load(Ordering::Relaxed));
            let day = entry.day.load(Ordering::Relaxed).max(own);
            let bytes = now.bytes.get(entry.range.clone()).unwrap_or_default();
            // One from the future, when a clock was wrong, must not stay for ever.
            if day.saturating_add(KEEP) > today && day <= today {
                all.insert(key, (day, bytes));
            }
        }
        all.extend(added.iter().map(|(key, bytes)| (*key, (today, &**bytes))));
        let mut all: Vec<(u128, (u32, &[u8]))> = all.into_iter().collect();
        all.sort_by_key(|&(key, (day, _))| (u32::MAX - day, key));
        let mut file = MAGIC.to_vec();
        file.extend([0; 8]);
        for (key, (day, bytes)) in all {
            let Ok(len) = u32::try_from(bytes.len()) else { continue };
            if LONGEST < file.len() + ENTRY_HEAD + bytes.len() {
                continue;
            }
            file.extend(key.to_be_bytes());
            file.extend(day.to_be_bytes());
            file.extend(len.to_be_bytes());
            file.extend(bytes);
        }
        let hash = xxh3_64(file.get(HEAD..).unwrap_or_default());
        if let Some(place) = file.get_mut(MAGIC.len()..HEAD) {
            place.copy_from_slice(&hash.to_be_bytes());
        }
        file
    }
}

/// The entries of a whole file; `None` where it is not one.
fn entries(bytes: &[u8]) -> Option<HashMap<u128, Entry>> {
    let rest = bytes.get(HEAD..)?;
    let hash = bytes.get(MAGIC.len()..HEAD)?;
    if xxh3_64(rest).to_be_bytes() != *hash {
        return None;
    }
    let mut entries = HashMap::new();
    let mut at = HEAD;
    while at < bytes.len() {
        let key = u128::from_be_bytes(bytes.get(at..at + 16)?.try_into().ok()?);
        let day = u32::from_be_bytes(bytes.get(at + 16..at + 20)?.try_into().ok()?);
        let len = u32::from_be_bytes(bytes.get(at + 20..at + 24)?.try_into().ok()?);
        let range = at + ENTRY_HEAD..at + ENTRY_HEAD + usize::try_from(len).ok()?;
        bytes.get(range.clone())?;
        at = range.end;
        entries.insert(key, Entry { range, day: AtomicU32::new(day) });
    }
    Some(entries)
}

const PREFIX: &str = ".seedls-";
const SUFFIX: &str = ".tmp";

/// Puts `bytes` at `path`, whole or not at all. They need not outlive a power cut: a hash tells
/// what is not whole.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    let mut unfinished = builder.tempfile_in(path.parent().unwrap_or(path))?;
    unfinished.write_all(bytes)?;
    unfinished.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::HEAD;
    use super::KEEP;
    use super::LONGEST;
    use super::NOTE;
    use super::Store;

    const KEY: u128 = 0xab << 120 | 7;

    fn save(folder: &Path, entries: &[(u128, &[u8])]) {
        let store = Store::open(folder);
        entries.iter().for_each(|(key, bytes)| store.add(*key, bytes.to_vec()));
        store.save().expect("it can be written");
    }

    fn at(folder: &Path, day: u32) -> Store {
        Store { today: day, ..Store::open(folder) }
    }

    #[test]
    fn what_was_added_is_there_the_next_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b");
        save(&path, &[(KEY, b"one"), (2, b""), (KEY + 1, b"two")]);
        let store = Store::open(&path);
        assert_eq!(store.get(KEY), Some(&b"one"[..]));
        assert_eq!(store.get(2), Some(&b""[..]));
        assert_eq!(store.get(KEY + 1), Some(&b"two"[..]));
        assert_eq!(store.get(3), None);
        let mut names: Vec<_> =
            fs::read_dir(&path).expect("a folder").flatten().map(|it| it.file_name()).collect();
        names.sort();
        assert_eq!(names, [".gitignore", "00", "CACHEDIR.TAG", "ab"]);
    }

    #[test]
    fn every_damage_is_as_good_as_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        save(folder.path(), &[(KEY, b"one"), (KEY + 1, b"two")]);
        let path = folder.path().join("ab");
        let whole = fs::read(&path).expect("a file");
        for len in 0..whole.len() {
            fs::write(&path, &whole[..len]).expect("it can be written");
            assert_eq!(Store::open(folder.path()).get(KEY), None, "{len} bytes");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            fs::write(&path, &damaged).expect("it can be written");
            assert_eq!(Store::open(folder.path()).get(KEY), None, "byte {at}");
        }
        // What is damaged is written anew.
        fs::write(&path, &whole[..HEAD + 3]).expect("it can be written");
        save(folder.path(), &[(KEY, b"new")]);
        assert_eq!(Store::open(folder.path()).get(KEY), Some(&b"new"[..]));
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ab");
        fs::write(&path, "A letter.\n").expect("it can be written");
        fs::create_dir(folder.path().join("00")).expect("a folder");
        save(folder.path(), &[(KEY, b"one"), (1, b"two")]);
        assert_eq!(fs::read_to_string(&path).expect("a file"), "A letter.\n");
        assert!(fs::read_dir(folder.path().join("00")).expect("a folder").next().is_none());
    }

    #[test]
    fn two_processes_keep_what_both_have_added() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (Store::open(folder.path()), Store::open(folder.path()));
        assert_eq!((one.get(KEY), two.get(KEY)), (None, None));
        one.add(KEY, b"one".to_vec());
        two.add(KEY + 1, b"two".to_vec());
        one.save().and_then(|()| two.save()).expect("it can be written");
        let store = Store::open(folder.path());
        assert_eq!((store.get(KEY), store.get(KEY + 1)), (Some(&b"one"[..]), Some(&b"two"[..])));
    }

    #[test]
    fn a_file_has_a_bound_and_what_was_used_last_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let large = vec![b'x'; LONGEST / 4];
        for number in 0..8 {
            let store = at(folder.path(), 1000 + number);
            // The first one is used again and again.
            assert_eq!(store.get(KEY).is_some(), 0 < number);
            store.add(KEY + u128::from(number), large.clone());
            store.save().expect("it can be written");
            let len = fs::metadata(folder.path().join("ab")).expect("a file").len();
            assert!(len <= LONGEST as u64, "{len}");
        }
        let store = at(folder.path(), 1008);
        let there: Vec<u128> = (0..8).filter(|it| store.get(KEY + it).is_some()).collect();
        assert_eq!(there, [0, 6, 7]);
        // One that has no room in any file is passed over.
        store.add(KEY + 9, vec![b'x'; LONGEST]);
        store.save().expect("it can be written");
        assert!(at(folder.path(), 1008).get(KEY).is_some());
    }

    #[test]
    fn what_nobody_uses_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = at(folder.path(), 1000);
        store.add(KEY, b"one".to_vec());
        store.add(KEY + 1, b"two".to_vec());
        store.save().expect("it can be written");
        // A use is noted, though nothing is added.
        let store = at(folder.path(), 1000 + NOTE);
        assert!(store.get(KEY).is_some());
        store.save().expect("it can be written");
        let store = at(folder.path(), 1000 + KEEP);
        store.add(KEY + 2, b"three".to_vec());
        store.save().expect("it can be written");
        let store = at(folder.path(), 1000 + KEEP);
        let there: Vec<u128> = (0..3).filter(|it| store.get(KEY + it).is_some()).collect();
        assert_eq!(there, [0, 2]);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_written_is_told_and_harms_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file/below");
        fs::write(folder.path().join("file"), "").expect("it can be written");
        let store = Store::open(&path);
        assert_eq!(store.get(KEY), None);
        store.add(KEY, b"one".to_vec());
        store.save().expect_err("a file is no folder");
    }
}
