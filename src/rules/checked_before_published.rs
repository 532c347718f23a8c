//! `checked-before-published`: a claim was checked before a source it cites was published.

use super::check::{Check, Rule};
use super::pointing::at_claim;
use crate::evidence::{CitationFacts, ClaimFacts, Evidence};
use crate::finding::{Finding, Label, Level};
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    name: "checked-before-published",
    level: Level::Error,
    core: false,
    page: include_str!("checked_before_published.md"),
    checks: &[Check::Claim(check)],
};

fn check(facts: &ClaimFacts<'_>, evidence: &Evidence<'_>, out: &mut Vec<Finding>) {
    let Some(checked) = &facts.claim.checked.on else {
        return;
    };
    let is_later = |citation: &CitationFacts<'_>| {
        let published = evidence.published(citation);
        published.is_some_and(|published| checked.value < *published)
    };
    if !facts.citations.iter().any(is_later) {
        return;
    }
    let mut seen = BTreeSet::new();
    for citation in &facts.citations {
        let Some(id) = citation.source_id().filter(|id| seen.insert(*id)) else {
            continue;
        };
        let Some(descriptor) = evidence
            .sources
            .get(id)
            .and_then(|source| source.descriptor.as_ref())
        else {
            continue;
        };
        let Some(published) = descriptor
            .published
            .as_ref()
            .filter(|published| checked.value < published.value)
        else {
            continue;
        };
        let message = format!(
            "it was checked on {}, but {id}, which it cites, was published on {}",
            checked.value, published.value
        );
        let mut finding = at_claim(
            RULE.name,
            facts,
            &checked.range,
            "/checked/on",
            "before the source",
            &message,
        );
        finding.citation = Some(citation.citation.index);
        finding.source = Some(id.to_owned());
        finding.related.push(Label::new(
            &descriptor.path,
            &descriptor.text,
            &published.range,
            "published then",
        ));
        finding.notes.push("check the claim against the source again and write that day, or correct the source's date".to_owned());
        finding.identity = format!("{}\u{1e}{}", checked.value, published.value);
        out.push(finding);
    }
}
