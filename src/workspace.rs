//! Projects on disk: finds the root that a path belongs to, opens it, and holds a claim file to account in a test.

mod watched;

pub use watched::{Stamps, Watched};

use crate::baseline::{BaselineError, Purpose, Resolved, remedy_of_git, resolve};
use crate::cache::Compared;
use crate::claim::Date;
use crate::config::{Config, ConfigError, FILE_NAME};
use crate::project::{
    Baseline, BaselineKind, Differing, Prior, PriorError, Project, ProjectError, Selection,
};
use crate::render::{Format, Style, render};
use crate::source::Catalog;
use crate::store::{Disk, GitError, GitTree, Journal, ReadError, Repository, Store, Today};
use crate::text::shell_word;
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
    /// The settings file, where it is not the usual one; relative to the root.
    settings: Option<String>,
    /// Where its files are read.
    today: Today,
    /// What it was compared with, once it was; `None` where that hangs on files beyond the project.
    compared: Option<Compared>,
}

/// The sources of a project and its settings, without its claims: all that a search needs.
pub struct Archive {
    /// The sources.
    pub catalog: Catalog,
    /// The settings.
    pub config: Config,
    /// The project's root, links resolved.
    pub root: PathBuf,
}

impl Archive {
    /// Opens the sources of the project at `root`. `settings` is a file within the root that takes the place of
    /// `factcheck.toml`.
    ///
    /// # Errors
    /// Where root or settings cannot be used, or the folder of the sources cannot be listed.
    pub fn open(root: &Path, settings: Option<&Path>) -> Result<Self, OpenError> {
        let (disk, root) = open_root(root)?;
        let settings = settings.map(|path| relative(&root, path)).transpose()?;
        let config = Config::read(&disk, settings.as_deref()).map_err(OpenError::Config)?;
        let catalog = Catalog::read(Arc::new(disk), &config.sources)
            .map_err(|error| OpenError::Sources(config.sources.clone(), error))?;
        Ok(Self {
            catalog,
            config,
            root,
        })
    }

    /// A path as the project writes it: relative to the root, with `/`.
    ///
    /// # Errors
    /// Where it lies outside the root, or is not Unicode.
    pub fn relative(&self, path: &Path) -> Result<String, OpenError> {
        relative(&self.root, path)
    }
}

/// Why a project cannot be opened.
#[derive(Debug)]
pub enum OpenError {
    /// The root is no folder that can be read.
    Root(PathBuf, String),
    /// A path is not within the root, or cannot be written in a report.
    Path(PathBuf, &'static str),
    /// What is staged cannot be read: the project is in no git repository.
    NothingStaged,
    /// What is staged cannot be read: git says why.
    Index(GitError),
    /// The settings file that was asked for is on disk only.
    SettingsNotTracked(String),
    /// What is staged holds files of a merge that nobody settled.
    Unmerged(Vec<String>),
    /// The settings cannot be used.
    Config(ConfigError),
    /// The project cannot be checked.
    Project(ProjectError),
    /// The baseline that was asked for cannot be read.
    Baseline(BaselineError),
    /// A file of the baseline cannot be read: which baseline, and which file.
    Prior(String, PriorError),
    /// The folder that was given as the baseline holds no claim file.
    NoClaimsInBaseline(String),
    /// A file of the project is in a git repository within the project's, so that the baseline does not have it: the file,
    /// and the folder of that repository.
    Within(String, String),
    /// The folder of the sources cannot be listed.
    Sources(String, ReadError),
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
            Self::NothingStaged => write!(
                f,
                "nothing is staged: the project is in no git repository\n  help: leave `--staged` out, to check the files as they are"
            ),
            Self::Index(error) => {
                write!(f, "what is staged cannot be read: {error}")?;
                remedy_of_git(error).map_or(Ok(()), |remedy| write!(f, "\n  help: {remedy}"))
            }
            Self::SettingsNotTracked(path) => write!(
                f,
                "the settings, {path}, are not among the files that git tracks\n  help: run `git add {}`",
                shell_word(path)
            ),
            Self::Unmerged(paths) => write!(
                f,
                "what is staged cannot be checked: a merge left {} in several versions\n  help: settle the conflicts, then run `git add` on each; `git status` lists them",
                some(paths)
            ),
            Self::Config(error) => error.fmt(f),
            Self::Project(error) => error.fmt(f),
            Self::Baseline(_)
            | Self::Prior(..)
            | Self::NoClaimsInBaseline(_)
            | Self::Within(..) => f.write_str(&self.told(Purpose::Drift)),
            Self::Sources(folder, error) => {
                write!(f, "the sources in {folder}/ cannot be listed: {error}")
            }
            Self::Clock(value) => write!(
                f,
                "SOURCE_DATE_EPOCH is \"{value}\", which is not a number of seconds"
            ),
        }
    }
}

impl std::error::Error for OpenError {}

impl OpenError {
    /// What is wrong, and what mends it, in the terms of the command that reads the baseline.
    pub fn told(&self, purpose: Purpose) -> String {
        let failed = purpose.failed();
        let told = match self {
            Self::Baseline(error) => return error.told(purpose),
            Self::Prior(baseline, error) => format!(
                "{failed}: in the baseline, {baseline}, {error}\n  help: compare with a version in which it can be read, such as the one before: {}",
                purpose.naming("REV")
            ),
            Self::NoClaimsInBaseline(baseline) => format!(
                "{failed}: the baseline \"{baseline}\" holds no claim file; is it the root of a project?"
            ),
            Self::Within(path, folder) => {
                let by_itself = match purpose {
                    Purpose::Drift => format!("check {folder} by itself, run `factcheck verify"),
                    Purpose::Changelog => {
                        format!("compare {folder} by itself, run `factcheck diff")
                    }
                };
                format!(
                    "{failed}: {path} is in {folder}, which is a git repository of its own (a submodule, or a clone within the clone)\n  help: keep a project in one repository; to {by_itself} --root {}`",
                    shell_word(folder)
                )
            }
            _ => return self.to_string(),
        };
        let last = purpose.last_resort();
        let last = last.map(|last| format!("\n  help: {last}"));
        told + &last.unwrap_or_default()
    }
}

/// The first of some paths, and how many there are.
fn some(paths: &[String]) -> String {
    let first = paths.first().map_or("", String::as_str);
    match paths.len() {
        0 | 1 => first.to_owned(),
        count => format!("{first} and {} more", count - 1),
    }
}

impl Workspace {
    /// Opens the project at `root`. `settings` is a file within the root that takes the place of `factcheck.toml`.
    ///
    /// # Errors
    /// Where root, settings or house schema cannot be used.
    pub fn open(root: &Path, settings: Option<&Path>) -> Result<Self, OpenError> {
        let mut opened = Self::survey(root, settings)?;
        opened.project.keep_files();
        Ok(opened)
    }

    /// The same, but no claim file is read yet: [`verify`] does it as it goes, so that the memory it takes does not grow with
    /// the files.
    ///
    /// # Errors
    /// As for [`Workspace::open`].
    pub fn survey(root: &Path, settings: Option<&Path>) -> Result<Self, OpenError> {
        Self::survey_noting(root, settings, None)
    }

    /// The same; whatever is read of the project's files, now and later, is written down in the journal.
    ///
    /// # Errors
    /// As for [`Workspace::open`].
    pub fn survey_noting(
        root: &Path,
        settings: Option<&Path>,
        journal: Option<Arc<Journal>>,
    ) -> Result<Self, OpenError> {
        Self::survey_as_of(Today::WorkTree, root, settings, journal)
    }

    /// Opens what is staged of the project at `root`: claim files, sources and settings as git's index holds them, whatever
    /// is on disk.
    ///
    /// # Errors
    /// As for [`Workspace::open`]; and where there is no repository, or a merge that is not settled.
    pub fn open_staged(root: &Path, settings: Option<&Path>) -> Result<Self, OpenError> {
        let mut opened = Self::survey_staged(root, settings)?;
        opened.project.keep_files();
        Ok(opened)
    }

    /// The same, but no claim file is read yet.
    ///
    /// # Errors
    /// As for [`Workspace::open_staged`].
    pub fn survey_staged(root: &Path, settings: Option<&Path>) -> Result<Self, OpenError> {
        Self::survey_as_of(Today::Index, root, settings, None)
    }

    fn survey_as_of(
        today: Today,
        root: &Path,
        settings: Option<&Path>,
        journal: Option<Arc<Journal>>,
    ) -> Result<Self, OpenError> {
        let (disk, root) = open_root(root)?;
        let settings = settings.map(|path| relative(&root, path)).transpose()?;
        let store: Arc<dyn Store> = match today {
            Today::WorkTree => Arc::new(match journal {
                Some(journal) => disk.noting(journal),
                None => disk,
            }),
            Today::Index => {
                let store = staged(&root)?;
                match &settings {
                    Some(path) if store.read(path).is_err() && disk.read(path).is_ok() => {
                        return Err(OpenError::SettingsNotTracked(path.clone()));
                    }
                    _ => store,
                }
            }
        };
        let config = Config::read(&*store, settings.as_deref()).map_err(OpenError::Config)?;
        let project = Project::survey(store, config, day()?).map_err(OpenError::Project)?;
        Ok(Self {
            project,
            root,
            settings,
            today,
            compared: None,
        })
    }

    /// Whether its files are those that are staged.
    pub fn is_staged(&self) -> bool {
        self.today == Today::Index
    }

    /// Finds the prior version that the project is compared with, and reads it. `against` takes the place of what the
    /// settings say; a `dir:PATH` in it starts from `folder`, in the settings from the root.
    ///
    /// # Errors
    /// Where a baseline was asked for and cannot be read: then nothing is a pass.
    pub fn compare(&mut self, against: Option<&str>, folder: &Path) -> Result<(), OpenError> {
        let (against, folder) = match against {
            Some(against) => (against.to_owned(), folder),
            None => (self.project.config.against.clone(), self.root.as_path()),
        };
        let resolved = resolve(&self.root, self.today, &against, folder, &environment)
            .map_err(OpenError::Baseline)?;
        let resolved_baseline = resolved
            .as_ref()
            .ok()
            .map(|resolved| resolved.baseline.clone());
        let (prior, differing, left_out) = match resolved {
            Ok(resolved) => {
                let (differing, left_out) = (resolved.differing.clone(), resolved.left_out.clone());
                (Ok(self.read_prior(resolved)?), differing, left_out)
            }
            Err(none) => (Err(none), Differing::All, BTreeSet::new()),
        };
        let found = prior.as_ref().map(|prior| &prior.baseline);
        // Whether it stood elsewhere hangs on files beyond the project, which nobody would see change.
        let is_in_place = found.ok() == resolved_baseline.as_ref()
            && !prior.as_ref().is_ok_and(|prior| prior.is_empty);
        self.compared = is_in_place.then(|| Compared {
            against,
            baseline: found.cloned().map_err(|none| *none),
            differing,
            left_out,
        });
        self.project.compare_with(prior);
        Ok(())
    }

    /// The settings file, where it is not the usual one; relative to the root.
    pub fn settings(&self) -> Option<&str> {
        self.settings.as_deref()
    }

    /// What it was compared with; `None` before that, and where it hangs on files beyond the project.
    pub fn compared(&self) -> Option<&Compared> {
        self.compared.as_ref()
    }

    fn read_prior(&self, resolved: Resolved) -> Result<Prior, OpenError> {
        let Resolved {
            baseline,
            store,
            differing,
            submodules,
            ..
        } = resolved;
        let shown = baseline.to_string();
        let is_folder = baseline.kind == BaselineKind::Dir;
        if !is_folder {
            self.refuse_repositories_within(&submodules)?;
        }
        let settings = self.settings.as_deref();
        let refuse = |error| OpenError::Prior(shown.clone(), error);
        let prior =
            Prior::read(&self.project, store, baseline, differing, settings).map_err(refuse)?;
        if prior.is_empty
            && let Some((folder, tree)) = self.moved_from(&prior.baseline).map_err(refuse)?
        {
            let baseline = Baseline {
                from: match folder.as_str() {
                    "" => format!("{} at the repository's top", prior.baseline.from),
                    folder => format!("{} in {folder}/", prior.baseline.from),
                },
                ..prior.baseline
            };
            let tree = Arc::new(tree);
            return Prior::read(&self.project, tree, baseline, Differing::All, settings)
                .map_err(refuse);
        }
        // All files of a folder are read. Where there is none it is the wrong folder, and nothing would be compared.
        if is_folder && prior.is_empty {
            return Err(OpenError::NoClaimsInBaseline(shown));
        }
        Ok(prior)
    }

    /// Where the project stood in a commit that has no claim file where it stands today: its claims would all pass for new,
    /// only because their folder has another name. It is the folder, gone today, that has the most of its files as they are,
    /// half of them at least.
    fn moved_from(&self, baseline: &Baseline) -> Result<Option<(String, GitTree)>, PriorError> {
        let Some(commit) = &baseline.revision else {
            return Ok(None);
        };
        let mark = self.settings.as_deref().unwrap_or(FILE_NAME);
        let gone = Repository::around(&self.root).and_then(|repository| match repository {
            Some(repository) => repository.gone_folders(commit, self.today, mark),
            None => Ok(Vec::new()),
        });
        let gone = gone.map_err(|error| {
            PriorError::File(mark.to_owned(), ReadError::Other(error.to_string()))
        })?;
        if gone.is_empty() {
            return Ok(None);
        }
        let files = self.files_to_know_it_by();
        let same = |tree: &GitTree| {
            let files = files.iter();
            files
                .filter(|(path, content)| tree.holds(path, content))
                .count()
        };
        let gone = gone
            .into_iter()
            .map(|(folder, tree)| (same(&tree), folder, tree));
        let best = gone
            .filter(|(same, ..)| *same > 0 && 2 * same >= files.len())
            .max_by_key(|(same, ..)| *same);
        Ok(best.map(|(_, folder, tree)| (folder, tree)))
    }

    /// Claim files and descriptors of today, not too many, with their content.
    fn files_to_know_it_by(&self) -> Vec<(String, Vec<u8>)> {
        /// So many of each.
        const MOST: usize = 1_000;
        let project = &self.project;
        let folder = &project.config.sources;
        let descriptors = project
            .catalog
            .iter()
            .map(|id| format!("{folder}/{id}.json"));
        let claims = project.paths.iter().take(MOST).cloned();
        let files = claims.chain(descriptors.take(MOST));
        let read = |path: String| {
            let content = project.store.read(&path).ok()?;
            Some((path, content))
        };
        files.filter_map(read).collect()
    }

    /// Files in a repository within this one, a submodule or not, have no prior version in this one, and would all pass
    /// for new.
    fn refuse_repositories_within(&self, submodules: &[String]) -> Result<(), OpenError> {
        let project = &self.project;
        let claims = project.paths.iter().map(String::as_str);
        // One for all: sources are files of one folder.
        let sources = project.catalog.iter().take(1);
        let sources: Vec<String> = sources
            .map(|id| format!("{}/{id}.json", project.config.sources))
            .collect();
        let mut own = BTreeSet::new();
        for path in claims.chain(sources.iter().map(String::as_str)) {
            let above = Path::new(path).ancestors().skip(1);
            let above = above.filter_map(Path::to_str);
            for folder in above.filter(|folder| !folder.is_empty()) {
                if !own.insert(folder) {
                    break;
                }
                let is_recorded = submodules.iter().any(|submodule| submodule == folder);
                let git = self.root.join(folder).join(".git");
                // What is staged is in this repository, whatever lies around it on disk.
                let is_cloned = !self.is_staged() && git.symlink_metadata().is_ok();
                if is_recorded || is_cloned {
                    return Err(OpenError::Within(path.to_owned(), folder.to_owned()));
                }
            }
        }
        Ok(())
    }

    /// Where a file of the project stands once links are followed, as the project writes paths.
    pub fn place_of(&self, path: &str) -> String {
        let there = self.root.join(path).canonicalize().ok();
        let own = there.and_then(|there| relative(&self.root, &there).ok());
        own.unwrap_or_else(|| path.to_owned())
    }

    /// A path as the project writes it: relative to the root, with `/`.
    ///
    /// # Errors
    /// Where it lies outside the root, or is not Unicode.
    pub fn relative(&self, path: &Path) -> Result<String, OpenError> {
        relative(&self.root, path)
    }
}

/// A variable of the environment. A value that is not Unicode names no commit, and must not pass for none.
pub fn environment(name: &str) -> Option<String> {
    env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// The folder on disk, and its path with links resolved.
fn open_root(root: &Path) -> Result<(Disk, PathBuf), OpenError> {
    let disk =
        Disk::open(root).map_err(|error| OpenError::Root(root.to_owned(), error.to_string()))?;
    let root = disk.root().to_owned();
    if !root.is_dir() {
        return Err(OpenError::Root(root, "it is not a folder".to_owned()));
    }
    Ok((disk, root))
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

/// What is staged below a folder.
fn staged(root: &Path) -> Result<Arc<dyn Store>, OpenError> {
    let staged = match Repository::around(root) {
        Ok(Some(repository)) => repository.staged(),
        Ok(None) => return Err(OpenError::NothingStaged),
        Err(error) => Err(error),
    };
    let staged = staged.map_err(OpenError::Index)?;
    if staged.unmerged.is_empty() {
        Ok(Arc::new(staged.tree))
    } else {
        Err(OpenError::Unmerged(staged.unmerged))
    }
}

/// Today in UTC; `SOURCE_DATE_EPOCH` makes a run repeatable (reproducible-builds.org).
pub fn day() -> Result<Date, OpenError> {
    let seconds = match env::var("SOURCE_DATE_EPOCH") {
        Ok(written) => written.parse().map_err(|_| OpenError::Clock(written))?,
        Err(_) => SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs()),
    };
    Ok(Date::from_days_since_1970(seconds / 86_400))
}
