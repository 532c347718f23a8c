//! Tells quickly that a text has no figure: most statements have none, and need not be read for it.

use foldhash::fast::RandomState;
use std::collections::HashSet;
use std::sync::LazyLock;

use super::token::{Lower, digit, is_letter};
use super::{date, find, language, numeral, proportion, words};

/// The letter at some place of a word, or anything else there.
const LETTERS: usize = 26;
const KINDS: usize = LETTERS + 1;

/// Words of so many bytes, and of more, are taken for as long.
const LONGEST: usize = 31;

/// What telling words look like.
struct Shapes {
    /// By the first letter and the second, their lengths: a bit each.
    lengths: [[u32; KINDS]; LETTERS],
    /// By the first letter and the length, their last letters: a bit each.
    ends: [[u32; LONGEST + 1]; LETTERS],
    /// Those that are told by the whole word.
    whole: HashSet<&'static str, RandomState>,
    /// By the first letter, the second ones of those that are told by how they start: a bit each.
    starts: [u32; LETTERS],
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let mut shapes = Shapes {
        lengths: [[0; KINDS]; LETTERS],
        ends: [[0; LONGEST + 1]; LETTERS],
        whole: HashSet::default(),
        starts: [0; LETTERS],
    };
    let whole = words::all()
        .chain(date::month_names())
        .chain(language::vague_words())
        .chain(find::DECADES.iter().map(|(word, _)| *word))
        .chain(proportion::PORTIONS.iter().copied());
    for word in whole {
        if let Some(shape) = Shape::of(word) {
            shapes.lengths[shape.first][shape.second] |= 1 << shape.length;
            shapes.ends[shape.first][shape.length] |= 1 << shape.last;
        }
        shapes.whole.insert(word);
    }
    // Of a word that starts in a telling way, any length will do, and any end.
    for shape in proportion::starts().filter_map(Shape::of) {
        shapes.starts[shape.first] |= 1 << shape.second;
        shapes.lengths[shape.first][shape.second] |= !0 << shape.length;
        shapes.ends[shape.first][shape.length..].fill(!0);
    }
    shapes
});

/// What of a word tells it from most others.
struct Shape {
    first: usize,
    second: usize,
    last: usize,
    length: usize,
}

impl Shape {
    /// `None` where the word does not start with a letter of ASCII, or has only one.
    fn of(word: &str) -> Option<Self> {
        let kind = |byte: u8| {
            let small = byte.to_ascii_lowercase();
            let letter = small
                .is_ascii_lowercase()
                .then(|| usize::from(small - b'a'));
            letter.unwrap_or(LETTERS)
        };
        let &[first, second, ..] = word.as_bytes() else {
            return None;
        };
        let last = word.bytes().next_back()?;
        Some(Self {
            first: kind(first),
            second: kind(second),
            last: kind(last),
            length: word.len().min(LONGEST),
        })
        .filter(|shape| shape.first < LETTERS)
    }
}

/// Whether a word, in small letters or not, may be one that a figure needs beside digits: few others begin and end alike and
/// are as long.
pub(super) fn may_tell(word: &str) -> bool {
    Shape::of(word).is_some_and(|shape| {
        SHAPES.lengths[shape.first][shape.second] & (1 << shape.length) != 0
            && SHAPES.ends[shape.first][shape.length] & (1 << shape.last) != 0
    })
}

/// Whether a word in small letters is one that a figure needs beside digits. An article is none: there is no number in `a` but
/// for the word after it.
fn tells(word: &str) -> bool {
    let starts_so = |shape: Shape| SHAPES.starts[shape.first] & (1 << shape.second) != 0;
    may_tell(word)
        && (SHAPES.whole.contains(word)
            || Shape::of(word).is_some_and(starts_so) && proportion::is_told_by(word))
}

/// Whether an English text may have a figure: whether it has a digit, a fraction in one character, or a word that tells of one.
/// Any text that has an address is said to: what stands behind it is not looked into.
pub(super) fn may_have_figure(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            let start = at;
            let letters = bytes[start..]
                .iter()
                .take_while(|byte| byte.is_ascii_alphabetic());
            at += letters.count();
            if bytes.get(at).is_some_and(|byte| !byte.is_ascii()) {
                at = start + word_length(&text[start..]);
                if tells(&Lower::new(&text[start..at])) {
                    return true;
                }
            } else {
                let word = &text[start..at];
                let is_address = word.len() == 3 && word.eq_ignore_ascii_case("www");
                if is_address || may_tell(word) && tells(&Lower::new(word)) {
                    return true;
                }
            }
        } else if byte.is_ascii() {
            if byte.is_ascii_digit() || byte == b':' && bytes[at..].starts_with(b"://") {
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
