//! What the rules about drift share: where a change stands today, what it was, and how it is recorded.

use super::pointing::{at, listed, quoted, within};
use super::wording::{in_words, replacements};
use crate::claim::{self, Citation, Located, Quote};
use crate::drift::{Candidate, Change, Drift, DriftKind, Pair, Side};
use crate::finding::{Finding, Label};
use crate::text::{Region, is_blank, visible_line};
use std::ops::Range;

/// So many differences get a caret.
const SHOWN: usize = 6;

/// The changes of one kind of a claim's content that are not recorded.
pub(super) fn unrecorded<'d>(
    pair: &'d Pair<'_>,
    kind: DriftKind,
) -> impl Iterator<Item = &'d Change> {
    pair.changes
        .iter()
        .filter(move |change| change.kind == kind && !change.recorded)
}

/// A finding about a claim in one of its versions.
pub(super) fn at_side(
    rule: &'static str,
    side: Side<'_>,
    range: &Range<usize>,
    step: &str,
    label: &str,
    message: &str,
) -> Finding {
    at(rule, (side.file, side.claim), range, step, label, message)
}

/// The place of a claim's id, or of the claim where it has none.
pub(super) fn id_range(side: Side<'_>) -> Range<usize> {
    side.claim
        .id
        .as_ref()
        .map_or_else(|| side.claim.range.clone(), |id| id.range.clone())
}

/// The place of what is gone: the file that it stood in, without its lines, for those of today are others.
pub(super) fn gone_from(path: &str) -> Label {
    Label::bare(path, Region::START, "it stood in this file")
}

/// Whether the project has that claim file today, whatever can be read of it.
pub(super) fn has_file(drift: &Drift<'_>, path: &str) -> bool {
    let project = drift.project;
    project.paths.iter().any(|own| own == path)
        || project.unreadable.iter().any(|(own, _)| own == path)
}

/// How to withdraw a claim of that file: what to write, and where.
pub(super) fn retirement(drift: &Drift<'_>, id: &str, path: &str) -> String {
    let place = if has_file(drift, path) {
        format!("to `retired` in {path}")
    } else {
        "to `retired` in one of the claim files".to_owned()
    };
    format!("add {place}: {{\"id\": \"{id}\", \"on\": the day, \"reason\": why}}")
}

/// `"harbour-70-berths" (claims/harbour.json, 83 per cent alike)`
pub(super) fn named(candidate: &Candidate<'_>) -> String {
    format!(
        "{} ({}, {} per cent alike)",
        candidate.side.claim.name(),
        candidate.side.file.path,
        percent(candidate.similarity)
    )
}

/// A share of 1 in whole per cent; never 100 where it is less.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}", (share * 100.0).clamp(0.0, 100.0).floor())
}

/// A finding about a change of content that is not recorded: it points at what stands there today, and says what stood
/// there, why it does not count as recorded, and how to record it. `message` says what changed.
pub(super) fn unrecorded_change(
    rule: &'static str,
    pair: &Pair<'_>,
    drift: &Drift<'_>,
    change: &Change,
    message: &str,
) -> Finding {
    let (range, step) = place(pair, change);
    let message = format!("{message}; {}", shortcoming(pair));
    let mut finding = at_side(rule, pair.new, &range, &step, "", &message);
    finding.citation = change.citation;
    finding.source.clone_from(&change.source);
    finding.kinds.clone_from(&change.kinds);
    finding.identity = [&change.before, &change.after]
        .map(|text| text.clone().unwrap_or_default())
        .join("\u{1e}");
    // What the message shows in full needs no line of its own.
    let unsaid = |text: &&String| !finding.message.contains(&visible_line(text));
    let before = change.before.as_ref().filter(unsaid);
    let after = change.after.as_ref().filter(unsaid);
    let before =
        before.map(|text| format!("before, in {}: “{}”", drift.baseline(), visible_line(text)));
    let after = after.map(|text| format!("now: “{}”", visible_line(text)));
    finding.notes.extend(before.into_iter().chain(after));
    finding.notes.push(remedy(pair));
    finding
}

/// The same for a text that was reworded: carets under the words that changed, and what was done to them in the message.
pub(super) fn unrecorded_rewording(
    rule: &'static str,
    pair: &Pair<'_>,
    drift: &Drift<'_>,
    change: &Change,
    what: &str,
) -> Finding {
    let kinds: Vec<String> = change.kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let (replaced, _) = replacements(&change.edits);
    let message = if replaced.is_empty() {
        format!("{what} changed")
    } else {
        let words = in_words(&replaced);
        format!("{what} changed ({}): {words}", listed(&kinds))
    };
    let mut finding = unrecorded_change(rule, pair, drift, change, &message);
    if let Some(string) = literal(pair, change) {
        let marks = replaced.iter().take(SHOWN).map(|replaced| {
            let place = within(pair.new.file, string, &replaced.after);
            (place, replaced.in_today())
        });
        finding.place = finding.place.marking(marks);
    }
    finding
}

/// Why a change of the claim does not count as recorded.
pub(super) fn shortcoming(pair: &Pair<'_>) -> String {
    match (pair.old.claim.revision, pair.new.claim.revision) {
        (Some(old), Some(new)) if new < old => format!("the revision fell from {old} to {new}"),
        (Some(old), Some(new)) if new == old => format!("the revision is still {new}"),
        (_, Some(new)) => format!("`changes` has no new note for revision {new}"),
        _ => "it has no revision".to_owned(),
    }
}

/// How to record a change of the claim.
pub(super) fn remedy(pair: &Pair<'_>) -> String {
    let old = pair.old.claim.revision.unwrap_or(1);
    let next = match pair.new.claim.revision {
        Some(new) if new > old => new,
        _ => old.saturating_add(1),
    };
    let raise = if pair.new.claim.revision == Some(next) {
        String::new()
    } else {
        format!("set `revision` to {next} and ")
    };
    format!(
        "if the change is meant, {raise}add to `changes`: {{\"revision\": {next}, \"on\": the day, \"note\": what changed and why}}; if not, bring the old version back"
    )
}

/// What happened to a value that may be there or not: `the rating changed from “false” to “half true”`. `show` is how the
/// value is written.
pub(super) fn from_to(what: &str, change: &Change, show: impl Fn(&str) -> String) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            format!("{what} changed from {} to {}", show(before), show(after))
        }
        (None, Some(after)) => format!("{what} was added: {}", show(after)),
        (Some(before), None) => format!("{what} was taken out: {}", show(before)),
        (None, None) => format!("{what} changed"),
    }
}

/// That a citation came or went: `a citation of harbour-report was added: “…”`.
pub(super) fn gained_or_lost(change: &Change, words: Option<&str>, verb: &str) -> String {
    let of = change.source.as_ref();
    let of = of.map_or_else(String::new, |source| format!(" of {source}"));
    let words = words.map_or_else(String::new, |words| format!(": {}", quoted(words)));
    format!("a citation{of} was {verb}{words}")
}

/// Today's citation that a change is about.
pub(super) fn citation_of<'p>(pair: &Pair<'p>, change: &Change) -> Option<&'p Citation> {
    let citations = &pair.new.claim.citations;
    let at = citations.binary_search_by_key(&change.citation?, |citation| citation.index);
    at.ok().map(|at| &citations[at])
}

/// The words of a quote, with its gaps; `None` where it cannot be read.
pub(super) fn words_of(citation: &Citation) -> Option<String> {
    let fragments = citation.quote.as_ref()?.value.fragments();
    let fragments: Vec<&str> = fragments
        .iter()
        .map(|fragment| fragment.value.as_str())
        .collect();
    Some(fragments.join(" […] "))
}

/// What a message calls the citation that a change is about: by its words, or by its place in the list.
pub(super) fn citation_name(pair: &Pair<'_>, change: &Change) -> String {
    let citation = citation_of(pair, change);
    match (citation.and_then(words_of), change.citation) {
        (Some(words), _) => quoted(&words),
        (None, Some(index)) => format!("citation {}", index + 1),
        (None, None) => "a citation".to_owned(),
    }
}

/// The same for a change of one of a citation's values, which is told from the like in other citations by the quote.
pub(super) fn unrecorded_value(
    rule: &'static str,
    pair: &Pair<'_>,
    drift: &Drift<'_>,
    change: &Change,
    message: &str,
) -> Finding {
    let mut finding = unrecorded_change(rule, pair, drift, change, message);
    if let Some(words) = citation_of(pair, change).and_then(words_of) {
        finding.identity.push('\u{1e}');
        finding.identity.push_str(&words);
    }
    finding
}

/// A finding about the claim's revision. The model does not keep its place, so the id is shown.
pub(super) fn at_revision(
    rule: &'static str,
    pair: &Pair<'_>,
    label: &str,
    message: &str,
) -> Finding {
    at_side(
        rule,
        pair.new,
        &id_range(pair.new),
        "/revision",
        label,
        message,
    )
}

/// The revisions before and today, where it rose.
pub(super) fn raised(pair: &Pair<'_>) -> Option<(u64, u64)> {
    let revisions = pair.old.claim.revision.zip(pair.new.claim.revision);
    revisions.filter(|(old, new)| new > old)
}

/// Whether an entry of today's `changes` has a note, and one that the prior version does not have.
pub(super) fn has_new_note(pair: &Pair<'_>, entry: &claim::Change) -> bool {
    let note = entry.note.as_deref().map_or("", str::trim);
    let is_old = |old: &claim::Change| old.note.as_deref().map(str::trim) == Some(note);
    !is_blank(note) && !pair.old.claim.changes.iter().any(is_old)
}

/// Bytes of today's claim file, and the rest of the pointer, for what a change is about.
fn place(pair: &Pair<'_>, change: &Change) -> (Range<usize>, String) {
    let claim = pair.new.claim;
    if let Some(citation) = citation_of(pair, change) {
        let step = format!("/citations/{}", citation.index);
        return in_citation(citation, change.kind).map_or_else(
            || (citation.range.clone(), step.clone()),
            |(range, field)| (range, format!("{step}/{field}")),
        );
    }
    let statement = claim.statement.as_ref().map(|text| text.range.clone());
    let verdict = claim.verdict.as_ref().map(|verdict| verdict.range.clone());
    let field = match change.kind {
        DriftKind::StatementChanged => statement.map(|range| (range, "/statement")),
        DriftKind::VerdictChanged | DriftKind::RatingChanged => {
            verdict.map(|range| (range, "/verdict"))
        }
        _ => None,
    };
    let (range, step) = field.unwrap_or_else(|| (id_range(pair.new), "/id"));
    (range, step.to_owned())
}

fn in_citation(citation: &Citation, kind: DriftKind) -> Option<(Range<usize>, &'static str)> {
    match kind {
        DriftKind::QuoteChanged => Some((citation.quote.as_ref()?.range.clone(), "quote")),
        DriftKind::CitationRetargeted => Some((citation.source.as_ref()?.range.clone(), "source")),
        DriftKind::SpeakerChanged => Some((citation.speaker.as_ref()?.range.clone(), "speaker")),
        _ => None,
    }
}

/// The one string of today's claim file that a change is about.
fn literal<'p>(pair: &Pair<'p>, change: &Change) -> Option<&'p Located<String>> {
    if change.kind == DriftKind::StatementChanged {
        return pair.new.claim.statement.as_ref();
    }
    let citation = citation_of(pair, change)?;
    match (&citation.quote.as_ref()?.value, change.kind) {
        (Quote::Whole(passage), DriftKind::QuoteChanged) => Some(passage),
        _ => None,
    }
}
