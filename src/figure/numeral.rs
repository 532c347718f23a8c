//! Reads a number in digits or words by itself: groups, decimals, fractions; not the units around it.

use super::language::Spoken;
use super::quantity::Quantity;
use super::token::{TokenKind, Tokens};
use super::words;

/// A number in digits or words, before what follows it is read.
#[derive(Debug)]
pub(super) struct Numeral {
    pub form: Form,
    /// The ways to read it: `1.200` may be 1.2 or 1200. None for an expression.
    pub quantities: Vec<Quantity>,
    /// The token after it.
    pub next: usize,
    pub ordinal: bool,
    /// The power of ten that a word of magnitude has put into it.
    pub factor: Option<u32>,
    /// A word that is more often no number.
    pub doubtful: bool,
    /// The hour and minute of `5.30`.
    pub clock: Option<(u16, u16)>,
    /// The token up to which digits with commas between are a list: `1,2,3`.
    pub list_end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Digits,
    Words,
    /// Digits that make no number and are equal only to themselves: `1.2.3`, `10²`.
    Expression,
}

impl Numeral {
    fn digits(quantities: Vec<Quantity>, next: usize) -> Self {
        Self {
            form: Form::Digits,
            quantities,
            next,
            ordinal: false,
            factor: None,
            doubtful: false,
            clock: None,
            list_end: 0,
        }
    }

    fn expression(next: usize) -> Self {
        Self {
            form: Form::Expression,
            ..Self::digits(Vec::new(), next)
        }
    }
}

/// Reads the number at token `at`. Before `list_end`, digits are items of a list and commas part them.
pub(super) fn read(
    tokens: &Tokens,
    at: usize,
    spoken: &Spoken,
    list_end: usize,
) -> Option<Numeral> {
    match tokens.kind(at) {
        TokenKind::Digits => {
            let numeral = in_digits(tokens, at, spoken, list_end);
            Some(with_exponent_or_fraction(tokens, numeral))
        }
        TokenKind::Mark('.') if tokens.glued(at + 1) && tokens.is_digits(at + 1) => {
            let quantity = Quantity::decimal("", &tokens.ascii_digits(at + 1));
            Some(Numeral::digits(vec![quantity], at + 2))
        }
        TokenKind::Mark(mark) => {
            let (numerator, denominator) = vulgar(mark)?;
            let quantity = Quantity::fraction(u128::from(numerator), denominator)?;
            Some(Numeral::digits(vec![quantity], at + 1))
        }
        TokenKind::Word => in_words(tokens, at, spoken),
        TokenKind::Address | TokenKind::End => None,
    }
}

fn in_words(tokens: &Tokens, at: usize, spoken: &Spoken) -> Option<Numeral> {
    let english = words::spelled(tokens, at).filter(|_| spoken.reads_english(tokens.lower(at)));
    let foreign = spoken.spelled(tokens, at);
    match (english, foreign) {
        // `Billion` is a German word before it is an English one, where the text is German.
        (english, Some(foreign))
            if english.as_ref().is_none_or(|english| {
                english.next < foreign.next || english.next == foreign.next && foreign.certain
            }) =>
        {
            Some(Numeral {
                form: Form::Words,
                ordinal: foreign.ordinal,
                doubtful: foreign.doubtful,
                ..Numeral::digits(vec![foreign.quantity], foreign.next)
            })
        }
        (Some(english), _) => {
            let quantities = [english.quantity].into_iter().chain(english.also).collect();
            Some(Numeral {
                form: Form::Words,
                ordinal: english.ordinal,
                factor: english.factor,
                doubtful: english.bare,
                ..Numeral::digits(quantities, english.next)
            })
        }
        (None, _) => None,
    }
}

/// Digits in more groups than this are no number; so reading takes linear time.
const MOST_GROUPS: usize = 24;

/// Digits with the groups and decimals that belong to them.
fn in_digits(tokens: &Tokens, at: usize, spoken: &Spoken, list_end: usize) -> Numeral {
    let mut runs = vec![tokens.ascii_digits(at)];
    let mut separators = Vec::new();
    let mut next = at + 1;
    while at >= list_end && runs.len() <= MOST_GROUPS {
        let (separator, run) = match tokens.mark(next) {
            Some(mark @ (',' | '.' | '٫' | '٬' | '·')) if tokens.leads_digits(next) => {
                (mark, next + 1)
            }
            Some(mark @ ('\'' | '’'))
                if tokens.leads_digits(next) && is_group(tokens, next + 1) =>
            {
                (mark, next + 1)
            }
            None if is_group(tokens, next) && is_group_space(tokens, next, spoken) => (' ', next),
            _ => break,
        };
        separators.push(separator);
        runs.push(tokens.ascii_digits(run));
        next = run + 1;
    }
    match decide(&runs, &separators, spoken.is_foreign()) {
        Decision::Number(quantities) => {
            let clock = match (&runs[..], &separators[..]) {
                ([_, minute], ['.']) if minute.len() == 2 => tokens
                    .small_number(at)
                    .zip(tokens.small_number(at + 2))
                    .map(|((_, hour), (_, minute))| (hour, minute)),
                _ => None,
            };
            Numeral {
                clock,
                ..Numeral::digits(quantities, next)
            }
        }
        Decision::List => Numeral {
            list_end: next,
            ..Numeral::digits(vec![Quantity::decimal(&runs[0], "")], at + 1)
        },
        Decision::Expression => Numeral::expression(next),
    }
}

/// Whether the digits are three, as in the groups of a long number.
fn is_group(tokens: &Tokens, at: usize) -> bool {
    tokens.is_digits(at) && tokens.text(at).chars().count() == 3
}

/// Whether the white space before a token groups digits: a no-break or thin space, or a plain one where English is
/// not written or the groups leave no doubt, as in `102 000`.
fn is_group_space(tokens: &Tokens, at: usize, spoken: &Spoken) -> bool {
    match tokens.gap(at) {
        "\u{a0}" | "\u{202f}" | "\u{2009}" | "\u{2007}" => true,
        " " => {
            spoken.is_foreign()
                || tokens.ascii_digits(at).starts_with('0')
                || is_group(tokens, at + 1) && tokens.gap(at + 1) == " "
                || is_group(tokens, at - 1) && tokens.gap(at - 1) == " "
        }
        _ => false,
    }
}

/// What runs of digits with separators between them are.
enum Decision {
    Number(Vec<Quantity>),
    /// Numbers with commas between.
    List,
    Expression,
}

/// Decides between groups, decimals, a list and a version number.
///
/// `foreign`: the text may be in a language that swaps comma and point, so that `1.200` may be 1200.
fn decide(runs: &[String], separators: &[char], foreign: bool) -> Decision {
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else {
        return Decision::Expression;
    };
    let Some((final_separator, front)) = separators.split_last() else {
        return Decision::Number(vec![Quantity::decimal(first, "")]);
    };
    let separator = separators[0];
    let uniform = separators.iter().all(|other| *other == separator);
    if uniform && are_groups(runs, separator) {
        let grouped = Quantity::decimal(&runs.concat(), "");
        let decimal = Quantity::decimal(first, last);
        return Decision::Number(match (separator, foreign, runs.len()) {
            ('.', false, 2) => vec![decimal],
            ('.' | ',', true, 2) => vec![grouped, decimal],
            _ => vec![grouped],
        });
    }
    if runs.len() == 2 {
        let both_years = first.len() == 4 && last.len() == 4;
        let missing_space = last.len() == 3 && first.len() > 3;
        return match separator {
            '.' | '٫' | '·' => Decision::Number(vec![Quantity::decimal(first, last)]),
            ',' if !missing_space && !both_years => {
                Decision::Number(vec![Quantity::decimal(first, last)])
            }
            _ => Decision::List,
        };
    }
    let whole = &runs[..runs.len() - 1];
    if front.iter().all(|other| *other == separator)
        && *final_separator != separator
        && matches!(final_separator, '.' | ',' | '٫' | '·')
        && are_groups(whole, separator)
    {
        return Decision::Number(vec![Quantity::decimal(&whole.concat(), last)]);
    }
    if uniform && matches!(separator, ',' | ' ') {
        Decision::List
    } else {
        Decision::Expression
    }
}

/// Whether the runs are groups of one number: `1,234,567`, or `12,34,567` as in India.
fn are_groups(runs: &[String], separator: char) -> bool {
    let Some((first, rest)) = runs.split_first() else {
        return false;
    };
    let Some((last, middle)) = rest.split_last() else {
        return false;
    };
    let western = (1..=3).contains(&first.len()) && rest.iter().all(|run| run.len() == 3);
    let indian = separator == ','
        && (1..=2).contains(&first.len())
        && !middle.is_empty()
        && middle.iter().all(|run| run.len() == 2)
        && last.len() == 3;
    (western || indian) && !first.starts_with('0') && !matches!(separator, '٫' | '·')
}

/// Adds what is written above the line or as a fraction: `10²`, `10^6`, `5½`, `5 1/2`.
fn with_exponent_or_fraction(tokens: &Tokens, numeral: Numeral) -> Numeral {
    let next = numeral.next;
    if tokens.is_mark(next, '^') && tokens.leads_digits(next) {
        return Numeral::expression(next + 2);
    }
    let mut end = next;
    while tokens.glued(end) && tokens.mark(end).is_some_and(is_superscript) {
        end += 1;
    }
    if end > next {
        return Numeral::expression(end);
    }
    let (fraction, end) = if let Some(fraction) = tokens.mark(next).and_then(vulgar) {
        (fraction, next + 1)
    } else if !tokens.glued(next)
        && matches!(tokens.mark(next + 1), Some('/' | '⁄'))
        && tokens.leads_digits(next + 1)
        && !tokens.is_mark(next + 3, '/')
        && let (Some((1, numerator)), Some((1..=2, denominator))) =
            (tokens.small_number(next), tokens.small_number(next + 2))
        && proper_fraction(numerator, denominator).is_some()
    {
        ((u32::from(numerator), u32::from(denominator)), next + 3)
    } else {
        return numeral;
    };
    let sums: Option<Vec<Quantity>> = numeral
        .quantities
        .iter()
        .map(|quantity| quantity.plus(fraction.0, fraction.1))
        .collect();
    match sums {
        Some(quantities) => Numeral {
            quantities,
            next: end,
            ..numeral
        },
        None => numeral,
    }
}

fn is_superscript(mark: char) -> bool {
    matches!(mark, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '⁺' | '⁻')
}

/// The value of a fraction in one character, as numerator and denominator.
pub(super) fn vulgar(mark: char) -> Option<(u32, u32)> {
    Some(match mark {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    })
}

/// `2/3` is two-thirds; `9/11` and `24/7` are no fractions.
pub(super) fn proper_fraction(numerator: u16, denominator: u16) -> Option<Quantity> {
    let proper = (1..denominator).contains(&numerator) && matches!(denominator, 2..=10 | 16);
    proper
        .then(|| Quantity::fraction(u128::from(numerator), u32::from(denominator)))
        .flatten()
}
