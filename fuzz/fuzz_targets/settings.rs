//! Bytes → settings: no panic, and no settings make a quotation pass that has another word than its source.

#![no_main]

use factcheck::config::FILE_NAME;
use factcheck::store::Memory;
use factcheck::{Config, Project, Selection, verify};
use factcheck_fuzz::{promise, world};
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};

/// A project whose only quotation is wrong: `after` is `before` in the source.
static WRONG: LazyLock<Memory> = LazyLock::new(|| {
    world::sources()
        .with("house/factcheck.toml", "min-quote-characters = 3\naccept = [\"quotes\"]\n")
        .with("house/claim.schema.json", r#"{"type": "object"}"#)
        .with(
            world::CLAIMS,
            r#"{"schema_version": 1, "story": "bridge", "claims": [{
            "id": "bridge", "statement": "It opens.", "verdict": "supported", "revision": 1,
            "checked": {"on": "2026-02-01", "by": "desk"},
            "citations": [{"source": "council", "quote": "We won't open the bridge after 5 May."}]}]}"#,
        )
});

fuzz_target!(|bytes: &[u8]| {
    world::in_one_thread();
    let store = Arc::new(WRONG.clone().with(FILE_NAME, bytes));
    let Ok(config) = Config::read(&*store, None) else {
        return;
    };
    // Only what is found by the settings can be judged by them.
    if let Ok(project) = Project::read(store, config, world::today()) {
        let report = verify(&project, &Selection::Whole);
        promise::assert_sound(&report);
        assert_ne!(
            report.exit_code(),
            0,
            "these settings let a wrong quotation pass"
        );
    }
});
