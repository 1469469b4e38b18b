//! `seedls check --changed`: real repositories, and what git says of them.

#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::folder::Answer;
use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::Folder;
use crate::folder::answer;
use crate::soup::Random;

/// A folder that is a repository, with all that is in it committed.
fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(files);
    folder.write(".git/info/exclude", b"cache-home\nconfig-home\n");
    git(&folder, &["init", "-q", "-b", "main", "."]);
    commit(&folder);
    folder
}

fn git(folder: &Folder, args: &[&str]) {
    let settings = ["user.name=A", "user.email=a@b.example", "protocol.file.allow=always"];
    let mut command = Command::new("git");
    settings.iter().for_each(|it| _ = command.args(["-c", it]));
    command.args(args).current_dir(folder.path("."));
    // The tests may themselves run in a hook.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    let answer = answer(&mut command);
    assert_eq!(answer.code, Some(0), "git {args:?}: {}", answer.err);
}

fn commit(folder: &Folder) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", "x"]);
}

/// Checks what has changed since `revision`, in `place` of the repository.
fn check(folder: &Folder, place: &str, revision: &str) -> Answer {
    let args = ["check", "-f", "concise", "--changed", revision, "."];
    answer(folder.command(&args).current_dir(folder.path(place)))
}

/// The files with findings.
fn told(answer: &Answer) -> Vec<&str> {
    let mut files: Vec<&str> =
        answer.out.lines().filter_map(|line| line.split(':').next()).collect();
    files.dedup();
    files
}

#[track_caller]
fn expect(folder: &Folder, revision: &str, files: &[&str]) {
    let answer = check(folder, ".", revision);
    assert_eq!(told(&answer), files, "{}", answer.err);
    assert_eq!(answer.code, Some(i32::from(!files.is_empty())), "{}", answer.err);
}

#[test]
fn whatever_differs_is_checked_and_nothing_else() {
    let folder = repository(&[("a.seed", BROKEN), ("b.seed", BROKEN), ("c/d.seed", CLEAN)]);
    expect(&folder, "HEAD", &[]);
    let answer = check(&folder, ".", "HEAD");
    assert_eq!(
        answer.err,
        "no findings in 0 files\nnote: 0 of 3 files changed since `HEAD`, or depend on what did\n"
    );
    // Not known to git, not staged, staged, committed.
    folder.write("c/new.seed", BROKEN.as_bytes());
    expect(&folder, "HEAD", &["c/new.seed"]);
    folder.write("a.seed", BROKEN.replace("They", "We").as_bytes());
    expect(&folder, "HEAD", &["a.seed", "c/new.seed"]);
    git(&folder, &["add", "-A"]);
    expect(&folder, "HEAD", &["a.seed", "c/new.seed"]);
    git(&folder, &["commit", "-q", "-m", "x"]);
    expect(&folder, "HEAD", &[]);
    expect(&folder, "HEAD~1", &["a.seed", "c/new.seed"]);
    git(&folder, &["mv", "b.seed", "z.seed"]);
    expect(&folder, "HEAD", &["z.seed"]);
    let answer = check(&folder, "c", "main~1");
    assert_eq!(told(&answer), ["new.seed"], "{}", answer.err);
}

#[test]
fn changes_on_the_other_branch_do_not_count() {
    let folder = repository(&[("a.seed", BROKEN), ("b.seed", BROKEN)]);
    git(&folder, &["checkout", "-q", "-b", "topic"]);
    folder.write("a.seed", BROKEN.replace("They", "We").as_bytes());
    commit(&folder);
    git(&folder, &["checkout", "-q", "main"]);
    folder.write("b.seed", CLEAN.as_bytes());
    commit(&folder);
    git(&folder, &["checkout", "-q", "topic"]);
    expect(&folder, "main", &["a.seed"]);
    // Nothing in common: all that differs.
    git(&folder, &["checkout", "-q", "--orphan", "other"]);
    commit(&folder);
    let answer = check(&folder, ".", "main");
    assert_eq!(told(&answer), ["a.seed", "b.seed"]);
    assert!(
        answer.err.contains("note: no commit is known that `main` and `HEAD`"),
        "{}",
        answer.err
    );
}

#[test]
fn what_depends_on_a_change_is_checked() {
    let linking = CLEAN.replace("on Tuesday", "on [Tuesday](c/d.seed)");
    let folder = repository(&[("a.seed", &linking), ("b.seed", CLEAN), ("c/d.seed", CLEAN)]);
    let twin = fs::read_to_string(folder.path("b.seed")).expect("a text").replace("They", "We");
    git(&folder, &["rm", "-q", "c/d.seed"]);
    expect(&folder, "HEAD", &["a.seed"]);
    git(&folder, &["reset", "-q", "--hard"]);
    expect(&folder, "HEAD", &[]);
    // The same source as an unchanged file.
    fs::write(folder.path("twin.seed"), twin).expect("it can be written");
    expect(&folder, "HEAD", &["b.seed", "twin.seed"]);
}

#[test]
fn a_changed_configuration_counts_for_all() {
    let folder = repository(&[("a.seed", BROKEN), ("b.seed", CLEAN)]);
    folder.write("seedls.toml", b"required = [\"title\", \"tags\"]\n");
    let answer = check(&folder, ".", "HEAD");
    assert_eq!(told(&answer), ["a.seed", "b.seed"], "{}", answer.err);
    assert!(answer.err.contains("note: seedls.toml has changed, and counts for"), "{}", answer.err);
}

#[cfg(unix)]
#[test]
fn odd_names_are_names() {
    let names = ["a\nb.seed", "\"q\".seed", "-x.seed", "ö ü.seed", "tab\t.seed", ":(top)z.seed"];
    let folder = repository(&names.map(|name| (name, CLEAN)));
    names.iter().for_each(|name| folder.write(name, BROKEN.as_bytes()));
    let answer = check(&folder, ".", "HEAD");
    let count = answer.out.matches("unclosed-link-destination").count();
    assert_eq!(count, names.len(), "{}{}", answer.out, answer.err);
    // The folder by another name.
    let args = ["check", "-f", "concise", "--changed", "HEAD", "link"];
    std::os::unix::fs::symlink(".", folder.path("link")).expect("a link");
    let answer = folder.run(&args);
    assert_eq!(answer.out.matches("unclosed-link-destination").count(), names.len());
}

#[test]
fn a_hook_of_another_repository_does_not_confuse() {
    let folder = repository(&[("a.seed", BROKEN), ("b.seed", BROKEN)]);
    let other = repository(&[("c.seed", CLEAN)]);
    folder.write("a.seed", BROKEN.replace("They", "We").as_bytes());
    let mut command = folder.command(&["check", "-f", "concise", "--changed", "HEAD", "."]);
    command.env("GIT_DIR", other.path(".git")).env("GIT_INDEX_FILE", other.path(".git/index"));
    command.env("GIT_WORK_TREE", other.path(".")).env("GIT_PREFIX", "c/");
    let answer = answer(&mut command);
    assert_eq!(told(&answer), ["a.seed"], "{}", answer.err);
}

#[test]
fn a_submodule_that_changed_is_checked_whole() {
    let inner = repository(&[("s.seed", BROKEN)]);
    let folder = repository(&[("a.seed", BROKEN)]);
    let url = inner.path(".").to_string_lossy().into_owned();
    git(&folder, &["submodule", "--quiet", "add", &url, "sub"]);
    expect(&folder, "HEAD", &["sub/s.seed"]);
    commit(&folder);
    expect(&folder, "HEAD", &[]);
    folder.write("sub/s.seed", BROKEN.replace("They", "We").as_bytes());
    expect(&folder, "HEAD", &["sub/s.seed"]);
}

#[test]
fn what_git_cannot_tell_is_an_error() {
    let folder = repository(&[("a.seed", BROKEN)]);
    for (revision, message) in [
        ("none", "error: --changed: git knows no revision `none` here\n"),
        ("--help", "error: --changed: git knows no revision `--help` here\n"),
        ("", "error: --changed: git knows no revision `` here\n"),
    ] {
        let changed = format!("--changed={revision}");
        folder.run(&["check", &changed, "."]).expect(2, "", message);
    }
    let plain = Folder::new(&[("a.seed", BROKEN)]);
    let answer = check(&plain, ".", "HEAD");
    assert_eq!((answer.code, &*answer.out), (Some(2), ""));
    assert!(answer.err.contains("not a git repository"), "{}", answer.err);
    // A file of which this repository knows nothing.
    let other = plain.path("a.seed").to_string_lossy().into_owned();
    let answer = folder.run(&["check", "--changed", "HEAD", &other, "."]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.contains("not in the repository at"), "{}", answer.err);
    let mut command = folder.command(&["check", "--changed", "HEAD", "."]);
    let answer = crate::folder::answer(command.env("PATH", folder.path("none")));
    answer.expect(2, "", "error: --changed: git is not installed, or not in the `PATH`\n");
}

/// Findings by file.
fn findings(answer: &Answer) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for line in answer.out.lines() {
        let file = line.split(':').next().unwrap_or_default().to_owned();
        // Lines move with what stands above.
        files.entry(file).or_default().push_str(&format!("{line}\n"));
    }
    files
}

/// Whatever is done to a repository: what the changed files and those that depend on them are told
/// is what a check of all tells of them, and no finding that was not there before is passed over.
#[test]
fn nothing_new_is_passed_over() {
    const NAMES: &[&str] = &["a.seed", "b.seed", "c/d.seed", "c/e.seed", "f/g/h.seed", "i.txt"];
    const TITLES: &[&str] = &["Pilots Vote", "Clerks Leave", "Bands Play"];
    let mut random = Random::new(7);
    let folder = repository(&[("a.seed", CLEAN), ("seedls.toml", "wiki-links = true\n")]);
    let all = |folder: &Folder| folder.run(&["check", "-f", "concise", "."]);
    let mut told_of_unchanged = 0;
    for _ in 0..25 {
        commit(&folder);
        let before = findings(&all(&folder));
        for _ in 0..1 + random.below(3) {
            let path = random.pick(NAMES);
            if random.below(3) == 0 {
                let _ = fs::remove_file(folder.path(path));
                let _ = fs::remove_dir(folder.path("f/g"));
                let _ = fs::remove_dir(folder.path("f"));
                continue;
            }
            let to = random.pick(NAMES);
            let title = random.pick(TITLES);
            let text = CLEAN
                .replace("Harbour Pilots Vote to Strike", title)
                .replace("A. Writer", random.pick(&["Jane Doe", "JANE DOE", "Doe, Jane"]))
                .replace("noon", &format!("[noon](/{to}#{})", random.pick(&["", "one", "two"])))
                .replace("on Tuesday", &format!("on [{}]()", random.pick(TITLES)))
                .replace("will stop", &format!("[[{}]] stop", random.pick(TITLES)))
                .replace("/pilots>", &format!("/{}>", random.pick(&["x1", "x2", "x3"])))
                .replace("Original", &format!("## {}\n\nOriginal", random.pick(&["One", "Two"])));
            let place = folder.path(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::write(place, text).expect("it can be written");
        }
        if random.below(2) == 0 {
            git(&folder, &["add", "-A"]);
        }
        let after = findings(&all(&folder));
        let answer = check(&folder, ".", "HEAD");
        assert_ne!(answer.code, Some(2), "{}", answer.err);
        let changed = findings(&answer);
        for (file, told) in &changed {
            assert_eq!(Some(told), after.get(file), "{file}: {}", answer.err);
        }
        for (file, told) in &after {
            assert!(
                changed.contains_key(file) || before.get(file) == Some(told),
                "{file} is passed over: {told}\nbefore: {:?}",
                before.get(file)
            );
        }
        told_of_unchanged += changed.keys().filter(|it| before.contains_key(*it)).count();
    }
    assert!(20 < told_of_unchanged, "{told_of_unchanged}");
}

#[test]
fn what_cannot_be_read_counts_where_it_changed() {
    let folder = repository(&[("a.seed", CLEAN), ("b.seed", CLEAN)]);
    fs::write(folder.path("b.seed"), b"a\xff").expect("it can be written");
    assert_eq!(check(&folder, ".", "HEAD").code, Some(2));
    commit(&folder);
    assert_eq!(check(&folder, ".", "HEAD").code, Some(0));
}
