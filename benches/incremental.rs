//! `cargo bench`: a full load and one edit at 10 KB, 1 MB and 10 MB of made-up articles.
//!
//! Prints medians, and how many times the whole load is slower than one edit: the price that a
//! server pays on each typed character if it parses whole.

#![expect(clippy::print_stdout, reason = "a bench prints")]

use std::hint::black_box;
use std::time::Duration;
use std::time::Instant;

use seedls::syntax::Tree;
use seedls::text::Text;
use seedls::text::TextRange;
use seedls::text::size;

const SIZES: [usize; 3] = [10_000, 1_000_000, 10_000_000];

fn main() {
    println!(
        "{:>10} {:>12} {:>10} {:>12} {:>12} {:>12} {:>12}",
        "bytes", "load µs", "MB/s", "edit µs", "edit p99 µs", "edit max µs", "load / edit"
    );
    for bytes in SIZES {
        let source = article(bytes);
        let text = Text::new(&source);
        let loads = (0..(20_000_000 / bytes).clamp(3, 200)).map(|_| {
            time(|| {
                black_box(Tree::new(black_box(&text)));
            })
        });
        let load = Times::new(loads.collect());
        let edit = Times::new(edits(&text));
        let (load_us, edit_us) = (micros(load.median()), micros(edit.median()));
        println!(
            "{:>10} {load_us:>12.1} {:>10.0} {edit_us:>12.2} {:>12.2} {:>12.2} {:>12.0}",
            source.len(),
            source.len() as f64 / load_us,
            micros(edit.at(0.99)),
            micros(edit.at(1.0)),
            load_us / edit_us,
        );
    }
}

/// Times of single-character edits at random places: rope and tree, insertion and deletion.
fn edits(text: &Text) -> Vec<Duration> {
    let mut random = Random(0x5eed);
    let mut text = text.clone();
    let mut tree = Tree::new(&text);
    let mut times = Vec::new();
    for _ in 0..5000 {
        let at = text.floor(size(random.below(usize::from(text.len()))));
        let insert =
            ["a", "b", " ", "e", "n", "s", "*", "[", "`", "\n", ")", "x"][random.below(12)];
        let here = TextRange::empty(at);
        times.push(time(|| {
            text = text.replace(here, insert);
            tree = tree.edit(&text, here, size(insert.len()));
        }));
        let there = TextRange::at(at, size(insert.len()));
        times.push(time(|| {
            text = text.replace(there, "");
            tree = tree.edit(&text, there, size(0));
        }));
    }
    times
}

struct Times(Vec<Duration>);

impl Times {
    fn new(mut times: Vec<Duration>) -> Times {
        times.sort();
        Times(times)
    }

    fn median(&self) -> Duration {
        self.at(0.5)
    }

    fn at(&self, part: f64) -> Duration {
        self.0[((self.0.len() - 1) as f64 * part) as usize]
    }
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// About `bytes` of articles, dense with markup.
fn article(bytes: usize) -> String {
    const WORDS: &[&str] = &[
        "harbour",
        "pilots",
        "the",
        "of",
        "and",
        "tide",
        "naïve",
        "weather",
        "“quoted”",
        "market",
        "in",
        "a",
        "was",
        "report",
        "by",
        "—",
        "2024",
        "ferry",
        "to",
        "for",
        "日本語",
        "with",
        "café",
        "that",
        "is",
        "policy",
        "*strike*",
        "**vote**",
        "[a link](https://news.example/1?q=2)",
        "`code`",
        "<https://news.example/a>",
        "[sic]",
    ];
    let mut random = Random(1);
    let mut source = String::from("Harbour Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n");
    let mut count = 0;
    while source.len() < bytes {
        count += 1;
        match random.below(14) {
            0 => source.push_str(&format!("## Section {count}\n\n")),
            1 => {
                for item in 0..random.below(8) {
                    source.push_str(&format!("- item {item} with [b](https://b.example/{item})\n"));
                }
                source.push('\n');
            }
            2 => source.push_str("> They voted.\n>\n> And left.\n\n"),
            3 => source.push_str("```text\nhigh 06:12\nlow 12:40\n```\n\n"),
            4 => source.push_str("| a | b |\n|---|---|\n| 1 | `x` |\n| 2 | *y* |\n\n"),
            5 => source.push_str(&format!(
                "See [note {count}] and [text][r{count}].[^n{count}]\n\n[note {count}]: \
                 https://c.example/{count}\n[r{count}]: <https://d.example/> \"T\"\n\n\
                 [^n{count}]: The note.\n\n"
            )),
            _ => {
                for word in 0..40 + random.below(120) {
                    source.push_str(if word % 14 == 13 { "\n" } else { " " });
                    source.push_str(WORDS[random.below(WORDS.len())]);
                }
                source.push_str(".\n\n");
            }
        }
    }
    source
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
