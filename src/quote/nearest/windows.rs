//! The windows of a text that hold most of a quote's words, in whatever order: where an alignment
//! is worth its price.

use super::words::{WordIndex, words};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::ops::Range;

/// The words of a quote, each with how often it stands there and what it weighs.
pub(super) struct Bag {
    /// Sorted by hash.
    entries: Vec<Entry>,
    /// The entry of each word of the quote, in order.
    sequence: Vec<usize>,
    /// The weight of all words.
    pub(super) total: usize,
    /// The number of each entry plus one, at the first free slot from `hash` modulo its length on; the others are 0.
    slots: Vec<u16>,
    /// Where the words stand in a short text, in order.
    standing: Vec<Hit>,
}

/// A word of the text that is the quote's: its number, and its entry.
type Hit = (usize, usize);

struct Entry {
    hash: u32,
    count: u32,
    weight: usize,
    frequency: usize,
}

impl Entry {
    /// The weight of the word, as often as the quote has it.
    fn weight_of_all(&self) -> usize {
        self.weight * self.count as usize
    }
}

/// Some neighbouring words of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The weight of the quote's words that stand in it.
    pub(super) weight: usize,
    /// The numbers of its words.
    pub(super) words: Range<usize>,
}

impl Bag {
    /// Weighs the words of `quote` by their rarity in the indexed text.
    pub(super) fn new(quote: &str, index: &WordIndex) -> Self {
        let order: Vec<u32> = words(quote).map(|word| word.hash).collect();
        let mut bag = Self::unweighed(&order);
        if index.is_short() {
            bag.standing = hits(index, &bag, 0..index.len()).collect();
            for &(_, entry) in &bag.standing {
                bag.entries[entry].frequency += 1;
            }
        } else {
            for entry in &mut bag.entries {
                entry.frequency = index.frequency(entry.hash);
            }
        }
        for entry in &mut bag.entries {
            entry.weight = weight(entry.frequency, index.len());
        }
        bag.total = bag.entries.iter().map(Entry::weight_of_all).sum();
        bag
    }

    /// The words with these hashes, of which nothing is known yet.
    fn unweighed(order: &[u32]) -> Self {
        let mut found = order.to_vec();
        found.sort_unstable();
        let mut entries: Vec<Entry> = Vec::with_capacity(found.len());
        for hash in found {
            match entries.last_mut() {
                Some(last) if last.hash == hash => last.count += 1,
                _ => entries.push(Entry {
                    hash,
                    count: 1,
                    weight: 0,
                    frequency: 0,
                }),
            }
        }
        let mut slots = vec![0; (8 * entries.len()).next_power_of_two()];
        let mask = slots.len() - 1;
        for (number, entry) in (1..).zip(&entries) {
            let mut slot = entry.hash as usize & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number;
        }
        let mut bag = Self {
            entries,
            sequence: Vec::new(),
            total: 0,
            slots,
            standing: Vec::new(),
        };
        bag.sequence = order.iter().filter_map(|&hash| bag.entry(hash)).collect();
        bag
    }

    /// How many words the quote has.
    pub(super) fn len(&self) -> usize {
        self.sequence.len()
    }

    /// The words that `passage` shares with the quote, in any order: their share of the quote's
    /// weight, and how many.
    pub(super) fn shared(&self, passage: &str) -> (f64, usize) {
        let mut missing: Vec<u32> = self.entries.iter().map(|entry| entry.count).collect();
        let (mut weight, mut count) = (0, 0);
        for entry in words(passage).filter_map(|word| self.entry(word.hash)) {
            if missing[entry] > 0 {
                missing[entry] -= 1;
                weight += self.entries[entry].weight;
                count += 1;
            }
        }
        (self.share(weight), count)
    }

    /// The words that `passage` shares with the quote in the same order: the most that they can
    /// weigh, as a share of the quote's weight.
    pub(super) fn in_order(&self, passage: &str) -> f64 {
        // The table of the heaviest common subsequence, a row for each word of the passage.
        let mut row = vec![0_usize; self.sequence.len() + 1];
        for entry in words(passage).filter_map(|word| self.entry(word.hash)) {
            let mut diagonal = 0;
            for (column, &other) in self.sequence.iter().enumerate() {
                let above = row[column + 1];
                let matched = if other == entry {
                    diagonal + self.entries[entry].weight
                } else {
                    0
                };
                row[column + 1] = above.max(row[column]).max(matched);
                diagonal = above;
            }
        }
        self.share(row.last().copied().unwrap_or(0))
    }

    /// The words of `window`, which must be of this quote, without those at its ends that are not
    /// worth the gap in the text that they add to a quote of `length` bytes.
    pub(super) fn trim(&self, index: &WordIndex, window: &Window, length: usize) -> Range<usize> {
        let hits: Vec<_> = hits(index, self, window.words.clone()).collect();
        let worth = |(end, entry): Hit, (next, _): Hit| {
            let gap = index.start(end).abs_diff(index.start(next));
            2 * length * self.entries[entry].weight >= gap * self.total
        };
        let mut kept = &hits[..];
        while let [first, second, ..] = kept
            && !worth(*first, *second)
        {
            kept = &kept[1..];
        }
        while let [.., second, last] = kept
            && !worth(*last, *second)
        {
            kept = &kept[..kept.len() - 1];
        }
        match kept {
            [(first, _), .., (last, _)] => *first..last + 1,
            _ => window.words.clone(),
        }
    }

    /// The share of the quote's weight that stands among the words of the text with these numbers.
    pub(super) fn share_within(&self, index: &WordIndex, numbers: Range<usize>) -> f64 {
        let mut missing: Vec<u32> = self.entries.iter().map(|entry| entry.count).collect();
        let mut weight = 0;
        for (_, entry) in hits(index, self, numbers) {
            if missing[entry] > 0 {
                missing[entry] -= 1;
                weight += self.entries[entry].weight;
            }
        }
        self.share(weight)
    }

    /// A weight as a share of the quote's.
    pub(super) fn share(&self, weight: usize) -> f64 {
        weight as f64 / self.total.max(1) as f64
    }

    #[inline]
    fn entry(&self, hash: u32) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let entry = usize::from(self.slots[slot]).checked_sub(1)?;
            if self.entries[entry].hash == hash {
                return Some(entry);
            }
            slot = (slot + 1) & mask;
        }
    }
}

/// What a word says about the place where it stands: the square of its bits of rarity, so that
/// words which stand everywhere weigh little.
fn weight(frequency: usize, words: usize) -> usize {
    let bits = (words / frequency.max(1)).max(1).ilog2() as usize + 1;
    bits * bits
}

/// The `limit` windows of at most `span` bytes that weigh most, heaviest first, the first in the
/// text where they tie.
///
/// Looks only at the rare words of the quote where these are enough, and at each of the first words of the
/// text otherwise: each of very many quotes may be made of words that stand everywhere.
pub(super) fn heaviest(index: &WordIndex, bag: &Bag, span: usize, limit: usize) -> Vec<Window> {
    if index.is_short() {
        return slide(index, bag, bag.standing.iter().copied(), span, limit);
    }
    let seeds = seeds(index, bag);
    let all_that_occur =
        || (0..bag.entries.len()).filter(|&entry| bag.entries[entry].frequency > 0);
    let weight = |entry: usize| bag.entries[entry].weight_of_all();
    let weight_of_seeds: usize = seeds.iter().map(|&entry| weight(entry)).sum();
    if 2 * weight_of_seeds < all_that_occur().map(weight).sum::<usize>() {
        let first = 0..index.len().min(MOST_WORDS);
        return slide(index, bag, hits(index, bag, first), span, limit);
    }
    let mut hits = Vec::new();
    for &entry in &seeds {
        let numbers = index.numbers(bag.entries[entry].hash);
        hits.extend(numbers.map(|number| (number, entry)));
    }
    hits.sort_by_key(|&(number, _)| number); // runs that ascend already: a merge
    let by_seeds = slide(index, bag, hits.into_iter(), span, limit);
    if seeds.len() == all_that_occur().count() {
        return by_seeds;
    }
    let reweighed = by_seeds
        .iter()
        .filter_map(|window| reweigh(index, bag, span, window));
    let mut windows: Vec<_> = reweighed.collect();
    windows.sort_by_key(order);
    windows.dedup();
    windows
}

/// So many words of a text are looked at one by one.
const MOST_WORDS: usize = 10_000_000;

fn order(window: &Window) -> (Reverse<usize>, usize) {
    (Reverse(window.weight), window.words.start)
}

/// The rarest words of the quote, as many as have few enough places in the text.
fn seeds(index: &WordIndex, bag: &Bag) -> Vec<usize> {
    const PLACES: usize = 1 << 16;
    let budget = PLACES.max(index.len() / 64);
    let mut entries: Vec<_> = (0..bag.entries.len())
        .filter(|&entry| bag.entries[entry].frequency > 0)
        .collect();
    entries.sort_by_key(|&entry| bag.entries[entry].frequency);
    let mut places = 0;
    entries.retain(|&entry| {
        places += bag.entries[entry].frequency;
        places <= budget
    });
    entries
}

/// The words of the text with these numbers that are in the bag, each with its entry.
fn hits(index: &WordIndex, bag: &Bag, numbers: Range<usize>) -> impl Iterator<Item = Hit> {
    let hashes = index.hashes(numbers.clone()).iter();
    numbers
        .zip(hashes)
        .filter_map(|(number, &hash)| Some((number, bag.entry(hash)?)))
}

/// The heaviest window near `window` when all words of the quote count.
fn reweigh(index: &WordIndex, bag: &Bag, span: usize, window: &Window) -> Option<Window> {
    let (first, last) = (
        index.start(window.words.start),
        index.start(window.words.end - 1),
    );
    let near = index.within(first.saturating_sub(span / 2)..last.saturating_add(span / 2));
    slide(index, bag, hits(index, bag, near), span, 1).pop()
}

/// Moves a window of at most `span` bytes over `hits` and keeps the heaviest ones, of those that
/// start within a quarter of that from each other only one.
fn slide(
    index: &WordIndex,
    bag: &Bag,
    hits: impl Iterator<Item = Hit>,
    span: usize,
    limit: usize,
) -> Vec<Window> {
    let mut missing: Vec<i64> = bag
        .entries
        .iter()
        .map(|entry| i64::from(entry.count))
        .collect();
    let mut inside: VecDeque<Hit> = VecDeque::new();
    let mut weight = 0;
    let mut best: Option<Window> = None;
    let mut kept = BinaryHeap::new();
    let mut keep = |window: Window| {
        // Those that come later are no better where they weigh the same.
        let lightest = kept.peek().map(|&(Reverse(weight), _, _)| weight);
        if kept.len() == limit && lightest.is_some_and(|lightest| window.weight <= lightest) {
            return;
        }
        kept.push((Reverse(window.weight), window.words.start, window.words.end));
        if kept.len() > limit {
            kept.pop();
        }
    };
    for (number, entry) in hits {
        if missing[entry] > 0 {
            weight += bag.entries[entry].weight;
        }
        missing[entry] -= 1;
        inside.push_back((number, entry));
        while let Some(&(first, old)) = inside.front() {
            // A word that the window holds often enough without it leaves too: the window is as
            // narrow as can be.
            let spare = missing[old] < 0;
            if !spare && index.start(number) - index.start(first) <= span {
                break;
            }
            missing[old] += 1;
            if !spare {
                weight -= bag.entries[old].weight;
            }
            inside.pop_front();
        }
        let first = inside.front().map_or(number, |&(first, _)| first);
        match &mut best {
            Some(best) if 4 * (index.start(first) - index.start(best.words.start)) < span => {
                if weight > best.weight {
                    *best = Window {
                        weight,
                        words: first..number + 1,
                    };
                }
            }
            _ => {
                if let Some(done) = best.replace(Window {
                    weight,
                    words: first..number + 1,
                }) {
                    keep(done);
                }
            }
        }
    }
    if let Some(done) = best {
        keep(done);
    }
    let mut windows: Vec<_> = kept
        .into_iter()
        .map(|(Reverse(weight), start, end)| Window {
            weight,
            words: start..end,
        })
        .collect();
    windows.sort_by_key(order);
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TEXT: &str =
        "The ferry left late. The harbour was calm, and no ferry was seen before the evening tide.";

    #[rstest]
    #[case::in_order("the harbour was calm", "The harbour was calm")]
    #[case::in_another_order(
        "evening ferry before was tide",
        "ferry was seen before the evening tide"
    )]
    #[case::with_a_new_word("a stormy ferry left late", "ferry left late")]
    fn the_heaviest_holds_most_words(#[case] quote: &str, #[case] expected: &str) {
        let index = WordIndex::new(TEXT);
        let bag = Bag::new(quote, &index);
        let windows = heaviest(&index, &bag, 50, 3);
        let words = &windows[0].words;
        assert_eq!(
            &TEXT[index.start(words.start)..index.end(TEXT, words.end - 1)],
            expected
        );
    }

    #[test]
    fn the_first_of_equals_comes_first_whether_by_rare_words_or_by_all() {
        let text = "red green blue ".repeat(40_000);
        let index = WordIndex::new(&text);
        let bag = Bag::new("green blue red", &index);
        let windows = heaviest(&index, &bag, 20, 5);
        assert_eq!(windows.len(), 5);
        assert_eq!(windows[0].words, 0..3);
    }

    #[test]
    fn words_count_as_often_as_the_quote_has_them() {
        let index = WordIndex::new("again and again and again");
        let bag = Bag::new("again, again", &index);
        assert_eq!(bag.shared("again").1, 1);
        assert_eq!(bag.shared("again and again and again"), (1.0, 2));
        assert!(bag.in_order("and") == 0.0);
    }
}
