//! What is known of the sources of a project while its claim files are looked at: found at once by id, whatever their number.

use super::facts::{SourceFacts, Tally};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Sources by id: those that are reported on, those that claims cite, and what was read of them.
#[derive(Default)]
pub struct KnownSources(HashMap<String, Known, foldhash::fast::RandomState>);

/// What is known of one of them.
#[derive(Default)]
struct Known {
    /// What was read of it; `None` where it was not read.
    facts: Option<Box<SourceFacts>>,
    /// How many claims cite it that are reported on.
    citing: usize,
    /// Whether any claim cites it, reported on or not.
    is_cited: bool,
    /// Whether it is reported on, or a claim cites it that is.
    is_concerned: bool,
}

impl KnownSources {
    /// Sources that are reported on, and of which nothing is known yet.
    pub(super) fn new<'i>(ids: impl IntoIterator<Item = &'i String>) -> Self {
        let unread = |id: &String| {
            let known = Known {
                is_concerned: true,
                ..Known::default()
            };
            (id.clone(), known)
        };
        Self(ids.into_iter().map(unread).collect())
    }

    /// What was read of a source.
    pub fn get(&self, id: &str) -> Option<&SourceFacts> {
        self.0.get(id)?.facts.as_deref()
    }

    /// All that were read, in no order.
    pub fn all_read(&self) -> impl Iterator<Item = (&str, &SourceFacts)> {
        let all = self.0.iter();
        all.filter_map(|(id, known)| Some((id.as_str(), known.facts.as_deref()?)))
    }

    /// All that were read, in order of their ids.
    pub fn read(&self) -> Vec<(&str, &SourceFacts)> {
        let mut read: Vec<_> = self.all_read().collect();
        read.sort_unstable_by_key(|(id, _)| *id);
        read
    }

    /// The ids of all that are reported on or were cited by claims that are, read or not, in no order.
    pub fn concerned(&self) -> impl Iterator<Item = &str> {
        let all = self.0.iter();
        let concerned = all.filter(|(_, known)| known.is_concerned);
        concerned.map(|(id, _)| id.as_str())
    }

    /// Whether a source is reported on, or cited by a claim that is.
    pub fn is_concerned(&self, id: &str) -> bool {
        self.0.get(id).is_some_and(|known| known.is_concerned)
    }

    /// How many of the claims that are reported on cite a source.
    pub fn citing(&self, id: &str) -> usize {
        self.0.get(id).map_or(0, |known| known.citing)
    }

    /// Keeps what was read of a source. One that was read before may have been read anew: its tally goes on.
    pub(super) fn keep(&mut self, id: String, mut source: Box<SourceFacts>) {
        let known = self.0.entry(id).or_default();
        if let Some(before) = &known.facts {
            source.tally = before.tally;
        }
        known.facts = Some(source);
    }

    /// Counts claims that are reported on and cite a source, and how their quotes from it fare.
    pub(super) fn count(&mut self, id: String, claims: usize, tally: Tally) {
        let known = self.0.entry(id).or_default();
        known.citing += claims;
        known.is_cited = true;
        known.is_concerned = true;
        if let Some(source) = &mut known.facts {
            source.tally.add(tally);
        }
    }

    /// Notes that a claim cites a source, reported on or not.
    pub(super) fn note_cited(&mut self, id: String) {
        self.0.entry(id).or_default().is_cited = true;
    }

    /// Gives back the memory of all of them, on all threads.
    pub(super) fn give_back(self) {
        self.0.into_par_iter().for_each(drop);
    }

    /// Says of each source that was read whether it is cited, once that is known.
    pub(super) fn tell_cited(&mut self) {
        for known in self.0.values_mut() {
            if let Some(source) = &mut known.facts {
                source.is_cited = known.is_cited;
            }
        }
    }
}

/// The sources that a batch has read, where there is none.
static NO_SOURCES: BTreeMap<String, Box<SourceFacts>> = BTreeMap::new();

/// Sources that were read, by id.
#[derive(Clone, Copy)]
pub struct Sources<'p> {
    /// Those that were read before the batch that is looked at; in the end all.
    pub before: &'p KnownSources,
    /// Those that were read for that batch, and what was read of them anew.
    for_batch: &'p BTreeMap<String, Box<SourceFacts>>,
}

impl<'p> Sources<'p> {
    pub(super) fn new(
        before: &'p KnownSources,
        for_batch: Option<&'p BTreeMap<String, Box<SourceFacts>>>,
    ) -> Self {
        Self {
            before,
            for_batch: for_batch.unwrap_or(&NO_SOURCES),
        }
    }

    /// The source of that id, as it was last read.
    pub fn get(&self, id: &str) -> Option<&'p SourceFacts> {
        let found = self.for_batch.get(id).map(|source| &**source);
        found.or_else(|| self.before.get(id))
    }
}
