//! How a source's text differs from an earlier one, line by line and word by word.

use crate::quote::{Difference, difference, likeness};
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::ops::Range;

/// Two lines less alike than this are not the same line, reworded.
const ALIKE: f64 = 0.5;

/// A line that is not what it was. Lines are counted from 1, those without text included.
#[derive(Debug, Clone, PartialEq)]
pub enum LineChange {
    /// It was reworded: its number today, and what became of its words.
    Reworded(usize, Difference),
    /// It is new.
    Added(usize, String),
    /// It is gone: its number then.
    Removed(usize, String),
}

/// What changed from one text to the next, in order. Empty lines count for nothing.
pub fn changed_lines(old: &str, new: &str) -> Vec<LineChange> {
    let (old, new) = (numbered(old), numbered(new));
    let words = |lines: &[(usize, &str)]| lines.iter().map(|(_, line)| line.to_string()).collect();
    let (old_words, new_words): (Vec<String>, Vec<String>) = (words(&old), words(&new));
    let mut changes = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
        let (tag, before, after) = operation.as_tag_tuple();
        if tag != DiffTag::Equal {
            changes.extend(pair(&old[before], &new[after]));
        }
    }
    changes
}

/// Lines with text, and their numbers.
fn numbered(text: &str) -> Vec<(usize, &str)> {
    let lines = (1..).zip(text.lines());
    lines.filter(|(_, line)| !line.trim().is_empty()).collect()
}

/// Each old line with the first of the new ones that is much like it, in order; the others are gone, or new.
fn pair(old: &[(usize, &str)], new: &[(usize, &str)]) -> Vec<LineChange> {
    let mut changes = Vec::new();
    let mut left: Range<usize> = 0..new.len();
    let add = |range: Range<usize>, changes: &mut Vec<LineChange>| {
        let lines = new[range].iter();
        changes.extend(lines.map(|(number, line)| LineChange::Added(*number, (*line).to_owned())));
    };
    for (number, line) in old {
        match left.clone().find(|at| likeness(line, new[*at].1) >= ALIKE) {
            Some(at) => {
                add(left.start..at, &mut changes);
                changes.push(LineChange::Reworded(new[at].0, difference(line, new[at].1)));
                left.start = at + 1;
            }
            None => changes.push(LineChange::Removed(*number, (*line).to_owned())),
        }
    }
    add(left, &mut changes);
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let changes = changed_lines(old, new).into_iter();
        changes
            .map(|change| match change {
                LineChange::Reworded(number, difference) => {
                    format!("{number}: {:?}", difference.edits)
                }
                LineChange::Added(number, line) => format!("+{number}: {line}"),
                LineChange::Removed(number, line) => format!("-{number}: {line}"),
            })
            .collect()
    }

    #[test]
    fn a_line_is_reworded_added_or_removed() {
        let old = "One line.\n\nThe bridge opens in spring.\nGone.\n";
        let new = "One line.\nQuite another thing altogether.\nThe bridge opens in autumn.\n";
        assert_eq!(
            told(old, new),
            [
                "+2: Quite another thing altogether.",
                "3: [(Equal, \"The bridge opens in \"), (Delete, \"spring\"), (Insert, \"autumn\"), (Equal, \".\")]",
                "-4: Gone.",
            ]
        );
    }

    #[test]
    fn empty_lines_count_for_nothing() {
        assert_eq!(changed_lines("a\n\nb\n", "a\nb"), []);
    }
}
