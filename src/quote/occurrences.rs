//! Where quotes stand verbatim in one text, looked for together and told one by one.

use super::handful;
use super::needles::{Needles, Wanted};
use std::mem;
use std::ops::Range;

/// Where quotes stand verbatim that were looked for together, by their numbers.
#[derive(Default)]
pub(super) struct Occurrences {
    places: Vec<Vec<Range<usize>>>,
    /// The number of each quote that is there more than once, and that of the first of them, whose places are theirs.
    again: Vec<(usize, usize)>,
    /// So many places of each were looked for; of none more than [`super::most_places`].
    most: usize,
}

/// The places of one of them.
pub(super) struct Verbatim {
    /// In bytes of the text, in order.
    pub places: Vec<Range<usize>>,
    /// So many were looked for, or kept; of none more than [`super::most_places`].
    pub most: usize,
}

/// The places of one of them, or the number of the quote that has the same ones: of a quote that is there very often they are
/// copied when its turn comes.
pub(super) enum Held {
    Own(Vec<Range<usize>>),
    As(usize),
}

impl Occurrences {
    /// Looks for all of them at once. `None` where they stand at more places than wanted.
    pub(super) fn of_all(quotes: &[&str], text: &str, wanted: Wanted) -> Option<Self> {
        let (places, again) = if let Some(places) = handful::places(quotes, text) {
            (places, Vec::new())
        } else {
            let needles = Needles::new(quotes.to_vec(), text);
            let places = needles.places_of_firsts(text, wanted)?;
            let mut again = Vec::new();
            for (first, others) in needles.repeated() {
                again.push((*first, *first));
                again.extend(others.iter().map(|number| (*number, *first)));
            }
            again.sort_unstable();
            (places, again)
        };
        Some(Self {
            places,
            again,
            most: wanted.of_each,
        })
    }

    fn first_of(&self, number: usize) -> Option<usize> {
        let known = self.again.binary_search_by_key(&number, |again| again.0);
        Some(self.again[known.ok()?].1)
    }

    /// The places of a quote.
    pub(super) fn of(&self, number: usize) -> &[Range<usize>] {
        &self.places[self.first_of(number).unwrap_or(number)]
    }

    /// Takes the places of a quote, if they are its alone.
    pub(super) fn take(&mut self, number: usize) -> Held {
        match self.first_of(number) {
            Some(first) => Held::As(first),
            None => Held::Own(mem::take(&mut self.places[number])),
        }
    }

    /// The first of the places that were taken, as many as there is room for.
    pub(super) fn places(&self, held: Held, room: usize) -> Verbatim {
        let most = self.most.min(room);
        Verbatim {
            places: match held {
                Held::Own(mut places) => {
                    places.truncate(most);
                    places
                }
                Held::As(first) => self.places[first].iter().take(most).cloned().collect(),
            },
            most,
        }
    }
}
