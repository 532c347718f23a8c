//! `source-escapes-root`: a source's text or descriptor is a link out of the project.

use super::check::{Check, Rule};
use super::pointing::Cited;
use crate::evidence::{Evidence, SourceFacts};
use crate::finding::{Finding, Label, Level};
use crate::source::Unreadable;
use crate::text::Region;

pub(super) const RULE: Rule = Rule {
    name: "source-escapes-root",
    level: Level::Error,
    core: true,
    page: include_str!("source_escapes_root.md"),
    checks: &[Check::Source(check_source), Check::Citation(check_citation)],
};

const HELP: &str =
    "put a copy of the text into the project: what lies outside is not under version control";

/// The file that leads out of the root.
fn way_out(id: &str, source: &SourceFacts, evidence: &Evidence<'_>) -> Option<String> {
    (source.unreadable == Some(Unreadable::OutsideRoot)).then(|| {
        source.text_path().map_or_else(
            || format!("{}/{id}.json", evidence.project.config.sources),
            str::to_owned,
        )
    })
}

fn check_source(id: &str, source: &SourceFacts, evidence: &Evidence<'_>, out: &mut Vec<Finding>) {
    if source.is_cited {
        return;
    }
    if let Some(file) = way_out(id, source, evidence) {
        let message = format!("{file} is a link to a file outside the project");
        let mut finding =
            Finding::new(RULE.name, Label::bare(file, Region::START, ""), "", message);
        finding.source = Some(id.to_owned());
        finding.notes.push(HELP.to_owned());
        out.push(finding);
    }
}

fn check_citation(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    if cited.was_read() {
        return;
    }
    let Some(id) = &cited.citation.citation.source else {
        return;
    };
    let source = cited.evidence.sources.get(&id.value);
    if let Some(file) = source.and_then(|source| way_out(&id.value, source, cited.evidence)) {
        let message = format!(
            "{file} is a link to a file outside the project, so the quote could not be checked"
        );
        let mut finding = cited.at(
            RULE.name,
            &id.range,
            "/source",
            "its text lies outside the project",
            &message,
        );
        finding.notes.push(HELP.to_owned());
        finding.identity.clone_from(&id.value);
        out.push(finding);
    }
}
