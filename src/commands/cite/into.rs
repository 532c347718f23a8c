//! `factcheck cite --into`: the citation goes to the end of a claim's citations, unless it would make an error.

use super::super::given::as_typed;
use super::super::project::{compare, open};
use super::super::{leftovers, terminal};
use super::complain;
use crate::cli::Common;
use anyhow::{Result, anyhow, bail};
use factcheck::cite::{Draft, Refused, insert};
use factcheck::document::nearest_name;
use factcheck::finding::Level;
use factcheck::project::{Project, Selection};
use factcheck::store::{Disk, Overlay};
use factcheck::text::{Text, visible_line};
use factcheck::workspace::Workspace;
use factcheck::{Report, verify};
use std::collections::BTreeSet;
use std::env;
use std::path::Path;
use std::sync::Arc;

/// Puts a citation into the claim `claim` of the file `file`; `text` is the source's.
pub(super) fn put(
    draft: &Draft,
    text: &Text,
    (file, claim): (&Path, &str),
    common: &Common,
) -> Result<()> {
    let opened = open(common)?;
    let path = claim_file(&opened, file)?;
    let disk = Disk::open(&opened.root)?;
    let named = |reason: &dyn std::fmt::Display| {
        anyhow!("{} was left as it is: {reason}", visible_line(&path))
    };
    let before = opened
        .project
        .store
        .read(&path)
        .map_err(|error| named(&error))?;
    let after = insert(&before, claim, draft, text).map_err(|refused| {
        match home(&refused, &opened.project, &path) {
            Some(home) => named(&format!(
                "{refused}; that claim is in {}",
                visible_line(home)
            )),
            None => named(&refused),
        }
    })?;
    if let Some(trouble) = new_error(&opened, &path, &before, &after)? {
        return Err(named(&format!(
            "with this citation it would have a new error: {trouble}"
        )));
    }
    leftovers::clear(&disk, [path.as_str()]);
    disk.replace(&path, &before, after.as_bytes())
        .map_err(|error| named(&error))?;
    if !common.quiet {
        terminal::print_text(|out| {
            let (path, claim) = (visible_line(&path), visible_line(claim));
            writeln!(
                out,
                "{path}: the claim \"{claim}\" has a new citation of {}",
                draft.source
            )
        })?;
    }
    remind_to_record(claim, &path, common);
    Ok(())
}

/// The path of a claim file of the project.
fn claim_file(opened: &Workspace, file: &Path) -> Result<String> {
    let path = opened.relative(&env::current_dir()?.join(file))?;
    let known = opened.project.files.iter().map(|file| file.path.as_str());
    if known.clone().any(|known| known == path) {
        return Ok(path);
    }
    if let Some((_, error)) = opened
        .project
        .unreadable
        .iter()
        .find(|(known, _)| *known == path)
    {
        bail!("{} cannot be read: {error}", visible_line(&path));
    }
    let meant = nearest_name(&path, known)
        .map(|meant| as_typed(&opened.root, meant))
        .map(|meant| format!("; did you mean {}?", visible_line(&meant)))
        .unwrap_or_default();
    bail!(
        "{} is no claim file of the project: claim files match {}{meant}",
        visible_line(&path),
        opened.project.config.claims.join(", ")
    );
}

/// The file of the claim that another file has not.
fn home<'p>(refused: &Refused, project: &'p Project, path: &str) -> Option<&'p str> {
    let Refused::NoClaim(id, _) = refused else {
        return None;
    };
    let mut claims = project.claims();
    let found = claims.find(|(file, claim)| {
        file.path != path && claim.id.as_ref().is_some_and(|known| known.value == *id)
    });
    found.map(|(file, _)| file.path.as_str())
}

/// The first error that the file has with the citation and has not without it.
fn new_error(opened: &Workspace, path: &str, before: &[u8], after: &str) -> Result<Option<String>> {
    let project = &opened.project;
    let report = |content: &[u8]| -> Result<Report> {
        let store = Overlay::new(Arc::clone(&project.store)).with(path, content);
        let edited = Project::read(
            Arc::new(store),
            project.config.clone(),
            project.today.clone(),
        )?;
        Ok(verify(&edited, &only(path)))
    };
    let known = report(before)?;
    let known: BTreeSet<&String> = known.fingerprints.iter().collect();
    let edited = report(after.as_bytes())?;
    let mut new = edited
        .findings
        .iter()
        .zip(&edited.fingerprints)
        .filter(|(finding, print)| finding.level == Level::Error && !known.contains(print));
    Ok(new
        .next()
        .map(|(finding, _)| format!("{} [{}]", visible_line(&finding.message), finding.rule)))
}

fn only(path: &str) -> Selection {
    Selection::Part {
        files: BTreeSet::from([path.to_owned()]),
        sources: BTreeSet::new(),
    }
}

/// Says that the new citation of a claim that was published before must be recorded. Where there is nothing to compare
/// with, `verify` says so.
fn remind_to_record(claim: &str, path: &str, common: &Common) {
    let Ok(mut opened) = open(common) else {
        return;
    };
    if compare(&mut opened, None).is_err() {
        return;
    }
    let report = verify(&opened.project, &only(path));
    let is_unrecorded = report
        .findings
        .iter()
        .any(|finding| finding.rule == "citation-added" && finding.claim.as_deref() == Some(claim));
    if is_unrecorded {
        complain(&format!(
            "the claim \"{claim}\" was published without this citation, so record the change: raise `revision`, and say why in `changes` (see `factcheck explain citation-added`)"
        ));
    }
}
