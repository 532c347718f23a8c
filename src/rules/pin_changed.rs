//! `pin-changed`: a source's pinned hash is another one, and its text is not.

use super::check::{Check, Rule};
use crate::drift::{Drift, SourceDrift, SourceFate};
use crate::finding::{Finding, Label, Level};
use crate::source::Sha256Sum;

pub(super) const RULE: Rule = Rule {
    name: "pin-changed",
    level: Level::Error,
    core: false,
    page: include_str!("pin_changed.md"),
    checks: &[Check::Drift(check)],
};

fn check(drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let sources = drift.sources.iter();
    out.extend(sources.filter_map(|source| finding(source, drift)));
}

/// Where today's pin is gone or cannot be read, the descriptor has a finding of its own.
fn finding(source: &SourceDrift<'_>, drift: &Drift<'_>) -> Option<Finding> {
    if source.fate != (SourceFate::Pinned { is_right: false }) {
        return None;
    }
    let new = source.new.as_ref()?;
    let descriptor = new.descriptor.as_ref()?;
    let pin = descriptor.sha256.as_ref()?;
    let before = source
        .old
        .as_ref()
        .and_then(|old| old.descriptor.as_ref()?.sha256.as_ref())
        .map(|pin| pin.value);
    let id = &source.id;
    let baseline = drift.baseline();
    let message = match before {
        Some(before) => format!(
            "the pinned hash of {id} changed from {} to {}, but its text is the one of {baseline}",
            before.short(),
            pin.value.short()
        ),
        None => format!(
            "{id} was given the pinned hash {}, which is not the one of its text",
            pin.value.short()
        ),
    };
    let place = Label::new(
        &descriptor.path,
        &descriptor.text,
        &pin.range,
        "not the hash of the text",
    );
    let mut finding = Finding::new(RULE.name, place, "/sha256", message);
    finding.source = Some(id.clone());
    if let Some(actual) = new.sha256 {
        finding.notes.push(format!("the text's hash is {actual}"));
    }
    finding.notes.push(
        if before == new.sha256 {
            "the old hash was right: bring it back"
        } else {
            "a pin follows from the text: if the text is right, write its hash; if another text was meant to be filed, file that"
        }
        .to_owned(),
    );
    let written = before.as_ref().map(Sha256Sum::to_string);
    finding.identity = format!("{}\u{1e}{}", written.unwrap_or_default(), pin.value);
    Some(finding)
}
