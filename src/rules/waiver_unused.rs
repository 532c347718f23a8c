//! `waiver-unused`: a waiver silences nothing, or has ended.

use super::check::{Check, Rule};
use super::pointing::at_claim;
use crate::config::is_waivable_rule;
use crate::evidence::Evidence;
use crate::finding::{Finding, Level};
use crate::report::{Waived, WaiverPlace};
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    name: "waiver-unused",
    level: Level::Warning,
    core: false,
    page: include_str!("waiver_unused.md"),
    checks: &[Check::Waivers(check)],
};

fn check(evidence: &Evidence<'_>, waived: &[Waived], out: &mut Vec<Finding>) {
    let used: BTreeSet<&WaiverPlace> = waived.iter().flat_map(|waived| &waived.by).collect();
    for facts in &evidence.claims {
        for (number, waiver) in facts.claim.waivers.iter().enumerate() {
            // A waiver of a rule that cannot be waived is a fault of its own.
            let Some(rule) = waiver
                .rule
                .as_ref()
                .filter(|rule| is_waivable_rule(&rule.value))
            else {
                continue;
            };
            let is_used = used.contains(&WaiverPlace {
                file: facts.file.path.clone(),
                claim: facts.claim.index,
                waiver: number,
            });
            let ended = waiver
                .until
                .as_ref()
                .filter(|until| **until < evidence.project.today);
            let (message, note) = match ended {
                Some(until) => (
                    format!("the waiver of `{}` ended on {until}", rule.value),
                    "mend what the rule finds, or decide anew until when it may stay",
                ),
                None if is_used => continue,
                None => (
                    format!("the waiver of `{}` silences nothing", rule.value),
                    "take it out: the fault it was written for is gone",
                ),
            };
            let step = format!("/waivers/{number}");
            let mut finding = at_claim(RULE.name, facts, &rule.range, &step, "", &message);
            finding.citation = waiver
                .citation
                .and_then(|index| usize::try_from(index).ok());
            finding.notes.push(note.to_owned());
            finding.identity = format!("{}\u{1e}{:?}", rule.value, waiver.citation);
            out.push(finding);
        }
    }
}
