//! The units in which factcheck tells a place: code points for machines, lines and columns for people.

use serde::{Deserialize, Serialize};

/// A stretch of a text in Unicode code points, from 0, end exclusive
/// (W3C Web Annotation, `TextPositionSelector`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// A point in a text as people name it: line and column, both from 1, columns in characters (code points).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
}

/// A stretch of a text as people name it; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region {
    /// Line of the first character, from 1.
    pub line: usize,
    /// Column of the first character, from 1, in code points.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column one past the last character.
    pub end_column: usize,
}

impl Region {
    /// The region between two places.
    pub fn new(start: Place, end: Place) -> Self {
        Self {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }

    /// The very beginning of a file, for findings about the file as a whole.
    pub const START: Self = Self {
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 1,
    };
}
