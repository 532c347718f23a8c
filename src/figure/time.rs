//! Times of day: `5:30`, `5.30pm`, `five o'clock`, `17:30`.

use super::token::Tokens;
use crate::text::among;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    /// Seconds since midnight.
    seconds: u32,
    /// Not said whether before noon or after.
    either_half: bool,
}

const HALF_DAY: u32 = 12 * 60 * 60;

impl Time {
    /// The time at an hour from 0 to 24; none where there is no such time.
    pub(super) fn new(hour: u16, minute: u16, second: u16, half: Half) -> Option<Self> {
        if hour > 24 || minute > 59 || second > 59 {
            return None;
        }
        let hour = match half {
            Half::BeforeNoon if hour <= 12 => hour % 12,
            Half::AfterNoon if hour <= 12 => hour % 12 + 12,
            _ => hour % 24,
        };
        Some(Self {
            seconds: u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second),
            either_half: half == Half::Either && (1..=12).contains(&hour),
        })
    }

    /// Whether timetables are apt to have it: nothing leaves at 9:31.
    pub(super) fn is_round(self) -> bool {
        self.seconds.is_multiple_of(5 * 60)
    }

    /// Whether both can be the same time.
    pub(super) fn agrees(self, other: Self) -> bool {
        self.seconds == other.seconds
            || (self.either_half || other.either_half) && self.key() == other.key()
    }

    /// The time on a clock of twelve hours: equal for times that agree.
    pub(super) fn key(self) -> u32 {
        self.seconds % HALF_DAY
    }
}

/// Which half of the day a time is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    BeforeNoon,
    AfterNoon,
    Either,
    /// The hour counts from 0 to 24.
    Whole,
}

/// `am`, `p.m.`, `o'clock`, `Uhr` after an hour, and the token after it.
pub(super) fn half(tokens: &Tokens, at: usize) -> Option<(Half, usize)> {
    match tokens.lower(at) {
        "am" => Some((Half::BeforeNoon, at + 1)),
        "pm" => Some((Half::AfterNoon, at + 1)),
        letter @ ("a" | "p")
            if tokens.is_mark(at + 1, '.')
                && tokens.is_lower(at + 2, "m")
                && tokens.glued(at + 2) =>
        {
            let half = if letter == "a" {
                Half::BeforeNoon
            } else {
                Half::AfterNoon
            };
            let dot = tokens.is_mark(at + 3, '.') && tokens.glued(at + 3);
            Some((half, at + 3 + usize::from(dot)))
        }
        "o" if tokens.is_apostrophe(at + 1) && tokens.is_lower(at + 2, "clock") => {
            Some((Half::Either, at + 3))
        }
        "uhr" => Some((Half::Either, at + 1)),
        _ => None,
    }
}

/// `at 5.30`, `until 17.30`: the time that the number at token `at` may be. `traded at 5.30` says what it was worth.
pub(super) fn with_point(tokens: &Tokens, at: usize, (hour, minute): (u16, u16)) -> Option<Time> {
    const BEFORE: &str = "at from between until till by before after around since";
    // What is worth so much, or so much more.
    const WORTH: &str = "stood stand stands standing traded trade trades trading valued priced estimated pegged capped quoted";
    const MOVED: &str = "rose rises rising fell falls falling grew grows growing climbed dropped slipped gained increased \
                         decreased declined";
    let before = at.checked_sub(1)?;
    let verb = before.checked_sub(1).map_or("", |verb| tokens.lower(verb));
    let is_value = match tokens.lower(before) {
        "at" => among(verb, WORTH),
        "between" => among(verb, WORTH) || among(verb, MOVED),
        "by" | "from" => among(verb, MOVED),
        _ => false,
    };
    (among(tokens.lower(before), BEFORE) && !is_value)
        .then(|| of_point(tokens, at, (hour, minute)))
        .flatten()
}

/// The time that the number at token `at` is, where something else says that it is one.
pub(super) fn of_point(tokens: &Tokens, at: usize, (hour, minute): (u16, u16)) -> Option<Time> {
    // `05.30` is before noon.
    let half = if hour > 9 || tokens.text(at).len() == 1 {
        Half::Either
    } else {
        Half::Whole
    };
    Time::new(hour, minute, 0, half)
}

/// `5:30`, `17:30:15`, `5:30 p.m.`: the time, and the token after it.
pub(super) fn with_colons(tokens: &Tokens, parts: &[usize], next: usize) -> Option<(Time, usize)> {
    let (digits, hour) = tokens.small_number(*parts.first()?)?;
    let (2, minute) = tokens.small_number(*parts.get(1)?)? else {
        return None;
    };
    let second = match parts {
        [_, _] => 0,
        [_, _, second] => match tokens.small_number(*second)? {
            (2, second) => second,
            _ => return None,
        },
        _ => return None,
    };
    if digits > 2 {
        return None;
    }
    // `05:30` is before noon.
    let unsaid = if digits == 1 || hour > 9 {
        Half::Either
    } else {
        Half::Whole
    };
    let (half, next) = half(tokens, next).unwrap_or((unsaid, next));
    Some((Time::new(hour, minute, second, half)?, next))
}
