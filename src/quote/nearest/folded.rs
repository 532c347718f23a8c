//! A text with its case and typography folded as the alignment folds them, and the way back to its bytes.

use super::super::ascii::beyond_ascii;
use super::align::fold;
use memchr::memmem;
use std::ops::Range;
use std::str::Chars;

/// A folded text and its offset map.
pub(super) struct Folded {
    /// The text in UTF-8, each character folded by itself.
    bytes: Vec<u8>,
    /// Where the offsets of both drift apart: a byte of the folded text and the one of the text that it is, ascending.
    map: Vec<(usize, usize)>,
    is_ascii: bool,
}

impl Folded {
    /// Folds `text`, in linear time.
    pub(super) fn new(text: &str) -> Self {
        let plain: Vec<u8> = text.bytes().map(fold_byte).collect();
        let mut bytes = Vec::with_capacity(plain.len());
        let mut map = vec![(0, 0)];
        let mut done = 0;
        while let Some(at) = beyond_ascii(&plain, done) {
            bytes.extend_from_slice(&plain[done..at]);
            let Some(c) = text[at..].chars().next() else {
                break;
            };
            let folded = fold(c);
            bytes.extend_from_slice(folded.encode_utf8(&mut [0; 4]).as_bytes());
            done = at + c.len_utf8();
            if folded.len_utf8() != c.len_utf8() {
                map.push((bytes.len(), done));
            }
        }
        bytes.extend_from_slice(&plain[done..]);
        Self {
            is_ascii: bytes.is_ascii(),
            bytes,
            map,
        }
    }

    /// The folded text in UTF-8.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The start of the character at byte `at` of the folded text, or of the next one.
    pub(super) fn boundary(&self, at: usize) -> usize {
        let goes_on = |byte: &&u8| **byte & 0xc0 == 0x80;
        at + self.bytes[at..].iter().take_while(goes_on).count()
    }

    /// The characters of a part of the folded text, in bytes; what is cut at its ends is left out.
    pub(super) fn characters(&self, part: Range<usize>) -> Chars<'_> {
        let start = self.boundary(part.start).min(part.end);
        let part = &self.bytes[start..part.end];
        let part = match str::from_utf8(part) {
            Ok(part) => part,
            Err(cut) => str::from_utf8(&part[..cut.valid_up_to()]).unwrap_or_default(),
        };
        part.chars()
    }

    /// Whether every character of it is of ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        self.is_ascii
    }

    /// How many bytes longer so many changes of characters may make a part of it.
    pub(super) fn longest(&self, changes: usize) -> usize {
        // What a change puts in may be longer than what it takes away.
        changes * if self.is_ascii { 1 } else { 4 }
    }

    /// Where a piece stands in the folded text, overlaps included, in bytes.
    pub(super) fn places<'p>(&'p self, piece: &'p [u8]) -> impl Iterator<Item = usize> + 'p {
        let finder = memmem::Finder::new(piece);
        let mut from = 0;
        std::iter::from_fn(move || {
            let place = from + finder.find(self.bytes.get(from..)?)?;
            from = place + 1;
            Some(place)
        })
    }

    /// These bytes of the text, in bytes of the folded text; an end within a character is moved to the end of that one, or
    /// beyond it.
    pub(super) fn of_text(&self, range: &Range<usize>) -> Range<usize> {
        let byte = |at: usize| {
            let (folded, text) = self.map[self.map.partition_point(|(_, text)| *text <= at) - 1];
            self.bytes.len().min(folded + (at - text))
        };
        byte(range.start)..byte(range.end)
    }

    /// These bytes of the folded text, in bytes of the text; an end within a character is moved to one of its ends.
    pub(super) fn in_text(&self, range: &Range<usize>) -> Range<usize> {
        let byte = |at: usize| {
            let (folded, text) =
                self.map[self.map.partition_point(|(folded, _)| *folded <= at) - 1];
            text + (at - folded)
        };
        byte(range.start)..byte(range.end)
    }
}

/// A character of ASCII folded; any other byte as it is.
#[inline]
fn fold_byte(byte: u8) -> u8 {
    // Without branches, so that many are folded at a time.
    let is_space = matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r');
    let is_capital = byte.is_ascii_uppercase();
    if is_space {
        b' '
    } else {
        byte | u8::from(is_capital) << 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_character_is_folded_and_leads_back(text in "([ -~]{0,9}|[“”’—…é\u{a0}\n\tÉİ\u{212a}Ⱥ中]){0,20}") {
            let folded = Folded::new(&text);
            let expected: String = text.chars().map(fold).collect();
            prop_assert_eq!(folded.bytes(), expected.as_bytes());
            prop_assert_eq!(folded.is_ascii(), expected.is_ascii());
            let starts = expected.char_indices().map(|(at, _)| at);
            for (at, (byte, _)) in starts.zip(text.char_indices()) {
                prop_assert_eq!(folded.in_text(&(at..at)).start, byte);
            }
            let end = expected.len();
            prop_assert_eq!(folded.in_text(&(end..end)).end, text.len());
        }
    }
}
