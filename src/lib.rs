//! factcheck keeps fact-checks honest: a green run means that every quotation is, code point for code point, in the
//! source that it cites.
//!
//! This is the library behind the `factcheck` program. Its public face is small:
//!
//! - [`judge`] says what a quote is to a text: verbatim, typographic, disguised, elided, altered or absent;
//! - [`ClaimFile::parse`] reads a claim file: what can be read of it, and everything that is wrong with its form;
//! - [`Project::read`] and [`verify`] check a whole project, from any [`store`]; [`Workspace`] opens one on disk, or what is
//!   staged of it in git;
//! - [`assert_claims_hold`] makes a test case of a claim file.
//!
//! ```
//! use factcheck::{Judgement, judge};
//!
//! let text = "The harbour board approved 70 new berths on Monday.";
//! assert!(matches!(judge(text, "approved 70 new berths"), Judgement::Stands(_)));
//! let Judgement::Altered(altered) = judge(text, "The harbour board approved 700 new berths") else {
//!     panic!("one digit is enough");
//! };
//! assert_eq!(&text[altered.range], "The harbour board approved 70 new berths");
//! ```
//!
//! The modules below are the program's rooms. What is hidden from this page is public for the program and the tests only.
//!
//! # The way of the data
//!
//! It goes in one direction: bytes → [`ClaimFile`] and its problems → [`evidence`] (each citation located once) →
//! [`drift`] (what changed since the prior version) → [`rules`] → [`Report`] → one renderer → exit code.
//!
//! A check of a whole project goes that way batch by batch of claim files, each thread with a batch of its own (`verify`). Of a
//! batch stays what is reported, and what spans the project: hashes of ids, which source is cited how often, waivers, quotes that
//! stand nowhere. Files that cite long texts come last, in large batches that all threads share.
//! Files that turn out to share an id, or of which a quote stands in another source, are read once more at the end.
//!
//! # Floors
//!
//! A module imports only from floors below its own, and nothing goes in circles (a test reads the imports):
//!
//! | floor | modules |
//! |---|---|
//! | 1 | `hex`, `content` |
//! | 2 | [`text`], [`store`], [`progress`] |
//! | 3 | [`document`], [`quote`], [`figure`] |
//! | 4 | [`finding`], [`claim`] |
//! | 5 | [`source`], [`config`], [`page`] |
//! | 6 | [`project`], [`seek`], [`starter`] |
//! | 7 | [`evidence`], [`baseline`], [`cite`] |
//! | 8 | [`drift`], [`cache`] |
//! | 9 | [`report`] |
//! | 10 | [`rules`], [`render`]: they never meet, and share only the findings |
//! | 11 | `verify` |
//! | 12 | [`resume`] |
//! | 13 | [`workspace`], [`fix`] |
//! | 14 | the program: flags, commands, `main` |
//!
//! # Invariants
//!
//! 1. Below `rules` there are facts only; `rules` alone makes findings; above, they are only ordered and printed.
//! 2. Files are read only by `store`, and git is run there alone; `workspace` finds the root and asks clock and
//!    environment; only the program prints. Evidence, rules and report cannot fail.
//! 3. Parsing yields a claim file *and* its problems, never an error instead. Bad JSON and unreadable sources are facts
//!    that become findings.
//! 4. A citation that could not be judged is unverifiable, and its claim fails: nothing that was not checked passes.
//! 5. Fixes edit claim files, never sources.
//! 6. Only `render` knows a format, to write it and to read it; only `text` converts positions.
//! 7. One matcher decides whether a quote stands, then and today, and one walk whether a fold makes two texts the same.
//! 8. A version compared with itself has no drift, and what is recorded is told, never a fault.
//! 9. The reports of all shards of a run, joined, are the report of the run, byte for byte; whatever is reported belongs to
//!    one shard, and has all that its place among the others depends on in its JSON.
//! 10. Memory grows with what is reported, not with the texts: no claim file or source is kept after its batch, unless a
//!     version that differs has to be compared, or the caller keeps the files; of long sources, the first 64 MiB are kept.

#[doc(hidden)]
pub mod baseline;
#[doc(hidden)]
pub mod cache;
pub mod cite;
pub mod claim;
pub mod config;
mod content;
#[doc(hidden)]
pub mod document;
#[doc(hidden)]
pub mod drift;
#[doc(hidden)]
pub mod evidence;
#[doc(hidden)]
pub mod figure;
pub mod finding;
pub mod fix;
mod hex;
#[doc(hidden)]
pub mod page;
#[doc(hidden)]
pub mod progress;
pub mod project;
pub mod quote;
pub mod render;
pub mod report;
#[doc(hidden)]
pub mod resume;
pub mod rules;
#[doc(hidden)]
pub mod seek;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod starter;
pub mod store;
#[doc(hidden)]
pub mod text;
mod verify;
pub mod workspace;

pub use claim::{ClaimFile, Date};
pub use config::Config;
pub use project::{Project, ProjectError, Selection, Shard};
pub use quote::{Judgement, judge};
pub use report::Report;
#[doc(hidden)]
pub use verify::{Trail, verify_leaving_trail, verify_to_show};
pub use verify::{verify, verify_shard};
pub use workspace::{Workspace, assert_claims_hold};
