//! The years that a quote's date without one may be in: `October 19`, in a report of 28 October 2025, is a day of 2025.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::Evidence;
use super::date::{self, Year};
use super::token::{Lower, among};

/// The years that the dates of one quote may be in.
pub(super) struct Years<'e> {
    evidence: &'e Evidence<'e>,
    /// Found when it is first asked for: most quotes name no such date.
    said: OnceCell<Said>,
}

/// What a quote says of years.
#[derive(Default)]
struct Said {
    /// The years that it names, for other dates perhaps.
    named: BTreeSet<u16>,
    /// `last year`, `last October`.
    last: bool,
    /// `next year`, `next October`.
    next: bool,
    /// A year that only the text around it tells, or any: `that year`, `two years ago`, `every year`.
    elsewhere: bool,
}

impl<'e> Years<'e> {
    pub(super) fn of(evidence: &'e Evidence<'e>) -> Self {
        Self {
            evidence,
            said: OnceCell::new(),
        }
    }

    /// Whether a date in this month, for which the quote has no year, may be in this year.
    pub(super) fn may_be(&self, year: Year, month: u8) -> bool {
        let Some((published, in_month)) = self.evidence.published else {
            return true;
        };
        let is = |other| year.agrees(Year::Full(other));
        let (before, after) = (published.saturating_sub(1), published.saturating_add(1));
        // In January's news December is the last one, in December's January the next.
        if is(published) || month > in_month && is(before) || month < in_month && is(after) {
            return true;
        }
        let said = self.said.get_or_init(|| Said::of(self.evidence));
        said.elsewhere
            || said.last && is(before)
            || said.next && is(after)
            || said.named.iter().copied().any(is)
    }
}

impl Said {
    fn of(evidence: &Evidence) -> Self {
        let mut said = Self::default();
        for fragment in &evidence.fragments {
            let mut before = Lower::default();
            for word in fragment.split(|c: char| !c.is_alphanumeric()) {
                if !word.is_empty() {
                    let word = Lower::new(word);
                    said.read(&before, &word);
                    before = word;
                }
            }
        }
        said
    }

    /// Takes in two words that stand side by side.
    fn read(&mut self, before: &str, word: &str) {
        const YEAR: &str = "year an année año jahr jahres anno jaar ano år";
        const LAST: &str = "last previous past preceding prior dernier dernière passé passée pasado letzten letztes \
                            vergangenen vergangenes vorigen voriges scorso vorig passado sidste";
        const NEXT: &str = "next following coming prochain prochaine próximo nächsten nächstes kommenden prossimo volgend \
                            næste";
        const SAID: &str = "that same each every any";
        const AWAY: &str = "ago earlier before previously later after";
        if word.len() == 4
            && let Ok(year @ 1000..3000) = word.parse()
        {
            self.named.insert(year);
        }
        for (time, other) in [(before, word), (word, before)] {
            if among(time, YEAR) || date::month_named(time).is_some() {
                self.last |= among(other, LAST);
                self.next |= among(other, NEXT);
            }
        }
        self.elsewhere |= word == "year" && among(before, SAID)
            || matches!(before, "year" | "years") && among(word, AWAY);
    }
}
