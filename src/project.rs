//! A project as it stands: its settings, all its claim files, and the sources that it has.

mod prior;
mod shard;

pub use prior::{Baseline, BaselineKind, Differing, NoPrior, Prior, PriorError};
pub use shard::{Key, MOST_SHARDS, Shard};

use crate::claim::{Claim, ClaimFile, Date};
use crate::config::Config;
use crate::content::Content;
use crate::document::{Names, Schema, SchemaError, UnknownFormats};
use crate::progress::Progress;
use crate::source::source_ids;
use crate::store::{Entry, EntryKind, ReadError, Store};
use foldhash::fast::RandomState;
use glob::{MatchOptions, Pattern};
use rayon::iter::Either;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// What a run looks at: which files there are, and those of them that are kept in memory.
pub struct Project {
    /// Where it was read from.
    pub store: Arc<dyn Store>,
    /// Its settings.
    pub config: Config,
    /// The paths of its claim files, sorted; those that are known to be unreadable are not among them.
    pub paths: Vec<String>,
    /// The claim files that are kept in memory, sorted by path: all of them, or those that may differ from the prior version
    /// where a check of the whole project reads the others as it goes.
    pub files: Vec<ClaimFile>,
    /// Files that match the patterns of claim files and cannot be read at all, and folders that might hold some.
    pub unreadable: Vec<(String, ReadError)>,
    /// Patterns of claim files that match none, though others do: a slip, as likely as not.
    pub idle_patterns: Vec<String>,
    /// The ids of the sources that have a descriptor.
    pub catalog: BTreeSet<String>,
    /// The day of the run, for waivers that end.
    pub today: Date,
    /// The version that it is compared with, or why it is compared with none.
    pub prior: Result<Prior, NoPrior>,
    /// How far the check of it is.
    pub progress: Arc<Progress>,
    /// A schema of the house that every claim file must satisfy as well.
    house: Option<Schema>,
    /// The ids of the sources, once one that is not among them is looked for.
    source_names: OnceLock<Names>,
}

/// A claim file that is at hand: kept with the project, or read for as long as it is needed.
pub enum AtHand<'p> {
    /// It is kept with the project.
    Kept(&'p ClaimFile),
    /// It was read.
    Read(Box<ClaimFile>),
}

impl Deref for AtHand<'_> {
    type Target = ClaimFile;

    fn deref(&self) -> &ClaimFile {
        match self {
            Self::Kept(file) => file,
            Self::Read(file) => file,
        }
    }
}

/// Why a project cannot be checked at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProjectError {
    /// A pattern of claim files is not a pattern.
    Pattern(String, String),
    /// The house schema cannot be read or used.
    HouseSchema(String, String),
}

impl std::fmt::Display for ProjectError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pattern(pattern, reason) => {
                write!(
                    f,
                    "`claims` holds \"{pattern}\", which is not a pattern: {reason}"
                )
            }
            Self::HouseSchema(path, reason) => {
                write!(f, "{path}: the house schema cannot be used: {reason}")
            }
        }
    }
}

impl std::error::Error for ProjectError {}

impl Project {
    /// Reads a project: every claim file, and which sources there are. Sources are read when they are needed.
    ///
    /// # Errors
    /// Where the settings name a pattern or a schema that cannot be used.
    pub fn read(store: Arc<dyn Store>, config: Config, today: Date) -> Result<Self, ProjectError> {
        let mut project = Self::survey(store, config, today)?;
        project.keep_files();
        Ok(project)
    }

    /// Finds out which claim files and sources there are, and reads none of them: the memory that a check of the whole
    /// project takes does not grow with their texts then.
    ///
    /// # Errors
    /// As for [`Project::read`].
    pub fn survey(
        store: Arc<dyn Store>,
        config: Config,
        today: Date,
    ) -> Result<Self, ProjectError> {
        let house = house_schema(&store, &config)?;
        let found = find_claim_files(&*store, &config.claims)?;
        Ok(Self {
            catalog: known_source_ids(&*store, &config.sources),
            paths: found.paths,
            files: Vec::new(),
            unreadable: found.closed.into_iter().collect(),
            idle_patterns: found.idle,
            store,
            config,
            today,
            prior: Err(NoPrior::NotAskedFor),
            progress: Arc::default(),
            house,
            source_names: OnceLock::new(),
        })
    }

    /// A part of a project: some of its claim files, and the sources that they cite, which are known to be there. `None`
    /// where any of the files cannot be read.
    ///
    /// # Errors
    /// As for [`Project::read`].
    pub fn part(
        store: Arc<dyn Store>,
        config: Config,
        today: Date,
        paths: Vec<String>,
    ) -> Result<Option<Self>, ProjectError> {
        let mut project = Self {
            house: house_schema(&store, &config)?,
            catalog: BTreeSet::new(),
            paths,
            files: Vec::new(),
            unreadable: Vec::new(),
            idle_patterns: Vec::new(),
            store,
            config,
            today,
            prior: Err(NoPrior::NotAskedFor),
            progress: Arc::default(),
            source_names: OnceLock::new(),
        };
        project.keep_files();
        let cited = project.claims().flat_map(|(_, claim)| &claim.citations);
        let cited = cited.filter_map(|citation| Some(citation.source.as_ref()?.value.clone()));
        project.catalog = cited.collect();
        Ok(project.unreadable.is_empty().then_some(project))
    }

    /// Reads all claim files and keeps them.
    pub fn keep_files(&mut self) {
        let paths = std::mem::take(&mut self.paths);
        let (files, unreadable) = self.read_files(paths);
        self.paths = files.iter().map(|file| file.path.clone()).collect();
        self.unreadable.extend(unreadable);
        self.files = files;
        // Where there is no claim file at all, no pattern is a slip.
        if self.files.is_empty() {
            self.idle_patterns.clear();
        }
    }

    fn read_files(&self, paths: Vec<String>) -> (Vec<ClaimFile>, Vec<(String, ReadError)>) {
        let read = paths.into_par_iter();
        let read = read.map(|path| self.read_file(&path).map_err(|error| (path, error)));
        read.partition_map(|file| match file {
            Ok(file) => Either::Left(file),
            Err(unreadable) => Either::Right(unreadable),
        })
    }

    /// Takes a version to compare with. The files of today that may differ from it are kept, so that what is said of them and
    /// of their drift is said of the same.
    pub fn compare_with(&mut self, prior: Result<Prior, NoPrior>) {
        if let Ok(prior) = &prior
            && self.files.is_empty()
        {
            let (files, unreadable) = self.read_files(prior.fresh.iter().cloned().collect());
            let closed: BTreeSet<&String> = unreadable.iter().map(|(path, _)| path).collect();
            self.paths.retain(|path| !closed.contains(path));
            self.unreadable.extend(unreadable);
            self.files = files;
        }
        self.prior = prior;
    }

    /// The claim file of that path, as it is kept or as it is now.
    ///
    /// # Errors
    /// Where it is not kept and cannot be read.
    pub fn at_hand(&self, path: &str) -> Result<AtHand<'_>, ReadError> {
        match self.file(path) {
            Some(kept) => Ok(AtHand::Kept(kept)),
            None => Ok(AtHand::Read(Box::new(self.read_file(path)?))),
        }
    }

    fn read_file(&self, path: &str) -> Result<ClaimFile, ReadError> {
        let content = read_claim_file(&*self.store, path)?;
        Ok(ClaimFile::parse(path, content, self.house.as_ref()))
    }

    /// Puts another text in the place of a claim file's, in memory only.
    pub fn replace_file(&mut self, path: &str, text: &str) {
        let Some(file) = self.files.iter_mut().find(|file| file.path == path) else {
            return;
        };
        let new = ClaimFile::parse(path, text.as_bytes().to_vec(), self.house.as_ref());
        let old = std::mem::replace(file, new);
        if let Ok(prior) = &mut self.prior {
            prior.see_change(old);
        }
    }

    /// The claim file of that path, where it is kept.
    pub fn file(&self, path: &str) -> Option<&ClaimFile> {
        let found = self
            .files
            .binary_search_by(|file| file.path.as_str().cmp(path));
        found.ok().map(|at| &self.files[at])
    }

    /// Every claim of the files that are kept, with the file it stands in.
    pub fn claims(&self) -> impl Iterator<Item = (&ClaimFile, &Claim)> {
        self.files
            .iter()
            .flat_map(|file| file.claims.iter().map(move |claim| (file, claim)))
    }
}

/// The most bytes that a claim file may have: one of nothing but small values takes some eighty times as much memory.
const LARGEST_CLAIM_FILE: usize = 32 << 20;

fn read_claim_file(store: &dyn Store, path: &str) -> Result<Content, ReadError> {
    let content = store.read_text(path)?;
    if content.as_bytes().len() > LARGEST_CLAIM_FILE {
        return Err(ReadError::TooLarge(LARGEST_CLAIM_FILE));
    }
    Ok(content)
}

fn house_schema(store: &Arc<dyn Store>, config: &Config) -> Result<Option<Schema>, ProjectError> {
    let Some(path) = &config.schema else {
        return Ok(None);
    };
    let refuse = |reason: String| ProjectError::HouseSchema(path.clone(), reason);
    let bytes = store
        .read(path)
        .map_err(|error| refuse(error.to_string()))?;
    let document = serde_json::from_slice(&bytes).map_err(|error| refuse(error.to_string()))?;
    Schema::compile(document, path, Arc::clone(store), UnknownFormats::Refused)
        .map(Some)
        .map_err(|SchemaError(reason)| refuse(reason))
}

/// `*` stays within a folder and passes over names that start with a dot, as in a shell.
const MATCHING: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// Whether a path is one of a claim file, as the patterns have it.
pub fn is_claim_path(patterns: &[String], path: &str) -> bool {
    let patterns = patterns.iter();
    let mut patterns =
        patterns.filter_map(|written| Pattern::new(written.trim_start_matches("./")).ok());
    patterns.any(|pattern| pattern.matches_with(path, MATCHING))
}

/// What the patterns of claim files lead to.
#[derive(Default)]
struct Found {
    /// The paths that match, in the end sorted.
    paths: Vec<String>,
    /// What could not be looked into.
    closed: BTreeMap<String, ReadError>,
    /// Patterns that match no file.
    idle: Vec<String>,
}

fn find_claim_files(store: &dyn Store, patterns: &[String]) -> Result<Found, ProjectError> {
    let mut found = Found::default();
    for written in patterns {
        let refuse = |reason: &str| ProjectError::Pattern(written.clone(), reason.to_owned());
        if written.contains(['{', '}']) {
            return Err(refuse(
                "it has no braces; write one pattern for each of the alternatives",
            ));
        }
        let pattern =
            Pattern::new(written.trim_start_matches("./")).map_err(|error| refuse(error.msg))?;
        let before = found.paths.len();
        found.walk(store, literal_folder(pattern.as_str()), &pattern);
        let overlaps = || {
            found
                .paths
                .iter()
                .any(|path| pattern.matches_with(path, MATCHING))
        };
        if found.paths.len() == before && !overlaps() {
            found.idle.push(written.clone());
        }
    }
    let Found { paths, closed, .. } = &mut found;
    paths.sort();
    paths.dedup();
    paths.shrink_to_fit();
    // What one pattern misses by a letter, another may be meant for.
    let is_meant = |path: &String| paths.binary_search(path).is_ok();
    closed.retain(|path, error| *error != ReadError::NearMiss || !is_meant(path));
    Ok(found)
}

impl Found {
    /// Adds what matches below a folder. A folder that matches counts, too: an editor who makes a folder
    /// `story.json` must hear that it is no claim file.
    fn walk(&mut self, store: &dyn Store, folder: &str, pattern: &Pattern) {
        let entries = match store.list(folder) {
            Ok(entries) => entries,
            Err(ReadError::Missing) => return,
            Err(error) => {
                self.closed.insert(folder.to_owned(), error);
                return;
            }
        };
        for Entry { name, kind } in entries {
            let path = if folder.is_empty() {
                name.clone()
            } else {
                // In memory of its size: there are tens of thousands.
                [folder, "/", &name].concat()
            };
            match kind {
                EntryKind::Folder if !name.starts_with('.') => self.walk(store, &path, pattern),
                EntryKind::LinkedFolder
                    if !name.starts_with('.') && may_lead_to_matches(&path, pattern) =>
                {
                    self.closed.insert(path, ReadError::LinkedFolder);
                    continue;
                }
                EntryKind::UnnamedFolder
                    if !name.starts_with('.') && may_lead_to_matches(&path, pattern) =>
                {
                    self.closed.insert(path, ReadError::Name);
                    continue;
                }
                EntryKind::Unnamed
                    if pattern.matches_with(&path, MATCHING) || is_near_miss(&path, pattern) =>
                {
                    self.closed.insert(path, ReadError::Name);
                    continue;
                }
                _ => {}
            }
            if pattern.matches_with(&path, MATCHING) {
                self.paths.push(path);
            } else if kind == EntryKind::File && is_near_miss(&path, pattern) {
                self.closed.insert(path, ReadError::NearMiss);
            }
        }
    }
}

/// Whether a file misses the pattern only by capitals, or by an ending that some systems add and hide: its author takes
/// it for a claim file.
fn is_near_miss(path: &str, pattern: &Pattern) -> bool {
    let lower = path.to_lowercase();
    let any_case = MatchOptions {
        case_sensitive: false,
        ..MATCHING
    };
    pattern.matches_with(&lower, any_case)
        || lower
            .strip_suffix(".txt")
            .is_some_and(|stem| pattern.matches_with(stem, any_case))
}

/// Whether files in a folder of that name could match.
fn may_lead_to_matches(folder: &str, pattern: &Pattern) -> bool {
    let depth = folder.matches('/').count() + 1;
    pattern.as_str().contains("**") || pattern.as_str().matches('/').count() >= depth
}

/// The folder before the first wildcard of a pattern of claim files; `""` where that is the root.
pub fn literal_folder(pattern: &str) -> &str {
    let literal = pattern
        .find(['*', '?', '['])
        .map_or(pattern, |at| &pattern[..at]);
    literal.rfind('/').map_or("", |slash| &literal[..slash])
}

/// The ids of the sources. Those of a folder that cannot be listed are missing, and so their quotes fail.
fn known_source_ids(store: &dyn Store, folder: &str) -> BTreeSet<String> {
    source_ids(store, folder).unwrap_or_default()
}

/// What a run reports on. Rules that span the project see all of it, whatever is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// The whole project.
    Whole,
    /// Some claim files and sources, by path and id.
    Part {
        /// Paths of claim files.
        files: BTreeSet<String>,
        /// Ids of sources: every claim that cites one is checked.
        sources: BTreeSet<String>,
    },
}

/// Whether a path is that one, or below it; `""` is the root.
fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path, and the folders above it, up to the root.
fn upward(path: &str) -> impl Iterator<Item = &str> {
    iter::successors(Some(path), |path| {
        let above = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        (!path.is_empty()).then_some(above)
    })
}

/// What paths on a command line name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Paths of claim files.
    pub files: BTreeSet<String>,
    /// Ids of sources.
    pub sources: BTreeSet<String>,
    /// Paths that name neither.
    pub unknown: Vec<String>,
}

impl Project {
    /// What the paths name: claim files, sources (by descriptor or text), or folders of either. `""` is the root.
    pub fn name_paths(&self, paths: &[String]) -> Named {
        let texts = self.text_files(paths);
        let cited = self.cited_where_named(paths);
        let sources = self.known_sources(&cited);
        let prior = self.prior.as_ref().ok();
        // There may be as many paths as files: of each file it is asked whether it, or a folder above it, is one of them.
        let mut is_known: HashMap<&str, bool, RandomState> =
            paths.iter().map(|path| (path.as_str(), false)).collect();
        let mut is_named = |candidate: &str| {
            let mut is_named = false;
            for place in upward(candidate) {
                if let Some(is_known) = is_known.get_mut(place) {
                    *is_known = true;
                    is_named = true;
                }
            }
            is_named
        };
        let files = self
            .paths
            .iter()
            .chain(self.unreadable.iter().map(|(path, _)| path))
            // Files that were deleted are known, too.
            .chain(
                prior
                    .iter()
                    .flat_map(|prior| &prior.files)
                    .map(|file| &file.path),
            );
        let mut named = Named::default();
        named
            .files
            .extend(files.filter(|file| is_named(file)).cloned());
        let of_sources = sources.into_iter().filter(|id| {
            let stem = format!("{}/{id}", self.config.sources);
            let text = texts.get(*id).cloned();
            // Both of them may be named.
            is_named(&format!("{stem}.json"))
                | is_named(&text.unwrap_or_else(|| format!("{stem}.txt")))
        });
        named.sources.extend(of_sources.map(str::to_owned));
        let unknown = paths.iter().filter(|path| !is_known[path.as_str()]);
        named.unknown.extend(unknown.cloned());
        named
    }

    /// The text file of a source, as its descriptor says; the source itself is not read.
    pub fn text_path(&self, id: &str) -> Option<String> {
        let path = format!("{}/{id}.json", self.config.sources);
        let bytes = self.store.read(&path).ok()?;
        let descriptor = crate::source::Descriptor::parse(path, id, bytes);
        let name = descriptor.text_file?;
        Some(format!("{}/{name}", self.config.sources))
    }

    /// Whether a file of that path is a part of the project, or would be one: a claim file, the house schema, or anything in
    /// the folder of sources.
    pub fn owns(&self, path: &str) -> bool {
        let is_source = path
            .strip_prefix(self.config.sources.as_str())
            .is_some_and(|rest| rest.starts_with('/'));
        let mut patterns = self
            .config
            .claims
            .iter()
            .filter_map(|written| Pattern::new(written.trim_start_matches("./")).ok());
        is_source
            || self.config.schema.as_deref() == Some(path)
            || patterns.any(|pattern| pattern.matches_with(path, MATCHING))
    }

    /// The id of a source that may have been meant by one that there is not.
    pub fn source_meant(&self, id: &str) -> Option<&str> {
        let names = || Names::new(self.catalog.iter().map(String::as_str));
        self.source_names.get_or_init(names).nearest(id)
    }

    /// The ids of the sources that claims cite, where the paths may name one: all claim files are read for it.
    fn cited_where_named(&self, paths: &[String]) -> BTreeSet<String> {
        let folder = &self.config.sources;
        let may_name = |path: &String| is_within(folder, path) || is_within(path, folder);
        if !paths.iter().any(may_name) {
            return BTreeSet::new();
        }
        let cited = self.paths.par_iter().flat_map_iter(|path| {
            let file = self.at_hand(path).ok();
            let claims = file.iter().flat_map(|file| &file.claims);
            let citations = claims.flat_map(|claim| &claim.citations);
            let sources = citations.filter_map(|citation| citation.source.as_ref());
            let ids: BTreeSet<String> = sources.map(|source| source.value.clone()).collect();
            ids
        });
        cited.collect()
    }

    /// The ids of the sources that have a descriptor, or had one, and of those that claims cite: a source whose
    /// descriptor was deleted is cited all the same.
    fn known_sources<'i>(&'i self, cited: &'i BTreeSet<String>) -> BTreeSet<&'i str> {
        let prior = self.prior.iter().flat_map(|prior| &prior.catalog);
        self.catalog
            .iter()
            .chain(prior)
            .chain(cited)
            .map(String::as_str)
            .collect()
    }

    /// The text files of sources, where the paths make it necessary to know them.
    fn text_files(&self, paths: &[String]) -> BTreeMap<String, String> {
        let folder = format!("{}/", self.config.sources);
        let names_a_text = |path: &String| {
            let name = path.strip_prefix(&folder);
            name.is_some_and(|name| name.strip_suffix(".json").is_none())
        };
        if !paths.iter().any(names_a_text) {
            return BTreeMap::new();
        }
        self.catalog
            .par_iter()
            .filter_map(|id| {
                let path = format!("{folder}{id}.json");
                let bytes = self.store.read(&path).ok()?;
                let descriptor = crate::source::Descriptor::parse(path, id, bytes);
                let text = descriptor.text_file.unwrap_or_else(|| format!("{id}.txt"));
                Some((id.clone(), format!("{folder}{text}")))
            })
            .collect()
    }
}

impl Selection {
    /// Whether a claim is reported on.
    pub fn has_claim(&self, file: &ClaimFile, claim: &Claim) -> bool {
        match self {
            Self::Whole => true,
            Self::Part { files, sources } => {
                files.contains(&file.path)
                    || claim.citations.iter().any(|citation| {
                        citation
                            .source
                            .as_ref()
                            .is_some_and(|source| sources.contains(&source.value))
                    })
            }
        }
    }

    /// Whether a file's form is reported on. Where a source is selected, what cannot be read of a file might cite it.
    pub fn has_file(&self, file: &ClaimFile) -> bool {
        match self {
            Self::Whole => true,
            Self::Part { files, sources } => {
                files.contains(&file.path)
                    || (!sources.is_empty() && !file.is_well_formed())
                    || file.claims.iter().any(|claim| self.has_claim(file, claim))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Memory;
    use rstest::rstest;

    fn project(store: Memory) -> Project {
        let today = Date::parse("2026-11-20").unwrap();
        Project::read(Arc::new(store), Config::default(), today).unwrap()
    }

    #[test]
    fn finds_claim_files_in_folders() {
        let store = Memory::default()
            .with("claims/b/c.json", "{}")
            .with("claims/a.json", "{}")
            .with("claims/.hidden.json", "{}")
            .with("claims/a.txt", "")
            .with("other/a.json", "{}");
        let paths: Vec<String> = project(store)
            .files
            .into_iter()
            .map(|file| file.path)
            .collect();
        assert_eq!(paths, ["claims/a.json", "claims/b/c.json"]);
    }

    /// As the README and the page on limits say.
    #[rstest]
    #[case::passed_over("claims/**/*.json", "claims/a.json claims/sub/b.json")]
    #[case::files("claims/**/.*.json", "claims/.a.json claims/sub/.b.json")]
    #[case::a_folder(
        "claims/.drafts/**/*.json",
        "claims/.drafts/c.json claims/.drafts/sub/d.json"
    )]
    #[case::no_folder_behind_a_wildcard("claims/**/.drafts/*.json", "")]
    fn names_with_a_dot_are_claim_files_where_the_pattern_writes_the_dot(
        #[case] pattern: &str,
        #[case] expected: &str,
    ) {
        let paths = [
            "claims/a.json",
            "claims/.a.json",
            "claims/sub/b.json",
            "claims/sub/.b.json",
            "claims/.drafts/c.json",
            "claims/.drafts/sub/d.json",
        ];
        let store = paths
            .into_iter()
            .fold(Memory::default(), |store, path| store.with(path, "{}"));
        let found = find_claim_files(&store, &[pattern.to_owned()]).expect("a pattern");
        let found: Vec<String> = found.paths.into_iter().collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn only_files_that_may_differ_from_another_version_are_kept() {
        let then = Memory::default()
            .with("claims/edited.json", "{}")
            .with("claims/same.json", "{}")
            .with("claims/gone.json", "{}");
        let now = Memory::default()
            .with("claims/edited.json", "{\"story\": \"a\"}")
            .with("claims/same.json", "{}")
            .with("claims/new.json", "{}");
        let today = Date::parse("2026-11-20").unwrap();
        let mut project = Project::survey(Arc::new(now), Config::default(), today).unwrap();
        let baseline = Baseline {
            requested: "auto".to_owned(),
            kind: BaselineKind::Git,
            revision: None,
            from: "HEAD".to_owned(),
        };
        let differing = Differing::Paths(BTreeSet::from(["claims/edited.json".to_owned()]));
        let prior = Prior::read(&project, Arc::new(then), baseline, differing, None);
        project.compare_with(Ok(prior.unwrap()));
        let kept: Vec<&str> = project
            .files
            .iter()
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(kept, ["claims/edited.json", "claims/new.json"]);
        assert_eq!(project.paths.len(), 3);
    }

    #[test]
    fn paths_name_files_sources_and_folders() {
        let store = Memory::default()
            .with("claims/a.json", "{}")
            .with("claims/b/c.json", "{}")
            .with("sources/s.json", "{\"text\": \"words.txt\"}")
            .with("sources/words.txt", "text");
        let project = project(store);
        let named = project.name_paths(&[
            "claims/b".into(),
            "sources/words.txt".into(),
            "README.md".into(),
        ]);
        assert_eq!(
            named.files.into_iter().collect::<Vec<_>>(),
            ["claims/b/c.json"]
        );
        assert_eq!(named.sources.into_iter().collect::<Vec<_>>(), ["s"]);
        assert_eq!(named.unknown, ["README.md"]);
        assert_eq!(project.name_paths(&[String::new()]).files.len(), 2);
        // Several may name the same, and each of them does.
        let several = [
            "claims",
            "claims/b/c.json",
            "sources",
            "sources/s.json",
            "sources/words.txt",
            "claim",
        ];
        let named = project.name_paths(&several.map(str::to_owned));
        assert_eq!((named.files.len(), named.sources.len()), (2, 1));
        assert_eq!(named.unknown, ["claim"]);
    }
}
