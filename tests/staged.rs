//! `verify --staged` judges what the next commit will hold, whatever is on disk.

mod support;

use rstest::rstest;
use serde_json::json;
use std::fs;
use std::path::Path;
use support::{
    BRIDGE, BRIDGE_PATH, COUNCIL, Project, Run, claim, claim_file, commit_all, descriptor, drifted,
    every_kind, factcheck_in, git, git_command, has_git, run,
};

const QUOTE: &str = "The bridge will open in spring";
const FALSE_QUOTE: &str = "The bridge will open in autumn";

/// A repository whose only commit holds the project; `None` where there is no git.
fn committed() -> Option<Project> {
    has_git().then(|| {
        let project = Project::bridge();
        project.commit_all();
        project
    })
}

fn staged(project: &Project, arguments: &[&str]) -> Run {
    project.verify(&[&["--staged"], arguments].concat())
}

fn add(project: &Project, paths: &[&str]) {
    git(&project.root(), &[&["add", "--"], paths].concat());
}

/// A second claim file, with a claim of another id.
fn other_file() -> String {
    claim_file(&[claim("other", "council", QUOTE)])
}

fn assert_green(run: &Run) {
    assert_eq!((run.code, run.rules()), (0, Vec::new()), "{run:#?}");
}

fn assert_rules(run: &Run, rules: &[&str]) {
    assert_eq!((run.code, run.rules()), (1, rules_of(rules)), "{run:#?}");
}

fn rules_of(rules: &[&str]) -> Vec<String> {
    rules.iter().map(|rule| (*rule).to_owned()).collect()
}

mod reports {
    use super::*;

    /// The work tree's report, and the one of what is staged once nothing is on disk any more.
    fn assert_same(project: &Project, arguments: &[&str]) {
        for format in ["json", "full", "concise"] {
            let verify = [&["verify", "--output-format", format], arguments].concat();
            let of_disk = project.run(&verify);
            assert!(of_disk.code > 0 && !of_disk.stdout.is_empty());
            let elsewhere = project.outside().join("elsewhere");
            fs::create_dir(&elsewhere).expect("a new folder");
            for path in ["claims", "sources", "factcheck.toml"] {
                let _ = fs::rename(project.path(path), elsewhere.join(path));
            }
            let of_index = project.run(&[&verify[..], &["--staged"]].concat());
            for path in ["claims", "sources", "factcheck.toml"] {
                let _ = fs::rename(elsewhere.join(path), project.path(path));
            }
            fs::remove_dir(&elsewhere).expect("an empty folder");
            assert_eq!(of_index, of_disk);
        }
    }

    #[test]
    fn are_those_of_a_work_tree_with_the_same_content() {
        if !has_git() {
            return;
        }
        let project = every_kind();
        git(&project.root(), &["init", "--quiet"]);
        git(&project.root(), &["add", "--all"]);
        assert_same(&project, &[]);
        assert_same(&project, &["claims/harbour.json", "sources/moved.txt"]);
    }

    #[test]
    fn are_those_of_a_work_tree_with_the_same_drift() {
        if !has_git() {
            return;
        }
        // A folder `before` holds the version that the project has drifted from.
        let project = drifted();
        let root = project.root();
        git(&root, &["init", "--quiet"]);
        let current = ["claims", "sources", "factcheck.toml"];
        let work_tree = format!("--work-tree={}", project.outside().join("before").display());
        git(&root, &[&work_tree, "add", "--all"]);
        git(&root, &["commit", "--quiet", "-m", "before"]);
        git(&root, &["rm", "--quiet", "--cached", "-r", "."]);
        for path in current {
            if project.path(path).exists() {
                add(&project, &[path]);
            }
        }
        assert_same(&project, &[]);
        assert_same(&project, &["sources/edited.txt"]);
    }
}

mod claim_files {
    use super::*;

    #[test]
    fn what_is_staged_counts_in_both_directions() {
        let Some(project) = committed() else { return };
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        assert_green(&staged(&project, &[]));
        add(&project, &[BRIDGE_PATH]);
        project.write(BRIDGE_PATH, BRIDGE);
        assert_rules(&staged(&project, &[]), &["quote-altered", "quote-changed"]);
        assert_green(&project.verify(&[]));
    }

    #[test]
    fn of_a_file_that_is_staged_in_part_the_staged_part_counts() {
        let Some(project) = committed() else { return };
        // Two changes in one file; `git add --patch` takes the first.
        let staged_part = BRIDGE.replace("\"desk\"", "\"night desk\"");
        project.write(BRIDGE_PATH, &staged_part);
        add(&project, &[BRIDGE_PATH]);
        project.write(BRIDGE_PATH, staged_part.replace(QUOTE, FALSE_QUOTE));
        assert_green(&staged(&project, &[]));
        assert_eq!(project.verify(&[]).code, 1);
    }

    #[test]
    fn drift_is_that_of_the_staged_content() {
        let Some(project) = committed() else { return };
        project.edit(BRIDGE_PATH, "opens in spring.", "opens in May.");
        assert_green(&staged(&project, &[]));
        add(&project, &[BRIDGE_PATH]);
        project.write(BRIDGE_PATH, BRIDGE);
        let run = staged(&project, &[]);
        assert_rules(&run, &["statement-changed"]);
        assert_eq!(run.report()["changes"][0]["kind"], "statement-changed");
        // Text and place are those of the staged file.
        let text = project
            .run(&["verify", "--staged", "--color", "never"])
            .stdout;
        assert!(text.contains("opens in May"), "{text}");
    }

    #[test]
    fn deleted_in_the_index_is_deleted_and_on_disk_alone_is_not() {
        let Some(project) = committed() else { return };
        project.write("claims/other.json", other_file());
        commit_all(&project.root(), "second");
        fs::remove_file(project.path(BRIDGE_PATH)).expect("a file");
        assert_green(&staged(&project, &[]));
        assert_eq!(
            staged(&project, &[BRIDGE_PATH]).claim_ids(),
            ["bridge-opens"]
        );
        git(&project.root(), &["rm", "--quiet", "--cached", BRIDGE_PATH]);
        project.write(BRIDGE_PATH, BRIDGE);
        assert_rules(&staged(&project, &[]), &["claim-removed"]);
        assert_green(&project.verify(&[]));
    }

    #[test]
    fn a_new_file_counts_once_it_is_staged() {
        let Some(project) = committed() else { return };
        let path = "claims/new.json";
        project.write(path, other_file().replace(QUOTE, FALSE_QUOTE));
        assert_green(&staged(&project, &[]));
        // An announced file is no part of the commit, and an empty one is.
        git(&project.root(), &["add", "--intent-to-add", path]);
        assert_green(&staged(&project, &[]));
        assert_eq!(staged(&project, &[]).claim_ids(), ["bridge-opens"]);
        add(&project, &[path]);
        project.write(path, other_file());
        assert_rules(&staged(&project, &[]), &["quote-altered"]);
        project.write(path, "");
        add(&project, &[path]);
        assert_rules(&staged(&project, &[]), &["invalid-json"]);
    }

    #[test]
    fn a_renamed_file_is_no_drift() {
        let Some(project) = committed() else { return };
        git(&project.root(), &["mv", BRIDGE_PATH, "claims/pont é.json"]);
        let run = staged(&project, &[]);
        assert_green(&run);
        assert_eq!(run.report()["claims"][0]["file"], "claims/pont é.json");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_what_is_staged() {
        let Some(project) = committed() else { return };
        project.write(
            "elsewhere/other.json",
            other_file().replace(QUOTE, FALSE_QUOTE),
        );
        std::os::unix::fs::symlink("../elsewhere/other.json", project.path("claims/link.json"))
            .expect("a link");
        git(&project.root(), &["add", "--all"]);
        project.write("elsewhere/other.json", other_file());
        assert_rules(&staged(&project, &[]), &["quote-altered"]);
        git(
            &project.root(),
            &["rm", "--quiet", "--cached", "-rf", "elsewhere"],
        );
        let run = staged(&project, &[]);
        assert_eq!(run.code, 2, "{run:#?}");
        assert!(run.stderr.contains("claims/link.json"), "{run:#?}");
    }
}

mod sources_and_settings {
    use super::*;

    const OTHER: &str =
        "The council met on Monday.\nThe bridge will open in autumn, the mayor said.\n";

    #[test]
    fn a_staged_source_is_what_quotes_are_held_against() {
        let Some(project) = committed() else { return };
        project.source("council", OTHER);
        assert_green(&staged(&project, &[]));
        add(&project, &["sources"]);
        project.source("council", COUNCIL);
        let run = staged(&project, &[]);
        assert_rules(&run, &["quote-altered", "source-edited"]);
        assert_eq!(run.claim_ids(), ["bridge-opens"]);
        assert_green(&project.verify(&[]));
    }

    #[test]
    fn a_text_that_is_staged_without_its_descriptor_is_told() {
        let Some(project) = committed() else { return };
        project.source("council", &format!("{COUNCIL}One more line.\n"));
        add(&project, &["sources/council.txt"]);
        let rules = staged(&project, &[]).rules();
        assert!(rules.contains(&"source-changed".to_owned()), "{rules:?}");
    }

    #[test]
    fn a_source_that_was_not_staged_is_missing() {
        let Some(project) = committed() else { return };
        project
            .source("town", "The town has a bridge over the river.\n")
            .claims(
                "claims/town.json",
                &[claim("town", "town", "The town has a bridge")],
            );
        add(&project, &["claims/town.json"]);
        assert_rules(&staged(&project, &[]), &["source-missing"]);
        add(&project, &["sources/town.json"]);
        assert_rules(&staged(&project, &[]), &["source-missing"]);
        add(&project, &["sources/town.txt"]);
        assert_green(&staged(&project, &[]));
        git(
            &project.root(),
            &["rm", "-r", "--quiet", "--cached", "sources"],
        );
        let rules = staged(&project, &[]).rules();
        assert!(rules.contains(&"source-removed".to_owned()), "{rules:?}");
    }

    #[test]
    fn settings_and_house_schema_are_the_staged_ones() {
        let Some(project) = committed() else { return };
        let settings = "schema = 'house.json'\nmin-quote-characters = 40\n[rules]\nquote-too-short = 'error'\n";
        project
            .write("factcheck.toml", settings)
            .write("house.json", json!({"required": ["title"]}).to_string());
        assert_green(&staged(&project, &[]));
        add(&project, &["factcheck.toml"]);
        staged(&project, &[]).assert_refused(&["house.json"]);
        add(&project, &["house.json"]);
        project
            .write("factcheck.toml", "")
            .write("house.json", "{}");
        assert_rules(
            &staged(&project, &[]),
            &["schema-violation", "quote-too-short"],
        );
        assert_green(&project.verify(&[]));
    }

    #[test]
    fn settings_that_git_does_not_track_cannot_be_asked_for() {
        let Some(project) = committed() else { return };
        project.write("other.toml", "");
        staged(&project, &["--config", "other.toml"]).assert_refused(&["`git add other.toml`"]);
    }
}

mod baselines {
    use super::*;

    #[test]
    fn before_the_first_commit_drift_is_not_checked() {
        if !has_git() {
            return;
        }
        let project = Project::bridge();
        git(&project.root(), &["init", "--quiet"]);
        staged(&project, &[]).assert_refused(&["no claim file that git tracks"]);
        git(&project.root(), &["add", "--all"]);
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        assert_green(&staged(&project, &[]));
        let text = project.run(&["verify", "--staged"]).stdout;
        assert!(text.contains("there is no commit yet"), "{text}");
        add(&project, &[BRIDGE_PATH]);
        assert_rules(&staged(&project, &[]), &["quote-altered"]);
    }

    #[test]
    fn a_revision_a_folder_and_none() {
        let Some(project) = committed() else { return };
        let first = git(&project.root(), &["rev-parse", "HEAD"]);
        project.edit(BRIDGE_PATH, "opens in spring.", "opens in May.");
        commit_all(&project.root(), "unrecorded");
        project.write(BRIDGE_PATH, BRIDGE);
        staged(&project, &[])
            .assert_compared("HEAD", &git(&project.root(), &["rev-parse", "HEAD"]));
        assert_rules(
            &staged(&project, &["--against", &first]),
            &["statement-changed"],
        );
        // On disk is the first version again.
        assert_rules(
            &staged(&project, &["--against", "dir:."]),
            &["statement-changed"],
        );
        assert_green(&staged(&project, &["--against", "none"]));
        staged(&project, &["--against", "nowhere"]).assert_refused(&["nowhere"]);
    }

    #[test]
    fn a_sparse_checkout_has_all_that_is_staged() {
        let Some(project) = committed() else { return };
        project.write("claims/far/other.json", other_file());
        commit_all(&project.root(), "second");
        git(
            &project.root(),
            &["sparse-checkout", "set", "--cone", "sources"],
        );
        assert!(!project.path("claims/far/other.json").exists());
        assert_eq!(staged(&project, &[]).claim_ids(), ["bridge-opens", "other"]);
        git(
            &project.root(),
            &[
                "rm",
                "--sparse",
                "--cached",
                "--quiet",
                "claims/far/other.json",
            ],
        );
        assert_rules(&staged(&project, &[]), &["claim-removed"]);
    }

    #[test]
    fn files_that_git_was_told_not_to_look_at_count_as_staged() {
        let Some(project) = committed() else { return };
        git(
            &project.root(),
            &["update-index", "--assume-unchanged", BRIDGE_PATH],
        );
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        assert_green(&staged(&project, &[]));
        assert_eq!(project.verify(&[]).code, 1);
    }
}

mod paths {
    use super::*;

    #[test]
    fn name_staged_files_sources_and_folders() {
        let Some(project) = committed() else { return };
        project
            .source("town", "The town has a bridge over the river.\n")
            .claims(
                "claims/town/a.json",
                &[claim("town", "town", "The town has a bridge")],
            );
        git(&project.root(), &["add", "--all"]);
        let ids = |paths: &[&str]| staged(&project, paths).claim_ids();
        assert_eq!(ids(&[BRIDGE_PATH]), ["bridge-opens"]);
        assert_eq!(ids(&["claims/town"]), ["town"]);
        assert_eq!(ids(&["sources/town.txt"]), ["town"]);
        assert_eq!(ids(&["."]), ["bridge-opens", "town"]);
        for path in ["claims/town", "sources"] {
            fs::remove_dir_all(project.path(path)).expect("a folder");
        }
        assert_eq!(ids(&["claims/town"]), ["town"]);
        assert_eq!(ids(&["sources/town.json"]), ["town"]);
    }

    #[test]
    fn that_git_does_not_track_are_refused_with_the_remedy() {
        let Some(project) = committed() else { return };
        project.write("claims/new.json", other_file());
        staged(&project, &["claims/new.json"]).assert_refused(&["`git add claims/new.json`"]);
        staged(&project, &["claims/nothing.json"]).assert_refused(&["claims/nothing.json"]);
        staged(&project, &[".."]).assert_refused(&["not within the project"]);
        add(&project, &["claims/new.json"]);
        assert_eq!(
            staged(&project, &["claims/new.json"]).claim_ids(),
            ["other"]
        );
    }

    #[test]
    fn combine_with_a_baseline() {
        let Some(project) = committed() else { return };
        project.write("claims/other.json", other_file());
        commit_all(&project.root(), "second");
        project.edit(BRIDGE_PATH, "opens in spring.", "opens in May.");
        add(&project, &["."]);
        assert_green(&staged(
            &project,
            &["claims/other.json", "--against", "HEAD~1"],
        ));
        let run = staged(&project, &[BRIDGE_PATH, "--against", "HEAD~1"]);
        assert_rules(&run, &["statement-changed"]);
        git(&project.root(), &["rm", "--quiet", "-f", BRIDGE_PATH]);
        assert_rules(&staged(&project, &[BRIDGE_PATH]), &["claim-removed"]);
    }
}

mod contents {
    use super::*;

    /// Takes the content of a staged file out of the repository: only a file on disk has it then.
    fn forget(project: &Project, path: &str) {
        let listed = git_command(&project.root(), &["ls-files", "--stage", "--", path]).output();
        let listed = String::from_utf8(listed.expect("git runs").stdout).expect("UTF-8");
        let id = listed.split(' ').nth(1).expect("an id");
        let (folder, name) = id.split_at(2);
        fs::remove_file(project.path(&format!(".git/objects/{folder}/{name}"))).expect("a file");
    }

    #[test]
    fn one_that_is_on_disk_is_known_by_its_hash() {
        let Some(project) = committed() else { return };
        for path in [BRIDGE_PATH, "sources/council.txt"] {
            forget(&project, path);
        }
        assert_green(&staged(&project, &["--against", "none"]));
        // With other line ends it is the same; with another letter it is not.
        let text = fs::read_to_string(project.path("sources/council.txt")).expect("a text");
        project.write("sources/council.txt", text.replace('\n', "\r\n"));
        assert_green(&staged(&project, &["--against", "none"]));
        project.write("sources/council.txt", text.replacen('e', "é", 1));
        let run = staged(&project, &["--against", "none"]);
        assert!(run.code > 0, "{run:#?}");
        assert!(
            run.stdout.contains("is not in this clone"),
            "{}",
            run.stdout
        );
    }
}

mod repositories {
    use super::*;

    #[test]
    fn none_is_refused() {
        let project = Project::bridge();
        staged(&project, &[]).assert_refused(&["in no git repository", "leave `--staged` out"]);
    }

    #[test]
    fn a_merge_that_is_not_settled_is_refused() {
        let Some(project) = committed() else { return };
        let root = project.root();
        git(&root, &["checkout", "--quiet", "-b", "side"]);
        project.edit(BRIDGE_PATH, "\"desk\"", "\"night desk\"");
        commit_all(&root, "side");
        git(&root, &["checkout", "--quiet", "-b", "here", "HEAD~1"]);
        project.edit(BRIDGE_PATH, "\"desk\"", "\"day desk\"");
        commit_all(&root, "here");
        let merge = git_command(&root, &["merge", "--quiet", "side"]).output();
        assert!(!merge.expect("git runs").status.success());
        staged(&project, &[]).assert_refused(&[BRIDGE_PATH, "`git add`", "`git status`"]);
        project.write(BRIDGE_PATH, BRIDGE);
        add(&project, &[BRIDGE_PATH]);
        assert_green(&staged(&project, &[]));
    }

    #[test]
    fn an_index_that_cannot_be_read_is_refused() {
        let Some(project) = committed() else { return };
        project.write(".git/index", "no index");
        staged(&project, &[]).assert_refused(&["what is staged cannot be read", "git status"]);
    }

    #[rstest]
    #[case("sub")]
    #[case("a b/[x] *?'é\"ü")]
    #[case(":(top)x")]
    fn a_project_in_a_sub_folder_sees_its_own_part(#[case] folder: &str) {
        if !has_git() {
            return;
        }
        let around = Project::empty();
        let root = around.path(folder);
        for path in ["", "x"] {
            let below = around.root().join(path).join(folder);
            write(&below, BRIDGE_PATH, BRIDGE);
            write(&below, "sources/council.txt", COUNCIL);
            let descriptor = descriptor("council", COUNCIL.as_bytes()).to_string();
            write(&below, "sources/council.json", &descriptor);
        }
        around.commit_all();
        write(&root, BRIDGE_PATH, &BRIDGE.replace(QUOTE, FALSE_QUOTE));
        git(&around.root(), &["add", "--all"]);
        write(&root, BRIDGE_PATH, BRIDGE);
        let arguments = [
            "verify",
            "--output-format",
            "json",
            "--staged",
            "--root",
            ".",
        ];
        let run = run(&mut factcheck_in(&root, &arguments));
        assert_rules(&run, &["quote-altered", "quote-changed"]);
        assert_eq!(run.report()["claims"][0]["file"], BRIDGE_PATH);
    }

    fn write(folder: &Path, path: &str, content: &str) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, content).expect("a new file");
    }

    #[test]
    fn a_linked_work_tree_has_an_index_of_its_own() {
        let Some(project) = committed() else { return };
        let tree = project.outside().join("tree");
        git(
            &project.root(),
            &["worktree", "add", "-q", "--detach", "../tree"],
        );
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        add(&project, &["."]);
        let run = run(&mut factcheck_in(
            &tree,
            &["verify", "--staged", "--output-format", "json"],
        ));
        assert_green(&run);
        assert_eq!(staged(&project, &[]).code, 1);
    }

    #[test]
    fn a_sha256_repository_is_read() {
        if !has_git() {
            return;
        }
        let project = Project::bridge();
        let init = ["init", "--quiet", "--object-format=sha256"];
        let status = git_command(&project.root(), &init).status();
        if !status.is_ok_and(|status| status.success()) {
            eprintln!("skipped: this git knows no SHA-256");
            return;
        }
        commit_all(&project.root(), "first");
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        assert_green(&staged(&project, &[]));
        add(&project, &["."]);
        assert_eq!(staged(&project, &[]).code, 1);
    }

    #[test]
    fn claims_in_a_submodule_are_not_passed_over() {
        let Some(project) = committed() else { return };
        let other = project.outside().join("other");
        fs::create_dir(&other).expect("a new folder");
        git(&other, &["init", "--quiet"]);
        fs::write(other.join("other.json"), other_file()).expect("a new file");
        commit_all(&other, "first");
        git(
            &project.root(),
            &["submodule", "--quiet", "add", "../other", "claims/other"],
        );
        let refused = || {
            let run = staged(&project, &[]);
            assert_eq!(run.code, 2, "{run:#?}");
            assert!(run.stderr.contains("claims/other"), "{run:#?}");
            assert!(run.stderr.contains("submodule"), "{run:#?}");
        };
        refused();
        let ignore = [
            "config",
            "-f",
            ".gitmodules",
            "submodule.claims/other.ignore",
            "all",
        ];
        git(&project.root(), &ignore);
        git(&project.root(), &["add", ".gitmodules"]);
        refused();
    }

    #[test]
    fn nothing_is_written() {
        let Some(project) = committed() else { return };
        project.edit(BRIDGE_PATH, "\"desk\"", "\"night desk\"");
        add(&project, &["."]);
        project.write(BRIDGE_PATH, BRIDGE);
        let state = || {
            let index = fs::read(project.path(".git/index")).expect("an index");
            let changed = fs::metadata(project.path(".git/index")).and_then(|file| file.modified());
            let objects = git(&project.root(), &["count-objects", "-v"]);
            (index, changed.expect("a time"), objects)
        };
        let before = state();
        assert_green(&staged(&project, &[]));
        assert_eq!(state(), before);
    }
}

/// A plain git hook, without pre-commit: what it sees is what the commit will hold.
#[cfg(unix)]
mod hooks {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn with_hook() -> Option<Project> {
        let project = committed()?;
        let hook = format!(
            "#!/bin/sh\nexec '{}' verify --staged --output-format concise\n",
            env!("CARGO_BIN_EXE_factcheck")
        );
        project.write(".git/hooks/pre-commit", hook);
        fs::set_permissions(
            project.path(".git/hooks/pre-commit"),
            fs::Permissions::from_mode(0o755),
        )
        .expect("an executable file");
        Some(project)
    }

    /// Commits, and says whether the hook let it pass, and what was said.
    fn commit(project: &Project, arguments: &[&str]) -> (bool, String) {
        let arguments = [&["commit", "--quiet", "-m", "next"], arguments].concat();
        let output = git_command(&project.root(), &arguments)
            .output()
            .expect("git runs");
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    #[test]
    fn commit_of_what_is_staged() {
        let Some(project) = with_hook() else { return };
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        add(&project, &["."]);
        project.write(BRIDGE_PATH, BRIDGE);
        let (passed, said) = commit(&project, &[]);
        assert!(!passed && said.contains("quote-altered"), "{said}");
        add(&project, &["."]);
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        let (passed, said) = commit(&project, &["--allow-empty"]);
        assert!(passed, "{said}");
    }

    #[test]
    fn commit_of_all_and_of_named_files_makes_an_index_of_its_own() {
        let Some(project) = with_hook() else { return };
        project.write("claims/other.json", other_file());
        add(&project, &["."]);
        assert!(commit(&project, &[]).0);

        // Staged is nothing; `--all` takes what is on disk.
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        let (passed, said) = commit(&project, &["--all"]);
        assert!(!passed && said.contains("quote-altered"), "{said}");

        // The faulty file stays out of a commit of the other one, staged or not.
        add(&project, &["."]);
        project.edit("claims/other.json", "\"desk\"", "\"night desk\"");
        let (passed, said) = commit(&project, &["--", "claims/other.json"]);
        assert!(passed, "{said}");
        let (passed, said) = commit(&project, &[]);
        assert!(!passed && said.contains("quote-altered"), "{said}");
    }

    #[test]
    fn commit_in_a_linked_work_tree() {
        let Some(project) = with_hook() else { return };
        git(
            &project.root(),
            &["worktree", "add", "-q", "--detach", "../tree"],
        );
        let tree = project.outside().join("tree");
        let commit = |text: String| {
            fs::write(tree.join(BRIDGE_PATH), text).expect("a file");
            let commit = git_command(&tree, &["commit", "--quiet", "--all", "-m", "next"]).output();
            commit.expect("git runs").status.success()
        };
        assert!(!commit(BRIDGE.replace(QUOTE, FALSE_QUOTE)));
        // The other work tree's index is another one.
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        add(&project, &["."]);
        assert!(commit(BRIDGE.replace("\"desk\"", "\"night desk\"")));
    }

    #[test]
    fn first_commit_and_commit_from_a_sub_folder() {
        let Some(project) = with_hook() else { return };
        git(&project.root(), &["update-ref", "-d", "HEAD"]);
        let (passed, said) = commit(&project, &[]);
        assert!(passed, "{said}");
        project.edit(BRIDGE_PATH, QUOTE, FALSE_QUOTE);
        let commit = ["commit", "-q", "-m", "next", "bridge.json"];
        let output = git_command(&project.path("claims"), &commit).output();
        assert!(!output.expect("git runs").status.success());
    }
}
