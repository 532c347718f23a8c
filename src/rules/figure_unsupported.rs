//! `figure-unsupported`: a figure of the statement stands in none of the quotes.

use super::check::{Check, Rule};
use super::pointing::{at_claim, listed};
use crate::claim::Verdict;
use crate::document::source_offset;
use crate::evidence::{ClaimFacts, Evidence};
use crate::figure::{self, Language};
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
    let languages = facts
        .citations
        .iter()
        .filter_map(|citation| evidence.language(citation));
    // English is read in every text.
    let languages = languages.filter(|language| *language != Language::English);
    let mut languages: Vec<Language> = languages.collect();
    languages.dedup();
    if !figure::may_have_figures(&statement.value, &languages) {
        return;
    }
    let mut quotes = Vec::new();
    for citation in &facts.citations {
        let Some(quote) = &citation.citation.quote else {
            // A quote that cannot be read might hold the figure; the schema has its finding.
            return;
        };
        let fragments = quote.value.fragments().iter();
        let published = evidence.published(citation);
        quotes.push(figure::Evidence {
            fragments: fragments.map(|fragment| fragment.value.as_str()).collect(),
            published: published.map(|published| (published.year(), published.month())),
        });
    }
    if quotes.is_empty() {
        return;
    }
    let mut figures = figure::unsupported(&statement.value, &quotes, &languages);
    let others = figures.split_off(figures.len().min(MOST));
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
    if !others.is_empty()
        && let Some(last) = out.last_mut()
    {
        last.notes.push(format!(
            "{} more of the statement's figures do not stand there",
            others.len()
        ));
        // Where one of them is another, it is no longer the finding that was known.
        for figure in others {
            last.identity.push(' ');
            last.identity.push_str(&statement.value[figure.range]);
        }
    }
}

/// So many figures of a statement are told one by one.
const MOST: usize = 100;

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
