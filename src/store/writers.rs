//! Which files some program has open for writing: what it has still to write must not go into a file that is deleted.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// An open(2) that is just under way is not seen anywhere yet; so long it is given to come to its end, and, on systems that
/// do not tell what is open, its program to write.
const LATE: Duration = Duration::from_millis(10);

/// So long, in all, programs are given to close what they have open for writing.
const PATIENCE: Duration = Duration::from_secs(2);

/// The pause before the second look at what is open. Each later one is twice as long as the one before.
const PAUSE: Duration = Duration::from_millis(1);

/// Which file it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// `None` where the system gives files no numbers: never here.
    #[cfg(unix)]
    #[allow(clippy::unnecessary_wraps)]
    pub(super) fn of(file: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self {
            device: file.dev(),
            inode: file.ino(),
        })
    }

    /// `None` where the system gives files no numbers.
    #[cfg(not(unix))]
    pub(super) fn of(_file: &Metadata) -> Option<Self> {
        None
    }
}

/// Waits until no program has any of these files open for writing; those that one still has then, where it takes too long.
/// They are to be files that nobody can open any more: by no name that others know.
pub(super) fn wait(files: &BTreeSet<Identity>) -> BTreeSet<Identity> {
    let until = Instant::now() + PATIENCE;
    sleep(LATE);
    let mut pause = PAUSE;
    loop {
        let began = Instant::now();
        let written = written(files);
        let ended = Instant::now();
        if written.is_empty() || ended >= until {
            return written;
        }
        // Where it takes long to look, it is not done all the time.
        sleep(pause.max(ended - began).min(until - ended));
        pause *= 2;
    }
}

/// Whether some program has the file of this name open for writing now.
pub(super) fn is_written(path: &Path) -> bool {
    let file = fs::symlink_metadata(path).ok();
    let file = file.as_ref().and_then(Identity::of);
    file.is_some_and(|file| !written(&[file].into()).is_empty())
}

/// Those of the files that some program has open for writing, as far as the system shows it: what other users' programs
/// have open only to the administrator, and never what is open in another container or on another machine.
#[cfg(target_os = "linux")]
pub(super) fn written(files: &BTreeSet<Identity>) -> BTreeSet<Identity> {
    use std::ffi::OsStr;
    use std::fs::DirEntry;
    use std::io;
    use std::os::unix::ffi::OsStrExt;
    use std::path::PathBuf;
    let entries = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten();
    let is_process = |entry: &DirEntry| {
        entry
            .file_name()
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_digit)
    };
    let is_for_writing = |process: &Path, descriptor: &OsStr| {
        match fs::read_to_string(process.join("fdinfo").join(descriptor)) {
            Ok(about) => access(&about) != Some(READ_ONLY),
            // Closed meanwhile: what was to be written is in the file.
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        }
    };
    let opened_by = |process: PathBuf| {
        let opened = entries(process.join("fd")).filter_map(move |link| {
            let file = Identity::of(&fs::metadata(link.path()).ok()?)?;
            let is_one = files.contains(&file) && is_for_writing(&process, &link.file_name());
            is_one.then_some(file)
        });
        opened.collect::<Vec<_>>()
    };
    entries("/proc".into())
        .filter(is_process)
        .flat_map(|process| opened_by(process.path()))
        .collect()
}

/// How a file is open, of what the system tells about it: the last octal digit of its flags, of which two bits count.
#[cfg(target_os = "linux")]
fn access(about: &str) -> Option<u32> {
    let flags = about.lines().find_map(|line| line.strip_prefix("flags:"));
    let last = flags?.trim_end().chars().next_back()?;
    last.to_digit(8).map(|digit| digit & 0b11)
}

/// The access of a file that nothing can be written into.
#[cfg(target_os = "linux")]
const READ_ONLY: u32 = 0;

/// The system does not tell.
#[cfg(not(target_os = "linux"))]
pub(super) fn written(_files: &BTreeSet<Identity>) -> BTreeSet<Identity> {
    BTreeSet::new()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs::File;

    #[test]
    fn what_is_open_for_writing_is_told_from_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let [read, appended, both, closed] = ["read", "appended", "both", "closed"].map(|name| {
            let path = folder.path().join(name);
            fs::write(&path, name).unwrap();
            path
        });
        let identity = |path| Identity::of(&fs::metadata(path).unwrap()).unwrap();
        let files = [&read, &appended, &both, &closed].map(identity).into();
        let _open = [
            File::open(&read).unwrap(),
            File::options().append(true).open(&appended).unwrap(),
            File::options().read(true).write(true).open(&both).unwrap(),
        ];
        // By whatever name.
        fs::rename(&appended, folder.path().join("another")).unwrap();
        let appended = folder.path().join("another");
        assert_eq!(written(&files), [&appended, &both].map(identity).into());
        assert_eq!(written(&[identity(&read)].into()), BTreeSet::new());
    }

    #[test]
    fn a_program_that_never_closes_a_file_is_not_waited_for_any_longer() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let files = [Identity::of(&file.as_file().metadata().unwrap()).unwrap()].into();
        let began = Instant::now();
        assert_eq!(wait(&files), files);
        assert!(began.elapsed() < 4 * PATIENCE);
    }
}
