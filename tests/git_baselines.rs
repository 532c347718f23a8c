//! The version that a project is compared with, in real git histories: which commit it is, and that one which was asked
//! for and cannot be read is never a pass.

mod support;

use factcheck::project::{Differing, NoPrior, Prior};
use factcheck::workspace::Workspace;
use rstest::rstest;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use support::{
    BRIDGE, BRIDGE_PATH, COUNCIL, Project, Run, commit_all, descriptor, factcheck_in, git,
    git_command, has_git, run,
};

/// A repository whose only commit holds the project; `None` where there is no git.
fn committed() -> Option<Project> {
    has_git().then(|| {
        let project = Project::bridge();
        project.commit_all();
        project
    })
}

/// Writes the project into any folder.
fn write_project(folder: &Path) {
    let council = descriptor("council", COUNCIL.as_bytes()).to_string();
    for (path, content) in [
        (BRIDGE_PATH, BRIDGE),
        ("sources/council.txt", COUNCIL),
        ("sources/council.json", council.as_str()),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, content).expect("a new file");
    }
}

fn head(folder: &Path) -> String {
    git(folder, &["rev-parse", "HEAD"])
}

const VERIFY: [&str; 3] = ["verify", "--output-format", "json"];

fn verify(folder: &Path, arguments: &[&str]) -> Run {
    run(&mut factcheck_in(folder, &[&VERIFY, arguments].concat()))
}

fn verify_with(folder: &Path, variables: &[(&str, &str)]) -> Run {
    run(factcheck_in(folder, &VERIFY).envs(variables.iter().copied()))
}

/// The prior version, as the library reads it.
fn prior(folder: &Path, against: &str) -> Prior {
    let mut workspace = Workspace::open(folder, None).expect("a project");
    workspace
        .compare(Some(against), folder)
        .expect("a baseline");
    workspace.project.prior.expect("a prior version")
}

/// Paths that may differ.
fn differing(folder: &Path) -> BTreeSet<String> {
    match prior(folder, "HEAD").differing {
        Differing::Paths(paths) => paths,
        Differing::All => panic!("all may differ"),
    }
}

fn set<const N: usize>(paths: [&str; N]) -> BTreeSet<String> {
    paths.map(str::to_owned).into()
}

/// Runs a command that a message advises, between backticks, the first one that is one of git's.
fn follow_advice(folder: &Path, run: &Run) {
    let command = run
        .stderr
        .split('`')
        .find(|part| part.starts_with("git "))
        .unwrap_or_else(|| panic!("no command: {run:#?}"));
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    git(folder, &arguments);
}

mod normal_repositories {
    use super::*;

    #[test]
    fn the_last_commit_is_the_baseline() {
        let Some(project) = committed() else { return };
        let revision = head(&project.root());
        let run = project.verify(&[]);
        run.assert_compared("HEAD", &revision);
        assert_eq!(run.report()["baseline"]["requested"], "auto");
        assert_eq!(run.report()["baseline"]["kind"], "git");
        let text = project.run(&["verify"]).stdout;
        let line = format!("no change since HEAD ({})", &revision[..7]);
        assert!(text.contains(&line), "{text}");
    }

    #[test]
    fn from_elsewhere_and_from_a_sub_folder() {
        let Some(project) = committed() else { return };
        let revision = head(&project.root());
        verify(project.outside(), &["--root", "project"]).assert_compared("HEAD", &revision);
        verify(&project.path("claims"), &[]).assert_compared("HEAD", &revision);
    }

    #[test]
    fn a_detached_head_a_worktree_and_a_submodule_are_read() {
        let Some(project) = committed() else { return };
        let first = head(&project.root());
        commit_all(&project.root(), "second");
        let tree = project.outside().join("tree");
        git(
            &project.root(),
            &["worktree", "add", "-q", "--detach", "../tree", &first],
        );
        verify(&tree, &[]).assert_compared("HEAD", &first);

        let around = project.outside().join("around");
        fs::create_dir(&around).expect("a new folder");
        git(&around, &["init", "--quiet"]);
        git(
            &around,
            &["submodule", "--quiet", "add", "../project", "part"],
        );
        commit_all(&around, "with a submodule");
        let part = around.join("part");
        verify(&part, &[]).assert_compared("HEAD", &head(&project.root()));

        git(&project.root(), &["checkout", "--quiet", &first]);
        project.verify(&[]).assert_compared("HEAD", &first);
    }

    #[rstest]
    #[case("sub")]
    #[case("a b/[x] *?'é\"ü")]
    #[case(":(top)x")]
    fn a_project_in_a_sub_folder_is_compared_with_its_own_part(#[case] folder: &str) {
        if !has_git() {
            return;
        }
        let project = Project::empty();
        let top = project.root();
        let root = top.join(folder);
        write_project(&root);
        // The same names elsewhere in the repository must not get in the way.
        write_project(&top.join("x"));
        project.commit_all();
        let revision = head(&top);
        let run = verify(&top, &["--root", folder]);
        run.assert_compared("HEAD", &revision);
        assert_eq!(differing(&root), set([]));

        fs::write(root.join(BRIDGE_PATH), BRIDGE.replace("spring.", "May.")).expect("a file");
        fs::write(top.join("x").join(BRIDGE_PATH), "").expect("a file");
        assert_eq!(differing(&root), set([BRIDGE_PATH]));
        let prior = prior(&root, "HEAD");
        assert_eq!(prior.files.len(), 1);
        assert_eq!(prior.files[0].text.as_str(), BRIDGE);
        assert_eq!(prior.catalog, set(["council"]));
    }

    #[test]
    fn a_sha256_repository_is_read() {
        if !has_git() {
            return;
        }
        let project = Project::bridge();
        let init = ["init", "--quiet", "--object-format=sha256"];
        if !git_command(&project.root(), &init)
            .status()
            .is_ok_and(|status| status.success())
        {
            eprintln!("skipped: this git knows no SHA-256");
            return;
        }
        let revision = commit_all(&project.root(), "first");
        assert_eq!(revision.len(), 64);
        project.edit(BRIDGE_PATH, "\"desk\"", "\"night desk\"");
        let prior = prior(&project.root(), "HEAD");
        assert_eq!(prior.files[0].text.as_str(), BRIDGE);
        project.verify(&[]).assert_compared("HEAD", &revision);
    }
}

mod what_may_differ {
    use super::*;

    #[test]
    fn staged_or_not_deleted_renamed_and_no_longer_tracked() {
        let Some(project) = committed() else { return };
        let root = project.root();
        project
            .source("other", "Another text.\n")
            .write("claims/b.json", BRIDGE.replace("bridge-opens", "b"))
            .write("claims/c.json", BRIDGE.replace("bridge-opens", "c"))
            .write("claims/é d.json", BRIDGE.replace("bridge-opens", "d"));
        commit_all(&root, "more");
        assert_eq!(differing(&root), set([]));
        let edited = |path: &str| {
            project.edit(path, "opens in spring", "opens in May");
            path.to_owned()
        };
        edited(BRIDGE_PATH);
        edited("claims/b.json");
        git(&root, &["add", "claims/b.json"]);
        git(&root, &["mv", "claims/c.json", "claims/new.json"]);
        git(&root, &["rm", "--quiet", "--cached", "claims/é d.json"]);
        edited("claims/é d.json");
        project.write("claims/untracked.json", BRIDGE.replace("bridge-opens", "u"));
        fs::remove_file(project.path("sources/other.txt")).expect("a file");
        assert_eq!(
            differing(&root),
            set([
                BRIDGE_PATH,
                "claims/b.json",
                "claims/c.json",
                "claims/new.json",
                "claims/é d.json",
                "sources/other.txt",
            ])
        );
        let prior = prior(&root, "HEAD");
        let then: Vec<&str> = prior.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(
            then,
            [
                "claims/b.json",
                BRIDGE_PATH,
                "claims/c.json",
                "claims/é d.json"
            ]
        );
        assert_eq!(
            prior.fresh,
            set([
                BRIDGE_PATH,
                "claims/b.json",
                "claims/new.json",
                "claims/untracked.json",
                "claims/é d.json",
            ])
        );
        assert!(prior.catalog.contains("other"));
    }

    /// What is staged and then undone in the work tree is not what is checked: the work tree is.
    #[test]
    fn the_work_tree_counts_not_the_index() {
        let Some(project) = committed() else { return };
        project.edit(BRIDGE_PATH, "opens in spring", "opens in May");
        git(&project.root(), &["add", "--all"]);
        project.write(BRIDGE_PATH, BRIDGE);
        let prior = prior(&project.root(), "HEAD");
        assert!(prior.files.iter().all(|file| file.text.as_str() == BRIDGE));
    }

    #[rstest]
    #[case("--assume-unchanged")]
    #[case("--skip-worktree")]
    fn files_that_git_does_not_look_at_are_looked_at(#[case] flag: &str) {
        let Some(project) = committed() else { return };
        git(&project.root(), &["update-index", flag, BRIDGE_PATH]);
        project.edit(BRIDGE_PATH, "opens in spring", "opens in May");
        assert!(differing(&project.root()).contains(BRIDGE_PATH));
    }

    #[rstest]
    #[case("core.checkStat", "minimal")]
    #[case("core.trustctime", "false")]
    fn a_change_with_the_old_size_and_time_is_seen(#[case] setting: &str, #[case] value: &str) {
        let Some(project) = committed() else { return };
        let root = project.root();
        git(&root, &["config", setting, value]);
        let path = project.path(BRIDGE_PATH);
        // So old that git does not take it for changed while it was being staged.
        let old = SystemTime::now() - Duration::from_hours(1);
        let touch = || {
            let file = fs::File::options().write(true).open(&path).expect("a file");
            file.set_modified(old).expect("a time");
        };
        touch();
        git(&root, &["update-index", "--refresh"]);
        assert_eq!(differing(&root), set([]));
        // Git reads the time of the last change of any kind in whole seconds.
        std::thread::sleep(Duration::from_millis(1100));
        project.edit(BRIDGE_PATH, "opens in spring", "opens in summer");
        touch();
        assert!(differing(&root).contains(BRIDGE_PATH));
    }

    #[cfg(unix)]
    #[test]
    fn behind_links_anything_may_differ() {
        let Some(project) = committed() else { return };
        let root = project.root();
        fs::rename(project.path("claims"), project.path("stories")).expect("a new name");
        std::os::unix::fs::symlink("stories", project.path("claims")).expect("a link");
        let revision = commit_all(&root, "linked");
        project.edit("stories/bridge.json", "opens in spring", "opens in May");
        let prior = prior(&root, "HEAD");
        assert_eq!(prior.differing, Differing::All);
        assert_eq!(prior.files.len(), 1);
        assert_eq!(prior.files[0].path, BRIDGE_PATH);
        assert_eq!(prior.files[0].text.as_str(), BRIDGE);
        let run = project.verify(&[]);
        assert_eq!(run.baseline(), ("HEAD".to_owned(), revision));
    }

    #[rstest]
    #[case(None)]
    #[case(Some("* text=auto eol=crlf\n"))]
    fn line_ends_of_the_work_tree_are_no_difference(#[case] attributes: Option<&str>) {
        let Some(project) = committed() else { return };
        let root = project.root();
        if let Some(attributes) = attributes {
            project.write(".gitattributes", attributes);
            commit_all(&root, "attributes");
        } else {
            git(&root, &["config", "core.autocrlf", "true"]);
        }
        for path in [BRIDGE_PATH, "sources/council.txt", "sources/council.json"] {
            fs::remove_file(project.path(path)).expect("a file");
        }
        git(&root, &["checkout", "--", "."]);
        assert!(project.read(BRIDGE_PATH).contains("\r\n"));
        assert_eq!(differing(&root), set([]));
        let run = project.verify(&[]);
        run.assert_compared("HEAD", &head(&root));
        assert!(run.findings().is_empty(), "{run:#?}");
        // Touched, and so read again.
        project.write(BRIDGE_PATH, project.read(BRIDGE_PATH));
        let run = project.verify(&[]);
        run.assert_compared("HEAD", &head(&root));
        assert!(run.findings().is_empty(), "{run:#?}");
        assert_eq!(run.report()["changes"], serde_json::json!([]));
    }

    /// `git diff` would bring the index up to date where files were touched.
    #[test]
    fn nothing_of_the_repository_is_written() {
        let Some(project) = committed() else { return };
        let old = SystemTime::now() - Duration::from_hours(1);
        for path in [BRIDGE_PATH, "sources/council.txt"] {
            let file = fs::File::options().write(true).open(project.path(path));
            file.expect("a file").set_modified(old).expect("a time");
        }
        let before = files_of(&project.path(".git"));
        for against in ["auto", "HEAD", "merge-base:main"] {
            assert_eq!(project.verify(&["--against", against]).code, 0);
        }
        project.edit(BRIDGE_PATH, "\"desk\"", "\"night desk\"");
        project.verify(&[]);
        assert!(before.len() > 10);
        assert_eq!(files_of(&project.path(".git")), before);
    }

    /// All files below a folder: path, time, bytes.
    fn files_of(folder: &Path) -> Vec<(PathBuf, SystemTime, Vec<u8>)> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                files.extend(files_of(&path));
            } else {
                let time = path.metadata().and_then(|data| data.modified());
                let bytes = fs::read(&path).expect("a file");
                files.push((path, time.expect("a time"), bytes));
            }
        }
        files.sort();
        files
    }

    #[test]
    fn claims_in_a_submodule_are_no_pass() {
        let Some(project) = committed() else { return };
        let around = Project::bridge();
        let root = around.root();
        fs::remove_dir_all(around.path("claims")).expect("a folder");
        git(&root, &["init", "--quiet"]);
        let url = project.root().join("claims").display().to_string();
        git(Path::new(&url), &["init", "--quiet"]);
        commit_all(Path::new(&url), "claims alone");
        git(&root, &["submodule", "--quiet", "add", &url, "claims"]);
        commit_all(&root, "first");
        around
            .verify(&[])
            .assert_refused(&[BRIDGE_PATH, "a git submodule", "--against none"]);
        assert_eq!(around.verify(&["--against", "none"]).code, 0);
    }

    #[test]
    fn a_deleted_claim_file_can_be_named() {
        let Some(project) = committed() else { return };
        project.write("claims/b.json", BRIDGE.replace("bridge-opens", "b"));
        commit_all(&project.root(), "more");
        fs::remove_file(project.path("claims/b.json")).expect("a file");
        let run = project.verify(&["claims/b.json", BRIDGE_PATH]);
        assert_ne!(run.code, 2, "{run:#?}");
        project
            .verify(&["claims/c.json"])
            .assert_refused(&["there is no claims/c.json"]);
        project
            .verify(&["--against", "none", "claims/b.json"])
            .assert_refused(&["there is no claims/b.json"]);
    }
}

mod asked_for {
    use super::*;

    #[test]
    fn a_revision_a_tag_a_merge_base_a_folder() {
        let Some(project) = committed() else { return };
        let root = project.root();
        let first = head(&root);
        git(&root, &["tag", "-a", "v1.2", "-m", "printed"]);
        git(&root, &["checkout", "--quiet", "-b", "topic"]);
        commit_all(&root, "on the branch");
        for (against, from) in [
            ("HEAD~1", "HEAD~1"),
            ("v1.2", "v1.2"),
            ("main", "main"),
            ("merge-base:main", "merge base with main"),
            ("merge-base:v1.2", "merge base with v1.2"),
            (":/first", ":/first"),
            (first.as_str(), first.as_str()),
            (&first[..8], &first[..8]),
            ("HEAD^{/first}", "HEAD^{/first}"),
        ] {
            let run = project.verify(&["--against", against]);
            run.assert_compared(from, &first);
            assert_eq!(run.report()["baseline"]["requested"], against);
            project.write("factcheck.toml", format!("against = {against:?}\n"));
            project.verify(&[]).assert_compared(from, &first);
            fs::remove_file(project.path("factcheck.toml")).expect("a file");
        }
    }

    #[test]
    fn a_folder_starts_from_here_or_from_the_root() {
        let project = Project::bridge();
        write_project(&project.outside().join("old"));
        let run = project.verify(&["--against", "dir:../old"]);
        run.assert_compared("dir:../old", "-");
        assert_eq!(run.report()["baseline"]["kind"], "dir");
        let run = verify(
            project.outside(),
            &["--root", "project", "--against", "dir:old"],
        );
        run.assert_compared("dir:old", "-");
        project.write("factcheck.toml", "against = 'dir:../old'\n");
        verify(project.outside(), &["--root", "project"]).assert_compared("dir:../old", "-");
        let text = project.run(&["verify"]).stdout;
        assert!(text.contains("no change since dir:../old\n"), "{text}");
    }

    #[rstest]
    #[case("dir:", "no folder is named")]
    #[case("dir:../gone", "there is no such folder")]
    #[case("dir:factcheck.toml", "it is not a folder")]
    #[case("dir:sources", "holds no claim file")]
    fn a_folder_that_is_none_is_no_pass(#[case] against: &str, #[case] words: &str) {
        let project = Project::bridge();
        project.write("factcheck.toml", "");
        project
            .verify(&["--against", against])
            .assert_refused(&[words, "--against none"]);
    }

    #[rstest]
    #[case("HEAD~1", "no commit of this clone is called \"HEAD~1\"")]
    #[case("mian", "did you mean main?")]
    #[case("merge-base:mian", "did you mean main?")]
    #[case("merge-base:", "is called \"\"")]
    #[case("", "is called \"\"")]
    #[case("HEAD:claims", "is called \"HEAD:claims\"")]
    #[case("HEAD..HEAD", "is called")]
    #[case("^HEAD", "is called")]
    #[case("-x", "a revision cannot start with `-`")]
    #[case("--all", "a revision cannot start with `-`")]
    #[case("deadbeefdeadbeefdeadbeefdeadbeefdeadbeef", "no commit of this clone")]
    #[case("0000000000000000000000000000000000000000", "no commit of this clone")]
    fn what_stands_for_no_commit_is_no_pass(#[case] against: &str, #[case] words: &str) {
        let Some(project) = committed() else { return };
        project
            .verify(&[&format!("--against={against}")])
            .assert_refused(&[words, "--against none"]);
    }

    #[test]
    fn two_words_that_look_like_an_option_are_refused() {
        let Some(project) = committed() else { return };
        project.verify(&["--against", "-x"]).assert_refused(&["-x"]);
    }

    #[test]
    fn histories_without_a_common_commit_have_no_merge_base() {
        let Some(project) = committed() else { return };
        let root = project.root();
        git(&root, &["checkout", "--quiet", "--orphan", "other"]);
        let revision = commit_all(&root, "another beginning");
        project
            .verify(&["--against", "merge-base:main"])
            .assert_refused(&["no common history", "--against main"]);
        project.verify(&[]).assert_compared("HEAD", &revision);
    }

    #[test]
    fn a_branch_that_can_be_fetched_is_told() {
        let Some(project) = committed() else { return };
        let clone = project.outside().join("clone");
        git(
            project.outside(),
            &["clone", "--quiet", "--single-branch", "project", "clone"],
        );
        git(&project.root(), &["branch", "later/topic"]);
        let refused = verify(&clone, &["--against", "origin/later/topic"]);
        refused.assert_refused(&["origin/later/topic", "git fetch origin"]);
        follow_advice(&clone, &refused);
        verify(&clone, &["--against", "origin/later/topic"])
            .assert_compared("origin/later/topic", &head(&project.root()));
    }
}

mod without_a_prior_version {
    use super::*;

    #[test]
    fn outside_git_drift_is_not_checked_and_said_so() {
        let project = Project::bridge();
        let run = project.run(&["verify"]);
        assert_eq!(run.code, 0);
        assert!(
            run.stdout
                .contains("drift not checked: the project is in no git repository"),
            "{run:#?}"
        );
        assert!(project.verify(&[]).report()["baseline"].is_null());
        for against in ["HEAD", "merge-base:main"] {
            project
                .verify(&["--against", against])
                .assert_refused(&["is in no git repository", against]);
        }
        for name in [
            "GITHUB_BASE_REF",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA",
            "PRE_COMMIT_FROM_REF",
        ] {
            verify_with(&project.root(), &[(name, "main")])
                .assert_refused(&["is in no git repository", name]);
            let run = verify_with(&project.root(), &[(name, "")]);
            assert_eq!(run.code, 0, "{run:#?}");
        }
    }

    #[test]
    fn before_the_first_commit_drift_is_not_checked_and_said_so() {
        if !has_git() {
            return;
        }
        let project = Project::bridge();
        git(&project.root(), &["init", "--quiet"]);
        git(&project.root(), &["add", "--all"]);
        let run = project.run(&["verify"]);
        assert_eq!(run.code, 0, "{run:#?}");
        assert!(
            run.stdout
                .contains("drift not checked: there is no commit yet"),
            "{run:#?}"
        );
        project
            .verify(&["--against", "HEAD"])
            .assert_refused(&["HEAD"]);
        project
            .verify(&["--against", "merge-base:HEAD"])
            .assert_refused(&["HEAD"]);
    }

    #[test]
    fn no_git_program() {
        let Some(project) = committed() else { return };
        let nowhere = tempfile::tempdir().expect("a temporary folder");
        let path = nowhere.path().to_str().expect("a path");
        let run = verify_with(&project.root(), &[("PATH", path)]);
        assert_eq!(run.code, 0, "{run:#?}");
        assert!(run.report()["baseline"].is_null());
        let text = support::run(project.factcheck(&["verify"]).env("PATH", path)).stdout;
        assert!(
            text.contains("drift not checked: there is no git program"),
            "{text}"
        );
        support::run(
            project
                .factcheck(&["verify", "--against", "HEAD"])
                .env("PATH", path),
        )
        .assert_refused(&["there is no git program", "install git"]);
        verify_with(
            &project.root(),
            &[("PATH", path), ("GITHUB_BASE_REF", "main")],
        )
        .assert_refused(&["there is no git program", "GITHUB_BASE_REF"]);
    }

    #[rstest]
    #[case::file(|project: &Project| fs::write(project.path(".git"), "gitdir: /nowhere\n").expect("a file"))]
    #[case::folder(|project: &Project| fs::create_dir(project.path(".git")).expect("a folder"))]
    #[cfg_attr(unix, case::link(|project: &Project| std::os::unix::fs::symlink("gone", project.path(".git")).expect("a link")))]
    fn a_repository_that_git_does_not_read_is_no_pass(#[case] damage: fn(&Project)) {
        if !has_git() {
            return;
        }
        let project = Project::bridge();
        damage(&project);
        project
            .verify(&[])
            .assert_refused(&["git says: ", "git status", "--against none"]);
    }

    #[rstest]
    #[case::branch(".git/refs/heads/main", "garbage\n")]
    #[case::commit(".git/refs/heads/main", "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef\n")]
    #[case::head(".git/HEAD", "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef\n")]
    #[case::index(".git/index", "garbage")]
    fn a_damaged_repository_is_not_a_young_one(#[case] path: &str, #[case] content: &str) {
        let Some(project) = committed() else { return };
        project.write(path, content);
        project
            .verify(&[])
            .assert_refused(&["help: ", "--against none"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_repository_of_somebody_else_is_no_pass() {
        let Some(project) = committed() else { return };
        let chown = |path: &Path| std::os::unix::fs::chown(path, Some(12345), Some(12345));
        if chown(&project.root()).is_err() {
            eprintln!("skipped: only root gives files away");
            return;
        }
        chown(&project.path(".git")).expect("root gives files away");
        project.verify(&[]).assert_refused(&[
            "dubious ownership",
            "run `git config --global --add safe.directory",
        ]);
        // As pipelines say it, without a settings file.
        verify_with(
            &project.root(),
            &[
                ("GIT_CONFIG_COUNT", "1"),
                ("GIT_CONFIG_KEY_0", "safe.directory"),
                ("GIT_CONFIG_VALUE_0", "*"),
            ],
        )
        .assert_compared("HEAD", &git_head_of_another(&project.root()));
    }

    #[cfg(unix)]
    fn git_head_of_another(folder: &Path) -> String {
        fs::read_to_string(folder.join(".git/refs/heads/main"))
            .expect("a branch")
            .trim()
            .to_owned()
    }

    #[test]
    fn what_is_left_out_of_a_partial_clone_is_told_with_the_command() {
        let Some(project) = committed() else { return };
        let revision = head(&project.root());
        project.edit(BRIDGE_PATH, "\"desk\"", "\"night desk\"");
        commit_all(&project.root(), "second");
        git(
            &project.root(),
            &["config", "uploadpack.allowFilter", "true"],
        );
        for filter in ["blob:none", "tree:0"] {
            let clone = project.outside().join(filter);
            let url = format!("file://{}", project.root().display());
            let filtering = format!("--filter={filter}");
            let into = clone.to_str().expect("a path");
            git(
                project.outside(),
                &["clone", "--quiet", &filtering, &url, into],
            );
            let refused = verify(&clone, &["--against", "HEAD~1"]);
            refused.assert_refused(&["clone", "git fetch --refetch --no-filter"]);
            follow_advice(&clone, &refused);
            let run = verify(&clone, &["--against", "HEAD~1"]);
            assert_eq!(run.baseline().1, revision, "{run:#?}");
        }
    }

    #[test]
    fn why_nothing_is_compared_is_a_fact_of_the_project() {
        let project = Project::bridge();
        let mut workspace = Workspace::open(&project.root(), None).expect("a project");
        workspace
            .compare(Some("none"), &project.root())
            .expect("nothing to read");
        assert_eq!(workspace.project.prior.err(), Some(NoPrior::NotAskedFor));
    }
}
