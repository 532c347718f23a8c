//! `change-note-missing`: the content and the revision of a claim changed, and no note says why.

use super::check::{Check, Rule};
use super::drifting::{at_revision, at_side, has_new_note, raised, remedy};
use super::pointing::{listed, quoted};
use crate::claim::Change;
use crate::drift::{Drift, Pair};
use crate::finding::{Finding, Level};
use crate::text::is_blank;

pub(super) const RULE: Rule = Rule {
    name: "change-note-missing",
    level: Level::Error,
    core: false,
    page: include_str!("change_note_missing.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let Some((old, new)) = raised(pair) else {
        return;
    };
    if pair.changes.is_empty() || pair.record.entry.is_some() {
        return;
    }
    let entries = &pair.new.claim.changes;
    let entry = entries.iter().find(|entry| entry.revision == Some(new));
    let lack = entry.map_or_else(
        || format!("`changes` has no entry for revision {new}"),
        |entry| lack_of(entry, new),
    );
    let message =
        format!("the content changed and the revision rose from {old} to {new}, but {lack}");
    let mut finding = if let Some(entry) = entry {
        let step = format!("/changes/{}", entry.index);
        at_side(RULE.name, pair.new, &entry.range, &step, "", &message)
    } else {
        let label = format!("revision {new}, was {old}");
        at_revision(RULE.name, pair, &label, &message)
    };
    let mut parts: Vec<String> = Vec::new();
    for change in &pair.changes {
        let part = change.kind.words().to_owned();
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    finding.notes.push(format!(
        "changed since {}: {}",
        drift.baseline(),
        listed(&parts)
    ));
    let stray = entries.iter().find_map(|entry| {
        let revision = entry.revision.filter(|revision| *revision != new)?;
        has_new_note(pair, entry).then_some(revision)
    });
    if let Some(stray) = stray {
        finding.notes.push(format!(
            "`changes` has a new note for revision {stray}: is it meant for revision {new}?"
        ));
    }
    finding.notes.push(match entry {
        Some(_) => format!("write into the entry for revision {new} what changed and why"),
        None => remedy(pair),
    });
    finding.identity = format!("{old}\u{1e}{new}");
    out.push(finding);
}

/// Why an entry for the new revision says nothing.
fn lack_of(entry: &Change, revision: u64) -> String {
    match entry.note.as_deref().filter(|note| !is_blank(note)) {
        Some(note) => format!(
            "the note for revision {revision} is an old one: {}",
            quoted(note)
        ),
        None => format!("the entry of `changes` for revision {revision} has no note"),
    }
}
