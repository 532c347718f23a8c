//! `revision-unneeded`: the revision of a claim rose although nothing changed.

use super::check::{Check, Rule};
use super::drifting::{at_revision, has_new_note, raised};
use crate::claim::ChangeKind;
use crate::drift::{Drift, Fate, Pair, RemovedClaim};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "revision-unneeded",
    level: Level::Warning,
    core: false,
    page: include_str!("revision_unneeded.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let Some((old, new)) = raised(pair) else {
        return;
    };
    let claim = pair.new.claim;
    let is_reviewed = claim.changes.iter().any(|entry| {
        entry.revision == Some(new)
            && entry.kind == Some(ChangeKind::Review)
            && has_new_note(pair, entry)
    });
    // A new id is a reason too, though it is not content; and so is another claim that was taken in.
    let took_in = |removed: &RemovedClaim<'_>| matches!(removed.fate, Fate::Merged(heir) if std::ptr::eq(heir.claim, claim));
    if !pair.changes.is_empty()
        || is_reviewed
        || pair.is_renamed()
        || drift.removed.iter().any(took_in)
    {
        return;
    }
    let message = format!(
        "the revision rose from {old} to {new}, but the content is what it was in {}",
        drift.baseline()
    );
    let label = format!("revision {new}, was {old}");
    let mut finding = at_revision(RULE.name, pair, &label, &message);
    let is_told = claim
        .changes
        .iter()
        .any(|entry| entry.revision == Some(new));
    let review = if is_told {
        format!("give its entry for revision {new} the kind \"review\" and a new note")
    } else {
        format!(
            "add to `changes`: {{\"revision\": {new}, \"on\": the day, \"note\": what was checked, \"kind\": \"review\"}}"
        )
    };
    finding.notes.push(format!(
        "set `revision` back to {old}; or, if the claim was checked again, {review}"
    ));
    finding.identity = format!("{old}\u{1e}{new}");
    out.push(finding);
}
