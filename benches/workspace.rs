//! `cargo bench --bench workspace`: 50,000 generated seeds, read, looked up and checked, and what
//! an edit and a rename in them cost. `cargo bench --bench workspace -- 100000` for another number.

#![expect(clippy::print_stdout, reason = "a bench prints")]

use std::time::Duration;
use std::time::Instant;

use rayon::prelude::*;

use seedls::facts::Document;
use seedls::index::Entry;
use seedls::index::Host;
use seedls::rules;
use seedls::text::Text;
use seedls::text::TextEdit;

/// Seeds in one folder.
const FOLDER: usize = 500;
/// Seeds that link to the first of all.
const LINKING: usize = 500;

fn main() {
    let count = std::env::args().filter_map(|it| it.parse().ok()).next().unwrap_or(50_000);
    let (texts, making) = timed(|| {
        (0..count).into_par_iter().map(|number| seed(number, count)).collect::<Vec<String>>()
    });
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{count} seeds, {} MB, made in {making:.2?}", bytes / 1_000_000);

    let (documents, parsing) = timed(|| {
        texts.par_iter().map(|text| Document::new(Text::new(text))).collect::<Vec<Document>>()
    });
    drop(texts);
    let mut host = Host::default();
    let ((), entering) = timed(|| {
        host.set_roots(&["/"]);
        for (number, document) in documents.into_iter().enumerate() {
            host.set_parsed(&path(number), document);
        }
        list(&mut host, count);
    });
    let snapshot = host.snapshot();
    let files: Vec<_> = snapshot.files().collect();
    let ((), looking) = timed(|| snapshot.prepare());
    let (findings, checking) =
        timed(|| files.par_iter().map(|&file| rules::check(&snapshot, file).len()).sum::<usize>());
    println!(
        "read {parsing:.2?}, entered {entering:.2?}, looked up {looking:.2?}, checked {checking:.2?}: \
         {findings} findings, at most {} MB of memory",
        memory()
    );
    drop(snapshot);

    let first = host.file_at(&path(count / 2)).expect("a seed");
    let mut times: Vec<Duration> = Vec::new();
    for number in 0..300_u32 {
        let before = host.snapshot();
        let (affected, time) = timed(|| {
            host.edit_document(first, &TextEdit::insert((120 + number).into(), "a"));
            let after = host.snapshot();
            let affected = after.affected_since(&before, &[&path(count / 2)]);
            affected.iter().for_each(|&file| drop(rules::check(&after, file)));
            affected.len()
        });
        assert_eq!(affected, 1, "words in a body concern nobody else");
        times.push(time);
    }
    times.sort();
    println!("a typed letter: {:.2?} (median), {:.2?} (slowest)", times[150], times[299]);

    let before = host.snapshot();
    let (affected, time) = timed(|| {
        let hub = host.file_at(&path(0)).expect("the first");
        host.rename_document(hub, "/seeds/moved.seed");
        host.forget_directory("/seeds/0");
        list(&mut host, count);
        let after = host.snapshot();
        let affected = after.affected_since(&before, &[&path(0), "/seeds/moved.seed"]);
        affected.iter().for_each(|&file| drop(rules::check(&after, file)));
        affected.len()
    });
    println!("a rename of what {LINKING} others link to: {affected} checked again, {time:.2?}");
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = run();
    (result, start.elapsed())
}

fn path(number: usize) -> String {
    format!("/seeds/{}/{number}.seed", number / FOLDER)
}

/// Lists all folders as they are now.
fn list(host: &mut Host, count: usize) {
    let entry = |name: String, directory| Entry { name, directory, linked: false };
    host.set_directory("", Some(vec![entry("seeds".to_owned(), true)]));
    let folders = count.div_ceil(FOLDER);
    let mut names: Vec<Entry> = (0..folders).map(|it| entry(it.to_string(), true)).collect();
    if host.file_at("/seeds/moved.seed").is_some() {
        names.push(entry("moved.seed".to_owned(), false));
    }
    host.set_directory("/seeds", Some(names));
    for folder in 0..folders {
        let numbers = folder * FOLDER..((folder + 1) * FOLDER).min(count);
        let here = numbers.filter(|&it| host.file_at(&path(it)).is_some());
        let entries = here.map(|it| entry(format!("{it}.seed"), false)).collect();
        host.set_directory(&format!("/seeds/{folder}"), Some(entries));
    }
}

/// An article of some 600 words with a header, links to others and to the web, and a footer.
fn seed(number: usize, count: usize) -> String {
    const WORDS: &[&str] = &[
        "harbour", "pilots", "the", "of", "and", "tide", "weather", "market", "in", "a", "was",
        "report", "by", "ferry", "to", "for", "with", "that", "is", "policy", "*strike*", "bread",
        "lock", "keeper", "council", "voted", "on", "night", "river", "bridge", "old", "new",
    ];
    let mut random = Random(number as u64 + 1);
    let author = random.below(700);
    let day = 1 + number % 28;
    let mut text = format!(
        "Report {number} on the Harbour\n\nBy Author{author} Writer\n\nMarch {day}, 2021\n\n"
    );
    for paragraph in 0..8 {
        for word in 0..75 {
            let space = if word % 14 == 13 { "\n" } else { " " };
            text.push_str(WORDS[random.below(WORDS.len())]);
            text.push_str(space);
        }
        let other = random.below(count.max(2) - 1) + 1;
        text.push_str(&format!(
            "See [report {other}](../{}/{other}.seed) and [the paper](https://paper.example/{}/{}).\n\n",
            other / FOLDER,
            paragraph,
            random.below(count),
        ));
    }
    if (1..=LINKING).contains(&number) {
        text.push_str("Related article: [the first](../0/0.seed)\n\n");
    }
    text.push_str(&format!("Original url: <https://news.example/2021/03/{day:02}/{number}>\n"));
    text
}

/// What the process took at its most, in megabytes, where the system tells.
fn memory() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a bench asks the system about itself")]
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1000
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as usize % end.max(1)
    }
}
