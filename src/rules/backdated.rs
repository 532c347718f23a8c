//! `backdated`: a check or a note is dated before what the claim had already.

use super::check::{Check, Rule};
use super::drifting::at_side;
use crate::claim::{Change, Date};
use crate::drift::{Drift, Pair};
use crate::finding::{Finding, Level};
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    name: "backdated",
    level: Level::Error,
    core: false,
    page: include_str!("backdated.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let (was, is) = (pair.old.claim, pair.new.claim);
    let checked_before = was.checked.on.as_ref().map(|on| &on.value);
    let noted_before = was.changes.iter().filter_map(|entry| entry.on.as_ref());
    let Some(newest) = checked_before.into_iter().chain(noted_before).max() else {
        return;
    };
    let mut add = |(range, step): (&Range<usize>, &str), what: &str, on: &Date, more: &str| {
        let message = format!(
            "{what} is dated {on}, before {newest}, the newest date that the claim had in {}",
            drift.baseline()
        );
        let label = format!("before {newest}");
        let mut finding = at_side(RULE.name, pair.new, range, step, &label, &message);
        finding
            .notes
            .push("write the day on which it was done; a check and a note come after those that are there".to_owned());
        finding.identity = format!("{on}\u{1e}{newest}\u{1e}{more}");
        out.push(finding);
    };
    // A day that could not be read then, a finding of its own, may be put right.
    if let Some(on) = &is.checked.on
        && checked_before.is_some_and(|before| on.value != *before)
        && on.value < *newest
    {
        add((&on.range, "/checked/on"), "the check", &on.value, "");
    }
    for entry in &is.changes {
        let Some(on) = entry.on.as_ref().filter(|on| *on < newest) else {
            continue;
        };
        if history(pair, drift).any(|old| says_the_same(old, entry)) || is_rewritten(pair, entry) {
            continue;
        }
        let what = match entry.revision {
            Some(revision) => format!("the entry of `changes` for revision {revision}"),
            None => "an entry of `changes`".to_owned(),
        };
        let step = format!("/changes/{}", entry.index);
        let note = entry.note.as_deref().unwrap_or_default();
        add((&entry.range, &step), &what, on, note);
    }
}

/// The entries that the claim had, and those of the claims that it took in.
fn history<'d>(pair: &'d Pair<'_>, drift: &'d Drift<'_>) -> impl Iterator<Item = &'d Change> {
    let formerly = &pair.new.claim.formerly;
    let files = drift.prior.files.iter().filter(|_| !formerly.is_empty());
    let taken_in = files.flat_map(|file| &file.claims).filter(|claim| {
        let id = claim.id.as_ref();
        id.is_some_and(|id| formerly.contains(&id.value))
    });
    let taken_in = taken_in.flat_map(|claim| &claim.changes);
    pair.old.claim.changes.iter().chain(taken_in)
}

/// Whether an entry stands in the place of one that is gone and had the same day, or none that could be read: it is not
/// new, and what was done to it is the business of `history-rewritten`.
fn is_rewritten(pair: &Pair<'_>, entry: &Change) -> bool {
    let today = &pair.new.claim.changes;
    pair.old.claim.changes.iter().any(|old| {
        let is_same_day = old.on.is_none() || old.on == entry.on;
        let is_gone = || !today.iter().any(|new| says_the_same(old, new));
        old.revision == entry.revision && is_same_day && is_gone()
    })
}

/// Whether two entries are the same but for their place.
fn says_the_same(old: &Change, new: &Change) -> bool {
    let parts = |entry: &Change| {
        (
            entry.revision,
            entry.on.clone(),
            entry.note.clone(),
            entry.kind,
        )
    };
    parts(old) == parts(new)
}
