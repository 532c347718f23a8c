//! `context-mismatch`: prefix or suffix is not what stands before or after the quote.

use super::check::{Check, Rule};
use super::pointing::{Cited, quoted};
use crate::evidence::Side;
use crate::finding::{Finding, Level, Safety};

pub(super) const RULE: Rule = Rule {
    name: "context-mismatch",
    level: Level::Error,
    core: false,
    page: include_str!("context_mismatch.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    for fault in cited
        .placement()
        .into_iter()
        .flat_map(|placement| &placement.context)
    {
        let (name, said, where_) = match fault.side {
            Side::Prefix => ("prefix", &cited.citation.citation.prefix, "before"),
            Side::Suffix => ("suffix", &cited.citation.citation.suffix, "after"),
        };
        let Some(said) = said else {
            continue;
        };
        let stands = if fault.stands.is_empty() {
            "nothing".to_owned()
        } else {
            quoted(&fault.stands)
        };
        let message = format!(
            "the {name} {} is not what stands {where_} the quote in {}: there stands {stands}",
            quoted(&said.value),
            cited.source(),
        );
        let mut finding = cited.at(
            RULE.name,
            &said.range,
            &format!("/{name}"),
            "not what stands there",
            &message,
        );
        finding
            .related
            .push(cited.in_source(&fault.passage, "the quote stands here"));
        if fault.unique {
            finding.fix = Some(cited.fix_string(
                &format!("write the {name} that stands there"),
                Safety::Safe,
                &said.range,
                &fault.stands,
            ));
        } else {
            finding.notes.push(
                "the quote stands more than once, and before or after none of these places"
                    .to_owned(),
            );
        }
        finding.identity = format!("{name}\u{1e}{}\u{1e}{}", said.value, cited.quote_text());
        out.push(finding);
    }
}
