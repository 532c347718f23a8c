//! Lists of words, each written as one text.

/// Whether a list of words, with white space between, has this one.
pub fn among(word: &str, list: &str) -> bool {
    !word.is_empty() && list.split_ascii_whitespace().any(|listed| listed == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("page", true)]
    #[case("pages", true)]
    #[case("pag", false)]
    #[case("page pages", false)]
    #[case("", false)]
    fn whole_words_count(#[case] word: &str, #[case] expected: bool) {
        assert_eq!(among(word, "page\n    pages line"), expected);
    }
}
