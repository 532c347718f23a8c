//! One round of a watch: the findings that are new, those that are gone, and a line that says how things stand.

use super::format::{Format, Style};
use super::summary::counted;
use super::{concise, full};
use crate::finding::Finding;
use crate::report::{Report, Since};
use crate::text::visible_line;
use anstyle::{AnsiColor, Style as Ansi};
use std::io::{self, Write};

/// Writes what is new in a report since an earlier one, and what is gone: [`Format::Full`] with snippets, any other format
/// a line each.
///
/// # Errors
/// Where the writer fails.
pub fn render_since(
    report: &Report,
    since: &Since<'_>,
    format: Format,
    style: Style<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in &since.new {
        match format {
            Format::Full => writeln!(out, "{}", full::one(finding, style))?,
            _ => writeln!(out, "{}", concise::one(finding))?,
        }
    }
    for finding in &since.gone {
        writeln!(out, "gone: {}", named(finding))?;
    }
    for unchecked in &since.unchecked {
        let file = visible_line(&unchecked.file);
        writeln!(
            out,
            "not checked: {file}: {}",
            visible_line(&unchecked.reason)
        )?;
    }
    if style.quiet {
        return Ok(());
    }
    writeln!(out, "{}", standing(report, since, style))
}

/// A finding that is gone: its place is no longer what it was, and its message no longer true.
fn named(finding: &Finding) -> String {
    let about = match (&finding.claim, &finding.source) {
        (Some(claim), _) => format!("claim \"{}\"", visible_line(claim)),
        (None, Some(source)) => format!("source {}", visible_line(source)),
        (None, None) => visible_line(&finding.place.file),
    };
    format!("{}[{}] of {about}", finding.level, finding.rule)
}

/// How things stand, and what brought them there: `all green: 1 file, 2 claims; 0 errors, 0 warnings; 1 gone`.
fn standing(report: &Report, since: &Since<'_>, style: Style<'_>) -> String {
    let counts = &report.summary;
    let (word, color) = match report.exit_code() {
        0 => ("all green", AnsiColor::Green),
        1 => ("not green", AnsiColor::Red),
        _ if report.is_empty => ("nothing was checked", AnsiColor::Red),
        _ => ("not all was checked", AnsiColor::Red),
    };
    let ansi = if style.color {
        Ansi::new().bold().fg_color(Some(color.into()))
    } else {
        Ansi::new()
    };
    let moved = [(since.new.len(), "new"), (since.gone.len(), "gone")];
    let moved = moved.into_iter().filter(|(count, _)| *count > 0);
    let moved: Vec<String> = moved
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let moved = if moved.is_empty() {
        "no finding came or went".to_owned()
    } else {
        moved.join(", ")
    };
    format!(
        "{ansi}{word}{ansi:#}: {}, {}; {}, {}; {}",
        counted(counts.files, "file"),
        counted(counts.claims, "claim"),
        counted(counts.errors, "error"),
        counted(counts.warnings, "warning"),
        moved,
    )
}
