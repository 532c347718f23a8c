//! What the rules about history, claims that are gone, sources and policy find, and what they let pass.

mod support;

use factcheck::project::Differing;
use factcheck::render::{Format, Style, render};
use factcheck::store::Memory;
use rstest::rstest;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use support::versions;

const TEXT: &str = "The harbour board approved 70 new berths on Monday.\n\
    Work on the quay starts in May and ends in October.\n\
    The mayor praised the plan; the union of dockers did not.\n";

const RULES: [&str; 8] = [
    "history-rewritten",
    "claim-removed",
    "claim-renamed",
    "claim-id-reused",
    "source-edited",
    "source-removed",
    "pin-changed",
    "policy-loosened",
];

/// The files of a version, by path: what is no string is written as JSON. A descriptor that is left out is made for its text.
type Files = Value;

/// What is done to the version before, and to the one of today.
type Edit = fn(&mut Files, &mut Files);

fn claim(id: &str, statement: &str, quote: &str) -> Value {
    json!({
        "id": id, "statement": statement, "verdict": "supported", "revision": 1,
        "checked": {"on": "2026-02-01", "by": "desk"},
        "citations": [{"source": "report", "quote": quote}],
    })
}

fn work() -> Value {
    claim(
        "work",
        "Work on the quay starts in May.",
        "Work on the quay starts in May",
    )
}

/// The version that each case changes.
fn version() -> Files {
    let berths = claim(
        "berths",
        "The harbour board approved 70 berths.",
        "The harbour board approved 70 new berths",
    );
    json!({
        "sources/report.txt": TEXT,
        "claims/a.json": {"schema_version": 1, "story": "quay", "claims": [berths, work()], "retired": [
            {"id": "ferry", "on": "2026-01-10", "reason": "The ferry still runs."},
        ]},
    })
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.replace("\r\n", "\n"))
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

fn store(files: &Files) -> Memory {
    let mut store = Memory::default();
    for (path, content) in files.as_object().expect("files") {
        let text = content
            .as_str()
            .map_or_else(|| content.to_string(), str::to_owned);
        if let Some(id) = path
            .strip_prefix("sources/")
            .and_then(|name| name.strip_suffix(".txt"))
        {
            let descriptor = format!("sources/{id}.json");
            if files.get(&descriptor).is_none() {
                store.insert(descriptor, descriptor_of(id, &sha256(&text)).to_string());
            }
        }
        store.insert(path, text);
    }
    store
}

fn descriptor_of(id: &str, sha256: &str) -> Value {
    json!({"schema_version": 1, "id": id, "title": "T", "published": "2026-01-01", "sha256": sha256})
}

/// The findings of the rules that are tested here, as `level[rule]`, and all that is printed.
fn compared(then: &Files, today: &Files) -> (Vec<String>, String) {
    let mut report = versions::compared(store(then), store(today), "2026-03-01", Differing::All);
    report
        .findings
        .retain(|finding| RULES.contains(&finding.rule));
    for finding in &report.findings {
        assert!(!finding.notes.is_empty(), "no remedy: {}", finding.message);
    }
    let found = report
        .findings
        .iter()
        .map(|finding| format!("{}[{}]", finding.level, finding.rule))
        .collect();
    let mut printed = Vec::new();
    render(&report, Format::Full, Style::default(), &mut printed).expect("a vector can be written");
    (found, String::from_utf8(printed).expect("UTF-8"))
}

fn assert_finds(edit: Edit, expected: &[&str], said: &[&str]) {
    let (mut then, mut today) = (version(), version());
    edit(&mut then, &mut today);
    let (found, printed) = compared(&then, &today);
    assert_eq!(found, expected, "{printed}");
    for words in said {
        assert!(printed.contains(words), "not said: {words}\n{printed}");
    }
    for one in [&then, &today] {
        let (found, printed) = compared(one, one);
        assert!(found.is_empty(), "compared with itself: {printed}");
    }
}

fn claims(files: &mut Files) -> &mut Vec<Value> {
    array(&mut files["claims/a.json"]["claims"])
}

fn array(value: &mut Value) -> &mut Vec<Value> {
    if value.is_null() {
        *value = json!([]);
    }
    value.as_array_mut().expect("an array")
}

fn retired(files: &mut Files) -> &mut Vec<Value> {
    array(&mut files["claims/a.json"]["retired"])
}

/// Another claim file with these claims.
fn second_file(files: &mut Files, claims: &[Value], retired: &[Value]) {
    files["claims/b.json"] =
        json!({"schema_version": 1, "story": "quay", "claims": claims, "retired": retired});
}

fn remove(files: &mut Files, path: &str) {
    files.as_object_mut().expect("files").remove(path);
}

fn replace(files: &mut Files, from: &str, to: &str) {
    let text = files["sources/report.txt"].as_str().expect("a text");
    assert!(text.contains(from));
    files["sources/report.txt"] = json!(text.replace(from, to));
}

/// The claim's next revision, with its note.
fn record(claim: &mut Value, note: &str) {
    let next = claim["revision"].as_u64().expect("a revision") + 1;
    claim["revision"] = json!(next);
    array(&mut claim["changes"])
        .push(json!({"revision": next, "on": "2026-02-20", "note": note, "kind": "update"}));
}

#[rstest]
#[case::note_altered(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "The board corrected 60 to 70.");
    record(&mut claims(today)[0], "The claim is clearer.");
}, &["error[history-rewritten]"], &[
    "claim \"berths\": the entry of `changes` for revision 2 was altered: another note than in HEAD (1a2b3c4)",
    "note before: “The board corrected 60 to 70.”; now: “The claim is clearer.”",
])]
#[case::day_and_kind_altered(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "n");
    record(&mut claims(today)[0], "n");
    claims(today)[0]["changes"][0]["on"] = json!("2026-02-21");
    claims(today)[0]["changes"][0]["kind"] = json!("review");
}, &["error[history-rewritten]"], &["another day and kind", "day before: 2026-02-20; now: 2026-02-21", "kind before: update; now: review"])]
#[case::kind_dropped(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "n");
    record(&mut claims(today)[0], "n");
    claims(today)[0]["changes"][0].as_object_mut().unwrap().remove("kind");
}, &["error[history-rewritten]"], &["kind before: update; now: none"])]
#[case::removed(|then: &mut Files, _: &mut Files| record(&mut claims(then)[0], "n"), &["error[history-rewritten]"], &[
    "the entry of `changes` for revision 2, which HEAD (1a2b3c4) has, is gone", "it said on 2026-02-20: “n”",
])]
#[case::one_of_two_alike_removed(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "n");
    *today = then.clone();
    let entry = claims(then)[0]["changes"][0].clone();
    array(&mut claims(then)[0]["changes"]).push(entry);
}, &["error[history-rewritten]"], &["is gone"])]
#[case::altered_while_another_was_added(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "old");
    record(&mut claims(today)[0], "new");
    record(&mut claims(today)[0], "third");
}, &["error[history-rewritten]"], &["revision 2 was altered"])]
#[case::order_only(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "a");
    record(&mut claims(then)[0], "b");
    *today = then.clone();
    array(&mut claims(today)[0]["changes"]).reverse();
}, &[], &[])]
#[case::added(|_: &mut Files, today: &mut Files| record(&mut claims(today)[0], "n"), &[], &[])]
#[case::unreadable_entry_mended(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "n");
    *today = then.clone();
    claims(then)[0]["changes"][0]["revision"] = json!("two");
}, &[], &[])]
#[case::misspelt_kind_mended(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "n");
    *today = then.clone();
    claims(then)[0]["changes"][0]["kind"] = json!("updaet");
}, &[], &[])]
#[case::entry_broken_today(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "n");
    *today = then.clone();
    claims(today)[0]["changes"][0]["on"] = json!("yesterday");
}, &[], &[])]
#[case::changes_broken_today(|then: &mut Files, today: &mut Files| {
    record(&mut claims(then)[0], "n");
    *today = then.clone();
    claims(today)[0]["changes"] = json!("none");
}, &[], &[])]
#[case::tombstone_removed(|_: &mut Files, today: &mut Files| retired(today).clear(), &["error[history-rewritten]"], &[
    "claim \"ferry\": its tombstone is gone from claims/a.json", "withdrawn on 2026-01-10: “The ferry still runs.”",
])]
#[case::tombstone_altered(|_: &mut Files, today: &mut Files| retired(today)[0]["reason"] = json!("Nobody asked."), &["error[history-rewritten]"], &[
    "claim \"ferry\": its tombstone was altered: another reason than in HEAD", "reason before: “The ferry still runs.”; now: “Nobody asked.”",
])]
#[case::tombstone_moved(|_: &mut Files, today: &mut Files| {
    let (tombstone, other) = (retired(today).remove(0), claims(today).remove(1));
    second_file(today, &[other], &[tombstone]);
}, &[], &[])]
#[case::tombstone_day_mended(|then: &mut Files, _: &mut Files| retired(then)[0]["on"] = json!("in January"), &[], &[])]
#[case::tombstone_in_a_broken_file(|_: &mut Files, today: &mut Files| today["claims/a.json"] = json!("{"), &[], &[])]
fn history(#[case] edit: Edit, #[case] expected: &[&str], #[case] said: &[&str]) {
    assert_finds(edit, expected, said);
}

#[rstest]
#[case::removed(|_: &mut Files, today: &mut Files| drop(claims(today).remove(0)), &["error[claim-removed]"], &[
    "claim \"berths\" is gone from claims/a.json, and no tombstone says why",
    "it said, in HEAD (1a2b3c4): “The harbour board approved 70 berths.”",
    "add to `retired` in claims/a.json: {\"id\": \"berths\"",
])]
#[case::removed_with_its_file(|then: &mut Files, _: &mut Files| {
    second_file(then, &[claim("mayor", "The mayor praised it.", "The mayor praised the plan")], &[]);
}, &["error[claim-removed]"], &["claim \"mayor\" is gone, and claims/b.json with it", "in one of the claim files"])]
#[case::retired(|_: &mut Files, today: &mut Files| {
    claims(today).remove(0);
    retired(today).push(json!({"id": "berths", "on": "2026-02-20", "reason": "The board took it back."}));
}, &[], &[])]
#[case::moved_to_another_file(|_: &mut Files, today: &mut Files| {
    let moved = claims(today).remove(0);
    second_file(today, &[moved], &[]);
}, &[], &[])]
#[case::file_renamed(|_: &mut Files, today: &mut Files| {
    today["claims/z.json"] = today["claims/a.json"].take();
    remove(today, "claims/a.json");
}, &[], &[])]
#[case::file_broken(|_: &mut Files, today: &mut Files| today["claims/a.json"] = json!("{\"claims\": ["), &[], &[])]
#[case::id_doubled_today(|_: &mut Files, today: &mut Files| {
    today["claims/a.json"] = json!(today["claims/a.json"].to_string().replace("\"id\":\"berths\"", "\"id\":\"berths\",\"id\":\"b\""));
}, &[], &[])]
#[case::without_an_id(|then: &mut Files, _: &mut Files| {
    let mut nameless = claim("x", "The union objects.", "the union of dockers did not");
    nameless.as_object_mut().unwrap().remove("id");
    claims(then).push(nameless);
}, &[], &[])]
#[case::split(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["statement"] = json!("The harbour board approved 70 new berths for the quay on Monday and the mayor praised the plan.");
    claims(today).remove(0);
    let quote = "The harbour board approved 70 new berths";
    claims(today).push(claim("berths-a", "The harbour board approved 70 new berths for the quay.", quote));
    claims(today).push(claim("berths-b", "The harbour board approved 70 new berths on Monday for it.", quote));
}, &["error[claim-removed]"], &["it may have been split into \"berths-a\" (claims/a.json, ", " and \"berths-b\" (claims/a.json, ", "\"formerly\": [\"berths\"]"])]
#[case::split_and_said(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["statement"] = json!("The harbour board approved 70 new berths for the quay on Monday and the mayor praised the plan.");
    claims(today).remove(0);
    let quote = "The harbour board approved 70 new berths";
    for (id, statement) in [("berths-a", "The harbour board approved 70 new berths for the quay."), ("berths-b", "The harbour board approved 70 new berths on Monday for it.")] {
        let mut part = claim(id, statement, quote);
        part["formerly"] = json!(["berths"]);
        claims(today).push(part);
    }
}, &[], &[])]
#[case::little_like_it(|_: &mut Files, today: &mut Files| {
    claims(today)[0] = claim("other", "The harbour board approved more.", "the union of dockers did not");
}, &["error[claim-removed]"], &["it may have been renamed to \"other\" (claims/a.json, ", " per cent alike)"])]
#[case::merged(|_: &mut Files, today: &mut Files| {
    claims(today).remove(0);
    claims(today)[0]["formerly"] = json!(["berths"]);
    claims(today)[0]["statement"] = json!("The harbour board approved 70 berths; work on the quay starts in May.");
    record(&mut claims(today)[0], "Two claims became one.");
}, &[], &[])]
#[case::merged_into_a_claim_that_does_not_record_it(|_: &mut Files, today: &mut Files| {
    claims(today).remove(0);
    claims(today)[0]["formerly"] = json!(["berths"]);
}, &["error[claim-removed]"], &["claim \"work\" names it in `formerly`, but its own record says nothing of it"])]
#[case::merged_and_only_the_record_says_so(|_: &mut Files, today: &mut Files| {
    claims(today).remove(0);
    claims(today)[0]["formerly"] = json!(["berths"]);
    record(&mut claims(today)[0], "It stands for the berths, too.");
}, &[], &[])]
#[case::merged_on_paper_and_reworded_elsewhere(|_: &mut Files, today: &mut Files| {
    let mut reworded = claims(today).remove(0);
    reworded["id"] = json!("seventy");
    reworded["verdict"] = json!("refuted");
    claims(today)[0]["formerly"] = json!(["berths"]);
    claims(today).push(reworded);
}, &["error[claim-renamed]"], &[])]
#[case::merged_and_not_said(|_: &mut Files, today: &mut Files| {
    let mut both = work();
    both["statement"] = json!("The harbour board approved 70 berths and work starts in May.");
    both["citations"] = json!([claims(today)[0]["citations"][0], both["citations"][0]]);
    record(&mut both, "Two claims became one.");
    *claims(today) = vec![both];
}, &["error[claim-removed]"], &["it may have been merged into \"work\""])]
fn removed_claims(#[case] edit: Edit, #[case] expected: &[&str], #[case] said: &[&str]) {
    assert_finds(edit, expected, said);
}

#[rstest]
#[case::renamed(|_: &mut Files, today: &mut Files| claims(today)[0]["id"] = json!("seventy"), &["error[claim-renamed]"], &[
    "claim \"seventy\": its id was \"berths\" in HEAD (1a2b3c4), and `formerly` does not say so",
    "add \"formerly\": [\"berths\"]", "the two say the same",
])]
#[case::renamed_and_reworded(|_: &mut Files, today: &mut Files| {
    claims(today)[0]["id"] = json!("seventy");
    claims(today)[0]["statement"] = json!("The harbour board approved 70 new berths.");
}, &["error[claim-renamed]"], &[" per cent alike"])]
#[case::renamed_again(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["formerly"] = json!(["quay"]);
    *today = then.clone();
    claims(today)[0]["id"] = json!("seventy");
}, &["error[claim-renamed]"], &["add \"berths\" to its `formerly`"])]
#[case::renamed_and_said(|_: &mut Files, today: &mut Files| {
    claims(today)[0]["id"] = json!("seventy");
    claims(today)[0]["formerly"] = json!(["berths"]);
}, &[], &[])]
#[case::renamed_and_moved_and_said(|_: &mut Files, today: &mut Files| {
    let mut moved = claims(today).remove(0);
    moved["id"] = json!("seventy");
    moved["formerly"] = json!(["berths"]);
    second_file(today, &[moved], &[]);
}, &[], &[])]
#[case::renamed_since_another_one_had_the_id(|then: &mut Files, today: &mut Files| {
    second_file(then, &[claim("berths", "The ferry still runs.", "the union of dockers did not")], &[]);
    *today = then.clone();
    claims(today)[0]["id"] = json!("seventy");
}, &[], &[])]
#[case::retired_and_the_same_under_another_id(|_: &mut Files, today: &mut Files| {
    claims(today)[0]["id"] = json!("seventy");
    retired(today).push(json!({"id": "berths", "on": "2026-02-20", "reason": "Withdrawn."}));
}, &["error[claim-renamed]"], &["add \"formerly\": [\"berths\"]", "take \"berths\" out of `retired`"])]
#[case::retired_and_another_one_like_it(|_: &mut Files, today: &mut Files| {
    claims(today)[0]["id"] = json!("seventy");
    claims(today)[0]["statement"] = json!("The harbour board approved seventy berths.");
    retired(today).push(json!({"id": "berths", "on": "2026-02-20", "reason": "Withdrawn."}));
}, &[], &[])]
#[case::id_of_another_claim(|_: &mut Files, today: &mut Files| {
    claims(today)[0] = claim("berths", "Nobody asked the dockers.", "the union of dockers did not");
}, &["error[claim-id-reused]"], &[
    "claim \"berths\": the id stood for another claim in HEAD (1a2b3c4)",
    "before, in claims/a.json: “The harbour board approved 70 berths.”", "now, in claims/a.json: “Nobody asked the dockers.”",
])]
#[case::ids_swapped(|_: &mut Files, today: &mut Files| {
    claims(today)[0]["id"] = json!("work");
    claims(today)[1]["id"] = json!("berths");
}, &["error[claim-id-reused]", "error[claim-id-reused]"], &["this claim had the id \"berths\" in HEAD (1a2b3c4)"])]
#[case::reworded_and_recorded(|_: &mut Files, today: &mut Files| {
    claims(today)[0] = claim("berths", "Nobody asked the dockers.", "the union of dockers did not");
    record(&mut claims(today)[0], "Another angle.");
}, &[], &[])]
#[case::tombstone_revived(|_: &mut Files, today: &mut Files| {
    retired(today).clear();
    claims(today).push(claim("ferry", "The mayor likes the plan.", "The mayor praised the plan"));
}, &["error[claim-id-reused]"], &["the id is the one of a claim that was retired on 2026-01-10", "“The ferry still runs.”"])]
#[case::tombstone_and_claim(|_: &mut Files, today: &mut Files| {
    claims(today).push(claim("ferry", "The mayor likes the plan.", "The mayor praised the plan"));
}, &[], &[])]
#[case::earlier_id_of_another_claim(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["formerly"] = json!(["quay"]);
    *today = then.clone();
    claims(today).push(claim("quay", "Nobody asked the dockers.", "the union of dockers did not"));
}, &["error[claim-id-reused]"], &["the id is an earlier one of claim \"berths\", by its `formerly` in HEAD (1a2b3c4)"])]
#[case::old_id_taken_back(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["formerly"] = json!(["quay"]);
    *today = then.clone();
    claims(today)[0]["id"] = json!("quay");
    claims(today)[0]["formerly"] = json!(["berths"]);
}, &[], &[])]
#[case::new_claim(|_: &mut Files, today: &mut Files| {
    claims(today).push(claim("mayor", "The mayor likes the plan.", "The mayor praised the plan"));
}, &[], &[])]
fn ids(#[case] edit: Edit, #[case] expected: &[&str], #[case] said: &[&str]) {
    assert_finds(edit, expected, said);
}

#[rstest]
#[case::elsewhere_only(|_: &mut Files, today: &mut Files| replace(today, "did not", "did not yet"), &["warning[source-edited]"], &[
    "the text of report is not the one of HEAD (1a2b3c4): all 2 quotes that stood in it stand",
    "`git diff 1a2b3c4d5e6f -- sources/report.txt` shows what changed", "pinned to the new text",
])]
#[case::moved(|_: &mut Files, today: &mut Files| replace(today, "Work on", "It voted twice. Work on"), &["warning[source-edited]"], &[
    "of the 2 quotes that stood in it 1 stands and 1 moved", "claim \"work\": “Work on the quay starts in May” moved within line 2",
])]
#[case::moved_to_another_line(|_: &mut Files, today: &mut Files| replace(today, "Work on", "It voted twice.\nWork on"), &["warning[source-edited]"], &[
    "moved from line 2 to line 3", "the quote of \"work\" stands here now",
])]
#[case::altered(|_: &mut Files, today: &mut Files| replace(today, "70 new", "90 new"), &["error[source-edited]"], &[
    "of the 2 quotes that stood in it 1 stands and 1 is altered", "claim \"berths\": “70” became “90” (number)",
    "then “The harbour board approved 70 new berths”, now “The harbour board approved 90 new berths”", "was “70”",
])]
#[case::gone(|_: &mut Files, today: &mut Files| {
    let text = today["sources/report.txt"].as_str().unwrap().replace("Work on the quay starts in May and ends in October.\n", "");
    today["sources/report.txt"] = json!(text);
}, &["error[source-edited]"], &["1 stands and 1 is gone", "claim \"work\": “Work on the quay starts in May” is gone; it stood on line 2"])]
#[case::altered_and_settled(|_: &mut Files, today: &mut Files| {
    replace(today, "70 new", "90 new");
    claims(today)[0]["statement"] = json!("The harbour board approved 90 berths.");
    claims(today)[0]["citations"][0]["quote"] = json!("The harbour board approved 90 new berths");
    record(&mut claims(today)[0], "The board corrected its report.");
}, &["warning[source-edited]"], &["1 stands and 1 is no longer quoted"])]
#[case::altered_and_not_recorded(|_: &mut Files, today: &mut Files| {
    replace(today, "70 new", "90 new");
    claims(today)[0]["citations"][0]["quote"] = json!("The harbour board approved 90 new berths");
}, &["error[source-edited]"], &["1 is altered"])]
#[case::altered_and_retired(|_: &mut Files, today: &mut Files| {
    replace(today, "70 new", "90 new");
    claims(today).remove(0);
    retired(today).push(json!({"id": "berths", "on": "2026-02-20", "reason": "It was 90."}));
}, &["warning[source-edited]"], &["1 is no longer quoted"])]
#[case::not_pinned_again(|then: &mut Files, today: &mut Files| {
    let pinned = descriptor_of("report", &sha256(TEXT));
    then["sources/report.json"] = pinned.clone();
    today["sources/report.json"] = pinned;
    replace(today, "did not", "did not yet");
}, &["warning[source-edited]"], &["not the hash of the new text", "write the hash of the new text into the descriptor"])]
#[case::nobody_quoted_it(|then: &mut Files, today: &mut Files| {
    then["sources/other.txt"] = json!("One.\n");
    today["sources/other.txt"] = json!("Two.\n");
}, &["warning[source-edited]"], &["no quote stood in it"])]
#[case::typography_only(|_: &mut Files, today: &mut Files| replace(today, "70 new", "70\u{a0}new"), &["error[source-edited]"], &["1 is altered", "claim \"berths\": "])]
#[case::elided(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["citations"][0]["quote"] = json!(["The harbour board", "new berths on Monday"]);
    *today = then.clone();
    replace(today, "Monday", "Tuesday");
}, &["error[source-edited]"], &["“Monday” became “Tuesday”"])]
#[case::all_of_it_gone(|_: &mut Files, today: &mut Files| today["sources/report.txt"] = json!(""), &["error[source-edited]"], &["all 2 quotes that stood in it are gone"])]
#[case::pin_taken_out(|_: &mut Files, today: &mut Files| {
    replace(today, "70 new", "90 new");
    today["sources/report.json"] = json!({"schema_version": 1, "id": "report"});
}, &["error[source-edited]"], &["sources/report.json:1:1"])]
#[case::its_descriptor_broken_today(|_: &mut Files, today: &mut Files| {
    replace(today, "70 new", "90 new");
    today["sources/report.json"] = json!("{");
}, &[], &[])]
#[case::its_descriptor_broken_then(|then: &mut Files, _: &mut Files| {
    replace(then, "70 new", "90 new");
    then["sources/report.json"] = json!("{");
}, &["warning[source-edited]"], &["that one cannot be read"])]
#[case::the_claims_broken_today(|_: &mut Files, today: &mut Files| {
    replace(today, "70 new", "90 new");
    today["claims/a.json"] = json!("{");
}, &["error[source-edited]"], &["1 is altered"])]
#[case::line_ends_only(|_: &mut Files, today: &mut Files| today["sources/report.txt"] = json!(TEXT.replace('\n', "\r\n")), &[], &[])]
#[case::byte_order_mark(|_: &mut Files, today: &mut Files| {
    today["sources/report.txt"] = json!(format!("\u{feff}{TEXT}"));
    today["sources/report.json"] = descriptor_of("report", &sha256(&format!("\u{feff}{TEXT}")));
}, &[], &[])]
#[case::descriptor_only(|_: &mut Files, today: &mut Files| {
    today["sources/report.json"] = descriptor_of("report", &sha256(TEXT));
    today["sources/report.json"]["title"] = json!("Another title");
}, &[], &[])]
#[case::many_quotes(|then: &mut Files, today: &mut Files| {
    let quotes: Vec<Value> = (0..13).map(|number| claim(&format!("c-{number}"), &format!("Statement {number} of the desk."), "Work on the quay starts in May")).collect();
    *claims(then) = quotes;
    *today = then.clone();
    replace(today, "quay starts", "pier starts");
}, &["error[source-edited]"], &["all 13 quotes that stood in it are altered", "and 3 more"])]
fn edited_sources(#[case] edit: Edit, #[case] expected: &[&str], #[case] said: &[&str]) {
    assert_finds(edit, expected, said);
}

/// A second source, which the first claim cites, too.
fn with_blog(files: &mut Files) {
    files["sources/blog.txt"] = json!("Seventy berths for the quay, at last.\n");
    let citations = &mut claims(files)[0]["citations"];
    array(citations).push(json!({"source": "blog", "quote": "Seventy berths for the quay"}));
}

#[rstest]
#[case::still_cited(|then: &mut Files, today: &mut Files| {
    with_blog(then);
    with_blog(today);
    remove(today, "sources/blog.txt");
}, &["error[source-removed]"], &[
    "source blog is gone; claim \"berths\" cited it in HEAD (1a2b3c4)", "claim \"berths\" quoted “Seventy berths for the quay”; it still does",
])]
#[case::text_alone(|then: &mut Files, today: &mut Files| {
    with_blog(then);
    with_blog(today);
    remove(today, "sources/blog.txt");
    today["sources/blog.json"] = descriptor_of("blog", &sha256("x"));
}, &["error[source-removed]"], &["the text of blog is gone"])]
#[case::citation_dropped(|then: &mut Files, _: &mut Files| with_blog(then), &["error[source-removed]"], &["claim \"berths\" quoted “Seventy berths for the quay”; it no longer does, and does not say so"])]
#[case::citation_dropped_and_recorded(|then: &mut Files, today: &mut Files| {
    with_blog(then);
    record(&mut claims(today)[0], "The blog went offline.");
}, &[], &[])]
#[case::claim_retired(|then: &mut Files, today: &mut Files| {
    with_blog(then);
    claims(today).remove(0);
    retired(today).push(json!({"id": "berths", "on": "2026-02-20", "reason": "The blog went offline."}));
}, &[], &[])]
#[case::one_of_two_recorded(|then: &mut Files, today: &mut Files| {
    with_blog(then);
    array(&mut claims(then)[1]["citations"]).push(json!({"source": "blog", "quote": "at last"}));
    record(&mut claims(today)[0], "The blog went offline.");
}, &["error[source-removed]"], &["of the 2 claims that cited it in HEAD (1a2b3c4), 1 did not record that it no longer does"])]
#[case::filed_again(|then: &mut Files, today: &mut Files| {
    with_blog(then);
    with_blog(today);
    today["sources/blog-2026.txt"] = today["sources/blog.txt"].take();
    remove(today, "sources/blog.txt");
    claims(today)[0]["citations"][1]["source"] = json!("blog-2026");
}, &["error[source-removed]"], &["blog-2026 is new and has the same text"])]
#[case::the_claims_too(|then: &mut Files, today: &mut Files| {
    with_blog(then);
    claims(today).remove(0);
}, &["error[claim-removed]", "error[source-removed]"], &["claim \"berths\" quoted “Seventy berths for the quay”"])]
#[case::nobody_cited_it(|then: &mut Files, _: &mut Files| then["sources/other.txt"] = json!("One.\n"), &[], &[])]
#[case::added(|_: &mut Files, today: &mut Files| today["sources/other.txt"] = json!("One.\n"), &[], &[])]
fn removed_sources(#[case] edit: Edit, #[case] expected: &[&str], #[case] said: &[&str]) {
    assert_finds(edit, expected, said);
}

#[rstest]
#[case::made_up(|_: &mut Files, today: &mut Files| today["sources/report.json"] = descriptor_of("report", &sha256("x")), &["error[pin-changed]"], &[
    "the pinned hash of report changed from ", " but its text is the one of HEAD (1a2b3c4)", "the old hash was right: bring it back",
])]
#[case::one_wrong_for_another(|then: &mut Files, today: &mut Files| {
    then["sources/report.json"] = descriptor_of("report", &sha256("x"));
    today["sources/report.json"] = descriptor_of("report", &sha256("y"));
}, &["error[pin-changed]"], &["a pin follows from the text"])]
#[case::mended(|then: &mut Files, _: &mut Files| then["sources/report.json"] = descriptor_of("report", &sha256("x")), &[], &[])]
#[case::case_only(|_: &mut Files, today: &mut Files| {
    today["sources/report.json"] = descriptor_of("report", &sha256(TEXT).to_uppercase());
}, &[], &[])]
#[case::taken_out(|_: &mut Files, today: &mut Files| {
    today["sources/report.json"] = descriptor_of("report", "x");
    today["sources/report.json"].as_object_mut().unwrap().remove("sha256");
}, &[], &[])]
#[case::with_the_text(|_: &mut Files, today: &mut Files| {
    replace(today, "did not", "did not yet");
    today["sources/report.json"] = descriptor_of("report", &sha256("x"));
}, &["warning[source-edited]"], &[])]
fn pins(#[case] edit: Edit, #[case] expected: &[&str], #[case] said: &[&str]) {
    assert_finds(edit, expected, said);
}

fn waiver(until: Option<&str>, citation: Option<u64>) -> Value {
    let mut waiver = json!({"rule": "quote-cut-word", "reason": "The scan ends here."});
    if let Some(until) = until {
        waiver["until"] = json!(until);
    }
    if let Some(citation) = citation {
        waiver["citation"] = json!(citation);
    }
    json!([waiver])
}

#[rstest]
#[case::level_lowered(|then: &mut Files, today: &mut Files| {
    then["factcheck.toml"] = json!("[rules]\nfigure-unsupported = 'error'\n");
    today["factcheck.toml"] = json!("[rules]\nfigure-unsupported = 'info'\n");
}, &["warning[policy-loosened]"], &["the level of `figure-unsupported` is \"info\", and was \"error\" in HEAD (1a2b3c4)", "factcheck.toml:2"])]
#[case::level_below_its_own(|_: &mut Files, today: &mut Files| today["factcheck.toml"] = json!("[rules]\nquote-cut-word = 'off'\n"),
    &["warning[policy-loosened]"], &["is \"off\", and was \"error\""])]
#[case::level_raised(|_: &mut Files, today: &mut Files| today["factcheck.toml"] = json!("[rules]\nfigure-unsupported = 'error'\n"), &[], &[])]
#[case::the_watch_switched_off_in_the_same_change(|_: &mut Files, today: &mut Files| today["factcheck.toml"] = json!("[rules]\npolicy-loosened = 'off'\nquote-cut-word = 'off'\n"),
    &["warning[policy-loosened]", "warning[policy-loosened]"], &["`policy-loosened` is \"off\", and was \"warning\""])]
#[case::the_watch_was_off_before(|then: &mut Files, today: &mut Files| {
    then["factcheck.toml"] = json!("[rules]\npolicy-loosened = 'off'\n");
    today["factcheck.toml"] = json!("accept = ['dashes']\n[rules]\npolicy-loosened = 'off'\n");
}, &[], &[])]
#[case::accept_widened(|then: &mut Files, today: &mut Files| {
    then["factcheck.toml"] = json!("accept = ['quotes']\n");
    today["factcheck.toml"] = json!("accept = ['quotes', 'dashes']\n");
}, &["warning[policy-loosened]"], &["`accept` lets more pass than in HEAD (1a2b3c4); before: quotes; now: quotes, dashes"])]
#[case::accept_narrowed(|then: &mut Files, today: &mut Files| {
    then["factcheck.toml"] = json!("accept = ['quotes', 'dashes']\n");
    today["factcheck.toml"] = json!("accept = ['dashes']\n");
}, &[], &[])]
#[case::accept_written_otherwise(|then: &mut Files, today: &mut Files| {
    then["factcheck.toml"] = json!("accept = ['quotes', 'dashes']\n");
    today["factcheck.toml"] = json!("# both\naccept = ['dashes', 'quotes']\n");
}, &[], &[])]
#[case::waiver_added(|_: &mut Files, today: &mut Files| claims(today)[0]["waivers"] = waiver(None, None), &["warning[policy-loosened]"], &[
    "claim \"berths\": the waiver of `quote-cut-word` is new", "its reason: “The scan ends here.”",
])]
#[case::waiver_extended(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["waivers"] = waiver(Some("2026-04-01"), None);
    claims(today)[0]["waivers"] = waiver(Some("2026-09-01"), None);
}, &["warning[policy-loosened]"], &[
    "the waiver of `quote-cut-word` reaches further than in HEAD", "before: the whole claim, until 2026-04-01; now: the whole claim, until 2026-09-01",
])]
#[case::waiver_for_all_citations(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["waivers"] = waiver(None, Some(0));
    claims(today)[0]["waivers"] = waiver(None, None);
}, &["warning[policy-loosened]"], &["before: citation 0, without an end; now: the whole claim, without an end"])]
#[case::waiver_shortened(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["waivers"] = waiver(None, None);
    claims(today)[0]["waivers"] = waiver(Some("2026-09-01"), Some(0));
}, &[], &[])]
#[case::waiver_taken_out(|then: &mut Files, _: &mut Files| claims(then)[0]["waivers"] = waiver(None, None), &[], &[])]
#[case::waiver_ended_already(|_: &mut Files, today: &mut Files| claims(today)[0]["waivers"] = waiver(Some("2026-02-01"), None), &[], &[])]
#[case::waiver_without_a_reason(|_: &mut Files, today: &mut Files| claims(today)[0]["waivers"] = json!([{"rule": "quote-cut-word"}]), &[], &[])]
#[case::waiver_of_a_core_rule(|_: &mut Files, today: &mut Files| claims(today)[0]["waivers"] = json!([{"rule": "quote-altered", "reason": "r"}]), &[], &[])]
#[case::waiver_in_a_new_claim(|_: &mut Files, today: &mut Files| {
    let mut new = claim("mayor", "The mayor likes the plan.", "The mayor praised the pl");
    new["waivers"] = waiver(None, None);
    claims(today).push(new);
}, &["warning[policy-loosened]"], &["claim \"mayor\": the waiver of `quote-cut-word` is new"])]
#[case::waiver_moved_with_its_claim(|then: &mut Files, today: &mut Files| {
    claims(then)[0]["waivers"] = waiver(None, None);
    let moved = claims(then)[0].clone();
    claims(today).remove(0);
    second_file(today, &[moved], &[]);
}, &[], &[])]
fn policy(#[case] edit: Edit, #[case] expected: &[&str], #[case] said: &[&str]) {
    assert_finds(edit, expected, said);
}
