//! Looks for quotes that do not stand in their own source in all the others.

use super::facts::{Elsewhere, Passage, SourceFacts};
use super::known::KnownSources;
use crate::project::Project;
use crate::quote::Needles;
use crate::source::{CitedSource, load_text};
use crate::text::{BYTE_ORDER_MARK, Text};
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
    pub(super) fn seeking(&self, project: &Project, known: &KnownSources) -> Seeking<'_> {
        let sample = self.sample(project, known);
        Seeking {
            quotes: &self.0,
            needles: Needles::new(self.0.iter().map(String::as_str).collect(), &sample),
        }
    }

    /// Some of the texts, spread over all of them: what is frequent in these is so in the others. Of a few quotes or texts
    /// that is not worth knowing.
    fn sample(&self, project: &Project, known: &KnownSources) -> String {
        /// So many quotes are more than a few.
        const MANY: usize = 256;
        /// So many texts at most are read for it, and no more than one in so many.
        const TEXTS: usize = 256;
        const ONE_IN: usize = 16;
        /// So much of each is enough, in bytes.
        const START: usize = 1 << 16;
        let all = project.catalog.len();
        let wanted = (all / ONE_IN).min(TEXTS);
        if self.0.len() < MANY || wanted == 0 {
            return String::new();
        }
        let spread: Vec<&String> = project.catalog.iter().step_by(all / wanted).collect();
        let texts = spread.par_iter().filter_map(|id| {
            let mut bytes = project.store.read(known.get(id)?.text_path()?).ok()?;
            bytes.truncate(START);
            Some(String::from_utf8_lossy(&bytes).into_owned())
        });
        texts.collect()
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

/// How many sources with lower ids are known to hold each quote, as far as that matters: of how many the passage is kept.
struct Before(Vec<usize>);

impl Seeking<'_> {
    /// The places in all sources but those with these ids.
    pub(super) fn in_sources(
        &self,
        project: &Project,
        known: &KnownSources,
        but: &HashSet<String>,
    ) -> Vec<Place> {
        /// So many sources are searched at once. After that, a phrase that stands everywhere is no longer shown.
        const WAVE: usize = 512;
        let ids = project.catalog.iter().filter(|id| !but.contains(*id));
        let ids: Vec<&String> = ids.collect();
        let mut before = Before(vec![0; self.quotes.len()]);
        let mut found = Vec::new();
        for wave in ids.chunks(WAVE) {
            let places: Vec<Place> = wave
                .par_iter()
                .flat_map_iter(|id| match known.get(id) {
                    Some(known) => self.in_known(project, known, &before),
                    None => match load_text(&*project.store, &project.config.sources, id) {
                        Ok((file, text)) => {
                            let places = self.needles.find_in(text.as_str().as_bytes());
                            self.with_passages(places, id, &file, &text, &before)
                        }
                        Err(_) => Vec::new(),
                    },
                })
                .collect();
            for (number, _) in &places {
                before.0[*number] += 1;
            }
            found.extend(places);
        }
        found
    }

    /// The places in a source of which is known where its text is. Most texts hold none of the quotes, or phrases that many
    /// others hold, too, and are not even decoded.
    fn in_known(&self, project: &Project, known: &SourceFacts, before: &Before) -> Vec<Place> {
        let names = &*known.names;
        let path = known.text_path().filter(|_| known.unreadable.is_none());
        let Some((path, bytes)) =
            path.and_then(|path| Some((path, project.store.read(path).ok()?)))
        else {
            return Vec::new();
        };
        // A byte order mark is dropped from the text, and a carriage return may be, which brings together what stands before
        // and after it.
        if bytes.starts_with(BYTE_ORDER_MARK.as_bytes()) || memchr::memchr(b'\r', &bytes).is_some()
        {
            let text = Text::decode_source(bytes);
            return text.map_or_else(|_| Vec::new(), |text| self.in_text(names, &text));
        }
        let places = self.needles.find_in(&bytes);
        if places.is_empty() {
            return Vec::new();
        }
        let is_shown = |(number, _): &(usize, usize)| before.is_shown(*number);
        if !places.iter().any(is_shown) && simdutf8::basic::from_utf8(&bytes).is_ok() {
            let places = places.into_iter();
            return places
                .map(|(number, _)| (number, Elsewhere::named(&names.id, path)))
                .collect();
        }
        let text = Text::decode_source(bytes);
        text.map_or_else(
            |_| Vec::new(),
            |text| self.with_passages(places, &names.id, path, &text, before),
        )
    }

    /// The places in the text of a source.
    pub(super) fn in_text(&self, source: &CitedSource, text: &Text) -> Vec<Place> {
        let places = self.needles.find_in(text.as_str().as_bytes());
        let file = source.file.as_deref().unwrap_or_default();
        self.with_passages(places, &source.id, file, text, &Before::none())
    }

    /// Places in the text of a source, with the passages that are shown.
    fn with_passages(
        &self,
        places: Vec<(usize, usize)>,
        id: &str,
        file: &str,
        text: &Text,
        before: &Before,
    ) -> Vec<Place> {
        let found = places.into_iter().map(|(number, start)| {
            let range = start..start + self.quotes[number].len();
            let passage = before
                .is_shown(number)
                .then(|| Box::new(Passage::new(text, range)));
            let elsewhere = Elsewhere {
                passage,
                ..Elsewhere::named(id, file)
            };
            (number, elsewhere)
        });
        found.collect()
    }
}

impl Before {
    /// None is known.
    fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether the passage is kept in the next source.
    fn is_shown(&self, quote: usize) -> bool {
        self.0.get(quote).is_none_or(|count| *count < SHOWN)
    }
}

impl Elsewhere {
    /// A source that is only named.
    fn named(id: &str, file: &str) -> Self {
        Self {
            source: id.to_owned(),
            file: file.to_owned(),
            passage: None,
        }
    }
}
