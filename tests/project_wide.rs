//! What a run looks at: the paths that were named, the whole project where a rule spans it, and the right root.

mod support;

use rstest::rstest;
use serde_json::{Value, json};
use std::fs;
use support::{
    BRIDGE, BRIDGE_PATH, Project, Run, claim, claim_file, descriptor, every_kind, place, place_of,
    run,
};

/// A quote that nothing in any source is like.
const NOWHERE: &str = "Quarterly earnings doubled, analysts wrote";

/// A project of two sources and three claim files: `bridge-opens` and `bridge-late` cite `council`, `ferry-leaves`
/// cites `harbour`, and each but the first is wrong.
fn town() -> Project {
    let project = Project::bridge();
    project
        .source(
            "harbour",
            "The ferry leaves at noon, every day but Sunday.\n",
        )
        .source("unused", "Nobody quotes a word of this text.\n")
        .claims(
            "claims/sub/ferry.json",
            &[claim("ferry-leaves", "harbour", NOWHERE)],
        )
        .claims(
            "claims/sub/mixed.json",
            &[
                claim("bridge-late", "council", NOWHERE),
                claim("ferry-daily", "harbour", "every day but Sunday"),
            ],
        );
    project
}

/// Exit code and ids of the claims that were checked.
fn outcome(run: &Run) -> (i32, Vec<String>) {
    (run.code, run.claim_ids())
}

/// The same, as a test writes it down.
fn expected(code: i32, ids: &[&str]) -> (i32, Vec<String>) {
    (code, ids.iter().map(ToString::to_string).collect())
}

mod rules_that_span_the_project {
    use super::*;

    #[test]
    fn an_id_that_another_file_has_is_seen_from_either_file() {
        let project = Project::bridge();
        let other = claim_file(&[claim(
            "bridge-opens",
            "council",
            "The council met on Monday",
        )]);
        project.write("claims/other.json", &other);
        for (path, elsewhere, text) in [
            (BRIDGE_PATH, "claims/other.json", BRIDGE),
            ("claims/other.json", BRIDGE_PATH, other.as_str()),
        ] {
            let run = project.verify(&[path]);
            let finding = run.finding();
            assert_eq!(
                (run.code, &finding["rule"]),
                (1, &json!("duplicate-claim-id"))
            );
            assert_eq!(
                (&finding["file"], place(&finding)),
                (&json!(path), place_of("\"bridge-opens\"", text))
            );
            assert_eq!(finding["related"][0]["file"], elsewhere);
        }
    }

    #[test]
    fn an_id_of_a_claim_that_was_retired_elsewhere_is_taken() {
        let project = Project::bridge();
        let tombstones =
            json!([{"id": "bridge-opens", "on": "2025-05-01", "reason": "Withdrawn."}]);
        let mut other: Value = serde_json::from_str(&claim_file(&[claim(
            "other",
            "council",
            "The council met on Monday",
        )]))
        .expect("a claim file");
        other["retired"] = tombstones;
        project.write("claims/other.json", other.to_string());
        for path in [BRIDGE_PATH, "claims/other.json"] {
            let run = project.verify(&[path]);
            assert_eq!(
                (run.code, &run.finding()["rule"]),
                (1, &json!("duplicate-claim-id")),
                "{path}"
            );
        }
    }

    #[test]
    fn an_id_that_stands_twice_in_another_file_is_not_this_files_fault() {
        let project = Project::bridge();
        let twins = [
            claim("twin", "council", "The council met on Monday"),
            claim("twin", "council", "the mayor said"),
        ];
        project.claims("claims/twins.json", &twins);
        assert_eq!(project.verify(&[BRIDGE_PATH]).code, 0);
        assert_eq!(
            project.verify(&["claims/twins.json"]).rules(),
            ["duplicate-claim-id"]
        );
    }

    #[test]
    fn a_quote_of_another_source_is_found_there_though_nothing_that_was_named_cites_it() {
        let project = town();
        project.edit(
            BRIDGE_PATH,
            "The bridge will open in spring\"",
            "Nobody quotes a word of this\"",
        );
        let run = project.verify(&[BRIDGE_PATH]);
        let finding = run.finding();
        assert_eq!(
            (run.code, &finding["rule"]),
            (1, &json!("quote-misattributed"))
        );
        assert_eq!(
            place(&finding),
            place_of("\"Nobody quotes", &project.read(BRIDGE_PATH))
        );
        let related = &finding["related"][0];
        assert_eq!(
            (&related["file"], place(related)),
            (&json!("sources/unused.txt"), (1, 1))
        );
        assert_eq!(
            (&finding["fix"]["safety"], &finding["fix"]["title"]),
            (&json!("review"), &json!("cite unused"))
        );
        assert_eq!(project.run(&["fix", "--unsafe", BRIDGE_PATH]).code, 0);
        assert!(project.read(BRIDGE_PATH).contains("\"source\": \"unused\""));
    }

    #[test]
    fn every_source_that_has_the_quote_is_named() {
        let project = town();
        let words = "The lighthouse keeper has retired.";
        for id in ["a", "b", "c", "d", "e"] {
            project.source(id, words);
        }
        project.edit(BRIDGE_PATH, "The bridge will open in spring", words);
        let message = project.verify(&[BRIDGE_PATH]).finding()["message"].to_string();
        assert!(message.contains("a, b, c, d and e"), "{message}");
    }

    #[test]
    fn a_passage_of_a_text_with_a_name_of_its_own_is_shown_in_that_file() {
        let project = town();
        let words = "The lighthouse keeper has retired.";
        let mut lighthouse = descriptor("lighthouse", words.as_bytes());
        lighthouse["text"] = json!("keeper.txt");
        project
            .write("sources/keeper.txt", words)
            .write("sources/lighthouse.json", lighthouse.to_string());
        project.edit(BRIDGE_PATH, "The bridge will open in spring", words);
        let finding = project.verify(&[BRIDGE_PATH]).finding();
        assert_eq!(
            (&finding["rule"], &finding["related"][0]["file"]),
            (&json!("quote-misattributed"), &json!("sources/keeper.txt"))
        );
    }
}

mod paths {
    use super::*;

    #[rstest]
    #[case::a_claim_file(&["claims/bridge.json"], 0, &["bridge-opens"])]
    #[case::two(&["claims/bridge.json", "claims/sub/ferry.json"], 1, &["bridge-opens", "ferry-leaves"])]
    #[case::one_twice(&["claims/bridge.json", "./claims/bridge.json"], 0, &["bridge-opens"])]
    #[case::a_folder(&["claims/"], 1, &["bridge-opens", "ferry-leaves", "bridge-late", "ferry-daily"])]
    #[case::a_folder_below(&["claims/sub"], 1, &["ferry-leaves", "bridge-late", "ferry-daily"])]
    #[case::a_folder_and_its_file(&["claims/sub", "claims/sub/ferry.json"], 1, &["ferry-leaves", "bridge-late", "ferry-daily"])]
    #[case::a_text(&["sources/council.txt"], 1, &["bridge-opens", "bridge-late"])]
    #[case::a_descriptor(&["sources/council.json"], 1, &["bridge-opens", "bridge-late"])]
    #[case::a_text_and_its_descriptor(&["sources/council.json", "sources/council.txt"], 1, &["bridge-opens", "bridge-late"])]
    #[case::a_source_and_a_claim_file(&["sources/council.txt", "claims/sub/ferry.json"], 1, &["bridge-opens", "ferry-leaves", "bridge-late"])]
    #[case::a_source_that_nothing_cites(&["sources/unused.txt"], 0, &[])]
    #[case::its_descriptor(&["sources/unused.json"], 0, &[])]
    #[case::all_sources(&["sources"], 1, &["bridge-opens", "ferry-leaves", "bridge-late", "ferry-daily"])]
    #[case::the_root(&["."], 1, &["bridge-opens", "ferry-leaves", "bridge-late", "ferry-daily"])]
    fn paths_name_claim_files_sources_and_folders(
        #[case] paths: &[&str],
        #[case] code: i32,
        #[case] ids: &[&str],
    ) {
        assert_eq!(outcome(&town().verify(paths)), expected(code, ids));
    }

    #[test]
    fn a_text_with_a_name_of_its_own_names_its_source() {
        let project = town();
        fs::rename(
            project.path("sources/council.txt"),
            project.path("sources/minutes.txt"),
        )
        .expect("a new name");
        project.edit(
            "sources/council.json",
            "\"title\"",
            "\"text\":\"minutes.txt\",\"title\"",
        );
        assert_eq!(
            outcome(&project.verify(&["sources/minutes.txt"])),
            expected(1, &["bridge-opens", "bridge-late"])
        );
    }

    #[test]
    fn a_source_that_changed_and_is_cited_nowhere_is_a_finding_all_the_same() {
        let project = town();
        let run = project
            .write("sources/unused.txt", "Other words.\n")
            .verify(&["sources/unused.txt"]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["source-changed".to_owned()])
        );
    }

    #[test]
    fn a_broken_claim_file_is_seen_from_a_source_because_it_might_cite_it() {
        let project = Project::bridge();
        let run = project
            .write("claims/broken.json", "{")
            .verify(&["sources/council.txt"]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["invalid-json".to_owned()])
        );
    }

    #[rstest]
    #[case::a_wrong_source("\"council\"", "[\"council\"]", "schema-violation")]
    #[case::a_misspelt_key("\"citations\"", "\"citation\"", "schema-violation")]
    #[case::no_array("\"claims\": [", "\"claims\": 1, \"x-claims\": [", "schema-violation")]
    #[case::a_doubled_source("\"source\"", "\"source\": \"other\", \"source\"", "duplicate-key")]
    #[case::doubled_citations("\"citations\"", "\"citations\": [], \"citations\"", "duplicate-key")]
    #[case::doubled_claims("\"claims\"", "\"claims\": [], \"claims\"", "duplicate-key")]
    fn a_fault_that_hides_citations_is_seen_from_a_source(
        #[case] from: &str,
        #[case] to: &str,
        #[case] rule: &str,
        #[values("sources/council.txt", "sources/council.json", "sources")] path: &str,
    ) {
        let project = Project::bridge_with(from, to);
        let run = project.verify(&[path]);
        assert_eq!(run.code, 1, "{run:#?}");
        assert!(run.rules().contains(&rule.to_owned()), "{run:#?}");
    }

    #[rstest]
    fn a_citation_of_a_source_whose_descriptor_was_deleted_is_seen_from_the_source(
        #[values("sources", "sources/", "sources/council.txt")] path: &str,
        #[values(&["council"], &["council", "harbour"])] sources: &[&str],
    ) {
        let project = Project::bridge();
        for id in sources {
            project.source(id, support::COUNCIL);
        }
        fs::remove_file(project.path("sources/council.json")).expect("a descriptor");
        let run = project.verify(&[path]);
        assert_eq!(
            (run.code, run.rules(), run.claim_ids()),
            (
                1,
                vec!["source-missing".to_owned()],
                vec!["bridge-opens".to_owned()]
            ),
            "{run:#?}"
        );
    }

    #[rstest]
    #[case::a_folder_twice(&["claims", "claims"])]
    #[case::a_folder_and_its_file(&["claims/", "claims/bridge.json"])]
    #[case::a_file_and_its_folder(&["claims/bridge.json", "./claims/"])]
    #[case::a_folder_and_one_below(&["claims/sub", "claims", "claims/sub/../sub"])]
    fn what_is_named_more_than_once_is_checked_once(
        #[case] paths: &[&str],
        #[values("json", "full", "concise")] format: &str,
    ) {
        let project = town();
        let verify =
            |paths: &[&str]| project.run(&[&["verify", "--output-format", format], paths].concat());
        let once = verify(&["claims"]);
        assert_eq!(once.code, 1);
        assert_eq!(verify(paths), once);
    }

    #[test]
    fn a_broken_claim_file_is_not_another_files_fault() {
        let project = Project::bridge();
        assert_eq!(
            project
                .write("claims/broken.json", "{")
                .verify(&[BRIDGE_PATH])
                .code,
            0
        );
    }

    #[rstest]
    #[case::up("claims/sub", "../bridge.json", &["bridge-opens"])]
    #[case::beside("claims/sub", "ferry.json", &["ferry-leaves"])]
    #[case::here("claims/sub", ".", &["ferry-leaves", "bridge-late", "ferry-daily"])]
    #[case::across("sources", "../claims/bridge.json", &["bridge-opens"])]
    #[case::a_source("sources", "harbour.txt", &["ferry-leaves", "ferry-daily"])]
    #[case::all_above("claims/sub", "../..", &["bridge-opens", "ferry-leaves", "bridge-late", "ferry-daily"])]
    fn paths_are_relative_to_the_working_folder(
        #[case] folder: &str,
        #[case] path: &str,
        #[case] ids: &[&str],
    ) {
        let project = town();
        project.write("factcheck.toml", "");
        let mut command = project.factcheck(&["verify", "--output-format", "json", path]);
        let run = run(command.current_dir(project.path(folder)));
        assert_eq!(run.claim_ids(), ids, "{run:#?}");
        assert!(
            run.report()["claims"][0]["file"]
                .as_str()
                .is_some_and(|file| file.starts_with("claims/"))
        );
    }

    #[test]
    fn absolute_paths_are_understood() {
        let project = town();
        let path = project.path(BRIDGE_PATH);
        assert_eq!(
            outcome(&project.verify(&[path.to_str().expect("Unicode")])),
            expected(0, &["bridge-opens"])
        );
    }

    #[rstest]
    #[case::spaces("claims/a folder/the bridge.json")]
    #[case::quotes("claims/it's/“the” \"bridge\".json")]
    #[case::letters("claims/Brücken/橋-мост-جسر.json")]
    #[case::decomposed("claims/Bru\u{308}cke.json")]
    #[case::wildcards("claims/[a]*?{b}.json")]
    #[case::dashes("claims/--help.json")]
    #[case::shell("claims/$(true) `true` && ;.json")]
    #[cfg(unix)]
    fn names_in_any_script_are_checked_and_named(#[case] path: &str) {
        let project = Project::empty();
        project
            .source("council", support::COUNCIL)
            .claims(path, &[claim("bridge-opens", "council", NOWHERE)]);
        for paths in [&[][..], &[path]] {
            let run = project.verify(paths);
            assert_eq!((run.code, &run.finding()["file"]), (1, &json!(path)));
        }
    }

    #[test]
    #[cfg(unix)]
    fn roots_in_any_script_are_found() {
        let project = Project::bridge();
        let root = project.outside().join("Räume & “Brücken” ünd 橋");
        fs::rename(project.root(), &root).expect("a new name");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_factcheck"));
        assert_eq!(
            run(command
                .args(["verify", "claims/bridge.json"])
                .current_dir(root))
            .code,
            0
        );
    }
}

mod roots {
    use super::*;

    /// Runs `verify` in a folder of a project.
    fn verify_in(project: &Project, folder: &str, arguments: &[&str]) -> Run {
        let mut command =
            project.factcheck(&[&["verify", "--output-format", "json"], arguments].concat());
        run(command.current_dir(project.path(folder)))
    }

    /// Makes a folder the top of a git work tree, as far as finding it goes.
    fn init_git(project: &Project, folder: &str) {
        fs::create_dir(project.path(folder).join(".git")).expect("a new folder");
    }

    #[test]
    fn settings_above_make_the_root() {
        let project = town();
        project.write("factcheck.toml", "");
        assert_eq!(
            verify_in(&project, "claims/sub", &[]).report()["summary"]["files"],
            3
        );
    }

    #[test]
    fn the_top_of_the_git_work_tree_is_the_root() {
        let project = town();
        init_git(&project, ".");
        assert_eq!(
            verify_in(&project, "claims/sub", &[]).report()["summary"]["files"],
            3
        );
    }

    #[test]
    fn a_work_tree_whose_git_is_a_file_has_a_top_too() {
        let project = town();
        project.write(".git", "gitdir: ../elsewhere/.git/worktrees/town\n");
        assert_eq!(
            verify_in(&project, "claims/sub", &[]).report()["summary"]["files"],
            3
        );
    }

    #[test]
    fn settings_go_before_git() {
        let project = town();
        project.write("factcheck.toml", "");
        init_git(&project, "claims");
        assert_eq!(
            verify_in(&project, "claims/sub", &[]).report()["summary"]["files"],
            3
        );
    }

    #[test]
    fn the_nearest_settings_make_the_root() {
        let project = town();
        project
            .write("factcheck.toml", "")
            .write("desk/factcheck.toml", "")
            .write("desk/claims/deep/x.txt", "");
        project
            .source("council", support::COUNCIL)
            .write("desk/claims/bridge.json", BRIDGE);
        let run = verify_in(&project, "desk/claims/deep", &[]);
        assert_eq!(
            (run.code, run.report()["summary"]["files"].clone()),
            (1, json!(1))
        );
        assert_eq!(run.rules(), ["source-missing"]);
    }

    #[test]
    fn without_either_the_working_folder_is_the_root() {
        let project = town();
        verify_in(&project, "claims", &[]).assert_refused(&["no claim file matches"]);
    }

    /// A git work tree whose root is a project, and a folder `desk` with claims of its own.
    fn desk() -> Project {
        let project = town();
        init_git(&project, ".");
        project
            .write("desk/claims/ferry.json", BRIDGE.replace("bridge-", "desk-"))
            .write("desk/sources/council.txt", support::COUNCIL)
            .write(
                "desk/sources/council.json",
                descriptor("council", support::COUNCIL.as_bytes()).to_string(),
            );
        project
    }

    #[test]
    fn claims_here_that_are_not_the_projects_are_not_passed_over() {
        let run = verify_in(&desk(), "desk", &[]);
        run.assert_refused(&["factcheck.toml", "--root"]);
    }

    #[rstest]
    #[case::by_a_named_root(None, &["--root", "."], 0, &["desk-opens"])]
    #[case::by_settings(Some("desk/factcheck.toml"), &[], 0, &["desk-opens"])]
    #[case::by_settings_and_path(Some("desk/factcheck.toml"), &["claims"], 0, &["desk-opens"])]
    #[case::not_where_another_root_is_named(None, &["--root", ".."], 1,
        &["bridge-opens", "ferry-leaves", "bridge-late", "ferry-daily"])]
    fn claims_here_are_checked_where_here_is_the_root(
        #[case] settings: Option<&str>,
        #[case] arguments: &[&str],
        #[case] code: i32,
        #[case] ids: &[&str],
    ) {
        let project = desk();
        if let Some(path) = settings {
            project.write(path, "");
        }
        let run = verify_in(&project, "desk", arguments);
        assert_eq!(outcome(&run), expected(code, ids), "{run:#?}");
    }

    #[test]
    fn claims_here_that_are_part_of_the_project_are_no_obstacle() {
        let project = desk();
        project.write("factcheck.toml", "claims = ['**/claims/**/*.json']");
        let run = verify_in(&project, "desk", &[]);
        assert_eq!((run.code, run.claim_ids().len()), (1, 5), "{run:#?}");
    }

    #[test]
    fn a_file_named_claims_is_no_folder_of_claims() {
        let project = town();
        init_git(&project, ".");
        project.write("desk/claims", "Notes on claims.\n");
        let run = verify_in(&project, "desk", &[]);
        assert_eq!((run.code, run.claim_ids().len()), (1, 4), "{run:#?}");
    }

    #[rstest]
    #[case::from_below("claims/sub", "../..")]
    #[case::from_beside("sources", "..")]
    #[case::by_name(".", "../project")]
    fn a_root_that_is_named_goes_before_all(#[case] folder: &str, #[case] root: &str) {
        let project = town();
        project.write("claims/factcheck.toml", "");
        let run = verify_in(&project, folder, &["--root", root]);
        assert_eq!(run.report()["summary"]["files"], 3);
        assert_eq!(run.findings()[0]["file"], "claims/sub/ferry.json");
    }

    #[test]
    fn paths_stay_relative_to_the_working_folder_where_a_root_is_named() {
        let project = town();
        let run = verify_in(&project, "claims/sub", &["--root", "../..", "ferry.json"]);
        assert_eq!(outcome(&run), expected(1, &["ferry-leaves"]));
    }
}

mod settings {
    use super::*;

    #[test]
    fn claim_files_and_sources_may_stand_elsewhere() {
        let project = Project::bridge();
        fs::rename(project.path("sources"), project.path("quellen")).expect("a new name");
        project
            .write(
                "factcheck.toml",
                "claims = ['checks/**/*.json', './more/b?.json']\nsources = './quellen/'\n",
            )
            .claims(
                "checks/2026/a.json",
                &[claim("in-checks", "council", "The council met on Monday")],
            )
            .claims("more/b1.json", &[claim("in-more", "council", NOWHERE)])
            .claims("more/c1.json", &[claim("not-in-more", "council", NOWHERE)]);
        assert_eq!(
            outcome(&project.verify(&[])),
            expected(1, &["in-checks", "in-more"])
        );
        assert_eq!(
            outcome(&project.verify(&["quellen/council.txt"])),
            expected(1, &["in-checks", "in-more"])
        );
        project
            .verify(&[BRIDGE_PATH])
            .assert_refused(&["neither a claim file nor a source", "checks/**/*.json"]);
    }

    #[test]
    fn a_file_that_two_patterns_match_is_checked_once() {
        let project = Project::bridge();
        project.write(
            "factcheck.toml",
            "claims = ['claims/*.json', 'claims/**/b*.json']",
        );
        assert_eq!(
            outcome(&project.verify(&[])),
            expected(0, &["bridge-opens"])
        );
    }

    #[rstest]
    #[case::first("['claim/*.json', 'claims/**/*.json']", "claim/*.json")]
    #[case::last("['claims/**/*.json', './checks/*.json']", "./checks/*.json")]
    #[case::in_a_folder("['claims/**/*.json', 'claims/2026/*.json']", "claims/2026/*.json")]
    fn a_pattern_that_matches_nothing_beside_one_that_does_is_no_pass(
        #[case] patterns: &str,
        #[case] idle: &str,
    ) {
        let project = Project::bridge();
        let run = project
            .write("factcheck.toml", format!("claims = {patterns}"))
            .verify(&[]);
        let reason = "this pattern of `claims` in the settings matches no file";
        assert_eq!(outcome(&run), expected(2, &["bridge-opens"]));
        assert_eq!(
            run.report()["unchecked"],
            json!([{"file": idle, "reason": reason}])
        );
        assert!(
            run.stderr.contains(idle) && run.stderr.contains(reason),
            "{run:#?}"
        );
        assert_eq!(project.verify(&[BRIDGE_PATH]).code, 0);
    }

    #[rstest]
    fn a_pattern_with_braces_is_refused(
        #[values("claims/*.{json,jsonc}", "{claims,checks}/*.json", "claims/}.json")] pattern: &str,
        #[values("", "'claims/*.json', ")] before: &str,
    ) {
        let project = Project::bridge();
        project
            .write("factcheck.toml", format!("claims = [{before}'{pattern}']"))
            .verify(&[])
            .assert_refused(&[pattern, "braces"]);
    }

    #[rstest]
    fn a_name_that_is_almost_that_of_a_claim_file_is_not_passed_over(
        #[values("x.JSON", "x.Json", "sub/x.json.txt", "x.JSON.TXT")] name: &str,
    ) {
        let project = Project::bridge();
        let path = format!("claims/{name}");
        project.claims(&path, &[claim("stray", "council", NOWHERE)]);
        for paths in [&[][..], &["claims"], &[&path], &["sources/council.txt"]] {
            let run = project.verify(paths);
            assert_eq!(run.code, 2, "{run:#?}");
            assert_eq!(run.report()["unchecked"][0]["file"], json!(path));
            assert!(run.stderr.contains(&path), "{run:#?}");
        }
        assert_eq!(project.verify(&[BRIDGE_PATH]).code, 0);
    }

    #[rstest]
    fn names_that_nobody_takes_for_a_claim_file_are_passed_over(
        #[values("x.jsonl", "x.json~", "readme.txt", "x.md", ".x.JSON", ".x.json.txt")] name: &str,
    ) {
        let project = Project::bridge();
        let run = project
            .write(&format!("claims/{name}"), "no claims")
            .verify(&[]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_name_that_another_pattern_matches_is_no_slip() {
        let project = Project::bridge();
        let run = project
            .write(
                "factcheck.toml",
                "claims = ['claims/*.json', 'claims/*.JSON']",
            )
            .claims(
                "claims/LOUD.JSON",
                &[claim("loud", "council", "The council met on Monday")],
            )
            .verify(&[]);
        assert_eq!(outcome(&run), expected(0, &["loud", "bridge-opens"]));
    }

    #[test]
    #[cfg(unix)]
    fn a_hidden_folder_of_claims_is_passed_over_though_it_is_a_link() {
        let project = Project::bridge();
        project.claims("elsewhere/x.json", &[claim("x", "council", NOWHERE)]);
        for target in ["../elsewhere", "..", "nowhere"] {
            let at = project.path("claims/.cache");
            std::os::unix::fs::symlink(target, &at).expect("a link");
            let run = project.verify(&[]);
            assert_eq!(outcome(&run), expected(0, &["bridge-opens"]), "{target}");
            assert_eq!(run.stderr, "");
            fs::remove_file(at).expect("a link");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_name_that_is_not_unicode_does_not_hide_behind_one_that_looks_like_it() {
        let project = Project::bridge();
        let lossy = "claims/stray-\u{fffd}.json";
        project.claims(
            lossy,
            &[claim("stray", "council", "The council met on Monday")],
        );
        assert_eq!(project.verify(&[]).code, 0);
        let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"stray-\xff.json");
        fs::write(
            project.path("claims").join(name),
            claim_file(&[claim("hidden", "council", NOWHERE)]),
        )
        .expect("a file");
        for paths in [&[][..], &["claims"], &[lossy], &["sources/council.txt"]] {
            let run = project.verify(paths);
            assert_eq!(run.code, 2, "{run:#?}");
            assert_eq!(
                run.report()["unchecked"],
                json!([{"file": lossy, "reason": "its name is not Unicode"}])
            );
        }
    }

    #[rstest]
    fn other_settings_may_be_named(
        #[values("house/strict.toml", "./house/../house/strict.toml")] path: &str,
    ) {
        let project = town();
        project
            .write("factcheck.toml", "sourcs = 1")
            .write("house/strict.toml", "[rules]\nsource-unused = 'error'");
        let run = project.verify(&[BRIDGE_PATH, "sources/unused.txt", "--config", path]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["source-unused".to_owned()])
        );
    }

    #[test]
    fn named_settings_are_relative_to_the_working_folder() {
        let project = town();
        project
            .write("factcheck.toml", "")
            .write("house/strict.toml", "min-quote-characters = 500");
        let mut command = project.factcheck(&[
            "verify",
            "--output-format",
            "json",
            "../claims/bridge.json",
            "--config",
            "strict.toml",
        ]);
        let run = run(command.current_dir(project.path("house")));
        assert_eq!(
            (run.code, run.rules()),
            (0, vec!["quote-too-short".to_owned()])
        );
    }

    #[rstest]
    #[case::left_out("", &[], 0)]
    #[case::info("[rules]\nsource-unused = 'info'", &["source-unused"], 0)]
    #[case::error("[rules]\nsource-unused = 'error'", &["source-unused"], 1)]
    fn unused_sources_are_a_finding_where_the_project_says_so(
        #[case] text: &str,
        #[case] rules: &[&str],
        #[case] code: i32,
    ) {
        let project = Project::bridge();
        let run = project
            .source("unused", "Nobody quotes this.")
            .write("factcheck.toml", text)
            .verify(&[]);
        assert_eq!(
            (run.code, run.rules()),
            (code, rules.iter().map(ToString::to_string).collect())
        );
        if let Some(finding) = run.findings().first() {
            assert_eq!(
                (&finding["file"], &finding["source"]),
                (&json!("sources/unused.json"), &json!("unused"))
            );
        }
    }

    #[test]
    fn a_folder_of_sources_that_nothing_is_in_is_no_source() {
        let project = Project::empty();
        let run = project.write(BRIDGE_PATH, BRIDGE).verify(&[]);
        assert_eq!(
            (run.code, &run.finding()["rule"]),
            (1, &json!("source-missing"))
        );
    }
}

mod changed_sources {
    use super::*;

    /// Three claims about a text that has changed since it was pinned: one quote stands where it stood, one has moved,
    /// one is gone.
    fn changed() -> Project {
        let project = Project::empty();
        let before =
            "The tide was high. The crew was tired. Quarterly earnings doubled, analysts wrote.\n";
        let moved = "The crew was tired.";
        let start = before.find(moved).expect("a passage");
        let mut with_span = claim("moved", "ship", moved);
        with_span["citations"][0]["span"] = json!({"start": start, "end": start + moved.len()});
        project
            .source("ship", before)
            .claims(
                "claims/ship.json",
                &[claim("stands", "ship", "The tide was high."), with_span],
            )
            .claims("claims/gone.json", &[claim("gone", "ship", NOWHERE)]);
        assert_eq!(project.verify(&[]).code, 0);
        project.write(
            "sources/ship.txt",
            "The tide was high. Nobody slept. The crew was tired.\n",
        );
        project
    }

    /// What is said of the source in a run.
    fn changed_finding(run: &Run) -> Value {
        let findings = run.findings();
        let found = findings
            .iter()
            .find(|finding| finding["rule"] == "source-changed");
        found.cloned().unwrap_or_else(|| panic!("{run:#?}"))
    }

    #[test]
    fn each_quote_is_judged_against_the_new_text_and_counted() {
        let project = changed();
        let run = project.verify(&[]);
        let finding = changed_finding(&run);
        let message = finding["message"].as_str().expect("a message");
        assert!(
            message.contains("1 still stands, 1 has moved, 1 is gone"),
            "{message}"
        );
        assert_eq!(
            (run.code, &finding["source"], &finding["file"]),
            (1, &json!("ship"), &json!("sources/ship.json"))
        );
        let text = project.read("sources/ship.json");
        let pinned: Value = serde_json::from_str(&text).expect("a descriptor");
        assert_eq!(
            place(&finding),
            place_of(&pinned["sha256"].to_string(), &text)
        );
        assert!(run.rules().contains(&"span-moved".to_owned()), "{run:#?}");
    }

    #[test]
    fn all_quotes_are_counted_whatever_was_named() {
        let project = changed();
        for path in ["sources/ship.txt", "claims"] {
            let message = changed_finding(&project.verify(&[path]))["message"].to_string();
            assert!(
                message.contains("1 still stands, 1 has moved, 1 is gone"),
                "{path}: {message}"
            );
        }
    }

    #[test]
    fn a_change_that_leaves_every_quote_in_place_is_still_a_change() {
        let project = Project::bridge();
        let run = project
            .write(
                "sources/council.txt",
                format!("{}Later words.\n", support::COUNCIL),
            )
            .verify(&[]);
        let finding = run.finding();
        assert_eq!((run.code, &finding["rule"]), (1, &json!("source-changed")));
        assert!(
            finding["message"]
                .as_str()
                .is_some_and(|said| said.contains("1 still stands, 0 have moved, 0 are gone"))
        );
    }

    #[test]
    fn a_text_that_is_not_utf8_is_no_change() {
        let project = Project::bridge();
        let run = project
            .write("sources/council.txt", b"torn \xff text")
            .verify(&[]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["source-invalid".to_owned()])
        );
        assert_eq!(
            project.verify(&["sources/council.txt"]).rules(),
            ["source-invalid"]
        );
    }

    #[test]
    fn it_may_be_waived_where_every_claim_that_cites_the_source_says_so() {
        let project = Project::bridge();
        let waiver = "\"waivers\": [{\"rule\": \"source-changed\", \"reason\": \"A later edition.\"}],\n\"citations\"";
        project
            .claims(
                "claims/second.json",
                &[claim("second", "council", "The council met on Monday")],
            )
            .write(
                "sources/council.txt",
                format!("{}Later words.\n", support::COUNCIL),
            )
            .edit(BRIDGE_PATH, "\"citations\"", waiver);
        assert_eq!(project.verify(&[]).code, 1);
        project.edit("claims/second.json", "\"citations\"", waiver);
        let run = project.verify(&[]);
        assert_eq!(
            (
                run.code,
                run.rules().len(),
                run.report()["summary"]["waived"].clone()
            ),
            (0, 0, json!(1)),
            "{run:#?}"
        );
    }
}

mod typography_that_passes {
    use super::*;

    /// The text of `harbour`.
    const HARBOUR: &str =
        "“We’re late,” said the mayor. Ferries left at noon. “We’re late,” said the clerk.\n";

    /// How a project lets typography pass.
    #[derive(Debug, Clone, Copy)]
    enum Pass {
        Off,
        Lowered,
        Waived,
    }

    /// One claim, with a citation of `harbour`, and typography that passes.
    fn harbour(pass: Pass, citation: &Value) -> Project {
        let project = Project::empty();
        let mut claim = claim("late", "harbour", "");
        claim["citations"] = json!([citation]);
        match pass {
            Pass::Off => project.write("factcheck.toml", "[rules]\nquote-typography = 'off'"),
            Pass::Lowered => project.write("factcheck.toml", "[rules]\nquote-typography = 'info'"),
            Pass::Waived => {
                claim["waivers"] = json!([{"rule": "quote-typography", "reason": "House style."}]);
                project.write("factcheck.toml", "")
            }
        };
        project
            .source("harbour", HARBOUR)
            .claims("claims/a.json", &[claim]);
        project
    }

    /// The rules that are broken besides.
    fn broken(run: &Run) -> Vec<String> {
        let mut rules = run.rules();
        rules.retain(|rule| rule != "quote-typography");
        rules
    }

    #[rstest]
    #[case::whole(json!("said the mayor. Ferries left at noon. \"We're late,\" said the clerk."))]
    #[case::fragments(json!(["\"We're late,\" said the mayor", "Ferries left at noon"]))]
    fn leaves_a_quote_that_is_right_otherwise_alone(
        #[values(Pass::Off, Pass::Lowered, Pass::Waived)] pass: Pass,
        #[case] quote: Value,
    ) {
        let run = harbour(pass, &json!({"source": "harbour", "quote": quote})).verify(&[]);
        assert_eq!((run.code, broken(&run)), (0, vec![]), "{run:#?}");
        assert_eq!(
            run.report()["claims"][0]["citations"][0]["match"],
            "typographic"
        );
    }

    #[rstest]
    #[case::first_typographic(json!(["\"We're late,\" said the clerk", "Ferries left at noon"]))]
    #[case::last_typographic(json!(["Ferries left at noon", "\"We're late,\" said the mayor"]))]
    #[case::both(json!(["\"We're late,\" said the clerk", "\"We're late,\" said the mayor"]))]
    #[case::overlap(json!(["\"We're late,\" said the mayor", "the mayor. Ferries left"]))]
    fn does_not_let_fragments_stand_in_the_wrong_order(
        #[values(Pass::Off, Pass::Lowered, Pass::Waived)] pass: Pass,
        #[case] quote: Value,
    ) {
        let run = harbour(pass, &json!({"source": "harbour", "quote": quote})).verify(&[]);
        assert_eq!(
            (run.code, broken(&run)),
            (1, vec!["fragments-out-of-order".to_owned()]),
            "{run:#?}"
        );
        assert_eq!(run.report()["claims"][0]["status"], "fail");
    }

    #[rstest]
    #[case::twice(json!({"quote": "\"We're late,\" said the"}), "quote-ambiguous")]
    #[case::cut_in_mid_word(json!({"quote": "re late,\" said the mayor"}), "quote-cut-word")]
    #[case::wrong_span(json!({"quote": "\"We're late,\" said the mayor", "span": {"start": 1, "end": 30}}), "span-moved")]
    #[case::wrong_prefix(json!({"quote": "\"We're late,\" said the mayor", "prefix": "noon. "}), "context-mismatch")]
    #[case::wrong_suffix(json!({"quote": "\"We're late,\" said the mayor", "suffix": ", twice"}), "context-mismatch")]
    fn does_not_hide_where_the_quote_stands(
        #[values(Pass::Off, Pass::Lowered, Pass::Waived)] pass: Pass,
        #[case] mut citation: Value,
        #[case] rule: &str,
    ) {
        citation["source"] = json!("harbour");
        let run = harbour(pass, &citation).verify(&[]);
        assert_eq!(
            (run.code, broken(&run)),
            (1, vec![rule.to_owned()]),
            "{run:#?}"
        );
    }

    #[rstest]
    #[case::prefix("prefix", "left at noon. ")]
    #[case::suffix("suffix", " clerk.")]
    fn is_singled_out_by_what_stands_beside_it(
        #[values(Pass::Off, Pass::Lowered, Pass::Waived)] pass: Pass,
        #[case] key: &str,
        #[case] text: &str,
    ) {
        let citation = json!({"source": "harbour", "quote": "\"We're late,\" said the", key: text});
        let run = harbour(pass, &citation).verify(&[]);
        assert_eq!((run.code, broken(&run)), (0, vec![]), "{run:#?}");
    }
}

mod accepted_folds {
    use super::*;

    /// The quote stands twice, the second time with another space.
    const PIER: &str =
        "He said the old pier is shut. She said the\u{a0}old pier is shut too, and for good.\n";

    fn pier(accept: &str, citation: &Value) -> Run {
        let mut claim = claim("pier", "pier", "");
        claim["citations"] = json!([citation]);
        let project = Project::empty();
        project
            .write("factcheck.toml", format!("accept = ['{accept}']"))
            .source("pier", PIER)
            .claims("claims/a.json", &[claim])
            .verify(&[])
    }

    /// A quote that stands verbatim in one place is in another, by an accepted fold, where the citation says so.
    #[rstest]
    #[case::suffix(json!({"quote": "the old pier is shut", "suffix": " too"}), "context-mismatch")]
    #[case::prefix(json!({"quote": "the old pier is shut", "prefix": "She said "}), "context-mismatch")]
    #[case::span(json!({"quote": "the old pier is shut", "span": {"start": 39, "end": 59}}), "span-moved")]
    #[case::order(json!({"quote": ["shut. She said", "the old pier is shut"]}), "fragments-out-of-order")]
    fn count_at_the_place_that_is_cited(#[case] mut citation: Value, #[case] otherwise: &str) {
        citation["source"] = json!("pier");
        let run = pier("whitespace", &citation);
        assert_eq!((run.code, run.rules()), (0, vec![]), "{run:#?}");
        let cited = &run.report()["claims"][0]["citations"][0];
        assert_eq!(cited["folds"], json!(["whitespace"]), "{cited}");
        let run = pier("dashes", &citation);
        assert_eq!(run.rules(), [otherwise], "{run:#?}");
    }

    /// Where it stands at neither, what is said is said of where it stands verbatim.
    #[rstest]
    #[case::suffix(json!({"quote": "the old pier is shut", "suffix": " again"}), "context-mismatch")]
    #[case::span(json!({"quote": "the old pier is shut", "span": {"start": 9, "end": 29}}), "span-moved")]
    fn do_not_hide_a_wrong_place(#[case] mut citation: Value, #[case] rule: &str) {
        citation["source"] = json!("pier");
        let run = pier("whitespace", &citation);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec![rule.to_owned()]),
            "{run:#?}"
        );
    }
}

mod quiet_runs {
    use super::*;

    /// What a quiet run prints to standard output.
    fn quiet(project: &Project, format: &str) -> String {
        let arguments = ["verify", "--quiet", "--output-format", format];
        let (quiet, loud) = (
            project.run(&arguments),
            project.run(&[arguments[0], arguments[2], format]),
        );
        assert_eq!((quiet.code, &quiet.stderr), (loud.code, &loud.stderr));
        assert!(
            loud.stdout.starts_with(&quiet.stdout) && !quiet.stdout.contains("result: "),
            "{quiet:#?}"
        );
        quiet.stdout
    }

    #[rstest]
    fn print_accepted_folds(#[values("full", "concise")] format: &str) {
        let project = Project::bridge_with("The bridge will open", "The  bridge will open");
        project.write("factcheck.toml", "accept = ['whitespace']");
        let out = quiet(&project, format);
        assert_eq!(
            out,
            "accepted: claim \"bridge-opens\", citation 1: stands but for whitespace\n"
        );
    }

    #[rstest]
    #[case::off("off")]
    #[case::info("info")]
    fn print_folds_that_the_settings_let_pass(
        #[case] level: &str,
        #[values("full", "concise")] format: &str,
    ) {
        let project = Project::bridge_with("The bridge will open", "The  bridge will open");
        project.write(
            "factcheck.toml",
            format!("[rules]\nquote-typography = '{level}'"),
        );
        let out = quiet(&project, format);
        assert!(
            out.ends_with(
                "accepted: claim \"bridge-opens\", citation 1: stands but for whitespace\n"
            ),
            "{out}"
        );
    }

    #[rstest]
    fn print_waivers_that_are_used(#[values("full", "concise")] format: &str) {
        let waiver = "\"waivers\": [{\"rule\": \"quote-too-short\", \"reason\": \"That is all he said.\"}],\n\"citations\"";
        let project = Project::bridge_with("\"citations\"", waiver);
        project.edit(BRIDGE_PATH, "The bridge will open in spring", "in spring");
        let (line, column) = place_of("\"in spring\"", &project.read(BRIDGE_PATH));
        assert_eq!(
            quiet(&project, format),
            format!(
                "waived: {BRIDGE_PATH}:{line}:{column}: quote-too-short: That is all he said.\n"
            )
        );
    }

    #[rstest]
    fn print_what_was_not_checked(#[values("full", "concise")] format: &str) {
        let project = Project::bridge();
        project.write("claims/x.json/readme.txt", "").write(
            "factcheck.toml",
            "claims = ['claims/**/*.json', 'checks/*.json']",
        );
        let out = quiet(&project, format);
        assert_eq!(
            out,
            "not checked: checks/*.json: this pattern of `claims` in the settings matches no file\n\
             not checked: claims/x.json: it is a folder, not a file\n"
        );
    }
}

mod folds {
    use super::*;

    /// The same words in other typography at two places.
    const TWICE: &str =
        "She said: “We won’t wait.”\nHe said: “We\nwon\u{2032}t wait.” It’s -- so.\n";

    /// A citation of these words, at the place that the context singles out.
    fn citing(settings: &str, context: &Value) -> Project {
        let project = Project::empty();
        project
            .source("twice", TWICE)
            .write("factcheck.toml", settings);
        let mut claim = claim("wait", "twice", "We won't wait");
        for (key, value) in context.as_object().expect("an object") {
            claim["citations"][0][key] = value.clone();
        }
        project.claims("claims/wait.json", &[claim]);
        project
    }

    #[rstest]
    #[case::first(json!({"span": {"start": 11, "end": 24}}), json!(["quotes"]))]
    #[case::second(json!({"span": {"start": 37, "end": 50}}), json!(["whitespace", "quotes"]))]
    #[case::first_by_context(json!({"prefix": "She said: “"}), json!(["quotes"]))]
    #[case::none_singled_out(json!({}), json!(["whitespace", "quotes"]))]
    fn are_those_of_the_place_that_is_cited(#[case] context: Value, #[case] folds: Value) {
        let project = citing("accept = ['quotes', 'whitespace']", &context);
        let report = project.verify(&[]).report();
        assert_eq!(
            report["claims"][0]["citations"][0]["folds"], folds,
            "{report:#}"
        );
    }

    #[rstest]
    #[case::first(json!({"span": {"start": 11, "end": 24}}), json!(["quotes"]), "We won’t wait")]
    #[case::second(
        json!({"span": {"start": 37, "end": 50}}),
        json!(["whitespace", "quotes"]),
        "We\nwon\u{2032}t wait"
    )]
    fn and_so_is_what_mends_it(#[case] context: Value, #[case] folds: Value, #[case] words: &str) {
        let project = citing("", &context);
        let report = project.verify(&[]).report();
        let findings = report["findings"].as_array().expect("an array");
        let finding = findings
            .iter()
            .find(|finding| finding["rule"] == "quote-typography")
            .expect("a finding");
        assert_eq!(finding["kinds"], folds, "{report:#}");
        assert_eq!(report["claims"][0]["citations"][0]["folds"], folds);
        assert_eq!(project.run(&["fix"]).code, 0);
        let mended: Value = serde_json::from_str(&project.read("claims/wait.json")).expect("JSON");
        assert_eq!(mended["claims"][0]["citations"][0]["quote"], words);
    }
}

mod repeated_runs {
    use super::*;

    #[rstest]
    fn print_the_same_bytes_with_any_number_of_threads(
        #[values("json", "full", "concise")] format: &str,
    ) {
        let project = every_kind();
        for number in 0..40 {
            let id = format!("copy-{number}");
            let text = format!("Report number {number} says that all went well at last.\n");
            project.source(&id, &text).claims(
                &format!("claims/copies/{id}.json"),
                &[
                    claim(&id, &id, "all went well at last"),
                    claim("one-for-all", &id, NOWHERE),
                ],
            );
        }
        let verify =
            |jobs: &str| project.run(&["verify", "--output-format", format, "--jobs", jobs]);
        let first = verify("1");
        assert_eq!(first.code, 1);
        for jobs in ["1", "8", "8", "3"] {
            assert_eq!(verify(jobs), first, "{jobs} threads");
        }
        assert_eq!(project.run(&["verify", "--output-format", format]), first);
    }

    #[test]
    fn print_the_same_wherever_the_project_lies_and_whenever_its_files_were_written() {
        let (one, other) = (every_kind(), every_kind());
        for format in ["json", "full", "concise"] {
            let verify = |project: &Project| project.run(&["verify", "--output-format", format]);
            assert_eq!(verify(&one), verify(&other));
        }
    }

    #[test]
    fn give_each_finding_a_fingerprint_of_its_own() {
        let findings = every_kind().verify(&[]).findings();
        let mut fingerprints: Vec<String> = findings
            .iter()
            .map(|finding| finding["fingerprint"].to_string())
            .collect();
        fingerprints.sort_unstable();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), findings.len());
    }

    #[test]
    fn keep_fingerprints_when_lines_move() {
        let project = Project::bridge_with(
            "\"The bridge will open in spring\"",
            &format!("\"{NOWHERE}\""),
        );
        let before = project.verify(&[]).finding();
        project.edit(BRIDGE_PATH, "\"claims\"", "\n\n\n\"claims\"");
        let after = project.verify(&[]).finding();
        assert_ne!(before["line"], after["line"]);
        assert_eq!(before["fingerprint"], after["fingerprint"]);
    }

    #[test]
    fn never_change_a_file() {
        let project = every_kind();
        let files = || {
            let mut files = Vec::new();
            for folder in ["claims", "sources", "."] {
                for entry in fs::read_dir(project.path(folder)).expect("a folder") {
                    let path = entry.expect("an entry").path();
                    files.push((path.clone(), fs::read(&path).ok()));
                }
            }
            files.sort_unstable();
            files
        };
        let before = files();
        project.verify(&[]);
        assert_eq!(files(), before);
    }
}

mod a_verdict_that_nothing_backs {
    use super::*;

    /// Where it may be so, what speaks against the verdict is still told.
    #[rstest]
    #[case::told("", json!([]), "verdict-unbacked")]
    #[case::off("[rules]\nverdict-unbacked = 'off'", json!([]), "verdict-contradicted")]
    #[case::waived("", json!([{"rule": "verdict-unbacked", "reason": "The rest is on tape."}]), "verdict-contradicted")]
    #[case::waived_until_yesterday("", json!([{"rule": "verdict-unbacked", "reason": "On tape.", "until": "2026-01-01"}]), "verdict-unbacked")]
    fn is_contradicted_by_what_it_cites(
        #[case] settings: &str,
        #[case] waivers: Value,
        #[case] expected: &str,
    ) {
        let project = Project::empty();
        let mut claim = claim("ferry-daily", "harbour", "every day but Sunday");
        claim["citations"][0]["stance"] = json!("refutes");
        claim["waivers"] = waivers;
        project
            .write("factcheck.toml", settings)
            .source(
                "harbour",
                "The ferry leaves at noon, every day but Sunday.\n",
            )
            .claims("claims/a.json", &[claim]);
        let run = project.verify(&[]);
        let mut rules = run.rules();
        rules.retain(|rule| rule != "waiver-unused");
        assert_eq!(
            (run.code, rules),
            (1, vec![expected.to_owned()]),
            "{run:#?}"
        );
    }
}
