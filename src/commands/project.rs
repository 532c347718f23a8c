//! Opens the project that a command is about, and finds the version that it is compared with.

use crate::cli::Common;
use anyhow::{Context, Result, anyhow, bail};
use factcheck::baseline::Purpose;
use factcheck::store::{Journal, ReadError};
use factcheck::text::shell_word;
use factcheck::workspace::{Archive, OpenError, Workspace, find_root};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads the project that the options name.
pub(super) fn open(common: &Common) -> Result<Workspace> {
    open_with(common, Workspace::open)
}

/// Finds out what there is of the project that the options name, on disk or staged; no claim file is read yet. What is read
/// on disk, now and later, is written down in the journal.
pub(super) fn survey(
    common: &Common,
    staged: bool,
    journal: Option<&Arc<Journal>>,
) -> Result<Workspace> {
    if staged {
        open_with(common, Workspace::survey_staged)
    } else {
        open_with(common, |root, settings| {
            Workspace::survey_noting(root, settings, journal.cloned())
        })
    }
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

/// The same, for a changelog: what is wrong is told in its terms.
pub(super) fn compare_for_changelog(opened: &mut Workspace, base: Option<&str>) -> Result<()> {
    let here = env::current_dir().context("the working folder cannot be read")?;
    let compared = opened.compare(base, &here);
    compared.map_err(|error| anyhow!("{}", error.told(Purpose::Changelog)))
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
    let files = &opened.project.paths;
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
                "{own}/ is not part of the project, which is {}: put an empty factcheck.toml into {folder}, or run with `--root {}`",
                opened.root.display(),
                shell_word(folder)
            );
        }
    }
    Ok(())
}
