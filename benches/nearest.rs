//! How long it takes to tell what an altered quote was made from, or that nothing is like it.

mod prose;

use divan::{Bencher, black_box};
use factcheck::judge;
use prose::{Random, passage, prose};

fn main() {
    divan::main();
}

/// A quote with one word replaced.
fn altered(quote: &str) -> String {
    let mut words: Vec<&str> = quote.split(' ').collect();
    let middle = words.len() / 2;
    words[middle] = "altogether";
    words.join(" ")
}

/// In texts of so many bytes.
#[divan::bench(args = [7_000, 100_000, 2_000_000])]
fn one_word_altered(bencher: Bencher<'_, '_>, bytes: usize) {
    let mut random = Random::new(1);
    let text = prose(&mut random, bytes);
    let quote = altered(passage(&mut random, &text, 120));
    bencher.bench(|| judge(black_box(&text), black_box(&quote)));
}

/// A quote of another text.
#[divan::bench]
fn nothing_like_it(bencher: Bencher<'_, '_>) {
    let mut random = Random::new(1);
    let text = prose(&mut random, 7_000);
    let other = prose(&mut random, 7_000);
    let quote = passage(&mut random, &other, 120);
    bencher.bench(|| judge(black_box(&text), black_box(quote)));
}

/// Texts that are made to mislead, in which everything is like everything.
#[divan::bench(args = ["a", "ab", "a ", "word ", "ab cd "], consts = [100_000, 1_000_000])]
fn monotonous<const BYTES: usize>(bencher: Bencher<'_, '_>, unit: &str) {
    let text = unit.repeat(BYTES / unit.len());
    let quote = unit.repeat(60) + "x" + &unit.repeat(60);
    bencher.bench(|| judge(black_box(&text), black_box(&quote)));
}
