//! Remembers what a run printed, and says it again where nothing has changed that the run went by.
//!
//! An entry holds for one program, one question and one user. It is used only where every file that the run read is the
//! same still, nothing else stands in a folder that it looked into, the baseline is the same commit, and git goes by the
//! same index, settings and attributes. Any doubt means that there is no entry; nothing that goes wrong here is told.

use crate::baseline::{Environment, identify};
use crate::hex::hex;
use crate::project::{Baseline, BaselineKind, Differing, NoPrior};
use crate::store::{
    Cabinet, Digest, Disk, Journal, LARGEST_ENTRY, Moment, Observed, Repository, Sight, Since,
    Today, signature_of_program,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// What every entry begins with; its last letter is the version of the format.
const MAGIC: &[u8; 16] = b"factcheck cache4";

/// Where the parts of an entry stand that come before what it holds.
const KEY: Range<usize> = 16..48;
const CHECKSUM: Range<usize> = 48..80;
/// Of what the entry holds about the run, and of what is known of its parts.
const LENGTHS: [Range<usize>; 2] = [80..88, 88..96];

/// What a run answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it printed on standard output.
    pub output: Vec<u8>,
    /// Its exit code, 0 or 1: what could not be checked is never remembered.
    pub code: u8,
}

/// What is known of a question.
pub enum Recalled {
    /// A run would give this answer.
    Answer(Answer),
    /// Some claim files, or other files that were read, were edited; all else is the same.
    Edited(Edited),
}

/// An answer from before some files were edited.
pub struct Edited {
    /// The paths of the files.
    pub files: Vec<String>,
    /// What it was compared with: the same as a run would be compared with.
    pub baseline: Result<Baseline, NoPrior>,
    /// Whether files that git calls the same have the same bytes, but for line ends.
    pub is_plain: bool,
    /// The entry, and where in it the rest stands: it is too large to be copied.
    entry: Vec<u8>,
    places: Entry,
}

impl Edited {
    /// What was printed then.
    pub fn output(&self) -> &[u8] {
        &self.entry[self.places.output.clone()]
    }

    /// What was known of the run's parts.
    pub fn parts(&self) -> &[u8] {
        &self.entry[self.places.parts.clone()]
    }
}

/// Keeps one entry for as long as the program runs.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Mutex<Option<Vec<u8>>>>);

impl Shelf {
    /// Forgets the entry.
    pub fn clear(&self) {
        self.put(None);
    }

    fn put(&self, entry: Option<Vec<u8>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = entry;
    }

    fn load(&self) -> Option<Vec<u8>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Where an entry is kept.
enum Keeping {
    /// In a file of that name.
    File(Cabinet, String),
    /// In memory.
    Shelf(Shelf),
}

/// The place of one question about one project in the cache.
pub struct Place {
    keeping: Keeping,
    /// Of program and question.
    key: Digest,
    root: PathBuf,
    began: Moment,
}

/// What an entry holds besides the output.
#[derive(Serialize, Deserialize)]
struct Memo<'m> {
    code: u8,
    #[serde(borrow)]
    against: Cow<'m, str>,
    baseline: Result<Baseline, NoPrior>,
    /// Where the baseline is a commit.
    git: Option<GitMemo>,
    #[serde(borrow)]
    observed: Observed<'m>,
}

/// What git said of today's files, and what it went by.
#[derive(Serialize, Deserialize)]
struct GitMemo {
    sight: Sight,
    difference: Digest,
}

impl Place {
    /// The place of a question, which is everything that decides what is printed besides the project's files and git: the
    /// arguments, and what the surroundings say. `root` is canonical. `None` where nothing can be remembered.
    pub fn of<'q>(root: &Path, question: impl IntoIterator<Item = &'q [u8]>) -> Option<Self> {
        Self::kept(root, question, |name| {
            Some(Keeping::File(Cabinet::find(root)?, name))
        })
    }

    /// The same, where the entry is kept in memory: nobody else writes there, so that who put it there knows what else was
    /// found then.
    pub fn on<'q>(
        shelf: &Shelf,
        root: &Path,
        question: impl IntoIterator<Item = &'q [u8]>,
    ) -> Option<Self> {
        Self::kept(root, question, |_| Some(Keeping::Shelf(shelf.clone())))
    }

    fn kept<'q>(
        root: &Path,
        question: impl IntoIterator<Item = &'q [u8]>,
        keeping: impl FnOnce(String) -> Option<Keeping>,
    ) -> Option<Self> {
        let began = Moment::now();
        let mut asked = Sha256::new();
        let mut add = |part: &[u8]| {
            asked.update((part.len() as u64).to_le_bytes());
            asked.update(part);
        };
        add(root.to_str()?.as_bytes());
        question.into_iter().for_each(add);
        let asked: Digest = asked.finalize().into();
        let mut key = Sha256::new();
        key.update(env!("CARGO_PKG_VERSION"));
        key.update(postcard::to_allocvec(&signature_of_program()?).ok()?);
        key.update(asked);
        Some(Self {
            keeping: keeping(hex(&asked))?,
            key: key.finalize().into(),
            root: root.to_owned(),
            began,
        })
    }

    /// The answer that was given before, where a run would give the same, or nearly.
    pub fn recall(&self, environment: Environment<'_>) -> Option<Recalled> {
        self.recall_but(&BTreeSet::new(), environment)
    }

    /// The same; some files count as edited, though they may be what they were again.
    pub fn recall_but(
        &self,
        edited: &BTreeSet<String>,
        environment: Environment<'_>,
    ) -> Option<Recalled> {
        let mut entry = match &self.keeping {
            Keeping::File(cabinet, name) => cabinet.load(name)?,
            Keeping::Shelf(kept) => kept.load()?,
        };
        let places = Entry::read(&entry, &self.key)?;
        let mut memo: Memo<'_> = postcard::from_bytes(&entry[places.memo.clone()]).ok()?;
        let disk = Disk::open(&self.root).ok()?;
        let git = Git {
            root: &self.root,
            began: self.began,
            folders: places_of_attributes(&self.root, &memo.observed),
        };
        let Memo {
            against,
            baseline,
            git: known,
            observed,
            ..
        } = &mut memo;
        let mut look_again = || observed.look_again(&disk, self.began);
        let standing = known
            .as_mut()
            .and_then(|known| known.sight.look_again(&self.root, self.began));
        let mut ask =
            |standing| git.since(against, baseline, known.as_mut(), standing, environment);
        let (look, baseline_since) = if standing.is_some() || baseline.is_err() {
            (look_again(), ask(standing.as_ref()))
        } else {
            // While git answers.
            let both = thread::scope(|scope| {
                let look = scope.spawn(look_again);
                let baseline_since = ask(None);
                (look.join(), baseline_since)
            });
            (both.0.ok()?, both.1)
        };
        let since = look.since.and(baseline_since);
        if since == Since::Changed {
            return None;
        }
        let edited: BTreeSet<String> = look.edited.into_iter().chain(edited.clone()).collect();
        if !edited.is_empty() {
            return Some(Recalled::Edited(Edited {
                files: edited.into_iter().collect(),
                is_plain: memo.git.is_none_or(|git| git.sight.is_plain()),
                baseline: memo.baseline,
                entry,
                places,
            }));
        }
        if since == Since::Settled {
            let (parts, output) = (places.parts.clone(), places.output.clone());
            self.save(&memo, &entry[parts], &entry[output]);
        }
        let code = memo.code;
        entry.truncate(places.output.end);
        entry.drain(..places.output.start);
        Some(Recalled::Answer(Answer {
            output: entry,
            code,
        }))
    }

    /// Begins to write down what a run reads. `has_baseline` is whether it may be compared with a commit.
    pub fn record(self, has_baseline: bool) -> Option<Recording> {
        let journal = Arc::new(Journal::new(&self.root, self.began)?);
        let (root, began) = (self.root.clone(), self.began);
        let look = move || Repository::around(&root).ok()??.sight(began);
        Some(Recording {
            sight: has_baseline.then(|| thread::spawn(look)),
            place: self,
            journal,
        })
    }

    fn save(&self, memo: &Memo<'_>, parts: &[u8], output: &[u8]) {
        let Ok(memo) = postcard::to_allocvec(memo) else {
            return;
        };
        if (memo.len() + parts.len() + output.len()) as u64 > LARGEST_ENTRY / 2 {
            return;
        }
        let lengths = [memo.len() as u64, parts.len() as u64].map(u64::to_le_bytes);
        let body = [&lengths[0][..], &lengths[1], &memo, parts, output];
        let mut sum = Sha256::new_with_prefix(self.key);
        for part in body {
            sum.update(part);
        }
        let sum: Digest = sum.finalize().into();
        let entry: Vec<&[u8]> = [&MAGIC[..], &self.key, &sum]
            .into_iter()
            .chain(body)
            .collect();
        match &self.keeping {
            Keeping::File(cabinet, name) => cabinet.save(name, &entry),
            Keeping::Shelf(kept) => kept.put(Some(entry.concat())),
        }
    }
}

/// Where the parts of an entry stand, in bytes.
struct Entry {
    memo: Range<usize>,
    parts: Range<usize>,
    output: Range<usize>,
}

impl Entry {
    /// `None` where the entry is not whole, or answers another question.
    fn read(entry: &[u8], key: &Digest) -> Option<Self> {
        let body = entry.get(CHECKSUM.end..)?;
        let sum = Sha256::new_with_prefix(key).chain_update(body).finalize();
        let is_whole =
            entry.starts_with(MAGIC) && entry.get(KEY)? == key && entry.get(CHECKSUM)? == &sum[..];
        if !is_whole {
            return None;
        }
        let length = |at: &Range<usize>| {
            let bytes: [u8; 8] = entry.get(at.clone())?.try_into().ok()?;
            usize::try_from(u64::from_le_bytes(bytes)).ok()
        };
        let memo = LENGTHS[1].end;
        let parts = memo.checked_add(length(&LENGTHS[0])?)?;
        let output = parts.checked_add(length(&LENGTHS[1])?)?;
        (output <= entry.len()).then_some(Self {
            memo: memo..parts,
            parts: parts..output,
            output: output..entry.len(),
        })
    }
}

/// What a project was compared with.
#[derive(Debug, Clone)]
pub struct Compared {
    /// As it was asked for, on the command line or in the settings.
    pub against: String,
    /// Which version that was.
    pub baseline: Result<Baseline, NoPrior>,
    /// Files that may differ.
    pub differing: Differing,
    /// Files that count for neither version.
    pub left_out: BTreeSet<String>,
}

/// A run that is being written down.
pub struct Recording {
    place: Place,
    journal: Arc<Journal>,
    sight: Option<JoinHandle<Option<Sight>>>,
}

impl Recording {
    /// Where the run writes down what it reads.
    pub fn journal(&self) -> Arc<Journal> {
        Arc::clone(&self.journal)
    }

    /// Keeps the answer for the next run, and what is known of the run's parts.
    pub fn keep(self, compared: &Compared, answer: &Answer, parts: &[u8]) {
        let Some(observed) = self.journal.observed() else {
            return;
        };
        let is_folder =
            matches!(&compared.baseline, Ok(baseline) if baseline.kind == BaselineKind::Dir);
        let git = match (&compared.baseline, self.sight) {
            // Another folder is another project, which nobody watches.
            _ if is_folder => return,
            (Err(_), _) => None,
            (Ok(_), None) => return,
            (Ok(_), Some(sight)) => {
                let began = self.journal.began();
                let folders = places_of_attributes(&self.place.root, &observed);
                let sight = sight.join().ok().flatten();
                // It was looked at while git was being asked.
                let sight = sight.filter(|sight| !sight.is_newer_than(began));
                let sight = sight.and_then(|sight| sight.with_attributes(folders, began));
                let Some(sight) = sight else {
                    return;
                };
                Some(GitMemo {
                    sight,
                    difference: difference(&compared.differing, &compared.left_out),
                })
            }
        };
        let memo = Memo {
            code: answer.code,
            against: Cow::Borrowed(&compared.against),
            baseline: compared.baseline.clone(),
            git,
            observed,
        };
        self.place.save(&memo, parts, &answer.output);
    }
}

/// Folders in which a file may say how git treats files of the project: those that were looked into, and those above.
fn places_of_attributes(root: &Path, observed: &Observed<'_>) -> BTreeSet<PathBuf> {
    let within = observed.folders().into_iter();
    let above = root.ancestors().map(Path::to_owned);
    within
        .map(|folder| root.join(folder))
        .chain(above)
        .collect()
}

fn difference(differing: &Differing, left_out: &BTreeSet<String>) -> Digest {
    let mut sum = Sha256::new();
    let paths = match differing {
        Differing::All => None,
        Differing::Paths(paths) => Some(paths),
    };
    sum.update([u8::from(paths.is_some())]);
    for paths in [paths, Some(left_out)] {
        for path in paths.into_iter().flatten() {
            sum.update(path);
            sum.update([0]);
        }
        sum.update([1]);
    }
    sum.finalize().into()
}

/// A later run's look at the repository.
struct Git<'g> {
    root: &'g Path,
    began: Moment,
    folders: BTreeSet<PathBuf>,
}

impl Git<'_> {
    /// Whether the project would be compared with the same, and git say the same of it. `standing` is what is known of that
    /// without asking git: the commit that is checked out, and whether git goes by the same.
    fn since(
        &self,
        against: &str,
        baseline: &Result<Baseline, NoPrior>,
        known: Option<&mut GitMemo>,
        standing: Option<&(String, Since)>,
        environment: Environment<'_>,
    ) -> Since {
        let head = standing.map(|(head, _)| head.as_str());
        if !identify(self.root, against, head, environment).is_ok_and(|now| now == *baseline) {
            return Since::Changed;
        }
        let Ok(Baseline { revision, .. }) = baseline else {
            return Since::Same;
        };
        let (Some(known), Some(commit)) = (known, revision) else {
            return Since::Changed;
        };
        let Ok(Some(repository)) = Repository::around(self.root) else {
            return Since::Changed;
        };
        let since = match standing {
            Some((_, since)) => *since,
            None => repository.still_sees(&mut known.sight, self.began),
        };
        match since {
            Since::Changed => self
                .sight_with_same_difference(&repository, commit, &known.difference)
                .map_or(Since::Changed, |sight| {
                    known.sight = sight;
                    Since::Settled
                }),
            since => since,
        }
    }

    /// What git goes by now, where it still says that the same files differ.
    fn sight_with_same_difference(
        &self,
        repository: &Repository,
        commit: &str,
        known: &Digest,
    ) -> Option<Sight> {
        let sight = repository.sight(self.began)?;
        let sight = sight.with_attributes(self.folders.iter().cloned(), self.began)?;
        let snapshot = repository.snapshot(commit, Today::WorkTree).ok()?;
        let differing = snapshot.differing.map_or(Differing::All, Differing::Paths);
        (difference(&differing, &snapshot.left_out) == *known).then_some(sight)
    }
}
