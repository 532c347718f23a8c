//! Compares a project with its prior version.

use super::change::{Change, DriftKind};
use super::content::{changes, record};
use super::facts::{
    AddedClaim, Candidate, Drift, Fate, Pair, RemovedClaim, ReusedId, RewrittenTombstone, Side,
    SourceDrift,
};
use super::pairing::{Known, Pairing, pair};
use super::policy::{loosened, wider_waivers};
use super::similarity::alike;
use super::sources::{self, Quoted};
use crate::claim::{ClaimFile, Tombstone};
use crate::evidence::Evidence;
use crate::project::{Prior, Project, Selection};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A finding names so many claims at most that another one may have become.
const NAMED: usize = 5;

/// Finds out what changed, as far as it is selected. `suspects` are the sources that may have changed, and `today` today's
/// claim files that may differ, and of the others those that [`matters_to_others`] or that cite a suspect or have a claim with
/// an id that a claim has in a file that differs, in either version. What else did not change is never looked into.
pub fn compare<'p>(
    evidence: &Evidence<'p>,
    prior: &'p Prior,
    suspects: &BTreeSet<String>,
    today: Vec<&'p ClaimFile>,
    selection: &Selection,
) -> Drift<'p> {
    let versions = Versions::new(evidence.project, prior, today);
    let pairing = pair(&versions.olds, &versions.news, &versions.known);
    let pairs = versions.pairs(&pairing);
    let removed = versions.removed(&pairing);
    let quoted = if suspects.is_empty() {
        BTreeMap::new()
    } else {
        versions.quoted(suspects, &pairs, &removed)
    };
    let sources = sources::compare(evidence, prior, suspects, &quoted);
    let mut drift = Drift {
        project: evidence.project,
        retired: versions.retired(),
        prior,
        added: versions.added(&pairing),
        reused: versions.reused(&pairing),
        tombstones: versions.tombstones(),
        pairs,
        removed,
        sources: sources.drifts,
        loosened: loosened(&prior.config, &evidence.project.config),
        unchecked: sources.unchecked,
    };
    keep_selected(&mut drift, evidence, selection);
    drift
}

/// Whether a claim file says something about ids other than those of its claims: wherever these come up, it counts.
pub fn matters_to_others(file: &ClaimFile) -> bool {
    let mut claims = file.claims.iter();
    !file.retired.is_empty() || claims.any(|claim| !claim.formerly.is_empty())
}

/// The claims of both versions in files that are not the same, and what is known of the others.
struct Versions<'p> {
    project: &'p Project,
    prior: &'p Prior,
    olds: Vec<Side<'p>>,
    news: Vec<Side<'p>>,
    /// Today's files, as far as they matter, in order of their paths.
    today: Vec<&'p ClaimFile>,
    /// Those that may differ.
    fresh: Vec<&'p ClaimFile>,
    /// Those that are the same in both versions.
    settled: Vec<&'p ClaimFile>,
    /// Today's tombstones of ids that an old claim had.
    tombstones: HashMap<&'p str, &'p Tombstone>,
    /// What these say of ids.
    known: Known<'p>,
}

impl<'p> Versions<'p> {
    fn new(project: &'p Project, prior: &'p Prior, mut today: Vec<&'p ClaimFile>) -> Self {
        today.sort_by(|a, b| a.path.cmp(&b.path));
        let (fresh, settled): (Vec<&ClaimFile>, Vec<&ClaimFile>) = today
            .iter()
            .partition(|file| prior.fresh.contains(&file.path));
        let olds: Vec<Side<'p>> = prior.files.iter().flat_map(Side::all).collect();
        // Only ids that an old claim had are asked about.
        let had: HashSet<&str> = olds.iter().filter_map(Side::id).collect();
        let tombstones: HashMap<&str, &Tombstone> = today
            .iter()
            .flat_map(|file| &file.retired)
            .filter_map(|tombstone| Some((tombstone.id.as_ref()?.value.as_str(), tombstone)))
            .filter(|(id, _)| had.contains(id))
            .collect();
        let live = today
            .iter()
            .flat_map(|file| &file.claims)
            .filter_map(|claim| Some(claim.id.as_ref()?.value.as_str()))
            .filter(|id| had.contains(id))
            .collect();
        Self {
            known: Known {
                live,
                retired: tombstones.keys().copied().collect(),
            },
            tombstones,
            project,
            prior,
            olds,
            news: fresh.iter().copied().flat_map(Side::all).collect(),
            today,
            fresh,
            settled,
        }
    }

    /// The ids of today's tombstones.
    fn retired(&self) -> HashSet<&'p str> {
        let tombstones = self.today.iter().flat_map(|file| &file.retired);
        let ids = tombstones.filter_map(|tombstone| tombstone.id.as_ref());
        ids.map(|id| id.value.as_str()).collect()
    }

    /// Ids that several claims of the prior version had, and one has still.
    fn shared_ids(&self) -> HashSet<&'p str> {
        let settled = self.settled.iter().copied().flat_map(Side::all);
        let mut had = HashSet::new();
        let ids = settled.chain(self.olds.iter().copied());
        let ids = ids.filter_map(|side| side.id());
        let again: HashSet<&str> = ids.filter(|id| !had.insert(*id)).collect();
        &again & &self.known.live
    }

    fn pairs(&self, pairing: &Pairing) -> Vec<Pair<'p>> {
        let shared = self.shared_ids();
        pairing
            .pairs
            .par_iter()
            .map(|paired| {
                let (old, new) = (self.olds[paired.old], self.news[paired.new]);
                let (changes, citations) = changes(old, new);
                Pair {
                    waivers: wider_waivers(old.claim, new.claim, &citations),
                    record: record(old.claim, new.claim),
                    old,
                    new,
                    by_content: paired.by_content,
                    shared_its_id: old.id().is_some_and(|id| shared.contains(id)),
                    changes,
                    citations: citations
                        .iter()
                        .map(|matched| {
                            (
                                old.claim.citations[matched.old].index,
                                new.claim.citations[matched.new].index,
                            )
                        })
                        .collect(),
                }
            })
            .collect()
    }

    /// The claims of today that say of an id that it was theirs, by that id, in order of their files: that one of them did so
    /// before, and did not change, makes no difference.
    fn heirs(&self) -> HashMap<&'p str, Vec<Side<'p>>> {
        let mut heirs: HashMap<&str, Vec<Side<'p>>> = HashMap::new();
        for side in self.today.iter().copied().flat_map(Side::all) {
            for id in &side.claim.formerly {
                heirs.entry(id).or_default().push(side);
            }
        }
        heirs
    }

    /// Claims that belong to none of today's. One whose id goes on, in a file that did not change or for another claim,
    /// is not gone.
    fn removed(&self, pairing: &Pairing) -> Vec<RemovedClaim<'p>> {
        if pairing.pairs.len() == self.olds.len() {
            return Vec::new();
        }
        let paired: HashSet<usize> = pairing.pairs.iter().map(|paired| paired.old).collect();
        let merged: HashMap<usize, usize> = pairing.merged.iter().copied().collect();
        let heirs = self.heirs();
        let unreadable = self.unreadable();
        let mut candidates: HashMap<usize, Vec<Candidate<'p>>> = HashMap::new();
        for scored in &pairing.candidates {
            let named = candidates.entry(scored.old).or_default();
            if named.len() < NAMED {
                named.push(Candidate {
                    side: self.news[scored.new],
                    similarity: scored.similarity,
                });
            }
        }
        (0..self.olds.len())
            .filter(|at| !paired.contains(at))
            .filter_map(|at| {
                let old = self.olds[at];
                let id = old.id();
                let fate = if let Some(new) = merged.get(&at) {
                    Fate::Merged(self.news[*new])
                } else if id.is_some_and(|id| self.known.live.contains(id)) {
                    return None;
                } else if let Some(tombstone) = id.and_then(|id| self.tombstones.get(id)) {
                    Fate::Retired(tombstone)
                } else if id.is_none() || unreadable.contains(old.file.path.as_str()) {
                    Fate::Unknown
                } else {
                    Fate::Removed
                };
                Some(RemovedClaim {
                    old,
                    fate,
                    candidates: candidates.remove(&at).unwrap_or_default(),
                    silent_heir: id.and_then(|id| most_like(old, heirs.get(id)?)),
                })
            })
            .collect()
    }

    /// Paths of today's files that may hold claims or tombstones that cannot be read, which is a finding of its own.
    fn unreadable(&self) -> HashSet<&'p str> {
        let faulty = self.fresh.iter().copied();
        let faulty = faulty.filter(|file| may_hide_a_claim(file));
        let closed = self.project.unreadable.iter();
        faulty
            .map(|file| file.path.as_str())
            .chain(closed.map(|(path, _)| path.as_str()))
            .collect()
    }

    fn added(&self, pairing: &Pairing) -> Vec<AddedClaim<'p>> {
        let paired: HashSet<usize> = pairing.pairs.iter().map(|paired| paired.new).collect();
        let mut candidates: HashMap<usize, Vec<Candidate<'p>>> = HashMap::new();
        for scored in &pairing.candidates {
            let named = candidates.entry(scored.new).or_default();
            if named.len() < NAMED {
                named.push(Candidate {
                    side: self.olds[scored.old],
                    similarity: scored.similarity,
                });
            }
        }
        (0..self.news.len())
            .filter(|at| !paired.contains(at))
            .map(|at| AddedClaim {
                new: self.news[at],
                candidates: candidates.remove(&at).unwrap_or_default(),
            })
            .collect()
    }

    /// Ids that stand for something else today: another claim, or one although they were retired.
    fn reused(&self, pairing: &Pairing) -> Vec<ReusedId<'p>> {
        let of_claims = pairing.reused.iter().map(|(old, new)| ReusedId {
            new: self.news[*new],
            old: Some(self.olds[*old]),
            tombstone: None,
            former: None,
        });
        let had: HashSet<&str> = self.olds.iter().filter_map(Side::id).collect();
        let goes_on = |id: &str| {
            let mut sides = self.settled.iter().flat_map(|file| Side::all(file));
            sides.any(|side| side.id() == Some(id))
        };
        let tombstones: HashMap<&str, &'p Tombstone> = self
            .old_tombstones()
            .filter_map(|(_, tombstone)| Some((tombstone.id.as_ref()?.value.as_str(), tombstone)))
            .collect();
        let of_tombstones = self.news.iter().filter_map(|new| {
            let id = new.id().filter(|id| !had.contains(id))?;
            let tombstone = tombstones.get(id).filter(|_| !goes_on(id))?;
            Some(ReusedId {
                new: *new,
                old: None,
                tombstone: Some(tombstone),
                former: None,
            })
        });
        let before: HashMap<usize, usize> = pairing
            .pairs
            .iter()
            .map(|pair| (pair.new, pair.old))
            .collect();
        let mut former: HashMap<&str, Side<'p>> = HashMap::new();
        let settled = self.settled.iter().flat_map(|file| Side::all(file));
        for side in self.olds.iter().copied().chain(settled) {
            former.extend(side.claim.formerly.iter().map(|id| (id.as_str(), side)));
        }
        let of_former = self.news.iter().enumerate().filter_map(|(at, new)| {
            let id = new.id().filter(|id| !had.contains(id))?;
            let side = former.get(id).filter(|_| !goes_on(id))?;
            // A claim may take its old id back.
            let is_itself = before
                .get(&at)
                .is_some_and(|old| std::ptr::eq(self.olds[*old].claim, side.claim));
            (!is_itself && !tombstones.contains_key(id)).then_some(ReusedId {
                new: *new,
                old: None,
                tombstone: None,
                former: Some(*side),
            })
        });
        of_claims.chain(of_tombstones).chain(of_former).collect()
    }

    /// The tombstones of the prior version: those of files that did not change are today's.
    fn old_tombstones(&self) -> impl Iterator<Item = (&'p ClaimFile, &'p Tombstone)> {
        let files = self.prior.files.iter().chain(self.settled.iter().copied());
        files.flat_map(|file| file.retired.iter().map(move |tombstone| (file, tombstone)))
    }

    /// Tombstones of the prior version that today's project does not have as they were.
    fn tombstones(&self) -> Vec<RewrittenTombstone<'p>> {
        let mut today: HashMap<&str, Vec<(&'p ClaimFile, &'p Tombstone)>> = HashMap::new();
        for file in &self.today {
            for tombstone in &file.retired {
                if let Some(id) = &tombstone.id {
                    today.entry(&id.value).or_default().push((file, tombstone));
                }
            }
        }
        // One that was there before beside the tombstone has not come back.
        let before = self.olds.iter().filter_map(Side::id);
        let settled = self.settled.iter().copied().flat_map(Side::all);
        let before: HashSet<&str> = before.chain(settled.filter_map(|side| side.id())).collect();
        let new = self.news.iter().filter_map(Side::id);
        let revived: HashSet<&str> = new.filter(|id| !before.contains(id)).collect();
        let unreadable = self.unreadable();
        self.prior
            .files
            .iter()
            .flat_map(|file| file.retired.iter().map(move |tombstone| (file, tombstone)))
            .filter(|(file, _)| !unreadable.contains(file.path.as_str()))
            .filter_map(|(old_file, old)| {
                let id = old.id.as_ref()?.value.as_str();
                let is_same = |new: &Tombstone| {
                    new.on == old.on && new.reason.as_ref() == old.reason.as_ref()
                };
                let todays = today.get(id).map(Vec::as_slice).unwrap_or_default();
                if todays.iter().any(|(_, new)| is_same(new))
                    || (todays.is_empty() && revived.contains(id))
                {
                    return None;
                }
                Some(RewrittenTombstone {
                    old_file,
                    old,
                    new: todays.first().copied(),
                })
            })
            .collect()
    }

    /// The citations of the prior version, by source, and what became of each. Those of files that did not change are
    /// today's.
    fn quoted(
        &self,
        sources: &BTreeSet<String>,
        pairs: &[Pair<'p>],
        removed: &[RemovedClaim<'p>],
    ) -> BTreeMap<String, Vec<Quoted<'p>>> {
        let place = |side: &Side<'p>| (side.file.path.as_str(), side.claim.index);
        let pairs: HashMap<_, &Pair<'p>> =
            pairs.iter().map(|pair| (place(&pair.old), pair)).collect();
        let parted: HashSet<_> = removed
            .iter()
            .filter(|removed| matches!(removed.fate, Fate::Retired(_) | Fate::Merged(_)))
            .map(|removed| place(&removed.old))
            .collect();
        let mut quoted: BTreeMap<String, Vec<Quoted<'p>>> = BTreeMap::new();
        let mut add = |quote: Quoted<'p>| {
            let source = quote.citation.source.as_ref().map(|source| &source.value);
            if let Some(source) = source.filter(|source| sources.contains(*source)) {
                quoted.entry(source.clone()).or_default().push(quote);
            }
        };
        for old in self.settled.iter().flat_map(|file| Side::all(file)) {
            for citation in &old.claim.citations {
                add(Quoted {
                    old,
                    citation,
                    new: Some((old, citation.index)),
                    is_settled: false,
                });
            }
        }
        for old in &self.olds {
            let pair = pairs.get(&place(old));
            let still = pair.map(|pair| StillQuoted::of(pair));
            for citation in &old.claim.citations {
                let new = still
                    .as_ref()
                    .and_then(|still| still.as_today(citation.index));
                let is_recorded = pair.map_or_else(
                    || parted.contains(&place(old)),
                    |pair| pair.record.is_complete(),
                );
                add(Quoted {
                    old: *old,
                    citation,
                    is_settled: new.is_none() && is_recorded,
                    new,
                });
            }
        }
        for quotes in quoted.values_mut() {
            quotes.sort_by(|a, b| place(&a.old).cmp(&place(&b.old)));
        }
        quoted
    }
}

/// The claim that is most like that one; of several the first.
fn most_like<'p>(old: Side<'p>, claims: &[Side<'p>]) -> Option<Side<'p>> {
    let scored = claims
        .iter()
        .map(|side| (alike(old.claim, side.claim), *side));
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some(best.1)
}

/// Whether a claim or tombstone may stand in what cannot be read of a file. Other faults hide none.
fn may_hide_a_claim(file: &ClaimFile) -> bool {
    let faults = file.faults.iter().map(|fault| &fault.pointer);
    let doubled = file.duplicates.iter().map(|doubled| &doubled.pointer);
    let is_skipped = |pointer: &str| {
        let lacks = |index: &str, is_read: &dyn Fn(usize) -> bool| {
            index.parse().is_ok_and(|index| !is_read(index))
        };
        match pointer.rsplit_once('/') {
            Some(("", "claims" | "retired")) => true,
            Some(("/claims", index)) => lacks(index, &|index| {
                let found = file
                    .claims
                    .binary_search_by_key(&index, |claim| claim.index);
                found.is_ok()
            }),
            Some(("/retired", index)) => lacks(index, &|index| {
                let found = file
                    .retired
                    .binary_search_by_key(&index, |stone| stone.index);
                found.is_ok()
            }),
            _ => false,
        }
    };
    file.problem.is_some()
        || file.claims.is_empty()
        || file.claims.iter().any(|claim| claim.id.is_none())
        || file.retired.iter().any(|tombstone| tombstone.id.is_none())
        || faults.chain(doubled).any(|pointer| is_skipped(pointer))
}

/// Which citations of a claim still quote the same words of the same source.
struct StillQuoted<'p> {
    new: Side<'p>,
    /// Today's citation, by the one of before.
    today: HashMap<usize, usize>,
    /// Today's citations that have other words, or another source.
    others: HashSet<usize>,
}

impl<'p> StillQuoted<'p> {
    fn of(pair: &Pair<'p>) -> Self {
        let is_other = |change: &&Change| {
            matches!(
                change.kind,
                DriftKind::QuoteChanged | DriftKind::CitationRetargeted
            )
        };
        let changes = pair.changes.iter().filter(is_other);
        Self {
            new: pair.new,
            today: pair.citations.iter().copied().collect(),
            others: changes.filter_map(|change| change.citation).collect(),
        }
    }

    /// Today's citation of the same words of the same source, if the claim still has one.
    fn as_today(&self, citation: usize) -> Option<(Side<'p>, usize)> {
        let today = self.today.get(&citation)?;
        (!self.others.contains(today)).then_some((self.new, *today))
    }
}

/// Leaves out what is not asked about.
fn keep_selected(drift: &mut Drift<'_>, evidence: &Evidence<'_>, selection: &Selection) {
    let Selection::Part { files, sources } = selection else {
        return;
    };
    let today = |side: &Side<'_>| selection.has_claim(side.file, side.claim);
    // A claim that cited what was named, or stood in it, is asked about, wherever it is now.
    drift
        .pairs
        .retain(|pair| today(&pair.new) || today(&pair.old));
    drift.added.retain(|added| today(&added.new));
    drift.reused.retain(|reused| today(&reused.new));
    drift.removed.retain(|removed| today(&removed.old));
    drift
        .tombstones
        .retain(|rewritten| files.contains(&rewritten.old_file.path));
    drift.sources.retain(|source: &SourceDrift<'_>| {
        sources.contains(&source.id)
            || evidence.sources.before.is_concerned(&source.id)
            || source.quotes.iter().any(|quote| today(&quote.old))
    });
}
