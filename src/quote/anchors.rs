//! Where a quote stands apart from typography, looked for around a few pieces of its words: quick enough for all the texts
//! of a project.

use super::fold::Folds;
use super::locate::Haystack;
use memchr::memmem::Finder;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The shortest and the longest piece, in bytes.
const SHORTEST: usize = 4;
const LONGEST: usize = 16;

/// So many pieces are looked for.
const MOST: usize = 4;

/// With fewer pieces than this, a single one that is broken over a line end would hide the quote.
const FEWEST: usize = 2;

/// Typography between a piece and the quote's ends may take this many bytes more than in the quote, beside its double.
const SLACK: usize = 64;

/// A quote, and the pieces by which its places are found.
pub struct Anchors<'q> {
    quote: &'q str,
    /// Each piece with the byte of the quote at which it starts.
    pieces: Vec<(usize, Finder<'q>)>,
}

impl<'q> Anchors<'q> {
    /// Chooses pieces of a quote that are likely to be rare, and that stand in every typography.
    pub fn new(quote: &'q str) -> Self {
        let mut pieces: Vec<(usize, &str)> = runs(quote)
            .flat_map(|run| pieces(quote, run))
            .filter(|(_, piece)| piece.len() >= SHORTEST)
            .collect();
        pieces.sort_by_key(|(at, piece)| (std::cmp::Reverse(rarity(piece)), *at));
        pieces.truncate(MOST);
        Self {
            quote,
            pieces: pieces
                .into_iter()
                .map(|(at, piece)| (at, Finder::new(piece)))
                .collect(),
        }
    }

    /// The places where the quote stands apart from typography, in text order, and the folds that each needs: those near
    /// which pieces of it stand as they are. A quote of too few pieces is looked for in all of the text.
    pub fn places(&self, text: &str) -> Vec<(Range<usize>, Folds)> {
        if self.pieces.len() < FEWEST {
            return folded(text, 0..text.len(), self.quote);
        }
        let mut found: Vec<(Range<usize>, Folds)> = self
            .windows(text)
            .into_iter()
            .flat_map(|window| folded(text, window, self.quote))
            .collect();
        found.dedup_by(|a, b| a.0 == b.0);
        found
    }

    /// The stretches of the text around the pieces, in order and apart from one another. Of three pieces or more, a single
    /// one in a stretch means nothing: words that are common stand everywhere.
    fn windows(&self, text: &str) -> Vec<Range<usize>> {
        let mut around: Vec<(Range<usize>, usize)> = Vec::new();
        for (number, (offset, finder)) in self.pieces.iter().enumerate() {
            let before = 2 * offset + SLACK;
            let after = 2 * (self.quote.len() - offset) + SLACK;
            around.extend(finder.find_iter(text.as_bytes()).map(|at| {
                let start = text.floor_char_boundary(at.saturating_sub(before));
                let end = text.ceil_char_boundary((at + after).min(text.len()));
                (start..end, 1 << number)
            }));
        }
        around.sort_unstable_by_key(|(window, _)| window.start);
        let mut apart: Vec<(Range<usize>, usize)> = Vec::with_capacity(around.len());
        for (window, piece) in around {
            match apart.last_mut() {
                Some((last, pieces)) if window.start <= last.end => {
                    last.end = last.end.max(window.end);
                    *pieces |= piece;
                }
                _ => apart.push((window, piece)),
            }
        }
        let least = if self.pieces.len() > FEWEST { 2 } else { 1 };
        apart.retain(|(_, pieces)| usize::count_ones(*pieces) >= least);
        apart.into_iter().map(|(window, _)| window).collect()
    }
}

/// The places within a stretch of the text, without disguised ones.
fn folded(text: &str, stretch: Range<usize>, quote: &str) -> Vec<(Range<usize>, Folds)> {
    Haystack::new(&text[stretch.clone()])
        .folded(quote)
        .into_iter()
        .filter(|walked| walked.hidden.is_empty())
        .map(|walked| {
            let start = stretch.start + walked.range.start;
            (start..stretch.start + walked.range.end, walked.folds)
        })
        .collect()
}

/// The runs of characters of the quote that no fold touches, in bytes.
fn runs(quote: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut characters = quote.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = characters.find(|(_, c)| is_steady(*c))?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = characters.next_if(|(_, c)| is_steady(*c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// Whether every typography writes a character in the same way, as far as it is not broken, ligated or disguised.
fn is_steady(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (c.is_alphanumeric()
            && canonical_combining_class(c) == 0
            && !matches!(c, 'µ' | 'ſ' | '\u{1100}'..='\u{11ff}' | '\u{fb00}'..='\u{fb06}')
            && std::iter::once(c).nfd().eq([c]))
}

/// A run in pieces that are not too long.
fn pieces(quote: &str, run: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let mut start = run.start;
    std::iter::from_fn(move || {
        let end = quote.floor_char_boundary(run.end.min(start + LONGEST));
        let piece = (start < end).then(|| (start, &quote[start..end]));
        start = end;
        piece
    })
}

/// How rare a piece is likely to be: long ones, capitals and digits are.
fn rarity(piece: &str) -> usize {
    let weight = |byte: u8| match byte {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' => 2,
        b'a'..=b'z' => 3,
        b'A'..=b'Z' | b'0'..=b'9' => 5,
        _ => 2,
    };
    piece.bytes().map(weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn found<'t>(text: &'t str, quote: &str) -> Vec<&'t str> {
        let places = Anchors::new(quote).places(text);
        places.into_iter().map(|(range, _)| &text[range]).collect()
    }

    #[rstest]
    #[case("“The harbour board,” he said.", "\"The harbour board,\" he", &["“The harbour board,” he"])]
    #[case("the har-\nbour board met", "the harbour board", &["the har-\nbour board"])]
    #[case("a Kabul\u{a0}council, a Kabul\ncouncil", "Kabul council", &["Kabul\u{a0}council", "Kabul\ncouncil"])]
    #[case("don’t", "don't", &["don’t"])]
    #[case("قال\u{a0}الرئيس اليوم", "قال الرئيس اليوم", &["قال\u{a0}الرئيس اليوم"])]
    #[case("the harbour board", "the harbour master", &[])]
    fn stands_apart_from_typography(
        #[case] text: &str,
        #[case] quote: &str,
        #[case] expected: &[&str],
    ) {
        assert_eq!(found(text, quote), expected);
    }

    #[test]
    fn the_folds_are_named() {
        let text = format!(
            "{} the harbour\nboard {}",
            "x ".repeat(5_000),
            "y ".repeat(5_000)
        );
        let places = Anchors::new("harbour board").places(&text);
        let [(range, folds)] = &places[..] else {
            panic!("one place: {places:?}");
        };
        assert_eq!(&text[range.clone()], "harbour\nboard");
        let names: Vec<&str> = folds.iter().map(super::super::Fold::as_str).collect();
        assert_eq!(names, ["whitespace"]);
    }

    proptest! {
        /// Around pieces, the same is found as in all of the text.
        #[test]
        fn agrees_with_the_search_of_all(
            before in "[a-e \n“é]{0,300}",
            quote in "[a-zé]{4,9}( [a-zé\"-]{1,9}){1,5}",
            after in "[a-e \n”é]{0,300}",
        ) {
            let curly = quote.replace('"', "”").replace(' ', "\n");
            let text = format!("{before} {curly} {after}");
            let all: Vec<Range<usize>> = Haystack::new(&text)
                .folded(&quote)
                .into_iter()
                .filter(|walked| walked.hidden.is_empty())
                .map(|walked| walked.range)
                .collect();
            let near: Vec<Range<usize>> =
                Anchors::new(&quote).places(&text).into_iter().map(|(range, _)| range).collect();
            prop_assert_eq!(near, all);
        }
    }
}
