//! Quotes and the text they are said to come from: where a quote stands, and if it does not, what is wrong with it.

mod anchors;
mod ascii;
mod boundary;
mod crowd;
mod difference;
mod edges;
mod elision;
mod fold;
mod handful;
mod judge;
mod locate;
mod lookalike;
mod nearest;
mod needles;
mod occurrences;
mod plain;
mod segments;
mod skeleton;
mod span;
mod together;
mod walk;

pub use anchors::Anchors;
pub use boundary::{cut_word, whole_words};
pub(crate) use difference::likeness;
pub use difference::{Change, Difference, Kind};
pub use edges::{Edge, Looked};
pub use elision::{Elision, Piece};
pub use fold::{Fold, Folds};
pub use judge::{
    Altered, Judge, Judgement, Standing, difference, judge, same_but_for_typography, similarity,
};
pub use locate::{Folded, Haystack};
pub use lookalike::{LookAlike, Shapes};
pub use nearest::{Seeds, Sight};
pub use needles::{Needles, most_places};
pub(crate) use span::{knows_all_places, with_place};
pub(crate) use together::{judge_together, room_for_each};
pub use walk::{Difference as TypographicDifference, Hidden, Walked};
