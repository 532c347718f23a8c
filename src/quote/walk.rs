//! Compares a quote with a passage character by character, and names every difference that is only typography or
//! disguise. This is the one place that decides whether a fold makes two texts the same.

use super::fold::{Fold, Folds, dash_length, ligature, quotation_mark};
use crate::text::{is_invisible, is_zero_width};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_script::{Script, UnicodeScript};

/// A passage that is the quote, apart from the differences that are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    /// The passage, in bytes of the source.
    pub range: Range<usize>,
    /// The folds that were needed.
    pub folds: Folds,
    /// Where typography differs.
    pub differences: Vec<Difference>,
    /// Characters of the quote that the source has not, though one cannot see it.
    pub hidden: Vec<Hidden>,
}

impl Walked {
    /// Whether nothing but accepted folds was needed.
    pub fn is_accepted(&self, accept: Folds) -> bool {
        self.hidden.is_empty() && self.folds.is_subset(accept)
    }
}

/// A stretch in which the typography of source and quote differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What stands in the source, in bytes; may be empty.
    pub source: Range<usize>,
    /// What stands in the quote, in bytes; may be empty.
    pub quote: Range<usize>,
    /// The fold that makes them one.
    pub fold: Fold,
}

/// A character of the quote that does not show, or looks like another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Where it stands in the quote, in bytes.
    pub quote: Range<usize>,
    /// The character.
    pub character: char,
    /// What the source has instead; `None` for nothing.
    pub instead: Option<char>,
}

/// Compares `quote` with the text of `source` from byte `start` on. `None` where they differ by more than folds and
/// hidden characters.
pub(super) fn walk(source: &str, start: usize, quote: &str) -> Option<Walked> {
    let mut walker = Walker::new(source, start, quote);
    let is_same = walker.walk_while(|_| true);
    is_same.then_some(Walked {
        range: start..walker.at,
        folds: walker.folds,
        differences: walker.differences,
        hidden: walker.hidden,
    })
}

/// Compares in the same way, where no other folds are accepted, up to the first difference that is none of them: the byte of
/// the source at which the passage ends, if there is no such difference, and how many bytes of the quote were compared.
pub(super) fn walk_accepting(
    source: &str,
    start: usize,
    quote: &str,
    accept: Folds,
) -> (Option<usize>, usize) {
    let mut walker = Walker::new(source, start, quote);
    let is_same = walker.walk_while(|walker| {
        let is_accepted = walker.hidden.is_empty() && walker.folds.is_subset(accept);
        // Only what they are is of interest.
        walker.differences.clear();
        is_accepted
    });
    (is_same.then_some(walker.at), walker.quote_at)
}

struct Walker<'t> {
    source: &'t str,
    quote: &'t str,
    at: usize,
    quote_at: usize,
    folds: Folds,
    differences: Vec<Difference>,
    hidden: Vec<Hidden>,
}

impl<'t> Walker<'t> {
    fn new(source: &'t str, start: usize, quote: &'t str) -> Self {
        Self {
            source,
            quote,
            at: start,
            quote_at: 0,
            folds: Folds::NONE,
            differences: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// Walks to the end of the quote, as long as `goes_on` after each step. False where it does not come so far.
    fn walk_while(&mut self, goes_on: impl Fn(&mut Self) -> bool) -> bool {
        while self.quote_at < self.quote.len() {
            self.skip_equal_letters();
            if self.quote_at < self.quote.len() && !(self.step() && goes_on(self)) {
                return false;
            }
        }
        true
    }

    fn source_rest(&self) -> &'t str {
        &self.source[self.at..]
    }

    fn quote_rest(&self) -> &'t str {
        &self.quote[self.quote_at..]
    }

    /// The common case, at the speed of a comparison.
    fn skip_equal_letters(&mut self) {
        let same = self.source.as_bytes()[self.at..]
            .iter()
            .zip(&self.quote.as_bytes()[self.quote_at..])
            .take_while(|(a, b)| a == b && a.is_ascii_alphanumeric())
            .count();
        self.at += same;
        self.quote_at += same;
    }

    /// Takes so many bytes of both; where they differ, by that fold.
    fn take(&mut self, source: usize, quote: usize, fold: Fold) -> bool {
        let (from, to) = (
            self.at..self.at + source,
            self.quote_at..self.quote_at + quote,
        );
        if self.source[from.clone()] != self.quote[to.clone()] {
            self.folds.insert(fold);
            self.differences.push(Difference {
                source: from.clone(),
                quote: to.clone(),
                fold,
            });
        }
        self.at = from.end;
        self.quote_at = to.end;
        true
    }

    /// One character, or one unit of typography, of both. False where they differ in earnest.
    fn step(&mut self) -> bool {
        let Some(q) = self.quote_rest().chars().next() else {
            return true;
        };
        let Some(s) = self.source_rest().chars().next() else {
            return self.hidden_character(q, None);
        };
        if s.is_whitespace() && q.is_whitespace() {
            let (source, quote) = (self.source_space(), self.quote_space());
            if self.source_rest()[..source].contains(is_zero_width) {
                self.folds.insert(Fold::Invisible);
            }
            return self.take(source, quote, Fold::Whitespace);
        }
        if self.broken_word() {
            return true;
        }
        if let (Some(source), Some(quote)) = (
            dash_length(self.source_rest()),
            dash_length(self.quote_rest()),
        ) {
            return self.take(source, quote, Fold::Dashes);
        }
        if s == q {
            return self.take(s.len_utf8(), q.len_utf8(), Fold::Composition);
        }
        if quotation_mark(s).is_some() && quotation_mark(s) == quotation_mark(q) {
            return self.take(s.len_utf8(), q.len_utf8(), Fold::Quotes);
        }
        if is_zero_width(s) && !is_invisible(q) {
            return self.take(s.len_utf8(), 0, Fold::Invisible);
        }
        self.spelled_out(s, q) || self.composition() || self.hidden_character(q, Some(s))
    }

    /// The white space at hand, and invisible characters within it.
    fn source_space(&self) -> usize {
        let rest = self.source_rest();
        let end = rest
            .find(|c: char| !c.is_whitespace() && !is_zero_width(c))
            .unwrap_or(rest.len());
        // What follows the last white space belongs to the next word.
        rest[..end].trim_end_matches(is_zero_width).len()
    }

    fn quote_space(&self) -> usize {
        let rest = self.quote_rest();
        rest.find(|c: char| !c.is_whitespace())
            .unwrap_or(rest.len())
    }

    /// A word that one side breaks over a line end: `assess-⏎ment` is `assessment`, `well-⏎known` is `well-known`.
    fn broken_word(&mut self) -> bool {
        if let Some(length) = line_break(self.source, self.at)
            && let Some(other) = joint(self.quote, self.quote_at)
        {
            return self.take(length, other, Fold::Hyphenation);
        }
        if let Some(length) = line_break(self.quote, self.quote_at)
            && let Some(other) = joint(self.source, self.at)
        {
            return self.take(other, length, Fold::Hyphenation);
        }
        false
    }

    /// The same letters, or the same dots, of which one side has some as one character: up to where both have a whole one.
    fn spelled_out(&mut self, s: char, q: char) -> bool {
        if spelling(s).or(spelling(q)).is_none() {
            return false;
        }
        let fold = match s {
            '.' | '…' => Fold::Ellipsis,
            _ => Fold::Ligatures,
        };
        let Some((source, quote)) = self.same_when_spelled() else {
            return false;
        };
        if self.source_rest()[..source].contains(is_zero_width) {
            self.folds.insert(Fold::Invisible);
        }
        self.take(source, quote, fold)
    }

    /// How far both sides are the same when they are spelled out, in bytes of each: up to where both have a whole character.
    /// Invisible characters between the source's do not count.
    fn same_when_spelled(&self) -> Option<(usize, usize)> {
        let source = spelled(self.source_rest()).filter(|(c, _)| !is_zero_width(*c));
        for ((source, source_end), (quote, quote_end)) in source.zip(spelled(self.quote_rest())) {
            if source != quote {
                return None;
            }
            if let (Some(source), Some(quote)) = (source_end, quote_end) {
                return Some((source, quote));
            }
        }
        None
    }

    /// The same letter, composed differently.
    fn composition(&mut self) -> bool {
        let source = letter_length(self.source_rest());
        let quote = letter_length(self.quote_rest());
        let same =
            canonical(&self.source_rest()[..source]).eq(canonical(&self.quote_rest()[..quote]));
        same && self.take(source, quote, Fold::Composition)
    }

    /// A character of the quote that one cannot see, or that looks like the source's.
    fn hidden_character(&mut self, q: char, s: Option<char>) -> bool {
        let instead = if is_invisible(q) {
            None
        } else {
            match s {
                Some(s) if looks_alike(s, q) => Some(s),
                _ => return false,
            }
        };
        let range = self.quote_at..self.quote_at + q.len_utf8();
        self.quote_at = range.end;
        self.at += instead.map_or(0, char::len_utf8);
        self.hidden.push(Hidden {
            quote: range,
            character: q,
            instead,
        });
        true
    }
}

/// What a character is short for: letters, or three dots.
fn spelling(c: char) -> Option<&'static str> {
    match c {
        '…' => Some("..."),
        c => ligature(c),
    }
}

/// The characters of a text, ligatures and ellipses spelled out, each with the byte at which a character of the text ends
/// with it.
fn spelled(text: &str) -> impl Iterator<Item = (char, Option<usize>)> + '_ {
    text.char_indices().flat_map(|(at, c)| {
        let end = at + c.len_utf8();
        let letters = spelling(c).unwrap_or_default();
        let is_last = |number| number + 1 == letters.len();
        letters
            .chars()
            .enumerate()
            .map(move |(number, letter)| (letter, is_last(number).then_some(end)))
            .chain(letters.is_empty().then_some((c, Some(end))))
    })
}

/// The length of a hyphen and the line end after it, where a word is broken there.
pub(super) fn line_break(text: &str, at: usize) -> Option<usize> {
    let hyphen = text[at..]
        .chars()
        .next()
        .filter(|c| is_hyphen(*c) || *c == '\u{ad}')?;
    before(text, at).filter(|c| is_of_word(*c))?;
    let space = &text[at + hyphen.len_utf8()..];
    let word = space.trim_start();
    let space = &space[..space.len() - word.len()];
    let one_line_end = space.matches('\n').count() == 1;
    (one_line_end && word.starts_with(is_of_word)).then(|| hyphen.len_utf8() + space.len())
}

/// The character that ends before byte `at`, its marks aside.
fn before(text: &str, at: usize) -> Option<char> {
    let before = text[..at].chars().rev().take(MOST_MARKS + 1);
    let mut letters = before.skip_while(|c| canonical_combining_class(*c) != 0);
    letters.next()
}

/// Fillers are letters to Unicode, and nobody sees them.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_invisible(c)
}

/// A letter or a digit: `COVID-⏎19` is a word as well.
fn is_of_word(c: char) -> bool {
    c.is_numeric() || is_letter(c)
}

/// Whether a character joins the parts of a word; longer dashes part words.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// How the same word is joined on the other side: by nothing, or by a hyphen; its length. A quote may start with the hyphen.
/// Beside a digit the hyphen is not for the line end alone: `1990-⏎95` is not `199095`.
fn joint(text: &str, at: usize) -> Option<usize> {
    let mut rest = text[at..].chars();
    let (before, first) = (before(text, at), rest.next()?);
    if is_hyphen(first) && is_of_word(rest.next()?) {
        let is_joint = at == 0 || before.is_some_and(is_of_word);
        return is_joint.then_some(first.len_utf8());
    }
    (is_letter(first) && before.is_some_and(is_letter)).then_some(0)
}

/// No letter has more marks than this; a longer run is taken in parts.
const MOST_MARKS: usize = 32;

/// The length of the letter at the start: a character and the marks and conjoining vowels that belong to it.
fn letter_length(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    characters
        .by_ref()
        .take(MOST_MARKS)
        .find(|(_, c)| canonical_combining_class(*c) == 0 && !matches!(c, '\u{1160}'..='\u{11ff}'))
        .or_else(|| characters.next())
        .map_or(text.len(), |(at, _)| at)
}

/// Canonical decomposition; the micro sign is the Greek letter, as fonts and keyboards have it.
fn canonical(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfd().map(|c| if c == 'µ' { 'μ' } else { c })
}

/// Whether the quote's character passes for the source's: same shape (Unicode Technical Standard #39), but another
/// script or another copy of the same letter. Characters that people tell apart, such as `l` and `1`, do not.
fn looks_alike(s: char, q: char) -> bool {
    let (letter, other) = (s.is_alphabetic(), q.is_alphabetic());
    let of_another_script =
        letter && other && s.script() != q.script() && !is_common(s) && !is_common(q);
    let punctuation = s.is_ascii_punctuation() && !q.is_ascii() && !q.is_alphanumeric();
    (of_another_script || is_styled_copy(q) || punctuation) && same_shape(s, q)
}

/// Whether a character is a copy of a plain one in another width or style.
pub(super) fn is_styled_copy(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}')
}

/// Whether a character belongs to no script of its own.
pub(super) fn is_common(c: char) -> bool {
    matches!(
        c.script(),
        Script::Common | Script::Inherited | Script::Unknown
    )
}

fn same_shape(s: char, q: char) -> bool {
    let (mut a, mut b) = ([0; 4], [0; 4]);
    unicode_security::skeleton(s.encode_utf8(&mut a)).eq(unicode_security::skeleton(q.encode_utf8(&mut b)))
        // Styled copies of letters and digits are the plain ones by compatibility (Annex #15).
        || s.nfkc().eq(q.nfkc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Fold::{
        Composition, Dashes, Ellipsis, Hyphenation, Invisible, Ligatures, Quotes, Whitespace,
    };
    use rstest::rstest;

    fn folds(source: &str, quote: &str) -> Option<Vec<Fold>> {
        let walked = walk(source, 0, quote)?;
        (walked.hidden.is_empty() && walked.range.end == source.len())
            .then(|| walked.folds.iter().collect())
    }

    #[rstest]
    #[case("a b", "a b", &[])]
    #[case("a \n\u{a0} b", "a b", &[Whitespace])]
    #[case("a \u{200b} b", "a b", &[Whitespace, Invisible])]
    #[case("“a’s”", "\"a's\"", &[Quotes])]
    #[case("5′ 6″", "5' 6\"", &[Quotes])]
    #[case("a — b – c − d ‑ e", "a -- b - c - d - e", &[Dashes])]
    #[case("wait… no", "wait... no", &[Ellipsis])]
    #[case("wait... no", "wait… no", &[Ellipsis])]
    #[case("so.… no", "so…. no", &[Ellipsis])]
    #[case("so…\u{202e}\u{202e}…\u{202e}...", "so.…..…", &[Ellipsis, Invisible])]
    #[case("a\u{ad}b\u{200b}c", "abc", &[Invisible])]
    #[case("caf\u{e9}", "cafe\u{301}", &[Composition])]
    #[case("e\u{323}\u{302}", "e\u{302}\u{323}", &[Composition])]
    #[case("\u{1ec7}", "e\u{302}\u{323}", &[Composition])]
    #[case("\u{ac00}", "\u{1100}\u{1161}", &[Composition])]
    #[case("5 µg", "5 μg", &[Composition])]
    #[case("ﬁnal ﬃ ſo", "final ffi so", &[Ligatures])]
    #[case("final", "ﬁnal", &[Ligatures])]
    #[case("oﬀice ofﬁce", "ofﬁce oﬀice", &[Ligatures])]
    #[case("oﬀ\u{ad}ice", "ofﬁce", &[Invisible, Ligatures])]
    #[case("assess-\nment", "assessment", &[Hyphenation])]
    #[case("assess\u{ad}\n  ment", "assessment", &[Hyphenation])]
    #[case("well-\nknown", "well-known", &[Hyphenation])]
    #[case("cle\u{301}-\nment", "cle\u{301}ment", &[Hyphenation])]
    #[case("cle\u{301}-\nment", "cl\u{e9}ment", &[Composition, Hyphenation])]
    #[case("well-\nknown", "well- known", &[Whitespace])]
    #[case("COVID-\n19", "COVID-19", &[Hyphenation])]
    #[case("5-\nmile", "5-mile", &[Hyphenation])]
    #[case("1990-\n  95", "1990-95", &[Hyphenation])]
    #[case("1990-95", "1990-\n95", &[Hyphenation])]
    #[case("well-\nknown assess-\nment", "well-known assessment", &[Hyphenation])]
    #[case("“the ﬁnal\nword”", "\"the final word\"", &[Whitespace, Quotes, Ligatures])]
    fn what_typography_makes_different_is_named(
        #[case] source: &str,
        #[case] quote: &str,
        #[case] expected: &[Fold],
    ) {
        assert_eq!(folds(source, quote).as_deref(), Some(expected));
    }

    #[test]
    fn a_quote_may_start_with_the_hyphen_of_a_broken_word() {
        let walked = walk("well-\nknown", 4, "-known").expect("the same");
        assert_eq!(
            (walked.range, walked.folds),
            (4..11, [Hyphenation].into_iter().collect())
        );
        assert_eq!(walk("well-\nknown", 4, "known"), None);
    }

    #[test]
    fn characters_that_do_not_show_are_no_word_that_is_broken() {
        assert_eq!(walk("ab", 1, "\u{3164}-\n\u{3164}"), None);
    }

    #[rstest]
    #[case("more", "More")]
    #[case("cafe", "caf\u{e9}")]
    #[case("10²", "102")]
    #[case("$5", "€5")]
    #[case("-5", "5")]
    #[case("a > b", "a < b")]
    #[case("“a”", "'a'")]
    #[case("a, b", "a b")]
    #[case("a b", "ab")]
    #[case("10-\n15", "1015")]
    #[case("well-\nknown", "well—known")]
    #[case("a\u{3164}b", "ab")]
    #[case("a.", "a")]
    #[case("wait…", "wait..")]
    #[case("l0", "10")]
    #[case("½", "1/2")]
    #[case("İ", "I")]
    #[case("ı", "i")]
    fn everything_else_is_another_text(#[case] source: &str, #[case] quote: &str) {
        let same = walk(source, 0, quote).is_some_and(|walked| walked.range.end == source.len());
        assert!(!same);
    }

    #[rstest]
    #[case("pact", "p\u{430}ct", Some('a'), '\u{430}')]
    #[case("pact", "pa\u{200b}ct", None, '\u{200b}')]
    #[case("pact", "pact\u{202e}", None, '\u{202e}')]
    #[case("pact", "pa\u{ad}ct", None, '\u{ad}')]
    #[case("5 km", "５ km", Some('5'), '５')]
    #[case("pact", "\u{1d429}act", Some('p'), '\u{1d429}')]
    #[case("м\u{430}р", "мaр", Some('\u{430}'), 'a')]
    #[case("is it;", "is it\u{37e}", None, ';')]
    fn disguise_is_named(
        #[case] source: &str,
        #[case] quote: &str,
        #[case] instead: Option<char>,
        #[case] c: char,
    ) {
        let walked = walk(source, 0, quote).expect("alike");
        // U+037E is canonically the semicolon: composition, no disguise.
        if c == ';' {
            assert!(walked.hidden.is_empty() && walked.folds.contains(Composition));
            return;
        }
        assert_eq!(walked.hidden.len(), 1);
        assert_eq!(
            (walked.hidden[0].character, walked.hidden[0].instead),
            (c, instead)
        );
    }
}
