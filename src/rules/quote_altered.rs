//! `quote-altered`: a quote is not in its source, but a passage is close enough to be the one meant.

use super::check::{Check, Rule};
use super::pointing::{Cited, json_string, listed, quoted};
use crate::evidence::{ClosestPassage, Detail};
use crate::finding::{Closest, Finding, Level, Safety};
use crate::quote::{Change, Kind};
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    name: "quote-altered",
    level: Level::Error,
    core: true,
    page: include_str!("quote_altered.md"),
    checks: &[Check::Citation(check)],
};

/// So many differences get a caret, or a word in the message.
const SHOWN: usize = 6;

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    for (number, fragment) in cited.citation.fragments.iter().enumerate() {
        let Detail::Altered(closest) = &fragment.detail else {
            continue;
        };
        let changes = changes(closest);
        let kinds: Vec<&'static str> = closest
            .difference
            .kinds
            .iter()
            .map(|kind| Kind::as_str(*kind))
            .collect();
        let words: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let message = format!(
            "the quote is not what {} says ({}): {}",
            cited.source(),
            listed(&words),
            in_words(&changes)
        );
        let mut finding = cited.at_fragment(RULE.name, number, "", &message);
        let shown = || changes.iter().take(SHOWN);
        finding.place = finding.place.marking(shown().map(|change| {
            (
                cited.in_file(number, &change.quote),
                mark("the quote has", "nothing here", &change.inserted),
            )
        }));
        let passage = &closest.passage;
        finding.related.push(
            cited
                .in_source(passage, "the closest passage")
                .marking(shown().map(|change| {
                    let place = passage.range.start + change.source.start
                        ..passage.range.start + change.source.end;
                    (
                        place,
                        mark("the source has", "nothing here", &change.deleted),
                    )
                })),
        );
        finding
            .notes
            .push(format!("the source says: {}", quoted(&passage.text)));
        finding.kinds = kinds;
        finding.closest = Some(Closest {
            text: passage.text.clone(),
            similarity: (closest.similarity * 1000.0).round() / 1000.0,
            span: passage.span,
            file: cited.citation.text_path.clone().unwrap_or_default(),
            region: passage.region,
            edits: closest.difference.edits.clone(),
        });
        finding.fix = Some(cited.fix(
            "quote the passage as it stands",
            Safety::Review,
            &fragment.quote.range,
            json_string(&passage.text),
        ));
        out.push(finding);
    }
}

/// A stretch of the passage and what the quote has instead; either may be empty.
struct Replaced {
    source: Range<usize>,
    quote: Range<usize>,
    deleted: String,
    inserted: String,
}

/// The edits that change something, deletions joined with the insertions beside them.
fn changes(closest: &ClosestPassage) -> Vec<Replaced> {
    let mut changes: Vec<Replaced> = Vec::new();
    let (mut source, mut quote) = (0, 0);
    let mut joined = false;
    for (change, text) in &closest.difference.edits {
        if *change == Change::Equal {
            source += text.len();
            quote += text.len();
            joined = false;
            continue;
        }
        if !joined {
            changes.push(Replaced {
                source: source..source,
                quote: quote..quote,
                deleted: String::new(),
                inserted: String::new(),
            });
            joined = true;
        }
        let Some(open) = changes.last_mut() else {
            continue;
        };
        if *change == Change::Delete {
            source += text.len();
            open.source.end = source;
            open.deleted.push_str(text);
        } else {
            quote += text.len();
            open.quote.end = quote;
            open.inserted.push_str(text);
        }
    }
    changes
}

fn mark(has: &str, nothing: &str, text: &str) -> String {
    match text.trim() {
        "" if text.is_empty() => nothing.to_owned(),
        "" => format!("{has} {}", crate::text::visible(text)),
        text => format!("{has} {}", quoted(text)),
    }
}

/// What was done to the source's words.
fn in_words(changes: &[Replaced]) -> String {
    let mut words: Vec<String> = changes
        .iter()
        .take(3)
        .map(
            |change| match (change.deleted.trim(), change.inserted.trim()) {
                ("", "") => "white space differs".to_owned(),
                ("", inserted) => format!("{} was put in", quoted(inserted)),
                (deleted, "") => format!("{} was left out", quoted(deleted)),
                (deleted, inserted) => format!("{} became {}", quoted(deleted), quoted(inserted)),
            },
        )
        .collect();
    if changes.len() > words.len() {
        words.push(format!("{} more changes", changes.len() - words.len()));
    }
    listed(&words)
}
