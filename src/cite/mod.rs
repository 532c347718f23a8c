//! Makes citations: from words that somebody remembers, or copied from another page, to the passage as it stands, with all
//! that singles it out; and puts them into a claim.
//!
//! What is made here passes the checks: the quote is cut from the text itself, at word boundaries, and what stands around it
//! is told where it stands more than once. That it does is for the same matcher to say as ever (`quote`).

mod candidate;
mod context;
mod draft;
mod insert;
mod passage;

pub use draft::{Draft, Terms};
pub use insert::{Refused, insert};
pub use passage::{NotFound, Passage, Wanted, locate};
