//! Findings that an earlier report has already: they are left out, and counted.

use super::{ClaimReport, Report, key_of};
use crate::config::is_core_rule;
use crate::finding::{Finding, Level};
use crate::project::Key;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The findings of an earlier report, shown or hidden there.
#[derive(Debug, Clone)]
pub struct Known {
    /// The report's file, as it was named.
    pub by: String,
    /// SHA-256 of the file.
    pub digest: String,
    /// The findings.
    pub findings: Vec<KnownFinding>,
}

/// A finding in short.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KnownFinding {
    /// The file it points at.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// How much it matters.
    pub level: Level,
    /// The claim's id.
    pub claim: Option<String>,
    /// Index of the claim in its file.
    pub claim_index: Option<usize>,
    /// The id of the source.
    pub source: Option<String>,
    /// Its fingerprint.
    pub fingerprint: String,
}

/// What was left out of a report, because an earlier one has it already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// The earlier report's file, as it was named.
    pub by: String,
    /// SHA-256 of that file.
    pub digest: String,
    /// Claims that failed, and for which no error is shown.
    pub claims: usize,
    /// How many findings of the earlier report are no longer there; `None` where not all of the project was checked, so
    /// that nobody can say.
    pub gone: Option<usize>,
    /// The findings that are not shown.
    pub findings: Vec<KnownFinding>,
}

impl KnownFinding {
    fn new(finding: &Finding, fingerprint: &str) -> Self {
        Self {
            file: finding.place.file.clone(),
            rule: finding.rule.to_owned(),
            level: finding.level,
            claim: finding.claim.clone(),
            claim_index: finding.claim_index,
            source: finding.source.clone(),
            fingerprint: fingerprint.to_owned(),
        }
    }

    fn key(&self) -> Key<'_> {
        let (claim, source) = (self.claim.as_deref(), self.source.as_deref());
        key_of(claim, self.claim_index, source, &self.file)
    }
}

impl Hidden {
    /// How many of the hidden findings have a level.
    pub fn of_level(&self, level: Level) -> usize {
        let findings = self.findings.iter();
        findings.filter(|finding| finding.level == level).count()
    }

    /// How many of the hidden findings are of rules that carry the promise.
    pub fn of_core_rules(&self) -> usize {
        let findings = self.findings.iter();
        findings
            .filter(|finding| is_core_rule(&finding.rule))
            .count()
    }
}

impl Report {
    /// Whether an error of a claim is hidden.
    pub fn hides_error_of(&self, claim: &ClaimReport) -> bool {
        let hidden = self.hidden.iter().flat_map(|hidden| &hidden.findings);
        let mut errors = hidden.filter(|finding| finding.level == Level::Error);
        errors.any(|error| {
            *error.file == *claim.file && error.claim_index == Some(claim.index as usize)
        })
    }

    /// Leaves out the findings that an earlier report has, and counts them. One that matters more than it did is shown.
    /// What fails for no other reason fails no longer; the claims keep their status.
    pub fn hide(&mut self, known: &Known) {
        let mut levels: BTreeMap<&str, Level> = BTreeMap::new();
        for finding in &known.findings {
            let level = levels.entry(&finding.fingerprint).or_insert(finding.level);
            *level = finding.level.max(*level);
        }
        let findings = std::mem::take(&mut self.findings);
        let fingerprints = std::mem::take(&mut self.fingerprints);
        let mut hidden = Vec::new();
        let mut excused: BTreeSet<(String, usize)> = BTreeSet::new();
        for (finding, fingerprint) in findings.into_iter().zip(fingerprints) {
            let level = levels.get(fingerprint.as_str());
            if level.is_some_and(|level| finding.level <= *level) {
                if let (Level::Error, Some(claim)) = (finding.level, finding.claim_index) {
                    excused.insert((finding.place.file.clone(), claim));
                }
                hidden.push(KnownFinding::new(&finding, &fingerprint));
            } else {
                self.findings.push(finding);
                self.fingerprints.push(fingerprint);
            }
        }
        for finding in &self.findings {
            if let (Level::Error, Some(claim)) = (finding.level, finding.claim_index) {
                excused.remove(&(finding.place.file.clone(), claim));
            }
        }
        hidden.sort();
        let failed = self.claims.iter().filter(|claim| claim.failed);
        let claims = failed
            .filter(|claim| excused.contains(&(claim.file.to_string(), claim.index as usize)))
            .count();
        // What was not looked at is not gone.
        let is_whole = self.run.selection.is_none() && self.unchecked.is_empty();
        self.summary.count(&self.findings);
        self.summary.hidden = hidden.len();
        self.hidden = Some(Hidden {
            by: known.by.clone(),
            digest: known.digest.clone(),
            claims,
            gone: is_whole.then(|| self.gone(known, &hidden)),
            findings: hidden,
        });
    }

    /// How many of an earlier report's findings this run, or its shard, does not have.
    fn gone(&self, known: &Known, hidden: &[KnownFinding]) -> usize {
        let here: BTreeSet<&str> = hidden
            .iter()
            .map(|finding| finding.fingerprint.as_str())
            .chain(self.fingerprints.iter().map(String::as_str))
            .collect();
        let mut known: Vec<&KnownFinding> = known.findings.iter().collect();
        known.sort_by_key(|finding| &finding.fingerprint);
        known.dedup_by_key(|finding| &finding.fingerprint);
        let is_own = |finding: &KnownFinding| {
            let shard = self.run.shard;
            shard.is_none_or(|shard| shard.owns(finding.key()))
        };
        known
            .into_iter()
            .filter(|finding| is_own(finding) && !here.contains(finding.fingerprint.as_str()))
            .count()
    }
}
