//! The changelog: every change of a comparison, recorded or not, in the order in which an editor reads it.

use super::change::Change;
use super::facts::Drift;

impl Drift<'_> {
    /// Every change, by story and claim, sources last.
    pub fn changes(&self) -> Vec<Change> {
        self.pairs
            .iter()
            .flat_map(|pair| pair.changes.iter().cloned())
            .collect()
    }
}
