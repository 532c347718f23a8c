//! Projects on disk: finds the root that a path belongs to, opens it, and holds a claim file to account in a test.

use crate::claim::Date;
use crate::config::{Config, ConfigError, FILE_NAME};
use crate::project::{Project, ProjectError, Selection};
use crate::render::{Format, Style, render};
use crate::store::Disk;
use crate::verify::verify;
use std::collections::BTreeSet;
use std::env;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// A project and the folder it was read from.
pub struct Workspace {
    /// The project.
    pub project: Project,
    /// Its root, links resolved.
    pub root: PathBuf,
}

/// Why a project cannot be opened.
#[derive(Debug)]
pub enum OpenError {
    /// The root is no folder that can be read.
    Root(PathBuf, String),
    /// A path is not within the root, or cannot be written in a report.
    Path(PathBuf, &'static str),
    /// The settings cannot be used.
    Config(ConfigError),
    /// The project cannot be checked.
    Project(ProjectError),
    /// `SOURCE_DATE_EPOCH` is no number.
    Clock(String),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(root, reason) => write!(
                f,
                "{} cannot be the project's root: {reason}",
                root.display()
            ),
            Self::Path(path, reason) => write!(f, "{} {reason}", path.display()),
            Self::Config(error) => error.fmt(f),
            Self::Project(error) => error.fmt(f),
            Self::Clock(value) => write!(
                f,
                "SOURCE_DATE_EPOCH is \"{value}\", which is not a number of seconds"
            ),
        }
    }
}

impl std::error::Error for OpenError {}

impl Workspace {
    /// Opens the project at `root`. `settings` is a file within the root that takes the place of `factcheck.toml`.
    ///
    /// # Errors
    /// Where root, settings or house schema cannot be used.
    pub fn open(root: &Path, settings: Option<&Path>) -> Result<Self, OpenError> {
        let disk = Disk::open(root)
            .map_err(|error| OpenError::Root(root.to_owned(), error.to_string()))?;
        let root = disk.root().to_owned();
        if !root.is_dir() {
            return Err(OpenError::Root(root, "it is not a folder".to_owned()));
        }
        let settings = settings.map(|path| relative(&root, path)).transpose()?;
        let config = Config::read(&disk, settings.as_deref()).map_err(OpenError::Config)?;
        let project =
            Project::read(Arc::new(disk), config, today()?).map_err(OpenError::Project)?;
        Ok(Self { project, root })
    }

    /// A path as the project writes it: relative to the root, with `/`.
    ///
    /// # Errors
    /// Where it lies outside the root, or is not Unicode.
    pub fn relative(&self, path: &Path) -> Result<String, OpenError> {
        relative(&self.root, path)
    }
}

/// The root that a folder belongs to: the nearest folder above with `factcheck.toml`, else the top of the git work
/// tree, else the folder itself.
pub fn find_root(folder: &Path) -> PathBuf {
    // A link that leads to nothing counts: settings that were meant must not be passed over.
    let has = |folder: &Path, name: &str| folder.join(name).symlink_metadata().is_ok();
    let above = |name: &str| folder.ancestors().find(|folder| has(folder, name));
    above(FILE_NAME)
        .or_else(|| above(".git"))
        .unwrap_or(folder)
        .to_owned()
}

/// Panics, with the full report as the message, unless every claim of a file holds. The project is the one that the
/// file lies in. For the tests of a house that keeps its fact-checks beside code; with `rstest`, each file a test case:
///
/// ```no_run
/// # mod example {
/// #[rstest::rstest]
/// fn claims_hold(#[files("claims/**/*.json")] file: std::path::PathBuf) {
///     factcheck::assert_claims_hold(file);
/// }
/// # }
/// ```
///
/// # Panics
/// Where a finding at level error is in the file, or the file could not be checked.
pub fn assert_claims_hold(file: impl AsRef<Path>) {
    let file = file.as_ref();
    if let Err(report) = check_file(file) {
        panic!("{} does not hold\n\n{report}", file.display());
    }
}

/// The full report as the error, where a claim file does not hold.
fn check_file(file: &Path) -> Result<(), String> {
    let file = file.canonicalize().map_err(|error| error.to_string())?;
    let root = find_root(file.parent().unwrap_or(&file));
    let workspace = Workspace::open(&root, None).map_err(|error| error.to_string())?;
    let path = workspace
        .relative(&file)
        .map_err(|error| error.to_string())?;
    let selection = Selection::Part {
        files: BTreeSet::from([path]),
        sources: BTreeSet::new(),
    };
    let report = verify(&workspace.project, &selection);
    if report.exit_code() == 0 {
        return Ok(());
    }
    let mut text = Vec::new();
    render(&report, Format::Full, Style::default(), &mut text)
        .map_err(|error| error.to_string())?;
    Err(String::from_utf8_lossy(&text).into_owned())
}

fn relative(root: &Path, path: &Path) -> Result<String, OpenError> {
    let plain = normal(path);
    // By its name where that lies within the root, since the project goes by names; else with the links of its folder
    // resolved, as those of the root are.
    let resolved = match (plain.parent().map(Path::canonicalize), plain.file_name()) {
        _ if plain.starts_with(root) => plain,
        _ if plain.is_dir() && !plain.is_symlink() => plain.canonicalize().unwrap_or(plain),
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => plain,
    };
    let inside = resolved
        .strip_prefix(root)
        .map_err(|_| OpenError::Path(path.to_owned(), "is not within the project's root"))?;
    let steps: Option<Vec<&str>> = inside.iter().map(|step| step.to_str()).collect();
    steps
        .map(|steps| steps.join("/"))
        .ok_or_else(|| OpenError::Path(path.to_owned(), "is not a Unicode path"))
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
fn today() -> Result<Date, OpenError> {
    let seconds = match env::var("SOURCE_DATE_EPOCH") {
        Ok(written) => written.parse().map_err(|_| OpenError::Clock(written))?,
        Err(_) => SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs()),
    };
    Ok(Date::from_days_since_1970(seconds / 86_400))
}
