//! `concise`: one line a finding, as compilers and editors have it.

use super::format::Style;
use super::summary;
use crate::report::Report;
use crate::text::visible_line;
use std::io::{self, Write};

pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        let region = finding.place.region;
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            visible_line(&finding.place.file),
            region.line,
            region.column,
            finding.level,
            finding.rule,
            visible_line(&finding.message),
        )?;
    }
    summary::notices(report, out)?;
    if style.quiet {
        Ok(())
    } else {
        summary::render(report, style, out)
    }
}
