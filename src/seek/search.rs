//! The search in all sources: first for the passage as it stands, and only where it stands nowhere for what is like it.

use super::best::Best;
use super::hit::{Hit, How, Opened};
use crate::quote::{Anchors, Folds, Haystack, Seeds, Sight, similarity};
use crate::source::{Catalog, Unreadable};
use crate::text::is_blank;
use rayon::prelude::*;
use std::ops::Range;

/// So many of the likeliest sources are searched for the closest passage.
const CANDIDATES: usize = 64;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'q> {
    /// The passage.
    pub text: &'q str,
    /// So many hits are kept, the best.
    pub limit: usize,
    /// When passages that are only similar are looked for.
    pub near: Near,
}

/// When passages that are only similar are looked for: that takes several times as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// Where the passage stands nowhere.
    Otherwise,
    /// Where it stands somewhere, too.
    Always,
    /// Not at all.
    Never,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// The best hits, the best first: verbatim, typographic, nearest; then by score, source and place.
    pub hits: Vec<Hit>,
    /// How many hits there are, those that were not kept included.
    pub total: usize,
    /// In how many sources they are.
    pub holding: usize,
    /// How many sources were searched.
    pub searched: usize,
    /// How many of them have words of the passage, but not as many as others, so that nothing like it was sought in them.
    pub passed_over: usize,
    /// The sources that could not be searched, by id.
    pub unsearched: Vec<Unsearched>,
}

/// A source that could not be searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsearched {
    /// Its id.
    pub source: String,
    /// Why.
    pub reason: Unreadable,
}

/// Looks for a passage in the sources with these ids. A blank passage is found nowhere.
pub fn search(catalog: &Catalog, ids: &[&str], query: Query<'_>) -> Found {
    // Nothing would be found everywhere.
    let ids = if is_blank(query.text) { &[] } else { ids };
    let anchors = Anchors::new(query.text);
    let Looked {
        mut best,
        unsearched,
    } = ids
        .par_iter()
        .map(|id| match open(catalog, id) {
            Ok(source) => Looked {
                best: standing(&source, &anchors, query),
                unsearched: Vec::new(),
            },
            Err(unsearched) => Looked {
                best: Best::default(),
                unsearched: vec![unsearched],
            },
        })
        .reduce(Looked::default, |one, other| one.and(other, query.limit));
    let is_sought = match query.near {
        Near::Otherwise => best.total() == 0,
        Near::Always => true,
        Near::Never => false,
    };
    let mut passed_over = 0;
    if is_sought {
        let (nearest, others) = nearest(catalog, ids, query);
        best = best.and(nearest, query.limit);
        passed_over = others;
    }
    Found {
        total: best.total(),
        holding: best.sources,
        passed_over,
        hits: best.hits,
        searched: ids.len() - unsearched.len(),
        unsearched,
    }
}

/// What came of some of the sources.
#[derive(Default)]
struct Looked {
    best: Best,
    /// In the order of the ids.
    unsearched: Vec<Unsearched>,
}

impl Looked {
    fn and(mut self, other: Self, most: usize) -> Self {
        self.unsearched.extend(other.unsearched);
        Self {
            best: self.best.and(other.best, most),
            unsearched: self.unsearched,
        }
    }
}

fn open<'s>(catalog: &Catalog, id: &'s str) -> Result<Opened<'s>, Unsearched> {
    match catalog.text(id) {
        Ok((file, text)) => Ok(Opened { id, file, text }),
        Err(reason) => Err(Unsearched {
            source: id.to_owned(),
            reason,
        }),
    }
}

/// The places of one source where the passage stands: verbatim, else apart from typography.
fn standing(source: &Opened<'_>, anchors: &Anchors<'_>, query: Query<'_>) -> Best {
    let text = source.text.as_str();
    let mut best = Best::default();
    let verbatim = Haystack::new(text).verbatim(query.text);
    best.count(How::Verbatim, verbatim.len());
    if !verbatim.is_empty() {
        let kept = verbatim.into_iter().take(query.limit);
        best.hits.extend(kept.map(|range| source.verbatim(range)));
        return best;
    }
    let typographic = anchors.places(text);
    best.count(How::Typographic, typographic.len());
    let mut scored: Vec<(f64, Range<usize>, Folds)> = typographic
        .into_iter()
        .map(|(range, folds)| (similarity(query.text, &text[range.clone()]), range, folds))
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    let kept = scored.into_iter().take(query.limit);
    best.hits
        .extend(kept.map(|(score, range, folds)| source.typographic(range, folds, score)));
    best
}

/// The closest passages, one a source, of the sources that are likeliest to hold one. Those where the passage stands as it
/// is are left out: they were found before. Also how many others share words with it.
fn nearest(catalog: &Catalog, ids: &[&str], query: Query<'_>) -> (Best, usize) {
    let seeds = Seeds::new(query.text);
    let anchors = Anchors::new(query.text);
    let sights: Vec<Sight> = ids
        .par_iter()
        .map(|id| {
            open(catalog, id).map_or(Sight::default(), |source| seeds.look(source.text.as_str()))
        })
        .collect();
    let mut likely = seeds.rank(&sights, usize::MAX);
    let passed_over = likely.len().saturating_sub(CANDIDATES);
    likely.truncate(CANDIDATES);
    let searched: Vec<Best> = likely
        .into_par_iter()
        .filter_map(|number| {
            let source = open(catalog, ids[number]).ok()?;
            if standing(&source, &anchors, query).total() > 0 {
                return None;
            }
            let hit = source.nearest(query.text)?;
            let mut best = Best::default();
            best.count(hit.how, 1);
            best.hits.push(hit);
            Some(best)
        })
        .collect();
    let best = searched
        .into_iter()
        .fold(Best::default(), |one, other| one.and(other, query.limit));
    (best, passed_over)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Memory;
    use std::sync::Arc;

    /// A catalog of sources with these texts.
    fn catalog(texts: &[(&str, &str)]) -> Catalog {
        let store = texts.iter().fold(Memory::default(), |store, (id, text)| {
            store
                .with(format!("sources/{id}.json"), "{}")
                .with(format!("sources/{id}.txt"), *text)
        });
        Catalog::read(Arc::new(store), "sources").unwrap()
    }

    fn found(catalog: &Catalog, text: &str, limit: usize, near: Near) -> Found {
        let ids: Vec<&str> = catalog.ids().iter().map(String::as_str).collect();
        search(catalog, &ids, Query { text, limit, near })
    }

    /// Source, kind and passage of each hit.
    fn told(found: &Found) -> Vec<(&str, How, &str)> {
        let hits = found.hits.iter();
        hits.map(|hit| (hit.source.as_str(), hit.how, hit.text.as_str()))
            .collect()
    }

    const HARBOUR: &[(&str, &str)] = &[
        ("a", "First.\nThe board approved “70 new berths” on Monday."),
        (
            "b",
            "So it was: the board approved \"70 new berths\" on Monday. The board approved \"70 new berths\" again.",
        ),
        (
            "c",
            "The board approved 700 berths on Monday, and went home.",
        ),
        ("d", "A recipe for soup."),
    ];

    #[test]
    fn the_better_come_before_the_worse() {
        let catalog = catalog(HARBOUR);
        let found = found(
            &catalog,
            "board approved \"70 new berths\"",
            10,
            Near::Always,
        );
        assert_eq!(
            told(&found),
            [
                ("b", How::Verbatim, "board approved \"70 new berths\""),
                ("b", How::Verbatim, "board approved \"70 new berths\""),
                ("a", How::Typographic, "board approved “70 new berths”"),
                ("c", How::Nearest, "board approved 700 berths"),
            ]
        );
        assert_eq!((found.total, found.searched), (4, 4));
        assert!(found.hits[2].score < 1.0 && found.hits[3].score < found.hits[2].score);
        let difference = found.hits[3].difference.as_ref().unwrap();
        assert!(!difference.kinds.is_empty());
        assert_eq!(
            (found.hits[2].region.line, found.hits[2].region.column),
            (2, 5)
        );
    }

    #[test]
    fn what_is_like_it_is_told_only_where_it_stands_nowhere_or_is_asked_for() {
        let catalog = catalog(HARBOUR);
        let standing = found(
            &catalog,
            "board approved \"70 new berths\"",
            10,
            Near::Otherwise,
        );
        assert_eq!(standing.total, 3);
        assert_eq!(
            found(&catalog, "board approved 70 new berth", 10, Near::Never).total,
            0
        );
        let nowhere = found(&catalog, "board approved 70 new berth", 10, Near::Otherwise);
        assert!(nowhere.hits.iter().all(|hit| hit.how == How::Nearest));
        assert!(nowhere.total >= 2);
        assert_eq!(
            found(
                &catalog,
                "seven dogs crossed a frozen lake",
                10,
                Near::Always
            )
            .total,
            0
        );
        assert_eq!(found(&catalog, " \n", 10, Near::Always).total, 0);
    }

    #[test]
    fn the_limit_keeps_the_best_and_all_are_counted() {
        let catalog = catalog(HARBOUR);
        let all = found(
            &catalog,
            "board approved \"70 new berths\"",
            10,
            Near::Always,
        );
        for limit in 1..4 {
            let few = found(
                &catalog,
                "board approved \"70 new berths\"",
                limit,
                Near::Always,
            );
            assert_eq!(few.hits, all.hits[..limit]);
            assert_eq!(few.total, all.total);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let store = Memory::default()
            .with("sources/a.json", "{}")
            .with("sources/b.json", "{}")
            .with("sources/b.txt", b"\xff".as_slice());
        let catalog = Catalog::read(Arc::new(store), "sources").unwrap();
        let found = found(&catalog, "soup", 10, Near::Otherwise);
        let reasons: Vec<(&str, String)> = found
            .unsearched
            .iter()
            .map(|unsearched| (unsearched.source.as_str(), unsearched.reason.to_string()))
            .collect();
        assert_eq!(reasons[0], ("a", "it has no text file".to_owned()));
        assert_eq!(reasons[1].0, "b");
        assert_eq!(found.searched, 0);
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let texts: Vec<(String, String)> = (0..300)
            .map(|number| {
                let text = format!("The board approved {} berths. So be it.", number % 7);
                (format!("s{number:03}"), text)
            })
            .collect();
        let texts: Vec<(&str, &str)> = texts
            .iter()
            .map(|(id, text)| (id.as_str(), text.as_str()))
            .collect();
        let catalog = catalog(&texts);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let found = pool.build().unwrap().install(|| {
                ["approved 3 berths", "board approved 9 new berths"]
                    .map(|text| found(&catalog, text, 7, Near::Always))
            });
            found.map(|found| (found.hits, found.total))
        };
        assert_eq!(with(1), with(5));
    }
}
