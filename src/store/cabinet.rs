//! The folder of the user in which entries of the cache lie, outside every project: read and written by nobody else.

use std::path::PathBuf;

/// A folder for the cache. Nothing that goes wrong with it is ever told: without it, a run only takes longer.
#[derive(Debug, Clone)]
pub struct Cabinet {
    folder: PathBuf,
}

/// Bytes of an entry, at most; a longer one is not kept.
pub const LARGEST_ENTRY: u64 = 128 << 20;

/// Bytes of all entries, at most; beyond that the oldest are deleted.
const LARGEST_CABINET: u64 = 1 << 30;

/// How many entries there are at most.
const MOST_ENTRIES: usize = 256;

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod private {
    use super::{Cabinet, LARGEST_CABINET, LARGEST_ENTRY, MOST_ENTRIES};
    use rustix::fs::{Mode, OFlags, openat};
    use std::env;
    use std::fs::{self, DirBuilder, File, Metadata};
    use std::io::{self, Read, Write};
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    use std::path::{Path, PathBuf};
    use std::time::{Duration, SystemTime};
    use tempfile::Builder;

    /// How the name of an entry ends: whatever else lies in the folder is left alone.
    const ENDING: &str = ".factcheck-cache";

    /// What an entry is called while it is being written.
    const UNFINISHED: &str = ".factcheck-new-";

    /// A run that was killed left its unfinished file behind; none takes as long as this.
    const LONGEST_WRITE: Duration = Duration::from_hours(1);

    impl Cabinet {
        /// The folder that the environment names, made where it is missing: `FACTCHECK_CACHE_DIR`, else the usual place
        /// (XDG Base Directory Specification; on macOS, `~/Library/Caches`). `None` where there is no such folder, others
        /// may write to it, or it lies within `project`.
        pub fn find(project: &Path) -> Option<Self> {
            let folder = usual_folder()?;
            // Not even an empty folder is made within the project.
            if resolved(&folder)?.starts_with(project) {
                return None;
            }
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&folder)
                .ok()?;
            let cabinet = Self {
                folder: folder.canonicalize().ok()?,
            };
            (!cabinet.folder.starts_with(project) && cabinet.open().is_some()).then_some(cabinet)
        }

        /// The folder, if it is the user's own.
        fn open(&self) -> Option<File> {
            let folder = File::open(&self.folder).ok()?;
            let is_folder = folder.metadata().ok()?;
            (is_folder.is_dir() && is_private(&is_folder)).then_some(folder)
        }

        /// The entry of that name.
        pub fn load(&self, name: &str) -> Option<Vec<u8>> {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
            let name = format!("{name}{ENDING}");
            let file = openat(self.open()?, name, flags, Mode::empty()).ok()?;
            let mut file = File::from(file);
            let there = file.metadata().ok()?;
            if !there.is_file() || !is_private(&there) || there.len() > LARGEST_ENTRY {
                return None;
            }
            let mut bytes = Vec::new();
            bytes
                .try_reserve_exact(usize::try_from(there.len()).ok()?.checked_add(1)?)
                .ok()?;
            file.read_to_end(&mut bytes).ok()?;
            Some(bytes)
        }

        /// Puts an entry in the place of the one of that name. Where that fails, there is none, or the old one.
        pub fn save(&self, name: &str, parts: &[&[u8]]) {
            // A disk that is full stays as full as it was: what was written so far is deleted.
            let _ = self.try_to_save(name, parts);
        }

        fn try_to_save(&self, name: &str, parts: &[&[u8]]) -> io::Result<()> {
            let name = format!("{name}{ENDING}");
            self.prune(&name)?;
            let mut new = Builder::new()
                .prefix(UNFINISHED)
                .tempfile_in(&self.folder)?;
            for part in parts {
                new.write_all(part)?;
            }
            new.persist(self.folder.join(name))?;
            Ok(())
        }

        /// Makes room for another entry.
        fn prune(&self, name: &str) -> io::Result<()> {
            let mut kept = Vec::new();
            for entry in fs::read_dir(&self.folder)? {
                let entry = entry?;
                // Another run may be tidying up as well.
                let (Ok(there), Ok(own)) = (entry.metadata(), entry.file_name().into_string())
                else {
                    continue;
                };
                let written = there.modified()?;
                if own.starts_with(UNFINISHED) {
                    let age = SystemTime::now().duration_since(written);
                    if age.is_ok_and(|age| age > LONGEST_WRITE) {
                        let _ = fs::remove_file(entry.path());
                    }
                } else if own.ends_with(ENDING) && own != name {
                    kept.push((written, there.len(), entry.path()));
                }
            }
            kept.sort_unstable();
            let mut bytes: u64 = kept.iter().map(|(_, length, _)| length).sum();
            let mut count = kept.len();
            for (_, length, path) in kept {
                if count < MOST_ENTRIES && bytes <= LARGEST_CABINET {
                    break;
                }
                let _ = fs::remove_file(path);
                count -= 1;
                bytes -= length;
            }
            Ok(())
        }
    }

    /// Whether only the user can have written it: an entry by somebody else could forge a pass.
    fn is_private(there: &Metadata) -> bool {
        there.uid() == rustix::process::geteuid().as_raw() && there.mode() & 0o022 == 0
    }

    /// The path with the links resolved of as much of it as is there.
    fn resolved(folder: &Path) -> Option<PathBuf> {
        folder
            .ancestors()
            .find_map(|above| Some((above, above.canonicalize().ok()?)))
            .and_then(|(above, resolved)| Some(resolved.join(folder.strip_prefix(above).ok()?)))
    }

    fn usual_folder() -> Option<PathBuf> {
        let named = |name: &str| {
            let path = env::var_os(name).filter(|value| !value.is_empty())?;
            // A relative path would be another folder in each working folder.
            Some(PathBuf::from(path)).filter(|path| path.is_absolute())
        };
        if env::var_os("FACTCHECK_CACHE_DIR").is_some_and(|value| !value.is_empty()) {
            return named("FACTCHECK_CACHE_DIR");
        }
        let usual = if cfg!(target_os = "macos") {
            "Library/Caches/factcheck"
        } else {
            ".cache/factcheck"
        };
        named("XDG_CACHE_HOME")
            .map(|folder| folder.join("factcheck"))
            .or_else(|| Some(named("HOME")?.join(usual)))
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
impl Cabinet {
    /// None: nothing tells here whether a file has changed without reading it.
    pub fn find(_project: &std::path::Path) -> Option<Self> {
        None
    }

    /// The entry of that name.
    pub fn load(&self, _name: &str) -> Option<Vec<u8>> {
        None
    }

    /// Puts an entry in the place of the one of that name.
    pub fn save(&self, _name: &str, _parts: &[&[u8]]) {}
}
