//! The passage of a source that somebody means: verbatim, else apart from typography, else the closest; in whole words.

use super::candidate::{Candidate, Part, candidates};
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
    /// It stands nowhere, and the closest passage stands elsewhere than was asked for: its places.
    ClosestNotThere(Vec<Range<usize>>),
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
        Judgement::Stands(standing) => {
            let places = standing.places.into_iter();
            let places = places.map(|place| Candidate::whole(place, Folds::NONE));
            choose(text, whole_first(content, places.collect()), None, wanted)
        }
        Judgement::Typographic(folded) => {
            let places = folded.places.into_iter();
            let places = places.map(|walked| Candidate::whole(walked.range, walked.folds));
            choose(text, whole_first(content, places.collect()), None, wanted)
        }
        Judgement::Hidden(walked) => similar(text, &judge, vec![walked.range], wanted),
        Judgement::Elided(elision) => {
            let pieces = elision.pieces.iter();
            let parts = pieces.map(|piece| Part {
                words: &asked[piece.quote.clone()],
                found: piece.source.clone(),
                any_typography: false,
            });
            let passage = of_parts(text, &judge, &parts.collect::<Vec<_>>(), wanted)?;
            Ok(Passage {
                dropped_insertions: !elision.only_ellipses,
                ..passage
            })
        }
        Judgement::Altered(altered) => {
            let pieces = judge.altered_pieces(asked);
            let places = pieces.map(|pieces| pieces.into_iter().map(|(_, place)| place).collect());
            similar(
                text,
                &judge,
                places.unwrap_or_else(|| vec![altered.range]),
                wanted,
            )
        }
        Judgement::Absent => Err(NotFound::Absent),
    }
}

/// Where some places are whole words, the others are only parts of other words.
fn whole_first(content: &str, places: Vec<Candidate>) -> Vec<Candidate> {
    let is_whole = |place: &Candidate| place.is_whole(content);
    let some_are_whole = places.iter().any(is_whole);
    let kept = places.into_iter();
    kept.filter(|place| !some_are_whole || is_whole(place))
        .collect()
}

/// The place that is meant, of several that are equally good; the `usual` one, where there is one, unless another was
/// asked for.
fn choose(
    text: &Text,
    candidates: Vec<Candidate>,
    usual: Option<&Range<usize>>,
    wanted: Wanted<'_>,
) -> Result<Passage, NotFound> {
    let content = text.as_str();
    // In a long word each is the outcome of many steps.
    let candidates = candidates.into_iter();
    let mut with_ranges: Vec<(Range<usize>, Candidate)> = candidates
        .map(|candidate| (candidate.range(content), candidate))
        .collect();
    with_ranges.dedup_by(|one, other| one.0 == other.0);
    let (places, mut candidates): (Vec<_>, Vec<_>) = with_ranges.into_iter().unzip();
    let usual = usual.and_then(|usual| places.iter().position(|place| place == usual));
    let nth = wanted.nth.map(|nth| nth.saturating_sub(1));
    let chosen = match wanted.line {
        Some(line) => on_line(text, &candidates, line).nth(nth.unwrap_or(0)),
        None => nth.or(usual).or(Some(0)),
    };
    let chosen = chosen.filter(|chosen| *chosen < places.len());
    let Some(chosen) = chosen else {
        return Err(NotFound::NotThere(places));
    };
    let candidate = candidates.swap_remove(chosen);
    let is_verbatim = candidate.folds.is_empty();
    Ok(Passage {
        fragments: unambiguous(content, candidate.fragments(content)),
        how: if is_verbatim {
            How::Verbatim
        } else {
            How::Typographic
        },
        folds: candidate.folds,
        difference: None,
        dropped_insertions: false,
        places,
        chosen,
    })
}

/// Which candidates are on a line: those that start there, by which they are listed, then those that touch it.
fn on_line(text: &Text, candidates: &[Candidate], line: usize) -> impl Iterator<Item = usize> {
    let content = text.as_str();
    let starts = |candidate: &Candidate| text.region(&candidate.range(content)).line == line;
    let touches = |candidate: &Candidate| {
        let regions = candidate.fragments(content).into_iter();
        let mut regions = regions.map(|fragment| text.region(&fragment));
        regions.any(|region| (region.line..=region.end_line).contains(&line))
    };
    let (starting, others): (Vec<usize>, Vec<usize>) = (0..candidates.len())
        .filter(|number| touches(&candidates[*number]))
        .partition(|number| starts(&candidates[*number]));
    starting.into_iter().chain(others)
}

/// A passage in whose words something differs.
fn similar(
    text: &Text,
    judge: &Judge<'_>,
    places: Vec<Range<usize>>,
    wanted: Wanted<'_>,
) -> Result<Passage, NotFound> {
    let content = text.as_str();
    let parts = places.into_iter().map(|found| Part {
        words: &content[found.clone()],
        found,
        any_typography: true,
    });
    let passage = of_parts(text, judge, &parts.collect::<Vec<_>>(), wanted);
    let passage = passage.map_err(|reason| match reason {
        NotFound::NotThere(places) => NotFound::ClosestNotThere(places),
        NotFound::Absent | NotFound::ClosestNotThere(_) => reason,
    })?;
    let fragments = passage.fragments.iter();
    let pieces: Vec<&str> = fragments
        .map(|fragment| &content[fragment.clone()])
        .collect();
    Ok(Passage {
        how: How::Nearest,
        folds: Folds::NONE,
        difference: Some(difference(&pieces.join(" … "), wanted.text.trim())),
        ..passage
    })
}

/// The passage of some pieces, in order, which become whole words.
fn of_parts(
    text: &Text,
    judge: &Judge<'_>,
    parts: &[Part<'_>],
    wanted: Wanted<'_>,
) -> Result<Passage, NotFound> {
    let pieces = parts.iter().map(|part| part.found.clone()).collect();
    let found = Candidate {
        pieces,
        folds: Folds::NONE,
    };
    let usual = found.range(text.as_str());
    choose(
        text,
        candidates(judge.haystack(), parts),
        Some(&usual),
        wanted,
    )
}

/// Adds a fragment; one before which nothing is left out becomes one with the last.
pub(super) fn apart(
    content: &str,
    mut fragments: Vec<Range<usize>>,
    next: Range<usize>,
) -> Vec<Range<usize>> {
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
    use crate::quote::Fold;
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

    /// Twice the same in other lines, and a third time in other typography.
    const OFTEN: &str = "The mayor said that the “old” bridge is closed.\nNobody came.\n\
        The mayor said that the “old” bridge is closed.\nThe mayor\nsaid that the \"old\" bridge is closed.";

    #[rstest]
    #[case::altered("said that the “old” bridge was closed", None, None, &["said that the “old” bridge is closed"], 0, 3)]
    #[case::altered_nth("said that the “old” bridge was closed", Some(2), None, &["said that the “old” bridge is closed"], 1, 3)]
    #[case::altered_line("said that the “old” bridge was closed", None, Some(5), &["said that the \"old\" bridge is closed"], 2, 3)]
    #[case::hidden("said that the “old” bridge is cl\u{43e}sed", None, Some(3), &["said that the “old” bridge is closed"], 1, 3)]
    #[case::typographic("that the ‘old’ bridge", None, Some(3), &["that the “old” bridge"], 1, 3)]
    #[case::elided("The mayor said … bridge is closed", None, None, &["The mayor said", "bridge is closed"], 0, 3)]
    #[case::elided_nth("The mayor said … bridge is closed", Some(3), None, &["The mayor said", "bridge is closed"], 2, 3)]
    #[case::elided_line("The mayor said … bridge is closed", None, Some(3), &["The mayor said", "bridge is closed"], 1, 3)]
    #[case::elided_altered("The mayor said … bridge was closed", None, Some(3), &["The mayor said", "bridge is closed"], 1, 3)]
    fn what_is_not_verbatim_may_stand_more_than_once(
        #[case] asked: &str,
        #[case] nth: Option<usize>,
        #[case] line: Option<usize>,
        #[case] fragments: &[&str],
        #[case] chosen: usize,
        #[case] places: usize,
    ) {
        let wanted = Wanted {
            text: asked,
            nth,
            line,
        };
        let passage = locate(&Text::new(OFTEN), wanted).unwrap();
        let found = passage.fragments.iter();
        let found: Vec<&str> = found.map(|range| &OFTEN[range.clone()]).collect();
        assert_eq!(found, fragments);
        assert_eq!((passage.chosen, passage.places.len()), (chosen, places));
        let place = &passage.places[chosen];
        assert_eq!(passage.fragments[0].start, place.start);
        assert_eq!(passage.fragments.last().unwrap().end, place.end);
    }

    #[test]
    fn the_folds_are_those_of_the_place_that_is_cited() {
        let text = Text::new("The “old” bridge.\nThe “old”\nbridge.");
        let folds = |nth| {
            let wanted = Wanted {
                text: "The \"old\" bridge",
                nth: Some(nth),
                line: None,
            };
            let folds = locate(&text, wanted).unwrap().folds;
            folds.iter().map(Fold::as_str).collect::<Vec<_>>()
        };
        assert_eq!(folds(1), ["quotes"]);
        assert_eq!(folds(2), ["whitespace", "quotes"]);
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
