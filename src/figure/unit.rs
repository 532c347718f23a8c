//! Reads what stands after a number and changes what it counts: magnitudes, per cents, currencies.

use super::currency::{self, Currency};
use super::language::{self, Spoken};
use super::token::{TokenKind, Tokens};
use crate::text::among;

/// What a number is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Things, or what they are measured in.
    Things,
    Percent,
    PercentagePoints,
    PerMille,
    Money(Currency),
}

/// A unit of length, area, volume, mass or time that is told from the others; many more are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Kilometre,
    Mile,
    Metre,
    Centimetre,
    Foot,
    Yard,
    Acre,
    Hectare,
    Litre,
    Gallon,
    Kilogram,
    Pound,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// The unit of measure that a word in small letters names, where it has no other sense: `in`, `m` and `pounds` do.
pub(super) fn measure(word: &str) -> Option<Measure> {
    Some(match word {
        "km" | "kms" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => {
            Measure::Kilometre
        }
        "mile" | "miles" => Measure::Mile,
        "metre" | "metres" | "meter" | "meters" => Measure::Metre,
        "cm" | "centimetre" | "centimetres" | "centimeter" | "centimeters" => Measure::Centimetre,
        "ft" | "foot" | "feet" => Measure::Foot,
        "yard" | "yards" => Measure::Yard,
        "acre" | "acres" => Measure::Acre,
        "ha" | "hectare" | "hectares" => Measure::Hectare,
        "litre" | "litres" | "liter" | "liters" => Measure::Litre,
        "gallon" | "gallons" => Measure::Gallon,
        "kg" | "kgs" | "kilogram" | "kilograms" => Measure::Kilogram,
        "lb" | "lbs" => Measure::Pound,
        "sec" | "secs" | "second" | "seconds" => Measure::Second,
        "min" | "mins" | "minute" | "minutes" => Measure::Minute,
        "hr" | "hrs" | "hour" | "hours" => Measure::Hour,
        "day" | "days" => Measure::Day,
        "week" | "weeks" => Measure::Week,
        "month" | "months" => Measure::Month,
        "year" | "years" | "yr" | "yrs" => Measure::Year,
        _ => return None,
    })
}

/// The unit of measure that a word in small letters names beside another sense, or that has a short name with one.
pub(super) fn doubtful_measure(word: &str) -> Option<Measure> {
    match word {
        "m" | "metre" | "metres" | "meter" | "meters" => Some(Measure::Metre),
        "lb" | "lbs" | "pound" | "pounds" => Some(Measure::Pound),
        _ => None,
    }
}

/// The powers of ten of the magnitude words from token `at`, multiplied, and the token after them: `6 million`,
/// `5 lakh crore`, `$6-billion`.
pub(super) fn magnitudes(tokens: &Tokens, at: usize, spoken: &Spoken) -> Option<(u32, usize)> {
    let (mut power, mut next) = (0, at);
    for _ in 0..3 {
        let Some(word) = tokens.joined_word(next) else {
            break;
        };
        let Some(more) = language::magnitude(tokens.lower(word), spoken.has_long_scale()) else {
            break;
        };
        power += more;
        next = word + 1;
        // `6 Mio.`, `5 cr.`
        let abbreviated = tokens.text(word).len() <= 3;
        if abbreviated && tokens.is_mark(next, '.') && tokens.glued(next) && !tokens.glued(next + 1)
        {
            let sentence_goes_on =
                !tokens.is_capital(next + 1) && tokens.kind(next + 1) != TokenKind::End;
            next += usize::from(sentence_goes_on);
        }
    }
    (next > at).then_some((power, next))
}

/// The unit that stands from token `at`, and the token after it.
pub(super) fn unit(tokens: &Tokens, at: usize) -> Option<(Unit, usize)> {
    share(tokens, at).or_else(|| {
        let (currency, next) = money(tokens, at)?;
        Some((Unit::Money(currency), next))
    })
}

/// Per cent, percentage points, per mille.
fn share(tokens: &Tokens, at: usize) -> Option<(Unit, usize)> {
    match tokens.mark(at) {
        Some('%' | '٪' | '％' | '﹪') => return Some(or_points(tokens, at + 1)),
        Some('‰') => return Some((Unit::PerMille, at + 1)),
        _ => {}
    }
    let word = tokens.joined_word(at)?;
    let second = tokens.joined_word(word + 1);
    let second_is = |words: &[&str]| second.filter(|second| words.contains(&tokens.lower(*second)));
    match tokens.lower(word) {
        "percent" | "pct" | "pc" | "prozent" | "procent" => Some(or_points(tokens, word + 1)),
        "per" | "pour" | "por" => {
            if let Some(cent) = second_is(&["cent", "cents", "cento", "ciento", "cien"]) {
                Some(or_points(tokens, cent + 1))
            } else {
                let mille = second_is(&["mille", "mil", "mila"])?;
                Some((Unit::PerMille, mille + 1))
            }
        }
        "percentage" => {
            let point = second_is(&["point", "points"])?;
            Some((Unit::PercentagePoints, point + 1))
        }
        "points" | "point" | "puntos" | "punti" | "pontos" => {
            let last = second_is(&["de", "porcentuales", "percentuali", "percentuais"])?;
            if tokens.is_lower(last, "de") {
                let next = tokens.joined_word(last + 1)?;
                (tokens.is_lower(next, "pourcentage")).then_some((Unit::PercentagePoints, next + 1))
            } else {
                Some((Unit::PercentagePoints, last + 1))
            }
        }
        "pp" | "ppt" | "ppts" | "prozentpunkt" | "prozentpunkte" | "prozentpunkten"
        | "procentpunt" | "procentpunten" | "procentpoint" => {
            Some((Unit::PercentagePoints, word + 1))
        }
        _ => None,
    }
}

/// `5 per cent points`, `5%-points` are points; else it is per cent.
fn or_points(tokens: &Tokens, next: usize) -> (Unit, usize) {
    match tokens.joined_word(next) {
        Some(word) if matches!(tokens.lower(word), "points" | "point") => {
            (Unit::PercentagePoints, word + 1)
        }
        _ => (Unit::Percent, next),
    }
}

/// A currency after its number: `6 €`, `5 US dollars`, `500 PKR`.
fn money(tokens: &Tokens, at: usize) -> Option<(Currency, usize)> {
    if let Some(sign) = tokens.mark(at).and_then(currency::sign) {
        // In `5 $6` the sign belongs to what follows.
        let to_the_right = tokens.is_digits(at + 1) && tokens.glued(at + 1) && !tokens.glued(at);
        return (!to_the_right).then_some((sign, at + 1));
    }
    let mut first = tokens.joined_word(at)?;
    // `6 millones de dólares`, `6 milliards d’euros`
    if matches!(tokens.lower(first), "de" | "di") {
        first = tokens.joined_word(first + 1)?;
    } else if tokens.is_lower(first, "d") && matches!(tokens.mark(first + 1), Some('\'' | '’')) {
        first += 2;
    }
    if let Some(currency) = currency::code(tokens.text(first)) {
        return Some((currency, first + 1));
    }
    let dotted = tokens.is_lower(first, "u")
        && tokens.is_mark(first + 1, '.')
        && tokens.is_lower(first + 2, "s");
    let (country, noun_at) = if dotted {
        (
            Some("US"),
            first + 3 + usize::from(tokens.is_mark(first + 3, '.')),
        )
    } else if matches!(
        tokens.lower(first),
        "new" | "hong" | "south" | "north" | "sri" | "west"
    ) {
        (currency::country(tokens.lower(first + 1)), first + 2)
    } else {
        (currency::country(tokens.lower(first)), first + 1)
    };
    let (noun_at, country) = match country {
        Some(country) => (tokens.joined_word(noun_at)?, Some(country)),
        None => (first, None),
    };
    let currency = currency::noun(tokens.lower(noun_at), country.is_some())?;
    let currency = match country {
        Some(country) if !country.is_empty() => currency.of(country),
        _ => currency,
    };
    let sterling = tokens.is_lower(noun_at, "pounds") && tokens.is_lower(noun_at + 1, "sterling");
    if sterling {
        return Some((currency.of("GB"), noun_at + 2));
    }
    Some((currency, noun_at + 1))
}

/// What letters glued to digits say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suffix {
    /// `3rd`.
    Ordinal,
    /// `1990s`, else seconds.
    Decade,
    /// `17h`.
    Hours,
    /// `6bn`: ten to this power.
    Magnitude(u32),
    /// `6m`: six million, or six metres.
    MillionOrMetres,
    /// `70pc`.
    Percent,
    /// `500PKR`.
    Money(Currency),
    /// A unit of measure.
    Measure,
    /// Digits and letters make a name: `3D`.
    Name,
}

/// Reads the letters that are glued to digits. `money`: a currency stands before the digits.
pub(super) fn suffix(tokens: &Tokens, at: usize, money: bool, spoken: &Spoken) -> Suffix {
    // As they are written: `C` is a temperature, `G` is no gram.
    const MEASURES: &str = "km cm mm kg g mg kmh kph mph ft in mi lb lbs oz l L ml ha kW MW GW TW kWh MWh GWh TWh Hz \
                            kHz MHz GHz KB MB GB TB kb mb gb px min mins hr hrs sec secs ms t kt yr yrs yo y d C F x \
                            p c pt pts bp bps dpi am pm a";
    let text = tokens.text(at);
    let lower = tokens.lower(at);
    match lower {
        "st" | "nd" | "rd" | "th" | "º" | "ª" | "ème" | "ère" | "eme" => {
            return Suffix::Ordinal;
        }
        "er" | "re" | "e" | "ste" | "de" | "nde" if spoken.is_foreign() => return Suffix::Ordinal,
        "s" => return Suffix::Decade,
        "h" => return Suffix::Hours,
        "m" if text == "m" && !money => return Suffix::MillionOrMetres,
        "m" => return Suffix::Magnitude(6),
        "mm" if money => return Suffix::Magnitude(6),
        "b" => return Suffix::Magnitude(9),
        "t" if money => return Suffix::Magnitude(12),
        "pc" | "pct" | "percent" => return Suffix::Percent,
        _ => {}
    }
    let magnitude = language::magnitude(lower, spoken.has_long_scale());
    if let Some(power) = magnitude.or_else(|| east_asian(text)) {
        return Suffix::Magnitude(power);
    }
    if let Some(code) = currency::code(text) {
        return Suffix::Money(code);
    }
    if among(text, MEASURES) || !makes_name(text) {
        Suffix::Measure
    } else {
        Suffix::Name
    }
}

/// Whether digits glued to this word make a name. Scripts without spaces between words have numbers amid letters.
pub(super) fn makes_name(word: &str) -> bool {
    let last = word.chars().next_back();
    last.is_some_and(|last| last < '\u{530}' && !matches!(last, 'º' | 'ª'))
}

/// Powers of ten that Chinese, Japanese and Korean write after digits.
fn east_asian(word: &str) -> Option<u32> {
    match word.chars().next()? {
        '百' => Some(2),
        '千' => Some(3),
        '万' | '萬' | '만' => Some(4),
        '亿' | '億' | '억' => Some(8),
        '兆' | '조' => Some(12),
        _ => None,
    }
}
