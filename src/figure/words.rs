//! Reads English numbers that are spelled out: cardinals, ordinals, fractions, lakhs, crores and dozens.

use std::ops::Range;
use std::sync::LazyLock;

use super::quantity::Quantity;
use super::token::Tokens;

/// The part that a word plays in a spelled-out number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Zero,
    /// 1 to 9.
    Unit(u8),
    /// 10 to 19.
    Teen(u8),
    /// 20 to 90.
    Tens(u8),
    Hundred,
    /// Ten to this power, 3 and up.
    Magnitude(u8),
    Dozen,
    OrdinalUnit(u8),
    OrdinalTeen(u8),
    OrdinalTens(u8),
    OrdinalHundred,
    OrdinalMagnitude(u8),
    /// `thirds`: parts of a whole.
    Parts(u8),
}

/// Sorted by word; all start with a small letter.
const WORDS: &[(&str, Part)] = &[
    ("billion", Part::Magnitude(9)),
    ("billions", Part::Magnitude(9)),
    ("billionth", Part::OrdinalMagnitude(9)),
    ("crore", Part::Magnitude(7)),
    ("crores", Part::Magnitude(7)),
    ("dozen", Part::Dozen),
    ("eight", Part::Unit(8)),
    ("eighteen", Part::Teen(18)),
    ("eighteenth", Part::OrdinalTeen(18)),
    ("eighth", Part::OrdinalUnit(8)),
    ("eighths", Part::Parts(8)),
    ("eightieth", Part::OrdinalTens(80)),
    ("eighty", Part::Tens(80)),
    ("eleven", Part::Teen(11)),
    ("eleventh", Part::OrdinalTeen(11)),
    ("fifteen", Part::Teen(15)),
    ("fifteenth", Part::OrdinalTeen(15)),
    ("fifth", Part::OrdinalUnit(5)),
    ("fifths", Part::Parts(5)),
    ("fiftieth", Part::OrdinalTens(50)),
    ("fifty", Part::Tens(50)),
    ("first", Part::OrdinalUnit(1)),
    ("five", Part::Unit(5)),
    ("fortieth", Part::OrdinalTens(40)),
    ("forty", Part::Tens(40)),
    ("four", Part::Unit(4)),
    ("fourteen", Part::Teen(14)),
    ("fourteenth", Part::OrdinalTeen(14)),
    ("fourth", Part::OrdinalUnit(4)),
    ("fourths", Part::Parts(4)),
    ("fourty", Part::Tens(40)),
    ("hundred", Part::Hundred),
    ("hundreds", Part::Hundred),
    ("hundredth", Part::OrdinalHundred),
    ("hundredths", Part::Parts(100)),
    ("lac", Part::Magnitude(5)),
    ("lacs", Part::Magnitude(5)),
    ("lakh", Part::Magnitude(5)),
    ("lakhs", Part::Magnitude(5)),
    ("million", Part::Magnitude(6)),
    ("millions", Part::Magnitude(6)),
    ("millionth", Part::OrdinalMagnitude(6)),
    ("nine", Part::Unit(9)),
    ("nineteen", Part::Teen(19)),
    ("nineteenth", Part::OrdinalTeen(19)),
    ("ninetieth", Part::OrdinalTens(90)),
    ("ninety", Part::Tens(90)),
    ("ninth", Part::OrdinalUnit(9)),
    ("ninths", Part::Parts(9)),
    ("one", Part::Unit(1)),
    ("second", Part::OrdinalUnit(2)),
    ("seven", Part::Unit(7)),
    ("seventeen", Part::Teen(17)),
    ("seventeenth", Part::OrdinalTeen(17)),
    ("seventh", Part::OrdinalUnit(7)),
    ("sevenths", Part::Parts(7)),
    ("seventieth", Part::OrdinalTens(70)),
    ("seventy", Part::Tens(70)),
    ("six", Part::Unit(6)),
    ("sixteen", Part::Teen(16)),
    ("sixteenth", Part::OrdinalTeen(16)),
    ("sixth", Part::OrdinalUnit(6)),
    ("sixths", Part::Parts(6)),
    ("sixtieth", Part::OrdinalTens(60)),
    ("sixty", Part::Tens(60)),
    ("ten", Part::Teen(10)),
    ("tenth", Part::OrdinalTeen(10)),
    ("tenths", Part::Parts(10)),
    ("third", Part::OrdinalUnit(3)),
    ("thirds", Part::Parts(3)),
    ("thirteen", Part::Teen(13)),
    ("thirteenth", Part::OrdinalTeen(13)),
    ("thirtieth", Part::OrdinalTens(30)),
    ("thirty", Part::Tens(30)),
    ("thousand", Part::Magnitude(3)),
    ("thousands", Part::Magnitude(3)),
    ("thousandth", Part::OrdinalMagnitude(3)),
    ("three", Part::Unit(3)),
    ("trillion", Part::Magnitude(12)),
    ("trillions", Part::Magnitude(12)),
    ("trillionth", Part::OrdinalMagnitude(12)),
    ("twelfth", Part::OrdinalTeen(12)),
    ("twelve", Part::Teen(12)),
    ("twentieth", Part::OrdinalTens(20)),
    ("twenty", Part::Tens(20)),
    ("two", Part::Unit(2)),
    ("zero", Part::Zero),
];

/// Where the words with each first letter stand: every word of a statement is looked up, and equal lengths are rare.
static WITH_FIRST: LazyLock<[Range<usize>; 26]> = LazyLock::new(|| {
    std::array::from_fn(|letter| {
        let before = |most: usize| {
            WORDS.partition_point(|(word, _)| usize::from(word.as_bytes()[0] - b'a') < most)
        };
        before(letter)..before(letter + 1)
    })
});

/// A longer number than this is read as two, so that reading takes linear time.
const MOST_WORDS: usize = 40;

/// A number that is spelled out.
#[derive(Debug)]
pub(super) struct Spelled {
    pub quantity: Quantity,
    /// Another way to read it: `thirty second(s)` is 30, `thirty-second` is the 32nd.
    pub also: Option<Quantity>,
    /// The token after it.
    pub next: usize,
    pub ordinal: bool,
    /// The power of ten that ends it, where a lower bound may share it: 6 in `five or six million`.
    pub factor: Option<u32>,
    /// Whether it has no number of its own, as in `per thousand` or `multi-million`.
    pub bare: bool,
}

impl Spelled {
    fn number(quantity: Quantity, next: usize) -> Self {
        Self {
            quantity,
            also: None,
            next,
            ordinal: false,
            factor: None,
            bare: false,
        }
    }
}

fn part(tokens: &Tokens, i: usize) -> Option<Part> {
    tokens.may_tell(i).then(|| part_of(tokens.lower(i)))?
}

fn part_of(word: &str) -> Option<Part> {
    let first = word.bytes().next().filter(u8::is_ascii_lowercase)?;
    let alike = WITH_FIRST[usize::from(first - b'a')].clone();
    let mut alike = WORDS[alike].iter();
    alike
        .find(|(known, _)| *known == word)
        .map(|(_, part)| *part)
}

/// All words that spelled-out numbers are made of.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(word, _)| *word)
}

/// Whether an English number may start with this word: no other does.
pub(super) fn starts_number(tokens: &Tokens, i: usize) -> bool {
    matches!(tokens.lower(i), "a" | "an" | "half") || part(tokens, i).is_some()
}

/// What the words read so far allow to follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Start,
    Unit,
    Teen,
    Tens,
    Hundred,
    Magnitude,
    And,
}

/// The state of a number being read.
struct Sum {
    /// The groups that a magnitude has closed.
    total: u128,
    /// The group being read, below its magnitude.
    group: u128,
    last: Last,
    smallest: u8,
    hundred_in_group: bool,
    magnitudes: u32,
}

impl Sum {
    /// Adds a cardinal, or says that it starts another number.
    fn add(&mut self, part: Part) -> Option<()> {
        let small = matches!(
            self.last,
            Last::Start | Last::Hundred | Last::Magnitude | Last::And
        );
        match part {
            Part::Unit(n) if small || self.last == Last::Tens => {
                self.group = self.group.checked_add(u128::from(n))?;
                self.last = Last::Unit;
            }
            Part::Teen(n) if small => {
                self.group = self.group.checked_add(u128::from(n))?;
                self.last = Last::Teen;
            }
            Part::Tens(n) if small => {
                self.group = self.group.checked_add(u128::from(n))?;
                self.last = Last::Tens;
            }
            Part::Hundred
                if !self.hundred_in_group && (self.group > 0 || self.last == Last::Start) =>
            {
                self.group = self.group.max(1).checked_mul(100)?;
                self.hundred_in_group = true;
                self.last = Last::Hundred;
            }
            Part::Magnitude(power) => {
                let factor = 10u128.checked_pow(u32::from(power))?;
                if self.group == 0 && self.last == Last::Magnitude {
                    // `lakh crore`, `thousand million`: the one multiplies the other.
                    self.total = self.total.checked_mul(factor)?;
                } else if self.last != Last::And && (self.magnitudes == 0 || power < self.smallest)
                {
                    let group = self.group.max(1).checked_mul(factor)?;
                    self.total = self.total.checked_add(group)?;
                } else {
                    return None;
                }
                self.group = 0;
                self.hundred_in_group = false;
                self.smallest = power;
                self.magnitudes += 1;
                self.last = Last::Magnitude;
            }
            _ => return None,
        }
        Some(())
    }
}

/// Reads the number that starts at token `i`.
pub(super) fn spelled(tokens: &Tokens, i: usize) -> Option<Spelled> {
    let first = tokens.lower(i);
    match first {
        "a" | "an" => return with_article(tokens, i),
        "half" => return half(tokens, i, i + 1),
        _ => {}
    }
    let mut spelled = plain(tokens, i)?;
    if spelled.ordinal || spelled.bare {
        return Some(spelled);
    }
    if let Some(parts) = parts(tokens, i, &spelled) {
        return Some(parts);
    }
    if let Some(year) = pair_of_tens(tokens, i, &spelled) {
        return Some(year);
    }
    // `at one point one side gave in`
    if !(i > 0 && tokens.is_lower(i - 1, "at") && first == "one") {
        point(tokens, &mut spelled);
    }
    and_a_half(tokens, &mut spelled);
    Some(spelled)
}

/// `a hundred`, `a million`, `a dozen`, `a third of`; any other article is no number.
fn with_article(tokens: &Tokens, i: usize) -> Option<Spelled> {
    let at = tokens.joined_word(i + 1).filter(|at| *at == i + 1)?;
    if tokens.is_lower(at, "quarter") {
        let (factor, next) = part_of_million(tokens, at + 1)?;
        let quantity = Quantity::decimal("0", "25").scaled(factor);
        return Some(Spelled::number(quantity, next));
    }
    match part(tokens, at)? {
        Part::Hundred | Part::Magnitude(_) | Part::Dozen => {
            let mut spelled = plain(tokens, at)?;
            spelled.bare = false;
            and_a_half(tokens, &mut spelled);
            Some(spelled)
        }
        Part::OrdinalUnit(n @ 3..) | Part::OrdinalTeen(n) if tokens.is_lower(at + 1, "of") => Some(
            Spelled::number(Quantity::fraction(1, u32::from(n))?, at + 1),
        ),
        _ => None,
    }
}

/// `half a million`, `half-dozen`, `half a percent`; `half` alone is left alone.
fn half(tokens: &Tokens, i: usize, after: usize) -> Option<Spelled> {
    let mut at = tokens.joined_word(after)?;
    if at == i + 1 && matches!(tokens.lower(at), "a" | "an") {
        at = tokens.joined_word(at + 1)?;
    }
    if matches!(tokens.lower(at), "percent" | "percentage" | "pct")
        || tokens.is_lower(at, "per") && tokens.is_lower(at + 1, "cent")
    {
        return Some(Spelled::number(Quantity::decimal("0", "5"), at));
    }
    let quantity = match part(tokens, at)? {
        Part::Hundred => Quantity::whole(50),
        Part::Magnitude(power) => Quantity::decimal("0", "5").scaled(u32::from(power)),
        Part::Dozen => Quantity::whole(6),
        _ => return None,
    };
    Some(Spelled::number(quantity, at + 1))
}

/// A cardinal or ordinal without fractions and decimals.
fn plain(tokens: &Tokens, i: usize) -> Option<Spelled> {
    let between = i > 0 && tokens.is_lower(i - 1, "between");
    let mut sum = Sum {
        total: 0,
        group: 0,
        last: Last::Start,
        smallest: u8::MAX,
        hundred_in_group: false,
        magnitudes: 0,
    };
    let mut next = i;
    let mut at = i;
    let mut also = None;
    let mut ordinal = false;
    let mut dozen = false;
    let first = part(tokens, i)?;
    if first == Part::Zero {
        return Some(Spelled::number(Quantity::whole(0), i + 1));
    }
    for _ in 0..MOST_WORDS {
        if tokens.is_lower(at, "and") {
            let joins = matches!(sum.last, Last::Hundred | Last::Magnitude)
                && !between
                && tokens
                    .joined_word(at + 1)
                    .is_some_and(|word| continues(tokens, word, &sum));
            if !joins {
                break;
            }
            sum.last = Last::And;
        } else {
            let Some(part) = part(tokens, at) else { break };
            match part {
                Part::Dozen if sum.total == 0 && !sum.hundred_in_group && sum.group < 100 => {
                    sum.group = sum.group.max(1) * 12;
                    next = at + 1;
                    dozen = true;
                    break;
                }
                Part::OrdinalUnit(_)
                | Part::OrdinalTeen(_)
                | Part::OrdinalTens(_)
                | Part::OrdinalHundred
                | Part::OrdinalMagnitude(_) => {
                    let before = sum.total.saturating_add(sum.group);
                    let cardinal = match part {
                        Part::OrdinalUnit(n) => Part::Unit(n),
                        Part::OrdinalTeen(n) => Part::Teen(n),
                        Part::OrdinalTens(n) => Part::Tens(n),
                        Part::OrdinalMagnitude(power) => Part::Magnitude(power),
                        _ => Part::Hundred,
                    };
                    if sum.add(cardinal).is_some() {
                        // `thirty-second` is the 32nd or half a minute.
                        if part == Part::OrdinalUnit(2) && before > 0 {
                            also = Some(Quantity::whole(before));
                        }
                        ordinal = true;
                        next = at + 1;
                    }
                    break;
                }
                _ => {
                    if sum.add(part).is_none() {
                        break;
                    }
                    next = at + 1;
                }
            }
        }
        match tokens.joined_word(at + 1) {
            Some(word) => at = word,
            None => break,
        }
    }
    if next == i {
        return None;
    }
    let factor = match sum.last {
        Last::Magnitude if sum.magnitudes == 1 => Some(u32::from(sum.smallest)),
        Last::Hundred if sum.magnitudes == 0 && sum.group < 1000 => Some(2),
        _ => None,
    };
    Some(Spelled {
        quantity: Quantity::whole(sum.total.checked_add(sum.group)?),
        also,
        next,
        ordinal,
        factor: factor.filter(|_| !ordinal && !dozen),
        bare: matches!(first, Part::Hundred | Part::Magnitude(_)),
    })
}

/// Whether `and` and the words from here go on with the number: `one hundred and two`, but not `one hundred and two
/// hundred`, nor `five million and six million`.
fn continues(tokens: &Tokens, word: usize, sum: &Sum) -> bool {
    let after_hundred = sum.last == Last::Hundred;
    let mut at = word;
    for step in 0..6 {
        match part(tokens, at) {
            None | Some(Part::Zero | Part::Dozen | Part::Parts(_)) => return step > 0,
            Some(Part::Hundred | Part::Magnitude(_)) if step == 0 => return false,
            Some(Part::Hundred) if after_hundred => return false,
            Some(Part::Magnitude(power)) if sum.magnitudes > 0 && power >= sum.smallest => {
                return false;
            }
            Some(_) => {}
        }
        match tokens.joined_word(at + 1) {
            Some(next) => at = next,
            None => return true,
        }
    }
    true
}

/// `two-thirds`, `one fifth`, `three quarters`, `one half of`.
fn parts(tokens: &Tokens, i: usize, numerator: &Spelled) -> Option<Spelled> {
    let count = numerator
        .quantity
        .as_whole()
        .filter(|n| (1..20).contains(n))?;
    if numerator.next != i + 1 {
        return None;
    }
    let at = tokens.joined_word(numerator.next)?;
    // `one third-party`: the ordinal belongs to what follows.
    let compound = at == numerator.next && tokens.is_hyphen(at + 1) && tokens.glued(at + 1);
    let denominator = match part(tokens, at) {
        Some(Part::Parts(n)) if count > 1 => n,
        Some(Part::OrdinalUnit(n @ 3..) | Part::OrdinalTeen(n)) if count == 1 && !compound => n,
        _ if count == 3 && tokens.is_lower(at, "quarters") => 4,
        // `one quarter of the votes`, `one-half`; not `in one quarter`
        _ if count == 1 && (at > numerator.next || tokens.is_lower(at + 1, "of")) => {
            match tokens.lower(at) {
                "half" => 2,
                "quarter" => 4,
                _ => return None,
            }
        }
        _ => return None,
    };
    if denominator == 4
        && let Some((factor, next)) = part_of_million(tokens, at + 1)
    {
        let hundredths = (25 * count).to_string();
        let quantity = Quantity::decimal("0", &hundredths).scaled(factor);
        return Some(Spelled::number(quantity, next));
    }
    Some(Spelled::number(
        Quantity::fraction(count, u32::from(denominator))?,
        at + 1,
    ))
}

/// `of a million`, of which there may be a quarter or three: the power of ten, and the token after it.
fn part_of_million(tokens: &Tokens, of: usize) -> Option<(u32, usize)> {
    let is_one = tokens.is_lower(of, "of") && matches!(tokens.lower(of + 1), "a" | "one");
    match part(tokens, of + 2).filter(|_| is_one)? {
        Part::Magnitude(power) => Some((u32::from(power), of + 3)),
        _ => None,
    }
}

/// Whether `of a million`, or the like, stands there.
pub(super) fn is_part_of_million(tokens: &Tokens, of: usize) -> bool {
    part_of_million(tokens, of).is_some()
}

/// A year as it is spoken: `nineteen eighty-four`, `twenty twenty-five`.
fn pair_of_tens(tokens: &Tokens, i: usize, century: &Spelled) -> Option<Spelled> {
    let hundreds = century
        .quantity
        .as_whole()
        .filter(|n| (16..=20).contains(n))?;
    let at = tokens.joined_word(century.next)?;
    if century.next != i + 1 || !matches!(part(tokens, at)?, Part::Teen(_) | Part::Tens(_)) {
        return None;
    }
    let rest = plain(tokens, at)?;
    let years = rest.quantity.as_whole().filter(|n| (10..100).contains(n))?;
    let compound = tokens.is_hyphen(rest.next) && tokens.glued(rest.next);
    if rest.ordinal || compound {
        return None;
    }
    Some(Spelled::number(
        Quantity::whole(hundreds * 100 + years),
        rest.next,
    ))
}

/// `two point five`.
fn point(tokens: &Tokens, spelled: &mut Spelled) {
    let Some(whole) = spelled.quantity.as_whole() else {
        return;
    };
    let Some(at) = tokens.joined_word(spelled.next) else {
        return;
    };
    if !tokens.is_lower(at, "point") {
        return;
    }
    let mut decimals = String::new();
    let mut next = at + 1;
    while decimals.len() < MOST_WORDS {
        let Some(word) = tokens.joined_word(next) else {
            break;
        };
        let digit = match part(tokens, word) {
            Some(Part::Zero) => 0,
            Some(Part::Unit(n)) => n,
            _ => break,
        };
        decimals.push(char::from(b'0' + digit));
        next = word + 1;
    }
    if !decimals.is_empty() {
        spelled.quantity = Quantity::decimal(&whole.to_string(), &decimals);
        spelled.next = next;
        spelled.factor = None;
    }
}

/// `two and a half`, `a million and a half`.
fn and_a_half(tokens: &Tokens, spelled: &mut Spelled) {
    let at = spelled.next;
    let (numerator, denominator) =
        match (tokens.lower(at), tokens.lower(at + 1), tokens.lower(at + 2)) {
            ("and", "a", "half") => (1, 2),
            ("and", "a", "quarter") => (1, 4),
            ("and", "three", "quarters") => (3, 4),
            _ => return,
        };
    // `a million and a half`: a half of the million
    let quantity = match spelled.factor {
        Some(power) if power > 2 => spelled
            .quantity
            .as_whole()
            .and_then(|whole| whole.checked_div(10u128.checked_pow(power)?))
            .and_then(|whole| Quantity::whole(whole).plus(numerator, denominator))
            .map(|quantity| quantity.scaled(power)),
        _ => spelled.quantity.plus(numerator, denominator),
    };
    if let Some(quantity) = quantity {
        spelled.quantity = quantity;
        spelled.next = at + 3;
        spelled.factor = None;
    }
}

/// What an English word of magnitude multiplies by, as a power of ten: `hundred`, `million(s)`, `lakh`.
pub(super) fn magnitude(word: &str) -> Option<u32> {
    let at = WORDS
        .binary_search_by(|(known, _)| (*known).cmp(word))
        .ok()?;
    match WORDS[at].1 {
        Part::Hundred => Some(2),
        Part::Magnitude(power) => Some(u32::from(power)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[rstest]
    #[case("five", 5)]
    #[case("twelve hundred", 1200)]
    #[case("one thousand two hundred", 1200)]
    #[case("one hundred and twenty-five", 125)]
    #[case("two hundred thousand and five", 200_005)]
    #[case(
        "fifty-three billion two hundred forty-three thousand seven hundred twenty-four",
        53_000_243_724
    )]
    #[case("six-hundred-and-four", 604)]
    #[case("a hundred", 100)]
    #[case("a million", 1_000_000)]
    #[case("half a million", 500_000)]
    #[case("half a dozen", 6)]
    #[case("half-dozen", 6)]
    #[case("dozen", 12)]
    #[case("two dozen", 24)]
    #[case("five lakh crore", 5_000_000_000_000)]
    #[case("nineteen eighty-four", 1984)]
    #[case("twenty twenty-five", 2025)]
    #[case("nineteen hundred seventy-three", 1973)]
    #[case("two million and three hundred", 2_000_300)]
    #[case("thirty-five thousands", 35_000)]
    #[case("a million and a half", 1_500_000)]
    fn cardinals(#[case] text: &str, #[case] value: u128) {
        let spelled = spelled(&Tokens::new(text), 0).unwrap();
        assert_eq!(spelled.quantity, Quantity::whole(value));
        assert!(!spelled.ordinal);
    }

    #[rstest]
    #[case("third", 3)]
    #[case("twenty-first", 21)]
    #[case("one hundred and first", 101)]
    #[case("two hundredth", 200)]
    #[case("fiftieth", 50)]
    #[case("thirty-second", 32)]
    fn ordinals(#[case] text: &str, #[case] value: u128) {
        let spelled = spelled(&Tokens::new(text), 0).unwrap();
        assert_eq!(spelled.quantity, Quantity::whole(value));
        assert!(spelled.ordinal);
    }

    #[rstest]
    #[case("four or five", "four")]
    #[case("six six-year-olds", "six")]
    #[case("one hundred and two hundred", "one hundred")]
    #[case("five million and six million", "five million")]
    #[case("one hundred and was", "one hundred")]
    #[case("twenty ten-year-olds", "twenty")]
    #[case("two, three", "two")]
    #[case("one third-party", "one")]
    #[case("two point of", "two")]
    #[case("five\u{2014}six", "five")]
    fn a_number_ends_where_another_word_starts(#[case] text: &str, #[case] number: &str) {
        let tokens = Tokens::new(text);
        let spelled = spelled(&tokens, 0).unwrap();
        assert_eq!(&text[tokens.range(0, spelled.next)], number);
    }

    #[rstest]
    #[case("two-thirds", 2, 3)]
    #[case("one third", 1, 3)]
    #[case("three quarters", 3, 4)]
    #[case("a fifth of", 1, 5)]
    #[case("two and a half million", 5, 2)]
    #[case("two point five", 5, 2)]
    #[case("five and a half", 11, 2)]
    fn fractions(#[case] text: &str, #[case] numerator: u128, #[case] denominator: u32) {
        let spelled = spelled(&Tokens::new(text), 0).unwrap();
        assert_eq!(
            Some(spelled.quantity),
            Quantity::fraction(numerator, denominator)
        );
    }

    #[rstest]
    #[case("half")]
    #[case("a soldier")]
    #[case("a third soldier")]
    #[case("and")]
    #[case("thirds")]
    fn no_numbers(#[case] text: &str) {
        assert!(spelled(&Tokens::new(text), 0).is_none());
    }

    #[test]
    fn long_numbers_do_not_overflow() {
        for word in [
            "billion ",
            "hundred ",
            "nine trillion ",
            "lakh ",
            "one hundred and ",
        ] {
            let text = word.repeat(500);
            assert!(spelled(&Tokens::new(&text), 0).is_some());
        }
    }
}
