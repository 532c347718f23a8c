//! Draws the lines around a place with carets under what matters, and what is to be said about it.
//!
//! Lines are as long as paragraphs here, and half of what matters cannot be seen: so lines are clipped around the
//! carets while line and column stay those of the file, and characters that do not show are drawn by code point.

use crate::finding::Label;
use crate::text::{is_invisible, visible_line};
use anstyle::Style as Ansi;
use std::fmt::Write;
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// Of a passage of many lines the first and last so many are drawn.
const LINES_AT_EACH_END: usize = 3;

/// Columns that are kept to the left and right of carets.
const MARGIN: usize = 30;

/// How snippets are drawn.
pub(super) struct Pen {
    /// Columns that may be used.
    pub width: usize,
    /// The colour of line numbers and frames.
    pub frame: Ansi,
}

/// A character as it is drawn.
struct Cell {
    text: String,
    width: usize,
    /// The mark that points at it, by number.
    mark: Option<usize>,
}

/// A stretch of a line in columns, and the mark it belongs to.
struct Caret {
    columns: Range<usize>,
    label: String,
}

/// Draws a label: its place, and the lines of its excerpt. `caret` is the colour of the carets; `gutter` the width of
/// line numbers.
pub(super) fn draw(label: &Label, pen: &Pen, caret: Ansi, gutter: usize, out: &mut String) {
    let frame = pen.frame;
    let region = label.region;
    let _ = writeln!(
        out,
        "{:gutter$}{frame}-->{frame:#} {}:{}:{}",
        "",
        visible_line(&label.file),
        region.line,
        region.column
    );
    let Some(excerpt) = &label.excerpt else {
        return;
    };
    let _ = writeln!(out, "{:gutter$} {frame}|{frame:#}", "");
    let lines = cells(label);
    let shown = |number: usize| {
        number < LINES_AT_EACH_END
            || number + LINES_AT_EACH_END >= lines.len()
            || lines.len() <= 2 * LINES_AT_EACH_END + 1
    };
    let mut skipped = false;
    for (number, cells) in lines.iter().enumerate() {
        if !shown(number) {
            if !skipped {
                let _ = writeln!(out, "{:gutter$}{frame}...{frame:#}", "");
            }
            skipped = true;
            continue;
        }
        let carets = carets(cells, label, number + 1 == lines.len());
        for window in windows(
            &carets,
            line_width(cells),
            pen.width.saturating_sub(gutter + 3),
        ) {
            let line = Line {
                cells,
                number: excerpt.line + number,
                window: &window.columns,
                carets: &carets[window.carets],
            };
            line.draw(pen, caret, gutter, out);
        }
    }
}

/// The excerpt's lines as cells.
fn cells(label: &Label) -> Vec<Vec<Cell>> {
    let Some(excerpt) = &label.excerpt else {
        return Vec::new();
    };
    let mut lines = vec![Vec::new()];
    let elision = |lines: &mut Vec<Vec<Cell>>| {
        if let Some(line) = lines.last_mut() {
            line.push(Cell {
                text: "…".to_owned(),
                width: 1,
                mark: None,
            });
        }
    };
    if excerpt.clipped_before {
        elision(&mut lines);
    }
    for (at, c) in excerpt.text.char_indices() {
        let mark = label.marks.iter().position(|mark| {
            mark.range.contains(&at) || (mark.range.is_empty() && mark.range.start == at)
        });
        if c == '\n' {
            // A mark that is nothing but a line end is seen at the end of its line.
            if mark.is_some_and(|mark| label.marks[mark].range.len() <= 1)
                && let Some(line) = lines.last_mut()
            {
                line.push(Cell {
                    text: "⏎".to_owned(),
                    width: 1,
                    mark,
                });
            }
            lines.push(Vec::new());
        } else if let Some(line) = lines.last_mut() {
            line.push(cell(
                c,
                mark,
                mark.is_some_and(|mark| label.marks[mark].range.len() <= 12),
            ));
        }
    }
    let end = label
        .marks
        .iter()
        .position(|mark| mark.range.is_empty() && mark.range.start == excerpt.text.len());
    if let (Some(_), Some(line)) = (end, lines.last_mut()) {
        line.push(Cell {
            text: " ".to_owned(),
            width: 1,
            mark: end,
        });
    }
    if excerpt.clipped_after {
        elision(&mut lines);
    }
    lines
}

/// A character; what does not show, or could deceive a terminal, by its code point. White space that looks like a plain
/// space is named only where it is the point.
fn cell(c: char, mark: Option<usize>, is_the_point: bool) -> Cell {
    let odd_space = c.is_whitespace() && c != ' ';
    let hidden = is_invisible(c)
        || (c.is_control() && c != '\t' && c != '\r')
        || matches!(c, '\u{2028}' | '\u{2029}');
    let text = if hidden || (odd_space && is_the_point && c != '\r') {
        format!("<U+{:04X}>", u32::from(c))
    } else if odd_space {
        if c == '\r' {
            String::new()
        } else {
            " ".to_owned()
        }
    } else {
        c.to_string()
    };
    let width = text.chars().map(|c| c.width().unwrap_or(0)).sum();
    Cell { text, width, mark }
}

fn line_width(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.width).sum()
}

/// The carets of a line, left to right. What is said of a mark of several lines is said at its last.
fn carets(cells: &[Cell], label: &Label, is_last_line: bool) -> Vec<Caret> {
    let mut carets: Vec<(usize, Caret)> = Vec::new();
    let mut column = 0;
    for cell in cells {
        let columns = column..column + cell.width;
        column = columns.end;
        let Some(mark) = cell.mark else {
            continue;
        };
        match carets.last_mut().filter(|(last, _)| *last == mark) {
            Some((_, caret)) => caret.columns.end = columns.end,
            None => carets.push((
                mark,
                Caret {
                    columns,
                    label: String::new(),
                },
            )),
        }
    }
    for (mark, caret) in &mut carets {
        let mark = &label.marks[*mark];
        let excerpt = label.excerpt.as_ref().map_or("", |excerpt| &excerpt.text);
        let ends_here = is_last_line
            || !excerpt[mark.range.clone()]
                .trim_end_matches('\n')
                .contains('\n');
        if ends_here {
            caret.label = visible_line(&mark.text);
        }
    }
    carets.into_iter().map(|(_, caret)| caret).collect()
}

/// A stretch of a line that is drawn, and the carets that are drawn below it.
#[derive(Debug, PartialEq, Eq)]
struct Window {
    columns: Range<usize>,
    carets: Range<usize>,
}

/// The stretches of a line that are drawn: all of it where it fits, else around the carets, each caret once.
fn windows(carets: &[Caret], line: usize, width: usize) -> Vec<Window> {
    let width = width.max(2 * MARGIN);
    if line <= width {
        return vec![Window {
            columns: 0..line,
            carets: 0..carets.len(),
        }];
    }
    let mut windows: Vec<Window> = Vec::new();
    for (number, caret) in carets.iter().enumerate() {
        let start = caret.columns.start.saturating_sub(MARGIN);
        let end = (caret.columns.end + MARGIN).min(line).min(start + width);
        match windows.last_mut() {
            Some(last) if end.saturating_sub(last.columns.start) <= width => {
                last.columns.end = end.max(last.columns.end);
                last.carets.end = number + 1;
            }
            _ => windows.push(Window {
                columns: start..end,
                carets: number..number + 1,
            }),
        }
    }
    // Room that is left goes to the text around.
    for Window { columns, .. } in &mut windows {
        let spare = width.saturating_sub(columns.len());
        columns.start = columns.start.saturating_sub(spare / 2);
        columns.end = (columns.start + width).min(line);
        columns.start = columns.start.min(columns.end.saturating_sub(width));
    }
    if windows.is_empty() {
        windows.push(Window {
            columns: 0..width,
            carets: 0..0,
        });
    }
    windows
}

/// A line, or as much of it as is drawn.
struct Line<'l> {
    cells: &'l [Cell],
    number: usize,
    window: &'l Range<usize>,
    carets: &'l [Caret],
}

impl Line<'_> {
    fn draw(&self, pen: &Pen, color: Ansi, gutter: usize, out: &mut String) {
        let frame = pen.frame;
        let _ = writeln!(
            out,
            "{frame}{:>gutter$} |{frame:#} {}",
            self.number,
            self.text().trim_end()
        );
        let window = self.window;
        let shown: Vec<(Range<usize>, &str)> = self
            .carets
            .iter()
            .map(|caret| {
                let start = caret.columns.start.max(window.start) - window.start;
                let end = caret
                    .columns
                    .end
                    .min(window.end)
                    .saturating_sub(window.start);
                (start..end.max(start + 1), caret.label.as_str())
            })
            .collect();
        if shown.is_empty() {
            return;
        }
        for row in caret_rows(&shown) {
            let _ = writeln!(
                out,
                "{:gutter$} {frame}|{frame:#} {color}{row}{color:#}",
                ""
            );
        }
    }

    /// The text of the window, with an ellipsis where the line goes on.
    fn text(&self) -> String {
        let total = line_width(self.cells);
        let mut text = String::new();
        let mut column = 0;
        for cell in self.cells {
            let columns = column..column + cell.width;
            column = columns.end;
            if columns.start < self.window.start || columns.end > self.window.end {
                continue;
            }
            let is_first = columns.start == self.window.start && self.window.start > 0;
            let is_last = columns.end == self.window.end && self.window.end < total;
            let is_cut = (is_first || is_last) && cell.width == 1;
            text.push_str(if is_cut { "…" } else { &cell.text });
        }
        text
    }
}

/// The rows below a line: the carets with the last label, then the other labels from right to left, each under its own.
fn caret_rows(carets: &[(Range<usize>, &str)]) -> Vec<String> {
    let mut first = String::new();
    for (columns, _) in carets {
        pad(&mut first, columns.start);
        first.push_str(&"^".repeat(columns.len()));
    }
    let (others, last) = carets.split_at(carets.len().saturating_sub(1));
    if let [(_, label)] = last {
        first.push(' ');
        first.push_str(label);
    }
    let mut rows = vec![first.trim_end().to_owned()];
    for (number, (columns, label)) in others.iter().enumerate().rev() {
        if label.is_empty() {
            continue;
        }
        let mut row = String::new();
        for (left, left_label) in &others[..number] {
            if !left_label.is_empty() {
                pad(&mut row, left.start);
                row.push('|');
            }
        }
        pad(&mut row, columns.start);
        row.push_str(label);
        rows.push(row);
    }
    rows
}

fn pad(row: &mut String, column: usize) {
    let width: usize = row.chars().map(|c| c.width().unwrap_or(0)).sum();
    row.extend(std::iter::repeat_n(' ', column.saturating_sub(width)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn drawn(text: &str, marks: &[(Range<usize>, &str)], width: usize) -> String {
        let whole = marks[0].0.start..marks[marks.len() - 1].0.end;
        let label = Label::new("sources/a.txt", &Text::new(text), &whole, "").marking(
            marks
                .iter()
                .map(|(range, text)| (range.clone(), (*text).to_owned())),
        );
        let mut out = String::new();
        let pen = Pen {
            width,
            frame: Ansi::new(),
        };
        draw(&label, &pen, Ansi::new(), 2, &mut out);
        out
    }

    #[test]
    fn labels_stand_under_their_carets() {
        let expected = "  --> sources/a.txt:1:5
   |
 1 | the “bridge” opened
   |     ^      ^ this closes
   |     this opens
";
        assert_eq!(
            drawn(
                "the “bridge” opened",
                &[(4..7, "this opens"), (13..16, "this closes")],
                80
            ),
            expected
        );
    }

    #[test]
    fn what_does_not_show_is_drawn_by_code_point() {
        let expected = "  --> sources/a.txt:1:3
   |
 1 | 中a<U+200B>b c
   |    ^^^^^^^^ here
";
        assert_eq!(
            drawn("中a\u{200b}b\u{a0}c", &[(4..7, "here")], 80),
            expected
        );
    }

    #[test]
    fn long_lines_are_clipped_and_columns_are_not() {
        let text = "word ".repeat(40) + "HERE" + &" word".repeat(40);
        let out = drawn(&text, &[(200..204, "this")], 70);
        assert!(out.starts_with("  --> sources/a.txt:1:201\n"), "{out}");
        assert!(out.lines().all(|line| line.chars().count() <= 75), "{out}");
        let lines: Vec<&str> = out.lines().collect();
        let column = |line: &str, what: &str| line.find(what).map(|at| line[..at].chars().count());
        assert_eq!(
            column(lines[2], "HERE"),
            column(lines[3], "^^^^ this"),
            "{out}"
        );
    }

    #[test]
    fn carets_far_apart_are_drawn_once_each() {
        let text = "word ".repeat(10) + "ONE" + &" word".repeat(40) + " TWO end";
        let two = text.find("TWO").unwrap();
        let out = drawn(&text, &[(50..53, "this"), (two..two + 3, "that")], 80);
        assert_eq!(out.matches("^^^ this").count(), 1, "{out}");
        assert_eq!(out.matches("^^^ that").count(), 1, "{out}");
        assert_eq!(out.matches('^').count(), 6, "{out}");
    }

    #[test]
    fn a_passage_over_lines_is_marked_on_each() {
        let expected = "  --> sources/a.txt:1:5
   |
 1 | one two
   |     ^^^
 2 | three four
   | ^^^^^ here
";
        assert_eq!(
            drawn("one two\nthree four\nfive", &[(4..13, "here")], 80),
            expected
        );
    }
}
