//! `factcheck cite`, from the command line: the citation that is printed passes the checks, and what is put into a claim
//! changes nothing else.

mod support;

use factcheck::cite::{Draft, Terms, Wanted, locate};
use factcheck::store::Memory;
use factcheck::text::{Text, is_blank};
use factcheck::{Config, Date, Project as Checked, Report, Selection, verify};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};
use std::sync::Arc;
use support::{BRIDGE, BRIDGE_PATH, COUNCIL, Project, Run, descriptor, has_git, run_with_input};

const MINUTES: &str = "Minutes.\n\nAnn Lee said the vote was close. “We\u{a0}won’t wait,” she said, at -5 degrees.\n\
    Bo Day said the vote was close, too. The cost is 5.1 million, and 20 of 200 agreed.\n\
    قال العمدة إن الجسر سيفتح.\nLe cafe\u{301} était fermé.\n";

fn house() -> Project {
    let project = Project::bridge();
    project.source("minutes", MINUTES);
    project
}

fn cite(project: &Project, arguments: &[&str]) -> Run {
    project.run(&[&["cite"], arguments].concat())
}

/// The quote of a citation, as text.
fn quote(run: &Run) -> Value {
    assert_eq!(run.code, 0, "{run:#?}");
    run.report()["quote"].clone()
}

#[rstest]
#[case::as_it_stands("said the vote was close, too", json!("said the vote was close, too"), "")]
#[case::parts_of_words("d the vote was close, t", json!("said the vote was close, too"), "")]
#[case::a_sign("5 degrees", json!("-5 degrees"), "a part of a number: what is cited is “-5 degrees”")]
#[case::a_number("1 million", json!("5.1 million"), "a part of a number: what is cited is “5.1 million”")]
#[case::whole_numbers_first("20", json!("20"), "")]
#[case::typed("\"We won't wait,\"", json!("“We\u{a0}won’t wait,”"), "typography of minutes, which differs from what you gave: whitespace, quotes")]
#[case::a_slip("at -5 degres", json!("at -5 degrees"), "“degrees” became “degres”")]
#[case::a_slip_and_a_look_alike("\u{430}t -5 degres", json!("at -5 degrees"), "(U+0430 CYRILLIC SMALL LETTER A for U+0061 LATIN SMALL LETTER A)")]
#[case::a_look_alike_alone("\u{430}t -5 degrees", json!("at -5 degrees"), "(U+0430 CYRILLIC SMALL LETTER A for U+0061 LATIN SMALL LETTER A)")]
#[case::elided("Ann Lee … at -5", json!(["Ann Lee", "at -5"]), "")]
#[case::put_in("Bo Day [the clerk] said", json!("Bo Day said"), "square brackets")]
#[case::right_to_left("العمدة إن الجسر", json!("العمدة إن الجسر"), "")]
#[case::composed("Le caf\u{e9} \u{e9}tait", json!("Le cafe\u{301} était"), "composition")]
fn the_words_are_the_sources(#[case] asked: &str, #[case] words: Value, #[case] warning: &str) {
    let run = cite(&house(), &["minutes", asked]);
    assert_eq!(quote(&run), words, "{run:#?}");
    assert!(run.stderr.contains(warning), "{run:#?}");
    assert_eq!(run.stderr.is_empty(), warning.is_empty(), "{run:#?}");
}

#[test]
fn a_passage_that_stands_twice_is_singled_out_and_the_choice_is_told() {
    let project = house();
    let first = cite(&project, &["minutes", "the vote was close"]);
    let expected = json!({
        "source": "minutes", "quote": "the vote was close", "suffix": ". “We", "span": {"start": 23, "end": 41}
    });
    assert_eq!(first.report(), expected);
    assert!(
        first
            .stderr
            .contains("in minutes it stands on line 3 (cited) and line 4; --nth N or --line L"),
        "{first:#?}"
    );
    for choice in [["--nth", "2"], ["--line", "4"]] {
        let second = cite(
            &project,
            &[&["minutes", "the vote was close"], &choice[..]].concat(),
        );
        assert_eq!(second.report()["suffix"], ", too", "{second:#?}");
    }
    cite(&project, &["minutes", "the vote was close", "--nth", "3"])
        .assert_refused(&["in minutes it stands on line 3 and line 4"]);
    cite(&project, &["minutes", "the vote was close", "--line", "1"])
        .assert_refused(&["in minutes it stands on line 3 and line 4"]);
}

#[rstest]
#[case::elided("The crew said … was late", &["said", "was late"])]
#[case::similar("the train was very late", &["stands on line 1 (cited) and line 3", "the train was late"])]
#[case::typographic("crew said: \"the train", &["line 1 (cited) and line 3"])]
fn what_is_not_verbatim_can_be_chosen_too(#[case] asked: &str, #[case] words: &[&str]) {
    let project = house();
    let line = "The crew said: “the train was late”.";
    project.source("log", &format!("{line}\nNobody came.\n{line} Twice.\n"));
    let first = cite(&project, &["log", asked]);
    assert!(
        first
            .stderr
            .contains("stands on line 1 (cited) and line 3; --nth N or --line L"),
        "{first:#?}"
    );
    for part in words {
        let all = format!("{}{}", first.stdout, first.stderr);
        assert!(all.contains(part), "no {part:?}: {first:#?}");
    }
    let start = |run: &Run| run.report()["span"]["start"].as_u64().expect("a place");
    for choice in [["--nth", "2"], ["--line", "3"]] {
        let second = cite(&project, &[&["log", asked], &choice[..]].concat());
        assert_eq!(start(&second), start(&first) + 50, "{second:#?}");
    }
    cite(&project, &["log", asked, "--line", "2"])
        .assert_refused(&["it does not stand there", "stands on line 1 and line 3"]);
}

#[test]
fn what_an_editor_adds_is_in_the_citation() {
    let run = cite(
        &house(),
        &[
            "minutes",
            "at -5 degrees",
            "--context",
            "--stance",
            "context",
            "--speaker",
            "Ann Lee",
            "--note",
            "p. 1",
        ],
    );
    let citation = run.report();
    let keys: Vec<&String> = citation.as_object().expect("an object").keys().collect();
    assert_eq!(keys.len(), 8, "{run:#?}");
    assert_eq!(citation["stance"], "context");
    assert_eq!(citation["speaker"], "Ann Lee");
    assert!(MINUTES.contains(&format!(
        "{}at -5 degrees{}",
        citation["prefix"].as_str().expect("a prefix"),
        citation["suffix"].as_str().expect("a suffix")
    )));
}

#[rstest]
fn what_is_added_is_not_empty(#[values("--speaker", "--note")] option: &str) {
    cite(&house(), &["minutes", "at -5 degrees", option, ""]).assert_refused(&[option]);
}

#[rstest]
#[case("minutes")]
#[case("sources/minutes.txt")]
#[case("sources/minutes.json")]
#[case("./sources/../sources/minutes.txt")]
fn a_source_is_named_by_id_or_path(#[case] name: &str) {
    assert_eq!(quote(&cite(&house(), &[name, "Bo Day"])), "Bo Day");
}

#[rstest]
#[case(&["minuts", "Bo Day"], &["no source `minuts`", "did you mean `minutes`?"])]
#[case(&["minutes.txt", "Bo Day"], &["did you mean `minutes`?"])]
#[case(&["xyz", "Bo Day"], &["no source `xyz`", "sources/"])]
#[case(&["minutes", "Bo", "Day"], &["in quotation marks", "`factcheck cite minutes \"Bo Day\"`"])]
#[case(&["minutes", " "], &["the passage is empty"])]
#[case(&["torn", "Bo Day"], &["the source torn cannot be cited", "not UTF-8"])]
#[case(&["lost", "Bo Day"], &["the source lost cannot be cited", "no text file"])]
fn what_cannot_be_cited_is_told(#[case] arguments: &[&str], #[case] words: &[&str]) {
    let project = house();
    project
        .write("sources/torn.txt", b"\xff")
        .write("sources/torn.json", "{}")
        .write("sources/lost.json", "{}");
    cite(&project, arguments).assert_refused(words);
}

#[rstest]
#[case(
    "the bridge will open in spring",
    "it stands in council",
    "factcheck cite council TEXT"
)]
#[case(
    "the bridge will open in winter",
    "something like it stands in council",
    ""
)]
#[case(
    "seven dogs crossed a frozen lake",
    "nothing in minutes is like it",
    ""
)]
fn what_is_not_there_is_sought_elsewhere(
    #[case] asked: &str,
    #[case] words: &str,
    #[case] command: &str,
) {
    let project = house();
    project.write(
        "sources/council.txt",
        COUNCIL.replace("The bridge", "So the bridge"),
    );
    let run = cite(&project, &["minutes", asked]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:#?}");
    assert!(
        run.stderr.contains("nothing in minutes is like it"),
        "{run:#?}"
    );
    assert!(
        run.stderr.contains(words) && run.stderr.contains(command),
        "{run:#?}"
    );
}

#[test]
fn where_only_something_like_it_stands_the_source_that_says_it_is_named() {
    let project = house();
    project.source("letter", "Bo Day said the vote was tight, too.");
    let run = cite(&project, &["minutes", "Bo Day said the vote was tight"]);
    assert_eq!(quote(&run), "Bo Day said the vote was close");
    assert!(
        run.stderr
            .contains("it stands in letter (sources/letter.txt:1:1)"),
        "{run:#?}"
    );
}

#[test]
fn the_passage_may_come_from_standard_input() {
    let project = house();
    let mut command = project.factcheck(&["cite", "minutes", "-"]);
    let run = run_with_input(&mut command, "was close, too. The\r\ncost is 5.1\r\n");
    assert_eq!(quote(&run), "was close, too. The cost is 5.1");
}

#[test]
fn a_text_that_is_not_the_pinned_one_is_cited_with_a_warning() {
    let project = house();
    project.write("sources/council.txt", COUNCIL.replace("Monday", "Friday"));
    let run = cite(&project, &["council", "met on Friday"]);
    assert_eq!(quote(&run), "met on Friday");
    assert!(
        run.stderr.contains("not the one that was pinned"),
        "{run:#?}"
    );
}

/// The claim file with Windows line ends, on one line, with tabs.
fn rewritten(how: &str) -> String {
    match how {
        "crlf" => BRIDGE.replace('\n', "\r\n"),
        "one line" => {
            let value: Value = serde_json::from_str(BRIDGE).expect("JSON");
            value.to_string()
        }
        "tabs" => BRIDGE.replace("  ", "\t"),
        _ => BRIDGE.to_owned(),
    }
}

#[rstest]
fn a_claim_gets_the_citation_and_its_file_keeps_its_form(
    #[values("as it is", "crlf", "one line", "tabs")] how: &str,
) {
    let project = house();
    let before = rewritten(how);
    project.write(BRIDGE_PATH, &before);
    let run = cite(
        &project,
        &[
            "minutes",
            "Bo Day",
            "--stance",
            "context",
            "--into",
            BRIDGE_PATH,
            "--claim",
            "bridge-opens",
        ],
    );
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (
            0,
            "claims/bridge.json: the claim \"bridge-opens\" has a new citation of minutes\n",
            ""
        )
    );
    let after = project.read(BRIDGE_PATH);
    // Nothing goes, and what comes is in one place.
    let start = before
        .bytes()
        .zip(after.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    assert!(after.ends_with(&before[start..]), "{after}");
    assert_eq!(
        before.matches('\n').count() == before.matches("\r\n").count(),
        after.matches('\n').count() == after.matches("\r\n").count()
    );
    let citation: Value =
        serde_json::from_str::<Value>(&after).expect("JSON")["claims"][0]["citations"][1].clone();
    assert_eq!(citation["quote"], "Bo Day");
    assert_eq!(citation["stance"], "context");
    assert_eq!(project.verify(&[]).rules(), ["quote-too-short"]);
}

#[test]
fn a_claim_without_citations_gets_the_first() {
    let project = house();
    let claim = json!({"id": "a", "statement": "It is so.", "verdict": "unverified", "revision": 1,
        "checked": {"on": "2026-02-01", "by": "desk"}});
    project.claims("claims/a.json", &[claim]);
    let run = cite(
        &project,
        &[
            "minutes",
            "Bo Day said",
            "--into",
            "claims/a.json",
            "--claim",
            "a",
        ],
    );
    assert_eq!(run.code, 0, "{run:#?}");
    let file: Value = serde_json::from_str(&project.read("claims/a.json")).expect("JSON");
    assert_eq!(file["claims"][0]["citations"][0]["quote"], "Bo Day said");
}

#[rstest]
#[case::no_such_claim(BRIDGE_PATH, "bridge-open", &[], &["no claim \"bridge-open\"", "did you mean \"bridge-opens\"?"])]
#[case::another_file("claims/other.json", "bridge-opens", &[], &["no claim \"bridge-opens\"", "that claim is in claims/bridge.json"])]
#[case::no_such_file("claims/brigde.json", "bridge-opens", &[], &["no claim file of the project", "did you mean claims/bridge.json?"])]
#[case::no_claim_file("sources/council.json", "bridge-opens", &[], &["no claim file of the project", "claims/**/*.json"])]
#[case::not_json("claims/broken.json", "bridge-opens", &[], &["claims/broken.json was left as it is", "not JSON", "line 1"])]
#[case::a_new_error(BRIDGE_PATH, "bridge-opens", &["--stance", "refutes"], &["left as it is", "new error", "[verdict-contradicted]"])]
fn what_cannot_take_a_citation_is_left_as_it_is(
    #[case] file: &str,
    #[case] claim: &str,
    #[case] more: &[&str],
    #[case] words: &[&str],
) {
    let project = house();
    project
        .claims(
            "claims/other.json",
            &[support::claim(
                "other",
                "council",
                "The council met on Monday.",
            )],
        )
        .write("claims/broken.json", "{,");
    let files = [BRIDGE_PATH, "claims/other.json", "claims/broken.json"];
    let before = files.map(|path| project.read(path));
    let arguments = [
        &["minutes", "Bo Day said", "--into", file, "--claim", claim],
        more,
    ]
    .concat();
    cite(&project, &arguments).assert_refused(words);
    assert_eq!(files.map(|path| project.read(path)), before);
}

#[test]
fn the_same_citation_is_not_put_in_twice() {
    let project = house();
    let arguments = [
        "minutes",
        "Bo Day said",
        "--into",
        BRIDGE_PATH,
        "--claim",
        "bridge-opens",
    ];
    assert_eq!(cite(&project, &arguments).code, 0);
    cite(&project, &arguments).assert_refused(&[
        "the claim \"bridge-opens\" has this citation",
        "its citation 2",
    ]);
}

#[test]
fn the_same_words_at_another_place_are_another_citation() {
    let project = house();
    let put = |line: &str| {
        let place = ["minutes", "said the vote was close", "--line", line];
        let into = ["--into", BRIDGE_PATH, "--claim", "bridge-opens"];
        cite(&project, &[&place[..], &into[..]].concat())
    };
    assert_eq!(put("3").code, 0);
    assert_eq!(put("4").code, 0);
    put("4").assert_refused(&["has this citation", "its citation 3"]);
    assert_eq!(project.verify(&[]).rules(), [""; 0]);
    // One that does not say which it means may be either.
    let bare = json!({"source": "minutes", "quote": "said the vote was close"});
    let mut claim = support::claim("bridge-opens", "minutes", "said the vote was close");
    claim["citations"] = json!([bare]);
    project.claims(BRIDGE_PATH, &[claim]);
    put("4").assert_refused(&[
        "citation 1 of the claim",
        "stand more than once",
        "\"span\"",
    ]);
}

#[test]
fn a_claim_that_was_published_must_record_it() {
    if !has_git() {
        return;
    }
    let project = house();
    project.commit_all();
    let arguments = [
        "minutes",
        "Bo Day said",
        "--into",
        BRIDGE_PATH,
        "--claim",
        "bridge-opens",
    ];
    let run = cite(&project, &arguments);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(
        run.stderr.contains("record the change: raise `revision`"),
        "{run:#?}"
    );
    assert!(project.read(BRIDGE_PATH).contains("\"revision\": 1"));
}

#[test]
fn into_and_claim_go_together() {
    let project = house();
    cite(&project, &["minutes", "Bo Day", "--into", BRIDGE_PATH]).assert_refused(&["--claim"]);
    cite(&project, &["minutes", "Bo Day", "--claim", "bridge-opens"]).assert_refused(&["--into"]);
}

/// What `verify` says of a claim with that citation only.
fn checked(text: &str, citation: &Value) -> Report {
    let file = json!({"schema_version": 1, "story": "s", "claims": [{
        "id": "c", "statement": "It opens.", "verdict": "supported", "revision": 1,
        "checked": {"on": "2026-02-01", "by": "desk"}, "citations": [citation],
    }]});
    let store = Memory::default()
        .with("sources/s.txt", text)
        .with(
            "sources/s.json",
            descriptor("s", text.as_bytes()).to_string(),
        )
        .with("claims/c.json", file.to_string());
    let today = Date::parse("2026-02-01").expect("a date");
    let project = Checked::read(Arc::new(store), Config::default(), today).expect("a project");
    verify(&project, &Selection::Whole)
}

/// A text of several scripts in which much stands more than once.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "the",
        "vote",
        "was",
        "5",
        "-5",
        "5.1",
        "10²",
        "200",
        "don’t",
        "“so,”",
        "cafe\u{301}",
        "caf\u{e9}",
        "العمدة",
        "الجسر",
        "में",
        "खुलेगा",
        "ไม่เปิด",
        "大桥",
        "開く",
        "👩\u{200d}👩",
        "assess\u{ad}ment",
        "naïve",
        "мост",
        "e-mail",
        "…",
        "—",
        "[sic]",
        ".",
        ",",
        "\n",
        "\n\n",
        "\u{a0}",
        "\u{200b}",
        "שלום",
    ]);
    let gap = prop::sample::select(vec![" ", " ", " ", "", "\n"]);
    prop::collection::vec((piece, gap), 1..60).prop_map(|pieces| {
        let parts = pieces.into_iter().flat_map(|(piece, gap)| [piece, gap]);
        parts.collect()
    })
}

/// A slice of a text, between characters.
fn slice(text: &str, start: prop::sample::Index, end: prop::sample::Index) -> String {
    let places: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let (one, other) = (*start.get(&places), *end.get(&places));
    text[one.min(other)..one.max(other)].to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]
    #[test]
    fn every_citation_that_is_made_passes(
        text in text(),
        cuts in prop::array::uniform4(any::<prop::sample::Index>()),
        damage in 0..4_u8,
        which in any::<prop::sample::Index>(),
    ) {
        let piece = slice(&text, cuts[0], cuts[1]);
        let asked = match damage {
            0 | 1 => piece,
            2 => piece.replace(['“', '”'], "\"").replace('\n', " ").replace('’', "'"),
            _ => format!("{piece} … {}", slice(&text, cuts[2], cuts[3])),
        };
        prop_assume!(!is_blank(&asked));
        let content = Text::new(text.clone());
        let wanted = Wanted { text: &asked, nth: None, line: None };
        let passage = match locate(&content, wanted) {
            Ok(passage) => passage,
            Err(reason) => {
                prop_assert!(damage > 1, "a slice of the text is not found: {reason:?}");
                return Ok(());
            }
        };
        // Any of several places may be cited.
        let chosen = which.index(passage.places.len());
        let of_line = Wanted { line: Some(content.region(&passage.places[chosen]).line), ..wanted };
        prop_assert!(locate(&content, of_line).is_ok());
        let wanted = Wanted { nth: Some(chosen + 1), ..wanted };
        let passage = locate(&content, wanted).expect("one of its places");
        prop_assert_eq!(passage.chosen, chosen);
        let draft = Draft::new("s", &content, &passage, Terms::default());
        let mut citation: Value = serde_json::from_str(&draft.to_json().unwrap()).unwrap();
        // What is too short is the editor's choice, and so is how much is left out.
        let allowed = ["quote-too-short", "fragments-far-apart"];
        let faults = |citation: &Value| -> Vec<String> {
            let report = checked(&text, citation);
            report
                .findings
                .iter()
                .filter(|finding| !allowed.contains(&finding.rule))
                .map(|finding| format!("{}: {}", finding.rule, finding.message))
                .collect()
        };
        let found = faults(&citation);
        prop_assert!(found.is_empty(), "{citation}: {found:?}");
        // The context alone singles it out, where there is one that does.
        let has_context = citation.get("prefix").is_some() || citation.get("suffix").is_some();
        if has_context {
            citation.as_object_mut().unwrap().remove("span");
            let found = faults(&citation);
            prop_assert!(found.is_empty(), "{citation}: {found:?}");
        }
    }
}
