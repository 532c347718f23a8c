//! Decides which figures of a statement stand in its quotes.

use std::collections::HashMap;

use super::Evidence;
use super::find;
use super::implied::Years;
use super::language::Language;
use super::quantity::Quantity;
use super::reading::{Found, Reading};
use super::token::{Lower, Tokens};
use crate::text::among;

/// So often figures of a statement are compared with figures of its quotes that have the same number. Nobody writes so many; what
/// is not compared stands in no quote.
const MOST_COMPARED: usize = 20_000_000;

/// For each of the `claimed` figures of a statement, whether it stands in one of the quotes.
pub(super) fn standing(
    statement: &str,
    claimed: &[Found],
    evidence: &[Evidence],
    languages: &[Language],
) -> Vec<bool> {
    let mut stands = vec![false; claimed.len()];
    // Claims by key, so that a long quote is gone through once.
    let mut index: HashMap<u64, Vec<(usize, &Reading)>> = HashMap::new();
    for (at, found) in claimed.iter().enumerate() {
        for reading in &found.readings {
            for key in reading.keys_of_claim() {
                index.entry(key).or_default().push((at, reading));
            }
        }
    }
    let mut by_year: HashMap<u16, Vec<usize>> = HashMap::new();
    for (at, found) in claimed.iter().enumerate() {
        if let Some(year) = year_written(statement, found) {
            by_year.entry(year).or_default().push(at);
        }
    }
    let mut compared = 0;
    for evidence in evidence {
        if index.is_empty() {
            break;
        }
        let years = Years::of(evidence);
        let mut compare = |found: Found| {
            if compared > MOST_COMPARED {
                return;
            }
            for reading in &found.readings {
                for key in reading.keys_of_quote() {
                    let Some(candidates) = index.get_mut(&key) else {
                        continue;
                    };
                    compared += candidates.len();
                    candidates.retain(|(at, claim)| {
                        stands[*at] |= reading.supports(claim, &years);
                        !stands[*at]
                    });
                    if candidates.is_empty() {
                        index.remove(&key);
                    }
                }
            }
        };
        for fragment in &evidence.fragments {
            find::find(fragment, languages, &mut compare);
        }
        if !by_year.is_empty() {
            for year in years.said_to_be() {
                for at in by_year.remove(&year).unwrap_or_default() {
                    stands[at] = true;
                }
            }
        }
    }
    single_things(statement, claimed, evidence, &mut stands);
    stands
}

/// The year that a figure is as it is written: `2024`, but not `2,024` or `2024 km`.
fn year_written(statement: &str, found: &Found) -> Option<u16> {
    let written = statement.get(found.range.clone())?;
    let is_bare = written.len() == 4 && written.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |reading: &Reading| match reading {
        Reading::Number {
            quantity,
            measure: None,
            ..
        } => quantity.as_year(),
        _ => None,
    };
    found.readings.iter().find_map(plain).filter(|_| is_bare)
}

/// More figures than these are not looked up as things with an article, so that it takes linear time.
const MOST_SINGLE_THINGS: usize = 8;

/// `One soldier` and `1 soldier` stand in `a soldier`, `a Pakistani soldier`, `the lone soldier`.
fn single_things(statement: &str, claimed: &[Found], evidence: &[Evidence], stands: &mut [bool]) {
    let one = Quantity::whole(1);
    let is_one = |found: &Found| {
        let mut numbers = found.readings.iter().filter_map(Reading::number);
        numbers.any(|number| *number == one)
    };
    let singles = claimed
        .iter()
        .zip(stands)
        .filter(|(found, stands)| !**stands && is_one(found));
    for (found, stands) in singles.take(MOST_SINGLE_THINGS) {
        let after = statement.get(found.range.end..).unwrap_or_default();
        let tokens = Tokens::new(&after[..after.floor_char_boundary(200)]);
        if let Some(thing) = tokens.joined_word(0).map(|word| tokens.lower(word)) {
            let mut fragments = evidence.iter().flat_map(|evidence| &evidence.fragments);
            *stands = !thing.is_empty() && fragments.any(|fragment| has_single(fragment, thing));
        }
    }
}

/// Whether the thing stands after an article, with at most one word between.
fn has_single(quote: &str, thing: &str) -> bool {
    let mut before = ["", ""];
    for word in quote.split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        // Compared by length first: a quote can be long.
        if word.len() == thing.len()
            && *Lower::new(word) == *thing
            && before
                .iter()
                .any(|word| among(&Lower::new(word), "a an one single lone sole"))
        {
            return true;
        }
        before = [before[1], word];
    }
    false
}
