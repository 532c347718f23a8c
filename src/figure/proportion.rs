//! Reads proportions without a number word: `half of the votes`, `a quarter of them`, `twice as many`, `doubled`.

use super::model::Kind;
use super::quantity::Quantity;
use super::reading::Reading;
use super::token::Tokens;
use super::words;
use crate::text::among;

/// A proportion in words.
pub(super) struct Proportion {
    pub kind: Kind,
    pub readings: Vec<Reading>,
    /// The token after it.
    pub next: usize,
    /// It may be no figure: `the first half`, `twice a day`.
    pub doubtful: bool,
}

/// Whose part it is: `twice the size`, `half their income`.
const WHOSE: &str = "the its his her their our my your those these";

/// Words that are a portion, and `quarter`, which is one after an article; and multiples that are told by the whole word.
pub(super) const PORTIONS: [&str; 20] = [
    "half",
    "quarter",
    "halved",
    "halving",
    "moitié",
    "mitad",
    "hälfte",
    "metà",
    "helft",
    "metade",
    "halvdelen",
    "quart",
    "viertel",
    "kwart",
    "fjerdedel",
    "twice",
    "double",
    "triple",
    "doubled",
    "tripled",
];

/// Whether a proportion may be told by this word.
pub(super) fn is_told_by(word: &str) -> bool {
    PORTIONS.contains(&word) || multiple_of(word).is_some()
}

/// How words start that are multiples.
pub(super) fn starts() -> impl Iterator<Item = &'static str> {
    let more = FURTHER.iter().map(|(start, _)| start);
    DOUBLE.iter().chain(&TRIPLE).chain(more).copied()
}

/// Reads the proportion at token `i`.
pub(super) fn read(tokens: &Tokens, i: usize) -> Option<Proportion> {
    // Every word of a statement comes here, and few are any of these.
    if !tokens.may_tell(i) && !tokens.is_lower(i, "a") {
        return None;
    }
    portion(tokens, i).or_else(|| multiple(tokens, i))
}

fn portion(tokens: &Tokens, i: usize) -> Option<Proportion> {
    let word = tokens.lower(i);
    let (parts, next, doubtful) = match word {
        "half" if is_measure(tokens, i) => return None,
        // `a quarter of a million` is a number.
        "a" if tokens.is_lower(i + 1, "quarter") && words::is_part_of_million(tokens, i + 2) => {
            return None;
        }
        "half" => (2, i + 1, !is_half_of_something(tokens, i)),
        "a" if tokens.is_lower(i + 1, "quarter") => (4, i + 2, !is_quarter_of_something(tokens, i)),
        "halved" => (2, i + 1, false),
        "halving" | "moitié" | "mitad" | "hälfte" | "metà" | "helft" | "metade" | "halvdelen" => {
            (2, i + 1, true)
        }
        "quart" | "viertel" | "kwart" | "fjerdedel" => (4, i + 1, true),
        _ => return None,
    };
    Some(Proportion {
        kind: Kind::Number,
        readings: Reading::portion(Quantity::fraction(1, parts)?),
        next,
        doubtful,
    })
}

/// `half an hour`, `half past five`, `the first half`: no part of a whole.
fn is_measure(tokens: &Tokens, i: usize) -> bool {
    among(tokens.lower(i + 1), "a an past") || i > 0 && among(tokens.lower(i - 1), "first second")
}

/// Whether `half` is surely a share: `half of the votes`, `half their income`, `half as much`.
///
/// Not so the half with an article or an adjective, `the northern half of the city`, nor idioms.
fn is_half_of_something(tokens: &Tokens, i: usize) -> bool {
    const WHICH: &str = "the a an this that each either every first second third last other latter former better top \
                         bottom upper lower front back next early earlier later left right northern southern eastern \
                         western s";
    const IDIOMS: &str = "battle time story fun trouble work job truth world way";
    let before = |n: usize| i.checked_sub(n).map(|at| tokens.lower(at));
    let described = before(1).is_some_and(|word| among(word, WHICH))
        || before(2).is_some_and(|word| among(word, "the a an its his her their this"))
        || i > 1 && tokens.is_hyphen(i - 2);
    let following = tokens.lower(i + 1);
    let is_share = match following {
        "of" => !is_vague(tokens, i + 2),
        "as" => true,
        _ => among(following, WHOSE) && !among(tokens.lower(i + 2), IDIOMS),
    };
    is_share && !described
}

/// Whether `a quarter` is surely a share: `a quarter of the votes`, not `in a quarter of growth`.
fn is_quarter_of_something(tokens: &Tokens, i: usize) -> bool {
    let is_period = i > 0 && among(tokens.lower(i - 1), "in for during within after half");
    match tokens.lower(i + 2) {
        "of" => !is_period && !is_vague(tokens, i + 3),
        "are" | "were" | "have" | "died" | "said" => !is_period,
        _ => false,
    }
}

/// Whether what stands after `of` is no whole that is shared out: `half of it`, `a quarter of an hour`.
fn is_vague(tokens: &Tokens, at: usize) -> bool {
    tokens.is_lower(at, "it") || tokens.is_lower(at, "a") || tokens.is_lower(at, "an")
}

fn multiple(tokens: &Tokens, i: usize) -> Option<Proportion> {
    let word = tokens.lower(i);
    let following = tokens.lower(i + 1);
    let (times, sure) = match word {
        "twice" => (
            2,
            among(following, WHOSE) || matches!(following, "as" | "that"),
        ),
        "double" | "triple" => {
            let sure = among(following, WHOSE) || following == "that";
            (if word == "double" { 2 } else { 3 }, sure)
        }
        "doubled" | "tripled" => {
            // `doubled down`, `doubled as`, `doubled-up`
            let idiom = among(following, "down up over back as") || tokens.is_hyphen(i + 1);
            (if word == "doubled" { 2 } else { 3 }, !idiom)
        }
        "quadrupled" | "quintupled" => (multiple_of(word)?, !tokens.is_hyphen(i + 1)),
        // Of reasons, too, it is said that they are twofold or threefold.
        _ => {
            let times = multiple_of(word)?;
            (times, times > 3 && word.ends_with("fold"))
        }
    };
    Some(Proportion {
        kind: Kind::Multiple,
        readings: vec![
            Reading::Multiple(Quantity::whole(times)),
            // Twice as much is 100 per cent more.
            Reading::Percent(Quantity::whole(times * 100 - 100)),
        ],
        next: i + 1,
        doubtful: !sure,
    })
}

/// How words start that say two times.
const DOUBLE: [&str; 13] = [
    "doubl",
    "twofold",
    "dupl",
    "dobl",
    "doppel",
    "doppi",
    "verdoppel",
    "raddoppi",
    "verdubbel",
    "dubbel",
    "dobro",
    "dobbelt",
    "fordobl",
];

/// How words start that say three times.
const TRIPLE: [&str; 8] = [
    "tripl",
    "threefold",
    "thrice",
    "dreifach",
    "verdreifach",
    "verdrievoud",
    "drievoud",
    "tredobl",
];

/// How words start that say more than that, and how many times it is.
const FURTHER: [(&str, u128); 19] = [
    ("quadrupl", 4),
    ("cuadrupl", 4),
    ("fourfold", 4),
    ("vervierfach", 4),
    ("verviervoud", 4),
    ("quintupl", 5),
    ("fivefold", 5),
    ("verfünffach", 5),
    ("sixfold", 6),
    ("sevenfold", 7),
    ("eightfold", 8),
    ("ninefold", 9),
    ("tenfold", 10),
    ("décupl", 10),
    ("verzehnfach", 10),
    ("twentyfold", 20),
    ("fiftyfold", 50),
    ("hundredfold", 100),
    ("thousandfold", 1000),
];

/// Other words of the family, such as `doubling`, and those of other languages, such as `verdoppelt`.
fn multiple_of(word: &str) -> Option<u128> {
    let starts = |list: &[&str]| list.iter().any(|start| word.starts_with(start));
    if starts(&DOUBLE) {
        Some(2)
    } else if starts(&TRIPLE) {
        Some(3)
    } else {
        let mut further = FURTHER.iter();
        let found = further.find(|(start, _)| word.starts_with(start));
        found.map(|(_, times)| *times)
    }
}

/// The multiple that a number says: `two times`, `2x`, `two-fold`, `a factor of two`. It stands from token `first` up to
/// `next`.
pub(super) fn multiple_in_number(
    tokens: &Tokens,
    first: usize,
    next: usize,
    number: &Quantity,
) -> Option<Reading> {
    const TIMES: &str = "times fold fois veces volte keer vezes gange mal";
    let times = tokens
        .joined_word(next)
        .is_some_and(|word| among(tokens.lower(word), TIMES));
    let by_sign = tokens.is_lower(next - 1, "x") || tokens.is_mark(next, '×');
    let factor =
        first > 1 && tokens.is_lower(first - 1, "of") && tokens.is_lower(first - 2, "factor");
    (times || by_sign || factor).then(|| Reading::Multiple(number.clone()))
}
