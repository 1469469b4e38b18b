//! What `seedls check` keeps between runs changes nothing but the time that it takes.

#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Stdio;

use crate::folder::Answer;
use crate::folder::BROKEN;
use crate::folder::FORMATS;
use crate::folder::Folder;
use crate::soup::Random;

/// Checks in every format at once; what all of them say, and what is said beside it.
fn check(folder: &Folder, more: &[&str]) -> (Vec<String>, Option<i32>, String) {
    let formats: Vec<String> = FORMATS.iter().map(|it| format!("-f={it}=out/{it}")).collect();
    let mut args = vec!["check", "w"];
    args.extend(formats.iter().map(String::as_str));
    args.extend(more);
    FORMATS.iter().for_each(|it| _ = fs::remove_file(folder.path(&format!("out/{it}"))));
    let Answer { code, out, err } = folder.run(&args);
    assert_ne!(code, Some(2), "{err}");
    let mut outputs = vec![out];
    outputs.extend(FORMATS.iter().map(|it| {
        fs::read_to_string(folder.path(&format!("out/{it}"))).expect("an output was written")
    }));
    (outputs, code, err)
}

#[track_caller]
fn agree(folder: &Folder, more: &[&str]) -> usize {
    let with =
        |option: &'static str| -> Vec<&str> { more.iter().copied().chain([option]).collect() };
    let cached = check(folder, &with("--cache-dir=kept"));
    let fresh = check(folder, &with("--no-cache"));
    for (cached, fresh) in cached.0.iter().zip(&fresh.0) {
        assert_eq!(cached, fresh, "{more:?}");
    }
    assert_eq!((cached.1, &cached.2), (fresh.1, &fresh.2));
    fresh.0.get(2).map_or(0, |concise| concise.lines().count())
}

/// The texts of the project's own seeds.
fn seeds() -> Vec<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path()) {
            let is_seed = path.extension().is_some_and(|it| it == "seed" || it == "md");
            match path.is_dir() {
                true => folders.push(path),
                false => paths.extend(is_seed.then_some(path)),
            }
        }
    }
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// The files that are kept.
fn shards(folder: &Folder) -> Vec<PathBuf> {
    let files = fs::read_dir(folder.path("kept/results")).expect("a folder").flatten();
    let mut files: Vec<PathBuf> = files.map(|it| it.path()).collect();
    files.retain(|it| it.file_name().is_some_and(|name| name.len() == 2));
    files.sort();
    files
}

const NAMES: &[&str] = &["a.seed", "b.seed", "c.seed", "d/e.seed", "d/f.txt", "g/h.md"];

/// Changes one thing in the workspace, or in what is kept.
fn change(folder: &Folder, seeds: &[String], random: &mut Random) {
    const CONFIGS: &[&str] = &[
        "",
        "wiki-links = true\n",
        "required = [\"title\", \"tags\"]\n",
        "rules = { missing-title = \"error\", author-variants = \"info\" }\n",
        "date-order = \"day-first\"\nplaceholders = [\"none.seed\"]\n",
        "[[overrides]]\nfiles = [\"d/*\"]\nrules = { missing-file = \"off\", 201 = \"off\" }\n",
    ];
    let name = format!("w/{}", random.pick(NAMES));
    let path = folder.path(&name);
    match random.below(13) {
        0 => _ = fs::remove_file(&path),
        1 | 2 => folder.write("w/seedls.toml", random.pick(CONFIGS).as_bytes()),
        3 => {
            let to = folder.path(&format!("w/{}", random.pick(NAMES)));
            let _ = fs::create_dir_all(to.parent().expect("a folder"));
            let _ = fs::rename(&path, to);
        }
        // A file that a link can lead to, and that is no seed.
        4 => folder.write(&format!("{name}.png"), b"x"),
        5 => damage(folder, random),
        6 | 7 => {
            let link = format!("[this]({}#one) and [[a]]", random.pick(NAMES));
            let text = BROKEN.replace("They", &link).replace("A. Writer", "A. WRITER");
            folder.write(&name, text.as_bytes());
        }
        _ => {
            let mut lines: Vec<&str> = seeds[random.below(seeds.len())].split('\n').collect();
            for _ in 0..random.below(5) {
                lines.remove(random.below(lines.len()));
                if lines.is_empty() {
                    break;
                }
            }
            let _ = fs::create_dir_all(path.parent().expect("a folder"));
            fs::write(&path, lines.join("\n")).expect("it can be written");
        }
    }
}

/// Damages one of the files that are kept.
fn damage(folder: &Folder, random: &mut Random) {
    let shards = shards(folder);
    let Some(shard) = shards.get(random.below(shards.len().max(1))) else { return };
    let mut bytes = fs::read(shard).expect("a file");
    let at = random.below(bytes.len());
    match random.below(3) {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= 1 << random.below(8),
        _ => bytes = b"seedls".to_vec(),
    }
    fs::write(shard, bytes).expect("it can be written");
}

#[test]
fn a_random_walk_tells_with_the_cache_what_it_tells_without() {
    let seeds = seeds();
    assert!(20 < seeds.len());
    let mut random = Random::new(11);
    let folder = Folder::new(&[("w/a.seed", BROKEN), ("out/x", "")]);
    let mut findings = agree(&folder, &[]);
    folder.run(&["check", "w", "--baseline=base.json", "--update-baseline"]);
    for step in 0..20 {
        for _ in 0..4 {
            change(&folder, &seeds, &mut random);
        }
        // What is kept under one choice of rules must not be taken for that under another.
        let more: &[&str] = match step % 5 {
            0 => &[],
            1 => &["--ignore=1xx,2xx"],
            2 => &["--statistics"],
            3 => &["--select=2xx,5xx"],
            _ => &["--baseline=base.json", "--exit-zero"],
        };
        findings += agree(&folder, more);
    }
    assert!(100 < findings, "{findings}");
    assert!(20 < shards(&folder).len());
}

#[test]
fn fixes_are_those_of_a_run_without_the_cache() {
    let seeds = seeds();
    let folder = Folder::new(&[("out/x", "")]);
    for (number, text) in seeds.iter().enumerate() {
        folder.write(&format!("w/{number}.seed"), text.as_bytes());
    }
    agree(&folder, &[]);
    for extent in [&["--diff"][..], &["--diff", "--unsafe-fixes"]] {
        let run = |option| {
            let mut args = vec!["check", "w", option];
            args.extend(extent);
            folder.run(&args)
        };
        let (cached, fresh) = (run("--cache-dir=kept"), run("--no-cache"));
        assert_eq!((&cached.out, &cached.err), (&fresh.out, &fresh.err));
        assert!(10 < fresh.out.lines().count(), "{}", fresh.out);
    }
    // What is fixed is another text, and is not taken for the old one.
    folder.run(&["check", "w", "--fix", "--cache-dir=kept"]);
    agree(&folder, &[]);
    agree(&folder, &[]);
}

#[test]
fn processes_at_once_do_not_disturb_each_other() {
    let folder = Folder::new(&[("out/x", "")]);
    for (number, text) in seeds().iter().enumerate() {
        folder.write(&format!("w/{number}.seed"), text.as_bytes());
    }
    let expected = folder.run(&["check", "w", "-f", "json", "--no-cache"]);
    for _ in 0..3 {
        let processes: Vec<_> = (0..6)
            .map(|_| {
                let mut command = folder.command(&["check", "w", "-f", "json", "--cache-dir=kept"]);
                command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().expect("the program runs")
            })
            .collect();
        for process in processes {
            let output = process.wait_with_output().expect("the program ends");
            assert_eq!(String::from_utf8_lossy(&output.stdout), expected.out);
            assert_eq!(String::from_utf8_lossy(&output.stderr), expected.err);
        }
    }
    let names = fs::read_dir(folder.path("kept/results")).expect("a folder").flatten();
    let left = names.filter(|it| it.file_name().to_string_lossy().ends_with(".tmp")).count();
    assert_eq!(left, 0);
}

#[test]
fn the_cache_lies_where_the_user_wants_it() {
    let folder = Folder::new(&[("a.seed", BROKEN)]);
    let place = |path: &str| folder.path(path).join("results").is_dir();
    folder.run(&["check", "a.seed", "--no-cache"]);
    assert!(!place("cache-home/seedls"));
    folder.run(&["check", "a.seed"]);
    assert!(place("cache-home/seedls"));
    folder.run(&["check", "a.seed", "--cache-dir", "mine"]);
    assert!(place("mine"));
    let mut command = folder.command(&["check", "a.seed"]);
    crate::folder::answer(command.env("SEEDLS_CACHE_DIR", "variable"));
    assert!(place("variable"));
    // Where nothing can be kept, everything is checked all the same.
    folder.write("file", b"");
    let expected = folder.run(&["check", "a.seed", "--no-cache"]);
    let answer = folder.run(&["check", "a.seed", "--cache-dir", "file"]);
    assert_eq!((answer.code, answer.out), (expected.code, expected.out));
    assert!(answer.err.contains("note: ") && answer.err.contains("nothing is kept there"));
    let mut command = folder.command(&["check", "a.seed"]);
    let answer = crate::folder::answer(command.env("SEEDLS_CACHE_DIR", "file"));
    assert_eq!((answer.code, answer.err), (expected.code, expected.err));
}
