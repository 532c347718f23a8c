//! Puts a citation into a claim: the claim file keeps its formatting, and everything else that it says.

use super::draft::Draft;
use crate::document::{
    Fault, Json, Node, Style, apply, insert_item, insert_member, nearest_name, parse_json,
};
use crate::text::{Text, visible_line};
use std::fmt;

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
        }
    }
}

impl std::error::Error for Refused {}

/// The claim file after the citation was put at the end of those of the claim `claim`. What is not edited keeps every
/// byte.
///
/// # Errors
/// Where the file cannot be read as a claim file, has no such claim, or has the citation.
pub fn insert(file: &[u8], claim: &str, draft: &Draft) -> Result<String, Refused> {
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
        if let Some(number) = there.iter().position(|citation| is_same(citation, draft)) {
            return Err(Refused::Duplicate(claim.to_owned(), number + 1));
        }
        insert_item(text, citations, &draft.value(), &style)
    } else {
        let list = Json::Array(vec![draft.value()]);
        insert_member(text, node, ("citations", &list), Some("checked"), &style)
    };
    Ok(apply(text, &[edit]))
}

/// Whether a citation is of the same words of the same source.
fn is_same(citation: &Node<'_>, draft: &Draft) -> bool {
    let quote = serde_json::to_value(&draft.quote).ok();
    citation.get("source").and_then(Node::as_str) == Some(&draft.source)
        && citation.get("quote").map(Node::to_json) == quote
}

#[cfg(test)]
mod tests {
    use super::super::draft::Words;
    use super::*;
    use crate::text::Span;
    use rstest::rstest;

    fn draft() -> Draft {
        Draft {
            source: "minutes".to_owned(),
            quote: Words::Whole("the “vote”\nwas close".to_owned()),
            prefix: None,
            suffix: None,
            span: Span { start: 4, end: 25 },
            stance: None,
            speaker: None,
            note: None,
        }
    }

    #[rstest]
    #[case::one_line(
        r#"{"claims": [{"id": "a", "citations": [{"source": "x", "quote": "y"}]}]}"#,
        r#"{"claims": [{"id": "a", "citations": [{"source": "x", "quote": "y"}, {"source": "minutes", "quote": "the “vote”\nwas close", "span": {"start": 4, "end": 25}}]}]}"#
    )]
    #[case::no_citations(
        "{\r\n\t\"claims\": [\r\n\t\t{\r\n\t\t\t\"id\": \"a\",\r\n\t\t\t\"checked\": 1,\r\n\t\t\t\"tags\": []\r\n\t\t}\r\n\t]\r\n}\r\n",
        "{\r\n\t\"claims\": [\r\n\t\t{\r\n\t\t\t\"id\": \"a\",\r\n\t\t\t\"checked\": 1,\r\n\t\t\t\"citations\": [\r\n\t\t\t\t{\r\n\t\t\t\t\t\"source\": \"minutes\",\r\n\t\t\t\t\t\"quote\": \"the “vote”\\nwas close\",\r\n\t\t\t\t\t\"span\": {\r\n\t\t\t\t\t\t\"start\": 4,\r\n\t\t\t\t\t\t\"end\": 25\r\n\t\t\t\t\t}\r\n\t\t\t\t}\r\n\t\t\t],\r\n\t\t\t\"tags\": []\r\n\t\t}\r\n\t]\r\n}\r\n"
    )]
    fn the_file_keeps_its_formatting(#[case] before: &str, #[case] after: &str) {
        assert_eq!(insert(before.as_bytes(), "a", &draft()).unwrap(), after);
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
        r#"{"claims": [{"id": "abc", "citations": [1, {"source": "minutes", "quote": "the \u201cvote”\nwas close"}]}]}"#,
        "its citation 2"
    )]
    fn what_cannot_take_it_is_told_why(#[case] file: &str, #[case] reason: &str) {
        let refused = insert(file.as_bytes(), "abc", &draft())
            .unwrap_err()
            .to_string();
        assert!(refused.contains(reason), "{refused}");
    }

    #[test]
    fn a_file_that_is_no_text_is_refused() {
        assert_eq!(insert(b"\xff", "abc", &draft()), Err(Refused::NotUtf8));
    }
}
