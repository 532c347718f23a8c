//! What a run that was killed while it wrote leaves behind: temporary files, which the next run that writes deletes.

use super::Disk;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
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
    let mut print = String::new();
    for byte in &Sha256::digest(content)[..16] {
        // Writing to a string cannot fail.
        let _ = write!(print, "{byte:02x}");
    }
    print
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
        let mut kept = Vec::new();
        for folder in folders {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let Some(inner) = name.to_str().and_then(unwrapped) else {
                    continue;
                };
                if !delete_if_ours(&entry.path(), inner) {
                    let path = entry.path();
                    let path = path.strip_prefix(self.root()).unwrap_or(&path);
                    kept.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        kept.sort();
        kept
    }
}

/// Deletes a temporary file that no running program holds. `false` where it holds what another program wrote.
fn delete_if_ours(path: &Path, inner: &str) -> bool {
    let is_plain = fs::symlink_metadata(path).is_ok_and(|about| about.is_file());
    let Some(file) = is_plain.then(|| File::open(path).ok()).flatten() else {
        return true;
    };
    if file.try_lock().is_err() {
        return true;
    }
    let versions: Vec<&str> = inner.split('-').collect();
    if let [before, after, _] = versions[..] {
        let Ok(content) = fs::read(path) else {
            return true;
        };
        let now = print(&content);
        if now != before && now != after {
            return false;
        }
    }
    // Where it cannot be deleted, it is in nobody's way.
    let _ = fs::remove_file(path);
    true
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
