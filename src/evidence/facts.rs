//! The facts themselves: plain data about claims, citations and sources.

use super::known::Sources;
use crate::claim::{Citation, Claim, ClaimFile, Date, Located};
use crate::content::Content;
use crate::figure::Language;
use crate::finding::Level;
use crate::project::{Key, Project, Shard};
use crate::quote::{Difference, Fold, Folds};
use crate::source::{CitedSource, Descriptor, LongTexts, Mark, Sha256Sum, Unreadable};
use crate::store::{Kept, Store};
use crate::text::{Excerpt, Region, Span, Text, abridged};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// The facts that rules read: about a batch of claim files, or about what spans the project.
pub struct Evidence<'p> {
    /// The project they are about.
    pub project: &'p Project,
    /// The claim files whose form is reported on, in path order.
    pub files: Vec<&'p ClaimFile>,
    /// The claims that are reported on, in order of file and place.
    pub claims: Vec<ClaimFacts<'p>>,
    /// The sources that were read so far: all that those claims cite, in a shard those that it needs; in the end all that
    /// are reported on, too. How many claims cite each is known of a batch's claims once the batch was taken in.
    pub sources: Sources<'p>,
    /// The shard that is reported on; `None` for all of it.
    pub shard: Option<Shard>,
}

/// A claim and the facts about its citations.
pub struct ClaimFacts<'p> {
    /// The file it stands in.
    pub file: &'p ClaimFile,
    /// The claim.
    pub claim: &'p Claim,
    /// One entry for each citation, in order. Of another shard's claim only those are judged that this one must count.
    pub citations: Vec<CitationFacts<'p>>,
    /// Whether it is of the shard that is reported on.
    pub is_own: bool,
}

/// What a quote is to its source: the order of judgement, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// It stands code point for code point, or with accepted folds only.
    Verbatim,
    /// It would stand after folding named differences.
    Typographic,
    /// It would stand, but for characters that do not show or look like others.
    Hidden,
    /// It leaves text out within a string.
    Elided,
    /// It stands in another source.
    Misattributed,
    /// A passage is close.
    Altered,
    /// Nothing is like it.
    Absent,
    /// The source, or the quote, could not be read.
    Unverifiable,
}

impl Match {
    /// As reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Typographic => "typographic",
            Self::Hidden => "hidden",
            Self::Elided => "elided",
            Self::Misattributed => "misattributed",
            Self::Altered => "altered",
            Self::Absent => "absent",
            Self::Unverifiable => "unverifiable",
        }
    }
}

/// The facts about one citation.
pub struct CitationFacts<'p> {
    /// The citation.
    pub citation: &'p Citation,
    /// The worst of its fragments; what could not be judged is unverifiable.
    pub matched: Match,
    /// One entry for each fragment of the quote; none where it was not judged.
    pub fragments: Vec<FragmentFacts<'p>>,
    /// How the fragments lie in the source, where all of them stand there, or would after folding typography: whether
    /// that counts is for the settings and waivers to say.
    pub placement: Option<Placement>,
    /// The source, where its text was read.
    pub read: Option<Arc<CitedSource>>,
    /// Of a quote that is misattributed, or a part of which is: another source that has all of it, fragments in order.
    pub home: Option<Arc<CitedSource>>,
}

/// The facts about one fragment of a quote; a whole quote is one fragment.
pub struct FragmentFacts<'p> {
    /// The fragment, and where it stands in the claim file.
    pub quote: &'p Located<String>,
    /// What it is to the source.
    pub detail: Detail,
}

/// What a fragment is to its source.
pub enum Detail {
    /// It stands; the folds are accepted ones.
    Stands {
        /// The places, until the citation was placed.
        places: Places,
        /// The accepted folds that were needed at the place that is cited; where none is singled out, at all of them.
        folds: Folds,
    },
    /// It would stand after folds that are not accepted.
    Typographic {
        /// The places, until the citation was placed.
        places: Places,
        /// What the source has, at the one that is cited; where none is singled out, at the first of them.
        passage: Box<Passage>,
        /// The folds.
        folds: Folds,
        /// Each difference: bytes of the passage, bytes of the quote, and the fold.
        differences: Vec<(Range<usize>, Range<usize>, Fold)>,
    },
    /// Characters that do not show or look like others.
    Hidden {
        /// What the source has.
        passage: Box<Passage>,
        /// The folds beside them.
        folds: Folds,
        /// Each character: bytes of the quote, the character, and what the source has instead.
        characters: Vec<(Range<usize>, char, Option<char>)>,
    },
    /// Text was left out within a string.
    Elided {
        /// The pieces: bytes of the quote, and what the source has.
        pieces: Vec<(Range<usize>, Passage)>,
        /// Whether nothing was put in.
        only_ellipses: bool,
    },
    /// It stands in other sources.
    Misattributed(Arc<Spread>),
    /// A passage is close.
    Altered(Box<ClosestPassage>),
    /// Nothing is like it.
    Absent {
        /// Whether the source's text is empty.
        source_is_empty: bool,
        /// Whether that is said at a first look, and nothing like it was looked for yet.
        is_first_look: bool,
    },
}

/// Where a fragment stands, in text order.
#[derive(Debug, Default)]
pub struct Places {
    /// In bytes of the text.
    pub ranges: Vec<Range<usize>>,
    /// Whether there are no others.
    pub are_all: bool,
}

/// The other sources that hold a quote.
#[derive(Debug, PartialEq, Eq)]
pub struct Spread {
    /// The first of them, by their ids.
    pub sources: Vec<Elsewhere>,
    /// How many there are.
    pub count: usize,
}

/// Another source that holds a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The source, which has a text file.
    pub source: Arc<CitedSource>,
    /// The passage, of the first few sources.
    pub passage: Option<Box<Passage>>,
}

impl Spread {
    /// The ids of the sources, as messages list them: where they are very many, or very long, the others are counted.
    pub fn ids(&self) -> Vec<String> {
        /// Each of very many findings lists them; in bytes.
        const LONGEST: usize = 4_000;
        let mut length = 0;
        let ids = self.sources.iter().map(|one| one.source.id.to_string());
        let mut ids: Vec<String> = ids
            .take_while(|id| {
                length += id.len();
                length <= LONGEST
            })
            .collect();
        if self.count > ids.len() {
            ids.push(format!("{} other sources", self.count - ids.len()));
        }
        ids
    }
}

impl Elsewhere {
    /// The text file's path.
    pub fn file(&self) -> &str {
        self.source.file.as_deref().unwrap_or_default()
    }
}

/// The passage that an altered quote was made from.
pub struct ClosestPassage {
    /// The passage.
    pub passage: Passage,
    /// From 0 to 1.
    pub similarity: f64,
    /// What turns it into the quote.
    pub difference: Difference,
}

/// A passage of a source, kept after its text is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Code points of the text.
    pub span: Span,
    /// Lines and columns.
    pub region: Region,
    /// The passage.
    pub text: String,
    /// The lines around it.
    pub excerpt: Excerpt,
}

impl Passage {
    /// A passage of a text that is at hand.
    pub fn new(text: &Text, range: Range<usize>) -> Self {
        Self::abridged(text, range, usize::MAX)
    }

    /// The same of a passage that is shown only, up to so many characters.
    pub(super) fn abridged(text: &Text, range: Range<usize>, most: usize) -> Self {
        let (span, region) = text.span_and_region(&range);
        Self {
            span,
            region,
            text: abridged(&text.as_str()[range.clone()], most),
            excerpt: Excerpt::new(text, &range),
            range,
        }
    }
}

/// How a quote that stands lies in its source.
#[derive(Debug, Default)]
pub struct Placement {
    /// How often it stands; of an elided quotation, the fragment that stands most often.
    pub occurrences: usize,
    /// Where: the place that was singled out. `None` where it is ambiguous or out of order, and where nothing else is to
    /// be said of it and nobody is told.
    pub place: Option<(Span, Region)>,
    /// It stands more than once, and nothing singles one place out.
    pub ambiguity: Option<Box<Ambiguity>>,
    /// Fragments that do not follow one another.
    pub misorder: Option<Box<Misorder>>,
    /// The text left out between fragments.
    pub gaps: Vec<Gap>,
    /// Edges that cut a word or a number.
    pub cuts: Vec<Cut>,
    /// The span that the citation gives is not the quote's.
    pub span: Option<Box<SpanFault>>,
    /// Prefix or suffix is not what stands there.
    pub context: Vec<ContextFault>,
    /// The speaker is not named nearby: the passage.
    pub speaker: Option<Box<Passage>>,
}

impl Placement {
    /// Whether the quote does not stand where the citation says.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.misorder.is_some() || self.span.is_some() || !self.context.is_empty()
    }

    /// Whether nothing is left out of the quote, and nothing is wrong with where it stands.
    fn is_flawless(&self) -> bool {
        // Every field by its name, so that a new one is not forgotten here.
        let Self {
            occurrences: _,
            place: _,
            ambiguity,
            misorder,
            gaps,
            cuts,
            span,
            context,
            speaker,
        } = self;
        let has_none = ambiguity.is_none() && misorder.is_none() && span.is_none();
        has_none && speaker.is_none() && gaps.is_empty() && cuts.is_empty() && context.is_empty()
    }
}

/// More than one place.
#[derive(Debug)]
pub struct Ambiguity {
    /// The fragment, by its index.
    pub fragment: usize,
    /// The first few places.
    pub passages: Vec<Passage>,
    /// How many there are.
    pub count: usize,
    /// Whether there may be more.
    pub may_be_more: bool,
}

/// A fragment that stands before the one it should follow, or overlaps it.
#[derive(Debug)]
pub struct Misorder {
    /// Index of the fragment that is out of order; the one before it is the other.
    pub fragment: usize,
    /// Where the fragment before it stands.
    pub before: Passage,
    /// Where the fragment stands.
    pub here: Passage,
}

/// The text between two fragments.
#[derive(Debug)]
pub struct Gap {
    /// The text that is left out; of a long one the start and the end.
    pub omitted: String,
    /// Its length in code points.
    pub characters: usize,
    /// Where the fragment after it stands, where the gap is a large one.
    pub after: Option<Passage>,
}

/// An edge of a fragment that lies within a word.
#[derive(Debug)]
pub struct Cut {
    /// Index of the fragment.
    pub fragment: usize,
    /// Which edge.
    pub edge: Edge,
    /// The whole word or number.
    pub word: String,
    /// Where the word stands.
    pub passage: Passage,
}

/// An edge of a fragment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its start.
    Start,
    /// Its end.
    End,
}

/// A span that is not where the quote stands.
#[derive(Debug)]
pub struct SpanFault {
    /// What the citation says.
    pub said: Span,
    /// Where the quote stands: the place, or the first few.
    pub stands: Vec<Passage>,
    /// What stands at the span instead, of a long text the start and the end; `None` where the span runs out of the text.
    pub instead: Option<String>,
}

/// A prefix or suffix that is not what stands there.
#[derive(Debug)]
pub struct ContextFault {
    /// Which of the two.
    pub side: Side,
    /// What stands there, as many characters.
    pub stands: String,
    /// How sure it is that the citation means the place.
    pub place: Certainty,
    /// The quote's place.
    pub passage: Passage,
    /// Another place of the quote, at which it does stand.
    pub elsewhere: Option<Passage>,
}

/// How sure it is which of its places a citation means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// There is only that one.
    Only,
    /// What else the citation says singles one out of several.
    SingledOut,
    /// Nothing singles one out.
    Open,
}

/// Before or after a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// `prefix`
    Prefix,
    /// `suffix`
    Suffix,
}

/// The facts about one source.
pub struct SourceFacts {
    /// The descriptor, where there is one.
    pub descriptor: Option<Descriptor>,
    /// Its names, as its citations carry them where its text was read.
    pub names: Arc<CitedSource>,
    /// Why its text could not be read.
    pub unreadable: Option<Unreadable>,
    /// The text's hash.
    pub sha256: Option<Sha256Sum>,
    /// By what the text is known again, where it was read and is short.
    pub(super) mark: Option<Mark>,
    /// The descriptor's digest; its text is kept only where a finding may point into it.
    pub descriptor_digest: Option<Sha256Sum>,
    /// The text file, where it is kept open.
    pub(super) kept: Mutex<Option<Box<Kept>>>,
    /// Whether a claim of the project cites it; known once all claim files were looked at.
    pub is_cited: bool,
    /// How the quotes from it fare, among the claims that are reported on.
    pub tally: Tally,
}

/// How the quotes from a source fare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Verbatim, and where their span says.
    pub stand: usize,
    /// Verbatim, but not where their span says.
    pub moved: usize,
    /// No longer verbatim.
    pub gone: usize,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.stand += other.stand;
        self.moved += other.moved;
        self.gone += other.gone;
    }
}

impl SourceFacts {
    /// Path of the text file, where it is known.
    pub fn text_path(&self) -> Option<&str> {
        self.names.file.as_deref()
    }

    /// Its text, if that is long and at hand.
    pub(super) fn long_text(&self, store: &dyn Store, long: &LongTexts) -> Option<Arc<Text>> {
        let is_long = self.mark.is_none() && self.unreadable.is_none();
        let long = long.at(store, self.text_path().filter(|_| is_long)?)?;
        // It may be what stands there since.
        let is_same = self.sha256 == long.sha256;
        long.text.ok().filter(|_| is_same)
    }

    /// What stands in the text file, where it is kept open and has the length that it had.
    pub(super) fn read_kept(&self) -> Option<Content> {
        let kept = self.kept.lock();
        let kept = kept.unwrap_or_else(PoisonError::into_inner);
        kept.as_ref()?.read()
    }

    /// The text file, where it is kept open, to be read for the last time: few texts are read more often than that.
    pub(super) fn give_up_kept(&self) -> Option<Box<Kept>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take()
    }

    /// Gives up what is said of the source in words; and the descriptor's text, where no finding about the source as such
    /// points into it.
    pub(super) fn forget_text(&mut self) {
        let Some(descriptor) = &mut self.descriptor else {
            return;
        };
        descriptor.title = None;
        descriptor.original = None;
        if self.unreadable.is_none() {
            // Its names have both.
            descriptor.text_file = None;
            descriptor.language = None;
        }
        let pin = descriptor.sha256.as_ref();
        let is_pinned = pin.is_none_or(|pin| self.sha256.as_ref() == Some(&pin.value));
        if is_pinned && descriptor.faults.is_empty() {
            descriptor.text = Text::new("");
        }
    }
}

impl Evidence<'_> {
    /// The day on which the source of a citation was published, where it is known.
    pub fn published<'e>(&'e self, citation: &'e CitationFacts<'_>) -> Option<&'e Date> {
        if let Some(read) = &citation.read {
            return read.published.as_ref();
        }
        let published = self.descriptor(citation)?.published.as_ref();
        published.map(|published| &published.value)
    }

    /// The language of a citation's source, where its numbers in words are known.
    pub fn language(&self, citation: &CitationFacts<'_>) -> Option<Language> {
        match &citation.read {
            Some(read) => read.language,
            None => Language::from_tag(self.descriptor(citation)?.language.as_deref()?),
        }
    }

    fn descriptor(&self, citation: &CitationFacts<'_>) -> Option<&Descriptor> {
        self.sources.get(citation.source_id()?)?.descriptor.as_ref()
    }

    /// Whether something is of the shard that is reported on.
    pub fn owns(&self, key: Key<'_>) -> bool {
        self.shard.is_none_or(|shard| shard.owns(key))
    }
}

impl ClaimFacts<'_> {
    /// Whether the settings or a waiver let a difference of typography pass, for a citation by its index: then the quote
    /// stands, and everything that is asked of a quote that stands is asked of it.
    pub fn accepts_typography(&self, citation: usize, project: &Project) -> bool {
        self.accepts("quote-typography", Some(citation), project)
    }

    /// Whether the settings or a waiver let a finding of that rule pass, an error by default, about a citation by its index
    /// or about the claim.
    pub fn accepts(&self, rule: &str, citation: Option<usize>, project: &Project) -> bool {
        let level = project.config.levels.get(rule);
        let mut waivers = self.claim.waivers.iter();
        level.is_some_and(|level| *level != Level::Error)
            || waivers.any(|waiver| waiver.covers(rule, citation, &project.today))
    }
}

impl CitationFacts<'_> {
    /// A citation that could not be judged.
    pub(super) fn unverifiable(citation: &Citation) -> CitationFacts<'_> {
        CitationFacts {
            citation,
            matched: Match::Unverifiable,
            fragments: Vec::new(),
            placement: None,
            read: None,
            home: None,
        }
    }

    /// Whether the quote stands, in one place, and there is nothing to say about how.
    pub fn is_flawless(&self) -> bool {
        let placement = self.placement.as_ref();
        self.matched == Match::Verbatim && placement.is_some_and(Placement::is_flawless)
    }

    /// The folds that were used, accepted or not.
    pub fn folds(&self) -> Folds {
        self.fragments.iter().fold(Folds::NONE, |all, fragment| {
            all.union(match &fragment.detail {
                Detail::Stands { folds, .. }
                | Detail::Typographic { folds, .. }
                | Detail::Hidden { folds, .. } => *folds,
                _ => Folds::NONE,
            })
        })
    }

    /// The source's text file, where it was read.
    pub fn text_path(&self) -> Option<&str> {
        self.read.as_ref()?.file.as_deref()
    }

    /// The id of the source, where it can be read.
    pub fn source_id(&self) -> Option<&str> {
        self.citation
            .source
            .as_ref()
            .map(|source| source.value.as_str())
    }
}

impl Detail {
    /// The places where it stands, or would after folding typography.
    pub(super) fn places(&self) -> Option<&Places> {
        match self {
            Self::Stands { places, .. } | Self::Typographic { places, .. } => Some(places),
            _ => None,
        }
    }

    /// Gives up the places, of which there may be very many: the citation was placed.
    pub(super) fn forget_places(&mut self) {
        if let Self::Stands { places, .. } | Self::Typographic { places, .. } = self {
            *places = Places::default();
        }
    }

    /// What the fragment is to its source, in one word.
    pub fn matched(&self) -> Match {
        match self {
            Self::Stands { .. } => Match::Verbatim,
            Self::Typographic { .. } => Match::Typographic,
            Self::Hidden { .. } => Match::Hidden,
            Self::Elided { .. } => Match::Elided,
            Self::Misattributed(_) => Match::Misattributed,
            Self::Altered(_) => Match::Altered,
            Self::Absent { .. } => Match::Absent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::few("s", 3, 3, 3, None)]
    #[case::as_many_as_are_known("s", 100, 100, 100, None)]
    #[case::more("s", 100, 984, 100, Some("884 other sources"))]
    #[case::long_ids(&"s".repeat(997), 100, 100, 4, Some("96 other sources"))]
    fn very_many_sources_are_counted(
        #[case] name: &str,
        #[case] known: usize,
        #[case] count: usize,
        #[case] listed: usize,
        #[case] others: Option<&str>,
    ) {
        let source = |number: usize| Elsewhere {
            source: Arc::new(CitedSource::named(format!("{name}{number:03}"), None)),
            passage: None,
        };
        let spread = Spread {
            sources: (0..known).map(source).collect(),
            count,
        };
        let ids = spread.ids();
        assert_eq!(ids[0], format!("{name}000"));
        assert_eq!(ids.len(), listed + usize::from(others.is_some()));
        assert_eq!(ids.get(listed).map(String::as_str), others);
    }
}
