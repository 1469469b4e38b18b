//! Sketches: what the words of a body come to, small enough to keep for each of a hundred thousand
//! documents, so that two that say nearly the same are found without reading them again.
//!
//! MinHash (Broder 1997) over runs of words, by one permutation in bins (Li, Owen and Zhang 2012):
//! each run is hashed once and falls into one bin, which keeps the least. The part of the bins that
//! agree is the part of the runs that two texts share, give or take a twentieth.

use serde::Deserialize;
use serde::Serialize;

use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

const BINS: usize = 128;

/// Words in a run.
const RUN: usize = 4;

/// A body with fewer runs is a note or a headline, and those are often alike.
const FEWEST: usize = 60;

/// Bytes of a body that are read. The first twenty pages tell a text from all others, and what is
/// longer is edited too.
const LONGEST: TextSize = TextSize::new(64 << 10);

/// Bins in a band. Texts that agree in one whole band are compared.
const ROWS: usize = 6;

/// A text with nine of ten bins alike says nearly the same: one word in some forty differs.
const LEAST: usize = BINS * 80 / 100;

/// The sketch of one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u16>", into = "Vec<u16>")]
pub struct Sketch([u16; BINS]);

impl From<Sketch> for Vec<u16> {
    fn from(sketch: Sketch) -> Vec<u16> {
        sketch.0.to_vec()
    }
}

impl TryFrom<Vec<u16>> for Sketch {
    type Error = String;

    fn try_from(bins: Vec<u16>) -> Result<Sketch, String> {
        let bins = bins.try_into().map_err(|it: Vec<u16>| format!("{} bins", it.len()))?;
        Ok(Sketch(bins))
    }
}

impl Sketch {
    /// The sketch of `text` from `start` on; none where that is too short to be told from others.
    pub(crate) fn read(text: &Text, start: TextSize) -> Option<Sketch> {
        let range = TextRange::new(start.min(text.len()), (start + LONGEST).min(text.len()));
        let range = TextRange::new(range.start(), text.floor(range.end()).max(range.start()));
        Sketch::of(&text.slice(range))
    }

    fn of(text: &str) -> Option<Sketch> {
        let mut least = [u64::MAX; BINS];
        let mut last = [0_u64; RUN];
        let mut count = 0;
        let mut word = 0_u64;
        let mut end_word = |word: &mut u64| {
            if *word == 0 {
                return;
            }
            last.rotate_left(1);
            last[RUN - 1] = std::mem::take(word);
            count += 1;
            if count < RUN {
                return;
            }
            let run = mix(last.iter().fold(0, |run: u64, &word| run.rotate_left(17) ^ mix(word)));
            let bin = &mut least[(run >> 32) as usize % BINS];
            *bin = run.min(*bin);
        };
        for c in text.chars() {
            if !c.is_alphanumeric() {
                end_word(&mut word);
                continue;
            }
            for lower in c.to_lowercase() {
                word = (word.rotate_left(5) ^ u64::from(lower)).wrapping_mul(0x517c_c1b7_2722_0a95);
            }
            // Scripts that write no spaces have a word a letter.
            if is_ideographic(c) {
                end_word(&mut word);
            }
        }
        end_word(&mut word);
        (FEWEST + RUN <= count).then(|| Sketch(filled(&least)))
    }

    /// The two say nearly the same.
    pub fn is_near(&self, other: &Sketch) -> bool {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        LEAST <= same
    }

    /// Keys of which two sketches that are near have one in common, but for one pair in hundreds.
    pub fn bands(&self) -> impl Iterator<Item = u64> {
        self.0.chunks_exact(ROWS).enumerate().map(|(number, rows)| {
            let start = mix(number as u64 + 1);
            rows.iter().fold(start, |band, &row| mix(band ^ u64::from(row)))
        })
    }
}

/// A bin that got nothing takes what the next one has that got something, changed by the way there.
fn filled(least: &[u64; BINS]) -> [u16; BINS] {
    let mut bins = [0; BINS];
    for (at, bin) in bins.iter_mut().enumerate() {
        let way = (0..BINS).find(|way| least[(at + way) % BINS] != u64::MAX).unwrap_or(0);
        *bin = mix(least[(at + way) % BINS].wrapping_add(way as u64)) as u16;
    }
    bins
}

fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Spreads each bit over all (the last steps of MurmurHash3).
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::Sketch;

    /// Words that follow from `seed`, every `step`th of them another one.
    fn text(seed: u64, changed_every: usize) -> String {
        let mut state = seed;
        let mut words = Vec::new();
        for number in 0..600 {
            state = super::mix(state.wrapping_add(1));
            let word = state % 5000 + u64::from(number % changed_every == 0) * 100_000;
            words.push(format!("w{word}"));
        }
        words.join(" ")
    }

    fn sketch(text: &str) -> Sketch {
        Sketch::of(text).expect("long enough")
    }

    #[test]
    fn texts_are_near_that_differ_in_few_words() {
        for seed in 1..60 {
            let base = sketch(&text(seed, usize::MAX));
            let near = sketch(&text(seed, 150));
            assert!(base.is_near(&near), "{seed}");
            let far = sketch(&text(seed, 10));
            let other = sketch(&text(seed + 1000, usize::MAX));
            assert!(!base.is_near(&far) && !base.is_near(&other), "{seed}");
            let bands: Vec<u64> = base.bands().collect();
            assert!(near.bands().any(|band| bands.contains(&band)), "{seed}");
        }
    }

    #[test]
    fn layout_case_and_punctuation_are_nothing() {
        let plain = text(5, usize::MAX);
        let styled = plain.replace(" w", ",\n**W").to_uppercase();
        assert_eq!(sketch(&plain), sketch(&styled));
    }

    #[test]
    fn scripts_without_spaces_have_words_too() {
        let text: String = (0..400_u32).filter_map(|n| char::from_u32(0x4e00 + n * 7)).collect();
        let changed = text.replacen('\u{4e70}', "\u{4e71}", 1);
        assert_ne!(sketch(&text), sketch(&changed));
        assert!(sketch(&text).is_near(&sketch(&changed)));
    }

    #[test]
    fn short_texts_have_none() {
        assert_eq!(Sketch::of("The pilots voted on Tuesday and left the harbour."), None);
        assert_eq!(Sketch::of(""), None);
    }
}
