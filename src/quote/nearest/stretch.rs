//! The passage that a quote was made from by changing one stretch: what the two have in common before and after it proves that
//! no other is as close.
//!
//! So most quotes are altered: a figure, a word, a "not". A closer passage would have one of some `pieces` of the quote. These
//! stand nowhere else, so it would have it in the same place, and be the same on one side of it. What it could be on the other
//! is compared from there on: half a table instead of two, and no look at words (Myers 1999, as in `align`). That its ends
//! stay is plain from words of the quote that stand nowhere near.

use super::super::boundary::cut_word;
use super::Nearest;
use super::align::{Aligner, Pattern};
use super::fit::{LEAST_CHANGE, LONGEST, MARGIN, most_cost};
use super::folded::Folded;
use super::near::words_lost;
use super::pieces::are_all_known;
use super::search::{
    CLOSE, Candidate, FEW_ENOUGH_TO_MISTAKE, MISSPELT, distance_between, to_white_space,
};
use memchr::memmem;
use std::cell::OnceCell;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// How much of either end of the quote is looked for, in bytes.
const LONGEST_END: usize = 12;
/// How many places of its start are looked at.
const MOST_STARTS: usize = 4;
/// How much longer or shorter the stretch may be in the text, in bytes, besides an eighth of the quote.
const SLACK: usize = 32;

/// What is plain of the passage that a quote was made from.
pub(super) enum OneStretch {
    /// All of it.
    Passage(Nearest),
    /// That no other takes as few changes of characters. Its ends are for the changes of words to decide.
    Closest(Candidate),
}

/// The passage of `text` that is closest to `quote`, if the two differ in one stretch, and if it is plain that none is as
/// close: the one that the search finds. `folded` is the text.
pub(super) fn one_stretch(text: &str, quote: &str, folded: &Folded) -> Option<OneStretch> {
    let folded_quote = Folded::new(quote);
    let start = folded_quote.bytes().get(..LONGEST_END)?;
    let framed = folded
        .places(start)
        .take(MOST_STARTS)
        .find_map(|place| Framed::at(place, &folded_quote, folded))?;
    let range = folded.in_text(&framed.passage);
    let passage = &text[range.clone()];
    let is_whole = cut_word(text, range.start).is_none()
        && cut_word(text, range.end).is_none()
        && !passage.starts_with(is_combining_mark);
    let distance = framed.distance()?;
    let exact = distance_between(quote, passage);
    // With that much more of case and typography, a passage that is farther away could be closer, both taken together.
    if !is_whole || exact > distance + 1 || !framed.is_only(distance, quote, text) {
        return None;
    }
    let length = quote.chars().count().max(passage.chars().count());
    let similarity = |distance: usize| (length - distance) as f64 / length as f64;
    // As in `near`: no other place has the words of the quote in another order.
    let (all, lost) = words_lost(quote, passage);
    let least = if lost <= 1 { MISSPELT } else { CLOSE };
    if 4 * lost > all || similarity(distance) < least {
        return None;
    }
    // Of fewer words, the changes of words decide; of more, only the ends are compared by words.
    let is_long = all > FEW_ENOUGH_TO_MISTAKE && all <= LONGEST;
    Some(if is_long && framed.keeps_ends(quote, text) {
        OneStretch::Passage(Nearest {
            similarity: similarity(exact),
            range,
        })
    } else {
        OneStretch::Closest(Candidate { range, distance })
    })
}

/// A quote, and a passage of a text that starts and ends as it does: both folded, and all in bytes.
struct Framed<'a> {
    quote: &'a Folded,
    text: &'a Folded,
    passage: Range<usize>,
    /// The stretch that is another one: of the quote, and of the text.
    ours: Range<usize>,
    theirs: Range<usize>,
}

impl<'a> Framed<'a> {
    /// The passage that starts at byte `start` of the text, if one does.
    fn at(start: usize, quote: &'a Folded, text: &'a Folded) -> Option<Self> {
        let (all, length) = (quote.bytes(), quote.bytes().len());
        let same = |(a, b): &(&u8, &u8)| a == b;
        let is_boundary = |at: &usize| quote.boundary(*at) == *at;
        let head = all.iter().zip(&text.bytes()[start..]);
        let head = head.take_while(same).count();
        let head = (0..=head).rev().find(is_boundary)?;
        let (rest, after) = (&all[head..], &text.bytes()[start + head..]);
        let last = rest.len().checked_sub(LONGEST_END)?;
        let most = rest.len() + length / 8 + SLACK;
        let after = &after[..after.len().min(most)];
        let end = memmem::find(after, &rest[last..])? + LONGEST_END;
        let tail = rest.iter().rev().zip(after[..end].iter().rev());
        let tail = tail.take_while(same).count();
        let tail = length - (length - tail..=length).find(is_boundary)?;
        let passage = start..start + head + end;
        Some(Self {
            quote,
            text,
            ours: head..length - tail,
            theirs: start + head..passage.end - tail,
            passage,
        })
    }

    /// The edit distance of the quote and the passage in code points, if no passage is as close of those that start, or
    /// that end, where this one does.
    fn distance(&self) -> Option<usize> {
        let (quote, text) = (self.quote, self.text);
        // What is longer by more than that takes more changes than the stretch does, in code points.
        let longer = self.ours.len().max(self.theirs.len());
        let length = |part: Range<usize>| text.characters(part).count();
        let after = self.ours.start..quote.bytes().len();
        let most = after.len() + longer;
        let forwards = closest_start(
            quote.characters(after),
            text.characters(self.theirs.start..text.bytes().len().min(self.passage.end + 4 * most))
                .take(most),
            length(self.theirs.start..self.passage.end),
        )?;
        let before = 0..self.ours.end;
        let most = before.len() + longer;
        let backwards = closest_start(
            quote.characters(before).rev(),
            text.characters(self.passage.start.saturating_sub(4 * most)..self.theirs.end)
                .rev()
                .take(most),
            length(self.passage.start..self.theirs.end),
        )?;
        (forwards == backwards).then_some(forwards)
    }

    /// Whether every passage that takes so many changes, or fewer, has a piece of the quote where this one has it.
    fn is_only(&self, changes: usize, quote: &str, text: &str) -> bool {
        let Range { start, end } = self.passage;
        let length = self.quote.bytes().len();
        let is_here = |piece: &Range<usize>, place: usize| {
            piece.end <= self.ours.start && place == start + piece.start
                || piece.start >= self.ours.end && place + (length - piece.start) == end
        };
        let aligner = OnceCell::new();
        are_all_known(
            self.quote,
            self.text,
            changes,
            |piece, place, _| is_here(piece, place),
            |passage| {
                let passage = to_white_space(text, self.text.in_text(passage));
                let aligner = aligner.get_or_init(|| Aligner::new(quote));
                aligner.bound(&text[passage])
            },
        )
    }

    /// Whether the changes of words leave the ends of the passage as they are: to lose either of them costs more than what
    /// was changed.
    fn keeps_ends(&self, quote: &str, text: &str) -> bool {
        let (all, all_of_text) = (self.quote.bytes(), self.text.bytes());
        let (head, tail) = (&all[..self.ours.start], &all[self.ours.end..]);
        // The stretches grow to white space, which may end a line.
        let before = head.iter().rev().position(u8::is_ascii_whitespace);
        let Some((before, after)) = before.zip(tail.iter().position(u8::is_ascii_whitespace))
        else {
            return false;
        };
        let are_spaces = |at: usize, of_text: usize| {
            let bytes = all.get(at).zip(all_of_text.get(of_text));
            bytes.is_some_and(|(one, other)| {
                one.is_ascii_whitespace() && other.is_ascii_whitespace()
            })
        };
        let starts_with_space = before > 0 && are_spaces(self.ours.start, self.theirs.start);
        let ends_with_space = after > 0 && are_spaces(self.ours.end - 1, self.theirs.end - 1);
        let before = if starts_with_space { 0 } else { before + 1 };
        let after = if ends_with_space { 0 } else { after + 1 };
        let grown = |stretch: &Range<usize>| stretch.start - before..stretch.end + after;
        let put_in = &quote[self.quote.in_text(&grown(&self.ours))];
        let replaced = &text[self.text.in_text(&grown(&self.theirs))];
        let Some(most) = most_cost(put_in, replaced) else {
            return false;
        };
        let margin = MARGIN + quote.len() / 8;
        let passage = self.text.in_text(&self.passage);
        let near = passage.start.saturating_sub(margin)..passage.end + margin;
        let near = &all_of_text[self.text.of_text(&to_white_space(text, near))];
        let needed = most / LEAST_CHANGE + 1;
        let keeps = |words: &[u8]| {
            let words = words.split(u8::is_ascii_whitespace).map(without_marks);
            let words = words.filter(|word| is_plain(word) && stands_once(word, near));
            words.take(needed).count() == needed
        };
        keeps(&head[..head.len() - before]) && keeps(&tail[after..])
    }
}

/// A word without the marks of ASCII around it.
fn without_marks(word: &[u8]) -> &[u8] {
    let is_mark = |byte: &u8| byte.is_ascii_punctuation();
    let start = word.iter().take_while(|byte| is_mark(byte)).count();
    let word = &word[start..];
    let end = word.iter().rev().take_while(|byte| is_mark(byte)).count();
    &word[..word.len() - end]
}

/// Whether a word is one by all rules, as it has letters and digits of ASCII only.
fn is_plain(word: &[u8]) -> bool {
    !word.is_empty() && word.iter().all(u8::is_ascii_alphanumeric)
}

/// Whether such a word stands in a text once, and not more often.
fn stands_once(word: &[u8], text: &[u8]) -> bool {
    let goes_on = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let places = memmem::find_iter(text, word);
    let places = places.filter(|&place| {
        let before = place.checked_sub(1).and_then(|before| text.get(before));
        !goes_on(before) && !goes_on(text.get(place + word.len()))
    });
    places.take(2).count() == 1
}

/// The edit distance of `quote` to the first `length` characters of `text`, if it is smaller than that to any others that
/// it starts with.
fn closest_start(
    quote: impl Iterator<Item = char>,
    text: impl Iterator<Item = char>,
    length: usize,
) -> Option<usize> {
    let quote: Vec<char> = quote.collect();
    let mut distances = vec![quote.len()];
    Pattern::new(&quote).distances(text, |distance| distances.push(distance));
    let least = *distances.get(length)?;
    let as_close = distances.iter().filter(|distance| **distance <= least);
    (as_close.count() == 1).then_some(least)
}

#[cfg(test)]
mod tests {
    use super::super::near::meant;
    use super::super::search::{Search, Sought, similarity};
    use super::super::words::WordIndex;
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn found(text: &str, quote: &str) -> Option<Nearest> {
        match one_stretch(text, quote, &Folded::new(text))? {
            OneStretch::Passage(nearest) => Some(nearest),
            OneStretch::Closest(_) => None,
        }
    }

    const TEXT: &str = "Late on Sunday the harbour master, who had not slept, closed both gates. “Ferries, \
        including two night boats, ran to the islands on May 7,” the line said in a short note, and then it \
        withdrew. Fishermen from Orla and Brek helped to lift the old chain and the anchor.";

    #[rstest]
    #[case::word(
        "the harbour master, who had not slept, closed all gates. “Ferries, including two",
        "the harbour master, who had not slept, closed both gates. “Ferries, including two"
    )]
    #[case::left_out(
        "Sunday the harbour master, who had slept, closed both gates",
        "Sunday the harbour master, who had not slept, closed both gates"
    )]
    #[case::marks(
        "\"Ferries, including two night boats, went to the islands on May 7",
        "“Ferries, including two night boats, ran to the islands on May 7"
    )]
    #[case::figure(
        "Ferries, including two night boats, ran to the islands on May 17,” the line said",
        "Ferries, including two night boats, ran to the islands on May 7,” the line said"
    )]
    fn a_passage_of_which_one_stretch_was_changed(#[case] quote: &str, #[case] expected: &str) {
        let nearest = found(TEXT, quote).expect("a passage");
        assert_eq!(&TEXT[nearest.range], expected);
        assert_eq!(Some(nearest.similarity), similarity(quote, expected));
    }

    #[rstest]
    #[case::two_stretches(
        "the harbour master, who had slept, closed all gates. “Ferries, including two"
    )]
    #[case::at_the_start(
        "Early on Sunday the harbour master, who had not slept, closed both gates"
    )]
    #[case::few_words("Brek helped to raise the old chain")]
    #[case::within_a_word("unday the harbour master, who had slept, closed both gates")]
    #[case::nothing_like_it("the council met on Friday to vote on a new toll for the old bridge")]
    #[case::nothing("")]
    fn nothing_that_is_plain(#[case] quote: &str) {
        assert_eq!(found(TEXT, quote), None);
    }

    #[test]
    fn one_of_two_is_left_to_the_search() {
        let text = format!("{TEXT} But nobody came. {TEXT}");
        let quote =
            "the harbour master, who had not slept, closed all gates. “Ferries, including two";
        assert_eq!(found(&text, quote), None);
    }

    #[test]
    fn what_may_have_changed_places_is_left_to_the_search() {
        let text =
            "It was so. Today Brek and Orla left early by boat for the islands beyond the harbour.";
        let quote = "Brek and Orla left today for the islands beyond the harbour";
        assert_eq!(found(text, quote), None);
        let nearest = super::super::Index::new(text).nearest(quote);
        let passage = nearest.map(|nearest| &text[nearest.range]);
        assert!(
            passage.is_some_and(|passage| passage.starts_with("Today Brek")),
            "{passage:?}"
        );
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_the_search_finds(
            words in prop::collection::vec("[a-e]{1,2}|[A-C][a-f]{2,5}|[a-f]{2,5}[,.’]|[a-f]{4,8}|“[a-f]{2,4}|é[a-c]{2,3}|[ab]\n[a-f]{3}", 30..140),
            from in any::<prop::sample::Index>(),
            count in 4_usize..40,
            changed in any::<prop::sample::Index>(),
            taken in 0_usize..3,
            others in prop::collection::vec("[a-f]{1,6}|[x-z]{1,9}|[a-c]{2}[.]|…", 0..3),
            again in any::<prop::sample::Index>(),
            typography in 0_u8..4,
        ) {
            // Stretches that stand near, and again.
            let mut words = words;
            let again = again.index(words.len() - 8);
            let repeated = words[again..again + 5].to_vec();
            words.extend(repeated);
            let text = words.join(" ");
            let count = count.min(words.len());
            let from = from.index(words.len() - count + 1);
            let mut quote = words[from..from + count].to_vec();
            let changed = changed.index(count);
            quote.splice(changed..(changed + taken).min(count), others);
            let mut quote = quote.join(" ");
            match typography {
                0 => quote = quote.to_uppercase(),
                1 => quote = quote.replace(['“', '”'], "\"").replace('’', "'").replace('\n', " "),
                _ => {}
            }
            let quote = quote.trim();
            let sought = Sought::new(&text, quote);
            let index = WordIndex::new(&text);
            let searched = || Search::new(&sought, &index).passage();
            let folded = Folded::new(&text);
            match one_stretch(&text, quote, &folded) {
                Some(OneStretch::Passage(nearest)) => {
                    prop_assert_eq!(searched(), Some(nearest.range.clone()));
                    prop_assert_eq!(similarity(quote, &text[nearest.range]), Some(nearest.similarity));
                }
                Some(OneStretch::Closest(closest)) => {
                    if let Some(range) = meant(&sought, &folded, &closest) {
                        prop_assert_eq!(searched(), Some(range));
                    }
                }
                None => {}
            }
        }
    }
}
