//! `init` starts a project that passes at once, and never touches what is there.

mod support;

use rstest::rstest;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use support::{Project, commit_all, factcheck_in, git, has_git, run};

const MADE: [&str; 10] = [
    "factcheck.toml",
    "schemas/claim-file.schema.json",
    "schemas/source.schema.json",
    "schemas/config.schema.json",
    ".vscode/settings.json",
    "sources/harbour-notice.txt",
    "sources/harbour-notice.json",
    "claims/lighthouse.json",
    ".pre-commit-config.yaml",
    ".github/workflows/factcheck.yml",
];

const FOR_GIT: [&str; 2] = [".pre-commit-config.yaml", ".github/workflows/factcheck.yml"];

/// A project that `init` started.
fn started() -> Project {
    let project = Project::empty();
    let run = project.run(&["init"]);
    assert_eq!(run.code, 0, "{run:#?}");
    project
}

/// All files of a folder, git's own aside, with their content.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("below");
            let name = name.to_str().expect("UTF-8").replace('\\', "/");
            if path.is_dir() && name != ".git" {
                folders.push(path);
            } else if !path.is_dir() {
                files.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    files
}

fn said(what: &str, paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| format!("{what}: {path}")).collect()
}

#[test]
fn makes_a_project_that_passes() {
    let project = Project::empty();
    let run = project.run(&["init"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[..MADE.len()], said("made", &MADE), "{run:#?}");
    assert_eq!(lines[MADE.len()], "Next:");
    let steps: Vec<&str> = lines[MADE.len() + 1..].to_vec();
    let names = ["factcheck verify ", "git init ", "factcheck explain "];
    assert!(steps.len() == 3, "{run:#?}");
    for (step, name) in steps.iter().zip(names) {
        assert!(step.starts_with(&format!("  {name}")), "{run:#?}");
    }
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let verify = project.run(&["verify"]);
    assert_eq!(verify.code, 0, "{verify:#?}");
    let counted = "1 file, 2 claims: 2 passed, 0 failed\n3 of 3 citations verbatim; 1 source";
    assert!(verify.stdout.starts_with(counted), "{verify:#?}");
    assert!(
        verify.stdout.contains("0 errors, 0 warnings"),
        "{verify:#?}"
    );
}

#[test]
fn what_it_makes_passes_as_staged_and_committed() {
    if !has_git() {
        return;
    }
    let project = started();
    git(&project.root(), &["init", "--quiet"]);
    git(&project.root(), &["add", "."]);
    let arguments = ["verify", "--staged", "--output-format", "concise"];
    let staged = project.run(&arguments);
    assert_eq!(staged.code, 0, "{staged:#?}");
    commit_all(&project.root(), "first");
    let verify = project.run(&["verify"]);
    assert_eq!(verify.code, 0, "{verify:#?}");
    assert!(
        verify.stdout.contains("no change since HEAD"),
        "{verify:#?}"
    );
}

#[test]
fn the_second_time_changes_nothing() {
    let project = started();
    let before = files(&project.root());
    let again = project.run(&["init"]);
    let lines: Vec<&str> = again.stdout.lines().collect();
    assert_eq!(lines[..MADE.len()], said("kept", &MADE), "{again:#?}");
    assert!(lines[MADE.len()].starts_with("Nothing was to be done"));
    assert_eq!((again.code, files(&project.root())), (0, before));
}

#[rstest]
fn overwrites_nothing(
    #[values(
        "factcheck.toml",
        ".vscode/settings.json",
        ".pre-commit-config.yaml",
        ".github/workflows/factcheck.yml",
        "schemas/claim-file.schema.json"
    )]
    path: &str,
) {
    let project = Project::empty();
    project.write(path, "# of the house\n");
    let run = project.run(&["init"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.stdout.contains(&format!("kept: {path}\n")), "{run:#?}");
    assert_eq!(project.read(path), "# of the house\n");
    assert_eq!(files(&project.root()).len(), MADE.len());
    assert_eq!(project.run(&["verify"]).code, 0);
}

#[test]
fn adds_no_example_to_claims_of_the_house() {
    let project = Project::bridge();
    let run = project.run(&["init"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.stdout.contains("left out: the example"), "{run:#?}");
    assert!(!project.path("claims/lighthouse.json").exists());
    assert!(!project.path("sources/harbour-notice.txt").exists());
    assert!(project.path("factcheck.toml").exists());
    assert_eq!(project.run(&["verify"]).code, 0);
}

#[rstest]
#[case::claims_elsewhere("claims = ['facts/*.json']\n")]
#[case::sources_elsewhere("sources = 'texts'\n")]
#[case::stricter("[rules]\nsource-unused = 'error'\n")]
#[case::longer_quotes("min-quote-characters = 500\n")]
fn adds_no_example_where_the_settings_ask_for_another_one(#[case] settings: &str) {
    let project = Project::empty();
    project.write("factcheck.toml", settings);
    let run = project.run(&["init"]);
    assert_eq!(run.code, 0, "{run:#?}");
    let said = "left out: the example, since factcheck.toml says";
    assert!(run.stdout.contains(said), "{run:#?}");
    assert!(!project.path("claims").exists() && !project.path("sources").exists());
}

#[test]
fn an_example_that_was_half_made_is_completed() {
    let project = started();
    fs::remove_file(project.path("claims/lighthouse.json")).expect("a file");
    fs::remove_file(project.path("sources/harbour-notice.json")).expect("a file");
    let run = project.run(&["init"]);
    assert!(run.stdout.contains("kept: sources/harbour-notice.txt"));
    assert!(run.stdout.contains("made: sources/harbour-notice.json"));
    assert_eq!(project.run(&["verify"]).code, 0);
}

#[test]
fn an_example_is_not_mixed_with_a_text_of_the_house() {
    let project = Project::empty();
    project.write("sources/harbour-notice.txt", "Ours.\n");
    let run = project.run(&["init"]);
    assert!(run.stdout.contains("left out: the example"), "{run:#?}");
    assert!(!project.path("claims").exists());
}

#[test]
fn settings_that_cannot_be_used_come_first() {
    let project = Project::empty();
    project.write("factcheck.toml", "clams = 1\n");
    let words = ["factcheck.toml:1:1", "did you mean \"claims\"?"];
    project.run(&["init"]).assert_refused(&words);
    assert_eq!(files(&project.root()).len(), 1);
}

#[test]
fn quiet_says_only_what_was_not_done() {
    let project = Project::empty();
    project.write(".pre-commit-config.yaml", "repos: []\n");
    let run = project.run(&["init", "--quiet"]);
    let kept = "kept: .pre-commit-config.yaml\n";
    assert_eq!((run.code, run.stdout.as_str()), (0, kept), "{run:#?}");
}

mod folder {
    use super::*;

    #[test]
    fn at_the_top_of_a_repository_is_told_of_the_hook() {
        if !has_git() {
            return;
        }
        let project = Project::empty();
        git(&project.root(), &["init", "--quiet"]);
        let run = project.run(&["init"]);
        assert!(run.stdout.contains("\n  pre-commit install "), "{run:#?}");
        assert!(run.stdout.contains("made: .pre-commit-config.yaml"));
    }

    #[rstest]
    #[case::named(&["init", "news/room"])]
    #[case::as_root(&["init", "--root", "news/room"])]
    #[case::both(&["init", "news/room", "--root", "news/room"])]
    fn is_made_where_it_is_not_there(#[case] arguments: &[&str]) {
        let project = Project::empty();
        let run = project.run(arguments);
        assert_eq!(run.code, 0, "{run:#?}");
        assert!(run.stdout.contains("\nNext in news/room:\n"), "{run:#?}");
        assert_eq!(files(&project.path("news/room")).len(), MADE.len());
        assert_eq!(files(&project.root()).len(), MADE.len());
        let verify = project.run(&["verify", "--root", "news/room"]);
        assert_eq!(verify.code, 0, "{verify:#?}");
    }

    #[test]
    fn is_given_once() {
        let project = Project::empty();
        let run = project.run(&["init", "one", "--root", "two"]);
        run.assert_refused(&["given twice", "one", "two"]);
        assert!(files(&project.root()).is_empty());
    }

    #[test]
    fn is_a_folder() {
        let project = Project::empty();
        project.write("desk", "a file\n");
        project.run(&["init", "desk"]).assert_refused(&["desk"]);
        assert_eq!(project.read("desk"), "a file\n");
    }

    #[test]
    fn is_not_part_of_another_project_unless_it_is_named() {
        let project = started();
        let inner = project.path("desk");
        fs::create_dir(&inner).expect("a new folder");
        let refused = run(&mut factcheck_in(&inner, &["init"]));
        refused.assert_refused(&["part of a project already", "`factcheck init .`"]);
        assert!(files(&inner).is_empty());
        let named = run(&mut factcheck_in(&inner, &["init", "."]));
        assert_eq!(named.code, 0, "{named:#?}");
        assert!(inner.join("factcheck.toml").exists());
        let verify = run(&mut factcheck_in(&inner, &["verify"]));
        assert_eq!(verify.code, 0, "{verify:#?}");
    }

    #[test]
    fn below_the_top_of_a_repository_gets_no_hook_and_no_workflow() {
        if !has_git() {
            return;
        }
        let project = Project::empty();
        git(&project.root(), &["init", "--quiet"]);
        let run = project.run(&["init", "desk"]);
        assert_eq!(run.code, 0, "{run:#?}");
        for path in FOR_GIT {
            let said = format!("left out: {path}, which works at the top");
            assert!(run.stdout.contains(&said), "{run:#?}");
            assert!(!project.path("desk").join(path).exists());
        }
        assert!(!run.stdout.contains("pre-commit install"), "{run:#?}");
        assert_eq!(files(&project.root()).len(), MADE.len() - FOR_GIT.len());
        let verify = project.run(&["verify", "--root", "desk"]);
        assert_eq!(verify.code, 0, "{verify:#?}");
    }

    #[cfg(unix)]
    #[test]
    fn that_cannot_be_written_is_told() {
        use std::os::unix::fs::PermissionsExt;
        let project = Project::empty();
        let closed = fs::Permissions::from_mode(0o555);
        fs::set_permissions(project.root(), closed).expect("permissions");
        if fs::write(project.path("probe"), "").is_ok() {
            eprintln!("skipped: this user may write everywhere");
            return;
        }
        let run = project.run(&["init"]);
        run.assert_refused(&["factcheck.toml cannot be made", "denied"]);
    }

    #[cfg(unix)]
    #[test]
    fn that_cannot_be_written_is_no_trouble_where_all_is_there() {
        use std::os::unix::fs::PermissionsExt;
        let project = started();
        let closed = fs::Permissions::from_mode(0o555);
        fs::set_permissions(project.root(), closed).expect("permissions");
        let run = project.run(&["init"]);
        assert_eq!(run.code, 0, "{run:#?}");
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(project.root(), open).expect("permissions");
    }

    #[cfg(unix)]
    #[test]
    fn is_never_left_through_a_link() {
        let project = Project::empty();
        let outside = project.outside().join("elsewhere");
        fs::create_dir(&outside).expect("a new folder");
        std::os::unix::fs::symlink(&outside, project.path("schemas")).expect("a link");
        let run = project.run(&["init"]);
        assert_eq!(run.code, 2, "{run:#?}");
        let said = "schemas/claim-file.schema.json cannot be made";
        assert!(run.stderr.contains(said), "{run:#?}");
        assert!(files(&outside).is_empty());
    }
}

#[test]
fn takes_no_settings_file() {
    let project = Project::empty();
    let run = project.run(&["init", "--config", "house.toml"]);
    run.assert_refused(&["leave `--config` out"]);
}

mod files_for_editors {
    use super::*;
    use serde_json::Value;

    #[test]
    fn lead_to_schemas_of_the_project() {
        let project = started();
        let claims = project.path("claims");
        let file: Value =
            serde_json::from_str(&project.read("claims/lighthouse.json")).expect("JSON");
        let schema = claims.join(file["$schema"].as_str().expect("a schema"));
        let own = project.read("schemas/claim-file.schema.json");
        assert_eq!(fs::read_to_string(schema).expect("the schema"), own);
        let settings: Value =
            serde_json::from_str(&project.read(".vscode/settings.json")).expect("JSON");
        for schema in settings["json.schemas"].as_array().expect("schemas") {
            let url = schema["url"].as_str().expect("a path");
            assert!(project.path(url).is_file(), "{url}");
        }
        let toml = project.read("factcheck.toml");
        let line = toml.lines().next().expect("a line");
        let path = line.strip_prefix("#:schema ./").expect("a schema");
        assert!(project.path(path).is_file());
    }

    #[rstest]
    #[case("claim-file", "claims/lighthouse.json")]
    #[case("source", "sources/harbour-notice.json")]
    fn say_that_the_example_is_valid(#[case] schema: &str, #[case] path: &str) {
        let project = started();
        let schema = format!("schemas/{schema}.schema.json");
        let run = project.run(&["validate", "--schema", &schema, path]);
        assert_eq!(run.code, 0, "{run:#?}");
    }
}
