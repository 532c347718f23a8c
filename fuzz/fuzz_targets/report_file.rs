//! Bytes → an earlier report: no panic, and what is read as a report can be written and read again.

#![no_main]

use factcheck::render::{Format, read_known, read_report};
use factcheck_fuzz::readers::rendered;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let known = read_known("report.json", bytes.to_vec());
    if let Ok(report) = read_report(bytes.to_vec()) {
        let json = rendered(&report, Format::Json);
        let again = read_report(json.clone().into_bytes())
            .unwrap_or_else(|error| panic!("{error}: {json}"));
        assert_eq!(rendered(&again, Format::Json), json);
        for format in [
            Format::Full,
            Format::Concise,
            Format::Github,
            Format::Gitlab,
            Format::Junit,
            Format::Sarif,
            Format::Markdown,
        ] {
            rendered(&report, format);
        }
        if let Ok(known) = known {
            let mut report = report;
            report.hide(&known);
            rendered(&report, Format::Full);
        }
    }
});
