//! `source-edited`: a source's text is not the one that it was.

use super::check::{Check, Rule};
use super::pointing::{in_source, listed, quoted};
use super::wording::{Replaced, in_words, replacements};
use crate::drift::{Drift, Outcome, QuoteDrift, QuoteTally, SourceDrift, SourceFate};
use crate::evidence::Passage;
use crate::finding::{Finding, Label, Level};
use crate::project::BaselineKind;
use crate::source::{Sha256Sum, Source};
use crate::text::{Region, shell_word, visible_line};

pub(super) const RULE: Rule = Rule {
    name: "source-edited",
    level: Level::Warning,
    core: false,
    page: include_str!("source_edited.md"),
    checks: &[Check::Drift(check)],
};

/// So many quotes are shown.
const SHOWN: usize = 10;

/// So many differences of one quote get a caret.
const MARKED: usize = 6;

fn check(drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let sources = drift.sources.iter();
    out.extend(sources.filter_map(|source| finding(source, drift)));
}

fn finding(source: &SourceDrift<'_>, drift: &Drift<'_>) -> Option<Finding> {
    if source.fate != SourceFate::Edited {
        return None;
    }
    // A text that cannot be read has a finding of its own, and so has one that is missing.
    let new = source.new.as_ref().filter(|new| new.text.is_ok())?;
    let tally = source.tally();
    let became = if source.old.as_ref().is_some_and(|old| old.text.is_err()) {
        "that one cannot be read, so nobody can say which quotes stood in it".to_owned()
    } else {
        tally.to_string()
    };
    let message = format!(
        "the text of {} is not the one of {}: {became}",
        source.id,
        drift.baseline()
    );
    let (place, pointer) = place(new);
    let mut finding = Finding::new(RULE.name, place, pointer, message);
    finding.source = Some(source.id.clone());
    if tally.altered + tally.gone > 0 {
        finding.level = Level::Error;
    }
    show_quotes(source, new, &mut finding);
    finding.notes.extend(remedies(new, drift, &tally));
    let hash = new.sha256.as_ref();
    finding.identity = hash.map(Sha256Sum::to_string).unwrap_or_default();
    Some(finding)
}

/// The pinned hash of today's descriptor, or its beginning.
fn place(new: &Source) -> (Label, &'static str) {
    let Some(descriptor) = &new.descriptor else {
        let path = new.text_path.clone().unwrap_or_default();
        return (Label::bare(path, Region::START, ""), "");
    };
    let Some(pin) = &descriptor.sha256 else {
        return (Label::bare(&descriptor.path, Region::START, ""), "");
    };
    let label = if new.sha256.as_ref() == Some(&pin.value) {
        "pinned to the new text"
    } else {
        "not the hash of the new text"
    };
    let place = Label::new(&descriptor.path, &descriptor.text, &pin.range, label);
    (place, "/sha256")
}

/// The quotes that do not stand where they stood, those that do not stand at all first.
fn show_quotes(source: &SourceDrift<'_>, new: &Source, finding: &mut Finding) {
    let file = new.text_path.as_deref().unwrap_or_default();
    let mut shown: Vec<&QuoteDrift<'_>> = source
        .quotes
        .iter()
        .filter(|quote| !quote.is_settled && !matches!(quote.outcome, Outcome::Stands))
        .collect();
    shown.sort_by_key(|quote| quote.outcome.stands());
    for quote in shown.iter().take(SHOWN) {
        let name = match quote.new {
            Some((side, _)) => side.claim.name(),
            None => quote.old.claim.name(),
        };
        let (related, note) = match &quote.outcome {
            Outcome::Stands => continue,
            Outcome::Moved { before, after } => (
                Some(in_source(
                    file,
                    after,
                    format!("the quote of {name} stands here now"),
                )),
                match (before.region.line, after.region.line) {
                    (then, now) if then == now => {
                        format!(
                            "claim {name}: {} moved within line {now}",
                            quoted(&quote.quote)
                        )
                    }
                    (then, now) => format!(
                        "claim {name}: {} moved from line {then} to line {now}",
                        quoted(&quote.quote)
                    ),
                },
            ),
            Outcome::Altered {
                before,
                after,
                difference,
            } => {
                let kinds: Vec<String> = difference
                    .kinds
                    .iter()
                    .map(|kind| kind.as_str().to_owned())
                    .collect();
                let (replaced, _) = replacements(&difference.edits);
                for kind in &difference.kinds {
                    if !finding.kinds.contains(&kind.as_str()) {
                        finding.kinds.push(kind.as_str());
                    }
                }
                (
                    Some(altered(file, after, &replaced, &name)),
                    format!(
                        "claim {name}: {} ({}); then “{}”, now “{}”",
                        in_words(&replaced),
                        listed(&kinds),
                        visible_line(&before.text),
                        visible_line(&after.text)
                    ),
                )
            }
            Outcome::Gone { before } => (
                None,
                format!(
                    "claim {name}: {} is gone; it stood on line {}",
                    quoted(&quote.quote),
                    before.region.line
                ),
            ),
        };
        // Several claims may lean on one passage.
        let is_shown = |label: &Label| {
            let mut shown = finding.related.iter();
            shown.any(|other| other.region == label.region && other.file == label.file)
        };
        let related = related.filter(|label| !is_shown(label));
        finding.related.extend(related);
        finding.notes.push(note);
    }
    finding.kinds.sort_unstable();
    if shown.len() > SHOWN {
        finding
            .notes
            .push(format!("and {} more", shown.len() - SHOWN));
    }
}

/// Today's passage, with carets under the words that are others.
fn altered(file: &str, after: &Passage, replaced: &[Replaced], name: &str) -> Label {
    let label = in_source(file, after, format!("{name} quotes what stood here"));
    label.marking(replaced.iter().take(MARKED).map(|replaced| {
        let start = after.range.start;
        (
            start + replaced.after.start..start + replaced.after.end,
            replaced.in_today(),
        )
    }))
}

/// Where to see what changed, and what to do about it.
fn remedies(new: &Source, drift: &Drift<'_>, tally: &QuoteTally) -> Vec<String> {
    let mut notes = Vec::new();
    let baseline = drift.baseline();
    if let (BaselineKind::Git, Some(path)) = (baseline.kind, &new.text_path) {
        let revision = baseline.revision.as_deref().unwrap_or(&baseline.from);
        let revision = revision.get(..12).unwrap_or(revision);
        notes.push(format!(
            "`git diff {revision} -- {}` shows what changed",
            shell_word(path)
        ));
    }
    let pin = new.descriptor.as_ref().and_then(|own| own.sha256.as_ref());
    let is_pinned = pin.is_some_and(|pin| new.sha256.as_ref() == Some(&pin.value));
    let lost = tally.altered + tally.gone;
    let mut steps: Vec<String> = match (tally.stand + tally.moved, lost) {
        (0, 0) => Vec::new(),
        (_, 0) => vec!["read the quotes in their new surroundings".to_owned()],
        (_, 1) => vec![
            "mend the quote that no longer stands or take it out".to_owned(),
            "record that in its claim".to_owned(),
        ],
        _ => vec![
            "mend the quotes that no longer stand or take them out".to_owned(),
            "record that in their claims".to_owned(),
        ],
    };
    if !is_pinned {
        steps.push("write the hash of the new text into the descriptor".to_owned());
    }
    notes.push(if steps.is_empty() {
        "if nobody meant to change the text, bring the old one back".to_owned()
    } else {
        let steps = listed(&steps);
        format!("if the new text is meant, {steps}; if not, bring the old text back")
    });
    notes
}
