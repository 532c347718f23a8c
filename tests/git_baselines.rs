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
    BRIDGE, BRIDGE_PATH, COUNCIL, Project, Run, claim, commit_all, descriptor, factcheck_in, git,
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

    #[test]
    fn what_a_sparse_checkout_leaves_out_is_not_gone() {
        let Some(project) = committed() else { return };
        let root = project.root();
        let other = claim("other", "council", "The council met on Monday.");
        project.claims("claims/other.json", &[other]);
        commit_all(&root, "another file");
        git(
            &root,
            &["update-index", "--skip-worktree", "claims/other.json"],
        );
        fs::remove_file(project.path("claims/other.json")).expect("a file");
        let run = project.verify(&[]);
        assert_eq!((run.code, run.rules()), (0, Vec::new()), "{run:#?}");
        // Without the mark it is.
        git(
            &root,
            &["update-index", "--no-skip-worktree", "claims/other.json"],
        );
        assert_eq!(project.verify(&[]).rules(), ["claim-removed"]);
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
        around.verify(&[]).assert_refused(&[
            BRIDGE_PATH,
            "a git repository of its own",
            "--against none",
        ]);
        assert_eq!(around.verify(&["--against", "none"]).code, 0);
    }

    #[test]
    fn claims_in_a_clone_within_the_clone_are_no_pass() {
        let Some(project) = committed() else { return };
        git(&project.path("claims"), &["init", "--quiet"]);
        project.verify(&[]).assert_refused(&[
            BRIDGE_PATH,
            "a git repository of its own",
            "--against none",
        ]);
    }

    #[test]
    fn a_deleted_claim_file_can_be_named() {
        let Some(project) = committed() else { return };
        project.write("claims/b.json", BRIDGE.replace("bridge-opens", "b"));
        commit_all(&project.root(), "more");
        fs::remove_file(project.path("claims/b.json")).expect("a file");
        let run = project.verify(&["claims/b.json", BRIDGE_PATH]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["claim-removed".to_owned()]),
            "{run:#?}"
        );
        let run = project.verify(&["claims/b.json"]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["claim-removed".to_owned()]),
            "{run:#?}"
        );
        let changes = run.report()["changes"].clone();
        assert_eq!(changes.as_array().map(Vec::len), Some(1), "{changes:#}");
        assert_eq!(changes[0]["claim"], "b");
        // Where the whole folder is gone, too, though nothing is left to check by itself.
        fs::remove_dir_all(project.path("claims")).expect("a folder");
        let run = project.verify(&["claims/b.json", "claims/bridge.json"]);
        assert_eq!(run.code, 1, "{run:#?}");
        assert_eq!(run.rules(), ["claim-removed", "claim-removed"], "{run:#?}");
        project
            .verify(&[])
            .assert_refused(&["no claim file matches"]);
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

    /// Its claims would pass for new otherwise, whatever became of them.
    #[rstest]
    #[case("news", "desk", "HEAD in news/")]
    #[case("", "desk", "HEAD at the repository's top")]
    #[case("news", "", "HEAD in news/")]
    fn a_project_whose_folder_was_renamed_is_compared_with_what_it_was(
        #[case] then: &str,
        #[case] now: &str,
        #[case] from: &str,
    ) {
        if !has_git() {
            return;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let top = folder.path();
        git(top, &["init", "--quiet"]);
        let (then, now) = (top.join(then), top.join(now));
        let settings = |folder: &Path| {
            fs::write(folder.join("factcheck.toml"), "").expect("a file");
        };
        // Another project, and one that is gone: neither is meant, though they have a file of the same name.
        for other in [top.join("other"), top.join("gone")] {
            let claims = other.join(BRIDGE_PATH);
            fs::create_dir_all(claims.parent().expect("a folder")).expect("a folder");
            fs::write(claims, BRIDGE.replace("bridge-opens", "another")).expect("a file");
            settings(&other);
        }
        write_project(&then);
        settings(&then);
        let revision = commit_all(top, "first");
        fs::remove_dir_all(top.join("gone")).expect("a folder");
        fs::create_dir_all(&now).expect("a folder");
        for part in ["factcheck.toml", "claims", "sources"] {
            fs::rename(then.join(part), now.join(part)).expect("a part of the project");
        }
        let run = verify(&now, &["--against", "HEAD"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(run.report()["changes"], serde_json::json!([]));

        let edited = BRIDGE.replace("opens in spring", "opens in May");
        fs::write(now.join(BRIDGE_PATH), edited).expect("a file");
        for index in [None, Some("--staged")] {
            git(top, &["add", "--all"]);
            let arguments = ["--against", "HEAD"].into_iter().chain(index);
            let run = verify(&now, &arguments.collect::<Vec<_>>());
            let report = run.report();
            assert_eq!(report["findings"][0]["rule"], "statement-changed");
            assert_eq!(report["baseline"]["from"], from);
            assert_eq!(report["baseline"]["revision"], revision.as_str());
        }

        // What is new beside it is none of them.
        let new = top.join("new");
        let claims = new.join(BRIDGE_PATH);
        write_project(&new);
        settings(&new);
        fs::write(new.join("sources/council.json"), "{}").expect("a file");
        fs::write(&claims, BRIDGE.replace("spring", "autumn")).expect("a file");
        assert_eq!(verify(&new, &[]).report()["baseline_is_empty"], true);
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
    fn what_git_takes_for_no_repository_is_none_and_no_baseline_that_was_asked_for(
        #[case] leave_trace: fn(&Project),
    ) {
        if !has_git() {
            return;
        }
        let project = Project::bridge();
        leave_trace(&project);
        let run = project.run(&["verify"]);
        assert_eq!(run.code, 0, "{run:#?}");
        let said = "drift not checked: the project is in no git repository";
        assert!(run.stdout.contains(said), "{run:#?}");
        let words = ["git says: ", "git status", "--against none"];
        project
            .verify(&["--against", "HEAD"])
            .assert_refused(&words);
        verify_with(&project.root(), &[("GITHUB_BASE_REF", "main")]).assert_refused(&words);
    }

    #[rstest]
    #[case::json("<<<<<<< HEAD\n")]
    #[case::encoding("\u{fffd}")]
    fn a_baseline_whose_claims_cannot_be_read_is_no_pass(#[case] broken: &str) {
        let Some(project) = committed() else { return };
        let mut bytes = BRIDGE.replacen('{', broken, 1).into_bytes();
        if broken == "\u{fffd}" {
            bytes[0] = 0xff;
        }
        project.write(BRIDGE_PATH, bytes);
        commit_all(&project.root(), "broken");
        project.write(
            BRIDGE_PATH,
            BRIDGE.replace("opens in spring", "opens in May"),
        );
        project.verify(&[]).assert_refused(&[
            BRIDGE_PATH,
            "nobody can say what changed",
            "--against REV",
        ]);
        let earlier = project.verify(&["--against", "HEAD~1"]);
        assert_eq!(earlier.rules(), ["statement-changed"]);
    }

    #[test]
    fn a_baseline_whose_settings_cannot_be_used_is_no_pass() {
        let Some(project) = committed() else { return };
        project.write("factcheck.toml", "clams = []\n");
        commit_all(&project.root(), "a slip");
        project.write("factcheck.toml", "");
        project.verify(&[]).assert_refused(&[
            "its settings cannot be used",
            "did you mean",
            "--against REV",
        ]);
    }

    #[test]
    fn a_tag_does_not_pass_for_a_branch_of_its_name() {
        let Some(project) = committed() else { return };
        let root = project.root();
        git(&root, &["checkout", "--quiet", "-b", "work"]);
        project.edit(BRIDGE_PATH, "opens in spring", "opens in May");
        commit_all(&root, "unrecorded");
        git(&root, &["tag", "main"]);
        project
            .verify(&["--against", "main"])
            .assert_refused(&["is ambiguous", "refs/heads/NAME"]);
        let named = project.verify(&["--against", "refs/heads/main"]);
        assert_eq!(named.rules(), ["statement-changed"]);
    }

    #[test]
    fn nothing_is_read_in_place_of_what_was_committed() {
        let Some(project) = committed() else { return };
        let root = project.root();
        project.edit(BRIDGE_PATH, "opens in spring", "opens in May");
        let told = git(&root, &["hash-object", "-w", BRIDGE_PATH]);
        let kept = git(&root, &["rev-parse", &format!("HEAD:{BRIDGE_PATH}")]);
        git(&root, &["replace", &kept, &told]);
        assert_eq!(project.verify(&[]).rules(), ["statement-changed"]);
    }

    #[test]
    fn what_is_named_is_asked_about_in_both_versions() {
        let Some(project) = committed() else { return };
        project
            .source("twin", COUNCIL)
            .edit(BRIDGE_PATH, "council", "twin");
        let of_source = project.verify(&["sources/council.txt"]);
        assert_eq!(of_source.rules(), ["citation-retargeted"], "{of_source:#?}");
        let moved = project.read(BRIDGE_PATH);
        project.write("claims/moved.json", moved);
        fs::remove_file(project.path(BRIDGE_PATH)).expect("a file");
        let of_file = project.verify(&[BRIDGE_PATH]);
        assert_eq!(of_file.rules(), ["citation-retargeted"], "{of_file:#?}");
    }

    #[test]
    fn a_baseline_without_claims_is_told() {
        if !has_git() {
            return;
        }
        let project = Project::empty();
        project.write("old/readme.txt", "Elsewhere.").commit_all();
        project
            .source("council", COUNCIL)
            .write(BRIDGE_PATH, BRIDGE);
        let run = project.run(&["verify"]);
        let said = "no claim file in HEAD (";
        assert_eq!(run.code, 0, "{run:#?}");
        assert!(run.stdout.contains(said), "{run:#?}");
        // Once they are there, it is no longer so.
        commit_all(&project.root(), "claims");
        assert!(!project.run(&["verify"]).stdout.contains(said));
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

mod github {
    use super::*;

    /// A bare repository as GitHub keeps it: `main` went on after the branch of pull request 1 left it, and
    /// `refs/pull/1/merge` is the merge of the two.
    struct Hosted {
        folder: tempfile::TempDir,
        /// Where the branch left `main`.
        fork: String,
        /// The tip of `main` when the merge was made: the merge base of that merge.
        target: String,
        /// The tip of the branch.
        branch: String,
        merge: String,
    }

    const REF: (&str, &str) = ("GITHUB_REF", "refs/pull/1/merge");

    impl Hosted {
        /// `None` where there is no git. `merges_main` makes the branch's last commit a merge of `main`.
        fn new(merges_main: bool) -> Option<Self> {
            if !has_git() {
                return None;
            }
            let folder = tempfile::tempdir().expect("a temporary folder");
            git(folder.path(), &["init", "--quiet", "--bare", "origin"]);
            git(folder.path(), &["clone", "--quiet", "origin", "desk"]);
            let desk = folder.path().join("desk");
            write_project(&desk);
            commit_all(&desk, "first");
            let fork = commit_all(&desk, "fork");
            git(&desk, &["checkout", "--quiet", "-b", "topic"]);
            let edited = BRIDGE.replace("opens in spring", "opens in May");
            fs::write(desk.join(BRIDGE_PATH), edited).expect("a file");
            let mut branch = commit_all(&desk, "the change of the pull request");
            git(&desk, &["checkout", "--quiet", "main"]);
            let other = BRIDGE.replace("bridge-opens", "of-others");
            fs::write(desk.join("claims/others.json"), other).expect("a file");
            commit_all(&desk, "others go on");
            if merges_main {
                git(&desk, &["checkout", "--quiet", "topic"]);
                git(
                    &desk,
                    &[
                        "merge",
                        "--quiet",
                        "--no-ff",
                        "-m",
                        "Merge branch 'main' into topic",
                        "main",
                    ],
                );
                branch = head(&desk);
                git(&desk, &["checkout", "--quiet", "main"]);
            }
            let target = commit_all(&desk, "others go on again");
            git(&desk, &["checkout", "--quiet", "--detach"]);
            let subject = format!("Merge {branch} into {target}");
            git(
                &desk,
                &["merge", "--quiet", "--no-ff", "-m", &subject, "topic"],
            );
            let merge = head(&desk);
            git(
                &desk,
                &[
                    "push",
                    "--quiet",
                    "origin",
                    "main",
                    "topic",
                    "HEAD:refs/pull/1/merge",
                    "topic:refs/pull/1/head",
                ],
            );
            // The target goes on after the merge was made.
            git(&desk, &["checkout", "--quiet", "main"]);
            let later = BRIDGE.replace("bridge-opens", "of-others-later");
            fs::write(desk.join("claims/later.json"), later).expect("a file");
            commit_all(&desk, "others go on after the merge");
            git(&desk, &["push", "--quiet", "origin", "main"]);
            Some(Self {
                folder,
                fork,
                target,
                branch,
                merge,
            })
        }

        /// The checkout of actions/checkout: of one commit, into a ref, so deep; all branches where the depth is 0.
        fn checkout(&self, commit: &str, name: &str, depth: u8) -> PathBuf {
            let clone = self.folder.path().join("clone");
            fs::create_dir(&clone).expect("a new folder");
            let url = format!("file://{}", self.folder.path().join("origin").display());
            git(&clone, &["init", "--quiet"]);
            git(&clone, &["remote", "add", "origin", &url]);
            let wanted = format!("+{commit}:{name}");
            let depth_flag = format!("--depth={depth}");
            let mut fetch = vec![
                "-c",
                "protocol.version=2",
                "fetch",
                "--quiet",
                "--no-tags",
                "--prune",
            ];
            if depth == 0 {
                fetch.extend(["origin", "+refs/heads/*:refs/remotes/origin/*", &wanted]);
            } else {
                fetch.extend([depth_flag.as_str(), "origin", &wanted]);
            }
            git(&clone, &fetch);
            git(&clone, &["checkout", "--quiet", "--force", name]);
            clone
        }

        fn checkout_merge(&self, depth: u8) -> PathBuf {
            let clone = self.checkout(&self.merge, "refs/remotes/pull/1/merge", depth);
            assert_eq!(head(&clone), self.merge);
            clone
        }

        fn verify(&self, clone: &Path) -> Run {
            verify_with(
                clone,
                &[
                    ("GITHUB_ACTIONS", "true"),
                    ("GITHUB_BASE_REF", "main"),
                    REF,
                    ("GITHUB_SHA", &self.merge),
                ],
            )
        }
    }

    const BY_ORIGIN: &str = "merge base with origin/main (GITHUB_BASE_REF)";

    #[test]
    fn full_history_gives_the_merge_base() {
        let Some(hosted) = Hosted::new(false) else {
            return;
        };
        let clone = hosted.checkout_merge(0);
        let run = hosted.verify(&clone);
        assert_eq!(
            run.baseline(),
            (BY_ORIGIN.to_owned(), hosted.target.clone())
        );
        assert_eq!(run.report()["baseline"]["requested"], "auto");
        // What others added, before the merge and after it, is no change of this pull request's.
        let then = prior(&clone, &hosted.target);
        assert_eq!(then.files.len(), 1);
        assert_eq!(then.files[0].path, BRIDGE_PATH);
        assert!(!run.stdout.contains("of-others-later"), "{run:#?}");
        assert_eq!(run.rules(), ["statement-changed"], "{run:#?}");
        // Against the target's tip it would look like a removal.
        let tip = verify(&clone, &["--against", "origin/main"]);
        assert!(
            tip.rules().contains(&"claim-removed".to_owned()),
            "{tip:#?}"
        );
    }

    #[test]
    fn the_branch_itself_is_compared_with_where_it_left() {
        let Some(hosted) = Hosted::new(false) else {
            return;
        };
        let clone = hosted.checkout(&hosted.branch, "refs/remotes/pull/1/head", 0);
        let run = hosted.verify(&clone);
        assert_eq!(run.baseline(), (BY_ORIGIN.to_owned(), hosted.fork.clone()));
        assert!(prior(&clone, &hosted.fork).files.len() == 1);
    }

    #[test]
    fn one_commit_alone_is_no_pass_and_the_advice_mends_it() {
        let Some(hosted) = Hosted::new(false) else {
            return;
        };
        let clone = hosted.checkout_merge(1);
        let refused = hosted.verify(&clone);
        refused.assert_refused(&[
            "GITHUB_BASE_REF=main",
            "git fetch --unshallow origin",
            "fetch-depth: 0",
        ]);
        follow_advice(&clone, &refused);
        let run = hosted.verify(&clone);
        assert_eq!(
            run.baseline(),
            (BY_ORIGIN.to_owned(), hosted.target.clone())
        );
    }

    #[rstest]
    #[case::by_number("refs/remotes/pull/1/merge", true)]
    #[case::by_ref("refs/remotes/pull/1/merge", false)]
    #[case::by_subject("refs/remotes/whatever", false)]
    fn two_commits_are_enough_where_the_merge_is_certain(
        #[case] name: &str,
        #[case] has_sha: bool,
    ) {
        let Some(hosted) = Hosted::new(false) else {
            return;
        };
        let clone = hosted.checkout(&hosted.merge, name, 2);
        let run = if has_sha {
            hosted.verify(&clone)
        } else {
            verify_with(&clone, &[("GITHUB_BASE_REF", "main")])
        };
        let from = "merge base with main (GITHUB_BASE_REF)".to_owned();
        assert_eq!(run.baseline(), (from, hosted.target.clone()));
    }

    /// The branch's own merge of `main` has two parents as well. Its first parent is the branch a commit before.
    #[test]
    fn a_branch_that_ends_in_a_merge_is_not_taken_for_the_pull_request_s_merge() {
        let Some(hosted) = Hosted::new(true) else {
            return;
        };
        let clone = hosted.checkout(&hosted.branch, "refs/remotes/pull/1/head", 2);
        hosted.verify(&clone).assert_refused(&[
            "target branch, main, is not in this clone",
            "fetch-depth: 0",
        ]);
        verify_with(&clone, &[("GITHUB_BASE_REF", "main")])
            .assert_refused(&["git fetch --unshallow"]);
        // `GITHUB_REF` alone says what the run is for, not what is checked out.
        verify_with(&clone, &[("GITHUB_BASE_REF", "main"), REF])
            .assert_refused(&["git fetch --unshallow"]);
        // Nor does a subject that says so, where GitHub itself says which commit it is.
        let parents = git(&clone, &["log", "-1", "--format=%P"]);
        let (first, second) = parents.split_once(' ').expect("two parents");
        let subject = format!("Merge {second} into {first}");
        git(
            &clone,
            &[
                "commit",
                "--quiet",
                "--amend",
                "--allow-empty",
                "-m",
                &subject,
            ],
        );
        hosted
            .verify(&clone)
            .assert_refused(&["git fetch --unshallow"]);
        verify_with(
            &clone,
            &[
                ("GITHUB_BASE_REF", "main"),
                ("GITHUB_REF", "refs/heads/main"),
                ("GITHUB_SHA", &hosted.target),
            ],
        )
        .assert_refused(&["git fetch --unshallow"]);
    }

    /// With the target's tip alone there is no merge base; the merge still tells it.
    #[test]
    fn a_tip_without_history_is_no_merge_base() {
        let Some(hosted) = Hosted::new(false) else {
            return;
        };
        let clone = hosted.checkout_merge(2);
        git(
            &clone,
            &[
                "fetch",
                "--quiet",
                "--depth=1",
                "origin",
                "main:refs/remotes/origin/main",
            ],
        );
        assert_eq!(hosted.verify(&clone).baseline().1, hosted.target);
        git(
            &clone,
            &[
                "fetch",
                "--quiet",
                "--depth=2",
                "origin",
                "topic:refs/remotes/origin/topic",
            ],
        );
        git(
            &clone,
            &[
                "checkout",
                "--quiet",
                "--detach",
                "refs/remotes/origin/topic",
            ],
        );
        let refused = hosted.verify(&clone);
        refused.assert_refused(&[
            "is cut off",
            "merge base with origin/main",
            "fetch-depth: 0",
        ]);
        follow_advice(&clone, &refused);
        assert_eq!(hosted.verify(&clone).baseline().1, hosted.fork);
    }

    #[test]
    fn the_target_may_be_in_another_remote_or_a_branch_of_one_s_own() {
        let Some(hosted) = Hosted::new(false) else {
            return;
        };
        let clone = hosted.checkout(&hosted.branch, "refs/remotes/pull/1/head", 0);
        git(&clone, &["remote", "rename", "origin", "upstream"]);
        let run = hosted.verify(&clone);
        let from = "merge base with upstream/main (GITHUB_BASE_REF)".to_owned();
        assert_eq!(run.baseline(), (from, hosted.fork.clone()));
        git(&clone, &["branch", "main", "refs/remotes/upstream/main"]);
        git(&clone, &["update-ref", "-d", "refs/remotes/upstream/main"]);
        let run = hosted.verify(&clone);
        let from = "merge base with main (GITHUB_BASE_REF)".to_owned();
        assert_eq!(run.baseline(), (from, hosted.fork.clone()));
        git(&clone, &["checkout", "--quiet", "main"]);
        let refused = hosted.verify(&clone);
        refused.assert_refused(&[
            "target branch, main, is not in this clone",
            "git fetch upstream ",
        ]);
        follow_advice(&clone, &refused);
        assert_ne!(hosted.verify(&clone).baseline().1, "-");
    }

    #[test]
    fn a_target_that_starts_like_an_option_is_a_name() {
        let Some(hosted) = Hosted::new(false) else {
            return;
        };
        let clone = hosted.checkout_merge(0);
        for name in ["--upload-pack=x", "a..b", "main^{tree}", "no such"] {
            git(&clone, &["checkout", "--quiet", "--detach", &hosted.branch]);
            verify_with(&clone, &[("GITHUB_BASE_REF", name)])
                .assert_refused(&["is not in this clone"]);
        }
    }

    /// History may be cut on one way only: then git finds a common ancestor, which is older than the true one.
    #[test]
    fn a_merge_base_that_may_be_too_old_is_none() {
        let Some(project) = committed() else { return };
        let root = project.root();
        let origin = |arguments: &[&str]| git(&root, arguments);
        let old = head(&root);
        // Both sides hold `true base`, which lies far behind; a merge leads to `old` at once.
        for number in 0..3 {
            commit_all(&root, &format!("main {number}"));
        }
        let base = head(&root);
        origin(&["branch", "side", &old]);
        for branch in ["topic", "target"] {
            origin(&["checkout", "--quiet", "-b", branch, &base]);
            for number in 0..4 {
                commit_all(&root, &format!("{branch} {number}"));
            }
            let tree = origin(&["rev-parse", "HEAD^{tree}"]);
            let merge = origin(&["commit-tree", &tree, "-p", "HEAD", "-p", &old, "-m", branch]);
            origin(&["reset", "--quiet", "--hard", &merge]);
        }
        let clone = project.outside().join("clone");
        let url = format!("file://{}", root.display());
        git(
            project.outside(),
            &[
                "clone",
                "--quiet",
                "--depth=3",
                "--no-single-branch",
                "--branch=topic",
                &url,
                "clone",
            ],
        );
        assert_eq!(git(&clone, &["merge-base", "HEAD", "origin/target"]), old);
        let refused = verify(&clone, &["--against", "merge-base:origin/target"]);
        refused.assert_refused(&["is cut off", "`git fetch --unshallow`"]);
        follow_advice(&clone, &refused);
        verify(&clone, &["--against", "merge-base:origin/target"])
            .assert_compared("merge base with origin/target", &base);
    }
}

mod gitlab {
    use super::*;

    const BASE: &str = "CI_MERGE_REQUEST_DIFF_BASE_SHA";
    const TARGET: &str = "CI_MERGE_REQUEST_TARGET_BRANCH_SHA";

    /// A project whose `main` went on after `topic` left it, with `topic` checked out: where it left, and `main`.
    fn forked() -> Option<(Project, String, String)> {
        let project = committed()?;
        let root = project.root();
        let fork = head(&root);
        project.write(
            "claims/others.json",
            BRIDGE.replace("bridge-opens", "of-others"),
        );
        let target = commit_all(&root, "others go on");
        git(&root, &["checkout", "--quiet", "-b", "topic", &fork]);
        project.edit(BRIDGE_PATH, "\"desk\"", "\"night desk\"");
        commit_all(&root, "the change");
        Some((project, fork, target))
    }

    #[test]
    fn the_base_is_given() {
        let Some((project, fork, target)) = forked() else {
            return;
        };
        let from = format!("merge base ({BASE})");
        for target in ["", &target] {
            let run = verify_with(&project.root(), &[(BASE, &fork), (TARGET, target)]);
            run.assert_compared(&from, &fork);
        }
    }

    #[test]
    fn a_merged_result_is_compared_with_what_it_was_merged_into() {
        let Some((project, fork, target)) = forked() else {
            return;
        };
        let root = project.root();
        git(&root, &["checkout", "--quiet", "--detach", &target]);
        git(
            &root,
            &[
                "merge",
                "--quiet",
                "--no-ff",
                "-m",
                "merged result",
                "topic",
            ],
        );
        let run = verify_with(&root, &[(BASE, &fork), (TARGET, &target)]);
        run.assert_compared(&format!("merge base ({TARGET})"), &target);
    }

    #[test]
    fn a_shallow_clone_without_the_base_is_no_pass() {
        let Some((project, fork, target)) = forked() else {
            return;
        };
        let url = format!("file://{}", project.root().display());
        let clone = project.outside().join("clone");
        git(
            project.outside(),
            &[
                "clone",
                "--quiet",
                "--depth=1",
                "--branch=topic",
                &url,
                "clone",
            ],
        );
        let refused = verify_with(&clone, &[(BASE, &fork)]);
        refused.assert_refused(&[BASE, "git fetch --unshallow", "`GIT_DEPTH: 0`"]);
        verify_with(&clone, &[(BASE, &fork), (TARGET, &target)]).assert_refused(&["GIT_DEPTH: 0"]);
        follow_advice(&clone, &refused);
        verify_with(&clone, &[(BASE, &fork)])
            .assert_compared(&format!("merge base ({BASE})"), &fork);
    }
}

mod hooks {
    use super::*;

    #[test]
    fn pre_commit_says_where_from() {
        let Some(project) = committed() else { return };
        let root = project.root();
        let fork = head(&root);
        let target = commit_all(&root, "others go on");
        git(&root, &["checkout", "--quiet", "-b", "topic", &fork]);
        commit_all(&root, "the change");
        let from = format!("merge base with {} (PRE_COMMIT_FROM_REF)", &target[..7]);
        verify_with(&root, &[("PRE_COMMIT_FROM_REF", &target)]).assert_compared(&from, &fork);
        let zero = "0".repeat(40);
        verify_with(&root, &[("PRE_COMMIT_FROM_REF", &zero)])
            .assert_refused(&["PRE_COMMIT_FROM_REF"]);
    }

    #[rstest]
    #[case::relative(".git/index", None)]
    #[case::with_folder(".git/index", Some(".git"))]
    #[case::absolute("{top}/.git/index", None)]
    #[case::all_absolute("{top}/.git/index", Some("{top}/.git"))]
    fn git_s_own_variables_are_about_this_repository(
        #[case] index: &str,
        #[case] folder: Option<&str>,
    ) {
        let Some(project) = committed() else { return };
        let top = project.root();
        write_project(&top.join("sub"));
        let revision = commit_all(&top, "a project in a folder");
        let absolute = |path: &str| path.replace("{top}", &top.display().to_string());
        let index = absolute(index);
        let mut variables = vec![("GIT_INDEX_FILE", index.as_str()), ("GIT_PREFIX", "")];
        let folder = folder.map(absolute);
        variables.extend(folder.as_deref().map(|folder| ("GIT_DIR", folder)));
        let sub = top.join("sub").join(BRIDGE_PATH);
        let mut edited = fs::read_to_string(&sub).expect("a file");
        edited = edited.replace("\"desk\"", "\"night desk\"");
        fs::write(&sub, edited).expect("a file");
        for (here, arguments) in [
            (top.clone(), vec![]),
            (top.clone(), vec!["--root", "sub"]),
            (top.join("sub"), vec!["--root", "."]),
        ] {
            let run = run(factcheck_in(&here, &[&VERIFY[..], &arguments].concat())
                .envs(variables.iter().copied()));
            run.assert_compared("HEAD", &revision);
        }
    }

    #[test]
    fn git_s_own_variables_may_be_about_another_repository() {
        let (Some(project), Some(other)) = (committed(), committed()) else {
            return;
        };
        let revision = commit_all(&other.root(), "another");
        let index = project.path(".git/index").display().to_string();
        let folder = project.path(".git").display().to_string();
        let root = other.root().display().to_string();
        for here in [project.root(), other.root(), other.path("claims")] {
            for (index, folder) in [(index.as_str(), folder.as_str()), (".git/index", ".git")] {
                let run = run(
                    factcheck_in(&here, &[&VERIFY[..], &["--root", &root]].concat())
                        .env("GIT_INDEX_FILE", index)
                        .env("GIT_DIR", folder),
                );
                run.assert_compared("HEAD", &revision);
            }
        }
        // Outside every repository, a hook of some other one is none.
        let loose = Project::bridge();
        let root = loose.root().display().to_string();
        let run = run(
            factcheck_in(&project.root(), &[&VERIFY[..], &["--root", &root]].concat())
                .env("GIT_INDEX_FILE", ".git/index")
                .env("GIT_DIR", ".git"),
        );
        run.assert_compared("-", "-");
    }

    #[test]
    fn a_repository_that_only_the_variables_know() {
        let Some(project) = committed() else { return };
        let root = project.root();
        let revision = head(&root);
        let kept = project.outside().join("kept");
        fs::rename(project.path(".git"), &kept).expect("a new name");
        verify(&root, &[]).assert_compared("-", "-");
        let kept = kept.display().to_string();
        let top = root.display().to_string();
        verify_with(&root, &[("GIT_DIR", &kept), ("GIT_WORK_TREE", &top)])
            .assert_compared("HEAD", &revision);
        verify_with(
            &root,
            &[("GIT_DIR", "../kept"), ("GIT_WORK_TREE", "../project")],
        )
        .assert_compared("HEAD", &revision);
    }

    /// A commit runs the check, from the top, from a sub-folder, of all and of one file, in a worktree too.
    #[cfg(unix)]
    #[test]
    fn a_commit_runs_the_check() {
        use std::os::unix::fs::PermissionsExt;
        let Some(project) = committed() else { return };
        let root = project.root();
        let hook = project.path(".git/hooks/pre-commit");
        let script = format!(
            "#!/bin/sh\n{} verify --output-format json > \"$REPORT\"\n",
            env!("CARGO_BIN_EXE_factcheck")
        );
        fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
        fs::write(&hook, script).expect("a file");
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("a mode");
        let report = project.outside().join("report.json");
        let commit = |folder: &Path, arguments: &[&str]| {
            let before = head(folder);
            let all = [&["commit", "--quiet", "-m", "by hook"], arguments].concat();
            let run = run(git_command(folder, &all).env("REPORT", &report));
            assert_eq!(run.code, 0, "{run:#?}");
            assert_ne!(head(folder), before);
            let text = fs::read_to_string(&report).expect("a report");
            let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(json["baseline"]["revision"], before.as_str());
        };
        project.edit(BRIDGE_PATH, "\"desk\"", "\"desk 1\"");
        git(&root, &["add", "--all"]);
        commit(&root, &[]);
        project.edit(BRIDGE_PATH, "\"desk 1\"", "\"desk 2\"");
        commit(&root, &["--all"]);
        project.edit(BRIDGE_PATH, "\"desk 2\"", "\"desk 3\"");
        commit(&project.path("claims"), &["bridge.json"]);
        let tree = project.outside().join("tree");
        git(&root, &["worktree", "add", "-q", "-b", "other", "../tree"]);
        let path = tree.join(BRIDGE_PATH);
        let edited = fs::read_to_string(&path)
            .expect("a file")
            .replace("desk 3", "desk 4");
        fs::write(&path, edited).expect("a file");
        commit(&tree, &["--all"]);
    }
}

mod an_unrecorded_change {
    use super::*;

    const THEN: &str = "opens in spring";
    const NOW: &str = "opens in May";

    /// However a change comes into the work tree, it is seen.
    #[rstest]
    #[case::edited(|_: &Project| ())]
    #[case::staged(|project: &Project| drop(git(&project.root(), &["add", "--all"])))]
    #[case::untracked(|project: &Project| drop(git(&project.root(), &["rm", "-q", "--cached", BRIDGE_PATH])))]
    #[case::renamed(|project: &Project| drop(git(&project.root(), &["mv", BRIDGE_PATH, "claims/new.json"])))]
    #[case::moved_and_ignored(|project: &Project| {
        fs::rename(project.path(BRIDGE_PATH), project.path("claims/new.json")).expect("a new name");
        project.write(".gitignore", "claims/new.json\n");
    })]
    #[case::assumed(|project: &Project| drop(git(&project.root(), &["update-index", "--assume-unchanged", BRIDGE_PATH])))]
    #[case::skipped(|project: &Project| drop(git(&project.root(), &["update-index", "--skip-worktree", BRIDGE_PATH])))]
    #[case::intended(|project: &Project| {
        git(&project.root(), &["rm", "-q", "--cached", BRIDGE_PATH]);
        git(&project.root(), &["add", "-N", BRIDGE_PATH]);
    })]
    #[cfg_attr(unix, case::linked(|project: &Project| {
        fs::rename(project.path(BRIDGE_PATH), project.path("other.json")).expect("a new name");
        std::os::unix::fs::symlink("../other.json", project.path(BRIDGE_PATH)).expect("a link");
    }))]
    #[case::without_index(|project: &Project| fs::remove_file(project.path(".git/index")).expect("a file"))]
    #[case::with_an_index_of_its_own(|project: &Project| drop(git(&project.root(), &["read-tree", "--empty"])))]
    fn is_found(#[case] way: fn(&Project)) {
        let Some(project) = committed() else { return };
        project.edit(BRIDGE_PATH, THEN, NOW);
        way(&project);
        let run = project.verify(&[]);
        assert_eq!(run.code, 1, "{run:#?}");
        assert!(
            run.rules().contains(&"statement-changed".to_owned()),
            "{run:#?}"
        );
        let named = project.verify(&["claims"]);
        assert_eq!(named.code, 1, "{named:#?}");
        let text = project.run(&["verify"]).stdout;
        assert!(text.contains("1 change since HEAD ("), "{text}");
        assert!(text.contains("), not recorded"), "{text}");
    }

    #[test]
    fn is_found_in_a_sub_folder_and_in_a_worktree() {
        let Some(project) = committed() else { return };
        let root = project.root();
        write_project(&root.join("a b/é"));
        commit_all(&root, "a project in a folder");
        git(&root, &["worktree", "add", "-q", "--detach", "../tree"]);
        for folder in [root.join("a b/é"), project.outside().join("tree")] {
            let path = folder.join(BRIDGE_PATH);
            fs::write(&path, BRIDGE.replace(THEN, NOW)).expect("a file");
            let folder = folder.display().to_string();
            let run = verify(project.outside(), &["--root", &folder]);
            assert_eq!(run.rules(), ["statement-changed"], "{run:#?}");
        }
        project.verify(&[]).assert_compared("HEAD", &head(&root));
    }

    /// What was committed on a branch is a change since the merge base, and none since the last commit.
    #[test]
    fn of_a_branch_is_found_since_the_merge_base() {
        let Some(project) = committed() else { return };
        let root = project.root();
        git(&root, &["checkout", "--quiet", "-b", "topic"]);
        project.edit(BRIDGE_PATH, THEN, NOW);
        let revision = commit_all(&root, "the change");
        project.verify(&[]).assert_compared("HEAD", &revision);
        let run = project.verify(&["--against", "merge-base:main"]);
        assert_eq!(run.rules(), ["statement-changed"], "{run:#?}");
        let run = verify_with(&root, &[("GITHUB_BASE_REF", "main")]);
        assert_eq!((run.code, run.rules().len()), (1, 1), "{run:#?}");
        let run = verify_with(&root, &[("PRE_COMMIT_FROM_REF", "main")]);
        assert_eq!((run.code, run.rules().len()), (1, 1), "{run:#?}");
    }
}

/// A text that git keeps in LFS: the commit holds a pointer to it, the work tree the text.
fn kept_in_lfs() -> Option<(Project, String)> {
    let project = has_git().then(Project::bridge)?;
    let descriptor = descriptor("council", COUNCIL.as_bytes());
    let hash = descriptor["sha256"].as_str().expect("a hash");
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{hash}\nsize {}\n",
        COUNCIL.len()
    );
    project.write("sources/council.txt", &pointer).commit_all();
    project.write("sources/council.txt", COUNCIL);
    Some((project, hash.to_owned()))
}

#[test]
fn a_text_that_git_keeps_in_lfs_is_the_same_as_itself() {
    let Some((project, _)) = kept_in_lfs() else {
        return;
    };
    let run = verify(&project.root(), &[]);
    assert_eq!((run.rules(), run.code), (vec![], 0), "{}", run.stderr);
    git(&project.root(), &["add", "--all"]);
    let run = verify(&project.root(), &["--staged"]);
    assert_eq!((run.rules(), run.code), (vec![], 0), "{}", run.stderr);
}

/// What it was before is where git-lfs keeps what it has fetched, or it cannot be compared.
#[test]
fn a_text_that_git_keeps_in_lfs_is_compared_with_what_was_fetched() {
    let Some((project, hash)) = kept_in_lfs() else {
        return;
    };
    project.source("council", &format!("{COUNCIL}One more line.\n"));
    let run = verify(&project.root(), &[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("git lfs fetch"), "{}", run.stderr);
    let fetched = format!(".git/lfs/objects/{}/{}/{hash}", &hash[..2], &hash[2..4]);
    project.write(&fetched, COUNCIL);
    let run = verify(&project.root(), &[]);
    assert_eq!(run.rules(), ["source-edited"], "{}", run.stderr);
    project.write(&fetched, COUNCIL.replace("spring", "autumn"));
    assert_eq!(verify(&project.root(), &[]).code, 2);
}

#[test]
fn a_pointer_of_lfs_is_no_text() {
    let Some((project, _)) = kept_in_lfs() else {
        return;
    };
    git(
        &project.root(),
        &["checkout", "--quiet", "sources/council.txt"],
    );
    let run = verify(&project.root(), &["--against", "none"]);
    assert_eq!(
        (run.rules(), run.code),
        (vec!["source-invalid".to_owned()], 1)
    );
    let message = run.finding()["message"]
        .as_str()
        .expect("a message")
        .to_owned();
    assert!(message.contains("git lfs pull"), "{message}");
}
