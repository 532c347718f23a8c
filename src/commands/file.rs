//! Reads files that the command line names, within the project or not.

use anyhow::{Result, bail};
use std::fs;
use std::path::Path;

/// A regular file: anything else could keep the program waiting.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let kind = fs::metadata(path)?;
    if kind.is_dir() {
        bail!("it is a folder, not a file");
    }
    if !kind.is_file() {
        bail!("it is a device or a pipe, not a regular file");
    }
    Ok(fs::read(path)?)
}
