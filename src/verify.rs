//! The whole check of a project: evidence, rules, report, batch after batch of claim files.

use crate::claim::ClaimFile;
use crate::drift::{Drift, compare, matters_to_others, suspects};
use crate::evidence::{
    ClaimFacts, Evidence, Gathered, Gathering, Look, News, Sought, cited_by, sought,
};
use crate::finding::Finding;
use crate::project::{AtHand, Key, Project, Selection, Shard};
use crate::report::{
    Checked, ClaimReport, Report, Run, Unchecked, Waived, WaivingClaim, digest_of_file, level,
    sort_claims, waive,
};
use crate::rules::{self, Namesakes, Silenced};
use crate::source::{Mark, Sha256Sum};
use crate::store::ReadError;
use foldhash::fast::RandomState;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::ops::Range;
use std::sync::Arc;

/// Checks what is selected of a project.
///
/// # Example
///
/// ```
/// use factcheck::{Config, Date, Project, Selection, store::Memory, verify};
/// use std::sync::Arc;
///
/// let text = "The bridge opened on Monday.\n";
/// let files = Memory::default()
///     .with("sources/bridge.txt", text)
///     .with("sources/bridge.json", r#"{"schema_version": 1, "id": "bridge", "title": "Bridge", "published": "2026-01-01",
///         "sha256": "4ce7c0990e18e1a11255645010d229038644eb52d59f19708294e0a8af36e639"}"#)
///     .with("claims/bridge.json", r#"{"schema_version": 1, "story": "bridge", "claims": [{
///         "id": "bridge-opened", "statement": "The bridge is open.", "verdict": "supported", "revision": 1,
///         "checked": {"on": "2026-02-01", "by": "desk"},
///         "citations": [{"source": "bridge", "quote": "The bridge closed on Monday."}]}]}"#);
/// let today = Date::parse("2026-02-01").expect("a date");
/// let project = Project::read(Arc::new(files), Config::default(), today)?;
/// let report = verify(&project, &Selection::Whole);
/// assert_eq!(report.summary.failed, 1);
/// assert!(report.findings.iter().any(|finding| finding.rule == "quote-altered"));
/// # Ok::<(), factcheck::ProjectError>(())
/// ```
pub fn verify(project: &Project, selection: &Selection) -> Report {
    verify_shard(project, selection, None)
}

/// Checks one shard of what is selected of a project; all of it where it is `None`. Rules that span the project see all
/// of it, and each of their findings is reported by one shard: [`Report::merge`] makes of the reports of all shards what
/// [`verify`] reports.
pub fn verify_shard(project: &Project, selection: &Selection, shard: Option<Shard>) -> Report {
    verify_and(project, selection, shard, |_| ()).0
}

/// The same, and what else is to be known of the drift.
pub(crate) fn verify_and<T>(
    project: &Project,
    selection: &Selection,
    shard: Option<Shard>,
    ask: impl FnOnce(Option<&Drift<'_>>) -> T,
) -> (Report, T) {
    Check::new(project, selection, shard).run(ask)
}

/// Checks what is selected of a project, for a report that is only shown: of [`Report::run`] it lacks what takes a hash of
/// every claim file, and so it cannot be merged with others; nor does it say where the quotes stand that do.
pub fn verify_to_show(project: &Project, selection: &Selection) -> Report {
    let check = Check::new(project, selection, None).only_shown();
    check.run(|_| ()).0
}

/// Checks the whole of a project, and says what else has to be known of it, so that a later check can do with a part. The
/// report may be one that is only shown, as by [`verify_to_show`].
pub fn verify_leaving_trail(project: &Project, is_only_shown: bool) -> (Report, Trail) {
    let mut trail = Trail::default();
    let mut check = Check::new(project, &Selection::Whole, None);
    if is_only_shown {
        check = check.only_shown();
    }
    check.trail = Some(&mut trail);
    let (report, is_by_pairs) = check.run(|drift| drift.is_none_or(is_by_pairs));
    trail.ids.sort_unstable();
    trail.is_by_pairs = is_by_pairs;
    (report, trail)
}

/// What of a check's files spans the project.
#[derive(Default)]
pub struct Trail {
    /// Of each file, by its place in the project's list of paths and in that order, the ids of its claims and tombstones, in
    /// order, as a digest.
    pub ids: Vec<(usize, [u8; 32])>,
    /// Files that may share an id with others, or have one twice.
    pub shared: BTreeSet<String>,
    /// Files with waivers.
    pub waiving: BTreeSet<String>,
    /// Quotes that do not stand in their own source: the file, the quote, and whether it stands in another source.
    pub sought: Vec<(String, String, bool)>,
    /// Whether all drift is of claims that are in both versions, with the same id.
    pub is_by_pairs: bool,
}

fn is_by_pairs(drift: &Drift<'_>) -> bool {
    let mut pairs = drift.pairs.iter();
    pairs.all(|pair| pair.by_content.is_none() && pair.old.id() == pair.new.id())
        && drift.removed.is_empty()
        && drift.added.is_empty()
        && drift.reused.is_empty()
        && drift.tombstones.is_empty()
        && drift.sources.is_empty()
        && drift.loosened.is_empty()
        && drift.unchecked.is_empty()
}

/// A check of a project that is under way.
struct Check<'p> {
    project: &'p Project,
    selection: &'p Selection,
    gathering: Gathering<'p>,
    remains: Remains,
    trail: Option<&'p mut Trail>,
    /// Whether the report is to say which run it is of.
    says_which_run: bool,
}

/// What is left of the claim files that were looked at, once their texts are gone. Files are known by their place in the
/// project's list of paths.
#[derive(Default)]
struct Remains {
    /// So many files.
    files: usize,
    checked: Checked,
    findings: Vec<Finding>,
    unreadable: Vec<(usize, ReadError)>,
    /// The mark of each file that could be read.
    marks: Vec<(usize, Mark)>,
    /// The digest of each of them, where the report says which run it is of.
    digests: Vec<(usize, Sha256Sum)>,
    /// The hash of each id that a claim or a tombstone has, and the file.
    ids: Vec<(u64, usize)>,
    /// Where some files differ from the version that they are compared with: those that say something about other claims, and the
    /// hash of each source that is cited, and the file.
    about_others: Vec<usize>,
    citing: Vec<(u64, usize)>,
    waiving: Vec<WaivingClaim>,
    /// Quotes that do not stand in their own source, and the file.
    sought: Vec<(Sought, usize)>,
}

/// What came of a batch of claim files.
struct Looked {
    remains: Remains,
    news: News,
    trail: Trail,
}

/// So many claim files are looked at together by one thread: few texts are in memory at a time, and what a thread has asked
/// memory for it gives back itself.
const BATCH: usize = 16;

/// So many are looked at by all threads, before what came of them is taken in; in the first wave after the first batch twice as
/// many, since they are read while that one is looked at.
const WAVE: usize = 64 * BATCH;

/// So many are looked at again, before what was found of them at first is forgotten: that goes through all that was found.
const SECOND_WAVE: usize = 8 * WAVE;

/// A batch of claim files that cite long texts, each of which is searched for every batch, is full when it has so many bytes.
/// All threads look at it together.
const LONG_BATCH_BYTES: usize = 16 << 20;

/// So many files, or claims, are worth a thread's turn where there is little to do for each.
const RUN: usize = 128;

impl<'p> Check<'p> {
    fn new(project: &'p Project, selection: &'p Selection, shard: Option<Shard>) -> Self {
        Self {
            project,
            selection,
            gathering: Gathering::new(project, selection, shard),
            remains: Remains::default(),
            trail: None,
            says_which_run: true,
        }
    }

    /// The same, for a report that is only shown.
    fn only_shown(self) -> Self {
        Self {
            gathering: self.gathering.telling_no_places(),
            says_which_run: false,
            ..self
        }
    }

    fn run<T>(mut self, ask: impl FnOnce(Option<&Drift<'_>>) -> T) -> (Report, T) {
        self.look_at_all();
        self.look_again();
        self.remains.put_in_order();
        self.namesakes();
        self.gathering.finish();
        self.report(ask)
    }

    /// Looks at every claim file. Those that cite long texts wait until they are as many as memory allows.
    fn look_at_all(&mut self) {
        let project = self.project;
        let all = project.paths.len();
        project.progress.expect(all);
        let mut long = Batch::default();
        // What is left of a wave is put to the rest while the next one is looked at.
        let mut remains = std::mem::take(&mut self.remains);
        let mut last: Vec<Remains> = Vec::new();
        // The first ones show whether texts are long: that is known, then, before all threads read the same one.
        let mut wave = unread(0..BATCH.min(all));
        let mut next = 0;
        while next < all {
            let is_first = next == 0;
            next += wave.iter().map(Batch::len).sum::<usize>();
            let most = if is_first { 2 * WAVE } else { WAVE };
            let mut upcoming = unread(next..all.min(next + most));
            let (looked, ()) = rayon::join(
                || self.look_at_wave(wave),
                || {
                    last.drain(..).for_each(|other| remains.add(other));
                    if is_first {
                        // Who does not look at the first ones reads the next ones meanwhile.
                        upcoming.par_iter_mut().for_each(|batch| {
                            self.complete(batch);
                            batch.drop_large_ones();
                        });
                    }
                },
            );
            wave = upcoming;
            for looked in looked {
                match looked {
                    Ok(looked) => last.push(self.take_news(looked)),
                    Err(batch) => long.add(batch),
                }
                if long.bytes >= LONG_BATCH_BYTES {
                    let looked = self.look_at_long(&mut long);
                    last.push(self.take_news(looked));
                }
            }
            remains.make_room(all);
        }
        if long.len() > 0 {
            let looked = self.look_at_long(&mut long);
            last.push(self.take_news(looked));
        }
        for other in last {
            remains.add(other);
        }
        self.remains = remains;
    }

    /// Looks at claim files that cite long texts, all threads at the same ones.
    fn look_at_long(&self, long: &mut Batch<'p>) -> Looked {
        let mut batch = std::mem::take(long);
        self.complete(&mut batch);
        let files = batch.len();
        let looked = self.look_at(batch, Look::First);
        self.project.progress.add_files(files);
        looked
    }

    /// Looks at some claim files, batch beside batch. A batch that cites long texts comes back.
    fn look_at_wave(&self, wave: Vec<Batch<'p>>) -> Vec<Result<Looked, Batch<'p>>> {
        let batches = wave.into_par_iter().map(|mut batch| {
            self.complete(&mut batch);
            if self.gathering.is_long_text_cited(&batch.claim_files()) {
                batch.drop_large_ones();
                return Err(batch);
            }
            let Some(gathered) = self.gathering.judge_unless_long(&batch.claim_files()) else {
                batch.drop_large_ones();
                return Err(batch);
            };
            let looked = self.tell(&batch, gathered, Look::First);
            self.project.progress.add_files(batch.len());
            Ok(batch.give_back(looked))
        });
        batches.collect()
    }

    /// Reads what is not read yet of a batch.
    fn complete(&self, batch: &mut Batch<'p>) {
        if batch.unread.is_empty() {
            return;
        }
        let numbers = std::mem::take(&mut batch.unread);
        batch.add(self.read(&numbers));
        batch.files.sort_by_key(|(number, _)| *number);
        let texts = batch.files.iter().map(|(_, file)| file.text.as_str());
        batch.bytes = texts.map(str::len).sum();
    }

    /// Looks again at the claims of which a quote stands in another source than its own, or waits until that is known.
    fn look_again(&mut self) {
        let sought = std::mem::take(&mut self.remains.sought);
        let quotes = sought.iter().map(|(sought, _)| sought.clone()).collect();
        let found = self.gathering.seek(quotes);
        if let Some(trail) = &mut self.trail {
            let path = |number: usize| self.project.paths[number].clone();
            let of_trail = sought.iter().map(|(sought, number)| {
                let quote = sought.quote.clone();
                let is_found = found.has(&quote);
                (path(*number), quote, is_found)
            });
            trail.sought.extend(of_trail);
        }
        let numbers: BTreeSet<usize> = sought
            .iter()
            .filter(|(sought, _)| sought.waits || found.has(&sought.quote))
            .map(|(_, number)| *number)
            .collect();
        let numbers: Vec<usize> = numbers.into_iter().collect();
        let marks: HashMap<usize, Mark> = self.remains.marks.iter().copied().collect();
        // What is said of a file is said of one version: one that was edited since keeps what was found of it.
        let is_same =
            |(number, file): &(usize, AtHand<'_>)| marks.get(number) == Some(&Mark::of(&file.text));
        for numbers in numbers.chunks(SECOND_WAVE) {
            let looked: Vec<Looked> = numbers
                .par_chunks(BATCH)
                .map(|numbers| {
                    let mut batch = self.read(numbers);
                    batch.files.retain(is_same);
                    self.look_at(batch, Look::Second(&found))
                })
                .collect();
            self.remains.forget(&looked, &self.project.paths);
            for looked in looked {
                self.take(looked);
            }
        }
    }

    /// Reads claim files.
    fn read(&self, numbers: &[usize]) -> Batch<'p> {
        let project = self.project;
        let mut batch = Batch::default();
        let read: Vec<_> = numbers
            .par_iter()
            .with_min_len(BATCH)
            .map(|number| project.at_hand(&project.paths[*number]))
            .collect();
        for (number, file) in numbers.iter().zip(read) {
            match file {
                Ok(file) => {
                    batch.bytes += file.text.as_str().len();
                    batch.files.push((*number, file));
                }
                Err(error) => batch.unreadable.push((*number, error)),
            }
        }
        batch
    }

    /// Looks at a batch of claim files.
    fn look_at(&self, batch: Batch<'_>, look: Look<'_>) -> Looked {
        let gathered = self.gathering.judge(&batch.claim_files(), look);
        let looked = self.tell(&batch, gathered, look);
        batch.give_back(looked)
    }

    /// What is left of a batch of claim files of which all facts are known.
    fn tell(&self, batch: &Batch<'_>, gathered: Gathered<'_>, look: Look<'_>) -> Looked {
        let project = self.project;
        let Gathered { claims, mut news } = gathered;
        let files = batch.claim_files();
        // Of the form of a file, all was said after the first look.
        let of_form = if matches!(look, Look::First) {
            files.as_slice()
        } else {
            &[]
        };
        let evidence = self.gathering.evidence(of_form, claims, Some(&news));
        let mut remains = Remains::default();
        remains.checked.claims = evidence
            .claims
            .par_chunk_by(|a, b| std::ptr::eq(a.file, b.file))
            .flat_map_iter(ClaimReport::of_file)
            .collect();
        remains.findings = level(project, rules::run(&evidence));
        let mut trail = Trail::default();
        if matches!(look, Look::First) {
            remains.note(&evidence, batch);
            if self.says_which_run {
                remains.note_digests(project, batch);
            }
            if self.trail.is_some() {
                trail.note(batch);
            }
        }
        // Of many files, giving back what they took is work for all threads.
        let claims = evidence.claims.into_par_iter().with_min_len(RUN);
        claims.for_each(drop);
        news.forget_texts();
        Looked {
            remains,
            news,
            trail,
        }
    }

    /// Takes in what came of a batch.
    fn take(&mut self, looked: Looked) {
        let remains = self.take_news(looked);
        self.remains.add(remains);
    }

    /// Takes in what the next batches have to know of a batch. What is left of it comes back.
    fn take_news(&mut self, looked: Looked) -> Remains {
        self.gathering.take(looked.news);
        if let Some(trail) = &mut self.trail {
            trail.add(looked.trail);
        }
        looked.remains
    }

    /// Runs the rules about ids that claims share. Only files that may share one are read for it.
    fn namesakes(&mut self) {
        // In order by now, so that those that are the same stand together.
        let ids = &self.remains.ids;
        let shared = ids
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|uses| uses.len() > 1);
        let numbers: BTreeSet<usize> = shared.flatten().map(|(_, number)| *number).collect();
        let numbers: Vec<usize> = numbers.into_iter().collect();
        if let Some(trail) = &mut self.trail {
            let paths = numbers.iter();
            let paths = paths.map(|number| self.project.paths[*number].clone());
            trail.shared.extend(paths);
        }
        let files = again(self.project, &numbers);
        let files: Vec<&ClaimFile> = files.iter().map(|file| &**file).collect();
        let reported = files.iter().filter(|file| self.selection.has_file(file));
        let namesakes = Namesakes {
            reported: reported.map(|file| file.path.as_str()).collect(),
            files: files.clone(),
        };
        let found = level(self.project, rules::run_namesakes(&namesakes));
        self.remains.findings.extend(found);
    }

    /// Runs what is left of the rules, once everything was looked at, and puts the report together.
    fn report<T>(mut self, ask: impl FnOnce(Option<&Drift<'_>>) -> T) -> (Report, T) {
        let project = self.project;
        let evidence = self.gathering.evidence(&[], Vec::new(), None);
        let prior = project.prior.as_ref();
        let suspects = prior.map(|prior| suspects(&evidence, prior));
        let suspects = suspects.unwrap_or_default();
        let today = self.remains.at_issue(project, &suspects);
        let drift = prior.map(|prior| {
            let today = today.iter().map(|file| &**file).collect();
            compare(&evidence, prior, &suspects, today, self.selection)
        });
        let mut found = std::mem::take(&mut self.remains.findings);
        found.extend(level(project, rules::run_sources(&evidence)));
        let of_drift = drift.iter().flat_map(rules::run_drift).collect();
        found.extend(level(project, of_drift));
        let (mut findings, waived) = waive(&evidence, &self.remains.waiving, found);
        let unused = self.unused_waivers(&waived, &findings);
        findings.extend(unused);
        let run = if self.says_which_run {
            let digests = self.remains.digests.iter();
            let digests: Vec<Sha256Sum> = digests.map(|(_, digest)| *digest).collect();
            Run::new(&evidence, self.selection, &digests, &self.unreadable())
        } else {
            Run::untold(&evidence, self.selection)
        };
        let of_the_prior = drift
            .iter()
            .flat_map(|drift| &drift.unchecked)
            .map(|(path, reason)| Unchecked {
                file: path.clone(),
                reason: format!("the baseline's version cannot be read: {reason}"),
            });
        let unchecked = self.unchecked().into_iter().chain(of_the_prior).collect();
        let drift = drift.as_ref().map_err(|none| **none);
        let answer = ask(drift.ok());
        let checked = std::mem::take(&mut self.remains.checked);
        let report = Report {
            rules: rules::infos(),
            run,
            ..Report::new(
                &evidence,
                drift,
                self.selection,
                checked,
                findings,
                waived,
                unchecked,
            )
        };
        self.gathering.end();
        (report, answer)
    }

    /// Runs the rules about waivers. Only files that have some are read for it.
    fn unused_waivers(&self, waived: &[Waived], open: &[Finding]) -> Vec<Finding> {
        let paths = self.remains.waiving.iter().map(|claim| &claim.file);
        let mut numbers: Vec<usize> = paths
            .filter_map(|path| self.project.paths.binary_search(path).ok())
            .collect();
        numbers.dedup();
        if numbers.is_empty() {
            return Vec::new();
        }
        let silenced = Silenced::new(waived, open);
        let mut found = Vec::new();
        for batch in numbers.chunks(RUN) {
            let files = again(self.project, batch);
            let files: Vec<&ClaimFile> = files.iter().map(|file| &**file).collect();
            let claims = self.gathering.claims(&files);
            let evidence = self.gathering.evidence(&files, claims, None);
            found.extend(level(
                self.project,
                rules::unused_waivers(&evidence, &silenced),
            ));
        }
        found
    }

    /// All files that could not be read.
    fn unreadable(&self) -> Vec<(String, ReadError)> {
        let path = |number: usize| self.project.paths[number].clone();
        let found = self.remains.unreadable.iter();
        let found = found.map(|(number, error)| (path(*number), error.clone()));
        let known = self.project.unreadable.iter().cloned();
        known.chain(found).collect()
    }

    /// What was selected and could not be checked.
    fn unchecked(&self) -> Vec<Unchecked> {
        let unreadable = self.unreadable().into_iter();
        let unreadable = unreadable
            .filter(|(path, _)| match self.selection {
                Selection::Whole => true,
                // What cannot be read might cite a source that was named.
                Selection::Part { files, sources } => files.contains(path) || !sources.is_empty(),
            })
            .map(|(path, error)| Unchecked {
                file: path,
                reason: error.to_string(),
            });
        // Where there is no claim file at all, no pattern is a slip.
        let is_whole = *self.selection == Selection::Whole && !self.remains.marks.is_empty();
        let idle = self.project.idle_patterns.iter().filter(|_| is_whole);
        let idle = idle.map(|pattern| Unchecked {
            file: pattern.clone(),
            reason: "this pattern of `claims` in the settings matches no file".to_owned(),
        });
        unreadable.chain(idle).collect()
    }
}

/// Claim files that are looked at together, each with its place in the project's list of paths.
#[derive(Default)]
struct Batch<'p> {
    files: Vec<(usize, AtHand<'p>)>,
    unreadable: Vec<(usize, ReadError)>,
    /// Files that are not read yet, or to be read again when their turn comes.
    unread: Vec<usize>,
    /// Bytes of all files, those that are to be read again included.
    bytes: usize,
}

impl<'p> Batch<'p> {
    fn claim_files(&self) -> Vec<&ClaimFile> {
        self.files.iter().map(|(_, file)| &**file).collect()
    }

    /// How many claim files it has.
    fn len(&self) -> usize {
        self.files.len() + self.unreadable.len() + self.unread.len()
    }

    fn add(&mut self, mut other: Batch<'p>) {
        self.files.append(&mut other.files);
        self.unreadable.append(&mut other.unreadable);
        self.unread.append(&mut other.unread);
        self.bytes += other.bytes;
    }

    /// Gives back what its files took: of many, that is work for all threads.
    fn give_back(self, mut looked: Looked) -> Looked {
        // One that has become unreadable since the first look, too: what was found then does not count any more.
        looked.remains.unreadable = self.unreadable;
        let files = self.files.into_par_iter().with_min_len(BATCH);
        files.for_each(drop);
        looked
    }

    /// Gives files up that are large: a wave of batches waits at a time.
    fn drop_large_ones(&mut self) {
        let (large, kept) = std::mem::take(&mut self.files)
            .into_iter()
            .partition(|(_, file)| file.text.as_str().len() > LONG_BATCH_BYTES / WAVE);
        self.files = kept;
        let large: Vec<(usize, AtHand<'_>)> = large;
        self.unread.extend(large.iter().map(|(number, _)| *number));
    }
}

/// Batches of the claim files with these places, none of which is read yet.
fn unread<'p>(places: Range<usize>) -> Vec<Batch<'p>> {
    let numbers: Vec<usize> = places.collect();
    let batches = numbers.chunks(BATCH).map(|numbers| Batch {
        unread: numbers.to_vec(),
        ..Batch::default()
    });
    batches.collect()
}

/// Makes room for what a list will hold of `all` files, where it holds what there is of `done`: a list that grows by and by is
/// there twice each time that it moves. Room that stays unused takes no memory; where there is none, it does without.
fn make_room<T>(list: &mut Vec<T>, done: usize, all: usize) {
    let expected = list.len().saturating_mul(all) / done.max(1);
    if list.capacity() < expected {
        let _ = list.try_reserve_exact((expected + expected / 2).saturating_sub(list.len()));
    }
}

impl Remains {
    /// Notes what must be known of a batch when its files are gone.
    fn note(&mut self, evidence: &Evidence<'_>, batch: &Batch<'_>) {
        let number = |file: &ClaimFile| evidence.project.paths.binary_search(&file.path).ok();
        self.files += batch.len();
        self.checked.has_files |= !evidence.files.is_empty();
        let own = evidence.files.iter();
        let own = own.filter(|file| evidence.owns(Key::File(&file.path)));
        self.checked.files += own.count();
        let of_files = batch.files.iter();
        self.marks
            .extend(of_files.map(|(number, file)| (*number, Mark::of(&file.text))));
        let prior = evidence.project.prior.as_ref();
        let is_compared = prior.is_ok_and(|prior| !prior.is_same());
        for (number, file) in &batch.files {
            let ids = ids_of(file).map(|id| (hash_of(id), *number));
            self.ids.extend(ids);
            if is_compared {
                let sources: BTreeSet<&str> = file.claims.iter().flat_map(cited_by).collect();
                let citing = sources.into_iter().map(|id| (hash_of(id), *number));
                self.citing.extend(citing);
                self.about_others
                    .extend(matters_to_others(file).then_some(*number));
            }
        }
        for facts in &evidence.claims {
            for sought in sought(facts) {
                let number = number(facts.file);
                self.sought.extend(number.map(|number| (sought, number)));
            }
            if !facts.claim.waivers.is_empty() {
                self.waiving.push(waiving(facts));
            }
        }
    }

    /// Notes by what a later run can tell that the files are the same.
    fn note_digests(&mut self, project: &Project, batch: &Batch<'_>) {
        let of_files = batch.files.par_iter().with_min_len(BATCH);
        let digests = of_files.map(|(number, file)| (*number, digest_of_file(project, file)));
        self.digests.par_extend(digests);
    }

    /// Adds what is left of other files.
    fn add(&mut self, mut other: Self) {
        self.files += other.files;
        self.checked.files += other.checked.files;
        self.checked.has_files |= other.checked.has_files;
        self.checked.claims.append(&mut other.checked.claims);
        self.findings.append(&mut other.findings);
        self.unreadable.append(&mut other.unreadable);
        self.marks.append(&mut other.marks);
        self.digests.append(&mut other.digests);
        self.ids.append(&mut other.ids);
        self.about_others.append(&mut other.about_others);
        self.citing.append(&mut other.citing);
        self.waiving.append(&mut other.waiving);
        self.sought.append(&mut other.sought);
    }

    /// The claim files that may differ from those of the prior version, and those that are no different, as far as they matter
    /// to the others. Only these are read for it.
    fn at_issue<'p>(&self, project: &'p Project, suspects: &BTreeSet<String>) -> Vec<AtHand<'p>> {
        let prior = project.prior.as_ref().ok();
        let Some(prior) = prior.filter(|prior| !prior.is_same()) else {
            return Vec::new();
        };
        let fresh = prior.fresh.iter();
        let fresh = fresh.filter_map(|path| project.paths.binary_search(path).ok());
        let mut files = again(project, &fresh.collect::<Vec<usize>>());
        let differing = prior.files.iter().chain(files.iter().map(|file| &**file));
        let ids: HashSet<u64> = differing.flat_map(ids_of).map(hash_of).collect();
        let suspects: HashSet<u64> = suspects.iter().map(|id| hash_of(id)).collect();
        let with_ids = self.ids.iter().filter(|(id, _)| ids.contains(id));
        let citing = self.citing.iter();
        let citing = citing.filter(|(source, _)| suspects.contains(source));
        let numbers = with_ids.chain(citing).map(|(_, number)| *number);
        let numbers: BTreeSet<usize> = numbers.chain(self.about_others.iter().copied()).collect();
        let is_settled = |number: &usize| !prior.fresh.contains(&project.paths[*number]);
        let numbers: Vec<usize> = numbers.into_iter().filter(is_settled).collect();
        files.extend(again(project, &numbers));
        files
    }

    /// Forgets what was found of claims that were looked at again, and of files that cannot be read any more.
    fn forget(&mut self, looked: &[Looked], paths: &[String]) {
        let again = looked.iter().map(|looked| &looked.remains);
        let unreadable = again.clone().flat_map(|remains| &remains.unreadable);
        let gone: HashSet<&str, RandomState> = unreadable
            .map(|(number, _)| paths[*number].as_str())
            .collect();
        let mut redone: HashMap<&str, HashSet<usize>, RandomState> = HashMap::default();
        for claim in again.flat_map(|remains| &remains.checked.claims) {
            let of_file = redone.entry(&claim.file).or_default();
            of_file.insert(claim.index as usize);
        }
        let is_of_redone = |file: &str, index: usize| {
            let of_file = redone.get(file);
            of_file.is_some_and(|indexes| indexes.contains(&index))
        };
        let retain_findings = |findings: &mut Vec<Finding>| {
            findings.retain(|finding| {
                let file = finding.place.file.as_str();
                let mut claim = finding.claim_index.iter();
                let is_redone = claim.any(|index| is_of_redone(file, *index))
                    && rules::is_about_claims(finding.rule);
                !(is_redone || gone.contains(file))
            });
        };
        let retain_claims = |claims: &mut Vec<ClaimReport>| {
            // Most files are none of these, and their claims stand together.
            let mut last: Option<(Arc<str>, bool)> = None;
            claims.retain(|claim| {
                let file = &claim.file;
                let known = last.take().filter(|(last, _)| Arc::ptr_eq(last, file));
                let (_, is_at_issue) = last.insert(known.unwrap_or_else(|| {
                    let is_at_issue = redone.contains_key(&**file) || gone.contains(&**file);
                    (Arc::clone(file), is_at_issue)
                }));
                !*is_at_issue
                    || !(is_of_redone(file, claim.index as usize) || gone.contains(&**file))
            });
        };
        let (findings, claims) = (&mut self.findings, &mut self.checked.claims);
        rayon::join(|| retain_findings(findings), || retain_claims(claims));
    }

    /// Makes room for as much as can be expected of `all` files.
    fn make_room(&mut self, all: usize) {
        make_room(&mut self.checked.claims, self.files, all);
        make_room(&mut self.findings, self.files, all);
    }

    /// Puts everything in order of file and place, however the files were put together. The findings come last, when there
    /// are no more to come.
    fn put_in_order(&mut self) {
        let (claims, ids) = (&mut self.checked.claims, &mut self.ids);
        rayon::join(|| sort_claims(claims), || ids.par_sort_unstable());
        self.waiving
            .sort_by(|a, b| (&a.file, a.index).cmp(&(&b.file, b.index)));
        self.digests.sort_by_key(|(number, _)| *number);
        self.unreadable.sort_by_key(|(number, _)| *number);
    }
}

impl Trail {
    fn note(&mut self, batch: &Batch<'_>) {
        for (number, file) in &batch.files {
            let mut ids = Sha256::new();
            for id in ids_of(file) {
                ids.update((id.len() as u64).to_le_bytes());
                ids.update(id);
            }
            self.ids.push((*number, ids.finalize().into()));
            if file.claims.iter().any(|claim| !claim.waivers.is_empty()) {
                self.waiving.insert(file.path.clone());
            }
        }
    }

    /// Adds what has to be known of other files.
    fn add(&mut self, mut other: Self) {
        // In the time that what comes takes, and not what is there already: there are many batches.
        self.ids.append(&mut other.ids);
        self.waiving.extend(other.waiving);
    }
}

/// Files that were looked at before. One that has become unreadable since had its findings then.
fn again<'p>(project: &'p Project, numbers: &[usize]) -> Vec<AtHand<'p>> {
    let files = numbers.par_iter();
    files
        .filter_map(|number| project.at_hand(&project.paths[*number]).ok())
        .collect()
}

/// The hash by which ids are compared before their files are read again: what has the same one is looked at.
fn hash_of(id: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(id)
}

/// The ids of a file's claims and tombstones.
fn ids_of(file: &ClaimFile) -> impl Iterator<Item = &str> {
    let of_claims = file.claims.iter().map(|claim| &claim.id);
    let of_tombstones = file.retired.iter().map(|tombstone| &tombstone.id);
    let ids = of_claims.chain(of_tombstones).flatten();
    ids.map(|id| id.value.as_str())
}

fn waiving(facts: &ClaimFacts<'_>) -> WaivingClaim {
    WaivingClaim {
        file: facts.file.path.clone(),
        index: facts.claim.index,
        id: facts.claim.id.as_ref().map(|id| id.value.clone()),
        waivers: facts.claim.waivers.clone(),
        cites: cited_by(facts.claim)
            .into_iter()
            .map(str::to_owned)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Date;
    use crate::config::Config;
    use crate::store::{Entry, Memory, Store};
    use serde_json::json;

    /// Files of which some are written anew while they are checked: who reads such a one again gets the later version.
    struct Edited {
        files: Memory,
        later: Memory,
        was_read: std::sync::Mutex<BTreeSet<String>>,
    }

    impl Store for Edited {
        fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
            let is_first = self
                .was_read
                .lock()
                .expect("no panic")
                .insert(path.to_owned());
            match self.later.read(path) {
                Ok(later) if !is_first => Ok(later),
                _ => self.files.read(path),
            }
        }

        fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
            self.files.list(folder)
        }
    }

    fn claim(id: &str, source: &str, quote: &str) -> serde_json::Value {
        json!({
            "id": id, "statement": "It is so.", "verdict": "supported", "revision": 1,
            "checked": {"on": "2026-02-01", "by": "desk"},
            "citations": [{"source": source, "quote": quote}],
        })
    }

    fn story(claims: &[serde_json::Value]) -> String {
        json!({"schema_version": 1, "story": "a", "claims": claims}).to_string()
    }

    fn sources() -> Memory {
        Memory::default()
            .with("sources/harbour.json", "{}")
            .with(
                "sources/harbour.txt",
                "The old harbour is closed until May.\n",
            )
            .with("sources/bridge.json", "{}")
            .with("sources/bridge.txt", "The bridge is open today.\n")
    }

    /// What is found of the claims of a project: the index of each and the rule.
    fn found(files: impl Store + 'static) -> (Report, Vec<(usize, &'static str)>) {
        let today = Date::parse("2026-11-29").expect("a date");
        let files = std::sync::Arc::new(files);
        let project = Project::survey(files, Config::default(), today).expect("a project");
        let report = verify(&project, &Selection::Whole);
        let findings = report.findings.iter();
        let mut found: Vec<_> = findings
            .filter_map(|finding| Some((finding.claim_index?, finding.rule)))
            .collect();
        found.sort_unstable();
        (report, found)
    }

    /// A claim that is looked at again has its findings once, and the rest of its file keeps what was found of it.
    #[test]
    fn only_claims_whose_quotes_stand_elsewhere_are_looked_at_again() {
        let mut first = claim("bridge-open", "harbour", "The bridge is open today");
        first["statment"] = json!("It is so.");
        let second = claim(
            "harbour-open",
            "harbour",
            "The old harbour is open until May",
        );
        let files = sources().with("claims/a.json", story(&[first, second]));
        let (report, found) = found(files);
        let expected = [
            (0, "quote-misattributed"),
            (0, "schema-violation"),
            (1, "quote-altered"),
        ];
        assert_eq!(found, expected);
        assert_eq!((report.summary.claims, report.summary.failed), (2, 2));
    }

    /// Of two versions that are both wrong no check is made that passes.
    #[test]
    fn a_file_that_is_edited_before_the_second_look_keeps_what_was_found_of_it() {
        let before = [
            claim("bridge-open", "harbour", "The bridge is open today"),
            claim(
                "harbour-open",
                "harbour",
                "The old harbour is open until May",
            ),
        ];
        let after = [
            claim("bridge-open", "bridge", "The bridge is open today"),
            claim("bridge-still-open", "bridge", "The bridge is open today"),
            claim(
                "harbour-open",
                "harbour",
                "The old harbour is open until June",
            ),
        ];
        let (report, found) = found(Edited {
            files: sources().with("claims/a.json", story(&before)),
            later: Memory::default().with("claims/a.json", story(&after)),
            was_read: std::sync::Mutex::default(),
        });
        assert_eq!(found, [(0, "quote-absent"), (1, "quote-altered")]);
        let told = |finding: &Finding| finding.message.contains("was changed while it was checked");
        assert!(
            report.findings.iter().any(told),
            "what is not known is said"
        );
        assert_eq!((report.summary.claims, report.summary.failed), (2, 2));
    }

    /// A batch knows by its mark that a text is no longer what another batch has read.
    #[test]
    fn a_source_that_is_edited_between_two_batches_is_read_anew() {
        let text = "The old harbour is closed until May.\n";
        let pinned = json!({"sha256": crate::source::sha256(text.as_bytes())}).to_string();
        let mut files = sources().with("sources/harbour.json", pinned);
        for number in 0..2 * BATCH {
            let claim = claim(&format!("harbour-{number}"), "harbour", "harbour is closed");
            files = files.with(format!("claims/{number:02}.json"), story(&[claim]));
        }
        let (report, _) = found(Edited {
            files,
            later: Memory::default().with("sources/harbour.txt", format!("{text}Or not.\n")),
            was_read: std::sync::Mutex::default(),
        });
        let mut rules = report.findings.iter().map(|finding| finding.rule);
        assert!(rules.any(|rule| rule == "source-changed"));
    }

    /// Files, and how often each is read.
    struct Counted {
        files: Memory,
        readings: std::sync::Mutex<HashMap<String, usize>>,
    }

    impl Store for Arc<Counted> {
        fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
            let mut readings = self.readings.lock().expect("no panic");
            *readings.entry(path.to_owned()).or_default() += 1;
            self.files.read(path)
        }

        fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
            self.files.list(folder)
        }
    }

    /// Thousands of sources may have the same text of many megabytes.
    #[test]
    fn a_long_text_of_many_sources_is_read_once() {
        const SOURCES: usize = 40;
        let berth = |number: usize| format!("Berth {number} is free for boats.\n");
        let text: String = (0..50_000).map(berth).collect();
        let pin = crate::source::sha256(text.as_bytes());
        let other = "The bridge is closed to heavy lorries.\n";
        let mut files = sources()
            .with("sources/all.txt", format!("{text}{other}"))
            .with("sources/no.txt", b"\xff".repeat(2 << 20));
        for number in 0..SOURCES {
            let descriptor = json!({"text": "all.txt", "sha256": pin});
            let id = format!("s{number:02}");
            // One quote stands, one is altered, one stands in another source, one stands in all of these.
            let quotes = [
                ("s", format!("Berth {number} is free for boats")),
                ("s", format!("Berth {number} is free for old boats")),
                ("s", "The bridge is open today".to_owned()),
                ("harbour", "The bridge is closed to heavy".to_owned()),
            ];
            let claims = quotes.iter().enumerate().map(|(index, (source, quote))| {
                let source = if *source == "s" { &id } else { *source };
                claim(&format!("claim-{number:02}-{index}"), source, quote)
            });
            let claims: Vec<_> = claims.collect();
            files = files
                .with(format!("sources/{id}.json"), descriptor.to_string())
                .with(
                    format!("sources/n{number:02}.json"),
                    r#"{"text": "no.txt"}"#,
                )
                .with(format!("claims/{id}.json"), story(&claims));
        }
        let files = Arc::new(Counted {
            files,
            readings: std::sync::Mutex::default(),
        });
        let (report, found) = found(Arc::clone(&files));
        let count = |rule: &str| found.iter().filter(|(_, name)| *name == rule).count();
        assert_eq!(count("quote-altered"), SOURCES);
        assert_eq!(count("quote-misattributed"), 2 * SOURCES);
        let of_sources = |rule: &str| {
            let mut findings = report.findings.iter();
            let findings = findings.by_ref().filter(|finding| finding.rule == rule);
            findings.count()
        };
        assert_eq!(of_sources("source-changed"), SOURCES);
        let readings = files.readings.lock().expect("no panic");
        // So many threads may begin at the same time; what is no text is read once more for its hash.
        let most = 2 * rayon::current_num_threads();
        for path in ["sources/all.txt", "sources/no.txt"] {
            let count = readings[path];
            assert!((1..=most).contains(&count), "{path}: {count}");
        }
    }
}
