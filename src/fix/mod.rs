//! Mends claim files: applies the fixes that findings offer until none is left, in memory, and never makes another error.
//!
//! Fixes are applied in rounds, since one may bring another to light: a quote in the source's own characters shows that its
//! span is wrong. When nothing is left to apply, a change of content is recorded. A claim that then has an error that it
//! had not gets its text back, and its fixes are tried one at a time.

mod choice;
mod look;
mod record;
mod rounds;

pub use choice::apply;

use crate::finding::{Fix, Safety};
use crate::project::{Project, Selection};
use crate::report::Report;
use rounds::Mender;
use std::collections::BTreeMap;

/// A claim by its file, relative to the root, and its index there, from 0.
type ClaimKey = (String, usize);

/// What was mended of a project, in memory.
pub struct Mended {
    /// The files that are to be written, sorted by path.
    pub files: Vec<MendedFile>,
    /// The fixes that were applied, in order of file and claim.
    pub done: Vec<Done>,
    /// The claims in which that is recorded, in order of file and place.
    pub recorded: Vec<Recorded>,
    /// The fixes that were not applied, though they were asked for, in order of file and claim.
    pub withheld: Vec<Withheld>,
    /// What the check said before.
    pub before: Report,
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendedFile {
    /// Its path, relative to the root.
    pub path: String,
    /// Its text as it was read.
    pub before: String,
    /// Its text now.
    pub after: String,
}

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The claim file.
    pub file: String,
    /// What messages call the claim.
    pub claim: String,
    /// The rule whose finding it mends.
    pub rule: &'static str,
    /// What it does.
    pub title: String,
    citation: Option<usize>,
    source: Option<String>,
}

/// A claim whose correction was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The claim file.
    pub file: String,
    /// What messages call the claim.
    pub claim: String,
    /// The new revision.
    pub revision: u64,
    /// What the new entry of `changes` says.
    pub note: String,
}

/// A fix that was not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The claim file.
    pub file: String,
    /// What messages call the claim.
    pub claim: String,
    /// The rule whose finding it would mend.
    pub rule: &'static str,
    /// What it would do.
    pub title: String,
    /// Why it was not applied, and what to do.
    pub reason: String,
}

/// A fix that a finding offers.
#[derive(Debug, Clone)]
struct Offer {
    rule: &'static str,
    pointer: String,
    identity: String,
    citation: Option<usize>,
    source: Option<String>,
    fix: Fix,
}

impl Offer {
    /// Safe fixes come before the others, then the place decides.
    fn order(&self) -> (bool, usize, &'static str, &str) {
        let start = self.fix.edits.first().map_or(0, |edit| edit.start);
        let is_review = self.fix.safety == Safety::Review;
        (is_review, start, self.rule, &self.pointer)
    }

    /// What it is, wherever it stands by now.
    fn name(&self) -> (&'static str, String, String) {
        (self.rule, self.pointer.clone(), self.identity.clone())
    }
}

/// Mends what is selected of a project: with [`Safety::Safe`] by the safe fixes, with [`Safety::Review`] by all. Nothing
/// is written: the project's claim files are replaced in memory.
pub fn mend(project: &mut Project, selection: &Selection, safety: Safety) -> Mended {
    let mut mender = Mender::new(project, selection, safety);
    let before = mender.run();
    let Mender {
        project,
        originals,
        done,
        recorded,
        withheld,
        ..
    } = mender;
    let files = originals
        .into_iter()
        .filter_map(|(path, before)| {
            let after = project.file(&path)?.text.as_str().to_owned();
            (after != before).then_some(MendedFile {
                path,
                before,
                after,
            })
        })
        .collect();
    Mended {
        files,
        done: in_order(done),
        recorded: recorded.into_values().collect(),
        withheld: in_order(withheld),
        before,
    }
}

fn in_order<T>(by_claim: BTreeMap<ClaimKey, Vec<T>>) -> Vec<T> {
    by_claim.into_values().flatten().collect()
}
