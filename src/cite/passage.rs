//! The passage of a source that somebody means: verbatim, else apart from typography, else the closest; in whole words.

use crate::quote::{Difference, Folds, Haystack, Judge, Judgement, difference, whole_words};
use crate::seek::How;
use crate::text::Text;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What is to be cited.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// The words, as they are remembered or were copied.
    pub text: &'w str,
    /// Which of several places is meant, from 1.
    pub nth: Option<usize>,
    /// A line of the source, from 1, that the passage touches.
    pub line: Option<usize>,
}

/// The passage that is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// What is quoted, in bytes of the text, in order and apart from one another: one stretch, or the fragments of an
    /// elided quotation.
    pub fragments: Vec<Range<usize>>,
    /// How it is what was asked for.
    pub how: How,
    /// The folds that were needed.
    pub folds: Folds,
    /// What turns the passage into the words that were asked for, where that is more than typography and omission.
    pub difference: Option<Difference>,
    /// Whether words in square brackets, which are not the source's, were left out.
    pub dropped_insertions: bool,
    /// All the places that are as good as this one, in bytes of the text, in text order.
    pub places: Vec<Range<usize>>,
    /// Which of them this is.
    pub chosen: usize,
}

/// Why there is no passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotFound {
    /// Nothing is like it.
    Absent,
    /// It stands elsewhere than was asked for: its places, in bytes of the text.
    NotThere(Vec<Range<usize>>),
}

/// Finds the passage of a text that is meant.
///
/// # Errors
/// Where nothing is like it, or it does not stand where it was asked for.
pub fn locate(text: &Text, wanted: Wanted<'_>) -> Result<Passage, NotFound> {
    let content = text.as_str();
    let asked = wanted.text.trim();
    let judge = Judge::new(content, Folds::NONE);
    match judge.judge(asked) {
        Judgement::Stands(standing) => choose(text, &standing.places, How::Verbatim, wanted),
        Judgement::Typographic(walked) => {
            let folds = walked
                .iter()
                .fold(Folds::NONE, |folds, walked| folds.union(walked.folds));
            let places: Vec<_> = walked.into_iter().map(|walked| walked.range).collect();
            let passage = choose(text, &places, How::Typographic, wanted)?;
            Ok(Passage { folds, ..passage })
        }
        Judgement::Hidden(walked) => similar(text, asked, vec![walked.range], wanted),
        Judgement::Elided(elision) => {
            let pieces = elision.pieces.iter().map(|piece| piece.source.clone());
            let folds = elision
                .pieces
                .iter()
                .fold(Folds::NONE, |folds, piece| folds.union(piece.folds));
            let how = if folds.is_empty() {
                How::Verbatim
            } else {
                How::Typographic
            };
            let passage = elided(text, pieces.collect(), how, wanted)?;
            Ok(Passage {
                folds,
                dropped_insertions: !elision.only_ellipses,
                ..passage
            })
        }
        Judgement::Altered(altered) => match judge.altered_pieces(asked) {
            Some(pieces) => {
                let places = pieces.into_iter().map(|(_, place)| place).collect();
                similar(text, asked, places, wanted)
            }
            None => similar(text, asked, vec![altered.range], wanted),
        },
        Judgement::Absent => Err(NotFound::Absent),
    }
}

/// The place that is meant, of several that are equally good. Where some are whole words, the others are only parts of
/// other words.
fn choose(
    text: &Text,
    places: &[Range<usize>],
    how: How,
    wanted: Wanted<'_>,
) -> Result<Passage, NotFound> {
    let content = text.as_str();
    let grown = |place: &Range<usize>| whole_words(content, place.clone());
    let is_whole = |place: &Range<usize>| grown(place) == *place;
    let some_are_whole = places.iter().any(is_whole);
    let mut places: Vec<Range<usize>> = places
        .iter()
        .filter(|place| !some_are_whole || is_whole(place))
        .map(grown)
        .collect();
    places.dedup();
    let is_on_line = |place: &Range<usize>| {
        let region = text.region(place);
        wanted
            .line
            .is_none_or(|line| (region.line..=region.end_line).contains(&line))
    };
    let mut there = (0..places.len()).filter(|number| is_on_line(&places[*number]));
    match there.nth(wanted.nth.unwrap_or(1).saturating_sub(1)) {
        Some(chosen) => Ok(Passage {
            fragments: vec![places[chosen].clone()],
            how,
            folds: Folds::NONE,
            difference: None,
            dropped_insertions: false,
            places,
            chosen,
        }),
        None => Err(NotFound::NotThere(places)),
    }
}

/// A passage in whose words something differs.
fn similar(
    text: &Text,
    asked: &str,
    places: Vec<Range<usize>>,
    wanted: Wanted<'_>,
) -> Result<Passage, NotFound> {
    let passage = elided(text, places, How::Nearest, wanted)?;
    let content = text.as_str();
    let pieces: Vec<&str> = passage
        .fragments
        .iter()
        .map(|fragment| &content[fragment.clone()])
        .collect();
    Ok(Passage {
        difference: Some(difference(&pieces.join(" … "), asked)),
        ..passage
    })
}

/// The passage of some pieces, in order, which become whole words.
fn elided(
    text: &Text,
    pieces: Vec<Range<usize>>,
    how: How,
    wanted: Wanted<'_>,
) -> Result<Passage, NotFound> {
    let content = text.as_str();
    let grown = pieces
        .into_iter()
        .map(|piece| whole_words(content, piece))
        .fold(Vec::new(), |all, next| apart(content, all, next));
    let fragments = unambiguous(content, grown);
    let whole = fragments[0].start..fragments[fragments.len() - 1].end;
    let passage = choose(text, &[whole], how, wanted)?;
    Ok(Passage {
        fragments,
        ..passage
    })
}

/// Adds a fragment; one before which nothing is left out becomes one with the last.
fn apart(content: &str, mut fragments: Vec<Range<usize>>, next: Range<usize>) -> Vec<Range<usize>> {
    let follows = |last: &Range<usize>| {
        next.start <= last.end || content[last.end..next.start].trim().is_empty()
    };
    match fragments.last_mut() {
        Some(last) if follows(last) => last.end = last.end.max(next.end),
        _ => fragments.push(next),
    }
    fragments
}

/// The fragments between the first and the last, for which there is no prefix and suffix, made longer word by word until
/// each stands only once between those two.
fn unambiguous(content: &str, fragments: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let [first, .., last] = &fragments[..] else {
        return fragments;
    };
    let between = Haystack::new(&content[first.end..last.start]);
    let (first, last) = (first.clone(), last.clone());
    let is_ambiguous =
        |fragment: &Range<usize>| between.verbatim(&content[fragment.clone()]).len() > 1;
    let middle = fragments[1..fragments.len() - 1].iter().map(|fragment| {
        let mut longer = fragment.clone();
        while longer.end < last.start && is_ambiguous(&longer) {
            longer.end = next_word(content, longer.end).min(last.start);
        }
        longer
    });
    std::iter::once(first)
        .chain(middle)
        .chain([last.clone()])
        .fold(Vec::new(), |all, next| apart(content, all, next))
}

/// Where the word after a byte ends.
fn next_word(content: &str, at: usize) -> usize {
    /// No word is longer, in bytes.
    const LONGEST: usize = 1_024;
    let near = &content[at..content.floor_char_boundary((at + LONGEST).min(content.len()))];
    let end = near
        .split_word_bound_indices()
        .find(|(_, word)| !word.starts_with(char::is_whitespace))
        .map_or(near.len(), |(start, word)| start + word.len());
    whole_words(content, at..at + end.max(1)).end
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TEXT: &str = "The council, which met on Monday, approved the bridge.\nIt will “open” in May, at -5 degrees, \
        and 5 men came.\nThe council approved it, and the mayor approved it, and that was it, said the council.";

    fn located(
        asked: &str,
        nth: Option<usize>,
        line: Option<usize>,
    ) -> Result<(Vec<String>, How, usize), NotFound> {
        let text = Text::new(TEXT);
        let wanted = Wanted {
            text: asked,
            nth,
            line,
        };
        locate(&text, wanted).map(|passage| {
            let fragments = passage.fragments.iter();
            let fragments = fragments.map(|range| TEXT[range.clone()].to_owned());
            (fragments.collect(), passage.how, passage.places.len())
        })
    }

    #[rstest]
    #[case::as_it_stands("met on Monday", &["met on Monday"], How::Verbatim, 1)]
    #[case::in_parts_of_words("et on Mond", &["met on Monday"], How::Verbatim, 1)]
    #[case::a_sign("5 degrees", &["-5 degrees"], How::Verbatim, 1)]
    #[case::whole_words_first("5", &["5"], How::Verbatim, 1)]
    #[case::several("approved", &["approved"], How::Verbatim, 3)]
    #[case::typography("It will \"open\" in May", &["It will “open” in May"], How::Typographic, 1)]
    #[case::spaces_around("  met on\nMonday\n", &["met on Monday"], How::Typographic, 1)]
    #[case::one_word_wrong("which met on Tuesday, approved the bridge", &["which met on Monday, approved the bridge"], How::Nearest, 1)]
    #[case::elided("The council ... approved the bridge", &["The council", "approved the bridge"], How::Verbatim, 1)]
    #[case::elided_typographic("It […] \"open\" in May", &["It", "“open” in May"], How::Typographic, 1)]
    #[case::inserted("It [the bridge] will “open” in May", &["It will “open” in May"], How::Verbatim, 1)]
    #[case::elided_and_altered("The council … approved the tunnel", &["The council", "approved the bridge"], How::Nearest, 1)]
    fn the_passage_that_is_meant(
        #[case] asked: &str,
        #[case] fragments: &[&str],
        #[case] how: How,
        #[case] places: usize,
    ) {
        let fragments: Vec<String> = fragments
            .iter()
            .map(|&fragment| fragment.to_owned())
            .collect();
        assert_eq!(located(asked, None, None), Ok((fragments, how, places)));
    }

    #[test]
    fn fragments_in_the_middle_grow_until_they_stand_once() {
        let (fragments, ..) = located(
            "The council … 5 men came … approved it … said the council",
            None,
            None,
        )
        .unwrap();
        assert_eq!(fragments[2], "approved it, and the");
        assert_eq!(fragments.len(), 4);
    }

    #[rstest]
    #[case(None, None, 0)]
    #[case(Some(1), None, 0)]
    #[case(Some(2), None, 1)]
    #[case(None, Some(3), 1)]
    #[case(Some(2), Some(3), 2)]
    fn a_place_can_be_chosen(
        #[case] nth: Option<usize>,
        #[case] line: Option<usize>,
        #[case] chosen: usize,
    ) {
        let wanted = Wanted {
            text: "approved",
            nth,
            line,
        };
        let passage = locate(&Text::new(TEXT), wanted).unwrap();
        let starts: Vec<usize> = TEXT.match_indices("approved").map(|(at, _)| at).collect();
        assert_eq!(passage.chosen, chosen);
        assert_eq!(passage.fragments[0].start, starts[chosen]);
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        assert_eq!(
            located("seven dogs crossed a frozen lake", None, None),
            Err(NotFound::Absent)
        );
        let Err(NotFound::NotThere(places)) = located("approved", Some(4), None) else {
            panic!("three places");
        };
        assert_eq!(places.len(), 3);
        assert!(matches!(
            located("approved", None, Some(2)),
            Err(NotFound::NotThere(_))
        ));
    }
}
