//! Hostile claims → each output format → its own reader, and none is harmed or misled.

#![no_main]

use factcheck::render::{Format, read_report};
use factcheck_fuzz::readers::{
    assert_printable, read_concise, read_github, read_json, read_junit, read_markdown, rendered,
};
use factcheck_fuzz::story::Story;
use factcheck_fuzz::world;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|story: Story| {
    let mut report = world::report(story.world().with(world::CLAIMS, story.json().to_string()));
    // The rules' pages are always the same, and SARIF holds all of them.
    report.rules.clear();
    let json = rendered(&report, Format::Json);
    let value = read_json(&json);
    assert_eq!(
        value["findings"].as_array().map(Vec::len),
        Some(report.findings.len())
    );
    let again =
        read_report(json.clone().into_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"));
    let same = |format: Format| {
        let text = rendered(&report, format);
        assert_eq!(
            text,
            rendered(&again, format),
            "{format:?} of the report that was read"
        );
        text
    };
    same(Format::Json);
    let sarif = read_json(&same(Format::Sarif));
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), report.findings.len() + report.waived.len());
    let gitlab = read_json(&same(Format::Gitlab));
    assert!(gitlab.as_array().expect("issues").len() >= report.findings.len());
    read_junit(&same(Format::Junit));
    read_github(&same(Format::Github), &report);
    read_markdown(&same(Format::Markdown));
    read_concise(&same(Format::Concise), &report);
    assert_printable("full", &same(Format::Full));
});
