//! Which findings belong into a changelog although what they found is no change of its own.

/// Rules whose findings a changelog shows as remarks: what is wrong with the way in which something was changed.
const RULES: &[&str] = &[
    "revision-decreased",
    "revision-skipped",
    "revision-unneeded",
    "change-note-missing",
    "history-rewritten",
    "claim-id-reused",
    "backdated",
    "policy-loosened",
];

/// Whether a changelog shows a rule's findings as remarks.
pub fn is_remark(rule: &str) -> bool {
    RULES.contains(&rule)
}
