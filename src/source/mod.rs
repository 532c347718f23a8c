//! Sources: the descriptor, the text it belongs to, and what keeps either from being read.

mod descriptor;
mod digest;
mod load;

pub use descriptor::Descriptor;
pub(crate) use digest::{digest, hex};
pub use load::{Source, Unreadable, load, load_text, read_text};
