//! Where a quote may stand in a text whose letters are all as they seem: the short way to what a skeleton proposes.

use super::ascii::beyond_ascii;
use memchr::{memchr_iter, memmem};
use std::ops::Range;

/// A longer text is worth a skeleton.
const LONGEST: usize = 1 << 16;
/// How many characters are compared for each of the text, before it is a text that was made to mislead.
const MOST_WORK: usize = 16;

/// Whether a text is short and a quote that does too can stand in it only with the same letters and digits of ASCII in the
/// same words: it has no look-alikes, ligatures or characters that do not show, and no word is broken over a line end.
pub(super) fn is_plain(text: &str) -> bool {
    text.len() <= LONGEST && has_plain_characters(text) && !has_broken_word(text)
}

fn has_plain_characters(text: &str) -> bool {
    let mut from = 0;
    while let Some(at) = beyond_ascii(text.as_bytes(), from) {
        let c = text[at..].chars().next().unwrap_or_default();
        // Signs and Latin letters with accents, without soft hyphen and long s; dashes, quotation marks and the like,
        // without hyphens; currencies; the minus.
        let is_plain = matches!(
            c,
            '\u{a0}'..='\u{ac}'
                | '\u{ae}'..='\u{17e}'
                | '\u{2012}'..='\u{2027}'
                | '\u{20a0}'..='\u{20bf}'
                | '\u{2212}'
        );
        if !is_plain {
            return false;
        }
        from = at + c.len_utf8();
    }
    true
}

/// Whether a hyphen stands before a line end.
fn has_broken_word(text: &str) -> bool {
    memchr_iter(b'-', text.as_bytes()).any(|at| {
        let space = text.as_bytes()[at + 1..].iter();
        let mut space = space.take_while(|byte| !matches!(byte, 0x21..=0x7e));
        space.any(|byte| *byte == b'\n')
    })
}

/// The bytes of `text` at which a passage with the letters and digits of `quote` may start, overlaps included: those of its
/// first letter or digit. Both must be plain. `None` where the quote has none, or starts with one beyond ASCII, and where too
/// much must be compared.
pub(super) fn places(text: &str, quote: &str) -> Option<Vec<usize>> {
    if !quote.chars().find(|c| c.is_alphanumeric())?.is_ascii() {
        return None;
    }
    let (text, quote) = (text.as_bytes(), quote.as_bytes());
    let word = longest_word(quote)?;
    let letters = |bytes: &[u8]| -> Vec<u8> {
        let letters = bytes.iter().filter(|byte| byte.is_ascii_alphanumeric());
        letters.copied().collect()
    };
    let mut before = letters(&quote[..word.start]);
    before.reverse();
    let after = letters(&quote[word.end..]);
    let finder = memmem::Finder::new(&quote[word.clone()]);
    let mut places = Vec::new();
    let mut budget = MOST_WORK * text.len();
    let mut from = 0;
    while let Some(place) = finder.find(&text[from..]) {
        let place = from + place;
        from = place + 1;
        let rest = text.iter().enumerate().skip(place + word.len());
        if last(&after, rest, &mut budget).is_ok() {
            let rest = text[..place].iter().enumerate().rev();
            if let Ok(first) = last(&before, rest, &mut budget) {
                places.push(first.unwrap_or(place));
            }
        }
        budget = budget.checked_sub(1)?;
    }
    Some(places)
}

/// The longest run of letters and digits, the first of several; `None` where there is none.
fn longest_word(quote: &[u8]) -> Option<Range<usize>> {
    let mut longest = 0..0;
    let mut start = 0;
    for word in quote.split(|byte| !byte.is_ascii_alphanumeric()) {
        if word.len() > longest.len() {
            longest = start..start + word.len();
        }
        start += word.len() + 1;
    }
    (!longest.is_empty()).then_some(longest)
}

/// Where the last of these letters stands, if they are the next ones of the text; `Ok(None)` where there are none.
fn last<'t>(
    letters: &[u8],
    text: impl Iterator<Item = (usize, &'t u8)>,
    budget: &mut usize,
) -> Result<Option<usize>, Differs> {
    let counted = text.inspect(|_| *budget = budget.saturating_sub(1));
    let mut of_text = counted.filter(|(_, byte)| byte.is_ascii_alphanumeric());
    let mut last = None;
    for letter in letters {
        match of_text.next() {
            Some((at, other)) if other == letter => last = Some(at),
            _ => return Err(Differs),
        }
    }
    Ok(last)
}

/// The text goes on with other letters.
struct Differs;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("“Don’t — it’s 5 €,” said José.", true)]
    #[case("a well-known one", true)]
    #[case("assess-\nment", false)]
    #[case("assess- \u{2003}\r\nment", false)]
    #[case("well\u{2010}known", false)]
    #[case("p\u{430}ct", false)]
    #[case("ﬁnal", false)]
    #[case("ſo", false)]
    #[case("a\u{ad}b", false)]
    #[case("a\u{200b}b", false)]
    #[case("e\u{301}", false)]
    fn plain_text_hides_nothing(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_plain(text), expected);
    }

    #[test]
    fn text_made_to_mislead_is_given_up() {
        let text = "ab.".repeat(20_000);
        assert_eq!(places(&text, &("ab.".repeat(5_000) + "c")), None);
        assert_eq!(
            places(&("ab".to_owned() + &" ".repeat(60_000)), "ab c"),
            Some(vec![])
        );
    }

    proptest! {
        #[test]
        fn places_are_those_of_the_letters_alone(
            text in "([ab1]{1,3}|[ .,\n]|—|é){0,30}",
            quote in "([ab1]{1,3}|[ .]|’){0,6}",
        ) {
            let letters = |text: &str| -> Vec<(usize, char)> {
                text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).collect()
            };
            let (all, sought) = (letters(&text), letters(&quote));
            let same = |window: &&[(usize, char)]| {
                window.iter().map(|(_, c)| c).eq(sought.iter().map(|(_, c)| c))
            };
            let is_word = |first: usize| {
                // The longest word of the quote stands together.
                let word = longest_word(quote.as_bytes()).unwrap_or_default();
                let before = letters(&quote[..word.start]).len();
                let at = all[first + before].0;
                text[at..].starts_with(&quote[word])
            };
            let expected: Vec<usize> = (0..all.len())
                .filter(|&first| all.get(first..first + sought.len()).as_ref().is_some_and(same))
                .filter(|&first| !sought.is_empty() && is_word(first))
                .map(|first| all[first].0)
                .collect();
            prop_assert_eq!(places(&text, &quote).unwrap_or_default(), expected);
        }
    }
}
