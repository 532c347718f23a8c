//! The years that a quote's date without one may be in: `October 19`, in a report of 28 October 2025, is a day of 2025.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::Evidence;
use super::date::{self, Year};
use super::token::Lower;
use crate::text::among;

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
    /// `last year`, `this year`, `next year`, by themselves: how far from the year of publication.
    alone: BTreeSet<i16>,
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
        let said = self.said();
        said.elsewhere
            || said.last && is(before)
            || said.next && is(after)
            || said.named.iter().copied().any(is)
    }

    /// The years that the quote gives as `last year`, `this year` or `next year`.
    pub(super) fn said_to_be(&self) -> Vec<u16> {
        let published = self.evidence.published.map(|(year, _)| year);
        let years = published.map(|published| {
            let alone = self.said().alone.iter();
            alone.filter_map(move |away| published.checked_add_signed(*away))
        });
        years.into_iter().flatten().collect()
    }

    fn said(&self) -> &Said {
        self.said.get_or_init(|| Said::of(self.evidence))
    }
}

impl Said {
    fn of(evidence: &Evidence) -> Self {
        let mut said = Self::default();
        for fragment in &evidence.fragments {
            let mut before = [Lower::default(); 3];
            for word in fragment.split(|c: char| !c.is_alphanumeric()) {
                if !word.is_empty() {
                    let word = Lower::new(word);
                    said.read(&before[2], &word);
                    said.read_year(&before, &word);
                    before = [before[1], before[2], word];
                }
            }
            said.read_year(&before, "");
        }
        said
    }

    /// Takes in the year that the last two words before a `word` name, if they do: not that of `in the last year of the war`.
    fn read_year(&mut self, [article, first, second]: &[Lower; 3], word: &str) {
        const OWN: &str = "the a his her its their our my your every each";
        let away = match (&**first, &**second) {
            ("last", "year")
            | ("année", "dernière")
            | ("año", "pasado")
            | ("ano", "passado")
            | ("anno", "scorso")
            | ("letztes" | "letzten" | "vergangenes" | "vergangenen", "jahr" | "jahres")
            | ("vorig", "jaar") => -1,
            ("this", "year")
            | ("cette", "année")
            | ("este", "año" | "ano")
            | ("dieses" | "diesem", "jahr" | "jahres")
            | ("dit", "jaar") => 0,
            ("next", "year")
            | ("année", "prochaine")
            | ("próximo", "año" | "ano")
            | ("nächstes" | "nächsten", "jahr" | "jahres")
            | ("volgend", "jaar") => 1,
            _ => return,
        };
        let is_english = **second == *"year";
        if !(is_english && (among(article, OWN) || word == "of")) {
            self.alone.insert(away);
        }
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
