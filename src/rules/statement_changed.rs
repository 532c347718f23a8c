//! `statement-changed`: a claim says something else than it did, and nothing records it.

use super::check::{Check, Rule};
use super::drifting::{unrecorded, unrecorded_rewording};
use crate::drift::{Drift, DriftKind, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "statement-changed",
    level: Level::Error,
    core: false,
    page: include_str!("statement_changed.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for change in unrecorded(pair, DriftKind::StatementChanged) {
        out.push(unrecorded_rewording(
            RULE.name,
            pair,
            drift,
            change,
            "the statement",
        ));
    }
}
