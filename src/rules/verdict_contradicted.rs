//! `verdict-contradicted`: a citation's stance speaks against the verdict.

use super::check::{Check, Rule};
use super::pointing::at_claim;
use super::verdict_unbacked;
use crate::claim::{Stance, Verdict};
use crate::evidence::{ClaimFacts, Evidence};
use crate::finding::{Finding, Label, Level};

pub(super) const RULE: Rule = Rule {
    name: "verdict-contradicted",
    level: Level::Error,
    core: false,
    page: include_str!("verdict_contradicted.md"),
    checks: &[Check::Claim(check)],
};

fn check(facts: &ClaimFacts<'_>, evidence: &Evidence<'_>, out: &mut Vec<Finding>) {
    let Some(verdict) = &facts.claim.verdict else {
        return;
    };
    let (needed, against) = match verdict.value {
        Verdict::Supported => (Stance::Supports, Stance::Refutes),
        Verdict::Refuted => (Stance::Refutes, Stance::Supports),
        Verdict::Disputed | Verdict::Unverified => return,
    };
    let has = |stance: Stance| {
        let mut citations = facts.claim.citations.iter();
        citations.any(|citation| citation.stance == Some(stance))
    };
    // Where nothing backs the verdict at all, that is what is wrong with it, unless it may be so.
    if !has(against)
        || !has(needed) && !facts.accepts(verdict_unbacked::RULE.name, None, evidence.project)
    {
        return;
    }
    let citations: Vec<_> = facts
        .claim
        .citations
        .iter()
        .filter(|citation| citation.stance == Some(against))
        .collect();
    let says = match against {
        Stance::Refutes => "refutes it",
        _ => "supports it",
    };
    let message = format!(
        "the verdict is \"{}\", but a citation {says}",
        verdict.value.as_str()
    );
    let mut finding = at_claim(
        RULE.name,
        facts,
        &verdict.range,
        "/verdict",
        "contradicted below",
        &message,
    );
    for citation in &citations {
        let quote = citation
            .quote
            .as_ref()
            .map_or(&citation.range, |quote| &quote.range);
        finding.related.push(Label::new(
            &facts.file.path,
            &facts.file.text,
            quote,
            format!("this {says}"),
        ));
    }
    finding.notes.push("where sources stand on both sides the verdict is \"disputed\"; a citation without \"stance\" supports".to_owned());
    let of: Vec<&str> = citations
        .iter()
        .filter_map(|citation| citation.source.as_ref().map(|source| source.value.as_str()))
        .collect();
    finding.identity = format!("{}\u{1e}{}", verdict.value.as_str(), of.join("\u{1e}"));
    out.push(finding);
}
