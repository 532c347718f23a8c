//! The laws of matching: what was copied stands where it was copied from, and nothing else stands.

use factcheck::evidence::Match;
use factcheck::quote::{Fold, Folds, Judge};
use factcheck::store::Memory;
use factcheck::text::is_blank;
use factcheck::{Config, Date, Judgement, Project, Report, Selection, judge, verify};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Words and marks of many scripts, and all that joins, hides or decorates them.
const PIECES: [&str; 56] = [
    "bridge",
    "opens",
    "naïve",
    "e\u{301}",
    "ệ",
    "ﬁnal",
    "ſo",
    "don’t",
    "don't",
    "well-known",
    "assess-\nment",
    "5.1",
    "−5",
    "10²",
    "½",
    "$6",
    "70%",
    "1,200",
    "“",
    "”",
    "\"",
    "—",
    "--",
    "…",
    "...",
    "[…]",
    " ",
    "\u{a0}",
    "\n",
    "\n\n",
    "\u{200b}",
    "\u{ad}",
    "\u{202e}",
    "\u{feff}",
    "\u{3164}",
    "мост",
    "п\u{430}кт",
    "γέφυρα",
    "جسر",
    "ال",
    "גשר",
    "पुल",
    "क्\u{200d}ष",
    "สะพาน",
    "ำ",
    "橋",
    "の",
    "다리",
    "\u{1103}\u{1161}",
    "🌉",
    "👩\u{200d}👩\u{200d}👧",
    "🏽",
    "🇦🇫",
    "1\u{20e3}",
    "\u{1d41a}",
    "５",
];

/// A text of such pieces, or of any characters at all.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(&PIECES[..]).prop_map(str::to_owned),
        4 => Just(" ".to_owned()),
        1 => any::<char>().prop_map(String::from),
    ];
    // As factcheck reads it: without a byte order mark at the start, and with line ends as LF.
    proptest::collection::vec(piece, 1..40)
        .prop_map(|pieces| {
            pieces
                .concat()
                .trim_start_matches('\u{feff}')
                .replace('\r', "\n")
        })
        .prop_filter("no text", |text| !text.is_empty())
}

/// A slice of a text at word boundaries (Unicode Standard Annex #29), as its bytes.
fn slice(text: &str, from: Index, to: Index) -> std::ops::Range<usize> {
    let mut bounds: Vec<usize> = text.split_word_bound_indices().map(|(at, _)| at).collect();
    bounds.push(text.len());
    let from = from.index(bounds.len() - 1);
    let to = from + 1 + to.index(bounds.len() - 1 - from);
    bounds[from]..bounds[to]
}

/// Code points before a byte.
fn code_points(text: &str, byte: usize) -> usize {
    text[..byte].chars().count()
}

/// Every place of a quote, by the plainest search that there is.
fn places(text: &str, quote: &str) -> Vec<usize> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.filter(|at| text[*at..].starts_with(quote)).collect()
}

/// The report on a claim that cites one quote from this text.
fn report(text: &str, citation: &serde_json::Value, accept: Folds) -> Report {
    let hash = Sha256::digest(text)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    let descriptor = json!({"schema_version": 1, "id": "s", "title": "S", "published": "2026-01-01", "sha256": hash});
    let file = json!({"schema_version": 1, "story": "s", "claims": [{
        "id": "c", "statement": "It opens.", "verdict": "supported", "revision": 1,
        "checked": {"on": "2026-02-01", "by": "desk"}, "citations": [citation],
    }]});
    let store = Memory::default()
        .with("sources/s.txt", text)
        .with("sources/s.json", descriptor.to_string())
        .with("claims/c.json", file.to_string());
    let config = Config {
        accept,
        ..Config::default()
    };
    let project = Project::read(
        Arc::new(store),
        config,
        Date::parse("2026-02-01").expect("a date"),
    );
    verify(&project.expect("a project"), &Selection::Whole)
}

/// Letters and digits alone, by compatibility (Unicode Standard Annex #15): no fold changes these.
fn letters(text: &str) -> String {
    text.nfkd().filter(|c| c.is_alphanumeric()).collect()
}

/// One character put in, taken out, or put in the place of another.
fn edited(quote: &str, at: Index, kind: u8, c: char) -> String {
    let mut characters: Vec<char> = quote.chars().collect();
    let at = at.index(characters.len());
    match kind {
        0 => characters.insert(at, c),
        1 => drop(characters.remove(at)),
        _ => characters[at] = c,
    }
    characters.into_iter().collect()
}

fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        select(vec![
            'a', 'e', '5', '0', '.', ',', '-', '“', ' ', '\u{301}', '橋', 'م', '\u{430}'
        ]),
        any::<char>()
    ]
}

/// White space as one space, and quotation marks as the straight ones of their kind.
fn normal(text: &str) -> String {
    let mut normal = String::new();
    for c in text.chars() {
        match c {
            '“' | '”' | '"' => normal.push('"'),
            '‘' | '’' | '\'' => normal.push('\''),
            c if c.is_whitespace() => {
                if !normal.ends_with(' ') {
                    normal.push(' ');
                }
            }
            c => normal.push(c),
        }
    }
    normal
}

/// A text of a few words over and over, and what may stand between two of them.
fn words_again() -> impl Strategy<Value = String> {
    let word = select(vec!["bridge", "opens", "no"]);
    let between = select(vec![
        " ", "  ", "\n", "\n  ", "\u{a0}", " “", "” ", " \"", "’ ", " ‘", ", ", " — ",
    ]);
    let pairs = proptest::collection::vec((word, between), 2..12);
    pairs.prop_map(|pairs| {
        pairs
            .into_iter()
            .flat_map(|(word, between)| [word, between])
            .collect()
    })
}

/// The same in other typography, by which of the ways to write it each character takes.
fn written_anew(text: &str, ways: &[Index]) -> String {
    let mut ways = ways.iter().cycle();
    let mut way = |of: &[&'static str]| ways.next().map_or(of[0], |way| of[way.index(of.len())]);
    text.chars()
        .map(|c| match c {
            '“' | '”' | '"' => way(&["\"", "“", "”"]).to_owned(),
            '‘' | '’' => way(&["'", "‘", "’"]).to_owned(),
            c if c.is_whitespace() => way(&[" ", "  ", "\n", "\u{a0}"]).to_owned(),
            c => c.to_string(),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_slice_at_word_boundaries_is_verbatim_at_its_own_span(text in text(), from: Index, to: Index) {
        let range = slice(&text, from, to);
        let quote = &text[range.clone()];
        let Judgement::Stands(standing) = judge(&text, quote) else {
            return Err(TestCaseError::fail(format!("{quote:?} does not stand in {text:?}")));
        };
        prop_assert!(standing.folds.is_empty());
        let starts: Vec<usize> = standing.places.iter().map(|place| place.start).collect();
        prop_assert_eq!(&starts, &places(&text, quote));
        prop_assert!(starts.contains(&range.start));
    }

    #[test]
    fn a_whole_run_gives_it_that_span(text in text(), from: Index, to: Index) {
        let range = slice(&text, from, to);
        let quote = &text[range.clone()];
        prop_assume!(!is_blank(quote));
        let span = (code_points(&text, range.start), code_points(&text, range.end));
        let citation = json!({"source": "s", "quote": quote, "span": {"start": span.0, "end": span.1}});
        let report = report(&text, &citation, Folds::NONE);
        let told = &report.claims[0].citations[0];
        prop_assert_eq!(told.matched, Match::Verbatim);
        prop_assert_eq!(told.occurrences as usize, places(&text, quote).len());
        let place = told.place.expect("the span singles it out").span();
        prop_assert_eq!((place.start, place.end), span);
        let faults = report.findings.iter().map(|finding| finding.rule);
        let may_be = ["quote-cut-word", "quote-too-short"];
        let others: Vec<&str> = faults.filter(|rule| !may_be.contains(rule)).collect();
        prop_assert!(others.is_empty(), "{:?} of {:?} in {:?}", others, quote, text);
    }

    #[test]
    fn a_single_edit_is_refused(
        text in text(), from: Index, to: Index, at: Index, kind in 0..3_u8, c in character(),
    ) {
        let range = slice(&text, from, to);
        let quote = edited(&text[range], at, kind, c);
        prop_assume!(!text.contains(&quote) || quote.is_empty());
        prop_assert!(!matches!(judge(&text, &quote), Judgement::Stands(_)), "{quote:?} stands in {text:?}");
        let report = report(&text, &json!({"source": "s", "quote": quote}), Folds::NONE);
        prop_assert_eq!(report.exit_code(), 1);
        prop_assert!(report.claims.iter().all(|claim| claim.failed));
    }

    #[test]
    fn no_fold_accepts_other_letters(
        text in text(), from: Index, to: Index, at: Index, kind in select(vec![0, 2]), c in select(vec!['q', '7', 'Ж', 'ß', '港']),
    ) {
        let range = slice(&text, from, to);
        let quote = edited(&text[range], at, kind, c);
        prop_assume!(!letters(&text).contains(&letters(&quote)));
        let all: Folds = Fold::ALL.into_iter().collect();
        prop_assert!(!matches!(Judge::new(&text, all).judge(&quote), Judgement::Stands(_)), "{quote:?} stands in {text:?}");
        let report = report(&text, &json!({"source": "s", "quote": quote}), all);
        prop_assert_eq!(report.exit_code(), 1);
    }

    #[test]
    fn what_stands_around_a_quote_stands_so_apart_from_accepted_typography(
        text in words_again(), word in select(vec!["bridge", "opens", "no"]), place: Index,
        lengths in (0..12_usize, 0..12_usize), ways in proptest::collection::vec(any::<Index>(), 8), is_edited: bool,
        edit in (any::<Index>(), 0..3_u8, select(vec!['x', ' ', '"', '—'])),
    ) {
        let starts = places(&text, word);
        prop_assume!(!starts.is_empty());
        let start = *place.get(&starts);
        let end = start + word.len();
        let before: Vec<char> = text[..start].chars().rev().take(lengths.0).collect();
        let before: String = before.into_iter().rev().collect();
        let after: String = text[end..].chars().take(lengths.1).collect();
        let (prefix, mut suffix) = (written_anew(&before, &ways), written_anew(&after, &ways));
        if is_edited && !suffix.is_empty() {
            suffix = edited(&suffix, edit.0, edit.1, edit.2);
        }
        prop_assume!([&prefix, &suffix].into_iter().all(|side| side.is_empty() || !is_blank(side)));
        let accept: Folds = [Fold::Whitespace, Fold::Quotes].into_iter().collect();
        let mut citation = json!({"source": "s", "quote": word});
        for (key, side) in [("prefix", &prefix), ("suffix", &suffix)] {
            if !side.is_empty() {
                citation[key] = json!(side);
            }
        }
        let report = report(&text, &citation, accept);
        let has_prefix = |at: &&usize| normal(&text[..**at]).ends_with(&normal(&prefix));
        let has_suffix = |at: &&usize| normal(&text[**at + word.len()..]).starts_with(&normal(&suffix));
        let fitting = starts.iter().filter(has_prefix).filter(has_suffix).count();
        let told: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        let singles_out = !told.contains(&"context-mismatch") && !told.contains(&"quote-ambiguous");
        prop_assert_eq!(singles_out, fitting == 1, "{} in {:?}: {:?}", citation, text, told);
    }
}
