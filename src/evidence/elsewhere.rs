//! Looks for quotes that do not stand in their own source in all the others.

use super::facts::{Elsewhere, Passage, SourceFacts};
use crate::project::Project;
use crate::quote::Needles;
use crate::source::{CitedSource, load_text};
use crate::text::Text;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};

/// Of so many sources the passage is kept; the others are only named.
const SHOWN: usize = 3;

/// Quotes that do not stand in their own source: each once, in order.
pub(super) struct Quotes(Vec<String>);

/// A quote, by its number, and where it stands.
type Place = (usize, Elsewhere);

impl Quotes {
    pub(super) fn new(mut quotes: Vec<String>) -> Self {
        quotes.sort_unstable();
        quotes.dedup();
        Self(quotes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Prepares the search for all of them.
    pub(super) fn seeking(&self) -> Seeking<'_> {
        Seeking {
            quotes: &self.0,
            needles: Needles::new(self.0.iter().map(String::as_str).collect(), ""),
        }
    }

    /// Where each quote stands: ids of sources in order, with the passage of the first few.
    pub(super) fn by_quote(&self, mut found: Vec<Place>) -> BTreeMap<String, Vec<Elsewhere>> {
        found.sort_by(|a, b| (a.0, &a.1.source).cmp(&(b.0, &b.1.source)));
        let mut by_quote: BTreeMap<String, Vec<Elsewhere>> = BTreeMap::new();
        for (number, mut elsewhere) in found {
            let sources = by_quote.entry(self.0[number].clone()).or_default();
            if sources.len() >= SHOWN {
                elsewhere.passage = None;
            }
            sources.push(elsewhere);
        }
        by_quote
    }
}

/// A search for quotes in many texts.
pub(super) struct Seeking<'q> {
    quotes: &'q [String],
    needles: Needles<'q>,
}

impl Seeking<'_> {
    /// The places in all sources but those with these ids.
    pub(super) fn in_sources(
        &self,
        project: &Project,
        known: &BTreeMap<String, Box<SourceFacts>>,
        but: &HashSet<String>,
    ) -> Vec<Place> {
        let ids = project.catalog.par_iter();
        ids.filter(|id| !but.contains(*id))
            .flat_map_iter(|id| match known.get(id) {
                Some(known) => self.in_known(project, known),
                None => match load_text(&*project.store, &project.config.sources, id) {
                    Ok((file, text)) => self.in_text_of(id, &file, &text),
                    Err(_) => Vec::new(),
                },
            })
            .collect()
    }

    /// The places in a source of which is known where its text is. Most texts hold none of the quotes, and are not even
    /// decoded.
    fn in_known(&self, project: &Project, known: &SourceFacts) -> Vec<Place> {
        let path = known.text_path().filter(|_| known.unreadable.is_none());
        let Some(bytes) = path.and_then(|path| project.store.read(path).ok()) else {
            return Vec::new();
        };
        // A carriage return may be dropped from the text, which brings together what stands before and after it.
        let is_plain = memchr::memchr(b'\r', &bytes).is_none();
        if is_plain && !self.needles.stand_in(&bytes) {
            return Vec::new();
        }
        let text = Text::decode_source(bytes);
        text.map_or_else(|_| Vec::new(), |text| self.in_text(&known.names, &text))
    }

    /// The places in the text of a source.
    pub(super) fn in_text(&self, source: &CitedSource, text: &Text) -> Vec<Place> {
        self.in_text_of(&source.id, source.file.as_deref().unwrap_or_default(), text)
    }

    fn in_text_of(&self, id: &str, file: &str, text: &Text) -> Vec<Place> {
        let places = self.needles.find_in(text.as_str()).into_iter();
        let found = places.map(|(number, start)| {
            let range = start..start + self.quotes[number].len();
            let elsewhere = Elsewhere {
                source: id.to_owned(),
                file: file.to_owned(),
                passage: Some(Box::new(Passage::new(text, range))),
            };
            (number, elsewhere)
        });
        found.collect()
    }
}
