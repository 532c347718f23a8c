//! Bytes → a house schema → faults of a claim file: no panic, no hang, and a fault for all that `jsonschema` refuses.

#![no_main]

use factcheck::document::{Schema, UnknownFormats, parse_json};
use factcheck::store::Memory;
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

const FILE: &str = r#"{"schema_version": 1, "story": "bridge", "claims": [{"id": "bridge", "statement": "It opens — “in May”.",
    "revision": 1, "tags": ["a", "a"], "checked": {"on": "2026-02-01", "by": "desk"}, "x-house": {"desk": null, "n": 1.5e3}}]}"#;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = serde_json::from_slice(bytes) else {
        return;
    };
    let files = Arc::new(Memory::default().with(
        "house/other.json",
        r#"{"$defs": {"text": {"type": "string"}}}"#,
    ));
    let Ok(schema) = Schema::compile(
        document,
        "house/claim.schema.json",
        files,
        UnknownFormats::Refused,
    ) else {
        return;
    };
    let parsed = parse_json(FILE).expect("JSON");
    for fault in schema.faults(&parsed.root) {
        assert!(FILE.get(fault.range.clone()).is_some(), "{fault:?}");
        assert!(!fault.message.is_empty());
    }
});
