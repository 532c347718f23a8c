//! What a figure is to those who ask for figures: its place, its kind and its name in messages.

use std::ops::Range;

/// What a figure is, as it is called in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A cardinal number or a year: `1,200`, `five`, `two-thirds`, `2021`.
    Number,
    /// `3rd`, `third`.
    Ordinal,
    /// A sum of money: `$6 billion`.
    Amount,
    /// `70%`, `70 per cent`; per mille too.
    Percentage,
    /// `5 percentage points`.
    PercentagePoints,
    /// A day, or a month of a year: `19 October`, `October 2025`.
    Date,
    /// A time of day: `5:30`, `5 pm`.
    Time,
    /// `1990s`, `the 90s`.
    Decade,
    /// A vague number: `dozens`, `hundreds of thousands`.
    Estimate,
    /// A multiple in words: `twice`, `doubled`.
    Multiple,
    /// Digits that are equal only to themselves, as `9/11` and `10²` are, or a ratio: `3:1`.
    Expression,
}

/// A figure found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The bytes of the text that it takes up.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// The figure as the text has it.
    pub text: String,
}

impl Figure {
    pub(super) fn new(text: &str, range: Range<usize>, kind: Kind) -> Self {
        let figure = text.get(range.clone()).unwrap_or_default();
        Self {
            range,
            kind,
            text: figure.to_owned(),
        }
    }

    /// How a message calls the figure: `the amount “$6 billion”`, `the number “five”`.
    ///
    /// The text is quoted as it stands, control characters included.
    pub fn describe(&self) -> String {
        let kind = match self.kind {
            Kind::Number | Kind::Estimate => "number",
            Kind::Ordinal => "ordinal",
            Kind::Amount => "amount",
            Kind::Percentage => "percentage",
            Kind::PercentagePoints => "change",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Decade => "decade",
            Kind::Multiple => "multiple",
            Kind::Expression => "figure",
        };
        format!("the {kind} “{}”", self.text)
    }
}
