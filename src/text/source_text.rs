//! A text that was decoded from bytes, with its places at hand.

use super::{Index, Place, Region, Span};
use crate::content::Content;
use bytecount::num_chars as count_code_points;
use std::ops::Range;
use std::sync::OnceLock;

/// A decoded text: UTF-8, its byte order mark dropped. All byte offsets given to its methods are offsets of
/// [`Text::as_str`] and lie on character boundaries.
#[derive(Debug)]
pub struct Text {
    content: String,
    /// Whether it starts with the byte order mark of its file.
    marked: bool,
    /// Built when the first place is asked for: most texts are only searched.
    index: OnceLock<Index>,
}

/// Bytes that are not UTF-8 (RFC 3629).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingFault {
    /// Offset of the first bad byte in the file.
    pub byte: usize,
    /// Its value.
    pub value: u8,
    /// Where that is, as far as the text before it can be read.
    pub place: Place,
}

/// What may stand at the start of a file to say that it is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Text {
    /// Reads a source's text: UTF-8, a leading byte order mark dropped, CRLF as LF. Nothing else is changed.
    ///
    /// # Errors
    /// Where the bytes are not UTF-8, with the place of the first bad byte.
    pub fn decode_source(content: impl Into<Content>) -> Result<Self, EncodingFault> {
        let mut content = utf8(content.into())?;
        if content.starts_with(BYTE_ORDER_MARK) {
            content.drain(..BYTE_ORDER_MARK.len());
        }
        if memchr::memchr(b'\r', content.as_bytes()).is_some() {
            content = content.replace("\r\n", "\n");
        }
        Ok(Self::new(content))
    }

    /// Reads a claim file, descriptor or configuration as it is: byte offsets stay those of the file.
    ///
    /// # Errors
    /// Where the bytes are not UTF-8, with the place of the first bad byte.
    pub fn decode_file(content: impl Into<Content>) -> Result<Self, EncodingFault> {
        Ok(Self::of_file(utf8(content.into())?))
    }

    /// A claim file, descriptor or configuration that is decoded already, as it is.
    pub fn of_file(content: String) -> Self {
        Self {
            marked: content.starts_with(BYTE_ORDER_MARK),
            ..Self::new(content)
        }
    }

    /// A text that is at hand already.
    pub fn new(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            marked: false,
            index: OnceLock::new(),
        }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// Makes ready for many questions about places, so that no thread has to wait when it asks the first.
    pub fn expect_questions(&self) {
        self.index();
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.content))
    }

    /// The code points of a range of bytes.
    pub fn span(&self, range: &Range<usize>) -> Span {
        /// In so many bytes code points are sooner counted than tables are made, for which more places are asked.
        const SHORT: usize = 1 << 14;
        if self.content.len() > SHORT || self.index.get().is_some() {
            return self.index().span(&self.content, range);
        }
        let bytes = self.content.as_bytes();
        let start = count_code_points(&bytes[..range.start]);
        let end = start + count_code_points(&bytes[range.clone()]);
        Span { start, end }
    }

    /// The bytes of a span of code points; `None` where it runs backwards or past the end.
    pub fn bytes(&self, span: Span) -> Option<Range<usize>> {
        let start = self.index().byte(&self.content, span.start)?;
        let end = self.index().byte(&self.content, span.end)?;
        (start <= end).then_some(start..end)
    }

    /// Lines and columns of a range of bytes. A byte order mark at the start of a file takes no column.
    pub fn region(&self, range: &Range<usize>) -> Region {
        self.span_and_region(range).1
    }

    /// The code points of a range of bytes, and its lines and columns.
    pub fn span_and_region(&self, range: &Range<usize>) -> (Span, Region) {
        let (span, mut region) = self.index().span_and_region(&self.content, range);
        if self.marked {
            if region.line == 1 {
                region.column = region.column.saturating_sub(1).max(1);
            }
            if region.end_line == 1 {
                region.end_column = region.end_column.saturating_sub(1).max(1);
            }
        }
        (span, region)
    }

    /// The byte range of the lines that `range` touches, without the last line's end; of what follows on a very long line, the
    /// first 64 KiB.
    pub fn lines_around(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.index().line_start(&self.content, range.start);
        // A range that ends right after a line feed does not touch the next line.
        let last = if range.end > range.start && self.content.as_bytes()[range.end - 1] == b'\n' {
            range.end - 1
        } else {
            range.end
        };
        let near = self.content.floor_char_boundary(last + MOST_OF_A_LINE);
        let end = memchr::memchr(b'\n', &self.content.as_bytes()[last..near])
            .map_or(near, |at| last + at);
        start..end
    }
}

/// So many bytes after a passage are looked at for the end of its line: it is asked for once for every finding.
const MOST_OF_A_LINE: usize = 1 << 16;

fn utf8(content: Content) -> Result<String, EncodingFault> {
    content.into_text().map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let readable = String::from_utf8_lossy(&bytes[..byte]);
        let place = Index::new(&readable).place(&readable, readable.len());
        EncodingFault {
            byte,
            value: bytes[byte],
            place,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_loses_its_mark_and_its_carriage_returns() {
        let text = Text::decode_source(b"\xef\xbb\xbfone\r\ntwo\rthree\n".to_vec()).unwrap();
        assert_eq!(text.as_str(), "one\ntwo\rthree\n");
    }

    #[test]
    fn bad_bytes_have_a_place() {
        let fault =
            Text::decode_source("é\nab".bytes().chain([0xff]).collect::<Vec<u8>>()).unwrap_err();
        assert_eq!(fault.place, Place { line: 2, column: 3 });
        assert_eq!((fault.byte, fault.value), (5, 0xff));
    }

    #[test]
    fn spans_come_back_as_bytes() {
        let text = Text::new("aé中b");
        let span = text.span(&(1..6));
        assert_eq!(span, Span { start: 1, end: 3 });
        text.expect_questions();
        assert_eq!(text.span(&(1..6)), span);
        assert_eq!(text.bytes(span), Some(1..6));
        assert_eq!(text.bytes(Span { start: 3, end: 9 }), None);
        assert_eq!(text.bytes(Span { start: 3, end: 1 }), None);
    }
}
