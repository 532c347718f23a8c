//! Reads TOML into the same tree as JSON, so that one validator and one kind of message serve both.

use super::{Fault, Member, Node, Value};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Parses a TOML 1.1 document. Dates become strings.
///
/// # Errors
/// Where it is not TOML: one fault, in the parser's words.
pub fn parse(text: &str) -> Result<Node<'_>, Fault> {
    match DeTable::parse(text) {
        Ok(table) => Ok(Node {
            range: 0..text.len(),
            value: object(table.into_inner()),
        }),
        Err(error) => {
            let range = error.span().unwrap_or(0..0);
            Err(Fault {
                pointer: String::new(),
                range,
                message: error.message().to_owned(),
                help: None,
            })
        }
    }
}

fn object(table: DeTable<'_>) -> Value<'_> {
    let mut members: Vec<Member<'_>> = table
        .into_iter()
        .map(|(key, value)| Member {
            key_range: key.span(),
            key: key.into_inner(),
            value: node(value),
        })
        .collect();
    members.sort_by_key(|member| member.key_range.start);
    Value::Object(members)
}

fn node(value: Spanned<DeValue<'_>>) -> Node<'_> {
    let range = value.span();
    let value = match value.into_inner() {
        DeValue::String(text) => Value::String(text),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Datetime(date) => Value::String(Cow::Owned(date.to_string())),
        DeValue::Integer(integer) => Value::Number(Cow::Owned(
            i128::from_str_radix(integer.as_str(), integer.radix())
                .map_or_else(|_| integer.as_str().to_owned(), |number| number.to_string()),
        )),
        // JSON has no such numbers; as a string, no schema takes them for one.
        DeValue::Float(float) if float.as_str().contains(['n', 'i']) => {
            Value::String(Cow::Owned(float.as_str().to_owned()))
        }
        DeValue::Float(float) => Value::Number(Cow::Owned(float.as_str().replace('_', ""))),
        DeValue::Array(items) => Value::Array(items.into_iter().map(node).collect()),
        DeValue::Table(table) => object(table),
    };
    Node { range, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_have_places() {
        let text = "claims = [\"a\"]\n[rules]\nquote-cut-word = 'off'\n";
        let root = parse(text).unwrap();
        let member = root.get("rules").unwrap().member("quote-cut-word").unwrap();
        assert_eq!(&text[member.key_range.clone()], "quote-cut-word");
        assert_eq!(&text[member.value.range.clone()], "'off'");
        assert_eq!(root.at("/claims/0").unwrap().as_str(), Some("a"));
    }

    #[test]
    fn a_fault_has_a_place() {
        let fault = parse("claims = [\n").unwrap_err();
        assert!(!fault.message.is_empty());
    }
}
