//! What the laws found, each as the smallest case.

use super::chaos::of_one_file;
use super::version::{Paper, Version, alarms, compare, compare_files, differing, printed, told};
use factcheck::Report;
use factcheck::drift::DriftKind;
use factcheck::project::Differing;
use serde_json::{Value, json};

fn claim(id: &str, statement: &str) -> Value {
    json!({"id": id, "statement": statement, "verdict": "unverified", "revision": 1,
        "checked": {"on": "2026-04-01", "by": "desk"}})
}

fn kinds(report: &Report) -> Vec<(DriftKind, &str, bool)> {
    report
        .changes
        .iter()
        .map(|change| {
            (
                change.kind,
                change.claim.as_deref().unwrap_or_default(),
                change.recorded,
            )
        })
        .collect()
}

fn assert_same_where_only_what_differs_is_read(before: &Version, after: &Version) {
    let (before, after) = (before.plain(), after.plain());
    let whole = compare_files(&before, &after, Differing::All);
    let paths = differing(&before, &after);
    let part = compare_files(&before, &after, Differing::Paths(paths));
    assert_eq!(printed(&whole), printed(&part));
}

#[test]
fn a_claim_that_was_withdrawn_is_not_what_a_new_one_like_it_was() {
    let stays = claim("stays", "Rain fell over the quay.");
    let old = claim(
        "old",
        "The ministry never built 5 new berths for $6 million.",
    );
    for statement in [
        "The ministry never built 5 new berths for $7 million.",
        "The council never built 5 new berths on Monday.",
    ] {
        let before = of_one_file(vec![stays.clone(), old.clone()]);
        let mut after = of_one_file(vec![stays.clone(), claim("new", statement)]);
        after.papers[0].retired =
            vec![json!({"id": "old", "on": "2026-05-01", "reason": "Withdrawn."})];
        let report = compare(&before, &after);
        let found = alarms(&report);
        assert!(found.is_empty(), "{}", told(&found));
        assert_eq!(
            kinds(&report),
            [
                (DriftKind::ClaimRetired, "old", true),
                (DriftKind::ClaimAdded, "new", true)
            ]
        );
    }
}

/// A tombstone beside it would be a way to leave the record of a claim behind.
#[test]
fn a_claim_that_says_what_a_withdrawn_one_said_is_that_one() {
    let old = claim("old", "Rain fell over the quay.");
    let before = of_one_file(vec![old]);
    let mut after = of_one_file(vec![claim("new", "Rain fell over the quay.")]);
    after.papers[0].retired =
        vec![json!({"id": "old", "on": "2026-05-01", "reason": "Withdrawn."})];
    let report = compare(&before, &after);
    let rules: Vec<&str> = alarms(&report).iter().map(|alarm| alarm.rule).collect();
    assert_eq!(rules, ["claim-renamed"]);
}

#[test]
fn two_claims_are_alike_to_the_same_degree_in_both_directions() {
    let one = json!({"id": "one", "verdict": "supported", "revision": 1,
        "statement": "Zürich’s mayor delayed 1,200 electric buses for $6 million.",
        "checked": {"on": "2026-04-01", "by": "desk"}, "citations": [
            {"source": "s1", "quote": "5 electric buses in"}, {"source": "s0", "quote": "The council approved 70"}]});
    let other = json!({"id": "other", "verdict": "supported", "revision": 1,
        "statement": "Zürich’s mayor approved 5 electric buses for $6 million.",
        "checked": {"on": "2026-04-01", "by": "desk"}, "citations": [
            {"source": "s0", "quote": "approved 70 new berths"}]});
    let stays = claim("stays", "Rain fell over the quay.");
    let before = of_one_file(vec![stays.clone(), one]);
    let after = of_one_file(vec![stays, other]);
    let is_rename = |report: &Report| {
        let mut kinds = report.changes.iter().map(|change| change.kind);
        kinds.any(|kind| kind == DriftKind::ClaimRenamed)
    };
    assert_eq!(
        is_rename(&compare(&before, &after)),
        is_rename(&compare(&after, &before))
    );
}

/// A claim of a file that did not change says `formerly: [old]`, while `old` lives elsewhere.
fn with_an_early_heir() -> Version {
    let mut heir = claim("heir", "Rain fell over the quay.");
    heir["formerly"] = json!(["old"]);
    let mut version = of_one_file(vec![
        claim("old", "The council approved 70 berths in May."),
        claim("other", "Nurses kept watch before dawn."),
    ]);
    version
        .papers
        .push(Paper::new("claims/unchanged.json", vec![heir]));
    version
}

#[test]
fn an_id_that_goes_on_was_not_merged_whatever_was_read() {
    let before = with_an_early_heir();
    let mut after = before.clone();
    for (at, id) in ["other", "old"].into_iter().enumerate() {
        after.papers[0].claims[at]["id"] = json!(id);
    }
    assert_same_where_only_what_differs_is_read(&before, &after);
}

#[test]
fn to_be_named_early_is_not_to_be_merged_whatever_was_read() {
    let before = with_an_early_heir();
    let mut after = before.clone();
    after.papers[0].claims[0]["id"] = json!("new");
    assert_same_where_only_what_differs_is_read(&before, &after);
    let report = compare(&before, &after);
    assert_eq!(kinds(&report), [(DriftKind::ClaimRenamed, "new", false)]);
}

#[test]
fn a_fault_in_another_claim_of_the_file_hides_no_claim_that_is_gone() {
    let stays = claim("stays", "Rain fell over the quay.");
    let before = of_one_file(vec![stays.clone(), claim("old", "Nurses kept watch.")]);
    let mut faulty = stays;
    faulty["page"] = json!(5);
    faulty["changes"] = json!([{"revision": 2, "on": "2026-05-01", "note": " "}]);
    let report = compare(&before, &of_one_file(vec![faulty]));
    assert_eq!(kinds(&report), [(DriftKind::ClaimRemoved, "old", false)]);
}

#[test]
fn a_waiver_for_a_citation_that_cannot_be_judged_is_not_new_the_next_day() {
    let mut idle = claim("idle", "Rain fell over the quay.");
    idle["waivers"] = json!([{"rule": "quote-too-short", "reason": "We know.", "citation": 0}]);
    for citations in [json!([]), json!([{}])] {
        idle["citations"] = citations;
        let version = of_one_file(vec![idle.clone()]);
        let report = compare(&version, &version);
        let found = alarms(&report);
        assert!(found.is_empty(), "{}", told(&found));
    }
}

/// Two files: one that stays as it is, and one that goes.
fn one_stays_and_one_goes(staying: Value, going: Paper) -> (Version, Version) {
    let mut before = of_one_file(vec![staying]);
    let after = before.clone();
    before.papers.push(going);
    (before, after)
}

fn paper(path: &str, claims: Vec<Value>, retired: Vec<Value>) -> Paper {
    Paper {
        path: path.to_owned(),
        story: "going".to_owned(),
        claims,
        retired,
    }
}

#[test]
fn an_heir_in_a_file_that_did_not_change_is_named_all_the_same() {
    let mut heir = claim("heir", "Rain fell over the quay.");
    heir["formerly"] = json!(["gone"]);
    let going = claim("gone", "Nurses kept watch.");
    let going = paper("claims/going.json", vec![going], Vec::new());
    let (before, after) = one_stays_and_one_goes(heir, going);
    assert_same_where_only_what_differs_is_read(&before, &after);
    let report = compare(&before, &after);
    let mut notes = report.findings.iter().flat_map(|finding| &finding.notes);
    assert!(
        notes.any(|note| note.contains("claim \"heir\" names it in `formerly`")),
        "{}",
        told(&alarms(&report))
    );
}

#[test]
fn a_claim_that_was_there_beside_the_tombstone_does_not_make_up_for_it() {
    let staying = claim("gone", "Rain fell over the quay.");
    let tombstone = json!({"id": "gone", "on": "2026-02-02", "reason": "Cut."});
    let going = claim("other", "Nurses kept watch.");
    let going = paper("claims/going.json", vec![going], vec![tombstone]);
    let (before, after) = one_stays_and_one_goes(staying, going);
    assert_same_where_only_what_differs_is_read(&before, &after);
    let report = compare(&before, &after);
    let mut found = alarms(&report).into_iter();
    assert!(
        found.any(|finding| finding.rule == "history-rewritten"),
        "{}",
        told(&alarms(&report))
    );
}
