//! Where a quote stands in a text: verbatim, or verbatim after named folds.

use super::fold::Folds;
use super::needles::{Alone, Needles, Wanted, most_places};
use super::skeleton::Skeleton;
use super::walk::{Walked, walk};
use crate::text::is_invisible;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::ops::Range;
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};

/// How much is compared in full, in bytes of quotes, before the rest of the places that a skeleton proposes is given up:
/// only text that was made to mislead proposes so many. What is given up is not found, so it cannot pass.
const MOST_WORK: usize = 2_000_000;

/// However long the quote is, so many places are compared.
const FEWEST_CANDIDATES: usize = 16;

/// However short the quote is, no more places are compared: each of very many claims may have such a quote.
const MOST_CANDIDATES: usize = 20_000;

/// Of the places where it stands apart from typography, no more are told; where it cannot pass, a few are enough.
const MOST_FOUND: usize = 2_000;
const MOST_TOLD: usize = 500;

/// For how many places by folds there is room, of which more is known, where there is room for so many verbatim ones.
fn folds_in(room: usize) -> usize {
    const SIZE: usize = 8;
    (room / SIZE).max(1)
}

/// A quote without letters and digits is looked for in so many characters of a text.
const MOST_CHARACTERS: usize = 1_000_000;

/// Of a piece that stands at very many places, so many after the one before it are looked at.
const MOST_PLACES_OF_A_PIECE: usize = 256;

/// A quote's first letter may have so many characters of typography before it.
pub(super) const MOST_LEADING: usize = 16;

/// A text that quotes are looked for in. What is needed beyond plain search is built when it is first asked for.
pub struct Haystack<'t> {
    text: &'t str,
    /// So many places are told of a quote that is not verbatim.
    most_found: usize,
    skeleton: OnceLock<Skeleton<'t>>,
    foreseen: RwLock<Foreseen>,
}

/// Where a quote stands apart from typography and hidden characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
    /// Every such place, in text order; no more than are looked for.
    pub places: Vec<Walked>,
    /// Whether there are no others.
    pub are_all: bool,
}

/// Places of quotes that were looked for together.
#[derive(Default)]
struct Foreseen {
    /// Where pieces start verbatim, in bytes of the text: the first ones, so many at most.
    pieces: HashMap<String, Vec<usize>>,
    most_of_a_piece: usize,
    /// Where skeletons start, in bytes of the text's skeleton; the first ones, where there are as many as are compared.
    skeletons: HashMap<Vec<u8>, Vec<usize>>,
}

impl Foreseen {
    /// In a shorter text, in bytes, each is as quickly found by itself.
    const SHORTEST_TEXT: usize = 1 << 20;

    /// Fewer quotes are as quickly found one by one.
    const FEWEST_QUOTES: usize = 8;

    /// Looks for all in one pass. `None` where they stand at more places than wanted.
    fn places<Q: Eq + Hash>(
        text: &[u8],
        quotes: impl Iterator<Item = Q>,
        bytes: impl Fn(&Q) -> &[u8],
        wanted: Wanted,
    ) -> Option<HashMap<Q, Vec<usize>>> {
        let quotes: HashSet<Q> = quotes.filter(|quote| !bytes(quote).is_empty()).collect();
        if quotes.len() < Self::FEWEST_QUOTES {
            return Some(HashMap::new());
        }
        let needles = Needles::of_bytes(quotes.iter().map(&bytes).collect(), text);
        let places = needles.first_places_in(text, wanted)?;
        Some(quotes.into_iter().zip(places).collect())
    }
}

impl<'t> Haystack<'t> {
    /// A text to search.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            most_found: MOST_FOUND,
            skeleton: OnceLock::new(),
            foreseen: RwLock::default(),
        }
    }

    /// The same, where no quote passes that is not verbatim: fewer places are told.
    #[must_use]
    pub(super) fn for_verbatim_only(self) -> Self {
        Self {
            most_found: MOST_TOLD,
            ..self
        }
    }

    /// Looks at once for all that [`Self::folded`] will be asked for next, and for the pieces that [`Self::after`] will be
    /// asked for as well: a long text is read twice instead of once for each. `None` where they stand at more places than
    /// are wanted of all.
    pub(super) fn foresee(&self, quotes: &[&str], pieces: &[&str], room: Wanted) -> Option<()> {
        if self.text.len() < Foreseen::SHORTEST_TEXT {
            return Some(());
        }
        let mut foreseen = Foreseen::default();
        if quotes.len() >= Foreseen::FEWEST_QUOTES {
            let skeletons = quotes
                .iter()
                .chain(pieces)
                .map(|quote| Skeleton::new(quote).content().to_vec());
            let verbatim = pieces.iter().map(|piece| (*piece).to_owned());
            let wanted = |of_each| Wanted { of_each, ..room };
            let most_candidates = MOST_CANDIDATES.min(folds_in(room.of_each));
            let most_of_a_piece = MOST_PLACES_OF_A_PIECE.min(room.of_each);
            foreseen = Foreseen {
                most_of_a_piece,
                pieces: Foreseen::places(
                    self.text.as_bytes(),
                    verbatim,
                    String::as_bytes,
                    wanted(most_of_a_piece),
                )?,
                skeletons: Foreseen::places(
                    self.skeleton().content(),
                    skeletons,
                    Vec::as_slice,
                    wanted(most_candidates),
                )?,
            };
        }
        let known = self.foreseen.write();
        *known.unwrap_or_else(PoisonError::into_inner) = foreseen;
        Some(())
    }

    /// What was looked for together; `None` in a text of which nothing is.
    fn foreseen(&self) -> Option<RwLockReadGuard<'_, Foreseen>> {
        (self.text.len() >= Foreseen::SHORTEST_TEXT).then(|| {
            let known = self.foreseen.read();
            known.unwrap_or_else(PoisonError::into_inner)
        })
    }

    fn skeleton(&self) -> &Skeleton<'t> {
        self.skeleton.get_or_init(|| Skeleton::new(self.text))
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Every place, overlaps included, where the quote stands code point for code point; at most [`most_places`].
    /// An empty quote stands nowhere.
    pub fn verbatim(&self, quote: &str) -> Vec<Range<usize>> {
        let Some(alone) = Alone::new(quote.as_bytes(), 0).filter(|_| !quote.is_empty()) else {
            return Vec::new();
        };
        let starts = alone.starts_in(self.text.as_bytes());
        starts
            .take(most_places(quote))
            .map(|start| start..start + quote.len())
            .collect()
    }

    /// The first places of a piece of a quote from byte `after` of the text on, code point for code point.
    pub(super) fn after(&self, after: usize, piece: &str) -> Vec<Range<usize>> {
        /// Of what stands often, so much of a text, in bytes, has some places.
        const NEAR: usize = 1 << 20;
        let place = |start: usize| start..start + piece.len();
        let mut end = self.text.len();
        if let Some(foreseen) = self.foreseen()
            && let Some(starts) = foreseen.pieces.get(piece)
        {
            if starts.len() < foreseen.most_of_a_piece {
                let starts = starts.iter().filter(|start| **start >= after);
                return starts.map(|start| place(*start)).collect();
            }
            end = end.min(after + NEAR.max(end / 16));
        }
        let Some(alone) = Alone::new(piece.as_bytes(), 0).filter(|_| !piece.is_empty()) else {
            return Vec::new();
        };
        let text = self.text.as_bytes().get(after..end).unwrap_or_default();
        let starts = alone.starts_in(text).take(MOST_PLACES_OF_A_PIECE);
        starts.map(|start| place(after + start)).collect()
    }

    /// Every place where the quote stands apart from typography and hidden characters, in text order.
    pub fn folded(&self, quote: &str) -> Vec<Walked> {
        self.first_folded(quote, usize::MAX).places
    }

    /// The same of the first places where it may stand: those that are compared of any quote, and of them no more than there
    /// is room for, if there is room for `room` places that are known verbatim.
    pub(super) fn first_folded(&self, quote: &str, room: usize) -> Folded {
        let nothing = Folded {
            places: Vec::new(),
            are_all: true,
        };
        if quote.trim().is_empty() {
            // Nothing would be found everywhere.
            return nothing;
        }
        let of_quote = Skeleton::new(quote);
        let there_is_room = folds_in(room);
        let most = self.most_found.min(there_is_room);
        let candidates = (MOST_WORK / quote.len()).max(FEWEST_CANDIDATES);
        if of_quote.is_empty() {
            return self.without_letters(quote, candidates, most);
        }
        let candidates = candidates.min(MOST_CANDIDATES).min(there_is_room);
        let skeleton = self.skeleton();
        let foreseen = self.foreseen();
        let foreseen = foreseen.as_ref();
        let foreseen = foreseen.and_then(|foreseen| foreseen.skeletons.get(of_quote.content()));
        let mut folded = match foreseen {
            Some(places) => {
                let anchors = places.iter().filter_map(|at| skeleton.source_byte(*at));
                self.walk_from_each(anchors, quote, candidates, most)
            }
            None => self.walk_from_each(skeleton.places(&of_quote), quote, candidates, most),
        };
        folded.places.dedup_by(|a, b| a.range == b.range);
        folded
    }

    /// Of a quote that is nothing but punctuation every character may be the start, but a run of white space only as a whole.
    fn without_letters(&self, quote: &str, candidates: usize, most: usize) -> Folded {
        let mut before = 'a';
        let may_start = may_start(quote);
        let mut characters = self.text.char_indices();
        let starts = characters.by_ref().take(MOST_CHARACTERS).filter(|(at, c)| {
            let goes_on = c.is_whitespace() && before.is_whitespace();
            before = *c;
            // From each of a long run of what nobody sees all the rest of it would be walked.
            let mut near = self.text[*at..].chars().take(MOST_LEADING);
            !goes_on && !c.is_alphanumeric() && may_start(*c) && near.any(|c| !is_invisible(c))
        });
        let mut starts = starts.map(|(at, _)| at);
        let tried = starts.by_ref().take(candidates);
        let walked = tried.filter_map(|at| walk(self.text, at, quote));
        let places: Vec<Walked> = walked.take(most).collect();
        let has_more = places.len() == most || starts.next().is_some();
        Folded {
            places,
            are_all: !has_more && characters.next().is_none(),
        }
    }

    /// Walks from places until the quote was found so often. To have tried the last of them is not to know that there are no
    /// others.
    fn walk_from_each(
        &self,
        anchors: impl Iterator<Item = usize>,
        quote: &str,
        candidates: usize,
        most: usize,
    ) -> Folded {
        let mut tried = 0;
        let anchors = anchors.take(candidates).inspect(|_| tried += 1);
        let walked = anchors.filter_map(|anchor| self.walk_from(anchor, quote));
        let places: Vec<Walked> = walked.take(most).collect();
        Folded {
            are_all: places.len() < most && tried < candidates,
            places,
        }
    }

    /// Places whose only differences are the accepted folds, of those where it may stand that are looked at.
    pub fn accepted(&self, quote: &str, accept: Folds) -> Vec<Walked> {
        self.first_accepted(quote, accept, usize::MAX).places
    }

    /// The same of those places for which there is room, as by [`Self::first_folded`].
    pub(crate) fn first_accepted(&self, quote: &str, accept: Folds, room: usize) -> Folded {
        let mut found = self.first_folded(quote, room);
        found.places.retain(|walked| walked.is_accepted(accept));
        found
    }

    /// Walks from the first letter or digit, or from the typography before it that the quote starts with.
    fn walk_from(&self, anchor: usize, quote: &str) -> Option<Walked> {
        let leading = quote.find(|c: char| c.is_alphanumeric()).unwrap_or(0);
        let reach = if leading == 0 { 0 } else { MOST_LEADING };
        let before = self.text[..anchor]
            .char_indices()
            .rev()
            .take_while(|(_, c)| !c.is_alphanumeric())
            .take(reach);
        let may_start = may_start(quote);
        let mut walked = std::iter::once((anchor, ' '))
            .chain(before)
            .filter(|(_, c)| may_start(*c))
            .filter_map(|(start, _)| walk(self.text, start, quote));
        let nearest = walked.next()?;
        // What the source has before the letter is not hidden in the quote.
        let is_better = |other: &Walked| other.hidden.len() < nearest.hidden.len();
        let further = if nearest.hidden.is_empty() {
            None
        } else {
            walked.find(is_better)
        };
        Some(further.unwrap_or(nearest))
    }
}

/// Whether a passage that is the quote may start with a character: not with one that nobody sees, unless the quote does so, too.
pub(super) fn may_start(quote: &str) -> impl Fn(char) -> bool {
    let first = quote.chars().next();
    move |c| !is_invisible(c) || first == Some(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::fold::Fold;
    use rstest::rstest;

    #[rstest]
    #[case("aaaa", "aa", &[0, 1, 2])]
    #[case("a b a b a", "a b a", &[0, 4])]
    #[case("é é", "é", &[0, 3])]
    #[case("abc", "", &[])]
    fn overlaps_count(#[case] text: &str, #[case] quote: &str, #[case] starts: &[usize]) {
        let places: Vec<usize> = Haystack::new(text)
            .verbatim(quote)
            .iter()
            .map(|place| place.start)
            .collect();
        assert_eq!(places, starts);
    }

    #[test]
    fn positions_are_those_of_the_text() {
        let text = "First. “The ﬁnal\n  word — he said — is ‘no’.” Last.";
        let found = Haystack::new(text).folded("\"The final word - he said - is 'no'.\"");
        assert_eq!(found.len(), 1);
        assert_eq!(
            &text[found[0].range.clone()],
            "“The ﬁnal\n  word — he said — is ‘no’.”"
        );
        let folds: Vec<Fold> = found[0].folds.iter().collect();
        assert_eq!(
            folds,
            [
                Fold::Whitespace,
                Fold::Quotes,
                Fold::Dashes,
                Fold::Ligatures
            ]
        );
    }

    #[rstest]
    #[case("—‘yes’", "--'yes'", "—‘yes’")]
    #[case("he said…\u{200b}yes", "...yes", "…\u{200b}yes")]
    #[case("one\u{ad}two", "two", "two")]
    #[case("a “—” b", "\"-\"", "“—”")]
    #[case("und Ötzi  schlief", "Ötzi schlief", "Ötzi  schlief")]
    #[case("he said élan", "  élan", " élan")]
    #[case("about ½  mile", "½ mile", "½  mile")]
    fn leading_typography_belongs_to_the_passage(
        #[case] text: &str,
        #[case] quote: &str,
        #[case] passage: &str,
    ) {
        let found = Haystack::new(text).folded(quote);
        assert_eq!(&text[found[0].range.clone()], passage);
    }

    #[rstest]
    #[case("\u{200e}Hello  world", "\u{200e}Hello world", &[Fold::Whitespace])]
    #[case("He: \u{2067}“שלום”  \u{2069}", "\u{2067}\"שלום\" \u{2069}", &[Fold::Whitespace, Fold::Quotes])]
    #[case("\u{200e}—  \u{200e}", "\u{200e}- \u{200e}", &[Fold::Whitespace, Fold::Dashes])]
    fn what_the_source_has_before_the_letters_is_not_hidden(
        #[case] text: &str,
        #[case] quote: &str,
        #[case] folds: &[Fold],
    ) {
        let accepted = Haystack::new(text).accepted(quote, folds.iter().copied().collect());
        assert_eq!(accepted.len(), 1);
        assert!(accepted[0].folds.iter().eq(folds.iter().copied()));
    }

    #[test]
    fn overlaps_count_after_folding_too() {
        let quotes: Folds = [Fold::Quotes].into_iter().collect();
        let twice = Haystack::new("“a” b “a” b “a” c.").accepted("\"a\" b \"a\"", quotes);
        assert_eq!(twice.len(), 2);
        let text = "He said no, no “no” no way.";
        let found = Haystack::new(text).accepted("no \"no\" no", quotes);
        assert_eq!(&text[found[0].range.clone()], "no “no” no");
    }

    #[test]
    fn hidden_characters_do_not_count_as_accepted() {
        let all: Folds = Fold::ALL.into_iter().collect();
        assert!(
            Haystack::new("the pact")
                .accepted("the p\u{430}ct", all)
                .is_empty()
        );
        assert_eq!(
            Haystack::new("the “pact”")
                .accepted("the \"pact\"", all)
                .len(),
            1
        );
    }

    #[test]
    fn text_made_to_mislead_ends_soon() {
        let text = "a.".repeat(200_000);
        assert!(
            Haystack::new(&text)
                .folded(&("a".repeat(5_000) + "b"))
                .is_empty()
        );
        assert!(Haystack::new(&text).folded(&"a".repeat(5_000)).is_empty());
        assert_eq!(
            Haystack::new(&text).verbatim("a.a").len(),
            most_places("a.a")
        );
        let periodic = "a".repeat(400_000);
        let quote = &periodic[..100_000];
        assert_eq!(
            Haystack::new(&periodic).verbatim(quote).len(),
            most_places(quote)
        );
        for (text, quote) in [
            (" ".repeat(200_000), " ?!".to_owned()),
            ("\u{200b}".repeat(60_000), "?!".to_owned()),
            ("\u{200b}".repeat(60_000), "\u{200b}?!".to_owned()),
            ("-".repeat(20_000), "-".repeat(5_000) + "!"),
            (
                "a".to_owned() + &"\u{301}".repeat(60_000),
                "\u{300}\u{302}".to_owned(),
            ),
        ] {
            assert!(Haystack::new(&text).folded(&quote).is_empty());
        }
    }

    #[rstest]
    #[case::short("\"No,\"", "“No,”")]
    #[case::in_other_words("\"no,\"", "“no,”")]
    #[case::without_letters("...?", "…?")]
    fn what_stands_far_behind_others_that_are_like_it_is_found(
        #[case] quote: &str,
        #[case] passage: &str,
    ) {
        let text = "Another knot, nothing known - no, not now. ".repeat(2_000) + passage;
        let folds: Folds = Fold::ALL.into_iter().collect();
        let found = Haystack::new(&text).first_accepted(quote, folds, usize::MAX);
        let expected = text.len() - passage.len()..text.len();
        assert_eq!(found.places.len(), 1);
        assert_eq!(found.places[0].range, expected);
        assert!(found.are_all);
    }

    proptest::proptest! {
        #[test]
        fn folded_places_are_those_of_a_walk_from_every_character(
            text in "([abs1]|[ \n-]|[“”\"’']|\u{ad}|\u{200b}|é|e\u{301}|ﬆ|—|…|\\.){0,40}",
            quote in "[abes1]([abs1]|[ -]|[\"']|é|\\.){0,5}",
        ) {
            let quote = quote.trim();
            let starts = text.char_indices().filter(|(_, c)| !is_invisible(*c));
            let walked = starts.filter_map(|(start, _)| walk(&text, start, quote));
            let expected: Vec<Range<usize>> = walked.map(|walked| walked.range).collect();
            let found = Haystack::new(&text).folded(quote).into_iter();
            let found: Vec<Range<usize>> = found.map(|walked| walked.range).collect();
            proptest::prop_assert_eq!(found, expected);
        }
    }
}
