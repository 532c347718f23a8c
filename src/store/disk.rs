//! The work tree on disk: regular files within the root, links followed only as far as they stay inside.

use super::journal::{Journal, Seen};
use super::read::LARGEST_FILE;
use super::{Entry, EntryKind, ReadError, Store};
use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, RwLock};

/// A folder on disk and everything below it.
#[derive(Debug)]
pub struct Disk {
    /// Canonical, so that resolved links can be compared with it.
    root: PathBuf,
    /// Folders that were resolved already: canonical path, or why it is refused.
    folders: RwLock<HashMap<PathBuf, Result<PathBuf, ReadError>>>,
    /// Where it is written down what was read.
    journal: Option<Arc<Journal>>,
}

impl Disk {
    /// Opens a folder.
    ///
    /// # Errors
    /// Where it does not exist or cannot be resolved.
    pub fn open(root: &Path) -> std::io::Result<Self> {
        Ok(Self {
            root: fs::canonicalize(root)?,
            folders: RwLock::default(),
            journal: None,
        })
    }

    /// The same folder; what is read from now on is written down.
    #[must_use]
    pub fn noting(self, journal: Arc<Journal>) -> Self {
        Self {
            journal: Some(journal),
            ..self
        }
    }

    /// The canonical path of the root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder with its links resolved; asked of the system once.
    fn resolve_folder(&self, folder: &Path) -> Result<PathBuf, ReadError> {
        if let Ok(known) = self.folders.read()
            && let Some(resolved) = known.get(folder)
        {
            return resolved.clone();
        }
        let resolved = self.resolve(folder);
        if let Ok(mut known) = self.folders.write() {
            known.insert(folder.to_owned(), resolved.clone());
        }
        resolved
    }

    pub(super) fn resolve(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let resolved = fs::canonicalize(path)?;
        if resolved.starts_with(&self.root) {
            Ok(resolved)
        } else {
            Err(ReadError::OutsideRoot)
        }
    }

    /// The path with the links of its folder resolved, once it is sure that the folder is inside the root. Its last step
    /// may be a link.
    fn place(&self, path: &str) -> Result<PathBuf, ReadError> {
        let path = self.root.join(path);
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(ReadError::Folder);
        };
        Ok(self.resolve_folder(folder)?.join(name))
    }

    /// The path to open, once it is sure that it stays inside the root.
    pub(super) fn locate(&self, path: &str) -> Result<PathBuf, ReadError> {
        self.follow(self.place(path)?)
    }

    /// The same for a path whose folder is known to be inside the root.
    fn follow(&self, path: PathBuf) -> Result<PathBuf, ReadError> {
        if fs::symlink_metadata(&path)?.is_symlink() {
            return match self.resolve(&path) {
                Err(ReadError::Missing) if self.points_inside(&path) => {
                    Err(ReadError::LinkToNothing)
                }
                Err(ReadError::Missing) => Err(ReadError::OutsideRoot),
                resolved => resolved,
            };
        }
        Ok(path)
    }

    /// Whether the link at `path`, which leads to nothing, at least points to a place inside the root.
    fn points_inside(&self, path: &Path) -> bool {
        let Ok(target) = fs::read_link(path) else {
            return false;
        };
        let mut place = path.parent().map(Path::to_owned).unwrap_or_default();
        for step in target.components() {
            match step {
                Component::ParentDir => {
                    place.pop();
                }
                Component::CurDir => {}
                step => place.push(step),
            }
        }
        place.starts_with(&self.root)
    }

    /// A file's bytes; and where `is_noted`, what the system said of it before they were read, if it is no link.
    pub(super) fn look(
        &self,
        path: &str,
        is_noted: bool,
    ) -> (Result<Vec<u8>, ReadError>, Option<Seen>) {
        let mut seen = None;
        let outcome = self.place(path).and_then(|place| {
            // All but a few files are regular ones. What is not is looked into with care.
            if let Some(file) = open_plain(&place)
                && let Ok(kind) = file.metadata()
                && kind.is_file()
            {
                seen = is_noted.then(|| Seen::of(place.parent(), &kind)).flatten();
                return read_all(&file, kind.len());
            }
            let place = self.follow(place)?;
            // The kind is asked before the file is opened: opening a pipe would wait for its writer.
            let kind = fs::metadata(&place)?;
            if kind.is_dir() {
                return Err(ReadError::Folder);
            }
            if !kind.is_file() {
                return Err(ReadError::Special);
            }
            read_all(&fs::File::open(&place)?, kind.len())
        });
        (outcome, seen)
    }

    /// The entries of a folder; and where `is_noted`, what the system said of it before they were listed, where none of
    /// them is a link.
    pub(super) fn look_into(
        &self,
        folder: &str,
        is_noted: bool,
    ) -> (Result<Vec<Entry>, ReadError>, Option<Seen>) {
        let mut seen = None;
        let outcome = self
            .resolve_folder(&self.root.join(folder))
            .and_then(|path| {
                if is_noted {
                    seen = Seen::of(Some(&path), &fs::metadata(&path)?);
                }
                let (entries, has_links) = entries(&path)?;
                if has_links {
                    seen = None;
                }
                Ok(entries)
            });
        (outcome, seen)
    }
}

impl Store for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let (outcome, seen) = self.look(path, self.journal.is_some());
        if let Some(journal) = &self.journal {
            journal.note_read(path, &outcome, seen);
        }
        outcome
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let (outcome, seen) = self.look_into(folder, self.journal.is_some());
        if let Some(journal) = &self.journal {
            journal.note_listing(folder, &outcome, seen);
        }
        outcome
    }
}

/// The entries of a folder, and whether any of them is a link.
fn entries(folder: &Path) -> Result<(Vec<Entry>, bool), ReadError> {
    let mut entries = Vec::new();
    let mut has_links = false;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        has_links |= kind.is_symlink();
        let leads_to_folder = || fs::metadata(entry.path()).is_ok_and(|target| target.is_dir());
        let (name, is_unicode) = match entry.file_name().into_string() {
            Ok(name) => (name, true),
            Err(name) => (name.to_string_lossy().into_owned(), false),
        };
        let kind = if !is_unicode && kind.is_dir() {
            EntryKind::UnnamedFolder
        } else if !is_unicode {
            EntryKind::Unnamed
        } else if kind.is_dir() {
            EntryKind::Folder
        } else if kind.is_symlink() && leads_to_folder() {
            EntryKind::LinkedFolder
        } else {
            EntryKind::File
        };
        entries.push(Entry { name, kind });
    }
    entries.sort_unstable();
    Ok((entries, has_links))
}

/// Opens what is no link, and never waits for a pipe's writer: one call of the system instead of three. `None` where that
/// cannot be done, for whatever reason.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn open_plain(path: &Path) -> Option<fs::File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    open(path, OFlags::RDONLY | flags, Mode::empty())
        .ok()
        .map(fs::File::from)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn open_plain(_: &Path) -> Option<fs::File> {
    None
}

/// All bytes of a file that has `length` of them, as far as is known.
fn read_all(file: &fs::File, length: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    usize::try_from(length)
        .ok()
        // One more, so that the end is seen without a larger buffer.
        .filter(|length| *length <= LARGEST_FILE)
        .and_then(|length| bytes.try_reserve_exact(length + 1).ok())
        .ok_or(ReadError::TooLarge(LARGEST_FILE))?;
    // A limit that is never reached: without it the system is asked for the length once more.
    file.take(u64::MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}
