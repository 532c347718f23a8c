//! What a report comes to: hides what an earlier one has, prints it, says what was not checked, chooses the exit code.

use super::file::read;
use super::reports::{ReportFiles, folder_in_repository, format};
use super::{COULD_NOT_CHECK, terminal};
use crate::cli::{Common, Printing};
use anyhow::{Context, Result};
use factcheck::Report;
use factcheck::render::{Format, Style, read_known, render};
use factcheck::report::Known;
use factcheck::text::visible_line;
use std::path::Path;

/// The findings of an earlier report.
pub(super) fn known(path: &Path) -> Result<Known> {
    let name = path.display().to_string();
    read(path)
        .and_then(|bytes| Ok(read_known(&name, bytes)?))
        .with_context(|| format!("the baseline report {name} cannot be used"))
}

/// Prints a report, and writes it to files; the exit code. `root` is the project's.
pub(super) fn show(
    report: &Report,
    files: &ReportFiles<'_>,
    root: &Path,
    output: &Printing,
    common: &Common,
) -> Result<u8> {
    let folder = folder_in_repository(root);
    let style = Style {
        color: terminal::use_color(common.color),
        width: terminal::width(),
        quiet: common.quiet,
        folder: &folder,
    };
    // Before standard output, which may end early: a full disk, a closed pipe.
    let unwritten = files.write(report, &folder);
    let format = format(output.output_format);
    match format {
        Format::Full | Format::Concise => {
            terminal::print_text(|out| render(report, format, style, out))?;
        }
        _ => terminal::print(|out| render(report, format, style, out))?,
    }
    Ok(conclude(report, &unwritten, output))
}

/// Writes a report to files only; the exit code.
pub(super) fn show_in_files(
    report: &Report,
    files: &ReportFiles<'_>,
    root: &Path,
    output: &Printing,
) -> u8 {
    let unwritten = files.write(report, &folder_in_repository(root));
    conclude(report, &unwritten, output)
}

/// Says what was not written and what was not checked; the exit code.
fn conclude(report: &Report, unwritten: &[String], output: &Printing) -> u8 {
    for trouble in unwritten {
        terminal::complain(&visible_line(trouble));
    }
    complain_of_unchecked(report);
    match report.exit_code() {
        _ if !unwritten.is_empty() => COULD_NOT_CHECK,
        1 if output.exit_zero => 0,
        code => code,
    }
}

/// Says what could not be checked.
pub(super) fn complain_of_unchecked(report: &Report) {
    for unchecked in &report.unchecked {
        terminal::complain(&format!(
            "{} was not checked: {}",
            visible_line(&unchecked.file),
            unchecked.reason
        ));
    }
}
