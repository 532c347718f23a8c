//! What stands in the JSON report: one shape, for writing and for reading.

use crate::claim::Verdict;
use crate::evidence::Match;
use crate::finding::{Fix, Level};
use crate::project::{Baseline, NoPrior};
use crate::quote::Change;
use crate::report::{KnownFinding, Run, Summary, Unchecked};
use crate::text::{Region, Span};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The whole of a report, for reading: it is written member by member.
#[derive(Deserialize)]
pub(super) struct Json<'r> {
    pub tool: Tool,
    pub baseline: Option<Cow<'r, Baseline>>,
    pub no_baseline: Option<NoPrior>,
    pub baseline_is_empty: bool,
    pub run: Cow<'r, Run>,
    pub summary: Summary,
    pub unchecked: Cow<'r, [Unchecked]>,
    pub claims: Vec<JsonClaim<'r>>,
    pub changes: Vec<JsonChange<'r>>,
    pub findings: Vec<JsonFinding<'r>>,
    pub waived: Vec<JsonWaived<'r>>,
    pub hidden: Option<JsonHidden<'r>>,
}

/// The program that made a report.
#[derive(Serialize, Deserialize)]
pub(in super::super) struct Tool {
    pub name: Cow<'static, str>,
    pub version: Cow<'static, str>,
}

/// This program.
pub(in super::super) fn tool() -> Tool {
    Tool {
        name: Cow::Borrowed("factcheck"),
        version: Cow::Borrowed(env!("CARGO_PKG_VERSION")),
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonClaim<'r> {
    pub id: Option<Cow<'r, str>>,
    pub file: Cow<'r, str>,
    pub index: u32,
    pub story: Option<Cow<'r, str>>,
    pub line: u32,
    pub status: Cow<'r, str>,
    pub verdict: Option<Verdict>,
    pub revision: Option<u64>,
    pub citations: Vec<JsonCitation<'r>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonCitation<'r> {
    pub source: Option<Cow<'r, str>>,
    #[serde(rename = "match")]
    pub matched: Match,
    pub occurrences: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folds: Vec<Cow<'static, str>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub omitted: Cow<'r, [String]>,
    pub span: Option<Span>,
    pub file: Option<Cow<'r, str>>,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub end_line: Option<usize>,
    pub end_column: Option<usize>,
}

/// A difference from the baseline.
#[derive(Serialize, Deserialize)]
pub(in super::super) struct JsonChange<'r> {
    pub(super) claim: Option<Cow<'r, str>>,
    pub(super) kind: Cow<'r, str>,
    pub(super) what: Cow<'r, str>,
    pub(super) rank: usize,
    pub(super) recorded: bool,
    pub(super) note: Option<Cow<'r, str>>,
    pub(super) before: Option<Cow<'r, str>>,
    pub(super) after: Option<Cow<'r, str>>,
    pub(super) story: Option<Cow<'r, str>>,
    pub(super) file: Cow<'r, str>,
    pub(super) source: Option<Cow<'r, str>>,
    pub(super) citation: Option<usize>,
    pub(super) revisions: (Option<u64>, Option<u64>),
    pub(super) kinds: Vec<Cow<'static, str>>,
    pub(super) edits: Cow<'r, [(Change, String)]>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonFinding<'r> {
    pub rule: Cow<'r, str>,
    pub level: Level,
    pub message: Cow<'r, str>,
    pub fingerprint: Cow<'r, str>,
    pub file: Cow<'r, str>,
    pub pointer: Cow<'r, str>,
    #[serde(flatten)]
    pub region: Region,
    pub label: Cow<'r, str>,
    pub excerpt: Option<JsonExcerpt<'r>>,
    pub claim: Option<Cow<'r, str>>,
    pub claim_index: Option<usize>,
    pub citation: Option<usize>,
    pub source: Option<Cow<'r, str>>,
    pub kinds: Vec<Cow<'static, str>>,
    pub closest: Option<JsonClosest<'r>>,
    pub related: Vec<JsonRelated<'r>>,
    pub fix: Option<Cow<'r, Fix>>,
    pub notes: Cow<'r, [String]>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonClosest<'r> {
    pub text: Cow<'r, str>,
    pub similarity: f64,
    pub span: Span,
    pub file: Cow<'r, str>,
    #[serde(flatten)]
    pub region: Region,
    pub edits: Cow<'r, [(Change, String)]>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonRelated<'r> {
    pub file: Cow<'r, str>,
    #[serde(flatten)]
    pub region: Region,
    pub message: Cow<'r, str>,
    pub excerpt: Option<JsonExcerpt<'r>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonExcerpt<'r> {
    pub text: Cow<'r, str>,
    pub line: usize,
    pub clipped_before: bool,
    pub clipped_after: bool,
    pub marks: Vec<JsonMark<'r>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonMark<'r> {
    pub start: usize,
    pub end: usize,
    pub text: Cow<'r, str>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonWaived<'r> {
    #[serde(flatten)]
    pub finding: JsonFinding<'r>,
    pub reason: Cow<'r, str>,
    pub until: Option<Cow<'r, str>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonHidden<'r> {
    pub by: Cow<'r, str>,
    pub digest: Cow<'r, str>,
    pub claims: usize,
    pub gone: Option<usize>,
    pub findings: Cow<'r, [KnownFinding]>,
}
