//! Which claims of two versions belong together: by id, then by `formerly`, then by equal content, then by similarity.

use super::citations::content;
use super::content::record;
use super::facts::Side;
use super::similarity::{Scored, alike, most_alike};
use std::collections::{HashMap, HashSet, VecDeque};

/// Claims under different ids are paired where they are at least so much alike,
const LEAST: f64 = 0.6;
/// and so much more than either is to any other claim.
const MARGIN: f64 = 0.1;
/// Rounding must not decide about the margin.
const ROUNDING: f64 = 1e-9;
/// Claims that are less alike than this are named nowhere.
const WORTH_NAMING: f64 = 0.3;
/// A claim that is less like the one that had its id is another claim.
const UNRELATED: f64 = 0.3;

/// Two claims that belong together, by position in their lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Paired {
    /// Position among the old ones.
    pub old: usize,
    /// Position among the new ones.
    pub new: usize,
    /// How alike they are, where that is what pairs them.
    pub by_content: Option<f64>,
}

/// What the pairing of two lists of claims comes to.
#[derive(Default)]
pub(super) struct Pairing {
    /// The pairs, in order of the new ones.
    pub pairs: Vec<Paired>,
    /// Claims with the same id that have nothing to do with each other: old and new.
    pub reused: Vec<(usize, usize)>,
    /// Claims that became a part of another one, which names them in `formerly`: old and new.
    pub merged: Vec<(usize, usize)>,
    /// Claims that may belong together, best first: of the old ones only those that are in no pair.
    pub candidates: Vec<Scored>,
}

/// What is known of ids beside the two lists.
pub(super) struct Known<'p> {
    /// Ids that claims of today have.
    pub live: HashSet<&'p str>,
    /// Ids that have a tombstone today.
    pub retired: HashSet<&'p str>,
}

/// Pairs two lists of claims.
pub(super) fn pair<'p>(olds: &[Side<'p>], news: &[Side<'p>], known: &Known<'p>) -> Pairing {
    let mut matcher = Matcher {
        olds,
        news,
        known,
        old_is_free: vec![true; olds.len()],
        new_is_free: vec![true; news.len()],
        pairing: Pairing::default(),
    };
    matcher.by_id();
    matcher.by_formerly();
    matcher.by_equal_content();
    matcher.leave_out_retired();
    matcher.by_similarity();
    matcher.pairing.pairs.sort_by_key(|pair| pair.new);
    matcher.pairing
}

struct Matcher<'s, 'p> {
    olds: &'s [Side<'p>],
    news: &'s [Side<'p>],
    known: &'s Known<'p>,
    old_is_free: Vec<bool>,
    new_is_free: Vec<bool>,
    pairing: Pairing,
}

impl<'s, 'p> Matcher<'s, 'p> {
    fn join(&mut self, old: usize, new: usize, by_content: Option<f64>) {
        self.old_is_free[old] = false;
        self.new_is_free[new] = false;
        self.pairing.pairs.push(Paired {
            old,
            new,
            by_content,
        });
    }

    fn free_olds(&self) -> Vec<usize> {
        (0..self.olds.len())
            .filter(|at| self.old_is_free[*at])
            .collect()
    }

    fn free_news(&self) -> Vec<usize> {
        (0..self.news.len())
            .filter(|at| self.new_is_free[*at])
            .collect()
    }

    /// An id belongs to one claim. Where it does not, which is a finding of its own, claims with equal content belong
    /// together, then those of the same file, then those of the same rank.
    fn by_id(&mut self) {
        let (olds, news) = (self.olds, self.news);
        let id = |side: &Side<'p>| side.id();
        let mut same = self.same(|side| Some((id(side)?, key(side))));
        same.extend(self.same_but(&same, |side| Some((id(side)?, side.file.path.as_str()))));
        same.extend(self.same_but(&same, id));
        for (old, new) in same {
            let (then, today) = (olds[old].claim, news[new].claim);
            let is_another = !record(then, today).is_complete()
                && key(&olds[old]) != key(&news[new])
                && alike(then, today) < UNRELATED;
            if is_another {
                self.pairing.reused.push((old, new));
            } else {
                self.join(old, new, None);
            }
        }
    }

    /// Free claims that have the same key, in order.
    fn same<K: Eq + std::hash::Hash>(
        &self,
        key: impl Fn(&'s Side<'p>) -> Option<K>,
    ) -> Vec<(usize, usize)> {
        self.same_but(&[], key)
    }

    /// The same, without those that are joined already.
    fn same_but<K: Eq + std::hash::Hash>(
        &self,
        joined: &[(usize, usize)],
        key: impl Fn(&'s Side<'p>) -> Option<K>,
    ) -> Vec<(usize, usize)> {
        let olds: HashSet<usize> = joined.iter().map(|(old, _)| *old).collect();
        let news: HashSet<usize> = joined.iter().map(|(_, new)| *new).collect();
        let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
        for old in self.free_olds() {
            if let Some(key) = key(&self.olds[old]).filter(|_| !olds.contains(&old)) {
                waiting.entry(key).or_default().push_back(old);
            }
        }
        self.free_news()
            .into_iter()
            .filter(|new| !news.contains(new))
            .filter_map(|new| {
                let waiting = waiting.get_mut(&key(&self.news[new])?)?;
                Some((waiting.pop_front()?, new))
            })
            .collect()
    }

    /// A claim that names an old id was that one. Where several do, the claim was split: the one most like it goes on in
    /// its place. Where a claim goes on already, the old one was merged into it, if it says so by a record of its own: to
    /// be named is not enough, or any claim could be made to vanish in another.
    fn by_formerly(&mut self) {
        let mut heirs: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, side) in self.news.iter().enumerate() {
            for id in &side.claim.formerly {
                heirs.entry(id).or_default().push(number);
            }
        }
        let mut claims: Vec<(f64, usize, usize)> = Vec::new();
        for old in self.free_olds() {
            let heirs = self.olds[old].id().and_then(|id| heirs.get(id));
            for new in heirs.into_iter().flatten() {
                let similarity = alike(self.olds[old].claim, self.news[*new].claim);
                claims.push((similarity, old, *new));
            }
        }
        claims.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, old, new) in &claims {
            if self.old_is_free[*old] && self.new_is_free[*new] {
                self.join(*old, *new, None);
            }
        }
        let mut before: HashMap<usize, usize> = HashMap::new();
        before.extend(self.pairing.pairs.iter().map(|pair| (pair.new, pair.old)));
        for (_, old, new) in claims {
            let goes_on = |id: &str| self.known.live.contains(id);
            if !self.old_is_free[old] || self.olds[old].id().is_some_and(goes_on) {
                continue;
            }
            let is_recorded = before.get(&new).is_some_and(|before| {
                record(self.olds[*before].claim, self.news[new].claim).is_complete()
            });
            if is_recorded {
                self.old_is_free[old] = false;
                self.pairing.merged.push((old, new));
            }
        }
    }

    /// Claims that were withdrawn became no other claim, however much alike. One that says just the same was not withdrawn: a
    /// tombstone would make its record begin anew.
    fn leave_out_retired(&mut self) {
        for old in self.free_olds() {
            let is_retired =
                |id: &str| self.known.retired.contains(id) && !self.known.live.contains(id);
            self.old_is_free[old] = !self.olds[old].id().is_some_and(is_retired);
        }
    }

    fn by_equal_content(&mut self) {
        // Of several that are equal the one of the same file is meant.
        let mut same = self.same(|side| Some((side.file.path.as_str(), key(side))));
        same.extend(self.same_but(&same, |side| Some(key(side))));
        for (old, new) in same {
            self.join(old, new, Some(1.0));
        }
    }

    /// What a claim that is gone may have become: a claim that is new, or one that has other content than it had, since
    /// the old one may have been merged into it.
    fn possible_successors(&self) -> Vec<usize> {
        let changed = self
            .pairing
            .pairs
            .iter()
            .filter(|pair| key(&self.olds[pair.old]) != key(&self.news[pair.new]))
            .map(|pair| pair.new);
        let mut possible: Vec<usize> = changed.chain(self.free_news()).collect();
        possible.sort_unstable();
        possible
    }

    fn by_similarity(&mut self) {
        let free: Vec<usize> = self.free_olds();
        if free.is_empty() {
            return;
        }
        let possible = self.possible_successors();
        let olds: Vec<Side<'p>> = free.iter().map(|at| self.olds[*at]).collect();
        let news: Vec<Side<'p>> = possible.iter().map(|at| self.news[*at]).collect();
        let scored: Vec<Scored> = most_alike(&olds, &news, WORTH_NAMING)
            .into_iter()
            .map(|scored| Scored {
                old: free[scored.old],
                new: possible[scored.new],
                ..scored
            })
            .collect();
        let mut rivals_of_old: HashMap<usize, Vec<Scored>> = HashMap::new();
        let mut rivals_of_new: HashMap<usize, Vec<Scored>> = HashMap::new();
        for one in &scored {
            rivals_of_old.entry(one.old).or_default().push(*one);
            rivals_of_new.entry(one.new).or_default().push(*one);
        }
        for one in &scored {
            if one.similarity < LEAST || !self.old_is_free[one.old] || !self.new_is_free[one.new] {
                continue;
            }
            let rivals = rivals_of_old[&one.old]
                .iter()
                .chain(&rivals_of_new[&one.new]);
            let runner_up = rivals
                .filter(|rival| (rival.old, rival.new) != (one.old, one.new))
                .filter(|rival| self.old_is_free[rival.old] && self.new_is_free[rival.new])
                .map(|rival| rival.similarity)
                .fold(0.0, f64::max);
            if one.similarity - runner_up >= MARGIN - ROUNDING {
                self.join(one.old, one.new, Some(one.similarity));
            }
        }
        self.pairing.candidates = scored
            .into_iter()
            .filter(|scored| self.old_is_free[scored.old])
            .collect();
    }
}

/// All the content of a claim in one value that equals another's where the contents do, whatever their order.
pub(super) fn key<'p>(side: &Side<'p>) -> impl Eq + std::hash::Hash + use<'p> {
    let claim = side.claim;
    let mut citations: Vec<_> = claim.citations.iter().map(content).collect();
    citations.sort_unstable();
    (
        claim.statement.as_ref().map(|text| text.value.as_str()),
        claim.verdict.as_ref().map(|verdict| verdict.value),
        claim.rating.as_deref(),
        citations,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::ClaimFile;
    use serde_json::{Value, json};

    fn claim(id: &str, statement: &str, quotes: &[&str]) -> Value {
        let citations: Vec<Value> = quotes
            .iter()
            .map(|quote| json!({"source": "s", "quote": quote}))
            .collect();
        json!({"id": id, "statement": statement, "verdict": "supported", "revision": 1, "citations": citations})
    }

    fn former(mut claim: Value, ids: &[&str]) -> Value {
        claim["formerly"] = json!(ids);
        claim
    }

    fn file(claims: &[Value]) -> ClaimFile {
        let bytes = json!({"schema_version": 1, "story": "s", "claims": claims}).to_string();
        ClaimFile::parse("claims/s.json", bytes.into_bytes(), None)
    }

    /// Pairs, ids that are reused, merges, and candidates, all by id.
    fn paired(old: &[Value], new: &[Value]) -> [Vec<String>; 4] {
        paired_but(old, new, &[])
    }

    /// The same, with ids that have a tombstone.
    fn paired_but(old: &[Value], new: &[Value], retired: &[&str]) -> [Vec<String>; 4] {
        let (old, new) = (file(old), file(new));
        let olds: Vec<Side<'_>> = Side::all(&old).collect();
        let news: Vec<Side<'_>> = Side::all(&new).collect();
        let known = Known {
            live: news.iter().filter_map(Side::id).collect(),
            retired: retired.iter().copied().collect(),
        };
        let pairing = pair(&olds, &news, &known);
        let named = |pairs: Vec<(usize, usize)>| -> Vec<String> {
            let id = |side: &Side<'_>| side.id().unwrap_or("?").to_owned();
            let names = pairs.into_iter();
            names
                .map(|(old, new)| format!("{} {}", id(&olds[old]), id(&news[new])))
                .collect()
        };
        [
            named(pairing.pairs.iter().map(|one| (one.old, one.new)).collect()),
            named(pairing.reused),
            named(pairing.merged),
            named(
                pairing
                    .candidates
                    .iter()
                    .map(|one| (one.old, one.new))
                    .collect(),
            ),
        ]
    }

    const BERTHS: &str = "The harbour board approved 70 new berths on Monday.";
    const FERRY: &str = "Tickets for the ferry cost twice as much as last year.";
    const NONE: [String; 0] = [];

    #[test]
    fn the_id_comes_first_even_where_contents_changed_places() {
        let old = [claim("a", BERTHS, &["one"]), claim("b", FERRY, &["one"])];
        let new = [claim("b", BERTHS, &["one"]), claim("a", FERRY, &["one"])];
        let [pairs, reused, ..] = paired(&old, &new);
        assert_eq!(pairs, ["b b", "a a"]);
        assert_eq!(reused, NONE);
    }

    #[test]
    fn an_id_that_stands_for_something_else_pairs_nothing() {
        let old = [claim("a", BERTHS, &["seventy berths"])];
        let new = [
            claim("a", FERRY, &["twice the price"]),
            claim("c", BERTHS, &["seventy berths"]),
        ];
        let [pairs, reused, ..] = paired(&old, &new);
        assert_eq!(
            (pairs, reused),
            (vec!["a c".to_owned()], vec!["a a".to_owned()])
        );
    }

    #[test]
    fn formerly_comes_before_content() {
        let old = [claim("a", BERTHS, &["one"])];
        let new = [
            claim("b", BERTHS, &["one"]),
            former(claim("c", FERRY, &["two"]), &["a"]),
        ];
        let [pairs, ..] = paired(&old, &new);
        assert_eq!(pairs, ["a c"]);
    }

    #[test]
    fn what_was_merged_goes_on_in_one_claim() {
        let old = [claim("a", BERTHS, &["one"]), claim("b", FERRY, &["two"])];
        let whole = format!("{BERTHS} {FERRY}");
        let mut one = former(claim("a", &whole, &["one", "two"]), &["b"]);
        let [pairs, _, merged, _] = paired(&old, std::slice::from_ref(&one));
        assert_eq!((pairs, merged), (vec!["a a".to_owned()], NONE.to_vec()));
        one["revision"] = json!(2);
        one["changes"] = json!([{"revision": 2, "on": "2026-01-01", "note": "Took b in."}]);
        let [pairs, _, merged, _] = paired(&old, &[one]);
        assert_eq!(
            (pairs, merged),
            (vec!["a a".to_owned()], vec!["b a".to_owned()])
        );
    }

    #[test]
    fn what_is_alike_is_paired_only_where_nothing_else_is_as_much() {
        let old = [claim("a", BERTHS, &["one"])];
        let near = claim(
            "b",
            "The harbour board approved 72 new berths on Monday.",
            &["one"],
        );
        let [pairs, ..] = paired(&old, std::slice::from_ref(&near));
        assert_eq!(pairs, ["a b"]);
        let other = claim(
            "c",
            "The harbour board approved 71 new berths on Monday.",
            &["one"],
        );
        let [pairs, _, _, candidates] = paired(&old, &[near, other]);
        assert_eq!(pairs, NONE);
        assert_eq!(candidates, ["a b", "a c"]);
    }

    #[test]
    fn what_was_retired_became_another_claim_only_where_that_one_says_so_or_says_the_same() {
        let old = [claim("a", BERTHS, &["one"])];
        let alike = claim("b", &BERTHS.replace("70", "71"), &["one"]);
        let [pairs, _, _, candidates] = paired_but(&old, std::slice::from_ref(&alike), &["a"]);
        assert_eq!((pairs, candidates), (NONE.to_vec(), NONE.to_vec()));
        let same = claim("b", BERTHS, &["one"]);
        for new in [former(alike, &["a"]), same] {
            let [pairs, ..] = paired_but(&old, &[new], &["a"]);
            assert_eq!(pairs, ["a b"]);
        }
    }

    #[test]
    fn both_halves_of_a_split_claim_are_named() {
        let old = [claim("a", &format!("{BERTHS} {FERRY}"), &["one", "two"])];
        let new = [claim("b", BERTHS, &["one"]), claim("c", FERRY, &["two"])];
        let [pairs, _, _, mut candidates] = paired(&old, &new);
        candidates.sort_unstable();
        assert_eq!(pairs, NONE);
        assert_eq!(candidates, ["a b", "a c"]);
    }

    #[test]
    fn a_merged_claim_is_named_though_it_was_there_before() {
        let old = [claim("a", BERTHS, &["one"]), claim("b", FERRY, &["two"])];
        let new = [claim("a", &format!("{BERTHS} {FERRY}"), &["one", "two"])];
        let [pairs, _, _, candidates] = paired(&old, &new);
        assert_eq!(
            (pairs, candidates),
            (vec!["a a".to_owned()], vec!["b a".to_owned()])
        );
    }

    #[test]
    fn equal_claims_keep_their_order() {
        let old = [claim("a", BERTHS, &["one"]), claim("b", BERTHS, &["one"])];
        let new = [claim("c", BERTHS, &["one"]), claim("d", BERTHS, &["one"])];
        let [pairs, ..] = paired(&old, &new);
        assert_eq!(pairs, ["a c", "b d"]);
    }
}
