//! Hostile claims → an output format → its own reader: none is harmed or misled, and each tells of the same places.

#![no_main]

use arbitrary::Arbitrary;
use factcheck::Report;
use factcheck::render::{Format, read_report};
use factcheck_fuzz::readers::{
    read_concise, read_full, read_github, read_gitlab, read_json, read_junit, read_markdown,
    read_sarif, rendered,
};
use factcheck_fuzz::story::Story;
use factcheck_fuzz::{seen, world};
use libfuzzer_sys::{Corpus, fuzz_target};

/// One format each time: all of them take ten times as long, and each is read on its own.
#[derive(Arbitrary, Debug, Clone, Copy, Hash)]
enum Chosen {
    Full,
    Concise,
    Json,
    Github,
    Gitlab,
    Junit,
    Sarif,
    Markdown,
}

#[derive(Arbitrary, Debug)]
struct Input {
    format: Chosen,
    is_read_back: bool,
    story: Story,
}

fn assert_harmless(format: Chosen, report: &Report) -> (Format, String) {
    let (format, read): (Format, fn(&str, &Report)) = match format {
        Chosen::Full => (Format::Full, read_full),
        Chosen::Concise => (Format::Concise, read_concise),
        Chosen::Json => (Format::Json, read_json),
        Chosen::Github => (Format::Github, read_github),
        Chosen::Gitlab => (Format::Gitlab, read_gitlab),
        Chosen::Junit => (Format::Junit, |text, _| read_junit(text)),
        Chosen::Sarif => (Format::Sarif, read_sarif),
        Chosen::Markdown => (Format::Markdown, |text, _| read_markdown(text)),
    };
    let text = rendered(report, format);
    read(&text, report);
    (format, text)
}

fuzz_target!(|input: Input| -> Corpus {
    let json = input.story.json().to_string();
    let text = input.story.own_text();
    if !seen::is_first((input.format, input.is_read_back, &json, text)) {
        return Corpus::Reject;
    }
    let mut report = world::report(input.story.world().with(world::CLAIMS, json));
    // The rules' pages are always the same, and SARIF holds all of them.
    report.rules.clear();
    let (format, text) = assert_harmless(input.format, &report);
    if input.is_read_back {
        let json = rendered(&report, Format::Json);
        let again = read_report(json.clone().into_bytes())
            .unwrap_or_else(|error| panic!("{error}: {json}"));
        assert_eq!(
            text,
            rendered(&again, format),
            "{format:?} of the report that was read"
        );
    }
    Corpus::Keep
});
