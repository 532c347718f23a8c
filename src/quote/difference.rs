//! How a quote differs from a passage of its source: a word-level diff and the kinds of change.

mod kind;
mod token;

pub use kind::Kind;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::ops::Range;
use token::{Token, tokens};

// `similar` takes about the power of 1.5 of these numbers at worst: together a few seconds, for
// texts of any size.

/// The longest texts, in tokens, that are compared word by word as a whole: some 100 KB.
const WORDS_AT_ONCE: usize = 20_000;
/// The longest texts, in sentences, that are compared sentence by sentence: some 10 MB.
const SENTENCES_AT_ONCE: usize = 1 << 18;
/// How many tokens of such texts are then compared word by word.
const WORDS_IN_SENTENCES: usize = 500_000;

/// What happened to a stretch of the source's passage on its way into the quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It stands in both.
    Equal,
    /// The source's text, which the quote lacks.
    Delete,
    /// The quote's text, which the source lacks.
    Insert,
}

/// How a quote differs from a passage of its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The source's passage and the quote, interleaved, in whole words. `Equal` and `Delete`
    /// together are the passage, `Equal` and `Insert` the quote. No text is empty, no two
    /// neighbours are of the same change, and `Delete` comes before `Insert`.
    pub edits: Vec<(Change, String)>,
    /// What kinds of change there are, sorted, each once. Empty for equal texts only.
    pub kinds: Vec<Kind>,
}

impl Difference {
    /// How much of the two texts is the same, from 0 to 1 (Sørensen and Dice, over code points); 0 for empty texts.
    pub fn similarity(&self) -> f64 {
        let (mut equal, mut all) = (0, 0);
        for (change, text) in &self.edits {
            let length = text.chars().count();
            match change {
                Change::Equal => {
                    equal += 2 * length;
                    all += 2 * length;
                }
                Change::Delete | Change::Insert => all += length,
            }
        }
        if all == 0 {
            0.0
        } else {
            equal as f64 / all as f64
        }
    }
}

/// Compares a passage of a source with a quote of it, where `same` says whether a stretch of the
/// source and one of the quote differ in typography only.
///
/// Such a stretch is in the edits, and it is a kind of change (`Punctuation`) only where there is
/// no other. `same` is asked about a change by itself and with the white space around it.
///
/// Texts beyond some 100 KB are compared sentence by sentence first; beyond some 10 MB, and where
/// more than half a million words stand in sentences that differ, a change may span text that is
/// the same.
///
/// The diff is Myers' (Algorithmica 1, 1986) over the segments of UAX 29, as the `similar` crate
/// bounds it: by size, never by time.
pub(crate) fn difference_with(
    source: &str,
    quote: &str,
    same: impl Fn(&str, &str) -> bool,
) -> Difference {
    let pair = Pair::new(source, quote);
    let hunks = pair.hunks();
    let kinds = kind::kinds(&pair, &hunks, same);
    Difference {
        edits: pair.edits(&pair.joined(hunks)),
        kinds,
    }
}

/// How alike two texts are word by word, from 0 to 1: [`Difference::similarity`] without the rest, and the same whichever
/// comes first.
pub(crate) fn likeness(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    // Of two alignments that are equally good the one found depends on the order.
    let pair = Pair::new(one.min(other), one.max(other));
    let edits = pair.edits(&pair.joined(pair.hunks()));
    let kinds = Vec::new();
    Difference { edits, kinds }.similarity()
}

/// The two texts and their tokens.
struct Pair<'t> {
    source: &'t str,
    quote: &'t str,
    before: Vec<Token<'t>>,
    after: Vec<Token<'t>>,
}

/// A stretch of tokens that differs; either side may be empty, but not both.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hunk {
    /// In tokens of the source.
    before: Range<usize>,
    /// In tokens of the quote.
    after: Range<usize>,
}

impl<'t> Pair<'t> {
    fn new(source: &'t str, quote: &'t str) -> Self {
        Self {
            source,
            quote,
            before: tokens(source),
            after: tokens(quote),
        }
    }

    /// The stretches that differ, in order, with at least one equal token between them.
    fn hunks(&self) -> Vec<Hunk> {
        let mut hunks = Vec::new();
        let whole = self.trimmed(0..self.before.len(), 0..self.after.len());
        if whole.size() <= WORDS_AT_ONCE {
            self.compare_words(&whole, &mut hunks);
        } else {
            self.compare_sentences(whole, &mut hunks);
        }
        for hunk in &mut hunks {
            self.slide(hunk);
        }
        let mut separate = Vec::with_capacity(hunks.len());
        for hunk in hunks {
            push(&mut separate, hunk, |gap| gap.is_empty());
        }
        separate
    }

    /// Adds the stretches of `part` that differ, word by word.
    fn compare_words(&self, part: &Hunk, hunks: &mut Vec<Hunk>) {
        // All white space is aligned as if it were the same, so that a line end keeps its place.
        let key = |token: &Token<'t>| if token.is_blank() { " " } else { token.text };
        let before: Vec<&str> = self.before[part.before.clone()].iter().map(key).collect();
        let after: Vec<&str> = self.after[part.after.clone()].iter().map(key).collect();
        for operation in capture_diff_slices(Algorithm::Myers, &before, &after) {
            let before = shifted(operation.old_range(), part.before.start);
            let after = shifted(operation.new_range(), part.after.start);
            if operation.tag() != DiffTag::Equal {
                push(hunks, Hunk { before, after }, |gap| gap.is_empty());
                continue;
            }
            for (old, new) in before.zip(after) {
                if self.before[old].text != self.after[new].text {
                    let blank = Hunk {
                        before: old..old + 1,
                        after: new..new + 1,
                    };
                    push(hunks, blank, |gap| gap.is_empty());
                }
            }
        }
    }

    /// Adds the stretches of `part` that differ: word by word in the sentences that differ, as far
    /// as that is affordable, and as a whole beyond.
    fn compare_sentences(&self, part: Hunk, hunks: &mut Vec<Hunk>) {
        let before = sentences(&self.before, part.before.clone());
        let after = sentences(&self.after, part.after.clone());
        if before.len().max(after.len()) > SENTENCES_AT_ONCE {
            return push(hunks, part, |gap| gap.is_empty());
        }
        let text = |text: &'t str, tokens: &[Token], sentences: &[Range<usize>]| -> Vec<&'t str> {
            sentences
                .iter()
                .map(|sentence| &text[bytes(tokens, sentence, text)])
                .collect()
        };
        let old = text(self.source, &self.before, &before);
        let new = text(self.quote, &self.after, &after);
        let mut affordable = WORDS_IN_SENTENCES;
        for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
            if operation.tag() == DiffTag::Equal {
                continue;
            }
            let part = self.trimmed(
                in_tokens(&before, operation.old_range(), part.before.end),
                in_tokens(&after, operation.new_range(), part.after.end),
            );
            if part.size() <= WORDS_AT_ONCE.min(affordable) {
                affordable -= part.size();
                self.compare_words(&part, hunks);
            } else {
                push(hunks, part, |gap| gap.is_empty());
            }
        }
    }

    /// These tokens of the source and of the quote without those that both start or end with.
    fn trimmed(&self, before: Range<usize>, after: Range<usize>) -> Hunk {
        let same = |(a, b): &(&Token, &Token)| a.text == b.text;
        let (old, new) = (&self.before[before.clone()], &self.after[after.clone()]);
        let prefix = old.iter().zip(new).take_while(same).count();
        let (old, new) = (old[prefix..].iter().rev(), new[prefix..].iter().rev());
        let suffix = old.zip(new).take_while(same).count();
        let trim = |range: Range<usize>| range.start + prefix..range.end - suffix;
        Hunk {
            before: trim(before),
            after: trim(after),
        }
    }

    /// Moves words left out or put in on by one blank, so that they start with a word: `not `
    /// instead of ` not`.
    fn slide(&self, hunk: &mut Hunk) {
        let (tokens, range) = match (hunk.before.is_empty(), hunk.after.is_empty()) {
            (false, true) => (&self.before, &hunk.before),
            (true, false) => (&self.after, &hunk.after),
            _ => return,
        };
        let (first, next) = (&tokens[range.start], tokens.get(range.end));
        if first.is_blank()
            && next.is_some_and(|next| next.text == first.text)
            && self.is_equal_after(hunk)
        {
            for range in [&mut hunk.before, &mut hunk.after] {
                *range = range.start + 1..range.end + 1;
            }
        }
    }

    fn is_equal_after(&self, hunk: &Hunk) -> bool {
        let text = |tokens: &[Token<'t>], at: usize| tokens.get(at).map(|token| token.text);
        text(&self.before, hunk.before.end) == text(&self.after, hunk.after.end)
    }

    /// The hunks as they read best: those with only white space between them are one.
    fn joined(&self, hunks: Vec<Hunk>) -> Vec<Hunk> {
        let mut joined = Vec::with_capacity(hunks.len());
        for hunk in hunks {
            push(&mut joined, hunk, |gap| {
                self.before[gap].iter().all(Token::is_blank)
            });
        }
        joined
    }

    fn edits(&self, hunks: &[Hunk]) -> Vec<(Change, String)> {
        let mut edits = Vec::new();
        let mut add = |change, text: &str| {
            if !text.is_empty() {
                edits.push((change, text.to_owned()));
            }
        };
        let mut done = 0;
        for hunk in hunks {
            let (deleted, inserted) = (self.deleted(hunk), self.inserted(hunk));
            add(Change::Equal, &self.source[done..deleted.start]);
            add(Change::Delete, &self.source[deleted.clone()]);
            add(Change::Insert, &self.quote[inserted]);
            done = deleted.end;
        }
        add(Change::Equal, &self.source[done..]);
        edits
    }

    /// The source's side of a hunk, in bytes of the source.
    fn deleted(&self, hunk: &Hunk) -> Range<usize> {
        bytes(&self.before, &hunk.before, self.source)
    }

    /// The quote's side of a hunk, in bytes of the quote.
    fn inserted(&self, hunk: &Hunk) -> Range<usize> {
        bytes(&self.after, &hunk.after, self.quote)
    }
}

impl Hunk {
    /// The length of the longer side.
    fn size(&self) -> usize {
        self.before.len().max(self.after.len())
    }
}

/// The sentences of a part of `tokens`, roughly, by number: up to a full stop or its like, or a
/// line end.
fn sentences(tokens: &[Token], part: Range<usize>) -> Vec<Range<usize>> {
    let is_end = |token: &Token| {
        token.text.contains(['.', '!', '?', '\n', '\u{3002}'])
            && !token.text.contains(char::is_alphanumeric)
    };
    let mut end = part.start;
    let sentence = |sentence: &[Token]| {
        let start = end;
        end += sentence.len();
        start..end
    };
    tokens[part].split_inclusive(is_end).map(sentence).collect()
}

/// The tokens of these sentences, by number; `end` is where the last sentence ends.
fn in_tokens(sentences: &[Range<usize>], numbers: Range<usize>, end: usize) -> Range<usize> {
    let start = |number: usize| sentences.get(number).map_or(end, |sentence| sentence.start);
    start(numbers.start)..start(numbers.end)
}

fn shifted(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// The bytes of `text` that these of its tokens take.
fn bytes(tokens: &[Token], range: &Range<usize>, text: &str) -> Range<usize> {
    let start = |token: usize| tokens.get(token).map_or(text.len(), |token| token.start);
    start(range.start)..start(range.end)
}

/// Adds a hunk to those before it, as a part of the last one where the tokens between them, by
/// number, may be joined.
fn push(hunks: &mut Vec<Hunk>, hunk: Hunk, may_join: impl Fn(Range<usize>) -> bool) {
    match hunks.last_mut() {
        Some(last) if may_join(last.before.end..hunk.before.start) => {
            last.before.end = hunk.before.end;
            last.after.end = hunk.after.end;
        }
        _ => hunks.push(hunk),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    /// Nothing passes for typography.
    fn difference(source: &str, quote: &str) -> Difference {
        difference_with(source, quote, |_, _| false)
    }

    /// The edits in one line: `[-left out-]`, `{+put in+}`.
    fn marked(source: &str, quote: &str) -> String {
        let edits = difference(source, quote).edits;
        let mark = |(change, text): &(Change, String)| match change {
            Change::Equal => text.clone(),
            Change::Delete => format!("[-{text}-]"),
            Change::Insert => format!("{{+{text}+}}"),
        };
        edits.iter().map(mark).collect()
    }

    #[rstest]
    #[case::equal("The tide turned.", "The tide turned.", "The tide turned.")]
    #[case::nothing("", "", "")]
    #[case::number(
        "more than 70 people",
        "more than 700 people",
        "more than [-70-]{+700+} people"
    )]
    #[case::two_words("a red door", "a blue gate", "a [-red door-]{+blue gate+}")]
    #[case::dropped("they were not ready", "they were ready", "they were [-not -]ready")]
    #[case::added("they were ready", "they were not ready", "they were {+not +}ready")]
    #[case::first("Nearly all came", "all came", "[-Nearly -]all came")]
    #[case::last("all came late", "all came", "all came[- late-]")]
    #[case::mark("Yes, he came", "Yes he came", "Yes[-,-] he came")]
    #[case::decimals(
        "fell to 5.1 percent",
        "fell to 5.7 percent",
        "fell to [-5.1-]{+5.7+} percent"
    )]
    fn edits_are_whole_words(#[case] source: &str, #[case] quote: &str, #[case] expected: &str) {
        assert_eq!(marked(source, quote), expected);
    }

    #[rstest]
    #[case("They paid €5 each", "They paid $5 each", "number")]
    #[case("It was -5 degrees", "It was 5 degrees", "number")]
    #[case("It rose 5% again", "It rose 5 again", "number")]
    #[case("an area of 10² metres", "an area of 102 metres", "number")]
    #[case("an area of 10² metres", "an area of 10 metres", "number")]
    #[case("cost 3 million to build", "cost 3 billion to build", "number")]
    #[case("on 3 May they left", "on 3 June they left", "number")]
    #[case("the third attempt", "the fourth attempt", "number")]
    #[case("nine ships sank", "two ships sank", "number")]
    #[case("twenty-one ships", "twenty-nine ships", "number")]
    #[case("a 1,200 m wall", "a 1200 m wall", "number")]
    #[case("won 3:1 at home", "won 3-1 at home", "number")]
    #[case("It was not legal", "It was legal", "negation")]
    #[case("It was legal", "It was never legal", "negation")]
    #[case("It is legal", "It isn’t legal", "negation")]
    #[case("They can’t win", "They can win", "negation")]
    #[case("They were willing", "They were unwilling", "negation")]
    #[case("It was illegal", "It was legal", "negation")]
    #[case("It is possible", "It is impossible", "negation")]
    #[case("No one came", "Every one came", "negation")]
    #[case("more than 70 people", "fewer than 70 people", "comparator")]
    #[case("more than 70 people", "70 people", "comparator")]
    #[case("at least five boats", "at most five boats", "comparator")]
    #[case("rates went up again", "rates went down again", "comparator")]
    #[case("p < 0.05 in all", "p > 0.05 in all", "comparator")]
    #[case("nearly all of them", "all of them", "comparator")]
    #[case("The Mayor left", "The mayor left", "case")]
    #[case("so the mayor left", "So, the mayor left", "case punctuation")]
    #[case("a well known man", "a well-known man", "punctuation")]
    #[case("Yes, he came", "Yes he came", "punctuation")]
    #[case("you may go", "you May go", "case")]
    #[case("the talks failed early", "the talks succeeded early", "words")]
    #[case("a long and dull speech", "a long speech", "omission")]
    #[case("a long speech", "a long and dull speech", "insertion")]
    #[case("a cold sea and a grey sky", "a grey sky and a cold sea", "order")]
    #[case(
        "Although the roof leaked, they stayed inside",
        "they stayed inside although the roof leaked",
        "order"
    )]
    #[case::rewritten_in_place("not be done by it", "cannot be done by it", "words")]
    #[case::and_its_neighbour("They Will\nNot go", "They will cannot go", "words")]
    #[case("he said it was not late", "he did say it was late", "negation words")]
    #[case("between 5 and 9 boats", "between 9 and 5 boats", "number order")]
    #[case(
        "no vote was held in the small northern towns",
        "a vote was held",
        "negation omission"
    )]
    #[case("nine red boats sank", "two blue boats sank", "number words")]
    #[case("the same", "the same", "")]
    fn kinds_are_specific_first(#[case] source: &str, #[case] quote: &str, #[case] expected: &str) {
        let kinds: Vec<_> = difference(source, quote)
            .kinds
            .into_iter()
            .map(Kind::as_str)
            .collect();
        assert_eq!(kinds.join(" "), expected);
    }

    /// White space, quotation marks and dashes.
    fn fold(text: &str) -> String {
        let text = text.replace(['“', '”'], "\"").replace('—', "-");
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let blank = |edge: bool| if edge { " " } else { "" };
        let (start, end) = (
            text.starts_with(char::is_whitespace),
            text.ends_with(char::is_whitespace),
        );
        if words.is_empty() {
            blank(start).to_owned()
        } else {
            format!("{}{words}{}", blank(start), blank(end))
        }
    }

    #[rstest]
    #[case::only_typography("He said “yes” — twice", "He said \"yes\" - twice", "punctuation")]
    #[case::beside_another("He said “yes” twice", "He said \"yes\" once", "number")]
    #[case::a_line_end("He said \nyes twice", "He said yes once", "number")]
    #[case::a_paragraph("He left.\n\nShe stayed", "He left. He stayed", "words")]
    #[case::a_comma_is_not("He said, “yes”", "He said \"yes\"", "punctuation")]
    fn typography_is_a_kind_only_by_itself(
        #[case] source: &str,
        #[case] quote: &str,
        #[case] expected: &str,
    ) {
        let difference = difference_with(source, quote, |a, b| fold(a) == fold(b));
        assert_eq!(
            difference
                .kinds
                .into_iter()
                .map(Kind::as_str)
                .collect::<Vec<_>>()
                .join(" "),
            expected
        );
    }

    #[test]
    fn reports_use_lower_case_names() {
        assert_eq!(
            serde_json::to_string(&(Kind::Number, Change::Insert)).unwrap(),
            r#"["number","insert"]"#
        );
        for kind in [Kind::Negation, Kind::Case, Kind::Order] {
            assert_eq!(
                serde_json::to_string(&kind).unwrap(),
                format!("{:?}", kind.as_str())
            );
        }
    }

    fn check_law(source: &str, quote: &str) {
        let Difference { edits, kinds } = difference(source, quote);
        let without = |left_out| -> String {
            edits
                .iter()
                .filter(|(change, _)| *change != left_out)
                .map(|(_, text)| text.as_str())
                .collect()
        };
        assert_eq!(without(Change::Insert), source);
        assert_eq!(without(Change::Delete), quote);
        assert!(edits.iter().all(|(_, text)| !text.is_empty()));
        assert!(edits.windows(2).all(|pair| pair[0].0 != pair[1].0
            && (pair[0].0, pair[1].0) != (Change::Insert, Change::Delete)));
        assert!(kinds.is_sorted() && kinds.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(kinds.is_empty(), source == quote);
    }

    proptest! {
        #[test]
        fn edits_give_both_texts(
            source in "([ab1]{1,2}|[ ,.’\n-]|not ){0,24}",
            quote in "([ab1]{1,2}|[ ,.’\n-]|not ){0,24}",
        ) {
            check_law(&source, &quote);
        }

        #[test]
        fn edits_of_anything_give_both_texts(source in "\\PC{0,40}", quote in "\\PC{0,40}") {
            check_law(&source, &quote);
        }

        #[test]
        fn a_text_and_itself_differ_in_nothing(text in any::<String>()) {
            check_law(&text, &text);
        }
    }

    #[test]
    fn long_texts_without_much_in_common_end() {
        let text = |step: usize| {
            let words = (0..60_000).map(|n| (n * step % 1009).to_string());
            words.collect::<Vec<_>>().join(" ")
        };
        check_law(&text(7), &text(11));
    }
}
