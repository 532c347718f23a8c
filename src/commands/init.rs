//! `factcheck init`: puts what a project starts with into a folder, and leaves alone what is there.

use super::terminal::print_text;
use crate::cli::{Common, Init};
use anyhow::{Context, Result, bail};
use factcheck::config::{Config, FILE_NAME};
use factcheck::starter::{StarterFile, example, for_editors, for_git, settings};
use factcheck::store::{Disk, WriteError};
use factcheck::text::visible_line;
use factcheck::workspace::{Workspace, find_root};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn run(options: &Init, common: &Common) -> Result<u8> {
    if common.config.is_some() {
        bail!("`init` writes the settings to {FILE_NAME}: leave `--config` out");
    }
    let here = env::current_dir().context("the working folder cannot be read")?;
    let root = root(options, common, &here)?;
    fs::create_dir_all(&root)
        .with_context(|| format!("{} cannot be the project's folder", root.display()))?;
    let opened = Workspace::open(&root, None)?;
    let mut start = Start {
        disk: Disk::open(&root)?,
        quiet: common.quiet,
        made: 0,
    };
    start.add(&settings())?;
    for file in for_editors() {
        start.add(&file)?;
    }
    start.add_example(&opened)?;
    start.add_for_git(&opened.root)?;
    if !common.quiet {
        let folder = options.folder.as_ref().or(common.root.as_ref());
        let text = next(folder, start.made, top(&opened.root), &opened.root);
        print_text(|out| write!(out, "{text}"))?;
    }
    Ok(0)
}

/// The folder that was asked for; else the working folder, unless it is part of a project already.
fn root(options: &Init, common: &Common, here: &Path) -> Result<PathBuf> {
    match (&options.folder, &common.root) {
        (Some(folder), Some(root)) if here.join(folder) != here.join(root) => bail!(
            "the new project's folder is given twice: as {} and as `--root {}`",
            folder.display(),
            root.display()
        ),
        (Some(folder), _) | (None, Some(folder)) => Ok(here.join(folder)),
        (None, None) => {
            let around = find_root(here);
            let is_project = || around.join(FILE_NAME).exists() || around.join("claims").is_dir();
            if around != here && is_project() {
                bail!(
                    "this folder is part of a project already, which is {}: to start another one in here, run `factcheck init .`",
                    around.display()
                );
            }
            Ok(here.to_owned())
        }
    }
}

/// A project as it is started.
struct Start {
    disk: Disk,
    quiet: bool,
    /// How many files are new.
    made: usize,
}

impl Start {
    /// Makes a file, and says so; one that is there is kept.
    fn add(&mut self, file: &StarterFile) -> Result<()> {
        let path = file.path;
        // First, since where nothing is to be written nothing need be writable.
        if self.has(path) {
            return say(&format!("kept: {path}"));
        }
        match self.disk.create(path, file.content.as_bytes()) {
            Ok(()) => {}
            Err(WriteError::Exists) => {
                return say(&format!("kept: {path}"));
            }
            Err(error) => bail!("{path} cannot be made: {error}"),
        }
        self.made += 1;
        if self.quiet {
            return Ok(());
        }
        say(&format!("made: {path}"))
    }

    fn has(&self, path: &str) -> bool {
        self.disk.root().join(path).symlink_metadata().is_ok()
    }

    /// Adds the example where there is no claim file yet, and it would pass.
    fn add_example(&mut self, opened: &Workspace) -> Result<()> {
        let files = example();
        let project = &opened.project;
        let is_begun = !(project.files.is_empty() && project.unreadable.is_empty());
        let is_own = |file: &StarterFile| {
            let content = fs::read_to_string(self.disk.root().join(file.path));
            content.is_ok_and(|content| content == file.content)
        };
        if is_begun
            || files
                .iter()
                .any(|file| self.has(file.path) && !is_own(file))
        {
            if files.iter().all(|file| self.has(file.path)) {
                return files.iter().try_for_each(|file| self.add(file));
            }
            return say("left out: the example, since there are claims or sources already");
        }
        if !is_usual(&project.config) {
            return say(&format!(
                "left out: the example, since {FILE_NAME} says how claims are to be here"
            ));
        }
        files.iter().try_for_each(|file| self.add(file))
    }

    /// Adds the hook and the workflow where git and GitHub look for them.
    fn add_for_git(&mut self, root: &Path) -> Result<()> {
        for file in for_git() {
            match top(root) {
                Some(top) if top != root => say(&format!(
                    "left out: {}, which works at the top of a git repository only; here that is {}",
                    file.path,
                    top.display()
                ))?,
                _ => self.add(&file)?,
            }
        }
        Ok(())
    }
}

/// The top of the git repository that a folder is in.
fn top(folder: &Path) -> Option<&Path> {
    let mut folders = folder.ancestors();
    folders.find(|folder| folder.join(".git").symlink_metadata().is_ok())
}

/// Whether the example fits the settings: it is made for the defaults.
fn is_usual(config: &Config) -> bool {
    let default = Config::default();
    config.claims == default.claims
        && config.sources == default.sources
        && config.schema.is_none()
        && config.levels.is_empty()
        && config.min_quote_characters <= default.min_quote_characters
}

/// What to do next, and in which folder: the one that was named.
fn next(folder: Option<&PathBuf>, made: usize, top: Option<&Path>, root: &Path) -> String {
    let place = match folder {
        Some(folder) if folder.as_os_str() != "." => {
            format!(" in {}", visible_line(&folder.display().to_string()))
        }
        _ => String::new(),
    };
    let done = if made == 0 {
        "Nothing was to be done: all of it is there.\n"
    } else {
        ""
    };
    let before_commits = match top {
        None => {
            "\n  git init             keeps the history that claims are compared with; then `pre-commit install`"
        }
        Some(top) if top == root => {
            "\n  pre-commit install   checks before every commit from then on (https://pre-commit.com)"
        }
        Some(_) => "",
    };
    format!(
        "{done}Next{place}:
  factcheck verify     checks every claim; start from claims/ and sources/{before_commits}
  factcheck explain    lists the rules; {FILE_NAME} sets them
"
    )
}

fn say(line: &str) -> Result<()> {
    Ok(print_text(|out| writeln!(out, "{}", visible_line(line)))?)
}
