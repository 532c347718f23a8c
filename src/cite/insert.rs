//! Puts a citation into a claim: the claim file keeps its formatting, and everything else that it says.

use super::draft::{Draft, Words};
use crate::document::{
    Fault, Json, Node, Style, apply, insert_item, insert_member, nearest_name, parse_json,
};
use crate::quote::Haystack;
use crate::text::{Span, Text, visible_line};
use std::fmt;
use std::ops::Range;

/// Why a citation was not put into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The file is not UTF-8.
    NotUtf8,
    /// The file is not JSON: what is wrong, and the line.
    NotJson(String, usize),
    /// The file has no array of claims.
    NoClaims,
    /// The file has no claim of that id; the id that may be meant.
    NoClaim(String, Option<String>),
    /// The claim's citations are no array.
    NotAnArray(String),
    /// The claim has that citation: which of its citations it is, from 1.
    Duplicate(String, usize),
    /// The claim has a citation of these words, which stand more than once, and it may be of the same place: which of its
    /// citations it is, from 1.
    Unplaced(String, usize),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => write!(f, "it is not UTF-8; save it as UTF-8 first"),
            Self::NotJson(fault, line) => {
                write!(
                    f,
                    "it is not JSON: {fault}, at line {line}; mend that first"
                )
            }
            Self::NoClaims => write!(f, "it has no list of claims, so it is no claim file"),
            Self::NoClaim(id, meant) => {
                write!(f, "it has no claim \"{}\"", visible_line(id))?;
                match meant {
                    Some(meant) => write!(f, "; did you mean \"{}\"?", visible_line(meant)),
                    None => Ok(()),
                }
            }
            Self::NotAnArray(id) => write!(
                f,
                "the citations of the claim \"{}\" are no list; mend that first",
                visible_line(id)
            ),
            Self::Duplicate(id, number) => write!(
                f,
                "the claim \"{}\" has this citation: the same words of the same source are its citation {number}",
                visible_line(id)
            ),
            Self::Unplaced(id, number) => write!(
                f,
                "citation {number} of the claim \"{}\" has the same words, which stand more than once in the source, and does not say at which place; give it a \"span\" first",
                visible_line(id)
            ),
        }
    }
}

impl std::error::Error for Refused {}

/// The claim file after the citation was put at the end of those of the claim `claim`. What is not edited keeps every
/// byte. `source` is the text of the source that is cited.
///
/// # Errors
/// Where the file cannot be read as a claim file, has no such claim, or has the citation.
pub fn insert(file: &[u8], claim: &str, draft: &Draft, source: &Text) -> Result<String, Refused> {
    let decoded = Text::decode_file(file.to_vec()).map_err(|_| Refused::NotUtf8)?;
    let text = decoded.as_str();
    let parsed = parse_json(text).map_err(|fault: Fault| {
        let line = decoded.region(&fault.range).line;
        Refused::NotJson(fault.message, line)
    })?;
    let claims = parsed.root.get("claims").and_then(Node::as_array);
    let claims = claims.ok_or(Refused::NoClaims)?;
    let id_of = |node: &Node<'_>| node.get("id").and_then(Node::as_str).map(str::to_owned);
    let Some(node) = claims
        .iter()
        .find(|node| id_of(node).as_deref() == Some(claim))
    else {
        let known: Vec<String> = claims.iter().filter_map(id_of).collect();
        let meant = nearest_name(claim, known.iter().map(String::as_str)).map(str::to_owned);
        return Err(Refused::NoClaim(claim.to_owned(), meant));
    };
    let style = Style::of(text);
    let edit = if let Some(citations) = node.get("citations") {
        let there = citations
            .as_array()
            .ok_or_else(|| Refused::NotAnArray(claim.to_owned()))?;
        for (citation, number) in there.iter().zip(1..) {
            match same(citation, draft, source) {
                Same::No => {}
                Same::Yes => return Err(Refused::Duplicate(claim.to_owned(), number)),
                Same::Perhaps => return Err(Refused::Unplaced(claim.to_owned(), number)),
            }
        }
        insert_item(text, citations, &draft.value(), &style)
    } else {
        let list = Json::Array(vec![draft.value()]);
        insert_member(text, node, ("citations", &list), Some("checked"), &style)
    };
    Ok(apply(text, &[edit]))
}

/// Whether a citation is of the same place of the same source.
enum Same {
    Yes,
    No,
    /// It has the same words, and nothing tells which of their places it means.
    Perhaps,
}

fn same(citation: &Node<'_>, draft: &Draft, source: &Text) -> Same {
    let quote = serde_json::to_value(&draft.quote).ok();
    let has_its_words = citation.get("source").and_then(Node::as_str) == Some(&draft.source)
        && citation.get("quote").map(Node::to_json) == quote;
    if !has_its_words {
        return Same::No;
    }
    if let Some(span) = citation.get("span").and_then(span) {
        if span == draft.span {
            return Same::Yes;
        }
        // A span that is wrong says nothing.
        if stands(&draft.quote, source, span) {
            return Same::No;
        }
    }
    let text = source.as_str();
    let side = |key: &str| citation.get(key).and_then(Node::as_str);
    let (prefix, suffix) = (side("prefix"), side("suffix"));
    let stands_at = |place: &Range<usize>| {
        text[..place.start].ends_with(prefix.unwrap_or_default())
            && text[place.end..].starts_with(suffix.unwrap_or_default())
    };
    let Some(place) = source.bytes(draft.span) else {
        return Same::Yes;
    };
    if !stands_at(&place) {
        return Same::No;
    }
    match &draft.quote {
        Words::Whole(words) => {
            let places = Haystack::new(text).verbatim(words);
            match places.iter().filter(|place| stands_at(place)).count() {
                0 | 1 => Same::Yes,
                _ => Same::Perhaps,
            }
        }
        Words::Elided(_) => Same::Yes,
    }
}

/// A span as it is written; `None` where it is none.
fn span(written: &Node<'_>) -> Option<Span> {
    let offset = |key: &str| usize::try_from(written.get(key)?.as_whole_number()?).ok();
    Some(Span {
        start: offset("start")?,
        end: offset("end")?,
    })
}

/// Whether words can be those of a span of a text.
fn stands(words: &Words, text: &Text, span: Span) -> bool {
    let Some(range) = text.bytes(span) else {
        return false;
    };
    let passage = &text.as_str()[range];
    match words {
        Words::Whole(words) => passage == words,
        Words::Elided(fragments) => {
            fragments
                .first()
                .is_some_and(|first| passage.starts_with(first.as_str()))
                && fragments
                    .last()
                    .is_some_and(|last| passage.ends_with(last.as_str()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn draft() -> Draft {
        Draft {
            source: "minutes".to_owned(),
            quote: Words::Whole("the “vote”\nwas close".to_owned()),
            prefix: None,
            suffix: None,
            span: Span { start: 4, end: 24 },
            stance: None,
            speaker: None,
            note: None,
        }
    }

    fn source() -> Text {
        Text::new("So: the “vote”\nwas close. And: the “vote”\nwas close!")
    }

    /// What is said of a claim with a citation of the same words.
    #[rstest]
    #[case::the_same_span(r#""span": {"start": 4, "end": 24}"#, Some("its citation 1"))]
    #[case::another_span(r#""span": {"start": 31, "end": 51}"#, None)]
    #[case::a_wrong_span(
        r#""span": {"start": 30, "end": 50}"#,
        Some("does not say at which place")
    )]
    #[case::its_context(r#""suffix": ".""#, Some("its citation 1"))]
    #[case::another_context(r#""prefix": "And: ""#, None)]
    #[case::no_place(r#""note": "n""#, Some("does not say at which place"))]
    fn another_place_of_the_same_words_is_another_citation(
        #[case] more: &str,
        #[case] refused: Option<&str>,
    ) {
        let file = format!(
            r#"{{"claims": [{{"id": "a", "citations": [{{"source": "minutes", "quote": "the “vote”\nwas close", {more}}}]}}]}}"#
        );
        let inserted = insert(file.as_bytes(), "a", &draft(), &source());
        match refused {
            None => assert!(inserted.is_ok(), "{inserted:?}"),
            Some(words) => {
                let refused = inserted.unwrap_err().to_string();
                assert!(refused.contains(words), "{refused}");
            }
        }
    }

    #[rstest]
    #[case::one_line(
        r#"{"claims": [{"id": "a", "citations": [{"source": "x", "quote": "y"}]}]}"#,
        r#"{"claims": [{"id": "a", "citations": [{"source": "x", "quote": "y"}, {"source": "minutes", "quote": "the “vote”\nwas close", "span": {"start": 4, "end": 24}}]}]}"#
    )]
    #[case::no_citations(
        "{\r\n\t\"claims\": [\r\n\t\t{\r\n\t\t\t\"id\": \"a\",\r\n\t\t\t\"checked\": 1,\r\n\t\t\t\"tags\": []\r\n\t\t}\r\n\t]\r\n}\r\n",
        "{\r\n\t\"claims\": [\r\n\t\t{\r\n\t\t\t\"id\": \"a\",\r\n\t\t\t\"checked\": 1,\r\n\t\t\t\"citations\": [\r\n\t\t\t\t{\r\n\t\t\t\t\t\"source\": \"minutes\",\r\n\t\t\t\t\t\"quote\": \"the “vote”\\nwas close\",\r\n\t\t\t\t\t\"span\": {\r\n\t\t\t\t\t\t\"start\": 4,\r\n\t\t\t\t\t\t\"end\": 24\r\n\t\t\t\t\t}\r\n\t\t\t\t}\r\n\t\t\t],\r\n\t\t\t\"tags\": []\r\n\t\t}\r\n\t]\r\n}\r\n"
    )]
    fn the_file_keeps_its_formatting(#[case] before: &str, #[case] after: &str) {
        assert_eq!(
            insert(before.as_bytes(), "a", &draft(), &source()).unwrap(),
            after
        );
    }

    #[rstest]
    #[case("\u{fffd}", "mend that first")]
    #[case("{\n}x", "line 2")]
    #[case("{}", "no list of claims")]
    #[case(
        r#"{"claims": [{"id": "abd"}]}"#,
        "no claim \"abc\"; did you mean \"abd\"?"
    )]
    #[case(r#"{"claims": [{"id": "zzz"}]}"#, "no claim \"abc\"")]
    #[case(r#"{"claims": [{"id": "abc", "citations": 5}]}"#, "no list")]
    #[case(
        r#"{"claims": [{"id": "abc", "citations": [1, {"source": "minutes", "quote": "the \u201cvote”\nwas close", "suffix": "."}]}]}"#,
        "its citation 2"
    )]
    fn what_cannot_take_it_is_told_why(#[case] file: &str, #[case] reason: &str) {
        let refused = insert(file.as_bytes(), "abc", &draft(), &source())
            .unwrap_err()
            .to_string();
        assert!(refused.contains(reason), "{refused}");
    }

    #[test]
    fn a_file_that_is_no_text_is_refused() {
        assert_eq!(
            insert(b"\xff", "abc", &draft(), &source()),
            Err(Refused::NotUtf8)
        );
    }
}
