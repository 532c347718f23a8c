//! A version of a project as data, and two of them compared.

use super::support::versions;
use super::writing::Hand;
use factcheck::Report;
use factcheck::finding::{Finding, Level};
use factcheck::project::Differing;
use factcheck::render::{Format, Style, render};
use factcheck::store::Memory;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The rules of section 2.5 of the contract.
pub(crate) const DRIFT_RULES: [&str; 21] = [
    "statement-changed",
    "verdict-changed",
    "quote-changed",
    "citation-added",
    "citation-removed",
    "citation-retargeted",
    "stance-changed",
    "speaker-changed",
    "revision-decreased",
    "revision-skipped",
    "revision-unneeded",
    "change-note-missing",
    "history-rewritten",
    "claim-removed",
    "claim-renamed",
    "claim-id-reused",
    "source-edited",
    "source-removed",
    "pin-changed",
    "backdated",
    "policy-loosened",
];

/// A claim file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paper {
    pub(crate) path: String,
    pub(crate) story: String,
    pub(crate) claims: Vec<Value>,
    pub(crate) retired: Vec<Value>,
}

impl Paper {
    pub(crate) fn new(path: &str, claims: Vec<Value>) -> Self {
        Self {
            path: path.to_owned(),
            story: "harbour".to_owned(),
            claims,
            retired: Vec::new(),
        }
    }
}

/// A source; `pin` is the hash in its descriptor where that is not the text's own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Source {
    pub(crate) text: String,
    pub(crate) pin: Option<String>,
}

/// A version of a project.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Version {
    pub(crate) papers: Vec<Paper>,
    pub(crate) sources: BTreeMap<String, Source>,
    /// Files that are put in as they are, in place of what the version has there.
    pub(crate) raw: BTreeMap<String, Vec<u8>>,
}

pub(crate) fn hash(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

impl Version {
    /// Where the claims stand: index of the file, index in it.
    pub(crate) fn places(&self) -> Vec<(usize, usize)> {
        let of = |(file, paper): (usize, &Paper)| -> Vec<(usize, usize)> {
            (0..paper.claims.len()).map(|at| (file, at)).collect()
        };
        self.papers.iter().enumerate().flat_map(of).collect()
    }

    pub(crate) fn claims(&self) -> impl Iterator<Item = &Value> {
        self.papers.iter().flat_map(|paper| &paper.claims)
    }

    pub(crate) fn tombstones(&self) -> impl Iterator<Item = &Value> {
        self.papers.iter().flat_map(|paper| &paper.retired)
    }

    /// A file needs a claim: what is left of a file without one goes to another file.
    pub(crate) fn close_ranks(&mut self) {
        let (mut full, empty): (Vec<Paper>, Vec<Paper>) = self
            .papers
            .drain(..)
            .partition(|paper| !paper.claims.is_empty());
        if let Some(first) = full.first_mut() {
            first
                .retired
                .extend(empty.into_iter().flat_map(|paper| paper.retired));
        }
        self.papers = full;
    }

    /// Takes a claim out.
    pub(crate) fn take(&mut self, (file, at): (usize, usize)) -> Value {
        let claim = self.papers[file].claims.remove(at);
        self.close_ranks();
        claim
    }

    /// The files, each written by a hand of its own.
    pub(crate) fn store(&self, mut hand: impl FnMut() -> Hand) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for paper in &self.papers {
            let mut file =
                json!({"schema_version": 1, "story": paper.story, "claims": paper.claims});
            if !paper.retired.is_empty() {
                file["retired"] = json!(paper.retired);
            }
            files.insert(paper.path.clone(), hand().write(&file).into_bytes());
        }
        for (id, source) in &self.sources {
            let pin = source.pin.clone().unwrap_or_else(|| hash(&source.text));
            let descriptor = json!({"schema_version": 1, "id": id, "title": id, "published": "2026-01-01",
                "sha256": pin});
            files.insert(
                format!("sources/{id}.json"),
                Hand::plain().write(&descriptor).into_bytes(),
            );
            files.insert(
                format!("sources/{id}.txt"),
                source.text.clone().into_bytes(),
            );
        }
        files.extend(self.raw.clone());
        files
    }

    pub(crate) fn plain(&self) -> BTreeMap<String, Vec<u8>> {
        self.store(Hand::plain)
    }
}

fn memory(files: &BTreeMap<String, Vec<u8>>) -> Memory {
    let mut memory = Memory::default();
    for (path, bytes) in files {
        memory.insert(path.clone(), bytes.clone());
    }
    memory
}

/// The paths whose files are not the same.
pub(crate) fn differing(
    before: &BTreeMap<String, Vec<u8>>,
    after: &BTreeMap<String, Vec<u8>>,
) -> BTreeSet<String> {
    before
        .keys()
        .chain(after.keys())
        .filter(|path| before.get(*path) != after.get(*path))
        .cloned()
        .collect()
}

/// Compares two trees of files.
pub(crate) fn compare_files(
    before: &BTreeMap<String, Vec<u8>>,
    after: &BTreeMap<String, Vec<u8>>,
    differing: Differing,
) -> Report {
    versions::compared(memory(before), memory(after), "2026-06-01", differing)
}

/// Compares two versions, each written plainly.
pub(crate) fn compare(before: &Version, after: &Version) -> Report {
    compare_files(&before.plain(), &after.plain(), Differing::All)
}

/// What was found about drift.
pub(crate) fn drift(report: &Report) -> Vec<&Finding> {
    report
        .findings
        .iter()
        .filter(|finding| DRIFT_RULES.contains(&finding.rule))
        .collect()
}

/// The errors among it.
pub(crate) fn errors(report: &Report) -> Vec<&Finding> {
    let mut found = drift(report);
    found.retain(|finding| finding.level == Level::Error);
    found
}

/// The errors and warnings among it.
pub(crate) fn alarms(report: &Report) -> Vec<&Finding> {
    let mut found = drift(report);
    found.retain(|finding| finding.level >= Level::Warning);
    found
}

/// Whether a finding is about the claim of that id, today's or the one it had.
pub(crate) fn names(finding: &Finding, id: &str) -> bool {
    let quoted = format!("\"{id}\"");
    let told = |text: &String| text.contains(&quoted);
    finding.claim.as_deref() == Some(id) || told(&finding.message) || finding.notes.iter().any(told)
}

/// The findings in a line each, for messages of tests.
pub(crate) fn told(findings: &[&Finding]) -> String {
    let line = |finding: &&Finding| {
        format!(
            "  {} {} {:?} {}: {}",
            finding.level, finding.rule, finding.claim, finding.place.file, finding.message
        )
    };
    let lines: Vec<String> = findings.iter().map(line).collect();
    format!("\n{}\n", lines.join("\n"))
}

/// The whole report, byte for byte.
pub(crate) fn printed(report: &Report) -> String {
    let mut out = Vec::new();
    for format in [Format::Json, Format::Full] {
        render(report, format, Style::default(), &mut out).expect("memory takes it");
    }
    String::from_utf8(out).expect("UTF-8")
}

/// The id of a claim, as far as it has one.
pub(crate) fn id(claim: &Value) -> &str {
    claim["id"].as_str().unwrap_or_default()
}

/// The content of a claim, as the contract defines it: equal for equal content, and for nothing else.
pub(crate) fn content(claim: &Value) -> Value {
    let mut citations: Vec<String> = claim["citations"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|citation| {
            let stance = citation.get("stance").cloned().unwrap_or(json!("supports"));
            json!([
                citation["source"],
                citation["quote"],
                stance,
                citation["speaker"]
            ])
            .to_string()
        })
        .collect();
    citations.sort();
    json!([
        claim["statement"],
        claim["verdict"],
        claim["rating"],
        citations
    ])
}

/// Whether a change of content is recorded, as the contract defines it.
pub(crate) fn is_recorded(before: &Value, after: &Value) -> bool {
    let entries = |claim: &Value| claim["changes"].as_array().cloned().unwrap_or_default();
    let known: Vec<Value> = entries(before)
        .iter()
        .map(|entry| entry["note"].clone())
        .collect();
    let (then, now) = (before["revision"].as_u64(), after["revision"].as_u64());
    let has_entry = entries(after).iter().any(|entry| {
        let note = entry["note"].as_str().unwrap_or_default();
        entry["revision"].as_u64() == now
            && !note.trim().is_empty()
            && !known.contains(&json!(note))
    });
    matches!((then, now), (Some(then), Some(now)) if now > then) && has_entry
}
