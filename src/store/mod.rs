//! Where files are read from: one trait, and behind it the file system, git, or memory.

mod disk;
mod git;
mod memory;
mod overlay;
mod read;
mod write;

pub use disk::Disk;
pub use git::{Ancestor, GitError, GitTree, Repository, Snapshot, Staged, Today};
pub use memory::Memory;
pub use overlay::Overlay;
pub use read::{Entry, EntryKind, ReadError, Store};
pub use write::WriteError;
