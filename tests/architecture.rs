//! The walls of the house: a module imports only from floors below it, and every file says what it is for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors of `src/lib.rs`, lowest first; `rules` and `render` share one and never meet.
const FLOORS: &[&[&str]] = &[
    &["hex", "content"],
    &["text", "store", "progress"],
    &["document", "quote", "figure"],
    &["finding", "claim"],
    &["source", "config", "page"],
    &["project", "seek", "starter"],
    &["evidence", "baseline", "cite"],
    &["drift", "cache"],
    &["report"],
    &["rules", "render"],
    &["verify"],
    &["resume"],
    &["workspace", "fix"],
    &["cli"],
    &["commands"],
    &["main"],
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every source file: its path below `src`, and its text.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .expect("below src")
                .to_string_lossy()
                .replace('\\', "/");
            let text = fs::read_to_string(&path).expect("a source file");
            (name, text)
        })
        .collect()
}

/// The room a file belongs to: the first step of its path.
fn room(path: &str) -> &str {
    path.split('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".rs")
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&room))
}

/// The rooms that a file's own code (not its tests) names as `crate::room` or `factcheck::room`.
fn imports(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| {
            ["crate::", "factcheck::"]
                .into_iter()
                .flat_map(move |prefix| {
                    line.match_indices(prefix).map(move |(at, _)| {
                        let rest = &line[at + prefix.len()..];
                        let end = rest
                            .find(|c: char| !c.is_alphanumeric() && c != '_')
                            .unwrap_or(rest.len());
                        &rest[..end]
                    })
                })
        })
        .collect()
}

#[test]
fn a_module_imports_only_from_floors_below() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let own = room(&path);
        if own == "lib" {
            continue;
        }
        let Some(own_floor) = floor(own) else {
            faults.push(format!("{path} stands on no floor"));
            continue;
        };
        assert!(
            !text.contains("crate::{"),
            "{path}: one room a line, so that this test can read it"
        );
        for import in imports(&text) {
            match floor(import) {
                Some(below) if below < own_floor || import == own => {}
                // The program may use what the library re-exports.
                None if own_floor >= floor("cli").expect("a floor") => {}
                _ => faults.push(format!("{path} imports {import}")),
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_file_opens_with_a_sentence_that_says_what_it_is_for() {
    for (path, text) in sources() {
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("//! ") && first.len() > 20,
            "{path} opens with {first:?}"
        );
    }
}

#[test]
fn only_store_and_program_touch_files() {
    for (path, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
        let may = ["store", "workspace", "commands", "main"].contains(&room(&path));
        assert!(
            may || !code.contains("std::fs"),
            "{path} reads files by itself"
        );
    }
}
