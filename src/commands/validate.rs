//! `factcheck validate`: plain JSON Schema validation, with the same good positions.

use super::file::read;
use super::{COULD_NOT_CHECK, terminal};
use crate::cli::{Common, Validate};
use anyhow::{Context, Result, anyhow, bail};
use factcheck::document::{Duplicate, Fault, Schema, UnknownFormats, parse_json};
use factcheck::store::Disk;
use factcheck::text::{Text, visible_line};
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(options: &Validate, common: &Common) -> Result<u8> {
    let schema = compile(&options.schema)?;
    let mut lines = Vec::new();
    let mut unreadable = Vec::new();
    let mut invalid = 0;
    for path in &options.files {
        match check(&schema, path) {
            Ok(faults) => {
                invalid += usize::from(!faults.is_empty());
                lines.extend(faults);
            }
            Err(error) => unreadable.push(format!("{}: {error:#}", path.display())),
        }
    }
    terminal::print_text(|out| {
        for line in &lines {
            writeln!(out, "{line}")?;
        }
        if common.quiet {
            return Ok(());
        }
        writeln!(
            out,
            "{} of {} valid",
            options.files.len() - invalid - unreadable.len(),
            count(options.files.len())
        )
    })?;
    for line in &unreadable {
        terminal::complain(&visible_line(line));
    }
    Ok(match (unreadable.is_empty(), invalid) {
        (false, _) => COULD_NOT_CHECK,
        (true, 0) => 0,
        (true, _) => 1,
    })
}

fn count(files: usize) -> String {
    format!("{files} file{}", if files == 1 { "" } else { "s" })
}

/// The schema; its references may lead to files of its own folder and below, no further.
fn compile(path: &Path) -> Result<Schema> {
    let bytes =
        read(path).with_context(|| format!("the schema {} cannot be read", path.display()))?;
    let document = serde_json::from_slice(&bytes)
        .with_context(|| format!("the schema {} is not JSON", path.display()))?;
    let path = path.canonicalize()?;
    let (Some(folder), Some(name)) = (
        path.parent(),
        path.file_name().and_then(|name| name.to_str()),
    ) else {
        bail!("{} is not a file", path.display());
    };
    let files = Arc::new(Disk::open(folder)?);
    Schema::compile(document, name, files, UnknownFormats::Ignored)
        .map_err(|error| anyhow!("the schema {} cannot be used: {error}", path.display()))
}

/// A line for each fault.
fn check(schema: &Schema, path: &Path) -> Result<Vec<String>> {
    let bytes = read(path)?;
    let name = path.display().to_string();
    let text = match Text::decode_file(bytes) {
        Ok(text) => text,
        Err(fault) => {
            return Ok(vec![format!(
                "{name}:{}:{}: not UTF-8: byte 0x{:02X}",
                fault.place.line, fault.place.column, fault.value
            )]);
        }
    };
    let faults = match parse_json(text.as_str()) {
        Ok(parsed) => {
            let mut faults: Vec<Fault> = parsed.duplicates.iter().map(Duplicate::fault).collect();
            faults.extend(schema.faults(&parsed.root));
            faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
            faults
        }
        Err(fault) => vec![fault],
    };
    Ok(faults
        .iter()
        .map(|fault| line(&name, &text, fault))
        .collect())
}

fn line(name: &str, text: &Text, fault: &Fault) -> String {
    let region = text.region(&fault.range);
    let help = fault
        .help
        .as_ref()
        .map(|help| format!(" ({help})"))
        .unwrap_or_default();
    let at = if fault.pointer.is_empty() {
        String::new()
    } else {
        format!(" at {}", fault.pointer)
    };
    visible_line(&format!(
        "{name}:{}:{}: {}{help}{at}",
        region.line, region.column, fault.message
    ))
}
