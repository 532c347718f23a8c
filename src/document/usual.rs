//! Tells documents that surely keep one of the program's schemas without compiling it, which takes longer than a small check.
//!
//! It goes by the schema's own text, of which it understands the keywords that the program's schemas are written with (JSON
//! Schema 2020-12). What it does not understand, in schema or document, counts as a breach: it may doubt a document that keeps
//! the schema, and passes none that breaks it. `jsonschema` judges all that is doubted.

use super::{Member, Node, Value};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::marker::PhantomData;

/// A schema of which every keyword is understood, made ready to be checked fast: rules that name each other by their places.
pub(super) struct Usual<'s> {
    /// That of the schema itself is the first; those of its `$defs` come next, in the order of their names.
    rules: Vec<Rule<'s>>,
}

/// A schema as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Written<'s> {
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
    #[serde(borrow, default)]
    properties: InOrder<'s>,
    #[serde(borrow, default)]
    pattern_properties: InOrder<'s>,
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

/// Schemas by their names, as they are written: the members of most documents stand in that order, too.
#[derive(Default)]
struct InOrder<'s>(Vec<(&'s str, Written<'s>)>);

impl<'de: 's, 's> Deserialize<'de> for InOrder<'s> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names<'s>(PhantomData<InOrder<'s>>);

        impl<'de: 's, 's> Visitor<'de> for Names<'s> {
            type Value = InOrder<'s>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("schemas by name")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<InOrder<'s>, M::Error> {
                let mut schemas = Vec::new();
                while let Some(named) = map.next_entry()? {
                    schemas.push(named);
                }
                Ok(InOrder(schemas))
            }
        }

        deserializer.deserialize_map(Names(PhantomData))
    }
}

/// What a schema asks of a value. Other rules are named by their places in the list.
#[derive(Default, PartialEq)]
struct Rule<'s> {
    reference: Option<usize>,
    kind: Option<Kind>,
    /// Of each of these lists (`const`, `enum`) it has to be one.
    choices: Vec<Vec<Scalar>>,
    any_of: Option<Vec<usize>>,
    then: Option<usize>,
    /// Without one of these texts as the member of that name, `then` asks nothing.
    conditions: Vec<(&'s str, Vec<String>)>,
    properties: Vec<Property<'s>>,
    /// The places of the properties that have to be there, a bit each.
    required: u64,
    /// What the names of further members begin with.
    prefixes: Vec<(&'s str, usize)>,
    /// The places of the properties whose names begin like that as well.
    prefixed: u64,
    /// Whether a member that has no rule is refused.
    is_closed: bool,
    items: Option<usize>,
    min_items: usize,
    unique_items: bool,
    pattern: Option<Pattern>,
    format: Option<Format>,
    max_length: Option<usize>,
    minimum: Option<u64>,
    maximum: Option<u64>,
}

/// A name that a rule knows, and what it asks of the member of that name; `None` where it only has to be there.
#[derive(PartialEq)]
struct Property<'s> {
    name: &'s str,
    rule: Option<usize>,
}

#[derive(PartialEq)]
enum Scalar {
    Text(String),
    Number(u64),
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Object,
    Array,
    String,
    Boolean,
    Integer,
}

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Date,
    Uri,
}

/// The patterns of the program's schemas.
#[derive(Clone, Copy, PartialEq)]
enum Pattern {
    Slug,
    SourceId,
    Language,
    Sha256,
    FileName,
    Visible,
}

/// So many properties a rule has, at most: a bit each.
const MOST_PROPERTIES: usize = 64;

impl<'s> Usual<'s> {
    /// Reads a schema; `None` where it has a keyword that is not understood, or one with a value that is not.
    pub(super) fn read(schema: &'s str) -> Option<Self> {
        let mut written: Written<'s> = serde_json::from_str(schema).ok()?;
        let parts = std::mem::take(&mut written.parts);
        let names: Vec<&str> = parts.keys().copied().collect();
        let mut usual = Self {
            rules: (0..=parts.len()).map(|_| Rule::default()).collect(),
        };
        for (at, written) in std::iter::once(written)
            .chain(parts.into_values())
            .enumerate()
        {
            usual.rules[at] = usual.rule(written, &names)?;
        }
        Some(usual)
    }

    /// The place of the rule of a schema, which is added where it is no bare reference.
    fn place(&mut self, written: Written<'s>, parts: &[&str]) -> Option<usize> {
        let rule = self.rule(written, parts)?;
        if let Some(reference) = rule.reference {
            let bare = Rule {
                reference: Some(reference),
                ..Rule::default()
            };
            if rule == bare {
                return Some(reference);
            }
        }
        self.rules.push(rule);
        Some(self.rules.len() - 1)
    }

    fn rule(&mut self, written: Written<'s>, parts: &[&str]) -> Option<Rule<'s>> {
        let reference = |reference: &str| {
            let name = reference.strip_prefix("#/$defs/")?;
            Some(1 + parts.binary_search(&name).ok()?)
        };
        let scalars = |list: Vec<Json>| list.into_iter().map(Scalar::of).collect();
        let lists = written.constant.map(|one| vec![one]).into_iter();
        let mut rule = Rule {
            reference: understood(written.reference, reference)?,
            kind: understood(written.kind, Kind::of)?,
            choices: lists
                .chain(written.choice)
                .map(scalars)
                .collect::<Option<_>>()?,
            is_closed: written.additional_properties == Some(false),
            min_items: written.min_items,
            unique_items: written.unique_items,
            pattern: understood(written.pattern, |pattern| Pattern::of(&pattern))?,
            format: understood(written.format, Format::of)?,
            max_length: written.max_length,
            minimum: written.minimum,
            maximum: written.maximum,
            ..Rule::default()
        };
        let condition = written.condition.map(|condition| condition.properties);
        for (name, wanted) in condition.unwrap_or_default().0 {
            let texts = wanted.choice.unwrap_or_default().into_iter();
            let texts = texts.map(|one| one.as_str().map(str::to_owned));
            rule.conditions.push((name, texts.collect::<Option<_>>()?));
        }
        rule.then = understood(written.then, |then| self.place(*then, parts))?;
        rule.items = understood(written.items, |items| self.place(*items, parts))?;
        rule.any_of = understood(written.any_of, |any| {
            any.into_iter().map(|one| self.place(one, parts)).collect()
        })?;
        for (pattern, own) in written.pattern_properties.0 {
            let start = literal_start(pattern)?;
            rule.prefixes.push((start, self.place(own, parts)?));
        }
        for (name, own) in written.properties.0 {
            let rule_of_it = Some(self.place(own, parts)?);
            rule.properties.push(Property {
                name,
                rule: rule_of_it,
            });
        }
        for name in written.required {
            let known = rule.properties.iter().position(|own| own.name == name);
            let at = known.unwrap_or_else(|| {
                rule.properties.push(Property { name, rule: None });
                rule.properties.len() - 1
            });
            rule.required |= 1_u64.checked_shl(u32::try_from(at).ok()?)?;
        }
        if rule.properties.len() > MOST_PROPERTIES {
            return None;
        }
        for (at, own) in rule.properties.iter().enumerate() {
            let mut prefixes = rule.prefixes.iter();
            let is_prefixed = prefixes.any(|(start, _)| own.name.starts_with(start));
            rule.prefixed |= u64::from(is_prefixed) << at;
        }
        Some(rule)
    }

    /// Whether a document keeps the schema for sure.
    pub(super) fn surely_holds(&self, document: &Node<'_>) -> bool {
        self.holds(0, document)
    }

    fn holds(&self, rule: usize, node: &Node<'_>) -> bool {
        let rule = &self.rules[rule];
        let holds = |other: usize| self.holds(other, node);
        rule.reference.is_none_or(holds)
            && rule.kind.is_none_or(|kind| kind.is_of(node))
            && rule
                .choices
                .iter()
                .all(|choice| choice.iter().any(|one| one.is(node)))
            && rule
                .any_of
                .as_ref()
                .is_none_or(|any| any.iter().copied().any(holds))
            && rule
                .then
                .is_none_or(|then| holds(then) || rule.is_free(node))
            && match &node.value {
                Value::Object(members) => self.holds_members(rule, members),
                Value::Array(items) => self.holds_items(rule, items),
                Value::String(text) => rule.holds_text(text),
                Value::Number(_) => rule.holds_number(node),
                Value::Null | Value::Bool(_) => true,
            }
    }

    fn holds_members(&self, rule: &Rule<'s>, members: &[Member<'_>]) -> bool {
        let mut seen = 0_u64;
        let mut next = 0;
        members.iter().all(|Member { key, value, .. }| {
            let mut is_known = !rule.is_closed;
            let mut may_be_prefixed = true;
            if let Some(at) = rule.property(key, next) {
                may_be_prefixed = rule.prefixed & (1 << at) != 0;
                seen |= 1 << at;
                next = at + 1;
                if let Some(own) = rule.properties[at].rule {
                    is_known = true;
                    if !self.holds(own, value) {
                        return false;
                    }
                }
            }
            let prefixes = rule.prefixes.iter().filter(|_| may_be_prefixed);
            for (start, own) in prefixes {
                if key.starts_with(start) {
                    is_known = true;
                    if !self.holds(*own, value) {
                        return false;
                    }
                }
            }
            is_known
        }) && rule.required & !seen == 0
    }

    fn holds_items(&self, rule: &Rule<'s>, items: &[Node<'_>]) -> bool {
        items.len() >= rule.min_items
            && (!rule.unique_items || are_different_texts(items))
            && rule
                .items
                .is_none_or(|own| items.iter().all(|item| self.holds(own, item)))
    }
}

/// What a keyword asks for, where it is there; nothing at all where that is not understood.
// `?` at once takes off the outer layer.
#[allow(clippy::option_option)]
fn understood<T, U>(keyword: Option<T>, read: impl FnOnce(T) -> Option<U>) -> Option<Option<U>> {
    keyword.map_or(Some(None), |value| read(value).map(Some))
}

impl Rule<'_> {
    /// The place of the property of that name. It is looked for from `next` on: members mostly stand in the schema's order.
    fn property(&self, name: &str, next: usize) -> Option<usize> {
        let (before, after) = self.properties.split_at(next);
        let is_it = |own: &Property<'_>| own.name == name;
        let found = after.iter().position(is_it).map(|at| next + at);
        found.or_else(|| before.iter().position(is_it))
    }

    /// Whether the condition surely does not hold: a member has none of the values that it asks for.
    fn is_free(&self, node: &Node<'_>) -> bool {
        self.conditions.iter().any(|(key, texts)| {
            let mut members = node.members().iter().filter(|member| member.key == *key);
            let (Some(member), None) = (members.next(), members.next()) else {
                return false;
            };
            let text = member.value.as_str();
            !texts.is_empty() && text.is_some_and(|text| texts.iter().all(|one| one != text))
        })
    }

    fn holds_text(&self, text: &str) -> bool {
        let is_short = |most: usize| text.len() <= most || text.chars().count() <= most;
        self.max_length.is_none_or(is_short)
            && self.pattern.is_none_or(|pattern| pattern.matches(text))
            && self.format.is_none_or(|format| format.matches(text))
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

impl Kind {
    fn of(name: &str) -> Option<Self> {
        match name {
            "object" => Some(Self::Object),
            "array" => Some(Self::Array),
            "string" => Some(Self::String),
            "boolean" => Some(Self::Boolean),
            "integer" => Some(Self::Integer),
            _ => None,
        }
    }

    fn is_of(self, node: &Node<'_>) -> bool {
        match self {
            Self::Object => matches!(node.value, Value::Object(_)),
            Self::Array => matches!(node.value, Value::Array(_)),
            Self::String => matches!(node.value, Value::String(_)),
            Self::Boolean => matches!(node.value, Value::Bool(_)),
            Self::Integer => whole_number(node).is_some(),
        }
    }
}

impl Scalar {
    fn of(value: Json) -> Option<Self> {
        match value {
            Json::String(text) => Some(Self::Text(text)),
            Json::Number(number) => number.as_u64().map(Self::Number),
            _ => None,
        }
    }

    fn is(&self, node: &Node<'_>) -> bool {
        match self {
            Self::Text(expected) => node.as_str() == Some(expected),
            Self::Number(expected) => whole_number(node) == Some(*expected),
        }
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

impl Pattern {
    fn of(pattern: &str) -> Option<Self> {
        match pattern {
            r"^[a-z0-9]+(-[a-z0-9]+)*$" => Some(Self::Slug),
            r"^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$" => Some(Self::SourceId),
            r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" => Some(Self::Language),
            r"^[0-9A-Fa-f]{64}$" => Some(Self::Sha256),
            r"^[^./\\][^/\\]*$" => Some(Self::FileName),
            // What is seen of the second holds of the first.
            r"\S"
            | r"[^\s\u0085\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]" => {
                Some(Self::Visible)
            }
            _ => None,
        }
    }

    /// Whether a text surely matches it.
    fn matches(self, text: &str) -> bool {
        match self {
            Self::Slug => is_slug(text),
            Self::SourceId => {
                let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
                text.len() <= 120
                    && text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
                    && text.bytes().all(is_name)
            }
            Self::Language => is_language(text),
            Self::Sha256 => text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
            Self::FileName => {
                !text.is_empty() && !text.starts_with('.') && !text.contains(['/', '\\'])
            }
            Self::Visible => text.contains(|letter: char| {
                letter.is_ascii_graphic() || letter.is_alphanumeric() && !FILLERS.contains(&letter)
            }),
        }
    }
}

/// Whether it is words of small letters and digits, with single hyphens between them.
fn is_slug(text: &str) -> bool {
    let mut is_in_word = false;
    let is_right = text.bytes().all(|byte| {
        let goes_on = match byte {
            b'a'..=b'z' | b'0'..=b'9' => Some(true),
            b'-' if is_in_word => Some(false),
            _ => None,
        };
        is_in_word = goes_on == Some(true);
        goes_on.is_some()
    });
    is_right && is_in_word
}

/// Whether it is a language tag, as far as its letters go.
fn is_language(text: &str) -> bool {
    let mut words = text.split('-');
    let first = words.next().unwrap_or_default();
    (2..=8).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && words.all(|word| {
            (1..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

impl Format {
    fn of(name: &str) -> Option<Self> {
        match name {
            "date" => Some(Self::Date),
            "uri" => Some(Self::Uri),
            _ => None,
        }
    }

    /// Whether a text surely has it.
    fn matches(self, text: &str) -> bool {
        match self {
            Self::Date => is_date(text),
            Self::Uri => is_web_address(text),
        }
    }
}

/// Whether it is a date (RFC 3339, `full-date`) of which it need not be known whether the year is a leap year.
fn is_date(text: &str) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return false;
    };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    let number = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    digits.iter().all(u8::is_ascii_digit)
        && match (number(m1, m2), number(d1, d2)) {
            (1..=12, 1..=28) => true,
            (4 | 6 | 9 | 11, day) => day == 29 || day == 30,
            (1 | 3 | 5 | 7 | 8 | 10 | 12, day) => (29..=31).contains(&day),
            _ => false,
        }
}

/// Whether it is an address of the web with a plain host, and nothing in it that would have to be escaped (RFC 3986).
fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, rest) = rest.split_at(end);
        let (path, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        !host.is_empty() && host.bytes().all(is_plain) && is_written(path) && is_written(fragment)
    })
}

/// Whether all of it may stand in the path, the query or the fragment of an address, as it is or as an escape.
fn is_written(part: &str) -> bool {
    let is_hexadecimal = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    let mut bytes = part.as_bytes();
    while let [first, rest @ ..] = bytes {
        bytes = match (first, rest) {
            (b'%', [high, low, rest @ ..]) if is_hexadecimal(&[*high, *low]) => rest,
            (byte, _) if byte.is_ascii_alphanumeric() => rest,
            (byte, _) if b"-._~/?:@!$&'()*+,;=".contains(byte) => rest,
            _ => return false,
        };
    }
    true
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
                "url": "https://example.org/2026/01/minutes?id=1&of=a%20b#top", "archived_url": "http://example.org",
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

    /// A member whose name has a rule of its own and begins as further ones do has to keep both rules.
    #[rstest]
    #[case(json!({"x-a": "b"}), true)]
    #[case(json!({"x-a": "bc"}), false)]
    #[case(json!({"x-b": "bc"}), false)]
    #[case(json!({"a": "bc"}), true)]
    fn a_property_may_be_one_of_a_pattern_too(#[case] document: Json, #[case] holds: bool) {
        let text = json!({"properties": {"a": {}, "x-a": {"type": "string"}}, "patternProperties": {"^x-": {"maxLength": 1}}});
        let (text, document) = (text.to_string(), document.to_string());
        let usual = Usual::read(&text).expect("a schema that is understood");
        let parsed = parse_json(&document).expect("JSON");
        assert_eq!(usual.surely_holds(&parsed.root), holds);
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
                "https?://[a-z.]{1,3}[/?#!$&'()*+,;=%a-fA-F0-9|^`{}<>\"\\\\]{0,12}",
            ],
        ) {
            prop_assert_eq!(broken(&text), None);
        }
    }
}
