//! A citation that is ready to be put into a claim.

use super::context::{Around, Sides, single_out, usual};
use super::passage::Passage;
use crate::claim::Stance;
use crate::document::Json;
use crate::quote::Haystack;
use crate::text::{Span, Text, is_invisible};
use serde::Serialize;
use std::fmt::Write;
use std::ops::Range;

/// What an editor says about a citation beside its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// What it does for the claim; it supports it where nothing is said.
    pub stance: Option<Stance>,
    /// Whose words these are.
    pub speaker: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// Whether prefix and suffix are wanted although the quote stands only once.
    pub context: bool,
}

/// A citation, with its fields in the order of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The id of the source.
    pub source: String,
    /// The words of the source.
    pub quote: Words,
    /// What stands right before them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// What stands right after them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// Where they stand, in code points.
    pub span: Span,
    /// What the citation does for the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance: Option<Stance>,
    /// Whose words these are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// A note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Words {
    /// One passage.
    Whole(String),
    /// Fragments, in order.
    Elided(Vec<String>),
}

impl Draft {
    /// The citation of a passage of the source `source`, whose text this is. It has prefix and suffix where the passage
    /// stands more than once.
    pub fn new(source: &str, text: &Text, passage: &Passage, terms: Terms) -> Self {
        let content = text.as_str();
        let fragments = &passage.fragments;
        let whole = fragments[0].start..fragments[fragments.len() - 1].end;
        let least = around(content, fragments).unwrap_or_else(|| whole.clone());
        let around = if terms.context {
            usual(content, &whole, &least)
        } else {
            least
        };
        let side = |range: Range<usize>| (!range.is_empty()).then(|| content[range].to_owned());
        let words = |fragment: &Range<usize>| content[fragment.clone()].to_owned();
        Self {
            source: source.to_owned(),
            quote: match &fragments[..] {
                [one] => Words::Whole(words(one)),
                several => Words::Elided(several.iter().map(words).collect()),
            },
            prefix: side(around.start..whole.start),
            suffix: side(whole.end..around.end),
            span: text.span(&whole),
            stance: terms.stance,
            speaker: terms.speaker,
            note: terms.note,
        }
    }

    /// The citation as JSON on several lines. What does not show, or could deceive a terminal, is escaped.
    ///
    /// # Errors
    /// None that is known: every field can be written.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let written = serde_json::to_string_pretty(self)?;
        let mut out = String::with_capacity(written.len());
        for c in written.chars() {
            let shows =
                !is_invisible(c) && !matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}');
            if shows {
                out.push(c);
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
        Ok(out)
    }

    /// The citation as a value to be put into a document.
    pub(super) fn value(&self) -> Json {
        let text = |text: &String| Json::String(text.clone());
        let offset = |at: usize| Json::Number(at as u64);
        let quote = match &self.quote {
            Words::Whole(words) => text(words),
            Words::Elided(fragments) => Json::Array(fragments.iter().map(text).collect()),
        };
        let span = Json::Object(vec![
            ("start".to_owned(), offset(self.span.start)),
            ("end".to_owned(), offset(self.span.end)),
        ]);
        let stance = self.stance.map(|stance| stance.as_str().to_owned());
        let members = [
            ("source", Some(text(&self.source))),
            ("quote", Some(quote)),
            ("prefix", self.prefix.as_ref().map(text)),
            ("suffix", self.suffix.as_ref().map(text)),
            ("span", Some(span)),
            ("stance", stance.as_ref().map(text)),
            ("speaker", self.speaker.as_ref().map(text)),
            ("note", self.note.as_ref().map(text)),
        ];
        let members = members.into_iter();
        Json::Object(
            members
                .filter_map(|(key, value)| Some((key.to_owned(), value?)))
                .collect(),
        )
    }
}

/// Where the prefix and the suffix begin and end that single the fragments out; `None` where there are none that do.
fn around(content: &str, fragments: &[Range<usize>]) -> Option<Around> {
    let haystack = Haystack::new(content);
    let places = |fragment: &Range<usize>| haystack.verbatim(&content[fragment.clone()]);
    let [first, .., last] = fragments else {
        let whole = &fragments[0];
        return single_out(content, &places(whole), whole, Sides::Both);
    };
    // A place that is not followed, or preceded, by the other fragments does not come into question.
    let (second, before_last) = (&fragments[1], &fragments[fragments.len() - 2]);
    let latest = places(second)
        .last()
        .map_or(content.len(), |place| place.start);
    let earliest = places(before_last).first().map_or(0, |place| place.end);
    let mut of_first = places(first);
    of_first.retain(|place| place.end <= latest);
    let mut of_last = places(last);
    of_last.retain(|place| place.start >= earliest);
    let prefix = single_out(content, &of_first, first, Sides::Before)?;
    let suffix = single_out(content, &of_last, last, Sides::After)?;
    Some(prefix.start..suffix.end)
}

#[cfg(test)]
mod tests {
    use super::super::passage::{Wanted, locate};
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    const TEXT: &str =
        "The vote was close. Ann\u{200b} said the vote was close, too. Then the vote was late.";

    fn draft(asked: &str, terms: Terms) -> serde_json::Value {
        let text = Text::new(TEXT);
        let wanted = Wanted {
            text: asked,
            nth: None,
            line: None,
        };
        let passage = locate(&text, wanted).unwrap();
        let draft = Draft::new("minutes", &text, &passage, terms);
        let printed = draft.to_json().unwrap();
        assert!(printed.is_ascii(), "{printed}");
        serde_json::from_str(&printed).unwrap()
    }

    #[rstest]
    #[case("Then the vote", json!({"source": "minutes", "quote": "Then the vote", "span": {"start": 55, "end": 68}}))]
    #[case("vote was close", json!({"source": "minutes", "quote": "vote was close", "prefix": "The ", "span": {"start": 4, "end": 18}}))]
    #[case("Ann said", json!({"source": "minutes", "quote": "Ann\u{200b} said", "span": {"start": 20, "end": 29}}))]
    #[case("vote ... was late", json!({"source": "minutes", "quote": ["vote", "was late"], "prefix": "The ", "span": {"start": 4, "end": 77}}))]
    fn has_what_it_needs(#[case] asked: &str, #[case] expected: serde_json::Value) {
        assert_eq!(draft(asked, Terms::default()), expected);
    }

    #[test]
    fn has_what_is_asked_for() {
        let terms = Terms {
            stance: Some(Stance::Context),
            speaker: Some("Ann".to_owned()),
            note: Some("page 2".to_owned()),
            context: true,
        };
        let expected = json!({
            "source": "minutes", "quote": "too", "prefix": "Ann\u{200b} said the vote was close, ",
            "suffix": ". Then the vote was late", "span": {"start": 50, "end": 53},
            "stance": "context", "speaker": "Ann", "note": "page 2",
        });
        assert_eq!(draft("too", terms), expected);
    }
}
