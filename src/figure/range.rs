//! Gives each of two numbers what only both say: `5-6 million`, `10 to 15 per cent`, `$5-10`, `one in four`, `three to one`.

use super::model::Kind;
use super::quantity::Quantity;
use super::reading::{Found, Reading};
use super::time::Time;
use super::token::Tokens;
use super::unit::{Measure, Unit};
use crate::text::among;

/// A number with its magnitude and unit.
#[derive(Debug)]
pub(super) struct Measured {
    /// The ways to read the number.
    pub quantities: Vec<Quantity>,
    /// The power of ten that a word of magnitude has put into it.
    pub factor: Option<u32>,
    pub unit: Unit,
    /// What things are measured in, where that is known.
    pub measure: Option<Measure>,
    /// What they may be measured in.
    pub doubtful_measure: Option<Measure>,
    /// The time of day that it may be, if something says so: `9.30`.
    pub clock: Option<Time>,
}

impl Measured {
    /// The readings of the number.
    pub(super) fn readings(&self) -> Vec<Reading> {
        self.readings_as(0, self.unit)
    }

    /// The readings of the number times ten to the `power`, in `unit`.
    fn readings_as(&self, power: u32, unit: Unit) -> Vec<Reading> {
        let scaled = power > 0 || self.factor.is_some();
        let reading = |quantity: &Quantity| {
            let quantity = quantity.scaled(power);
            match unit {
                Unit::Things => Reading::Number {
                    quantity,
                    scaled,
                    measure: self.measure,
                },
                Unit::Percent => Reading::Percent(quantity),
                Unit::PercentagePoints => Reading::PercentagePoints(quantity),
                Unit::PerMille => Reading::PerMille(quantity),
                Unit::Money(currency) => Reading::Money(quantity, currency),
            }
        };
        self.quantities.iter().map(reading).collect()
    }
}

/// How two numbers are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// The ends surely share a unit: `5-6 million`, `between 5 and 6 million`.
    Sure,
    /// They may: `five or six million`.
    Possible,
}

/// How the tokens between two numbers join them, if they do. The lower end starts at token `first` and ends before
/// `from`; the upper starts at `to`.
pub(super) fn link(tokens: &Tokens, first: usize, from: usize, to: usize) -> Option<Link> {
    const WORDS: &str = "to or and bis oder und à ou et a o y e of en tot til og eller";
    const OPENINGS: &str = "between from entre zwischen tra tussen mellem von da fra";
    let is_word = |at: usize| among(tokens.lower(at), WORDS);
    let opened = first > 0 && among(tokens.lower(first - 1), OPENINGS);
    let by_word = if opened { Link::Sure } else { Link::Possible };
    match to.checked_sub(from)? {
        1 if tokens.is_dash(from) && tokens.glued(from) == tokens.glued(to) => Some(Link::Sure),
        1 if tokens.is_dash(from) => Some(Link::Possible),
        1 if is_word(from) => Some(by_word),
        // `two- to three-year`
        2 if tokens.is_hyphen(from) && tokens.glued(from) && is_word(from + 1) => Some(by_word),
        3 if tokens.is_hyphen(from) && is_word(from + 1) && tokens.is_hyphen(from + 2) => {
            Some(by_word)
        }
        _ => None,
    }
}

/// Adds to the figures at both ends what the other end says of them.
pub(super) fn share(
    (lower, first): (&Measured, &mut Found),
    (upper, second): (&Measured, &mut Found),
    link: Link,
) {
    let power = match (lower.factor, upper.factor) {
        (None, Some(power)) => power,
        _ => 0,
    };
    let unit = match lower.unit {
        Unit::Things => upper.unit,
        unit => unit,
    };
    if power > 0 || unit != lower.unit {
        let readings = lower.readings_as(power, unit);
        // In `500 to 1 million` the 500 are no million.
        let smaller = match (lower.quantities.first(), upper.quantities.first()) {
            (Some(low), Some(high)) => low.scaled(power).is_smaller_than(high),
            _ => false,
        };
        if link == Link::Sure && (power == 0 || smaller) {
            first.readings = readings;
            first.kind = kind_of(unit);
        } else {
            first.readings.extend(readings);
            first.readings.extend(lower.readings_as(0, unit));
        }
    }
    share_measure(lower, first, upper);
    if upper.unit == Unit::Things && matches!(lower.unit, Unit::Money(_)) {
        let readings = upper.readings_as(0, lower.unit);
        if link == Link::Sure {
            second.readings = readings;
            second.kind = Kind::Amount;
        } else {
            second.readings.extend(readings);
        }
    }
}

/// `3 to 5 days` are three days to five: of things, the lower end has the upper's measure, if it has none of its own.
fn share_measure(lower: &Measured, first: &mut Found, upper: &Measured) {
    if lower.unit != Unit::Things || lower.measure.is_some() || lower.doubtful_measure.is_some() {
        return;
    }
    if upper.unit == Unit::Things {
        for reading in &mut first.readings {
            if let Reading::Number { measure, .. } = reading {
                *measure = upper.measure;
            }
        }
    }
    if let Some(measure) = upper.doubtful_measure
        && lower.factor.is_none()
    {
        let quantities = lower.quantities.iter().cloned();
        let measured = quantities.map(|quantity| Reading::Measured(measure, quantity));
        first.readings.extend(measured);
    }
}

/// Whether two numbers with a point are times: where the first is one already (`at 12.30, 13.15 and 14.00`), and where a dash
/// joins two that a timetable may have (`9.00-17.30`).
pub(super) fn are_times(
    tokens: &Tokens,
    from: usize,
    to: usize,
    (lower, first): (&Measured, &Found),
    upper: &Measured,
) -> bool {
    const WORDS: &str = "and or to until till";
    let (Some(begin), Some(end)) = (lower.clock, upper.clock) else {
        return false;
    };
    let joint = from + usize::from(to == from + 2 && tokens.is_mark(from, ','));
    let is_dash = tokens.is_dash(joint);
    let is_joint = is_dash || tokens.is_mark(joint, ',') || among(tokens.lower(joint), WORDS);
    let is_timetable = || {
        let is_tight = is_dash && tokens.glued(joint) && tokens.glued(to);
        is_tight && begin.is_round() && end.is_round()
    };
    to == joint + 1
        && is_joint
        && (first.readings.contains(&Reading::Time(begin)) || is_timetable())
}

/// Adds to both figures the times that they are.
pub(super) fn times(
    (lower, first): (&Measured, &mut Found),
    (upper, second): (&Measured, &mut Found),
) {
    first.readings.extend(lower.clock.map(Reading::Time));
    second.readings.extend(upper.clock.map(Reading::Time));
}

/// Whether the tokens between two numbers may weigh them against each other: `60-40`, `three to one`, `two-to-one`.
pub(super) fn may_be_ratio(tokens: &Tokens, from: usize, to: usize) -> bool {
    match to.checked_sub(from) {
        Some(1) if tokens.is_dash(from) => tokens.glued(from) && tokens.glued(to),
        Some(1) => tokens.is_lower(from, "to"),
        Some(3) => tokens.is_hyphen(from) && tokens.is_lower(from + 1, "to"),
        _ => false,
    }
}

/// Adds to both figures the ratio that they make together, which may be written in one: `60/40`.
pub(super) fn ratio(
    (lower, first): (&Measured, &mut Found),
    (upper, second): (&Measured, &mut Found),
) {
    let number = |measured: &Measured| {
        let is_plain = measured.unit == Unit::Things
            && measured.factor.is_none()
            && measured.measure.is_none();
        measured.quantities.first().filter(|_| is_plain).cloned()
    };
    if let (Some(left), Some(right)) = (number(lower), number(upper)) {
        first
            .readings
            .push(Reading::Ratio(left.clone(), right.clone()));
        second.readings.push(Reading::Ratio(left, right));
    }
}

/// Whether the tokens between two numbers make the one a part of the other: `one in four`, `3 out of 5`.
pub(super) fn is_part_of(tokens: &Tokens, from: usize, to: usize) -> bool {
    let is = |words: &[&str]| {
        to.checked_sub(from) == Some(words.len())
            && words
                .iter()
                .zip(from..)
                .all(|(word, at)| tokens.is_lower(at, word))
    };
    is(&["in"])
        || is(&["in", "every"])
        || is(&["of", "every"])
        || is(&["out", "of"])
        || is(&["out", "of", "every"])
}

/// Adds to both figures the share that they make together: `one in four` is a quarter.
pub(super) fn part(
    (part, first): (&Measured, &mut Found),
    (whole, second): (&Measured, &mut Found),
) {
    let number = |measured: &Measured| measured.quantities.first()?.as_whole();
    if let (Some(part), Some(whole)) = (number(part), number(whole))
        && part < whole
        && let Ok(whole) = u32::try_from(whole)
        && let Some(share) = Quantity::fraction(part, whole)
    {
        first.readings.extend(Reading::portion(share.clone()));
        second.readings.extend(Reading::portion(share));
    }
}

/// The kind of a figure that counts in a unit.
pub(super) fn kind_of(unit: Unit) -> Kind {
    match unit {
        Unit::Things => Kind::Number,
        Unit::Percent | Unit::PerMille => Kind::Percentage,
        Unit::PercentagePoints => Kind::PercentagePoints,
        Unit::Money(_) => Kind::Amount,
    }
}
