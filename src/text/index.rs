//! Converts between byte offsets, code points, lines and columns of one text, in constant time each.

use super::{Place, Region, Span};
use bytecount::num_chars as count_code_points;
use std::ops::Range;

/// Bytes between two checkpoints: a look-up counts at most this many bytes.
const STRIDE: usize = 256;

/// So many bytes of a stride are passed over at a time.
const PIECE: usize = 32;

/// What is known at the start of every stride.
#[derive(Debug, Clone, Copy)]
struct Checkpoint {
    /// Code points before this byte.
    code_points: usize,
    /// Line feeds before this byte.
    lines: usize,
    /// Byte at which the line that reaches into this stride starts.
    line_start: usize,
}

/// Look-up tables over one text. Every method takes byte offsets at character boundaries of that same text.
#[derive(Debug, Clone)]
pub struct Index {
    checkpoints: Vec<Checkpoint>,
}

impl Index {
    /// Reads the text once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut checkpoints = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let mut at = Checkpoint {
            code_points: 0,
            lines: 0,
            line_start: 0,
        };
        checkpoints.push(at);
        for (number, stride) in bytes.chunks(STRIDE).enumerate() {
            at.code_points += count_code_points(stride);
            let lines = bytecount::count(stride, b'\n');
            if lines > 0 {
                at.lines += lines;
                let last = memchr::memrchr(b'\n', stride).map_or(0, |last| last + 1);
                at.line_start = number * STRIDE + last;
            }
            if stride.len() == STRIDE {
                checkpoints.push(at);
            }
        }
        Self { checkpoints }
    }

    /// Code points before `byte`.
    pub fn code_point(&self, text: &str, byte: usize) -> usize {
        let near = byte / STRIDE;
        self.checkpoints[near].code_points
            + count_code_points(&text.as_bytes()[near * STRIDE..byte])
    }

    /// The byte offset of a code point, or `None` beyond the end of the text.
    pub fn byte(&self, text: &str, code_point: usize) -> Option<usize> {
        let near = self
            .checkpoints
            .partition_point(|at| at.code_points <= code_point)
            - 1;
        let mut missing = code_point - self.checkpoints[near].code_points;
        let bytes = text.as_bytes();
        let mut byte = near * STRIDE;
        while let Some(piece) = bytes.get(byte..byte + PIECE) {
            let code_points = count_code_points(piece);
            if code_points > missing {
                break;
            }
            missing -= code_points;
            byte += PIECE;
        }
        // A stride, or a piece of it, may start inside a character, whose first byte was counted before it.
        while byte < bytes.len() && !text.is_char_boundary(byte) {
            byte += 1;
        }
        while missing > 0 {
            byte += text.get(byte..)?.chars().next()?.len_utf8();
            missing -= 1;
        }
        (byte <= bytes.len()).then_some(byte)
    }

    /// Line and column of a byte.
    pub fn place(&self, text: &str, byte: usize) -> Place {
        self.place_of(text, byte, self.code_point(text, byte))
    }

    /// The same, where it is known how many code points come before the byte.
    fn place_of(&self, text: &str, byte: usize, code_point: usize) -> Place {
        let near = byte / STRIDE;
        let from = &text.as_bytes()[near * STRIDE..byte];
        let line_start = self.line_start(text, byte);
        Place {
            line: self.checkpoints[near].lines + bytecount::count(from, b'\n') + 1,
            column: code_point - self.code_point(text, line_start) + 1,
        }
    }

    /// The byte at which the line of `byte` starts.
    pub fn line_start(&self, text: &str, byte: usize) -> usize {
        let near = byte / STRIDE;
        memchr::memrchr(b'\n', &text.as_bytes()[near * STRIDE..byte])
            .map_or(self.checkpoints[near].line_start, |last| {
                near * STRIDE + last + 1
            })
    }

    /// Code points of a range of bytes.
    pub fn span(&self, text: &str, range: &Range<usize>) -> Span {
        Span {
            start: self.code_point(text, range.start),
            end: self.code_point(text, range.end),
        }
    }

    /// Code points, and lines and columns, of a range of bytes.
    pub fn span_and_region(&self, text: &str, range: &Range<usize>) -> (Span, Region) {
        let span = self.span(text, range);
        let start = self.place_of(text, range.start, span.start);
        let within = text.as_bytes().get(range.clone());
        let is_one_line = within.is_some_and(|bytes| memchr::memchr(b'\n', bytes).is_none());
        let end = if is_one_line {
            Place {
                line: start.line,
                column: start.column + (span.end - span.start),
            }
        } else {
            self.place_of(text, range.end, span.end)
        };
        (span, Region::new(start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The obviously right answer.
    fn slow(text: &str, byte: usize) -> (usize, Place) {
        let before = &text[..byte];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.chars().count(),
            Place {
                line: before.matches('\n').count() + 1,
                column: before[line_start..].chars().count() + 1,
            },
        )
    }

    /// A fault may be told of one byte, whatever character that is of.
    #[test]
    fn an_end_within_a_character_has_a_place() {
        let index = Index::new("aé\n");
        let (span, region) = index.span_and_region("aé\n", &(1..2));
        assert_eq!((span.start, span.end), (1, 2));
        assert_eq!((region.column, region.end_column), (2, 3));
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_counting(unit in "[a-zé\u{4e2d}\u{1f600}\n]{0,40}", times in 0usize..80) {
            let text = unit.repeat(times);
            let index = Index::new(&text);
            for (byte, _) in text.char_indices().step_by(7).chain([(text.len(), ' ')]) {
                let (code_point, place) = slow(&text, byte);
                proptest::prop_assert_eq!(index.code_point(&text, byte), code_point);
                proptest::prop_assert_eq!(index.place(&text, byte), place);
                proptest::prop_assert_eq!(index.byte(&text, code_point), Some(byte));
                let end = text.ceil_char_boundary(text.len().min(byte + 90));
                let (end_code_point, end_place) = slow(&text, end);
                let expected = Span { start: code_point, end: end_code_point };
                let expected = (expected, Region::new(place, end_place));
                proptest::prop_assert_eq!(index.span_and_region(&text, &(byte..end)), expected);
            }
            proptest::prop_assert_eq!(index.byte(&text, text.chars().count() + 1), None);
        }
    }
}
