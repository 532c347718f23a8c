//! How long the judgement of altered quotes takes, on the pairs of text and quote that `nearest_rapidfuzz.py` wrote.
//!
//! `cargo bench --bench nearest_pairs -- FILE` prints the median of several rounds, in microseconds for each pair.

use factcheck::judge;
use std::hint::black_box;
use std::time::Instant;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let Some(file) = std::env::args().nth(1).filter(|file| file != "--bench") else {
        println!("nearest_pairs: no file of pairs was given; see benches/nearest_rapidfuzz.py");
        return;
    };
    let json = std::fs::read_to_string(&file).expect("a file that nearest_rapidfuzz.py wrote");
    let pairs: Vec<(String, String)> = serde_json::from_str(&json).expect("pairs of texts");
    let mut rounds: Vec<f64> = (0..7)
        .map(|_| {
            let start = Instant::now();
            for (text, quote) in &pairs {
                black_box(judge(text, quote));
            }
            start.elapsed().as_secs_f64() * 1e6 / pairs.len() as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!("{:.1}", rounds[rounds.len() / 2]);
}
