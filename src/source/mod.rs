//! Sources: the descriptor, the text it belongs to, and what keeps either from being read.

mod catalog;
mod descriptor;
mod load;

pub use catalog::{Catalog, source_ids};
pub use descriptor::Descriptor;
pub(crate) use load::hex;
pub use load::{Source, Unreadable, load, load_text};
