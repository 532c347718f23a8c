//! The ways to read a figure, and when a reading of a quote bears out a reading of a statement.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::currency::Currency;
use super::date::{Date, Year};
use super::implied::Years;
use super::model::Kind;
use super::quantity::Quantity;
use super::time::Time;
use super::unit::Measure;

/// A figure, or a word that may be one.
#[derive(Debug)]
pub(super) struct Found {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub kind: Kind,
    pub readings: Vec<Reading>,
    /// More often no figure than one: not asked for in a statement, but counted in a quote.
    pub doubtful: bool,
}

/// One way to read a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    Number {
        quantity: Quantity,
        /// With a word of magnitude, as in `6 billion`.
        scaled: bool,
        /// What it is measured in, where that is known.
        measure: Option<Measure>,
    },
    Ordinal(Quantity),
    /// Which of the things that are numbered: `round three`, `third round`.
    Numbered(String, Quantity),
    /// `twice`, `three times`.
    Multiple(Quantity),
    Money(Quantity, Currency),
    Percent(Quantity),
    PercentagePoints(Quantity),
    PerMille(Quantity),
    Date(Date),
    /// `the 19th`, of a month that is not said.
    DayOfMonth(u8),
    Time(Time),
    /// The first year of the decade, 1990 or just 90.
    Decade(u16),
    /// Vague words, in small letters.
    Estimate(String),
    /// So much of a unit whose name has another sense: the `6m` that may also be six million, the `5 pounds` that may be money.
    Measured(Measure, Quantity),
    /// Two numbers that are weighed against each other: `60/40`, `3:1`, `three to one`.
    Ratio(Quantity, Quantity),
    /// Digits and marks as they stand.
    Expression(String),
}

impl Reading {
    /// A number without a word of magnitude.
    pub(super) fn plain(quantity: Quantity) -> Self {
        Self::Number {
            quantity,
            scaled: false,
            measure: None,
        }
    }

    /// The number, where it is one; whatever it counts.
    pub(super) fn number(&self) -> Option<&Quantity> {
        match self {
            Self::Number { quantity, .. } => Some(quantity),
            _ => None,
        }
    }

    /// The readings of a part of a whole: `a quarter` is 25 per cent too.
    pub(super) fn portion(quantity: Quantity) -> Vec<Self> {
        let percent = Self::Percent(quantity.scaled(2));
        vec![Self::plain(quantity), percent]
    }

    /// Whether this reading of a quote bears out a reading of a statement. `years`: those that the quote's dates may be of
    /// where they name none.
    pub(super) fn supports(&self, claim: &Self, years: &Years) -> bool {
        match (claim, self) {
            // `5 km` stands in `5`, and the other way round, but not in `five miles`.
            (
                Self::Number {
                    quantity: a,
                    measure: claimed,
                    ..
                },
                Self::Number {
                    quantity: b,
                    measure,
                    ..
                },
            ) => a == b && (claimed.is_none() || measure.is_none() || claimed == measure),
            (Self::Ordinal(a), Self::Ordinal(b))
            | (Self::Multiple(a), Self::Multiple(b))
            | (Self::Percent(a), Self::Percent(b))
            | (Self::PercentagePoints(a), Self::PercentagePoints(b))
            | (Self::PerMille(a), Self::PerMille(b)) => a == b,
            (Self::Measured(a, first), Self::Measured(b, second)) => a == b && first == second,
            // `6 billion` stands in `$6 billion`, but `5` does not in `$5`.
            (
                Self::Number {
                    quantity, scaled, ..
                },
                Self::Money(money, _),
            ) => *scaled && quantity == money,
            (Self::Number { quantity, .. }, Self::Date(date)) => quantity
                .as_year()
                .is_some_and(|year| date.year == Some(Year::Full(year))),
            (Self::Money(a, currency), Self::Money(b, other)) => a == b && currency.agrees(*other),
            (Self::Date(claim), Self::Date(date)) => date.supports(*claim, years),
            (Self::Numbered(a, first), Self::Numbered(b, second)) => a == b && first == second,
            (Self::Ratio(a, b), Self::Ratio(c, d)) => a == c && b == d,
            (Self::DayOfMonth(day), Self::Date(date)) => date.day == Some(*day),
            (Self::DayOfMonth(a), Self::DayOfMonth(b)) => a == b,
            (Self::Time(a), Self::Time(b)) => a.agrees(*b),
            (Self::Decade(a), Self::Decade(b)) => {
                a == b || (*a < 100 || *b < 100) && a % 100 == b % 100
            }
            (Self::Estimate(a), Self::Estimate(b)) | (Self::Expression(a), Self::Expression(b)) => {
                a == b
            }
            _ => false,
        }
    }

    /// Under which keys a claim's reading is filed. A reading of a quote that supports it has at least one of them.
    pub(super) fn keys_of_claim(&self) -> Vec<u64> {
        match self {
            Self::Number {
                quantity, scaled, ..
            } => {
                let mut keys = vec![self.key()];
                if *scaled {
                    keys.push(hash(&("money", quantity)));
                }
                if let Some(year) = quantity.as_year() {
                    keys.push(hash(&("year", year)));
                }
                keys
            }
            Self::Date(date) => match date.day {
                Some(day) => vec![hash(&("day", date.month, day))],
                None => vec![self.key()],
            },
            _ => vec![self.key()],
        }
    }

    /// Under which keys the claims are filed that this reading of a quote may support.
    pub(super) fn keys_of_quote(&self) -> Vec<u64> {
        let mut keys = vec![self.key()];
        if let Self::Date(date) = self {
            if let Some(day) = date.day {
                keys.push(hash(&("day", date.month, day)));
                keys.push(hash(&("day of month", day)));
            }
            if let Some(Year::Full(year)) = date.year {
                keys.push(hash(&("year", year)));
            }
        }
        keys
    }

    /// Equal for readings of one kind and value. Finer differences, such as the currency's country, are left out.
    fn key(&self) -> u64 {
        match self {
            Self::Number { quantity, .. } => hash(&("number", quantity)),
            Self::Ordinal(quantity) => hash(&("ordinal", quantity)),
            Self::Numbered(noun, quantity) => hash(&("numbered", noun, quantity)),
            Self::Multiple(quantity) => hash(&("multiple", quantity)),
            Self::Money(quantity, _) => hash(&("money", quantity)),
            Self::Percent(quantity) => hash(&("percent", quantity)),
            Self::PercentagePoints(quantity) => hash(&("points", quantity)),
            Self::PerMille(quantity) => hash(&("mille", quantity)),
            Self::Measured(_, quantity) => hash(&("measured", quantity)),
            Self::Date(date) => hash(&("month", date.month)),
            Self::DayOfMonth(day) => hash(&("day of month", day)),
            Self::Time(time) => hash(&("time", time.key())),
            Self::Decade(year) => hash(&("decade", year % 100)),
            Self::Estimate(words) => hash(&("estimate", words)),
            Self::Ratio(first, second) => hash(&("ratio", first, second)),
            Self::Expression(text) => hash(&("expression", text)),
        }
    }
}

/// Not with the random keys of a `HashMap`: the same input must always take the same way.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
