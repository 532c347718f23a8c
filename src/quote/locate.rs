//! Where a quote stands in a text: verbatim, or verbatim after named folds.

use super::fold::Folds;
use super::needles::{Alone, Needles, most_places};
use super::skeleton::Skeleton;
use super::walk::{Walked, walk};
use crate::text::is_invisible;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::ops::Range;
use std::sync::OnceLock;

/// How much is compared in full, in bytes of quotes, before the rest of the places that a skeleton proposes is given up:
/// only text that was made to mislead proposes so many. What is given up is not found, so it cannot pass.
const MOST_WORK: usize = 10_000_000;

/// However long the quote is, so many places are compared.
const FEWEST_CANDIDATES: usize = 16;

/// A quote's first letter may have so many characters of typography before it.
const MOST_LEADING: usize = 16;

/// A text that quotes are looked for in. What is needed beyond plain search is built when it is first asked for.
pub struct Haystack<'t> {
    text: &'t str,
    skeleton: OnceLock<Skeleton<'t>>,
    foreseen: OnceLock<Foreseen>,
}

/// Places of quotes that were looked for together.
struct Foreseen {
    /// Where they start verbatim, in bytes of the text.
    verbatim: HashMap<String, Vec<usize>>,
    /// Where their skeletons start, in bytes of the text's skeleton.
    skeletons: HashMap<Vec<u8>, Vec<usize>>,
}

impl Foreseen {
    /// In a shorter text, in bytes, each is as quickly found by itself.
    const SHORTEST_TEXT: usize = 1 << 20;

    /// Fewer quotes are as quickly found one by one.
    const FEWEST_QUOTES: usize = 8;

    /// Shorter quotes and skeletons, in bytes, may stand very often.
    const SHORTEST_QUOTE: usize = 16;

    /// What stands at so many places is looked for when its turn comes: there is no room for all places of all.
    const MOST_PLACES: usize = 256;

    /// Looks for all in one pass.
    fn places<Q: Eq + Hash>(
        text: &[u8],
        quotes: impl Iterator<Item = Q>,
        bytes: impl Fn(&Q) -> &[u8],
    ) -> HashMap<Q, Vec<usize>> {
        let quotes: HashSet<Q> = quotes
            .filter(|quote| bytes(quote).len() >= Self::SHORTEST_QUOTE)
            .collect();
        if quotes.len() < Self::FEWEST_QUOTES {
            return HashMap::new();
        }
        let needles = Needles::of_bytes(quotes.iter().map(&bytes).collect(), text);
        let places = needles.first_places_in(text, Self::MOST_PLACES);
        let known = quotes.into_iter().zip(places);
        known
            .filter(|(_, places)| places.len() < Self::MOST_PLACES)
            .collect()
    }
}

impl<'t> Haystack<'t> {
    /// A text to search.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            skeleton: OnceLock::new(),
            foreseen: OnceLock::new(),
        }
    }

    /// Looks at once for all that [`Self::folded`] will be asked for, and for the pieces that [`Self::verbatim`] will be
    /// asked for as well: a long text is read twice instead of once for each. Only the first call counts.
    pub(super) fn foresee(&self, quotes: &[&str], pieces: &[&str]) {
        if self.text.len() < Foreseen::SHORTEST_TEXT || quotes.len() < Foreseen::FEWEST_QUOTES {
            return;
        }
        let skeletons = quotes
            .iter()
            .chain(pieces)
            .map(|quote| Skeleton::new(quote).content().to_vec());
        let verbatim = pieces.iter().map(|piece| (*piece).to_owned());
        let foreseen = Foreseen {
            verbatim: Foreseen::places(self.text.as_bytes(), verbatim, String::as_bytes),
            skeletons: Foreseen::places(self.skeleton().content(), skeletons, Vec::as_slice),
        };
        // What is known already is as good.
        let _ = self.foreseen.set(foreseen);
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
        if let Some(starts) = self
            .foreseen
            .get()
            .and_then(|foreseen| foreseen.verbatim.get(quote))
        {
            return starts
                .iter()
                .map(|start| *start..start + quote.len())
                .collect();
        }
        let Some(alone) = Alone::new(quote.as_bytes(), 0).filter(|_| !quote.is_empty()) else {
            return Vec::new();
        };
        let starts = alone.starts_in(self.text.as_bytes());
        starts
            .take(most_places(quote))
            .map(|start| start..start + quote.len())
            .collect()
    }

    /// Every place where the quote stands apart from typography and hidden characters, in text order.
    pub fn folded(&self, quote: &str) -> Vec<Walked> {
        if quote.trim().is_empty() {
            // Nothing would be found everywhere.
            return Vec::new();
        }
        let of_quote = Skeleton::new(quote);
        let most = (MOST_WORK / quote.len()).max(FEWEST_CANDIDATES);
        if of_quote.is_empty() {
            // Nothing but punctuation: every character may be its start, but a run of white space only as a whole.
            let mut before = 'a';
            let may_start = may_start(quote);
            return self
                .text
                .char_indices()
                .filter(|(at, c)| {
                    let goes_on = c.is_whitespace() && before.is_whitespace();
                    before = *c;
                    // From each of a long run of what nobody sees all the rest of it would be walked.
                    let mut near = self.text[*at..].chars().take(MOST_LEADING);
                    !goes_on && may_start(*c) && near.any(|c| !is_invisible(c))
                })
                .take(most)
                .filter_map(|(at, _)| walk(self.text, at, quote))
                .collect();
        }
        let skeleton = self.skeleton();
        let foreseen = self
            .foreseen
            .get()
            .and_then(|foreseen| foreseen.skeletons.get(of_quote.content()));
        let mut found: Vec<Walked> = match foreseen {
            Some(places) => {
                let anchors = places.iter().filter_map(|at| skeleton.source_byte(*at));
                self.walk_from_each(anchors.take(most), quote)
            }
            None => self.walk_from_each(skeleton.places(&of_quote).take(most), quote),
        };
        found.dedup_by(|a, b| a.range == b.range);
        found
    }

    fn walk_from_each(&self, anchors: impl Iterator<Item = usize>, quote: &str) -> Vec<Walked> {
        anchors
            .filter_map(|anchor| self.walk_from(anchor, quote))
            .collect()
    }

    /// Places whose only differences are the accepted folds.
    pub fn accepted(&self, quote: &str, accept: Folds) -> Vec<Walked> {
        let mut found = self.folded(quote);
        found.retain(|walked| walked.is_accepted(accept));
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
fn may_start(quote: &str) -> impl Fn(char) -> bool {
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
        assert_eq!(Haystack::new(&text).verbatim("a.a").len(), 199_999);
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
