//! What is said of a change, in parts that each format draws in its own way.

use super::outline::{Entry, Outline, Subject, Title, records_by_note};
use crate::drift::{self, DriftKind};
use crate::finding::Finding;
use crate::quote::Change;
use crate::report::Report;
use crate::text::{visible, visible_line};
use unicode_segmentation::UnicodeSegmentation;

/// So many characters of text that did not change are kept on each side of a change.
const CONTEXT: usize = 60;

/// A piece of a line. Its text can be printed as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// What the line is about.
    Label(String),
    /// Words that say something about texts, and texts that did not change.
    Plain(String),
    /// Words that are gone, out of a text that is still there.
    Deleted(String),
    /// Words that are new, in a text that was there.
    Inserted(String),
    /// A value or text as a whole that is gone.
    Former(String),
    /// A value or text as a whole that is new.
    Present(String),
}

/// The line that ends the changelog, and sums it up.
pub(super) fn summary(report: &Report, outline: &Outline<'_>) -> String {
    let baseline = match &report.baseline {
        Ok(baseline) => visible_line(&baseline.to_string()),
        Err(none) => return format!("nothing to compare with: {none}"),
    };
    let recorded = report.changes.iter().filter(|change| change.recorded);
    let recorded = recorded.count();
    let unrecorded = report.changes.len() - recorded;
    let changes = match (recorded, unrecorded) {
        (0, 0) if outline.not_compared.is_empty() => format!("nothing changed since {baseline}"),
        (0, 0) => format!("no change was found since {baseline}"),
        _ => {
            let counts = [(recorded, "recorded"), (unrecorded, "not recorded")];
            let counts: Vec<String> = counts
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}"))
                .collect();
            let changes = counted(report.changes.len(), "change");
            format!("{changes} since {baseline}: {}", counts.join(", "))
        }
    };
    let mut summary = changes;
    if outline.remarks > 0 {
        summary.push_str("; ");
        summary.push_str(&counted(outline.remarks, "remark"));
    }
    if !outline.not_compared.is_empty() {
        summary.push_str("; NOT COMPARED: ");
        summary.push_str(&counted(outline.not_compared.len(), "file"));
    }
    summary
}

/// What could not be compared, a line each.
pub(super) fn not_compared(outline: &Outline<'_>) -> impl Iterator<Item = String> {
    outline.not_compared.iter().map(|unchecked| {
        format!(
            "not compared: {}: {}",
            visible_line(&unchecked.file),
            visible_line(&unchecked.reason)
        )
    })
}

/// The title of a part of the changelog.
pub(super) fn title(title: Title<'_>) -> String {
    match title {
        Title::Story(story) => format!("story {}", visible_line(story)),
        Title::File(file) => visible_line(file),
        Title::Sources => "sources".to_owned(),
        Title::Project => "the project".to_owned(),
    }
}

/// The claim or source, by its id; `old-id → new-id` where it has another one.
pub(super) fn name(entry: &Entry<'_>) -> String {
    let name = visible_line(entry.name());
    match entry.former_name() {
        Some(former) => format!("{} → {name}", visible_line(former)),
        None => name,
    }
}

/// The notes that record a claim's changes.
pub(super) fn notes(entry: &Entry<'_>) -> Option<String> {
    let notes: Vec<String> = entry.notes().into_iter().map(quoted).collect();
    (!notes.is_empty()).then(|| notes.join(", "))
}

/// What a change is, in parts.
pub(super) fn change(change: &drift::Change, entry: &Entry<'_>) -> Vec<Part> {
    let mut parts = vec![Part::Label(label(change))];
    let says = said(change);
    if !says.is_empty() {
        parts.push(Part::Plain(": ".to_owned()));
        parts.extend(says);
    }
    if !change.kinds.is_empty() {
        parts.push(Part::Plain(format!(" ({})", change.kinds.join(", "))));
    }
    // Where a part of the changes is recorded, it is said of each of the others.
    let is_mixed = entry.changes.iter().any(|other| other.recorded);
    if !change.recorded && is_mixed {
        parts.push(Part::Plain("; not recorded".to_owned()));
    }
    parts
}

/// A remark, in parts.
pub(super) fn remark(finding: &Finding, entry: &Entry<'_>) -> Vec<Part> {
    let place = match entry.subject {
        Subject::Project => format!(
            "{}:{}: ",
            visible_line(&finding.place.file),
            finding.place.region.line
        ),
        _ => String::new(),
    };
    // The entry names the claim.
    let own = format!("claim \"{}\": ", entry.name());
    let message = finding.message.strip_prefix(&own);
    let message = visible_line(message.unwrap_or(&finding.message));
    vec![
        Part::Label(format!("{}[{}]", finding.level, finding.rule)),
        Part::Plain(format!(": {place}{message}")),
    ]
}

/// What changed, and of which source the citation is.
fn label(change: &drift::Change) -> String {
    let words = change.kind.words();
    let source = change.source.as_deref().map(visible_line);
    match (change.kind, source) {
        (
            DriftKind::QuoteChanged | DriftKind::CitationAdded | DriftKind::CitationRemoved,
            Some(source),
        ) => format!("{words} from {source}"),
        (DriftKind::StanceChanged | DriftKind::SpeakerChanged, Some(source)) => {
            format!("{words} of the citation from {source}")
        }
        // Of a source that was edited there is a change for each quote that no longer stands.
        (DriftKind::SourceEdited, _) => match (&change.claim, &change.after) {
            (Some(claim), Some(_)) => format!("what {} quotes", visible_line(claim)),
            (Some(claim), None) => format!("what {} quotes is gone", visible_line(claim)),
            (None, _) => words.to_owned(),
        },
        _ => words.to_owned(),
    }
}

/// What stood there and what stands there.
fn said(change: &drift::Change) -> Vec<Part> {
    let is_reworded = change.edits.iter().any(|(edit, _)| *edit != Change::Equal);
    let mut parts = match change.kind {
        DriftKind::VerdictChanged
        | DriftKind::RatingChanged
        | DriftKind::StanceChanged
        | DriftKind::SpeakerChanged
        | DriftKind::CitationRetargeted
        | DriftKind::PinChanged => from_to(change),
        // Both ids stand in the entry's first line.
        DriftKind::ClaimRenamed if change.recorded => {
            vec![Part::Plain(
                "changed; formerly names the old one".to_owned(),
            )]
        }
        DriftKind::ClaimRenamed => {
            vec![Part::Plain(
                "changed; formerly does not name the old one".to_owned(),
            )]
        }
        DriftKind::ClaimAdded
        | DriftKind::ClaimRemoved
        | DriftKind::ClaimRetired
        | DriftKind::ClaimMerged
        | DriftKind::CitationAdded
        | DriftKind::CitationRemoved => whole(change),
        _ if is_reworded => pieces(&change.edits),
        _ => whole(change),
    };
    if let (false, Some(note)) = (records_by_note(change), &change.note) {
        let separator = if parts.is_empty() { "" } else { "; " };
        parts.push(Part::Plain(format!("{separator}reason: {}", quoted(note))));
    }
    parts
}

/// `before → after`, for a value.
fn from_to(change: &drift::Change) -> Vec<Part> {
    let value = |text: &Option<String>| {
        text.as_deref()
            .map_or_else(|| "none".to_owned(), visible_line)
    };
    vec![
        Part::Former(value(&change.before)),
        Part::Plain(" → ".to_owned()),
        Part::Present(value(&change.after)),
    ]
}

/// The texts as they are, or the one that there is.
fn whole(change: &drift::Change) -> Vec<Part> {
    let text = |text: &String| match change.kind {
        DriftKind::CitationAdded
        | DriftKind::CitationRemoved
        | DriftKind::StatementChanged
        | DriftKind::QuoteChanged => quoted(text),
        // Words about a source, not of it.
        DriftKind::SourceEdited if change.claim.is_some() => quoted(text),
        _ => visible_line(text),
    };
    let before = change.before.as_ref().map(text).map(Part::Former);
    let after = change.after.as_ref().map(text).map(match change.kind {
        DriftKind::SourceEdited if change.claim.is_none() => Part::Plain,
        _ => Part::Present,
    });
    match (before, after) {
        (Some(before), Some(after)) => {
            let between = match change.kind {
                DriftKind::ClaimMerged => "; it is now a part of ",
                _ => " → ",
            };
            vec![before, Part::Plain(between.to_owned()), after]
        }
        (before, after) => before.into_iter().chain(after).collect(),
    }
}

fn quoted(text: &str) -> String {
    format!("“{}”", visible_line(text))
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A word-level difference, with what stayed the same cut down to what helps to find the place.
fn pieces(edits: &[(Change, String)]) -> Vec<Part> {
    let mut parts = Vec::with_capacity(edits.len());
    for (number, (change, text)) in edits.iter().enumerate() {
        let shown = match change {
            Change::Equal => shortened(text, number == 0, number + 1 == edits.len()),
            // Spaces first: names have spaces of their own.
            _ if looks_unchanged(edits, number) => visible(&text.replace(' ', "␣")),
            _ => visible_line(text),
        };
        parts.push(match change {
            Change::Equal => Part::Plain(shown),
            Change::Delete => Part::Deleted(shown),
            Change::Insert => Part::Inserted(shown),
        });
    }
    parts
}

/// Whether words and what took their place would look the same, such as a space and a no-break space, or whether there
/// is nothing to see: then they must be named.
fn looks_unchanged(edits: &[(Change, String)], number: usize) -> bool {
    let (change, text) = &edits[number];
    let other = match change {
        Change::Delete => edits.get(number + 1),
        _ => number.checked_sub(1).and_then(|before| edits.get(before)),
    };
    let other = other.filter(|(other, _)| *other != Change::Equal);
    text.trim().is_empty()
        || other.is_some_and(|(_, other)| visible_line(other) == visible_line(text))
}

/// Text that did not change, with its middle left out where that is long; or its start, where it is the first stretch,
/// or its end, where it is the last.
fn shortened(text: &str, is_first: bool, is_last: bool) -> String {
    let head = if is_first { 0 } else { head_of(text) };
    let tail = if is_last { text.len() } else { tail_of(text) };
    // An ellipsis that hides less than it takes would be a nuisance.
    if head >= tail || text[head..tail].chars().nth(CONTEXT / 2).is_none() {
        return visible_line(text);
    }
    let (head, tail) = (text[..head].trim_end(), text[tail..].trim_start());
    let (before, after) = match (head.is_empty(), tail.is_empty()) {
        (true, _) => ("… ", ""),
        (_, true) => ("", " …"),
        _ => (" … ", ""),
    };
    let (head, tail) = (visible_line(head), visible_line(tail));
    format!("{head}{before}{after}{tail}")
}

/// Where the first characters of a text end, at a word boundary.
fn head_of(text: &str) -> usize {
    let Some((limit, _)) = text.char_indices().nth(CONTEXT) else {
        return text.len();
    };
    let boundaries = text[..limit].split_word_bound_indices();
    match boundaries.map(|(at, _)| at).next_back() {
        Some(0) | None => limit,
        Some(boundary) => boundary,
    }
}

/// Where the last characters of a text start, at a word boundary.
fn tail_of(text: &str) -> usize {
    let Some((limit, _)) = text.char_indices().rev().nth(CONTEXT) else {
        return 0;
    };
    let mut boundaries = text[limit..].split_word_bound_indices();
    boundaries
        .nth(1)
        .map_or(limit, |(boundary, _)| limit + boundary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stayed_is_shortened_at_words() {
        let long = "word ".repeat(40);
        let middle = shortened(&long, false, false);
        assert!(
            middle.starts_with("word word") && middle.ends_with("word word "),
            "{middle}"
        );
        assert!(middle.contains("word … word"), "{middle}");
        assert!(middle.chars().count() <= 2 * CONTEXT + 3, "{middle}");
        assert!(shortened(&long, true, false).starts_with("… word"));
        assert!(shortened(&long, false, true).ends_with("word …"));
        assert_eq!(shortened("a few words", false, false), "a few words");
    }

    #[test]
    fn texts_without_spaces_are_shortened_too() {
        for text in ["港".repeat(300), "x".repeat(300), "é\u{301}".repeat(300)] {
            let short = shortened(&text, false, false);
            assert!(
                short.contains('…') && short.chars().count() < 150,
                "{short}"
            );
        }
    }

    #[test]
    fn what_would_look_the_same_is_named() {
        let edits = [
            (Change::Equal, "10".to_owned()),
            (Change::Delete, "\u{a0}".to_owned()),
            (Change::Insert, " ".to_owned()),
            (Change::Equal, "km".to_owned()),
        ];
        let parts = pieces(&edits);
        assert_eq!(
            parts[1],
            Part::Deleted("<U+00A0 NO-BREAK SPACE>".to_owned())
        );
        assert_eq!(parts[2], Part::Inserted("␣".to_owned()));
    }
}
