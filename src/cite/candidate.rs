//! All the places that come into question for a passage: every one where its words stand, piece by piece.

use super::passage::apart;
use crate::quote::{Folds, Haystack, cut_word, whole_words};
use std::ops::Range;

/// A piece of what is to be cited.
pub(super) struct Part<'w> {
    /// The words by which it is found again.
    pub words: &'w str,
    /// The place at which it was found, in bytes of the text.
    pub found: Range<usize>,
    /// Whether other typography makes a place no worse, because the words are not those that were asked for anyway.
    pub any_typography: bool,
}

/// A place that comes into question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its pieces, in order, in bytes of the text.
    pub pieces: Vec<Range<usize>>,
    /// The folds that it needs to be what was asked for.
    pub folds: Folds,
}

impl Candidate {
    /// A place in one piece.
    pub(super) fn whole(place: Range<usize>, folds: Folds) -> Self {
        Self {
            pieces: vec![place],
            folds,
        }
    }

    /// Whether it is whole words, if it is in one piece.
    pub(super) fn is_whole(&self, text: &str) -> bool {
        cuts_nothing(text, &self.pieces[0])
    }

    /// From its first word to its last, in bytes.
    pub(super) fn range(&self, text: &str) -> Range<usize> {
        let grown = |piece: &Range<usize>| whole_words(text, piece.clone());
        let (first, last) = (&self.pieces[0], &self.pieces[self.pieces.len() - 1]);
        grown(first).start..grown(last).end
    }

    /// Its pieces in whole words; those between which nothing is left out are one.
    pub(super) fn fragments(&self, text: &str) -> Vec<Range<usize>> {
        let grown = self.pieces.iter().cloned();
        grown
            .map(|piece| whole_words(text, piece))
            .fold(Vec::new(), |all, next| apart(text, all, next))
    }
}

fn cuts_nothing(text: &str, place: &Range<usize>) -> bool {
    [place.start, place.end]
        .iter()
        .all(|at| cut_word(text, *at).is_none())
}

/// Every place at which all parts stand in order, the one at which they were found included, in text order: from each place
/// of the first part the shortest way to the last, and to each place of the last part the shortest way from the first.
pub(super) fn candidates(haystack: &Haystack<'_>, parts: &[Part<'_>]) -> Vec<Candidate> {
    let places: Vec<Vec<(Range<usize>, Folds)>> =
        parts.iter().map(|part| places_of(haystack, part)).collect();
    let [first, .., last] = &places[..] else {
        let only = places.into_iter().flatten();
        return only
            .map(|(place, folds)| Candidate::whole(place, folds))
            .collect();
    };
    let forwards = first.iter().filter_map(|start| {
        let mut way = vec![start];
        for places in &places[1..] {
            let after = way[way.len() - 1].0.end;
            way.push(places.get(places.partition_point(|(place, _)| place.start < after))?);
        }
        Some(way)
    });
    let backwards = last.iter().filter_map(|end| {
        let mut way = vec![end];
        for places in places[..places.len() - 1].iter().rev() {
            let before = way[way.len() - 1].0.start;
            let count = places.partition_point(|(place, _)| place.end <= before);
            way.push(places.get(count.checked_sub(1)?)?);
        }
        way.reverse();
        Some(way)
    });
    let found: Option<Vec<&(Range<usize>, Folds)>> = parts
        .iter()
        .zip(&places)
        .map(|(part, places)| places.iter().find(|(place, _)| *place == part.found))
        .collect();
    let ways = found.into_iter().chain(forwards).chain(backwards);
    let is_in_order = |way: &Vec<&(Range<usize>, Folds)>| {
        way.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start)
    };
    let mut candidates: Vec<Candidate> = ways
        .filter(is_in_order)
        .map(|way| Candidate {
            pieces: way.iter().map(|(place, _)| place.clone()).collect(),
            folds: way
                .iter()
                .fold(Folds::NONE, |folds, (_, needed)| folds.union(*needed)),
        })
        .collect();
    let order = |candidate: &Candidate| {
        let mut ends = candidate.pieces.iter().map(|piece| piece.end).rev();
        (candidate.pieces[0].start, ends.next())
    };
    // The sort keeps the one that was found before others from the same start to the same end.
    candidates.sort_by_key(order);
    candidates.dedup_by_key(|candidate| order(candidate));
    candidates
}

/// Where a part stands, in text order: as it is, or apart from typography where that makes a place no worse, or it stands
/// nowhere as it is. Where it is whole words somewhere, the other places are only parts of other words.
fn places_of(haystack: &Haystack<'_>, part: &Part<'_>) -> Vec<(Range<usize>, Folds)> {
    let text = haystack.text();
    let is_whole = |place: &Range<usize>| cuts_nothing(text, place);
    let verbatim = haystack.verbatim(part.words).into_iter();
    let mut places: Vec<(Range<usize>, Folds)> =
        verbatim.map(|place| (place, Folds::NONE)).collect();
    if places.is_empty() || part.any_typography {
        let folded = haystack.folded(part.words).into_iter();
        places = folded
            .filter(|walked| walked.hidden.is_empty())
            .map(|walked| (walked.range, walked.folds))
            .collect();
    }
    if places.iter().any(|(place, _)| is_whole(place)) {
        places.retain(|(place, _)| is_whole(place) || *place == part.found);
    }
    if !places.iter().any(|(place, _)| *place == part.found) {
        places.push((part.found.clone(), Folds::NONE));
        places.sort_by_key(|(place, _)| (place.start, place.end));
    }
    places
}
