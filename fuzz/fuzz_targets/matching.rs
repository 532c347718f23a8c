//! Source text × quote → judgement, against references that follow every way to read the two side by side.

#![no_main]

use arbitrary::Arbitrary;
use factcheck::quote::{Change, Fold, Folds, Judge};
use factcheck::{Judgement, judge};
use factcheck_fuzz::reference;
use factcheck_fuzz::story::{Quote, Words};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input {
    text: Words,
    quote: Quote,
    accept: u8,
}

fn names(folds: Folds) -> Vec<&'static str> {
    folds.iter().map(Fold::as_str).collect()
}

fuzz_target!(|input: Input| {
    let text = input.text.text(60);
    let quote = input.quote.text(&text);
    let expected = reference::verbatim(&text, &quote);
    let judgement = judge(&text, &quote);
    if let Judgement::Stands(standing) = &judgement {
        let starts: Vec<usize> = standing.places.iter().map(|place| place.start).collect();
        assert_eq!(starts, expected);
        assert!(standing.folds.is_empty());
    } else {
        assert!(
            expected.is_empty(),
            "it stands at {expected:?}, and is {judgement:?}"
        );
    }
    if reference::stands_when_folded(&text, &quote) == Some(true) {
        assert!(
            matches!(judgement, Judgement::Stands(_) | Judgement::Typographic(_)),
            "{quote:?} stands in {text:?} when all typography is folded, and is {judgement:?}"
        );
    }
    match &judgement {
        Judgement::Stands(_) | Judgement::Absent => {}
        Judgement::Typographic(folded) => {
            for place in &folded.places {
                let ends = reference::ends_after_folding(
                    &text,
                    place.range.start,
                    &quote,
                    &names(place.folds),
                );
                assert!(ends.contains(&place.range.end), "{place:?}");
                assert!(!place.folds.is_empty() && place.hidden.is_empty());
            }
        }
        Judgement::Hidden(walked) => {
            let mut plain = quote.clone();
            assert!(!walked.hidden.is_empty());
            for hidden in walked.hidden.iter().rev() {
                let instead = hidden.instead.map(String::from).unwrap_or_default();
                plain.replace_range(hidden.quote.clone(), &instead);
            }
            let all: Vec<&str> = Fold::ALL.into_iter().map(Fold::as_str).collect();
            let ends = reference::ends_after_folding(&text, walked.range.start, &plain, &all);
            assert!(ends.contains(&walked.range.end), "{walked:?}");
        }
        Judgement::Elided(elision) => {
            let mut after = 0;
            for piece in &elision.pieces {
                assert!(piece.source.start >= after);
                after = piece.source.end;
                let folds = names(piece.folds);
                let ends = reference::ends_after_folding(
                    &text,
                    piece.source.start,
                    &quote[piece.quote.clone()],
                    &folds,
                );
                assert!(ends.contains(&piece.source.end), "{piece:?}");
            }
        }
        Judgement::Altered(altered) => {
            let part = |left_out: Change| {
                let edits = altered.difference.edits.iter();
                edits
                    .filter(|(change, _)| *change != left_out)
                    .map(|(_, text)| text.as_str())
                    .collect::<String>()
            };
            assert_eq!(part(Change::Insert), text[altered.range.clone()]);
            assert_eq!(
                part(Change::Delete),
                quote,
                "the differences make another quote"
            );
            assert!((0.0..=1.0).contains(&altered.similarity));
        }
    }
    // What the settings accept can stand by no other folds.
    let accept: Folds = Fold::ALL
        .into_iter()
        .filter(|fold| input.accept & (1 << *fold as u8) != 0)
        .collect();
    if let Judgement::Stands(standing) = Judge::new(&text, accept).judge(&quote) {
        assert!(standing.folds.is_subset(accept));
        for place in &standing.places {
            let ends =
                reference::ends_after_folding(&text, place.start, &quote, &names(standing.folds));
            assert!(ends.contains(&place.end), "{place:?}");
        }
    }
});
