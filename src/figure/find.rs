//! Goes through a text and finds its figures, each with the ways in which it can be read.

use super::currency::{self, Currency};
use super::date::{self, Date, Dated};
use super::doubt;
use super::language::{self, Language, Spoken};
use super::model::Kind;
use super::numeral::{self, Form, Numeral};
use super::ordinal;
use super::proportion;
use super::quantity::Quantity;
use super::range::{self, Measured};
use super::reading::{Found, Reading};
use super::telling;
use super::time::{self, Half, Time};
use super::token::{TokenKind, Tokens};
use super::unit::{self, Measure, Suffix, Unit};
use super::words;
use crate::text::among;

/// Gives each figure of the text to `sink`, in the order of the text.
pub(super) fn find(text: &str, languages: &[Language], sink: &mut dyn FnMut(Found)) {
    if may_find(text, languages) {
        read(text, languages, sink);
    }
}

/// Whether it is worth it to read the text.
pub(super) fn may_find(text: &str, languages: &[Language]) -> bool {
    let is_foreign = languages
        .iter()
        .any(|language| *language != Language::English);
    // A long text is cut somewhere, perhaps within a word.
    is_foreign || text.len() > 2 * CHUNK || telling::may_have_figure(text)
}

/// The same as `find`, whatever the text is like.
pub(super) fn read(text: &str, languages: &[Language], sink: &mut dyn FnMut(Found)) {
    let mut offset = 0;
    while offset < text.len() {
        let rest = &text[offset..];
        let chunk = &rest[..chunk_length(rest)];
        let tokens = Tokens::new(chunk);
        let mut finder = Finder {
            tokens: &tokens,
            spoken: Spoken::of(&tokens, languages),
            offset,
            sink,
            pending: None,
            list_end: 0,
        };
        finder.run();
        offset += chunk.len();
    }
}

/// Long texts are read in parts of about this many bytes, to bound memory.
const CHUNK: usize = 1 << 16;

/// Where to cut: at a paragraph's end, else a line's, else a word's.
fn chunk_length(text: &str) -> usize {
    if text.len() <= 2 * CHUNK {
        return text.len();
    }
    let start = text.floor_char_boundary(CHUNK);
    let end = text.floor_char_boundary(2 * CHUNK);
    let window = &text[start..end];
    let cut = window
        .find("\n\n")
        .or_else(|| window.find('\n'))
        .or_else(|| window.rfind(char::is_whitespace));
    cut.map_or(end, |cut| start + cut)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    None,
    Minus,
    /// A dash that may be a minus or a bullet.
    Either,
}

/// A figure that waits for the next, with which it may form a range.
struct Pending {
    found: Found,
    /// Its first token.
    first: usize,
    /// The token after it.
    next: usize,
    measured: Option<Measured>,
}

/// A number while the units around it are being read.
struct Counted {
    /// The figure's first token.
    first: usize,
    /// The number's first token.
    at: usize,
    /// The token after what has been read.
    next: usize,
    quantities: Vec<Quantity>,
    factor: Option<u32>,
    unit: Option<Unit>,
    /// The number again with a unit, where what follows may be one or something else.
    measured: Option<(Measure, Vec<Quantity>)>,
    /// Hour and minute, where it may be a time of day.
    clock: Option<(u16, u16)>,
}

struct Finder<'t, 's> {
    tokens: &'t Tokens<'t>,
    spoken: Spoken,
    /// Where in the text the tokens start, in bytes.
    offset: usize,
    sink: &'s mut dyn FnMut(Found),
    pending: Option<Pending>,
    /// The token up to which digits are items of a list.
    list_end: usize,
}

impl Finder<'_, '_> {
    fn run(&mut self) {
        let mut i = 0;
        while i < self.tokens.len() {
            let next = match self.tokens.kind(i) {
                TokenKind::Digits => self.at_digits(i),
                TokenKind::Word => self.at_word(i),
                TokenKind::Mark(mark) => self.at_mark(i, mark),
                TokenKind::Address | TokenKind::End => None,
            };
            i = next.unwrap_or(i + 1).max(i + 1);
        }
        if let Some(last) = self.pending.take() {
            (self.sink)(last.found);
        }
    }

    // What may start at each kind of token. Each gives the token after what it has read.

    fn at_digits(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        if tokens.glued(i) && tokens.is_word(i - 1) && unit::makes_name(tokens.text(i - 1)) {
            return Some(self.after_name(i));
        }
        if i >= self.list_end {
            if let Some(dates) = date::day_first(tokens, i, &self.spoken) {
                return self.push_dates(dates);
            }
            if let Some(dated) = date::numeric(tokens, i) {
                return self.push_dates(vec![dated]);
            }
        }
        self.part_of_year(i)
            .or_else(|| self.colons(i))
            .or_else(|| self.slashes(i))
            .or_else(|| self.hyphens(i))
            .or_else(|| self.years(i))
            .or_else(|| self.number(i, i, Sign::None, None))
    }

    fn at_word(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        if let Some(next) = self.currency_letters(i) {
            return Some(next);
        }
        // Few words are a month or start a number: the others are not asked again and again.
        let tells = tokens.may_tell(i);
        let is_month = tells && date::month(tokens, i, &self.spoken).is_some();
        let counts = words::starts_number(tokens, i);
        let month_first = || date::month_first(tokens, i, &self.spoken);
        let day_first = || date::day_first(tokens, i, &self.spoken);
        let dates = is_month.then(month_first).flatten();
        if let Some(dates) = dates.or_else(|| counts.then(day_first).flatten()) {
            return self.push_dates(dates);
        }
        if let Some(next) = self.part_of_year(i).or_else(|| self.fiscal_years(i)) {
            return Some(next);
        }
        if self.starts_name(i) {
            return Some(self.after_name(i));
        }
        if let Some(next) = self.estimate(i) {
            return Some(next);
        }
        let word = tokens.lower(i);
        if let Some(decade) = decade(word) {
            return Some(self.push(i, i + 1, Kind::Decade, vec![Reading::Decade(decade)]));
        }
        match word {
            "minus" => self.number(i, i + 1, Sign::Minus, None),
            _ if self.is_label(i) => self
                .years(i + 1)
                .or_else(|| self.number(i + 1, i + 1, Sign::None, None)),
            _ => (counts || self.spoken.is_foreign())
                .then(|| self.number(i, i, Sign::None, None))
                .flatten()
                .or_else(|| self.proportion(i))
                .or_else(|| is_month.then(|| self.lone_month(i)).flatten()),
        }
    }

    fn at_mark(&mut self, i: usize, mark: char) -> Option<usize> {
        let tokens = self.tokens;
        if let Some(currency) = currency::sign(mark) {
            let minus = matches!(
                tokens.mark(i + 1),
                Some('-' | '−' | '‐' | '‑' | '﹣' | '－')
            );
            let minus = minus && tokens.glued(i + 2);
            let sign = if minus { Sign::Minus } else { Sign::None };
            return self.number(i, i + 1 + usize::from(minus), sign, Some(currency));
        }
        match mark {
            '-' | '−' | '‐' | '‑' | '–' | '﹣' | '－' => {
                let sign = self.sign(i, mark)?;
                match tokens.mark(i + 1).and_then(currency::sign) {
                    Some(currency) => self.number(i, i + 2, sign, Some(currency)),
                    None => self.number(i, i + 1, sign, None),
                }
            }
            '\'' | '’' | '‘' => {
                // `'90s`
                let (2, year) = tokens.small_number(i + 1)? else {
                    return None;
                };
                let glued = tokens.glued(i + 1) && tokens.glued(i + 2);
                if !glued || !is_decade(year) || !tokens.is_lower(i + 2, "s") {
                    return None;
                }
                Some(self.push(i, i + 3, Kind::Decade, vec![Reading::Decade(year)]))
            }
            '.' => {
                let after = tokens.glued(i) && (tokens.is_digits(i - 1) || tokens.is_word(i - 1));
                if after {
                    return None;
                }
                self.number(i, i, Sign::None, None)
            }
            _ if numeral::vulgar(mark).is_some() => self.number(i, i, Sign::None, None),
            _ => None,
        }
    }

    /// Whether a hyphen or dash is a sign: at a word's start, before a number.
    fn sign(&self, i: usize, mark: char) -> Option<Sign> {
        let tokens = self.tokens;
        let before_number = tokens.glued(i + 1)
            && (tokens.is_digits(i + 1)
                || tokens.is_mark(i + 1, '.')
                || tokens.mark(i + 1).and_then(currency::sign).is_some());
        let before = i.checked_sub(1);
        let opens = !tokens.glued(i)
            || before
                .and_then(|before| tokens.mark(before))
                .is_some_and(|before| "([{\"“‘'=:<>≤≥~≈/,;".contains(before));
        // `10 -15` is a range.
        let is_range =
            before.is_some_and(|before| tokens.is_digits(before) || tokens.is_mark(before, '%'));
        if !before_number || !opens || is_range {
            return None;
        }
        let maybe_bullet = mark == '–' || tokens.gap(i).contains('\n');
        Some(if maybe_bullet {
            Sign::Either
        } else {
            Sign::Minus
        })
    }

    // Names that have digits.

    /// Whether a name with digits starts with this word: `F-16`, `MH370`, `A/RES/77`.
    fn starts_name(&self, i: usize) -> bool {
        const PREFIXES: &str =
            "mid pre post early late under over sub non ex since circa top about";
        let tokens = self.tokens;
        if tokens.is_digits(i + 1) && tokens.glued(i + 1) {
            return unit::makes_name(tokens.text(i)) && !self.is_label(i);
        }
        if !tokens.leads_digits(i + 1) || date::month(tokens, i, &self.spoken).is_some() {
            return false;
        }
        tokens.is_mark(i + 1, '/')
            || tokens.is_hyphen(i + 1)
                && tokens.text(i).chars().any(char::is_uppercase)
                && !among(tokens.lower(i), PREFIXES)
    }

    /// `Q3`, `1H`: the third quarter, the first half, with the year that is joined to it (`Q4/2024`, `4Q24`). By itself it may be
    /// the name of something else, and is not asked for.
    fn part_of_year(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let (letter, digit) = if tokens.is_digits(i) {
            (i + 1, i)
        } else {
            (i, i + 1)
        };
        let (noun, parts) = match tokens.text(letter) {
            "Q" => ("quarter", 4),
            "H" => ("half", 2),
            _ => return None,
        };
        let (1, number) = tokens.small_number(digit)? else {
            return None;
        };
        let is_year = |at: usize| matches!(tokens.small_number(at), Some((4, 1000..3000)));
        let after = i + 2;
        let year = self.joined_year(after, digit == i);
        let next = year.map_or(after, |(_, at)| at + 1);
        // `2024-Q4`
        let before = i.checked_sub(2).filter(|at| {
            is_year(*at)
                && (tokens.is_hyphen(i - 1) || tokens.is_mark(i - 1, '/'))
                && tokens.glued(i - 1)
        });
        let opens = !tokens.glued(i)
            || before.is_some()
            || tokens.mark(i - 1).is_some_and(|c| "([“\"‘'".contains(c));
        // `H1N1`, `Q3-A`, but `Q3's`
        let glued = |at: usize| tokens.glued(at) && (tokens.is_word(at) || tokens.is_digits(at));
        let goes_on =
            glued(next) || tokens.glued(next) && !tokens.is_apostrophe(next) && glued(next + 1);
        if !tokens.glued(i + 1) || !(1..=parts).contains(&number) || !opens || goes_on {
            return None;
        }
        let reading = Reading::Numbered(noun.to_owned(), Quantity::whole(u128::from(number)));
        let mut found = self.found(i, after, Kind::Ordinal, vec![reading]);
        let beside = after + usize::from(tokens.is_lower(after, "of"));
        found.doubtful = !(year.is_some()
            || before.is_some()
            || is_year(beside)
            || self.fiscal(beside).is_some()
            || i > 0 && is_year(i - 1)
            || i > 1 && self.fiscal(i - 2).is_some());
        self.keep(i, after, found, None);
        if let Some((year, at)) = year {
            self.push_year(at, year);
        }
        Some(next)
    }

    /// The year that is joined to what ends before token `at`, and its token: `/2024`, `-2024`, `'24`; glued to letters, as in
    /// `4Q24`, without a mark too.
    fn joined_year(&self, at: usize, after_letter: bool) -> Option<(u16, usize)> {
        let tokens = self.tokens;
        let marked = at + 1;
        let is_joined = tokens.glued(at) && tokens.glued(marked);
        match (tokens.small_number(at), tokens.small_number(marked)) {
            (Some((2, year)), _) if after_letter && tokens.glued(at) => Some((in_full(year), at)),
            (Some((4, year)), _) if after_letter && tokens.glued(at) => Some((year, at)),
            (_, Some((2, year))) if tokens.is_apostrophe(at) && tokens.glued(marked) => {
                Some((in_full(year), marked))
            }
            (_, Some((4, year)))
                if is_joined && (tokens.is_hyphen(at) || tokens.is_mark(at, '/')) =>
            {
                Some((year, marked))
            }
            _ => None,
        }
        .filter(|(year, _)| (1000..3000).contains(year))
    }

    /// The year of `FY25`, `FY 2025` or `FY'25` at a token, and its token.
    fn fiscal(&self, i: usize) -> Option<(u16, usize)> {
        let tokens = self.tokens;
        let at = i + 1 + usize::from(tokens.is_apostrophe(i + 1));
        match tokens.small_number(at).filter(|_| tokens.text(i) == "FY")? {
            (2, year) => Some((in_full(year), at)),
            (4, year @ 1000..3000) => Some((year, at)),
            _ => None,
        }
    }

    /// `FY25`, `FY24-25`: years of two digits; those of four need no more than a look past the label.
    fn fiscal_years(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let (first, at) = self.fiscal(i)?;
        let (2, short) = tokens.small_number(at)? else {
            return None;
        };
        let goes_on = |at: usize| {
            tokens.glued(at) && (tokens.is_word(at) || tokens.is_mark(at, '%'))
                || matches!(tokens.mark(at), Some('.' | ',' | ':')) && tokens.leads_digits(at)
        };
        let joined = tokens.is_dash(at + 1) || tokens.is_mark(at + 1, '/');
        let second = tokens.small_number(at + 2).filter(|second| {
            joined && tokens.leads_digits(at + 1) && *second == (2, (short + 1) % 100)
        });
        let next = at + if second.is_some() { 3 } else { 1 };
        if goes_on(next) {
            return None;
        }
        self.push_year(at, first);
        if second.is_some() {
            self.push_year(at + 2, first + 1);
        }
        Some(next)
    }

    /// Keeps a year that takes up one token.
    fn push_year(&mut self, at: usize, year: u16) -> usize {
        let reading = Reading::plain(Quantity::whole(u128::from(year)));
        self.push(at, at + 1, Kind::Number, vec![reading])
    }

    /// Whether the letters before digits only say what the number is: `FY2021`, `No5`.
    fn is_label(&self, i: usize) -> bool {
        let tokens = self.tokens;
        matches!(tokens.lower(i), "fy" | "no") && tokens.is_digits(i + 1) && tokens.glued(i + 1)
    }

    /// The token after a name: everything up to white space, a bracket, a quotation mark or a pause.
    fn after_name(&self, i: usize) -> usize {
        let tokens = self.tokens;
        let ends = |at: usize| {
            tokens
                .mark(at)
                .is_some_and(|mark| ",;!?()[]{}\"“”«»—–…".contains(mark))
        };
        let mut next = i + 1;
        while tokens.glued(next) && !ends(next) {
            next += 1;
        }
        next
    }

    // Figures of more than one number.

    fn push_dates(&mut self, dates: Vec<Dated>) -> Option<usize> {
        let next = dates.last()?.next;
        for dated in dates {
            let mut readings: Vec<Reading> = dated.dates.into_iter().map(Reading::Date).collect();
            if let Some(number) = dated.number {
                readings.push(Reading::plain(Quantity::whole(u128::from(number))));
            }
            self.push(dated.first, dated.next, Kind::Date, readings);
        }
        Some(next)
    }

    /// `5:30`, `17:30:15`, `5:30 p.m.`; any other digits with colons are a ratio: `3:1`.
    fn colons(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut parts = vec![i];
        let mut next = i + 1;
        while tokens.is_mark(next, ':') && tokens.leads_digits(next) {
            parts.push(next + 1);
            next += 2;
        }
        if parts.len() == 1 {
            return None;
        }
        if let Some((time, next)) = time::with_colons(tokens, &parts, next) {
            return Some(self.push(i, next, Kind::Time, vec![Reading::Time(time)]));
        }
        let number = |at: &usize| Quantity::decimal(&tokens.ascii_digits(*at), "");
        let readings = match &parts[..] {
            [first, second] => vec![Reading::Ratio(number(first), number(second))],
            _ => Vec::new(),
        };
        Some(self.push_expression(i, next, readings))
    }

    /// `9/11`, `2/3`, `19/10`, `12/2021`, `2024/25`, `60/40`.
    fn slashes(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let is_slash =
            |at: usize| matches!(tokens.mark(at), Some('/' | '⁄')) && tokens.leads_digits(at);
        let mut next = i + 1;
        while is_slash(next) {
            next += 2;
        }
        if next == i + 1 {
            return None;
        }
        let mut readings = Vec::new();
        if next == i + 3 {
            let (length, first) = tokens.small_number(i)?;
            let (other_length, second) = tokens.small_number(i + 2)?;
            if length == 4 {
                // `2024/25` and `2024/2025` are two years.
                return self.years(i);
            }
            if other_length == 4 {
                readings.extend(date::month_of(second, first).map(Reading::Date));
            }
            let fraction = numeral::proper_fraction(first, second).map(Reading::portion);
            readings.extend(fraction.into_iter().flatten());
            // `9/11` is a name; `19/10` can only be a day.
            if length <= 2 && other_length <= 2 && first.max(second) > 12 {
                let days = date::day_and_month(first, second);
                readings.extend(days.into_iter().map(Reading::Date));
            }
            if readings.is_empty() && first.max(second) > 12 {
                let number = |number: u16| Quantity::whole(u128::from(number));
                readings.push(Reading::Ratio(number(first), number(second)));
            }
        }
        Some(self.push_expression(i, next, readings))
    }

    /// Three or more numbers with hyphens between that are no date, such as a telephone number.
    fn hyphens(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut next = i + 1;
        while tokens.is_hyphen(next) && tokens.leads_digits(next) {
            next += 2;
        }
        if next < i + 5 {
            return None;
        }
        Some(self.push_expression(i, next, Vec::new()))
    }

    /// `2024-25` is two years, `2025-10` a month.
    fn years(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let (4, first @ 1000..3000) = tokens.small_number(i)? else {
            return None;
        };
        let goes_on = tokens.glued(i + 3) && tokens.is_word(i + 3) || tokens.leads_digits(i + 3);
        let joined = tokens.is_dash(i + 1) || tokens.is_mark(i + 1, '/');
        if goes_on || !joined || !tokens.leads_digits(i + 1) {
            return None;
        }
        let (2, second) = tokens.small_number(i + 2)? else {
            return None;
        };
        let in_century = first % 100;
        if second > in_century || (in_century, second) == (99, 0) {
            let last = first - in_century + if second == 0 { 100 } else { second };
            self.push_year(i, first);
            return Some(self.push_year(i + 2, last));
        }
        let date = date::month_of(first, second).filter(|_| tokens.is_hyphen(i + 1))?;
        Some(self.push(i, i + 3, Kind::Date, vec![Reading::Date(date)]))
    }

    /// `hundreds`, `tens of thousands`, `several hundred`.
    fn estimate(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let word = tokens.lower(i);
        let mut words = Vec::new();
        let mut next;
        if matches!(word, "several" | "few" | "many" | "couple") {
            words.push(word.to_owned());
            next = i + 1 + usize::from(tokens.is_lower(i + 1, "of"));
            while next < i + 5 && !tokens.glued(next) {
                let counter = tokens.lower(next);
                if words::magnitude(counter).is_none() && counter != "dozen" {
                    break;
                }
                words.push(counter.to_string());
                next += 1;
            }
            if words.len() == 1 {
                return None;
            }
        } else {
            words.push(self.vague(i)?.to_owned());
            next = i + 1;
            while tokens.is_lower(next, "of")
                && next < i + 5
                && let Some(more) = self.vague(next + 1)
            {
                words.push(more.to_owned());
                next += 2;
            }
        }
        let reading = Reading::Estimate(words.join(" "));
        Some(self.push(i, next, Kind::Estimate, vec![reading]))
    }

    /// `half of the votes`, `twice as many`.
    fn proportion(&mut self, i: usize) -> Option<usize> {
        let read = proportion::read(self.tokens, i)?;
        let mut found = self.found(i, read.next, read.kind, read.readings);
        found.doubtful = read.doubtful;
        Some(self.keep(i, read.next, found, None))
    }

    /// `in October`: no figure by itself, but a claim's `October 2025` may stand in it.
    fn lone_month(&mut self, i: usize) -> Option<usize> {
        let date = Date {
            year: None,
            month: date::month(self.tokens, i, &self.spoken)?,
            day: None,
        };
        let mut found = self.found(i, i + 1, Kind::Date, vec![Reading::Date(date)]);
        found.doubtful = true;
        Some(self.keep(i, i + 1, found, None))
    }

    fn vague(&self, i: usize) -> Option<&'static str> {
        let word = self.tokens.lower(i);
        let vague = language::vague(word)?;
        // `scores` is also what a striker does, `miles` also a distance.
        let is_number = match word {
            "scores" => {
                let after = "of more were killed injured wounded dead";
                among(self.tokens.lower(i + 1), after)
            }
            "miles" => self.spoken.is_certainly(Language::Spanish),
            _ => true,
        };
        is_number.then_some(vague)
    }

    // A single number, and what stands around it.

    /// `Rs 500`, `Rs. 500`, `USD6bn`, `US$6`: letters that name a currency before a number.
    fn currency_letters(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let letters = tokens.text(i);
        if letters.len() > 4 {
            return None;
        }
        if tokens.glued(i + 1)
            && let Some(sign) = tokens.mark(i + 1).and_then(currency::sign)
            && let Some(currency) = currency::with_sign(letters, sign)
        {
            return self.number(i, i + 2, Sign::None, Some(currency));
        }
        let currency = currency::code(letters)?;
        let dot = tokens.is_mark(i + 1, '.') && tokens.glued(i + 1);
        let mut at = i + 1 + usize::from(dot);
        // `USD $5`
        let sign = tokens.mark(at).and_then(currency::sign);
        at += usize::from(sign.is_some_and(|sign| sign.agrees(currency)));
        self.number(i, at, Sign::None, Some(currency))
    }

    /// Reads the number at token `at` with the units around it, and keeps it as a figure from token `first` on.
    fn number(
        &mut self,
        first: usize,
        at: usize,
        sign: Sign,
        currency: Option<Currency>,
    ) -> Option<usize> {
        let numeral = numeral::read(self.tokens, at, &self.spoken, self.list_end)?;
        self.list_end = self.list_end.max(numeral.list_end);
        if numeral.form == Form::Expression {
            return Some(self.push_expression(first, numeral.next, Vec::new()));
        }
        if numeral.ordinal {
            return Some(self.ordinal_in_words(at, numeral));
        }
        if currency.is_none()
            && let Some(next) = self.time(first, &numeral)
        {
            return Some(next);
        }
        let mut counted = Counted {
            first,
            at,
            next: numeral.next,
            quantities: numeral.quantities,
            factor: numeral.factor,
            unit: currency.map(Unit::Money),
            measured: None,
            clock: numeral.clock,
        };
        let in_digits = numeral.form == Form::Digits;
        if in_digits
            && self.tokens.glued(counted.next)
            && self.tokens.is_word(counted.next)
            && let Some(next) = self.glued_letters(&mut counted)
        {
            return Some(next);
        }
        self.units(&mut counted, in_digits);
        Some(self.keep_counted(counted, sign, in_digits, numeral.doubtful))
    }

    /// `5 pm`, `5.30pm`, `five o'clock`.
    fn time(&mut self, first: usize, numeral: &Numeral) -> Option<usize> {
        let (half, next) = time::half(self.tokens, numeral.next)?;
        let (hour, minute) = match numeral.clock {
            Some(clock) => clock,
            None => (whole(&numeral.quantities)?, 0),
        };
        let time = Time::new(hour, minute, 0, half)?;
        Some(self.push(first, next, Kind::Time, vec![Reading::Time(time)]))
    }

    /// Reads letters glued to digits. Gives the token after them where they make the digits no count.
    fn glued_letters(&mut self, counted: &mut Counted) -> Option<usize> {
        let tokens = self.tokens;
        let (first, at) = (counted.first, counted.next);
        let money = counted.unit.is_some();
        match unit::suffix(tokens, at, money, &self.spoken) {
            Suffix::Name => return Some(self.after_name(at)),
            Suffix::Ordinal => {
                let ordinal = |quantity: &Quantity| {
                    ordinal::readings(tokens, first, at + 1, quantity.clone())
                };
                let readings = counted.quantities.iter().flat_map(ordinal).collect();
                return Some(self.push(first, at + 1, Kind::Ordinal, readings));
            }
            Suffix::Decade => {
                if let Some(decade) = whole(&counted.quantities).filter(|year| is_decade(*year)) {
                    return Some(self.push(
                        first,
                        at + 1,
                        Kind::Decade,
                        vec![Reading::Decade(decade)],
                    ));
                }
            }
            Suffix::Hours => {
                // `17h30`
                if tokens.glued(at + 1)
                    && let Some((2, minute)) = tokens.small_number(at + 1)
                    && let Some(hour) = whole(&counted.quantities)
                    && let Some(time) = Time::new(hour, minute, 0, Half::Whole)
                {
                    return Some(self.push(first, at + 2, Kind::Time, vec![Reading::Time(time)]));
                }
            }
            Suffix::MillionOrMetres => {
                counted.measured = Some((Measure::Metre, counted.quantities.clone()));
                counted.scale(6);
            }
            Suffix::Magnitude(power) => counted.scale(power),
            Suffix::Percent => counted.unit = Some(Unit::Percent),
            Suffix::Money(currency) => {
                counted.unit = counted.unit.or(Some(Unit::Money(currency)));
            }
            Suffix::Measure => {}
        }
        counted.next = at + 1;
        if tokens.glued(at + 1) && tokens.is_digits(at + 1) {
            // `5km2`; any other digits make it a name: `4x4`.
            if !tokens.text(at).ends_with('m') || !matches!(tokens.text(at + 1), "2" | "3") {
                return Some(self.after_name(at + 1));
            }
            counted.next = at + 2;
        }
        None
    }

    /// Reads the words and signs after a number: `million`, `dozen`, `per cent`, `dollars`, `metres`.
    fn units(&self, counted: &mut Counted, in_digits: bool) {
        let tokens = self.tokens;
        if let Some((power, next)) = unit::magnitudes(tokens, counted.next, &self.spoken) {
            counted.scale(power);
            counted.next = next;
        }
        if in_digits
            && let Some(dozen) = tokens.joined_word(counted.next)
            && tokens.is_lower(dozen, "dozen")
        {
            let dozens = counted.quantities.iter().filter_map(|q| q.times(12));
            let dozens: Vec<Quantity> = dozens.collect();
            // What is too long to be multiplied still is the number that it is.
            if !dozens.is_empty() {
                counted.quantities = dozens;
                counted.next = dozen + 1;
            }
        }
        // `40 m`, `40-metre`, `5lb`, `five-pound`
        if counted.factor.is_none() && counted.unit.is_none() {
            let after = [
                counted.next.checked_sub(1),
                tokens.joined_word(counted.next),
            ];
            let mut after = after.into_iter().flatten();
            counted.measured = after
                .find_map(|word| unit::doubtful_measure(tokens.lower(word)))
                .map(|measure| (measure, counted.quantities.clone()));
        }
        if let Some((unit, next)) = unit::unit(tokens, counted.next) {
            match (counted.unit, unit) {
                (None, _) => {
                    counted.unit = Some(unit);
                    counted.next = next;
                }
                // `$6 billion dollars`
                (Some(Unit::Money(a)), Unit::Money(b)) if a.agrees(b) => counted.next = next,
                _ => {}
            }
        }
    }

    fn keep_counted(
        &mut self,
        counted: Counted,
        sign: Sign,
        in_digits: bool,
        doubtful: bool,
    ) -> usize {
        let tokens = self.tokens;
        let (at, next) = (counted.at, counted.next);
        let unit = counted.unit.unwrap_or(Unit::Things);
        let negated = |quantity: &Quantity| quantity.negated();
        let mut quantities = counted.quantities;
        match sign {
            Sign::None => {}
            Sign::Either if unit == Unit::Things => {
                quantities = quantities
                    .iter()
                    .map(negated)
                    .chain(quantities.clone())
                    .collect();
            }
            Sign::Minus | Sign::Either => quantities = quantities.iter().map(negated).collect(),
        }
        let bare_word = unit == Unit::Things && !in_digits && sign == Sign::None;
        // In a quote, `one of them` may stand for a claim's `one`; `no one` never does.
        if bare_word && at > 0 && tokens.is_lower(at - 1, "no") && whole(&quantities) == Some(1) {
            return next;
        }
        let doubtful = bare_word
            && (doubtful
                || doubt::is_no_count(tokens, at, next)
                || doubt::is_both(tokens, at, next)
                || doubt::is_part_of_name(tokens, at, next));
        // `5km`, `5 km`, `5-km`
        let after = [next.checked_sub(1), tokens.joined_word(next)];
        let mut after = after.into_iter().flatten();
        let measure = after.find_map(|word| unit::measure(tokens.lower(word)));
        let is_plain = unit == Unit::Things && counted.factor.is_none();
        let measured = Measured {
            quantities,
            factor: counted.factor,
            unit,
            measure,
            clock: counted
                .clock
                .filter(|_| is_plain && measure.is_none() && counted.measured.is_none())
                .and_then(|clock| time::of_point(tokens, at, clock)),
            doubtful_measure: counted.measured.as_ref().map(|(measure, _)| *measure),
        };
        let mut readings = measured.readings();
        if let Some((measure, quantities)) = counted.measured {
            let measured = |quantity| Reading::Measured(measure, quantity);
            readings.extend(quantities.into_iter().map(measured));
        }
        if is_plain {
            readings.extend(
                counted
                    .clock
                    .and_then(|clock| time::with_point(tokens, at, clock))
                    .map(Reading::Time),
            );
            let decimal = tokens.is_digits(at);
            for quantity in &measured.quantities {
                let noun = at.checked_sub(1).filter(|_| !tokens.glued(at));
                readings.extend(noun.and_then(|at| ordinal::numbered(tokens, at, quantity)));
                readings.extend(proportion::multiple_in_number(tokens, at, next, quantity));
                if !decimal && quantity.as_whole().is_none() {
                    readings.extend(Reading::portion(quantity.clone()));
                }
            }
        }
        // `the 1990's`
        if next == at + 1
            && let Some((4, year)) = tokens.small_number(at)
            && is_decade(year)
            && tokens.is_apostrophe(next)
            && tokens.is_lower(next + 1, "s")
        {
            readings.push(Reading::Decade(year));
        }
        let mut found = self.found(counted.first, next, range::kind_of(unit), readings);
        found.doubtful = doubtful;
        self.keep(counted.first, next, found, Some(measured))
    }

    fn ordinal_in_words(&mut self, at: usize, numeral: Numeral) -> usize {
        let tokens = self.tokens;
        let next = numeral.next;
        let after_number = self.pending.as_ref().is_some_and(|pending| {
            let hyphen = tokens.is_hyphen(pending.next) && pending.next + 1 == at;
            pending.measured.is_some() && (pending.next == at || hyphen)
        });
        let doubtful = numeral.doubtful
            || doubt::is_part_of_name(tokens, at, next)
            || doubt::is_doubtful_ordinal(tokens, at, next, after_number);
        let mut quantities = numeral.quantities.into_iter();
        let mut readings: Vec<Reading> = quantities
            .next()
            .map(|quantity| ordinal::readings(tokens, at, next, quantity))
            .unwrap_or_default();
        // `thirty second(s)`
        readings.extend(quantities.map(Reading::plain));
        let mut found = self.found(at, next, Kind::Ordinal, readings);
        found.doubtful = doubtful;
        self.keep(at, next, found, None)
    }

    // Keeping what was found.

    fn found(&self, first: usize, next: usize, kind: Kind, readings: Vec<Reading>) -> Found {
        let range = self.tokens.range(first, next);
        Found {
            range: range.start + self.offset..range.end + self.offset,
            kind,
            readings,
            doubtful: false,
        }
    }

    /// Keeps digits and marks that are equal to themselves, and to the other readings.
    fn push_expression(&mut self, first: usize, next: usize, mut readings: Vec<Reading>) -> usize {
        let text = (first..next)
            .map(|i| self.tokens.text(i).to_lowercase())
            .collect();
        readings.push(Reading::Expression(text));
        self.push(first, next, Kind::Expression, readings)
    }

    /// Keeps a figure that is no end of a range of numbers.
    fn push(&mut self, first: usize, next: usize, kind: Kind, readings: Vec<Reading>) -> usize {
        let found = self.found(first, next, kind, readings);
        self.keep(first, next, found, None)
    }

    /// Keeps a figure until the next one shows whether they form a range.
    fn keep(
        &mut self,
        first: usize,
        next: usize,
        mut found: Found,
        measured: Option<Measured>,
    ) -> usize {
        if let Some(mut before) = self.pending.take() {
            if let (Some(lower), Some(upper)) = (&before.measured, &measured) {
                if range::are_times(
                    self.tokens,
                    before.next,
                    first,
                    (lower, &before.found),
                    upper,
                ) {
                    range::times((lower, &mut before.found), (upper, &mut found));
                }
                if range::may_be_ratio(self.tokens, before.next, first) {
                    range::ratio((lower, &mut before.found), (upper, &mut found));
                }
                let (lower, upper) = ((lower, &mut before.found), (upper, &mut found));
                if let Some(link) = range::link(self.tokens, before.first, before.next, first) {
                    range::share(lower, upper, link);
                } else if range::is_part_of(self.tokens, before.next, first) {
                    range::part(lower, upper);
                }
            }
            (self.sink)(before.found);
        }
        self.pending = Some(Pending {
            found,
            first,
            next,
            measured,
        });
        next
    }
}

impl Counted {
    /// Takes a word of magnitude into the number.
    fn scale(&mut self, power: u32) {
        for quantity in &mut self.quantities {
            *quantity = quantity.scaled(power);
        }
        self.factor = Some(self.factor.unwrap_or(0) + power);
    }
}

/// The first reading of a number, where it is whole and small.
fn whole(quantities: &[Quantity]) -> Option<u16> {
    u16::try_from(quantities.first()?.as_whole()?).ok()
}

/// The year of a fiscal one of two digits: those of this century, unless they are far ahead.
fn in_full(year: u16) -> u16 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// Whether a year, full or of two digits, can stand for its decade.
fn is_decade(year: u16) -> bool {
    year.is_multiple_of(10) && matches!(year, 20..=90 | 1000..3000)
}

/// The words for decades, as two digits.
pub(super) const DECADES: [(&str, u16); 8] = [
    ("twenties", 20),
    ("thirties", 30),
    ("forties", 40),
    ("fifties", 50),
    ("sixties", 60),
    ("seventies", 70),
    ("eighties", 80),
    ("nineties", 90),
];

/// The decade of a word, as two digits.
pub(super) fn decade(word: &str) -> Option<u16> {
    let mut known = DECADES.iter();
    known
        .find(|(known, _)| *known == word)
        .map(|(_, decade)| *decade)
}
