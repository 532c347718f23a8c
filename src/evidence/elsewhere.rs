//! Looks for quotes that do not stand in their own source in all the others.

use super::facts::Passage;
use crate::project::Project;
use crate::quote::Needles;
use crate::source::load_text;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Of so many sources the passage is kept; the others are only named.
const SHOWN: usize = 3;

/// A source that holds a quote, and the passage where it was kept.
pub(super) type Elsewhere = (String, Option<Box<Passage>>);

/// Where each quote stands: ids of sources in order, with the passage of the first few.
pub(super) fn search<'q>(
    project: &Project,
    quotes: Vec<&'q str>,
) -> BTreeMap<&'q str, Vec<Elsewhere>> {
    let mut quotes = quotes;
    quotes.sort_unstable();
    quotes.dedup();
    if quotes.is_empty() {
        return BTreeMap::new();
    }
    let needles = Needles::new(quotes.clone());
    let mut found: Vec<(usize, String, Passage)> = project
        .catalog
        .par_iter()
        .flat_map_iter(|id| {
            let text = load_text(&*project.store, &project.config.sources, id);
            let found: Vec<(usize, String, Passage)> = text
                .iter()
                .flat_map(|text| {
                    needles
                        .find_in(text.as_str())
                        .into_iter()
                        .map(|(number, start)| {
                            let passage = Passage::new(text, start..start + quotes[number].len());
                            (number, id.clone(), passage)
                        })
                })
                .collect();
            found
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut by_quote: BTreeMap<&str, Vec<Elsewhere>> = BTreeMap::new();
    for (number, id, passage) in found {
        let sources = by_quote.entry(quotes[number]).or_default();
        let kept = (sources.len() < SHOWN).then(|| Box::new(passage));
        sources.push((id, kept));
    }
    by_quote
}
