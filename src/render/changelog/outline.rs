//! The changelog's outline: changes and remarks under the claim or source they are about, those under their story.

use crate::drift::{Change, DriftKind, is_remark};
use crate::finding::Finding;
use crate::report::{Report, Unchecked};
use std::collections::HashMap;

/// What changed, story by story; sources and what is about the project as a whole come last.
pub(super) struct Outline<'r> {
    pub(super) stories: Vec<Story<'r>>,
    /// How many remarks there are.
    pub(super) remarks: usize,
    /// Files that could not be compared, and why.
    pub(super) not_compared: Vec<Unchecked>,
}

/// What the entries of a part of the changelog have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Title<'r> {
    /// A story.
    Story(&'r str),
    /// A claim file that says of no story.
    File(&'r str),
    /// The sources.
    Sources,
    /// The project.
    Project,
}

/// A part of the changelog.
pub(super) struct Story<'r> {
    pub(super) title: Title<'r>,
    pub(super) entries: Vec<Entry<'r>>,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Subject<'r> {
    /// A claim, by file and id.
    Claim(&'r str, Option<&'r str>),
    /// A source, by id.
    Source(&'r str),
    /// The project.
    Project,
}

/// All that is to be said of a claim or a source.
pub(super) struct Entry<'r> {
    pub(super) subject: Subject<'r>,
    /// What changed.
    pub(super) changes: Vec<&'r Change>,
    /// What is wrong with the way in which it changed.
    pub(super) remarks: Vec<&'r Finding>,
}

impl<'r> Outline<'r> {
    pub(super) fn new(report: &'r Report) -> Self {
        let mut builder = Builder::new(report);
        for change in &report.changes {
            let (title, subject) = of_change(change);
            builder.entry(title, subject).changes.push(change);
        }
        let remarks: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| is_remark(finding.rule))
            .collect();
        for remark in &remarks {
            let (title, subject) = builder.of_remark(remark);
            builder.entry(title, subject).remarks.push(remark);
        }
        // Stable: otherwise the order is that of the changes.
        builder.stories.sort_by_key(|story| match story.title {
            Title::Story(_) | Title::File(_) => 0,
            Title::Sources => 1,
            Title::Project => 2,
        });
        Self {
            stories: builder.stories,
            remarks: remarks.len(),
            not_compared: report.not_compared(),
        }
    }
}

impl<'r> Entry<'r> {
    /// The id of the claim or source.
    pub(super) fn name(&self) -> &'r str {
        match self.subject {
            Subject::Claim(_, Some(id)) | Subject::Source(id) => id,
            Subject::Claim(_, None) => "a claim without an id",
            Subject::Project => "as a whole",
        }
    }

    /// The id that the claim had.
    pub(super) fn former_name(&self) -> Option<&'r str> {
        self.changes
            .iter()
            .find(|change| change.kind == DriftKind::ClaimRenamed)
            .and_then(|change| change.before.as_deref())
    }

    /// `revision 1 → 2`
    pub(super) fn revision(&self) -> Option<String> {
        let change = self.changes.first()?;
        match change.revisions {
            (Some(old), Some(new)) if old != new => Some(format!("revision {old} → {new}")),
            (_, Some(one)) | (Some(one), None) => Some(format!("revision {one}")),
            (None, None) => None,
        }
    }

    /// Whether every change of it is recorded, or needs no record.
    pub(super) fn is_recorded(&self) -> bool {
        self.changes.iter().all(|change| change.recorded)
    }

    /// Whether an editor must look at it.
    pub(super) fn needs_a_look(&self) -> bool {
        !self.is_recorded() || !self.remarks.is_empty()
    }

    /// The notes that record its changes, each once. The reason of a retired claim is said with what it is a reason of.
    pub(super) fn notes(&self) -> Vec<&'r str> {
        let mut notes: Vec<&str> = Vec::new();
        let changes = self.changes.iter().filter(|change| records_by_note(change));
        for note in changes.filter_map(|change| change.note.as_deref()) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }
}

/// Whether the note of a change is the one that records it; otherwise it is said with the change.
pub(super) fn records_by_note(change: &Change) -> bool {
    !matches!(change.kind, DriftKind::ClaimRetired) && !is_of_source(change)
}

/// Whether a change is of a source itself.
fn is_of_source(change: &Change) -> bool {
    matches!(
        change.kind,
        DriftKind::SourceAdded
            | DriftKind::SourceEdited
            | DriftKind::SourceRemoved
            | DriftKind::PinChanged
    )
}

/// Where a change stands in the outline.
fn of_change(change: &Change) -> (Title<'_>, Subject<'_>) {
    if let (true, Some(source)) = (is_of_source(change), &change.source) {
        return (Title::Sources, Subject::Source(source));
    }
    (
        title(change.story.as_deref(), &change.file),
        Subject::Claim(&change.file, change.claim.as_deref()),
    )
}

fn title<'r>(story: Option<&'r str>, file: &'r str) -> Title<'r> {
    story.map_or(Title::File(file), Title::Story)
}

/// An outline that is being put together.
struct Builder<'r> {
    stories: Vec<Story<'r>>,
    /// Place of each story.
    titles: HashMap<Title<'r>, usize>,
    /// Place of each entry: story, entry.
    places: HashMap<Subject<'r>, (usize, usize)>,
    /// Today's claims by file and id, with their number.
    claims: HashMap<(&'r str, &'r str), usize>,
    /// The story of each claim file.
    files: HashMap<&'r str, Option<&'r str>>,
}

impl<'r> Builder<'r> {
    fn new(report: &'r Report) -> Self {
        let claims = report.claims.iter().enumerate();
        let of_changes = report.changes.iter().filter(|change| !is_of_source(change));
        let of_claims = report.claims.iter();
        Self {
            stories: Vec::new(),
            titles: HashMap::new(),
            places: HashMap::new(),
            claims: claims
                .filter_map(|(number, claim)| Some(((&*claim.file, claim.id.as_deref()?), number)))
                .collect(),
            files: of_changes
                .map(|change| (change.file.as_str(), change.story.as_deref()))
                .chain(of_claims.map(|claim| (&*claim.file, claim.story.as_deref())))
                .collect(),
        }
    }

    /// The number in the report of a claim that is there today.
    fn number(&self, subject: Subject<'r>) -> Option<usize> {
        match subject {
            Subject::Claim(file, Some(id)) => self.claims.get(&(file, id)).copied(),
            _ => None,
        }
    }

    /// Where a remark stands in the outline.
    fn of_remark(&self, remark: &'r Finding) -> (Title<'r>, Subject<'r>) {
        let file = remark.place.file.as_str();
        if let Some(id) = &remark.claim {
            let subject = Subject::Claim(file, Some(id));
            let story = self.files.get(file).copied().flatten();
            return (title(story, file), subject);
        }
        match &remark.source {
            Some(source) => (Title::Sources, Subject::Source(source)),
            None => (Title::Project, Subject::Project),
        }
    }

    /// The entry of a claim or source, which is made where there is none.
    fn entry(&mut self, title: Title<'r>, subject: Subject<'r>) -> &mut Entry<'r> {
        let (story, entry) = match self.places.get(&subject) {
            Some(place) => *place,
            None => self.add(title, subject),
        };
        &mut self.stories[story].entries[entry]
    }

    fn add(&mut self, title: Title<'r>, subject: Subject<'r>) -> (usize, usize) {
        let story = *self.titles.entry(title).or_insert_with(|| {
            self.stories.push(Story {
                title,
                entries: Vec::new(),
            });
            self.stories.len() - 1
        });
        let place = self.place_in(story, self.number(subject));
        self.stories[story].entries.insert(
            place,
            Entry {
                subject,
                changes: Vec::new(),
                remarks: Vec::new(),
            },
        );
        for (number, entry) in self.stories[story].entries.iter().enumerate().skip(place) {
            self.places.insert(entry.subject, (story, number));
        }
        (story, place)
    }

    /// Where a claim, by its number in the report, stands in a story: before the claims that come later. The others, such
    /// as claims that are gone, stay behind those that they follow.
    fn place_in(&self, story: usize, number: Option<usize>) -> usize {
        let entries = &self.stories[story].entries;
        let mut place = entries.len();
        let Some(number) = number else {
            return place;
        };
        for (index, entry) in entries.iter().enumerate().rev() {
            match self.number(entry.subject) {
                Some(other) if other < number => break,
                Some(_) => place = index,
                None => {}
            }
        }
        place
    }
}
