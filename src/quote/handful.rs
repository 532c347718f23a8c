//! Looks for a handful of quotes in a short text: every place where one of them stands, code point for code point.

use super::needles::{Alone, MULTIPLIER, Misses, most_places};
use std::ops::Range;

/// A longer text, in bytes, is worth more preparation.
const LONGEST_TEXT: usize = 1 << 15;

/// So many quotes at most are a handful, or a few.
const MOST_QUOTES: usize = 64;

/// So many quotes are looked for together.
const TOGETHER: usize = 16;

/// Bytes of a piece of a quote.
const PIECE: usize = 8;

/// Bytes from one look at the text to the next; so many pieces are taken of each quote.
const STEP: usize = 16;

/// The bytes that the pieces of a quote take together.
const SPAN: usize = PIECE + STEP - 1;

/// Of each quote every place in the text, overlaps included and in order; at most [`most_places`]. `None` where that is
/// better done by `Needles`: the text is long, there are many quotes, or the text is made to mislead.
///
/// It is done as there, with what is small enough to need no preparation to speak of.
pub(super) fn places(quotes: &[&str], text: &str) -> Option<Vec<Vec<Range<usize>>>> {
    if quotes.len() > MOST_QUOTES || text.len() > LONGEST_TEXT {
        return None;
    }
    let mut places = vec![Vec::new(); quotes.len()];
    let mut from = 0;
    for together in quotes.chunks(TOGETHER) {
        let to = from + together.len();
        look_for(together, text.as_bytes(), &mut places[from..to])?;
        from = to;
    }
    Some(places)
}

fn look_for(quotes: &[&str], text: &[u8], places: &mut [Vec<Range<usize>>]) -> Option<()> {
    let mut pieces = Pieces([0; Pieces::SLOTS]);
    for (number, quote) in quotes.iter().enumerate() {
        if quote.len() >= SPAN {
            pieces.add(number, quote.as_bytes());
        } else if !quote.is_empty() {
            let alone = Alone::new(quote.as_bytes(), number)?;
            let starts = alone.starts_in(text).take(most_places(quote));
            places[number] = starts.map(|start| start..start + quote.len()).collect();
        }
    }
    let mut misses = Misses::default();
    let mut look_at = |look: usize, piece: [u8; PIECE]| {
        for (number, offset) in pieces.like(piece) {
            let quote = quotes[number].as_bytes();
            let Some(start) = (look * STEP).checked_sub(first_piece(quote) + offset) else {
                continue;
            };
            if text[start..].starts_with(quote) {
                places[number].push(start..start + quote.len());
            } else if misses.are_too_many_with(1, text) {
                return None;
            }
        }
        Some(())
    };
    // Nearly no look shows anything: each takes a few steps.
    let (stretches, rest) = text.as_chunks::<STEP>();
    for (look, stretch) in stretches.iter().enumerate() {
        let (piece, _) = stretch.split_first_chunk().unwrap_or((&[0; PIECE], &[]));
        if pieces.may_have(*piece) {
            look_at(look, *piece)?;
        }
    }
    if let Some(piece) = rest.first_chunk() {
        look_at(stretches.len(), *piece)?;
    }
    Some(())
}

/// Where in a quote its pieces start: in its middle, as quotes are likely to start and to end alike.
fn first_piece(quote: &[u8]) -> usize {
    (quote.len() - SPAN) / 2
}

/// The pieces of some quotes, in a hash table with linear probing: 0 where there is none.
struct Pieces([u16; Self::SLOTS]);

impl Pieces {
    const BITS: u32 = 11;
    const SLOTS: usize = 1 << Self::BITS;

    fn add(&mut self, number: usize, quote: &[u8]) {
        // The last piece first: where several of one quote stand at a place, the quote's places come in order.
        for offset in (0..STEP).rev() {
            let Some(piece) = quote[first_piece(quote) + offset..].first_chunk() else {
                continue;
            };
            let mut slot = slot(*piece);
            while self.0[slot] != 0 {
                slot = (slot + 1) % Self::SLOTS;
            }
            self.0[slot] = u16::try_from(number * STEP + offset + 1).unwrap_or_default();
        }
    }

    /// Whether there may be such a piece.
    fn may_have(&self, piece: [u8; PIECE]) -> bool {
        self.0[slot(piece)] != 0
    }

    /// The pieces that may be this one: the number of the quote, and how many pieces of it come before.
    fn like(&self, piece: [u8; PIECE]) -> impl Iterator<Item = (usize, usize)> {
        let mut slot = slot(piece);
        std::iter::from_fn(move || {
            let known = usize::from(self.0[slot]).checked_sub(1)?;
            slot = (slot + 1) % Self::SLOTS;
            Some((known / STEP, known % STEP))
        })
    }
}

/// Where a piece is looked for first.
fn slot(piece: [u8; PIECE]) -> usize {
    let mixed = u64::from_le_bytes(piece).wrapping_mul(MULTIPLIER);
    (mixed >> (u64::BITS - Pieces::BITS)) as usize % Pieces::SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::Needles;
    use proptest::prelude::*;
    use rstest::rstest;

    fn agrees_with_needles(text: &str, quotes: &[&str]) {
        if let Some(places) = places(quotes, text) {
            let expected = Needles::new(quotes.to_vec(), text).places_in(text);
            assert_eq!(places, expected);
        }
    }

    proptest! {
        #[test]
        fn few_letters_make_many_places(
            text in "[ab]{0,300}|[aé\n]{0,150}|(ab){0,100}|a{0,200}",
            quotes in prop::collection::vec("[ab]{0,40}|[aé\n]{0,20}|(ab){0,20}|a{0,60}", 0..40),
        ) {
            let quotes: Vec<&str> = quotes.iter().map(String::as_str).collect();
            agrees_with_needles(&text, &quotes);
        }

        #[test]
        fn slices_of_the_text_stand_where_they_were_cut(
            text in "([a-zé]{1,9}[ .,’\n]){1,60}",
            slices in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..120), 1..40),
        ) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let quotes: Vec<&str> = slices
                .iter()
                .map(|(from, length)| {
                    let start = starts[from.index(starts.len())];
                    &text[start..text.ceil_char_boundary(text.len().min(start + length))]
                })
                .collect();
            let found = places(&quotes, &text).expect("a handful");
            prop_assert!(found.iter().all(|places| !places.is_empty()));
            agrees_with_needles(&text, &quotes);
        }
    }

    #[rstest]
    #[case::at_its_start("a".repeat(3_000), "a".repeat(500) + "b")]
    #[case::at_its_end("a".repeat(3_000), "b".to_owned() + &"a".repeat(500))]
    #[case::everywhere("ab".repeat(3_000), "ab".repeat(50))]
    #[case::short("ab".repeat(3_000), "aba".to_owned())]
    fn periodic_texts(#[case] text: String, #[case] quote: String) {
        assert!(places(&[&quote], &text).is_some());
        agrees_with_needles(&text, &[&quote, &quote]);
    }

    #[test]
    fn text_made_to_mislead_is_left_to_others() {
        let text = "a".repeat(LONGEST_TEXT);
        let quote = "a".repeat(10_000) + "b";
        assert_eq!(places(&[quote.as_str(); TOGETHER], &text), None);
    }
}
