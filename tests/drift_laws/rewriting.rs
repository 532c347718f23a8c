//! The same version in other words: everything that is not content is moved, reordered or changed.

use super::dice::Dice;
use super::edits::list;
use super::version::{Paper, Version};
use serde_json::{Value, json};

/// Moves claims and tombstones to other files and places, and changes of each what is not content.
pub(crate) fn rewritten(version: &Version, dice: &mut Dice) -> Version {
    let mut claims: Vec<Value> = version.claims().cloned().collect();
    let mut tombstones: Vec<Value> = version.tombstones().cloned().collect();
    dice.shuffle(&mut claims);
    dice.shuffle(&mut tombstones);
    let mut papers: Vec<Paper> = ["claims/a.json", "claims/other/b.json", "claims/z.json"]
        .map(|path| Paper::new(path, Vec::new()))
        .to_vec();
    "elsewhere".clone_into(&mut papers[1].story);
    for mut claim in claims {
        rewrite(&mut claim, dice);
        papers[dice.below(3)].claims.push(claim);
    }
    for tombstone in tombstones {
        papers[dice.below(3)].retired.push(tombstone);
    }
    let mut version = Version {
        papers,
        ..version.clone()
    };
    version.close_ranks();
    version
}

fn rewrite(claim: &mut Value, dice: &mut Dice) {
    if claim.get("citations").is_some() {
        shuffle_citations(claim, dice);
        for citation in list(claim, "citations") {
            rewrite_citation(citation, dice);
        }
    } else if dice.one_in(2) {
        claim["citations"] = json!([]);
    }
    for field in ["changes", "waivers", "formerly"] {
        if claim.get(field).is_some() {
            dice.shuffle(list(claim, field));
        } else if dice.one_in(3) {
            claim[field] = json!([]);
        }
    }
    claim["tags"] = json!([dice.pick(&["a", "b"])]);
    claim["x-seen"] = json!({"by": ["x", null], "statement": "Not the claim's."});
}

/// A waiver goes with its citation, which it knows by its index.
fn shuffle_citations(claim: &mut Value, dice: &mut Dice) {
    let citations = list(claim, "citations").clone();
    let mut order: Vec<usize> = (0..citations.len()).collect();
    dice.shuffle(&mut order);
    claim["citations"] = order.iter().map(|at| citations[*at].clone()).collect();
    for waiver in claim
        .get_mut("waivers")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let index = waiver.get("citation").and_then(Value::as_u64);
        let moved = order
            .iter()
            .position(|at| u64::try_from(*at).ok() == index && index.is_some());
        if let Some(to) = moved {
            waiver["citation"] = json!(to);
        }
    }
}

fn rewrite_citation(citation: &mut Value, dice: &mut Dice) {
    match citation.get("stance").and_then(Value::as_str) {
        None if dice.one_in(2) => citation["stance"] = json!("supports"),
        Some("supports") if dice.one_in(2) => {
            citation
                .as_object_mut()
                .map(|citation| citation.remove("stance"));
        }
        _ => {}
    }
    let start = dice.below(50);
    let others = [
        ("note", json!("Somebody else's note.")),
        ("prefix", json!("said that ")),
        ("suffix", json!(".")),
        (
            "span",
            json!({"start": start, "end": start + 7, "x-unit": "c"}),
        ),
        ("x-page", json!(start)),
    ];
    for (field, value) in others {
        match dice.below(3) {
            0 => citation[field] = value,
            1 => drop(
                citation
                    .as_object_mut()
                    .map(|citation| citation.remove(field)),
            ),
            _ => {}
        }
    }
}
