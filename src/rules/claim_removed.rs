//! `claim-removed`: a claim is gone, and nothing says what became of it.

use super::check::{Check, Rule};
use super::drifting::{gone_from, has_file, named, retirement};
use super::pointing::listed;
use crate::drift::{Candidate, Drift, Fate, RemovedClaim};
use crate::finding::{Finding, Level};
use crate::text::visible_line;

pub(super) const RULE: Rule = Rule {
    name: "claim-removed",
    level: Level::Error,
    core: false,
    page: include_str!("claim_removed.md"),
    checks: &[Check::Drift(check)],
};

/// So many claims that it may have become are named.
const SHOWN: usize = 5;

fn check(drift: &Drift<'_>, out: &mut Vec<Finding>) {
    out.extend(
        drift
            .removed
            .iter()
            .filter_map(|removed| finding(removed, drift)),
    );
}

/// Of a claim without an id, no tombstone could say anything.
fn finding(removed: &RemovedClaim<'_>, drift: &Drift<'_>) -> Option<Finding> {
    let Fate::Removed = removed.fate else {
        return None;
    };
    let (old, id) = (removed.old, removed.old.id()?);
    let path = &old.file.path;
    let message = if has_file(drift, path) {
        format!("claim \"{id}\" is gone from {path}, and no tombstone says why")
    } else {
        format!("claim \"{id}\" is gone, and {path} with it; no tombstone says why")
    };
    let mut finding = Finding::new(RULE.name, gone_from(path), "", message);
    finding.claim = Some(id.to_owned());
    if let Some(statement) = &old.claim.statement {
        finding.notes.push(format!(
            "it said, in {}: “{}”",
            drift.baseline(),
            visible_line(&statement.value)
        ));
        finding.identity.clone_from(&statement.value);
    }
    finding.notes.extend(match removed.silent_heir {
        Some(heir) => Some(format!(
            "claim {} names it in `formerly`, but its own record says nothing of it: if it took the claim in, raise its `revision` and add a note to its `changes`",
            heir.claim.name()
        )),
        None => became(removed, drift, id),
    });
    finding.notes.push(format!(
        "if it was withdrawn, {}; if not, bring it back",
        retirement(drift, id, path)
    ));
    Some(finding)
}

/// What it may have become, and what to write then.
fn became(removed: &RemovedClaim<'_>, drift: &Drift<'_>, id: &str) -> Option<String> {
    let candidates = &removed.candidates[..removed.candidates.len().min(SHOWN)];
    // A claim that was there before can only have taken this one in.
    let is_new = |candidate: &Candidate<'_>| {
        drift
            .added
            .iter()
            .any(|added| std::ptr::eq(added.new.claim, candidate.side.claim))
    };
    let names: Vec<String> = candidates.iter().map(named).collect();
    let formerly = format!("\"formerly\": [\"{id}\"]");
    match candidates {
        [] => None,
        [one] if is_new(one) => Some(format!(
            "it may have been renamed to {}: then give that one {formerly}",
            names[0]
        )),
        [_] => Some(format!(
            "it may have been merged into {}: then give that one {formerly}, a higher `revision` and a note in `changes`",
            names[0]
        )),
        several if several.iter().all(is_new) => Some(format!(
            "it may have been split into {}, or be one of them: then give the one that carries it on {formerly}",
            listed(&names)
        )),
        _ => Some(format!(
            "it may have been split into, or merged with, {}: then give the one that carries it on {formerly}",
            listed(&names)
        )),
    }
}
