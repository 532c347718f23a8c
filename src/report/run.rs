//! Which run a report is of: what was checked, by which settings, and which part of it.

use crate::claim::{Claim, ClaimFile};
use crate::evidence::Evidence;
use crate::project::{BaselineKind, Prior, Project, Selection, Shard};
use crate::source::hex;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Which run a report is of. All that is here, but for the shard and the sources, is the same for all shards of a run;
/// digests are lower-case hexadecimal SHA-256, and mean something only within one version of the program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The shard; `None` for the whole run.
    pub shard: Option<Shard>,
    /// The settings.
    pub settings: String,
    /// The claim files, what the schemas say of them, which sources there are, and which waivers have ended.
    pub project: String,
    /// What was selected of the project; `None` for all of it.
    pub selection: Option<String>,
    /// The claim files of a folder that was compared with; `None` where there is none, or it is a commit, whose id says
    /// it all.
    pub compared: Option<String>,
    /// The sources that were read, by id.
    pub sources: Vec<SourceRead>,
}

/// A source as it was when it was read. The hash of all texts would have every shard read every text; so each tells of
/// those that it read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceRead {
    /// Its id.
    pub id: String,
    /// SHA-256 of the descriptor; `None` where it could not be read.
    pub descriptor: Option<String>,
    /// SHA-256 of the text, with CRLF read as LF, as descriptors pin it; `None` where it could not be read.
    pub text: Option<String>,
}

impl Run {
    /// The run that gathered the evidence.
    pub(super) fn new(evidence: &Evidence<'_>, selection: &Selection) -> Self {
        let project = evidence.project;
        let sources = evidence.sources.iter();
        Self {
            shard: evidence.shard,
            settings: digest([format!("{:?}", project.config)]),
            project: of_project(project),
            selection: match selection {
                Selection::Whole => None,
                Selection::Part { files, sources } => {
                    Some(digest([format!("{files:?}"), format!("{sources:?}")]))
                }
            },
            compared: project.prior.as_ref().ok().and_then(of_folder),
            sources: sources
                .map(|(id, source)| SourceRead {
                    id: id.clone(),
                    descriptor: source
                        .descriptor
                        .as_ref()
                        .map(|descriptor| digest([descriptor.text.as_str()])),
                    text: source.sha256.clone(),
                })
                .collect(),
        }
    }
}

fn of_project(project: &Project) -> String {
    // Of the day counts what it does.
    let has_ended = |claim: &Claim| -> Vec<bool> {
        let waivers = claim.waivers.iter();
        let until = waivers.map(|waiver| waiver.until.as_ref());
        until
            .map(|until| until.is_some_and(|until| *until < project.today))
            .collect()
    };
    let files: Vec<String> = project
        .files
        .par_iter()
        .map(|file| {
            // What a house schema says stands for the schema, and for all that it refers to.
            let faults = format!("{:?}{:?}", file.problem, file.faults);
            let ended: Vec<_> = file.claims.iter().map(has_ended).collect();
            digest([of_file(file), faults, format!("{ended:?}")])
        })
        .collect();
    digest([
        files.join(" "),
        format!("{:?}{:?}", project.unreadable, project.idle_patterns),
        format!("{:?}", project.catalog),
    ])
}

/// A folder has no id, and may be another one on each machine.
fn of_folder(prior: &Prior) -> Option<String> {
    (prior.baseline.kind == BaselineKind::Dir).then(|| {
        let files = prior.files.par_iter().map(of_file);
        let files: Vec<String> = files.collect();
        digest([files.join(" "), format!("{:?}", prior.catalog)])
    })
}

fn of_file(file: &ClaimFile) -> String {
    digest([file.path.as_str(), file.text.as_str()])
}

/// The hash of some texts, each told apart from the next.
fn digest<const N: usize>(parts: [impl AsRef<str>; N]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        let part = part.as_ref();
        hasher.update(part.len().to_be_bytes());
        hasher.update(part);
    }
    hex(&hasher.finalize())
}
