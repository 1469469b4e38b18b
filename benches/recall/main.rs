//! `cargo bench --bench recall -- [PATH…]`: what share of defects is found, and what is said of
//! documents that nobody broke.
//!
//! Every mutant is one real document with exactly one proven defect. It is *found* if the checker
//! says something near the defect that it does not say of the document itself.

mod mutants;
mod score;

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use serde_json::Value;
use serde_json::json;

use mutants::classes;
use score::Corpus;
use score::Outcome;
use score::Tally;
use score::line;

/// The folders of `seeds/` in which nothing is broken.
const SOUND: [&str; 6] = [
    "seeds/bytes",
    "seeds/front-matter",
    "seeds/key-lines",
    "seeds/languages",
    "seeds/markdown",
    "seeds/newspaper",
];

/// Break documents in known ways, and count what the checker finds.
#[derive(Parser)]
#[command(name = "cargo bench --bench recall --")]
struct Arguments {
    /// Seeds, and folders of them
    #[arg(default_values = SOUND)]
    paths: Vec<PathBuf>,
    /// Choose other mutants
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// At most so many mutants of each class
    #[arg(long, default_value_t = 250)]
    most: usize,
    /// Only classes whose name contains this
    #[arg(long, default_value = "")]
    class: String,
    /// Show each mutant that was not found
    #[arg(long)]
    misses: bool,
    /// Show each mutant with more than one new finding
    #[arg(long)]
    cascades: bool,
    /// Write the figures to a file
    #[arg(long)]
    json: Option<PathBuf>,
    /// Show the difference to figures written before
    #[arg(long)]
    compare: Option<PathBuf>,
    /// What `cargo bench` says by itself
    #[arg(long, hide = true)]
    bench: bool,
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints")]
fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<String, String> {
    let before = match &arguments.compare {
        Some(path) => {
            let text = seedls::io::read(path).map_err(|it| format!("{}: {it}", path.display()))?;
            serde_json::from_str(&text).map_err(|it| format!("{}: {it}", path.display()))?
        }
        None => Value::Null,
    };
    let mut corpus = Corpus::read(&arguments.paths)?;
    let mut shown = String::new();
    let mut tallies: Vec<(&str, Tally)> = Vec::new();
    for class in classes().filter(|it| it.name.contains(&arguments.class)) {
        let outcomes = corpus.run(class, arguments.most, arguments.seed);
        for outcome in &outcomes {
            let wanted = arguments.misses && !outcome.expected
                || arguments.cascades && 1 < outcome.new.len();
            if wanted {
                show(class.name, &corpus, outcome, &mut shown);
            }
        }
        tallies.push((class.name, Tally::of(&outcomes)));
    }
    table(&corpus, &tallies, &before, &mut shown);
    if let Some(path) = &arguments.json {
        write(path, &figures(&corpus, &tallies))?;
    }
    Ok(shown)
}

/// One mutant: where, what was done, and what is said of it.
fn show(class: &str, corpus: &Corpus, outcome: &Outcome, out: &mut String) {
    let original = &corpus.documents[outcome.document].original;
    let mutant = &outcome.mutant;
    let text = mutant.apply(&original.text);
    let around = |at: usize, len: usize| {
        let start = text.floor_char_boundary(at.saturating_sub(len));
        let end = text.floor_char_boundary((at + len).min(text.len()));
        text[start..end].to_owned()
    };
    let new: Vec<String> = outcome
        .new
        .iter()
        .map(|it| format!("{}:{} {}", line(&text, it.start), it.rule, it.message))
        .collect();
    let _ = writeln!(
        out,
        "{class} {}:{}\n  {:?} for {:?} in {:?}\n  {new:?}",
        original.path,
        line(&text, mutant.defect),
        mutant.insert,
        &original.text[mutant.range.clone()],
        around(mutant.range.start, 60),
    );
}

fn table(corpus: &Corpus, tallies: &[(&str, Tally)], before: &Value, out: &mut String) {
    let share = |count: usize, of: usize| 100.0 * count as f64 / of.max(1) as f64;
    let _ = writeln!(
        out,
        "{:<36} {:>7} {:>16} {:>16} {:>16} {:>16}",
        "class", "mutants", "found", "expected rule", "exact line", "cascade"
    );
    for (name, tally) in tallies {
        let old = &before["classes"][name];
        let of_old = old["mutants"].as_f64();
        let cell = |count: usize, key: &str| {
            let share = share(count, tally.mutants);
            let change = old[key]
                .as_f64()
                .zip(of_old)
                .map(|(count, of)| format!("{:>+7.1}", share - 100.0 * count / of.max(1.0)));
            format!("{share:>6.1} %{:>8}", change.unwrap_or_default())
        };
        let _ = writeln!(
            out,
            "{name:<36} {:>7} {} {} {} {}",
            tally.mutants,
            cell(tally.found, "found"),
            cell(tally.expected, "expected"),
            cell(tally.exact, "exact"),
            cell(tally.cascade, "cascade"),
        );
    }
    let documents = corpus.documents.len();
    let thousand = |count: f64, of: f64| 1000.0 * count / of.max(1.0);
    let _ = writeln!(out, "\n{:<36} {:>7} {:>16}", "rule", "count", "per 1,000");
    let old_documents = before["documents"].as_f64();
    let mut row = |name: &str, count: usize, old: Option<f64>| {
        let here = thousand(count as f64, documents as f64);
        let change = old.zip(old_documents).map(|(old, of)| here - thousand(old, of));
        let change = change.map(|it| format!("{it:>+8.1}")).unwrap_or_default();
        let _ = writeln!(out, "{name:<36} {count:>7} {here:>8.1}{change:>8}");
    };
    let counts = corpus.counts();
    for rule in seedls::rules::RULES {
        let count = counts.iter().find(|(name, _)| *name == rule.name).map_or(0, |it| it.1);
        let old = old_documents.map(|_| before["findings"][rule.name].as_f64().unwrap_or(0.0));
        if 0 < count || old.is_some_and(|it| 0.0 < it) {
            row(rule.name, count, old);
        }
    }
    let all = counts.iter().map(|(_, count)| count).sum();
    let old = before["findings"].as_object();
    row("all", all, old.map(|it| it.values().filter_map(Value::as_f64).sum()));
    let _ = writeln!(out, "\n{documents} documents as they are");
}

fn figures(corpus: &Corpus, tallies: &[(&str, Tally)]) -> Value {
    let classes: serde_json::Map<String, Value> = tallies
        .iter()
        .map(|(name, it)| {
            let value = json!({
                "mutants": it.mutants,
                "found": it.found,
                "expected": it.expected,
                "exact": it.exact,
                "cascade": it.cascade,
            });
            ((*name).to_owned(), value)
        })
        .collect();
    let findings: serde_json::Map<String, Value> =
        corpus.counts().into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect();
    json!({ "documents": corpus.documents.len(), "classes": classes, "findings": findings })
}

#[expect(clippy::disallowed_methods, reason = "the bench writes where it is told to")]
fn write(path: &PathBuf, figures: &Value) -> Result<(), String> {
    let text = format!("{figures:#}\n");
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
