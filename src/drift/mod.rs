//! What changed in claims and sources since the prior version, and whether it was recorded: facts only, found once.

mod bag;
mod change;
mod changelog;
mod citations;
mod compare;
mod content;
mod facts;
mod pairing;
mod policy;
mod remarks;
mod similarity;
mod sources;

pub use change::{Change, DriftKind};
pub use compare::{compare, matters_to_others};
pub use content::said;
pub use facts::{
    AddedClaim, Candidate, Drift, Fate, Loosened, Outcome, Pair, QuoteDrift, QuoteTally, Record,
    RemovedClaim, ReusedId, RewrittenTombstone, Side, SourceDrift, SourceFate,
};
pub use remarks::is_remark;
pub use sources::suspects;
