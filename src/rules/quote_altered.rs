//! `quote-altered`: a quote is not in its source, but a passage is close enough to be the one meant.

use super::check::{Check, Rule};
use super::pointing::{Cited, counted, json_string, listed, quoted};
use crate::evidence::{ClosestPassage, Detail};
use crate::finding::{Closest, Finding, Level, Safety};
use crate::quote::{Change, same_but_for_typography};
use crate::text::visible_line;
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
        let (changes, typography) = changes(closest);
        let kinds: Vec<&'static str> = closest
            .difference
            .kinds
            .iter()
            .map(|kind| kind.as_str())
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
        finding.place = finding.place.marking(
            shown().map(|change| (cited.in_file(number, &change.quote), change.in_quote())),
        );
        let passage = &closest.passage;
        let in_source = cited.in_source(passage, "the closest passage");
        finding
            .related
            .push(in_source.marking(shown().map(|change| {
                let place = passage.range.start + change.source.start
                    ..passage.range.start + change.source.end;
                (place, change.in_source())
            })));
        finding.notes.push(format!(
            "the source says: “{}”",
            visible_line(&passage.text)
        ));
        if typography > 0 {
            let places = counted(typography, "place", "places");
            finding.notes.push(format!(
                "besides, the typography differs in {places}: copy the source's own characters"
            ));
        }
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
#[derive(Default)]
struct Replaced {
    source: Range<usize>,
    quote: Range<usize>,
    deleted: String,
    inserted: String,
    /// Whether the same words stand elsewhere on the other side.
    moved: bool,
}

impl Replaced {
    /// What is to be said where it stands in the quote.
    fn in_quote(&self) -> String {
        match (self.moved, self.inserted.trim()) {
            (true, "") => "moved from here".to_owned(),
            (true, _) => "moved to here".to_owned(),
            (false, "") => "left out here".to_owned(),
            (false, inserted) => format!("the quote has {}", quoted(inserted)),
        }
    }

    /// What is to be said where it stands in the source.
    fn in_source(&self) -> String {
        match (self.moved, self.deleted.trim()) {
            (true, "") => "not here".to_owned(),
            (true, _) => "the source has it here".to_owned(),
            (false, "") => "nothing here".to_owned(),
            (false, deleted) => format!("the source has {}", quoted(deleted)),
        }
    }
}

/// The edits that change something, deletions joined with the insertions beside them; and how many others are
/// nothing but typography, which is worth a word only beside them.
fn changes(closest: &ClosestPassage) -> (Vec<Replaced>, usize) {
    let mut all = joined(closest);
    mark_moves(&mut all);
    let is_typography =
        |change: &Replaced| same_but_for_typography(&change.deleted, &change.inserted);
    let (typography, changes): (Vec<Replaced>, Vec<Replaced>) =
        all.into_iter().partition(is_typography);
    if changes.is_empty() {
        (typography, 0)
    } else {
        (changes, typography.len())
    }
}

/// Finds words that were taken out in one place and put in in another, whatever their order there.
fn mark_moves(changes: &mut [Replaced]) {
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    for at in 0..changes.len() {
        let taken = sorted(&changes[at].deleted);
        if taken.is_empty() || !changes[at].inserted.trim().is_empty() {
            continue;
        }
        let put = changes.iter().position(|other| {
            other.deleted.trim().is_empty() && !other.moved && sorted(&other.inserted) == taken
        });
        if let Some(put) = put {
            changes[at].moved = true;
            changes[put].moved = true;
        }
    }
}

fn joined(closest: &ClosestPassage) -> Vec<Replaced> {
    let mut changes: Vec<Replaced> = Vec::new();
    let (mut source, mut quote) = (0, 0);
    let mut is_open = false;
    for (change, text) in &closest.difference.edits {
        if *change == Change::Equal {
            source += text.len();
            quote += text.len();
            is_open = false;
            continue;
        }
        if !is_open {
            changes.push(Replaced {
                source: source..source,
                quote: quote..quote,
                ..Replaced::default()
            });
            is_open = true;
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

/// What was done to the source's words.
fn in_words(changes: &[Replaced]) -> String {
    let mut words: Vec<String> = changes
        .iter()
        // A move is told once, at the place that the words were taken from.
        .filter(|change| !(change.moved && change.deleted.trim().is_empty()))
        .take(3)
        .map(
            |change| match (change.deleted.trim(), change.inserted.trim()) {
                (deleted, _) if change.moved => format!("{} was moved", quoted(deleted)),
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
