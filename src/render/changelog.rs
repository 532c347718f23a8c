//! The changelog of claims and sources against a baseline, as a reviewing editor reads it.

mod full;
mod json;
mod markdown;
mod outline;
mod wording;

use super::format::Style;
use crate::report::Report;
use std::io::{self, Write};

/// A format of the changelog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangelogFormat {
    /// For terminals.
    Full,
    /// For the comment of a pull request or merge request.
    Markdown,
    /// For programs.
    Json,
}

/// Writes what a report says of changes since its baseline.
///
/// # Errors
/// Where the writer fails.
pub fn render_changelog(
    report: &Report,
    format: ChangelogFormat,
    style: Style<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ChangelogFormat::Full => full::render(report, style, out),
        ChangelogFormat::Markdown => markdown::render(report, out),
        ChangelogFormat::Json => json::render(report, out),
    }
}
