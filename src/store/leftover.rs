//! What a run that was killed while it wrote leaves behind: temporary files, which the next run that writes deletes.

use super::Disk;
use super::writers::{Identity, written};
use crate::hex::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// How the name of a temporary file starts.
pub(super) const PREFIX: &str = ".factcheck-";

/// How it ends.
pub(super) const SUFFIX: &str = ".tmp";

/// The name of a temporary file that is complete and about to change places with another: it tells the old version and the
/// new one, so that whatever bears the name later can be recognised.
pub(super) fn staged_name(path: &Path, before: &[u8], after: &[u8]) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let random = unwrapped(&name).unwrap_or(&name);
    let (before, after) = (print(before), print(after));
    format!("{PREFIX}{before}-{after}-{random}{SUFFIX}")
}

/// The first half of a SHA-256, in hexadecimal digits.
fn print(content: &[u8]) -> String {
    hex(&Sha256::digest(content)[..16])
}

fn unwrapped(name: &str) -> Option<&str> {
    name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)
}

impl Disk {
    /// Deletes the temporary files that killed runs left beside these files, or in these folders. What a running program
    /// holds stays, and so does what is neither of the two versions that a run was exchanging: another program wrote it, and
    /// its last copy may be that file. The paths of those come back, relative to the root.
    pub fn clear_leftovers<'p>(&self, paths: impl IntoIterator<Item = &'p str>) -> Vec<String> {
        let folder = |path: PathBuf| {
            if path.is_dir() {
                Some(path)
            } else {
                path.parent().map(Path::to_owned)
            }
        };
        let paths = paths.into_iter().filter_map(|path| self.locate(path).ok());
        let folders: BTreeSet<PathBuf> = paths.filter_map(folder).collect();
        let entries = folders
            .iter()
            .filter_map(|folder| fs::read_dir(folder).ok());
        let paths = entries.flatten().flatten().map(|entry| entry.path());
        let found: Vec<Leftover> = paths.filter_map(Leftover::at).collect();
        if found.is_empty() {
            return Vec::new();
        }
        let written = written(&found.iter().filter_map(|file| file.identity).collect());
        let theirs = found.iter().filter(|file| !file.delete_if_ours(&written));
        let path = |file: &Leftover| {
            let path = file.path.strip_prefix(self.root()).unwrap_or(&file.path);
            path.to_string_lossy().replace('\\', "/")
        };
        let mut kept: Vec<String> = theirs.map(path).collect();
        kept.sort();
        kept
    }
}

/// A temporary file.
struct Leftover {
    path: PathBuf,
    /// Of the random part of its name, and of the versions that it tells.
    inner: String,
    identity: Option<Identity>,
}

impl Leftover {
    fn at(path: PathBuf) -> Option<Self> {
        let inner = unwrapped(path.file_name()?.to_str()?)?.to_owned();
        let about = fs::symlink_metadata(&path).ok();
        let about = about.filter(fs::Metadata::is_file)?;
        Some(Self {
            path,
            inner,
            identity: Identity::of(&about),
        })
    }

    /// Deletes it, where no running program holds it, and none is about to write into it. `false` where it holds what
    /// another program wrote.
    fn delete_if_ours(&self, written: &BTreeSet<Identity>) -> bool {
        let Ok(file) = File::open(&self.path) else {
            return true;
        };
        // A run may have exchanged it since it was found.
        let now = file.metadata().ok().as_ref().and_then(Identity::of);
        let is_written = now.is_some_and(|now| written.contains(&now));
        if file.try_lock().is_err() || now != self.identity || is_written {
            return true;
        }
        let versions: Vec<&str> = self.inner.split('-').collect();
        if let [before, after, _] = versions[..] {
            let Ok(content) = fs::read(&self.path) else {
                return true;
            };
            let now = print(&content);
            if now != before && now != after {
                return false;
            }
        }
        // Where it cannot be deleted, it is in nobody's way.
        let _ = fs::remove_file(&self.path);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// A project with one file, beside which there is another one; what is told of it, and whether it stays.
    fn cleared(name: &str, content: &str) -> (Vec<String>, bool) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("claims")).unwrap();
        fs::write(folder.path().join("claims/a.json"), "{}").unwrap();
        let path = folder.path().join("claims").join(name);
        fs::write(&path, content).unwrap();
        let disk = Disk::open(folder.path()).unwrap();
        let kept = disk.clear_leftovers(["claims/a.json", "claims/a.json", "nowhere/b.json"]);
        assert!(folder.path().join("claims/a.json").exists());
        (kept, path.exists())
    }

    fn staged() -> String {
        staged_name(Path::new("claims/.factcheck-a1B2c3.tmp"), b"old", b"new")
    }

    #[rstest]
    #[case::half_written(".factcheck-a1B2c3.tmp", "half")]
    #[case::old(&staged(), "old")]
    #[case::new(&staged(), "new")]
    fn what_is_left_behind_is_deleted(#[case] name: &str, #[case] content: &str) {
        assert_eq!(cleared(name, content), (vec![], false));
    }

    #[rstest]
    #[case::of_an_editor(".a.json.tmp")]
    #[case::of_somebody("factcheck-notes.tmp")]
    #[case::settings(".factcheck-house")]
    fn what_others_made_is_nobodys_business(#[case] name: &str) {
        assert_eq!(cleared(name, "old"), (vec![], true));
    }

    #[test]
    fn the_last_copy_of_what_another_program_wrote_stays() {
        let path = format!("claims/{}", staged());
        assert_eq!(cleared(&staged(), "theirs"), (vec![path], true));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_another_program_may_still_write_into_stays() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("claims")).unwrap();
        let path = folder.path().join("claims").join(staged());
        fs::write(&path, "old").unwrap();
        let disk = Disk::open(folder.path()).unwrap();
        let theirs = File::options().append(true).open(&path).unwrap();
        assert!(disk.clear_leftovers(["claims"]).is_empty() && path.exists());
        drop(theirs);
        assert!(disk.clear_leftovers(["claims"]).is_empty() && !path.exists());
    }

    #[test]
    fn what_a_running_program_holds_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sources/.factcheck-a1B2c3.tmp");
        fs::create_dir(folder.path().join("sources")).unwrap();
        let held = File::create(&path).unwrap();
        held.lock().unwrap();
        let disk = Disk::open(folder.path()).unwrap();
        assert!(disk.clear_leftovers(["sources"]).is_empty() && path.exists());
        drop(held);
        assert!(disk.clear_leftovers(["sources"]).is_empty() && !path.exists());
    }
}
