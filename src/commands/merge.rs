//! `factcheck merge`: joins the JSON reports of the shards of a run. It needs neither the project nor git.

use super::file::read;
use super::outcome::{known, show};
use crate::cli::{Common, Merge};
use anyhow::{Context, Result, bail};
use factcheck::Report;
use factcheck::render::read_report;

pub(super) fn run(options: &Merge, common: &Common) -> Result<u8> {
    let known = options.baseline_report.as_deref().map(known).transpose()?;
    let mut parts = Vec::with_capacity(options.reports.len());
    for path in &options.reports {
        let name = path.display().to_string();
        let part = read(path)
            .and_then(|bytes| Ok(read_report(bytes)?))
            .with_context(|| format!("{name} cannot be merged"))?;
        parts.push((name, part));
    }
    let mut report = Report::merge(parts)?;
    if let Some(known) = &known {
        if let Some(hidden) = &report.hidden {
            bail!(
                "the reports hide the findings of {} already: give `--baseline-report` to the shards or to `merge`, not to both",
                hidden.by
            );
        }
        report.hide(known);
    }
    show(&report, &options.output, common)
}
