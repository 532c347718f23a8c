//! Projects to compare: claims from a few templates, so that many are alike, over sources made of the same words.

use super::version::{Paper, Source, Version};
use proptest::collection::vec;
use proptest::option::{self, weighted};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const WHO: [&str; 5] = [
    "The council",
    "The harbour board",
    "The ministry",
    "Zürich’s mayor",
    "The café owner",
];
const DID: [&str; 5] = [
    "approved",
    "rejected",
    "did not approve",
    "delayed",
    "never built",
];
const FIGURE: [&str; 6] = ["5", "70", "77", "700", "1,200", "six"];
const WHAT: [&str; 4] = ["new berths", "bridges", "homes", "electric buses"];
const WHEN: [&str; 5] = [
    "on Monday",
    "in May",
    "in 2025",
    "near the station",
    "for $6 million",
];
/// Words of statements that are like no other.
pub(crate) const WORDS: [&str; 24] = [
    "rain", "fell", "over", "Ålesund", "while", "teachers", "marched", "against", "closures",
    "and", "nurses", "kept", "watch", "because", "power", "failed", "again", "before", "dawn",
    "across", "three", "valleys", "without", "warning",
];

/// A sentence of the template.
fn sentence(who: usize, did: usize, figure: usize, what: usize, when: usize) -> String {
    format!(
        "{} {} {} {} {}.",
        WHO[who % 5],
        DID[did % 5],
        FIGURE[figure % 6],
        WHAT[what % 4],
        WHEN[when % 5]
    )
}

/// The sources: three, of six sentences each.
pub(crate) fn sources() -> BTreeMap<String, Source> {
    (0..3_usize)
        .map(|source| {
            let sentences: Vec<String> = (0..6)
                .map(|at| {
                    sentence(
                        at,
                        source + at,
                        at * source + 1,
                        at / 2 + source,
                        at + 2 * source,
                    )
                })
                .collect();
            let source_text = Source {
                text: sentences.join(" ") + "\n",
                pin: None,
            };
            (format!("s{source}"), source_text)
        })
        .collect()
}

fn statement() -> impl Strategy<Value = String> {
    let templated = (0..5_usize, 0..5_usize, 0..6_usize, 0..4_usize, 0..5_usize)
        .prop_map(|(who, did, figure, what, when)| sentence(who, did, figure, what, when));
    let distinct = vec(select(&WORDS[..]), 3..9).prop_map(|words| words.join(" "));
    prop_oneof![3 => templated, 1 => distinct]
}

/// A stretch of a source, four words or more, now and then with a slip.
fn passage(source: usize) -> impl Strategy<Value = String> {
    let text = sources()[&format!("s{source}")].text.clone();
    (any::<Index>(), 4..9_usize, prop::bool::weighted(0.1)).prop_map(move |(at, long, slips)| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let start = at.index(words.len() - long);
        let passage = words[start..start + long].join(" ");
        if slips {
            passage.replacen('o', "0", 1)
        } else {
            passage
        }
    })
}

pub(crate) fn citation() -> impl Strategy<Value = Value> {
    let quote = (0..3_usize).prop_flat_map(|source| {
        let whole = passage(source).prop_map(|passage| json!(passage));
        let elided = vec(passage(source), 2..4).prop_map(|fragments| json!(fragments));
        (Just(source), prop_oneof![4 => whole, 1 => elided])
    });
    let stance = weighted(0.5, select(&["supports", "refutes", "context"][..]));
    let speaker = weighted(0.3, select(&["Ann Lee", "Zoë Öz", "the mayor"][..]));
    (quote, stance, speaker, 0..32_u8, 0..90_usize).prop_map(
        |((source, quote), stance, speaker, extras, start)| {
            let mut citation = json!({"source": format!("s{source}"), "quote": quote});
            let mut put = |field: &str, is_there: bool, value: Value| {
                if is_there {
                    citation[field] = value;
                }
            };
            put("stance", stance.is_some(), json!(stance));
            put("speaker", speaker.is_some(), json!(speaker));
            put("note", extras & 1 != 0, json!("See page 2."));
            put(
                "span",
                extras & 0b110 == 0b110,
                json!({"start": start, "end": start + 20}),
            );
            put("prefix", extras & 0b1_1000 == 0b1_1000, json!("before it "));
            put(
                "x-page",
                extras & 0b1_0001 == 0b1_0001,
                json!({"page": start}),
            );
            citation
        },
    )
}

fn day(month: usize, day: usize) -> String {
    format!("2026-{:02}-{:02}", month + 1, day % 28 + 1)
}

/// A claim without an id.
pub(crate) fn claim() -> impl Strategy<Value = Value> {
    let verdict = select(&["supported", "refuted", "disputed", "unverified"][..]);
    let rating = weighted(0.3, select(&["Mostly true", "Half true", "Faux"][..]));
    let history = vec(
        (
            select(&["A typo.", "The board corrected itself.", "Fresh figures."][..]),
            select(&["correction", "update", "review"][..]),
        ),
        0..3,
    );
    let waiver = (
        select(&["quote-too-short", "figure-unsupported", "verdict-unbacked"][..]),
        option::of(0..2_usize),
        weighted(0.2, Just("2027-01-01")),
    );
    (
        statement(),
        verdict,
        rating,
        history,
        vec(citation(), 0..4),
        vec(waiver, 0..3),
        (0..28_usize, 0..16_u8),
    )
        .prop_map(
            |(statement, verdict, rating, history, citations, waivers, (checked, extras))| {
                let verdict = if citations.is_empty() { "unverified" } else { verdict };
                let mut claim = json!({"statement": statement, "verdict": verdict, "revision": history.len() + 1,
                    "checked": {"on": day(3, checked), "by": "desk"}});
                if !citations.is_empty() || extras & 1 != 0 {
                    claim["citations"] = json!(citations);
                }
                if let Some(rating) = rating {
                    claim["rating"] = json!(rating);
                }
                if !history.is_empty() {
                    // The same note twice is allowed: they are told apart by their numbers.
                    let entries: Vec<Value> = history
                        .iter()
                        .enumerate()
                        .map(|(at, (note, kind))| {
                            json!({"revision": at + 2, "on": day(at, checked), "note": note, "kind": kind})
                        })
                        .collect();
                    claim["changes"] = json!(entries);
                }
                if !waivers.is_empty() {
                    let waivers: Vec<Value> = waivers
                        .iter()
                        .map(|(rule, citation, until)| {
                            let mut waiver = json!({"rule": rule, "reason": "We know."});
                            if let Some(citation) = citation {
                                waiver["citation"] = json!(citation);
                            }
                            if let Some(until) = until {
                                waiver["until"] = json!(until);
                            }
                            waiver
                        })
                        .collect();
                    claim["waivers"] = json!(waivers);
                }
                if extras & 2 != 0 {
                    claim["tags"] = json!(["harbour", "été"]);
                }
                if extras & 0b1100 == 0b1100 {
                    claim["x-desk"] = json!([1, {"a": null}]);
                }
                claim
            },
        )
}

/// A version of two claims or more in up to three files, and claims that are in none of them.
pub(crate) fn world() -> impl Strategy<Value = (Version, Vec<Value>)> {
    let claims = vec((claim(), 0..3_usize, 0..6_u8), 2..8);
    let tombstones = vec(0..3_usize, 0..3);
    (claims, tombstones, vec(claim(), 3)).prop_map(|(claims, tombstones, mut spare)| {
        let mut papers: Vec<Paper> = ["claims/a.json", "claims/b/b.json", "claims/c.json"]
            .iter()
            .zip(["harbour", "bridges", "homes"])
            .map(|(path, story)| Paper {
                path: (*path).to_owned(),
                story: story.to_owned(),
                claims: Vec::new(),
                retired: Vec::new(),
            })
            .collect();
        for (number, (mut claim, file, earlier)) in claims.into_iter().enumerate() {
            claim["id"] = json!(format!("c{number}"));
            if earlier == 0 {
                claim["formerly"] = json!([format!("was-{number}"), format!("was-{number}-too")]);
            }
            papers[file].claims.push(claim);
        }
        for (number, file) in tombstones.into_iter().enumerate() {
            papers[file].retired.push(
                json!({"id": format!("gone-{number}"), "on": "2026-02-02", "reason": "Cut."}),
            );
        }
        for (number, claim) in spare.iter_mut().enumerate() {
            claim["id"] = json!(format!("new-{number}"));
        }
        let mut version = Version {
            papers,
            sources: sources(),
            raw: BTreeMap::new(),
        };
        version.close_ranks();
        (version, spare)
    })
}
