//! `factcheck merge`: joins the JSON reports of the shards of a run. It needs neither the project nor git.

use super::file::read;
use super::outcome::{known, show};
use super::reports::ReportFiles;
use crate::cli::{Common, Merge};
use anyhow::{Context, Result, bail};
use factcheck::Report;
use factcheck::render::read_report;
use factcheck::rules;
use factcheck::workspace::find_root;
use std::env;

pub(super) fn run(options: &Merge, common: &Common) -> Result<u8> {
    let known = options.baseline_report.as_deref().map(known).transpose()?;
    let mut parts = Vec::with_capacity(options.parts.len());
    for path in &options.parts {
        let name = path.display().to_string();
        let part = read(path)
            .and_then(|bytes| Ok(read_report(bytes)?))
            .with_context(|| format!("{name} cannot be merged"))?;
        parts.push((name, part));
    }
    let files = ReportFiles::new(&options.output.reports, None)?;
    let mut report = Report::merge(parts)?;
    report.rules = rules::infos();
    if let Some(known) = &known {
        if let Some(hidden) = &report.hidden {
            bail!(
                "the reports hide the findings of {} already: give `--baseline-report` to the shards or to `merge`, not to both",
                hidden.by
            );
        }
        report.hide(known);
    }
    // The project is not read; but platforms name its files from the repository's top.
    let here = env::current_dir().context("the working folder cannot be read")?;
    let root = match &common.root {
        Some(root) => here.join(root),
        None => find_root(&here),
    };
    let root = root.canonicalize().unwrap_or(root);
    show(&report, &files, &root, &options.output, common)
}
