//! How long a report takes to be written, in each format.

use divan::Bencher;
use factcheck::render::{Format, Style, render};
use factcheck::store::Memory;
use factcheck::{Config, Date, Project, Report, Selection, verify};
use std::fmt::Write;
use std::sync::Arc;

fn main() {
    divan::main();
}

/// The report of so many claims, each tenth of which misquotes its source.
fn report(claims: usize) -> Report {
    let mut text = String::new();
    let mut written = Vec::new();
    for number in 0..claims {
        let said = format!("In year {number} the harbour board approved new berths.");
        let quoted = if number % 10 == 0 {
            said.replace("approved", "refused")
        } else {
            said.clone()
        };
        let _ = writeln!(text, "{said}");
        written.push(format!(
            r#"{{"id": "berths-{number}", "statement": "There are new berths.", "verdict": "supported", "revision": 1,
            "checked": {{"on": "2026-02-01", "by": "desk"}}, "citations": [{{"source": "minutes", "quote": "{quoted}"}}]}}"#
        ));
    }
    let file = format!(
        r#"{{"schema_version": 1, "story": "harbour", "claims": [{}]}}"#,
        written.join(",")
    );
    let descriptor = format!(
        r#"{{"schema_version": 1, "id": "minutes", "title": "Minutes", "published": "2026-01-01", "sha256": "{}"}}"#,
        "0".repeat(64)
    );
    let files = Memory::default()
        .with("claims/harbour.json", file)
        .with("sources/minutes.json", descriptor)
        .with("sources/minutes.txt", text);
    let today = Date::parse("2026-02-01").expect("a date");
    let project = Project::read(Arc::new(files), Config::default(), today).expect("a project");
    verify(&project, &Selection::Whole)
}

#[divan::bench(args = [
    Format::Full,
    Format::Concise,
    Format::Json,
    Format::Github,
    Format::Gitlab,
    Format::Junit,
    Format::Sarif,
    Format::Markdown,
])]
fn of_a_thousand_claims(bencher: Bencher<'_, '_>, format: Format) {
    let report = report(1_000);
    bencher.bench_local(|| {
        let mut out = Vec::new();
        render(&report, format, Style::default(), &mut out).expect("memory takes everything");
        out
    });
}
