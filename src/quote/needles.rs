//! Looks for many quotes in a text in one pass: which of the project's sources hold a quote that its own has not?

use std::collections::HashMap;

/// Bytes of a quote that the pass looks for; the rest is compared where they stand.
const PIECE: usize = 8;

/// Bits of the filter: it fits a core's second-level cache and lets few places through.
const FILTER_BITS: usize = 20;

/// Quotes to look for, verbatim.
pub struct Needles<'q> {
    quotes: Vec<&'q str>,
    /// Pieces that start a word of their quote: only the starts of words need a look.
    at_words: Pieces,
    /// Pieces of quotes that are a single word, or of a script without spaces.
    anywhere: Pieces,
    /// Quotes that are shorter than a piece.
    short: Vec<usize>,
}

/// Pieces of quotes, by their bytes.
struct Pieces {
    /// Which pieces may stand at a place, by hash.
    filter: Vec<u64>,
    /// The quotes that hold a piece, with its offset in the quote.
    quotes: HashMap<u64, Vec<(usize, usize)>>,
}

impl Pieces {
    fn new() -> Self {
        Self {
            filter: vec![0; 1 << (FILTER_BITS - 6)],
            quotes: HashMap::new(),
        }
    }

    fn insert(&mut self, piece: u64, quote: usize, offset: usize) {
        let bit = bit_of(piece);
        self.filter[bit / 64] |= 1 << (bit % 64);
        self.quotes.entry(piece).or_default().push((quote, offset));
    }

    /// The quotes that may stand around a place, with the piece's offset in them.
    fn at(&self, bytes: &[u8], at: usize) -> &[(usize, usize)] {
        let piece = piece_at(bytes, at);
        let bit = bit_of(piece);
        if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
            return &[];
        }
        self.quotes.get(&piece).map_or(&[], Vec::as_slice)
    }
}

impl<'q> Needles<'q> {
    /// Prepares the search. Empty needles stand nowhere.
    pub fn new(needles: Vec<&'q str>) -> Self {
        let mut at_words = Pieces::new();
        let mut anywhere = Pieces::new();
        let mut short = Vec::new();
        for (number, needle) in needles.iter().enumerate() {
            let bytes = needle.as_bytes();
            if bytes.len() < PIECE {
                short.push(number);
            } else if let Some(offset) = rare_piece(bytes, |at| at > 0 && is_space(bytes[at - 1])) {
                at_words.insert(piece_at(bytes, offset), number, offset);
            } else if let Some(offset) = rare_piece(bytes, |_| true) {
                anywhere.insert(piece_at(bytes, offset), number, offset);
            }
        }
        Self {
            quotes: needles,
            at_words,
            anywhere,
            short,
        }
    }

    /// The first place of each needle that stands in the text: pairs of the needle's number and a byte offset.
    pub fn find_in(&self, text: &str) -> Vec<(usize, usize)> {
        let bytes = text.as_bytes();
        let last = bytes.len().saturating_sub(PIECE);
        let mut found: HashMap<usize, usize> = HashMap::new();
        let mut look = |pieces: &Pieces, at: usize| {
            for (number, offset) in pieces.at(bytes, at) {
                if let Some(start) = at.checked_sub(*offset)
                    && bytes[start..].starts_with(self.quotes[*number].as_bytes())
                {
                    found.entry(*number).or_insert(start);
                }
            }
        };
        if bytes.len() >= PIECE && !self.at_words.quotes.is_empty() {
            memchr::memchr2_iter(b' ', b'\n', bytes)
                .map(|space| space + 1)
                .take_while(|at| *at <= last)
                .for_each(|at| look(&self.at_words, at));
        }
        if bytes.len() >= PIECE && !self.anywhere.quotes.is_empty() {
            (0..=last).for_each(|at| look(&self.anywhere, at));
        }
        for number in &self.short {
            let needle = self.quotes[*number];
            if !needle.is_empty()
                && let Some(start) = memchr::memmem::find(bytes, needle.as_bytes())
            {
                found.insert(*number, start);
            }
        }
        let mut found: Vec<(usize, usize)> = found.into_iter().collect();
        found.sort_unstable();
        found
    }
}

/// The bytes that `find_in` takes for the end of a word.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n')
}

fn piece_at(bytes: &[u8], at: usize) -> u64 {
    let mut piece = [0; PIECE];
    piece.copy_from_slice(&bytes[at..at + PIECE]);
    u64::from_le_bytes(piece)
}

fn bit_of(piece: u64) -> usize {
    // Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
    let hash = piece.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(hash >> (64 - FILTER_BITS)).unwrap_or(0)
}

/// Where in a needle, among the places that `may` stand for it, the piece stands that is likely to be rare: capitals,
/// digits and letters beyond ASCII are, spaces and small letters are not.
fn rare_piece(bytes: &[u8], may: impl Fn(usize) -> bool) -> Option<usize> {
    let weight = |byte: &u8| match byte {
        b' ' | b'e' | b't' | b'a' | b'o' | b'i' | b'n' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' | b'0'..=b'9' => 3,
        _ => 2,
    };
    // A long quote's first stretch has rare pieces enough.
    let windows = bytes[..bytes.len().min(256)].windows(PIECE);
    windows
        .enumerate()
        .filter(|(at, _)| may(*at))
        .max_by_key(|(at, window)| {
            (
                window.iter().map(weight).sum::<u32>(),
                std::cmp::Reverse(*at),
            )
        })
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn agrees_with_plain_search(
            text in "[abé \n]{0,200}",
            needles in proptest::collection::vec("[abé \n]{0,14}", 0..8),
        ) {
            let needles: Vec<&str> = needles.iter().map(String::as_str).collect();
            let expected: Vec<(usize, usize)> = needles
                .iter()
                .enumerate()
                .filter(|(_, needle)| !needle.is_empty())
                .filter_map(|(number, needle)| Some((number, text.find(needle)?)))
                .collect();
            proptest::prop_assert_eq!(Needles::new(needles).find_in(&text), expected);
        }
    }
}
