//! `speaker-unconfirmed`: the speaker is not named near the quote.

use super::check::{Check, Rule};
use super::pointing::Cited;
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "speaker-unconfirmed",
    level: Level::Warning,
    core: false,
    page: include_str!("speaker_unconfirmed.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    let (Some(placement), Some(speaker)) = (cited.placement(), &cited.citation.citation.speaker)
    else {
        return;
    };
    let Some(passage) = &placement.speaker else {
        return;
    };
    let message = format!(
        "no part of the name “{}” stands near the quote in {}: not in its paragraph, nor in the one before or after",
        crate::text::visible_line(&speaker.value),
        cited.source(),
    );
    let mut finding = cited.at(
        RULE.name,
        &speaker.range,
        "/speaker",
        "not named near the quote",
        &message,
    );
    finding.related.push(cited.in_source(passage, "the quote"));
    finding.notes.push("read who speaks here; if it is clear from the text further up, waive the rule with that reason".to_owned());
    finding.identity = format!("{}\u{1e}{}", speaker.value, cited.quote_text());
    out.push(finding);
}
