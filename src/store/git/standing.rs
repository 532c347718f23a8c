//! By what it is known, without running git, that `HEAD` is the commit that it was and git's settings are what they were.
//!
//! Only of the plainest kind of repository: a folder `.git` with its branches in files, found from where the project is, and
//! settings that name no further files. Of any other there is nothing to stand on, and git is asked.

use super::is_object_id;
use super::run::{Answer, Git};
use crate::store::{Moment, Since, Trace};
use serde::{Deserialize, Serialize};
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;

/// What decides which commit `HEAD` is and what git's settings are. While all of it is the same, so are they.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// The top of the work tree, of which `.git` is a folder.
    top: PathBuf,
    /// Of the top and of `.git`, by number: git refuses what is somebody else's.
    owners: [u32; 2],
    /// The git program.
    program: Trace,
    /// Files of settings, there or not.
    settings: Vec<Trace>,
    /// Files of the repository that say which commit `HEAD` is, there or not.
    names: Vec<Trace>,
    /// The commit that is checked out, by its full id.
    pub(super) head: String,
}

/// What must not be in `.git`: a place where parts of it are kept elsewhere (gitrepository-layout(5)), and names for which
/// `HEAD` may stand as well (gitrevisions(7)).
const ABSENT: [&str; 5] = [
    "commondir",
    "refs/HEAD",
    "refs/tags/HEAD",
    "refs/heads/HEAD",
    "refs/remotes/HEAD",
];

/// What makes a folder `.git` one of a repository.
const PARTS: [&str; 2] = ["objects", "refs"];

/// Extensions of a repository's format that change nothing about how names and settings are kept (git-config(1)).
const KNOWN_EXTENSIONS: [&str; 5] = [
    "objectformat",
    "worktreeconfig",
    "partialclone",
    "preciousobjects",
    "noop",
];

impl Standing {
    /// What there is to stand on, in a run that began at a moment. `listed` are the settings, with their origins, as git
    /// lists them.
    pub(super) fn of(git: &Git, listed: &[u8], began: Moment) -> Option<Self> {
        if !git.has_own_surroundings() || !is_self_contained(listed) {
            return None;
        }
        let root = git.folder();
        let top = top_of(root)?;
        let folder = top.join(".git");
        let (system, users) = thread::scope(|scope| {
            let system = scope.spawn(|| git.ask(&["var", "GIT_CONFIG_SYSTEM"]));
            let users = scope.spawn(|| git.ask(&["var", "GIT_CONFIG_GLOBAL"]));
            let own = git.expect(&["rev-parse", "--absolute-git-dir"]);
            let is_own = own.is_ok_and(|own| own.line().map(Path::new) == Some(&*folder));
            is_own.then_some((system.join(), users.join()))
        })?;
        let outside = [system, users].map(|answer| named_files(&answer.ok()?.ok()?));
        let within = [folder.join("config"), folder.join("config.worktree")];
        let outside: Option<Vec<Vec<PathBuf>>> = outside.into_iter().collect();
        let files = [outside?.concat(), within.to_vec()].concat();
        let are_known = files.iter().all(|path| path.is_absolute())
            && origins(listed).all(|origin| files.contains(&top.join(origin)));
        if !are_known {
            return None;
        }
        let trace = |path: &Path| Trace::of(path, began);
        let settings: Option<Vec<Trace>> = files.iter().map(|path| trace(path)).collect();
        // What has changed since the run began may not be what git read.
        let settings = settings?;
        if settings.iter().any(|trace| trace.is_newer_than(began)) {
            return None;
        }
        let (names, head) = head(&folder, began)?;
        let standing = Self {
            owners: [owner(&top)?, owner(&folder)?],
            program: trace(&program()?)?,
            settings,
            names,
            head,
            top,
        };
        standing.is_found_from(root).then_some(standing)
    }

    /// Whether all of it is the same still, seen from the project's root in a run that began at a moment.
    pub(super) fn look_again(&mut self, root: &Path, began: Moment) -> Since {
        if !self.is_found_from(root) || program().as_deref() != Some(self.program.path()) {
            return Since::Changed;
        }
        let traces = self.settings.iter_mut().chain(&mut self.names);
        traces
            .chain([&mut self.program])
            .map(|trace| trace.look_again(began))
            .fold(Since::Same, Since::and)
    }

    /// Whether git, in the project's root, would come upon this repository, and in this form.
    fn is_found_from(&self, root: &Path) -> bool {
        let folder = self.top.join(".git");
        top_of(root).as_ref() == Some(&self.top)
            && PARTS.iter().all(|part| folder.join(part).is_dir())
            && ABSENT.iter().all(|name| is_absent(&folder.join(name)))
            && self.names.iter().all(|name| is_plain_file(name.path()))
            && [owner(&self.top), owner(&folder)] == self.owners.map(Some)
    }
}

/// The commit that is checked out, where it is told by files that git may or may not go by.
pub(super) fn likely_head(git: &Git) -> Option<String> {
    let top = top_of(git.folder()).filter(|_| git.has_own_surroundings())?;
    Some(head(&top.join(".git"), Moment::now())?.1)
}

/// Git's index and the same commit, where nothing else can be meant by `HEAD`.
pub(super) fn plain_head(git: &Git) -> Option<(PathBuf, String)> {
    let folder = top_of(git.folder())?.join(".git");
    let is_plain = ABSENT.iter().all(|name| is_absent(&folder.join(name)));
    let commit = likely_head(git).filter(|_| is_plain)?;
    Some((folder.join("index"), commit))
}

/// The nearest folder, from the root up, in which there is a folder `.git`; `None` where git may see a repository before.
fn top_of(root: &Path) -> Option<PathBuf> {
    let is_near = |folder: &&Path| {
        // A folder may be a repository by itself, without a work tree.
        !is_absent(&folder.join(".git")) || !is_absent(&folder.join("HEAD"))
    };
    let top = root.ancestors().find(is_near)?;
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|there| there.is_dir());
    is_folder(&top.join(".git")).then(|| top.to_owned())
}

/// The files that say which commit `HEAD` is, and that commit.
fn head(folder: &Path, began: Moment) -> Option<(Vec<Trace>, String)> {
    // Each is looked at before it is read: what changes in between is seen the next time.
    let mut names = Vec::new();
    let mut read = |name: &str| {
        let path = folder.join(name);
        names.push(Trace::of(&path, began)?);
        match fs::read(&path) {
            Ok(bytes) => Some(Some(String::from_utf8(bytes).ok()?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Some(None),
            Err(_) => None,
        }
    };
    let packed = read("packed-refs")?.unwrap_or_default();
    let head = read("HEAD")??;
    let head = head.trim_end();
    let commit = match head.strip_prefix("ref: ") {
        Some(branch) if is_branch(branch) => match read(branch)? {
            Some(commit) => commit.trim_end().to_owned(),
            None => packed_commit(&packed, branch)?.to_owned(),
        },
        Some(_) => return None,
        None => head.to_owned(),
    };
    // Otherwise `HEAD` may stand for several.
    let is_ambiguous = packed.lines().any(|line| {
        line.split_once(' ')
            .is_some_and(|(_, name)| ABSENT.contains(&name) || name == "refs/remotes/HEAD/HEAD")
    });
    (is_object_id(&commit) && !is_ambiguous).then_some((names, commit))
}

/// Whether it is the name of a branch that is a path as it stands (git-check-ref-format(1)).
fn is_branch(name: &str) -> bool {
    let is_step = |step: &str| {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.+@#=,".contains(letter);
        !step.is_empty() && !step.starts_with('.') && step.chars().all(is_plain)
    };
    name.strip_prefix("refs/heads/")
        .is_some_and(|name| name.split('/').all(is_step))
}

/// The commit of a branch among those that git has put into one file (git-pack-refs(1)).
fn packed_commit<'p>(packed: &'p str, branch: &str) -> Option<&'p str> {
    let mut names = packed.lines().filter_map(|line| line.split_once(' '));
    names
        .find(|(_, name)| *name == branch)
        .map(|(commit, _)| commit)
}

/// The files of settings that git says it reads, there or not; `None` where it does not say: before 2.42.
fn named_files(answer: &Answer) -> Option<Vec<PathBuf>> {
    // It may have been told to read none.
    let is_none = answer.code == 1 && answer.stdout.is_empty() && answer.errors.is_empty();
    let files = || answer.lines().into_iter().map(PathBuf::from).collect();
    (answer.code == 0 || is_none).then(files)
}

/// Whether the settings name no further files, and no other form of repository.
fn is_self_contained(listed: &[u8]) -> bool {
    entries(listed).all(|(_, setting)| {
        let setting = String::from_utf8_lossy(setting);
        let key = setting.split('\n').next().unwrap_or_default();
        let is_include = key.starts_with("include.") || key.starts_with("includeif.");
        let is_known = key
            .strip_prefix("extensions.")
            .is_none_or(|extension| KNOWN_EXTENSIONS.contains(&extension));
        !is_include && is_known
    })
}

/// The files that settings stand in.
fn origins(listed: &[u8]) -> impl Iterator<Item = PathBuf> {
    let origins = entries(listed).filter(|(origin, _)| *origin != b"command line:");
    // What is no file is a path that no file has.
    origins.map(|(origin, _)| {
        let path = origin.strip_prefix(b"file:").unwrap_or_default();
        PathBuf::from(String::from_utf8_lossy(path).into_owned())
    })
}

/// What `git config --list --show-origin -z` says: origins, each followed by a setting.
fn entries(listed: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut parts = listed.split(|byte| *byte == 0);
    std::iter::from_fn(move || Some((parts.next()?, parts.next()?)))
}

/// The git program that is run: the first of that name in the folders of `PATH`.
fn program() -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join("git"))
        .find(|path| path.is_file())
        .filter(|path| path.is_absolute())
}

fn is_absent(path: &Path) -> bool {
    let error = path.symlink_metadata().err();
    error.is_some_and(|error| error.kind() == ErrorKind::NotFound)
}

/// Whether it is a file and no link, or is not there.
fn is_plain_file(path: &Path) -> bool {
    match path.symlink_metadata() {
        Ok(there) => there.is_file(),
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

/// The owner of a folder, by number.
#[cfg(unix)]
fn owner(folder: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    Some(folder.symlink_metadata().ok()?.uid())
}

/// The owner of a folder, by number: nobody says it here.
#[cfg(not(unix))]
fn owner(_folder: &Path) -> Option<u32> {
    None
}
