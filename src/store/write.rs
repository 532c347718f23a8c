//! Puts files on disk so that each is the old one or the new one at any moment, and no other program's change is lost.

use super::exchange::{Stage, settle};
use super::leftover::{PREFIX, SUFFIX, staged_name};
use super::writers::is_written;
use super::{Disk, ReadError, Store};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use tempfile::{Builder, NamedTempFile, TempPath};

/// So many files change places before the old ones are looked at again and deleted. Until then those are open.
const AT_ONCE: usize = 64;

/// Why a file was not written. The file is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteError {
    /// It is not what it was when it was read: another program has written it since.
    Changed,
    /// Another program has it open to write into it, and did not close it.
    InUse,
    /// Other programs wrote both the old file and the new one while they changed places: what was written into the old one
    /// is kept in this file, by its path relative to the root.
    Both(String),
    /// There is one of that name already.
    Exists,
    /// It is marked as one that must not be written.
    ReadOnly,
    /// It cannot be read, or lies outside the root.
    Unreadable(ReadError),
    /// The system refused, in its words.
    Refused(String),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => write!(
                f,
                "another program changed it meanwhile, so it was left as it is; run the command again"
            ),
            Self::InUse => write!(
                f,
                "another program keeps it open to write into it, so it was left as it is; close it there, then run the command again"
            ),
            Self::Both(kept) => write!(
                f,
                "another program changed it again and again meanwhile; {kept} holds a version of it that is no longer there: compare the two, then delete that file"
            ),
            Self::Exists => write!(f, "it exists already, and nothing is overwritten"),
            Self::ReadOnly => write!(
                f,
                "it is read-only, so it was left as it is; allow writing to it first"
            ),
            Self::Unreadable(error) => error.fmt(f),
            Self::Refused(reason) => {
                write!(f, "it could not be written ({reason}) and is as it was")
            }
        }
    }
}

impl std::error::Error for WriteError {}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Refused(error.to_string()),
        }
    }
}

/// A file's new bytes, and those that it was read with.
#[derive(Debug, Clone, Copy)]
pub struct Replacement<'a> {
    /// Its path relative to the root.
    pub path: &'a str,
    /// What it was when it was read.
    pub before: &'a [u8],
    /// What it is to be.
    pub after: &'a [u8],
}

impl Disk {
    /// Puts `after` in the place of `before`, the bytes that the file was read with. A link stays a link: the file that it
    /// leads to is replaced. Whoever reads meanwhile, or after a crash at any moment, finds all of the old file or all of the
    /// new one.
    ///
    /// # Errors
    /// Where the file is no longer what it was, or may not or cannot be written; then it is untouched.
    pub fn replace(&self, path: &str, before: &[u8], after: &[u8]) -> Result<(), WriteError> {
        let replacement = Replacement {
            path,
            before,
            after,
        };
        self.replace_all(&[replacement])
            .pop()
            .unwrap_or(Err(WriteError::Changed))
    }

    /// Replaces files, each as [`Disk::replace`] does: one that cannot be written does not keep the others from it. What
    /// became of each comes back in their order.
    pub fn replace_all(&self, replacements: &[Replacement<'_>]) -> Vec<Result<(), WriteError>> {
        let mut outcomes = Vec::new();
        for some in replacements.chunks(AT_ONCE) {
            let begin = |one| {
                self.exchange(one)
                    .unwrap_or_else(|error| Stage::Done(Err(error)))
            };
            outcomes.extend(settle(some.iter().map(begin).collect()));
        }
        outcomes
    }

    /// Lets a new file and the old one change places.
    fn exchange<'a>(&'a self, replacement: &Replacement<'a>) -> Result<Stage<'a>, WriteError> {
        let target = self
            .locate(replacement.path)
            .map_err(WriteError::Unreadable)?;
        let unchanged = || match self.read(replacement.path) {
            Ok(now) if now == replacement.before => Ok(()),
            Ok(_) | Err(ReadError::Missing) => Err(WriteError::Changed),
            Err(error) => Err(WriteError::Unreadable(error)),
        };
        unchanged()?;
        let about = fs::metadata(&target)?;
        if about.permissions().readonly() {
            return Err(WriteError::ReadOnly);
        }
        let new = beside(&target, replacement.after, Readers::Owner)?;
        keep_owner(new.as_file(), &about);
        new.as_file().set_permissions(about.permissions())?;
        new.as_file().sync_all()?;
        let new = named_by_versions(new, replacement)?;
        unchanged()?;
        Stage::begin(new, target, replacement, self.root())
    }

    /// Makes a new file, and the folders that it needs. Nothing is ever overwritten.
    ///
    /// # Errors
    /// Where something of that name is there already, the place lies outside the root, or it cannot be written; then
    /// there is no new file.
    pub fn create(&self, path: &str, content: &[u8]) -> Result<(), WriteError> {
        let target = self.root().join(path);
        let folder = target.parent().unwrap_or(self.root());
        self.make_folder(folder)?;
        let new = beside(&target, content, Readers::Usual)?;
        new.as_file().sync_all()?;
        new.persist_noclobber(&target)
            .map_err(|error| WriteError::from(error.error))?;
        keep(folder);
        Ok(())
    }

    /// Makes several new files, in this order: all of them, or none. One that is there already with the very same bytes is
    /// as good as made: a run that was killed may have come so far. The paths of those that were made by this run.
    ///
    /// # Errors
    /// As for [`Disk::create`], with the path of the file that could not be made; those made before it are taken away again.
    pub fn create_all<'p>(
        &self,
        files: &[(&'p str, &[u8])],
    ) -> Result<Vec<&'p str>, (String, WriteError)> {
        let mut made = Vec::new();
        for (path, content) in files {
            match self.create(path, content) {
                Ok(()) => made.push((*path, content)),
                Err(WriteError::Exists) if self.read(path).as_deref() == Ok(*content) => {}
                Err(error) => {
                    for (path, content) in made {
                        take_away(&self.root().join(path), content);
                    }
                    return Err(((*path).to_owned(), error));
                }
            }
        }
        Ok(made.into_iter().map(|(path, _)| path).collect())
    }

    /// Makes a folder within the root, step by step, so that no link leads the new ones out of it.
    fn make_folder(&self, folder: &Path) -> Result<(), WriteError> {
        if folder.is_dir() {
            return match self.resolve(folder) {
                Ok(_) => Ok(()),
                Err(error) => Err(WriteError::Unreadable(error)),
            };
        }
        if let Some(above) = folder.parent() {
            self.make_folder(above)?;
        }
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// A file with the new content in the folder of the one whose place it will take: only within one file system is a rename
/// a single step. Its name starts with a dot and ends in `.tmp`: no pattern of claim files matches it. It is locked while the
/// program runs: what is not is left behind.
#[cfg_attr(not(unix), allow(unused_variables))]
pub(super) fn beside(
    target: &Path,
    content: &[u8],
    readers: Readers,
) -> Result<NamedTempFile, WriteError> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    if readers == Readers::Usual {
        use std::os::unix::fs::PermissionsExt;
        // Less what the user's mask takes away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut new = builder.tempfile_in(folder)?;
    // Not every file system knows locks; there, what is left behind stays.
    let _ = new.as_file().try_lock();
    new.write_all(content)?;
    Ok(new)
}

/// The same file under a name that tells whether its content is one of these two versions.
pub(super) fn named_by_versions(
    new: NamedTempFile,
    replacement: &Replacement<'_>,
) -> Result<NamedTempFile, WriteError> {
    let (file, path) = new.into_parts();
    let named = path.with_file_name(staged_name(&path, replacement.before, replacement.after));
    fs::rename(&path, &named)?;
    Ok(NamedTempFile::from_parts(
        file,
        TempPath::try_from_path(named)?,
    ))
}

/// Who may read a file while it is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// Its owner: it takes the place of one that may be nobody else's business.
    Owner,
    /// Whoever may read the user's new files.
    Usual,
}

/// Gives a file the owner and the group of another, as far as the system lets the user do so.
#[cfg(unix)]
fn keep_owner(file: &File, other: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(file, None, Some(other.gid()));
    let _ = fchown(file, Some(other.uid()), None);
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}

/// Deletes a file that was just made, unless another program has come upon it already.
fn take_away(path: &Path, content: &[u8]) {
    if !is_written(path) && fs::read(path).is_ok_and(|now| now == content) {
        let _ = fs::remove_file(path);
    }
}

/// Asks the system to keep a folder's new names through a power cut. Where it cannot, the rename still was one step.
pub(super) fn keep(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use rstest::rstest;

    pub(in crate::store) fn folder() -> (tempfile::TempDir, Disk) {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::open(folder.path()).unwrap();
        (folder, disk)
    }

    /// The names in a folder: nothing temporary stays behind.
    pub(in crate::store) fn names(folder: &tempfile::TempDir) -> Vec<String> {
        let entries = fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_and_keeps_its_permissions() {
        let (folder, disk) = folder();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        }
        let before = fs::metadata(&path).unwrap().permissions();
        disk.replace("a.json", b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions(), before);
        assert_eq!(names(&folder), ["a.json"]);
    }

    #[rstest]
    #[case::changed("other", false, WriteError::Changed)]
    #[case::read_only("old", true, WriteError::ReadOnly)]
    fn what_must_not_be_replaced_is_left(
        #[case] on_disk: &str,
        #[case] read_only: bool,
        #[case] why: WriteError,
    ) {
        let (folder, disk) = folder();
        let path = folder.path().join("a.json");
        fs::write(&path, on_disk).unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(read_only);
        fs::set_permissions(&path, permissions).unwrap();
        assert_eq!(disk.replace("a.json", b"old", b"new"), Err(why));
        assert_eq!(fs::read(&path).unwrap(), on_disk.as_bytes());
        assert_eq!(names(&folder), ["a.json"]);
    }

    #[test]
    fn one_file_that_cannot_be_replaced_keeps_no_other_from_it() {
        let (folder, disk) = folder();
        for name in ["a", "b", "c"] {
            fs::write(folder.path().join(name), "old").unwrap();
        }
        fs::write(folder.path().join("b"), "theirs").unwrap();
        let replacements = ["a", "b", "c"].map(|path| Replacement {
            path,
            before: b"old",
            after: b"new",
        });
        let outcomes = disk.replace_all(&replacements);
        assert_eq!(outcomes, [Ok(()), Err(WriteError::Changed), Ok(())]);
        let content = |name| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(["a", "b", "c"].map(content), ["new", "theirs", "new"]);
        assert_eq!(names(&folder), ["a", "b", "c"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let (folder, disk) = folder();
        fs::write(folder.path().join("real.json"), "old").unwrap();
        std::os::unix::fs::symlink("real.json", folder.path().join("link.json")).unwrap();
        disk.replace("link.json", b"old", b"new").unwrap();
        assert!(folder.path().join("link.json").is_symlink());
        assert_eq!(fs::read(folder.path().join("real.json")).unwrap(), b"new");
    }

    #[test]
    fn a_new_file_overwrites_nothing() {
        let (folder, disk) = folder();
        disk.create("a/b/new.json", b"one").unwrap();
        assert_eq!(disk.create("a/b/new.json", b"two"), Err(WriteError::Exists));
        assert_eq!(
            fs::read(folder.path().join("a/b/new.json")).unwrap(),
            b"one"
        );
    }

    #[test]
    fn several_files_are_made_or_none() {
        let (folder, disk) = folder();
        fs::write(folder.path().join("c.json"), "theirs").unwrap();
        let files: [(&str, &[u8]); 3] = [("a.txt", b"a"), ("b.html", b"b"), ("c.json", b"c")];
        let refused = disk.create_all(&files).unwrap_err();
        assert_eq!(refused, ("c.json".to_owned(), WriteError::Exists));
        assert_eq!(names(&folder), ["c.json"]);
        disk.create_all(&files[..2]).unwrap();
        assert_eq!(names(&folder), ["a.txt", "b.html", "c.json"]);
    }

    #[test]
    fn files_that_a_killed_run_made_are_as_good_as_new_ones() {
        let (folder, disk) = folder();
        fs::write(folder.path().join("a.txt"), "a").unwrap();
        let files: [(&str, &[u8]); 2] = [("a.txt", b"a"), ("b.json", b"b")];
        assert_eq!(disk.create_all(&files).unwrap(), ["b.json"]);
        assert_eq!(names(&folder), ["a.txt", "b.json"]);
        // What another run made is not taken away again.
        let refused = disk.create_all(&[files[0], ("b.json", b"other")]);
        assert_eq!(refused, Err(("b.json".to_owned(), WriteError::Exists)));
        assert_eq!(names(&folder), ["a.txt", "b.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_a_new_file_out_of_the_root() {
        let (folder, disk) = folder();
        let (outside, _) = self::folder();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("out")).unwrap();
        let refused = disk.create("out/new.json", b"one");
        assert_eq!(refused, Err(WriteError::Unreadable(ReadError::OutsideRoot)));
        assert!(names(&outside).is_empty());
    }
}
