//! Claims → fixes → claims: what is mended is a claim file without a new error, and mending it again changes nothing.

#![no_main]

use arbitrary::Arbitrary;
use factcheck::finding::{Level, Safety};
use factcheck::fix::mend;
use factcheck::store::Memory;
use factcheck::{Config, Project, Report, Selection};
use factcheck_fuzz::story::Story;
use factcheck_fuzz::{promise, seen, world};
use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Arbitrary, Debug)]
struct Input {
    story: Story,
    with_review: bool,
    is_pretty: bool,
}

fn project(sources: &Memory, file: &str) -> Project {
    world::project(sources.clone().with(world::CLAIMS, file), Config::default())
}

/// How often each rule has an error, for each citation of each claim.
fn errors(report: &Report) -> BTreeMap<(Option<usize>, Option<usize>, &'static str), usize> {
    let mut counts = BTreeMap::new();
    for finding in &report.findings {
        if finding.level == Level::Error {
            let key = (finding.claim_index, finding.citation, finding.rule);
            *counts.entry(key).or_default() += 1;
        }
    }
    counts
}

fuzz_target!(|input: Input| -> Corpus {
    let json = input.story.json();
    let file = if input.is_pretty {
        format!("{json:#}\n")
    } else {
        json.to_string()
    };
    if !seen::is_first((&file, input.story.own_text(), input.with_review)) {
        return Corpus::Reject;
    }
    let sources = input.story.world();
    let safety = if input.with_review {
        Safety::Review
    } else {
        Safety::Safe
    };
    let mut edited = project(&sources, &file);
    let mended = mend(&mut edited, &Selection::Whole, safety);
    let [change] = mended.files.as_slice() else {
        assert!(mended.files.is_empty(), "only the claim file can be mended");
        assert!(mended.done.is_empty() && mended.recorded.is_empty());
        return Corpus::Keep;
    };
    assert_eq!(
        (change.path.as_str(), change.before.as_str()),
        (world::CLAIMS, file.as_str())
    );
    serde_json::from_str::<Value>(&change.after).expect("what is mended is JSON");

    let mut again = project(&sources, &change.after);
    let second = mend(&mut again, &Selection::Whole, safety);
    assert!(second.files.is_empty(), "mended twice: {:?}", second.done);
    let report = second.before;
    promise::assert_kept(&report, change.after.as_bytes(), |id| {
        input.story.text_of(id)
    });
    let before = errors(&mended.before);
    for (key, count) in errors(&report) {
        let had = before.get(&key).copied().unwrap_or(0);
        assert!(count <= had, "{key:?}: {count} errors, {had} before");
    }
    Corpus::Keep
});
