//! "Did you mean …?": the known name that is nearest to a misspelt one.

use std::collections::BTreeMap;

/// The name nearest to `name` among `known`, if one is near enough to be the one meant: at most a third of its
/// characters are wrong (Damerau–Levenshtein, case aside). Among equally near names the first wins.
pub fn nearest_name<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    nearest(name, known).map(|(_, candidate)| candidate)
}

/// Many names that many are to be held against: found by their length, they need not all be looked at.
#[derive(Debug, Default)]
pub struct Names {
    /// Sorted names, by how many characters they have.
    by_length: BTreeMap<usize, Vec<Box<str>>>,
}

impl Names {
    /// Names in any order.
    pub fn new<'k>(known: impl IntoIterator<Item = &'k str>) -> Self {
        let mut by_length: BTreeMap<usize, Vec<Box<str>>> = BTreeMap::new();
        for name in known {
            let length = name.chars().count();
            by_length.entry(length).or_default().push(name.into());
        }
        for names in by_length.values_mut() {
            names.sort_unstable();
        }
        Self { by_length }
    }

    /// What [`nearest_name`] finds among the sorted names.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let wanted = name.to_lowercase();
        let length = wanted.chars().count();
        let groups = self.by_length.iter().filter_map(|(own, names)| {
            let is_near = own.abs_diff(length) * 3 <= length.max(*own);
            let start = if is_near {
                0
            } else {
                names.partition_point(|name| **name < *wanted)
            };
            let rest = names[start..].iter().map(|name| &**name);
            if is_near {
                nearest(name, rest)
            } else {
                nearest(name, rest.take_while(|name| name.starts_with(&wanted)))
            }
        });
        groups.min().map(|(_, name)| name)
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
