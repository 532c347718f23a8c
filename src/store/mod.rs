//! Where files are read from: one trait, and the file system behind it.

mod disk;
mod memory;
mod read;

pub use disk::Disk;
pub use memory::Memory;
pub use read::{Entry, EntryKind, ReadError, Store};
