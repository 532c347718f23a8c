//! Where a passage starts and ends, as a reader would say: word by word.
//!
//! The edit distance counts characters, so it rather makes `not recognise` of `They recognise` than
//! that it takes in the `They` of `They do not recognise`. Here the quote and the text around its
//! closest passage are aligned by words, at prices under which it is cheap to leave out words of
//! the text and dear to put words in; at an end, one word may be exchanged for another that has
//! nothing to do with it, but two are rather put in.

use super::super::segments::segments;
use super::align::fold;
use super::search::to_white_space;
use std::mem;
use std::ops::Range;

// What the changes of a quote cost. A word that is the same costs nothing.

/// The first word of the text that the quote leaves out, and each one after it. Eleven of them cost
/// less than two words put in, which is what a passage costs that starts after them.
const LEFT_OUT: (usize, usize) = (5, 2);
/// The first word that the quote puts in, and each one after it. At an end of the quote, one word
/// is rather exchanged, two are rather put in.
const PUT_IN: (usize, usize) = (20, 8);
/// A word in the place of another one that has nothing in common with it.
const EXCHANGED: usize = 15;
/// The same where the words are all but the same. What lies between grows with what they have not
/// in common.
const SIMILAR: usize = 8;
/// The least that a word of the quote costs which is not one of the passage.
pub(super) const LEAST_CHANGE: usize = if SIMILAR < PUT_IN.1 {
    SIMILAR
} else {
    PUT_IN.1
};
/// Two neighbours that changed places: words, or stretches of words, of that many together.
const SWAPPED: usize = 10;
const LONGEST_SWAPPED: usize = 6;
/// A word in the place of another one, where a sentence starts or ends at one of them only.
const ACROSS_SENTENCES: usize = 6;

/// After these, a sentence or line starts.
const SENTENCE_ENDS: [char; 5] = ['.', '!', '?', '\n', '\u{3002}'];

/// The longest quote, in words, that is aligned as a whole. Of longer ones, that many words at
/// either end are.
pub(super) const LONGEST: usize = 64;
/// How far beyond the passage to look, in bytes, besides an eighth of the quote.
pub(super) const MARGIN: usize = 96;
/// What is read of a word, in bytes of the text.
const LONGEST_WORD: usize = 128;

/// A quote and its words.
pub(super) struct Quote<'q> {
    text: &'q str,
    words: Words,
}

impl<'q> Quote<'q> {
    pub(super) fn new(text: &'q str) -> Self {
        let words = Words::new(text, 0);
        Self { text, words }
    }

    /// How many words the quote has of which that holds. Very long ones, of which only a part is compared, do not count.
    pub(super) fn count(&self, holds: impl Fn(&str) -> bool) -> usize {
        let counts = |word: &&Word| {
            word.bytes.len() < LONGEST_WORD / 2 && holds(&self.text[word.bytes.clone()])
        };
        self.words.list.iter().filter(counts).count()
    }
}

/// The most that it costs to put these words of a quote in the place of those of the text, if no swap with words that are the
/// same can cost less.
pub(super) fn most_cost(quoted: &str, replaced: &str) -> Option<usize> {
    let words = |text: &str| {
        let segments = segments(text).map(|(_, segment)| segment);
        let words = segments.filter(|segment| segment.contains(char::is_alphanumeric));
        words.count()
    };
    let put_in = |words: usize| match words {
        0 => 0,
        _ => PUT_IN.0 + PUT_IN.1 * (words - 1),
    };
    let left_out = |words: usize| match words {
        0 => 0,
        _ => LEFT_OUT.0 + LEFT_OUT.1 * words,
    };
    // Whether a sentence ends before, within and after the words.
    let sentences = |text: &str| {
        let inner = text.trim_matches(|c: char| !c.is_alphanumeric());
        let (before, after) = text.split_once(inner).unwrap_or_default();
        [before, inner, after].map(|part| part.contains(SENTENCE_ENDS))
    };
    let (ours, theirs) = (sentences(quoted), sentences(replaced));
    let is_across = ours != theirs || ours[1];
    let exchanged = EXCHANGED + if is_across { ACROSS_SENTENCES } else { 0 };
    let (quoted, replaced) = (words(quoted), words(replaced));
    let most = quoted.min(replaced) * exchanged
        + put_in(quoted.saturating_sub(replaced))
        + left_out(replaced.saturating_sub(quoted));
    // If what is put in stands before or after, what it replaces is left out, at least.
    (most < SWAPPED + left_out(replaced.min(1))).then_some(most)
}

/// The passage of `text` in or around `passage`, in bytes, that `quote` takes the fewest changes of
/// words to come from, and what these cost.
///
/// An end of it that `passage` has too is left as it is, marks included.
pub(super) fn fit(text: &str, passage: &Range<usize>, quote: &Quote) -> (Range<usize>, usize) {
    let Quote {
        text: quote,
        words: quoted,
    } = quote;
    let margin = MARGIN + quote.len() / 8;
    let around = |from: usize, to: usize| {
        let region = to_white_space(text, from.saturating_sub(margin)..to.saturating_add(margin));
        Words::new(&text[region.clone()], region.start)
    };
    let ends = if quoted.list.len() <= LONGEST {
        let source = around(passage.start, passage.end);
        let found = closest(quoted, 0..quoted.list.len(), &source);
        found.map(|(words, cost)| {
            let (first, last) = (&source.list[words.start], &source.list[words.end - 1]);
            (first.bytes.start..last.bytes.end, cost)
        })
    } else {
        let (head, tail) = (0..LONGEST, quoted.list.len() - LONGEST..quoted.list.len());
        let head_end = quoted.list[head.end].bytes.start;
        let before = around(passage.start, passage.end.min(passage.start + head_end));
        let tail_length = quote.len() - quoted.list[tail.start].bytes.start;
        let tail_start = passage.end.saturating_sub(tail_length).max(passage.start);
        let after = around(tail_start, passage.end);
        let found = closest(quoted, head, &before).zip(closest(quoted, tail, &after));
        found.map(|((start, cost), (end, other_cost))| {
            let (first, last) = (&before.list[start.start], &after.list[end.end - 1]);
            (first.bytes.start..last.bytes.end, cost + other_cost)
        })
    };
    match ends {
        Some((ends, cost)) if ends.start < ends.end => {
            (with_marks(text, passage, quote, quoted, ends), cost)
        }
        _ => (passage.clone(), usize::MAX),
    }
}

/// The words from `ends.start` to `ends.end` with the marks before and after them: those of
/// `passage` where it has this end, otherwise those of the quote, if they stand there.
fn with_marks(
    text: &str,
    passage: &Range<usize>,
    quote: &str,
    quoted: &Words,
    ends: Range<usize>,
) -> Range<usize> {
    let is_mark = |text: &str| !text.contains(char::is_alphanumeric);
    let (Some(first), Some(last)) = (quoted.list.first(), quoted.list.last()) else {
        return passage.clone();
    };
    let start = if passage.start <= ends.start && is_mark(&text[passage.start..ends.start]) {
        passage.start
    } else {
        let (rest, marks) = (&text[..ends.start], &quote[..first.bytes.start]);
        strip_end(rest, marks).map_or(ends.start, str::len)
    };
    let end = if ends.end <= passage.end && is_mark(&text[ends.end..passage.end]) {
        passage.end
    } else {
        let (rest, marks) = (&text[ends.end..], &quote[last.bytes.end..]);
        strip_start(rest, marks).map_or(ends.end, |rest| text.len() - rest.len())
    };
    start..end
}

/// The words of a text.
struct Words {
    list: Vec<Word>,
    /// Their characters, case and typography folded.
    characters: Vec<char>,
}

struct Word {
    /// In `Words::characters`.
    characters: Range<usize>,
    /// Of its characters.
    hash: u32,
    /// Its first character and its last one.
    ends: (char, char),
    /// Where it stands.
    bytes: Range<usize>,
    /// Whether a sentence or line ends between the word before and this one.
    starts_sentence: bool,
}

impl Words {
    /// The words of `text` (UAX 29), which starts at byte `offset`.
    fn new(text: &str, offset: usize) -> Self {
        // Words have five characters or so.
        let mut list = Vec::with_capacity(text.len() / 5);
        let mut characters = Vec::with_capacity(text.len());
        let mut starts_sentence = false;
        for (at, segment) in segments(text) {
            if let [byte] = segment.as_bytes()
                && !byte.is_ascii_alphanumeric()
            {
                starts_sentence |= matches!(byte, b'.' | b'!' | b'?' | b'\n');
                continue;
            }
            let is_word = segment.as_bytes()[0].is_ascii_alphanumeric()
                || segment.contains(char::is_alphanumeric);
            if !is_word {
                starts_sentence |= segment.contains(SENTENCE_ENDS);
                continue;
            }
            let start = characters.len();
            let read = &segment[..segment.floor_char_boundary(LONGEST_WORD)];
            if read.is_ascii() {
                characters.extend(
                    read.bytes()
                        .map(|byte| char::from(byte.to_ascii_lowercase())),
                );
            } else {
                characters.extend(read.chars().map(fold));
            }
            let hash = |hash: u32, &c: &char| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193); // FNV
            list.push(Word {
                ends: (characters[start], characters[characters.len() - 1]),
                hash: characters[start..].iter().fold(0, hash),
                characters: start..characters.len(),
                bytes: offset + at..offset + at + segment.len(),
                starts_sentence: mem::take(&mut starts_sentence),
            });
        }
        Self { list, characters }
    }

    fn characters(&self, word: usize) -> &[char] {
        &self.characters[self.list[word].characters.clone()]
    }
}

/// The best way to get a part of the quote from words that end at some word of the text: what it
/// costs and before which word of the text it starts. The order is the preference: the least cost,
/// then the shortest passage.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Way(u64);

impl Way {
    const NONE: Self = Self(u64::MAX);

    /// To start before word `start` of the text, with no word of the quote yet.
    fn fresh(start: usize) -> Self {
        // The cost in the upper half, and in the lower one the start, the last one first.
        Self(u64::from(
            u32::MAX - u32::try_from(start).unwrap_or(u32::MAX),
        ))
    }

    #[inline]
    fn and(self, cost: usize) -> Self {
        Self(self.0.saturating_add((cost as u64) << 32))
    }

    /// This way, if it is no worse than that.
    #[inline]
    fn within(self, worst: Self) -> Self {
        if self <= worst { self } else { Self::NONE }
    }

    fn cost(self) -> usize {
        (self.0 >> 32) as usize
    }

    fn start(self) -> usize {
        let start = u32::MAX - u32::try_from(self.0 & u64::from(u32::MAX)).unwrap_or(0);
        start as usize
    }
}

/// The words of `source`, by number, that those of `quote` numbered `part` cost least to get from,
/// and what: the shortest passage of those that end first. `None` where it costs as little to put in all.
///
/// A global alignment with affine gaps (Gotoh, J. Mol. Biol. 162, 1982) of the quote and any part
/// of the source, with swaps of neighbours.
fn closest(quote: &Words, part: Range<usize>, source: &Words) -> Option<(Range<usize>, usize)> {
    /// Most passages cost less, and many cost no more than one or two words exchanged or left out. Ways that cost more
    /// are not followed at first.
    const LIKELY: [usize; 3] = [
        EXCHANGED + LEFT_OUT.0 + LEFT_OUT.1,
        4 * EXCHANGED,
        u32::MAX as usize,
    ];
    let same = SameWords::new(quote, &part, source);
    let mut ways = Ways::default();
    // Each word of the quote that does not stand in the source costs something.
    let is_missing = |number: &&usize| same.places[**number] == 0;
    let least = same.quoted.iter().filter(is_missing).count() * LEAST_CHANGE;
    let is_narrow = source.list.len() < Columns::BITS as usize;
    let (words, cost) = LIKELY
        .into_iter()
        .filter(|most| !is_narrow || least <= *most)
        .find_map(|most| closest_within(most, quote, &part, source, &same, &mut ways))?;
    (words.start < words.end).then_some((words, cost))
}

/// The table of the best ways.
#[derive(Default)]
struct Ways {
    /// In row `r` and column `c`, the best way to get the first `r` words of the quote from words that end before word
    /// `c` of the source.
    table: Vec<Way>,
    /// The best ones of the row that end with a word put in.
    inserted: Vec<Way>,
    /// The columns of the last row that have a way, one bit each; of a wide table all.
    followed: Columns,
}

/// Columns of a table, one bit each, as far as it has no more than there are bits.
type Columns = u128;

impl Ways {
    /// For so many words of the source and of the quote, with nothing in it but the ways to start.
    fn clear(&mut self, width: usize, height: usize) {
        self.table.clear();
        self.table.extend((0..width).map(Way::fresh));
        self.table.resize(width * height, Way::NONE);
        self.inserted.clear();
        self.inserted.resize(width, Way::NONE);
        self.followed = Columns::MAX;
    }
}

/// The first column from `from` on that is one of `columns`, or that is beyond what these can say.
#[inline]
fn next_column(columns: Columns, from: usize) -> usize {
    match u32::try_from(from) {
        Ok(bits) if bits < Columns::BITS => {
            from + (columns >> bits).trailing_zeros().min(Columns::BITS - bits) as usize
        }
        _ => from,
    }
}

/// The same, where it costs no more than `most`; the passage may be empty.
fn closest_within(
    most: usize,
    quote: &Words,
    part: &Range<usize>,
    source: &Words,
    same: &SameWords,
    ways: &mut Ways,
) -> Option<(Range<usize>, usize)> {
    let width = source.list.len() + 1;
    let worst = Way::NONE.min(Way::fresh(0).and(most));
    ways.clear(width, part.len() + 1);
    for (number, word) in part.clone().enumerate() {
        let swapped = same.swapped(number);
        let reached = ways.followed | ways.followed << 1 | swapped;
        let (done, row) = ways.table.split_at_mut((number + 1) * width);
        let above = &done[number * width..];
        let inserted = &mut ways.inserted[..];
        ways.followed = 0;
        let mut left_out = Way::NONE;
        let mut column = next_column(reached, 0);
        while column < width {
            inserted[column] = above[column]
                .and(PUT_IN.0)
                .min(inserted[column].and(PUT_IN.1))
                .within(worst);
            let mut best = inserted[column];
            if let Some(last) = column.checked_sub(1) {
                let first = row[last].and(LEFT_OUT.0 + LEFT_OUT.1);
                left_out = first.min(left_out.and(LEFT_OUT.1)).within(worst);
                best = best.min(left_out);
                if same.quoted[number] == same.source[last] {
                    best = best.min(above[last]);
                } else {
                    let cheapest = above[last].and(SIMILAR);
                    if cheapest < best && cheapest <= worst {
                        let price = exchange(quote, part, word, source, last);
                        best = best.min(above[last].and(price));
                    }
                    if next_column(swapped, column) == column {
                        same.swaps(number + 1, column, |swapped| {
                            let before = done[(number + 1 - swapped) * width + column - swapped];
                            best = best.min(before.and(SWAPPED));
                        });
                    }
                }
            }
            row[column] = best.within(worst);
            let is_followed = row[column] != Way::NONE || inserted[column] != Way::NONE;
            if column < Columns::BITS as usize {
                ways.followed |= Columns::from(is_followed) << column;
            }
            column = if row[column] == Way::NONE && left_out == Way::NONE {
                next_column(reached, column + 1)
            } else {
                column + 1
            };
        }
    }
    let row = &ways.table[part.len() * width..];
    let end = (0..width).min_by_key(|&end| row[end].cost())?;
    let is_found = row[end] != Way::NONE;
    is_found.then(|| (row[end].start()..end, row[end].cost()))
}

/// Which words of a part of a quote, and of a source, are the same: those have the same number.
struct SameWords {
    quoted: Vec<usize>,
    /// `NONE` for words that the quote has not.
    source: Vec<usize>,
    /// Where the words of the quote stand in the source, by number, and where any of them does.
    places: Vec<Columns>,
    known: Columns,
}

impl SameWords {
    const NONE: usize = usize::MAX;

    fn new(quote: &Words, part: &Range<usize>, source: &Words) -> Self {
        let mut by_hash: Vec<(u32, usize)> = part
            .clone()
            .map(|word| (quote.list[word].hash, word - part.start))
            .collect();
        by_hash.sort_unstable();
        let number = |words: &Words, word: usize| {
            let hash = words.list[word].hash;
            let first = by_hash.partition_point(|(other, _)| *other < hash);
            let mut alike = by_hash[first..]
                .iter()
                .take_while(|(other, _)| *other == hash);
            let is_same =
                |number: usize| quote.characters(part.start + number) == words.characters(word);
            alike
                .find(|(_, number)| is_same(*number))
                .map(|(_, number)| *number)
        };
        let of_quote = part
            .clone()
            .map(|word| number(quote, word).unwrap_or(word - part.start));
        let of_source =
            (0..source.list.len()).map(|word| number(source, word).unwrap_or(Self::NONE));
        let source: Vec<usize> = of_source.collect();
        let mut places = vec![0; part.len()];
        for (at, &number) in source.iter().enumerate().take(Columns::BITS as usize) {
            if number != Self::NONE {
                places[number] |= 1 << at;
            }
        }
        Self {
            quoted: of_quote.collect(),
            known: places.iter().fold(0, |all, places| all | places),
            source,
            places,
        }
    }

    /// The columns at which stretches may have changed places, the word `number` of the quote's part last.
    fn swapped(&self, number: usize) -> Columns {
        let before = self.places[self.quoted[number]];
        let columns = (2..=LONGEST_SWAPPED).fold(0, |all, words| all | before << words);
        columns & self.known << 1
    }

    /// Hands on how many words two neighbouring stretches have together that end with the first `words` words of the quote's
    /// part, and that stand in the other order before word `column` of the source.
    fn swaps(&self, words: usize, column: usize, mut swap: impl FnMut(usize)) {
        let same = |word: usize, other: usize| self.quoted[word] == self.source[other];
        let most = LONGEST_SWAPPED.min(words).min(column);
        // The quote's last word decides first, as few pass that.
        for first in (1..most).filter(|&first| same(words - 1, column - first - 1)) {
            for second in 1..=most - first {
                let is_swapped = (0..first)
                    .all(|at| same(words - second - 1 - at, column - 1 - at))
                    && (1..second).all(|at| same(words - 1 - at, column - first - 1 - at));
                if is_swapped {
                    swap(first + second);
                }
            }
        }
    }
}

/// What it costs to put word `word` of this part of the quote in the place of word `other` of the
/// source, which is another word.
fn exchange(
    quote: &Words,
    part: &Range<usize>,
    word: usize,
    source: &Words,
    other: usize,
) -> usize {
    let (one, two) = (&quote.list[word], &source.list[other]);
    // Most words have nothing in common at either end.
    if one.ends.0 == two.ends.0 || one.ends.1 == two.ends.1 {
        let (a, b) = (quote.characters(word), source.characters(other));
        // What they start and end with in common, of the longer one.
        let prefix = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (rest, other_rest) = (a[prefix..].iter().rev(), b[prefix..].iter().rev());
        let suffix = rest.zip(other_rest).take_while(|(a, b)| a == b).count();
        let length = a.len().max(b.len());
        let unlike = length - prefix - suffix;
        if 2 * unlike <= length {
            return SIMILAR + (EXCHANGED - SIMILAR) * 2 * unlike / length;
        }
    }
    let starts = |words: &Words, word: usize| {
        words
            .list
            .get(word)
            .is_some_and(|word| word.starts_sentence)
    };
    // Beyond the ends of the quote, nothing is known.
    let is_across = |word: usize, other: usize| starts(quote, word) != starts(source, other);
    if word > part.start && is_across(word, other)
        || word + 1 < part.end && is_across(word + 1, other + 1)
    {
        EXCHANGED + ACROSS_SENTENCES
    } else {
        EXCHANGED
    }
}

/// `text` without `prefix`, if it starts with it, case and typography folded.
fn strip_start<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    prefix
        .chars()
        .all(|c| rest.next().is_some_and(|other| fold(other) == fold(c)))
        .then_some(rest.as_str())
}

/// `text` without `suffix`, if it ends with it, case and typography folded.
fn strip_end<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    suffix
        .chars()
        .rev()
        .all(|c| rest.next_back().is_some_and(|other| fold(other) == fold(c)))
        .then_some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const TEXT: &str = "Late on Sunday the harbour master, who had not slept, closed both gates. \
        The pilots do not accept his ruling. “Ferries, including two night boats, ran to the \
        islands on May 7,” the line said in a short note, and then it withdrew. It never \
        reopened. Fishermen from Orla and Brek helped to lift the old chain and the anchor.";

    /// What `quote` is fitted to when `passage` was found for it.
    fn fitted(text: &str, passage: &str, quote: &str) -> String {
        let start = text.find(passage).expect("a passage of the text");
        let (range, _) = fit(text, &(start..start + passage.len()), &Quote::new(quote));
        text[range].to_owned()
    }

    #[rstest]
    #[case::one_left_out(
        "not accept his ruling",
        "pilots accept his ruling",
        "pilots do not accept his ruling"
    )]
    #[case::many_left_out(
        "night boats, ran to the islands",
        "Ferries ran to the islands",
        "Ferries, including two night boats, ran to the islands"
    )]
    #[case::left_out_at_the_end(
        "helped to lift the old",
        "helped to lift the anchor",
        "helped to lift the old chain and the anchor"
    )]
    #[case::put_in_at_the_end(
        "said in a short note, and then",
        "said in a short note or letter",
        "said in a short note"
    )]
    #[case::put_in_at_the_start(
        "Orla and Brek helped to lift",
        "Many strong Brek helped to lift",
        "Brek helped to lift"
    )]
    #[case::exchanged_at_the_start(
        "helped to lift the old chain",
        "Sailors helped to lift the old chain",
        "Brek helped to lift the old chain"
    )]
    #[case::exchanged_at_the_end("closed both", "closed both doors", "closed both gates")]
    #[case::not_across_sentences(
        "It never reopened. Fishermen",
        "It never reopened fully",
        "It never reopened"
    )]
    #[case::similar_at_the_end("lift the old", "lift the old chains", "lift the old chain")]
    #[case::swapped_at_the_start(
        "Sunday the harbour master",
        "Sunday on the harbour master",
        "on Sunday the harbour master"
    )]
    #[case::swapped_at_the_end(
        "ran to the islands on May",
        "ran to the islands on 7 May",
        "ran to the islands on May 7"
    )]
    #[case::one_word_moved_over_four(
        "the line said in a short",
        "in a short note said",
        "said in a short note"
    )]
    #[case::stretches_exchanged(
        "and Brek helped to lift",
        "helped to lift Orla and Brek",
        "Orla and Brek helped to lift"
    )]
    #[case::marks_of_the_quote(
        "including two night boats, ran",
        "“Ferries ran",
        "“Ferries, including two night boats, ran"
    )]
    #[case::marks_of_the_passage(
        "“Ferries, including two night boats,",
        "Ferries, including two night boats",
        "“Ferries, including two night boats,"
    )]
    #[case::no_words("closed both gates.", "…", "closed both gates.")]
    #[case::nothing_in_common("closed both gates", "zzz yyy xxx www", "closed both gates")]
    fn the_ends_a_reader_would_see(
        #[case] passage: &str,
        #[case] quote: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(fitted(TEXT, passage, quote), expected);
    }

    #[test]
    fn both_ends_of_a_long_quote() {
        let words: Vec<String> = (1..300_u64)
            .map(|number| format!("{:x}", number * 2_654_435_761 % (1 << 32)))
            .collect();
        let text = words.join(" ");
        let quote = format!("{} {} {}", words[20], words[25..200].join(" "), words[204]);
        let passage = words[25..200].join(" ");
        assert_eq!(fitted(&text, &passage, &quote), words[20..205].join(" "));
    }

    proptest! {
        #[test]
        fn the_ways_that_are_not_followed_are_not_the_cheapest(
            quote in prop::collection::vec("[a-d]{1,2}", 1..12),
            source in prop::collection::vec("[a-d]{1,2}[.]?", 1..30),
            most in 0_usize..100,
        ) {
            let (quote, source) = (quote.join(" "), source.join(" "));
            let (quote, source) = (Words::new(&quote, 0), Words::new(&source, 0));
            let part = 0..quote.list.len();
            let same = SameWords::new(&quote, &part, &source);
            let mut ways = Ways::default();
            let all = closest_within(u32::MAX as usize, &quote, &part, &source, &same, &mut ways);
            let cheap = all.filter(|(_, cost)| *cost <= most);
            let found = closest_within(most, &quote, &part, &source, &same, &mut ways);
            prop_assert_eq!(found, cheap);
        }

        #[test]
        fn any_passage_fits_somehow(
            text in "([ab]{1,2}|[ ,.’\n-]|\\PC){1,40}",
            quote in "([ab]{1,2}|[ ,.’\n-]|\\PC){0,30}",
            from in any::<prop::sample::Index>(),
            to in any::<prop::sample::Index>(),
        ) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let (from, to) = (starts[from.index(starts.len())], starts[to.index(starts.len())]);
            let (range, _) = fit(&text, &(from.min(to)..from.max(to)), &Quote::new(&quote));
            prop_assert!(text.get(range).is_some());
        }

        #[test]
        fn a_quote_that_stands_there_is_found(
            words in prop::collection::vec("[a-e]{1,3}", 3..30),
            from in any::<prop::sample::Index>(),
        ) {
            let text = words.join(" ");
            let from = from.index(words.len() - 2);
            let quote = words[from..from + 3].join(" ");
            let start = words[..from].iter().map(|word| word.len() + 1).sum::<usize>();
            // With some words of it lost.
            let passage = start + words[from].len() + 1..start + quote.len();
            let (range, cost) = fit(&text, &passage, &Quote::new(&quote));
            prop_assert_eq!((&text[range], cost), (quote.as_str(), 0));
        }
    }
}
