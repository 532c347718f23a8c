//! The pages in `docs/` say what is true: every command is run, every sample made, every recipe names what there is, and
//! every link leads somewhere. `FACTCHECK_REWRITE=1` writes what the program prints into them.

mod support;

use factcheck::rules;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use support::guide::{fence, follow, of_repository, page, replaced, settle};
use support::{factcheck_in, has_git, run};

/// A part of a report that is made here: `<!-- sample: FORMAT /a/json/pointer -->`.
const SAMPLE: &str = "<!-- sample: ";
const END_OF_SAMPLE: &str = "<!-- end of sample -->";

/// The README and all pages, as paths in the repository.
fn pages() -> Vec<String> {
    let folder = fs::read_dir(of_repository("docs")).expect("docs");
    let paths = folder.map(|entry| Path::new("docs").join(entry.expect("an entry").file_name()));
    let mut pages: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| path.to_str().expect("UTF-8").replace('\\', "/"))
        .collect();
    pages.push("README.md".to_owned());
    pages.sort();
    pages
}

/// The blocks of a page: the line of each one's start, what stands after the fence, and its text.
fn blocks(text: &str) -> Vec<(usize, &str, String)> {
    let mut blocks = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let Some((fence, info)) = fence(line) else {
            continue;
        };
        let mut block = String::new();
        for (_, line) in lines.by_ref().take_while(|(_, line)| *line != fence) {
            let _ = writeln!(block, "{line}");
        }
        blocks.push((number, info, block));
    }
    blocks
}

/// The lines of a page that stand in no block.
fn prose(text: &str) -> Vec<&str> {
    let mut prose = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        match fence(line) {
            Some((fence, _)) => drop(lines.by_ref().find(|line| *line == fence)),
            None => prose.push(line),
        }
    }
    prose
}

/// Follows a page from its first line to its last, in a folder of its own.
fn follow_page(path: &str) {
    let said = page(path);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let is = with_samples(&follow(&said, folder.path()), folder.path());
    settle(path, &said, &is);
}

/// A page with its samples of reports on the project that it made.
fn with_samples(text: &str, folder: &Path) -> String {
    let mut is = text.to_owned();
    for start in text.lines().filter(|line| line.starts_with(SAMPLE)) {
        let asked = &start[SAMPLE.len()..];
        let (format, pointer) = asked.split_once(' ').expect("a format and a pointer");
        let pointer = pointer.trim_end_matches(" -->");
        let arguments = ["--root", ".", "verify", "--output-format", format];
        let report = run(&mut factcheck_in(folder, &arguments)).report();
        let part = report.pointer(pointer);
        let part: &Value = part.unwrap_or_else(|| panic!("{format} has no {pointer}"));
        let sample = format!("\n```json\n{part:#}\n```\n\n");
        is = replaced_after(&is, start, &sample);
    }
    is
}

/// The text after a line, up to the next end of a sample, replaced.
fn replaced_after(text: &str, start: &str, sample: &str) -> String {
    let at = text.find(start).expect("the sample");
    format!(
        "{}{}",
        &text[..at],
        replaced(&text[at..], start, END_OF_SAMPLE, sample)
    )
}

/// The pages whose commands are run from the first to the last.
const FOLLOWED: [&str; 4] = [
    "docs/ci.md",
    "docs/editors.md",
    "docs/formats.md",
    "docs/sources.md",
];

#[test]
fn every_command_of_a_page_is_run() {
    for path in pages() {
        let is_followed = FOLLOWED.contains(&path.as_str()) || path == "README.md";
        for (line, info, block) in blocks(&page(&path)) {
            let is_console = info == "console" || block.starts_with("$ ");
            assert!(
                !is_console || is_followed,
                "{path}:{line} is run by no test"
            );
            let has_command = block.starts_with("$ ");
            assert!(
                has_command == (info == "console"),
                "{path}:{line}: a block of commands is a `console`, and starts with one"
            );
        }
    }
}

#[test]
fn the_page_for_editors_is_true() {
    if has_git() {
        follow_page("docs/editors.md");
    }
}

#[test]
fn the_page_for_ci_is_true() {
    if has_git() {
        follow_page("docs/ci.md");
    }
}

#[test]
fn the_page_of_sources_is_true() {
    if has_git() {
        follow_page("docs/sources.md");
    }
}

#[test]
fn the_page_of_formats_is_true() {
    follow_page("docs/formats.md");
}

#[test]
fn the_page_of_rules_is_made_of_their_pages() {
    let mut is = String::from(
        "# All rules, each with its page\n\n\
         This page is made of the pages in [src/rules/](../src/rules) by the test `docs`; `FACTCHECK_REWRITE=1` writes it.\n\
         `factcheck explain RULE` prints the page of one rule. What a **core rule** is, and why nothing lowers it, says\n\
         [the page for editors](editors.md#core-rules). Below *Example* and *Silent* stand a case in which the rule fires\n\
         and one in which it does not; both are run as tests. *(before)* and *(after)* are two versions of one file.\n\n\
         | rule | level | fires when |\n|---|---|---|\n",
    );
    for rule in rules::ALL {
        let core = if rule.core { ", core" } else { "" };
        let summary = rule.page().summary.replace('|', "\\|");
        let name = rule.name;
        let _ = writeln!(
            is,
            "| [`{name}`](#{name}) | {}{core} | {summary} |",
            rule.level
        );
    }
    for rule in rules::ALL {
        let _ = writeln!(is, "\n{}", moved_down(rule.page().text).trim_end());
    }
    settle("docs/rules.md", &page("docs/rules.md"), &is);
}

/// A page with its headings one level down. What stands in a block is no heading.
fn moved_down(text: &str) -> String {
    let mut is_block = false;
    let mut out = String::new();
    for line in text.lines() {
        is_block ^= line.starts_with("```");
        let more = if line.starts_with('#') && !is_block {
            "#"
        } else {
            ""
        };
        let _ = writeln!(out, "{more}{line}");
    }
    out
}

#[test]
fn the_two_commands_do_what_the_readme_says() {
    let text = page("README.md");
    // The guide, the section on drift and the opening example are compared by the test `readme`.
    let end = text.find("## A five-minute guide").expect("the guide");
    let start = text.find("## The two commands").expect("the commands");
    let commands: Vec<String> = blocks(&text[start..end])
        .into_iter()
        .filter(|(_, info, _)| *info == "console")
        .map(|(_, _, block)| block)
        .collect();
    assert_eq!(
        commands,
        ["$ cargo run --release -- verify\n", "$ cargo test\n"]
    );
    let verify = run(&mut factcheck_in(
        &of_repository("."),
        &["verify", "--against", "none"],
    ));
    assert_eq!(verify.code, 0, "{verify:#?}");
    assert!(verify.stdout.contains("result: ok"), "{verify:#?}");

    // Further sections are followed by the test `readme`, or none has commands.
    let after_drift = text.find("\n## In CI").expect("what comes after");
    for (line, info, block) in blocks(&text[after_drift..]) {
        assert_ne!(info, "console", "{line} lines after drift: {block}");
    }
}

/// The targets of a page's links, without those in blocks and in code.
fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in prose(text) {
        // A name in code may be the text of a link: its place is kept.
        let parts = line.split('`').step_by(2);
        let line = parts.collect::<Vec<_>>().join("code");
        for part in line.split("](").skip(1) {
            let target = part.split_once(')').expect("a link's end").0;
            links.push(target.to_owned());
        }
    }
    links
}

/// What links call the headings of a page: in lower case, without punctuation, with hyphens for spaces.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for line in prose(text) {
        if line.starts_with('#') {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
            let anchor: String = heading.chars().filter(kept).collect();
            anchors.insert(anchor.replace(' ', "-"));
        }
    }
    anchors
}

#[test]
fn every_link_leads_somewhere() {
    for path in pages() {
        let text = page(&path);
        for link in links(&text) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() {
                path.clone()
            } else {
                let folder = Path::new(&path).parent().expect("a folder");
                folder.join(file).to_str().expect("UTF-8").to_owned()
            };
            let is_there = of_repository(&target).exists();
            assert!(is_there, "{path} links {link}, which is not there");
            if !anchor.is_empty() {
                let known = anchors(&page(&target));
                assert!(known.contains(anchor), "{path} links {link}: {known:#?}");
            }
        }
    }
}

/// The keys below a line of a YAML file that are indented so far, up to a line that is less.
fn keys_below<'y>(yaml: &'y str, line: &str, indent: usize) -> BTreeSet<&'y str> {
    let from = yaml.find(line).unwrap_or_else(|| panic!("no {line}"));
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let lines = yaml[from..].lines().skip(1);
    lines
        .take_while(|line| line.is_empty() || indentation(line) >= indent)
        .filter(|line| indentation(line) == indent && !line.trim_start().starts_with('#'))
        .filter_map(|line| Some(line.trim_start().split_once(':')?.0))
        .collect()
}

/// The values of a key, anywhere in a YAML text.
fn values<'y>(yaml: &'y str, key: &str) -> Vec<&'y str> {
    let lines = yaml.lines();
    lines
        .filter_map(|line| {
            line.trim_start_matches([' ', '-'])
                .strip_prefix(key)?
                .strip_prefix(": ")
        })
        .collect()
}

/// The recipes of all pages: where each stands, what it is written in, and its text.
fn recipes() -> Vec<(String, String, String)> {
    let mut recipes = Vec::new();
    for path in pages() {
        for (line, info, block) in blocks(&page(&path)) {
            let language = info.split(' ').next().unwrap_or_default();
            if matches!(language, "yaml" | "sh") {
                recipes.push((format!("{path}:{line}"), language.to_owned(), block));
            }
        }
    }
    recipes
}

#[test]
fn recipes_name_what_there_is() {
    let action = page("action.yml");
    let (inputs, outputs) = (
        keys_below(&action, "inputs:", 2),
        keys_below(&action, "outputs:", 2),
    );
    let offered = page(".pre-commit-hooks.yaml");
    let hooks: BTreeSet<&str> = values(&offered, "id").into_iter().collect();
    let template = page(".gitlab/factcheck.gitlab-ci.yml");
    let variables = keys_below(&template, "  variables:", 4);
    let mut tried = BTreeSet::new();
    for (place, language, recipe) in recipes() {
        assert!(
            !recipe.contains('\t'),
            "{place}: YAML and shell are indented with spaces"
        );
        for step in recipe.split("- uses: OWNER/factcheck@").skip(1) {
            let step = step.split("\n      - ").next().unwrap_or(step);
            tried.insert("action");
            let with = if step.contains("with:") {
                keys_below(step, "with:", 10)
            } else {
                BTreeSet::new()
            };
            assert!(
                with.is_subset(&inputs),
                "{place}: {with:?} of the inputs {inputs:?}"
            );
        }
        for output in recipe.split("steps.factcheck.outputs.").skip(1) {
            let name = output
                .split(|c: char| !(c.is_alphanumeric() || c == '-'))
                .next();
            assert!(
                outputs.contains(name.unwrap_or_default()),
                "{place}: {name:?}"
            );
        }
        if recipe.contains("repos:") && !recipe.contains("repo: local") {
            tried.insert("pre-commit");
            for id in values(&recipe, "id") {
                assert!(hooks.contains(id), "{place}: no hook {id} in {hooks:?}");
            }
        }
        if recipe.contains("factcheck.gitlab-ci.yml") {
            tried.insert("GitLab");
            for name in keys_below(&recipe, "variables:", 2) {
                assert!(
                    variables.contains(name),
                    "{place}: no variable {name} in {variables:?}"
                );
            }
        }
        for line in recipe.lines() {
            let starts = ["factcheck verify", "factcheck diff", "factcheck merge"];
            let Some(at) = starts.iter().find_map(|start| line.find(start)) else {
                continue;
            };
            let command = &line[at..];
            tried.insert(if language == "sh" { "hook" } else { "command" });
            assert_known(command, &place);
        }
    }
    assert_eq!(
        tried.into_iter().collect::<Vec<_>>(),
        ["GitLab", "action", "command", "hook", "pre-commit"]
    );
}

/// Asserts that the program knows the options of a command line, and the formats that it names.
fn assert_known(command: &str, place: &str) {
    let words = command.split_whitespace();
    let words: Vec<&str> = words.take_while(|word| *word != "&&").collect();
    let folder = tempfile::tempdir().expect("a folder can be made");
    let help = run(&mut factcheck_in(folder.path(), &[words[1], "--help"])).stdout;
    let options = words.iter().filter(|word| word.starts_with("--"));
    for option in options {
        let option = option.split('=').next().unwrap_or(option);
        let is_known = help.split_whitespace().any(|word| word == option);
        assert!(is_known, "{place}: {command}: no {option}");
    }
    for pair in words.windows(2) {
        let format = match pair[0] {
            "--report" => pair[1].split('=').next().unwrap_or_default(),
            "--output-format" => pair[1],
            _ => continue,
        };
        assert!(
            help.contains(&format!("- {format}: ")),
            "{place}: {command}: no format {format}"
        );
    }
}
