//! The tokens of a text, and what each of them is to someone who checks facts.

use super::super::segments::segments;

/// A segment of a text (UAX 29): a word, a number, a mark or white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    /// Where it starts, in bytes of the text.
    pub(super) start: usize,
}

/// The tokens of `text`, which together are all of it.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    segments(text)
        .map(|(start, text)| Token { text, start })
        .collect()
}

/// A token that says something: a word, or a sign that belongs to a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) role: Role,
    /// In lower case; the many forms of `not` are one.
    pub(super) text: String,
}

/// What a word is to someone who checks facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A part of a number, amount or date.
    Number,
    /// It negates.
    Negation,
    /// It compares, or makes a number less exact.
    Comparator,
    Other,
}

impl Token<'_> {
    /// Whether it is white space only.
    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// This token of `whole` as a word, whose neighbours there say what a hyphen or a `one` means.
    /// `None` for punctuation and white space.
    pub(super) fn word(&self, whole: &str) -> Option<Word> {
        let before = &whole[..self.start];
        let after = &whole[self.start + self.text.len()..];
        let text = lower(self.text);
        if !self.text.contains(char::is_alphanumeric) {
            let role = match self.text {
                mark if is_part_of_number(mark, before, after) => Role::Number,
                mark if COMPARING_SIGNS.contains(&mark) => Role::Comparator,
                _ => return None,
            };
            return Some(Word { role, text });
        }
        if let Some(negation) = negation(&text) {
            return Some(Word {
                role: Role::Negation,
                text: negation.to_owned(),
            });
        }
        let role =
            if self.text.contains(char::is_numeric) || is_number_word(self.text, &text, before) {
                Role::Number
            } else if COMPARATORS.contains(&text.as_str()) {
                Role::Comparator
            } else {
                Role::Other
            };
        Some(Word { role, text })
    }
}

/// A word in lower case, with straight apostrophes.
fn lower(word: &str) -> String {
    word.to_lowercase().replace('\u{2019}', "'")
}

/// Whether a mark belongs to a number: a currency, a percent sign, a sign, or a separator between
/// digits.
fn is_part_of_number(mark: &str, before: &str, after: &str) -> bool {
    let signs = ['-', '\u{2212}', '\u{2013}', '+', '\u{b1}'];
    let last = before.chars().next_back();
    let follows_digit = last.is_some_and(char::is_numeric);
    let precedes_digit = after.starts_with(char::is_numeric);
    let separates = follows_digit && precedes_digit && !mark.contains(char::is_whitespace);
    let is_sign =
        precedes_digit && mark.starts_with(signs) && !last.is_some_and(char::is_alphanumeric);
    separates || is_sign || mark.contains(char::is_numeric) || mark.contains(is_unit)
}

/// Currency signs, percent and its like, degrees.
fn is_unit(c: char) -> bool {
    matches!(
        c,
        '$' | '%'
            | '\u{a2}'..='\u{a5}'
            | '\u{b0}'
            | '\u{58f}'
            | '\u{60b}'
            | '\u{66a}'
            | '\u{9f2}'
            | '\u{9f3}'
            | '\u{e3f}'
            | '\u{2030}'
            | '\u{2031}'
            | '\u{20a0}'..='\u{20cf}'
            | '\u{ff04}'
            | '\u{ff05}'
    )
}

fn is_number_word(word: &str, lower: &str, before: &str) -> bool {
    // Some months are also verbs, and `no one` counts nothing.
    let is_month = ["may", "march", "mar"].contains(&lower) && word.starts_with(char::is_uppercase);
    let is_pronoun = || {
        let last = before.split_whitespace().next_back().unwrap_or_default();
        [
            "no", "any", "every", "some", "each", "this", "that", "which", "another",
        ]
        .iter()
        .any(|word| last.eq_ignore_ascii_case(word))
    };
    is_month || NUMBERS.contains(&lower) && !(lower == "one" && is_pronoun())
}

/// The word that a negation comes down to.
fn negation(lower: &str) -> Option<&str> {
    const WORDS: &[&str] = &[
        "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "non",
    ];
    match lower {
        "not" | "cannot" => Some("not"),
        _ if lower.ends_with("n't") => Some("not"),
        _ => WORDS.contains(&lower).then_some(lower),
    }
}

const COMPARING_SIGNS: &[&str] = &[
    "<", ">", "\u{2264}", "\u{2265}", "=", "\u{2260}", "~", "\u{2248}",
];

const COMPARATORS: &[&str] = &[
    "more",
    "less",
    "fewer",
    "greater",
    "higher",
    "lower",
    "larger",
    "smaller",
    "bigger",
    "longer",
    "shorter",
    "earlier",
    "later",
    "over",
    "under",
    "above",
    "below",
    "beyond",
    "within",
    "least",
    "most",
    "minimum",
    "maximum",
    "exceed",
    "exceeds",
    "exceeded",
    "exceeding",
    "before",
    "after",
    "until",
    "up",
    "down",
    "almost",
    "nearly",
    "about",
    "around",
    "roughly",
    "approximately",
    "only",
];

const NUMBERS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "eightieth",
    "ninetieth",
    "hundredth",
    "thousandth",
    "millionth",
    "billionth",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "billions",
    "trillion",
    "trillions",
    "lakh",
    "lakhs",
    "crore",
    "crores",
    "mn",
    "bn",
    "tn",
    "dozen",
    "dozens",
    "half",
    "halves",
    "quarter",
    "quarters",
    "thirds",
    "once",
    "twice",
    "thrice",
    "double",
    "triple",
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "percent",
    "cent",
    "cents",
    "pct",
    "dollar",
    "dollars",
    "euro",
    "euros",
    "pound",
    "pounds",
    "rupee",
    "rupees",
    "yen",
    "yuan",
    "usd",
    "eur",
    "gbp",
    "inr",
    "pkr",
];
