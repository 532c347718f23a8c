//! How alike two claims are, and which claims of another version are worth comparing with one.

use super::bag::Bag;
use super::citations::passage;
use super::facts::Side;
use crate::claim::Claim;
use crate::quote::likeness;
use rayon::prelude::*;
use std::collections::HashMap;

/// The share of the statement; the citations have the rest.
const STATEMENT: f64 = 0.6;
/// A word, or a passage, that more claims have says too little to look them up by.
const COMMON: usize = 64;
/// With so many claims each is compared.
const COMPARED: usize = 8;
/// Statements of more bytes than that together are as alike as their words in any order are.
const LONGEST_COMPARED: usize = 32_000;
/// Of a long claim so many words are looked up.
const WORDS: usize = 400;

/// How alike two claims are, from 0 to 1: six tenths for the words of the statement, four for the words of the quotes, in
/// whatever order. Where neither cites anything, the statement alone counts.
pub(super) fn alike(old: &Claim, new: &Claim) -> f64 {
    let statement = match (&old.statement, &new.statement) {
        // No sound statement is so long; what is longer is not worth the time.
        (Some(old), Some(new)) if old.value.len() + new.value.len() > LONGEST_COMPARED => {
            Bag::of([old.value.as_str()]).share(&Bag::of([new.value.as_str()]))
        }
        (Some(old), Some(new)) => likeness(&old.value, &new.value),
        _ => 0.0,
    };
    if old.citations.is_empty() && new.citations.is_empty() {
        return statement;
    }
    let bag = |claim| Bag::of(passages(claim));
    STATEMENT * statement + (1.0 - STATEMENT) * bag(old).share(&bag(new))
}

/// The fragments of a claim's quotes.
fn passages(claim: &Claim) -> impl Iterator<Item = &str> {
    let citations = claim.citations.iter();
    citations
        .filter_map(passage)
        .flat_map(|(_, fragments)| fragments)
}

/// Two claims, by position in their lists, and how alike they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scored {
    /// Position among the old ones.
    pub old: usize,
    /// Position among the new ones.
    pub new: usize,
    /// From 0 to 1.
    pub similarity: f64,
}

/// Compares each of the old claims with the new ones that share rare words or passages with it, at most eight: the cost
/// grows with the number of claims, not with its square. Those that are at least `least` alike, best first.
pub(super) fn most_alike(olds: &[Side<'_>], news: &[Side<'_>], least: f64) -> Vec<Scored> {
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, side) in news.iter().enumerate() {
        for feature in features(side.claim) {
            let holders = holders.entry(feature).or_default();
            // One more than is looked at, so that it is seen to be common.
            if holders.len() <= COMMON {
                holders.push(number);
            }
        }
    }
    let mut scored: Vec<Scored> = olds
        .par_iter()
        .enumerate()
        .flat_map_iter(|(old, side)| {
            let mut votes: HashMap<usize, f64> = HashMap::new();
            for feature in features(side.claim) {
                let Some(holders) = holders.get(feature).filter(|all| all.len() <= COMMON) else {
                    continue;
                };
                for holder in holders {
                    *votes.entry(*holder).or_default() += 1.0 / holders.len() as f64;
                }
            }
            let mut votes: Vec<(usize, f64)> = votes.into_iter().collect();
            votes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let compared: Vec<Scored> = votes
                .into_iter()
                .take(COMPARED)
                .map(|(new, _)| Scored {
                    old,
                    new,
                    similarity: alike(side.claim, news[new].claim),
                })
                .filter(|scored| scored.similarity >= least)
                .collect();
            compared
        })
        .collect();
    scored.sort_by(|a, b| {
        b.similarity
            .total_cmp(&a.similarity)
            .then((a.old, a.new).cmp(&(b.old, b.new)))
    });
    scored
}

/// What a claim can be looked up by: its words and passages, each once.
fn features(claim: &Claim) -> Vec<&str> {
    let statement = claim.statement.iter().map(|text| text.value.as_str());
    let quotes: Vec<&str> = passages(claim).collect();
    let words = statement
        .chain(quotes.iter().copied())
        .flat_map(str::split_whitespace)
        .take(WORDS);
    let mut features: Vec<&str> = words.chain(quotes.iter().copied()).collect();
    features.sort_unstable();
    features.dedup();
    features
}
