//! `factcheck verify`: all checks.

use super::COULD_NOT_CHECK;
use super::given::as_typed;
use super::mending::{mend, mended_lines, print_patch, withheld_lines, write};
use super::outcome::{known, repeat, show_and_keep, show_in_files};
use super::progress::Bar;
use super::project::{compare, refuse_claims_outside, survey};
use super::remember::{Memory, Remembering};
use super::reports::{ReportFiles, format};
use super::terminal::complain;
use crate::cli::{Common, Verify};
use anyhow::{Result, bail};
use factcheck::Report;
use factcheck::document::nearest_name;
use factcheck::project::{NoPrior, Selection};
use factcheck::render::Format;
use factcheck::store::{self, Store};
use factcheck::text::shell_word;
use factcheck::workspace::Workspace;
use rayon::ThreadPoolBuilder;
use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn run(options: &Verify, common: &Common) -> Result<u8> {
    refuse_what_cannot_be_mended(options)?;
    let memory = Memory::of(options, common);
    let answer = memory.as_ref();
    if let Some(answer) = answer.and_then(|memory| memory.recall(options, common)) {
        return repeat(&answer, &options.output);
    }
    let mut remembering = memory.and_then(|memory| memory.record(options));
    let journal = remembering.as_ref().map(Remembering::journal);
    let mut opened = survey(common, options.staged, journal.as_ref())?;
    if let Some(remembering) = &mut remembering {
        remembering.note_rules();
    }
    // As long as there is one thread.
    store::expect_kept(opened.project.catalog.len());
    if common.jobs.is_none() {
        let threads = usize::from(is_soon_done(&opened));
        work_on_this_thread(threads);
    }
    if options.paths.is_empty() {
        refuse_claims_outside(&opened, common)?;
    }
    // What is mended is looked at many times.
    if options.fix {
        opened.project.keep_files();
    }
    compare(&mut opened, options.against.as_deref())?;
    let selection = select(&options.paths, &opened)?;
    let files = ReportFiles::new(&options.output.reports, Some(&opened))?;
    // First, since it is soon said.
    let known = options.baseline_report.as_deref().map(known).transpose()?;
    let mut trail = None;
    let (mut report, is_written) = if options.fix {
        mend_first(options, &mut opened, &selection)?
    } else {
        let bar = Bar::start(&opened.project.progress, common);
        let is_only_shown = is_only_shown(options);
        let report = if remembering.is_some() && selection == Selection::Whole {
            let (report, left) = factcheck::verify_leaving_trail(&opened.project, is_only_shown);
            trail = Some(left);
            report
        } else if is_only_shown {
            factcheck::verify_to_show(&opened.project, &selection)
        } else {
            factcheck::verify_shard(&opened.project, &selection, options.shard)
        };
        drop(bar);
        refuse_if_nothing_was_checked(&report, &opened)?;
        (report, true)
    };
    if let Some(known) = &known {
        report.hide(known);
    }
    let (shown, answer) = if options.mending.diff {
        let code = show_in_files(&report, &files, &opened.root, &options.output);
        (code, None)
    } else {
        show_and_keep(
            &report,
            &files,
            &opened.root,
            &options.output,
            common,
            remembering.is_some(),
        )?
    };
    match (remembering, &answer) {
        (Some(remembering), Some(answer)) => {
            let found = (&report, trail.as_ref());
            let parts = remembering.parts(options, common, &opened, found, answer);
            // What is written down takes memory, too.
            drop((report, trail));
            if let Some(parts) = parts {
                remembering.keep(&opened, answer, &parts);
            }
        }
        // This process is about to end: giving the memory back piece by piece would only take time.
        _ => std::mem::forget(report),
    }
    let code = if is_written { shown } else { COULD_NOT_CHECK };
    // What git holds, a prior version or what is staged, is read by a process, which ends here.
    opened.project.prior = Err(NoPrior::NotAskedFor);
    opened.project.store = Arc::new(store::Memory::default());
    std::mem::forget(opened);
    Ok(code)
}

/// Whether no report is to be merged with others.
fn is_only_shown(options: &Verify) -> bool {
    let output = &options.output;
    let in_files = output.reports.iter().map(|file| file.format);
    let mut formats = in_files.chain([output.output_format]).map(format);
    options.shard.is_none() && !formats.any(Format::says_which_run)
}

/// Bytes of a claim file that is checked in less time than it takes to start threads for it.
const SHORT_FILE: u64 = 16 << 10;

/// Whether the project is one short claim file.
fn is_soon_done(opened: &Workspace) -> bool {
    match opened.project.paths.as_slice() {
        [only] => {
            let there = opened.root.join(only).metadata();
            there.is_ok_and(|there| there.len() <= SHORT_FILE)
        }
        _ => false,
    }
}

/// Has this thread work, too, among so many threads in all; 0 for as many as there are processors. It would only wait
/// otherwise, and the memory that it was given before could not be used again.
fn work_on_this_thread(threads: usize) {
    let pool = ThreadPoolBuilder::new().num_threads(threads);
    // Where threads were started already, they are used.
    let _ = pool.use_current_thread().build_global();
}

/// Mends, says on standard error what was mended, and checks what is on disk then; whether all could be written. Where
/// mending is only shown, nothing changes on disk, so that what was checked before still holds.
fn mend_first(
    options: &Verify,
    opened: &mut Workspace,
    selection: &Selection,
) -> Result<(Report, bool)> {
    let mended = mend(opened, selection, &options.mending);
    refuse_if_nothing_was_checked(&mended.before, opened)?;
    if options.mending.diff {
        print_patch(opened, &mended)?;
        for line in &withheld_lines(&mended) {
            complain(line);
        }
        return Ok((mended.before, true));
    }
    let unwritten = write(opened, &mended)?;
    for line in mended_lines(&mended, &unwritten)
        .iter()
        .chain(&withheld_lines(&mended))
    {
        complain(line);
    }
    let report = factcheck::verify(&opened.project, selection);
    Ok((report, unwritten.is_empty()))
}

/// What is staged is not on disk, where files are mended, and a shard sees a part of what is wrong.
fn refuse_what_cannot_be_mended(options: &Verify) -> Result<()> {
    let mending = &options.mending;
    if !options.fix && (mending.diff || mending.with_review) {
        let flag = if mending.diff { "--diff" } else { "--unsafe" };
        bail!("`{flag}` says how to mend, so it needs `--fix` beside it");
    }
    if options.fix && options.staged {
        bail!(
            "`--fix` mends the files on disk, and `--staged` checks what is staged: run `factcheck fix`, then `git add` what it mended"
        );
    }
    if options.fix && options.shard.is_some() {
        bail!(
            "`--fix` mends the whole project, and a shard checks a part of it: leave `--shard` out"
        );
    }
    Ok(())
}

/// A run without anything to check is no pass.
pub(super) fn refuse_if_nothing_was_checked(report: &Report, opened: &Workspace) -> Result<()> {
    if report.exit_code() == COULD_NOT_CHECK && report.unchecked.is_empty() {
        bail!(
            "nothing was checked: no claim file{} matches {} in {}",
            if opened.is_staged() {
                " that git tracks"
            } else {
                ""
            },
            opened.project.config.claims.join(", "),
            opened.root.display()
        );
    }
    Ok(())
}

/// What the paths of the command line name; all of the project where there are none.
pub(super) fn select(given: &[PathBuf], opened: &Workspace) -> Result<Selection> {
    if given.is_empty() {
        return Ok(Selection::Whole);
    }
    let here = env::current_dir()?;
    let mut paths = Vec::new();
    for given in given {
        let path = here.join(given);
        if !is_there(opened, &path) && !was_there(opened, &path) {
            let meant = opened
                .relative(&path)
                .ok()
                .and_then(|path| nearest_path(&path, opened));
            let meant = meant
                .map(|meant| format!("; did you mean {}?", as_typed(&opened.root, &meant)))
                .unwrap_or_default();
            let remedy = if opened.is_staged() && path.exists() {
                format!(
                    " among the files that git tracks; run `git add {}`",
                    shell_word(&given.display().to_string())
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

/// The claim file, source or folder that is called nearly so.
fn nearest_path(path: &str, opened: &Workspace) -> Option<String> {
    let project = &opened.project;
    let claims = project.paths.iter().cloned();
    let sources = project.catalog.iter();
    let sources = sources.map(|id| format!("{}/{id}.txt", project.config.sources));
    let files: Vec<String> = claims.chain(sources).collect();
    let folders = files.iter().flat_map(|file| Path::new(file).ancestors());
    let folders: BTreeSet<&str> = folders.skip(1).filter_map(Path::to_str).collect();
    let files = files.iter().map(String::as_str);
    nearest_name(path, files.chain(folders)).map(str::to_owned)
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
