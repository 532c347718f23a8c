//! Where files are read from: one trait, and behind it the file system, git, or memory.

mod cabinet;
mod disk;
mod exchange;
mod git;
mod journal;
mod kept;
mod leftover;
mod lfs;
mod memory;
mod overlay;
mod read;
mod room;
mod signature;
mod trace;
mod write;
mod writers;

pub use crate::content::Content;
pub use cabinet::{Cabinet, LARGEST_ENTRY};
pub use disk::Disk;
pub use git::{Ancestor, GitError, GitTree, Repository, Sight, Snapshot, Staged, Today};
pub use journal::{Digest, Journal, Observed, SecondLook, Since};
pub use kept::{Kept, expect_kept};
pub use lfs::Pointer;
pub use memory::Memory;
pub use overlay::Overlay;
pub use read::{Entry, EntryKind, ReadError, Store};
pub use signature::Moment;
pub use trace::{Trace, signature_of_program};
pub use write::{Replacement, WriteError};
