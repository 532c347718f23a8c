//! `stance-changed`: a citation does something else for its claim than it did, and nothing records it.

use super::check::{Check, Rule};
use super::drifting::{citation_name, from_to, unrecorded, unrecorded_value};
use crate::drift::{Drift, DriftKind, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "stance-changed",
    level: Level::Error,
    core: false,
    page: include_str!("stance_changed.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for change in unrecorded(pair, DriftKind::StanceChanged) {
        let what = format!("the stance of {}", citation_name(pair, change));
        let message = from_to(&what, change, str::to_owned);
        out.push(unrecorded_value(RULE.name, pair, drift, change, &message));
    }
}
