//! Lets a new file and the old one change places, and deletes the one that went out, where no other program writes into it.

use super::write::{Replacement, WriteError, keep};
use super::writers::{self, Identity};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// How far a replacement has come.
pub(super) enum Stage<'a> {
    /// The new file is in its place, the old one is out.
    Exchanged(Pair<'a>),
    /// The old file is in its place again, for this reason, and the new one is out.
    PutBack(Pair<'a>, WriteError),
    /// Both files are where they stay.
    Done(Result<(), WriteError>),
}

/// Two files, one of them in the place of both, the other one out: it bears a temporary name until it is sure that nobody
/// writes into it.
pub(super) struct Pair<'a> {
    place: PathBuf,
    /// Is deleted when it is dropped.
    out: TempPath,
    /// What the old file was when it was read.
    before: &'a [u8],
    /// What the new one was when it was written.
    after: &'a [u8],
    root: &'a Path,
    /// What went out, locked: no other run takes it for left behind.
    locked: Vec<File>,
}

impl<'a> Stage<'a> {
    /// Lets the two files change places, and looks at what came out: where that is not the old file, another program has
    /// written it since it was last read, and it goes back. Where the system cannot exchange files, the new one replaces the
    /// old one.
    pub(super) fn begin(
        new: NamedTempFile,
        place: PathBuf,
        replacement: &Replacement<'a>,
        root: &'a Path,
    ) -> Result<Self, WriteError> {
        let old = locked(&place);
        if !exchange(new.path(), &place)? {
            replace_by_name(new, &place, replacement.before)?;
            return Ok(Self::Done(Ok(())));
        }
        let pair = Pair {
            place,
            // Closed: whoever has it open for writing from now on is another program.
            out: new.into_temp_path(),
            before: replacement.before,
            after: replacement.after,
            root,
            locked: old.into_iter().collect(),
        };
        Ok(if pair.is_out(pair.before) {
            Self::Exchanged(pair)
        } else {
            pair.put_back(WriteError::Changed)
        })
    }

    /// The file that is out.
    fn out(&self) -> Option<Identity> {
        match self {
            Self::Exchanged(pair) | Self::PutBack(pair, _) => pair.identity(),
            Self::Done(_) => None,
        }
    }

    /// The next stage, once programs had the time to close the file that is out; `written` are those that still are open.
    fn go_on(self, written: &BTreeSet<Identity>) -> Self {
        let is_written = self.out().is_some_and(|out| written.contains(&out));
        match self {
            Self::Exchanged(pair) if !pair.is_out(pair.before) => {
                pair.put_back(WriteError::Changed)
            }
            Self::Exchanged(pair) if is_written => pair.put_back(WriteError::InUse),
            Self::Exchanged(pair) => {
                keep(pair.place.parent().unwrap_or(&pair.place));
                Self::Done(Ok(()))
            }
            Self::PutBack(pair, why) if !is_written && pair.is_out(pair.after) => {
                Self::Done(Err(why))
            }
            Self::PutBack(pair, _) => {
                // The later one is the one that its program wrote last.
                let _ = exchange(&pair.out, &pair.place);
                pair.keep_both()
            }
            Self::Done(outcome) => Self::Done(outcome),
        }
    }
}

/// Brings replacements to their end, all of them together; what became of each.
pub(super) fn settle(mut stages: Vec<Stage<'_>>) -> Vec<Result<(), WriteError>> {
    while !stages.iter().all(|stage| matches!(stage, Stage::Done(_))) {
        let written = writers::wait(&stages.iter().filter_map(Stage::out).collect());
        let next = stages.into_iter().map(|stage| stage.go_on(&written));
        stages = next.collect();
    }
    let outcome = |stage| match stage {
        Stage::Done(outcome) => Some(outcome),
        _ => None,
    };
    stages.into_iter().filter_map(outcome).collect()
}

impl<'a> Pair<'a> {
    fn identity(&self) -> Option<Identity> {
        Identity::of(&fs::symlink_metadata(&self.out).ok()?)
    }

    /// Whether what is out still is what it was. Where it is gone, another run took it for left behind, and looked at it.
    fn is_out(&self, content: &[u8]) -> bool {
        match fs::read(&self.out) {
            Ok(now) => now == content,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// Gives its place back to what came out.
    fn put_back(mut self, why: WriteError) -> Stage<'a> {
        self.locked.extend(locked(&self.place));
        match exchange(&self.out, &self.place) {
            Ok(true) => Stage::PutBack(self, why),
            _ => self.keep_both(),
        }
    }

    /// Others wrote both versions, or the place is gone: what is out is not deleted.
    fn keep_both(self) -> Stage<'a> {
        Stage::Done(Err(match self.out.keep() {
            Ok(kept) => {
                let kept = kept.strip_prefix(self.root).unwrap_or(&kept);
                WriteError::Both(kept.to_string_lossy().replace('\\', "/"))
            }
            Err(_) => WriteError::Changed,
        }))
    }
}

/// A file that is locked as long as this is open. Not every file system knows locks; there, what is left behind stays.
fn locked(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    file.try_lock_shared().ok().map(|()| file)
}

/// Lets two files change places in one step. `false` where the system or the file system cannot.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

fn replace_by_name(new: NamedTempFile, target: &Path, before: &[u8]) -> Result<(), WriteError> {
    if writers::is_written(target) {
        return Err(WriteError::InUse);
    }
    if fs::read(target)? != before {
        return Err(WriteError::Changed);
    }
    new.persist(target)
        .map_err(|error| WriteError::from(error.error))?;
    keep(target.parent().unwrap_or(target));
    Ok(())
}

#[cfg(all(test, any(target_os = "linux", target_os = "macos")))]
mod tests {
    use super::*;
    use crate::store::write::tests::{folder, names};
    use crate::store::write::{Readers, beside, named_by_versions};
    use std::io::Write;
    #[cfg(target_os = "linux")]
    use std::thread;
    #[cfg(target_os = "linux")]
    use std::time::Duration;

    /// A folder with a file, which is `old`.
    fn with_old() -> (tempfile::TempDir, PathBuf) {
        let (folder, _) = folder();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").unwrap();
        (folder, path)
    }

    /// The replacement of a file that was read as `old` and is to be `ours`.
    fn begun<'a>(folder: &'a tempfile::TempDir, path: &Path) -> Stage<'a> {
        let replacement = Replacement {
            path: "a.json",
            before: b"old",
            after: b"ours",
        };
        let new = beside(path, b"ours", Readers::Owner).unwrap();
        let new = named_by_versions(new, &replacement).unwrap();
        Stage::begin(new, path.to_owned(), &replacement, folder.path()).unwrap()
    }

    fn ended(stage: Stage<'_>) -> Result<(), WriteError> {
        settle(vec![stage]).pop().unwrap()
    }

    fn open(path: &Path) -> File {
        File::options().append(true).open(path).unwrap()
    }

    /// Another program that has a file open, and writes into it long after it was exchanged.
    #[cfg(target_os = "linux")]
    fn writes_late(mut file: File, text: &'static str) -> thread::JoinHandle<()> {
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            file.write_all(text.as_bytes()).unwrap();
        })
    }

    /// Whether there are two versions now, of which this one is in its place, and that one beside it.
    fn both_stay(outcome: Result<(), WriteError>, path: &Path, here: &str, beside: &str) {
        let Err(WriteError::Both(kept)) = outcome else {
            panic!("it is not told that there are two: {outcome:?}");
        };
        assert_eq!(fs::read_to_string(path).unwrap(), here);
        assert_eq!(
            fs::read_to_string(path.with_file_name(kept)).unwrap(),
            beside
        );
    }

    #[test]
    fn a_change_in_the_last_moment_is_not_lost() {
        let (folder, path) = with_old();
        fs::write(&path, "theirs").unwrap();
        assert_eq!(ended(begun(&folder, &path)), Err(WriteError::Changed));
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        assert_eq!(names(&folder), ["a.json"]);
    }

    #[test]
    fn what_is_written_into_the_old_file_after_the_exchange_is_not_lost() {
        let (folder, path) = with_old();
        let mut theirs = open(&path);
        let stage = begun(&folder, &path);
        theirs.write_all(b" and more").unwrap();
        drop(theirs);
        assert_eq!(ended(stage), Err(WriteError::Changed));
        assert_eq!(fs::read(&path).unwrap(), b"old and more");
        assert_eq!(names(&folder), ["a.json"]);
    }

    #[test]
    fn of_two_changes_by_others_both_stay() {
        let (folder, path) = with_old();
        let mut theirs = open(&path);
        let stage = begun(&folder, &path);
        theirs.write_all(b" and more").unwrap();
        fs::write(&path, "ours, edited").unwrap();
        both_stay(ended(stage), &path, "ours, edited", "old and more");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn whoever_has_the_old_file_open_is_waited_for() {
        let (folder, path) = with_old();
        let theirs = open(&path);
        let stage = begun(&folder, &path);
        let writing = writes_late(theirs, " and more");
        assert_eq!(ended(stage), Err(WriteError::Changed));
        writing.join().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old and more");
        assert_eq!(names(&folder), ["a.json"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_that_closes_the_old_file_unwritten_keeps_nobody_from_anything() {
        let (folder, path) = with_old();
        let theirs = open(&path);
        let stage = begun(&folder, &path);
        let writing = writes_late(theirs, "");
        assert_eq!(ended(stage), Ok(()));
        writing.join().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"ours");
        assert_eq!(names(&folder), ["a.json"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn whoever_has_the_new_file_open_is_waited_for_before_it_goes() {
        let (folder, path) = with_old();
        let mut theirs = open(&path);
        let stage = begun(&folder, &path);
        theirs.write_all(b" and more").unwrap();
        drop(theirs);
        let writing = writes_late(open(&path), ", edited");
        both_stay(ended(stage), &path, "ours, edited", "old and more");
        writing.join().unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_stays_open_gets_its_place_back() {
        let (folder, path) = with_old();
        let mut theirs = open(&path);
        assert_eq!(ended(begun(&folder, &path)), Err(WriteError::InUse));
        theirs.write_all(b" and more").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old and more");
        assert_eq!(names(&folder), ["a.json"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn of_two_files_that_stay_open_both_stay() {
        let (folder, path) = with_old();
        let mut old = open(&path);
        let stage = begun(&folder, &path);
        let mut new = open(&path);
        let outcome = ended(stage);
        old.write_all(b" and more").unwrap();
        new.write_all(b", edited").unwrap();
        both_stay(outcome, &path, "ours, edited", "old and more");
    }
}
