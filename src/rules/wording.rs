//! What was done to the words of a text, said in words: for altered quotes, and for what drifted.

use super::pointing::{counted, listed, quoted};
use crate::quote::{Change, Difference, LookAlike, Shapes, same_but_for_typography};
use crate::text::character_name;
use std::collections::HashSet;
use std::ops::Range;

/// So many changes are told; the others are counted.
const TOLD: usize = 3;

/// So many look-alikes are named.
const NAMED: usize = 6;

/// A stretch of one text and what another has instead; either may be empty.
#[derive(Default)]
pub(super) struct Replaced {
    /// Bytes of the text before.
    pub before: Range<usize>,
    /// Bytes of the text after.
    pub after: Range<usize>,
    deleted: String,
    inserted: String,
    /// Whether the same words stand elsewhere on the other side.
    moved: bool,
    /// Characters of the text after that only look like those of the text before.
    look_alikes: Vec<LookAlike>,
}

/// What is said where nothing but white space was left out or put in.
const BLANK: &str = "white space differs";

impl Replaced {
    /// Whether nothing but white space was left out or put in.
    fn is_blank(&self) -> bool {
        self.deleted.trim().is_empty() && self.inserted.trim().is_empty()
    }

    /// What was done.
    fn in_words(&self) -> String {
        match (self.deleted.trim(), self.inserted.trim()) {
            (deleted, _) if self.moved => format!("{} was moved", quoted(deleted)),
            _ if self.is_blank() => BLANK.to_owned(),
            ("", inserted) => format!("{} was put in", quoted(inserted)),
            (deleted, "") => format!("{} was left out", quoted(deleted)),
            (deleted, inserted) => format!("{} became {}", quoted(deleted), quoted(inserted)),
        }
    }

    /// What is to be said where it stands in the quote.
    pub(super) fn in_quote(&self) -> String {
        match (self.moved, self.inserted.trim()) {
            (true, "") => "moved from here".to_owned(),
            (true, _) => "moved to here".to_owned(),
            (false, "") if self.is_blank() => BLANK.to_owned(),
            (false, "") => "left out here".to_owned(),
            (false, inserted) => {
                format!(
                    "the quote has {}{}",
                    quoted(inserted),
                    named(&self.look_alikes)
                )
            }
        }
    }

    /// What is to be said where it stands in the source.
    pub(super) fn in_source(&self) -> String {
        match (self.moved, self.deleted.trim()) {
            (true, "") => "not here".to_owned(),
            (true, _) => "the source has it here".to_owned(),
            (false, "") if self.is_blank() => BLANK.to_owned(),
            (false, "") => "nothing here".to_owned(),
            (false, deleted) => format!("the source has {}", quoted(deleted)),
        }
    }

    /// What is to be said where it stands in a text that was another one before.
    pub(super) fn in_today(&self) -> String {
        match (self.moved, self.deleted.trim(), self.inserted.trim()) {
            (true, _, "") => "moved from here".to_owned(),
            (true, ..) => "moved to here".to_owned(),
            (false, ..) if self.is_blank() => BLANK.to_owned(),
            (false, deleted, "") => format!("{} was here", quoted(deleted)),
            (false, "", _) => format!("new{}", named(&self.look_alikes)),
            (false, deleted, _) => {
                format!("was {}{}", quoted(deleted), named(&self.look_alikes))
            }
        }
    }
}

/// The edits that change something, deletions joined with the insertions beside them; and how many others are
/// nothing but typography, which is worth a word only beside them.
pub(super) fn replacements(edits: &[(Change, String)]) -> (Vec<Replaced>, usize) {
    let mut all = joined(edits);
    mark_moves(&mut all);
    find_look_alikes(edits, &mut all);
    let is_typography =
        |change: &Replaced| same_but_for_typography(&change.deleted, &change.inserted);
    let (typography, changes): (Vec<Replaced>, Vec<Replaced>) =
        all.into_iter().partition(is_typography);
    if changes.is_empty() {
        (typography, 0)
    } else {
        (changes, typography.len())
    }
}

/// Finds words that were taken out in one place and put in in another, whatever their order there.
fn mark_moves(changes: &mut [Replaced]) {
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    for at in 0..changes.len() {
        let taken = sorted(&changes[at].deleted);
        if taken.is_empty() || !changes[at].inserted.trim().is_empty() {
            continue;
        }
        let put = changes.iter().position(|other| {
            other.deleted.trim().is_empty() && !other.moved && sorted(&other.inserted) == taken
        });
        if let Some(put) = put {
            changes[at].moved = true;
            changes[put].moved = true;
        }
    }
}

/// Finds the characters of each change that only look like those of the text before. Most texts have none that could.
fn find_look_alikes(edits: &[(Change, String)], changes: &mut [Replaced]) {
    let is_plain = |change: &Replaced| change.deleted.is_ascii() && change.inserted.is_ascii();
    if changes.iter().all(is_plain) {
        return;
    }
    let before = edits.iter().filter(|(change, _)| *change != Change::Insert);
    let before: String = before.map(|(_, text)| text.as_str()).collect();
    let shapes = Shapes::of(&before);
    for change in changes {
        change.look_alikes = shapes.look_alikes(&change.deleted, &change.inserted);
    }
}

/// What look-alikes are called, behind the word that has them: ` (U+0430 CYRILLIC SMALL LETTER A for U+0061 LATIN SMALL
/// LETTER A)`.
fn named(look_alikes: &[LookAlike]) -> String {
    let mut names: Vec<String> = look_alikes
        .iter()
        .take(NAMED)
        .map(|found| {
            let name = character_name(found.character);
            match found.instead {
                Some(instead) => format!("{name} for {}", character_name(instead)),
                None => name,
            }
        })
        .collect();
    if names.is_empty() {
        return String::new();
    }
    if look_alikes.len() > NAMED {
        let more = look_alikes.len() - NAMED;
        names.push(counted(more, "more look-alike", "more look-alikes"));
    }
    format!(" ({})", listed(&names))
}

fn joined(edits: &[(Change, String)]) -> Vec<Replaced> {
    let mut changes: Vec<Replaced> = Vec::new();
    let (mut before, mut after) = (0, 0);
    let mut is_open = false;
    for (change, text) in edits {
        if *change == Change::Equal {
            before += text.len();
            after += text.len();
            is_open = false;
            continue;
        }
        if !is_open {
            changes.push(Replaced {
                before: before..before,
                after: after..after,
                ..Replaced::default()
            });
            is_open = true;
        }
        let Some(open) = changes.last_mut() else {
            continue;
        };
        if *change == Change::Delete {
            before += text.len();
            open.before.end = before;
            open.deleted.push_str(text);
        } else {
            after += text.len();
            open.after.end = after;
            open.inserted.push_str(text);
        }
    }
    changes
}

/// What was done to the words of a passage to make a quote of it: `“70” became “700”`.
pub fn explained(difference: &Difference) -> String {
    in_words(&replacements(&difference.edits).0)
}

/// What was done to the words.
pub(super) fn in_words(changes: &[Replaced]) -> String {
    // A move is told once, at the place that the words were taken from.
    let is_told = |change: &&Replaced| !(change.moved && change.deleted.trim().is_empty());
    let changes: Vec<&Replaced> = changes.iter().filter(is_told).collect();
    let (told, others) = changes.split_at(changes.len().min(TOLD));
    let mut words: Vec<String> = told
        .iter()
        .map(|change| format!("{}{}", change.in_words(), named(&change.look_alikes)))
        .collect();
    if !others.is_empty() {
        let more = counted(others.len(), "more change", "more changes");
        // What nobody sees is named even there.
        let mut seen = HashSet::new();
        let all = others.iter().flat_map(|change| &change.look_alikes);
        let all = all.filter(|found| seen.insert(found.character));
        let all: Vec<LookAlike> = all.copied().collect();
        words.push(format!("{more}{}", named(&all)));
    }
    listed(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::difference;
    use rstest::rstest;

    #[test]
    fn white_space_is_no_word() {
        let told = difference("alpha beta-gamma", "alpha beta -gamma");
        let (changes, _) = replacements(&told.edits);
        let [change] = &changes[..] else {
            panic!("one change");
        };
        let labels = [change.in_quote(), change.in_source(), change.in_today()];
        assert_eq!(labels, [BLANK; 3]);
    }

    #[rstest]
    #[case::a_move_is_one_change(
        "alpha beta gamma delta epsilon",
        "alpha gamma delta beta epsilon",
        "“beta” was moved"
    )]
    #[case::one_more(
        "one cat saw two dogs and three hens near four cows",
        "six cat saw six dogs and six hens near six cows",
        "“one” became “six”, “two” became “six”, “three” became “six” and 1 more change"
    )]
    #[case::the_rest_is_counted(
        "one cat saw two dogs and three hens near four cows by five barns",
        "six cat saw six dogs and six hens near six cows by six barns",
        "“one” became “six”, “two” became “six”, “three” became “six” and 2 more changes"
    )]
    #[case::a_look_alike(
        "He said yes to it all and went",
        "He s\u{430}id no to it all and went",
        "“said yes” became “s\u{430}id no” (U+0430 CYRILLIC SMALL LETTER A for U+0061 LATIN SMALL LETTER A)"
    )]
    #[case::each_word_that_has_one_says_so(
        "He said yes to it all",
        "He s\u{430}id yes to it \u{430}ll",
        "“said” became “s\u{430}id” (U+0430 CYRILLIC SMALL LETTER A for U+0061 LATIN SMALL LETTER A) and “all” became “\u{430}ll” (U+0430 CYRILLIC SMALL LETTER A for U+0061 LATIN SMALL LETTER A)"
    )]
    #[case::a_look_alike_in_a_change_that_is_only_counted(
        "one cat saw two dogs and three hens near cows",
        "six cat saw six dogs and six hens near c\u{43e}ws",
        "“one” became “six”, “two” became “six”, “three” became “six” and 1 more change (U+043E CYRILLIC SMALL LETTER O for U+006F LATIN SMALL LETTER O)"
    )]
    fn changes_are_told(#[case] source: &str, #[case] quote: &str, #[case] expected: &str) {
        assert_eq!(explained(&difference(source, quote)), expected);
    }
}
