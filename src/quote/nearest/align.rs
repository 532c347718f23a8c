//! Edit distance between a quote and a text, bit-parallel: 64 rows of the dynamic programming table
//! in one step.
//!
//! Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic
//! programming", J. ACM 46 (1999), in the block form of Hyyrö, "A bit-vector algorithm for
//! computing Levenshtein and Damerau edit distances" (2003).

use super::super::segments::segments;
use std::ops::Range;

/// A string prepared for comparison with many others.
pub(super) struct Pattern {
    /// Length in code points.
    length: usize,
    /// For each letter (see `Alphabet`), the rows where it stands, 64 a word.
    rows: Vec<u64>,
    alphabet: Alphabet,
}

impl Pattern {
    pub(super) fn new(characters: &[char]) -> Self {
        let alphabet = Alphabet::new(characters);
        Self {
            length: characters.len(),
            rows: alphabet.rows(characters.iter().copied(), characters.len()),
            alphabet,
        }
    }

    /// How many words of 64 rows the pattern has, which is what one character of text costs.
    pub(super) fn blocks(&self) -> usize {
        self.length.div_ceil(64)
    }

    /// The edit distance to `text`, in code points.
    pub(super) fn distance(&self, text: impl Iterator<Item = char>) -> usize {
        let mut distance = self.length;
        self.distances(text, |last| distance = last);
        distance
    }

    /// Hands on the edit distance to the first character of `text`, to the first two, and so on.
    pub(super) fn distances(&self, text: impl Iterator<Item = char>, distance: impl FnMut(usize)) {
        let text = text.map(|c| (self.alphabet.letter(c), 1));
        columns(self.length, &self.rows, 0, text, distance);
    }
}

/// The different characters of a string, numbered from 1. Number 0, the letter of every other character, stands nowhere.
struct Alphabet {
    /// The letter of each ASCII character.
    ascii: [u16; 128],
    /// The characters beyond ASCII, sorted, and the letter of the first one.
    others: Vec<char>,
    first_other: usize,
}

impl Alphabet {
    fn new(characters: &[char]) -> Self {
        let mut ascii = [0; 128];
        let mut letters = 0;
        let mut others = Vec::new();
        for &c in characters {
            match ascii.get_mut(c as usize) {
                Some(letter) if *letter == 0 => {
                    letters += 1;
                    *letter = letters;
                }
                Some(_) => {}
                None => others.push(c),
            }
        }
        others.sort_unstable();
        others.dedup();
        Self {
            ascii,
            others,
            first_other: usize::from(letters) + 1,
        }
    }

    #[inline]
    fn letter(&self, c: char) -> u16 {
        match self.ascii.get(c as usize) {
            Some(&letter) => letter,
            None => self.others.binary_search(&c).map_or(0, |at| {
                u16::try_from(self.first_other + at).unwrap_or_default()
            }),
        }
    }

    /// For each letter, the rows where it stands among so many characters.
    fn rows(&self, characters: impl Iterator<Item = char>, length: usize) -> Vec<u64> {
        let blocks = length.div_ceil(64);
        let mut rows = vec![0; (self.first_other + self.others.len()) * blocks];
        for (row, c) in characters.enumerate() {
            rows[usize::from(self.letter(c)) * blocks + row / 64] |= 1 << (row % 64);
        }
        rows
    }
}

/// Fills the table of a pattern of `length` characters column by column and hands on the last row's value of each.
///
/// `corner` is the value at the top of column 0; each letter of the text comes with the step from its left neighbour
/// to it along the top row: -1, 0 or 1.
fn columns(
    length: usize,
    rows: &[u64],
    corner: usize,
    text: impl Iterator<Item = (u16, i8)>,
    mut column: impl FnMut(usize),
) {
    // Of a number that is known beforehand, the blocks stay in registers.
    match length.div_ceil(64) {
        0 => {
            let mut top = corner;
            text.for_each(|(_, step)| {
                top = top.saturating_add_signed(step.into());
                column(top);
            });
        }
        1 => columns_of([(u64::MAX, 0); 1], length, rows, corner, text, column),
        2 => columns_of([(u64::MAX, 0); 2], length, rows, corner, text, column),
        3 => columns_of([(u64::MAX, 0); 3], length, rows, corner, text, column),
        4 => columns_of([(u64::MAX, 0); 4], length, rows, corner, text, column),
        blocks => {
            let vertical = vec![(u64::MAX, 0); blocks];
            columns_of(vertical, length, rows, corner, text, column);
        }
    }
}

fn columns_of(
    mut vertical: impl AsMut<[(u64, u64)]>,
    length: usize,
    rows: &[u64],
    corner: usize,
    text: impl Iterator<Item = (u16, i8)>,
    mut column: impl FnMut(usize),
) {
    let vertical = vertical.as_mut();
    let last = (length - 1) % 64;
    let mut value = corner + length;
    for (letter, step) in text {
        let rows = &rows[usize::from(letter) * vertical.len()..][..vertical.len()];
        let mut above = Step {
            up: u64::from(step > 0),
            down: u64::from(step < 0),
        };
        let mut below = above;
        for (rows, vertical) in rows.iter().zip(&mut *vertical) {
            below = advance(vertical, *rows, above);
            above = below.at(63);
        }
        let Step { up, down } = below.at(last);
        value = value + usize::from(up != 0) - usize::from(down != 0);
        column(value);
    }
}

/// The rows whose values rise, and those whose values fall, by one from a column to the next.
#[derive(Clone, Copy)]
struct Step {
    up: u64,
    down: u64,
}

impl Step {
    #[inline]
    fn at(self, row: usize) -> Self {
        Self {
            up: self.up >> row & 1,
            down: self.down >> row & 1,
        }
    }
}

/// Moves a block of 64 rows one column on; `above` is the step of the row over it. Gives the steps
/// of its rows.
#[inline]
fn advance((plus, minus): &mut (u64, u64), rows: u64, above: Step) -> Step {
    let diagonal = rows | above.down;
    let vertical = rows | *minus;
    let horizontal = ((diagonal & *plus).wrapping_add(*plus) ^ *plus) | diagonal;
    let steps = Step {
        up: *minus | !(horizontal | *plus),
        down: *plus & horizontal,
    };
    let (up, down) = (steps.up << 1 | above.up, steps.down << 1 | above.down);
    *plus = down | !(vertical | up);
    *minus = up & vertical;
    steps
}

/// A quote prepared for alignment, forwards and backwards.
pub(super) struct Aligner {
    forward: Pattern,
    /// The letter of each ASCII character, folded.
    folded: [u16; 128],
    /// The rows of the same letters in the quote read backwards.
    backward: Vec<u64>,
    /// Whether the quote starts, or ends, with a word. Its passage then does so too.
    starts_with_word: bool,
    ends_with_word: bool,
}

/// A passage that starts and ends at word boundaries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alignment {
    /// Edit distance to the quote, in code points of the folded texts.
    pub distance: usize,
    /// In bytes of the text.
    pub range: Range<usize>,
}

impl Aligner {
    pub(super) fn new(quote: &str) -> Self {
        let characters: Vec<char> = quote.chars().map(fold).collect();
        let forward = Pattern::new(&characters);
        let starts_with_word = characters.first().is_some_and(|c| c.is_alphanumeric());
        let ends_with_word = characters.last().is_some_and(|c| c.is_alphanumeric());
        let reversed = characters.iter().rev().copied();
        Self {
            folded: std::array::from_fn(|code| {
                let c = u8::try_from(code).map(char::from).unwrap_or_default();
                forward.alphabet.ascii[fold(c) as usize]
            }),
            backward: forward.alphabet.rows(reversed, characters.len()),
            forward,
            starts_with_word,
            ends_with_word,
        }
    }

    /// The length of the quote, in code points.
    pub(super) fn length(&self) -> usize {
        self.forward.length
    }

    /// How many words of 64 rows the quote has, which is what one character of text costs.
    pub(super) fn blocks(&self) -> usize {
        self.forward.blocks()
    }

    /// The letter of a character of a text, folded.
    #[inline]
    fn letter(&self, c: char) -> u16 {
        match self.folded.get(c as usize) {
            Some(&letter) => letter,
            None => self.forward.alphabet.letter(fold(c)),
        }
    }

    /// A lower bound for the distance of every passage in `text`, at a fraction of the cost of
    /// `align`.
    pub(super) fn bound(&self, text: &str) -> usize {
        self.least(self.forward.length, &self.forward.rows, text)
    }

    /// Whether some passage in `text` may have this distance or less, at a fraction of the cost of `bound` in most texts.
    pub(super) fn may_be_within(&self, most: usize, text: &str) -> bool {
        /// Of 64 characters of a quote, nearly any text differs in more.
        const LIKELY: usize = 28;
        let (all, some) = (self.blocks(), most / LIKELY + 1);
        if some < all {
            let of_letters = self.forward.rows.chunks(all);
            let rows: Vec<u64> = of_letters.flat_map(|rows| &rows[..some]).copied().collect();
            if self.least(64 * some, &rows, text) > most {
                return false;
            }
        }
        self.bound(text) <= most
    }

    /// The least distance of any part of `text` to the first characters of the quote, so many and with these rows.
    fn least(&self, length: usize, rows: &[u64], text: &str) -> usize {
        // Of a number that is known beforehand, the blocks stay in registers.
        match length.div_ceil(64) {
            1 => self.least_of::<1>(length, rows, text),
            2 => self.least_of::<2>(length, rows, text),
            3 => self.least_of::<3>(length, rows, text),
            4 => self.least_of::<4>(length, rows, text),
            _ => {
                let mut least = length;
                let letters = text.chars().map(|c| (self.letter(c), 0));
                columns(length, rows, 0, letters, |last| least = least.min(last));
                least
            }
        }
    }

    /// The same for a number of blocks: most of the time that goes into quotes which stand nowhere is spent here.
    fn least_of<const BLOCKS: usize>(&self, length: usize, rows: &[u64], text: &str) -> usize {
        let (rows, _) = rows.as_chunks::<BLOCKS>();
        let of_ascii = self.folded.map(|letter| rows[usize::from(letter)]);
        let bottom = (length - 1) % 64;
        let mut vertical = [(u64::MAX, 0); BLOCKS];
        let (mut least, mut value) = (length, length);
        for c in text.chars() {
            let rows = match of_ascii.get(c as usize) {
                Some(rows) => *rows,
                None => rows[usize::from(self.letter(c))],
            };
            let mut above = Step { up: 0, down: 0 };
            let mut below = above;
            for (rows, vertical) in rows.into_iter().zip(&mut vertical) {
                below = advance(vertical, rows, above);
                above = below.at(63);
            }
            let Step { up, down } = below.at(bottom);
            value = value + usize::from(up != 0) - usize::from(down != 0);
            least = least.min(value);
        }
        least
    }

    /// The edit distance between the quote and `passage`, in code points, both folded.
    pub(super) fn distance(&self, passage: &str) -> usize {
        self.forward.distance(passage.chars().map(fold))
    }

    /// The passage of `text` with the smallest distance among those that start and end at a word
    /// boundary and not in white space: the first one and, of several that overlap, the one whose
    /// length is nearest to the quote's.
    ///
    /// Exact where anything is in common, that is where the distance is smaller than the quote is
    /// long.
    pub(super) fn align(&self, text: &str) -> Option<Alignment> {
        let (starts, ends) = (self.starts_with_word, self.ends_with_word);
        let table = Columns::new(text, |c| self.letter(c), starts, ends);
        // The top row holds the distance to the nearest start that is allowed, as a passage that
        // starts elsewhere can be extended or cut to that one at this price: so the minimum is
        // exact.
        let tops = distances(&table.starts)?;
        let steps = tops.windows(2).map(|pair| pair[1].cmp(&pair[0]) as i8);
        let length = self.forward.length;
        let mut values = Vec::with_capacity(table.offsets.len());
        values.push(tops[0] + length);
        let letters = table.letters.iter().copied().zip(steps);
        columns(length, &self.forward.rows, tops[0], letters, |value| {
            values.push(value);
        });
        let ends = || (0..values.len()).filter(|&column| table.ends[column]);
        let least = ends().map(|end| values[end]).min()?;

        let first = ends().find(|&end| values[end] == least)?;
        let (start, distance) = self.start(&table, first, least)?;
        let overlapping = ends()
            .skip_while(|&end| end < first)
            .take_while(|&end| end <= first + self.forward.length);
        let fitting = overlapping
            .filter(|&end| values[end] == least)
            .min_by_key(|&end| (end - start).abs_diff(self.forward.length))
            .filter(|&end| end != first)
            .and_then(|end| Some((end, self.start(&table, end, least)?)))
            .filter(|&(_, (_, other))| other <= distance);
        let (end, (start, distance)) = fitting.unwrap_or((first, (start, distance)));
        Some(Alignment {
            distance,
            range: table.bytes(start..end),
        })
    }

    /// The best start of a passage that ends at column `end`, and its distance, which is likely to be `least`.
    fn start(&self, table: &Columns, end: usize, least: usize) -> Option<(usize, usize)> {
        // A passage is at most by its distance longer than the quote.
        let near = self.start_from(end.saturating_sub(self.forward.length + least), table, end);
        near.filter(|&(_, distance)| distance <= least)
            .or_else(|| self.start_from(0, table, end))
    }

    /// The best start from column `first` on.
    fn start_from(&self, first: usize, table: &Columns, end: usize) -> Option<(usize, usize)> {
        let length = self.forward.length;
        let mut values = Vec::with_capacity(end - first + 1);
        values.push(length);
        let before = table.letters[first..end].iter().rev();
        let before = before.map(|&letter| (letter, 1));
        columns(length, &self.backward, 0, before, |value| {
            values.push(value);
        });
        (first..end)
            .filter(|&start| table.starts[start])
            .map(|start| (start, values[end - start]))
            .min_by_key(|&(start, distance)| (distance, (end - start).abs_diff(length)))
    }
}

/// A text as the columns of the table: one before each character and one at the end.
struct Columns {
    /// The letters of its characters, folded.
    letters: Vec<u16>,
    /// In bytes, one for each column.
    offsets: Vec<u32>,
    /// Whether a passage may start, or end, at the column.
    starts: Vec<bool>,
    ends: Vec<bool>,
}

impl Columns {
    fn new(
        text: &str,
        letter: impl Fn(char) -> u16,
        start_with_word: bool,
        end_with_word: bool,
    ) -> Self {
        let mut letters = Vec::with_capacity(text.len());
        let mut offsets = Vec::with_capacity(text.len() + 1);
        let (mut starts, mut ends) = (vec![false; text.len() + 1], vec![false; text.len() + 1]);
        for (at, segment) in segments(text) {
            let first = segment.as_bytes()[0];
            let (blank, word) = if first.is_ascii_alphanumeric() {
                (false, true)
            } else if segment.len() == 1 {
                (char::from(first).is_whitespace(), false)
            } else {
                let blank = segment.starts_with(char::is_whitespace);
                (blank, segment.contains(char::is_alphanumeric))
            };
            starts[letters.len()] = if start_with_word { word } else { !blank };
            if segment.is_ascii() {
                letters.extend(segment.bytes().map(|byte| letter(char::from(byte))));
                offsets.extend((at..).take(segment.len()).map(offset));
            } else {
                letters.extend(segment.chars().map(&letter));
                offsets.extend(
                    segment
                        .char_indices()
                        .map(|(within, _)| offset(at + within)),
                );
            }
            ends[letters.len()] = if end_with_word { word } else { !blank };
        }
        offsets.push(offset(text.len()));
        starts.truncate(offsets.len());
        ends.truncate(offsets.len());
        Self {
            letters,
            offsets,
            starts,
            ends,
        }
    }

    /// The bytes between two columns.
    fn bytes(&self, columns: Range<usize>) -> Range<usize> {
        self.offsets[columns.start] as usize..self.offsets[columns.end] as usize
    }
}

/// An offset in a text that is aligned: such texts are short.
#[inline]
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How far each column is from the nearest one that is marked.
fn distances(marked: &[bool]) -> Option<Vec<usize>> {
    let mut nearest = vec![0; marked.len()];
    let mut last = marked.iter().position(|&mark| mark)?;
    for column in 0..marked.len() {
        if marked[column] {
            last = column;
        }
        nearest[column] = column.abs_diff(last);
    }
    for column in (0..marked.len()).rev() {
        if marked[column] {
            last = column;
        }
        nearest[column] = nearest[column].min(column.abs_diff(last));
    }
    Some(nearest)
}

/// A character without case and typography, one for one, so that offsets stay.
#[inline]
pub(super) fn fold(c: char) -> char {
    match c {
        '\0'..='\x7f' if c.is_ascii_whitespace() => ' ',
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        '\u{2018}'..='\u{201b}' | '\u{2032}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ if c.is_whitespace() => ' ',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    /// Edit distance by the full table.
    fn levenshtein(a: &[char], b: &[char]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], i + 1);
            for (j, y) in b.iter().enumerate() {
                let value = (diagonal + usize::from(x != y))
                    .min(row[j] + 1)
                    .min(row[j + 1] + 1);
                diagonal = std::mem::replace(&mut row[j + 1], value);
            }
        }
        row[b.len()]
    }

    fn folded(text: &str) -> Vec<char> {
        text.chars().map(fold).collect()
    }

    /// The smallest distance of any passage that may be given, by trying all of them.
    fn reference(text: &str, quote: &str) -> Option<usize> {
        let quote = folded(quote);
        let word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
        let columns = Columns::new(text, |_| 0, word(quote.first()), word(quote.last()));
        let characters = folded(text);
        let marked = |marks: &[bool]| {
            (0..marks.len())
                .filter(|&column| marks[column])
                .collect::<Vec<_>>()
        };
        let (starts, ends) = (marked(&columns.starts), marked(&columns.ends));
        let pairs = starts
            .iter()
            .flat_map(|&start| ends.iter().map(move |&end| (start, end)));
        pairs
            .filter(|(start, end)| start < end)
            .map(|(start, end)| levenshtein(&characters[start..end], &quote))
            .min()
    }

    fn is_least(found: Option<&Alignment>, text: &str, quote: &str) -> bool {
        match reference(text, quote) {
            Some(least) if least < quote.chars().count() => {
                found.is_some_and(|found| found.distance == least)
            }
            Some(least) => found.is_none_or(|found| found.distance >= least),
            None => found.is_none(),
        }
    }

    proptest! {
        #[test]
        fn distance_is_that_of_the_full_table(a in "[abc]{0,200}", b in "[abc]{0,200}") {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            prop_assert_eq!(Pattern::new(&a).distance(b.iter().copied()), levenshtein(&a, &b));
        }

        #[test]
        fn the_passage_is_the_closest_of_all(
            text in "([ab]{1,4}[ .,]){1,14}",
            quote in "[ab]{1,4}([ .,][abc]{1,4}){0,24}",
        ) {
            let aligner = Aligner::new(&quote);
            let found = aligner.align(&text);
            prop_assert!(is_least(found.as_ref(), &text, &quote));
            if let Some(Alignment { distance, range }) = found {
                prop_assert!(aligner.bound(&text) <= distance);
                prop_assert_eq!(aligner.distance(&text[range]), distance);
            }
        }

        #[test]
        fn any_text_is_aligned_with_any(text in "\\PC{0,40}", quote in "\\PC{0,40}") {
            let aligner = Aligner::new(&quote);
            let found = aligner.align(&text);
            prop_assert!(is_least(found.as_ref(), &text, &quote));
            if let Some(Alignment { distance, range }) = found {
                prop_assert_eq!(aligner.distance(&text[range]), distance);
            }
        }
    }

    #[rstest]
    #[case::same(
        "rain fell on Monday",
        "Rain fell on Monday, it said.",
        "Rain fell on Monday"
    )]
    #[case::changed_in_the_middle(
        "rain fell on Tuesday night",
        "If rain fell on Monday night, so",
        "rain fell on Monday night"
    )]
    #[case::dropped("they were ready", "Then they were not ready.", "they were not ready")]
    #[case::quotation_marks("\"We left,\" he said", "So “we left,” he said.", "“we left,” he said")]
    #[case::not_half_a_word("cat sat", "concat satin", "concat")]
    fn starts_and_ends_at_words(#[case] quote: &str, #[case] text: &str, #[case] expected: &str) {
        let alignment = Aligner::new(quote).align(text).unwrap();
        assert_eq!(&text[alignment.range], expected);
    }
}
