//! Made-up prose for benchmarks: the same on every run.

/// A pseudo-random sequence (Marsaglia, "Xorshift RNGs", 2003).
pub(crate) struct Random(u64);

impl Random {
    /// A sequence that the seed decides.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or(0)
    }
}

const SYLLABLES: [&str; 32] = [
    "ba", "cor", "den", "el", "fa", "gri", "hol", "in", "jo", "kel", "la", "mi", "nor", "o", "pra",
    "qui", "ros", "sta", "tem", "ul", "ver", "wen", "ya", "zo", "ché", "dor", "ly", "ment", "per",
    "ra", "sol", "tion",
];

/// So many bytes of sentences, or somewhat more.
pub(crate) fn prose(random: &mut Random, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 100);
    while text.len() < bytes {
        for word in 0..6 + random.below(14) {
            let start = text.len();
            for _ in 0..=random.below(3) {
                text.push_str(SYLLABLES[random.below(SYLLABLES.len())]);
            }
            if word == 0 {
                let first = text.remove(start);
                text.insert(start, first.to_ascii_uppercase());
            }
            match random.below(40) {
                0 => text.push_str(", "),
                1 => text.push_str("’s "),
                2 => text.push_str(" — "),
                3 => text.push_str(" 1,250 "),
                _ => text.push(' '),
            }
        }
        text.truncate(text.trim_end().len());
        text.push_str(if random.below(5) == 0 { ".\n\n" } else { ". " });
    }
    text
}

/// A passage of `length` bytes, or somewhat more, from word to word.
pub(crate) fn passage<'t>(random: &mut Random, text: &'t str, length: usize) -> &'t str {
    let from = text.floor_char_boundary(random.below(text.len() - 2 * length));
    let start = text[from..].find(' ').map_or(0, |space| from + space + 1);
    let to = text.ceil_char_boundary(start + length);
    let end = text[to..].find(' ').map_or(text.len(), |space| to + space);
    &text[start..end]
}
