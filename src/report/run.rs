//! Which run a report is of: what was checked, by which settings, and which part of it.

use crate::claim::{Claim, ClaimFile};
use crate::evidence::Evidence;
use crate::project::{BaselineKind, Prior, Project, Selection, Shard};
use crate::source::{Sha256Sum, digest};
use crate::store::ReadError;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

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
    pub descriptor: Option<Sha256Sum>,
    /// SHA-256 of the text, with CRLF read as LF, as descriptors pin it; `None` where it could not be read.
    pub text: Option<Sha256Sum>,
}

impl Run {
    /// The run that gathered the evidence. `files` are the digests of the claim files, in path order, and `unreadable` the
    /// files that could not be read.
    pub fn new(
        evidence: &Evidence<'_>,
        selection: &Selection,
        files: &[Sha256Sum],
        unreadable: &[(String, ReadError)],
    ) -> Self {
        let project = evidence.project;
        let sources = evidence.sources.before.read().into_iter();
        Self {
            project: of_project(project, files, unreadable),
            compared: project.prior.as_ref().ok().and_then(of_folder),
            sources: sources
                .map(|(id, source)| SourceRead {
                    id: id.to_owned(),
                    descriptor: source.descriptor_digest,
                    text: source.sha256,
                })
                .collect(),
            ..Self::untold(evidence, selection)
        }
    }

    /// The same without what takes a hash of all that was read: a report that has it can be shown, and not merged.
    pub fn untold(evidence: &Evidence<'_>, selection: &Selection) -> Self {
        Self {
            shard: evidence.shard,
            settings: digest([format!("{:?}", evidence.project.config)]).to_string(),
            selection: match selection {
                Selection::Whole => None,
                Selection::Part { files, sources } => {
                    Some(digest([format!("{files:?}"), format!("{sources:?}")]).to_string())
                }
            },
            ..Self::default()
        }
    }
}

fn of_project(
    project: &Project,
    files: &[Sha256Sum],
    unreadable: &[(String, ReadError)],
) -> String {
    // Where there is no claim file at all, no pattern is a slip.
    let idle: &[String] = if files.is_empty() {
        &[]
    } else {
        &project.idle_patterns
    };
    digest([
        joined(files),
        format!("{unreadable:?}{idle:?}"),
        format!("{:?}", project.catalog),
    ])
    .to_string()
}

fn joined(digests: &[Sha256Sum]) -> String {
    let digests: Vec<String> = digests.iter().map(Sha256Sum::to_string).collect();
    digests.join(" ")
}

/// The digest of a claim file of the project, of what the schemas say of it, and of which waivers have ended.
pub fn digest_of_file(project: &Project, file: &ClaimFile) -> Sha256Sum {
    // Of the day counts what it does.
    let has_ended = |claim: &Claim| -> Vec<bool> {
        let waivers = claim.waivers.iter();
        let until = waivers.map(|waiver| waiver.until.as_ref());
        until
            .map(|until| until.is_some_and(|until| *until < project.today))
            .collect()
    };
    // What a house schema says stands for the schema, and for all that it refers to.
    let faults = format!("{:?}{:?}", file.problem, file.faults);
    let ended: Vec<_> = file.claims.iter().map(has_ended).collect();
    digest([of_file(file).to_string(), faults, format!("{ended:?}")])
}

/// A folder has no id, and may be another one on each machine.
fn of_folder(prior: &Prior) -> Option<String> {
    (prior.baseline.kind == BaselineKind::Dir).then(|| {
        let files = prior.files.par_iter().map(of_file);
        let files: Vec<Sha256Sum> = files.collect();
        digest([joined(&files), format!("{:?}", prior.catalog)]).to_string()
    })
}

fn of_file(file: &ClaimFile) -> Sha256Sum {
    digest([file.path.as_str(), file.text.as_str()])
}
