//! The promise of a green run, checked without any of factcheck's own code: JSON by `serde_json`, quotes by naive search.

use crate::reference;
use factcheck::Report;
use factcheck::finding::Level;
use factcheck::quote::Fold;
use serde_json::Value;

/// A report is of one piece, whatever it is on.
pub fn assert_sound(report: &Report) {
    assert!(report.adds_up(), "the counts are not those of the lists");
    assert_eq!(report.findings.len(), report.fingerprints.len());
    if report.exit_code() == 1 {
        let has_error = report
            .findings
            .iter()
            .any(|finding| finding.level == Level::Error);
        assert!(has_error, "red without a reason");
    }
    let ordered =
        |from: (usize, usize), to: (usize, usize)| 1 <= from.0 && 1 <= from.1 && from <= to;
    for finding in &report.findings {
        let region = finding.place.region;
        assert!(
            ordered(
                (region.line, region.column),
                (region.end_line, region.end_column)
            ),
            "{}",
            finding.rule
        );
    }
}

/// Where a run is green, the claim file is JSON, and each of its quotes stands in the text that it cites, or the report names
/// the folds that it needs and a waiver allows them.
///
/// # Panics
/// Where the promise is broken.
pub fn assert_kept(report: &Report, claim_file: &[u8], text_of: impl Fn(&str) -> Option<String>) {
    assert_sound(report);
    if report.exit_code() != 0 {
        return;
    }
    let start = if claim_file.starts_with("\u{feff}".as_bytes()) {
        3
    } else {
        0
    };
    let file: Value =
        serde_json::from_slice(&claim_file[start..]).expect("a green claim file is JSON");
    let claims = file["claims"]
        .as_array()
        .expect("a green claim file has claims");
    assert_eq!(claims.len(), report.claims.len());
    for (claim, told) in claims.iter().zip(&report.claims) {
        let no_citations = Vec::new();
        let citations = claim["citations"].as_array().unwrap_or(&no_citations);
        assert_eq!(citations.len(), told.citations.len());
        assert!(!citations.is_empty() || claim["verdict"] == "unverified");
        for (citation, told) in citations.iter().zip(&told.citations) {
            let id = citation["source"]
                .as_str()
                .expect("a green citation has a source");
            let text = text_of(id).expect("a green citation cites a source that is there");
            let fragments = fragments(&citation["quote"]);
            assert!(fragments.iter().all(|fragment| !fragment.trim().is_empty()));
            if told.folds.is_empty() {
                assert!(
                    stand_in_order(&text, &fragments),
                    "green, and not in {id}: {fragments:?}"
                );
            } else {
                assert!(
                    waives_typography(claim),
                    "green by folds that nobody allowed: {fragments:?}"
                );
                let folds: Vec<&str> = told.folds.iter().map(Fold::as_str).collect();
                for fragment in fragments {
                    let stands = reference::stands_after_folding(&text, fragment, &folds);
                    assert!(
                        stands,
                        "green with {:?}, and not in {id}: {fragment:?}",
                        told.folds
                    );
                }
            }
        }
    }
}

/// The fragments of a quote.
///
/// # Panics
/// Where it is no text.
pub fn fragments(quote: &Value) -> Vec<&str> {
    match quote {
        Value::String(quote) => vec![quote],
        Value::Array(fragments) => fragments
            .iter()
            .map(|one| one.as_str().expect("text"))
            .collect(),
        other => panic!("a green quote is text: {other}"),
    }
}

/// Whether the fragments stand one after the other: the first place of each that is left is as good as any.
pub fn stand_in_order(text: &str, fragments: &[&str]) -> bool {
    let mut rest = text;
    fragments.iter().all(|fragment| match rest.find(fragment) {
        Some(at) => {
            rest = &rest[at + fragment.len()..];
            true
        }
        None => false,
    })
}

fn waives_typography(claim: &Value) -> bool {
    let waivers = claim["waivers"].as_array();
    waivers.is_some_and(|waivers| {
        waivers
            .iter()
            .any(|waiver| waiver["rule"] == "quote-typography")
    })
}
