//! Tells the spelled-out numbers that count something from those that are pronouns, names, units of time or idioms.

use super::token::Tokens;
use crate::text::among;

/// Whether `one` alone, at token `at`, is a pronoun or part of an idiom rather than a count.
pub(super) fn is_no_count(tokens: &Tokens, at: usize, next: usize) -> bool {
    const BEFORE: &str = "no the this that these those each every any some which another such other not my your his her \
                          our their its number as former latter s";
    const AFTER: &str = "of another day morning afternoon evening night time moment thing way point side hand who that \
                         which whose is was are were has had have can could will would may might must should does did \
                         do in on at to by for with as and or but nor from than else more where when if because after \
                         before said says knows thinks wants needs such big key single last final example reason \
                         cannot not so about s the too";
    // `a one-year term` counts, `a one-sided game` does not.
    const PERIODS: &str = "second minute hour day week month year mile metre meter kilometre kilometer kilogram km kg \
                           tonne ton acre hectare";
    if next != at + 1 || !tokens.is_lower(at, "one") {
        return false;
    }
    if at > 0 && among(tokens.lower(at - 1), BEFORE) {
        return true;
    }
    match tokens.joined_word(next) {
        None => true,
        Some(word) if word > next => !among(tokens.lower(word), PERIODS),
        Some(word) => among(tokens.lower(word), AFTER),
    }
}

/// Whether `two` only says that there are two by nature: `the two sides`, `these two countries`.
pub(super) fn is_both(tokens: &Tokens, at: usize, next: usize) -> bool {
    const PAIRS: &str = "sides countries nations neighbours neighbors states governments parties delegations teams \
                         capitals armies militaries rivals peoples powers allies leaders economies";
    next == at + 1
        && tokens.is_lower(at, "two")
        && at > 0
        && among(tokens.lower(at - 1), "the these those our their its")
        && tokens.joined_word(next) == Some(next)
        && among(tokens.lower(next), PAIRS)
}

/// Whether a number in words is capitalised within a sentence, beside another capital: `Five Eyes`, `First Amendment`.
pub(super) fn is_part_of_name(tokens: &Tokens, at: usize, next: usize) -> bool {
    tokens.is_capital(at)
        && !tokens.is_title_case()
        && !tokens.starts_sentence(at)
        && (tokens.is_capital(next) || at > 0 && tokens.is_capital(at - 1))
}

/// Whether an ordinal in words is more often no figure: `at first`, `a second later`, `third parties`.
///
/// `after_number`: a number stands right before it.
pub(super) fn is_doubtful_ordinal(
    tokens: &Tokens,
    at: usize,
    next: usize,
    after_number: bool,
) -> bool {
    // `Second, the talks failed`
    if tokens.starts_sentence(at) && tokens.is_mark(next, ',') {
        return true;
    }
    let following = tokens
        .joined_word(next)
        .map(|word| tokens.lower(word))
        .unwrap_or_default();
    match tokens.lower(at) {
        "first" if next == at + 1 => !first_counts(tokens, at, next),
        "second" => after_number || is_unit_of_time(tokens, at, next) || following == "hand",
        "third" => among(following, "party parties world country countries"),
        _ => false,
    }
}

/// Whether `first` counts: `the first round`, but not `first reported`, `for the first time`, `the first to`.
fn first_counts(tokens: &Tokens, at: usize, next: usize) -> bool {
    const DETERMINERS: &str = "the its his her their our my your a s this that";
    const IDIOMS: &str = "time times responder responders aid lady gentleman minister hand class name names place of to \
                          and or ever step steps in for since such thing";
    at > 0
        && among(tokens.lower(at - 1), DETERMINERS)
        && tokens.is_word(next)
        && !among(tokens.lower(next), IDIOMS)
}

/// Whether `second` is a unit of time: `per second`, `a second later`.
fn is_unit_of_time(tokens: &Tokens, at: usize, next: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    let later = "later ago before after faster slower longer and or";
    among(tokens.lower(before), "per each every split one")
        || tokens.is_mark(before, '/')
        || tokens.is_lower(before, "a")
            && (!tokens.is_word(next) || among(tokens.lower(next), later))
}
