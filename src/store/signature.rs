//! What the system says of a file without reading it, and when that is enough to know that the file is the same.

use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// A moment, by the clock that files are stamped with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    /// Since 1970.
    pub seconds: i64,
    /// Beyond the seconds.
    pub nanoseconds: u32,
}

/// A change that came this long before a run, or later, may have come after the run's own look at the file and bear the
/// same stamp. Stamps of local file systems lag by a tick of the kernel, 10 ms at most; those without fractions by up to
/// two seconds. The rest is for a clock that is set back a little.
const SETTLING_SECONDS: i64 = 2;

/// How far a stamp with fractions of a second may lag behind the clock: twice the longest tick, in nanoseconds.
const LAG: u32 = 20_000_000;

impl Moment {
    /// Now.
    pub fn now() -> Self {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            nanoseconds: since.subsec_nanos(),
        }
    }

    /// Two seconds later.
    fn settled(self) -> Self {
        Self {
            seconds: self.seconds.saturating_add(SETTLING_SECONDS),
            ..self
        }
    }

    /// The last moment at which a file may have been changed that bears this stamp.
    fn latest(self) -> Self {
        if self.nanoseconds == 0 {
            return self.settled();
        }
        let nanoseconds = self.nanoseconds.saturating_add(LAG);
        Self {
            seconds: self
                .seconds
                .saturating_add(i64::from(nanoseconds / 1_000_000_000)),
            nanoseconds: nanoseconds % 1_000_000_000,
        }
    }
}

/// What the system says of a file. Two that are equal are of the same content, where the file is [`Age::Settled`]: no
/// program can set the time of the last change of a file's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    inode: u64,
    size: u64,
    mode: u32,
    /// Of the content.
    modified: Moment,
    /// Of content, name, owner or permissions.
    changed: Moment,
}

/// How old a file's last change is, seen from the beginning of a run that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// Old enough that any later change shows in the signature.
    Settled,
    /// A later change may bear the same stamp: the content has to be compared.
    Young,
    /// It may have changed while the run was under way.
    Meanwhile,
}

impl Signature {
    /// How old the last change is for a run that began at a moment.
    pub fn age(&self, began: Moment) -> Age {
        // Programs can set the other time as they like.
        if self.changed.latest() >= began {
            Age::Meanwhile
        } else if self.changed.settled() >= began {
            Age::Young
        } else {
            Age::Settled
        }
    }

    /// What the system says, and the device that the file is on; `None` where it does not say enough.
    #[cfg(unix)]
    pub fn of(file: &Metadata) -> Option<(u64, Self)> {
        use std::os::unix::fs::MetadataExt;
        let moment = |seconds, nanoseconds| {
            Some(Moment {
                seconds,
                nanoseconds: u32::try_from(nanoseconds).ok()?,
            })
        };
        let signature = Self {
            inode: file.ino(),
            size: file.size(),
            mode: file.mode(),
            modified: moment(file.mtime(), file.mtime_nsec())?,
            changed: moment(file.ctime(), file.ctime_nsec())?,
        };
        Some((file.dev(), signature))
    }

    /// What the system says, and the device that the file is on; `None` where it does not say enough.
    #[cfg(not(unix))]
    pub fn of(_file: &Metadata) -> Option<(u64, Self)> {
        None
    }
}

/// Kinds of file systems on this machine's own disks and in its memory, whose stamps are made by its own clock, and whose
/// numbers of files are not given twice: ext2 to ext4, XFS, btrfs, tmpfs, overlayfs, ZFS, F2FS, bcachefs (`statfs(2)`).
/// Stamps of a file system on a network or behind a virtual machine are another clock's, or come late.
#[cfg(target_os = "linux")]
const LOCAL: [u64; 8] = [
    0xEF53,
    0x5846_5342,
    0x9123_683E,
    0x0102_1994,
    0x794C_7630,
    0x2FC1_2FC1,
    0xF2F5_2010,
    0xCA45_1A4E,
];

/// Whether signatures of files on the file system of a folder can be trusted.
#[cfg(target_os = "linux")]
pub(super) fn has_true_signatures(folder: &Path) -> bool {
    // The type of the number differs from one architecture to another.
    rustix::fs::statfs(folder).is_ok_and(|system| {
        u64::try_from(system.f_type).is_ok_and(|kind| LOCAL.contains(&(kind & 0xFFFF_FFFF)))
    })
}

/// Whether signatures of files on the file system of a folder can be trusted.
#[cfg(target_os = "macos")]
pub(super) fn has_true_signatures(folder: &Path) -> bool {
    rustix::fs::statfs(folder).is_ok_and(|system| {
        let name = system.f_fstypename.iter();
        let name: Vec<u8> = name
            .take_while(|letter| **letter != 0)
            .map(|letter| letter.cast_unsigned())
            .collect();
        [&b"apfs"[..], b"hfs"].contains(&name.as_slice())
    })
}

/// Whether signatures of files on the file system of a folder can be trusted.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn has_true_signatures(_folder: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const BEGAN: Moment = at(100, 500_000_000);

    const fn at(seconds: i64, nanoseconds: u32) -> Moment {
        Moment {
            seconds,
            nanoseconds,
        }
    }

    #[rstest]
    #[case::long_ago(at(98, 499_999_999), Age::Settled)]
    #[case::two_seconds_ago(at(98, 500_000_000), Age::Young)]
    #[case::just_now(at(100, 479_999_999), Age::Young)]
    #[case::within_a_tick(at(100, 480_000_000), Age::Meanwhile)]
    #[case::later(at(100, 500_000_001), Age::Meanwhile)]
    #[case::in_the_future(at(9_000, 1), Age::Meanwhile)]
    #[case::whole_second_long_ago(at(98, 0), Age::Settled)]
    #[case::whole_second(at(99, 0), Age::Meanwhile)]
    fn only_what_changed_well_before_a_run_is_settled(#[case] stamp: Moment, #[case] age: Age) {
        for modified in [at(1, 1), stamp, at(9_000, 1)] {
            let signature = Signature {
                inode: 1,
                size: 1,
                mode: 1,
                modified,
                changed: stamp,
            };
            assert_eq!(signature.age(BEGAN), age);
        }
    }
}
