//! `factcheck verify --watch`: checks again on every save, and shows what became of the findings.

use super::COULD_NOT_CHECK;
use super::outcome::{show, style};
use super::project::{compare, refuse_claims_outside, survey};
use super::remember::{Memory, Remembering};
use super::reports::{ReportFiles, folder_in_repository, format};
use super::terminal::{complain, offer_text, use_color, width};
use super::verify::{refuse_if_nothing_was_checked, select};
use crate::cli::{Common, OutputFormat, Verify};
use anstyle::Style as Ansi;
use anyhow::{Context, Result, bail};
use factcheck::cache::{Answer, Shelf};
use factcheck::config::Config;
use factcheck::project::Selection;
use factcheck::render::{Style, render, render_since};
use factcheck::report::Shown;
use factcheck::store::{Journal, Moment};
use factcheck::text::{printable, visible_line};
use factcheck::workspace::{OpenError, Stamps, Watched, Workspace, find_root};
use factcheck::{Report, Trail, verify_leaving_trail, verify_to_show};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};
use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// An editor's save is over when nothing has happened for so long: some write a new file, then give it the old one's name.
const QUIET: Duration = Duration::from_millis(40);
/// Where files change all the time, the check does not wait for the end of it.
const LONGEST_SAVE: Duration = Duration::from_millis(500);
/// How often files are looked at though the system reports none: it does not on every file system.
const SAFETY: Duration = Duration::from_secs(2);
/// How often they are looked at where the system cannot report any.
const POLLING: Duration = Duration::from_millis(400);
/// Looking takes no more than one part in so many of the time.
const SHARE: u32 = 25;
/// As many changed files are named.
const NAMED: usize = 3;

/// Checks until somebody ends it, or nobody reads on.
pub(super) fn run(options: &Verify, common: &Common) -> Result<u8> {
    refuse_what_is_no_watch(options)?;
    let here = env::current_dir().context("the working folder cannot be read")?;
    let root = match &common.root {
        Some(root) => here.join(root),
        None => find_root(&here),
    };
    let mut watch = Watch::new(options, common, root.canonicalize().unwrap_or(root))?;
    watch.first()?;
    loop {
        let changed = watch.alarm.wait();
        if !watch.again(changed.as_ref())? {
            return Ok(0);
        }
    }
}

fn refuse_what_is_no_watch(options: &Verify) -> Result<()> {
    if !matches!(
        options.output.output_format,
        OutputFormat::Full | OutputFormat::Concise
    ) {
        bail!(
            "`--watch` is for people: its format is full or concise; run `factcheck verify` without it for the others"
        );
    }
    Ok(())
}

struct Watch<'o> {
    options: &'o Verify,
    common: &'o Common,
    root: PathBuf,
    settings: Option<PathBuf>,
    watched: Watched,
    /// The files as they were when they were last checked.
    stamps: Stamps,
    /// What the last check that could be carried out found.
    report: Option<Report>,
    /// What the last check of the whole project went by, and the files that were looked at by themselves since.
    shelf: Shelf,
    taken_up: BTreeSet<String>,
    alarm: Alarm,
}

impl<'o> Watch<'o> {
    fn new(options: &'o Verify, common: &'o Common, root: PathBuf) -> Result<Self> {
        let here = env::current_dir()?;
        let settings = common.config.as_ref().map(|path| here.join(path));
        let watched = Watched::new(&root, settings.as_deref(), &Config::default());
        Ok(Self {
            options,
            common,
            root,
            settings,
            alarm: Alarm::new(),
            stamps: Stamps::default(),
            watched,
            report: None,
            shelf: Shelf::default(),
            taken_up: BTreeSet::new(),
        })
    }

    /// The first check. Settings can be mended while the watch goes on; what the command line asked for cannot.
    fn first(&mut self) -> Result<()> {
        self.stamps = self.watched.look();
        match self.check() {
            Ok((report, kept)) => {
                self.show(report)?;
                self.keep(kept);
            }
            Err(error) if is_mendable(&error) => complain(&printable(&format!("{error:#}"))),
            Err(error) => return Err(error),
        }
        self.alarm.set(&self.watched);
        if !self.common.quiet {
            complain("watching for changes; Ctrl-C ends it");
        }
        Ok(())
    }

    /// Checks again where a file is no longer what it was, of those that are told or of all; whether there is still
    /// somebody who reads.
    fn again(&mut self, told: Option<&BTreeSet<PathBuf>>) -> Result<bool> {
        let changed = told.and_then(|told| self.watched.look_at(told, &mut self.stamps));
        let changed = changed.unwrap_or_else(|| self.look());
        if changed.is_empty() {
            return Ok(true);
        }
        let head = self.head(&changed);
        let before = self.report.as_ref().map(Report::shown);
        let checked = if self.take_up() {
            Ok(None)
        } else {
            let checked = self.check();
            self.alarm.set(&self.watched);
            checked.map(Some)
        };
        if !offer_text(|out| writeln!(out, "{head}"))? {
            return Ok(false);
        }
        let kept = match checked {
            Ok(None) => None,
            Ok(Some((report, kept))) => {
                self.report = Some(report);
                Some(kept)
            }
            Err(error) => {
                complain(&printable(&format!("{error:#}")));
                return Ok(true);
            }
        };
        let goes_on = self.show_what_changed(before.as_ref())?;
        if let Some(kept) = kept {
            self.keep(kept);
        }
        Ok(goes_on)
    }

    /// Looks at all files, and says which are no longer what they were.
    fn look(&mut self) -> Vec<String> {
        let started = Instant::now();
        let now = self.watched.look();
        self.alarm.looking_takes(started.elapsed());
        let changed = self.watched.changed(&self.stamps, &now);
        self.stamps = now;
        changed
    }

    /// Looks at the files alone that were edited, unless the whole project has to be checked.
    fn take_up(&mut self) -> bool {
        let memory = Memory::on(&self.shelf, self.options, self.common);
        let (Some(report), Some(memory)) = (&mut self.report, memory) else {
            return false;
        };
        let taken_up = memory.take_up(self.options, report, &mut self.taken_up);
        taken_up.is_some()
    }

    /// The whole check, of files as they are now. The settings may be other ones than before.
    fn check(&mut self) -> Result<(Report, Kept)> {
        // What is kept there is what was found last, or nothing.
        self.shelf.clear();
        self.taken_up.clear();
        let memory = Memory::on(&self.shelf, self.options, self.common);
        let mut remembering = memory.and_then(|memory| memory.record(self.options));
        let journal = remembering.as_ref().map(Remembering::journal);
        // Where nothing is to be remembered, only this is of use: which files were read.
        let journal = journal.or_else(|| Journal::new(&self.root, Moment::now()).map(Arc::new));
        let opened = survey(self.common, false, journal.as_ref());
        let config = match &opened {
            Ok(opened) => opened.project.config.clone(),
            // What is broken can be mended, in any of the files that were read.
            Err(_) => Config::default(),
        };
        let read = journal.map(|journal| journal.files_so_far());
        self.watch(&config, &read.unwrap_or_default());
        let mut opened = opened?;
        if let Some(remembering) = &mut remembering {
            remembering.note_rules();
        }
        if self.options.paths.is_empty() {
            refuse_claims_outside(&opened, self.common)?;
        }
        compare(&mut opened, self.options.against.as_deref())?;
        let selection = select(&self.options.paths, &opened)?;
        let (report, trail) = if selection == Selection::Whole {
            let (report, trail) = verify_leaving_trail(&opened.project, true);
            (report, Some(trail))
        } else {
            (verify_to_show(&opened.project, &selection), None)
        };
        refuse_if_nothing_was_checked(&report, &opened)?;
        let kept = Kept {
            remembering,
            opened,
            trail,
        };
        Ok((report, kept))
    }

    /// Watches what a check with these settings goes by. `read` are files that were read, or looked for, as settings and schemas.
    fn watch(&mut self, config: &Config, read: &BTreeSet<String>) {
        let watched = Watched::new(&self.root, self.settings.as_deref(), config).and_files(read);
        let watched = match self.options.against.as_deref() {
            Some(against) => watched.against(against),
            None => watched,
        };
        if watched != self.watched {
            self.stamps = watched.look().as_of(&self.stamps);
            self.watched = watched;
        }
    }

    /// Keeps what the next check can go by, once the report is shown. As for `verify`, that is told by what would be printed of
    /// all of it, though only the news are.
    fn keep(&self, kept: Kept) {
        let (Some(report), Some(remembering)) = (&self.report, kept.remembering) else {
            return;
        };
        let code = report.exit_code();
        if code == COULD_NOT_CHECK {
            return;
        }
        let folder = folder_in_repository(&self.root);
        let style = style(self.common, &folder);
        let format = format(self.options.output.output_format);
        let mut output = Vec::new();
        if render(report, format, style, &mut output).is_err() {
            return;
        }
        let answer = Answer { output, code };
        let found = (report, kept.trail.as_ref());
        let parts = remembering.parts(self.options, self.common, &kept.opened, found, &answer);
        if let Some(parts) = parts {
            remembering.keep(&kept.opened, &answer, &parts);
        }
    }

    /// Shows a report as `verify` does.
    fn show(&mut self, report: Report) -> Result<()> {
        let files = ReportFiles::new(&[], None)?;
        let output = &self.options.output;
        show(&report, &files, &self.root, output, self.common)?;
        self.report = Some(report);
        Ok(())
    }

    /// Shows what is new in the report, and what is gone.
    fn show_what_changed(&mut self, before: Option<&Shown>) -> Result<bool> {
        let (Some(report), Some(before)) = (&self.report, before) else {
            return match self.report.take() {
                Some(report) => self.show(report).map(|()| true),
                None => Ok(true),
            };
        };
        let style = Style {
            color: use_color(self.common.color),
            width: width(),
            quiet: self.common.quiet,
            ..Style::default()
        };
        let since = report.since(before);
        let format = format(self.options.output.output_format);
        Ok(offer_text(|out| {
            render_since(report, &since, format, style, out)
        })?)
    }

    /// The line above each check: the time of day, and what was saved.
    fn head(&self, changed: &[String]) -> String {
        let time = jiff::Zoned::now().strftime("%H:%M:%S");
        let named = changed.iter().take(NAMED).map(|path| visible_line(path));
        let named: Vec<String> = named.collect();
        let more = match changed.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let bold = if use_color(self.common.color) {
            Ansi::new().bold()
        } else {
            Ansi::new()
        };
        format!("{bold}-- {time} {}{more}{bold:#}", named.join(", "))
    }
}

/// What is left of a check of the whole project besides the report.
struct Kept {
    remembering: Option<Remembering>,
    opened: Workspace,
    trail: Option<Trail>,
}

/// Whether an error is one of the settings, or of what they name.
fn is_mendable(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(OpenError::Config(_) | OpenError::Project(_))
    )
}

/// What may have changed.
enum Ring {
    /// Files of these paths.
    Files(Vec<PathBuf>),
    /// Anything.
    Anything,
}

impl Ring {
    fn of(event: notify::Result<Event>) -> Self {
        match event {
            // What came too fast to be reported is not in it.
            Ok(event) if !event.need_rescan() && !event.paths.is_empty() => {
                Self::Files(event.paths)
            }
            _ => Self::Anything,
        }
    }
}

/// Tells when files may have changed: what the system reports, and from time to time without it.
struct Alarm {
    rings: Receiver<Ring>,
    /// Kept, so that waiting is waiting although nothing is reported.
    bell: Sender<Ring>,
    watcher: Option<RecommendedWatcher>,
    pause: Duration,
}

impl Alarm {
    fn new() -> Self {
        let (bell, rings) = channel();
        Self {
            rings,
            bell,
            watcher: None,
            pause: POLLING,
        }
    }

    /// Has the system report what changes in the folders. They may be new, or others than before.
    fn set(&mut self, watched: &Watched) {
        let bell = self.bell.clone();
        let ring = move |event: notify::Result<Event>| {
            // The check itself opens and reads files.
            if !event.as_ref().is_ok_and(|event| event.kind.is_access()) {
                let _ = bell.send(Ring::of(event));
            }
        };
        self.watcher = recommended_watcher(ring).ok();
        if let Some(watcher) = &mut self.watcher {
            for (folder, is_deep) in watched.folders() {
                let depth = if is_deep {
                    RecursiveMode::Recursive
                } else {
                    RecursiveMode::NonRecursive
                };
                // A folder that is not there yet is looked at from time to time.
                let _ = watcher.watch(&folder, depth);
            }
        }
        // What has changed while nobody watched was not reported.
        let _ = self.bell.send(Ring::Anything);
        self.looking_takes(Duration::ZERO);
    }

    /// Leaves the more time between two looks the longer a look takes.
    fn looking_takes(&mut self, time: Duration) {
        let pause = match self.watcher {
            Some(_) => SAFETY,
            None => POLLING,
        };
        self.pause = pause.max(time * SHARE);
    }

    /// Waits until something may have changed, and for the end of the save. The files that may have changed; `None` where
    /// it may be any.
    fn wait(&self) -> Option<BTreeSet<PathBuf>> {
        let mut ring = self.rings.recv_timeout(self.pause).ok()?;
        let started = Instant::now();
        let mut told = Some(BTreeSet::new());
        loop {
            match (ring, &mut told) {
                (Ring::Files(paths), Some(told)) => told.extend(paths),
                (Ring::Files(_), None) => {}
                (Ring::Anything, _) => told = None,
            }
            if started.elapsed() >= LONGEST_SAVE {
                return told;
            }
            match self.rings.recv_timeout(QUIET) {
                Ok(next) => ring = next,
                Err(_) => return told,
            }
        }
    }
}
