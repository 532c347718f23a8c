//! `citation-added`: a claim leans on a citation that it did not have, and nothing records it.

use super::check::{Check, Rule};
use super::drifting::{gained_or_lost, unrecorded, unrecorded_change};
use crate::drift::{Drift, DriftKind, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "citation-added",
    level: Level::Error,
    core: false,
    page: include_str!("citation_added.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for change in unrecorded(pair, DriftKind::CitationAdded) {
        let message = gained_or_lost(change, change.after.as_deref(), "added");
        out.push(unrecorded_change(RULE.name, pair, drift, change, &message));
    }
}
