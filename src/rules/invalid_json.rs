//! `invalid-json`: the claim file is not JSON.

use super::check::{Check, Rule};
use crate::claim::{ClaimFile, Problem};
use crate::finding::{Finding, Label, Level};

pub(super) const RULE: Rule = Rule {
    name: "invalid-json",
    level: Level::Error,
    core: true,
    page: include_str!("invalid_json.md"),
    checks: &[Check::File(check)],
};

fn check(file: &ClaimFile, out: &mut Vec<Finding>) {
    let Some(Problem::Json(fault)) = &file.problem else {
        return;
    };
    let place = Label::new(&file.path, &file.text, &fault.range, "reading stops here");
    let message = format!(
        "this is not JSON, so nothing in the file was checked: {}",
        fault.message
    );
    let mut finding = Finding::new(RULE.name, place, "", message);
    finding.notes.extend(fault.help.clone());
    out.push(finding);
}
