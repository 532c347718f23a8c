//! Whether what a citation says to stand before and after a quote does so at a place, as far as that is affordable.

use crate::claim::{Citation, Located};
use crate::quote::{Edge, Folds, Looked};
use foldhash::fast::RandomState;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// So many bytes are compared at all places of a quote, before the rest of the places is given up: of what stands there is
/// then unknown whether it is what was said, and no place is singled out.
const MOST_WORK: usize = 500_000_000;

/// To look apart from typography at a byte takes as long as to compare so many.
const FOLDING: usize = 250;

/// However long the text around is, it is looked at in so many places.
const FEWEST: usize = 16;

/// A shorter text, in bytes, is as soon compared again as looked up.
const SHORT: usize = 64;

/// Whether it may be left open what stands at a place: not at the only one that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MayBeOpen {
    Yes,
    No,
}

/// What a citation says to stand around its quote, in one text.
pub(super) struct Surroundings<'t> {
    text: &'t str,
    prefix: Option<Wanted<'t>>,
    suffix: Option<Wanted<'t>>,
    work: Work,
}

/// What is to stand on one side.
struct Wanted<'t> {
    content: &'t str,
    /// The same apart from typography; `None` where none is accepted.
    edge: Option<Edge<'t>>,
    /// Whether it does, by the byte at which the quote starts or ends.
    known: RefCell<HashMap<usize, bool, RandomState>>,
    /// In so many places it was looked for.
    places: Cell<usize>,
}

/// How much was compared.
#[derive(Default)]
struct Work {
    bytes: Cell<usize>,
    is_given_up: Cell<bool>,
}

impl<'t> Surroundings<'t> {
    /// What `citation` says, where these folds count as verbatim.
    pub(super) fn new(text: &'t str, citation: &'t Citation, accept: Folds) -> Self {
        let wanted = |said: &'t Located<String>| Wanted {
            content: &said.value,
            edge: (!accept.is_empty()).then(|| Edge::new(&said.value, accept)),
            known: RefCell::default(),
            places: Cell::default(),
        };
        Self {
            text,
            prefix: citation.prefix.as_ref().map(wanted),
            suffix: citation.suffix.as_ref().map(wanted),
            work: Work::default(),
        }
    }

    /// Whether the text up to byte `start` ends with the prefix. `None` where that is not affordable, if it may be left open.
    pub(super) fn has_prefix(&self, start: usize, may_be_open: MayBeOpen) -> Option<bool> {
        let Some(prefix) = &self.prefix else {
            return Some(true);
        };
        let before = &self.text[..start];
        prefix.is_at(start, &self.work, may_be_open, |content, edge| {
            let last = &content.as_bytes()[content.len().saturating_sub(SHORT)..];
            let has_room = before.len() >= content.len();
            compare(
                content,
                has_room && before.as_bytes().ends_with(last),
                || before.ends_with(content),
                || edge.map(|edge| edge.ends(before)),
            )
        })
    }

    /// Whether the text from byte `end` on starts with the suffix; `None` as by [`Self::has_prefix`].
    pub(super) fn has_suffix(&self, end: usize, may_be_open: MayBeOpen) -> Option<bool> {
        let Some(suffix) = &self.suffix else {
            return Some(true);
        };
        let after = &self.text[end..];
        suffix.is_at(end, &self.work, may_be_open, |content, edge| {
            let first = &content.as_bytes()[..content.len().min(SHORT)];
            let has_room = after.len() >= content.len();
            compare(
                content,
                has_room && after.as_bytes().starts_with(first),
                || after.starts_with(content),
                || edge.map(|edge| edge.starts(after)),
            )
        })
    }

    /// Whether it is known of all places that were asked about.
    pub(super) fn are_known(&self) -> bool {
        !self.work.is_given_up.get()
    }
}

/// Whether what is wanted stands, where all of it is only compared if its end next to the quote is there; and how much that took,
/// in bytes compared.
fn compare(
    wanted: &str,
    is_next_to_it: bool,
    stands: impl FnOnce() -> bool,
    look_apart_from_typography: impl FnOnce() -> Option<Looked>,
) -> (bool, usize) {
    let compared = if is_next_to_it { wanted.len() } else { SHORT };
    if is_next_to_it && stands() {
        return (true, compared);
    }
    look_apart_from_typography().map_or((false, compared), |looked| {
        (looked.holds, compared + FOLDING * looked.bytes)
    })
}

impl<'t> Wanted<'t> {
    /// Whether it stands at a place, which `look` tells together with how many bytes were compared.
    fn is_at(
        &self,
        place: usize,
        work: &Work,
        may_be_open: MayBeOpen,
        look: impl FnOnce(&'t str, Option<&Edge<'t>>) -> (bool, usize),
    ) -> Option<bool> {
        let is_worth_knowing = self.edge.is_some() || self.content.len() > SHORT;
        if is_worth_knowing && let Some(known) = self.known.borrow().get(&place) {
            return Some(*known);
        }
        let is_affordable = self.places.get() < FEWEST || work.bytes.get() < MOST_WORK;
        if may_be_open == MayBeOpen::Yes && !is_affordable {
            work.is_given_up.set(true);
            return None;
        }
        let (holds, bytes) = look(self.content, self.edge.as_ref());
        self.places.set(self.places.get() + 1);
        work.bytes.set(work.bytes.get().saturating_add(bytes));
        if is_worth_knowing {
            self.known.borrow_mut().insert(place, holds);
        }
        Some(holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::ClaimFile;
    use crate::quote::Fold;
    use MayBeOpen::Yes;

    /// What is known of the first places of a quote of one byte in a text of that byte and spaces, of which so many bytes
    /// stand before and after it.
    fn known(prefix: &str, suffix: &str, text: &str, accept: Folds) -> (Vec<Option<bool>>, bool) {
        let citation = serde_json::json!({"quote": "a", "prefix": prefix, "suffix": suffix});
        let file = serde_json::json!({"claims": [{"citations": [citation]}]});
        let file = ClaimFile::parse("c.json", file.to_string().into_bytes(), None);
        let citation = &file.claims[0].citations[0];
        let around = Surroundings::new(text, citation, accept);
        let places = text.match_indices('a').map(|(at, _)| at);
        let known = places.map(|at| {
            around
                .has_suffix(at + 1, Yes)?
                .then(|| around.has_prefix(at, Yes))?
        });
        (known.collect(), around.are_known())
    }

    #[test]
    fn long_surroundings_are_looked_for_as_far_as_that_is_affordable() {
        let text = "a ".repeat(40_000);
        let (of_all, are_known) = known("", &" a".repeat(10_000), &text, Folds::NONE);
        let stands = of_all.iter().filter(|known| **known == Some(true)).count();
        // The empty prefix of the last of them was no longer asked for.
        assert_eq!((stands, are_known), (MOST_WORK / 20_000 - 1, false));
        // Where it differs soon, nothing is given up.
        let (of_all, are_known) = known("", &" x".repeat(10_000), &text, Folds::NONE);
        assert!(are_known && of_all.iter().all(Option::is_none));
    }

    #[test]
    fn long_typography_is_looked_at_in_fewer_places_and_never_in_none() {
        let quotes: Folds = [Fold::Quotes].into_iter().collect();
        let text = "a “ ".repeat(60_000);
        for count in [100, 1_000, 20_000] {
            let suffix = " \" a".repeat(count);
            let (of_all, are_known) = known("", &suffix, &text, quotes);
            let known: Vec<_> = of_all.iter().take_while(|known| known.is_some()).collect();
            assert!(known.iter().all(|known| **known == Some(true)));
            assert!(known.len() >= FEWEST && known.len() <= 1 + MOST_WORK / FOLDING / count);
            assert!(!are_known);
        }
        let (of_all, are_known) = known("“ ", " \"", &text, quotes);
        assert!(are_known);
        assert_eq!((of_all[0], of_all[1]), (Some(false), Some(true)));
    }

    #[test]
    fn what_is_asked_again_is_known() {
        let quotes: Folds = [Fold::Quotes].into_iter().collect();
        let text = "a “ ".repeat(60_000);
        let citation = serde_json::json!({"quote": "a", "suffix": " \" a".repeat(1_000)});
        let file = serde_json::json!({"claims": [{"citations": [citation]}]});
        let file = ClaimFile::parse("c.json", file.to_string().into_bytes(), None);
        let around = Surroundings::new(&text, &file.claims[0].citations[0], quotes);
        let place = |number: usize| number * "a “ ".len() + 1;
        let last = (0..50_000).find(|number| around.has_suffix(place(*number), Yes).is_none());
        let last = last.expect("it is given up");
        assert_eq!(around.has_suffix(place(0), Yes), Some(true));
        assert_eq!(around.has_suffix(place(last - 1), Yes), Some(true));
        assert_eq!(around.has_suffix(place(last), Yes), None);
        // At the only place that is left it is told all the same.
        assert_eq!(around.has_suffix(place(last), MayBeOpen::No), Some(true));
        assert_eq!(around.has_suffix(place(59_999), MayBeOpen::No), Some(false));
    }
}
