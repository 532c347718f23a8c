//! `fix` and `verify --fix`: what is mended, what stays as it was, how it is recorded, and what is left to be done by hand.

mod support;

use rstest::rstest;
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use support::{BRIDGE, BRIDGE_PATH, Project, Run, claim, commit_all, git, git_command, has_git};

/// The text of the source `quay`.
const QUAY: &str = "The board met on Monday.\n“We’ll build 70 berths – not more,” she said. Work starts in May. Cranes follow in June.\nWork ends in autumn.\n";

fn quay() -> Project {
    let project = Project::empty();
    project.source("quay", QUAY);
    project
}

/// A claim file with one claim, which cites `quay` with these members.
fn citing(citation: &str) -> String {
    BRIDGE.replace(
        r#""source": "council", "quote": "The bridge will open in spring""#,
        &format!(r#""source": "quay", {citation}"#),
    )
}

fn assert_fixed(project: &Project, arguments: &[&str], path: &str, wanted: &str) -> Run {
    let run = project.run(&[&["fix"], arguments].concat());
    assert_eq!(project.read(path), wanted, "{run:#?}");
    let again = project.run(&[&["fix"], arguments].concat());
    assert!(again.stdout.contains("mended nothing\n"), "{again:#?}");
    assert_eq!(project.read(path), wanted, "the second time");
    run
}

/// Which of the two is told hangs on what is checked again, and no fix gives a claim another id.
#[test]
fn a_claim_whose_id_another_file_has_as_well_is_mended() {
    for other in ["claims/a.json", "claims/z.json"] {
        let project = quay();
        project.write(BRIDGE_PATH, citing(r#""quote": "We'll build 70 berths""#));
        project.write(other, citing(r#""quote": "Work starts in May""#));
        let run = project.run(&["fix"]);
        assert!(project.read(BRIDGE_PATH).contains("We’ll"), "{run:#?}");
    }
}

mod values {
    use super::*;

    #[rstest]
    #[case::typography(
        r#""quote": "We'll build 70 berths - not more""#,
        r#""quote": "We’ll build 70 berths – not more""#
    )]
    #[case::escapes_stay(
        r#""quote": "We'll build 70 b\u0065rths - not more""#,
        r#""quote": "We’ll build 70 b\u0065rths – not more""#
    )]
    #[case::line_end(
        r#""quote": "follow in June. Work ends""#,
        r#""quote": "follow in June.\nWork ends""#
    )]
    #[case::hidden(
        r#""quote": "Work\u200b starts in May""#,
        r#""quote": "Work starts in May""#
    )]
    #[case::look_alike(
        r#""quote": "W\u043erk starts in May""#,
        r#""quote": "Work starts in May""#
    )]
    #[case::ellipsis_at_the_end(
        r#""quote": "Work starts in May…""#,
        r#""quote": "Work starts in May""#
    )]
    #[case::elided(
        r#""quote": "met on M\u006fnday … Work starts in May""#,
        r#""quote": ["met on M\u006fnday", "Work starts in May"]"#
    )]
    #[case::elided_with_typography(
        r#""quote": "We'll build [...] Work starts in May""#,
        r#""quote": ["We’ll build", "Work starts in May"]"#
    )]
    #[case::fragment_elided(
        r#""quote": [ "met on Monday ... Work starts in May" , "ends in autumn" ]"#,
        r#""quote": [ "met on Monday" , "Work starts in May" , "ends in autumn" ]"#
    )]
    #[case::two_fragments(
        r#""quote": ["We'll build 70 berths - not more", "Work\u200b starts"]"#,
        r#""quote": ["We’ll build 70 berths – not more", "Work starts"]"#
    )]
    #[case::span(
        r#""quote": "Cranes follow", "span": {"end": 9, "start":1}"#,
        r#""quote": "Cranes follow", "span": {"end": 104, "start":91}"#
    )]
    #[case::context(
        r#""quote": "Cranes follow", "prefix": "in June. ", "suffix": " in May""#,
        r#""quote": "Cranes follow", "prefix": " in May. ", "suffix": " in June""#
    )]
    #[case::one_after_another(
        r#""quote": "We'll build", "prefix": "Monday.", "suffix": " 17", "span": {"start": 0, "end": 1}"#,
        r#""quote": "We’ll build", "prefix": "Monday.\n“", "suffix": " 70", "span": {"start": 26, "end": 37}"#
    )]
    fn safe_fixes_mend(#[case] citation: &str, #[case] mended: &str) {
        let project = quay();
        project.write(BRIDGE_PATH, citing(citation));
        let run = assert_fixed(&project, &[], BRIDGE_PATH, &citing(mended));
        assert_eq!(run.code, 0, "{run:#?}");
        assert_eq!(project.verify(&[]).code, 0);
    }

    #[rstest]
    #[case::altered("May", "March", "quote-altered")]
    #[case::missing_source("\"quay\"", "\"quai\"", "source-missing")]
    #[case::source_of_an_earlier_name("\"quay\"", "\"quay-old\"", "source-missing")]
    fn others_need_review(#[case] right: &str, #[case] wrong: &str, #[case] rule: &str) {
        let mended = citing(r#""quote": "Work starts in May""#);
        let damaged = mended.replace(right, wrong);
        let project = quay();
        project.write(BRIDGE_PATH, &damaged);
        let run = assert_fixed(&project, &[], BRIDGE_PATH, &damaged);
        assert_eq!(run.code, 1);
        assert!(
            run.stdout
                .contains(&format!("with a fix that needs review: 1 {rule};")),
            "{run:#?}"
        );
        let run = assert_fixed(&project, &["--unsafe"], BRIDGE_PATH, &mended);
        assert_eq!(run.code, 0, "{run:#?}");
    }

    /// What is advised mends what was looked at, and no more.
    #[test]
    fn the_command_that_is_advised_is_the_same_command() {
        let damaged = citing(r#""quote": "Work starts in March""#);
        let project = quay();
        project.write(BRIDGE_PATH, &damaged);
        let run = project.run(&["fix", "--against", "none", BRIDGE_PATH]);
        let command = format!("`factcheck fix --unsafe --against none {BRIDGE_PATH}`");
        assert!(run.stdout.contains(&command), "{run:#?}");
    }

    #[test]
    fn a_quote_of_another_source_is_attributed_to_it() {
        let project = quay();
        project.source("council", support::COUNCIL);
        let file = citing(r#""quote": "The bridge will open in spring""#);
        project.write(BRIDGE_PATH, &file);
        assert_fixed(
            &project,
            &["--unsafe"],
            BRIDGE_PATH,
            &file.replace("\"quay\"", "\"council\""),
        );
    }

    #[test]
    fn an_elided_quote_of_another_source_is_attributed_to_it() {
        let project = quay();
        project.source("council", support::COUNCIL);
        let file = citing(r#""quote": ["The council met", "bridge will open in spring"]"#);
        project.write(BRIDGE_PATH, &file);
        let wanted = file.replace("\"quay\"", "\"council\"");
        assert_fixed(&project, &["--unsafe"], BRIDGE_PATH, &wanted);
    }

    #[rstest]
    #[case::in_order(&["Nobody came.", "The clerk stayed."], &[Some("cite vote"), Some("cite vote")])]
    #[case::in_order_from_a_later_place(&["The clerk stayed.", "Nobody came."], &[Some("cite vote"), Some("cite vote")])]
    #[case::one_stands_in_both(&["The board met", "The clerk stayed."], &[Some("cite vote")])]
    #[case::out_of_order(&["The clerk stayed.", "The mayor left."], &[None, None])]
    #[case::overlapping(&["The clerk stayed.", "clerk stayed. Nobody"], &[None, None])]
    #[case::in_two_sources(&["Nobody came.", "It rained all day."], &[None, None])]
    #[case::in_no_source(&["Nobody came.", "Seven dogs slept under a frozen lake."], &[None])]
    fn only_a_source_that_has_all_of_an_elided_quote_is_its_home(
        #[case] quote: &[&str],
        #[case] fixes: &[Option<&str>],
    ) {
        let project = quay();
        let vote = "The board met. Nobody came. The mayor left. The clerk stayed. Nobody came.\n";
        project.source("vote", vote);
        project.source("weather", "It rained all day.\n");
        project.write(BRIDGE_PATH, citing(&format!("\"quote\": {}", json!(quote))));
        let report = project.verify(&[]).report();
        let findings = report["findings"].as_array().expect("findings").iter();
        let misattributed = findings.filter(|found| found["rule"] == "quote-misattributed");
        let titles: Vec<Option<&str>> = misattributed
            .map(|found| found["fix"]["title"].as_str())
            .collect();
        assert_eq!(titles, fixes, "{report:#}");
    }

    #[test]
    fn what_would_bring_another_error_is_not_applied() {
        let project = quay();
        // In the source's own characters it stands twice.
        project.source("twice", "It’s on. It’s on.\n");
        let file = BRIDGE
            .replace("council", "twice")
            .replace("The bridge will open in spring", "It's on.");
        project.write(BRIDGE_PATH, &file);
        let run = assert_fixed(&project, &[], BRIDGE_PATH, &file);
        assert_eq!(run.code, 1);
        let told = "not applied: write the source's own characters (quote-typography): it would bring another error, quote-ambiguous";
        assert!(run.stdout.contains(told), "{run:#?}");
    }

    #[test]
    fn of_several_fixes_those_are_kept_that_bring_no_error() {
        let project = quay();
        project.source("twice", "It’s on. It’s on.\nWe’ll see.\n");
        let mut claim = claim("a", "twice", "It's on.");
        let citations = claim["citations"].as_array_mut().unwrap();
        citations.push(json!({"source": "twice", "quote": "We'll see."}));
        citations.push(json!({"source": "quay", "quote": "met on Monday … Work starts"}));
        project.claims(BRIDGE_PATH, &[claim]);
        let wanted = project
            .read(BRIDGE_PATH)
            .replace("We'll see", "We’ll see")
            .replace(
                "\"met on Monday … Work starts\"",
                "[\"met on Monday\", \"Work starts\"]",
            );
        let run = assert_fixed(&project, &[], BRIDGE_PATH, &wanted);
        assert!(run.stdout.contains("applied 2 fixes in 1 file"), "{run:#?}");
        assert!(run.stdout.contains("not applied"), "{run:#?}");
    }

    #[test]
    fn a_path_limits_what_is_mended() {
        let project = quay();
        let file = citing(r#""quote": "We'll build 70 berths""#);
        project.write("claims/a.json", &file);
        project.write("claims/b.json", file.replace("bridge-opens", "other"));
        let run = project.run(&["fix", "claims/b.json"]);
        assert!(
            run.stdout.starts_with("claims/b.json: claim \"other\": "),
            "{run:#?}"
        );
        assert_eq!(project.read("claims/a.json"), file);
    }

    #[test]
    fn text_from_claims_is_neutralised() {
        let project = quay();
        let file =
            citing(r#""quote": "We'll build 70 berths""#).replace("bridge-opens", "a\u{202e}b");
        project.write(BRIDGE_PATH, file);
        let run = project.run(&["fix"]);
        assert!(
            run.stdout.contains("a<U+202E RIGHT-TO-LEFT OVERRIDE>b"),
            "{run:#?}"
        );
        assert!(!run.stdout.contains('\u{202e}'), "{run:#?}");
    }
}

mod layout {
    use super::*;

    const DAMAGED: &str = r#""quote": "We'll build 70 berths""#;
    const WHOLE: &str = r#""quote": "We’ll build 70 berths""#;

    fn one_line(text: &str) -> String {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        lines.concat()
    }

    fn ascii(text: &str) -> String {
        text.replace('’', "\\u2019")
            .replace("bridge-opens", "br\\u00FCcke")
    }

    #[rstest]
    #[case::crlf(|text: &str| text.replace('\n', "\r\n"))]
    #[case::byte_order_mark(|text: &str| format!("\u{feff}{text}"))]
    #[case::tabs(|text: &str| text.replace("  ", "\t"))]
    #[case::one_line(one_line)]
    #[case::no_final_newline(|text: &str| text.trim_end().to_owned())]
    #[case::escapes(ascii)]
    fn is_kept(#[case] written: fn(&str) -> String) {
        let project = quay();
        project.write(BRIDGE_PATH, written(&citing(DAMAGED)));
        assert_fixed(&project, &[], BRIDGE_PATH, &written(&citing(WHOLE)));
    }

    /// What is on disk is mended by the patch as by `fix`.
    #[rstest]
    #[case::plain("claims/a.json", |text: &str| text.to_owned())]
    #[case::spaces("claims/the quay.json", |text: &str| text.to_owned())]
    #[case::odd("claims/\u{e9}\"\\.json", |text: &str| text.to_owned())]
    #[case::crlf("claims/a.json", |text: &str| text.replace('\n', "\r\n"))]
    #[case::no_final_newline("claims/a.json", |text: &str| text.trim_end().to_owned())]
    #[case::one_line("claims/a.json", one_line)]
    fn a_patch_does_the_same(#[case] path: &str, #[case] written: fn(&str) -> String) {
        if !has_git() {
            return;
        }
        let project = quay();
        project.write("factcheck.toml", "");
        project.write(path, written(&citing(DAMAGED)));
        // The root of the project is not that of the repository.
        git(project.outside(), &["init", "--quiet"]);
        let before = project.read(path);
        let patch = project.run(&["fix", "--diff", "--against", "none"]);
        assert_eq!((patch.code, project.read(path)), (1, before), "{patch:#?}");
        assert!(patch.stdout.starts_with("--- "), "{patch:#?}");
        for arguments in [&["apply", "--check", "-"][..], &["apply", "-"]] {
            let mut command = git_command(&project.root(), arguments);
            let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
            let mut stdin = child.stdin.take().unwrap();
            stdin.write_all(patch.stdout.as_bytes()).unwrap();
            drop(stdin);
            assert!(child.wait().unwrap().success(), "{patch:#?}");
        }
        assert_eq!(project.read(path), written(&citing(WHOLE)));
        let again = project.run(&["fix", "--diff", "--against", "none"]);
        assert_eq!((again.code, again.stdout.as_str()), (0, ""));
    }
}

/// Git has a link as a file that says where it leads, and a file with two names is one.
#[cfg(unix)]
#[test]
fn what_links_lead_to_is_mended_once_and_by_its_own_name() {
    let project = quay();
    project.write("desk/a.json", citing(r#""quote": "We'll build 70 berths""#));
    fs::create_dir_all(project.path("claims")).unwrap();
    for name in ["claims/a.json", "claims/b.json"] {
        std::os::unix::fs::symlink("../desk/a.json", project.path(name)).unwrap();
    }
    let patch = project.run(&["fix", "--diff", "--against", "none"]).stdout;
    assert_eq!(patch.matches("--- a/desk/a.json\n").count(), 1, "{patch}");
    assert_eq!(patch.matches("--- ").count(), 1, "{patch}");
    let run = project.run(&["fix", "--against", "none"]);
    assert!(project.read("desk/a.json").contains("We’ll"), "{run:#?}");
    assert!(!run.stderr.contains("was not mended"), "{run:#?}");
}

mod records {
    use super::*;

    const GOOD: &str = r#""quote": "We’ll build 70 berths""#;
    const DAMAGED: &str = r#""quote": "We'll build 70 berths""#;

    /// A commit with that citation, and `today` as the day of a run.
    fn committed(citation: &str) -> Option<Project> {
        has_git().then(|| {
            let project = quay();
            project.write(BRIDGE_PATH, citing(citation)).commit_all();
            project
        })
    }

    fn fix(project: &Project) -> Run {
        let mut command = project.factcheck(&["fix"]);
        // 3 February 2026.
        support::run(command.env("SOURCE_DATE_EPOCH", "1770120000"))
    }

    const RECORDED: &str = "{\n          \"revision\": 2,\n          \"on\": \"2026-02-03\",\n          \"note\": \"Quotation of quay set in the source's own characters.\",\n          \"kind\": \"correction\"\n        }";

    #[test]
    fn a_correction_is_recorded() {
        let Some(project) = committed(DAMAGED) else {
            return;
        };
        let run = fix(&project);
        assert_eq!(run.code, 0, "{run:#?}");
        assert!(
            run.stdout
                .contains("recorded as revision 2: “Quotation of quay set in"),
            "{run:#?}"
        );
        let file: Value = serde_json::from_str(&project.read(BRIDGE_PATH)).unwrap();
        assert_eq!(file["claims"][0]["revision"], 2);
        assert_eq!(
            file["claims"][0]["changes"],
            json!([serde_json::from_str::<Value>(RECORDED).unwrap()])
        );
        assert_eq!(project.verify(&[]).rules(), Vec::<String>::new());
        assert_eq!(project.run(&["fix"]).stdout, "mended nothing\n");
    }

    #[test]
    fn the_record_stands_after_the_citations_and_with_the_others() {
        let Some(project) = committed(DAMAGED) else {
            return;
        };
        fix(&project);
        let compact = "\"changes\": [{\"revision\": 2, \"on\": \"2026-02-03\", \"note\": \"Quotation of quay set in the source's own characters.\", \"kind\": \"correction\"}]";
        let wanted = citing(GOOD)
            .replace("\"revision\": 1", "\"revision\": 2")
            .replace(
                "}\n      ]\n",
                &format!(
                    "}}\n      ],\n      {}\n",
                    compact
                        .replace("[{", "[\n        {")
                        .replace("}]", "}\n      ]")
                ),
            );
        assert_eq!(project.read(BRIDGE_PATH), wanted);
        // The same correction a second time says something new.
        commit_all(&project.root(), "second");
        project.edit(BRIDGE_PATH, "We’ll build", "We'll build");
        git(
            &project.root(),
            &["commit", "--quiet", "--all", "-m", "third"],
        );
        let run = fix(&project);
        assert_eq!(run.code, 0, "{run:#?}");
        assert!(
            project
                .read(BRIDGE_PATH)
                .contains("own characters. (Revision 3.)")
        );
    }

    #[test]
    fn what_is_no_content_is_not_recorded() {
        let Some(project) =
            committed(r#""quote": "Cranes follow", "span": {"start": 1, "end": 2}"#)
        else {
            return;
        };
        assert_eq!(fix(&project).code, 0);
        assert!(project.read(BRIDGE_PATH).contains("\"revision\": 1"));
    }

    #[test]
    fn a_slip_that_was_not_committed_leaves_no_record() {
        let Some(project) = committed(GOOD) else {
            return;
        };
        project.write(BRIDGE_PATH, citing(DAMAGED));
        let run = fix(&project);
        assert_eq!(
            (run.code, project.read(BRIDGE_PATH)),
            (0, citing(GOOD)),
            "{run:#?}"
        );
    }

    #[test]
    fn a_new_claim_has_nothing_to_record() {
        let Some(project) = committed(GOOD) else {
            return;
        };
        let new = citing(DAMAGED)
            .replace("bridge-opens", "another")
            .replace("The bridge opens in spring.", "Berths.");
        project.write("claims/new.json", new);
        fix(&project);
        assert!(project.read("claims/new.json").contains("\"revision\": 1"));
        assert_eq!(project.verify(&["claims/new.json"]).code, 0);
    }

    #[test]
    fn a_claim_that_was_raised_is_not_raised_again() {
        let Some(project) = committed(DAMAGED) else {
            return;
        };
        project
            .edit(BRIDGE_PATH, "\"revision\": 1", "\"revision\": 2")
            .edit(BRIDGE_PATH, "The bridge opens in spring.", "Berths are built.")
            .edit(
                BRIDGE_PATH,
                "\"citations\"",
                "\"changes\": [{\"revision\": 2, \"on\": \"2026-02-02\", \"note\": \"Plainer.\"}],\n      \"citations\"",
            );
        let run = fix(&project);
        assert_eq!(run.code, 0, "{run:#?}");
        let text = project.read(BRIDGE_PATH);
        assert!(
            text.contains("We’ll") && text.contains("\"revision\": 2,\n"),
            "{text}"
        );
    }

    #[test]
    fn a_change_that_nobody_recorded_is_not_passed_off_as_a_correction() {
        let Some(project) = committed(DAMAGED) else {
            return;
        };
        project.edit(
            BRIDGE_PATH,
            "The bridge opens in spring.",
            "The bridge opens in autumn.",
        );
        let before = project.read(BRIDGE_PATH);
        let run = fix(&project);
        assert_eq!(
            (run.code, project.read(BRIDGE_PATH)),
            (1, before),
            "{run:#?}"
        );
        assert!(run.stdout.contains("record that one first"), "{run:#?}");
    }

    #[test]
    fn beside_such_a_change_what_was_there_is_brought_back() {
        let Some(project) = committed(GOOD) else {
            return;
        };
        project.write(BRIDGE_PATH, citing(DAMAGED)).edit(
            BRIDGE_PATH,
            "The bridge opens in spring.",
            "The bridge opens in autumn.",
        );
        let run = fix(&project);
        assert!(
            project.read(BRIDGE_PATH).contains("We’ll build"),
            "{run:#?}"
        );
        assert_eq!(project.verify(&[]).rules(), ["statement-changed"]);
    }

    #[test]
    fn a_record_dated_before_the_last_is_not_written() {
        let Some(project) = committed(DAMAGED) else {
            return;
        };
        let mut command = project.factcheck(&["fix"]);
        let run = support::run(command.env("SOURCE_DATE_EPOCH", "1700000000"));
        assert_eq!(
            (run.code, project.read(BRIDGE_PATH)),
            (1, citing(DAMAGED)),
            "{run:#?}"
        );
        assert!(run.stdout.contains("another error, backdated"), "{run:#?}");
    }
}

mod runs {
    use super::*;

    fn damaged() -> Project {
        let project = quay();
        project.write(BRIDGE_PATH, citing(r#""quote": "We'll build 70 berths""#));
        project.write(
            "claims/other.json",
            citing(r#""quote": "Work starts in March""#).replace("bridge-opens", "other"),
        );
        project
    }

    #[test]
    fn verify_mends_and_reports_what_is_left() {
        let project = damaged();
        let run = project.verify(&["--fix"]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["quote-altered".to_owned()])
        );
        assert!(run.stderr.contains("claims/bridge.json: claim \"bridge-opens\": write the source's own characters (quote-typography)"), "{run:#?}");
        let run = project.verify(&["--fix", "--unsafe"]);
        assert_eq!((run.code, run.rules()), (0, Vec::new()), "{run:#?}");
    }

    #[test]
    fn verify_shows_what_it_would_mend() {
        let project = damaged();
        let before = project.read(BRIDGE_PATH);
        let run = project.run(&[
            "verify",
            "--fix",
            "--diff",
            "--report",
            "json=../report.json",
        ]);
        assert_eq!(
            (run.code, project.read(BRIDGE_PATH)),
            (1, before),
            "{run:#?}"
        );
        assert!(
            run.stdout.starts_with("--- a/claims/bridge.json\n"),
            "{run:#?}"
        );
        let report = fs::read_to_string(project.outside().join("report.json")).unwrap();
        let report: Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["summary"]["errors"], 2);
    }

    #[rstest]
    #[case(&["verify", "--diff"], "`--diff` says how to mend, so it needs `--fix`")]
    #[case(&["verify", "--unsafe"], "`--unsafe` says how to mend, so it needs `--fix`")]
    #[case(&["verify", "--fix", "--shard", "1/2"], "leave `--shard` out")]
    #[case(&["verify", "--fix", "--staged"], "run `factcheck fix`, then `git add`")]
    #[case(&["fix", "claims/none.json"], "there is no claims/none.json")]
    fn what_cannot_be_meant_is_refused(#[case] arguments: &[&str], #[case] words: &str) {
        let project = damaged();
        project.run(arguments).assert_refused(&[words]);
    }

    #[test]
    fn nothing_to_check_is_no_pass() {
        quay()
            .run(&["fix"])
            .assert_refused(&["nothing was checked"]);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told_and_the_others_are_mended() {
        let project = damaged();
        let other = citing(r#""quote": "We'll build 70 berths""#).replace("bridge-opens", "other");
        project.write("claims/other.json", &other);
        let path = project.path("claims/other.json");
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let run = project.run(&["fix"]);
        assert_eq!(
            (run.code, project.read("claims/other.json")),
            (2, other),
            "{run:#?}"
        );
        assert!(
            run.stderr
                .contains("claims/other.json was not mended: it is read-only"),
            "{run:#?}"
        );
        assert!(project.read(BRIDGE_PATH).contains("We’ll build"));
        assert!(
            run.stdout
                .contains("applied 1 fix in 1 file\nleft: 1 error (1 quote-typography)"),
            "{run:#?}"
        );
    }

    #[test]
    fn what_killed_runs_left_behind_is_cleared_and_the_last_copy_of_an_edit_is_named() {
        let project = damaged();
        let half = "claims/.factcheck-a1B2c3.tmp";
        // The old version and the new one, by their hashes, of a file that is neither.
        let edit = format!("claims/.factcheck-{0}-{0}-d4E5f6.tmp", "0".repeat(32));
        project.write(half, "{\"schema_ver").write(&edit, "theirs");
        let listing = project.run(&["verify"]);
        assert!(!listing.stdout.contains(".factcheck-"), "{listing:#?}");
        let run = project.run(&["fix"]);
        assert!(!project.path(half).exists());
        assert_eq!(project.read(&edit), "theirs");
        let named = format!("{edit} holds what another program wrote");
        assert!(run.stderr.contains(&named), "{run:#?}");
        fs::remove_file(project.path(&edit)).unwrap();
        assert_eq!(project.run(&["fix"]).stderr, "");
    }

    #[test]
    fn quiet_leaves_the_closing_counts_out() {
        let run = damaged().run(&["fix", "--quiet"]);
        assert_eq!(run.stdout.lines().count(), 1, "{run:#?}");
    }
}
