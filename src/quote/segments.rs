//! The segments of a text between word boundaries (Unicode Standard Annex #29), with a short way for plain words.

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

/// The segments of `text` between word boundaries, each with its offset in bytes: what
/// `UnicodeSegmentation::split_word_bound_indices` gives, several times as fast where the text is mostly plain Latin
/// letters, spaces and the usual punctuation.
pub(super) fn segments(text: &str) -> Segments<'_> {
    Segments {
        text,
        at: 0,
        involved: None,
    }
}

/// An iterator over segments.
pub(super) struct Segments<'t> {
    text: &'t str,
    /// Where the next segment starts.
    at: usize,
    /// The segments of a stretch that asks for all the rules, and where it starts.
    involved: Option<(UWordBoundIndices<'t>, usize)>,
}

impl<'t> Iterator for Segments<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((segments, start)) = &mut self.involved {
            if let Some((at, segment)) = segments.next() {
                self.at = *start + at + segment.len();
                return Some((*start + at, segment));
            }
            self.involved = None;
        }
        if self.at == self.text.len() {
            return None;
        }
        let start = self.at;
        if let Some(length) = plain_segment(&self.text.as_bytes()[start..]) {
            self.at += length;
            return Some((start, &self.text[start..self.at]));
        }
        let stretch = &self.text[start..involved_end(self.text, start)];
        self.involved = Some((stretch.split_word_bound_indices(), start));
        self.next()
    }
}

/// The length of the segment at the start of a text, where it is plain that it ends there.
fn plain_segment(text: &[u8]) -> Option<usize> {
    match text[0] {
        b'\n' => Some(1),
        b' ' => {
            let length = text.iter().take_while(|byte| **byte == b' ').count();
            is_plain(&text[length..]).then_some(length)
        }
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
            let word = text.iter().take_while(|byte| byte.is_ascii_alphanumeric());
            let length = word.count();
            let rest = &text[length..];
            // What may join a word with the next one does so only where a letter or digit follows.
            let joint = joint_length(rest);
            let ends = match rest.get(joint) {
                Some(byte) if joint > 0 && byte.is_ascii_alphanumeric() => false,
                Some(b'_') => false,
                _ => is_plain(&rest[joint..]),
            };
            ends.then_some(length)
        }
        b'_' | b'\r' => None,
        _ => {
            let length = plain_mark(text)?;
            is_plain(&text[length..]).then_some(length)
        }
    }
}

/// The length of the apostrophe, point, comma, colon or semicolon at the start of a text; 0 where there is none.
fn joint_length(text: &[u8]) -> usize {
    match text {
        [b'\'' | b'.' | b',' | b':' | b';', ..] => 1,
        [0xe2, 0x80, 0x98 | 0x99, ..] => 3,
        _ => 0,
    }
}

/// Whether nothing at the start of a text can belong to what stands before it, other than a letter, a digit or `_`.
fn is_plain(text: &[u8]) -> bool {
    text.is_empty() || plain_mark(text).is_some()
}

/// The length of the ASCII character, no-break space, dash, quotation mark or ellipsis at the start of a text.
fn plain_mark(text: &[u8]) -> Option<usize> {
    match text {
        [0..=0x7f, ..] => Some(1),
        [0xc2, 0xa0, ..] => Some(2),
        // U+2013 and U+2014, U+2018, U+2019, U+201C, U+201D, U+2026
        [
            0xe2,
            0x80,
            0x93 | 0x94 | 0x98 | 0x99 | 0x9c | 0x9d | 0xa6,
            ..,
        ] => Some(3),
        _ => None,
    }
}

/// Where the stretch from `start` on ends that asks for all the rules: before a space or line end that is a segment of
/// its own for certain.
fn involved_end(text: &str, start: usize) -> usize {
    let spaces = memchr::memchr2_iter(b' ', b'\n', &text.as_bytes()[start..]);
    let mut ends = spaces.map(|at| start + at).filter(|end| {
        let before = text[start..*end].chars().next_back();
        before.is_some_and(|c| !c.is_whitespace())
    });
    ends.next().unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agrees_with_the_annex(text: &str) {
        let expected: Vec<_> = text.split_word_bound_indices().collect();
        assert_eq!(segments(text).collect::<Vec<_>>(), expected);
    }

    proptest! {
        #[test]
        fn of_any_text(text in "\\PC{0,60}") {
            agrees_with_the_annex(&text);
        }

        #[test]
        fn of_text_full_of_exceptions(
            text in "([a-c]{1,2}|[0-9]|[ .,:;'’‘_\"“”—…\r\n\t-]|\u{a0}|\u{2003}|\u{3000}|\u{200d}|\u{ad}|\u{301}|é|👩|🇫|א|カ|中){0,40}",
        ) {
            agrees_with_the_annex(&text);
        }
    }
}
