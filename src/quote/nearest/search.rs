//! One quote in one text: the passage that is meant, if any.

use super::super::segments::segments;
use super::align::{Aligner, Alignment, Pattern};
use super::fit::{LEAST_CHANGE, MARGIN, Quote, fit};
use super::windows::{Bag, Window, heaviest};
use super::words::{WordIndex, words};
use crate::text::same_ends;
use std::cell::OnceCell;
use std::ops::Range;

/// How much alignment a quote may cost: words of 64 rows times characters of text. A few
/// milliseconds.
const ALIGNMENT_BUDGET: usize = 1 << 22;
/// The fewest and the most windows that are looked at.
const FEWEST_WINDOWS: usize = 4;
const MOST_WINDOWS: usize = 512;
/// Of quotes of up to that many words, so many windows are looked at by themselves.
pub(super) const FEW_ENOUGH_TO_MISTAKE: usize = 8;
const MOST_RIVALS: usize = 8;
/// What `similarity` may cost, in the same unit.
const SIMILARITY_BUDGET: usize = 1 << 24;

// The thresholds were tuned on news reports and made-up ones: passages with up to 40 % of their
// words replaced by others of the same text, put in, left out or moved, against invented sentences
// on the reports' topics and quotes of one report looked for in another.

/// The least sum of similarity and share of words in order. 98 % of the passages with 40 % of the
/// words replaced, hardly any invented sentence.
const MEANT: f64 = 1.09;
/// The same for quotes of up to `FEW_WORDS`, of which one changed word is a large part.
const MEANT_OF_FEW_WORDS: f64 = 0.9;
const FEW_WORDS: usize = 4;
/// The least share of the words for a passage that holds them in another order.
const MOVED: f64 = 0.8;
/// The same for a passage that is hardly longer than the quote.
const REORDERED: f64 = 0.9;
/// The least similarity where no word need be the same: misspelt, or spaced in another way. Four
/// fifths.
pub(super) const MISSPELT: f64 = 0.8;

/// A closest passage that is more similar than this is better than one with more of the words.
pub(super) const CLOSE: f64 = 0.85;

/// How far to look for the end of a word, in bytes.
const LONGEST_WORD: usize = 128;

/// A quote that is looked for in a text.
pub(super) struct Sought<'a> {
    pub(super) text: &'a str,
    pub(super) quote: &'a str,
    /// In code points.
    length: usize,
    pub(super) words: Quote<'a>,
    pub(super) aligner: Aligner,
}

/// The same, once the words of both are counted.
pub(super) struct Search<'a> {
    sought: &'a Sought<'a>,
    index: &'a WordIndex,
    bag: Bag,
}

/// A window, and the closest passage in it once that was looked for.
struct Aligned {
    window: Window,
    /// The least distance that any passage in it may have.
    bound: OnceCell<usize>,
    passage: OnceCell<Option<(Key, Candidate)>>,
}

impl Aligned {
    fn new(window: Window) -> Self {
        Self {
            window,
            bound: OnceCell::new(),
            passage: OnceCell::new(),
        }
    }
}

/// What makes a passage closer than another: both its distances, folded and not, then the latter alone, then its place.
pub(super) type Key = (usize, usize, usize);

/// A passage that may be the one meant.
#[derive(Clone)]
pub(super) struct Candidate {
    /// In bytes of the text.
    pub(super) range: Range<usize>,
    /// Edit distance to the quote in code points, case and typography folded.
    pub(super) distance: usize,
}

impl<'a> Sought<'a> {
    pub(super) fn new(text: &'a str, quote: &'a str) -> Self {
        let aligner = Aligner::new(quote);
        Self {
            text,
            quote,
            length: aligner.length(),
            words: Quote::new(quote),
            aligner,
        }
    }

    /// The candidate with the ends that the words of the quote ask for, and what their changes cost.
    pub(super) fn fitted(&self, candidate: &Candidate) -> (Candidate, usize) {
        let (range, cost) = fit(self.text, &candidate.range, &self.words);
        let distance = if range == candidate.range {
            candidate.distance
        } else {
            self.aligner.distance(&self.text[range.clone()])
        };
        (Candidate { range, distance }, cost)
    }

    /// The closest passage in a region of the text, in bytes.
    pub(super) fn align(&self, region: Range<usize>) -> Option<(Key, Candidate)> {
        let Alignment { distance, range } = self.aligner.align(&self.text[region.clone()])?;
        let range = region.start + range.start..region.start + range.end;
        // Case and typography count half: in one of the two distances.
        let exact = distance_between(self.quote, &self.text[range.clone()]);
        let key = (distance + exact, exact, range.start);
        Some((key, Candidate { range, distance }))
    }

    /// One minus the folded distance over the longer length.
    pub(super) fn similarity(&self, candidate: &Candidate) -> f64 {
        let length = self.text[candidate.range.clone()]
            .chars()
            .count()
            .max(self.length);
        length.saturating_sub(candidate.distance) as f64 / length.max(1) as f64
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(sought: &'a Sought<'a>, index: &'a WordIndex) -> Self {
        let bag = Bag::new(sought.quote, index);
        Self { sought, index, bag }
    }

    /// The passage that is meant, in bytes of the text.
    pub(super) fn passage(&self) -> Option<Range<usize>> {
        let windows = self.windows();
        if self.is_nowhere(&windows) {
            return None;
        }
        self.meant(&windows)
    }

    /// The same, after a look at the windows.
    fn meant(&self, windows: &[Aligned]) -> Option<Range<usize>> {
        let closest = self.closest_fitted(windows);
        if let Some(moved) = self.moved(windows, closest.as_ref()) {
            return Some(moved);
        }
        let is_meant = |candidate: &Candidate| self.is_meant(candidate);
        // In a monotonous text another passage may be closer than the one with the telling words.
        let telling = || self.closest(windows.get(..1)?).filter(is_meant);
        let meant = closest.filter(is_meant);
        let meant = meant.or_else(|| Some(self.sought.fitted(&telling()?).0));
        Some(meant.or_else(|| self.misspelt())?.range)
    }

    /// Whether it is plain that no passage can be the one meant: too few words of the quote stand near one another for
    /// any that is not close letter by letter, and none is. One look at the text instead of many at its windows.
    fn is_nowhere(&self, windows: &[Aligned]) -> bool {
        // Of a long text, the words are not all counted.
        self.index.is_short()
            && self.is_affordable()
            && self
                .most_changes(windows)
                .is_some_and(|most| !self.sought.aligner.may_be_within(most, self.sought.text))
    }

    /// The most changes, folded, that a passage may take to be the one meant, where so many words of the quote stand in
    /// the windows; `None` where these are too many for the changes to decide.
    fn most_changes(&self, windows: &[Aligned]) -> Option<usize> {
        /// Nearly any text has a passage that takes so many changes, in hundredths of the quote.
        const ANYWHERE: usize = 45;
        /// More than what computing with fractions adds or takes away.
        const SLIP: f64 = 1e-6;
        let length = self.sought.length;
        let heaviest = windows.first().map_or(0, |first| first.window.weight);
        let share = self.bag.share(heaviest);
        let least = MISSPELT.min(self.threshold() - share) - SLIP;
        // A passage that is longer than the quote takes at least the changes that make it so.
        let may_be_meant = |changes: &usize| length as f64 / (length + changes) as f64 >= least;
        let most = (1..=length).take_while(may_be_meant).count();
        let is_decisive = share < MOVED && 100 * most <= ANYWHERE * length;
        let is_no_longer = |aligned: &Aligned| !self.may_be_long(&aligned.window);
        (is_decisive && windows.iter().all(is_no_longer)).then_some(most)
    }

    /// Whether a passage in or near the window may be the one meant that is longer than a window.
    fn may_be_long(&self, window: &Window) -> bool {
        let near = self.near(window);
        let text = &self.sought.text[near.clone()];
        // In code points, at least.
        let length = self
            .span()
            .saturating_sub(text.len() - text.chars().count());
        let similarity = self.sought.length as f64 / length.max(self.sought.length) as f64;
        let share = self.bag.share_within(self.index, self.index.within(near));
        share >= MOVED || similarity >= MISSPELT || similarity + share >= self.threshold()
    }

    /// The closest passage in any of the windows, with the ends that the words of the quote ask for.
    ///
    /// One word that was left out of a short quote may make another passage closer by characters.
    /// So the heaviest windows are looked at one by one, and the changes of words decide.
    fn closest_fitted(&self, windows: &[Aligned]) -> Option<Candidate> {
        let is_short = self.bag.len() <= FEW_ENOUGH_TO_MISTAKE;
        let rivals = if is_short { MOST_RIVALS } else { 0 };
        let rivals = windows.chunks(1).take(rivals);
        let mut best: Option<(Candidate, usize)> = None;
        let mut seen: Vec<Range<usize>> = Vec::new();
        for windows in std::iter::once(windows).chain(rivals) {
            let is_hopeless = |(_, cost): &(Candidate, usize)| self.least_cost(windows) >= *cost;
            if best.as_ref().is_some_and(is_hopeless) {
                continue;
            }
            let Some(candidate) = self.closest(windows) else {
                continue;
            };
            if seen.contains(&candidate.range) {
                continue;
            }
            seen.push(candidate.range.clone());
            let fitted = self.sought.fitted(&candidate);
            if best.as_ref().is_none_or(|(_, cost)| fitted.1 < *cost) {
                best = Some(fitted);
            }
        }
        best.map(|(candidate, _)| candidate)
    }

    /// The least that the changes of words cost for any passage in or near the first of the windows: for each word of the
    /// quote that does not stand there.
    fn least_cost(&self, windows: &[Aligned]) -> usize {
        let Some(Aligned { window, .. }) = windows.first() else {
            return 0;
        };
        let hashes = self.index.hashes(self.index.within(self.near(window)));
        let stands = |word: &str| words(word).all(|part| hashes.contains(&part.hash));
        self.sought.words.count(|word| !stands(word)) * LEAST_CHANGE
    }

    /// How long a window is at most, from its first word to its last one, in bytes.
    fn span(&self) -> usize {
        self.sought.quote.len() + self.sought.quote.len() / 2 + 64
    }

    /// The windows worth a look, heaviest first.
    fn windows(&self) -> Vec<Aligned> {
        let span = self.span();
        let affordable = ALIGNMENT_BUDGET / (self.sought.aligner.blocks() * span).max(1);
        let limit = affordable.clamp(FEWEST_WINDOWS, MOST_WINDOWS);
        let mut windows = heaviest(self.index, &self.bag, span, limit);
        // A passage that shares less than a fifth is not accepted either way.
        windows.retain(|window| 5 * window.weight >= self.bag.total && window.weight > 0);
        windows.into_iter().map(Aligned::new).collect()
    }

    /// The closest passage in any of the windows.
    fn closest(&self, windows: &[Aligned]) -> Option<Candidate> {
        let heaviest = windows.first()?.window.weight;
        // A window that lacks that much more of the quote does not hold the closest passage.
        let is_likely = |aligned: &&Aligned| aligned.window.weight + self.bag.total / 2 >= heaviest;
        let mut likely: Vec<&Aligned> = windows.iter().take_while(is_likely).collect();
        // The closer a window may be, the fewer of the others need to be aligned.
        if likely.len() > 1 {
            likely.sort_by_cached_key(|aligned| self.bound(aligned));
        }
        let mut best: Option<&(Key, Candidate)> = None;
        for aligned in likely {
            if let Some(((least, ..), _)) = best
                && 2 * self.bound(aligned) > *least
            {
                break;
            }
            let align = || self.sought.align(self.region(&aligned.window));
            if let Some(passage) = aligned.passage.get_or_init(align)
                && best.is_none_or(|(least, _)| passage.0 < *least)
            {
                best = Some(passage);
            }
        }
        best.map(|(_, candidate)| candidate.clone())
    }

    /// The least distance of any passage in the window.
    fn bound(&self, aligned: &Aligned) -> usize {
        *aligned.bound.get_or_init(|| {
            let region = self.region(&aligned.window);
            self.sought.aligner.bound(&self.sought.text[region])
        })
    }

    /// Where the passage must lie, in bytes: the window and, around it, room for the words that it
    /// lacks.
    fn region(&self, window: &Window) -> Range<usize> {
        let (total, lacks) = (self.bag.total, self.bag.total - window.weight);
        // As much of the quote as the window lacks, and a quarter of it to be safe.
        let margin = self.sought.quote.len() * (4 * lacks + total) / (4 * total) + 16;
        let start = self.index.start(window.words.start).saturating_sub(margin);
        let end = self.index.start(window.words.end - 1) + margin;
        to_white_space(self.sought.text, start..end)
    }

    /// Where a passage of the window, and the words that it is fitted to, must lie, in bytes of the text.
    fn near(&self, window: &Window) -> Range<usize> {
        // As far as `fit` looks.
        let beyond = MARGIN + self.sought.quote.len() / 8 + 2 * LONGEST_WORD;
        let region = self.region(window);
        to_white_space(
            self.sought.text,
            region.start.saturating_sub(beyond)..region.end.saturating_add(beyond),
        )
    }

    /// The heaviest window, in bytes of the text, where it holds nearly all words of the quote, and
    /// clearly more than the passage closest by edit distance: parts of the quote were exchanged,
    /// or much was left out between them.
    fn moved(&self, windows: &[Aligned], closest: Option<&Candidate>) -> Option<Range<usize>> {
        /// How much more of the quote's weight, and how many words more, the window must hold.
        const GAIN: (f64, usize) = (0.1, 2);
        let closest = closest.filter(|candidate| self.sought.similarity(candidate) < CLOSE)?;
        let words = self.bag.trim(
            self.index,
            &windows.first()?.window,
            self.sought.quote.len(),
        );
        let end = self.index.end(self.sought.text, words.end - 1);
        let range = whole_words(self.sought.text, self.index.start(words.start)..end);
        let is_compact = 4 * range.len() <= 7 * self.sought.quote.len();
        let (share, count) = self.bag.shared(&self.sought.text[range.clone()]);
        let (closest_share, closest_count) =
            self.bag.shared(&self.sought.text[closest.range.clone()]);
        let holds_more = share >= closest_share + GAIN.0 && count >= closest_count + GAIN.1;
        (is_compact && share >= MOVED && holds_more).then_some(range)
    }

    /// The least sum of similarity and share of words in order.
    fn threshold(&self) -> f64 {
        let is_short = self.bag.len() <= FEW_WORDS;
        if is_short { MEANT_OF_FEW_WORDS } else { MEANT }
    }

    fn is_meant(&self, candidate: &Candidate) -> bool {
        let similarity = self.sought.similarity(candidate);
        let in_order = || {
            self.bag
                .in_order(&self.sought.text[candidate.range.clone()])
        };
        similarity >= MISSPELT
            || similarity + in_order() >= self.threshold()
            || self.is_reordered(&candidate.range)
    }

    /// Whether `range` holds nearly all words of the quote, at least `FEW_WORDS`, and little else.
    fn is_reordered(&self, range: &Range<usize>) -> bool {
        let (share, count) = self.bag.shared(&self.sought.text[range.clone()]);
        let is_compact = 3 * range.len() <= 4 * self.sought.quote.len();
        is_compact && share >= REORDERED && count >= FEW_WORDS
    }

    /// Whether the quote may be looked for letter by letter in all of the text.
    fn is_affordable(&self) -> bool {
        const BUDGET: usize = ALIGNMENT_BUDGET / 4;
        let blocks = self.sought.aligner.blocks();
        self.sought.text.len().saturating_mul(blocks) <= BUDGET
    }

    /// The passage that is close letter by letter though hardly a word is the same. Looked for in
    /// short texts only, as all of it must be read.
    fn misspelt(&self) -> Option<Candidate> {
        let aligner = &self.sought.aligner;
        let is_near = || aligner.may_be_within(self.sought.length / 5, self.sought.text);
        if self.bag.len() == 0 || !self.is_affordable() || !is_near() {
            return None;
        }
        let Alignment { distance, range } = aligner.align(self.sought.text)?;
        Some(Candidate { range, distance })
            .filter(|candidate| self.sought.similarity(candidate) >= MISSPELT)
    }
}

/// `range` cut to `text` and moved out to the nearest white space, or by `LONGEST_WORD` where there
/// is none.
pub(super) fn to_white_space(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start);
    let end = text.ceil_char_boundary(range.end.min(text.len()));
    let before = &text[text.ceil_char_boundary(start.saturating_sub(LONGEST_WORD))..start];
    let after = &text[end..text.floor_char_boundary(end.saturating_add(LONGEST_WORD))];
    let before = before
        .rfind(char::is_whitespace)
        .map_or(before, |at| before[at..].trim_start());
    let after = after
        .find(char::is_whitespace)
        .map_or(after, |at| &after[..at]);
    start - before.len()..end + after.len()
}

/// `range` moved out to word boundaries.
fn whole_words(text: &str, range: Range<usize>) -> Range<usize> {
    let around = to_white_space(text, range.clone());
    let boundaries = || segments(&text[around.clone()]).map(|(at, _)| around.start + at);
    let start = boundaries()
        .take_while(|&at| at <= range.start)
        .last()
        .unwrap_or(around.start);
    let end = boundaries()
        .find(|&at| at >= range.end)
        .unwrap_or(around.end);
    start..end
}

/// One minus the edit distance over the length of the longer text, in code points. `None` where the
/// texts, without what they start and end with in common, are so long that it would cost too much.
pub(in crate::quote) fn similarity(a: &str, b: &str) -> Option<f64> {
    let length = a.chars().count().max(b.chars().count()).max(1);
    let (a, b) = apart(a, b);
    let affordable = a.len().div_ceil(64).saturating_mul(b.len()) <= SIMILARITY_BUDGET;
    affordable
        .then(|| (length - Pattern::new(&a).distance(b.iter().copied())) as f64 / length as f64)
}

/// The edit distance of two texts, in code points.
pub(super) fn distance_between(a: &str, b: &str) -> usize {
    let (a, b) = apart(a, b);
    Pattern::new(&a).distance(b.iter().copied())
}

/// The characters of two texts without what both start and end with, the shorter ones first.
fn apart(a: &str, b: &str) -> (Vec<char>, Vec<char>) {
    let (start, end) = same_ends(a, b);
    let (a, b) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // The table of a pattern grows with its length times its alphabet.
    if a.len() > b.len() { (b, a) } else { (a, b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_nowhere_is_not_found_in_any_window(
            text in prop::collection::vec("[a-d]{1,2}|[a-h]{3,9}|[a-c]{5,6}[.,’]", 5..120),
            quote in prop::collection::vec("[a-d]{1,2}|[a-h]{3,9}|[a-c]{5,6}[.,’]|[m-z]{2,7}", 1..30),
            from in any::<prop::sample::Index>(),
            taken in 0_usize..12,
        ) {
            let from = from.index(text.len());
            let taken = &text[from..text.len().min(from + taken)];
            let quote = [taken, &quote[..]].concat().join(" ");
            let text = text.join(" ");
            let index = WordIndex::new(&text);
            let sought = Sought::new(&text, &quote);
            let search = Search::new(&sought, &index);
            let windows = search.windows();
            if search.is_nowhere(&windows) {
                prop_assert_eq!(search.meant(&windows), None);
            }
        }

        #[test]
        fn no_passage_of_a_window_costs_less_than_the_least(
            text in "([a-dİ]{1,2}[ .,’]){5,60}",
            quote in "([a-di]{1,2}[ .,’]){1,8}",
        ) {
            let index = WordIndex::new(&text);
            let sought = Sought::new(&text, quote.trim());
            let search = Search::new(&sought, &index);
            for window in search.windows() {
                let windows = [window];
                if let Some(candidate) = search.closest(&windows) {
                    prop_assert!(search.least_cost(&windows) <= sought.fitted(&candidate).1);
                }
            }
        }
    }
}
