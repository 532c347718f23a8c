//! The facts themselves: which claims of two versions belong together, what became of the others, and of the sources.

use super::change::Change;
use crate::claim::{self, Claim, ClaimFile, Tombstone, Waiver};
use crate::evidence::Passage;
use crate::finding::Label;
use crate::project::{Baseline, Prior, Project};
use crate::quote::Difference;
use crate::source::Source;
use std::collections::HashSet;
use std::fmt;

/// All that changed since the prior version, as far as it is reported on.
pub struct Drift<'p> {
    /// The project today.
    pub project: &'p Project,
    /// The version it is compared with.
    pub prior: &'p Prior,
    /// The ids of today's tombstones.
    pub retired: HashSet<&'p str>,
    /// Claims of both versions that belong together, in order of today's file and place. Of claims whose files did not
    /// change there is none.
    pub pairs: Vec<Pair<'p>>,
    /// Claims of the prior version that belong to none of today's.
    pub removed: Vec<RemovedClaim<'p>>,
    /// Claims of today that belong to none of the prior version.
    pub added: Vec<AddedClaim<'p>>,
    /// Ids that stand for something else today.
    pub reused: Vec<ReusedId<'p>>,
    /// Tombstones of the prior version that are gone or say something else.
    pub tombstones: Vec<RewrittenTombstone<'p>>,
    /// Sources that changed, by id.
    pub sources: Vec<SourceDrift<'p>>,
    /// Settings that are less strict.
    pub loosened: Vec<Loosened>,
    /// Files of the prior version that cannot be read, and why: what they hold could not be compared.
    pub unchecked: Vec<(String, String)>,
}

impl Drift<'_> {
    /// What was compared with.
    pub fn baseline(&self) -> &Baseline {
        &self.prior.baseline
    }
}

/// A claim in one of the two versions.
#[derive(Clone, Copy)]
pub struct Side<'p> {
    /// The file it stands in.
    pub file: &'p ClaimFile,
    /// The claim.
    pub claim: &'p Claim,
}

impl<'p> Side<'p> {
    /// Every claim of a file, in order.
    pub fn all(file: &'p ClaimFile) -> impl Iterator<Item = Self> {
        file.claims.iter().map(move |claim| Self { file, claim })
    }

    /// The id, where it can be read.
    pub fn id(&self) -> Option<&'p str> {
        self.claim.id.as_ref().map(|id| id.value.as_str())
    }
}

/// A claim in both versions.
pub struct Pair<'p> {
    /// As it was.
    pub old: Side<'p>,
    /// As it is.
    pub new: Side<'p>,
    /// How alike they are where it is not the id, or `formerly`, that holds them together: from 0.6 to 1.
    pub by_content: Option<f64>,
    /// Whether the old one shared its id with another claim, which has it still: it had to get another one.
    pub shared_its_id: bool,
    /// The differences of content, in the order of the fields; empty where there are none.
    pub changes: Vec<Change>,
    /// Whether and how a change of content is recorded.
    pub record: Record<'p>,
    /// Which citations belong together: index then, index today.
    pub citations: Vec<(usize, usize)>,
    /// Waivers of today that the claim did not have, or that reach further than those it had.
    pub waivers: Vec<&'p Waiver>,
}

impl Pair<'_> {
    /// Whether the id is another one.
    pub fn is_renamed(&self) -> bool {
        matches!((self.old.id(), self.new.id()), (Some(old), Some(new)) if old != new)
    }

    /// Whether today's claim says that it had the old id.
    pub fn names_old_id(&self) -> bool {
        self.old
            .id()
            .is_some_and(|old| self.new.claim.formerly.iter().any(|id| id == old))
    }
}

/// How a change of content is recorded: by a higher revision, and an entry of `changes` for it with a new note.
#[derive(Clone, Copy)]
pub struct Record<'p> {
    /// Whether the revision rose.
    pub rose: bool,
    /// The entry for today's revision whose note the prior version does not have.
    pub entry: Option<&'p claim::Change>,
}

impl Record<'_> {
    /// Whether both are there.
    pub fn is_complete(&self) -> bool {
        self.rose && self.entry.is_some()
    }
}

/// A claim that might be what another one became.
#[derive(Clone, Copy)]
pub struct Candidate<'p> {
    /// The claim.
    pub side: Side<'p>,
    /// How alike they are, from 0 to 1.
    pub similarity: f64,
}

/// A claim of the prior version that belongs to none of today's.
pub struct RemovedClaim<'p> {
    /// As it was.
    pub old: Side<'p>,
    /// What became of it.
    pub fate: Fate<'p>,
    /// Claims of today that are like it, best first: it may have been renamed, split or merged.
    pub candidates: Vec<Candidate<'p>>,
    /// A claim that names it in `formerly`, without a record of having taken it in.
    pub silent_heir: Option<Side<'p>>,
}

/// What became of a claim that is gone.
#[derive(Clone, Copy)]
pub enum Fate<'p> {
    /// Nothing says.
    Removed,
    /// It has a tombstone.
    Retired(&'p Tombstone),
    /// Another claim names it in `formerly`, and has a record of its own change.
    Merged(Side<'p>),
    /// Nobody can say: today's file cannot be read in full, which is a finding of its own, and the claim may stand in it;
    /// or it had no id that could be read.
    Unknown,
}

/// A claim of today that belongs to none of the prior version.
pub struct AddedClaim<'p> {
    /// The claim.
    pub new: Side<'p>,
    /// Claims that are gone and like it, best first.
    pub candidates: Vec<Candidate<'p>>,
}

/// An id that stands for something else today.
pub struct ReusedId<'p> {
    /// The claim that has it.
    pub new: Side<'p>,
    /// The claim that had it; `None` where a tombstone did.
    pub old: Option<Side<'p>>,
    /// The tombstone that had it.
    pub tombstone: Option<&'p Tombstone>,
    /// The claim of which it was an earlier id, by its `formerly`.
    pub former: Option<Side<'p>>,
}

/// A tombstone of the prior version that is gone or says something else.
pub struct RewrittenTombstone<'p> {
    /// The file it stood in.
    pub old_file: &'p ClaimFile,
    /// As it was.
    pub old: &'p Tombstone,
    /// As it is, and where; `None` where it is gone.
    pub new: Option<(&'p ClaimFile, &'p Tombstone)>,
}

/// A source that changed.
pub struct SourceDrift<'p> {
    /// Its id.
    pub id: String,
    /// What happened to it.
    pub fate: SourceFate,
    /// As it was; `None` where it is new.
    pub old: Option<Source>,
    /// As it is; `None` where it is gone.
    pub new: Option<Source>,
    /// What became of the quotes that stood in it, in the prior version's order of file and place. Only of a source that
    /// was edited or is gone.
    pub quotes: Vec<QuoteDrift<'p>>,
}

/// How the quotes that stood in a source fare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuoteTally {
    /// They stand where they stood.
    pub stand: usize,
    /// They stand elsewhere in the text.
    pub moved: usize,
    /// A passage is close to them.
    pub altered: usize,
    /// Nothing is like them.
    pub gone: usize,
    /// They stand no longer, but the claim no longer quotes them, and says so.
    pub settled: usize,
}

impl SourceDrift<'_> {
    /// Counts the quotes.
    pub fn tally(&self) -> QuoteTally {
        let mut tally = QuoteTally::default();
        for quote in &self.quotes {
            let count = match quote.outcome {
                Outcome::Stands => &mut tally.stand,
                Outcome::Moved { .. } => &mut tally.moved,
                _ if quote.is_settled => &mut tally.settled,
                Outcome::Altered { .. } => &mut tally.altered,
                Outcome::Gone { .. } => &mut tally.gone,
            };
            *count += 1;
        }
        tally
    }
}

impl fmt::Display for QuoteTally {
    /// `of the 4 quotes that stood in it 2 stand, 1 moved and 1 is gone`; counts of none are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.stand, "stands", "stand"),
            (self.moved, "moved", "moved"),
            (self.altered, "is altered", "are altered"),
            (self.gone, "is gone", "are gone"),
            (self.settled, "is no longer quoted", "are no longer quoted"),
        ];
        let all: usize = counts.iter().map(|(count, ..)| count).sum();
        let some: Vec<_> = counts.iter().filter(|(count, ..)| *count > 0).collect();
        match some.as_slice() {
            [] => write!(f, "no quote stood in it"),
            [(1, one, _)] => write!(f, "the one quote that stood in it {one}"),
            [(_, _, many)] => write!(f, "all {all} quotes that stood in it {many}"),
            [first @ .., last] => {
                let part = |(count, one, many): &(usize, &str, &str)| {
                    format!("{count} {}", if *count == 1 { one } else { many })
                };
                let first: Vec<String> = first.iter().map(|counted| part(counted)).collect();
                let (first, last) = (first.join(", "), part(last));
                write!(f, "of the {all} quotes that stood in it {first} and {last}")
            }
        }
    }
}

/// What happened to a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceFate {
    /// It is new.
    Added,
    /// It is gone: its descriptor, or its text.
    Removed,
    /// Its text is another one.
    Edited,
    /// Its text is the same, and the pinned hash another one: `true` where that is the text's own, so that a wrong pin was
    /// mended.
    Pinned {
        /// Whether the new pin is the text's hash.
        is_right: bool,
    },
}

/// A quote that stood in a source then.
pub struct QuoteDrift<'p> {
    /// The claim that quoted it then.
    pub old: Side<'p>,
    /// Index of its citation then.
    pub citation: usize,
    /// The claim today, where it still quotes the same words.
    pub new: Option<(Side<'p>, usize)>,
    /// The words.
    pub quote: String,
    /// What became of them.
    pub outcome: Outcome,
    /// Whether the claim no longer quotes them, and says so: nothing is left to mend.
    pub is_settled: bool,
}

/// What became of a quote that stood in a source.
pub enum Outcome {
    /// It stands where it stood.
    Stands,
    /// It stands elsewhere in the text.
    Moved {
        /// Where it stood.
        before: Box<Passage>,
        /// Where it stands.
        after: Box<Passage>,
    },
    /// A passage is close to it.
    Altered {
        /// The passage then.
        before: Box<Passage>,
        /// The passage today.
        after: Box<Passage>,
        /// What turns one into the other.
        difference: Difference,
    },
    /// Nothing is like it.
    Gone {
        /// The passage then.
        before: Box<Passage>,
    },
}

impl Outcome {
    /// Whether the quote stands in today's text.
    pub fn stands(&self) -> bool {
        matches!(self, Self::Stands | Self::Moved { .. })
    }
}

/// A setting that is less strict than it was.
pub struct Loosened {
    /// The setting, as it is written.
    pub setting: String,
    /// What it was, in words.
    pub before: String,
    /// What it is, in words.
    pub after: String,
    /// Where it is set today.
    pub place: Label,
}
