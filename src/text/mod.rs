//! Texts and the places in them: decoding, lines, columns, code points.

mod ends;
mod excerpt;
mod index;
mod listed;
mod place;
mod shell;
mod source_text;
mod visible;

pub use ends::{abridged, same_ends};
pub use excerpt::Excerpt;
pub use index::Index;
pub use listed::among;
pub use place::{Place, Region, Span};
pub use shell::shell_word;
pub use source_text::{BYTE_ORDER_MARK, EncodingFault, Text};
pub use visible::{
    character_name, is_blank, is_invisible, is_zero_width, printable, visible, visible_line,
};
