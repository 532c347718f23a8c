//! "Did you mean …?": the known name that is nearest to a misspelt one.

/// The name nearest to `name` among `known`, if one is near enough to be the one meant: at most a third of its
/// characters are wrong (Damerau–Levenshtein, case aside). Among equally near names the first wins.
pub fn nearest_name<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    let letters = letters_of(wanted.chars());
    known
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            if length >= 3 && candidate.starts_with(&wanted) {
                return Some((1, candidate));
            }
            let own = if candidate.is_ascii() {
                candidate.len()
            } else {
                candidate.chars().count()
            };
            let longest = own.max(length);
            // The difference in length is the least distance there can be: most names of a large project end here.
            if (longest - own.min(length)) * 3 > longest {
                return None;
            }
            // So is the number of letters that only one of them has: of names as long as each other, most end here.
            if candidate.is_ascii() {
                let others = letters_of(candidate.chars().map(|c| c.to_ascii_lowercase()));
                let only_one_has = (letters & !others)
                    .count_ones()
                    .max((others & !letters).count_ones());
                if only_one_has as usize * 3 > longest {
                    return None;
                }
            }
            let distance = strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase());
            (distance * 3 <= longest).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The letters of a name, as bits: one bit may stand for several.
fn letters_of(name: impl Iterator<Item = char>) -> u64 {
    name.fold(0, |letters, c| letters | 1 << (u32::from(c) % 64))
}

#[cfg(test)]
mod tests {
    use super::nearest_name;
    use proptest::prelude::*;
    use rstest::rstest;

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

    proptest! {
        #[test]
        fn what_ends_soon_would_not_have_been_near(
            name in "[a-cA-C1-9É-]{0,7}",
            known in proptest::collection::vec("[a-cA-C1-9é-]{1,7}", 0..6),
        ) {
            let name = name.as_str();
            let wanted = name.to_lowercase();
            let length = wanted.chars().count();
            let distance = |candidate: &str| {
                if length >= 3 && candidate.starts_with(&wanted) {
                    return Some(1);
                }
                let distance = strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase());
                (distance * 3 <= candidate.chars().count().max(length)).then_some(distance)
            };
            let known = || known.iter().map(String::as_str).filter(|candidate| *candidate != name);
            let expected = known()
                .filter_map(|candidate| Some((distance(candidate)?, candidate)))
                .min_by_key(|(distance, _)| *distance)
                .map(|(_, candidate)| candidate);
            prop_assert_eq!(nearest_name(name, known()), expected);
        }
    }
}
