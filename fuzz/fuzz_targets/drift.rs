//! Before × after → drift: none against itself, and no change of content that is not recorded goes unseen.

#![no_main]

use arbitrary::Arbitrary;
use factcheck::finding::Level;
use factcheck::project::{Baseline, BaselineKind, Differing, Prior};
use factcheck::store::Memory;
use factcheck::{ClaimFile, Config, Report, Selection, verify};
use factcheck_fuzz::story::Story;
use factcheck_fuzz::{promise, world};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::sync::Arc;

#[derive(Arbitrary, Debug)]
struct Input {
    /// The version before; where there is none, a story is compared with itself.
    before: Option<Story>,
    after: Story,
}

fn compared(then: Memory, now: Memory) -> Option<Report> {
    let mut project = world::project(now, Config::default());
    let baseline = Baseline {
        requested: "auto".to_owned(),
        kind: BaselineKind::Git,
        revision: Some("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d".to_owned()),
        from: "HEAD".to_owned(),
    };
    let prior = Prior::read(&project, Arc::new(then), baseline, Differing::All, None).ok()?;
    project.prior = Ok(prior);
    Some(verify(&project, &Selection::Whole))
}

fn is_drift(rule: &str) -> bool {
    !rule.starts_with("quote-a")
        && (rule.ends_with("-changed")
            || rule.contains("-re")
            || rule.starts_with("citation-")
            || rule.starts_with("claim-re"))
}

/// All that is said of a claim but what is not its content.
fn content(claim: &Value) -> String {
    let mut citations: Vec<String> = claim["citations"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|citation| {
            let stance = citation
                .get("stance")
                .cloned()
                .unwrap_or_else(|| "supports".into());
            format!(
                "{:?}",
                (
                    &citation["source"],
                    &citation["quote"],
                    stance,
                    &citation["speaker"]
                )
            )
        })
        .collect();
    citations.sort();
    format!(
        "{:?}",
        (
            &claim["statement"],
            &claim["verdict"],
            &claim["rating"],
            citations
        )
    )
}

/// Whether the revision rose and an entry of the new revision has a note that is new.
fn is_recorded(before: &Value, after: &Value) -> bool {
    let no_changes = Vec::new();
    let old = before["changes"].as_array().unwrap_or(&no_changes);
    let new = after["changes"].as_array().unwrap_or(&no_changes);
    let is_new = |entry: &&Value| !old.iter().any(|old| old["note"] == entry["note"]);
    after["revision"].as_u64() > before["revision"].as_u64()
        && new
            .iter()
            .any(|entry| entry["revision"] == after["revision"] && is_new(&entry))
}

fn assert_same_as_itself(now: Memory) {
    let report = compared(now.clone(), now).expect("JSON");
    promise::assert_sound(&report);
    assert!(
        report.changes.is_empty(),
        "changed against itself: {:?}",
        report.changes
    );
    let told = report
        .findings
        .iter()
        .find(|finding| is_drift(finding.rule) && finding.rule != "source-changed");
    assert!(
        told.is_none(),
        "drift against itself: {:?}",
        told.map(|finding| finding.rule)
    );
}

fuzz_target!(|input: Input| {
    let file = input.after.json();
    let text = file.to_string();
    let now = input.after.world().with(world::CLAIMS, text.as_str());
    let Some(story) = input.before else {
        return assert_same_as_itself(now);
    };
    let before = story.json();
    let then = story.world().with(world::CLAIMS, before.to_string());
    let report = compared(then, now).expect("JSON");
    promise::assert_kept(&report, text.as_bytes(), |id| input.after.text_of(id));
    let is_red = report
        .findings
        .iter()
        .any(|finding| finding.level == Level::Error);
    if is_red {
        return;
    }
    let claims = |file: &Value| file["claims"].as_array().expect("claims").clone();
    // What could not be read then had findings of its own, and is compared with nothing.
    let read = ClaimFile::parse(world::CLAIMS, before.to_string().into_bytes(), None);
    let was_read = |index: usize| {
        let own = format!("/claims/{index}");
        let mut faults = read.faults.iter();
        !faults.any(|fault| fault.pointer.starts_with(&own))
    };
    let olds = claims(&before);
    // Of claims that share an id, which was an error then, one that goes on is enough.
    let is_only_one = |id: &Value| olds.iter().filter(|old| old["id"] == *id).count() == 1;
    for (index, old) in olds.iter().enumerate() {
        if !was_read(index) || !is_only_one(&old["id"]) {
            continue;
        }
        let mut same = claims(&file)
            .into_iter()
            .filter(|new| new["id"] == old["id"]);
        let (Some(new), None) = (same.next(), same.next()) else {
            continue;
        };
        assert!(
            content(old) == content(&new) || is_recorded(old, &new),
            "{} changed, and nothing is said",
            old["id"]
        );
    }
});
