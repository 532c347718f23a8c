//! A quote that leaves text out within one string, by `...` or square brackets, and whose pieces stand in order.

use super::locate::Haystack;
use super::{Folds, cut_word};
use std::ops::Range;

/// A bracket that holds more characters than this is no insertion.
const LONGEST_BRACKET: usize = 200;

/// A quote with more markers is none that leaves text out: each of its pieces would be looked for in all of a long text.
const MOST_MARKERS: usize = 100;

/// The pieces of an elided quote and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elision {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
    /// Whether only ellipses were used, and no words put in: then the pieces alone say all that the quote said.
    pub only_ellipses: bool,
}

/// A piece of an elided quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes in the quote.
    pub quote: Range<usize>,
    /// Its bytes in the source.
    pub source: Range<usize>,
    /// The folds that it needs to stand.
    pub folds: Folds,
}

/// Fewer letters and digits than this, in all pieces together, stand in order nearly anywhere.
const FEWEST_LETTERS: usize = 8;

/// A piece that cuts a word of the source must be this long, in letters and digits, to mean that place.
const FEWEST_LETTERS_OF_A_CUT: usize = 5;

/// Reads `quote` as an elided quotation of the text: split at its markers, do the pieces stand in order?
/// A marker that stands in the source itself is no elision: as few as possible are taken for one.
pub(super) fn elided(haystack: &Haystack<'_>, quote: &str) -> Option<Elision> {
    let markers = markers(quote);
    if markers.is_empty() {
        return None;
    }
    let only = |kind: Kind| {
        markers
            .iter()
            .filter(|marker| marker.kind == kind)
            .collect::<Vec<_>>()
    };
    let (ellipses, insertions) = (only(Kind::Ellipsis), only(Kind::Insertion));
    let all: Vec<&Marker> = markers.iter().collect();
    [ellipses, insertions, all]
        .into_iter()
        .filter(|chosen| !chosen.is_empty())
        .find_map(|chosen| {
            let pieces = place(haystack, quote, &pieces(quote, &chosen))?;
            Some(Elision {
                pieces,
                only_ellipses: chosen.iter().all(|marker| marker.kind == Kind::Ellipsis),
            })
        })
}

/// Where the pieces of an elided quote would stand if some of them were not altered: bytes of the quote and of the text,
/// those that stand and those that `nearest` finds, in order. `None` where no piece stands, or one is like nothing.
pub(super) fn elided_and_altered(
    haystack: &Haystack<'_>,
    quote: &str,
    nearest: impl Fn(&str) -> Option<Range<usize>>,
) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    let markers = markers(quote);
    let ellipses: Vec<&Marker> = markers
        .iter()
        .filter(|marker| marker.kind == Kind::Ellipsis)
        .collect();
    let pieces = pieces(quote, &ellipses);
    if ellipses.is_empty() || pieces.len() < 2 {
        return None;
    }
    let mut places: Vec<(Range<usize>, Range<usize>)> = Vec::with_capacity(pieces.len());
    let mut some_stand = false;
    for piece in pieces {
        let after = places.last().map_or(0, |(_, place)| place.end);
        let standing = place_one(haystack, &quote[piece.clone()], after);
        some_stand |= standing.is_some();
        let place = match standing {
            Some((place, _)) => place,
            None => nearest(&quote[piece.clone()]).filter(|place| place.start >= after)?,
        };
        places.push((piece, place));
    }
    some_stand.then_some(places)
}

/// The pieces that [`elided`] and [`elided_and_altered`] may look for.
pub(super) fn possible_pieces(quote: &str) -> Vec<&str> {
    let markers = markers(quote);
    let of = |is_chosen: &dyn Fn(&Marker) -> bool| {
        let chosen: Vec<&Marker> = markers.iter().filter(|marker| is_chosen(marker)).collect();
        pieces(quote, &chosen)
    };
    if markers.is_empty() {
        return Vec::new();
    }
    let ellipses = of(&|marker| marker.kind == Kind::Ellipsis);
    let insertions = of(&|marker| marker.kind == Kind::Insertion);
    let ranges = ellipses.into_iter().chain(insertions).chain(of(&|_| true));
    ranges.map(|range| &quote[range]).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `...`, `…`, `[...]`, `[…]`, `(...)`, `(…)`
    Ellipsis,
    /// `[the minister]`
    Insertion,
}

struct Marker {
    range: Range<usize>,
    kind: Kind,
}

/// The markers of a quote, in order; none where they are too many.
fn markers(quote: &str) -> Vec<Marker> {
    let mut markers = Vec::new();
    let mut at = 0;
    while let Some(found) = quote[at..].find(['.', '…', '[', '(']) {
        let start = at + found;
        let rest = &quote[start..];
        let found = bracketed(rest)
            .or_else(|| ellipsis_length(rest).map(|length| (length, Kind::Ellipsis)));
        match found {
            Some((length, kind)) => {
                markers.push(Marker {
                    range: start..start + length,
                    kind,
                });
                at = start + length;
                if markers.len() > MOST_MARKERS {
                    return Vec::new();
                }
            }
            None => at = start + rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    markers
}

/// `...` or more points, spaced or not, or `…`; its length.
fn ellipsis_length(text: &str) -> Option<usize> {
    if text.starts_with('…') {
        return Some('…'.len_utf8());
    }
    let mut points = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match c {
            '.' => {
                points += 1;
                end = at + 1;
            }
            ' ' | '\u{a0}' if points > 0 => {}
            _ => break,
        }
    }
    (points >= 3).then_some(end)
}

/// A bracket and what it holds: an ellipsis in round or square ones, or words in square ones.
fn bracketed(text: &str) -> Option<(usize, Kind)> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let (end, _) = text
        .char_indices()
        .take(LONGEST_BRACKET)
        .find(|(_, c)| *c == close)?;
    let inside = text[1..end].trim();
    if ellipsis_length(inside) == Some(inside.len()) {
        return Some((end + 1, Kind::Ellipsis));
    }
    (close == ']' && !inside.contains('[')).then_some((end + 1, Kind::Insertion))
}

/// What stands between the markers, white space around it aside; without pieces that hold no letter or digit.
fn pieces(quote: &str, markers: &[&Marker]) -> Vec<Range<usize>> {
    let starts = std::iter::once(0).chain(markers.iter().map(|marker| marker.range.end));
    let ends = markers
        .iter()
        .map(|marker| marker.range.start)
        .chain([quote.len()]);
    starts
        .zip(ends)
        .map(|(start, end)| {
            let piece = &quote[start..end];
            let from = start + (piece.len() - piece.trim_start().len());
            from..from + piece.trim().len()
        })
        .filter(|range| letters(&quote[range.clone()]) > 0)
        .collect()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The first place of each piece after the one before.
fn place(haystack: &Haystack<'_>, quote: &str, pieces: &[Range<usize>]) -> Option<Vec<Piece>> {
    let in_all: usize = pieces
        .iter()
        .map(|piece| letters(&quote[piece.clone()]))
        .sum();
    if in_all < FEWEST_LETTERS {
        return None;
    }
    let mut after = 0;
    pieces
        .iter()
        .map(|range| {
            let (source, folds) = place_one(haystack, &quote[range.clone()], after)?;
            after = source.end;
            Some(Piece {
                quote: range.clone(),
                source,
                folds,
            })
        })
        .collect()
}

fn place_one(haystack: &Haystack<'_>, piece: &str, after: usize) -> Option<(Range<usize>, Folds)> {
    let whole_words = |place: &Range<usize>| {
        cut_word(haystack.text(), place.start).is_none()
            && cut_word(haystack.text(), place.end).is_none()
    };
    let may_cut = letters(piece) >= FEWEST_LETTERS_OF_A_CUT;
    let verbatim = haystack.after(after, piece).into_iter();
    let candidates: Vec<(Range<usize>, Folds)> =
        verbatim.map(|place| (place, Folds::NONE)).collect();
    let candidates = if candidates.is_empty() {
        haystack
            .folded(piece)
            .into_iter()
            .filter(|walked| walked.hidden.is_empty() && walked.range.start >= after)
            .map(|walked| (walked.range, walked.folds))
            .collect()
    } else {
        candidates
    };
    let at_words = candidates.iter().find(|(place, _)| whole_words(place));
    at_words.or(candidates.first().filter(|_| may_cut)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TEXT: &str = "The council, which met on Monday, approved the bridge. It will … open in May, [the] mayor said.";

    #[rstest]
    #[case("The council ... approved the bridge", &["The council", "approved the bridge"], true)]
    #[case("The council, […] approved the bridge", &["The council,", "approved the bridge"], true)]
    #[case("The council (...) approved the bridge", &["The council", "approved the bridge"], true)]
    #[case("The council . . . approved", &["The council", "approved"], true)]
    #[case("approved the bridge…", &["approved the bridge"], true)]
    #[case("…approved the bridge", &["approved the bridge"], true)]
    #[case("[The town] approved the bridge", &["approved the bridge"], false)]
    #[case("The council [of Ashby], which met", &["The council", ", which met"], false)]
    #[case("The council ... [the] mayor said", &["The council", "[the] mayor said"], true)]
    #[case("[A]pproved the bridge", &["pproved the bridge"], false)]
    fn pieces_stand_in_order(
        #[case] quote: &str,
        #[case] expected: &[&str],
        #[case] only_ellipses: bool,
    ) {
        let elision = elided(&Haystack::new(TEXT), quote).expect("elided");
        let pieces: Vec<&str> = elision
            .pieces
            .iter()
            .map(|piece| &TEXT[piece.source.clone()])
            .collect();
        assert_eq!(pieces, expected);
        assert_eq!(elision.only_ellipses, only_ellipses);
    }

    #[rstest]
    #[case(MOST_MARKERS, true)]
    #[case(MOST_MARKERS + 1, false)]
    fn a_quote_of_very_many_pieces_is_none(#[case] markers: usize, #[case] expected: bool) {
        let text = "The council met. ".repeat(MOST_MARKERS + 2);
        let quote = vec!["The council"; markers + 1].join(" ... ");
        assert_eq!(elided(&Haystack::new(&text), &quote).is_some(), expected);
    }

    #[rstest]
    #[case("approved the bridge ... The council")]
    #[case("The council ... rejected the bridge")]
    #[case("The council approved")]
    #[case("on ... in")]
    #[case("...")]
    #[case("[words]")]
    fn pieces_that_do_not_are_no_elision(#[case] quote: &str) {
        assert_eq!(elided(&Haystack::new(TEXT), quote), None);
    }
}
