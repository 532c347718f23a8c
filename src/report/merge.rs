//! Joins the reports of the shards of a run into the report of the whole.

use super::{Hidden, Report, SourceRead, Summary, order};
use std::collections::BTreeMap;
use std::fmt;

/// Why reports cannot be joined. Reports are called by the names of their files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeError {
    /// There is no report.
    Nothing,
    /// A report of a whole run stands beside others.
    Whole(String),
    /// Two are not of one run: their names, what differs, and how to avoid that.
    Different(String, String, &'static str, &'static str),
    /// Two have read a source in two states.
    Source(String, String, String),
    /// A shard was given twice: which, and the names of both.
    Twice(String, String, String),
    /// Shards are missing: which, and how many there are.
    Missing(Vec<u32>, u32),
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "there is no report to merge"),
            Self::Whole(name) => write!(
                f,
                "{name} is the report of a whole run, not of a shard: it has everything already, and nothing can be added to it"
            ),
            Self::Different(a, b, what, help) => {
                write!(f, "{a} and {b} are not of one run: {what}\n  help: {help}")
            }
            Self::Source(a, b, id) => write!(
                f,
                "{a} and {b} are not of one run: the source {id} changed between them\n  help: {SAME_COMMIT}"
            ),
            Self::Twice(shard, a, b) => write!(f, "shard {shard} was given twice: {a} and {b}"),
            Self::Missing(numbers, of) => {
                // A list of thousands helps nobody.
                let shown = numbers.iter().take(10).map(u32::to_string);
                let shown: Vec<String> = shown.collect();
                let more = match numbers.len().saturating_sub(shown.len()) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                let (shards, are) = match numbers.len() {
                    1 => ("shard", "is"),
                    _ => ("shards", "are"),
                };
                write!(
                    f,
                    "{shards} {}{more} of {of} {are} missing: what was not checked does not pass\n  help: give the reports of all {of} shards to one `factcheck merge`",
                    shown.join(", ")
                )
            }
        }
    }
}

impl std::error::Error for MergeError {}

const SAME_COMMIT: &str = "run all shards on the same commit, with no file changed in between";
const SAME_SETTINGS: &str = "run all shards with the same `--root` and `--config`";
const SAME_PATHS: &str = "run all shards with the same paths, or with none";
const SAME_BASELINE: &str =
    "give all shards the same `--against`, and clone the same history (`fetch-depth: 0`)";
const SAME_KNOWN: &str =
    "give all shards the same `--baseline-report`, or give it to `merge` alone";
const SAME_SPLIT: &str = "give all shards the same N in `--shard K/N`";

impl Report {
    /// Joins the reports of all shards of a run, each with the name of its file. The result is the report that the run
    /// makes in one piece. A single report of a whole run stays as it is.
    ///
    /// # Errors
    /// Where they are not the shards of one run, all of them, each once.
    pub fn merge(mut parts: Vec<(String, Self)>) -> Result<Self, MergeError> {
        if parts.len() == 1 && parts[0].1.run.shard.is_none() {
            return parts
                .pop()
                .map(|(_, report)| report)
                .ok_or(MergeError::Nothing);
        }
        if let Some((name, _)) = parts.iter().find(|(_, part)| part.run.shard.is_none()) {
            return Err(MergeError::Whole(name.clone()));
        }
        // The order of the files on the command line changes nothing.
        parts.sort_by_key(|(_, part)| part.run.shard);
        let sources = check(&parts)?;
        let mut parts = parts.into_iter().map(|(_, part)| part);
        let mut whole = parts.next().ok_or(MergeError::Nothing)?;
        for part in parts {
            whole.add(part);
        }
        whole.run.shard = None;
        whole.run.sources = sources;
        whole.arrange();
        Ok(whole)
    }

    fn add(&mut self, part: Self) {
        self.summary.add(&part.summary);
        self.changes.extend(part.changes);
        self.claims.extend(part.claims);
        self.findings.extend(part.findings);
        self.fingerprints.extend(part.fingerprints);
        self.waived.extend(part.waived);
        self.unchecked.extend(part.unchecked);
        if let (Some(hidden), Some(other)) = (&mut self.hidden, part.hidden) {
            hidden.add(other);
        }
    }

    /// Brings all lists into the order that the whole run has.
    fn arrange(&mut self) {
        self.changes.sort_by_key(|change| change.rank);
        self.claims
            .sort_by(|a, b| (&a.file, a.index).cmp(&(&b.file, b.index)));
        let fingerprints = std::mem::take(&mut self.fingerprints);
        let findings = std::mem::take(&mut self.findings);
        let mut findings: Vec<_> = findings.into_iter().zip(fingerprints).collect();
        findings.sort_by(|(a, _), (b, _)| order(a).cmp(&order(b)));
        (self.findings, self.fingerprints) = findings.into_iter().unzip();
        self.waived
            .sort_by(|a, b| order(&a.finding).cmp(&order(&b.finding)));
        self.unchecked.sort();
        if let Some(hidden) = &mut self.hidden {
            hidden.findings.sort();
        }
    }
}

impl Summary {
    fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.claims += other.claims;
        self.citations += other.citations;
        self.sources += other.sources;
        self.verbatim += other.verbatim;
        self.passed += other.passed;
        self.failed += other.failed;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.waived += other.waived;
        self.hidden += other.hidden;
    }
}

impl Hidden {
    fn add(&mut self, other: Self) {
        self.claims += other.claims;
        self.gone = self.gone.zip(other.gone).map(|(a, b)| a + b);
        self.findings.extend(other.findings);
    }
}

/// Whether the reports, in order of their shards, are all shards of one run, each once; the sources that they read.
fn check(parts: &[(String, Report)]) -> Result<Vec<SourceRead>, MergeError> {
    for pair in parts.windows(2) {
        let ((a, one), (b, other)) = (&pair[0], &pair[1]);
        if let Some((what, help)) = difference(one, other) {
            return Err(MergeError::Different(a.clone(), b.clone(), what, help));
        }
        if let (Some(shard), true) = (one.run.shard, one.run.shard == other.run.shard) {
            return Err(MergeError::Twice(shard.to_string(), a.clone(), b.clone()));
        }
    }
    let mut sources: BTreeMap<&str, (&str, &SourceRead)> = BTreeMap::new();
    for (name, part) in parts {
        for source in &part.run.sources {
            let (first, known) = *sources.entry(&source.id).or_insert((name, source));
            if known != source {
                return Err(MergeError::Source(
                    first.to_owned(),
                    name.clone(),
                    source.id.clone(),
                ));
            }
        }
    }
    let numbers: Vec<u32> = parts
        .iter()
        .filter_map(|(_, part)| Some(part.run.shard?.number))
        .collect();
    let of = parts
        .first()
        .and_then(|(_, part)| part.run.shard)
        .map_or(0, |shard| shard.of);
    let missing: Vec<u32> = (1..=of)
        .filter(|number| numbers.binary_search(number).is_err())
        .collect();
    if !missing.is_empty() {
        return Err(MergeError::Missing(missing, of));
    }
    Ok(sources
        .into_values()
        .map(|(_, source)| source.clone())
        .collect())
}

/// What keeps two reports from being shards of one run, and how to avoid it.
fn difference(a: &Report, b: &Report) -> Option<(&'static str, &'static str)> {
    let of = |report: &Report| report.run.shard.map(|shard| shard.of);
    let known = |report: &Report| report.hidden.as_ref().map(|hidden| hidden.digest.clone());
    let differences = [
        (
            of(a) != of(b),
            "they are of different numbers of shards",
            SAME_SPLIT,
        ),
        (
            a.run.settings != b.run.settings,
            "the settings differ",
            SAME_SETTINGS,
        ),
        (
            a.run.selection != b.run.selection,
            "different paths were checked",
            SAME_PATHS,
        ),
        (
            a.run.project != b.run.project,
            "the project's files differ, or a waiver ended between them",
            SAME_COMMIT,
        ),
        (
            a.baseline != b.baseline
                || a.baseline_is_empty != b.baseline_is_empty
                || a.run.compared != b.run.compared,
            "they were compared with different baselines",
            SAME_BASELINE,
        ),
        (
            known(a) != known(b),
            "they hide the findings of different earlier reports",
            SAME_KNOWN,
        ),
    ];
    let found = differences.into_iter().find(|(differs, ..)| *differs);
    found.map(|(_, what, help)| (what, help))
}
