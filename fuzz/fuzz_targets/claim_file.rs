//! Bytes → a claim file → findings: no panic, and green only where the promise holds.

#![no_main]

use factcheck_fuzz::{promise, seen, world};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !seen::is_first(bytes) {
        return Corpus::Reject;
    }
    let report = world::report_to_show(world::sources().with(world::CLAIMS, bytes));
    promise::assert_kept(&report, bytes, world::text_of);
    Corpus::Keep
});
