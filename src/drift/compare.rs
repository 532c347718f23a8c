//! Compares a project with its prior version.

use super::facts::Drift;
use crate::evidence::Evidence;
use crate::project::{Prior, Selection};

/// Finds out what changed, as far as it is selected.
pub fn compare<'p>(evidence: &Evidence<'p>, prior: &'p Prior, _selection: &Selection) -> Drift<'p> {
    Drift {
        project: evidence.project,
        prior,
        pairs: Vec::new(),
        removed: Vec::new(),
        added: Vec::new(),
        reused: Vec::new(),
        tombstones: Vec::new(),
        sources: Vec::new(),
        loosened: Vec::new(),
        unchecked: Vec::new(),
    }
}
