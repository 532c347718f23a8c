//! `gitlab`: a code quality report, which GitLab shows in a merge request.
//!
//! The fields are those of <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>: an array of
//! issues, each with a description, a check's name, a fingerprint that no other has, a severity of five, and a place by
//! path from the repository's top, without `./`, and line.

use super::format::Style;
use super::summary;
use crate::finding::{Finding, Level};
use crate::hex::hex;
use crate::report::{Hidden, Report, Unchecked};
use crate::text::visible_line;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    // The same said twice would have one fingerprint twice.
    let mut said = BTreeSet::new();
    let unchecked = report.unchecked.iter();
    let unchecked = unchecked.filter(|unchecked| said.insert((&unchecked.file, &unchecked.reason)));
    let findings = report.findings.iter().zip(&report.fingerprints);
    let issues: Vec<Issue<'_>> = unchecked
        .map(|unchecked| not_checked(unchecked, style))
        .chain(findings.map(|(finding, fingerprint)| issue(finding, fingerprint, style)))
        .chain(report.hidden.as_ref().and_then(hidden))
        .collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn issue<'r>(finding: &'r Finding, fingerprint: &str, style: Style<'_>) -> Issue<'r> {
    Issue {
        description: visible_line(&finding.message),
        check_name: finding.rule,
        fingerprint: fingerprint.to_owned(),
        severity: severity(finding.level),
        location: location(&finding.place.file, finding.place.region.line, style),
    }
}

/// The worst is kept for what could not be checked: that no fault was found there means nothing.
fn not_checked(unchecked: &Unchecked, style: Style<'_>) -> Issue<'static> {
    let name = "not-checked";
    Issue {
        description: format!(
            "{} was not checked: {}",
            visible_line(&unchecked.file),
            visible_line(&unchecked.reason)
        ),
        check_name: name,
        fingerprint: hex(&Sha256::digest(format!(
            "{name}\u{1f}{}\u{1f}{}",
            unchecked.file, unchecked.reason
        ))),
        severity: "blocker",
        location: location(&unchecked.file, 1, style),
    }
}

/// How many findings an earlier report has already: the list has no other place for it.
fn hidden(hidden: &Hidden) -> Option<Issue<'static>> {
    let description = summary::old_findings(hidden)?;
    let name = "hidden";
    Some(Issue {
        check_name: name,
        fingerprint: hex(&Sha256::digest(format!("{name}\u{1f}{description}"))),
        severity: "info",
        // As it was named, from wherever that was.
        location: location(&visible_line(&hidden.by), 1, Style::default()),
        description,
    })
}

/// Of GitLab's five: an error stops a merge, which is `major`; `critical` and `blocker` are words for faults that hurt
/// while they wait, which a claim under review does not. `minor` is to be looked at, as a warning is.
fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Info | Level::Off => "info",
    }
}

fn location(file: &str, line: usize, style: Style<'_>) -> Location {
    Location {
        path: format!("{}{file}", style.folder),
        lines: Lines { begin: line },
    }
}
