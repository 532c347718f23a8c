//! `docs/dependencies.md` names every direct dependency with its features, and a reason; no other.

mod support;

use factcheck::document::{Node, parse_toml};
use std::collections::BTreeMap;
use std::fs;
use support::guide::of_repository;

/// Crates and their features.
type Crates = BTreeMap<String, Vec<String>>;

fn read(path: &str) -> String {
    fs::read_to_string(of_repository(path)).expect("a file of the repository")
}

/// The crates of a table of `Cargo.toml`. `default` stands for the features that a crate has by itself.
fn listed(table: Option<&Node<'_>>) -> Crates {
    let members = table.map(Node::members).unwrap_or_default();
    let one = |member: &factcheck::document::Member<'_>| {
        let is_plain = member.value.as_str().is_some();
        let has_default = is_plain || member.value.get("default-features").is_none();
        let features = member.value.get("features").and_then(Node::as_array);
        let features = features.unwrap_or_default().iter().filter_map(Node::as_str);
        let default = has_default.then_some("default").into_iter();
        let mut features: Vec<String> = default.chain(features).map(str::to_owned).collect();
        features.sort();
        (member.key.clone().into_owned(), features)
    };
    members.iter().map(one).collect()
}

/// The crates of a section of the page: those of its table, each with a reason.
fn told(section: &str) -> Crates {
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_end_matches(" |").split(" | ").collect();
        let [name, reason, licence, features] = cells[..] else {
            panic!("four cells: {row}");
        };
        assert!(reason.len() > 10, "a reason: {row}");
        assert!(!licence.is_empty(), "a licence: {row}");
        let features = features.split(", ").filter(|feature| *feature != "none");
        let mut features: Vec<String> = features
            .map(|feature| feature.trim_matches('`').to_owned())
            .collect();
        features.sort();
        (name.trim_end_matches('`').to_owned(), features)
    })
    .collect()
}

#[test]
fn the_page_is_what_cargo_builds_from() {
    let manifest = read("Cargo.toml");
    let manifest = parse_toml(&manifest).expect("TOML");
    let page = read("docs/dependencies.md");
    let (program, tests) = page
        .split_once("## In the tests only")
        .expect("two sections");

    let mut in_program = listed(manifest.get("dependencies"));
    for system in manifest
        .get("target")
        .map(Node::members)
        .unwrap_or_default()
    {
        in_program.extend(listed(system.value.get("dependencies")));
    }
    assert_eq!(told(program), in_program);
    assert_eq!(told(tests), listed(manifest.get("dev-dependencies")));
}

#[test]
fn no_code_is_unsafe() {
    let manifest = read("Cargo.toml");
    let manifest = parse_toml(&manifest).expect("TOML");
    let lint = manifest
        .at("/lints/rust/unsafe_code")
        .and_then(Node::as_str);
    assert_eq!(lint, Some("forbid"));
}
