//! Mends claim files on disk, and says what was mended and what was not.

use super::{leftovers, terminal};
use crate::cli::Mending;
use anyhow::Result;
use factcheck::finding::Safety;
use factcheck::fix::{self, Mended, MendedFile};
use factcheck::project::Selection;
use factcheck::render::patch;
use factcheck::store::{Disk, Replacement};
use factcheck::text::visible_line;
use factcheck::workspace::Workspace;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal};

/// Mends what is selected, in memory.
pub(super) fn mend(opened: &mut Workspace, selection: &Selection, mending: &Mending) -> Mended {
    let safety = if mending.with_review {
        Safety::Review
    } else {
        Safety::Safe
    };
    fix::mend(&mut opened.project, selection, safety)
}

/// Writes the mended files; the paths of those that could not be. They are told, and the others are written all the same.
pub(super) fn write(opened: &mut Workspace, mended: &Mended) -> Result<BTreeSet<String>> {
    let disk = Disk::open(&opened.root)?;
    let all = opened.project.files.iter().map(|file| file.path.as_str());
    leftovers::clear(&disk, all);
    let files = each_once(opened, mended);
    let replacements: Vec<Replacement<'_>> = files
        .iter()
        .map(|(_, file)| Replacement {
            path: &file.path,
            before: file.before.as_bytes(),
            after: file.after.as_bytes(),
        })
        .collect();
    let outcomes = disk.replace_all(&replacements);
    let mut unwritten = BTreeSet::new();
    for ((_, file), outcome) in files.iter().zip(outcomes) {
        if let Err(error) = outcome {
            terminal::complain(&format!(
                "{} was not mended: {}",
                visible_line(&file.path),
                visible_line(&error.to_string())
            ));
            opened.project.replace_file(&file.path, &file.before);
            unwritten.insert(file.path.clone());
        }
    }
    Ok(unwritten)
}

/// The files that are mended, each with the path at which it stands once links are followed. One that several names lead to is
/// there once.
fn each_once<'m>(opened: &Workspace, mended: &'m Mended) -> Vec<(String, &'m MendedFile)> {
    let mut known = BTreeSet::new();
    let files = mended.files.iter();
    let files = files.map(|file| (opened.place_of(&file.path), file));
    files
        .filter(|(place, _)| known.insert(place.clone()))
        .collect()
}

/// Prints what mending would change, for `git apply`.
pub(super) fn print_patch(opened: &Workspace, mended: &Mended) -> io::Result<()> {
    let files = each_once(opened, mended).into_iter();
    let patches: Vec<String> = files
        .map(|(place, file)| patch(&place, &file.before, &file.after))
        .collect();
    let patches = patches.concat();
    if io::stdout().is_terminal() {
        return terminal::print_text(|out| {
            patches
                .lines()
                .try_for_each(|line| writeln!(out, "{}", visible_line(line)))
        });
    }
    terminal::print(|out| out.write_all(patches.as_bytes()))
}

/// What was mended, a line each, but for the files that could not be written.
pub(super) fn mended_lines(mended: &Mended, unwritten: &BTreeSet<String>) -> Vec<String> {
    let done = mended.done.iter().map(|done| {
        let what = format!("{} ({})", done.title, done.rule);
        (done.file.as_str(), line(&done.file, &done.claim, &what))
    });
    let recorded = mended.recorded.iter().map(|recorded| {
        let what = format!(
            "recorded as revision {}: “{}”",
            recorded.revision, recorded.note
        );
        (
            recorded.file.as_str(),
            line(&recorded.file, &recorded.claim, &what),
        )
    });
    let mut lines: Vec<(&str, String)> = done.chain(recorded).collect();
    lines.retain(|(file, _)| !unwritten.contains(*file));
    // Stable: what is recorded of a file comes after what was done in it.
    lines.sort_by_key(|(file, _)| *file);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// What was not mended though it was asked for, and why, a line each.
pub(super) fn withheld_lines(mended: &Mended) -> Vec<String> {
    let withheld = mended.withheld.iter().map(|withheld| {
        let what = format!(
            "not applied: {} ({}): {}",
            withheld.title, withheld.rule, withheld.reason
        );
        line(&withheld.file, &withheld.claim, &what)
    });
    withheld.collect()
}

fn line(file: &str, claim: &str, what: &str) -> String {
    visible_line(&format!("{file}: claim {claim}: {what}"))
}
