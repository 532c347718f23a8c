//! The README says what is true: its guide is followed step by step, and its table of rules is the list of rules.
//! `FACTCHECK_REWRITE=1` writes what the program prints into it.

use factcheck::rules;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn readme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Compares the README with what it should be, or writes it.
fn settle(said: &str, is: &str) {
    if env::var_os("FACTCHECK_REWRITE").is_some() {
        fs::write(readme(), is).expect("the README can be written");
    } else {
        assert_eq!(
            said, is,
            "run the tests with FACTCHECK_REWRITE=1, and read what changed"
        );
    }
}

/// The README with other text between two lines.
fn replaced(text: &str, start: &str, end: &str, content: &str) -> String {
    let from = text
        .find(start)
        .unwrap_or_else(|| panic!("no line {start}"));
    let from = from + text[from..].find('\n').expect("a line") + 1;
    let to = from
        + text[from..]
            .find(end)
            .unwrap_or_else(|| panic!("no line {end}"));
    format!("{}{content}{}", &text[..from], &text[to..])
}

fn table() -> String {
    let mut table = String::from("| rule | level | fires when |\n|---|---|---|\n");
    for rule in rules::ALL {
        let page = format!("src/rules/{}.md", rule.name.replace('-', "_"));
        let core = if rule.core { ", core" } else { "" };
        let summary = rule.page().summary.replace('|', "\\|");
        let _ = writeln!(
            table,
            "| [`{}`]({page}) | {}{core} | {summary} |",
            rule.name, rule.level
        );
    }
    table
}

/// Follows the guide in an empty folder: writes its files, runs its commands, and puts what they print below them.
fn follow(text: &str, folder: &Path) -> String {
    let guide = text.find("## A five-minute guide").expect("the guide");
    let end = guide
        + text[guide..]
            .find("\n## What it says")
            .expect("the end of the guide");
    let mut out = text[..guide].to_owned();
    let mut lines = text[guide..end].split_inclusive('\n');
    while let Some(line) = lines.next() {
        out.push_str(line);
        let Some(info) = line
            .trim_end()
            .strip_prefix("```")
            .filter(|info| !info.is_empty())
        else {
            continue;
        };
        let block: String = lines.by_ref().take_while(|line| *line != "```\n").collect();
        if info == "console" {
            let command = block.lines().next().expect("a command");
            let _ = writeln!(out, "{command}\n{}", run(command, folder).trim_end());
        } else if let Some((_, path)) = info.split_once(' ') {
            write(&folder.join(path), &block);
            out.push_str(&block);
        } else {
            out.push_str(&block);
        }
        out.push_str("```\n");
    }
    out + &text[end..]
}

fn write(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    fs::write(path, content).expect("a file can be written");
}

fn run(command: &str, folder: &Path) -> String {
    let mut words = command.trim_start_matches("$ factcheck ").split(' ');
    let output = Command::new(env!("CARGO_BIN_EXE_factcheck"))
        .args(words.by_ref())
        .args(["--root", "."])
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        // The guide is about a folder in no repository, whatever runs this test.
        .env_remove("GITHUB_BASE_REF")
        .env_remove("CI_MERGE_REQUEST_DIFF_BASE_SHA")
        .env_remove("PRE_COMMIT_FROM_REF")
        .env_remove("GIT_DIR")
        .output()
        .expect("the program runs");
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The hash that the guide's descriptor must hold.
fn hash(text: &str) -> String {
    let start = text
        .find("```text sources/harbour-report.txt\n")
        .expect("the source")
        + 35;
    let end = start + text[start..].find("```").expect("its end");
    Sha256::digest(&text[start..end])
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[test]
fn the_readme_is_true() {
    let said = fs::read_to_string(readme()).expect("the README");
    let mut is = replaced(&said, "<!-- rules:", "<!-- end of rules -->", &table());
    let pinned = is.find("\"sha256\": \"").expect("the descriptor") + 11;
    let end = pinned + is[pinned..].find('"').expect("its end");
    is.replace_range(pinned..end, &hash(&said));
    let folder = tempfile::tempdir().expect("a folder can be made");
    is = follow(&is, folder.path());

    // The first finding of the guide is the README's opening example.
    let start = is.rfind("error[quote-altered]").expect("the finding");
    let end = start + is[start..].find("\n\n").expect("its end");
    let opening = format!(
        "\n```console\n$ factcheck verify\n{}\n```\n\n",
        &is[start..end]
    );
    is = replaced(
        &is,
        "<!-- guide: the first look -->",
        "## The two commands",
        &opening,
    );
    settle(&said, &is);
}
