//! The work tree on disk: regular files within the root, links followed only as far as they stay inside.

use super::journal::{Journal, Seen};
use super::signature::Signature;
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

    /// The path to open, once it is sure that it stays inside the root.
    pub(super) fn locate(&self, path: &str) -> Result<PathBuf, ReadError> {
        let path = self.root.join(path);
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(ReadError::Folder);
        };
        let path = self.resolve_folder(folder)?.join(name);
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

    /// The folder's canonical path, and the file's own where it is no link.
    pub(super) fn plain_place(&self, path: &str) -> Option<(PathBuf, PathBuf)> {
        let asked = self.root.join(path);
        let folder = self.resolve_folder(asked.parent()?).ok()?;
        let file = folder.join(asked.file_name()?);
        Some((folder, file))
    }

    /// A file's bytes; and where `is_noted`, what the system said of it before they were read.
    pub(super) fn look(
        &self,
        path: &str,
        is_noted: bool,
    ) -> (Result<Vec<u8>, ReadError>, Option<Seen>) {
        let mut seen = None;
        let outcome = self.locate(path).and_then(|place| {
            let (file, length) = open(&place)?;
            if is_noted
                && let Some((folder, plain)) = self.plain_place(path)
                && plain == place
                && let Some((device, signature)) = Signature::of(&file.metadata()?)
            {
                seen = Some(Seen {
                    folder,
                    device,
                    signature,
                });
            }
            read_all(file, length)
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
                if is_noted && let Some((device, signature)) = Signature::of(&fs::metadata(&path)?)
                {
                    seen = Some(Seen {
                        folder: path.clone(),
                        device,
                        signature,
                    });
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

/// Opens a regular file; how long it is.
fn open(path: &Path) -> Result<(fs::File, u64), ReadError> {
    // The kind is asked before the file is opened: opening a pipe would wait for its writer.
    let kind = fs::metadata(path)?;
    if kind.is_dir() {
        return Err(ReadError::Folder);
    }
    if !kind.is_file() {
        return Err(ReadError::Special);
    }
    Ok((fs::File::open(path)?, kind.len()))
}

fn read_all(mut file: fs::File, length: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    usize::try_from(length)
        .ok()
        .and_then(|length| bytes.try_reserve_exact(length.checked_add(1)?).ok())
        .ok_or_else(|| ReadError::Other("it is too large to be read into memory".to_owned()))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
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
