//! `schema-violation`: the schema of claim files, or the house schema, says no.

use super::check::{Check, Rule};
use crate::claim::ClaimFile;
use crate::config::is_core_rule;
use crate::document::Fault;
use crate::finding::{Finding, Label, Level};

pub(super) const RULE: Rule = Rule {
    name: "schema-violation",
    level: Level::Error,
    core: true,
    page: include_str!("schema_violation.md"),
    checks: &[Check::File(check)],
};

fn check(file: &ClaimFile, out: &mut Vec<Finding>) {
    for fault in &file.faults {
        let (message, help) =
            core_waiver(file, fault).unwrap_or_else(|| (fault.message.clone(), fault.help.clone()));
        let place = Label::new(&file.path, &file.text, &fault.range, "");
        let mut finding = Finding::new(RULE.name, place, &fault.pointer, message);
        finding.notes.extend(help);
        // What stands there, not where: the index of a claim may change.
        finding.identity = format!(
            "{}\u{1e}{}",
            fault.pointer.rsplit('/').next().unwrap_or_default(),
            finding.message
        );
        attach_claim(file, &mut finding);
        if let Some(id) = finding
            .claim
            .as_ref()
            .filter(|_| !finding.message.starts_with("claim "))
        {
            finding.message = format!("claim \"{id}\": {}", finding.message);
        }
        out.push(finding);
    }
}

/// A waiver of a rule that carries the promise deserves a better answer than "not one of the choices".
fn core_waiver(file: &ClaimFile, fault: &Fault) -> Option<(String, Option<String>)> {
    let is_waiver = fault.pointer.contains("/waivers/") && fault.pointer.ends_with("/rule");
    let written = file.text.as_str().get(fault.range.clone())?;
    let rule: String = serde_json::from_str(written).ok()?;
    (is_waiver && is_core_rule(&rule)).then(|| {
        (
            format!("`{rule}` carries the promise of a green run: no waiver silences it"),
            Some("take the waiver out and mend what the rule finds".to_owned()),
        )
    })
}

/// Names the claim and the citation that a pointer leads into.
pub(super) fn attach_claim(file: &ClaimFile, finding: &mut Finding) {
    let steps: Vec<&str> = finding.pointer.split('/').skip(1).collect();
    let index = |key: &str, at: usize| -> Option<usize> {
        (*steps.get(at)? == key).then(|| steps.get(at + 1)?.parse().ok())?
    };
    let Some(claim) = index("claims", 0) else {
        return;
    };
    finding.claim_index = Some(claim);
    finding.citation = index("citations", 2);
    finding.claim = file
        .claims
        .iter()
        .find(|candidate| candidate.index == claim)
        .and_then(|claim| claim.id.as_ref())
        .map(|id| id.value.clone());
}
