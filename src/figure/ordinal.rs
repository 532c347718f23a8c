//! What an ordinal says besides a rank: a day of the month, or which round, phase or chapter.

use super::quantity::Quantity;
use super::reading::Reading;
use super::token::Tokens;
use crate::text::among;

/// The ways to read the ordinal from token `first` up to `next`.
pub(super) fn readings(
    tokens: &Tokens,
    first: usize,
    next: usize,
    quantity: Quantity,
) -> Vec<Reading> {
    let noun = tokens.joined_word(next);
    let mut readings: Vec<Reading> = noun
        .and_then(|noun| numbered(tokens, noun, &quantity))
        .into_iter()
        .collect();
    // `on the 19th`
    if first > 1
        && tokens.is_lower(first - 1, "the")
        && tokens.is_lower(first - 2, "on")
        && let Some(day @ 1..=31) = quantity.as_whole()
        && let Ok(day) = u8::try_from(day)
    {
        readings.push(Reading::DayOfMonth(day));
    }
    readings.push(Reading::Ordinal(quantity));
    readings
}

/// `round three` and `third round`: the number, where the token is a noun of things that are numbered.
pub(super) fn numbered(tokens: &Tokens, noun: usize, number: &Quantity) -> Option<Reading> {
    const NOUNS: &str = "round phase stage step part chapter section article paragraph volume act scene season episode \
                         session series leg level tier grade year half quarter week day";
    let noun = tokens.lower(noun);
    among(noun, NOUNS).then(|| Reading::Numbered(noun.to_string(), number.clone()))
}
