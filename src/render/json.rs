//! `json`: the report for programs, as `schemas/report.schema.json` has it.

use crate::claim::Verdict;
use crate::drift::DriftKind;
use crate::evidence::Match;
use crate::finding::{Closest, Finding, Fix, Label, Level};
use crate::project::Baseline;
use crate::quote::Change;
use crate::report::{CitationReport, ClaimReport, Report, Summary, Unchecked, Waived};
use crate::text::{Region, Span};
use serde::Serialize;
use std::io::{self, Write};

pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let json = Json {
        schema_version: 1,
        tool: TOOL,
        baseline: report.baseline.as_ref().ok(),
        summary: report.summary,
        unchecked: &report.unchecked,
        claims: report.claims.iter().map(claim).collect(),
        changes: report.changes.iter().map(change).collect(),
        findings: report
            .findings
            .iter()
            .zip(&report.fingerprints)
            .map(|(found, fingerprint)| finding(found, fingerprint))
            .collect(),
        waived: report.waived.iter().map(waived).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Json<'r> {
    schema_version: u8,
    tool: Tool,
    baseline: Option<&'r Baseline>,
    summary: Summary,
    unchecked: &'r [Unchecked],
    claims: Vec<JsonClaim<'r>>,
    changes: Vec<JsonChange<'r>>,
    findings: Vec<JsonFinding<'r>>,
    waived: Vec<JsonWaived<'r>>,
}

/// The program that made a report.
#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// This program.
pub(super) const TOOL: Tool = Tool {
    name: "factcheck",
    version: env!("CARGO_PKG_VERSION"),
};

#[derive(Serialize)]
struct JsonClaim<'r> {
    id: Option<&'r str>,
    file: &'r str,
    line: usize,
    status: &'static str,
    verdict: Option<Verdict>,
    revision: Option<u64>,
    citations: Vec<JsonCitation<'r>>,
}

#[derive(Serialize)]
struct JsonCitation<'r> {
    source: Option<&'r str>,
    #[serde(rename = "match")]
    matched: Match,
    occurrences: usize,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    folds: &'r [&'static str],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    omitted: &'r [String],
    span: Option<Span>,
    file: Option<&'r str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

fn claim(claim: &ClaimReport) -> JsonClaim<'_> {
    JsonClaim {
        id: claim.id.as_deref(),
        file: &claim.file,
        line: claim.line,
        status: if claim.failed { "fail" } else { "pass" },
        verdict: claim.verdict,
        revision: claim.revision,
        citations: claim.citations.iter().map(citation).collect(),
    }
}

fn citation(citation: &CitationReport) -> JsonCitation<'_> {
    let region = citation.place.map(|(_, region)| region);
    JsonCitation {
        source: citation.source.as_deref(),
        matched: citation.matched,
        occurrences: citation.occurrences,
        folds: &citation.folds,
        omitted: &citation.omitted,
        span: citation.place.map(|(span, _)| span),
        file: citation.file.as_deref(),
        line: region.map(|region| region.line),
        column: region.map(|region| region.column),
        end_line: region.map(|region| region.end_line),
        end_column: region.map(|region| region.end_column),
    }
}

/// A difference from the baseline.
#[derive(Serialize)]
pub(super) struct JsonChange<'r> {
    claim: Option<&'r str>,
    kind: DriftKind,
    recorded: bool,
    note: Option<&'r str>,
    before: Option<&'r str>,
    after: Option<&'r str>,
    story: Option<&'r str>,
    file: &'r str,
    source: Option<&'r str>,
    citation: Option<usize>,
    revisions: [Option<u64>; 2],
    kinds: &'r [&'static str],
    edits: &'r [(Change, String)],
}

pub(super) fn change(change: &crate::drift::Change) -> JsonChange<'_> {
    JsonChange {
        claim: change.claim.as_deref(),
        kind: change.kind,
        recorded: change.recorded,
        note: change.note.as_deref(),
        before: change.before.as_deref(),
        after: change.after.as_deref(),
        story: change.story.as_deref(),
        file: &change.file,
        source: change.source.as_deref(),
        citation: change.citation,
        revisions: [change.revisions.0, change.revisions.1],
        kinds: &change.kinds,
        edits: &change.edits,
    }
}

#[derive(Serialize)]
struct JsonFinding<'r> {
    rule: &'static str,
    level: Level,
    message: &'r str,
    fingerprint: &'r str,
    file: &'r str,
    pointer: &'r str,
    #[serde(flatten)]
    region: Region,
    claim: Option<&'r str>,
    citation: Option<usize>,
    source: Option<&'r str>,
    kinds: &'r [&'static str],
    closest: Option<JsonClosest<'r>>,
    related: Vec<JsonRelated<'r>>,
    fix: Option<&'r Fix>,
    notes: &'r [String],
}

#[derive(Serialize)]
struct JsonClosest<'r> {
    text: &'r str,
    similarity: f64,
    span: Span,
    file: &'r str,
    #[serde(flatten)]
    region: Region,
    edits: &'r [(Change, String)],
}

#[derive(Serialize)]
struct JsonRelated<'r> {
    file: &'r str,
    #[serde(flatten)]
    region: Region,
    message: &'r str,
}

#[derive(Serialize)]
struct JsonWaived<'r> {
    rule: &'static str,
    claim: Option<&'r str>,
    citation: Option<usize>,
    file: &'r str,
    line: usize,
    column: usize,
    reason: &'r str,
    until: Option<&'r str>,
    message: &'r str,
}

fn finding<'r>(finding: &'r Finding, fingerprint: &'r str) -> JsonFinding<'r> {
    JsonFinding {
        rule: finding.rule,
        level: finding.level,
        message: &finding.message,
        fingerprint,
        file: &finding.place.file,
        pointer: &finding.pointer,
        region: finding.place.region,
        claim: finding.claim.as_deref(),
        citation: finding.citation,
        source: finding.source.as_deref(),
        kinds: &finding.kinds,
        closest: finding.closest.as_ref().map(closest),
        related: finding.related.iter().map(related).collect(),
        fix: finding.fix.as_ref(),
        notes: &finding.notes,
    }
}

fn closest(closest: &Closest) -> JsonClosest<'_> {
    JsonClosest {
        text: &closest.text,
        similarity: closest.similarity,
        span: closest.span,
        file: &closest.file,
        region: closest.region,
        edits: &closest.edits,
    }
}

fn related(label: &Label) -> JsonRelated<'_> {
    JsonRelated {
        file: &label.file,
        region: label.region,
        message: &label.message,
    }
}

fn waived(waived: &Waived) -> JsonWaived<'_> {
    let finding = &waived.finding;
    JsonWaived {
        rule: finding.rule,
        claim: finding.claim.as_deref(),
        citation: finding.citation,
        file: &finding.place.file,
        line: finding.place.region.line,
        column: finding.place.region.column,
        reason: &waived.reason,
        until: waived.until.as_deref(),
        message: &finding.message,
    }
}
