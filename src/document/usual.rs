//! Tells documents that surely keep one of the program's schemas without compiling it, which takes longer than a small check.
//!
//! It goes by the schema's own text, of which it understands the keywords that the program's schemas are written with (JSON
//! Schema 2020-12). What it does not understand, in schema or document, counts as a breach: it may doubt a document that keeps
//! the schema, and passes none that breaks it. `jsonschema` judges all that is doubted.

use super::{Member, Node, Value};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// A schema of which every keyword is understood.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Usual<'s> {
    #[serde(borrow, default, rename = "$defs")]
    parts: BTreeMap<&'s str, Self>,
    #[serde(rename = "$ref")]
    reference: Option<&'s str>,
    #[serde(rename = "type")]
    kind: Option<&'s str>,
    #[serde(rename = "const")]
    constant: Option<Json>,
    #[serde(rename = "enum")]
    choice: Option<Vec<Json>>,
    #[serde(default)]
    required: Vec<&'s str>,
    #[serde(default)]
    properties: BTreeMap<&'s str, Self>,
    #[serde(default)]
    pattern_properties: BTreeMap<&'s str, Self>,
    additional_properties: Option<bool>,
    items: Option<Box<Self>>,
    #[serde(default)]
    min_items: usize,
    #[serde(default)]
    unique_items: bool,
    pattern: Option<Cow<'s, str>>,
    format: Option<&'s str>,
    max_length: Option<usize>,
    minimum: Option<u64>,
    maximum: Option<u64>,
    any_of: Option<Vec<Self>>,
    #[serde(rename = "if")]
    condition: Option<Box<Self>>,
    then: Option<Box<Self>>,
    // Words for people and editors, which judge nothing.
    #[serde(default, rename = "$schema")]
    _schema: IgnoredAny,
    #[serde(default, rename = "$id")]
    _id: IgnoredAny,
    #[serde(default, rename = "title")]
    _title: IgnoredAny,
    #[serde(default, rename = "description")]
    _description: IgnoredAny,
    #[serde(default, rename = "default")]
    _default: IgnoredAny,
    #[serde(default, rename = "examples")]
    _examples: IgnoredAny,
    #[serde(default, rename = "patternErrorMessage")]
    _pattern_message: IgnoredAny,
    #[serde(default, rename = "enumDescriptions")]
    _choice_descriptions: IgnoredAny,
}

type Parts<'s> = BTreeMap<&'s str, Usual<'s>>;

impl<'s> Usual<'s> {
    /// Reads a schema; `None` where it has a keyword that is not understood.
    pub(super) fn read(schema: &'s str) -> Option<Self> {
        serde_json::from_str(schema).ok()
    }

    /// Whether a document keeps the schema for sure.
    pub(super) fn surely_holds(&self, document: &Node<'_>) -> bool {
        self.holds(document, &self.parts)
    }

    fn holds(&self, node: &Node<'_>, parts: &Parts<'s>) -> bool {
        let is = |expected: &Json| is_value(node, expected);
        self.reference.is_none_or(|reference| {
            let part = reference.strip_prefix("#/$defs/");
            let part = part.and_then(|name| parts.get(name));
            part.is_some_and(|part| part.holds(node, parts))
        }) && self.kind.is_none_or(|kind| is_of_type(node, kind))
            && self.constant.as_ref().is_none_or(is)
            && self
                .choice
                .as_ref()
                .is_none_or(|choice| choice.iter().any(is))
            && self
                .any_of
                .as_ref()
                .is_none_or(|any| any.iter().any(|one| one.holds(node, parts)))
            && self
                .then
                .as_ref()
                .is_none_or(|then| then.holds(node, parts) || self.is_free(node))
            && match &node.value {
                Value::Object(members) => self.holds_members(members, parts),
                Value::Array(items) => self.holds_items(items, parts),
                Value::String(text) => self.holds_text(text),
                Value::Number(_) => self.holds_number(node),
                Value::Null | Value::Bool(_) => true,
            }
    }

    /// Whether the condition surely does not hold: a member has none of the values that it asks for.
    fn is_free(&self, node: &Node<'_>) -> bool {
        let Some(condition) = &self.condition else {
            return false;
        };
        condition.properties.iter().any(|(key, wanted)| {
            let mut members = node.members().iter().filter(|member| member.key == *key);
            let (Some(member), None, Some(choice)) =
                (members.next(), members.next(), &wanted.choice)
            else {
                return false;
            };
            let value = &member.value;
            let is_text = value.as_str().is_some() && choice.iter().all(Json::is_string);
            is_text && !choice.iter().any(|one| is_value(value, one))
        })
    }

    fn holds_members(&self, members: &[Member<'_>], parts: &Parts<'s>) -> bool {
        let has = |key: &&str| members.iter().any(|member| member.key == *key);
        self.required.iter().all(has)
            && members
                .iter()
                .all(|member| self.holds_member(member, parts))
    }

    fn holds_member(&self, Member { key, value, .. }: &Member<'_>, parts: &Parts<'s>) -> bool {
        let mut is_known = self.additional_properties != Some(false);
        if let Some(own) = self.properties.get(&**key) {
            is_known = true;
            if !own.holds(value, parts) {
                return false;
            }
        }
        for (pattern, schema) in &self.pattern_properties {
            match literal_start(pattern).map(|start| key.starts_with(start)) {
                Some(true) if schema.holds(value, parts) => is_known = true,
                Some(false) => {}
                _ => return false,
            }
        }
        is_known
    }

    fn holds_items(&self, items: &[Node<'_>], parts: &Parts<'s>) -> bool {
        items.len() >= self.min_items
            && (!self.unique_items || are_different_texts(items))
            && self
                .items
                .as_ref()
                .is_none_or(|schema| items.iter().all(|item| schema.holds(item, parts)))
    }

    fn holds_text(&self, text: &str) -> bool {
        let is_short = |most: usize| text.len() <= most || text.chars().count() <= most;
        self.max_length.is_none_or(is_short)
            && self
                .pattern
                .as_ref()
                .is_none_or(|pattern| matches(text, pattern))
            && self.format.is_none_or(|format| has_format(text, format))
    }

    fn holds_number(&self, node: &Node<'_>) -> bool {
        if self.minimum.is_none() && self.maximum.is_none() {
            return true;
        }
        whole_number(node).is_some_and(|number| {
            self.minimum.is_none_or(|least| number >= least)
                && self.maximum.is_none_or(|most| number <= most)
        })
    }
}

/// The whole number, where it is written in digits and nothing else.
fn whole_number(node: &Node<'_>) -> Option<u64> {
    match &node.value {
        Value::Number(written) if written.bytes().all(|byte| byte.is_ascii_digit()) => {
            written.parse().ok()
        }
        _ => None,
    }
}

fn is_of_type(node: &Node<'_>, kind: &str) -> bool {
    match kind {
        "object" => matches!(node.value, Value::Object(_)),
        "array" => matches!(node.value, Value::Array(_)),
        "string" => matches!(node.value, Value::String(_)),
        "boolean" => matches!(node.value, Value::Bool(_)),
        "integer" => whole_number(node).is_some(),
        _ => false,
    }
}

fn is_value(node: &Node<'_>, expected: &Json) -> bool {
    match expected {
        Json::String(expected) => node.as_str() == Some(expected),
        Json::Number(expected) => {
            let expected = expected.as_u64();
            expected.is_some() && whole_number(node) == expected
        }
        _ => false,
    }
}

fn are_different_texts(items: &[Node<'_>]) -> bool {
    let texts: Option<HashSet<&str>> = items.iter().map(Node::as_str).collect();
    texts.is_some_and(|texts| texts.len() == items.len())
}

/// What the keys begin with that a pattern is for, where it asks for no more.
fn literal_start(pattern: &str) -> Option<&str> {
    let start = pattern.strip_prefix('^')?;
    let is_literal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    start.bytes().all(is_literal).then_some(start)
}

/// Letters that cannot be seen.
const FILLERS: [char; 4] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];

/// Whether a text surely matches one of the patterns of the program's schemas.
fn matches(text: &str, pattern: &str) -> bool {
    let is_word = |lengths: (usize, usize), word: &str| {
        (lengths.0..=lengths.1).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match pattern {
        r"^[a-z0-9]+(-[a-z0-9]+)*$" => {
            let is_small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            text.split('-')
                .all(|word| !word.is_empty() && word.bytes().all(is_small))
        }
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$" => {
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            text.len() <= 120
                && text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
                && text.bytes().all(is_name)
        }
        r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" => {
            let mut words = text.split('-');
            let first = words.next().unwrap_or_default();
            is_word((2, 8), first)
                && first.bytes().all(|byte| byte.is_ascii_alphabetic())
                && words.all(|word| is_word((1, 8), word))
        }
        r"^[0-9A-Fa-f]{64}$" => {
            text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        r"^[^./\\][^/\\]*$" => {
            !text.is_empty() && !text.starts_with('.') && !text.contains(['/', '\\'])
        }
        r"\S"
        | r"[^\s\u0085\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]" =>
        {
            let is_seen = |letter: char| {
                letter.is_ascii_graphic() || letter.is_alphanumeric() && !FILLERS.contains(&letter)
            };
            text.contains(is_seen)
        }
        _ => false,
    }
}

/// Whether a text surely has a format of the program's schemas.
fn has_format(text: &str, format: &str) -> bool {
    match format {
        "date" => is_date(text),
        "uri" => is_web_address(text),
        _ => false,
    }
}

/// Whether it is a date (RFC 3339, `full-date`) of which it need not be known whether the year is a leap year.
fn is_date(text: &str) -> bool {
    let is_written = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_written
        && match (&text[5..7], &text[8..]) {
            (month, day) if ("01"..="12").contains(&month) && ("01"..="28").contains(&day) => true,
            ("04" | "06" | "09" | "11", day) => ("29"..="30").contains(&day),
            ("01" | "03" | "05" | "07" | "08" | "10" | "12", day) => ("29"..="31").contains(&day),
            _ => false,
        }
}

/// Whether it is an address of the web with nothing in it that is not plain (RFC 3986).
fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        let is_path = |byte: u8| is_plain(byte) || b"/_~".contains(&byte);
        !host.is_empty() && host.bytes().all(is_plain) && path.bytes().all(is_path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Schema, UnknownFormats, embedded, parse_json};
    use crate::store::Memory;
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::json;
    use std::sync::{Arc, LazyLock};

    /// By name, as it is understood here and as `jsonschema` has it.
    struct Pair {
        usual: Usual<'static>,
        compiled: Schema,
    }

    impl Pair {
        fn new(name: &str) -> Self {
            let text = embedded(name).expect("an embedded schema");
            Self {
                usual: Usual::read(text).expect("a schema that is understood"),
                compiled: compiled(&serde_json::from_str(text).expect("JSON")),
            }
        }

        /// Whether it is surely right, and whether it is.
        fn judge(&self, document: &str) -> (bool, bool) {
            let parsed = parse_json(document).expect("JSON");
            let is_right = self.compiled.faults(&parsed.root).is_empty();
            (self.usual.surely_holds(&parsed.root), is_right)
        }
    }

    /// A house schema, which is always compiled.
    fn compiled(schema: &Json) -> Schema {
        let files = Arc::new(Memory::default());
        Schema::compile(schema.clone(), "s.json", files, UnknownFormats::Refused).expect("a schema")
    }

    static PAIRS: LazyLock<[Pair; 3]> =
        LazyLock::new(|| ["claim-file", "source", "config"].map(Pair::new));

    /// Documents with every key that there is.
    fn documents() -> [Json; 3] {
        let claim = json!({
            "id": "harbour-closed",
            "statement": "The harbour is closed.",
            "verdict": "supported",
            "rating": "True",
            "revision": 2,
            "checked": {"on": "2026-01-30", "by": "desk", "x-by": 1},
            "citations": [
                {
                    "source": "council.2026", "quote": "The harbour is closed", "prefix": "He said: ",
                    "suffix": ".", "span": {"start": 0, "end": 21}, "stance": "refutes",
                    "speaker": "Ms. Hale", "note": "", "x-page": [1, {"a": null}]
                },
                {"source": "A", "quote": ["Der Hafen", "ist zu"]}
            ],
            "changes": [{"revision": 2, "on": "2026-03-31", "note": "Größer.", "kind": "update"}],
            "waivers": [{"rule": "quote-too-short", "reason": "It is all he said.", "until": "2027-01-01"}],
            "formerly": ["harbour-shut"],
            "tags": ["harbour", ""],
        });
        let unverified = json!({
            "id": "a", "statement": "港は閉鎖された", "verdict": "unverified", "revision": 1,
            "checked": {"on": "2026-01-30", "by": "desk"}
        });
        [
            json!({
                "$schema": "s.json", "schema_version": 1, "story": "harbour-2026", "title": "The harbour",
                "claims": [claim, unverified],
                "retired": [{"id": "harbour-gone", "on": "2026-02-01", "reason": "It was withdrawn."}],
                "x-desk": true,
            }),
            json!({
                "schema_version": 1, "id": "council.2026", "title": "Minutes", "published": "2026-01-01",
                "sha256": "0f".repeat(32), "publisher": "The council", "author": "Clerk",
                "url": "https://example.org/2026/01/minutes.html", "archived_url": "http://example.org",
                "retrieved": "2026-12-31", "language": "en-GB", "text": "minutes.txt", "x-a": {},
            }),
            json!({
                "claims": ["claims/**/*.json"], "sources": "sources", "against": "auto",
                "rules": {"quote-ambiguous": "off", "figure-unsupported": "error"},
            }),
        ]
    }

    #[test]
    fn what_is_usual_is_not_doubted() {
        let names = ["claim-file", "source", "config"];
        for ((name, pair), document) in names.iter().zip(&*PAIRS).zip(documents()) {
            assert_eq!(pair.judge(&document.to_string()), (true, true), "{name}");
        }
    }

    #[rstest]
    #[case::not_understood(json!({"type": "object", "minProperties": 1}))]
    #[case::on_a_condition(json!({"if": {"type": "object"}, "then": {"type": "object"}, "else": {"type": "string"}}))]
    #[case::open_list(json!({"additionalProperties": {"type": "string"}}))]
    #[case::in_a_part(json!({"$defs": {"a": {"not": {}}}, "$ref": "#/$defs/a"}))]
    fn a_schema_with_other_keywords_is_not_read(#[case] schema: Json) {
        assert!(Usual::read(&schema.to_string()).is_none());
    }

    /// Values that may be put in the place of others.
    fn values() -> impl Strategy<Value = Json> {
        let texts = prop_oneof![
            prop::sample::select(vec![
                "",
                " ",
                "\u{a0}",
                "\u{ad}",
                "\u{3164}",
                "\u{200b}a",
                "-",
                "a",
                "a-",
                "A",
                "x-",
                "ab-c1",
                "supported",
                "unverified",
                "context",
                "error",
                "off",
                "warning",
                "auto",
                "2026-02-28",
                "2026-02-29",
                "2024-02-29",
                "2026-04-31",
                "2026-13-01",
                "2026-1-01",
                "0000-00-00",
                "https://",
                "https://a",
                "http://a b",
                "https://a/%",
                "mailto:a@b",
                ".",
                "..",
                "a/b",
                "en",
                "e",
                "en-",
                "deutsch-abcdefghi",
                "港",
                "a\n",
                "\n",
                "quote-too-short",
            ])
            .prop_map(str::to_owned),
            "[a-zA-Z0-9._/ é\\\\\n-]{0,10}",
            prop::sample::select(vec![63_usize, 64, 65, 119, 120, 121, 2_000, 2_001])
                .prop_map(|length| "a".repeat(length)),
        ];
        let numbers = prop::sample::select(vec![
            json!(0),
            json!(1),
            json!(2),
            json!(-1),
            json!(1.0),
            json!(1.5),
            json!(9_007_199_254_740_991_u64),
            json!(9_007_199_254_740_992_u64),
            json!(1e300),
        ]);
        let leaves = prop_oneof![
            6 => texts.prop_map(Json::from),
            3 => numbers,
            1 => prop::sample::select(vec![json!(null), json!(true), json!([]), json!({})]),
        ];
        leaves.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
                inner.prop_map(|value| json!({"x-a": value})),
            ]
        })
    }

    /// What is done to a document at one place.
    #[derive(Debug, Clone)]
    enum Change {
        Replace(Json),
        Remove,
        Rename(&'static str),
        Repeat,
        Empty,
    }

    fn changes() -> impl Strategy<Value = (usize, Change)> {
        let keys = [
            "x-",
            "x-new",
            "X-",
            "id",
            "quote",
            "citations",
            "title",
            "",
            "y",
        ];
        let change = prop_oneof![
            5 => values().prop_map(Change::Replace),
            2 => Just(Change::Remove),
            2 => prop::sample::select(keys.to_vec()).prop_map(Change::Rename),
            1 => Just(Change::Repeat),
            1 => Just(Change::Empty),
        ];
        (0_usize..200, change)
    }

    /// Counts values down to the one that is changed.
    fn change(value: &mut Json, left: &mut usize, wanted: &Change) -> bool {
        match value {
            Json::Array(items) => {
                for at in 0..items.len() {
                    if *left == 0 {
                        *left = usize::MAX;
                        match wanted {
                            Change::Replace(new) => items[at] = new.clone(),
                            Change::Repeat => items.push(items[at].clone()),
                            Change::Empty => items.clear(),
                            Change::Remove | Change::Rename(_) => drop(items.remove(at)),
                        }
                        return true;
                    }
                    *left -= 1;
                    if change(&mut items[at], left, wanted) {
                        return true;
                    }
                }
                false
            }
            Json::Object(members) => {
                let keys: Vec<String> = members.keys().cloned().collect();
                for key in keys {
                    if *left == 0 {
                        *left = usize::MAX;
                        match wanted {
                            Change::Replace(new) => drop(members.insert(key, new.clone())),
                            Change::Rename(name) => {
                                let value = members.remove(&key).unwrap_or_default();
                                members.insert((*name).to_owned(), value);
                            }
                            Change::Repeat => {
                                drop(members.insert("x-again".to_owned(), json!([1])));
                            }
                            Change::Empty => members.clear(),
                            Change::Remove => drop(members.remove(&key)),
                        }
                        return true;
                    }
                    *left -= 1;
                    let member = members.get_mut(&key).expect("a member");
                    if change(member, left, wanted) {
                        return true;
                    }
                }
                false
            }
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn what_is_sure_is_right(
            which in 0_usize..3,
            mut wanted in prop::collection::vec(changes(), 1..3),
            repeated in prop::option::of((0_usize..20, values())),
        ) {
            let mut document = documents()[which].clone();
            for (at, wanted) in &mut wanted {
                change(&mut document, at, wanted);
            }
            let mut text = document.to_string();
            // A key that stands twice, which a value of `serde_json` cannot hold.
            if let (Some((at, value)), Some(members)) = (repeated, document.as_object())
                && let Some(key) = members.keys().nth(at)
            {
                let end = text.rfind('}').expect("an object");
                text.replace_range(end.., &format!(",{}:{value}}}", json!(key)));
            }
            let (is_sure, is_right) = PAIRS[which].judge(&text);
            prop_assert!(is_right || !is_sure, "{text}");
        }
    }

    /// Every pattern and format of the program's schemas.
    fn demands(schema: &Json, found: &mut Vec<Json>) {
        match schema {
            Json::Object(members) => {
                for (key, value) in members {
                    if ["pattern", "format"].contains(&key.as_str()) && value.is_string() {
                        found.push(json!({key.as_str(): value}));
                    }
                    demands(value, found);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| demands(item, found)),
            _ => {}
        }
    }

    static DEMANDS: LazyLock<Vec<(String, Schema)>> = LazyLock::new(|| {
        let mut found = Vec::new();
        for name in ["claim-file", "source", "config"] {
            let text = embedded(name).expect("an embedded schema");
            demands(&serde_json::from_str(text).expect("JSON"), &mut found);
        }
        found
            .iter()
            .map(|demand| (demand.to_string(), compiled(demand)))
            .collect()
    });

    fn node(text: &str) -> Node<'_> {
        Node {
            range: 0..text.len(),
            value: Value::String(text.into()),
        }
    }

    /// Of the demands that the text surely meets, one that it does not meet.
    fn broken(text: &str) -> Option<&'static str> {
        let node = node(text);
        let broken = DEMANDS.iter().find(|(demand, compiled)| {
            let usual = Usual::read(demand).expect("a schema that is understood");
            usual.surely_holds(&node) && !compiled.faults(&node).is_empty()
        });
        broken.map(|(demand, _)| demand.as_str())
    }

    #[test]
    fn any_single_letter_that_is_sure_is_right() {
        let (demand, compiled) = DEMANDS
            .iter()
            .find(|(demand, _)| demand.contains("u034f"))
            .expect("the pattern of passages");
        let usual = Usual::read(demand).expect("a schema that is understood");
        let mut sure = 0;
        for letter in '\0'..=char::MAX {
            let text = letter.to_string();
            if usual.surely_holds(&node(&text)) {
                sure += 1;
                assert!(compiled.faults(&node(&text)).is_empty(), "{letter:?}");
            }
        }
        assert!(sure > 100_000);
    }

    #[test]
    fn each_demand_is_known() {
        let texts = [
            "a-1",
            "0f",
            "en-GB",
            "minutes.txt",
            "2026-01-31",
            "https://example.org/a_b",
            "0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdefABCD",
        ];
        for (demand, _) in &*DEMANDS {
            let usual = Usual::read(demand).expect("a schema that is understood");
            assert!(
                texts.iter().any(|text| usual.surely_holds(&node(text))),
                "{demand}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn a_text_that_surely_meets_a_demand_meets_it(
            text in prop_oneof![
                "[a-z0-9-]{0,9}", "[A-Za-z0-9._-]{0,125}", "[A-Za-z]{0,9}(-[A-Za-z0-9]{0,9}){0,3}", "[0-9A-Fa-f]{63,65}",
                "[./\\\\a\n é-]{0,5}", "\\PC{0,5}", "[\\s\u{ad}\u{200b}-\u{200f}\u{feff}a]{0,4}",
                "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]", "https?://[a-zA-Z0-9.:@/?#_~%\\[\\] -]{0,12}",
            ],
        ) {
            prop_assert_eq!(broken(&text), None);
        }
    }
}
