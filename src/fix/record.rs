//! Records a correction in a claim: the revision rises by one, and an entry of `changes` says what was corrected.

use super::look::ClaimLook;
use super::{Done, Recorded};
use crate::claim::{Claim, ClaimFile, Date};
use crate::document::{Edit, Json, insert_item, insert_member, parse_json};
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
    let text = file.text.as_str();
    let parsed = parse_json(text).ok()?;
    let node = parsed.root.at(&claim.pointer())?;
    let number = node.get("revision")?.range.clone();
    let entry = Json::Object(vec![
        ("revision".to_owned(), revision.into()),
        ("on".to_owned(), today.to_string().as_str().into()),
        ("note".to_owned(), note.as_str().into()),
        ("kind".to_owned(), "correction".into()),
    ]);
    let added = match node.get("changes") {
        Some(changes) => {
            changes.as_array()?;
            insert_item(text, changes, &entry, file.style())
        }
        None => {
            let changes = Json::Array(vec![entry]);
            insert_member(
                text,
                node,
                ("changes", &changes),
                Some("citations"),
                file.style(),
            )
        }
    };
    let raised = Edit {
        range: number,
        text: revision.to_string(),
    };
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
