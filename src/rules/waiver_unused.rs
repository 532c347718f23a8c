//! `waiver-unused`: a waiver silences nothing, or has ended.

use super::check::{Check, Rule, Silenced};
use super::pointing::{at_claim, listed};
use crate::claim::Waiver;
use crate::config::is_waivable_rule;
use crate::evidence::{ClaimFacts, Evidence};
use crate::finding::{Finding, Level};
use crate::report::WaiverPlace;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    name: "waiver-unused",
    level: Level::Warning,
    core: false,
    page: include_str!("waiver_unused.md"),
    checks: &[Check::Waivers(check)],
};

fn check(evidence: &Evidence<'_>, silenced: &Silenced<'_>, out: &mut Vec<Finding>) {
    let used = silenced.waived.iter().flat_map(|waived| &waived.by);
    let used: BTreeSet<&WaiverPlace> = used.collect();
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
                    "mend what the rule finds, or decide anew until when it may stay".to_owned(),
                ),
                None if is_used => continue,
                None => silences_nothing(facts, waiver, &rule.value, silenced),
            };
            let step = format!("/waivers/{number}");
            let mut finding = at_claim(RULE.name, facts, &rule.range, &step, "", &message);
            finding.citation = waiver
                .citation
                .and_then(|index| usize::try_from(index).ok());
            finding.notes.push(note);
            finding.identity = format!("{}\u{1e}{:?}", rule.value, waiver.citation);
            out.push(finding);
        }
    }
}

/// The message about a waiver that silences nothing, and what to do. One that was meant for another citation is not to be
/// taken out: it is written with the wrong number, as when its author counted from 1.
fn silences_nothing(
    facts: &ClaimFacts<'_>,
    waiver: &Waiver,
    rule: &str,
    silenced: &Silenced<'_>,
) -> (String, String) {
    let message = format!("the waiver of `{rule}` silences nothing");
    let gone = "take it out: the fault it was written for is gone";
    let Some(citation) = waiver.citation else {
        return (message, gone.to_owned());
    };
    let count = facts.claim.citations.len();
    let is_there = usize::try_from(citation).is_ok_and(|citation| citation < count);
    let missed = Missed::of(silenced.open(facts, rule), citation);
    let unknown = (!is_there).then(|| format!("the claim has {}", citations_there(count)));
    let reasons: Vec<String> = unknown.into_iter().chain(missed.place()).collect();
    match (&reasons[..], missed.advice()) {
        ([], _) => (message, gone.to_owned()),
        (reasons, advice) => (format!("{message}: {}", reasons.join(", and ")), advice),
    }
}

/// What citations a claim has, and how a waiver counts them.
fn citations_there(count: usize) -> String {
    match count {
        0 => "no citation".to_owned(),
        1 => "1 citation, numbered 0".to_owned(),
        _ => format!("{count} citations, numbered 0 to {}", count - 1),
    }
}

/// What a rule finds in the claim of a waiver that does not silence it.
struct Missed {
    /// The numbers of the other citations.
    citations: Vec<String>,
    /// Whether it finds something in the claim as a whole.
    is_of_claim: bool,
}

impl Missed {
    fn of<'f>(findings: impl Iterator<Item = &'f Finding>, waived: u64) -> Self {
        let found: BTreeSet<Option<usize>> = findings.map(|finding| finding.citation).collect();
        // A waiver without a reason misses even its own citation; that is a fault of its own.
        let others = found
            .iter()
            .flatten()
            .filter(|number| **number as u64 != waived);
        Self {
            is_of_claim: found.contains(&None),
            citations: others.map(ToString::to_string).collect(),
        }
    }

    /// Where the fault is.
    fn place(&self) -> Option<String> {
        match &self.citations[..] {
            [] => self
                .is_of_claim
                .then(|| "the fault is on the claim as a whole".to_owned()),
            [number] => Some(format!("the fault is on citation {number}")),
            numbers => Some(format!("the faults are on citations {}", listed(numbers))),
        }
    }

    fn advice(&self) -> String {
        match &self.citations[..] {
            [] if self.is_of_claim => {
                "take `citation` out of the waiver if that fault is meant".to_owned()
            }
            [] => "take it out, or write the number of the citation that is meant".to_owned(),
            [number] => format!("write `\"citation\": {number}` if that fault is meant"),
            _ => "write the number of the citation that is meant".to_owned(),
        }
    }
}
