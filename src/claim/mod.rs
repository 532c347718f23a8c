//! Claim files: the model of what editors write, and how it is read from bytes.

mod date;
mod model;
mod parse;

pub use date::Date;
pub use model::{
    Change, ChangeContent, ChangeKind, Checked, Citation, Claim, Located, Quote, Stance, Tombstone,
    Verdict, Waiver,
};
pub use parse::{ClaimFile, Problem};
