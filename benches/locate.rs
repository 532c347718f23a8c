//! How long it takes to find quotes that stand in a text, and that stand nowhere.

mod prose;

use divan::{Bencher, black_box};
use factcheck::config::Config;
use factcheck::quote::{Judge, Needles};
use prose::{Random, passage, prose};

fn main() {
    divan::main();
}

/// An article of 7 KB with eleven quotes, then ever longer texts with ever more of them.
#[divan::bench(args = [(7_000, 11), (100_000, 200), (5_000_000, 2_000)])]
fn standing(bencher: Bencher<'_, '_>, (bytes, count): (usize, usize)) {
    let mut random = Random::new(1);
    let text = prose(&mut random, bytes);
    let quotes: Vec<&str> = (0..count)
        .map(|_| passage(&mut random, &text, 120))
        .collect();
    bencher.bench(|| Judge::new(&text, Config::default().accept).judge_all(black_box(&quotes)));
}

/// Six thousand quotes in an article that holds none of them: what the search in all other sources is made of.
#[divan::bench]
fn standing_nowhere(bencher: Bencher<'_, '_>) {
    let mut random = Random::new(2);
    let other = prose(&mut random, 1_000_000);
    let quotes: Vec<&str> = (0..6_000)
        .map(|_| passage(&mut random, &other, 120))
        .collect();
    let needles = Needles::new(quotes, "");
    let text = prose(&mut random, 7_000);
    bencher.bench(|| needles.find_in(black_box(text.as_bytes())));
}
