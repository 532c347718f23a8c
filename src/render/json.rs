//! `json`: the report for programs, as `schemas/report.schema.json` has it, written and read.

mod read;
mod shape;
mod write;

pub use read::{ReportError, read_known, read_report};
pub(super) use shape::{JsonChange, Tool, tool};

use crate::finding::{Closest, Finding, Label};
use crate::report::{CitationReport, CitedPlace, ClaimReport, Hidden, Report, Waived};
use shape::{
    JsonCitation, JsonClaim, JsonClosest, JsonExcerpt, JsonFinding, JsonHidden, JsonMark,
    JsonRelated, JsonWaived,
};
use std::borrow::Cow;
use std::io::{self, Write};
use write::Document;

pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut json = Document::new(out);
    json.member("schema_version", &1)?;
    json.member("tool", &tool())?;
    json.member("baseline", &report.baseline.as_ref().ok())?;
    json.member("no_baseline", &report.baseline.as_ref().err())?;
    json.member("baseline_is_empty", &report.baseline_is_empty)?;
    json.member("run", &report.run)?;
    json.member("summary", &report.summary)?;
    json.member("unchecked", &report.unchecked)?;
    json.list("claims", report.claims.len(), |at| {
        claim(&report.claims[at])
    })?;
    json.list("changes", report.changes.len(), |at| {
        change(&report.changes[at])
    })?;
    json.list("findings", report.findings.len(), |at| {
        finding(&report.findings[at], &report.fingerprints[at])
    })?;
    json.list("waived", report.waived.len(), |at| {
        waived(&report.waived[at])
    })?;
    json.member("hidden", &report.hidden.as_ref().map(hidden))?;
    json.finish()
}

fn text<T: AsRef<str>>(text: Option<&T>) -> Option<Cow<'_, str>> {
    text.map(|text| Cow::Borrowed(text.as_ref()))
}

fn names(names: &[&'static str]) -> Vec<Cow<'static, str>> {
    names.iter().map(|name| Cow::Borrowed(*name)).collect()
}

fn claim(claim: &ClaimReport) -> JsonClaim<'_> {
    JsonClaim {
        id: text(claim.id.as_ref()),
        file: Cow::Borrowed(&claim.file),
        index: claim.index,
        story: text(claim.story.as_ref()),
        line: claim.line,
        status: Cow::Borrowed(if claim.failed { "fail" } else { "pass" }),
        verdict: claim.verdict,
        revision: claim.revision,
        citations: claim.citations.iter().map(citation).collect(),
    }
}

fn citation(citation: &CitationReport) -> JsonCitation<'_> {
    let region = citation.place.map(CitedPlace::region);
    let source = citation.source.as_deref();
    JsonCitation {
        source: source.map(|source| Cow::Borrowed(&*source.id)),
        matched: citation.matched,
        occurrences: citation.occurrences,
        folds: citation
            .folds
            .iter()
            .map(|fold| Cow::Borrowed(fold.as_str()))
            .collect(),
        omitted: Cow::Borrowed(&citation.omitted),
        span: citation.place.map(CitedPlace::span),
        file: source.and_then(|source| text(source.file.as_ref())),
        line: region.map(|region| region.line),
        column: region.map(|region| region.column),
        end_line: region.map(|region| region.end_line),
        end_column: region.map(|region| region.end_column),
    }
}

pub(super) fn change(change: &crate::drift::Change) -> JsonChange<'_> {
    JsonChange {
        claim: text(change.claim.as_ref()),
        kind: Cow::Borrowed(change.kind.as_str()),
        what: Cow::Borrowed(change.kind.words()),
        rank: change.rank,
        recorded: change.recorded,
        note: text(change.note.as_ref()),
        before: text(change.before.as_ref()),
        after: text(change.after.as_ref()),
        story: text(change.story.as_ref()),
        file: Cow::Borrowed(&change.file),
        source: text(change.source.as_ref()),
        citation: change.citation,
        revisions: change.revisions,
        kinds: names(&change.kinds),
        edits: Cow::Borrowed(&change.edits),
    }
}

fn finding<'r>(finding: &'r Finding, fingerprint: &'r str) -> JsonFinding<'r> {
    JsonFinding {
        rule: Cow::Borrowed(finding.rule),
        level: finding.level,
        message: Cow::Borrowed(&finding.message),
        fingerprint: Cow::Borrowed(fingerprint),
        file: Cow::Borrowed(&finding.place.file),
        pointer: Cow::Borrowed(&finding.pointer),
        region: finding.place.region,
        label: Cow::Borrowed(&finding.place.message),
        excerpt: excerpt(&finding.place),
        claim: text(finding.claim.as_ref()),
        claim_index: finding.claim_index,
        citation: finding.citation,
        source: text(finding.source.as_ref()),
        kinds: names(&finding.kinds),
        closest: finding.closest.as_deref().map(closest),
        related: finding.related.iter().map(related).collect(),
        fix: finding.fix.as_ref().map(Cow::Borrowed),
        notes: Cow::Borrowed(&finding.notes),
    }
}

fn closest(closest: &Closest) -> JsonClosest<'_> {
    JsonClosest {
        text: Cow::Borrowed(&closest.text),
        similarity: closest.similarity,
        span: closest.span,
        file: Cow::Borrowed(&closest.file),
        region: closest.region,
        edits: Cow::Borrowed(&closest.edits),
    }
}

fn related(label: &Label) -> JsonRelated<'_> {
    JsonRelated {
        file: Cow::Borrowed(&label.file),
        region: label.region,
        message: Cow::Borrowed(&label.message),
        excerpt: excerpt(label),
    }
}

/// The lines to draw. Reports carry them, so that whoever merges reports needs neither the project nor its baseline, and
/// cannot draw other lines than those that were judged.
fn excerpt(label: &Label) -> Option<JsonExcerpt<'_>> {
    let excerpt = label.excerpt.as_ref()?;
    let characters = |bytes: usize| excerpt.text[..bytes].chars().count();
    Some(JsonExcerpt {
        text: Cow::Borrowed(&excerpt.text),
        line: excerpt.line,
        clipped_before: excerpt.clipped_before,
        clipped_after: excerpt.clipped_after,
        marks: label
            .marks
            .iter()
            .map(|mark| JsonMark {
                start: characters(mark.range.start),
                end: characters(mark.range.end),
                text: Cow::Borrowed(&mark.text),
            })
            .collect(),
    })
}

fn waived(waived: &Waived) -> JsonWaived<'_> {
    JsonWaived {
        finding: finding(&waived.finding, &waived.fingerprint),
        reason: Cow::Borrowed(&waived.reason),
        until: text(waived.until.as_ref()),
    }
}

fn hidden(hidden: &Hidden) -> JsonHidden<'_> {
    JsonHidden {
        by: Cow::Borrowed(&hidden.by),
        digest: Cow::Borrowed(&hidden.digest),
        claims: hidden.claims,
        gone: hidden.gone,
        findings: Cow::Borrowed(&hidden.findings),
    }
}
