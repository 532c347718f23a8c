//! The README says what is true: its guide is followed step by step, and its table of rules is the list of rules.
//! `FACTCHECK_REWRITE=1` writes what the program prints into it.

mod support;

use factcheck::rules;
use std::fmt::Write as _;
use support::guide::{END_OF_OWN, OWN, follow_part, page, replaced, run, settle};
use support::{git_command, has_git};

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
    let said = page("README.md");
    let mut is = replaced(&said, "<!-- rules:", "<!-- end of rules -->", &table());
    let folder = tempfile::tempdir().expect("a folder can be made");
    is = follow_part(&is, "## A five-minute guide", folder.path());
    if has_git() {
        is = follow_part(&is, "## Catching drift", folder.path());
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
    settle("README.md", &said, &is);
}
