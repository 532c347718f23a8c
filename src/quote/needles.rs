//! Looks for many quotes in a text in one pass: which of the project's sources hold a quote that its own has not?

use std::collections::HashMap;

/// Bytes of a quote that the pass looks for; the rest is compared where they stand.
const PIECE: usize = 8;

/// Bits of the filter: it fits a core's second-level cache and lets few places through.
const FILTER_BITS: usize = 20;

/// Quotes to look for, verbatim.
pub struct Needles<'q> {
    quotes: Vec<&'q str>,
    /// Which pieces may stand at a place, by hash.
    filter: Vec<u64>,
    /// Needles by their piece, with the piece's offset in the needle.
    pieces: HashMap<u64, Vec<(usize, usize)>>,
    /// Needles that are shorter than a piece.
    short: Vec<usize>,
}

impl<'q> Needles<'q> {
    /// Prepares the search. Empty needles stand nowhere.
    pub fn new(needles: Vec<&'q str>) -> Self {
        let mut filter = vec![0_u64; 1 << (FILTER_BITS - 6)];
        let mut pieces: HashMap<u64, Vec<(usize, usize)>> = HashMap::new();
        let mut short = Vec::new();
        for (number, needle) in needles.iter().enumerate() {
            let bytes = needle.as_bytes();
            if bytes.len() < PIECE {
                short.push(number);
                continue;
            }
            let offset = rare_piece(bytes);
            let piece = piece_at(bytes, offset);
            let bit = bit_of(piece);
            filter[bit / 64] |= 1 << (bit % 64);
            pieces.entry(piece).or_default().push((number, offset));
        }
        Self {
            quotes: needles,
            filter,
            pieces,
            short,
        }
    }

    /// The first place of each needle that stands in the text: pairs of the needle's number and a byte offset.
    pub fn find_in(&self, text: &str) -> Vec<(usize, usize)> {
        let bytes = text.as_bytes();
        let mut found: HashMap<usize, usize> = HashMap::new();
        if !self.pieces.is_empty() && bytes.len() >= PIECE {
            for at in 0..=bytes.len() - PIECE {
                let piece = piece_at(bytes, at);
                let bit = bit_of(piece);
                if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
                    continue;
                }
                for (number, offset) in self.pieces.get(&piece).into_iter().flatten() {
                    if let Some(start) = at.checked_sub(*offset)
                        && bytes[start..].starts_with(self.quotes[*number].as_bytes())
                    {
                        found.entry(*number).or_insert(start);
                    }
                }
            }
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

/// Where in a needle the piece stands that is likely to be rare: capitals, digits and letters beyond ASCII are,
/// spaces and small letters are not.
fn rare_piece(bytes: &[u8]) -> usize {
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
        .max_by_key(|(at, window)| {
            (
                window.iter().map(weight).sum::<u32>(),
                std::cmp::Reverse(*at),
            )
        })
        .map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn agrees_with_plain_search(
            text in "[abé ]{0,200}",
            needles in proptest::collection::vec("[abé ]{0,12}", 0..8),
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
