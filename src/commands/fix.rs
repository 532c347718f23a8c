//! `factcheck fix`: applies the fixes that findings offer, and says what is left to be mended by hand.

use super::mending::{mend, mended_lines, print_patch, withheld_lines, write};
use super::outcome::complain_of_unchecked;
use super::project::{compare, open, refuse_claims_outside};
use super::verify::{refuse_if_nothing_was_checked, select};
use super::{COULD_NOT_CHECK, terminal};
use crate::cli::{Common, Fix};
use anyhow::Result;
use factcheck::Report;
use factcheck::finding::{Finding, Level, Safety};
use factcheck::fix::Mended;
use factcheck::text::{shell_word, visible_line};
use factcheck::workspace::find_root;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsStr;
use std::path::Path;

pub(super) fn run(options: &Fix, common: &Common) -> Result<u8> {
    let mut opened = open(common)?;
    if options.paths.is_empty() {
        refuse_claims_outside(&opened, common)?;
    }
    compare(&mut opened, options.against.as_deref())?;
    let selection = select(&options.paths, &opened)?;
    let mended = mend(&mut opened, &selection, &options.mending);
    refuse_if_nothing_was_checked(&mended.before, &opened)?;
    let withheld = withheld_lines(&mended);
    if options.mending.diff {
        print_patch(&opened, &mended)?;
        for line in &withheld {
            terminal::complain(line);
        }
        complain_of_unchecked(&mended.before);
        return Ok(mended.before.exit_code());
    }
    let unwritten = write(&mut opened, &mended)?;
    let report = factcheck::verify(&opened.project, &selection);
    let mut lines = mended_lines(&mended, &unwritten);
    lines.extend(withheld);
    if !common.quiet {
        lines.extend(closing(
            &mended,
            &unwritten,
            &report,
            (!options.mending.with_review).then(|| with_review(options, common)),
        ));
    }
    terminal::print_text(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    complain_of_unchecked(&report);
    let has_mended = mended.files.len() > unwritten.len();
    Ok(match report.exit_code() {
        _ if !unwritten.is_empty() => COULD_NOT_CHECK,
        0 if options.fails_when_mended && has_mended => 1,
        code => code,
    })
}

/// The same command, that applies the fixes which need review as well.
fn with_review(options: &Fix, common: &Common) -> String {
    let mut command = "factcheck fix --unsafe".to_owned();
    let mut add = |name: &str, value: &OsStr| {
        command.push_str(name);
        command.push(' ');
        command.push_str(&shell_word(&value.to_string_lossy()));
    };
    // Where the project is found all the same, its root need not be said.
    let root = common.root.as_ref().filter(|root| !is_found(root));
    let named = [
        (" --root", root.map(|path| path.as_os_str())),
        (
            " --config",
            common.config.as_ref().map(|path| path.as_os_str()),
        ),
        (" --against", options.against.as_ref().map(OsStr::new)),
    ];
    for (name, value) in named {
        if let Some(value) = value {
            add(name, value);
        }
    }
    for path in &options.paths {
        add("", path.as_os_str());
    }
    visible_line(&command)
}

/// Whether this is the root of the project that is found from the working folder.
fn is_found(root: &Path) -> bool {
    let found = env::current_dir().and_then(|here| find_root(&here).canonicalize());
    let root = root.canonicalize();
    found.is_ok_and(|found| root.is_ok_and(|root| root == found))
}

/// How much was mended, what is left, and the command that would mend more of it.
fn closing(
    mended: &Mended,
    unwritten: &BTreeSet<String>,
    report: &Report,
    with_review: Option<String>,
) -> Vec<String> {
    let done = mended.done.iter();
    let applied = done.filter(|done| !unwritten.contains(&done.file)).count();
    let files = mended.files.len() - unwritten.len();
    let mut lines = vec![match applied {
        0 => "mended nothing".to_owned(),
        _ => format!(
            "applied {} in {}",
            counted(applied, "fix", "fixes"),
            counted(files, "file", "files")
        ),
    }];
    for (level, one, many) in [
        (Level::Error, "error", "errors"),
        (Level::Warning, "warning", "warnings"),
    ] {
        let left = || {
            report
                .findings
                .iter()
                .filter(|finding| finding.level == level)
        };
        if left().next().is_some() {
            let count = counted(left().count(), one, many);
            lines.push(format!("left: {count} ({})", by_rule(left())));
        }
    }
    let needs_review = |finding: &&Finding| {
        let fix = finding.fix.as_ref();
        fix.is_some_and(|fix| fix.safety == Safety::Review)
    };
    let more = || report.findings.iter().filter(needs_review);
    if let Some(command) = with_review.filter(|_| more().next().is_some()) {
        lines.push(format!(
            "with a fix that needs review: {}; look at them with `{command} --diff`, apply them with `{command}`",
            by_rule(more())
        ));
    }
    lines
}

/// `2 quote-altered, 1 span-moved`: most first.
fn by_rule<'f>(findings: impl Iterator<Item = &'f Finding>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let counts: Vec<String> = counts
        .into_iter()
        .map(|(rule, count)| format!("{count} {rule}"))
        .collect();
    counts.join(", ")
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
