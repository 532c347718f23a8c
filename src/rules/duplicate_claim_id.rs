//! `duplicate-claim-id`: another claim of the project has the id.

use super::check::{Check, Namesakes, Rule};
use crate::claim::ClaimFile;
use crate::finding::{Finding, Label, Level};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    name: "duplicate-claim-id",
    level: Level::Error,
    core: true,
    page: include_str!("duplicate_claim_id.md"),
    checks: &[Check::Namesakes(check)],
};

/// A use of an id.
struct Use<'p> {
    file: &'p ClaimFile,
    range: &'p Range<usize>,
    pointer: String,
    claim: Option<usize>,
}

fn check(namesakes: &Namesakes<'_>, out: &mut Vec<Finding>) {
    let mut uses: BTreeMap<&str, Vec<Use<'_>>> = BTreeMap::new();
    for file in &namesakes.files {
        for claim in &file.claims {
            if let Some(id) = &claim.id {
                uses.entry(&id.value).or_default().push(Use {
                    file,
                    range: &id.range,
                    pointer: format!("{}/id", claim.pointer()),
                    claim: Some(claim.index),
                });
            }
        }
        for tombstone in &file.retired {
            if let Some(id) = &tombstone.id {
                uses.entry(&id.value).or_default().push(Use {
                    file,
                    range: &id.range,
                    pointer: format!("/retired/{}/id", tombstone.index),
                    claim: None,
                });
            }
        }
    }
    let reported = &namesakes.reported;
    for (id, uses) in uses.iter().filter(|(_, uses)| uses.len() > 1) {
        // The first use is right until the others are looked at; but a run over part of a project must see it, too.
        let later = |at: usize| at > 0;
        let elsewhere = |at: usize| {
            uses.iter()
                .enumerate()
                .all(|(other, used)| other == at || !reported.contains(used.file.path.as_str()))
        };
        for (at, used) in uses.iter().enumerate() {
            if reported.contains(used.file.path.as_str()) && (later(at) || elsewhere(at)) {
                out.push(finding(id, used, &uses[usize::from(at == 0)]));
            }
        }
    }
}

fn finding(id: &str, used: &Use<'_>, other: &Use<'_>) -> Finding {
    let place = Label::new(&used.file.path, &used.file.text, used.range, "");
    let what = if other.claim.is_some() {
        "another claim"
    } else {
        "a claim that was retired"
    };
    let message = format!(
        "claim \"{id}\": the id is taken by {what}, in {} line {}",
        other.file.path,
        other.file.text.region(other.range).line
    );
    let mut finding = Finding::new(RULE.name, place, &used.pointer, message);
    finding.claim = Some(id.to_owned());
    finding.claim_index = used.claim;
    finding.related.push(Label::new(
        &other.file.path,
        &other.file.text,
        other.range,
        "taken here",
    ));
    finding.notes.push(
        "give one of the two claims an id of its own; ids stay with a claim for good".to_owned(),
    );
    finding.identity = format!("{}\u{1e}{}", used.file.path, other.file.path);
    finding
}
