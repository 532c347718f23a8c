//! Which repository a folder belongs to, whatever git's own variables say: hooks set them, and they may be about another.

use super::run::{Git, GitError};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Variables that say where the repository is.
const PLACES: [&str; 5] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_PREFIX",
];

/// Variables that say which of its parts to use. Together with the places they are the variables of
/// `git rev-parse --local-env-vars`, except those that hold settings, such as `safe.directory`: they are about no
/// repository in particular.
const PARTS: [&str; 8] = [
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_INTERNAL_SUPER_PREFIX",
];

/// Variables that hold a path, which git takes from the top of the work tree.
const FROM_TOP: [&str; 2] = ["GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"];

/// Where a repository is.
#[derive(PartialEq, Eq)]
struct Place {
    top: PathBuf,
    git_folder: PathBuf,
}

impl Place {
    /// Where the repository is in git's own view; `None` where it sees none, or one without a work tree.
    fn of(git: &Git) -> Result<Option<Self>, GitError> {
        let answer = git.ask(&["rev-parse", "--show-toplevel", "--absolute-git-dir"])?;
        Ok(match answer.lines().as_slice() {
            [top, git_folder] if answer.code == 0 => Some(Self {
                top: PathBuf::from(top),
                git_folder: PathBuf::from(git_folder),
            }),
            _ => None,
        })
    }
}

/// Git for a folder, which it runs in; `None` where the folder is in no repository.
pub(super) fn git_for(root: &Path) -> Result<Option<Git>, GitError> {
    let has_repository = root
        .ancestors()
        .any(|folder| folder.join(".git").symlink_metadata().is_ok());
    let is_set = |name: &&str| env::var_os(*name).is_some();
    if !PLACES.iter().chain(&PARTS).any(is_set) {
        return Ok(has_repository.then(|| Git::new(root, Vec::new())));
    }
    let cleared = PLACES.iter().chain(&PARTS).map(|name| (*name, None));
    let own = Git::new(root, cleared.collect());
    let here = env::current_dir().map_err(|error| GitError::NotStarted(error.to_string()))?;
    let given = Place::of(&Git::new(&here, Vec::new()))?;
    Ok(match given {
        // The variables are about the repository that the folder lies in: its index may be the one that a commit is
        // being made of. Where the repository is, git finds by itself, and better: with `GIT_DIR` it would take any
        // folder that it runs in for the top.
        Some(given) if has_repository => {
            let found = Place::of(&own)?;
            if found.is_some_and(|found| found.git_folder == given.git_folder) {
                let mut variables: Vec<_> = PLACES.iter().map(|name| (*name, None)).collect();
                variables.extend(parts(&given.top));
                Some(Git::new(root, variables))
            } else {
                Some(own)
            }
        }
        None if has_repository => Some(own),
        // A repository that keeps its files elsewhere, and only the variables know it.
        Some(given) if root.starts_with(&given.top) => {
            let mut variables = parts(&given.top);
            let common = env::var_os("GIT_COMMON_DIR").map(|path| here.join(path).into_os_string());
            variables.push(("GIT_COMMON_DIR", common));
            variables.push(("GIT_DIR", Some(given.git_folder.into_os_string())));
            variables.push(("GIT_WORK_TREE", Some(given.top.into_os_string())));
            Some(Git::new(root, variables))
        }
        _ => None,
    })
}

/// The variables that hold paths, made absolute.
fn parts(top: &Path) -> Vec<(&'static str, Option<OsString>)> {
    FROM_TOP
        .into_iter()
        .filter_map(|name| Some((name, Some(top.join(env::var_os(name)?).into_os_string()))))
        .collect()
}
