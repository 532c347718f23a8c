//! `figure-unsupported`: a figure of the statement stands in none of the quotes.

use super::check::{Check, Rule};
use super::pointing::{at_claim, listed};
use crate::claim::Verdict;
use crate::document::source_offset;
use crate::evidence::{ClaimFacts, Evidence};
use crate::figure::{Language, unsupported};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "figure-unsupported",
    level: Level::Warning,
    core: false,
    page: include_str!("figure_unsupported.md"),
    checks: &[Check::Claim(check)],
};

fn check(facts: &ClaimFacts<'_>, evidence: &Evidence<'_>, out: &mut Vec<Finding>) {
    let (Some(statement), Some(verdict)) = (&facts.claim.statement, &facts.claim.verdict) else {
        return;
    };
    // What refutes a statement has other figures, and what is unverified claims no evidence.
    if !matches!(verdict.value, Verdict::Supported | Verdict::Disputed) {
        return;
    }
    let quotes: Vec<&str> = facts
        .claim
        .citations
        .iter()
        .filter_map(|citation| citation.quote.as_ref())
        .flat_map(|quote| quote.value.fragments())
        .map(|fragment| fragment.value.as_str())
        .collect();
    if quotes.len() < facts.claim.citations.len() || quotes.is_empty() {
        // A quote that cannot be read might hold the figure; the schema has its finding.
        return;
    }
    let mut languages: Vec<Language> = facts
        .citations
        .iter()
        .filter_map(|citation| evidence.sources.get(citation.source_id()?))
        .filter_map(|source| Language::from_tag(source.descriptor.as_ref()?.language.as_deref()?))
        .collect();
    languages.dedup();
    let figures = unsupported(&statement.value, &quotes, &languages);
    for figure in figures {
        let literal = &facts.file.text.as_str()[statement.range.clone()];
        let place = statement.range.start + source_offset(literal, figure.range.start)
            ..statement.range.start + source_offset(literal, figure.range.end);
        let message = format!(
            "{} of the statement stands in none of its quotes",
            figure.describe()
        );
        let mut finding = at_claim(
            RULE.name,
            facts,
            &place,
            "/statement",
            "not in the quotes",
            &message,
        );
        finding.notes.push(format!(
            "quote the passage that says it, or correct the figure; {}",
            sources(facts)
        ));
        statement.value[figure.range.clone()].clone_into(&mut finding.identity);
        out.push(finding);
    }
}

fn sources(facts: &ClaimFacts<'_>) -> String {
    let mut ids: Vec<String> = facts
        .citations
        .iter()
        .filter_map(|citation| citation.source_id().map(str::to_owned))
        .collect();
    ids.sort();
    ids.dedup();
    format!("the claim cites {}", listed(&ids))
}
