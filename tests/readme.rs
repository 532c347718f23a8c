//! The README says what is true: its guide is followed step by step, and its table of rules is the list of rules.
//! `FACTCHECK_REWRITE=1` writes what the program prints into it.

mod support;

use factcheck::rules;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use support::{factcheck_in, git_command, has_git};

/// Where a commit of the project itself is told of, by its id, and where that ends.
const OWN: &str = "<!-- own: ";
const END_OF_OWN: &str = "<!-- end of own -->";

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

/// Follows a part of the README in a folder: writes its files, runs its commands, and puts what they print below them.
fn follow(text: &str, part: &str, folder: &Path) -> String {
    let start = text.find(part).unwrap_or_else(|| panic!("no {part}"));
    let end = text[start + 1..]
        .find("\n## ")
        .map_or(text.len(), |end| start + 1 + end);
    let mut out = text[..start].to_owned();
    let mut lines = text[start..end].split_inclusive('\n');
    // What is told of another project is not run here.
    let mut is_elsewhere = false;
    while let Some(line) = lines.next() {
        out.push_str(line);
        is_elsewhere = line.starts_with(OWN) || (is_elsewhere && !line.starts_with(END_OF_OWN));
        let Some(info) = line
            .trim_end()
            .strip_prefix("```")
            .filter(|info| !info.is_empty())
        else {
            continue;
        };
        let block: String = lines.by_ref().take_while(|line| *line != "```\n").collect();
        if info == "console" && !is_elsewhere {
            let commands = block.lines().filter(|line| line.starts_with("$ "));
            for command in commands {
                let printed = run(command, folder);
                let printed = printed.trim_end();
                let _ = writeln!(out, "{command}");
                if !printed.is_empty() {
                    let _ = writeln!(out, "{printed}");
                }
            }
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

/// What a command of the README prints.
fn run(command: &str, folder: &Path) -> String {
    let words = words(command.trim_start_matches("$ "));
    let (program, arguments) = words.split_first().expect("a command");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command = if program == "git" {
        git_of_the_day(folder, &arguments)
    } else {
        factcheck_in(folder, &[&["--root", "."], &arguments[..]].concat())
    };
    let output = command.output().expect("the program runs");
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The words of a command line, without the quotation marks around some.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for c in command.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            c => words.last_mut().expect("a word").push(c),
        }
    }
    words
}

/// git in a folder, at a day of its own, so that the same files make the same commit everywhere.
fn git_of_the_day(folder: &Path, arguments: &[&str]) -> Command {
    let mut git = git_command(folder, arguments);
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_DATE"), "2026-02-01T12:00:00+00:00");
    }
    git
}

/// What `factcheck diff HEAD~1` prints in the project itself at a commit; `None` where the clone does not reach so far.
fn diff_of_own_commit(commit: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let git = |arguments: &[&str]| {
        let done = git_command(folder.path(), arguments).output().ok()?;
        done.status.success().then_some(())
    };
    let own = env!("CARGO_MANIFEST_DIR");
    git(&["clone", "--quiet", "--shared", "--no-checkout", own, "."])?;
    git(&[
        "rev-parse",
        "--verify",
        "--quiet",
        &format!("{commit}~1^{{commit}}"),
    ])?;
    git(&["checkout", "--quiet", commit])?;
    Some(run("$ factcheck diff HEAD~1", folder.path()))
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

/// The README with what `diff` prints of the commit that it names.
fn with_own_commit(text: &str) -> String {
    let start = text.find(OWN).expect("the commit") + OWN.len();
    let commit = text[start..].split(' ').next().expect("its id");
    let Some(printed) = diff_of_own_commit(commit) else {
        eprintln!("skipped: commit {commit} is not in this clone");
        return text.to_owned();
    };
    let block = format!(
        "\n```console\n$ factcheck diff HEAD~1\n{}\n```\n\n",
        printed.trim_end()
    );
    replaced(text, OWN, END_OF_OWN, &block)
}

#[test]
fn the_readme_is_true() {
    let said = fs::read_to_string(readme()).expect("the README");
    let mut is = replaced(&said, "<!-- rules:", "<!-- end of rules -->", &table());
    let pinned = is.find("\"sha256\": \"").expect("the descriptor") + 11;
    let end = pinned + is[pinned..].find('"').expect("its end");
    is.replace_range(pinned..end, &hash(&said));
    let folder = tempfile::tempdir().expect("a folder can be made");
    is = follow(&is, "## A five-minute guide", folder.path());
    if has_git() {
        is = follow(&is, "## Catching drift", folder.path());
        is = with_own_commit(&is);
    }

    // The first finding of the guide is the README's opening example.
    let guide = is.find("## Catching drift").expect("the guide's end");
    let start = is[..guide]
        .rfind("error[quote-altered]")
        .expect("the finding");
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
