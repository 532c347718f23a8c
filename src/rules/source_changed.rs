//! `source-changed`: a source's text is not the one whose hash was pinned.

use super::check::{Check, Rule};
use super::pointing::counted;
use crate::evidence::{Evidence, SourceFacts};
use crate::finding::{Finding, Label, Level};

pub(super) const RULE: Rule = Rule {
    name: "source-changed",
    level: Level::Error,
    core: false,
    page: include_str!("source_changed.md"),
    checks: &[Check::Source(check)],
};

fn check(id: &str, source: &SourceFacts, _: &Evidence<'_>, out: &mut Vec<Finding>) {
    let (Some(descriptor), Some(actual)) = (&source.descriptor, &source.sha256) else {
        return;
    };
    // A text that cannot be read has a finding of its own, and no hash of it is worth a word.
    if source.unreadable.is_some() {
        return;
    }
    let Some(pinned) = descriptor
        .sha256
        .as_ref()
        .filter(|pinned| pinned.value != *actual)
    else {
        return;
    };
    let tally = source.tally;
    let place = Label::new(
        &descriptor.path,
        &descriptor.text,
        &pinned.range,
        "the pinned hash",
    );
    let message = format!(
        "the text of {id} is not the one that was pinned: of its quotes {} {}, {} {} moved, {} {} gone",
        tally.stand,
        if tally.stand == 1 {
            "still stands"
        } else {
            "still stand"
        },
        tally.moved,
        if tally.moved == 1 { "has" } else { "have" },
        tally.gone,
        if tally.gone == 1 { "is" } else { "are" },
    );
    let mut finding = Finding::new(RULE.name, place, "/sha256", message);
    finding.source = Some(id.to_owned());
    finding
        .notes
        .push(format!("the text's hash is now {actual}"));
    finding.notes.push(format!(
        "read what changed; if the new text is right, write its hash into the descriptor{}",
        match tally.gone {
            0 => String::new(),
            gone => format!(", after mending {}", counted(gone, "quote", "quotes")),
        }
    ));
    finding.identity = actual.to_string();
    out.push(finding);
}
