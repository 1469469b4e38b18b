//! Every run says the same: ten of them, with as many threads as chance has it, give the same bytes
//! in every format. On the seeds, or on a folder of real documents that `SEEDLS_CORPUS` names.

#![expect(clippy::disallowed_methods, reason = "a long run is asked for by the environment")]
#![expect(clippy::print_stderr, reason = "a long run tells how much it has done")]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::folder::FORMATS;
use crate::mutants::Random;

const RUNS: u64 = 10;

/// What one run writes: standard output, standard error, the exit code and each format.
fn run(folder: &Path, threads: usize) -> Vec<Vec<u8>> {
    let written = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_seedls"));
    command.arg("check").arg(folder).args(["--no-config", "--statistics", "--color", "always"]);
    command.args(["--jobs", &threads.to_string()]);
    for format in FORMATS {
        let file = written.path().join(format);
        command.arg("--format").arg(format!("{format}={}", file.display()));
    }
    let output = command.output().expect("the program runs");
    let mut all = vec![output.stdout, output.stderr, format!("{:?}", output.status).into()];
    let read = |format| fs::read(written.path().join(format)).expect("the report was written");
    all.extend(FORMATS.iter().map(read));
    all
}

#[test]
fn ten_runs_with_random_threads_write_the_same_bytes() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let corpus = env::var_os("SEEDLS_CORPUS");
    let folder = corpus.as_deref().map_or(&*seeds, Path::new);
    let mut random = Random::new(RUNS);
    let first = run(folder, 1);
    assert!(first.iter().skip(3).all(|it| 1000 < it.len()), "there is something to compare");
    for _ in 1..RUNS {
        let threads = 1 + random.below(32);
        let again = run(folder, threads);
        for (at, (a, b)) in first.iter().zip(&again).enumerate() {
            assert!(a == b, "output {at} differs with {threads} threads");
        }
    }
    if corpus.is_some() {
        let bytes: usize = first.iter().map(Vec::len).sum();
        let told = String::from_utf8_lossy(&first[1]);
        eprintln!(
            "{RUNS} runs of {bytes} bytes each are the same: {}",
            told.lines().last().unwrap_or_default()
        );
    }
}
