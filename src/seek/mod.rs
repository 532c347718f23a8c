//! Looks for a passage in sources: where it stands verbatim, where but for typography, and what is like it.
//!
//! The way of a query: each text is read once, and searched for the passage as it is, else for one that differs in
//! typography only. Where it stands in none of them, each text is looked at once more for the words of the query, and the
//! likeliest few are searched for the passage that is closest. Whether and where a passage stands is for the one matcher
//! (`quote`) to say; what is done here only saves it work. Nothing depends on time or on the number of threads.

mod best;
mod hit;
mod search;

pub use hit::{Hit, How};
pub use search::{Found, Near, Query, Unsearched, search};
