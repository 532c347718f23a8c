//! Which citations of a claim belong together in its two versions.

use super::bag::Bag;
use crate::claim::{Citation, Quote, Stance};
use crate::quote::likeness;
use std::collections::{HashMap, VecDeque};

/// A quote of the same source that is at least so much alike is the old one, reworded.
const SAME_SOURCE: f64 = 0.4;
/// A quote of another source must be more alike to count as the old one, retargeted.
const OTHER_SOURCE: f64 = 0.6;
/// Of two equally good matches the one of the same source is meant.
const BONUS: f64 = 0.2;
/// So many pairs of citations are compared; of more, only those at the same rank within their source.
const MOST_COMPARED: usize = 2_500;
/// Quotes are compared word by word where their words, in any order, might make them alike: a little less may do, since
/// what stands between words counts as well.
const SLACK: f64 = 0.15;
/// Quotes of more bytes than that together are as alike as their words in any order are.
const LONGEST_COMPARED: usize = 4_000;

/// A citation of each version, by its position in the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Matched {
    /// Position then.
    pub old: usize,
    /// Position today.
    pub new: usize,
}

/// The words of a quote; what is left out between fragments is shown.
pub(super) fn words(quote: &Quote) -> String {
    let fragments: Vec<&str> = quote
        .fragments()
        .iter()
        .map(|fragment| fragment.value.as_str())
        .collect();
    fragments.join(" […] ")
}

/// A source, and the fragments of a quote from it.
type Passage<'c> = (&'c str, Vec<&'c str>);

/// What a citation says of its source and its quote, where both can be read.
pub(super) fn passage(citation: &Citation) -> Option<Passage<'_>> {
    let quote = &citation.quote.as_ref()?.value;
    let fragments = quote
        .fragments()
        .iter()
        .map(|fragment| fragment.value.as_str())
        .collect();
    Some((citation.source.as_ref()?.value.as_str(), fragments))
}

/// All that is content in a citation: passage, stance, speaker.
pub(super) fn content(citation: &Citation) -> Option<(Passage<'_>, Option<Stance>, Option<&str>)> {
    let speaker = citation.speaker.as_ref();
    let speaker = speaker.map(|speaker| speaker.value.as_str());
    Some((passage(citation)?, citation.stance, speaker))
}

/// Finds out which citations belong together: those with equal content, then those that say less and less the same. None
/// is in two pairs; one that cannot be read is in none. In order of today's.
pub(super) fn matched(old: &[Citation], new: &[Citation]) -> Vec<Matched> {
    let mut matching = Matching {
        old,
        new,
        free_old: (0..old.len())
            .filter(|at| passage(&old[*at]).is_some())
            .collect(),
        free_new: (0..new.len())
            .filter(|at| passage(&new[*at]).is_some())
            .collect(),
        found: Vec::new(),
    };
    matching.by(content);
    matching.by(passage);
    matching.by(|citation| passage(citation).map(|(_, fragments)| fragments));
    matching.by_likeness();
    matching.by_being_alone();
    matching.found.sort_by_key(|matched| matched.new);
    matching.found
}

struct Matching<'c> {
    old: &'c [Citation],
    new: &'c [Citation],
    free_old: Vec<usize>,
    free_new: Vec<usize>,
    found: Vec<Matched>,
}

impl<'c> Matching<'c> {
    /// Joins free citations that have the same key, in order.
    fn by<K: Eq + std::hash::Hash>(&mut self, key: impl Fn(&'c Citation) -> Option<K>) {
        if self.free_old.is_empty() || self.free_new.is_empty() {
            return;
        }
        let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
        for at in &self.free_old {
            if let Some(key) = key(&self.old[*at]) {
                waiting.entry(key).or_default().push_back(*at);
            }
        }
        for at in self.free_new.clone() {
            let mate = key(&self.new[at])
                .and_then(|key| waiting.get_mut(&key))
                .and_then(VecDeque::pop_front);
            if let Some(mate) = mate {
                self.join(mate, at);
            }
        }
    }

    fn join(&mut self, old: usize, new: usize) {
        self.free_old.retain(|at| *at != old);
        self.free_new.retain(|at| *at != new);
        self.found.push(Matched { old, new });
    }

    fn source(citation: &Citation) -> &str {
        citation
            .source
            .as_ref()
            .map_or("", |source| source.value.as_str())
    }

    /// Joins free citations whose quotes are alike, the most alike first.
    fn by_likeness(&mut self) {
        let bags = |all: &'c [Citation], free: &[usize]| -> HashMap<usize, Bag<'c>> {
            free.iter().map(|at| (*at, bag(&all[*at]))).collect()
        };
        let (olds, news) = (
            bags(self.old, &self.free_old),
            bags(self.new, &self.free_new),
        );
        let mut scored: Vec<(f64, usize, usize)> = Vec::new();
        for (old, new) in self.worth_comparing() {
            let is_same_source = Self::source(&self.old[old]) == Self::source(&self.new[new]);
            let least = if is_same_source {
                SAME_SOURCE
            } else {
                OTHER_SOURCE
            };
            let then = (&self.old[old], &olds[&old]);
            let alike = quotes_alike(then, (&self.new[new], &news[&new]), least);
            if alike >= least {
                let bonus = if is_same_source { BONUS } else { 0.0 };
                scored.push((alike + bonus, old, new));
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, old, new) in scored {
            if self.free_old.contains(&old) && self.free_new.contains(&new) {
                self.join(old, new);
            }
        }
    }

    fn worth_comparing(&self) -> Vec<(usize, usize)> {
        if self.free_old.len() * self.free_new.len() <= MOST_COMPARED {
            let all = self.free_old.iter();
            return all
                .flat_map(|old| self.free_new.iter().map(move |new| (*old, *new)))
                .collect();
        }
        let mut by_source: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for old in &self.free_old {
            let source = Self::source(&self.old[*old]);
            by_source.entry(source).or_default().push_back(*old);
        }
        self.free_new
            .iter()
            .filter_map(|new| {
                let waiting = by_source.get_mut(Self::source(&self.new[*new]))?;
                Some((waiting.pop_front()?, *new))
            })
            .collect()
    }

    /// Joins the last free citation of a source then with its last free one today, however little they are alike: the
    /// claim leans on the same source by another passage.
    fn by_being_alone(&mut self) {
        let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
        for at in &self.free_old {
            counts.entry(Self::source(&self.old[*at])).or_default().0 += 1;
        }
        for at in &self.free_new {
            counts.entry(Self::source(&self.new[*at])).or_default().1 += 1;
        }
        for new in self.free_new.clone() {
            let source = Self::source(&self.new[new]);
            if counts.get(source) != Some(&(1, 1)) {
                continue;
            }
            let mut mates = self.free_old.iter().copied();
            if let Some(old) = mates.find(|at| Self::source(&self.old[*at]) == source) {
                self.join(old, new);
            }
        }
    }
}

/// The words of a citation's quote.
fn bag(citation: &Citation) -> Bag<'_> {
    Bag::of(
        passage(citation)
            .into_iter()
            .flat_map(|(_, fragments)| fragments),
    )
}

/// How alike the quotes of two citations are; 0 where their words alone keep them below `least`.
fn quotes_alike(
    (old, of_old): (&Citation, &Bag<'_>),
    (new, of_new): (&Citation, &Bag<'_>),
    least: f64,
) -> f64 {
    let (Some(old), Some(new)) = (&old.quote, &new.quote) else {
        return 0.0;
    };
    let share = of_old.share(of_new);
    if share + SLACK < least {
        return 0.0;
    }
    let (old, new) = (words(&old.value), words(&new.value));
    if old.len() + new.len() > LONGEST_COMPARED {
        return share;
    }
    likeness(&old, &new)
}
