//! `full`: every finding with the lines of claim file and source it is about, one above the other.

use super::format::Style;
use super::snippet::{Pen, draw};
use super::summary;
use crate::finding::{Finding, Level, Safety};
use crate::report::{ClaimReport, Report};
use crate::text::visible_line;
use anstyle::{AnsiColor, Style as Ansi};
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{}", one(finding, style))?;
    }
    for line in report.claims.iter().flat_map(left_out) {
        writeln!(out, "{line}")?;
    }
    summary::notices(report, out)?;
    if style.quiet {
        return Ok(());
    }
    summary::render(report, style, out)
}

/// A finding: what is wrong, where it stands in the claim file, what stands in the source, and how to mend it.
pub(super) fn one(finding: &Finding, style: Style<'_>) -> String {
    let paint = |ansi: Ansi| if style.color { ansi } else { Ansi::new() };
    let color = match finding.level {
        Level::Error => AnsiColor::BrightRed,
        Level::Warning => AnsiColor::BrightYellow,
        Level::Info | Level::Off => AnsiColor::BrightCyan,
    };
    let severity = paint(Ansi::new().bold().fg_color(Some(color.into())));
    let bold = paint(Ansi::new().bold());
    let frame = paint(
        Ansi::new()
            .bold()
            .fg_color(Some(AnsiColor::BrightBlue.into())),
    );
    let in_source = paint(
        Ansi::new()
            .bold()
            .fg_color(Some(AnsiColor::BrightGreen.into())),
    );
    let pen = Pen {
        width: style.width,
        frame,
    };
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{severity}{}[{}]{severity:#}{bold}: {}{bold:#}",
        finding.level,
        finding.rule,
        visible_line(&finding.message)
    );
    let gutter = gutter(finding);
    draw(&finding.place, &pen, severity, gutter, &mut out);
    for label in &finding.related {
        draw(label, &pen, in_source, gutter, &mut out);
    }
    let _ = writeln!(out, "{:gutter$} {frame}|{frame:#}", "");
    for note in &finding.notes {
        let _ = writeln!(
            out,
            "{:gutter$} {frame}={frame:#} {}",
            "",
            visible_line(note)
        );
    }
    if let Some(fix) = &finding.fix {
        let kind = match fix.safety {
            Safety::Safe => "fix",
            Safety::Review => "fix, after a look",
        };
        let _ = writeln!(
            out,
            "{:gutter$} {frame}={frame:#} {bold}{kind}{bold:#}: {}",
            "",
            visible_line(&fix.title)
        );
    }
    out
}

/// The width of the longest line number.
fn gutter(finding: &Finding) -> usize {
    let regions = std::iter::once(&finding.place)
        .chain(&finding.related)
        .map(|label| label.region);
    let longest = regions
        .map(|region| region.end_line.max(region.line))
        .max()
        .unwrap_or(1);
    longest.to_string().len().max(2)
}

/// What the elided quotations of a claim leave out, a line each: reports always show it.
pub(super) fn left_out(claim: &ClaimReport) -> Vec<String> {
    let omitted = claim
        .citations
        .iter()
        .flat_map(|citation| citation.omitted.iter().map(move |text| (citation, text)));
    omitted
        .map(|(citation, text)| {
            format!(
                "left out: claim \"{}\", from {}: “{}”",
                visible_line(claim.id.as_deref().unwrap_or("?")),
                visible_line(citation.source_id().unwrap_or("?")),
                visible_line(text),
            )
        })
        .collect()
}
