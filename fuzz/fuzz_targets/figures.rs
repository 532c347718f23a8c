//! Statement × quotes → figures: no panic, figures in order and apart, and every figure stands in the text it is from.

#![no_main]

use arbitrary::Arbitrary;
use factcheck::figure::{Evidence, Language, figures, unsupported};
use factcheck_fuzz::story::Words;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input {
    statement: Words,
    quote: Words,
    raw: String,
}

fuzz_target!(|input: Input| {
    let statement = format!("{}{}", input.statement.text(40), input.raw);
    let quote = input.quote.text(40);
    let mut after = 0;
    for figure in figures(&statement, &[Language::English, Language::French]) {
        assert!(figure.range.start >= after && figure.range.start < figure.range.end);
        assert!(statement.get(figure.range.clone()).is_some());
        after = figure.range.end;
    }
    let evidence = |text| Evidence {
        fragments: vec![text],
        published: Some((2026, 1)),
    };
    unsupported(
        &statement,
        &[evidence(&quote)],
        &[Language::English, Language::French],
    );
    let own = unsupported(
        &statement,
        &[evidence(&statement)],
        &[Language::English, Language::French],
    );
    assert!(
        own.is_empty(),
        "it does not support itself: {own:?} of {statement:?}"
    );
});
