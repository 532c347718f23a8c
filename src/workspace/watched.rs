//! The files that a check of a project depends on, and which of them are no longer what they were.

use crate::config::{Config, FILE_NAME};
use crate::project::{is_claim_path, literal_folder};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where the files are that a check depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    root: PathBuf,
    /// Patterns of claim files.
    claims: Vec<String>,
    /// The folder of the sources.
    sources: PathBuf,
    /// Folders whose settings (`.toml`) and schemas (`.json`) count: folder and ending.
    further: BTreeSet<(PathBuf, &'static str)>,
    /// Files that are looked at whether they are there or not: settings and schemas that were read or looked for, by
    /// whatever name.
    files: BTreeSet<PathBuf>,
    /// What git writes to whenever `HEAD`, or the name that the project is compared with, leads to another commit.
    git: BTreeSet<PathBuf>,
}

/// What tells a file from what it was before, without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    /// In bytes.
    length: u64,
    modified: Option<SystemTime>,
    /// Another one where the file was replaced; and when anything of it changed: no program can set that time.
    #[cfg(unix)]
    identity: (u64, i64, i64),
}

/// The files as they are at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamps(BTreeMap<PathBuf, Option<Stamp>>);

impl Watched {
    /// What a check of the project at `root` depends on. `settings` is the file that takes the place of `factcheck.toml`,
    /// `config` what it says.
    pub fn new(root: &Path, settings: Option<&Path>, config: &Config) -> Self {
        let folder_of = |path: &str| root.join(path).parent().map(Path::to_owned);
        let settings = settings.map_or_else(|| root.join(FILE_NAME), Path::to_owned);
        let mut further = BTreeSet::from([(root.to_owned(), "toml")]);
        further.extend(settings.parent().map(|folder| (folder.to_owned(), "toml")));
        let layers = config.places.values().map(|place| place.file.as_str());
        further.extend(layers.filter_map(|file| Some((folder_of(file)?, "toml"))));
        let schema = config.schema.as_deref().and_then(folder_of);
        further.extend(schema.map(|folder| (folder, "json")));
        Self {
            root: root.to_owned(),
            claims: config.claims.clone(),
            sources: root.join(&config.sources),
            further,
            files: BTreeSet::new(),
            git: files_of_git(root, &config.against),
        }
    }

    /// The same, and files that a check has read or looked for, by their paths within the root.
    #[must_use]
    pub fn and_files<'f>(mut self, files: impl IntoIterator<Item = &'f String>) -> Self {
        let files = files.into_iter().map(|path| self.root.join(path));
        self.files.extend(files);
        self
    }

    /// The same, for a check that is compared with what was asked for.
    #[must_use]
    pub fn against(mut self, revision: &str) -> Self {
        self.git.extend(files_of_git(&self.root, revision));
        self
    }

    /// The folders that the files are in; `true` where those below count, too. Not all need be there.
    pub fn folders(&self) -> BTreeMap<PathBuf, bool> {
        let further = self.further.iter().map(|(folder, _)| folder.clone());
        let files = self.files.iter().chain(&self.git);
        let of_files = files.filter_map(|file| Some(file.parent()?.to_owned()));
        let mut folders: BTreeMap<PathBuf, bool> = further
            .chain([self.sources.clone()])
            .chain(of_files)
            .map(|folder| (folder, false))
            .collect();
        folders.extend(self.claim_folders().map(|folder| (folder, true)));
        folders
    }

    fn claim_folders(&self) -> impl Iterator<Item = PathBuf> {
        let patterns = self.claims.iter();
        patterns.map(|pattern| self.root.join(literal_folder(pattern)))
    }

    /// Looks at the files. What cannot be looked at is as if it were not there.
    pub fn look(&self) -> Stamps {
        let mut stamps = Stamps::default();
        for folder in self.claim_folders() {
            self.look_for_claims(&folder, &mut stamps);
        }
        for (path, ..) in entries(&self.sources) {
            stamps.add(path);
        }
        for (folder, ending) in &self.further {
            let has_ending = |path: &PathBuf| path.extension().is_some_and(|own| own == *ending);
            let files = entries(folder).into_iter().map(|(path, ..)| path);
            files.filter(has_ending).for_each(|path| stamps.add(path));
        }
        let certain = self.files.iter().chain(&self.git);
        certain.for_each(|path| stamps.add(path.clone()));
        stamps
    }

    fn look_for_claims(&self, folder: &Path, stamps: &mut Stamps) {
        for (path, is_folder, is_link) in entries(folder) {
            if is_folder {
                self.look_for_claims(&path, stamps);
            }
            // A link may lead to a folder, which is refused.
            if is_link || is_claim_path(&self.claims, &self.name(&path)) {
                stamps.add(path);
            }
        }
    }

    /// Looks again at some files only, where the system said that nothing else has changed, and says which of them came,
    /// went, or are no longer what they were, as people call them. `None` where that is not enough: a whole folder came or
    /// went.
    pub fn look_at(&self, paths: &BTreeSet<PathBuf>, stamps: &mut Stamps) -> Option<Vec<String>> {
        let is_folder = |path: &PathBuf| {
            let mut after = stamps
                .0
                .range::<Path, _>((Bound::Excluded(&**path), Bound::Unbounded));
            path.is_dir() || after.next().is_some_and(|(next, _)| next.starts_with(path))
        };
        if paths.iter().any(is_folder) {
            return None;
        }
        let mut changed = Vec::new();
        for path in paths {
            if !(stamps.0.contains_key(path) || self.is_watched(path)) {
                continue;
            }
            let before = stamps.0.remove(path);
            if self.is_certain(path) || path.symlink_metadata().is_ok() {
                stamps.add(path.clone());
            }
            if before.as_ref() != stamps.0.get(path) {
                changed.push(path);
            }
        }
        Some(self.called(changed))
    }

    /// Whether a file is one of those that are looked at.
    fn is_watched(&self, path: &Path) -> bool {
        let is_visible = |folder: &Path| {
            let within = path.strip_prefix(folder);
            within.is_ok_and(|within| {
                let mut steps = within.iter();
                steps.all(|step| !step.to_string_lossy().starts_with('.'))
            })
        };
        let is_in = |folder: &Path| path.parent() == Some(folder) && is_visible(folder);
        let has_ending = |ending: &str| path.extension().is_some_and(|own| own == ending);
        let mut further = self.further.iter();
        self.is_certain(path)
            || is_in(&self.sources)
            || further.any(|(folder, ending)| is_in(folder) && has_ending(ending))
            || self.claim_folders().any(|folder| is_visible(&folder))
                && (path.is_symlink() || is_claim_path(&self.claims, &self.name(path)))
    }

    /// Whether a file is looked at by its name, be it there or not.
    fn is_certain(&self, path: &Path) -> bool {
        self.files.contains(path) || self.git.contains(path)
    }

    /// The files that came, went, or are no longer what they were, as people call them.
    pub fn changed(&self, before: &Stamps, now: &Stamps) -> Vec<String> {
        let paths: BTreeSet<&PathBuf> = before.0.keys().chain(now.0.keys()).collect();
        let is_other = |path: &&PathBuf| before.0.get(*path) != now.0.get(*path);
        self.called(paths.into_iter().filter(is_other))
    }

    /// Files as people call them. Git's are all one.
    fn called<'f>(&self, files: impl IntoIterator<Item = &'f PathBuf>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for path in files {
            if !self.git.contains(path) {
                names.push(self.name(path));
            } else if !names.iter().any(|name| name == "HEAD") {
                names.push("HEAD".to_owned());
            }
        }
        names
    }

    /// A path as the project writes it, where it is within the root.
    fn name(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        let steps: Vec<_> = path.iter().map(|step| step.to_string_lossy()).collect();
        steps.join("/")
    }
}

impl Stamps {
    /// The same files, each as it was earlier where it was there.
    #[must_use]
    pub fn as_of(mut self, earlier: &Self) -> Self {
        for (path, stamp) in &mut self.0 {
            if let Some(before) = earlier.0.get(path) {
                stamp.clone_from(before);
            }
        }
        self
    }

    fn add(&mut self, path: PathBuf) {
        // A link counts as what it leads to.
        let stamp = fs::metadata(&path).ok().map(|about| Stamp {
            length: about.len(),
            // A folder changes with what is in it, which has stamps of its own.
            modified: about.modified().ok().filter(|_| !about.is_dir()),
            #[cfg(unix)]
            identity: {
                use std::os::unix::fs::MetadataExt;
                // A folder changes with what is in it, here as well.
                let changed = |time: i64| if about.is_dir() { 0 } else { time };
                let (seconds, rest) = (about.ctime(), about.ctime_nsec());
                (about.ino(), changed(seconds), changed(rest))
            },
        });
        self.0.insert(path, stamp);
    }
}

/// What is in a folder, and whether it is a folder itself, or a link. Names that start with a dot are for others: temporary files,
/// what version control and editors keep.
fn entries(folder: &Path) -> Vec<(PathBuf, bool, bool)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| {
            let kind = entry.file_type().ok();
            let is = |of: fn(&fs::FileType) -> bool| kind.as_ref().is_some_and(of);
            (
                entry.path(),
                is(fs::FileType::is_dir),
                is(fs::FileType::is_symlink),
            )
        })
        .collect()
}

/// Files of the repository around a folder that git writes when `HEAD`, or the revision of that name, leads to another commit
/// (gitrepository-layout(5)).
fn files_of_git(root: &Path, revision: &str) -> BTreeSet<PathBuf> {
    let git = root.ancestors().map(|folder| folder.join(".git"));
    let Some(git) = git.into_iter().find(|git| git.symlink_metadata().is_ok()) else {
        return BTreeSet::new();
    };
    let line = |file: &Path| Some(fs::read_to_string(file).ok()?.trim_end().to_owned());
    // In a further work tree, or a submodule, it is a file that names the folder.
    let named = line(&git).and_then(|file| file.strip_prefix("gitdir: ").map(PathBuf::from));
    let folder = named.map_or_else(|| git.clone(), |named| git.with_file_name(named));
    let common = line(&folder.join("commondir"));
    let common = common.map_or_else(|| folder.clone(), |path| folder.join(path));
    let mut files = BTreeSet::from([
        folder.join("logs/HEAD"),
        folder.join("HEAD"),
        common.join("packed-refs"),
    ]);
    let branch = line(&folder.join("HEAD"));
    let branch = branch
        .as_deref()
        .and_then(|head| head.strip_prefix("ref: "));
    files.extend(branch.map(|branch| common.join(branch)));
    let name = revision.strip_prefix("merge-base:").unwrap_or(revision);
    let is_name = !name.is_empty() && !name.contains([':', '~', '^', '@', ' ']);
    if is_name
        && !name.starts_with('/')
        && !name.split('/').any(|step| matches!(step, "" | "." | ".."))
    {
        let places = ["refs/heads", "refs/tags", "refs/remotes"];
        files.extend(places.map(|place| common.join(place).join(name)));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// A project with one file of each kind, and what is watched of it.
    fn project() -> (tempfile::TempDir, Watched) {
        let folder = tempfile::tempdir().unwrap();
        for path in [
            "factcheck.toml",
            "claims/a.json",
            "claims/b/c.json",
            "sources/s.txt",
            "house/base.toml",
            "house/claim.json",
            ".git/logs/HEAD",
        ] {
            put(folder.path(), path, "old");
        }
        put(folder.path(), ".git/HEAD", "ref: refs/heads/main\n");
        let config = Config {
            schema: Some("house/claim.json".to_owned()),
            ..Config::default()
        };
        let settings = folder.path().join("house/base.toml");
        let watched = Watched::new(folder.path(), Some(&settings), &config)
            .and_files(["house/further.conf".to_owned()].iter())
            .against("merge-base:origin/main");
        (folder, watched)
    }

    fn put(root: &Path, path: &str, content: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    #[rstest]
    #[case::claim_file("claims/a.json", Some("claims/a.json"))]
    #[case::claim_file_below("claims/b/c.json", Some("claims/b/c.json"))]
    #[case::new_claim_file("claims/new/d.json", Some("claims/new/d.json"))]
    #[case::text("sources/s.txt", Some("sources/s.txt"))]
    #[case::new_source("sources/t.json", Some("sources/t.json"))]
    #[case::settings("factcheck.toml", Some("factcheck.toml"))]
    #[case::settings_elsewhere("house/base.toml", Some("house/base.toml"))]
    #[case::schema("house/claim.json", Some("house/claim.json"))]
    #[case::commit(".git/logs/HEAD", Some("HEAD"))]
    #[case::commit_without_a_log(".git/refs/heads/main", Some("HEAD"))]
    #[case::other_revision(".git/refs/remotes/origin/main", Some("HEAD"))]
    #[case::settings_of_any_name("house/further.conf", Some("house/further.conf"))]
    #[case::other_file_among_claims("claims/notes.md", None)]
    #[case::half_written_file("sources/.s.txt.tmp", None)]
    #[case::report("report.json", None)]
    #[case::log("watch.log", None)]
    #[case::index(".git/index", None)]
    fn a_save_is_seen(#[case] path: &str, #[case] seen: Option<&str>) {
        let (folder, watched) = project();
        let before = watched.look();
        assert_eq!(watched.look(), before);
        put(folder.path(), path, "longer than it was");
        let seen: Vec<String> = seen.iter().map(ToString::to_string).collect();
        let now = watched.look();
        assert_eq!(watched.changed(&before, &now), seen);
        let mut stamps = before;
        let told = BTreeSet::from([folder.path().join(path)]);
        assert_eq!(watched.look_at(&told, &mut stamps), Some(seen));
        assert_eq!(stamps, now);
        fs::remove_file(folder.path().join(path)).unwrap();
        watched.look_at(&told, &mut stamps).unwrap();
        assert_eq!(stamps, watched.look());
    }

    #[rstest]
    #[case::made("claims/new", true)]
    #[case::gone("claims/b", false)]
    fn a_folder_is_looked_into(#[case] path: &str, #[case] is_made: bool) {
        let (folder, watched) = project();
        let mut stamps = watched.look();
        let path = folder.path().join(path);
        if is_made {
            fs::create_dir(&path).unwrap();
        } else {
            fs::remove_dir_all(&path).unwrap();
        }
        let told = BTreeSet::from([path]);
        assert_eq!(watched.look_at(&told, &mut stamps), None);
    }

    #[test]
    fn a_file_that_goes_is_seen_and_one_that_takes_its_place() {
        let (folder, watched) = project();
        let before = watched.look();
        fs::remove_file(folder.path().join("claims/a.json")).unwrap();
        let without = watched.look();
        assert_eq!(watched.changed(&before, &without), ["claims/a.json"]);
        put(folder.path(), "claims/.a.json.new", "old");
        let (new, place) = ("claims/.a.json.new", "claims/a.json");
        fs::rename(folder.path().join(new), folder.path().join(place)).unwrap();
        let replaced = watched.look();
        assert_eq!(watched.changed(&without, &replaced), ["claims/a.json"]);
        // Of the same length as the first one, but not the same file.
        assert_eq!(watched.changed(&before, &replaced), ["claims/a.json"]);
    }

    #[test]
    fn each_file_is_in_a_folder_that_is_watched() {
        let (folder, watched) = project();
        let folders = watched.folders();
        for path in watched.look().0.keys() {
            let own = path.parent().unwrap();
            let is_watched = folders.contains_key(own)
                || own
                    .ancestors()
                    .any(|above| folders.get(above) == Some(&true));
            assert!(is_watched, "{}", path.display());
        }
        assert_eq!(folders.get(folder.path()), Some(&false));
    }
}
