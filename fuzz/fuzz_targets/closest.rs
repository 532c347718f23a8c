//! Source text × altered quote → the closest passage, against the whole table of edit distances.

#![no_main]

use arbitrary::Arbitrary;
use factcheck::{Judgement, judge};
use factcheck_fuzz::reference;
use factcheck_fuzz::story::Edit;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input {
    words: Vec<u8>,
    start: u16,
    length: u8,
    edits: Vec<Edit>,
}

const WORDS: [&str; 32] = [
    "the", "council", "met", "bridge", "mayor", "of", "a", "in", "spring", "not", "never", "said",
    "harbour", "roof", "steel", "engineer", "late", "weeks", "two", "12", "70", "per", "cent",
    "million", "open", "opened", "close", "closed", "Été", "мост", "who", "and",
];

/// A word, and what parts it from the next.
fn word(byte: &u8) -> String {
    let end = match byte / 32 {
        7 => ". ",
        6 => ",\n",
        _ => " ",
    };
    format!("{}{end}", WORDS[usize::from(byte % 32)])
}

fuzz_target!(|input: Input| {
    let words: Vec<String> = input.words.iter().take(120).map(word).collect();
    let text = words.concat();
    let start = usize::from(input.start) % (words.len() + 1);
    let end = words.len().min(start + usize::from(input.length % 32));
    // Whole words: a passage starts and ends with one, so what a cut word lacks would count as edits.
    let mut quote = words[start..end].concat().trim().to_owned();
    input
        .edits
        .iter()
        .take(4)
        .for_each(|edit| edit.apply(&mut quote));
    let quote = quote.trim();
    let length = quote.chars().count();
    let least = reference::least_distance(&text, quote);
    match judge(&text, quote) {
        Judgement::Stands(_) => assert_eq!(least, 0),
        Judgement::Altered(altered) => {
            let passage = &text[altered.range.clone()];
            let distance = reference::distance(passage, quote);
            let longer = passage.chars().count().max(length);
            let similarity = 1.0 - distance as f64 / longer as f64;
            let is_by_pieces = quote.contains('…') || quote.matches('.').count() > 2;
            assert!(
                is_by_pieces || (altered.similarity - similarity).abs() < 1e-9,
                "{similarity}, not {}",
                altered.similarity
            );
            assert!(distance >= least);
        }
        // A quote of some length of which nearly all stands somewhere is like something. What its first or last word lacks
        // counts, since a passage has whole words.
        Judgement::Absent => {
            let least = reference::least_distance_of_words(&text, quote);
            assert!(
                length < 20 || 10 * least > length,
                "{least} edits of {length} away, and absent: {quote}"
            );
        }
        _ => {}
    }
});
