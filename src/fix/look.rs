//! What a check says about each claim, as far as fixing needs it: its errors, its fixes, and what drifted unrecorded.

use super::{ClaimKey, Offer};
use crate::drift::{Drift, DriftKind, Pair};
use crate::finding::{Finding, Level, Safety};
use crate::project::{Project, Selection};
use crate::report::Report;
use crate::rules;
use crate::verify::verify_and;
use std::collections::{BTreeMap, BTreeSet};

/// What a check says about claims. Those that are fine are left out.
#[derive(Default, Clone)]
pub(super) struct Look {
    pub claims: BTreeMap<ClaimKey, ClaimLook>,
}

/// What a check says about a claim.
#[derive(Default, Clone)]
pub(super) struct ClaimLook {
    /// The findings at level error.
    pub errors: Vec<Wrong>,
    /// The fixes, in the order of the findings.
    pub offers: Vec<Offer>,
    /// How it compares with the prior version; `None` where it is new or did not change.
    pub drift: Option<ClaimDrift>,
}

/// A finding at level error.
#[derive(Clone)]
pub(super) struct Wrong {
    pub rule: &'static str,
    pub citation: Option<usize>,
    pub message: String,
}

/// A claim compared with the prior version.
#[derive(Clone)]
pub(super) struct ClaimDrift {
    /// The revision then, and now.
    pub revisions: (Option<u64>, Option<u64>),
    /// The changes of content that are not recorded.
    pub unrecorded: Vec<Unrecorded>,
}

/// A change of content that is not recorded.
#[derive(Clone, PartialEq)]
pub(super) struct Unrecorded {
    kind: DriftKind,
    citation: Option<usize>,
    before: Option<String>,
    after: Option<String>,
}

impl Look {
    /// Checks a selection; of its claims only those in `only` are looked at.
    pub(super) fn take(
        project: &Project,
        selection: &Selection,
        only: &BTreeSet<ClaimKey>,
    ) -> (Self, Report) {
        let (mut report, drift) = verify_and(project, selection, None, |drift| {
            drift.map(drifts).unwrap_or_default()
        });
        let mut look = Self::default();
        for finding in &mut report.findings {
            look.see(finding);
        }
        for (key, drift) in drift {
            look.claims.entry(key).or_default().drift = Some(drift);
        }
        look.claims.retain(|key, _| only.contains(key));
        (look, report)
    }

    fn see(&mut self, finding: &Finding) {
        let Some(index) = claim_index(finding) else {
            return;
        };
        let key = (finding.place.file.clone(), index);
        let claim = self.claims.entry(key).or_default();
        // No fix gives a claim another id, and which of two with the same one is told hangs on what is looked at.
        if finding.level == Level::Error && !rules::is_about_ids(finding.rule) {
            claim.errors.push(Wrong {
                rule: finding.rule,
                citation: finding.citation,
                message: finding.message.clone(),
            });
        }
        // A fix without an edit would be applied for ever.
        let fix = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty());
        claim.offers.extend(fix.map(|fix| Offer {
            rule: finding.rule,
            pointer: finding.pointer.clone(),
            identity: finding.identity.clone(),
            citation: finding.citation,
            source: finding.source.clone(),
            fix: fix.clone(),
        }));
    }

    /// What is said of a claim.
    pub(super) fn of(&self, key: &ClaimKey) -> ClaimLook {
        self.claims.get(key).cloned().unwrap_or_default()
    }

    /// Takes what a later check says of some files.
    pub(super) fn update(&mut self, files: &BTreeSet<String>, later: Self) {
        self.claims.retain(|(file, _), _| !files.contains(file));
        self.claims.extend(later.claims);
    }
}

impl ClaimLook {
    /// The fixes that may be applied.
    pub(super) fn allowed(&self, safety: Safety) -> impl Iterator<Item = &Offer> {
        let is_allowed =
            move |offer: &&Offer| offer.fix.safety == Safety::Safe || safety == Safety::Review;
        self.offers.iter().filter(is_allowed)
    }

    /// An error that the claim did not have before.
    pub(super) fn new_error<'l>(&'l self, before: &Self) -> Option<&'l Wrong> {
        let mut had: Vec<(&str, Option<usize>)> = before
            .errors
            .iter()
            .map(|wrong| (wrong.rule, wrong.citation))
            .collect();
        self.errors.iter().find(|wrong| {
            let at = had
                .iter()
                .position(|own| *own == (wrong.rule, wrong.citation));
            at.map(|at| had.swap_remove(at)).is_none()
        })
    }

    /// The changes of content that are not recorded.
    pub(super) fn unrecorded(&self) -> &[Unrecorded] {
        self.drift.as_ref().map_or(&[], |drift| &drift.unrecorded)
    }

    /// Whether there is a change of content, not recorded, that was not there before.
    pub(super) fn drifts_further(&self, before: &Self) -> bool {
        let had = before.unrecorded();
        self.unrecorded().iter().any(|change| !had.contains(change))
    }
}

/// The claim that a finding is about; one about a file's form says it by its place.
fn claim_index(finding: &Finding) -> Option<usize> {
    let by_place = || {
        let rest = finding.pointer.strip_prefix("/claims/")?;
        rest.split('/').next()?.parse().ok()
    };
    finding.claim_index.or_else(by_place)
}

fn drifts(drift: &Drift<'_>) -> Vec<(ClaimKey, ClaimDrift)> {
    let key = |pair: &Pair<'_>| (pair.new.file.path.clone(), pair.new.claim.index);
    let pairs = drift.pairs.iter();
    pairs.map(|pair| (key(pair), of_pair(pair))).collect()
}

fn of_pair(pair: &Pair<'_>) -> ClaimDrift {
    let unrecorded = pair.changes.iter().filter(|change| !change.recorded);
    ClaimDrift {
        revisions: (pair.old.claim.revision, pair.new.claim.revision),
        unrecorded: unrecorded
            .map(|change| Unrecorded {
                kind: change.kind,
                citation: change.citation,
                before: change.before.clone(),
                after: change.after.clone(),
            })
            .collect(),
    }
}
