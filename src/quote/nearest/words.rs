//! The words of a text, folded and hashed, and an index of where each of them stands.
//!
//! These words only say where to look, so they are cheaper than those of Unicode's word
//! segmentation (UAX 29): a run of letters and digits, or one character of a script that is written
//! without spaces.

use std::ops::Range;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The hash of the word without case, marks and invisible characters. Words that share it count
    /// as the same.
    pub(super) hash: u32,
    /// Where it stands, in bytes of the text.
    pub(super) range: Range<usize>,
}

/// The words of `text`, in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let word = next_word(text, at)?;
        at = word.range.end;
        Some(word)
    })
}

/// The first word that starts at byte `from` or after it.
fn next_word(text: &str, from: usize) -> Option<Word> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let byte = *bytes.get(at)?;
        if byte.is_ascii_alphanumeric() {
            return Some(plain_word(text, at).unwrap_or_else(|| any_word(text, at)));
        }
        if byte.is_ascii() {
            at += 1;
            continue;
        }
        let c = text[at..].chars().next()?;
        if class(c).is_word() {
            return Some(any_word(text, at));
        }
        at += c.len_utf8();
    }
}

/// The word at `start`, where it is one of ASCII characters only.
fn plain_word(text: &str, start: usize) -> Option<Word> {
    let bytes = text.as_bytes();
    let mut hash = WordHash::default();
    let mut at = start;
    loop {
        let Some(eight) = bytes[at..].first_chunk() else {
            let rest = bytes[at..].iter();
            for byte in rest.take_while(|byte| byte.is_ascii_alphanumeric()) {
                hash.add(byte.to_ascii_lowercase());
                at += 1;
            }
            break;
        };
        let eight = u64::from_le_bytes(*eight);
        let others = others_than_letters(eight);
        let length = others.trailing_zeros() / 8;
        if length == 8 {
            hash.add_eight(lower_case(eight));
            at += 8;
            continue;
        }
        if length > 0 {
            hash.add_eight(lower_case(eight) & (u64::MAX >> (64 - 8 * length)));
        }
        at += length as usize;
        break;
    }
    // A letter beyond ASCII, or a mark of the last one, goes on with the word.
    let goes_on = bytes.get(at).is_some_and(|byte| !byte.is_ascii())
        && text[at..].starts_with(|c| matches!(class(c), Class::Letter | Class::Ignored));
    (!goes_on).then(|| Word {
        hash: hash.finish(),
        range: start..at,
    })
}

const EACH: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each of eight bytes that is no ASCII letter or digit.
fn others_than_letters(eight: u64) -> u64 {
    const HIGH: u64 = 0x80 * EACH;
    let seven = eight & !HIGH;
    // Adding carries into the highest bit where the byte is at least so much, and into no other byte.
    let at_least = |bytes: u64, least: u8| bytes + (0x80 - u64::from(least)) * EACH;
    let within =
        |bytes: u64, first: u8, last: u8| at_least(bytes, first) & !at_least(bytes, last + 1);
    let letters = within(lower_case(seven), b'a', b'z');
    let digits = within(seven, b'0', b'9');
    (!(letters | digits) | eight) & HIGH
}

/// Eight ASCII letters and digits in lower case: of digits, the bit is set already.
fn lower_case(eight: u64) -> u64 {
    eight | (0x20 * EACH)
}

/// The word at `start`, of any characters.
fn any_word(text: &str, start: usize) -> Word {
    let mut characters = text[start..].char_indices();
    let mut hash = WordHash::default();
    let mut end = start;
    let mut is_run = true;
    for (at, c) in characters.by_ref() {
        match class(c) {
            Class::Letter if is_run => hash.add_folded(c),
            Class::Alone if at == 0 => {
                hash.add_folded(c);
                is_run = false;
            }
            Class::Ignored => {}
            Class::Letter | Class::Alone | Class::Other => break,
        }
        end = start + at + c.len_utf8();
    }
    Word {
        hash: hash.finish(),
        range: start..end,
    }
}

/// A multiplicative hash over the bytes of lower-case characters, eight at a time.
#[derive(Default)]
struct WordHash {
    hash: u64,
    /// Bytes that are not yet in the hash, and how many bits they take.
    pending: u64,
    bits: u32,
}

impl WordHash {
    /// Adds one byte, which is not zero.
    fn add(&mut self, byte: u8) {
        self.pending |= u64::from(byte) << self.bits;
        self.bits += 8;
        if self.bits == 64 {
            let full = std::mem::take(&mut self.pending);
            self.bits = 0;
            self.add_eight(full);
        }
    }

    /// Adds eight bytes, or the last ones before zeros.
    fn add_eight(&mut self, eight: u64) {
        const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15; // 2^64 over the golden ratio
        self.hash = (self.hash.rotate_left(5) ^ eight).wrapping_mul(MULTIPLIER);
    }

    fn add_folded(&mut self, c: char) {
        let mut buffer = [0; 4];
        // One for one, as the alignment folds; what a letter may have beyond the first is a mark.
        let c = c.to_lowercase().next().unwrap_or(c);
        let lower = c.encode_utf8(&mut buffer).bytes();
        lower.for_each(|byte| self.add(byte));
    }

    fn finish(mut self) -> u32 {
        if self.pending != 0 {
            self.add_eight(self.pending);
        }
        (self.hash >> 32) as u32
    }
}

/// What a character is to the search for words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter or digit: part of a run.
    Letter,
    /// A character of a script without spaces: a word by itself.
    Alone,
    /// Soft hyphen, zero-width, combining mark: inside a word, but not of it.
    Ignored,
    Other,
}

impl Class {
    /// Whether a word can start with it.
    fn is_word(self) -> bool {
        matches!(self, Self::Letter | Self::Alone)
    }
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        // Dashes, quotation marks and the like.
        '\0'..='\x7f' | '\u{a0}' | '\u{2010}'..='\u{2027}' => Class::Other,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {
            Class::Ignored
        }
        // Thai and Lao, Myanmar, Khmer, then ideographs with kana.
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
            if c.is_alphanumeric() =>
        {
            Class::Alone
        }
        _ if c.is_alphanumeric() => Class::Letter,
        _ => Class::Other,
    }
}

/// Where each word of a text stands: word numbers, grouped by hash. About 16 bytes a word.
pub(super) struct WordIndex {
    /// The hash of each word, by its number.
    hashes: Vec<u32>,
    /// Where each word starts, in bytes of the text.
    starts: Vec<u32>,
    /// Bucket `b` holds `numbers[ends[b - 1]..ends[b]]`.
    ends: Vec<u32>,
    /// Word numbers, ascending within each bucket.
    numbers: Vec<u32>,
}

impl WordIndex {
    /// Indexes `text`, in linear time. Words beyond the first 4 GiB are left out.
    pub(super) fn new(text: &str) -> Self {
        let likely = text.len() / 5; // words of a text, or somewhat more
        let (mut hashes, mut starts) = (Vec::with_capacity(likely), Vec::with_capacity(likely));
        for word in words(text) {
            let Ok(start) = u32::try_from(word.range.start) else {
                break;
            };
            hashes.push(word.hash);
            starts.push(start);
        }
        // A counting sort, as each word has one bucket; prose repeats its words, so half as many
        // buckets do.
        let mut ends = vec![0_u32; (hashes.len() / 2).next_power_of_two()];
        let mask = ends.len() - 1;
        for &hash in &hashes {
            ends[hash as usize & mask] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            let count = *end;
            *end = sum;
            sum += count;
        }
        let mut numbers = vec![0_u32; hashes.len()];
        for (number, &hash) in (0_u32..).zip(&hashes) {
            let end = &mut ends[hash as usize & mask];
            numbers[*end as usize] = number;
            *end += 1;
        }
        Self {
            hashes,
            starts,
            ends,
            numbers,
        }
    }

    /// How many words the text has.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The hash of the word with this number.
    pub(super) fn hash(&self, number: usize) -> u32 {
        self.hashes[number]
    }

    /// Where the word with this number starts, in bytes of the text.
    pub(super) fn start(&self, number: usize) -> usize {
        self.starts[number] as usize
    }

    /// Where the word with this number ends, in bytes of `text`, which must be the one indexed. Of
    /// a word of more than 4 KiB, some part is enough.
    pub(super) fn end(&self, text: &str, number: usize) -> usize {
        const LONGEST: usize = 4096;
        let start = self.start(number);
        let nearby = &text[start..text.floor_char_boundary(start.saturating_add(LONGEST))];
        words(nearby)
            .next()
            .map_or(start, |word| start + word.range.end)
    }

    /// The numbers of the words that start in this range of bytes.
    pub(super) fn within(&self, bytes: Range<usize>) -> Range<usize> {
        let before = |at: usize| self.starts.partition_point(|&start| (start as usize) < at);
        before(bytes.start)..before(bytes.end)
    }

    /// The numbers of the words with this hash, ascending.
    pub(super) fn numbers(&self, hash: u32) -> impl Iterator<Item = u32> + '_ {
        self.bucket(hash)
            .iter()
            .copied()
            .filter(move |&number| self.hashes[number as usize] == hash)
    }

    /// How often the word stands in the text; for a very common one, at most how often.
    pub(super) fn frequency(&self, hash: u32) -> usize {
        const COUNTED: usize = 1024;
        let bucket = self.bucket(hash);
        if bucket.len() > COUNTED {
            bucket.len()
        } else {
            self.numbers(hash).count()
        }
    }

    fn bucket(&self, hash: u32) -> &[u32] {
        let bucket = hash as usize & (self.ends.len() - 1);
        let start = bucket.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.numbers[start as usize..self.ends[bucket] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn texts(text: &str) -> Vec<&str> {
        words(text).map(|word| &text[word.range]).collect()
    }

    #[rstest]
    #[case::punctuation("“No,” she said.", &["No", "she", "said"])]
    #[case::figures("5.1 % of €1,200", &["5", "1", "of", "1", "200"])]
    #[case::marks("cafe\u{301} no", &["cafe\u{301}", "no"])]
    #[case::soft_hyphens("co\u{ad}operate", &["co\u{ad}operate"])]
    #[case::without_spaces("東京で会う", &["東", "京", "で", "会", "う"])]
    #[case::nothing(" — \u{ad}\u{200b}", &[])]
    fn are_runs_of_letters_and_digits(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(texts(text), expected);
    }

    #[rstest]
    #[case("Weather", "WEATHER")]
    #[case("ÉTÉ", "été")]
    #[case("cooperate", "co\u{ad}operate")]
    fn are_the_same_without_case_and_invisible_characters(#[case] one: &str, #[case] other: &str) {
        let hash = |text| words(text).map(|word| word.hash).collect::<Vec<_>>();
        assert_eq!(hash(one), hash(other));
    }

    proptest! {
        #[test]
        fn the_short_way_gives_the_same_word(text in "[a-zA-Z0-9]{1,20}([ ’é\u{301}-][a-z]{0,9}|)") {
            if let Some(word) = plain_word(&text, 0) {
                prop_assert_eq!(word, any_word(&text, 0));
            }
        }

        #[test]
        fn the_index_knows_every_word(text in "([ab]{1,2}[ ,]|\\PC){0,60}") {
            let index = WordIndex::new(&text);
            let all: Vec<Word> = words(&text).collect();
            prop_assert_eq!(index.len(), all.len());
            for (number, word) in all.iter().enumerate() {
                prop_assert_eq!(index.start(number)..index.end(&text, number), word.range.clone());
                let is_same = |other: &u32| all[*other as usize].hash == word.hash;
                let same: Vec<u32> = (0..).take(all.len()).filter(is_same).collect();
                prop_assert_eq!(index.frequency(word.hash), same.len());
                prop_assert_eq!(index.numbers(word.hash).collect::<Vec<_>>(), same);
            }
        }
    }
}
