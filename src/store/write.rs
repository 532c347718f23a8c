//! Puts files on disk so that each is the old one or the new one at any moment, and no other program's change is lost.

use super::{Disk, ReadError, Store};
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

/// Why a file was not written. The file is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteError {
    /// It is not what it was when it was read: another program has written it since.
    Changed,
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

impl Disk {
    /// Puts `after` in the place of `before`, the bytes that the file was read with. A link stays a link: the file that it
    /// leads to is replaced. Whoever reads meanwhile, or after a crash at any moment, finds all of the old file or all of the
    /// new one.
    ///
    /// # Errors
    /// Where the file is no longer what it was, or may not or cannot be written; then it is untouched.
    pub fn replace(&self, path: &str, before: &[u8], after: &[u8]) -> Result<(), WriteError> {
        let target = self.locate(path).map_err(WriteError::Unreadable)?;
        let unchanged = || match self.read(path) {
            Ok(now) if now == before => Ok(()),
            Ok(_) | Err(ReadError::Missing) => Err(WriteError::Changed),
            Err(error) => Err(WriteError::Unreadable(error)),
        };
        unchanged()?;
        let permissions = fs::metadata(&target)?.permissions();
        if permissions.readonly() {
            return Err(WriteError::ReadOnly);
        }
        let new = beside(&target, after, Readers::Owner)?;
        new.as_file().set_permissions(permissions)?;
        new.as_file().sync_all()?;
        swap(new, &target, before)
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

    /// Makes several new files, in this order: all of them, or none.
    ///
    /// # Errors
    /// As for [`Disk::create`], with the path of the file that could not be made; those made before it are taken away again.
    pub fn create_all(&self, files: &[(&str, &[u8])]) -> Result<(), (String, WriteError)> {
        for (made, (path, content)) in files.iter().enumerate() {
            if let Err(error) = self.create(path, content) {
                for (path, _) in &files[..made] {
                    let _ = fs::remove_file(self.root().join(path));
                }
                return Err(((*path).to_owned(), error));
            }
        }
        Ok(())
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
/// a single step. Its name starts with a dot and ends in `.tmp`: no pattern of claim files matches it.
#[cfg_attr(not(unix), allow(unused_variables))]
fn beside(target: &Path, content: &[u8], readers: Readers) -> Result<NamedTempFile, WriteError> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".factcheck-").suffix(".tmp");
    #[cfg(unix)]
    if readers == Readers::Usual {
        use std::os::unix::fs::PermissionsExt;
        // Less what the user's mask takes away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut new = builder.tempfile_in(folder)?;
    new.write_all(content)?;
    Ok(new)
}

/// Who may read a file while it is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Its owner: it takes the place of one that may be nobody else's business.
    Owner,
    /// Whoever may read the user's new files.
    Usual,
}

/// Lets the two files change places, and looks at what came out: where that is not the old file, another program has
/// written it since it was last read, and it goes back.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn swap(new: NamedTempFile, target: &Path, before: &[u8]) -> Result<(), WriteError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let exchange = || renameat_with(CWD, new.path(), CWD, target, RenameFlags::EXCHANGE);
    match exchange() {
        Ok(()) => {}
        // Not every file system can: there a rename has to do.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            return replace_by_name(new, target, before);
        }
        Err(error) => return Err(io::Error::from(error).into()),
    }
    let is_old = fs::read(new.path()).is_ok_and(|came_out| came_out == before);
    if !is_old {
        exchange().map_err(io::Error::from)?;
        return Err(WriteError::Changed);
    }
    keep(target.parent().unwrap_or(target));
    // Dropping it deletes the old file, which bears the temporary name now.
    drop(new);
    Ok(())
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn swap(new: NamedTempFile, target: &Path, before: &[u8]) -> Result<(), WriteError> {
    replace_by_name(new, target, before)
}

fn replace_by_name(new: NamedTempFile, target: &Path, before: &[u8]) -> Result<(), WriteError> {
    if fs::read(target)? != before {
        return Err(WriteError::Changed);
    }
    new.persist(target)
        .map_err(|error| WriteError::from(error.error))?;
    keep(target.parent().unwrap_or(target));
    Ok(())
}

/// Asks the system to keep a folder's new names through a power cut. Where it cannot, the rename still was one step.
fn keep(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn folder() -> (tempfile::TempDir, Disk) {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::open(folder.path()).unwrap();
        (folder, disk)
    }

    /// The names in a folder: nothing temporary stays behind.
    fn names(folder: &tempfile::TempDir) -> Vec<String> {
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
    fn a_change_in_the_last_moment_is_not_lost() {
        let (folder, _) = folder();
        let path = folder.path().join("a.json");
        fs::write(&path, "theirs").unwrap();
        let new = beside(&path, b"ours", Readers::Owner).unwrap();
        assert_eq!(swap(new, &path, b"old"), Err(WriteError::Changed));
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        assert_eq!(names(&folder), ["a.json"]);
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
