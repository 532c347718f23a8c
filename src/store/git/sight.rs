//! What git goes by when it says which files differ from a commit, besides the files: index, settings, attributes.

use super::run::{Git, GitError};
use super::standing::Standing;
use super::{GitTree, Repository};
use crate::store::{Digest, Moment, Since, Trace};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;

/// What git went by. While it is the same and the files are, git says the same of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// All of git's settings, from whatever file or variable.
    settings: Digest,
    /// The index, and files of attributes outside the work tree.
    traces: Vec<Trace>,
    /// Whether no file of attributes lets git take other bytes for a file's than those on disk, but for line ends.
    is_plain: bool,
    /// By what settings and `HEAD` are known to be the same without asking git; `None` where git has to be asked.
    standing: Option<Standing>,
}

impl Repository {
    /// What git goes by, in a run that began at a moment; `None` where that cannot be known for sure.
    pub fn sight(&self, began: Moment) -> Option<Sight> {
        let git = &self.git;
        let (settings, places, user, system) = thread::scope(|scope| {
            let settings = scope.spawn(|| settings(git));
            let places = [
                "rev-parse",
                "--git-path",
                "index",
                "--git-path",
                "info/attributes",
            ];
            let places = scope.spawn(move || git.expect(&places));
            let user = scope.spawn(|| git.ask(&["var", "GIT_ATTR_GLOBAL"]));
            let system = git.ask(&["var", "GIT_ATTR_SYSTEM"]);
            (settings.join(), places.join(), user.join(), system)
        });
        let (listed, settings) = settings.ok()?.ok()?;
        let places = places.ok()?.ok()?;
        let mut paths: Vec<PathBuf> = places
            .lines()
            .iter()
            .map(|path| git.folder().join(path))
            .collect();
        let line = |answer: &super::run::Answer| match (answer.code, answer.line()) {
            (0, Some(line)) => Some(PathBuf::from(line)),
            _ => None,
        };
        match line(&user.ok()?.ok()?) {
            Some(path) => paths.push(path),
            // Git before 2.42 does not say it.
            None if names_attributes(&listed) => return None,
            None => paths.extend(usual_attributes()),
        }
        paths.push(line(&system.ok()?).unwrap_or_else(|| PathBuf::from("/etc/gitattributes")));
        let traces = paths.iter().map(|path| Trace::of(path, began));
        let traces: Vec<Trace> = traces.collect::<Option<_>>()?;
        Some(Sight {
            settings,
            // The first is the index.
            is_plain: paths.iter().skip(1).all(|path| is_plain(path)),
            traces,
            standing: Standing::of(git, &listed, began),
        })
    }

    /// A commit's tree, but of its files only some, by their paths; `None` where any of them is no plain file there.
    ///
    /// # Errors
    /// Where git cannot be run.
    pub fn part(&self, commit: &str, paths: &[&str]) -> Result<Option<GitTree>, GitError> {
        let command = ["--literal-pathspecs", "ls-tree", "-z", commit, "--"];
        let listing = self.git.expect(&[&command[..], paths].concat())?.stdout;
        let entries = listing.split(|byte| *byte == 0);
        let plain = entries.filter(|entry| entry.starts_with(b"100")).count();
        let is_whole = plain == paths.len();
        Ok(is_whole.then(|| GitTree::of_commit(self.git.clone(), &listing)))
    }

    /// Whether git goes by the same still, of which it is asked.
    pub fn still_sees(&self, sight: &mut Sight, began: Moment) -> Since {
        let Some((listed, _)) = settings(&self.git)
            .ok()
            .filter(|(_, settings)| *settings == sight.settings)
        else {
            return Since::Changed;
        };
        let since = sight.traces_since(began);
        if sight.standing.is_none() || since == Since::Changed {
            return since;
        }
        // What it was known by is no longer the same, though it tells the same.
        sight.standing = Standing::of(&self.git, &listed, began);
        Since::Settled
    }
}

impl Sight {
    /// Adds the files of attributes in folders of the work tree. They were in use before: what has changed meanwhile makes
    /// it unsure what was seen.
    #[must_use]
    pub fn with_attributes(
        mut self,
        folders: impl IntoIterator<Item = PathBuf>,
        began: Moment,
    ) -> Option<Self> {
        for folder in folders {
            let path = folder.join(".gitattributes");
            let trace = Trace::of(&path, began)?;
            if trace.is_newer_than(began) {
                return None;
            }
            self.is_plain &= is_plain(&path);
            self.traces.push(trace);
        }
        Some(self)
    }

    /// The commit that is checked out and whether git goes by the same still, by the files that say it, seen from the
    /// project's root; `None` where git has to be asked.
    pub fn look_again(&mut self, root: &Path, began: Moment) -> Option<(String, Since)> {
        let standing = self.standing.as_mut()?;
        let since = standing.look_again(root, began);
        let head = standing.head.clone();
        (since != Since::Changed).then(|| (head, since.and(self.traces_since(began))))
    }

    fn traces_since(&mut self, began: Moment) -> Since {
        let traces = self.traces.iter_mut();
        traces
            .map(|trace| trace.look_again(began))
            .fold(Since::Same, Since::and)
    }

    /// Whether what git goes by may have changed since a run began: what git said meanwhile, it may have said before.
    pub fn is_newer_than(&self, began: Moment) -> bool {
        let mut traces = self.traces.iter();
        traces.any(|trace| trace.is_newer_than(began))
    }

    /// Whether git compares the bytes of files as they are on disk, but for line ends.
    pub fn is_plain(&self) -> bool {
        self.is_plain
    }
}

/// Attributes by which the content of a file on disk is not that of its object (gitattributes(5)).
const CONVERTING: [&str; 3] = ["filter", "ident", "working-tree-encoding"];

fn is_plain(attributes: &Path) -> bool {
    match fs::read(attributes) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            !CONVERTING.iter().any(|name| text.contains(name))
        }
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

/// All settings as git lists them, each with the file that it stands in, and their digest.
fn settings(git: &Git) -> Result<(Vec<u8>, Digest), GitError> {
    let listed = git
        .expect(&["config", "--list", "--show-origin", "-z"])?
        .stdout;
    let digest = Sha256::digest(&listed).into();
    Ok((listed, digest))
}

fn names_attributes(settings: &[u8]) -> bool {
    let mut settings = settings.split(|byte| *byte == 0);
    settings.any(|setting| setting.starts_with(b"core.attributesfile\n"))
}

/// Where git looks for the user's attributes (gitattributes(5)).
fn usual_attributes() -> Vec<PathBuf> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    named("XDG_CONFIG_HOME")
        .map(|folder| PathBuf::from(folder).join("git/attributes"))
        .or_else(|| Some(PathBuf::from(named("HOME")?).join(".config/git/attributes")))
        .into_iter()
        .collect()
}
