//! Whatever the program is given, it ends with a clear message and an exit code: never a panic, a hang or a pass.

mod support;

use rstest::rstest;
use serde_json::{Value, json};
use std::fs;
use support::{BRIDGE, BRIDGE_PATH, COUNCIL, Project, Run, descriptor, place, place_of, run};

/// The quote of the claim file that most tests start from, as it stands there.
const QUOTE: &str = "\"The bridge will open in spring\"";

/// What a text would look like after a part of it was replaced.
fn bridge_with(from: &str, to: &str) -> String {
    BRIDGE.replacen(from, to, 1)
}

/// Asserts that a run ends with exit code 2 and names a file that it could not check.
fn assert_unchecked(project: &Project, path: &str, reason: &str) {
    let run = project.verify(&[]);
    assert_eq!(run.code, 2, "{run:#?}");
    assert!(
        run.stderr.contains(path) && run.stderr.contains(reason),
        "{run:#?}"
    );
    let unchecked = run.report()["unchecked"].clone();
    assert_eq!(
        unchecked,
        json!([{"file": path, "reason": reason}]),
        "{run:#?}"
    );
}

/// Asserts that the only citation could not be judged, for this reason and no other.
fn assert_unverifiable(project: &Project, rule: &str, message: &str) {
    let run = project.verify(&[]);
    let finding = run.finding();
    assert_eq!(
        (run.code, finding["rule"].as_str()),
        (1, Some(rule)),
        "{run:#?}"
    );
    assert!(
        finding["message"]
            .as_str()
            .is_some_and(|said| said.contains(message)),
        "{run:#?}"
    );
    assert_eq!(
        (finding["file"].as_str(), place(&finding)),
        (Some(BRIDGE_PATH), place_of("\"council\"", BRIDGE)),
        "{run:#?}"
    );
    assert_eq!(
        run.report()["claims"][0]["citations"][0]["match"],
        "unverifiable"
    );
    assert_eq!(run.report()["claims"][0]["status"], "fail");
}

mod claim_files {
    use super::*;

    #[test]
    fn the_project_that_the_tests_start_from_is_clean() {
        let run = Project::bridge().verify(&[]);
        assert_eq!(
            (run.code, run.rules().as_slice(), run.stderr.as_str()),
            (0, &[][..], "")
        );
        let citation = run.report()["claims"][0]["citations"][0].clone();
        assert_eq!(
            (
                &citation["line"],
                &citation["column"],
                &citation["end_column"]
            ),
            (&json!(2), &json!(1), &json!(31))
        );
    }

    #[rstest]
    #[case::a_stray_byte(BRIDGE.as_bytes().to_vec(), "spring.")]
    #[case::after_other_letters(bridge_with("opens in", "öffnet im 春").into_bytes(), "spring.")]
    fn bytes_that_are_not_utf8_are_a_finding_at_their_place(
        #[case] mut bytes: Vec<u8>,
        #[case] before: &str,
    ) {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        bytes.insert(text.find(before).expect("a place"), 0xff);
        let project = Project::bridge();
        let run = project.write(BRIDGE_PATH, bytes).verify(&[]);
        let finding = run.finding();
        assert_eq!(
            (run.code, &finding["rule"]),
            (1, &json!("invalid-encoding"))
        );
        assert_eq!(place(&finding), place_of(before, &text));
    }

    #[test]
    fn utf16_is_not_utf8() {
        let project = Project::bridge();
        let bytes: Vec<u8> = std::iter::once(0xfeff)
            .chain(BRIDGE.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let run = project.write(BRIDGE_PATH, bytes).verify(&[]);
        assert_eq!((run.code, place(&run.finding())), (1, (1, 1)));
    }

    #[test]
    fn a_byte_order_mark_is_accepted() {
        let project = Project::bridge();
        let run = project
            .write(BRIDGE_PATH, format!("\u{feff}{BRIDGE}"))
            .verify(&[]);
        assert_eq!((run.code, run.rules().len()), (0, 0), "{run:#?}");
    }

    #[rstest]
    #[case::not_json(
        "{\"schema_version\": 1 \"story\": \"bridge\"}",
        "\"story\"",
        "invalid-json"
    )]
    #[case::a_wrong_value(
        "{\"schema_version\": 1, \"story\": 5, \"claims\": [{}]}",
        "5",
        "schema-violation"
    )]
    fn a_byte_order_mark_takes_no_column(#[case] text: &str, #[case] at: &str, #[case] rule: &str) {
        let project = Project::bridge();
        let run = project
            .write(BRIDGE_PATH, format!("\u{feff}{text}"))
            .verify(&[]);
        let finding = run.findings()[0].clone();
        assert_eq!(
            (&finding["rule"], place(&finding)),
            (&json!(rule), place_of(at, text)),
            "{run:#?}"
        );
    }

    #[test]
    fn carriage_returns_change_neither_judgement_nor_places() {
        let project = Project::bridge_with(QUOTE, "\"Monday.\\nThe bridge will open\"");
        // The bytes are others, and the digest of them says so; nothing else does.
        let report = |run: &Run| {
            let mut report = run.report();
            report["run"]["project"] = Value::Null;
            report
        };
        let with_line_feeds = project.verify(&[]);
        let claim_file = project.read(BRIDGE_PATH).replace('\n', "\r\n");
        project
            .write(BRIDGE_PATH, claim_file)
            .write("sources/council.txt", COUNCIL.replace('\n', "\r\n"));
        assert_eq!(report(&project.verify(&[])), report(&with_line_feeds));
        assert_eq!(with_line_feeds.code, 0);
    }

    #[test]
    fn faults_in_a_file_with_carriage_returns_have_the_right_place() {
        let text = bridge_with("\"supported\"", "\"maybe\"");
        let project = Project::bridge();
        let run = project
            .write(BRIDGE_PATH, text.replace('\n', "\r\n"))
            .verify(&[]);
        let finding = run.finding();
        assert_eq!(place(&finding), place_of("\"maybe\"", &text));
        assert_eq!(
            finding["end_column"],
            finding["column"].as_u64().expect("a column") + 7
        );
    }

    #[rstest]
    #[case::nothing("", "invalid-json", (1, 1))]
    #[case::white_space(" \n\n", "invalid-json", (1, 1))]
    #[case::only_a_mark("\u{feff}", "invalid-json", (1, 1))]
    #[case::nul("\0", "invalid-json", (1, 1))]
    #[case::array("[]", "schema-violation", (1, 1))]
    #[case::null("\nnull", "schema-violation", (2, 1))]
    #[case::number(" 1e999", "schema-violation", (1, 2))]
    #[case::text("\"claims\"", "schema-violation", (1, 1))]
    #[case::two_documents("{} {}", "invalid-json", (1, 4))]
    #[case::lone_surrogate("{\"story\": \"\\ud800\"}", "invalid-json", (1, 12))]
    #[case::trailing_comma("{\n\"a\": [1,]}", "invalid-json", (2, 9))]
    fn what_is_no_claim_file_is_one_finding(
        #[case] text: &str,
        #[case] rule: &str,
        #[case] at: (u64, u64),
    ) {
        let project = Project::bridge();
        let run = project.write(BRIDGE_PATH, text).verify(&[]);
        let finding = run.finding();
        assert_eq!(
            (run.code, &finding["rule"], place(&finding)),
            (1, &json!(rule), at),
            "{run:#?}"
        );
    }

    #[test]
    fn an_empty_object_lacks_each_member_that_is_required() {
        let project = Project::bridge();
        let run = project.write(BRIDGE_PATH, "{}").verify(&[]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["schema-violation".to_owned(); 3]),
            "{run:#?}"
        );
        assert!(
            run.findings()
                .iter()
                .all(|finding| place(finding) == (1, 1))
        );
    }

    #[rstest]
    #[case::never_closed("[", "")]
    #[case::closed("[", "]")]
    #[case::objects("{\"a\":", "")]
    #[case::closed_objects("{\"a\":", "1}")]
    fn deep_nesting_is_refused(
        #[case] open: &str,
        #[case] close: &str,
        #[values(100_000, 1_000_000)] depth: usize,
        #[values(false, true)] as_extension: bool,
    ) {
        let closing = match close {
            "1}" => format!("1{}", "}".repeat(depth)),
            close => close.repeat(depth),
        };
        let nested = format!("{}{closing}", open.repeat(depth));
        let text = if as_extension {
            bridge_with("\"story\"", &format!("\"x-deep\": {nested},\n\"story\""))
        } else {
            nested
        };
        let project = Project::bridge();
        let run = project.write(BRIDGE_PATH, text).verify(&[]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["invalid-json".to_owned()])
        );
    }

    #[test]
    fn nesting_that_is_too_deep_is_shown_where_it_gets_too_deep() {
        let project = Project::bridge();
        let run = project
            .write(BRIDGE_PATH, "[".repeat(1_000) + &"]".repeat(1_000))
            .verify(&[]);
        assert_eq!(place(&run.finding()), (1, 129));
    }

    #[test]
    fn a_folder_that_is_named_like_a_claim_file_is_not_passed_over() {
        let project = Project::bridge();
        project.write("claims/x.json/readme.txt", "");
        assert_unchecked(&project, "claims/x.json", "it is a folder, not a file");
    }

    #[rstest]
    #[case("../../etc/passwd")]
    #[case("../../secret")]
    #[case("/etc/passwd")]
    #[case("a/council")]
    #[case("..")]
    #[case("")]
    #[case("council\\u0000")]
    #[case("council\\n")]
    #[case("cоuncil")]
    fn a_source_id_that_could_be_a_path_is_never_one(#[case] id: &str) {
        let project = Project::bridge_with("\"council\"", &format!("\"{id}\""));
        fs::write(
            project.outside().join("secret.txt"),
            "The bridge will open in spring",
        )
        .expect("a file");
        fs::write(
            project.outside().join("secret.json"),
            descriptor("secret", b"").to_string(),
        )
        .expect("a file");
        let run = project.verify(&[]);
        let finding = run.finding();
        assert_eq!(
            (run.code, &finding["rule"]),
            (1, &json!("schema-violation")),
            "{run:#?}"
        );
        assert_eq!(
            place(&finding),
            place_of(&format!("\"{id}\""), &project.read(BRIDGE_PATH))
        );
        let citation = run.report()["claims"][0]["citations"][0].clone();
        assert_eq!(
            (&citation["match"], &citation["file"]),
            (&json!("unverifiable"), &Value::Null)
        );
    }

    #[rstest]
    #[case::core("quote-absent", "no waiver silences it")]
    #[case::core_of_files("schema-violation", "no waiver silences it")]
    #[case::misspelt("quote-to-short", "did you mean")]
    #[case::unknown("no-such-rule-at-all", "cannot be")]
    fn a_waiver_that_cannot_be_is_an_error_that_says_so(#[case] rule: &str, #[case] words: &str) {
        let waiver = format!(
            "\"waivers\": [{{\"rule\": \"{rule}\", \"reason\": \"because\"}}],\n \"citations\""
        );
        let project = Project::bridge_with("\"citations\"", &waiver);
        let run = project.verify(&[]);
        let finding = run.findings()[0].clone();
        assert_eq!(
            (run.code, &finding["rule"]),
            (1, &json!("schema-violation")),
            "{run:#?}"
        );
        assert_eq!(
            place(&finding),
            place_of(&format!("\"{rule}\""), &project.read(BRIDGE_PATH))
        );
        assert!(
            format!("{}{}", finding["message"], finding["notes"]).contains(words),
            "{run:#?}"
        );
    }

    #[test]
    fn a_waiver_of_a_core_rule_does_not_silence_it() {
        let project = Project::bridge_with(
            "\"citations\"",
            "\"waivers\": [{\"rule\": \"quote-absent\", \"reason\": \"r\"}], \"citations\"",
        );
        project.edit(
            BRIDGE_PATH,
            QUOTE,
            "\"Quarterly earnings doubled, analysts wrote\"",
        );
        let run = project.verify(&[]);
        assert_eq!(run.code, 1);
        assert!(run.rules().contains(&"quote-absent".to_owned()), "{run:#?}");
        assert_eq!(run.report()["waived"], json!([]));
    }
}

mod sources {
    use super::*;

    #[test]
    fn a_text_of_no_bytes_holds_no_quote() {
        let project = Project::bridge();
        let run = project.source("council", "").verify(&[]);
        let finding = run.finding();
        assert_eq!(
            (run.code, &finding["rule"], place(&finding)),
            (1, &json!("quote-absent"), place_of(QUOTE, BRIDGE))
        );
        assert!(
            finding["message"]
                .as_str()
                .is_some_and(|said| said.contains("is empty")),
            "{run:#?}"
        );
    }

    #[test]
    fn a_text_that_is_not_utf8_is_shown_at_its_bad_byte() {
        let project = Project::bridge();
        let bytes = [COUNCIL.as_bytes(), b"and \xfe"].concat();
        project.write("sources/council.txt", &bytes).write(
            "sources/council.json",
            descriptor("council", &bytes).to_string(),
        );
        assert_unverifiable(&project, "source-invalid", "not UTF-8");
        let related = project.verify(&[]).finding()["related"][0].clone();
        assert_eq!(
            (&related["file"], place(&related)),
            (&json!("sources/council.txt"), (3, 5))
        );
    }

    #[test]
    fn a_source_without_a_text_or_a_descriptor_is_missing() {
        let project = Project::bridge();
        fs::remove_file(project.path("sources/council.txt")).expect("a file");
        assert_unverifiable(&project, "source-missing", "has no text");
        fs::remove_file(project.path("sources/council.json")).expect("a file");
        assert_unverifiable(&project, "source-missing", "has no descriptor");
    }

    #[test]
    fn a_text_that_is_a_folder_cannot_be_read() {
        let project = Project::bridge();
        fs::remove_file(project.path("sources/council.txt")).expect("a file");
        fs::create_dir(project.path("sources/council.txt")).expect("a folder");
        assert_unverifiable(&project, "source-invalid", "it is a folder");
    }

    #[rstest]
    #[case::another_id(
        "\"council\"",
        "\"concil\"",
        "but the file is named \"council.json\"",
        "\"concil\""
    )]
    #[case::no_hash("\"sha256\"", "\"x-sha256\"", "has no \"sha256\"", "{")]
    #[case::no_date("2026-01-01", "2026-02-30", "2026-02-30", "\"2026-02-30\"")]
    #[case::duplicate_key(
        "\"title\"",
        "\"i\\u0064\":\"council\",\"title\"",
        "stands twice",
        "\"i\\u0064\""
    )]
    #[case::unknown_key("\"title\"", "\"titel\"", "cannot have a \"titel\"", "\"titel\"")]
    #[case::a_path(
        "\"title\"",
        "\"text\":\"../../secret.txt\",\"title\"",
        "../../secret.txt",
        "\"../../secret.txt\""
    )]
    #[case::cut_off("}", "", "not JSON", "")]
    #[case::no_text_at_all("*", "", "not JSON", "")]
    fn a_faulty_descriptor_is_shown_at_its_fault(
        #[case] from: &str,
        #[case] to: &str,
        #[case] message: &str,
        #[case] at: &str,
    ) {
        let project = Project::bridge();
        match from {
            "*" => project.write("sources/council.json", to),
            from => project.edit("sources/council.json", from, to),
        };
        let run = project.verify(&[]);
        let findings = run.findings();
        let finding = findings
            .iter()
            .find(|finding| {
                finding["message"]
                    .as_str()
                    .is_some_and(|said| said.contains(message))
            })
            .unwrap_or_else(|| panic!("{run:#?}"));
        assert_eq!(
            (run.code, &finding["rule"], &finding["file"]),
            (1, &json!("source-invalid"), &json!("sources/council.json"))
        );
        if !at.is_empty() {
            assert_eq!(
                place(finding),
                place_of(at, &project.read("sources/council.json")),
                "{run:#?}"
            );
        }
    }

    /// Each cause once: that nobody can say which text is meant follows from it.
    #[rstest]
    #[case::not_json("{\"id\": ", "the descriptor is not JSON")]
    #[case::not_utf8("\u{fffd}", "the descriptor is not UTF-8")]
    #[case::no_file_name("\"text\": \"../a.txt\"", "breaks its schema")]
    fn a_descriptor_that_nothing_cites_is_told_once(#[case] broken: &str, #[case] words: &str) {
        let project = Project::bridge();
        project.source("spare", "Nobody quotes this.");
        let bytes = match broken {
            "\u{fffd}" => b"\xff".to_vec(),
            text if text.starts_with('{') => text.as_bytes().to_vec(),
            member => project
                .read("sources/spare.json")
                .replacen('{', &format!("{{{member},"), 1)
                .into_bytes(),
        };
        project.write("sources/spare.json", bytes);
        let finding = project.verify(&[]).finding();
        let said = finding["message"].as_str().expect("a message");
        assert!(said.contains(words), "{finding}");
        // The claim whose quote cannot be checked fails by itself, and is told where to look.
        let project = Project::bridge();
        project.write("sources/council.json", "{\"id\": ");
        let run = project.verify(&[]);
        assert_eq!(run.rules(), ["source-invalid", "source-invalid"]);
        let related = &run.findings()[0]["related"][0];
        assert_eq!(
            (&related["file"], &related["column"]),
            (&json!("sources/council.json"), &json!(7))
        );
    }

    #[test]
    fn a_quote_from_a_source_whose_descriptor_cannot_be_read_never_passes() {
        let project = Project::bridge();
        let run = project.write("sources/council.json", b"\xff").verify(&[]);
        assert_eq!(
            (run.code, &run.report()["claims"][0]["status"]),
            (1, &json!("fail"))
        );
        assert_eq!(
            run.report()["claims"][0]["citations"][0]["match"],
            "unverifiable"
        );
    }
}

/// Links, pipes and permissions, as Unix has them.
#[cfg(unix)]
mod special_files {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;
    use std::path::Path;
    use std::process::Command;
    use support::{claim, claim_file, run};

    fn link(project: &Project, path: &str, target: impl AsRef<Path>) {
        let path = project.path(path);
        let _ = fs::remove_file(&path);
        symlink(target, path).expect("a link");
    }

    /// Makes a named pipe; a socket, which is as little of a file, where there is no `mkfifo`.
    fn pipe(project: &Project, path: &str) {
        let path = project.path(path);
        let _ = fs::remove_file(&path);
        match Command::new("mkfifo").arg(&path).status() {
            Ok(status) => assert!(status.success()),
            Err(error) => {
                eprintln!("a socket takes the place of a pipe: mkfifo: {error}");
                UnixListener::bind(path).expect("a socket");
            }
        }
    }

    /// Takes all rights away from a file or folder; false where that does not keep us out, as it does not for root.
    fn lock(path: &Path) -> bool {
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).expect("permissions");
        fs::read(path).is_err() && fs::read_dir(path).is_err()
    }

    #[test]
    fn a_claim_file_that_is_a_pipe_is_not_waited_for() {
        let project = Project::bridge();
        pipe(&project, "claims/x.json");
        assert_unchecked(
            &project,
            "claims/x.json",
            "it is a device or a pipe, not a regular file",
        );
    }

    #[rstest]
    #[case::dangling("nowhere.json", "it is a link that leads to nothing")]
    #[case::out_of_the_root("../../outside.json", "it links to a file outside the project's root")]
    #[case::dangling_outside("../../nowhere.json", "it links to a file outside the project's root")]
    #[case::device("/dev/zero", "it links to a file outside the project's root")]
    #[case::loop_of_one("x.json", "it is a link that leads back to itself")]
    #[case::folder(".", "it is a link to a folder, and links to folders are not followed")]
    fn a_claim_file_that_is_a_link_to_nothing_good_is_not_checked(
        #[case] target: &str,
        #[case] reason: &str,
    ) {
        let project = Project::bridge();
        fs::write(project.outside().join("outside.json"), BRIDGE).expect("a file");
        link(&project, "claims/x.json", target);
        assert_unchecked(&project, "claims/x.json", reason);
    }

    #[test]
    fn a_claim_file_that_is_a_link_within_the_root_is_checked() {
        let project = Project::bridge();
        project.write(
            "drafts/x.json",
            claim_file(&[claim("drafted", "council", "Nobody said this at all")]),
        );
        link(&project, "claims/x.json", "../drafts/x.json");
        let run = project.verify(&[]);
        assert_eq!(
            (run.code, run.claim_ids()),
            (1, vec!["bridge-opens".to_owned(), "drafted".to_owned()])
        );
    }

    #[test]
    fn claim_files_behind_a_linked_folder_are_not_passed_over() {
        let project = Project::bridge();
        project.write(
            "drafts/x.json",
            claim_file(&[claim("drafted", "council", "Nobody said this at all")]),
        );
        link(&project, "claims/linked", "../drafts");
        assert_unchecked(
            &project,
            "claims/linked",
            "it is a link to a folder, and links to folders are not followed",
        );
    }

    #[test]
    fn folders_that_link_to_folders_above_are_not_walked_in_circles() {
        let project = Project::bridge();
        link(&project, "sources/around", "..");
        assert_eq!(project.verify(&[]).code, 0);
        link(&project, "claims/around", "..");
        assert_unchecked(
            &project,
            "claims/around",
            "it is a link to a folder, and links to folders are not followed",
        );
    }

    #[test]
    fn a_project_whose_folders_are_links_within_it_is_named_by_their_names() {
        let project = Project::bridge();
        fs::rename(project.path("claims"), project.path("stories")).expect("a new name");
        link(&project, "claims", "stories");
        for path in ["claims", "claims/", BRIDGE_PATH] {
            let run = project.verify(&[path]);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{path}");
        }
    }

    #[test]
    fn a_claim_file_that_we_may_not_read_is_not_checked() {
        let project = Project::bridge();
        project.write("claims/x.json", BRIDGE);
        if lock(&project.path("claims/x.json")) {
            assert_unchecked(&project, "claims/x.json", "you are not allowed to read it");
        }
    }

    #[test]
    fn a_folder_of_claims_that_we_may_not_read_is_no_pass() {
        let project = Project::bridge();
        project.write(
            "claims/locked/x.json",
            claim_file(&[claim("locked", "council", "Nobody said this at all")]),
        );
        let folder = project.path("claims/locked");
        if lock(&folder) {
            let run = project.verify(&[]);
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("permissions");
            assert_eq!(run.code, 2, "{run:#?}");
            assert!(run.stderr.contains("claims/locked"), "{run:#?}");
        }
    }

    #[test]
    fn a_text_that_we_may_not_read_cannot_be_judged() {
        let project = Project::bridge();
        if lock(&project.path("sources/council.txt")) {
            assert_unverifiable(&project, "source-invalid", "you are not allowed to read it");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_claim_file_whose_name_is_not_unicode_is_not_passed_over() {
        let project = Project::bridge();
        let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"stray-\xff.json");
        fs::write(
            project.path("claims").join(name),
            claim_file(&[claim("stray", "council", "Nobody said this at all")]),
        )
        .expect("a file");
        assert_unchecked(
            &project,
            "claims/stray-\u{fffd}.json",
            "its name is not Unicode",
        );
    }

    #[rstest]
    #[case::text("sources/council.txt")]
    #[case::descriptor("sources/council.json")]
    fn a_source_that_is_a_pipe_is_not_waited_for(#[case] path: &str) {
        let project = Project::bridge();
        pipe(&project, path);
        assert_unverifiable(&project, "source-invalid", "it is a device or a pipe");
    }

    #[rstest]
    #[case::dangling("nowhere.txt", "source-missing", "has no text")]
    #[case::out_of_the_root("../../outside.txt", "source-escapes-root", "outside the project")]
    #[case::dangling_outside("../../nowhere.txt", "source-escapes-root", "outside the project")]
    #[case::device("/dev/zero", "source-escapes-root", "outside the project")]
    #[case::loop_of_one("council.txt", "source-invalid", "leads back to itself")]
    fn a_text_that_is_a_link_to_nothing_good_cannot_be_judged(
        #[case] target: &str,
        #[case] rule: &str,
        #[case] message: &str,
    ) {
        let project = Project::bridge();
        fs::write(project.outside().join("outside.txt"), COUNCIL).expect("a file");
        link(&project, "sources/council.txt", target);
        assert_unverifiable(&project, rule, message);
    }

    #[test]
    fn a_text_that_leaves_the_root_by_a_second_link_cannot_be_judged() {
        let project = Project::bridge();
        fs::write(project.outside().join("outside.txt"), COUNCIL).expect("a file");
        link(&project, "sources/step.txt", "../../outside.txt");
        link(&project, "sources/council.txt", "step.txt");
        assert_unverifiable(&project, "source-escapes-root", "outside the project");
    }

    #[test]
    fn a_descriptor_that_links_out_of_the_root_escapes_it() {
        let project = Project::bridge();
        fs::copy(
            project.path("sources/council.json"),
            project.outside().join("council.json"),
        )
        .expect("a copy");
        link(&project, "sources/council.json", "../../council.json");
        assert_unverifiable(&project, "source-escapes-root", "outside the project");
    }

    #[test]
    fn a_text_that_is_a_link_within_the_root_is_read() {
        let project = Project::bridge();
        project.write("archive/monday.txt", COUNCIL);
        link(&project, "sources/council.txt", "../archive/monday.txt");
        assert_eq!(project.verify(&[]).code, 0);
    }

    #[test]
    fn an_unused_source_that_leaves_the_root_is_a_finding_of_its_own() {
        let project = Project::bridge();
        project.source("other", "text");
        link(&project, "sources/other.txt", "/etc/hostname");
        let finding = project.verify(&[]).finding();
        assert_eq!(
            (&finding["rule"], &finding["file"]),
            (&json!("source-escapes-root"), &json!("sources/other.txt"))
        );
    }

    #[rstest]
    #[case::dangling("nowhere.toml")]
    #[case::out_of_the_root("../outside.toml")]
    #[case::loop_of_one("factcheck.toml")]
    fn settings_that_are_a_link_to_nothing_good_are_refused(#[case] target: &str) {
        let project = Project::bridge();
        fs::write(project.outside().join("outside.toml"), "").expect("a file");
        link(&project, "factcheck.toml", target);
        project.verify(&[]).assert_refused(&["factcheck.toml"]);
    }

    #[test]
    fn settings_that_are_a_pipe_are_not_waited_for() {
        let project = Project::bridge();
        pipe(&project, "factcheck.toml");
        project
            .verify(&[])
            .assert_refused(&["factcheck.toml", "pipe"]);
    }

    #[test]
    fn a_house_schema_that_is_a_pipe_is_not_waited_for() {
        let project = Project::bridge();
        project.write("factcheck.toml", "schema = 'house.json'");
        pipe(&project, "house.json");
        project.verify(&[]).assert_refused(&["house.json", "pipe"]);
    }

    #[test]
    fn validate_does_not_wait_for_pipes() {
        let project = Project::bridge();
        project.write("schema.json", "{}");
        pipe(&project, "pipe.json");
        for arguments in [["schema.json", "pipe.json"], ["pipe.json", "schema.json"]] {
            let run = project.run(&["validate", "--schema", arguments[0], arguments[1]]);
            assert_eq!(run.code, 2, "{run:#?}");
            assert!(run.stderr.contains("pipe"), "{run:#?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_report_that_cannot_be_written_is_no_pass() {
        let project = Project::bridge();
        let full = fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("a device that is full");
        let code = support::exit_code(
            project
                .factcheck(&["verify"])
                .stdout(full)
                .stderr(std::process::Stdio::null()),
        );
        assert_eq!(code, 2);
    }

    #[cfg(target_os = "linux")]
    #[rstest]
    #[case(&["--help"])]
    #[case(&["--version"])]
    #[case(&["help"])]
    #[case(&["verify", "--help"])]
    #[case(&["verify", "-h"])]
    #[case(&["man"])]
    #[case(&["explain"])]
    #[case(&["schema", "report"])]
    #[case(&["completions", "bash"])]
    fn what_cannot_be_printed_is_no_success(#[case] arguments: &[&str]) {
        let project = Project::bridge();
        let full = fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("a device that is full");
        let mut command = project.factcheck(arguments);
        let output = command.stdout(full).output().expect("an end");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.starts_with("factcheck: standard output cannot be written: "),
            "{said}"
        );
    }

    #[rstest]
    #[case(&["--help"])]
    #[case(&["--version"])]
    #[case(&["man"])]
    fn a_reader_that_has_seen_enough_is_no_fault(#[case] arguments: &[&str]) {
        let project = Project::bridge();
        let mut command = project.factcheck(arguments);
        command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("an end");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), said.as_ref()), (Some(0), ""));
    }

    #[test]
    fn a_working_folder_that_is_gone_is_refused() {
        let project = Project::bridge();
        let folder = project.path("gone");
        fs::create_dir(&folder).expect("a folder");
        if let Err(error) = Command::new("sh").args(["-c", ":"]).status() {
            eprintln!("skipped: sh, which this case needs: {error}");
            return;
        }
        let script = format!("rmdir '{}' && exec \"$0\" verify", folder.display());
        let mut command = Command::new("sh");
        command
            .args(["-c", &script, env!("CARGO_BIN_EXE_factcheck")])
            .current_dir(&folder);
        run(&mut command).assert_refused(&["working folder"]);
    }
}

mod settings {
    use super::*;

    #[rstest]
    #[case::unknown_key("sourcs = 'texts'", "factcheck.toml:1:1", "did you mean \"sources\"?")]
    #[case::unknown_rule(
        "[rules]\nquote-cutword = 'off'",
        "factcheck.toml:2:1",
        "did you mean \"quote-cut-word\"?"
    )]
    #[case::core_rule(
        "[rules]\nquote-absent = 'warning'",
        "factcheck.toml:2:16",
        "carries the promise"
    )]
    #[case::core_rule_off(
        "[rules]\n\"invalid-json\" = 'off'",
        "factcheck.toml:2:18",
        "carries the promise"
    )]
    #[case::unknown_level(
        "[rules]\nquote-cut-word = 'warn'",
        "factcheck.toml:2:18",
        "error, warning, info or off"
    )]
    #[case::unknown_fold("accept = ['quotes', 'spaces']", "factcheck.toml:1:21", "whitespace")]
    #[case::sources_outside(
        "sources = '../texts'",
        "factcheck.toml:1:11",
        "not within the project"
    )]
    #[case::not_toml("claims = [", "factcheck.toml:1:", "")]
    #[case::twice("sources = 'a'\nsources = 'b'", "factcheck.toml:2:1", "duplicate key")]
    #[case::wrong_type("claims = 'claims/*.json'", "factcheck.toml:1:10", "must be an array")]
    #[case::no_pattern("claims = ['claims/***.json']", "claims/***.json", "not a pattern")]
    #[case::own_circle("extend = 'factcheck.toml'", "factcheck.toml", "circle")]
    #[case::gone("extend = 'gone.toml'", "gone.toml", "cannot be read")]
    #[case::out_of_the_root("extend = '../outside.toml'", "../outside.toml", "outside")]
    #[case::negative("min-quote-characters = -1", "factcheck.toml:1:24", "0 or more")]
    #[case::baseline("against = 'origin/main'", "origin/main", "baseline")]
    fn faulty_settings_are_refused_with_their_place(
        #[case] text: &str,
        #[case] place: &str,
        #[case] words: &str,
    ) {
        let project = Project::bridge();
        fs::write(project.outside().join("outside.toml"), "").expect("a file");
        project
            .write("factcheck.toml", text)
            .verify(&[])
            .assert_refused(&[place, words]);
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let project = Project::bridge();
        let settings =
            "sourcs = 'a'\nclaims = []\n[rules]\nquote-absent = 'off'\nquote-abscent = 'off'\n";
        let run = project.write("factcheck.toml", settings).verify(&[]);
        run.assert_refused(&[
            "factcheck.toml:1:1",
            "factcheck.toml:2:10",
            "factcheck.toml:4:16",
            "factcheck.toml:5:1",
        ]);
    }

    #[test]
    fn settings_that_extend_each_other_in_a_circle_are_refused() {
        let project = Project::bridge();
        project
            .write("factcheck.toml", "extend = 'house/a.toml'")
            .write("house/a.toml", "extend = 'house/b.toml'")
            .write("house/b.toml", "extend = './house/a.toml'")
            .verify(&[])
            .assert_refused(&["circle"]);
    }

    #[test]
    fn a_fault_in_settings_that_are_extended_is_shown_there() {
        let project = Project::bridge();
        project
            .write("factcheck.toml", "extend = 'house/a.toml'")
            .write("house/a.toml", "\n[rules]\nquote-elided = 'info'")
            .verify(&[])
            .assert_refused(&["house/a.toml:3:16", "carries the promise"]);
    }

    #[test]
    fn settings_that_are_not_utf8_are_refused() {
        let project = Project::bridge();
        project
            .write("factcheck.toml", b"# \xe9")
            .verify(&[])
            .assert_refused(&["factcheck.toml:1:3", "not UTF-8"]);
    }

    #[test]
    fn settings_that_are_a_folder_are_refused() {
        let project = Project::bridge();
        project
            .write("factcheck.toml/x", "")
            .verify(&[])
            .assert_refused(&["factcheck.toml", "it is a folder"]);
    }

    #[test]
    fn settings_with_a_byte_order_mark_and_carriage_returns_are_read() {
        let project = Project::bridge();
        let run = project
            .write(
                "factcheck.toml",
                "\u{feff}[rules]\r\nquote-too-short = 'off'\r\n",
            )
            .verify(&[]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    }

    #[test]
    fn deeply_nested_settings_are_refused() {
        let project = Project::bridge();
        let text = format!("claims = {}{}", "[".repeat(100_000), "]".repeat(100_000));
        project
            .write("factcheck.toml", text)
            .verify(&[])
            .assert_refused(&["factcheck.toml:1:"]);
    }
}

mod house_schemas {
    use super::*;

    /// A clean project with a house schema.
    fn with_schema(schema: &str) -> Project {
        let project = Project::bridge();
        project
            .write("factcheck.toml", "schema = 'house/claim.json'")
            .write("house/claim.json", schema);
        project
    }

    const NEEDS_RATING: &str = r#"{"properties": {"claims": {"items": {"required": ["rating"]}}}}"#;

    #[test]
    fn a_house_schema_is_asked_besides_the_base_schema() {
        let project = with_schema(NEEDS_RATING);
        let run = project
            .edit(BRIDGE_PATH, "\"supported\"", "\"maybe\"")
            .verify(&[]);
        let messages: Vec<String> = run
            .findings()
            .iter()
            .map(|finding| finding["message"].to_string())
            .collect();
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["schema-violation".to_owned(); 2]),
            "{run:#?}"
        );
        assert!(
            messages[0].contains("rating") && messages[1].contains("maybe"),
            "{messages:?}"
        );
    }

    #[test]
    fn a_claim_file_that_satisfies_it_passes() {
        let project = with_schema(NEEDS_RATING);
        assert_eq!(
            project
                .edit(
                    BRIDGE_PATH,
                    "\"verdict\"",
                    "\"rating\": \"true\", \"verdict\""
                )
                .verify(&[])
                .code,
            0
        );
    }

    #[test]
    fn a_reference_within_the_root_and_to_a_built_in_schema_is_followed() {
        let project = with_schema(
            r#"{"$ref": "../shared/claim.json", "allOf": [{"$ref": "https://factcheck.dev/schemas/claim-file.schema.json"}]}"#,
        );
        let run = project.write("shared/claim.json", NEEDS_RATING).verify(&[]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["schema-violation".to_owned()]),
            "{run:#?}"
        );
    }

    #[rstest]
    #[case::remote(r#"{"$ref": "https://example.org/schema.json"}"#, "example.org")]
    #[case::remote_vocabulary(r#"{"$schema": "https://example.org/meta.json"}"#, "example.org")]
    #[case::file_address(r#"{"$ref": "file:///etc/passwd"}"#, "passwd")]
    #[case::absolute(r#"{"$ref": "/etc/passwd"}"#, "passwd")]
    #[case::climbing(r#"{"$ref": "../../secret.json"}"#, "secret.json")]
    #[case::escaped(r#"{"$ref": "..%2F..%2Fsecret.json"}"#, "secret.json")]
    #[case::missing(r#"{"$ref": "nowhere.json"}"#, "nowhere.json")]
    #[case::own_address(r#"{"$id": "https://example.org/a.json", "$ref": "b.json"}"#, "b.json")]
    #[case::unknown_format(r#"{"properties": {"story": {"format": "isbn"}}}"#, "isbn")]
    #[case::no_regular_expression(r#"{"properties": {"story": {"pattern": "("}}}"#, "(")]
    #[case::no_such_type(r#"{"type": "text"}"#, "text")]
    #[case::broken("{\"type\": ", "house/claim.json")]
    #[case::empty("", "house/claim.json")]
    #[case::array("[]", "house/claim.json")]
    fn a_house_schema_that_cannot_be_used_is_refused(#[case] schema: &str, #[case] words: &str) {
        let project = with_schema(schema);
        fs::write(project.outside().join("secret.json"), "{}").expect("a file");
        let run = project.verify(&[]);
        run.assert_refused(&["house/claim.json", words]);
    }

    #[test]
    fn a_house_schema_that_is_not_there_is_refused() {
        let project = Project::bridge();
        project
            .write("factcheck.toml", "schema = 'house/gone.json'")
            .verify(&[])
            .assert_refused(&["house/gone.json", "no such file"]);
    }

    #[rstest]
    #[case::itself(r##"{"$ref": "#"}"##)]
    #[case::in_a_circle(r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##)]
    #[case::through_alternatives(r##"{"anyOf": [{"$ref": "#"}]}"##)]
    fn a_house_schema_that_refers_to_itself_in_a_circle_ends(#[case] schema: &str) {
        let run = with_schema(schema).verify(&[]);
        assert!(
            run.code == 0 || run.stderr.contains("house/claim.json"),
            "{run:#?}"
        );
    }

    #[test]
    fn a_deeply_nested_house_schema_is_refused() {
        let schema = format!("{}{}", "{\"not\":".repeat(100_000), "}".repeat(100_000));
        with_schema(&schema)
            .verify(&[])
            .assert_refused(&["house/claim.json"]);
    }

    #[test]
    fn a_pattern_that_never_ends_is_a_finding() {
        let project = with_schema(r#"{"properties": {"title": {"pattern": "^(?=(a+)+$)(a+)+$"}}}"#);
        let title = format!("\"title\": \"{}!\", \"claims\"", "a".repeat(60));
        let run = project.edit(BRIDGE_PATH, "\"claims\"", &title).verify(&[]);
        assert_eq!(
            (run.code, run.rules()),
            (1, vec!["schema-violation".to_owned()]),
            "{run:#?}"
        );
    }
}

/// What is too much is refused with the limit, or told in part: docs/limits.md lists the limits.
mod limits {
    use super::*;
    use std::fs::File;

    /// A file of so many bytes, all of them zero and none of them on the disk.
    fn hollow(project: &Project, path: &str, length: u64) {
        let file = File::create(project.path(path)).expect("a new file");
        file.set_len(length).expect("a file with holes");
    }

    #[test]
    fn a_claim_file_that_is_too_large_is_not_checked() {
        let project = Project::bridge();
        hollow(&project, "claims/large.json", (32 << 20) + 1);
        assert_unchecked(
            &project,
            "claims/large.json",
            "it is larger than 32 MiB, the most that a file of its kind may have; split it into several",
        );
    }

    #[test]
    fn no_quote_stands_in_a_source_that_is_too_large() {
        let project = Project::bridge();
        hollow(&project, "sources/council.txt", (1 << 30) + 1);
        assert_unverifiable(&project, "source-invalid", "it is larger than 1024 MiB");
    }

    #[test]
    fn what_changed_in_a_version_with_too_many_faults_nobody_can_say() {
        let keys: Vec<String> = (0..100_001)
            .map(|number| format!("\"a{number}\": 1"))
            .collect();
        let claims = format!("{}, \"claims\"", keys.join(","));
        let before = Project::bridge_with("\"claims\"", &claims);
        let then = before.root();
        let against = format!("dir:{}", then.display());
        Project::bridge()
            .verify(&["--against", &against])
            .assert_refused(&["it has more than 100000 faults"]);
    }
}

mod command_lines {
    use super::*;

    #[test]
    fn a_project_without_claim_files_is_no_pass() {
        let run = Project::empty().run(&["verify"]);
        run.assert_refused(&["no claim file matches claims/**/*.json"]);
    }

    #[test]
    fn sources_alone_are_no_pass() {
        let project = Project::empty();
        project
            .source("council", COUNCIL)
            .verify(&[])
            .assert_refused(&["no claim file matches"]);
    }

    #[test]
    fn patterns_that_match_nothing_are_no_pass() {
        let project = Project::bridge();
        project
            .write("factcheck.toml", "claims = ['claim/*.json']")
            .verify(&[])
            .assert_refused(&["claim/*.json"]);
    }

    #[test]
    fn a_folder_without_claim_files_and_sources_is_no_pass() {
        let project = Project::bridge();
        project
            .write("claims/empty/readme.txt", "")
            .verify(&["claims/empty"])
            .assert_refused(&["claims/empty"]);
    }

    #[rstest]
    #[case::nowhere("nosuch.json", "there is no")]
    #[case::no_claim_file("README.md", "neither a claim file nor a source")]
    #[case::outside("../outside.json", "not within the project's root")]
    #[case::empty("", "")]
    fn a_path_that_names_nothing_is_refused(#[case] path: &str, #[case] words: &str) {
        let project = Project::bridge();
        fs::write(project.outside().join("outside.json"), BRIDGE).expect("a file");
        project
            .write("README.md", "")
            .verify(&[path])
            .assert_refused(&[words]);
    }

    #[test]
    fn a_path_that_names_nothing_is_refused_beside_one_that_does() {
        let project = Project::bridge();
        project
            .verify(&[BRIDGE_PATH, "claims/nosuch.json"])
            .assert_refused(&["nosuch.json"]);
    }

    #[test]
    fn a_folder_outside_any_project_is_no_pass() {
        let project = Project::bridge();
        run(project
            .factcheck(&["verify"])
            .current_dir(project.outside()))
        .assert_refused(&["no claim file matches"]);
    }

    #[rstest]
    #[case::a_file("claims/bridge.json")]
    #[case::nothing("nowhere")]
    fn a_root_that_is_no_folder_is_refused(#[case] root: &str) {
        Project::bridge()
            .run(&["verify", "--root", root])
            .assert_refused(&[root, "root"]);
    }

    #[rstest]
    #[case::command(&["verfy"], "verify")]
    #[case::flag(&["verify", "--exit-zer"], "--exit-zero")]
    #[case::format(&["verify", "--output-format", "yaml"], "json")]
    #[case::color(&["verify", "--color", "sometimes"], "always")]
    #[case::jobs(&["verify", "--jobs", "many"], "many")]
    #[case::baseline(&["verify", "--against", "HEAD~1"], "HEAD~1")]
    #[case::settings(&["verify", "--config", "nowhere.toml"], "nowhere.toml")]
    #[case::rule(&["explain", "quote-alterd"], "did you mean `quote-altered`")]
    #[case::schema(&["schema", "claim"], "claim-file")]
    #[case::schema_of_validate(&["validate", "--schema", "nowhere.json", "claims/bridge.json"], "nowhere.json")]
    #[case::no_schema(&["validate", "claims/bridge.json"], "--schema")]
    #[case::no_command(&[], "Usage")]
    fn what_cannot_be_understood_is_refused(#[case] arguments: &[&str], #[case] words: &str) {
        Project::bridge().run(arguments).assert_refused(&[words]);
    }

    #[test]
    fn no_baseline_is_a_baseline() {
        assert_eq!(Project::bridge().verify(&["--against", "none"]).code, 0);
    }

    #[test]
    fn exit_zero_forgives_findings_and_nothing_else() {
        let project = Project::bridge_with(QUOTE, "\"Quarterly earnings doubled, analysts wrote\"");
        assert_eq!(project.run(&["verify"]).code, 1);
        let forgiven = project.run(&["verify", "--exit-zero"]);
        assert_eq!(forgiven.code, 0);
        assert!(
            forgiven.stdout.contains("quote-absent") && forgiven.stdout.contains("FAILED"),
            "{forgiven:#?}"
        );
        project.write("claims/x.json/readme.txt", "");
        assert_eq!(project.run(&["verify", "--exit-zero"]).code, 2);
        assert_eq!(
            project.run(&["verify", "--exit-zero", "nosuch.json"]).code,
            2
        );
    }

    #[test]
    fn quiet_leaves_the_counts_out_of_plain_validation() {
        let project = Project::bridge();
        project.write("schema.json", r#"{"required": ["a"]}"#);
        project.write("good.json", r#"{"a": 1}"#);
        let said = |file: &str, flags: &[&str]| {
            let arguments = [&["validate", "--schema", "schema.json", file], flags];
            let run = project.run(&arguments.concat());
            (run.code, run.stdout)
        };
        assert_eq!(said("good.json", &["--quiet"]), (0, String::new()));
        let (code, loud) = said(BRIDGE_PATH, &[]);
        let (_, quiet) = said(BRIDGE_PATH, &["--quiet"]);
        assert_eq!((code, loud), (1, format!("{quiet}0 of 1 file valid\n")));
        assert!(quiet.contains("claims/bridge.json:1:1"), "{quiet}");
    }

    #[rstest]
    fn quiet_leaves_out_the_summary_only(#[values("full", "concise")] format: &str) {
        let project = Project::bridge();
        assert_eq!(
            project
                .run(&["verify", "--quiet", "--output-format", format])
                .stdout,
            ""
        );
        project.edit(
            BRIDGE_PATH,
            QUOTE,
            "\"Quarterly earnings doubled, analysts wrote\"",
        );
        let loud = project.run(&["verify", "--output-format", format]).stdout;
        let quiet = project
            .run(&["verify", "--quiet", "--output-format", format])
            .stdout;
        assert!(
            quiet.contains("quote-absent") && loud.starts_with(&quiet),
            "{loud}"
        );
        assert!(
            loud.contains("result: ") && !quiet.contains("result: "),
            "{quiet}"
        );
    }

    #[rstest]
    #[case::by_itself(&[], &[], false)]
    #[case::forced(&[("CLICOLOR_FORCE", "1")], &[], true)]
    #[case::not_forced(&[("CLICOLOR_FORCE", "0")], &[], false)]
    #[case::refused(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[], false)]
    #[case::refused_by_an_empty_word(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")], &[], true)]
    #[case::flag_before_no_color(&[("NO_COLOR", "1")], &["--color", "always"], true)]
    #[case::flag_before_force(&[("CLICOLOR_FORCE", "1")], &["--color", "never"], false)]
    fn colour_is_a_matter_of_flag_then_environment(
        #[case] variables: &[(&str, &str)],
        #[case] flags: &[&str],
        #[case] expected: bool,
        #[values("full", "concise")] format: &str,
    ) {
        let project = Project::bridge();
        let arguments = [&["verify", "--output-format", format], flags].concat();
        let run = run(project
            .factcheck(&arguments)
            .envs(variables.iter().copied()));
        assert_eq!(run.stdout.contains('\u{1b}'), expected, "{run:#?}");
    }

    #[test]
    fn the_json_report_has_no_colour() {
        let run = Project::bridge().verify(&["--color", "always"]);
        assert_eq!(run.report()["summary"]["claims"], 1);
    }

    /// A claim with one finding at level error, waived to the end of June 2026.
    fn waived() -> Project {
        Project::bridge_with(
            &format!("{QUOTE}}}\n      ]"),
            "\"he bridge will open in spring\"}],\n      \"waivers\": [\n\
             {\"rule\": \"quote-cut-word\", \"reason\": \"The tape starts here.\", \"until\": \"2026-06-30\"}]",
        )
    }

    #[rstest]
    #[case::last_second("1782863999", true)]
    #[case::a_second_later("1782864000", false)]
    #[case::long_before("0", true)]
    #[case::after_the_year_9999("253402300800", false)]
    fn the_day_of_the_run_decides_whether_a_waiver_holds(
        #[case] seconds: &str,
        #[case] holds: bool,
    ) {
        let project = waived();
        let mut command = project.factcheck(&["verify", "--output-format", "json"]);
        let run = run(command.env("SOURCE_DATE_EPOCH", seconds));
        if holds {
            assert_eq!((run.code, run.rules().len()), (0, 0), "{run:#?}");
            assert_eq!(run.report()["waived"][0]["rule"], "quote-cut-word");
        } else {
            assert_eq!(
                (run.code, run.report()["summary"]["waived"].clone()),
                (1, json!(0)),
                "{run:#?}"
            );
            assert_eq!(run.rules(), ["quote-cut-word", "waiver-unused"]);
            assert!(run.stdout.contains("ended on 2026-06-30"), "{run:#?}");
        }
    }

    const CUT: &str = "he bridge will open in spring";
    const WHOLE: &str = "The bridge will open in spring";

    #[rstest]
    #[case::counted_from_1(&[CUT], 1, "nothing: the claim has 1 citation, numbered 0, and the fault is on citation 0", "write `\"citation\": 0`")]
    #[case::another(&[WHOLE, CUT], 0, "nothing: the fault is on citation 1", "write `\"citation\": 1`")]
    #[case::several(&[CUT, WHOLE, CUT], 1, "nothing: the faults are on citations 0 and 2", "write the number of the citation")]
    #[case::no_such_citation(&[WHOLE, WHOLE], 2, "nothing: the claim has 2 citations, numbered 0 to 1", "take it out, or write")]
    #[case::mended(&[WHOLE, WHOLE], 1, "silences nothing", "take it out: the fault")]
    fn a_waiver_of_the_wrong_citation_is_told_which_one_has_the_fault(
        #[case] quotes: &[&str],
        #[case] citation: u64,
        #[case] message: &str,
        #[case] advice: &str,
    ) {
        let mut waiving = support::claim("bridge-opens", "council", WHOLE);
        let citations = quotes
            .iter()
            .map(|quote| json!({"source": "council", "quote": quote}));
        waiving["citations"] = citations.collect();
        waiving["waivers"] = json!([{"rule": "quote-cut-word", "reason": "The tape starts here.", "citation": citation}]);
        let project = Project::bridge();
        project.claims(BRIDGE_PATH, &[waiving]);
        let run = project.verify(&[]);
        let report = run.report();
        let findings = report["findings"].as_array().expect("findings");
        let unused = findings
            .iter()
            .find(|found| found["rule"] == "waiver-unused");
        let told = unused.expect("it silences nothing")["message"].as_str();
        assert!(told.is_some_and(|told| told.ends_with(message)), "{run:#?}");
        let full = project.run(&["verify", "--output-format", "full"]);
        assert!(full.stdout.contains(advice), "{full:#?}");
    }

    #[rstest]
    #[case("tomorrow")]
    #[case("-1")]
    #[case("")]
    #[case("99999999999999999999999")]
    fn a_day_that_is_no_number_is_refused(#[case] seconds: &str) {
        let project = waived();
        run(project
            .factcheck(&["verify"])
            .env("SOURCE_DATE_EPOCH", seconds))
        .assert_refused(&["SOURCE_DATE_EPOCH"]);
    }

    #[test]
    fn the_last_second_that_can_be_counted_is_no_fault() {
        let project = waived();
        let run = run(project
            .factcheck(&["verify"])
            .env("SOURCE_DATE_EPOCH", u64::MAX.to_string()));
        assert_ne!(run.code, 0, "{run:#?}");
    }
}

mod readers_that_leave {
    use super::*;
    use std::io::PipeWriter;
    use std::process::Stdio;
    use support::exit_code;

    /// The writing end of a pipe that nobody reads.
    fn unread() -> PipeWriter {
        let (_, writer) = std::io::pipe().expect("a pipe");
        writer
    }

    #[rstest]
    #[case::clean(QUOTE, 0)]
    #[case::with_findings("\"Quarterly earnings doubled, analysts wrote\"", 1)]
    fn verify_ends_with_its_own_exit_code(
        #[case] quote: &str,
        #[case] code: i32,
        #[values("full", "concise", "json")] format: &str,
    ) {
        let project = Project::bridge_with(QUOTE, quote);
        let mut command = project.factcheck(&["verify", "--output-format", format]);
        assert_eq!(
            exit_code(command.stdout(unread()).stderr(Stdio::null())),
            code
        );
    }

    #[rstest]
    #[case(&["explain"])]
    #[case(&["explain", "quote-altered"])]
    #[case(&["schema", "report"])]
    #[case(&["validate", "--schema", "claims/bridge.json", "claims/bridge.json"])]
    fn other_commands_end_well(#[case] arguments: &[&str]) {
        let project = Project::bridge();
        assert_eq!(
            exit_code(
                project
                    .factcheck(arguments)
                    .stdout(unread())
                    .stderr(Stdio::null())
            ),
            0
        );
    }

    #[rstest]
    #[case::refused(&["verify", "nosuch.json"])]
    #[case::not_checked(&["verify"])]
    #[case::validate(&["validate", "--schema", "claims/bridge.json", "nosuch.json"])]
    #[case::usage(&["verfy"])]
    fn errors_that_nobody_reads_keep_their_exit_code(#[case] arguments: &[&str]) {
        let project = Project::bridge();
        project.write("claims/x.json/readme.txt", "");
        assert_eq!(
            exit_code(
                project
                    .factcheck(arguments)
                    .stdout(unread())
                    .stderr(unread())
            ),
            2
        );
    }
}

mod deceptive_text {
    use super::*;

    /// What a text from outside could hold to deceive a terminal or its reader.
    const DECEPTIVE: &str = "a\u{1b}[31m\u{1b}]0;b\u{7}c\u{9b}2Jd\u{202e}e\u{2066}f\u{200b}g\u{8}h\u{7f}i\u{ad}j\u{2028}k\u{85}l\rm";

    fn is_deceptive(c: char) -> bool {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    }

    /// Asserts that neither report shows a character that could deceive.
    fn assert_harmless(project: &Project) {
        for format in ["full", "concise"] {
            let run = project.run(&["verify", "--output-format", format]);
            for (stream, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
                let bad = text.lines().find(|line| line.contains(is_deceptive));
                assert_eq!(bad, None, "{format}, {stream}");
            }
        }
    }

    /// A JSON string.
    fn json_text(text: &str) -> String {
        Value::from(text).to_string()
    }

    #[rstest]
    #[case::id("\"bridge-opens\"", "")]
    #[case::statement("\"The bridge opens in spring.\"", "")]
    #[case::verdict("\"supported\"", "")]
    #[case::day("\"2026-02-01\"", "")]
    #[case::desk("\"desk\"", "")]
    #[case::source("\"council\"", "")]
    #[case::quote(QUOTE, "")]
    #[case::quote_that_nearly_stands(QUOTE, "The bridge will open in spring")]
    #[case::key("\"statement\"", "")]
    #[case::story("\"bridge\"", "")]
    fn text_of_claims_is_neutralised(#[case] part: &str, #[case] before: &str) {
        let project = Project::bridge_with(part, &json_text(&format!("{before}{DECEPTIVE}")));
        assert_harmless(&project);
        assert_eq!(
            project.verify(&[]).code,
            i32::from(part != "\"desk\"" && !part.starts_with("\"The bridge opens"))
        );
    }

    #[rstest]
    #[case::prefix("prefix")]
    #[case::suffix("suffix")]
    #[case::speaker("speaker")]
    #[case::stance("stance")]
    fn text_beside_quotes_is_neutralised(#[case] key: &str) {
        let project = Project::bridge_with(
            QUOTE,
            &format!("{QUOTE}, \"{key}\": {}", json_text(DECEPTIVE)),
        );
        assert_harmless(&project);
        assert_eq!(project.verify(&[]).findings().len(), 1);
    }

    #[test]
    fn raw_bidirectional_controls_in_a_claim_file_are_neutralised() {
        let project = Project::bridge_with("\"supported\"", "\"\u{202e}detroppus\u{9b}\"");
        assert_harmless(&project);
    }

    #[test]
    fn a_claim_file_that_is_not_json_is_neutralised() {
        let project = Project::bridge();
        project.write(BRIDGE_PATH, format!("{{{DECEPTIVE}"));
        assert_harmless(&project);
    }

    #[test]
    fn the_id_of_an_elided_quotation_is_neutralised() {
        let id = format!("\"id\": {}", json_text(DECEPTIVE));
        let project = Project::bridge_with("\"id\": \"bridge-opens\"", &id);
        assert_harmless(project.edit(
            BRIDGE_PATH,
            QUOTE,
            "[\"The bridge will open\", \"the mayor said\"]",
        ));
    }

    #[test]
    fn the_id_beside_an_accepted_fold_is_neutralised() {
        let id = format!("\"id\": {}", json_text(DECEPTIVE));
        let project = Project::bridge_with("\"id\": \"bridge-opens\"", &id);
        project.write("factcheck.toml", "accept = ['whitespace']");
        assert_harmless(project.edit(BRIDGE_PATH, QUOTE, "\"The  bridge will open in spring\""));
    }

    #[test]
    fn the_reason_of_a_waiver_is_neutralised() {
        let waiver = format!(
            "\"in spring\"}}], \"waivers\": [{{\"rule\": \"quote-too-short\", \"reason\": {}}}], \"x-rest\": [{{\"a\": 1",
            json_text(DECEPTIVE)
        );
        let project = Project::bridge_with(QUOTE, &waiver);
        assert_harmless(&project);
        assert_eq!(project.verify(&[]).report()["summary"]["waived"], 1);
    }

    #[test]
    fn text_of_sources_is_neutralised() {
        let project = Project::bridge_with(QUOTE, "\"will open in\"");
        let text =
            format!("{DECEPTIVE} The bridge will open in spring. {DECEPTIVE} It will open in May.");
        assert_harmless(project.source("council", &text));
        assert_eq!(project.verify(&[]).rules(), ["quote-ambiguous"]);
    }

    #[test]
    fn descriptors_are_neutralised() {
        let project = Project::bridge();
        project.edit("sources/council.json", "\"council\"", &json_text(DECEPTIVE));
        assert_harmless(&project);
        project.edit(
            "sources/council.json",
            "\"title\"",
            &format!("\"text\":{},\"title\"", json_text(DECEPTIVE)),
        );
        assert_harmless(&project);
    }

    #[test]
    fn settings_are_neutralised() {
        let project = Project::bridge();
        project.write("factcheck.toml", "\"a\\u001B[31m\\u202E\" = 1\n");
        assert_harmless(&project);
        project.write("factcheck.toml", "extend = \"a\\u001B[31m\\u202E\"\n");
        assert_harmless(&project);
    }

    #[cfg(unix)]
    #[test]
    fn names_of_files_are_neutralised() {
        let project = Project::bridge_with(QUOTE, "\"Quarterly earnings doubled, analysts wrote\"");
        let name = DECEPTIVE.replace('/', "");
        project
            .write(&format!("claims/{name}.json"), "{}")
            .write(&format!("claims/folder {name}.json/readme.txt"), "")
            .source(
                &format!("{name}2"),
                "Quarterly earnings doubled, analysts wrote.\n",
            )
            .write("factcheck.toml", "[rules]\nsource-unused = 'info'\n");
        assert_harmless(&project);
        assert_eq!(project.verify(&[]).code, 2);
    }

    #[cfg(unix)]
    #[test]
    fn paths_of_the_command_line_are_neutralised() {
        let run = Project::bridge().run(&["verify", "nosuch\u{1b}[31m\u{202e}.json"]);
        run.assert_refused(&["nosuch"]);
        assert!(!run.stderr.trim_end().contains(is_deceptive), "{run:#?}");
    }

    #[test]
    fn plain_validation_is_neutralised() {
        let project = Project::bridge();
        project
            .write("schema.json", r#"{"additionalProperties": false}"#)
            .write("a.json", format!("{{{}: 1}}", json_text(DECEPTIVE)));
        let run = project.run(&["validate", "--schema", "schema.json", "a.json"]);
        assert_eq!(run.code, 1, "{run:#?}");
        assert!(
            !run.stdout.replace('\n', "").contains(is_deceptive),
            "{run:#?}"
        );
    }
}
