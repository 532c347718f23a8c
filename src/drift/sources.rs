//! What happened to the sources, and to every quote that stood in one that changed.

use super::citations::words;
use super::facts::{Outcome, QuoteDrift, Side, SourceDrift, SourceFate};
use crate::claim::Citation;
use crate::config::Config;
use crate::evidence::{Evidence, Passage};
use crate::project::Prior;
use crate::quote::{Folds, Judge, Judgement, difference, judge_together};
use crate::source::{LongTexts, Sha256Sum, Source, Unreadable, load_sharing};
use crate::store::ReadError;
use crate::text::Text;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A citation of the prior version, and what became of it.
pub(super) struct Quoted<'p> {
    /// The claim then.
    pub old: Side<'p>,
    /// The citation then.
    pub citation: &'p Citation,
    /// The claim today, and the index of its citation, where it still quotes the same words of the same source.
    pub new: Option<(Side<'p>, usize)>,
    /// Whether it no longer does, and says so.
    pub is_settled: bool,
}

/// Sources that changed, and files of the prior version that cannot be read.
#[derive(Default)]
pub(super) struct Sources<'p> {
    /// By id.
    pub drifts: Vec<SourceDrift<'p>>,
    /// Path and reason.
    pub unchecked: Vec<(String, String)>,
}

/// The ids of the sources that may have changed, among those that are reported on or gone.
pub fn suspects(evidence: &Evidence<'_>, prior: &Prior) -> BTreeSet<String> {
    let project = evidence.project;
    let folder = &project.config.sources;
    let mut ids: BTreeSet<String> = prior
        .catalog
        .difference(&project.catalog)
        .cloned()
        .collect();
    let may_differ = |path: &str| prior.differing.contains(path);
    for id in evidence.sources.before.concerned() {
        let is_new = project.catalog.contains(id) != prior.catalog.contains(id);
        let text_differs = || match evidence.sources.get(id) {
            Some(source) => source.text_path().is_some_and(may_differ),
            // It is another shard's; but all shards must agree on the ranks of the changes, and what became of it may say
            // something about a source of this one.
            None if prior.differing.is_nothing() => false,
            None => project.text_path(id).as_deref().is_some_and(may_differ),
        };
        if is_new || may_differ(&format!("{folder}/{id}.json")) || text_differs() {
            ids.insert(id.to_owned());
        }
    }
    ids
}

/// Compares the suspects in both versions. `quoted` are the citations of the prior version, by source.
pub(super) fn compare<'p>(
    evidence: &Evidence<'p>,
    prior: &'p Prior,
    suspects: &BTreeSet<String>,
    quoted: &BTreeMap<String, Vec<Quoted<'p>>>,
) -> Sources<'p> {
    let long = Versions::default();
    let compared: Vec<_> = suspects
        .par_iter()
        .map(|id| {
            let quoted = quoted.get(id).map(Vec::as_slice).unwrap_or_default();
            compare_one(evidence, prior, id, &long, quoted)
        })
        .collect();
    let mut sources = Sources::default();
    for result in compared {
        match result {
            Ok(drift) => sources.drifts.extend(drift),
            Err(unchecked) => sources.unchecked.push(unchecked),
        }
    }
    sources
}

/// The long texts of both versions.
#[derive(Default)]
struct Versions {
    old: LongTexts,
    new: LongTexts,
}

fn compare_one<'p>(
    evidence: &Evidence<'p>,
    prior: &'p Prior,
    id: &str,
    long: &Versions,
    quoted: &[Quoted<'p>],
) -> Result<Option<SourceDrift<'p>>, (String, String)> {
    let project = evidence.project;
    let old = load_sharing(&*prior.store, &prior.config.sources, id, &long.old);
    let new = load_sharing(&*project.store, &project.config.sources, id, &long.new);
    // Of a text that git does not keep only the pin is known.
    let is_old = !matches!(old.text, Err(Unreadable::NoDescriptor));
    let is_new = is_there(&new);
    if let Err(reason) = &old.text
        && let Some(reason) = unexpected(reason)
    {
        let path = old.text_path.clone();
        return Err((path.unwrap_or_else(|| id.to_owned()), reason));
    }
    // What git calls the same is: its own copy may be filtered, or kept elsewhere (Git LFS).
    let is_same_file = old.text_path == new.text_path
        && new
            .text_path
            .as_ref()
            .is_some_and(|path| !prior.differing.contains(path));
    let fate = match (is_old, is_new) {
        (false, false) => return Ok(None),
        (true, false)
            if matches!(old.text, Err(Unreadable::NoText)) && new.descriptor.is_some() =>
        {
            return Ok(None);
        }
        (false, true) => SourceFate::Added,
        (true, false) => SourceFate::Removed,
        (true, true) => match fate_of_text(&old, &new, is_same_file) {
            Some(fate) => fate,
            None => return Ok(None),
        },
    };
    let accept = prior.config.accept;
    let drifts = match fate {
        SourceFate::Edited => fates_of_quotes(&old, accept, &new, &project.config, quoted),
        SourceFate::Removed => gone(&old, quoted),
        SourceFate::Added | SourceFate::Pinned { .. } => Vec::new(),
    };
    Ok(Some(SourceDrift {
        id: id.to_owned(),
        fate,
        // There may be more of them than memory has room for.
        old: is_old.then(|| old.without_text()),
        new: is_new.then(|| new.without_text()),
        quotes: drifts,
    }))
}

/// Whether a source is there: a descriptor, and a text that may be readable or not.
fn is_there(source: &Source) -> bool {
    !matches!(
        source.text,
        Err(Unreadable::NoDescriptor | Unreadable::NoText)
    )
}

/// Why a file could not be read, where that says nothing about the file: the repository lacks it, or the system failed.
fn unexpected(reason: &Unreadable) -> Option<String> {
    match reason {
        Unreadable::BadText(error) | Unreadable::BadDescriptor(Some(error)) => {
            matches!(error, ReadError::Other(_) | ReadError::Forbidden).then(|| error.to_string())
        }
        _ => None,
    }
}

/// What happened to a source that is there in both versions; `None` where nothing did.
fn fate_of_text(old: &Source, new: &Source, is_same_file: bool) -> Option<SourceFate> {
    let is_same = match (&old.text, &new.text) {
        _ if is_same_file => true,
        (Ok(old), Ok(new)) => old.as_str() == new.as_str(),
        (Err(_), Err(_)) => old.sha256 == new.sha256,
        (Err(Unreadable::NoText), _) => pin(old) == pin(new),
        // What has become of it nobody can tell, and `source-invalid` says so.
        (
            Ok(_),
            Err(Unreadable::NotUtf8(_) | Unreadable::BadText(_) | Unreadable::BadDescriptor(_)),
        ) => true,
        _ => false,
    };
    if !is_same {
        return Some(SourceFate::Edited);
    }
    let (then, today) = (pin(old)?, pin(new)?);
    (then != today).then(|| SourceFate::Pinned {
        is_right: new.sha256 == Some(today),
    })
}

fn pin(source: &Source) -> Option<Sha256Sum> {
    let pin = source.descriptor.as_ref()?.sha256.as_ref();
    pin.map(|pin| pin.value)
}

/// Quotes from a source that is gone.
fn gone<'p>(old: &Source, quoted: &[Quoted<'p>]) -> Vec<QuoteDrift<'p>> {
    let nothing = Text::new("");
    let text = old.text.as_deref().unwrap_or(&nothing);
    let stood = places_then(text, Folds::NONE, quoted).into_iter();
    let drifts = quoted.iter().zip(stood).map(|(quoted, stood)| {
        let first = stood.and_then(|places| places.into_iter().next());
        let before = Box::new(Passage::new(text, first.unwrap_or(0..0)));
        drift_of(quoted, Outcome::Gone { before })
    });
    drifts.collect()
}

fn drift_of<'p>(quoted: &Quoted<'p>, outcome: Outcome) -> QuoteDrift<'p> {
    let quote = quoted.citation.quote.as_ref();
    QuoteDrift {
        old: quoted.old,
        citation: quoted.citation.index,
        new: quoted.new,
        quote: quote.map(|quote| words(&quote.value)).unwrap_or_default(),
        outcome,
        is_settled: quoted.is_settled,
    }
}

/// Of each quote where its fragments stood: at its span where it has one, else at the first place. `None` where one of them did
/// not stand.
fn places_then(
    text: &Text,
    accept: Folds,
    quoted: &[Quoted<'_>],
) -> Vec<Option<Vec<Range<usize>>>> {
    // What did not stand then is no question of today: no passage is looked for that is like it.
    let is_no_question = |_: &str| true;
    let judge = Judge::new(text.as_str(), accept).knowing(&is_no_question);
    judge_together(&judge, quoted, fragments, |quoted, judgements| {
        places(text, quoted.citation, judgements)
    })
}

fn fragments<'q>(quoted: &'q Quoted<'_>) -> Vec<&'q str> {
    let quote = quoted.citation.quote.as_ref();
    let fragments = quote.map(|quote| quote.value.fragments());
    let fragments = fragments.unwrap_or_default().iter();
    fragments.map(|fragment| fragment.value.as_str()).collect()
}

fn places(
    text: &Text,
    citation: &Citation,
    judgements: Vec<Option<Judgement>>,
) -> Option<Vec<Range<usize>>> {
    citation.quote.as_ref()?;
    let span = citation
        .span
        .as_ref()
        .and_then(|span| text.bytes(span.value));
    let mut from = span.map_or(0, |span| span.start);
    judgements
        .into_iter()
        .map(|judgement| {
            let Some(Judgement::Stands(standing)) = judgement else {
                return None;
            };
            let next = standing.places.iter().find(|place| place.start >= from);
            let place = next.or(standing.places.first())?.clone();
            from = place.end;
            Some(place)
        })
        .collect()
}

/// What became of the quotes that stood in a text which is another one today.
fn fates_of_quotes<'p>(
    old: &Source,
    accept: Folds,
    new: &Source,
    config: &Config,
    quoted: &[Quoted<'p>],
) -> Vec<QuoteDrift<'p>> {
    let Ok(then) = &old.text else {
        // Nothing stood in a text that could not be read.
        return Vec::new();
    };
    let nothing = Text::new("");
    let today = new.text.as_deref().unwrap_or(&nothing);
    let stood = places_then(then, accept, quoted);
    let stood: Vec<_> = quoted
        .iter()
        .zip(stood)
        .filter_map(|(quoted, stood)| Some((quoted, stood?)))
        .collect();
    let judge = Judge::new(today.as_str(), config.accept);
    let drifts = judge_together(
        &judge,
        &stood,
        |(quoted, _)| fragments(quoted),
        |(quoted, stood), judgements| {
            let outcomes = stood.iter().zip(judgements).map(|(place, judgement)| {
                let judgement = judgement.unwrap_or(Judgement::Absent);
                outcome(then, place.clone(), today, judgement)
            });
            // The worst of the fragments says what became of the quote.
            let worst = outcomes.max_by_key(rank)?;
            Some(drift_of(quoted, worst))
        },
    );
    drifts.into_iter().flatten().collect()
}

fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Stands => 0,
        Outcome::Moved { .. } => 1,
        Outcome::Altered { .. } => 2,
        Outcome::Gone { .. } => 3,
    }
}

fn outcome(then: &Text, stood: Range<usize>, today: &Text, judgement: Judgement) -> Outcome {
    let before = Box::new(Passage::new(then, stood));
    let passage = |range: Range<usize>| Box::new(Passage::new(today, range));
    let close = match judgement {
        Judgement::Stands(standing) => {
            // What comes before it may have become longer or shorter; it stands where it stood all the same.
            let stays = |place: &Range<usize>| {
                today.span(place) == before.span || today.region(place) == before.region
            };
            return match standing.places.first() {
                Some(first) if !standing.places.iter().any(stays) => Outcome::Moved {
                    after: passage(first.clone()),
                    before,
                },
                _ => Outcome::Stands,
            };
        }
        Judgement::Typographic(found) => found.places.into_iter().next().map(|walked| walked.range),
        Judgement::Hidden(walked) => Some(walked.range),
        Judgement::Elided(elision) => {
            let first = elision.pieces.first().map(|piece| piece.source.start);
            let last = elision.pieces.last().map(|piece| piece.source.end);
            first.zip(last).map(|(start, end)| start..end)
        }
        Judgement::Altered(altered) => Some(altered.range),
        Judgement::Absent => None,
    };
    match close {
        None => Outcome::Gone { before },
        Some(range) => {
            let after = passage(range);
            let difference = difference(&before.text, &after.text);
            Outcome::Altered {
                before,
                after,
                difference,
            }
        }
    }
}
