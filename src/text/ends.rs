//! The ends of texts: what two have in common there, and what is left of a long one.

/// How many bytes two texts have in common at the start, and how many of the rest at the end: whole characters.
pub fn same_ends(a: &str, b: &str) -> (usize, usize) {
    let same = |(a, b): &(u8, u8)| a == b;
    let start = a.bytes().zip(b.bytes()).take_while(same).count();
    let start = a.floor_char_boundary(start);
    let (a, b) = (&a[start..], &b[start..]);
    let ends = a.bytes().rev().zip(b.bytes().rev());
    // What ends within a character of one ends within the same one of the other.
    let end = a.ceil_char_boundary(a.len() - ends.take_while(same).count());
    (start, a.len() - end)
}

/// A text of which nothing is left out unless it has more than `most` characters: then its middle, where `[…]` stands instead.
pub fn abridged(text: &str, most: usize) -> String {
    // Whatever it is made of, it is not longer than that.
    if text.len() <= most {
        return text.to_owned();
    }
    let half = most / 2;
    let start = text
        .char_indices()
        .nth(half)
        .map_or(text.len(), |(at, _)| at);
    let (start, rest) = text.split_at(start);
    let end = rest.char_indices().rev().take(most - half).last();
    let end = end.map_or("", |(at, _)| &rest[at..]);
    if end.len() == rest.len() {
        return text.to_owned();
    }
    format!("{start} […] {end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", "", (0, 0))]
    #[case("abc", "abc", (3, 0))]
    #[case("abc", "axc", (1, 1))]
    #[case("aaa", "aaaa", (3, 0))]
    #[case("ab", "", (0, 0))]
    #[case("aéb", "aèb", (1, 1))]
    #[case("aéb", "aĩb", (1, 1))]
    #[case("é", "éé", (2, 0))]
    fn only_whole_characters_count(
        #[case] a: &str,
        #[case] b: &str,
        #[case] expected: (usize, usize),
    ) {
        assert_eq!(same_ends(a, b), expected);
        assert_eq!(same_ends(b, a), expected);
    }

    #[rstest]
    #[case("", "")]
    #[case("abcd", "abcd")]
    #[case("äöüß", "äöüß")]
    #[case("abcde", "ab […] de")]
    #[case("äöüße", "äö […] ße")]
    fn the_middle_of_a_long_text_is_left_out(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(abridged(text, 4), expected);
    }
}
