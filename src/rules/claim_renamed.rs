//! `claim-renamed`: a claim has another id, and does not say which one it had.

use super::check::{Check, Rule};
use super::drifting::{at_side, id_range, percent, retirement};
use crate::drift::{Drift, Pair};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "claim-renamed",
    level: Level::Error,
    core: false,
    page: include_str!("claim_renamed.md"),
    checks: &[Check::Pair(check)],
};

fn check(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let Some(old) = pair.old.id().filter(|_| pair.is_renamed()) else {
        return;
    };
    // Where the new id is another claim's, that is what has to be mended, and said.
    let is_taken = drift
        .reused
        .iter()
        .any(|reused| std::ptr::eq(reused.new.claim, pair.new.claim));
    if pair.names_old_id() || is_taken {
        return;
    }
    let message = format!(
        "its id was \"{old}\" in {}, and `formerly` does not say so",
        drift.baseline()
    );
    let label = format!("was \"{old}\"");
    let mut finding = at_side(
        RULE.name,
        pair.new,
        &id_range(pair.new),
        "/id",
        &label,
        &message,
    );
    finding.notes.push(match pair.by_content {
        Some(share) if share < 1.0 => format!(
            "the two are {} per cent alike, and no other claim is more like the old one",
            percent(share)
        ),
        _ => "apart from the id, the two say the same".to_owned(),
    });
    let add = if pair.new.claim.formerly.is_empty() {
        format!("add \"formerly\": [\"{old}\"]")
    } else {
        format!("add \"{old}\" to its `formerly`")
    };
    finding.notes.push(format!(
        "if it is the same claim, {add}, so that links to the old id can still be followed"
    ));
    finding.notes.push(format!(
        "if it is another one and the old one was withdrawn, {}",
        retirement(drift, old, &pair.old.file.path)
    ));
    old.clone_into(&mut finding.identity);
    out.push(finding);
}
