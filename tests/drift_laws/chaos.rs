//! Many changes at once, sound and unsound, of every part of a project.

use super::dice::Dice;
use super::edits::{Edit, Record, list};
use super::version::{Paper, Source, Version, id};
use serde_json::{Value, json};

/// A change of a whole version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    Edit(Edit, Record),
    Add,
    Remove,
    Retire,
    Rename,
    RenameWithRecord,
    Merge,
    SwapIds,
    /// Another claim with the same id.
    Double,
    /// The same claim again, under a new id.
    Copy,
    /// A claim that takes the id of one that was retired.
    Revive,
    DropTombstone,
    AlterTombstone,
    AlterNote,
    DropNote,
    RevisionDown,
    RevisionUp,
    CheckedEarlier,
    Move,
    DropField,
    BlankField,
    Garbage,
    NoText,
    DropPaper,
    RenamePaper,
    SourceEdited,
    SourceDropped,
    SourceAdded,
    SourcePinned,
    Settings,
    NamesForeignId,
    Waiver,
}

impl Stroke {
    /// Those that leave every file readable and every id with one claim.
    pub(crate) const TIDY: [Self; 15] = [
        Self::Add,
        Self::Remove,
        Self::Retire,
        Self::Rename,
        Self::RenameWithRecord,
        Self::Merge,
        Self::SwapIds,
        Self::Copy,
        Self::AlterNote,
        Self::DropNote,
        Self::RevisionDown,
        Self::RevisionUp,
        Self::CheckedEarlier,
        Self::Move,
        Self::RenamePaper,
    ];

    /// The others.
    pub(crate) const WILD: [Self; 16] = [
        Self::Double,
        Self::Revive,
        Self::DropTombstone,
        Self::AlterTombstone,
        Self::DropField,
        Self::BlankField,
        Self::Garbage,
        Self::NoText,
        Self::DropPaper,
        Self::SourceEdited,
        Self::SourceDropped,
        Self::SourceAdded,
        Self::SourcePinned,
        Self::Settings,
        Self::NamesForeignId,
        Self::Waiver,
    ];

    /// Makes the change; nothing, where the version has nothing of the kind. `fresh` is an id that nothing has.
    pub(crate) fn apply(self, version: &mut Version, spare: &Value, fresh: &str, dice: &mut Dice) {
        let places = version.places();
        if places.is_empty() {
            return;
        }
        let (file, at) = places[dice.below(places.len())];
        let (other_file, other) = places[dice.below(places.len())];
        let is_last = places.len() == 1;
        let mut new = spare.clone();
        new["id"] = json!(fresh);
        let paper = &mut version.papers[file];
        let claim = &mut paper.claims[at];
        let old_id = claim["id"].clone();
        match self {
            Self::Edit(edit, record) => {
                edit.apply(claim, spare, dice);
                record.apply(claim, &format!("Note {fresh}."), dice);
            }
            Self::Add => paper.claims.insert(at, new),
            Self::Remove if !is_last => drop(version.take((file, at))),
            Self::Retire if !is_last => {
                paper.retired.push(tombstone(&old_id));
                version.take((file, at));
            }
            Self::Rename => claim["id"] = json!(fresh),
            Self::RenameWithRecord => {
                claim["id"] = json!(fresh);
                list(claim, "formerly").push(old_id);
            }
            Self::Merge if (file, at) != (other_file, other) => {
                list(&mut version.papers[other_file].claims[other], "formerly").push(old_id);
                version.take((file, at));
            }
            Self::SwapIds => {
                let other_id = version.papers[other_file].claims[other]["id"].clone();
                version.papers[other_file].claims[other]["id"] = old_id;
                version.papers[file].claims[at]["id"] = other_id;
            }
            Self::Double => {
                new["id"] = old_id;
                version.papers[other_file].claims.push(new);
            }
            Self::Copy => {
                let mut copy = claim.clone();
                copy["id"] = json!(fresh);
                version.papers[other_file].claims.push(copy);
            }
            Self::Revive => {
                let retired: Vec<Value> = version.tombstones().cloned().collect();
                if !retired.is_empty() {
                    new["id"] = retired[dice.below(retired.len())]["id"].clone();
                    version.papers[file].claims.push(new);
                }
            }
            Self::DropTombstone => drop(paper.retired.pop()),
            Self::AlterTombstone => {
                if let Some(tombstone) = paper.retired.first_mut() {
                    tombstone["reason"] = json!(fresh);
                }
            }
            Self::AlterNote
            | Self::DropNote
            | Self::RevisionDown
            | Self::RevisionUp
            | Self::CheckedEarlier
            | Self::DropField
            | Self::BlankField
            | Self::Waiver
            | Self::NamesForeignId => self.apply_to_claim(claim, dice),
            Self::Move => {
                let claim = paper.claims.remove(at);
                version.papers[other_file].claims.push(claim);
                version.close_ranks();
            }
            Self::Garbage => {
                let bytes = dice.pick(&[
                    "{",
                    "[]",
                    "null",
                    "{\"claims\": 5}",
                    "{\"claims\": [5, {}, []]}",
                ]);
                version.raw.insert(paper.path.clone(), bytes.into());
            }
            Self::NoText => {
                version.raw.insert(paper.path.clone(), b"{\"\xff".to_vec());
            }
            Self::DropPaper if version.papers.len() > 1 => drop(version.papers.remove(file)),
            Self::RenamePaper => {
                let number = dice.below(1_000);
                let path = format!("claims/{}/p{number}.json", dice.pick(&["0", "m", "z"]));
                if version.papers.iter().all(|paper| paper.path != path) {
                    version.papers[file].path = path;
                }
            }
            Self::Settings => {
                let settings = dice.pick(&[
                    "[rules]\nstatement-changed = \"error\"\nfigure-unsupported = \"off\"\n",
                    "accept = [\"quotes\"]\n",
                    "claims = [\"claims/*.json\"]\n",
                    "sources = \"texts\"\n",
                    "min-quote-characters = 3\n",
                ]);
                version
                    .raw
                    .insert("factcheck.toml".to_owned(), settings.into());
            }
            _ => self.apply_to_source(version, dice),
        }
    }

    fn apply_to_claim(self, claim: &mut Value, dice: &mut Dice) {
        let revision = claim["revision"].as_u64().unwrap_or(1);
        match self {
            Self::AlterNote | Self::DropNote => {
                let entries = list(claim, "changes");
                if !entries.is_empty() {
                    let at = dice.below(entries.len());
                    if self == Self::DropNote {
                        entries.remove(at);
                    } else {
                        entries[at] = json!({"revision": 2, "on": "2026-01-02", "note": "It never said that."});
                    }
                }
            }
            Self::RevisionDown => claim["revision"] = json!(revision.saturating_sub(1).max(1)),
            Self::RevisionUp => claim["revision"] = json!(revision + 1 + dice.below(2) as u64),
            Self::CheckedEarlier => claim["checked"] = json!({"on": "2025-12-01", "by": "desk"}),
            Self::DropField | Self::BlankField => {
                let fields = [
                    "id",
                    "statement",
                    "verdict",
                    "revision",
                    "checked",
                    "citations",
                    "changes",
                    "waivers",
                ];
                let field = dice.pick(&fields);
                if self == Self::DropField {
                    claim.as_object_mut().map(|claim| claim.remove(field));
                } else {
                    claim[field] = [json!(null), json!([{}, 5]), json!("")][dice.below(3)].clone();
                }
            }
            Self::Waiver => {
                list(claim, "waivers").push(json!({"rule": "span-moved", "reason": "It did."}));
            }
            _ => {
                let named = dice.pick(&["c0", "c1", "c2", "gone-0", "was-1", "nobody"]);
                list(claim, "formerly").push(json!(named));
            }
        }
    }

    fn apply_to_source(self, version: &mut Version, dice: &mut Dice) {
        let ids: Vec<String> = version.sources.keys().cloned().collect();
        let Some(picked) = ids.get(dice.below(3)) else {
            return;
        };
        let source = version.sources.get_mut(picked).expect("its own key");
        match self {
            Self::SourceEdited => {
                let words = dice.below(20);
                let text: Vec<&str> = source.text.split(' ').skip(words).collect();
                source.text = format!("A new start. {}", text.join(" ").replacen("70", "7", 1));
            }
            Self::SourceDropped => drop(version.sources.remove(picked)),
            Self::SourceAdded => {
                let text = "A source that is new.".to_owned();
                version
                    .sources
                    .insert("s9".to_owned(), Source { text, pin: None });
            }
            Self::SourcePinned => source.pin = Some("0".repeat(64)),
            _ => {}
        }
    }
}

fn tombstone(id: &Value) -> Value {
    json!({"id": id, "on": "2026-05-01", "reason": "Withdrawn."})
}

/// Whether every claim of the version has an id that nothing else of it has.
pub(crate) fn is_tidy(version: &Version) -> bool {
    let mut ids: Vec<&str> = version
        .claims()
        .chain(version.tombstones())
        .map(id)
        .collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    ids.len() == count && version.raw.is_empty()
}

/// A version of one file.
pub(crate) fn of_one_file(claims: Vec<Value>) -> Version {
    Version {
        papers: vec![Paper::new("claims/a.json", claims)],
        sources: super::pool::sources(),
        raw: std::collections::BTreeMap::new(),
    }
}
