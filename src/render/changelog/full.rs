//! `full`: the changelog for a terminal, or for a plain text that reads like `git diff --word-diff`.

use super::super::format::Style;
use super::outline::{Entry, Outline};
use super::wording::{self, Part};
use crate::finding::Level;
use crate::report::Report;
use anstyle::{AnsiColor, Style as Ansi};
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let outline = Outline::new(report);
    let pen = Pen { color: style.color };
    for story in &outline.stories {
        let bold = pen.ansi(Ansi::new().bold().underline());
        writeln!(out, "{bold}{}{bold:#}\n", wording::title(story.title))?;
        for entry in &story.entries {
            writeln!(out, "{}", one(entry, &pen))?;
        }
    }
    for line in wording::not_compared(&outline) {
        writeln!(out, "{line}")?;
    }
    if style.quiet {
        return Ok(());
    }
    writeln!(out, "{}", wording::summary(report, &outline))
}

/// A claim or source: a line that says whether its changes are recorded, and a line for each change.
fn one(entry: &Entry<'_>, pen: &Pen) -> String {
    let bold = pen.ansi(Ansi::new().bold());
    let mut out = format!("  {bold}{}{bold:#}", wording::name(entry));
    if let Some(revision) = entry.revision() {
        let _ = write!(out, ", {revision}");
    }
    if !entry.is_recorded() {
        let red = pen.of(AnsiColor::BrightRed, true);
        let _ = write!(out, ", {red}NOT RECORDED{red:#}");
    }
    if let Some(notes) = wording::notes(entry) {
        let _ = write!(out, ", recorded: {notes}");
    }
    out.push('\n');
    for change in &entry.changes {
        pen.line(&wording::change(change, entry), Ansi::new(), &mut out);
    }
    for remark in &entry.remarks {
        let color = match remark.level {
            Level::Error => pen.of(AnsiColor::BrightRed, true),
            _ => pen.of(AnsiColor::BrightYellow, true),
        };
        pen.line(&wording::remark(remark, entry), color, &mut out);
    }
    out
}

/// Draws parts, with colour or without.
struct Pen {
    color: bool,
}

impl Pen {
    fn ansi(&self, ansi: Ansi) -> Ansi {
        if self.color { ansi } else { Ansi::new() }
    }

    fn of(&self, color: AnsiColor, is_bold: bool) -> Ansi {
        let ansi = Ansi::new().fg_color(Some(color.into()));
        self.ansi(if is_bold { ansi.bold() } else { ansi })
    }

    fn line(&self, parts: &[Part], label: Ansi, out: &mut String) {
        let red = self.of(AnsiColor::Red, false);
        let green = self.of(AnsiColor::Green, false);
        out.push_str("    ");
        for part in parts {
            let _ = match part {
                Part::Label(text) => write!(out, "{label}{text}{label:#}"),
                Part::Plain(text) => write!(out, "{text}"),
                // Brackets beside the colour: not everybody sees red and green, and two words side by side would run into one.
                Part::Deleted(text) => write!(out, "{red}[-{text}-]{red:#}"),
                Part::Inserted(text) => write!(out, "{green}{{+{text}+}}{green:#}"),
                Part::Former(text) => write!(out, "{red}{text}{red:#}"),
                Part::Present(text) => write!(out, "{green}{text}{green:#}"),
            };
        }
        out.push('\n');
    }
}
