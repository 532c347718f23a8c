//! Takes up a check where an earlier one left off: where only claim files were edited since, only those are checked.
//!
//! A report for people is a row of findings, in order of files, and closing counts. What is found in a claim file depends
//! on the file, the sources that it cites, and settings; and on other files only by ids that they share, by waivers, by
//! quotes that stand in none of its own sources, and by claims that come or go. Wherever one of these is in play, now or
//! before, the whole project is checked.

use crate::cache::{Answer, Edited};
use crate::claim::Date;
use crate::config::Config;
use crate::evidence::Match;
use crate::finding::{Finding, Level};
use crate::project::{Baseline, Differing, Prior, Project};
use crate::render::{Format, Style, render_closing, render_finding};
use crate::report::{CitationReport, ClaimReport, Report, Summary};
use crate::store::{Disk, Repository};
use crate::verify::{Trail, verify_leaving_trail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The first half of a SHA-256: nobody finds two texts that share it.
type Short = [u8; 16];

/// So many claim files are checked by themselves, at most.
const MOST_FILES: usize = 64;

/// What is known of the parts of a check.
#[derive(Serialize, Deserialize)]
struct Parts<'p> {
    /// The settings file, where it is not the usual one.
    settings: Option<String>,
    /// Claim files that are not the same as in the prior version.
    fresh: Vec<String>,
    summary: Summary,
    /// In order of their paths: of most of them nothing is asked.
    #[serde(borrow)]
    files: Vec<Filed<'p>>,
    /// What is written of them, one after the other.
    written: &'p [u8],
    /// Where the closing counts begin, in bytes of the output.
    closing: usize,
}

impl<'p> Parts<'p> {
    /// The file of that number, and what is known of it.
    fn part(&self, number: usize) -> Option<(&'p str, Part)> {
        let Filed { path, end } = self.files.get(number)?;
        let before = number.checked_sub(1).and_then(|at| self.files.get(at));
        let start = before.map_or(0, |before| before.end);
        let part = postcard::from_bytes(self.written.get(start..*end)?).ok()?;
        Some((path, part))
    }
}

/// A claim file, and where the [`Part`] that is known of it ends among what is written of all.
#[derive(Serialize, Deserialize)]
struct Filed<'p> {
    path: &'p str,
    end: usize,
}

/// What is known of a claim file.
#[derive(Serialize, Deserialize)]
struct Part {
    /// Whether nothing in it has to do with other files, as far as it can be told from it alone.
    is_alone: bool,
    counts: Counts,
    /// Where its findings stand in the output, in bytes.
    start: usize,
    end: usize,
    /// Of its claims and tombstones.
    ids: Short,
    /// Of the sources that it cites, and how many claims cite each.
    cites: Short,
    /// Its quotes that stand in no source at all.
    nowhere: Vec<Short>,
}

/// What a claim file adds to the counts.
#[derive(Default, Clone, Copy, Serialize, Deserialize)]
struct Counts {
    claims: usize,
    citations: usize,
    verbatim: usize,
    failed: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
}

/// What can be told of the claims of a file from their reports.
#[derive(Default)]
struct Told<'r> {
    counts: Counts,
    /// The sources that each claim cites.
    cites: Vec<&'r str>,
    /// Whether the output has lines about its claims besides the findings.
    has_notices: bool,
}

impl<'r> Told<'r> {
    fn add(&mut self, claim: &'r ClaimReport, format: Format) {
        self.counts.claims += 1;
        self.counts.failed += usize::from(claim.failed);
        self.counts.citations += claim.citations.len();
        for citation in &claim.citations {
            self.counts.verbatim += usize::from(citation.matched == Match::Verbatim);
            let is_verbatim = citation.matched == Match::Verbatim;
            let is_accepted = !citation.folds.is_empty() && (!claim.failed || is_verbatim);
            let is_left_out = !citation.omitted.is_empty() && format != Format::Concise;
            self.has_notices |= is_accepted || is_left_out;
        }
        let cited = claim.citations.iter();
        let mut cited: Vec<&str> = cited.filter_map(CitationReport::source_id).collect();
        cited.sort_unstable();
        cited.dedup();
        self.cites.append(&mut cited);
    }

    fn count(&mut self, finding: &Finding) {
        match finding.level {
            Level::Error => self.counts.errors += 1,
            Level::Warning => self.counts.warnings += 1,
            Level::Info => self.counts.infos += 1,
            Level::Off => {}
        }
    }

    /// Of the sources, and how many claims cite each.
    fn digest_of_cites(&self) -> Short {
        let mut sum = Sha256::new();
        let mut cites = self.cites.clone();
        cites.sort_unstable();
        for same in cites.chunk_by(|a, b| a == b) {
            sum.update((same[0].len() as u64).to_le_bytes());
            sum.update(same[0]);
            sum.update((same.len() as u64).to_le_bytes());
        }
        first_half(sum.finalize().into())
    }
}

/// What was reported of files that are asked for in order of their paths.
struct Telling<'r> {
    claims: &'r [ClaimReport],
    findings: &'r [Finding],
    format: Format,
}

impl<'r> Telling<'r> {
    fn of(report: &'r Report, format: Format) -> Self {
        Self {
            claims: &report.claims,
            findings: &report.findings,
            format,
        }
    }

    fn file(&mut self, path: &str) -> Told<'r> {
        let mut told = Told::default();
        for claim in first_of_file(&mut self.claims, path, |claim| &claim.file) {
            told.add(claim, self.format);
        }
        for finding in first_of_file(&mut self.findings, path, |finding| &finding.place.file) {
            told.count(finding);
        }
        told
    }
}

/// Takes what is of a file from a list in order of files, and what is of files before it.
fn first_of_file<'r, T>(list: &mut &'r [T], path: &str, file: impl Fn(&T) -> &str) -> &'r [T] {
    let is_of_later = |one: &T| file(one) >= path;
    let start = list.iter().position(is_of_later).unwrap_or(list.len());
    let of_file = list[start..].iter().take_while(|one| file(one) == path);
    let (found, rest) = list[start..].split_at(of_file.count());
    *list = rest;
    found
}

fn first_half(digest: [u8; 32]) -> Short {
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}

fn short(text: &str) -> Short {
    first_half(Sha256::digest(text).into())
}

/// How a report is printed.
#[derive(Clone, Copy)]
pub struct Printed<'p> {
    /// The format.
    pub format: Format,
    /// The style.
    pub style: Style<'p>,
}

/// A check of the whole of a project, as it was done.
#[derive(Clone, Copy)]
pub struct Done<'d> {
    /// Of what.
    pub project: &'d Project,
    /// The settings file, where it is not the usual one.
    pub settings: Option<&'d str>,
    /// Files that were read as settings and schemas.
    pub rules: &'d BTreeSet<String>,
    /// What came of it.
    pub report: &'d Report,
    /// What it left to be known.
    pub trail: &'d Trail,
    /// What was printed.
    pub output: &'d [u8],
}

/// What a later check needs to know of the parts of this one; nothing where it cannot do with parts.
pub fn remember(done: Done<'_>, printed: Printed<'_>) -> Vec<u8> {
    let mut written = Vec::new();
    parts(done, printed, &mut written)
        .and_then(|parts| postcard::to_allocvec(&parts).ok())
        .unwrap_or_default()
}

fn parts<'d>(done: Done<'d>, printed: Printed<'_>, written: &'d mut Vec<u8>) -> Option<Parts<'d>> {
    let Done {
        project,
        settings,
        rules,
        report,
        trail,
        output,
    } = done;
    let citations = || report.claims.iter().flat_map(|claim| &claim.citations);
    let is_accepted = citations()
        .any(|citation| citation.matched == Match::Verbatim && !citation.folds.is_empty());
    if !trail.is_by_pairs || is_accepted || !report.unchecked.is_empty() {
        return None;
    }
    let counts = closing(report, printed)?;
    if !output.ends_with(&counts) {
        return None;
    }
    let closing = output.len() - counts.len();
    let places = Places::of(report, output, printed)?;
    let mut nowhere: BTreeMap<&str, Vec<Short>> = BTreeMap::new();
    let mut elsewhere = BTreeSet::new();
    for (file, quote, is_elsewhere) in &trail.sought {
        if *is_elsewhere {
            elsewhere.insert(file.as_str());
        } else {
            nowhere.entry(file).or_default().push(short(quote));
        }
    }
    let mut telling = Telling::of(report, printed.format);
    let sources = format!("{}/", project.config.sources);
    let is_only_claims = |path: &String| !path.starts_with(&sources) && !rules.contains(path);
    let mut files = Vec::with_capacity(project.paths.len());
    for ((number, path), (of, ids)) in project.paths.iter().enumerate().zip(&trail.ids) {
        if *of != number {
            return None;
        }
        let told = telling.file(path);
        let (start, end) = places.of_file(path);
        let part = Part {
            is_alone: is_only_claims(path)
                && !told.has_notices
                && !trail.shared.contains(path)
                && !trail.waiving.contains(path)
                && !elsewhere.contains(path.as_str())
                && told.cites.iter().all(|id| project.catalog.contains(*id)),
            counts: told.counts,
            start,
            end,
            ids: first_half(*ids),
            cites: told.digest_of_cites(),
            nowhere: nowhere.remove(path.as_str()).unwrap_or_default(),
        };
        written.extend(postcard::to_allocvec(&part).ok()?);
        files.push(Filed {
            path,
            end: written.len(),
        });
    }
    if files.len() < project.paths.len() {
        return None;
    }
    Some(Parts {
        files,
        written,
        fresh: fresh(project)?,
        settings: settings.map(str::to_owned),
        summary: report.summary,
        closing,
    })
}

/// The claim files that differ from the prior version, where nothing else does that counts.
fn fresh(project: &Project) -> Option<Vec<String>> {
    let Ok(prior) = &project.prior else {
        return Some(Vec::new());
    };
    let Differing::Paths(differing) = &prior.differing else {
        return None;
    };
    let then: BTreeSet<&String> = prior.files.iter().map(|file| &file.path).collect();
    // Settings and schemas may have parts in files of any name.
    let counts = |path: &String| {
        project.owns(path)
            || [".toml", ".json"]
                .iter()
                .any(|ending| path.ends_with(ending))
    };
    let is_known = |path: &String| prior.fresh.contains(path) || !counts(path);
    let is_told = !prior.is_empty
        && prior.fresh.len() <= MOST_FILES
        && prior.fresh.iter().eq(then)
        && differing.iter().all(is_known);
    is_told.then(|| prior.fresh.iter().cloned().collect())
}

/// Where the findings of each file stand in the output.
struct Places<'r> {
    /// The file, and the first and last byte.
    files: Vec<(&'r str, usize, usize)>,
    end: usize,
}

impl<'r> Places<'r> {
    /// `None` where the output does not begin with the findings, one after the other.
    fn of(report: &'r Report, output: &[u8], printed: Printed<'_>) -> Option<Self> {
        let mut files: Vec<(&str, usize, usize)> = Vec::new();
        let mut end = 0;
        for finding in &report.findings {
            let text = render_finding(finding, printed.format, printed.style)?;
            let start = end;
            end += text.len();
            if output.get(start..end)? != text.as_bytes() {
                return None;
            }
            match files.last_mut() {
                Some((file, _, last)) if *file == finding.place.file => *last = end,
                _ => files.push((&finding.place.file, start, end)),
            }
        }
        Some(Self { files, end })
    }

    /// Where a file's findings stand, or would.
    fn of_file(&self, path: &str) -> (usize, usize) {
        let at = self.files.partition_point(|(file, _, _)| *file < path);
        match self.files.get(at) {
            Some((file, start, end)) if *file == path => (*start, *end),
            Some((_, start, _)) => (*start, *start),
            None => (self.end, self.end),
        }
    }
}

/// The closing counts; `None` in formats that are no row of findings with counts after them.
fn closing(report: &Report, printed: Printed<'_>) -> Option<Vec<u8>> {
    if !printed.format.is_for_people() {
        return None;
    }
    let mut text = Vec::new();
    render_closing(report, printed.style, &mut text).ok()?;
    Some(text)
}

/// What a check would print now that some files were edited; `None` where the whole project has to be checked.
pub fn resume(edited: &Edited, root: &Path, today: Date, printed: Printed<'_>) -> Option<Answer> {
    Again::of(edited, root, today)?.answer(edited.output(), printed)
}

/// Brings the report of the check that was remembered, or of one that was taken up since, to what a check would report now
/// that some files were edited. `false`, and nothing is changed, where the whole project has to be checked. Which run it is
/// of ([`Report::run`]) stays as it was.
pub fn resume_report(
    report: &mut Report,
    edited: &Edited,
    root: &Path,
    today: Date,
    format: Format,
) -> bool {
    let again = Again::of(edited, root, today);
    let is_taken_up = again.and_then(|again| again.take_into(report, format));
    is_taken_up.is_some()
}

/// A check of the files that were edited, and of those that are not the same as in the prior version.
struct Again<'e> {
    known: Parts<'e>,
    /// What was known of each of the files.
    before: Vec<(&'e str, Part)>,
    project: Project,
    report: Report,
    trail: Trail,
}

impl<'e> Again<'e> {
    /// `None` where it is known already that the whole project has to be checked.
    fn of(edited: &'e Edited, root: &Path, today: Date) -> Option<Self> {
        let known: Parts<'e> = postcard::from_bytes(edited.parts()).ok()?;
        let paths: BTreeSet<&String> = edited.files.iter().chain(&known.fresh).collect();
        if paths.len() > MOST_FILES || !edited.is_plain {
            return None;
        }
        let before = paths.iter().map(|path| {
            let at = known.files.binary_search_by(|file| file.path.cmp(path));
            let (path, part) = known.part(at.ok()?)?;
            part.is_alone.then_some((path, part))
        });
        let before: Vec<(&str, Part)> = before.collect::<Option<_>>()?;
        let store = Arc::new(Disk::open(root).ok()?);
        let config = Config::read(&*store, known.settings.as_deref()).ok()?;
        let paths = paths.into_iter().cloned().collect();
        let mut project = Project::part(store, config, today, paths).ok()??;
        let prior = match &edited.baseline {
            Ok(baseline) => Ok(prior(&project, root, baseline)?),
            Err(none) => Err(*none),
        };
        project.compare_with(prior);
        let (report, trail) = verify_leaving_trail(&project, true);
        Some(Self {
            known,
            before,
            project,
            report,
            trail,
        })
    }

    /// What is told of each of the files now, in their order; `None` where other files have to be looked at, too.
    fn told(&self, format: Format) -> Option<Vec<Told<'_>>> {
        let (report, trail) = (&self.report, &self.trail);
        let mut telling = Telling::of(report, format);
        let paths = self.project.paths.iter();
        let told: BTreeMap<&str, Told<'_>> = paths
            .map(|path| (path.as_str(), telling.file(path)))
            .collect();
        let ids: BTreeMap<&str, [u8; 32]> = trail
            .ids
            .iter()
            .filter_map(|(number, ids)| Some((self.project.paths.get(*number)?.as_str(), *ids)))
            .collect();
        let is_own = |finding: &Finding| told.contains_key(finding.place.file.as_str());
        let nowhere = self.before.iter().flat_map(|(_, part)| &part.nowhere);
        let nowhere: BTreeSet<&Short> = nowhere.collect();
        let mut sought = trail.sought.iter();
        let is_alone = trail.is_by_pairs
            && trail.shared.is_empty()
            && trail.waiving.is_empty()
            && report.waived.is_empty()
            && report.unchecked.is_empty()
            && report.findings.iter().all(is_own)
            && sought.all(|(_, quote, found)| !found && nowhere.contains(&short(quote)));
        let mut told = told;
        let in_order = self.before.iter().map(|(path, part)| {
            let told = told.remove(path)?;
            let is_same = first_half(*ids.get(path)?) == part.ids
                && told.digest_of_cites() == part.cites
                && !told.has_notices;
            is_same.then_some(told)
        });
        let in_order = in_order.collect::<Option<Vec<_>>>();
        in_order.filter(|_| is_alone)
    }

    /// Puts what is found in the files in the place of what was found in them before.
    fn answer(mut self, output: &[u8], printed: Printed<'_>) -> Option<Answer> {
        let mut summary = self.known.summary;
        let mut new = Vec::new();
        let mut end = 0;
        for ((path, part), told) in self.before.iter().zip(self.told(printed.format)?) {
            put(&mut summary, &part.counts, &told.counts)?;
            new.extend_from_slice(output.get(end..part.start)?);
            let findings = self.report.findings.iter();
            for finding in findings.filter(|finding| finding.place.file == *path) {
                new.extend(render_finding(finding, printed.format, printed.style)?.into_bytes());
            }
            end = part.end;
        }
        new.extend_from_slice(output.get(end..self.known.closing)?);
        self.report.summary = summary;
        new.extend(closing(&self.report, printed)?);
        Some(Answer {
            output: new,
            code: self.report.exit_code(),
        })
    }

    /// The same in a report. `None`, and nothing is changed, where it cannot be done.
    fn take_into(self, report: &mut Report, format: Format) -> Option<()> {
        self.told(format)?;
        let files = self.before.iter().map(|(path, _)| *path).collect();
        report.take_in(&files, self.report);
        Some(())
    }
}

fn prior(project: &Project, root: &Path, baseline: &Baseline) -> Option<Prior> {
    let repository = Repository::around(root).ok()??;
    let paths: Vec<&str> = project.paths.iter().map(String::as_str).collect();
    let tree = repository
        .part(baseline.revision.as_deref()?, &paths)
        .ok()??;
    Prior::of_part(project, Arc::new(tree), baseline.clone())
}

/// Takes counts out of the summary, and puts others in.
fn put(summary: &mut Summary, old: &Counts, new: &Counts) -> Option<()> {
    let put = |count: &mut usize, old: usize, new: usize| {
        *count = count.checked_sub(old)? + new;
        Some(())
    };
    put(&mut summary.claims, old.claims, new.claims)?;
    put(&mut summary.citations, old.citations, new.citations)?;
    put(&mut summary.verbatim, old.verbatim, new.verbatim)?;
    put(&mut summary.failed, old.failed, new.failed)?;
    put(&mut summary.errors, old.errors, new.errors)?;
    put(&mut summary.warnings, old.warnings, new.warnings)?;
    put(&mut summary.infos, old.infos, new.infos)?;
    summary.passed = summary.claims.checked_sub(summary.failed)?;
    Some(())
}
