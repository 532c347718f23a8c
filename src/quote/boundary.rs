//! Whether a quote starts or ends inside a word or a number.

use super::segments::segments;
use std::ops::Range;

/// How far a word is followed to either side, in bytes: beyond that, nobody would call it a word.
const FAR: usize = 512;

/// The word or number of `text` that the byte offset `at` cuts, if it cuts one (Unicode Standard Annex #29, word
/// boundaries). Beyond the annex, a number's sign, superscripts and fractions belong to the number: `5` cuts `-5`,
/// `10` cuts `10²`.
pub fn cut_word(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text[..at].chars().next_back()?;
    let after = text[at..].chars().next()?;
    if before.is_whitespace() || after.is_whitespace() {
        return None;
    }
    if is_sign(text, at) || (before.is_numeric() && after.is_numeric()) {
        let window = window(text, at);
        let digits = text[window.start..at].trim_end_matches(char::is_numeric);
        // The sign, or the first digit.
        let start = (window.start + digits.len()).min(at - before.len_utf8());
        let end = text[at..window.end]
            .find(|c: char| !c.is_numeric())
            .map_or(window.end, |length| at + length);
        return Some(start..end);
    }
    let window = window(text, at);
    let (start, word) = segments(&text[window.clone()])
        .map(|(offset, word)| (window.start + offset, word))
        .take_while(|(start, _)| *start < at)
        .last()?;
    let end = start + word.len();
    (at < end).then_some(start..end)
}

/// Cuts at the ends of a range are followed at most so many times: a word so long is none.
const MOST_STEPS: usize = 64;

/// The range moved out to the ends of the words and numbers of `text` that it cuts, so that [`cut_word`] finds nothing at
/// either end. A word beyond some 30 KB stays cut.
pub fn whole_words(text: &str, range: Range<usize>) -> Range<usize> {
    let mut whole = range;
    for _ in 0..MOST_STEPS {
        let (before, after) = (cut_word(text, whole.start), cut_word(text, whole.end));
        if before.is_none() && after.is_none() {
            break;
        }
        whole.start = before.map_or(whole.start, |word| word.start);
        whole.end = after.map_or(whole.end, |word| word.end);
    }
    whole
}

/// Whether a minus sign stands before `at` and its number after: a hyphen between words or numbers is no sign.
fn is_sign(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    let sign = before.next().is_some_and(|c| matches!(c, '-' | '−' | '+'));
    let free = before
        .next()
        .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '.' | ',' | ')'));
    sign && free && text[at..].starts_with(char::is_numeric)
}

/// The unbroken text around `at`: from white space to white space, but not too far.
fn window(text: &str, at: usize) -> Range<usize> {
    let mut low = at.saturating_sub(FAR);
    while !text.is_char_boundary(low) {
        low -= 1;
    }
    let mut high = (at + FAR).min(text.len());
    while !text.is_char_boundary(high) {
        high += 1;
    }
    let start = text[low..at]
        .rfind(char::is_whitespace)
        .map_or(low, |space| low + space);
    let end = text[at..high]
        .find(char::is_whitespace)
        .map_or(high, |space| at + space);
    start..end
}

#[cfg(test)]
mod tests {
    use super::{cut_word, whole_words};
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("the del|eg|ation left", "delegation")]
    #[case("at -|5| degrees", "-5")]
    #[case("5|.|1 percent", "5.1")]
    #[case("the |20|0 men", "200")]
    #[case("the del|egation and 1|0² men", "delegation and 10²")]
    #[case("the |delegation| left", "delegation")]
    #[case("cafe|\u{301}s| open", "cafe\u{301}s")]
    fn a_range_grows_to_whole_words(#[case] marked: &str, #[case] whole: &str) {
        let marks: Vec<usize> = marked.match_indices('|').map(|(at, _)| at).collect();
        let text = marked.replace('|', "");
        let range = marks[0]..marks[1] - 1;
        assert_eq!(&text[whole_words(&text, range)], whole);
    }

    proptest! {
        #[test]
        fn a_range_that_has_grown_cuts_nothing(
            text in "([a-c5é\u{301}中ا .,’-]|-5|5\\.1|10²|\u{200d}){1,40}",
            start in any::<prop::sample::Index>(),
            end in any::<prop::sample::Index>(),
        ) {
            let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (start, end) = (*start.get(&boundaries), *end.get(&boundaries));
            let range = start.min(end)..start.max(end);
            let whole = whole_words(&text, range.clone());
            prop_assert!(whole.start <= range.start && range.end <= whole.end);
            prop_assert_eq!((cut_word(&text, whole.start), cut_word(&text, whole.end)), (None, None));
        }
    }

    /// `|` marks the offset.
    #[rstest]
    #[case("del|egation", Some("delegation"))]
    #[case("|delegation", None)]
    #[case("delegation|", None)]
    #[case("the |delegation", None)]
    #[case("the delegation|, he", None)]
    #[case("20|0", Some("200"))]
    #[case("5|.1", Some("5.1"))]
    #[case("5.|1", Some("5.1"))]
    #[case("1,|200", Some("1,200"))]
    #[case("at -|5 degrees", Some("-5"))]
    #[case("at −|5 degrees", Some("−5"))]
    #[case("(-|5)", Some("-5"))]
    #[case("Oct-|19", None)]
    #[case("10-|15", None)]
    #[case("well-|known", None)]
    #[case("10|²", Some("10²"))]
    #[case("5|½", Some("5½"))]
    #[case("Kabul|’s", Some("Kabul’s"))]
    #[case("don|'t", Some("don't"))]
    #[case("e|\u{301}t", Some("e\u{301}t"))]
    #[case("$|5", None)]
    #[case("5|%", None)]
    #[case("中|国", None)]
    #[case("при|вет", Some("привет"))]
    #[case("👩\u{200d}|👩", Some("👩\u{200d}👩"))]
    fn knows_words_and_numbers(#[case] marked: &str, #[case] word: Option<&str>) {
        let at = marked.find('|').unwrap();
        let text = marked.replace('|', "");
        assert_eq!(cut_word(&text, at).map(|range| &text[range]), word);
    }

    #[test]
    fn a_long_unbroken_text_is_no_trouble() {
        let text = "a".repeat(1_000_000);
        assert!(cut_word(&text, 500_000).is_some());
    }
}
