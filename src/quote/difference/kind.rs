//! The kinds of change between a passage and a quote of it: the telling ones first, generic ones
//! where none of these fits.

use super::token::{Role, Token, Word};
use super::{Hunk, Pair};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

/// A kind of change. The order is from what changes the meaning most to what says least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A number, date, magnitude, currency, percentage or sign.
    Number,
    /// A negation was dropped, put in or swapped: `not`, `never`, `unwilling`.
    Negation,
    /// A word or sign that compares or qualifies: `more`, `at least`, `nearly`, `<`.
    Comparator,
    /// Upper and lower case of the same letters.
    Case,
    /// Punctuation, symbols or white space between the same letters.
    Punctuation,
    /// Words were replaced by others.
    Words,
    /// Words of the source were left out.
    Omission,
    /// Words were put in.
    Insertion,
    /// The same words stand in another order.
    Order,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 9] = [
        Self::Number,
        Self::Negation,
        Self::Comparator,
        Self::Case,
        Self::Punctuation,
        Self::Words,
        Self::Omission,
        Self::Insertion,
        Self::Order,
    ];

    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Negation => "negation",
            Self::Comparator => "comparator",
            Self::Case => "case",
            Self::Punctuation => "punctuation",
            Self::Words => "words",
            Self::Omission => "omission",
            Self::Insertion => "insertion",
            Self::Order => "order",
        }
    }
}

/// The kinds of the changes in `hunks`. `same` says whether two stretches differ in typography
/// only.
pub(super) fn kinds(pair: &Pair, hunks: &[Hunk], same: impl Fn(&str, &str) -> bool) -> Vec<Kind> {
    let mut kinds = BTreeSet::new();
    let mut reworded = Vec::new();
    for hunk in hunks
        .iter()
        .filter(|hunk| !is_typographic(pair, hunk, &same))
    {
        let replacement = Replacement::new(pair, hunk);
        if replacement.is_superficial() {
            kinds.extend(replacement.superficial_kinds());
        } else {
            reworded.push(replacement);
        }
    }
    let same_words = is_same_bag(&reworded);
    if remove_moved(&mut reworded) || same_words {
        kinds.insert(Kind::Order);
    }
    for replacement in &reworded {
        kinds.extend(replacement.specific_kinds());
        if !same_words {
            kinds.extend(replacement.generic_kind());
        }
    }
    // All is typography, or marks that belong to no word.
    if kinds.is_empty() && !hunks.is_empty() {
        kinds.insert(Kind::Punctuation);
    }
    kinds.into_iter().collect()
}

/// Whether the two sides of a hunk, by themselves or with the white space around them, are the same
/// to `same`.
fn is_typographic(pair: &Pair, hunk: &Hunk, same: impl Fn(&str, &str) -> bool) -> bool {
    let (deleted, inserted) = (pair.deleted(hunk), pair.inserted(hunk));
    same(&pair.source[deleted.clone()], &pair.quote[inserted.clone()])
        || same(
            with_blanks(pair.source, deleted),
            with_blanks(pair.quote, inserted),
        )
}

/// The bytes `range` of `text` with the white space around them.
fn with_blanks(text: &str, range: Range<usize>) -> &str {
    let start = text[..range.start].trim_end().len();
    let end = text.len() - text[range.end..].trim_start().len();
    &text[start..end]
}

/// A stretch of the source and what the quote has in its place.
struct Replacement<'t> {
    deleted: Side<'t>,
    inserted: Side<'t>,
}

/// One side of a replacement.
struct Side<'t> {
    text: &'t str,
    words: Vec<Word>,
}

impl<'t> Side<'t> {
    fn new(whole: &'t str, bytes: Range<usize>, tokens: &[Token]) -> Self {
        let words = tokens
            .iter()
            .filter_map(|token| token.word(whole))
            .collect();
        Self {
            text: &whole[bytes],
            words,
        }
    }

    /// Letters and digits, with their marks.
    fn letters(&self) -> impl Iterator<Item = char> {
        self.text.chars().filter(|&c| is_letter(c))
    }

    /// All the rest.
    fn marks(&self) -> impl Iterator<Item = char> {
        self.text.chars().filter(|&c| !is_letter(c))
    }

    fn words(&self, role: Role) -> impl Iterator<Item = &str> {
        self.words
            .iter()
            .filter(move |word| word.role == role)
            .map(|word| word.text.as_str())
    }

    /// What it says in digits and signs rather than in letters.
    fn figures(&self) -> impl Iterator<Item = &str> {
        let figures = self.words(Role::Number).chain(self.words(Role::Comparator));
        figures.filter(|text| !text.chars().all(char::is_alphabetic))
    }
}

/// A letter or digit, or a combining mark, which belongs to one.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

impl<'t> Replacement<'t> {
    fn new(pair: &Pair<'t>, hunk: &Hunk) -> Self {
        let (before, after) = (
            &pair.before[hunk.before.clone()],
            &pair.after[hunk.after.clone()],
        );
        Self {
            deleted: Side::new(pair.source, pair.deleted(hunk), before),
            inserted: Side::new(pair.quote, pair.inserted(hunk), after),
        }
    }

    /// Whether both sides have the same letters but for their case, and the same figures.
    fn is_superficial(&self) -> bool {
        let (deleted, inserted) = (&self.deleted, &self.inserted);
        deleted
            .letters()
            .flat_map(char::to_lowercase)
            .eq(inserted.letters().flat_map(char::to_lowercase))
            && deleted.figures().eq(inserted.figures())
    }

    fn superficial_kinds(&self) -> Vec<Kind> {
        let case = !self.deleted.letters().eq(self.inserted.letters());
        let punctuation = !self.deleted.marks().eq(self.inserted.marks());
        chosen([(case, Kind::Case), (punctuation, Kind::Punctuation)])
    }

    fn specific_kinds(&self) -> Vec<Kind> {
        let differ = |role| !self.deleted.words(role).eq(self.inserted.words(role));
        chosen([
            (differ(Role::Number), Kind::Number),
            (
                differ(Role::Negation) || self.has_negating_prefix(),
                Kind::Negation,
            ),
            (differ(Role::Comparator), Kind::Comparator),
        ])
    }

    /// The kind that fits where no specific one does, or where many other words changed too.
    fn generic_kind(&self) -> Option<Kind> {
        /// That many words beside a specific change are a change of their own.
        const MANY: usize = 3;
        let others = |side: &Side| side.words(Role::Other).count();
        let most = others(&self.deleted).max(others(&self.inserted));
        if most < MANY && !self.specific_kinds().is_empty() {
            return None;
        }
        match (
            self.deleted.words.is_empty(),
            self.inserted.words.is_empty(),
        ) {
            (true, true) => None,
            (false, false) => Some(Kind::Words),
            (false, true) => Some(Kind::Omission),
            (true, false) => Some(Kind::Insertion),
        }
    }

    /// The words of both sides that may have been moved: without those at the start and the end that come to the same.
    /// They stand where they stood, however they are written: `cannot` for `not`.
    fn out_of_place(&self) -> (&[Word], &[Word]) {
        let (deleted, inserted) = (&self.deleted.words, &self.inserted.words);
        let same = |(a, b): &(&Word, &Word)| a.text == b.text;
        let start = deleted.iter().zip(inserted).take_while(same).count();
        let (deleted, inserted) = (&deleted[start..], &inserted[start..]);
        let ends = deleted.iter().rev().zip(inserted.iter().rev());
        let end = ends.take_while(same).count();
        (
            &deleted[..deleted.len() - end],
            &inserted[..inserted.len() - end],
        )
    }

    /// Whether a word has a negating prefix on one side only: `willing` and `unwilling`.
    fn has_negating_prefix(&self) -> bool {
        let negated = |words: &Side, others: &Side| {
            let others: HashSet<&str> = others.words(Role::Other).collect();
            words
                .words(Role::Other)
                .flat_map(stems)
                .any(|stem| others.contains(stem))
        };
        negated(&self.deleted, &self.inserted) || negated(&self.inserted, &self.deleted)
    }
}

/// What is left of a word without a negating prefix.
fn stems(word: &str) -> impl Iterator<Item = &str> {
    const PREFIXES: [&str; 7] = ["un", "in", "im", "il", "ir", "dis", "non"];
    PREFIXES
        .iter()
        .filter_map(|prefix| word.strip_prefix(prefix))
        .filter(|stem| stem.len() > 2)
}

/// The kinds that hold.
fn chosen<const N: usize>(kinds: [(bool, Kind); N]) -> Vec<Kind> {
    kinds
        .into_iter()
        .filter_map(|(holds, kind)| holds.then_some(kind))
        .collect()
}

/// Whether the words left out and those put in are the same, each as often, in another order.
fn is_same_bag(replacements: &[Replacement]) -> bool {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for replacement in replacements {
        let (deleted, inserted) = replacement.out_of_place();
        for (words, step) in [(deleted, 1), (inserted, -1)] {
            for word in words {
                *counts.entry(&word.text).or_default() += step;
            }
        }
    }
    !counts.is_empty() && counts.values().all(|&count| count == 0)
}

/// Takes out the blocks of two words or more that were only moved; says whether there are any.
fn remove_moved(replacements: &mut [Replacement]) -> bool {
    let deleted: HashSet<_> = replacements
        .iter()
        .flat_map(|one| pairs(one.out_of_place().0))
        .collect();
    let inserted: HashSet<_> = replacements
        .iter()
        .flat_map(|one| pairs(one.out_of_place().1))
        .collect();
    let moved: HashSet<_> = deleted
        .intersection(&inserted)
        .map(|&(a, b)| (a.to_owned(), b.to_owned()))
        .collect();
    for Replacement { deleted, inserted } in replacements {
        remove(&mut deleted.words, &moved);
        remove(&mut inserted.words, &moved);
    }
    !moved.is_empty()
}

/// The neighbouring words, but for pairs of short ones, which stand everywhere.
fn pairs(words: &[Word]) -> impl Iterator<Item = (&str, &str)> {
    const TELLING: usize = 4;
    let is_telling = |word: &Word| word.role != Role::Other || word.text.chars().count() >= TELLING;
    let neighbours = words.iter().zip(words.iter().skip(1));
    neighbours
        .filter(move |(a, b)| is_telling(a) || is_telling(b))
        .map(|(a, b)| (a.text.as_str(), b.text.as_str()))
}

/// Takes out the words that belong to one of the pairs.
fn remove(words: &mut Vec<Word>, pairs: &HashSet<(String, String)>) {
    let mut moved = vec![false; words.len()];
    for (place, two) in words.windows(2).enumerate() {
        if let [a, b] = two
            && pairs.contains(&(a.text.clone(), b.text.clone()))
        {
            moved[place] = true;
            moved[place + 1] = true;
        }
    }
    let mut moved = moved.into_iter();
    words.retain(|_| !moved.next().unwrap_or(false));
}
