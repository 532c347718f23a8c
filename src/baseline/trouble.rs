//! Why a baseline cannot be read, in words, and the command that mends it.

use super::Environment;
use crate::store::GitError;
use crate::text::shell_word;
use std::fmt;

/// A baseline that was asked for and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineError {
    /// What was asked for, or which variable asked for it.
    pub asked: String,
    /// What is wrong.
    pub trouble: Trouble,
    /// Where a whole history is asked for, if it is not by a command.
    setting: Option<&'static str>,
}

/// What a baseline is read for: what mends it is said in the terms of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To check drift, by `verify` or `fix`.
    Drift,
    /// To tell what changed, by `diff`.
    Changelog,
}

impl Purpose {
    /// What comes to nothing.
    pub fn failed(self) -> &'static str {
        match self {
            Self::Drift => "drift cannot be checked",
            Self::Changelog => "the changelog cannot be made",
        }
    }

    /// How another version is named.
    pub fn naming(self, version: &str) -> String {
        match self {
            Self::Drift => format!("`--against {version}`"),
            Self::Changelog => format!("`factcheck diff {version}`"),
        }
    }

    /// What always helps.
    pub fn last_resort(self) -> Option<&'static str> {
        match self {
            Self::Drift => {
                Some("to check everything but drift, run `factcheck verify --against none`")
            }
            Self::Changelog => None,
        }
    }
}

/// What is wrong with a baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The project is in no git repository.
    OutsideGit,
    /// Git gave no answer.
    Git(GitError),
    /// There is no commit yet.
    NoCommit,
    /// What is checked out cannot be read.
    Damaged,
    /// It starts with `-`.
    LikeAnOption,
    /// Nothing has that name.
    UnknownRevision {
        /// The name.
        revision: String,
        /// The name that may be meant.
        meant: Option<String>,
        /// Whether history is cut off somewhere.
        is_shallow: bool,
        /// The other repositories that this one knows.
        remotes: Vec<String>,
    },
    /// The target branch of the pull request is not in this clone.
    NoTarget {
        /// Its name.
        branch: String,
        /// Whether history is cut off somewhere.
        is_shallow: bool,
        /// The other repositories that this one knows.
        remotes: Vec<String>,
    },
    /// History ends before the merge base with this commit is certain.
    CutShort(String),
    /// There is no merge base with this commit.
    NothingInCommon(String),
    /// The commit's files were left out of the clone.
    LeftOut,
    /// The folder cannot be read.
    Folder(String, String),
}

impl From<GitError> for Trouble {
    fn from(error: GitError) -> Self {
        Self::Git(error)
    }
}

impl BaselineError {
    pub(super) fn new(asked: String, trouble: Trouble, environment: Environment<'_>) -> Self {
        let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
        let setting = if is_set("GITHUB_ACTIONS") || is_set("GITHUB_BASE_REF") {
            Some("`fetch-depth: 0` in the step that uses actions/checkout")
        } else if is_set("GITLAB_CI") || is_set("CI_MERGE_REQUEST_DIFF_BASE_SHA") {
            Some("`GIT_DEPTH: 0` in the job's `variables`")
        } else {
            None
        };
        Self {
            asked,
            trouble,
            setting,
        }
    }

    /// What is wrong, and what mends it.
    pub fn told(&self, purpose: Purpose) -> String {
        let mut told = format!(
            "{}, since the baseline \"{}\" cannot be read: {}",
            purpose.failed(),
            self.asked,
            self.trouble
        );
        for line in self.help(purpose) {
            told.push_str("\n  help: ");
            told.push_str(&line);
        }
        told
    }

    /// What mends it, best first.
    fn help(&self, purpose: Purpose) -> Vec<String> {
        let mut help = self.trouble.remedies(purpose);
        if self.trouble.is_for_want_of_history() {
            help.extend(self.setting.map(|setting| format!("or set {setting}")));
        }
        help.extend(purpose.last_resort().map(str::to_owned));
        help
    }
}

impl Trouble {
    /// Whether a whole history would mend it.
    fn is_for_want_of_history(&self) -> bool {
        match self {
            Self::UnknownRevision { is_shallow, .. } | Self::NoTarget { is_shallow, .. } => {
                *is_shallow
            }
            Self::CutShort(_) => true,
            _ => false,
        }
    }

    /// What mends it by itself, best first.
    fn remedies(&self, purpose: Purpose) -> Vec<String> {
        let one = |remedy: &str| vec![remedy.to_owned()];
        match self {
            Self::OutsideGit => vec![format!(
                "run it in a clone of the repository, or compare with a folder: {}",
                purpose.naming("dir:PATH")
            )],
            Self::Git(error) => remedy_of_git(error).into_iter().collect(),
            Self::LikeAnOption => Vec::new(),
            Self::NoCommit => one("commit first: `git add --all && git commit`"),
            Self::Damaged => one("run `git fsck` to see what is missing"),
            Self::UnknownRevision {
                revision,
                meant,
                is_shallow,
                remotes,
            } => {
                let meant = meant.as_ref().map(|meant| format!("did you mean {meant}?"));
                let fetch = if remotes.is_empty() {
                    "run `git branch --all` and `git tag` to see which names there are".to_owned()
                } else {
                    format!("run `{}`", fetch_revision(revision, remotes, *is_shallow))
                };
                meant.into_iter().chain([fetch]).collect()
            }
            Self::NoTarget {
                branch,
                is_shallow,
                remotes,
            } => vec![format!(
                "run `{}`",
                fetch_branch(preferred(remotes), branch, *is_shallow)
            )],
            Self::CutShort(_) => one("run `git fetch --unshallow`"),
            Self::NothingInCommon(name) => vec![format!(
                "to compare with it all the same, run with {}",
                purpose.naming(&shell_word(name))
            )],
            Self::LeftOut => one("run `git fetch --refetch --no-filter`"),
            Self::Folder(..) => one(
                "`dir:PATH` on the command line starts from the working folder, in the settings from the project's root",
            ),
        }
    }
}

/// The remote to fetch from.
fn preferred(remotes: &[String]) -> &str {
    let origin = remotes.iter().find(|name| *name == "origin");
    origin.or(remotes.first()).map_or("origin", String::as_str)
}

fn fetch(is_shallow: bool) -> &'static str {
    if is_shallow {
        "git fetch --unshallow"
    } else {
        "git fetch"
    }
}

fn fetch_branch(remote: &str, branch: &str, is_shallow: bool) -> String {
    let what = format!("+refs/heads/{branch}:refs/remotes/{remote}/{branch}");
    format!("{} {remote} {}", fetch(is_shallow), shell_word(&what))
}

/// The command that brings a revision into the clone.
fn fetch_revision(revision: &str, remotes: &[String], is_shallow: bool) -> String {
    let of_remote = remotes.iter().find_map(|remote| {
        let branch = revision.strip_prefix(remote)?.strip_prefix('/')?;
        // `origin/main~3` is no branch.
        let is_branch = !branch.is_empty() && !branch.contains(['~', '^', '@', ':', ' ']);
        is_branch.then_some((remote, branch))
    });
    match of_remote {
        Some((remote, branch)) => fetch_branch(remote, branch, is_shallow),
        None if revision.len() >= 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            format!("{} {} {revision}", fetch(is_shallow), preferred(remotes))
        }
        None => format!("{} --tags {}", fetch(is_shallow), preferred(remotes)),
    }
}

/// What makes git answer.
pub fn remedy_of_git(error: &GitError) -> Option<String> {
    match error {
        GitError::NoProgram => {
            Some("install git (https://git-scm.com/downloads), or put it on the PATH".to_owned())
        }
        GitError::NoRepository(words) | GitError::Refused(words) => Some(remedy_of_refusal(words)),
        GitError::NotStarted(_) => None,
    }
}

/// What git itself advises, or where to look.
fn remedy_of_refusal(words: &str) -> String {
    let advised = words
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with("git config --global --add safe.directory"));
    match advised {
        Some(command) => format!("run `{command}`"),
        None if words.contains("is ambiguous") => {
            "name it in full: `refs/heads/NAME` for a branch, `refs/tags/NAME` for a tag, `refs/remotes/NAME` for a branch of another repository".to_owned()
        }
        None => "run `git status` in the project's folder: it fails in the same way, and works once that is mended".to_owned(),
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutsideGit => write!(f, "the project is in no git repository"),
            Self::Git(error) => error.fmt(f),
            Self::NoCommit => write!(f, "there is no commit yet"),
            Self::Damaged => write!(f, "the commit that is checked out is missing or damaged"),
            Self::LikeAnOption => write!(f, "a revision cannot start with `-`"),
            Self::UnknownRevision {
                revision,
                is_shallow,
                ..
            } => {
                write!(f, "no commit of this clone is called \"{revision}\"")?;
                if *is_shallow {
                    write!(f, ", and its history is cut off (a shallow clone)")?;
                }
                Ok(())
            }
            Self::NoTarget { branch, .. } => write!(
                f,
                "the pull request's target branch, {branch}, is not in this clone"
            ),
            Self::CutShort(name) => write!(
                f,
                "the history of this clone is cut off (a shallow clone) before the merge base with {name}"
            ),
            Self::NothingInCommon(name) => {
                write!(
                    f,
                    "HEAD and {name} have no common history, so no merge base"
                )
            }
            Self::LeftOut => write!(f, "its files were left out of this clone (a partial clone)"),
            Self::Folder(path, reason) => write!(f, "\"{path}\": {reason}"),
        }
    }
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Purpose::Drift))
    }
}

impl std::error::Error for BaselineError {}
