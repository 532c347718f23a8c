//! Pieces of a quote, of which every passage that takes few changes has one as it is.
//!
//! So many changes leave one of that many pieces, and one more, as it is (Wu and Manber, "Fast text searching allowing
//! errors", Communications of the ACM 35, 1992). So all that could be as close as a passage that takes few changes is near a
//! piece of the quote that stands in the text.

use super::folded::Folded;
use std::ops::Range;

/// A shorter piece of a quote stands in many places by chance.
const SHORTEST: usize = 5;
/// So many places of pieces apart from those that are known are looked at.
const MOST_PLACES: usize = 32;

/// Whether no passage of a text takes so many changes of a quote, or fewer, apart from those that are known.
///
/// `is_known` says so of the passages that have this piece of the quote at this place, and of which every one lies in this
/// part of the text; `least` is the least distance of any passage in such a part. All in bytes of the folded texts.
pub(super) fn are_all_known(
    quote: &Folded,
    text: &Folded,
    changes: usize,
    is_known: impl Fn(&Range<usize>, usize, &Range<usize>) -> bool,
    least: impl Fn(&Range<usize>) -> usize,
) -> bool {
    let length = quote.bytes().len() / (changes + 1);
    if length < SHORTEST {
        return false;
    }
    let margin = text.longest(changes);
    let boundary = |number: usize| quote.boundary(number * length);
    let mut pieces = (0..=changes).map(|number| boundary(number)..boundary(number + 1));
    let mut looked_at = 0;
    pieces.all(|piece| {
        let mut places = text.places(&quote.bytes()[piece.clone()]);
        places.all(|place| {
            let passage = around(quote, piece.start, place, margin, text);
            if is_known(&piece, place, &passage) {
                return true;
            }
            looked_at += 1;
            looked_at <= MOST_PLACES && least(&passage) > changes
        })
    })
}

/// Where a passage lies that has at `place` what the quote has from `start` on, with so much room at its ends. All in bytes
/// of the folded texts.
pub(super) fn around(
    quote: &Folded,
    start: usize,
    place: usize,
    margin: usize,
    text: &Folded,
) -> Range<usize> {
    let end = place + (quote.bytes().len() - start) + margin;
    place.saturating_sub(start + margin)..end.min(text.bytes().len())
}
