//! Opens the project that a command is about, and finds the version that it is compared with.

use crate::cli::Common;
use anyhow::{Context, Result, bail};
use factcheck::store::{Journal, ReadError};
use factcheck::workspace::{Archive, OpenError, Workspace, find_root};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads the project that the options name.
pub(super) fn open(common: &Common) -> Result<Workspace> {
    open_with(common, Workspace::open)
}

/// The same; what is read of it, now and later, is written down.
pub(super) fn open_noting(common: &Common, journal: &Arc<Journal>) -> Result<Workspace> {
    open_with(common, |root, settings| {
        Workspace::open_noting(root, settings, Arc::clone(journal))
    })
}

/// Reads what is staged of the project that the options name.
pub(super) fn open_staged(common: &Common) -> Result<Workspace> {
    open_with(common, Workspace::open_staged)
}

/// Opens the sources of the project that the options name; its claims are not read.
pub(super) fn open_archive(common: &Common) -> Result<Archive> {
    open_with(common, Archive::open)
}

/// The root of the project that the options name.
pub(super) fn root(common: &Common) -> Result<PathBuf> {
    let here = env::current_dir().context("the working folder cannot be read")?;
    Ok(match &common.root {
        Some(root) => here.join(root),
        None => find_root(&here),
    })
}

fn open_with<T>(
    common: &Common,
    open: impl Fn(&Path, Option<&Path>) -> Result<T, OpenError>,
) -> Result<T> {
    let here = env::current_dir().context("the working folder cannot be read")?;
    let root = root(common)?;
    let settings = common.config.as_ref().map(|path| here.join(path));
    Ok(open(&root, settings.as_deref())?)
}

/// Reads the version that the project is compared with: the one that was asked for on the command line, else that of
/// the settings.
pub(super) fn compare(opened: &mut Workspace, against: Option<&str>) -> Result<()> {
    let here = env::current_dir().context("the working folder cannot be read")?;
    Ok(opened.compare(against, &here)?)
}

/// Somebody who runs the check in a folder with claims of its own means those, and must hear it where the project is
/// another one, further up.
pub(super) fn refuse_claims_outside(opened: &Workspace, common: &Common) -> Result<()> {
    if common.root.is_some() {
        return Ok(());
    }
    let here = env::current_dir()?;
    let Ok(folder) = opened.relative(&here) else {
        return Ok(());
    };
    let files: Vec<&str> = opened
        .project
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    // From here up to the root, the root itself excluded.
    let folders = Path::new(&folder).ancestors().filter_map(Path::to_str);
    for folder in folders.filter(|folder| !folder.is_empty()) {
        let own = format!("{folder}/claims");
        let is_part = files
            .iter()
            .any(|path| path.starts_with(&format!("{own}/")));
        let is_there = !matches!(opened.project.store.list(&own), Err(ReadError::Missing));
        if is_there && !is_part {
            bail!(
                "{own}/ is not part of the project, which is {}: put an empty factcheck.toml into {folder}, or run with `--root {folder}`",
                opened.root.display()
            );
        }
    }
    Ok(())
}
