//! Every fact about every citation, gathered once: rules read these facts and make findings of them.

mod elsewhere;
mod facts;
mod gather;
mod known;
mod placement;
mod speaker;
mod surroundings;

pub use facts::{
    Ambiguity, Certainty, CitationFacts, ClaimFacts, ClosestPassage, ContextFault, Cut, Detail,
    Edge, Elsewhere, Evidence, FragmentFacts, Gap, Match, Misorder, Passage, Placement, Side,
    SourceFacts, SpanFault, Tally,
};
pub use gather::{Found, Gathered, Gathering, Look, News, Sought, cited_by, sought};
pub use known::{KnownSources, Sources};
