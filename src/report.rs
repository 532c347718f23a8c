//! The outcome of a run: findings levelled, waived, sorted, fingerprinted and counted.

mod known;
mod merge;
mod part;
mod run;
mod since;

pub use known::{Hidden, Known, KnownFinding};
pub use merge::MergeError;
pub use run::{Run, SourceRead, digest_of_file};
pub use since::{Shown, Since};

use crate::claim::{Verdict, Waiver};
use crate::config::{default_level, is_waivable_rule};
use crate::drift::{Change, Drift};
use crate::evidence::{CitationFacts, ClaimFacts, Evidence, Match};
use crate::finding::{Finding, Level, RuleInfo};
use crate::hex::hex;
use crate::project::{Baseline, Key, NoPrior, Project, Selection};
use crate::quote::Folds;
use crate::source::CitedSource;
use crate::text::{Region, Span};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

/// What a run found out, ready to be printed.
pub struct Report {
    /// Which run it was: of what, and which part of it.
    pub run: Run,
    /// What the claims were compared with, or why with nothing.
    pub baseline: Result<Baseline, NoPrior>,
    /// Whether that has no claim file at all.
    pub baseline_is_empty: bool,
    /// What changed since then, recorded or not.
    pub changes: Vec<Change>,
    /// The counts.
    pub summary: Summary,
    /// The claims that were checked, in order of file and place.
    pub claims: Vec<ClaimReport>,
    /// The findings, in order of file and place.
    pub findings: Vec<Finding>,
    /// The findings' fingerprints, in the same order: lower-case hexadecimal SHA-256.
    pub fingerprints: Vec<String>,
    /// Findings that a waiver silenced.
    pub waived: Vec<Waived>,
    /// Findings that an earlier report has already, where one was given to leave them out.
    pub hidden: Option<Hidden>,
    /// Files that could not be checked, and why: the run is no pass, whatever else it found.
    pub unchecked: Vec<Unchecked>,
    /// Whether there was nothing to check at all: that is no pass.
    pub is_empty: bool,
    /// Every rule of the program, for formats that carry the rules with the findings.
    pub rules: Vec<RuleInfo>,
}

/// A file that could not be checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unchecked {
    /// Its path.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// The counts of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Claim files.
    pub files: usize,
    /// Claims.
    pub claims: usize,
    /// Citations.
    pub citations: usize,
    /// Sources that were read: those that are cited or were named.
    pub sources: usize,
    /// Citations whose quote stands verbatim.
    pub verbatim: usize,
    /// Claims without a finding at level error.
    pub passed: usize,
    /// The other claims.
    pub failed: usize,
    /// Findings at level error.
    pub errors: usize,
    /// Findings at level warning.
    pub warnings: usize,
    /// Findings at level info.
    pub infos: usize,
    /// Findings that a waiver silenced.
    pub waived: usize,
    /// Findings that are not shown, because an earlier report has them.
    pub hidden: usize,
}

/// How a claim fared. There are many in memory at a time, and more citations: names are shared, and numbers as long as
/// the longest text needs.
pub struct ClaimReport {
    /// Its id, where it can be read.
    pub id: Option<Box<str>>,
    /// Its file.
    pub file: Arc<str>,
    /// The story of its file, where it can be read.
    pub story: Option<Arc<str>>,
    /// Its index in the file, from 0.
    pub index: u32,
    /// The line it starts on.
    pub line: u32,
    /// Whether it failed.
    pub failed: bool,
    /// Its verdict, where it can be read.
    pub verdict: Option<Verdict>,
    /// Its revision, where it can be read.
    pub revision: Option<u64>,
    /// How its citations fared.
    pub citations: Box<[CitationReport]>,
}

/// How a citation fared.
pub struct CitationReport {
    /// The source, where its id can be read.
    pub source: Option<Arc<CitedSource>>,
    /// The text that an elided quotation leaves out.
    pub omitted: Box<[String]>,
    /// Where it stands, where that is one place.
    pub place: Option<CitedPlace>,
    /// How often it stands there.
    pub occurrences: u32,
    /// What the quote is to the source.
    pub matched: Match,
    /// The folds that were used.
    pub folds: Folds,
}

/// Where a quote stands: code points of the text, and lines and columns.
#[derive(Clone, Copy)]
pub struct CitedPlace([u32; 6]);

impl CitedPlace {
    /// A place of a text. `None` where it lies so far on that no text is read so far.
    pub fn new(span: Span, region: Region) -> Option<Self> {
        let numbers = [
            span.start,
            span.end,
            region.line,
            region.column,
            region.end_line,
            region.end_column,
        ];
        let mut packed = [0; 6];
        for (packed, number) in packed.iter_mut().zip(numbers) {
            *packed = u32::try_from(number).ok()?;
        }
        Some(Self(packed))
    }

    /// The code points.
    pub fn span(self) -> Span {
        let [start, end, ..] = self.0.map(|number| number as usize);
        Span { start, end }
    }

    /// The lines and columns.
    pub fn region(self) -> Region {
        let [_, _, line, column, end_line, end_column] = self.0.map(|number| number as usize);
        Region {
            line,
            column,
            end_line,
            end_column,
        }
    }
}

impl CitationReport {
    /// The id of the source, where it can be read.
    pub fn source_id(&self) -> Option<&str> {
        self.source.as_ref().map(|source| &*source.id)
    }
}

/// A finding that a waiver silenced.
pub struct Waived {
    /// The finding.
    pub finding: Finding,
    /// Why it may stay.
    pub reason: String,
    /// The last day on which the waiver holds.
    pub until: Option<String>,
    /// The waivers that silence it.
    pub by: Vec<WaiverPlace>,
    /// The finding's fingerprint, the same as if no waiver silenced it.
    pub fingerprint: String,
}

/// A waiver by its place: file, index of the claim, index of the waiver.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WaiverPlace {
    /// Path of the claim file.
    pub file: String,
    /// Index of the claim in its file.
    pub claim: usize,
    /// Index of the waiver in its claim.
    pub waiver: usize,
}

/// The rule that watches the settings: a change of the settings must not silence the rule that reports it, so the level
/// that it had counts as well.
const WATCHES_SETTINGS: &str = "policy-loosened";

/// What this rule says of a citation is that its source cannot be read.
const HIDES_A_SOURCE: &str = "source-invalid";

/// Rules of files whose findings say that something of a file was not read as it was meant, so that changes in it may go
/// unseen.
const HIDES_CHANGES: [&str; 4] = [
    "invalid-encoding",
    "invalid-json",
    "duplicate-key",
    "schema-violation",
];

/// What was checked: counts, and how each claim fared.
#[derive(Default)]
pub struct Checked {
    /// Whether there is a claim file that is reported on, in any shard.
    pub has_files: bool,
    /// Claim files of the shard that are reported on.
    pub files: usize,
    /// The claims, in order of file and place. What fails them beside their quotes is not known yet.
    pub claims: Vec<ClaimReport>,
}

/// A claim that has waivers, kept after its file is gone.
pub struct WaivingClaim {
    /// Path of its file.
    pub file: String,
    /// Its index in the file.
    pub index: usize,
    /// Its id.
    pub id: Option<String>,
    /// The waivers.
    pub waivers: Vec<Waiver>,
    /// The ids of the sources that it cites.
    pub cites: BTreeSet<String>,
}

/// Puts claims in order of file and place.
pub fn sort_claims(claims: &mut [ClaimReport]) {
    claims.sort_by(|a, b| {
        // Of most that are beside each other, the file is the same.
        let by_file = if Arc::ptr_eq(&a.file, &b.file) {
            Ordering::Equal
        } else {
            a.file.cmp(&b.file)
        };
        by_file.then(a.index.cmp(&b.index))
    });
}

/// Gives each finding the level that the settings say, and leaves out those that are off.
pub fn level(project: &Project, mut findings: Vec<Finding>) -> Vec<Finding> {
    let levels = &project.config.levels;
    let had = |rule: &str| {
        let prior = project.prior.as_ref().ok()?;
        let set = prior.config.levels.get(rule);
        set.copied().or_else(|| default_level(rule))
    };
    for finding in &mut findings {
        if let Some(level) = levels.get(finding.rule) {
            finding.level = *level;
        }
        if finding.rule == WATCHES_SETTINGS {
            finding.level = finding.level.max(had(finding.rule).unwrap_or(Level::Off));
        }
    }
    findings.retain(|finding| finding.level != Level::Off);
    findings
}

/// Parts the findings that a waiver silences from the others. `claims` are those that have waivers, in order of file and
/// place.
pub fn waive(
    evidence: &Evidence<'_>,
    claims: &[WaivingClaim],
    mut findings: Vec<Finding>,
) -> (Vec<Finding>, Vec<Waived>) {
    let by_place: HashMap<(&str, usize), &WaivingClaim> = claims
        .iter()
        .map(|claim| ((claim.file.as_str(), claim.index), claim))
        .collect();
    let waivers_of = |finding: &Finding| match finding.claim_index {
        _ if claims.is_empty() || !is_waivable_rule(finding.rule) => Vec::new(),
        Some(claim) => by_place
            .get(&(finding.place.file.as_str(), claim))
            .and_then(|claim| waiver_of(claim, finding, evidence))
            .into_iter()
            .collect(),
        None => waivers_of_citing_claims(evidence, claims, finding),
    };
    let mut places = VecDeque::new();
    let is_waived = |finding: &mut Finding| {
        let by = waivers_of(finding);
        let is_waived = !by.is_empty();
        places.extend(is_waived.then_some(by));
        is_waived
    };
    // What is kept stays where it is: of findings there may be many.
    let silenced: Vec<Finding> = findings.extract_if(.., is_waived).collect();
    let waived = silenced.into_iter().zip(places).map(|(mut finding, by)| {
        let first = by.first();
        let claim = first.and_then(|first| by_place.get(&(first.file.as_str(), first.claim)));
        // A finding about a source is listed under the first claim that waives it.
        finding.claim = finding.claim.or_else(|| claim?.id.clone());
        let waiver = first.and_then(|first| claim?.waivers.get(first.waiver));
        Waived {
            reason: waiver
                .and_then(|waiver| waiver.reason.clone())
                .unwrap_or_default(),
            until: waiver.and_then(|waiver| waiver.until.as_ref().map(ToString::to_string)),
            finding,
            by,
            // Those of the findings come first: see `Report::new`.
            fingerprint: String::new(),
        }
    });
    let waived = waived.collect();
    (findings, waived)
}

/// The waiver of a claim that covers a finding, if one does today.
fn waiver_of(
    claim: &WaivingClaim,
    finding: &Finding,
    evidence: &Evidence<'_>,
) -> Option<WaiverPlace> {
    let today = &evidence.project.today;
    let covers = |waiver: &Waiver| waiver.covers(finding.rule, finding.citation, today);
    let waiver = claim.waivers.iter().position(covers)?;
    Some(WaiverPlace {
        file: claim.file.clone(),
        claim: claim.index,
        waiver,
    })
}

/// A finding about a source is silenced where every claim that cites it says so.
fn waivers_of_citing_claims(
    evidence: &Evidence<'_>,
    claims: &[WaivingClaim],
    finding: &Finding,
) -> Vec<WaiverPlace> {
    let Some(source) = &finding.source else {
        return Vec::new();
    };
    let waivers: Vec<WaiverPlace> = claims
        .iter()
        .filter(|claim| claim.cites.contains(source))
        .filter_map(|claim| waiver_of(claim, finding, evidence))
        .collect();
    if waivers.len() < evidence.sources.before.citing(source) {
        return Vec::new();
    }
    waivers
}

impl Report {
    /// Puts the outcome together.
    pub fn new(
        evidence: &Evidence<'_>,
        drift: Result<&Drift<'_>, NoPrior>,
        selection: &Selection,
        checked: Checked,
        mut findings: Vec<Finding>,
        mut waived: Vec<Waived>,
        mut unchecked: Vec<Unchecked>,
    ) -> Self {
        findings.retain(|finding| evidence.owns(key(finding)));
        waived.retain(|waived| evidence.owns(key(&waived.finding)));
        unchecked.retain(|unchecked| evidence.owns(Key::File(&unchecked.file)));
        sort(&mut findings);
        waived.sort_by(|a, b| order(&a.finding).cmp(&order(&b.finding)));
        unchecked.sort();
        let mut claims = checked.claims;
        // Each goes through tens of thousands of things that lie anywhere in memory.
        let ((prints, counts), sources) = rayon::join(
            || {
                rayon::join(
                    || fingerprints(&findings, &mut waived),
                    || {
                        fail(&mut claims, &findings);
                        Counts::of(&claims)
                    },
                )
            },
            || {
                let sources = evidence.sources.before.all_read();
                sources
                    .filter(|(_, source)| source.descriptor.is_some())
                    .map(|(id, _)| id)
                    .collect::<Vec<&str>>()
            },
        );
        let mut summary = Summary {
            files: checked.files,
            claims: claims.len(),
            citations: counts.citations,
            sources: sources
                .iter()
                .filter(|id| evidence.owns(Key::Source(id)))
                .count(),
            verbatim: counts.verbatim,
            passed: claims.len() - counts.failed,
            failed: counts.failed,
            waived: waived.len(),
            ..Summary::default()
        };
        summary.count(&findings);
        // Sources alone are something to check only where they were asked for.
        let no_source = *selection == Selection::Whole || sources.is_empty();
        let mut changes = drift.map(Drift::changes).unwrap_or_default();
        changes
            .retain(|change| evidence.owns(Key::of_claim(change.claim.as_deref(), &change.file)));
        Self {
            run: Run::default(),
            baseline: drift.map(|drift| drift.baseline().clone()),
            baseline_is_empty: drift.is_ok_and(|drift| drift.prior.is_empty),
            changes,
            is_empty: !checked.has_files && no_source && !names_what_is_gone(drift, selection),
            hidden: None,
            fingerprints: prints,
            summary,
            claims,
            findings,
            waived,
            unchecked,
            rules: Vec::new(),
        }
    }

    /// Files that no changelog can see into, and why: those that could not be checked, claim files that are no JSON, and sources
    /// that are cited and cannot be read.
    pub fn not_compared(&self) -> Vec<Unchecked> {
        let broken = self
            .findings
            .iter()
            .filter(|finding| HIDES_CHANGES.contains(&finding.rule))
            .map(|finding| Unchecked {
                file: finding.place.file.clone(),
                reason: format!("line {}: {}", finding.place.region.line, finding.message),
            });
        let of_sources = self
            .findings
            .iter()
            .filter(|finding| finding.rule == HIDES_A_SOURCE && finding.citation.is_some());
        let sources: BTreeSet<&str> = of_sources
            .flat_map(|finding| &finding.related)
            .map(|place| place.file.as_str())
            .collect();
        let sources = sources.into_iter().map(|file| Unchecked {
            file: file.to_owned(),
            reason: "it cannot be read, so nobody can tell what became of the quotes from it; `factcheck verify` says why"
                .to_owned(),
        });
        let unchecked = self.unchecked.iter().cloned();
        unchecked.chain(broken).chain(sources).collect()
    }

    /// 0 nothing at level error; 1 findings at level error; 2 something could not be checked, or nothing was.
    pub fn exit_code(&self) -> u8 {
        if !self.unchecked.is_empty() || self.is_empty {
            return 2;
        }
        // A claim that failed has a finding, shown or hidden; that a citation failed without one must not end green
        // either.
        let excused = self.hidden.as_ref().map_or(0, |hidden| hidden.claims);
        u8::from(self.summary.errors > 0 || self.summary.failed > excused)
    }
}

impl Report {
    /// Whether the counts are those of the lists. Those of files and sources have no list.
    pub fn adds_up(&self) -> bool {
        let counts = Counts::of(&self.claims);
        let hidden = self.hidden.as_ref();
        let mut counted = Summary {
            files: self.summary.files,
            sources: self.summary.sources,
            claims: self.claims.len(),
            citations: counts.citations,
            verbatim: counts.verbatim,
            passed: self.claims.len() - counts.failed,
            failed: counts.failed,
            waived: self.waived.len(),
            hidden: hidden.map_or(0, |hidden| hidden.findings.len()),
            ..Summary::default()
        };
        counted.count(&self.findings);
        counted == self.summary && hidden.is_none_or(|hidden| hidden.claims <= counts.failed)
    }
}

impl Summary {
    /// Counts the findings that are shown.
    fn count(&mut self, findings: &[Finding]) {
        let of_level = |level: Level| {
            let findings = findings.iter();
            findings.filter(|finding| finding.level == level).count()
        };
        self.errors = of_level(Level::Error);
        self.warnings = of_level(Level::Warning);
        self.infos = of_level(Level::Info);
    }
}

/// What is counted of claims.
#[derive(Default)]
struct Counts {
    citations: usize,
    verbatim: usize,
    failed: usize,
}

impl Counts {
    /// There may be many claims, each with its citations somewhere in memory: all threads look for them.
    fn of(claims: &[ClaimReport]) -> Self {
        let one = |claim: &ClaimReport| Self {
            citations: claim.citations.len(),
            verbatim: claim
                .citations
                .iter()
                .filter(|citation| citation.matched == Match::Verbatim)
                .count(),
            failed: usize::from(claim.failed),
        };
        let add = |a: Self, b: Self| Self {
            citations: a.citations + b.citations,
            verbatim: a.verbatim + b.verbatim,
            failed: a.failed + b.failed,
        };
        let claims = claims.par_iter().with_min_len(MANY);
        claims.map(one).reduce(Self::default, add)
    }
}

/// So many claims or findings are looked at by one thread, at least.
const MANY: usize = 512;

/// Fails the claims that a finding at level error is about. Claims and findings are in order of their files.
fn fail(claims: &mut [ClaimReport], findings: &[Finding]) {
    let mut left = findings;
    for claims in claims.chunk_by_mut(|a, b| Arc::ptr_eq(&a.file, &b.file)) {
        let file: &str = &claims[0].file;
        let here = left.iter().position(|finding| *finding.place.file >= *file);
        left = &left[here.unwrap_or(left.len())..];
        let of_file = left.iter().take_while(|finding| finding.place.file == file);
        let errors = of_file.filter(|finding| finding.level == Level::Error);
        // One file may have very many of both.
        let mut failing: Vec<usize> = errors.filter_map(|finding| finding.claim_index).collect();
        failing.sort_unstable();
        for claim in claims {
            claim.failed |= failing.binary_search(&(claim.index as usize)).is_ok();
        }
    }
}

/// Whether a claim file or source was named that the prior version has: what became of it was then checked, though it may
/// be gone.
fn names_what_is_gone(drift: Result<&Drift<'_>, NoPrior>, selection: &Selection) -> bool {
    let (Ok(drift), Selection::Part { files, sources }) = (drift, selection) else {
        return false;
    };
    let mut then = drift.prior.files.iter();
    then.any(|file| files.contains(&file.path))
        || sources.iter().any(|id| drift.prior.catalog.contains(id))
}

/// What the order of findings depends on: never on the order in which they were made; and only on what reports carry, so
/// that those of several shards come into the same order.
type Order<'f> = (&'f str, Region, &'f str, Owner<'f>, &'f str, &'f str);

/// What tells findings of the same rule at the same place apart: claim, index of the claim, citation, source.
type Owner<'f> = (
    Option<&'f str>,
    Option<usize>,
    Option<usize>,
    Option<&'f str>,
);

/// Brings findings into order. They are large, and there may be many: their numbers are sorted, and each is then moved once.
fn sort(findings: &mut [Finding]) {
    let mut sorted: Vec<usize> = (0..findings.len()).collect();
    sorted.par_sort_by(|a, b| order(&findings[*a]).cmp(&order(&findings[*b])));
    arrange(findings, sorted);
}

/// Brings items into the order in which their numbers stand.
fn arrange<T>(items: &mut [T], mut numbers: Vec<usize>) {
    for at in 0..numbers.len() {
        // What belongs here may have been moved, to where an earlier one was taken from.
        let mut from = numbers[at];
        while from < at {
            from = numbers[from];
        }
        items.swap(at, from);
        numbers[at] = from;
    }
}

fn order(finding: &Finding) -> Order<'_> {
    (
        &finding.place.file,
        finding.place.region,
        finding.rule,
        (
            finding.claim.as_deref(),
            finding.claim_index,
            finding.citation,
            finding.source.as_deref(),
        ),
        &finding.pointer,
        &finding.message,
    )
}

/// What decides which shard reports a finding. Those that a fingerprint tells apart by their order only have the same.
fn key(finding: &Finding) -> Key<'_> {
    key_of(
        finding.claim.as_deref(),
        finding.claim_index,
        finding.source.as_deref(),
        &finding.place.file,
    )
}

/// A finding about a claim goes where the claim goes; one about a source as such, where the source goes, though it is
/// listed under a claim that waives it.
fn key_of<'k>(
    claim: Option<&'k str>,
    claim_index: Option<usize>,
    source: Option<&'k str>,
    file: &'k str,
) -> Key<'k> {
    match (claim_index, source) {
        (None, Some(source)) => Key::Source(source),
        _ => Key::of_claim(claim, file),
    }
}

impl ClaimReport {
    /// How the claims of one file fared as far as their quotes go.
    pub fn of_file(claims: &[ClaimFacts<'_>]) -> Vec<Self> {
        let Some(first) = claims.first() else {
            return Vec::new();
        };
        let path: Arc<str> = first.file.path.as_str().into();
        let story = first.file.story.as_deref().map(Arc::<str>::from);
        let own = claims.iter().filter(|facts| facts.is_own);
        // Claims follow one another, so that each line end is counted once.
        let text = first.file.text.as_str().as_bytes();
        let (mut line, mut at) = (1, 0);
        let mut line_of = |start: usize| {
            if start < at {
                (line, at) = (1, 0);
            }
            line += memchr::memchr_iter(b'\n', &text[at..start]).count();
            at = start;
            number(line)
        };
        own.map(|facts| Self {
            id: facts.claim.id.as_ref().map(|id| id.value.as_str().into()),
            file: Arc::clone(&path),
            index: number(facts.claim.index),
            story: story.clone(),
            line: line_of(facts.claim.range.start),
            failed: facts.citations.iter().any(is_unsound),
            verdict: facts.claim.verdict.as_ref().map(|verdict| verdict.value),
            revision: facts.claim.revision,
            citations: facts.citations.iter().map(citation_report).collect(),
        })
        .collect()
    }
}

/// Whether a quote fails its claim. Typography alone may pass, where the settings or a waiver say so; nothing else that does
/// not stand may.
fn is_unsound(citation: &CitationFacts<'_>) -> bool {
    !matches!(citation.matched, Match::Verbatim | Match::Typographic)
}

/// A number of lines or claims. No file that is read has as many as would not fit.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn citation_report(facts: &CitationFacts<'_>) -> CitationReport {
    let placement = facts.placement.as_ref();
    let stands = placement.filter(|_| facts.matched == Match::Verbatim);
    CitationReport {
        source: facts
            .read
            .clone()
            .or_else(|| Some(Arc::new(CitedSource::named(facts.source_id()?, None)))),
        matched: facts.matched,
        occurrences: stands.map_or(0, |placement| number(placement.occurrences)),
        folds: facts.folds(),
        omitted: placement
            .iter()
            .flat_map(|placement| &placement.gaps)
            .map(|gap| gap.omitted.clone())
            .collect(),
        place: stands
            .and_then(|placement| placement.place)
            .and_then(|(span, region)| CitedPlace::new(span, region)),
    }
}

/// The fingerprints of the findings; those of the waived ones are written down with them.
fn fingerprints(findings: &[Finding], waived: &mut [Waived]) -> Vec<String> {
    let silenced = waived.iter().map(|waived| &waived.finding);
    let mut prints = fingerprints_in_order(findings.iter().chain(silenced));
    for (waived, fingerprint) in waived.iter_mut().zip(prints.split_off(findings.len())) {
        waived.fingerprint = fingerprint;
    }
    prints
}

/// A fingerprint for each finding: the same while rule, claim, source and content are the same, wherever it stands
/// and however the message is worded. Equal ones are told apart by their order.
fn fingerprints_in_order<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<String> {
    let findings: Vec<&Finding> = findings.collect();
    let own = |finding: &&Finding| {
        let claim = finding.claim.as_deref().unwrap_or(&finding.place.file);
        let source = finding.source.as_deref().unwrap_or_default();
        [finding.rule, claim, source, &finding.identity].join("\u{1f}")
    };
    let findings = findings.par_iter().with_min_len(MANY);
    let own: Vec<String> = findings.map(own).collect();
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(own.len());
    let numbers: Vec<usize> = own
        .iter()
        .map(|own| {
            let number = seen.entry(own).or_default();
            *number += 1;
            *number
        })
        .collect();
    let numbered = own.par_iter().zip(&numbers).with_min_len(MANY);
    numbered
        .map(|(own, number)| hex(&Sha256::digest(format!("{own}\u{1f}{number}"))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::arrange;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_item_comes_to_its_place(
            numbers in (0..40usize).prop_flat_map(|count| Just((0..count).collect::<Vec<_>>()).prop_shuffle())
        ) {
            let mut items: Vec<usize> = (0..numbers.len()).collect();
            arrange(&mut items, numbers.clone());
            prop_assert_eq!(items, numbers);
        }
    }
}
