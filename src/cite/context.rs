//! What stands right before and after a quote: the least of it that singles out one place of several.

use crate::quote::cut_word;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// So far from the quote, in bytes, is looked for what singles it out.
const FAR: usize = 2_000;

/// So many code points of context are given to a quote that needs none, so that it is found again in a text that was
/// edited: as many as the Hypothesis client keeps of prefix and suffix.
const USUAL: usize = 32;

/// Which sides of a quote may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    /// Both.
    Both,
    /// What stands before it: the first fragment of several.
    Before,
    /// What stands after it: the last fragment.
    After,
}

/// What there is in a prefix or suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// At least one word or number.
    Words,
    /// Marks alone will do.
    Marks,
}

/// Where the prefix starts and the suffix ends, in bytes of the text; at the quote's own ends where there is none.
pub(super) type Around = Range<usize>;

/// The prefix and suffix, of whole words and together as short as can be, in code points, that of all `places` only the
/// `chosen` one has; the shortest prefix of several that are equally short. They are words rather than marks, where
/// words will do. `None` where nothing within some 2,000 bytes singles it out.
pub(super) fn single_out(
    text: &str,
    places: &[Range<usize>],
    chosen: &Range<usize>,
    sides: Sides,
) -> Option<Around> {
    let rivals = rivals(text, places, chosen);
    [Content::Words, Content::Marks]
        .into_iter()
        .find_map(|content| shortest(text, &rivals, chosen, sides, content))
}

/// The shortest prefix and suffix that no rival has both of.
fn shortest(
    text: &str,
    rivals: &[Rival],
    chosen: &Range<usize>,
    sides: Sides,
    content: Content,
) -> Option<Around> {
    let prefixes = match sides {
        Sides::After => vec![chosen.start],
        _ => starts(text, chosen.start, content),
    };
    let suffixes = match sides {
        Sides::Before => vec![chosen.end],
        _ => ends(text, chosen.end, content),
    };
    let cost = |range: Range<usize>| text[range].chars().count();
    prefixes
        .into_iter()
        .filter_map(|start| {
            let prefix = chosen.start - start;
            // Rivals that have the same prefix must have another suffix.
            let same = rivals.partition_point(|rival| rival.before >= prefix);
            let shared = rivals[..same].last().map(|rival| rival.most_after);
            let end = suffixes
                .iter()
                .copied()
                .find(|end| shared.is_none_or(|shared| end - chosen.end > shared))?;
            let before = cost(start..chosen.start);
            Some((before + cost(chosen.end..end), before, start..end))
        })
        .min_by_key(|(all, before, _)| (*all, *before))
        .map(|(.., around)| around)
}

/// Context as it is usual, on both sides, and at least `least`.
pub(super) fn usual(text: &str, chosen: &Range<usize>, least: &Around) -> Around {
    let is_usual = |range: Range<usize>| text[range].chars().count() <= USUAL;
    let start = starts(text, chosen.start, Content::Words)
        .into_iter()
        .filter(|start| text[*start..].starts_with(char::is_alphanumeric))
        .take_while(|start| is_usual(*start..chosen.start))
        .last();
    let end = ends(text, chosen.end, Content::Words)
        .into_iter()
        .filter(|end| text[..*end].ends_with(char::is_alphanumeric))
        .take_while(|end| is_usual(chosen.end..*end))
        .last();
    start.map_or(least.start, |start| start.min(least.start))
        ..end.map_or(least.end, |end| end.max(least.end))
}

/// Another place of the quote.
struct Rival {
    /// How many bytes before it are those before the chosen place.
    before: usize,
    /// How many bytes after it are those after the chosen place; the most of this rival and those before it in the list.
    most_after: usize,
}

/// The other places, those that share most of what stands before first.
fn rivals(text: &str, places: &[Range<usize>], chosen: &Range<usize>) -> Vec<Rival> {
    let bytes = text.as_bytes();
    let others = places.iter().filter(|place| *place != chosen);
    let mut rivals: Vec<Rival> = others
        .map(|place| Rival {
            before: common(
                bytes[..chosen.start].iter().rev(),
                bytes[..place.start].iter().rev(),
            ),
            most_after: common(bytes[chosen.end..].iter(), bytes[place.end..].iter()),
        })
        .collect();
    rivals.sort_by_key(|rival| std::cmp::Reverse(rival.before));
    let mut most = 0;
    for rival in &mut rivals {
        most = most.max(rival.most_after);
        rival.most_after = most;
    }
    rivals
}

/// How many bytes are the same from the start on, as far as anybody looks.
fn common<'b>(one: impl Iterator<Item = &'b u8>, other: impl Iterator<Item = &'b u8>) -> usize {
    // A context ends at a character, and so may be a little longer than it is looked for.
    one.zip(other)
        .take(FAR + 8)
        .take_while(|(a, b)| a == b)
        .count()
}

impl Content {
    fn is_in(self, context: &str) -> bool {
        self == Self::Marks || context.contains(char::is_alphanumeric)
    }
}

/// Where a prefix of whole words may start, the shortest first; none at all comes before that.
fn starts(text: &str, at: usize, content: Content) -> Vec<usize> {
    let from = text.ceil_char_boundary(at.saturating_sub(FAR));
    let words = text[from..at].split_word_bound_indices();
    let mut starts: Vec<usize> = words
        .filter(|(_, word)| !word.starts_with(char::is_whitespace))
        .map(|(offset, _)| from + offset)
        .filter(|start| content.is_in(&text[*start..at]) && cut_word(text, *start).is_none())
        .collect();
    starts.push(at);
    starts.reverse();
    starts
}

/// Where a suffix of whole words may end, the shortest first; none at all comes before that.
fn ends(text: &str, at: usize, content: Content) -> Vec<usize> {
    let to = text.floor_char_boundary((at + FAR).min(text.len()));
    let words = text[at..to].split_word_bound_indices();
    let ends = words
        .filter(|(_, word)| !word.ends_with(char::is_whitespace))
        .map(|(offset, word)| at + offset + word.len())
        .filter(|end| content.is_in(&text[at..*end]) && cut_word(text, *end).is_none());
    std::iter::once(at).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::Haystack;
    use proptest::prelude::*;
    use rstest::rstest;

    fn around(text: &str, quote: &str, nth: usize, sides: Sides) -> Option<(String, String)> {
        let places = Haystack::new(text).verbatim(quote);
        let chosen = &places[nth];
        let around = single_out(text, &places, chosen, sides)?;
        let (prefix, suffix) = (
            &text[around.start..chosen.start],
            &text[chosen.end..around.end],
        );
        Some((prefix.to_owned(), suffix.to_owned()))
    }

    const TEXT: &str =
        "The vote was close. Ann said the vote was close, too. Then the vote was close?";

    #[rstest]
    #[case("vote was close", 0, Sides::Both, "The ", "")]
    #[case("vote was close", 1, Sides::Both, "", ", too")]
    #[case("vote was close", 1, Sides::Before, "said the ", "")]
    #[case("vote was close", 2, Sides::Both, "Then the ", "")]
    #[case("Ann said", 0, Sides::Both, "", "")]
    #[case("close", 0, Sides::After, "", ". Ann")]
    #[case("close", 2, Sides::After, "", "?")]
    fn the_least_that_singles_out(
        #[case] quote: &str,
        #[case] nth: usize,
        #[case] sides: Sides,
        #[case] prefix: &str,
        #[case] suffix: &str,
    ) {
        let found = around(TEXT, quote, nth, sides);
        assert_eq!(found, Some((prefix.to_owned(), suffix.to_owned())));
    }

    #[test]
    fn where_nothing_singles_out_nothing_is_given() {
        let text = "ab ".repeat(5_000);
        assert_eq!(around(&text, "ab", 2_500, Sides::Both), None);
        assert_eq!(around("x y, x y", "x", 0, Sides::Before), None);
    }

    #[test]
    fn a_sign_is_not_parted_from_its_number() {
        let found = around("at -5 miles or 5 miles", "miles", 0, Sides::Before);
        assert_eq!(found, Some(("-5 ".to_owned(), String::new())));
    }

    #[test]
    fn usual_context_is_whole_words_on_both_sides() {
        let at = TEXT.find("Ann said").unwrap();
        let chosen = at..at + 8;
        let found = usual(TEXT, &chosen, &chosen);
        assert_eq!(
            &TEXT[found],
            "The vote was close. Ann said the vote was close, too. Then"
        );
    }

    proptest! {
        /// Against all pairs of a prefix and a suffix.
        #[test]
        fn nothing_shorter_would_do(text in "([ab] |[ab], |é ){3,30}", nth in any::<prop::sample::Index>()) {
            let places = Haystack::new(&text).verbatim("a");
            prop_assume!(!places.is_empty());
            let chosen = nth.get(&places);
            let is_alone = |start: usize, end: usize| {
                let (prefix, suffix) = (&text[start..chosen.start], &text[chosen.end..end]);
                let has_both = |place: &&Range<usize>| {
                    text[..place.start].ends_with(prefix) && text[place.end..].starts_with(suffix)
                };
                places.iter().filter(has_both).count() == 1
            };
            let count = |range: Range<usize>| text[range].chars().count();
            let least = |content: Content| {
                let starts = starts(&text, chosen.start, content).into_iter();
                let pairs = starts.flat_map(|start| {
                    ends(&text, chosen.end, content).into_iter().map(move |end| (start, end))
                });
                let alone = pairs.filter(|(start, end)| is_alone(*start, *end));
                alone.map(|(start, end)| count(start..chosen.start) + count(chosen.end..end)).min()
            };
            let least = least(Content::Words).or_else(|| least(Content::Marks));
            let found = single_out(&text, &places, chosen, Sides::Both);
            let length = found.clone().map(|found| {
                count(found.start..chosen.start) + count(chosen.end..found.end)
            });
            prop_assert_eq!(length, least);
            prop_assert!(found.is_none_or(|found| is_alone(found.start, found.end)));
        }
    }
}
