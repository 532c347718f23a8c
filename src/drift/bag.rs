//! The words of a text without their order: how alike two texts can be at most, at the cost of reading them once.

/// The words of a text, each with how often it stands there.
pub(super) struct Bag<'t> {
    /// Sorted by word.
    words: Vec<(&'t str, usize)>,
    /// The length of all words, in bytes.
    length: usize,
}

impl<'t> Bag<'t> {
    /// The words of several texts.
    pub(super) fn of(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let words = texts.into_iter().flat_map(str::split_whitespace);
        let mut sorted: Vec<&str> = words.collect();
        sorted.sort_unstable();
        let mut words: Vec<(&str, usize)> = Vec::new();
        for word in sorted {
            match words.last_mut() {
                Some((last, count)) if *last == word => *count += 1,
                _ => words.push((word, 1)),
            }
        }
        Self {
            length: words.iter().map(|(word, count)| word.len() * count).sum(),
            words,
        }
    }

    /// How much of the words of two bags is the same, by length, from 0 to 1 (Sørensen and Dice).
    pub(super) fn share(&self, other: &Self) -> f64 {
        let all = self.length + other.length;
        if all == 0 {
            return 0.0;
        }
        let mut others = other.words.iter().peekable();
        let mut shared = 0;
        for (word, count) in &self.words {
            while others.next_if(|(other, _)| other < word).is_some() {}
            if let Some((_, twin)) = others.next_if(|(other, _)| other == word) {
                shared += word.len() * count.min(twin);
            }
        }
        2.0 * shared as f64 / all as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_words_whatever_their_order() {
        let one = Bag::of(["a bb ccc", "bb"]);
        assert!((one.share(&Bag::of(["ccc bb a bb"])) - 1.0).abs() < 1e-9);
        // Of 8 and 2 bytes the one `bb` is shared.
        assert!((one.share(&Bag::of(["bb"])) - 0.4).abs() < 1e-9);
        assert!(one.share(&Bag::of(["d"])).abs() < 1e-9);
        assert!(Bag::of([]).share(&Bag::of([""])).abs() < 1e-9);
    }
}
