//! `history-rewritten`: what a claim's record said before, or a tombstone, is altered or gone.

use super::check::{Check, Rule};
use super::drifting::{at_side, gone_from, id_range};
use super::pointing::listed;
use crate::claim::{Change, ChangeContent, ChangeKind, ClaimFile, Tombstone};
use crate::drift::{Drift, Pair, RewrittenTombstone};
use crate::finding::{Finding, Label, Level};
use crate::text::{Region, visible_line};
use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Display;

pub(super) const RULE: Rule = Rule {
    name: "history-rewritten",
    level: Level::Error,
    core: false,
    page: include_str!("history_rewritten.md"),
    checks: &[Check::Pair(check_changes), Check::Drift(check_tombstones)],
};

fn check_changes(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let pointer = format!("{}/changes", pair.new.claim.pointer());
    if is_unreadable(pair.new.file, &pointer) {
        return;
    }
    let (mut missing, fresh) = unmatched(&pair.old.claim.changes, &pair.new.claim.changes);
    let mut fresh: Vec<Option<&Change>> = fresh.into_iter().map(Some).collect();
    // An entry that could not be read as it was meant is mended by altering it, and one that cannot be read today has
    // a finding of its own.
    let mut mended = Mended::new(pair, &fresh);
    missing.retain(|old| {
        let mended = mended.of(old, &fresh);
        mended.and_then(|at| fresh[at].take()).is_none()
    });
    let mut by_revision: HashMap<Option<u64>, VecDeque<&Change>> = HashMap::new();
    for new in fresh.into_iter().flatten() {
        by_revision.entry(new.revision).or_default().push_back(new);
    }
    for old in missing {
        let alike = by_revision.get_mut(&old.revision);
        out.push(match alike.and_then(VecDeque::pop_front) {
            Some(new) => altered_entry(pair, drift, old, new),
            None => removed_entry(pair, drift, old),
        });
    }
}

/// What entries that could not be read as they were meant became.
struct Mended<'m> {
    pair: &'m Pair<'m>,
    /// The places, in the list of fresh entries, of those that cannot be read as they are meant.
    damaged: Vec<usize>,
    /// So many entries may still be compared.
    left: usize,
}

impl<'m> Mended<'m> {
    /// So many entries of a claim are compared with one another: what is not found then counts as altered.
    const MOST: usize = 10_000_000;

    fn new(pair: &'m Pair<'m>, fresh: &[Option<&Change>]) -> Self {
        let places = fresh.iter().enumerate();
        let damaged = places
            .filter(|(_, new)| new.is_some_and(|new| pair.new.file.is_doubtful_within(&new.range)));
        Self {
            damaged: damaged.map(|(at, _)| at).collect(),
            pair,
            left: Self::MOST,
        }
    }

    /// The first fresh entry that says nothing different, where one of the two cannot be read as it was meant.
    fn of(&mut self, old: &Change, fresh: &[Option<&Change>]) -> Option<usize> {
        let is_damaged = self.pair.old.file.is_doubtful_within(&old.range);
        let candidates = if is_damaged {
            fresh.len()
        } else {
            self.damaged.len()
        };
        self.left = self.left.checked_sub(candidates)?;
        let is_it = |at: &usize| fresh[*at].is_some_and(|new| agrees(old, new));
        if is_damaged {
            (0..fresh.len()).find(is_it)
        } else {
            self.damaged.iter().copied().find(is_it)
        }
    }
}

/// The entries of each version that the other one lacks. Two may be alike, so each of today answers for one of before.
fn unmatched<'c>(then: &'c [Change], today: &'c [Change]) -> (Vec<&'c Change>, Vec<&'c Change>) {
    let mut waiting: HashMap<ChangeContent<'_>, Vec<&Change>> = HashMap::new();
    for new in today.iter().rev() {
        waiting.entry(new.content()).or_default().push(new);
    }
    let mut missing = Vec::new();
    for old in then {
        let answer = waiting.get_mut(&old.content()).and_then(Vec::pop);
        if answer.is_none() {
            missing.push(old);
        }
    }
    let mut fresh: Vec<&Change> = waiting.into_values().flatten().collect();
    fresh.sort_by_key(|new| new.index);
    (missing, fresh)
}

/// Whether two entries say nothing different, as far as both can be read.
fn agrees(old: &Change, new: &Change) -> bool {
    let (old, new) = (old.content(), new.content());
    may_be(old.0.as_ref(), new.0.as_ref())
        && may_be(old.1.as_ref(), new.1.as_ref())
        && may_be(old.2.as_ref(), new.2.as_ref())
        && may_be(old.3.as_ref(), new.3.as_ref())
}

/// Whether two values may be the same: one that cannot be read may be anything.
fn may_be<T: PartialEq>(old: Option<&T>, new: Option<&T>) -> bool {
    old.is_none() || new.is_none() || old == new
}

/// Whether the value there cannot be read in today's file, which has a finding of its own.
fn is_unreadable(file: &ClaimFile, pointer: &str) -> bool {
    file.problem.is_some() || file.is_doubtful(pointer)
}

fn altered_entry(pair: &Pair<'_>, drift: &Drift<'_>, old: &Change, new: &Change) -> Finding {
    let mut notes = Notes::default();
    notes.compare("day", old.on.as_ref(), new.on.as_ref());
    notes.compare_texts("note", old.note.as_deref(), new.note.as_deref());
    notes.compare("kind", old.kind.map(word), new.kind.map(word));
    let message = format!(
        "the entry of `changes` for {} was altered: another {} than in {}",
        revision(old),
        listed(&notes.fields),
        drift.baseline()
    );
    let step = format!("/changes/{}", new.index);
    let mut finding = at_side(RULE.name, pair.new, &new.range, &step, "altered", &message);
    finding.notes = notes.lines;
    finding.notes.push(
        "bring the old entry back; what is to be added or put right gets an entry of its own"
            .to_owned(),
    );
    finding.identity = identity(old);
    finding
}

fn removed_entry(pair: &Pair<'_>, drift: &Drift<'_>, old: &Change) -> Finding {
    let message = format!(
        "the entry of `changes` for {}, which {} has, is gone",
        revision(old),
        drift.baseline()
    );
    let mut finding = at_side(
        RULE.name,
        pair.new,
        &id_range(pair.new),
        "/id",
        "",
        &message,
    );
    let day = old
        .on
        .as_ref()
        .map(|on| format!(" on {on}"))
        .unwrap_or_default();
    if let Some(note) = &old.note {
        finding
            .notes
            .push(format!("it said{day}: “{}”", visible_line(note)));
    }
    finding
        .notes
        .push("bring the entry back: the record is only added to".to_owned());
    finding.identity = identity(old);
    finding
}

fn check_tombstones(drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let unreadable = drift.project.unreadable.iter();
    let unreadable: HashSet<&str> = unreadable.map(|(path, _)| path.as_str()).collect();
    let rewritten = drift.tombstones.iter();
    out.extend(rewritten.filter_map(|rewritten| tombstone(rewritten, drift, &unreadable)));
}

fn tombstone(
    rewritten: &RewrittenTombstone<'_>,
    drift: &Drift<'_>,
    unreadable: &HashSet<&str>,
) -> Option<Finding> {
    let old = rewritten.old;
    let id = &old.id.as_ref()?.value;
    let mut finding = match rewritten.new {
        Some((file, new)) => altered_tombstone(id, old, file, new, drift)?,
        None => removed_tombstone(id, rewritten, drift, unreadable)?,
    };
    finding.claim = Some(id.clone());
    finding.identity = format!(
        "{}\u{1e}{}",
        old.on.as_ref().map(ToString::to_string).unwrap_or_default(),
        old.reason.as_deref().unwrap_or_default()
    );
    Some(finding)
}

fn altered_tombstone(
    id: &str,
    old: &Tombstone,
    file: &ClaimFile,
    new: &Tombstone,
    drift: &Drift<'_>,
) -> Option<Finding> {
    // What could not be read then was mended; what cannot be read today has a finding of its own.
    if may_be(old.on.as_ref(), new.on.as_ref()) && may_be(old.reason.as_ref(), new.reason.as_ref())
    {
        return None;
    }
    let mut notes = Notes::default();
    notes.compare("day", old.on.as_ref(), new.on.as_ref());
    notes.compare_texts("reason", old.reason.as_deref(), new.reason.as_deref());
    let message = format!(
        "claim \"{id}\": its tombstone was altered: another {} than in {}",
        listed(&notes.fields),
        drift.baseline()
    );
    let place = new.id.as_ref().map_or_else(
        || Label::bare(&file.path, Region::START, "altered"),
        |id| Label::new(&file.path, &file.text, &id.range, "altered"),
    );
    let pointer = format!("/retired/{}", new.index);
    let mut finding = Finding::new(RULE.name, place, pointer, message);
    finding.notes = notes.lines;
    finding
        .notes
        .push("bring the old tombstone back: the record is only added to".to_owned());
    Some(finding)
}

fn removed_tombstone(
    id: &str,
    rewritten: &RewrittenTombstone<'_>,
    drift: &Drift<'_>,
    unreadable: &HashSet<&str>,
) -> Option<Finding> {
    let path = &rewritten.old_file.path;
    let today = drift.project.file(path);
    // It may stand in what cannot be read, which has a finding of its own.
    if today.is_some_and(|file| is_unreadable(file, "/retired"))
        || unreadable.contains(path.as_str())
    {
        return None;
    }
    let message = format!("claim \"{id}\": its tombstone is gone from {path}");
    let mut finding = Finding::new(RULE.name, gone_from(path), "", message);
    let old = rewritten.old;
    let day = old
        .on
        .as_ref()
        .map(|on| format!(" on {on}"))
        .unwrap_or_default();
    if let Some(reason) = &old.reason {
        finding.notes.push(format!(
            "in {} it says that the claim was withdrawn{day}: “{}”",
            drift.baseline(),
            visible_line(reason)
        ));
    }
    finding.notes.push(
        "bring the tombstone back, in this file or in another one: it keeps the id from being used again"
            .to_owned(),
    );
    Some(finding)
}

/// What differs between two entries: the names of the fields, and a line on each.
#[derive(Default)]
struct Notes {
    fields: Vec<String>,
    lines: Vec<String>,
}

impl Notes {
    fn compare<T: Display>(&mut self, field: &str, old: Option<T>, new: Option<T>) {
        let [old, new] = [old, new].map(|value| value.map(|value| value.to_string()));
        if old != new {
            self.differ(field, old, new);
        }
    }

    fn compare_texts(&mut self, field: &str, old: Option<&str>, new: Option<&str>) {
        if old != new {
            let shown = |text: &str| format!("“{}”", visible_line(text));
            self.differ(field, old.map(shown), new.map(shown));
        }
    }

    fn differ(&mut self, field: &str, old: Option<String>, new: Option<String>) {
        let [old, new] = [old, new].map(|value| value.unwrap_or_else(|| "none".to_owned()));
        self.fields.push(field.to_owned());
        self.lines
            .push(format!("{field} before: {old}; now: {new}"));
    }
}

fn word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Correction => "correction",
        ChangeKind::Update => "update",
        ChangeKind::Clarification => "clarification",
        ChangeKind::Review => "review",
    }
}

fn revision(change: &Change) -> String {
    change.revision.map_or_else(
        || "no revision".to_owned(),
        |number| format!("revision {number}"),
    )
}

fn identity(change: &Change) -> String {
    let parts = [
        change.revision.map(|revision| revision.to_string()),
        change.on.as_ref().map(ToString::to_string),
        change.note.clone(),
        change.kind.map(|kind| word(kind).to_owned()),
    ];
    parts.map(Option::unwrap_or_default).join("\u{1e}")
}
