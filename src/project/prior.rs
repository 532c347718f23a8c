//! The version that a project is compared with: what it is, and those of its files that are not the same today.

use super::{Project, find_claim_files, known_source_ids, read_claim_file};
use crate::claim::ClaimFile;
use crate::config::{Config, ConfigError};
use crate::store::{ReadError, Store};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// Which version it is, as reports say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// As it was asked for: `auto`, a revision, `merge-base:REV` or `dir:PATH`.
    pub requested: String,
    /// Where it was read.
    pub kind: BaselineKind,
    /// The commit's full id; `None` for a folder.
    pub revision: Option<String>,
    /// What it was taken from: `HEAD`, a revision, a variable of the environment, a folder.
    pub from: String,
}

/// Where a baseline was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BaselineKind {
    /// A commit of the git repository.
    Git,
    /// A folder.
    Dir,
}

impl fmt::Display for Baseline {
    /// `HEAD (1a2b3c4)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.from)?;
        match self
            .revision
            .as_ref()
            .and_then(|revision| revision.get(..7))
        {
            Some(short) if !self.from.starts_with(short) => write!(f, " ({short})"),
            _ => Ok(()),
        }
    }
}

/// Why a project is compared with nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoPrior {
    /// Nobody asked for it.
    NotAskedFor,
    /// The project is in no git repository.
    OutsideGit,
    /// The repository has no commit yet.
    NoCommit,
    /// There is no `git` program to ask.
    NoGitProgram,
}

impl fmt::Display for NoPrior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAskedFor => "no baseline was asked for",
            Self::OutsideGit => "the project is in no git repository",
            Self::NoCommit => "there is no commit yet",
            Self::NoGitProgram => "there is no git program",
        })
    }
}

/// Which files may not be the same in the two versions. Those that are left out are the same, byte for byte or but for
/// what git's own settings say of line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differing {
    /// Any of them.
    All,
    /// These paths, relative to the root.
    Paths(BTreeSet<String>),
}

impl Differing {
    /// Whether no file differs.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Paths(paths) if paths.is_empty())
    }

    /// Whether a file may differ.
    pub fn contains(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Paths(paths) => paths.contains(path),
        }
    }
}

/// The version that a project is compared with.
pub struct Prior {
    /// Which it is.
    pub baseline: Baseline,
    /// Where it is read from.
    pub store: Arc<dyn Store>,
    /// Its settings.
    pub config: Config,
    /// Its claim files that may differ from today's, sorted by path.
    pub files: Vec<ClaimFile>,
    /// Paths of today's claim files that may differ from this version's, or are new.
    pub fresh: BTreeSet<String>,
    /// The ids of the sources that it has a descriptor of.
    pub catalog: BTreeSet<String>,
    /// Files that may differ.
    pub differing: Differing,
    /// Whether it has no claim file at all: every claim is new then, or the project lay elsewhere.
    pub is_empty: bool,
}

/// What of the prior version cannot be read: then nobody can say what changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriorError {
    /// A claim file that it has, and why.
    File(String, ReadError),
    /// A claim file that is not UTF-8, or not JSON, and why.
    Form(String, String),
    /// The settings.
    Settings(ConfigError),
}

impl fmt::Display for PriorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, reason) => write!(f, "{path} cannot be read there: {reason}"),
            Self::Form(path, reason) => {
                write!(
                    f,
                    "{path} is no claim file there, so that nobody can say what changed in it: {reason}"
                )
            }
            Self::Settings(error) => write!(f, "its settings cannot be used: {error}"),
        }
    }
}

impl std::error::Error for PriorError {}

impl Prior {
    /// Takes note that a claim file is about to differ; `today` is what it was until now. Where that was no different from
    /// this version's, it is this version's.
    pub(super) fn see_change(&mut self, today: ClaimFile) {
        if self.fresh.contains(&today.path) {
            return;
        }
        if let Differing::Paths(paths) = &mut self.differing {
            paths.insert(today.path.clone());
        }
        self.fresh.insert(today.path.clone());
        let bytes = today.text.as_str().as_bytes().to_vec();
        let file = ClaimFile::parse(today.path, bytes, None);
        let at = self.files.partition_point(|other| other.path < file.path);
        self.files.insert(at, file);
    }

    /// Reads what a prior version of the project has that may differ. `settings` is the settings file, where it is not
    /// the usual one.
    ///
    /// # Errors
    /// Where the settings, or a claim file, that the version has cannot be read: what they held might have drifted unseen.
    pub fn read(
        project: &Project,
        store: Arc<dyn Store>,
        baseline: Baseline,
        differing: Differing,
        settings: Option<&str>,
    ) -> Result<Self, PriorError> {
        let own = Config::read(&*store, settings).map_err(PriorError::Settings)?;
        // Patterns that were faulty then match nothing; today's are the nearest thing to what was meant.
        let found = find_claim_files(&*store, &own.claims)
            .or_else(|_| find_claim_files(&*store, &project.config.claims))
            .map(|found| found.paths)
            .unwrap_or_default();
        let today: BTreeSet<&String> = project
            .paths
            .iter()
            .chain(project.unreadable.iter().map(|(path, _)| path))
            .collect();
        let may_differ = |path: &String| {
            differing.contains(path) || found.binary_search(path).is_err() || !today.contains(path)
        };
        let fresh = project
            .paths
            .iter()
            .filter(|path| may_differ(path))
            .cloned()
            .collect();
        let read: Vec<Result<ClaimFile, PriorError>> = found
            .par_iter()
            .filter(|path| may_differ(path))
            .map(|path| {
                let bytes = read_claim_file(&*store, path)
                    .map_err(|reason| PriorError::File(path.clone(), reason))?;
                let file = ClaimFile::parse(path.clone(), bytes, None);
                // What is broken today as well has a finding of its own, and holds no claim that could have drifted.
                let is_broken_today = || {
                    let today = project.at_hand(path);
                    today.is_ok_and(|today| today.why_unread().is_some())
                };
                match file.why_unread() {
                    None => Ok(file),
                    Some(_) if is_broken_today() => Ok(file),
                    Some(reason) => Err(PriorError::Form(path.clone(), reason)),
                }
            })
            .collect();
        // Of several that cannot be read it is always the first that is told.
        let files: Vec<ClaimFile> = read.into_iter().collect::<Result<_, _>>()?;
        let differing = if own.sources == project.config.sources {
            differing
        } else {
            Differing::All
        };
        Ok(Self {
            catalog: known_source_ids(&*store, &own.sources),
            baseline,
            config: own,
            files,
            fresh,
            differing,
            store,
            is_empty: found.is_empty(),
        })
    }

    /// The same for a part of a project, of which all claim files may differ and nothing else does: settings and sources are
    /// today's. `None` where that version has one of the files not, or not as a claim file with plain line ends.
    pub fn of_part(project: &Project, store: Arc<dyn Store>, baseline: Baseline) -> Option<Self> {
        let mut files = Vec::with_capacity(project.files.len());
        for file in &project.files {
            let bytes = store.read(&file.path).ok()?;
            if bytes.contains(&b'\r') || file.text.as_str().contains('\r') {
                return None;
            }
            let file = ClaimFile::parse(file.path.clone(), bytes, None);
            files.push(Some(file).filter(|file| file.problem.is_none())?);
        }
        let paths: BTreeSet<String> = project.paths.iter().cloned().collect();
        Some(Self {
            catalog: project.catalog.clone(),
            baseline,
            config: project.config.clone(),
            files,
            fresh: paths.clone(),
            differing: Differing::Paths(paths),
            store,
            is_empty: false,
        })
    }

    /// Whether no file differs from today's, so that none has to be compared.
    pub fn is_same(&self) -> bool {
        self.files.is_empty() && self.fresh.is_empty() && self.differing.is_nothing()
    }
}
