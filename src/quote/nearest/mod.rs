//! The passage of a text that is closest to a quote which does not stand in it verbatim.
//!
//! The way of a quote: its words point to the windows of the text that hold most of them
//! (`windows`, over the index of `words`); in these an alignment finds the passage with the
//! smallest edit distance (`align`), whose ends then move to where the words of the quote would
//! have them (`fit`); the passage is given where it is similar enough to be the one meant
//! (`search`). Of a quote that was changed by little, pieces still stand in a short text; where these prove that
//! no other passage is as close, the words of the text are not needed (`near`, over the text as `folded`), and the
//! passage is the same. Of many texts, `seeds` chooses those that are worth it. Nothing depends on time or machine.

mod align;
mod fit;
mod folded;
mod near;
mod pieces;
mod search;
mod seeds;
mod stretch;
mod windows;
mod words;

use folded::Folded;
use memchr::memmem;
use near::{little_changed, meant};
pub(super) use search::similarity as similarity_of;
use search::{Candidate, Search, Sought};
pub use seeds::{Seeds, Sight};
use std::ops::Range;
use std::sync::OnceLock;
use stretch::{OneStretch, one_stretch};
use words::WordIndex;

/// The longest quote, in bytes, that is aligned as a whole. Of longer ones, only pieces are.
const LONGEST_ALIGNED: usize = 4096;
/// The longest text, in bytes, in which a passage that differs by little is looked for from end to end.
const LONGEST_FOLDED: usize = 1 << 16;
/// How many pieces of a longer quote are looked for, and their length in bytes.
const PIECES: usize = 8;
const PIECE: usize = 1024;

/// Whether a part of the quote stands in the text, so that it may be changed from a passage there by a word or two; or the
/// text is too long for that to be told in no time.
pub(super) fn may_be_changed_from(text: &str, quote: &str) -> bool {
    /// So many parts of the quote are looked for, each by its start, in bytes.
    const PARTS: usize = 4;
    const LONGEST_START: usize = 24;
    let length = quote.len() / PARTS;
    let mut starts = (0..PARTS).map(|part| {
        let start = part * length;
        &quote.as_bytes()[start..start + length.min(LONGEST_START)]
    });
    text.len() > LONGEST_FOLDED
        || length > 0 && starts.any(|start| memmem::find(text.as_bytes(), start).is_some())
}

/// The passage of a text that is closest to a quote.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Nearest {
    /// Where it stands, in bytes of the text, at word boundaries (UAX 29).
    pub(super) range: Range<usize>,
    /// One minus the edit distance to the quote over the length of the longer of the two, in code
    /// points, case and typography included: from 0 to 1, and 1 for equal texts only. Estimated
    /// from pieces where the parts that differ are longer than some 32,000 code points.
    pub(super) similarity: f64,
}

/// A text in which the nearest passages of many quotes are looked for.
///
/// Its words are indexed when they are first needed: linear time, some 16 bytes a word. Only the first 4 GiB
/// are searched.
pub(super) struct Index<'t> {
    text: &'t str,
    words: OnceLock<WordIndex>,
    folded: OnceLock<Folded>,
}

impl<'t> Index<'t> {
    /// An index of `text`; costs nothing until it is asked.
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            words: OnceLock::new(),
            folded: OnceLock::new(),
        }
    }

    /// The passage closest to `quote`, the first of several that are equally close, or `None` where
    /// no passage is similar enough to be the one meant.
    ///
    /// Its place is that of the smallest edit distance, its ends are those that take the fewest
    /// changes of words: a passage of which words were left out near an end is given whole.
    /// Case, quotation marks, dashes and white space count for less than letters. A quote longer
    /// than 4 KiB is found by eight pieces of it, so the ends of its passage are exact only where
    /// the first and the last of them stand.
    pub(super) fn nearest(&self, quote: &str) -> Option<Nearest> {
        let quote = quote.trim();
        if quote.len() > LONGEST_ALIGNED {
            return self.nearest_by_pieces(quote);
        }
        let folded = self.folded();
        let closest = match folded.and_then(|folded| one_stretch(self.text, quote, folded)) {
            Some(OneStretch::Passage(nearest)) => return Some(nearest),
            Some(OneStretch::Closest(closest)) => Some(closest),
            None => None,
        };
        let range = self.passage(quote, closest.as_ref())?;
        let similarity = search::similarity(quote, &self.text[range.clone()])?;
        Some(Nearest { range, similarity })
    }

    /// The text folded, if it is short.
    fn folded(&self) -> Option<&Folded> {
        let is_short = self.text.len() <= LONGEST_FOLDED;
        is_short.then(|| self.folded.get_or_init(|| Folded::new(self.text)))
    }

    /// The passage that is meant, in bytes. `closest` is the one that takes fewer changes of characters than any other, where it
    /// is known.
    fn passage(&self, quote: &str, closest: Option<&Candidate>) -> Option<Range<usize>> {
        let sought = Sought::new(self.text, quote);
        let meant = self.folded().and_then(|folded| match closest {
            Some(closest) => meant(&sought, folded, closest),
            None => little_changed(&sought, folded),
        });
        if meant.is_some() {
            return meant;
        }
        let words = self.words.get_or_init(|| WordIndex::new(self.text));
        Search::new(&sought, words).passage()
    }

    /// Looks for pieces of `quote`, spread over it evenly, and takes the place that at least half
    /// of them agree on.
    fn nearest_by_pieces(&self, quote: &str) -> Option<Nearest> {
        let pieces: Vec<Piece> = (0..PIECES)
            .map(|number| piece(quote, number))
            .filter_map(|part| {
                Some(Piece {
                    place: self.passage(&quote[part.clone()], None)?,
                    part,
                })
            })
            .collect();
        // Where the quote would start, had nothing before the piece been changed; never negative.
        let start = |piece: &Piece| piece.place.start + quote.len() - piece.part.start;
        let agree = |a: &Piece, b: &Piece| start(a).abs_diff(start(b)) <= quote.len() / 4;
        let groups = pieces
            .iter()
            .map(|one| pieces.iter().filter(|other| agree(one, other)));
        let group: Vec<&Piece> = groups.map(Iterator::collect).rev().max_by_key(Vec::len)?;
        let (first, last) = (group.first()?, group.last()?);
        if 2 * group.len() < PIECES {
            return None;
        }
        let start = first.place.start.saturating_sub(first.part.start);
        let end = last.place.end.saturating_add(quote.len() - last.part.end);
        let range = search::to_white_space(self.text, start..end);
        let passage = &self.text[range.clone()];
        let similarity = search::similarity(quote, passage).unwrap_or_else(|| {
            let of = |piece: &&Piece| {
                search::similarity(&quote[piece.part.clone()], &self.text[piece.place.clone()])
            };
            let mean = group.iter().filter_map(of).sum::<f64>() / PIECES as f64;
            mean.min(1.0 - f64::EPSILON)
        });
        Some(Nearest { range, similarity })
    }
}

/// A piece of a long quote that was found.
struct Piece {
    /// In bytes of the quote.
    part: Range<usize>,
    /// In bytes of the text.
    place: Range<usize>,
}

/// The bytes of a piece of `quote`: number 0 starts it, the last one ends it.
fn piece(quote: &str, number: usize) -> Range<usize> {
    let last = quote.len().saturating_sub(PIECE);
    let start = quote.floor_char_boundary(last * number / (PIECES - 1));
    let end = quote.ceil_char_boundary(quote.len().min(start + PIECE));
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const TEXT: &str = "The council met on Tuesday to vote on the new bridge. It was not willing \
        to raise the toll, although more than 70 residents had signed a petition. “We cannot wait \
        another decade,” said Ada Quill, who runs a bakery near the old ferry landing. Engineers \
        found rust in nine of the twelve piers, and the repair will cost about $6 million. Traffic \
        was light during the storm, but the bridge stayed closed until Friday.\n\nThe mayor’s \
        office declined to comment. A vote on the budget is expected before the end of June.";

    fn found(text: &str, quote: &str) -> Option<String> {
        Index::new(text)
            .nearest(quote)
            .map(|nearest| text[nearest.range].to_owned())
    }

    #[rstest]
    #[case::number(
        "more than 700 residents had signed",
        "more than 70 residents had signed"
    )]
    #[case::dropped_not(
        "It was willing to raise the toll",
        "It was not willing to raise the toll"
    )]
    #[case::first_word("Visitors had signed a petition", "residents had signed a petition")]
    #[case::last_word(
        "runs a bakery near the old ferry terminal",
        "runs a bakery near the old ferry landing"
    )]
    #[case::last_word_much_shorter("nine of the twelve men", "nine of the twelve piers")]
    #[case::magnitude("will cost about $6 billion", "will cost about $6 million")]
    #[case::three_words("bakery beside the", "bakery near the")]
    #[case::four_words(
        "until Friday the mayor’s offices refused",
        "until Friday.\n\nThe mayor’s office declined"
    )]
    #[case::capitals(
        "ENGINEERS FOUND RUST IN TEN OF THE",
        "Engineers found rust in nine of the"
    )]
    #[case::straight_marks(
        "\"We cannot wait another week,\" said",
        "“We cannot wait another decade,” said"
    )]
    #[case::inserted(
        "Engineers found a lot of rust in nine of the twelve piers",
        "Engineers found rust in nine of the twelve piers"
    )]
    #[case::many_words(
        "Workers found holes in nine of the twelve pillars, and this repair may cost about",
        "Engineers found rust in nine of the twelve piers, and the repair \
        will cost about"
    )]
    #[case::clauses_exchanged(
        "the bridge stayed closed until Friday, but traffic was light during the storm",
        "Traffic was light during the storm, but the bridge stayed closed until Friday"
    )]
    #[case::much_left_out(
        "A vote on the budget before the end of June",
        "A vote on the budget is expected before the end of June"
    )]
    #[case::negation_by_the_first_word(
        "residents signed a petition",
        "residents had signed a petition"
    )]
    #[case::left_out_by_the_last_word(
        "Traffic was light during the storm, but the bridge stayed until Friday",
        "Traffic was light during the storm, but the bridge stayed closed until Friday"
    )]
    #[case::a_clause_left_out(
        "said Ada near the old ferry landing",
        "said Ada Quill, who runs a bakery near the old ferry landing"
    )]
    #[case::two_words_put_in_at_the_end(
        "more than 70 residents had signed a petition and letters",
        "more than 70 residents had signed a petition"
    )]
    #[case::swapped_at_the_end("will cost about million $6", "will cost about $6 million")]
    #[case::short_with_one_left_out("Engineers rust in nine", "Engineers found rust in nine")]
    #[case::short_with_two_swapped("stayed until closed Friday", "stayed closed until Friday")]
    #[case::short_with_halves_exchanged(
        "near the ferry who runs a bakery",
        "who runs a bakery near the old ferry"
    )]
    #[case::misspelt("Enginners fouund rrust", "Engineers found rust")]
    #[case::verbatim("Ada Quill", "Ada Quill")]
    fn the_passage_that_is_meant(#[case] quote: &str, #[case] expected: &str) {
        assert_eq!(found(TEXT, quote).as_deref(), Some(expected));
    }

    #[rstest]
    #[case("The mayor resigned on Monday after a vote of no confidence.")]
    #[case("Engineers warned that the old ferry would sink in the next storm.")]
    #[case("Residents of the new harbour district pay twice the tax of their neighbours.")]
    #[case("Ada Quill sold the bakery to a chain of coffee shops.")]
    #[case("the trams were full")]
    #[case("…")]
    #[case("")]
    fn nothing_like_it(#[case] quote: &str) {
        assert_eq!(found(TEXT, quote), None);
    }

    #[rstest]
    #[case::first_of_equals("one red fox, one red fox", "one red ox", 0..11)]
    #[case::closer_one("one red ship, one red fox", "one red ox", 14..25)]
    fn of_several(#[case] text: &str, #[case] quote: &str, #[case] expected: Range<usize>) {
        assert_eq!(
            Index::new(text).nearest(quote).map(|nearest| nearest.range),
            Some(expected)
        );
    }

    #[test]
    fn similarity_counts_case_and_typography() {
        let index = Index::new("It was “Late”.");
        assert_eq!(
            index
                .nearest("It was “Late”.")
                .map(|nearest| nearest.similarity),
            Some(1.0)
        );
        let similarity = index
            .nearest("it was \"late\".")
            .map(|nearest| nearest.similarity);
        assert_eq!(similarity, Some((14.0 - 4.0) / 14.0));
    }

    #[rstest]
    #[case::one_letter("a".repeat(200_000), "a".repeat(300) + "b")]
    #[case::one_word("a ".repeat(100_000), "a ".repeat(100) + "b")]
    #[case::near_period("ab cd ".repeat(50_000), "ab cd ".repeat(20) + "x" + &" ab cd".repeat(20))]
    #[case::all_of_it("near and far ".repeat(20_000), "near and far ".repeat(20_000))]
    #[case::marks("“—” ".repeat(50_000), "“–” ".repeat(400))]
    #[case::combining("e\u{301}".repeat(50_000), "e\u{301}".repeat(900))]
    fn monotonous_texts_end(#[case] text: String, #[case] quote: String) {
        if let Some(nearest) = Index::new(&text).nearest(&quote) {
            assert!(text.get(nearest.range).is_some());
            assert!((0.0..=1.0).contains(&nearest.similarity));
        }
    }

    #[test]
    fn a_long_quote_is_found_by_its_pieces() {
        let sentence = |number: usize| {
            format!(
                "Sentence {number} names {} and {}. ",
                number * 7919,
                number * 104_729
            )
        };
        let text: String = (0..3000).map(sentence).collect();
        let passage = &text[20_000..60_000];
        let (_, passage) = passage.split_once(". ").unwrap();
        let passage = &passage[..=passage.rfind(". ").unwrap()];
        let quote = passage.replacen("names", "lists", 40);
        let nearest = Index::new(&text).nearest(&quote).unwrap();
        assert_eq!(&text[nearest.range], passage);
        assert!(nearest.similarity > 0.98 && nearest.similarity < 1.0);
    }

    proptest! {
        #[test]
        fn a_changed_word_does_not_hide_the_passage(
            words in prop::collection::vec("[a-zà-öø-ÿ]{3,9}", 12..80),
            from in any::<prop::sample::Index>(),
            count in 5_usize..12,
            changed in 0_usize..5,
            other in "[A-Z]{1,9}",
        ) {
            let text = words.join(" ");
            let from = from.index(words.len() - count + 1);
            let mut quote = words[from..from + count].to_vec();
            quote[changed] = other;
            let start = words[..from].iter().map(|word| word.len() + 1).sum::<usize>();
            let end = start + words[from..from + count].join(" ").len();
            let quote = quote.join(" ");
            let nearest = Index::new(&text).nearest(&quote).unwrap();
            let overlap = end.min(nearest.range.end).saturating_sub(start.max(nearest.range.start));
            let quote = align::Aligner::new(&quote);
            let found = &text[nearest.range];
            let as_close = quote.distance(found) <= quote.distance(&text[start..end]);
            prop_assert!(overlap * 5 >= (end - start) * 4 || as_close, "{found:?}");
        }

        #[test]
        fn any_text_and_quote_give_a_passage_or_none(text in "\\PC{0,80}", quote in "\\PC{0,30}") {
            if let Some(nearest) = Index::new(&text).nearest(&quote) {
                prop_assert!(text.get(nearest.range).is_some_and(|passage| !passage.is_empty()));
                prop_assert!((0.0..=1.0).contains(&nearest.similarity));
            }
        }
    }
}
