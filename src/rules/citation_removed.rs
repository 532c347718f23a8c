//! `citation-removed`: a claim no longer has a citation that it had, and nothing records it.

use super::check::{Check, Rule};
use super::drifting::{gained_or_lost, unrecorded, unrecorded_change};
use crate::drift::{Drift, DriftKind, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "citation-removed",
    level: Level::Error,
    core: false,
    page: include_str!("citation_removed.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for change in unrecorded(pair, DriftKind::CitationRemoved) {
        let message = gained_or_lost(change, change.before.as_deref(), "taken out");
        out.push(unrecorded_change(RULE.name, pair, drift, change, &message));
    }
}
