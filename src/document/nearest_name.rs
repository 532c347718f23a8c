//! "Did you mean …?": the known name that is nearest to a misspelt one.

/// The name nearest to `name` among `known`, if one is near enough to be the one meant: at most a third of its
/// characters are wrong (Damerau–Levenshtein, case aside). Among equally near names the first wins.
pub fn nearest_name<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
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
            let distance = strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase());
            (distance * 3 <= longest).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest_name;
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
}
