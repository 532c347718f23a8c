//! What differs in the content of a claim, and whether that is recorded.

use super::change::{Change, DriftKind};
use super::citations::{Matched, matched, words};
use super::facts::{Record, Side};
use crate::claim::{Citation, Claim};
use std::collections::{HashMap, HashSet, VecDeque};

/// Whether and how the changes from one version of a claim to the next are recorded.
pub(super) fn record<'p>(old: &Claim, new: &'p Claim) -> Record<'p> {
    let notes = old.changes.iter().filter_map(|entry| entry.note.as_deref());
    let known: HashSet<String> = notes.map(said).collect();
    let rose = match (old.revision, new.revision) {
        (Some(old), Some(new)) => new > old,
        // What the revision was cannot be read, which was a finding then.
        (None, Some(_)) => true,
        (_, None) => false,
    };
    let entry = new.changes.iter().find(|entry| {
        let note = entry.note.as_deref().unwrap_or_default();
        entry.revision.is_some()
            && entry.revision == new.revision
            && !said(note).is_empty()
            && !known.contains(&said(note))
    });
    Record { rose, entry }
}

/// What a note says: its letters and digits. A note without any says nothing, and one with other spaces or capitals
/// nothing new.
pub fn said(note: &str) -> String {
    let letters = note.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The differences of content between two versions of a claim, in the order of the fields, and which citations belong
/// together. What cannot be read in one of the versions has, or had, a finding of its own and is left out.
pub(super) fn changes(old: Side<'_>, new: Side<'_>) -> (Vec<Change>, Vec<Matched>) {
    let record = record(old.claim, new.claim);
    let mut list = List {
        old,
        new,
        template: Change {
            claim: new.id().map(str::to_owned),
            story: new.file.story.clone(),
            revisions: (old.claim.revision, new.claim.revision),
            recorded: record.is_complete(),
            note: record
                .entry
                .filter(|_| record.rose)
                .and_then(|entry| entry.note.clone()),
            ..Change::new(DriftKind::StatementChanged, &new.file.path)
        },
        changes: Vec::new(),
    };
    list.compare_fields(old.claim);
    let matched = matched(&old.claim.citations, &new.claim.citations);
    list.compare_citations(old.claim, &matched);
    (list.changes, matched)
}

/// The citations of one version that are not in the other: those that are in no pair. What cannot be read there may be any one of
/// them: the one that says as much of the source or the quote as can be read, or else stands where it does, or else the first.
fn beyond<'c>(
    citations: &'c [Citation],
    paired: &HashSet<usize>,
    others: &[Citation],
) -> Vec<&'c Citation> {
    let is_readable = |citation: &Citation| citation.source.is_some() && citation.quote.is_some();
    let alone = citations.iter().enumerate();
    let alone = alone.filter(|(at, citation)| is_readable(citation) && !paired.contains(at));
    let alone: Vec<&Citation> = alone.map(|(_, citation)| citation).collect();
    let mut places: HashMap<Known<'_>, VecDeque<usize>> = HashMap::new();
    let unread = || others.iter().filter(|citation| !is_readable(citation));
    if unread().next().is_some() {
        for (at, citation) in alone.iter().enumerate() {
            for known in Known::all(citation) {
                places.entry(known).or_default().push_back(at);
            }
        }
    }
    let mut is_free = vec![true; alone.len()];
    let mut first_free = 0..alone.len();
    for unread in unread() {
        let mut of_known = Known::all(unread).into_iter().find_map(|known| {
            let places = places.get_mut(&known)?;
            std::iter::from_fn(|| places.pop_front()).find(|at| is_free[*at])
        });
        if of_known.is_none() {
            of_known = first_free.find(|at| is_free[*at]);
        }
        if let Some(at) = of_known {
            is_free[at] = false;
        }
    }
    let still = alone.into_iter().zip(is_free);
    still
        .filter_map(|(citation, is_free)| is_free.then_some(citation))
        .collect()
}

/// By what a citation is known again of which not all can be read: the best first.
#[derive(PartialEq, Eq, Hash)]
enum Known<'c> {
    Source(&'c str),
    Quote(String),
    Place(usize),
}

impl<'c> Known<'c> {
    fn all(citation: &'c Citation) -> Vec<Self> {
        let source = citation.source.as_ref();
        let quote = citation.quote.as_ref();
        let source = source.map(|source| Self::Source(&source.value));
        let quote = quote.map(|quote| Self::Quote(words(&quote.value)));
        let place = Self::Place(citation.index);
        source.into_iter().chain(quote).chain([place]).collect()
    }
}

struct List<'p> {
    old: Side<'p>,
    new: Side<'p>,
    template: Change,
    changes: Vec<Change>,
}

impl List<'_> {
    fn of_kind(&self, kind: DriftKind) -> Change {
        Change {
            kind,
            ..self.template.clone()
        }
    }

    fn of_citation(&self, kind: DriftKind, citation: &Citation) -> Change {
        Change {
            citation: Some(citation.index),
            source: citation.source.as_ref().map(|source| source.value.clone()),
            ..self.of_kind(kind)
        }
    }

    fn compare_fields(&mut self, old: &Claim) {
        let new = self.new.claim;
        if let (Some(then), Some(today)) = (&old.statement, &new.statement)
            && then.value != today.value
        {
            let change = self.of_kind(DriftKind::StatementChanged);
            self.changes.push(change.between(&then.value, &today.value));
        }
        if let (Some(then), Some(today)) = (&old.verdict, &new.verdict)
            && then.value != today.value
        {
            self.changes.push(Change {
                before: Some(then.value.as_str().to_owned()),
                after: Some(today.value.as_str().to_owned()),
                ..self.of_kind(DriftKind::VerdictChanged)
            });
        }
        let is_told = |side: Side<'_>| {
            side.claim.rating.is_some()
                || !side
                    .file
                    .is_doubtful(&format!("/claims/{}/rating", side.claim.index))
        };
        if old.rating != new.rating && is_told(self.old) && is_told(self.new) {
            self.changes.push(Change {
                before: old.rating.clone(),
                after: new.rating.clone(),
                ..self.of_kind(DriftKind::RatingChanged)
            });
        }
    }

    fn compare_citations(&mut self, old: &Claim, matched: &[Matched]) {
        let new = self.new.claim;
        for pair in matched {
            self.compare_citation(&old.citations[pair.old], &new.citations[pair.new]);
        }
        let paired = matched.iter().map(|pair| pair.new).collect();
        for citation in beyond(&new.citations, &paired, &old.citations) {
            self.changes.push(Change {
                after: citation.quote.as_ref().map(|quote| words(&quote.value)),
                ..self.of_citation(DriftKind::CitationAdded, citation)
            });
        }
        let paired = matched.iter().map(|pair| pair.old).collect();
        for citation in beyond(&old.citations, &paired, &new.citations) {
            self.changes.push(Change {
                citation: None,
                before: citation.quote.as_ref().map(|quote| words(&quote.value)),
                ..self.of_citation(DriftKind::CitationRemoved, citation)
            });
        }
    }

    fn compare_citation(&mut self, old: &Citation, new: &Citation) {
        if let (Some(then), Some(today)) = (&old.source, &new.source)
            && then.value != today.value
        {
            self.changes.push(Change {
                before: Some(then.value.clone()),
                after: Some(today.value.clone()),
                ..self.of_citation(DriftKind::CitationRetargeted, new)
            });
        }
        if let (Some(then), Some(today)) = (&old.quote, &new.quote) {
            let fragments = |citation: &crate::claim::Quote| -> Vec<String> {
                let fragments = citation.fragments().iter();
                fragments.map(|fragment| fragment.value.clone()).collect()
            };
            if fragments(&then.value) != fragments(&today.value) {
                let change = self.of_citation(DriftKind::QuoteChanged, new);
                self.changes
                    .push(change.between(&words(&then.value), &words(&today.value)));
            }
        }
        if let (Some(then), Some(today)) = (old.stance, new.stance)
            && then != today
        {
            self.changes.push(Change {
                before: Some(then.as_str().to_owned()),
                after: Some(today.as_str().to_owned()),
                ..self.of_citation(DriftKind::StanceChanged, new)
            });
        }
        let speaker = |citation: &Citation| {
            let speaker = citation.speaker.as_ref();
            speaker.map(|speaker| speaker.value.clone())
        };
        let is_told = |side: Side<'_>, citation: &Citation| {
            let pointer = || {
                let (claim, citation) = (side.claim.index, citation.index);
                format!("/claims/{claim}/citations/{citation}/speaker")
            };
            citation.speaker.is_some() || !side.file.is_doubtful(&pointer())
        };
        if speaker(old) != speaker(new) && is_told(self.old, old) && is_told(self.new, new) {
            self.changes.push(Change {
                before: speaker(old),
                after: speaker(new),
                ..self.of_citation(DriftKind::SpeakerChanged, new)
            });
        }
    }
}
