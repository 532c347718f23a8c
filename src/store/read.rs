//! The trait through which factcheck reads every file of a project.

use super::{Content, Kept};
use std::fmt;

/// The most bytes that any file may have: so much is held in memory while it is checked.
pub(super) const LARGEST_FILE: usize = 1 << 30;

/// A read-only tree of files. Paths are relative to the project's root and use `/`.
pub trait Store: Send + Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Where there is no regular file of that name within the root, or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;

    /// The same of a file that is most likely UTF-8; whether it is may be known with it.
    ///
    /// # Errors
    /// As those of [`Store::read`].
    fn read_text(&self, path: &str) -> Result<Content, ReadError> {
        Ok(self.read(path)?.into())
    }

    /// The same of a file that is likely to be read again in the same check, and the file, where the store can keep it open
    /// until then.
    ///
    /// # Errors
    /// As those of [`Store::read`].
    fn read_to_keep(&self, path: &str) -> Result<(Content, Option<Kept>), ReadError> {
        Ok((self.read_text(path)?, None))
    }

    /// The path of the file that a link leads to; `None` where it is no link, or leads to no file within the root.
    fn target(&self, _path: &str) -> Option<String> {
        None
    }

    /// Notes that a file is not read, although what stands in it is known from another and is told: nobody can say by the files
    /// that were read whether the next check would tell the same.
    fn note_unread(&self, _path: &str) {}

    /// The entries of a folder, sorted by name; `""` is the root.
    ///
    /// # Errors
    /// Where there is no such folder, or it cannot be read.
    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError>;
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name within the folder.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A file, or something that is no folder.
    File,
    /// A folder.
    Folder,
    /// A link to a folder: no walk follows it, so that none runs in circles.
    LinkedFolder,
    /// A file whose name is not Unicode; the name given is near it. No report could name it, so it is not read.
    Unnamed,
    /// A folder whose name is not Unicode.
    UnnamedFolder,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// There is nothing of that name.
    Missing,
    /// It is a link that leads to nothing.
    LinkToNothing,
    /// It is a folder.
    Folder,
    /// It is a device, a pipe or a socket.
    Special,
    /// It lies outside the root once links are followed.
    OutsideRoot,
    /// It is a link to a folder.
    LinkedFolder,
    /// Its name is not Unicode, so that no report could name it.
    Name,
    /// Its name is almost that of a claim file.
    NearMiss,
    /// Links that lead in a circle.
    LinkLoop,
    /// The user may not read it.
    Forbidden,
    /// It has more bytes than these, the most that a file of its kind may have.
    TooLarge(usize),
    /// Anything else, in the system's words.
    Other(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => write!(f, "there is no such file"),
            Self::LinkToNothing => write!(f, "it is a link that leads to nothing"),
            Self::Folder => write!(f, "it is a folder, not a file"),
            Self::Special => write!(f, "it is a device or a pipe, not a regular file"),
            Self::OutsideRoot => write!(f, "it links to a file outside the project's root"),
            Self::LinkedFolder => {
                write!(
                    f,
                    "it is a link to a folder, and links to folders are not followed"
                )
            }
            Self::Name => write!(f, "its name is not Unicode"),
            Self::NearMiss => write!(
                f,
                "it looks like a claim file, but its name does not match the patterns of `claims`; rename it"
            ),
            Self::LinkLoop => write!(f, "it is a link that leads back to itself"),
            Self::TooLarge(most) => write!(
                f,
                "it is larger than {} MiB, the most that a file of its kind may have; split it into several",
                most >> 20
            ),
            Self::Forbidden => write!(f, "you are not allowed to read it"),
            Self::Other(message) => write!(f, "{message}"),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::Missing,
            ErrorKind::PermissionDenied => Self::Forbidden,
            ErrorKind::IsADirectory => Self::Folder,
            // `ErrorKind::FilesystemLoop` is not stable yet; this is `ELOOP` of Linux and of the BSDs and macOS.
            _ if matches!(error.raw_os_error(), Some(40 | 62)) => Self::LinkLoop,
            _ => Self::Other(error.to_string()),
        }
    }
}
