//! Sources: the descriptor, the text it belongs to, and what keeps either from being read.

mod catalog;
mod descriptor;
mod digest;
mod filing;
mod load;
mod long;
mod revision;

pub use catalog::{Catalog, source_ids};
pub use descriptor::{Descriptor, Original};
pub use digest::Sha256Sum;
pub(crate) use digest::digest;
pub use filing::{NewSource, is_source_id, slug};
pub use load::{
    CitedSource, Mark, Source, Unreadable, load, load_and_look, load_sharing, load_text, read_text,
    sha256,
};
pub use long::{LongText, LongTexts};
pub use revision::{LineChange, changed_lines};
