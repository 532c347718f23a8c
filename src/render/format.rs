//! The formats by name, and the one place that chooses among them.

use super::{concise, full, github, gitlab, json, junit, markdown, sarif, summary};
use crate::finding::Finding;
use crate::report::Report;
use std::io::{self, Write};

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Snippets of claim file and source, with explanations.
    Full,
    /// One line a finding.
    Concise,
    /// The JSON report.
    Json,
    /// Annotations on GitHub.
    Github,
    /// A code quality report for GitLab.
    Gitlab,
    /// A test report: a test case a claim.
    Junit,
    /// For code scanning.
    Sarif,
    /// A job's summary, or the comment of a pull request.
    Markdown,
}

impl Format {
    /// Whether it says which run the report is of, so that others can be merged with it.
    pub fn says_which_run(self) -> bool {
        self == Self::Json
    }

    /// Whether people read it as it is: findings, one after the other, and counts that close it.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Full | Self::Concise)
    }
}

/// How a report looks where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style<'s> {
    /// Whether to use colour.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to leave out the closing summary.
    pub quiet: bool,
    /// The way from the repository's top to the project's root, empty or with `/` at its end: the formats that a platform
    /// reads name files from the repository's top.
    pub folder: &'s str,
}

impl Default for Style<'_> {
    fn default() -> Self {
        Self {
            color: false,
            width: 120,
            quiet: false,
            folder: "",
        }
    }
}

/// A finding as it stands in a report for people; `None` in formats in which it does not stand by itself.
pub fn render_finding(finding: &Finding, format: Format, style: Style<'_>) -> Option<String> {
    match format {
        Format::Full => Some(full::one(finding, style) + "\n"),
        Format::Concise => Some(concise::one(finding) + "\n"),
        _ => None,
    }
}

/// The lines that close a report for people: the counts.
///
/// # Errors
/// Where the writer fails.
pub fn render_closing(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    if style.quiet {
        return Ok(());
    }
    summary::render(report, style, out)
}

/// Writes a report in a format.
///
/// # Errors
/// Where the writer fails.
pub fn render(
    report: &Report,
    format: Format,
    style: Style<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Full => full::render(report, style, out),
        Format::Concise => concise::render(report, style, out),
        Format::Json => json::render(report, out),
        Format::Github => github::render(report, style, out),
        Format::Gitlab => gitlab::render(report, style, out),
        Format::Junit => junit::render(report, style, out),
        Format::Sarif => sarif::render(report, style, out),
        Format::Markdown => markdown::render(report, out),
    }
}
