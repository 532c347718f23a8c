//! By what a single file anywhere on the machine is known again: signature, content, or that there is none.

use super::journal::{Digest, Since};
use super::signature::{Age, Moment, Signature, has_true_signatures};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a file was when a run looked at it, links followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    path: PathBuf,
    /// `None` where there is no such file.
    there: Option<There>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct There {
    device: u64,
    signature: Signature,
    /// Where the signature is not enough.
    content: Option<Digest>,
}

impl Trace {
    /// Looks at a file, in a run that began at a moment; `None` where it cannot be read.
    pub fn of(path: &Path, began: Moment) -> Option<Self> {
        let there = match signature(path)? {
            None => None,
            Some((device, signature)) => Some(There {
                content: if is_enough(path, &signature, began) {
                    None
                } else {
                    Some(digest(path)?)
                },
                device,
                signature,
            }),
        };
        Some(Self {
            path: path.to_owned(),
            there,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file may have changed since a run began.
    pub fn is_newer_than(&self, began: Moment) -> bool {
        let there = self.there.as_ref();
        there.is_some_and(|there| there.signature.age(began) == Age::Meanwhile)
    }

    /// Looks at it again, in a run that began at a moment.
    pub fn look_again(&mut self, began: Moment) -> Since {
        let Some(now) = signature(&self.path) else {
            return Since::Changed;
        };
        match (&mut self.there, now) {
            (None, None) => Since::Same,
            (Some(there), Some((device, signature)))
                if there.device == device && there.signature == signature =>
            {
                if there.content.is_none() {
                    Since::Same
                } else if there.content != digest(&self.path) {
                    Since::Changed
                } else if is_enough(&self.path, &signature, began) {
                    there.content = None;
                    Since::Settled
                } else {
                    Since::Same
                }
            }
            _ => Since::Changed,
        }
    }
}

/// What the system says of a file, and that there is none; `None` where it does not say.
#[allow(clippy::option_option, reason = "an absent file is an answer")]
fn signature(path: &Path) -> Option<Option<(u64, Signature)>> {
    match fs::metadata(path) {
        Ok(there) => Signature::of(&there).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(None),
        Err(_) => None,
    }
}

fn is_enough(path: &Path, signature: &Signature, began: Moment) -> bool {
    signature.age(began) == Age::Settled && has_true_signatures(path)
}

fn digest(path: &Path) -> Option<Digest> {
    Some(Sha256::digest(fs::read(path).ok()?).into())
}

/// What the system says of the program that is running: another build is another file.
pub fn signature_of_program() -> Option<Signature> {
    // The file that runs, even where another has taken its name since (`proc(5)`).
    let program = if cfg!(target_os = "linux") {
        PathBuf::from("/proc/self/exe")
    } else {
        env::current_exe().ok()?
    };
    Signature::of(&fs::metadata(program).ok()?).map(|(_, signature)| signature)
}
