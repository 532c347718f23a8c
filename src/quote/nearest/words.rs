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
        if is_usual_mark(&bytes[at..]) {
            at += 3;
            continue;
        }
        let c = text[at..].chars().next()?;
        if class(c).is_word() {
            return Some(any_word(text, at));
        }
        at += c.len_utf8();
    }
}

/// Whether a text starts with a dash, a quotation mark or an ellipsis: U+2010 to U+2027.
fn is_usual_mark(text: &[u8]) -> bool {
    matches!(text, [0xe2, 0x80, 0x90..=0xa7, ..])
}

/// Hands on the hash of each word of `text`, in order, and the byte where it starts: those of `words`, several times as
/// fast where most characters are of ASCII.
pub(super) fn each_word(text: &str, mut word: impl FnMut(u32, usize)) {
    let (blocks, rest) = text.as_bytes().as_chunks();
    // At least one space ends the last word.
    let mut last = [b' '; 64];
    last[..rest.len()].copy_from_slice(rest);
    let mut start = 0;
    let mut is_open = 0;
    for (number, block) in blocks.iter().chain([&last]).enumerate() {
        let at = |mask: u64| 64 * number + mask.trailing_zeros() as usize;
        let mask = runs(block);
        let before = mask << 1 | is_open;
        let (mut starts, mut ends) = (mask & !before, before & !mask);
        let mut open = || {
            let start = at(starts);
            starts &= starts.wrapping_sub(1);
            start
        };
        if is_open == 0 {
            start = open();
        }
        while ends != 0 {
            words_of_run(text, start..at(ends), &mut word);
            ends &= ends - 1;
            start = open();
        }
        is_open = mask >> 63;
    }
}

/// Which of 64 bytes may be part of a word: letters and digits of ASCII, and whatever is beyond ASCII.
#[inline]
fn runs(block: &[u8; 64]) -> u64 {
    let (eights, _) = block.as_chunks();
    let mut mask = 0;
    for eight in eights.iter().rev() {
        let eight = u64::from_le_bytes(*eight);
        let among = (!others_than_letters(eight) | eight) & HIGH;
        // The highest bits of the eight bytes, side by side.
        mask = mask << 8 | (among >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    }
    mask
}

/// The words of a stretch of `text` without spaces and marks of ASCII: one, where all of it is ASCII.
#[inline]
fn words_of_run(text: &str, run: Range<usize>, word: &mut impl FnMut(u32, usize)) {
    let length = run.end - run.start;
    if length <= 8
        && let Some(eight) = text.as_bytes()[run.start..].first_chunk()
    {
        let mask = u64::MAX >> (64 - 8 * length);
        let eight = u64::from_le_bytes(*eight) & mask;
        if eight & HIGH == 0 {
            let mut hash = WordHash::default();
            hash.add_eight(lower_case(eight) & mask);
            return word(hash.finish(), run.start);
        }
    }
    if let Some(hash) = hash_of_long_word(text.as_bytes(), &run) {
        return word(hash, run.start);
    }
    // Rare: at the end of the text, or with characters beyond ASCII.
    for found in words(&text[run.clone()]) {
        word(found.hash, run.start + found.range.start);
    }
}

/// The hash of a word of more than eight bytes, if these are ASCII.
#[inline(never)]
fn hash_of_long_word(text: &[u8], run: &Range<usize>) -> Option<u32> {
    let mut hash = WordHash::default();
    let mut all = 0;
    let mut at = run.start;
    while run.end - at > 8 {
        let eight = u64::from_le_bytes(*text[at..].first_chunk()?);
        all |= eight;
        hash.add_eight(lower_case(eight));
        at += 8;
    }
    let mask = u64::MAX >> (64 - 8 * (run.end - at));
    let eight = u64::from_le_bytes(*text[at..].first_chunk()?) & mask;
    hash.add_eight(lower_case(eight) & mask);
    ((all | eight) & HIGH == 0).then(|| hash.finish())
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
        && !is_usual_mark(&bytes[at..])
        && text[at..].starts_with(|c| matches!(class(c), Class::Letter | Class::Ignored));
    (!goes_on).then(|| Word {
        hash: hash.finish(),
        range: start..at,
    })
}

const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * EACH;

/// The highest bit of each of eight bytes that is no ASCII letter or digit.
#[inline]
fn others_than_letters(eight: u64) -> u64 {
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
#[inline]
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
    #[inline]
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

    #[inline]
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

/// A text of so many words is read from end to end for each quote rather than grouped.
const FEW: usize = 1 << 13;

/// Where each word of a text stands. Of a long text, word numbers are grouped by hash besides: about 16 bytes a word.
pub(super) struct WordIndex {
    /// The hash of each word, by its number.
    hashes: Vec<u32>,
    /// Where each word starts, in bytes of the text.
    starts: Vec<u32>,
    groups: Option<Groups>,
}

/// Word numbers, grouped by hash.
struct Groups {
    /// Bucket `b` holds `numbers[ends[b - 1]..ends[b]]`.
    ends: Vec<u32>,
    /// Word numbers, ascending within each bucket.
    numbers: Vec<u32>,
}

impl Groups {
    /// A counting sort, as each word has one bucket; prose repeats its words, so half as many buckets do.
    fn new(hashes: &[u32]) -> Self {
        let mut ends = vec![0_u32; (hashes.len() / 2).next_power_of_two()];
        let mask = ends.len() - 1;
        for &hash in hashes {
            ends[hash as usize & mask] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            let count = *end;
            *end = sum;
            sum += count;
        }
        let mut numbers = vec![0_u32; hashes.len()];
        for (number, &hash) in (0_u32..).zip(hashes) {
            let end = &mut ends[hash as usize & mask];
            numbers[*end as usize] = number;
            *end += 1;
        }
        Self { ends, numbers }
    }

    fn bucket(&self, hash: u32) -> &[u32] {
        let bucket = hash as usize & (self.ends.len() - 1);
        let start = bucket.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.numbers[start as usize..self.ends[bucket] as usize]
    }
}

impl WordIndex {
    /// Indexes `text`, in linear time. Words beyond the first 4 GiB are left out.
    pub(super) fn new(text: &str) -> Self {
        Self::with_groups_beyond(FEW, text)
    }

    fn with_groups_beyond(few: usize, text: &str) -> Self {
        let likely = text.len() / 5; // words of a text, or somewhat more
        let (mut hashes, mut starts) = (Vec::with_capacity(likely), Vec::with_capacity(likely));
        each_word(text, |hash, start| {
            if let Ok(start) = u32::try_from(start) {
                hashes.push(hash);
                starts.push(start);
            }
        });
        let groups = (hashes.len() > few).then(|| Groups::new(&hashes));
        Self {
            hashes,
            starts,
            groups,
        }
    }

    /// How many words the text has.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether it is as fast to look at all words of the text as to look some of them up.
    pub(super) fn is_short(&self) -> bool {
        self.groups.is_none()
    }

    /// The hashes of the words with these numbers.
    pub(super) fn hashes(&self, numbers: Range<usize>) -> &[u32] {
        &self.hashes[numbers]
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
    pub(super) fn numbers(&self, hash: u32) -> impl Iterator<Item = usize> + '_ {
        let grouped = self.groups.as_ref().map(|groups| groups.bucket(hash));
        let all = if grouped.is_some() { 0 } else { self.len() };
        let candidates = grouped
            .unwrap_or_default()
            .iter()
            .map(|&number| number as usize);
        candidates
            .chain(0..all)
            .filter(move |&number| self.hashes[number] == hash)
    }

    /// How often the word stands in the text; for a very common one, at most how often.
    pub(super) fn frequency(&self, hash: u32) -> usize {
        const COUNTED: usize = 1024;
        match self.groups.as_ref().map(|groups| groups.bucket(hash).len()) {
            Some(most) if most > COUNTED => most,
            _ => self.numbers(hash).count(),
        }
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
        fn the_index_knows_every_word(
            text in "([ab]{1,2}[ ,]|\\PC){0,60}",
            few in prop::sample::select(vec![0, FEW]),
        ) {
            let index = WordIndex::with_groups_beyond(few, &text);
            let all: Vec<Word> = words(&text).collect();
            prop_assert_eq!(index.len(), all.len());
            for (number, word) in all.iter().enumerate() {
                prop_assert_eq!(index.start(number)..index.end(&text, number), word.range.clone());
                let is_same = |other: &usize| all[*other].hash == word.hash;
                let same: Vec<usize> = (0..all.len()).filter(is_same).collect();
                prop_assert_eq!(index.frequency(word.hash), same.len());
                prop_assert_eq!(index.numbers(word.hash).collect::<Vec<_>>(), same);
            }
        }
    }
}
