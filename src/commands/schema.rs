//! `factcheck schema`: prints a schema that is built in.

use super::terminal;
use crate::cli::Schema;
use anyhow::{Result, bail};
use factcheck::document::{embedded, embedded_names, nearest_name};

pub(super) fn run(options: &Schema) -> Result<u8> {
    let Some(text) = embedded(&options.name) else {
        let names: Vec<&str> = embedded_names().collect();
        let meant = nearest_name(&options.name, names.iter().copied())
            .map(|meant| format!("did you mean `{meant}`? "))
            .unwrap_or_default();
        bail!(
            "there is no schema `{}`; {meant}there are {}",
            options.name,
            names.join(", ")
        );
    };
    terminal::print(|out| write!(out, "{text}"))?;
    Ok(0)
}
