//! A text with all its typography taken away, and the way back: where to look for a quote that is not verbatim.
//!
//! The skeleton keeps letters and digits only, decomposed, without accents, look-alikes alike (Unicode Technical
//! Standard #39, section 4). Two texts that differ by folds or by hidden characters have the same skeleton, and so
//! have some that do not: it proposes places, and `walk` decides.

use super::ascii::beyond_ascii;
use super::fold::ligature;
use super::plain;
use std::sync::{LazyLock, OnceLock};
use unicode_normalization::char::canonical_combining_class;

/// Bytes of the text between two entries of the offset map.
const STRIDE: usize = 256;
/// So many plain characters are read at a time.
const EIGHT: usize = 8;

/// The skeleton of a text, made when it is first needed: plain texts do without.
pub(super) struct Skeleton<'t> {
    text: &'t str,
    is_plain: OnceLock<bool>,
    letters: OnceLock<Letters>,
}

/// The letters and digits of a skeleton and its offset map.
struct Letters {
    content: Vec<u8>,
    /// Pairs (length of the skeleton, byte of the text) at intervals, ascending.
    map: Vec<(usize, usize)>,
}

impl<'t> Skeleton<'t> {
    /// The skeleton of `text`.
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            is_plain: OnceLock::new(),
            letters: OnceLock::new(),
        }
    }

    /// The bytes of the text at which a passage with the skeleton of the quote may start, overlaps included: those of its
    /// first letter or digit.
    pub(super) fn places<'s>(
        &'s self,
        quote: &'s Skeleton,
    ) -> Box<dyn Iterator<Item = usize> + 's> {
        if self.is_plain()
            && quote.is_plain()
            && let Some(places) = plain::places(self.text, quote.text)
        {
            return Box::new(places.into_iter());
        }
        Box::new(self.letters().places(self.text, quote.letters()))
    }

    /// The letters and digits.
    pub(super) fn content(&self) -> &[u8] {
        &self.letters().content
    }

    /// The byte of the text whose character made the byte `at` of the skeleton, if it made nothing before it.
    pub(super) fn source_byte(&self, at: usize) -> Option<usize> {
        self.letters().source_byte(self.text, at)
    }

    /// Whether there is nothing to go by.
    pub(super) fn is_empty(&self) -> bool {
        !self.text.bytes().any(|byte| byte.is_ascii_alphanumeric())
            && self.letters().content.is_empty()
    }

    fn is_plain(&self) -> bool {
        *self.is_plain.get_or_init(|| plain::is_plain(self.text))
    }

    fn letters(&self) -> &Letters {
        self.letters.get_or_init(|| Letters::new(self.text))
    }
}

impl Letters {
    fn new(text: &str) -> Self {
        let mut content = Vec::with_capacity(text.len() + EIGHT);
        let mut map = vec![(0, 0)];
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let most = (at + STRIDE).min(bytes.len());
            let plain = beyond_ascii(&bytes[..most], at).unwrap_or(most);
            push_plain(&bytes[at..plain], &mut content);
            at = plain;
            if let Some(c) = text[at..].chars().next() {
                push(c, &mut content);
                at += c.len_utf8();
            }
            if map.last().is_none_or(|(_, last)| at >= last + STRIDE) {
                map.push((content.len(), at));
            }
        }
        Self { content, map }
    }

    /// The bytes of `text` at which a passage with these letters may start.
    fn places<'s>(&'s self, text: &'s str, letters: &'s Self) -> impl Iterator<Item = usize> + 's {
        let finder = memchr::memmem::Finder::new(&letters.content);
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = from + finder.find(self.content.get(from..)?)?;
            from = at + 1;
            Some(at)
        })
        .filter_map(move |at| self.source_byte(text, at))
    }

    /// The byte of the character of `text` that made the byte `at` of the skeleton, if it made nothing before it.
    fn source_byte(&self, text: &str, at: usize) -> Option<usize> {
        let (mut seen, start) = self.map[self.map.partition_point(|(length, _)| *length <= at) - 1];
        let plain = &*PLAIN;
        let mut made = Vec::new();
        let mut byte = start;
        loop {
            let own = usize::from(*text.as_bytes().get(byte)?);
            let (left, length) = if own < 0x80 {
                (usize::from(plain[own].1), 1)
            } else {
                let c = text[byte..].chars().next()?;
                made.clear();
                push(c, &mut made);
                (made.len(), c.len_utf8())
            };
            if seen + left > at {
                // A quote may start with the second letter of a ligature: the walk starts at the ligature.
                return Some(byte);
            }
            seen += left;
            byte += length;
        }
    }
}

/// Adds what is left of a character.
fn push(c: char, out: &mut Vec<u8>) {
    match c {
        // Dashes, quotation marks and the like.
        '\u{a0}' | '\u{2010}'..='\u{2027}' => {}
        '\0'..='\x7f' => push_plain(c.encode_utf8(&mut [0]).as_bytes(), out),
        _ if !c.is_alphanumeric() => {}
        _ => match ligature(c) {
            Some(letters) => push_plain(letters.as_bytes(), out),
            None => out.extend(prototype(c).bytes()),
        },
    }
}

/// Adds what is left of characters of ASCII.
fn push_plain(characters: &[u8], out: &mut Vec<u8>) {
    let plain = &*PLAIN;
    let (eights, rest) = characters.as_chunks();
    // Nothing is left of a null.
    let mut last = [0; EIGHT];
    last[..rest.len()].copy_from_slice(rest);
    let mut end = out.len();
    out.resize(end + (eights.len() + 1) * EIGHT, 0);
    for eight in eights.iter().chain([&last]) {
        // Each is written down, and written over where nothing is left of it.
        let Some(left) = out[end..].first_chunk_mut::<EIGHT>() else {
            break;
        };
        let mut length = 0;
        for byte in eight {
            let (letter, is_left) = plain[usize::from(*byte)];
            left[length % EIGHT] = letter;
            length += usize::from(is_left);
        }
        end += length;
    }
    out.truncate(end);
}

/// What is left of each ASCII character, and whether anything is: most letters and digits are themselves, but `1`, `I` and
/// `l` look alike, and so do `0` and `O`.
static PLAIN: LazyLock<[(u8, bool); 256]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        let c = u8::try_from(code).map(char::from).unwrap_or_default();
        let prototype = c.is_ascii_alphanumeric().then(|| prototype(c));
        let letter = prototype.and_then(|letters| letters.bytes().next());
        (letter.unwrap_or_default(), letter.is_some())
    })
});

/// The letters and digits that a character looks like. The standard has `rn` for `m`; here they are one letter, as the walk
/// compares letter by letter.
fn prototype(c: char) -> String {
    let mut buffer = [0; 4];
    let prototype: String = unicode_security::skeleton(c.encode_utf8(&mut buffer))
        .filter(|c| c.is_alphanumeric() && canonical_combining_class(*c) == 0)
        .collect();
    prototype.replace("rn", "m")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("“Don’t — stop…”", "\"Don't -- stop...\"")]
    #[case("caf\u{e9}", "cafe\u{301}")]
    #[case("assess-\nment", "assessment")]
    #[case("ﬁnal ſtep", "final step")]
    #[case("p\u{430}ct", "pact")]
    #[case("a\u{200b}b", "ab")]
    #[case("５ \u{1d41a}", "5 a")]
    #[case("µ", "μ")]
    #[case("from", "fro\u{217f}")]
    fn typography_and_disguise_leave_no_trace(#[case] a: &str, #[case] b: &str) {
        assert_eq!(Letters::new(a).content, Letters::new(b).content);
    }

    #[test]
    fn plain_characters_fit_their_table() {
        for c in ('\0'..='\x7f').filter(char::is_ascii_alphanumeric) {
            assert_eq!(prototype(c).len(), 1, "{c}");
        }
    }

    #[test]
    fn leads_back_to_the_text() {
        let text = format!("{}“caf\u{e9} ﬁn” end", "— é… ".repeat(200));
        let skeleton = Skeleton::new(&text);
        for word in ["caf\u{e9}", "ﬁn", "end"] {
            let places: Vec<usize> = skeleton.places(&Skeleton::new(word)).collect();
            assert_eq!(places, [text.find(word).unwrap()], "{word}");
        }
    }
}
