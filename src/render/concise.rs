//! `concise`: one line a finding, as compilers and editors have it.

use super::format::Style;
use super::summary;
use crate::finding::Finding;
use crate::report::Report;
use crate::text::visible_line;
use std::io::{self, Write};

pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{}", one(finding))?;
    }
    summary::notices(report, out)?;
    if style.quiet {
        Ok(())
    } else {
        summary::render(report, style, out)
    }
}

/// A finding: where it stands, and what is wrong.
pub(super) fn one(finding: &Finding) -> String {
    let region = finding.place.region;
    format!(
        "{}:{}:{}: {}[{}] {}",
        visible_line(&finding.place.file),
        region.line,
        region.column,
        finding.level,
        finding.rule,
        visible_line(&finding.message),
    )
}
