//! One long-lived `git cat-file --batch`, which hands out objects.

use super::run::{Git, GitError, not_started};
use crate::store::read::LARGEST_FILE;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// The process and the two ends of it.
pub(super) struct Batch {
    child: Child,
    /// `None` once it is closed, which ends the process.
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// Why an object was not handed out.
pub(super) enum Refusal {
    /// The clone does not hold it.
    Missing,
    /// It does not fit into memory.
    TooLarge,
    /// The process is of no more use.
    Broken(String),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Batch {
    pub(super) fn start(git: &Git) -> Result<Self, GitError> {
        let mut child = git
            .command(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| not_started(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (requests @ Some(_), Some(answers)) => Ok(Self {
                child,
                requests,
                answers: BufReader::new(answers),
            }),
            _ => Err(GitError::NotStarted("it has no input or output".to_owned())),
        }
    }

    /// The bytes of a file's content, by its id.
    pub(super) fn read(&mut self, id: &str) -> Result<Vec<u8>, Refusal> {
        match self.object(id, "blob")? {
            (answered, bytes) if answered == id => Ok(bytes),
            (answered, _) => Err(Refusal::Broken(format!("git answers with {answered}"))),
        }
    }

    /// The id and the bytes of an object of a kind, by any name that git knows it by, without a line end in it.
    pub(super) fn object(&mut self, name: &str, kind: &str) -> Result<(String, Vec<u8>), Refusal> {
        if let Some(requests) = &mut self.requests {
            // In one piece: git answers only after the end of the line.
            requests.write_all(format!("{name}\n").as_bytes())?;
        }
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        // `ID KIND SIZE`, or `ID missing`.
        let parts: Vec<&str> = head.split_whitespace().collect();
        let (id, size) = match parts.as_slice() {
            [_, "missing"] => return Err(Refusal::Missing),
            [id, is, size] if *is == kind => match size.parse::<usize>() {
                Ok(size) if size <= LARGEST_FILE => ((*id).to_owned(), size),
                _ => return Err(Refusal::TooLarge),
            },
            _ => return Err(Refusal::Broken(format!("git answers \"{}\"", head.trim()))),
        };
        let mut bytes = Vec::new();
        if bytes.try_reserve_exact(size + 1).is_err() {
            return Err(Refusal::TooLarge);
        }
        // With the line end that follows the object.
        bytes.resize(size + 1, 0);
        self.answers.read_exact(&mut bytes)?;
        bytes.pop();
        Ok((id, bytes))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // Without requests the process ends by itself. One that still has an answer to give would wait for a reader.
        self.requests = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
