//! `revision-decreased`: the revision of a claim is lower than it was.

use super::check::{Check, Rule};
use super::drifting::at_revision;
use crate::drift::{Drift, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "revision-decreased",
    level: Level::Error,
    core: false,
    page: include_str!("revision_decreased.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let revisions = pair.old.claim.revision.zip(pair.new.claim.revision);
    let Some((old, new)) = revisions.filter(|(old, new)| new < old) else {
        return;
    };
    let message = format!("the revision fell from {old} to {new}");
    let label = format!("revision {new}, was {old}");
    let mut finding = at_revision(RULE.name, pair, &label, &message);
    finding.notes.push(if pair.changes.is_empty() {
        format!("revisions only rise: set `revision` back to {old}, as it was in {}", drift.baseline())
    } else {
        format!(
            "revisions only rise: set `revision` to {next}, and say in `changes` what revision {next} changed and why",
            next = old.saturating_add(1),
        )
    });
    finding.identity = format!("{old}\u{1e}{new}");
    out.push(finding);
}
