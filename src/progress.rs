//! How far a check is: counted by those who work, read by whoever wants to show it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many of the quotes that are to be judged are judged.
#[derive(Debug, Default)]
pub struct Progress {
    expected: AtomicUsize,
    done: AtomicUsize,
}

impl Progress {
    /// So many quotes more are to be judged.
    pub fn expect(&self, quotes: usize) {
        self.expected.fetch_add(quotes, Ordering::Relaxed);
    }

    /// One more is judged.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How many are judged, and how many there are to judge in all, as far as that is known.
    pub fn so_far(&self) -> (usize, usize) {
        let expected = self.expected.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed).min(expected), expected)
    }
}
