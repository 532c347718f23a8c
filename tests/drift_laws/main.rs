//! The laws of drift: nothing that changed goes unseen, nothing that did not change is told, and a record settles it.

mod chaos;
mod dice;
mod edits;
mod found;
mod pool;
mod rewriting;
#[path = "../support/mod.rs"]
mod support;
mod version;
mod writing;

use chaos::{Stroke, is_tidy};
use dice::Dice;
use edits::{Edit, Record, list};
use factcheck::Report;
use factcheck::drift::DriftKind;
use factcheck::project::Differing;
use pool::world;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use rewriting::rewritten;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use version::{
    Version, alarms, compare, compare_files, content, differing, drift, errors, id, is_recorded,
    names, printed, told,
};
use writing::Hand;

/// The same cases on every machine, so that a red run is somebody's change. Where `PROPTEST_CASES` is set, so many cases
/// from a new seed, to look further.
fn laws(cases: u32) -> ProptestConfig {
    let own = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return ProptestConfig {
            failure_persistence: None,
            max_shrink_iters: 20_000,
            ..own
        };
    }
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(2_026),
        failure_persistence: None,
        ..own
    }
}

/// The claims of a version by their ids.
fn by_id(version: &Version) -> BTreeMap<&str, &Value> {
    version.claims().map(|claim| (id(claim), claim)).collect()
}

/// The first change of content, from that one on, that the claim has something for.
fn edited(claim: &Value, spare: &Value, from: usize, dice: &mut Dice) -> Option<(Edit, Value)> {
    (0..Edit::ALL.len()).find_map(|step| {
        let edit = Edit::ALL[(from + step) % Edit::ALL.len()];
        let mut after = claim.clone();
        edit.apply(&mut after, spare, dice);
        // A citation that went in may have turned the verdict, too.
        let is_single = edit.rule() == "verdict-changed" || after["verdict"] == claim["verdict"];
        (is_single && content(&after) != content(claim)).then_some((edit, after))
    })
}

/// Whether every file of today could be read in full: where one could not, a claim may stand in what could not.
fn is_readable(report: &Report) -> bool {
    let faults = [
        "invalid-encoding",
        "invalid-json",
        "duplicate-key",
        "schema-violation",
    ];
    let mut findings = report.findings.iter();
    report.unchecked.is_empty() && !findings.any(|finding| faults.contains(&finding.rule))
}

/// What a report says changed, in a line each.
fn changes(report: &Report) -> String {
    let line = |change: &factcheck::drift::Change| {
        format!(
            "  {} {:?} recorded={} note={:?} {:?} → {:?}",
            change.kind.as_str(),
            change.claim,
            change.recorded,
            change.note,
            change.before,
            change.after
        )
    };
    let lines: Vec<String> = report.changes.iter().map(line).collect();
    format!("\n{}\n", lines.join("\n"))
}

/// 1. What did not change is not told.
mod the_same_is_silent {
    use super::*;

    fn assert_silent(report: &Report) -> Result<(), TestCaseError> {
        let found = drift(report);
        prop_assert!(found.is_empty(), "found:{}", told(&found));
        prop_assert!(report.changes.is_empty(), "changes:{}", changes(report));
        Ok(())
    }

    proptest! {
        #![proptest_config(laws(60))]

        #[test]
        fn a_version_compared_with_itself((version, _) in world()) {
            assert_silent(&compare(&version, &version))?;
        }

        #[test]
        fn whatever_is_wrong_with_it(
            (mut version, spare) in world(),
            strokes in proptest::collection::vec((select(&Stroke::WILD[..]), any::<u64>()), 1..5),
        ) {
            for (at, (stroke, seed)) in strokes.iter().enumerate() {
                stroke.apply(&mut version, &spare[at % 3], &format!("fresh-{at}"), &mut Dice::new(*seed));
            }
            let report = compare(&version, &version);
            assert_silent(&report)?;
        }

        #[test]
        fn a_version_that_is_only_written_otherwise((version, _) in world(), seed: u64) {
            let mut dice = Dice::new(seed);
            let after = rewritten(&version, &mut dice);
            let files = after.store(|| Hand::any(Dice::new(dice.below(1 << 30) as u64)));
            assert_silent(&compare_files(&version.plain(), &files, Differing::All))?;
        }
    }
}

/// 2. A change that is not recorded is an error, and says which claim it is.
mod nothing_goes_unseen {
    use super::*;

    proptest! {
        #![proptest_config(laws(150))]

        #[test]
        fn of_a_claim_s_content(
            (before, spare) in world(),
            place in any::<Index>(),
            from in 0..Edit::ALL.len(),
            record in select(&Record::SHORT[..]),
            seed: u64,
        ) {
            let mut dice = Dice::new(seed);
            let places = before.places();
            let (file, at) = places[place.index(places.len())];
            let mut after = before.clone();
            let claim = &mut after.papers[file].claims[at];
            let Some((edit, mut changed)) = edited(claim, &spare[0], from, &mut dice) else {
                return Err(TestCaseError::reject("nothing to change"));
            };
            record.apply(&mut changed, "A note that is new.", &mut dice);
            prop_assert!(!is_recorded(claim, &changed));
            *claim = changed;
            let id = id(claim).to_owned();
            let report = compare(&before, &after);
            let found = errors(&report);
            prop_assert!(!found.is_empty(), "{edit:?} {record:?} of {id}: nothing found; changes:{}", changes(&report));
            // Nobody else is blamed, and nothing else is said: what was done is one thing.
            let rules = [edit.rule(), "change-note-missing"];
            prop_assert!(
                found.iter().all(|finding| finding.claim.as_ref() == Some(&id) && rules.contains(&finding.rule)),
                "{edit:?} {record:?} of {id}:{}", told(&found)
            );
            let rises = !matches!(record, Record::Nothing | Record::NoRevision);
            prop_assert!(
                rises || found.iter().any(|finding| finding.rule == edit.rule()),
                "{edit:?} {record:?} of {id}:{}", told(&found)
            );
            prop_assert!(
                report.changes.len() == 1 && !report.changes[0].recorded && report.changes[0].kind.as_str() == edit.rule(),
                "{edit:?} {record:?} of {id}; changes:{}", changes(&report)
            );
        }

        #[test]
        fn of_a_claim_that_is_gone((before, _) in world(), place in any::<Index>()) {
            let places = before.places();
            let mut after = before.clone();
            let gone = after.take(places[place.index(places.len())]);
            let report = compare(&before, &after);
            let found = errors(&report);
            prop_assert!(
                found.len() == 1 && found[0].rule == "claim-removed" && names(found[0], id(&gone)),
                "{} is gone:{}", id(&gone), told(&found)
            );
            let [change] = &report.changes[..] else {
                return Err(TestCaseError::fail(changes(&report)));
            };
            prop_assert!(
                change.kind == DriftKind::ClaimRemoved && !change.recorded && change.claim.as_deref() == Some(id(&gone)),
                "changes:{}", changes(&report)
            );
        }

        #[test]
        fn of_a_claim_that_has_another_id(
            (before, _) in world(),
            place in any::<Index>(),
            seed: u64,
        ) {
            let mut dice = Dice::new(seed);
            let places = before.places();
            let (file, at) = places[place.index(places.len())];
            let mut after = before.clone();
            let old = id(&after.papers[file].claims[at]).to_owned();
            after.papers[file].claims[at]["id"] = json!("renamed");
            let after = if dice.one_in(2) { rewritten(&after, &mut dice) } else { after };
            let report = compare(&before, &after);
            let found = errors(&report);
            prop_assert!(
                found.len() == 1 && found[0].rule == "claim-renamed" && names(found[0], "renamed") && names(found[0], &old),
                "{old} is renamed:{}", told(&found)
            );
        }
    }
}

/// 2, of the record itself: one slip, one finding, and its name.
mod the_record_is_kept {
    use super::*;

    /// What may be done to a claim's record without a change of its content; and the rule that says so, if one does.
    #[derive(Debug, Clone, Copy)]
    enum Slip {
        RevisionDown,
        RevisionUp,
        RevisionUpWithReview,
        EntryAltered(&'static str),
        EntryDropped,
        CheckedEarlier,
        CheckedLater,
        NoteEarlier,
        NoteLater,
        TombstoneDropped,
        TombstoneAltered,
        Revived,
        Skipped,
    }

    const SLIPS: [(Slip, Option<&str>); 16] = [
        (Slip::RevisionDown, Some("revision-decreased")),
        (Slip::RevisionUp, Some("revision-unneeded")),
        (Slip::RevisionUpWithReview, None),
        (Slip::EntryAltered("note"), Some("history-rewritten")),
        (Slip::EntryAltered("on"), Some("history-rewritten")),
        (Slip::EntryAltered("kind"), Some("history-rewritten")),
        (Slip::EntryAltered("revision"), Some("history-rewritten")),
        (Slip::EntryDropped, Some("history-rewritten")),
        (Slip::CheckedEarlier, Some("backdated")),
        (Slip::CheckedLater, None),
        (Slip::NoteEarlier, Some("backdated")),
        (Slip::NoteLater, None),
        (Slip::TombstoneDropped, Some("history-rewritten")),
        (Slip::TombstoneAltered, Some("history-rewritten")),
        (Slip::Revived, Some("claim-id-reused")),
        (Slip::Skipped, Some("revision-skipped")),
    ];

    impl Slip {
        fn apply(self, version: &mut Version, (file, at): (usize, usize), spare: &Value) {
            let paper = &mut version.papers[file];
            let claim = &mut paper.claims[at];
            let fresh = |revision: u64, on: &str| json!({"revision": revision, "on": on, "note": "New.", "kind": "review"});
            match self {
                Self::RevisionDown => claim["revision"] = json!(2),
                Self::RevisionUp => claim["revision"] = json!(4),
                Self::RevisionUpWithReview => {
                    claim["revision"] = json!(4);
                    list(claim, "changes").push(fresh(4, "2026-05-02"));
                }
                Self::EntryAltered(field) => {
                    claim["changes"][0][field] = match field {
                        "note" => json!("It never said that."),
                        "on" => json!("2026-03-02"),
                        "kind" => json!("clarification"),
                        _ => json!(1),
                    };
                }
                Self::EntryDropped => drop(list(claim, "changes").remove(0)),
                Self::CheckedEarlier => {
                    claim["checked"] = json!({"on": "2026-04-30", "by": "desk"});
                }
                Self::CheckedLater => {
                    claim["checked"] = json!({"on": "2026-05-02", "by": "night desk"});
                }
                // Notes may be added to a revision that is there; their days still go on.
                Self::NoteEarlier => list(claim, "changes").push(fresh(3, "2026-04-30")),
                Self::NoteLater => list(claim, "changes").push(fresh(3, "2026-05-02")),
                Self::TombstoneDropped => drop(paper.retired.remove(0)),
                Self::TombstoneAltered => paper.retired[0]["reason"] = json!("Another one."),
                Self::Revived => {
                    let mut revived = spare.clone();
                    revived.as_object_mut().map(|claim| claim.remove("waivers"));
                    revived["id"] = paper.retired.remove(0)["id"].clone();
                    paper.claims.push(revived);
                }
                Self::Skipped => {
                    claim["statement"] = json!("Another one, which is recorded.");
                    claim["revision"] = json!(5);
                    list(claim, "changes").push(fresh(5, "2026-05-02"));
                }
            }
        }
    }

    proptest! {
        #![proptest_config(laws(120))]

        #[test]
        fn and_each_slip_has_its_name(
            (before, spare) in world(),
            place in any::<Index>(),
            (slip, rule) in select(&SLIPS[..]),
            seed: u64,
        ) {
            let mut before = before;
            let places = before.places();
            let (file, at) = places[place.index(places.len())];
            let claim = &mut before.papers[file].claims[at];
            claim["revision"] = json!(3);
            claim["checked"] = json!({"on": "2026-05-01", "by": "desk"});
            claim["changes"] = json!([
                {"revision": 2, "on": "2026-03-01", "note": "A typo.", "kind": "correction"},
                {"revision": 3, "on": "2026-03-01", "note": "A typo.", "kind": "correction"},
            ]);
            before.papers[file].retired.insert(0, json!({"id": "rests", "on": "2026-02-02", "reason": "Cut."}));
            let mut after = before.clone();
            slip.apply(&mut after, (file, at), &spare[0]);
            let mut dice = Dice::new(seed);
            let after = if dice.one_in(2) { rewritten(&after, &mut dice) } else { after };
            let report = compare(&before, &after);
            let found = drift(&report);
            let mut rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
            // An old entry with another day or number is a backdated one, too.
            let may_be_both = matches!(slip, Slip::EntryAltered("on" | "revision"));
            rules.retain(|rule| *rule != "backdated" || !may_be_both);
            prop_assert_eq!(rules, Vec::from_iter(rule), "{:?}:{}", slip, told(&found));
        }
    }
}

/// 2, of sources: what a claim leans on does not change unseen.
mod sources_are_watched {
    use super::*;

    /// The claims' quotes of a source, fragment by fragment.
    fn fragments(version: &Version, source: &str) -> Vec<Vec<String>> {
        let citations = version
            .claims()
            .filter_map(|claim| claim["citations"].as_array());
        let of_source = citations
            .flatten()
            .filter(|citation| citation["source"] == source);
        of_source
            .map(|citation| match citation["quote"].as_array() {
                Some(fragments) => fragments
                    .iter()
                    .filter_map(|text| text.as_str().map(str::to_owned))
                    .collect(),
                None => citation["quote"]
                    .as_str()
                    .map(str::to_owned)
                    .into_iter()
                    .collect(),
            })
            .collect()
    }

    fn levels(report: &Report) -> Vec<(&str, factcheck::finding::Level)> {
        drift(report)
            .iter()
            .map(|finding| (finding.rule, finding.level))
            .collect()
    }

    proptest! {
        #![proptest_config(laws(100))]

        #[test]
        fn an_edited_source_is_an_error_where_a_quote_falls(
            (before, _) in world(),
            number in 0..3_usize,
            words in 0..30_usize,
            is_pinned: bool,
        ) {
            use factcheck::finding::Level;
            let id = format!("s{number}");
            let old = before.sources[&id].text.clone();
            let mut after = before.clone();
            let kept: Vec<&str> = old.split(' ').skip(words).collect();
            let new = format!("A new start. {}", kept.join(" "));
            let source = after.sources.get_mut(&id).expect("a source");
            source.text.clone_from(&new);
            if !is_pinned {
                // As an editor who forgets the descriptor leaves it.
                source.pin = Some(version::hash(&old));
            }
            let quotes = fragments(&before, &id);
            let falls = quotes.iter().any(|all| {
                matches!(&all[..], [whole] if old.contains(whole.as_str()) && !new.contains(whole.as_str()))
            });
            let all_stand = quotes.iter().flatten().all(|fragment| words == 0 || new.contains(fragment.as_str()));
            let report = compare(&before, &after);
            let found = levels(&report);
            prop_assert_eq!(found.len(), 1, "{}", told(&drift(&report)));
            prop_assert_eq!(found[0].0, "source-edited");
            if falls {
                prop_assert_eq!(found[0].1, Level::Error);
            }
            // Fragments that stand may still have lost their order.
            if all_stand && quotes.iter().all(|all| all.len() == 1) {
                prop_assert_eq!(found[0].1, Level::Warning, "{}", told(&drift(&report)));
            }
            prop_assert!(report.changes.iter().any(|change| change.kind == DriftKind::SourceEdited));
        }

        #[test]
        fn a_source_that_is_gone_is_an_error_where_it_was_cited((before, _) in world(), number in 0..3_usize) {
            let id = format!("s{number}");
            let mut after = before.clone();
            after.sources.remove(&id);
            let report = compare(&before, &after);
            let rules: Vec<&str> = errors(&report).iter().map(|finding| finding.rule).collect();
            let is_cited = !fragments(&before, &id).is_empty();
            prop_assert_eq!(rules, if is_cited { vec!["source-removed"] } else { vec![] });
        }

        #[test]
        fn a_pin_that_changes_alone_is_an_error((before, _) in world(), number in 0..3_usize) {
            let mut after = before.clone();
            after.sources.get_mut(&format!("s{number}")).expect("a source").pin = Some("0".repeat(64));
            let report = compare(&before, &after);
            let rules: Vec<&str> = drift(&report).iter().map(|finding| finding.rule).collect();
            prop_assert_eq!(rules, vec!["pin-changed"]);
            // To put it right again is none.
            let report = compare(&after, &before);
            prop_assert!(drift(&report).is_empty(), "{}", told(&drift(&report)));
        }
    }
}

/// 3. A change that is recorded is listed, and never fails.
mod a_record_settles_it {
    use super::*;

    /// What is done to a claim, with its record.
    #[derive(Debug, Clone, Copy)]
    enum Done {
        Nothing,
        Edited(usize),
        Renamed,
        RenamedAndEdited(usize),
        Retired,
        Merged,
    }

    fn done() -> impl Strategy<Value = Done> {
        prop_oneof![
            2 => Just(Done::Nothing),
            4 => (0..Edit::ALL.len()).prop_map(Done::Edited),
            1 => Just(Done::Renamed),
            1 => (0..Edit::ALL.len()).prop_map(Done::RenamedAndEdited),
            1 => Just(Done::Retired),
            1 => Just(Done::Merged),
        ]
    }

    /// Does it; the claim that stays, if one does, and the tombstone.
    fn apply(
        done: Done,
        claim: &Value,
        spare: &Value,
        dice: &mut Dice,
        expected: &mut Vec<(String, String, Option<String>)>,
    ) -> (Option<Value>, Option<Value>) {
        let old = id(claim).to_owned();
        let new = format!("{old}-now");
        let note = format!("Why {old} changed.");
        let mut after = claim.clone();
        let mut expect = |rule: &str, id: &str, note: Option<&str>| {
            expected.push((rule.to_owned(), id.to_owned(), note.map(str::to_owned)));
        };
        if let Done::Renamed | Done::RenamedAndEdited(_) = done {
            after["id"] = json!(new);
            list(&mut after, "formerly").push(json!(old));
            expect("claim-renamed", &new, None);
        }
        if let Done::Edited(from) | Done::RenamedAndEdited(from) = done
            && let Some((edit, mut edited)) = edited(&after, spare, from, dice)
        {
            Record::Full.apply(&mut edited, &note, dice);
            expect(edit.rule(), id(&edited), Some(&note));
            after = edited;
        }
        match done {
            Done::Retired => {
                expect("claim-retired", &old, None);
                let tombstone = json!({"id": old, "on": "2026-05-01", "reason": "Withdrawn."});
                (None, Some(tombstone))
            }
            Done::Merged => {
                expect("claim-merged", &old, None);
                (None, None)
            }
            _ => (Some(after), None),
        }
    }

    proptest! {
        #![proptest_config(laws(120))]

        #[test]
        fn whatever_was_done_and_however_much(
            (before, spare) in world(),
            done in proptest::collection::vec(done(), 8),
            adds in 0..3_usize,
            seed: u64,
        ) {
            let mut before = before;
            for claim in before.papers.iter_mut().flat_map(|paper| &mut paper.claims) {
                // Where citations come and go, a waiver of one of them may reach another: that is worth a warning.
                for waiver in claim.get_mut("waivers").and_then(Value::as_array_mut).into_iter().flatten() {
                    waiver.as_object_mut().map(|waiver| waiver.remove("citation"));
                }
            }
            let mut dice = Dice::new(seed);
            let mut expected = Vec::new();
            let mut after = before.clone();
            let mut merged = Vec::new();
            let mut done = done.into_iter();
            // The first claim stays: something must be left to merge with, and a version needs a claim.
            let mut is_first = true;
            for paper in &mut after.papers {
                for claim in std::mem::take(&mut paper.claims) {
                    let mut what = done.next().unwrap_or(Done::Nothing);
                    if is_first && matches!(what, Done::Retired | Done::Merged) {
                        what = Done::Nothing;
                    }
                    is_first = false;
                    let (stays, tombstone) = apply(what, &claim, &spare[0], &mut dice, &mut expected);
                    if matches!(what, Done::Merged) {
                        merged.push(claim["id"].clone());
                    }
                    paper.claims.extend(stays);
                    paper.retired.extend(tombstone);
                }
            }
            after.close_ranks();
            if !merged.is_empty() {
                let first = &mut after.papers[0].claims[0];
                // Who takes others in has to say so.
                if before.claims().next().is_some_and(|then| then["revision"] == first["revision"]) {
                    Record::Full.apply(first, "It took others in.", &mut dice);
                }
                list(first, "formerly").extend(merged);
            }
            for added in spare.iter().take(adds) {
                let mut added = added.clone();
                // New waivers are worth a warning, on a new claim, too.
                added.as_object_mut().map(|claim| claim.remove("waivers"));
                expected.push(("claim-added".to_owned(), id(&added).to_owned(), None));
                after.papers[0].claims.push(added);
            }
            let after = if dice.one_in(2) { rewritten(&after, &mut dice) } else { after };
            let report = compare(&before, &after);
            let found = alarms(&report);
            prop_assert!(found.is_empty(), "found:{}changes:{}", told(&found), changes(&report));
            prop_assert!(report.changes.iter().all(|change| change.recorded), "changes:{}", changes(&report));
            let mut listed: Vec<(String, String)> = report
                .changes
                .iter()
                .map(|change| (change.kind.as_str().to_owned(), change.claim.clone().unwrap_or_default()))
                .collect();
            let mut meant: Vec<(String, String)> =
                expected.iter().map(|(rule, id, _)| (rule.clone(), id.clone())).collect();
            listed.sort();
            meant.sort();
            prop_assert_eq!(&listed, &meant, "changes:{}", changes(&report));
            for (rule, id, note) in expected.iter().filter(|(_, _, note)| note.is_some()) {
                let has_it = report.changes.iter().any(|change| {
                    change.kind.as_str() == rule && change.claim.as_ref() == Some(id) && change.note == *note
                });
                prop_assert!(has_it, "{rule} of {id} without its note:{}", changes(&report));
            }
        }
    }
}

/// 4. The way back has the same name, turned round.
mod there_and_back {
    use super::*;

    /// A change as it is told; the way back is told from the other side.
    fn sketches(report: &Report, is_way_back: bool) -> Vec<String> {
        let mut sketches: Vec<String> = report
            .changes
            .iter()
            .map(|change| {
                let kind = match change.kind {
                    DriftKind::CitationAdded if is_way_back => DriftKind::CitationRemoved,
                    DriftKind::CitationRemoved if is_way_back => DriftKind::CitationAdded,
                    DriftKind::ClaimAdded if is_way_back => DriftKind::ClaimRemoved,
                    DriftKind::ClaimRemoved if is_way_back => DriftKind::ClaimAdded,
                    kind => kind,
                };
                // What is new today has another claim on the other side only where the id changed.
                let claim = change.claim.as_deref().unwrap_or_default();
                let (before, after) = if is_way_back {
                    (&change.after, &change.before)
                } else {
                    (&change.before, &change.after)
                };
                format!("{} {claim} {before:?} → {after:?}", kind.as_str())
            })
            .collect();
        sketches.sort();
        sketches
    }

    proptest! {
        #![proptest_config(laws(120))]

        #[test]
        fn of_contents(
            (before, spare) in world(),
            edits in proptest::collection::vec((any::<Index>(), select(&Edit::ALL[..]), any::<u64>()), 1..8),
            added in 0..3_usize,
            removed in proptest::collection::vec(any::<Index>(), 0..2),
        ) {
            let mut after = before.clone();
            for (place, edit, seed) in edits {
                let places = after.places();
                let (file, at) = places[place.index(places.len())];
                edit.apply(&mut after.papers[file].claims[at], &spare[0], &mut Dice::new(seed));
            }
            for place in removed {
                let places = after.places();
                after.take(places[place.index(places.len())]);
            }
            for claim in spare.iter().take(added) {
                if let Some(paper) = after.papers.first_mut() {
                    paper.claims.push(claim.clone());
                }
            }
            prop_assume!(!after.papers.is_empty());
            let there = compare(&before, &after);
            let back = compare(&after, &before);
            let renames = there.changes.iter().any(|change| change.kind == DriftKind::ClaimRenamed);
            prop_assume!(!renames && is_readable(&there) && is_readable(&back));
            prop_assert_eq!(sketches(&there, false), sketches(&back, true));
        }
    }
}

/// 5. Whatever is done to a project.
mod come_what_may {
    use super::*;

    /// The strokes of a brush, sound ones and others.
    fn stroke() -> impl Strategy<Value = Stroke> {
        let edit = (select(&Edit::ALL[..]), select(&Record::ALL[..]))
            .prop_map(|(edit, record)| Stroke::Edit(edit, record));
        prop_oneof![3 => edit, 2 => select(&Stroke::TIDY[..]), 2 => select(&Stroke::WILD[..])]
    }

    fn tidy_stroke() -> impl Strategy<Value = Stroke> {
        let edit = (select(&Edit::ALL[..]), select(&Record::ALL[..]))
            .prop_map(|(edit, record)| Stroke::Edit(edit, record));
        prop_oneof![edit, select(&Stroke::TIDY[..])]
    }

    fn painted(version: &Version, strokes: &[(Stroke, u64)], spare: &[Value]) -> Version {
        let mut after = version.clone();
        for (at, (stroke, seed)) in strokes.iter().enumerate() {
            let fresh = format!("fresh-{at}");
            stroke.apply(
                &mut after,
                &spare[at % spare.len()],
                &fresh,
                &mut Dice::new(*seed),
            );
        }
        after
    }

    /// Today's claim that an old one became, as far as ids and `formerly` alone say so.
    fn successor<'v>(before: &Version, after: &'v Version, old: &str) -> Option<&'v Value> {
        let own = after.claims().find(|claim| id(claim) == old);
        let named = |claim: &&Value| {
            let formerly = claim["formerly"].as_array().cloned().unwrap_or_default();
            formerly.contains(&json!(old))
        };
        let mut naming = after.claims().filter(named);
        own.or_else(|| {
            let first = naming.next()?;
            // A claim that was there itself, or names two that are gone, took another one in.
            let formerly = first["formerly"].as_array()?;
            let ancestors = before
                .claims()
                .filter(|claim| formerly.contains(&claim["id"]))
                .count();
            let was_there = before.claims().any(|claim| claim["id"] == first["id"]);
            (naming.next().is_none() && ancestors == 1 && !was_there).then_some(first)
        })
    }

    proptest! {
        #![proptest_config(laws(120))]

        /// What the contract calls an unrecorded change is found by asking the contract's own words, claim by claim.
        #[test]
        fn what_is_not_recorded_is_an_error(
            (before, spare) in world(),
            strokes in proptest::collection::vec((tidy_stroke(), any::<u64>()), 1..7),
        ) {
            let after = painted(&before, &strokes, &spare);
            prop_assume!(is_tidy(&after));
            let report = compare(&before, &after);
            let found = errors(&report);
            let retired: Vec<&str> = after.tombstones().map(id).collect();
            for claim in before.claims() {
                let old = id(claim);
                let accuses = |of: &str| found.iter().any(|finding| names(finding, of));
                match successor(&before, &after, old) {
                    Some(now) if content(now) == content(claim) || is_recorded(claim, now) => {}
                    Some(now) => prop_assert!(
                        accuses(old) || accuses(id(now)),
                        "{old} changed:{}changes:{}", told(&found), changes(&report)
                    ),
                    None if retired.contains(&old) => {}
                    None => {
                        let is_named = after.claims().any(|heir| {
                            let names = heir["formerly"].as_array().is_some_and(|ids| ids.contains(&json!(old)));
                            let then = before.claims().find(|claim| claim["id"] == heir["id"]);
                            names && then.is_none_or(|then| is_recorded(then, heir))
                        });
                        prop_assert!(
                            is_named || accuses(old),
                            "{old} is gone:{}changes:{}", told(&found), changes(&report)
                        );
                    }
                }
            }
        }

        /// And the other way round: who is accused did something.
        #[test]
        fn what_is_as_it_was_is_not_accused(
            (before, spare) in world(),
            strokes in proptest::collection::vec((tidy_stroke(), any::<u64>()), 1..7),
        ) {
            let after = painted(&before, &strokes, &spare);
            prop_assume!(is_tidy(&after));
            let report = compare(&before, &after);
            let (then, now) = (by_id(&before), by_id(&after));
            for finding in errors(&report) {
                let Some(accused) = finding.claim.as_deref() else { continue };
                prop_assert!(
                    then.get(accused) != now.get(accused),
                    "{accused} is as it was:{}", told(&[finding])
                );
            }
        }

        #[test]
        fn the_answer_is_the_same_with_any_number_of_threads(
            (before, spare) in world(),
            strokes in proptest::collection::vec((stroke(), any::<u64>()), 1..7),
            first in proptest::collection::vec((stroke(), any::<u64>()), 0..3),
        ) {
            let before = painted(&before, &first, &spare);
            let after = painted(&before, &strokes, &spare);
            let printed_with = |threads: usize| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
                pool.install(|| printed(&compare(&before, &after)))
            };
            let one = printed_with(1);
            prop_assert_eq!(&one, &printed_with(1));
            prop_assert_eq!(&one, &printed_with(4));
        }

        /// Files are read in the order of their names: other names must not turn the answer.
        #[test]
        fn the_order_of_files_does_not_matter(
            (before, spare) in world(),
            strokes in proptest::collection::vec((tidy_stroke(), any::<u64>()), 1..7),
        ) {
            // Of two claims that are equal but for their ids, either may be the old one.
            prop_assume!(strokes.iter().all(|(stroke, _)| *stroke != Stroke::Copy));
            let after = painted(&before, &strokes, &spare);
            prop_assume!(is_tidy(&after));
            let turned = |version: &Version| {
                let mut version = version.clone();
                let count = version.papers.len();
                for (at, paper) in version.papers.iter_mut().enumerate() {
                    paper.path = format!("claims/{}.json", count - at);
                }
                version
            };
            let sketch = |report: &Report| {
                let mut lines: Vec<String> = drift(report)
                    .iter()
                    .map(|finding| format!("{} {:?} {}", finding.rule, finding.claim, finding.identity))
                    .collect();
                lines.extend(changes(report).lines().map(str::to_owned));
                lines.sort();
                lines
            };
            let report = compare(&before, &after);
            prop_assume!(is_readable(&report));
            let plain = sketch(&report);
            prop_assert_eq!(&plain, &sketch(&compare(&turned(&before), &turned(&after))));
        }
    }
}

/// 6. To look only at what differs gives the same answer as to look at everything.
mod the_cost_follows_the_change {
    use super::*;

    proptest! {
        #![proptest_config(laws(120))]

        #[test]
        fn and_the_answer_does_not(
            (before, spare) in world(),
            strokes in proptest::collection::vec(
                (prop_oneof![select(&Stroke::TIDY[..]), select(&Stroke::WILD[..])], any::<u64>()), 0..5
            ),
            first in proptest::collection::vec((select(&Stroke::WILD[..]), any::<u64>()), 0..2),
        ) {
            let mut before = before;
            for (at, (stroke, seed)) in first.iter().enumerate() {
                stroke.apply(&mut before, &spare[at], &format!("first-{at}"), &mut Dice::new(*seed));
            }
            let mut after = before.clone();
            for (at, (stroke, seed)) in strokes.iter().enumerate() {
                stroke.apply(&mut after, &spare[at % 3], &format!("fresh-{at}"), &mut Dice::new(*seed));
            }
            let (before, after) = (before.plain(), after.plain());
            // A version that cannot be read is not compared with.
            let is_json = |(path, bytes): (&String, &Vec<u8>)| {
                !path.starts_with("claims/") || serde_json::from_slice::<Value>(bytes).is_ok()
            };
            prop_assume!(before.iter().all(is_json));
            let whole = compare_files(&before, &after, Differing::All);
            let paths = differing(&before, &after);
            let part = compare_files(&before, &after, Differing::Paths(paths.clone()));
            prop_assert_eq!(printed(&whole), printed(&part), "differing: {:?}", paths);
        }
    }
}

/// 7. Many claims at once end in good time, and those that can be told apart are.
mod many_at_once {
    use super::*;
    use chaos::of_one_file;
    use pool::WORDS;
    use std::collections::BTreeSet;

    /// A statement of a template that shares most of its words with thousands of others; its figure is its own, or one of
    /// few.
    fn statement(number: usize, is_distinct: bool) -> String {
        let figure = if is_distinct {
            100_000 + number
        } else {
            number % 7
        };
        let tail: Vec<&str> = (0..4)
            .map(|step| WORDS[(number >> step) % WORDS.len()])
            .collect();
        format!(
            "The harbour board approved {figure} new berths {}",
            tail.join(" ")
        )
    }

    fn claim(id: &str, statement: &str) -> Value {
        json!({"id": id, "statement": statement, "verdict": "unverified", "revision": 1,
            "checked": {"on": "2026-04-01", "by": "desk"}})
    }

    fn claims(count: usize, id: &str, statement: impl Fn(usize) -> String) -> Vec<Value> {
        (0..count)
            .map(|number| claim(&format!("{id}-{number}"), &statement(number)))
            .collect()
    }

    /// The renames that a report lists.
    fn renames(report: &Report) -> BTreeSet<(String, String)> {
        report
            .changes
            .iter()
            .filter(|change| change.kind == DriftKind::ClaimRenamed)
            .map(|change| {
                (
                    change.before.clone().unwrap_or_default(),
                    change.after.clone().unwrap_or_default(),
                )
            })
            .collect()
    }

    fn expected(count: usize) -> BTreeSet<(String, String)> {
        (0..count)
            .map(|number| (format!("old-{number}"), format!("new-{number}")))
            .collect()
    }

    /// So many claims of the same file, each with another id: with the statement that it had, or with that one.
    fn renamed(count: usize, is_distinct: bool, today: impl Fn(usize) -> String) -> Report {
        let before = of_one_file(claims(count, "old", |number| {
            statement(number, is_distinct)
        }));
        let mut after = claims(count, "new", today);
        Dice::new(7).shuffle(&mut after);
        compare(&before, &of_one_file(after))
    }

    #[test]
    fn all_renamed() {
        let report = renamed(5_000, true, |number| statement(number, true));
        assert_eq!(renames(&report), expected(5_000));
        assert_eq!(report.changes.len(), 5_000);
        assert_eq!(errors(&report).len(), 5_000);
    }

    #[test]
    fn all_renamed_and_reworded() {
        let report = renamed(5_000, true, |number| {
            statement(number, true).replace("approved", "has approved")
        });
        assert_eq!(renames(&report), expected(5_000));
        let reworded = report
            .changes
            .iter()
            .filter(|change| change.kind == DriftKind::StatementChanged);
        assert_eq!(reworded.count(), 5_000);
    }

    #[test]
    fn all_renamed_and_reworded_alike() {
        // Which is which nobody can tell; that they changed must be seen.
        let report = renamed(5_000, false, |number| {
            statement(number, false).replace("approved", "refused")
        });
        for number in 0..5_000 {
            let old = format!("old-{number}");
            let is_seen = report.changes.iter().any(|change| {
                change.claim.as_ref() == Some(&old) || change.before.as_ref() == Some(&old)
            });
            assert!(is_seen, "{old} went unseen");
        }
    }

    #[test]
    fn all_replaced() {
        let before = of_one_file(claims(2_000, "old", |number| statement(number, true)));
        let after = of_one_file(claims(2_000, "new", |number| {
            let words: Vec<&str> = (0..6)
                .map(|step| WORDS[(number * 7 + step * step) % WORDS.len()])
                .collect();
            format!("{} {number}", words.join(" "))
        }));
        let report = compare(&before, &after);
        let of_kind = |kind| {
            report
                .changes
                .iter()
                .filter(|change| change.kind == kind)
                .count()
        };
        assert_eq!(
            (
                of_kind(DriftKind::ClaimRemoved),
                of_kind(DriftKind::ClaimAdded)
            ),
            (2_000, 2_000)
        );
        assert_eq!(errors(&report).len(), 2_000);
    }

    #[test]
    fn all_citations_of_a_claim_changed() {
        let version = |word: &str| {
            let citations: Vec<Value> = (0..3_000)
                .map(|number| json!({"source": format!("s{}", number % 3), "quote": format!("{word} berth {number} of the quay")}))
                .collect();
            let mut claim = claim("many", "It is so.");
            claim["citations"] = json!(citations);
            of_one_file(vec![claim])
        };
        let report = compare(&version("the old"), &version("a new"));
        let found = errors(&report);
        assert!(found.len() >= 3_000, "{} findings", found.len());
        assert!(
            found
                .iter()
                .all(|finding| finding.claim.as_deref() == Some("many"))
        );
        let changed = report
            .changes
            .iter()
            .filter(|change| change.kind == DriftKind::QuoteChanged);
        assert_eq!(changed.count(), 3_000);
    }
}
