//! Pieces of a quote, of which every passage that takes few changes has one as it is.
//!
//! So many changes leave one of that many pieces, and one more, as it is (Wu and Manber, "Fast text searching allowing
//! errors", Communications of the ACM 35, 1992). So all that could be as close as a passage that takes few changes is near a
//! piece of the quote that stands in the text. And of the pieces in pairs, one that is as it is has its partner beside it with
//! one change at most (Navarro and Baeza-Yates, "Very fast and simple approximate string matching", Information Processing
//! Letters 72, 1999): most places of pieces are those of others, and need no closer look.

use super::folded::Folded;
use std::ops::Range;

/// A shorter piece of a quote stands in many places by chance.
const SHORTEST: usize = 5;
/// So many places of pieces apart from those that are known are looked at, and so many closely.
const MOST_PLACES: usize = 1 << 10;
const MOST_CLOSELY: usize = 32;

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
    let piece = |number: usize| boundary(number)..boundary(number + 1);
    let (mut places_seen, mut looked_at) = (0, 0);
    (0..=changes).all(|number| {
        let (own, partner) = (piece(number), number ^ 1);
        let partner = (partner <= changes).then(|| &quote.bytes()[piece(partner)]);
        let is_alone = |place: usize| {
            let (before, after) = text.bytes().split_at(place);
            let after = &after[own.len()..];
            partner.is_some_and(|partner| {
                if number % 2 == 0 {
                    !starts_alike(&partner.iter(), &after.iter())
                } else {
                    !starts_alike(&partner.iter().rev(), &before.iter().rev())
                }
            })
        };
        let mut places = text.places(&quote.bytes()[own.clone()]);
        places.all(|place| {
            let passage = around(quote, own.start, place, margin, text);
            if is_known(&own, place, &passage) {
                return true;
            }
            places_seen += 1;
            if places_seen <= MOST_PLACES && is_alone(place) {
                return true;
            }
            looked_at += 1;
            places_seen <= MOST_PLACES && looked_at <= MOST_CLOSELY && least(&passage) > changes
        })
    })
}

/// Whether a text may start with a piece, but for one change of a character at most. What is not of ASCII is not looked into.
fn starts_alike<'b>(
    piece: &(impl ExactSizeIterator<Item = &'b u8> + Clone),
    text: &(impl Iterator<Item = &'b u8> + Clone),
) -> bool {
    let (ours, theirs) = (piece.clone(), text.clone().take(piece.len() + 1));
    if !ours.chain(theirs).all(u8::is_ascii) {
        return true;
    }
    let same = |skipped: usize, of_text: usize| {
        let both = piece.clone().skip(skipped).zip(text.clone().skip(of_text));
        both.take_while(|(one, other)| one == other).count()
    };
    let head = same(0, 0);
    let Some(rest) = piece.len().checked_sub(head + 1) else {
        return true;
    };
    let is_exchanged = || same(head + 1, head + 1) == rest;
    let is_left_out = || same(head + 1, head) == rest;
    let is_put_in = || same(head, head + 1) == rest + 1;
    is_exchanged() || is_left_out() || is_put_in()
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The edit distance of a piece to the start of a text that is closest to it, by the whole table.
    fn distance(piece: &str, text: &str) -> usize {
        let text: Vec<char> = text.chars().collect();
        let mut row: Vec<usize> = (0..=text.len()).collect();
        for (number, c) in piece.chars().enumerate() {
            let mut next = vec![number + 1];
            for (column, other) in text.iter().enumerate() {
                let exchanged = row[column] + usize::from(c != *other);
                next.push(exchanged.min(row[column + 1] + 1).min(next[column] + 1));
            }
            row = next;
        }
        row.into_iter().min().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn starts_alike_is_one_change_at_most(piece in "[ab]{0,8}|[abé]{0,8}", text in "[ab]{0,12}|[abé]{0,12}") {
            let alike = starts_alike(&piece.as_bytes().iter(), &text.as_bytes().iter());
            let is_within = distance(&piece, &text) <= 1;
            prop_assert!(alike || !is_within);
            if piece.is_ascii() && text.is_ascii() {
                prop_assert_eq!(alike, is_within);
            }
        }

        /// What takes few changes has a known piece, or it is not said that all are known.
        #[test]
        fn no_passage_that_is_close_is_missed(
            text in "([ab]{1,6} ){4,12}|([abé]{1,6} ){4,12}",
            quote in "([ab]{2,6} ){3,8}",
            changes in 0_usize..5,
        ) {
            let aligner = super::super::align::Aligner::new(&quote);
            let all_known = are_all_known(
                &Folded::new(&quote),
                &Folded::new(&text),
                changes,
                |_, _, _| false,
                |passage| aligner.bound(&text[text.floor_char_boundary(passage.start)..text.ceil_char_boundary(passage.end)]),
            );
            prop_assert!(!all_known || aligner.bound(&text) > changes);
        }
    }
}
