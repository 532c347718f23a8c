//! `verdict-changed`: a claim has another verdict or rating than it had, and nothing records it.

use super::check::{Check, Rule};
use super::drifting::{from_to, unrecorded, unrecorded_change};
use super::pointing::quoted;
use crate::drift::{Drift, DriftKind, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "verdict-changed",
    level: Level::Error,
    core: false,
    page: include_str!("verdict_changed.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for change in unrecorded(pair, DriftKind::VerdictChanged) {
        let message = from_to("the verdict", change, str::to_owned);
        out.push(unrecorded_change(RULE.name, pair, drift, change, &message));
    }
    for change in unrecorded(pair, DriftKind::RatingChanged) {
        let message = from_to("the rating", change, quoted);
        out.push(unrecorded_change(RULE.name, pair, drift, change, &message));
    }
}
