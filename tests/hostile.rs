//! Every hostile text, in every field, key and file name of a project, and every output read by whom it would harm.

mod support;

use factcheck::document::embedded;
use factcheck::project::Differing;
use factcheck::render::{ChangelogFormat, Format, Style, render, render_changelog};
use factcheck::store::Memory;
use factcheck::{Config, Date, Project, Report, Selection, rules, verify};
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use support::descriptor;
use support::readers::{
    assert_printable, read_concise, read_full, read_github, read_gitlab, read_json, read_junit,
    read_markdown, read_sarif, rendered,
};
use support::versions::compared;

/// Texts that would like to be something else: a path, a command of a terminal or of a pipeline, markup, a formula.
const ATTACKS: [&str; 18] = [
    "../../etc/passwd",
    "/dev/stdin",
    "C:\\aux\\..\\nul",
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{8}\u{8}",
    "\u{1b}]8;;http://e.example\u{1b}\\click\u{1b}]8;;\u{1b}\\",
    "pass\rerror\nresult: all is well\u{b}\u{c}\u{85}\u{2028}\u{2029}",
    "\u{202e}desrever\u{202c} \u{2066}isolated\u{2069} \u{61c}\u{200f}\u{200e}",
    "zero\u{200b}width\u{feff} soft\u{ad}hyphen \u{3164}filler \u{e0041}tag",
    "\n::error file=x,line=1::second line\n::stop-commands::token\n##[error]x\n##vso[task.setvariable]y",
    "%0A%0D::warning::x%25,title=y:z",
    "a,b:c%3A%2C;d=e",
    "</system-out></testcase>]]><!-- & &amp; &#0; \u{0}\u{fffe}\u{ffff} <![CDATA[ \" ' ",
    "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;",
    "```\n</details></summary>\n````` ~~~\n# head\n- item\n| cell | cell |\n---",
    "[click](http://e.example) ![x](http://e.example/p.png) <http://e.example> [ref]: http://e.example",
    "@everyone #1 \\[x\\] **b** `code` ``two`` $$x$$ {{ y }} ${{ secrets.X }} :boom:",
    "=cmd|' /C calc'!A0\t+1\t-1\t@SUM(A1)",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} \u{1f468}\u{200d}\u{1f469} %s %n {0} $(id) `id` ; rm -rf ~",
];

const TEXT: &str = "The council met on Monday.\nThe bridge will open in spring, the mayor said.\n";

/// A claim file with every field that there is.
fn complete() -> Value {
    json!({
        "$schema": "claim-file.schema.json", "schema_version": 1, "story": "bridge", "title": "The bridge",
        "claims": [{
            "id": "bridge-opens", "statement": "The bridge opens in spring.", "verdict": "supported", "rating": "true",
            "revision": 2, "checked": {"on": "2026-01-30", "by": "desk"},
            "citations": [
                {"source": "council", "quote": "The bridge will open in spring", "prefix": "Monday.\n", "suffix": ", the mayor",
                 "span": {"start": 27, "end": 57}, "stance": "supports", "speaker": "the mayor", "note": "Heard it."},
                {"source": "council", "quote": ["The council met", "the mayor said"], "stance": "context"}
            ],
            "changes": [{"revision": 2, "on": "2026-01-30", "note": "A new day.", "kind": "update"}],
            "waivers": [{"rule": "quote-too-short", "reason": "Short.", "citation": 0, "until": "2026-03-01"}],
            "formerly": ["bridge-closes"], "tags": ["bridge"],
        }],
        "retired": [{"id": "bridge-falls", "on": "2026-01-20", "reason": "It stands."}],
        "x-desk": {"seat": "left"},
    })
}

/// The project before anybody attacks it.
fn files() -> Memory {
    Memory::default()
        .with("sources/council.txt", TEXT)
        .with(
            "sources/council.json",
            descriptor("council", TEXT.as_bytes()).to_string(),
        )
        .with("claims/bridge.json", complete().to_string())
}

/// The JSON Pointers of all values of a document, objects and arrays among them.
fn pointers(value: &Value) -> Vec<String> {
    let below = |step: &str, value: &Value| -> Vec<String> {
        let step = step.replace('~', "~0").replace('/', "~1");
        pointers(value)
            .iter()
            .map(|rest| format!("/{step}{rest}"))
            .collect()
    };
    let own = [String::new()].into_iter();
    match value {
        Value::Object(members) => own
            .chain(members.iter().flat_map(|(key, value)| below(key, value)))
            .collect(),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            own.chain(items.flat_map(|(index, value)| below(&index.to_string(), value)))
                .collect()
        }
        _ => own.collect(),
    }
}

/// Each version of a document that has the text in the place of one value, in a value that is text, or as a key.
fn versions(document: &Value, attack: &str) -> Vec<Value> {
    let mut versions = Vec::new();
    for pointer in pointers(document) {
        let mut change = |change: &dyn Fn(&mut Value)| {
            let mut version = document.clone();
            change(version.pointer_mut(&pointer).expect("a value"));
            versions.push(version);
        };
        let value = document.pointer(&pointer).expect("a value");
        change(&|value| *value = json!(attack));
        if let Some(text) = value.as_str() {
            change(&|value| *value = json!(format!("{text} {attack}")));
        }
        if value.is_object() {
            change(&|value| value[attack] = json!(1));
            change(&|value| value[format!("x-{attack}")] = json!(attack));
        }
    }
    versions
}

/// Nobody who reads the report in a format for people or pipelines is harmed.
fn assert_harmless(report: &Report) {
    read_junit(&rendered(report, Format::Junit));
    read_github(&rendered(report, Format::Github), report);
    read_markdown(&rendered(report, Format::Markdown));
    read_concise(&rendered(report, Format::Concise), report);
    let mut out = Vec::new();
    let style = Style {
        color: true,
        ..Style::default()
    };
    render(report, Format::Full, style, &mut out).expect("memory to write to");
    let text = String::from_utf8(out).expect("UTF-8");
    read_full(&without_colour(&text), report);
    for format in [ChangelogFormat::Full, ChangelogFormat::Markdown] {
        let mut changelog = Vec::new();
        render_changelog(report, format, Style::default(), &mut changelog)
            .expect("memory to write to");
        let text = str::from_utf8(&changelog).expect("UTF-8");
        assert_printable("changelog", text);
        if format == ChangelogFormat::Markdown {
            read_markdown(text);
        }
    }
}

/// Every program that reads the report reads all of it.
fn assert_readable(report: &Report) {
    read_json(&rendered(report, Format::Json), report);
    read_sarif(&rendered(report, Format::Sarif), report);
    read_gitlab(&rendered(report, Format::Gitlab), report);
}

/// A text without the escape sequences that colour it: `ESC [`, numbers, `m`.
fn without_colour(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        plain.push_str(rest.strip_prefix('m').expect("nothing but colour"));
    }
    plain
}

/// The report on a version against the one before anybody attacked it.
fn report(today: Memory) -> Report {
    compared(files(), today, "2026-02-01", Differing::All)
}

/// A file name that a text makes.
fn name(attack: &str) -> String {
    attack.replace(['/', '\0'], "_")
}

/// The keys of a schema's `properties`, wherever they stand.
fn keys(schema: &Value) -> BTreeSet<&str> {
    match schema {
        Value::Object(members) => {
            let properties = members.get("properties").and_then(Value::as_object);
            let own = properties
                .into_iter()
                .flat_map(|properties| properties.keys().map(String::as_str));
            own.chain(members.values().flat_map(keys)).collect()
        }
        Value::Array(items) => items.iter().flat_map(keys).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn the_complete_claim_file_has_every_field_of_the_schema_and_no_fault() {
    let schema: Value =
        serde_json::from_str(embedded("claim-file").expect("a schema")).expect("JSON");
    let document = complete();
    let pointers = pointers(&document);
    let has = |key: &str| {
        pointers
            .iter()
            .any(|pointer| pointer.ends_with(&format!("/{key}")))
    };
    let missing: Vec<&str> = keys(&schema).into_iter().filter(|key| !has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let report = report(files());
    let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["waiver-unused"]);
    assert_harmless(&report);
    assert_readable(&report);
}

#[rstest]
fn in_a_claim_file(
    #[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)] attack: usize,
) {
    let mut all = files();
    for (number, version) in versions(&complete(), ATTACKS[attack]).iter().enumerate() {
        let version = version.to_string();
        assert_harmless(&report(
            files().with("claims/bridge.json", version.as_str()),
        ));
        all.insert(format!("claims/{number}.json"), version);
    }
    assert_readable(&report(all));
}

#[rstest]
fn in_a_descriptor(
    #[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)] attack: usize,
) {
    let mut complete = descriptor("council", TEXT.as_bytes());
    for (key, value) in [
        ("publisher", "The council"),
        ("author", "A clerk"),
        ("url", "https://e.example/a"),
        ("archived_url", "https://e.example/b"),
        ("retrieved", "2026-01-02"),
        ("language", "en"),
        ("text", "council.txt"),
        ("x-desk", "left"),
    ] {
        complete[key] = json!(value);
    }
    for version in versions(&complete, ATTACKS[attack]) {
        assert_harmless(&report(
            files().with("sources/council.json", version.to_string()),
        ));
    }
}

#[rstest]
fn in_a_source(
    #[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)] attack: usize,
) {
    let attack = ATTACKS[attack];
    // As an editor would see it: beside the quote, in place of a part of it, and within it.
    for text in [
        format!("{attack}{TEXT}{attack}"),
        TEXT.replace("will open", attack),
        TEXT.replace("will open", &format!("will {attack} open")),
        TEXT.replace(' ', attack),
    ] {
        let today = files().with("sources/council.txt", text.as_str());
        assert_harmless(&report(today.clone()));
        // Pinned to that text, so that nothing but the quotes is told.
        assert_harmless(&report(today.with(
            "sources/council.json",
            descriptor("council", text.as_bytes()).to_string(),
        )));
    }
}

#[rstest]
fn as_the_name_of_a_file(
    #[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)] attack: usize,
) {
    let name = name(ATTACKS[attack]);
    let altered = complete()
        .to_string()
        .replace("will open", "will never open")
        .replace("bridge-opens", "bridge-closes-early");
    let mut own = descriptor("council", TEXT.as_bytes());
    own["text"] = json!(format!("{name}.txt"));
    for today in [
        files().with(format!("claims/{name}.json"), altered.as_str()),
        files().with(format!("claims/{name}/bridge.json"), altered.as_str()),
        files().with(format!("claims/{name}.json"), "{"),
        files().with(format!("claims/{name}.JSON"), altered.as_str()),
        files()
            .with(format!("sources/{name}.json"), "{}")
            .with("factcheck.toml", "[rules]\nsource-unused = \"error\"\n"),
        files()
            .with(format!("sources/{name}.txt"), TEXT.replace("will", "may"))
            .with("sources/council.json", own.to_string()),
        Memory::default().with(format!("claims/{name}.json"), altered.as_str()),
    ] {
        assert_harmless(&report(today));
    }
}

#[rstest]
fn in_a_house_schema(
    #[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)] attack: usize,
) {
    let attack = ATTACKS[attack];
    let named = |keyword: &str, value: Value| json!({"properties": {"title": {keyword: value, "description": attack}}});
    for schema in [
        named("const", json!(attack)),
        named("enum", json!([attack, "other"])),
        named("minLength", json!(1000)),
        json!({"required": [attack]}),
        json!({"properties": {"story": false, attack: {}}, "additionalProperties": false}),
        json!({"propertyNames": {"const": attack}}),
    ] {
        let today = files()
            .with("factcheck.toml", "schema = \"house.json\"\n")
            .with("house.json", schema.to_string());
        let report = report(today);
        assert!(
            report
                .findings
                .iter()
                .any(|finding| finding.rule == "schema-violation"),
            "{schema}"
        );
        assert_harmless(&report);
    }
}

/// Settings that cannot be used are told on standard error, in a terminal.
#[rstest]
fn in_settings(
    #[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)] attack: usize,
) {
    let project = support::Project::bridge();
    let text = Value::String(ATTACKS[attack].to_owned())
        .to_string()
        .replace('\u{7f}', "");
    for settings in [
        format!("{text} = 1\n"),
        format!("claims = [{text}]\n"),
        format!("sources = {text}\n"),
        format!("schema = {text}\n"),
        format!("extend = {text}\n"),
        format!("against = {text}\n"),
        format!("accept = [{text}]\n"),
        format!("[rules]\n{text} = \"off\"\n"),
        format!("[rules]\nquote-cut-word = {text}\n"),
        ATTACKS[attack].to_owned(),
    ] {
        let run = project.write("factcheck.toml", &settings).run(&["verify"]);
        assert!(
            run.code != 0 || settings.starts_with("against"),
            "{settings}: {run:#?}"
        );
        assert_printable("standard error", &run.stderr);
        assert_printable("standard output", &run.stdout);
    }
}

/// Ids and names that differ by capitals alone are one file on some systems and two on others.
mod twins {
    use super::*;

    fn checked(files: Memory) -> Report {
        let today = Date::parse("2026-02-01").expect("a date");
        let project = Project::read(Arc::new(files), Config::default(), today).expect("a project");
        verify(&project, &Selection::Whole)
    }

    #[test]
    fn a_source_is_cited_by_its_own_capitals() {
        let other = complete().to_string().replace("\"council\"", "\"Council\"");
        let report = checked(files().with("claims/bridge.json", other));
        assert!(
            report
                .findings
                .iter()
                .any(|finding| finding.rule == "source-missing")
        );
        assert_eq!(report.exit_code(), 1);
    }

    #[test]
    fn two_sources_are_two() {
        let text = TEXT.replace("spring", "autumn");
        let files = files().with("sources/Council.txt", text.as_str()).with(
            "sources/Council.json",
            descriptor("Council", text.as_bytes()).to_string(),
        );
        assert_eq!(checked(files.clone()).exit_code(), 0);
        let other = complete().to_string().replace("\"council\"", "\"Council\"");
        assert_eq!(
            checked(files.with("claims/bridge.json", other)).exit_code(),
            1
        );
    }

    #[test]
    fn two_claim_files_are_both_checked() {
        let other = complete()
            .to_string()
            .replace("will open", "will never open");
        let report = checked(files().with("claims/Bridge.json", other));
        assert_eq!((report.summary.files, report.exit_code()), (2, 1));
    }
}

#[test]
fn every_rule_is_known_to_the_readers() {
    // A rule's name stands in outputs as it is: it must need no escape anywhere.
    for rule in rules::infos() {
        assert!(
            rule.name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            rule.name
        );
    }
}
