//! The whole check of a project: evidence, rules, report.

use crate::drift::{Drift, compare};
use crate::evidence::gather;
use crate::project::{Project, Selection, Shard};
use crate::report::{Report, Unchecked, level, waive};
use crate::rules;

/// Checks what is selected of a project.
///
/// # Example
///
/// ```
/// use factcheck::{Config, Date, Project, Selection, store::Memory, verify};
/// use std::sync::Arc;
///
/// let text = "The bridge opened on Monday.\n";
/// let files = Memory::default()
///     .with("sources/bridge.txt", text)
///     .with("sources/bridge.json", r#"{"schema_version": 1, "id": "bridge", "title": "Bridge", "published": "2026-01-01",
///         "sha256": "4ce7c0990e18e1a11255645010d229038644eb52d59f19708294e0a8af36e639"}"#)
///     .with("claims/bridge.json", r#"{"schema_version": 1, "story": "bridge", "claims": [{
///         "id": "bridge-opened", "statement": "The bridge is open.", "verdict": "supported", "revision": 1,
///         "checked": {"on": "2026-02-01", "by": "desk"},
///         "citations": [{"source": "bridge", "quote": "The bridge closed on Monday."}]}]}"#);
/// let today = Date::parse("2026-02-01").expect("a date");
/// let project = Project::read(Arc::new(files), Config::default(), today)?;
/// let report = verify(&project, &Selection::Whole);
/// assert_eq!(report.summary.failed, 1);
/// assert!(report.findings.iter().any(|finding| finding.rule == "quote-altered"));
/// # Ok::<(), factcheck::ProjectError>(())
/// ```
pub fn verify(project: &Project, selection: &Selection) -> Report {
    verify_shard(project, selection, None)
}

/// Checks one shard of what is selected of a project; all of it where it is `None`. Rules that span the project see all
/// of it, and each of their findings is reported by one shard: [`Report::merge`] makes of the reports of all shards what
/// [`verify`] reports.
pub fn verify_shard(project: &Project, selection: &Selection, shard: Option<Shard>) -> Report {
    verify_and(project, selection, shard, |_| ()).0
}

/// The same, and what else is to be known of the drift.
pub(crate) fn verify_and<T>(
    project: &Project,
    selection: &Selection,
    shard: Option<Shard>,
    ask: impl FnOnce(Option<&Drift<'_>>) -> T,
) -> (Report, T) {
    let evidence = gather(project, selection, shard);
    let drift = project
        .prior
        .as_ref()
        .map(|prior| compare(&evidence, prior, selection));
    let mut found = rules::run(&evidence);
    found.extend(drift.iter().flat_map(rules::run_drift));
    let findings = level(&evidence, found);
    let (mut findings, waived) = waive(&evidence, findings);
    findings.extend(level(&evidence, rules::unused_waivers(&evidence, &waived)));
    let unreadable = project
        .unreadable
        .iter()
        .filter(|(path, _)| match selection {
            Selection::Whole => true,
            // What cannot be read might cite a source that was named.
            Selection::Part { files, sources } => files.contains(path) || !sources.is_empty(),
        })
        .map(|(path, error)| Unchecked {
            file: path.clone(),
            reason: error.to_string(),
        });
    let idle = project
        .idle_patterns
        .iter()
        .filter(|_| *selection == Selection::Whole)
        .map(|pattern| Unchecked {
            file: pattern.clone(),
            reason: "this pattern of `claims` in the settings matches no file".to_owned(),
        });
    let of_the_prior = drift
        .iter()
        .flat_map(|drift| &drift.unchecked)
        .map(|(path, reason)| Unchecked {
            file: path.clone(),
            reason: format!("the baseline's version cannot be read: {reason}"),
        });
    let unchecked = unreadable.chain(idle).chain(of_the_prior).collect();
    let drift = drift.as_ref().map_err(|none| **none);
    let answer = ask(drift.ok());
    let report = Report {
        rules: rules::infos(),
        ..Report::new(&evidence, drift, selection, findings, waived, unchecked)
    };
    (report, answer)
}
