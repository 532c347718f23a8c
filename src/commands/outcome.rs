//! What a report comes to: hides what an earlier one has, prints it, says what was not checked, chooses the exit code.

use super::file::read;
use super::terminal;
use crate::cli::{Common, Output, OutputFormat};
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

/// Prints a report; the exit code.
pub(super) fn show(report: &Report, output: &Output, common: &Common) -> Result<u8> {
    let format = match output.output_format {
        OutputFormat::Full => Format::Full,
        OutputFormat::Concise => Format::Concise,
        OutputFormat::Json => Format::Json,
    };
    let style = Style {
        color: terminal::use_color(common.color),
        width: terminal::width(),
        quiet: common.quiet,
    };
    terminal::print(|out| render(report, format, style, out))?;
    for unchecked in &report.unchecked {
        terminal::complain(&format!(
            "{} was not checked: {}",
            visible_line(&unchecked.file),
            unchecked.reason
        ));
    }
    Ok(match report.exit_code() {
        1 if output.exit_zero => 0,
        code => code,
    })
}
