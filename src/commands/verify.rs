//! `factcheck verify`: all checks.

use super::COULD_NOT_CHECK;
use super::outcome::{known, repeat, show_and_keep};
use super::project::{compare, open, open_noting, open_staged, refuse_claims_outside};
use super::remember::Memory;
use super::reports::ReportFiles;
use crate::cli::{Common, Verify};
use anyhow::{Result, bail};
use factcheck::document::nearest_name;
use factcheck::project::{NoPrior, Selection};
use factcheck::store::{self, Store};
use factcheck::workspace::Workspace;
use std::env;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(options: &Verify, common: &Common) -> Result<u8> {
    let memory = Memory::of(options, common);
    if let Some(answer) = memory.as_ref().and_then(Memory::recall) {
        return repeat(&answer, &options.output);
    }
    let remembering = memory.and_then(|memory| memory.record(options));
    let mut opened = match &remembering {
        _ if options.staged => open_staged(common)?,
        Some(remembering) => open_noting(common, &remembering.journal())?,
        None => open(common)?,
    };
    if options.paths.is_empty() {
        refuse_claims_outside(&opened, common)?;
    }
    compare(&mut opened, options.against.as_deref())?;
    let selection = select(options, &opened)?;
    let files = ReportFiles::new(&options.output.reports, Some(&opened))?;
    // First, since it is soon said.
    let known = options.baseline_report.as_deref().map(known).transpose()?;
    let mut report = factcheck::verify_shard(&opened.project, &selection, options.shard);
    if report.exit_code() == COULD_NOT_CHECK && report.unchecked.is_empty() {
        bail!(
            "nothing was checked: no claim file{} matches {} in {}",
            if options.staged {
                " that git tracks"
            } else {
                ""
            },
            opened.project.config.claims.join(", "),
            opened.root.display()
        );
    }
    if let Some(known) = &known {
        report.hide(known);
    }
    let (code, answer) = show_and_keep(
        &report,
        &files,
        &opened.root,
        &options.output,
        common,
        remembering.is_some(),
    )?;
    if let (Some(remembering), Some(compared), Some(answer)) =
        (remembering, opened.compared(), &answer)
    {
        remembering.keep(options, common, compared, answer);
    }
    // What git holds, a prior version or what is staged, is read by a process, which ends here.
    opened.project.prior = Err(NoPrior::NotAskedFor);
    opened.project.store = Arc::new(store::Memory::default());
    // This process is about to end: giving the memory back piece by piece would only take time.
    std::mem::forget((opened, report));
    Ok(code)
}

/// What the paths of the command line name; all of the project where there are none.
fn select(options: &Verify, opened: &Workspace) -> Result<Selection> {
    if options.paths.is_empty() {
        return Ok(Selection::Whole);
    }
    let here = env::current_dir()?;
    let mut paths = Vec::new();
    for given in &options.paths {
        let path = here.join(given);
        if !is_there(opened, &path) && !was_there(opened, &path) {
            let known = opened.project.files.iter().map(|file| file.path.as_str());
            let meant = opened
                .relative(&path)
                .ok()
                .and_then(|path| nearest_name(&path, known).map(str::to_owned));
            let meant = meant
                .map(|meant| format!("; did you mean {meant}?"))
                .unwrap_or_default();
            let remedy = if opened.is_staged() && path.exists() {
                format!(
                    " among the files that git tracks; run `git add {}`",
                    given.display()
                )
            } else {
                meant
            };
            bail!("there is no {}{remedy}", given.display());
        }
        paths.push(opened.relative(&path)?);
    }
    // The root is the whole project, by whatever name.
    if paths.iter().any(String::is_empty) {
        return Ok(Selection::Whole);
    }
    let named = opened.project.name_paths(&paths);
    if let Some(path) = named.unknown.first() {
        bail!(
            "{path} holds or is neither a claim file nor a source: claim files match {}, and sources are in {}/",
            opened.project.config.claims.join(", "),
            opened.project.config.sources,
        );
    }
    Ok(Selection::Part {
        files: named.files,
        sources: named.sources,
    })
}

/// Whether the project has a file, or a folder, of that path: on disk, or where it is what is staged that counts, there.
fn is_there(opened: &Workspace, path: &Path) -> bool {
    if !opened.is_staged() {
        return path.exists() || path.is_symlink();
    }
    // What is no path of the project is told as that.
    opened
        .relative(path)
        .map_or(true, |path| holds(&*opened.project.store, &path))
}

/// Whether the version that the project is compared with has a file, or a folder, of that path.
fn was_there(opened: &Workspace, path: &Path) -> bool {
    match (&opened.project.prior, opened.relative(path)) {
        (Ok(prior), Ok(path)) => holds(&*prior.store, &path),
        _ => false,
    }
}

fn holds(store: &dyn Store, path: &str) -> bool {
    store.read(path).is_ok() || store.list(path).is_ok()
}
