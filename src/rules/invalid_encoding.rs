//! `invalid-encoding`: the claim file is not UTF-8.

use super::check::{Check, Rule};
use crate::claim::{ClaimFile, Problem};
use crate::finding::{Finding, Label, Level};
use crate::text::{Place, Region};

pub(super) const RULE: Rule = Rule {
    name: "invalid-encoding",
    level: Level::Error,
    core: true,
    page: include_str!("invalid_encoding.md"),
    checks: &[Check::File(check)],
};

fn check(file: &ClaimFile, out: &mut Vec<Finding>) {
    let Some(Problem::Encoding(fault)) = &file.problem else {
        return;
    };
    let end = Place {
        column: fault.place.column + 1,
        ..fault.place
    };
    let place = Label::bare(
        &file.path,
        Region::new(fault.place, end),
        "this byte is not UTF-8",
    );
    let message = format!(
        "the file is not UTF-8: byte 0x{:02X} at offset {} begins no character, so nothing in the file was checked",
        fault.value, fault.byte
    );
    let mut finding = Finding::new(RULE.name, place, "", message);
    finding
        .notes
        .push("save the file again as UTF-8, without changing its text".to_owned());
    out.push(finding);
}
