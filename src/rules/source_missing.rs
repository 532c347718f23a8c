//! `source-missing`: a cited source has no descriptor or no text.

use super::check::{Check, Rule};
use super::pointing::{Cited, listed};
use crate::finding::{Finding, Level, Safety};
use crate::source::Unreadable;

pub(super) const RULE: Rule = Rule {
    name: "source-missing",
    level: Level::Error,
    core: true,
    page: include_str!("source_missing.md"),
    checks: &[Check::Citation(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    if cited.was_read() {
        return;
    }
    let Some(id) = &cited.citation.citation.source else {
        return;
    };
    let source = cited.evidence.sources.get(&id.value);
    let folder = &cited.evidence.project.config.sources;
    let (lacks, file) = match source.map(|source| (&source.unreadable, source.text_path())) {
        Some((Some(Unreadable::NoText), path)) => (
            "text",
            path.map_or_else(|| format!("{folder}/{}.txt", id.value), str::to_owned),
        ),
        Some((Some(Unreadable::NoDescriptor), _)) | None => {
            ("descriptor", format!("{folder}/{}.json", id.value))
        }
        _ => return,
    };
    let message = format!(
        "the source {} has no {lacks}: there is no {file}, so the quote could not be checked",
        id.value
    );
    let mut finding = cited.at(
        RULE.name,
        &id.range,
        "/source",
        "there is no such source",
        &message,
    );
    finding.identity.clone_from(&id.value);
    if lacks == "descriptor" {
        let known = &cited.evidence.project.catalog;
        let bare = id
            .value
            .strip_suffix(".txt")
            .or_else(|| id.value.strip_suffix(".json"));
        let without_ending = bare.and_then(|bare| known.get(bare)).map(String::as_str);
        let nearest = || cited.evidence.project.source_meant(&id.value);
        // `report-old` where there is `report`: too far off for a slip, but as likely as not what it was made from.
        let stem = || {
            let mut ends = id.value.rmatch_indices(['-', '_', '.']);
            ends.find_map(|(end, _)| known.get(&id.value[..end]))
                .map(String::as_str)
        };
        match without_ending.or_else(nearest).or_else(stem) {
            Some(meant) => {
                finding.notes.push(format!("did you mean {meant}?"));
                let title = format!("cite {meant}");
                finding.fix = Some(cited.fix_string(&title, Safety::Review, &id.range, meant));
            }
            None if known.is_empty() => finding
                .notes
                .push(format!("{folder}/ holds no source at all")),
            None => {
                let few: Vec<String> = known.iter().take(5).cloned().collect();
                let more = if known.len() > few.len() {
                    ", among others"
                } else {
                    ""
                };
                finding
                    .notes
                    .push(format!("the project has {}{more}", listed(&few)));
            }
        }
    }
    finding.notes.push(format!(
        "save the text as {folder}/{0}.txt and describe it in {folder}/{0}.json, or cite the source that is meant",
        id.value
    ));
    out.push(finding);
}
