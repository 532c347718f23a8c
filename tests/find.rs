//! `factcheck find`, from the command line: what stands where, what is said of it, and what could not be searched.

mod support;

use rstest::rstest;
use serde_json::{Value, json};
use support::{COUNCIL, Project, Run, run_with_input};

/// A report that quotes the council, in other typography and with a slip.
const DIGEST: &str = "Digest.\n\n“The council\nmet on Monday.” So says the clerk’s office.\n";
const RUMOUR: &str = "They say that the bridge will open in winter, the mayor said so.\n";
/// Arabic, and Devanagari with combining marks.
const SCRIPTS: &str = "قال العمدة إن الجسر\u{a0}سيفتح في الربيع.\nपुल वसंत में खुलेगा, महापौर ने कहा।\n";

fn library() -> Project {
    let project = Project::bridge();
    project
        .source("digest", DIGEST)
        .source("rumour", RUMOUR)
        .source("scripts", SCRIPTS);
    project
}

/// The hits of the JSON output: source, match and passage.
fn hits(run: &Run) -> Vec<(String, String, String)> {
    let text = |hit: &Value, key: &str| hit[key].as_str().expect("a string").to_owned();
    let report = run.report();
    let hits = report["hits"].as_array().expect("an array").iter();
    hits.map(|hit| (text(hit, "source"), text(hit, "match"), text(hit, "text")))
        .collect()
}

fn find(project: &Project, arguments: &[&str]) -> Run {
    project.run(&[&["find", "--output-format", "json"], arguments].concat())
}

#[rstest]
#[case::verbatim(&["bridge will open in spring"], &[("council", "verbatim", "bridge will open in spring")])]
#[case::verbatim_before_typographic(
    &["The council met on Monday."],
    &[("council", "verbatim", "The council met on Monday."), ("digest", "typographic", "The council\nmet on Monday.")]
)]
#[case::typed_quotation_marks(&["the clerk's office"], &[("digest", "typographic", "the clerk’s office")])]
#[case::nearest_only(
    &["the bridge will open in summer"],
    &[("council", "nearest", "The bridge will open in spring"), ("rumour", "nearest", "the bridge will open in winter")]
)]
#[case::one_source(&["the bridge will open in summer", "--source", "rumour"], &[("rumour", "nearest", "the bridge will open in winter")])]
#[case::near_as_well(
    &["bridge will open in spring", "--near"],
    &[("council", "verbatim", "bridge will open in spring"), ("rumour", "nearest", "bridge will open in winter")]
)]
#[case::right_to_left(&["الجسر سيفتح في الربيع"], &[("scripts", "typographic", "الجسر\u{a0}سيفتح في الربيع")])]
#[case::combining_marks(&["वसंत में खुलेगा"], &[("scripts", "verbatim", "वसंत में खुलेगा")])]
fn the_best_come_first(#[case] arguments: &[&str], #[case] expected: &[(&str, &str, &str)]) {
    let run = find(&library(), arguments);
    let found = hits(&run);
    let found: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|(source, how, text)| (source.as_str(), how.as_str(), text.as_str()))
        .collect();
    // Of the nearest, the order is that of their scores.
    let mut sorted = found.clone();
    sorted.sort_by_key(|hit| expected.iter().position(|one| one == hit));
    assert_eq!(sorted, expected, "{run:#?}");
    let scores: Vec<f64> = run.report()["hits"]
        .as_array()
        .expect("an array")
        .iter()
        .filter_map(|hit| hit["score"].as_f64())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn a_hit_has_all_that_a_program_needs() {
    let run = find(
        &library(),
        &["the bridge will open in autumn", "--source", "council"],
    );
    let expected = json!({
        "schema_version": 1, "query": "the bridge will open in autumn", "searched": 1, "total": 1,
        "hits": [{
            "source": "council", "match": "nearest", "score": 0.767, "kinds": ["case", "words"],
            "file": "sources/council.txt", "line": 2, "column": 1, "end_line": 2, "end_column": 31,
            "span": {"start": 27, "end": 57}, "text": "The bridge will open in spring",
            "snippet": "The bridge will open in spring, the mayor said.",
            "edits": [["delete", "The"], ["insert", "the"], ["equal", " bridge will open in "], ["delete", "spring"], ["insert", "autumn"]]
        }],
        "unsearched": []
    });
    let mut found = run.report();
    let score = found["hits"][0]["score"].take();
    assert!((0.7..1.0).contains(&score.as_f64().expect("a number")));
    let mut expected = expected;
    expected["hits"][0]["score"] = Value::Null;
    assert_eq!(found, expected);
}

#[test]
fn people_see_the_lines_and_what_differs() {
    let run = library().run(&["find", "the bridge will open in summer", "--limit", "1"]);
    assert_eq!(run.code, 0);
    for part in [
        "nearest, 0.",
        "--> sources/",
        "will open in ",
        "^^^^^^",
        "became “summer”",
        "2 places in 2 of 4 sources; 1 more with a larger --limit",
    ] {
        assert!(run.stdout.contains(part), "no {part:?}: {}", run.stdout);
    }
    let quiet = library().run(&["find", "in spring", "--quiet", "--output-format", "concise"]);
    assert_eq!(
        quiet.stdout,
        "sources/council.txt:2:22: verbatim: “in spring”\n"
    );
}

#[rstest]
#[case::alone("the bridge will \u{43e}pen in spring")]
#[case::beside_another_change("the bridge will \u{43e}pen in summer")]
fn a_letter_that_only_looks_like_the_sources_is_named(#[case] asked: &str) {
    let name = "(U+043E CYRILLIC SMALL LETTER O for U+006F LATIN SMALL LETTER O)";
    for format in ["full", "concise"] {
        let run = library().run(&["find", asked, "--limit", "1", "--output-format", format]);
        assert!(run.stdout.contains(name), "{run:#?}");
    }
}

#[test]
fn the_limit_counts_what_it_hides() {
    let project = Project::empty();
    project.source("many", &"The tide was high.\n".repeat(30));
    let run = project.run(&["find", "The tide was high", "--output-format", "concise"]);
    assert_eq!(run.stdout.lines().count(), 11);
    assert!(
        run.stdout
            .ends_with("30 places in 1 source; 20 more with a larger --limit\n")
    );
    let run = find(&project, &["The tide was high", "--limit", "2"]);
    assert_eq!((hits(&run).len(), &run.report()["total"]), (2, &json!(30)));
}

#[test]
fn where_it_was_found_and_what_was_not_compared_is_counted() {
    let project = Project::empty();
    for number in 0..70 {
        let text = format!("Quay {number} would not carry more than that.");
        project.source(&format!("s{number}"), &text);
    }
    let closing = |arguments: &[&str]| {
        let run = project.run(&[&["find", "--output-format", "concise"], arguments].concat());
        run.stdout.lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(closing(&["Quay 7 would"]), "1 place in 1 of 70 sources");
    assert_eq!(
        closing(&["would not carry more", "--limit", "70"]),
        "70 places in 70 sources"
    );
    assert_eq!(
        closing(&["would not carry much more than that", "--limit", "64"]),
        "64 places in 64 of 70 sources; no closest passage was sought in 6 of them, which share fewer words with it"
    );
    assert_eq!(
        closing(&["Quay 7 would", "--source", "s7"]),
        "1 place in 1 source"
    );
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let project = library();
    let with = |jobs: &str| {
        find(
            &project,
            &["the bridge will open in summer", "--jobs", jobs],
        )
    };
    assert_eq!(with("1"), with("4"));
}

#[rstest]
#[case("met on Monday.\n")]
#[case("met on\r\nMonday.\r\n")]
fn the_passage_may_come_from_standard_input(#[case] input: &str) {
    let project = Project::bridge();
    let mut command = project.factcheck(&["find", "-", "--output-format", "concise", "--quiet"]);
    let run = run_with_input(&mut command, input);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(
        run.stdout.starts_with("sources/council.txt:1:13: "),
        "{run:#?}"
    );
}

#[test]
fn nothing_found_is_exit_code_1() {
    let run = library().run(&["find", "seven dogs crossed a frozen lake"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (1, "nothing like it in 4 sources\n")
    );
}

#[rstest]
#[case(&["met", "on", "Monday"], &["in quotation marks", "`factcheck find \"met on Monday\"`"])]
#[case(&[""], &["the passage is empty"])]
#[case(&["Monday", "--source", "counsil"], &["no source `counsil`", "did you mean `council`?"])]
#[case(&["Monday", "--source", "council.txt"], &["did you mean `council`?"])]
fn a_slip_is_told(#[case] arguments: &[&str], #[case] words: &[&str]) {
    let project = Project::bridge();
    project
        .run(&[&["find"], arguments].concat())
        .assert_refused(words);
}

#[test]
fn an_input_that_is_no_text_is_told() {
    let project = Project::bridge();
    let run = run_with_input(&mut project.factcheck(&["find", "-"]), b"\xff");
    run.assert_refused(&["cannot be read from standard input"]);
}

#[test]
fn what_could_not_be_searched_is_told_and_is_no_plain_answer() {
    let project = library();
    project
        .write("sources/torn.txt", b"torn \xff text")
        .write("sources/torn.json", "{}")
        .write("sources/lost.json", "{}")
        .write("sources/vague.json", "{\"text\": 5}");
    let run = project.run(&["find", "met on Monday"]);
    assert_eq!(run.code, 2, "{run:#?}");
    assert!(run.stdout.contains("sources/council.txt:1:13"), "{run:#?}");
    for part in [
        "the source torn was not searched: its text is not UTF-8: byte 0xFF at line 1, column 6",
        "the source lost was not searched: it has no text file",
        "the source vague was not searched: its descriptor does not say which text is meant",
    ] {
        assert!(run.stderr.contains(part), "no {part:?}: {}", run.stderr);
    }
    assert_eq!(
        find(&project, &["met on Monday"]).report()["unsearched"][0]["source"],
        "lost"
    );
    assert_eq!(
        project
            .run(&["find", "met on Monday", "--source", "council"])
            .code,
        0
    );
}

#[cfg(unix)]
#[test]
fn no_text_outside_the_root_is_read() {
    let project = Project::bridge();
    std::fs::write(project.outside().join("secret.txt"), "the secret word").expect("a new file");
    std::os::unix::fs::symlink("../../secret.txt", project.path("sources/leak.txt"))
        .expect("a link");
    project.write("sources/leak.json", "{}");
    let run = project.run(&["find", "the secret word"]);
    assert_eq!(run.code, 2, "{run:#?}");
    assert!(
        run.stderr.contains("outside the project's root"),
        "{run:#?}"
    );
    assert!(!run.stdout.contains("secret.txt"), "{run:#?}");
}

#[test]
fn a_text_that_is_not_the_pinned_one_is_searched_with_a_warning() {
    let project = Project::bridge();
    project.write("sources/council.txt", COUNCIL.replace("Monday", "Friday"));
    let run = project.run(&["find", "met on Friday"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(
        run.stderr
            .contains("the text of council is not the one that was pinned"),
        "{run:#?}"
    );
}

#[test]
fn claims_are_not_read() {
    let project = Project::bridge();
    project.write("claims/broken.json", "{");
    assert_eq!(project.run(&["find", "met on Monday"]).code, 0);
}

#[test]
fn a_descriptor_may_name_its_text() {
    let project = Project::empty();
    project
        .write("sources/a.json", r#"{"te\u0078t": "real.txt"}"#)
        .write("sources/real.txt", "The tide was high.")
        .write("sources/a.txt", "The tide was low.");
    assert_eq!(hits(&find(&project, &["The tide was high."])).len(), 1);
    let run = find(&project, &["The tide was low."]);
    assert!(
        hits(&run).iter().all(|(_, how, _)| how == "nearest"),
        "{run:#?}"
    );
}

#[test]
fn nothing_from_a_source_deceives_a_terminal() {
    let project = Project::empty();
    project.source("odd", "The tide \u{1b}[31mwas\u{202e} high.\n");
    for format in ["full", "concise"] {
        let run = project.run(&["find", "The tide", "--near", "--output-format", format]);
        assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']), "{run:#?}");
    }
}
