//! `quote-too-short`: a quote of so few characters proves little.

use super::check::{Check, Rule};
use super::pointing::Cited;
use crate::evidence::Match;
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "quote-too-short",
    level: Level::Warning,
    core: false,
    page: include_str!("quote_too_short.md"),
    checks: &[Check::Citation(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    let least = cited.evidence.project.config.min_quote_characters;
    for (number, fragment) in cited.citation.fragments.iter().enumerate() {
        let characters = fragment.quote.value.chars().count();
        if characters >= least || fragment.detail.matched() != Match::Verbatim {
            continue;
        }
        let message = format!(
            "the quote has {characters} {}; with fewer than {least} it proves little",
            if characters == 1 {
                "character"
            } else {
                "characters"
            }
        );
        let mut finding = cited.at_fragment(RULE.name, number, "short", &message);
        finding
            .notes
            .push("quote the whole phrase that bears the statement out".to_owned());
        out.push(finding);
    }
}
