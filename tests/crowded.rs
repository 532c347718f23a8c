//! Quotes that stand very often, and very many of them: each is told as it would be by itself, and none takes all memory.

use factcheck::{Config, Date, Project, Report, Selection, quote::Fold, store::Memory, verify};
use rstest::rstest;
use serde_json::{Value, json};
use std::sync::Arc;

/// The report on claims with one citation each of a source with this text.
fn report(text: &str, citations: &[Value]) -> Report {
    report_with(Config::default(), text, citations)
}

fn report_with(config: Config, text: &str, citations: &[Value]) -> Report {
    let claims = citations.iter().enumerate().map(|(number, citation)| {
        let mut citation = citation.clone();
        citation["source"] = json!("s");
        json!({
            "id": format!("c-{number}"), "statement": "It is so.", "verdict": "supported", "revision": 1,
            "checked": {"on": "2026-02-01", "by": "desk"}, "citations": [citation],
        })
    });
    report_on(config, text, &claims.collect::<Vec<_>>())
}

fn report_on(config: Config, text: &str, claims: &[Value]) -> Report {
    let file = json!({"schema_version": 1, "story": "s", "claims": claims});
    let files = Memory::default()
        .with("sources/s.txt", text)
        .with(
            "sources/s.json",
            r#"{"schema_version": 1, "id": "s", "title": "S", "published": "2026-01-01"}"#,
        )
        .with("claims/s.json", file.to_string());
    let today = Date::parse("2026-02-01").expect("a date");
    let project = Project::read(Arc::new(files), config, today).expect("a project");
    verify(&project, &Selection::Whole)
}

/// The rules of the findings about a claim, but for those about its source.
fn rules(report: &Report, claim: &str) -> Vec<&'static str> {
    let findings = report.findings.iter();
    findings
        .filter(|finding| finding.claim.as_deref() == Some(claim))
        .map(|finding| finding.rule)
        .collect()
}

/// No more places of a quote are counted.
const MOST: u32 = 20_000;

#[test]
fn quotes_that_stand_everywhere_are_judged_some_at_a_time() {
    // One hundred and fifty such quotes have more places than there is room for at once.
    let text = "ab".repeat(25_000) + " and once.\n";
    let often = (1..=150).map(|number| json!({"quote": "ab".repeat(number)}));
    let citations: Vec<Value> = often.chain([json!({"quote": "and once"})]).collect();
    let report = report(&text, &citations);
    for (number, claim) in report.claims.iter().enumerate() {
        let expected = if number < 150 { MOST } else { 1 };
        assert_eq!(claim.citations[0].occurrences, expected, "{number}");
        assert_eq!(claim.failed, number < 150);
    }
    let message = &report.findings[0].message;
    assert!(message.contains("stands 20000 times or more"), "{message}");
}

#[test]
fn one_quote_of_very_many_claims_takes_the_room_of_one() {
    let text = "e\n".repeat(25_000);
    let citations = vec![json!({"quote": "e"}); 400];
    let report = report(&text, &citations);
    let told = report.claims.iter();
    let mut told = told.map(|claim| claim.citations[0].occurrences);
    assert!(told.all(|count| count == MOST));
}

#[rstest]
#[case::beyond_the_last_counted(24_999, true)]
#[case::of_the_counted(7, true)]
#[case::where_it_does_not_stand(25_001, false)]
fn a_span_singles_a_place_out_however_often_the_quote_stands(
    #[case] line: usize,
    #[case] is_there: bool,
) {
    let text = "it\n".repeat(25_000) + "no\nno\n";
    let span = json!({"start": 3 * line, "end": 3 * line + 2});
    let report = report(&text, &[json!({"quote": "it", "span": span})]);
    let told = rules(&report, "c-0");
    assert_eq!(!told.contains(&"quote-ambiguous"), is_there, "{told:?}");
    assert_eq!(!told.contains(&"span-moved"), is_there, "{told:?}");
}

#[test]
fn a_fragment_that_stands_everywhere_counts_between_the_others() {
    let often = "and ".repeat(25_000);
    let text = format!("{often}Start here and end here. {often}");
    let quotes = [
        json!({"quote": ["Start here", "and", "end here"]}),
        json!({"quote": ["Start here", "and"]}),
        json!({"quote": ["end here", "and"]}),
    ];
    let report = report(&text, &quotes);
    let told = |claim: &str| {
        let mut rules = rules(&report, claim);
        rules.retain(|rule| *rule != "quote-too-short");
        rules
    };
    assert_eq!(told("c-0"), [""; 0]);
    // In order, though the first places that are counted of `and` stand before.
    assert_eq!(told("c-1"), ["quote-ambiguous"]);
    assert_eq!(told("c-2"), ["quote-ambiguous"]);
}

#[test]
fn of_what_is_left_out_the_ends_are_told() {
    let middle = "word ".repeat(2_000);
    let text = format!("Start here {middle}end here.\n");
    let report = report(&text, &[json!({"quote": ["Start here", "end here"]})]);
    let omitted = &report.claims[0].citations[0].omitted[0];
    assert!(omitted.starts_with(" word word"), "{omitted}");
    assert!(omitted.ends_with("word word "), "{omitted}");
    assert!(omitted.contains(" […] "), "{omitted}");
    assert!(omitted.chars().count() < 2_010);
    assert!(rules(&report, "c-0").contains(&"fragments-far-apart"));
}

#[test]
fn typography_is_told_of_a_quote_that_stands_everywhere() {
    let text = "“e”\n".repeat(3_000);
    let report = report(&text, &[json!({"quote": "\"e\""})]);
    assert!(rules(&report, "c-0").contains(&"quote-typography"));
}

#[rstest]
#[case::beyond_the_last_compared(2_999, true)]
#[case::of_the_compared(7, true)]
#[case::where_it_does_not_stand(3_001, false)]
fn a_span_singles_out_a_place_by_accepted_folds_too(#[case] line: usize, #[case] is_there: bool) {
    let config = Config {
        accept: [Fold::Quotes].into_iter().collect(),
        ..Config::default()
    };
    let text = "it’s\n".repeat(3_000) + "no no\nno no\n";
    let span = json!({"start": 5 * line, "end": 5 * line + 4});
    let report = report_with(config, &text, &[json!({"quote": "it's", "span": span})]);
    let told = rules(&report, "c-0");
    assert_eq!(!told.contains(&"quote-ambiguous"), is_there, "{told:?}");
    assert_eq!(!told.contains(&"span-moved"), is_there, "{told:?}");
}

/// At the verbatim places, of which none is meant, as much is compared as is affordable.
#[rstest]
#[case::that_stands("", true)]
#[case::that_does_not("never said ", false)]
fn what_stands_before_a_place_of_accepted_folds_is_looked_at_whatever_it_takes(
    #[case] before: &str,
    #[case] stands: bool,
) {
    let config = Config {
        accept: [Fold::Quotes].into_iter().collect(),
        ..Config::default()
    };
    let again = "no \"no\" x ";
    let start = again.len() * 1_500;
    let text = again.repeat(1_500) + "no “no” end.\n";
    let citation = json!({
        "quote": "no \"no\"", "span": {"start": start, "end": start + 7},
        "prefix": before.to_owned() + &again.repeat(190),
    });
    let report = report_with(config, &text, &[citation]);
    let told = rules(&report, "c-0");
    let faults = ["quote-ambiguous", "span-moved", "context-mismatch"];
    let is_placed = !told.iter().any(|rule| faults.contains(rule));
    assert_eq!(is_placed, stands, "{told:?}");
}

#[test]
fn of_very_many_figures_the_first_are_told_and_all_are_known() {
    let fingerprint = |last: usize| {
        let figures = (0..149).map(|number| (3 * number + 1).to_string());
        let figures: Vec<String> = figures.chain([last.to_string()]).collect();
        let claim = json!({
            "id": "c-0", "statement": figures.join(" boats, "), "verdict": "supported", "revision": 1,
            "checked": {"on": "2026-02-01", "by": "desk"}, "citations": [{"source": "s", "quote": "no boats at all"}],
        });
        let report = report_on(Config::default(), "There were no boats at all.\n", &[claim]);
        let told = report.findings.iter().zip(report.fingerprints);
        let told: Vec<_> = told
            .filter(|(finding, _)| finding.rule == "figure-unsupported")
            .collect();
        assert_eq!(told.len(), 100);
        let note = "50 more of the statement's figures do not stand there";
        let mut last = told.into_iter().filter(|(finding, _)| {
            let mut notes = finding.notes.iter();
            notes.any(|told| told == note)
        });
        last.next().expect("the last one says so").1
    };
    assert_eq!(fingerprint(7_001), fingerprint(7_001));
    assert_ne!(fingerprint(7_001), fingerprint(7_002));
}
