//! `speaker-changed`: a quote is put into another mouth than it was, and nothing records it.

use super::check::{Check, Rule};
use super::drifting::{citation_name, from_to, unrecorded, unrecorded_value};
use super::pointing::quoted;
use crate::drift::{Drift, DriftKind, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "speaker-changed",
    level: Level::Error,
    core: false,
    page: include_str!("speaker_changed.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for change in unrecorded(pair, DriftKind::SpeakerChanged) {
        let what = format!("the speaker of {}", citation_name(pair, change));
        let message = from_to(&what, change, quoted);
        out.push(unrecorded_value(RULE.name, pair, drift, change, &message));
    }
}
