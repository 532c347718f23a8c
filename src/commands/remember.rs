//! What a check is asked, as far as it decides what is printed: by this the cache knows whether it has the answer.

use super::outcome::style;
use super::project::root;
use super::reports::{folder_in_repository, format};
use crate::cli::{Common, Printing, Verify};
use anyhow::Result;
use factcheck::cache::{Answer, Place, Recalled, Recording, Shelf};
use factcheck::render::Style;
use factcheck::resume::{Done, Printed, remember, resume, resume_report};
use factcheck::store::Journal;
use factcheck::workspace::{Workspace, day, environment};
use factcheck::{Report, Trail};
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Variables that say which git is run, where its settings are, and for whom. Those that choose the baseline are looked at when it
/// is looked for.
const ABOUT_GIT: [&str; 4] = ["PATH", "HOME", "XDG_CONFIG_HOME", "SUDO_UID"];

/// A check that may be answered from the cache, or remembered there.
pub(super) struct Memory {
    root: PathBuf,
    question: Vec<Vec<u8>>,
    place: Place,
}

/// A check that is under way, and will be remembered.
pub(super) struct Remembering {
    question: Vec<Vec<u8>>,
    recording: Recording,
    rules: BTreeSet<String>,
}

impl Memory {
    /// `None` where the cache is turned off, cannot be used, or is of no use.
    pub(super) fn of(options: &Verify, common: &Common) -> Option<Self> {
        Self::kept(options, common, |root, question| {
            Place::of(root, question.iter().map(Vec::as_slice))
        })
    }

    /// The same for a check that is done again and again by one process, which remembers the last one.
    pub(super) fn on(shelf: &Shelf, options: &Verify, common: &Common) -> Option<Self> {
        Self::kept(options, common, |root, question| {
            Place::on(shelf, root, question.iter().map(Vec::as_slice))
        })
    }

    fn kept(
        options: &Verify,
        common: &Common,
        place: impl FnOnce(&Path, &[Vec<u8>]) -> Option<Place>,
    ) -> Option<Self> {
        let is_off = env::var_os("FACTCHECK_NO_CACHE").is_some_and(|value| !value.is_empty());
        if common.no_cache || is_off {
            return None;
        }
        let root = root(common).ok()?.canonicalize().ok()?;
        let question = question(options, common, &root).ok()??;
        let place = place(&root, &question)?;
        Some(Self {
            root,
            question,
            place,
        })
    }

    /// The answer, where it is known, or soon found out: where only some claim files were edited.
    pub(super) fn recall(&self, options: &Verify, common: &Common) -> Option<Answer> {
        match self.place.recall(&environment)? {
            Recalled::Answer(answer) => Some(answer),
            Recalled::Edited(edited) => {
                let folder = folder_in_repository(&self.root);
                let printed = printed(options, style(common, &folder));
                resume(&edited, &self.root, day().ok()?, printed)
            }
        }
    }

    /// Brings a report, made when the answer was remembered or taken up since, to what a check would report now; `None`
    /// where it has to be done. `taken_up` are the files that may differ from those of the check that was remembered.
    pub(super) fn take_up(
        &self,
        options: &Verify,
        report: &mut Report,
        taken_up: &mut BTreeSet<String>,
    ) -> Option<()> {
        match self.place.recall_but(taken_up, &environment)? {
            Recalled::Answer(_) => Some(()),
            Recalled::Edited(edited) => {
                let format = format(options.output.output_format);
                let is_taken_up = resume_report(report, &edited, &self.root, day().ok()?, format);
                taken_up.extend(edited.files);
                is_taken_up.then_some(())
            }
        }
    }

    /// Begins to write down what the check goes by.
    pub(super) fn record(self, options: &Verify) -> Option<Remembering> {
        let has_baseline = options.against.as_deref() != Some("none");
        Some(Remembering {
            question: self.question,
            recording: self.place.record(has_baseline)?,
            rules: BTreeSet::new(),
        })
    }
}

impl Remembering {
    /// Where it is written down.
    pub(super) fn journal(&self) -> Arc<Journal> {
        self.recording.journal()
    }

    /// Takes note that what was read so far are settings and schemas.
    pub(super) fn note_rules(&mut self) {
        self.rules = self.recording.journal().files_so_far();
    }

    /// What a later check needs to know of the parts of this one, where it was of the whole project, with a trail. `None`
    /// where the answer is not to be kept, since the question has become another one meanwhile: a day has ended, a folder
    /// has moved.
    pub(super) fn parts(
        &self,
        options: &Verify,
        common: &Common,
        opened: &Workspace,
        (report, trail): (&Report, Option<&Trail>),
        answer: &Answer,
    ) -> Option<Vec<u8>> {
        let now = root(common).and_then(|root| question(options, common, &root.canonicalize()?));
        let is_same = now.is_ok_and(|now| now.as_ref() == Some(&self.question));
        opened.compared().filter(|_| is_same)?;
        let folder = folder_in_repository(&opened.root);
        let done = trail.map(|trail| Done {
            project: &opened.project,
            settings: opened.settings(),
            rules: &self.rules,
            report,
            trail,
            output: &answer.output,
        });
        let parts = done.map(|done| remember(done, printed(options, style(common, &folder))));
        Some(parts.unwrap_or_default())
    }

    /// Keeps the answer, and these parts.
    pub(super) fn keep(self, opened: &Workspace, answer: &Answer, parts: &[u8]) {
        if let Some(compared) = opened.compared() {
            self.recording.keep(compared, answer, parts);
        }
    }
}

fn printed<'s>(options: &Verify, style: Style<'s>) -> Printed<'s> {
    Printed {
        format: format(options.output.output_format),
        style,
    }
}

/// All that decides what is printed, besides the project's files, the repository and the program; `None` for a check that
/// is never remembered, since it reads or writes more than those.
fn question(options: &Verify, common: &Common, root: &Path) -> Result<Option<Vec<Vec<u8>>>> {
    // Every option by its name, so that a new one is not forgotten here.
    let Verify {
        paths,
        against,
        staged,
        shard,
        watch: _,
        baseline_report,
        fix,
        mending: _,
        output,
    } = options;
    let Printing {
        output_format,
        reports,
        exit_zero: _,
    } = output;
    let Common {
        root: asked_root,
        config,
        color: _,
        quiet: _,
        jobs: _,
        no_cache: _,
    } = common;
    let is_plain =
        !(*staged || *fix) && shard.is_none() && baseline_report.is_none() && reports.is_empty();
    if !is_plain {
        return Ok(None);
    }
    let here = env::current_dir()?;
    let folder = folder_in_repository(root);
    let style = style(common, &folder);
    let mut question = vec![
        format!(
            "{output_format:?} {style:?} {against:?} {asked_root:?} {}",
            day()?
        )
        .into_bytes(),
        bytes(&here),
        bytes(&here.canonicalize()?),
    ];
    question.push(vec![u8::from(config.is_some())]);
    for path in config.iter().chain(paths) {
        question.extend(what_is_named(&here.join(path)));
    }
    let is_about_git = |name: &OsStr| {
        name.to_str()
            .is_some_and(|name| name.starts_with("GIT_") || ABOUT_GIT.contains(&name))
    };
    let variables: BTreeMap<_, _> = env::vars_os()
        .filter(|(name, _)| is_about_git(name))
        .collect();
    for (name, value) in variables {
        question.push(name.into_encoded_bytes());
        question.push(value.into_encoded_bytes());
    }
    Ok(Some(question))
}

/// A path, what is there, and where it leads to.
fn what_is_named(path: &Path) -> [Vec<u8>; 4] {
    let resolved = |path: Option<&Path>| {
        let resolved = path.and_then(|path| path.canonicalize().ok());
        resolved.map(|path| bytes(&path)).unwrap_or_default()
    };
    let kind = [path.exists(), path.is_dir(), path.is_symlink()];
    [
        bytes(path),
        kind.map(u8::from).to_vec(),
        resolved(Some(path)),
        resolved(path.parent()),
    ]
}

fn bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}
