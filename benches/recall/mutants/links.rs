//! Links that lead nowhere.

#![expect(clippy::disallowed_methods, reason = "a mutant must not lead to a file that is there")]

use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use super::Class;
use super::Kind;
use super::Mutant;
use super::Original;
use super::Proof;
use super::Random;
use super::Scope;
use super::delimiters::simple_links;
use super::delimiters::simple_links_of;

const URL_RULES: &[&str] =
    &["malformed-url", "unknown-scheme", "broken-autolink", "invalid-source", "missing-source"];

pub(super) const CLASSES: &[Class] = &[
    Class {
        name: "link-file-missing",
        rules: &["missing-file"],
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: |original, random| missing_files(original, random, Kind::Link),
    },
    Class {
        name: "link-image-missing",
        rules: &["missing-image"],
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: |original, random| missing_files(original, random, Kind::Image),
    },
    Class {
        name: "link-anchor-missing",
        rules: &["missing-anchor"],
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: missing_anchors,
    },
    Class {
        name: "link-label-undefined",
        rules: &["undefined-reference"],
        scope: Scope::Paragraph,
        proof: Proof::Gone(&[Kind::Reference]),
        candidates: undefined_labels,
    },
    Class {
        name: "link-placeholder",
        rules: &["placeholder-link", "placeholder-field"],
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: |original, _| destinations(original, "#"),
    },
    Class {
        name: "link-empty",
        rules: &["placeholder-link", "placeholder-field", "empty-field"],
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: |original, _| destinations(original, ""),
    },
    Class {
        name: "url-scheme-typo",
        rules: URL_RULES,
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: |original, random| {
            let typos = ["htp", "hhtp", "htttp", "ttp", "hhttp"];
            urls(original, |url| {
                let rest = &original.text[url.start + 4..url.end];
                Some(Mutant::replace(
                    url.start..url.end,
                    format!("{}{rest}", typos[random.below(typos.len())]),
                ))
            })
        },
    },
    Class {
        name: "url-colon-missing",
        rules: URL_RULES,
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: |original, _| {
            urls(original, |url| {
                let at = url.start + original.text[url].find(':')?;
                Some(Mutant::delete(at..at + 1))
            })
        },
    },
    Class {
        name: "url-one-slash",
        rules: URL_RULES,
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: |original, _| {
            urls(original, |url| {
                let at = url.start + original.text[url].find("//")?;
                Some(Mutant::delete(at..at + 1))
            })
        },
    },
    Class {
        name: "url-space",
        rules: &["broken-destination", "broken-autolink", "invalid-source", "malformed-url"],
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: |original, random| {
            urls(original, |url| {
                let text = &original.text[url.clone()];
                let host = text.find("://")? + 4;
                let places: Vec<usize> = text
                    .match_indices(['/', '-', '_', '.'])
                    .map(|(at, _)| at + 1)
                    .filter(|&at| host < at && at < text.len())
                    .collect();
                let at = url.start + places.get(random.below(places.len()))?;
                Some(Mutant::replace(at..at, " "))
            })
        },
    },
    Class {
        name: "link-path-case",
        rules: &["case-mismatch"],
        scope: Scope::Paragraph,
        proof: Proof::Redirected,
        candidates: other_case,
    },
];

/// The path in a relative destination, and whether it lies on the disk exactly as it is written.
fn local_path(original: &Original, destination: &Range<usize>) -> Option<Range<usize>> {
    let text = &original.text[destination.clone()];
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let path = &text[..end];
    let relative = !path.is_empty()
        && !path.starts_with(['/', '{', '@', '$'])
        && !path.ends_with('/')
        && !path.contains([':', '%', '&', '\\']);
    let is_there = relative && spelt_so(original, path);
    is_there.then_some(destination.start..destination.start + end)
}

fn on_disk(original: &Original, path: &str) -> PathBuf {
    let mut file = Path::new(&original.path).parent().unwrap_or(Path::new("/")).to_owned();
    for part in path.split('/') {
        match part {
            "" | "." => (),
            ".." => _ = file.pop(),
            name => file.push(name),
        }
    }
    file
}

/// The file exists, under this name and no other that merely means the same to the system.
fn spelt_so(original: &Original, path: &str) -> bool {
    let file = on_disk(original, path);
    file.is_file()
        && path
            .split('/')
            .rev()
            .zip(file.ancestors())
            .take_while(|(name, _)| !name.starts_with('.'))
            .all(|(name, path)| {
                let folder = path.parent().unwrap_or(path);
                std::fs::read_dir(folder).is_ok_and(|mut it| {
                    it.any(|entry| entry.is_ok_and(|entry| entry.file_name() == name))
                })
            })
}

/// `word` with a letter doubled, dropped or swapped with its neighbour.
fn typo(word: &str, random: &mut Random) -> Option<String> {
    let letters: Vec<usize> = word
        .char_indices()
        .filter(|(at, c)| c.is_ascii_alphabetic() && 0 < *at)
        .map(|(at, _)| at)
        .collect();
    let at = *letters.get(random.below(letters.len()))?;
    let (before, letter, after) = (&word[..at], &word[at..at + 1], &word[at + 1..]);
    let made = match random.below(3) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{letter}{letter}{after}"),
        _ => {
            let last = before.chars().next_back()?;
            format!("{}{letter}{last}{after}", &before[..before.len() - last.len_utf8()])
        }
    };
    (made != word && !made.is_empty()).then_some(made)
}

fn missing_files(original: &Original, random: &mut Random, kind: Kind) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for link in simple_links_of(original, kind) {
        let Some(range) = local_path(original, &link.destination) else { continue };
        let path = &original.text[range.clone()];
        let name = path.rfind('/').map_or(0, |at| at + 1);
        let stem = path[name..].find('.').map_or(path.len(), |at| name + at);
        let Some(wrong) = typo(&path[name..stem], random) else { continue };
        let new = format!("{}{wrong}{}", &path[..name], &path[stem..]);
        if stem - name < 3 || on_disk(original, &new).exists() {
            continue;
        }
        mutants.push(Mutant::replace(range, new));
    }
    mutants
}

fn missing_anchors(original: &Original, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for link in simple_links(original) {
        let destination = &original.text[link.destination.clone()];
        let Some((path, fragment)) = destination.split_once('#') else { continue };
        let local = path.is_empty()
            || local_path(original, &link.destination).is_some()
                && [".md", ".txt", ".seed"].iter().any(|it| path.ends_with(it));
        if !local || fragment.len() < 4 || fragment.contains(['%', ':', '=', '/', '^']) {
            continue;
        }
        let Some(wrong) = typo(fragment, random) else { continue };
        if original.text.contains(&format!("#{wrong})")) {
            continue;
        }
        let start = link.destination.start + path.len() + 1;
        mutants.push(Mutant::replace(start..link.destination.end, wrong));
    }
    mutants
}

fn undefined_labels(original: &Original, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for construct in original.constructs.iter().filter(|it| it.kind == Kind::Reference) {
        let source = &original.text[construct.range.clone()];
        let Some(open) = source.rfind("][") else { continue };
        let label = &source[open + 2..source.len() - 1];
        if label.is_empty() || label.contains('\\') {
            continue;
        }
        let wrong = match label.parse::<u32>() {
            Ok(number) => (number + 1000).to_string(),
            Err(_) => match typo(label, random) {
                Some(wrong) => wrong,
                None => continue,
            },
        };
        let start = construct.range.start + open + 2;
        mutants.push(Mutant::replace(start..start + label.len(), wrong));
    }
    mutants
}

fn destinations(original: &Original, new: &str) -> Vec<Mutant> {
    simple_links(original)
        .into_iter()
        .filter(|link| {
            !link.destination.is_empty() && &original.text[link.destination.clone()] != new
        })
        .map(|link| Mutant::replace(link.destination, new).at(link.range.start))
        .collect()
}

/// Mutants of the `http` URLs in links, autolinks and definitions.
fn urls(
    original: &Original,
    mut mutant: impl FnMut(Range<usize>) -> Option<Mutant>,
) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let inline = simple_links(original).into_iter().map(|link| link.destination);
    let autolinks = original.constructs.iter().filter(|it| it.kind == Kind::Autolink);
    let autolinks = autolinks.map(|it| it.range.start + 1..it.range.end - 1);
    for url in inline.chain(autolinks).chain(defined(original)) {
        let text = &original.text[url.clone()];
        if text.starts_with("http://") || text.starts_with("https://") {
            mutants.extend(mutant(url));
        }
    }
    mutants
}

/// The destinations of definitions that are all of a line but the label.
fn defined(original: &Original) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in original.prose.split_inclusive('\n') {
        let text = line.trim_end();
        let label = text.strip_prefix('[').and_then(|it| it.split_once("]:"));
        if let Some((label, destination)) = label
            && !label.is_empty()
            && !label.contains(['[', ']', '^'])
        {
            let destination = destination.trim();
            if !destination.contains(char::is_whitespace) {
                let end = start + text.len();
                found.push(end - destination.len()..end);
            }
        }
        start += line.len();
    }
    found
}

fn other_case(original: &Original, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for link in simple_links(original) {
        let Some(range) = local_path(original, &link.destination) else { continue };
        let path = &original.text[range.clone()];
        let end = path.rfind('.').unwrap_or(path.len());
        let letters: Vec<usize> = path[..end]
            .char_indices()
            .filter(|(_, c)| c.is_ascii_alphabetic())
            .map(|(at, _)| at)
            .collect();
        let Some(&at) = letters.get(random.below(letters.len())) else { continue };
        let letter = path[at..at + 1].chars().map(|c| {
            if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
        });
        let new = format!("{}{}{}", &path[..at], letter.collect::<String>(), &path[at + 1..]);
        if !spelt_so(original, &new) {
            mutants.push(Mutant::replace(range, new));
        }
    }
    mutants
}
