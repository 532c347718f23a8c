//! `factcheck verify --watch`: checks again on every save, and shows what became of the findings.

use super::outcome::show;
use super::project::{compare, refuse_claims_outside, survey};
use super::reports::{ReportFiles, format};
use super::terminal::{complain, offer_text, use_color, width};
use super::verify::{refuse_if_nothing_was_checked, select};
use crate::cli::{Common, OutputFormat, Verify};
use anstyle::Style as Ansi;
use anyhow::{Context, Result, bail};
use factcheck::config::Config;
use factcheck::render::{Style, render_since};
use factcheck::text::{printable, visible_line};
use factcheck::workspace::{OpenError, Stamps, Watched, find_root};
use factcheck::{Report, verify};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};
use std::env;
use std::path::PathBuf;
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
        watch.alarm.wait();
        if !watch.again()? {
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
        })
    }

    /// The first check. Settings can be mended while the watch goes on; what the command line asked for cannot.
    fn first(&mut self) -> Result<()> {
        self.stamps = self.watched.look();
        match self.check() {
            Ok(report) => self.show(report)?,
            Err(error) if is_mendable(&error) => complain(&printable(&format!("{error:#}"))),
            Err(error) => return Err(error),
        }
        self.alarm.set(&self.watched);
        if !self.common.quiet {
            complain("watching for changes; Ctrl-C ends it");
        }
        Ok(())
    }

    /// Checks again where a file is no longer what it was; whether there is still somebody who reads.
    fn again(&mut self) -> Result<bool> {
        let started = Instant::now();
        let now = self.watched.look();
        self.alarm.looking_takes(started.elapsed());
        if now == self.stamps {
            return Ok(true);
        }
        let head = self.head(&self.watched.changed(&self.stamps, &now));
        self.stamps = now;
        let checked = self.check();
        self.alarm.set(&self.watched);
        if !offer_text(|out| writeln!(out, "{head}"))? {
            return Ok(false);
        }
        match checked {
            Ok(report) => return self.show_what_changed(report),
            Err(error) => complain(&printable(&format!("{error:#}"))),
        }
        Ok(true)
    }

    /// The whole check, of files as they are now. The settings may be other ones than before.
    fn check(&mut self) -> Result<Report> {
        let mut opened = survey(self.common, false, None)?;
        let config = &opened.project.config;
        let watched = Watched::new(&opened.root, self.settings.as_deref(), config);
        if watched != self.watched {
            self.stamps = watched.look().as_of(&self.stamps);
            self.watched = watched;
        }
        if self.options.paths.is_empty() {
            refuse_claims_outside(&opened, self.common)?;
        }
        compare(&mut opened, self.options.against.as_deref())?;
        let selection = select(&self.options.paths, &opened)?;
        let report = verify(&opened.project, &selection);
        refuse_if_nothing_was_checked(&report, &opened)?;
        Ok(report)
    }

    /// Shows a report as `verify` does.
    fn show(&mut self, report: Report) -> Result<()> {
        let files = ReportFiles::new(&[], None)?;
        let output = &self.options.output;
        show(&report, &files, &self.root, output, self.common)?;
        self.report = Some(report);
        Ok(())
    }

    fn show_what_changed(&mut self, report: Report) -> Result<bool> {
        let Some(earlier) = &self.report else {
            return self.show(report).map(|()| true);
        };
        let style = Style {
            color: use_color(self.common.color),
            width: width(),
            quiet: self.common.quiet,
            ..Style::default()
        };
        let since = report.since(earlier);
        let format = format(self.options.output.output_format);
        let goes_on = offer_text(|out| render_since(&report, &since, format, style, out))?;
        self.report = Some(report);
        Ok(goes_on)
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

/// Whether an error is one of the settings, or of what they name.
fn is_mendable(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(OpenError::Config(_) | OpenError::Project(_))
    )
}

/// Tells when files may have changed: what the system reports, and from time to time without it.
struct Alarm {
    rings: Receiver<()>,
    /// Kept, so that waiting is waiting although nothing is reported.
    bell: Sender<()>,
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
            if !event.is_ok_and(|event| event.kind.is_access()) {
                let _ = bell.send(());
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

    /// Waits until something may have changed, and for the end of the save.
    fn wait(&self) {
        if self.rings.recv_timeout(self.pause).is_err() {
            return;
        }
        let started = Instant::now();
        while started.elapsed() < LONGEST_SAVE && self.rings.recv_timeout(QUIET).is_ok() {}
    }
}
