//! A quote that stands more often than its places are looked for: whether it stands at the one place that is asked about, too.

use super::judge::{Judgement, Standing};
use super::locate::Folded;
use super::walk::walk;
use super::{Folds, Walked};
use std::ops::Range;

/// Whether there are no other places of a quote than those that the judgement tells.
pub(crate) fn knows_all_places(judgement: &Judgement) -> bool {
    match judgement {
        Judgement::Stands(standing) => standing.are_all,
        Judgement::Typographic(folded) => folded.are_all,
        _ => true,
    }
}

/// The judgement on a quote with that place among the others, in bytes of the text, if the quote is there what it is elsewhere and
/// not all of its places are known.
pub(crate) fn with_place(
    judgement: Judgement,
    text: &str,
    quote: &str,
    place: &Range<usize>,
    accept: Folds,
) -> Judgement {
    let walked = || {
        let walked = walk(text, place.start, quote);
        walked.filter(|walked| walked.range == *place && walked.hidden.is_empty())
    };
    match judgement {
        Judgement::Stands(standing) if !standing.are_all => {
            let folds = if standing.each.is_empty() {
                (&text[place.clone()] == quote).then_some(Folds::NONE)
            } else {
                let accepted = walked().filter(|walked| walked.is_accepted(accept));
                accepted.map(|walked| walked.folds)
            };
            Judgement::Stands(match folds {
                Some(folds) => standing_at(standing, place, folds),
                None => standing,
            })
        }
        Judgement::Typographic(folded) if !folded.are_all => {
            Judgement::Typographic(match walked() {
                Some(walked) => folded_at(folded, walked),
                None => folded,
            })
        }
        other => other,
    }
}

/// It is where it belongs in text order, unless it is known.
fn insertion(
    places: impl ExactSizeIterator<Item = Range<usize>>,
    place: &Range<usize>,
) -> Option<usize> {
    let key = |range: &Range<usize>| (range.start, range.end);
    let count = places.len();
    for (at, known) in places.enumerate() {
        if key(&known) >= key(place) {
            return (known != *place).then_some(at);
        }
    }
    Some(count)
}

fn standing_at(mut standing: Standing, place: &Range<usize>, folds: Folds) -> Standing {
    if let Some(at) = insertion(standing.places.iter().cloned(), place) {
        standing.places.insert(at, place.clone());
        if !standing.each.is_empty() {
            standing.each.insert(at, folds);
            standing.folds = standing.folds.union(folds);
        }
    }
    standing
}

fn folded_at(mut folded: Folded, walked: Walked) -> Folded {
    let ranges = folded.places.iter().map(|known| known.range.clone());
    if let Some(at) = insertion(ranges, &walked.range) {
        folded.places.insert(at, walked);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::{Fold, Judge};
    use rstest::rstest;

    #[rstest]
    #[case::verbatim("no", "it is no\n", Folds::NONE)]
    #[case::by_accepted_folds("it's", "so it’s\n", [Fold::Quotes].into_iter().collect())]
    #[case::by_others("it's", "so it’s\n", Folds::NONE)]
    fn the_place_that_is_asked_about_is_one_of_them(
        #[case] quote: &str,
        #[case] line: &str,
        #[case] accept: Folds,
    ) {
        const LINES: usize = 25_000;
        let text = line.repeat(LINES);
        let places = |judgement: &Judgement| match judgement {
            Judgement::Stands(standing) => standing.places.clone(),
            Judgement::Typographic(folded) => folded
                .places
                .iter()
                .map(|walked| walked.range.clone())
                .collect(),
            other => panic!("{other:?}"),
        };
        let of_line = |number: usize| {
            let end = number * line.len() + line.len() - 1;
            end - line.trim_end().rsplit(' ').next().map_or(0, str::len)..end
        };
        let judgement = Judge::new(&text, accept).judge(quote);
        let known = places(&judgement);
        for (number, is_new) in [(0, false), (7, false), (LINES - 1, true)] {
            let place = of_line(number);
            let with = places(&with_place(judgement.clone(), &text, quote, &place, accept));
            assert!(with.contains(&place));
            assert!(with.is_sorted_by_key(|place| place.start));
            assert_eq!(with.len(), known.len() + usize::from(is_new));
        }
        let elsewhere = 1..3;
        let with = with_place(judgement.clone(), &text, quote, &elsewhere, accept);
        assert_eq!(places(&with), known);
    }
}
