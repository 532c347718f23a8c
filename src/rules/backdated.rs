//! `backdated`: a check or a note is dated before what the claim had already.

use super::check::{Check, Rule};
use super::drifting::at_side;
use crate::claim::{Change, ChangeContent, Date};
use crate::drift::{Drift, Pair};
use crate::finding::{Finding, Level};
use std::collections::HashSet;
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
            .push("write the day on which it was done, or came together with what was there; a check and a note come after those before them".to_owned());
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
    let had: HashSet<ChangeContent<'_>> = was.changes.iter().map(Change::content).collect();
    let has: HashSet<ChangeContent<'_>> = is.changes.iter().map(Change::content).collect();
    // An entry that stands in the place of one that is gone and had the same day, or none that could be read, is not new:
    // what was done to it is the business of `history-rewritten`.
    let gone = was
        .changes
        .iter()
        .filter(|old| !has.contains(&old.content()));
    let gone: HashSet<_> = gone.map(|old| (old.revision, old.on.as_ref())).collect();
    for entry in &is.changes {
        let Some(on) = entry.on.as_ref().filter(|on| *on < newest) else {
            continue;
        };
        let is_rewritten =
            gone.contains(&(entry.revision, Some(on))) || gone.contains(&(entry.revision, None));
        if is_rewritten || had.contains(&entry.content()) || was_taken_in(pair, drift, entry) {
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

/// Whether an entry comes from a claim that this one took in.
fn was_taken_in(pair: &Pair<'_>, drift: &Drift<'_>, entry: &Change) -> bool {
    let formerly = &pair.new.claim.formerly;
    let files = drift.prior.files.iter().filter(|_| !formerly.is_empty());
    let mut taken_in = files.flat_map(|file| &file.claims).filter(|claim| {
        let id = claim.id.as_ref();
        id.is_some_and(|id| formerly.contains(&id.value))
    });
    taken_in.any(|claim| {
        let mut entries = claim.changes.iter();
        entries.any(|old| old.content() == entry.content())
    })
}
