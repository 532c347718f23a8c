//! The order of judgement: a quote is verbatim, or typographic, or disguised, or elided, or altered, or absent.

use super::difference::{Difference, difference_with};
use super::elision::{Elision, elided, elided_and_altered, possible_pieces};
use super::fold::Folds;
use super::locate::{Folded, Haystack};
use super::nearest::{Index, may_be_changed_from, similarity_of};
use super::needles::{Wanted, most_places};
use super::occurrences::{Occurrences, Verbatim};
use super::walk::{Walked, walk};
use std::ops::Range;
use std::sync::OnceLock;

/// What a quote is to a text: the first of these that holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Judgement {
    /// It stands: code point for code point, or with no other difference than the accepted folds.
    Stands(Standing),
    /// It would stand after folding named differences, at these places.
    Typographic(Folded),
    /// It would stand, but for characters that do not show or look like others.
    Hidden(Walked),
    /// It leaves text out, and its pieces stand in order.
    Elided(Elision),
    /// A passage is similar enough to be the one meant.
    Altered(Altered),
    /// There is nothing like it.
    Absent,
}

/// Where a quote stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Every place, in text order, overlaps included; at most [`super::most_places`]. Bytes of the text.
    pub places: Vec<Range<usize>>,
    /// The accepted folds that were needed, at all of them together; none where the quote is verbatim.
    pub folds: Folds,
    /// Those of each place; empty where the quote is verbatim.
    pub each: Vec<Folds>,
    /// Whether there are no other places.
    pub are_all: bool,
}

/// The passage that a quote was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Altered {
    /// The passage, in bytes of the text.
    pub range: Range<usize>,
    /// How alike quote and passage are, from 0 to 1.
    pub similarity: f64,
    /// What turns the passage into the quote.
    pub difference: Difference,
}

/// Judges quotes against one text. What several quotes can share is made once.
pub struct Judge<'t> {
    haystack: Haystack<'t>,
    nearest: OnceLock<Index<'t>>,
    accept: Folds,
    stands_elsewhere: Option<&'t (dyn Fn(&str) -> bool + Sync)>,
    is_first_look: bool,
}

impl<'t> Judge<'t> {
    /// A judge over a text, for whom the accepted folds count as verbatim.
    pub fn new(text: &'t str, accept: Folds) -> Self {
        let haystack = Haystack::new(text);
        Self {
            haystack: if accept.is_empty() {
                haystack.for_verbatim_only()
            } else {
                haystack
            },
            nearest: OnceLock::new(),
            accept,
            stands_elsewhere: None,
            is_first_look: false,
        }
    }

    /// The same judge, for a first look at quotes of which another is taken once it is known which of them stand in another
    /// text: a quote of which no part stands in this one is likely to be from there, and waits for it.
    #[must_use]
    pub fn at_first_look(self) -> Self {
        Self {
            is_first_look: true,
            ..self
        }
    }

    /// The same judge, once it is known which quotes stand in another text: where such a one does not stand in this one, it is
    /// absent, and no passage that is close is looked for.
    #[must_use]
    pub fn knowing(self, stands_elsewhere: &'t (dyn Fn(&str) -> bool + Sync)) -> Self {
        Self {
            stands_elsewhere: Some(stands_elsewhere),
            ..self
        }
    }

    /// The text, to look for more in it.
    pub fn haystack(&self) -> &Haystack<'t> {
        &self.haystack
    }

    /// What the quote is to the text. An empty quote is absent.
    pub fn judge(&self, quote: &str) -> Judgement {
        self.same_text(quote, self.haystack.verbatim(quote), usize::MAX)
            .unwrap_or_else(|| self.similar_text(quote))
    }

    /// Looks for quotes at once, where there is room for their places: so many of all quotes together.
    pub(super) fn look_for(&self, quotes: &[&str], room: usize) -> Option<Occurrences> {
        let wanted = Wanted {
            in_all: room,
            ..Wanted::default()
        };
        self.places(quotes, wanted)
    }

    /// Looks for quotes at once, and for so many places of each.
    pub(super) fn look_for_first(&self, quotes: &[&str], most: usize) -> Occurrences {
        let found = self.places(quotes, Wanted::first(most));
        found.unwrap_or_default()
    }

    fn places(&self, quotes: &[&str], wanted: Wanted) -> Option<Occurrences> {
        let text = self.haystack.text();
        let found = Occurrences::of_all(quotes, text, wanted)?;
        let numbers = 0..quotes.len();
        let missing = numbers.filter(|number| found.of(*number).is_empty());
        let missing: Vec<&str> = missing.map(|number| quotes[number]).collect();
        let pieces: Vec<&str> = missing
            .iter()
            .flat_map(|quote| possible_pieces(quote))
            .collect();
        self.haystack.foresee(&missing, &pieces, wanted)?;
        Some(found)
    }

    /// What a quote is to the text that was looked for with others. `None` where it waits for the second look.
    pub(super) fn judge_seen(&self, quote: &str, verbatim: Verbatim) -> Option<Judgement> {
        let same = self.same_text(quote, verbatim.places, verbatim.most);
        let waits = same.is_none() && self.waits(quote);
        (!waits).then(|| same.unwrap_or_else(|| self.similar_text(quote)))
    }

    /// Whether the quote, which does not stand in the text, waits for the second look.
    fn waits(&self, quote: &str) -> bool {
        self.is_first_look && !may_be_changed_from(self.haystack.text(), quote)
    }

    /// What the quote is to the text, where its verbatim places are known and nothing in it has other words.
    /// Of its places so many are looked for.
    fn same_text(&self, quote: &str, places: Vec<Range<usize>>, most: usize) -> Option<Judgement> {
        if !places.is_empty() {
            return Some(Judgement::Stands(Standing {
                are_all: places.len() < most.min(most_places(quote)),
                places,
                folds: Folds::NONE,
                each: Vec::new(),
            }));
        }
        self.apart_from_characters(quote, most)
            .or_else(|| Some(Judgement::Elided(elided(&self.haystack, quote)?)))
    }

    /// What a quote that does not stand in the text is to it: altered from the closest passage, or absent.
    fn similar_text(&self, quote: &str) -> Judgement {
        let nearest = match self.stands_elsewhere {
            Some(stands) if stands(quote) => None,
            _ => self.nearest(quote),
        };
        nearest.map_or(Judgement::Absent, Judgement::Altered)
    }

    /// The same text in other characters: typography, accepted or not, or disguise.
    fn apart_from_characters(&self, quote: &str, most: usize) -> Option<Judgement> {
        let Folded { places, are_all } = self.haystack.first_folded(quote, most);
        let (plain, disguised): (Vec<Walked>, Vec<Walked>) = places
            .into_iter()
            .partition(|walked| walked.hidden.is_empty());
        let accepted: Vec<&Walked> = plain
            .iter()
            .filter(|walked| walked.is_accepted(self.accept))
            .collect();
        if !accepted.is_empty() {
            return Some(Judgement::Stands(Standing {
                places: accepted.iter().map(|walked| walked.range.clone()).collect(),
                folds: accepted
                    .iter()
                    .fold(Folds::NONE, |folds, walked| folds.union(walked.folds)),
                each: accepted.iter().map(|walked| walked.folds).collect(),
                are_all,
            }));
        }
        if plain.is_empty() {
            return disguised.into_iter().next().map(Judgement::Hidden);
        }
        Some(Judgement::Typographic(Folded {
            places: plain,
            are_all,
        }))
    }

    /// The closest passage, if one is similar enough to be the one meant. Of a quote that leaves text out, piece by
    /// piece.
    fn nearest(&self, quote: &str) -> Option<Altered> {
        let text = self.haystack.text();
        let index = self.nearest.get_or_init(|| Index::new(text));
        let pieces = self.altered_pieces(quote);
        let whole = pieces
            .as_deref()
            .and_then(|pieces| Some(pieces.first()?.1.start..pieces.last()?.1.end));
        if let Some(range) = whole {
            let difference = difference_with(&text[range.clone()], quote, same_but_for_typography);
            let similarity = difference.similarity();
            return Some(Altered {
                range,
                similarity,
                difference,
            });
        }
        let nearest = index.nearest(quote)?;
        let difference =
            difference_with(&text[nearest.range.clone()], quote, same_but_for_typography);
        Some(Altered {
            range: nearest.range,
            similarity: nearest.similarity,
            difference,
        })
    }

    /// The pieces of a quote that leaves text out and was altered besides, each in bytes of the quote and of the text;
    /// `None` where it leaves nothing out, or a piece is like nothing that stands after the one before.
    pub fn altered_pieces(&self, quote: &str) -> Option<Vec<(Range<usize>, Range<usize>)>> {
        let index = || Index::new(self.haystack.text());
        let pieces = elided_and_altered(&self.haystack, quote, |piece| {
            Some(self.nearest.get_or_init(index).nearest(piece)?.range)
        })?;
        let (first, last) = (pieces.first()?, pieces.last()?);
        // Pieces found far from one another are found by chance.
        let is_near = last.1.end - first.1.start <= 8 * quote.len() + 2_000;
        is_near.then_some(pieces)
    }
}

/// What a quote is to a text, code point for code point: no fold counts as verbatim.
///
/// # Example
///
/// ```
/// use factcheck::{Judgement, judge};
///
/// let text = "The mayor said the bridge would “not open” before May.";
/// assert!(matches!(judge(text, "the bridge would “not open”"), Judgement::Stands(_)));
/// assert!(matches!(judge(text, "the bridge would \"not open\""), Judgement::Typographic(_)));
/// assert!(matches!(judge(text, "the bridge would “open” before May"), Judgement::Altered(_)));
/// assert_eq!(judge(text, "the opposition left the room"), Judgement::Absent);
/// ```
pub fn judge(text: &str, quote: &str) -> Judgement {
    Judge::new(text, Folds::NONE).judge(quote)
}

/// How alike two texts are, from 0 to 1, case and typography included; 1 for equal texts only.
pub fn similarity(one: &str, other: &str) -> f64 {
    similarity_of(one, other).unwrap_or_else(|| super::likeness(one, other).min(1.0 - f64::EPSILON))
}

/// How a later text differs from an earlier one: the same words and kinds by which altered quotes are explained.
pub fn difference(before: &str, after: &str) -> Difference {
    difference_with(before, after, same_but_for_typography)
}

/// Whether two texts differ by nothing but named folds.
pub fn same_but_for_typography(source: &str, quote: &str) -> bool {
    walk(source, 0, quote)
        .is_some_and(|walked| walked.hidden.is_empty() && walked.range.end == source.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::{Change, Fold};
    use rstest::rstest;

    const TEXT: &str =
        "The mayor said the bridge would “not open” before the first of May, come what may.";

    fn name(judgement: &Judgement) -> &'static str {
        match judgement {
            Judgement::Stands(_) => "stands",
            Judgement::Typographic(_) => "typographic",
            Judgement::Hidden(_) => "hidden",
            Judgement::Elided(_) => "elided",
            Judgement::Altered(_) => "altered",
            Judgement::Absent => "absent",
        }
    }

    #[rstest]
    #[case("the bridge would “not open” before", "stands")]
    #[case("the bridge would \"not open\" before", "typographic")]
    #[case("the bridge w\u{43e}uld “not open” before", "hidden")]
    #[case("the bridge w\u{43e}uld \"not open\" before", "hidden")]
    #[case("the bridge would ... before the first of May", "elided")]
    #[case("the bridge would “open” before the first of May", "altered")]
    #[case("seven dogs crossed a frozen lake at night", "absent")]
    #[case("", "absent")]
    fn the_first_that_holds(#[case] quote: &str, #[case] expected: &str) {
        assert_eq!(name(&Judge::new(TEXT, Folds::NONE).judge(quote)), expected);
    }

    #[test]
    fn an_elided_quote_with_a_slip_is_told_where_it_slipped() {
        let text = "Work was two weeks late, the mayor said. Nobody was happy. The roof cost 1.2 million, he added.";
        let quote = "Work was two weeks late ... The roof cost 1.2 billion";
        let Judgement::Altered(altered) = judge(text, quote) else {
            panic!("altered");
        };
        assert!(text[altered.range].ends_with("The roof cost 1.2 million"));
        let changed: Vec<&str> = altered
            .difference
            .edits
            .iter()
            .filter(|(change, _)| *change == Change::Insert)
            .map(|(_, text)| text.trim())
            .collect();
        assert!(changed.contains(&"billion"), "{changed:?}");
    }

    #[test]
    fn many_quotes_of_a_long_text_are_judged_as_one_is() {
        let sentence = |number: usize| {
            format!(
                "The “harbour board” approved {number} new\nberths, the mayor’s office said on day {number}. "
            )
        };
        let text: String = (0..16_000).map(sentence).collect();
        let mut quotes = Vec::new();
        for number in (0..16_000).step_by(1_000) {
            quotes.push(format!("approved {number} new\nberths, the mayor’s office"));
            quotes.push(format!("approved {number} new berths, the mayor's office"));
            quotes.push(format!(
                "appr\u{43e}ved {number} new\nberths, the mayor’s office"
            ));
            quotes.push(format!(
                "approved {number} new berths ... office said on day {number}."
            ));
            quotes.push(format!(
                "approved {number} new [and dear] berths, the mayor's office"
            ));
            quotes.push(format!(
                "approved {number} old berths, the mayor’s office said"
            ));
        }
        // Pieces that stand too often to be remembered.
        quotes.push("the mayor's office said ... board\" approved 15999 new berths".to_owned());
        quotes.push("The \"harbour board\" approved".to_owned());
        let quotes: Vec<&str> = quotes.iter().map(String::as_str).collect();
        let one_by_one: Vec<Judgement> = {
            let judge = Judge::new(&text, Folds::NONE);
            quotes.iter().map(|quote| judge.judge(quote)).collect()
        };
        let names: Vec<&str> = one_by_one[..6].iter().map(name).collect();
        assert_eq!(
            names,
            [
                "stands",
                "typographic",
                "hidden",
                "elided",
                "elided",
                "altered"
            ]
        );
        let together = Judge::new(&text, Folds::NONE).judge_all(&quotes);
        assert!(together.into_iter().eq(one_by_one.into_iter().map(Some)));
    }

    #[test]
    fn nothing_close_is_looked_for_where_a_quote_stands_elsewhere() {
        let stands = |quote: &str| quote.starts_with("the bridge");
        let judge = Judge::new(TEXT, Folds::NONE).knowing(&stands);
        let quotes = vec![
            "the bridge would “open” before the first of May",
            "said the bridge would “open” before the first of May",
            "the bridge would “not open”",
            "the bridge would \"not open\" before",
        ];
        let judgements = judge.judge_all(&quotes);
        let names: Vec<&str> = judgements.iter().flatten().map(name).collect();
        assert_eq!(names, ["absent", "altered", "stands", "typographic"]);
    }

    #[test]
    fn what_has_no_part_in_the_text_waits_for_the_second_look() {
        let quotes = vec![
            "the bridge would “open” before the first of May",
            "seven dogs crossed a frozen lake at night",
            "the bridge would \"not open\" before",
            "seven dogs crossed ... the frozen lakes",
            "",
        ];
        let names = |judge: Judge<'_>| -> Vec<&str> {
            let judgements = judge.judge_all(&quotes).into_iter();
            judgements
                .map(|judgement| judgement.as_ref().map_or("waits", name))
                .collect()
        };
        let judge = || Judge::new(TEXT, Folds::NONE);
        let first = ["altered", "waits", "typographic", "waits", "waits"];
        assert_eq!(names(judge().at_first_look()), first);
        let only = ["altered", "absent", "typographic", "absent", "absent"];
        assert_eq!(names(judge()), only);
    }

    #[test]
    fn accepted_folds_count_and_are_named() {
        let quotes: Folds = [Fold::Quotes].into_iter().collect();
        let Judgement::Stands(standing) =
            Judge::new(TEXT, quotes).judge("would \"not open\" before")
        else {
            panic!("accepted");
        };
        assert_eq!(standing.folds, quotes);
        let dashes: Folds = [Fold::Dashes].into_iter().collect();
        assert_eq!(
            name(&Judge::new(TEXT, dashes).judge("would \"not open\" before")),
            "typographic"
        );
    }
}
