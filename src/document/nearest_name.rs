//! "Did you mean …?": the known name that is nearest to a misspelt one.

use std::collections::BTreeMap;

/// The name nearest to `name` among `known`, if one is near enough to be the one meant: at most a third of its
/// characters are wrong (Damerau–Levenshtein, case aside). Among equally near names the first wins.
pub fn nearest_name<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    nearest(name, known).map(|(_, candidate)| candidate)
}

/// Many names that many are to be held against: found by their length and their letters, they need not all be looked at.
#[derive(Debug, Default)]
pub struct Names {
    /// Sorted names, by how many characters they have.
    by_length: BTreeMap<usize, Vec<Name>>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    name: Box<str>,
    /// Which characters of ASCII it has, case aside.
    letters: Alphabet,
}

impl Names {
    /// Names in any order.
    pub fn new<'k>(known: impl IntoIterator<Item = &'k str>) -> Self {
        let mut by_length: BTreeMap<usize, Vec<Name>> = BTreeMap::new();
        for name in known {
            let length = name.chars().count();
            by_length.entry(length).or_default().push(Name {
                name: name.into(),
                letters: Alphabet::of(&name.to_lowercase()),
            });
        }
        for names in by_length.values_mut() {
            names.sort_unstable();
        }
        Self { by_length }
    }

    /// What [`nearest_name`] finds among the sorted names, of which a thousand of each length are compared at most: those that
    /// differ least between a common start and a common end.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let wanted = name.to_lowercase();
        let letters = Alphabet::of(&wanted);
        let length = wanted.chars().count();
        let groups = self.by_length.iter().filter_map(|(own, names)| {
            let start = names.partition_point(|own| *own.name < *wanted);
            let longer = names[start..].iter().map(|own| &*own.name);
            let longer = longer.take_while(|own| own.starts_with(&wanted));
            let longest = length.max(*own);
            if own.abs_diff(length) * 3 > longest {
                return nearest(name, longer);
            }
            let is_close = |own: &&Name| letters.differences(own.letters) * 3 <= longest;
            let close = names.iter().filter(is_close).map(|own| &*own.name);
            let close = closest(&wanted, close.collect());
            // Those that begin with it are near, however they go on.
            let both = [nearest(name, longer), nearest(name, close)];
            both.into_iter().flatten().min()
        });
        groups.min().map(|(_, name)| name)
    }
}

/// So many names are compared with one, at most: where thousands of ids are missing that have the letters of thousands of others.
const MOST_CLOSE: usize = 1_000;

/// Of sorted names those that differ least between a common start and a common end, in the same order.
fn closest<'k>(wanted: &str, names: Vec<&'k str>) -> Vec<&'k str> {
    if names.len() <= MOST_CLOSE {
        return names;
    }
    let between = |name: &str| {
        let pairs = wanted.bytes().zip(name.bytes());
        let before = pairs.take_while(|(a, b)| a == b).count();
        let pairs = wanted.bytes().rev().zip(name.bytes().rev());
        let after = pairs.take_while(|(a, b)| a == b).count();
        wanted.len().max(name.len()).saturating_sub(before + after)
    };
    let names = names.into_iter().enumerate();
    let mut ranked: Vec<_> = names.map(|(at, name)| (between(name), at, name)).collect();
    ranked.select_nth_unstable(MOST_CLOSE);
    ranked.truncate(MOST_CLOSE);
    ranked.sort_unstable_by_key(|(_, at, _)| *at);
    ranked.into_iter().map(|(.., name)| name).collect()
}

/// A set of characters of ASCII, of which some share a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Alphabet(u64);

impl Alphabet {
    fn of(lower: &str) -> Self {
        let ascii = lower.bytes().filter(u8::is_ascii);
        Self(ascii.fold(0, |letters, byte| letters | 1 << (byte % 64)))
    }

    /// So many characters have to be changed, at least, to make a name with the one of a name with the other.
    fn differences(self, other: Self) -> usize {
        let only = |one: Self, other: Self| (one.0 & !other.0).count_ones();
        only(self, other).max(only(other, self)) as usize
    }
}

/// The nearest name, and how many characters of it are wrong.
fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<(usize, &'k str)> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    let letters = Letters::of(&wanted);
    let mut nearest: Option<(usize, &str)> = None;
    for candidate in known {
        if candidate == name {
            continue;
        }
        let is_nearer = |distance: usize| nearest.is_none_or(|(least, _)| distance < least);
        if length >= 3 && candidate.starts_with(&wanted) {
            if is_nearer(1) {
                nearest = Some((1, candidate));
            }
            continue;
        }
        let own = if candidate.is_ascii() {
            candidate.len()
        } else {
            candidate.chars().count()
        };
        let longest = own.max(length);
        // Most names of a large project end here: the difference in length is the least distance there can be, and the
        // letters that are not common to both are.
        let is_near = |distance: usize| distance * 3 <= longest && is_nearer(distance);
        if !is_near(longest - own.min(length))
            || !is_near(longest.saturating_sub(letters.common(candidate)))
        {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase());
        if is_near(distance) {
            nearest = Some((distance, candidate));
        }
    }
    nearest
}

/// How often each ASCII character stands in a name.
struct Letters([usize; 128]);

impl Letters {
    fn of(lower: &str) -> Self {
        let mut counts = [0; 128];
        for byte in lower.bytes().filter(u8::is_ascii) {
            counts[usize::from(byte)] += 1;
        }
        Self(counts)
    }

    /// How many characters a name has in common with this one at most, case aside.
    fn common(&self, name: &str) -> usize {
        // Beyond ASCII a small letter may be two, or an ASCII one.
        if !name.is_ascii() {
            return name.len();
        }
        let mut left = self.0;
        let mut is_common = |byte: &u8| {
            let count = &mut left[usize::from(byte.to_ascii_lowercase())];
            let is_left = *count > 0;
            *count -= usize::from(is_left);
            is_left
        };
        name.bytes().filter(|byte| is_common(byte)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, nearest_name};
    use rstest::rstest;
    use std::collections::BTreeSet;

    #[rstest]
    #[case("qoute", Some("quote"))]
    #[case("Quote", Some("quote"))]
    #[case("qute", Some("quote"))]
    #[case("quo", Some("quote"))]
    #[case("page", None)]
    #[case("", None)]
    fn finds_the_name_that_was_meant(#[case] name: &str, #[case] meant: Option<&str>) {
        assert_eq!(nearest_name(name, ["source", "quote", "stance"]), meant);
    }

    /// The obviously right answer: every distance is measured.
    fn slow<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
        let wanted = name.to_lowercase();
        let length = wanted.chars().count();
        let near = known.iter().filter(|candidate| **candidate != name);
        let near = near.filter_map(|candidate| {
            if length >= 3 && candidate.starts_with(&wanted) {
                return Some((1, *candidate));
            }
            let distance = strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase());
            let longest = candidate.chars().count().max(length);
            (distance * 3 <= longest).then_some((distance, *candidate))
        });
        near.min_by_key(|(distance, _)| *distance)
            .map(|(_, name)| name)
    }

    /// Of thousands that have the same letters, that of which one character is another is among those that are compared.
    #[test]
    fn the_nearest_of_very_many_is_found() {
        let ids: Vec<String> = (0..5_000).map(|number| format!("s{number:05}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let names = Names::new(ids.iter().copied());
        for name in [
            "s0273x", "so2739", "s027399", "z02739", "s0273", "S02739", "s10273",
        ] {
            assert_eq!(names.nearest(name), slow(name, &ids), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_passed_over_is_not_nearer(name in "[abAé1-]{0,8}", known in proptest::collection::vec("[abBé1-]{0,9}", 0..12)) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            proptest::prop_assert_eq!(nearest_name(&name, known.iter().copied()), slow(&name, &known));
            let sorted: BTreeSet<&str> = known.iter().copied().collect();
            let sorted: Vec<&str> = sorted.into_iter().collect();
            let names = Names::new(known);
            proptest::prop_assert_eq!(names.nearest(&name), slow(&name, &sorted));
        }
    }
}
