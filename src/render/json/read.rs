//! Reads a JSON report back: checked against its schema first, so that nothing that merely looks like one is merged.

use super::shape::{
    Json, JsonChange, JsonCitation, JsonClaim, JsonClosest, JsonExcerpt, JsonFinding, JsonRelated,
    JsonWaived, tool,
};
use crate::config::rule_name;
use crate::document::{Duplicate, Schema, parse_json};
use crate::drift::{Change, DriftKind};
use crate::finding::{Closest, Finding, Label, Mark};
use crate::hex::hex;
use crate::quote::{Fold, Kind};
use crate::report::{
    CitationReport, CitedPlace, ClaimReport, Hidden, Known, KnownFinding, Report, Waived,
};
use crate::source::CitedSource;
use crate::text::{Excerpt, Region, Text};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Why a file cannot be used as a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportError {
    /// There is nothing in it.
    Empty,
    /// It is no JSON report of factcheck: where, and why.
    NoReport(String),
    /// Another version of factcheck made it.
    Version(String),
    /// It is the report of one shard, which, and the whole is needed.
    Shard(String),
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(
                f,
                "it is empty\n  help: a run must not write its report into a file that it reads: `> FILE` empties the file first"
            ),
            Self::NoReport(reason) => write!(
                f,
                "it is no JSON report of factcheck: {reason}\n  help: `factcheck verify --output-format json` prints one"
            ),
            Self::Version(version) => write!(
                f,
                "it was made by factcheck {version}, and this is {}\n  help: run all shards and the merge with the same version",
                tool().version
            ),
            Self::Shard(shard) => write!(
                f,
                "it is the report of shard {shard} only\n  help: join the reports of all shards first: `factcheck merge --output-format json REPORT.json…`"
            ),
        }
    }
}

impl std::error::Error for ReportError {}

/// The report in the bytes of a file, as this version of factcheck wrote it.
///
/// # Errors
/// Where it is none.
pub fn read_report(bytes: Vec<u8>) -> Result<Report, ReportError> {
    let text = checked(bytes)?;
    let json = parse(&text)?;
    if json.tool.version != tool().version {
        return Err(ReportError::Version(json.tool.version.into_owned()));
    }
    report(json)
}

/// The findings of an earlier report of a whole run, whichever version of factcheck made it. `by` is the file's name.
///
/// # Errors
/// Where it is none.
pub fn read_known(by: &str, bytes: Vec<u8>) -> Result<Known, ReportError> {
    let digest = hex(&Sha256::digest(&bytes));
    let text = checked(bytes)?;
    let json = parse(&text)?;
    if let Some(shard) = json.run.shard {
        return Err(ReportError::Shard(shard.to_string()));
    }
    let shown = json.findings.into_iter().map(|finding| KnownFinding {
        file: finding.file.into_owned(),
        rule: finding.rule.into_owned(),
        level: finding.level,
        claim: finding.claim.map(Cow::into_owned),
        claim_index: finding.claim_index,
        source: finding.source.map(Cow::into_owned),
        fingerprint: finding.fingerprint.into_owned(),
    });
    let hidden = json.hidden.into_iter();
    let hidden = hidden.flat_map(|hidden| hidden.findings.into_owned());
    Ok(Known {
        by: by.to_owned(),
        digest,
        findings: shown.chain(hidden).collect(),
    })
}

/// The text of a report that its schema finds no fault with.
fn checked(bytes: Vec<u8>) -> Result<Text, ReportError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReportError::Empty);
    }
    let text = Text::decode_file(bytes).map_err(|fault| {
        ReportError::NoReport(format!(
            "line {}: byte 0x{:02X} is not UTF-8",
            fault.place.line, fault.value
        ))
    })?;
    let faults = match parse_json(text.as_str()) {
        Err(fault) => vec![fault],
        Ok(parsed) => {
            let mut faults = Schema::report().faults(&parsed.root);
            faults.extend(parsed.duplicates.iter().map(Duplicate::fault));
            faults
        }
    };
    // The first fault says enough: a report is not written by hand.
    if let Some(fault) = faults.first() {
        let line = text.region(&fault.range).line;
        return Err(ReportError::NoReport(format!(
            "line {line}: {}",
            fault.message
        )));
    }
    Ok(text)
}

fn parse(text: &Text) -> Result<Json<'_>, ReportError> {
    let text = text.as_str().trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| ReportError::NoReport(error.to_string()))
}

fn unknown(what: &str, name: &str) -> ReportError {
    ReportError::NoReport(format!("there is no {what} `{name}`"))
}

fn owned(text: Option<Cow<'_, str>>) -> Option<String> {
    text.map(Cow::into_owned)
}

fn shared(text: Option<Cow<'_, str>>) -> Option<Arc<str>> {
    text.map(Arc::from)
}

fn report(json: Json<'_>) -> Result<Report, ReportError> {
    let mut findings = Vec::with_capacity(json.findings.len());
    let mut fingerprints = Vec::with_capacity(json.findings.len());
    for found in json.findings {
        let (found, fingerprint) = finding(found)?;
        findings.push(found);
        fingerprints.push(fingerprint);
    }
    let baseline = match (json.baseline, json.no_baseline) {
        (Some(baseline), None) => Ok(baseline.into_owned()),
        (None, Some(none)) => Err(none),
        _ => {
            let reason = "`baseline` and `no_baseline` contradict each other";
            return Err(ReportError::NoReport(reason.to_owned()));
        }
    };
    let report = Report {
        run: json.run.into_owned(),
        baseline,
        baseline_is_empty: json.baseline_is_empty,
        changes: json
            .changes
            .into_iter()
            .map(change)
            .collect::<Result<_, _>>()?,
        summary: json.summary,
        claims: json
            .claims
            .into_iter()
            .map(claim)
            .collect::<Result<_, _>>()?,
        findings,
        fingerprints,
        waived: json
            .waived
            .into_iter()
            .map(waived)
            .collect::<Result<_, _>>()?,
        hidden: json.hidden.map(|hidden| Hidden {
            by: hidden.by.into_owned(),
            digest: hidden.digest.into_owned(),
            claims: hidden.claims,
            gone: hidden.gone,
            findings: hidden.findings.into_owned(),
        }),
        unchecked: json.unchecked.into_owned(),
        // Of a run that had nothing to check there is no report.
        is_empty: false,
        // The program has them; no report does.
        rules: Vec::new(),
    };
    if report.adds_up() {
        Ok(report)
    } else {
        let reason = "its summary does not count what it lists";
        Err(ReportError::NoReport(reason.to_owned()))
    }
}

fn claim(claim: JsonClaim<'_>) -> Result<ClaimReport, ReportError> {
    Ok(ClaimReport {
        id: claim.id.map(Box::from),
        file: Arc::from(claim.file),
        index: claim.index,
        story: shared(claim.story),
        line: claim.line,
        failed: claim.status == "fail",
        verdict: claim.verdict,
        revision: claim.revision,
        citations: claim
            .citations
            .into_iter()
            .map(citation)
            .collect::<Result<_, _>>()?,
    })
}

fn citation(citation: JsonCitation<'_>) -> Result<CitationReport, ReportError> {
    let region = || {
        Some(Region {
            line: citation.line?,
            column: citation.column?,
            end_line: citation.end_line?,
            end_column: citation.end_column?,
        })
    };
    let place = citation.span.zip(region()).map(|(span, region)| {
        let place = CitedPlace::new(span, region);
        place.ok_or_else(|| ReportError::NoReport("no text has such a place".to_owned()))
    });
    let fold = |name: &Cow<'_, str>| {
        let fold = Fold::parse(name);
        fold.ok_or_else(|| unknown("kind of difference", name))
    };
    let file = citation.file.map(Box::from);
    Ok(CitationReport {
        source: citation
            .source
            .map(|id| Arc::new(CitedSource::named(id, file))),
        matched: citation.matched,
        occurrences: citation.occurrences,
        folds: citation.folds.iter().map(fold).collect::<Result<_, _>>()?,
        omitted: citation.omitted.into_owned().into(),
        place: place.transpose()?,
    })
}

/// Kinds of change and folds, by names that last.
fn names(names: &[Cow<'_, str>]) -> Result<Vec<&'static str>, ReportError> {
    let known = |name: &Cow<'_, str>| {
        let mut kinds = Kind::ALL.into_iter().map(Kind::as_str);
        let fold = Fold::parse(name).map(Fold::as_str);
        fold.or_else(|| kinds.find(|kind| kind == name))
            .ok_or_else(|| unknown("kind of difference", name))
    };
    names.iter().map(known).collect()
}

fn change(change: JsonChange<'_>) -> Result<Change, ReportError> {
    let is_meant = |kind: &DriftKind| kind.as_str() == change.kind && kind.words() == change.what;
    let kind = DriftKind::ALL.into_iter().find(is_meant);
    Ok(Change {
        kind: kind.ok_or_else(|| unknown("change", &change.kind))?,
        claim: owned(change.claim),
        story: owned(change.story),
        file: change.file.into_owned(),
        source: owned(change.source),
        citation: change.citation,
        revisions: change.revisions,
        recorded: change.recorded,
        note: owned(change.note),
        before: owned(change.before),
        after: owned(change.after),
        kinds: names(&change.kinds)?,
        edits: change.edits.into_owned(),
        rank: change.rank,
    })
}

/// A finding and its fingerprint.
fn finding(finding: JsonFinding<'_>) -> Result<(Finding, String), ReportError> {
    let rule = rule_name(&finding.rule).ok_or_else(|| unknown("rule", &finding.rule))?;
    let fingerprint = finding.fingerprint.into_owned();
    let finding = Finding {
        rule,
        level: finding.level,
        message: finding.message.into_owned(),
        place: label(finding.file, finding.region, finding.label, finding.excerpt)?,
        pointer: finding.pointer.into_owned(),
        claim: owned(finding.claim),
        claim_index: finding.claim_index,
        citation: finding.citation,
        source: owned(finding.source),
        kinds: names(&finding.kinds)?,
        closest: finding.closest.map(closest).map(Box::new),
        related: finding
            .related
            .into_iter()
            .map(related)
            .collect::<Result<_, _>>()?,
        notes: finding.notes.into_owned(),
        fix: finding.fix.map(Cow::into_owned),
        // It went into the fingerprint, and serves nothing else.
        identity: String::new(),
    };
    Ok((finding, fingerprint))
}

fn closest(closest: JsonClosest<'_>) -> Closest {
    Closest {
        text: closest.text.into_owned(),
        similarity: closest.similarity,
        span: closest.span,
        file: closest.file.into_owned(),
        region: closest.region,
        edits: closest.edits.into_owned(),
    }
}

fn related(related: JsonRelated<'_>) -> Result<Label, ReportError> {
    label(
        related.file,
        related.region,
        related.message,
        related.excerpt,
    )
}

fn label(
    file: Cow<'_, str>,
    region: Region,
    message: Cow<'_, str>,
    excerpt: Option<JsonExcerpt<'_>>,
) -> Result<Label, ReportError> {
    let mut label = Label::bare(file, region, message);
    let Some(excerpt) = excerpt else {
        return Ok(label);
    };
    // What is drawn takes time with the square of it, which is much only where another program wrote it.
    if excerpt.text.len() > Excerpt::LONGEST {
        return Err(ReportError::NoReport(format!(
            "an excerpt of {} has more than {} bytes",
            label.file,
            Excerpt::LONGEST
        )));
    }
    let ends = std::iter::once(excerpt.text.len());
    let bytes: Vec<usize> = excerpt
        .text
        .char_indices()
        .map(|(at, _)| at)
        .chain(ends)
        .collect();
    for mark in excerpt.marks {
        let (Some(start), Some(end)) = (bytes.get(mark.start), bytes.get(mark.end)) else {
            return Err(ReportError::NoReport(format!(
                "a mark of {} lies outside its excerpt",
                label.file
            )));
        };
        label.marks.push(Mark {
            range: *start..(*end).max(*start),
            text: mark.text.into_owned(),
        });
    }
    label.excerpt = Some(Excerpt {
        text: excerpt.text.into_owned(),
        line: excerpt.line,
        // Where it stood in the whole text mattered for the marks only.
        start: 0,
        clipped_before: excerpt.clipped_before,
        clipped_after: excerpt.clipped_after,
    });
    Ok(label)
}

fn waived(waived: JsonWaived<'_>) -> Result<Waived, ReportError> {
    let (finding, fingerprint) = finding(waived.finding)?;
    Ok(Waived {
        finding,
        fingerprint,
        reason: waived.reason.into_owned(),
        until: owned(waived.until),
        // Which waivers were used is known by now.
        by: Vec::new(),
    })
}
