//! Hostile claims → each output format → its own reader, and none is harmed or misled.

#![no_main]

use factcheck::render::{Format, read_known, read_report};
use factcheck::rules;
use factcheck_fuzz::readers::{
    assert_printable, read_concise, read_github, read_json, read_junit, read_markdown, rendered,
};
use factcheck_fuzz::story::Story;
use factcheck_fuzz::world;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|story: Story| {
    let report = world::report(story.world().with(world::CLAIMS, story.json().to_string()));
    let json = rendered(&report, Format::Json);
    let value = read_json(&json);
    assert_eq!(
        value["findings"].as_array().map(Vec::len),
        Some(report.findings.len())
    );
    let mut again =
        read_report(json.clone().into_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"));
    again.rules = rules::infos();
    assert_eq!(
        rendered(&again, Format::Json),
        json,
        "the report that was read is another one"
    );
    read_known("report.json", json.into_bytes()).expect("a report");

    let sarif = read_json(&rendered(&report, Format::Sarif));
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), report.findings.len() + report.waived.len());
    let gitlab = read_json(&rendered(&report, Format::Gitlab));
    assert!(gitlab.as_array().expect("issues").len() >= report.findings.len());
    read_junit(&rendered(&report, Format::Junit));
    read_github(&rendered(&report, Format::Github), &report);
    read_markdown(&rendered(&report, Format::Markdown));
    read_concise(&rendered(&report, Format::Concise), &report);
    assert_printable("full", &rendered(&report, Format::Full));
    for format in [
        Format::Full,
        Format::Junit,
        Format::Markdown,
        Format::Github,
        Format::Sarif,
        Format::Gitlab,
    ] {
        assert_eq!(
            rendered(&report, format),
            rendered(&again, format),
            "{format:?} of the report that was read"
        );
    }
});
