//! What git says has changed since a revision. It is asked as a program, as the user would.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use super::path::absolute;
use super::path::host_path;

/// The files that differ from those of a revision, in one repository.
#[derive(Debug)]
pub struct Changes {
    /// The uppermost folder of the repository, spelt as the current folder is.
    pub top: PathBuf,
    /// Sorted by path.
    pub files: Vec<ChangedFile>,
    /// What the user should know about what was compared.
    pub note: Option<String>,
    /// `top` without symbolic links.
    real_top: PathBuf,
}

/// A file that has come, gone or changed, or a folder in which anything may have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedFile {
    /// Absolute, as the host spells it.
    pub path: String,
    /// It was a file of the revision.
    pub existed: bool,
    /// Its old text, where that was asked for and is a text.
    pub old: Option<String>,
}

/// Set by git for its hooks, and then about the repository that the hook runs in, from the folder
/// it runs in. Where we are is told by the current folder alone.
const LOCAL: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_NAMESPACE",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// The mode of a folder that holds another repository.
const SUBMODULE: &str = "160000";

/// What has changed since `revision` and the current branch parted: committed, staged or not, and
/// files that git does not know yet. Old texts are read of those whose path `wants_text`.
///
/// # Errors
///
/// A sentence without a full stop: no git, no repository, no such revision.
pub fn changes_since(revision: &str, wants_text: impl Fn(&str) -> bool) -> Result<Changes, String> {
    let current = absolute(Path::new("."));
    let top = line(git(&current, &["rev-parse", "--show-toplevel"])?);
    if top.as_os_str().is_empty() {
        return Err("this repository has no files of its own: it is bare".to_owned());
    }
    let real_top = fs::canonicalize(&top).unwrap_or(top);
    let top = spelt(&real_top, &current);
    let (base, note) = base(&current, revision)?;

    let mut files = BTreeMap::new();
    // All renames are a file that goes and one that comes.
    let options = ["--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-relative"];
    let mut arguments = vec!["diff", "--ignore-submodules=none"];
    arguments.extend(options);
    arguments.extend([&*base, "--"]);
    let diff = git(&real_top, &arguments)?;
    let mut parts = diff.split(|&byte| byte == 0).filter(|part| !part.is_empty());
    let mut blobs = BTreeMap::new();
    while let (Some(head), Some(name)) = (parts.next(), parts.next()) {
        // `:100644 100644 <old> <new> M`
        let head = String::from_utf8_lossy(head);
        let mut words = head.trim_start_matches(':').split(' ');
        let (Some(old_mode), _, Some(blob)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        // What is not UTF-8 is no file that is checked or that a link can name.
        let Some(path) = path_of(name).and_then(|name| host_path(&top.join(name))) else {
            continue;
        };
        let existed = old_mode != "000000";
        if existed && old_mode != SUBMODULE && wants_text(&path) {
            blobs.insert(path.clone(), blob.to_owned());
        }
        files.insert(path.clone(), ChangedFile { path, existed, old: None });
    }
    let unknown =
        git(&real_top, &["ls-files", "--others", "--exclude-standard", "--full-name", "-z"])?;
    for name in unknown.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        let Some(path) = path_of(name).and_then(|name| host_path(&top.join(name))) else {
            continue;
        };
        // A repository within this one ends with a slash.
        let path = path.trim_end_matches('/').to_owned();
        files.entry(path.clone()).or_insert(ChangedFile { path, existed: false, old: None });
    }
    for (path, text) in old_texts(&real_top, blobs)? {
        if let Some(file) = files.get_mut(&path) {
            file.old = text;
        }
    }
    Ok(Changes { top, files: files.into_values().collect(), note, real_top })
}

impl Changes {
    /// The path of the file at `path`, which is absolute, as `files` spell it: without the symbolic
    /// links of its folder. `None` where it lies in no folder of the repository.
    pub fn spelling(&self, path: &Path) -> Option<String> {
        if path.starts_with(&self.top) {
            return host_path(path);
        }
        let folder = fs::canonicalize(path.parent()?).ok()?;
        let below = folder.strip_prefix(&self.real_top).ok()?;
        host_path(&self.top.join(below).join(path.file_name()?))
    }

    /// The file at `path`, spelt as `files` are, or what a symbolic link there leads to, has
    /// changed.
    pub fn holds(&self, path: &str) -> bool {
        self.names(path) || {
            let is_link = fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink());
            let target = is_link.then(|| fs::canonicalize(path).ok()).flatten();
            target.and_then(|it| self.spelling(&it)).is_some_and(|it| self.names(&it))
        }
    }

    /// `path` or a folder above it is among the files.
    fn names(&self, path: &str) -> bool {
        let is_there = |path: &str| self.files.binary_search_by(|it| (*it.path).cmp(path)).is_ok();
        is_there(path)
            || path.match_indices('/').any(|(at, _)| path.get(..at).is_some_and(is_there))
    }
}

/// The commit to compare with: where `revision` and the current branch parted. With what is to be
/// said about it.
fn base(folder: &Path, revision: &str) -> Result<(String, Option<String>), String> {
    let commit = format!("{revision}^{{commit}}");
    let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
    let Ok(commit) = git(folder, &verify) else {
        return Err(format!("git knows no revision `{revision}` here"));
    };
    let commit = line(commit).to_string_lossy().into_owned();
    if let Ok(base) = git(folder, &["merge-base", &commit, "HEAD"]) {
        return Ok((line(base).to_string_lossy().into_owned(), None));
    }
    let note = format!(
        "no commit is known that `{revision}` and `HEAD` have in common (a shallow clone?), so \
         files are compared with `{revision}` itself"
    );
    Ok((commit, Some(note)))
}

/// The texts of `blobs`, each known by its path; `None` for what is no text.
fn old_texts(
    folder: &Path,
    blobs: BTreeMap<String, String>,
) -> Result<Vec<(String, Option<String>)>, String> {
    if blobs.is_empty() {
        return Ok(Vec::new());
    }
    let mut command = command(folder, &["cat-file", "--batch"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().map_err(|error| format!("git cannot be run: {error}"))?;
    let (input, output) = (process.stdin.take(), process.stdout.take());
    let asked: Vec<u8> = blobs.values().flat_map(|it| format!("{it}\n").into_bytes()).collect();
    // Beside reading: git answers while it is still being asked, and pipes hold little.
    let writer = std::thread::spawn(move || {
        // If it ends early, what is missing is seen below.
        let _ = input.map(|mut input| input.write_all(&asked));
    });
    let mut output = output.map(BufReader::new);
    let mut texts = Vec::new();
    for path in blobs.into_keys() {
        let bytes = output.as_mut().and_then(|it| object(it).ok()).flatten();
        let text = bytes.and_then(|it| String::from_utf8(it).ok());
        texts.push((path, text.filter(|it| !it.contains('\0'))));
    }
    drop(output);
    let _ = writer.join();
    let _ = process.wait();
    Ok(texts)
}

/// The next answer of `git cat-file --batch`: `<id> blob <size>`, a line break, the bytes, a line
/// break. `None` for one that it does not have.
fn object(output: &mut impl BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let mut head = String::new();
    output.read_line(&mut head)?;
    let size = head.trim_end().rsplit_once(" blob ").and_then(|(_, it)| it.split(' ').next_back());
    let Some(size) = size.and_then(|it| it.parse::<usize>().ok()) else { return Ok(None) };
    let mut bytes = vec![0; size];
    output.read_exact(&mut bytes)?;
    output.read_exact(&mut [0])?;
    Ok(Some(bytes))
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    // Another git may be at work, and a look must not stand in its way.
    command.env("GIT_OPTIONAL_LOCKS", "0");
    LOCAL.iter().for_each(|name| _ = command.env_remove(name));
    command
}

/// What git answers, or what it says against it.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = match command(folder, arguments).output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err("git is not installed, or not in the `PATH`".to_owned());
        }
        Err(error) => return Err(format!("git cannot be run: {error}")),
    };
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let first = said.lines().find(|line| !line.trim().is_empty());
    Err(match first {
        Some(first) => format!("git says: {}", first.trim()),
        None => format!("`git {}` failed", arguments.first().unwrap_or(&"")),
    })
}

/// The path in one line of output, which may hold line breaks itself.
fn line(mut output: Vec<u8>) -> PathBuf {
    if output.last() == Some(&b'\n') {
        output.pop();
    }
    path_of(&output).unwrap_or_default()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    Some(PathBuf::from(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    // Git writes UTF-8 there.
    Some(PathBuf::from(OsStr::new(std::str::from_utf8(bytes).ok()?)))
}

/// `real_top`, a folder without symbolic links at or above `current`, spelt as `current` is where
/// that tells the same.
fn spelt(real_top: &Path, current: &Path) -> PathBuf {
    let below = fs::canonicalize(current).ok();
    let below = below.as_ref().and_then(|it| it.strip_prefix(real_top).ok());
    let Some(below) = below.filter(|it| current.ends_with(it)) else { return real_top.to_owned() };
    let above = current.ancestors().nth(below.components().count());
    above
        .filter(|it| fs::canonicalize(it).is_ok_and(|it| it == real_top))
        .unwrap_or(real_top)
        .to_owned()
}
