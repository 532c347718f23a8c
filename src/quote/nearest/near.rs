//! The passage that differs from a quote by little, found without the words of the text.
//!
//! So many changes leave one of that many pieces of the quote, and one more, as it is (Wu and Manber, "Fast text
//! searching allowing errors", Communications of the ACM 35, 1992). So where a passage is found that takes few changes,
//! all that could be closer is near a piece of the quote that stands in the text.

use super::folded::Folded;
use super::search::{CLOSE, FEW_ENOUGH_TO_MISTAKE, Sought, to_white_space};
use super::words::words;
use memchr::memmem;
use std::ops::Range;

/// The quote is looked for by the starts of so many parts of it.
const PARTS: usize = 4;
/// How much of a part is looked for, in bytes.
const LONGEST_PIECE: usize = 32;
/// A shorter piece of a quote stands in many places by chance.
const SHORTEST_PIECE: usize = 8;
/// So many places of pieces apart from the passage are looked at.
const MOST_PLACES: usize = 24;

/// The passage of the text that is closest to the quote, in bytes, if it takes few changes, and if it is plain that none
/// is as close. Of a short quote, it never is.
pub(super) fn little_changed<'f>(
    sought: &Sought,
    folded: impl FnOnce() -> &'f Folded,
) -> Option<Range<usize>> {
    let quoted: Vec<u32> = words(sought.quote).map(|word| word.hash).collect();
    if quoted.len() <= FEW_ENOUGH_TO_MISTAKE {
        return None;
    }
    let quote = Folded::new(sought.quote);
    let near = Near {
        sought,
        folded: folded(),
        quote: quote.bytes(),
    };
    let region = near.region()?;
    let (key, candidate) = sought.align(near.in_text(&region))?;
    if sought.similarity(&candidate) < CLOSE || !near.is_only(&region, key.0) {
        return None;
    }
    let found: Vec<u32> = words(&sought.text[candidate.range.clone()])
        .map(|word| word.hash)
        .collect();
    // Of a passage that has few of the words, the ends are left as they are.
    let shared = quoted.iter().filter(|hash| found.contains(hash)).count();
    let (fitted, _) = sought.fitted(&candidate);
    (4 * shared >= 3 * quoted.len() && sought.similarity(&fitted) >= CLOSE).then_some(fitted.range)
}

struct Near<'a> {
    sought: &'a Sought<'a>,
    folded: &'a Folded,
    /// Folded.
    quote: &'a [u8],
}

impl Near<'_> {
    /// Where the passage must lie, in bytes of the folded text: around the first place of a part of the quote.
    fn region(&self) -> Option<Range<usize>> {
        let margin = self.quote.len() / 4 + LONGEST_PIECE;
        let length = self.quote.len() / PARTS;
        let starts = (0..PARTS).map(|part| part * length);
        let mut places = starts.filter_map(|start| {
            let piece = &self.quote[start..start + length.min(LONGEST_PIECE)];
            Some((start, memmem::find(self.folded.bytes(), piece)?))
        });
        let (start, place) = places.next()?;
        Some(self.around(start, place, margin))
    }

    /// Whether no passage that is not in the region as a whole can be as close as `most`, which is the sum of both
    /// distances.
    fn is_only(&self, region: &Range<usize>, most: usize) -> bool {
        let changes = most / 2;
        let length = self.quote.len() / (changes + 1);
        if length < SHORTEST_PIECE {
            return false;
        }
        // What a change puts in may be longer than what it takes away. A place that overlaps with one before it is not
        // looked at by itself.
        let margin = length + changes * if self.folded.is_ascii() { 1 } else { 4 };
        let pieces = (0..=changes).map(|piece| self.boundary(piece * length));
        let mut places = pieces.flat_map(|start| {
            let piece = &self.quote[start..self.boundary(start + length)];
            memmem::find_iter(self.folded.bytes(), piece).map(move |place| (start, place))
        });
        let mut looked_at = 0;
        places.all(|(start, place)| {
            let passage = self.around(start, place, margin);
            if region.start <= passage.start && passage.end <= region.end {
                return true;
            }
            looked_at += 1;
            let text = &self.sought.text[self.in_text(&passage)];
            looked_at <= MOST_PLACES && 2 * self.sought.aligner.bound(text) > most
        })
    }

    /// The start of the character at byte `at` of the quote, or of the next one.
    fn boundary(&self, at: usize) -> usize {
        let goes_on = |byte: &&u8| **byte & 0xc0 == 0x80;
        at + self.quote[at..].iter().take_while(goes_on).count()
    }

    /// Where a passage may lie that holds at `place` what the quote has from `start` on, with so much room at its ends.
    fn around(&self, start: usize, place: usize, margin: usize) -> Range<usize> {
        let end = place + (self.quote.len() - start) + margin;
        place.saturating_sub(start + margin)..end.min(self.folded.bytes().len())
    }

    /// These bytes of the folded text in bytes of the text, moved out to white space.
    fn in_text(&self, range: &Range<usize>) -> Range<usize> {
        to_white_space(self.sought.text, self.folded.in_text(range))
    }
}
