//! `quote-changed`: a citation quotes other words than it did, and nothing records it.

use super::check::{Check, Rule};
use super::drifting::{unrecorded, unrecorded_rewording};
use crate::drift::{Drift, DriftKind, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "quote-changed",
    level: Level::Error,
    core: false,
    page: include_str!("quote_changed.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for change in unrecorded(pair, DriftKind::QuoteChanged) {
        let what = match &change.source {
            Some(source) => format!("the quote from {source}"),
            None => "the quote".to_owned(),
        };
        let finding = unrecorded_rewording(RULE.name, pair, drift, change, &what);
        out.push(finding);
    }
}
