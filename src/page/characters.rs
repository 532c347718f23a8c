//! The characters of a block of text, as a reader sees them: white space as HTML collapses it, nothing that does not show.

use crate::text::is_zero_width;
use unicode_script::{Script, UnicodeScript};

const JOINER: char = '\u{200d}';
const NON_JOINER: char = '\u{200c}';

/// Blocks of text under construction.
#[derive(Debug, Default)]
pub(super) struct Lines {
    finished: Vec<String>,
    line: String,
    gap: Gap,
    seam: Option<Seam>,
    /// How many characters that do not show were left out.
    pub invisible: usize,
}

/// What came since the last character that shows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Space,
    /// So many `br`.
    Breaks(usize),
}

/// Where two elements meet with nothing between them that shows in a text: what a page strikes through, and what it puts in its
/// place, would be one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seam {
    /// Figures on both sides are parted by a space.
    Figures,
    /// So are letters.
    Words,
}

impl Seam {
    fn parts(self, before: char, after: char) -> bool {
        match self {
            Self::Figures => before.is_numeric() && after.is_numeric(),
            Self::Words => before.is_alphanumeric() && after.is_alphanumeric(),
        }
    }
}

impl Lines {
    /// Adds a seam before what comes.
    pub(super) fn add_seam(&mut self, seam: Seam) {
        self.seam = self.seam.max(Some(seam));
    }

    /// Whether what comes would continue a number.
    pub(super) fn is_at_figure(&self) -> bool {
        self.gap == Gap::None && self.line.ends_with(char::is_numeric)
    }

    /// Adds text in which runs of white space count as one space (CSS Text, `white-space: normal`). No-break spaces and
    /// spaces of other widths are characters like any other.
    pub(super) fn add(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                if self.gap == Gap::None {
                    self.gap = Gap::Space;
                }
            } else {
                self.add_visible(c);
            }
        }
    }

    /// Adds text in which white space counts (`pre`).
    pub(super) fn add_preformatted(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' if self.line.is_empty() => {}
                '\n' | '\t' | ' ' => {
                    self.close_gap();
                    self.line.push(c);
                }
                '\r' => {}
                c => self.add_visible(c),
            }
        }
    }

    /// Adds what separates the cells of a row.
    pub(super) fn add_tab(&mut self) {
        self.gap = Gap::None;
        self.line.push('\t');
    }

    /// Adds a line break (`br`); two of them end the block.
    pub(super) fn add_break(&mut self) {
        self.gap = match self.gap {
            Gap::Breaks(count) => Gap::Breaks(count + 1),
            Gap::None | Gap::Space => Gap::Breaks(1),
        };
    }

    fn add_visible(&mut self, c: char) {
        if is_zero_width(c) && !(self.gap == Gap::None && self.is_part_of_a_letter(c)) {
            self.invisible += 1;
            return;
        }
        let before = self.line.chars().next_back();
        if let Some((seam, before)) = self.seam.take().zip(before)
            && self.gap == Gap::None
            && seam.parts(before, c)
        {
            self.gap = Gap::Space;
        }
        self.close_gap();
        self.line.push(c);
    }

    fn close_gap(&mut self) {
        match std::mem::take(&mut self.gap) {
            _ if self.line.is_empty() => {}
            Gap::None => {}
            Gap::Space if self.line.ends_with('\t') => {}
            Gap::Space => self.line.push(' '),
            Gap::Breaks(1) => self.line.push('\n'),
            Gap::Breaks(_) => self.end_block(),
        }
    }

    /// Whether a joiner or non-joiner after the last character changes how letters are written (Unicode, section 23.2), or
    /// makes one emoji of two (Unicode Technical Standard 51).
    fn is_part_of_a_letter(&self, c: char) -> bool {
        let Some(last) = self.line.chars().next_back() else {
            return false;
        };
        match c {
            JOINER => is_emoji(last) || joins(last),
            NON_JOINER => joins(last),
            _ => false,
        }
    }

    /// Ends the block: what comes starts another one.
    pub(super) fn end_block(&mut self) {
        self.gap = Gap::None;
        let line = std::mem::take(&mut self.line);
        let line = line.trim_end_matches([' ', '\n', '\t']);
        if line.chars().any(|c| !c.is_whitespace()) {
            self.finished.push(line.to_owned());
        }
    }

    /// The blocks that are finished.
    pub(super) fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.finished)
    }
}

/// Scripts in which the shape of a letter depends on its neighbours, so that a joiner is a matter of spelling.
fn joins(c: char) -> bool {
    use Script::{
        Arabic, Bengali, Devanagari, Gujarati, Gurmukhi, Kannada, Khmer, Malayalam, Mongolian,
        Myanmar, Nko, Oriya, Sinhala, Syriac, Tamil, Telugu, Thaana, Tibetan,
    };
    matches!(
        c.script(),
        Arabic
            | Bengali
            | Devanagari
            | Gujarati
            | Gurmukhi
            | Kannada
            | Khmer
            | Malayalam
            | Mongolian
            | Myanmar
            | Nko
            | Oriya
            | Sinhala
            | Syriac
            | Tamil
            | Telugu
            | Thaana
            | Tibetan
    ) || is_arabic_mark(c)
}

/// Vowel signs that several scripts share, and so belong to none.
fn is_arabic_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{655}' | '\u{670}')
}

/// Pictographs, their skin tones, and the sign that asks for colour.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2190}'..='\u{2bff}' | '\u{fe0f}')
}

/// A value of the page's metadata as a line of text.
pub(super) fn clean(value: &str) -> Option<String> {
    let mut lines = Lines::default();
    lines.add(value);
    lines.end_block();
    lines.take().pop()
}

/// Text as superscript characters, where all of it has such: `10<sup>2</sup>` must not become 102.
pub(super) fn superscript(text: &str) -> Option<String> {
    let text = text.trim();
    let raised = text.chars().map(|c| {
        Some(match c {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4'..='9' => char::from_u32(u32::from('⁴') + u32::from(c) - u32::from('4'))?,
            '+' => '⁺',
            '-' | '−' => '⁻',
            '(' => '⁽',
            ')' => '⁾',
            _ => return None,
        })
    });
    let raised: String = raised.collect::<Option<_>>()?;
    (!raised.is_empty()).then_some(raised)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(" a \n\t b ", Some("a b"))]
    #[case("a\u{a0}\u{a0}b", Some("a\u{a0}\u{a0}b"))]
    #[case("\u{a0}", None)]
    #[case("so\u{ad}ft\u{200b}\u{feff}", Some("soft"))]
    #[case("a\u{200d}b\u{200c}c", Some("abc"))]
    #[case("می\u{200c}خواهم", Some("می\u{200c}خواهم"))]
    #[case("क्\u{200d}ष", Some("क्\u{200d}ष"))]
    #[case("\u{1f468}\u{200d}\u{1f467}", Some("\u{1f468}\u{200d}\u{1f467}"))]
    #[case("\u{202b}left\u{202c}\u{200f}", Some("left"))]
    fn keeps_what_shows(#[case] written: &str, #[case] seen: Option<&str>) {
        assert_eq!(clean(written).as_deref(), seen);
    }

    #[rstest]
    #[case("2", Some("²"))]
    #[case("-19", Some("⁻¹⁹"))]
    #[case("st", None)]
    #[case("", None)]
    fn raises_figures(#[case] written: &str, #[case] raised: Option<&str>) {
        assert_eq!(superscript(written).as_deref(), raised);
    }
}
