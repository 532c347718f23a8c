//! Tells quickly that a text has no figure: most statements have none, and need not be read for it.

use std::sync::LazyLock;

use super::token::{Lower, digit, is_letter};
use super::{date, find, language, numeral, proportion, words};

/// The first letter of a word, and its second byte: a letter, or anything else.
const LETTERS: usize = 26;
const SECONDS: usize = LETTERS + 1;

/// Of the words with each beginning, the lengths that telling ones have: a bit each, the last for all that are longer.
static LENGTHS: LazyLock<[[u32; SECONDS]; LETTERS]> = LazyLock::new(|| {
    let mut lengths = [[0; SECONDS]; LETTERS];
    let whole = words::all()
        .chain(date::month_names())
        .chain(language::vague_words())
        .chain(find::DECADES.iter().map(|(word, _)| *word))
        .chain(proportion::PORTIONS.iter().copied())
        .map(|word| (word, bit(word.len())));
    // Of a word that starts in a telling way, any length will do.
    let starts = proportion::starts().map(|start| (start, !(bit(start.len()) - 1)));
    for (word, bits) in whole.chain(starts) {
        if let Some((first, second)) = beginning(word.as_bytes()) {
            lengths[first][second] |= bits;
        }
    }
    lengths
});

fn bit(length: usize) -> u32 {
    1 << length.min(31)
}

fn beginning(word: &[u8]) -> Option<(usize, usize)> {
    let letter = |byte: &u8| {
        let small = byte.to_ascii_lowercase();
        small
            .is_ascii_lowercase()
            .then(|| usize::from(small - b'a'))
    };
    let (first, second) = (word.first()?, word.get(1)?);
    Some((letter(first)?, letter(second).unwrap_or(LETTERS)))
}

/// Whether a word, in small letters or not, may be one that a figure needs beside digits: few others begin alike and are as
/// long.
pub(super) fn may_tell(word: &str) -> bool {
    beginning(word.as_bytes())
        .is_some_and(|(first, second)| LENGTHS[first][second] & bit(word.len()) != 0)
}

/// Whether a word in small letters is one that a figure needs beside digits. An article is none: there is no number in `a` but
/// for the word after it.
fn tells(word: &str) -> bool {
    may_tell(word)
        && (words::is_part(word)
            || date::month_named(word).is_some()
            || language::vague(word).is_some()
            || find::decade(word).is_some()
            || proportion::is_told_by(word))
}

/// Whether an English text may have a figure: whether it has a digit, a fraction in one character, or a word that tells of one.
/// Any text that has an address is said to: what stands behind it is not looked into.
pub(super) fn may_have_figure(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            let start = at;
            while bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
                at += 1;
            }
            if bytes.get(at).is_some_and(|byte| !byte.is_ascii()) {
                at = start + word_length(&text[start..]);
                if tells(&Lower::new(&text[start..at])) {
                    return true;
                }
            } else {
                let word = &text[start..at];
                let is_address =
                    word.eq_ignore_ascii_case("www") || bytes[at..].starts_with(b"://");
                if is_address || may_tell(word) && tells(&Lower::new(word)) {
                    return true;
                }
            }
        } else if byte.is_ascii() {
            if byte.is_ascii_digit() || bytes[at..].starts_with(b"://") {
                return true;
            }
            at += 1;
        } else if let Some(c) = text[at..].chars().next() {
            let length = word_length(&text[at..]);
            let word = &text[at..at + length];
            if digit(c).is_some() || numeral::vulgar(c).is_some() || tells(&Lower::new(word)) {
                return true;
            }
            at += length.max(c.len_utf8());
        }
    }
    false
}

/// The length of the word that the text starts with, in bytes.
fn word_length(text: &str) -> usize {
    text.find(|c| !is_letter(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn figures(text: &str) -> usize {
        let mut count = 0;
        find::read(text, &[], &mut |_| count += 1);
        count
    }

    #[rstest]
    #[case("The mayor said the road was closed, and a few left.", false)]
    #[case("Half of it", true)]
    #[case("12", true)]
    #[case("٢", true)]
    #[case("a ½ share", true)]
    #[case("It DOUBLED.", true)]
    #[case("in Août", true)]
    #[case("AOU\u{302}T", true)]
    #[case("verdoppelt", true)]
    #[case("\u{212a}wart", true)]
    #[case("“dozens”", true)]
    #[case("several thousand", true)]
    fn is_told_by_digits_and_words(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(may_have_figure(text), expected);
    }

    #[test]
    fn every_word_that_tells_is_told() {
        let all = words::all()
            .chain(date::month_names())
            .chain(language::vague_words())
            .chain(proportion::PORTIONS.iter().copied())
            .chain(proportion::starts());
        for word in all {
            assert!(
                word.as_bytes()[0].is_ascii_lowercase() && word.len() > 1,
                "{word}"
            );
            for written in [word.to_owned(), word.to_uppercase(), format!("The {word}.")] {
                assert!(may_have_figure(&written), "{written}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_text_that_tells_of_no_figure_has_none(
            words in prop::collection::vec(prop::sample::select(vec![
                "a", "an", "half", "few", "several", "couple", "of", "minus", "no", "fy", "Rs", "USD", "$", "€", "-", "–", "'", ".",
                "quarter", "hundred", "dozen", "one", "second", "third", "may", "May", "mars", "scores", "miles", "tens", "twenties",
                "double", "doubly", "twice", "halved", "thirdly", "people", "the", "per cent", "%", "o'clock", "am", "p.m.", "éte\u{301}",
                "http://", "www.", "\u{212a}wart", "½", "²", "x", "point", "s", "and", "in", "out", "every", "K\u{301}", "déc", "to",
            ]), 0..6),
            joint in prop::sample::select(vec!["", " ", "-", "\n"]),
        ) {
            let text = words.join(joint);
            prop_assert!(may_have_figure(&text) || figures(&text) == 0, "{:?}", text);
        }

        #[test]
        fn nor_has_any_other(text in "[ -~]{0,24}|\\PC{0,12}") {
            prop_assert!(may_have_figure(&text) || figures(&text) == 0, "{:?}", text);
        }
    }
}
