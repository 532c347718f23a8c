//! Whether a text starts or ends with another, apart from folds that are accepted.

use super::fold::Folds;
use super::locate::{MOST_LEADING, may_start};
use super::skeleton::Skeleton;
use super::walk::walk_accepting;
use crate::text::is_zero_width;
use std::cell::OnceCell;

/// What a text is said to start or to end with, and the folds that are accepted there.
pub struct Edge<'w> {
    wanted: &'w str,
    accept: Folds,
    /// Made when it is first asked whether a text ends with it: most that is wanted stands verbatim.
    ending: OnceCell<Ending>,
}

/// What has to be known of what a text may end with.
struct Ending {
    /// Its letters and digits, as the skeleton has them.
    letters: Vec<u8>,
    /// So many characters of a text that show may be a passage that is the same.
    most_shown: usize,
}

/// Whether it does, and how many bytes were looked at to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looked {
    /// Whether it does.
    pub holds: bool,
    /// Bytes.
    pub bytes: usize,
}

impl<'w> Edge<'w> {
    /// What a text may start or end with, where these folds are accepted.
    pub fn new(wanted: &'w str, accept: Folds) -> Self {
        Self {
            wanted,
            accept,
            ending: OnceCell::new(),
        }
    }

    fn ending(&self) -> &Ending {
        self.ending.get_or_init(|| Ending {
            letters: Skeleton::new(self.wanted).content().to_vec(),
            // A character may be two or three on the other side, which has most often as many.
            most_shown: self.wanted.chars().count() * 2 + 8,
        })
    }

    /// Whether `text` starts with it.
    pub fn starts(&self, text: &str) -> Looked {
        if differ(first_letter(text), first_letter(self.wanted)) {
            return Looked::NOTHING;
        }
        let (end, bytes) = walk_accepting(text, 0, self.wanted, self.accept);
        Looked {
            holds: end.is_some(),
            bytes,
        }
    }

    /// Whether `text` ends with it.
    pub fn ends(&self, text: &str) -> Looked {
        if differ(last_letter(text), last_letter(self.wanted)) {
            return Looked::NOTHING;
        }
        let near = self.near_end(text);
        let mut bytes = near.len();
        let may_start = may_start(self.wanted);
        let holds = self.starts_in(near).into_iter().any(|(start, c)| {
            let is_likely = may_start(c);
            is_likely && {
                let (end, walked) = walk_accepting(near, start, self.wanted, self.accept);
                bytes += walked;
                end == Some(near.len())
            }
        });
        Looked { holds, bytes }
    }

    /// The end of a text in which a passage that is the same has room.
    fn near_end<'t>(&self, text: &'t str) -> &'t str {
        /// Nobody means to write more white space than that, in characters.
        const MOST: usize = 4_096;
        let most_shown = self.ending().most_shown;
        let mut seen = 0;
        let mut in_space = false;
        let characters = text.char_indices().rev().take(most_shown + MOST);
        // A run of white space counts for one of them, and what nobody sees for none.
        let shown = characters.take_while(|(_, c)| {
            if is_zero_width(*c) {
                return true;
            }
            let goes_on = std::mem::replace(&mut in_space, c.is_whitespace()) && in_space;
            seen += usize::from(!goes_on);
            seen <= most_shown
        });
        &text[shown.last().map_or(text.len(), |(at, _)| at)..]
    }

    /// Where in the end of a text a passage that is the same may start, and the characters that stand there.
    fn starts_in(&self, near: &str) -> Vec<(usize, char)> {
        let typography = |before: &str, most: usize| -> Vec<(usize, char)> {
            let characters = before.char_indices().rev();
            let typography = characters.take_while(|(_, c)| !c.is_alphanumeric());
            typography.take(most).collect()
        };
        let Ending {
            letters,
            most_shown,
        } = self.ending();
        if letters.is_empty() {
            return typography(near, *most_shown);
        }
        let skeleton = Skeleton::new(near);
        let content = skeleton.content();
        let first = content
            .ends_with(letters)
            .then(|| skeleton.source_byte(content.len() - letters.len()));
        let Some(first) = first.flatten() else {
            return Vec::new();
        };
        // It may start with the typography before its first letter.
        let starts_with_letter = self.wanted.starts_with(char::is_alphanumeric);
        let most = if starts_with_letter { 0 } else { MOST_LEADING };
        let letter = near[first..].chars().next().map(|c| (first, c));
        letter
            .into_iter()
            .chain(typography(&near[..first], most))
            .collect()
    }
}

impl Looked {
    const NOTHING: Self = Self {
        holds: false,
        bytes: 0,
    };
}

/// So far from its ends a letter of a text is looked for, in characters.
const FARTHEST_LETTER: usize = 32;

/// The first letter or digit near the start of a text.
fn first_letter(text: &str) -> Option<char> {
    let mut near = text.chars().take(FARTHEST_LETTER);
    near.find(|c| c.is_alphanumeric())
}

/// The last one near its end.
fn last_letter(text: &str) -> Option<char> {
    let mut near = text.chars().rev().take(FARTHEST_LETTER);
    near.find(|c| c.is_alphanumeric())
}

/// Whether no fold makes these letters one: both are of ASCII. Of a quote that stands very often, that is asked at each place.
fn differ(one: Option<char>, other: Option<char>) -> bool {
    let is_ascii = |letter: Option<char>| letter.filter(char::is_ascii);
    let both = is_ascii(one).zip(is_ascii(other));
    both.is_some_and(|(one, other)| one != other)
}

#[cfg(test)]
mod tests {
    use super::super::fold::Fold;
    use super::super::walk::walk;
    use super::*;
    use rstest::rstest;

    fn all() -> Folds {
        Fold::ALL.into_iter().collect()
    }

    #[rstest]
    #[case::runs("  approved of it", " approved", true)]
    #[case::line_ends("\n    “Yes”", " \"Yes", true)]
    #[case::invisible("\u{200b} approved", " approved", true)]
    #[case::more_marks("’” on Monday", "'\" on", true)]
    #[case::a_word_more(" was approved", " approved", false)]
    #[case::another_letter(" approves", " approved", false)]
    #[case::nothing("", " approved", false)]
    #[case::disguise(" \u{430}pproved", " approved", false)]
    fn a_text_starts_with_it(#[case] text: &str, #[case] wanted: &str, #[case] holds: bool) {
        assert_eq!(Edge::new(wanted, all()).starts(text).holds, holds);
        assert!(!Edge::new(wanted, Folds::NONE).starts(text).holds);
    }

    #[rstest]
    #[case::runs("the board said   ", "board said ", true)]
    #[case::leading("The  “board” said ", " \"board\" said ", true)]
    #[case::marks_alone("he said: “", ": \"", true)]
    #[case::space_alone("he said\n\n", " ", true)]
    #[case::broken_words("an assess-\nment ", "assessment ", true)]
    #[case::a_word_less("the board said so ", "board said ", false)]
    #[case::other_marks("he said; “", ": \"", false)]
    #[case::nothing("", "said ", false)]
    fn a_text_ends_with_it(#[case] text: &str, #[case] wanted: &str, #[case] holds: bool) {
        assert_eq!(Edge::new(wanted, all()).ends(text).holds, holds);
        assert!(!Edge::new(wanted, Folds::NONE).ends(text).holds);
    }

    #[test]
    fn as_much_is_looked_at_as_is_wanted() {
        let text = "a “ ".repeat(10_000);
        let wanted = "a \" ".repeat(1_000);
        for looked in [
            Edge::new(&wanted, all()).starts(&text),
            Edge::new(&wanted, all()).ends(&text),
        ] {
            assert!(looked.holds);
            assert!((wanted.len()..8 * wanted.len()).contains(&looked.bytes));
        }
        let other = "a x ".repeat(1_000);
        assert!(Edge::new(&other, all()).starts(&text).bytes < 8);
    }

    proptest::proptest! {
        #[test]
        fn a_passage_at_an_edge_is_one_that_a_walk_finds_there(
            text in "([abs1]|[ \n-]|[“”\"’']|\u{ad}|\u{200b}|é|e\u{301}|ﬆ|—|…|\\.){0,20}",
            wanted in "([abes1]|[ -]|[\"']|é|\\.){1,6}",
        ) {
            let starts = walk(&text, 0, &wanted).is_some_and(|walked| walked.is_accepted(all()));
            proptest::prop_assert_eq!(Edge::new(&wanted, all()).starts(&text).holds, starts);
            let may_start = may_start(&wanted);
            let ends = text.char_indices().filter(|(_, c)| may_start(*c)).any(|(start, _)| {
                let walked = walk(&text, start, &wanted);
                walked.is_some_and(|walked| walked.range.end == text.len() && walked.is_accepted(all()))
            });
            proptest::prop_assert_eq!(Edge::new(&wanted, all()).ends(&text).holds, ends);
        }
    }
}
