//! Gathers the facts: each source is read once, every quote from it judged, and what stands nowhere sought elsewhere.

use super::elsewhere;
use super::facts::{
    CitationFacts, ClaimFacts, ClosestPassage, Detail, Evidence, FragmentFacts, Match, Passage,
    SourceFacts, Tally,
};
use super::placement::Placing;
use crate::claim::Citation;
use crate::config::Config;
use crate::project::{Key, Project, Selection, Shard};
use crate::quote::{Judge, Judgement, Walked};
use crate::source::load;
use crate::text::Text;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Gathers the facts about the claims and sources that are selected. In a shard the other shards' claims are there, too,
/// but neither they nor their sources are looked into, unless a source of this shard must count its quotes.
pub fn gather<'p>(
    project: &'p Project,
    selection: &Selection,
    shard: Option<Shard>,
) -> Evidence<'p> {
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
            is_own: shard.is_none_or(|shard| {
                let id = claim.id.as_ref().map(|id| id.value.as_str());
                shard.owns(Key::of_claim(id, &file.path))
            }),
        })
        .collect();
    let source_ids = source_ids(project, selection, &claims);
    let sources = judge_all(project, &source_ids, shard, &mut claims);
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
        source_ids,
        shard,
    };
    tally(&mut evidence);
    evidence
}

/// A citation by the position of its claim in the list, and its own in the claim.
type Position = (usize, usize);

/// The ids of the sources that are selected or cited.
fn source_ids(
    project: &Project,
    selection: &Selection,
    claims: &[ClaimFacts<'_>],
) -> BTreeSet<String> {
    let selected = match selection {
        Selection::Whole => &project.catalog,
        Selection::Part { sources, .. } => sources,
    };
    let cited = claims.iter().flat_map(|facts| &facts.claim.citations);
    let cited = cited.filter_map(|citation| Some(&citation.source.as_ref()?.value));
    selected.iter().chain(cited).cloned().collect()
}

/// What there is to do for a source.
#[derive(Default)]
struct Job<'p> {
    /// The citations of it that are reported on.
    own: Vec<(Position, &'p Citation)>,
    /// Those of other shards: they count where the text is not the one that was pinned.
    others: Vec<(Position, &'p Citation)>,
}

/// Reads every source that is selected or cited, as far as it is of the shard or cited in it, and judges the quotes.
fn judge_all<'p>(
    project: &'p Project,
    source_ids: &BTreeSet<String>,
    shard: Option<Shard>,
    claims: &mut [ClaimFacts<'p>],
) -> BTreeMap<String, SourceFacts> {
    let mut jobs: BTreeMap<&str, Job<'p>> = source_ids
        .iter()
        .map(|id| (id.as_str(), Job::default()))
        .collect();
    for (number, facts) in claims.iter().enumerate() {
        for (at, citation) in facts.claim.citations.iter().enumerate() {
            if let Some(source) = &citation.source {
                let job = jobs.entry(&source.value).or_default();
                let citations = if facts.is_own {
                    &mut job.own
                } else {
                    &mut job.others
                };
                citations.push(((number, at), citation));
            }
        }
    }
    if let Some(shard) = shard {
        // Without any claim, whether there is something to check at all hangs on every one of the sources.
        let has_claims = !claims.is_empty();
        jobs.retain(|id, job| !has_claims || !job.own.is_empty() || shard.owns(Key::Source(id)));
    }
    let cited: BTreeSet<&str> = project
        .claims()
        .flat_map(|(_, claim)| &claim.citations)
        .filter_map(|citation| citation.source.as_ref().map(|source| source.value.as_str()))
        .collect();
    let jobs: Vec<_> = jobs.into_iter().collect();
    let quotes = jobs.iter().map(|(_, job)| job.own.len());
    project.progress.expect(quotes.sum());
    let judged: Vec<_> = jobs
        .par_iter()
        .map(|(id, job)| judge_source(project, id, job, cited.contains(id)))
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
    job: &Job<'p>,
    is_cited: bool,
) -> (SourceFacts, Vec<(Position, CitationFacts<'p>)>) {
    let source = load(&*project.store, &project.config.sources, id);
    let pinned = source.descriptor.as_ref();
    let pinned = pinned.and_then(|descriptor| descriptor.sha256.as_ref());
    let is_changed = pinned.is_some_and(|pin| source.sha256.as_ref() != Some(&pin.value));
    let others = job.others.iter().filter(|_| is_changed);
    let mut judged = Vec::with_capacity(job.own.len());
    if let (Ok(text), Some(path)) = (&source.text, &source.text_path) {
        let judge = Judge::new(text.as_str(), project.config.accept);
        for (position, citation) in job.own.iter().chain(others) {
            judged.push((
                *position,
                judge_citation(&project.config, text, path, &judge, citation),
            ));
            project.progress.step();
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
        .filter(|facts| facts.is_own)
        .flat_map(|facts| &facts.citations)
        .flat_map(|citation| &citation.fragments)
        .filter(|fragment| is_sought(&fragment.detail))
        .map(|fragment| fragment.quote.value.as_str())
        .collect();
    let found = elsewhere::search(project, sought);
    if found.is_empty() {
        return;
    }
    let own = claims.iter_mut().filter(|facts| facts.is_own);
    for citation in own.flat_map(|facts| &mut facts.citations) {
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
