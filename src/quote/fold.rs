//! The named differences that typography makes: what each fold is, and which characters it concerns.

use serde::Serialize;
use std::fmt;

/// A named difference between a quote and its source that is typography, not wording. Letters, digits, case,
/// accents, other punctuation, signs and symbols are never folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Fold {
    /// A run of white space, line ends and no-break spaces included, is one space.
    Whitespace,
    /// Curly, straight and low quotation marks and primes; single and double stay apart.
    Quotes,
    /// `-` `‐` `‑` `–` `—` `−` and `--`.
    Dashes,
    /// `…` is `...`.
    Ellipsis,
    /// Soft hyphens, zero-width and bidirectional-control characters of the source.
    Invisible,
    /// Composed and decomposed letters (Unicode Standard Annex #15, NFC and NFD); `µ` is `μ`.
    Composition,
    /// Latin ligatures such as `ﬁ`, and the long s.
    Ligatures,
    /// A word broken over a line end.
    Hyphenation,
}

impl Fold {
    /// Every fold, in the order of the contract.
    pub const ALL: [Self; 8] = [
        Self::Whitespace,
        Self::Quotes,
        Self::Dashes,
        Self::Ellipsis,
        Self::Invisible,
        Self::Composition,
        Self::Ligatures,
        Self::Hyphenation,
    ];

    /// As configuration and reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whitespace => "whitespace",
            Self::Quotes => "quotes",
            Self::Dashes => "dashes",
            Self::Ellipsis => "ellipsis",
            Self::Invisible => "invisible",
            Self::Composition => "composition",
            Self::Ligatures => "ligatures",
            Self::Hyphenation => "hyphenation",
        }
    }

    /// The fold of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fold| fold.as_str() == name)
    }
}

impl fmt::Display for Fold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Folds(u8);

impl Folds {
    /// No fold: code point for code point.
    pub const NONE: Self = Self(0);

    /// Adds a fold.
    pub fn insert(&mut self, fold: Fold) {
        self.0 |= 1 << fold as u8;
    }

    /// Whether a fold is in the set.
    pub fn contains(self, fold: Fold) -> bool {
        self.0 & (1 << fold as u8) != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all of them are in `other`.
    pub fn is_subset(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Those of both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The folds, in the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = Fold> {
        Fold::ALL
            .into_iter()
            .filter(move |fold| self.contains(*fold))
    }
}

impl FromIterator<Fold> for Folds {
    fn from_iter<I: IntoIterator<Item = Fold>>(folds: I) -> Self {
        let mut set = Self::NONE;
        folds.into_iter().for_each(|fold| set.insert(fold));
        set
    }
}

/// Single or double quotation mark?
#[derive(PartialEq, Eq)]
pub(super) enum Mark {
    Single,
    Double,
}

/// The kind of quotation mark that a character is.
pub(super) fn quotation_mark(c: char) -> Option<Mark> {
    match c {
        '\'' | '‘' | '’' | '‚' | '‛' | '′' => Some(Mark::Single),
        '"' | '“' | '”' | '„' | '‟' | '″' => Some(Mark::Double),
        _ => None,
    }
}

/// Whether a character is one of the dashes that are folded.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−')
}

/// The length in bytes of the dash at the start of a text: `--` counts as one.
pub(super) fn dash_length(text: &str) -> Option<usize> {
    if text.starts_with("--") {
        return Some(2);
    }
    text.chars()
        .next()
        .filter(|c| is_dash(*c))
        .map(char::len_utf8)
}

/// The letters of a ligature.
pub(super) fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ſ' => "s",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}
