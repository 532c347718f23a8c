//! A text with all its typography taken away, and the way back: where to look for a quote that is not verbatim.
//!
//! The skeleton keeps letters and digits only, decomposed, without accents, look-alikes alike (Unicode Technical
//! Standard #39, section 4). Two texts that differ by folds or by hidden characters have the same skeleton, and so
//! have some that do not: it proposes places, and `walk` decides.

use super::fold::ligature;
use std::sync::LazyLock;
use unicode_normalization::char::canonical_combining_class;

/// Bytes of the text between two entries of the offset map.
const STRIDE: usize = 256;

/// The skeleton of a text and its offset map.
pub(super) struct Skeleton {
    /// Letters and digits.
    content: Vec<u8>,
    /// Pairs (length of the skeleton, byte of the text) at intervals, ascending.
    map: Vec<(usize, usize)>,
}

impl Skeleton {
    pub(super) fn new(text: &str) -> Self {
        let mut content = Vec::with_capacity(text.len());
        let mut map = vec![(0, 0)];
        let mut next = STRIDE;
        let plain = &*PLAIN;
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if at >= next {
                map.push((content.len(), at));
                next = at + STRIDE;
            }
            // Most characters of most texts are plain.
            let stride = bytes[at..].iter().take(next - at);
            for byte in stride.take_while(|byte| byte.is_ascii()) {
                let (letters, length) = plain[usize::from(*byte)];
                content.extend_from_slice(&letters);
                content.truncate(content.len() - letters.len() + length);
                at += 1;
            }
            if at < next
                && let Some(c) = text[at..].chars().next()
            {
                push(c, &mut content);
                at += c.len_utf8();
            }
        }
        Self { content, map }
    }

    /// The bytes of `text` at which a passage with this skeleton may start, overlaps included: those of its first letter
    /// or digit.
    pub(super) fn places<'s>(
        &'s self,
        text: &'s str,
        skeleton: &'s Self,
    ) -> impl Iterator<Item = usize> + 's {
        let finder = memchr::memmem::Finder::new(&skeleton.content);
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = from + finder.find(self.content.get(from..)?)?;
            from = at + 1;
            Some(at)
        })
        .filter_map(move |at| self.source_byte(text, at))
    }

    /// The letters and digits.
    pub(super) fn content(&self) -> &[u8] {
        &self.content
    }

    /// Whether there is nothing to go by.
    pub(super) fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// The byte of the character of `text` that made the byte `at` of the skeleton, if it made nothing before it.
    pub(super) fn source_byte(&self, text: &str, at: usize) -> Option<usize> {
        let (mut seen, start) = self.map[self.map.partition_point(|(length, _)| *length <= at) - 1];
        let mut made = Vec::new();
        for (offset, c) in text[start..].char_indices() {
            made.clear();
            push(c, &mut made);
            if seen + made.len() > at {
                // A quote may start with the second letter of a ligature: the walk starts at the ligature.
                return Some(start + offset);
            }
            seen += made.len();
        }
        None
    }
}

/// Adds what is left of a character.
fn push(c: char, out: &mut Vec<u8>) {
    let mut push_plain = |byte: u8| {
        let (letters, length) = PLAIN[usize::from(byte)];
        out.extend_from_slice(&letters[..length]);
    };
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => push_plain(byte),
        _ if !c.is_alphanumeric() => {}
        _ => match ligature(c) {
            Some(letters) => letters.bytes().for_each(push_plain),
            None => out.extend(prototype(c).bytes()),
        },
    }
}

/// The skeletons of the ASCII characters and their lengths: most are themselves, but `1`, `I` and `|` look alike, so do
/// `0` and `O`, and `m` is `rn`.
static PLAIN: LazyLock<[([u8; 2], usize); 128]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        let mut letters = [0; 2];
        let c = u8::try_from(code).map(char::from).unwrap_or_default();
        if !c.is_ascii_alphanumeric() {
            return (letters, 0);
        }
        let prototype = prototype(c);
        let length = prototype.len().min(letters.len());
        letters[..length].copy_from_slice(&prototype.as_bytes()[..length]);
        (letters, length)
    })
});

/// The letters and digits that a character looks like.
fn prototype(c: char) -> String {
    let mut buffer = [0; 4];
    unicode_security::skeleton(c.encode_utf8(&mut buffer))
        .filter(|c| c.is_alphanumeric() && canonical_combining_class(*c) == 0)
        .collect()
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
    fn typography_and_disguise_leave_no_trace(#[case] a: &str, #[case] b: &str) {
        assert_eq!(Skeleton::new(a).content, Skeleton::new(b).content);
    }

    #[test]
    fn plain_characters_fit_their_table() {
        for c in ('\0'..='\x7f').filter(char::is_ascii_alphanumeric) {
            assert!((1..=2).contains(&prototype(c).len()), "{c}");
        }
    }

    #[test]
    fn leads_back_to_the_text() {
        let text = format!("{}“caf\u{e9} ﬁn” end", "— é… ".repeat(200));
        let skeleton = Skeleton::new(&text);
        for word in ["caf\u{e9}", "ﬁn", "end"] {
            let places: Vec<usize> = skeleton.places(&text, &Skeleton::new(word)).collect();
            assert_eq!(places, [text.find(word).unwrap()], "{word}");
        }
    }
}
