//! The cache is never wrong: whatever happens to project, repository or cache, a run says what it says without one.

#![cfg(any(target_os = "linux", target_os = "macos"))]

mod support;

use rstest::rstest;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};
use support::{
    BRIDGE, BRIDGE_PATH, COUNCIL, Project, Run, claim, commit_all, factcheck_in, git, has_git, run,
    three_files,
};
use tempfile::TempDir;

/// A quote of the claim file, and one of the same length that stands in no source.
const QUOTE: &str = "The bridge will open in spring";
const OTHER_QUOTE: &str = "The bridge will open in autumn";

/// A project and a cache of its own.
struct Cached {
    project: Project,
    cache: TempDir,
}

impl Cached {
    fn new(project: Project) -> Self {
        Self {
            project,
            cache: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// The program at the project's root, with the cache.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = factcheck_in(&self.project.root(), arguments);
        command
            .env_remove("FACTCHECK_NO_CACHE")
            .env("FACTCHECK_CACHE_DIR", self.cache.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(&mut self.command(arguments))
    }

    /// What a run says that knows of no cache.
    fn truth(&self, arguments: &[&str]) -> Run {
        run(&mut self.command(&[arguments, &["--no-cache"]].concat()))
    }

    /// Runs until the answer is remembered.
    fn fill(&self, arguments: &[&str]) -> Run {
        // What was written within the last few milliseconds may be changing still, and is not remembered.
        thread::sleep(Duration::from_millis(60));
        self.run(arguments)
    }

    /// That a run says what it says without the cache; and so does the next one.
    #[track_caller]
    fn assert_true(&self, arguments: &[&str]) -> Run {
        let truth = self.truth(arguments);
        assert_eq!(self.run(arguments), truth, "{arguments:?}");
        assert_eq!(self.run(arguments), truth, "{arguments:?}, again");
        truth
    }

    /// The entries of the cache.
    fn entries(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.cache.path()).expect("a folder");
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.sort();
        paths
    }

    /// Whether a run is answered from the cache: for its time all entries hold a mark, and are whole.
    fn hits(&self, arguments: &[&str]) -> bool {
        assert!(!self.entries().is_empty(), "nothing was remembered");
        for entry in self.entries() {
            forge(&entry, |output| output.extend_from_slice(MARK));
        }
        let run = self.run(arguments);
        for entry in self.entries() {
            forge(&entry, |output| {
                if output.ends_with(MARK) {
                    output.truncate(output.len() - MARK.len());
                }
            });
        }
        run.stdout.as_bytes().ends_with(MARK)
    }
}

const MARK: &[u8] = b"(remembered)\n";

/// Changes the output that an entry holds: after 48 bytes there is the checksum of what follows and of the key before it,
/// then the lengths of the two parts before the output.
fn forge(entry: &Path, change: impl Fn(&mut Vec<u8>)) {
    let mut bytes = fs::read(entry).expect("an entry");
    let length = |at: usize| {
        let bytes: [u8; 8] = bytes[at..at + 8].try_into().expect("eight bytes");
        usize::try_from(u64::from_le_bytes(bytes)).expect("a length")
    };
    let start = 96 + length(80) + length(88);
    let mut output = bytes.split_off(start);
    change(&mut output);
    bytes.extend(output);
    let sum = Sha256::new()
        .chain_update(&bytes[16..48])
        .chain_update(&bytes[80..]);
    bytes[48..80].copy_from_slice(&sum.finalize());
    fs::write(entry, bytes).expect("an entry to forge");
}

/// A project under git, with a change that nobody recorded.
fn drifted() -> Project {
    let project = Project::bridge();
    project.commit_all();
    project.edit(BRIDGE_PATH, "opens in spring", "opens in March");
    project
}

fn plain() -> Project {
    Project::bridge()
}

#[rstest]
#[case::plain(plain())]
#[case::drifted(drifted())]
#[case::faults(Project::bridge_with(QUOTE, OTHER_QUOTE))]
#[case::broken(Project::bridge_with("\"claims\"", "claims"))]
#[case::unreadable(Project::bridge_with("council", "gone"))]
#[case::nothing(Project::empty())]
fn what_is_remembered_is_said_in_every_format(#[case] project: Project) {
    let cached = Cached::new(project);
    for format in [
        "full", "concise", "json", "github", "gitlab", "junit", "sarif", "markdown",
    ] {
        for more in [
            &[][..],
            &["--quiet"],
            &["--color", "always"],
            &["--exit-zero"],
            &["--against", "none"],
            &["claims"],
            &[BRIDGE_PATH],
        ] {
            let arguments = [&["verify", "--output-format", format], more].concat();
            let truth = cached.truth(&arguments);
            assert_eq!(cached.fill(&arguments), truth, "{arguments:?}");
            assert_eq!(cached.run(&arguments), truth, "{arguments:?}");
        }
    }
}

#[rstest]
#[case::plain(plain())]
#[case::drifted(drifted())]
#[case::faults(Project::bridge_with(QUOTE, OTHER_QUOTE))]
#[case::a_source_that_is_not_there(Project::bridge_with("\"council\"", "\"gone\""))]
fn where_nothing_has_changed_nothing_is_checked_again(#[case] project: Project) {
    let cached = Cached::new(project);
    cached.fill(&["verify"]);
    assert!(cached.hits(&["verify"]));
    // Other questions have answers of their own.
    assert!(!cached.hits(&["verify", "--quiet"]));
    assert!(cached.hits(&["verify", "--quiet"]));
    assert!(cached.hits(&["verify"]));
    assert!(cached.hits(&["verify", "--jobs", "1", "--exit-zero"]));
}

#[test]
fn what_could_not_be_checked_is_never_remembered() {
    let cached = Cached::new(Project::bridge());
    cached.project.write(
        "factcheck.toml",
        "claims = ['claims/*.json', 'more/*.json']",
    );
    assert_eq!(cached.fill(&["verify"]).code, 2);
    assert_eq!(cached.entries(), [] as [PathBuf; 0]);
}

#[rstest]
#[case::option(&["verify", "--no-cache"], None)]
#[case::variable(&["verify"], Some("1"))]
#[case::report_file(&["verify", "--report", "json=../report.json"], None)]
#[case::staged(&["verify", "--staged"], None)]
#[case::shard(&["verify", "--shard", "1/1"], None)]
fn some_runs_have_no_cache(#[case] arguments: &[&str], #[case] variable: Option<&str>) {
    if !has_git() {
        return;
    }
    let cached = Cached::new(drifted());
    let mut command = cached.command(arguments);
    if let Some(value) = variable {
        command.env("FACTCHECK_NO_CACHE", value);
    }
    thread::sleep(Duration::from_millis(60));
    run(&mut command);
    assert_eq!(cached.entries(), [] as [PathBuf; 0]);
}

/// Sets a file's time of modification.
fn set_modified(path: &Path, time: SystemTime) {
    let file = File::options().append(true).open(path).expect("a file");
    file.set_modified(time).expect("a time that can be set");
}

/// Changes a file in a way that its size and time of modification do not tell.
fn edit_unseen(project: &Project, path: &str, from: &str, to: &str) {
    assert_eq!(from.len(), to.len());
    let path = project.path(path);
    let modified = fs::metadata(&path)
        .expect("a file")
        .modified()
        .expect("a time");
    let text = fs::read_to_string(&path).expect("a text").replace(from, to);
    fs::write(&path, text).expect("a new content");
    set_modified(&path, modified);
}

fn replace_by_rename(project: &Project, path: &str, from: &str, to: &str) {
    let path = project.path(path);
    let modified = fs::metadata(&path)
        .expect("a file")
        .modified()
        .expect("a time");
    let text = fs::read_to_string(&path).expect("a text").replace(from, to);
    let new = project.outside().join("new");
    fs::write(&new, text).expect("a new file");
    set_modified(&new, modified);
    fs::rename(new, path).expect("a file to replace");
}

/// A project with everything that a run may read.
fn rich() -> Project {
    let project = Project::bridge();
    project
        .source("harbour", "The harbour is closed.\n")
        .claims("claims/desk/harbour.json", &[claim("harbour-closed", "harbour", "arbour is closed")])
        .write(
            "factcheck.toml",
            "claims = ['claims/**/*.json']\nschema = 'house/claim.json'\n[rules]\nquote-cut-word = 'warning'\n",
        )
        .write("house/claim.json", r#"{"$ref": "part.json"}"#)
        .write("house/part.json", r#"{"required": ["story"]}"#)
        .write("elsewhere/a.json", BRIDGE.replace("bridge-opens", "linked-bridge-opens"))
        .write(
            "elsewhere/b.json",
            BRIDGE.replace("bridge-opens", "linked-bridge-opens").replace(QUOTE, OTHER_QUOTE),
        );
    symlink("../elsewhere/a.json", project.path("claims/linked.json")).expect("a link");
    project
}

type Change = fn(&Project);

#[rstest]
#[case::quote(|project: &Project| { project.edit(BRIDGE_PATH, QUOTE, OTHER_QUOTE); })]
#[case::quote_unseen(|project: &Project| edit_unseen(project, BRIDGE_PATH, QUOTE, OTHER_QUOTE))]
#[case::quote_by_rename(|project: &Project| replace_by_rename(project, BRIDGE_PATH, QUOTE, OTHER_QUOTE))]
#[case::source_unseen(|project: &Project| edit_unseen(project, "sources/council.txt", "spring", "autumn"))]
#[case::source_by_rename(|project: &Project| replace_by_rename(project, "sources/council.txt", "spring", "autumn"))]
#[case::descriptor(|project: &Project| edit_unseen(project, "sources/council.json", "2026-01-01", "2026-03-01"))]
#[case::settings(|project: &Project| { project.edit("factcheck.toml", "'warning'", "'off'"); })]
#[case::other_patterns(|project: &Project| { project.edit("factcheck.toml", "**", "desk"); })]
#[case::settings_gone(|project: &Project| fs::remove_file(project.path("factcheck.toml")).expect("a file"))]
#[case::house_schema(|project: &Project| { project.write("house/claim.json", r#"{"required": ["desk"]}"#); })]
#[case::part_of_the_house_schema(|project: &Project| { project.write("house/part.json", r#"{"required": ["desk"]}"#); })]
#[case::link_to_another(|project: &Project| {
    fs::remove_file(project.path("claims/linked.json")).expect("a link");
    symlink("../elsewhere/b.json", project.path("claims/linked.json")).expect("a link");
})]
#[case::what_a_link_leads_to(|project: &Project| edit_unseen(project, "elsewhere/a.json", QUOTE, OTHER_QUOTE))]
#[case::claim_file_gone(|project: &Project| fs::remove_file(project.path(BRIDGE_PATH)).expect("a file"))]
#[case::claim_file_renamed(|project: &Project| fs::rename(project.path("claims/desk/harbour.json"), project.path("claims/other.json")).expect("a file"))]
#[case::new_claim_file(|project: &Project| { project.write("claims/desk/new.json", BRIDGE); })]
#[case::new_folder_of_claims(|project: &Project| { project.write("claims/a/b/new.json", BRIDGE); })]
#[case::near_miss(|project: &Project| { project.write("claims/new.JSON", "{}"); })]
#[case::source_gone(|project: &Project| fs::remove_file(project.path("sources/council.txt")).expect("a file"))]
#[case::descriptor_gone(|project: &Project| fs::remove_file(project.path("sources/council.json")).expect("a file"))]
#[case::sources_moved_away(|project: &Project| {
    let away = project.outside().join("sources");
    fs::rename(project.path("sources"), &away).expect("a folder");
    symlink(away, project.path("sources")).expect("a link");
})]
#[case::folder_becomes_a_link(|project: &Project| {
    fs::rename(project.path("claims/desk"), project.path("desk")).expect("a folder");
    symlink("../desk", project.path("claims/desk")).expect("a link");
})]
fn whatever_changes_in_the_project_is_seen(#[case] change: Change) {
    for project in [rich(), {
        let project = rich();
        if has_git() {
            project.commit_all();
        }
        project
    }] {
        let cached = Cached::new(project);
        let before = cached.fill(&["verify"]);
        assert!(cached.hits(&["verify"]));
        change(&cached.project);
        assert_ne!(cached.assert_true(&["verify"]), before);
    }
}

#[rstest]
#[case::source(|project: &Project| edit_unseen(project, "sources/council.txt", "spring", "autumn"))]
#[case::touched(|project: &Project| set_modified(&project.path(BRIDGE_PATH), SystemTime::now()))]
#[case::file_of_no_account(|project: &Project| { project.write("notes.txt", "x"); })]
fn what_changes_back_and_forth_is_seen_each_time(#[case] change: Change) {
    let cached = Cached::new(Project::bridge());
    let before = cached.fill(&["verify"]);
    change(&cached.project);
    cached.assert_true(&["verify"]);
    edit_unseen(&cached.project, "sources/council.txt", "autumn", "spring");
    assert_eq!(cached.assert_true(&["verify"]), before);
}

/// A copy has no prior version, a folder with another name has: that hangs on files beyond the project.
#[test]
fn a_folder_that_goes_after_its_copy_was_checked_is_seen() {
    if !has_git() {
        return;
    }
    let cached = Cached::new(Project::bridge());
    let project = &cached.project;
    let copy = |from: &str, to: &str| {
        project.write(&format!("{to}/factcheck.toml"), "");
        for path in [BRIDGE_PATH, "sources/council.json", "sources/council.txt"] {
            project.write(
                &format!("{to}/{path}"),
                project.read(&format!("{from}{path}")),
            );
        }
    };
    copy("", "news");
    project.commit_all();
    copy("news/", "desk");
    let claims = format!("desk/{BRIDGE_PATH}");
    project.edit(&claims, "opens in spring", "opens in May");
    let arguments = ["verify", "--root", "desk"];
    assert_eq!(cached.fill(&arguments).code, 0);
    fs::remove_dir_all(project.path("news")).expect("a folder");
    assert_eq!(cached.assert_true(&arguments).code, 1);
}

/// Where nothing is found, before and after, every report still tells of the claims as they are.
#[rstest]
fn edits_that_leave_nothing_to_find_are_seen_in_every_format(
    #[values(
        "full", "concise", "json", "github", "gitlab", "junit", "sarif", "markdown"
    )]
    format: &str,
    #[values(&[], &["--quiet"])] more: &[&str],
) {
    let arguments = [&["verify", "--output-format", format], more].concat();
    let cached = Cached::new(Project::bridge());
    cached.fill(&arguments);
    cached.project.edit(BRIDGE_PATH, "{", "{ ");
    cached.assert_true(&arguments);
    thread::sleep(Duration::from_millis(60));
    cached.assert_true(&arguments);
    cached
        .project
        .edit(BRIDGE_PATH, "opens in spring", "opens in May");
    cached.assert_true(&arguments);
}

/// An edit right after a run may bear the same time as the file that the run has read.
#[test]
fn edits_that_follow_each_other_at_once_are_seen() {
    let cached = Cached::new(Project::bridge());
    let good = cached.run(&["verify", "--output-format", "json"]).code;
    for _ in 0..20 {
        edit_unseen(&cached.project, BRIDGE_PATH, QUOTE, OTHER_QUOTE);
        assert_eq!(cached.run(&["verify"]).code, 1);
        edit_unseen(&cached.project, BRIDGE_PATH, OTHER_QUOTE, QUOTE);
        assert_eq!(cached.run(&["verify"]).code, good);
    }
}

#[rstest]
#[case::commit(|project: &Project| { commit_all(&project.root(), "second"); })]
#[case::empty_commit(|project: &Project| { git(&project.root(), &["commit", "--allow-empty", "-qm", "second"]); })]
#[case::amended(|project: &Project| { git(&project.root(), &["commit", "--amend", "-qam", "first again"]); })]
#[case::another_branch(|project: &Project| { git(&project.root(), &["checkout", "-q", "--orphan", "other"]); })]
#[case::no_repository(|project: &Project| fs::rename(project.path(".git"), project.outside().join("git")).expect("a folder"))]
#[case::repository_within(|project: &Project| { git(&project.path("claims"), &["init", "-q"]); })]
#[case::restored(|project: &Project| { git(&project.root(), &["checkout", "-q", "--", "."]); })]
#[case::parts_gone(|project: &Project| fs::rename(project.path(".git/objects"), project.outside().join("objects")).expect("a folder"))]
#[case::head_gone(|project: &Project| fs::remove_file(project.path(".git/HEAD")).expect("a file"))]
#[case::branch_gone(|project: &Project| { git(&project.root(), &["update-ref", "-d", "HEAD"]); })]
#[case::damaged_branch(|project: &Project| {
    let branch = git(&project.root(), &["symbolic-ref", "HEAD"]);
    project.write(&format!(".git/{}", branch.trim()), "no id\n");
})]
#[case::name_of_several(|project: &Project| { git(&project.root(), &["update-ref", "refs/tags/HEAD", "HEAD"]); })]
#[case::settings_that_are_none(|project: &Project| { project.write(".git/config", "[core\n"); })]
#[case::format_to_come(|project: &Project| {
    git(&project.root(), &["config", "core.repositoryformatversion", "1"]);
    git(&project.root(), &["config", "extensions.unheardof", "true"]);
})]
fn whatever_changes_in_the_repository_is_seen(#[case] change: Change) {
    if !has_git() {
        return;
    }
    let cached = Cached::new(drifted());
    let before = cached.fill(&["verify"]);
    assert!(before.stdout.contains("statement"), "{before:#?}");
    assert!(cached.hits(&["verify"]));
    change(&cached.project);
    assert_ne!(cached.assert_true(&["verify"]), before);
}

#[rstest]
#[case::staged(|project: &Project| { git(&project.root(), &["add", "--all"]); })]
#[case::refreshed(|project: &Project| { git(&project.root(), &["status"]); })]
#[case::attributes(|project: &Project| { project.write(".gitattributes", "*.json text eol=crlf\n"); })]
#[case::attributes_of_the_clone(|project: &Project| { project.write(".git/info/attributes", "*.json -text\n"); })]
#[case::line_ends(|project: &Project| { git(&project.root(), &["config", "core.autocrlf", "true"]); })]
#[case::not_looked_at(|project: &Project| { git(&project.root(), &["update-index", "--assume-unchanged", BRIDGE_PATH]); })]
#[case::left_out(|project: &Project| { git(&project.root(), &["update-index", "--skip-worktree", BRIDGE_PATH]); })]
fn what_git_goes_by_is_looked_at(#[case] change: Change) {
    if !has_git() {
        return;
    }
    for line_end in ["\n", "\r\n"] {
        let project = drifted();
        let crlf = project.read("sources/council.txt").replace('\n', line_end);
        project.write("sources/council.txt", crlf);
        let cached = Cached::new(project);
        cached.fill(&["verify"]);
        change(&cached.project);
        cached.assert_true(&["verify"]);
        cached.fill(&["verify"]);
        assert!(cached.hits(&["verify"]));
    }
}

/// Names of commits that git keeps in other ways: each of them is changed, and then nothing has to be checked again; the
/// commit is, and then all.
#[rstest]
#[case::packed(&["pack-refs", "--all"])]
#[case::detached(&["checkout", "-q", "--detach"])]
#[case::on_another_branch(&["checkout", "-qb", "desk/other"])]
#[case::included_settings(&["config", "include.path", "more"])]
#[case::of_another_name(&["branch", "-m", "(of-the-desk)"])]
fn a_commit_is_known_by_whatever_name(#[case] command: &[&str]) {
    if !has_git() {
        return;
    }
    let cached = Cached::new(drifted());
    let before = cached.fill(&["verify"]);
    git(&cached.project.root(), command);
    assert_eq!(cached.assert_true(&["verify"]), before);
    assert!(cached.hits(&["verify"]));
    assert!(cached.hits(&["verify"]));
    commit_all(&cached.project.root(), "second");
    assert_ne!(cached.assert_true(&["verify"]), before);
    git(&cached.project.root(), &["reset", "-q", "--soft", "HEAD~1"]);
    assert_eq!(cached.assert_true(&["verify"]), before);
}

/// A git that takes note of each time that it is run.
#[rstest]
#[case::last_commit(&["verify"], true)]
#[case::by_its_name(&["verify", "--against", "HEAD"], true)]
#[case::of_another_branch(&["verify", "--against", "merge-base:HEAD"], false)]
fn where_nothing_has_changed_git_is_not_run(#[case] arguments: &[&str], #[case] is_unasked: bool) {
    if !has_git() {
        return;
    }
    let cached = Cached::new(drifted());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (program, notes) = (folder.path().join("git"), folder.path().join("notes"));
    let script = "#!/bin/sh\necho \"$@\" >> \"$NOTES\"\nPATH=$REAL exec git \"$@\"\n";
    fs::write(&program, script).expect("a program");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a program");
    let real = std::env::var_os("PATH").unwrap_or_default();
    let mut path = folder.path().as_os_str().to_owned();
    path.push(":");
    path.push(&real);
    let ask = || {
        // What was written just now is not trusted yet.
        thread::sleep(Duration::from_millis(60));
        let mut command = cached.command(arguments);
        let run = run(command
            .env("PATH", &path)
            .env("REAL", &real)
            .env("NOTES", &notes));
        (run, fs::read_to_string(&notes).unwrap_or_default())
    };
    let (before, asked) = ask();
    assert!(asked.contains("rev-parse"), "{asked}");
    let (again, asked_again) = ask();
    assert_eq!(again, before);
    assert_eq!(asked_again == asked, is_unasked, "{asked_again}");
    // Another git may say something else.
    fs::write(&program, format!("{script}\n")).expect("a program");
    let (other, asked_again) = ask();
    assert_eq!(other, before);
    assert_ne!(asked_again, asked);
}

/// Where git goes by other things, and says the same, nothing is checked again.
#[test]
fn an_index_that_is_written_anew_changes_nothing() {
    if !has_git() {
        return;
    }
    let cached = Cached::new(drifted());
    cached.project.write("notes.txt", "x");
    let before = cached.fill(&["verify"]);
    git(&cached.project.root(), &["add", "notes.txt"]);
    git(
        &cached.project.root(),
        &["rm", "--cached", "-qf", "notes.txt"],
    );
    assert_eq!(cached.run(&["verify"]), before);
}

#[rstest]
#[case::day("SOURCE_DATE_EPOCH", "1782864000")]
#[case::pull_request("GITHUB_BASE_REF", "main")]
#[case::pull_request_to_nowhere("GITHUB_BASE_REF", "gone")]
#[case::merge_request("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD~1")]
#[case::pre_commit("PRE_COMMIT_FROM_REF", "HEAD~1")]
#[case::log_of_a_pipeline("GITHUB_ACTIONS", "true")]
#[case::place_of_a_pipeline("GITHUB_WORKSPACE", "..")]
#[case::setting_of_git("GIT_CONFIG_COUNT", "0")]
#[case::index("GIT_INDEX_FILE", ".git/other-index")]
#[case::colour("CLICOLOR_FORCE", "1")]
fn whatever_changes_in_the_surroundings_is_seen(#[case] name: &str, #[case] value: &str) {
    if !has_git() {
        return;
    }
    let project = Project::bridge_with(
        &format!("{QUOTE}\"}}\n      ]"),
        "he bridge will open in spring\"}],\n      \"waivers\": [\n\
         {\"rule\": \"quote-cut-word\", \"reason\": \"::error The tape starts here.\", \"until\": \"2026-06-30\"}]",
    );
    project.commit_all();
    project.edit(BRIDGE_PATH, "opens in spring", "opens in March");
    commit_all(&project.root(), "second");
    project.edit(BRIDGE_PATH, "opens in March", "opens in May");
    let cached = Cached::new(project);
    for format in ["full", "github"] {
        let arguments = ["verify", "--output-format", format];
        let plain = || {
            let mut command = cached.command(&arguments);
            command.env("SOURCE_DATE_EPOCH", "1782863999");
            command
        };
        thread::sleep(Duration::from_millis(60));
        let before = run(&mut plain());
        assert_eq!(run(&mut plain()), before);
        let changed = run(plain().env(name, value));
        let truth = run(plain().env(name, value).arg("--no-cache"));
        assert_eq!(changed, truth);
        assert_eq!(run(plain().env(name, value)), truth);
        assert_eq!(run(&mut plain()), before);
    }
}

/// Whoever reads the environment in another file decides here whether the cache has to know it.
#[test]
fn no_part_of_the_environment_is_forgotten() {
    let known = [
        // Colour and width are in the question; where a log is written, it is asked each time.
        "commands/terminal.rs",
        // The way from the repository's top, as the question has it.
        "commands/reports.rs",
        // The question itself.
        "commands/remember.rs",
        // The day, which is in the question, and what chooses the baseline, which is looked for each time.
        "workspace.rs",
        // What is about git, all in the question.
        "store/git/surroundings.rs",
        "store/git/sight.rs",
        "store/git/standing.rs",
        // Where the cache is.
        "store/cabinet.rs",
    ];
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read_to_string(&path)
                .expect("a source file")
                .contains("env::var")
            {
                let path = path.strip_prefix(&root).expect("a path below");
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    let mut known = known.map(str::to_owned);
    known.sort();
    assert_eq!(found, known);
}

#[test]
fn a_path_that_is_named_is_looked_at() {
    let cached = Cached::new(rich());
    let arguments = ["verify", "sources/harbour.txt", "claims/linked.json"];
    cached.fill(&arguments);
    assert!(cached.hits(&arguments));
    fs::remove_file(cached.project.path("claims/linked.json")).expect("a link");
    cached.assert_true(&arguments);
    fs::remove_file(cached.project.path("sources/harbour.txt")).expect("a file");
    cached.assert_true(&arguments);
}

/// What is remembered has other bytes, or fewer, at any place.
#[test]
fn a_damaged_entry_is_no_entry() {
    let cached = Cached::new(Project::bridge_with(QUOTE, OTHER_QUOTE));
    let truth = cached.fill(&["verify"]);
    let [entry] = cached.entries().try_into().expect("one entry");
    let whole = fs::read(&entry).expect("an entry");
    for at in (0..whole.len()).step_by(whole.len() / 60 + 1).chain(0..90) {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        fs::write(&entry, &damaged).expect("an entry to damage");
        assert_eq!(cached.run(&["verify"]), truth, "byte {at}");
        assert_ne!(fs::read(&entry).expect("an entry"), damaged, "byte {at}");
        fs::write(&entry, &whole[..at]).expect("an entry to cut");
        assert_eq!(cached.run(&["verify"]), truth, "cut at {at}");
    }
    fs::write(&entry, [&whole[..], b"x"].concat()).expect("an entry to lengthen");
    assert_eq!(cached.run(&["verify"]), truth);
    fs::write(&entry, &whole).expect("an entry");
    assert!(cached.hits(&["verify"]), "the entry itself was good");
}

#[test]
fn entries_of_other_questions_and_projects_are_not_taken() {
    let (one, other) = (
        Cached::new(Project::bridge()),
        Cached::new(Project::bridge_with(QUOTE, OTHER_QUOTE)),
    );
    one.fill(&["verify"]);
    let truth = other.fill(&["verify"]);
    fs::copy(&one.entries()[0], &other.entries()[0]).expect("an entry to replace");
    assert_eq!(other.run(&["verify"]), truth);
}

#[test]
fn many_runs_at_once_say_the_same() {
    let cached = Cached::new(drifted());
    thread::sleep(Duration::from_millis(60));
    let truth = cached.truth(&["verify"]);
    for _ in 0..3 {
        thread::scope(|scope| {
            let runs: Vec<_> = (0..16)
                .map(|_| scope.spawn(|| cached.run(&["verify"])))
                .collect();
            for run in runs {
                assert_eq!(run.join().expect("a run"), truth);
            }
        });
        for entry in cached.entries() {
            fs::remove_file(entry).expect("an entry");
        }
    }
}

#[test]
fn runs_that_are_killed_leave_nothing_wrong_behind() {
    let cached = Cached::new(drifted());
    thread::sleep(Duration::from_millis(60));
    let truth = cached.truth(&["verify"]);
    for round in 0..60 {
        let mut child = cached
            .command(&["verify"])
            .stdout(Stdio::null())
            .spawn()
            .expect("a run");
        thread::sleep(Duration::from_micros(997 * round));
        child.kill().expect("a run to kill");
        child.wait().expect("its end");
        if round % 10 == 9 {
            assert_eq!(cached.run(&["verify"]), truth);
            assert_eq!(cached.run(&["verify"]), truth);
            for entry in cached.entries() {
                fs::remove_file(entry).expect("an entry");
            }
        }
    }
}

#[rstest]
#[case::a_file(|place: &Path| fs::write(place, "no folder").expect("a file"))]
#[case::writable_for_others(|place: &Path| {
    fs::create_dir(place).expect("a folder");
    fs::set_permissions(place, fs::Permissions::from_mode(0o777)).expect("permissions");
})]
#[case::link_to_nothing(|place: &Path| symlink("nowhere/at/all", place).expect("a link"))]
#[case::read_only(|place: &Path| {
    fs::create_dir(place).expect("a folder");
    fs::set_permissions(place, fs::Permissions::from_mode(0o500)).expect("permissions");
})]
fn a_cache_that_cannot_be_used_is_not_spoken_of(#[case] prepare: fn(&Path)) {
    let cached = Cached::new(drifted());
    let place = cached.cache.path().join("place");
    prepare(&place);
    let truth = cached.truth(&["verify"]);
    for _ in 0..2 {
        let mut command = cached.command(&["verify"]);
        command.env("FACTCHECK_CACHE_DIR", &place);
        assert_eq!(run(&mut command), truth);
    }
}

#[test]
fn a_cache_that_others_can_write_to_is_not_believed() {
    let cached = Cached::new(Project::bridge());
    cached.fill(&["verify"]);
    let [entry] = cached.entries().try_into().expect("one entry");
    let mode = |path: &Path| fs::metadata(path).expect("a file").mode() & 0o777;
    assert_eq!(mode(&entry), 0o600);
    assert!(cached.hits(&["verify"]));
    for path in [cached.cache.path(), &entry] {
        let usual = mode(path);
        for others in [0o022, 0o002, 0o020] {
            let permissions = fs::Permissions::from_mode(usual | others);
            fs::set_permissions(path, permissions).expect("permissions");
            assert!(
                !cached.hits(&["verify"]),
                "{path:?} may be written by others"
            );
            fs::set_permissions(path, fs::Permissions::from_mode(usual)).expect("permissions");
            assert!(cached.hits(&["verify"]));
        }
    }
}

#[rstest]
#[case::none(&[])]
#[case::relative(&[("FACTCHECK_CACHE_DIR", "cache")])]
#[case::relative_home(&[("HOME", "home")])]
#[case::within_the_project(&[("FACTCHECK_CACHE_DIR", "ROOT/cache")])]
#[case::home_is_the_project(&[("HOME", "ROOT")])]
fn nothing_is_ever_put_into_the_project(#[case] variables: &[(&str, &str)]) {
    let cached = Cached::new(Project::bridge());
    let root = cached.project.root();
    let mut command = cached.command(&["verify"]);
    for name in ["FACTCHECK_CACHE_DIR", "XDG_CACHE_HOME", "HOME"] {
        command.env_remove(name);
    }
    for (name, value) in variables {
        command.env(name, value.replace("ROOT", root.to_str().expect("a path")));
    }
    thread::sleep(Duration::from_millis(60));
    assert_eq!(run(&mut command).code, 0);
    let mut names: Vec<_> = fs::read_dir(&root)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["claims", "sources"]);
}

#[test]
fn the_usual_place_is_the_user_s_folder_of_caches() {
    let cached = Cached::new(Project::bridge());
    let home = tempfile::tempdir().expect("a temporary folder");
    let usual = if cfg!(target_os = "macos") {
        "Library/Caches/factcheck"
    } else {
        ".cache/factcheck"
    };
    for (name, folder) in [("HOME", usual), ("XDG_CACHE_HOME", "factcheck")] {
        let mut command = cached.command(&["verify"]);
        command
            .env_remove("FACTCHECK_CACHE_DIR")
            .env_remove("XDG_CACHE_HOME")
            .env(name, home.path());
        thread::sleep(Duration::from_millis(60));
        run(&mut command);
        let folder = home.path().join(folder);
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
        let mode = fs::metadata(&folder).expect("a folder").mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

/// A file system of 16 KB, which is full before the entry is written.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_not_spoken_of() {
    let cached = Cached::new(drifted());
    let truth = cached.truth(&["verify"]);
    let script = "mount -t tmpfs -o size=16k,mode=700 none \"$FACTCHECK_CACHE_DIR\" && \
                  head -c 14k /dev/zero > \"$FACTCHECK_CACHE_DIR/full\" && \
                  \"$0\" verify && ls -A \"$FACTCHECK_CACHE_DIR\" >&2 && exec \"$0\" verify";
    let in_namespace = |script: &str| {
        let usual = cached.command(&[]);
        let mut command = Command::new("unshare");
        for (name, value) in usual.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.args(["-rm", "sh", "-c", script]);
        command
            .arg(usual.get_program())
            .current_dir(cached.project.root());
        command
    };
    if !in_namespace("mount -t tmpfs none \"$FACTCHECK_CACHE_DIR\"")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("skipped: no file system can be mounted here");
        return;
    }
    thread::sleep(Duration::from_millis(60));
    let run = run(&mut in_namespace(&script.replace("verify &&", "verify;")));
    assert_eq!(run.stdout, format!("{0}{0}", truth.stdout));
    assert_eq!(run.stderr, "full\n");
    assert_eq!(run.code, truth.code);
}

impl Cached {
    /// Whether a run takes over what was found in `claims/b.json`, which the cache calls an ERROR instead of an error.
    fn takes_over(&self, arguments: &[&str]) -> bool {
        let shout = |from: &'static str, to: &'static str| {
            for entry in self.entries() {
                forge(&entry, |output| {
                    let text = String::from_utf8(output.clone()).expect("a text");
                    *output = text.replace(from, to).into_bytes();
                });
            }
        };
        let [quiet, loud] = ["is not what tower says", "IS NOT WHAT TOWER SAYS"];
        shout(quiet, loud);
        let run = self.run(arguments);
        shout(loud, quiet);
        run.stdout.contains(loud)
    }
}

#[rstest]
#[case::statement(true, |project: &Project| { project.edit("claims/a.json", "opens in spring", "opens in May"); })]
#[case::recorded(true, |project: &Project| { project.edit("claims/a.json", "opens in spring", "opens in May").edit("claims/a.json", "\"revision\": 1", "\"revision\": 2"); })]
#[case::quote_that_is_no_more(false, |project: &Project| { project.edit("claims/a.json", "The harbour is closed", "The harbour is open"); })]
#[case::quote_that_is_now(true, |project: &Project| { project.edit("claims/a.json", "It is very large", "It is large"); })]
#[case::quote_of_another_source(false, |project: &Project| { project.edit("claims/a.json", "It is very large", "The tower is high"); })]
#[case::other_source(false, |project: &Project| { project.edit("claims/a.json", "\"harbour\"", "\"tower\""); })]
#[case::source_that_is_not_there(false, |project: &Project| { project.edit("claims/a.json", "\"harbour\"", "\"gone\""); })]
#[case::other_id(false, |project: &Project| { project.edit("claims/a.json", "harbour-closed", "harbour-shut"); })]
#[case::id_of_another_file(false, |project: &Project| { project.edit("claims/a.json", "harbour-closed", "tower-high"); })]
#[case::claim_gone(false, |project: &Project| { project.claims("claims/a.json", &[claim("harbour-closed", "harbour", "The harbour is closed")]); })]
#[case::claim_more(false, |project: &Project| { project.claims("claims/a.json", &[
    claim("harbour-closed", "harbour", "The harbour is closed"),
    claim("harbour-large", "harbour", "It is very large"),
    claim("harbour-new", "harbour", "It is large"),
]); })]
#[case::waiver(false, |project: &Project| { project.edit("claims/a.json", "\"revision\": 1", "\"revision\": 1, \"waivers\": [{\"rule\": \"quote-cut-word\", \"reason\": \"x\"}]"); })]
#[case::broken(false, |project: &Project| { project.edit("claims/a.json", "{", "("); })]
#[case::against_the_schema(true, |project: &Project| { project.edit("claims/a.json", "\"story\"", "\"storey\": 1, \"story\""); })]
#[case::two_files(true, |project: &Project| {
    project.edit("claims/a.json", "opens in spring", "opens in May").edit(BRIDGE_PATH, "opens in spring", "opens in May");
})]
#[case::touched(true, |project: &Project| set_modified(&project.path("claims/a.json"), SystemTime::now()))]
#[case::replaced(true, |project: &Project| replace_by_rename(project, "claims/a.json", "opens in spring", "opens in autumn"))]
#[case::with_other_line_ends(true, |project: &Project| { let text = project.read("claims/a.json").replace('\n', "\r\n"); project.write("claims/a.json", text); })]
#[case::a_file_more(false, |project: &Project| { project.claims("claims/c.json", &[claim("harbour-new", "harbour", "It is large")]); })]
#[case::a_source_too(false, |project: &Project| { project.edit("claims/a.json", "opens in spring", "opens in May").write("sources/tower.txt", "The tower is low.\n"); })]
fn where_some_claim_files_were_edited_only_those_are_checked(
    #[case] is_taken_over: bool,
    #[case] change: Change,
) {
    let formats: [&[&str]; 4] = [
        &["verify"],
        &["verify", "--output-format", "concise"],
        &[
            "verify",
            "--output-format",
            "concise",
            "--quiet",
            "--color",
            "always",
        ],
        &["verify", "--output-format", "json"],
    ];
    for more in [&[][..], &["--against", "none"]] {
        for format in formats {
            let arguments = [format, more].concat();
            let cached = Cached::new(three_files());
            cached.fill(&arguments);
            change(&cached.project);
            let truth = cached.truth(&arguments);
            // With a baseline, line ends are a matter between git and its settings.
            let is_told = is_taken_over
                && !arguments.contains(&"json")
                && !(more.is_empty() && cached.project.read("claims/a.json").contains('\r'));
            assert_eq!(cached.takes_over(&arguments), is_told, "{arguments:?}");
            assert_eq!(cached.run(&arguments), truth, "{arguments:?}");
            assert_eq!(cached.run(&arguments), truth, "{arguments:?}, again");
        }
    }
}

/// Numbers without an order (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("a small number")
    }
}

/// One change of any kind to a project under git.
fn change_something(project: &Project, dice: &mut Dice) {
    let texts = ["spring", "autumn", "winter", "summer"];
    let file = format!("claims/file-{}.json", dice.below(4));
    let source = ["council", "harbour"][dice.below(2)];
    let quote = format!("The bridge will open in {}", texts[dice.below(4)]);
    let root = project.root();
    match dice.below(22) {
        0..=2 => {
            // A link would lead to another file, or in a circle.
            let _ = fs::remove_file(project.path(&file));
            let id = format!("claim-{}", dice.below(6));
            project.claims(&file, &[claim(&id, source, quote)]);
        }
        3 => {
            let _ = fs::remove_file(project.path(&file));
        }
        4 => {
            let text = COUNCIL.replace("spring", texts[dice.below(4)]);
            project.source(source, &text);
        }
        5 => {
            let text = COUNCIL.replace("spring", texts[dice.below(4)]);
            project.write(&format!("sources/{source}.txt"), text);
        }
        6 => {
            let _ = fs::remove_file(project.path(&format!("sources/{source}.json")));
        }
        7 => {
            let levels = ["off", "warning", "error"];
            let settings = json!(levels[dice.below(3)]);
            project.write(
                "factcheck.toml",
                format!("[rules]\nquote-cut-word = {settings}\n"),
            );
        }
        8 => {
            commit_all(&root, "another");
        }
        9 => {
            git(&root, &["add", "--all"]);
        }
        10 => {
            git(&root, &["reset", "-q"]);
        }
        11 => {
            let _ = fs::rename(project.path(&file), project.path("claims/renamed.json"));
        }
        12 => {
            let target = format!("file-{}.json", dice.below(4));
            let link = project.path("claims/link.json");
            let _ = fs::remove_file(&link);
            symlink(target, link).expect("a link");
        }
        13..=20 => {
            // Words of a claim that spans no other file, and now and then a quote.
            if let Ok(text) = fs::read_to_string(project.path(&file)) {
                let (from, to) = (texts[dice.below(4)], texts[dice.below(4)]);
                project.write(&file, text.replacen(from, to, 1 + dice.below(2)));
            }
        }
        _ => thread::sleep(Duration::from_millis(30)),
    }
}

#[test]
fn after_any_row_of_changes_the_answer_is_that_of_a_run_without_cache() {
    if !has_git() {
        return;
    }
    for seed in 1..=3_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let project = Project::bridge();
        project.source("harbour", COUNCIL).commit_all();
        let cached = Cached::new(project);
        for step in 0..25 {
            for _ in 0..=dice.below(2) {
                change_something(&cached.project, &mut dice);
            }
            for arguments in [
                &["verify"][..],
                &["verify", "--output-format", "concise"],
                &["verify", "--output-format", "json"],
            ] {
                let truth = cached.truth(arguments);
                assert_eq!(cached.run(arguments), truth, "seed {seed}, step {step}");
                assert_eq!(
                    cached.run(arguments),
                    truth,
                    "seed {seed}, step {step}, again"
                );
            }
        }
    }
}

/// Of a long text that several sources have, each by another path, one file is read: the answer must not outlive the others.
#[test]
fn a_long_text_is_known_by_all_of_its_paths() {
    let text = "The harbour is closed.\n".repeat(60_000) + "The bridge is open.\n";
    let project = Project::bridge();
    for id in ["a", "b"] {
        let claim = claim(&format!("{id}-open"), id, "The bridge is open");
        project.source(id, &text);
        project.claims(&format!("claims/{id}.json"), &[claim]);
    }
    project
        .write("sources/all.txt", &text)
        .write("sources/copy.txt", &text)
        .edit("sources/b.json", "\"id\"", "\"text\":\"all.txt\",\"id\"");
    let link_to = |project: &Project, target: &str| {
        let link = project.path("sources/a.txt");
        fs::remove_file(&link).expect("a file");
        symlink(target, &link).expect("a link");
    };
    link_to(&project, "all.txt");
    let cached = Cached::new(project);
    let project = &cached.project;
    // One after the other, so that the second finds the text at hand.
    let arguments = ["verify", "--jobs", "1"];
    for _ in ["the first run", "one that may remember"] {
        assert_eq!(cached.fill(&arguments).code, 0);
    }
    link_to(project, "copy.txt");
    edit_unseen(project, "sources/all.txt", "bridge", "brigde");
    let truth = cached.assert_true(&arguments);
    assert_eq!(truth.code, 1);
    assert!(truth.stdout.contains("b-open"), "{}", truth.stdout);
}
