//! Whether a quote starts or ends inside a word or a number.

use super::segments::segments;
use super::walk::{is_hyphen, line_break};
use crate::text::among;
use std::ops::Range;
use unicode_normalization::char::canonical_combining_class;

/// How far a word is followed to either side, in bytes: beyond that, nobody would call it a word.
const FAR: usize = 512;

/// The word or number of `text` that the byte offset `at` cuts, if it cuts one (Unicode Standard Annex #29, word
/// boundaries). Beyond the annex, a number has its sign, superscripts and fractions, and the spaces between its thousands:
/// `5` cuts `-5`, `.5`, `-$5`, `3/5`, `5 ½` and `5:45`, `10` cuts `10²` and `10⁻⁶`, `000` cuts `1 000`. A date in digits is one
/// number: `12/05` cuts `12/05/2026`. A unit has its power, and a formula its subscripts: `km` cuts `km²`, `CO` cuts `CO₂`. A
/// number in words has its hyphens: `five` cuts `twenty-five`. A word may be broken over a line end: `able` cuts `un-⏎able`.
pub fn cut_word(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text[..at].chars().next_back()?;
    let after = text[at..].chars().next()?;
    if is_in_number(text, at) {
        return Some(number_around(text, at));
    }
    if !(before.is_ascii() && after.is_ascii()) && is_in_unit(text, at) {
        return Some(unit_around(text, at));
    }
    if let Some(word) = broken_word(text, at) {
        return Some(word);
    }
    if before.is_whitespace() || after.is_whitespace() {
        return None;
    }
    if (is_hyphen(before) || is_hyphen(after))
        && let Some(number) = spelled_out(text, at)
    {
        return Some(number);
    }
    let window = window(text, at);
    let (start, word) = segments(&text[window.clone()])
        .map(|(offset, word)| (window.start + offset, word))
        .take_while(|(start, _)| *start < at)
        .last()?;
    let end = start + word.len();
    (at < end).then_some(start..end)
}

/// Cuts at the ends of a range are followed at most so many times: a word so long is none.
const MOST_STEPS: usize = 64;

/// The range moved out to the ends of the words and numbers of `text` that it cuts, so that [`cut_word`] finds nothing at
/// either end. A word beyond some 30 KB stays cut.
pub fn whole_words(text: &str, range: Range<usize>) -> Range<usize> {
    let mut whole = range;
    for _ in 0..MOST_STEPS {
        let (before, after) = (cut_word(text, whole.start), cut_word(text, whole.end));
        if before.is_none() && after.is_none() {
            break;
        }
        whole.start = before.map_or(whole.start, |word| word.start);
        whole.end = after.map_or(whole.end, |word| word.end);
    }
    whole
}

/// Whether what stands before and after `at` is of one number.
fn is_in_number(text: &str, at: usize) -> bool {
    let (left, right) = (&text[..at], &text[at..]);
    let (Some(before), Some(after)) = (left.chars().next_back(), right.chars().next()) else {
        return false;
    };
    // Most ends of quotes are far from any number. Some figures are letters, too: `Ⅷ`, `〇`.
    let is_letter = |c: char| c.is_alphabetic() && !c.is_numeric();
    if is_letter(before) || is_letter(after) {
        return false;
    }
    // Either of them may be what joins two parts of it.
    let joints = [
        (&left[..at - before.len_utf8()], before, right),
        (left, after, &right[after.len_utf8()..]),
    ];
    before.is_numeric() && after.is_numeric()
        || is_sign(left, right)
        || is_leading_point(left, right)
        || joints.into_iter().any(is_joined)
        || is_broken_group(left, right)
}

/// Whether a character joins what stands before it and after it to one number.
fn is_joined((left, joint, right): (&str, char, &str)) -> bool {
    match joint {
        // Decimals and thousands, as Annex #29 has it, and exponents.
        '.' | ',' | '\'' | '’' | '⁻' | '⁺' | '^' => {
            left.ends_with(char::is_numeric) && right.starts_with(char::is_numeric)
        }
        // A space, and those at which no line may break or that are as wide as a figure or thin.
        ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => {
            is_group(left, joint, right) || is_mixed(left, right)
        }
        '/' | '⁄' if is_fraction(left, right) => true,
        '/' | '-' | '‐' | '‑' => is_date(left, joint, right),
        // Of a time, a score or a ratio.
        ':' => {
            left.ends_with(|c: char| c.is_ascii_digit())
                && right.starts_with(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

/// The number that `at` lies in.
fn number_around(text: &str, at: usize) -> Range<usize> {
    let (mut start, mut end) = (at, at);
    while at - start < FAR && is_in_number(text, start) {
        start -= text[..start].chars().next_back().map_or(1, char::len_utf8);
    }
    while end - at < FAR && is_in_number(text, end) {
        end += text[end..].chars().next().map_or(1, char::len_utf8);
    }
    start..end
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '¢'..='¥' | '\u{20a0}'..='\u{20cf}')
}

/// Whether a sign stands at the end of `left`, before a currency sign or none, and its number at the start of `right`: a hyphen
/// between words or numbers is no sign.
fn is_sign(left: &str, right: &str) -> bool {
    let left = left.strip_suffix(is_currency).unwrap_or(left);
    let Some(sign) = left.chars().next_back() else {
        return false;
    };
    let before = &left[..left.len() - sign.len_utf8()];
    let is_one = match sign {
        '-' | '−' | '+' | '±' => is_free(before),
        // A hyphen that does not break, those of full width, and the dash that word processors make of one.
        '‐' | '‑' | '–' | '﹣' | '－' => {
            is_free_of_ranges(before) && !is_closed(sign, right)
        }
        _ => false,
    };
    let right = right.strip_prefix(is_currency).unwrap_or(right);
    let number = right.strip_prefix(['.', ',']).unwrap_or(right);
    is_one && number.starts_with(char::is_numeric)
}

/// Whether a sign may follow: no word or number ends here.
fn is_free(before: &str) -> bool {
    let is_end = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '-' | '.' | ',' | ')' | ']' | '%' | '‰' | '°' | '”' | '’' | '»'
            )
    };
    let mut last = before.chars().rev();
    match last.next() {
        Some(c) if is_currency(c) => !last.next().is_some_and(char::is_numeric),
        c => !c.is_some_and(is_end),
    }
}

/// Whether a dash that follows stands before something, and neither between two nor at the start of a line, where it opens what
/// somebody says, or an item of a list.
fn is_free_of_ranges(before: &str) -> bool {
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(FAR))..];
    let words = before.trim_end_matches([' ', '\u{a0}']);
    let is_of_range = |c: char| c.is_numeric() || is_currency(c) || matches!(c, '%' | '‰' | '°');
    before.ends_with(['(', '['])
        || words.len() < before.len() && words.ends_with(|c| c != '\n' && !is_of_range(c))
}

/// Whether the dash is the first of two that enclose a remark: `el plan –5 años después– fracasó`.
fn is_closed(dash: char, right: &str) -> bool {
    let near = &right[..right.floor_char_boundary(FAR)];
    let line = near.lines().next().unwrap_or_default();
    line.match_indices(dash).any(|(at, _)| {
        let after = &line[at + dash.len_utf8()..];
        line[..at].ends_with(|c: char| !c.is_whitespace())
            && !after.starts_with(char::is_alphanumeric)
    })
}

/// Whether a point at the end of `left`, before which no sentence or word ends, makes decimals of what `right` starts with.
fn is_leading_point(left: &str, right: &str) -> bool {
    let before = left.strip_suffix('.');
    let is_free = |before: &str| {
        let last = before.chars().next_back();
        last.is_none_or(|c| {
            c.is_whitespace() || is_currency(c) || matches!(c, '-' | '−' | '+' | '±' | '(' | '[')
        })
    };
    before.is_some_and(is_free) && right.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a space between `left` and `right` parts thousands: one to three digits before it, and just three after it. A plain
/// space may part two numbers as well, so there is another group besides, or one that starts with a zero, as no number does, or
/// nothing around them speaks for two numbers.
fn is_group(left: &str, space: char, right: &str) -> bool {
    let before = digits_before(left);
    let Some(rest) = after_group(right).filter(|_| (1..=3).contains(&before)) else {
        return false;
    };
    space != ' '
        || right.starts_with('0')
        || is_after_group(left, space)
        || is_before_group(rest, space)
        || is_lone_group(left, before, rest)
}

/// Whether the thousands of a number are parted between `left` and `right` by a line end or several spaces: `70⏎000`. The rows
/// and columns of a table are parted so as well, so that the second are zeros, or a line of prose ends there and there is another
/// group besides.
fn is_broken_group(left: &str, right: &str) -> bool {
    /// Nobody indents a line by more, in characters.
    const WIDEST: usize = 32;
    fn blank(text: impl Iterator<Item = char>) -> usize {
        let blank = text.take(WIDEST).take_while(|c| c.is_whitespace());
        blank.map(char::len_utf8).sum()
    }
    let (number, gap) = left.split_at(left.len() - blank(left.chars().rev()));
    let (more, group) = right.split_at(blank(right.chars()));
    let digits = digits_before(number);
    let line_ends = gap.matches('\n').count() + more.matches('\n').count();
    let Some(rest) = after_group(group).filter(|_| (1..=3).contains(&digits)) else {
        return false;
    };
    let is_prose = || {
        let line = number.chars().rev().take(FAR).take_while(|c| *c != '\n');
        line.into_iter().any(char::is_alphabetic)
    };
    // One space by itself is looked at by others.
    gap.len() + more.len() > usize::from(line_ends == 0)
        && line_ends <= 1
        && (group.starts_with("000")
            || line_ends == 1
                && (is_after_group(number, ' ') || rest.starts_with(" 000"))
                && is_prose())
}

/// How many digits a text ends with, four at most.
fn digits_before(text: &str) -> usize {
    let digits = text.bytes().rev().take(4);
    digits.take_while(u8::is_ascii_digit).count()
}

/// The rest of a text that starts with just three digits.
fn after_group(text: &str) -> Option<&str> {
    let digits = text.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let rest = text.get(3..).filter(|_| digits == 3)?;
    (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// Whether `text` ends with thousands after other digits of the same number.
fn is_after_group(text: &str, space: char) -> bool {
    let digits = digits_before(text);
    let more = text[..text.len() - digits].strip_suffix(space);
    digits == 3 && more.is_some_and(|more| (1..=3).contains(&digits_before(more)))
}

/// Whether more thousands stand at the start of `text`.
fn is_before_group(text: &str, space: char) -> bool {
    text.strip_prefix(space).and_then(after_group).is_some()
}

/// Words before a number that say which one it is, and not how many: `page 12`, `aged 5`.
const LABELS: &str = "page pages p pp chapter section article paragraph clause annex appendix verse line lines row column \
    figure table room ward bed cell floor flat apartment unit block building plot area zone sector \
    district precinct gate platform terminal pier dock berth track lane exit junction runway hall route \
    highway flight bus tram channel number no nos item lot part phase stage step round heat lap hole \
    episode season volume version type model class grade level tier category group size squadron \
    battalion brigade day week year age aged";

/// Those of whom a number after `of` is the age: `a man of 30`.
const PERSONS: &str = "man woman boy girl child youth teenager lad father mother widow widower";

/// Units that a number makes an adjective of: `12 155 mm guns`, `5 100 metre races`.
const MEASURED: &str = "mm millimetre millimeter metre meter mile pound gram dollar";

/// Whether two groups of digits with a plain space between are one number: `some 12 345 people`, but not `on May 12 345 people`
/// nor the columns of a table. `left` ends with the first group, which has so many `digits`; `rest` is what stands after the
/// second.
fn is_lone_group(left: &str, digits: usize, rest: &str) -> bool {
    let (before, first) = left.split_at(left.len() - digits);
    let word_before = || {
        let word = before.trim_end();
        let start = word.trim_end_matches(char::is_alphabetic).len();
        let is_free = !word[..start].ends_with(|c: char| c.is_numeric() || c == '-');
        let word = &word[start..];
        let is_age = || {
            let person = before.trim_end().strip_suffix("of").unwrap_or_default();
            // A salesman is one as well.
            let mut known = PERSONS.split(' ');
            known.any(|known| person.trim_end().ends_with(known))
        };
        // What has a capital is a name or a month, if it does not start a sentence.
        is_free
            && word.starts_with(char::is_lowercase)
            && !among(word, LABELS)
            && !(word == "of" && is_age())
    };
    let opens = |text: &str| text.ends_with(['(', '[', ',', ':', ';', '–', '—']);
    let is_count = before.ends_with(is_currency)
        || before.ends_with(['(', '['])
        || before.ends_with(char::is_whitespace) && (word_before() || opens(before.trim_end()));
    let word_after = rest.strip_prefix(' ').unwrap_or_default();
    let unit = word_after
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    let goes_on = word_after.starts_with(char::is_numeric)
        || rest.starts_with(['-', '‐', '‑', '/', ':', '\'', '’'])
        || among(unit, MEASURED);
    is_count && !first.starts_with('0') && !goes_on
}

/// Whether a `joint` between `left` and `right` is one of the two in a date in digits: `12/05/2026`, `2026-05-12`, `12-5-26`.
fn is_date(left: &str, joint: char, right: &str) -> bool {
    /// No date is longer, in bytes; its hyphens may take three.
    const LONGEST: usize = 14;
    let is_part = |c: char| c.is_ascii_digit() || c == joint;
    let near = left.floor_char_boundary(left.len().saturating_sub(LONGEST));
    let before = left[near..].trim_end_matches(is_part).len() + near;
    let after = right.len() - right.trim_start_matches(is_part).len();
    let (head, tail) = (&left[before..], &right[..after]);
    if head.len() + tail.len() > LONGEST
        || left[..before].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ','))
    {
        return false;
    }
    let parts = head.split(joint).chain(tail.split(joint));
    let lengths: Vec<usize> = parts.map(str::len).collect();
    matches!(lengths[..], [1..=2, 1..=2, 2 | 4] | [4, 1..=2, 1..=2])
}

/// Whether a space between `left` and `right` parts a whole number from a fraction that is added to it: `5 ½`, `3 1/2`.
fn is_mixed(left: &str, right: &str) -> bool {
    let digits = left.bytes().rev().take_while(u8::is_ascii_digit).count();
    let is_whole = (1..=3).contains(&digits)
        && !left[..left.len() - digits]
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '/' | ':' | '-'));
    let number = |text: &str| -> Option<(u8, usize)> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        Some((text.get(..digits)?.parse().ok()?, digits))
    };
    let is_fraction = || {
        let (above, digits) = number(right)?;
        let rest = right[digits..].strip_prefix(['/', '⁄'])?;
        let (below, digits) = number(rest)?;
        let goes_on = rest[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '/');
        // As they are measured: halves, thirds, quarters, eighths, sixteenths.
        Some(0 < above && above < below && matches!(below, 2..=6 | 8 | 16) && !goes_on)
    };
    is_whole && (right.starts_with(is_vulgar) || is_fraction() == Some(true))
}

/// Whether a character is a fraction by itself.
fn is_vulgar(c: char) -> bool {
    matches!(c, '¼'..='¾' | '⅐'..='⅞' | '↉')
}

/// Units of length of two letters, which have squares and cubes. (`in²` may be a word with the number of a note.)
const UNITS: [&str; 7] = ["km", "cm", "mm", "dm", "ft", "mi", "yd"];

/// What stands before a hyphen within a number in words, and what stands after it, in the languages that write it so: English
/// and French.
const HYPHENATED: [(&str, &str); 4] = [
    (
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "one two three four five six seven eight nine \
            first second third fourth fifth sixth seventh eighth ninth",
    ),
    (
        "dix vingt trente quarante cinquante soixante septante huitante octante nonante cent mille",
        "et un une deux trois quatre cinq six sept huit neuf \
            dix onze douze treize quatorze quinze seize vingt",
    ),
    ("quatre", "vingt vingts"),
    ("et", "un une onze"),
];

/// The number in words of which `at` stands beside a hyphen: `twenty-five`, `quatre-vingt-dix`.
fn spelled_out(text: &str, at: usize) -> Option<Range<usize>> {
    /// No number has more hyphens.
    const MOST: usize = 8;
    let mut number = spelled_pair(text, at)?;
    for _ in 0..MOST {
        let more = [
            spelled_pair(text, number.start),
            spelled_pair(text, number.end),
        ];
        for more in more.into_iter().flatten() {
            number = number.start.min(more.start)..number.end.max(more.end);
        }
    }
    Some(number)
}

/// Two parts of a number in words, with the hyphen between that `at` stands beside.
fn spelled_pair(text: &str, at: usize) -> Option<Range<usize>> {
    /// No part is longer, in bytes; the hyphen may take three.
    const LONGEST: usize = 16;
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let low = text.ceil_char_boundary(at.saturating_sub(LONGEST));
    let high = text.floor_char_boundary(at + LONGEST);
    let first = text[low..at].trim_end_matches(is_hyphen);
    let second = text[at..high].trim_start_matches(is_hyphen);
    let (first_end, second_start) = (low + first.len(), high - second.len());
    let start = low + first.trim_end_matches(is_letter).len();
    let end = high - second.trim_start_matches(is_letter).len();
    let first = text[start..first_end].to_ascii_lowercase();
    let second = text[second_start..end].to_ascii_lowercase();
    let mut pairs = HYPHENATED.iter();
    let is_number = text[first_end..second_start].chars().count() == 1
        && pairs.any(|(before, after)| among(&first, before) && among(&second, after))
        && !text[..start].ends_with(is_part_of_word)
        && !text[end..].starts_with(is_part_of_word);
    is_number.then_some(start..end)
}

/// Whether what stands before and after `at` is of one unit, or of one formula: a letter and its power, or its subscript. A power
/// after another word may be the number of a note.
fn is_in_unit(text: &str, at: usize) -> bool {
    let (left, right) = (&text[..at], &text[at..]);
    let is_subscript = |c: char| matches!(c, '₀'..='₉');
    let before = left.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let word = &left[before.len()..];
    let is_free = !before.ends_with(|c: char| c.is_alphanumeric() && !c.is_ascii_digit());
    let is_unit = word.len() == 1 || UNITS.contains(&word);
    let goes_on = right.starts_with(|c: char| c.is_alphanumeric() || is_subscript(c));
    right.starts_with(is_subscript)
        && left.ends_with(|c: char| c.is_alphabetic() || is_subscript(c))
        || left.ends_with(is_subscript) && goes_on
        || right.starts_with(['²', '³']) && is_unit && is_free
}

/// The unit, or the formula, that `at` lies in.
fn unit_around(text: &str, at: usize) -> Range<usize> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '₀'..='₉');
    let near = at.saturating_sub(FAR)..(at + FAR).min(text.len());
    let near = text.ceil_char_boundary(near.start)..text.floor_char_boundary(near.end);
    let before = text[near.start..at].trim_end_matches(is_part).len();
    let after = text[at..near.end].trim_start_matches(is_part).len();
    near.start + before..near.end - after
}

/// The word that is broken over a line end at `at`, with what is left of it on the next line: `un-⏎able`. Of a compound each
/// part is a word.
fn broken_word(text: &str, at: usize) -> Option<Range<usize>> {
    let is_break = |c: char| c.is_whitespace() || is_hyphen(c) || c == '\u{ad}';
    let near = text.ceil_char_boundary(at.saturating_sub(FAR));
    let first_end = near + text[near..at].trim_end_matches(is_break).len();
    let second_start = first_end + line_break(text, first_end)?;
    if at > second_start {
        return None;
    }
    let head = &text[near..first_end];
    let rest = &text[second_start..];
    let rest = &rest[..rest.floor_char_boundary(FAR)];
    let (before, first) = head.split_at(head.trim_end_matches(is_part_of_word).len());
    let (second, after) =
        rest.split_at(rest.len() - rest.trim_start_matches(is_part_of_word).len());
    let broken = Broken {
        first,
        second,
        after,
    };
    let is_one = !broken.is_suspended() && !broken.is_compound() && !broken.stands_in(text);
    is_one.then(|| near + before.len()..second_start + second.len())
}

fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || canonical_combining_class(c) != 0
}

/// Two parts of what may be one word, with a hyphen and a line end between.
struct Broken<'t> {
    first: &'t str,
    second: &'t str,
    /// The text after them.
    after: &'t str,
}

impl Broken<'_> {
    /// Whether the hyphen stands for what follows: `two-⏎and three-year terms`, but not `thous-⏎and`.
    fn is_suspended(&self) -> bool {
        /// Words that part the halves; in German the second half seldom has a hyphen.
        const GERMAN: [&str; 2] = ["und", "oder"];
        const CONJUNCTIONS: [&str; 7] = ["and", "or", "to", "bis", "et", "ou", "y"];
        let goes_on = || {
            let mut words = self.after.split_whitespace().take(2);
            words.any(|word| {
                let word = word.trim_start_matches(|c| !is_part_of_word(c));
                word.contains(is_hyphen)
            })
        };
        GERMAN.contains(&self.second) || CONJUNCTIONS.contains(&self.second) && goes_on()
    }

    /// Whether the parts are words of their own: `Anglo-⏎American`, `US-⏎backed`, `19th-⏎century`, `year-⏎on-year`, but not
    /// `UN-⏎ABLE`. No word is broken where a capital or a number comes to stand beside the hyphen, and hardly one that has another.
    fn is_compound(&self) -> bool {
        let is_capital = self.second.starts_with(char::is_uppercase);
        is_capital != is_in_capitals(self.first)
            || self.first.contains(char::is_numeric)
            || self.second.starts_with(char::is_numeric)
            || self.after.starts_with(is_hyphen)
    }

    /// Whether the text has the two, with a hyphen between, on one line elsewhere.
    fn stands_in(&self, text: &str) -> bool {
        memchr::memchr_iter(b'-', text.as_bytes()).any(|hyphen| {
            let (left, right) = (&text[..hyphen], &text[hyphen + 1..]);
            let from = left.len().wrapping_sub(self.first.len());
            let is_here = |part: Option<&str>, word: &str| {
                part.is_some_and(|part| part.eq_ignore_ascii_case(word))
            };
            is_here(left.get(from..), self.first)
                && is_here(right.get(..self.second.len()), self.second)
                && !left[..from].ends_with(is_part_of_word)
                && !right[self.second.len()..].starts_with(is_part_of_word)
        })
    }
}

/// Whether a word has capitals and no small letters.
fn is_in_capitals(word: &str) -> bool {
    word.contains(char::is_uppercase) && !word.contains(char::is_lowercase)
}

/// Whether a slash between `left` and `right` makes a fraction of them: not of two years, nor of a date or a path.
fn is_fraction(left: &str, right: &str) -> bool {
    let part = |characters: &mut dyn Iterator<Item = char>| {
        let mut characters = characters.peekable();
        let mut digits = 0;
        while characters.next_if(char::is_ascii_digit).is_some() {
            digits += 1;
        }
        let is_free = characters
            .next()
            .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '⁄'));
        if is_free { digits } else { 0 }
    };
    let (above, below) = (
        part(&mut left.chars().rev().take(FAR)),
        part(&mut right.chars().take(FAR)),
    );
    (1..=2).contains(&above) && (1..=3).contains(&below)
}

/// The unbroken text around `at`: from white space to white space, but not too far.
fn window(text: &str, at: usize) -> Range<usize> {
    let mut low = at.saturating_sub(FAR);
    while !text.is_char_boundary(low) {
        low -= 1;
    }
    let mut high = (at + FAR).min(text.len());
    while !text.is_char_boundary(high) {
        high += 1;
    }
    let start = text[low..at]
        .rfind(char::is_whitespace)
        .map_or(low, |space| low + space);
    let end = text[at..high]
        .find(char::is_whitespace)
        .map_or(high, |space| at + space);
    start..end
}

#[cfg(test)]
mod tests {
    use super::{cut_word, whole_words};
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("the del|eg|ation left", "delegation")]
    #[case("at -|5| degrees", "-5")]
    #[case("5|.|1 percent", "5.1")]
    #[case("the |20|0 men", "200")]
    #[case("the del|egation and 1|0² men", "delegation and 10²")]
    #[case("some |200|\u{a0}000 men", "200\u{a0}000")]
    #[case("a loss of -$|5|.1 million", "-$5.1")]
    #[case("the |delegation| left", "delegation")]
    #[case("cafe|\u{301}s| open", "cafe\u{301}s")]
    fn a_range_grows_to_whole_words(#[case] marked: &str, #[case] whole: &str) {
        let marks: Vec<usize> = marked.match_indices('|').map(|(at, _)| at).collect();
        let text = marked.replace('|', "");
        let range = marks[0]..marks[1] - 1;
        assert_eq!(&text[whole_words(&text, range)], whole);
    }

    proptest! {
        #[test]
        fn a_range_that_has_grown_cuts_nothing(
            text in "([a-c5é\u{301}中ا .,’$/⁻-]|-\n|\u{ad}\n|-5| –5|twenty-five|dix-|et-un|5/5/2026|2026-5-5| 12 345|70\n000|  000|5\\.1|10²|km²|[0-9]:|₂|²| ½|1/2|\u{200d}|\u{a0}| [0-9]{3}|[0-9]{3}){1,40}",
            start in any::<prop::sample::Index>(),
            end in any::<prop::sample::Index>(),
        ) {
            let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (start, end) = (*start.get(&boundaries), *end.get(&boundaries));
            let range = start.min(end)..start.max(end);
            let whole = whole_words(&text, range.clone());
            prop_assert!(whole.start <= range.start && range.end <= whole.end);
            prop_assert_eq!((cut_word(&text, whole.start), cut_word(&text, whole.end)), (None, None));
        }
    }

    /// `|` marks the offset.
    #[rstest]
    #[case("del|egation", Some("delegation"))]
    #[case("|delegation", None)]
    #[case("delegation|", None)]
    #[case("the |delegation", None)]
    #[case("the delegation|, he", None)]
    #[case("20|0", Some("200"))]
    #[case("5|.1", Some("5.1"))]
    #[case("5.|1", Some("5.1"))]
    #[case("1,|200", Some("1,200"))]
    #[case("at -|5 degrees", Some("-5"))]
    #[case("at −|5 degrees", Some("−5"))]
    #[case("(-|5)", Some("-5"))]
    #[case("fell to –|5 degrees", Some("–5"))]
    #[case("(‑|5)", Some("‑5"))]
    #[case("a rise of －|5%", Some("－5"))]
    #[case("of −10–−|5 degrees", Some("−5"))]
    #[case("at –$|5 a share", Some("–$5"))]
    #[case("from 10–|15", None)]
    #[case("from 10 –|15", None)]
    #[case("of 5 €–|10 € each", None)]
    #[case("of 5 € –|10 € each", None)]
    #[case("of 5′–|7′", None)]
    #[case("the \"plan\"–|5 years old", None)]
    #[case("He said:\n–|5 men came", None)]
    #[case("the plan –|5 years old– failed", None)]
    #[case("on 10 – |15 of them", None)]
    #[case("the plan–|5 years old", None)]
    #[case("Oct-|19", None)]
    #[case("10-|15", None)]
    #[case("well-|known", None)]
    #[case("10|²", Some("10²"))]
    #[case("5|½", Some("5½"))]
    #[case("Kabul|’s", Some("Kabul’s"))]
    #[case("don|'t", Some("don't"))]
    #[case("e|\u{301}t", Some("e\u{301}t"))]
    #[case("$|5", None)]
    #[case("5|%", None)]
    #[case("中|国", None)]
    #[case("при|вет", Some("привет"))]
    #[case("👩\u{200d}|👩", Some("👩\u{200d}👩"))]
    #[case("was .|5 percent", Some(".5"))]
    #[case("at -.|5 percent", Some("-.5"))]
    #[case("at -|.5 percent", Some("-.5"))]
    #[case("the end.|5 men", None)]
    #[case("wait ...|5 men", None)]
    #[case("p.|5", None)]
    #[case("made -|$5 million", Some("-$5"))]
    #[case("made −€|5 million", Some("−€5"))]
    #[case("from A-|$5", None)]
    #[case("a rise of 5%-|10%", None)]
    #[case("from 5€-|10€", None)]
    #[case("made $-|5 million", Some("-5"))]
    #[case("a “-|5” mark", Some("-5"))]
    #[case("±|5 points", Some("±5"))]
    #[case("10|⁻⁶ of it", Some("10⁻⁶"))]
    #[case("10⁻|⁶ of it", Some("10⁻⁶"))]
    #[case("10|^6 of it", Some("10^6"))]
    #[case("Ⅷ|½", Some("Ⅷ½"))]
    #[case("〇|〇", Some("〇〇"))]
    #[case("1|\u{a0}200\u{a0}000 men", Some("1\u{a0}200\u{a0}000"))]
    #[case("1\u{a0}200\u{202f}|000 men", Some("1\u{a0}200\u{202f}000"))]
    #[case("1\u{a0}2|00\u{a0}000 men", Some("1\u{a0}200\u{a0}000"))]
    #[case("in 2019|\u{a0}200 men", None)]
    #[case("all 7|\u{a0}2000s", None)]
    #[case("all 20|\u{a0}737s", None)]
    #[case("1| 200 men", None)]
    #[case("some 12| 345 men", Some("12 345"))]
    #[case("some 12 |345 men", Some("12 345"))]
    #[case("some 12 3|45 men", Some("12 345"))]
    #[case("killed 1 |200.", Some("1 200"))]
    #[case("a bill of $12 |345.50", Some("12 345.50"))]
    #[case("(12 |345 in all)", Some("12 345"))]
    #[case("In 2019, 12 |345 men", Some("12 345"))]
    #[case("in 2024 |345 men", None)]
    #[case("on May 12 |345 men", None)]
    #[case("a Boeing 747 |400 seats", None)]
    #[case("on page 12 |345 men", None)]
    #[case("a boy aged 5 |200 men", None)]
    #[case("No. 12 |345", None)]
    #[case("5 12 |345 men", None)]
    #[case("of 12 |345 67", None)]
    #[case("of 12 345| 67", None)]
    #[case("by 12 |500-pound bombs", None)]
    #[case("by 12 |155 mm guns", None)]
    #[case("in a 5.1 |200 men", None)]
    #[case("in F-16 |200 men", None)]
    #[case("in 10-12 |200 men", None)]
    #[case("of 012 |345", None)]
    #[case("1| 200 000 men", Some("1 200 000"))]
    #[case("1 |200 000 men", Some("1 200 000"))]
    #[case("1 200| 300 men", Some("1 200 300"))]
    #[case("70| 000 men", Some("70 000"))]
    #[case("of 70\n|000 voters", Some("70\n000"))]
    #[case("of 70|\n000 voters", Some("70\n000"))]
    #[case("of 70 \r\n | 000 voters", Some("70 \r\n  000"))]
    #[case("of 70  |000 voters", Some("70  000"))]
    #[case("of 70\n\n|000 voters", None)]
    #[case("said that 1 200|\n000 voters", Some("1 200\n000"))]
    #[case("said that 1 200|\n345 voters", Some("1 200\n345"))]
    #[case("said that 1|\n200 000 voters", Some("1\n200 000"))]
    #[case("Rows:\n1 200|\n345", None)]
    #[case("some 12|\n345 voters", None)]
    #[case("some 12  |345  678", None)]
    #[case("in 2019\n|000 men", None)]
    #[case("Here on ward 7 |200 patients wait", None)]
    #[case("at gate 12 |345 people wait", None)]
    #[case("a man of 30 |100 metres away", None)]
    #[case("a fall of 30 |100 metres", Some("30 100"))]
    #[case("a salesman of 30 |100 metres away", None)]
    #[case("in 2019| 000 men", None)]
    #[case("at 10| 000s", None)]
    #[case("at 5|:45 on Friday", Some("5:45"))]
    #[case("at 5:|45 on Friday", Some("5:45"))]
    #[case("in 2:03|:45 hours", Some("2:03:45"))]
    #[case("a lead of 3|:1", Some("3:1"))]
    #[case("he said:| 5 men", None)]
    #[case("said:|5 men", None)]
    #[case("in 2019:|5 men", Some("2019:5"))]
    #[case("40 km|² of it", Some("km²"))]
    #[case("an m|³ of it", Some("m³"))]
    #[case("40km|² of it", Some("40km²"))]
    #[case("the report|² said", None)]
    #[case("he came in|² and", None)]
    #[case("where R|² is", Some("R²"))]
    #[case("CO|₂ fell", Some("CO₂"))]
    #[case("CO₂| fell", None)]
    #[case("H₂|O is", Some("H₂O"))]
    #[case("H|₂O is", Some("H₂O"))]
    #[case("5| ½ miles", Some("5 ½"))]
    #[case("5 |½ miles", Some("5 ½"))]
    #[case("3| 1/2 cups", Some("3 1/2"))]
    #[case("3 1|/2 cups", Some("3 1/2"))]
    #[case("3 |1/2 cups", Some("3 1/2"))]
    #[case("in 2019| 1/2 of them", None)]
    #[case("only 12| 9/11 widows", None)]
    #[case("on May 3| 1/7 of them", None)]
    #[case("3|/4 of it", Some("3/4"))]
    #[case("3/|4 of it", Some("3/4"))]
    #[case("1⁄|2 of it", Some("1⁄2"))]
    #[case("2019/|2020", None)]
    #[case("3/|4/2020", Some("3/4/2020"))]
    #[case("on 12|/05/2026", Some("12/05/2026"))]
    #[case("on 12/05|/2026", Some("12/05/2026"))]
    #[case("on 12/|05/2026.", Some("12/05/2026"))]
    #[case("on 2026-05|-12, he", Some("2026-05-12"))]
    #[case("on 2026|-05-12, he", Some("2026-05-12"))]
    #[case("on 2026‑05‑|12, he", Some("2026‑05‑12"))]
    #[case("on 12-5|-26", Some("12-5-26"))]
    #[case("on 10.5|.2026", Some("10.5.2026"))]
    #[case("on 10|.5.2026", Some("10.5.2026"))]
    #[case("in 2026-|05", None)]
    #[case("in 05/|2026", None)]
    #[case("in a 4-4|-2", None)]
    #[case("open 24/7|/365", None)]
    #[case("call 021-|555-1234", None)]
    #[case("by 1-2-|3-26", None)]
    #[case("as in a1-|2-2026", None)]
    #[case("on 2026-05-12| he", None)]
    #[case("is un-\n|able to", Some("un-\nable"))]
    #[case("is un-|\nable to", Some("un-\nable"))]
    #[case("is un|-\nable to", Some("un-\nable"))]
    #[case("is un-  \n |  able to", Some("un-  \n   able"))]
    #[case("is un\u{ad}\n|able to", Some("un\u{ad}\nable"))]
    #[case("cle\u{301}-\n|ment\u{301}s, he", Some("cle\u{301}-\nment\u{301}s"))]
    #[case("is un-\nable| to", None)]
    #[case("is |un-\nable to", None)]
    #[case("is un -\n|able to", None)]
    #[case("is un--\n|able to", None)]
    #[case("is un-\n\n|able to", None)]
    #[case("an Anglo-\n|American", None)]
    #[case("a well-\n|known man, well-known to all", None)]
    #[case("two-\n|and three-year terms", None)]
    #[case("Haus-\n|und Gartenarbeit", None)]
    #[case("the may-\n|or denied the claims", Some("may-\nor"))]
    #[case("a pota-\n|to was sold", Some("pota-\nto"))]
    #[case("a thous-\n|and men", Some("thous-\nand"))]
    #[case("ALL WERE UN-\n|ABLE TO WALK", Some("UN-\nABLE"))]
    #[case("the GOVERN-\n|MENT said", Some("GOVERN-\nMENT"))]
    #[case("The tax re-\n|form passed. Pre-formed parts.", Some("re-\nform"))]
    #[case("a mid-\n|way plan. A mid-way plan.", None)]
    #[case("a kind-\n|ly plan. Kind-ly.", None)]
    #[case("twenty-\n|five men", Some("twenty-\nfive"))]
    #[case("Twenty-|five men", Some("Twenty-five"))]
    #[case("twenty|-five men", Some("twenty-five"))]
    #[case("a hundred and twenty‑|first day", Some("twenty‑first"))]
    #[case("a twenty-|one-year-old", Some("twenty-one"))]
    #[case("quatre-vingt-|dix hommes", Some("quatre-vingt-dix"))]
    #[case("soixante-dix|-neuf ans", Some("soixante-dix-neuf"))]
    #[case("vingt-et-|un ans", Some("vingt-et-un"))]
    #[case("dix-|huit ans", Some("dix-huit"))]
    #[case("gagne quatre-|deux", None)]
    #[case("quatre-|vingts hommes", Some("quatre-vingts"))]
    #[case("twenty-|year-old men", None)]
    #[case("sixty-|seconds", None)]
    #[case("twenty--|five men", None)]
    #[case("a five-|one win", None)]
    #[case("twenty|, five men", None)]
    #[case("a self-\n|made man", Some("self-\nmade"))]
    #[case("a 19th-\n|century house", None)]
    #[case("the US-\n|backed plan", None)]
    #[case("her mother-in-\n|law", Some("in-\nlaw"))]
    #[case("an anti-govern-\n|ment march", Some("govern-\nment"))]
    #[case("a year-\n|on-year rise", None)]
    #[case("a long-\n|term plan", Some("long-\nterm"))]
    #[case("aged 5-\n|year", None)]
    #[case("from 10-\n|15", None)]
    #[case("the mid-\n|1990s", None)]
    #[case("and/|4", None)]
    fn knows_words_and_numbers(#[case] marked: &str, #[case] word: Option<&str>) {
        let at = marked.find('|').unwrap();
        let text = marked.replace('|', "");
        assert_eq!(cut_word(&text, at).map(|range| &text[range]), word);
    }

    #[test]
    fn a_long_unbroken_text_is_no_trouble() {
        let text = "a".repeat(1_000_000);
        assert!(cut_word(&text, 500_000).is_some());
    }
}
