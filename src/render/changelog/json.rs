//! `json`: the changelog for programs; a change is what it is in the report of `verify`.

use super::super::json::{JsonChange, Tool, change, tool};
use crate::project::Baseline;
use crate::report::{Report, Unchecked};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Json<'r> {
    schema_version: u8,
    tool: Tool,
    baseline: Option<&'r Baseline>,
    /// Without it, changes that could not be seen would look like none.
    unchecked: Vec<Unchecked>,
    changes: Vec<JsonChange<'r>>,
}

pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let json = Json {
        schema_version: 1,
        tool: tool(),
        baseline: report.baseline.as_ref().ok(),
        unchecked: report.not_compared(),
        changes: report.changes.iter().map(change).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}
