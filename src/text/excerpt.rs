//! The lines around a place, cut out of a text so that a finding can show them after the text is gone.

use super::Text;
use std::ops::Range;

/// So much of a line is kept before and after what it is shown for, in characters.
const CONTEXT: usize = 60;

/// A piece of a text: the line, or lines, around a place, clipped where they are long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text of the lines.
    pub text: String,
    /// Number of the first line, from 1.
    pub line: usize,
    /// The byte of the whole text at which `text` starts.
    pub start: usize,
    /// Whether the first line's beginning was cut off.
    pub clipped_before: bool,
    /// Whether the last line's end was cut off.
    pub clipped_after: bool,
}

impl Excerpt {
    /// Longer stretches are cut in the middle of nowhere; in bytes.
    pub const LONGEST: usize = 4_000;

    /// The lines that `range` touches.
    pub fn new(text: &Text, range: &Range<usize>) -> Self {
        let content = text.as_str();
        let lines = text.lines_around(range);
        let from = content[lines.start..range.start]
            .char_indices()
            .rev()
            .nth(CONTEXT)
            .map_or(lines.start, |(at, _)| {
                word_edge(content, lines.start + at, range.start)
            });
        let to = content[range.end.min(lines.end)..lines.end]
            .char_indices()
            .nth(CONTEXT)
            .map_or(lines.end, |(at, _)| {
                word_end(content, range.end, range.end + at)
            });
        let to = if to - from > Self::LONGEST {
            floor(content, from + Self::LONGEST)
        } else {
            to
        };
        Self {
            text: content[from..to].trim_end_matches(['\n', '\r']).to_owned(),
            line: text.region(&(from..from)).line,
            start: from,
            clipped_before: from > lines.start,
            clipped_after: to < lines.end,
        }
    }

    /// A range of the whole text as a range of the excerpt, clipped to it.
    pub fn within(&self, range: &Range<usize>) -> Range<usize> {
        let clip = |at: usize| {
            floor(
                &self.text,
                at.saturating_sub(self.start).min(self.text.len()),
            )
        };
        clip(range.start)..clip(range.end)
    }
}

/// The start of a word between `from` and `to`, so that no word is shown in half.
fn word_edge(content: &str, from: usize, to: usize) -> usize {
    content[from..to]
        .find(' ')
        .map_or(from, |space| from + space + 1)
}

fn word_end(content: &str, from: usize, to: usize) -> usize {
    content[from..to]
        .rfind(' ')
        .map_or(to, |space| from + space)
}

fn floor(content: &str, mut at: usize) -> usize {
    while !content.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_whole_short_lines() {
        let text = Text::new("one\ntwo three\nfour");
        let excerpt = Excerpt::new(&text, &(8..13));
        assert_eq!((excerpt.text.as_str(), excerpt.line), ("two three", 2));
        assert_eq!(&excerpt.text[excerpt.within(&(8..13))], "three");
    }

    #[test]
    fn clips_long_lines_at_words() {
        let text = Text::new("word ".repeat(100) + "HERE" + &" word".repeat(100));
        let excerpt = Excerpt::new(&text, &(500..504));
        assert_eq!(&excerpt.text[excerpt.within(&(500..504))], "HERE");
        assert!(excerpt.clipped_before && excerpt.clipped_after);
        assert!(
            excerpt.text.len() < 140 && excerpt.text.starts_with("word "),
            "{}",
            excerpt.text
        );
    }

    #[test]
    fn stays_within_characters() {
        let text = Text::new("é".repeat(5_000));
        let excerpt = Excerpt::new(&text, &(0..10_000));
        assert!(excerpt.text.len() <= Excerpt::LONGEST && excerpt.clipped_after);
    }
}
