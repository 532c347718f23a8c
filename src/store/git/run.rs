//! The only place that runs the `git` program: read only, without a network, without questions.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What every run of git gets: no lock is taken, no object fetched or taken for another, nothing asked, and messages are
/// in English, since they are quoted.
const ENVIRONMENT: [(&str, &str); 6] = [
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
];

/// Settings of git that would let a file pass for unchanged without a look at it, start a process that stays, or keep an
/// ambiguous name quiet.
const SETTINGS: [&str; 8] = [
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.checkStat=default",
    "-c",
    "core.trustctime=true",
    "-c",
    "core.warnAmbiguousRefs=true",
];

/// Why git gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GitError {
    /// There is no `git` program.
    NoProgram,
    /// It could not be started: the system's words.
    NotStarted(String),
    /// It sees no repository, whatever lies there: its own words.
    NoRepository(String),
    /// It refused: its own words.
    Refused(String),
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProgram => write!(f, "there is no git program"),
            Self::NotStarted(reason) => write!(f, "git cannot be started: {reason}"),
            Self::NoRepository(words) | Self::Refused(words) => {
                write!(f, "git says: {}", reason(words))
            }
        }
    }
}

impl std::error::Error for GitError {}

/// What is wrong, in one line, without the advice that follows.
fn reason(words: &str) -> String {
    let lines = words.lines().map(str::trim);
    let reasons: Vec<&str> = lines
        .take_while(|line| !line.is_empty() && !line.starts_with("To add an exception"))
        .map(|line| {
            let told = line
                .strip_prefix("fatal: ")
                .or(line.strip_prefix("error: "));
            told.unwrap_or(line)
        })
        .collect();
    reasons.join("; ")
}

/// How git is run: where, and with which of its variables changed.
#[derive(Debug, Clone)]
pub(super) struct Git {
    folder: PathBuf,
    /// Variables to set, or to remove where there is no value.
    variables: Vec<(&'static str, Option<OsString>)>,
}

/// What git answered.
pub(super) struct Answer {
    pub code: i32,
    pub stdout: Vec<u8>,
    pub errors: String,
}

impl Git {
    pub(super) fn new(folder: &Path, variables: Vec<(&'static str, Option<OsString>)>) -> Self {
        Self {
            folder: folder.to_owned(),
            variables,
        }
    }

    /// Whether it finds its repository by itself, with no variable about it.
    pub(super) fn has_own_surroundings(&self) -> bool {
        self.variables.is_empty()
    }

    /// The folder that it runs in.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Git with these arguments, ready to be started.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        for (name, value) in &self.variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .args(SETTINGS)
            .args(arguments)
            .envs(ENVIRONMENT)
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        command
    }

    /// Runs git to its end, however it ends.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Answer, GitError> {
        let output = self
            .command(arguments)
            .output()
            .map_err(|error| not_started(&error))?;
        Ok(Answer {
            // Ended by a signal: no answer of any kind.
            code: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            errors: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        })
    }

    /// Runs git, which must end well.
    pub(super) fn expect(&self, arguments: &[&str]) -> Result<Answer, GitError> {
        let answer = self.ask(arguments)?;
        if answer.code == 0 {
            Ok(answer)
        } else {
            Err(answer.refusal())
        }
    }

    /// The commits at which history is cut off.
    pub(super) fn shallow_commits(&self) -> Result<BTreeSet<String>, GitError> {
        let answer = self.expect(&["rev-parse", "--git-path", "shallow"])?;
        let path = self.folder.join(answer.line().unwrap_or_default());
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
            Err(error) => Err(GitError::Refused(format!("{}: {error}", path.display()))),
        }
    }
}

/// The error of a program that did not start.
pub(super) fn not_started(error: &io::Error) -> GitError {
    if error.kind() == io::ErrorKind::NotFound {
        GitError::NoProgram
    } else {
        GitError::NotStarted(error.to_string())
    }
}

impl Answer {
    /// The lines of the answer.
    pub(super) fn lines(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.stdout);
        text.lines().map(str::to_owned).collect()
    }

    /// The answer where it is one line.
    pub(super) fn line(&self) -> Option<&str> {
        let text = str::from_utf8(&self.stdout).ok()?;
        let line = text.strip_suffix('\n').unwrap_or(text);
        (!line.is_empty() && !line.contains('\n')).then_some(line)
    }

    /// The answer as an error, in git's words.
    pub(super) fn refusal(&self) -> GitError {
        if self.errors.is_empty() {
            GitError::Refused(format!("nothing, and ends with exit code {}", self.code))
        } else if self.errors.contains("not a git repository") {
            GitError::NoRepository(self.errors.clone())
        } else {
            GitError::Refused(self.errors.clone())
        }
    }
}
