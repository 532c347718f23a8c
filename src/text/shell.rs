//! Words of commands that are there to be pasted.

/// A word as a shell takes it: names come from outside.
pub fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:@^~=,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) && !word.starts_with('~') {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("claims/a-1.json", "claims/a-1.json")]
    #[case("HEAD~1", "HEAD~1")]
    #[case("~/a", "'~/a'")]
    #[case("a b", "'a b'")]
    #[case("$(x)", "'$(x)'")]
    #[case("it's", r"'it'\''s'")]
    #[case("", "''")]
    fn is_taken_as_one_word(#[case] word: &str, #[case] typed: &str) {
        assert_eq!(shell_word(word), typed);
    }
}
