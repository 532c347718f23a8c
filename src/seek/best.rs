//! The best few of many hits: whatever the order in which they come, the same ones are kept.

use super::hit::{Hit, How};

/// The best hits so far, and how many there were.
#[derive(Debug, Default)]
pub(super) struct Best {
    /// At most as many as are kept, the best first.
    pub(super) hits: Vec<Hit>,
    /// How many there were of each kind, by [`How`].
    pub(super) counts: [usize; 3],
    /// In how many sources.
    pub(super) sources: usize,
}

impl Best {
    /// How many there were.
    pub(super) fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Counts the places of one source, of which not all become hits.
    pub(super) fn count(&mut self, how: How, places: usize) {
        self.counts[how as usize] += places;
        self.sources = usize::from(self.total() > 0);
    }

    /// The best `most` of both.
    pub(super) fn and(mut self, other: Self, most: usize) -> Self {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        self.sources += other.sources;
        if !other.hits.is_empty() {
            self.hits.extend(other.hits);
            self.hits.sort_by(Hit::order);
            self.hits.truncate(most);
        }
        self
    }
}
