//! The promise, as a law: whatever folds, levels and waivers a project sets, a green run means that every quote stands in
//! its source, fragment after fragment, or that the folds it needed are named.

use factcheck::finding::Level;
use factcheck::quote::{Fold, Folds, Haystack};
use factcheck::store::Memory;
use factcheck::{Config, Date, Project, Selection, verify};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

const TEXT: &str = "The mayor said: “We won’t open the bridge before 5 May.” Then he left — in a hurry…\n\n\
    “We won’t open the bridge before 5 May,” the engineer repeated, assess-\nment in hand. The ﬁnal cost\u{a0}is $6 million.\n";

/// A stretch of the text, damaged in a way that a hand or a web page damages quotes.
fn quote() -> impl Strategy<Value = String> {
    let characters: Vec<char> = TEXT.chars().collect();
    let length = characters.len();
    (0..length, 1..60_usize, 0..9_u8, 0..length).prop_map(move |(start, long, damage, at)| {
        let end = (start + long).min(length);
        let mut quote: Vec<char> = characters[start..end].to_vec();
        let place = at % quote.len();
        match damage {
            0 => quote.insert(place, '\u{200b}'),
            1 => quote[place] = 'x',
            2 => drop(quote.remove(place)),
            3 => quote
                .iter_mut()
                .filter(|c| matches!(**c, '“' | '”'))
                .for_each(|c| *c = '"'),
            4 => quote
                .iter_mut()
                .filter(|c| c.is_whitespace())
                .for_each(|c| *c = ' '),
            5 => quote.splice(place..place, ['.', '.', '.']).for_each(drop),
            _ => {}
        }
        quote.into_iter().collect()
    })
}

fn citation() -> impl Strategy<Value = Value> {
    let fragments = proptest::collection::vec(quote(), 1..4);
    let span = proptest::option::of((0..250_usize, 0..250_usize));
    let context = proptest::option::of(prop_oneof![Just("said: "), Just("“"), Just("")]);
    (fragments, span, context).prop_map(|(fragments, span, prefix)| {
        let quote = if fragments.len() == 1 {
            json!(fragments[0])
        } else {
            json!(fragments)
        };
        let mut citation = json!({"source": "s", "quote": quote});
        if let Some((start, end)) = span {
            citation["span"] = json!({"start": start, "end": end});
        }
        if let Some(prefix) = prefix {
            citation["prefix"] = json!(prefix);
        }
        citation
    })
}

const SOFT: [&str; 8] = [
    "quote-typography",
    "quote-ambiguous",
    "quote-cut-word",
    "span-moved",
    "context-mismatch",
    "quote-too-short",
    "fragments-far-apart",
    "source-changed",
];

fn project(citation: &Value, accept: &[Fold], off: &[&str], waived: &[&str]) -> Project {
    let hash = Sha256::digest(TEXT)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    let descriptor = json!({"schema_version": 1, "id": "s", "title": "S", "published": "2026-01-01", "sha256": hash});
    let waivers: Vec<Value> = waived
        .iter()
        .map(|rule| json!({"rule": rule, "reason": "r"}))
        .collect();
    let file = json!({"schema_version": 1, "story": "s", "claims": [{
        "id": "c", "statement": "It opens.", "verdict": "supported", "revision": 1,
        "checked": {"on": "2026-02-01", "by": "desk"}, "citations": [citation], "waivers": waivers,
    }]});
    let store = Memory::default()
        .with("sources/s.txt", TEXT)
        .with("sources/s.json", descriptor.to_string())
        .with("claims/c.json", file.to_string());
    let config = Config {
        accept: accept.iter().copied().collect(),
        levels: off
            .iter()
            .map(|rule| ((*rule).to_owned(), Level::Off))
            .collect(),
        ..Config::default()
    };
    let today = Date::parse("2026-02-01").expect("a date");
    Project::read(Arc::new(store), config, today).expect("a project")
}

/// Whether the fragments stand one after the other, with no other folds than these; the first place that is left. One that
/// stands verbatim somewhere may stand elsewhere by folds.
fn stands(fragments: &[&str], folds: &[&str]) -> bool {
    let accept: Folds = folds.iter().filter_map(|name| Fold::parse(name)).collect();
    let text = Haystack::new(TEXT);
    let mut after = 0;
    fragments.iter().all(|fragment| {
        let by_folds = text.accepted(fragment, accept).into_iter();
        let by_folds = by_folds.map(|walked| walked.range);
        let places = text.verbatim(fragment).into_iter().chain(by_folds);
        let next = places
            .filter(|place| place.start >= after)
            .min_by_key(|place| place.end);
        next.is_some_and(|place| {
            after = place.end;
            true
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn green_means_that_every_quote_stands(
        citation in citation(),
        accept in proptest::sample::subsequence(&Fold::ALL[..], 0..=8),
        off in proptest::sample::subsequence(&SOFT[..], 0..=8),
        waived in proptest::sample::subsequence(&SOFT[..], 0..=8),
    ) {
        let project = project(&citation, &accept, &off, &waived);
        let report = verify(&project, &Selection::Whole);
        if report.exit_code() != 0 {
            let explained = report.findings.iter().any(|finding| finding.level == Level::Error);
            prop_assert!(explained, "red without a reason: {citation}");
            return Ok(());
        }
        let quote = project.files[0].claims[0].citations[0].quote.as_ref().expect("a quote");
        let fragments: Vec<&str> = quote.value.fragments().iter().map(|fragment| fragment.value.as_str()).collect();
        prop_assert!(!fragments.is_empty());
        let named: Vec<&str> = report.claims[0].citations[0].folds.iter().map(Fold::as_str).collect();
        prop_assert!(stands(&fragments, &named), "green, with {named:?}: {citation}");
    }
}
