//! Finds the project that a command is about, and reads it.

use crate::cli::Common;
use anyhow::{Context, Result, bail};
use factcheck::claim::Date;
use factcheck::config::{Config, FILE_NAME};
use factcheck::project::Project;
use factcheck::store::Disk;
use std::env;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// The project and the folder it was read from.
pub(super) struct Opened {
    pub project: Project,
    pub root: PathBuf,
}

/// Reads the project that the options name.
pub(super) fn open(common: &Common) -> Result<Opened> {
    let here = env::current_dir().context("the working folder cannot be read")?;
    let root = match &common.root {
        Some(root) => here.join(root),
        None => find_root(&here),
    };
    let disk = Disk::open(&root).with_context(|| format!("{} cannot be the project's root", root.display()))?;
    let root = disk.root().to_owned();
    if !root.is_dir() {
        bail!("{} cannot be the project's root: it is not a folder", root.display());
    }
    let settings = match &common.config {
        Some(path) => Some(relative(&root, &here.join(path))?),
        None => None,
    };
    let config = Config::read(&disk, settings.as_deref())?;
    let project = Project::read(Arc::new(disk), config, today()?)?;
    Ok(Opened { project, root })
}

/// The nearest folder above that holds the settings, else the top of the git work tree, else the folder itself.
fn find_root(here: &Path) -> PathBuf {
    let above = |name: &str| here.ancestors().find(|folder| folder.join(name).exists());
    above(FILE_NAME)
        .or_else(|| above(".git"))
        .unwrap_or(here)
        .to_owned()
}

/// A path as the project writes it: relative to the root, with `/`.
pub(super) fn relative(root: &Path, path: &Path) -> Result<String> {
    let plain = normal(path);
    // The folder's links are resolved, as those of the root are; the file itself may be a link of the project.
    let resolved = match (plain.parent().map(Path::canonicalize), plain.file_name()) {
        _ if plain.is_dir() => plain.canonicalize()?,
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => plain.clone(),
    };
    let Ok(inside) = resolved.strip_prefix(root) else {
        bail!("{} is not within the project's root, {}", path.display(), root.display());
    };
    let steps: Option<Vec<&str>> = inside.iter().map(|step| step.to_str()).collect();
    match steps {
        Some(steps) => Ok(steps.join("/")),
        None => bail!("{} is not a Unicode path", path.display()),
    }
}

/// Without `.` and `..`, by the letters of the path alone.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut normal, step| {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            step => normal.push(step),
        }
        normal
    })
}

/// Today in UTC; `SOURCE_DATE_EPOCH` makes a run repeatable (reproducible-builds.org).
fn today() -> Result<Date> {
    let seconds = match env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds.parse().context("SOURCE_DATE_EPOCH is not a number of seconds")?,
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
    };
    Ok(Date::from_days_since_1970(seconds / 86_400))
}
