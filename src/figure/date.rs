//! Reads dates as they are written in news: `Oct. 19, 2025`, `19th of October`, `11–15 October`, `2025-10-19`.

use super::implied::Years;
use super::language::{Language, Spoken};
use super::telling;
use super::token::Tokens;
use super::unit;
use super::words;
use crate::text::among;

/// A day, or a month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub year: Option<Year>,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31; none for a whole month.
    pub day: Option<u8>,
}

impl Date {
    /// Whether this date of a quote bears out a statement's. A year that the statement leaves out may be any, one that
    /// the quote leaves out any of `years`.
    pub(super) fn supports(self, claim: Self, years: &Years) -> bool {
        let years_agree = match (claim.year, self.year) {
            (Some(a), Some(b)) => a.agrees(b),
            (Some(year), None) => years.may_be(year, self.month),
            (None, _) => true,
        };
        years_agree && claim.month == self.month && (claim.day.is_none() || claim.day == self.day)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    Full(u16),
    /// The last two digits, as in `19/10/25`.
    Short(u8),
}

impl Year {
    /// Whether both can be the same year.
    pub(super) fn agrees(self, other: Self) -> bool {
        match (self, other) {
            (Self::Full(a), Self::Full(b)) => a == b,
            (Self::Short(a), Self::Short(b)) => a == b,
            (Self::Full(full), Self::Short(short)) | (Self::Short(short), Self::Full(full)) => {
                full % 100 == u16::from(short)
            }
        }
    }
}

/// One date of a text.
#[derive(Debug)]
pub(super) struct Dated {
    /// Its first token.
    pub first: usize,
    /// The token after it.
    pub next: usize,
    /// What it may mean: `05/10/2025` is a day in May or in October.
    pub dates: Vec<Date>,
    /// The plain number that it may be instead: the 15 of `October 11 and 15`.
    pub number: Option<u8>,
}

/// A list of more days than this is not read to its end, so that reading takes linear time.
const MOST_DAYS: usize = 8;

/// Reads dates that start with a month: `October 19, 2025`, `Oct-19`, `October 11-15`, `October 2025`.
pub(super) fn month_first(tokens: &Tokens, i: usize, spoken: &Spoken) -> Option<Vec<Dated>> {
    let month = month(tokens, i, spoken)?;
    let mut at = i + 1;
    let dot = tokens.is_mark(at, '.') && tokens.glued(at);
    let joint = (tokens.is_hyphen(at) || tokens.is_mark(at, '/')) && tokens.leads_digits(at);
    let article = tokens.is_lower(at, "the");
    at += usize::from(dot || joint || article);
    let Some((day, mut next)) = day(tokens, at, spoken) else {
        let (year, next) = year(tokens, at)?;
        return Some(vec![Dated {
            first: i,
            next,
            dates: vec![Date {
                year: Some(year),
                month,
                day: None,
            }],
            number: None,
        }]);
    };
    let mut days = vec![Dated {
        first: i,
        next,
        dates: vec![on(month, day)?],
        // `In May 5 people died`
        number: counts_something(tokens, next, 2000).then_some(day),
    }];
    let mut certain = 1;
    while days.len() < MOST_DAYS {
        let Some(link) = link(tokens, next) else {
            break;
        };
        let Some((day, after)) = self::day(tokens, link.next, spoken) else {
            break;
        };
        let Some(date) = on(month, day) else { break };
        if month_after(tokens, after, spoken).is_some() {
            break;
        }
        days.push(Dated {
            first: link.next,
            next: after,
            dates: vec![date],
            number: (!link.tight && counts_something(tokens, after, 0)).then_some(day),
        });
        next = after;
        // `October 11, 12 and 13` is a list; `October 11, 12 people` is not.
        if !link.comma {
            certain = days.len();
        }
    }
    days.truncate(certain);
    let next = days.last()?.next;
    if let Some((year, after)) = year(tokens, next) {
        for dated in &mut days {
            dated
                .dates
                .iter_mut()
                .for_each(|date| date.year = Some(year));
        }
        if let Some(last) = days.last_mut() {
            last.next = after;
        }
    }
    Some(days)
}

/// Reads dates that start with a day and name the month: `19 October 2025`, `19th of October`, `11 and 12 October`.
pub(super) fn day_first(tokens: &Tokens, i: usize, spoken: &Spoken) -> Option<Vec<Dated>> {
    let mut days = Vec::new();
    let mut first = i;
    let mut tight = true;
    let (month, after) = loop {
        let (day, next) = day(tokens, first, spoken)?;
        days.push((first, next, day));
        if let Some(found) = month_after(tokens, next, spoken) {
            // `the nineteenth of October`, but `his third October`, `the second of October's raids`
            let is_day = tokens.is_lower(next, "of") && !tokens.is_apostrophe(found.1);
            if tokens.is_word(first) && !is_day {
                return None;
            }
            break found;
        }
        let link = link(tokens, next)?;
        if days.len() == MOST_DAYS {
            return None;
        }
        tight &= link.tight;
        first = link.next;
    };
    let year = year(tokens, after).or_else(|| joined_year(tokens, after));
    // After `on` the first of `11 and 12 October` is no plain number.
    let announced = i > 0
        && matches!(
            tokens.lower(i - 1),
            "on" | "between"
                | "from"
                | "of"
                | "since"
                | "until"
                | "by"
                | "both"
                | "the"
                | "le"
                | "el"
                | "am"
                | "vom"
        );
    let last = days.len() - 1;
    let mut dated = Vec::new();
    for (index, (first, next, day)) in days.into_iter().enumerate() {
        let next = match &year {
            _ if index < last => next,
            Some((_, next)) => *next,
            None => after,
        };
        let mut date = on(month, day)?;
        date.year = year.map(|(year, _)| year);
        dated.push(Dated {
            first,
            next,
            dates: vec![date],
            number: (index < last && !tight && !announced).then_some(day),
        });
    }
    Some(dated)
}

/// Reads dates in digits: `2025-10-19`, `19.10.2025`, `19/10/25`, `10/19/2025`. Day and month may be either way round.
pub(super) fn numeric(tokens: &Tokens, i: usize) -> Option<Dated> {
    let separator = tokens.mark(i + 1)?;
    if !matches!(separator, '-' | '.' | '/' | '\u{2010}' | '\u{2011}' | '–')
        || !tokens.is_mark(i + 3, separator)
        || !(i + 1..i + 5).all(|at| tokens.glued(at))
    {
        return None;
    }
    let after = i + 5;
    let goes_on = tokens.glued(after)
        && (tokens.is_mark(after, separator)
            && tokens.glued(after + 1)
            && tokens.is_digits(after + 1)
            || tokens.is_word(after) && !tokens.is_lower(after, "t"));
    if goes_on {
        return None;
    }
    let parts = [i, i + 2, i + 4].map(|at| tokens.small_number(at));
    let [Some(first), Some(second), Some(third)] = parts else {
        return None;
    };
    let readings = match (first.0, second.0, third.0) {
        (4, 1..=2, 1..=2) => vec![calendar(Year::Full(first.1), second.1, third.1)],
        (1..=2, 1..=2, 4) => vec![
            calendar(Year::Full(third.1), second.1, first.1),
            calendar(Year::Full(third.1), first.1, second.1),
        ],
        // `1.2.10` is a version.
        (1 | 2, 1 | 2, 2) if separator != '.' || (first.0, second.0) == (2, 2) => {
            let year = Year::Short(u8::try_from(third.1).ok()?);
            vec![
                calendar(year, second.1, first.1),
                calendar(year, first.1, second.1),
            ]
        }
        _ => return None,
    };
    let mut dates: Vec<Date> = readings.into_iter().flatten().collect();
    dates.dedup();
    (!dates.is_empty()).then_some(Dated {
        first: i,
        next: after,
        dates,
        number: None,
    })
}

/// The dates of `19/10`: day and month, either way round, without a year.
pub(super) fn day_and_month(first: u16, second: u16) -> Vec<Date> {
    let read = |month: u16, day: u16| on(u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    [read(second, first), read(first, second)]
        .into_iter()
        .flatten()
        .collect()
}

/// A month of a year, where there is one.
pub(super) fn month_of(year: u16, month: u16) -> Option<Date> {
    let month = u8::try_from(month).ok()?;
    let exists = (1..=12).contains(&month) && (1000..3000).contains(&year);
    exists.then_some(Date {
        year: Some(Year::Full(year)),
        month,
        day: None,
    })
}

/// A day of a year, where there is one.
fn calendar(year: Year, month: u16, day: u16) -> Option<Date> {
    if let Year::Full(year) = year
        && !(1000..3000).contains(&year)
    {
        return None;
    }
    let mut date = on(u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    date.year = Some(year);
    Some(date)
}

/// A day of a month, where there is one.
fn on(month: u8, day: u8) -> Option<Date> {
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(Date {
        year: None,
        month,
        day: Some(day),
    })
}

/// What links two days of a list or range.
struct Link {
    /// The token after it.
    next: usize,
    /// A dash without spaces.
    tight: bool,
    comma: bool,
}

fn link(tokens: &Tokens, at: usize) -> Option<Link> {
    let mut link = Link {
        next: at + 1,
        tight: false,
        comma: false,
    };
    if tokens.is_dash(at) {
        link.tight = tokens.glued(at) && tokens.glued(at + 1);
    } else if tokens.is_mark(at, ',') {
        if is_conjunction(tokens, at + 1) {
            link.next = at + 2;
        } else {
            link.comma = true;
        }
    } else if !is_conjunction(tokens, at) {
        return None;
    }
    Some(link)
}

fn is_conjunction(tokens: &Tokens, at: usize) -> bool {
    tokens.is_mark(at, '&')
        || matches!(
            tokens.lower(at),
            "and"
                | "or"
                | "to"
                | "until"
                | "till"
                | "through"
                | "et"
                | "ou"
                | "au"
                | "y"
                | "o"
                | "al"
                | "a"
                | "und"
                | "oder"
                | "bis"
                | "e"
                | "en"
                | "of"
                | "tot"
                | "og"
                | "til"
        )
}

/// A day of the month that is not the start of something larger: its number, and the token after it.
fn day(tokens: &Tokens, at: usize, spoken: &Spoken) -> Option<(u8, usize)> {
    if tokens.is_word(at) {
        return day_in_words(tokens, at);
    }
    let (digits, day) = tokens.small_number(at)?;
    if digits > 2 || !(1..=31).contains(&day) {
        return None;
    }
    let mut next = at + 1;
    if tokens.glued(next) && tokens.is_word(next) {
        let ordinal = matches!(
            tokens.lower(next),
            "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "e" | "ste" | "de"
        );
        if !ordinal {
            return None;
        }
        next += 1;
    }
    if tokens.glued(next)
        && let Some(mark) = tokens.mark(next)
    {
        let larger = tokens.is_digits(next + 1) && tokens.glued(next + 1);
        match mark {
            '%' | '‰' | '٪' | '°' | '€' | '$' | '£' | '²' | '³' | '½' | '¼' | '¾' => {
                return None;
            }
            ':' | '.' | '/' if larger => return None,
            ',' if larger
                && tokens
                    .small_number(next + 1)
                    .is_some_and(|(digits, _)| digits == 3) =>
            {
                return None;
            }
            _ => {}
        }
    }
    // `In October 18-hour talks`
    let compound = tokens.is_hyphen(next)
        && tokens.joined_word(next) == Some(next + 1)
        && !tokens.is_capital(next + 1)
        && month(tokens, next + 1, spoken).is_none();
    if compound
        || unit::magnitudes(tokens, next, spoken).is_some()
        || unit::unit(tokens, next).is_some()
    {
        return None;
    }
    Some((u8::try_from(day).ok()?, next))
}

/// `nineteenth`, `twenty-first`; not the ordinal of `In October third graders` or `October third-quarter results`.
fn day_in_words(tokens: &Tokens, at: usize) -> Option<(u8, usize)> {
    let spelled = words::spelled(tokens, at).filter(|spelled| spelled.ordinal)?;
    let day = u8::try_from(spelled.quantity.as_whole()?).ok()?;
    let next = spelled.next;
    let compound = tokens.is_hyphen(next) && tokens.glued(next);
    let is_day = (1..=31).contains(&day) && !compound && !counts_something(tokens, next, 0);
    is_day.then_some((day, next))
}

/// `of October`, `-Oct`, `. Oktober`: the month after a day, and the token after it.
fn month_after(tokens: &Tokens, at: usize, spoken: &Spoken) -> Option<(u8, usize)> {
    let mut at = at;
    let joined = tokens.glued(at) && tokens.glued(at + 1);
    match tokens.mark(at) {
        Some('-' | '\u{2010}' | '\u{2011}' | '/') if joined => at += 1,
        Some('.') if joined || spoken.is_foreign() => at += 1,
        None if matches!(tokens.lower(at), "of" | "de" | "di" | "den") => at += 1,
        None if tokens.is_lower(at, "d") && matches!(tokens.mark(at + 1), Some('\'' | '’')) => {
            at += 2;
        }
        _ => {}
    }
    Some((month(tokens, at, spoken)?, at + 1))
}

/// The year after a day or month, with or without a comma: `, 2025`, `de 2025`.
fn year(tokens: &Tokens, at: usize) -> Option<(Year, usize)> {
    // `19 Oct. 2025`, but a sentence ends in `on 6 May. 2025 was`.
    let abbreviated = at > 0
        && tokens.is_mark(at, '.')
        && tokens.glued(at)
        && tokens.text(at - 1).len() <= 5
        && !matches!(
            tokens.lower(at - 1),
            "may" | "june" | "july" | "mai" | "mars" | "mei" | "juin" | "juni" | "juli"
        );
    let at = if abbreviated
        || tokens.is_mark(at, ',')
        || matches!(tokens.lower(at), "of" | "de" | "del")
    {
        at + 1
    } else {
        at
    };
    let (digits, year) = tokens.small_number(at)?;
    let next = at + 1;
    let larger = tokens.glued(next)
        && (tokens.is_word(next)
            || matches!(tokens.mark(next), Some(',' | '.' | ':' | '%' | '/'))
                && tokens.glued(next + 1)
                && tokens.is_digits(next + 1)
            || tokens.is_mark(next, '%'));
    if digits != 4
        || !(1000..3000).contains(&year)
        || larger
        || counts_something(tokens, next, year)
    {
        return None;
    }
    Some((Year::Full(year), next))
}

/// Whether a number that could be a year, or a day, counts what follows: `On October 19, 1500 soldiers`.
fn counts_something(tokens: &Tokens, next: usize, year: u16) -> bool {
    if !tokens.is_word(next) || tokens.is_capital(next) {
        return false;
    }
    let word = tokens.lower(next);
    if (1800..=2100).contains(&year) {
        const COUNTED: &str = "people persons soldiers troops fighters civilians men women children refugees families \
             workers protesters homes houses cases deaths dollars euros pounds rupees tonnes tons \
             kilometres kilometers miles";
        among(word, COUNTED)
    } else {
        const GO_ON: &str = "and in at on to the was were when by after before as but for that which had he she it they \
             or with until is a of this last between during from has have will would et y und e en";
        !among(word, GO_ON)
    }
}

/// `-2025`, `/25`: a year joined to `19-Oct`.
fn joined_year(tokens: &Tokens, at: usize) -> Option<(Year, usize)> {
    let joins = tokens.is_hyphen(at) || tokens.is_mark(at, '/');
    if !joins || !tokens.glued(at) || !tokens.glued(at + 1) {
        return None;
    }
    match tokens.small_number(at + 1)? {
        (4, year @ 1000..3000) => Some((Year::Full(year), at + 2)),
        (2, year) => Some((Year::Short(u8::try_from(year).ok()?), at + 2)),
        _ => None,
    }
}

/// The month that the word at token `i` names, 1 to 12.
///
/// English `may`, `march` and `mar` need a capital: they are verbs, or no words, without.
pub(super) fn month(tokens: &Tokens, i: usize, spoken: &Spoken) -> Option<u8> {
    let word = tokens.lower(i);
    let month = month_named(word)?;
    let capital = tokens.is_capital(i);
    let is_month = match word {
        "may" | "march" | "mar" => capital,
        "mars" => spoken.is_certainly(Language::French) || spoken.is_foreign() && !capital,
        _ => true,
    };
    is_month.then_some(month)
}

/// The month, from 1, that a word in small letters names in one of several languages, if it is not used in another sense.
pub fn month_named(word: &str) -> Option<u8> {
    // Few words are any of these.
    if !telling::may_tell(word) {
        return None;
    }
    let month = MONTHS.iter().position(|names| names.contains(&word))?;
    u8::try_from(month + 1).ok()
}

/// The names of the months.
pub(super) fn month_names() -> impl Iterator<Item = &'static str> {
    MONTHS.iter().copied().flatten().copied()
}

/// What each month is called in several languages, where the word is not used in another sense.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "janvier", "janv", "enero", "januar", "jänner", "gennaio", "januari",
        "janeiro",
    ],
    &[
        "february",
        "feb",
        "février",
        "févr",
        "febrero",
        "februar",
        "febbraio",
        "februari",
        "fevereiro",
    ],
    &[
        "march", "mar", "marzo", "märz", "mars", "maart", "março", "marts",
    ],
    &["april", "apr", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "mei", "maio", "maj"],
    &["june", "jun", "juin", "junio", "juni", "giugno", "junho"],
    &[
        "july", "jul", "juillet", "juil", "julio", "juli", "luglio", "julho",
    ],
    &["august", "aug", "août", "aout", "agosto", "augustus"],
    &[
        "september",
        "sep",
        "sept",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "setembro",
    ],
    &[
        "october", "oct", "octobre", "octubre", "oktober", "okt", "ottobre", "outubro",
    ],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &[
        "december",
        "dec",
        "décembre",
        "déc",
        "diciembre",
        "dezember",
        "dez",
        "dicembre",
        "dezembro",
    ],
];
