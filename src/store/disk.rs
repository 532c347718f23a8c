//! The work tree on disk: regular files within the root, links followed only as far as they stay inside.

use super::journal::{Journal, Seen};
use super::read::LARGEST_FILE;
use super::room::{ROOM, read_short};
use super::{Content, Entry, EntryKind, Kept, ReadError, Store};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, RwLock};

/// A folder on disk and everything below it.
#[derive(Debug)]
pub struct Disk {
    /// Canonical, so that resolved links can be compared with it.
    root: PathBuf,
    /// Folders that were resolved already, by their path within the root: what they are, or why they are refused.
    folders: RwLock<HashMap<String, Result<Arc<Folder>, ReadError>, foldhash::fast::RandomState>>,
    /// Where it is written down what was read.
    journal: Option<Arc<Journal>>,
}

/// A folder that is known to be inside the root.
#[derive(Debug)]
struct Folder {
    /// Its path, links resolved.
    path: PathBuf,
    /// The folder, opened: the system finds a file of it without walking the whole path once more.
    handle: Option<fs::File>,
}

/// So many folders are kept open at a time, of the thousand files that a process may have open on some systems.
const MOST_HANDLES: usize = 64;

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

    /// A folder, by its path within the root, with its links resolved; asked of the system once.
    fn resolve_folder(&self, folder: &str) -> Result<Arc<Folder>, ReadError> {
        if let Ok(known) = self.folders.read()
            && let Some(resolved) = known.get(folder)
        {
            return resolved.clone();
        }
        let resolved = self.resolve(&self.root.join(folder));
        let Ok(mut known) = self.folders.write() else {
            return resolved.map(|path| Arc::new(Folder { path, handle: None }));
        };
        let has_room = known.len() < MOST_HANDLES;
        let resolved = resolved.map(|path| {
            let handle = has_room.then(|| open_folder(&path)).flatten();
            Arc::new(Folder { path, handle })
        });
        known.entry(folder.to_owned()).or_insert(resolved).clone()
    }

    pub(super) fn resolve(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let resolved = fs::canonicalize(path)?;
        if resolved.starts_with(&self.root) {
            Ok(resolved)
        } else {
            Err(ReadError::OutsideRoot)
        }
    }

    /// The folder of a file, once it is sure that it is inside the root, and the file's name, which may be that of a link.
    fn place<'p>(&self, path: &'p str) -> Result<(Arc<Folder>, &'p OsStr), ReadError> {
        // Most paths are plain: to take each to its components costs more than to look its folder up.
        let plain = path.rsplit_once('/').filter(|(folder, name)| {
            cfg!(unix)
                && folder.ends_with(|last: char| last != '/' && last != '.')
                && !matches!(*name, "" | "." | "..")
        });
        let (folder, name) = if let Some((folder, name)) = plain {
            (folder, OsStr::new(name))
        } else {
            let path = Path::new(path);
            let folder = path.parent().and_then(Path::to_str);
            folder.zip(path.file_name()).ok_or(ReadError::Folder)?
        };
        Ok((self.resolve_folder(folder)?, name))
    }

    /// The path to open, once it is sure that it stays inside the root.
    pub(super) fn locate(&self, path: &str) -> Result<PathBuf, ReadError> {
        let (folder, name) = self.place(path)?;
        self.follow(folder.path.join(name))
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

    /// What stands in a file; and where `is_noted`, what the system said of it before they were read, if it is no link.
    pub(super) fn look(
        &self,
        path: &str,
        is_noted: bool,
    ) -> (Result<Content, ReadError>, Option<Seen>) {
        self.look_and(path, is_noted, drop)
    }

    /// The same, and hands a plain file that was read over.
    fn look_and(
        &self,
        path: &str,
        is_noted: bool,
        hand_over: impl FnOnce(fs::File),
    ) -> (Result<Content, ReadError>, Option<Seen>) {
        let mut seen = None;
        let outcome = self.place(path).and_then(|(folder, name)| {
            // All but a few files are regular ones. What is not is looked into with care.
            if let Some(file) = open_plain(&folder, name)
                && let Ok(kind) = file.metadata()
                && kind.is_file()
            {
                let note = || Seen::of(Some(&folder.path), &kind);
                seen = is_noted.then(note).flatten();
                let content = read_all(&file, kind.len());
                hand_over(file);
                return content;
            }
            let place = self.follow(folder.path.join(name))?;
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
        let outcome = self.resolve_folder(folder).and_then(|folder| {
            let path = &folder.path;
            if is_noted {
                seen = Seen::of(Some(path), &fs::metadata(path)?);
            }
            let (entries, has_links) = entries(path)?;
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
        self.read_text(path).map(Content::into_bytes)
    }

    fn read_text(&self, path: &str) -> Result<Content, ReadError> {
        let (outcome, seen) = self.look(path, self.journal.is_some());
        if let Some(journal) = &self.journal {
            journal.note_read(path, &outcome, seen);
        }
        outcome
    }

    fn read_to_keep(&self, path: &str) -> Result<(Content, Option<Kept>), ReadError> {
        if self.journal.is_some() {
            // What is read again is noted again: that shows whether it has changed meanwhile.
            return Ok((self.read_text(path)?, None));
        }
        let mut kept = None;
        let (outcome, _) = self.look_and(path, false, |file| kept = Some(file));
        let content = outcome?;
        let kept = kept.and_then(|file| Kept::new(file, content.as_bytes().len()));
        Ok((content, kept))
    }

    fn target(&self, path: &str) -> Option<String> {
        let (folder, name) = self.place(path).ok()?;
        let link = folder.path.join(name);
        let target = self.follow(link.clone()).ok()?;
        let is_file = target != link && target.is_file();
        let inside = is_file.then(|| target.strip_prefix(&self.root).ok())??;
        let steps = inside.components();
        let steps: Option<Vec<&str>> = steps.map(|step| step.as_os_str().to_str()).collect();
        Some(steps?.join("/"))
    }

    fn note_unread(&self, _path: &str) {
        if let Some(journal) = &self.journal {
            journal.note_unread();
        }
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
fn open_plain(folder: &Folder, name: &OsStr) -> Option<fs::File> {
    use rustix::fs::{Mode, OFlags, open, openat};
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let opened = match &folder.handle {
        Some(handle) => openat(handle, name, OFlags::RDONLY | flags, Mode::empty()),
        None => open(
            folder.path.join(name),
            OFlags::RDONLY | flags,
            Mode::empty(),
        ),
    };
    opened.ok().map(fs::File::from)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn open_plain(_: &Folder, _: &OsStr) -> Option<fs::File> {
    None
}

/// Opens a folder, so that files can be opened from there. `None` where that cannot be done.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn open_folder(path: &Path) -> Option<fs::File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    open(path, OFlags::RDONLY | flags, Mode::empty())
        .ok()
        .map(fs::File::from)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn open_folder(_: &Path) -> Option<fs::File> {
    None
}

/// What stands in a file that has `length` bytes, as far as is known.
fn read_all(mut file: &fs::File, length: u64) -> Result<Content, ReadError> {
    let length = usize::try_from(length).ok();
    let short = length.filter(|length| *length < ROOM);
    if let Some(content) = short.and_then(|length| read_short(file, length, Content::copied)) {
        return Ok(content);
    }
    let mut bytes = Vec::new();
    let length = length
        .filter(|length| *length <= LARGEST_FILE)
        // One more, so that the end is seen without a larger buffer.
        .filter(|length| bytes.try_reserve_exact(length + 1).is_ok())
        .ok_or(ReadError::TooLarge(LARGEST_FILE))?;
    // So many bytes as there should be, and no more although there was room for it: that is the end, and the system need not
    // be asked for it.
    if read_once(file, &mut bytes)? != Some(length) {
        // A limit that is never reached: without it the system is asked for the length once more.
        file.by_ref().take(u64::MAX).read_to_end(&mut bytes)?;
    }
    Ok(bytes.into())
}

/// Reads into the room that there is, as much as the system gives at once: so many bytes; `None` where it is not asked.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn read_once(file: &fs::File, bytes: &mut Vec<u8>) -> std::io::Result<Option<usize>> {
    use rustix::buffer::spare_capacity;
    use rustix::io::{read, retry_on_intr};
    Ok(Some(retry_on_intr(|| read(file, spare_capacity(bytes)))?))
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn read_once(_: &fs::File, _: &mut Vec<u8>) -> std::io::Result<Option<usize>> {
    Ok(None)
}

#[cfg(all(test, any(target_os = "linux", target_os = "macos")))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// What is kept is read again without its name; a link is followed each time.
    #[test]
    fn a_plain_file_is_kept_open_and_nothing_else_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::write(root.join("a.txt"), "seven berths").expect("written");
        symlink("a.txt", root.join("b.txt")).expect("linked");
        let disk = Disk::open(root).expect("open");
        let (bytes, kept) = disk.read_to_keep("a.txt").expect("read");
        assert_eq!(bytes.as_bytes(), b"seven berths");
        let kept = kept.expect("room for one");
        fs::remove_file(root.join("a.txt")).expect("removed");
        assert_eq!(kept.read(), Some(bytes));
        assert_eq!(disk.read_to_keep("a.txt").err(), Some(ReadError::Missing));
        assert_eq!(
            disk.read_to_keep("b.txt").err(),
            Some(ReadError::LinkToNothing)
        );
        fs::write(root.join("a.txt"), "eight berths").expect("written");
        let (bytes, kept) = disk.read_to_keep("b.txt").expect("read");
        assert_eq!(
            (bytes.as_bytes(), kept.is_none()),
            (&b"eight berths"[..], true)
        );
        assert_eq!(disk.read_to_keep(".").err(), Some(ReadError::Folder));
    }

    #[test]
    fn a_link_leads_to_a_file_within_the_root() {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir(root.join("s")).expect("a folder");
        for file in [root.join("s/a.txt"), outside.path().join("a.txt")] {
            fs::write(file, "seven berths").expect("written");
        }
        let links = [
            ("s/b.txt", "a.txt"),
            ("s/c.txt", "b.txt"),
            ("s/folder", "../s"),
            ("s/nothing", "d.txt"),
        ];
        for (link, target) in links {
            symlink(target, root.join(link)).expect("linked");
        }
        symlink(outside.path().join("a.txt"), root.join("s/out")).expect("linked");
        let disk = Disk::open(root).expect("open");
        for link in ["s/b.txt", "s/c.txt"] {
            assert_eq!(disk.target(link).as_deref(), Some("s/a.txt"));
        }
        for other in ["s/a.txt", "s/folder", "s/nothing", "s/out", "s/e.txt", "."] {
            assert_eq!(disk.target(other), None, "{other}");
        }
    }
}
