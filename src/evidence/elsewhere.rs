//! Looks for quotes that do not stand in their own source in all the others.

use super::facts::{Elsewhere, Passage, SourceFacts, Spread};
use super::known::KnownSources;
use crate::content::Content;
use crate::project::Project;
use crate::quote::Needles;
use crate::source::{CitedSource, LongTexts, Unreadable, load_text};
use crate::text::{BYTE_ORDER_MARK, Text};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Of so many sources the passage is kept; the others are only named.
const SHOWN: usize = 3;

/// Of a quote that stands in more sources than these, the others are only counted: each of very many quotes may stand in each of
/// very many sources.
const NAMED: usize = 100;

/// Quotes that do not stand in their own source: each once, in order.
pub(super) struct Quotes(Vec<String>);

/// A quote, by its number, and where it stands.
pub(super) type Place = (usize, Elsewhere);

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
    pub(super) fn seeking<'q>(
        &'q self,
        project: &Project,
        known: &KnownSources,
        long_texts: &'q LongTexts,
    ) -> Seeking<'q> {
        let sample = self.sample(project, known, long_texts);
        Seeking {
            quotes: &self.0,
            needles: Needles::new(self.0.iter().map(String::as_str).collect(), &sample),
            long_texts,
            searched: Mutex::default(),
        }
    }

    /// Some of the texts, spread over all of them: what is frequent in these is so in the others. Of a few quotes or texts
    /// that is not worth knowing.
    fn sample(&self, project: &Project, known: &KnownSources, long: &LongTexts) -> String {
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
            let start = |text: &Text| {
                let end = text.as_str().floor_char_boundary(START);
                text.as_str()[..end].to_owned()
            };
            if let Some(known) = known.get(id) {
                let path = known.text_path()?;
                if let Some(long) = known.long_text(&*project.store, long) {
                    return Some(start(&long));
                }
                let kept = known.read_kept();
                let content = kept.or_else(|| project.store.read_text(path).ok())?;
                return Some(match content {
                    Content::Text(text) if text.len() <= START => text,
                    content => {
                        let bytes = content.as_bytes();
                        String::from_utf8_lossy(&bytes[..bytes.len().min(START)]).into_owned()
                    }
                });
            }
            let folder = &project.config.sources;
            let (_, text) = load_text(&*project.store, folder, id, long).ok()?;
            Some(start(&text))
        });
        texts.collect()
    }

    /// Where each quote stands: the first sources by their ids, with the passage of the first few, and how many there are.
    pub(super) fn by_quote(&self, all: [Sightings; 2]) -> BTreeMap<String, Arc<Spread>> {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        let mut found = Vec::new();
        for places in all {
            for (quote, count) in places.before.0 {
                *counts.entry(quote).or_default() += count;
            }
            found.extend(places.named);
        }
        found.sort_by_key(|(number, _)| *number);
        for same in found.chunk_by_mut(|a, b| a.0 == b.0) {
            // A common phrase stands in thousands of sources; most often they are in order.
            if !same.is_sorted_by(|a, b| a.1.source.id <= b.1.source.id) {
                same.sort_by(|a, b| a.1.source.id.cmp(&b.1.source.id));
            }
        }
        let mut by_quote: BTreeMap<usize, Vec<Elsewhere>> = BTreeMap::new();
        for (number, mut elsewhere) in found {
            let sources = by_quote.entry(number).or_default();
            if sources.len() >= NAMED {
                continue;
            }
            if sources.len() >= SHOWN {
                elsewhere.passage = None;
            }
            sources.push(elsewhere);
        }
        let by_quote = by_quote.into_iter().map(|(number, sources)| {
            let count = counts.get(&number).copied();
            let spread = Spread {
                count: count.unwrap_or(sources.len()),
                sources,
            };
            (self.0[number].clone(), Arc::new(spread))
        });
        by_quote.collect()
    }
}

/// A search for quotes in many texts.
pub(super) struct Seeking<'q> {
    quotes: &'q [String],
    needles: Needles<'q>,
    long_texts: &'q LongTexts,
    /// Long texts that other sources may have as well, and what was found in each: it is searched once.
    searched: Mutex<Vec<Searched>>,
}

/// What is found in the bytes of a text.
enum AtSight {
    /// It is not what is searched: a byte order mark is dropped from the text, and a carriage return may be, which brings together
    /// what stands before and after it.
    Other,
    /// These are places in the text, if the bytes are one.
    Hits(Vec<Hit>),
}

impl AtSight {
    fn is_nothing(&self) -> bool {
        matches!(self, Self::Hits(hits) if hits.is_empty())
    }
}

/// A text, and what stands in it.
type Searched = (Arc<Text>, Arc<[Hit]>);

/// A quote, by its number, and the byte at which it stands first.
type Hit = (usize, usize);

/// In a search through sources in order of their ids: how many of those that were searched before hold each quote.
#[derive(Default)]
pub(super) struct Before(HashMap<usize, usize>);

/// What was found in sources in order of their ids.
#[derive(Default)]
pub(super) struct Sightings {
    before: Before,
    /// The first sources of each quote.
    named: Vec<Place>,
}

impl Sightings {
    /// What was found before.
    pub(super) fn before(&self) -> &Before {
        &self.before
    }

    /// Adds what was found in the next ones.
    pub(super) fn add(&mut self, places: impl IntoIterator<Item = Place>) {
        for (quote, elsewhere) in places {
            let count = self.before.0.entry(quote).or_default();
            *count += 1;
            if *count <= NAMED {
                self.named.push((quote, elsewhere));
            }
        }
    }
}

impl Seeking<'_> {
    /// So many sources are searched at once. After that, a phrase that stands everywhere is no longer shown.
    pub(super) fn wave(&self) -> usize {
        const MOST: usize = 512;
        /// There is room for so many places, if all quotes stand in all of the sources.
        const ROOM: usize = 2_000_000;
        (ROOM / self.quotes.len().max(1)).clamp(1, MOST)
    }

    /// The places in all sources but those with these ids.
    pub(super) fn in_sources(
        &self,
        project: &Project,
        known: &KnownSources,
        but: &HashSet<String>,
    ) -> Sightings {
        let ids = project.catalog.iter().filter(|id| !but.contains(*id));
        let ids: Vec<&String> = ids.collect();
        let mut found = Sightings::default();
        for wave in ids.chunks(self.wave()) {
            let before = &found.before;
            let places: Vec<Place> = wave
                .par_iter()
                .flat_map_iter(|id| match known.get(id) {
                    Some(known) => self.in_known(project, known, before),
                    None => match self.load_text(project, id) {
                        Ok((file, text)) => {
                            let source = CitedSource::named(id.as_str(), Some(file.into()));
                            self.in_text(&Arc::new(source), &text, before)
                        }
                        Err(_) => Vec::new(),
                    },
                })
                .collect();
            found.add(places);
        }
        found
    }

    fn load_text(&self, project: &Project, id: &str) -> Result<(String, Arc<Text>), Unreadable> {
        let folder = &project.config.sources;
        load_text(&*project.store, folder, id, self.long_texts)
    }

    /// The places in a source of which is known where its text is. Most texts hold none of the quotes, and are not even decoded.
    fn in_known(&self, project: &Project, known: &SourceFacts, before: &Before) -> Vec<Place> {
        let names = &known.names;
        if let Some(text) = known.long_text(&*project.store, self.long_texts) {
            return self.in_text(names, &text, before);
        }
        let Some(path) = known.text_path().filter(|_| known.unreadable.is_none()) else {
            return Vec::new();
        };
        let looked = known.give_up_kept().and_then(|kept| {
            kept.look(|bytes| {
                let sight = self.at_sight(bytes);
                (!sight.is_nothing()).then(|| (sight, Content::copied(bytes)))
            })
        });
        let seen = looked.unwrap_or_else(|| {
            let content = project.store.read_text(path).ok()?;
            let sight = self.at_sight(content.as_bytes());
            (!sight.is_nothing()).then_some((sight, content))
        });
        let Some((sight, content)) = seen else {
            return Vec::new();
        };
        let Ok(text) = Text::decode_source(content) else {
            return Vec::new();
        };
        match sight {
            AtSight::Other => self.in_text(names, &Arc::new(text), before),
            AtSight::Hits(hits) => self.with_passages(&hits, names, &text, before),
        }
    }

    /// What is found in the bytes of a text.
    fn at_sight(&self, bytes: &[u8]) -> AtSight {
        if bytes.starts_with(BYTE_ORDER_MARK.as_bytes()) || memchr::memchr(b'\r', bytes).is_some() {
            AtSight::Other
        } else {
            AtSight::Hits(self.needles.find_in(bytes))
        }
    }

    /// The places in the text of a source.
    pub(super) fn in_text(
        &self,
        source: &Arc<CitedSource>,
        text: &Arc<Text>,
        before: &Before,
    ) -> Vec<Place> {
        if !LongTexts::is_long(text) {
            let hits = self.needles.find_in(text.as_str().as_bytes());
            return self.with_passages(&hits, source, text, before);
        }
        self.with_passages(&self.in_long(text), source, text, before)
    }

    /// The places in a long text, which is searched once if it is kept for several sources.
    fn in_long(&self, text: &Arc<Text>) -> Arc<[Hit]> {
        let searched = || self.searched.lock().unwrap_or_else(PoisonError::into_inner);
        let known = searched()
            .iter()
            .find(|(known, _)| Arc::ptr_eq(known, text))
            .map(|(_, hits)| Arc::clone(hits));
        known.unwrap_or_else(|| {
            let hits: Arc<[Hit]> = self.needles.find_in(text.as_str().as_bytes()).into();
            if self.long_texts.has(text) {
                searched().push((Arc::clone(text), Arc::clone(&hits)));
            }
            hits
        })
    }

    /// Places in the text of a source, with the passages that are shown.
    fn with_passages(
        &self,
        hits: &[Hit],
        source: &Arc<CitedSource>,
        text: &Text,
        before: &Before,
    ) -> Vec<Place> {
        let found = hits.iter().map(|&(number, start)| {
            let range = start..start + self.quotes[number].len();
            let passage = before
                .is_shown(number)
                .then(|| Box::new(Passage::new(text, range)));
            let elsewhere = Elsewhere {
                passage,
                ..Elsewhere::named(source)
            };
            (number, elsewhere)
        });
        found.collect()
    }
}

impl Before {
    /// Whether the passage is kept in the next source.
    fn is_shown(&self, quote: usize) -> bool {
        self.0.get(&quote).is_none_or(|count| *count < SHOWN)
    }
}

impl Elsewhere {
    /// A source that is only named.
    fn named(source: &Arc<CitedSource>) -> Self {
        Self {
            source: Arc::clone(source),
            passage: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Detail, Gathering};
    use super::*;
    use crate::claim::Date;
    use crate::config::Config;
    use crate::project::Selection;
    use crate::store::Memory;

    /// More sources than are searched at once, and more quotes than need no sample.
    #[test]
    fn every_source_is_counted_and_the_first_few_are_shown() {
        const SOURCES: usize = 600;
        let text = |number: usize| {
            format!("The harbour is closed today. Berth {number} is free for boats.\n")
        };
        let mut store = Memory::default()
            .with("sources/own.json", "{}")
            .with("sources/own.txt", "Nothing of it.\n");
        for number in 0..SOURCES {
            store = store
                .with(format!("sources/s{number:03}.json"), "{}")
                .with(format!("sources/s{number:03}.txt"), text(number));
        }
        let of_one = (0..300).map(|number| format!("Berth {number} is free for boats"));
        let quotes: Vec<String> = of_one.chain(["The harbour is closed".to_owned()]).collect();
        let citations = quotes
            .iter()
            .map(|quote| serde_json::json!({"source": "own", "quote": quote}));
        // Half of the sources are read for their own quotes, before the search.
        let cited = (0..SOURCES).step_by(2);
        let cited = cited.map(|number| {
            serde_json::json!({"source": format!("s{number:03}"), "quote": "is closed today"})
        });
        let citations = [citations.collect::<Vec<_>>(), cited.collect()];
        let claims = citations.map(|citations| serde_json::json!({"citations": citations}));
        let claims = serde_json::json!({"claims": claims});
        let store = store.with("claims/a.json", claims.to_string());
        let today = Date::parse("2026-11-29").expect("a date");
        let project = Project::read(Arc::new(store), Config::default(), today).expect("a project");
        let files: Vec<_> = project.files.iter().collect();
        let mut gathering = Gathering::new(&project, &Selection::Whole, None);
        let claims = gathering.judge_all(&files);
        for (number, citation) in claims[0].citations.iter().enumerate() {
            let Detail::Misattributed(sources) = &citation.fragments[0].detail else {
                panic!("{} stands elsewhere", quotes[number]);
            };
            let named = |number: usize| format!("s{number:03}");
            let (expected, count): (Vec<String>, usize) = match number {
                300 => ((0..NAMED).map(named).collect(), SOURCES),
                _ => (vec![named(number)], 1),
            };
            assert_eq!(sources.count, count);
            let sources = &sources.sources;
            let found: Vec<&str> = sources.iter().map(|one| &*one.source.id).collect();
            assert_eq!(found, expected);
            let shown = sources.iter().take_while(|one| one.passage.is_some());
            assert_eq!(shown.count(), expected.len().min(SHOWN));
            let hidden = sources.iter().skip(SHOWN);
            assert!(hidden.into_iter().all(|one| one.passage.is_none()));
        }
    }
}
