//! What stands in a claim file. Every field is optional where the schema can find it missing: what is readable is
//! checked, and what is not has a finding of its own.

use super::Date;
use crate::text::{Span, is_blank};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A value and the bytes of the claim file that it stands in, quotation marks included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value, decoded.
    pub value: T,
    /// Its place in bytes of the claim file.
    pub range: Range<usize>,
}

impl<T: Serialize> Serialize for Located<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// What the desk found a claim to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The sources bear it out.
    Supported,
    /// The sources contradict it.
    Refuted,
    /// Sources stand on both sides.
    Disputed,
    /// It could not be settled.
    Unverified,
}

impl Verdict {
    /// As claim files write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Refuted => "refuted",
            Self::Disputed => "disputed",
            Self::Unverified => "unverified",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [
            Self::Supported,
            Self::Refuted,
            Self::Disputed,
            Self::Unverified,
        ]
        .into_iter()
        .find(|verdict| verdict.as_str() == text)
    }
}

/// What a citation does for the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// It backs the statement.
    #[default]
    Supports,
    /// It contradicts the statement.
    Refutes,
    /// It is background.
    Context,
}

impl Stance {
    /// As claim files write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Refutes => "refutes",
            Self::Context => "context",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Supports, Self::Refutes, Self::Context]
            .into_iter()
            .find(|stance| stance.as_str() == text)
    }
}

/// What is quoted: a passage, or fragments of one with text left out between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Quote {
    /// One passage.
    Whole(Located<String>),
    /// Two fragments or more, in source order.
    Elided(Vec<Located<String>>),
}

impl Quote {
    /// The passage, or the fragments in order.
    pub fn fragments(&self) -> &[Located<String>] {
        match self {
            Self::Whole(passage) => std::slice::from_ref(passage),
            Self::Elided(fragments) => fragments,
        }
    }
}

/// A passage of a source that a claim leans on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Citation {
    /// Its index in the claim's array, from 0.
    #[serde(skip)]
    pub index: usize,
    /// The bytes of the whole object.
    #[serde(skip)]
    pub range: Range<usize>,
    /// The id of the source.
    pub source: Option<Located<String>>,
    /// The words of the source.
    pub quote: Option<Located<Quote>>,
    /// What stands right before the quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Located<String>>,
    /// What stands right after the quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Located<String>>,
    /// Where the quote stands, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Located<Span>>,
    /// `supports` where it is not said. `None` where what is said cannot be read.
    pub stance: Option<Stance>,
    /// Whose words these are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Located<String>>,
    /// The editor's note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// When a claim was checked, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The day.
    pub on: Option<Located<Date>>,
    /// The person or desk.
    pub by: Option<String>,
}

/// Why a claim was revised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It was wrong.
    Correction,
    /// The facts moved on.
    Update,
    /// It was unclear.
    Clarification,
    /// It was looked at again.
    Review,
}

impl ChangeKind {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "correction" => Some(Self::Correction),
            "update" => Some(Self::Update),
            "clarification" => Some(Self::Clarification),
            "review" => Some(Self::Review),
            _ => None,
        }
    }
}

/// An entry of a claim's record of changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its index in the claim's array, from 0.
    #[serde(skip)]
    pub index: usize,
    /// The revision that it brought.
    pub revision: Option<u64>,
    /// The day.
    pub on: Option<Date>,
    /// What was changed and why.
    pub note: Option<String>,
    /// Of what kind the change is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ChangeKind>,
    /// The bytes of the whole object.
    #[serde(skip)]
    pub range: Range<usize>,
}

/// All that an entry of a claim's record says, whatever its place: revision, day, note and kind.
pub type ChangeContent<'c> = (
    Option<u64>,
    Option<&'c Date>,
    Option<&'c str>,
    Option<ChangeKind>,
);

impl Change {
    /// All that it says: two entries with equal content are the same.
    pub fn content(&self) -> ChangeContent<'_> {
        (
            self.revision,
            self.on.as_ref(),
            self.note.as_deref(),
            self.kind,
        )
    }
}

/// Leave to break one rule on one claim, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiver {
    /// The rule.
    pub rule: Option<Located<String>>,
    /// Why.
    pub reason: Option<String>,
    /// Index of the citation it is for, from 0; all where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<u64>,
    /// The last day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The bytes of the whole object.
    #[serde(skip)]
    pub range: Range<usize>,
}

impl Waiver {
    /// Whether it covers a finding of that rule about that citation (by its index) on that day. Without a reason, it
    /// covers nothing.
    pub fn covers(&self, rule: &str, citation: Option<usize>, today: &Date) -> bool {
        // What takes the least time comes first: each of very many citations may have a waiver.
        let of_citation = self
            .citation
            .is_none_or(|index| citation.and_then(|own| u64::try_from(own).ok()) == Some(index));
        let of_rule = || self.rule.as_ref().is_some_and(|own| own.value == rule);
        let holds = || self.until.as_ref().is_none_or(|until| until >= today);
        let has_reason = || {
            let reason = self.reason.as_deref();
            reason.is_some_and(|reason| !is_blank(reason))
        };
        of_citation && of_rule() && holds() && has_reason()
    }
}

/// A statement, the desk's verdict on it, and the evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Its index in the file's array, from 0.
    #[serde(skip)]
    pub index: usize,
    /// The bytes of the whole object.
    #[serde(skip)]
    pub range: Range<usize>,
    /// The id, unique in the project.
    pub id: Option<Located<String>>,
    /// What is claimed.
    pub statement: Option<Located<String>>,
    /// What it was found to be.
    pub verdict: Option<Located<Verdict>>,
    /// The house's own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    /// Counts the recorded changes, from 1.
    pub revision: Option<u64>,
    /// When and by whom.
    pub checked: Checked,
    /// The evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// The record of changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Rules that are silenced here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// Earlier ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<String>,
    /// Free labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

impl Claim {
    /// The JSON Pointer of the claim in its file.
    pub fn pointer(&self) -> String {
        format!("/claims/{}", self.index)
    }

    /// What messages call the claim: its id, or its place in the file.
    pub fn name(&self) -> String {
        match &self.id {
            Some(id) => format!("\"{}\"", id.value),
            None => format!("number {}", self.index + 1),
        }
    }
}

/// What is left of a claim that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tombstone {
    /// The id, which stays taken.
    pub id: Option<Located<String>>,
    /// The day.
    pub on: Option<Date>,
    /// Why.
    pub reason: Option<String>,
    /// Its index in the file's `retired` array, from 0.
    #[serde(skip)]
    pub index: usize,
}
