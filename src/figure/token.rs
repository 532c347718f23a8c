//! Splits a text into words, runs of digits and single marks, which the other parts of `figure` read.

use std::ops::{Deref, Range};

use unicode_normalization::UnicodeNormalization;

use super::telling;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters and the marks that combine with them.
    Word,
    /// Decimal digits of one or more scripts.
    Digits,
    /// Any other character that is not white space.
    Mark(char),
    /// A web address, never looked into.
    Address,
    /// Past the end of the text.
    End,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    start: usize,
    end: usize,
    kind: TokenKind,
    /// Whether it is a word that may be a month, a number or the like: most are not, and need not be compared with them.
    may_tell: bool,
    /// Where the word in small letters ends in [`Tokens::lower`]; it starts where the one before ends.
    lower_end: usize,
}

/// The tokens of a text. White space is no token; every index is valid, and past the end there is `End`.
pub(super) struct Tokens<'t> {
    text: &'t str,
    list: Vec<Token>,
    /// The words in small letters, one after the other: each is looked at many times.
    lower: String,
    title_case: bool,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut list = Vec::new();
        let mut lower = String::with_capacity(text.len());
        let mut title_case = true;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let start = text.len() - rest.len();
            let mut may_tell = false;
            let (kind, length) = if first.is_whitespace() {
                rest = &rest[first.len_utf8()..];
                continue;
            } else if digit(first).is_some() {
                (TokenKind::Digits, run(rest, |c| digit(c).is_some()))
            } else if is_letter(first) {
                let length = run(rest, is_letter);
                let after = &rest[length..];
                if after.starts_with("://") || (after.starts_with('.') && is_www(&rest[..length])) {
                    let tail = run(after, |c| c.is_ascii_graphic() && !"<>\"()[]{}".contains(c));
                    (TokenKind::Address, length + tail)
                } else {
                    let is_first = list.is_empty();
                    title_case &= first.is_uppercase() || length < 4 && !is_first;
                    let small = Lower::new(&rest[..length]);
                    may_tell = telling::may_tell(&small);
                    lower.push_str(&small);
                    (TokenKind::Word, length)
                }
            } else {
                (TokenKind::Mark(first), first.len_utf8())
            };
            list.push(Token {
                start,
                end: start + length,
                kind,
                may_tell,
                lower_end: lower.len(),
            });
            rest = &rest[length..];
        }
        Self {
            text,
            list,
            lower,
            title_case,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether neither the first nor any long word starts with a small letter, as in a headline.
    pub(super) fn is_title_case(&self) -> bool {
        self.title_case
    }

    pub(super) fn kind(&self, i: usize) -> TokenKind {
        self.list.get(i).map_or(TokenKind::End, |token| token.kind)
    }

    /// Whether the token is a word that may be a month, a number, or another word that figures are told by.
    pub(super) fn may_tell(&self, i: usize) -> bool {
        self.list.get(i).is_some_and(|token| token.may_tell)
    }

    pub(super) fn is_word(&self, i: usize) -> bool {
        self.kind(i) == TokenKind::Word
    }

    pub(super) fn is_digits(&self, i: usize) -> bool {
        self.kind(i) == TokenKind::Digits
    }

    pub(super) fn mark(&self, i: usize) -> Option<char> {
        match self.kind(i) {
            TokenKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(super) fn is_mark(&self, i: usize, mark: char) -> bool {
        self.kind(i) == TokenKind::Mark(mark)
    }

    /// Whether the token is a hyphen, the kind that joins words.
    pub(super) fn is_hyphen(&self, i: usize) -> bool {
        matches!(self.mark(i), Some('-' | '\u{2010}' | '\u{2011}'))
    }

    /// Whether the token is a hyphen, dash or minus, as stands between the ends of a range.
    pub(super) fn is_dash(&self, i: usize) -> bool {
        self.is_hyphen(i) || matches!(self.mark(i), Some('–' | '—' | '−'))
    }

    pub(super) fn text(&self, i: usize) -> &'t str {
        self.list
            .get(i)
            .map_or("", |token| &self.text[token.start..token.end])
    }

    /// The bytes from token `first` up to, not including, token `next`.
    pub(super) fn range(&self, first: usize, next: usize) -> Range<usize> {
        let start = self.list.get(first).map_or(self.text.len(), |t| t.start);
        let end = match next.checked_sub(1).and_then(|last| self.list.get(last)) {
            Some(token) => token.end,
            None => start,
        };
        start..end.max(start)
    }

    /// Whether the token is a mark within a number or name: glued on both sides, with digits after it.
    pub(super) fn leads_digits(&self, i: usize) -> bool {
        self.glued(i) && self.glued(i + 1) && self.is_digits(i + 1)
    }

    pub(super) fn is_apostrophe(&self, i: usize) -> bool {
        matches!(self.mark(i), Some('\'' | '’'))
    }

    /// Whether nothing stands between this token and the one before.
    pub(super) fn glued(&self, i: usize) -> bool {
        i > 0 && i < self.list.len() && self.list[i - 1].end == self.list[i].start
    }

    /// The white space before a token.
    pub(super) fn gap(&self, i: usize) -> &'t str {
        match (
            i.checked_sub(1).and_then(|b| self.list.get(b)),
            self.list.get(i),
        ) {
            (Some(before), Some(token)) => &self.text[before.end..token.start],
            (None, Some(token)) => &self.text[..token.start],
            _ => "",
        }
    }

    /// The word in small letters; empty for what is no word, and for what is too long to be a number or a month.
    pub(super) fn lower(&self, i: usize) -> &str {
        let Some(token) = self.list.get(i) else {
            return "";
        };
        let before = i.checked_sub(1).and_then(|before| self.list.get(before));
        let start = before.map_or(0, |before| before.lower_end);
        &self.lower[start..token.lower_end]
    }

    pub(super) fn is_lower(&self, i: usize, word: &str) -> bool {
        self.lower(i) == word
    }

    pub(super) fn is_capital(&self, i: usize) -> bool {
        self.is_word(i) && self.text(i).starts_with(char::is_uppercase)
    }

    /// The word that follows after white space or a hyphen: its index.
    pub(super) fn joined_word(&self, i: usize) -> Option<usize> {
        if self.is_word(i) && !self.glued(i) {
            Some(i)
        } else if self.is_hyphen(i) && self.glued(i) && self.is_word(i + 1) && self.glued(i + 1) {
            Some(i + 1)
        } else {
            None
        }
    }

    /// How many digits, and their value, where there are at most four.
    pub(super) fn small_number(&self, i: usize) -> Option<(usize, u16)> {
        if !self.is_digits(i) || self.text(i).len() > 16 {
            return None;
        }
        let (mut count, mut value) = (0, 0);
        for digit in self.text(i).chars().filter_map(digit) {
            count += 1;
            if count > 4 {
                return None;
            }
            value = value * 10 + u16::from(digit);
        }
        Some((count, value))
    }

    /// A run of digits in ASCII.
    pub(super) fn ascii_digits(&self, i: usize) -> String {
        self.text(i)
            .chars()
            .filter_map(digit)
            .map(|digit| char::from(b'0' + digit))
            .collect()
    }

    /// Whether a sentence may start here.
    pub(super) fn starts_sentence(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else {
            return true;
        };
        self.gap(i).contains('\n')
            || self
                .mark(before)
                .is_some_and(|mark| ".!?:;\"“”„«»‘'(—–…•*".contains(mark))
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn is_www(word: &str) -> bool {
    word.eq_ignore_ascii_case("www")
}

/// Letters, and the combining marks that decomposed text has after them (the standard library cannot tell marks).
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{94D}')
}

/// The zeros of scripts that have decimal digits of their own (Unicode general category Nd).
const ZEROS: [u32; 20] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
    0xE50, 0xED0, 0xF20, 0x1040, 0x17E0, 0x1810, 0xFF10,
];

/// The value of a decimal digit.
pub(super) fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let code = u32::from(c);
    let after = ZEROS.partition_point(|zero| *zero <= code);
    let value = code - ZEROS.get(after.checked_sub(1)?)?;
    u8::try_from(value).ok().filter(|value| *value < 10)
}

/// A word in small letters, kept without allocating. Words too long to be a number or a month are empty.
#[derive(Clone, Copy)]
pub(super) struct Lower {
    bytes: [u8; 64],
    length: usize,
}

impl Default for Lower {
    fn default() -> Self {
        Self {
            bytes: [0; 64],
            length: 0,
        }
    }
}

impl Lower {
    pub(super) fn new(word: &str) -> Self {
        let mut lower = Self::default();
        if word.is_ascii() {
            if let Some(room) = lower.bytes.get_mut(..word.len()) {
                room.copy_from_slice(word.as_bytes());
                room.make_ascii_lowercase();
                lower.length = word.len();
            }
            return lower;
        }
        // Composed, since that is how the lists of words have them.
        for c in word.chars().flat_map(char::to_lowercase).nfc() {
            let Some(room) = lower.bytes.get_mut(lower.length..) else {
                return Self::default();
            };
            if room.len() < c.len_utf8() {
                return Self::default();
            }
            lower.length += c.encode_utf8(room).len();
        }
        lower
    }
}

impl Deref for Lower {
    type Target = str;

    fn deref(&self) -> &str {
        self.bytes
            .get(..self.length)
            .and_then(|bytes| str::from_utf8(bytes).ok())
            .unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let tokens = Tokens::new(text);
        (0..tokens.len()).map(|i| tokens.text(i)).collect()
    }

    #[test]
    fn splits_words_digits_and_marks() {
        assert_eq!(
            split("Oct-19, 1\u{a0}200 été"),
            ["Oct", "-", "19", ",", "1", "200", "été"]
        );
        assert_eq!(
            split("see https://a.b/2021/5 now"),
            ["see", "https://a.b/2021/5", "now"]
        );
        assert_eq!(split("www.a5.org 7"), ["www.a5.org", "7"]);
        assert_eq!(split("e\u{301}te\u{301}"), ["e\u{301}te\u{301}"]);
    }

    #[test]
    fn reads_digits_of_other_scripts() {
        assert_eq!(Tokens::new("٢٠٢٥").small_number(0), Some((4, 2025)));
        assert_eq!(Tokens::new("५").ascii_digits(0), "5");
        assert_eq!(digit('²'), None);
        assert_eq!(digit('\u{10FFFF}'), None);
    }

    #[test]
    fn any_index_is_valid() {
        let tokens = Tokens::new("a");
        assert_eq!(tokens.kind(9), TokenKind::End);
        assert_eq!(tokens.text(9), "");
        assert_eq!(tokens.gap(9), "");
        assert_eq!(tokens.range(9, 3), 1..1);
        assert!(!tokens.glued(0) && !tokens.glued(1));
        assert!(Lower::new(&"x".repeat(65)).is_empty());
        assert_eq!(&*Lower::new("ÄRGER"), "ärger");
        assert_eq!(&*Lower::new("AOU\u{302}T"), "août");
    }
}
