//! Judges the quotes of many citations against one text, as many at a time as there is room for.

use super::judge::{Judge, Judgement};
use super::occurrences::{Held, Occurrences};
use rayon::prelude::*;

/// There is room for so many places of quotes at a time: of all that are looked for together, or of the fragments of one.
const ROOM: usize = 2_000_000;

/// One thread looks at so many citations of a source, at least.
const FEWEST_CITATIONS: usize = 128;

/// There is room for so many places of each fragment of a quote.
pub(crate) fn room_for_each(fragments: usize) -> usize {
    (ROOM / fragments.max(1)).max(1)
}

/// What `each` makes of every citation and the judgements on its fragments, in their order; `None` of a fragment that waits for
/// the second look.
///
/// All are looked for in one pass, or, where they stand so often that there is no room for all of their places, half of them after
/// the other. What is said of a citation hangs on it alone, not on what else is judged.
pub(crate) fn judge_together<C: Sync, T: Send>(
    judge: &Judge<'_>,
    citations: &[C],
    fragments: impl Fn(&C) -> Vec<&str> + Sync,
    each: impl Fn(&C, Vec<Option<Judgement>>) -> T + Sync,
) -> Vec<T> {
    let mut made = Vec::with_capacity(citations.len());
    let together = Together {
        judge,
        fragments,
        each,
    };
    together.judge(citations, &mut made);
    made
}

impl Judge<'_> {
    /// What each of the quotes is to the text, in their order: all are looked for in one pass. `None` of those that wait for
    /// the second look.
    pub fn judge_all(&self, quotes: &[&str]) -> Vec<Option<Judgement>> {
        judge_together(
            self,
            quotes,
            |quote| vec![quote],
            |_, of_one| of_one.into_iter().next()?,
        )
    }
}

struct Together<'j, 't, F, E> {
    judge: &'j Judge<'t>,
    fragments: F,
    each: E,
}

impl<F, E> Together<'_, '_, F, E> {
    fn judge<C: Sync, T: Send>(&self, citations: &[C], made: &mut Vec<T>)
    where
        F: Fn(&C) -> Vec<&str> + Sync,
        E: Fn(&C, Vec<Option<Judgement>>) -> T + Sync,
    {
        let quotes: Vec<Vec<&str>> = citations.iter().map(&self.fragments).collect();
        let all: Vec<&str> = quotes.iter().flatten().copied().collect();
        let mut found = match self.judge.look_for(&all, ROOM) {
            Some(found) => found,
            None if citations.len() > 1 => {
                let (first, second) = citations.split_at(citations.len() / 2);
                self.judge(first, made);
                self.judge(second, made);
                return;
            }
            None => self.judge.look_for_first(&all, room_for_each(all.len())),
        };
        let mut numbers = 0..;
        let taken = citations.iter().zip(quotes).map(|(citation, quotes)| {
            let numbers = numbers.by_ref().take(quotes.len());
            let held: Vec<Held> = numbers.map(|number| found.take(number)).collect();
            (citation, quotes, held)
        });
        let taken: Vec<_> = taken.collect();
        let taken = taken.into_par_iter().with_min_len(FEWEST_CITATIONS);
        let judged = taken.map(|(citation, quotes, held)| {
            (self.each)(citation, self.judgements(&quotes, held, &found))
        });
        made.par_extend(judged);
    }

    /// What the fragments of one quote are to the text.
    fn judgements(
        &self,
        quotes: &[&str],
        held: Vec<Held>,
        found: &Occurrences,
    ) -> Vec<Option<Judgement>> {
        let room = room_for_each(quotes.len());
        let seen = quotes.iter().zip(held);
        seen.map(|(quote, held)| self.judge.judge_seen(quote, found.places(held, room)))
            .collect()
    }
}
