//! Gathers the facts: each source is read once, every quote from it judged, and what stands nowhere sought elsewhere.

use super::elsewhere;
use super::facts::{
    CitationFacts, ClaimFacts, ClosestPassage, Detail, Evidence, FragmentFacts, Match, Passage,
    SourceFacts, Tally,
};
use super::placement::Placing;
use crate::claim::Citation;
use crate::config::Config;
use crate::project::{Project, Selection};
use crate::quote::{Judge, Judgement, Walked};
use crate::source::load;
use crate::text::Text;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Gathers the facts about the claims and sources that are selected.
pub fn gather<'p>(project: &'p Project, selection: &Selection) -> Evidence<'p> {
    let mut claims: Vec<ClaimFacts<'p>> = project
        .claims()
        .filter(|(file, claim)| selection.has_claim(file, claim))
        .map(|(file, claim)| ClaimFacts {
            file,
            claim,
            citations: claim
                .citations
                .iter()
                .map(CitationFacts::unverifiable)
                .collect(),
        })
        .collect();
    let sources = judge_all(project, selection, &mut claims);
    seek_elsewhere(project, &mut claims);
    let mut evidence = Evidence {
        project,
        files: project
            .files
            .iter()
            .filter(|file| selection.has_file(file))
            .collect(),
        claims,
        sources,
    };
    tally(&mut evidence);
    evidence
}

/// A citation by the position of its claim in the list, and its own in the claim.
type Position = (usize, usize);

/// Reads every source that is selected or cited, and judges the quotes from it.
fn judge_all<'p>(
    project: &'p Project,
    selection: &Selection,
    claims: &mut [ClaimFacts<'p>],
) -> BTreeMap<String, SourceFacts> {
    let selected = match selection {
        Selection::Whole => &project.catalog,
        Selection::Part { sources, .. } => sources,
    };
    let mut jobs: BTreeMap<&str, Vec<(Position, &'p Citation)>> = selected
        .iter()
        .map(|id| (id.as_str(), Vec::new()))
        .collect();
    for (number, facts) in claims.iter().enumerate() {
        for (at, citation) in facts.claim.citations.iter().enumerate() {
            if let Some(source) = &citation.source {
                jobs.entry(&source.value)
                    .or_default()
                    .push(((number, at), citation));
            }
        }
    }
    let cited: BTreeSet<&str> = project
        .claims()
        .flat_map(|(_, claim)| &claim.citations)
        .filter_map(|citation| citation.source.as_ref().map(|source| source.value.as_str()))
        .collect();
    let jobs: Vec<_> = jobs.into_iter().collect();
    let judged: Vec<_> = jobs
        .par_iter()
        .map(|(id, citations)| judge_source(project, id, citations, cited.contains(id)))
        .collect();

    let mut sources = BTreeMap::new();
    for ((id, _), (source, citations)) in jobs.iter().zip(judged) {
        for ((claim, citation), facts) in citations {
            claims[claim].citations[citation] = facts;
        }
        sources.insert((*id).to_owned(), source);
    }
    sources
}

/// Reads one source and judges the quotes from it. Its text is dropped afterwards.
fn judge_source<'p>(
    project: &'p Project,
    id: &str,
    citations: &[(Position, &'p Citation)],
    is_cited: bool,
) -> (SourceFacts, Vec<(Position, CitationFacts<'p>)>) {
    let source = load(&*project.store, &project.config.sources, id);
    let mut judged = Vec::with_capacity(citations.len());
    if let (Ok(text), Some(path)) = (&source.text, &source.text_path) {
        let judge = Judge::new(text.as_str(), project.config.accept);
        for (position, citation) in citations {
            judged.push((
                *position,
                judge_citation(&project.config, text, path, &judge, citation),
            ));
        }
    }
    let facts = SourceFacts {
        descriptor: source.descriptor,
        text_path: source.text_path,
        unreadable: source.text.err(),
        sha256: source.sha256,
        is_cited,
        tally: Tally::default(),
    };
    (facts, judged)
}

fn judge_citation<'p>(
    config: &Config,
    text: &Text,
    path: &str,
    judge: &Judge<'_>,
    citation: &'p Citation,
) -> CitationFacts<'p> {
    let Some(quote) = &citation.quote else {
        return CitationFacts::unverifiable(citation);
    };
    let fragments: Vec<FragmentFacts<'p>> = quote
        .value
        .fragments()
        .iter()
        .map(|fragment| FragmentFacts {
            quote: fragment,
            detail: detail(text, judge.judge(&fragment.value)),
        })
        .collect();
    let places: Vec<_> = fragments
        .iter()
        .filter_map(|fragment| fragment.detail.places())
        .collect();
    let placement = (places.len() == fragments.len()).then(|| {
        Placing {
            text,
            citation,
            places,
            accept: config.accept,
            max_gap: config.max_fragment_gap,
        }
        .place()
    });
    CitationFacts {
        citation,
        matched: worst(&fragments),
        fragments,
        placement,
        text_path: Some(path.to_owned()),
    }
}

/// The worst match among the fragments. No fragment at all is no quote: nothing was verified.
fn worst(fragments: &[FragmentFacts<'_>]) -> Match {
    fragments
        .iter()
        .map(|fragment| fragment.detail.matched())
        .max()
        .unwrap_or(Match::Unverifiable)
}

/// Keeps of a judgement what is needed once the text is gone.
fn detail(text: &Text, judgement: Judgement) -> Detail {
    match judgement {
        Judgement::Stands(standing) => Detail::Stands {
            places: standing.places,
            folds: standing.folds,
        },
        Judgement::Typographic(all) => typographic(text, all),
        Judgement::Hidden(walked) => Detail::Hidden {
            passage: Box::new(Passage::new(text, walked.range)),
            folds: walked.folds,
            characters: walked
                .hidden
                .into_iter()
                .map(|hidden| (hidden.quote, hidden.character, hidden.instead))
                .collect(),
        },
        Judgement::Elided(elision) => Detail::Elided {
            pieces: elision
                .pieces
                .into_iter()
                .map(|piece| (piece.quote, Passage::new(text, piece.source)))
                .collect(),
            only_ellipses: elision.only_ellipses,
        },
        Judgement::Altered(altered) => Detail::Altered(Box::new(ClosestPassage {
            passage: Passage::new(text, altered.range),
            similarity: altered.similarity,
            difference: altered.difference,
        })),
        Judgement::Absent => Detail::Absent {
            source_is_empty: text.as_str().trim().is_empty(),
        },
    }
}

/// Typography is told from the first place; where there are more, they differ in the same way.
fn typographic(text: &Text, all: Vec<Walked>) -> Detail {
    let places = all.iter().map(|walked| walked.range.clone()).collect();
    let Some(first) = all.into_iter().next() else {
        return Detail::Absent {
            source_is_empty: false,
        };
    };
    let start = first.range.start;
    let differences = first
        .differences
        .into_iter()
        .map(|found| {
            let source = found.source.start - start..found.source.end - start;
            (source, found.quote, found.fold)
        })
        .collect();
    Detail::Typographic {
        places,
        passage: Box::new(Passage::new(text, first.range)),
        folds: first.folds,
        differences,
    }
}

/// A quote that is not in its source, but verbatim in another, is misattributed, however close a passage here comes.
fn seek_elsewhere(project: &Project, claims: &mut [ClaimFacts<'_>]) {
    let is_sought = |detail: &Detail| matches!(detail, Detail::Altered(_) | Detail::Absent { .. });
    let sought = claims
        .iter()
        .flat_map(|facts| &facts.citations)
        .flat_map(|citation| &citation.fragments)
        .filter(|fragment| is_sought(&fragment.detail))
        .map(|fragment| fragment.quote.value.as_str())
        .collect();
    let found = elsewhere::search(project, sought);
    if found.is_empty() {
        return;
    }
    for citation in claims.iter_mut().flat_map(|facts| &mut facts.citations) {
        for fragment in &mut citation.fragments {
            if !is_sought(&fragment.detail) {
                continue;
            }
            if let Some(sources) = found.get(fragment.quote.value.as_str()) {
                fragment.detail = Detail::Misattributed(sources.clone());
            }
        }
        if !citation.fragments.is_empty() {
            citation.matched = worst(&citation.fragments);
        }
    }
}

/// Counts for each source how the quotes from it fare.
fn tally(evidence: &mut Evidence<'_>) {
    for facts in &evidence.claims {
        for citation in &facts.citations {
            let source = citation
                .source_id()
                .and_then(|id| evidence.sources.get_mut(id));
            let Some(source) = source else {
                continue;
            };
            let stands = match citation.matched {
                Match::Verbatim => true,
                Match::Typographic => {
                    facts.accepts_typography(citation.citation.index, evidence.project)
                }
                _ => false,
            };
            let moved = citation
                .placement
                .as_ref()
                .is_some_and(|placement| placement.span.is_some());
            let tally = &mut source.tally;
            match (stands, moved) {
                (true, false) => tally.stand += 1,
                (true, true) => tally.moved += 1,
                (false, _) => tally.gone += 1,
            }
        }
    }
}
