//! `concise`: one line a finding, as compilers and editors have it.

use super::format::Style;
use super::summary;
use crate::finding::Finding;
use crate::report::Report;
use crate::text::visible_line;
use rayon::prelude::*;
use std::io::{self, Write};

/// So many findings are worth a thread's turn.
const RUN: usize = 128;

/// The lines of so many are in memory at a time.
const WAVE: usize = 16 * RUN;

pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    for wave in report.findings.chunks(WAVE) {
        let lines = |findings: &[Finding]| {
            let lines = findings.iter().map(|finding| one(finding) + "\n");
            lines.collect::<String>()
        };
        let written: Vec<String> = wave.par_chunks(RUN).map(lines).collect();
        for lines in written {
            out.write_all(lines.as_bytes())?;
        }
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
