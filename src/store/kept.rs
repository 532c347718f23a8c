//! Files that are kept open between two readings: to open one takes longer than to read it.

use super::Content;
use super::room::{ROOM, read_short};
use std::fs;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A file that was read, and is still open.
///
/// It stays the file that was opened, even where another takes its name: what was read once in a check is read again as it was.
/// The next check has to see the other one, so that none is kept for longer than a check.
#[derive(Debug)]
pub struct Kept {
    file: fs::File,
    /// Bytes that it had.
    length: usize,
    _permit: Permit,
}

impl Kept {
    /// Keeps a file that had so many bytes, where there may be one more.
    pub(super) fn new(file: fs::File, length: usize) -> Option<Self> {
        Some(Self {
            _permit: Permit::take()?,
            file,
            length,
        })
    }

    /// Its content once more; `None` where it cannot be read, or is longer or shorter by now.
    pub fn read(&self) -> Option<Content> {
        if self.length < ROOM {
            return self.look(Content::copied);
        }
        Some(self.read_long()?.into())
    }

    /// Hands its bytes once more to `look`, which may do without them afterwards; `None` as by [`Kept::read`].
    pub fn look<T>(&self, look: impl FnOnce(&[u8]) -> T) -> Option<T> {
        if self.length >= ROOM {
            return self.read_long().map(|bytes| look(&bytes));
        }
        read_short(&self.file, self.length, look)
    }

    fn read_long(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        // One more, so that the end is seen.
        bytes.try_reserve_exact(self.length + 1).ok()?;
        let length = read_from_start(&self.file, &mut bytes)?;
        (length == self.length).then_some(bytes)
    }
}

/// Leave to keep one file open.
#[derive(Debug)]
struct Permit;

/// So many are given.
static GIVEN: AtomicUsize = AtomicUsize::new(0);

impl Permit {
    fn take() -> Option<Self> {
        let given = GIVEN.fetch_add(1, Ordering::Relaxed);
        let permit = Self;
        // Where it is one too many, it is given back here.
        (given < most()).then_some(permit)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        GIVEN.fetch_sub(1, Ordering::Relaxed);
    }
}

/// So many files are kept open at most, whatever the system allows.
const MOST_KEPT: usize = 1 << 15;

/// So many of those that the system allows are left to others: pipes to git, files that are written, threads that read.
const SPARED: usize = 512;

/// How many files may be kept open.
fn most() -> usize {
    static MOST: OnceLock<usize> = OnceLock::new();
    *MOST.get_or_init(|| raised_limit().saturating_sub(SPARED).min(MOST_KEPT))
}

/// How many files this process may have open, once it has asked for as many as the system lets it have: the usual limit is
/// for programs of the time when a file's number had to be below 1,024.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn raised_limit() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let wanted = (MOST_KEPT + SPARED) as u64;
    let wanted = limit.maximum.map_or(wanted, |most| most.min(wanted));
    let current = limit.current.unwrap_or(u64::MAX);
    let raised = Rlimit {
        current: Some(wanted),
        ..limit
    };
    let is_raised = current < wanted && setrlimit(Resource::Nofile, raised).is_ok();
    let allowed = if is_raised { wanted } else { current };
    usize::try_from(allowed).unwrap_or(usize::MAX)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn raised_limit() -> usize {
    0
}

/// Makes the table of open files as large as so many kept ones need. It grows by itself, but in a process with several threads
/// Linux has one of them wait each time until no processor can be looking at the old one: some ten milliseconds.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub fn expect_kept(files: usize) {
    /// So many need no larger table than every process has from the start.
    const FEW: usize = 128;
    let highest = i32::try_from(files.min(most()));
    if files > FEW
        && let Ok(highest) = highest
    {
        // Without it, reading takes longer. The number is free again at once.
        drop(rustix::io::fcntl_dupfd_cloexec(std::io::stderr(), highest));
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub fn expect_kept(_: usize) {}

/// Reads from the start of a file into the room that there is, as much as the system gives at once.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn read_from_start(file: &fs::File, bytes: &mut Vec<u8>) -> Option<usize> {
    use rustix::buffer::spare_capacity;
    use rustix::io::{pread, retry_on_intr};
    retry_on_intr(|| pread(file, spare_capacity(bytes), 0)).ok()
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn read_from_start(_: &fs::File, _: &mut Vec<u8>) -> Option<usize> {
    None
}

#[cfg(all(test, any(target_os = "linux", target_os = "macos")))]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_is_read_again_as_long_as_it_has_its_length() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "seven berths").expect("written");
        let open = |path| fs::File::open(path).expect("open");
        let kept = Kept::new(open(&path), 12).expect("room for one");
        assert_eq!(kept.read(), Some(b"seven berths".to_vec().into()));
        // The name is another's, and what was opened is there still.
        let other = folder.path().join("b.txt");
        fs::write(&other, "eight berths").expect("written");
        fs::rename(&other, &path).expect("renamed");
        assert_eq!(kept.read(), Some(b"seven berths".to_vec().into()));
        let kept = Kept::new(open(&path), 12).expect("room for one");
        let mut longer = fs::OpenOptions::new();
        let mut longer = longer.append(true).open(&path).expect("open");
        longer.write_all(b"!").expect("written");
        assert_eq!(kept.read(), None);
        fs::write(&path, "eight").expect("written");
        assert_eq!(kept.read(), None);
    }
}
