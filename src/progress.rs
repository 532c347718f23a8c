//! How far a check is: counted by those who work, read by whoever wants to show it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many claim files are checked of those that there are, and how many quotes are judged.
#[derive(Debug, Default)]
pub struct Progress {
    expected: AtomicUsize,
    files: AtomicUsize,
    quotes: AtomicUsize,
}

/// How far a check is at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SoFar {
    /// Claim files that are checked.
    pub files: usize,
    /// Claim files that are to be checked; 0 before that is known.
    pub of_files: usize,
    /// Quotes that are judged: of a project with few files they tell more.
    pub quotes: usize,
}

impl Progress {
    /// So many claim files are to be checked.
    pub fn expect(&self, files: usize) {
        self.expected.store(files, Ordering::Relaxed);
    }

    /// So many more claim files are checked.
    pub fn add_files(&self, files: usize) {
        self.files.fetch_add(files, Ordering::Relaxed);
    }

    /// So many more quotes are judged.
    pub fn add_quotes(&self, quotes: usize) {
        self.quotes.fetch_add(quotes, Ordering::Relaxed);
    }

    /// How far it is.
    pub fn so_far(&self) -> SoFar {
        let of_files = self.expected.load(Ordering::Relaxed);
        SoFar {
            files: self.files.load(Ordering::Relaxed).min(of_files),
            of_files,
            quotes: self.quotes.load(Ordering::Relaxed),
        }
    }
}
