//! `verdict-unbacked`: no citation has the stance that the verdict needs.

use super::check::{Check, Rule};
use super::pointing::{at_claim, listed};
use crate::claim::{Stance, Verdict};
use crate::evidence::{ClaimFacts, Evidence};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "verdict-unbacked",
    level: Level::Error,
    core: false,
    page: include_str!("verdict_unbacked.md"),
    checks: &[Check::Claim(check)],
};

fn check(facts: &ClaimFacts<'_>, _: &Evidence<'_>, out: &mut Vec<Finding>) {
    let Some(verdict) = &facts.claim.verdict else {
        return;
    };
    let needed: &[Stance] = match verdict.value {
        Verdict::Supported => &[Stance::Supports],
        Verdict::Refuted => &[Stance::Refutes],
        Verdict::Disputed => &[Stance::Supports, Stance::Refutes],
        Verdict::Unverified => return,
    };
    let citations = &facts.claim.citations;
    let has = |stance: Option<Stance>| citations.iter().any(|citation| citation.stance == stance);
    let is_missing = |stance: &&Stance| !has(Some(**stance));
    // Without citations, or with a stance that cannot be read, the schema has said what is wrong already.
    if citations.is_empty() || !needed.iter().any(|stance| is_missing(&stance)) || has(None) {
        return;
    }
    let missing: Vec<String> = needed
        .iter()
        .filter(is_missing)
        .map(|stance| format!("\"{}\"", stance.as_str()))
        .collect();
    let message = format!(
        "the verdict is \"{}\", but no citation has the stance {}",
        verdict.value.as_str(),
        listed(&missing),
    );
    let mut finding = at_claim(
        RULE.name,
        facts,
        &verdict.range,
        "/verdict",
        "nothing backs this",
        &message,
    );
    finding.notes.push("add a citation with that stance, or change the verdict; a citation without \"stance\" supports".to_owned());
    let contrary = match verdict.value {
        Verdict::Supported => Some((Stance::Refutes, "refuted")),
        Verdict::Refuted => Some((Stance::Supports, "supported")),
        Verdict::Disputed | Verdict::Unverified => None,
    };
    if let Some((stance, other)) = contrary.filter(|(stance, _)| has(Some(*stance))) {
        finding.notes.push(format!(
            "what it cites has the stance \"{}\": is the verdict \"{other}\"?",
            stance.as_str()
        ));
    }
    finding.identity = format!("{}{}", verdict.value.as_str(), missing.concat());
    out.push(finding);
}
