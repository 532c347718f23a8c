//! `duplicate-key`: an object has the same key twice.

use super::check::{Check, Rule};
use crate::claim::ClaimFile;
use crate::finding::{Finding, Label, Level};

pub(super) const RULE: Rule = Rule {
    name: "duplicate-key",
    level: Level::Error,
    core: true,
    page: include_str!("duplicate_key.md"),
    checks: &[Check::File(check)],
};

fn check(file: &ClaimFile, out: &mut Vec<Finding>) {
    for duplicate in &file.duplicates {
        let place = Label::new(&file.path, &file.text, &duplicate.again, "again here");
        let message = format!(
            "the key \"{}\" stands twice in the same object: nobody can say which value is meant, so neither was checked",
            duplicate.key
        );
        let mut finding = Finding::new(RULE.name, place, &duplicate.pointer, message);
        finding.related.push(Label::new(
            &file.path,
            &file.text,
            &duplicate.first,
            "first here",
        ));
        finding.notes.push("keep one of them".to_owned());
        finding.identity.clone_from(&duplicate.pointer);
        super::schema_violation::attach_claim(file, &mut finding);
        out.push(finding);
    }
}
