//! `context-mismatch`: prefix or suffix is not what stands before or after the quote.

use super::check::{Check, Rule};
use super::pointing::{Cited, quoted};
use crate::evidence::{Certainty, ContextFault, Side};
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
        let safety = match (fault.place, &fault.elsewhere) {
            (Certainty::Only, _) => Some(Safety::Safe),
            (Certainty::SingledOut, None) => Some(Safety::Review),
            _ => None,
        };
        finding.fix = safety.map(|safety| {
            let what = format!("write the {name} that stands there");
            cited.fix_string(&what, safety, &said.range, &fault.stands)
        });
        finding.notes.extend(doubt(fault, name, where_));
        if let Some(elsewhere) = &fault.elsewhere {
            let there = format!("the {name} stands {where_} the quote here");
            finding.related.push(cited.in_source(elsewhere, &there));
        }
        finding.identity = format!("{name}\u{1e}{}\u{1e}{}", said.value, cited.quote_text());
        out.push(finding);
    }
}

/// What an editor has to know of a quote that stands more than once.
fn doubt(fault: &ContextFault, name: &str, where_: &str) -> Option<String> {
    match (fault.place, &fault.elsewhere) {
        (Certainty::Only, _) => None,
        (Certainty::Open, _) => Some(format!(
            "the quote stands more than once, and the {name} {where_} none of these places"
        )),
        (Certainty::SingledOut, None) => Some(
            "the quote stands more than once: see that the place which the rest of the citation names is the one you mean"
                .to_owned(),
        ),
        (Certainty::SingledOut, Some(_)) => Some(format!(
            "the quote stands more than once, and the {name} {where_} another of its places than the one which the rest of the \
             citation names: correct whichever of them is wrong"
        )),
    }
}
