//! Changes of one claim: of its content, and of the record that goes with it.

use super::dice::Dice;
use super::pool::WORDS;
use serde_json::{Value, json};

/// A change of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    WordChanged,
    WordDropped,
    WordAdded,
    FigureChanged,
    /// A blank more, or another way to write the same letter: people see nothing, and it is another text.
    Unseen,
    Verdict,
    RatingSet,
    RatingDropped,
    QuoteCharacter,
    QuoteElided,
    Source,
    Stance,
    SpeakerSet,
    SpeakerDropped,
    CitationAdded,
    CitationDropped,
}

impl Edit {
    pub(crate) const ALL: [Self; 16] = [
        Self::WordChanged,
        Self::WordDropped,
        Self::WordAdded,
        Self::FigureChanged,
        Self::Unseen,
        Self::Verdict,
        Self::RatingSet,
        Self::RatingDropped,
        Self::QuoteCharacter,
        Self::QuoteElided,
        Self::Source,
        Self::Stance,
        Self::SpeakerSet,
        Self::SpeakerDropped,
        Self::CitationAdded,
        Self::CitationDropped,
    ];

    /// The rule that is about it.
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::WordChanged
            | Self::WordDropped
            | Self::WordAdded
            | Self::FigureChanged
            | Self::Unseen => "statement-changed",
            Self::Verdict | Self::RatingSet | Self::RatingDropped => "verdict-changed",
            Self::QuoteCharacter | Self::QuoteElided => "quote-changed",
            Self::Source => "citation-retargeted",
            Self::Stance => "stance-changed",
            Self::SpeakerSet | Self::SpeakerDropped => "speaker-changed",
            Self::CitationAdded => "citation-added",
            Self::CitationDropped => "citation-removed",
        }
    }

    /// Makes the change; nothing, where the claim has nothing of the kind.
    pub(crate) fn apply(self, claim: &mut Value, spare: &Value, dice: &mut Dice) {
        match self {
            Self::WordChanged
            | Self::WordDropped
            | Self::WordAdded
            | Self::FigureChanged
            | Self::Unseen => {
                let text = claim["statement"].as_str().unwrap_or_default();
                claim["statement"] = json!(self.reworded(text, dice));
            }
            Self::Verdict => {
                claim["verdict"] = json!(dice.pick(&["supported", "refuted", "disputed"]));
            }
            Self::RatingSet => {
                claim["rating"] = json!(dice.pick(&["Mostly true", "mostly true", "False"]));
            }
            Self::RatingDropped => {
                claim.as_object_mut().map(|claim| claim.remove("rating"));
            }
            Self::CitationAdded => {
                let added = match spare["citations"].as_array().and_then(|all| all.first()) {
                    Some(citation) => citation.clone(),
                    None => json!({"source": "s1", "quote": "rejected 70 new berths in 2025"}),
                };
                let at = dice.below(citations(claim).len() + 1);
                citations(claim).insert(at, added);
            }
            // The schema wants one, whatever the verdict was.
            Self::CitationDropped if citations(claim).len() > 1 => {
                let at = dice.below(citations(claim).len());
                citations(claim).remove(at);
            }
            _ => {
                let all = citations(claim);
                let at = dice.below(all.len().max(1));
                if all.get(at).is_some_and(Value::is_object) {
                    self.apply_to_citation(&mut all[at], dice);
                }
            }
        }
        if claim["citations"].as_array().is_some_and(Vec::is_empty) {
            claim["verdict"] = json!("unverified");
        }
    }

    fn reworded(self, text: &str, dice: &mut Dice) -> String {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        let at = dice.below(words.len());
        match self {
            Self::WordDropped if words.len() > 1 => drop(words.remove(at)),
            Self::WordAdded => {
                words.insert(
                    at,
                    dice.pick(&["not", "never", "about", "café", "9"])
                        .to_owned(),
                );
            }
            Self::FigureChanged => {
                let figure = words
                    .iter()
                    .position(|word| word.contains(|c: char| c.is_ascii_digit()));
                dice.pick(&["6", "71", "7,000"])
                    .clone_into(&mut words[figure.unwrap_or(at)]);
            }
            Self::Unseen => {
                let text = text.replacen('é', "e\u{301}", 1).replacen('’', "'", 1);
                return match dice.below(3) {
                    0 => text.replacen(' ', "  ", 1),
                    1 => text + " ",
                    _ => text.replacen(' ', "\u{a0}", 1),
                };
            }
            _ => dice.pick(&WORDS).clone_into(&mut words[at]),
        }
        words.join(" ")
    }

    fn apply_to_citation(self, citation: &mut Value, dice: &mut Dice) {
        match self {
            Self::QuoteCharacter => {
                let quote = match citation["quote"].as_array_mut() {
                    Some(fragments) => {
                        let at = dice.below(fragments.len());
                        &mut fragments[at]
                    }
                    None => &mut citation["quote"],
                };
                if quote.as_str().is_none_or(str::is_empty) {
                    return;
                }
                let mut characters: Vec<char> =
                    quote.as_str().unwrap_or_default().chars().collect();
                let at = dice.below(characters.len());
                match dice.below(3) {
                    0 => characters[at] = 'x',
                    1 => characters.insert(at, ' '),
                    _ => drop(characters.remove(at)),
                }
                *quote = json!(characters.into_iter().collect::<String>());
            }
            Self::QuoteElided => {
                if let Some((first, rest)) = citation["quote"]
                    .as_str()
                    .and_then(|quote| quote.split_once(' '))
                {
                    citation["quote"] = json!([first, rest]);
                }
            }
            Self::Source => citation["source"] = json!(dice.pick(&["s0", "s1", "s2"])),
            Self::Stance => {
                citation["stance"] = json!(dice.pick(&["supports", "refutes", "context"]));
            }
            Self::SpeakerSet => {
                citation["speaker"] = json!(dice.pick(&["Ann Lee", "ann lee", "Bo Ek"]));
            }
            Self::SpeakerDropped => {
                citation
                    .as_object_mut()
                    .map(|citation| citation.remove("speaker"));
            }
            _ => {}
        }
    }
}

/// The claim's citations; makes room for them where there are none.
pub(crate) fn citations(claim: &mut Value) -> &mut Vec<Value> {
    list(claim, "citations")
}

/// The array of that name, which is made where it is not there.
pub(crate) fn list<'v>(claim: &'v mut Value, name: &str) -> &'v mut Vec<Value> {
    if !claim[name].is_array() {
        claim[name] = json!([]);
    }
    claim[name].as_array_mut().expect("made above")
}

/// What is said of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Record {
    Nothing,
    /// The revision alone.
    NoNote,
    /// The revision, and a note that stood there before.
    OldNote,
    /// The revision, and a note for another one.
    WrongRevision,
    BlankNote,
    /// A note for the next revision, and the revision as it was.
    NoRevision,
    /// As it must be.
    Full,
}

impl Record {
    pub(crate) const ALL: [Self; 7] = [
        Self::Nothing,
        Self::NoNote,
        Self::OldNote,
        Self::WrongRevision,
        Self::BlankNote,
        Self::NoRevision,
        Self::Full,
    ];
    /// Those that do not record anything.
    pub(crate) const SHORT: [Self; 6] = [
        Self::Nothing,
        Self::NoNote,
        Self::OldNote,
        Self::WrongRevision,
        Self::BlankNote,
        Self::NoRevision,
    ];

    /// Writes it down. `note` is new.
    pub(crate) fn apply(self, claim: &mut Value, note: &str, dice: &mut Dice) {
        let revision = claim["revision"].as_u64().unwrap_or(1);
        let known: Vec<Value> = claim["changes"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|entry| entry["note"].clone())
            .collect();
        if !matches!(self, Self::Nothing | Self::NoRevision) {
            claim["revision"] = json!(revision + 1);
        }
        let entry = match self {
            Self::Nothing | Self::NoNote => return,
            Self::OldNote if known.is_empty() => return,
            Self::OldNote => (revision + 1, known[dice.below(known.len())].clone()),
            Self::WrongRevision => {
                let wrong = if dice.one_in(2) {
                    revision
                } else {
                    revision + 2
                };
                (wrong, json!(note))
            }
            Self::BlankNote => (revision + 1, json!(dice.pick(&["", " ", "\n\t", "\u{a0}"]))),
            Self::NoRevision | Self::Full => (revision + 1, json!(note)),
        };
        let entry = json!({"revision": entry.0, "on": "2026-05-01", "note": entry.1});
        let entries = list(claim, "changes");
        let at = dice.below(entries.len() + 1);
        entries.insert(at, entry);
        if dice.one_in(2) {
            claim["checked"] = json!({"on": "2026-05-01", "by": "desk"});
        }
    }
}
