//! Opens the project that a command is about, and finds the version that it is compared with.

use crate::cli::Common;
use anyhow::{Context, Result};
use factcheck::workspace::{Workspace, find_root};
use std::env;

/// Reads the project that the options name.
pub(super) fn open(common: &Common) -> Result<Workspace> {
    let here = env::current_dir().context("the working folder cannot be read")?;
    let root = match &common.root {
        Some(root) => here.join(root),
        None => find_root(&here),
    };
    let settings = common.config.as_ref().map(|path| here.join(path));
    Ok(Workspace::open(&root, settings.as_deref())?)
}

/// Reads the version that the project is compared with: the one that was asked for on the command line, else that of
/// the settings.
pub(super) fn compare(opened: &mut Workspace, against: Option<&str>) -> Result<()> {
    let here = env::current_dir().context("the working folder cannot be read")?;
    Ok(opened.compare(against, &here)?)
}
