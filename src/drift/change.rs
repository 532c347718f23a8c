//! One difference between two versions, as plain data for rules, reports and the changelog.

use crate::quote;
use serde::Serialize;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DriftKind {
    /// The words of the statement.
    StatementChanged,
    /// The verdict.
    VerdictChanged,
    /// The rating in the house's own scale: a part of the verdict.
    RatingChanged,
    /// The words of a quote.
    QuoteChanged,
    /// A citation was added to a claim that was there.
    CitationAdded,
    /// A citation was taken out of a claim.
    CitationRemoved,
    /// A citation names another source.
    CitationRetargeted,
    /// What a citation does for the claim.
    StanceChanged,
    /// Whose words a quote is said to be.
    SpeakerChanged,
    /// A claim that the baseline does not have.
    ClaimAdded,
    /// A claim that is gone.
    ClaimRemoved,
    /// A claim that was withdrawn, with a tombstone.
    ClaimRetired,
    /// A claim that has another id.
    ClaimRenamed,
    /// A claim that became a part of another one, which names it in `formerly`.
    ClaimMerged,
    /// A source that the baseline does not have.
    SourceAdded,
    /// A source with another text.
    SourceEdited,
    /// A source that is gone.
    SourceRemoved,
    /// A source with another pinned hash, and the same text.
    PinChanged,
}

impl DriftKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::StatementChanged,
        Self::VerdictChanged,
        Self::RatingChanged,
        Self::QuoteChanged,
        Self::CitationAdded,
        Self::CitationRemoved,
        Self::CitationRetargeted,
        Self::StanceChanged,
        Self::SpeakerChanged,
        Self::ClaimAdded,
        Self::ClaimRemoved,
        Self::ClaimRetired,
        Self::ClaimRenamed,
        Self::ClaimMerged,
        Self::SourceAdded,
        Self::SourceEdited,
        Self::SourceRemoved,
        Self::PinChanged,
    ];

    /// The name in reports; where a rule is about it, the rule's.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StatementChanged => "statement-changed",
            Self::VerdictChanged | Self::RatingChanged => "verdict-changed",
            Self::QuoteChanged => "quote-changed",
            Self::CitationAdded => "citation-added",
            Self::CitationRemoved => "citation-removed",
            Self::CitationRetargeted => "citation-retargeted",
            Self::StanceChanged => "stance-changed",
            Self::SpeakerChanged => "speaker-changed",
            Self::ClaimAdded => "claim-added",
            Self::ClaimRemoved => "claim-removed",
            Self::ClaimRetired => "claim-retired",
            Self::ClaimRenamed => "claim-renamed",
            Self::ClaimMerged => "claim-merged",
            Self::SourceAdded => "source-added",
            Self::SourceEdited => "source-edited",
            Self::SourceRemoved => "source-removed",
            Self::PinChanged => "pin-changed",
        }
    }

    /// What changed, in an editor's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::StatementChanged => "statement",
            Self::VerdictChanged => "verdict",
            Self::RatingChanged => "rating",
            Self::QuoteChanged => "quote",
            Self::CitationAdded => "citation added",
            Self::CitationRemoved => "citation removed",
            Self::CitationRetargeted => "source of a citation",
            Self::StanceChanged => "stance",
            Self::SpeakerChanged => "speaker",
            Self::ClaimAdded => "claim added",
            Self::ClaimRemoved => "claim removed",
            Self::ClaimRetired => "claim retired",
            Self::ClaimRenamed => "id",
            Self::ClaimMerged => "claim merged",
            Self::SourceAdded => "source added",
            Self::SourceEdited => "text",
            Self::SourceRemoved => "source removed",
            Self::PinChanged => "pinned hash",
        }
    }
}

impl Serialize for DriftKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One difference between the baseline and today.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What changed.
    pub kind: DriftKind,
    /// The claim's id today; of a claim that is gone, the one it had.
    pub claim: Option<String>,
    /// The story of the claim's file.
    pub story: Option<String>,
    /// The claim file, or the source's descriptor, today; of what is gone, where it was.
    pub file: String,
    /// The source, where a citation or a source changed; of a citation that names another source, today's.
    pub source: Option<String>,
    /// Index of the citation in today's claim; `None` for one that was taken out.
    pub citation: Option<usize>,
    /// The claim's revisions, before and today.
    pub revisions: (Option<u64>, Option<u64>),
    /// Whether it was recorded as it must be; what needs no record counts as recorded.
    pub recorded: bool,
    /// The note that records it.
    pub note: Option<String>,
    /// What stood there.
    pub before: Option<String>,
    /// What stands there.
    pub after: Option<String>,
    /// What kinds of change there are, as for altered quotes: `number`, `negation`.
    pub kinds: Vec<&'static str>,
    /// What turns `before` into `after`, word by word; empty where there are not two texts to compare.
    pub edits: Vec<(quote::Change, String)>,
    /// Its rank among all changes of the comparison, from 0.
    pub rank: usize,
}

impl Change {
    /// A change of which nothing is said yet.
    pub fn new(kind: DriftKind, file: &str) -> Self {
        Self {
            kind,
            claim: None,
            story: None,
            file: file.to_owned(),
            source: None,
            citation: None,
            revisions: (None, None),
            recorded: false,
            note: None,
            before: None,
            after: None,
            kinds: Vec::new(),
            edits: Vec::new(),
            rank: 0,
        }
    }

    /// The two texts that it is about, compared word by word.
    #[must_use]
    pub fn between(mut self, before: &str, after: &str) -> Self {
        let difference = quote::difference(before, after);
        self.before = Some(before.to_owned());
        self.after = Some(after.to_owned());
        self.kinds = difference.kinds.iter().map(|kind| kind.as_str()).collect();
        self.edits = difference.edits;
        self
    }
}
