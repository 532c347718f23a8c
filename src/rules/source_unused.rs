//! `source-unused`: no claim cites a source.

use super::check::{Check, Rule};
use crate::evidence::{Evidence, SourceFacts};
use crate::finding::{Finding, Label, Level};
use crate::text::Region;

pub(super) const RULE: Rule = Rule {
    name: "source-unused",
    level: Level::Off,
    core: false,
    page: include_str!("source_unused.md"),
    checks: &[Check::Source(check)],
};

fn check(id: &str, source: &SourceFacts, evidence: &Evidence<'_>, out: &mut Vec<Finding>) {
    if source.is_cited || source.descriptor.is_none() {
        return;
    }
    let path = format!("{}/{id}.json", evidence.project.config.sources);
    let message = format!("no claim cites the source {id}");
    let mut finding = Finding::new(RULE.name, Label::bare(path, Region::START, ""), "", message);
    finding.source = Some(id.to_owned());
    finding
        .notes
        .push("cite it, or take it out of the project".to_owned());
    out.push(finding);
}
