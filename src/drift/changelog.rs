//! The changelog: every change of a comparison, recorded or not, in the order in which an editor reads it.

use super::change::{Change, DriftKind};
use super::facts::{Drift, Fate, Outcome, Pair, RemovedClaim, Side, SourceDrift, SourceFate};

impl Drift<'_> {
    /// Every change, by story and by the claims' places in their files; sources last.
    pub fn changes(&self) -> Vec<Change> {
        let mut of_claims: Vec<(Side<'_>, Vec<Change>)> = Vec::new();
        of_claims.extend(self.pairs.iter().map(|pair| (pair.new, of_pair(pair))));
        of_claims.extend(self.removed.iter().map(|one| (one.old, of_removed(one))));
        of_claims.extend(self.reused.iter().filter_map(|reused| {
            let old = reused.old?;
            Some((old, vec![gone(old, DriftKind::ClaimRemoved)]))
        }));
        of_claims.extend(self.added.iter().map(|one| {
            let recorded = !self
                .reused
                .iter()
                .any(|reused| is_same(reused.new, one.new));
            (one.new, vec![added(one.new, recorded)])
        }));
        of_claims.retain(|(_, changes)| !changes.is_empty());
        of_claims.sort_by(|(a, _), (b, _)| place(*a).cmp(&place(*b)));
        let of_claims = of_claims.into_iter().flat_map(|(_, changes)| changes);
        of_claims
            .chain(self.sources.iter().flat_map(of_source))
            .enumerate()
            .map(|(rank, change)| Change { rank, ..change })
            .collect()
    }
}

/// Where a claim comes in the changelog: story, file, rank in its file.
fn place(side: Side<'_>) -> (&str, &str, usize) {
    let path = side.file.path.as_str();
    let story = side.file.story.as_deref().unwrap_or(path);
    (story, path, side.claim.index)
}

fn is_same(a: Side<'_>, b: Side<'_>) -> bool {
    (&a.file.path, a.claim.index) == (&b.file.path, b.claim.index)
}

/// A change of a claim as a whole.
fn of_side(kind: DriftKind, side: Side<'_>) -> Change {
    Change {
        claim: side.id().map(str::to_owned),
        story: side.file.story.clone(),
        ..Change::new(kind, &side.file.path)
    }
}

/// Statement and verdict, for a claim that is new or gone.
fn in_short(side: Side<'_>) -> String {
    let statement = side.claim.statement.as_ref();
    let statement = statement.map_or("", |statement| statement.value.as_str());
    match &side.claim.verdict {
        Some(verdict) => format!("{statement} ({})", verdict.value.as_str()),
        None => statement.to_owned(),
    }
}

fn of_pair(pair: &Pair<'_>) -> Vec<Change> {
    let renamed = pair.is_renamed().then(|| Change {
        revisions: (pair.old.claim.revision, pair.new.claim.revision),
        recorded: pair.names_old_id() || pair.shared_its_id,
        before: pair.old.id().map(str::to_owned),
        after: pair.new.id().map(str::to_owned),
        ..of_side(DriftKind::ClaimRenamed, pair.new)
    });
    renamed.into_iter().chain(pair.changes.clone()).collect()
}

fn added(side: Side<'_>, recorded: bool) -> Change {
    Change {
        revisions: (None, side.claim.revision),
        recorded,
        after: Some(in_short(side)),
        ..of_side(DriftKind::ClaimAdded, side)
    }
}

fn gone(side: Side<'_>, kind: DriftKind) -> Change {
    Change {
        revisions: (side.claim.revision, None),
        before: Some(in_short(side)),
        ..of_side(kind, side)
    }
}

fn of_removed(removed: &RemovedClaim<'_>) -> Vec<Change> {
    let change = match removed.fate {
        // It may stand in what cannot be read.
        Fate::Unknown => return Vec::new(),
        Fate::Removed => gone(removed.old, DriftKind::ClaimRemoved),
        Fate::Retired(tombstone) => Change {
            recorded: true,
            note: tombstone.reason.clone(),
            ..gone(removed.old, DriftKind::ClaimRetired)
        },
        Fate::Merged(into) => Change {
            recorded: true,
            after: into.id().map(str::to_owned),
            ..gone(removed.old, DriftKind::ClaimMerged)
        },
    };
    vec![change]
}

fn of_source(drift: &SourceDrift<'_>) -> Vec<Change> {
    let descriptor = [&drift.new, &drift.old]
        .into_iter()
        .flatten()
        .find_map(|source| Some(source.descriptor.as_ref()?.path.clone()))
        .unwrap_or_default();
    let of_kind = |kind| Change {
        source: Some(drift.id.clone()),
        recorded: true,
        ..Change::new(kind, &descriptor)
    };
    let pin = |source: &Option<crate::source::Source>| {
        let pin = source.as_ref()?.descriptor.as_ref()?.sha256.as_ref();
        pin.map(|pin| pin.value.to_string())
    };
    let is_settled = drift
        .quotes
        .iter()
        .all(|quote| quote.outcome.stands() || quote.is_settled);
    let whole = match drift.fate {
        SourceFate::Added => of_kind(DriftKind::SourceAdded),
        SourceFate::Removed => Change {
            recorded: is_settled,
            ..of_kind(DriftKind::SourceRemoved)
        },
        SourceFate::Edited => Change {
            recorded: is_settled,
            after: Some(drift.tally().to_string()),
            ..of_kind(DriftKind::SourceEdited)
        },
        SourceFate::Pinned { is_right } => Change {
            recorded: is_right,
            before: pin(&drift.old),
            after: pin(&drift.new),
            ..of_kind(DriftKind::PinChanged)
        },
    };
    let of_quotes = drift.quotes.iter().filter_map(|quote| {
        let change = Change {
            claim: quote.old.id().map(str::to_owned),
            story: quote.old.file.story.clone(),
            citation: quote.new.map(|(_, citation)| citation),
            recorded: quote.is_settled,
            ..of_kind(DriftKind::SourceEdited)
        };
        match &quote.outcome {
            Outcome::Altered { before, after, .. } if drift.fate == SourceFate::Edited => {
                Some(change.between(&before.text, &after.text))
            }
            Outcome::Gone { before } if drift.fate == SourceFate::Edited => Some(Change {
                before: Some(before.text.clone()),
                ..change
            }),
            _ => None,
        }
    });
    std::iter::once(whole).chain(of_quotes).collect()
}
