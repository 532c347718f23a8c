//! `fragments-far-apart`: much text is left out between two fragments.

use super::check::{Check, Rule};
use super::pointing::Cited;
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "fragments-far-apart",
    level: Level::Warning,
    core: false,
    page: include_str!("fragments_far_apart.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    let gaps = cited
        .placement()
        .into_iter()
        .flat_map(|placement| &placement.gaps);
    for (number, gap) in gaps.enumerate() {
        let Some(after) = &gap.after else {
            continue;
        };
        let most = cited.evidence.project.config.max_fragment_gap;
        let message = format!(
            "{} characters of {} are left out between fragments {} and {}; {most} is the most that reads as one quotation",
            gap.characters,
            cited.source(),
            number + 1,
            number + 2,
        );
        let mut finding = cited.at_fragment(
            RULE.name,
            number + 1,
            "far from the fragment before",
            &message,
        );
        finding
            .related
            .push(cited.in_source(after, format!("fragment {}", number + 2)));
        finding
            .notes
            .push("cite the two passages as two citations".to_owned());
        out.push(finding);
    }
}
