//! A run in shards, joined, is the run in one piece, byte for byte; and a run against an earlier report shows what is new.

mod support;

use rstest::rstest;
use serde_json::{Value, json};
use std::fs;
use support::{
    BRIDGE, BRIDGE_PATH, COUNCIL, Project, Run, claim, commit_all, drifted, every_kind, has_git,
};

/// The folder beside a project that reports are written to: outside, so that they are no part of what is checked.
fn report_path(project: &Project, name: &str) -> String {
    let path = project.outside().join(name);
    path.to_str().expect("a Unicode path").to_owned()
}

/// Writes a report beside a project; its path.
fn save(project: &Project, name: &str, content: &str) -> String {
    let path = report_path(project, name);
    fs::write(&path, content).expect("a report can be written");
    path
}

/// Runs all N shards of `verify`, with the JSON report; the paths of the reports.
fn shards(project: &Project, of: u32, arguments: &[&str]) -> Vec<String> {
    (1..=of)
        .map(|number| {
            let run = shard(project, number, of, arguments);
            save(project, &format!("shard-{number}-{of}.json"), &run.stdout)
        })
        .collect()
}

fn shard(project: &Project, number: u32, of: u32, arguments: &[&str]) -> Run {
    let shard = format!("{number}/{of}");
    project.verify(&[&["--shard", &shard], arguments].concat())
}

fn merge(project: &Project, reports: &[String], arguments: &[&str]) -> Run {
    let reports: Vec<&str> = reports.iter().map(String::as_str).collect();
    project.run(&[&["merge"], &reports[..], arguments].concat())
}

/// Asserts that N shards joined are the run in one piece, in every format.
fn assert_adds_up(project: &Project, of: u32, arguments: &[&str]) {
    let reports = shards(project, of, arguments);
    let formats: [&[&str]; 9] = [
        &["json"],
        &["full"],
        &["full", "--quiet"],
        &["concise"],
        &["github"],
        &["gitlab"],
        &["junit"],
        &["sarif"],
        &["markdown"],
    ];
    for format in formats {
        let format = [&["--output-format"], format].concat();
        let whole = project.run(&[&["verify"], arguments, &format].concat());
        let merged = merge(project, &reports, &format);
        assert_eq!(merged, whole, "{of} shards, {format:?}");
    }
}

mod shards_add_up {
    use super::*;

    #[rstest]
    fn of_every_kind(#[values(1, 2, 3, 7)] of: u32) {
        assert_adds_up(&every_kind(), of, &[]);
    }

    #[rstest]
    fn of_drift(#[values(1, 2, 3, 7)] of: u32) {
        assert_adds_up(&drifted(), of, &["--against", "dir:../before"]);
    }

    #[rstest]
    #[case::a_file(&["claims/harbour.json"])]
    #[case::a_broken_file(&["claims/broken.json"])]
    #[case::a_source(&["sources/harbour.txt"])]
    #[case::a_source_that_nothing_cites(&["sources/unused.json"])]
    #[case::two_folders(&["sources", "claims/empty.json"])]
    fn of_a_part(#[case] paths: &[&str], #[values(2, 5)] of: u32) {
        assert_adds_up(&every_kind(), of, paths);
    }

    #[test]
    fn of_drift_of_a_part() {
        let arguments = ["--against", "dir:../before", "sources/edited.txt"];
        assert_adds_up(&drifted(), 3, &arguments);
    }

    #[rstest]
    fn with_files_that_cannot_be_checked(#[values(2, 5)] of: u32) {
        let project = every_kind();
        project
            .write("claims/folder.json/readme.txt", "")
            .write("claims/other.json/readme.txt", "")
            .write("claims/STORY.JSON", "{}")
            .write(
                "factcheck.toml",
                "claims = ['claims/**/*.json', 'none/*.json', 'idle/*.json']",
            );
        assert_adds_up(&project, of, &[]);
    }

    /// Two commits, with a source that took another one's place, so that a finding in one shard names a source of
    /// another.
    #[rstest]
    fn of_drift_in_git(#[values(1, 2, 3, 7)] of: u32) {
        if !has_git() {
            return;
        }
        let project = Project::bridge();
        let claims: Vec<Value> = (0..12)
            .map(|number| {
                claim(
                    &format!("claim-{number}"),
                    "council",
                    "The council met on Monday.",
                )
            })
            .collect();
        let oak = "The pier is made of oak.\n";
        // Texts that are edited, and their descriptors not.
        let edited: Vec<String> = (0..6).map(|number| format!("edited-{number}")).collect();
        for id in &edited {
            project.source(id, oak);
            project.claims(
                &format!("claims/{id}.json"),
                &[claim(id, id, "made of oak.")],
            );
        }
        project
            .source("old", oak)
            .claims("claims/many.json", &claims)
            .claims(
                "claims/pier.json",
                &[claim("pier", "old", "The pier is made of oak.")],
            )
            .commit_all();
        for ending in ["json", "txt"] {
            fs::remove_file(project.path(&format!("sources/old.{ending}"))).expect("a file");
        }
        fs::remove_file(project.path("claims/pier.json")).expect("a file");
        project
            .source("new", oak)
            .source(
                "council",
                "Then.\nThe bridge will open in spring, the mayor said.\n",
            )
            .edit("claims/many.json", "opens in spring", "never opens")
            .edit("claims/many.json", "\"claim-3\"", "\"claim-33\"")
            .edit("claims/many.json", "\"claim-5\"", "\"bridge-opens\"");
        for id in &edited {
            project.write(&format!("sources/{id}.txt"), "The pier is made of elm.\n");
        }
        assert_adds_up(&project, of, &["--against", "HEAD"]);
        commit_all(&project.root(), "second");
        assert_adds_up(&project, of, &[]);
        let whole = project.verify(&["--against", "HEAD~1"]);
        assert!(whole.stdout.contains("has the same text"), "{whole:#?}");
        assert_adds_up(&project, of, &["--against", "HEAD~1"]);
    }

    /// The quotes of all shards count for a source whose text changed, and so do the waivers of all.
    #[rstest]
    #[case::waived_by_all(12)]
    #[case::waived_by_some(5)]
    #[case::waived_by_none(0)]
    fn with_a_source_that_changed(#[case] waiving: usize, #[values(2, 7)] of: u32) {
        let project = Project::empty();
        let mut claims: Vec<Value> = (0..12)
            .map(|number| {
                let quote = [
                    "The bridge will open in spring",
                    "The council met on Monday.",
                ];
                claim(&format!("claim-{number}"), "council", quote[number % 2])
            })
            .collect();
        for claim in claims.iter_mut().take(waiving) {
            claim["waivers"] = json!([{"rule": "source-changed", "reason": "A later edition."}]);
        }
        for claim in claims.iter_mut().skip(6) {
            claim["citations"][0]["span"] = json!({"start": 0, "end": 5});
        }
        project
            .source("council", COUNCIL)
            .write(
                "sources/council.txt",
                "New.\nThe bridge will open in spring, the mayor said.\n",
            )
            .claims("claims/many.json", &claims);
        assert_adds_up(&project, of, &[]);
    }

    /// Ids that are used twice have findings with the same content, told apart by their order alone.
    #[rstest]
    fn with_claims_of_the_same_id_or_none(#[values(2, 3, 7)] of: u32) {
        let project = Project::bridge();
        for file in ["claims/a.json", "claims/b.json"] {
            let mut claims: Vec<Value> = ["one", "two", "bridge-opens", "two"]
                .map(|id| claim(id, "council", "Nobody ever said anything like it"))
                .into();
            claims.push(claims[0].clone());
            claims[4].as_object_mut().expect("a claim").remove("id");
            claims.push(json!({"id": 5}));
            claims.push(json!("no claim"));
            project.claims(file, &claims);
        }
        // All on one line, where only the rank of a claim tells its place.
        let flat: Value = serde_json::from_str(&project.read("claims/a.json")).expect("JSON");
        project.write("claims/flat.json", flat.to_string());
        assert_adds_up(&project, of, &[]);
    }

    #[test]
    fn with_accepted_folds_and_odd_characters() {
        let project = Project::bridge_with(
            "\"The bridge will open in spring\"",
            "[\"The council  met\", \"the mayor said\"]",
        );
        project
            .write("factcheck.toml", "accept = ['whitespace']")
            .source(
                "odd",
                "É\u{301} — “70”\u{a0}% of <b>\u{202e}abc\u{200b}</b> said so; more than 70.\n",
            )
            .claims(
                "claims/odd.json",
                &[
                    claim(
                        "odd",
                        "odd",
                        "“700”\u{a0}% of <b>\u{202e}abc\u{200b}</b> said so",
                    ),
                    claim("odd-2", "odd", "e\u{301} - \"70\" % of <b>"),
                ],
            );
        assert_adds_up(&project, 3, &[]);
    }

    /// The union of the shards' lists is the whole run's, each entry once.
    #[rstest]
    fn list_by_list(#[values(2, 3, 7)] of: u32) {
        let project = every_kind();
        let whole = project.verify(&[]).report();
        let parts: Vec<Value> = (1..=of)
            .map(|number| shard(&project, number, of, &[]).report())
            .collect();
        for list in ["claims", "findings", "waived", "unchecked", "changes"] {
            let entries = |report: &Value| -> Vec<String> {
                let entries = report[list].as_array().expect("an array");
                entries.iter().map(Value::to_string).collect()
            };
            let mut of_parts: Vec<String> = parts.iter().flat_map(entries).collect();
            let mut of_whole = entries(&whole);
            of_parts.sort();
            of_whole.sort();
            assert_eq!(of_parts, of_whole, "{list}");
        }
        for (count, total) in whole["summary"].as_object().expect("an object") {
            let sum: u64 = parts
                .iter()
                .filter_map(|part| part["summary"][count].as_u64())
                .sum();
            assert_eq!(Some(sum), total.as_u64(), "{count}");
        }
        let has_claims = |part: &&Value| part["claims"] != json!([]);
        assert!(parts.iter().filter(has_claims).count() > 1);
    }
}

mod a_shard {
    use super::*;

    #[test]
    fn without_a_claim_is_no_error_and_says_so() {
        let project = Project::bridge();
        let mut empty = 0;
        for number in 1..=7 {
            let run = project.run(&["verify", "--shard", &format!("{number}/7")]);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
            let says = format!("no claim falls to shard {number} of 7");
            empty += usize::from(run.stdout.contains(&says));
            // Of the others it says nothing.
            let result = format!("result of shard {number} of 7: ok");
            assert!(run.stdout.contains(&result), "{run:#?}");
            assert!(!run.stdout.contains("result: ok"), "{run:#?}");
        }
        assert_eq!(empty, 6);
    }

    #[test]
    fn of_a_project_without_claims_is_refused_as_the_whole_is() {
        let project = Project::empty();
        project
            .run(&["verify", "--shard", "1/2"])
            .assert_refused(&["nothing was checked"]);
    }

    #[test]
    fn keeps_its_claims_when_others_come_and_go() {
        let project = Project::bridge();
        let of = |project: &Project| -> Vec<Vec<String>> {
            (1..=3)
                .map(|number| shard(project, number, 3, &[]).claim_ids())
                .collect()
        };
        let own = of(&project).iter().position(|ids| !ids.is_empty());
        let more: Vec<Value> = (0..20)
            .map(|number| {
                claim(
                    &format!("claim-{number}"),
                    "council",
                    "The council met on Monday.",
                )
            })
            .collect();
        project.claims("claims/a.json", &more);
        project.write("claims/moved.json", project.read(BRIDGE_PATH));
        fs::remove_file(project.path(BRIDGE_PATH)).expect("a file");
        let shards = of(&project);
        let has = |ids: &Vec<String>| ids.iter().any(|id| id == "bridge-opens");
        assert_eq!(shards.iter().position(has), own);
        // One file of many claims is shared out.
        assert!(shards.iter().all(|ids| ids.len() > 2), "{shards:#?}");
    }

    #[rstest]
    fn is_refused(#[values("0/3", "4/3", "1", "a/b", "1/0", "1/3/5", "1/10001")] written: &str) {
        Project::bridge()
            .run(&["verify", "--shard", written])
            .assert_refused(&["K/N, as in 1/3"]);
    }
}

mod merging {
    use super::*;

    #[test]
    fn wants_every_shard() {
        let project = every_kind();
        let reports = shards(&project, 3, &[]);
        merge(&project, &reports[..2], &[]).assert_refused(&["shard 3 of 3 is missing"]);
        merge(&project, &reports[1..2], &[]).assert_refused(&["shards 1, 3 of 3 are missing"]);
    }

    #[test]
    fn wants_every_shard_once() {
        let project = every_kind();
        let mut reports = shards(&project, 3, &[]);
        reports.push(save(
            &project,
            "again.json",
            &shard(&project, 2, 3, &[]).stdout,
        ));
        merge(&project, &reports, &[])
            .assert_refused(&["shard 2 of 3 was given twice", "again.json"]);
    }

    #[test]
    fn takes_them_in_any_order() {
        let project = every_kind();
        let mut reports = shards(&project, 3, &[]);
        reports.reverse();
        assert_eq!(
            merge(&project, &reports, &["--output-format", "json"]).stdout,
            project.verify(&[]).stdout
        );
    }

    #[test]
    fn refuses_shards_of_other_numbers() {
        let project = every_kind();
        let mut reports = shards(&project, 2, &[]);
        reports[1] = shards(&project, 3, &[])[1].clone();
        merge(&project, &reports, &[]).assert_refused(&["different numbers of shards"]);
    }

    #[rstest]
    #[case::settings("factcheck.toml", "min-quote-characters = 3\n", "the settings differ")]
    #[case::a_claim_file("claims/new.json", "{}", "the project's files differ")]
    #[case::a_changed_claim_file("claims/empty.json", "{ }", "the project's files differ")]
    #[case::a_source("sources/other.json", "{}", "the project's files differ")]
    #[case::the_text_of_a_source("sources/harbour.txt", "Now.\n", "the source harbour changed")]
    #[case::the_descriptor_of_a_source("sources/harbour.json", "{}", "the source harbour changed")]
    fn refuses_another_state_of_the_project(
        #[case] path: &str,
        #[case] content: &str,
        #[case] words: &str,
    ) {
        let project = every_kind();
        let mut reports = vec![save(
            &project,
            "one.json",
            &shard(&project, 1, 2, &[]).stdout,
        )];
        project.write(path, content);
        reports.push(save(
            &project,
            "two.json",
            &shard(&project, 2, 2, &[]).stdout,
        ));
        merge(&project, &reports, &[]).assert_refused(&["not of one run", words, "help: "]);
    }

    /// A day on which a waiver ends is another run; any other day is not.
    #[test]
    fn refuses_another_day_only_where_it_matters() {
        let waiver = "\"waivers\": [{\"rule\": \"quote-too-short\", \"reason\": \"All he said.\", \"until\": \"2026-03-01\"}],\n\"citations\"";
        let project = Project::bridge_with("\"citations\"", waiver);
        let on = |number: u32, seconds: &str| {
            let shard = format!("{number}/2");
            let mut command =
                project.factcheck(&["verify", "--output-format", "json", "--shard", &shard]);
            let run = support::run(command.env("SOURCE_DATE_EPOCH", seconds));
            save(&project, &format!("{number}-{seconds}.json"), &run.stdout)
        };
        // 2026-02-27, 2026-02-28 and 2026-03-02.
        let [first, second, third] = ["1772193600", "1772280000", "1772452800"];
        let same = [on(1, first), on(2, second)];
        assert_eq!(merge(&project, &same, &[]).code, 0);
        let other = [on(1, first), on(2, third)];
        merge(&project, &other, &[]).assert_refused(&["a waiver ended between them"]);
    }

    #[test]
    fn refuses_another_baseline_and_other_paths() {
        let project = drifted();
        let of = |number: u32, arguments: &[&str]| {
            let name = format!("{number}-{}.json", arguments.join("-").replace('/', "_"));
            save(
                &project,
                &name,
                &shard(&project, number, 2, arguments).stdout,
            )
        };
        let before = ["--against", "dir:../before"];
        let one = of(1, &before);
        merge(&project, &[one.clone(), of(2, &["--against", "none"])], &[])
            .assert_refused(&["different baselines"]);
        let part = [&before[..], &["sources/council.txt"]].concat();
        merge(&project, &[one.clone(), of(2, &part)], &[]).assert_refused(&["different paths"]);
        // The folder goes by the same name, and is another one.
        fs::write(project.outside().join("before/claims/more.json"), "{}").expect("a file");
        merge(&project, &[one, of(2, &before)], &[]).assert_refused(&["different baselines"]);
    }

    #[rstest]
    #[case::empty("", "it is empty")]
    #[case::not_json("{", "no JSON report of factcheck")]
    #[case::another_json("{}", "no JSON report of factcheck")]
    #[case::a_claim_file(BRIDGE, "no JSON report of factcheck")]
    #[case::text("result: ok", "no JSON report of factcheck")]
    #[case::not_utf8("\u{fffd}", "no JSON report of factcheck")]
    fn refuses_what_is_no_report(#[case] content: &str, #[case] words: &str) {
        let project = Project::bridge();
        let path = save(&project, "other.json", content);
        merge(&project, &[path], &[]).assert_refused(&["other.json cannot be merged", words]);
    }

    #[test]
    fn refuses_files_that_cannot_be_read() {
        let project = Project::bridge();
        merge(&project, &[report_path(&project, "none.json")], &[])
            .assert_refused(&["none.json cannot be merged"]);
        merge(&project, &[report_path(&project, "project")], &[]).assert_refused(&["a folder"]);
        let missing = project.run(&["merge"]);
        assert_eq!(missing.code, 2, "{missing:#?}");
    }

    #[rstest]
    #[case::version("/tool/version", json!("9.9.9"), "made by factcheck 9.9.9")]
    #[case::rule("/findings/0/rule", json!("no-such-rule"), "no rule `no-such-rule`")]
    #[case::mark("/findings/0/excerpt/marks/0/end", json!(100_000), "outside its excerpt")]
    #[case::excerpt("/findings/0/excerpt/text", json!("a".repeat(4_001)), "more than 4000 bytes")]
    #[case::baseline("/no_baseline", Value::Null, "contradict")]
    #[case::summary("/summary/errors", json!(0), "does not count what it lists")]
    #[case::status("/claims/0/status", json!("pass"), "does not count what it lists")]
    #[case::member("/more", json!(1), "more")]
    fn refuses_reports_that_were_tampered_with(
        #[case] pointer: &str,
        #[case] value: Value,
        #[case] words: &str,
    ) {
        let project = Project::bridge_with("will open", "never opens");
        let mut report = project.verify(&[]).report();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        report.pointer_mut(parent).expect("a parent")[key] = value;
        let path = save(&project, "report.json", &report.to_string());
        merge(&project, &[path], &[]).assert_refused(&["cannot be merged", words]);
    }

    #[test]
    fn takes_the_report_of_a_whole_run_alone() {
        let project = every_kind();
        let path = save(&project, "whole.json", &project.verify(&[]).stdout);
        let full = merge(&project, std::slice::from_ref(&path), &[]);
        assert_eq!(full, project.run(&["verify"]));
        let other = shards(&project, 2, &[])[0].clone();
        merge(&project, &[path.clone(), other], &[]).assert_refused(&["of a whole run"]);
        merge(&project, &[path.clone(), path], &[]).assert_refused(&["of a whole run"]);
    }

    #[test]
    fn has_the_exit_code_of_verify() {
        let project = every_kind();
        let reports = shards(&project, 3, &[]);
        assert_eq!(merge(&project, &reports, &[]).code, 1);
        assert_eq!(merge(&project, &reports, &["--exit-zero"]).code, 0);
        let clean = Project::bridge();
        assert_eq!(merge(&clean, &shards(&clean, 3, &[]), &[]).code, 0);
    }

    /// No checkout is needed, and no git.
    #[test]
    fn needs_no_project() {
        let project = every_kind();
        let reports = shards(&project, 3, &[]);
        let whole = project.run(&["verify"]);
        let elsewhere = Project::empty();
        assert_eq!(merge(&elsewhere, &reports, &[]), whole);
    }
}

/// Saves the report of a project as it is now.
fn old_report(project: &Project, arguments: &[&str]) -> String {
    save(project, "old.json", &project.verify(arguments).stdout)
}

/// Runs `verify` against the saved report.
fn against(project: &Project, old: &str, arguments: &[&str]) -> Run {
    project.run(&[&["verify", "--baseline-report", old], arguments].concat())
}

/// A project with four faults in three claims, two of them of core rules and one a warning.
fn faulty() -> Project {
    let project = Project::bridge();
    let mut claims = vec![
        claim("altered", "council", "The bridge will open in autumn"),
        claim(
            "absent",
            "council",
            "Quarterly earnings doubled, analysts wrote",
        ),
        claim("unbacked", "council", "The bridge will open in spring"),
    ];
    claims[0]["statement"] = json!("The 3 bridges open.");
    claims[2]["verdict"] = json!("refuted");
    project.claims("claims/faulty.json", &claims);
    project
}

mod an_earlier_report {
    use super::*;

    #[test]
    fn hides_what_it_has_and_says_so() {
        let project = faulty();
        assert_eq!(project.run(&["verify"]).code, 1);
        let old = old_report(&project, &[]);
        let run = against(&project, &old, &[]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
        let expected = format!(
            "hidden: 3 old errors and 1 old warning, which {old} has already; 2 are of core rules, so this run does not say that every quotation stands\n\
             2 files, 4 claims: 1 passed, 3 failed, 3 of them with old errors only\n\
             2 of 4 citations verbatim; 1 source; drift not checked: the project is in no git repository\n\
             result: ok, but 3 old errors are hidden by {old}. 0 errors, 0 warnings, 4 hidden\n"
        );
        assert_eq!(run.stdout, expected);
        // However quiet the run.
        for format in ["github", "gitlab", "junit", "sarif", "markdown"] {
            let run = against(&project, &old, &["--output-format", format]);
            assert_eq!(run.code, 0, "{run:#?}");
            assert!(
                run.stdout.contains("3 old errors and 1 old warning"),
                "{run:#?}"
            );
            assert!(!run.stdout.contains("<failure"), "{run:#?}");
        }
        for format in ["full", "concise"] {
            let quiet = against(&project, &old, &["--quiet", "--output-format", format]);
            assert!(
                quiet.stdout.starts_with("hidden: 3 old errors"),
                "{quiet:#?}"
            );
            assert_eq!(quiet.stdout.lines().count(), 1);
        }
    }

    #[test]
    fn leaves_the_claims_their_status() {
        let project = faulty();
        let old = old_report(&project, &[]);
        let report = against(&project, &old, &["--output-format", "json"]).report();
        assert_eq!(report["findings"], json!([]));
        let summary = &report["summary"];
        let counts = ["hidden", "errors", "failed", "passed"].map(|key| summary[key].as_u64());
        assert_eq!(counts, [4, 0, 3, 1].map(Some));
        let failed = report["claims"].as_array().expect("an array").iter();
        assert_eq!(failed.filter(|claim| claim["status"] == "fail").count(), 3);
        let hidden = &report["hidden"];
        assert_eq!((&hidden["by"], &hidden["gone"]), (&json!(old), &json!(0)));
        assert_eq!(hidden["findings"].as_array().map(Vec::len), Some(4));
    }

    #[test]
    fn shows_what_is_new() {
        let project = faulty();
        let old = old_report(&project, &[]);
        project.edit(BRIDGE_PATH, "in spring\"", "in summer\"");
        let run = against(&project, &old, &[]);
        assert_eq!(run.code, 1);
        assert!(
            run.stdout
                .contains("error[quote-altered]: claim \"bridge-opens\""),
            "{run:#?}"
        );
        assert!(!run.stdout.contains("\"absent\""), "{run:#?}");
        assert!(
            run.stdout
                .contains("4 failed, 3 of them with old errors only"),
            "{run:#?}"
        );
        assert!(
            run.stdout
                .ends_with("result: FAILED. 1 error, 0 warnings, 4 hidden\n"),
            "{run:#?}"
        );
    }

    /// A claim that fails for an old and a new reason is not excused.
    #[test]
    fn excuses_no_claim_with_a_new_error() {
        let project = faulty();
        let old = old_report(&project, &[]);
        project.edit(
            "claims/faulty.json",
            "\"verdict\": \"supported\"",
            "\"verdict\": \"refuted\"",
        );
        let run = against(&project, &old, &[]);
        assert_eq!(run.code, 1);
        assert!(
            run.stdout
                .contains("3 failed, 2 of them with old errors only"),
            "{run:#?}"
        );
    }

    /// Lines move, files are reordered, and the message names another line: the fault is the same.
    #[test]
    fn knows_a_fault_that_moved() {
        let project = faulty();
        let old = old_report(&project, &[]);
        let mut file: Value =
            serde_json::from_str(&project.read("claims/faulty.json")).expect("JSON");
        file["claims"].as_array_mut().expect("an array").reverse();
        project.write("claims/faulty.json", format!("\n\n{file}"));
        let run = against(&project, &old, &[]);
        assert_eq!(run.code, 0, "{run:#?}");
        // Another file, and other ids around it.
        fs::rename(
            project.path("claims/faulty.json"),
            project.path("claims/a.json"),
        )
        .expect("a file that can be moved");
        let run = against(&project, &old, &[]);
        assert_eq!(run.code, 0, "{run:#?}");
    }

    /// What the message says counts for nothing.
    #[test]
    fn knows_a_fault_that_is_worded_otherwise() {
        let project = faulty();
        let mut report = project.verify(&[]).report();
        for finding in report["findings"].as_array_mut().expect("an array") {
            finding["message"] = json!("In other words.");
            finding["line"] = json!(99);
            finding["notes"] = json!([]);
        }
        report["tool"]["version"] = json!("0.0.9");
        let old = save(&project, "old.json", &report.to_string());
        assert_eq!(against(&project, &old, &[]).code, 0);
    }

    #[test]
    fn hides_a_fault_once_for_each_time_it_was_there() {
        let project = Project::bridge();
        let wrong =
            json!({"source": "council", "quote": "Quarterly earnings doubled, analysts wrote"});
        let with = |times: usize| {
            let mut claim = claim("twice", "council", "The bridge will open in spring");
            claim["citations"] = json!(vec![wrong.clone(); times]);
            project.claims("claims/twice.json", &[claim]);
        };
        with(2);
        let old = old_report(&project, &[]);
        assert_eq!(against(&project, &old, &[]).code, 0);
        with(3);
        let run = against(&project, &old, &["--output-format", "json"]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["quote-absent".to_owned()])
        );
        with(1);
        let run = against(&project, &old, &[]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("gone: 1 finding of "), "{run:#?}");
    }

    #[test]
    fn counts_what_is_no_longer_there() {
        let project = faulty();
        let old = old_report(&project, &[]);
        project.edit("claims/faulty.json", "in autumn", "in spring");
        let run = against(&project, &old, &["--quiet"]);
        let expected = format!(
            "hidden: 2 old errors and 1 old warning, which {old} has already; 1 is of a core rule, so this run does not say that every quotation stands\n\
             gone: 1 finding of {old} is no longer there: write it anew with `factcheck verify --output-format json`\n"
        );
        assert_eq!(run.stdout, expected, "{run:#?}");
        // Of a part of the project nobody can say.
        let part = against(&project, &old, &["claims/bridge.json"]);
        assert_eq!(part.code, 0);
        assert!(!part.stdout.contains("gone: "), "{part:#?}");
        let json = against(
            &project,
            &old,
            &["claims/bridge.json", "--output-format", "json"],
        );
        assert_eq!(json.report()["hidden"]["gone"], Value::Null);
    }

    #[test]
    fn of_a_clean_project_changes_nothing_but_the_report() {
        let project = Project::bridge();
        let old = old_report(&project, &[]);
        assert_eq!(against(&project, &old, &[]), project.run(&["verify"]));
    }

    /// What became more serious than it was is news.
    #[test]
    fn hides_nothing_that_became_more_serious() {
        let project = faulty();
        let old = old_report(&project, &[]);
        project.write("factcheck.toml", "[rules]\nfigure-unsupported = 'error'\n");
        let run = against(&project, &old, &["--output-format", "json"]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["figure-unsupported".to_owned()])
        );
        project.write("factcheck.toml", "[rules]\nfigure-unsupported = 'info'\n");
        let run = against(&project, &old, &[]);
        assert_eq!(run.code, 0);
        assert!(
            run.stdout.contains("3 old errors and 1 old info"),
            "{run:#?}"
        );
    }

    /// A report that hides findings knows them all the same: they do not come back with it.
    #[test]
    fn may_itself_be_one_against_an_earlier_report() {
        let project = faulty();
        let old = old_report(&project, &[]);
        project.edit(BRIDGE_PATH, "in spring\"", "in summer\"");
        let second = against(&project, &old, &["--output-format", "json"]).stdout;
        let second = save(&project, "second.json", &second);
        let run = against(&project, &second, &["--output-format", "json"]);
        assert_eq!(run.code, 0);
        assert_eq!(run.report()["summary"]["hidden"], 5);
    }

    #[test]
    fn hides_no_file_that_could_not_be_checked() {
        let project = faulty();
        project.write("claims/folder.json/readme.txt", "");
        let old = old_report(&project, &[]);
        project.edit("claims/faulty.json", "in autumn", "in spring");
        let run = against(&project, &old, &[]);
        assert_eq!(run.code, 2);
        assert!(!run.stdout.contains("gone: "), "{run:#?}");
        assert_adds_up(&project, 3, &["--baseline-report", &old]);
    }

    #[test]
    fn hides_drift_as_well() {
        let project = drifted();
        let before = ["--against", "dir:../before"];
        let old = old_report(&project, &before);
        let run = against(&project, &old, &before);
        assert_eq!(run.code, 0, "{run:#?}");
        assert!(run.stdout.contains("result: ok, but "), "{run:#?}");
    }

    #[rstest]
    #[case::missing(None, "cannot be used")]
    #[case::empty(Some(""), "it is empty")]
    #[case::not_json(Some("{"), "no JSON report of factcheck")]
    #[case::a_claim_file(Some(BRIDGE), "no JSON report of factcheck")]
    fn is_refused(#[case] content: Option<&str>, #[case] words: &str) {
        let project = faulty();
        let old = report_path(&project, "old.json");
        if let Some(content) = content {
            save(&project, "old.json", content);
        }
        against(&project, &old, &[]).assert_refused(&["baseline report", "old.json", words]);
        let whole = save(&project, "whole.json", &project.verify(&[]).stdout);
        merge(&project, &[whole], &["--baseline-report", &old]).assert_refused(&[words]);
    }

    #[test]
    fn of_a_shard_is_refused() {
        let project = faulty();
        let old = shards(&project, 2, &[])[0].clone();
        against(&project, &old, &[]).assert_refused(&["shard 1 of 2 only", "factcheck merge"]);
    }

    /// Given to the shards or to the merge, it comes to the same as given to the run in one piece.
    #[rstest]
    fn adds_up_over_shards(#[values(1, 2, 3, 7)] of: u32) {
        let project = every_kind();
        let old = old_report(&project, &[]);
        project
            .edit(
                "claims/harbour.json",
                "Fog lifted at night",
                "Fog lifted at noon",
            )
            .edit(
                "claims/harbour.json",
                "Nobody saw the whale",
                "Somebody saw the whale",
            )
            .source("another", "Nobody quotes this either.\n")
            .write("claims/empty.json", "{\"schema_version\": 2}");
        fs::remove_file(project.path("sources/unused.json")).expect("a file");
        assert_adds_up(&project, of, &["--baseline-report", &old]);
        let whole = against(&project, &old, &["--output-format", "json"]);
        let hidden = &whole.report()["hidden"];
        assert!(hidden["gone"].as_u64() > Some(2), "{hidden:#}");
        let reports = shards(&project, of, &[]);
        let json = ["--baseline-report", &old, "--output-format", "json"];
        assert_eq!(merge(&project, &reports, &json), whole);
    }

    #[test]
    fn is_the_same_for_all_shards() {
        let project = faulty();
        let old = old_report(&project, &[]);
        let with = shards(&project, 2, &["--baseline-report", &old]);
        let twice = merge(&project, &with, &["--baseline-report", &old]);
        twice.assert_refused(&["hide the findings of", "not to both"]);
        let one = with[0].clone();
        let two = save(&project, "two.json", &shard(&project, 2, 2, &[]).stdout);
        merge(&project, &[one, two], &[]).assert_refused(&["different earlier reports"]);
    }
}

mod random_projects {
    use super::COUNCIL;
    use super::support::readers::{
        read_concise, read_full, read_github, read_gitlab, read_json, read_junit, read_markdown,
        read_sarif,
    };
    use factcheck::project::{Baseline, BaselineKind, Differing, Prior};
    use factcheck::render::{Format, Style, read_known, read_report, render};
    use factcheck::store::Memory;
    use factcheck::{Config, Date, Project, Report, Selection, Shard, verify, verify_shard};
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    const IDS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
    const SOURCES: [&str; 4] = ["council", "harbour", "empty", "nowhere"];
    const QUOTES: [&str; 8] = [
        "The council met on Monday.",
        "The bridge will open in spring",
        "The bridge will open in autumn",
        "Fog lifted at noon",
        "Fog lifted at “night”, at last.",
        "at last",
        "Quarterly earnings doubled, analysts wrote",
        "ridge will open in spring, the mayor said",
    ];
    const TEXTS: [&str; 4] = [
        COUNCIL,
        "New.\nThe bridge will open in spring, the mayor said.\n",
        "Fog lifted at noon, at last. Fog lifted at noon.\n",
        "",
    ];
    const RULES: [&str; 3] = ["source-changed", "quote-too-short", "figure-unsupported"];

    /// A claim, or something that is none.
    fn a_claim() -> impl Strategy<Value = Value> {
        let citations = prop::collection::vec((0..SOURCES.len(), 0..QUOTES.len(), 0usize..4), 0..3);
        let waivers = prop::collection::vec((0..RULES.len(), any::<bool>()), 0..2);
        let parts = (0usize..8, 0usize..4, 1u64..4, citations, waivers);
        parts.prop_map(|(id, statement, revision, citations, waivers)| {
            let citations: Vec<Value> = citations
                .into_iter()
                .map(|(source, quote, shape)| match shape {
                    0 => json!({"source": SOURCES[source], "quote": [QUOTES[quote], QUOTES[0]]}),
                    1 => json!({"source": SOURCES[source], "quote": QUOTES[quote], "span": {"start": 0, "end": 9}}),
                    _ => json!({"source": SOURCES[source], "quote": QUOTES[quote]}),
                })
                .collect();
            let waivers: Vec<Value> = waivers
                .into_iter()
                .map(|(rule, has_ended)| {
                    let until = if has_ended { "2026-01-31" } else { "2026-12-31" };
                    json!({"rule": RULES[rule], "reason": "So it is.", "until": until})
                })
                .collect();
            let mut claim = json!({
                "statement": format!("The {statement} bridges open in spring."), "verdict": "supported",
                "revision": revision, "checked": {"on": "2026-02-01", "by": "desk"},
                "citations": citations, "waivers": waivers,
            });
            // Some have no id.
            if let Some(id) = IDS.get(id) {
                claim["id"] = json!(id);
            }
            claim
        })
    }

    type Files = BTreeMap<String, String>;

    /// The same without a file that is not JSON: a baseline that cannot be read is none.
    fn without_broken_files(mut files: Files) -> Files {
        files.remove("claims/broken.json");
        files
    }

    /// The files of a project: claim files, one of them broken now and then, and sources with a pin that is right or not.
    fn files() -> impl Strategy<Value = Files> {
        let claims = prop::collection::vec(prop::collection::vec(a_claim(), 0..5), 1..4);
        let sources = prop::collection::vec((0..TEXTS.len(), 0..TEXTS.len()), 0..SOURCES.len());
        (claims, sources, 0usize..5).prop_map(|(claims, sources, broken)| {
            let mut files = Files::new();
            for (number, claims) in claims.into_iter().enumerate() {
                let retired =
                    json!([{"id": IDS[number], "on": "2026-02-01", "reason": "Settled."}]);
                let mut file = json!({"schema_version": 1, "story": "bridge", "claims": claims});
                if broken == number + 1 {
                    file["retired"] = retired;
                }
                files.insert(format!("claims/{number}.json"), file.to_string());
            }
            if broken == 0 {
                files.insert("claims/broken.json".to_owned(), "{".to_owned());
            }
            for (id, (text, pinned)) in SOURCES.iter().zip(sources) {
                files.insert(format!("sources/{id}.txt"), TEXTS[text].to_owned());
                let descriptor = super::support::descriptor(id, TEXTS[pinned].as_bytes());
                files.insert(format!("sources/{id}.json"), descriptor.to_string());
            }
            files
        })
    }

    fn store(files: &Files) -> Arc<Memory> {
        let store = Memory::default();
        Arc::new(files.iter().fold(store, |store, (path, text)| {
            store.with(path.clone(), text.clone())
        }))
    }

    fn project(files: &Files, before: Option<&Files>) -> Project {
        project_of(files, before, &Config::default().claims)
    }

    /// The project whose claim files match these patterns.
    fn project_of(files: &Files, before: Option<&Files>, patterns: &[String]) -> Project {
        let today = Date::parse("2026-04-01").expect("a date");
        let settings = Config {
            claims: patterns.to_vec(),
            levels: [("source-unused".to_owned(), factcheck::finding::Level::Info)].into(),
            ..Config::default()
        };
        let mut project =
            Project::read(store(files), settings, today).expect("a project that can be read");
        if let Some(before) = before {
            let baseline = Baseline {
                requested: "main".to_owned(),
                kind: BaselineKind::Git,
                revision: Some("a".repeat(40)),
                from: "main".to_owned(),
            };
            let paths = before.keys().chain(files.keys());
            let differing = paths.filter(|path| before.get(*path) != files.get(*path));
            let differing = Differing::Paths(differing.cloned().collect());
            let prior = Prior::read(&project, store(before), baseline, differing, None);
            project.prior = Ok(prior.expect("a prior version that can be read"));
        }
        project
    }

    fn printed(report: &Report, format: Format) -> String {
        let mut out = Vec::new();
        render(report, format, Style::default(), &mut out).expect("a report that can be printed");
        String::from_utf8(out).expect("UTF-8")
    }

    /// What a check by so many threads says.
    fn verified_by(threads: usize, project: &Project) -> Report {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().expect("threads");
        pool.install(|| verify(project, &Selection::Whole))
    }

    fn assert_same(merged: &Report, whole: &Report) {
        for format in [Format::Json, Format::Full, Format::Concise] {
            assert_eq!(printed(merged, format), printed(whole, format));
        }
        assert_eq!(merged.exit_code(), whole.exit_code());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn are_told_of_in_the_same_words_by_any_number_of_threads_and_in_any_order(
            today in files(),
            before in prop::option::of(files()),
            patterns in Just(vec!["claims/0.json", "claims/**/*.json", "claims/*.json"]).prop_shuffle(),
        ) {
            let before = before.map(without_broken_files);
            let project = project(&today, before.as_ref());
            let one = verified_by(1, &project);
            let eight = verified_by(8, &project);
            assert_same(&eight, &one);
            // Other patterns are other settings, of which the JSON report has the digest.
            let patterns: Vec<String> = patterns.into_iter().map(str::to_owned).collect();
            let mut shuffled = verified_by(8, &project_of(&today, before.as_ref(), &patterns));
            shuffled.run = one.run.clone();
            assert_same(&shuffled, &one);
        }

        #[test]
        fn are_told_of_at_the_same_places_in_every_format(
            today in files(),
            before in prop::option::of(files()),
        ) {
            let before = before.map(without_broken_files);
            let report = verify(&project(&today, before.as_ref()), &Selection::Whole);
            let printed = |format| printed(&report, format);
            read_json(&printed(Format::Json), &report);
            read_sarif(&printed(Format::Sarif), &report);
            read_gitlab(&printed(Format::Gitlab), &report);
            read_github(&printed(Format::Github), &report);
            read_concise(&printed(Format::Concise), &report);
            read_full(&printed(Format::Full), &report);
            read_junit(&printed(Format::Junit));
            read_markdown(&printed(Format::Markdown));
        }

        #[test]
        fn add_up(today in files(), before in prop::option::of(files()), of in 1u32..6) {
            let before = before.map(without_broken_files);
            let project = project(&today, before.as_ref());
            let whole = verify(&project, &Selection::Whole);
            let known = before.as_ref().map(|before| {
                let before = verify(&self::project(before, None), &Selection::Whole);
                read_known("old.json", printed(&before, Format::Json).into_bytes()).expect("a report")
            });
            let mut hiding = verify(&project, &Selection::Whole);
            if let Some(known) = &known {
                hiding.hide(known);
            }
            let mut parts = Vec::new();
            let mut hiding_parts = Vec::new();
            for number in 1..=of {
                let shard = Some(Shard { number, of });
                let mut part = verify_shard(&project, &Selection::Whole, shard);
                let read = |part: &Report| {
                    let bytes = printed(part, Format::Json).into_bytes();
                    (number.to_string(), read_report(bytes).expect("a report"))
                };
                parts.push(read(&part));
                if let Some(known) = &known {
                    part.hide(known);
                }
                hiding_parts.push(read(&part));
            }
            let merged = Report::merge(parts).expect("shards of one run");
            assert_same(&merged, &whole);
            let merged = Report::merge(hiding_parts).expect("shards of one run");
            assert_same(&merged, &hiding);
            // Every finding of the whole run is shown or hidden, and everything known is there or gone.
            if let (Some(hidden), Some(known)) = (&hiding.hidden, &known) {
                prop_assert_eq!(hiding.findings.len() + hidden.findings.len(), whole.findings.len());
                prop_assert_eq!(hidden.gone.map(|gone| gone + hidden.findings.len()), Some(known.findings.len()));
            }
        }
    }
}
