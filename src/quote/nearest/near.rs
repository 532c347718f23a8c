//! The passage that differs from a quote by little, found without the words of the text.
//!
//! Where a passage is found that takes few changes, `pieces` of the quote show all that could be closer.

use super::fit::{LEAST_CHANGE, MARGIN};
use super::folded::Folded;
use super::pieces::{are_all_known, around};
use super::search::{CLOSE, Candidate, FEW_ENOUGH_TO_MISTAKE, MISSPELT, Sought, to_white_space};
use super::words::words;
use memchr::memmem;
use std::ops::Range;

/// The quote is looked for by the starts of so many parts of it.
const PARTS: usize = 4;
/// How much of a part is looked for, in bytes.
const LONGEST_PIECE: usize = 32;

/// The passage of the text that is closest to the quote, in bytes, if it takes few changes, and if it is plain that none
/// is as close.
pub(super) fn little_changed(sought: &Sought, folded: &Folded) -> Option<Range<usize>> {
    let quote = Folded::new(sought.quote);
    let near = Near {
        sought,
        folded,
        quote: &quote,
    };
    let region = near.region()?;
    let (key, candidate) = sought.align(near.in_text(&region))?;
    let is_only = || {
        near.is_only(&region, key.0) && near.is_alone_in(&near.in_text(&region), &candidate, key.0)
    };
    if sought.similarity(&candidate) < MISSPELT || !is_only() {
        return None;
    }
    meant(sought, folded, &candidate)
}

/// The passage that is meant where no other takes as few changes of characters as `closest`, with the ends that the words of
/// the quote ask for, in bytes of the text; `None` where that is not plain.
pub(super) fn meant(sought: &Sought, folded: &Folded, closest: &Candidate) -> Option<Range<usize>> {
    let (fitted, cost) = sought.fitted(closest);
    let (all, lost) = words_lost(sought.quote, &sought.text[fitted.range.clone()]);
    // With that many of the words, no other place has the words of the quote in another order.
    let least = if lost <= 1 { MISSPELT } else { CLOSE };
    let is_meant = all > 0 && 4 * lost <= all && sought.similarity(&fitted) >= least;
    let is_chosen =
        || all > FEW_ENOUGH_TO_MISTAKE || has_no_rival(sought, folded, &fitted.range, cost);
    (is_meant && is_chosen()).then_some(fitted.range)
}

/// Whether no passage apart from this one takes changes of words that cost less: too many words of the quote stand nowhere
/// else.
fn has_no_rival(sought: &Sought, folded: &Folded, passage: &Range<usize>, cost: usize) -> bool {
    let around = passage.start.saturating_sub(MARGIN)..passage.end + MARGIN;
    let is_only_here = |word: &str| {
        let word = Folded::new(word);
        let mut places = folded.places(word.bytes());
        places.all(|place| around.contains(&folded.in_text(&(place..place)).start))
    };
    // Characters that do not show may stand in a word of any other text.
    folded.is_ascii() && sought.words.count(is_only_here) >= cost.div_ceil(LEAST_CHANGE)
}

/// How many words a quote has, and how many of these a passage lacks.
pub(super) fn words_lost(quote: &str, passage: &str) -> (usize, usize) {
    let mut found: Vec<u32> = words(passage).map(|word| word.hash).collect();
    let (mut all, mut lost) = (0, 0);
    for word in words(quote) {
        all += 1;
        match found.iter().position(|hash| *hash == word.hash) {
            Some(place) => drop(found.swap_remove(place)),
            None => lost += 1,
        }
    }
    (all, lost)
}

struct Near<'a> {
    sought: &'a Sought<'a>,
    folded: &'a Folded,
    /// Folded.
    quote: &'a Folded,
}

impl Near<'_> {
    /// Where the passage must lie, in bytes of the folded text: around the first place of a part of the quote, the one that
    /// most parts agree on.
    fn region(&self) -> Option<Range<usize>> {
        let quote = self.quote.bytes();
        let margin = quote.len() / 8 + LONGEST_PIECE;
        let length = quote.len() / PARTS;
        let starts = (0..PARTS).map(|part| part * length);
        let places = starts.filter_map(|start| {
            let piece = &quote[start..start + length.min(LONGEST_PIECE)];
            Some((start, memmem::find(self.folded.bytes(), piece)?))
        });
        let places: Vec<(usize, usize)> = places.collect();
        let agreeing = |(start, place): &(usize, usize)| {
            let agree = |(other, there): &&(usize, usize)| {
                (place + other).abs_diff(there + start) <= margin
            };
            places.iter().filter(agree).count()
        };
        // The first of several that are as good.
        let (start, place) = places.iter().rev().max_by_key(|found| agreeing(found))?;
        Some(around(self.quote, *start, *place, margin, self.folded))
    }

    /// Whether no passage that is not in the region as a whole can be as close as `most`, which is the sum of both
    /// distances.
    fn is_only(&self, region: &Range<usize>, most: usize) -> bool {
        let is_within =
            |passage: &Range<usize>| region.start <= passage.start && passage.end <= region.end;
        are_all_known(
            self.quote,
            self.folded,
            most / 2,
            |_, _, passage| is_within(passage),
            |passage| {
                self.sought
                    .aligner
                    .bound(&self.sought.text[self.in_text(passage)])
            },
        )
    }

    /// Whether no other passage of this region of the text can have a smaller sum of both distances: the alignment looked
    /// at the folded one alone.
    fn is_alone_in(&self, region: &Range<usize>, passage: &Candidate, most: usize) -> bool {
        let text = self.sought.text;
        let is_farther = |part: &str| 2 * self.sought.aligner.bound(part) > most;
        2 * passage.distance == most
            || is_farther(&text[region.start..passage.range.start])
                && is_farther(&text[passage.range.end..region.end])
    }

    /// These bytes of the folded text in bytes of the text, moved out to white space.
    fn in_text(&self, range: &Range<usize>) -> Range<usize> {
        to_white_space(self.sought.text, self.folded.in_text(range))
    }
}

#[cfg(test)]
mod tests {
    use super::super::search::Search;
    use super::super::words::WordIndex;
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn found<'t>(text: &'t str, quote: &str) -> Option<&'t str> {
        let range = little_changed(&Sought::new(text, quote), &Folded::new(text))?;
        Some(&text[range])
    }

    const TEXT: &str = "Late on Sunday the harbour master, who had not slept, closed both gates. “Ferries, \
        including two night boats, ran to the islands on May 7,” the line said in a short note, and then it \
        withdrew. Fishermen from Orla and Brek helped to lift the old chain and the anchor.";

    #[rstest]
    #[case::word(
        "who had not slept, closed all gates. “Ferries, including",
        "who had not slept, closed both gates. “Ferries, including"
    )]
    #[case::marks(
        "\"Ferries, including two night boats, ran to the island\"",
        "“Ferries, including two night boats, ran to the islands"
    )]
    #[case::left_out(
        "Late on Sunday the harbour master, who had slept",
        "Late on Sunday the harbour master, who had not slept"
    )]
    #[case::few_words("Orla and Brek helped to raise", "Orla and Brek helped to lift")]
    fn a_passage_that_takes_few_changes(#[case] quote: &str, #[case] expected: &str) {
        assert_eq!(found(TEXT, quote), Some(expected));
    }

    #[rstest]
    #[case::nothing_like_it("the council met on Friday to vote on a new toll for the old bridge")]
    #[case::many_changes("Early on Monday a harbour pilot, who had just slept, opened three gates")]
    #[case::too_short("note,")]
    #[case::no_words("“…”—“…”—“…”")]
    fn nothing_that_is_plain(#[case] quote: &str) {
        assert_eq!(found(TEXT, quote), None);
    }

    #[test]
    fn one_of_two_is_left_to_the_search() {
        let text = format!("{TEXT} But nobody came. {TEXT}");
        assert_eq!(
            found(
                &text,
                "who had not slept, closed all gates. “Ferries, including"
            ),
            None
        );
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_the_search_finds(
            words in prop::collection::vec("[a-f]{1,3}|[A-C][a-f]{2,5}|[a-f]{2,5}[,.’]|[a-f]{4,8}", 30..120),
            from in any::<prop::sample::Index>(),
            count in 5_usize..20,
            changed in any::<prop::sample::Index>(),
            other in prop::collection::vec("[a-f]{1,6}|[x-z]{3,9}", 0..3),
            capitals in any::<bool>(),
        ) {
            let text = words.join(" ");
            let from = from.index(words.len() - count + 1);
            let mut quote = words[from..from + count].to_vec();
            let changed = changed.index(count);
            quote.splice(changed..=changed, other);
            let mut quote = quote.join(" ");
            if capitals {
                quote = quote.to_uppercase();
            }
            let sought = Sought::new(&text, quote.trim());
            if let Some(range) = little_changed(&sought, &Folded::new(&text)) {
                let index = WordIndex::new(&text);
                prop_assert_eq!(Search::new(&sought, &index).passage(), Some(range));
            }
        }
    }
}
