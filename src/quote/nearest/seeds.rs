//! Which of many texts are likely to hold a passage that is close to a quote: those with many of its words near one
//! another.

use super::words::words;
use std::cmp::Reverse;
use std::collections::VecDeque;

/// So many different words of a quote are looked for; of a longer one some, spread evenly.
const MOST_WORDS: usize = 128;

/// A text with less of the quote's weight in one place is not likely to hold it: the share that a window must have in
/// the search within one text.
const LEAST_SHARE: f64 = 0.2;

/// A quote's words, to look for in many texts.
pub struct Seeds {
    /// The hash of each word, ascending.
    hashes: Vec<u32>,
    /// A filter before the search in `hashes`: bit `hash % 4096`.
    seen: Box<[u64; 64]>,
    /// Words of the text within which the quote's words are near one another.
    reach: usize,
}

/// What a look at a text found, a bit for each word of the quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sight {
    /// The words that stand in it.
    words: u128,
    /// The words of the place that holds most of them.
    together: u128,
}

impl Seeds {
    /// The words of a quote.
    pub fn new(quote: &str) -> Self {
        let all: Vec<u32> = words(quote).map(|word| word.hash).collect();
        let mut hashes = all.clone();
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.len() > MOST_WORDS {
            let step = |number: usize| hashes[number * hashes.len() / MOST_WORDS];
            hashes = (0..MOST_WORDS).map(step).collect();
        }
        let mut seen = Box::new([0; 64]);
        for hash in &hashes {
            seen[*hash as usize / 64 % 64] |= 1 << (hash % 64);
        }
        Self {
            hashes,
            seen,
            reach: all.len() + all.len() / 2 + 4,
        }
    }

    /// Looks at a text once.
    pub fn look(&self, text: &str) -> Sight {
        let mut sight = Sight::default();
        let mut near: VecDeque<(usize, usize)> = VecDeque::new();
        let mut counts = vec![0_usize; self.hashes.len()];
        let mut together = 0_u128;
        for (number, word) in words(text).enumerate() {
            let Some(found) = self.word(word.hash) else {
                continue;
            };
            sight.words |= 1 << found;
            counts[found] += 1;
            together |= 1 << found;
            near.push_back((number, found));
            while let Some((first, old)) = near.front().copied()
                && number - first >= self.reach
            {
                near.pop_front();
                counts[old] -= 1;
                if counts[old] == 0 {
                    together &= !(1 << old);
                }
            }
            if together.count_ones() > sight.together.count_ones() {
                sight.together = together;
            }
        }
        sight
    }

    /// The numbers of the texts that are worth a search, at most `most`, the likeliest first. A word weighs the more the
    /// fewer of the texts have it.
    pub fn rank(&self, sights: &[Sight], most: usize) -> Vec<usize> {
        let weights: Vec<u64> = (0..self.hashes.len())
            .map(|word| {
                let with = sights.iter().filter(|sight| sight.words >> word & 1 == 1);
                u64::from((sights.len() / with.count().max(1)).max(1).ilog2()) + 1
            })
            .collect();
        let weigh = |words: u128| -> u64 {
            let standing = weights.iter().enumerate();
            standing
                .filter(|(word, _)| words >> word & 1 == 1)
                .map(|(_, weight)| weight)
                .sum()
        };
        let total: u64 = weights.iter().sum();
        let mut ranked: Vec<(Reverse<u64>, usize)> = sights
            .iter()
            .enumerate()
            .map(|(number, sight)| (Reverse(weigh(sight.together)), number))
            .filter(|(Reverse(weight), _)| {
                *weight > 0 && *weight as f64 >= LEAST_SHARE * total as f64
            })
            .collect();
        ranked.sort_unstable();
        ranked.truncate(most);
        ranked.into_iter().map(|(_, number)| number).collect()
    }

    /// The number of a word of the quote.
    fn word(&self, hash: u32) -> Option<usize> {
        if self.seen[hash as usize / 64 % 64] >> (hash % 64) & 1 == 0 {
            return None;
        }
        self.hashes.binary_search(&hash).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_near_one_another_count_for_more_than_words_far_apart() {
        let far = format!(
            "The ferry {} left late {} at night.",
            "x ".repeat(99),
            "y ".repeat(99)
        );
        let texts = [
            "Nothing of it.",
            &far,
            "Late at night the last ferry left.",
            "The ferry left.",
        ];
        let seeds = Seeds::new("the ferry left late at night");
        let sights: Vec<Sight> = texts.iter().map(|text| seeds.look(text)).collect();
        assert_eq!(seeds.rank(&sights, 9), [2, 3, 1]);
        assert_eq!(seeds.rank(&sights, 1), [2]);
    }

    #[test]
    fn rare_words_count_for_more_than_common_ones() {
        let texts = [
            "of the pier",
            "of the day",
            "of the week",
            "of the year",
            "a pier",
        ];
        let seeds = Seeds::new("of pier");
        let sights: Vec<Sight> = texts.iter().map(|text| seeds.look(text)).collect();
        assert_eq!(seeds.rank(&sights, 2), [0, 4]);
    }

    #[test]
    fn a_long_quote_is_sampled() {
        let long: String = (0..1_000).map(|number| number.to_string() + " ").collect();
        let seeds = Seeds::new(&long);
        assert_eq!(seeds.hashes.len(), MOST_WORDS);
        let sights = [seeds.look("nothing"), seeds.look(&long)];
        assert_eq!(seeds.rank(&sights, 9), [1]);
    }

    #[test]
    fn nothing_is_like_punctuation() {
        let seeds = Seeds::new("…");
        assert!(seeds.rank(&[seeds.look("a … b")], 9).is_empty());
    }
}
