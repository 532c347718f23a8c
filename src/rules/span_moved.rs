//! `span-moved`: a citation's span is not where its quote stands.

use super::check::{Check, Rule};
use super::pointing::{Cited, listed, quoted};
use crate::document::{Edit, parse_json};
use crate::finding::{Finding, Fix, Level, Safety};
use crate::text::Span;
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    name: "span-moved",
    level: Level::Error,
    core: false,
    page: include_str!("span_moved.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    let (Some(placement), Some(span)) = (cited.placement(), &cited.citation.citation.span) else {
        return;
    };
    let Some(fault) = &placement.span else {
        return;
    };
    let places: Vec<String> = fault
        .stands
        .iter()
        .map(|passage| format!("{} to {}", passage.span.start, passage.span.end))
        .collect();
    let message = format!(
        "the span says {} to {}, but in {} the quote stands at {}",
        fault.said.start,
        fault.said.end,
        cited.source(),
        listed(&places),
    );
    let mut finding = cited.at(
        RULE.name,
        &span.range,
        "/span",
        "not the quote's place",
        &message,
    );
    let numbers = numbers(cited, &span.range);
    finding.place = finding.place.marking(
        numbers
            .iter()
            .map(|range| (range.clone(), "not the quote's place".to_owned())),
    );
    for passage in &fault.stands {
        finding
            .related
            .push(cited.in_source(passage, "the quote stands here"));
    }
    finding.notes.push(match &fault.instead {
        Some(instead) => format!("at the span stands {}", quoted(instead)),
        None => "the span is not within the text".to_owned(),
    });
    if let Some((place, _)) = placement.place {
        finding.fix = fix(cited, &span.range, place);
    }
    finding.identity = cited.quote_text();
    out.push(finding);
}

/// Where `start` and `end` stand in the claim file.
fn numbers(cited: &Cited<'_, '_>, object: &Range<usize>) -> Vec<Range<usize>> {
    let text = &cited.claim.file.text.as_str()[object.clone()];
    let Ok(parsed) = parse_json(text) else {
        return Vec::new();
    };
    ["start", "end"]
        .into_iter()
        .filter_map(|key| parsed.root.get(key))
        .map(|node| object.start + node.range.start..object.start + node.range.end)
        .collect()
}

/// Only the two numbers change.
fn fix(cited: &Cited<'_, '_>, object: &Range<usize>, span: Span) -> Option<Fix> {
    let mut edits: Vec<Edit> = numbers(cited, object)
        .into_iter()
        .zip([span.start, span.end])
        .map(|(range, number)| Edit {
            range,
            text: number.to_string(),
        })
        .collect();
    edits.sort_by_key(|edit| edit.range.start);
    let title = "write the span where the quote stands";
    (edits.len() == 2).then(|| cited.fix(title, Safety::Safe, edits))
}
