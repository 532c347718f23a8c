//! What a report comes to: hides what an earlier one has, prints it, says what was not checked, chooses the exit code.

use super::file::read;
use super::reports::{ReportFiles, folder_in_repository, format};
use super::{COULD_NOT_CHECK, terminal};
use crate::cli::{Common, Printing};
use anyhow::{Context, Result};
use factcheck::Report;
use factcheck::cache::Answer;
use factcheck::render::{Format, Style, read_known, render};
use factcheck::report::Known;
use factcheck::text::visible_line;
use std::io::{self, Write};
use std::path::Path;

/// The findings of an earlier report.
pub(super) fn known(path: &Path) -> Result<Known> {
    let name = path.display().to_string();
    read(path)
        .and_then(|bytes| Ok(read_known(&name, bytes)?))
        .with_context(|| format!("the baseline report {name} cannot be used"))
}

/// How a report looks on standard output. `folder` is the way from the repository's top to the project's root.
pub(super) fn style<'f>(common: &Common, folder: &'f str) -> Style<'f> {
    Style {
        color: terminal::use_color(common.color),
        width: terminal::width(),
        quiet: common.quiet,
        folder,
    }
}

/// Prints a report, and writes it to files; the exit code. `root` is the project's.
pub(super) fn show(
    report: &Report,
    files: &ReportFiles<'_>,
    root: &Path,
    output: &Printing,
    common: &Common,
) -> Result<u8> {
    let (code, _) = show_and_keep(report, files, root, output, common, false)?;
    Ok(code)
}

/// The same; where it `is_kept`, also what was printed, unless there was more to it, or too much.
pub(super) fn show_and_keep(
    report: &Report,
    files: &ReportFiles<'_>,
    root: &Path,
    output: &Printing,
    common: &Common,
    is_kept: bool,
) -> Result<(u8, Option<Answer>)> {
    let folder = folder_in_repository(root);
    let style = style(common, &folder);
    // Before standard output, which may end early: a full disk, a closed pipe.
    let unwritten = files.write(report, &folder);
    let format = format(output.output_format);
    let kept = match format {
        Format::Full | Format::Concise => {
            let mut text = Vec::new();
            render(report, format, style, &mut text)?;
            let is_whole = terminal::offer_whole(&text)? && text.len() <= LARGEST_COPY;
            (is_kept && is_whole).then_some(text)
        }
        _ => {
            let mut kept = is_kept.then(Vec::new);
            terminal::print(|out| {
                let kept = &mut kept;
                render(report, format, style, &mut Copying { out, kept })
            })?;
            kept
        }
    };
    let code = conclude(report, &unwritten);
    let answer = kept
        .filter(|_| code != COULD_NOT_CHECK)
        .map(|output| Answer { output, code });
    Ok((exit_code(code, output), answer))
}

/// Writes a report to files only; the exit code.
pub(super) fn show_in_files(
    report: &Report,
    files: &ReportFiles<'_>,
    root: &Path,
    output: &Printing,
) -> u8 {
    let unwritten = files.write(report, &folder_in_repository(root));
    exit_code(conclude(report, &unwritten), output)
}

/// Says what was not written and what was not checked; the exit code, whatever it may be told to end with.
fn conclude(report: &Report, unwritten: &[String]) -> u8 {
    for trouble in unwritten {
        terminal::complain(&visible_line(trouble));
    }
    complain_of_unchecked(report);
    if unwritten.is_empty() {
        report.exit_code()
    } else {
        COULD_NOT_CHECK
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

/// Prints what was printed before; the exit code.
pub(super) fn repeat(answer: &Answer, output: &Printing) -> Result<u8> {
    match format(output.output_format) {
        Format::Full | Format::Concise => drop(terminal::offer_whole(&answer.output)?),
        _ => terminal::print(|out| out.write_all(&answer.output))?,
    }
    Ok(exit_code(answer.code, output))
}

fn exit_code(code: u8, output: &Printing) -> u8 {
    match code {
        1 if output.exit_zero => 0,
        code => code,
    }
}

/// Bytes of a report, at most, of which a copy is kept.
const LARGEST_COPY: usize = 32 << 20;

/// Writes, and keeps a copy.
struct Copying<'w> {
    out: &'w mut dyn Write,
    kept: &'w mut Option<Vec<u8>>,
}

impl Write for Copying<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes).inspect_err(|_| {
            // What nobody read to its end is no whole answer.
            *self.kept = None;
        })?;
        if let Some(kept) = self.kept {
            kept.extend_from_slice(&bytes[..written]);
            if kept.len() > LARGEST_COPY {
                *self.kept = None;
            }
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
