//! `revision-skipped`: the revision of a claim rose by more than one, and nothing says what came between.

use super::check::{Check, Rule};
use super::drifting::{at_revision, raised};
use super::pointing::listed;
use crate::drift::{Drift, Pair};
use crate::finding::{Finding, Level};
use std::collections::BTreeSet;

/// So many revisions are named.
const NAMED: usize = 3;

pub(super) const RULE: Rule = Rule {
    name: "revision-skipped",
    level: Level::Warning,
    core: false,
    page: include_str!("revision_skipped.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, _: &Drift<'_>, out: &mut Vec<Finding>) {
    let Some((old, new)) = raised(pair) else {
        return;
    };
    let between = old.saturating_add(1)..new;
    let told: BTreeSet<u64> = pair
        .new
        .claim
        .changes
        .iter()
        .filter_map(|entry| entry.revision)
        .filter(|revision| between.contains(revision))
        .collect();
    let count = (new - old - 1).saturating_sub(told.len() as u64);
    if count == 0 {
        return;
    }
    // A file may claim any number: only as many are looked at as are named.
    let mut missing: Vec<String> = between
        .filter(|revision| !told.contains(revision))
        .take(NAMED)
        .map(|revision| revision.to_string())
        .collect();
    let more = count.saturating_sub(missing.len() as u64);
    if more > 0 {
        missing.push(format!("{more} more"));
    }
    let missing = listed(&missing);
    let noun = if count == 1 { "revision" } else { "revisions" };
    let message = format!(
        "the revision rose from {old} to {new}, and `changes` has no entry for {noun} {missing}"
    );
    let label = format!("revision {new}, was {old}");
    let mut finding = at_revision(RULE.name, pair, &label, &message);
    finding.notes.push(format!(
        "set `revision` to {}, or add to `changes` what the revisions between brought",
        old.saturating_add(1),
    ));
    finding.identity = format!("{old}\u{1e}{new}\u{1e}{missing}");
    out.push(finding);
}
