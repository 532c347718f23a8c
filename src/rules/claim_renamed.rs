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
    if pair.names_old_id() || pair.shared_its_id || is_taken {
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
    let alike = pair.by_content.filter(|share| *share < 1.0);
    finding.notes.push(match alike {
        Some(share) => format!(
            "the two are {} per cent alike, and no other claim is more like the old one",
            percent(share)
        ),
        None => "apart from the id, the two say the same".to_owned(),
    });
    let add = if pair.new.claim.formerly.is_empty() {
        format!("add \"formerly\": [\"{old}\"]")
    } else {
        format!("add \"{old}\" to its `formerly`")
    };
    finding.notes.push(format!(
        "if it is the same claim, {add}, so that links to the old id can still be followed"
    ));
    if alike.is_some() {
        finding.notes.push(format!(
            "if it is another one and the old one was withdrawn, {}",
            retirement(drift, old, &pair.old.file.path)
        ));
    } else if drift.retired.contains(old) {
        finding.notes.push(format!(
            "what goes on under another id was not withdrawn: take \"{old}\" out of `retired`"
        ));
    }
    old.clone_into(&mut finding.identity);
    out.push(finding);
}
