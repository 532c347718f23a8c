//! Which prior version a project is compared with: what was asked for, or what the surroundings say.

mod trouble;

pub use trouble::{BaselineError, Purpose, Trouble, remedy_of_git};

use crate::document::nearest_name;
use crate::project::{Baseline, BaselineKind, Differing, NoPrior};
use crate::store::{Ancestor, Disk, GitError, Repository, Snapshot, Store, Today};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

/// A baseline that can be read.
pub struct Resolved {
    /// Which it is.
    pub baseline: Baseline,
    /// Its files.
    pub store: Arc<dyn Store>,
    /// Files that may not be the same today.
    pub differing: Differing,
    /// Its files that the work tree was told to do without (a sparse checkout): they count for neither version.
    pub left_out: BTreeSet<String>,
    /// Folders whose files the baseline does not have, since they belong to a repository of their own.
    pub submodules: Vec<String>,
}

/// Looks a variable of the environment up; one that is set and empty counts as not set.
pub type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// Finds the baseline of the project at `root`, whose files of today are on disk or in git's index. `against` is `auto`,
/// `none`, `dir:PATH`, `merge-base:REV` or a git revision; `folder` is the one that a `dir:PATH` starts from.
///
/// `Ok(Err(…))` is a project that has no prior version, and of which nobody asked for one.
///
/// # Errors
/// Where a baseline was asked for, here or by the environment of a pull request, and cannot be read; or where there is
/// a repository and git does not read it.
pub fn resolve(
    root: &Path,
    today: Today,
    against: &str,
    folder: &Path,
    environment: Environment<'_>,
) -> Result<Result<Resolved, NoPrior>, BaselineError> {
    let wish = Wish::new(against, environment);
    let result = match &wish {
        Wish::Nothing => Ok(Err(NoPrior::NotAskedFor)),
        Wish::Folder(path) => open_folder(against, path, folder).map(Ok),
        _ => open_commit(root, today, against, &wish, environment),
    };
    result.map_err(|trouble| BaselineError::new(wish.asked(against), trouble, environment))
}

/// Finds which baseline [`resolve`] would choose, and reads none of its files. `head` is the commit that is checked out, where
/// that is known: git is not asked for it then.
///
/// # Errors
/// As for [`resolve`], as far as they show without reading a file.
pub fn identify(
    root: &Path,
    against: &str,
    head: Option<&str>,
    environment: Environment<'_>,
) -> Result<Result<Baseline, NoPrior>, BaselineError> {
    let wish = Wish::new(against, environment);
    let result = match &wish {
        Wish::Nothing => Ok(Err(NoPrior::NotAskedFor)),
        Wish::Folder(_) => Ok(Ok(folder_baseline(against))),
        _ => find_commit(root, &wish, head, environment)
            .map(|found| found.map(|(_, found)| found.baseline(against))),
    };
    result.map_err(|trouble| BaselineError::new(wish.asked(against), trouble, environment))
}

/// What is to be compared with.
enum Wish {
    Nothing,
    Folder(String),
    /// The last commit, where nobody said anything.
    Head,
    Revision(String),
    MergeBase(String),
    /// The target branch of a pull request.
    GitHub(String),
    /// The base of a merge request, and the target branch's commit where the pipeline runs on the merged result.
    GitLab {
        base: String,
        target: Option<String>,
    },
    /// The commit that pre-commit compares with.
    PreCommit(String),
}

const GITHUB: &str = "GITHUB_BASE_REF";
const GITLAB: &str = "CI_MERGE_REQUEST_DIFF_BASE_SHA";
const GITLAB_TARGET: &str = "CI_MERGE_REQUEST_TARGET_BRANCH_SHA";
const PRE_COMMIT: &str = "PRE_COMMIT_FROM_REF";

impl Wish {
    fn new(against: &str, environment: Environment<'_>) -> Self {
        let set = |name: &str| environment(name).filter(|value| !value.is_empty());
        if against == "none" {
            Self::Nothing
        } else if let Some(path) = against.strip_prefix("dir:") {
            Self::Folder(path.to_owned())
        } else if let Some(revision) = against.strip_prefix("merge-base:") {
            Self::MergeBase(revision.to_owned())
        } else if against != "auto" {
            Self::Revision(against.to_owned())
        } else if let Some(branch) = set(GITHUB) {
            Self::GitHub(branch)
        } else if let Some(base) = set(GITLAB) {
            Self::GitLab {
                base,
                target: set(GITLAB_TARGET),
            }
        } else if let Some(revision) = set(PRE_COMMIT) {
            Self::PreCommit(revision)
        } else {
            Self::Head
        }
    }

    /// Whether it is the last commit.
    fn is_head(&self) -> bool {
        match self {
            Self::Head => true,
            Self::Revision(revision) => revision == "HEAD",
            _ => false,
        }
    }

    /// Who asked for what, for messages.
    fn asked(&self, against: &str) -> String {
        match self {
            Self::GitHub(branch) => format!("{GITHUB}={branch}"),
            Self::GitLab { base, .. } => format!("{GITLAB}={base}"),
            Self::PreCommit(revision) => format!("{PRE_COMMIT}={revision}"),
            Self::Head => "HEAD".to_owned(),
            _ => against.to_owned(),
        }
    }
}

fn open_folder(against: &str, path: &str, folder: &Path) -> Result<Resolved, Trouble> {
    let refuse = |reason: String| Trouble::Folder(path.to_owned(), reason);
    if path.is_empty() {
        return Err(refuse("no folder is named".to_owned()));
    }
    let disk = Disk::open(&folder.join(path)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => refuse("there is no such folder".to_owned()),
        _ => refuse(error.to_string()),
    })?;
    disk.list("").map_err(|error| match error {
        crate::store::ReadError::Missing => refuse("it is not a folder".to_owned()),
        error => refuse(error.to_string()),
    })?;
    Ok(Resolved {
        baseline: folder_baseline(against),
        store: Arc::new(disk),
        differing: Differing::All,
        left_out: BTreeSet::new(),
        submodules: Vec::new(),
    })
}

fn folder_baseline(against: &str) -> Baseline {
    Baseline {
        requested: against.to_owned(),
        kind: BaselineKind::Dir,
        revision: None,
        from: against.to_owned(),
    }
}

fn open_commit(
    root: &Path,
    today: Today,
    against: &str,
    wish: &Wish,
    environment: Environment<'_>,
) -> Result<Result<Resolved, NoPrior>, Trouble> {
    let small = (wish.is_head() && today == Today::WorkTree).then(|| small_head(root));
    if let Some((commit, snapshot)) = small.flatten() {
        let from = "HEAD".to_owned();
        return Ok(Ok(resolved(&Found { commit, from }, against, snapshot)));
    }
    let ahead = wish.is_head().then(|| look_ahead(root, today));
    let (repository, found) = match find_commit(root, wish, None, environment)? {
        Ok(found) => found,
        Err(none) => return Ok(Err(none)),
    };
    let snapshot = match ahead.and_then(|ahead| ahead.join().ok().flatten()) {
        Some((commit, snapshot)) if commit == found.commit => snapshot,
        _ => repository
            .snapshot(&found.commit, today)
            .map_err(|error| unreadable(&repository, error))?,
    };
    Ok(Ok(resolved(&found, against, snapshot)))
}

fn resolved(found: &Found, against: &str, snapshot: Snapshot) -> Resolved {
    Resolved {
        baseline: found.baseline(against),
        differing: snapshot.differing.map_or(Differing::All, Differing::Paths),
        left_out: snapshot.left_out,
        submodules: snapshot.tree.submodules(),
        store: Arc::new(snapshot.tree),
    }
}

/// `HEAD` of a small repository.
fn small_head(root: &Path) -> Option<(String, Snapshot)> {
    Repository::around(root).ok()??.small_head()
}

/// Reads what `HEAD` is likely to be while git is asked what it is.
fn look_ahead(root: &Path, today: Today) -> JoinHandle<Option<(String, Snapshot)>> {
    let root = root.to_owned();
    thread::spawn(move || {
        let repository = Repository::around(&root).ok()??;
        let commit = repository.likely_head()?;
        let snapshot = repository.snapshot(&commit, today).ok()?;
        Some((commit, snapshot))
    })
}

/// The commit that is wished for, and the repository that has it.
fn find_commit(
    root: &Path,
    wish: &Wish,
    head: Option<&str>,
    environment: Environment<'_>,
) -> Result<Result<(Repository, Found), NoPrior>, Trouble> {
    let is_default = matches!(wish, Wish::Head);
    let repository = match Repository::around(root) {
        Ok(Some(repository)) => repository,
        Ok(None) if is_default => return Ok(Err(NoPrior::OutsideGit)),
        Ok(None) => return Err(Trouble::OutsideGit),
        Err(GitError::NoProgram) if is_default => return Ok(Err(NoPrior::NoGitProgram)),
        Err(error) => return Err(error.into()),
    };
    let search = Search {
        repository: &repository,
        head,
        environment,
    };
    match search.find(wish) {
        Ok(found) => Ok(Ok((repository, found))),
        Err(Trouble::NoCommit) if is_default => Ok(Err(NoPrior::NoCommit)),
        Err(Trouble::Git(GitError::NoProgram)) if is_default => Ok(Err(NoPrior::NoGitProgram)),
        // What is no repository to git is none: a folder of that name, or a trace of one that stayed behind.
        Err(Trouble::Git(GitError::NoRepository(_))) if is_default => Ok(Err(NoPrior::OutsideGit)),
        Err(trouble) => Err(trouble),
    }
}

/// A commit, and what it was taken from.
struct Found {
    commit: String,
    from: String,
}

impl Found {
    fn baseline(&self, against: &str) -> Baseline {
        Baseline {
            requested: against.to_owned(),
            kind: BaselineKind::Git,
            revision: Some(self.commit.clone()),
            from: self.from.clone(),
        }
    }
}

/// Finds the commit that is wished for.
struct Search<'s> {
    repository: &'s Repository,
    /// The commit that is checked out, where that is known.
    head: Option<&'s str>,
    environment: Environment<'s>,
}

impl Search<'_> {
    fn find(&self, wish: &Wish) -> Result<Found, Trouble> {
        let found = |commit: String, from: &str| Found {
            commit,
            from: from.to_owned(),
        };
        match wish {
            Wish::Nothing | Wish::Folder(_) | Wish::Head => Ok(found(self.head()?, "HEAD")),
            Wish::Revision(revision) => Ok(found(self.commit(revision)?, revision)),
            Wish::MergeBase(revision) => {
                let other = self.commit(revision)?;
                let base = self.merge_base(&other, revision)?;
                Ok(found(base, &format!("merge base with {revision}")))
            }
            Wish::GitHub(branch) => self.github(branch),
            Wish::GitLab { base, target } => self.gitlab(base, target.as_deref()),
            Wish::PreCommit(revision) => {
                let other = self.commit(revision)?;
                let base = self.merge_base(&other, revision)?;
                let from = format!("merge base with {} ({PRE_COMMIT})", short(revision));
                Ok(found(base, &from))
            }
        }
    }

    /// The commit that is checked out.
    fn head(&self) -> Result<String, Trouble> {
        if let Some(head) = self.head {
            return Ok(head.to_owned());
        }
        match self.repository.commit("HEAD")? {
            Some(commit) => Ok(commit),
            None if self.repository.is_unborn()? => Err(Trouble::NoCommit),
            None => Err(Trouble::Damaged),
        }
    }

    /// The commit that a revision stands for.
    fn commit(&self, revision: &str) -> Result<String, Trouble> {
        if let ("HEAD", Some(head)) = (revision, self.head) {
            return Ok(head.to_owned());
        }
        if let Some(commit) = self.repository.commit(revision)? {
            return Ok(commit);
        }
        if revision.starts_with('-') {
            return Err(Trouble::LikeAnOption);
        }
        Err(Trouble::UnknownRevision {
            revision: revision.to_owned(),
            meant: self.meant(revision)?,
            is_shallow: self.repository.is_shallow()?,
            remotes: self.repository.remotes()?,
        })
    }

    /// The branch or tag whose name is nearest to a revision that nothing stands for.
    fn meant(&self, revision: &str) -> Result<Option<String>, Trouble> {
        let names = self
            .repository
            .names(&["refs/heads", "refs/tags", "refs/remotes"])?;
        let short = names.iter().filter_map(|name| {
            ["refs/heads/", "refs/tags/", "refs/remotes/"]
                .iter()
                .find_map(|folder| name.strip_prefix(folder))
        });
        Ok(nearest_name(revision, short).map(str::to_owned))
    }

    /// The merge base of `HEAD` and a commit, which is called `name`.
    fn merge_base(&self, other: &str, name: &str) -> Result<String, Trouble> {
        let head = self.head()?;
        match self.repository.common_ancestor(&head, other)? {
            Ancestor::Commit(commit) => Ok(commit),
            Ancestor::CutShort => Err(Trouble::CutShort(name.to_owned())),
            Ancestor::None => Err(Trouble::NothingInCommon(name.to_owned())),
        }
    }

    /// The merge base of a pull request: never the target's tip, where others' additions would look like our removals.
    fn github(&self, branch: &str) -> Result<Found, Trouble> {
        let by_target = match self.target(branch)? {
            Some(target) => self.commit(&target).and_then(|other| {
                let name = shown(&target);
                Ok(Found {
                    commit: self.merge_base(&other, name)?,
                    from: format!("merge base with {name} ({GITHUB})"),
                })
            }),
            None => Err(Trouble::NoTarget {
                branch: branch.to_owned(),
                is_shallow: self.repository.is_shallow()?,
                remotes: self.repository.remotes()?,
            }),
        };
        match by_target {
            Err(trouble @ (Trouble::NoTarget { .. } | Trouble::CutShort(_))) => self
                .first_parent_of_merge()?
                .map(|commit| Found {
                    commit,
                    from: format!("merge base with {branch} ({GITHUB})"),
                })
                .ok_or(trouble),
            found => found,
        }
    }

    /// The name, `refs/…`, of a pull request's target branch in this clone.
    fn target(&self, branch: &str) -> Result<Option<String>, Trouble> {
        let origin = format!("refs/remotes/origin/{branch}");
        let own = format!("refs/heads/{branch}");
        let anywhere = format!("refs/remotes/*/{branch}");
        let names = self.repository.names(&[&origin, &own, &anywhere])?;
        if names.contains(&origin) {
            return Ok(Some(origin));
        }
        let mut elsewhere = names.iter().filter(|name| {
            name.starts_with("refs/remotes/") && name.ends_with(&format!("/{branch}"))
        });
        if let (Some(name), None) = (elsewhere.next(), elsewhere.next()) {
            return Ok(Some(name.clone()));
        }
        // Where the target itself is checked out, it is no merge base: everything would be its own.
        let is_checked_out = self.repository.branch()?.as_ref() == Some(&own);
        Ok(Some(own).filter(|own| names.contains(own) && !is_checked_out))
    }

    /// The first parent of `HEAD`, where `HEAD` is certain to be the merge that GitHub makes of a pull request: that
    /// parent is the target then, and the merge base. A branch's own last commit may be a merge as well, and its first
    /// parent is no base at all: what the branch did before would go unseen. So nothing is taken for granted.
    fn first_parent_of_merge(&self) -> Result<Option<String>, Trouble> {
        let head = self.head()?;
        let (parents, subject) = self.repository.parents_and_subject(&head)?;
        let [target, branch] = parents.as_slice() else {
            return Ok(None);
        };
        let set = |name: &str| (self.environment)(name).filter(|value| !value.is_empty());
        let is_proven = match set("GITHUB_SHA") {
            // GitHub says which commit the run is for, and of what kind that is.
            Some(sha) => sha == head && set("GITHUB_REF").is_some_and(|name| is_pull_merge(&name)),
            // A subject can be written by anybody: it counts only where nothing better is told.
            None => subject == format!("Merge {branch} into {target}"),
        };
        let is_fetched = || {
            self.repository
                .names_of(&head, &["refs/remotes/pull/*/merge", "refs/pull/*/merge"])
                .map(|names| !names.is_empty())
        };
        if is_proven || is_fetched()? {
            Ok(self.repository.commit(target)?)
        } else {
            Ok(None)
        }
    }

    /// GitLab gives the merge base itself. Where the pipeline runs on the merged result, `HEAD` holds the target's
    /// changes too, and the base is the target's commit that was merged.
    fn gitlab(&self, base: &str, target: Option<&str>) -> Result<Found, Trouble> {
        if let Some(target) = target {
            let commit = self.commit(target)?;
            match self.merge_base(&commit, target) {
                Ok(ancestor) if ancestor == commit => {
                    return Ok(Found {
                        commit,
                        from: format!("merge base ({GITLAB_TARGET})"),
                    });
                }
                // `HEAD` does not hold it: no merged result.
                Ok(_) | Err(Trouble::NothingInCommon(_)) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(Found {
            commit: self.commit(base)?,
            from: format!("merge base ({GITLAB})"),
        })
    }
}

/// Why a commit's tree cannot be read.
fn unreadable(repository: &Repository, error: GitError) -> Trouble {
    if repository.is_partial() {
        Trouble::LeftOut
    } else {
        error.into()
    }
}

/// Whether it is the name of the merge that GitHub makes of a pull request.
fn is_pull_merge(name: &str) -> bool {
    name.strip_prefix("refs/pull/")
        .and_then(|rest| rest.strip_suffix("/merge"))
        .is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// A branch's name as people write it.
fn shown(name: &str) -> &str {
    name.strip_prefix("refs/remotes/")
        .or_else(|| name.strip_prefix("refs/heads/"))
        .unwrap_or(name)
}

/// A revision, shortened where it is a full id.
fn short(revision: &str) -> &str {
    let is_id = revision.len() >= 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id { &revision[..7] } else { revision }
}
