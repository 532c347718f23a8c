//! `claim-id-reused`: an id stands for another claim than it did, or for one although its own was retired.

use super::check::{Check, Rule};
use super::drifting::{at_side, id_range};
use crate::claim::{Claim, Tombstone};
use crate::drift::{Drift, ReusedId};
use crate::finding::{Finding, Level};
use crate::text::visible_line;

pub(super) const RULE: Rule = Rule {
    name: "claim-id-reused",
    level: Level::Error,
    core: false,
    page: include_str!("claim_id_reused.md"),
    checks: &[Check::Drift(check)],
};

fn check(drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let reused = drift.reused.iter();
    out.extend(reused.filter_map(|reused| finding(reused, drift)));
}

fn finding(reused: &ReusedId<'_>, drift: &Drift<'_>) -> Option<Finding> {
    let id = reused.new.id()?;
    // Beside a tombstone that is still there, the id is taken twice: that has a finding of its own.
    if drift.retired.contains(id) {
        return None;
    }
    let (message, before) = match (&reused.old, reused.tombstone) {
        (Some(old), _) => (
            format!("the id stood for another claim in {}", drift.baseline()),
            said("before", &old.file.path, old.claim),
        ),
        (None, Some(tombstone)) => (
            format!(
                "the id is the one of a claim that was retired{}",
                day(tombstone)
            ),
            tombstone
                .reason
                .as_ref()
                .map(|reason| format!("it was retired because: “{}”", visible_line(reason))),
        ),
        (None, None) => {
            let former = reused.former?;
            (
                format!(
                    "the id is an earlier one of claim {}, by its `formerly` in {}",
                    former.claim.name(),
                    drift.baseline()
                ),
                said("that one says", &former.file.path, former.claim),
            )
        }
    };
    let mut finding = at_side(
        RULE.name,
        reused.new,
        &id_range(reused.new),
        "/id",
        "not its own",
        &message,
    );
    finding.notes.extend(before);
    finding
        .notes
        .extend(said("now", &reused.new.file.path, reused.new.claim));
    // The claim may only have taken another one's id.
    let before = drift
        .pairs
        .iter()
        .find(|pair| std::ptr::eq(pair.new.claim, reused.new.claim))
        .and_then(|pair| pair.old.id());
    if let Some(before) = before {
        finding.notes.push(format!(
            "this claim had the id \"{before}\" in {}",
            drift.baseline()
        ));
    }
    finding.notes.push(
        match (&reused.old, reused.tombstone) {
            (None, Some(_)) => "ids stay with a claim for good: give this one an id of its own, and put the tombstone back; if the old claim is meant, it needs a new id, too",
            (None, None) => "earlier ids stay with a claim for good, so that links to them can be followed: give this one an id of its own",
            _ => "ids stay with a claim for good: give this one an id of its own, and bring the other one back or retire it",
        }
        .to_owned(),
    );
    let texts = [reused.old.map(|old| old.claim), Some(reused.new.claim)];
    finding.identity = texts
        .into_iter()
        .flatten()
        .filter_map(|claim| Some(claim.statement.as_ref()?.value.as_str()))
        .collect::<Vec<_>>()
        .join("\u{1e}");
    Some(finding)
}

fn said(when: &str, path: &str, claim: &Claim) -> Option<String> {
    let statement = claim.statement.as_ref()?;
    Some(format!(
        "{when}, in {path}: “{}”",
        visible_line(&statement.value)
    ))
}

fn day(tombstone: &Tombstone) -> String {
    let day = tombstone.on.as_ref();
    day.map(|on| format!(" on {on}")).unwrap_or_default()
}
