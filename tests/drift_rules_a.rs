//! What changed in a claim, and whether it was recorded: content, revisions, notes and dates, in tables of cases.

mod support;

use factcheck::finding::Finding;
use factcheck::project::Differing;
use factcheck::store::Memory;
use rstest::rstest;
use serde_json::{Value, json};
use support::versions;

/// The rules of this table; what others find is not its business.
const RULES: [&str; 13] = [
    "statement-changed",
    "verdict-changed",
    "quote-changed",
    "citation-added",
    "citation-removed",
    "citation-retargeted",
    "stance-changed",
    "speaker-changed",
    "revision-decreased",
    "revision-skipped",
    "revision-unneeded",
    "change-note-missing",
    "backdated",
];

const QUOTE: &str = "The bridge opens in May, the mayor said";

fn base() -> Value {
    json!({
        "id": "c", "statement": "The bridge opens in May.", "verdict": "supported", "revision": 1,
        "checked": {"on": "2026-02-01", "by": "desk"},
        "citations": [{"source": "s", "quote": QUOTE}],
    })
}

/// The base claim with a merge patch (RFC 7396).
fn claim(patch: &Value) -> Value {
    fn merge(target: &mut Value, patch: &Value) {
        let Some(members) = patch.as_object() else {
            target.clone_from(patch);
            return;
        };
        for (key, value) in members {
            if value.is_null() {
                target.as_object_mut().expect("an object").remove(key);
            } else {
                merge(&mut target[key], value);
            }
        }
    }
    let mut claim = base();
    merge(&mut claim, patch);
    claim
}

fn file(claims: &[Value]) -> Memory {
    let file = json!({"schema_version": 1, "story": "bridge", "claims": claims});
    Memory::default().with("claims/a.json", file.to_string())
}

/// What the rules of this table find in a version that is compared with the one before.
fn compared(before: Memory, after: Memory) -> Vec<Finding> {
    let found = versions::compared(before, after, "2026-06-01", Differing::All).findings;
    let of_this_table = |finding: &Finding| RULES.contains(&finding.rule);
    found.into_iter().filter(of_this_table).collect()
}

/// What they find where the base claim became another one, in both versions patched.
fn findings(before: &Value, after: &Value) -> Vec<Finding> {
    compared(file(&[claim(before)]), file(&[claim(after)]))
}

/// The same, a line each, sorted: the rule, and the message without the claim's name.
fn lines(before: &Value, after: &Value) -> Vec<String> {
    let line = |finding: &Finding| {
        let message = finding.message.strip_prefix("claim \"c\": ");
        format!("{}: {}", finding.rule, message.expect("the claim's id"))
    };
    let mut lines: Vec<String> = findings(before, after).iter().map(line).collect();
    lines.sort_unstable();
    lines
}

fn rules(before: &Value, after: &Value) -> Vec<&'static str> {
    let mut rules: Vec<&str> = findings(before, after).iter().map(|one| one.rule).collect();
    rules.sort_unstable();
    rules
}

/// A citation of the base claim's quote with more members.
fn cited(more: &Value) -> Value {
    let mut citation = json!({"source": "s", "quote": QUOTE});
    for (key, value) in more.as_object().expect("an object") {
        citation[key] = value.clone();
    }
    json!({"citations": [citation]})
}

fn two(second: &Value) -> Value {
    json!({"citations": [{"source": "s", "quote": QUOTE}, second]})
}

/// A record of the change to revision 2.
fn recorded(mut patch: Value) -> Value {
    patch["revision"] = json!(2);
    patch["changes"] = json!([{"revision": 2, "on": "2026-02-09", "note": "It had to be."}]);
    patch
}

#[rstest]
#[case::verdict(json!({}), json!({"verdict": "refuted"}),
    "verdict-changed: the verdict changed from supported to refuted; the revision is still 1")]
#[case::rating(json!({"rating": "True"}), json!({"rating": "Half true"}),
    "verdict-changed: the rating changed from “True” to “Half true”; the revision is still 1")]
#[case::rating_case(json!({"rating": "true"}), json!({"rating": "True"}),
    "verdict-changed: the rating changed from “true” to “True”; the revision is still 1")]
#[case::rating_added(json!({}), json!({"rating": "Half true"}),
    "verdict-changed: the rating was added: “Half true”; the revision is still 1")]
#[case::rating_removed(json!({"rating": "True"}), json!({}),
    "verdict-changed: the rating was taken out: “True”; the revision is still 1")]
#[case::quote(json!({}), cited(&json!({"quote": "The bridge opens in June, the mayor said"})),
    "quote-changed: the quote from s changed (number): “May” became “June”; the revision is still 1")]
#[case::added(json!({}), two(&json!({"source": "t", "quote": "Nobody knows when it opens"})),
    "citation-added: a citation of t was added: “Nobody knows when it opens”; the revision is still 1")]
#[case::removed(two(&json!({"source": "t", "quote": "Nobody knows when it opens"})), json!({}),
    "citation-removed: a citation of t was taken out: “Nobody knows when it opens”; the revision is still 1")]
#[case::first_removed(
    json!({"citations": [{"source": "t", "quote": "Nobody knows when it opens"}, {"source": "s", "quote": QUOTE}]}), json!({}),
    "citation-removed: a citation of t was taken out: “Nobody knows when it opens”; the revision is still 1")]
#[case::retargeted(json!({}), cited(&json!({"source": "t"})),
    "citation-retargeted: “The bridge opens in May, the mayor said” is now cited from t instead of s; the revision is still 1")]
#[case::stance(json!({}), cited(&json!({"stance": "context"})),
    "stance-changed: the stance of “The bridge opens in May, the mayor said” changed from supports to context; the revision is still 1")]
#[case::speaker(cited(&json!({"speaker": "Ada"})), cited(&json!({"speaker": "Jon"})),
    "speaker-changed: the speaker of “The bridge opens in May, the mayor said” changed from “Ada” to “Jon”; the revision is still 1")]
#[case::speaker_added(json!({}), cited(&json!({"speaker": "Jon"})),
    "speaker-changed: the speaker of “The bridge opens in May, the mayor said” was added: “Jon”; the revision is still 1")]
#[case::speaker_removed(cited(&json!({"speaker": "Ada"})), json!({}),
    "speaker-changed: the speaker of “The bridge opens in May, the mayor said” was taken out: “Ada”; the revision is still 1")]
fn a_change_of_content(#[case] before: Value, #[case] after: Value, #[case] line: &str) {
    assert_eq!(lines(&before, &after), [line]);
    // Recorded, it is none of these rules' business.
    assert_eq!(lines(&before, &recorded(after)), [""; 0]);
}

#[rstest]
#[case::a_lower_revision(json!({"revision": 3}), json!({"verdict": "refuted", "revision": 2}),
    &["revision-decreased", "verdict-changed"])]
#[case::no_entry(json!({}), json!({"verdict": "refuted", "revision": 2}), &["change-note-missing", "verdict-changed"])]
#[case::an_entry_without_a_higher_revision(json!({}),
    json!({"verdict": "refuted", "changes": [{"revision": 2, "on": "2026-02-09", "note": "Why."}]}), &["verdict-changed"])]
#[case::everything(json!({}),
    json!({"statement": "It stays shut.", "verdict": "refuted", "rating": "No",
        "citations": [{"source": "s", "quote": QUOTE, "stance": "refutes", "speaker": "Jon"}]}),
    &["speaker-changed", "stance-changed", "statement-changed", "verdict-changed", "verdict-changed"])]
#[case::a_new_id_is_a_reason(json!({}), json!({"id": "d", "formerly": ["c"], "revision": 2}), &[])]
#[case::a_revision_that_could_not_be_read(json!({"revision": "one"}), json!({"verdict": "refuted", "revision": 2}), &["verdict-changed"])]
#[case::recorded_from_a_revision_that_could_not_be_read(json!({"revision": "one"}), recorded(json!({"verdict": "refuted"})), &[])]
#[case::another_passage_of_the_source(json!({}), cited(&json!({"quote": "Nobody knows"})), &["quote-changed"])]
#[case::another_passage_of_another_source(json!({}), cited(&json!({"source": "t", "quote": "Nobody knows"})), &["citation-added", "citation-removed"])]
#[case::added_beside_one_that_could_not_be_read(
    two(&json!({"source": "t", "quote": 5})),
    json!({"citations": [{"source": "s", "quote": QUOTE}, {"source": "u", "quote": "Ask me"}, {"source": "t", "quote": "Nobody knows"}]}),
    &["citation-added"])]
#[case::removed_beside_one_that_cannot_be_read(
    json!({"citations": [{"source": "s", "quote": QUOTE}, {"source": "u", "quote": "Ask me"}, {"source": "t", "quote": "Nobody knows"}]}),
    two(&json!({"source": "t", "quote": 5})),
    &["citation-removed"])]
#[case::a_revision_that_cannot_be_read(json!({}), json!({"verdict": "refuted", "revision": "two"}), &["verdict-changed"])]
#[case::no_revision(json!({}), json!({"verdict": "refuted", "revision": null}), &["verdict-changed"])]
fn a_change_of_content_that_is_not_recorded(
    #[case] before: Value,
    #[case] after: Value,
    #[case] expected: &[&str],
) {
    assert_eq!(rules(&before, &after), expected);
}

#[rstest]
#[case::nothing(json!({}), json!({}))]
#[case::order(
    two(&json!({"source": "t", "quote": "Nobody knows"})),
    json!({"citations": [{"source": "t", "quote": "Nobody knows"}, {"source": "s", "quote": QUOTE}]}))]
#[case::what_is_not_content(json!({}), cited(&json!({"note": "n", "prefix": "p", "suffix": "s", "span": {"start": 0, "end": 1}})))]
#[case::labels(json!({}), json!({"tags": ["t"], "x-desk": 1, "checked": {"by": "others"}}))]
#[case::the_stance_that_goes_without_saying(json!({}), cited(&json!({"stance": "supports"})))]
#[case::one_that_cannot_be_read(two(&json!({"source": "t", "quote": 5})), two(&json!({"source": "t", "quote": "Nobody knows"})))]
#[case::a_rating_that_cannot_be_read(json!({"rating": ["True"]}), json!({"rating": "True"}))]
#[case::a_speaker_that_cannot_be_read(cited(&json!({"speaker": ["Ada"]})), cited(&json!({"speaker": "Ada"})))]
#[case::a_later_check(json!({}), json!({"checked": {"on": "2026-03-01"}}))]
fn what_is_no_change_of_content(#[case] before: Value, #[case] after: Value) {
    assert_eq!(lines(&before, &after), [""; 0]);
    assert_eq!(
        lines(&after, &before).len(),
        usize::from(after["checked"]["on"].is_string())
    );
}

#[rstest]
#[case::number(
    "The board approved 70 new berths",
    "The board approved 700 new berths",
    "number"
)]
#[case::negation(
    "The ice is not safe to walk on",
    "The ice is safe to walk on",
    "negation"
)]
#[case::comparator(
    "It cost more than the old bridge did",
    "It cost less than the old bridge did",
    "comparator"
)]
#[case::case(
    "The ministry of Trade agreed at once",
    "The Ministry of Trade agreed at once",
    "case"
)]
#[case::punctuation(
    "No, trade will go on as before",
    "No trade will go on as before",
    "punctuation"
)]
#[case::words(
    "The old red door was left open",
    "The old blue door was left open",
    "words"
)]
#[case::omission(
    "The ferry will run daily in summer",
    "The ferry will run in summer",
    "omission"
)]
#[case::insertion(
    "The ferry will run in summer",
    "The ferry will run daily in summer",
    "insertion"
)]
#[case::order(
    "The mayor thanked the council loudly",
    "The council thanked the mayor loudly",
    "order"
)]
fn a_rewording_has_a_kind(#[case] before: &str, #[case] after: &str, #[case] kind: &str) {
    let version =
        |text: &str| json!({"statement": text, "citations": [{"source": "s", "quote": text}]});
    let found = findings(&version(before), &version(after));
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["quote-changed", "statement-changed"]);
    for finding in found {
        assert_eq!(finding.kinds, [kind], "{}", finding.message);
        assert!(
            finding.message.contains(&format!("({kind})")),
            "{}",
            finding.message
        );
        let marks = &finding.place.marks;
        assert!(marks.iter().all(|mark| !mark.text.is_empty()), "{marks:?}");
    }
}

#[rstest]
#[case::a_word_in_a_fragment(json!(["The bridge opens in May", "the mayor said"]), json!(["The bridge opens in June", "the mayor said"]), "number")]
#[case::another_fragment(json!(["The bridge opens", "in May"]), json!(["The bridge opens", "in May", "the mayor said"]), "the mayor said")]
#[case::a_gap(json!("The bridge opens in May"), json!(["The bridge", "opens in May"]), "the quote from s changed")]
#[case::another_gap(json!(["The bridge", "opens in May"]), json!(["The bridge opens", "in May"]), "the quote from s changed")]
#[case::a_gap_closed(json!(["The bridge", "opens in May"]), json!("The bridge opens in May"), "the quote from s changed")]
fn elided_quotes(#[case] before: Value, #[case] after: Value, #[case] says: &str) {
    let version = |quote: Value| cited(&json!({"quote": quote}));
    let found = findings(&version(before), &version(after));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].rule, "quote-changed");
    assert!(found[0].message.contains(says), "{}", found[0].message);
    assert!(!found[0].message.contains("()"), "{}", found[0].message);
}

fn revised(revision: u64, changes: &Value) -> Value {
    json!({"revision": revision, "statement": "The bridge opens in June.", "changes": changes})
}

#[rstest]
#[case::one(json!({"revision": 2}), json!({"revision": 1}), &["revision-decreased: the revision fell from 2 to 1"])]
#[case::far(json!({"revision": 9}), json!({"revision": 2}), &["revision-decreased: the revision fell from 9 to 2"])]
#[case::before_unreadable(json!({"revision": "nine"}), json!({"revision": 2}), &[])]
#[case::today_unreadable(json!({"revision": 9}), json!({"revision": -2}), &[])]
#[case::today_missing(json!({"revision": 9}), json!({"revision": null}), &[])]
#[case::raised_for_nothing(json!({}), json!({"revision": 2}),
    &["revision-unneeded: the revision rose from 1 to 2, but the content is what it was in HEAD (1a2b3c4)"])]
#[case::reviewed(json!({}),
    json!({"revision": 2, "changes": [{"revision": 2, "on": "2026-02-09", "note": "It still holds.", "kind": "review"}]}), &[])]
#[case::reviewed_under_another_revision(json!({}),
    json!({"revision": 2, "changes": [{"revision": 1, "on": "2026-02-09", "note": "It still holds.", "kind": "review"}]}),
    &["revision-unneeded: the revision rose from 1 to 2, but the content is what it was in HEAD (1a2b3c4)"])]
#[case::reviewed_without_a_word(json!({}),
    json!({"revision": 2, "changes": [{"revision": 2, "on": "2026-02-09", "note": " ", "kind": "review"}]}),
    &["revision-unneeded: the revision rose from 1 to 2, but the content is what it was in HEAD (1a2b3c4)"])]
#[case::reviewed_with_an_old_note(
    json!({"revision": 2, "changes": [{"revision": 2, "on": "2026-02-01", "note": "It still holds.", "kind": "review"}]}),
    json!({"revision": 3, "changes": [
        {"revision": 2, "on": "2026-02-01", "note": "It still holds.", "kind": "review"},
        {"revision": 3, "on": "2026-02-09", "note": "It still holds.", "kind": "review"}]}),
    &["revision-unneeded: the revision rose from 2 to 3, but the content is what it was in HEAD (1a2b3c4)"])]
#[case::a_correction_of_nothing(json!({}),
    json!({"revision": 2, "changes": [{"revision": 2, "on": "2026-02-09", "note": "Corrected.", "kind": "correction"}]}),
    &["revision-unneeded: the revision rose from 1 to 2, but the content is what it was in HEAD (1a2b3c4)"])]
#[case::skipped(json!({}), revised(3, &json!([{"revision": 3, "on": "2026-02-09", "note": "June."}])),
    &["revision-skipped: the revision rose from 1 to 3, and `changes` has no entry for revision 2"])]
#[case::two_at_once(json!({}),
    revised(3, &json!([{"revision": 2, "on": "2026-02-08", "note": "July."}, {"revision": 3, "on": "2026-02-09", "note": "June."}])), &[])]
#[case::two_at_once_the_newest_first(json!({}),
    revised(3, &json!([{"revision": 3, "on": "2026-02-09", "note": "June."}, {"revision": 2, "on": "2026-02-08", "note": "July."}])), &[])]
#[case::one_of_three(json!({}),
    revised(5, &json!([{"revision": 3, "on": "2026-02-08", "note": "July."}, {"revision": 3, "on": "2026-02-08", "note": "Or so."},
        {"revision": 5, "on": "2026-02-09", "note": "June."}])),
    &["revision-skipped: the revision rose from 1 to 5, and `changes` has no entry for revisions 2 and 4"])]
#[case::a_slip_of_the_keyboard(json!({}), revised(2_000_000_000_000, &json!([{"revision": 2_000_000_000_000_u64, "on": "2026-02-09", "note": "June."}])),
    &["revision-skipped: the revision rose from 1 to 2000000000000, and `changes` has no entry for revisions 2, 3, 4 and 1999999999995 more"])]
#[case::the_highest_of_all(json!({}), revised(u64::MAX, &json!([{"revision": u64::MAX, "on": "2026-02-09", "note": "June."}])),
    &["revision-skipped: the revision rose from 1 to 18446744073709551615, and `changes` has no entry for revisions 2, 3, 4 and 18446744073709551610 more"])]
#[case::down_from_the_highest(json!({"revision": u64::MAX}), json!({"revision": 1}),
    &["revision-decreased: the revision fell from 18446744073709551615 to 1"])]
fn revisions(#[case] before: Value, #[case] after: Value, #[case] expected: &[&str]) {
    assert_eq!(lines(&before, &after), expected);
}

#[rstest]
#[case::no_entry(json!({}), revised(2, &json!([])),
    "the content changed and the revision rose from 1 to 2, but `changes` has no entry for revision 2")]
#[case::a_blank_note(json!({}), revised(2, &json!([{"revision": 2, "on": "2026-02-09", "note": " \u{200b}"}])),
    "the content changed and the revision rose from 1 to 2, but the entry of `changes` for revision 2 has no note")]
#[case::no_note(json!({}), revised(2, &json!([{"revision": 2, "on": "2026-02-09"}])),
    "the content changed and the revision rose from 1 to 2, but the entry of `changes` for revision 2 has no note")]
#[case::another_revision(json!({}), revised(2, &json!([{"revision": 3, "on": "2026-02-09", "note": "June."}])),
    "the content changed and the revision rose from 1 to 2, but `changes` has no entry for revision 2")]
#[case::an_old_note(
    json!({"revision": 2, "changes": [{"revision": 2, "on": "2026-02-01", "note": "Typo."}]}),
    revised(3, &json!([{"revision": 2, "on": "2026-02-01", "note": "Typo."}, {"revision": 3, "on": "2026-02-09", "note": "Typo."}])),
    "the content changed and the revision rose from 2 to 3, but the note for revision 3 is an old one: “Typo.”")]
#[case::an_entry_written_ahead(
    json!({"changes": [{"revision": 2, "on": "2026-02-01", "note": "To come."}]}),
    revised(2, &json!([{"revision": 2, "on": "2026-02-01", "note": "To come."}])),
    "the content changed and the revision rose from 1 to 2, but the note for revision 2 is an old one: “To come.”")]
#[case::a_revision_that_is_no_number(json!({}), revised(2, &json!([{"revision": "2", "on": "2026-02-09", "note": "June."}])),
    "the content changed and the revision rose from 1 to 2, but `changes` has no entry for revision 2")]
fn a_note_is_missing(#[case] before: Value, #[case] after: Value, #[case] message: &str) {
    let lines = lines(&before, &after);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert_eq!(lines[0], format!("change-note-missing: {message}"));
    assert!(lines[1].starts_with("statement-changed: "), "{lines:#?}");
}

#[test]
fn a_note_for_another_revision_is_pointed_out() {
    let after = revised(
        2,
        &json!([{"revision": 3, "on": "2026-02-09", "note": "June."}]),
    );
    let found = findings(&json!({}), &after);
    let finding = found.iter().find(|one| one.rule == "change-note-missing");
    let notes = &finding.expect("a finding").notes;
    assert!(
        notes.contains(
            &"`changes` has a new note for revision 3: is it meant for revision 2?".to_owned()
        ),
        "{notes:#?}"
    );
}

#[rstest]
#[case::one_of_two_entries_for_the_revision(
    revised(2, &json!([{"revision": 2, "on": "2026-02-09", "note": " "}, {"revision": 2, "on": "2026-02-09", "note": "June."}])))]
#[case::a_review_that_changed_something(revised(2, &json!([{"revision": 2, "on": "2026-02-09", "note": "June.", "kind": "review"}])))]
#[case::the_day_of_the_last_check(revised(2, &json!([{"revision": 2, "on": "2026-02-01", "note": "June."}])))]
#[case::a_kind_that_is_none(revised(2, &json!([{"revision": 2, "on": "2026-02-09", "note": "June.", "kind": "typo"}])))]
#[case::a_day_that_is_none(revised(2, &json!([{"revision": 2, "on": "soon", "note": "June."}])))]
fn a_note_is_there(#[case] after: Value) {
    assert_eq!(lines(&json!({}), &after), [""; 0]);
}

/// A claim of revision 2, checked on 1 February and changed on 9 February.
fn dated() -> Value {
    json!({"revision": 2, "changes": [{"revision": 2, "on": "2026-02-09", "note": "Typo."}]})
}

fn dated_and(entry: &Value) -> Value {
    json!({"revision": 3, "statement": "The bridge opens in June.",
        "changes": [{"revision": 2, "on": "2026-02-09", "note": "Typo."}, entry]})
}

#[rstest]
#[case::a_check(json!({}), json!({"checked": {"on": "2026-01-31"}}),
    &["the check is dated 2026-01-31, before 2026-02-01, the newest date that the claim had in HEAD (1a2b3c4)"])]
#[case::a_check_before_the_last_change(dated(), json!({"revision": 2, "changes": dated()["changes"], "checked": {"on": "2026-02-05"}}),
    &["the check is dated 2026-02-05, before 2026-02-09, the newest date that the claim had in HEAD (1a2b3c4)"])]
#[case::a_note(dated(), dated_and(&json!({"revision": 3, "on": "2026-01-09", "note": "June."})),
    &["the entry of `changes` for revision 3 is dated 2026-01-09, before 2026-02-09, the newest date that the claim had in HEAD (1a2b3c4)"])]
#[case::a_note_of_unknown_revision(dated(), dated_and(&json!({"on": "2026-01-09", "note": "June."})),
    &["an entry of `changes` is dated 2026-01-09, before 2026-02-09, the newest date that the claim had in HEAD (1a2b3c4)"])]
#[case::no_date_before_but_of_the_check(json!({"changes": [{"revision": 1, "on": "x", "note": "First."}]}),
    json!({"checked": {"on": "2025-12-01"}}),
    &["the check is dated 2025-12-01, before 2026-02-01, the newest date that the claim had in HEAD (1a2b3c4)"])]
#[case::the_same_day(dated(), dated_and(&json!({"revision": 3, "on": "2026-02-09", "note": "June."})), &[])]
#[case::an_old_check_that_stays(dated(), dated(), &[])]
#[case::entries_in_another_order(
    json!({"revision": 3, "changes": [{"revision": 2, "on": "2026-02-02", "note": "A."}, {"revision": 3, "on": "2026-02-09", "note": "B."}]}),
    json!({"revision": 3, "changes": [{"revision": 3, "on": "2026-02-09", "note": "B."}, {"revision": 2, "on": "2026-02-02", "note": "A."}]}), &[])]
#[case::an_old_entry_with_another_note(
    json!({"revision": 3, "changes": [{"revision": 2, "on": "2026-01-09", "note": "A."}]}),
    json!({"revision": 3, "changes": [{"revision": 2, "on": "2026-01-09", "note": "Another."}]}), &[])]
#[case::an_old_entry_whose_day_can_now_be_read(
    json!({"revision": 3, "changes": [{"revision": 2, "on": "2026-1-9", "note": "A."}]}),
    json!({"revision": 3, "changes": [{"revision": 2, "on": "2026-01-09", "note": "A."}]}), &[])]
#[case::an_old_entry_with_an_earlier_day(
    json!({"revision": 3, "changes": [{"revision": 2, "on": "2026-01-09", "note": "A."}]}),
    json!({"revision": 3, "changes": [{"revision": 2, "on": "2026-01-08", "note": "A."}]}),
    &["the entry of `changes` for revision 2 is dated 2026-01-08, before 2026-02-01, the newest date that the claim had in HEAD (1a2b3c4)"])]
#[case::a_check_whose_day_can_now_be_read(
    json!({"revision": 2, "changes": dated()["changes"], "checked": {"on": "2026-2-1"}}),
    json!({"revision": 2, "changes": dated()["changes"]}), &[])]
#[case::no_date_before(json!({"checked": {"on": null}}), json!({"checked": {"on": "1999-01-01"}}), &[])]
#[case::no_date_today(json!({}), json!({"checked": {"on": "yesterday"}}), &[])]
#[case::nothing_checked(json!({"checked": "desk"}), json!({"checked": null}), &[])]
fn dates(#[case] before: Value, #[case] after: Value, #[case] expected: &[&str]) {
    let found = findings(&before, &after);
    let messages: Vec<&str> = found
        .iter()
        .filter(|finding| finding.rule == "backdated")
        .filter_map(|finding| finding.message.strip_prefix("claim \"c\": "))
        .collect();
    assert_eq!(messages, expected);
}

#[test]
fn a_merged_claim_may_bring_its_history_along() {
    let after = json!({
        "formerly": ["d"], "revision": 2, "checked": {"on": "2026-03-01"}, "changes": [
            {"revision": 1, "on": "2026-01-05", "note": "Typo in d."},
            {"revision": 1, "on": "2026-01-06", "note": "Not in d."},
            {"revision": 2, "on": "2026-03-01", "note": "Merged.", "kind": "review"},
        ],
    });
    let other = json!({
        "id": "d", "statement": "It opens.", "changes": [{"revision": 1, "on": "2026-01-05", "note": "Typo in d."}],
    });
    let before = file(&[claim(&json!({})), claim(&other)]);
    let found = compared(before, file(&[claim(&after)]));
    let messages: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "claim \"c\": the entry of `changes` for revision 1 is dated 2026-01-06, before 2026-02-01, the newest date that \
          the claim had in HEAD (1a2b3c4)"
        ]
    );
    assert_eq!(found[0].pointer, "/claims/0/changes/1");
}

#[test]
fn every_finding_has_a_place_a_way_out_and_an_identity_of_its_own() {
    let citation =
        |quote: &str, stance: &str| json!({"source": "s", "quote": quote, "stance": stance});
    let before = json!({"citations": [citation(QUOTE, "supports"), citation("Nobody knows when", "supports")]});
    let after = json!({"citations": [citation(QUOTE, "context"), citation("Nobody knows when", "context")]});
    let found = findings(&before, &after);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].pointer, "/claims/0/citations/0");
    assert_eq!(found[1].pointer, "/claims/0/citations/1");
    assert_ne!(found[0].identity, found[1].identity);
    assert_ne!(found[0].message, found[1].message);
    for finding in found {
        assert_eq!(finding.source.as_deref(), Some("s"));
        assert!(
            finding
                .notes
                .last()
                .is_some_and(|note| note.contains("set `revision` to 2"))
        );
    }
}
