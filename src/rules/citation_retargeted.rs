//! `citation-retargeted`: a citation names another source than it did, and nothing records it.

use super::check::{Check, Rule};
use super::drifting::{citation_name, from_to, unrecorded, unrecorded_value};
use crate::drift::{Drift, DriftKind, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "citation-retargeted",
    level: Level::Error,
    core: false,
    page: include_str!("citation_retargeted.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for change in unrecorded(pair, DriftKind::CitationRetargeted) {
        let name = citation_name(pair, change);
        let message = match (&change.before, &change.after) {
            (Some(old), Some(new)) => format!("{name} is now cited from {new} instead of {old}"),
            _ => from_to(&format!("the source of {name}"), change, str::to_owned),
        };
        out.push(unrecorded_value(RULE.name, pair, drift, change, &message));
    }
}
