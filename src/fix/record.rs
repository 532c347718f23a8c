//! Records a correction in a claim: the revision rises by one, and an entry of `changes` says what was corrected.

use super::look::ClaimLook;
use super::{Done, Recorded};
use crate::claim::{Claim, ClaimFile, Date};
use crate::document::{Edit, Json, Node, insert_item, insert_member, parse_json};
use crate::drift::said;

/// The edits that record what was done to a claim whose content changed, and the record in words. `None` where nothing is
/// to be recorded: the content is the prior version's, the claim is new or was raised already; or where it cannot be.
pub(super) fn record(
    file: &ClaimFile,
    claim: &Claim,
    look: &ClaimLook,
    done: &[Done],
    today: &Date,
) -> Option<(Vec<Edit>, Recorded)> {
    let drift = look
        .drift
        .as_ref()
        .filter(|drift| !drift.unrecorded.is_empty())?;
    let (Some(then), Some(now)) = drift.revisions else {
        return None;
    };
    let revision = now.checked_add(1).filter(|_| then == now)?;
    let note = note(claim, done, revision);
    let parsed = parse_json(file.text.as_str()).ok()?;
    let object = parsed.root.at(&claim.pointer())?;
    let raised = Edit {
        range: object.get("revision")?.range.clone(),
        text: revision.to_string(),
    };
    let added = add_entry(file, object, entry(revision, today, &note))?;
    let mut edits = vec![raised, added];
    edits.sort_by_key(|edit| edit.range.start);
    let recorded = Recorded {
        file: file.path.clone(),
        claim: claim.name(),
        revision,
        note,
    };
    Some((edits, recorded))
}

fn entry(revision: u64, today: &Date, note: &str) -> Json {
    Json::Object(vec![
        ("revision".to_owned(), revision.into()),
        ("on".to_owned(), today.to_string().as_str().into()),
        ("note".to_owned(), note.into()),
        ("kind".to_owned(), "correction".into()),
    ])
}

/// The edit that adds an entry to `changes` of a claim; `None` where that is no array.
fn add_entry(file: &ClaimFile, claim: &Node<'_>, entry: Json) -> Option<Edit> {
    let text = file.text.as_str();
    if let Some(changes) = claim.get("changes") {
        changes.as_array()?;
        return Some(insert_item(text, changes, &entry, file.style()));
    }
    let member = ("changes", &Json::Array(vec![entry]));
    let after = Some("citations");
    Some(insert_member(text, claim, member, after, file.style()))
}

/// What was corrected, in words that the claim's record does not have yet.
fn note(claim: &Claim, done: &[Done], revision: u64) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for done in done {
        let sentence = sentence(claim, done);
        sentences.extend(sentence.filter(|sentence| !sentences.contains(sentence)));
    }
    let note = sentences.join(" ");
    let mut notes = claim
        .changes
        .iter()
        .filter_map(|entry| entry.note.as_deref());
    if notes.any(|old| said(old) == said(&note)) {
        // No entry before can have said this of the new revision.
        format!("{note} (Revision {revision}.)")
    } else {
        note
    }
}

/// What a fix did to the content of the claim; `None` where it did nothing to it.
fn sentence(claim: &Claim, done: &Done) -> Option<String> {
    let source = done.source.as_deref().unwrap_or("its source");
    let cited = || {
        let mut citations = claim.citations.iter();
        let citation = citations.find(|citation| Some(citation.index) == done.citation)?;
        Some(citation.source.as_ref()?.value.as_str())
    };
    Some(match done.rule {
        "quote-typography" | "quote-hidden-characters" => {
            format!("Quotation of {source} set in the source's own characters.")
        }
        "quote-elided" => format!("Quotation of {source} written without an ellipsis of our own."),
        "quote-altered" => format!("Quotation of {source} corrected to what the source says."),
        "quote-misattributed" | "source-missing" => format!(
            "Source of a quotation corrected from {source} to {}.",
            cited()?
        ),
        _ => return None,
    })
}
