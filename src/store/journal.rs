//! Writes down what a run reads of a folder on disk, so that a later run can tell whether it would read the same.

use super::signature::{Age, Moment, Signature};
use super::{Content, Disk, Entry, ReadError};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// SHA-256.
pub type Digest = [u8; 32];

/// Files that one thread looks at in a row.
const RUN: usize = 512;

/// Folders that one thread looks into in a row.
const FEW: usize = 8;

/// What the system said of a file or folder before it was read.
pub(super) struct Seen {
    /// The folder, or that of the file; links resolved.
    pub(super) folder: PathBuf,
    pub(super) device: u64,
    pub(super) signature: Signature,
}

impl Seen {
    pub(super) fn of(folder: Option<&Path>, there: &fs::Metadata) -> Option<Self> {
        let (device, signature) = Signature::of(there)?;
        Some(Self {
            folder: folder?.to_owned(),
            device,
            signature,
        })
    }
}

/// What is read while a run is under way.
#[derive(Debug)]
pub struct Journal {
    /// Canonical.
    root: PathBuf,
    device: u64,
    began: Moment,
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    /// By the path that was asked for.
    folders: BTreeMap<String, (String, BTreeMap<Box<str>, Mark>)>,
    listings: BTreeMap<String, (String, Mark, Digest)>,
    /// What is read again each time, by path: whether it was listed.
    others: BTreeMap<(String, bool), Digest>,
    /// Something changed meanwhile, or was not read.
    is_spoiled: bool,
}

/// By what a file or folder is known again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    signature: Signature,
    /// Of what was read, where the signature is not enough. Apart, since few files need it.
    content: Option<Box<Digest>>,
}

/// What a run has read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Observed<'o> {
    device: u64,
    #[serde(borrow)]
    folders: Vec<Folder<'o>>,
    #[serde(borrow)]
    listings: Vec<Listing<'o>>,
    #[serde(borrow)]
    others: Vec<Other<'o>>,
}

/// A folder of which files were read.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Folder<'o> {
    /// As it was asked for, relative to the root.
    #[serde(borrow)]
    asked: Cow<'o, str>,
    /// With links resolved, relative to the root.
    #[serde(borrow)]
    place: Cow<'o, str>,
    #[serde(borrow)]
    files: Vec<File<'o>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct File<'o> {
    #[serde(borrow)]
    name: Cow<'o, str>,
    mark: Mark,
}

/// A folder that was listed and holds no links.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Listing<'o> {
    #[serde(borrow)]
    asked: Cow<'o, str>,
    #[serde(borrow)]
    place: Cow<'o, str>,
    mark: Mark,
    /// Of the entries: a folder in which a file came and went is the same again.
    entries: Digest,
}

/// What no signature can tell: errors, links, and what they lead to.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Other<'o> {
    #[serde(borrow)]
    asked: Cow<'o, str>,
    is_listing: bool,
    outcome: Digest,
}

impl Journal {
    /// A journal of a run that began at a moment, before it read anything, on a folder given by its canonical path;
    /// `None` where signatures of files there are not to be trusted.
    pub fn new(root: &Path, began: Moment) -> Option<Self> {
        if !super::signature::has_true_signatures(root) {
            return None;
        }
        let (device, _) = Signature::of(&fs::metadata(root).ok()?)?;
        Some(Self {
            root: root.to_owned(),
            device,
            began,
            notes: Mutex::default(),
        })
    }

    /// When the run began.
    pub fn began(&self) -> Moment {
        self.began
    }

    pub(super) fn note_read(
        &self,
        path: &str,
        outcome: &Result<Content, ReadError>,
        seen: Option<Seen>,
    ) {
        let digest = || digest_of_file(outcome);
        let Some((place, mark)) = outcome.as_ref().ok().and(self.mark(seen, digest)) else {
            return self.note_other(path, false, digest());
        };
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.is_spoiled |= mark.signature.age(self.began) == Age::Meanwhile;
        if !notes.folders.contains_key(folder) {
            notes
                .folders
                .insert(folder.to_owned(), (place.clone(), BTreeMap::new()));
        }
        let mut is_other = false;
        if let Some((known, files)) = notes.folders.get_mut(folder) {
            is_other = *known != place;
            let before = files.insert(name.into(), mark.clone());
            is_other |= before.is_some_and(|before| before != mark);
        }
        notes.is_spoiled |= is_other;
    }

    pub(super) fn note_listing(
        &self,
        folder: &str,
        outcome: &Result<Vec<Entry>, ReadError>,
        seen: Option<Seen>,
    ) {
        let digest = || digest_of_listing(outcome);
        let Some((place, mark)) = outcome.as_ref().ok().and(self.mark(seen, digest)) else {
            return self.note_other(folder, true, digest());
        };
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.is_spoiled |= mark.signature.age(self.began) == Age::Meanwhile;
        let known = (place, mark, digest());
        let before = notes.listings.insert(folder.to_owned(), known.clone());
        notes.is_spoiled |= before.is_some_and(|before| before != known);
    }

    /// Notes that something was told of a file that was not read.
    pub(super) fn note_unread(&self) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.is_spoiled = true;
    }

    fn note_other(&self, path: &str, is_listing: bool, outcome: Digest) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let before = notes.others.insert((path.to_owned(), is_listing), outcome);
        notes.is_spoiled |= before.is_some_and(|before| before != outcome);
    }

    /// The place relative to the root, and by what it is known again.
    fn mark(&self, seen: Option<Seen>, content: impl Fn() -> Digest) -> Option<(String, Mark)> {
        let seen = seen.filter(|seen| seen.device == self.device)?;
        let place = seen.folder.strip_prefix(&self.root).ok()?.to_str()?;
        let is_settled = seen.signature.age(self.began) == Age::Settled;
        let mark = Mark {
            signature: seen.signature,
            content: (!is_settled).then(|| Box::new(content())),
        };
        Some((place.to_owned(), mark))
    }

    /// The paths of the files that were read so far.
    pub fn files_so_far(&self) -> BTreeSet<String> {
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let in_folders = notes
            .folders
            .iter()
            .flat_map(|(folder, (_, files))| files.keys().map(move |name| joined(folder, name)));
        let others = notes.others.keys().map(|(path, _)| path.clone());
        in_folders.chain(others).collect()
    }

    /// What was read; `None` where something of it may have changed while it was being read.
    pub fn observed(&self) -> Option<Observed<'static>> {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let notes = std::mem::take(&mut *notes);
        if notes.is_spoiled {
            return None;
        }
        let file = |(name, mark): (Box<str>, Mark)| File {
            name: Cow::Owned(name.into()),
            mark,
        };
        let folder = |(asked, (place, files)): (String, (String, BTreeMap<_, _>))| Folder {
            asked: asked.into(),
            place: place.into(),
            files: files.into_iter().map(file).collect(),
        };
        let listing = |(asked, (place, mark, entries)): (String, (String, Mark, Digest))| Listing {
            asked: asked.into(),
            place: place.into(),
            mark,
            entries,
        };
        let other = |((asked, is_listing), outcome): ((String, bool), Digest)| Other {
            asked: asked.into(),
            is_listing,
            outcome,
        };
        Some(Observed {
            device: self.device,
            folders: notes.folders.into_iter().map(folder).collect(),
            listings: notes.listings.into_iter().map(listing).collect(),
            others: notes.others.into_iter().map(other).collect(),
        })
    }
}

/// What has become of what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// A run would read the same.
    Same,
    /// The same; and what had to be compared by content has settled, and need not be from now on.
    Settled,
    /// Something changed.
    Changed,
}

impl Since {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Changed, _) | (_, Self::Changed) => Self::Changed,
            (Self::Settled, _) | (_, Self::Settled) => Self::Settled,
            _ => Self::Same,
        }
    }
}

/// What a second look has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondLook {
    /// What became of everything but the files below.
    pub since: Since,
    /// Files that are there still and are no longer the same, by the paths that they were read by.
    pub edited: Vec<String>,
}

/// So many files may have been edited until it is of no use to know which.
const MOST_EDITED: usize = 64;

impl Observed<'_> {
    /// Looks at everything again, in a run that began at a moment.
    pub fn look_again(&mut self, disk: &Disk, began: Moment) -> SecondLook {
        let edited = Mutex::default();
        let again = Again {
            disk,
            began,
            device: self.device,
            edited: &edited,
        };
        let since = if is_on_device(disk.root(), self.device) && !self.has_repository_within(disk) {
            again.all(self)
        } else {
            Since::Changed
        };
        let mut edited = edited.into_inner().unwrap_or_else(PoisonError::into_inner);
        edited.sort();
        SecondLook { since, edited }
    }

    /// Whether a folder that was looked into, or one above it within the root, is a repository of its own: such a project
    /// is not compared with a commit.
    fn has_repository_within(&self, disk: &Disk) -> bool {
        let mut folders = self
            .folders()
            .into_iter()
            .filter(|path| *path != Path::new(""));
        folders.any(|folder| {
            let git = disk.root().join(folder).join(".git");
            git.symlink_metadata().is_ok()
        })
    }

    /// The folders that were looked into and those above them within the root, `""`, relative to it.
    pub fn folders(&self) -> BTreeSet<&Path> {
        let files = self.folders.iter().map(|folder| &folder.asked);
        let listings = self.listings.iter().map(|listing| &listing.asked);
        let mut found = BTreeSet::new();
        for asked in files.chain(listings) {
            for folder in Path::new(asked.as_ref()).ancestors() {
                if !found.insert(folder) {
                    break;
                }
            }
        }
        found
    }
}

fn is_on_device(path: &Path, device: u64) -> bool {
    let here = fs::metadata(path).ok().as_ref().and_then(Signature::of);
    here.is_some_and(|(here, _)| here == device)
}

/// A second look, in a later run.
struct Again<'d> {
    disk: &'d Disk,
    began: Moment,
    device: u64,
    /// Where files are put that were edited.
    edited: &'d Mutex<Vec<String>>,
}

impl Again<'_> {
    fn all(&self, observed: &mut Observed<'_>) -> Since {
        let folders = observed.folders.iter_mut();
        let folders = folders.map(|folder| self.folder(folder));
        let folders = folders.fold(Since::Same, Since::and);
        if folders == Since::Changed {
            return folders;
        }
        let listings = by_runs(&mut observed.listings, FEW, |listings| {
            let listings = listings.iter_mut();
            let listings = listings.map(|listing| self.listing(listing));
            listings.fold(Since::Same, Since::and)
        });
        let others = by_runs(&mut observed.others, FEW, |others| {
            let is_other = |other: &Other<'_>| self.outcome(other) != other.outcome;
            if others.iter().any(is_other) {
                Since::Changed
            } else {
                Since::Same
            }
        });
        if others == Since::Changed {
            return others;
        }
        folders.and(listings)
    }

    /// Takes note that a file is no longer the same.
    fn edited(&self, folder: &str, name: &str) -> Since {
        let mut edited = self.edited.lock().unwrap_or_else(PoisonError::into_inner);
        edited.push(joined(folder, name));
        if edited.len() > MOST_EDITED {
            Since::Changed
        } else {
            Since::Same
        }
    }

    fn folder(&self, folder: &mut Folder<'_>) -> Since {
        let place = self.disk.root().join(folder.place.as_ref());
        if !self.leads_to(&folder.asked, &place) {
            return Since::Changed;
        }
        let asked = folder.asked.as_ref();
        by_runs(&mut folder.files, RUN, |files| {
            // One path for all of them, of which only the name changes.
            let mut path = place.join("a name");
            let mut since = Since::Same;
            for file in files {
                path.set_file_name(file.name.as_ref());
                since = since.and(self.file(asked, &path, file));
                if since == Since::Changed {
                    break;
                }
            }
            since
        })
    }

    /// Whether a folder of that name still is that place.
    fn leads_to(&self, asked: &str, place: &Path) -> bool {
        let resolved = self.disk.resolve(&self.disk.root().join(asked));
        resolved.is_ok_and(|resolved| resolved == place)
    }

    fn file(&self, folder: &str, path: &Path, file: &mut File<'_>) -> Since {
        if !self.has_signature(path, &file.mark.signature) {
            return self.edited(folder, &file.name);
        }
        let Some(content) = &file.mark.content else {
            return Since::Same;
        };
        let (outcome, seen) = self.disk.look(&joined(folder, &file.name), true);
        let is_same = seen.is_some_and(|seen| seen.signature == file.mark.signature)
            && digest_of_file(&outcome) == **content;
        if is_same {
            self.settle(&mut file.mark)
        } else {
            self.edited(folder, &file.name)
        }
    }

    fn listing(&self, listing: &mut Listing<'_>) -> Since {
        let place = self.disk.root().join(listing.place.as_ref());
        if !self.leads_to(&listing.asked, &place) {
            return Since::Changed;
        }
        let has_signature = self.has_signature(&place, &listing.mark.signature);
        if has_signature && listing.mark.content.is_none() {
            return Since::Same;
        }
        // Files may have come and gone.
        let (outcome, seen) = self.disk.look_into(&listing.asked, true);
        let Some(seen) = seen.filter(|seen| seen.device == self.device) else {
            return Since::Changed;
        };
        if digest_of_listing(&outcome) != listing.entries {
            return Since::Changed;
        }
        listing.mark.signature = seen.signature;
        listing.mark.content = Some(Box::new(listing.entries));
        self.settle(&mut listing.mark)
    }

    fn has_signature(&self, path: &Path, signature: &Signature) -> bool {
        let here = fs::symlink_metadata(path).ok();
        let here = here.as_ref().and_then(Signature::of);
        here.is_some_and(|(device, here)| device == self.device && here == *signature)
    }

    /// What was young when it was read first is settled once it is read again long enough after its last change.
    fn settle(&self, mark: &mut Mark) -> Since {
        if mark.signature.age(self.began) == Age::Settled {
            mark.content = None;
            Since::Settled
        } else {
            Since::Same
        }
    }

    fn outcome(&self, other: &Other<'_>) -> Digest {
        if other.is_listing {
            digest_of_listing(&self.disk.look_into(&other.asked, false).0)
        } else {
            digest_of_file(&self.disk.look(&other.asked, false).0)
        }
    }
}

/// Looks at runs of so many, on several threads where there is more than one run: to start them takes longer than to look
/// at a few files.
fn by_runs<T: Send>(
    items: &mut [T],
    length: usize,
    look: impl Fn(&mut [T]) -> Since + Send + Sync,
) -> Since {
    if items.len() <= length {
        return look(items);
    }
    let runs = items.par_chunks_mut(length);
    runs.map(look).reduce(|| Since::Same, Since::and)
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

fn digest_of_file(outcome: &Result<Content, ReadError>) -> Digest {
    let mut hasher = Sha256::new();
    match outcome {
        Ok(content) => {
            hasher.update([0]);
            hasher.update(content);
        }
        Err(error) => {
            hasher.update([1]);
            hasher.update(error.to_string());
        }
    }
    hasher.finalize().into()
}

fn digest_of_listing(outcome: &Result<Vec<Entry>, ReadError>) -> Digest {
    let mut hasher = Sha256::new();
    match outcome {
        Ok(entries) => {
            for Entry { name, kind } in entries {
                // No name holds a zero byte.
                hasher.update(name);
                hasher.update([0, *kind as u8]);
            }
        }
        Err(error) => {
            hasher.update([0]);
            hasher.update(error.to_string());
        }
    }
    hasher.finalize().into()
}
