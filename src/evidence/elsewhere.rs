//! Looks for quotes that do not stand in their own source in all the others.

use super::facts::{Elsewhere, Passage, SourceFacts};
use crate::project::Project;
use crate::quote::Needles;
use crate::source::{load_text, read_text};
use crate::text::Text;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Of so many sources the passage is kept; the others are only named.
const SHOWN: usize = 3;

/// Where each quote stands: ids of sources in order, with the passage of the first few.
pub(super) fn search(
    project: &Project,
    sources: &BTreeMap<String, Box<SourceFacts>>,
    mut quotes: Vec<String>,
) -> BTreeMap<String, Vec<Elsewhere>> {
    quotes.sort_unstable();
    quotes.dedup();
    if quotes.is_empty() {
        return BTreeMap::new();
    }
    let needles = Needles::new(quotes.iter().map(String::as_str).collect(), "");
    let mut found: Vec<(usize, Elsewhere)> = project
        .catalog
        .par_iter()
        .flat_map_iter(|id| {
            let loaded = text_of(project, id, sources.get(id).map(|known| &**known));
            let found: Vec<(usize, Elsewhere)> = loaded
                .iter()
                .flat_map(|(file, text)| {
                    let places = needles.find_in(text.as_str());
                    places.into_iter().map(|(number, start)| {
                        let range = start..start + quotes[number].len();
                        let elsewhere = Elsewhere {
                            source: id.clone(),
                            file: file.clone(),
                            passage: Some(Box::new(Passage::new(text, range))),
                        };
                        (number, elsewhere)
                    })
                })
                .collect();
            found
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.1.source).cmp(&(b.0, &b.1.source)));
    let mut by_quote: BTreeMap<String, Vec<Elsewhere>> = BTreeMap::new();
    for (number, mut elsewhere) in found {
        let sources = by_quote.entry(quotes[number].clone()).or_default();
        if sources.len() >= SHOWN {
            elsewhere.passage = None;
        }
        sources.push(elsewhere);
    }
    by_quote
}

/// The text file's path and the text of a source. What is known of it already is not read again.
fn text_of(project: &Project, id: &str, known: Option<&SourceFacts>) -> Option<(String, Text)> {
    let Some(known) = known else {
        return load_text(&*project.store, &project.config.sources, id).ok();
    };
    let path = known.text_path().filter(|_| known.unreadable.is_none())?;
    Some((
        path.to_owned(),
        read_text(&*project.store, path, |_| ()).ok()?,
    ))
}
